/* Somebody who asks to register, and is refused: a lawful reason, and a letter within 14 days that
 * begin with the decision (U-20, R-list-15). */
#ifndef CASEWORK_REGISTRATION_H
#define CASEWORK_REGISTRATION_H

#include <stdint.h>

#include "base/problem.h"
#include "db/db.h"

/* The person of that name and birth date, where one is known; *ret 0: none. */
int registration_find(struct tx *tx, const char *name, const char *born_on, int64_t *ret,
                      struct problem *reterr_why);

struct refusal {
	const char *name;
	const char *born_on;
	const char *address; /* for the letter */
	const char *decided_on;
	const char *ground; /* outside_area, list_closed, removed_for_violence, other */
	const char *reasons;
};
/* Starts the clock of the letter. PROBLEM_FIELD on "decided_on" or "born_on". */
int refusal_record(struct tx *tx, const struct refusal *r, int64_t *ret_id,
                   struct problem *reterr_why);

/* The letter as it was sent; once. Ends the clock. */
int refusal_send(struct tx *tx, int64_t id, const char *sent_on, const char *words,
                 struct problem *reterr_why);

#endif
