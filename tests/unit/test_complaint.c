/* What the complaints regulations and U-4 ask, by table (src/rules/complaint.c). */
#include "unit.h"

#include <string.h>

#include "base/str.h"
#include "rules/complaint.h"

static const struct date none = { 0 };

static void says(const char *got, const char *part, const char *what)
{
	if (!part)
		ck_assert_msg(got == NULL, "%s: %s", what, got ? got : "");
	else
		ck_assert_msg(got && strstr(got, part), "%s: %s, not %s", what,
		              got ? got : "allowed", part);
}

/* R-comp-12, R-comp-13, U-22, U-23 */
START_TEST(in_what_right)
{
	static const struct {
		const char *right, *grounds, *best;
		bool has_died;
		const char *says;
	} t[] = {
		{ "patient", "", "", false, NULL },
		{ "affected", "", "", false, NULL },
		{ "asked", "", "", false, NULL },
		{ "died", "", "", true, NULL },
		{ "affected", "", "", true, NULL },
		{ "patient", "", "", true, "has died" },
		{ "asked", "", "", true, "has died" },
		{ "child", "", "", false, "reasonable grounds" },
		{ "child", "no", "yes", false, "reasonable grounds" },
		{ "child", "yes", "no", false, "best interests" },
		{ "child", "yes", "", false, "best interests" },
		{ "child", "yes", "yes", false, NULL },
		{ "incapacity", "", "no", false, "best interests" },
		{ "incapacity", "", "yes", false, NULL },
		{ "neighbour", "", "", false, "Select" },
		{ "", "", "", false, "Select" },
	};

	for (size_t i = 0; i < sizeof(t) / sizeof(t[0]); i++)
		says(complaint_right_refusal(t[i].right, t[i].grounds, t[i].best, t[i].has_died),
		     t[i].says, t[i].right);
}
END_TEST

/* R-comp-14 */
START_TEST(consent)
{
	static const struct {
		const char *right, *consent, *exception;
		bool may_disclose;
		const char *says;
	} t[] = {
		{ "patient", "not_needed", "", true, NULL },
		{ "affected", "not_needed", "", true, NULL },
		{ "asked", "not_needed", "", false, "Consent is needed" },
		{ "died", "not_needed", "", false, "Consent is needed" },
		{ "asked", "asked", "", false, NULL },
		{ "asked", "refused", "", false, NULL },
		{ "asked", "given", "", true, NULL },
		{ "child", "excepted", "", true, "Select why" },
		{ "child", "excepted", "child", true, NULL },
		{ "died", "excepted", "died", true, NULL },
		{ "asked", "", "", false, "Select where" },
	};

	for (size_t i = 0; i < sizeof(t) / sizeof(t[0]); i++) {
		says(complaint_consent_refusal(t[i].right, t[i].consent, t[i].exception), t[i].says,
		     t[i].consent);
		ck_assert_msg(complaint_may_disclose(t[i].right, t[i].consent) == t[i].may_disclose,
		              "%s, %s", t[i].right, t[i].consent);
	}
}
END_TEST

/* R-comp-11: by the end of the next working day, spoken, and to their satisfaction. */
START_TEST(settled_on_the_spot)
{
	static const struct date friday = { 2026, 11, 6 }, monday = { 2026, 11, 9 },
	                         tuesday = { 2026, 11, 10 };

	says(complaint_settle_refusal("oral", true, friday, monday), NULL, "the same day");
	says(complaint_settle_refusal("oral", true, monday, monday), NULL, "the last day");
	says(complaint_settle_refusal("oral", true, tuesday, monday), "is over", "a day late");
	says(complaint_settle_refusal("oral", false, friday, monday), "satisfied", "unhappy");
	says(complaint_settle_refusal("written", true, friday, monday), "spoken", "written");
	says(complaint_settle_refusal("passed_on", true, friday, monday), "spoken", "passed on");
}
END_TEST

/* R-comp-7: both parts, or not at all. R-comp-11: who is owed a notice. */
START_TEST(need_not_be_dealt_with)
{
	static const char *const owed[] = { "out_of_time",          "not_in_right",
		                            "responsible_body",     "already_settled",
		                            "already_investigated", "with_ombudsman" };
	static const char *const not_owed[] = { "", "settled", "employment" };

	says(complaint_late_refusal(false, "", ""), NULL, "in time");
	says(complaint_late_refusal(true, "", ""), "more than 12 months", "not said");
	says(complaint_late_refusal(true, "yes", ""), "more than 12 months", "half said");
	says(complaint_late_refusal(true, "yes", "no"), "only if", "cannot be looked into");
	says(complaint_late_refusal(true, "no", "yes"), "only if", "no good reasons");
	says(complaint_late_refusal(true, "yes", "yes"), NULL, "both");
	for (size_t i = 0; i < sizeof(owed) / sizeof(owed[0]); i++)
		ck_assert_msg(complaint_owes_notice(owed[i]), "%s", owed[i]);
	for (size_t i = 0; i < sizeof(not_owed) / sizeof(not_owed[0]); i++)
		ck_assert_msg(!complaint_owes_notice(not_owed[i]), "%s", not_owed[i]);
}
END_TEST

