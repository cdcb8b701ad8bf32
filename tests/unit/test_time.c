/* Clocks, civil dates against PostgreSQL's and the C library's idea of them, and times as typed. */
#include <stdio.h>
#include <string.h>
#include <time.h>

#include "base/time.h"
#include "unit.h"

START_TEST(clocks_run)
{
	struct arena *a = arena_new();
	int64_t before = time_monotonic_us();
	char *now = time_now_utc(a);
	struct date today;
	int year, month, day, hour, minute, second, micro;

	ck_assert_int_ge(time_monotonic_us(), before);
	ck_assert_uint_eq(strlen(now), 27);
	ck_assert_int_eq(sscanf(now, "%4d-%2d-%2dT%2d:%2d:%2d.%6dZ", &year, &month, &day, &hour,
	                        &minute, &second, &micro),
	                 7);
	ck_assert(date_parse_start(now, &today));
	ck_assert_int_eq(date_to_days(today) * 86400 + hour * 3600 + minute * 60 + second >=
	                         (int64_t)time(NULL) - 2,
	                 1);
	arena_free(a);
}
END_TEST

START_TEST(days_in_months)
{
	static const struct {
		int year, month, days;
	} table[] = {
		{ 2026, 1, 31 }, { 2026, 2, 28 }, { 2024, 2, 29 },  { 1900, 2, 28 },
		{ 2000, 2, 29 }, { 2026, 4, 30 }, { 2026, 12, 31 }, { 2026, 0, 0 },
		{ 2026, 13, 0 }, { 2026, -1, 0 },
	};
	size_t i;

	for (i = 0; i < UNIT_COUNT(table); i++)
		ck_assert_int_eq(date_days_in_month(table[i].year, table[i].month), table[i].days);
}
END_TEST

START_TEST(parses_dates)
{
	static const struct {
		const char *text;
		bool whole, start;
	} table[] = {
		{ "2026-11-02", true, true },   { "2024-02-29", true, true },
		{ "2026-02-29", false, false }, { "2026-11-31", false, false },
		{ "2026-13-01", false, false }, { "2026-00-01", false, false },
		{ "0000-01-01", false, false }, { "0001-01-01", true, true },
		{ "9999-12-31", true, true },   { "2026-11-02 09:14:00+00", false, true },
		{ "2026-11-2", false, false },  { "2026-11-020", false, true },
		{ "2026/11/02", false, false }, { " 2026-11-02", false, false },
		{ "+026-11-02", false, false }, { "2026-1x-02", false, false },
		{ "2026-11", false, false },    { "", false, false },
		{ NULL, false, false },
	};
	struct date d;
	size_t i;

	for (i = 0; i < UNIT_COUNT(table); i++) {
		ck_assert_msg(date_parse(table[i].text, &d) == table[i].whole, "row %zu", i);
		ck_assert_msg(date_parse_start(table[i].text, &d) == table[i].start, "row %zu", i);
	}
	ck_assert(date_parse("2026-11-02", &d));
	ck_assert_int_eq(d.year, 2026);
	ck_assert_int_eq(d.month, 11);
	ck_assert_int_eq(d.day, 2);
}
END_TEST

START_TEST(counts_days_both_ways)
{
	char text[DATE_SIZE], libc[32];
	int64_t days;

	for (days = -719162; days <= 2932896; days += 13) { /* 0001-01-01 to 9999-12-31 */
		struct date d = date_from_days(days);
		time_t seconds = (time_t)(days * 86400);
		struct tm tm;

		ck_assert_int_eq(date_exists(d), 1);
		ck_assert_int_eq(date_to_days(d), days);
		date_print(d, text);
		gmtime_r(&seconds, &tm);
		snprintf(libc, sizeof(libc), "%04d-%02d-%02d", tm.tm_year + 1900, tm.tm_mon + 1,
		         tm.tm_mday);
		ck_assert_str_eq(text, libc);
		ck_assert_int_eq(date_weekday(d), tm.tm_wday == 0 ? 7 : tm.tm_wday);
	}
	ck_assert_int_eq(date_to_days((struct date){ 1970, 1, 1 }), 0);
}
END_TEST

