/* The formal warning that removal from the practice list is a risk, or the exception that stands
 * for one (C-6, R-list-3, R-list-4, R-list-5, U-20). */
#ifndef CASEWORK_WARNING_H
#define CASEWORK_WARNING_H

#include <stdbool.h>
#include <stdint.h>

#include "base/problem.h"
#include "casework/act.h"
#include "db/db.h"

enum warning_how {
	WARNING_LETTER, /* given by the letter that was sent */
	WARNING_PAPER,  /* given before the case was logged, entered once (U-20) */
	WARNING_EXCEPTION,
};

struct warning {
	enum warning_how how;
	const char *warned_on; /* "" for an exception */
	const char *stop_by;   /* "" where none was given */
	const char *exception; /* address_change, would_harm_patient, safety_risk, not_practical */
	const char *words; /* what the warning said the reason is, or why the exception applies */
	const char *confirmed_by; /* paper: another member, who has seen it */
	bool said_removal;        /* it said that removal is a risk */
	bool said_why;            /* and why */
	struct act_late late;     /* it had happened before it was checked here (U-11) */
};

/* Concerns the person who posted and nobody else. A warning on paper is the record of a fact, asked
 * only whether we know whom it concerns; it must be older than the case and scanned, and it counts
 * when the other member who is named has signed in and confirmed it (casework/list.h). One given
 * now rests on its letter, sent on that day. */
int warning_record(struct tx *tx, int64_t case_id, const struct warning *w,
                   struct problem *reterr_why);

#endif
