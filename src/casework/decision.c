/* The partners' decision about the practice list. */
#include "casework/decision.h"

#include "base/str.h"
#include "casework/act.h"
#include "casework/casework.h"
#include "db/queries.h"
#include "rules/gate.h"
#include "rules/quorum.h"

#include "base/banned.h"

/* Every gate before removal but the two that are about the votes. */
static const struct gate *const *gates_before_vote(struct arena *a)
{
	const struct gate **list;
	size_t n = 0, kept = 0;

	while (gates_for_removal[n])
		n++;
	list = arena_alloc(a, (n + 1) * sizeof(const struct gate *));
	for (size_t i = 0; i < n; i++)
		if (!text_equal(gates_for_removal[i]->code, "quorum_met") &&
		    !text_equal(gates_for_removal[i]->code, "votes_stand"))
			list[kept++] = gates_for_removal[i];
	list[kept] = NULL;
	return list;
}

/* The decision that is open or stands: 0 in *ret_id when there is none. */
static int live(struct tx *tx, int64_t case_id, int64_t *ret_id, const char **ret_outcome,
                struct problem *reterr_why)
{
	const struct rows *r = tx_read_decision_live(tx, case_id);

	if (!r)
		return casework_failed(tx, reterr_why);
	*ret_id = rows_count(r) ? rows_int(r, 0, DECISION_LIVE_ID) : 0;
	*ret_outcome = rows_count(r) ? rows_text(r, 0, DECISION_LIVE_OUTCOME) : "";
	return 0;
}

/* Records the outcome and what follows from it. rows: what else the event reports. */
static int settle(struct tx *tx, int64_t case_id, int64_t decision, const char *outcome,
                  struct problem *reterr_why)
{
	const struct new_task letters = {
		.kind = "removal_letters",
		.title = "Send the letters to the patient and to the commissioner",
		.role = "practice_manager",
	};
	struct arena *a = tx_arena(tx);
	const struct rows *made = write_decision_settle(tx, case_id, decision, outcome);
	bool is_void = text_equal(outcome, "void"), is_carried = text_equal(outcome, "carried");
	const char *step_row;
	struct act_case c;

	if (!made)
		return casework_failed(tx, reterr_why);
	if (casework_task_done(tx, case_id, "vote", 0, outcome, reterr_why) < 0)
		return -1;
	if (is_void &&
	    (casework_task_done(tx, case_id, "removal_letters", 0, "void", reterr_why) < 0 ||
	     casework_task_done(tx, case_id, "new_evidence", 0, "void", reterr_why) < 0))
		return -1;
	if (is_carried && casework_task(tx, case_id, &letters, reterr_why) < 0)
		return -1;
	if (casework_step(tx, case_id, "partners_decision", is_void ? "reopened" : "done", outcome,
	                  NULL, true, &step_row, reterr_why) < 0)
		return -1;
	if (act_case_read(tx, case_id, &c, reterr_why) < 0 ||
	    act_moved(tx, &c, is_carried ? "removal" : "partners_decision", reterr_why) < 0)
		return -1;
	return casework_event(tx, "decision.settled", case_id,
	                      arena_printf(a, "{\"outcome\": \"%s\"}", outcome),
	                      arena_printf(a, "decision_outcome:%s %s",
	                                   rows_text(made, 0, DECISION_SETTLE_ID), step_row),
	                      reterr_why);
}

int decision_open(struct tx *tx, int64_t case_id, int64_t ground_id, struct problem *reterr_why)
{
	const struct new_task vote = { .kind = "vote",
		                       .title = "Vote on the decision about the practice list",
		                       .role = "partner" };
	struct arena *a = tx_arena(tx);
	const struct rows *ground = tx_read_decision_ground(tx, case_id);
	const struct rows *made;
	const char *step_row, *outcome;
	struct gate_facts facts;
	struct act_case c;
	int64_t before, content;

	if (act_case_open(tx, case_id, &c, reterr_why) < 0)
		return -1;
	if (!ground || live(tx, case_id, &before, &outcome, reterr_why) < 0)
		return ground ? -1 : casework_failed(tx, reterr_why);
	if (casework_facts(tx, case_id, &facts, reterr_why) < 0)
		return -1;
	if (before && votes_standing(&facts) == VOTES_VOID &&
	    settle(tx, case_id, before, "void", reterr_why) < 0)
		return -1;
	if (act_ask(tx, case_id, "partners_decision", gates_before_vote(a), false, NULL,
	            reterr_why) < 0)
		return -1;
	if (rows_count(ground) == 0 || !rows_given(ground, 0, DECISION_GROUND_WORDS))
		return refuse(reterr_why, PROBLEM_REFUSED,
		              "Not yet, because the ground has not been written down.");
	if (rows_int(ground, 0, DECISION_GROUND_ID) != ground_id)
		return refuse(reterr_why, PROBLEM_CONFLICT,
		              "Somebody has written the ground anew since you opened this page. "
		              "Read it, then open the decision on it.");
	if (casework_content(tx, case_id, rows_text(ground, 0, DECISION_GROUND_WORDS), true,
	                     &content, reterr_why) < 0)
		return -1;
	made = write_decision_open(tx, case_id, content);
	if (!made)
		return casework_failed(tx, reterr_why);
	if (casework_task(tx, case_id, &vote, reterr_why) < 0 ||
	    casework_step(tx, case_id, "partners_decision", "started", "", NULL, true, &step_row,
	                  reterr_why) < 0)
		return -1;
	if (act_moved(tx, &c, "partners_decision", reterr_why) < 0)
		return -1;
	return casework_event(
	        tx, "decision.opened", case_id, NULL,
	        arena_printf(a, "decision:%s %s", rows_text(made, 0, DECISION_OPEN_ID), step_row),
	        reterr_why);
}

