/* Clocks, civil dates and times of day. */
#include "base/time.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>
#include <time.h>

#include "base/banned.h"

int64_t time_monotonic_us(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (int64_t)t.tv_sec * 1000000 + t.tv_nsec / 1000;
}

void time_now_utc_into(char buffer[TIME_UTC_SIZE])
{
	struct timespec t;
	int64_t seconds, in_day;
	struct date d;
	char text[64];

	clock_gettime(CLOCK_REALTIME, &t);
	seconds = (int64_t)t.tv_sec;
	in_day = seconds % 86400;
	d = date_from_days(seconds / 86400);
	snprintf(text, sizeof(text), "%04d-%02d-%02dT%02d:%02d:%02d.%06dZ", d.year, d.month, d.day,
	         (int)(in_day / 3600), (int)(in_day / 60 % 60), (int)(in_day % 60),
	         (int)(t.tv_nsec / 1000));
	memcpy(buffer, text, TIME_UTC_SIZE);
	buffer[TIME_UTC_SIZE - 1] = '\0';
}

char *time_now_utc(struct arena *a)
{
	char *text = arena_alloc(a, TIME_UTC_SIZE);

	time_now_utc_into(text);
	return text;
}

bool date_is_leap_year(int year)
{
	return (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
}

int date_days_in_month(int year, int month)
{
	static const int days[] = { 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31 };

	if (month < 1 || month > 12)
		return 0;
	return month == 2 && date_is_leap_year(year) ? 29 : days[month - 1];
}

bool date_exists(struct date d)
{
	return d.year >= 1 && d.year <= 9999 && d.day >= 1 &&
	       d.day <= date_days_in_month(d.year, d.month);
}

/* n digits at text as a number, -1 when they are not all digits. */
static int digits(const char *text, int n)
{
	int value = 0, i;

	for (i = 0; i < n; i++) {
		if (text[i] < '0' || text[i] > '9')
			return -1;
		value = value * 10 + (text[i] - '0');
	}
	return value;
}

bool date_parse_start(const char *text, struct date *ret)
{
	struct date d;

	if (!text || strnlen(text, 10) < 10 || text[4] != '-' || text[7] != '-')
		return false;
	d.year = digits(text, 4);
	d.month = digits(text + 5, 2);
	d.day = digits(text + 8, 2);
	if (!date_exists(d))
		return false;
	*ret = d;
	return true;
}

bool date_parse(const char *text, struct date *ret)
{
	return text && strnlen(text, 11) == 10 && date_parse_start(text, ret);
}

void date_print(struct date d, char buffer[DATE_SIZE])
{
	char text[40];

	snprintf(text, sizeof(text), "%04d-%02d-%02d", d.year, d.month, d.day);
	memcpy(buffer, text, DATE_SIZE);
	buffer[DATE_SIZE - 1] = '\0';
}

int date_compare(struct date a, struct date b)
{
	if (a.year != b.year)
		return a.year < b.year ? -1 : 1;
	if (a.month != b.month)
		return a.month < b.month ? -1 : 1;
	if (a.day != b.day)
		return a.day < b.day ? -1 : 1;
	return 0;
}

/* Days are counted in years that begin in March, so that the leap day comes last. */
int64_t date_to_days(struct date d)
{
	int64_t year = d.month > 2 ? d.year : (int64_t)d.year - 1;
	int64_t month = d.month > 2 ? d.month - 3 : d.month + 9;
	int64_t before = year * 365 + year / 4 - year / 100 + year / 400;

	return before + (153 * month + 2) / 5 + d.day - 1 - 719468;
}

struct date date_from_days(int64_t days)
{
	int64_t since = days + 719468; /* days since 1 March of the year 0 */
	int64_t era = since / 146097, in_era = since % 146097;
	int64_t of_era, in_year, month;
	struct date d;

	if (in_era < 0) {
		era--;
		in_era += 146097;
	}
	of_era = (in_era - in_era / 1460 + in_era / 36524 - in_era / 146096) / 365;
	in_year = in_era - (of_era * 365 + of_era / 4 - of_era / 100);
	month = (in_year * 5 + 2) / 153;
	d.day = (int)(in_year - (153 * month + 2) / 5 + 1);
	d.month = (int)(month < 10 ? month + 3 : month - 9);
	d.year = (int)(era * 400 + of_era + (d.month <= 2 ? 1 : 0));
	return d;
}

struct date date_add_days(struct date d, int64_t days)
{
	return date_from_days(date_to_days(d) + days);
}

struct date date_add_months(struct date d, int months)
{
	int64_t count = (int64_t)d.year * 12 + d.month - 1 + months;
	int most;

	d.year = (int)(count / 12);
	d.month = (int)(count % 12) + 1;
	most = date_days_in_month(d.year, d.month);
	if (d.day > most)
		d.day = most;
	return d;
}

int date_weekday(struct date d)
{
	int64_t since_thursday = date_to_days(d) % 7; /* 1 January 1970 was one */

	if (since_thursday < 0)
		since_thursday += 7;
	return (int)((since_thursday + 3) % 7) + 1;
}

static const char *skip_spaces(const char *at)
{
	while (*at == ' ')
		at++;
	return at;
}

/* am, a.m., a, pm ...: 1 for the morning, 2 for the afternoon, 0 for neither, -1 for something
 * else. */
static int half_of_day(const char *at)
{
	char letters[4];
	size_t n = 0;

	for (at = skip_spaces(at); *at; at++) {
		if (*at == '.' || *at == ' ')
			continue;
		if (n == sizeof(letters) - 1)
			return -1;
		letters[n++] = (char)tolower((unsigned char)*at);
	}
	letters[n] = '\0';
	if (n == 0)
		return 0;
	if (strcmp(letters, "am") == 0 || strcmp(letters, "a") == 0)
		return 1;
	if (strcmp(letters, "pm") == 0 || strcmp(letters, "p") == 0)
		return 2;
	return -1;
}

bool time_of_day_parse(const char *text, int *ret_minutes)
{
	const char *at = skip_spaces(text ? text : "");
	int hour, minute = 0, n = 0, half;

	if (strcasecmp(at, "noon") == 0 || strcasecmp(at, "midday") == 0) {
		*ret_minutes = 12 * 60;
		return true;
	}
	if (strcasecmp(at, "midnight") == 0) {
		*ret_minutes = 0;
		return true;
	}
	while (n < 5 && at[n] >= '0' && at[n] <= '9')
		n++;
	if (n < 1 || n > 4)
		return false;
	hour = digits(at, n > 2 ? n - 2 : n);
	if (n > 2)
		minute = digits(at + n - 2, 2);
	at += n;
	if (n <= 2) {
		const char *next = *at == ' ' ? skip_spaces(at) : at;
		bool mark = *next == ':' || *next == '.';

		if (mark)
			next = skip_spaces(next + 1);
		if (*next >= '0' && *next <= '9') {
			minute = digits(next, 2);
			if (minute < 0 || (next[2] >= '0' && next[2] <= '9'))
				return false;
			at = next + 2;
			if (mark && *at == ':') {
				int seconds = digits(at + 1, 2);

				if (seconds < 0 || seconds > 59)
					return false;
				at += 3;
			}
		} else if (mark && *next) {
			return false; /* "9:am" */
		} else if (mark) {
			return false; /* "9:" */
		}
	}
	half = half_of_day(at);
	if (half < 0 || minute < 0 || minute > 59)
		return false;
	if (half > 0) {
		if (hour < 1 || hour > 12)
			return false;
		hour = hour % 12 + (half == 2 ? 12 : 0);
	}
	if (hour > 23)
		return false;
	*ret_minutes = hour * 60 + minute;
	return true;
}
