/* The practice list: the register of warnings and removals with its download, the paper file, and
 * reviews of a removal whose letters have gone (R-list-5, U-18, U-20). */
#include "casework/list.h"

#include <string.h>

#include "act_page.h"
#include "base/str.h"
#include "casework/casework.h"
#include "monitor/csv_write.h"
#include "monitor/period.h"
#include "pages.h"

#include "base/banned.h"

/* ---- The register -------------------------------------------------------------------------------
 */

enum { REGISTER_MOST = 50, REGISTER_FILE_MOST = 20000 };

static const struct field register_filter_fields[] = {
	{ "from_on", FIELD_DATE },
	{ "to_on", FIELD_DATE },
	{ "before", FIELD_LINE, .max = 40 },
	{ 0 },
};
const struct form_def register_filter_form = { .name = "register_filter",
	                                       .fields = register_filter_fields };

/* Without dates: everything that there is. */
static const struct rows *read_register(struct visit *v, const char *before, int most,
                                        const char **ret_from, const char **ret_to)
{
	struct form *f = form_from_query(v->rq, &register_filter_form);
	const char *from = form_text(f, "from_on"), *to = form_text(f, "to_on");

	v->form = f;
	*ret_from = *from ? from : "1948-07-05";
	*ret_to = *to ? to : "2999-12-31";
	return read_list_register(v->batch, *ret_from, *ret_to,
	                          before ? before : form_text(f, "before"), most);
}

int register_page(struct visit *v)
{
	const char *from, *to, *next = NULL;
	const struct rows *list = read_register(v, NULL, REGISTER_MOST, &from, &to);
	struct period period;
	int n;

	if (visit_read(v) < 0)
		return -1;
	if (!form_is_good(v->form))
		v->rs->status = 422;
	n = rows_count(list);
	if (n == REGISTER_MOST)
		next = arena_printf(v->arena, "/removals?from_on=%s&to_on=%s&before=%s",
		                    form_text(v->form, "from_on"), form_text(v->form, "to_on"),
		                    rows_text(list, n - 1, LIST_REGISTER_KEY));
	view_text(v->view, "after_href", next);
	view_text(v->view, "csv_href",
	          arena_printf(v->arena, "/removals/csv?from_on=%s&to_on=%s",
	                       form_text(v->form, "from_on"), form_text(v->form, "to_on")));
	view_flag(v->view, "has_period",
	          form_given(v->form, "from_on") || form_given(v->form, "to_on"));
	view_text(v->view, "period_words",
	          date_parse(from, &period.from) && date_parse(to, &period.to)
	                  ? period_words(v->arena, &period)
	                  : "");
	visit_section(v, "registers");
	visit_back(v, "Registers", "/registers");
	return visit_page(v, &template_list_register);
}

static int add_bytes(void *handle, const char *bytes, size_t size)
{
	str_add_n(handle, bytes, size);
	return 0;
}

int register_csv_page(struct visit *v)
{
	static const struct {
		const char *title;
		int column;
	} columns[] = {
		{ "Date", LIST_REGISTER_ON_DATE },
		{ "What", LIST_REGISTER_TITLE },
		{ "Person", LIST_REGISTER_PERSON_NAME },
		{ "Date of birth", LIST_REGISTER_BORN_ON },
		{ "NHS number", LIST_REGISTER_NHS_NUMBER },
		{ "Case", LIST_REGISTER_CASE_REFERENCE },
		{ "Reason", LIST_REGISTER_REASON },
		{ "Effect", LIST_REGISTER_EFFECT },
		{ "Remark", LIST_REGISTER_STANDING },
	};
	enum { COLUMNS = sizeof(columns) / sizeof(columns[0]) };
	const char *from, *to;
	const struct rows *list = read_register(v, "", REGISTER_FILE_MOST, &from, &to);
	struct csv_out out;

	if (visit_read(v) < 0)
		return -1;
	if (!form_is_good(v->form))
		return refuse(
		        &v->problem, PROBLEM_REFUSED,
		        "The period is not right. Go back to the register and choose it again.");
	response_attachment(v->rs, "warnings-and-removals.csv", "text/csv; charset=utf-8");
	out = csv_out_open(add_bytes, &v->rs->body);
	for (int c = 0; c < COLUMNS; c++)
		csv_text(&out, columns[c].title);
	csv_row_end(&out);
	for (int i = 0; i < rows_count(list); i++) {
		for (int c = 0; c < COLUMNS; c++)
			csv_text(&out, rows_text(list, i, columns[c].column));
		csv_row_end(&out);
	}
	return csv_out_close(&out) < 0 ? fault(&v->problem, "the register's file broke off") : 0;
}

/* ---- The paper file -----------------------------------------------------------------------------
 */

