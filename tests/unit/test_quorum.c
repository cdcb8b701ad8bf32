/* Enough partners: counting them, and the outcomes of tests/rules/quorum_met.cases (U-3, U-18). */
#include "unit.h"

#include <stdlib.h>
#include <string.h>

#include "cases.h"
#include "rules/quorum.h"

START_TEST(outcomes_of_the_cases)
{
	struct gate_case *c = calloc(1, sizeof(*c));
	FILE *file = cases_open("quorum_met.cases");
	int n = 0;

	while (cases_next(file, c)) {
		struct quorum_tally tally = quorum_from_facts(&c->facts);
		struct quorum_result r = quorum_decide(&tally);
		struct gate_facts again;

		ck_assert_msg(!strcmp(quorum_outcome_name(r.outcome), c->outcome),
		              "line %d, %s: %s", c->number, c->name,
		              quorum_outcome_name(r.outcome));
		ck_assert_str_eq(r.sentence, c->sentence);
		ck_assert_int_eq(r.outcome == QUORUM_DECIDED_FOR, c->met);
		memset(&again, 0, sizeof(again));
		quorum_to_facts(&tally, &again);
		ck_assert_mem_eq(&again, &c->facts, sizeof(again));
		n++;
	}
	fclose(file);
	free(c);
	ck_assert_int_gt(n, 60);
}
END_TEST

/* One letter for each partner. Free: f for, a against, - no vote; conflicted: F A C; stood aside:
 * s; own conduct in question: Q (voted for, to be sure that it does not count). */
static struct quorum_result decide(const char *partners, bool has_view)
{
	struct quorum_partner p[10] = { 0 };
	struct quorum_tally tally;
	size_t i, n = strlen(partners);

	for (i = 0; i < n; i++) {
		char c = partners[i];

		p[i].is_conflicted = strchr("FAC", c) != NULL;
		p[i].has_stood_aside = c == 's';
		p[i].is_in_question = c == 'Q';
		p[i].vote = strchr("fFQ", c)  ? VOTE_FOR
		            : strchr("aA", c) ? VOTE_AGAINST
		                              : VOTE_NONE;
	}
	tally = quorum_count(p, n);
	tally.has_outside_view = has_view;
	return quorum_decide(&tally);
}

