/* The CSV reader: what well-kept and badly kept files become, whatever the blocks they come in. */
#include <stdio.h>
#include <string.h>

#include "base/arena.h"
#include "base/str.h"
#include "monitor/csv.h"
#include "unit.h"

/* Rows as text: "line:cell|cell|...;" and marks: !N fault, ~ stray text, ^ not UTF-8. */
static int write_row(void *context, const struct csv_row *row)
{
	struct str *out = context;

	str_addf(out, "%lld:", (long long)row->line);
	if (row->fault)
		str_addf(out, "!%d@%lld", (int)row->fault, (long long)row->quote_line);
	for (size_t i = 0; i < row->count; i++) {
		ck_assert_uint_eq(strlen(row->cells[i].text), row->cells[i].size);
		str_addf(out, "%s%s", i ? "|" : "", row->cells[i].text);
	}
	str_addf(out, "%s%s;", row->has_stray ? "~" : "", row->is_utf8 || row->fault ? "" : "^");
	return 0;
}

static const char *read_in_blocks(struct arena *a, const char *text, size_t size, size_t block)
{
	struct str out = str_new(a);
	struct csv *csv = csv_new(a, write_row, &out);

	for (size_t at = 0; at < size; at += block)
		ck_assert_int_eq(csv_push(csv, text + at, size - at < block ? size - at : block),
		                 0);
	ck_assert_int_eq(csv_end(csv), 0);
	return out.data;
}

static const struct {
	const char *text;
	size_t size; /* 0: strlen */
	const char *rows;
} cases[] = {
	{ "", 0, "" },
	{ "a", 0, "1:a;" },
	{ "a,b\n", 0, "1:a|b;" },
	{ "a,b\r\nc,d\r\n", 0, "1:a|b;2:c|d;" },
	{ "a\rb\rc", 0, "1:a;2:b;3:c;" },
	{ "a\r\rb", 0, "1:a;2:;3:b;" },
	{ "a\n\r\nb", 0, "1:a;2:;3:b;" },
	{ "a,\n,b\n,\n", 0, "1:a|;2:|b;3:|;" },
	{ "a,", 0, "1:a|;" },
	{ "\"a\"", 0, "1:a;" },
	{ "\"\"", 0, "1:;" },
	{ "\"\"\"\"", 0, "1:\";" },
	{ "\"a\"\"b\",c", 0, "1:a\"b|c;" },
	{ "\"a,b\",c", 0, "1:a,b|c;" },
	/* line breaks in cells become LF, and count as lines */
	{ "\"a\nb\"\nc", 0, "1:a\nb;3:c;" },
	{ "\"a\r\nb\rc\"\r\nd", 0, "1:a\nb\nc;4:d;" },
	{ "\"a\r\n\r\nb\"\nd", 0, "1:a\n\nb;4:d;" },
	/* quotes that are only text */
	{ "a\"b\",c", 0, "1:a\"b\"|c;" },
	{ " \"a\"", 0, "1: \"a\";" },
	/* behind a closing quote */
	{ "\"a\" ,b", 0, "1:a|b;" },
	{ "\"a\" \t\nb", 0, "1:a;2:b;" },
	{ "\"a\" b,c", 0, "1:a b|c~;" },
	{ "\"a\"b\"c\",d", 0, "1:ab\"c\"|d~;" },
	{ "\"a\"\"", 0, "1:!5@1;" },
	/* a quote that is never closed: the rest is one row, which says where it began */
	{ "a\nb,c\n\nd,\"e\nf\ng", 0, "1:a;2:b|c;3:;4:!5@4;" },
	{ "\"a\nb\",\"c", 0, "1:!5@2;" },
	/* byte order mark, whole, in part, and not at the start */
	{ "\xef\xbb\xbf"
	  "a,b",
	  0, "1:a|b;" },
	{ "\xef\xbb\xbf\"a\"", 0, "1:a;" },
	{ "\xef\xbb\xbf", 0, "" },
	{ "\xef\xbb"
	  "a",
	  0,
	  "1:\xef\xbb"
	  "a^;" },
	{ "\xef", 0, "1:\xef^;" },
	{ "a,\xef\xbb\xbf", 0, "1:a|\xef\xbb\xbf;" },
	/* encodings: each row by itself */
	{ "caf\xc3\xa9\ncaf\xe9", 0, "1:caf\xc3\xa9;2:caf\xe9^;" },
	{ "\xed\xa0\x80,\xc0\xaf", 0, "1:\xed\xa0\x80|\xc0\xaf^;" },
	/* NUL refuses its row and no other */
	{ "a,\0b\nc", 6, "1:!1@0;2:c;" },
	{ "\"a\0\n\",b\nc", 9, "1:!1@1;3:c;" },
};

