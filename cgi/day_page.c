/* Bank holidays and days closed, by year: added, and taken away with a reason (R-bh-1). */
#include <stdlib.h>
#include <string.h>

#include "base/str.h"
#include "base/time.h"
#include "casework/day.h"
#include "pages.h"
#include "rules/clock.h"

#include "base/banned.h"

static const char *const kinds[] = { "closure", "bank_holiday", NULL };
static const struct field day_add_fields[] = {
	{ "kind", FIELD_CHOICE, .choices = kinds, .missing = "Select what kind of day it is" },
	{ "on_date", FIELD_DATE, .missing = "Enter the day" },
	{ "name", FIELD_LINE, .max = 100, .missing = "Enter what the day is" },
	{ 0 },
};
const struct form_def day_add_form = { .name = "day_add", .fields = day_add_fields };
static const struct field day_remove_fields[] = {
	{ "reason", FIELD_LINE, .max = 200, .missing = "Enter the reason" },
	{ 0 },
};
const struct form_def day_remove_form = { .name = "day_remove", .fields = day_remove_fields };
static const struct field day_filter_fields[] = { { "year", FIELD_WHOLE }, { 0 } };
const struct form_def day_filter_form = { .name = "day_filter", .fields = day_filter_fields };

static int this_year(void)
{
	char now[TIME_UTC_SIZE];

	time_now_utc_into(now);
	return (int)strtol(now, NULL, 10);
}

int day_list_page(struct visit *v)
{
	struct form *filter = form_from_query(v->rq, &day_filter_form);
	int64_t year = form_whole(filter, "year", this_year());

	if (year < 2000 || year > 2199)
		year = this_year();
	read_day_list(v->batch, (int)year);
	read_day_years(v->batch, CALENDAR_HOLIDAYS_A_YEAR);
	read_day_doubts(v->batch);
	if (visit_read(v) < 0)
		return -1;
	view_text(v->view, "year", arena_printf(v->arena, "%d", (int)year));
	view_flag(v->view, "may_set_up", visit_may(v, "set_up"));
	visit_section(v, "setup");
	visit_back(v, "Set-up", "/setup");
	return visit_page(v, &template_day_list);
}

int day_add_submit(struct visit *v)
{
	const char *on_date = form_text(v->form, "on_date");

	if (day_add(v->tx, form_text(v->form, "kind"), on_date, form_text(v->form, "name"),
	            &v->problem) < 0)
		return -1;
	return visit_see_other(v, "/setup/days?year=%.4s", on_date);
}

/* "closure-2026-12-24": the kind and the day. */
static bool day_of(struct visit *v, const char **ret_kind, const char **ret_date)
{
	const char *key = v->params[0];
	bool is_closure = strncmp(key, "closure-", 8) == 0;
	struct date d;

	if (!is_closure && strncmp(key, "bank-holiday-", 13) != 0)
		return false;
	*ret_kind = is_closure ? "closure" : "bank_holiday";
	*ret_date = key + (is_closure ? 8 : 13);
	return date_parse(*ret_date, &d);
}

int day_remove_page(struct visit *v)
{
	const char *kind, *date;
	bool is_day = day_of(v, &kind, &date);
	const struct rows *day = is_day ? read_day_show(v->batch, date, kind) : NULL;

	if (visit_read(v) < 0)
		return -1;
	if (!day || rows_count(day) == 0)
		return refuse(&v->problem, PROBLEM_NOT_FOUND, "There is no such page.");
	view_text(v->view, "key", v->params[0]);
	visit_section(v, "setup");
	visit_back(v, "Days off", "/setup/days?year=%.4s", date);
	return visit_page(v, &template_day_remove);
}

int day_remove_submit(struct visit *v)
{
	const char *kind, *date;

	if (!day_of(v, &kind, &date))
		return refuse(&v->problem, PROBLEM_NOT_FOUND, "There is no such page.");
	if (day_remove(v->tx, kind, date, form_text(v->form, "reason"), &v->problem) < 0)
		return -1;
	return visit_see_other(v, "/setup/days?year=%.4s", date);
}
