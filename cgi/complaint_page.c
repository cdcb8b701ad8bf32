/* The complaint part of a case: what the Complaints Lead does with it, and the ground on which the
 * steps against the person reopen (U-13, C-3, W-2.4i to k). */
#include "casework/complaint.h"

#include "act_page.h"
#include "base/str.h"
#include "pages.h"

#include "base/banned.h"

static const char *const actions[] = { "acknowledged", "leaflet",   "invited", "cannot_reach",
	                               "reached",      "lead_asks", "ended",   NULL };
static const char *const leaflets[] = { "offered", "accepted", "declined", NULL };
static const char *const ends[] = { "taken_up", "nothing_heard", "answered_as_feedback",
	                            "not_a_complaint", NULL };

static const struct field complaint_fields[] = {
	{ "action", FIELD_CHOICE, .missing = "Select what you want to record", .choices = actions },
	{ "leaflet", FIELD_CHOICE, .choices = leaflets },
	{ "cannot_reach_why", FIELD_PROSE, .max = 1000 },
	{ "lead_why", FIELD_PROSE, .max = 2000 },
	{ "end", FIELD_CHOICE, .choices = ends },
	{ "ended_why", FIELD_PROSE, .max = 2000 },
	{ "on_date", FIELD_DATE, .missing = "Enter the date" },
	{ 0 },
};
const struct form_def complaint_form = { .name = "complaint", .fields = complaint_fields };

static const char *const grounds[] = { "apart", "only_refusal", NULL };
static const struct field complaint_ground_fields[] = {
	{ "kind", FIELD_CHOICE, .missing = "Select what the ground rests on", .choices = grounds },
	{ "ground", FIELD_PROSE, .max = 4000, .missing = "Enter the ground" },
	{ "considered", FIELD_TICK },
	{ 0 },
};
const struct form_def complaint_ground_form = { .name = "complaint_ground",
	                                        .fields = complaint_ground_fields };

int complaint_page(struct visit *v)
{
	const struct rows *part;

	read_complaint_show(v->batch, v->params[0]);
	read_case_frame(v->batch, v->params[0]);
	read_complaint_clocks(v->batch, v->params[0]);
	read_complaint_delegates(v->batch, v->params[0]);
	read_complaint_outside(v->batch);
	read_complaint_words(v->batch, v->params[0]);
	read_practice_today(v->batch);
	if (visit_read(v) < 0)
		return -1;
	act_own_form(v, &complaint_form);
	part = batch_rows(v->batch, &query_complaint_show);
	view_flag(v->view, "is_overtaken",
	          act_is_overtaken(v, rows_text_or(part, 0, COMPLAINT_SHOW_VERSION, "")));
	act_set_today(v, "on_date");
	act_back(v);
	return visit_page(v, &template_complaint_show);
}

int complaint_submit(struct visit *v)
{
	const struct form *f = v->form;
	const char *action = form_text(f, "action"), *on_date = form_text(f, "on_date");
	const char *version = form_version(f);
	struct problem *why = &v->problem;
	int done = -1;

	if (text_equal(action, "acknowledged"))
		done = complaint_acknowledge(v->tx, v->case_id, version, on_date, why);
	else if (text_equal(action, "leaflet"))
		done = complaint_leaflet(v->tx, v->case_id, version, form_text(f, "leaflet"),
		                         on_date, why);
	else if (text_equal(action, "invited"))
		done = complaint_invite(v->tx, v->case_id, version, on_date, why);
	else if (text_equal(action, "cannot_reach"))
		done = complaint_unreachable(v->tx, v->case_id, version,
		                             form_text(f, "cannot_reach_why"), on_date, why);
	else if (text_equal(action, "reached"))
		done = complaint_reached(v->tx, v->case_id, version, on_date, why);
	else if (text_equal(action, "lead_asks"))
		done = complaint_lead_asks(v->tx, v->case_id, form_text(f, "lead_why"), why);
	else if (text_equal(action, "ended"))
		done = complaint_end(v->tx, v->case_id, version, form_text(f, "end"),
		                     form_text(f, "ended_why"), on_date, why);
	if (done < 0)
		return -1;
	return visit_see_other(v, "/cases/%s/complaint", v->reference);
}

/* How many complaints by or for the person have ended: each has to be considered (U-17). */
static int past_of(const struct rows *facts)
{
	for (int i = 0; i < rows_count(facts); i++)
		if (text_equal(rows_text(facts, i, LADDER_FACTS_NAME), "past_complaints"))
			return (int)rows_int(facts, i, LADDER_FACTS_VALUE);
	return 0;
}

int complaint_ground_page(struct visit *v)
{
	read_complaint_show(v->batch, v->params[0]);
	read_complaint_words(v->batch, v->params[0]);
	read_gate_complaints(v->batch, v->params[0]);
	read_ladder_facts(v->batch, v->params[0]);
	if (visit_read(v) < 0)
		return -1;
	act_own_form(v, &complaint_ground_form);
	view_whole(v->view, "past", past_of(batch_rows(v->batch, &query_ladder_facts)));
	visit_section(v, "cases");
	visit_back(v, "Complaint part", "/cases/%s/complaint", v->reference);
	return visit_page(v, &template_complaint_ground);
}

int complaint_ground_submit(struct visit *v)
{
	const struct rows *facts = tx_read_ladder_facts(v->tx, v->params[0]);
	int past;

	if (!facts)
		return visit_tx_failed(v);
	past = past_of(facts);
	if (past > 0 && !form_ticked(v->form, "considered")) {
		form_refuse(v->form, "considered",
		            "Confirm that every earlier complaint was considered");
		return -1;
	}
	if (complaint_reopen_steps(v->tx, v->case_id, form_text(v->form, "kind"),
	                           form_text(v->form, "ground"), past, &v->problem) < 0)
		return -1;
	return visit_see_other(v, "/cases/%s/complaint", v->reference);
}
