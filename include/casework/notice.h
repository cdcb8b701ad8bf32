/* Telling managers by word of mouth: whom, when and how; it counts as a notice does (W-2.3c, U-4).
 */
#ifndef CASEWORK_NOTICE_H
#define CASEWORK_NOTICE_H

#include <stdint.h>

#include "base/problem.h"
#include "db/db.h"

struct word_of_mouth {
	int64_t member_id; /* 0: somebody who does not sign in, by name */
	const char *name;
	const char *how;
	const char *on_date; /* yyyy-mm-dd */
	const char *at_time; /* hh:mm */
};

/* PROBLEM_FIELD for a day before the post was seen or a time to come, and for a member who may not
 * know of the case. The step is done with it. */
int notice_give(struct tx *tx, int64_t case_id, const struct word_of_mouth *w,
                struct problem *reterr_why);

#endif
