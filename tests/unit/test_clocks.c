/* Clocks: due dates, how they explain themselves, and the bank holidays of R-bh-2. */
#include "unit.h"

#include <stdio.h>
#include <string.h>

#include "rules/clock.h"

static struct date on(const char *iso)
{
	struct date d = { 0 };

	ck_assert_msg(date_parse(iso, &d), "%s", iso);
	return d;
}

static const char *iso(struct date d)
{
	static char text[DATE_SIZE];

	date_print(d, text);
	return text;
}

/* Runs a clock; its lines come back joined by "|". */
static struct clock_sum run(struct arena *a, const char *code, const char *start,
                            const struct calendar *calendar)
{
	const struct clock_rule *rule = clock_find(code);
	struct clock_sum sum;

	ck_assert_msg(rule != NULL, "%s", code);
	ck_assert_int_eq(clock_run(a, rule, on(start), 0, calendar, &sum), 0);
	return sum;
}

static void joined(const struct clock_sum *sum, char *out, size_t size)
{
	size_t i, n = 0;

	out[0] = '\0';
	for (i = 0; i < sum->n_lines && n < size; i++)
		n += (size_t)snprintf(out + n, size - n, "%s%s", i ? "|" : "", sum->lines[i]);
}

/* The worked examples of domain.md and more, one on a row. */
START_TEST(due_dates)
{
	static const struct {
		const char *clock, *start, *due;
	} rows[] = {
		/* R-comp-4, note (1) */
		{ "complaint_acknowledgement", "2025-12-24", "2025-12-31" },
		{ "complaint_acknowledgement", "2026-04-02", "2026-04-09" },
		{ "complaint_acknowledgement", "2026-12-23", "2026-12-30" },
		{ "complaint_acknowledgement", "2026-11-02", "2026-11-05" },
		{ "complaint_acknowledgement", "2026-11-06", "2026-11-11" }, /* Friday */
		{ "complaint_acknowledgement", "2026-11-07",
		  "2026-11-11" }, /* note (3): Saturday */
		{ "complaint_acknowledgement", "2026-11-08", "2026-11-11" }, /* and Sunday */
		{ "complaint_acknowledgement", "2026-12-25", "2026-12-31" }, /* a bank holiday */
		{ "complaint_acknowledgement", "2027-12-24", "2027-12-31" }, /* two substitutes */
		{ "complaint_acknowledgement", "2027-12-31", "2028-01-06" }, /* 3 January 2028 */
		{ "complaint_quick_resolution", "2026-11-06", "2026-11-09" },
		/* R-comp-8, note (2) */
		{ "complaint_response", "2026-01-10", "2026-07-09" },
		{ "complaint_response", "2026-08-31", "2027-02-28" },
		{ "complaint_response", "2026-08-29", "2027-02-28" },
		{ "complaint_response", "2026-08-28", "2027-02-27" },
		{ "complaint_response", "2027-08-29", "2028-02-28" }, /* a leap year has the 29th */
		{ "complaint_response", "2027-08-30", "2028-02-29" },
		{ "complaint_response", "2026-03-01", "2026-08-31" },
		{ "complaint_response", "2026-07-01", "2026-12-31" },
		{ "complaint_out_of_time", "2026-02-28", "2027-02-28" },
		{ "cqc_summary", "2026-11-02", "2026-11-30" },
		{ "ombudsman_papers", "2026-11-02", "2026-11-09" },
		/* R-dp-6 and R-dp-4: moved off weekends and holidays */
		{ "data_protection_complaint", "2026-11-02", "2026-12-02" },
		{ "data_protection_complaint", "2026-11-05", "2026-12-07" }, /* the 5th: Saturday */
		{ "data_protection_complaint", "2026-11-25",
		  "2026-12-29" }, /* Christmas, substitute */
		{ "subject_access", "2026-11-02", "2026-12-02" },
		{ "subject_access", "2026-01-31", "2026-03-02" }, /* 28 February: Saturday */
		{ "subject_access", "2026-11-25", "2026-12-29" },
		{ "subject_access_extended", "2026-11-30", "2027-03-01" }, /* 28 February: Sunday */
		/* R-list-3, R-list-6, R-list-9, R-list-15 */
		{ "warning_validity", "2025-11-10", "2026-11-09" },
		{ "warning_validity", "2024-02-29", "2025-02-28" },
		{ "removal_effect", "2026-06-01", "2026-06-09" },
		{ "removal_effect", "2026-12-28", "2027-01-05" },
		{ "removal_confirmation", "2026-06-01", "2026-06-07" },
		{ "refusal_letter", "2026-06-01", "2026-06-14" },
		/* U-16 */
		{ "removal_reply", "2026-11-03", "2026-11-10" },
		{ "platform_recheck", "2026-11-05", "2026-11-09" },
		{ "look_again", "2026-11-03", "2026-11-10" },
		{ "look_again_later", "2026-11-03", "2026-12-03" },
		{ "complaint_invitation", "2026-12-21", "2027-01-07" },
		/* the rest of section 11 */
		{ "ombudsman", "2026-02-28", "2027-02-28" },
		{ "retention", "2026-11-02", "2036-11-02" },
		{ "retention_serious", "2028-02-29", "2048-02-29" },
		{ "policy_review", "2026-11-02", "2027-11-02" },
		{ "training_refresh", "2026-11-02", "2027-11-02" },
		{ "account_check", "2026-11-30", "2027-02-28" },
	};
	struct arena *a = arena_new();
	size_t i;

	for (i = 0; i < UNIT_COUNT(rows); i++) {
		struct clock_sum sum = run(a, rows[i].clock, rows[i].start, &england_calendar);

		ck_assert_msg(!strcmp(iso(sum.due), rows[i].due), "%s from %s: %s, not %s",
		              rows[i].clock, rows[i].start, iso(sum.due), rows[i].due);
		ck_assert_str_eq(sum.warning, "");
		ck_assert_uint_ge(sum.n_lines, 3);
		ck_assert_str_ne(sum.basis_text, "");
		ck_assert_str_ne(sum.cites, "");
	}
	arena_free(a);
}
END_TEST