START_TEST(reads_what_comes)
{
	struct arena *a = arena_new();
	size_t size = cases[_i].size ? cases[_i].size : strlen(cases[_i].text);

	for (size_t block = 1; block <= size + 1; block++) {
		ck_assert_str_eq(read_in_blocks(a, cases[_i].text, size, block), cases[_i].rows);
		arena_reset(a);
	}
	arena_free(a);
}
END_TEST

static const char *repeated(struct arena *a, const char *text, size_t times, const char *end)
{
	struct str s = str_new(a);

	for (size_t i = 0; i < times; i++)
		str_add(&s, text);
	str_add(&s, end);
	return s.data;
}

static const char *read_text(struct arena *a, const char *text)
{
	return read_in_blocks(a, text, strlen(text), 1000);
}

START_TEST(keeps_its_limits)
{
	struct arena *a = arena_new();
	const char *longest = repeated(a, "x", CSV_CELL_MAX, "");
	const char *most = repeated(a, ",", CSV_COLUMNS_MAX - 1, "");
	const char *cell = repeated(a, "y", 60000, ",");

	/* The largest that is taken, and one more. What follows is a row of its own. */
	ck_assert_str_eq(read_text(a, arena_printf(a, "%s\nb", longest)),
	                 arena_printf(a, "1:%s;2:b;", longest));
	ck_assert_str_eq(read_text(a, arena_printf(a, "%sx\nb", longest)), "1:!2@0;2:b;");
	ck_assert_str_eq(read_text(a, arena_printf(a, "\"%s\nx\"\nb", longest)), "1:!2@1;3:b;");
	ck_assert_str_eq(read_text(a, arena_printf(a, "%s\nb", most)),
	                 arena_printf(a, "1:%s;2:b;", repeated(a, "|", CSV_COLUMNS_MAX - 1, "")));
	ck_assert_str_eq(read_text(a, arena_printf(a, "%s,\nb", most)), "1:!4@0;2:b;");
	ck_assert_str_eq(read_text(a, arena_printf(a, "%s\nb", repeated(a, cell, 18, ""))),
	                 "1:!3@0;2:b;");
	/* A quote that is never closed in a large file: that is what is said, not "too long". */
	ck_assert_str_eq(read_text(a, arena_printf(a, "a\n\"%s", repeated(a, cell, 18, ""))),
	                 "1:a;2:!5@2;");
	arena_free(a);
}
END_TEST

static int stop_at_second(void *context, const struct csv_row *row)
{
	(*(int *)context)++;
	return row->line == 2 ? 7 : 0;
}

START_TEST(stops_when_told)
{
	struct arena *a = arena_new();
	int rows = 0;
	struct csv *csv = csv_new(a, stop_at_second, &rows);

	ck_assert_int_eq(csv_push(csv, "a\nb\nc\nd\n", 8), 7);
	ck_assert_int_eq(rows, 2);
	arena_free(a);
}
END_TEST

START_TEST(windows_1252_becomes_utf8)
{
	struct arena *a = arena_new();
	struct str s = str_new(a);

	ck_assert_uint_eq(windows_1252_add(&s, "a\x80\x92\xe9\xff", 5), 0);
	ck_assert_str_eq(s.data, "a\xe2\x82\xac\xe2\x80\x99\xc3\xa9\xc3\xbf");
	s = str_new(a);
	ck_assert_uint_eq(windows_1252_add(&s, "\x81\x8d\x8f\x90\x9dz", 6), 5);
	ck_assert_str_eq(s.data, "\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbdz");
	s = str_new(a);
	for (int c = 1; c < 256; c++)
		windows_1252_add(&s, (char[]){ (char)c }, 1);
	ck_assert(text_is_utf8(s.data, s.len));
	ck_assert_uint_eq(text_count_chars(s.data), 255);
	arena_free(a);
}
END_TEST

static Suite *csv_suite(void)
{
	Suite *suite = suite_create("csv");
	TCase *all = tcase_create("csv");

	tcase_set_timeout(all, 120);
	tcase_add_loop_test(all, reads_what_comes, 0, (int)UNIT_COUNT(cases));
	tcase_add_test(all, keeps_its_limits);
	tcase_add_test(all, stops_when_told);
	tcase_add_test(all, windows_1252_becomes_utf8);
	suite_add_tcase(suite, all);
	return suite;
}

UNIT_MAIN(csv_suite)
