/* "This is the wrong person" (U-21): the case moves to the right one. Warnings and votes that rest
 * on the wrong one count no more; what was sent and who read it stays on record; the check for a
 * data breach opens, and so do the tasks to put it right. */
#ifndef CASEWORK_WRONG_PERSON_H
#define CASEWORK_WRONG_PERSON_H

#include <stdint.h>

#include "base/problem.h"
#include "casework/author.h"
#include "db/db.h"

/* right: as for author_record; without a name, nobody is known. words: what happened. Refusals as
 * author_replace. */
int wrong_person_correct(struct tx *tx, int64_t case_id, const struct author *right,
                         const char *words, struct problem *reterr_why);

#endif
