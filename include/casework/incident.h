/* Logging an incident: any member, in two minutes (W-2.3a, U-7, U-8). */
#ifndef CASEWORK_INCIDENT_H
#define CASEWORK_INCIDENT_H

#include <stdbool.h>
#include <stdint.h>

#include "base/problem.h"
#include "db/db.h"

/* First page. */
struct incident_start {
	const char *kind;
	const char *platform;
	const char *venue;
	const char *link; /* "" : does not have it */
	bool in_danger;
	bool self_harm;
	bool child_at_risk;
	bool other_patient_shown;
	const char *const
	        *conduct; /* member ids whose own conduct is in question; ends with NULL.
	                     On the first page, so that an urgent notice does not tell them */
};

/* Second page. Lists end with NULL. */
struct incident_details {
	const char *summary;
	const char *seen_on;   /* yyyy-mm-dd */
	const char *seen_time; /* hh:mm or "" */
	const char *author_handle;
	const char *seen_by;
	const char *told_by;
	bool names_staff;
	bool names_patient;
	bool is_threatening;
	bool looks_untrue;
	bool is_praise;
	const char *const *staff;   /* member ids named or shown: affected (U-1) */
	const char *staff_other;    /* names of people who do not sign in */
	const char *const *uploads; /* public ids of this member's uploads */
	const char *description;    /* in place of a copy, "" : none (U-10) */
	const char *why_described;
};

bool incident_is_urgent(const struct incident_start *s);

/* An urgent tick: the case is begun at once with a placeholder summary, managers are told, the duty
 * tasks are opened; the details follow. *ret_reference lives in the transaction's arena. */
int incident_raise_urgent(struct tx *tx, const struct incident_start *s, const char **ret_reference,
                          struct problem *reterr_why);

/* The whole log: begins the case (or completes the urgent one whose reference is given), names
 * staff, takes over the evidence, tells managers where the kind does so, opens the triage task. A
 * member whose conduct is in question loses sight of the case with this transaction.
 * PROBLEM_NOT_FOUND when the urgent case is not this member's or is complete. */
int incident_log(struct tx *tx, const struct incident_start *s, const struct incident_details *d,
                 const char *urgent_reference, const char **ret_reference,
                 struct problem *reterr_why);

#endif
