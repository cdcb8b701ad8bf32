/* The whole site on one page: who may come in, what it leaves in the read log, which form, which
 * handler. */
#include "pages.h"

#include <string.h>

#include "base/str.h"
#include "cgi/site.h"
#include "http/field.h"

#include "base/banned.h"

const struct route routes[] = {
	/* signing in and out; the browser's own business */
	{ METHOD_GET, "/sign-in", ACCESS_PUBLIC, .handle = sign_in_page },
	{ METHOD_POST, "/sign-in", ACCESS_PUBLIC, .form = &sign_in_form, .handle = sign_in_submit,
	  .show = sign_in_page, .flags = ROUTE_NO_RECEIPT },
	{ METHOD_POST, "/sign-out", ACCESS_MEMBER, .form = &nothing_form, .handle = sign_out_submit,
	  .flags = ROUTE_NO_RECEIPT },
	{ METHOD_POST, "/session/extend", ACCESS_MEMBER, .form = &nothing_form,
	  .handle = session_extend_submit, .flags = ROUTE_NO_RECEIPT | ROUTE_OWN_ANSWER },
	{ METHOD_POST, "/drafts", ACCESS_MEMBER, .form = &nothing_form, .handle = draft_keep_submit,
	  .flags = ROUTE_NO_RECEIPT | ROUTE_OWN_ANSWER | ROUTE_ANY_FORM },
	{ METHOD_POST, "/csp-report", ACCESS_PUBLIC, .handle = csp_report_submit,
	  .flags = ROUTE_NO_RECEIPT | ROUTE_NO_TOKEN },
	{ METHOD_GET, "/healthz", ACCESS_PUBLIC, .handle = healthz_page },

	{ METHOD_GET, "/", ACCESS_MEMBER, .handle = home_page },

	/* logging an incident */
	{ METHOD_GET, "/log", ACCESS_LOG, .form = &log_start_form, .handle = log_start_page },
	{ METHOD_POST, "/log", ACCESS_LOG, .form = &log_start_form, .handle = log_start_submit,
	  .show = log_start_page },
	{ METHOD_GET, "/log/details", ACCESS_LOG, .form = &log_details_form, .handle = log_details_page },
	{ METHOD_POST, "/log/details", ACCESS_LOG, .form = &log_details_form, .handle = log_details_submit,
	  .show = log_details_page },
	{ METHOD_GET, "/log/check", ACCESS_LOG, .form = &log_check_form, .handle = log_check_page },
	{ METHOD_POST, "/log/check", ACCESS_LOG, .form = &log_check_form, .handle = log_check_submit,
	  .show = log_check_page },
	{ METHOD_GET, "/log/done/:what", ACCESS_LOG, .handle = log_done_page },
	{ METHOD_POST, "/uploads", ACCESS_LOG, .form = &upload_form, .handle = upload_submit,
	  .flags = ROUTE_NO_RECEIPT | ROUTE_OWN_ANSWER },

	/* cases: the list, finding one, the case, what managers do first */
	{ METHOD_GET, "/cases", ACCESS_READ_CASES, .handle = case_list_page },
	{ METHOD_POST, "/cases/find", ACCESS_READ_CASES, .form = &case_find_form,
	  .handle = case_find_submit, .show = case_list_page, .flags = ROUTE_NO_RECEIPT },
	{ METHOD_GET, "/cases/:ref", ACCESS_MEMBER, SIGHT_ANY, "case.opened", .form = &case_note_form,
	  .handle = case_page },
	{ METHOD_POST, "/cases/:ref/notes", ACCESS_MANAGE, SIGHT_FULL, .form = &case_note_form,
	  .handle = case_note_submit, .show = case_page },
	{ METHOD_GET, "/cases/:ref/readers", ACCESS_READ_LOG, SIGHT_ANY, "readers.opened",
	  .handle = case_readers_page },
	{ METHOD_GET, "/cases/:ref/notices", ACCESS_MANAGE, SIGHT_ANY, "case.opened",
	  .form = &notice_form, .handle = notice_page },
	{ METHOD_POST, "/cases/:ref/notices", ACCESS_MANAGE, SIGHT_ANY, .form = &notice_form,
	  .handle = notice_submit, .show = notice_page },
	{ METHOD_GET, "/cases/:ref/triage", ACCESS_MANAGE, SIGHT_FULL, "case.opened",
	  .form = &triage_form, .handle = triage_page },
	{ METHOD_POST, "/cases/:ref/triage", ACCESS_MANAGE, SIGHT_FULL, .form = &triage_form,
	  .handle = triage_submit, .show = triage_page },

	/* comments from files */
	{ METHOD_GET, "/imports", ACCESS_IMPORT, .form = &import_upload_form, .handle = import_list_page },
	{ METHOD_POST, "/imports", ACCESS_IMPORT, .form = &import_upload_form,
	  .handle = import_upload_submit, .show = import_list_page },
	{ METHOD_GET, "/imports/:id", ACCESS_IMPORT, .event = "import.opened", .handle = import_show_page },
	{ METHOD_GET, "/imports/:id/progress", ACCESS_IMPORT, .handle = import_progress_page,
	  .flags = ROUTE_OWN_ANSWER },
	{ METHOD_POST, "/imports/:id/doubtful", ACCESS_IMPORT, .form = &import_settle_form,
	  .handle = import_settle_submit, .show = import_show_page },
	{ METHOD_POST, "/imports/:id/services", ACCESS_IMPORT, .form = &import_service_form,
	  .handle = import_service_submit, .show = import_show_page },
	{ METHOD_GET, "/feedback", ACCESS_REPORT, .event = "feedback.opened",
	  .form = &feedback_filter_form, .handle = feedback_list_page },

	/* meeting, advice, finding, warning, gates, the partners' decision, removal */
	{ METHOD_GET, "/cases/:ref/meeting", ACCESS_MANAGE, SIGHT_FULL, "case.opened", &meeting_form,
	  meeting_page },
	{ METHOD_POST, "/cases/:ref/meeting", ACCESS_MANAGE, SIGHT_FULL, NULL, &meeting_form,
	  meeting_submit, meeting_page },
	{ METHOD_GET, "/cases/:ref/advice", ACCESS_MANAGE, SIGHT_FULL, "case.opened", &advice_form,
	  advice_page },
	{ METHOD_POST, "/cases/:ref/advice", ACCESS_MANAGE, SIGHT_FULL, NULL, &advice_form,
	  advice_submit, advice_page },
	{ METHOD_GET, "/cases/:ref/finding", ACCESS_MANAGE, SIGHT_FULL, "case.opened", &finding_form,
	  finding_page },
	{ METHOD_POST, "/cases/:ref/finding", ACCESS_MANAGE, SIGHT_FULL, NULL, &finding_form,
	  finding_submit, finding_page },
	{ METHOD_GET, "/cases/:ref/warning", ACCESS_MANAGE, SIGHT_FULL, "case.opened", &warning_form,
	  warning_page },
	{ METHOD_POST, "/cases/:ref/warning", ACCESS_MANAGE, SIGHT_FULL, NULL, &warning_form,
	  warning_submit, warning_page },
	{ METHOD_GET, "/cases/:ref/outside-view", ACCESS_MANAGE, SIGHT_FULL, "case.opened", &outside_view_form,
	  outside_view_page },
	{ METHOD_POST, "/cases/:ref/outside-view", ACCESS_MANAGE, SIGHT_FULL, NULL, &outside_view_form,
	  outside_view_submit, outside_view_page },
	{ METHOD_GET, "/cases/:ref/gates", ACCESS_READ_CASES, SIGHT_FULL, "case.opened", NULL,
	  gates_page },
	{ METHOD_GET, "/cases/:ref/gates/clinician", ACCESS_ANSWER_CLINICAL, SIGHT_FULL, "case.opened", &gate_clinician_form,
	  gate_clinician_page },
	{ METHOD_POST, "/cases/:ref/gates/clinician", ACCESS_ANSWER_CLINICAL, SIGHT_FULL, NULL, &gate_clinician_form,
	  gate_clinician_submit, gate_clinician_page },
	{ METHOD_GET, "/cases/:ref/gates/addressee", ACCESS_ANSWER_CLINICAL, SIGHT_FULL, "case.opened", &gate_addressee_form,
	  gate_addressee_page },
	{ METHOD_POST, "/cases/:ref/gates/addressee", ACCESS_ANSWER_CLINICAL, SIGHT_FULL, NULL, &gate_addressee_form,
	  gate_addressee_submit, gate_addressee_page },
	{ METHOD_GET, "/cases/:ref/gates/lead-asks", ACCESS_LEAD_COMPLAINT, SIGHT_FULL, "case.opened", &gate_lead_form,
	  gate_lead_page },
	{ METHOD_POST, "/cases/:ref/gates/lead-asks", ACCESS_LEAD_COMPLAINT, SIGHT_FULL, NULL, &gate_lead_form,
	  gate_lead_submit, gate_lead_page },
	{ METHOD_GET, "/cases/:ref/gates/:question", ACCESS_MANAGE, SIGHT_FULL, "case.opened", &gate_answer_form,
	  gate_answer_page },
	{ METHOD_POST, "/cases/:ref/gates/:question", ACCESS_MANAGE, SIGHT_FULL, NULL, &gate_answer_form,
	  gate_answer_submit, gate_answer_page },
	{ METHOD_GET, "/cases/:ref/decision", ACCESS_READ_CASES, SIGHT_ANY, "case.opened", NULL,
	  decision_page },
	{ METHOD_GET, "/cases/:ref/decision/open", ACCESS_MANAGE, SIGHT_FULL, "case.opened", &decision_open_form,
	  decision_open_page },
	{ METHOD_POST, "/cases/:ref/decision/open", ACCESS_MANAGE, SIGHT_FULL, NULL, &decision_open_form,
	  decision_open_submit, decision_open_page },
	{ METHOD_GET, "/cases/:ref/decision/vote", ACCESS_VOTE, SIGHT_FULL, "case.opened", &vote_form,
	  vote_page },
	{ METHOD_POST, "/cases/:ref/decision/vote", ACCESS_VOTE, SIGHT_FULL, NULL, &vote_form,
	  vote_submit, vote_page },
	{ METHOD_GET, "/cases/:ref/decision/sign", ACCESS_VOTE, SIGHT_ANY, "case.opened", &sign_form,
	  sign_page },
	{ METHOD_POST, "/cases/:ref/decision/sign", ACCESS_VOTE, SIGHT_ANY, NULL, &sign_form,
	  sign_submit, sign_page },
	{ METHOD_GET, "/cases/:ref/decision/evidence", ACCESS_VOTE, SIGHT_ANY, "case.opened", &new_evidence_form,
	  new_evidence_page },
	{ METHOD_POST, "/cases/:ref/decision/evidence", ACCESS_VOTE, SIGHT_ANY, NULL, &new_evidence_form,
	  new_evidence_submit, new_evidence_page },
	{ METHOD_GET, "/cases/:ref/decision/close", ACCESS_MANAGE, SIGHT_FULL, "case.opened", &decision_close_form,
	  decision_close_page },
	{ METHOD_POST, "/cases/:ref/decision/close", ACCESS_MANAGE, SIGHT_FULL, NULL, &decision_close_form,
	  decision_close_submit, decision_close_page },
	{ METHOD_GET, "/cases/:ref/removal", ACCESS_READ_CASES, SIGHT_FULL, "case.opened", &removal_form,
	  removal_page },
	{ METHOD_POST, "/cases/:ref/removal", ACCESS_MANAGE, SIGHT_FULL, NULL, &removal_form,
	  removal_submit, removal_page },
	{ METHOD_GET, "/cases/:ref/removal/confirm", ACCESS_MANAGE, SIGHT_FULL, "case.opened", &removal_confirm_form,
	  removal_confirm_page },
	{ METHOD_POST, "/cases/:ref/removal/confirm", ACCESS_MANAGE, SIGHT_FULL, NULL, &removal_confirm_form,
	  removal_confirm_submit, removal_confirm_page },
	{ METHOD_GET, "/cases/:ref/removal/receipt", ACCESS_MANAGE, SIGHT_FULL, "case.opened", &removal_receipt_form,
	  removal_receipt_page },
	{ METHOD_POST, "/cases/:ref/removal/receipt", ACCESS_MANAGE, SIGHT_FULL, NULL, &removal_receipt_form,
	  removal_receipt_submit, removal_receipt_page },

	/* monitoring: figures, what is behind them, and the file */
	{ METHOD_GET, "/reports", ACCESS_REPORT, .event = "report.opened", .handle = report_page },
	{ METHOD_GET, "/reports/cases", ACCESS_REPORT, .event = "report.drilled", .handle = report_rows_page },
	{ METHOD_GET, "/reports/csv", ACCESS_REPORT, .event = "export.made", .handle = report_csv_page },
};
const size_t routes_count = sizeof(routes) / sizeof(routes[0]);

