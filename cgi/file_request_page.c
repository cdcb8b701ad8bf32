/* Registers of requests for the file (U-28) and of data protection complaints (R-dp-6). */
#include "casework/file_request.h"

#include <inttypes.h>

#include "act_page.h"
#include "base/str.h"
#include "pages.h"

#include "base/banned.h"

static const char *const kinds[] = { "ombudsman",      "icb", "cqc", "police", "ico", "solicitor",
	                             "subject_access", NULL };
static const char *const bases[] = { "power", "consent", "order", "subject", NULL };
static const struct field file_request_fields[] = {
	{ "kind", FIELD_CHOICE, .choices = kinds, .missing = "Select who asks" },
	{ "asker", FIELD_LINE, .max = 200, .missing = "Enter the name, with their reference" },
	{ "received_on", FIELD_DATE, .missing = "Enter the day it came" },
	{ "basis", FIELD_CHOICE, .choices = bases, .missing = "Select on what it rests" },
	{ "basis_text", FIELD_LINE, .max = 1000 },
	{ "asks_for", FIELD_PROSE, .max = 4000, .missing = "Enter what they ask for" },
	{ "due_on", FIELD_DATE },
	{ "complaint", FIELD_LINE, .max = 40 },
	{ 0 },
};
const struct form_def file_request_form = { .name = "file_request", .fields = file_request_fields };

static const char *const held_backs[] = { "privileged", "third_party", "harm", "not_asked", NULL };
static const struct field file_request_item_fields[] = {
	{ "title", FIELD_LINE, .max = 200, .missing = "Enter the paper" },
	{ "pages", FIELD_WHOLE },
	{ "held_back", FIELD_CHOICE, .choices = held_backs },
	{ "why", FIELD_LINE, .max = 1000 },
	{ 0 },
};
const struct form_def file_request_item_form = { .name = "file_request_item",
	                                         .fields = file_request_item_fields };

static const char *const ends[] = { "sent", "refused", NULL };
static const struct field file_request_end_fields[] = {
	{ "state", FIELD_CHOICE, .choices = ends, .missing = "Select what was done" },
	{ "on_date", FIELD_DATE, .missing = "Enter the date" },
	{ "how", FIELD_PROSE, .max = 2000, .missing = "Enter how it went, or the reason" },
	{ 0 },
};
const struct form_def file_request_end_form = { .name = "file_request_end",
	                                        .fields = file_request_end_fields };

int file_request_list_page(struct visit *v)
{
	read_file_request_list(v->batch);
	read_practice_today(v->batch);
	if (visit_read(v) < 0)
		return -1;
	act_own_form(v, &file_request_form);
	act_set_today(v, "received_on");
	visit_section(v, "registers");
	visit_back(v, "Registers", "/registers");
	return visit_page(v, &template_file_request_list);
}

int file_request_submit(struct visit *v)
{
	const struct form *f = v->form;
	const struct new_file_request r = {
		.kind = form_text(f, "kind"),
		.asker = form_text(f, "asker"),
		.basis = form_text(f, "basis"),
		.basis_text = form_text(f, "basis_text"),
		.asks_for = form_text(f, "asks_for"),
		.received_on = form_text(f, "received_on"),
		.due_on = form_text_or_null(f, "due_on"),
		.complaint = form_text(f, "complaint"),
	};
	int64_t id;

	if (file_request_begin(v->tx, &r, &id, &v->problem) < 0)
		return -1;
	return visit_see_other(v, "/file-requests/%" PRId64, id);
}

static int not_there(struct visit *v)
{
	return refuse(&v->problem, PROBLEM_NOT_FOUND, "There is no such page.");
}

static int show_request(struct visit *v, const struct form_def *form, const struct template *page)
{
	const struct rows *r;
	int64_t id;

	if (act_number(v, v->params[0], &id) < 0)
		return -1;
	r = read_file_request_show(v->batch, id);
	read_file_request_items(v->batch, id);
	read_practice_today(v->batch);
	if (visit_read(v) < 0)
		return -1;
	if (rows_count(r) == 0)
		return not_there(v);
	act_own_form(v, form);
	if (form == &file_request_end_form)
		act_set_today(v, "on_date");
	view_flag(v->view, "is_overtaken",
	          act_is_overtaken(v, rows_text(r, 0, FILE_REQUEST_SHOW_VERSION)));
	visit_section(v, "registers");
	visit_back(v, "Requests for the file", "/file-requests");
	return visit_page(v, page);
}

int file_request_page(struct visit *v)
{
	return show_request(v, &file_request_item_form, &template_file_request_show);
}

int file_request_end_page(struct visit *v)
{
	return show_request(v, &file_request_end_form, &template_file_request_end);
}