/* Invariant 5: the first day, the days counted and skipped, the due date. */
START_TEST(clocks_explain_themselves)
{
	struct arena *a = arena_new();
	struct clock_sum sum = run(a, "complaint_acknowledgement", "2026-12-23", &england_calendar);
	char text[2000];

	joined(&sum, text, sizeof(text));
	ck_assert_str_eq(text, "Wed 23 Dec not counted: the day it was received|Thu 24 Dec counted|"
	                       "Fri 25 Dec skipped: Christmas Day|Sat 26 Dec skipped: Saturday|"
	                       "Sun 27 Dec skipped: Sunday|"
	                       "Mon 28 Dec skipped: Boxing Day (substitute day)|Tue 29 Dec counted|"
	                       "Wed 30 Dec counted|Wed 30 Dec due");
	ck_assert_int_eq(sum.basis, CLOCK_LAW);
	ck_assert_str_eq(clock_basis_name(sum.basis), "law");

	sum = run(a, "complaint_response", "2026-01-10", &england_calendar);
	joined(&sum, text, sizeof(text));
	ck_assert_str_eq(text, "Sat 10 Jan is the first day: the day it was received|"
	                       "6 months on: 10 July 2026|"
	                       "The first day counts, so it ends the day before: 9 July 2026|"
	                       "Thu 9 Jul due");

	sum = run(a, "complaint_response", "2026-08-31", &england_calendar);
	joined(&sum, text, sizeof(text));
	ck_assert_str_eq(text, "Mon 31 Aug is the first day: the day it was received|"
	                       "6 months on there is no day 31: the last day of that month, "
	                       "28 February 2027|Sun 28 Feb due");

	sum = run(a, "data_protection_complaint", "2026-11-05", &england_calendar);
	ck_assert_str_eq(sum.lines[sum.n_lines - 3], "Sat 5 Dec moved to the next day: Saturday");
	ck_assert_str_eq(sum.lines[sum.n_lines - 2], "Sun 6 Dec moved to the next day: Sunday");
	ck_assert_str_eq(sum.lines[sum.n_lines - 1], "Mon 7 Dec due");

	sum = run(a, "removal_effect", "2026-06-01", &england_calendar);
	ck_assert_uint_eq(sum.n_lines, 10);
	ck_assert_str_eq(clock_basis_name(sum.basis), "contract");
	sum = run(a, "removal_reply", "2026-06-01", &england_calendar);
	ck_assert_str_eq(clock_basis_name(sum.basis), "target");
	arena_free(a);
}
END_TEST

