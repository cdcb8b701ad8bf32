/* Rows made in C. */
#include "base/made.h"

#include <inttypes.h>
#include <string.h>

#include "base/banned.h"

struct made made_new(struct arena *a, const struct query *q)
{
	return (struct made){ .arena = a, .query = q };
}

void made_row(struct made *m)
{
	size_t width = (size_t)m->query->n_columns;

	if (m->count == m->room) {
		int room = m->room ? m->room * 2 : 16;
		const char **more = arena_alloc(m->arena, sizeof(*more) * width * (size_t)room);

		if (m->count)
			memcpy(more, m->cells, sizeof(*more) * width * (size_t)m->count);
		m->cells = more;
		m->room = room;
	}
	m->count++;
}

void made_text(struct made *m, int column, const char *text)
{
	m->cells[(m->count - 1) * m->query->n_columns + column] = text;
}

void made_whole(struct made *m, int column, int64_t number)
{
	made_text(m, column, arena_printf(m->arena, "%" PRId64, number));
}

void made_flag(struct made *m, int column, bool is)
{
	made_text(m, column, is ? "t" : "f");
}

struct rows *made_rows(const struct made *m)
{
	struct rows *r = arena_alloc(m->arena, sizeof(*r));

	*r = (struct rows){ .query = m->query, .count = m->count, .cells = m->cells };
	return r;
}
