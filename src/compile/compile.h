/* The host program candour-compile: turns sql/queries, templates and embedded files into C.
 *
 * It runs at build, once for each kind of file, and knows only the base floor. Faults in its input
 * are complaints: each names file and line, all are printed, and the program then exits with 1
 * without writing anything. Memory is one arena that lives as long as the program.
 */
#ifndef COMPILE_COMPILE_H
#define COMPILE_COMPILE_H

#include <stdbool.h>
#include <stddef.h>

#include "base/arena.h"
#include "base/rows.h"
#include "base/str.h"

/* ---- Places, complaints, files (source.c) ---- */

/* Where something stands. `from` is the tag that included this file, for partials. */
struct place {
	const char *path;
	int line;
	const struct place *from;
};

/* Prints "path:line: sentence", and the chain of inclusions, to standard error. Returns -1. */
int complain(struct place at, const char *format, ...) __attribute__((format(printf, 2, 3)));
int complaints(void);         /* how many so far */
void complaints_silent(void); /* from now on they are only counted: for fuzzing */

struct source {
	const char *path;
	const char *text; /* NUL-terminated */
	size_t size;
};

/* 0, or -1 after a complaint. */
int source_read(struct arena *a, const char *path, struct source *ret);
/* Writes beside the target and renames, so that a half-written file is never seen. */
int source_write(const char *path, const struct str *text);

/* The part after the last slash: how a generated .c includes its .h. */
const char *file_name(const char *path);

/* ---- Arrays that grow (source.c) ---- */

/* Makes room for one more element of `size` bytes in an arena array and returns its address:
 *     *(struct token *)array_more(a, &list, &count, sizeof(*list)) = token; */
void *array_more(struct arena *a, void *list_address, size_t *count, size_t size);

/* ---- Words (names.c) ---- */

bool is_name(const char *text); /* [a-z][a-z0-9_]* */
bool is_c_keyword(const char *text);
char *upper_case(struct arena *a, const char *text);

/* "id bigint, reference text?" as queries and templates declare names. */
struct name {
	const char *name;
	enum value_type type;
	bool optional; /* written with "?" */
	bool used;
};
struct names {
	struct name *list;
	size_t count;
};
/* Adds to *names; complains about an unknown type, a repeated or impossible name. */
int names_parse(struct arena *a, struct place at, const char *text, struct names *names);
struct name *names_find(const struct names *names, const char *name);
/* "id, reference": for complaints. */
const char *names_listed(struct arena *a, const struct names *names);
const char *type_word(enum value_type type); /* "bigint" */
const char *type_code(enum value_type type); /* "VALUE_BIGINT" */

/* ---- C text (c_text.c) ---- */

/* Adds size bytes as C string literals, one a line after `indent`; "" for none. */
void c_literal(struct str *out, const char *indent, const char *text, size_t size);
/* The same on one line. */
void c_literal_line(struct str *out, const char *text);
/* The guard and first comment of a generated header. */
void c_header_start(struct str *out, const char *guard, const char *what);

/* ---- Queries ---- */

/* QUERY_MADE has no SQL: its rows are made in C, from rules, in the shape it gives. */
enum query_kind { QUERY_READ, QUERY_WRITE, QUERY_STREAM, QUERY_COPY, QUERY_MADE };

struct query_source {
	struct place at; /* the name line */
	const char *name;
	enum query_kind kind;
	const char *about;
	struct names params;
	struct names columns;
	const char *sql;
};
struct queries {
	struct query_source *list;
	size_t count;
};

/* query_parse.c: all queries of one file, added to *queries. 0, or -1 after complaints. */
int queries_parse(struct arena *a, const struct source *source, struct queries *queries);
struct query_source *queries_find(const struct queries *queries, const char *name);
/* query_check.c: what the SQL itself may not do; the text without comments is put in q->sql. */
int query_check(struct arena *a, struct query_source *q, const char *sql, int sql_line);
/* query_emit.c */
int queries_check_constants(struct arena *a, const struct queries *queries);
void queries_emit(struct arena *a, const struct queries *queries, struct str *header,
                  struct str *code, const char *header_name);

/* ---- The other two modes ---- */

int compile_templates(struct arena *a, int argc, char **argv);
int compile_embed(struct arena *a, int argc, char **argv);

#endif
