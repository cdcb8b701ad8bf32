/* The practice's own wording of letters: list, one kind, its draft, bringing it into force. */
#include "casework/letter_template.h"

#include "base/str.h"
#include "casework/letter_merge.h"
#include "act_page.h"
#include "pages.h"

#include "base/banned.h"

static const struct field template_fields[] = {
	{ "words", FIELD_PROSE, .max = 12000, .missing = "Enter the wording" },
	{ "comment", FIELD_LINE, .max = 200, .missing = "Enter what changes in this version" },
	{ 0 },
};
const struct form_def template_form = { .name = "letter_template", .fields = template_fields };
const struct form_def template_force_form = { .name = "letter_template_force",
	                                      .fields = (const struct field[]){ { 0 } } };

static int show(struct visit *v, const char *back, const char *to, const struct template *t)
{
	visit_section(v, "setup");
	visit_back(v, back, "%s", to);
	return visit_page(v, t);
}

static const char *at_kind(struct visit *v)
{
	return arena_printf(v->arena, "/setup/letters/%s", v->params[0]);
}

int template_list_page(struct visit *v)
{
	read_template_list(v->batch);
	if (visit_read(v) < 0)
		return -1;
	return show(v, "Set-up", "/setup", &template_letter_template_list);
}

static const struct rows *read_kind(struct visit *v)
{
	const struct rows *one = read_template_show(v->batch, v->params[0]);

	if (visit_read(v) < 0)
		return NULL;
	if (rows_count(one) == 0) {
		refuse(&v->problem, PROBLEM_NOT_FOUND, "There is no such page.");
		return NULL;
	}
	return one;
}

static const char *with_examples(struct visit *v, const struct rows *one, int column)
{
	return letter_merge(v->arena, rows_text_or(one, 0, column, ""), letter_value_example, NULL);
}

int template_page(struct visit *v)
{
	const struct rows *one;

	read_template_earlier(v->batch, v->params[0]);
	one = read_kind(v);
	if (!one)
		return -1;
	view_text(v->view, "preview", with_examples(v, one, TEMPLATE_SHOW_WORDS));
	return show(v, "Wording of letters", "/setup/letters", &template_letter_template_show);
}

int template_draft_page(struct visit *v)
{
	const struct rows *one = read_kind(v);
	bool has_draft;

	if (!one)
		return -1;
	has_draft = rows_bool(one, 0, TEMPLATE_SHOW_HAS_DRAFT);
	view_text(v->view, "allowed",
	          letter_fields_allowed(v->arena, rows_text(one, 0, TEMPLATE_SHOW_ADDRESSEE)));
	view_flag(v->view, "is_overtaken",
	          act_is_overtaken(v, rows_text_or(one, 0, TEMPLATE_SHOW_ROW_VERSION, "")));
	if (v->form_is_fresh) {
		form_set(v->form, "words",
		         rows_text_or(one, 0,
		                      has_draft ? TEMPLATE_SHOW_DRAFT_WORDS : TEMPLATE_SHOW_WORDS,
		                      ""));
		form_set(v->form, "comment", rows_text_or(one, 0, TEMPLATE_SHOW_DRAFT_COMMENT, ""));
	}
	return show(v, rows_text(one, 0, TEMPLATE_SHOW_TITLE), at_kind(v),
	            &template_letter_template_draft);
}

int template_draft_submit(struct visit *v)
{
	if (template_save(v->tx, v->params[0], form_version(v->form), form_text(v->form, "words"),
	                  form_text(v->form, "comment"), &v->problem) < 0)
		return -1;
	return visit_see_other(v, "%s/force", at_kind(v));
}

int template_force_page(struct visit *v)
{
	const struct rows *one = read_kind(v);

	if (!one)
		return -1;
	if (!rows_bool(one, 0, TEMPLATE_SHOW_HAS_DRAFT))
		return visit_see_other(v, "%s", at_kind(v));
	view_text(v->view, "preview", with_examples(v, one, TEMPLATE_SHOW_DRAFT_WORDS));
	return show(v, rows_text(one, 0, TEMPLATE_SHOW_TITLE), at_kind(v),
	            &template_letter_template_force);
}

int template_force_submit(struct visit *v)
{
	if (template_bring_into_force(v->tx, v->params[0], form_version(v->form), &v->problem) < 0)
		return -1;
	return visit_see_other(v, "%s", at_kind(v));
}

int template_drop_submit(struct visit *v)
{
	if (template_drop(v->tx, v->params[0], form_version(v->form), &v->problem) < 0)
		return -1;
	return visit_see_other(v, "%s", at_kind(v));
}
