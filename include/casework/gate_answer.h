/* Answers that a gate asks of a person, each in writing (U-17). */
#ifndef CASEWORK_GATE_ANSWER_H
#define CASEWORK_GATE_ANSWER_H

#include <stdbool.h>
#include <stdint.h>

#include "base/problem.h"
#include "db/db.h"

/* One question. */
struct gate_question {
	const char *path;  /* in addresses: "protected-grounds" */
	const char *gate;  /* in app.gate_statement: "protected_grounds" */
	const char *title; /* the question itself */
	const char *hint;
	const char *words_label; /* what is asked for in words */
	bool by_clinician;       /* only a clinician's answer counts */
	const struct gate_choice {
		const char *code;
		const char *label;
		const char *hint;
	} * choices;         /* ends with a NULL code; NULL: the words are the answer */
	const char *written; /* the answer's code where there are no choices */
};
extern const struct gate_question
        gate_questions[]; /* in the order they are asked; NULL path ends */
const struct gate_question *gate_question_find(const char *path); /* NULL for an unknown one */
/* What a code means, or the code itself. */
const char *gate_question_answer(const struct gate_question *q, const char *code);

/* Records an answer; answer is a code of the question, or "seen_N". */
int gate_answer_record(struct tx *tx, int64_t case_id, const struct gate_question *q,
                       const char *answer, const char *words, struct problem *reterr_why);

/* The grounds that no removal may rest on (R-list-1). */
extern const struct gate_choice protected_grounds[];

#endif
