/* Any bytes as a CSV file, in blocks of any size, and its rows as comments. */
#include <string.h>

#include "base/str.h"
#include "monitor/csv.h"
#include "monitor/import_row.h"
#include "replay.h"

struct reading {
	struct arena *arena;
	struct arena *row_arena;
	struct str seen; /* what came out, to compare block sizes by */
	bool has_columns;
	bool is_ours; /* the columns are those of comments */
	struct import_columns columns;
	struct date_orders *orders;
	int64_t last_line;
};

static void check_row(struct reading *r, const struct csv_row *csv)
{
	struct import_rules rules = { .columns = &r->columns,
		                      .latest = { 2026, 11, 22 },
		                      .encoding = ENCODING_MIXED,
		                      .orders = r->orders };
	struct import_row row;

	arena_reset(r->row_arena);
	import_row_read(r->row_arena, &rules, csv, &row);
	if (row.class == ROW_REFUSED || row.class == ROW_DOUBTFUL)
		FUZZ_HOLDS(row.why && text_is_utf8(row.why, strlen(row.why)));
	if (row.class != ROW_GOOD && row.class != ROW_DOUBTFUL)
		return;
	date_orders_note(r->orders, row.text[IMPORT_ORGANISATION], row.text[IMPORT_SERVICE],
	                 &row.date);
	FUZZ_HOLDS(date_exists(row.on_date));
	FUZZ_HOLDS(date_compare(row.on_date, rules.latest) <= 0);
	FUZZ_HOLDS(row.date_is_doubtful == date_exists(row.other_date));
	FUZZ_HOLDS(!text_is_blank(row.text[IMPORT_COMMENT]));
	FUZZ_HOLDS(row.sentiment >= 0 && row.sentiment <= 5);
	for (int f = 0; f < IMPORT_FIELDS; f++)
		FUZZ_HOLDS(text_is_utf8(row.text[f], strlen(row.text[f])));
	FUZZ_HOLDS(!strpbrk(row.text[IMPORT_SERVICE], "\r\n\t"));
}

static int on_row(void *context, const struct csv_row *row)
{
	struct reading *r = context;
	struct problem why;

	FUZZ_HOLDS(row->line > r->last_line);
	r->last_line = row->line;
	FUZZ_HOLDS(row->count <= CSV_COLUMNS_MAX);
	FUZZ_HOLDS((row->fault != CSV_GOOD) == (row->count == 0));
	str_addf(&r->seen, "%lld %d:", (long long)row->line, (int)row->fault);
	for (size_t i = 0; i < row->count; i++) {
		FUZZ_HOLDS(strlen(row->cells[i].text) == row->cells[i].size);
		FUZZ_HOLDS(!strchr(row->cells[i].text, '\r'));
		FUZZ_HOLDS(!row->is_utf8 || text_is_utf8(row->cells[i].text, row->cells[i].size));
		str_addf(&r->seen, "%zu|", row->cells[i].size);
		str_add_n(&r->seen, row->cells[i].text, row->cells[i].size);
	}
	if (r->has_columns) {
		if (r->is_ours)
			check_row(r, row);
		return 0;
	}
	r->has_columns = true;
	r->is_ours = !row->fault && import_columns_read(r->arena, row, &r->columns, &why) == 0;
	return 0;
}

static const char *read_in_blocks(struct arena *a, const char *bytes, size_t size, size_t block)
{
	struct reading r = { .arena = a, .row_arena = arena_new(), .seen = str_new(a) };
	struct csv *csv = csv_new(a, on_row, &r);

	r.orders = date_orders_new(a);
	for (size_t at = 0; at < size; at += block)
		FUZZ_HOLDS(csv_push(csv, bytes + at, size - at < block ? size - at : block) == 0);
	FUZZ_HOLDS(csv_end(csv) == 0);
	arena_free(r.row_arena);
	return r.seen.data;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena *a = arena_new();
	const char *bytes = (const char *)data;
	size_t block = size ? 1 + data[0] % 7U : 1;
	const char *whole = read_in_blocks(a, bytes, size, size ? size : 1);

	FUZZ_HOLDS(strcmp(whole, read_in_blocks(a, bytes, size, block)) == 0);
	arena_free(a);
	return 0;
}

#ifndef CANDOUR_LIBFUZZER
const char *const fuzz_seeds[] = {
	"date,comment\n28/01/2024,fine\n",
	"date,organisation,service,question,comment,sentiment,topics\r\n"
	"3/25/2024,Brook Lane,Visits,Q,\"One\nand two\",1,Staff\r\n"
	"25/03/2024,Brook Lane,Visits,Q,\"said \"\"no\"\"\",5,\r\n"
	"03/04/2024,Brook Lane,Visits\xc2\xa0,Q,so so,,\r\n",
	"\xef\xbb\xbf"
	"Date,Comment,Service\r2024-01-28,caf\xe9,x\r5 March 2024,caf\xc3\xa9,x\r",
	"date,comment\n\"28/01/2024\" ,\"a\" b\n,\n,,\n\"",
	NULL,
};
const char *const fuzz_words[] = { "\"",         "\"\"",       ",",        "\r\n", "\n",
	                           "\r",         "\xc2\xa0",   "\xe9",     "\x81", "date",
	                           "11/12/2026", "13/01/2024", "01/13/24", "Sept", "\t",
	                           "\xef\xbb",   "comment",    NULL };
#endif
