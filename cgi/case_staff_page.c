/* Staff of a case: told, supported; who stands where (U-1, J-crit-1). */
#include <stdlib.h>
#include <string.h>

#include "base/str.h"
#include "casework/staff.h"
#include "pages.h"

#include "base/banned.h"

static const char *const relations[] = { "affected", "conflicted", "conduct", NULL };
static const struct field case_staff_fields[] = {
	{ "member", FIELD_CHOICE, .missing = "Select who it is" },
	{ "other_name", FIELD_LINE, .max = 120 },
	{ "relation", FIELD_CHOICE, .choices = relations, .missing = "Select where they stand" },
	{ "why", FIELD_LINE, .max = 200 },
	{ 0 },
};
const struct form_def case_staff_form = { .name = "case_staff", .fields = case_staff_fields };

static const char *const supports[] = { "not_yet", "offered", "accepted", "declined", NULL };
static const struct field case_support_fields[] = {
	{ "told_on", FIELD_DATE },
	{ "support", FIELD_CHOICE, .choices = supports,
	  .missing = "Select what became of support" },
	{ "support_note", FIELD_LINE, .max = 300 },
	{ 0 },
};
const struct form_def case_support_form = { .name = "case_support", .fields = case_support_fields };

static const struct field case_standing_end_fields[] = {
	{ "why", FIELD_PROSE, .max = 1000 },
	{ 0 },
};
const struct form_def case_standing_end_form = { .name = "case_standing_end",
	                                         .fields = case_standing_end_fields };

int case_staff_page(struct visit *v)
{
	read_case_frame(v->batch, v->params[0]);
	read_case_staff_list(v->batch, v->params[0]);
	read_case_access_now(v->batch, v->params[0]);
	read_log_choices_staff(v->batch);
	if (visit_read(v) < 0)
		return -1;
	visit_section(v, "cases");
	visit_back(v, "Case", "/cases/%s", v->reference);
	return visit_page(v, &template_case_staff_list);
}

int case_staff_submit(struct visit *v)
{
	struct form *f = v->form;
	const char *member = form_text(f, "member");
	int64_t id = 0;

	if (text_equal(member, "other")) {
		if (!form_given(f, "other_name"))
			form_refuse(f, "other_name", "Enter their name");
	} else if (*member) {
		id = strtoll(member, NULL, 10);
		if (id <= 0)
			form_refuse(f, "member", "Select who it is");
	}
	if (!form_is_good(f))
		return -1;
	if (staff_relate(v->tx, v->case_id, id, form_text(f, "other_name"),
	                 form_text(f, "relation"), form_text(f, "why"), v->member_id,
	                 &v->problem) < 0)
		return -1;
	return visit_see_other(v, "/cases/%s/staff", v->reference);
}

/* The id in the path; 0 for what is none. */
static int64_t path_id(const struct visit *v)
{
	const char *text = v->params[1];

	return strspn(text, "0123456789") == strlen(text) && strlen(text) < 18
	               ? strtoll(text, NULL, 10)
	               : 0;
}

int case_support_page(struct visit *v)
{
	const struct rows *now;

	read_case_frame(v->batch, v->params[0]);
	now = read_case_staff_show(v->batch, v->params[0], path_id(v));
	if (visit_read(v) < 0)
		return -1;
	if (rows_count(now) == 0)
		return refuse(&v->problem, PROBLEM_NOT_FOUND, "There is no such page.");
	if (v->form_is_fresh) {
		form_set(v->form, "told_on", rows_text_or(now, 0, CASE_STAFF_SHOW_TOLD_ON, ""));
		form_set(v->form, "support", rows_text(now, 0, CASE_STAFF_SHOW_SUPPORT));
		form_set(v->form, "support_note", rows_text(now, 0, CASE_STAFF_SHOW_SUPPORT_NOTE));
	}
	view_flag(v->view, "raced",
	          !v->form_is_fresh && *form_version(v->form) &&
	                  !text_equal(form_version(v->form),
	                              rows_text(now, 0, CASE_STAFF_SHOW_VERSION)));
	visit_section(v, "cases");
	visit_back(v, "Staff", "/cases/%s/staff", v->reference);
	return visit_page(v, &template_case_staff_support);
}

int case_support_submit(struct visit *v)
{
	struct staff_support s = {
		.staff_id = path_id(v),
		.told_on = form_text_or_null(v->form, "told_on"),
		.support = form_text(v->form, "support"),
		.note = form_text(v->form, "support_note"),
		.version = (int)strtol(form_version(v->form), NULL, 10),
	};

	if (staff_support_record(v->tx, v->case_id, &s, &v->problem) < 0)
		return -1;
	return visit_see_other(v, "/cases/%s/staff", v->reference);
}

int case_standing_end_page(struct visit *v)
{
	const struct rows *one = read_case_standing_show(v->batch, v->params[0], path_id(v));

	read_case_frame(v->batch, v->params[0]);
	if (visit_read(v) < 0)
		return -1;
	if (rows_count(one) == 0)
		return refuse(&v->problem, PROBLEM_NOT_FOUND, "There is no such page.");
	visit_section(v, "cases");
	visit_back(v, "Staff", "/cases/%s/staff", v->reference);
	return visit_page(v, &template_case_staff_end);
}

int case_standing_end_submit(struct visit *v)
{
	if (staff_relation_end(v->tx, v->case_id, path_id(v), form_text(v->form, "why"),
	                       &v->problem) < 0)
		return -1;
	return visit_see_other(v, "/cases/%s/staff", v->reference);
}