/* R-bh-3: the practice's closed days are working days in law; only its own targets skip them. */
START_TEST(closures_bind_only_targets)
{
	static const struct holiday closures[] = { { { 2026, 11, 4 }, "Training day" } };
	struct calendar calendar = england_calendar;
	struct arena *a = arena_new();
	struct clock_sum sum;
	char text[500];

	calendar.closures = closures;
	calendar.n_closures = 1;
	sum = run(a, "complaint_acknowledgement", "2026-11-02", &calendar);
	ck_assert_str_eq(iso(sum.due), "2026-11-05");
	sum = run(a, "platform_recheck", "2026-11-02", &calendar);
	ck_assert_str_eq(iso(sum.due), "2026-11-05");
	joined(&sum, text, sizeof(text));
	ck_assert_str_eq(text, "Mon 2 Nov not counted: the day it was reported|Tue 3 Nov counted|"
	                       "Wed 4 Nov skipped: Training day|Thu 5 Nov counted|Thu 5 Nov due");
	arena_free(a);
}
END_TEST

/* A year whose holidays nobody has entered gives a warning, and only where it matters. */
START_TEST(unknown_years_warn)
{
	struct arena *a = arena_new();
	struct clock_sum sum = run(a, "complaint_acknowledgement", "2028-12-29", &england_calendar);

	ck_assert_str_eq(sum.warning,
	                 "The bank holidays of 2029 are not in the table, so this date "
	                 "may be too early: add them and look again.");
	sum = run(a, "complaint_acknowledgement", "2024-12-23", &england_calendar);
	ck_assert_ptr_nonnull(strstr(sum.warning, "2024"));
	sum = run(a, "complaint_acknowledgement", "2028-12-20", &england_calendar);
	ck_assert_str_eq(sum.warning, "");
	sum = run(a, "complaint_response", "2029-01-10", &england_calendar);
	ck_assert_str_eq(sum.warning, ""); /* months count no working days */
	sum = run(a, "subject_access", "2029-01-10", &england_calendar);
	ck_assert_ptr_nonnull(strstr(sum.warning, "2029"));
	ck_assert(calendar_knows_year(&england_calendar, 2025));
	ck_assert(calendar_knows_year(&england_calendar, 2028));
	ck_assert(!calendar_knows_year(&england_calendar, 2024));
	ck_assert(!calendar_knows_year(&england_calendar, 2029));
	/* some of a year's days are not all of them */
	ck_assert(!calendar_knows_year(
	        &(struct calendar){ .holidays = england_holidays, .n_holidays = 7 }, 2025));
	arena_free(a);
}
END_TEST

/* R-bh-2: eight days each year, all on weekdays, in order. */
START_TEST(holidays_shipped)
{
	int in_year[4] = { 0 };
	size_t i;

	for (i = 0; i < england_holidays_count; i++) {
		const struct holiday *h = &england_holidays[i];

		ck_assert_msg(date_exists(h->date) && date_weekday(h->date) <= 5, "%s",
		              iso(h->date));
		if (i)
			ck_assert_int_lt(date_compare(england_holidays[i - 1].date, h->date), 0);
		if (!strcmp(h->name, "Good Friday"))
			ck_assert_int_eq(date_weekday(h->date), 5);
		else if (strstr(h->name, "Monday") || strstr(h->name, "bank holiday"))
			ck_assert_int_eq(date_weekday(h->date), 1);
		in_year[h->date.year - 2025]++;
	}
	for (i = 0; i < 4; i++)
		ck_assert_int_eq(in_year[i], 8);
}
END_TEST

