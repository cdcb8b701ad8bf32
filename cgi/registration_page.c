/* Somebody asks to register: who they were here before, and a refusal with its letter (U-20,
 * R-list-15). */
#include "casework/registration.h"

#include "act_page.h"
#include "base/str.h"
#include "pages.h"

#include "base/banned.h"

enum { REFUSALS_MOST = 50 };

static const struct field check_fields[] = {
	{ "name", FIELD_LINE, .max = 120, .missing = "Enter the full name" },
	{ "born_on", FIELD_DATE, .missing = "Enter the date of birth" },
	{ 0 },
};
const struct form_def registration_form = { .name = "registration", .fields = check_fields };
static const char *const yes[] = { "no", NULL };
static const struct field filter_fields[] = {
	{ "known", FIELD_CHOICE, .choices = yes },
	{ "before", FIELD_WHOLE },
	{ 0 },
};
const struct form_def registration_filter_form = { .name = "registration_filter",
	                                           .fields = filter_fields };

static void frame(struct visit *v, bool is_below)
{
	visit_section(v, "registers");
	if (is_below)
		visit_back(v, "Registrations", "/registrations");
	else
		visit_back(v, "Registers", "/registers");
}

int registration_page(struct visit *v)
{
	struct form *f = form_from_query(v->rq, &registration_filter_form);
	int64_t before = form_whole(f, "before", 0);
	const struct rows *list;
	const char *next = NULL;

	list = read_refusal_list(v->batch, before ? &before : NULL, REFUSALS_MOST);
	if (visit_read(v) < 0)
		return -1;
	if (rows_count(list) == REFUSALS_MOST)
		next = arena_printf(v->arena, "/registrations?before=%s",
		                    rows_text(list, REFUSALS_MOST - 1, REFUSAL_LIST_ID));
	view_text(v->view, "after_href", next);
	view_flag(v->view, "is_not_known", text_equal(form_text(f, "known"), "no"));
	frame(v, false);
	return visit_page(v, &template_registration_list);
}

int registration_submit(struct visit *v)
{
	int64_t person;

	if (registration_find(v->tx, form_text(v->form, "name"), form_text(v->form, "born_on"),
	                      &person, &v->problem) < 0)
		return -1;
	if (!person)
		return visit_see_other(v, "/registrations?known=no");
	return visit_see_other(v, "/registrations/people/%lld", (long long)person);
}

int registration_person_page(struct visit *v)
{
	const struct rows *p;
	int64_t id;

	if (act_number(v, v->params[0], &id) < 0)
		return -1;
	p = read_registration_person(v->batch, id);
	read_registration_history(v->batch, id);
	if (visit_read(v) < 0)
		return -1;
	if (rows_count(p) == 0)
		return refuse(&v->problem, PROBLEM_NOT_FOUND, "There is no such page.");
	frame(v, true);
	return visit_page(v, &template_registration_person);
}

static const char *const grounds[] = { "outside_area", "list_closed", "removed_for_violence",
	                               "other", NULL };
static const struct field refusal_fields[] = {
	{ "name", FIELD_LINE, .max = 120, .missing = "Enter the full name" },
	{ "born_on", FIELD_DATE, .missing = "Enter the date of birth" },
	{ "address", FIELD_PROSE, .max = 400 },
	{ "decided_on", FIELD_DATE, .missing = "Enter the day of the decision" },
	{ "ground", FIELD_CHOICE, .choices = grounds, .missing = "Select the ground" },
	{ "reasons", FIELD_PROSE, .max = 5000, .missing = "Enter the reasons" },
	{ "not_protected", FIELD_TICK },
	{ 0 },
};
const struct form_def refusal_form = { .name = "refusal", .fields = refusal_fields };

int refusal_new_page(struct visit *v)
{
	read_practice_today(v->batch);
	if (visit_read(v) < 0)
		return -1;
	act_set_today(v, "decided_on");
	frame(v, true);
	return visit_page(v, &template_registration_refuse);
}

int refusal_submit(struct visit *v)
{
	struct form *f = v->form;
	const struct refusal r = { .name = form_text(f, "name"),
		                   .born_on = form_text(f, "born_on"),
		                   .address = form_text(f, "address"),
		                   .decided_on = form_text(f, "decided_on"),
		                   .ground = form_text(f, "ground"),
		                   .reasons = form_text(f, "reasons") };
	int64_t id;

	if (!form_ticked(f, "not_protected"))
		form_refuse(f, "not_protected",
		            "Nobody is refused for what is protected: tick that this is not so");
	if (!form_is_good(f) || refusal_record(v->tx, &r, &id, &v->problem) < 0)
		return -1;
	return visit_see_other(v, "/registrations/refusals/%lld", (long long)id);
}

static const struct field letter_fields[] = {
	{ "sent_on", FIELD_DATE, .missing = "Enter the day it was sent" },
	{ "words", FIELD_PROSE, .max = 12000, .missing = "Enter the letter" },
	{ 0 },
};
const struct form_def refusal_letter_form = { .name = "refusal_letter", .fields = letter_fields };

int refusal_page(struct visit *v)
{
	struct view *letter = view_new(v->arena);
	struct str words = str_new(v->arena);
	const char *missing = NULL;
	const struct rows *r;
	int64_t id;

	if (act_number(v, v->params[0], &id) < 0)
		return -1;
	r = read_refusal_show(v->batch, id);
	read_practice_today(v->batch);
	if (visit_read(v) < 0)
		return -1;
	if (rows_count(r) == 0)
		return refuse(&v->problem, PROBLEM_NOT_FOUND, "There is no such page.");
	if (v->form_is_fresh) {
		view_rows(letter, r);
		if (view_render(letter, &template_registration_letter, &words, &missing) < 0)
			return fault(&v->problem, "letter of a refusal wants %s", missing);
		form_set(v->form, "words", words.data);
	}
	act_set_today(v, "sent_on");
	frame(v, true);
	return visit_page(v, &template_registration_show);
}

int refusal_letter_submit(struct visit *v)
{
	const struct form *f = v->form;
	int64_t id;

	if (act_number(v, v->params[0], &id) < 0 ||
	    refusal_send(v->tx, id, form_text(f, "sent_on"), form_text(f, "words"), &v->problem) <
	            0)
		return -1;
	return visit_see_other(v, "/registrations/refusals/%lld", (long long)id);
}
