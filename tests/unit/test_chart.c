/* Charts: well-formed, the same bytes each time, readable without colour, and true to the numbers.
 */
#include "unit.h"

#include <ctype.h>
#include <math.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "base/arena.h"
#include "view/chart.h"

static struct arena *arena;

static void set_up(void)
{
	arena = arena_new();
}

static void tear_down(void)
{
	arena_free(arena);
}

static const char *const months[] = { "Nov", "Dec", "Jan", "Feb" };
static const int posts[] = { 3, 0, CHART_UNKNOWN, 14 };
static const int breaches[] = { 1, 2, CHART_UNKNOWN, 0 };
static const int reviews[] = { 0, 1, CHART_UNKNOWN, 5 };
static const struct chart_series series[] = {
	{ "Patient posts", posts }, { "Recording <breaches> & \"more\"", breaches },
	{ "Reviews", reviews },     { "Others", posts },
	{ "Left out", posts },
};
static const struct chart sample = {
	.id = "incidents",
	.title = "Incidents logged each month",
	.finding = "February had most: 14 patient posts & 5 reviews",
	.series = series,
	.n_series = 3,
	.labels = months,
	.n = 4,
};

/* ---- Is it XML? Just enough of a reader to know: tags nest, attributes are quoted and not
 * repeated, characters are escaped. ---- */

static const char *read_entity(const char *at)
{
	static const char *const known[] = { "&amp;", "&lt;", "&gt;", "&quot;", "&#39;" };
	size_t i;

	for (i = 0; i < UNIT_COUNT(known); i++) {
		if (strncmp(at, known[i], strlen(known[i])) == 0)
			return at + strlen(known[i]);
	}
	ck_abort_msg("an entity that is none: %.20s", at);
	return at;
}

static size_t name_length(const char *at)
{
	size_t len = 0;

	while (isalnum((unsigned char)at[len]) || at[len] == '-' || at[len] == '_')
		len++;
	ck_assert_msg(len > 0, "a name was expected: %.20s", at);
	return len;
}

static const char *read_attributes(const char *at)
{
	char names[512] = " ";

	while (*at == ' ') {
		char name[64];
		size_t len;

		at++;
		len = name_length(at);
		snprintf(name, sizeof(name), " %.*s ", (int)len, at);
		ck_assert_msg(strstr(names, name) == NULL, "%s is repeated", name);
		snprintf(names + strlen(names), sizeof(names) - strlen(names), "%.*s ", (int)len,
		         at);
		ck_assert_str_ne(name, " style ");
		at += len;
		ck_assert_msg(at[0] == '=' && at[1] == '"', "quotes were expected: %.20s", at);
		for (at += 2; *at != '"';) {
			ck_assert_msg(*at && *at != '<', "an attribute does not end: %.20s", at);
			at = *at == '&' ? read_entity(at) : at + 1;
		}
		at++;
	}
	return at;
}

static void check_svg(const char *svg)
{
	char open[16][32];
	size_t depth = 0, len;
	const char *at = svg;

	do {
		ck_assert_msg(*at, "%zu elements are open at the end", depth);
		if (*at == '&') {
			at = read_entity(at);
		} else if (at[0] == '<' && at[1] == '/') {
			len = name_length(at + 2);
			ck_assert(depth > 0);
			depth--;
			ck_assert_msg(strlen(open[depth]) == len &&
			                      strncmp(open[depth], at + 2, len) == 0,
			              "</%.*s> closes <%s>", (int)len, at + 2, open[depth]);
			at += 2 + len;
			ck_assert_int_eq(*at++, '>');
		} else if (*at == '<') {
			len = name_length(at + 1);
			ck_assert(depth < 16 && len < 32);
			snprintf(open[depth++], 32, "%.*s", (int)len, at + 1);
			at = read_attributes(at + 1 + len);
			depth -= *at == '/';
			at += *at == '/';
			ck_assert_msg(*at == '>', "a tag does not end: %.20s", at);
			at++;
		} else {
			at++;
		}
	} while (depth);
	ck_assert_str_eq(at, "");
	ck_assert_ptr_null(strstr(svg, "nan"));
	ck_assert_ptr_null(strstr(svg, "inf\""));
	ck_assert_ptr_null(strstr(svg, "\"-0\""));
}

static size_t count(const char *svg, const char *part)
{
	size_t n = 0;

	while ((svg = strstr(svg, part)) != NULL) {
		n++;
		svg += strlen(part);
	}
	return n;
}

