/* Policies: the register, reading and acknowledging one, drafting the next version, comparing it,
 * bringing it into force; and the settings of the practice. */
#include "casework/policy.h"

#include <stdlib.h>
#include <string.h>

#include "base/made.h"
#include "base/str.h"
#include "rules/ladder.h"
#include "act_page.h"
#include "pages.h"

#include "base/banned.h"

static int show(struct visit *v, const char *back, const char *to, const struct template *t)
{
	visit_section(v, "setup");
	visit_back(v, back, "%s", to);
	return visit_page(v, t);
}

static const char *at_policy(struct visit *v)
{
	return arena_printf(v->arena, "/policies/%s", v->params[0]);
}

static int no_such_policy(struct visit *v)
{
	return refuse(&v->problem, PROBLEM_NOT_FOUND, "There is no such policy.");
}

/* Does a text[] hold the code? */
static bool holds(const char *codes, const char *code)
{
	size_t n = strlen(code);

	for (const char *at = codes; (at = strstr(at, code)); at += n)
		if (at > codes && strchr("{,\"", at[-1]) && strchr("},\"", at[n]))
			return true;
	return false;
}

/* The gates of the steps (only: of that row): asked in any case, or added by the version. */
static const struct rows *needs_made(struct arena *a, const struct rows *steps, int only)
{
	struct made m = made_new(a, &query_policy_needs);

	for (int row = 0; row < rows_count(steps); row++) {
		const char *added = rows_text_or(steps, row, POLICY_STEPS_NEEDS, "{}");
		int step = step_find(rows_text(steps, row, POLICY_STEPS_STEP));

		for (const struct gate *const *g = all_gates;
		     *g && step >= 0 && (only < 0 || only == row); g++) {
			bool is_always = false;

			for (const struct gate *const *one = ladder_default[step].needs; *one;
			     one++)
				is_always |= *one == *g;
			made_row(&m);
			made_text(&m, POLICY_NEEDS_STEP, step_name((enum step_code)step));
			made_text(&m, POLICY_NEEDS_CODE, (*g)->code);
			made_text(&m, POLICY_NEEDS_TITLE, (*g)->title);
			made_flag(&m, POLICY_NEEDS_IS_ALWAYS, is_always);
			made_flag(&m, POLICY_NEEDS_IS_ASKED, is_always || holds(added, (*g)->code));
		}
	}
	return made_rows(&m);
}

/* ---- The register -----------------------------------------------------------------------------
 */

static const struct field policy_start_fields[] = {
	{ "source", FIELD_LINE, .max = 40 },
	{ "title", FIELD_LINE, .max = 200 },
	{ "version_number", FIELD_LINE, .max = 40,
	  .missing = "Enter the number of the new version" },
	{ 0 },
};
const struct form_def policy_start_form = { .name = "policy_start", .fields = policy_start_fields };

int policy_list_page(struct visit *v)
{
	read_policy_list(v->batch);
	if (visit_read(v) < 0)
		return -1;
	view_flag(v->view, "may_edit", visit_may(v, "record_decision"));
	return show(v, "Set-up", "/setup", &template_policy_list);
}

int policy_start_submit(struct visit *v)
{
	const char *id;

	if (policy_draft(v->tx, form_text(v->form, "source"), form_text(v->form, "title"),
	                 form_text(v->form, "version_number"), &id, &v->problem) < 0)
		return -1;
	return visit_see_other(v, "/policies/%s", id);
}

/* ---- One version ------------------------------------------------------------------------------
 */

const struct form_def policy_read_form = { .name = "policy_read",
	                                   .fields = (const struct field[]){ { 0 } } };

int policy_page(struct visit *v)
{
	const char *id = v->params[0];
	const struct rows *one = read_policy_show(v->batch, id), *steps;

	read_policy_clauses(v->batch, id);
	read_policy_categories(v->batch, id);
	steps = read_policy_steps(v->batch, id);
	read_policy_readers(v->batch, id);
	if (visit_read(v) < 0)
		return -1;
	if (rows_count(one) == 0)
		return no_such_policy(v);
	view_rows(v->view, needs_made(v->arena, steps, -1));
	view_flag(v->view, "may_edit", visit_may(v, "record_decision"));
	return show(v, "Policies", "/policies", &template_policy_show);
}

int policy_read_submit(struct visit *v)
{
	if (policy_acknowledge(v->tx, v->params[0], &v->problem) < 0)
		return -1;
	return visit_see_other(v, "/policies/%s", v->params[0]);
}

/* ---- What stands about a draft ----------------------------------------------------------------
 */

