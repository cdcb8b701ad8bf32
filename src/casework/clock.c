/* Clocks that are kept. */
#include "casework/clock.h"

#include <string.h>

#include "base/str.h"
#include "db/queries.h"

#include "base/banned.h"

/* The row, locked, and what is about to hold. */
struct held {
	int64_t id, case_id, complaint_id;
	const struct clock_rule *rule;
	const char *starts_on, *starts_at, *agreed_due, *agreed_on, *due_on, *state, *today;
	const char *ended_on, *result;
	int length;
	int64_t elapsed;
	struct clock_pause *pauses;
	size_t n_pauses;
};

static struct date day(const char *text)
{
	struct date d = { 0 };

	if (text)
		date_parse(text, &d);
	return d;
}

static const char *iso(struct tx *tx, struct date d)
{
	char text[DATE_SIZE];

	if (!civil_given(d))
		return NULL;
	date_print(d, text);
	return arena_text(tx_arena(tx), text);
}

static const int64_t *maybe(const int64_t *id)
{
	return *id ? id : NULL;
}

/* What was done, with the sum as it now is; the event that commits to it. */
static int entry(struct tx *tx, const struct held *h, const char *what, const char *on_date,
                 const char *reason, struct problem *reterr_why)
{
	struct arena *a = tx_arena(tx);
	const struct rows *r = write_clock_entry_add(tx, h->id, what, on_date, reason);

	if (!r)
		return casework_failed(tx, reterr_why);
	return casework_event(
	        tx, arena_printf(a, "clock.%s", what), h->case_id,
	        arena_printf(a,
	                     "{\"clock\": %lld, \"kind\": \"%s\", \"on\": \"%s\", \"due\": \"%s\"}",
	                     (long long)h->id, h->rule->code, on_date, h->due_on ? h->due_on : ""),
	        arena_printf(a, "clock_entry:%s", rows_text(r, 0, CLOCK_ENTRY_ADD_ID)), reterr_why);
}

/* ---- counting ------------------------------------------------------------------------------ */

/* Neither in the future nor before 1900: a wrong date of receipt breaks every date after it. */
static int check_start(struct tx *tx, const struct clock_rule *rule, const char *start,
                       const char *field, struct problem *reterr_why)
{
	const char *today = casework_today(tx, reterr_why), *wrong = NULL;
	struct date d;

	if (!today)
		return -1;
	if (!date_parse_start(start, &d))
		wrong = "The day the clock starts is no date";
	else if (d.year < 1900)
		wrong = "The year must be 1900 or later";
	else if (rule->unit != CLOCK_AGREED && date_compare(d, day(today)) > 0)
		wrong = "The day the clock starts must be today or in the past";
	if (!wrong)
		return 0;
	return field ? refuse_field(reterr_why, field, "%s", wrong)
	             : refuse(reterr_why, PROBLEM_REFUSED, "%s.", wrong);
}

static int count_elapsed(struct tx *tx, const struct clock_rule *rule, const char *start,
                         int length, const char *field, struct clock_sum *ret,
                         struct problem *reterr_why)
{
	const struct rows *at = tx_read_clock_instant(tx, start);

	if (!at)
		return casework_failed(tx, reterr_why);
	if (rows_bool(at, 0, CLOCK_INSTANT_IS_AHEAD))
		return refuse_field(reterr_why, field ? field : "start",
		                    "The time the clock starts must not be in the future");
	if (clock_run_elapsed(tx_arena(tx), rule, rows_int(at, 0, CLOCK_INSTANT_SECONDS), length,
	                      ret) < 0)
		return fault(reterr_why, "clock %s does not run from %s", rule->code, start);
	return 0;
}

static int count(struct tx *tx, const struct held *h, struct clock_sum *ret,
                 struct problem *reterr_why)
{
	struct calendar calendar;
	const struct clock_facts facts = {
		.start = day(h->starts_on),
		.length = h->length,
		.pauses = h->pauses,
		.n_pauses = h->n_pauses,
		.agreed_due = day(h->agreed_due),
		.agreed_on = day(h->agreed_on),
	};

