/* Logging an incident: two pages of questions, checked answers, and what happens next (U-7, U-8).
 * What was answered on a page waits as this member's own draft, under "answered", until all is
 * sent. */
#include <string.h>

#include "base/str.h"
#include "base/time.h"
#include "casework/casework.h"
#include "casework/incident.h"
#include "act_page.h"
#include "pages.h"

#include "base/banned.h"

#define ANSWERED "answered"

static const char *const why_described[] = { "already_gone", "harm_could_not_wait", "must_not_copy",
	                                     NULL };
static const char *const seen_when[] = { "today", "yesterday", "another", NULL };

static const struct field log_start_fields[] = {
	{ "in_danger", FIELD_TICK },
	{ "self_harm", FIELD_TICK },
	{ "child_at_risk", FIELD_TICK },
	{ "other_patient_shown", FIELD_TICK },
	{ "kind", FIELD_CHOICE, .missing = "Select what you saw" },
	{ "platform", FIELD_CHOICE, .missing = "Select where you saw it" },
	{ "venue", FIELD_CHOICE, .missing = "Select whose page it was on" },
	{ "link", FIELD_LINK, .max = 2000 },
	{ "no_link", FIELD_TICK },
	{ "conduct", FIELD_MANY },
	{ "reference", FIELD_LINE, .max = 20 },
	{ 0 },
};
const struct form_def log_start_form = { .name = "log_start", .fields = log_start_fields };

static const struct field log_details_fields[] = {
	{ "seen_when", FIELD_CHOICE, .missing = "Select when you saw it", .choices = seen_when },
	{ "seen_on", FIELD_DATE },
	{ "seen_time", FIELD_TIME },
	{ "summary", FIELD_LINE, .max = 200, .missing = "Enter a one-line summary" },
	{ "author_handle", FIELD_LINE, .max = 120 },
	{ "names_staff", FIELD_TICK },
	{ "names_patient", FIELD_TICK },
	{ "is_threatening", FIELD_TICK },
	{ "looks_untrue", FIELD_TICK },
	{ "is_praise", FIELD_TICK },
	{ "staff", FIELD_MANY },
	{ "staff_other", FIELD_LINE, .max = 200 },
	{ "seen_by", FIELD_LINE, .max = 120 },
	{ "told_by", FIELD_LINE, .max = 120 },
	{ "files", FIELD_FILES },
	{ "uploads", FIELD_MANY },
	{ "description", FIELD_PROSE, .max = 4000 },
	{ "why_described", FIELD_CHOICE, .choices = why_described },
	{ 0 },
};
const struct form_def log_details_form = { .name = "log_details",
	                                   .fields = log_details_fields,
	                                   .max_body = 110u * 1024 * 1024 };
const struct form_def log_check_form = { .name = "log_check",
	                                 .fields = (const struct field[]){ { 0 } } };

/* The answers of a page already sent, or NULL. */
static struct form *answered(struct visit *v, const struct rows *parts, const struct form_def *def)
{
	for (int i = 0; i < rows_count(parts); i++)
		if (text_equal(rows_text(parts, i, LOG_PARTS_FORM), def->name))
			return form_from_json(v->arena, def, rows_text(parts, i, LOG_PARTS_FIELDS));
	return NULL;
}

/* Shows a page with what was answered on it before, if it was. */
static void fill_again(struct visit *v, const struct form_def *def)
{
	struct form *before =
	        v->form_is_fresh ? answered(v, batch_rows(v->batch, &query_log_parts), def) : NULL;

	if (before)
		v->form = before;
}

int log_start_page(struct visit *v)
{
	read_log_choices_kind(v->batch);
	read_log_choices_platform(v->batch);
	read_log_choices_venue(v->batch);
	read_log_choices_staff(v->batch);
	read_log_parts(v->batch);
	if (visit_read(v) < 0)
		return -1;
	/* ?another=yes: not the urgent case that waits for its details, but something else */
	if (v->rq->method == METHOD_GET && text_equal(request_query(v->rq, "another"), "yes"))
		v->form = form_new(v->arena, &log_start_form);
	else
		fill_again(v, &log_start_form);
	visit_section(v, "log");
	visit_back(v, "Home", "/");
	return visit_page(v, &template_log_start);
}

