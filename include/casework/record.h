/* Records beside cases: what PALS told the practice, complaints that came with it, and learning
 * events that belong to no case. They are sources of the monitoring report (H-mon-2..4). */
#ifndef CASEWORK_RECORD_H
#define CASEWORK_RECORD_H

#include <stdbool.h>
#include <stdint.h>

#include "base/problem.h"
#include "db/db.h"

struct pals_contact {
	const char *received_on; /* yyyy-mm-dd */
	const char *office;
	const char *their_reference; /* "" : none */
	const char *wants;           /* information, reply_to_pals, reply_to_patient, complaint */
	const char *reply_by;        /* NULL: no date was asked for */
	const char *consent;         /* seen, not_seen, asked */
	const char *text;
};
/* A contact that passes a complaint on makes the complaint, its clock from the day of receipt
 * (U-25); *ret_complaint is then its reference, else NULL. PROBLEM_FIELD for dates that cannot be.
 */
int pals_record(struct tx *tx, const struct pals_contact *p, const char **ret_complaint,
                struct problem *reterr_why);

/* What became of a complaint without a case. state: with_lead, or an end: closed,
 * answered_as_feedback, not_a_complaint. version as the page showed it. PROBLEM_NOT_FOUND for a
 * complaint that is not there or has a case, PROBLEM_CONFLICT when somebody was first. */
struct complaint_alone {
	const char *reference;
	const char *version;
	const char *acknowledged_on; /* NULL: not yet */
	const char *state;
	const char *ended_on; /* NULL unless state is an end */
	const char *ended_why;
};
int complaint_alone_record(struct tx *tx, const struct complaint_alone *c,
                           struct problem *reterr_why);

struct learning_alone {
	const char *happened_on;
	const char *title;
	bool significant;
	const char *what_we_learnt;
	const char *what_changes;
};
int learning_alone_record(struct tx *tx, const struct learning_alone *l,
                          struct problem *reterr_why);

#endif
