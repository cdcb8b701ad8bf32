/* What a query is and what it gave: the one shape shared by src/db, which fills it, and src/view,
 * which prints it. It lives on the lowest floor so that the two need not know each other. */
#ifndef BASE_ROWS_H
#define BASE_ROWS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum value_type {
	VALUE_TEXT,
	VALUE_BIGINT,
	VALUE_INTEGER,
	VALUE_BOOLEAN,
	VALUE_DATE,
	VALUE_TIMESTAMPTZ,
	VALUE_NUMERIC,
	VALUE_BYTEA,
	VALUE_UUID,
	VALUE_TEXT_ARRAY,
	VALUE_BIGINT_ARRAY,
	VALUE_HTML, /* made by src/view only; never a column */
};

struct query_column {
	const char *name;
	enum value_type type;
};

struct query_param {
	const char *name;
	enum value_type type;
	bool may_be_null;
};

/* A named query of sql/queries, compiled into the program. */
struct query {
	const char *name;
	const char *sql;
	bool writes;
	int n_params;
	const struct query_param *params;
	int n_columns;
	const struct query_column *columns;
};

/* The rows that a query gave. cells is row-major, count * query->n_columns long; NULL is SQL NULL.
 * Everything is text as PostgreSQL prints it (booleans are "t" and "f"); the arena of the request
 * owns it. A batch hands out a struct rows before it has run: until then count is 0. */
struct rows {
	const struct query *query;
	int count;
	const char *const *cells;
};

/* Accessors. NULL rows count as none. A row or column that is not there reads as SQL NULL. */
int rows_count(const struct rows *r);
const char *rows_text(const struct rows *r, int row, int column); /* NULL for SQL NULL */
const char *rows_text_or(const struct rows *r, int row, int column, const char *instead);
bool rows_given(const struct rows *r, int row, int column);  /* not NULL and not "" */
bool rows_bool(const struct rows *r, int row, int column);   /* true only for "t" */
int64_t rows_int(const struct rows *r, int row, int column); /* 0 for NULL and for no number */

#endif
