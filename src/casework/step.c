/* Asking whether a step of the ladder may be taken. */
#include "casework/step.h"

#include <string.h>

#include "casework/casework.h"
#include "db/queries.h"

#include "base/banned.h"

static int refuse_by(const struct gate_answer *answer, struct problem *reterr_why)
{
	return refuse(reterr_why, PROBLEM_REFUSED, "%s (%s)", answer->sentence, answer->basis);
}

int step_may_start(struct tx *tx, int64_t case_id, const char *step,
                   const struct gate *const *always, struct problem *reterr_why)
{
	const struct rows *needs = tx_read_step_needs(tx, case_id, step);
	struct gate_facts facts;
	struct gate_answer answer;

	if (!needs)
		return casework_failed(tx, reterr_why);
	if (casework_facts(tx, case_id, &facts, reterr_why) < 0)
		return -1;
	facts.is_protective = false;
	facts.is_asked_by_complaints_lead = false;
	if (gates_first_refusal(always, &facts, &answer))
		return refuse_by(&answer, reterr_why);
	for (int i = 0; i < rows_count(needs); i++) {
		const struct gate *gate = gate_find(rows_text(needs, i, STEP_NEEDS_GATE));

		if (!gate)
			return fault(reterr_why, "step %s needs a gate that is not known", step);
		answer = gate->ask(&facts);
		if (!answer.met)
			return refuse_by(&answer, reterr_why);
	}
	return 0;
}

int step_date_is_past(struct tx *tx, const char *field, const char *what, const char *date,
                      struct problem *reterr_why)
{
	const char *today = casework_today(tx, reterr_why);

	if (!today)
		return -1;
	if (strcmp(date, today) > 0)
		return refuse_field(reterr_why, field, "%s must be today or in the past", what);
	return 0;
}
