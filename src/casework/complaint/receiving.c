/* When a complaint comes in: who complains, about what and whom, consent, how serious, settled at
 * once. */
#include <stdlib.h>
#include <string.h>

#include "base/str.h"
#include "db/queries.h"
#include "file.h"

#include "base/banned.h"

/* R-comp-12, R-comp-13, U-22, U-23; and what the yearly return asks. */
int complaint_who(struct complaint_file *f, struct problem *reterr_why)
{
	bool is_written = true;
	const struct rows *known;
	struct complaint_change c = { .age_band = said(f, "age_band"),
		                      .status = said(f, "status"),
		                      .is_written =
		                              said_yes(f, "in_writing") ? &is_written : NULL };

	if (complaint_ask(complaint_right_refusal(f->answer, said(f, "grounds"),
	                                          said(f, "best_interests"), f->has_died),
	                  "answer", reterr_why) < 0)
		return -1;
	known = tx_read_complaint_codes_known(f->tx, c.age_band, c.status);
	if (!known)
		return casework_failed(f->tx, reterr_why);
	if (!rows_bool(known, 0, COMPLAINT_CODES_KNOWN_IS_STATUS))
		return refuse_field(reterr_why, "status", "Select who they are from the list");
	if (!rows_bool(known, 0, COMPLAINT_CODES_KNOWN_IS_AGE))
		return refuse_field(reterr_why, "age_band", "Select an age from the list");
	return complaint_change(f, &c, reterr_why);
}

int complaint_about(struct complaint_file *f, struct problem *reterr_why)
{
	const struct rows *r = write_complaint_aspect_add(
	        f->tx, f->id, f->about, said(f, "subject"), said(f, "staff_group"));

	if (!r)
		return casework_failed(f->tx, reterr_why);
	if (rows_count(r) == 0)
		return refuse_field(reterr_why, "subject", "Select a subject from the list");
	return 0;
}

static int64_t number(const char *text)
{
	size_t n = strlen(text);

	return n > 0 && n < 18 && strspn(text, "0123456789") == n ? strtoll(text, NULL, 10) : 0;
}

/* U-4: about stands aside, for conduct it does not exist, none takes it back. */
int complaint_staff(struct complaint_file *f, struct problem *reterr_why)
{
	int64_t member = number(said(f, "member"));
	const struct rows *known = tx_read_complaint_member_known(f->tx, member);

	if (!known)
		return casework_failed(f->tx, reterr_why);
	if (rows_count(known) == 0)
		return refuse_field(reterr_why, "member", "Select somebody from the list");
	f->about = rows_text(known, 0, COMPLAINT_MEMBER_KNOWN_NAME);
	if (!write_complaint_staff_mark(f->tx, f->id, member,
	                                text_equal(f->answer, "none") ? "" : f->answer))
		return casework_failed(f->tx, reterr_why);
	return 0;
}

/* H-comp-1, C-26: what the practice does about a member of staff is a sealed case of its own. The
 * link is seen by those who may see both, and its event stands on neither's chain. */
int complaint_apart(struct complaint_file *f, struct problem *reterr_why)
{
	const struct rows *r = tx_read_complaint_staff_case(f->tx, said(f, "reference"));

	if (!r)
		return casework_failed(f->tx, reterr_why);
	if (rows_count(r) == 0)
		return refuse_field(reterr_why, "reference",
		                    "There is no sealed case of that reference");
	f->apart_case_id = rows_int(r, 0, COMPLAINT_STAFF_CASE_ID);
	return 0;
}

int complaint_consent(struct complaint_file *f, struct problem *reterr_why)
{
	if (!*f->right)
		return refuse(reterr_why, PROBLEM_REFUSED,
		              "Record first in what right they complain.");
	if (complaint_ask(complaint_consent_refusal(f->right, f->answer, said(f, "exception")),
	                  text_equal(f->answer, "excepted") ? "exception" : "answer",
	                  reterr_why) < 0)
		return -1;
	if (text_equal(f->answer, "excepted") &&
	    complaint_words(f, "Enter why it is answered without consent", reterr_why) < 0)
		return -1;
	return text_equal(f->answer, "not_needed") ? 0 : complaint_day(f, reterr_why);
}

/* R-comp-7: late where the last day to complain was before the day it came. on_date is the day that
 * it happened or came to their notice. */
int complaint_grade(struct complaint_file *f, struct problem *reterr_why)
{
	struct complaint_change c = { .grade = f->answer };
	struct clock_sum last;
	struct date received;

	if (!*f->on_date)
		return refuse_field(reterr_why, "on_date",
		                    "Enter when it happened, or when they came to know of it");
	if (strcmp(f->on_date, f->received_on) > 0)
		return refuse_field(reterr_why, "on_date",
		                    "It must have happened before the complaint was received");
	if (casework_clock(f->tx, "complaint_out_of_time", f->on_date, 0, &last, reterr_why) < 0)
		return -1;
	date_parse(f->received_on, &received);
	if (complaint_ask(complaint_late_refusal(date_compare(received, last.due) > 0,
	                                         said(f, "good_reasons"),
	                                         said(f, "can_investigate")),
	                  "good_reasons", reterr_why) < 0)
		return -1;
	return complaint_change(f, &c, reterr_why);
}

/* R-comp-11: it is then not counted, and needs no written answer. */
int complaint_settle(struct complaint_file *f, struct problem *reterr_why)
{
	struct clock_sum last;
	struct date settled;

	f->answer = "settled";
	if (complaint_day(f, reterr_why) < 0 ||
	    complaint_words(f, "Enter how it was settled", reterr_why) < 0 ||
	    casework_clock(f->tx, "complaint_quick_resolution", f->received_on, 0, &last,
	                   reterr_why) < 0)
		return -1;
	date_parse(f->on_date, &settled);
	if (complaint_ask(complaint_settle_refusal(f->how, said_yes(f, "is_satisfied"), settled,
	                                           last.due),
	                  said_yes(f, "is_satisfied") ? "on_date" : "is_satisfied", reterr_why) < 0)
		return -1;
	return complaint_finish(f, "closed", "settled", f->on_date, reterr_why);
}
