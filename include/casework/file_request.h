/* Requests for the file (U-28): who asks, on what power or consent, by when, what goes and what is
 * held back and why; and data protection complaints (R-dp-6). Each function wants an open write
 * transaction and appends its event to the practice's chain. 0; or -1 with PROBLEM_NOT_FOUND,
 * PROBLEM_FIELD, PROBLEM_REFUSED, PROBLEM_CONFLICT (version, as the page showed it), or the
 * database's trouble. */
#ifndef CASEWORK_FILE_REQUEST_H
#define CASEWORK_FILE_REQUEST_H

#include <stdbool.h>
#include <stdint.h>

#include "base/problem.h"
#include "db/db.h"

struct new_file_request {
	const char *kind; /* ombudsman, icb, cqc, police, ico, solicitor, subject_access */
	const char *asker;
	const char *basis; /* power, consent, order, subject */
	const char *basis_text;
	const char *asks_for;
	const char *received_on;
	const char *due_on; /* NULL where law gives it: CQC (R-comp-19), subject access (R-dp-4) */
	const char *complaint; /* its reference, or "" */
};
/* The sentence that says why that basis does not do for that kind, or NULL. */
const char *file_request_basis_refusal(const char *kind, const char *basis);
int file_request_begin(struct tx *tx, const struct new_file_request *r, int64_t *ret_id,
                       struct problem *reterr_why);
/* held_back "": it goes. pages NULL: not counted. */
int file_request_item(struct tx *tx, int64_t id, const char *title, const int *pages,
                      const char *held_back, const char *why, struct problem *reterr_why);
/* state: sent (with an index), refused. how: how it went, or the reason. */
int file_request_end(struct tx *tx, int64_t id, const char *version, const char *state,
                     const char *on_date, const char *how, struct problem *reterr_why);

int data_complaint_begin(struct tx *tx, const char *received_on, const char *who, const char *how,
                         const char *words, int64_t *ret_id, struct problem *reterr_why);
/* action: acknowledged, step, told, answered (then with outcome, and told of the ICO). */
int data_complaint_act(struct tx *tx, int64_t id, const char *version, const char *action,
                       const char *on_date, const char *words, const char *outcome,
                       bool told_of_ico, struct problem *reterr_why);

#endif
