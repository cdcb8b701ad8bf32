/* A complaint is recorded at the desk: spoken, in writing or by e-mail, by anybody (R-comp-3). */
#include "casework/complaint_begin.h"

#include "act_page.h"
#include "base/str.h"
#include "pages.h"

#include "base/banned.h"

static const char *const hows[] = { "oral", "written", "electronic", NULL };
static const char *const whom[] = { "self", "other", NULL };
static const struct field complaint_new_fields[] = {
	{ "received_on", FIELD_DATE, .missing = "Enter the day it was made" },
	{ "how", FIELD_CHOICE, .choices = hows, .missing = "Select how it was made" },
	{ "by_name", FIELD_LINE, .max = 200, .missing = "Enter who complains" },
	{ "by_born_on", FIELD_DATE },
	{ "by_nhs_number", FIELD_NHS },
	{ "whom", FIELD_CHOICE, .choices = whom,
	  .missing = "Select whether they complain for themselves" },
	{ "for_name", FIELD_LINE, .max = 200 },
	{ "for_born_on", FIELD_DATE },
	{ "for_nhs_number", FIELD_NHS },
	{ "summary", FIELD_LINE, .max = 200, .missing = "Enter what it is about, in a line" },
	{ "body", FIELD_PROSE, .max = 20000, .missing = "Enter what was said or written" },
	{ "staff", FIELD_MANY },
	{ "conduct", FIELD_TICK },
	{ 0 },
};
const struct form_def complaint_new_form = { .name = "complaint_new",
	                                     .fields = complaint_new_fields };

int complaint_new_page(struct visit *v)
{
	read_log_choices_staff(v->batch);
	read_practice_today(v->batch);
	if (visit_read(v) < 0)
		return -1;
	act_set_today(v, "received_on");
	visit_section(v, visit_may(v, "lead_complaint") ? "complaints" : "log");
	if (visit_may(v, "manage"))
		visit_back(v, "Complaints", "/complaints");
	return visit_page(v, &template_complaint_new);
}

int complaint_new_submit(struct visit *v)
{
	struct form *f = v->form;
	bool for_other = text_equal(form_text(f, "whom"), "other");
	const char *staff = act_ids(v, form_many(f, "staff")), *reference;
	const struct new_complaint c = {
		.received_on = form_text(f, "received_on"),
		.how = form_text(f, "how"),
		.summary = form_text(f, "summary"),
		.words = form_text(f, "body"),
		.by = { form_text(f, "by_name"), form_text_or_null(f, "by_born_on"),
		        act_nhs(v, "by_nhs_number") },
		.about_for = { for_other ? form_text(f, "for_name") : "",
		               for_other ? form_text_or_null(f, "for_born_on") : NULL,
		               for_other ? act_nhs(v, "for_nhs_number") : NULL },
		.staff = staff,
		.conduct = form_ticked(f, "conduct") ? staff : "{}",
	};

	if (for_other && text_is_blank(c.about_for.name))
		form_refuse(f, "for_name", "Enter for whom they complain");
	if (form_ticked(f, "conduct") && text_equal(staff, "{}"))
		form_refuse(f, "staff", "Select whose conduct is in question");
	if (!form_is_good(f) || complaint_begin(v->tx, &c, &reference, NULL, &v->problem) < 0)
		return -1;
	return visit_see_other(v, "/complaints/new/done");
}

int complaint_done_page(struct visit *v)
{
	if (visit_read(v) < 0)
		return -1;
	visit_section(v, visit_may(v, "lead_complaint") ? "complaints" : "log");
	return visit_page(v, &template_complaint_done);
}
