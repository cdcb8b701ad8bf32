/* The list of cases: filters, orders, pages by key, lists kept under a name; finding a case. */
#include <string.h>

#include "base/made.h"
#include "base/str.h"
#include "act_page.h"
#include "pages.h"

#include "base/banned.h"

#define PAGE_MOST  25
#define FOUND_MOST 50
#define VIEWS_MOST 20

static const char *const list_states[] = { "logged", "open", "closed", "all", NULL };
static const char *const list_orders[] = { "oldest", "due", "reference", NULL };

static const struct field case_filter_fields[] = {
	{ "state", FIELD_CHOICE, .choices = list_states },
	{ "kind", FIELD_CHOICE },
	{ "platform", FIELD_CHOICE },
	{ "urgent", FIELD_TICK },
	{ "late", FIELD_TICK },
	{ "by", FIELD_CHOICE, .choices = list_orders },
	{ "after", FIELD_LINE, .max = 20 },  /* the page begins after this case */
	{ "before", FIELD_LINE, .max = 20 }, /* ... or ends before it */
	{ 0 },
};
const struct form_def case_filter_form = { .name = "case_filter", .fields = case_filter_fields };

static const struct field case_find_fields[] = {
	{ "q", FIELD_LINE, .max = 200 },
	{ 0 },
};
const struct form_def case_find_form = { .name = "case_find", .fields = case_find_fields };

/* ---- Addresses of lists -----------------------------------------------------------------------
 */

static void add_pair(struct str *out, const char *field, const char *value)
{
	if (!*value)
		return;
	str_addf(out, "%c%s=", strchr(out->data, '?') ? '&' : '?', field);
	escape_url(out, value);
}

/* The address of the list as it is filtered now, but for one field: value "" leaves it out. Another
 * list begins at its first page. */
static const char *list_href(struct visit *v, const struct form *filter, const char *field,
                             const char *value)
{
	static const char *const kept[] = { "state", "kind", "platform", "urgent", "late", "by" };
	struct str out = str_new(v->arena);

	str_add(&out, "/cases");
	for (size_t i = 0; i < sizeof(kept) / sizeof(kept[0]); i++)
		add_pair(&out, kept[i],
		         text_equal(kept[i], field)    ? value
		         : form_given(filter, kept[i]) ? form_typed(filter, kept[i])
		                                       : "");
	if (text_equal(field, "after") || text_equal(field, "before"))
		add_pair(&out, field, value);
	return out.data;
}

static const char *view_href(struct arena *a, const struct rows *views, int row)
{
	static const struct {
		const char *field;
		int column;
	} kept[] = { { "state", SAVED_VIEW_LIST_STATE },
		     { "kind", SAVED_VIEW_LIST_KIND },
		     { "platform", SAVED_VIEW_LIST_PLATFORM },
		     { "by", SAVED_VIEW_LIST_SORT } };
	struct str out = str_new(a);

	str_add(&out, "/cases");
	for (size_t i = 0; i < sizeof(kept) / sizeof(kept[0]); i++)
		add_pair(&out, kept[i].field, rows_text_or(views, row, kept[i].column, ""));
	add_pair(&out, "urgent", rows_bool(views, row, SAVED_VIEW_LIST_URGENT) ? "yes" : "");
	add_pair(&out, "late", rows_bool(views, row, SAVED_VIEW_LIST_LATE) ? "yes" : "");
	return out.data;
}

/* ---- What stands around the list ----------------------------------------------------------------
 */

/* The title of a code in a list of choices; NULL for one that is not there. */
static const char *title_of(const struct rows *choices, const char *code)
{
	for (int i = 0; i < rows_count(choices); i++)
		if (text_equal(rows_text(choices, i, 0), code))
			return rows_text(choices, i, 1);
	return NULL;
}

static void add_chosen(struct visit *v, struct made *m, const char *field, const char *text)
{
	if (!text)
		return;
	made_row(m);
	made_text(m, CASE_CHOSEN_TEXT, text);
	made_text(m, CASE_CHOSEN_HREF, list_href(v, v->form, field, ""));
}

