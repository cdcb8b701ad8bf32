/* Charts as SVG. Lengths are in units of a drawing 720 wide, which the page scales. */
#include "view/chart.h"

#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include "base/banned.h"

enum {
	WIDTH = 720,
	HEIGHT = 304,
	LEFT = 48,
	TOP = 48,
	BOTTOM = 276,
	FONT = 13,
};

enum colour { BAR, BAR2, BAR3, BAR4, GRID, AXIS, LINE, POINT, SIGNAL, CENTRE, LIMIT, CHANGE };

/* Each fill has three times the contrast of its neighbour, so that stacked bars stay apart. */
const struct chart_colour chart_colours[] = {
	[BAR] = { "bar", "#005eb8", NULL },
	[BAR2] = { "bar2", "#ffffff", "#003087" },
	[BAR3] = { "bar3", "#768692", NULL },
	[BAR4] = { "bar4", "#212b32", NULL },
	[GRID] = { "grid", NULL, "#d8dde0" },
	[AXIS] = { "axis", NULL, "#4c6272" },
	[LINE] = { "series", NULL, "#005eb8" },
	[POINT] = { "pt", "#005eb8", "#ffffff" },
	[SIGNAL] = { "pt pt--signal", "#ffffff", "#212b32" },
	[CENTRE] = { "mean", NULL, "#212b32" },
	[LIMIT] = { "limit", NULL, "#4c6272" },
	[CHANGE] = { "change", NULL, "#4c6272" },
	{ NULL, NULL, NULL },
};

/* ---- Small marks ---- */

/* One decimal, none when it is 0: 12, 12.5. */
static void add_number(struct str *s, double number)
{
	double tenths = round(number * 10);

	if (fmod(tenths, 10) == 0)
		str_addf(s, "%.0f", tenths == 0 ? 0.0 : tenths / 10);
	else
		str_addf(s, "%.1f", tenths / 10);
}

static void add_attribute(struct str *s, const char *name, double number)
{
	str_addf(s, " %s=\"", name);
	add_number(s, number);
	str_add_char(s, '"');
}

static void add_colour(struct str *s, enum colour which)
{
	const struct chart_colour *c = &chart_colours[which];

	str_addf(s, " class=\"%s\" fill=\"%s\"", c->class_name, c->fill ? c->fill : "none");
	if (c->stroke)
		str_addf(s, " stroke=\"%s\"", c->stroke);
}

static void add_path_line(struct str *s, enum colour which, double x1, double y1, double x2,
                          double y2)
{
	str_add(s, "<path");
	add_colour(s, which);
	str_add(s, which == LIMIT    ? " stroke-dasharray=\"6 4\""
	           : which == CHANGE ? " stroke-dasharray=\"2 4\""
	                             : "");
	str_add(s, " d=\"M");
	add_number(s, x1);
	str_add_char(s, ' ');
	add_number(s, y1);
	str_add_char(s, 'L');
	add_number(s, x2);
	str_add_char(s, ' ');
	add_number(s, y2);
	str_add(s, "\"/>");
}

/* anchor: start, middle or end. */
static void add_text(struct str *s, double x, double y, const char *anchor, const char *text)
{
	str_add(s, "<text");
	add_attribute(s, "x", x);
	add_attribute(s, "y", y);
	str_addf(s, " text-anchor=\"%s\">", anchor);
	escape_html(s, text);
	str_add(s, "</text>");
}

static void add_text_number(struct str *s, double x, double y, const char *anchor, double number)
{
	struct str text = str_new(s->arena);

	add_number(&text, number);
	add_text(s, x, y, anchor, text.data);
}

/* Roughly how wide a text is: enough to keep labels apart. */
static double text_width(const char *text)
{
	return 7.2 * (double)text_count_chars(text);
}

/* ---- Frame, scale and axes ---- */

struct frame {
	double right; /* where the plot ends */
	double top;   /* highest value of the axis */
	double step;
};

static double y_of(const struct frame *f, double value)
{
	return BOTTOM - (BOTTOM - TOP) * value / f->top;
}

static double slot_width(const struct frame *f, size_t n)
{
	return (f->right - LEFT) / (double)(n ? n : 1);
}

