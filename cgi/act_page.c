/* What the pages of complaint, own page, requests, letters and closing share. */
#include "act_page.h"

#include <stdlib.h>
#include <string.h>

#include "base/str.h"
#include "rules/nhs_number.h"

#include "base/banned.h"

struct act_late act_late_of(const struct form *f)
{
	return (struct act_late){ form_ticked(f, "had_happened"),
		                  form_text(f, "out_of_order_why") };
}

void act_own_form(struct visit *v, const struct form_def *def)
{
	struct form *other = v->form;

	if (other && form_definition(other) == def)
		return;
	v->form = form_new(v->arena, def);
	v->form_is_fresh = true;
	for (size_t i = 0; other && i < form_error_count(other); i++) {
		const char *field, *sentence;

		form_error_at(other, i, &field, &sentence);
		form_refuse(v->form, "", "%s", sentence);
	}
}

void act_set_today(struct visit *v, const char *field)
{
	const struct rows *today = batch_rows(v->batch, &query_practice_today);

	if (v->form_is_fresh && rows_count(today) > 0)
		form_set(v->form, field, rows_text_or(today, 0, PRACTICE_TODAY_TODAY, ""));
}

int act_number(struct visit *v, const char *text, int64_t *ret)
{
	size_t n = text ? strlen(text) : 0;

	if (n == 0 || n > 18 || strspn(text, "0123456789") != n)
		return refuse(&v->problem, PROBLEM_NOT_FOUND, "There is no such page.");
	*ret = strtoll(text, NULL, 10);
	return 0;
}

const char *act_ids(struct visit *v, const char *const *ids)
{
	struct str out = str_new(v->arena);

	str_add_char(&out, '{');
	for (; ids && *ids; ids++)
		if (**ids && strspn(*ids, "0123456789") == strlen(*ids) && strlen(*ids) < 18)
			str_addf(&out, "%s%s", out.len > 1 ? "," : "", *ids);
	str_add_char(&out, '}');
	return out.data;
}

const char *act_nhs(struct visit *v, const char *field)
{
	char digits[NHS_NUMBER_SIZE] = "";
	const char *wrong;

	if (!form_given(v->form, field))
		return NULL;
	wrong = nhs_number_read(form_text(v->form, field), digits);
	if (!wrong)
		return arena_text(v->arena, digits);
	form_refuse(v->form, field, "%s", wrong);
	return NULL;
}

bool act_is_overtaken(const struct visit *v, const char *version_now)
{
	return v->form && !v->form_is_fresh && *form_version(v->form) &&
	       !text_equal(form_version(v->form), version_now);
}

void act_back(struct visit *v)
{
	visit_section(v, "cases");
	visit_back(v, v->reference, "/cases/%s", v->reference);
}
