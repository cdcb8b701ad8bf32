/* Reading and writing files, growing arrays, and saying what is wrong where. */
#include "compile.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "base/banned.h"

static int complaint_count;
static bool silent;

int complain(struct place at, const char *format, ...)
{
	va_list args;
	const struct place *from;

	complaint_count++;
	if (silent)
		return -1;
	if (at.line > 0)
		fprintf(stderr, "%s:%d: ", at.path, at.line);
	else
		fprintf(stderr, "%s: ", at.path);
	va_start(args, format);
	vfprintf(stderr, format, args);
	va_end(args);
	fputc('\n', stderr);
	for (from = at.from; from; from = from->from)
		fprintf(stderr, "%s:%d: ... included here\n", from->path, from->line);
	return -1;
}

void complaints_silent(void)
{
	silent = true;
}

int complaints(void)
{
	return complaint_count;
}

int source_read(struct arena *a, const char *path, struct source *ret)
{
	struct place at = { .path = path };
	struct str text = str_new(a);
	char buffer[16384];
	size_t got;
	FILE *file = fopen(path, "rb");
	int rc = 0;

	if (!file)
		return complain(at, "cannot be read: %s", strerror(errno));
	while ((got = fread(buffer, 1, sizeof(buffer), file)) > 0)
		str_add_n(&text, buffer, got);
	if (ferror(file))
		rc = complain(at, "cannot be read: %s", strerror(errno));
	fclose(file);
	ret->path = path;
	ret->text = text.data;
	ret->size = text.len;
	return rc;
}

const char *file_name(const char *path)
{
	const char *slash = strrchr(path, '/');

	return slash ? slash + 1 : path;
}

int source_write(const char *path, const struct str *text)
{
	struct place at = { .path = path };
	char *beside = arena_printf(text->arena, "%s.tmp", path);
	FILE *file = fopen(beside, "wb");
	bool whole;

	if (!file)
		return complain(at, "cannot be written: %s", strerror(errno));
	whole = fwrite(text->data, 1, text->len, file) == text->len;
	if (fclose(file) != 0 || !whole || rename(beside, path) != 0) {
		complain(at, "cannot be written: %s", strerror(errno));
		remove(beside);
		return -1;
	}
	return 0;
}

void *array_more(struct arena *a, void *list_address, size_t *count, size_t size)
{
	void *list;
	size_t n = *count;

	memcpy(&list, list_address, sizeof(list));
	/* The room doubles at each power of two: 0, 8, 16, 32 ... */
	if (n == 0)
		list = arena_alloc(a, 8 * size);
	else if (n >= 8 && (n & (n - 1)) == 0)
		list = arena_grow(a, list, n * size, 2 * n * size);
	memcpy(list_address, &list, sizeof(list));
	*count = n + 1;
	return (char *)list + n * size;
}
