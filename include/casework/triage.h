/* Triage: who posted, what it is, and what it sets going (W-2.4h-j, C-3, C-9, U-2, U-13).
 * Append-only: the latest stands. */
#ifndef CASEWORK_TRIAGE_H
#define CASEWORK_TRIAGE_H

#include <stdbool.h>
#include <stdint.h>

#include "base/problem.h"
#include "db/db.h"

/* Texts are never NULL; "" is none. */
struct triage {
	const char *author_kind;
	const char *author_basis;
	const char *category; /* "A1" ..., or "none" */
	const char *subtype;
	const char *mention;   /* adverse, neutral, positive: with A6 only */
	const char *complaint; /* no, yes, both */
	bool refers_to_complaint;
	bool fair_comment;
	bool safeguarding;
	const char *data_breach; /* no, not_ours, yes, not_sure */
	const char *breach_why;
	bool violence;
	bool jigsaw;
	const char *proportion;
	const char *note;
	const char *conflicted; /* bigint[]: partners who stand aside */
};

/* Positive or neutral words about staff are feedback and cannot be escalated (C-9). */
bool triage_is_feedback(const struct triage *t);

/* Records it and sets going what follows: the complaint part with its clock, the stop of the steps
 * against the person, tasks for safeguarding, breach and violence. PROBLEM_FIELD where answers do
 * not fit the case's policy or each other; a complaint part that is open is not answered away here
 * (C-3). */
int triage_record(struct tx *tx, int64_t case_id, const struct triage *t,
                  struct problem *reterr_why);

#endif
