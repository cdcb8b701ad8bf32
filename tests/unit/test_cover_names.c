/* Covering names: whole words, any letter case, the longest first, nothing else touched. */
#include "base/arena.h"
#include "casework/cover_names.h"
#include "unit.h"

static const struct covered_name names[] = {
	{ "Partner A", "Staff member A" }, { "Partner", "Staff member B" },
	{ "Example Person", "Person 1" },  { "@example", "Person 1" },
	{ "Zo\xc3\xab", "Person 2" },
};

static const struct {
	const char *text, *covered;
} cases[] = {
	{ NULL, "" },
	{ "", "" },
	{ "Partner A voted", "Staff member A voted" },
	{ "partner a's note", "Staff member A's note" },
	{ "Partner Anne", "Staff member B Anne" },
	{ "Partners meet", "Partners meet" },
	{ "counterpartner", "counterpartner" },
	{ "EXAMPLE PERSON, Example Person.", "Person 1, Person 1." },
	{ "by @example on", "by Person 1 on" },
	{ "@examples", "@examples" },
	{ "Zo\xc3\xab wrote", "Person 2 wrote" },
	{ "Example\nPerson", "Example\nPerson" },
};

START_TEST(covering)
{
	struct arena *a = arena_new();

	ck_assert_str_eq(names_cover(a, cases[_i].text, names, UNIT_COUNT(names)),
	                 cases[_i].covered);
	arena_free(a);
}
END_TEST

START_TEST(labels)
{
	struct arena *a = arena_new();

	ck_assert_str_eq(name_letter_label(a, "Staff member", 1), "Staff member A");
	ck_assert_str_eq(name_letter_label(a, "Staff member", 26), "Staff member Z");
	ck_assert_str_eq(name_letter_label(a, "Staff member", 27), "Staff member AA");
	arena_free(a);
}
END_TEST

static Suite *suite(void)
{
	Suite *s = suite_create("cover_names");
	TCase *c = tcase_create("cover_names");

	tcase_add_loop_test(c, covering, 0, UNIT_COUNT(cases));
	tcase_add_test(c, labels);
	suite_add_tcase(s, c);
	return s;
}
UNIT_MAIN(suite)
