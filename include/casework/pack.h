/* The partners' paper pack: a case on paper for a meeting. Each copy is on record before it can be
 * printed: its number, for whom, which names are covered in it, and why advice is in it (U-27). */
#ifndef CASEWORK_PACK_H
#define CASEWORK_PACK_H

#include "base/problem.h"
#include "db/db.h"

struct pack_copy {
	const char *for_whom;
	const char *const *covers; /* staff, person, others; ends with NULL */
	const char *advice_reason; /* "": advice is left out; otherwise a partner's reason */
};

/* Records a copy, with its event; *ret_copy_no is its number. PROBLEM_FIELD on for_whom, covers or
 * advice_reason: only a partner takes advice in. */
int pack_record(struct tx *tx, int64_t case_id, const struct pack_copy *copy, int64_t *ret_copy_no,
                struct problem *reterr_why);

#endif
