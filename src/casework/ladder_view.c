/* The ladder of one case as rows for a page. */
#include "casework/ladder_view.h"

#include <string.h>

#include "base/made.h"
#include "base/str.h"
#include "db/queries.h"
#include "rules/ladder.h"

#include "base/banned.h"

/* The page that does a step, and what its button says. */
static const struct {
	const char *page;
	const char *button;
} step_pages[STEP_COUNT] = {
	[STEP_MANAGEMENT_NOTICE] = { "notices", "Record that a manager was told" },
	[STEP_OWN_PAGE] = { "own-page", "Record what was done on our page" },
	[STEP_REMOVAL_REQUEST] = { "requests", "Go to requests" },
	[STEP_PLATFORM_REPORT] = { "requests", "Go to reports and requests" },
	[STEP_OPTIONS_MEETING] = { "meeting", "Record the meeting" },
	[STEP_DEFENCE_ADVICE] = { "advice", "Record advice" },
	[STEP_ADVICE_LETTER] = { "letters", "Write the letter" },
	[STEP_FORMAL_WARNING] = { "warning", "Go to the warning" },
	[STEP_PARTNERS_DECISION] = { "decision", "Go to the decision" },
	[STEP_REMOVAL] = { "removal", "Go to the removal" },
};

/* Where what a gate asks for is recorded, when nothing else can be done. */
static const struct {
	const char *gate;
	const char *page;
	const char *button;
} gate_pages[] = {
	{ "evidence_captured", "evidence", "Add evidence" },
	{ "author_identified", "author", "Record who posted" },
	{ "author_is_our_patient", "author", "Record who posted" },
	{ "author_alive", "author", "Look at who posted" },
	{ "not_a_child", "author", "Look at who posted" },
	{ "young_person_considered", "author", "Look at who posted" },
	{ "complaint_not_open", "complaint", "Go to the complaint" },
	{ "complaint_ruled_out", "gates", "See what is missing" },
	{ "not_fair_comment", "finding", "Record what the post shows" },
	{ "conduct_shown", "finding", "Record what the post shows" },
	{ "protected_grounds_considered", "gates", "See what is missing" },
	{ "alternatives_tried", "gates", "See what is missing" },
	{ "care_cannot_be_given", "gates", "See what is missing" },
	{ "author_asked", "requests", "Go to requests" },
	{ "meeting_held", "meeting", "Record the meeting" },
	{ "advice_recorded", "advice", "Record advice" },
	{ "warning_in_force", "warning", "Go to the warning" },
	{ NULL, NULL, NULL },
};

void ladder_view_read(struct batch *b, const char *reference)
{
	read_ladder_state(b, reference);
	read_ladder_facts(b, reference);
	read_ladder_entries(b, reference);
	read_ladder_policy(b, reference);
}

/* What the log of the steps comes to. */
struct record {
	enum step_mark mark;
	enum jump_reason reason;
	const char *words; /* a reason in somebody's own words, or NULL */
	bool does_not_apply;
	bool out_of_order;
	bool is_told; /* by_name is who was told */
	const char *on_date;
	const char *by_name;
};

static enum jump_reason jump_find(const char *code)
{
	for (int i = JUMP_ALREADY_GONE; i < JUMP_WRITTEN; i++)
		if (text_equal(jump_reason_names[i], code))
			return (enum jump_reason)i;
	return JUMP_WRITTEN;
}

static void read_entry(struct record *r, const struct rows *rows, int i)
{
	const char *entry = rows_text_or(rows, i, LADDER_ENTRIES_ENTRY, "");
	const char *reason = rows_text_or(rows, i, LADDER_ENTRIES_REASON, "");

	if (text_equal(entry, "stopped")) /* the complaint part says whether that still holds */
		return;
	if (text_equal(entry, "started") && r->mark == MARK_DONE)
		return;
	*r = (struct record){ .on_date = rows_text(rows, i, LADDER_ENTRIES_ON_DATE),
		              .by_name = rows_text(rows, i, LADDER_ENTRIES_BY_NAME),
		              .out_of_order = !rows_bool(rows, i, LADDER_ENTRIES_IN_ORDER) };
	if (text_equal(entry, "started")) {
		r->mark = MARK_IN_PROGRESS;
	} else if (text_equal(entry, "done")) {
		r->mark = MARK_DONE;
		r->words = r->out_of_order && *reason ? reason : NULL;
	} else if (text_equal(entry, "jumped") || text_equal(entry, "does_not_apply")) {
		r->mark = MARK_PASSED_OVER;
		r->does_not_apply = text_equal(entry, "does_not_apply");
		r->reason = jump_find(reason);
		r->words = r->reason == JUMP_WRITTEN ? reason : NULL;
	}
}