/* Round steps of 1, 2 or 5 times a power of ten, whole, at most five of them. */
static void choose_scale(struct frame *f, double highest)
{
	double power = 1;

	for (;; power *= 10) {
		static const int steps[] = { 1, 2, 5 };
		size_t i;

		for (i = 0; i < 3; i++) {
			f->step = steps[i] * power;
			f->top = ceil(highest / f->step) * f->step;
			if (f->top < f->step)
				f->top = f->step;
			if (f->top / f->step <= 5)
				return;
		}
	}
}

static void open_svg(struct str *s, const struct chart *c)
{
	str_addf(s,
	         "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\" role=\"img\" "
	         "aria-labelledby=\"%s-title %s-desc\" font-family=\"Arial, sans-serif\" "
	         "font-size=\"%d\" fill=\"#212b32\">\n<title id=\"%s-title\">",
	         WIDTH, HEIGHT, c->id, c->id, FONT, c->id);
	escape_html(s, c->title);
	str_addf(s, "</title>\n<desc id=\"%s-desc\">", c->id);
	escape_html(s, c->finding);
	str_add(s, "</desc>\n");
}

static void add_axes(struct str *s, const struct chart *c, const struct frame *f)
{
	double slot = slot_width(f, c->n), widest = 0, value;
	size_t every = 1, i;

	for (value = 0; value <= f->top; value += f->step) {
		add_path_line(s, value == 0 ? AXIS : GRID, LEFT, y_of(f, value), f->right,
		              y_of(f, value));
		add_text_number(s, LEFT - 8, y_of(f, value) + 4, "end", value);
		str_add_char(s, '\n');
	}
	for (i = 0; i < c->n; i++)
		widest = fmax(widest, text_width(c->labels[i]) + 6);
	while (slot * (double)every < widest && every < c->n)
		every++;
	for (i = 0; i < c->n; i += every)
		add_text(s, LEFT + slot * ((double)i + 0.5), BOTTOM + 20, "middle", c->labels[i]);
	str_add_char(s, '\n');
}

/* Diagonal lines over the third fill: it is told from the others without its colour. */
static void add_patterns(struct str *s, const struct chart *c)
{
	if (c->n_series > BAR3)
		str_addf(s,
		         "<defs><pattern id=\"%s-lines\" width=\"8\" height=\"8\" "
		         "patternUnits=\"userSpaceOnUse\"><path d=\"M-2 10L10 -2M-2 2L2 -2M6 10L10 "
		         "6\" "
		         "fill=\"none\" stroke=\"#ffffff\" "
		         "stroke-width=\"1.5\"/></pattern></defs>\n",
		         c->id);
}

static void add_rect(struct str *s, const struct chart *c, size_t series, double x, double y,
                     double w, double h)
{
	bool outlined = chart_colours[series].stroke != NULL;
	/* An outline is drawn half inside and half outside. */
	double inset = outlined ? fmin(1, fmin(w, h) / 2) : 0;
	int i;

	for (i = 0; i < (series == BAR3 ? 2 : 1); i++) {
		str_add(s, "<rect");
		if (i)
			str_addf(s, " fill=\"url(#%s-lines)\"", c->id);
		else
			add_colour(s, (enum colour)series);
		if (outlined)
			str_add(s, " stroke-width=\"2\"");
		add_attribute(s, "x", x + inset);
		add_attribute(s, "y", y + inset);
		add_attribute(s, "width", w - 2 * inset);
		add_attribute(s, "height", h - 2 * inset);
		str_add(s, "/>");
	}
}

static void add_legend(struct str *s, const struct chart *c, size_t n_series)
{
	double x = LEFT;
	size_t i;

	for (i = 0; i < n_series; i++) {
		add_rect(s, c, i, x, 8, 16, 16);
		add_text(s, x + 22, 21, "start", c->series[i].label);
		x += 22 + text_width(c->series[i].label) + 24;
	}
	str_add_char(s, '\n');
}

