/* Mail that did not go: tried again, or left with the reason. Nothing of what it says is shown. */
#include <stdlib.h>
#include <string.h>

#include "base/str.h"
#include "pages.h"

#include "base/banned.h"

static const char *const acts[] = { "retry", "drop", NULL };
static const struct field mail_fields[] = {
	{ "act", FIELD_CHOICE, .choices = acts, .missing = "Select what to do" },
	{ "reason", FIELD_LINE, .max = 200 },
	{ 0 },
};
const struct form_def mail_form = { .name = "mail", .fields = mail_fields };

int mail_list_page(struct visit *v)
{
	read_mail_list(v->batch);
	if (visit_read(v) < 0)
		return -1;
	visit_section(v, "setup");
	visit_back(v, "Set-up", "/setup");
	return visit_page(v, &template_mail_list);
}

static int64_t mail_id(const struct visit *v)
{
	const char *text = v->params[0];

	return strspn(text, "0123456789") == strlen(text) && strlen(text) < 18
	               ? strtoll(text, NULL, 10)
	               : 0;
}

int mail_page(struct visit *v)
{
	const struct rows *show = read_mail_show(v->batch, mail_id(v));

	if (visit_read(v) < 0)
		return -1;
	if (rows_count(show) == 0)
		return refuse(&v->problem, PROBLEM_NOT_FOUND, "There is no such page.");
	visit_section(v, "setup");
	visit_back(v, "Mail that did not go", "/setup/mail");
	return visit_page(v, &template_mail_show);
}

int mail_submit(struct visit *v)
{
	bool is_drop = text_equal(form_text(v->form, "act"), "drop");
	const char *reason = form_text(v->form, "reason");
	const struct rows *r;

	if (is_drop && text_is_blank(reason))
		return refuse_field(&v->problem, "reason", "Enter the reason");
	r = is_drop ? write_mail_drop(v->tx, mail_id(v), reason)
	            : write_mail_retry(v->tx, mail_id(v));
	if (!r)
		return visit_tx_failed(v);
	if (!rows_bool(r, 0, 0))
		return refuse(&v->problem, PROBLEM_NOT_FOUND, "There is no such page.");
	return visit_see_other(v, "/setup/mail");
}