START_TEST(adds_and_compares)
{
	static const struct {
		const char *from;
		int months;
		const char *to;
	} table[] = {
		{ "2026-01-31", 1, "2026-02-28" },  { "2024-01-31", 1, "2024-02-29" },
		{ "2026-12-15", 1, "2027-01-15" },  { "2026-11-02", 12, "2027-11-02" },
		{ "2024-02-29", 12, "2025-02-28" }, { "2026-03-31", -1, "2026-02-28" },
		{ "2026-01-10", -1, "2025-12-10" }, { "2026-05-31", 0, "2026-05-31" },
	};
	char text[DATE_SIZE];
	struct date d, e;
	size_t i;

	for (i = 0; i < UNIT_COUNT(table); i++) {
		ck_assert(date_parse(table[i].from, &d));
		date_print(date_add_months(d, table[i].months), text);
		ck_assert_str_eq(text, table[i].to);
	}
	ck_assert(date_parse("2026-12-31", &d));
	e = date_add_days(d, 1);
	date_print(e, text);
	ck_assert_str_eq(text, "2027-01-01");
	ck_assert_int_lt(date_compare(d, e), 0);
	ck_assert_int_gt(date_compare(e, d), 0);
	ck_assert_int_eq(date_compare(d, d), 0);
	ck_assert_int_lt(date_compare((struct date){ 2026, 1, 31 }, (struct date){ 2026, 2, 1 }),
	                 0);
	ck_assert_int_lt(date_compare((struct date){ 2026, 2, 1 }, (struct date){ 2026, 2, 2 }), 0);
}
END_TEST

START_TEST(reads_times_as_people_type_them)
{
	static const struct {
		const char *typed;
		int minutes; /* -1: no time */
	} table[] = {
		{ "9", 540 },
		{ "9am", 540 },
		{ "9 AM", 540 },
		{ "9pm", 1260 },
		{ "9.15", 555 },
		{ "9:15am", 555 },
		{ "0915", 555 },
		{ "915", 555 },
		{ "915pm", 1275 },
		{ "21:15", 1275 },
		{ "9:15 p.m.", 1275 },
		{ "12am", 0 },
		{ "12pm", 720 },
		{ "12:30am", 30 },
		{ "12.30 pm", 750 },
		{ "00:00", 0 },
		{ "0", 0 },
		{ "23:59", 1439 },
		{ "9 15", 555 },
		{ " 9:15 ", 555 },
		{ "21:15:30", 1275 },
		{ "noon", 720 },
		{ "Midday", 720 },
		{ "midnight", 0 },
		{ "9a", 540 },
		{ "1pm", 780 },
		{ "9: 15", 555 },
		{ "", -1 },
		{ NULL, -1 },
		{ "24:00", -1 },
		{ "9:60", -1 },
		{ "13pm", -1 },
		{ "0am", -1 },
		{ "9:1", -1 },
		{ "9:", -1 },
		{ "9:am", -1 },
		{ "9:155", -1 },
		{ "99", -1 },
		{ "12345", -1 },
		{ "nine", -1 },
		{ "9x", -1 },
		{ "9:15:99", -1 },
		{ "-9", -1 },
		{ "9:15 tomorrow", -1 },
		{ "9.15.", 555 },
		{ "2460", -1 },
		{ "9ampm", -1 },
	};
	size_t i;

	for (i = 0; i < UNIT_COUNT(table); i++) {
		int minutes = -1;
		bool is = time_of_day_parse(table[i].typed, &minutes);

		ck_assert_msg((is ? minutes : -1) == table[i].minutes, "%s gave %d",
		              table[i].typed ? table[i].typed : "NULL", is ? minutes : -1);
	}
}
END_TEST

UNIT_SUITE(time_suite, "time", clocks_run, days_in_months, parses_dates, counts_days_both_ways,
           adds_and_compares, reads_times_as_people_type_them)
UNIT_MAIN(time_suite)
