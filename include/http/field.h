/* Checking one field of a form: from what was typed to a value that can be stored, or to a sentence
 * that says what to do. Pure: no request, no form. For src/http/form.c and for tests. */
#ifndef HTTP_FIELD_H
#define HTTP_FIELD_H

#include "base/arena.h"
#include "http/form.h"

/* The typed text (well-formed UTF-8) of any kind but FIELD_FILES. NULL when it is good: *ret_clean
 * is then the value, "" when nothing was typed and nothing is needed. Otherwise the sentence, and
 * *ret_clean is "". */
const char *field_check(struct arena *a, const struct field *field, const char *typed,
                        const char **ret_clean);

/* The same for the three parts of a date; each may be "". */
const char *field_check_date(struct arena *a, const struct field *field, const char *day,
                             const char *month, const char *year, const char **ret_clean);

/* "seen_at" -> "Seen at". */
const char *field_label(struct arena *a, const struct field *field);

/* The field's sentence for wrong shape, or the standard one. */
const char *field_wrong(const struct field *field, const char *standard);

/* Standard length in characters where the declaration says 0. */
size_t field_max(const struct field *field);

/* A file's name as it may be shown and stored: see struct form_file. */
const char *field_file_name(struct arena *a, const char *sent);

#endif
