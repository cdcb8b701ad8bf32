/* The options meeting, and named outside views. */
#include "casework/meeting.h"

#include "casework/casework.h"
#include "casework/step.h"
#include "db/queries.h"

#include "base/banned.h"

int meeting_record(struct tx *tx, int64_t case_id, const struct meeting *m,
                   struct problem *reterr_why)
{
	struct arena *a = tx_arena(tx);
	const struct rows *made;
	const char *step_row;
	int64_t content;

	if (step_date_is_past(tx, "held_on", "The date of the meeting", m->held_on, reterr_why) < 0)
		return -1;
	if (!m->had_happened &&
	    step_may_start(tx, case_id, "options_meeting", gates_none, reterr_why) < 0)
		return -1;
	if (casework_content(tx, case_id, m->reasons, true, &content, reterr_why) < 0)
		return -1;
	made = write_meeting_record(tx, case_id, m->held_on, m->attended, m->conflicts, content,
	                            !m->had_happened);
	if (!made)
		return casework_failed(tx, reterr_why);
	if (casework_step(tx, case_id, "options_meeting", "done", m->out_of_order_why, m->held_on,
	                  !m->had_happened, &step_row, reterr_why) < 0)
		return -1;
	if (!write_step_moved(tx, case_id, "options_meeting"))
		return casework_failed(tx, reterr_why);
	return casework_event(
	        tx, "meeting.recorded", case_id,
	        arena_printf(a, "{\"held_on\": \"%s\", \"in_order\": %s}", m->held_on,
	                     m->had_happened ? "false" : "true"),
	        arena_printf(a, "meeting:%s %s", rows_text(made, 0, MEETING_RECORD_ID), step_row),
	        reterr_why);
}

int outside_view_record(struct tx *tx, int64_t case_id, const struct outside_view *v,
                        struct problem *reterr_why)
{
	struct arena *a = tx_arena(tx);
	const struct rows *made;
	int64_t content;

	if (step_date_is_past(tx, "on_date", "The date of the view", v->on_date, reterr_why) < 0 ||
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