/* What hovering says: "Nov 2025, Patient posts: 9, above the upper limit". */
static void open_mark(struct str *s, const struct chart *c, size_t series, size_t i,
                      const char *signal)
{
	int value = c->series[series].values[i];

	str_add(s, "<g><title>");
	escape_html(s, c->labels[i]);
	str_add(s, ", ");
	escape_html(s, c->series[series].label);
	if (value == CHART_UNKNOWN)
		str_add(s, ": not known");
	else
		str_addf(s, ": %d", value);
	if (signal) {
		str_add(s, ", ");
		escape_html(s, signal);
	}
	str_add(s, "</title>");
}

/* ---- Bars ---- */

static size_t series_shown(const struct chart *c)
{
	return c->n_series < CHART_SERIES ? c->n_series : CHART_SERIES;
}

static double highest(const struct chart *c, bool stacked)
{
	size_t i, j;
	double most = 0;

	for (i = 0; i < c->n; i++) {
		double sum = 0;

		for (j = 0; j < series_shown(c); j++) {
			double value = fmax(0, c->series[j].values[i]);

			sum = stacked ? sum + value : fmax(sum, value);
		}
		most = fmax(most, sum);
	}
	return most;
}

static struct str start(struct arena *a, const struct chart *c, struct frame *f, double most)
{
	struct str s = str_new(a);

	str_reserve(&s, 1024 + 256 * c->n * (c->n_series + 1));
	choose_scale(f, most);
	open_svg(&s, c);
	return s;
}

struct html chart_grouped(struct arena *a, const struct chart *c)
{
	struct frame f = { .right = WIDTH - 8 };
	struct str s = start(a, c, &f, highest(c, false));
	size_t shown = series_shown(c), i, j;
	double slot = slot_width(&f, c->n);
	double bar = fmin(40, slot * 0.86 / (double)(shown ? shown : 1));
	double gap = bar > 8 ? 2 : 0;

	add_patterns(&s, c);
	add_legend(&s, c, shown);
	add_axes(&s, c, &f);
	for (i = 0; i < c->n; i++) {
		double x = LEFT + slot * ((double)i + 0.5) - bar * (double)shown / 2;

		for (j = 0; j < shown; j++, x += bar) {
			int value = c->series[j].values[i];
			double y = y_of(&f, fmax(0, value));

			open_mark(&s, c, j, i, NULL);
			if (value > 0)
				add_rect(&s, c, j, x + gap / 2, y, bar - gap, BOTTOM - y);
			if (value == CHART_UNKNOWN)
				add_text(&s, x + bar / 2, BOTTOM - 4, "middle", "–");
			else if (bar >= 10)
				add_text_number(&s, x + bar / 2, y - 4, "middle", value);
			str_add(&s, "</g>\n");
		}
	}
	str_add(&s, "</svg>");
	return (struct html){ s.data };
}

struct html chart_stacked(struct arena *a, const struct chart *c)
{
	struct frame f = { .right = WIDTH - 8 };
	struct str s = start(a, c, &f, highest(c, true));
	size_t shown = series_shown(c), i, j;
	double slot = slot_width(&f, c->n), bar = fmin(48, slot * 0.7);

	add_patterns(&s, c);
	add_legend(&s, c, shown);
	add_axes(&s, c, &f);
	for (i = 0; i < c->n; i++) {
		double x = LEFT + slot * ((double)i + 0.5) - bar / 2, sum = 0;
		bool known = false;

		for (j = 0; j < shown; j++) {
			int value = c->series[j].values[i];

			known = known || value != CHART_UNKNOWN;
			open_mark(&s, c, j, i, NULL);
			if (value > 0)
				add_rect(&s, c, j, x, y_of(&f, sum + value), bar,
				         y_of(&f, sum) - y_of(&f, sum + value));
			str_add(&s, "</g>\n");
			sum += fmax(0, value);
		}
		if (!known)
			add_text(&s, x + bar / 2, BOTTOM - 4, "middle", "–");
		else if (bar >= 10)
			add_text_number(&s, x + bar / 2, y_of(&f, sum) - 4, "middle", sum);
	}
	str_add(&s, "</svg>");
	return (struct html){ s.data };
}

/* ---- Run and control charts ---- */