static const struct field policy_facts_fields[] = {
	{ "version_number", FIELD_LINE, .max = 40, .missing = "Enter the version's number" },
	{ "source_template", FIELD_LINE, .max = 200 },
	{ "comment", FIELD_LINE, .max = 300, .missing = "Enter what changes in this version" },
	{ "equality", FIELD_PROSE, .max = 3000,
	  .missing = "Enter how equality was considered, for each protected characteristic that "
	             "it touches" },
	{ "next_review_on", FIELD_DATE, .missing = "Enter the day of the next review" },
	{ "quorum_least", FIELD_WHOLE },
	{ 0 },
};
const struct form_def policy_facts_form = { .name = "policy_facts", .fields = policy_facts_fields };

int policy_facts_page(struct visit *v)
{
	const struct rows *one = read_policy_show(v->batch, v->params[0]);

	if (visit_read(v) < 0)
		return -1;
	if (rows_count(one) == 0 || !rows_bool(one, 0, POLICY_SHOW_IS_DRAFT))
		return no_such_policy(v);
	if (v->form_is_fresh) {
		static const int columns[] = {
			POLICY_SHOW_VERSION,  POLICY_SHOW_SOURCE_TEMPLATE, POLICY_SHOW_COMMENT,
			POLICY_SHOW_EQUALITY, POLICY_SHOW_NEXT_REVIEW_ON,  POLICY_SHOW_QUORUM_LEAST
		};

		for (size_t i = 0; i < sizeof(columns) / sizeof(*columns); i++)
			form_set(v->form, policy_facts_fields[i].name,
			         rows_text_or(one, 0, columns[i], ""));
	}
	view_flag(v->view, "is_overtaken",
	          act_is_overtaken(v, rows_text_or(one, 0, POLICY_SHOW_ROW_VERSION, "")));
	return show(v, "The draft", at_policy(v), &template_policy_facts);
}

int policy_facts_submit(struct visit *v)
{
	int64_t quorum = form_whole(v->form, "quorum_least", 0);
	const struct policy_facts f = {
		.row_version = form_version(v->form),
		.version = form_text(v->form, "version_number"),
		.source_template = form_text(v->form, "source_template"),
		.comment = form_text(v->form, "comment"),
		.equality = form_text(v->form, "equality"),
		.next_review_on = form_text(v->form, "next_review_on"),
		.quorum_least = (int)quorum,
	};

	if (quorum < 0 || quorum > 20 || (form_given(v->form, "quorum_least") && quorum == 0))
		return refuse_field(&v->problem, "quorum_least",
		                    "Enter a number of partners from 1 to 20, or leave it empty");
	if (policy_facts_change(v->tx, v->params[0], &f, &v->problem) < 0)
		return -1;
	return visit_see_other(v, "/policies/%s", v->params[0]);
}

/* ---- Parts of a draft -------------------------------------------------------------------------
 */

/* A part's number from the path; "new" is 0. -1 with PROBLEM_NOT_FOUND. */
static int part_number(struct visit *v, int *ret)
{
	int64_t n = 0;

	if (!text_equal(v->params[1], "new") && act_number(v, v->params[1], &n) < 0)
		return -1;
	if (n > INT32_MAX)
		return no_such_policy(v);
	*ret = (int)n;
	return 0;
}

/* The row of a part by its number, or -1. */
static int part_row(const struct rows *parts, int column, const char *wanted)
{
	for (int i = 0; i < rows_count(parts); i++)
		if (text_equal(rows_text(parts, i, column), wanted))
			return i;
	return -1;
}

/* Reads the draft and its parts; *ret_row becomes the part's row, -1 for a new one. */
static int read_part(struct visit *v, const struct rows *parts, int column, int *ret_row)
{
	const struct rows *one = read_policy_show(v->batch, v->params[0]);
	bool is_new = text_equal(v->params[1], "new");

	if (visit_read(v) < 0)
		return -1;
	*ret_row = part_row(parts, column, v->params[1]);
	if (rows_count(one) == 0 || !rows_bool(one, 0, POLICY_SHOW_IS_DRAFT) ||
	    (*ret_row < 0 && !is_new))
		return no_such_policy(v);
	view_flag(v->view, "is_new", is_new);
	view_text(v->view, "part", v->params[1]);
	return 0;
}

static const struct field policy_clause_fields[] = {
	{ "clause", FIELD_LINE, .max = 20, .missing = "Enter the clause's number, such as 2.3" },
	{ "title", FIELD_LINE, .max = 200, .missing = "Enter the clause's title" },
	{ "words", FIELD_PROSE, .max = 8000, .missing = "Enter what the clause says" },
	{ "drop", FIELD_TICK },
	{ 0 },
};
const struct form_def policy_clause_form = { .name = "policy_clause",
	                                     .fields = policy_clause_fields };

