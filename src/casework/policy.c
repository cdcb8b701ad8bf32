/* Policies as data: drafts, what is in force, who has read it. */
#include "casework/policy.h"

#include <inttypes.h>

#include "base/str.h"
#include "base/time.h"
#include "casework/casework.h"
#include "db/queries.h"
#include "rules/gate.h"
#include "rules/ladder.h"

#include "base/banned.h"

/* A version that this transaction has locked. */
struct version {
	int64_t id;
	const struct rows *row;
	const char *status;
};

static int lock(struct tx *tx, const char *id, struct version *ret, struct problem *reterr_why)
{
	ret->row = write_policy_lock(tx, id);
	if (!ret->row)
		return casework_failed(tx, reterr_why);
	if (rows_count(ret->row) == 0)
		return refuse(reterr_why, PROBLEM_NOT_FOUND, "There is no such policy.");
	ret->id = rows_int(ret->row, 0, POLICY_LOCK_ID);
	ret->status = rows_text(ret->row, 0, POLICY_LOCK_STATUS);
	return 0;
}

static int lock_draft(struct tx *tx, const char *id, struct version *ret,
                      struct problem *reterr_why)
{
	if (lock(tx, id, ret, reterr_why) < 0)
		return -1;
	if (!text_equal(ret->status, "draft"))
		return refuse(
		        reterr_why, PROBLEM_REFUSED,
		        "This version is not a draft any more: make a new version to change it.");
	return 0;
}

static int append(struct tx *tx, const char *kind, int64_t id, const char *more, const char *rows,
                  struct problem *reterr_why)
{
	const char *detail =
	        arena_printf(tx_arena(tx), "{\"policy_version\": %" PRId64 "%s}", id, more);

	if (!write_audit_append(tx, kind, NULL, detail, rows))
		return casework_failed(tx, reterr_why);
	return 0;
}

/* A part of the draft was changed: who did it is its editor now. */
static int edited(struct tx *tx, int64_t id, const char *part, struct problem *reterr_why)
{
	if (!write_policy_touch(tx, id))
		return casework_failed(tx, reterr_why);
	return append(tx, "policy.edited", id,
	              arena_printf(tx_arena(tx), ", \"part\": \"%s\"", part), "{}", reterr_why);
}

int policy_draft(struct tx *tx, const char *source, const char *title, const char *version,
                 const char **ret_id, struct problem *reterr_why)
{
	const struct rows *made;
	int64_t id;

	if (!*source && !*title)
		return refuse_field(reterr_why, "title", "Enter what the policy is called");
	made = write_policy_draft(tx, *source ? source : NULL, title, version);
	if (!made)
		return casework_failed(tx, reterr_why);
	id = rows_int(made, 0, POLICY_DRAFT_ID);
	*ret_id = rows_text(made, 0, POLICY_DRAFT_PUBLIC_ID);
	if (*source && !write_policy_copy(tx, id, source))
		return casework_failed(tx, reterr_why);
	return append(tx, "policy.drafted", id, "", "{}", reterr_why);
}

int policy_facts_change(struct tx *tx, const char *id, const struct policy_facts *f,
                        struct problem *reterr_why)
{
	const char *today = casework_today(tx, reterr_why);
	struct date review, now;
	struct version v;
	int quorum = f->quorum_least;

	if (!today || lock_draft(tx, id, &v, reterr_why) < 0)
		return -1;
	if (!text_equal(f->row_version, rows_text(v.row, 0, POLICY_LOCK_ROW_VERSION)))
		return refuse(reterr_why, PROBLEM_CONFLICT,
		              "Somebody changed this draft while you were writing. Both are shown: "
		              "keep what is right, and save again.");
	if (!date_parse(f->next_review_on, &review) || !date_parse(today, &now) ||
	    date_compare(review, now) <= 0)
		return refuse_field(reterr_why, "next_review_on",
		                    "The day of the next review must be in the future");
	if (!write_policy_facts(tx, v.id, f->version, f->source_template, f->comment, f->equality,
	                        f->next_review_on, quorum ? &quorum : NULL))
		return casework_failed(tx, reterr_why);
	return append(tx, "policy.edited", v.id, ", \"part\": \"facts\"", "{}", reterr_why);
}

/* Somebody took the part out in the meantime. */
static int is_gone(struct problem *reterr_why)
{
	return refuse(reterr_why, PROBLEM_CONFLICT,
	              "Somebody has taken this part out of the draft.");
}

int policy_clause_change(struct tx *tx, const char *id, const struct policy_clause *c,
                         struct problem *reterr_why)
{
	const struct rows *done;
	struct version v;

	if (lock_draft(tx, id, &v, reterr_why) < 0)
		return -1;
	if (c->n == 0) {
		if (!write_policy_clause_add(tx, v.id, c->clause, c->title, c->text))
			return casework_failed(tx, reterr_why);
		return edited(tx, v.id, "clause", reterr_why);
	}
	done = c->drop ? write_policy_clause_drop(tx, v.id, c->n)
	               : write_policy_clause_change(tx, v.id, c->n, c->clause, c->title, c->text);
	if (!done)
		return casework_failed(tx, reterr_why);
	if (rows_count(done) == 0)
		return is_gone(reterr_why);
	return edited(tx, v.id, "clause", reterr_why);
}

int policy_category_change(struct tx *tx, const char *id, const struct policy_category *c,
                           struct problem *reterr_why)
{
	const char *parent = *c->parent ? c->parent : NULL;
	const struct rows *done;
	struct version v;

