/* The wording of a letter and what is filled into it: {{field}} stands for something of the case.
 * Which fields a kind may use depends on whom it is for: a letter to a platform names no person,
 * one on a complaint knows the complaint. Pure: text in, text out. */
#ifndef CASEWORK_LETTER_MERGE_H
#define CASEWORK_LETTER_MERGE_H

#include <stdbool.h>
#include <stddef.h>

#include "base/arena.h"

struct letter_field {
	const char *name;
	const char *says; /* "the person's name": for whoever edits; in [ ] where it is not known */
	const char *example;  /* for the preview */
	const char *not_for;  /* " platform pals ": addressees whose letters must not hold it */
	const char *only_for; /* the same: those that may; NULL: all */
};
extern const struct letter_field letter_fields[]; /* ends with a NULL name */

/* addressee as in app.letter_kind. */
bool letter_field_may(const struct letter_field *field, const char *addressee);

/* The names that may be used, as "{{a}}, {{b}}". */
const char *letter_fields_allowed(struct arena *a, const char *addressee);

/* What is wrong with the fields of that wording, in a sentence, or NULL: a field that there is not,
 * one that this kind may not use, braces that do not close. */
const char *letter_wording_fault(struct arena *a, const char *wording, const char *addressee);

/* The wording with its fields filled in. value gives what a field is on this case; NULL or ""
 * leaves
 * "[what it is]", which sending then refuses. A field that there is not stays as it is. */
typedef const char *(*letter_value)(void *context, const struct letter_field *field);
char *letter_merge(struct arena *a, const char *wording, letter_value value, void *context);

/* For the preview. */
const char *letter_value_example(void *context, const struct letter_field *field);

#endif