int policy_clause_page(struct visit *v)
{
	const struct rows *parts = read_policy_clauses(v->batch, v->params[0]);
	int row;

	if (read_part(v, parts, POLICY_CLAUSES_N, &row) < 0)
		return -1;
	if (v->form_is_fresh && row >= 0) {
		form_set(v->form, "clause", rows_text(parts, row, POLICY_CLAUSES_CLAUSE));
		form_set(v->form, "title", rows_text(parts, row, POLICY_CLAUSES_TITLE));
		form_set(v->form, "words", rows_text(parts, row, POLICY_CLAUSES_BODY));
	}
	return show(v, "The draft", at_policy(v), &template_policy_clause);
}

int policy_clause_submit(struct visit *v)
{
	struct policy_clause c = {
		.drop = form_ticked(v->form, "drop"),
		.clause = form_text(v->form, "clause"),
		.title = form_text(v->form, "title"),
		.text = form_text(v->form, "words"),
	};

	if (part_number(v, &c.n) < 0 ||
	    policy_clause_change(v->tx, v->params[0], &c, &v->problem) < 0)
		return -1;
	return visit_see_other(v, "/policies/%s#clauses", v->params[0]);
}

static const struct field policy_category_fields[] = {
	{ "code", FIELD_LINE, .max = 10, .missing = "Enter the category's code, such as A4" },
	{ "title", FIELD_LINE, .max = 200, .missing = "Enter what the category is called" },
	{ "parent", FIELD_LINE, .max = 10 },
	{ "is_breach", FIELD_TICK },
	{ "drop", FIELD_TICK },
	{ 0 },
};
const struct form_def policy_category_form = { .name = "policy_category",
	                                       .fields = policy_category_fields };

int policy_category_page(struct visit *v)
{
	const struct rows *parts = read_policy_categories(v->batch, v->params[0]);
	int row;

	if (read_part(v, parts, POLICY_CATEGORIES_N, &row) < 0)
		return -1;
	if (v->form_is_fresh && row >= 0) {
		form_set(v->form, "code", rows_text(parts, row, POLICY_CATEGORIES_CODE));
		form_set(v->form, "title", rows_text(parts, row, POLICY_CATEGORIES_TITLE));
		form_set(v->form, "parent", rows_text(parts, row, POLICY_CATEGORIES_PARENT));
		form_set(v->form, "is_breach",
		         rows_bool(parts, row, POLICY_CATEGORIES_IS_BREACH) ? "yes" : "");
	}
	return show(v, "The draft", at_policy(v), &template_policy_category);
}

int policy_category_submit(struct visit *v)
{
	struct policy_category c = {
		.drop = form_ticked(v->form, "drop"),
		.code = form_text(v->form, "code"),
		.parent = form_text(v->form, "parent"),
		.title = form_text(v->form, "title"),
		.is_breach = form_ticked(v->form, "is_breach"),
	};

	if (part_number(v, &c.n) < 0 ||
	    policy_category_change(v->tx, v->params[0], &c, &v->problem) < 0)
		return -1;
	return visit_see_other(v, "/policies/%s#categories", v->params[0]);
}

static const struct field policy_step_fields[] = {
	{ "title", FIELD_LINE, .max = 200, .missing = "Enter what the step is called" },
	{ "clause", FIELD_LINE, .max = 20 },
	{ "target", FIELD_LINE, .max = 200 },
	{ "place", FIELD_WHOLE, .missing = "Enter the step's place, from 1" },
	{ "needs", FIELD_MANY, .max = 40 },
	{ 0 },
};
const struct form_def policy_step_form = { .name = "policy_step", .fields = policy_step_fields };

int policy_step_page(struct visit *v)
{
	const struct rows *parts = read_policy_steps(v->batch, v->params[0]);
	int row;

	if (read_part(v, parts, POLICY_STEPS_STEP, &row) < 0)
		return -1;
	if (row < 0)
		return no_such_policy(v);
	if (v->form_is_fresh) {
		const char *needs = rows_text_or(parts, row, POLICY_STEPS_NEEDS, "{}");

		form_set(v->form, "title", rows_text(parts, row, POLICY_STEPS_TITLE));
		form_set(v->form, "clause", rows_text(parts, row, POLICY_STEPS_CLAUSE));
		form_set(v->form, "target", rows_text(parts, row, POLICY_STEPS_TARGET));
		form_set(v->form, "place", rows_text(parts, row, POLICY_STEPS_PLACE));
		for (const struct gate *const *g = all_gates; *g; g++)
			if (holds(needs, (*g)->code))
				form_add(v->form, "needs", (*g)->code);
	}
	view_rows(v->view, needs_made(v->arena, parts, row));
	return show(v, "The draft", at_policy(v), &template_policy_step);
}

