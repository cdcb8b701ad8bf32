/* Writing CSV. */
#include "monitor/csv_write.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "base/banned.h"

static void put(struct csv_out *out, const char *bytes, size_t size)
{
	if (!out->failed && size && out->write(out->handle, bytes, size) < 0)
		out->failed = true;
}

static void next_cell(struct csv_out *out)
{
	if (out->in_row)
		put(out, ",", 1);
	out->in_row = true;
}

struct csv_out csv_out_open(csv_write_fn *write, void *handle)
{
	struct csv_out out = { .write = write, .handle = handle };

	put(&out, "\xef\xbb\xbf", 3);
	return out;
}

bool csv_is_formula(const char *text)
{
	static const char *const wide[] = { "\uff1d", "\uff0b", "\uff0d", "\uff20" };

	while (*text == ' ' || strncmp(text, "\u00a0", 2) == 0)
		text += *text == ' ' ? 1 : 2;
	if (*text && strchr("=+-@\t\r\n", *text))
		return true;
	for (size_t i = 0; i < sizeof(wide) / sizeof(wide[0]); i++)
		if (strncmp(text, wide[i], strlen(wide[i])) == 0)
			return true;
	return false;
}

void csv_text(struct csv_out *out, const char *text)
{
	bool quoted;

	next_cell(out);
	if (!text || !*text)
		return;
	quoted = csv_is_formula(text) || text[strcspn(text, ",\"\r\n;\t")] != '\0' ||
	         *text == ' ' || text[strlen(text) - 1] == ' ';
	if (!quoted) {
		put(out, text, strlen(text));
		return;
	}
	put(out, "\"", 1);
	if (csv_is_formula(text))
		put(out, "'", 1);
	while (*text) {
		size_t plain = strcspn(text, "\"");

		put(out, text, plain);
		text += plain;
		if (*text) {
			put(out, "\"\"", 2);
			text++;
		}
	}
	put(out, "\"", 1);
}

void csv_whole(struct csv_out *out, int64_t number)
{
	char digits[24];
	int n = snprintf(digits, sizeof(digits), "%" PRId64, number);

	next_cell(out);
	put(out, digits, (size_t)n);
}

void csv_row_end(struct csv_out *out)
{
	put(out, "\r\n", 2);
	out->in_row = false;
}

int csv_out_close(const struct csv_out *out)
{
	return out->failed ? -1 : 0;
}
