/* Every page handler and form of the site, by area, for routes.c. */
#ifndef CGI_PAGES_H
#define CGI_PAGES_H

#include "visit.h"

/* sign_in_page.c */
extern const struct form_def sign_in_form, nothing_form;
int sign_in_page(struct visit *v);
int sign_in_submit(struct visit *v);
int sign_out_submit(struct visit *v);
int session_extend_submit(struct visit *v);
int draft_keep_submit(struct visit *v);
int csp_report_submit(struct visit *v);
int healthz_page(struct visit *v);

/* case_list_page.c */
extern const struct form_def case_filter_form, case_find_form, saved_view_form,
        saved_view_drop_form;
int case_list_page(struct visit *v);
int saved_view_page(struct visit *v);
int saved_view_submit(struct visit *v);
int saved_view_drop_submit(struct visit *v);
int case_find_submit(struct visit *v);
int search_page(struct visit *v);

/* home_page.c */
int home_page(struct visit *v);

/* log_page.c */
extern const struct form_def log_start_form, log_details_form, log_check_form;
int log_start_page(struct visit *v);
int log_start_submit(struct visit *v);
int log_details_page(struct visit *v);
int log_details_submit(struct visit *v);
int log_check_page(struct visit *v);
int log_check_submit(struct visit *v);
int log_done_page(struct visit *v);

/* evidence_page.c */
extern const struct form_def upload_form;
extern const struct form_def evidence_form;
int evidence_store_files(struct visit *v); /* the files of v->form become uploads */
int upload_submit(struct visit *v);
int evidence_page(struct visit *v);
int evidence_submit(struct visit *v);
int evidence_file_page(struct visit *v);

/* case_page.c */
extern const struct form_def case_note_form;
int case_page(struct visit *v);
int case_note_submit(struct visit *v);
int case_readers_page(struct visit *v);

/* clock_page.c */
extern const struct form_def clock_change_form;
int clock_list_page(struct visit *v);
int clock_page(struct visit *v);
int clock_submit(struct visit *v);

/* me_page.c */
extern const struct form_def away_form, me_password_form;
int me_page(struct visit *v);
int me_password_page(struct visit *v);
int me_password_submit(struct visit *v);
int cover_list_page(struct visit *v);
int cover_page(struct visit *v);
int cover_submit(struct visit *v);

/* mail_page.c */
extern const struct form_def mail_form;
int mail_list_page(struct visit *v);
int mail_page(struct visit *v);
int mail_submit(struct visit *v);

/* day_page.c */
extern const struct form_def day_add_form, day_remove_form, day_filter_form;
int day_list_page(struct visit *v);
int day_add_submit(struct visit *v);
int day_remove_page(struct visit *v);
int day_remove_submit(struct visit *v);

/* notice_page.c */
extern const struct form_def notice_form;
int notice_page(struct visit *v);
int notice_submit(struct visit *v);

/* author_page.c */
extern const struct form_def author_form, author_agree_form;
int author_page(struct visit *v);
int author_submit(struct visit *v);
int author_agree_page(struct visit *v);
int author_agree_submit(struct visit *v);

/* case_staff_page.c */
extern const struct form_def case_staff_form, case_support_form, case_standing_end_form;
int case_staff_page(struct visit *v);
int case_staff_submit(struct visit *v);
int case_support_page(struct visit *v);
int case_support_submit(struct visit *v);
int case_standing_end_page(struct visit *v);
int case_standing_end_submit(struct visit *v);

/* task_page.c */
extern const struct form_def task_done_form, task_filter_form;
int task_list_page(struct visit *v);
int task_done_page(struct visit *v);
int task_done_submit(struct visit *v);

/* triage_page.c */
extern const struct form_def triage_form;
int triage_page(struct visit *v);
int triage_submit(struct visit *v);

/* import_page.c */
extern const struct form_def import_upload_form, import_settle_form, import_service_form,
        feedback_filter_form;
int import_list_page(struct visit *v);
int import_upload_submit(struct visit *v);
int import_show_page(struct visit *v);
int import_progress_page(struct visit *v);
int import_settle_submit(struct visit *v);
int import_service_submit(struct visit *v);
int feedback_list_page(struct visit *v);

/* meeting_page.c: what is recorded on the way to a decision */
extern const struct form_def meeting_form, outside_view_form, advice_form, finding_form,
        warning_form;
int meeting_page(struct visit *v);
int meeting_submit(struct visit *v);
int outside_view_page(struct visit *v);
int outside_view_submit(struct visit *v);
int advice_page(struct visit *v);
int advice_submit(struct visit *v);
int finding_page(struct visit *v);
int finding_submit(struct visit *v);
int warning_page(struct visit *v);
int warning_submit(struct visit *v);

