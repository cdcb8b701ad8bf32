/* Removal at once: the interruption page, the route's own page, one form for every entry, and whom
 * the partners authorised beforehand (U-19, R-list-9 to R-list-11, R-list-17). */
#include "casework/immediate.h"

#include <string.h>

#include "act_page.h"
#include "base/made.h"
#include "base/str.h"
#include "pages.h"
#include "rules/gate.h"

#include "base/banned.h"

const struct form_def immediate_open_form = { .name = "immediate_open",
	                                      .fields = (const struct field[]){ { 0 } } };
static const struct field entry_fields[] = {
	{ "code", FIELD_CHOICE },
	{ "who", FIELD_LINE, .max = 200 },
	{ "place", FIELD_LINE, .max = 200 },
	{ "on_date", FIELD_DATE, .missing = "Enter the date" },
	{ "at_time", FIELD_TIME },
	{ "reference", FIELD_LINE, .max = 120 },
	{ "words", FIELD_PROSE, .max = 12000 },
	ACT_LATE_FIELDS,
	{ 0 },
};
const struct form_def immediate_entry_form = { .name = "immediate_entry", .fields = entry_fields };
/* A confirmation has an address of its own, which asks for a partner's right. */
const struct form_def immediate_confirmed_form = { .name = "immediate_confirmed",
	                                           .fields = entry_fields };

static void frame(struct visit *v)
{
	visit_section(v, "cases");
	view_text(v->view, "reference", v->reference);
}

/* Every entry of the route with where it stands; what a case does not ask for is left out. */
static const struct rows *todo(struct visit *v, const struct rows *s, const struct rows *list)
{
	struct made m = made_new(v->arena, &query_immediate_todo);
	const char *standing = rows_text(s, 0, IMMEDIATE_SHOW_STANDING);
	bool may = rows_bool(s, 0, IMMEDIATE_SHOW_MAY_MANAGE);

	for (const struct immediate_kind *k = immediate_kinds; k->entry; k++) {
		bool is_done = false, may_enter = may;

		for (int i = 0; i < rows_count(list); i++)
			is_done = is_done ||
			          text_equal(rows_text(list, i, IMMEDIATE_LIST_ENTRY), k->entry);
		if (text_equal(k->entry, "urgency") && !is_done &&
		    rows_int(s, 0, IMMEDIATE_SHOW_OPEN_COMPLAINTS) == 0)
			continue;
		if (text_equal(k->entry, "confirmed") &&
		    !rows_bool(s, 0, IMMEDIATE_SHOW_IS_AUTHORISED))
			continue;
		if (text_equal(k->entry, "decision"))
			may_enter = may && (text_equal(standing, "partner") ||
			                    text_equal(standing, "authorised"));
		if (text_equal(k->entry, "confirmed"))
			may_enter = may && text_equal(standing, "partner");
		if (text_equal(k->entry, "written"))
			may_enter = may && rows_bool(s, 0, IMMEDIATE_SHOW_IS_NOTICED);
		made_row(&m);
		made_text(&m, IMMEDIATE_TODO_PATH, k->entry);
		made_text(&m, IMMEDIATE_TODO_TITLE, k->title);
		made_text(&m, IMMEDIATE_TODO_HINT, k->hint);
		made_flag(&m, IMMEDIATE_TODO_IS_DONE, is_done);
		made_flag(&m, IMMEDIATE_TODO_MAY_ENTER, may_enter && !(is_done && k->once));
	}
	return made_rows(&m);
}

int immediate_page(struct visit *v)
{
	const struct rows *s, *list;

	s = read_immediate_show(v->batch, v->params[0]);
	list = read_immediate_list(v->batch, v->params[0]);
	read_immediate_complaints(v->batch, v->params[0]);
	read_ladder_facts(v->batch, v->params[0]);
	if (visit_read(v) < 0)
		return -1;
	frame(v);
	visit_back(v, "Back to the case", "/cases/%s", v->reference);
	if (!rows_bool(s, 0, IMMEDIATE_SHOW_IS_OPENED))
		return visit_page(v, &template_immediate_before);
	view_rows(v->view, act_gates(v->arena, &query_act_gates, NULL, gates_for_immediate_removal,
	                             batch_rows(v->batch, &query_ladder_facts), false));
	view_rows(v->view, todo(v, s, list));
	return visit_page(v, &template_immediate_show);
}

int immediate_open_submit(struct visit *v)
{
	if (immediate_open(v->tx, v->case_id, &v->problem) < 0)
		return -1;
	return visit_see_other(v, "/cases/%s/immediate", v->reference);
}

