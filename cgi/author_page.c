/* Who posted, and the second person who agrees. */
#include "base/str.h"
#include "casework/author.h"
#include "pages.h"
#include "rules/nhs_number.h"

#include "base/banned.h"

static const char *const ages[] = { "adult", "child", "perhaps_child", NULL };
static const struct field author_fields[] = {
	{ "kind", FIELD_CHOICE, .missing = "Select who posted" },
	{ "basis", FIELD_LINE, .max = 300 },
	{ "name", FIELD_LINE, .max = 120 },
	{ "born_on", FIELD_DATE },
	{ "nhs_number", FIELD_NHS },
	{ "address", FIELD_PROSE, .max = 400 },
	{ "age", FIELD_CHOICE, .choices = ages },
	{ "died_on", FIELD_DATE },
	{ 0 },
};
const struct form_def author_form = { .name = "author", .fields = author_fields };

static const char *const agreements[] = { "second", "outside", "alone", NULL };
static const struct field author_agree_fields[] = {
	{ "how", FIELD_CHOICE, .choices = agreements, .missing = "Select how it was agreed" },
	{ "words", FIELD_PROSE, .max = 2000 },
	{ 0 },
};
const struct form_def author_agree_form = { .name = "author_agree", .fields = author_agree_fields };

int author_page(struct visit *v)
{
	const struct rows *now;

	read_case_frame(v->batch, v->params[0]);
	now = read_author_show(v->batch, v->params[0]);
	read_author_other_cases(v->batch, v->params[0]);
	read_triage_authors(v->batch);
	read_person_history(v->batch, v->params[0]);
	if (visit_read(v) < 0)
		return -1;
	if (v->form_is_fresh && rows_count(now) > 0) {
		struct form *f = v->form;

		form_set(f, "kind", rows_text(now, 0, AUTHOR_SHOW_KIND));
		form_set(f, "basis", rows_text(now, 0, AUTHOR_SHOW_BASIS));
		form_set(f, "name", rows_text(now, 0, AUTHOR_SHOW_NAME));
		form_set(f, "born_on", rows_text_or(now, 0, AUTHOR_SHOW_BORN_ON, ""));
		form_set(f, "nhs_number", rows_text(now, 0, AUTHOR_SHOW_NHS_NUMBER));
		form_set(f, "address", rows_text(now, 0, AUTHOR_SHOW_ADDRESS));
		form_set(f, "age", rows_text(now, 0, AUTHOR_SHOW_AGE));
		form_set(f, "died_on", rows_text_or(now, 0, AUTHOR_SHOW_DIED_ON, ""));
	}
	view_flag(v->view, "raced",
	          !v->form_is_fresh && *form_version(v->form) &&
	                  !text_equal(form_version(v->form),
	                              rows_text_or(now, 0, AUTHOR_SHOW_VERSION, "")));
	visit_section(v, "cases");
	visit_back(v, "Case", "/cases/%s", v->reference);
	return visit_page(v, &template_author_record);
}

int author_submit(struct visit *v)
{
	struct form *f = v->form;
	const struct rows *kinds = tx_read_triage_authors(v->tx);
	char digits[NHS_NUMBER_SIZE] = "";
	bool is_known = false;
	struct author who = {
		.kind = form_text(f, "kind"),
		.basis = form_text(f, "basis"),
		.name = form_text(f, "name"),
		.born_on = form_text(f, "born_on"),
		.nhs_number = digits,
		.address = form_text(f, "address"),
		.age = form_text(f, "age"),
		.died_on = form_text(f, "died_on"),
		.version = form_version(f),
	};

	if (!kinds)
		return visit_tx_failed(v);
	for (int i = 0; i < rows_count(kinds); i++)
		is_known =
		        is_known || text_equal(rows_text(kinds, i, TRIAGE_AUTHORS_CODE), who.kind);
	if (!is_known)
		form_refuse(f, "kind", "Select who posted");
	if (form_given(f, "nhs_number")) {
		const char *wrong = nhs_number_read(form_text(f, "nhs_number"), digits);

		if (wrong)
			form_refuse(f, "nhs_number", "%s", wrong);
	}
	if (!form_is_good(f) || author_record(v->tx, v->case_id, &who, &v->problem) < 0)
		return -1;
	return visit_see_other(v, "/cases/%s/author", v->reference);
}

int author_agree_page(struct visit *v)
{
	read_case_frame(v->batch, v->params[0]);
	read_author_show(v->batch, v->params[0]);
	if (visit_read(v) < 0)
		return -1;
	visit_section(v, "cases");
	visit_back(v, "Who posted", "/cases/%s/author", v->reference);
	return visit_page(v, &template_author_agree);
}

int author_agree_submit(struct visit *v)
{
	const char *how = form_text(v->form, "how");

	if (author_agree(v->tx, v->case_id,
	                 text_equal(how, "outside") ? AGREE_OUTSIDE
	                 : text_equal(how, "alone") ? AGREE_ALONE
	                                            : AGREE_SECOND,
	                 form_text(v->form, "words"), &v->problem) < 0)
		return -1;
	return visit_see_other(v, "/cases/%s/author", v->reference);
}
