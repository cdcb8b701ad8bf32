/* Civil dates as the rules use them. */
#include "rules/civil.h"

#include <stdio.h>

#include "base/banned.h"

static const char *const weekday_names[] = { "", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun" };
static const char *const month_names[] = { "",        "January",  "February", "March",  "April",
	                                   "May",     "June",     "July",     "August", "September",
	                                   "October", "November", "December" };

bool civil_given(struct date d)
{
	return date_exists(d);
}

bool civil_before(struct date a, struct date b)
{
	return civil_given(a) && civil_given(b) && date_compare(a, b) < 0;
}

long civil_days_between(struct date a, struct date b)
{
	return (long)(date_to_days(b) - date_to_days(a));
}

struct date civil_months_last_day(struct date d, int months)
{
	struct date corresponding = date_add_months(d, months);

	return corresponding.day == d.day ? date_add_days(corresponding, -1) : corresponding;
}

/* 1:00 UTC of the last Sunday of a month of 31 days. */
static int64_t clocks_change(int year, int month)
{
	struct date last = { year, month, 31 };

	return date_to_days(date_add_days(last, -(date_weekday(last) % 7))) * 86400 + 3600;
}

static struct date day_of(int64_t instant)
{
	return date_from_days(instant >= 0 ? instant / 86400 : -((86399 - instant) / 86400));
}

long civil_england_offset(int64_t instant)
{
	int year = day_of(instant).year;

	return instant >= clocks_change(year, 3) && instant < clocks_change(year, 10) ? 3600 : 0;
}

int civil_england(int64_t instant, struct date *ret_day)
{
	int64_t local = instant + civil_england_offset(instant);

	*ret_day = day_of(local);
	return (int)((local - date_to_days(*ret_day) * 86400) / 60);
}

void civil_short(struct date d, char out[CIVIL_SHORT_SIZE])
{
	if (date_exists(d))
		snprintf(out, CIVIL_SHORT_SIZE, "%s %d %.3s", weekday_names[date_weekday(d)], d.day,
		         month_names[d.month]);
	else
		out[0] = '\0';
}

void civil_long(struct date d, char out[CIVIL_LONG_SIZE])
{
	if (date_exists(d))
		snprintf(out, CIVIL_LONG_SIZE, "%d %s %d", d.day, month_names[d.month], d.year);
	else
		out[0] = '\0';
}
