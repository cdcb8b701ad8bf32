/* Covering names in texts: each name becomes its label wherever it stands as whole words, in any
 * letter case. Pure. What nobody listed is not found: a nickname, a misspelling, a name in a
 * picture. */
#ifndef CASEWORK_COVER_NAMES_H
#define CASEWORK_COVER_NAMES_H

#include <stddef.h>

#include "base/arena.h"

struct covered_name {
	const char *name;
	const char *label; /* "Person 1", "Staff member A" */
};

/* A copy of text with every one of the names covered, the longest first. */
char *names_cover(struct arena *a, const char *text, const struct covered_name *names,
                  size_t count);

/* "Staff member A" to Z, then AA: number counts from 1. */
const char *name_letter_label(struct arena *a, const char *what, int number);

#endif