/* gates_page.c */
extern const struct form_def gate_answer_form, gate_clinician_form, gate_addressee_form;
int gates_page(struct visit *v);
int gate_answer_page(struct visit *v);
int gate_answer_submit(struct visit *v);
int gate_clinician_page(struct visit *v);
int gate_clinician_submit(struct visit *v);
int gate_addressee_page(struct visit *v);
int gate_addressee_submit(struct visit *v);

/* decision_page.c */
extern const struct form_def decision_open_form, vote_form, sign_form, new_evidence_form,
        decision_close_form;
int decision_page(struct visit *v);
int decision_open_page(struct visit *v);
int decision_open_submit(struct visit *v);
int vote_page(struct visit *v);
int vote_submit(struct visit *v);
int sign_page(struct visit *v);
int sign_submit(struct visit *v);
int new_evidence_page(struct visit *v);
int new_evidence_submit(struct visit *v);
int decision_close_page(struct visit *v);
int decision_close_submit(struct visit *v);

/* immediate_page.c */
extern const struct form_def immediate_open_form, immediate_entry_form, immediate_confirmed_form,
        authority_form, authority_end_form;
int immediate_page(struct visit *v);
int immediate_open_submit(struct visit *v);
int immediate_entry_page(struct visit *v);
int immediate_entry_submit(struct visit *v);
int immediate_confirmed_page(struct visit *v);
int immediate_confirmed_submit(struct visit *v);
int authority_page(struct visit *v);
int authority_submit(struct visit *v);
int authority_end_submit(struct visit *v);

/* wrong_person_page.c */
extern const struct form_def wrong_person_form;
int wrong_person_page(struct visit *v);
int wrong_person_submit(struct visit *v);

/* registration_page.c */
extern const struct form_def registration_form, registration_filter_form, refusal_form,
        refusal_letter_form;
int registration_page(struct visit *v);
int registration_submit(struct visit *v);
int registration_person_page(struct visit *v);
int refusal_new_page(struct visit *v);
int refusal_submit(struct visit *v);
int refusal_page(struct visit *v);
int refusal_letter_submit(struct visit *v);

/* list_page.c */
extern const struct form_def register_filter_form, paper_form, paper_confirm_form, review_form,
        review_outcome_form;
int register_page(struct visit *v);
int register_csv_page(struct visit *v);
int paper_page(struct visit *v);
int paper_submit(struct visit *v);
int paper_confirm_submit(struct visit *v);
int review_page(struct visit *v);
int review_submit(struct visit *v);
int review_outcome_page(struct visit *v);
int review_outcome_submit(struct visit *v);

/* removal_page.c */
extern const struct form_def removal_form, removal_confirm_form, removal_receipt_form;
int removal_page(struct visit *v);
int removal_submit(struct visit *v);
int removal_confirm_page(struct visit *v);
int removal_confirm_submit(struct visit *v);
int removal_receipt_page(struct visit *v);
int removal_receipt_submit(struct visit *v);

/* report_page.c */
extern const struct form_def report_filter_form, report_rows_form;
int report_page(struct visit *v);
int report_annex_page(struct visit *v);
int report_rows_page(struct visit *v);
int report_csv_page(struct visit *v);

/* record_page.c */
extern const struct form_def pals_form, learning_alone_form;
int pals_page(struct visit *v);
int pals_submit(struct visit *v);
int learning_list_page(struct visit *v);
int learning_alone_submit(struct visit *v);

/* policy_page.c */
extern const struct form_def policy_start_form, policy_read_form, policy_facts_form,
        policy_clause_form, policy_category_form, policy_step_form, policy_force_form,
        policy_withdraw_form, setting_form;
int policy_list_page(struct visit *v);
int policy_start_submit(struct visit *v);
int policy_page(struct visit *v);
int policy_read_submit(struct visit *v);
int policy_facts_page(struct visit *v);
int policy_facts_submit(struct visit *v);
int policy_clause_page(struct visit *v);
int policy_clause_submit(struct visit *v);
int policy_category_page(struct visit *v);
int policy_category_submit(struct visit *v);
int policy_step_page(struct visit *v);
int policy_step_submit(struct visit *v);
int policy_compare_page(struct visit *v);
int policy_force_page(struct visit *v);
int policy_force_submit(struct visit *v);
int policy_withdraw_page(struct visit *v);
int policy_withdraw_submit(struct visit *v);
int setting_list_page(struct visit *v);
int setting_page(struct visit *v);
int setting_submit(struct visit *v);

