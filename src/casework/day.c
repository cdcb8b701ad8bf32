/* Days off: added, and taken away with a reason. */
#include "casework/day.h"

#include "base/str.h"
#include "base/time.h"
#include "casework/casework.h"
#include "db/queries.h"

#include "base/banned.h"

static int change(struct tx *tx, const char *kind, const char *on_date, bool is_off,
                  const char *name, const char *reason, struct problem *reterr_why)
{
	if (!write_day_change(tx, on_date, kind, is_off, name, reason))
		return casework_failed(tx, reterr_why);
	return casework_event(
	        tx, is_off ? "day.added" : "day.removed", 0,
	        arena_printf(tx_arena(tx), "{\"on\": \"%s\", \"kind\": \"%s\"}", on_date, kind),
	        NULL, reterr_why);
}

int day_add(struct tx *tx, const char *kind, const char *on_date, const char *name,
            struct problem *reterr_why)
{
	const struct rows *now;
	struct date d;

	if (!date_parse(on_date, &d) || d.year < 2000 || d.year > 2199)
		return refuse_field(reterr_why, "on_date", "Enter a day from 2000 on");
	now = tx_read_day_now(tx, on_date, kind);
	if (!now)
		return casework_failed(tx, reterr_why);
	if (rows_given(now, 0, DAY_NOW_NAME))
		return refuse_field(reterr_why, "on_date", "That day is off already: %s",
		                    rows_text(now, 0, DAY_NOW_NAME));
	return change(tx, kind, on_date, true, name, "", reterr_why);
}

int day_remove(struct tx *tx, const char *kind, const char *on_date, const char *reason,
               struct problem *reterr_why)
{
	const struct rows *now = tx_read_day_now(tx, on_date, kind);

	if (!now)
		return casework_failed(tx, reterr_why);
	if (!rows_given(now, 0, DAY_NOW_NAME))
		return refuse(reterr_why, PROBLEM_NOT_FOUND, "There is no such page.");
	return change(tx, kind, on_date, false, rows_text(now, 0, DAY_NOW_NAME), reason,
	              reterr_why);
}
