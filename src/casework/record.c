/* Records beside cases. */
#include "casework/record.h"

#include <inttypes.h>
#include <stdlib.h>

#include "base/str.h"
#include "base/time.h"
#include "casework/casework.h"
#include "db/queries.h"

#include "base/banned.h"

/* These events are on the practice's chain. */
static int record_event(struct tx *tx, const char *kind, const char *what, int64_t id,
                        struct problem *reterr_why)
{
	const char *detail = arena_printf(tx_arena(tx), "{\"%s\": %" PRId64 "}", what, id);

	if (!write_audit_append(tx, kind, NULL, detail, "{}"))
		return casework_failed(tx, reterr_why);
	return 0;
}

/* Dates are yyyy-mm-dd, so their texts compare as they do. */
static int not_ahead(struct tx *tx, const char *date, const char *field, const char *what,
                     struct problem *reterr_why)
{
	const char *today = casework_today(tx, reterr_why);
	struct date day, now;

	if (!today)
		return -1;
	if (!date_parse(date, &day) || !date_parse(today, &now) || date_compare(day, now) > 0)
		return refuse_field(reterr_why, field, "%s must be today or in the past", what);
	return 0;
}

static bool is_before(const char *a, const char *b)
{
	struct date first, second;

	return date_parse(a, &first) && date_parse(b, &second) && date_compare(first, second) < 0;
}

/* ---- PALS (U-25) ---------------------------------------------------------------------------- */

static int pass_on(struct tx *tx, const char *received_on, int64_t *ret_id,
                   const char **ret_reference, struct problem *reterr_why)
{
	struct clock_sum sum;
	struct new_task task = { .kind = "complaint_acknowledge",
		                 .title = "Acknowledge the complaint",
		                 .role = "complaints_lead",
		                 .clock = &sum };
	const struct rows *r;

	if (casework_clock(tx, "complaint_acknowledgement", received_on, 0, &sum, reterr_why) < 0)
		return -1;
	r = write_complaint_passed_on(tx, received_on, clock_due(tx_arena(tx), &sum),
	                              clock_text(tx_arena(tx), &sum));
	if (!r)
		return casework_failed(tx, reterr_why);
	*ret_id = rows_int(r, 0, COMPLAINT_PASSED_ON_ID);
	*ret_reference = rows_text(r, 0, COMPLAINT_PASSED_ON_REFERENCE);
	task.about_id = task.complaint_id = *ret_id;
	if (casework_task(tx, 0, &task, reterr_why) < 0)
		return -1;
	return record_event(tx, "complaint.passed_on", "complaint", *ret_id, reterr_why);
}

int pals_record(struct tx *tx, const struct pals_contact *p, const char **ret_complaint,
                struct problem *reterr_why)
{
	bool is_complaint = text_equal(p->wants, "complaint");
	int64_t complaint = 0;
	const struct rows *r;

	*ret_complaint = NULL;
	if (not_ahead(tx, p->received_on, "received_on", "The day it came", reterr_why) < 0)
		return -1;
	if (p->reply_by && is_before(p->reply_by, p->received_on))
		return refuse_field(reterr_why, "reply_by",
		                    "The day to reply by must be after the day it came");
	if (is_complaint && pass_on(tx, p->received_on, &complaint, ret_complaint, reterr_why) < 0)
		return -1;
	r = write_pals_add(tx, p->received_on, p->office, p->their_reference, p->wants, p->reply_by,
	                   p->consent, p->text, is_complaint ? &complaint : NULL);
	if (!r)
		return casework_failed(tx, reterr_why);
	return record_event(tx, "pals.recorded", "pals", rows_int(r, 0, PALS_ADD_ID), reterr_why);
}

/* ---- Complaints without a case -------------------------------------------------------------- */

int complaint_alone_record(struct tx *tx, const struct complaint_alone *c,
                           struct problem *reterr_why)
{
	const struct rows *now = write_complaint_alone_lock(tx, c->reference);
	bool ends = !text_equal(c->state, "with_lead");
	const char *received;

	if (!now)
		return casework_failed(tx, reterr_why);
	if (rows_count(now) == 0)
		return refuse(reterr_why, PROBLEM_NOT_FOUND, "There is no such page.");
	if (!text_equal(rows_text(now, 0, COMPLAINT_ALONE_LOCK_VERSION), c->version))
		return refuse(reterr_why, PROBLEM_CONFLICT,
		              "Somebody changed this complaint while you were writing. What is "
		              "stored now is shown above, with what you typed below it.");
	received = rows_text(now, 0, COMPLAINT_ALONE_LOCK_RECEIVED_ON);
	if (c->acknowledged_on) {
		if (not_ahead(tx, c->acknowledged_on, "acknowledged_on",
		              "The day it was "
		              "acknowledged",
		              reterr_why) < 0)
			return -1;
		if (is_before(c->acknowledged_on, received))
			return refuse_field(reterr_why, "acknowledged_on",
			                    "It cannot have been acknowledged before it came");
	}
	if (ends) {
		if (not_ahead(tx, c->ended_on, "ended_on", "The day it ended", reterr_why) < 0)
			return -1;
		if (is_before(c->ended_on, received))
			return refuse_field(reterr_why, "ended_on",
			                    "It cannot have ended before it came");
	}
	if (!write_complaint_alone_change(tx, rows_int(now, 0, COMPLAINT_ALONE_LOCK_ID),
	                                  c->acknowledged_on, c->state, ends ? c->ended_on : NULL,
	                                  ends ? c->ended_why : ""))
		return casework_failed(tx, reterr_why);
	if ((c->acknowledged_on || ends) &&
	    casework_task_done_complaint(tx, rows_int(now, 0, COMPLAINT_ALONE_LOCK_ID),
	                                 "complaint_acknowledge", ends ? c->state : "acknowledged",
	                                 reterr_why) < 0)
		return -1;
	return record_event(tx, ends ? "complaint.ended" : "complaint.acknowledged", "complaint",
	                    rows_int(now, 0, COMPLAINT_ALONE_LOCK_ID), reterr_why);
}

/* ---- Learning (R-sea-4) --------------------------------------------------------------------- */

int learning_alone_record(struct tx *tx, const struct learning_alone *l, struct problem *reterr_why)
{
	const struct rows *r;

	if (not_ahead(tx, l->happened_on, "happened_on", "The day it happened", reterr_why) < 0)
		return -1;
	r = write_learning_alone_add(tx, l->happened_on, l->title, l->significant,
	                             l->what_we_learnt, l->what_changes);
	if (!r)
		return casework_failed(tx, reterr_why);
	return record_event(tx, "learning.added", "learning", rows_int(r, 0, LEARNING_ALONE_ADD_ID),
	                    reterr_why);
}
