/* Closing a case, "gone before we acted", opening it again, passing over a step, learning events
 * (U-5, U-11, U-15). */
#include "casework/close.h"

#include "act_page.h"
#include "base/made.h"
#include "base/str.h"
#include "pages.h"
#include "rules/ladder.h"

#include "base/banned.h"

static const char *const outcomes[] = { "removed",
	                                "still_up",
	                                "gone_before_we_acted",
	                                "answered",
	                                "complaint",
	                                "warning_given",
	                                "removed_from_list",
	                                "not_removed_from_list",
	                                "advice_only",
	                                "no_action",
	                                NULL };
static const struct field close_fields[] = {
	{ "outcome", FIELD_CHOICE, .missing = "Select the outcome", .choices = outcomes },
	{ "close_reason", FIELD_PROSE, .max = 2000, .missing = "Enter why the case ends here" },
	{ "learning", FIELD_PROSE, .max = 4000 },
	{ "word_to_reporter", FIELD_PROSE, .max = 600,
	  .missing = "Enter a sentence for whoever reported it" },
	{ "next", FIELD_TICK },
	{ 0 },
};
const struct form_def close_form = { .name = "close", .fields = close_fields };

static const struct field gone_fields[] = {
	{ "who", FIELD_LINE, .max = 120, .missing = "Enter who saw that it was gone" },
	{ "on_date", FIELD_DATE, .missing = "Enter the date it was seen gone" },
	{ "word_to_reporter", FIELD_PROSE, .max = 600,
	  .missing = "Enter a sentence for whoever reported it" },
	{ 0 },
};
const struct form_def gone_form = { .name = "gone", .fields = gone_fields };

static const struct field reopen_fields[] = {
	{ "why", FIELD_PROSE, .max = 1000, .missing = "Enter why the case is opened again" },
	{ 0 },
};
const struct form_def reopen_form = { .name = "reopen", .fields = reopen_fields };

static const struct field jump_fields[] = {
	{ "reason", FIELD_CHOICE, .missing = "Select the reason",
	  .choices = jump_reason_names + 1 },
	{ "words", FIELD_PROSE, .max = 500 },
	{ 0 },
};
const struct form_def jump_form = { .name = "jump", .fields = jump_fields };

static const struct field case_learning_fields[] = {
	{ "title", FIELD_LINE, .max = 200, .missing = "Enter what happened, in one line" },
	{ "happened_on", FIELD_DATE, .missing = "Enter the date it happened" },
	{ "what_we_learnt", FIELD_PROSE, .max = 4000 },
	{ "what_changes", FIELD_PROSE, .max = 4000 },
	{ "significant", FIELD_TICK },
	{ 0 },
};
const struct form_def case_learning_form = { .name = "case_learning",
	                                     .fields = case_learning_fields };

static int read_close(struct visit *v)
{
	read_close_show(v->batch, v->params[0]);
	read_close_tasks(v->batch, v->params[0]);
	read_practice_today(v->batch);
	return visit_read(v);
}

static const char *now(const struct visit *v, int column)
{
	return rows_text_or(batch_rows(v->batch, &query_close_show), 0, column, "");
}

int close_page(struct visit *v)
{
	if (read_close(v) < 0)
		return -1;
	act_own_form(v, &close_form);
	view_flag(v->view, "is_overtaken", act_is_overtaken(v, now(v, CLOSE_SHOW_VERSION)));
	act_back(v);
	if (text_equal(now(v, CLOSE_SHOW_IS_CLOSED), "t"))
		return visit_page(v, &template_close_closed);
	if (v->form_is_fresh) {
		form_set(v->form, "close_reason", now(v, CLOSE_SHOW_CLOSE_REASON));
		form_set(v->form, "learning", now(v, CLOSE_SHOW_LEARNING));
		form_set(v->form, "word_to_reporter", now(v, CLOSE_SHOW_WORD_TO_REPORTER));
	}
	return visit_page(v, &template_close_show);
}

int close_submit(struct visit *v)
{
	const struct form *f = v->form;
	const struct closing how = {
		.outcome = form_text(f, "outcome"),
		.reason = form_text(f, "close_reason"),
		.learning = form_text(f, "learning"),
		.word_to_reporter = form_text(f, "word_to_reporter"),
	};

	if (case_close(v->tx, v->case_id, form_version(f), &how, &v->problem) < 0)
		return -1;
	return visit_see_other(v, form_ticked(f, "next") ? "/cases/%s/learning" : "/cases/%s/close",
	                       v->reference);
}

