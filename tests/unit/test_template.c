/* The template language from end to end: tests/unit/compile-samples is compiled by candour-compile,
 * the C that it makes by the C compiler, and the result is rendered. */
#include "unit.h"

#include <dlfcn.h>
#include <stdio.h>
#include <string.h>

#include "base/arena.h"
#include "compile_run.h"
#include "view/op.h"
#include "view/view.h"

static void *samples;
static struct arena *arena;
static struct view *view;

static const void *symbol(const char *name)
{
	const void *found = dlsym(samples, name);

	ck_assert_msg(found != NULL, "no %s", name);
	return found;
}

/* Rows by hand: cells are row-major. */
static void give(const char *query, int count, const char *const *cells)
{
	struct rows *rows = arena_alloc(arena, sizeof(*rows));

	rows->query = symbol(query);
	rows->count = count;
	rows->cells = cells;
	view_rows(view, rows);
}

static const char *render(const char *template)
{
	struct str out = str_new(arena);
	const char *missing = "";

	ck_assert_msg(view_render(view, symbol(template), &out, &missing) == 0, "missing: %s",
	              missing);
	return out.data;
}

static const char *missing(const char *template)
{
	struct str out = str_new(arena);
	const char *name = NULL;

	ck_assert_int_eq(view_render(view, symbol(template), &out, &name), -1);
	ck_assert_uint_eq(out.len, 0);
	return name;
}

static void set_up(void)
{
	samples = compile_samples();
	arena = arena_new();
	view = view_new(arena);
}

static void tear_down(void)
{
	arena_free(arena);
	dlclose(samples);
}

static const char *const one_case[] = {
	"7",
	"WMC-2026-7KQ4M",
	"A \"review\" & <more>",
	"f",
	NULL,
	"2026-11-02 09:14:05.5+00",
	"2026-11-30",
	"{post,\"a, b\"}",
	"3565158",
	"9434765919",
	"0b0c",
	"2.50",
	"3",
	NULL,
};
static const char *const three_events[] = {
	"1",      "Monday", "Logged", "log",     "t",    "2",    "Monday", "Letter",
	"letter", "f",      "3",      "Tuesday", "Read", "read", NULL,
};
static const char *const three_files[] = {
	"10", "3", "a&b.png", "11", NULL, "lost.png", "12", "3", "c.png",
};

START_TEST(a_page_stands_in_its_layout)
{
	give("query_case_one", 1, one_case);
	give("query_events", 3, three_events);
	give("query_files", 3, three_files);
	view_text(view, "practice", "Woodbrook");
	ck_assert_str_eq(
	        render("template_case_show"),
	        "<html lang=\"en\">\n"
	        "<head><title>Case WMC-2026-7KQ4M - Woodbrook</title></head>\n"
	        "<body>\n"
	        "<h1 title=\"A &quot;review&quot; &amp; &lt;more&gt;\">A &quot;review&quot; &amp; "
	        "&lt;more&gt;</h1>\n"
	        "<p>2 November 2026 at 9:14am; 30 November 2026</p>\n"
	        "<p>In time</p>\n"
	        "<p>No note</p>\n"
	        "<ol>\n"
	        "<li class=\"day\">Monday</li>\n"
	        "<li class=\"first\">1. Logged\n"
	        "no files\n"
	        "</li>\n"
	        "<li>2. Letter (sent)\n"
	        "no files\n"
	        "</li>\n"
	        "<li class=\"day\">Tuesday</li>\n"
	        "<li class=\"last\">3. Read\n"
	        "<a href=\"/files/10?name=a%26b.png\">1 a&amp;b.png</a>, of Read\n"
	        "<a href=\"/files/12?name=c.png\">2 c.png</a> of Read\n"
	        "</li>\n"
	        "</ol>\n"
	        "</body>\n"
	        "</html>\n");
}
END_TEST