static void check_words(const char *svg)
{
	ck_assert_ptr_nonnull(strstr(svg, "role=\"img\""));
	ck_assert_ptr_nonnull(strstr(svg, "viewBox=\"0 0 720 "));
	ck_assert_ptr_nonnull(strstr(svg, "aria-labelledby=\"incidents-title incidents-desc\""));
	ck_assert_ptr_nonnull(
	        strstr(svg, "<title id=\"incidents-title\">Incidents logged each month</title>"));
	ck_assert_ptr_nonnull(strstr(svg,
	                             "<desc id=\"incidents-desc\">February had most: 14 patient "
	                             "posts &amp; 5 reviews</desc>"));
}

START_TEST(bars_stand_side_by_side)
{
	const char *svg = chart_grouped(arena, &sample).markup;

	check_svg(svg);
	check_words(svg);
	/* One mark for each number, titled; one swatch and one bar for each above 0. */
	ck_assert_uint_eq(count(svg, "<g><title>"), 12);
	ck_assert_ptr_nonnull(strstr(svg, "<title>Feb, Patient posts: 14</title>"));
	ck_assert_ptr_nonnull(strstr(svg, "<title>Dec, Patient posts: 0</title>"));
	ck_assert_ptr_nonnull(strstr(svg, "<title>Jan, Reviews: not known</title>"));
	ck_assert_uint_eq(count(svg, "class=\"bar\""), 3);
	ck_assert_uint_eq(count(svg, "class=\"bar2\""), 3);
	ck_assert_uint_eq(count(svg, "class=\"bar3\""), 3);
	ck_assert_uint_eq(count(svg, "url(#incidents-lines)"), 3);
	ck_assert_uint_eq(count(svg, ">–<"), 3);
	ck_assert_ptr_nonnull(
	        strstr(svg, ">Recording &lt;breaches&gt; &amp; &quot;more&quot;</text>"));
}
END_TEST

START_TEST(bars_stand_on_one_another)
{
	const char *svg = chart_stacked(arena, &sample).markup;

	check_svg(svg);
	check_words(svg);
	ck_assert_uint_eq(count(svg, "<g><title>"), 12);
	/* The sum of each month, and a dash for the one that is not known. */
	ck_assert_ptr_nonnull(strstr(svg, ">19</text>"));
	ck_assert_uint_eq(count(svg, ">–<"), 1);
}
END_TEST

START_TEST(a_run_has_its_middle)
{
	static const char *const signals[] = { NULL, NULL, NULL, "above the upper limit" };
	struct chart one = sample;
	struct chart_line line = { .centre_label = "Median", .centre = 3, .signals = signals };
	const char *svg;

	one.n_series = 1;
	svg = chart_run(arena, &one, &line).markup;
	check_svg(svg);
	check_words(svg);
	ck_assert_ptr_nonnull(strstr(svg, ">Median 3</text>"));
	ck_assert_uint_eq(count(svg, "class=\"limit\""), 0);
	/* A picked point has another shape than the rest, and says why. */
	ck_assert_uint_eq(count(svg, "<circle"), 2);
	ck_assert_uint_eq(count(svg, "class=\"pt pt--signal\""), 1);
	ck_assert_ptr_nonnull(
	        strstr(svg, "<title>Feb, Patient posts: 14, above the upper limit</title>"));
	/* The line breaks at the month that is not known. */
	ck_assert_uint_eq(count(strstr(svg, "class=\"series\""), "M1"), 1);
	ck_assert_uint_eq(count(svg, ">–<"), 1);
}
END_TEST

START_TEST(limits_and_changes_are_lines)
{
	struct chart one = sample;
	struct chart_line line = {
		.centre_label = "Mean",
		.centre = 5.66,
		.has_limits = true,
		.lower = 0,
		.upper = 13.64,
		.change = 2,
		.change_label = "New policy",
	};
	const char *svg;

	one.n_series = 1;
	svg = chart_run(arena, &one, &line).markup;
	check_svg(svg);
	ck_assert_ptr_nonnull(strstr(svg, ">Mean 5.7</text>"));
	ck_assert_ptr_nonnull(strstr(svg, ">Upper limit 13.6</text>"));
	ck_assert_ptr_nonnull(strstr(svg, ">Lower limit 0</text>"));
	ck_assert_ptr_nonnull(strstr(svg, ">New policy</text>"));
	ck_assert_uint_eq(count(svg, "stroke-dasharray"), 3);
}
END_TEST

