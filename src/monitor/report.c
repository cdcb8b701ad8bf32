/* The monitoring report. */
#include "monitor/report.h"

#include <inttypes.h>
#include <string.h>

#include "db/queries.h"
#include "view/format.h"

#include "base/banned.h"

static const struct {
	const char *code, *title, *one, *many;
} sources[SOURCE_COUNT] = {
	[SOURCE_INCIDENTS] = { "incidents", "Incidents", "incident", "incidents" },
	[SOURCE_COMPLAINTS] = { "complaints", "Complaints", "complaint", "complaints" },
	[SOURCE_PALS] = { "pals", "PALS contacts", "PALS contact", "PALS contacts" },
	[SOURCE_LEARNING] = { "learning", "Learning events", "learning event", "learning events" },
	[SOURCE_COMMENTS] = { "comments", "Friends and Family Test comments",
	                      "Friends and Family Test comment",
	                      "Friends and Family Test comments" },
};

const struct report_part report_parts[PART_COUNT] = {
	[PART_KIND] = { "kind", "Incidents by kind", "Kind", "", "There were no incidents.",
	                SOURCE_INCIDENTS },
	[PART_PLATFORM] = { "platform", "Incidents by platform", "Platform", "",
	                    "There were no incidents.", SOURCE_INCIDENTS },
	[PART_STEP] = { "step", "Where open incidents stand", "Step",
	                "Incidents of the period that are not finished, by the step they have "
	                "reached today.",
	                "No incident of this period is open.", SOURCE_INCIDENTS },
	[PART_OUTCOME] = { "outcome", "How finished incidents ended", "Outcome", "",
	                   "No incident of this period is finished.", SOURCE_INCIDENTS },
	[PART_NOT_COUNTED] = { "not_counted", "Logged, and not an incident", "What it was",
	                       "Praise, requests to record and friend requests are kept, and are "
	                       "in no figure above.",
	                       "There were none.", SOURCE_INCIDENTS },
	[PART_COMPLAINT_STATE] = { "complaint_state", "What came of complaints", "State",
	                           "Complaints by the day they were received. All are here, with "
	                           "those that turned out to be something else.",
	                           "There were no complaints.", SOURCE_COMPLAINTS },
};

const char *report_source_code(enum report_source s)
{
	return sources[s].code;
}

const char *report_source_title(enum report_source s)
{
	return sources[s].title;
}

const char *report_source_unit(enum report_source s, int64_t n)
{
	return n == 1 ? sources[s].one : sources[s].many;
}

int report_source_find(const char *code)
{
	for (int s = 0; s < SOURCE_COUNT; s++)
		if (text_equal(sources[s].code, code))
			return s;
	return -1;
}

int report_part_find(const char *code)
{
	for (int p = 0; p < PART_COUNT; p++)
		if (text_equal(report_parts[p].code, code))
			return p;
	return -1;
}

const char *report_note(void)
{
	return "Sealed cases and cases about a colleague's conduct are never counted here, for "
	       "anyone. Nor are complaints and learning events that belong to them.";
}

/* ---- Making it ------------------------------------------------------------------------------ */

static void take_month(struct report *r, int64_t (*months)[SOURCE_COUNT], int source,
                       const char *month, int64_t number)
{
	struct date d;

	if (!date_parse(month, &d))
		return;
	for (size_t i = 0; i < r->n_months; i++) {
		struct date m = period_month(&r->filter.period, i).from;

		if (m.year == d.year && m.month == d.month)
			months[i][source] = number;
	}
}

