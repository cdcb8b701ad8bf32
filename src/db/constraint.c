/* Constraints that a person can run into, and what to tell them. Breaking any other constraint is a
 * bug of ours, because forms and rules are asked first. Keep the names in alphabetical order. */
#include "conn.h"

#include <string.h>

#include "base/banned.h"

static const struct constraint_sentence sentences[] = {
	/* names as in sql/migrations; the first is for this room's own tests */
	{ "db_test_once", PROBLEM_CONFLICT, "That has been recorded already." },
};

const struct constraint_sentence *constraint_sentence(const char *constraint)
{
	for (size_t i = 0; i < sizeof(sentences) / sizeof(*sentences); i++)
		if (strcmp(sentences[i].constraint, constraint) == 0)
			return &sentences[i];
	return NULL;
}
