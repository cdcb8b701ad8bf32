/* Asking whether a step of the ladder may be taken: its gates as the case's own policy names them,
 * and those that no policy takes away. */
#ifndef CASEWORK_STEP_H
#define CASEWORK_STEP_H

#include <stdbool.h>
#include <stdint.h>

#include "base/problem.h"
#include "db/db.h"
#include "rules/gate.h"

/* Refuses with the first sentence of a gate that is not met: first those of always (ends with
 * NULL), then what the policy of the case says that the step needs. That a post shows someone, or
 * that the Complaints Lead asks, opens a removal request and nothing else (U-13), so neither counts
 * here. */
int step_may_start(struct tx *tx, int64_t case_id, const char *step,
                   const struct gate *const *always, struct problem *reterr_why);

/* A date in the past or today; else a sentence at the field, in which what is such as "The date of
 * the meeting". */
int step_date_is_past(struct tx *tx, const char *field, const char *what, const char *date,
                      struct problem *reterr_why);

#endif