struct report *report_make(struct arena *a, const struct report_filter *filter,
                           const struct rows *figures)
{
	struct report *r = arena_alloc(a, sizeof(*r));
	struct report_figure *lists[PART_COUNT];
	size_t n = (size_t)rows_count(figures);
	int64_t(*months)[SOURCE_COUNT];

	r->filter = *filter;
	r->n_months = period_months(&filter->period);
	months = arena_alloc(a, r->n_months * sizeof(*months));
	r->months = (const int64_t(*)[SOURCE_COUNT])months;
	for (int p = 0; p < PART_COUNT; p++) {
		lists[p] = arena_alloc(a, (n + 1) * sizeof(*lists[p]));
		r->parts[p].figures = lists[p];
	}
	for (int row = 0; row < rows_count(figures); row++) {
		const char *part = rows_text(figures, row, REPORT_FIGURES_PART);
		const char *code = rows_text(figures, row, REPORT_FIGURES_CODE);
		int source = report_source_find(rows_text(figures, row, REPORT_FIGURES_SOURCE));
		int64_t number = rows_int(figures, row, REPORT_FIGURES_NUMBER);
		int p = report_part_find(part);

		if (source < 0 || !filter->sources[source])
			continue;
		if (text_equal(part, "total"))
			r->totals[source] = number;
		else if (text_equal(part, "month"))
			take_month(r, months, source, code, number);
		else if (p >= 0)
			lists[p][r->parts[p].count++] = (struct report_figure){
				code, rows_text(figures, row, REPORT_FIGURES_TITLE), number
			};
	}
	return r;
}

/* ---- Saying it ------------------------------------------------------------------------------ */

static const char *month_name(struct arena *a, struct date d)
{
	struct str name = str_new(a);
	char day[DATE_SIZE];

	date_print(d, day);
	format_value(&name, FORMAT_MONTH, NULL, day);
	return name.data;
}

const char *report_month_title(struct arena *a, const struct report *r, size_t month)
{
	struct period p = period_month(&r->filter.period, month);
	const char *name = month_name(a, p.from);

	if (p.from.day == 1 && p.to.day == date_days_in_month(p.to.year, p.to.month))
		return name;
	return arena_printf(a, "%s (%d to %d)", name, p.from.day, p.to.day);
}

/* ", most in May 2026 (4)", where one month stands out; ", all in May 2026". */
static void add_peak(struct str *s, const struct report *r, enum report_source source)
{
	size_t top = 0, times = 0;
	int64_t most;
	const char *name;

	for (size_t i = 0; i < r->n_months; i++) {
		if (r->months[i][source] > r->months[top][source])
			top = i;
	}
	most = r->months[top][source];
	for (size_t i = 0; i < r->n_months; i++)
		times += r->months[i][source] == most;
	if (times != 1 || r->n_months == 1)
		return;
	name = month_name(s->arena, period_month(&r->filter.period, top).from);
	if (most == r->totals[source])
		str_addf(s, ", %sin %s", most == 1 ? "" : "all ", name);
	else
		str_addf(s, ", most in %s (%" PRId64 ")", name, most);
}

/* "No PALS contacts or learning events in this period." */
static void add_absent(struct str *s, const struct report *r)
{
	size_t left = 0, said = 0;

	for (int i = 0; i < SOURCE_COUNT; i++)
		left += r->filter.sources[i] && r->totals[i] == 0;
	if (!left)
		return;
	str_add(s, s->len ? " No " : "No ");
	for (int i = 0; i < SOURCE_COUNT; i++) {
		if (!r->filter.sources[i] || r->totals[i] != 0)
			continue;
		left--;
		str_addf(s, "%s%s", said == 0 ? "" : left ? ", " : " or ", sources[i].many);
		said++;
	}
	str_add(s, " in this period.");
}

const char *report_finding(struct arena *a, const struct report *r)
{
	struct str s = str_new(a);

	for (int i = 0; i < SOURCE_COUNT; i++) {
		if (!r->filter.sources[i] || r->totals[i] == 0)
			continue;
		str_addf(&s, "%s%" PRId64 " %s", s.len ? " " : "", r->totals[i],
		         report_source_unit((enum report_source)i, r->totals[i]));
		add_peak(&s, r, (enum report_source)i);
		str_add_char(&s, '.');
	}
	add_absent(&s, r);
	return s.data;
}

