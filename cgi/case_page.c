/* The case page, who has read it, notes; the list of cases and finding one. */
#include <ctype.h>
#include <string.h>

#include "base/made.h"
#include "base/str.h"
#include "casework/ladder_view.h"
#include "casework/note.h"
#include "pages.h"

#include "base/banned.h"

/* ---- One case ------------------------------------------------------------------------------- */

static const struct field case_note_fields[] = {
	{ "note", FIELD_PROSE, .max = 4000, .missing = "Enter the note" },
	{ 0 },
};
const struct form_def case_note_form = { .name = "case_note", .fields = case_note_fields };

int case_page(struct visit *v)
{
	const char *ref = v->params[0];
	struct rows *steps, *next;

	read_case_show(v->batch, ref);
	read_case_frame(v->batch, ref);
	read_case_triage(v->batch, ref);
	read_case_named(v->batch, ref);
	read_case_author_line(v->batch, ref);
	read_case_tasks(v->batch, ref);
	read_case_timeline(v->batch, ref);
	read_case_letters(v->batch, ref);
	read_case_complaint(v->batch, ref);
	read_case_decision(v->batch, ref);
	read_case_removal(v->batch, ref);
	ladder_view_read(v->batch, ref);
	if (visit_read(v) < 0)
		return -1;
	if (ladder_view_make(v->arena, v->batch, &steps, &next, &v->problem) < 0)
		return -1;
	view_rows(v->view, steps);
	view_rows(v->view, next);
	visit_section(v, "cases");
	if (visit_may(v, "read_cases"))
		visit_back(v, "Cases", "/cases");
	else
		visit_back(v, "Home", "/");
	return visit_page(v, &template_case_show);
}

int case_note_submit(struct visit *v)
{
	if (note_add(v->tx, v->case_id, form_text(v->form, "note"), &v->problem) < 0)
		return -1;
	return visit_see_other(v, "/cases/%s#history", v->reference);
}

int case_readers_page(struct visit *v)
{
	read_case_frame(v->batch, v->params[0]);
	read_case_readers(v->batch, v->params[0]);
	if (visit_read(v) < 0)
		return -1;
	visit_section(v, "cases");
	visit_back(v, "Case", "/cases/%s", v->reference);
	return visit_page(v, &template_case_readers);
}

/* ---- The list ------------------------------------------------------------------------------- */

#define PAGE_MOST 25

static const char *const list_states[] = { "logged", "open", "closed", "all", NULL };
static const char *const list_orders[] = { "oldest", "due", "kind", "reference", NULL };

static const struct field case_filter_fields[] = {
	{ "state", FIELD_CHOICE, .choices = list_states },
	{ "kind", FIELD_CHOICE },
	{ "platform", FIELD_CHOICE },
	{ "urgent", FIELD_TICK },
	{ "late", FIELD_TICK },
	{ "by", FIELD_CHOICE, .choices = list_orders },
	{ "page", FIELD_WHOLE },
	{ 0 },
};
const struct form_def case_filter_form = { .name = "case_filter", .fields = case_filter_fields };

/* The address of the list as it is filtered now, but for one field: value "" leaves it out. */
static const char *list_href(struct visit *v, const char *field, const char *value)
{
	static const char *const kept[] = { "state", "kind", "platform", "urgent",
		                            "late",  "by",   "page" };
	struct str out = str_new(v->arena);

	str_add(&out, "/cases");
	for (size_t i = 0; i < sizeof(kept) / sizeof(kept[0]); i++) {
		const char *now = text_equal(kept[i], field) ? value
		                  : text_equal(kept[i], "page")
		                          ? "" /* another list begins at its first page */
		                  : form_given(v->form, kept[i]) ? form_typed(v->form, kept[i])
		                                                 : "";

		if (!*now)
			continue;
		str_addf(&out, "%c%s=", strchr(out.data, '?') ? '&' : '?', kept[i]);
		escape_url(&out, now);
	}
	return out.data;
}

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
	made_text(m, CASE_CHOSEN_HREF, list_href(v, field, ""));
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

