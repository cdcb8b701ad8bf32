/* The string builder and the questions about text. */
#include <stdlib.h>
#include <string.h>

#include "base/str.h"
#include "unit.h"

START_TEST(builds_text)
{
	struct arena *a = arena_new();
	struct str s = str_new(a);
	char long_text[300];
	size_t i;

	ck_assert_str_eq(s.data, "");
	str_add(&s, "ab");
	str_add(&s, NULL);
	str_add_char(&s, 'c');
	str_add_n(&s, "defgh", 2);
	str_addf(&s, "-%d-%s", 42, "x");
	ck_assert_str_eq(s.data, "abcde-42-x");
	ck_assert_uint_eq(s.len, strlen(s.data));
	memset(long_text, 'q', sizeof(long_text) - 1);
	long_text[sizeof(long_text) - 1] = '\0';
	for (i = 0; i < 1000; i++)
		str_addf(&s, "%s", long_text);
	ck_assert_uint_eq(s.len, 10 + 1000 * 299);
	ck_assert_uint_eq(strlen(s.data), s.len);
	arena_free(a);
}
END_TEST

START_TEST(two_builders_do_not_meet)
{
	struct arena *a = arena_new();
	struct str s = str_new(a), t = str_new(a);
	int i;

	for (i = 0; i < 5000; i++) {
		str_add_char(&s, 's');
		str_add_char(&t, 't');
	}
	ck_assert_uint_eq(strspn(s.data, "s"), 5000);
	ck_assert_uint_eq(strspn(t.data, "t"), 5000);
	arena_free(a);
}
END_TEST

START_TEST(knows_utf8)
{
	static const struct {
		const char *bytes;
		size_t len;
		bool is;
	} table[] = {
		{ "", 0, true },
		{ "plain", 5, true },
		{ "a\0b", 3, false },
		{ "\xc3\xa9", 2, true },
		{ "\xe2\x82\xac", 3, true },
		{ "\xf0\x9f\x98\x80", 4, true },
		{ "\xf4\x8f\xbf\xbf", 4, true },
		{ "\xf4\x90\x80\x80", 4, false }, /* past U+10FFFF */
		{ "\xed\xa0\x80", 3, false },     /* a surrogate */
		{ "\xed\x9f\xbf", 3, true },
		{ "\xc0\xaf", 2, false }, /* an overlong slash */
		{ "\xc1\xbf", 2, false },
		{ "\xe0\x80\xaf", 3, false },
		{ "\xe0\x9f\xbf", 3, false },
		{ "\xf0\x80\x80\xaf", 4, false },
		{ "\xf0\x8f\xbf\xbf", 4, false },
		{ "\xf8\x88\x80\x80\x80", 5, false },
		{ "\xff", 1, false },
		{ "\x80", 1, false },
		{ "\xc3", 1, false }, /* cut */
		{ "\xe2\x82", 2, false },
		{ "\xf0\x9f\x98", 3, false },
		{ "\xc3(", 2, false },
	};
	struct arena *a = arena_new();
	size_t i;

	for (i = 0; i < UNIT_COUNT(table); i++) {
		/* In memory of its very size, so that AddressSanitizer sees a step too far. */
		char *exact = malloc(table[i].len + 1);

		memcpy(exact + 1, table[i].bytes, table[i].len);
		ck_assert_msg(text_is_utf8(exact + 1, table[i].len) == table[i].is, "row %zu", i);
		ck_assert(text_is_utf8(text_repair_utf8(a, exact + 1, table[i].len),
		                       strlen(text_repair_utf8(a, exact + 1, table[i].len))));
		free(exact);
	}
	ck_assert_str_eq(text_repair_utf8(a, "a\0\xff z", 5), "a\xef\xbf\xbd\xef\xbf\xbd z");
	arena_free(a);
}
END_TEST

START_TEST(cuts_between_characters)
{
	const char *text = "a\xc3\xa9\xe2\x82\xac\xf0\x9f\x98\x80z";
	static const size_t ends[] = { 0, 1, 1, 3, 3, 3, 6, 6, 6, 6, 10, 11, 11 };
	size_t max;

	for (max = 0; max < UNIT_COUNT(ends); max++)
		ck_assert_uint_eq(text_prefix(text, strlen(text), max), ends[max]);
	ck_assert_uint_eq(text_count_chars(text), 5);
	ck_assert_uint_eq(text_count_chars(""), 0);
	ck_assert_uint_eq(text_count_chars(NULL), 0);
}
END_TEST

START_TEST(trims_white_space_of_every_script)
{
	static const struct {
		const char *text, *trimmed;
	} table[] = {
		{ "", "" },
		{ NULL, "" },
		{ "  a b \t\r\n", "a b" },
		{ "\xc2\xa0 a\xc2\xa0", "a" },      /* no-break space */
		{ "\xe2\x80\x8b\xe3\x80\x80", "" }, /* zero-width, ideographic */
		{ "\xef\xbb\xbf"
		  "caf\xc3\xa9\xe2\x80\xa9",
		  "caf\xc3\xa9" },
		{ "\xff ", "\xff" }, /* not UTF-8: stays */
		{ " \xc3", "\xc3" },
		{ "\xa0", "\xa0" },
	};
	struct arena *a = arena_new();
	size_t i;

	for (i = 0; i < UNIT_COUNT(table); i++) {
		ck_assert_str_eq(text_trim(a, table[i].text), table[i].trimmed);
		ck_assert(text_is_blank(table[i].text) == (table[i].trimmed[0] == '\0'));
	}
	arena_free(a);
}
END_TEST

START_TEST(compares)
{
	struct arena *a = arena_new();

	ck_assert(text_equal(NULL, ""));
	ck_assert(text_equal("a", "a"));
	ck_assert(!text_equal("a", NULL));
	ck_assert(text_starts("abc", "ab"));
	ck_assert(text_starts("abc", ""));
	ck_assert(text_starts(NULL, NULL));
	ck_assert(!text_starts(NULL, "a"));
	ck_assert(!text_starts("a", "ab"));
	ck_assert_str_eq(text_plain_line_ends(a, "a\r\nb\rc\nd\r\r\n"), "a\nb\nc\nd\n\n");
	ck_assert_str_eq(text_plain_line_ends(a, ""), "");
	ck_assert_str_eq(text_hex(a, "\x00\x9f\xff", 3), "009fff");
	ck_assert_str_eq(text_hex(a, "", 0), "");
	arena_free(a);
}
END_TEST

UNIT_SUITE(str_suite, "str", builds_text, two_builders_do_not_meet, knows_utf8,
           cuts_between_characters, trims_white_space_of_every_script, compares)
UNIT_MAIN(str_suite)
