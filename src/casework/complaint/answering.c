/* How a complaint is answered: the outcome of each point, the response and who signs it, what
 * follows. */
#include <stdlib.h>
#include <string.h>

#include "base/str.h"
#include "db/queries.h"
#include "file.h"

#include "base/banned.h"

int complaint_findings(struct complaint_file *f, struct problem *reterr_why)
{
	const char *text = said(f, "aspect");
	const struct rows *r;

	if (complaint_words(f, "Enter the reasons", reterr_why) < 0)
		return -1;
	r = strspn(text, "0123456789") == strlen(text) && strlen(text) < 18
	            ? write_complaint_aspect_decide(f->tx, f->id, strtoll(text, NULL, 10),
	                                            f->answer)
	            : NULL;
	if (!r && tx_problem(f->tx))
		return casework_failed(f->tx, reterr_why);
	if (rows_count(r) == 0)
		return refuse_field(reterr_why, "aspect", "Select a point from the list");
	f->about = rows_text(r, 0, COMPLAINT_ASPECT_DECIDE_TITLE);
	return 0;
}

/* R-comp-10, U-27, R-dp-5: one current draft, whose words are in no entry. */
int complaint_response(struct complaint_file *f, struct problem *reterr_why)
{
	const struct complaint_change c = { .draft = text_equal(f->answer, "dropped") ? ""
		                                                                      : f->words };
	int contents = (said_yes(f, "is_considered") ? COMPLAINT_CONSIDERED : 0) |
	               (said_yes(f, "has_conclusions") ? COMPLAINT_CONCLUSIONS : 0) |
	               (said_yes(f, "has_action") ? COMPLAINT_ACTION : 0) |
	               (said_yes(f, "has_ombudsman") ? COMPLAINT_OMBUDSMAN : 0);

	if (text_equal(f->answer, "drafted") &&
	    (complaint_ask(complaint_response_refusal(&f->facts), NULL, reterr_why) < 0 ||
	     complaint_words(f, "Enter the response", reterr_why) < 0 ||
	     complaint_ask(complaint_contents_refusal(contents), "is_considered", reterr_why) < 0))
		return -1;
	if (complaint_change(f, &c, reterr_why) < 0)
		return -1;
	f->words = "";
	if (text_equal(f->answer, "dropped") && !write_complaint_forget_drafts(f->tx, f->reference))
		return casework_failed(f->tx, reterr_why);
	return 0;
}

/* R-comp-2, R-comp-10: a partner is the responsible person; another who may is the delegate. */
int complaint_sign(struct complaint_file *f, struct problem *reterr_why)
{
	const char *whole = complaint_outcome(f->facts.aspects, (int)f->upheld, (int)f->partly,
	                                      (int)f->not_upheld);
	struct complaint_change c = { .resolved_on = f->on_date, .outcome = whole, .draft = "" };

	f->answer = f->is_partner ? "responsible" : "delegate";
	if (complaint_day(f, reterr_why) < 0)
		return -1;
	if (!*f->draft)
		return refuse(reterr_why, PROBLEM_REFUSED,
		              "There is no response to sign: it has to be written first.");
	if (!said_yes(f, "has_read"))
		return refuse_field(reterr_why, "has_read",
		                    "Confirm that you have read it and sign it");
	if (f->is_child && !*said(f, "addressee"))
		return refuse_field(reterr_why, "addressee",
		                    "The patient is under 18: select to whom a clinician decided "
		                    "that the response goes");
	if (f->is_child && text_is_blank(said(f, "addressee_by")))
		return refuse_field(reterr_why, "addressee_by", "Enter which clinician decided");
	if (complaint_ask(complaint_response_refusal(&f->facts), NULL, reterr_why) < 0)
		return -1;
	f->words = f->draft;
	if (complaint_change(f, &c, reterr_why) < 0 ||
	    complaint_task_done(f, "complaint_response", "answered", reterr_why) < 0 ||
	    complaint_task_done(f, "complaint_agreed_response", "answered", reterr_why) < 0)
		return -1;
	if (!write_complaint_forget_drafts(f->tx, f->reference))
		return casework_failed(f->tx, reterr_why);
	return 0;
}

/* Until done (R-comp-1, R-comp-20). */
int complaint_actions(struct complaint_file *f, struct problem *reterr_why)
{
	if (text_equal(f->answer, "agreed"))
		return 0;
	if (complaint_day(f, reterr_why) < 0)
		return -1;
	return complaint_words(f, "Enter what came of it, or why nothing changes", reterr_why);
}

/* R-route-3, R-route-4 */
int complaint_ombudsman(struct complaint_file *f, struct problem *reterr_why)
{
	if (complaint_day(f, reterr_why) < 0)
		return -1;
	if (text_equal(f->answer, "papers"))
		return complaint_task_start(f, "ombudsman_papers",
		                            "Send the Ombudsman's papers to NHS Resolution and the "
		                            "defence body",
		                            f->on_date, NULL, reterr_why);
	if (text_equal(f->answer, "handed_on"))
		return complaint_task_done(f, "ombudsman_papers", "handed on", reterr_why);
	return complaint_words(f, "Enter what the Ombudsman decided", reterr_why);
}

/* Closed once answered; or ended otherwise, with the reason, and with written notice where it is
 * due (C-3, R-comp-11, R-comp-13). */
int complaint_end_file(struct complaint_file *f, struct problem *reterr_why)
{
	bool is_answered = text_equal(f->answer, "closed");
	bool is_feedback = text_equal(f->answer, "answered_as_feedback");
	bool is_none = text_equal(f->answer, "not_a_complaint");
	bool is_withdrawn = text_equal(f->answer, "withdrawn");
	const char *why = is_answered || is_feedback || is_none ? "" : f->answer;

	if (complaint_day(f, reterr_why) < 0 ||
	    complaint_words(f, "Enter how it ended, and why", reterr_why) < 0)
		return -1;
	if (is_answered && complaint_ask(complaint_close_refusal(&f->facts), NULL, reterr_why) < 0)
		return -1;
	if (!is_answered && f->facts.is_signed)
		return refuse_field(reterr_why, "answer",
		                    "It has been answered, so close it as that");
	if (!is_withdrawn && complaint_owes_notice(why) && !said_yes(f, "told_in_writing"))
		return refuse_field(reterr_why, "told_in_writing",
		                    "Tell them in writing of the decision and its reason first");
	return complaint_finish(f, is_feedback || is_none ? f->answer : "closed", why, NULL,
	                        reterr_why);
}
