/* NHS numbers (R-id-1, R-id-2) and practice codes (R-id-3). */
#include "unit.h"

#include <stdio.h>

#include "rules/nhs_number.h"

START_TEST(check_digits)
{
	ck_assert(nhs_number_is_valid("9434765919"));
	ck_assert(!nhs_number_is_valid("9434765918"));
	ck_assert(nhs_number_is_valid("9990000018")); /* prefix 999000001 */
	ck_assert(nhs_number_is_valid("9990000050")); /* 11 becomes 0 */
	ck_assert(!nhs_number_is_valid(""));
	ck_assert(!nhs_number_is_valid(NULL));
	ck_assert(!nhs_number_is_valid("943476591"));
	ck_assert(!nhs_number_is_valid("94347659190"));
	ck_assert(!nhs_number_is_valid("943476591a"));
}
END_TEST

/* A check of 10 means that the nine digits have no number at all. */
START_TEST(some_prefixes_have_none)
{
	static const char *const prefixes[] = { "999000000", "999123456" };
	char number[NHS_NUMBER_SIZE];
	size_t i;
	int d;

	for (i = 0; i < UNIT_COUNT(prefixes); i++)
		for (d = 0; d < 10; d++) {
			snprintf(number, sizeof(number), "%s%d", prefixes[i], d);
			ck_assert_msg(!nhs_number_is_valid(number), "%s", number);
		}
}
END_TEST

START_TEST(read_and_shown)
{
	char out[NHS_NUMBER_SIZE], shown[NHS_NUMBER_SHOWN_SIZE];

	ck_assert_ptr_null(nhs_number_read("943 476 5919", out));
	ck_assert_str_eq(out, "9434765919");
	ck_assert_ptr_null(nhs_number_read(" 943-476-5919 ", out));
	ck_assert_str_eq(out, "9434765919");
	ck_assert_str_eq(nhs_number_read("943 476 5918", out),
	                 "Check the NHS number: its last digit does not fit the others");
	ck_assert_str_eq(out, "");
	ck_assert_ptr_nonnull(nhs_number_read("943 476 591", out));
	ck_assert_ptr_nonnull(nhs_number_read("943 476 59190", out));
	ck_assert_ptr_nonnull(nhs_number_read("943 476 591O", out));
	ck_assert_ptr_nonnull(nhs_number_read("", out));
	ck_assert_ptr_nonnull(nhs_number_read(NULL, out));
	ck_assert_str_eq(nhs_number_show("9434765919", shown), "943 476 5919");
	ck_assert_str_eq(nhs_number_show("943476591", shown), "");
	ck_assert_str_eq(nhs_number_show("94347659xx", shown), "");
	ck_assert_str_eq(nhs_number_show(NULL, shown), "");
}
END_TEST

START_TEST(practice_codes)
{
	ck_assert(practice_code_is_valid("A81001"));
	ck_assert(practice_code_is_valid("Y02494"));
	ck_assert(practice_code_is_valid("N81002"));
	ck_assert(!practice_code_is_valid("W91001")); /* Wales */
	ck_assert(!practice_code_is_valid("I81001"));
	ck_assert(!practice_code_is_valid("V81997")); /* pseudo code: no registered practice */
	ck_assert(!practice_code_is_valid("a81001"));
	ck_assert(!practice_code_is_valid("A8100"));
	ck_assert(!practice_code_is_valid("A810011"));
	ck_assert(!practice_code_is_valid("A81O01"));
	ck_assert(!practice_code_is_valid(""));
	ck_assert(!practice_code_is_valid(NULL));
}
END_TEST

UNIT_SUITE(nhs_number_suite, "NHS number and practice code", check_digits, some_prefixes_have_none,
           read_and_shown, practice_codes)
UNIT_MAIN(nhs_number_suite)