START_TEST(lengths_and_bad_input)
{
	struct arena *a = arena_new();
	const struct clock_rule *reply = clock_find("removal_reply");
	struct date none = { 0 }, absent = { 2026, 2, 30 };
	struct clock_sum sum;

	ck_assert_int_eq(clock_run(a, reply, on("2026-11-03"), 14, &england_calendar, &sum), 0);
	ck_assert_str_eq(iso(sum.due), "2026-11-17");
	ck_assert_int_eq(clock_run(a, reply, on("2026-11-03"), 365, &england_calendar, &sum), 0);
	ck_assert_str_eq(iso(sum.due), "2027-11-03");
	ck_assert_str_eq(sum.lines[1], "365 days counted, weekends and holidays too");
	ck_assert_int_eq(clock_run(a, reply, on("2026-11-03"), -1, &england_calendar, &sum), -1);
	ck_assert_int_eq(clock_run(a, reply, on("2026-11-03"), 4000, &england_calendar, &sum), -1);
	ck_assert_int_eq(clock_run(a, reply, none, 0, &england_calendar, &sum), -1);
	ck_assert_int_eq(clock_run(a, reply, absent, 0, &england_calendar, &sum), -1);
	ck_assert_int_eq(clock_run(a, clock_find("breach_report"), on("2026-11-03"), 0,
	                           &england_calendar, &sum),
	                 -1);
	ck_assert_ptr_null(clock_find("no_such_clock"));
	arena_free(a);
}
END_TEST

/* R-dp-1: 72 elapsed hours, across the start and the end of summer time. */
START_TEST(elapsed_hours)
{
	static const struct {
		int64_t start;
		const char *lines;
	} rows[] = {
		/* the clocks go back on 25 October 2026 */
		{ 1792843200,
		  "Sat 24 Oct 1:00pm started: the moment it was first seen|72 hours on the clock, "
		  "nights, weekends and holidays too|The clocks go back in between, so by the "
		  "clock on the wall it ends an hour earlier|Tue 27 Oct 12:00pm due" },
		/* and forward on 28 March 2027 */
		{ 1806138000,
		  "Sat 27 Mar 9:00am started: the moment it was first seen|72 hours on the clock, "
		  "nights, weekends and holidays too|The clocks go forward in between, so by "
		  "the clock on the wall it ends an hour later|Tue 30 Mar 10:00am due" },
		/* neither */
		{ 1782259500,
		  "Wed 24 Jun 1:05am started: the moment it was first seen|72 hours on the clock, "
		  "nights, weekends and holidays too|Sat 27 Jun 1:05am due" },
	};
	struct arena *a = arena_new();
	struct clock_sum sum;
	char text[1000];

	for (size_t i = 0; i < UNIT_COUNT(rows); i++) {
		ck_assert_int_eq(
		        clock_run_elapsed(a, clock_find("breach_report"), rows[i].start, 0, &sum),
		        0);
		ck_assert_int_eq(sum.due_at - sum.start_at, 259200);
		joined(&sum, text, sizeof(text));
		ck_assert_str_eq(text, rows[i].lines);
	}
	ck_assert_int_eq(clock_run_elapsed(a, clock_find("management_notice"), 0, 30, &sum), 0);
	ck_assert_int_eq(sum.due_at, 1800);
	ck_assert_int_eq(clock_run_elapsed(a, clock_find("removal_reply"), 0, 1, &sum), -1);
	/* the hour of the change itself, 1:00 UTC */
	ck_assert_int_eq(civil_england_offset(1792889999), 3600);
	ck_assert_int_eq(civil_england_offset(1792890000), 0);
	ck_assert_int_eq(civil_england_offset(1806195599), 0);
	ck_assert_int_eq(civil_england_offset(1806195600), 3600);
	arena_free(a);
}
END_TEST