static void show_sorts(struct visit *v, bool is_search)
{
	static const struct {
		const char *text, *by;
	} headings[] = {
		{ "Case", "reference" }, { "Kind", "kind" }, { "Where it stands", NULL },
		{ "Logged", "" },        { "Due", "due" },
	};
	struct made m = made_new(v->arena, &query_case_sorts);
	const char *now = is_search ? "none" : form_text(v->form, "by");

	for (size_t i = 0; i < sizeof(headings) / sizeof(headings[0]); i++) {
		bool is_logged = headings[i].by && !*headings[i].by;
		bool is_now = headings[i].by && text_equal(now, headings[i].by);
		/* by the day it was logged it goes both ways: newest first, then oldest first */
		const char *next = is_logged && is_now ? "oldest" : headings[i].by;

		made_row(&m);
		made_text(&m, CASE_SORTS_TEXT, headings[i].text);
		made_text(&m, CASE_SORTS_HREF,
		          headings[i].by && !is_search ? list_href(v, "by", next) : "");
		made_text(&m, CASE_SORTS_SORTED,
		          is_search ? ""
		          : is_now  ? (is_logged ? "descending" : "ascending")
		          : is_logged && text_equal(now, "oldest") ? "ascending"
		                                                   : "");
	}
	view_rows(v->view, made_rows(&m));
}

static void show_pages(struct visit *v, int page, int64_t total)
{
	struct made m = made_new(v->arena, &query_case_pages);
	int last = (int)((total + PAGE_MOST - 1) / PAGE_MOST);
	int before = 0;

	for (int i = 1; i <= last; i++) {
		if (i != 1 && i != last && (i < page - 1 || i > page + 1))
			continue;
		if (i > before + 1) {
			made_row(&m);
			made_flag(&m, CASE_PAGES_IS_CURRENT, false);
			made_flag(&m, CASE_PAGES_IS_GAP, true);
			made_text(&m, CASE_PAGES_HREF, "");
		}
		made_row(&m);
		made_whole(&m, CASE_PAGES_NUMBER, i);
		made_text(&m, CASE_PAGES_HREF,
		          list_href(v, "page", arena_printf(v->arena, "%d", i)));
		made_flag(&m, CASE_PAGES_IS_CURRENT, i == page);
		made_flag(&m, CASE_PAGES_IS_GAP, false);
		before = i;
	}
	view_rows(v->view, made_rows(&m));
	view_flag(v->view, "has_pages", last > 1);
	view_text(v->view, "before_href",
	          page > 1 ? list_href(v, "page", arena_printf(v->arena, "%d", page - 1)) : "");
	view_text(v->view, "after_href",
	          page < last ? list_href(v, "page", arena_printf(v->arena, "%d", page + 1)) : "");
}

/* Rows of one query under the name of another of the same shape. */
static void show_cases(struct visit *v, const struct rows *found)
{
	struct rows *shown = arena_alloc(v->arena, sizeof(*shown));

	*shown = (struct rows){ .query = &query_case_list_rows,
		                .count = rows_count(found),
		                .cells = found->cells };
	if (shown->count > PAGE_MOST)
		shown->count = PAGE_MOST; /* one more was asked for, to see whether there is more */
	view_rows(v->view, shown);
}

static const char *total_text(struct visit *v, int64_t total)
{
	return total > 1000 ? "More than 1,000 cases"
	                    : arena_printf(v->arena, "%lld %s", (long long)total,
	                                   total == 1 ? "case" : "cases");
}

