/* From libpq's results to struct rows: the cells point into the PGresult, which the arena keeps. */
#include "conn.h"

#include "base/banned.h"

static void clear_result(void *res)
{
	PQclear(res);
}

int result_take(struct arena *a, const struct query *q, PGresult *res, int *rows, size_t *bytes,
                struct problem *reterr_why)
{
	arena_defer(a, clear_result, res);
	/* A function called for its effect gives one column of type void: declared as nothing. */
	if (PQnfields(res) != q->n_columns && q->n_columns != 0)
		return fault(reterr_why, "query %s gives %d columns, its header says %d", q->name,
		             PQnfields(res), q->n_columns);
	*rows += PQntuples(res);
	*bytes += PQresultMemorySize(res);
	if (*rows > DB_ROWS_MAX)
		return fault(reterr_why, "more than %d rows with query %s", DB_ROWS_MAX, q->name);
	if (*bytes > DB_BYTES_MAX)
		return fault(reterr_why, "more than %d bytes with query %s", DB_BYTES_MAX, q->name);
	return 0;
}

/* How many rows an INSERT, UPDATE or DELETE changed: digits, or "" after anything else. */
static int rows_changed(const PGresult *res)
{
	const char *digits = PQcmdTuples((PGresult *)(uintptr_t)res);
	int n = 0;

	for (; *digits >= '0' && *digits <= '9' && n < 100000000; digits++)
		n = n * 10 + (*digits - '0');
	return n;
}

void result_fill(struct arena *a, struct rows *r, const PGresult *res)
{
	int count = PQntuples(res);
	int columns = r->query->n_columns;
	const char **cells;

	if (columns == 0) {
		r->count = rows_changed(res);
		return;
	}
	cells = arena_alloc(a, (size_t)count * (size_t)columns * sizeof(*cells));
	for (int row = 0; row < count; row++)
		for (int column = 0; column < columns; column++)
			if (!PQgetisnull(res, row, column))
				cells[row * columns + column] = PQgetvalue(res, row, column);
	r->cells = cells;
	r->count = count;
}
