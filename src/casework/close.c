/* Closing a case, opening it again, passing over a step, learning events. */
#include "casework/close.h"

#include <stdio.h>

#include "base/str.h"
#include "casework/act.h"
#include "casework/casework.h"
#include "casework/clock.h"
#include "casework/request.h"
#include "db/queries.h"
#include "rules/ladder.h"

#include "base/banned.h"

static int drop_drafts(struct tx *tx, int64_t case_id, struct problem *reterr_why)
{
	const struct rows *drafts = tx_read_close_drafts(tx, case_id);

	if (!drafts)
		return casework_failed(tx, reterr_why);
	for (int i = 0; i < rows_count(drafts); i++) {
		int64_t id = rows_int(drafts, i, CLOSE_DRAFTS_ID);

		if (!write_letter_end(tx, id, (int)rows_int(drafts, i, CLOSE_DRAFTS_VERSION),
		                      "dropped") ||
		    !write_letter_forget(tx, id))
			return casework_failed(tx, reterr_why);
		if (casework_event(tx, "letter.dropped", case_id,
		                   arena_printf(tx_arena(tx), "{\"letter\": %lld}", (long long)id),
		                   NULL, reterr_why) < 0)
			return -1;
	}
	return 0;
}

static int check_open(struct tx *tx, const struct act_case *c, const char *version,
                      int *ret_version, struct problem *reterr_why)
{
	const struct rows *r = tx_read_close_show(tx, c->reference);
	char shown[16];

	if (!r)
		return casework_failed(tx, reterr_why);
	*ret_version = (int)rows_int(r, 0, CLOSE_SHOW_VERSION);
	snprintf(shown, sizeof(shown), "%d", *ret_version);
	if (version && !text_equal(version, shown))
		return refuse(reterr_why, PROBLEM_CONFLICT,
		              "Something was recorded on this case while you were writing. Look at "
		              "what is shown here now; what you typed is below, and was not saved "
		              "yet.");
	if (rows_bool(r, 0, CLOSE_SHOW_IS_COMPLAINT_OPEN))
		return refuse(reterr_why, PROBLEM_REFUSED,
		              "Not yet, because the complaint part is still open with the "
		              "Complaints Lead.");
	if (rows_bool(r, 0, CLOSE_SHOW_IS_DECISION_OPEN))
		return refuse(reterr_why, PROBLEM_REFUSED,
		              "Not yet, because the partners' decision is open: it has to be "
		              "settled first.");
	return 0;
}

/* What the figures print as a fact has to be one. */
static int check_outcome(struct tx *tx, const struct act_case *c, const char *outcome,
                         struct problem *reterr_why)
{
	const struct rows *r = tx_read_close_show(tx, c->reference);

	if (!r)
		return casework_failed(tx, reterr_why);
	if (text_equal(outcome, "warning_given") && !rows_bool(r, 0, CLOSE_SHOW_IS_WARNED))
		return refuse_field(reterr_why, "outcome",
		                    "No warning is recorded on this case, in order. Record it "
		                    "first, or select another outcome");
	if (text_equal(outcome, "removed_from_list") && !rows_bool(r, 0, CLOSE_SHOW_IS_REMOVED))
		return refuse_field(reterr_why, "outcome",
		                    "No request to take the patient off the list is recorded on "
		                    "this case. Select another outcome");
	if (text_equal(outcome, "not_removed_from_list") && !rows_bool(r, 0, CLOSE_SHOW_IS_KEPT))
		return refuse_field(reterr_why, "outcome",
		                    "The partners have not decided against removal on this case. "
		                    "Select another outcome");
	return 0;
}

/* Closes and clears up; the caller appends the event. */
static int close_now(struct tx *tx, const struct act_case *c, int version,
                     const struct closing *how, struct problem *reterr_why)
{
	const struct rows *r;

	if (text_is_blank(how->word_to_reporter))
		return refuse_field(reterr_why, "word_to_reporter",
		                    "Enter a sentence for whoever reported it");
	if (drop_drafts(tx, c->id, reterr_why) < 0)
		return -1;
	r = write_close_record(tx, c->id, version, how->outcome, how->reason, how->learning,
	                       how->word_to_reporter);
	if (!r || !write_close_end_tasks(tx, c->id))
		return casework_failed(tx, reterr_why);
	if (rows_count(r) == 0)
		return refuse(reterr_why, PROBLEM_CONFLICT,
		              "Somebody else changed this case first. Look at it again.");
	return clock_end_done(tx, c->id, 0, "the case was closed", reterr_why);
}

int case_close(struct tx *tx, int64_t case_id, const char *version, const struct closing *how,
               struct problem *reterr_why)
{
	struct act_case c;
	int now;

	if (act_case_open(tx, case_id, &c, reterr_why) < 0 ||
	    check_open(tx, &c, version, &now, reterr_why) < 0 ||
	    check_outcome(tx, &c, how->outcome, reterr_why) < 0)
		return -1;
	if (close_now(tx, &c, now, how, reterr_why) < 0)
		return -1;
	return casework_event(tx, "case.closed", case_id,
	                      arena_printf(tx_arena(tx), "{\"outcome\": \"%s\"}", how->outcome),
	                      NULL, reterr_why);
}