static void fill_start(struct incident_start *s, const struct form *f)
{
	*s = (struct incident_start){
		.kind = form_text(f, "kind"),
		.platform = form_text(f, "platform"),
		.venue = form_text(f, "venue"),
		.link = form_text(f, "link"),
		.in_danger = form_ticked(f, "in_danger"),
		.self_harm = form_ticked(f, "self_harm"),
		.child_at_risk = form_ticked(f, "child_at_risk"),
		.other_patient_shown = form_ticked(f, "other_patient_shown"),
		.conduct = form_many(f, "conduct"),
	};
}

/* The lists of values are the database's: a code that is not on them gets its sentence here. */
static int check_codes(struct visit *v)
{
	const struct rows *names =
	        tx_read_log_names(v->tx, form_text(v->form, "kind"), form_text(v->form, "platform"),
	                          form_text(v->form, "venue"), "{}");

	if (!names)
		return visit_tx_failed(v);
	if (!rows_given(names, 0, LOG_NAMES_KIND_TITLE))
		form_refuse(v->form, "kind", "Select what you saw");
	if (!rows_given(names, 0, LOG_NAMES_PLATFORM_TITLE))
		form_refuse(v->form, "platform", "Select where you saw it");
	if (!rows_given(names, 0, LOG_NAMES_VENUE_TITLE))
		form_refuse(v->form, "venue", "Select whose page it was on");
	return form_is_good(v->form) ? 0 : -1;
}

int log_start_submit(struct visit *v)
{
	struct form *f = v->form;
	struct incident_start s;

	if (!form_given(f, "link") && !form_ticked(f, "no_link"))
		form_refuse(f, "link",
		            "Enter the web address of the post, or tick that you do not have it");
	if (!form_is_good(f) || check_codes(v) < 0)
		return -1;
	fill_start(&s, f);
	if (incident_is_urgent(&s) && !form_given(f, "reference")) {
		const char *reference;

		if (incident_raise_urgent(v->tx, &s, &reference, &v->problem) < 0)
			return -1;
		form_set(f, "reference", reference);
	}
	if (!write_draft_keep(v->tx, log_start_form.name, ANSWERED, form_json(f)))
		return visit_tx_failed(v);
	return visit_see_other(v, "/log/details");
}

int log_details_page(struct visit *v)
{
	struct form *start;

	read_log_choices_staff(v->batch);
	read_log_parts(v->batch);
	read_upload_list(v->batch);
	if (visit_read(v) < 0)
		return -1;
	start = answered(v, batch_rows(v->batch, &query_log_parts), &log_start_form);
	/* what was typed here stays, even where the first page's answers are gone: they are asked
	 * for next */
	if (!start && v->form_is_fresh)
		return visit_see_other(v, "/log");
	if (!start)
		start = form_new(v->arena, &log_start_form);
	fill_again(v, &log_details_form);
	view_text(v->view, "urgent_reference", form_text(start, "reference"));
	view_flag(v->view, "in_danger", form_ticked(start, "in_danger"));
	view_flag(v->view, "self_harm", form_ticked(start, "self_harm"));
	view_flag(v->view, "child_at_risk", form_ticked(start, "child_at_risk"));
	view_flag(v->view, "other_patient_shown", form_ticked(start, "other_patient_shown"));
	visit_section(v, "log");
	visit_back(v, "Back", "/log");
	return visit_page(v, &template_log_details);
}

int log_details_submit(struct visit *v)
{
	struct form *f = v->form;

	if (text_equal(form_text(f, "seen_when"), "another") && !form_given(f, "seen_on"))
		form_refuse(f, "seen_on", "Enter the date you saw it");
	if (form_given(f, "description") && !form_given(f, "why_described"))
		form_refuse(f, "why_described", "Select why it is described and not copied");
	if (form_given(f, "seen_on")) {
		const char *today = casework_today(v->tx, &v->problem);

		if (!today)
			return -1;
		if (strcmp(form_text(f, "seen_on"), today) > 0)
			form_refuse(f, "seen_on", "The date you saw it must not be in the future");
	}
	if (!form_is_good(f))
		return -1;
	if (evidence_store_files(v) < 0)
		return -1;
	if (!write_draft_keep(v->tx, log_details_form.name, ANSWERED, form_json(f)))
		return visit_tx_failed(v);
	return visit_see_other(v, "/log/check");
}

/* "today" and "yesterday" as dates. */
static const char *date_seen(struct visit *v, const struct form *f, const char *today)
{
	struct date d;
	char text[DATE_SIZE];

	if (text_equal(form_text(f, "seen_when"), "another"))
		return form_text(f, "seen_on");
	if (!date_parse(today, &d))
		return today;
	if (text_equal(form_text(f, "seen_when"), "yesterday"))
		d = date_add_days(d, -1);
	date_print(d, text);
	return arena_text(v->arena, text);
}

