/* What a letter may say (U-14, U-27, W-A-8). */
#include "unit.h"

#include "casework/letter_text.h"

START_TEST(words_of_accusation)
{
	static const struct {
		const char *text, *found;
	} cases[] = {
		{ "Your post is defamatory.", "defamatory" },
		{ "MALICIOUS", "malicious" },
		{ "This is Un\xc2\xad"
		  "founded!",
		  "unfounded" },
		{ "mali\xe2\x80\x8b"
		  "cious words",
		  "malicious" },
		{ "\xef\xbd\x8c\xef\xbd\x89\xef\xbd\x82\xef\xbd\x85\xef\xbd\x8c", "libel" },
		{ "an act of malice.", "malice" },
		{ "to defame us", "defame" },
		{ "(slanderous)", "slanderous" },
		{ "", NULL },
		{ "We are well founded, and bear no ill will.", NULL },
		{ "the fame of it", NULL },
	};
	struct arena *a = arena_new();

	for (size_t i = 0; i < UNIT_COUNT(cases); i++) {
		const char *found = letter_accuses(a, cases[i].text);

		if (cases[i].found)
			ck_assert_pstr_eq(found, cases[i].found);
		else
			ck_assert_msg(!found, "%s: %s", cases[i].text, found);
	}
	arena_free(a);
}
END_TEST

START_TEST(that_somebody_is_a_patient)
{
	static const char *const tells[] = {
		"You are a patient here.",
		"our patient\xe2\x80\x99s record",
		"about your appointment on Monday",
		"Your\ntreatment",
		"your prescription",
		"as you are registered with us",
		"Your test results",
	};
	static const char *const does_not[] = {
		"Please take it down.",
		"Whatever you decide, it does not affect the care that anybody receives from us.",
		"If you use our practice, nothing changes.",
		"impatience",
		"",
	};
	struct arena *a = arena_new();

	for (size_t i = 0; i < UNIT_COUNT(tells); i++)
		ck_assert_msg(letter_implies_patient(a, tells[i]) != NULL, "%s", tells[i]);
	for (size_t i = 0; i < UNIT_COUNT(does_not); i++)
		ck_assert_msg(!letter_implies_patient(a, does_not[i]), "%s", does_not[i]);
	ck_assert_str_eq(letter_implies_patient(a, "You are a patient here, and your diagnosis"),
	                 "patient");
	arena_free(a);
}
END_TEST

START_TEST(care_and_complaining)
{
	struct arena *a = arena_new();

	ck_assert(letter_speaks_of_care(a, "Your care is not affected."));
	ck_assert(letter_speaks_of_care(a, "It makes no difference to the care you receive."));
	ck_assert(letter_speaks_of_care(a, "Until then your care continues."));
	ck_assert(!letter_speaks_of_care(a, "Take care."));
	ck_assert(!letter_speaks_of_care(a, "Be careful: this affects you."));
	ck_assert(letter_speaks_of_complaining(a, "You can complain to us."));
	ck_assert(letter_speaks_of_complaining(a, "Complaints Lead"));
	ck_assert(!letter_speaks_of_complaining(a, "Write to us."));
	arena_free(a);
}
END_TEST

UNIT_SUITE(letter_text_suite, "What a letter may say", words_of_accusation,
           that_somebody_is_a_patient, care_and_complaining)
UNIT_MAIN(letter_text_suite)