int gone_page(struct visit *v)
{
	if (read_close(v) < 0)
		return -1;
	if (text_equal(now(v, CLOSE_SHOW_IS_CLOSED), "t"))
		return visit_see_other(v, "/cases/%s/close", v->reference);
	act_own_form(v, &gone_form);
	view_flag(v->view, "is_overtaken", act_is_overtaken(v, now(v, CLOSE_SHOW_VERSION)));
	if (v->form_is_fresh) {
		form_set(v->form, "who", now(v, CLOSE_SHOW_MEMBER_NAME));
		form_set(v->form, "word_to_reporter",
		         "Thank you for telling us. It was gone before we had to do anything, and "
		         "we will look again.");
	}
	act_set_today(v, "on_date");
	act_back(v);
	return visit_page(v, &template_close_gone);
}

int gone_submit(struct visit *v)
{
	const struct form *f = v->form;

	if (case_close_gone(v->tx, v->case_id, form_version(f), form_text(f, "who"),
	                    form_text(f, "on_date"), form_text(f, "word_to_reporter"),
	                    &v->problem) < 0)
		return -1;
	return visit_see_other(v, "/cases/%s", v->reference);
}

int reopen_page(struct visit *v)
{
	if (read_close(v) < 0)
		return -1;
	if (!text_equal(now(v, CLOSE_SHOW_IS_CLOSED), "t"))
		return visit_see_other(v, "/cases/%s", v->reference);
	act_own_form(v, &reopen_form);
	visit_section(v, "cases");
	visit_back(v, "Back", "/cases/%s/close", v->reference);
	return visit_page(v, &template_close_reopen);
}

int reopen_submit(struct visit *v)
{
	if (case_reopen(v->tx, v->case_id, form_text(v->form, "why"), &v->problem) < 0)
		return -1;
	return visit_see_other(v, "/cases/%s", v->reference);
}

int jump_page(struct visit *v)
{
	const char *step = v->params[1];
	int code = step_find(step);

	read_jump_show(v->batch, v->params[0], step);
	if (visit_read(v) < 0)
		return -1;
	if (code < 0)
		return refuse(&v->problem, PROBLEM_NOT_FOUND, "There is no such page.");
	act_own_form(v, &jump_form);
	{
		const struct rows *r = batch_rows(v->batch, &query_jump_show);

		view_text(v->view, "step_title",
		          rows_given(r, 0, JUMP_SHOW_STEP_TITLE)
		                  ? rows_text(r, 0, JUMP_SHOW_STEP_TITLE)
		                  : ladder_default[code].title);
		view_flag(v->view, "is_done", text_equal(rows_text(r, 0, JUMP_SHOW_ENTRY), "done"));
		view_flag(v->view, "may_jump", step_may_be_jumped(step));
	}
	act_back(v);
	return visit_page(v, &template_close_jump);
}

int jump_submit(struct visit *v)
{
	if (step_jump(v->tx, v->case_id, v->params[1], form_text(v->form, "reason"),
	              form_text(v->form, "words"), &v->problem) < 0)
		return -1;
	return visit_see_other(v, "/cases/%s", v->reference);
}

int case_learning_page(struct visit *v)
{
	read_act_late_list(v->batch, v->params[0]);
	read_close_show(v->batch, v->params[0]);
	read_practice_today(v->batch);
	if (visit_read(v) < 0)
		return -1;
	act_own_form(v, &case_learning_form);
	if (v->form_is_fresh)
		form_set(v->form, "what_we_learnt", now(v, CLOSE_SHOW_LEARNING));
	act_set_today(v, "happened_on");
	act_back(v);
	return visit_page(v, &template_close_learning);
}

int case_learning_submit(struct visit *v)
{
	const struct form *f = v->form;
	const struct learning l = {
		.title = form_text(f, "title"),
		.happened_on = form_text(f, "happened_on"),
		.significant = form_ticked(f, "significant"),
		.what_we_learnt = form_text(f, "what_we_learnt"),
		.what_changes = form_text(f, "what_changes"),
	};

	if (learning_add(v->tx, v->case_id, &l, &v->problem) < 0)
		return -1;
	return visit_see_other(v, "/cases/%s", v->reference);
}
