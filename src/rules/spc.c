/* Statistical process control: limits and the four tests (R-spc-1 to R-spc-7). */
#include "rules/spc.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/banned.h"

int spc_rule(enum spc_signal signal)
{
	static const int rules[] = { 0, 1, 4, 2, 3 };

	return rules[signal];
}

const char *spc_words(enum spc_signal signal)
{
	static const char *const words[] = {
		"within what chance brings about",       "outside the limits",
		"part of a steady rise or fall",         "one of two in three close to a limit",
		"part of a run on one side of the mean",
	};

	return words[signal];
}

static double moving_range(const double *x, size_t n, double most)
{
	double sum = 0;
	size_t counted = 0;

	for (size_t i = 1; i < n; i++) {
		double range = fabs(x[i] - x[i - 1]);

		if (range > most)
			continue;
		sum += range;
		counted++;
	}
	return counted ? sum / (double)counted : 0;
}

struct spc_limits spc_limits_of(const double *x, size_t n, bool screens)
{
	struct spc_limits l = { 0 };
	double sum = 0;

	for (size_t i = 0; i < n; i++)
		sum += x[i];
	l.mean = sum / (double)n;
	l.moving_range = moving_range(x, n, INFINITY);
	if (screens)
		l.moving_range = moving_range(x, n, 3.267 * l.moving_range);
	l.lower = l.mean - 2.66 * l.moving_range;
	l.upper = l.mean + 2.66 * l.moving_range;
	l.lower_warning = l.mean - 2 * (2.66 / 3) * l.moving_range;
	l.upper_warning = l.mean + 2 * (2.66 / 3) * l.moving_range;
	l.is_trial = n < SPC_SURE_POINTS;
	return l;
}

static int side(double x, double mean)
{
	return (x > mean) - (x < mean);
}

static bool is_outside(double x, const struct spc_limits *l)
{
	return x > l->upper || x < l->lower;
}

/* In the outer third, and not beyond the limit, which is a signal of its own. */
static bool is_close(double x, const struct spc_limits *l)
{
	return !is_outside(x, l) && (x > l->upper_warning || x < l->lower_warning);
}

/* A weaker label never takes the place of a stronger one: smaller codes are stronger. */
static void label(enum spc_signal *at, enum spc_signal signal)
{
	if (*at == SPC_NONE || signal < *at)
		*at = signal;
}

static void label_trends(const double *x, size_t n, size_t trend, enum spc_signal *ret)
{
	size_t length = 1;
	int way = 0;

	for (size_t i = 1; i < n; i++) {
		int now = side(x[i], x[i - 1]);

		length = now == 0 ? 1 : now == way ? length + 1 : 2;
		way = now;
		if (length >= trend)
			for (size_t k = i + 1 - trend; k <= i; k++)
				label(&ret[k], SPC_TREND);
	}
}

static void label_runs(const double *x, size_t n, double mean, enum spc_signal *ret)
{
	size_t length = 0;
	int way = 0;

	for (size_t i = 0; i < n; i++) {
		int now = side(x[i], mean);

		length = now == 0 ? 0 : now == way ? length + 1 : 1;
		way = now;
		if (length >= SPC_RUN_POINTS)
			for (size_t k = i + 1 - SPC_RUN_POINTS; k <= i; k++)
				label(&ret[k], SPC_RUN);
	}
}

static void label_two_of_three(const double *x, size_t n, const struct spc_limits *l,
                               enum spc_signal *ret)
{
	for (size_t i = 2; i < n; i++) {
		int way = side(x[i], l->mean), close = 0;

		if (way == 0 || side(x[i - 1], l->mean) != way || side(x[i - 2], l->mean) != way)
			continue;
		for (size_t k = i - 2; k <= i; k++)
			close += is_close(x[k], l);
		for (size_t k = i - 2; close >= 2 && k <= i; k++)
			if (is_close(x[k], l))
				label(&ret[k], SPC_TWO_OF_THREE);
	}
}

void spc_signals(const double *x, size_t n, const struct spc_limits *limits, size_t trend,
                 enum spc_signal *ret)
{
	memset(ret, 0, n * sizeof(*ret));
	for (size_t i = 0; i < n; i++)
		if (is_outside(x[i], limits))
			ret[i] = SPC_OUTSIDE;
	label_trends(x, n, trend, ret);
	label_two_of_three(x, n, limits, ret);
	label_runs(x, n, limits->mean, ret);
}

static int by_size(const void *a, const void *b)
{
	const double *x = a, *y = b;

	return side(*x, *y);
}

double spc_median(const double *x, size_t n)
{
	double *sorted = malloc(n * sizeof(*sorted)), middle;

	if (!sorted)
		abort();
	memcpy(sorted, x, n * sizeof(*sorted));
	qsort(sorted, n, sizeof(*sorted), by_size);
	middle = n % 2 ? sorted[n / 2] : (sorted[n / 2 - 1] + sorted[n / 2]) / 2;
	free(sorted);
	return middle;
}

bool spc_suits_xmr(const double *x, size_t n)
{
	return n >= SPC_SURE_POINTS && spc_limits_of(x, n, false).mean >= 5;
}
