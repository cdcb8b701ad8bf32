/* After the decision: letters, the request to PCSE behind its interruption page, and the dates on
 * which it takes effect (U-17, U-20, R-list-6, R-list-7). */
#include "casework/removal.h"

#include "base/str.h"
#include "pages.h"

#include "base/banned.h"

static void frame(struct visit *v)
{
	visit_section(v, "cases");
	view_text(v->view, "reference", v->reference);
}

static const char *const yes_no[] = { "yes", "no", NULL };
static const struct field removal_fields[] = {
	{ "treated", FIELD_CHOICE, .choices = yes_no,
	  .missing =
	          "Select whether the patient is being treated at intervals of less than 7 days" },
	{ "care", FIELD_PROSE, .max = 3000, .missing = "Enter how care goes on until then" },
	{ 0 },
};
const struct form_def removal_form = { .name = "removal", .fields = removal_fields };

int removal_page(struct visit *v)
{
	const struct rows *r;

	r = read_removal_show(v->batch, v->params[0]);
	read_removal_clocks(v->batch, v->params[0]);
	read_gate_list(v->batch, v->params[0]);
	if (visit_read(v) < 0)
		return -1;
	if (v->form_is_fresh && rows_given(r, 0, REMOVAL_SHOW_TREATMENT_ANSWER)) {
		form_set(v->form, "treated", rows_text(r, 0, REMOVAL_SHOW_TREATMENT_ANSWER));
		if (rows_given(r, 0, REMOVAL_SHOW_CARE_ANSWER))
			form_set(v->form, "care", rows_text(r, 0, REMOVAL_SHOW_CARE_ANSWER));
	}
	frame(v);
	view_flag(v->view, "may_manage", visit_may(v, "manage"));
	view_flag(v->view, "may_record", visit_may(v, "record_decision"));
	view_flag(v->view, "may_ask",
	          !rows_given(r, 0, REMOVAL_SHOW_REFUSAL) &&
	                  text_equal(rows_text(r, 0, REMOVAL_SHOW_DECISION_STATE), "carried") &&
	                  rows_given(r, 0, REMOVAL_SHOW_PATIENT_LETTER_ON) &&
	                  rows_given(r, 0, REMOVAL_SHOW_COMMISSIONER_LETTER_ON));
	visit_back(v, "Back to the case", "/cases/%s", v->reference);
	return visit_page(v, &template_removal_show);
}

int removal_submit(struct visit *v)
{
	const struct form *f = v->form;

	if (removal_prepare(v->tx, v->case_id, text_equal(form_text(f, "treated"), "yes"),
	                    form_text(f, "care"), &v->problem) < 0)
		return -1;
	return visit_see_other(v, "/cases/%s/removal/confirm", v->reference);
}

static const struct field no_fields[] = { { 0 } };
const struct form_def removal_confirm_form = { .name = "removal_confirm", .fields = no_fields };

/* The interruption: one button, one way back, nothing to fill in. */
int removal_confirm_page(struct visit *v)
{
	read_removal_show(v->batch, v->params[0]);
	if (visit_read(v) < 0)
		return -1;
	frame(v);
	return visit_page(v, &template_removal_confirm);
}

int removal_confirm_submit(struct visit *v)
{
	if (removal_request(v->tx, v->case_id, &v->problem) < 0)
		return -1;
	return visit_see_other(v, "/cases/%s/removal", v->reference);
}

static const char *const receipt_choices[] = { "received", "treatment_ended", "accepted_elsewhere",
	                                       NULL };
static const struct field receipt_fields[] = {
	{ "kind", FIELD_CHOICE, .choices = receipt_choices, .missing = "Select what happened" },
	{ "on_date", FIELD_DATE, .missing = "Enter the date" },
	{ 0 },
};
const struct form_def removal_receipt_form = { .name = "removal_receipt",
	                                       .fields = receipt_fields };

int removal_receipt_page(struct visit *v)
{
	read_removal_show(v->batch, v->params[0]);
	if (visit_read(v) < 0)
		return -1;
	if (v->form_is_fresh)
		form_set(v->form, "kind", "received");
	frame(v);
	visit_back(v, "Back to the removal", "/cases/%s/removal", v->reference);
	return visit_page(v, &template_removal_receipt);
}

int removal_receipt_submit(struct visit *v)
{
	const struct form *f = v->form;

	if (removal_receipt_record(v->tx, v->case_id, form_text(f, "kind"), form_text(f, "on_date"),
	                           &v->problem) < 0)
		return -1;
	return visit_see_other(v, "/cases/%s/removal", v->reference);
}
