/* Formatters: what goes in as PostgreSQL prints it, what comes out as people read it. */
#include "unit.h"

#include <string.h>

#include "base/arena.h"
#include "view/format.h"

struct row {
	enum formatter format;
	const char *argument;
	const char *value;
	const char *want;
};

static const struct row rows[] = {
	{ FORMAT_PLAIN, NULL, "a <b>", "a <b>" },
	{ FORMAT_PLAIN, NULL, NULL, "" },

	{ FORMAT_DATE, NULL, "2026-11-02", "2 November 2026" },
	{ FORMAT_DATE, NULL, "2026-11-02 23:59:59.999999+00", "2 November 2026" },
	{ FORMAT_DATE, NULL, "2024-02-29", "29 February 2024" },
	{ FORMAT_DATE, NULL, NULL, "" },
	{ FORMAT_DATE, NULL, "", "" },
	{ FORMAT_DATE, NULL, "infinity", "" },
	{ FORMAT_DATE, NULL, "2026-13-02", "" },
	{ FORMAT_DATE, NULL, "2026-02-30", "" },
	{ FORMAT_DATE, NULL, "2026-11", "" },
	{ FORMAT_DATE, NULL, "2 November", "" },
	{ FORMAT_DAY, NULL, "2026-11-02", "Monday 2 November 2026" },
	{ FORMAT_DAY, NULL, "2000-02-29", "Tuesday 29 February 2000" },
	{ FORMAT_DAY, NULL, "2027-01-01", "Friday 1 January 2027" },
	{ FORMAT_MONTH, NULL, "2026-11-02", "November 2026" },

	{ FORMAT_DATETIME, NULL, "2026-11-02 09:14:05+00", "2 November 2026 at 9:14am" },
	{ FORMAT_DATETIME, NULL, "2026-06-02 00:00:00+01", "2 June 2026 at midnight" },
	{ FORMAT_DATETIME, NULL, "2026-06-02 bad", "" },
	{ FORMAT_TIME, NULL, "2026-11-02 09:14:05.123456+00", "9:14am" },
	{ FORMAT_TIME, NULL, "2026-11-02 00:01:00+00", "12:01am" },
	{ FORMAT_TIME, NULL, "2026-11-02 12:00:00+00", "midday" },
	{ FORMAT_TIME, NULL, "2026-11-02 12:30:00+00", "12:30pm" },
	{ FORMAT_TIME, NULL, "2026-11-02 10:00:59+00", "10am" },
	{ FORMAT_TIME, NULL, "2026-11-02 23:05:00+00", "11:05pm" },
	{ FORMAT_TIME, NULL, "2026-11-02 24:05:00+00", "" },
	{ FORMAT_TIME, NULL, "2026-11-02", "" },

	{ FORMAT_ISO, NULL, "2026-11-02", "2026-11-02" },
	{ FORMAT_ISO, NULL, "2026-11-02 09:14:05.123+00", "2026-11-02T09:14:05+00:00" },
	{ FORMAT_ISO, NULL, "2026-11-02 09:14:05+05:30", "2026-11-02T09:14:05+05:30" },
	{ FORMAT_ISO, NULL, "2026-11-02T09:14:05Z", "2026-11-02T09:14:05Z" },

	{ FORMAT_URL, NULL, "a b&c", "a%20b%26c" },

	{ FORMAT_HREF, NULL, "https://example.org/a?b=c#d", "https://example.org/a?b=c#d" },
	{ FORMAT_HREF, NULL, "HTTP://example.org", "HTTP://example.org" },
	{ FORMAT_HREF, NULL, "/cases/1?x=y", "/cases/1?x=y" },
	{ FORMAT_HREF, NULL, "#summary", "#summary" },
	{ FORMAT_HREF, NULL, "?page=2", "?page=2" },
	{ FORMAT_HREF, NULL, "mailto:a@b.uk", "mailto:a@b.uk" },
	{ FORMAT_HREF, NULL, "javascript:alert(1)", "#" },
	{ FORMAT_HREF, NULL, " javascript:alert(1)", "#" },
	{ FORMAT_HREF, NULL, "java\nscript:alert(1)", "#" },
	{ FORMAT_HREF, NULL, "\x01https://example.org", "#" },
	{ FORMAT_HREF, NULL, "data:text/html,x", "#" },
	{ FORMAT_HREF, NULL, "vbscript:x", "#" },
	{ FORMAT_HREF, NULL, "//evil.example", "#" },
	{ FORMAT_HREF, NULL, "/\\evil.example", "#" },
	{ FORMAT_HREF, NULL, "/\t/evil.example", "#" },
	{ FORMAT_HREF, NULL, "evil.example", "#" },
	{ FORMAT_HREF, NULL, "", "" },

	{ FORMAT_SIZE, NULL, "0", "0 bytes" },
	{ FORMAT_SIZE, NULL, "1", "1 byte" },
	{ FORMAT_SIZE, NULL, "1023", "1023 bytes" },
	{ FORMAT_SIZE, NULL, "1024", "1 KB" },
	{ FORMAT_SIZE, NULL, "14000", "14 KB" },
	{ FORMAT_SIZE, NULL, "1048064", "1.0 MB" },
	{ FORMAT_SIZE, NULL, "3565158", "3.4 MB" },
	{ FORMAT_SIZE, NULL, "5368709120", "5.0 GB" },

	{ FORMAT_LINES, NULL, "a\nb\r\n<c> & 'd'", "a<br>\nb<br>\n&lt;c&gt; &amp; &#39;d&#39;" },
	{ FORMAT_LINES, NULL, "one", "one" },
	{ FORMAT_LINES, NULL, "a\n\nb\n", "a<br>\n<br>\nb<br>\n" },

	{ FORMAT_NHS, NULL, "9434765919", "943 476 5919" },
	{ FORMAT_NHS, NULL, "943 476 5919", "943 476 5919" },
	{ FORMAT_NHS, NULL, "94347659190", "94347659190" },
	{ FORMAT_NHS, NULL, "unknown", "unknown" },

	{ FORMAT_THOUSANDS, NULL, "0", "0" },
	{ FORMAT_THOUSANDS, NULL, "999", "999" },
	{ FORMAT_THOUSANDS, NULL, "1000", "1,000" },
	{ FORMAT_THOUSANDS, NULL, "-1234567.50", "-1,234,567.50" },

	{ FORMAT_YESNO, NULL, "t", "Yes" },
	{ FORMAT_YESNO, NULL, "f", "No" },
	{ FORMAT_YESNO, NULL, NULL, "" },

	{ FORMAT_LOWER_FIRST, NULL, "Patient post", "patient post" },
	{ FORMAT_LOWER_FIRST, NULL, "NHS number", "NHS number" },
	{ FORMAT_LOWER_FIRST, NULL, "A", "a" },
	{ FORMAT_LOWER_FIRST, NULL, "Éa", "Éa" },

	{ FORMAT_PLURAL, "case,cases", "1", "1 case" },
	{ FORMAT_PLURAL, "case,cases", "0", "0 cases" },
	{ FORMAT_PLURAL, "case,cases", "1200", "1,200 cases" },
	{ FORMAT_PLURAL, "person,people", NULL, "" },
	{ FORMAT_NOUN, "is,are", "1", "is" },
	{ FORMAT_NOUN, "is,are", "2", "are" },

	{ FORMAT_LIST, NULL, "{}", "" },
	{ FORMAT_LIST, NULL, "{a}", "a" },
	{ FORMAT_LIST, NULL, "{a,b,c}", "a, b, c" },
	{ FORMAT_LIST, NULL, "{\"a, b\",\"say \\\"x\\\"\",\"\\\\\"}", "a, b, say \"x\", \\" },
	{ FORMAT_LIST, NULL, "{NULL,a,NULL,\"NULL\"}", "a, NULL" },
	{ FORMAT_LIST, NULL, "{1,2}", "1, 2" },
	{ FORMAT_LIST, NULL, "{broken", "broken" },
	{ FORMAT_LIST, NULL, "{\"broken\\", "broken\\" },
};

START_TEST(a_value_is_formatted)
{
	struct arena *arena = arena_new();
	struct str s = str_new(arena);
	const struct row *row = &rows[_i];

	format_value(&s, row->format, row->argument, row->value);
	ck_assert_msg(strcmp(s.data, row->want) == 0, "%s: wanted \"%s\", got \"%s\"",
	              row->value ? row->value : "NULL", row->want, s.data);
	arena_free(arena);
}
END_TEST

/* What is appended to stays. */
START_TEST(formatting_appends)
{
	struct arena *arena = arena_new();
	struct str s = str_new(arena);

	str_add(&s, "on ");
	format_value(&s, FORMAT_DATE, NULL, "2026-11-02");
	ck_assert_str_eq(s.data, "on 2 November 2026");
	arena_free(arena);
}
END_TEST

static Suite *format_suite(void)
{
	Suite *suite = suite_create("format");
	TCase *all = tcase_create("format");

	tcase_add_loop_test(all, a_value_is_formatted, 0, UNIT_COUNT(rows));
	tcase_add_test(all, formatting_appends);
	suite_add_tcase(suite, all);
	return suite;
}

UNIT_MAIN(format_suite)
