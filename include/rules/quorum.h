/* Enough partners: who may decide for the contractor, and what they have decided (U-3, C-5,
 * G-gmp-6).
 *
 * "Partner" is whoever decides for the contractor, directors included. A conflicted partner stands
 * aside by rule, without having to act; any partner may stand aside by choice. Only those free to
 * decide are counted.
 *
 *   two or more free   enough have voted when a majority of those free have (or the practice's own
 *                      minimum, never more than are free); carried by a majority of the votes cast;
 * a tie is not carried. Settled when the votes to come cannot change it, or when voting has been
 * closed with enough votes cast. one free           decides alone, after a named outside view is on
 * the case. none free          a partner who is conflicted or stood aside may sign for the
 * contractor, only after such a view; both are printed. One whose own conduct is in question never
 * signs (U-1, U-4). Where nobody can, the ICB is asked.
 *
 * The twin in the database is app.quorum(facts jsonb); cases in tests/rules/quorum_met.cases. */
#ifndef RULES_QUORUM_H
#define RULES_QUORUM_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "rules/gate.h"

enum quorum_vote {
	VOTE_NONE,
	VOTE_FOR,
	VOTE_AGAINST,
};

struct quorum_partner {
	int64_t id;            /* not looked at: for the caller */
	bool is_conflicted;    /* by rule: affected, conflict declared, complained about (U-1) */
	bool is_in_question;   /* own conduct in question: as conflicted, and may never sign */
	bool has_stood_aside;  /* by choice */
	enum quorum_vote vote; /* or, where nobody is free, the signature */
};

struct quorum_tally {
	int partners_free;
	int partners_may_sign;
	int votes_for;
	int votes_against;
	int signed_for;
	int signed_against;
	bool has_outside_view;
	bool is_vote_closed;
	int quorum_minimum; /* setting; 0: a majority of those free */
};

enum quorum_outcome {
	QUORUM_BLOCKED,   /* nobody may decide as things stand: the sentence says what is missing */
	QUORUM_UNDECIDED, /* may vote; not enough have */
	QUORUM_MAY_DECIDE, /* enough have voted, but votes to come could change the result */
	QUORUM_DECIDED_FOR,
	QUORUM_DECIDED_AGAINST, /* a tie too */
};

struct quorum_result {
	enum quorum_outcome outcome;
	const char *sentence; /* static; begins "Not yet, because" unless decided for */
	int votes_needed;     /* for enough votes; 0 where blocked */
	int votes_cast;
	bool is_signed_by_unfree; /* carried by a signature of a partner not free: print both */
};

/* Counts votes of those free; where none is free, signatures of those who may sign. Votes of a
 * partner who is not free, while another is, count for nothing. The settings stay 0 / false. */
struct quorum_tally quorum_count(const struct quorum_partner *partners, size_t n);

/* The outcome. Numbers that cannot be (more votes than partners free) block. */
struct quorum_result quorum_decide(const struct quorum_tally *tally);

/* "blocked", "undecided", "may_decide", "decided_for", "decided_against". */
const char *quorum_outcome_name(enum quorum_outcome outcome);

/* The tally's numbers, as facts of gate quorum_met, and back. */
void quorum_to_facts(const struct quorum_tally *tally, struct gate_facts *f);
struct quorum_tally quorum_from_facts(const struct gate_facts *f);

/* New evidence after a vote and before the letters go (U-18): each voter is asked once. */
enum vote_standing {
	VOTES_STAND,
	VOTES_ASK_AGAIN, /* a voter has not answered yet */
	VOTES_VOID,      /* someone said yes, or a gate has changed: decide anew */
	VOTES_REVIEW,    /* the letters have gone: a review, a record of its own */
};
enum vote_standing votes_standing(const struct gate_facts *f);

#endif
