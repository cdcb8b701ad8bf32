/* Managers told: who, how, when, who opened it; and telling one by word of mouth (W-2.3c, U-4). */
#include <stdlib.h>
#include <string.h>

#include "base/str.h"
#include "casework/casework.h"
#include "casework/notice.h"
#include "pages.h"

#include "base/banned.h"

static const struct field notice_fields[] = {
	{ "member", FIELD_CHOICE, .missing = "Select who was told" },
	{ "other_name", FIELD_LINE, .max = 120 },
	{ "how", FIELD_LINE, .max = 200, .missing = "Enter how they were told, such as in person" },
	{ "told_on", FIELD_DATE, .missing = "Enter the date" },
	{ "told_time", FIELD_TIME, .missing = "Enter the time, such as 9:15am" },
	{ 0 },
};
const struct form_def notice_form = { .name = "notice", .fields = notice_fields };

int notice_page(struct visit *v)
{
	read_case_frame(v->batch, v->params[0]);
	read_notice_list(v->batch, v->params[0]);
	read_notice_people(v->batch, v->params[0]);
	read_practice_today(v->batch);
	if (visit_read(v) < 0)
		return -1;
	if (v->form_is_fresh)
		form_set(v->form, "told_on",
		         rows_text(batch_rows(v->batch, &query_practice_today), 0, 0));
	visit_section(v, "cases");
	visit_back(v, "Case", "/cases/%s", v->reference);
	return visit_page(v, &template_notice_record);
}

int notice_submit(struct visit *v)
{
	struct form *f = v->form;
	const char *member = form_text(f, "member");
	const char *today = casework_today(v->tx, &v->problem);
	struct word_of_mouth w = { .name = form_text(f, "other_name"),
		                   .how = form_text(f, "how"),
		                   .on_date = form_text(f, "told_on"),
		                   .at_time = form_text(f, "told_time") };

	if (!today)
		return -1;
	if (text_equal(member, "other")) {
		if (!*w.name)
			form_refuse(f, "other_name", "Enter the name of who was told");
	} else if (*member) {
		w.member_id = strtoll(member, NULL, 10);
		if (w.member_id <= 0)
			form_refuse(f, "member", "Select who was told");
	}
	if (strcmp(w.on_date, today) > 0)
		form_refuse(f, "told_on", "The date must not be in the future");
	if (!form_is_good(f))
		return -1;
	if (notice_give(v->tx, v->case_id, &w, &v->problem) < 0)
		return -1;
	return visit_see_other(v, "/cases/%s/notices", v->reference);
}
