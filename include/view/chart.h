/* Charts as SVG: pure functions from numbers to markup, the same bytes for the same numbers.
 *
 * A chart says what it shows in words: the title and the finding are what a screen reader reads,
 * the page prints the finding and a table of the same numbers beside the chart. Series differ by
 * pattern and outline as well as by colour, points that a rule picked out are squares among
 * circles, and no colour means good or bad (R-spc-6). Colours are presentation attributes, which
 * our policy for browsers allows, and classes for templates/static/candour.css: grid axis bar bar2
 * bar3 bar4 series pt pt--signal mean limit change.
 */
#ifndef VIEW_CHART_H
#define VIEW_CHART_H

#include <stddef.h>

#include "base/arena.h"
#include "view/view.h"

/* A value that is not known: printed as a dash, never as 0. */
#define CHART_UNKNOWN (-1)
/* At most so many series, since there are four fills. Further ones are left out. */
#define CHART_SERIES 4

struct chart_series {
	const char *label; /* "Patient posts" */
	const int *values; /* one for each label of the chart; 0 or more, or CHART_UNKNOWN */
};

struct chart {
	const char *id;      /* [a-z0-9-], one of its own on the page */
	const char *title;   /* "Incidents logged each month" */
	const char *finding; /* "The median is 4 a month; October had 9." */
	const struct chart_series *series;
	size_t n_series;
	const char *const *labels; /* months, from left to right: "Nov 2025" */
	size_t n;
};

/* Bars side by side, or on top of one another. No labels give an empty chart with axes. */
struct html chart_grouped(struct arena *a, const struct chart *c);
struct html chart_stacked(struct arena *a, const struct chart *c);

/* A line with points: the first series over time, its middle line and, when there are any, limits.
 */
struct chart_line {
	const char *centre_label; /* "Median", "Mean" */
	double centre;
	bool has_limits;
	double lower;
	double upper;
	/* For each point, why a rule picked it out ("above the upper limit"), or NULL. NULL: none.
	 */
	const char *const *signals;
	/* A line before point `change` ("New policy"); 0: none. */
	size_t change;
	const char *change_label;
};
struct html chart_run(struct arena *a, const struct chart *c, const struct chart_line *line);

/* The fills of the series in order and the lines, "#005eb8": for the test of contrast. */
struct chart_colour {
	const char *class_name;
	const char *fill;   /* NULL: none */
	const char *stroke; /* NULL: none */
};
extern const struct chart_colour chart_colours[]; /* ends with a NULL class_name */

#endif
