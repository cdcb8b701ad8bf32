/* Requests to remove a post, and looking again. */
#include "casework/request.h"

#include <string.h>

#include "casework/casework.h"
#include "db/queries.h"

#include "base/banned.h"

const struct gate *const *request_gates(bool is_to_author)
{
	return is_to_author ? gates_for_removal_request : gates_for_platform_report;
}

static const char *step_of(bool is_to_author)
{
	return is_to_author ? "removal_request" : "platform_report";
}

int request_add(struct tx *tx, const struct act_case *c, const struct removal_request *r,
                struct str *rows, struct problem *reterr_why)
{
	const char *setting =
	        r->is_to_author ? "removal_reply_days" : "platform_recheck_working_days";
	struct clock_sum sum;
	struct new_task task = {
		.kind = r->is_to_author ? "removal_reply" : "platform_recheck",
		.title = r->is_to_author ? "See whether the removal request was answered"
		                         : "See whether the platform has acted",
		.role = "practice_manager",
		.clock = &sum,
	};
	const struct rows *made;
	const char *row;
	int days;

	if (casework_setting(tx, setting, &days, reterr_why) < 0 ||
	    casework_clock(tx, task.kind, r->sent_on, days, &sum, reterr_why) < 0)
		return -1;
	made = write_request_record(tx, c->id, r->is_to_author ? "author" : "platform",
	                            r->letter_sent_id ? &r->letter_sent_id : NULL,
	                            r->platform_reference, r->sent_on,
	                            clock_due(tx_arena(tx), &sum), !r->late.happened,
	                            r->late.happened ? r->late.reason : "");
	if (!made)
		return casework_failed(tx, reterr_why);
	task.about_id = rows_int(made, 0, REQUEST_RECORD_ID);
	act_row(rows, "removal_request", task.about_id);
	if (casework_task(tx, c->id, &task, reterr_why) < 0 ||
	    casework_step(tx, c->id, step_of(r->is_to_author), "started",
	                  r->late.happened ? r->late.reason : "", r->sent_on, !r->late.happened,
	                  &row, reterr_why) < 0)
		return -1;
	str_addf(rows, " %s", row);
	return act_moved(tx, c, step_of(r->is_to_author), reterr_why);
}

int request_record(struct tx *tx, int64_t case_id, const struct removal_request *r,
                   struct problem *reterr_why)
{
	struct str rows = str_new(tx_arena(tx));
	struct act_case c;

	if (act_case_open(tx, case_id, &c, reterr_why) < 0)
		return -1;
	if (r->is_to_author && !r->late.happened)
		return refuse_field(reterr_why, "addressed_to",
		                    "Ask the person who posted by letter: start it above. Only a "
		                    "request that had already been made is recorded here.");
	if (!r->is_to_author && !c.is_platform)
		return refuse_field(reterr_why, "addressed_to",
		                    "This was not on a platform, so there is nobody to report it "
		                    "to");
	if (!*r->sent_on)
		return refuse_field(reterr_why, "sent_on", "Enter the date it was sent");
	if (act_not_later(&c, r->sent_on, "sent_on", "The date it was sent", reterr_why) < 0 ||
	    act_ask(tx, case_id, step_of(r->is_to_author), request_gates(r->is_to_author), false,
	            &r->late, reterr_why) < 0 ||
	    request_add(tx, &c, r, &rows, reterr_why) < 0)
		return -1;
	return casework_event(tx, "request.sent", case_id,
	                      arena_printf(tx_arena(tx),
	                                   "{\"to\": \"%s\", \"on\": \"%s\", \"in_order\": %s}",
	                                   r->is_to_author ? "author" : "platform", r->sent_on,
	                                   r->late.happened ? "false" : "true"),
	                      rows.data, reterr_why);
}

static int look(struct tx *tx, const struct act_case *c, const char *kind, const char *from,
                int days, struct problem *reterr_why)
{
	struct clock_sum sum;
	struct new_task task = { .kind = kind,
		                 .title = "Look again: is it still up, changed, or gone?",
		                 .role = "practice_manager",
		                 .clock = &sum };

	if (casework_clock(tx, kind, from, days, &sum, reterr_why) < 0)
		return -1;
	return casework_task(tx, c->id, &task, reterr_why);
}

static int look_soon(struct tx *tx, const struct act_case *c, const char *from,
                     struct problem *reterr_why)
{
	int days;

	if (casework_setting(tx, "look_again_days", &days, reterr_why) < 0)
		return -1;
	return look(tx, c, "look_again", from, days, reterr_why);
}

int request_look_later(struct tx *tx, const struct act_case *c, const char *gone_on,
                       struct problem *reterr_why)
{
	if (look_soon(tx, c, gone_on, reterr_why) < 0)
		return -1;
	return look(tx, c, "look_again_later", gone_on, 0, reterr_why);
}

static bool is_one_of(const char *outcome, const char *const *list)
{
	for (; *list; list++)
		if (text_equal(outcome, *list))
			return true;
	return false;
}

/* The task of a look that has been made: the earliest one, for the later look is still to come. */
static int end_looks(struct tx *tx, const struct act_case *c, int64_t request_id, bool is_look,
                     const char *outcome, struct problem *reterr_why)
{
	const struct rows *open = tx_read_request_open_looks(tx, c->id);

	if (!open)
		return casework_failed(tx, reterr_why);
	if (request_id &&
	    (casework_task_done(tx, c->id, "removal_reply", request_id, outcome, reterr_why) < 0 ||
	     casework_task_done(tx, c->id, "platform_recheck", request_id, outcome, reterr_why) <
	             0))
		return -1;
	if (is_look && rows_count(open) > 0 &&
	    casework_task_done(tx, c->id, rows_text(open, 0, REQUEST_OPEN_LOOKS_KIND), 0, outcome,
	                       reterr_why) < 0)
		return -1;
	return 0;
}

