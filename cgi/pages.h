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
int evidence_store_files(struct visit *v); /* the files of v->form become uploads */
int upload_submit(struct visit *v);

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

#endif
