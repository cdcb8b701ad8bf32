/* Telling managers by word of mouth. */
#include "casework/notice.h"

#include <string.h>

#include "casework/act.h"
#include "casework/casework.h"
#include "db/queries.h"

#include "base/banned.h"

int notice_give(struct tx *tx, int64_t case_id, const struct word_of_mouth *w,
                struct problem *reterr_why)
{
	const int64_t *member = w->member_id ? &w->member_id : NULL;
	const struct rows *check = tx_read_notice_check(tx, case_id, member);
	struct act_case open_case;
	const struct rows *r;
	const char *row;

	if (act_case_open(tx, case_id, &open_case, reterr_why) < 0)
		return -1;
	if (!check)
		return casework_failed(tx, reterr_why);
	if (!rows_bool(check, 0, NOTICE_CHECK_MAY_KNOW))
		return refuse_field(reterr_why, "member", "Select somebody who may read this case");
	if (strcmp(w->on_date, rows_text_or(check, 0, NOTICE_CHECK_SEEN_ON, "")) < 0)
		return refuse_field(reterr_why, "told_on",
		                    "The date must be the day the post was seen, or later");
	r = write_notice_give(tx, case_id, member, w->name, w->how, w->on_date, w->at_time);
	if (!r)
		return casework_failed(tx, reterr_why);
	if (rows_count(r) == 0)
		return refuse_field(reterr_why, "told_time", "The time must be in the past");
	if (casework_step(tx, case_id, "management_notice", "done", "", w->on_date, true, &row,
	                  reterr_why) < 0)
		return -1;
	return casework_event(tx, "notice.given", case_id, NULL, row, reterr_why);
}