/* A step of the policy: what it needs by default, and what the policy adds. */
static const struct gate *const *needs_of(struct arena *a, enum step_code step, const char *added)
{
	const struct gate *const *base = ladder_default[step].needs;
	const struct gate **all;
	size_t n = 0, room;
	struct str word = str_new(a);

	while (base[n])
		n++;
	room = n + strlen(added) + 1;
	all = arena_alloc(a, room * sizeof(const struct gate *));
	for (size_t i = 0; i < n; i++)
		all[i] = base[i];
	for (const char *at = added;; at++) {
		if (*at == '{' || *at == '"')
			continue;
		if (*at && *at != ',' && *at != '}') {
			str_add_char(&word, *at);
			continue;
		}
		if (word.len) {
			const struct gate *g = gate_find(word.data);
			bool is_there = !g;

			for (size_t i = 0; i < n && !is_there; i++)
				is_there = all[i] == g;
			if (!is_there)
				all[n++] = g;
			word = str_new(a);
		}
		if (!*at)
			break;
	}
	return all;
}

/* Is this a step whose reasons come out of the discussion? */
static bool is_discussed(enum step_code step)
{
	return step >= STEP_OPTIONS_MEETING;
}

static const char *page_href(struct arena *a, const char *reference, const char *page)
{
	return arena_printf(a, "/cases/%s/%s", reference, page);
}

static const char *hint_of(struct arena *a, const struct step_standing *s, const struct record *r,
                           const char *target)
{
	if (r->mark == MARK_DONE && r->on_date) {
		struct date d;
		char day[CIVIL_LONG_SIZE];

		if (!date_parse(r->on_date, &d))
			return "";
		civil_long(d, day);
		return r->out_of_order
		               ? arena_printf(a, "%s, out of order%s%s", day, r->words ? ": " : "",
		                              r->words ? r->words : "")
		               : arena_printf(a, "%s%s%s", day,
		                              !r->by_name || !*r->by_name ? ""
		                              : r->is_told                ? ": "
		                                                          : ", by ",
		                              r->by_name ? r->by_name : "");
	}
	if (r->mark == MARK_PASSED_OVER && r->words && *r->words)
		return arena_printf(a, "%s: %s",
		                    r->does_not_apply ? "Does not apply" : "Passed over", r->words);
	if (s->sentence && *s->sentence)
		return s->sentence;
	if (s->standing == STANDING_CAN_START)
		return target;
	return "";
}

struct ladder {
	struct ladder_step steps[STEP_COUNT];
	const char *targets[STEP_COUNT];
	int policy_rows[STEP_COUNT]; /* -1: not of the policy */
	size_t n;
	struct record records[STEP_COUNT]; /* by step code */
	struct ladder_facts facts;
	struct step_standing standings[STEP_COUNT];
};

static int gather(struct arena *a, const struct batch *b, struct ladder *l,
                  struct problem *reterr_why)
{
	const struct rows *state = batch_rows(b, &query_ladder_state);
	const struct rows *facts = batch_rows(b, &query_ladder_facts);
	const struct rows *entries = batch_rows(b, &query_ladder_entries);
	const struct rows *policy = batch_rows(b, &query_ladder_policy);
	struct ladder_facts *f = &l->facts;
	const char *venue = rows_text_or(state, 0, LADDER_STATE_VENUE, "");
	const char *platform = rows_text_or(state, 0, LADDER_STATE_PLATFORM, "");

