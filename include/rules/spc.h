/* Statistical process control: is a change in a row of numbers more than chance?
 *
 * An XmR chart (R-spc-1): the mean, and limits at 2.66 mean moving ranges from it; the warning zone
 * is the outer third within the limits. Four tests (R-spc-2) in the order in which a point is
 * labelled: outside the limits; part of a trend; two of three in the warning zone; part of a run on
 * one side. A point on the mean breaks a run, a tie breaks a trend. Fewer than 12 points give trial
 * limits (R-spc-5). Nothing is read or kept here. */
#ifndef RULES_SPC_H
#define RULES_SPC_H

#include <stdbool.h>
#include <stddef.h>

enum {
	SPC_TREND_POINTS = 7, /* by default; some say six (R-spc-3) */
	SPC_RUN_POINTS = 7,
	SPC_SURE_POINTS = 12, /* fewer: trial limits */
};

enum spc_signal {
	SPC_NONE,
	SPC_OUTSIDE,      /* rule 1 */
	SPC_TREND,        /* rule 4 */
	SPC_TWO_OF_THREE, /* rule 2 */
	SPC_RUN,          /* rule 3 */
};
/* The rule's number, 1 to 4; 0 for none. And what it says, as the end of "The point is ...". */
int spc_rule(enum spc_signal signal);
const char *spc_words(enum spc_signal signal);

struct spc_limits {
	double mean;
	double moving_range; /* the mean of the moving ranges */
	double lower, upper;
	double lower_warning, upper_warning;
	bool is_trial;
};

/* n >= 1 numbers. screens: moving ranges above 3.267 of their mean are left out once (R-spc-4: off
 * unless asked). */
struct spc_limits spc_limits_of(const double *x, size_t n, bool screens);

/* The label of each point; ret has room for n. trend: points that make a trend, at least 3. */
void spc_signals(const double *x, size_t n, const struct spc_limits *limits, size_t trend,
                 enum spc_signal *ret);

/* The middle of the numbers, for a run chart where counts are too low for limits (R-spc-7). */
double spc_median(const double *x, size_t n);

/* Are the numbers high and many enough for an XmR chart: about five on average, twelve points
 * (R-spc-5, R-spc-7)? */
bool spc_suits_xmr(const double *x, size_t n);

#endif
