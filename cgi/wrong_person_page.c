/* "This is the wrong person": what rests on them, and who it is instead (U-21). */
#include "casework/wrong_person.h"

#include "act_page.h"
#include "base/str.h"
#include "pages.h"
#include "rules/nhs_number.h"

#include "base/banned.h"

static const struct field wrong_person_fields[] = {
	{ "kind", FIELD_CHOICE, .missing = "Select who posted" },
	{ "basis", FIELD_LINE, .max = 300 },
	{ "name", FIELD_LINE, .max = 120 },
	{ "born_on", FIELD_DATE },
	{ "nhs_number", FIELD_NHS },
	{ "address", FIELD_PROSE, .max = 400 },
	{ "words", FIELD_PROSE, .max = 3000,
	  .missing = "Enter how the mistake was found, and how it came about" },
	{ 0 },
};
const struct form_def wrong_person_form = { .name = "wrong_person", .fields = wrong_person_fields };

int wrong_person_page(struct visit *v)
{
	const struct rows *now = read_wrong_person_show(v->batch, v->params[0]);

	read_wrong_person_rest(v->batch, v->params[0]);
	read_wrong_person_history(v->batch, v->params[0]);
	read_triage_authors(v->batch);
	if (visit_read(v) < 0)
		return -1;
	view_flag(v->view, "is_overtaken",
	          act_is_overtaken(v, rows_text_or(now, 0, WRONG_PERSON_SHOW_VERSION, "")));
	visit_section(v, "cases");
	visit_back(v, "Who posted", "/cases/%s/author", v->reference);
	return visit_page(v, &template_author_wrong);
}

int wrong_person_submit(struct visit *v)
{
	struct form *f = v->form;
	const struct rows *kinds = tx_read_triage_authors(v->tx);
	char digits[NHS_NUMBER_SIZE] = "";
	bool is_known = false;
	const struct author right = {
		.kind = form_text(f, "kind"),
		.basis = form_text(f, "basis"),
		.name = form_text(f, "name"),
		.born_on = form_text(f, "born_on"),
		.nhs_number = digits,
		.address = form_text(f, "address"),
		.age = "",
		.died_on = "",
		.version = form_version(f),
	};

	if (!kinds)
		return visit_tx_failed(v);
	for (int i = 0; i < rows_count(kinds); i++)
		is_known = is_known ||
		           text_equal(rows_text(kinds, i, TRIAGE_AUTHORS_CODE), right.kind);
	if (!is_known)
		form_refuse(f, "kind", "Select who posted");
	if (form_given(f, "nhs_number")) {
		const char *wrong = nhs_number_read(form_text(f, "nhs_number"), digits);

		if (wrong)
			form_refuse(f, "nhs_number", "%s", wrong);
	}
	if (!form_is_good(f) ||
	    wrong_person_correct(v->tx, v->case_id, &right, form_text(f, "words"), &v->problem) < 0)
		return -1;
	return visit_see_other(v, "/cases/%s/author/wrong", v->reference);
}
