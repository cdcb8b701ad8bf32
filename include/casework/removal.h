/* After the partners have decided: the request to take somebody off the practice list, and the date
 * on which it takes effect (U-17, U-20, R-list-2, R-list-6, R-list-7). */
#ifndef CASEWORK_REMOVAL_H
#define CASEWORK_REMOVAL_H

#include <stdbool.h>
#include <stdint.h>

#include "base/problem.h"
#include "db/db.h"

/* Before the request: is the patient treated at intervals of less than 7 days, and who cares for
 * them until it takes effect? */
int removal_prepare(struct tx *tx, int64_t case_id, bool is_treated, const char *care,
                    struct problem *reterr_why);

/* The request, today: every gate is asked again, both letters must have gone. */
int removal_request(struct tx *tx, int64_t case_id, struct problem *reterr_why);

/* What makes the effective date certain. kind: received (by PCSE), treatment_ended (PCSE was told),
 * accepted_elsewhere. */
int removal_receipt_record(struct tx *tx, int64_t case_id, const char *kind, const char *on_date,
                           struct problem *reterr_why);

#endif
