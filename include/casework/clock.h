/* Clocks that are kept (architecture invariant 5; domain.md Part 2 section 11): started, stopped
 * and going on again with a reason, extended before they are over, corrected where the start was
 * wrong, ended. The current row is app.clock; each change leaves an app.clock_entry with its sum,
 * and an event. rules/clock.h says how each kind counts and what it may.
 *
 * Every function wants an open, authenticated write transaction with the case (where there is one)
 * locked; it locks the clock. Open tasks of the clock move with it. 0; or -1 with PROBLEM_NOT_FOUND
 * (no such clock for this member), PROBLEM_REFUSED or PROBLEM_FIELD with a sentence, or the
 * database's own trouble. Dates are "yyyy-mm-dd". Reasons are short and hold no clinical detail.
 *
 * A task with a date needs none of this by itself: casework_task starts the clock of its sum, and
 * casework_task_done ends it. */
#ifndef CASEWORK_CLOCK_H
#define CASEWORK_CLOCK_H

#include <stdint.h>

#include "base/problem.h"
#include "casework/casework.h"
#include "db/db.h"
#include "rules/clock.h"

struct new_clock {
	const char *kind;       /* code of rules/clock.h */
	int64_t case_id;        /* 0: none */
	int64_t complaint_id;   /* 0: none. One on a case gives both */
	const char *about_kind; /* table of another record that it is about, or NULL */
	int64_t about_id;
	const char *start; /* a date; for elapsed clocks an instant as PostgreSQL reads it. Neither
	                      in the future (PROBLEM_FIELD) nor before 1900 */
	const char *field; /* the form's field that start came from, for the sentence; NULL: none */
	int length; /* 0: the practice's setting where the rule names one, else the rule's own */
	const char *agreed_due; /* of kinds that run to an agreed date (CLOCK_AGREED); else NULL */
};

/* Counts it and keeps it. ret and ret_id may be NULL. */
int clock_start(struct tx *tx, const struct new_clock *c, int64_t *ret_id, struct clock_sum *ret,
                struct problem *reterr_why);

/* Keeps a clock whose sum casework_clock has counted; of c only case, complaint and about are read,
 * and start where it is elapsed. */
int clock_keep(struct tx *tx, const struct new_clock *c, const struct clock_sum *sum,
               int64_t *ret_id, struct problem *reterr_why);

/* It stands still from on_date: no due date until it goes on. Only kinds that may. PROBLEM_FIELD on
 * "on_date" or "reason". */
int clock_stop(struct tx *tx, int64_t clock_id, const char *on_date, const char *reason,
               struct problem *reterr_why);

/* It goes on from on_date, which counts; what it stood still is left out of the sum. */
int clock_restart(struct tx *tx, int64_t clock_id, const char *on_date, const char *reason,
                  struct problem *reterr_why);

/* A later date, agreed on agreed_on. Only before it is over, agreed and recorded (R-comp-8): on the
 * due day at the latest; not past the rule's longest (R-dp-4). PROBLEM_FIELD on "due" or
 * "on_date" (when it was agreed); PROBLEM_REFUSED once it is over: then only "late, told why" is
 * left. */
int clock_extend(struct tx *tx, int64_t clock_id, const char *due, const char *agreed_on,
                 const char *reason, struct problem *reterr_why);

/* What it was for is done, or it does not apply any more. An ended clock is left as it is. on_date
 * NULL: today. */
int clock_end(struct tx *tx, int64_t clock_id, const char *on_date, const char *result,
              struct problem *reterr_why);

/* Ends the clocks of a case (0: of a complaint without one) all of whose tasks have just been done.
 */
int clock_end_done(struct tx *tx, int64_t case_id, int64_t complaint_id, const char *result,
                   struct problem *reterr_why);

/* The day (for elapsed clocks the instant) it began was entered wrongly. Asks the right
 * correct_received, keeps what stood before in its entries, and counts again. PROBLEM_FORBIDDEN;
 * PROBLEM_FIELD on "start" or "reason". */
int clock_correct_start(struct tx *tx, int64_t clock_id, const char *start, const char *reason,
                        struct problem *reterr_why);

/* Counts one open clock again after a day off was added or taken away; where its date changed, an
 * entry says so with the reason. The worker does this, which sees every clock of the practice. */
int clock_recount(struct tx *tx, int64_t clock_id, const char *reason, bool *ret_moved,
                  struct problem *reterr_why);
/* The kinds that a day off can move, as a text[]. */
const char *clock_kinds_of_days(struct arena *a);

/* The provisional 72 hours of a possible data breach, from first sight, with its task (U-7,
 * R-dp-1). */
int clock_breach_begin(struct tx *tx, int64_t case_id, struct problem *reterr_why);

#endif
