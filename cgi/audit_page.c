/* What was done and who read what, newest first, for those who may read the log. */
#include <inttypes.h>

#include "base/str.h"
#include "pages.h"

#include "base/banned.h"

enum { EVENTS_MOST = 50 };

static const char *const what_codes[] = { "reads", "cases", "practice", NULL };
static const struct field audit_filter_fields[] = {
	{ "what", FIELD_CHOICE, .choices = what_codes, .wrong = "Choose from the list" },
	{ "kind", FIELD_CHOICE, .wrong = "Choose a kind of the list" },
	{ "who", FIELD_WHOLE, .wrong = "Choose somebody of the list" },
	{ "before", FIELD_WHOLE, .wrong = "Go back to the newest and try again" },
	{ 0 },
};
const struct form_def audit_filter_form = { .name = "audit_filter", .fields = audit_filter_fields };

int audit_page(struct visit *v)
{
	struct form *f = form_from_query(v->rq, &audit_filter_form);
	int64_t who = form_whole(f, "who", 0), before = form_whole(f, "before", 0);
	const struct rows *list;
	const char *next = "";
	int count;

	v->form = f;
	list = read_audit_page_list(v->batch, form_text(f, "what"), form_text(f, "kind"),
	                            who ? &who : NULL, before ? &before : NULL, EVENTS_MOST);
	read_audit_page_kinds(v->batch);
	read_audit_page_members(v->batch);
	if (visit_read(v) < 0)
		return -1;
	count = rows_count(list);
	if (count == EVENTS_MOST)
		next = arena_printf(v->arena, "/audit?what=%s&kind=%s&who=%s&before=%s",
		                    form_text(f, "what"), form_text(f, "kind"), form_text(f, "who"),
		                    rows_text(list, count - 1, AUDIT_PAGE_LIST_ID));
	if (!form_is_good(f))
		v->rs->status = 422;
	view_text(v->view, "after_href", next);
	view_flag(v->view, "is_newest", before == 0);
	visit_section(v, "audit");
	return visit_page(v, &template_audit_list);
}
