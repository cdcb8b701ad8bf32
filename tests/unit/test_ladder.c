/* The ladder: standings and the next action (U-2, U-11 to U-15, U-23, W 1.8). */
#include "unit.h"

#include <string.h>

#include "rules/ladder.h"

static struct step_standing standings[STEP_COUNT];

static enum standing stand(const struct ladder_facts *f, enum step_code step)
{
	ladder_standing(ladder_default, STEP_COUNT, f, standings);
	return standings[step].standing;
}

static struct next_action next(const struct ladder_facts *f)
{
	ladder_standing(ladder_default, STEP_COUNT, f, standings);
	return ladder_next(standings, STEP_COUNT, f);
}

/* A post by our patient on their own account: managers told, captured, triaged, conduct shown. */
static struct ladder_facts patient_post(void)
{
	struct ladder_facts f = { 0 };

	f.is_triaged = true;
	f.has_platform = true;
	f.marks[STEP_MANAGEMENT_NOTICE] = MARK_DONE;
	f.gates.today = (struct date){ 2026, 11, 10 };
	f.gates.evidence_files = 1;
	f.gates.author_kind = AUTHOR_REGISTERED_PATIENT;
	f.gates.is_author_basis_recorded = true;
	f.gates.author_agreed_by = AGREED_BY_SECOND_PERSON;
	f.gates.is_author_on_list = true;
	f.gates.is_person_the_author = true;
	f.gates.person_age = AGE_ADULT;
	f.gates.complaint_triage = COMPLAINT_NO;
	f.gates.is_ground_written = true;
	f.gates.is_ground_apart_from_complaint = true;
	f.gates.is_harassment = true;
	f.gates.is_expression_weighed = true;
	return f;
}

START_TEST(codes)
{
	int i;

	for (i = 0; i < STEP_COUNT; i++) {
		ck_assert_int_eq(step_find(step_name((enum step_code)i)), i);
		ck_assert_int_eq(ladder_default[i].step, i);
		ck_assert_ptr_nonnull(ladder_default[i].needs);
	}
	ck_assert_int_eq(step_find("no_such_step"), -1);
	ck_assert_str_eq(standing_name(STANDING_DOES_NOT_APPLY), "does_not_apply");
	ck_assert_str_eq(standing_title(STANDING_DOES_NOT_APPLY), "Does not apply");
}
END_TEST

/* First things first: managers, evidence, triage. */
START_TEST(beginning_of_a_case)
{
	struct ladder_facts f = { 0 };

	ck_assert_int_eq(stand(&f, STEP_MANAGEMENT_NOTICE), STANDING_CAN_START);
	ck_assert_str_eq(next(&f).sentence, "Tell a member of the management team.");
	f.marks[STEP_MANAGEMENT_NOTICE] = MARK_IN_PROGRESS;
	ck_assert_str_eq(next(&f).sentence, "A manager opens the notice.");
	f.marks[STEP_MANAGEMENT_NOTICE] = MARK_DONE;
	ck_assert_int_eq(next(&f).kind, NEXT_EVIDENCE);
	f.gates.evidence_files = 1;
	ck_assert_int_eq(next(&f).kind, NEXT_TRIAGE);
	ck_assert_int_eq(stand(&f, STEP_REMOVAL_REQUEST), STANDING_CANNOT_START_YET);
	ck_assert_str_eq(standings[STEP_REMOVAL_REQUEST].gate->code, "complaint_not_open");
}
END_TEST

