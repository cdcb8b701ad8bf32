/* A complaint is recorded: at the desk by anybody (R-comp-3), or from what PALS passed on (U-25).
 * Its clock of three working days starts, and its task goes to whoever may deal with it (R-comp-4,
 * U-4). */
#ifndef CASEWORK_COMPLAINT_BEGIN_H
#define CASEWORK_COMPLAINT_BEGIN_H

#include <stdbool.h>

#include "base/problem.h"
#include "db/db.h"

/* Somebody with a name; born_on and nhs_number NULL where not known. An NHS number never stands
 * alone (U-21). name "": nobody is named. */
struct complaint_person {
	const char *name, *born_on, *nhs_number;
};
/* What is wrong with it: PROBLEM_FIELD on by_name and its like, or for_name where it is the
 * patient. A number is expected as ten digits. */
int complaint_person_check(const struct complaint_person *p, bool is_patient, const char *today,
                           struct problem *reterr_why);

struct new_complaint {
	const char *received_on; /* yyyy-mm-dd */
	const char *how;         /* oral, written, electronic, passed_on */
	const char *summary;
	const char *words;                 /* as it was said or written */
	struct complaint_person by;        /* who complains */
	struct complaint_person about_for; /* for whom, where that is somebody else */
	const char *staff;                 /* members whom it is about: bigint[] as text */
	const char *conduct; /* of these, those for whom it is not to exist (U-4): likewise */
};
/* Wants the right log. *ret_reference lives in the transaction's arena; ret_id may be NULL. 0; or
 * -1 with PROBLEM_FIELD ("received_on" and those of the people), or the database's trouble. Appends
 * complaint.received. */
int complaint_begin(struct tx *tx, const struct new_complaint *c, const char **ret_reference,
                    int64_t *ret_id, struct problem *reterr_why);

#endif