START_TEST(no_rows_is_a_case_of_its_own)
{
	const char *page;

	give("query_case_one", 0, NULL);
	give("query_events", 0, NULL);
	give("query_files", 0, NULL);
	give("query_nobody", 1, (const char *const[]){ "<b>" });
	view_text(view, "practice", NULL);
	view_text(view, "flash", "Saved");
	page = render("template_case_show");
	ck_assert_ptr_nonnull(strstr(page, "<title>Case  - </title>"));
	ck_assert_ptr_nonnull(strstr(page, "<p>Saved</p>"));
	ck_assert_ptr_nonnull(strstr(page, "<p>Nothing happened.</p>"));
	ck_assert_ptr_null(strstr(page, "<ol>"));
	ck_assert_ptr_nonnull(strstr(page, "<p>&lt;b&gt;</p>\n</body>"));
}
END_TEST

START_TEST(a_block_is_asked_for_only_where_it_is)
{
	view_text(view, "practice", "W");
	ck_assert_ptr_nonnull(strstr(render("template_case_aside"),
	                             "<body>\n<aside><p>beside</p></aside>\n<p>body</p>\n</body>"));
}
END_TEST

static void give_values(void)
{
	view_text(view, "text", "<a href=\"x\" title='y'> & more");
	view_whole(view, "total", 12345);
	view_flag(view, "is_late", false);
	view_html(view, "chart", (struct html){ "<svg></svg>" });
	view_text(view, "day", "2026-11-02");
	view_text(view, "link", "javascript:alert(1)");
}

START_TEST(values_are_escaped_and_typed)
{
	give_values();
	ck_assert_str_eq(render("template_case_values"),
	                 "<p title=\"&lt;a href=&quot;x&quot; title=&#39;y&#39;&gt; &amp; more\" "
	                 "data-x='&lt;a href=&quot;x&quot; title=&#39;y&#39;&gt; &amp; more'>"
	                 "&lt;a href=&quot;x&quot; title=&#39;y&#39;&gt; &amp; more</p>\n"
	                 "<p>12,345 cases, 12,345, 12345 are</p>\n"
	                 "<p>not late</p> No\n"
	                 "no spare\n"
	                 "<svg></svg>\n"
	                 "<time datetime=\"2026-11-02\">Monday 2 November 2026</time>\n"
	                 "<a href=\"#\">javascript:alert(1)</a>\n"
	                 "nobody\n"
	                 "not one\n");
}
END_TEST

START_TEST(the_last_value_of_a_name_counts)
{
	give_values();
	view_whole(view, "total", 1);
	view_flag(view, "is_late", true);
	view_flag(view, "spare", true);
	ck_assert_ptr_nonnull(strstr(render("template_case_values"),
	                             "<p>1 case, 1, 1 is</p>\n<p>late</p> Yes\nspare\n"));
	ck_assert_ptr_nonnull(strstr(render("template_case_values"), "nobody\none\n"));
}
END_TEST

START_TEST(what_is_missing_is_named_and_nothing_printed)
{
	give_values();
	view = view_new(arena);
	ck_assert_str_eq(missing("template_case_values"), "text");
	view_text(view, "practice", "W");
	ck_assert_str_eq(missing("template_case_show"), "case_one");
	view = view_new(arena);
	ck_assert_str_eq(missing("template_case_aside"), "practice");
}
END_TEST

START_TEST(text_does_not_pass_for_markup)
{
	give_values();
	view_text(view, "chart", "<script>");
	ck_assert_str_eq(missing("template_case_values"), "chart");
	give_values();
	view_html(view, "text", (struct html){ "<b>" });
	ck_assert_str_eq(missing("template_case_values"), "text");
	give_values();
	view_text(view, "is_late", "f");
	ck_assert_str_eq(missing("template_case_values"), "is_late");
}
END_TEST