int case_close_gone(struct tx *tx, int64_t case_id, const char *version, const char *who,
                    const char *on_date, const char *word_to_reporter, struct problem *reterr_why)
{
	struct closing how = { .outcome = "gone_before_we_acted",
		               .learning = "",
		               .word_to_reporter = word_to_reporter };
	struct str rows = str_new(tx_arena(tx));
	const struct rows *seen;
	struct act_case c;
	struct date day;
	char long_day[CIVIL_LONG_SIZE];
	int now;

	if (act_case_open(tx, case_id, &c, reterr_why) < 0 ||
	    check_open(tx, &c, version, &now, reterr_why) < 0)
		return -1;
	if (text_is_blank(who))
		return refuse_field(reterr_why, "who", "Enter who saw that it was gone");
	if (!date_parse(on_date, &day))
		return refuse_field(reterr_why, "on_date", "Enter the date it was seen gone");
	if (act_not_later(&c, on_date, "on_date", "The date it was seen gone", reterr_why) < 0)
		return -1;
	civil_long(day, long_day);
	how.reason = arena_printf(tx_arena(tx), "%s saw on %s that it was gone.", who, long_day);
	seen = write_request_outcome_record(tx, case_id, NULL, "gone", on_date, NULL);
	if (!seen)
		return casework_failed(tx, reterr_why);
	act_row(&rows, "removal_outcome", rows_int(seen, 0, REQUEST_OUTCOME_RECORD_ID));
	if (close_now(tx, &c, now, &how, reterr_why) < 0 ||
	    request_look_later(tx, &c, on_date, reterr_why) < 0)
		return -1;
	return casework_event(tx, "case.closed", case_id,
	                      arena_printf(tx_arena(tx), "{\"outcome\": \"%s\", \"on\": \"%s\"}",
	                                   how.outcome, on_date),
	                      rows.data, reterr_why);
}

int case_reopen(struct tx *tx, int64_t case_id, const char *why, struct problem *reterr_why)
{
	struct act_case c;
	const struct rows *r, *note;
	struct str rows = str_new(tx_arena(tx));
	int64_t content;

	if (act_case_read(tx, case_id, &c, reterr_why) < 0)
		return -1;
	if (!c.is_closed)
		return refuse(reterr_why, PROBLEM_REFUSED, "This case is open already.");
	if (text_is_blank(why))
		return refuse_field(reterr_why, "why", "Enter why the case is opened again");
	r = write_close_undo(tx, case_id, "reopened");
	if (!r || rows_count(r) == 0)
		return casework_failed(tx, reterr_why);
	if (casework_content(tx, case_id, why, true, &content, reterr_why) < 0)
		return -1;
	note = write_note_add(tx, case_id, content);
	if (!note)
		return casework_failed(tx, reterr_why);
	act_row(&rows, "case_note", rows_int(note, 0, NOTE_ADD_ID));
	if (casework_event(
	            tx, "note.added", case_id,
	            arena_printf(tx_arena(tx), "{\"note\": %s}", rows_text(note, 0, NOTE_ADD_ID)),
	            rows.data, reterr_why) < 0)
		return -1;
	return casework_event(tx, "case.reopened", case_id, NULL, NULL, reterr_why);
}

bool step_may_be_jumped(const char *step)
{
	int code = step_find(step);

	return code >= 0 && code != STEP_MANAGEMENT_NOTICE && code != STEP_PARTNERS_DECISION &&
	       code != STEP_REMOVAL;
}

int step_jump(struct tx *tx, int64_t case_id, const char *step, const char *reason,
              const char *words, struct problem *reterr_why)
{
	bool is_written = text_equal(reason, "written"), is_known = false;
	struct act_case c;
	const struct rows *r;
	const char *row;

	if (step_find(step) < 0)
		return refuse(reterr_why, PROBLEM_NOT_FOUND, "There is no such page.");
	if (!step_may_be_jumped(step))
		return refuse(reterr_why, PROBLEM_REFUSED,
		              "Nobody passes over this step: it is done, or the case is closed "
		              "without it.");
	if (act_case_open(tx, case_id, &c, reterr_why) < 0)
		return -1;
	for (int i = 1; jump_reason_names[i]; i++)
		is_known = is_known || text_equal(reason, jump_reason_names[i]);
	if (!is_known)
		return refuse_field(reterr_why, "reason", "Select the reason");
	if (is_written && text_is_blank(words))
		return refuse_field(reterr_why, "words", "Enter the reason");
	r = tx_read_jump_show(tx, c.reference, step);
	if (!r)
		return casework_failed(tx, reterr_why);
	if (text_equal(rows_text(r, 0, JUMP_SHOW_ENTRY), "done"))
		return refuse(reterr_why, PROBLEM_REFUSED, "This step is done already.");
	if (casework_step(tx, case_id, step, "jumped", is_written ? words : reason, NULL, true,
	                  &row, reterr_why) < 0 ||
	    act_moved(tx, &c, step, reterr_why) < 0)
		return -1;
	return casework_event(
	        tx, "step.jumped", case_id,
	        arena_printf(tx_arena(tx), "{\"step\": \"%s\", \"reason\": \"%s\"}", step, reason),
	        row, reterr_why);
}

int learning_add(struct tx *tx, int64_t case_id, const struct learning *l,
                 struct problem *reterr_why)
{
	struct act_case c;
	const struct rows *r;

	if (act_case_read(tx, case_id, &c, reterr_why) < 0)
		return -1;
	if (!*l->happened_on)
		return refuse_field(reterr_why, "happened_on", "Enter the date it happened");
	if (act_not_later(&c, l->happened_on, "happened_on", "The date it happened", reterr_why) <
	    0)
		return -1;
	if (text_is_blank(l->title))
		return refuse_field(reterr_why, "title", "Enter what happened, in one line");
	r = write_learning_record(tx, case_id, l->happened_on, l->title, l->significant,
	                          l->what_we_learnt, l->what_changes);
	if (!r)
		return casework_failed(tx, reterr_why);
	return casework_event(tx, "learning.added", case_id,
	                      arena_printf(tx_arena(tx), "{\"learning\": %s}",
	                                   rows_text(r, 0, LEARNING_RECORD_ID)),
	                      NULL, reterr_why);
}