START_TEST(charts_of_nothing_are_charts)
{
	struct chart none = sample;
	struct chart_line line = { .centre_label = "Median" };

	none.n = 0;
	check_svg(chart_grouped(arena, &none).markup);
	check_svg(chart_stacked(arena, &none).markup);
	check_svg(chart_run(arena, &none, &line).markup);
	none.n_series = 0;
	check_svg(chart_grouped(arena, &none).markup);
	check_svg(chart_run(arena, &none, &line).markup);
	none.n = 4;
	check_svg(chart_stacked(arena, &none).markup);
}
END_TEST

START_TEST(series_beyond_the_fills_are_left_out)
{
	struct chart five = sample;
	const char *svg;

	five.n_series = 5;
	svg = chart_grouped(arena, &five).markup;
	check_svg(svg);
	ck_assert_ptr_nonnull(strstr(svg, "Others"));
	ck_assert_ptr_null(strstr(svg, "Left out"));
}
END_TEST

/* 36 months: fewer labels, all the marks, and big numbers keep a round axis. */
START_TEST(long_charts_thin_their_labels)
{
	const char *labels[36];
	int values[36];
	struct chart_series one = { "Cases", values };
	struct chart c = { "long", "t", "f", &one, 1, labels, 36 };
	const char *svg;
	size_t i, shown = 0;

	for (i = 0; i < 36; i++) {
		labels[i] = "Nov 2025";
		values[i] = (int)i * 700;
	}
	svg = chart_grouped(arena, &c).markup;
	check_svg(svg);
	shown = count(svg, ">Nov 2025</text>");
	ck_assert_uint_ge(shown, 5);
	ck_assert_uint_le(shown, 12);
	ck_assert_uint_eq(count(svg, "<g><title>"), 36);
	ck_assert_ptr_nonnull(strstr(svg, ">20000</text>"));
	ck_assert_uint_le(count(svg, "class=\"grid\""), 5);
}
END_TEST

START_TEST(the_same_numbers_give_the_same_bytes)
{
	static const int two[] = { 2, 1 };
	static const struct chart_series one = { "Cases", two };
	const struct chart c = { "c", "Cases", "Two, then one.", &one, 1, months, 2 };
	const char *svg = chart_grouped(arena, &c).markup;

	ck_assert_str_eq(svg, chart_grouped(arena, &c).markup);
	ck_assert_str_eq(
	        svg,
	        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 720 304\" role=\"img\" "
	        "aria-labelledby=\"c-title c-desc\" font-family=\"Arial, sans-serif\" "
	        "font-size=\"13\" "
	        "fill=\"#212b32\">\n"
	        "<title id=\"c-title\">Cases</title>\n"
	        "<desc id=\"c-desc\">Two, then one.</desc>\n"
	        "<rect class=\"bar\" fill=\"#005eb8\" x=\"48\" y=\"8\" width=\"16\" height=\"16\"/>"
	        "<text x=\"70\" y=\"21\" text-anchor=\"start\">Cases</text>\n"
	        "<path class=\"axis\" fill=\"none\" stroke=\"#4c6272\" d=\"M48 276L712 276\"/>"
	        "<text x=\"40\" y=\"280\" text-anchor=\"end\">0</text>\n"
	        "<path class=\"grid\" fill=\"none\" stroke=\"#d8dde0\" d=\"M48 162L712 162\"/>"
	        "<text x=\"40\" y=\"166\" text-anchor=\"end\">1</text>\n"
	        "<path class=\"grid\" fill=\"none\" stroke=\"#d8dde0\" d=\"M48 48L712 48\"/>"
	        "<text x=\"40\" y=\"52\" text-anchor=\"end\">2</text>\n"
	        "<text x=\"214\" y=\"296\" text-anchor=\"middle\">Nov</text>"
	        "<text x=\"546\" y=\"296\" text-anchor=\"middle\">Dec</text>\n"
	        "<g><title>Nov, Cases: 2</title><rect class=\"bar\" fill=\"#005eb8\" x=\"195\" "
	        "y=\"48\" "
	        "width=\"38\" height=\"228\"/><text x=\"214\" y=\"44\" "
	        "text-anchor=\"middle\">2</text>"
	        "</g>\n"
	        "<g><title>Dec, Cases: 1</title><rect class=\"bar\" fill=\"#005eb8\" x=\"527\" "
	        "y=\"162\" width=\"38\" height=\"114\"/><text x=\"546\" y=\"158\" "
	        "text-anchor=\"middle\">1</text></g>\n"
	        "</svg>");
}
END_TEST

/* ---- Contrast (WCAG 2.2, 1.4.3 and 1.4.11) ---- */

