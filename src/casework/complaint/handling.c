/* How a complaint is handled: acknowledged, agreed, kept in time, looked into. */
#include <stdlib.h>
#include <string.h>

#include "base/str.h"
#include "casework/clock.h"
#include "db/queries.h"
#include "file.h"

#include "base/banned.h"

/* R-comp-3 to 5, R-route-7, U-4. Its clock ends. */
int complaint_acknowledge_file(struct complaint_file *f, struct problem *reterr_why)
{
	struct complaint_change c = { .acknowledged_on = f->on_date };

	if (complaint_day(f, reterr_why) < 0)
		return -1;
	if (f->is_acknowledged)
		return refuse(reterr_why, PROBLEM_REFUSED,
		              "It has been acknowledged already. The first date stands.");
	if (!said_yes(f, "offered_talk"))
		return refuse_field(reterr_why, "offered_talk",
		                    "The acknowledgement offers to discuss how it is handled, and "
		                    "how long that is likely to take");
	if (!said_yes(f, "told_advocacy"))
		return refuse_field(reterr_why, "told_advocacy",
		                    "Tell them of independent NHS complaints advocacy");
	if (f->facts.is_spoken && !said_yes(f, "gave_copy"))
		return refuse_field(reterr_why, "gave_copy",
		                    "Whoever complains by word of mouth gets a copy of what was "
		                    "written down");
	if (f->is_leader_concerned && !said_yes(f, "told_icb"))
		return refuse_field(reterr_why, "told_icb",
		                    "It is about somebody who leads complaints here, so tell them "
		                    "that they may go to the ICB instead");
	if (complaint_change(f, &c, reterr_why) < 0)
		return -1;
	return complaint_task_done(f, "complaint_acknowledge", "acknowledged", reterr_why);
}

/* R-comp-15, R-route-1, R-route-2: practice or commissioner, not both. */
int complaint_lead(struct complaint_file *f, struct problem *reterr_why)
{
	if (!text_equal(f->answer, "alone") && text_is_blank(said(f, "body")))
		return refuse_field(reterr_why, "body", "Enter which other body");
	if (text_equal(f->answer, "sent_on") && !said_yes(f, "may_share"))
		return refuse_field(reterr_why, "may_share",
		                    "It is sent on only if the person agrees");
	return complaint_day(f, reterr_why);
}

static int due_of(struct complaint_file *f, const char *kind, int64_t *ret_id, const char **ret_due,
                  struct problem *reterr_why)
{
	const struct rows *r = tx_read_complaint_clock_id(f->tx, f->id, kind);

	if (!r)
		return casework_failed(f->tx, reterr_why);
	*ret_id = rows_count(r) > 0 ? rows_int(r, 0, COMPLAINT_CLOCK_ID_ID) : 0;
	*ret_due = rows_text(r, 0, COMPLAINT_CLOCK_ID_DUE_ON);
	return 0;
}

/* R-comp-5: what was agreed, or set where the offer was not taken up. */
int complaint_plan(struct complaint_file *f, struct problem *reterr_why)
{
	const char *by = said(f, "respond_by"), *last;
	struct complaint_change c = { .respond_by = by };
	int64_t clock;

	if (complaint_day(f, reterr_why) < 0 ||
	    complaint_words(f, "Enter how it is to be handled", reterr_why) < 0)
		return -1;
	if (!f->is_acknowledged)
		return refuse(reterr_why, PROBLEM_REFUSED,
		              "Acknowledge the complaint first: the plan is offered with it.");
	if (strcmp(by, f->on_date) < 0)
		return refuse_field(reterr_why, "respond_by",
		                    "The day to answer by must be after the day it was agreed");
	if (due_of(f, "complaint_response", &clock, &last, reterr_why) < 0)
		return -1;
	if (last && strcmp(by, last) > 0)
		return refuse_field(reterr_why, "respond_by",
		                    "This is after the 6 months. Agree a later date on the page "
		                    "for it first.");
	if (complaint_change(f, &c, reterr_why) < 0 ||
	    complaint_task_done(f, "complaint_agreed_response", "agreed anew", reterr_why) < 0)
		return -1;
	return complaint_task_start(f, "complaint_agreed_response",
	                            "Answer the complaint by the date agreed", f->on_date, by,
	                            reterr_why);
}

/* R-comp-8: agreed before the time is over; after it, only told in writing with the reason. */
int complaint_extend(struct complaint_file *f, struct problem *reterr_why)
{
	const char *by = said(f, "respond_by"), *last;
	struct complaint_change c = { .respond_by = by };
	int64_t clock;

	if (complaint_day(f, reterr_why) < 0 ||
	    complaint_words(f, "Enter the reason", reterr_why) < 0 ||
	    due_of(f, "complaint_response", &clock, &last, reterr_why) < 0)
		return -1;
	if (!clock || !last)
		return refuse(reterr_why, PROBLEM_REFUSED, "There is no date to move.");
	if (text_equal(f->answer, "late_told")) {
		if (strcmp(f->today, last) <= 0)
			return refuse_field(reterr_why, "answer",
			                    "The time is not over yet: agree a later date instead");
	} else if (clock_extend(f->tx, clock, by, f->on_date, "agreed with the person",
	                        reterr_why) < 0) {
		if (reterr_why->kind == PROBLEM_FIELD && text_equal(reterr_why->field, "due"))
			reterr_why->field = "respond_by";
		if (reterr_why->kind == PROBLEM_FIELD && text_equal(reterr_why->field, "agreed_on"))
			reterr_why->field = "on_date";
		return -1;
	}
	return complaint_change(f, &c, reterr_why);
}

/* R-comp-9 */
int complaint_progress(struct complaint_file *f, struct problem *reterr_why)
{
	if (complaint_day(f, reterr_why) < 0)
		return -1;
	return complaint_words(f, "Enter what they were told", reterr_why);
}

/* U-4: the wall in the database refuses whoever it is about. */
int complaint_investigate(struct complaint_file *f, struct problem *reterr_why)
{
	const char *text = said(f, "member");
	int64_t member = strspn(text, "0123456789") == strlen(text) && strlen(text) < 18
	                         ? strtoll(text, NULL, 10)
	                         : 0;
	const struct complaint_change c = { .investigator_id = &member };
	const struct rows *free_ = tx_read_complaint_free(f->tx, f->reference);

	if (!free_)
		return casework_failed(f->tx, reterr_why);
	for (int i = 0; i < rows_count(free_); i++)
		if (rows_int(free_, i, COMPLAINT_FREE_ID) == member) {
			f->about = rows_text(free_, i, COMPLAINT_FREE_NAME);
			return complaint_change(f, &c, reterr_why);
		}
	return refuse_field(reterr_why, "member",
	                    "Select somebody from the list: whoever it is about does not look into "
	                    "it");
}

/* G-gmp-7: asked for, received, checked. */
int complaint_statements(struct complaint_file *f, struct problem *reterr_why)
{
	if (complaint_day(f, reterr_why) < 0)
		return -1;
	if (text_equal(f->answer, "checked"))
		return complaint_words(f, "Enter what it was checked against, and what you found",
		                       reterr_why);
	return text_equal(f->answer, "received")
	               ? complaint_words(f, "Enter what it says", reterr_why)
	               : 0;
}