/* hub_page.c */
int hub_registers_page(struct visit *v);
int hub_setup_page(struct visit *v);

/* staff_page.c, audit_page.c */
extern const struct form_def audit_filter_form;
int staff_page(struct visit *v);
extern const struct form_def staff_new_form, staff_roles_form;
int staff_new_page(struct visit *v);
int staff_new_submit(struct visit *v);
int staff_show_page(struct visit *v);
int staff_roles_submit(struct visit *v);
int staff_leave_submit(struct visit *v);
int staff_reset_submit(struct visit *v);
int audit_page(struct visit *v);

/* complaint_begin_page.c, complaint_list_page.c, complaint_file_page.c */
extern const struct form_def complaint_new_form, complaint_filter_form;
extern const struct form_def complaint_who_form, complaint_about_form, complaint_staff_form,
        complaint_apart_form, complaint_consent_form, complaint_grade_form, complaint_settle_form,
        complaint_acknowledge_form, complaint_lead_form, complaint_plan_form, complaint_extend_form,
        complaint_progress_form, complaint_investigate_form, complaint_statements_form,
        complaint_findings_form, complaint_response_form, complaint_sign_form,
        complaint_actions_form, complaint_ombudsman_form, complaint_end_form;
int complaint_new_page(struct visit *v);
int complaint_new_submit(struct visit *v);
int complaint_done_page(struct visit *v);
int complaint_list_page(struct visit *v);
int complaint_file_page(struct visit *v);
int complaint_task_page(struct visit *v);
int complaint_task_submit(struct visit *v);

/* file_request_page.c */
extern const struct form_def file_request_form, file_request_item_form, file_request_end_form,
        data_complaint_form, data_complaint_act_form;
int file_request_list_page(struct visit *v);
int file_request_submit(struct visit *v);
int file_request_page(struct visit *v);
int file_request_item_submit(struct visit *v);
int file_request_end_page(struct visit *v);
int file_request_end_submit(struct visit *v);
int data_complaint_list_page(struct visit *v);
int data_complaint_submit(struct visit *v);
int data_complaint_page(struct visit *v);
int data_complaint_act_submit(struct visit *v);

/* complaint_page.c */
extern const struct form_def complaint_form, complaint_ground_form;
int complaint_page(struct visit *v);
int complaint_submit(struct visit *v);
int complaint_ground_page(struct visit *v);
int complaint_ground_submit(struct visit *v);

/* own_page_page.c */
extern const struct form_def own_page_form;
int own_page_page(struct visit *v);
int own_page_submit(struct visit *v);

/* request_page.c */
extern const struct form_def request_form, request_offer_form, request_outcome_form, look_form;
int request_page(struct visit *v);
int request_submit(struct visit *v);
int request_offer_submit(struct visit *v);
int request_outcome_page(struct visit *v);
int request_outcome_submit(struct visit *v);
int look_page(struct visit *v);
int look_submit(struct visit *v);

/* letter_page.c */
extern const struct form_def letter_start_form, letter_write_form, letter_drop_form,
        letter_send_form, letter_approve_form;
int letter_list_page(struct visit *v);
int letter_start_submit(struct visit *v);
int letter_page(struct visit *v);
int letter_write_submit(struct visit *v);
int letter_drop_submit(struct visit *v);
int letter_send_page(struct visit *v);
int letter_send_submit(struct visit *v);
int letter_approve_submit(struct visit *v);
int letter_print_page(struct visit *v);
int letter_pdf_page(struct visit *v);
int letter_large_print_page(struct visit *v);

/* letter_template_page.c */
extern const struct form_def template_form, template_force_form;
int template_list_page(struct visit *v);
int template_page(struct visit *v);
int template_draft_page(struct visit *v);
int template_draft_submit(struct visit *v);
int template_force_page(struct visit *v);
int template_force_submit(struct visit *v);
int template_drop_submit(struct visit *v);

/* pack_page.c */
extern const struct form_def pack_form;
int pack_list_page(struct visit *v);
int pack_submit(struct visit *v);
int pack_page(struct visit *v);

/* paper_form_page.c */
int paper_form_page(struct visit *v);

/* close_page.c */
extern const struct form_def close_form, gone_form, reopen_form, jump_form, case_learning_form;
int close_page(struct visit *v);
int close_submit(struct visit *v);
int gone_page(struct visit *v);
int gone_submit(struct visit *v);
int reopen_page(struct visit *v);
int reopen_submit(struct visit *v);
int jump_page(struct visit *v);
int jump_submit(struct visit *v);
int case_learning_page(struct visit *v);
int case_learning_submit(struct visit *v);

#endif