static void show_chosen(struct visit *v)
{
	struct made m = made_new(v->arena, &query_case_chosen);
	const char *state = form_text(v->form, "state");

	add_chosen(v, &m, "state",
	           text_equal(state, "logged")   ? "New"
	           : text_equal(state, "open")   ? "Being worked on"
	           : text_equal(state, "closed") ? "Finished"
	           : text_equal(state, "all")    ? "All, finished or not"
	                                         : NULL);
	add_chosen(v, &m, "kind",
	           title_of(batch_rows(v->batch, &query_case_filter_kinds),
	                    form_text(v->form, "kind")));
	add_chosen(v, &m, "platform",
	           title_of(batch_rows(v->batch, &query_case_filter_platforms),
	                    form_text(v->form, "platform")));
	add_chosen(v, &m, "urgent", form_ticked(v->form, "urgent") ? "Urgent" : NULL);
	add_chosen(v, &m, "late", form_ticked(v->form, "late") ? "Late" : NULL);
	view_rows(v->view, made_rows(&m));
}

static void show_sorts(struct visit *v)
{
	static const struct {
		const char *text, *by;
	} headings[] = {
		{ "Case", "reference" }, { "Kind", NULL }, { "Where it stands", NULL },
		{ "Logged", "" },        { "Due", "due" },
	};
	struct made m = made_new(v->arena, &query_case_sorts);
	const char *now = form_text(v->form, "by");

	for (size_t i = 0; i < sizeof(headings) / sizeof(headings[0]); i++) {
		bool is_logged = headings[i].by && !*headings[i].by;
		bool is_now = headings[i].by && text_equal(now, headings[i].by);
		/* by the day it was logged it goes both ways: newest first, then oldest first */
		const char *next = is_logged && is_now ? "oldest" : headings[i].by;

		made_row(&m);
		made_text(&m, CASE_SORTS_TEXT, headings[i].text);
		made_text(&m, CASE_SORTS_HREF,
		          headings[i].by ? list_href(v, v->form, "by", next) : "");
		made_text(&m, CASE_SORTS_SORTED,
		          is_now ? (is_logged ? "descending" : "ascending")
		          : is_logged && text_equal(now, "oldest") ? "ascending"
		                                                   : "");
	}
	view_rows(v->view, made_rows(&m));
}

static void show_views(struct visit *v)
{
	const struct rows *views = batch_rows(v->batch, &query_saved_view_list);
	struct made m = made_new(v->arena, &query_saved_view_links);

	for (int i = 0; i < rows_count(views); i++) {
		made_row(&m);
		made_text(&m, SAVED_VIEW_LINKS_PUBLIC_ID,
		          rows_text(views, i, SAVED_VIEW_LIST_PUBLIC_ID));
		made_text(&m, SAVED_VIEW_LINKS_NAME, rows_text(views, i, SAVED_VIEW_LIST_NAME));
		made_text(&m, SAVED_VIEW_LINKS_HREF, view_href(v->arena, views, i));
		made_flag(&m, SAVED_VIEW_LINKS_IN_DIGEST,
		          rows_bool(views, i, SAVED_VIEW_LIST_IN_DIGEST));
	}
	view_rows(v->view, made_rows(&m));
}

/* Rows of one query under the name of another of the same shape, at most so many; from last to
 * first where they were read backwards. */
static struct rows *shown_rows(struct arena *a, const struct rows *found, int most, bool backwards)
{
	const size_t columns = CASE_LIST_ROWS_IS_NEW + 1;
	struct made m = made_new(a, &query_case_list_rows);
	int n = rows_count(found) < most ? rows_count(found) : most;

	for (int i = 0; i < n; i++) {
		int from = backwards ? n - 1 - i : i;

		made_row(&m);
		for (size_t c = 0; c < columns; c++)
			if (rows_text(found, from, (int)c))
				made_text(&m, (int)c, rows_text(found, from, (int)c));
	}
	return made_rows(&m);
}

