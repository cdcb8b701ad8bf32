/* The monitoring report: its figures, what is behind each of them, and the file to download. */
#include "base/made.h"
#include "monitor/report.h"

#include <inttypes.h>
#include <string.h>

#include "pages.h"
#include "view/chart.h"

#include "base/banned.h"

enum {
	ROWS_MOST = 50,
	PAGE_MOST = 100000,
	GROUPED_MONTHS_MOST = 12, /* more months than this stand on top of each other */
};

static const char *const source_codes[] = { "incidents", "complaints", "pals",
	                                    "learning",  "comments",   NULL };
static const char *const part_codes[] = { "total",   "kind",        "platform",        "step",
	                                  "outcome", "not_counted", "complaint_state", NULL };

static const struct field report_filter_fields[] = {
	{ "period", FIELD_CHOICE, .choices = period_codes, .wrong = "Choose a period of the list" },
	{ "from_on", FIELD_DATE, .wrong = "Enter the first day as day, month and year" },
	{ "to_on", FIELD_DATE, .wrong = "Enter the last day as day, month and year" },
	{ "source", FIELD_MANY, .choices = source_codes, .wrong = "Choose sources of the list" },
	{ 0 },
};
const struct form_def report_filter_form = { .name = "report_filter",
	                                     .fields = report_filter_fields };

/* What a number's link says. Nothing of it is typed by anybody. */
static const struct field report_rows_fields[] = {
	{ "from_on", FIELD_DATE, .missing = "?" },
	{ "to_on", FIELD_DATE, .missing = "?" },
	{ "source", FIELD_CHOICE, .missing = "?", .choices = source_codes },
	{ "part", FIELD_CHOICE, .missing = "?", .choices = part_codes },
	{ "code", FIELD_CHOICE },
	{ "page", FIELD_WHOLE },
	{ 0 },
};
const struct form_def report_rows_form = { .name = "report_rows", .fields = report_rows_fields };

/* ---- What is asked for ---------------------------------------------------------------------- */

static void choose_sources(const struct form *f, struct report_filter *ret)
{
	const char *const *chosen = form_many(f, "source");
	bool all = !chosen || !chosen[0];

	for (int s = 0; s < SOURCE_COUNT; s++)
		ret->sources[s] = all;
	for (size_t i = 0; chosen && chosen[i]; i++) {
		int s = report_source_find(chosen[i]);

		if (s >= 0)
			ret->sources[s] = true;
	}
}

/* Dates without a period are dates that somebody gave. False when the form is wrong; it says why.
 */
static bool choose_period(struct form *f, struct date today, struct period *ret)
{
	const char *code = form_text(f, "period");
	struct problem why = { 0 };

	if (!form_is_good(f))
		return false;
	if (!code[0])
		code = form_given(f, "from_on") || form_given(f, "to_on") ? "custom"
		                                                          : period_codes[0];
	form_set(f, "period", code);
	if (period_of(code, today, ret))
		return true;
	if (!form_given(f, "from_on"))
		form_refuse(f, "from_on", "Enter the first day of the period");
	if (!form_given(f, "to_on"))
		form_refuse(f, "to_on", "Enter the last day of the period");
	if (!form_is_good(f) || !date_parse(form_text(f, "from_on"), &ret->from) ||
	    !date_parse(form_text(f, "to_on"), &ret->to))
		return false;
	if (period_check(ret, &why) < 0)
		form_refuse(f, why.field, "%s", why.sentence);
	return form_is_good(f);
}

/* Reads who is asking and the day; then, when the filter makes sense, the figures. *ret is NULL
 * when it does not. */
