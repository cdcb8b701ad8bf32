/* Reading a file of comments twice: what is in it, and whether it can be loaded. No database here.
 */
#include "monitor/import.h"

#include <errno.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/str.h"

#include "base/banned.h"

enum { BLOCK = 64 * 1024 };

struct pass {
	const struct import_reading *reading;
	struct import_check *check;
	struct import_rules rules;
	struct arena *arena; /* of the file */
	struct arena *row_arena;
	bool is_second;
	bool has_columns;
	import_on_row *on_row;
	void *context;
	struct problem *problem;
	int64_t rows;
	int64_t utf8_rows;  /* with letters beyond ASCII, and valid */
	int64_t other_rows; /* not valid UTF-8 */
};

/* ---- Descriptors ---------------------------------------------------------------------------- */

static void close_fd(void *thing)
{
	close((int)(intptr_t)thing);
}

static long read_some(int fd, void *buffer, size_t size)
{
	ssize_t n;

	do
		n = read(fd, buffer, size);
	while (n < 0 && errno == EINTR);
	return (long)n;
}

static int write_all(int fd, const char *bytes, size_t size)
{
	while (size) {
		ssize_t n = write(fd, bytes, size);

		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0)
			return -1;
		bytes += n;
		size -= (size_t)n;
	}
	return 0;
}

int import_temporary(struct arena *a, struct problem *reterr_why)
{
	const char *folder = getenv("TMPDIR");
	char *path = arena_printf(a, "%s/candour-XXXXXX", folder && *folder ? folder : "/tmp");
	int fd = mkstemp(path);

	if (fd < 0)
		return fault(reterr_why, "temporary file: %s", strerror(errno));
	unlink(path);
	arena_defer(a, close_fd, (void *)(intptr_t)fd);
	return fd;
}

int import_seekable(struct arena *a, int fd, struct problem *reterr_why)
{
	char buffer[BLOCK];
	int copy;
	long n;

	if (lseek(fd, 0, SEEK_CUR) >= 0)
		return fd;
	copy = import_temporary(a, reterr_why);
	if (copy < 0)
		return -1;
	while ((n = read_some(fd, buffer, sizeof(buffer))) > 0)
		if (write_all(copy, buffer, (size_t)n) < 0)
			return fault(reterr_why, "temporary file: %s", strerror(errno));
	if (n < 0)
		return fault(reterr_why, "reading: %s", strerror(errno));
	return copy;
}

/* ---- Rows ----------------------------------------------------------------------------------- */

static void keep_refused(struct pass *p, int64_t line, const char *why)
{
	struct import_check *check = p->check;

	check->refused++;
	if (check->kept_count == IMPORT_REFUSED_KEPT)
		return;
	check->kept[check->kept_count].line = line;
	check->kept[check->kept_count].why = arena_text(p->arena, why);
	check->kept_count++;
}

static int take_columns(struct pass *p, const struct csv_row *csv)
{
	bool is_empty = csv->count == 1 && text_is_blank(csv->cells[0].text);

	if (!csv->fault && is_empty)
		return 0; /* empty lines above the names */
	p->has_columns = true;
	if (p->is_second)
		return 0;
	if (csv->fault)
		return refuse(p->problem, PROBLEM_REFUSED,
		              "The first row, which should name the columns, cannot be read.");
	return import_columns_read(p->arena, csv, &p->check->columns, p->problem);
}

static int take_row(void *context, const struct csv_row *csv)
{
	struct pass *p = context;
	struct import_row row;

	if (!p->has_columns)
		return take_columns(p, csv);
	arena_reset(p->row_arena);
	import_row_read(p->row_arena, &p->rules, csv, &row);
	if (row.class == ROW_BLANK)
		return 0;
	p->rows++;
	if (!p->is_second) {
		if (csv->has_high && csv->is_utf8)
			p->utf8_rows++;
		else if (csv->has_high)
			p->other_rows++;
		if (row.class == ROW_REFUSED)
			keep_refused(p, row.line, row.why);
		else
			date_orders_note(p->check->orders, row.text[IMPORT_ORGANISATION],
			                 row.text[IMPORT_SERVICE], &row.date);
		return 0;
	}
	if (row.class == ROW_REFUSED)
		return 0;
	if (row.class == ROW_GOOD)
		p->check->good++;
	else
		p->check->doubtful++;
	return p->on_row ? p->on_row(p->context, &row, p->problem) : 0;
}

/* ---- Passes --------------------------------------------------------------------------------- */

/* Files of the wrong kind, by how they begin: each gets a sentence that helps, instead of a
 * thousand refused rows. */
