/* Who posted: the person, how we know, and a second person who agrees (U-2, U-21). */
#ifndef CASEWORK_AUTHOR_H
#define CASEWORK_AUTHOR_H

#include <stdbool.h>
#include <stdint.h>

#include "base/problem.h"
#include "db/db.h"

/* Texts are never NULL; "" is none. */
struct author {
	const char *kind;
	const char *basis;
	const char *name;       /* "" : the person is not known */
	const char *born_on;    /* yyyy-mm-dd */
	const char *nhs_number; /* ten digits */
	const char *address;
	const char
	        *age; /* adult, child, perhaps_child: asked where the date of birth is not known */
	const char *died_on;
	const char *version; /* of the row that the form showed; "" when there was none */
};

/* Records it. A person of that name and date of birth who is known already is the same person, so
 * that earlier warnings and complaints come up. Changing who it is takes back that somebody agreed.
 * A date of death asks who now speaks for the person; a child asks the safeguarding lead (U-22,
 * U-23). PROBLEM_CONFLICT when somebody else changed it meanwhile; PROBLEM_FIELD for answers that
 * do not fit. */
int author_record(struct tx *tx, int64_t case_id, const struct author *who,
                  struct problem *reterr_why);

/* Somebody else than the person recorded now, found by name and birth date or added; nobody where
 * there is no name. The person recorded now stays as they are. A second person has to agree anew.
 * Refusals as author_record; PROBLEM_FIELD "name" where it is the same person. Only for
 * casework/wrong_person.h. */
int author_replace(struct tx *tx, int64_t case_id, const struct author *who, int64_t *ret_from,
                   int64_t *ret_to, struct problem *reterr_why);

enum author_agreement {
	AGREE_SECOND,  /* this member, who is not the one who identified */
	AGREE_OUTSIDE, /* somebody from outside the practice; words say who and when (U-3) */
	AGREE_ALONE,   /* the same member, where the practice has declared that there is nobody else
	                */
};
int author_agree(struct tx *tx, int64_t case_id, enum author_agreement how, const char *words,
                 struct problem *reterr_why);

#endif
