/* Rows made in C, in the shape of a query declared :made in sql/queries: what src/rules decides,
 * for a template to print like any other rows. */
#ifndef BASE_MADE_H
#define BASE_MADE_H

#include <stdint.h>

#include "base/arena.h"
#include "base/rows.h"

struct made {
	struct arena *arena;
	const struct query *query;
	const char **cells;
	int count;
	int room;
};

struct made made_new(struct arena *a, const struct query *q);
void made_row(struct made *m); /* starts the next row; its cells are NULL until set */
void made_text(struct made *m, int column, const char *text);
void made_whole(struct made *m, int column, int64_t number);
void made_flag(struct made *m, int column, bool is);
struct rows *made_rows(const struct made *m);

#endif
