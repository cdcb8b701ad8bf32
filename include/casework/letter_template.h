/* The practice's own wording of letters: drafted, brought into force, kept when the next one comes.
 * The wording that ships holds until then. Each function appends its event to the practice's chain.
 * version is the draft's as the page showed it ("0": there was none); PROBLEM_CONFLICT when
 * somebody was first, PROBLEM_NOT_FOUND when there is no such kind. */
#ifndef CASEWORK_LETTER_TEMPLATE_H
#define CASEWORK_LETTER_TEMPLATE_H

#include "base/problem.h"
#include "casework/letter.h"
#include "db/db.h"

/* What stands against that wording, in a sentence, or NULL: its fields (letter_merge.h), and what a
 * letter of the kind must say or must not (U-14, W-A-8), asked of it with example values. */
const char *template_fault(struct arena *a, const struct letter_kind *kind, const char *words);

/* Saves the draft, beginning one where there is none. PROBLEM_FIELD "words": see template_fault. */
int template_save(struct tx *tx, const char *kind, const char *version, const char *words,
                  const char *comment, struct problem *reterr_why);

int template_bring_into_force(struct tx *tx, const char *kind, const char *version,
                              struct problem *reterr_why);
int template_drop(struct tx *tx, const char *kind, const char *version, struct problem *reterr_why);

#endif