static const char *const paper_kinds[] = { "removal", "immediate", NULL };
static const struct field paper_fields[] = {
	{ "kind", FIELD_CHOICE, .choices = paper_kinds, .missing = "Select what the paper is" },
	{ "on_date", FIELD_DATE, .missing = "Enter the date of the removal" },
	{ "confirmed_by", FIELD_LINE, .max = 120 },
	{ "words", FIELD_PROSE, .max = 5000,
	  .missing = "Enter the reason that was given, and the circumstances" },
	{ 0 },
};
const struct form_def paper_form = { .name = "paper", .fields = paper_fields };
static const struct field paper_confirm_fields[] = {
	{ "alone_why", FIELD_PROSE, .max = 2000 },
	{ 0 },
};
const struct form_def paper_confirm_form = { .name = "paper_confirm",
	                                     .fields = paper_confirm_fields };

static void of_case(struct visit *v)
{
	visit_section(v, "cases");
	visit_back(v, "Back to the case", "/cases/%s", v->reference);
}

int paper_page(struct visit *v)
{
	read_paper_list(v->batch, v->params[0]);
	read_act_case(v->batch, NULL, v->params[0]);
	if (visit_read(v) < 0)
		return -1;
	act_own_form(v, &paper_form);
	of_case(v);
	return visit_page(v, &template_list_paper);
}

int paper_submit(struct visit *v)
{
	const struct form *f = v->form;
	struct paper p = { .kind = form_text(f, "kind"),
		           .on_date = form_text(f, "on_date"),
		           .confirmed_by = form_text(f, "confirmed_by"),
		           .words = form_text(f, "words") };
	const char *today = casework_today(v->tx, &v->problem);

	if (!today)
		return -1;
	if (strcmp(p.on_date, today) > 0)
		return refuse_field(&v->problem, "on_date", "The date must not be in the future");
	if (paper_record(v->tx, v->case_id, &p, &v->problem) < 0)
		return -1;
	return visit_see_other(v, "/cases/%s/paper", v->reference);
}

int paper_confirm_submit(struct visit *v)
{
	int64_t id;

	if (act_number(v, v->params[1], &id) < 0 ||
	    paper_confirm(v->tx, v->case_id, id, form_text(v->form, "alone_why"), &v->problem) < 0)
		return -1;
	return visit_see_other(v, "/cases/%s/paper", v->reference);
}

/* ---- Reviews ------------------------------------------------------------------------------------
 */

static const struct field review_fields[] = {
	{ "looks", FIELD_LINE, .max = 200, .missing = "Enter who looks at it" },
	{ "words", FIELD_PROSE, .max = 5000, .missing = "Enter what is new" },
	{ 0 },
};
const struct form_def review_form = { .name = "list_review", .fields = review_fields };
static const char *const review_outcomes[] = { "stands", "asked_back", "corrected", NULL };
static const struct field review_outcome_fields[] = {
	{ "outcome", FIELD_CHOICE, .choices = review_outcomes,
	  .missing = "Select what came of it" },
	{ "on_date", FIELD_DATE, .missing = "Enter the date" },
	{ "why", FIELD_PROSE, .max = 5000, .missing = "Enter why, and what was done" },
	{ 0 },
};
const struct form_def review_outcome_form = { .name = "list_review_outcome",
	                                      .fields = review_outcome_fields };

static int show_review(struct visit *v, bool is_outcome)
{
	const struct rows *list;
	bool is_open = false;

	list = read_review_list(v->batch, v->params[0]);
	read_review_standing(v->batch, v->params[0]);
	read_practice_today(v->batch);
	if (visit_read(v) < 0)
		return -1;
	for (int i = 0; i < rows_count(list); i++)
		is_open = is_open || rows_bool(list, i, REVIEW_LIST_IS_OPEN);
	view_flag(v->view, "is_open", is_open);
	visit_section(v, "cases");
	if (!is_outcome) {
		visit_back(v, "Back to the case", "/cases/%s", v->reference);
		return visit_page(v, &template_list_review);
	}
	act_set_today(v, "on_date");
	view_text(v->view, "review_id", v->params[1]);
	visit_back(v, "Reviews", "/cases/%s/review", v->reference);
	return visit_page(v, &template_list_review_outcome);
}

int review_page(struct visit *v)
{
	return show_review(v, false);
}

int review_submit(struct visit *v)
{
	if (review_open(v->tx, v->case_id, form_text(v->form, "looks"), form_text(v->form, "words"),
	                &v->problem) < 0)
		return -1;
	return visit_see_other(v, "/cases/%s/review", v->reference);
}

int review_outcome_page(struct visit *v)
{
	return show_review(v, true);
}

int review_outcome_submit(struct visit *v)
{
	const struct form *f = v->form;
	int64_t id;

	if (act_number(v, v->params[1], &id) < 0 ||
	    review_close(v->tx, v->case_id, id, form_text(f, "outcome"), form_text(f, "on_date"),
	                 form_text(f, "why"), &v->problem) < 0)
		return -1;
	return visit_see_other(v, "/cases/%s/review", v->reference);
}