	if (clock_is_elapsed(h->rule))
		return count_elapsed(tx, h->rule, h->starts_at, h->length, NULL, ret, reterr_why);
	if (casework_calendar(tx, &calendar, reterr_why) < 0)
		return -1;
	if (clock_count(tx_arena(tx), h->rule, &facts, &calendar, ret) < 0)
		return fault(reterr_why, "clock %lld does not count", (long long)h->id);
	return 0;
}

/* Counts again and writes what holds now. */
static int change(struct tx *tx, struct held *h, struct problem *reterr_why)
{
	struct clock_sum sum;

	if (count(tx, h, &sum, reterr_why) < 0)
		return -1;
	h->due_on = iso(tx, sum.due);
	h->elapsed = sum.due_at - sum.start_at;
	if (!write_clock_change(tx, h->id, h->starts_on, h->starts_at, h->agreed_due, h->agreed_on,
	                        h->due_on, h->starts_at ? &h->elapsed : NULL,
	                        clock_text(tx_arena(tx), &sum), sum.warning, h->state, h->ended_on,
	                        h->result))
		return casework_failed(tx, reterr_why);
	return 0;
}

/* ---- beginning ----------------------------------------------------------------------------- */

int clock_keep(struct tx *tx, const struct new_clock *c, const struct clock_sum *sum,
               int64_t *ret_id, struct problem *reterr_why)
{
	const struct clock_rule *rule = sum->rule;
	const bool is_elapsed = clock_is_elapsed(rule);
	struct held h = { .rule = rule, .case_id = c->case_id, .due_on = iso(tx, sum->due) };
	const char *start = iso(tx, sum->start), *today = casework_today(tx, reterr_why);
	const char *agreed_due = rule->unit == CLOCK_AGREED ? h.due_on : NULL;
	const int64_t elapsed = sum->due_at - sum->start_at;
	const struct rows *r;

	if (!today || check_start(tx, rule, start, c->field, reterr_why) < 0)
		return -1;
	r = write_clock_add(
	        tx, maybe(&c->case_id), maybe(&c->complaint_id), c->about_kind ? c->about_kind : "",
	        maybe(&c->about_id), rule->code, rule->title, clock_basis_name(rule->basis),
	        rule->basis_text, rule->cites, sum->length, start, is_elapsed ? c->start : NULL,
	        agreed_due, agreed_due ? start : NULL, h.due_on, is_elapsed ? &elapsed : NULL,
	        clock_text(tx_arena(tx), sum), sum->warning);
	if (!r)
		return casework_failed(tx, reterr_why);
	h.id = rows_int(r, 0, CLOCK_ADD_ID);
	if (ret_id)
		*ret_id = h.id;
	return entry(tx, &h, "started", start, "", reterr_why);
}

int clock_start(struct tx *tx, const struct new_clock *c, int64_t *ret_id, struct clock_sum *ret,
                struct problem *reterr_why)
{
	struct held h = { .rule = clock_find(c->kind),
		          .starts_on = c->start,
		          .starts_at = c->start,
		          .agreed_due = c->agreed_due,
		          .agreed_on = c->agreed_due ? c->start : NULL,
		          .length = c->length };
	struct clock_sum sum;

	if (!h.rule)
		return fault(reterr_why, "there is no clock %s", c->kind);
	if (check_start(tx, h.rule, c->start, c->field, reterr_why) < 0)
		return -1;
	if (h.rule->unit == CLOCK_AGREED && civil_before(day(c->agreed_due), day(c->start)))
		return refuse_field(reterr_why, "due",
		                    "The date must not be before the clock starts");
	if (!h.length && h.rule->setting &&
	    casework_setting(tx, h.rule->setting, &h.length, reterr_why) < 0)
		return -1;
	if (count(tx, &h, &sum, reterr_why) < 0 || clock_keep(tx, c, &sum, ret_id, reterr_why) < 0)
		return -1;
	if (ret)
		*ret = sum;
	return 0;
}

int clock_breach_begin(struct tx *tx, int64_t case_id, struct problem *reterr_why)
{
	const struct rows *seen = tx_read_clock_first_seen(tx, case_id);
	struct clock_sum sum;
	struct new_task task = {
		.kind = "breach_check",
		.title = "Decide whether this is a data breach, whose, and whether to report it",
		.role = "practice_manager",
		.clock = &sum,
	};

	if (!seen)
		return casework_failed(tx, reterr_why);
	task.clock_starts_at = rows_text(seen, 0, CLOCK_FIRST_SEEN_DISCOVERED_AT);
	if (count_elapsed(tx, clock_find("breach_report"), task.clock_starts_at, 0, NULL, &sum,
	                  reterr_why) < 0)
		return -1;
	return casework_task(tx, case_id, &task, reterr_why);
}

