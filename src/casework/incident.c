/* Logging an incident. */
#include "casework/incident.h"

#include <stdlib.h>

#include "base/str.h"
#include "casework/casework.h"
#include "casework/clock.h"
#include "casework/evidence.h"
#include "db/queries.h"

#include "base/banned.h"

bool incident_is_urgent(const struct incident_start *s)
{
	return s->in_danger || s->self_harm || s->child_at_risk || s->other_patient_shown;
}

/* What an urgent tick asks of whom (U-7). The 72 hours of a possible data breach run from first
 * sight (R-dp-1), whoever's breach it turns out to be. */
static int duty_tasks(struct tx *tx, int64_t id, const struct incident_start *s,
                      struct problem *reterr_why)
{
	const struct new_task safeguarding = {
		.kind = "safeguarding",
		.title = "Ask the safeguarding lead about the child shown or at risk",
		.role = "practice_manager"
	};
	const struct new_task duty = {
		.kind = "duty_doctor",
		.title = "Duty doctor: the person who wrote this may harm themselves",
		.role = "clinician"
	};
	const struct new_task safety = {
		.kind = "staff_safety",
		.title = "Make sure that everybody is safe; tell the police",
		.role = "practice_manager"
	};

	if (s->child_at_risk && casework_task(tx, id, &safeguarding, reterr_why) < 0)
		return -1;
	if (s->self_harm) {
		if (casework_task(tx, id, &duty, reterr_why) < 0)
			return -1;
		if (!write_call_clinicians(tx, id))
			return casework_failed(tx, reterr_why);
	}
	if (s->in_danger && casework_task(tx, id, &safety, reterr_why) < 0)
		return -1;
	if (s->other_patient_shown && clock_breach_begin(tx, id, reterr_why) < 0)
		return -1;
	return 0;
}

/* Conduct in question comes before anybody is told, so that nobody is told of a case against them.
 */
static int question_conduct(struct tx *tx, int64_t id, const struct incident_start *s,
                            struct problem *reterr_why)
{
	for (const char *const *at = s->conduct; at && *at; at++)
		if (!write_case_access_add(tx, id, strtoll(*at, NULL, 10), "conduct",
		                           "said when it was logged"))
			return casework_failed(tx, reterr_why);
	return 0;
}

static int begin(struct tx *tx, const struct incident_start *s, const char *summary,
                 const char *seen_on, int64_t *ret_id, const char **ret_reference,
                 struct problem *reterr_why)
{
	const struct rows *r = write_incident_begin(tx, s->kind, s->platform, s->venue, s->link,
	                                            summary, seen_on, s->in_danger, s->self_harm,
	                                            s->child_at_risk, s->other_patient_shown);

	if (!r)
		return casework_failed(tx, reterr_why);
	if (rows_count(r) == 0)
		return refuse_field(reterr_why, "kind", "Select what you saw");
	*ret_id = rows_int(r, 0, INCIDENT_BEGIN_ID);
	*ret_reference = rows_text(r, 0, INCIDENT_BEGIN_REFERENCE);
	if (question_conduct(tx, *ret_id, s, reterr_why) < 0)
		return -1;
	return duty_tasks(tx, *ret_id, s, reterr_why);
}

/* The urgent case as page one says it now. */
static int restate(struct tx *tx, int64_t id, const struct incident_start *s,
                   struct problem *reterr_why)
{
	const struct rows *before = write_incident_restate(
	        tx, id, s->kind, s->platform, s->venue, s->link, s->in_danger, s->self_harm,
	        s->child_at_risk, s->other_patient_shown);
	struct incident_start added = *s;

	if (!before)
		return casework_failed(tx, reterr_why);
	if (rows_count(before) == 0)
		return refuse_field(reterr_why, "kind", "Select what you saw");
	added.in_danger = s->in_danger && !rows_bool(before, 0, INCIDENT_RESTATE_IN_DANGER);
	added.self_harm = s->self_harm && !rows_bool(before, 0, INCIDENT_RESTATE_SELF_HARM);
	added.child_at_risk =
	        s->child_at_risk && !rows_bool(before, 0, INCIDENT_RESTATE_CHILD_AT_RISK);
	added.other_patient_shown = s->other_patient_shown &&
	                            !rows_bool(before, 0, INCIDENT_RESTATE_OTHER_PATIENT_SHOWN);
	return duty_tasks(tx, id, &added, reterr_why);
}