/* Stopped and going on; a later date that was agreed (R-comp-8, R-dp-4). */
START_TEST(stops_and_later_dates)
{
	static const struct {
		const char *clock, *start, *from, *to, *agreed, *agreed_on, *due;
	} rows[] = {
		/* working days within the stop are not counted; the day it goes on is */
		{ "complaint_acknowledgement", "2026-11-02", "2026-11-03", "2026-11-09", NULL, NULL,
		  "2026-11-11" },
		/* stopped and gone on the same day: nothing happened */
		{ "complaint_acknowledgement", "2026-11-02", "2026-11-03", "2026-11-03", NULL, NULL,
		  "2026-11-05" },
		{ "complaint_acknowledgement", "2026-11-02", "2026-11-03", NULL, NULL, NULL, "" },
		/* days and months gain the days that the clock stood still */
		{ "removal_reply", "2026-11-03", "2026-11-05", "2026-11-08", NULL, NULL,
		  "2026-11-13" },
		{ "subject_access", "2026-11-02", "2026-11-10", "2026-11-15", NULL, NULL,
		  "2026-12-07" },
		{ "subject_access", "2026-11-02", "2026-11-10", "2026-11-14", NULL, NULL,
		  "2026-12-07" },
		{ "complaint_response", "2026-01-10", "2026-02-01", "2026-02-11", NULL, NULL,
		  "2026-07-19" },
		{ "complaint_response", "2026-01-10", "2026-02-01", NULL, NULL, NULL, "" },
		/* what was agreed stands; a stop before it was agreed is within it, one after adds
		 */
		{ "complaint_response", "2026-01-10", NULL, NULL, "2026-09-30", "2026-06-01",
		  "2026-09-30" },
		{ "complaint_response", "2026-01-10", "2026-02-01", "2026-02-11", "2026-09-30",
		  "2026-06-01", "2026-09-30" },
		{ "complaint_response", "2026-01-10", "2026-07-01", "2026-07-03", "2026-09-30",
		  "2026-06-01", "2026-10-02" },
		{ "complaint_agreed_response", "2026-06-01", NULL, NULL, "2026-07-15", "2026-06-01",
		  "2026-07-15" },
	};
	struct arena *a = arena_new();

	for (size_t i = 0; i < UNIT_COUNT(rows); i++) {
		struct clock_pause pause = { 0 };
		struct clock_facts facts = { .start = on(rows[i].start), .pauses = &pause };
		struct clock_sum sum;

		if (rows[i].from) {
			pause.from = on(rows[i].from);
			facts.n_pauses = 1;
		}
		if (rows[i].to)
			pause.to = on(rows[i].to);
		if (rows[i].agreed) {
			facts.agreed_due = on(rows[i].agreed);
			facts.agreed_on = on(rows[i].agreed_on);
		}
		ck_assert_int_eq(
		        clock_count(a, clock_find(rows[i].clock), &facts, &england_calendar, &sum),
		        0);
		if (!*rows[i].due) {
			ck_assert(!civil_given(sum.due));
			ck_assert_str_eq(
			        sum.lines[sum.n_lines - 1],
			        "The clock stands still: it has no due date until it goes on");
			continue;
		}
		ck_assert_msg(!strcmp(iso(sum.due), rows[i].due), "row %zu: %s, not %s", i,
		              iso(sum.due), rows[i].due);
	}
	arena_free(a);
}
END_TEST

