/* The monitoring report without its database: periods, CSV that spreadsheets cannot run, and
 * figures made of rows (H-mon-1..6, U-26). */
#include <string.h>

#include "base/made.h"
#include "base/str.h"
#include "db/queries.h"
#include "monitor/csv_write.h"
#include "monitor/period.h"
#include "monitor/report.h"
#include "unit.h"

static struct arena *a;

static void before(void)
{
	a = arena_new();
}

static void after(void)
{
	arena_free(a);
}

static struct date day(const char *text)
{
	struct date d = { 0 };

	ck_assert_msg(date_parse(text, &d), "%s is no date", text);
	return d;
}

/* ---- Periods (U-26: quarters run April to June and so on; R-ko-1: years end on 31 March) -------
 */

static const struct {
	const char *code, *today, *from, *to, *title;
} presets[] = {
	{ "twelve_months", "2026-11-21", "2025-12-01", "2026-11-30",
	  "Last 12 months (December 2025 to November 2026)" },
	{ "twelve_months", "2028-02-29", "2027-03-01", "2028-02-29",
	  "Last 12 months (March 2027 to February 2028)" },
	{ "this_month", "2026-02-28", "2026-02-01", "2026-02-28", "This month (February 2026)" },
	{ "this_month", "2028-02-01", "2028-02-01", "2028-02-29", "This month (February 2028)" },
	{ "last_month", "2026-01-31", "2025-12-01", "2025-12-31", "Last month (December 2025)" },
	{ "last_month", "2026-03-31", "2026-02-01", "2026-02-28", "Last month (February 2026)" },
	{ "this_quarter", "2026-04-01", "2026-04-01", "2026-06-30",
	  "This quarter (April to June 2026)" },
	{ "this_quarter", "2026-06-30", "2026-04-01", "2026-06-30",
	  "This quarter (April to June 2026)" },
	{ "this_quarter", "2026-03-31", "2026-01-01", "2026-03-31",
	  "This quarter (January to March 2026)" },
	{ "this_quarter", "2026-12-31", "2026-10-01", "2026-12-31",
	  "This quarter (October to December 2026)" },
	{ "last_quarter", "2026-04-01", "2026-01-01", "2026-03-31",
	  "Last quarter (January to March 2026)" },
	{ "last_quarter", "2026-02-10", "2025-10-01", "2025-12-31",
	  "Last quarter (October to December 2025)" },
	{ "this_year", "2026-03-31", "2025-04-01", "2026-03-31", "This year, to 31 March 2026" },
	{ "this_year", "2026-04-01", "2026-04-01", "2027-03-31", "This year, to 31 March 2027" },
	{ "last_year", "2026-04-01", "2025-04-01", "2026-03-31", "Last year, to 31 March 2026" },
	{ "last_year", "2026-01-15", "2024-04-01", "2025-03-31", "Last year, to 31 March 2025" },
};

START_TEST(period_presets)
{
	char from[DATE_SIZE], to[DATE_SIZE];
	struct period p;

	ck_assert(period_of(presets[_i].code, day(presets[_i].today), &p));
	date_print(p.from, from);
	date_print(p.to, to);
	ck_assert_str_eq(from, presets[_i].from);
	ck_assert_str_eq(to, presets[_i].to);
	ck_assert_str_eq(period_title(a, presets[_i].code, day(presets[_i].today)),
	                 presets[_i].title);
}
END_TEST

START_TEST(period_codes_are_known)
{
	struct period p;
	size_t n = 0;

	while (period_codes[n])
		n++;
	for (size_t i = 0; i + 1 < n; i++)
		ck_assert(period_of(period_codes[i], day("2026-11-21"), &p));
	ck_assert_str_eq(period_codes[n - 1], "custom");
	ck_assert(!period_of("custom", day("2026-11-21"), &p));
	ck_assert(!period_of("", day("2026-11-21"), &p));
	ck_assert(!period_of("fortnight", day("2026-11-21"), &p));
}
END_TEST

START_TEST(period_limits)
{
	struct problem why = { 0 };
	struct period p = { day("2026-02-02"), day("2026-02-01") };

	ck_assert_int_eq(period_check(&p, &why), -1);
	ck_assert_str_eq(why.field, "to_on");
	p = (struct period){ day("2021-04-01"), day("2026-03-31") };
	ck_assert_int_eq(period_check(&p, NULL), 0);
	p = (struct period){ day("2021-04-01"), day("2026-04-01") };
	ck_assert_int_eq(period_check(&p, NULL), -1);
	p = (struct period){ day("9999-01-01"), day("9999-12-31") };
	ck_assert_int_eq(period_check(&p, NULL), -1);
	p = (struct period){ day("0001-01-01"), day("0001-12-31") };
	ck_assert_int_eq(period_check(&p, NULL), 0);
}
END_TEST

