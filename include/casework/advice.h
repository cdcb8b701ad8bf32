/* Advice from a defence body, the LMC, a solicitor or the GMC: asked, received, or why none was
 * sought (W-2.4c, G-end-4). It may be privileged, per doctor and body (U-27). */
#ifndef CASEWORK_ADVICE_H
#define CASEWORK_ADVICE_H

#include <stdbool.h>
#include <stdint.h>

#include "base/problem.h"
#include "db/db.h"

struct advice {
	const char *entry; /* asked, received, not_sought */
	const char *body;
	const char *for_doctor;
	const char *reference;
	const char *on_date;
	const char *words;    /* the question, the advice, or why none was sought */
	const char *followed; /* yes, partly, no; "" unless received */
	const char *why_not;  /* where not followed in full */
	bool may_be_privileged;
};
int advice_record(struct tx *tx, int64_t case_id, const struct advice *x,
                  struct problem *reterr_why);

#endif
