/* Refusals and faults: what each fills, and that nothing runs over its room. */
#include <string.h>

#include "base/problem.h"
#include "base/str.h"
#include "unit.h"

START_TEST(fills_each_kind)
{
	struct problem p;

	memset(&p, 0xff, sizeof(p));
	ck_assert_int_eq(refuse_field(&p, "summary", "Enter %s", "a summary"), -1);
	ck_assert_int_eq(p.kind, PROBLEM_FIELD);
	ck_assert_str_eq(p.field, "summary");
	ck_assert_str_eq(p.sentence, "Enter a summary");
	ck_assert_str_eq(p.detail, "");
	ck_assert_str_eq(p.sqlstate, "");

	ck_assert_int_eq(refuse(&p, PROBLEM_CONFLICT, "Someone was first"), -1);
	ck_assert_int_eq(p.kind, PROBLEM_CONFLICT);
	ck_assert_ptr_null(p.field);

	ck_assert_int_eq(fault(&p, "query %s", "x"), -1);
	ck_assert_int_eq(p.kind, PROBLEM_FAULT);
	ck_assert_str_eq(p.detail, "query x");
	ck_assert_ptr_null(strstr(p.sentence, "query"));
	ck_assert(strlen(p.sentence) > 20);

	problem_clear(&p);
	ck_assert_int_eq(p.kind, PROBLEM_NONE);
	problem_clear(NULL);
}
END_TEST

START_TEST(takes_no_room_to_fill)
{
	ck_assert_int_eq(refuse_field(NULL, "a", "b"), -1);
	ck_assert_int_eq(refuse(NULL, PROBLEM_REFUSED, "b"), -1);
	ck_assert_int_eq(fault(NULL, "b"), -1);
}
END_TEST

START_TEST(cuts_long_sentences_between_characters)
{
	char text[2000];
	struct problem p;
	size_t i, shift;

	for (shift = 0; shift < 4; shift++) {
		memset(text, 'a', shift);
		for (i = shift; i + 2 < sizeof(text); i += 2)
			memcpy(text + i, "\xc3\xa9", 2);
		text[i] = '\0';
		refuse(&p, PROBLEM_REFUSED, "%s", text);
		ck_assert_uint_ge(strlen(p.sentence), sizeof(p.sentence) - 3);
		ck_assert(text_is_utf8(p.sentence, strlen(p.sentence)));
		fault(&p, "%s", text);
		ck_assert(text_is_utf8(p.detail, strlen(p.detail)));
	}
}
END_TEST

START_TEST(names_each_kind)
{
	int kind;

	for (kind = PROBLEM_NONE; kind <= PROBLEM_FAULT; kind++)
		ck_assert_str_ne(problem_word((enum problem_kind)kind), "unknown");
	ck_assert_str_eq(problem_word(PROBLEM_NOT_FOUND), "not-found");
	ck_assert_str_eq(problem_word((enum problem_kind)99), "unknown");
}
END_TEST

UNIT_SUITE(problem_suite, "problem", fills_each_kind, takes_no_room_to_fill,
           cuts_long_sentences_between_characters, names_each_kind)
UNIT_MAIN(problem_suite)
