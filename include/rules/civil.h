/* Civil dates as the rules use them: base/time.h has the day itself and its arithmetic; here is
 * what law and contracts make of it. SQL turns instants into civil dates in the practice's time
 * zone; the rules see only these. A date of all zeros is no date. */
#ifndef RULES_CIVIL_H
#define RULES_CIVIL_H

#include <stdbool.h>

#include "base/time.h"

/* Is there a date at all? */
bool civil_given(struct date d);

/* Strictly before, and strictly after; false where either is missing. */
bool civil_before(struct date a, struct date b);

/* Days from a to b; negative if b is the earlier. Both exist. */
long civil_days_between(struct date a, struct date b);

/* The last day of a period of months that begins with d: the day before the corresponding date, or
 * the last day of the month where it has no such date (R-comp-8: received 10 January, 6 months:
 * 9 July; 31 August 2026: 28 February 2027). d exists. */
struct date civil_months_last_day(struct date d, int months);

/* England's clocks: seconds by which they are ahead of UTC at an instant (seconds since 1970), that
 * is an hour from 1:00 UTC of March's last Sunday to 1:00 UTC of October's; and the day and the
 * minutes since midnight that they show. */
long civil_england_offset(int64_t instant);
int civil_england(int64_t instant, struct date *ret_day);

enum { CIVIL_SHORT_SIZE = 16, CIVIL_LONG_SIZE = 32 };

/* "Mon 2 Nov" and "2 November 2026". */
void civil_short(struct date d, char out[CIVIL_SHORT_SIZE]);
void civil_long(struct date d, char out[CIVIL_LONG_SIZE]);

#endif
