/* The list of complaints, narrowed and paged by key. */
#include <stdlib.h>
#include <string.h>

#include "act_page.h"
#include "base/str.h"
#include "base/time.h"
#include "pages.h"

#include "base/banned.h"

enum { LIST_MOST = 50 };

static const char *const states[] = { "open", "late", "ended", "all", NULL };
static const struct field complaint_filter_fields[] = {
	{ "state", FIELD_CHOICE, .choices = states },
	{ "month", FIELD_LINE, .max = 7 },
	{ "after", FIELD_LINE, .max = 40 },
	{ 0 },
};
const struct form_def complaint_filter_form = { .name = "complaint_filter",
	                                        .fields = complaint_filter_fields };

/* "2026-11" */
static bool is_month(struct visit *v, const char *text)
{
	struct date day;

	return strlen(text) == 7 && date_parse(arena_printf(v->arena, "%s-01", text), &day);
}

/* "2026-11-02.17": the last row of the page before. */
static void key_of(struct visit *v, const char *text, const char **ret_on, int64_t *ret_id)
{
	const char *dot = strchr(text, '.');
	struct date day;

	*ret_on = NULL;
	*ret_id = 0;
	if (!dot || dot - text != 10 || !date_parse(arena_printf(v->arena, "%.10s", text), &day))
		return;
	*ret_on = arena_printf(v->arena, "%.10s", text);
	*ret_id = strtoll(dot + 1, NULL, 10);
}

int complaint_list_page(struct visit *v)
{
	struct form *f = form_from_query(v->rq, &complaint_filter_form);
	const char *state = form_text(f, "state"), *month = form_text(f, "month"), *on, *href = "";
	const struct rows *list;
	int64_t id;

	if (!*state)
		state = "open";
	if (!is_month(v, month))
		month = "";
	key_of(v, form_text(f, "after"), &on, &id);
	read_complaint_list_count(v->batch, state, month);
	list = read_complaint_list(v->batch, state, month, on, id, LIST_MOST + 1);
	read_complaint_months(v->batch);
	if (visit_read(v) < 0)
		return -1;
	form_set(f, "state", state);
	v->form = f;
	if (rows_count(list) > LIST_MOST)
		href = arena_printf(v->arena, "/complaints?state=%s&month=%s&after=%s.%s", state,
		                    month,
		                    rows_text(list, LIST_MOST - 1, COMPLAINT_LIST_RECEIVED_ON),
		                    rows_text(list, LIST_MOST - 1, COMPLAINT_LIST_ID));
	view_text(v->view, "after_href", href);
	view_text(v->view, "first_href",
	          on ? arena_printf(v->arena, "/complaints?state=%s&month=%s", state, month) : "");
	visit_section(v, "complaints");
	return visit_page(v, &template_complaint_list);
}