static double channel(const char *hex)
{
	unsigned value;
	double c;

	ck_assert_int_eq(sscanf(hex, "%2x", &value), 1);
	c = value / 255.0;
	return c <= 0.04045 ? c / 12.92 : pow((c + 0.055) / 1.055, 2.4);
}

static double luminance(const char *colour)
{
	return 0.2126 * channel(colour + 1) + 0.7152 * channel(colour + 3) +
	       0.0722 * channel(colour + 5);
}

static double contrast(const char *a, const char *b)
{
	double la = luminance(a), lb = luminance(b);

	return (fmax(la, lb) + 0.05) / (fmin(la, lb) + 0.05);
}

static const struct chart_colour *colour(const char *class_name)
{
	const struct chart_colour *c;

	for (c = chart_colours; c->class_name; c++) {
		if (strcmp(c->class_name, class_name) == 0)
			return c;
	}
	ck_abort_msg("no colour %s", class_name);
	return NULL;
}

START_TEST(colours_can_be_told_from_white_and_from_each_other)
{
	static const char *const bars[] = { "bar", "bar2", "bar3", "bar4" };
	const struct chart_colour *c;
	size_t i;

	ck_assert_double_eq_tol(contrast("#000000", "#ffffff"), 21, 0.01);
	/* Grid lines are decoration; all that says something has three times white's contrast. */
	for (c = chart_colours; c->class_name; c++) {
		double fill = c->fill ? contrast(c->fill, "#ffffff") : 0;
		double stroke = c->stroke ? contrast(c->stroke, "#ffffff") : 0;

		if (strcmp(c->class_name, "grid") != 0)
			ck_assert_msg(fmax(fill, stroke) >= 3, "%s: %.2f", c->class_name,
			              fmax(fill, stroke));
	}
	/* Neighbours in a stack. */
	for (i = 1; i < UNIT_COUNT(bars); i++)
		ck_assert_double_ge(contrast(colour(bars[i - 1])->fill, colour(bars[i])->fill), 3);
	/* Text. */
	ck_assert_double_ge(contrast("#212b32", "#ffffff"), 4.5);
}
END_TEST

/* The style sheet, which has the last word in a browser, says the same colours. */
START_TEST(the_style_sheet_agrees)
{
	static char css[256 * 1024];
	FILE *file = fopen("templates/static/candour.css", "rb");
	const struct chart_colour *c;

	ck_assert_ptr_nonnull(file);
	css[fread(css, 1, sizeof(css) - 1, file)] = '\0';
	fclose(file);
	for (c = chart_colours; c->class_name; c++) {
		const char *last = strrchr(c->class_name, ' ');
		char selector[64];
		const char *rule;
		size_t len;

		snprintf(selector, sizeof(selector), ".app-chart .%s",
		         last ? last + 1 : c->class_name);
		for (rule = strstr(css, selector); rule; rule = strstr(rule + 1, selector)) {
			if (strchr(" ,\n{", rule[strlen(selector)]))
				break;
		}
		if (!rule)
			continue; /* the presentation attributes stand */
		rule = strchr(rule, '{');
		len = (size_t)(strchr(rule, '}') - rule);
		if (memchr(rule, '#', len) && c->fill && strstr(rule, "fill: #") &&
		    strstr(rule, "fill: #") < rule + len)
			ck_assert_msg(strncmp(strstr(rule, "fill: #") + 6, c->fill, 4) == 0,
			              "%s: fill %s", c->class_name, c->fill);
		if (c->stroke && strstr(rule, "stroke: #") &&
		    strstr(rule, "stroke: #") < rule + len)
			ck_assert_msg(strncmp(strstr(rule, "stroke: #") + 8, c->stroke, 4) == 0,
			              "%s: stroke %s", c->class_name, c->stroke);
	}
}
END_TEST

static Suite *chart_suite(void)
{
	const TTest *const tests[] = {
		bars_stand_side_by_side,
		bars_stand_on_one_another,
		a_run_has_its_middle,
		limits_and_changes_are_lines,
		charts_of_nothing_are_charts,
		series_beyond_the_fills_are_left_out,
		long_charts_thin_their_labels,
		the_same_numbers_give_the_same_bytes,
		colours_can_be_told_from_white_and_from_each_other,
		the_style_sheet_agrees,
	};
	Suite *suite = suite_create("chart");
	TCase *all = tcase_create("chart");
	size_t i;

	tcase_add_checked_fixture(all, set_up, tear_down);
	for (i = 0; i < UNIT_COUNT(tests); i++)
		tcase_add_test(all, tests[i]);
	suite_add_tcase(suite, all);
	return suite;
}

UNIT_MAIN(chart_suite)