/* ---- what is done to one ------------------------------------------------------------------- */

static int read_pauses(struct tx *tx, struct held *h, struct problem *reterr_why)
{
	const struct rows *r = tx_read_clock_stops(tx, h->id);

	if (!r)
		return casework_failed(tx, reterr_why);
	/* One more than there are: for the stop that is being recorded. */
	h->pauses = arena_alloc(tx_arena(tx), sizeof(*h->pauses) * ((size_t)rows_count(r) + 1));
	for (int i = 0; i < rows_count(r); i++) {
		struct date on = day(rows_text(r, i, CLOCK_STOPS_ON_DATE));

		if (text_equal(rows_text(r, i, CLOCK_STOPS_ENTRY), "stopped"))
			h->pauses[h->n_pauses++] = (struct clock_pause){ .from = on };
		else if (h->n_pauses)
			h->pauses[h->n_pauses - 1].to = on;
	}
	return 0;
}

static int hold(struct tx *tx, int64_t clock_id, struct held *h, struct problem *reterr_why)
{
	const struct rows *r = write_clock_lock(tx, clock_id);

	if (!r)
		return casework_failed(tx, reterr_why);
	if (rows_count(r) == 0)
		return refuse(reterr_why, PROBLEM_NOT_FOUND, "There is no such page.");
	*h = (struct held){
		.id = clock_id,
		.case_id = rows_given(r, 0, CLOCK_LOCK_CASE_ID) ? rows_int(r, 0, CLOCK_LOCK_CASE_ID)
		                                                : 0,
		.rule = clock_find(rows_text(r, 0, CLOCK_LOCK_KIND)),
		.starts_on = rows_text(r, 0, CLOCK_LOCK_STARTS_ON),
		.starts_at = rows_text(r, 0, CLOCK_LOCK_STARTS_AT),
		.agreed_due = rows_text(r, 0, CLOCK_LOCK_AGREED_DUE),
		.agreed_on = rows_text(r, 0, CLOCK_LOCK_AGREED_ON),
		.due_on = rows_text(r, 0, CLOCK_LOCK_DUE_ON),
		.state = rows_text(r, 0, CLOCK_LOCK_STATE),
		.today = rows_text(r, 0, CLOCK_LOCK_TODAY),
		.length = (int)rows_int(r, 0, CLOCK_LOCK_LENGTH),
		.result = "",
	};
	if (!h->rule)
		return fault(reterr_why, "clock %lld has no rule", (long long)clock_id);
	return read_pauses(tx, h, reterr_why);
}

/* The same, of a clock that has not ended. */
static int hold_open(struct tx *tx, int64_t clock_id, struct held *h, struct problem *reterr_why)
{
	if (hold(tx, clock_id, h, reterr_why) < 0)
		return -1;
	if (text_equal(h->state, "ended"))
		return refuse(reterr_why, PROBLEM_CONFLICT, "This clock has ended already.");
	return 0;
}

static int check_reason(const char *reason, struct problem *reterr_why)
{
	return text_is_blank(reason) ? refuse_field(reterr_why, "reason", "Enter the reason") : 0;
}

/* A day within the life of the clock so far. */
static int check_day(const struct held *h, const char *on_date, struct date earliest,
                     struct problem *reterr_why)
{
	struct date d = day(on_date);

	if (!civil_given(d))
		return refuse_field(reterr_why, "on_date", "Enter the date");
	if (civil_before(day(h->today), d))
		return refuse_field(reterr_why, "on_date", "The date must be today or in the past");
	if (civil_before(d, earliest))
		return refuse_field(reterr_why, "on_date",
		                    "The date must not be before the clock started, or was last "
		                    "stopped or went on");
	return 0;
}

/* The last day on which something was recorded of it. */
static struct date last_day(const struct held *h)
{
	const struct clock_pause *last = h->n_pauses ? &h->pauses[h->n_pauses - 1] : NULL;

