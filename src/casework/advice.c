/* Advice: asked, received, or why none was sought. */
#include "casework/advice.h"

#include "base/str.h"
#include "casework/act.h"
#include "casework/casework.h"
#include "db/queries.h"

#include "base/banned.h"

/* Asking starts the step and waits for the answer; the other two end it. */
static int move_step(struct tx *tx, int64_t case_id, const struct advice *x, const char **ret_row,
                     struct problem *reterr_why)
{
	const struct new_task waiting = { .kind = "advice",
		                          .title = "Record the advice when it comes, or why the "
		                                   "case goes on without it",
		                          .role = "practice_manager" };
	bool is_asked = text_equal(x->entry, "asked");

	if (is_asked && casework_task(tx, case_id, &waiting, reterr_why) < 0)
		return -1;
	if (!is_asked && casework_task_done(tx, case_id, "advice", 0, x->entry, reterr_why) < 0)
		return -1;
	return casework_step(tx, case_id, "defence_advice", is_asked ? "started" : "done", "",
	                     x->on_date, true, ret_row, reterr_why);
}

int advice_record(struct tx *tx, int64_t case_id, const struct advice *x,
                  struct problem *reterr_why)
{
	struct arena *a = tx_arena(tx);
	const struct rows *made;
	const char *step_row;
	struct act_case c;
	int64_t words, why_not = 0;

	if (act_case_open(tx, case_id, &c, reterr_why) < 0 ||
	    act_not_later(&c, x->on_date, "on_date", "The date", reterr_why) < 0 ||
	    casework_content(tx, case_id, x->words, true, &words, reterr_why) < 0)
		return -1;
	if (*x->why_not &&
	    casework_content(tx, case_id, x->why_not, true, &why_not, reterr_why) < 0)
		return -1;
	made = write_advice_record(tx, case_id, x->entry, x->body, x->for_doctor, x->reference,
	                           x->on_date, words, x->followed, why_not ? &why_not : NULL,
	                           x->may_be_privileged);
	if (!made)
		return casework_failed(tx, reterr_why);
	if (move_step(tx, case_id, x, &step_row, reterr_why) < 0)
		return -1;
	return casework_event(
	        tx, "advice.recorded", case_id, arena_printf(a, "{\"entry\": \"%s\"}", x->entry),
	        arena_printf(a, "advice:%s %s", rows_text(made, 0, ADVICE_RECORD_ID), step_row),
	        reterr_why);
}
