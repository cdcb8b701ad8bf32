/* The options meeting, and named outside views. */
#include "casework/meeting.h"

#include "casework/act.h"
#include "casework/casework.h"
#include "db/queries.h"

#include "base/banned.h"

int meeting_record(struct tx *tx, int64_t case_id, const struct meeting *m,
                   struct problem *reterr_why)
{
	struct arena *a = tx_arena(tx);
	const struct rows *made;
	const char *step_row;
	struct act_case c;
	int64_t content;

	if (act_case_open(tx, case_id, &c, reterr_why) < 0 ||
	    act_not_later(&c, m->held_on, "held_on", "The date of the meeting", reterr_why) < 0 ||
	    act_ask(tx, case_id, "options_meeting", gates_none, false, &m->late, reterr_why) < 0 ||
	    casework_content(tx, case_id, m->reasons, true, &content, reterr_why) < 0)
		return -1;
	made = write_meeting_record(tx, case_id, m->held_on, m->attended, m->conflicts, content,
	                            !m->late.happened);
	if (!made)
		return casework_failed(tx, reterr_why);
	if (casework_step(tx, case_id, "options_meeting", "done", m->late.reason, m->held_on,
	                  !m->late.happened, &step_row, reterr_why) < 0 ||
	    act_moved(tx, &c, "options_meeting", reterr_why) < 0)
		return -1;
	return casework_event(
	        tx, "meeting.recorded", case_id,
	        arena_printf(a, "{\"held_on\": \"%s\", \"in_order\": %s}", m->held_on,
	                     m->late.happened ? "false" : "true"),
	        arena_printf(a, "meeting:%s %s", rows_text(made, 0, MEETING_RECORD_ID), step_row),
	        reterr_why);
}

int outside_view_record(struct tx *tx, int64_t case_id, const struct outside_view *v,
                        struct problem *reterr_why)
{
	struct arena *a = tx_arena(tx);
	const struct rows *made;
	struct act_case c;
	int64_t content;

	if (act_case_open(tx, case_id, &c, reterr_why) < 0 ||
	    act_not_later(&c, v->on_date, "on_date", "The date of the view", reterr_why) < 0 ||
	    casework_content(tx, case_id, v->words, true, &content, reterr_why) < 0)
		return -1;
	made = write_outside_view_record(tx, case_id, v->from_whom, v->name, v->on_date, content);
	if (!made)
		return casework_failed(tx, reterr_why);
	return casework_event(
	        tx, "outside_view.recorded", case_id,
	        arena_printf(a, "{\"from_whom\": \"%s\"}", v->from_whom),
	        arena_printf(a, "outside_view:%s", rows_text(made, 0, OUTSIDE_VIEW_RECORD_ID)),
	        reterr_why);
}