static int read_report(struct visit *v, struct report **ret, struct date *ret_today)
{
	const struct rows *today = read_practice_today(v->batch);
	const struct rows *figures;
	struct report_filter filter = { 0 };
	char from[DATE_SIZE], to[DATE_SIZE];

	*ret = NULL;
	v->form = form_from_query(v->rq, &report_filter_form);
	read_report_practice(v->batch);
	if (visit_read(v) < 0)
		return -1;
	if (!date_parse(rows_text(today, 0, PRACTICE_TODAY_TODAY), ret_today))
		return fault(&v->problem, "the database does not know the day");
	choose_sources(v->form, &filter);
	if (!choose_period(v->form, *ret_today, &filter.period))
		return 0;
	date_print(filter.period.from, from);
	date_print(filter.period.to, to);
	figures = read_report_figures(v->batch, from, to);
	if (visit_read(v) < 0)
		return -1;
	*ret = report_make(v->arena, &filter, figures);
	return 0;
}

/* ---- The page ------------------------------------------------------------------------------- */

/* The address of what a number counts; "" for none. Comments have a page of their own. */
static const char *rows_href(struct visit *v, const struct period *p, enum report_source source,
                             const char *part, const char *code, int64_t number)
{
	char from[DATE_SIZE], to[DATE_SIZE];

	if (number == 0)
		return "";
	date_print(p->from, from);
	date_print(p->to, to);
	if (source == SOURCE_COMMENTS)
		return arena_printf(v->arena, "/feedback?from_on=%s&to_on=%s", from, to);
	return arena_printf(v->arena, "/reports/cases?source=%s&part=%s%s%s&from_on=%s&to_on=%s",
	                    report_source_code(source), part, code[0] ? "&code=" : "", code, from,
	                    to);
}

static void show_periods(struct visit *v, struct date today)
{
	struct made m = made_new(v->arena, &query_report_period);

	for (size_t i = 0; period_codes[i]; i++) {
		made_row(&m);
		made_text(&m, REPORT_PERIOD_CODE, period_codes[i]);
		made_text(&m, REPORT_PERIOD_TITLE, period_title(v->arena, period_codes[i], today));
	}
	view_rows(v->view, made_rows(&m));
}

static void show_totals(struct visit *v, const struct report *r)
{
	struct made m = made_new(v->arena, &query_report_total);

	for (int s = 0; r && s < SOURCE_COUNT; s++) {
		enum report_source source = (enum report_source)s;

		if (!r->filter.sources[s])
			continue;
		made_row(&m);
		made_text(&m, REPORT_TOTAL_SOURCE, report_source_code(source));
		made_text(&m, REPORT_TOTAL_TITLE, report_source_title(source));
		made_text(&m, REPORT_TOTAL_UNIT, report_source_unit(source, r->totals[s]));
		made_whole(&m, REPORT_TOTAL_NUMBER, r->totals[s]);
		made_text(&m, REPORT_TOTAL_HREF,
		          rows_href(v, &r->filter.period, source, "total", "", r->totals[s]));
	}
	view_rows(v->view, made_rows(&m));
}

static void show_months(struct visit *v, const struct report *r)
{
	struct made months = made_new(v->arena, &query_report_month);
	struct made cells = made_new(v->arena, &query_report_month_figure);

	for (size_t i = 0; r && i < r->n_months; i++) {
		struct period p = period_month(&r->filter.period, i);
		char month[DATE_SIZE];

		date_print(p.from, month);
		made_row(&months);
		made_text(&months, REPORT_MONTH_MONTH, arena_text(v->arena, month));
		made_text(&months, REPORT_MONTH_TITLE, report_month_title(v->arena, r, i));
		for (int s = 0; s < SOURCE_COUNT; s++) {
			enum report_source source = (enum report_source)s;

			if (!r->filter.sources[s])
				continue;
			made_row(&cells);
			made_text(&cells, REPORT_MONTH_FIGURE_MONTH, arena_text(v->arena, month));
			made_text(&cells, REPORT_MONTH_FIGURE_TITLE, report_source_title(source));
			made_whole(&cells, REPORT_MONTH_FIGURE_NUMBER, r->months[i][s]);
			made_text(&cells, REPORT_MONTH_FIGURE_HREF,
			          rows_href(v, &p, source, "total", "", r->months[i][s]));
		}
	}
	view_rows(v->view, made_rows(&months));
	view_rows(v->view, made_rows(&cells));
}