static int tell_managers(struct tx *tx, int64_t id, struct problem *reterr_why)
{
	const struct new_task triage = { .kind = "triage",
		                         .title = "Triage the new case",
		                         .role = "practice_manager" };
	const char *row;

	if (!write_notify_managers(tx, id))
		return casework_failed(tx, reterr_why);
	if (casework_task(tx, id, &triage, reterr_why) < 0)
		return -1;
	return casework_step(tx, id, "management_notice", "started", "", NULL, true, &row,
	                     reterr_why) < 0
	               ? -1
	               : casework_event(tx, "notice.sent", id, NULL, row, reterr_why);
}

int incident_raise_urgent(struct tx *tx, const struct incident_start *s, const char **ret_reference,
                          struct problem *reterr_why)
{
	const char *today = casework_today(tx, reterr_why);
	int64_t id;

	if (!today ||
	    begin(tx, s, "Urgent: the details follow", today, &id, ret_reference, reterr_why) < 0)
		return -1;
	if (!write_incident_details_follow(tx, id))
		return casework_failed(tx, reterr_why);
	if (tell_managers(tx, id, reterr_why) < 0)
		return -1;
	return casework_event(tx, "case.raised_urgent", id, NULL, NULL, reterr_why);
}

static int name_staff(struct tx *tx, int64_t id, const struct incident_details *d,
                      struct problem *reterr_why)
{
	for (const char *const *at = d->staff; at && *at; at++) {
		int64_t member = strtoll(*at, NULL, 10);

		if (!write_incident_staff_add(tx, id, &member, "") ||
		    !write_case_access_add(tx, id, member, "affected", "named or shown"))
			return casework_failed(tx, reterr_why);
	}
	if (*d->staff_other && !write_incident_staff_add(tx, id, NULL, d->staff_other))
		return casework_failed(tx, reterr_why);
	return 0;
}

int incident_log(struct tx *tx, const struct incident_start *s, const struct incident_details *d,
                 const char *urgent_reference, const char **ret_reference,
                 struct problem *reterr_why)
{
	const struct rows *kind = tx_read_incident_kind(tx, s->kind);
	struct str rows = str_new(tx_arena(tx));
	bool already_told = urgent_reference && *urgent_reference;
	bool only_praise =
	        d->is_praise && !d->is_threatening && !d->looks_untrue && !d->names_patient;
	int64_t id;

	if (!kind)
		return casework_failed(tx, reterr_why);
	if (already_told) {
		const struct rows *r = write_incident_resume(tx, urgent_reference);

		if (!r)
			return casework_failed(tx, reterr_why);
		if (rows_count(r) == 0)
			return refuse(reterr_why, PROBLEM_NOT_FOUND,
			              "This urgent case has its details already.");
		id = rows_int(r, 0, INCIDENT_RESUME_ID);
		*ret_reference = rows_text(r, 0, INCIDENT_RESUME_REFERENCE);
		/* page one may have been changed since: what it says now stands, and a tick that is
		 * new asks for its own */
		if (restate(tx, id, s, reterr_why) < 0)
			return -1;
	} else if (begin(tx, s, d->summary, d->seen_on, &id, ret_reference, reterr_why) < 0) {
		return -1;
	}
	if (!write_incident_describe(tx, id, d->summary, d->seen_on,
	                             *d->seen_time ? d->seen_time : NULL, d->author_handle,
	                             d->seen_by, d->told_by, d->names_staff, d->names_patient,
	                             d->is_threatening, d->looks_untrue, d->is_praise))
		return casework_failed(tx, reterr_why);
	if (name_staff(tx, id, d, reterr_why) < 0 || question_conduct(tx, id, s, reterr_why) < 0)
		return -1;
	if (evidence_take_over(tx, id, d->uploads, d->names_patient || s->other_patient_shown,
	                       &rows, reterr_why) < 0)
		return -1;
	if (*d->description &&
	    evidence_describe(tx, id, d->description, d->why_described, &rows, reterr_why) < 0)
		return -1;
	if (!already_told && !only_praise && rows_bool(kind, 0, INCIDENT_KIND_NOTIFIES) &&
	    tell_managers(tx, id, reterr_why) < 0)
		return -1;
	if (!write_log_parts_drop(tx))
		return casework_failed(tx, reterr_why);
	return casework_event(tx, "case.logged", id, NULL, rows.data, reterr_why);
}