START_TEST(formatters_print_columns)
{
	static const char *const lines[] = {
		"1",          "Reference", "t",
		"f",          "<a>\nb",    "2026-11-02 12:00:00+00",
		"2026-11-30", "{}",        "3565158",
		"9434765919", "0b0c",      "2.50",
		"3",          NULL,
	};

	give("query_case_one", 1, one_case);
	ck_assert_str_eq(render("template_case_formats"),
	                 "WMC-2026-7KQ4M 3.4 MB 943 476 5919 post, a, b 2.50 3 0b0c November 2026 "
	                 "9:14am \n");
	give("query_case_one", 1, lines);
	ck_assert_str_eq(render("template_case_formats"),
	                 "reference 3.4 MB 943 476 5919  2.50 3 0b0c November 2026 midday "
	                 "&lt;a&gt;<br>\nb\n");
}
END_TEST

/* ---- Forms ---- */

static const char *typed(const void *form, const char *name)
{
	(void)form;
	if (strcmp(name, "summary") == 0)
		return "\"><script>";
	if (strcmp(name, "born-day") == 0)
		return "31";
	return strcmp(name, "kind") == 0 ? "post" : "";
}

/* kind has two values: "post" and "x". */
static bool typed_is(const void *form, const char *field, const char *value)
{
	(void)form;
	return strcmp(field, "kind") == 0 &&
	       (strcmp(value, "post") == 0 || strcmp(value, "x") == 0);
}

static const char *error(const void *form, const char *field)
{
	(void)form;
	return strcmp(field, "place") == 0 ? "Enter <the> place" : "";
}

static size_t error_count(const void *form)
{
	(void)form;
	return 2;
}

static void error_at(const void *form, size_t i, const char **ret_field, const char **ret_sentence)
{
	(void)form;
	*ret_field = i ? "kind" : "place";
	*ret_sentence = i ? "Choose a kind" : "Enter <the> place";
}

static void give_kinds(void)
{
	static const char *const kinds[] = {
		"post", "Post & more", "review", "Review", NULL, "None", "x", "X",
	};

	give("query_kinds", 4, kinds);
}

START_TEST(a_form_shows_what_was_typed)
{
	give_kinds();
	view_form(view,
	          (struct form_view){ "form", typed, typed_is, error, error_count, error_at });
	ck_assert_str_eq(
	        render("template_case_form"),
	        "<ul>\n"
	        "<li><a href=\"#place\">1 Enter &lt;the&gt; place</a></li>\n"
	        "<li><a href=\"#kind\">2 Choose a kind</a></li>\n"
	        "</ul>\n"
	        "<label for=\"summary\">Summary of x</label>\n"
	        "<p id=\"summary-hint\">It's short</p>\n"
	        "<input id=\"summary\" name=\"summary\" value=\"&quot;&gt;&lt;script&gt;\" "
	        "class=\"w\">\n"
	        "<label for=\"place\">Place</label>\n"
	        "<p id=\"place-error\">Enter &lt;the&gt; place</p>\n"
	        "<input id=\"place\" name=\"place\" value=\"\" class=\"w-3\">\n"
	        "<input type=\"radio\" name=\"kind\" value=\"post\" checked> Post\n"
	        "<option value=\"post\" selected>Post &amp; more</option>\n"
	        "<option value=\"review\">Review</option>\n"
	        "<option value=\"\">None</option>\n"
	        "<option value=\"x\" selected>X</option>\n"
	        "<input name=\"born-day\" value=\"31\">\n");
}
END_TEST

START_TEST(without_a_form_fields_are_empty)
{
	const char *page;

	give_kinds();
	page = render("template_case_form");
	ck_assert_ptr_null(strstr(page, "<ul>"));
	ck_assert_ptr_null(strstr(page, "checked"));
	ck_assert_ptr_nonnull(strstr(page, "value=\"post\">Post &amp; more"));
	ck_assert_ptr_nonnull(strstr(page, "name=\"summary\" value=\"\""));
}
END_TEST

START_TEST(partials_hand_arguments_on)
{
	view_text(view, "practice", "W");
	ck_assert_str_eq(render("template_case_partials"), "<p>\n"
	                                                   "<div><b>one</b><i>two</i> at W</div>\n"
	                                                   "<div><b>three</b> at W</div>\n"
	                                                   "<b><em>four</em></b> five\n"
	                                                   "</p>\n");
}
END_TEST