/* Every clock says what it rests on; what law fixes is neither stopped nor extended. */
START_TEST(rules_are_whole)
{
	for (const struct clock_rule *rule = clock_rules; rule->code; rule++) {
		ck_assert(rule->title && rule->first_day && rule->basis_text && rule->cites);
		ck_assert((rule->unit == CLOCK_AGREED) == (rule->length == 0));
		ck_assert(!rule->setting || rule->basis == CLOCK_TARGET);
		ck_assert(!rule->longest || clock_find(rule->longest));
		ck_assert_ptr_eq(clock_find(rule->code), rule);
		if (rule->basis == CLOCK_CONTRACT || clock_is_elapsed(rule))
			ck_assert_int_eq(rule->may, 0);
	}
	ck_assert_int_eq(clock_find("complaint_response")->may, CLOCK_MAY_STOP | CLOCK_MAY_EXTEND);
	ck_assert_int_eq(clock_find("complaint_acknowledgement")->may, CLOCK_MAY_STOP);
}
END_TEST

/* U-6: half the time. */
START_TEST(hours_and_halves)
{
	const int64_t start = 1792800000; /* 24 October 2026, the clocks go back on the 25th */

	ck_assert(!clock_is_half_gone_hours(start, start + 259200, start + 129599));
	ck_assert(clock_is_half_gone_hours(start, start + 259200, start + 129600));
	ck_assert(!clock_is_half_gone(on("2026-11-02"), on("2026-11-08"), on("2026-11-04")));
	ck_assert(clock_is_half_gone(on("2026-11-02"), on("2026-11-08"), on("2026-11-05")));
	ck_assert(clock_is_half_gone(on("2026-11-02"), on("2026-11-05"), on("2026-11-04")));
}
END_TEST

/* The due day is still in time; a longer period is agreed before it is over (R-comp-8, note (4)).
 */
START_TEST(due_day_is_in_time)
{
	ck_assert(!clock_is_missed(on("2026-11-05"), on("2026-11-05")));
	ck_assert(clock_is_missed(on("2026-11-05"), on("2026-11-06")));
	ck_assert_int_eq(clock_days_left(on("2026-11-05"), on("2026-11-02")), 3);
	ck_assert_int_eq(clock_days_left(on("2026-11-05"), on("2026-11-05")), 0);
	ck_assert_int_eq(clock_days_left(on("2026-11-05"), on("2026-11-06")), -1);
	ck_assert(clock_may_extend(on("2026-07-09"), on("2026-07-09")));
	ck_assert(!clock_may_extend(on("2026-07-09"), on("2026-07-10")));
}
END_TEST

START_TEST(civil_dates)
{
	struct date none = { 0 };
	char text[CIVIL_LONG_SIZE];

	ck_assert(!civil_given(none));
	ck_assert(!civil_before(none, on("2026-11-02")));
	ck_assert(!civil_before(on("2026-11-02"), none));
	ck_assert(!civil_before(on("2026-11-02"), on("2026-11-02")));
	ck_assert(civil_before(on("2026-11-02"), on("2026-11-03")));
	ck_assert_int_eq(civil_days_between(on("2026-02-28"), on("2026-03-01")), 1);
	ck_assert_int_eq(civil_days_between(on("2028-02-28"), on("2028-03-01")), 2);
	ck_assert_str_eq(iso(civil_months_last_day(on("2026-11-30"), 3)), "2027-02-28");
	civil_short(on("2026-11-02"), text);
	ck_assert_str_eq(text, "Mon 2 Nov");
	civil_long(on("2026-11-02"), text);
	ck_assert_str_eq(text, "2 November 2026");
	civil_long(none, text);
	ck_assert_str_eq(text, "");
	civil_short(none, text);
	ck_assert_str_eq(text, "");
}
END_TEST

UNIT_SUITE(clocks_suite, "clocks", due_dates, clocks_explain_themselves, closures_bind_only_targets,
           unknown_years_warn, holidays_shipped, lengths_and_bad_input, hours_and_halves,
           elapsed_hours, stops_and_later_dates, rules_are_whole, due_day_is_in_time, civil_dates)
UNIT_MAIN(clocks_suite)