int policy_step_submit(struct visit *v)
{
	int64_t place = form_whole(v->form, "place", 0);
	const struct policy_step s = {
		.step = v->params[1],
		.title = form_text(v->form, "title"),
		.clause = form_text(v->form, "clause"),
		.target = form_text(v->form, "target"),
		.needs = form_many(v->form, "needs"),
		.place = (int)place,
	};

	if (place < 1 || place > STEP_COUNT)
		return refuse_field(&v->problem, "place", "Enter a place from 1 to %d", STEP_COUNT);
	if (policy_step_change(v->tx, v->params[0], &s, &v->problem) < 0)
		return -1;
	return visit_see_other(v, "/policies/%s#steps", v->params[0]);
}

/* ---- What becomes of a version ------------------------------------------------------------------
 */

int policy_compare_page(struct visit *v)
{
	const struct rows *one = read_policy_show(v->batch, v->params[0]);

	read_policy_changes(v->batch, v->params[0]);
	if (visit_read(v) < 0)
		return -1;
	if (rows_count(one) == 0)
		return no_such_policy(v);
	return show(v, "The policy", at_policy(v), &template_policy_compare);
}

static const struct field policy_force_fields[] = {
	{ "effective_on", FIELD_DATE, .missing = "Enter the day from which it is in force" },
	{ "same_reason", FIELD_PROSE, .max = 1000 },
	{ 0 },
};
const struct form_def policy_force_form = { .name = "policy_force", .fields = policy_force_fields };

int policy_force_page(struct visit *v)
{
	const struct rows *one = read_policy_show(v->batch, v->params[0]);

	read_policy_changes(v->batch, v->params[0]);
	read_practice_today(v->batch);
	if (visit_read(v) < 0)
		return -1;
	if (rows_count(one) == 0 || !rows_bool(one, 0, POLICY_SHOW_IS_DRAFT))
		return no_such_policy(v);
	act_set_today(v, "effective_on");
	return show(v, "The draft", at_policy(v), &template_policy_force);
}

int policy_force_submit(struct visit *v)
{
	if (policy_bring_into_force(v->tx, v->params[0], form_text(v->form, "effective_on"),
	                            form_text(v->form, "same_reason"), &v->problem) < 0)
		return -1;
	return visit_see_other(v, "/policies/%s", v->params[0]);
}

static const struct field policy_withdraw_fields[] = {
	{ "reason", FIELD_PROSE, .max = 1000, .missing = "Enter why" },
	{ 0 },
};
const struct form_def policy_withdraw_form = { .name = "policy_withdraw",
	                                       .fields = policy_withdraw_fields };

int policy_withdraw_page(struct visit *v)
{
	const struct rows *one = read_policy_show(v->batch, v->params[0]);

	if (visit_read(v) < 0)
		return -1;
	if (rows_count(one) == 0)
		return no_such_policy(v);
	return show(v, "The policy", at_policy(v), &template_policy_withdraw);
}

int policy_withdraw_submit(struct visit *v)
{
	if (policy_withdraw(v->tx, v->params[0], form_text(v->form, "reason"), &v->problem) < 0)
		return -1;
	return visit_see_other(v, "/policies");
}

/* ---- Settings of the practice -------------------------------------------------------------------
 */

int setting_list_page(struct visit *v)
{
	read_setting_list(v->batch);
	if (visit_read(v) < 0)
		return -1;
	return show(v, "Set-up", "/setup", &template_policy_settings);
}

static const struct field setting_fields[] = {
	{ "value", FIELD_LINE, .max = 200, .missing = "Enter the new value" },
	{ 0 },
};
const struct form_def setting_form = { .name = "setting", .fields = setting_fields };

int setting_page(struct visit *v)
{
	const struct rows *one = read_setting_show(v->batch, v->params[0]);

	if (visit_read(v) < 0)
		return -1;
	if (rows_count(one) == 0)
		return refuse(&v->problem, PROBLEM_NOT_FOUND, "There is no such setting.");
	if (v->form_is_fresh)
		form_set(v->form, "value", rows_text(one, 0, SETTING_SHOW_VALUE));
	return show(v, "Settings", "/setup/settings", &template_policy_setting);
}

int setting_submit(struct visit *v)
{
	if (setting_change(v->tx, v->params[0], form_text(v->form, "value"), &v->problem) == 0)
		return visit_see_other(v, "/setup/settings#%s", v->params[0]);
	if (v->problem.kind != PROBLEM_REFUSED)
		return -1;
	return refuse_field(&v->problem, "value", "%s",
	                    arena_printf(v->arena, "%s", v->problem.sentence));
}