	for (int i = 0; i < rows_count(facts); i++)
		if (gate_facts_set(&f->gates, rows_text(facts, i, LADDER_FACTS_NAME),
		                   rows_text(facts, i, LADDER_FACTS_VALUE)) < 0)
			return fault(reterr_why, "fact %s cannot be what it is",
			             rows_text(facts, i, LADDER_FACTS_NAME));
	for (int i = 0; i < rows_count(entries); i++) {
		int step = step_find(rows_text_or(entries, i, LADDER_ENTRIES_STEP, ""));

		if (step >= 0)
			read_entry(&l->records[step], entries, i);
	}
	/* Told is told, whichever way: opened here, or by word of mouth (W-2.3c). */
	if (rows_bool(state, 0, LADDER_STATE_IS_TOLD))
		l->records[STEP_MANAGEMENT_NOTICE] =
		        (struct record){ .mark = MARK_DONE,
			                 .on_date = rows_text(state, 0, LADDER_STATE_TOLD_ON),
			                 .by_name = rows_text(state, 0, LADDER_STATE_TOLD_NAME),
			                 .is_told = true };
	f->kind = rows_bool(state, 0, LADDER_STATE_IS_SEALED) &&
	                          !rows_bool(state, 0, LADDER_STATE_HAS_LADDER)
	                  ? CASE_STAFF_POST
	          : !rows_bool(state, 0, LADDER_STATE_HAS_LADDER) ||
	                          rows_bool(state, 0, LADDER_STATE_IS_PRAISE_ONLY) ||
	                          rows_bool(state, 0, LADDER_STATE_IS_FEEDBACK)
	                  ? CASE_RECORD
	                  : CASE_LADDER;
	f->is_closed = text_equal(rows_text(state, 0, LADDER_STATE_STATE), "closed");
	f->is_triaged = rows_bool(state, 0, LADDER_STATE_IS_TRIAGED);
	f->is_on_own_page = text_equal(venue, "own_page");
	f->has_platform = !text_equal(platform, "in_person") && !text_equal(venue, "not_online") &&
	                  !text_equal(venue, "media");
	f->is_post_gone = rows_bool(state, 0, LADDER_STATE_IS_POST_GONE);
	f->is_first_offer_made = rows_bool(state, 0, LADDER_STATE_IS_FIRST_OFFER_MADE);
	for (int i = 0; i < STEP_COUNT; i++) {
		f->marks[i] = l->records[i].mark;
		f->reasons[i] = l->records[i].reason;
	}
	for (int i = 0; i < rows_count(policy) && l->n < STEP_COUNT; i++) {
		int step = step_find(rows_text_or(policy, i, LADDER_POLICY_STEP, ""));

		if (step < 0)
			continue;
		l->steps[l->n] = ladder_default[step];
		l->steps[l->n].title = rows_text(policy, i, LADDER_POLICY_TITLE);
		l->steps[l->n].needs = needs_of(a, (enum step_code)step,
		                                rows_text_or(policy, i, LADDER_POLICY_NEEDS, ""));
		l->targets[l->n] = rows_text_or(policy, i, LADDER_POLICY_TARGET, "");
		l->policy_rows[l->n] = i;
		l->n++;
	}
	for (int i = 0; l->n < STEP_COUNT && rows_count(policy) == 0; i++) {
		l->steps[l->n] = ladder_default[i];
		l->targets[l->n] = "";
		l->policy_rows[l->n++] = -1;
	}
	ladder_standing(l->steps, l->n, f, l->standings);
	return 0;
}

static struct rows *steps_made(struct arena *a, const struct ladder *l, const struct rows *state)
{
	struct made m = made_new(a, &query_ladder_steps);
	const char *reference = rows_text(state, 0, LADDER_STATE_REFERENCE);
	bool is_full = rows_bool(state, 0, LADDER_STATE_IS_FULL);
	bool may_do = is_full && rows_bool(state, 0, LADDER_STATE_CAN_MANAGE);

	const char *said = ""; /* the same reason is not said of step after step */

	for (size_t i = 0; i < l->n; i++) {
		const struct step_standing *s = &l->standings[i];
		const struct record *r = &l->records[s->step];
		enum standing standing = s->standing;
		bool is_hidden = !is_full && is_discussed(s->step);
		const char *hint;
		bool is_open =
		        standing == STANDING_CAN_START || standing == STANDING_CANNOT_START_YET;

		if (standing == STANDING_PASSED_OVER && r->does_not_apply)
			standing = STANDING_DOES_NOT_APPLY;
		made_row(&m);
		made_text(&m, LADDER_STEPS_REFERENCE, reference);
		made_text(&m, LADDER_STEPS_STEP, step_name(s->step));
		made_text(&m, LADDER_STEPS_TITLE, l->steps[i].title);
		made_text(&m, LADDER_STEPS_STANDING, standing_name(standing));
		made_text(&m, LADDER_STEPS_STANDING_TITLE, standing_title(standing));
		hint = is_hidden && standing != STANDING_DOES_NOT_APPLY
		               ? ""
		               : hint_of(a, s, r, l->targets[i]);
		made_text(&m, LADDER_STEPS_HINT,
		          standing == STANDING_CANNOT_START_YET && text_equal(hint, said) ? ""
		                                                                          : hint);
		if (standing == STANDING_CANNOT_START_YET)
			said = hint;
		/* What had happened before can be recorded while a step cannot start yet (U-11). */
		made_text(&m, LADDER_STEPS_HREF,
		          may_do && !l->facts.is_closed &&
		                          (standing != STANDING_DOES_NOT_APPLY ||
		                           s->step == STEP_MANAGEMENT_NOTICE)
		                  ? page_href(a, reference, step_pages[s->step].page)
		                  : "");
		made_text(&m, LADDER_STEPS_JUMP_HREF,
		          may_do && is_open && !s->is_optional && !l->facts.is_closed &&
		                          l->facts.is_triaged &&
		                          s->step != STEP_MANAGEMENT_NOTICE &&
		                          s->step != STEP_REMOVAL &&
		                          s->step != STEP_PARTNERS_DECISION &&
		                          s->step != STEP_FORMAL_WARNING
		                  ? page_href(a, reference,
		                              arena_printf(a, "jump/%s", step_name(s->step)))
		                  : "");
		made_flag(&m, LADDER_STEPS_OUT_OF_ORDER, r->mark == MARK_DONE && r->out_of_order);
	}
	return made_rows(&m);
}

