/* Requests to whoever posted and to the platform, what came of them, and looking again (W-2.3e,
 * W-2.3f, U-14, U-16). */
#include "casework/request.h"

#include "act_page.h"
#include "pages.h"

#include "base/banned.h"

static const char *const addressees[] = { "platform", "author", NULL };
static const struct field request_fields[] = {
	{ "addressed_to", FIELD_CHOICE, .missing = "Select whom it went to",
	  .choices = addressees },
	{ "platform_reference", FIELD_LINE, .max = 120 },
	{ "sent_on", FIELD_DATE, .missing = "Enter the date it was sent" },
	ACT_LATE_FIELDS,
	{ 0 },
};
const struct form_def request_form = { .name = "request", .fields = request_fields };

static const char *const offers[] = { "replied", "thanked", NULL };
static const struct field request_offer_fields[] = {
	{ "offer", FIELD_CHOICE, .missing = "Select what was done", .choices = offers },
	{ 0 },
};
const struct form_def request_offer_form = { .name = "request_offer",
	                                     .fields = request_offer_fields };

static const char *const outcomes[] = { "agreed",  "refused", "no_answer", "still_up",
	                                "changed", "gone",    NULL };
static const struct field request_outcome_fields[] = {
	{ "outcome", FIELD_CHOICE, .missing = "Select what came back, or what you saw",
	  .choices = outcomes },
	{ "words", FIELD_PROSE, .max = 4000 },
	{ "on_date", FIELD_DATE, .missing = "Enter the date" },
	{ 0 },
};
const struct form_def request_outcome_form = { .name = "request_outcome",
	                                       .fields = request_outcome_fields };

static const char *const sights[] = { "still_up", "changed", "gone", NULL };
static const struct field look_fields[] = {
	{ "outcome", FIELD_CHOICE, .missing = "Select what you saw", .choices = sights },
	{ "words", FIELD_PROSE, .max = 4000 },
	{ "on_date", FIELD_DATE, .missing = "Enter the date you looked" },
	{ 0 },
};
const struct form_def look_form = { .name = "look", .fields = look_fields };

static bool is_all_met(const struct rows *gates, int is_met)
{
	for (int i = 0; i < rows_count(gates); i++)
		if (!rows_bool(gates, i, is_met))
			return false;
	return true;
}

int request_page(struct visit *v)
{
	const struct rows *facts, *author, *platform;
	bool is_fair_comment = false;

	read_act_case(v->batch, NULL, v->params[0]);
	read_case_frame(v->batch, v->params[0]);
	read_request_list(v->batch, v->params[0]);
	read_request_outcomes(v->batch, v->params[0]);
	read_request_looks(v->batch, v->params[0]);
	read_request_tasks(v->batch, v->params[0]);
	read_ladder_facts(v->batch, v->params[0]);
	read_practice_today(v->batch);
	if (visit_read(v) < 0)
		return -1;
	act_own_form(v, &request_form);
	facts = batch_rows(v->batch, &query_ladder_facts);
	author = act_gates(v->arena, &query_act_gates, "removal_request", gates_for_removal_request,
	                   facts, false);
	platform = act_gates(v->arena, &query_act_gates_other, "platform_report",
	                     gates_for_platform_report, facts, false);
	for (int i = 0; i < rows_count(author); i++)
		if (text_equal(rows_text(author, i, ACT_GATES_CODE), "not_fair_comment"))
			is_fair_comment = !rows_bool(author, i, ACT_GATES_IS_MET);
	view_rows(v->view, author);
	view_rows(v->view, platform);
	view_flag(v->view, "is_author_ready", is_all_met(author, ACT_GATES_IS_MET));
	view_flag(v->view, "is_platform_ready", is_all_met(platform, ACT_GATES_OTHER_IS_MET));
	/* What was found about the post is not for those whom it is about (U-1). */
	view_flag(v->view, "is_fair_comment", is_fair_comment && v->full);
	if (v->form_is_fresh)
		form_set(v->form, "addressed_to", "platform");
	act_set_today(v, "sent_on");
	act_back(v);
	return visit_page(v, &template_request_list);
}

int request_submit(struct visit *v)
{
	const struct form *f = v->form;
	const struct removal_request r = {
		.is_to_author = text_equal(form_text(f, "addressed_to"), "author"),
		.platform_reference = form_text(f, "platform_reference"),
		.sent_on = form_text(f, "sent_on"),
		.late = act_late_of(f),
	};

	if (request_record(v->tx, v->case_id, &r, &v->problem) < 0)
		return -1;
	return visit_see_other(v, "/cases/%s/requests", v->reference);
}

int request_offer_submit(struct visit *v)
{
	const char *what = form_text(v->form, "offer");

	if (request_first_offer(v->tx, v->case_id, what, &v->problem) < 0)
		return -1;
	if (text_equal(what, "thanked"))
		return visit_see_other(v, "/cases/%s/close", v->reference);
	return visit_see_other(v, "/cases/%s/requests", v->reference);
}

int request_outcome_page(struct visit *v)
{
	int64_t id;

	if (act_number(v, v->params[1], &id) < 0)
		return -1;
	read_request_show(v->batch, v->params[0], id);
	read_practice_today(v->batch);
	if (visit_read(v) < 0)
		return -1;
	if (rows_count(batch_rows(v->batch, &query_request_show)) == 0)
		return refuse(&v->problem, PROBLEM_NOT_FOUND, "There is no such page.");
	act_own_form(v, &request_outcome_form);
	act_set_today(v, "on_date");
	visit_section(v, "cases");
	visit_back(v, "Requests", "/cases/%s/requests", v->reference);
	return visit_page(v, &template_request_outcome);
}

/* Where a look or an answer leads: a case that opened again, to itself. */
static int after_outcome(struct visit *v, bool reopened)
{
	return visit_see_other(v, reopened ? "/cases/%s" : "/cases/%s/requests", v->reference);
}

int request_outcome_submit(struct visit *v)
{
	const struct form *f = v->form;
	bool reopened;
	int64_t id;

	if (act_number(v, v->params[1], &id) < 0 ||
	    request_outcome(v->tx, v->case_id, id, form_text(f, "outcome"), form_text(f, "on_date"),
	                    form_text(f, "words"), &reopened, &v->problem) < 0)
		return -1;
	return after_outcome(v, reopened);
}

int look_page(struct visit *v)
{
	read_act_case(v->batch, NULL, v->params[0]);
	read_practice_today(v->batch);
	if (visit_read(v) < 0)
		return -1;
	act_own_form(v, &look_form);
	act_set_today(v, "on_date");
	visit_section(v, "cases");
	visit_back(v, "Requests", "/cases/%s/requests", v->reference);
	return visit_page(v, &template_request_look);
}

int look_submit(struct visit *v)
{
	const struct form *f = v->form;
	bool reopened;

	if (request_outcome(v->tx, v->case_id, 0, form_text(f, "outcome"), form_text(f, "on_date"),
	                    form_text(f, "words"), &reopened, &v->problem) < 0)
		return -1;
	return after_outcome(v, reopened);
}
