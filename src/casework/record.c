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
	if (is_complaint) {
		const struct new_complaint c = { .received_on = p->received_on,
			                         .how = "passed_on",
			                         .summary = "Passed on by PALS",
			                         .words = p->text,
			                         .by = p->patient,
			                         .about_for = { .name = "" } };

		if (complaint_begin(tx, &c, ret_complaint, &complaint, reterr_why) < 0)
			return -1;
	} else if (complaint_person_check(&p->patient, false, casework_today(tx, NULL),
	                                  reterr_why) < 0) {
		return -1;
	}
	r = write_pals_add(tx, p->received_on, p->office, p->their_reference, p->wants, p->reply_by,
	                   p->consent, p->text, is_complaint ? &complaint : NULL, p->patient.name,
	                   p->patient.born_on, p->patient.nhs_number);
	if (!r)
		return casework_failed(tx, reterr_why);
	return record_event(tx, "pals.recorded", "pals", rows_int(r, 0, PALS_ADD_ID), reterr_why);
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