/* What somebody looks for next. Gone for the first time: twice more. Still up or changed, or a
 * promise: once more soon, while the case is open. */
static int next_look(struct tx *tx, const struct act_case *c, const char *outcome,
                     const char *last_seen, const char *on_date, struct problem *reterr_why)
{
	if (text_equal(outcome, "gone"))
		return text_equal(last_seen, "gone")
		               ? 0
		               : request_look_later(tx, c, on_date, reterr_why);
	if (c->is_closed)
		return 0;
	if (text_equal(outcome, "agreed") || text_equal(outcome, "still_up") ||
	    text_equal(outcome, "changed")) {
		if (casework_task_done(tx, c->id, "look_again", 0, outcome, reterr_why) < 0)
			return -1;
		return look_soon(tx, c, on_date, reterr_why);
	}
	return 0;
}

/* Gone and back opens a closed case again (U-16). */
static int open_again(struct tx *tx, struct act_case *c, struct problem *reterr_why)
{
	const struct rows *r = write_close_undo(tx, c->id, "removal_request");

	if (!r)
		return casework_failed(tx, reterr_why);
	c->is_closed = false;
	return casework_event(tx, "case.reopened", c->id, "{\"why\": \"back_up\"}", NULL,
	                      reterr_why);
}

int request_outcome(struct tx *tx, int64_t case_id, int64_t request_id, const char *outcome,
                    const char *on_date, const char *words, bool *ret_reopened,
                    struct problem *reterr_why)
{
	static const char *const answers[] = { "agreed", "refused", "no_answer", NULL };
	static const char *const seen[] = { "still_up", "changed", "gone", NULL };
	static const char *const ends[] = { "refused", "no_answer", "gone", NULL };
	struct str rows = str_new(tx_arena(tx));
	struct act_case c;
	const struct rows *request, *made;
	const char *last_seen, *row;
	int64_t content;
	bool is_to_author, is_look = is_one_of(outcome, seen), has_words = !text_is_blank(words);

	*ret_reopened = false;
	if (!is_look && !(request_id && is_one_of(outcome, answers)))
		return refuse_field(reterr_why, "outcome", "Select what came back or what you saw");
	if (act_case_read(tx, case_id, &c, reterr_why) < 0)
		return -1;
	request = tx_read_request_now(tx, case_id, request_id ? &request_id : NULL);
	if (!request)
		return casework_failed(tx, reterr_why);
	if (request_id && !rows_given(request, 0, REQUEST_NOW_ID))
		return refuse(reterr_why, PROBLEM_NOT_FOUND, "There is no such page.");
	is_to_author = rows_bool(request, 0, REQUEST_NOW_IS_TO_AUTHOR);
	last_seen = rows_text_or(request, 0, REQUEST_NOW_LAST_SEEN, "");
	if (!*on_date)
		return refuse_field(reterr_why, "on_date", "Enter the date");
	if (act_not_later(&c, on_date, "on_date", "The date", reterr_why) < 0)
		return -1;
	if (request_id && strcmp(on_date, rows_text(request, 0, REQUEST_NOW_SENT_ON)) < 0)
		return refuse_field(reterr_why, "on_date",
		                    "The date must not be before the request was sent");
	if (has_words && casework_content(tx, case_id, words, false, &content, reterr_why) < 0)
		return -1;
	made = write_request_outcome_record(tx, case_id, request_id ? &request_id : NULL, outcome,
	                                    on_date, has_words ? &content : NULL);
	if (!made)
		return casework_failed(tx, reterr_why);
	act_row(&rows, "removal_outcome", rows_int(made, 0, REQUEST_OUTCOME_RECORD_ID));
	*ret_reopened =
	        c.is_closed && text_equal(outcome, "still_up") && text_equal(last_seen, "gone");
	if (*ret_reopened && open_again(tx, &c, reterr_why) < 0)
		return -1;
	if (end_looks(tx, &c, request_id, is_look, outcome, reterr_why) < 0 ||
	    next_look(tx, &c, outcome, last_seen, on_date, reterr_why) < 0)
		return -1;
	if (request_id && is_one_of(outcome, ends)) {
		if (casework_step(tx, case_id, step_of(is_to_author), "done", "", on_date,
		                  rows_bool(request, 0, REQUEST_NOW_IN_ORDER), &row,
		                  reterr_why) < 0)
			return -1;
		str_addf(&rows, " %s", row);
	}
	if (request_id && act_moved(tx, &c, step_of(is_to_author), reterr_why) < 0)
		return -1;
	return casework_event(tx, request_id ? "request.answered" : "post.seen", case_id,
	                      arena_printf(tx_arena(tx), "{\"outcome\": \"%s\", \"on\": \"%s\"}",
	                                   outcome, on_date),
	                      rows.data, reterr_why);
}

int request_first_offer(struct tx *tx, int64_t case_id, const char *what,
                        struct problem *reterr_why)
{
	struct act_case c;

	if (act_case_open(tx, case_id, &c, reterr_why) < 0)
		return -1;
	if (!text_equal(what, "replied") && !text_equal(what, "thanked"))
		return refuse_field(reterr_why, "offer", "Select what was done");
	if (text_equal(what, "replied") && !c.allows_reply)
		return refuse_field(reterr_why, "offer",
		                    "We do not reply on personal profiles, in groups or on closed "
		                    "forums");
	if (act_moved(tx, &c, "first_offer", reterr_why) < 0)
		return -1;
	return casework_event(tx, text_equal(what, "replied") ? "review.replied" : "review.thanked",
	                      case_id, NULL, NULL, reterr_why);
}
