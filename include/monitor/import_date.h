/* What a date in somebody's file may mean, and which of two meanings a file's own dates speak for.
 * No clock: today comes in as an argument. */
#ifndef MONITOR_IMPORT_DATE_H
#define MONITOR_IMPORT_DATE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/time.h"

/* The readings of one date. */
struct date_readings {
	bool has_day_first;
	bool has_month_first;
	struct date day_first; /* 03/04/2022 is 3 April */
	struct date month_first;
	/* Written as numbers with the year last, so that it speaks for an order when only one of
	 * the readings exists in the calendar. */
	bool says_order;
	bool one_is_future; /* both exist, and the one that is not there is after latest */
};

enum date_fault {
	DATE_GOOD = 0,
	DATE_UNREADABLE, /* not in a form that is known */
	DATE_IMPOSSIBLE, /* 31/02/2022, month 13; before 1948 */
	DATE_FUTURE,     /* every reading is after latest */
};

/* Reads 5/3/2022, 05-03-22, 05.03.2022, 2022-03-05, 2022/3/5, 5 March 2022, 05-Mar-22, March 5th
 * 2022, each with a weekday before it and a time of day after it, which are both overlooked. Text
 * is UTF-8 without blanks at the ends. latest is the last day that a comment can be from (tomorrow,
 * since clocks differ): a reading after it is no reading. */
enum date_fault date_readings_of(const char *text, struct date latest, struct date_readings *ret);

/* ---- Order: day first or month first, by organisation and service -------------------------------
 *
 * A date such as 25/03/2022 or 3/25/2022 is certain and speaks for its order; 03/04/2022 does not.
 * Where the certain dates of one organisation and service agree, they decide for its others. Memory
 * is bounded: beyond ORDER_GROUPS_MAX pairs, the rest count as one in which nothing is decided. */
enum { ORDER_GROUPS_MAX = 4096 };

enum date_order {
	ORDER_UNKNOWN = 0, /* no certain date */
	ORDER_DAY_FIRST,
	ORDER_MONTH_FIRST,
	ORDER_MIXED, /* certain dates of both kinds */
};

struct date_orders;

struct date_orders *date_orders_new(struct arena *a);

/* Counts a date. The names are compared without regard to the case of A to Z. */
void date_orders_note(struct date_orders *o, const char *organisation, const char *service,
                      const struct date_readings *date);

enum date_order date_orders_ask(const struct date_orders *o, const char *organisation,
                                const char *service);

#endif
