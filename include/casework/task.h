/* Ending a task by hand, with what came of it (U-6). Tasks that a page of the case does are ended
 * there. */
#ifndef CASEWORK_TASK_H
#define CASEWORK_TASK_H

#include <stdint.h>

#include "base/problem.h"
#include "db/db.h"

/* outcome: for the data breach check, one of not_a_breach, not_ours, reported, not_reportable; ""
 * for every other task. PROBLEM_CONFLICT when somebody was first, PROBLEM_NOT_FOUND when there is
 * none. */
int task_done(struct tx *tx, int64_t case_id, int64_t task_id, const char *outcome,
              const char *result, struct problem *reterr_why);

#endif
