/* Records beside cases: PALS contacts, learning events, and the list of complaints. */
#include "casework/record.h"

#include <inttypes.h>

#include "base/str.h"
#include "pages.h"

#include "base/banned.h"

enum { LIST_MOST = 50, PAGE_MOST = 100000 };

static const struct field record_list_fields[] = {
	{ "page", FIELD_WHOLE },
	{ 0 },
};
static const struct form_def record_list_form = { .name = "record_list",
	                                          .fields = record_list_fields };

/* Which page of a list is asked for, from 1. */
static int64_t page_asked(struct visit *v)
{
	int64_t page = form_whole(form_from_query(v->rq, &record_list_form), "page", 1);

	return page < 1 || page > PAGE_MOST ? 1 : page;
}

static int skip_of(int64_t page)
{
	return (int)(page - 1) * LIST_MOST;
}

/* The ways to the pages before and after. */
static void show_pages(struct visit *v, const char *path, int64_t page, int64_t total)
{
	view_text(v->view, "before_href",
	          page > 1 ? arena_printf(v->arena, "%s?page=%" PRId64, path, page - 1) : "");
	view_text(v->view, "after_href",
	          page * LIST_MOST < total
	                  ? arena_printf(v->arena, "%s?page=%" PRId64, path, page + 1)
	                  : "");
}

/* Today, in a form that nobody has touched. */
static void first_date(struct visit *v, const char *field)
{
	if (v->form_is_fresh)
		form_set(v->form, field,
		         rows_text(batch_rows(v->batch, &query_practice_today), 0,
		                   PRACTICE_TODAY_TODAY));
}

/* ---- PALS contacts (U-25) ------------------------------------------------------------------- */

static const char *const pals_wants[] = { "information", "reply_to_pals", "reply_to_patient",
	                                  "complaint", NULL };
static const char *const pals_consents[] = { "seen", "not_seen", "asked", NULL };
static const struct field pals_fields[] = {
	{ "received_on", FIELD_DATE, .missing = "Enter the day it came" },
	{ "office", FIELD_LINE, .max = 200, .missing = "Enter which PALS office it came from" },
	{ "their_reference", FIELD_LINE, .max = 100 },
	{ "wants", FIELD_CHOICE, .choices = pals_wants, .missing = "Select what PALS wants" },
	{ "reply_by", FIELD_DATE },
	{ "consent", FIELD_CHOICE, .choices = pals_consents,
	  .missing = "Select whether you have seen the patient's consent" },
	{ "body", FIELD_PROSE, .max = 20000, .missing = "Paste what PALS wrote" },
	{ 0 },
};
const struct form_def pals_form = { .name = "pals", .fields = pals_fields };

int pals_page(struct visit *v)
{
	int64_t page = page_asked(v);
	const struct rows *count = read_pals_count(v->batch);

	read_pals_list(v->batch, LIST_MOST, skip_of(page));
	read_practice_today(v->batch);
	if (visit_read(v) < 0)
		return -1;
	first_date(v, "received_on");
	show_pages(v, "/pals", page, rows_int(count, 0, PALS_COUNT_TOTAL));
	visit_section(v, "registers");
	visit_back(v, "Registers", "/registers");
	return visit_page(v, &template_pals_list);
}

int pals_submit(struct visit *v)
{
	const struct pals_contact p = {
		.received_on = form_text(v->form, "received_on"),
		.office = form_text(v->form, "office"),
		.their_reference = form_text(v->form, "their_reference"),
		.wants = form_text(v->form, "wants"),
		.reply_by = form_text_or_null(v->form, "reply_by"),
		.consent = form_text(v->form, "consent"),
		.text = form_text(v->form, "body"),
	};
	const char *complaint;

	if (pals_record(v->tx, &p, &complaint, &v->problem) < 0)
		return -1;
	if (complaint)
		return visit_see_other(v, "/complaints/%s", complaint);
	return visit_see_other(v, "/pals#contacts");
}

/* ---- Complaints ----------------------------------------------------------------------------- */

int complaint_list_page(struct visit *v)
{
	int64_t page = page_asked(v);
	const struct rows *count = read_complaint_list_count(v->batch);

	read_complaint_list(v->batch, LIST_MOST, skip_of(page));
	if (visit_read(v) < 0)
		return -1;
	show_pages(v, "/complaints", page, rows_int(count, 0, COMPLAINT_LIST_COUNT_TOTAL));
	visit_section(v, "cases");
	return visit_page(v, &template_complaint_list);
}

