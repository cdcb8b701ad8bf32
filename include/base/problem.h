/* Why something was not done: one struct for every refusal and every fault.
 *
 * A function that can fail returns 0, or -1 with *reterr_why filled. The sentence is for the person
 * at the screen; the detail is for the log and never holds case content. Kinds become HTTP status
 * codes in one place (cgi/visit.c). */
#ifndef BASE_PROBLEM_H
#define BASE_PROBLEM_H

enum problem_kind {
	PROBLEM_NONE = 0,  /* nothing is wrong */
	PROBLEM_FIELD,     /* a field of the form is wrong: shown beside it (422) */
	PROBLEM_REFUSED,   /* a rule or gate says not now; the sentence says what to do (422) */
	PROBLEM_CONFLICT,  /* someone else was first: version, repeated form (409) */
	PROBLEM_NOT_FOUND, /* absent, or hidden from this member: the same words (404) */
	PROBLEM_FORBIDDEN, /* the member's role does not allow it (403) */
	PROBLEM_SIGN_IN,   /* no live sign-in session (303 to sign-in) */
	PROBLEM_TOO_LARGE, /* body or file over the limit (413) */
	PROBLEM_BUSY,  /* database away, deadline passed, too many tries: try again (503, 429) */
	PROBLEM_FAULT, /* our bug or a broken machine (500) */
};

struct problem {
	enum problem_kind kind;
	const char *field;  /* name of the form field, static; NULL unless PROBLEM_FIELD */
	char sentence[400]; /* for the user; complete, plain, says what to do */
	char detail[300];   /* for the log */
	char sqlstate[6];   /* "" when not from PostgreSQL */
};

/* Each fills *reterr_why (which may be NULL) and returns -1, so that a caller can write
 *     return refuse_field(reterr_why, "summary", "Enter a one-line summary"); */
int refuse_field(struct problem *reterr_why, const char *field, const char *format, ...)
        __attribute__((format(printf, 3, 4)));
int refuse(struct problem *reterr_why, enum problem_kind kind, const char *format, ...)
        __attribute__((format(printf, 3, 4)));
/* A fault: the sentence is the standing apology, the formatted text goes to detail. */
int fault(struct problem *reterr_why, const char *format, ...)
        __attribute__((format(printf, 2, 3)));

void problem_clear(struct problem *p);

/* A short lower-case word for the log: "field", "refused" ... */
const char *problem_word(enum problem_kind kind);

#endif
