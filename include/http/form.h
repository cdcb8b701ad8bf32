/* Forms: declared as tables, read and checked once, handed to handlers as typed values.
 *
 * A form is an array of fields. form_read reads the body (urlencoded, or multipart where the form
 * has files), keeps only declared fields, trims them, checks each against its declaration and
 * records a sentence beside each that is wrong. What was typed is kept as typed, so that a page can
 * show it again. Limits: 200 values, 64 KB a text field, 1 MB in all, or what http_init was told
 * for forms with files; 50 files.
 *
 * Sentences that name a field make the name from the field's own: "seen_at" is "Seen at".
 */
#ifndef HTTP_FORM_H
#define HTTP_FORM_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/problem.h"
#include "http/request.h"

enum field_kind {
	FIELD_LINE,   /* one line of text; line breaks refused */
	FIELD_PROSE,  /* several lines; CRLF becomes LF */
	FIELD_CHOICE, /* one of choices (NULL choices: any short code, [A-Za-z0-9_.-], checked by
	                 the database) */
	FIELD_MANY,   /* several of choices */
	FIELD_TICK,   /* "yes" or absent */
	FIELD_DATE,   /* F-day, F-month, F-year, or F as yyyy-mm-dd; value is yyyy-mm-dd */
	FIELD_TIME,   /* 24-hour or am/pm as people type it; value is hh:mm */
	FIELD_WHOLE,  /* whole number, 0 or more */
	FIELD_LINK,   /* http or https address; without a scheme ("www.example.com/x") gets https://
	               */
	FIELD_EMAIL,
	FIELD_NHS, /* NHS number: spaces dropped; the check digit is the handler's question to rules
	            */
	FIELD_PASSWORD, /* never kept for showing again, never drafted */
	FIELD_FILES,    /* multipart files, see form_file */
};

struct field {
	const char *name;
	enum field_kind kind;
	size_t max; /* characters; 0: 200 for lines, 5000 for prose, 2000 for links; of
	               FIELD_FILES: how many files, 0: 50; of FIELD_MANY: how many values */
	const char
	        *missing; /* sentence when empty, e.g. "Enter a one-line summary"; NULL: optional */
	const char *wrong;          /* sentence when of the wrong shape; NULL: a standard one */
	const char *const *choices; /* NULL-terminated */
};

struct form_def {
	const char *name;
	const struct field *fields; /* ends with a field whose name is NULL */
	size_t max_body;            /* 0: 1 MB, or http_init's limit where the form has files */
};

/* A file that came with the form, in an unlinked temporary file. */
struct form_file {
	const char *field;
	const char *name; /* as sent, without path, control characters and bidirectional marks; max
	                     200 characters */
	const char *claimed_type;
	int64_t size;
	int fd; /* read it with form_file_read; several files may share it; closed with the arena */
	int64_t offset; /* where the part's decoded bytes start in fd */
};

struct form;

/* Reads and checks. Always gives *ret (values and errors) unless the body itself cannot be read:
 * then -1 with PROBLEM_TOO_LARGE, PROBLEM_REFUSED (incomplete, of another kind, over a limit) or
 * PROBLEM_BUSY (no room for the upload). Unknown fields are dropped, repeated ones
 * beyond the first too (except FIELD_MANY). Values that are not UTF-8 or hold a NUL get the
 * sentence
 * "... contains characters that cannot be stored". Never reads anything for GET. */
int form_read(struct request *rq, const struct form_def *def, struct form **ret,
              struct problem *reterr_why);

/* A form filled by the program: an empty one, or one from a saved draft. Its values are checked and
 * can be asked for, but nothing is recorded as wrong: nobody has sent it yet. form_set of a
 * FIELD_DATE takes yyyy-mm-dd, or one part as F-day. Strings are copied. */
struct form *form_new(struct arena *a, const struct form_def *def);
void form_set(struct form *f, const char *field, const char *value);
void form_add(struct form *f, const char *field, const char *value); /* one more of FIELD_MANY */
/* From the URL's query string, for forms by GET (filters): declared fields only. A wrong value is
 * recorded as wrong, an empty one never as missing. */
struct form *form_from_query(struct request *rq, const struct form_def *def);

const struct form_def *form_definition(const struct form *f);

/* Checked values. "" when empty or wrong. Asking for an undeclared field is a fault of ours: it
 * ends a debug program. */
const char *form_text(const struct form *f, const char *field);
bool form_ticked(const struct form *f, const char *field);
int64_t form_whole(const struct form *f, const char *field, int64_t when_empty);
bool form_given(const struct form *f, const char *field);
/* FIELD_MANY: NULL-terminated; form_many_sql gives a PostgreSQL text[] literal. */
const char *const *form_many(const struct form *f, const char *field);
const char *form_many_sql(const struct form *f, const char *field);
/* NULL where empty, for nullable query parameters. */
const char *form_text_or_null(const struct form *f, const char *field);

/* As typed, for showing again: name may also be F-day, F-month, F-year. "" when absent. */
const char *form_typed(const struct form *f, const char *name);
bool form_typed_is(const struct form *f, const char *field,
                   const char *value); /* any value equals */

/* Errors: at most one a field, the first; in the order of the fields. A field that is not the
 * form's (or NULL) stands for the form as a whole, and comes last. */
void form_refuse(struct form *f, const char *field, const char *format, ...)
        __attribute__((format(printf, 3, 4)));
const char *form_error(const struct form *f, const char *field); /* NULL when none */
bool form_is_good(const struct form *f);
size_t form_error_count(const struct form *f);
void form_error_at(const struct form *f, size_t i, const char **ret_field,
                   const char **ret_sentence);

/* Files, in the order they came. */
size_t form_file_count(const struct form *f);
const struct form_file *form_file_at(const struct form *f, size_t i);
/* Bytes of the file from position at: fewer than size only at its end, -1 when the disk fails. */
long form_file_read(const struct form_file *file, int64_t at, void *buffer, size_t size);

/* The fields as one canonical text (name, value, length-prefixed; no passwords, token or nonce):
 * what the nonce's digest is taken of. Files enter with name, size and a SHA-256 of their content.
 */
const char *form_canonical(const struct form *f);
/* What a draft keeps: a JSON object {"field": ["value", ...]} of what was typed, without passwords
 * and files, and the version that the page showed; form_from_json reads it back (NULL when it does
 * not parse). */
const char *form_json(const struct form *f);
struct form *form_from_json(struct arena *a, const struct form_def *def, const char *json);

/* Hidden fields that every POST carries, read apart from the declared ones; "" when absent. */
const char *form_token(const struct form *f); /* field "token" */
const char *form_nonce(const struct form *f); /* field "nonce" */
const char *
form_version(const struct form *f); /* field "version": row version that the page showed */

#endif
