/* The whole site on one page: who may come in, what it leaves in the read log, which form, which
 * handler. */
#include "pages.h"

#include <string.h>

#include "base/str.h"
#include "cgi/site.h"
#include "http/field.h"

#include "base/banned.h"

/* The page of one task of a complaint. */
#define COMPLAINT_TASK(TASK, ACCESS, FORM)                                                         \
	{ METHOD_GET,    "/complaints/:what/" TASK,    ACCESS, .event = "complaint.opened_alone",  \
	  .form = &FORM, .handle = complaint_task_page },                                          \
	{                                                                                          \
		METHOD_POST, "/complaints/:what/" TASK, ACCESS, .form = &FORM,                     \
		                                                .handle = complaint_task_submit,   \
		                                                .show = complaint_task_page        \
	}

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
	  .show = log_start_page, .flags = ROUTE_OWN_CHECK },
	{ METHOD_GET, "/log/details", ACCESS_LOG, .form = &log_details_form,
	  .handle = log_details_page },
	{ METHOD_POST, "/log/details", ACCESS_LOG, .form = &log_details_form,
	  .handle = log_details_submit, .show = log_details_page, .flags = ROUTE_OWN_CHECK },
	{ METHOD_GET, "/log/check", ACCESS_LOG, .form = &log_check_form, .handle = log_check_page },
	{ METHOD_POST, "/log/check", ACCESS_LOG, .form = &log_check_form,
	  .handle = log_check_submit, .show = log_check_page },
	{ METHOD_GET, "/log/paper-form", ACCESS_LOG, .handle = paper_form_page,
	  .flags = ROUTE_OWN_ANSWER },
	{ METHOD_GET, "/log/done/:what", ACCESS_LOG, .handle = log_done_page },
	{ METHOD_POST, "/uploads", ACCESS_LOG, .form = &upload_form, .handle = upload_submit,
	  .flags = ROUTE_NO_RECEIPT | ROUTE_OWN_ANSWER | ROUTE_OWN_CHECK },

	/* cases: the list, finding one, the case, what managers do first */
	{ METHOD_GET, "/cases", ACCESS_READ_CASES, .handle = case_list_page,
	  .filter = &case_filter_form },
	{ METHOD_POST, "/cases/find", ACCESS_READ_CASES, .form = &case_find_form,
	  .handle = case_find_submit, .show = case_list_page, .flags = ROUTE_NO_RECEIPT },
	{ METHOD_GET, "/search/:id", ACCESS_READ_CASES, .event = "case.searched",
	  .form = &case_find_form, .handle = search_page },
	{ METHOD_GET, "/cases/views", ACCESS_READ_CASES, .form = &saved_view_form,
	  .handle = saved_view_page, .filter = &case_filter_form },
	{ METHOD_POST, "/cases/views", ACCESS_READ_CASES, .form = &saved_view_form,
	  .handle = saved_view_submit, .show = saved_view_page },
	{ METHOD_POST, "/cases/views/:id/drop", ACCESS_READ_CASES, .form = &saved_view_drop_form,
	  .handle = saved_view_drop_submit, .show = saved_view_page },
	{ METHOD_GET, "/cases/:ref", ACCESS_MEMBER, SIGHT_ANY, "case.opened",
	  .form = &case_note_form, .handle = case_page },
	{ METHOD_POST, "/cases/:ref/notes", ACCESS_MANAGE, SIGHT_FULL, .form = &case_note_form,
	  .handle = case_note_submit, .show = case_page },
	{ METHOD_GET, "/cases/:ref/readers", ACCESS_READ_LOG, SIGHT_ANY, "readers.opened",
	  .handle = case_readers_page },
	{ METHOD_GET, "/cases/:ref/notices", ACCESS_MANAGE, SIGHT_ANY, "case.opened",
	  .form = &notice_form, .handle = notice_page },
	{ METHOD_POST, "/cases/:ref/notices", ACCESS_MANAGE, SIGHT_ANY, .form = &notice_form,
	  .handle = notice_submit, .show = notice_page, .flags = ROUTE_OWN_CHECK },
	{ METHOD_GET, "/cases/:ref/evidence", ACCESS_MEMBER, SIGHT_ANY, "case.opened",
	  .form = &evidence_form, .handle = evidence_page },
	{ METHOD_POST, "/cases/:ref/evidence", ACCESS_MANAGE, SIGHT_ANY, .form = &evidence_form,
	  .handle = evidence_submit, .show = evidence_page, .flags = ROUTE_OWN_CHECK },
	{ METHOD_GET, "/cases/:ref/evidence/:id", ACCESS_MEMBER, SIGHT_ANY, "evidence.opened",
	  .handle = evidence_file_page, .flags = ROUTE_OWN_ANSWER },
	{ METHOD_GET, "/cases/:ref/author", ACCESS_MANAGE, SIGHT_FULL, "case.opened",
	  .form = &author_form, .handle = author_page },
	{ METHOD_POST, "/cases/:ref/author", ACCESS_MANAGE, SIGHT_FULL, .form = &author_form,
	  .handle = author_submit, .show = author_page, .flags = ROUTE_OWN_CHECK },
	{ METHOD_GET, "/cases/:ref/author/agree", ACCESS_MANAGE, SIGHT_FULL, "case.opened",
	  .form = &author_agree_form, .handle = author_agree_page },
	{ METHOD_POST, "/cases/:ref/author/agree", ACCESS_MANAGE, SIGHT_FULL,
	  .form = &author_agree_form, .handle = author_agree_submit, .show = author_agree_page },
	{ METHOD_GET, "/cases/:ref/staff", ACCESS_MANAGE, SIGHT_FULL, "case.opened",
	  .form = &case_staff_form, .handle = case_staff_page },
	{ METHOD_POST, "/cases/:ref/staff", ACCESS_MANAGE, SIGHT_FULL, .form = &case_staff_form,
	  .handle = case_staff_submit, .show = case_staff_page, .flags = ROUTE_OWN_CHECK },
	{ METHOD_GET, "/cases/:ref/staff/:id", ACCESS_MANAGE, SIGHT_FULL, "case.opened",
	  .form = &case_support_form, .handle = case_support_page },
	{ METHOD_POST, "/cases/:ref/staff/:id", ACCESS_MANAGE, SIGHT_FULL,
	  .form = &case_support_form, .handle = case_support_submit, .show = case_support_page },
	{ METHOD_GET, "/cases/:ref/standing/:id/end", ACCESS_MANAGE, SIGHT_FULL, "case.opened",
	  .form = &case_standing_end_form, .handle = case_standing_end_page },
	{ METHOD_POST, "/cases/:ref/standing/:id/end", ACCESS_MANAGE, SIGHT_FULL,
	  .form = &case_standing_end_form, .handle = case_standing_end_submit,
	  .show = case_standing_end_page },
	{ METHOD_GET, "/cases/:ref/clocks", ACCESS_READ_CASES, SIGHT_FULL, "case.opened",
	  .handle = clock_list_page },
	{ METHOD_GET, "/cases/:ref/clocks/:id", ACCESS_READ_CASES, SIGHT_FULL, "case.opened",
	  .form = &clock_change_form, .handle = clock_page },
	{ METHOD_POST, "/cases/:ref/clocks/:id", ACCESS_MANAGE, SIGHT_FULL,
	  .form = &clock_change_form, .handle = clock_submit, .show = clock_page },
	{ METHOD_GET, "/clocks/:id", ACCESS_READ_CASES, .form = &clock_change_form,
	  .handle = clock_page },
	{ METHOD_POST, "/clocks/:id", ACCESS_MANAGE, .form = &clock_change_form,
	  .handle = clock_submit, .show = clock_page },
	{ METHOD_GET, "/tasks", ACCESS_MEMBER, .handle = task_list_page,
	  .filter = &task_filter_form },
	{ METHOD_GET, "/cases/:ref/tasks/:id/done", ACCESS_LOG, SIGHT_FULL, "case.opened",
	  .form = &task_done_form, .handle = task_done_page },
	{ METHOD_POST, "/cases/:ref/tasks/:id/done", ACCESS_LOG, SIGHT_FULL,
	  .form = &task_done_form, .handle = task_done_submit, .show = task_done_page },
	{ METHOD_GET, "/cases/:ref/triage", ACCESS_MANAGE, SIGHT_FULL, "case.opened",
	  .form = &triage_form, .handle = triage_page },
	{ METHOD_POST, "/cases/:ref/triage", ACCESS_MANAGE, SIGHT_FULL, .form = &triage_form,
	  .handle = triage_submit, .show = triage_page },

	/* comments from files */
	{ METHOD_GET, "/imports", ACCESS_IMPORT, .form = &import_upload_form,
	  .handle = import_list_page },
	{ METHOD_POST, "/imports", ACCESS_IMPORT, .form = &import_upload_form,
	  .handle = import_upload_submit, .show = import_list_page },
	{ METHOD_GET, "/imports/:id", ACCESS_IMPORT, .event = "import.opened",
	  .handle = import_show_page },
	{ METHOD_GET, "/imports/:id/progress", ACCESS_IMPORT, .handle = import_progress_page,
	  .flags = ROUTE_OWN_ANSWER },
	{ METHOD_POST, "/imports/:id/doubtful", ACCESS_IMPORT, .form = &import_settle_form,
	  .handle = import_settle_submit, .show = import_show_page },
	{ METHOD_POST, "/imports/:id/services", ACCESS_IMPORT, .form = &import_service_form,
	  .handle = import_service_submit, .show = import_show_page },
	{ METHOD_GET, "/feedback", ACCESS_REPORT, .event = "feedback.opened",
	  .handle = feedback_list_page, .filter = &feedback_filter_form },

	/* meeting, advice, finding, warning, gates, the partners' decision, removal */
	{ METHOD_GET, "/cases/:ref/meeting", ACCESS_MANAGE, SIGHT_FULL, "case.opened",
	  &meeting_form, meeting_page },
	{ METHOD_POST, "/cases/:ref/meeting", ACCESS_MANAGE, SIGHT_FULL, NULL, &meeting_form,
	  meeting_submit, meeting_page },
	{ METHOD_GET, "/cases/:ref/advice", ACCESS_MANAGE, SIGHT_FULL, "case.opened", &advice_form,
	  advice_page },
	{ METHOD_POST, "/cases/:ref/advice", ACCESS_MANAGE, SIGHT_FULL, NULL, &advice_form,
	  advice_submit, advice_page },
	{ METHOD_GET, "/cases/:ref/finding", ACCESS_MANAGE, SIGHT_FULL, "case.opened",
	  &finding_form, finding_page },
	{ METHOD_POST, "/cases/:ref/finding", ACCESS_MANAGE, SIGHT_FULL, NULL, &finding_form,
	  finding_submit, finding_page },
	{ METHOD_GET, "/cases/:ref/warning", ACCESS_MANAGE, SIGHT_FULL, "case.opened",
	  &warning_form, warning_page },
	{ METHOD_POST, "/cases/:ref/warning", ACCESS_MANAGE, SIGHT_FULL, NULL, &warning_form,
	  warning_submit, warning_page },
	{ METHOD_GET, "/cases/:ref/outside-view", ACCESS_MANAGE, SIGHT_FULL, "case.opened",
	  &outside_view_form, outside_view_page },
	{ METHOD_POST, "/cases/:ref/outside-view", ACCESS_MANAGE, SIGHT_FULL, NULL,
	  &outside_view_form, outside_view_submit, outside_view_page },
	{ METHOD_GET, "/cases/:ref/gates", ACCESS_READ_CASES, SIGHT_FULL, "case.opened", NULL,
	  gates_page },
	{ METHOD_GET, "/cases/:ref/gates/clinician", ACCESS_ANSWER_CLINICAL, SIGHT_FULL,
	  "case.opened", &gate_clinician_form, gate_clinician_page },
	{ METHOD_POST, "/cases/:ref/gates/clinician", ACCESS_ANSWER_CLINICAL, SIGHT_FULL, NULL,
	  &gate_clinician_form, gate_clinician_submit, gate_clinician_page },
	{ METHOD_GET, "/cases/:ref/gates/addressee", ACCESS_ANSWER_CLINICAL, SIGHT_FULL,
	  "case.opened", &gate_addressee_form, gate_addressee_page },
	{ METHOD_POST, "/cases/:ref/gates/addressee", ACCESS_ANSWER_CLINICAL, SIGHT_FULL, NULL,
	  &gate_addressee_form, gate_addressee_submit, gate_addressee_page },
	{ METHOD_GET, "/cases/:ref/gates/:question", ACCESS_MANAGE, SIGHT_FULL, "case.opened",
	  &gate_answer_form, gate_answer_page },
	{ METHOD_POST, "/cases/:ref/gates/:question", ACCESS_MANAGE, SIGHT_FULL, NULL,
	  &gate_answer_form, gate_answer_submit, gate_answer_page },
	{ METHOD_GET, "/cases/:ref/decision", ACCESS_READ_CASES, SIGHT_ANY, "case.opened", NULL,
	  decision_page },
	{ METHOD_GET, "/cases/:ref/decision/open", ACCESS_RECORD_DECISION, SIGHT_FULL,
	  "case.opened", &decision_open_form, decision_open_page },
	{ METHOD_POST, "/cases/:ref/decision/open", ACCESS_RECORD_DECISION, SIGHT_FULL, NULL,
	  &decision_open_form, decision_open_submit, decision_open_page },
	{ METHOD_GET, "/cases/:ref/decision/vote", ACCESS_VOTE, SIGHT_FULL, "case.opened",
	  &vote_form, vote_page },
	{ METHOD_POST, "/cases/:ref/decision/vote", ACCESS_VOTE, SIGHT_FULL, NULL, &vote_form,
	  vote_submit, vote_page },
	{ METHOD_GET, "/cases/:ref/decision/sign", ACCESS_VOTE, SIGHT_ANY, "case.opened",
	  &sign_form, sign_page },
	{ METHOD_POST, "/cases/:ref/decision/sign", ACCESS_VOTE, SIGHT_ANY, NULL, &sign_form,
	  sign_submit, sign_page },
	{ METHOD_GET, "/cases/:ref/decision/evidence", ACCESS_VOTE, SIGHT_ANY, "case.opened",
	  &new_evidence_form, new_evidence_page },
	{ METHOD_POST, "/cases/:ref/decision/evidence", ACCESS_VOTE, SIGHT_ANY, NULL,
	  &new_evidence_form, new_evidence_submit, new_evidence_page },
	{ METHOD_GET, "/cases/:ref/decision/close", ACCESS_RECORD_DECISION, SIGHT_FULL,
	  "case.opened", &decision_close_form, decision_close_page },
	{ METHOD_POST, "/cases/:ref/decision/close", ACCESS_RECORD_DECISION, SIGHT_FULL, NULL,
	  &decision_close_form, decision_close_submit, decision_close_page },
	{ METHOD_GET, "/cases/:ref/immediate", ACCESS_READ_CASES, SIGHT_FULL, "case.opened",
	  &immediate_open_form, immediate_page },
	{ METHOD_POST, "/cases/:ref/immediate", ACCESS_MANAGE, SIGHT_FULL, NULL,
	  &immediate_open_form, immediate_open_submit, immediate_page },
	{ METHOD_GET, "/cases/:ref/immediate/confirmed", ACCESS_VOTE, SIGHT_FULL, "case.opened",
	  &immediate_confirmed_form, immediate_confirmed_page },
	{ METHOD_POST, "/cases/:ref/immediate/confirmed", ACCESS_VOTE, SIGHT_FULL, NULL,
	  &immediate_confirmed_form, immediate_confirmed_submit, immediate_confirmed_page,
	  ROUTE_OWN_CHECK },
	{ METHOD_GET, "/cases/:ref/immediate/:entry", ACCESS_MANAGE, SIGHT_FULL, "case.opened",
	  &immediate_entry_form, immediate_entry_page },
	{ METHOD_POST, "/cases/:ref/immediate/:entry", ACCESS_MANAGE, SIGHT_FULL, NULL,
	  &immediate_entry_form, immediate_entry_submit, immediate_entry_page, ROUTE_OWN_CHECK },
	{ METHOD_GET, "/cases/:ref/author/wrong", ACCESS_MANAGE, SIGHT_FULL, "case.opened",
	  &wrong_person_form, wrong_person_page },
	{ METHOD_POST, "/cases/:ref/author/wrong", ACCESS_MANAGE, SIGHT_FULL, NULL,
	  &wrong_person_form, wrong_person_submit, wrong_person_page, ROUTE_OWN_CHECK },
	{ METHOD_GET, "/cases/:ref/paper", ACCESS_MANAGE, SIGHT_FULL, "case.opened", &paper_form,
	  paper_page },
	{ METHOD_POST, "/cases/:ref/paper", ACCESS_MANAGE, SIGHT_FULL, NULL, &paper_form,
	  paper_submit, paper_page },
	{ METHOD_POST, "/cases/:ref/paper/:id/confirm", ACCESS_MANAGE, SIGHT_FULL, NULL,
	  &paper_confirm_form, paper_confirm_submit, paper_page },
	{ METHOD_GET, "/cases/:ref/review", ACCESS_MANAGE, SIGHT_FULL, "case.opened", &review_form,
	  review_page },
	{ METHOD_POST, "/cases/:ref/review", ACCESS_MANAGE, SIGHT_FULL, NULL, &review_form,
	  review_submit, review_page },
	{ METHOD_GET, "/cases/:ref/review/:id/outcome", ACCESS_RECORD_DECISION, SIGHT_FULL,
	  "case.opened", &review_outcome_form, review_outcome_page },
	{ METHOD_POST, "/cases/:ref/review/:id/outcome", ACCESS_RECORD_DECISION, SIGHT_FULL, NULL,
	  &review_outcome_form, review_outcome_submit, review_outcome_page },
	{ METHOD_GET, "/removals", ACCESS_MANAGE, .event = "register.opened",
	  .handle = register_page, .filter = &register_filter_form },
	{ METHOD_GET, "/removals/csv", ACCESS_MANAGE, .event = "export.made",
	  .handle = register_csv_page, .flags = ROUTE_OWN_ANSWER, .filter = &register_filter_form },
	{ METHOD_GET, "/registrations", ACCESS_MANAGE, .event = "register.opened",
	  .form = &registration_form, .handle = registration_page,
	  .filter = &registration_filter_form },
	{ METHOD_POST, "/registrations", ACCESS_MANAGE, .form = &registration_form,
	  .handle = registration_submit, .show = registration_page },
	{ METHOD_GET, "/registrations/people/:id", ACCESS_MANAGE, .event = "register.opened",
	  .handle = registration_person_page },
	{ METHOD_GET, "/registrations/refusals", ACCESS_MANAGE, .form = &refusal_form,
	  .handle = refusal_new_page },
	{ METHOD_POST, "/registrations/refusals", ACCESS_MANAGE, .form = &refusal_form,
	  .handle = refusal_submit, .show = refusal_new_page, .flags = ROUTE_OWN_CHECK },
	{ METHOD_GET, "/registrations/refusals/:id", ACCESS_MANAGE, .event = "register.opened",
	  .form = &refusal_letter_form, .handle = refusal_page },
	{ METHOD_POST, "/registrations/refusals/:id", ACCESS_MANAGE, .form = &refusal_letter_form,
	  .handle = refusal_letter_submit, .show = refusal_page },
	{ METHOD_GET, "/removals/authority", ACCESS_READ_CASES, .form = &authority_form,
	  .handle = authority_page },
	{ METHOD_POST, "/removals/authority", ACCESS_VOTE, .form = &authority_form,
	  .handle = authority_submit, .show = authority_page },
	{ METHOD_POST, "/removals/authority/:id/end", ACCESS_VOTE, .form = &authority_end_form,
	  .handle = authority_end_submit, .show = authority_page },
	{ METHOD_GET, "/cases/:ref/removal", ACCESS_READ_CASES, SIGHT_FULL, "case.opened",
	  &removal_form, removal_page },
	{ METHOD_POST, "/cases/:ref/removal", ACCESS_RECORD_DECISION, SIGHT_FULL, NULL,
	  &removal_form, removal_submit, removal_page },
	{ METHOD_GET, "/cases/:ref/removal/confirm", ACCESS_RECORD_DECISION, SIGHT_FULL,
	  "case.opened", &removal_confirm_form, removal_confirm_page },
	{ METHOD_POST, "/cases/:ref/removal/confirm", ACCESS_RECORD_DECISION, SIGHT_FULL, NULL,
	  &removal_confirm_form, removal_confirm_submit, removal_confirm_page },
	{ METHOD_GET, "/cases/:ref/removal/receipt", ACCESS_MANAGE, SIGHT_FULL, "case.opened",
	  &removal_receipt_form, removal_receipt_page },
	{ METHOD_POST, "/cases/:ref/removal/receipt", ACCESS_MANAGE, SIGHT_FULL, NULL,
	  &removal_receipt_form, removal_receipt_submit, removal_receipt_page },

	/* monitoring: figures, what is behind them, and the file */
	{ METHOD_GET, "/reports", ACCESS_REPORT, .event = "report.opened", .handle = report_page,
	  .filter = &report_filter_form },
	{ METHOD_GET, "/reports/cases", ACCESS_REPORT, .event = "report.drilled",
	  .handle = report_rows_page, .filter = &report_rows_form },
	{ METHOD_GET, "/reports/annex", ACCESS_REPORT, .event = "report.opened",
	  .handle = report_annex_page, .filter = &report_filter_form },
	{ METHOD_GET, "/reports/csv", ACCESS_REPORT, .event = "export.made",
	  .handle = report_csv_page, .filter = &report_filter_form },

	/* records beside cases: PALS contacts, learning events, complaints */
	{ METHOD_GET, "/pals", ACCESS_READ_CASES, .event = "pals.opened", .form = &pals_form,
	  .handle = pals_page },
	{ METHOD_POST, "/pals", ACCESS_MANAGE, .form = &pals_form, .handle = pals_submit,
	  .show = pals_page },
	{ METHOD_GET, "/learning", ACCESS_READ_CASES, .form = &learning_alone_form,
	  .handle = learning_list_page },
	{ METHOD_POST, "/learning", ACCESS_MANAGE, .form = &learning_alone_form,
	  .handle = learning_alone_submit, .show = learning_list_page },

	/* policies and settings */
	{ METHOD_GET, "/policies", ACCESS_MEMBER, .form = &policy_start_form,
	  .handle = policy_list_page },
	{ METHOD_POST, "/policies", ACCESS_RECORD_DECISION, .form = &policy_start_form,
	  .handle = policy_start_submit, .show = policy_list_page },
	{ METHOD_GET, "/policies/:id", ACCESS_MEMBER, .form = &policy_read_form,
	  .handle = policy_page },
	{ METHOD_POST, "/policies/:id/read", ACCESS_MEMBER, .form = &policy_read_form,
	  .handle = policy_read_submit, .show = policy_page },
	{ METHOD_GET, "/policies/:id/facts", ACCESS_RECORD_DECISION, .form = &policy_facts_form,
	  .handle = policy_facts_page },
	{ METHOD_POST, "/policies/:id/facts", ACCESS_RECORD_DECISION, .form = &policy_facts_form,
	  .handle = policy_facts_submit, .show = policy_facts_page },
	{ METHOD_GET, "/policies/:id/clauses/:n", ACCESS_RECORD_DECISION,
	  .form = &policy_clause_form, .handle = policy_clause_page },
	{ METHOD_POST, "/policies/:id/clauses/:n", ACCESS_RECORD_DECISION,
	  .form = &policy_clause_form, .handle = policy_clause_submit, .show = policy_clause_page },
	{ METHOD_GET, "/policies/:id/categories/:n", ACCESS_RECORD_DECISION,
	  .form = &policy_category_form, .handle = policy_category_page },
	{ METHOD_POST, "/policies/:id/categories/:n", ACCESS_RECORD_DECISION,
	  .form = &policy_category_form, .handle = policy_category_submit,
	  .show = policy_category_page },
	{ METHOD_GET, "/policies/:id/steps/:step", ACCESS_RECORD_DECISION,
	  .form = &policy_step_form, .handle = policy_step_page },
	{ METHOD_POST, "/policies/:id/steps/:step", ACCESS_RECORD_DECISION,
	  .form = &policy_step_form, .handle = policy_step_submit, .show = policy_step_page },
	{ METHOD_GET, "/policies/:id/compare", ACCESS_RECORD_DECISION,
	  .handle = policy_compare_page },
	{ METHOD_GET, "/policies/:id/force", ACCESS_RECORD_DECISION, .form = &policy_force_form,
	  .handle = policy_force_page },
	{ METHOD_POST, "/policies/:id/force", ACCESS_RECORD_DECISION, .form = &policy_force_form,
	  .handle = policy_force_submit, .show = policy_force_page },
	{ METHOD_GET, "/policies/:id/withdraw", ACCESS_RECORD_DECISION,
	  .form = &policy_withdraw_form, .handle = policy_withdraw_page },
	{ METHOD_POST, "/policies/:id/withdraw", ACCESS_RECORD_DECISION,
	  .form = &policy_withdraw_form, .handle = policy_withdraw_submit,
	  .show = policy_withdraw_page },
	{ METHOD_GET, "/setup/letters", ACCESS_RECORD_DECISION, .handle = template_list_page },
	{ METHOD_GET, "/setup/letters/:kind", ACCESS_RECORD_DECISION, .handle = template_page },
	{ METHOD_GET, "/setup/letters/:kind/draft", ACCESS_RECORD_DECISION, .form = &template_form,
	  .handle = template_draft_page },
	{ METHOD_POST, "/setup/letters/:kind/draft", ACCESS_RECORD_DECISION, .form = &template_form,
	  .handle = template_draft_submit, .show = template_draft_page },
	{ METHOD_GET, "/setup/letters/:kind/force", ACCESS_RECORD_DECISION,
	  .form = &template_force_form, .handle = template_force_page },
	{ METHOD_POST, "/setup/letters/:kind/force", ACCESS_RECORD_DECISION,
	  .form = &template_force_form, .handle = template_force_submit,
	  .show = template_force_page },
	{ METHOD_POST, "/setup/letters/:kind/drop", ACCESS_RECORD_DECISION,
	  .form = &template_force_form, .handle = template_drop_submit,
	  .show = template_force_page },
	{ METHOD_GET, "/setup/settings", ACCESS_RECORD_DECISION, .handle = setting_list_page },
	{ METHOD_GET, "/setup/settings/:key", ACCESS_RECORD_DECISION, .form = &setting_form,
	  .handle = setting_page },
	{ METHOD_POST, "/setup/settings/:key", ACCESS_RECORD_DECISION, .form = &setting_form,
	  .handle = setting_submit, .show = setting_page },

	/* pages of ways on */
	{ METHOD_GET, "/registers", ACCESS_READ_CASES, .handle = hub_registers_page },
	{ METHOD_GET, "/setup", ACCESS_MEMBER, .handle = hub_setup_page },
	{ METHOD_GET, "/setup/mail", ACCESS_SET_UP, .handle = mail_list_page },
	{ METHOD_GET, "/setup/mail/:id", ACCESS_SET_UP, .form = &mail_form, .handle = mail_page },
	{ METHOD_POST, "/setup/mail/:id", ACCESS_SET_UP, .form = &mail_form, .handle = mail_submit,
	  .show = mail_page },
	{ METHOD_GET, "/setup/days", ACCESS_MEMBER, .form = &day_add_form, .handle = day_list_page,
	  .filter = &day_filter_form },
	{ METHOD_POST, "/setup/days", ACCESS_SET_UP, .form = &day_add_form,
	  .handle = day_add_submit, .show = day_list_page },
	{ METHOD_GET, "/setup/days/:day", ACCESS_SET_UP, .form = &day_remove_form,
	  .handle = day_remove_page },
	{ METHOD_POST, "/setup/days/:day", ACCESS_SET_UP, .form = &day_remove_form,
	  .handle = day_remove_submit, .show = day_remove_page },

	/* complaints: recorded at the desk, listed, and one page for each task of the pathway */
	{ METHOD_GET, "/complaints", ACCESS_MANAGE, .handle = complaint_list_page,
	  .filter = &complaint_filter_form },
	{ METHOD_GET, "/complaints/new", ACCESS_LOG, .form = &complaint_new_form,
	  .handle = complaint_new_page },
	{ METHOD_POST, "/complaints/new", ACCESS_LOG, .form = &complaint_new_form,
	  .handle = complaint_new_submit, .show = complaint_new_page },
	{ METHOD_GET, "/complaints/new/done", ACCESS_LOG, .handle = complaint_done_page },
	{ METHOD_GET, "/complaints/:what", ACCESS_MANAGE, .event = "complaint.opened_alone",
	  .handle = complaint_file_page },
	COMPLAINT_TASK("who", ACCESS_LEAD_COMPLAINT, complaint_who_form),
	COMPLAINT_TASK("about", ACCESS_LEAD_COMPLAINT, complaint_about_form),
	COMPLAINT_TASK("staff", ACCESS_LEAD_COMPLAINT, complaint_staff_form),
	COMPLAINT_TASK("apart", ACCESS_LEAD_COMPLAINT, complaint_apart_form),
	COMPLAINT_TASK("consent", ACCESS_LEAD_COMPLAINT, complaint_consent_form),
	COMPLAINT_TASK("grade", ACCESS_LEAD_COMPLAINT, complaint_grade_form),
	COMPLAINT_TASK("settle", ACCESS_LEAD_COMPLAINT, complaint_settle_form),
	COMPLAINT_TASK("acknowledge", ACCESS_LEAD_COMPLAINT, complaint_acknowledge_form),
	COMPLAINT_TASK("lead", ACCESS_LEAD_COMPLAINT, complaint_lead_form),
	COMPLAINT_TASK("plan", ACCESS_LEAD_COMPLAINT, complaint_plan_form),
	COMPLAINT_TASK("extend", ACCESS_LEAD_COMPLAINT, complaint_extend_form),
	COMPLAINT_TASK("progress", ACCESS_LEAD_COMPLAINT, complaint_progress_form),
	COMPLAINT_TASK("investigate", ACCESS_LEAD_COMPLAINT, complaint_investigate_form),
	COMPLAINT_TASK("statements", ACCESS_LEAD_COMPLAINT, complaint_statements_form),
	COMPLAINT_TASK("findings", ACCESS_LEAD_COMPLAINT, complaint_findings_form),
	COMPLAINT_TASK("response", ACCESS_LEAD_COMPLAINT, complaint_response_form),
	COMPLAINT_TASK("sign", ACCESS_SIGN_RESPONSE, complaint_sign_form),
	COMPLAINT_TASK("actions", ACCESS_LEAD_COMPLAINT, complaint_actions_form),
	COMPLAINT_TASK("ombudsman", ACCESS_LEAD_COMPLAINT, complaint_ombudsman_form),
	COMPLAINT_TASK("end", ACCESS_LEAD_COMPLAINT, complaint_end_form),

	/* requests for the file, data protection complaints */
	{ METHOD_GET, "/file-requests", ACCESS_READ_CASES, .event = "file_request.opened",
	  .form = &file_request_form, .handle = file_request_list_page },
	{ METHOD_POST, "/file-requests", ACCESS_MANAGE, .form = &file_request_form,
	  .handle = file_request_submit, .show = file_request_list_page },
	{ METHOD_GET, "/file-requests/:id", ACCESS_READ_CASES, .event = "file_request.opened",
	  .form = &file_request_item_form, .handle = file_request_page },
	{ METHOD_POST, "/file-requests/:id", ACCESS_MANAGE, .form = &file_request_item_form,
	  .handle = file_request_item_submit, .show = file_request_page },
	{ METHOD_GET, "/file-requests/:id/end", ACCESS_MANAGE, .event = "file_request.opened",
	  .form = &file_request_end_form, .handle = file_request_end_page },
	{ METHOD_POST, "/file-requests/:id/end", ACCESS_MANAGE, .form = &file_request_end_form,
	  .handle = file_request_end_submit, .show = file_request_end_page },
	{ METHOD_GET, "/data-complaints", ACCESS_READ_CASES, .event = "data_complaint.opened",
	  .form = &data_complaint_form, .handle = data_complaint_list_page },
	{ METHOD_POST, "/data-complaints", ACCESS_MANAGE, .form = &data_complaint_form,
	  .handle = data_complaint_submit, .show = data_complaint_list_page },
	{ METHOD_GET, "/data-complaints/:id", ACCESS_READ_CASES, .event = "data_complaint.opened",
	  .form = &data_complaint_act_form, .handle = data_complaint_page },
	{ METHOD_POST, "/data-complaints/:id", ACCESS_MANAGE, .form = &data_complaint_act_form,
	  .handle = data_complaint_act_submit, .show = data_complaint_page },

	/* who signs in; what was done and read */
	{ METHOD_GET, "/staff", ACCESS_ADMIN, .handle = staff_page },
	{ METHOD_GET, "/staff/new", ACCESS_ADMIN, .form = &staff_new_form,
	  .handle = staff_new_page },
	{ METHOD_POST, "/staff/new", ACCESS_ADMIN, .form = &staff_new_form,
	  .handle = staff_new_submit, .show = staff_new_page, .flags = ROUTE_NO_RECEIPT },
	{ METHOD_GET, "/staff/:id", ACCESS_ADMIN, .form = &staff_roles_form,
	  .handle = staff_show_page },
	{ METHOD_POST, "/staff/:id", ACCESS_ADMIN, .form = &staff_roles_form,
	  .handle = staff_roles_submit, .show = staff_show_page },
	{ METHOD_POST, "/staff/:id/password", ACCESS_ADMIN, .form = &nothing_form,
	  .handle = staff_reset_submit, .flags = ROUTE_NO_RECEIPT },
	{ METHOD_POST, "/staff/:id/leave", ACCESS_ADMIN, .form = &nothing_form,
	  .handle = staff_leave_submit, .show = staff_show_page },

	/* one's own sign-in; away, and cover */
	{ METHOD_GET, "/me", ACCESS_MEMBER, .handle = me_page },
	{ METHOD_GET, "/me/password", ACCESS_MEMBER, .form = &me_password_form,
	  .handle = me_password_page },
	{ METHOD_POST, "/me/password", ACCESS_MEMBER, .form = &me_password_form,
	  .handle = me_password_submit, .show = me_password_page, .flags = ROUTE_NO_RECEIPT },
	{ METHOD_GET, "/me/away", ACCESS_MEMBER, .form = &away_form, .handle = cover_page },
	{ METHOD_POST, "/me/away", ACCESS_MEMBER, .form = &away_form, .handle = cover_submit,
	  .show = cover_page },
	{ METHOD_GET, "/setup/cover", ACCESS_SET_UP, .handle = cover_list_page },
	{ METHOD_GET, "/setup/cover/:id", ACCESS_SET_UP, .form = &away_form, .handle = cover_page },
	{ METHOD_POST, "/setup/cover/:id", ACCESS_SET_UP, .form = &away_form,
	  .handle = cover_submit, .show = cover_page },
	{ METHOD_GET, "/audit", ACCESS_READ_LOG, .event = "audit.opened", .handle = audit_page,
	  .filter = &audit_filter_form },

	/* complaint part, own page, requests, letters, closing */
	{ METHOD_GET, "/cases/:ref/complaint", ACCESS_READ_CASES, SIGHT_ANY, "case.opened",
	  &complaint_form, complaint_page },
	{ METHOD_POST, "/cases/:ref/complaint", ACCESS_LEAD_COMPLAINT, SIGHT_FULL, NULL,
	  &complaint_form, complaint_submit, complaint_page },
	{ METHOD_GET, "/cases/:ref/complaint/ground", ACCESS_MANAGE, SIGHT_FULL, "case.opened",
	  &complaint_ground_form, complaint_ground_page },
	{ METHOD_POST, "/cases/:ref/complaint/ground", ACCESS_MANAGE, SIGHT_FULL, NULL,
	  &complaint_ground_form, complaint_ground_submit, complaint_ground_page },
	{ METHOD_GET, "/cases/:ref/own-page", ACCESS_READ_CASES, SIGHT_ANY, "case.opened",
	  &own_page_form, own_page_page },
	{ METHOD_POST, "/cases/:ref/own-page", ACCESS_MANAGE, SIGHT_FULL, NULL, &own_page_form,
	  own_page_submit, own_page_page },
	{ METHOD_GET, "/cases/:ref/requests", ACCESS_READ_CASES, SIGHT_ANY, "case.opened",
	  &request_form, request_page },
	{ METHOD_POST, "/cases/:ref/requests", ACCESS_MANAGE, SIGHT_FULL, NULL, &request_form,
	  request_submit, request_page },
	{ METHOD_POST, "/cases/:ref/requests/offer", ACCESS_MANAGE, SIGHT_FULL, NULL,
	  &request_offer_form, request_offer_submit, request_page },
	{ METHOD_GET, "/cases/:ref/requests/:id/outcome", ACCESS_MANAGE, SIGHT_FULL, "case.opened",
	  &request_outcome_form, request_outcome_page },
	{ METHOD_POST, "/cases/:ref/requests/:id/outcome", ACCESS_MANAGE, SIGHT_FULL, NULL,
	  &request_outcome_form, request_outcome_submit, request_outcome_page },
	{ METHOD_GET, "/cases/:ref/look", ACCESS_MANAGE, SIGHT_FULL, "case.opened", &look_form,
	  look_page },
	{ METHOD_POST, "/cases/:ref/look", ACCESS_MANAGE, SIGHT_FULL, NULL, &look_form, look_submit,
	  look_page },
	{ METHOD_GET, "/cases/:ref/pack", ACCESS_MANAGE, SIGHT_FULL, "case.opened", &pack_form,
	  pack_list_page },
	{ METHOD_POST, "/cases/:ref/pack", ACCESS_MANAGE, SIGHT_FULL, NULL, &pack_form, pack_submit,
	  pack_list_page },
	{ METHOD_GET, "/cases/:ref/pack/:n", ACCESS_MANAGE, SIGHT_FULL, "pack.opened", NULL,
	  pack_page, .flags = ROUTE_OWN_ANSWER },
	{ METHOD_GET, "/cases/:ref/letters", ACCESS_READ_CASES, SIGHT_ANY, "case.opened",
	  &letter_start_form, letter_list_page },
	{ METHOD_POST, "/cases/:ref/letters", ACCESS_MANAGE, SIGHT_FULL, NULL, &letter_start_form,
	  letter_start_submit, letter_list_page },
	{ METHOD_GET, "/cases/:ref/letters/:id", ACCESS_READ_CASES, SIGHT_FULL, "case.opened",
	  &letter_write_form, letter_page },
	{ METHOD_POST, "/cases/:ref/letters/:id", ACCESS_MANAGE, SIGHT_FULL, NULL,
	  &letter_write_form, letter_write_submit, letter_page },
	{ METHOD_POST, "/cases/:ref/letters/:id/drop", ACCESS_MANAGE, SIGHT_FULL, NULL,
	  &letter_drop_form, letter_drop_submit, letter_page },
	{ METHOD_GET, "/cases/:ref/letters/:id/send", ACCESS_MANAGE, SIGHT_FULL, "case.opened",
	  &letter_send_form, letter_send_page },
	{ METHOD_POST, "/cases/:ref/letters/:id/send", ACCESS_MANAGE, SIGHT_FULL, NULL,
	  &letter_send_form, letter_send_submit, letter_send_page },
	{ METHOD_POST, "/cases/:ref/letters/:id/approve", ACCESS_MANAGE, SIGHT_FULL, NULL,
	  &letter_approve_form, letter_approve_submit, letter_send_page },
	{ METHOD_GET, "/cases/:ref/letters/:id/print", ACCESS_READ_CASES, SIGHT_FULL, "case.opened",
	  NULL, letter_print_page },
	{ METHOD_GET, "/cases/:ref/letters/:id/pdf", ACCESS_READ_CASES, SIGHT_FULL, "case.opened",
	  NULL, letter_pdf_page, .flags = ROUTE_OWN_ANSWER },
	{ METHOD_GET, "/cases/:ref/letters/:id/large-print", ACCESS_READ_CASES, SIGHT_FULL,
	  "case.opened", NULL, letter_large_print_page, .flags = ROUTE_OWN_ANSWER },
	{ METHOD_GET, "/cases/:ref/close", ACCESS_MANAGE, SIGHT_FULL, "case.opened", &close_form,
	  close_page },
	{ METHOD_POST, "/cases/:ref/close", ACCESS_MANAGE, SIGHT_FULL, NULL, &close_form,
	  close_submit, close_page },
	{ METHOD_GET, "/cases/:ref/gone", ACCESS_MANAGE, SIGHT_FULL, "case.opened", &gone_form,
	  gone_page },
	{ METHOD_POST, "/cases/:ref/gone", ACCESS_MANAGE, SIGHT_FULL, NULL, &gone_form, gone_submit,
	  gone_page },
	{ METHOD_GET, "/cases/:ref/reopen", ACCESS_MANAGE, SIGHT_FULL, "case.opened", &reopen_form,
	  reopen_page },
	{ METHOD_POST, "/cases/:ref/reopen", ACCESS_MANAGE, SIGHT_FULL, NULL, &reopen_form,
	  reopen_submit, reopen_page },
	{ METHOD_GET, "/cases/:ref/jump/:step", ACCESS_MANAGE, SIGHT_FULL, "case.opened",
	  &jump_form, jump_page },
	{ METHOD_POST, "/cases/:ref/jump/:step", ACCESS_MANAGE, SIGHT_FULL, NULL, &jump_form,
	  jump_submit, jump_page },
	{ METHOD_GET, "/cases/:ref/learning", ACCESS_MANAGE, SIGHT_FULL, "case.opened",
	  &case_learning_form, case_learning_page },
	{ METHOD_POST, "/cases/:ref/learning", ACCESS_MANAGE, SIGHT_FULL, NULL, &case_learning_form,
	  case_learning_submit, case_learning_page },
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
		if (strstr(r->pattern, "/:ref") && r->sight == SIGHT_NONE &&
		    r->access != ACCESS_PUBLIC)
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
			if (table[k].method == r->method &&
			    text_equal(table[k].pattern, r->pattern))
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

static void print_form(FILE *out, const struct route *r, const struct form_def *def)
{
	const char *method = r->method == METHOD_POST ? "POST" : "GET";
	const char *sent = def == r->filter              ? "in address"
	                   : r->method != METHOD_POST    ? "-"
	                   : r->flags & ROUTE_OWN_ANSWER ? "by script"
	                   : r->flags & ROUTE_NO_RECEIPT ? "often"
	                                                 : "once";

	for (const struct field *f = def->fields; f->name; f++) {
		fprintf(out, "%s\t%s\t%s\t%s\t", method, r->pattern, def->name, sent);
		print_field(out, f);
	}
	if (!def->fields[0].name)
		fprintf(out, "%s\t%s\t%s\t%s\t-\t-\t-\t-\t-\n", method, r->pattern, def->name,
		        sent);
}

void site_print_forms(FILE *out)
{
	fprintf(out, "method\tpattern\tform\tsent\tfield\tkind\tmost\tneeded\tchoices\n");
	for (size_t i = 0; i < routes_count; i++) {
		if (routes[i].form)
			print_form(out, &routes[i], routes[i].form);
		if (routes[i].filter)
			print_form(out, &routes[i], routes[i].filter);
	}
}