START_TEST(period_in_months)
{
	struct period p = { day("2026-01-15"), day("2026-03-10") }, m;

	ck_assert_uint_eq(period_months(&p), 3);
	m = period_month(&p, 0);
	ck_assert(date_compare(m.from, day("2026-01-15")) == 0);
	ck_assert(date_compare(m.to, day("2026-01-31")) == 0);
	m = period_month(&p, 1);
	ck_assert(date_compare(m.from, day("2026-02-01")) == 0);
	ck_assert(date_compare(m.to, day("2026-02-28")) == 0);
	m = period_month(&p, 2);
	ck_assert(date_compare(m.to, day("2026-03-10")) == 0);
	ck_assert_str_eq(period_words(a, &p), "15 January 2026 to 10 March 2026");
	p.to = p.from;
	ck_assert_str_eq(period_words(a, &p), "15 January 2026");
}
END_TEST

/* ---- CSV --------------------------------------------------------------------------------------
 */

static int add(void *handle, const char *bytes, size_t size)
{
	str_add_n(handle, bytes, size);
	return 0;
}

static int refuse_all(void *handle, const char *bytes, size_t size)
{
	(void)bytes;
	(void)size;
	(*(int *)handle)++;
	return -1;
}

static const struct {
	const char *text, *cell;
} cells[] = {
	{ "Plain words", "Plain words" },
	{ "", "" },
	{ NULL, "" },
	{ "a,b", "\"a,b\"" },
	{ "a;b", "\"a;b\"" },
	{ "say \"no\"", "\"say \"\"no\"\"\"" },
	{ "two\nlines", "\"two\nlines\"" },
	{ "naïve café", "naïve café" },
	{ " leading", "\" leading\"" },
	/* what a spreadsheet would run */
	{ "=1+1", "\"'=1+1\"" },
	{ "=HYPERLINK(\"http://x\")", "\"'=HYPERLINK(\"\"http://x\"\")\"" },
	{ "+44 1632 960001", "\"'+44 1632 960001\"" },
	{ "-2", "\"'-2\"" },
	{ "@SUM(A1)", "\"'@SUM(A1)\"" },
	{ "\tx", "\"'\tx\"" },
	{ "\rx", "\"'\rx\"" },
	{ "\nx", "\"'\nx\"" },
	{ "  =1", "\"'  =1\"" },
	{ "\u00a0=1", "\"'\u00a0=1\"" },
	{ "\uff1d1", "\"'\uff1d1\"" },
	{ "\uff20x", "\"'\uff20x\"" },
	/* and what it would not */
	{ "a=1", "a=1" },
	{ "2-3", "2-3" },
	{ "'=1", "'=1" },
};

START_TEST(csv_cells)
{
	struct str out = str_new(a);
	struct csv_out csv = csv_out_open(add, &out);

	csv_text(&csv, cells[_i].text);
	csv_text(&csv, "end");
	csv_row_end(&csv);
	ck_assert_int_eq(csv_out_close(&csv), 0);
	ck_assert_str_eq(out.data, arena_printf(a, "\xef\xbb\xbf%s,end\r\n", cells[_i].cell));
}
END_TEST

START_TEST(csv_numbers)
{
	struct str out = str_new(a);
	struct csv_out csv = csv_out_open(add, &out);

	csv_whole(&csv, -12);
	csv_whole(&csv, 0);
	csv_row_end(&csv);
	csv_whole(&csv, 9000000000);
	csv_row_end(&csv);
	ck_assert_str_eq(out.data, "\xef\xbb\xbf-12,0\r\n9000000000\r\n");
}
END_TEST

/* A reader that went away: nothing more is tried. */
START_TEST(csv_failed_write)
{
	int times = 0;
	struct csv_out csv = csv_out_open(refuse_all, &times);

	csv_text(&csv, "x");
	csv_row_end(&csv);
	ck_assert_int_eq(csv_out_close(&csv), -1);
	ck_assert_int_eq(times, 1);
}
END_TEST

/* ---- Figures ----------------------------------------------------------------------------------
 */

static const struct {
	const char *part, *source, *code, *title;
	int number;
} rows[] = {
	{ "total", "incidents", "incidents", "", 5 },
	{ "total", "complaints", "complaints", "", 1 },
	{ "total", "pals", "pals", "", 0 },
	{ "total", "learning", "learning", "", 0 },
	{ "total", "comments", "comments", "", 700 },
	{ "month", "incidents", "2026-04-01", "", 1 },
	{ "month", "incidents", "2026-05-01", "", 4 },
	{ "month", "complaints", "2026-06-01", "", 1 },
	{ "month", "comments", "2026-06-01", "", 700 },
	{ "kind", "incidents", "review", "A review", 5 },
	{ "step", "incidents", "triage", "=cmd|'/C calc'!A0", 5 },
	{ "complaint_state", "complaints", "with_lead", "With the \"Lead\"", 1 },
	{ "what is this", "incidents", "x", "x", 1 },
	{ "total", "who knows", "x", "x", 1 },
};