int file_request_item_submit(struct visit *v)
{
	const struct form *f = v->form;
	int pages = (int)form_whole(f, "pages", 0);
	int64_t id;

	if (act_number(v, v->params[0], &id) < 0)
		return -1;
	if (form_given(f, "pages") &&
	    (form_whole(f, "pages", 0) < 1 || form_whole(f, "pages", 0) > 100000))
		form_refuse(v->form, "pages", "The number of pages must be between 1 and 100,000");
	if (!form_is_good(f) ||
	    file_request_item(v->tx, id, form_text(f, "title"),
	                      form_given(f, "pages") ? &pages : NULL, form_text(f, "held_back"),
	                      form_text(f, "why"), &v->problem) < 0)
		return -1;
	return visit_see_other(v, "/file-requests/%" PRId64, id);
}

int file_request_end_submit(struct visit *v)
{
	const struct form *f = v->form;
	int64_t id;

	if (act_number(v, v->params[0], &id) < 0 ||
	    file_request_end(v->tx, id, form_version(f), form_text(f, "state"),
	                     form_text(f, "on_date"), form_text(f, "how"), &v->problem) < 0)
		return -1;
	return visit_see_other(v, "/file-requests/%" PRId64, id);
}

/* ---- Data protection complaints (R-dp-6) ----------------------------------------------------- */

static const char *const hows[] = { "oral", "written", "electronic", NULL };
static const struct field data_complaint_fields[] = {
	{ "received_on", FIELD_DATE, .missing = "Enter the day it came" },
	{ "who", FIELD_LINE, .max = 200, .missing = "Enter who complains" },
	{ "how", FIELD_CHOICE, .choices = hows, .missing = "Select how it was made" },
	{ "words", FIELD_PROSE, .max = 20000, .missing = "Enter what it is about" },
	{ 0 },
};
const struct form_def data_complaint_form = { .name = "data_complaint",
	                                      .fields = data_complaint_fields };

static const char *const actions[] = { "acknowledged", "step", "told", "answered", NULL };
static const char *const outcomes[] = { "upheld", "partly", "not_upheld", NULL };
static const struct field data_complaint_act_fields[] = {
	{ "action", FIELD_CHOICE, .choices = actions, .missing = "Select what was done" },
	{ "on_date", FIELD_DATE, .missing = "Enter the date" },
	{ "words", FIELD_PROSE, .max = 4000, .missing = "Enter what was done or said" },
	{ "outcome", FIELD_CHOICE, .choices = outcomes },
	{ "told_of_ico", FIELD_TICK },
	{ 0 },
};
const struct form_def data_complaint_act_form = { .name = "data_complaint_act",
	                                          .fields = data_complaint_act_fields };

int data_complaint_list_page(struct visit *v)
{
	read_data_complaint_list(v->batch);
	read_practice_today(v->batch);
	if (visit_read(v) < 0)
		return -1;
	act_own_form(v, &data_complaint_form);
	act_set_today(v, "received_on");
	visit_section(v, "registers");
	visit_back(v, "Registers", "/registers");
	return visit_page(v, &template_data_complaint_list);
}

int data_complaint_submit(struct visit *v)
{
	const struct form *f = v->form;
	int64_t id;

	if (data_complaint_begin(v->tx, form_text(f, "received_on"), form_text(f, "who"),
	                         form_text(f, "how"), form_text(f, "words"), &id, &v->problem) < 0)
		return -1;
	return visit_see_other(v, "/data-complaints/%" PRId64, id);
}

int data_complaint_page(struct visit *v)
{
	const struct rows *r;
	int64_t id;

	if (act_number(v, v->params[0], &id) < 0)
		return -1;
	r = read_data_complaint_show(v->batch, id);
	read_data_complaint_steps(v->batch, id);
	read_practice_today(v->batch);
	if (visit_read(v) < 0)
		return -1;
	if (rows_count(r) == 0)
		return not_there(v);
	act_own_form(v, &data_complaint_act_form);
	act_set_today(v, "on_date");
	view_flag(v->view, "is_overtaken",
	          act_is_overtaken(v, rows_text(r, 0, DATA_COMPLAINT_SHOW_VERSION)));
	visit_section(v, "registers");
	visit_back(v, "Data protection complaints", "/data-complaints");
	return visit_page(v, &template_data_complaint_show);
}

int data_complaint_act_submit(struct visit *v)
{
	const struct form *f = v->form;
	int64_t id;

	if (act_number(v, v->params[0], &id) < 0 ||
	    data_complaint_act(v->tx, id, form_version(f), form_text(f, "action"),
	                       form_text(f, "on_date"), form_text(f, "words"),
	                       form_text(f, "outcome"), form_ticked(f, "told_of_ico"),
	                       &v->problem) < 0)
		return -1;
	return visit_see_other(v, "/data-complaints/%" PRId64, id);
}
