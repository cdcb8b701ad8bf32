/* Reading cells. */
#include "base/rows.h"

#include <errno.h>
#include <stdlib.h>

#include "base/banned.h"

int rows_count(const struct rows *r)
{
	return r ? r->count : 0;
}

const char *rows_text(const struct rows *r, int row, int column)
{
	if (!r || row < 0 || row >= r->count || column < 0 || column >= r->query->n_columns)
		return NULL;
	return r->cells[(size_t)row * (size_t)r->query->n_columns + (size_t)column];
}

const char *rows_text_or(const struct rows *r, int row, int column, const char *instead)
{
	const char *text = rows_text(r, row, column);

	return text ? text : instead;
}

bool rows_given(const struct rows *r, int row, int column)
{
	const char *text = rows_text(r, row, column);

	return text && text[0];
}

bool rows_bool(const struct rows *r, int row, int column)
{
	const char *text = rows_text(r, row, column);

	return text && text[0] == 't' && !text[1];
}

int64_t rows_int(const struct rows *r, int row, int column)
{
	const char *text = rows_text(r, row, column);
	char *end;
	long long value;

	if (!text || !text[0])
		return 0;
	errno = 0;
	value = strtoll(text, &end, 10);
	if (errno || *end)
		return 0;
	return value;
}