	return !last ? day(h->starts_on) : civil_given(last->to) ? last->to : last->from;
}

int clock_stop(struct tx *tx, int64_t clock_id, const char *on_date, const char *reason,
               struct problem *reterr_why)
{
	struct held h;

	if (hold_open(tx, clock_id, &h, reterr_why) < 0)
		return -1;
	if (!(h.rule->may & CLOCK_MAY_STOP))
		return refuse(reterr_why, PROBLEM_REFUSED,
		              "This clock cannot be stopped: nothing in %s lets it stand still.",
		              h.rule->basis_text);
	if (text_equal(h.state, "stopped"))
		return refuse(reterr_why, PROBLEM_CONFLICT, "The clock stands still already.");
	if (check_day(&h, on_date, last_day(&h), reterr_why) < 0 ||
	    check_reason(reason, reterr_why) < 0)
		return -1;
	if (civil_before(day(h.due_on), day(on_date)))
		return refuse_field(reterr_why, "on_date",
		                    "The time was over by then, so there was nothing to stop");
	h.pauses[h.n_pauses++] = (struct clock_pause){ .from = day(on_date) };
	h.state = "stopped";
	if (change(tx, &h, reterr_why) < 0)
		return -1;
	return entry(tx, &h, "stopped", on_date, reason, reterr_why);
}

int clock_restart(struct tx *tx, int64_t clock_id, const char *on_date, const char *reason,
                  struct problem *reterr_why)
{
	struct held h;

	if (hold_open(tx, clock_id, &h, reterr_why) < 0)
		return -1;
	if (!text_equal(h.state, "stopped"))
		return refuse(reterr_why, PROBLEM_CONFLICT, "The clock is running already.");
	if (check_day(&h, on_date, last_day(&h), reterr_why) < 0 ||
	    check_reason(reason, reterr_why) < 0)
		return -1;
	h.pauses[h.n_pauses - 1].to = day(on_date);
	h.state = "running";
	if (change(tx, &h, reterr_why) < 0)
		return -1;
	return entry(tx, &h, "restarted", on_date, reason, reterr_why);
}

/* The last date that the rule's longest form allows from the same start. */
static int check_longest(struct tx *tx, const struct held *h, const char *due,
                         struct problem *reterr_why)
{
	struct held longest = *h;
	struct clock_sum sum;
	char text[CIVIL_LONG_SIZE];

	if (!h->rule->longest)
		return 0;
	longest.rule = clock_find(h->rule->longest);
	longest.length = 0;
	longest.agreed_due = longest.agreed_on = NULL;
	if (count(tx, &longest, &sum, reterr_why) < 0)
		return -1;
	civil_long(sum.due, text);
	return civil_before(sum.due, day(due))
	               ? refuse_field(reterr_why, "due", "The law allows it up to %s", text)
	               : 0;
}

int clock_extend(struct tx *tx, int64_t clock_id, const char *due, const char *agreed_on,
                 const char *reason, struct problem *reterr_why)
{
	struct held h;
	char last[CIVIL_LONG_SIZE];

	if (hold_open(tx, clock_id, &h, reterr_why) < 0)
		return -1;
	if (!(h.rule->may & CLOCK_MAY_EXTEND))
		return refuse(reterr_why, PROBLEM_REFUSED,
		              "This clock cannot be extended: nothing in %s allows a later date.",
		              h.rule->basis_text);
	if (!h.due_on)
		return refuse(reterr_why, PROBLEM_REFUSED,
		              "The clock stands still. Let it go on first, then agree the date.");
	civil_long(day(h.due_on), last);
	if (!clock_may_extend(day(h.due_on), day(h.today)))
		return refuse(
		        reterr_why, PROBLEM_REFUSED,
		        "The time was over on %s, so it cannot be extended any more. Write to "
		        "say that it is late and why, and finish as soon as you can.",
		        h.due_on);
	if (!civil_given(day(due)))
		return refuse_field(reterr_why, "due", "Enter the date that was agreed");
	if (!civil_before(day(h.due_on), day(due)))
		return refuse_field(reterr_why, "due", "The date must be later than the one now");
	if (!civil_given(day(agreed_on)) || civil_before(day(agreed_on), day(h.starts_on)) ||
	    civil_before(day(h.today), day(agreed_on)))
		return refuse_field(reterr_why, "on_date",
		                    "Enter the day it was agreed, from the start of the clock to "
		                    "today");
	if (check_reason(reason, reterr_why) < 0 || check_longest(tx, &h, due, reterr_why) < 0)
		return -1;
	h.agreed_due = due;
	h.agreed_on = agreed_on;
	if (change(tx, &h, reterr_why) < 0)
		return -1;
	return entry(tx, &h, "extended", agreed_on, reason, reterr_why);
}