/* The label of a level line stands to its right; lines that are close push their labels apart. */
static void add_level(struct str *s, const struct frame *f, enum colour which, const char *label,
                      double value, double shift)
{
	struct str text = str_new(s->arena);
	double y = y_of(f, value);

	str_addf(&text, "%s ", label);
	add_number(&text, value);
	add_path_line(s, which, LEFT, y, f->right, y);
	add_text(s, f->right + 6, y + 4 + shift, "start", text.data);
	str_add_char(s, '\n');
}

static void add_levels(struct str *s, const struct frame *f, const struct chart_line *line)
{
	double close = line->has_limits ? y_of(f, line->centre) - y_of(f, line->upper) : HEIGHT;
	double above = close < FONT + 2 ? FONT + 2 - close : 0;

	add_level(s, f, CENTRE, line->centre_label, line->centre, 0);
	if (!line->has_limits)
		return;
	add_level(s, f, LIMIT, "Upper limit", line->upper, -above);
	close = y_of(f, line->lower) - y_of(f, line->centre);
	add_level(s, f, LIMIT, "Lower limit", line->lower, close < FONT + 2 ? FONT + 2 - close : 0);
}

/* The line stops where a month is not known. */
static void add_run_line(struct str *s, const struct chart *c, const struct frame *f)
{
	double slot = slot_width(f, c->n);
	bool drawing = false;
	size_t i;

	str_add(s, "<path");
	add_colour(s, LINE);
	str_add(s, " stroke-width=\"2.5\" d=\"");
	for (i = 0; i < c->n; i++) {
		int value = c->series[0].values[i];

		if (value == CHART_UNKNOWN) {
			drawing = false;
			continue;
		}
		str_add_char(s, drawing ? 'L' : 'M');
		add_number(s, LEFT + slot * ((double)i + 0.5));
		str_add_char(s, ' ');
		add_number(s, y_of(f, value));
		drawing = true;
	}
	str_add(s, "\"/>\n");
}

static void add_point(struct str *s, const struct chart *c, const struct frame *f, size_t i,
                      const char *signal)
{
	int value = c->series[0].values[i];
	double x = LEFT + slot_width(f, c->n) * ((double)i + 0.5), y = y_of(f, fmax(0, value));

	open_mark(s, c, 0, i, signal);
	if (value == CHART_UNKNOWN) {
		add_text(s, x, BOTTOM - 4, "middle", "–");
	} else if (signal) {
		str_add(s, "<rect");
		add_colour(s, SIGNAL);
		str_add(s, " stroke-width=\"3\"");
		add_attribute(s, "x", x - 6);
		add_attribute(s, "y", y - 6);
		str_add(s, " width=\"12\" height=\"12\"/>");
	} else {
		str_add(s, "<circle");
		add_colour(s, POINT);
		add_attribute(s, "cx", x);
		add_attribute(s, "cy", y);
		str_add(s, " r=\"5\"/>");
	}
	if (value != CHART_UNKNOWN && c->n <= 24)
		add_text_number(s, x, y - 11, "middle", value);
	str_add(s, "</g>\n");
}

struct html chart_run(struct arena *a, const struct chart *c, const struct chart_line *line)
{
	struct frame f = { .right = WIDTH - 116 };
	double most = c->n_series ? highest(c, false) : 0;
	struct str s;
	size_t i;

	most = fmax(most, line->centre);
	if (line->has_limits)
		most = fmax(most, line->upper);
	s = start(a, c, &f, most);
	add_axes(&s, c, &f);
	add_levels(&s, &f, line);
	if (line->change > 0 && line->change < c->n) {
		double x = LEFT + slot_width(&f, c->n) * (double)line->change;

		add_path_line(&s, CHANGE, x, TOP - 12, x, BOTTOM);
		add_text(&s, x, TOP - 18, "middle", line->change_label);
	}
	if (c->n_series) {
		add_run_line(&s, c, &f);
		for (i = 0; i < c->n; i++)
			add_point(&s, c, &f, i, line->signals ? line->signals[i] : NULL);
	}
	str_add(&s, "</svg>");
	return (struct html){ s.data };
}
