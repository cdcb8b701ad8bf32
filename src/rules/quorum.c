/* Enough partners: the count and the outcome. app.quorum(facts) in sql/functions/05-gates.sql says
 * the same, word for word. */
#include "rules/quorum.h"

#include "base/banned.h"

struct quorum_tally quorum_count(const struct quorum_partner *partners, size_t n)
{
	struct quorum_tally tally = { 0 };
	size_t i;

	for (i = 0; i < n; i++) {
		const struct quorum_partner *p = &partners[i];

		if (p->is_in_question)
			continue;
		if (p->is_conflicted || p->has_stood_aside) {
			tally.partners_may_sign++;
			tally.signed_for += p->vote == VOTE_FOR;
			tally.signed_against += p->vote == VOTE_AGAINST;
		} else {
			tally.partners_free++;
			tally.votes_for += p->vote == VOTE_FOR;
			tally.votes_against += p->vote == VOTE_AGAINST;
		}
	}
	if (tally.partners_free > 0)
		tally.signed_for = tally.signed_against = 0;
	return tally;
}

static struct quorum_result result_of(enum quorum_outcome outcome, int needed, int cast,
                                      const char *sentence)
{
	return (struct quorum_result){
		.outcome = outcome, .sentence = sentence, .votes_needed = needed, .votes_cast = cast
	};
}

/* U-3: nobody is free to decide. */
static struct quorum_result decide_by_signature(const struct quorum_tally *t)
{
	int cast = t->signed_for + t->signed_against;
	struct quorum_result r;

	if (t->partners_may_sign == 0)
		return result_of(QUORUM_BLOCKED, 0, 0,
		                 "Not yet, because no partner can decide or sign: ask the ICB who "
		                 "may act for the contractor.");
	if (cast > t->partners_may_sign)
		return result_of(
		        QUORUM_BLOCKED, 0, 0,
		        "Not yet, because there are more votes than partners who may vote.");
	if (!t->has_outside_view)
		return result_of(QUORUM_BLOCKED, 0, 0,
		                 "Not yet, because no partner is free to decide and no named "
		                 "outside view is recorded.");
	if (cast == 0)
		return result_of(
		        QUORUM_UNDECIDED, 1, 0,
		        "Not yet, because no partner is free to decide and none has signed "
		        "for the contractor.");
	if (t->signed_for <= t->signed_against)
		return result_of(
		        QUORUM_DECIDED_AGAINST, 1, cast,
		        "Not yet, because the partners who signed for the contractor do not "
		        "carry it.");
	r = result_of(QUORUM_DECIDED_FOR, 1, cast,
	              "No partner was free to decide: one signed for the contractor after a named "
	              "outside view, and both are printed in the record.");
	r.is_signed_by_unfree = true;
	return r;
}

/* U-3: one partner is free and decides alone. */
static struct quorum_result decide_alone(const struct quorum_tally *t)
{
	int cast = t->votes_for + t->votes_against;

	if (!t->has_outside_view)
		return result_of(QUORUM_BLOCKED, 0, 0,
		                 "Not yet, because only one partner is free to decide and no named "
		                 "outside view is recorded.");
	if (cast == 0)
		return result_of(QUORUM_UNDECIDED, 1, 0,
		                 "Not yet, because the one partner free to decide has not voted.");
	if (t->votes_for == 0)
		return result_of(
		        QUORUM_DECIDED_AGAINST, 1, cast,
		        "Not yet, because the one partner free to decide voted against it.");
	return result_of(
	        QUORUM_DECIDED_FOR, 1, cast,
	        "The one partner free to decide voted for it, after a named outside view.");
}

struct quorum_result quorum_decide(const struct quorum_tally *t)
{
	int cast = t->votes_for + t->votes_against;
	int to_come = t->partners_free - cast;
	int majority = t->partners_free / 2 + 1;
	int needed = t->quorum_minimum > majority ? t->quorum_minimum : majority;
	bool is_settled;

	if (t->partners_free == 0 && cast == 0)
		return decide_by_signature(t);
	if (to_come < 0)
		return result_of(
		        QUORUM_BLOCKED, 0, 0,
		        "Not yet, because there are more votes than partners who may vote.");
	if (t->partners_free == 1)
		return decide_alone(t);

	/* A practice's minimum may never ask for more partners than are free (U-3). */
	if (needed > t->partners_free)
		needed = t->partners_free;
	if (cast < needed)
		return result_of(QUORUM_UNDECIDED, needed, cast,
		                 "Not yet, because not enough of the partners free to decide have "
		                 "voted.");
	is_settled = t->is_vote_closed || t->votes_for > t->votes_against + to_come ||
	             t->votes_for + to_come <= t->votes_against;
	if (!is_settled)
		return result_of(QUORUM_MAY_DECIDE, needed, cast,
		                 "Not yet, because votes to come could change the result: wait for "
		                 "them, or close the vote.");
	if (t->votes_for > t->votes_against)
		return result_of(QUORUM_DECIDED_FOR, needed, cast,
		                 "The partners free to decide voted for it.");
	if (t->votes_for == t->votes_against)
		return result_of(QUORUM_DECIDED_AGAINST, needed, cast,
		                 "Not yet, because the votes are equal, and a tie does not carry.");
	return result_of(QUORUM_DECIDED_AGAINST, needed, cast,
	                 "Not yet, because the partners free to decide voted against it.");
}

const char *quorum_outcome_name(enum quorum_outcome outcome)
{
	static const char *const names[] = { "blocked", "undecided", "may_decide", "decided_for",
		                             "decided_against" };

	return names[outcome];
}

void quorum_to_facts(const struct quorum_tally *t, struct gate_facts *f)
{
	f->partners_free = t->partners_free;
	f->partners_may_sign = t->partners_may_sign;
	f->votes_for = t->votes_for;
	f->votes_against = t->votes_against;
	f->signed_for = t->signed_for;
	f->signed_against = t->signed_against;
	f->has_outside_view = t->has_outside_view;
	f->is_vote_closed = t->is_vote_closed;
	f->quorum_minimum = t->quorum_minimum;
}

struct quorum_tally quorum_from_facts(const struct gate_facts *f)
{
	return (struct quorum_tally){
		.partners_free = f->partners_free,
		.partners_may_sign = f->partners_may_sign,
		.votes_for = f->votes_for,
		.votes_against = f->votes_against,
		.signed_for = f->signed_for,
		.signed_against = f->signed_against,
		.has_outside_view = f->has_outside_view,
		.is_vote_closed = f->is_vote_closed,
		.quorum_minimum = f->quorum_minimum,
	};
}

enum vote_standing votes_standing(const struct gate_facts *f)
{
	if (f->are_letters_gone)
		return VOTES_REVIEW;
	if (f->votes_changed > 0 || f->are_gates_changed)
		return VOTES_VOID;
	if (f->new_evidence_since_vote > 0 && f->votes_unanswered > 0)
		return VOTES_ASK_AGAIN;
	return VOTES_STAND;
}