static void show_parts(struct visit *v, const struct report *r)
{
	struct made parts = made_new(v->arena, &query_report_part);
	struct made figures = made_new(v->arena, &query_report_figure);

	for (int p = 0; r && p < PART_COUNT; p++) {
		const struct report_part *part = &report_parts[p];

		if (!r->filter.sources[part->source])
			continue;
		made_row(&parts);
		made_text(&parts, REPORT_PART_PART, part->code);
		made_text(&parts, REPORT_PART_TITLE, part->title);
		made_text(&parts, REPORT_PART_ABOUT, part->about);
		made_text(&parts, REPORT_PART_EMPTY, part->empty);
		made_text(&parts, REPORT_PART_HEADING, part->heading);
		made_flag(&parts, REPORT_PART_IS_EMPTY, r->parts[p].count == 0);
		for (size_t i = 0; i < r->parts[p].count; i++) {
			const struct report_figure *f = &r->parts[p].figures[i];

			made_row(&figures);
			made_text(&figures, REPORT_FIGURE_PART, part->code);
			made_text(&figures, REPORT_FIGURE_TITLE, f->title);
			made_whole(&figures, REPORT_FIGURE_NUMBER, f->number);
			made_text(&figures, REPORT_FIGURE_HREF,
			          rows_href(v, &r->filter.period, part->source, part->code, f->code,
			                    f->number));
		}
	}
	view_rows(v->view, made_rows(&parts));
	view_rows(v->view, made_rows(&figures));
}

/* "Nov 2026": narrow enough for a year of bars. */
static const char *short_month(struct visit *v, struct date d)
{
	static const char *const names[] = { "Jan", "Feb", "Mar", "Apr", "May", "Jun",
		                             "Jul", "Aug", "Sep", "Oct", "Nov", "Dec" };

	return arena_printf(v->arena, "%s %02d", names[d.month - 1], d.year % 100);
}

/* What the chart draws: sources that have anything. Comments come by the thousand and would flatten
 * the rest, so they are drawn by themselves or not at all; the sentence and the table have them. */
static void choose_drawn(const struct report *r, bool drawn[SOURCE_COUNT])
{
	bool any = false;
	int first = SOURCE_COMMENTS;

	for (int s = SOURCE_COMMENTS; s >= 0; s--) {
		drawn[s] = r->filter.sources[s] && r->totals[s] > 0;
		if (r->filter.sources[s])
			first = s;
		any = any || (drawn[s] && s != SOURCE_COMMENTS);
	}
	if (any)
		drawn[SOURCE_COMMENTS] = false;
	else if (!drawn[SOURCE_COMMENTS])
		drawn[first] = true;
}

static void show_chart(struct visit *v, const struct report *r)
{
	struct chart_series series[SOURCE_COUNT];
	struct chart c = { .id = "months", .series = series };
	bool drawn[SOURCE_COUNT];
	const char **labels;

	if (!r) {
		view_html(v->view, "chart", (struct html){ "" });
		view_text(v->view, "chart_title", "");
		return;
	}
	choose_drawn(r, drawn);
	labels = arena_alloc(v->arena, r->n_months * sizeof(*labels));
	for (size_t i = 0; i < r->n_months; i++)
		labels[i] = short_month(v, period_month(&r->filter.period, i).from);
	for (int s = 0; s < SOURCE_COUNT; s++) {
		int *values = arena_alloc(v->arena, r->n_months * sizeof(*values));

		if (!drawn[s])
			continue;
		for (size_t i = 0; i < r->n_months; i++)
			values[i] = (int)r->months[i][s];
		series[c.n_series++] =
		        (struct chart_series){ report_source_title((enum report_source)s), values };
	}
	c.labels = labels;
	c.n = r->n_months;
	c.title = c.n_series == 1 ? arena_printf(v->arena, "%s each month", series[0].label)
	                          : "What was recorded each month, by source";
	c.finding = report_finding(v->arena, r);
	view_html(v->view, "chart",
	          r->n_months > GROUPED_MONTHS_MOST ? chart_stacked(v->arena, &c)
	                                            : chart_grouped(v->arena, &c));
	view_text(v->view, "chart_title", c.title);
}