/* U-3: one, two and three partners; none, one and all conflicted; without and with a view. */
START_TEST(small_partnerships)
{
	static const struct {
		const char *partners;
		enum quorum_outcome without, with;
	} rows[] = {
		{ "", QUORUM_BLOCKED, QUORUM_BLOCKED },
		{ "-", QUORUM_BLOCKED, QUORUM_UNDECIDED },
		{ "f", QUORUM_BLOCKED, QUORUM_DECIDED_FOR },
		{ "a", QUORUM_BLOCKED, QUORUM_DECIDED_AGAINST },
		{ "C", QUORUM_BLOCKED, QUORUM_UNDECIDED },
		{ "F", QUORUM_BLOCKED, QUORUM_DECIDED_FOR },
		{ "A", QUORUM_BLOCKED, QUORUM_DECIDED_AGAINST },
		{ "s", QUORUM_BLOCKED, QUORUM_UNDECIDED },
		{ "Q", QUORUM_BLOCKED, QUORUM_BLOCKED },
		{ "--", QUORUM_UNDECIDED, QUORUM_UNDECIDED },
		{ "f-", QUORUM_UNDECIDED, QUORUM_UNDECIDED },
		{ "ff", QUORUM_DECIDED_FOR, QUORUM_DECIDED_FOR },
		{ "fa", QUORUM_DECIDED_AGAINST, QUORUM_DECIDED_AGAINST },
		{ "fC", QUORUM_BLOCKED, QUORUM_DECIDED_FOR },
		{ "aC", QUORUM_BLOCKED, QUORUM_DECIDED_AGAINST },
		{ "-F", QUORUM_BLOCKED, QUORUM_UNDECIDED }, /* the conflicted vote is no vote */
		{ "fQ", QUORUM_BLOCKED, QUORUM_DECIDED_FOR },
		{ "CC", QUORUM_BLOCKED, QUORUM_UNDECIDED },
		{ "FC", QUORUM_BLOCKED, QUORUM_DECIDED_FOR },
		{ "FA", QUORUM_BLOCKED, QUORUM_DECIDED_AGAINST },
		{ "CQ", QUORUM_BLOCKED, QUORUM_UNDECIDED },
		{ "QQ", QUORUM_BLOCKED, QUORUM_BLOCKED },
		{ "f--", QUORUM_UNDECIDED, QUORUM_UNDECIDED },
		{ "ff-", QUORUM_DECIDED_FOR, QUORUM_DECIDED_FOR },
		{ "fa-", QUORUM_MAY_DECIDE, QUORUM_MAY_DECIDE },
		{ "ffa", QUORUM_DECIDED_FOR,
		  QUORUM_DECIDED_FOR }, /* dissent stays, and does not stop */
		{ "faa", QUORUM_DECIDED_AGAINST, QUORUM_DECIDED_AGAINST },
		{ "ffC", QUORUM_DECIDED_FOR, QUORUM_DECIDED_FOR },
		{ "faF", QUORUM_DECIDED_AGAINST, QUORUM_DECIDED_AGAINST }, /* a tie stays a tie */
		{ "f-C", QUORUM_UNDECIDED, QUORUM_UNDECIDED },
		{ "fCC", QUORUM_BLOCKED, QUORUM_DECIDED_FOR },
		{ "fss", QUORUM_BLOCKED, QUORUM_DECIDED_FOR },
		{ "CCC", QUORUM_BLOCKED, QUORUM_UNDECIDED },
		{ "FCC", QUORUM_BLOCKED, QUORUM_DECIDED_FOR },
		{ "FAC", QUORUM_BLOCKED, QUORUM_DECIDED_AGAINST },
		{ "QQQ", QUORUM_BLOCKED, QUORUM_BLOCKED },
	};
	size_t i;

	for (i = 0; i < UNIT_COUNT(rows); i++) {
		struct quorum_result without = decide(rows[i].partners, false);
		struct quorum_result with = decide(rows[i].partners, true);

		ck_assert_msg(without.outcome == rows[i].without, "\"%s\" without a view: %s",
		              rows[i].partners, without.sentence);
		ck_assert_msg(with.outcome == rows[i].with, "\"%s\" with a view: %s",
		              rows[i].partners, with.sentence);
	}
}
END_TEST

/* Both are printed in the record only where a partner who is not free signed. */
START_TEST(signature_is_marked)
{
	ck_assert(decide("F", true).is_signed_by_unfree);
	ck_assert(!decide("f", true).is_signed_by_unfree);
	ck_assert(!decide("ff", true).is_signed_by_unfree);
	ck_assert_int_eq(decide("ff-", false).votes_needed, 2);
	ck_assert_int_eq(decide("ff-", false).votes_cast, 2);
	ck_assert_int_eq(decide("-----", false).votes_needed, 3);
	ck_assert_int_eq(decide("----", false).votes_needed, 3);
}
END_TEST

/* U-18. */
START_TEST(new_evidence)
{
	struct gate_facts f = { 0 };

	ck_assert_int_eq(votes_standing(&f), VOTES_STAND);
	f.new_evidence_since_vote = 1;
	f.votes_unanswered = 2;
	ck_assert_int_eq(votes_standing(&f), VOTES_ASK_AGAIN);
	f.votes_unanswered = 0;
	ck_assert_int_eq(votes_standing(&f), VOTES_STAND);
	f.votes_changed = 1;
	ck_assert_int_eq(votes_standing(&f), VOTES_VOID);
	f.votes_changed = 0;
	f.are_gates_changed = true;
	ck_assert_int_eq(votes_standing(&f), VOTES_VOID);
	f.are_letters_gone = true;
	ck_assert_int_eq(votes_standing(&f), VOTES_REVIEW);
}
END_TEST

UNIT_SUITE(quorum_suite, "quorum", outcomes_of_the_cases, small_partnerships, signature_is_marked,
           new_evidence)
UNIT_MAIN(quorum_suite)
