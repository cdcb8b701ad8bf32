/* String builder: a growing, always NUL-terminated text in an arena. data is never NULL; len does
 * not count the NUL. The bytes may move at each append, so do not keep pointers into data. */
#ifndef BASE_STR_H
#define BASE_STR_H

#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>

#include "base/arena.h"

struct str {
	struct arena *arena;
	char *data;
	size_t len;
	size_t room;
};

struct str str_new(struct arena *a);
void str_add(struct str *s, const char *text);
void str_add_n(struct str *s, const char *text, size_t n);
void str_add_char(struct str *s, char c);
void str_addf(struct str *s, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* At least room for more bytes, so that many small appends do not move the text. */
void str_reserve(struct str *s, size_t more);

/* As a JSON string, quotes included. */
void str_add_json(struct str *s, const char *text);

/* Text helpers: none changes its argument. NULL counts as "". White space is Unicode's, and the
 * zero-width space, joiner marks and byte order mark too: a reason made of them is no reason. */
bool text_is_blank(const char *text);          /* empty, or white space only */
bool text_equal(const char *a, const char *b); /* same bytes; NULL equals "" */
bool text_starts(const char *text, const char *start);
char *text_trim(struct arena *a, const char *text); /* without white space at both ends */
bool text_is_utf8(const char *text, size_t len);    /* well-formed, no NUL, no surrogates */
size_t text_count_chars(const char *text);          /* code points of well-formed UTF-8 */
/* Bytes of the well-formed UTF-8 sequence at text (1 to 4), or 0 when there is none; *ret_code (may
 * be NULL) is the code point. NUL counts as malformed. */
size_t text_utf8_step(const char *text, size_t len, unsigned *ret_code);
/* The same text with U+FFFD for each byte that is not UTF-8, and for NUL. */
char *text_repair_utf8(struct arena *a, const char *text, size_t len);
/* The longest prefix of at most max bytes that does not cut a character in two. */
size_t text_prefix(const char *text, size_t len, size_t max);

/* CRLF and lone CR become LF: how browsers send a line break is no part of what was typed. */
char *text_plain_line_ends(struct arena *a, const char *text);

/* Lower-case hex of n bytes. */
char *text_hex(struct arena *a, const void *bytes, size_t n);

#endif