int log_check_page(struct visit *v)
{
	struct form *start, *details;
	const struct rows *parts;

	read_log_parts(v->batch);
	read_upload_list(v->batch);
	if (visit_read(v) < 0)
		return -1;
	parts = batch_rows(v->batch, &query_log_parts);
	start = answered(v, parts, &log_start_form);
	details = answered(v, parts, &log_details_form);
	if (!start || !details)
		return visit_see_other(v, start ? "/log/details" : "/log");
	read_log_names(v->batch, form_text(start, "kind"), form_text(start, "platform"),
	               form_text(start, "venue"), act_ids(v, form_many(details, "staff")));
	read_practice_today(v->batch);
	if (visit_read(v) < 0)
		return -1;
	view_text(v->view, "link", form_text(start, "link"));
	view_text(v->view, "urgent_reference", form_text(start, "reference"));
	view_text(v->view, "seen_on",
	          date_seen(v, details,
	                    rows_text(batch_rows(v->batch, &query_practice_today), 0, 0)));
	view_text(v->view, "seen_time", form_text(details, "seen_time"));
	view_text(v->view, "summary", form_text(details, "summary"));
	view_text(v->view, "author_handle", form_text(details, "author_handle"));
	view_text(v->view, "staff_other", form_text(details, "staff_other"));
	view_text(v->view, "seen_by", form_text(details, "seen_by"));
	view_text(v->view, "told_by", form_text(details, "told_by"));
	view_text(v->view, "description", form_text(details, "description"));
	view_flag(v->view, "names_staff", form_ticked(details, "names_staff"));
	view_flag(v->view, "names_patient", form_ticked(details, "names_patient"));
	view_flag(v->view, "is_threatening", form_ticked(details, "is_threatening"));
	view_flag(v->view, "looks_untrue", form_ticked(details, "looks_untrue"));
	view_flag(v->view, "is_praise", form_ticked(details, "is_praise"));
	view_flag(v->view, "questions_conduct", form_given(start, "conduct"));
	{
		const char *const *uploads = form_many(details, "uploads");
		int64_t n = 0;

		while (uploads && uploads[n])
			n++;
		view_whole(v->view, "files", n);
	}
	visit_section(v, "log");
	visit_back(v, "Back", "/log/details");
	return visit_page(v, &template_log_check);
}

int log_check_submit(struct visit *v)
{
	const struct rows *parts = tx_read_log_parts(v->tx);
	struct form *start = parts ? answered(v, parts, &log_start_form) : NULL;
	struct form *details = parts ? answered(v, parts, &log_details_form) : NULL;
	const char *today = casework_today(v->tx, &v->problem);
	struct incident_start s;
	struct incident_details d;
	const char *reference;

	if (!parts || !today)
		return visit_tx_failed(v);
	if (!start || !details)
		return refuse(&v->problem, PROBLEM_REFUSED,
		              "The answers are not here any more. Start again.");
	fill_start(&s, start);
	d = (struct incident_details){
		.summary = form_text(details, "summary"),
		.seen_on = date_seen(v, details, today),
		.seen_time = form_text(details, "seen_time"),
		.author_handle = form_text(details, "author_handle"),
		.seen_by = form_text(details, "seen_by"),
		.told_by = form_text(details, "told_by"),
		.names_staff = form_ticked(details, "names_staff"),
		.names_patient = form_ticked(details, "names_patient"),
		.is_threatening = form_ticked(details, "is_threatening"),
		.looks_untrue = form_ticked(details, "looks_untrue"),
		.is_praise = form_ticked(details, "is_praise"),
		.staff = form_many(details, "staff"),
		.staff_other = form_text(details, "staff_other"),
		.uploads = form_many(details, "uploads"),
		.description = form_text(details, "description"),
		.why_described = form_text(details, "why_described"),
	};
	if (incident_log(v->tx, &s, &d, form_text(start, "reference"), &reference, &v->problem) < 0)
		return -1;
	return visit_see_other(v, "/log/done/%s", reference);
}

int log_done_page(struct visit *v)
{
	read_log_done(v->batch, v->params[0]);
	if (visit_read(v) < 0)
		return -1;
	visit_section(v, "log");
	if (rows_count(batch_rows(v->batch, &query_log_done)) == 0)
		return visit_page(v, &template_log_thanks);
	return visit_page(v, &template_log_done);
}