/* Upheld, partly, not upheld, from the points. */
START_TEST(outcome_of_the_whole)
{
	ck_assert_str_eq(complaint_outcome(0, 0, 0, 0), "");
	ck_assert_str_eq(complaint_outcome(2, 1, 0, 0), "");
	ck_assert_str_eq(complaint_outcome(2, 2, 0, 0), "upheld");
	ck_assert_str_eq(complaint_outcome(2, 1, 0, 1), "partly");
	ck_assert_str_eq(complaint_outcome(1, 0, 1, 0), "partly");
	ck_assert_str_eq(complaint_outcome(3, 0, 0, 3), "not_upheld");
}
END_TEST

/* R-comp-10: each of the contents is missed. */
START_TEST(contents_of_the_response)
{
	static const char *const missed[] = { "considered", "concluded", "action", "Ombudsman" };

	says(complaint_contents_refusal(15), NULL, "all four");
	for (int i = 0; i < 4; i++)
		says(complaint_contents_refusal(15 & ~(1 << i)), missed[i], missed[i]);
}
END_TEST

static struct complaint_facts ready(void)
{
	return (struct complaint_facts){ .today = { 2026, 11, 6 },
		                         .is_open = true,
		                         .is_acknowledged = true,
		                         .right = "patient",
		                         .consent = "",
		                         .aspects = 2,
		                         .aspects_decided = 2 };
}

START_TEST(response_waits_for_what_it_rests_on)
{
	struct complaint_facts f = ready();

	says(complaint_response_refusal(&f), NULL, "ready");
	f.is_acknowledged = false;
	says(complaint_response_refusal(&f), "acknowledged", "R-comp-4");
	f = ready();
	f.right = "";
	says(complaint_response_refusal(&f), "in what right", "R-comp-12");
	f = ready();
	f.right = "asked";
	says(complaint_response_refusal(&f), "consent", "R-comp-14");
	f = ready();
	f.aspects = f.aspects_decided = 0;
	says(complaint_response_refusal(&f), "what it is about", "no point");
	f = ready();
	f.aspects_decided = 1;
	says(complaint_response_refusal(&f), "no outcome", "a point is open");
	f = ready();
	f.statements_received = 1;
	says(complaint_response_refusal(&f), "checked", "G-gmp-7");
}
END_TEST

START_TEST(closed_when_nothing_is_left)
{
	struct complaint_facts f = ready();

	says(complaint_close_refusal(&f), "signed", "R-comp-10");
	f.is_signed = true;
	says(complaint_close_refusal(&f), NULL, "done");
	f.actions_open = 1;
	says(complaint_close_refusal(&f), "action", "an action is open");
	f.actions_open = 0;
	f.ombudsman_papers = 1;
	says(complaint_close_refusal(&f), "Ombudsman", "R-route-4");
}
END_TEST

static const struct complaint_step *step(const struct complaint_facts *f, const char *code)
{
	static struct complaint_step steps[COMPLAINT_STEPS_MOST];
	size_t n = complaint_steps(f, steps);

	for (size_t i = 0; i < n; i++)
		if (text_equal(steps[i].code, code))
			return &steps[i];
	return NULL;
}

START_TEST(where_each_task_stands)
{
	struct complaint_facts f = ready();

	f.is_acknowledged = false;
	f.acknowledge_by = (struct date){ 2026, 11, 6 };
	ck_assert_int_eq(step(&f, "acknowledge")->state, TASK_TO_DO); /* the last day is in time */
	f.acknowledge_by = (struct date){ 2026, 11, 5 };
	ck_assert_int_eq(step(&f, "acknowledge")->state, TASK_LATE);
	f.acknowledge_by = none;
	ck_assert_int_eq(step(&f, "acknowledge")->state, TASK_TO_DO);
	ck_assert_ptr_null(step(&f, "settle")); /* written */
	f.is_spoken = true;
	ck_assert_ptr_nonnull(step(&f, "settle"));
	ck_assert_int_eq(step(&f, "consent")->state, TASK_NOT_NEEDED);
	f.right = "child";
	ck_assert_int_eq(step(&f, "consent")->state, TASK_TO_DO);
	ck_assert_int_eq(step(&f, "response")->state, TASK_NOT_YET);
	f = ready();
	f.response_due = (struct date){ 2026, 11, 5 };
	ck_assert_int_eq(step(&f, "response")->state, TASK_LATE);
	ck_assert_int_eq(step(&f, "sign")->state, TASK_NOT_YET);
	f.has_draft = true;
	ck_assert_int_eq(step(&f, "sign")->state, TASK_LATE);
	f.is_signed = true;
	ck_assert_int_eq(step(&f, "sign")->state, TASK_DONE);
	f.statements_asked = 2;
	f.statements_checked = 1;
	ck_assert_int_eq(step(&f, "statements")->state, TASK_TO_DO);
	f.statements_checked = 2;
	ck_assert_int_eq(step(&f, "statements")->state, TASK_DONE);
	for (int s = TASK_DONE; s <= TASK_NOT_NEEDED; s++)
		ck_assert(*complaint_state_word((enum complaint_state)s));
}
END_TEST

UNIT_SUITE(complaint_suite, "complaint", in_what_right, consent, settled_on_the_spot,
           need_not_be_dealt_with, outcome_of_the_whole, contents_of_the_response,
           response_waits_for_what_it_rests_on, closed_when_nothing_is_left, where_each_task_stands)
UNIT_MAIN(complaint_suite)
