/* The clocks of a case, and one clock: how it was counted, and what may be done to it (invariant
 * 5). */
#include <stdlib.h>
#include <string.h>

#include "base/str.h"
#include "casework/clock.h"
#include "pages.h"

#include "base/banned.h"

static const char *const changes[] = { "stop", "go_on", "extend", "correct", NULL };
static const struct field clock_change_fields[] = {
	{ "change", FIELD_CHOICE, .choices = changes, .missing = "Select what happened" },
	{ "due", FIELD_DATE },
	{ "start", FIELD_DATE },
	{ "start_time", FIELD_TIME },
	{ "on_date", FIELD_DATE },
	{ "reason", FIELD_LINE, .max = 200, .missing = "Enter the reason" },
	{ 0 },
};
const struct form_def clock_change_form = { .name = "clock_change", .fields = clock_change_fields };

int clock_list_page(struct visit *v)
{
	read_case_frame(v->batch, v->params[0]);
	read_clock_list(v->batch, v->params[0]);
	if (visit_read(v) < 0)
		return -1;
	visit_section(v, "cases");
	visit_back(v, "Case", "/cases/%s", v->reference);
	return visit_page(v, &template_clock_list);
}

/* /cases/:ref/clocks/:id, or /clocks/:id for one without a case. */
static bool has_case(const struct visit *v)
{
	return v->params[1] != NULL;
}

static int64_t clock_id(const struct visit *v)
{
	const char *text = v->params[has_case(v) ? 1 : 0];

	return strspn(text, "0123456789") == strlen(text) && strlen(text) < 18
	               ? strtoll(text, NULL, 10)
	               : 0;
}

static const char *clock_address(const struct visit *v)
{
	return has_case(v) ? arena_printf(v->arena, "/cases/%s/clocks/%lld", v->reference,
	                                  (long long)clock_id(v))
	                   : arena_printf(v->arena, "/clocks/%lld", (long long)clock_id(v));
}

/* What the page offers follows from the rule and the state; casework asks again. */
static void show_ways(struct visit *v, const struct rows *show)
{
	const struct clock_rule *rule = clock_find(rows_text(show, 0, CLOCK_SHOW_KIND));
	const char *state = rows_text(show, 0, CLOCK_SHOW_STATE);
	bool is_running = text_equal(state, "running");
	int may = rule ? rule->may : 0;

	view_flag(v->view, "may_stop", is_running && (may & CLOCK_MAY_STOP));
	view_flag(v->view, "may_go_on", text_equal(state, "stopped"));
	view_flag(v->view, "may_extend",
	          is_running && (may & CLOCK_MAY_EXTEND) &&
	                  !rows_bool(show, 0, CLOCK_SHOW_IS_LATE));
}

int clock_page(struct visit *v)
{
	const struct rows *show =
	        read_clock_show(v->batch, has_case(v) ? v->params[0] : "", clock_id(v));

	read_clock_entries(v->batch, clock_id(v));
	if (visit_read(v) < 0)
		return -1;
	if (rows_count(show) == 0)
		return refuse(&v->problem, PROBLEM_NOT_FOUND, "There is no such page.");
	show_ways(v, show);
	view_text(v->view, "action", clock_address(v));
	if (has_case(v)) {
		view_text(v->view, "caption", v->reference);
		visit_section(v, "cases");
		visit_back(v, "Clocks", "/cases/%s/clocks", v->reference);
	} else {
		view_text(v->view, "caption", rows_text(show, 0, CLOCK_SHOW_COMPLAINT_REFERENCE));
		visit_section(v, "registers");
		visit_back(v, "Tasks", "/tasks");
	}
	return visit_page(v, &template_clock_show);
}

static int change(struct visit *v, const char *what, const char *on_date)
{
	struct form *f = v->form;
	const char *reason = form_text(f, "reason"), *start = form_text(f, "start");

	if (text_equal(what, "stop"))
		return clock_stop(v->tx, clock_id(v), on_date, reason, &v->problem);
	if (text_equal(what, "go_on"))
		return clock_restart(v->tx, clock_id(v), on_date, reason, &v->problem);
	if (text_equal(what, "extend"))
		return clock_extend(v->tx, clock_id(v), form_text(f, "due"), on_date, reason,
		                    &v->problem);
	if (!*start)
		return refuse_field(&v->problem, "start", "Enter the right day");
	if (form_given(f, "start_time"))
		start = arena_printf(v->arena, "%s %s", start, form_text(f, "start_time"));
	return clock_correct_start(v->tx, clock_id(v), start, reason, &v->problem);
}

int clock_submit(struct visit *v)
{
	const char *today = casework_today(v->tx, &v->problem);

	if (!today)
		return -1;
	if (change(v, form_text(v->form, "change"),
	           form_given(v->form, "on_date") ? form_text(v->form, "on_date") : today) < 0)
		return -1;
	return visit_see_other(v, "%s", clock_address(v));
}
