/* Bank holidays and days on which the practice is closed (R-bh-1 to R-bh-3). The worker counts open
 * clocks again within a round of a change (clock_recount). */
#ifndef CASEWORK_DAY_H
#define CASEWORK_DAY_H

#include "base/problem.h"
#include "db/db.h"

/* kind: bank_holiday or closure. A day between 2000 and 2199; PROBLEM_FIELD on "on_date" where it
 * is a day off of that kind already. */
int day_add(struct tx *tx, const char *kind, const char *on_date, const char *name,
            struct problem *reterr_why);

/* It is a working day after all. PROBLEM_NOT_FOUND where it was none. */
int day_remove(struct tx *tx, const char *kind, const char *on_date, const char *reason,
               struct problem *reterr_why);

#endif