/* The Woodbrook ladder from end to end. */
START_TEST(whole_journey)
{
	struct ladder_facts f = patient_post();
	struct next_action n = next(&f);

	ck_assert_int_eq(n.kind, NEXT_STEP);
	ck_assert_int_eq(n.step, STEP_REMOVAL_REQUEST);
	ck_assert_int_eq(standings[STEP_OWN_PAGE].standing, STANDING_DOES_NOT_APPLY);
	f.marks[STEP_REMOVAL_REQUEST] = MARK_IN_PROGRESS;
	f.gates.removal_requests = 1;
	f.gates.removal_reply_due = (struct date){ 2026, 11, 17 };
	ck_assert_str_eq(next(&f).sentence,
	                 "Record the reply to the removal request, or look again.");
	ck_assert_int_eq(stand(&f, STEP_OPTIONS_MEETING), STANDING_CANNOT_START_YET);
	ck_assert_str_eq(standings[STEP_OPTIONS_MEETING].sentence,
	                 "Not yet, because the time given to answer is not over.");
	f.gates.removal_reply = REMOVAL_REPLY_DECLINED;
	f.marks[STEP_REMOVAL_REQUEST] = MARK_DONE;
	ck_assert_int_eq(next(&f).step, STEP_PLATFORM_REPORT);
	f.marks[STEP_PLATFORM_REPORT] = MARK_DONE;
	ck_assert_int_eq(next(&f).step, STEP_OPTIONS_MEETING);
	f.marks[STEP_OPTIONS_MEETING] = MARK_DONE;
	f.gates.options_meetings = 1;
	f.gates.are_meeting_conflicts_declared = true;
	f.gates.is_meeting_reasoned = true;
	ck_assert_int_eq(next(&f).step, STEP_DEFENCE_ADVICE);
	f.marks[STEP_DEFENCE_ADVICE] = MARK_DONE;
	f.gates.advice_received = 1;
	f.gates.is_advice_answered = true;
	ck_assert_int_eq(next(&f).step, STEP_ADVICE_LETTER);
	f.marks[STEP_ADVICE_LETTER] = MARK_DONE;
	ck_assert_int_eq(next(&f).step, STEP_FORMAL_WARNING);
	f.marks[STEP_FORMAL_WARNING] = MARK_DONE;
	f.gates.warning_date = (struct date){ 2026, 10, 1 };
	f.gates.is_warning_of_removal = true;
	f.gates.is_warning_reasoned = true;
	f.gates.is_protected_ground_answered = true;
	f.gates.clinician_answer = CLINICIAN_NO;
	f.gates.are_adjustments_considered = true;
	ck_assert_int_eq(next(&f).kind, NEXT_WAIT);
	ck_assert_str_eq(standings[STEP_PARTNERS_DECISION].gate->code, "new_since_warning");
	f.gates.last_conduct_date = (struct date){ 2026, 10, 20 };
	f.gates.alternatives_tried = 1;
	f.gates.is_care_statement_written = true;
	ck_assert_int_eq(next(&f).step, STEP_PARTNERS_DECISION);
	ck_assert_int_eq(next(&f).kind, NEXT_STEP);
	ck_assert_int_eq(stand(&f, STEP_REMOVAL), STANDING_CANNOT_START_YET);
	f.marks[STEP_PARTNERS_DECISION] = MARK_IN_PROGRESS;
	ck_assert_str_eq(next(&f).sentence, "Each partner votes with a reason, or stands aside.");
	f.marks[STEP_PARTNERS_DECISION] = MARK_DONE;
	f.gates.partners_free = 3;
	f.gates.votes_for = 2;
	f.gates.votes_against = 1;
	ck_assert_int_eq(next(&f).step, STEP_REMOVAL);
	ck_assert(!standings[STEP_REMOVAL].needs_reason);
	f.marks[STEP_REMOVAL] = MARK_DONE;
	ck_assert_int_eq(next(&f).kind, NEXT_CLOSE);
	f.is_closed = true;
	ck_assert_int_eq(next(&f).kind, NEXT_NOTHING);
}
END_TEST

START_TEST(decided_against)
{
	struct ladder_facts f = patient_post();
	int i;

	for (i = 0; i < STEP_REMOVAL; i++)
		f.marks[i] = MARK_DONE;
	f.gates.partners_free = 2;
	f.gates.votes_for = 1;
	f.gates.votes_against = 1;
	ck_assert_int_eq(stand(&f, STEP_REMOVAL), STANDING_DOES_NOT_APPLY);
	ck_assert_int_eq(next(&f).kind, NEXT_CLOSE);
}
END_TEST

/* U-17: every gate is asked again on the day the request goes, whatever the policy lists. */
START_TEST(removal_asks_its_gates_whatever_the_policy)
{
	struct ladder_step own[] = {
		{ STEP_REMOVAL, "Remove", false, gates_none },
	};
	struct ladder_facts f = patient_post();

	ladder_standing(own, 1, &f, standings);
	ck_assert_int_eq(standings[0].standing, STANDING_CANNOT_START_YET);
	ck_assert_str_eq(standings[0].gate->code, "protected_grounds_considered");
}
END_TEST

