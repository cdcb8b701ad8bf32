/* The partners' decision: where everybody stands, opening it, voting, standing aside, signing, new
 * evidence, closing (U-3, U-17, U-18). Members who are affected or conflicted see only that there
 * is a decision, until it stands (U-1). */
#include "casework/decision.h"

#include <stdlib.h>
#include <string.h>

#include "base/str.h"
#include "pages.h"

#include "base/banned.h"

static void frame(struct visit *v, bool is_decision)
{
	visit_section(v, "cases");
	view_text(v->view, "reference", v->reference);
	if (is_decision)
		visit_back(v, "Back to the case", "/cases/%s", v->reference);
	else
		visit_back(v, "Back to the decision", "/cases/%s/decision", v->reference);
}

static const char *state_of(const struct rows *d)
{
	return rows_count(d) ? rows_text(d, 0, DECISION_SHOW_STATE) : "none";
}

/* The one main thing that this member may do now; "" when there is nothing. */
static const char *next_of(const struct visit *v, const struct rows *d, const struct rows *me)
{
	const char *state = state_of(d);
	bool may_record = visit_may(v, "record_decision");

	if (rows_bool(me, 0, DECISION_ME_MUST_ANSWER))
		return "evidence";
	if (rows_bool(me, 0, DECISION_ME_MAY_SIGN) && !v->full)
		return "sign";
	if (!v->full)
		return "";
	if (text_equal(state, "open") && rows_bool(me, 0, DECISION_ME_IS_PARTNER) &&
	    !rows_bool(me, 0, DECISION_ME_HAS_VOTED))
		return "vote";
	if (rows_bool(me, 0, DECISION_ME_MAY_SIGN))
		return "sign";
	if (rows_bool(d, 0, DECISION_SHOW_IS_VOID_DUE) || text_equal(state, "none") ||
	    text_equal(state, "void") || text_equal(state, "not_carried"))
		return may_record ? "open" : "";
	if (text_equal(state, "carried"))
		return may_record ? "removal" : "";
	return "";
}

int decision_page(struct visit *v)
{
	const struct rows *d, *me;

	d = read_decision_show(v->batch, v->params[0]);
	me = read_decision_me(v->batch, v->params[0]);
	read_decision_partner_list(v->batch, v->params[0]);
	read_decision_vote_list(v->batch, v->params[0]);
	read_outside_view_list(v->batch, v->params[0]);
	read_gate_list(v->batch, v->params[0]);
	read_case_frame(v->batch, v->params[0]);
	if (visit_read(v) < 0)
		return -1;
	frame(v, true);
	view_text(v->view, "next", next_of(v, d, me));
	/* Full standing, or stood aside and the decision stands by now. */
	view_flag(v->view, "sees_votes", v->full || rows_bool(me, 0, DECISION_ME_STANDS));
	view_flag(v->view, "is_full", v->full);
	view_flag(v->view, "is_open", text_equal(state_of(d), "open"));
	view_flag(v->view, "is_before",
	          text_equal(state_of(d), "none") || text_equal(state_of(d), "void"));
	view_flag(v->view, "may_record", v->full && visit_may(v, "record_decision"));
	return visit_page(v, &template_decision_show);
}

/* ---- Opening -----------------------------------------------------------------------------------
 */

static const struct field decision_open_fields[] = {
	{ "ground_id", FIELD_LINE, .max = 20 },
	{ 0 },
};
const struct form_def decision_open_form = { .name = "decision_open",
	                                     .fields = decision_open_fields };

/* Where the sole ground is a complaint, or the refusal to take a post down, nothing is asked: the
 * page stops, and says what is possible instead (W-2.4h, C-4). */
int decision_open_page(struct visit *v)
{
	const struct rows *d;
	const char *answer;

	d = read_decision_show(v->batch, v->params[0]);
	read_gate_list(v->batch, v->params[0]);
	if (visit_read(v) < 0)
		return -1;
	frame(v, false);
	answer = rows_text(d, 0, DECISION_SHOW_GROUND_ANSWER);
	if (text_equal(answer, "on_complaint") || text_equal(answer, "only_refusal")) {
		view_flag(v->view, "is_complaint", text_equal(answer, "on_complaint"));
		return visit_page(v, &template_decision_stop);
	}
	if (v->form_is_fresh && rows_given(d, 0, DECISION_SHOW_GROUND_STATEMENT_ID))
		form_set(v->form, "ground_id", rows_text(d, 0, DECISION_SHOW_GROUND_STATEMENT_ID));
	return visit_page(v, &template_decision_open);
}

