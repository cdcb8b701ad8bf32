/* Escaping, one context at a time. */
#include "unit.h"

#include "base/arena.h"
#include "view/format.h"
#include "view/view.h"

static struct arena *arena;

static void set_up(void)
{
	arena = arena_new();
}

static void tear_down(void)
{
	arena_free(arena);
}

static const char *html(const char *text)
{
	struct str s = str_new(arena);

	escape_html(&s, text);
	return s.data;
}

static const char *url(const char *text)
{
	struct str s = str_new(arena);

	escape_url(&s, text);
	return s.data;
}

START_TEST(five_characters_are_escaped)
{
	ck_assert_str_eq(html("&<>\"'"), "&amp;&lt;&gt;&quot;&#39;");
	ck_assert_str_eq(html("a & b"), "a &amp; b");
	ck_assert_str_eq(html("&amp;"), "&amp;amp;");
}
END_TEST

START_TEST(other_text_is_left_alone)
{
	ck_assert_str_eq(html(""), "");
	ck_assert_str_eq(html(NULL), "");
	ck_assert_str_eq(html("Siân – 5 £ {{x}} `=`"), "Siân – 5 £ {{x}} `=`");
}
END_TEST

/* Whatever is typed, none of the five is left by itself. */
START_TEST(every_byte_is_safe)
{
	char text[256];
	const char *escaped, *c;
	int i;

	for (i = 1; i < 256; i++)
		text[i - 1] = (char)i;
	text[255] = '\0';
	escaped = html(text);
	for (c = escaped; *c; c++)
		ck_assert(*c != '<' && *c != '>' && *c != '"' && *c != '\'');
	escaped = url(text);
	for (c = escaped; *c; c++)
		ck_assert((*c >= 'a' && *c <= 'z') || (*c >= 'A' && *c <= 'Z') ||
		          (*c >= '0' && *c <= '9') || *c == '-' || *c == '.' || *c == '_' ||
		          *c == '~' || *c == '%');
}
END_TEST

START_TEST(a_url_component_is_percent_encoded)
{
	ck_assert_str_eq(url("a b/c?d=e&f#g"), "a%20b%2Fc%3Fd%3De%26f%23g");
	ck_assert_str_eq(url("é"), "%C3%A9");
	ck_assert_str_eq(url("100%"), "100%25");
	ck_assert_str_eq(url("WMC-2026-7KQ4M_~."), "WMC-2026-7KQ4M_~.");
	ck_assert_str_eq(url(NULL), "");
}
END_TEST

START_TEST(html_escaped_is_escaped)
{
	ck_assert_str_eq(html_escaped(arena, "<b>").markup, "&lt;b&gt;");
}
END_TEST

static Suite *escape_suite(void)
{
	Suite *suite = suite_create("escape");
	TCase *all = tcase_create("escape");

	tcase_add_checked_fixture(all, set_up, tear_down);
	tcase_add_test(all, five_characters_are_escaped);
	tcase_add_test(all, other_text_is_left_alone);
	tcase_add_test(all, every_byte_is_safe);
	tcase_add_test(all, a_url_component_is_percent_encoded);
	tcase_add_test(all, html_escaped_is_escaped);
	suite_add_tcase(suite, all);
	return suite;
}

UNIT_MAIN(escape_suite)
