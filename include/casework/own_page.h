/* What is done on a page that the practice runs: evidence first, then hidden, or deleted and
 * reported; both of these are needed for the step to be done (W-A-4, W-A-12, U-10). */
#ifndef CASEWORK_OWN_PAGE_H
#define CASEWORK_OWN_PAGE_H

#include <stdint.h>

#include "base/problem.h"
#include "casework/act.h"
#include "db/db.h"

/* actions: hidden, deleted, reported; ends with NULL. Asks gates_for_own_page unless late says that
 * it had been done already (U-11). PROBLEM_REFUSED when the post is not on our page. */
int own_page_record(struct tx *tx, int64_t case_id, const char *const *actions, const char *on_date,
                    const char *platform_reference, const struct act_late *late,
                    struct problem *reterr_why);

#endif
