/* What is done on a page that the practice runs. */
#include "casework/own_page.h"

#include "base/str.h"
#include "casework/casework.h"
#include "casework/request.h"
#include "db/queries.h"

#include "base/banned.h"

static bool is_action(const char *action)
{
	return text_equal(action, "hidden") || text_equal(action, "deleted") ||
	       text_equal(action, "reported");
}

static bool has_action(const char *const *actions, const char *wanted)
{
	for (; actions && *actions; actions++)
		if (text_equal(*actions, wanted))
			return true;
	return false;
}

int own_page_record(struct tx *tx, int64_t case_id, const char *const *actions, const char *on_date,
                    const char *platform_reference, const struct act_late *late,
                    struct problem *reterr_why)
{
	struct str rows = str_new(tx_arena(tx)), list = str_new(tx_arena(tx));
	struct act_case c;
	const struct rows *state;
	const char *row;
	bool is_done, was_deleted;

	if (act_case_open(tx, case_id, &c, reterr_why) < 0)
		return -1;
	if (!c.is_on_own_page)
		return refuse(reterr_why, PROBLEM_REFUSED,
		              "This is not on a page that we run: report it to the platform "
		              "instead.");
	if (!actions || !*actions)
		return refuse_field(reterr_why, "actions", "Select what was done");
	if (!*on_date)
		return refuse_field(reterr_why, "on_date", "Enter the date it was done");
	if (act_not_later(&c, on_date, "on_date", "The date it was done", reterr_why) < 0 ||
	    act_ask(tx, case_id, "own_page", gates_for_own_page, false, late, reterr_why) < 0)
		return -1;
	state = tx_read_own_page_state(tx, case_id);
	if (!state)
		return casework_failed(tx, reterr_why);
	was_deleted = rows_bool(state, 0, OWN_PAGE_STATE_IS_DELETED);
	for (const char *const *at = actions; *at; at++) {
		const struct rows *r;

		if (!is_action(*at))
			return refuse_field(reterr_why, "actions", "Select what was done");
		r = write_own_page_record(tx, case_id, *at, on_date,
		                          text_equal(*at, "reported") ? platform_reference : "",
		                          !late->happened, late->happened ? late->reason : "");
		if (!r)
			return casework_failed(tx, reterr_why);
		act_row(&rows, "own_page_action", rows_int(r, 0, OWN_PAGE_RECORD_ID));
		str_addf(&list, "%s\"%s\"", list.len ? ", " : "", *at);
	}
	state = tx_read_own_page_state(tx, case_id);
	if (!state)
		return casework_failed(tx, reterr_why);
	is_done = rows_bool(state, 0, OWN_PAGE_STATE_IS_DELETED) &&
	          rows_bool(state, 0, OWN_PAGE_STATE_IS_REPORTED);
	if (casework_step(tx, case_id, "own_page", is_done ? "done" : "started",
	                  late->happened ? late->reason : "", on_date,
	                  rows_bool(state, 0, OWN_PAGE_STATE_IS_IN_ORDER), &row, reterr_why) < 0)
		return -1;
	str_addf(&rows, " %s", row);
	if (!was_deleted && has_action(actions, "deleted") &&
	    request_look_later(tx, &c, on_date, reterr_why) < 0)
		return -1;
	if (act_moved(tx, &c, "own_page", reterr_why) < 0)
		return -1;
	return casework_event(tx, "own_page.recorded", case_id,
	                      arena_printf(tx_arena(tx),
	                                   "{\"actions\": [%s], \"on\": \"%s\", \"in_order\": %s}",
	                                   list.data, on_date, late->happened ? "false" : "true"),
	                      rows.data, reterr_why);
}
