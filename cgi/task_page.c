/* Tasks: one's own roles', the team's; ending one with what came of it (U-6). */
#include <stdlib.h>
#include <string.h>

#include "base/str.h"
#include "base/time.h"
#include "casework/task.h"
#include "pages.h"

#include "base/banned.h"

static const char *const outcomes[] = { "not_a_breach", "not_ours", "reported", "not_reportable",
	                                NULL };
static const struct field task_done_fields[] = {
	{ "outcome", FIELD_CHOICE, .choices = outcomes },
	{ "result", FIELD_LINE, .max = 300, .missing = "Enter what came of it" },
	{ 0 },
};
const struct form_def task_done_form = { .name = "task_done", .fields = task_done_fields };

static const char *const views[] = { "mine", "team", "late", "nobody", NULL };
static const char *const bases[] = { "law", "contract", "target", "request", NULL };
static const struct field task_filter_fields[] = {
	{ "view", FIELD_CHOICE, .choices = views },
	{ "role", FIELD_CHOICE },
	{ "basis", FIELD_CHOICE, .choices = bases },
	{ "after", FIELD_LINE, .max = 40 },
	{ 0 },
};
const struct form_def task_filter_form = { .name = "task_filter", .fields = task_filter_fields };

enum { TASKS_A_PAGE = 25 };

/* "2026-11-30.17", or "none.17": the last row of the page before. */
static bool after_key(const char *text, const char **ret_due, int64_t *ret_id, struct arena *a)
{
	const char *dot = strchr(text, '.');
	struct date d;

	if (!dot || !dot[1] || strspn(dot + 1, "0123456789") != strlen(dot + 1) || strlen(dot) > 18)
		return false;
	*ret_id = strtoll(dot + 1, NULL, 10);
	*ret_due = arena_printf(a, "%.*s", (int)(dot - text), text);
	if (text_equal(*ret_due, "none"))
		*ret_due = NULL;
	return !*ret_due || date_parse(*ret_due, &d);
}

/* The first rows under the name that the template prints; whether there are more. */
static bool show_tasks(struct visit *v, const struct rows *found)
{
	struct rows *shown = arena_alloc(v->arena, sizeof(*shown));
	bool more = rows_count(found) > TASKS_A_PAGE;

	*shown = (struct rows){ .query = &query_task_rows,
		                .count = more ? TASKS_A_PAGE : rows_count(found),
		                .cells = found->cells };
	view_rows(v->view, shown);
	return more;
}

int task_list_page(struct visit *v)
{
	struct form *f = form_from_query(v->rq, &task_filter_form);
	const char *view = form_given(f, "view") ? form_text(f, "view") : "mine";
	const char *role = form_text(f, "role"), *basis = form_text(f, "basis"), *due = NULL;
	const struct rows *found, *counts;
	int64_t id = 0;
	bool is_on = after_key(form_text(f, "after"), &due, &id, v->arena);

	v->form = f;
	form_set(f, "view", view);
	found = read_task_list(v->batch, view, role, basis, is_on ? due : NULL, is_on ? &id : NULL);
	counts = read_task_counts(v->batch);
	read_task_roles(v->batch);
	read_task_covered(v->batch);
	if (visit_read(v) < 0)
		return -1;
	view_text(v->view, "next_href",
	          show_tasks(v, found)
	                  ? arena_printf(v->arena, "/tasks?view=%s&role=%s&basis=%s&after=%s", view,
	                                 role, basis,
	                                 rows_text(found, TASKS_A_PAGE - 1, TASK_LIST_AFTER))
	                  : "");
	view_flag(v->view, "has_nobody", rows_int(counts, 0, TASK_COUNTS_NOBODY) > 0);
	visit_section(v, "home");
	visit_back(v, "Home", "/");
	return visit_page(v, &template_task_list);
}

static int64_t path_id(const struct visit *v)
{
	const char *text = v->params[1];

	return strspn(text, "0123456789") == strlen(text) && strlen(text) < 18
	               ? strtoll(text, NULL, 10)
	               : 0;
}

int task_done_page(struct visit *v)
{
	const struct rows *task;

	read_case_frame(v->batch, v->params[0]);
	task = read_task_show(v->batch, v->params[0], path_id(v));
	if (visit_read(v) < 0)
		return -1;
	if (rows_count(task) == 0)
		return refuse(&v->problem, PROBLEM_NOT_FOUND, "There is no such page.");
	visit_section(v, "cases");
	visit_back(v, "Case", "/cases/%s", v->reference);
	return visit_page(v, &template_task_done);
}

int task_done_submit(struct visit *v)
{
	if (task_done(v->tx, v->case_id, path_id(v), form_text(v->form, "outcome"),
	              form_text(v->form, "result"), &v->problem) < 0)
		return -1;
	return visit_see_other(v, "/cases/%s#tasks", v->reference);
}