/* After a vote: settled when there is nobody left to wait for, or when somebody closes it. */
static int settle_if_done(struct tx *tx, int64_t case_id, int64_t decision, bool is_closing,
                          struct problem *reterr_why)
{
	struct gate_facts facts;
	struct quorum_tally tally;
	struct quorum_result result;
	bool is_everyone;

	if (casework_facts(tx, case_id, &facts, reterr_why) < 0)
		return -1;
	tally = quorum_from_facts(&facts);
	is_everyone = tally.votes_for + tally.votes_against >= tally.partners_free;
	tally.is_vote_closed = is_closing || is_everyone;
	result = quorum_decide(&tally);
	if (!is_closing && !is_everyone)
		return 0;
	if (result.outcome == QUORUM_DECIDED_FOR)
		return settle(tx, case_id, decision, "carried", reterr_why);
	if (result.outcome == QUORUM_DECIDED_AGAINST)
		return settle(tx, case_id, decision, "not_carried", reterr_why);
	if (is_closing)
		return refuse(reterr_why, PROBLEM_REFUSED, "%s", result.sentence);
	return 0;
}

static int write_vote(struct tx *tx, int64_t case_id, const char *round, const char *vote,
                      const char *aside_why, const char *reason, struct problem *reterr_why)
{
	struct arena *a = tx_arena(tx);
	const struct rows *made;
	int64_t content;

	if (casework_content(tx, case_id, reason, true, &content, reterr_why) < 0)
		return -1;
	made = write_vote_record(tx, case_id, round, vote, aside_why, content);
	if (!made)
		return casework_failed(tx, reterr_why);
	return casework_event(
	        tx, "vote.recorded", case_id, arena_printf(a, "{\"round\": \"%s\"}", round),
	        arena_printf(a, "vote:%s", rows_text(made, 0, VOTE_RECORD_ID)), reterr_why);
}

static int live_or_refuse(struct tx *tx, int64_t case_id, bool is_open, int64_t *ret_id,
                          struct problem *reterr_why)
{
	const char *outcome;

	if (live(tx, case_id, ret_id, &outcome, reterr_why) < 0)
		return -1;
	if (!*ret_id)
		return refuse(reterr_why, PROBLEM_REFUSED, "No decision is open.");
	if (is_open && *outcome)
		return refuse(reterr_why, PROBLEM_REFUSED, "Voting on this decision is closed.");
	return 0;
}

int vote_record(struct tx *tx, int64_t case_id, const char *vote, const char *aside_why,
                const char *reason, struct problem *reterr_why)
{
	int64_t decision;

	if (live_or_refuse(tx, case_id, true, &decision, reterr_why) < 0 ||
	    write_vote(tx, case_id, "vote", vote, aside_why, reason, reterr_why) < 0)
		return -1;
	if ((text_equal(aside_why, "named_in_post") || text_equal(aside_why, "other_interest")) &&
	    !write_vote_conflict(tx, case_id, aside_why))
		return casework_failed(tx, reterr_why);
	return settle_if_done(tx, case_id, decision, false, reterr_why);
}

int signature_record(struct tx *tx, int64_t case_id, bool is_for, const char *reason,
                     struct problem *reterr_why)
{
	int64_t decision;

	if (live_or_refuse(tx, case_id, true, &decision, reterr_why) < 0 ||
	    write_vote(tx, case_id, "signature",
	               is_for ? "signed_for_contractor" : "signed_against_contractor", "", reason,
	               reterr_why) < 0)
		return -1;
	return settle_if_done(tx, case_id, decision, false, reterr_why);
}

int vote_answer_evidence(struct tx *tx, int64_t case_id, bool changes, const char *reason,
                         struct problem *reterr_why)
{
	struct gate_facts facts;
	int64_t decision;

	if (live_or_refuse(tx, case_id, false, &decision, reterr_why) < 0 ||
	    write_vote(tx, case_id, "new_evidence", changes ? "changes" : "unchanged", "", reason,
	               reterr_why) < 0)
		return -1;
	if (changes)
		return settle(tx, case_id, decision, "void", reterr_why);
	if (casework_facts(tx, case_id, &facts, reterr_why) < 0)
		return -1;
	return facts.votes_unanswered > 0 ? 0
	                                  : casework_task_done(tx, case_id, "new_evidence", 0,
	                                                       "unchanged", reterr_why);
}

int decision_close(struct tx *tx, int64_t case_id, struct problem *reterr_why)
{
	int64_t decision;

	if (live_or_refuse(tx, case_id, true, &decision, reterr_why) < 0)
		return -1;
	return settle_if_done(tx, case_id, decision, true, reterr_why);
}