/* ---- Files ---------------------------------------------------------------------------------- */

static void csv_row(struct csv_out *out, const char *part, const char *item, const char *source,
                    const int64_t *number)
{
	csv_text(out, part);
	csv_text(out, item);
	csv_text(out, source);
	if (number)
		csv_whole(out, *number);
	else
		csv_text(out, "");
	csv_row_end(out);
}

int report_csv(struct arena *a, const struct report *r, const char *practice, csv_write_fn *write,
               void *handle)
{
	struct csv_out out = csv_out_open(write, handle);

	csv_text(&out, "Part");
	csv_text(&out, "Item");
	csv_text(&out, "Source");
	csv_text(&out, "Number");
	csv_row_end(&out);
	csv_row(&out, "Practice", practice, "", NULL);
	csv_row(&out, "Period", period_words(a, &r->filter.period), "", NULL);
	csv_row(&out, "Note", report_note(), "", NULL);
	for (int s = 0; s < SOURCE_COUNT; s++)
		if (r->filter.sources[s])
			csv_row(&out, "Total", "", sources[s].title, &r->totals[s]);
	for (size_t i = 0; i < r->n_months; i++)
		for (int s = 0; s < SOURCE_COUNT; s++)
			if (r->filter.sources[s])
				csv_row(&out, "Month", report_month_title(a, r, i),
				        sources[s].title, &r->months[i][s]);
	for (int p = 0; p < PART_COUNT; p++)
		for (size_t i = 0; i < r->parts[p].count; i++)
			csv_row(&out, report_parts[p].title, r->parts[p].figures[i].title,
			        sources[report_parts[p].source].title,
			        &r->parts[p].figures[i].number);
	return csv_out_close(&out);
}

static void json_pair(struct str *out, const char *name, const char *value)
{
	str_add_json(out, name);
	str_add(out, ": ");
	str_add_json(out, value);
}

static void json_sources(struct str *out, const struct report *r, const int64_t *numbers)
{
	bool first = true;

	for (int s = 0; s < SOURCE_COUNT; s++) {
		if (!r->filter.sources[s])
			continue;
		str_addf(out, "%s\"%s\": %" PRId64, first ? "" : ", ", sources[s].code, numbers[s]);
		first = false;
	}
}

void report_json(struct str *out, const struct report *r, const char *practice)
{
	char from[DATE_SIZE], to[DATE_SIZE];

	date_print(r->filter.period.from, from);
	date_print(r->filter.period.to, to);
	str_add(out, "{\n  ");
	json_pair(out, "practice", practice);
	str_addf(out, ",\n  \"from\": \"%s\",\n  \"to\": \"%s\",\n  ", from, to);
	json_pair(out, "note", report_note());
	str_add(out, ",\n  \"totals\": {");
	json_sources(out, r, r->totals);
	str_add(out, "},\n  \"months\": [");
	for (size_t i = 0; i < r->n_months; i++) {
		struct date month = period_month(&r->filter.period, i).from;

		str_addf(out, "%s\n    {\"month\": \"%04d-%02d\", ", i ? "," : "", month.year,
		         month.month);
		json_sources(out, r, r->months[i]);
		str_add_char(out, '}');
	}
	str_add(out, "\n  ],\n  \"parts\": {");
	for (int p = 0; p < PART_COUNT; p++) {
		const struct report_list *list = &r->parts[p];

		str_addf(out, "%s\n    \"%s\": [", p ? "," : "", report_parts[p].code);
		for (size_t i = 0; i < list->count; i++) {
			str_addf(out, "%s\n      {", i ? "," : "");
			json_pair(out, "code", list->figures[i].code);
			str_add(out, ", ");
			json_pair(out, "title", list->figures[i].title);
			str_addf(out, ", \"number\": %" PRId64 "}", list->figures[i].number);
		}
		str_add(out, list->count ? "\n    ]" : "]");
	}
	str_add(out, "\n  }\n}\n");
}