static int show_entry(struct visit *v, const char *entry)
{
	const struct immediate_kind *kind = immediate_kind_find(entry);
	struct made choices = made_new(v->arena, &query_immediate_choices);
	struct view *letter = view_new(v->arena);
	struct str words = str_new(v->arena);
	const char *missing = NULL;
	const struct rows *s;

	s = read_immediate_show(v->batch, v->params[0]);
	read_immediate_list(v->batch, v->params[0]);
	read_immediate_complaints(v->batch, v->params[0]);
	read_practice_today(v->batch);
	if (visit_read(v) < 0)
		return -1;
	if (!kind)
		return refuse(&v->problem, PROBLEM_NOT_FOUND, "There is no such page.");
	for (const struct immediate_choice *c = kind->choices; c && c->code; c++) {
		made_row(&choices);
		made_text(&choices, IMMEDIATE_CHOICES_CODE, c->code);
		made_text(&choices, IMMEDIATE_CHOICES_LABEL, c->label);
		made_text(&choices, IMMEDIATE_CHOICES_HINT, c->hint);
	}
	view_rows(v->view, made_rows(&choices));
	if (v->form_is_fresh && text_equal(entry, "written")) {
		view_rows(letter, s);
		if (view_render(letter, &template_immediate_letter, &words, &missing) < 0)
			return fault(&v->problem, "letter of an immediate removal wants %s",
			             missing);
		form_set(v->form, "words", words.data);
	}
	frame(v);
	view_text(v->view, "entry", kind->entry);
	view_text(v->view, "entry_title", kind->title);
	view_text(v->view, "entry_hint", kind->hint);
	view_text(v->view, "legend", kind->legend);
	view_text(v->view, "who_label", kind->who);
	view_text(v->view, "place_label", kind->place);
	view_text(v->view, "on_label", kind->on);
	view_text(v->view, "time_label", kind->time);
	view_text(v->view, "reference_label", kind->reference);
	view_text(v->view, "words_label", kind->words);
	view_text(v->view, "form_name", v->route->form->name);
	view_text(v->view, "draft_ref",
	          v->params[1] ? arena_printf(v->arena, "%s/%s", v->params[0], v->params[1])
	                       : v->params[0]);
	visit_back(v, "Immediate removal", "/cases/%s/immediate", v->reference);
	return visit_page(v, &template_immediate_entry);
}

/* A confirmation is a partner's: it has its own routes. */
static const char *entry_of(const struct visit *v)
{
	return text_equal(v->params[1], "confirmed") ? "" : v->params[1];
}

int immediate_entry_page(struct visit *v)
{
	return show_entry(v, entry_of(v));
}

int immediate_confirmed_page(struct visit *v)
{
	return show_entry(v, "confirmed");
}

static void need(struct form *f, const char *field, const char *label, const char *sentence)
{
	if (label && !form_given(f, field))
		form_refuse(f, field, "%s", sentence);
}

static int submit_entry(struct visit *v, const char *entry)
{
	const struct immediate_kind *kind = immediate_kind_find(entry);
	struct form *f = v->form;
	struct immediate_entry e = { .entry = entry,
		                     .code = form_text(f, "code"),
		                     .who = form_text(f, "who"),
		                     .place = form_text(f, "place"),
		                     .reference = form_text(f, "reference"),
		                     .on_date = form_text(f, "on_date"),
		                     .at_time = form_text(f, "at_time"),
		                     .words = form_text(f, "words"),
		                     .late = act_late_of(f) };
	bool is_choice = false;

	if (!kind)
		return refuse(&v->problem, PROBLEM_NOT_FOUND, "There is no such page.");
	for (const struct immediate_choice *c = kind->choices; c && c->code; c++)
		is_choice = is_choice || text_equal(c->code, e.code);
	if (kind->choices && !is_choice)
		form_refuse(f, "code", "Select an answer");
	if (!kind->choices)
		e.code = "";
	need(f, "who", kind->who, "Enter who");
	need(f, "place", kind->place, "Enter where");
	need(f, "at_time", kind->needs_time ? kind->time : NULL, "Enter the time");
	need(f, "words", kind->needs_words ? kind->words : NULL, "Enter this in words");
	if (!text_equal(entry, "notice"))
		e.late = (struct act_late){ 0 };
	if (!form_is_good(f) || immediate_record(v->tx, v->case_id, &e, &v->problem) < 0)
		return -1;
	return visit_see_other(v, "/cases/%s/immediate", v->reference);
}

int immediate_entry_submit(struct visit *v)
{
	return submit_entry(v, entry_of(v));
}

int immediate_confirmed_submit(struct visit *v)
{
	return submit_entry(v, "confirmed");
}

/* ---- Whom the partners authorised ---------------------------------------------------------------
 */

static const struct field authority_fields[] = {
	{ "member", FIELD_CHOICE, .missing = "Select who is authorised" },
	{ "partners", FIELD_LINE, .max = 300, .missing = "Enter the partners who agreed" },
	{ "from_on", FIELD_DATE, .missing = "Enter the first day" },
	{ "to_on", FIELD_DATE, .missing = "Enter the last day" },
	{ 0 },
};
const struct form_def authority_form = { .name = "authority", .fields = authority_fields };
const struct form_def authority_end_form = { .name = "authority_end",
	                                     .fields = (const struct field[]){ { 0 } } };

int authority_page(struct visit *v)
{
	read_authority_list(v->batch);
	read_authority_members(v->batch);
	if (visit_read(v) < 0)
		return -1;
	act_own_form(v, &authority_form);
	view_flag(v->view, "may_vote", visit_may(v, "vote"));
	visit_section(v, "registers");
	visit_back(v, "Registers", "/registers");
	return visit_page(v, &template_immediate_authority);
}

int authority_submit(struct visit *v)
{
	const struct form *f = v->form;
	const char *member = form_text(f, "member");
	int64_t id = 0;

	if (act_number(v, member, &id) < 0)
		return refuse_field(&v->problem, "member", "Select who is authorised");
	if (authority_record(v->tx, id, form_text(f, "partners"), form_text(f, "from_on"),
	                     form_text(f, "to_on"), &v->problem) < 0)
		return -1;
	return visit_see_other(v, "/removals/authority");
}

int authority_end_submit(struct visit *v)
{
	int64_t id;

	if (act_number(v, v->params[0], &id) < 0 || authority_end(v->tx, id, &v->problem) < 0)
		return -1;
	return visit_see_other(v, "/removals/authority");
}
