/* Staff whom a case names, and where members stand on it. */
#include "casework/staff.h"

#include <string.h>

#include "base/str.h"
#include "casework/casework.h"
#include "db/queries.h"

#include "base/banned.h"

int staff_support_record(struct tx *tx, int64_t case_id, const struct staff_support *s,
                         struct problem *reterr_why)
{
	const struct rows *r;
	const char *today = casework_today(tx, reterr_why);

	if (!today)
		return -1;
	if (s->told_on && strcmp(s->told_on, today) > 0)
		return refuse_field(reterr_why, "told_on", "The date must not be in the future");
	r = write_case_staff_support(tx, case_id, s->staff_id, s->told_on, s->support, s->note,
	                             s->version);
	if (!r)
		return casework_failed(tx, reterr_why);
	if (rows_count(r) == 0)
		return refuse(reterr_why, PROBLEM_CONFLICT,
		              "Somebody else changed this while you were typing. What is stored "
		              "now is shown beside what you "
		              "typed: check it and save again.");
	return casework_event(tx, "staff.told", case_id,
	                      arena_printf(tx_arena(tx), "{\"staff\": %lld, \"support\": \"%s\"}",
	                                   (long long)s->staff_id, s->support),
	                      NULL, reterr_why);
}

static int event_of(struct tx *tx, int64_t case_id, int64_t member, const char *relation,
                    const char *change, struct problem *reterr_why)
{
	return casework_event(
	        tx, "standing.changed", case_id,
	        arena_printf(tx_arena(tx),
	                     "{\"member\": %lld, \"relation\": \"%s\", \"change\": \"%s\"}",
	                     (long long)member, relation, change),
	        NULL, reterr_why);
}

int staff_relate(struct tx *tx, int64_t case_id, int64_t member_id, const char *name,
                 const char *relation, const char *why, int64_t me, struct problem *reterr_why)
{
	const struct rows *r;

	if (!member_id) {
		if (!text_equal(relation, "affected"))
			return refuse_field(reterr_why, "relation",
			                    "Only somebody who signs in can stand aside or have "
			                    "their sight ended");
		if (!write_incident_staff_add(tx, case_id, NULL, name))
			return casework_failed(tx, reterr_why);
		return casework_event(tx, "staff.named", case_id, NULL, NULL, reterr_why);
	}
	if (text_equal(relation, "conduct")) {
		if (member_id == me)
			return refuse_field(
			        reterr_why, "relation",
			        "You cannot do this for yourself: ask a colleague, or stand aside");
		if (!write_case_access_end_of(tx, case_id, member_id, "affected") ||
		    !write_case_access_end_of(tx, case_id, member_id, "conflicted") ||
		    !write_case_access_end_of(tx, case_id, member_id, "granted"))
			return casework_failed(tx, reterr_why);
	}
	r = write_case_access_add(tx, case_id, member_id, relation, why);
	if (!r)
		return casework_failed(tx, reterr_why);
	if (rows_count(r) == 0)
		return refuse_field(reterr_why, "member",
		                    "This is recorded already, or there is no such member");
	if (text_equal(relation, "affected")) {
		const struct rows *named = tx_read_case_staff_named(tx, case_id, member_id);

		if (!named)
			return casework_failed(tx, reterr_why);
		if (rows_count(named) == 0 &&
		    !write_incident_staff_add(tx, case_id, &member_id, ""))
			return casework_failed(tx, reterr_why);
	}
	return event_of(tx, case_id, member_id, relation, "added", reterr_why);
}

int staff_relation_end(struct tx *tx, int64_t case_id, int64_t access_id, const char *why,
                       struct problem *reterr_why)
{
	const struct rows *r = write_case_access_lock(tx, case_id, access_id);
	const char *relation, *change = "ended";
	bool needs_second, is_asked;
	int64_t member;

	if (!r)
		return casework_failed(tx, reterr_why);
	if (rows_count(r) == 0)
		return refuse(reterr_why, PROBLEM_CONFLICT, "This had ended already.");
	relation = rows_text(r, 0, CASE_ACCESS_LOCK_RELATION);
	member = rows_int(r, 0, CASE_ACCESS_LOCK_MEMBER_ID);
	is_asked = rows_bool(r, 0, CASE_ACCESS_LOCK_IS_ASKED);
	needs_second =
	        text_equal(relation, "conduct") && !rows_bool(r, 0, CASE_ACCESS_LOCK_MAY_ALONE);
	if (is_asked && needs_second && rows_bool(r, 0, CASE_ACCESS_LOCK_IS_MINE))
		return refuse(
		        reterr_why, PROBLEM_REFUSED,
		        "You asked for this. A second member of the management has to agree.");
	if (!is_asked && !*why)
		return refuse_field(reterr_why, "why", "Enter why this ends");
	if (!is_asked && !write_case_access_ask_end(tx, access_id, why))
		return casework_failed(tx, reterr_why);
	if (needs_second && !is_asked)
		change = "end_asked";
	else if (!write_case_access_end(tx, access_id))
		return casework_failed(tx, reterr_why);
	return event_of(tx, case_id, member, relation, change, reterr_why);
}
