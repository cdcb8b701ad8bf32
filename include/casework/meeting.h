/* The options meeting of partners and practice manager (W-2.4b), and named outside views (U-3). */
#ifndef CASEWORK_MEETING_H
#define CASEWORK_MEETING_H

#include <stdbool.h>
#include <stdint.h>

#include "base/problem.h"
#include "casework/act.h"
#include "db/db.h"

struct meeting {
	const char *held_on;
	const char *attended;  /* names */
	const char *conflicts; /* who declared a conflict of interest, or that nobody did */
	const char *reasons;   /* the options, and why */
	struct act_late late;  /* it had happened before it was checked here (U-11) */
};

/* Step options_meeting, done. Refused while the step may not start, unless it had happened. */
int meeting_record(struct tx *tx, int64_t case_id, const struct meeting *m,
                   struct problem *reterr_why);

struct outside_view {
	const char *from_whom; /* lmc, commissioner, defence_body, other_gp */
	const char *name;
	const char *on_date;
	const char *words;
};
int outside_view_record(struct tx *tx, int64_t case_id, const struct outside_view *v,
                        struct problem *reterr_why);

#endif