static const char *total_text(struct arena *a, int64_t total)
{
	return total > 1000 ? "More than 1,000 cases"
	                    : arena_printf(a, "%lld %s", (long long)total,
	                                   total == 1 ? "case" : "cases");
}

/* ---- The list -----------------------------------------------------------------------------------
 */

typedef struct rows *list_query(struct batch *, const char *, const char *, const char *, bool,
                                bool, const char *);

/* An order, and the query that reads it backwards from a page. */
static const struct {
	const char *by;
	list_query *forwards, *backwards;
} orders[] = {
	{ "", read_case_list_newest, read_case_list_oldest },
	{ "oldest", read_case_list_oldest, read_case_list_newest },
	{ "due", read_case_list_due, read_case_list_due_back },
	{ "reference", read_case_list_reference, read_case_list_reference_back },
};

int case_list_page(struct visit *v)
{
	struct form *other = v->form; /* the search, when it was refused; or NULL */
	const char *state, *kind, *platform, *after, *before;
	const struct rows *found, *count;
	bool urgent, late, backwards;
	struct rows *shown;
	size_t order = 0;
	int n;

	v->form = form_from_query(v->rq, &case_filter_form);
	state = form_text(v->form, "state");
	kind = form_text(v->form, "kind");
	platform = form_text(v->form, "platform");
	urgent = form_ticked(v->form, "urgent");
	late = form_ticked(v->form, "late");
	after = form_text(v->form, "after");
	before = form_text(v->form, "before");
	backwards = *before;
	while (order + 1 < sizeof(orders) / sizeof(orders[0]) &&
	       !text_equal(orders[order].by, form_text(v->form, "by")))
		order++;
	found = (backwards ? orders[order].backwards : orders[order].forwards)(
	        v->batch, state, kind, platform, urgent, late, backwards ? before : after);
	count = read_case_count(v->batch, state, kind, platform, urgent, late);
	read_case_filter_kinds(v->batch);
	read_case_filter_platforms(v->batch);
	read_saved_view_list(v->batch);
	if (visit_read(v) < 0)
		return -1;
	shown = shown_rows(v->arena, found, PAGE_MOST, backwards);
	n = rows_count(shown);
	view_rows(v->view, shown);
	show_chosen(v);
	show_sorts(v);
	show_views(v);
	view_text(v->view, "before_href",
	          n && (backwards ? rows_count(found) > PAGE_MOST : *after)
	                  ? list_href(v, v->form, "before",
	                              rows_text(shown, 0, CASE_LIST_ROWS_REFERENCE))
	                  : "");
	view_text(v->view, "after_href",
	          n && (backwards || rows_count(found) > PAGE_MOST)
	                  ? list_href(v, v->form, "after",
	                              rows_text(shown, n - 1, CASE_LIST_ROWS_REFERENCE))
	                  : "");
	view_text(v->view, "first_href",
	          n == 0 && (*after || *before) ? list_href(v, v->form, "", "") : "");
	view_text(v->view, "total_text",
	          total_text(v->arena, rows_int(count, 0, CASE_COUNT_TOTAL)));
	view_text(v->view, "keep_href",
	          arena_printf(v->arena, "/cases/views%s",
	                       strchr(list_href(v, v->form, "", ""), '?')
	                               ? strchr(list_href(v, v->form, "", ""), '?')
	                               : ""));
	if (other)
		v->form = other;
	visit_section(v, "cases");
	return visit_page(v, &template_case_list);
}

/* ---- Lists kept under a name
 * ---------------------------------------------------------------------- */

static const struct field saved_view_fields[] = {
	{ "name", FIELD_LINE, .max = 60, .missing = "Enter a name for this list" },
	{ "in_digest", FIELD_TICK },
	{ "state", FIELD_CHOICE, .choices = list_states },
	{ "kind", FIELD_CHOICE },
	{ "platform", FIELD_CHOICE },
	{ "urgent", FIELD_TICK },
	{ "late", FIELD_TICK },
	{ "by", FIELD_CHOICE, .choices = list_orders },
	{ 0 },
};
const struct form_def saved_view_form = { .name = "saved_view", .fields = saved_view_fields };
const struct form_def saved_view_drop_form = { .name = "saved_view_drop",
	                                       .fields = (const struct field[]){ { 0 } } };