int clock_end(struct tx *tx, int64_t clock_id, const char *on_date, const char *result,
              struct problem *reterr_why)
{
	struct held h;

	if (hold(tx, clock_id, &h, reterr_why) < 0)
		return -1;
	if (text_equal(h.state, "ended"))
		return 0;
	h.state = "ended";
	h.ended_on = on_date ? on_date : h.today;
	h.result = result;
	if (change(tx, &h, reterr_why) < 0)
		return -1;
	return entry(tx, &h, "ended", h.ended_on, result, reterr_why);
}

int clock_end_done(struct tx *tx, int64_t case_id, int64_t complaint_id, const char *result,
                   struct problem *reterr_why)
{
	const struct rows *r = tx_read_clock_done_list(tx, maybe(&case_id), maybe(&complaint_id));

	if (!r)
		return casework_failed(tx, reterr_why);
	for (int i = 0; i < rows_count(r); i++)
		if (clock_end(tx, rows_int(r, i, CLOCK_DONE_LIST_ID), NULL, result, reterr_why) < 0)
			return -1;
	return 0;
}

int clock_correct_start(struct tx *tx, int64_t clock_id, const char *start, const char *reason,
                        struct problem *reterr_why)
{
	const struct rows *may = tx_read_clock_may_correct(tx);
	struct held h;

	if (!may)
		return casework_failed(tx, reterr_why);
	if (!rows_bool(may, 0, CLOCK_MAY_CORRECT_MAY))
		return refuse(reterr_why, PROBLEM_FORBIDDEN,
		              "Your role does not correct the day on which a clock started.");
	if (hold_open(tx, clock_id, &h, reterr_why) < 0 ||
	    check_start(tx, h.rule, start, "start", reterr_why) < 0 ||
	    check_reason(reason, reterr_why) < 0)
		return -1;
	if (clock_is_elapsed(h.rule)) {
		const struct rows *at = tx_read_clock_instant(tx, start);

		if (!at)
			return casework_failed(tx, reterr_why);
		if (rows_bool(at, 0, CLOCK_INSTANT_IS_AHEAD))
			return refuse_field(reterr_why, "start",
			                    "The time must not be in the future");
		h.starts_at = start;
		h.starts_on = rows_text(at, 0, CLOCK_INSTANT_ON_DATE);
	} else {
		if (h.n_pauses && civil_before(h.pauses[0].from, day(start)))
			return refuse_field(reterr_why, "start",
			                    "The clock was stopped before that day");
		h.starts_on = start;
	}
	if (change(tx, &h, reterr_why) < 0)
		return -1;
	return entry(tx, &h, "start_corrected", h.today, reason, reterr_why);
}

/* ---- a day off was added or taken away ------------------------------------------------------ */

int clock_recount(struct tx *tx, int64_t clock_id, const char *reason, bool *ret_moved,
                  struct problem *reterr_why)
{
	struct held h;
	const char *before;

	*ret_moved = false;
	if (hold(tx, clock_id, &h, reterr_why) < 0)
		return -1;
	if (text_equal(h.state, "ended"))
		return 0;
	before = h.due_on;
	if (change(tx, &h, reterr_why) < 0)
		return -1;
	if (text_equal(before, h.due_on))
		return 0;
	*ret_moved = true;
	return entry(tx, &h, "recounted", h.today, reason, reterr_why);
}

const char *clock_kinds_of_days(struct arena *a)
{
	struct str kinds = str_new(a);

	str_add_char(&kinds, '{');
	for (const struct clock_rule *rule = clock_rules; rule->code; rule++)
		if (rule->unit == CLOCK_WORKING_DAYS || rule->to_working_day)
			str_addf(&kinds, "%s%s", kinds.len > 1 ? "," : "", rule->code);
	str_add_char(&kinds, '}');
	return kinds.data;
}