static const char *const alone_states[] = { "with_lead", "closed", "answered_as_feedback",
	                                    "not_a_complaint", NULL };
static const struct field complaint_alone_fields[] = {
	{ "acknowledged_on", FIELD_DATE },
	{ "state", FIELD_CHOICE, .choices = alone_states, .missing = "Select where it stands" },
	{ "ended_on", FIELD_DATE },
	{ "ended_why", FIELD_PROSE, .max = 2000 },
	{ 0 },
};
const struct form_def complaint_alone_form = { .name = "complaint_alone",
	                                       .fields = complaint_alone_fields };

int complaint_alone_page(struct visit *v)
{
	const struct rows *c = read_complaint_alone(v->batch, v->params[0]);

	if (visit_read(v) < 0)
		return -1;
	if (rows_count(c) == 0)
		return refuse(&v->problem, PROBLEM_NOT_FOUND, "There is no such page.");
	if (v->form_is_fresh) {
		form_set(v->form, "acknowledged_on",
		         rows_text_or(c, 0, COMPLAINT_ALONE_ACKNOWLEDGED_ON, ""));
		form_set(v->form, "state", rows_text(c, 0, COMPLAINT_ALONE_STATE));
		form_set(v->form, "ended_on", rows_text_or(c, 0, COMPLAINT_ALONE_ENDED_ON, ""));
		form_set(v->form, "ended_why", rows_text(c, 0, COMPLAINT_ALONE_ENDED_WHY));
	}
	view_flag(v->view, "may_lead", visit_may(v, "lead_complaint"));
	visit_section(v, "cases");
	visit_back(v, "Complaints", "/complaints");
	return visit_page(v, &template_complaint_alone);
}

int complaint_alone_submit(struct visit *v)
{
	const struct complaint_alone c = {
		.reference = v->params[0],
		.version = form_version(v->form),
		.acknowledged_on = form_text_or_null(v->form, "acknowledged_on"),
		.state = form_text(v->form, "state"),
		.ended_on = form_text_or_null(v->form, "ended_on"),
		.ended_why = form_text(v->form, "ended_why"),
	};

	if (!text_equal(c.state, "with_lead")) {
		if (!c.ended_on)
			form_refuse(v->form, "ended_on", "Enter the day it ended");
		if (!c.ended_why[0])
			form_refuse(v->form, "ended_why", "Enter how it ended, and why");
	}
	if (!form_is_good(v->form) || complaint_alone_record(v->tx, &c, &v->problem) < 0)
		return -1;
	return visit_see_other(v, "/complaints");
}

/* ---- Learning events (R-sea-4) -------------------------------------------------------------- */

static const struct field learning_alone_fields[] = {
	{ "happened_on", FIELD_DATE, .missing = "Enter the day it happened" },
	{ "title", FIELD_LINE, .max = 200, .missing = "Enter what happened, in a line" },
	{ "significant", FIELD_TICK },
	{ "what_we_learnt", FIELD_PROSE, .max = 5000 },
	{ "what_changes", FIELD_PROSE, .max = 5000 },
	{ 0 },
};
const struct form_def learning_alone_form = { .name = "learning_alone",
	                                      .fields = learning_alone_fields };

int learning_list_page(struct visit *v)
{
	int64_t page = page_asked(v);
	const struct rows *count = read_learning_count(v->batch);

	read_learning_list(v->batch, LIST_MOST, skip_of(page));
	read_practice_today(v->batch);
	if (visit_read(v) < 0)
		return -1;
	first_date(v, "happened_on");
	show_pages(v, "/learning", page, rows_int(count, 0, LEARNING_COUNT_TOTAL));
	visit_section(v, "registers");
	visit_back(v, "Registers", "/registers");
	return visit_page(v, &template_learning_list);
}

int learning_alone_submit(struct visit *v)
{
	const struct learning_alone l = {
		.happened_on = form_text(v->form, "happened_on"),
		.title = form_text(v->form, "title"),
		.significant = form_ticked(v->form, "significant"),
		.what_we_learnt = form_text(v->form, "what_we_learnt"),
		.what_changes = form_text(v->form, "what_changes"),
	};

	if (learning_alone_record(v->tx, &l, &v->problem) < 0)
		return -1;
	return visit_see_other(v, "/learning#events");
}
