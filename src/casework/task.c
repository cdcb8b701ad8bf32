/* Ending a task by hand. */
#include "casework/task.h"

#include "base/str.h"
#include "casework/casework.h"
#include "casework/clock.h"
#include "db/queries.h"

#include "base/banned.h"

static const char *outcome_words(const char *outcome)
{
	return text_equal(outcome, "not_a_breach")     ? "Not a breach"
	       : text_equal(outcome, "not_ours")       ? "Not ours"
	       : text_equal(outcome, "reported")       ? "Reported to the ICO"
	       : text_equal(outcome, "not_reportable") ? "A breach that need not be reported"
	                                               : "";
}

int task_done(struct tx *tx, int64_t case_id, int64_t task_id, const char *outcome,
              const char *result, struct problem *reterr_why)
{
	const struct rows *now = tx_read_task_now(tx, case_id, task_id);
	bool is_breach;

	if (!now)
		return casework_failed(tx, reterr_why);
	if (rows_count(now) == 0)
		return refuse(reterr_why, PROBLEM_NOT_FOUND, "There is no such page.");
	if (!rows_bool(now, 0, TASK_NOW_MAY_DO))
		return refuse(reterr_why, PROBLEM_FORBIDDEN, "This task is for another role.");
	if (!rows_bool(now, 0, TASK_NOW_IS_OPEN))
		return refuse(
		        reterr_why, PROBLEM_CONFLICT,
		        "Somebody has done this task already. What came of it is shown below.");
	if (rows_bool(now, 0, TASK_NOW_HAS_PAGE))
		return refuse(reterr_why, PROBLEM_REFUSED,
		              "This task ends on its own page of the case, not here.");
	is_breach = text_equal(rows_text(now, 0, TASK_NOW_KIND), "breach_check");
	if (is_breach && !*outcome)
		return refuse_field(reterr_why, "outcome", "Select what was decided");
	if (!write_task_done(
	            tx, case_id, task_id,
	            is_breach ? arena_printf(tx_arena(tx), "%s: %s", outcome_words(outcome), result)
	                      : result))
		return casework_failed(tx, reterr_why);
	if (clock_end_done(tx, case_id, 0, outcome, reterr_why) < 0)
		return -1;
	return casework_event(
	        tx, "task.done", case_id,
	        arena_printf(tx_arena(tx),
	                     "{\"task\": %lld, \"kind\": \"%s\", \"outcome\": \"%s\"}",
	                     (long long)task_id, rows_text(now, 0, TASK_NOW_KIND),
	                     is_breach ? outcome : ""),
	        NULL, reterr_why);
}
