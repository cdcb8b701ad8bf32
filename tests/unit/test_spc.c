/* Statistical process control, by hand (R-spc-1 to R-spc-7); tests/http/spc.mjs compares it with a
 * second program written from the rules alone. */
#include "unit.h"

#include <string.h>

#include "rules/spc.h"

/* The label of each point as a digit: its rule, 0 for none. */
static const char *labels(const double *x, size_t n, size_t trend)
{
	static char out[100];
	struct spc_limits l = spc_limits_of(x, n, false);
	enum spc_signal s[100];

	spc_signals(x, n, &l, trend, s);
	for (size_t i = 0; i < n; i++)
		out[i] = (char)('0' + spc_rule(s[i]));
	out[n] = '\0';
	return out;
}
#define LABELS(trend, ...)                                                                         \
	labels((const double[]){ __VA_ARGS__ },                                                    \
	       sizeof((const double[]){ __VA_ARGS__ }) / sizeof(double), trend)

/* R-spc-1, R-spc-5. */
START_TEST(limits)
{
	const double x[] = { 10, 12, 11, 9 };
	struct spc_limits l = spc_limits_of(x, 4, false);

	ck_assert_double_eq_tol(l.mean, 10.5, 1e-9);
	ck_assert_double_eq_tol(l.moving_range, 5.0 / 3, 1e-9);
	ck_assert_double_eq_tol(l.upper, 10.5 + 2.66 * 5 / 3, 1e-9);
	ck_assert_double_eq_tol(l.lower_warning, 10.5 - 2.66 * 2 / 3 * 5 / 3, 1e-9);
	ck_assert(l.is_trial);
	ck_assert(!spc_limits_of((const double[12]){ 1 }, 12, false).is_trial);
	ck_assert_double_eq(spc_limits_of(x, 1, false).upper, 10);
}
END_TEST

/* R-spc-4: off unless asked; one wild range is left out then. */
START_TEST(screening)
{
	const double x[] = { 10, 11, 10, 11, 10, 60, 10, 11, 10, 11, 10, 11, 10, 11 };
	struct spc_limits all = spc_limits_of(x, 14, false), some = spc_limits_of(x, 14, true);

	ck_assert_double_gt(all.moving_range, 8);
	ck_assert_double_eq_tol(some.moving_range, 1, 1e-9);
}
END_TEST

/* R-spc-2, R-spc-3. */
START_TEST(tests_of_points)
{
	ck_assert_str_eq(LABELS(7, 10, 11, 10, 11, 10, 40, 10, 11, 10, 11, 10, 11), "000001000000");
	/* seven on one side; a point on the mean breaks the run */
	ck_assert_str_eq(LABELS(7, 6, 8, 6, 8, 6, 8, 6, 4, 2, 4, 2, 4, 2, 4), "33333333333333");
	ck_assert_str_eq(LABELS(7, 6, 8, 6, 5, 8, 6, 8, 4, 2, 4, 5, 2, 4, 2), "00000000000000");
	/* six rises make a trend of seven points; a tie breaks it; the length is a setting */
	ck_assert_str_eq(LABELS(7, 5, 1, 2, 3, 4, 5, 6, 7, 1, 4, 1, 7), "044444440000");
	ck_assert_str_eq(LABELS(7, 5, 1, 2, 3, 3, 4, 5, 6, 1, 4, 1, 7), "000000000000");
	ck_assert_str_eq(LABELS(6, 5, 1, 2, 3, 4, 5, 6, 1, 4, 1, 7, 3), "044444400000");
	ck_assert_str_eq(spc_words(SPC_RUN), "part of a run on one side of the mean");
	ck_assert_int_eq(spc_rule(SPC_TREND), 4);
}
END_TEST

/* A point that fires several tests is labelled 1 before 4 before 2 before 3. */
START_TEST(order_of_labels)
{
	const double x[] = { 1, 1, 1, 1, 1, 1, 1, 2, 3, 4, 5, 6, 7, 30 };
	const char *found = labels(x, 14, 7);

	ck_assert_int_eq(found[13], '1');
	ck_assert_int_eq(found[12], '4');
	ck_assert_int_eq(found[0], '3');
}
END_TEST

/* R-spc-7. */
START_TEST(low_counts)
{
	ck_assert_double_eq(spc_median((const double[]){ 3, 0, 1 }, 3), 1);
	ck_assert_double_eq(spc_median((const double[]){ 3, 0, 1, 2 }, 4), 1.5);
	ck_assert(!spc_suits_xmr((const double[12]){ 5, 5, 5, 5, 5, 5, 5, 5, 5, 5, 5, 4 }, 12));
	ck_assert(spc_suits_xmr((const double[12]){ 5, 5, 5, 5, 5, 5, 5, 5, 5, 5, 5, 5 }, 12));
	ck_assert(!spc_suits_xmr((const double[11]){ 50, 50, 50, 50, 50, 50, 50, 50, 50, 50, 50 },
	                         11));
}
END_TEST

UNIT_SUITE(spc_suite, "spc", limits, screening, tests_of_points, order_of_labels, low_counts)
UNIT_MAIN(spc_suite)
