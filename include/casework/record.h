/* Records beside cases: what PALS told the practice, complaints that came with it, and learning
 * events that belong to no case. They are sources of the monitoring report (H-mon-2..4). */
#ifndef CASEWORK_RECORD_H
#define CASEWORK_RECORD_H

#include <stdbool.h>
#include <stdint.h>

#include "base/problem.h"
#include "casework/complaint_begin.h"
#include "db/db.h"

struct pals_contact {
	const char *received_on; /* yyyy-mm-dd */
	const char *office;
	const char *their_reference; /* "" : none */
	const char *wants;           /* information, reply_to_pals, reply_to_patient, complaint */
	const char *reply_by;        /* NULL: no date was asked for */
	const char *consent;         /* seen, not_seen, asked */
	const char *text;
	struct complaint_person patient; /* name "": not named */
};
/* A contact that passes a complaint on makes the complaint, its clock from the day of receipt
 * (U-25); *ret_complaint is then its reference, else NULL. PROBLEM_FIELD for dates that cannot be.
 */
int pals_record(struct tx *tx, const struct pals_contact *p, const char **ret_complaint,
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
