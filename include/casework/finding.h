/* Findings: what a post shows, conduct or only opinion (U-17), and how freedom of expression was
 * weighed (W-1.1d). */
#ifndef CASEWORK_FINDING_H
#define CASEWORK_FINDING_H

#include <stdbool.h>
#include <stdint.h>

#include "base/problem.h"
#include "db/db.h"

struct finding {
	const char *ground; /* threat, ...; "none" takes back what was found before */
	const char *happened_on;
	bool has_evidence; /* of a falsehood: that it is false */
	const char *words;
	const char *weighed;
};
int finding_record(struct tx *tx, int64_t case_id, const struct finding *x,
                   struct problem *reterr_why);

#endif