int decision_open_submit(struct visit *v)
{
	const char *id = form_text(v->form, "ground_id");
	bool is_number = *id && strspn(id, "0123456789") == strlen(id) && strlen(id) < 18;

	if (decision_open(v->tx, v->case_id, is_number ? strtoll(id, NULL, 10) : 0, &v->problem) <
	    0)
		return -1;
	return visit_see_other(v, "/cases/%s/decision", v->reference);
}

/* ---- Voting, signing, new evidence
 * ---------------------------------------------------------------- */

static const char *const vote_choices[] = { "for", "against", "aside", NULL };
static const char *const aside_choices[] = { "own_choice", "named_in_post", "other_interest",
	                                     NULL };
static const struct field vote_fields[] = {
	{ "vote", FIELD_CHOICE, .choices = vote_choices,
	  .missing = "Select how you vote, or that you stand aside" },
	{ "aside_why", FIELD_CHOICE, .choices = aside_choices },
	{ "reason", FIELD_PROSE, .max = 5000, .missing = "Enter your reason" },
	{ 0 },
};
const struct form_def vote_form = { .name = "vote", .fields = vote_fields };

int vote_page(struct visit *v)
{
	read_decision_show(v->batch, v->params[0]);
	read_decision_me(v->batch, v->params[0]);
	read_gate_list(v->batch, v->params[0]);
	if (visit_read(v) < 0)
		return -1;
	frame(v, false);
	return visit_page(v, &template_decision_vote);
}

int vote_submit(struct visit *v)
{
	struct form *f = v->form;
	bool is_aside = text_equal(form_text(f, "vote"), "aside");

	if (is_aside && !form_given(f, "aside_why"))
		form_refuse(f, "aside_why", "Select why you stand aside");
	if (!form_is_good(f))
		return -1;
	if (vote_record(v->tx, v->case_id, form_text(f, "vote"),
	                is_aside ? form_text(f, "aside_why") : "", form_text(f, "reason"),
	                &v->problem) < 0)
		return -1;
	return visit_see_other(v, "/cases/%s/decision", v->reference);
}

static const char *const sign_choices[] = { "for", "against", NULL };
static const struct field sign_fields[] = {
	{ "signature", FIELD_CHOICE, .choices = sign_choices,
	  .missing = "Select whether you sign for it" },
	{ "reason", FIELD_PROSE, .max = 5000, .missing = "Enter your reason" },
	{ 0 },
};
const struct form_def sign_form = { .name = "decision_sign", .fields = sign_fields };

int sign_page(struct visit *v)
{
	read_decision_signing_sheet(v->batch, v->params[0]);
	if (visit_read(v) < 0)
		return -1;
	frame(v, false);
	return visit_page(v, &template_decision_sign);
}

int sign_submit(struct visit *v)
{
	const struct form *f = v->form;

	if (signature_record(v->tx, v->case_id, text_equal(form_text(f, "signature"), "for"),
	                     form_text(f, "reason"), &v->problem) < 0)
		return -1;
	return visit_see_other(v, "/cases/%s/decision", v->reference);
}

static const char *const changes_choices[] = { "yes", "no", NULL };
static const struct field new_evidence_fields[] = {
	{ "changes", FIELD_CHOICE, .choices = changes_choices,
	  .missing = "Select whether this changes your vote" },
	{ "reason", FIELD_PROSE, .max = 5000, .missing = "Enter your reason" },
	{ 0 },
};
const struct form_def new_evidence_form = { .name = "new_evidence", .fields = new_evidence_fields };

int new_evidence_page(struct visit *v)
{
	read_decision_new_evidence(v->batch, v->params[0]);
	if (visit_read(v) < 0)
		return -1;
	frame(v, false);
	return visit_page(v, &template_decision_evidence);
}

int new_evidence_submit(struct visit *v)
{
	const struct form *f = v->form;

	if (vote_answer_evidence(v->tx, v->case_id, text_equal(form_text(f, "changes"), "yes"),
	                         form_text(f, "reason"), &v->problem) < 0)
		return -1;
	return visit_see_other(v, "/cases/%s/decision", v->reference);
}

static const struct field no_fields[] = { { 0 } };
const struct form_def decision_close_form = { .name = "decision_close", .fields = no_fields };

int decision_close_page(struct visit *v)
{
	read_decision_show(v->batch, v->params[0]);
	read_decision_partner_list(v->batch, v->params[0]);
	if (visit_read(v) < 0)
		return -1;
	frame(v, false);
	return visit_page(v, &template_decision_close);
}

int decision_close_submit(struct visit *v)
{
	if (decision_close(v->tx, v->case_id, &v->problem) < 0)
		return -1;
	return visit_see_other(v, "/cases/%s/decision", v->reference);
}