const struct form_def *routes_form(const char *name)
{
	for (size_t i = 0; i < routes_count; i++)
		if (routes[i].form && text_equal(routes[i].form->name, name))
			return routes[i].form;
	return NULL;
}

const char *routes_fault(const struct route *table, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		const struct route *r = &table[i];

		if (r->access == ACCESS_NOT_SAID || r->access >= ACCESS_COUNT)
			return "a route has no access rule";
		if (!r->handle)
			return "a route has no handler";
		if (strstr(r->pattern, "/:ref") && r->sight == SIGHT_NONE && r->access != ACCESS_PUBLIC)
			return "a route about a case asks for no sight of it";
		if (r->method == METHOD_POST && !(r->flags & ROUTE_NO_RECEIPT) && !r->form)
			return "a route that changes something declares no form";
		if (r->method == METHOD_POST && !(r->flags & ROUTE_NO_TOKEN) && !r->form)
			return "a route that takes a form declares none";
		/* what was typed is shown again, or it is lost */
		if (r->method == METHOD_POST && r->form && r->form->fields[0].name && !r->show &&
		    !(r->flags & ROUTE_OWN_ANSWER))
			return "a route that takes answers names no page that shows them again";
		for (size_t k = 0; k < i; k++)
			if (table[k].method == r->method && text_equal(table[k].pattern, r->pattern))
				return "a route stands in the table twice";
	}
	return NULL;
}

