/* Clocks that explain themselves: the first day, the days counted and skipped, the due date, and
 * whether law, contract or the practice's own target says so (architecture invariant 5).
 *
 * Working days follow R-comp-6: any day but Saturday, Sunday and the bank holidays of England,
 * which come in as a table. Days on which the practice is closed are working days in law (R-bh-3);
 * they are skipped only by clocks that are the practice's own targets. A year for which the table
 * has no holiday gives a warning, never a date passed off as certain. */
#ifndef RULES_CLOCK_H
#define RULES_CLOCK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "rules/civil.h"

struct holiday {
	struct date date;
	const char *name;
};

/* England, 2025 to 2028 (R-bh-2), in date order. */
extern const struct holiday england_holidays[];
extern const size_t england_holidays_count;

struct calendar {
	const struct holiday *holidays; /* bank holidays, any order */
	size_t n_holidays;
	const struct holiday *closures; /* the practice's own closed days; may be NULL */
	size_t n_closures;
};

extern const struct calendar england_calendar; /* england_holidays, no closures */

enum clock_basis {
	CLOCK_LAW,
	CLOCK_CONTRACT,
	CLOCK_TARGET,  /* the practice's own */
	CLOCK_REQUEST, /* asked for by another body, not law */
};

/* "law", "contract", "target", "request". */
const char *clock_basis_name(enum clock_basis basis);

enum clock_unit {
	CLOCK_WORKING_DAYS,     /* n working days after the first day */
	CLOCK_DAYS,             /* the nth day after the first day */
	CLOCK_DAYS_BEGINNING,   /* n days beginning with the first day */
	CLOCK_MONTHS_BEGINNING, /* n months beginning with it: to the day before the corresponding
	                           date */
	CLOCK_MONTHS,           /* to the corresponding date n months on */
	CLOCK_AGREED,           /* to a date that is agreed or set by somebody else */
	CLOCK_HOURS,            /* n elapsed hours, and minutes: clock_run_elapsed */
	CLOCK_MINUTES,
};

enum clock_may {
	CLOCK_MAY_STOP = 1,   /* it may stand still for a reason, and go on */
	CLOCK_MAY_EXTEND = 2, /* a later date may be agreed before it is over */
};

struct clock_rule {
	const char *code;
	const char *title;     /* "Acknowledge the complaint" */
	const char *first_day; /* what the first day is: "the day it was received" */
	enum clock_unit unit;
	int length;
	bool to_working_day; /* a due date on a weekend or holiday moves to the next working day */
	enum clock_basis basis;
	const char *basis_text; /* in words for users */
	const char *cites;      /* ids of the requirements */
	int may;                /* of enum clock_may */
	const char *setting; /* key of the practice's setting that gives the length; may be NULL */
	const char *longest; /* code of the rule past whose date it is never extended; or NULL */
};

/* The clocks of domain.md Part 2 section 11 and days.md U-16; ends with a NULL code. */
extern const struct clock_rule clock_rules[];
const struct clock_rule *clock_find(const char *code); /* NULL for an unknown code */

struct clock_sum {
	const struct clock_rule *rule;
	struct date start;
	struct date due;          /* all zeros while the clock stands still */
	int length;               /* what was counted, in the rule's unit */
	int64_t start_at, due_at; /* elapsed clocks: seconds since 1970, UTC; else 0 */
	const char *const *lines; /* "Thu 24 Dec counted", "Fri 25 Dec skipped: Christmas Day" */
	size_t n_lines;
	const char *warning; /* "" or a sentence: holidays not known for a year */
	enum clock_basis basis;
	const char *basis_text;
	const char *cites;
};

/* The clock stood still from the day it was stopped up to the day before it went on. to all zeros:
 * it still stands. Working days within are skipped; clocks in days and months gain as many days. */
struct clock_pause {
	struct date from, to;
};

struct clock_facts {
	struct date start;
	int length;                       /* 0: the rule's own */
	const struct clock_pause *pauses; /* in order of time; may be NULL */
	size_t n_pauses;
	struct date agreed_due, agreed_on; /* a later date that was agreed, and when; or all zeros.
	                                      A CLOCK_AGREED needs them */
};

/* Counts a clock. Lines live in the arena. 0, or -1 for a day that does not exist, a length that is
 * not positive (or over 3,650), or a clock of elapsed time. */
int clock_count(struct arena *a, const struct clock_rule *rule, const struct clock_facts *facts,
                const struct calendar *calendar, struct clock_sum *ret);

/* The same for a clock that was neither stopped nor extended. */
int clock_run(struct arena *a, const struct clock_rule *rule, struct date start, int length,
              const struct calendar *calendar, struct clock_sum *ret);

/* Elapsed hours or minutes from an instant (seconds since 1970, UTC); summer time is explained, and
 * changes nothing. 0, or -1 for another kind of clock or a length out of 1 to 100,000. */
bool clock_is_elapsed(const struct clock_rule *rule);
int clock_run_elapsed(struct arena *a, const struct clock_rule *rule, int64_t start, int length,
                      struct clock_sum *ret);

/* Half the time between start and due has gone by (U-6). */
bool clock_is_half_gone(struct date start, struct date due, struct date today);
bool clock_is_half_gone_hours(int64_t start, int64_t due, int64_t now);

/* The due day itself is still in time. */
bool clock_is_missed(struct date due, struct date today);
/* Whole days left: 0 on the due day, negative after it. */
long clock_days_left(struct date due, struct date today);
/* A longer period must be agreed before the time is over (R-comp-8): up to and on the due day. */
bool clock_may_extend(struct date due, struct date today);

/* *ret_reason (may be NULL): NULL for a working day, else "Saturday", "Sunday", or the holiday's or
 * closure's name. Closures count only with_closures. */
bool is_working_day(struct date d, const struct calendar *calendar, bool with_closures,
                    const char **ret_reason);
/* England has eight bank holidays in a year, never fewer (R-bh-1): with fewer in the table the year
 * is not known. */
enum { CALENDAR_HOLIDAYS_A_YEAR = 8 };
bool calendar_knows_year(const struct calendar *calendar, int year);

#endif