/* The query string again, for the download of what is shown. */
static const char *csv_href(struct visit *v, const struct report *r)
{
	struct str s = str_new(v->arena);
	char from[DATE_SIZE], to[DATE_SIZE];

	if (!r)
		return "";
	date_print(r->filter.period.from, from);
	date_print(r->filter.period.to, to);
	str_addf(&s, "/reports/csv?period=custom&from_on=%s&to_on=%s", from, to);
	for (int i = 0; i < SOURCE_COUNT; i++)
		if (r->filter.sources[i])
			str_addf(&s, "&source=%s", source_codes[i]);
	return s.data;
}

int report_page(struct visit *v)
{
	struct report *r;
	struct date today;

	if (read_report(v, &r, &today) < 0)
		return -1;
	if (!r)
		v->rs->status = 422;
	show_periods(v, today);
	show_totals(v, r);
	show_months(v, r);
	show_parts(v, r);
	show_chart(v, r);
	view_flag(v->view, "has_figures", r != NULL);
	view_flag(v->view, "has_comments", r && r->filter.sources[SOURCE_COMMENTS]);
	view_text(v->view, "period_words",
	          r ? period_words(v->arena, &r->filter.period) : "No figures yet");
	view_text(v->view, "finding", r ? report_finding(v->arena, r) : "");
	view_text(v->view, "note", report_note());
	view_text(v->view, "csv_href", csv_href(v, r));
	visit_section(v, "reports");
	return visit_page(v, &template_report_show);
}

/* ---- The restricted annex (U-26) --------------------------------------------------------------
 */

/* Cases that stand in no shared figure. It counts what its reader sees in full, so that nobody
 * learns from it of a case that does not exist for them. */
int report_annex_page(struct visit *v)
{
	const struct rows *today = read_practice_today(v->batch), *list = NULL;
	struct made m = made_new(v->arena, &query_report_annex_kind);
	char from[DATE_SIZE] = "", to[DATE_SIZE] = "";
	struct period p = { 0 };
	struct date now;

	v->form = form_from_query(v->rq, &report_filter_form);
	if (visit_read(v) < 0)
		return -1;
	if (!date_parse(rows_text(today, 0, PRACTICE_TODAY_TODAY), &now))
		return fault(&v->problem, "the database does not know the day");
	if (!choose_period(v->form, now, &p)) {
		v->rs->status = 422;
		period_of(period_codes[0], now, &p);
	}
	date_print(p.from, from);
	date_print(p.to, to);
	list = read_report_annex(v->batch, from, to);
	if (visit_read(v) < 0)
		return -1;
	/* few rows: counted where they stand, in the order of their first case */
	for (int i = 0; i < rows_count(list); i++) {
		const char *kind = rows_text(list, i, REPORT_ANNEX_KIND_TITLE);
		int n = 0, first = i;

		for (int k = 0; k < rows_count(list); k++)
			if (text_equal(kind, rows_text(list, k, REPORT_ANNEX_KIND_TITLE))) {
				first = k < first ? k : first;
				n++;
			}
		if (first != i)
			continue;
		made_row(&m);
		made_text(&m, REPORT_ANNEX_KIND_KIND, kind);
		made_whole(&m, REPORT_ANNEX_KIND_NUMBER, n);
	}
	view_rows(v->view, made_rows(&m));
	show_periods(v, now);
	view_text(v->view, "period_words", period_words(v->arena, &p));
	view_text(v->view, "total", arena_printf(v->arena, "%d", rows_count(list)));
	visit_section(v, "reports");
	visit_back(v, "Monitoring report", "/reports?period=custom&from_on=%s&to_on=%s", from, to);
	return visit_page(v, &template_report_annex);
}

/* ---- The file ------------------------------------------------------------------------------- */

static int add_bytes(void *handle, const char *bytes, size_t size)
{
	str_add_n(handle, bytes, size);
	return 0;
}

