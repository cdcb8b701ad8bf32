/* Time without opinions: the machine's clocks, civil dates and times of day. What counts as a
 * working day or when something is due is the business of src/rules; what the date is at the
 * practice is the business of SQL, which knows its time zone. */
#ifndef BASE_TIME_H
#define BASE_TIME_H

#include <stdbool.h>
#include <stdint.h>

#include "base/arena.h"

/* Microseconds of a clock that never goes back: for durations and deadlines. */
int64_t time_monotonic_us(void);

/* Now in UTC, "2026-11-02T09:14:00.123456Z". The buffer form is for code without an arena. */
enum { TIME_UTC_SIZE = 28 };
char *time_now_utc(struct arena *a);
void time_now_utc_into(char buffer[TIME_UTC_SIZE]);

/* A day of the Gregorian calendar, nothing more. */
struct date {
	int year;  /* 1 to 9999 */
	int month; /* 1 to 12 */
	int day;   /* 1 to 31 */
};

bool date_is_leap_year(int year);
int date_days_in_month(int year, int month); /* 0 for a month that is not */
bool date_exists(struct date d);

/* Exactly "yyyy-mm-dd" and a day that exists; a time after it ("2026-11-02 09:14:00+00") is
 * overlooked only by date_parse_start. True on success, *ret then filled. */
bool date_parse(const char *text, struct date *ret);
bool date_parse_start(const char *text, struct date *ret);

/* "yyyy-mm-dd". */
enum { DATE_SIZE = 11 };
void date_print(struct date d, char buffer[DATE_SIZE]);

/* Below, equal to or above 0, as strcmp. */
int date_compare(struct date a, struct date b);

/* Days since 1 January 1970, and back: for counting and adding days. */
int64_t date_to_days(struct date d);
struct date date_from_days(int64_t days);
struct date date_add_days(struct date d, int64_t days);
/* The same day of the month so many months later, or the month's last day where it has none. */
struct date date_add_months(struct date d, int months);
int date_weekday(struct date d); /* 1 Monday to 7 Sunday */

/* A time of day as people type it: 9, 9am, 9.15, 9:15, 9 15, 0915, 915, 9:15am, 9.15 p.m., 21:15,
 * 21:15:30 (seconds dropped), noon, midday, midnight. True on success with minutes since midnight.
 */
bool time_of_day_parse(const char *text, int *ret_minutes);

#endif
