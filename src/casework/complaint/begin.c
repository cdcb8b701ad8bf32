/* A complaint is recorded. */
#include "casework/complaint_begin.h"

#include <inttypes.h>
#include <string.h>

#include "base/str.h"
#include "casework/casework.h"
#include "db/queries.h"
#include "rules/nhs_number.h"

#include "base/banned.h"

/* Fields of the one who complains, and of the patient: names of fields outlive the request. */
static const char *const by_fields[] = { "by_name", "by_born_on", "by_nhs_number" };
static const char *const for_fields[] = { "for_name", "for_born_on", "for_nhs_number" };

int complaint_person_check(const struct complaint_person *p, bool is_patient, const char *today,
                           struct problem *reterr_why)
{
	const char *const *field = is_patient ? for_fields : by_fields;

	if (text_is_blank(p->name) && (p->born_on || p->nhs_number))
		return refuse_field(reterr_why, field[0], "Enter the person's name");
	if (p->nhs_number && !p->born_on)
		return refuse_field(
		        reterr_why, field[1],
		        "Enter the date of birth too: an NHS number never stands alone");
	if (p->born_on && strcmp(p->born_on, today) > 0)
		return refuse_field(reterr_why, field[1],
		                    "The date of birth must not be in the future");
	if (p->nhs_number && !nhs_number_is_valid(p->nhs_number))
		return refuse_field(reterr_why, field[2],
		                    "This is not an NHS number: check each digit");
	return 0;
}

int complaint_begin(struct tx *tx, const struct new_complaint *c, const char **ret_reference,
                    int64_t *ret_id, struct problem *reterr_why)
{
	struct arena *a = tx_arena(tx);
	const char *today = casework_today(tx, reterr_why);
	struct clock_sum sum;
	struct new_task task = { .kind = "complaint_acknowledge",
		                 .title = "Acknowledge the complaint",
		                 .clock = &sum };
	const struct rows *r;

	if (!today)
		return -1;
	if (strcmp(c->received_on, today) > 0)
		return refuse_field(reterr_why, "received_on",
		                    "The day it came must be today or in the past");
	if (complaint_person_check(&c->by, false, today, reterr_why) < 0 ||
	    complaint_person_check(&c->about_for, true, today, reterr_why) < 0)
		return -1;
	if (casework_clock(tx, "complaint_acknowledgement", c->received_on, 0, &sum, reterr_why) <
	    0)
		return -1;
	r = write_complaint_begin(tx, c->received_on, c->how, c->summary, c->words,
	                          clock_due(a, &sum), clock_text(a, &sum), c->by.name,
	                          c->by.born_on, c->by.nhs_number, c->about_for.name,
	                          c->about_for.born_on, c->about_for.nhs_number,
	                          c->staff ? c->staff : "{}", c->conduct ? c->conduct : "{}");
	if (!r)
		return casework_failed(tx, reterr_why);
	task.about_id = task.complaint_id = rows_int(r, 0, COMPLAINT_BEGIN_ID);
	task.role = rows_text(r, 0, COMPLAINT_BEGIN_ROLE);
	*ret_reference = rows_text(r, 0, COMPLAINT_BEGIN_REFERENCE);
	if (ret_id)
		*ret_id = task.complaint_id;
	if (casework_task(tx, 0, &task, reterr_why) < 0)
		return -1;
	task.kind = "complaint_response";
	task.title = "Answer the complaint in writing";
	if (casework_clock(tx, task.kind, c->received_on, 0, &sum, reterr_why) < 0 ||
	    casework_task(tx, 0, &task, reterr_why) < 0)
		return -1;
	if (!write_complaint_begun(tx))
		return casework_failed(tx, reterr_why);
	return casework_event(
	        tx, "complaint.received", 0,
	        arena_printf(a, "{\"complaint\": %" PRId64 ", \"how\": \"%s\"}", task.complaint_id,
	                     c->how),
	        arena_printf(a, "complaint_entry:%s", rows_text(r, 0, COMPLAINT_BEGIN_ENTRY_ID)),
	        reterr_why);
}
