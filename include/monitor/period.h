/* Periods of a report: the ones that people ask for by name, from a given today. Quarters run April
 * to June and so on, years end on 31 March (U-26, R-ko-1). No clock, no database. */
#ifndef MONITOR_PERIOD_H
#define MONITOR_PERIOD_H

#include <stdbool.h>
#include <stddef.h>

#include "base/arena.h"
#include "base/problem.h"
#include "base/time.h"

/* Whole days, both included. */
struct period {
	struct date from;
	struct date to;
};

enum { PERIOD_MONTHS_MOST = 60 }; /* the longest period that a report takes */

/* "twelve_months", "this_month", ... and last "custom"; ends with NULL. The first is what a report
 * shows unasked: the current month and the eleven before it. */
extern const char *const period_codes[];

/* False for "custom" and for what is no code. */
bool period_of(const char *code, struct date today, struct period *ret);

/* For the list to choose from: "This quarter (October to December 2026)", "Other dates". */
const char *period_title(struct arena *a, const char *code, struct date today);

/* "1 April 2026 to 30 June 2026". */
const char *period_words(struct arena *a, const struct period *p);

/* Is it one that a report can be made of? PROBLEM_FIELD on "to_on" where it ends before it begins
 * or is longer than PERIOD_MONTHS_MOST. */
int period_check(const struct period *p, struct problem *reterr_why);

/* Months that it touches, and the part of the period that lies in the one with that index. */
size_t period_months(const struct period *p);
struct period period_month(const struct period *p, size_t i);

#endif