/* U-2: "does not apply", not "skipped". */
START_TEST(what_does_not_apply)
{
	struct ladder_facts f = patient_post();

	f.gates.author_kind = AUTHOR_NOT_KNOWN;
	ck_assert_int_eq(stand(&f, STEP_REMOVAL_REQUEST), STANDING_DOES_NOT_APPLY);
	ck_assert_str_eq(standings[STEP_REMOVAL_REQUEST].sentence,
	                 "Does not apply: it is not known who posted.");
	ck_assert_int_eq(standings[STEP_FORMAL_WARNING].standing, STANDING_DOES_NOT_APPLY);
	ck_assert_int_eq(standings[STEP_REMOVAL].standing, STANDING_DOES_NOT_APPLY);
	ck_assert_int_eq(standings[STEP_PLATFORM_REPORT].standing, STANDING_CAN_START);
	ck_assert_int_eq(standings[STEP_OPTIONS_MEETING].standing, STANDING_CAN_START);
	ck_assert_int_eq(next(&f).step, STEP_PLATFORM_REPORT);

	f.gates.author_kind = AUTHOR_RELATIVE;
	ck_assert_int_eq(stand(&f, STEP_REMOVAL_REQUEST), STANDING_CAN_START);
	ck_assert_int_eq(standings[STEP_FORMAL_WARNING].standing, STANDING_DOES_NOT_APPLY);
	ck_assert_str_eq(standings[STEP_REMOVAL].sentence,
	                 "Does not apply: the person who posted is not our patient.");

	f.gates.author_kind = AUTHOR_STAFF;
	ck_assert_int_eq(stand(&f, STEP_ADVICE_LETTER), STANDING_DOES_NOT_APPLY);

	f.gates.author_kind = AUTHOR_NOT_ANSWERED;
	ck_assert_int_eq(stand(&f, STEP_FORMAL_WARNING), STANDING_CANNOT_START_YET);

	f = patient_post();
	f.has_platform = false;
	ck_assert_int_eq(stand(&f, STEP_PLATFORM_REPORT), STANDING_DOES_NOT_APPLY);
}
END_TEST

/* U-23. */
START_TEST(the_dead)
{
	struct ladder_facts f = patient_post();

	f.gates.has_person_died = true;
	f.marks[STEP_FORMAL_WARNING] = MARK_IN_PROGRESS;
	ck_assert_int_eq(stand(&f, STEP_FORMAL_WARNING), STANDING_DOES_NOT_APPLY);
	ck_assert_int_eq(standings[STEP_REMOVAL_REQUEST].standing, STANDING_DOES_NOT_APPLY);
	ck_assert_int_eq(standings[STEP_PLATFORM_REPORT].standing, STANDING_CAN_START);
	ck_assert_int_eq(next(&f).kind, NEXT_CLOSE);
	f.marks[STEP_REMOVAL_REQUEST] = MARK_DONE; /* what was done stays done */
	ck_assert_int_eq(stand(&f, STEP_REMOVAL_REQUEST), STANDING_DONE);
}
END_TEST

/* W-A-4, W-2.3e: on our own page we take it down ourselves. */
START_TEST(own_page)
{
	struct ladder_facts f = patient_post();

	f.is_on_own_page = true;
	ck_assert_int_eq(next(&f).step, STEP_OWN_PAGE);
	ck_assert(standings[STEP_REMOVAL_REQUEST].needs_reason);
	f.gates.evidence_files = 0;
	ck_assert_int_eq(stand(&f, STEP_OWN_PAGE), STANDING_CANNOT_START_YET);
	ck_assert_str_eq(standings[STEP_OWN_PAGE].gate->code, "evidence_captured");
	f.gates.evidence_files = 1;
	f.marks[STEP_OWN_PAGE] = MARK_DONE;
	f.gates.is_taken_down_by_us = true;
	f.is_post_gone = true;
	ck_assert_int_eq(stand(&f, STEP_REMOVAL_REQUEST), STANDING_DOES_NOT_APPLY);
	ck_assert_int_eq(standings[STEP_PLATFORM_REPORT].standing, STANDING_DOES_NOT_APPLY);
	ck_assert_int_eq(standings[STEP_OPTIONS_MEETING].standing, STANDING_CAN_START);
	ck_assert(!standings[STEP_OPTIONS_MEETING].needs_reason);
	ck_assert_int_eq(next(&f).kind, NEXT_CLOSE);
}
END_TEST

