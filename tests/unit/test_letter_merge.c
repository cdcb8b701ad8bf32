/* The fields of a letter's wording: what may stand in it, what is filled in, what is said of a
 * mistake. */
#include <string.h>

#include "base/arena.h"
#include "casework/letter_merge.h"
#include "unit.h"

static const struct {
	const char *wording, *addressee, *says; /* NULL: nothing wrong */
} faults[] = {
	{ "", "author", NULL },
	{ "Dear {{person_name}}, {{practice_name}}", "author", NULL },
	{ "{{ person_name }}", "author", NULL },
	{ "{{person_nam}}", "author", "There is no field {{person_nam}}. This letter may use" },
	{ "{{}}", "author", "between the two" },
	{ "{{person_name", "author", "that no “}}” ends" },
	{ "{{person\nname}}", "author", "that no “}}” ends" },
	{ "{{{{person_name}}}}", "author", "that no “}}” ends" },
	{ "To {{platform}} about {{person_name}}", "platform", "must not hold {{person_name}}" },
	{ "{{person_address}}", "author", "must not hold" },
	{ "{{complaint_reference}}", "complainant", NULL },
	{ "{{complaint_reference}}", "platform", "must not hold" },
	{ "{{link}}", "complainant", "must not hold" },
	{ "{{reference}}", "pcse", NULL },
	{ "{{reference}}", "platform", "must not hold" },
	{ "a { b } [c]", "author", NULL },
};

START_TEST(fields)
{
	struct arena *a = arena_new();
	const char *says = letter_wording_fault(a, faults[_i].wording, faults[_i].addressee);

	if (faults[_i].says)
		ck_assert_msg(says && strstr(says, faults[_i].says), "%s: %s", faults[_i].wording,
		              says ? says : "nothing");
	else
		ck_assert_msg(!says, "%s: %s", faults[_i].wording, says);
	arena_free(a);
}
END_TEST

static const char *known(void *context, const struct letter_field *field)
{
	(void)context;
	return strcmp(field->name, "person_name") == 0 ? "Patient {{link}} & Co" : NULL;
}

START_TEST(merging)
{
	struct arena *a = arena_new();

	ck_assert_str_eq(letter_merge(a, "Dear {{person_name}}, seen {{seen_on}}.", known, NULL),
	                 "Dear Patient {{link}} & Co, seen [the date it was seen].");
	ck_assert_str_eq(letter_merge(a, "{{nonsense}} {{ person_name }}{{", known, NULL),
	                 "{{nonsense}} Patient {{link}} & Co{{");
	ck_assert_str_eq(letter_merge(a, "{{reply_days}}", letter_value_example, NULL), "7");
	/* A platform's letter offers no person (U-14). */
	ck_assert_ptr_null(strstr(letter_fields_allowed(a, "platform"), "person"));
	ck_assert_ptr_nonnull(strstr(letter_fields_allowed(a, "patient"), "{{person_address}}"));
	arena_free(a);
}
END_TEST

static Suite *suite(void)
{
	Suite *s = suite_create("letter_merge");
	TCase *c = tcase_create("letter_merge");

	tcase_add_loop_test(c, fields, 0, UNIT_COUNT(faults));
	tcase_add_test(c, merging);
	suite_add_tcase(s, c);
	return s;
}
UNIT_MAIN(suite)
