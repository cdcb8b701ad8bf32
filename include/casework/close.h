/* Closing a case, opening it again, passing over a step, and learning events (U-5, U-11, U-15). */
#ifndef CASEWORK_CLOSE_H
#define CASEWORK_CLOSE_H

#include <stdbool.h>
#include <stdint.h>

#include "base/problem.h"
#include "db/db.h"

struct closing {
	const char *outcome; /* a code of app.case_file.outcome */
	const char *reason;  /* one for all steps not reached: they are no skips (U-15) */
	const char *learning;
	const char *word_to_reporter; /* U-5: needed */
};
/* version is the case's, as the page showed it: PROBLEM_CONFLICT when anything happened since; NULL
 * asks nothing. PROBLEM_REFUSED while a complaint part is with the Complaints Lead, or a decision
 * is open. Drafts of letters are dropped; the practice's own tasks end; those of law and contract
 * go on. */
int case_close(struct tx *tx, int64_t case_id, const char *version, const struct closing *how,
               struct problem *reterr_why);

/* Gone before we acted: who saw it, and when. Records that it was seen gone, closes, and leaves the
 * two looks (U-15, U-16). */
int case_close_gone(struct tx *tx, int64_t case_id, const char *version, const char *who,
                    const char *on_date, const char *word_to_reporter, struct problem *reterr_why);

int case_reopen(struct tx *tx, int64_t case_id, const char *why, struct problem *reterr_why);

/* Passes over a step of the ladder to a later one. reason: a code of rules/gate.h (already_gone
 * ...), or written, with words. PROBLEM_NOT_FOUND for what is no step; PROBLEM_REFUSED for one that
 * nobody passes over (telling managers, the partners' decision, removal) or that is done. */
int step_jump(struct tx *tx, int64_t case_id, const char *step, const char *reason,
              const char *words, struct problem *reterr_why);
bool step_may_be_jumped(const char *step);

struct learning {
	const char *title;
	const char *happened_on;
	bool significant;
	const char *what_we_learnt;
	const char *what_changes;
};
/* Of an open case or a closed one. */
int learning_add(struct tx *tx, int64_t case_id, const struct learning *l,
                 struct problem *reterr_why);

#endif