static void next_page(const struct ladder *l, const struct next_action *next, const char **ret_page,
                      const char **ret_button)
{
	*ret_page = "";
	*ret_button = "";
	switch (next->kind) {
	case NEXT_STEP:
		*ret_page = step_pages[next->step].page;
		*ret_button = step_pages[next->step].button;
		break;
	case NEXT_TRIAGE:
		*ret_page = "triage";
		*ret_button = "Start triage";
		break;
	case NEXT_EVIDENCE:
		*ret_page = "evidence";
		*ret_button = "Add evidence";
		break;
	case NEXT_COMPLAINT:
		*ret_page = "complaint";
		*ret_button = "Go to the complaint part";
		break;
	case NEXT_ANSWER:
		*ret_page = "requests";
		*ret_button = "Choose an answer";
		break;
	case NEXT_CLOSE:
		*ret_page = "close";
		*ret_button = "Close the case";
		break;
	case NEXT_CONTAIN:
		*ret_page = "evidence";
		*ret_button = "Go to evidence";
		break;
	case NEXT_WAIT:
		*ret_page = step_pages[next->step].page;
		*ret_button = step_pages[next->step].button;
		for (size_t i = 0; i < l->n; i++)
			if (l->standings[i].step == next->step && l->standings[i].gate)
				for (size_t g = 0; gate_pages[g].gate; g++)
					if (text_equal(gate_pages[g].gate,
					               l->standings[i].gate->code)) {
						*ret_page = gate_pages[g].page;
						*ret_button = gate_pages[g].button;
					}
		break;
	case NEXT_NOTHING:
		break;
	}
}

static struct rows *next_made(struct arena *a, const struct ladder *l, const struct rows *state,
                              const struct rows *policy)
{
	struct made m = made_new(a, &query_ladder_next);
	struct next_action next = ladder_next(l->standings, l->n, &l->facts);
	const char *reference = rows_text(state, 0, LADDER_STATE_REFERENCE);
	bool is_full = rows_bool(state, 0, LADDER_STATE_IS_FULL);
	bool may_do = is_full && rows_bool(state, 0, LADDER_STATE_CAN_MANAGE);
	bool is_step = next.kind == NEXT_STEP || next.kind == NEXT_WAIT;
	const char *page, *button;

	next_page(l, &next, &page, &button);
	made_row(&m);
	made_text(&m, LADDER_NEXT_SENTENCE,
	          !is_full && is_step && is_discussed(next.step)
	                  ? "Managers and partners are working on it."
	                  : next.sentence);
	made_text(&m, LADDER_NEXT_HREF, may_do && *page ? page_href(a, reference, page) : "");
	made_text(&m, LADDER_NEXT_BUTTON, button);
	made_text(&m, LADDER_NEXT_CLAUSE, "");
	made_text(&m, LADDER_NEXT_CLAUSE_TEXT, "");
	for (size_t i = 0; is_step && i < l->n; i++)
		if (l->steps[i].step == next.step && l->policy_rows[i] >= 0) {
			made_text(
			        &m, LADDER_NEXT_CLAUSE,
			        rows_text_or(policy, l->policy_rows[i], LADDER_POLICY_CLAUSE, ""));
			made_text(&m, LADDER_NEXT_CLAUSE_TEXT,
			          rows_text_or(policy, l->policy_rows[i], LADDER_POLICY_CLAUSE_TEXT,
			                       ""));
		}
	made_text(&m, LADDER_NEXT_CLOSE_HREF,
	          may_do && next.kind != NEXT_CLOSE && next.kind != NEXT_NOTHING
	                  ? page_href(a, reference, "close")
	                  : "");
	return made_rows(&m);
}

int ladder_view_make(struct arena *a, const struct batch *b, struct rows **ret_steps,
                     struct rows **ret_next, struct problem *reterr_why)
{
	struct ladder l = { 0 };
	const struct rows *state = batch_rows(b, &query_ladder_state);

	if (gather(a, b, &l, reterr_why) < 0)
		return -1;
	*ret_steps = steps_made(a, &l, state);
	*ret_next = next_made(a, &l, state, batch_rows(b, &query_ladder_policy));
	return 0;
}