/* The list in hand comes in the address, as the page of cases has it. */
int saved_view_page(struct visit *v)
{
	const struct form *asked = form_from_query(v->rq, &case_filter_form);

	read_saved_view_list(v->batch);
	if (visit_read(v) < 0)
		return -1;
	act_own_form(v, &saved_view_form);
	for (const struct field *f = saved_view_fields; v->form_is_fresh && f->name; f++)
		if (!text_equal(f->name, "name") && !text_equal(f->name, "in_digest") &&
		    form_given(asked, f->name))
			form_set(v->form, f->name, form_typed(asked, f->name));
	show_views(v);
	visit_section(v, "cases");
	visit_back(v, "Cases", "/cases");
	return visit_page(v, &template_case_views);
}

int saved_view_submit(struct visit *v)
{
	const struct rows *count = tx_read_saved_view_count(v->tx);
	const struct form *f = v->form;

	if (!count)
		return visit_tx_failed(v);
	if (rows_int(count, 0, SAVED_VIEW_COUNT_TOTAL) >= VIEWS_MOST)
		return refuse_field(&v->problem, "name",
		                    "You have %d lists already. Drop one before you keep another",
		                    VIEWS_MOST);
	if (!write_saved_view_keep(v->tx, form_text(f, "name"), form_text(f, "state"),
	                           form_text(f, "kind"), form_text(f, "platform"),
	                           form_ticked(f, "urgent"), form_ticked(f, "late"),
	                           form_text(f, "by"), form_ticked(f, "in_digest")))
		return visit_tx_failed(v);
	return visit_see_other(v, "%s", list_href(v, f, "", ""));
}

int saved_view_drop_submit(struct visit *v)
{
	if (!write_saved_view_drop(v->tx, v->params[0]))
		return visit_tx_failed(v);
	return visit_see_other(v, "/cases/views");
}

/* ---- Finding one
 * ------------------------------------------------------------------------------------ */

/* What was searched for stays out of addresses and logs: the words are kept for the member, and the
 * address names them. Absent and hidden cases are answered alike: there is no row of either. */
int case_find_submit(struct visit *v)
{
	const char *q = form_text(v->form, "q");
	const struct rows *found;

	if (!write_page_open(v->tx, "case.searched", "read_cases"))
		return visit_tx_failed(v);
	if (!*q)
		return visit_see_other(v, "/cases");
	found = tx_read_case_find(v->tx, q);
	if (!found)
		return visit_tx_failed(v);
	if (rows_count(found) == 1)
		return visit_see_other(v, "/cases/%s", rows_text(found, 0, CASE_FIND_REFERENCE));
	found = write_search_keep(v->tx, q);
	if (!found)
		return visit_tx_failed(v);
	return visit_see_other(v, "/search/%s", rows_text(found, 0, SEARCH_KEEP_PUBLIC_ID));
}

int search_page(struct visit *v)
{
	const struct rows *words = read_search_show(v->batch, v->params[0]);
	const struct rows *found = read_case_search(v->batch, v->params[0]);
	int n;

	if (visit_read(v) < 0)
		return -1;
	if (rows_count(words) == 0)
		return refuse(&v->problem, PROBLEM_NOT_FOUND,
		              "There is no such search, or it was forgotten after thirty days.");
	n = rows_count(found);
	view_rows(v->view, shown_rows(v->arena, found, FOUND_MOST, false));
	view_text(v->view, "total_text",
	          n > FOUND_MOST ? arena_printf(v->arena, "The first %d cases", FOUND_MOST)
	                         : total_text(v->arena, n));
	if (v->form_is_fresh)
		form_set(v->form, "q", rows_text(words, 0, SEARCH_SHOW_WORDS));
	visit_section(v, "cases");
	visit_back(v, "All cases", "/cases");
	return visit_page(v, &template_case_found);
}