const struct route *route_find(const struct route *table, size_t count, struct arena *a,
			       enum method method, const char *path, const char *params[4],
			       const char **ret_allow)
{
	enum method want = method == METHOD_HEAD ? METHOD_GET : method;

	*ret_allow = NULL;
	for (size_t i = 0; i < count; i++) {
		const char *found[4] = { 0 };

		if (request_match(a, table[i].pattern, path, found, 4) < 0)
			continue;
		if (table[i].method == want) {
			memcpy(params, found, sizeof(found));
			*ret_allow = NULL;
			return &table[i];
		}
		*ret_allow = *ret_allow                      ? "GET, HEAD, POST"
			     : table[i].method == METHOD_GET ? "GET, HEAD"
							     : "POST";
	}
	return NULL;
}

void site_print_routes(FILE *out)
{
	static const char *const sights[] = { "-", "any", "full" };

	fprintf(out, "method\tpattern\taccess\tsight\tread event\n");
	for (size_t i = 0; i < routes_count; i++)
		fprintf(out, "%s\t%s\t%s\t%s\t%s\n",
		        routes[i].method == METHOD_POST ? "POST" : "GET", routes[i].pattern,
		        access_title(routes[i].access), sights[routes[i].sight],
		        routes[i].event ? routes[i].event : "-");
}