/* U-13: what stops and what does not while the complaint part is open. */
START_TEST(open_complaint)
{
	struct ladder_facts f = patient_post();

	f.is_on_own_page = true;
	f.gates.complaint_triage = COMPLAINT_BOTH;
	f.gates.complaint_part = COMPLAINT_PART_OPEN;
	f.gates.open_complaints = 1;
	ck_assert_int_eq(stand(&f, STEP_OWN_PAGE), STANDING_CAN_START);
	ck_assert_int_eq(standings[STEP_DEFENCE_ADVICE].standing, STANDING_CAN_START);
	ck_assert_int_eq(standings[STEP_REMOVAL_REQUEST].standing, STANDING_STOPPED);
	ck_assert_int_eq(standings[STEP_PLATFORM_REPORT].standing, STANDING_STOPPED);
	ck_assert_int_eq(standings[STEP_OPTIONS_MEETING].standing, STANDING_STOPPED);
	ck_assert_int_eq(standings[STEP_ADVICE_LETTER].standing, STANDING_STOPPED);
	ck_assert_int_eq(standings[STEP_FORMAL_WARNING].standing, STANDING_STOPPED);
	ck_assert_int_eq(standings[STEP_PARTNERS_DECISION].standing, STANDING_STOPPED);
	ck_assert_int_eq(standings[STEP_REMOVAL].standing, STANDING_STOPPED);
	ck_assert_int_eq(next(&f).step, STEP_OWN_PAGE);
	f.is_on_own_page = false;
	ck_assert_int_eq(next(&f).kind, NEXT_COMPLAINT);

	f.gates.is_asked_by_complaints_lead = true;
	ck_assert_int_eq(stand(&f, STEP_REMOVAL_REQUEST), STANDING_CAN_START);
	ck_assert_int_eq(standings[STEP_PLATFORM_REPORT].standing, STANDING_STOPPED);
	ck_assert_int_eq(standings[STEP_FORMAL_WARNING].standing, STANDING_STOPPED);
	f.gates.is_asked_by_complaints_lead = false;

	f.gates.is_protective = true;
	ck_assert_int_eq(stand(&f, STEP_REMOVAL_REQUEST), STANDING_CAN_START);
	ck_assert_int_eq(standings[STEP_PLATFORM_REPORT].standing, STANDING_CAN_START);
	ck_assert_int_eq(standings[STEP_OPTIONS_MEETING].standing, STANDING_STOPPED);
	ck_assert_int_eq(standings[STEP_PARTNERS_DECISION].standing, STANDING_STOPPED);
	ck_assert_int_eq(next(&f).step, STEP_REMOVAL_REQUEST);

	/* A step already begun stops as well; one already done stays done. */
	f.gates.is_protective = false;
	f.marks[STEP_FORMAL_WARNING] = MARK_IN_PROGRESS;
	f.marks[STEP_REMOVAL_REQUEST] = MARK_DONE;
	ck_assert_int_eq(stand(&f, STEP_FORMAL_WARNING), STANDING_STOPPED);
	ck_assert_int_eq(standings[STEP_REMOVAL_REQUEST].standing, STANDING_DONE);
}
END_TEST

/* U-13: protection opens a request and a report; after the complaint part has ended without a
 * separate ground it opens nothing else. */
START_TEST(protection_opens_only_protection)
{
	struct ladder_facts f = patient_post();

	f.gates.complaint_triage = COMPLAINT_BOTH;
	f.gates.complaint_part = COMPLAINT_PART_ANSWERED;
	f.gates.is_complaint_part_signed = true;
	f.gates.is_ground_written = false;
	f.gates.is_protective = true;
	f.gates.is_asked_by_complaints_lead = true;
	f.gates.not_asked_reason = JUMP_WOULD_RISK;
	ck_assert_int_eq(stand(&f, STEP_REMOVAL_REQUEST), STANDING_CAN_START);
	ck_assert_int_eq(standings[STEP_OPTIONS_MEETING].standing, STANDING_CANNOT_START_YET);
	ck_assert_str_eq(standings[STEP_OPTIONS_MEETING].gate->code, "complaint_not_open");
	f.gates.is_ground_written = true;
	ck_assert_int_eq(stand(&f, STEP_OPTIONS_MEETING), STANDING_CAN_START);
}
END_TEST

/* U-14. */
START_TEST(reviews_are_answered_first)
{
	struct ladder_facts f = patient_post();

	f.gates.is_review_or_fair_comment = true;
	f.gates.is_harassment = false;
	ck_assert_int_eq(next(&f).kind, NEXT_ANSWER);
	ck_assert_int_eq(standings[STEP_REMOVAL_REQUEST].standing, STANDING_CANNOT_START_YET);
	ck_assert_str_eq(standings[STEP_REMOVAL_REQUEST].gate->code, "not_fair_comment");
	f.is_first_offer_made = true;
	ck_assert_int_eq(next(&f).kind, NEXT_CLOSE);
	f.gates.is_harassment = true;
	ck_assert_int_eq(next(&f).step, STEP_REMOVAL_REQUEST);
}
END_TEST