START_TEST(mail_is_not_escaped_and_its_subject_is_one_line)
{
	const struct template *notice = symbol("template_mail_notice");
	struct str subject = str_new(arena);

	view_text(view, "who", "A & B");
	view_text(view, "link", "https://x/?a&b");
	view_text(view, "day", "2026-11-02");
	ck_assert_str_eq(render("template_mail_notice"),
	                 "Dear A & B,\n\nBoth of you.\nSee https://x/?a&b.\n");
	ck_assert_int_eq(view_render_line(view, notice, "subject", &subject, NULL), 0);
	ck_assert_str_eq(subject.data, "For A & B, on 2 November 2026");
	subject = str_new(arena);
	view_text(view, "who", "x\r\nBcc: y");
	ck_assert_int_eq(view_render_line(view, notice, "subject", &subject, NULL), 0);
	ck_assert_str_eq(subject.data, "For x  Bcc: y, on 2 November 2026");
	ck_assert(notice->is_text);
}
END_TEST

START_TEST(a_template_says_what_it_uses)
{
	const struct template *form = symbol("template_case_form");
	const struct template *show = symbol("template_case_show");

	ck_assert_str_eq(show->name, "case/show");
	ck_assert_str_eq(show->layout->name, "layout/page");
	ck_assert_uint_eq(show->n_queries, 3);
	ck_assert_str_eq(form->forms[0], "note_add");
	ck_assert_ptr_null(form->forms[1]);
	ck_assert_str_eq(form->fields[0], "kind");
	ck_assert_str_eq(form->fields[1], "summary");
	ck_assert_str_eq(form->fields[2], "place");
	ck_assert_str_eq(form->fields[3], "born");
	ck_assert_ptr_null(form->fields[4]);
}
END_TEST

/* A page with 2,000 events and 2,000 files of one of them: no limit is met, nothing recurses. */
START_TEST(long_lists_render)
{
	enum { N = 2000 };
	const char **events = arena_alloc(arena, N * 5 * sizeof(*events));
	const char **files = arena_alloc(arena, N * 3 * sizeof(*files));
	size_t i;

	for (i = 0; i < N; i++) {
		events[i * 5] = arena_printf(arena, "%zu", i);
		events[i * 5 + 2] = "An event & its title";
		files[i * 3] = events[i * 5];
		files[i * 3 + 1] = "1999";
		files[i * 3 + 2] = "name";
	}
	give("query_case_one", 1, one_case);
	give("query_events", N, events);
	give("query_files", N, files);
	view_text(view, "practice", "W");
	ck_assert_ptr_nonnull(strstr(render("template_case_show"), ">2000 name</a> of An event"));
}
END_TEST

static Suite *template_suite(void)
{
	const TTest *const all[] = {
		a_page_stands_in_its_layout,
		no_rows_is_a_case_of_its_own,
		a_block_is_asked_for_only_where_it_is,
		values_are_escaped_and_typed,
		the_last_value_of_a_name_counts,
		what_is_missing_is_named_and_nothing_printed,
		text_does_not_pass_for_markup,
		formatters_print_columns,
		a_form_shows_what_was_typed,
		without_a_form_fields_are_empty,
		partials_hand_arguments_on,
		mail_is_not_escaped_and_its_subject_is_one_line,
		a_template_says_what_it_uses,
		long_lists_render,
	};
	Suite *suite = suite_create("template");
	TCase *rendering = tcase_create("rendering");
	size_t i;

	tcase_set_timeout(rendering, 120);
	tcase_add_unchecked_fixture(rendering, set_up, tear_down);
	for (i = 0; i < UNIT_COUNT(all); i++)
		tcase_add_test(rendering, all[i]);
	suite_add_tcase(suite, rendering);
	return suite;
}

UNIT_MAIN(template_suite)