static int look_at_start(const char *start, size_t size, struct problem *reterr_why)
{
	if (size >= 2 && (memcmp(start, "\xff\xfe", 2) == 0 || memcmp(start, "\xfe\xff", 2) == 0))
		return refuse(reterr_why, PROBLEM_REFUSED,
		              "The file is in UTF-16. Save it as \"CSV UTF-8\", then import it "
		              "again.");
	if (size >= 4 &&
	    (memcmp(start, "PK\3\4", 4) == 0 || memcmp(start, "\xd0\xcf\x11\xe0", 4) == 0))
		return refuse(reterr_why, PROBLEM_REFUSED,
		              "The file is a spreadsheet. Save it as \"CSV UTF-8\", then import it "
		              "again.");
	return 0;
}

static int64_t file_size(int fd)
{
	off_t end = lseek(fd, 0, SEEK_END);

	return end < 0 || lseek(fd, 0, SEEK_SET) < 0 ? -1 : (int64_t)end;
}

static int read_through(struct pass *p, unsigned char sha256[32], bool *ret_had_mark,
                        struct problem *reterr_why)
{
	struct arena *work = arena_new();
	struct csv *csv = csv_new(work, take_row, p);
	char *block = arena_alloc(work, BLOCK);
	struct import_progress progress = { .phase = p->is_second ? IMPORT_LOADING
		                                                  : IMPORT_CHECKING };
	crypto_hash_sha256_state hash;
	struct problem why = { .kind = PROBLEM_NONE };
	int rc = -1;
	long n = 0;

	p->row_arena = arena_new();
	p->problem = &why;
	p->rules.columns = &p->check->columns;
	p->rules.latest = p->reading->latest;
	p->rules.month_first = p->reading->month_first;
	progress.size = file_size(p->reading->fd);
	if (progress.size < 0) {
		fault(&why, "the file cannot be read twice: %s", strerror(errno));
		goto out;
	}
	p->check->size = progress.size;
	crypto_hash_sha256_init(&hash);
	while ((n = read_some(p->reading->fd, block, BLOCK)) > 0) {
		if (progress.bytes == 0 && look_at_start(block, (size_t)n, &why) < 0)
			goto out;
		crypto_hash_sha256_update(&hash, (const unsigned char *)block,
		                          (unsigned long long)n);
		if (csv_push(csv, block, (size_t)n))
			goto out;
		progress.bytes += n;
		progress.rows = p->rows;
		if (p->reading->on_progress)
			p->reading->on_progress(p->reading->context, &progress);
	}
	if (n < 0) {
		fault(&why, "reading: %s", strerror(errno));
		goto out;
	}
	if (csv_end(csv))
		goto out;
	crypto_hash_sha256_final(&hash, sha256);
	*ret_had_mark = csv_had_mark(csv);
	rc = 0;
out:
	arena_free(p->row_arena);
	arena_free(work);
	if (rc < 0 && reterr_why)
		*reterr_why = why;
	return rc;
}

int import_check_first(struct arena *a, const struct import_reading *reading,
                       struct import_check *ret, struct problem *reterr_why)
{
	struct pass p = { .reading = reading, .check = ret, .arena = a };
	bool had_mark = false;

	memset(ret, 0, sizeof(*ret));
	ret->orders = date_orders_new(a);
	if (read_through(&p, ret->sha256, &had_mark, reterr_why) < 0)
		return -1;
	if (!p.has_columns)
		return refuse(reterr_why, PROBLEM_REFUSED, "The file is empty.");
	if (!p.rows)
		return refuse(reterr_why, PROBLEM_REFUSED,
		              "The file has column names and no row below them.");
	if (!p.other_rows)
		ret->encoding = ENCODING_UTF8;
	else
		ret->encoding = p.utf8_rows || had_mark ? ENCODING_MIXED : ENCODING_1252;
	return 0;
}

int import_check_second(struct arena *a, const struct import_reading *reading,
                        struct import_check *check, import_on_row *on_row, void *context,
                        struct problem *reterr_why)
{
	struct pass p = { .reading = reading, .check = check, .arena = a, .is_second = true };
	unsigned char sha256[32];
	bool had_mark;

	p.rules.encoding = check->encoding;
	p.rules.orders = check->orders;
	p.on_row = on_row;
	p.context = context;
	check->good = 0;
	check->doubtful = 0;
	if (read_through(&p, sha256, &had_mark, reterr_why) < 0)
		return -1;
	if (memcmp(sha256, check->sha256, sizeof(sha256)) != 0)
		return refuse(reterr_why, PROBLEM_REFUSED,
		              "The file changed while it was being read. Import it again.");
	return 0;
}