static struct report *made(const char *only)
{
	struct made m = made_new(a, &query_report_figures);
	struct report_filter f = { .period = { day("2026-04-01"), day("2026-06-30") } };

	for (int s = 0; s < SOURCE_COUNT; s++)
		f.sources[s] =
		        !only || strcmp(only, report_source_code((enum report_source)s)) == 0;
	for (size_t i = 0; i < UNIT_COUNT(rows); i++) {
		made_row(&m);
		made_text(&m, REPORT_FIGURES_PART, rows[i].part);
		made_text(&m, REPORT_FIGURES_SOURCE, rows[i].source);
		made_text(&m, REPORT_FIGURES_CODE, rows[i].code);
		made_text(&m, REPORT_FIGURES_TITLE, rows[i].title);
		made_whole(&m, REPORT_FIGURES_NUMBER, rows[i].number);
	}
	return report_make(a, &f, made_rows(&m));
}

START_TEST(report_of_rows)
{
	const struct report *r = made(NULL);

	ck_assert_int_eq(r->totals[SOURCE_INCIDENTS], 5);
	ck_assert_uint_eq(r->n_months, 3);
	ck_assert_int_eq(r->months[1][SOURCE_INCIDENTS], 4);
	ck_assert_int_eq(r->months[2][SOURCE_INCIDENTS], 0);
	ck_assert_uint_eq(r->parts[PART_KIND].count, 1);
	ck_assert_str_eq(report_month_title(a, r, 1), "May 2026");
	ck_assert_str_eq(report_finding(a, r),
	                 "5 incidents, most in May 2026 (4). 1 complaint, in June 2026. 700 "
	                 "Friends and Family Test comments, all in June 2026. No PALS contacts or "
	                 "learning events in this period.");
}
END_TEST

START_TEST(report_of_one_source)
{
	const struct report *r = made("complaints");

	ck_assert_int_eq(r->totals[SOURCE_INCIDENTS], 0);
	ck_assert_int_eq(r->totals[SOURCE_COMPLAINTS], 1);
	ck_assert_uint_eq(r->parts[PART_KIND].count, 0);
	ck_assert_uint_eq(r->parts[PART_COMPLAINT_STATE].count, 1);
}
END_TEST

/* U-26: whoever has figures has the note with them. Titles come from the practice's policy: one
 * that a spreadsheet would run is text. */
START_TEST(report_files)
{
	struct str csv = str_new(a), json = str_new(a);
	const struct report *r = made(NULL);

	ck_assert_int_eq(report_csv(a, r, "=Practice", add, &csv), 0);
	ck_assert(strstr(csv.data, report_note()));
	ck_assert(strstr(csv.data, "Month,May 2026,Incidents,4\r\n"));
	ck_assert(strstr(csv.data, "Practice,\"'=Practice\",,\r\n"));
	ck_assert(strstr(csv.data, ",\"'=cmd|'/C calc'!A0\",Incidents,5\r\n"));
	report_json(&json, r, "A \"practice\"");
	ck_assert(strstr(json.data, report_note()));
	ck_assert(strstr(json.data, "\"practice\": \"A \\\"practice\\\"\""));
	ck_assert(strstr(json.data,
	                 "\"totals\": {\"incidents\": 5, \"complaints\": 1, \"pals\": 0, "
	                 "\"learning\": 0, \"comments\": 700}"));
}
END_TEST

static Suite *report_suite(void)
{
	Suite *suite = suite_create("report");
	TCase *all = tcase_create("report");

	tcase_add_checked_fixture(all, before, after);
	tcase_add_loop_test(all, period_presets, 0, UNIT_COUNT(presets));
	tcase_add_test(all, period_codes_are_known);
	tcase_add_test(all, period_limits);
	tcase_add_test(all, period_in_months);
	tcase_add_loop_test(all, csv_cells, 0, UNIT_COUNT(cells));
	tcase_add_test(all, csv_numbers);
	tcase_add_test(all, csv_failed_write);
	tcase_add_test(all, report_of_rows);
	tcase_add_test(all, report_of_one_source);
	tcase_add_test(all, report_files);
	suite_add_tcase(suite, all);
	return suite;
}

UNIT_MAIN(report_suite)