	if (lock_draft(tx, id, &v, reterr_why) < 0)
		return -1;
	if (parent && !c->drop) {
		const struct rows *found = tx_read_policy_category_parent(tx, v.id, parent);

		if (!found)
			return casework_failed(tx, reterr_why);
		if (!rows_bool(found, 0, POLICY_CATEGORY_PARENT_FOUND) ||
		    text_equal(parent, c->code))
			return refuse_field(reterr_why, "parent",
			                    "There is no category %s that this could belong to",
			                    parent);
	}
	if (c->n == 0) {
		if (!write_policy_category_add(tx, v.id, c->code, parent, c->title, c->is_breach))
			return casework_failed(tx, reterr_why);
		return edited(tx, v.id, "category", reterr_why);
	}
	done = c->drop ? write_policy_category_drop(tx, v.id, c->n)
	               : write_policy_category_change(tx, v.id, c->n, c->code, parent, c->title,
	                                              c->is_breach);
	if (!done)
		return casework_failed(tx, reterr_why);
	if (rows_count(done) == 0)
		return is_gone(reterr_why);
	return edited(tx, v.id, "category", reterr_why);
}

int policy_step_change(struct tx *tx, const char *id, const struct policy_step *s,
                       struct problem *reterr_why)
{
	struct str needs = str_new(tx_arena(tx));
	const struct rows *done;
	struct version v;

	if (lock_draft(tx, id, &v, reterr_why) < 0)
		return -1;
	if (step_find(s->step) < 0)
		return refuse(reterr_why, PROBLEM_NOT_FOUND, "There is no such step.");
	str_add_char(&needs, '{');
	for (const char *const *at = s->needs; at && *at; at++)
		if (gate_find(*at))
			str_addf(&needs, "%s%s", needs.len > 1 ? "," : "", *at);
	str_add_char(&needs, '}');
	done = write_policy_step_change(tx, v.id, s->step, s->title, s->clause, s->target,
	                                needs.data, s->place);
	if (!done)
		return casework_failed(tx, reterr_why);
	if (rows_count(done) == 0)
		return is_gone(reterr_why);
	return edited(tx, v.id, "step", reterr_why);
}

int policy_bring_into_force(struct tx *tx, const char *id, const char *effective_on,
                            const char *same_reason, struct problem *reterr_why)
{
	const char *today = casework_today(tx, reterr_why);
	const struct rows *digest;
	struct date from, now;
	struct version v;

	if (!today || lock_draft(tx, id, &v, reterr_why) < 0)
		return -1;
	if (!date_parse(effective_on, &from) || !date_parse(today, &now) ||
	    date_compare(from, now) > 0)
		return refuse_field(reterr_why, "effective_on",
		                    "The day must be today or in the past: bring it into force on "
		                    "the day it begins");
	if (!rows_given(v.row, 0, POLICY_LOCK_NEXT_REVIEW_ON))
		return refuse(
		        reterr_why, PROBLEM_REFUSED,
		        "Not yet, because the draft does not say when it is reviewed next. Add "
		        "that first.");
	if (rows_bool(v.row, 0, POLICY_LOCK_IS_MINE) && !*same_reason)
		return refuse_field(reterr_why, "same_reason",
		                    "You edited this draft. Enter why you approve it yourself, or "
		                    "ask somebody else to");
	if (!write_policy_supersede(tx, rows_text(v.row, 0, POLICY_LOCK_TITLE)) ||
	    !write_policy_force(tx, v.id, effective_on, same_reason))
		return casework_failed(tx, reterr_why);
	digest = tx_read_policy_digest(tx, v.id);
	if (!digest)
		return casework_failed(tx, reterr_why);
	return append(tx, "policy.in_force", v.id,
	              arena_printf(tx_arena(tx), ", \"sha256\": \"%s\"",
	                           rows_text(digest, 0, POLICY_DIGEST_DIGEST)),
	              "{}", reterr_why);
}

int policy_withdraw(struct tx *tx, const char *id, const char *reason, struct problem *reterr_why)
{
	struct version v;

	if (lock(tx, id, &v, reterr_why) < 0)
		return -1;
	if (!text_equal(v.status, "draft") && !text_equal(v.status, "in_force"))
		return refuse(reterr_why, PROBLEM_REFUSED,
		              "This version is neither a draft nor in force: there is nothing to "
		              "withdraw.");
	if (!write_policy_withdraw(tx, v.id, reason))
		return casework_failed(tx, reterr_why);
	return append(tx, "policy.withdrawn", v.id, "", "{}", reterr_why);
}

int policy_acknowledge(struct tx *tx, const char *id, struct problem *reterr_why)
{
	const struct rows *made;
	struct version v;

	if (lock(tx, id, &v, reterr_why) < 0)
		return -1;
	if (!text_equal(v.status, "in_force"))
		return refuse(
		        reterr_why, PROBLEM_REFUSED,
		        "This version is not in force: only what is in force is acknowledged.");
	made = write_policy_acknowledge(tx, v.id);
	if (!made)
		return casework_failed(tx, reterr_why);
	return append(tx, "policy.acknowledged", v.id, "",
	              arena_printf(tx_arena(tx), "{policy_acknowledgement:%s}",
	                           rows_text(made, 0, POLICY_ACKNOWLEDGE_ID)),
	              reterr_why);
}

int setting_change(struct tx *tx, const char *key, const char *value, struct problem *reterr_why)
{
	if (!write_setting_set(tx, key, value))
		return casework_failed(tx, reterr_why);
	return 0;
}
