/* Periods of a report. */
#include "monitor/period.h"

#include <string.h>

#include "rules/civil.h"

#include "base/banned.h"

const char *const period_codes[] = { "twelve_months", "this_month",   "last_month",
	                             "this_quarter",  "last_quarter", "this_year",
	                             "last_year",     "custom",       NULL };

static const char *const month_names[] = { "January",   "February", "March",    "April",
	                                   "May",       "June",     "July",     "August",
	                                   "September", "October",  "November", "December" };

static struct date month_start(struct date d)
{
	d.day = 1;
	return d;
}

/* So many whole months that begin with the month of first. */
static struct period months_from(struct date first, int months)
{
	struct date start = month_start(first);

	return (struct period){ start, date_add_days(date_add_months(start, months), -1) };
}

/* The quarter or year that a day lies in, counted from 1 April. */
static struct period span_of(struct date day, int months)
{
	int into = (day.month - 4 + 12) % 12 % months;

	return months_from(date_add_months(month_start(day), -into), months);
}

static struct period span_before(struct period p, int months)
{
	return months_from(date_add_months(p.from, -months), months);
}

bool period_of(const char *code, struct date today, struct period *ret)
{
	if (strcmp(code, "twelve_months") == 0)
		*ret = months_from(date_add_months(month_start(today), -11), 12);
	else if (strcmp(code, "this_month") == 0)
		*ret = months_from(today, 1);
	else if (strcmp(code, "last_month") == 0)
		*ret = span_before(months_from(today, 1), 1);
	else if (strcmp(code, "this_quarter") == 0)
		*ret = span_of(today, 3);
	else if (strcmp(code, "last_quarter") == 0)
		*ret = span_before(span_of(today, 3), 3);
	else if (strcmp(code, "this_year") == 0)
		*ret = span_of(today, 12);
	else if (strcmp(code, "last_year") == 0)
		*ret = span_before(span_of(today, 12), 12);
	else
		return false;
	return true;
}

const char *period_title(struct arena *a, const char *code, struct date today)
{
	struct period p;
	const char *first, *last;

	if (!period_of(code, today, &p))
		return "Other dates";
	first = month_names[p.from.month - 1];
	last = month_names[p.to.month - 1];
	if (strcmp(code, "this_month") == 0)
		return arena_printf(a, "This month (%s %d)", first, p.from.year);
	if (strcmp(code, "last_month") == 0)
		return arena_printf(a, "Last month (%s %d)", first, p.from.year);
	if (strcmp(code, "this_quarter") == 0)
		return arena_printf(a, "This quarter (%s to %s %d)", first, last, p.to.year);
	if (strcmp(code, "last_quarter") == 0)
		return arena_printf(a, "Last quarter (%s to %s %d)", first, last, p.to.year);
	if (strcmp(code, "this_year") == 0)
		return arena_printf(a, "This year, to 31 March %d", p.to.year);
	if (strcmp(code, "last_year") == 0)
		return arena_printf(a, "Last year, to 31 March %d", p.to.year);
	return arena_printf(a, "Last 12 months (%s %d to %s %d)", first, p.from.year, last,
	                    p.to.year);
}

const char *period_words(struct arena *a, const struct period *p)
{
	char from[CIVIL_LONG_SIZE], to[CIVIL_LONG_SIZE];

	civil_long(p->from, from);
	civil_long(p->to, to);
	if (date_compare(p->from, p->to) == 0)
		return arena_text(a, from);
	return arena_printf(a, "%s to %s", from, to);
}

int period_check(const struct period *p, struct problem *reterr_why)
{
	if (date_compare(p->to, p->from) < 0)
		return refuse_field(reterr_why, "to_on",
		                    "The last day must be the same as or after the first");
	if (p->to.year > 9998)
		return refuse_field(reterr_why, "to_on", "Enter a year of four digits before 9999");
	if (period_months(p) > PERIOD_MONTHS_MOST)
		return refuse_field(reterr_why, "to_on",
		                    "Choose a period of 5 years or less, so that it can be shown "
		                    "month by month");
	return 0;
}

size_t period_months(const struct period *p)
{
	return (size_t)((p->to.year - p->from.year) * 12 + p->to.month - p->from.month + 1);
}

struct period period_month(const struct period *p, size_t i)
{
	struct period m = months_from(date_add_months(month_start(p->from), (int)i), 1);

	if (date_compare(m.from, p->from) < 0)
		m.from = p->from;
	if (date_compare(m.to, p->to) > 0)
		m.to = p->to;
	return m;
}
