/* The partners' decision about the practice list (W-2.4m, C-5, U-3, U-17, U-18).
 *
 * A decision is opened with every gate before the vote met, on the ground as it was confirmed to
 * stand without any complaint. Each partner votes for themselves with a reason, or stands aside;
 * who is conflicted stands aside without acting. It is settled when everyone free has voted, when
 * it is closed with enough votes, or by the first signature where nobody is free. It is void when
 * new evidence changes a vote or a gate that was met is met no more. */
#ifndef CASEWORK_DECISION_H
#define CASEWORK_DECISION_H

#include <stdbool.h>
#include <stdint.h>

#include "base/problem.h"
#include "db/db.h"

/* ground_id: the statement of the ground that the page showed; CONFLICT when another is the latest
 * by now. A decision that is void without anyone having said so is first recorded as void. */
int decision_open(struct tx *tx, int64_t case_id, int64_t ground_id, struct problem *reterr_why);

/* vote: for, against, aside. aside_why: own_choice, named_in_post, other_interest; the last two
 * make the partner conflicted on the case. */
int vote_record(struct tx *tx, int64_t case_id, const char *vote, const char *aside_why,
                const char *reason, struct problem *reterr_why);

/* Where no partner is free: a partner who stands aside signs for the contractor. */
int signature_record(struct tx *tx, int64_t case_id, bool is_for, const char *reason,
                     struct problem *reterr_why);

/* "Does this change your vote?" (U-18). Yes makes the decision void. */
int vote_answer_evidence(struct tx *tx, int64_t case_id, bool changes, const char *reason,
                         struct problem *reterr_why);

/* Closes the vote with the votes cast; refused while too few are. */
int decision_close(struct tx *tx, int64_t case_id, struct problem *reterr_why);

#endif