int report_csv_page(struct visit *v)
{
	const struct rows *practice;
	struct report *r;
	struct date today;
	char from[DATE_SIZE], to[DATE_SIZE];

	if (read_report(v, &r, &today) < 0)
		return -1;
	if (!r)
		return refuse(
		        &v->problem, PROBLEM_REFUSED,
		        "The period or the sources of this download are not right. Go back to "
		        "the report and choose them again.");
	practice = batch_rows(v->batch, &query_report_practice);
	date_print(r->filter.period.from, from);
	date_print(r->filter.period.to, to);
	response_attachment(v->rs,
	                    arena_printf(v->arena, "monitoring-%s-%s-to-%s.csv",
	                                 rows_text(practice, 0, REPORT_PRACTICE_CODE), from, to),
	                    "text/csv; charset=utf-8");
	return report_csv(v->arena, r, rows_text(practice, 0, REPORT_PRACTICE_NAME), add_bytes,
	                  &v->rs->body);
}

/* ---- What is behind a number ---------------------------------------------------------------- */

static int no_such_figure(struct visit *v)
{
	return refuse(&v->problem, PROBLEM_NOT_FOUND, "There is no such page.");
}

/* The report's address for the days of this list: "back" leads there. */
static const char *another_page(struct visit *v, const struct form *f, int64_t page)
{
	return arena_printf(
	        v->arena, "/reports/cases?source=%s&part=%s%s%s&from_on=%s&to_on=%s&page=%" PRId64,
	        form_text(f, "source"), form_text(f, "part"), form_given(f, "code") ? "&code=" : "",
	        form_text(f, "code"), form_text(f, "from_on"), form_text(f, "to_on"), page);
}

int report_rows_page(struct visit *v)
{
	struct form *f = form_from_query(v->rq, &report_rows_form);
	int64_t page = form_whole(f, "page", 1);
	const char *part = form_text(f, "part"), *code = form_text(f, "code");
	const struct rows *count, *list, *name;
	struct period p;
	int source, p_code;
	const char *what;
	bool is_list;

	source = report_source_find(form_text(f, "source"));
	p_code = report_part_find(part);
	is_list = form_is_good(f) && source >= 0 && source != SOURCE_COMMENTS &&
	          (p_code < 0 ? text_equal(part, "total")
	                      : report_parts[p_code].source == (enum report_source)source) &&
	          date_parse(form_text(f, "from_on"), &p.from) &&
	          date_parse(form_text(f, "to_on"), &p.to) && period_check(&p, NULL) == 0;
	if (!is_list) {
		/* who may not have the page at all is told that, not this */
		return visit_read(v) < 0 ? -1 : no_such_figure(v);
	}
	if (page < 1 || page > PAGE_MOST)
		page = 1;
	count = read_report_rows_count(v->batch, form_text(f, "from_on"), form_text(f, "to_on"),
	                               form_text(f, "source"), part, code);
	list = read_report_rows(v->batch, form_text(f, "from_on"), form_text(f, "to_on"),
	                        form_text(f, "source"), part, code, ROWS_MOST,
	                        (int)(page - 1) * ROWS_MOST);
	name = read_report_rows_title(v->batch, part, code);
	if (visit_read(v) < 0)
		return -1;
	what = rows_text(name, 0, REPORT_ROWS_TITLE_TITLE);
	view_text(v->view, "what",
	          p_code < 0 ? report_source_title((enum report_source)source)
	                     : arena_printf(v->arena, "%s: %s", report_parts[p_code].title,
	                                    what ? what : code));
	view_text(v->view, "period_words", period_words(v->arena, &p));
	view_text(v->view, "note", report_note());
	view_text(v->view, "before_href",
	          page > 1 && rows_count(list) ? another_page(v, f, page - 1) : "");
	view_text(v->view, "after_href",
	          page * ROWS_MOST < rows_int(count, 0, REPORT_ROWS_COUNT_TOTAL)
	                  ? another_page(v, f, page + 1)
	                  : "");
	visit_back(v, "Monitoring report", "/reports?period=custom&from_on=%s&to_on=%s",
	           form_text(f, "from_on"), form_text(f, "to_on"));
	visit_section(v, "reports");
	return visit_page(v, &template_report_rows);
}
