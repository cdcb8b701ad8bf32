/* What is done on a page that the practice runs (W-A-4, W-A-12, U-10, U-11). */
#include "casework/own_page.h"

#include "act_page.h"
#include "pages.h"

#include "base/banned.h"

static const char *const actions[] = { "hidden", "deleted", "reported", NULL };

static const struct field own_page_fields[] = {
	{ "actions", FIELD_MANY, .missing = "Select what was done", .choices = actions },
	{ "platform_reference", FIELD_LINE, .max = 120 },
	{ "on_date", FIELD_DATE, .missing = "Enter the date it was done" },
	ACT_LATE_FIELDS,
	{ 0 },
};
const struct form_def own_page_form = { .name = "own_page", .fields = own_page_fields };

int own_page_page(struct visit *v)
{
	read_act_case(v->batch, NULL, v->params[0]);
	read_case_frame(v->batch, v->params[0]);
	read_own_page_list(v->batch, v->params[0]);
	read_ladder_facts(v->batch, v->params[0]);
	read_practice_today(v->batch);
	if (visit_read(v) < 0)
		return -1;
	act_own_form(v, &own_page_form);
	view_rows(v->view, act_gates(v->arena, &query_act_gates, "own_page", gates_for_own_page,
	                             batch_rows(v->batch, &query_ladder_facts), false));
	{
		const struct rows *done = batch_rows(v->batch, &query_own_page_list);
		bool is_deleted = false, is_reported = false, is_late = false;

		for (int i = 0; i < rows_count(done); i++) {
			const char *action = rows_text(done, i, OWN_PAGE_LIST_ACTION);

			is_deleted = is_deleted || text_equal(action, "deleted");
			is_reported = is_reported || text_equal(action, "reported");
			is_late = is_late || !rows_bool(done, i, OWN_PAGE_LIST_IN_ORDER);
		}
		view_flag(v->view, "is_done", is_deleted && is_reported);
		view_flag(v->view, "is_half_done", is_deleted != is_reported);
		view_flag(v->view, "is_late", is_late);
	}
	act_set_today(v, "on_date");
	act_back(v);
	return visit_page(v, &template_own_page_show);
}

int own_page_submit(struct visit *v)
{
	const struct act_late late = act_late_of(v->form);

	if (own_page_record(v->tx, v->case_id, form_many(v->form, "actions"),
	                    form_text(v->form, "on_date"), form_text(v->form, "platform_reference"),
	                    &late, &v->problem) < 0)
		return -1;
	return visit_see_other(v, "/cases/%s/own-page", v->reference);
}
