/* The whole site on one page: who may come in, what it leaves in the read log, which form, which
 * handler. */
#include "pages.h"

#include "base/str.h"
#include "cgi/site.h"

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
};
const size_t routes_count = sizeof(routes) / sizeof(routes[0]);

const struct form_def *routes_form(const char *name)
{
	for (size_t i = 0; i < routes_count; i++)
		if (routes[i].form && text_equal(routes[i].form->name, name))
			return routes[i].form;
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
