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
