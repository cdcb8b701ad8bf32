/* Tasks: one's own roles', the team's; ending one with what came of it (U-6). */
#include <stdlib.h>
#include <string.h>

#include "base/str.h"
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

int task_list_page(struct visit *v)
{
	read_task_list(v->batch);
	if (visit_read(v) < 0)
		return -1;
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
