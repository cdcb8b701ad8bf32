/* Staff whom a case names, and where members stand on it (U-1, J-crit-1). */
#ifndef CASEWORK_STAFF_H
#define CASEWORK_STAFF_H

#include <stdbool.h>
#include <stdint.h>

#include "base/problem.h"
#include "db/db.h"

/* Told in person (told_on NULL: not yet) and what became of the offer of support. version: of the
 * row that the form showed; PROBLEM_CONFLICT when it has changed since. */
struct staff_support {
	int64_t staff_id;
	const char *told_on;
	const char *support; /* not_yet, offered, accepted, declined */
	const char *note;
	int version;
};
int staff_support_record(struct tx *tx, int64_t case_id, const struct staff_support *s,
                         struct problem *reterr_why);

/* From now on that member is affected, conflicted, or has their conduct in question: the last ends
 * their sight of the case with this transaction. relation "named" with a name only: somebody who
 * does not sign in. me: nobody says of themselves that their conduct is in question. */
int staff_relate(struct tx *tx, int64_t case_id, int64_t member_id, const char *name,
                 const char *relation, const char *why, int64_t me, struct problem *reterr_why);

/* A standing that was a mistake, or is over, with the reason (PROBLEM_FIELD why). "Conduct in
 * question" ends only when a second member of the management calls this too; the first call says
 * why and leaves it standing. Where the practice has declared that there is nobody else, one is
 * enough (U-1, U-3, U-4). PROBLEM_REFUSED for the same member twice, PROBLEM_CONFLICT when it had
 * ended. */
int staff_relation_end(struct tx *tx, int64_t case_id, int64_t access_id, const char *why,
                       struct problem *reterr_why);

#endif
