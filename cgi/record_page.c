/* Records beside cases: PALS contacts and learning events. */
#include "casework/record.h"

#include <inttypes.h>

#include "act_page.h"
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
	{ "by_name", FIELD_LINE, .max = 200 },
	{ "by_born_on", FIELD_DATE },
	{ "by_nhs_number", FIELD_NHS },
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
		.patient = { form_text(v->form, "by_name"),
		             form_text_or_null(v->form, "by_born_on"),
		             act_nhs(v, "by_nhs_number") },
	};
	const char *complaint;

	if (!form_is_good(v->form))
		return -1;
	if (pals_record(v->tx, &p, &complaint, &v->problem) < 0)
		return -1;
	if (complaint)
		return visit_see_other(v, "/complaints/%s", complaint);
	return visit_see_other(v, "/pals#contacts");
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