/* U-15: jumping over a step needs a reason; what was passed over, or optional, does not. */
START_TEST(jumping_needs_a_reason)
{
	struct ladder_facts f = patient_post();

	f.gates.not_asked_reason = JUMP_WOULD_RISK;
	ck_assert_int_eq(stand(&f, STEP_OPTIONS_MEETING), STANDING_CAN_START);
	ck_assert(standings[STEP_OPTIONS_MEETING].needs_reason);
	ck_assert(!standings[STEP_DEFENCE_ADVICE].needs_reason);
	f.marks[STEP_REMOVAL_REQUEST] = MARK_PASSED_OVER;
	f.reasons[STEP_REMOVAL_REQUEST] = JUMP_WOULD_RISK;
	ck_assert_int_eq(stand(&f, STEP_REMOVAL_REQUEST), STANDING_PASSED_OVER);
	ck_assert_str_eq(standings[STEP_REMOVAL_REQUEST].sentence,
	                 "Passed over: it would put someone at risk.");
	ck_assert(!standings[STEP_OPTIONS_MEETING].needs_reason);

	/* Author or platform: either way of asking will do (W-2.3f). */
	f = patient_post();
	f.gates.not_asked_reason = JUMP_NOT_REACHABLE;
	f.marks[STEP_PLATFORM_REPORT] = MARK_DONE;
	ck_assert_int_eq(stand(&f, STEP_OPTIONS_MEETING), STANDING_CAN_START);
	ck_assert(!standings[STEP_OPTIONS_MEETING].needs_reason);

	/* An optional step is not pressed once a later one has begun. */
	f = patient_post();
	f.marks[STEP_REMOVAL_REQUEST] = MARK_DONE;
	f.marks[STEP_OPTIONS_MEETING] = MARK_DONE;
	f.marks[STEP_ADVICE_LETTER] = MARK_IN_PROGRESS;
	ck_assert_int_eq(next(&f).step, STEP_ADVICE_LETTER);
}
END_TEST

/* U-15: gone before we acted. */
START_TEST(gone)
{
	struct ladder_facts f = patient_post();

	f.is_post_gone = true;
	ck_assert_int_eq(stand(&f, STEP_REMOVAL_REQUEST), STANDING_DOES_NOT_APPLY);
	ck_assert_str_eq(standings[STEP_REMOVAL_REQUEST].sentence,
	                 "Does not apply: it is already gone.");
	ck_assert_int_eq(next(&f).kind, NEXT_CLOSE);
}
END_TEST

/* U-12: contained first, no ladder. U-8: records have none either. */
START_TEST(cases_without_a_ladder)
{
	struct ladder_facts f = { 0 };
	int i;

	f.kind = CASE_STAFF_POST;
	ck_assert_int_eq(next(&f).kind, NEXT_CONTAIN);
	for (i = STEP_OWN_PAGE; i < STEP_COUNT; i++)
		ck_assert_int_eq(standings[i].standing, STANDING_DOES_NOT_APPLY);
	f.kind = CASE_RECORD;
	ck_assert_int_eq(next(&f).kind, NEXT_CLOSE);
	for (i = 0; i < STEP_COUNT; i++)
		ck_assert_int_eq(standings[i].standing, STANDING_DOES_NOT_APPLY);
}
END_TEST

/* A policy may put its steps in another order. */
START_TEST(another_order)
{
	const struct ladder_step own[] = {
		{ STEP_DEFENCE_ADVICE, "Advice first", false, gates_none },
		{ STEP_MANAGEMENT_NOTICE, "Tell", false, gates_none },
		{ STEP_REMOVAL_REQUEST, "Ask", false, gates_for_removal_request },
	};
	struct ladder_facts f = patient_post();

	ladder_standing(own, 3, &f, standings);
	ck_assert_int_eq(standings[0].standing, STANDING_CAN_START);
	ck_assert(standings[2].needs_reason);
	ck_assert_int_eq(ladder_next(standings, 3, &f).step, STEP_DEFENCE_ADVICE);
}
END_TEST

UNIT_SUITE(ladder_suite, "ladder", codes, beginning_of_a_case, whole_journey, decided_against,
           removal_asks_its_gates_whatever_the_policy, what_does_not_apply, the_dead, own_page,
           open_complaint, protection_opens_only_protection, reviews_are_answered_first,
           jumping_needs_a_reason, gone, cases_without_a_ladder, another_order)
UNIT_MAIN(ladder_suite)
