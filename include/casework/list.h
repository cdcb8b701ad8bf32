/* The practice list: what came from the paper file, and reviews of a removal whose letters have
 * gone (R-list-5, U-18, U-20). */
#ifndef CASEWORK_LIST_H
#define CASEWORK_LIST_H

#include <stdbool.h>
#include <stdint.h>

#include "base/problem.h"
#include "db/db.h"

struct paper {
	const char *kind; /* warning, removal, immediate */
	const char *on_date;
	const char *confirmed_by; /* the name of the member who is asked to confirm it; "" where the
	                             practice has declared that there is nobody else (U-3) */
	const char *words;        /* what the paper says */
	int64_t warning_id;       /* 0 unless a warning */
	int64_t content_id;       /* 0: words are kept here */
};

/* May this be entered: is there a scan, and somebody to confirm it? PROBLEM_FIELD "confirmed_by".
 */
int paper_check(struct tx *tx, int64_t case_id, const struct paper *p, struct problem *reterr_why);

/* Enters it and asks for its confirmation; until then it does not count. Leaves an event of its
 * own. */
int paper_record(struct tx *tx, int64_t case_id, const struct paper *p, struct problem *reterr_why);

/* The member who is signed in has seen the paper and agrees; or, with alone_why, there is nobody
 * else. PROBLEM_CONFLICT when that was said already. */
int paper_confirm(struct tx *tx, int64_t case_id, int64_t id, const char *alone_why,
                  struct problem *reterr_why);

/* New evidence after the letters have gone, and who looks at it. One review at a time. */
int review_open(struct tx *tx, int64_t case_id, const char *looks, const char *words,
                struct problem *reterr_why);
/* outcome: stands, asked_back (PCSE was asked to put the patient back), corrected. */
int review_close(struct tx *tx, int64_t case_id, int64_t id, const char *outcome,
                 const char *on_date, const char *words, struct problem *reterr_why);

#endif