int case_list_page(struct visit *v)
{
	const char *state, *kind, *platform, *by;
	const struct rows *found, *count;
	bool urgent, late;
	int64_t total;
	struct form *search = v->form; /* one that was refused, or NULL */
	int page;

	v->form = form_from_query(v->rq, &case_filter_form);
	state = form_text(v->form, "state");
	kind = form_text(v->form, "kind");
	platform = form_text(v->form, "platform");
	by = form_text(v->form, "by");
	urgent = form_ticked(v->form, "urgent");
	late = form_ticked(v->form, "late");
	page = (int)form_whole(v->form, "page", 1);
	if (page < 1 || page > 4000)
		page = 1;
	found = !*state && !*by ? read_case_list_open(v->batch, kind, platform, urgent, late,
	                                              (page - 1) * PAGE_MOST)
	                        : read_case_list_any(v->batch, state, kind, platform, urgent, late,
	                                             by, (page - 1) * PAGE_MOST);
	count = read_case_count(v->batch, state, kind, platform, urgent, late);
	read_case_filter_kinds(v->batch);
	read_case_filter_platforms(v->batch);
	if (visit_read(v) < 0)
		return -1;
	total = rows_int(count, 0, CASE_COUNT_TOTAL);
	show_cases(v, found);
	show_chosen(v);
	show_sorts(v, false);
	show_pages(v, page, total);
	view_text(v->view, "total_text", total_text(v, total));
	if (search)
		v->form = search;
	visit_section(v, "cases");
	return visit_page(v, &template_case_list);
}

/* ---- Finding one ---------------------------------------------------------------------------- */

static const struct field case_find_fields[] = {
	{ "q", FIELD_LINE, .max = 200 },
	{ 0 },
};
const struct form_def case_find_form = { .name = "case_find", .fields = case_find_fields };

/* The words of a search as a text[]. */
static const char *words_of(struct visit *v, const char *text)
{
	struct str out = str_new(v->arena);
	bool in_word = false;
	int n = 0;

	str_add_char(&out, '{');
	for (; *text; text++) {
		if (*text == ' ') {
			if (in_word)
				str_add_char(&out, '"');
			in_word = false;
			continue;
		}
		if (!in_word && n == 10)
			break;
		if (!in_word)
			str_add(&out, n++ ? ",\"" : "\"");
		in_word = true;
		if (*text == '"' || *text == '\\')
			str_add_char(&out, '\\');
		str_add_char(&out, *text);
	}
	str_add(&out, in_word ? "\"}" : "}");
	return out.data;
}

/* What was searched for stays out of addresses and logs, so the answer to words is this page
 * itself. Absent and hidden cases are answered alike: there is no row of either. */
int case_find_submit(struct visit *v)
{
	struct form *search = v->form;
	const char *q = form_text(search, "q");
	const struct rows *found, *shell;
	const char *sentence = "";

	if (!write_page_open(v->tx, "case.searched", "read_cases"))
		return visit_tx_failed(v);
	if (!*q)
		return visit_see_other(v, "/cases");
	found = tx_read_case_find(v->tx, q);
	if (!found)
		return visit_tx_failed(v);
	if (rows_count(found) == 1)
		return visit_see_other(v, "/cases/%s", rows_text(found, 0, CASE_FIND_REFERENCE));
	found = tx_read_case_search(v->tx, words_of(v, q));
	shell = found ? tx_read_shell(v->tx) : NULL;
	if (!found || !shell)
		return visit_tx_failed(v);
	if (rows_count(found) == 0)
		sentence = "No case that you can see has that reference, or those words in its "
		           "summary.";
	view_rows(v->view, shell);
	show_cases(v, found);
	view_flag(v->view, "searched", true);
	view_text(v->view, "sentence", sentence);
	view_text(v->view, "total_text",
	          rows_count(found) > PAGE_MOST ? "The first 25 cases with these words"
	                                        : arena_printf(v->arena, "%s with these words",
	                                                       total_text(v, rows_count(found))));
	v->form = form_new(v->arena, &case_filter_form);
	show_sorts(v, true);
	show_pages(v, 1, 0);
	v->form = search;
	view_rows(v->view,
	          made_rows(&(struct made){ .arena = v->arena, .query = &query_case_chosen }));
	view_rows(v->view, made_rows(&(struct made){ .arena = v->arena,
	                                             .query = &query_case_filter_kinds }));
	view_rows(v->view, made_rows(&(struct made){ .arena = v->arena,
	                                             .query = &query_case_filter_platforms }));
	visit_section(v, "cases");
	visit_back(v, "All cases", "/cases");
	return visit_page(v, &template_case_list);
}