static const char *kind_name(enum field_kind kind)
{
	switch (kind) {
	case FIELD_LINE:
		return "line";
	case FIELD_PROSE:
		return "prose";
	case FIELD_CHOICE:
		return "choice";
	case FIELD_MANY:
		return "many";
	case FIELD_TICK:
		return "tick";
	case FIELD_DATE:
		return "date";
	case FIELD_TIME:
		return "time";
	case FIELD_WHOLE:
		return "whole";
	case FIELD_LINK:
		return "link";
	case FIELD_EMAIL:
		return "email";
	case FIELD_NHS:
		return "nhs";
	case FIELD_PASSWORD:
		return "password";
	case FIELD_FILES:
		return "files";
	}
	return "?";
}

static void print_field(FILE *out, const struct field *f)
{
	fprintf(out, "%s\t%s\t%zu\t%s\t", f->name, kind_name(f->kind), field_max(f),
		f->missing ? "required" : "-");
	for (const char *const *c = f->choices; c && *c; c++)
		fprintf(out, "%s%s", c > f->choices ? "," : "", *c);
	fprintf(out, "%s\n", f->choices ? "" : "-");
}

void site_print_forms(FILE *out)
{
	fprintf(out, "method\tpattern\tform\tsent\tfield\tkind\tmost\tneeded\tchoices\n");
	for (size_t i = 0; i < routes_count; i++) {
		const struct route *r = &routes[i];
		const char *method = r->method == METHOD_POST ? "POST" : "GET";
		const char *sent = r->method != METHOD_POST         ? "-"
				   : r->flags & ROUTE_OWN_ANSWER    ? "by script"
				   : r->flags & ROUTE_NO_RECEIPT    ? "often"
								    : "once";

		for (const struct field *f = r->form ? r->form->fields : NULL; f && f->name; f++) {
			fprintf(out, "%s\t%s\t%s\t%s\t", method, r->pattern, r->form->name, sent);
			print_field(out, f);
		}
		if (r->form && !r->form->fields[0].name)
			fprintf(out, "%s\t%s\t%s\t%s\t-\t-\t-\t-\t-\n", method, r->pattern, r->form->name,
				sent);
	}
}
