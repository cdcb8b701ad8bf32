/* Removal at once. */
#include "casework/immediate.h"

#include <string.h>

#include "base/str.h"
#include "casework/casework.h"
#include "db/queries.h"
#include "rules/gate.h"

#include "base/banned.h"

static const struct immediate_choice acts[] = {
	{ "violence", "Violence", "Against somebody at the practice or where care was given" },
	{ "fear", "Behaviour that made somebody fear for their safety",
	  "A threat made online counts, if somebody feared for their safety" },
	{ "removed_elsewhere", "Accepted here, and then found to have been removed elsewhere",
	  "From another practice, for violence that was reported to the police" },
	{ NULL, NULL, NULL },
};
static const struct immediate_choice ways[] = {
	{ "telephone", "By telephone", "It takes effect when the call is made" },
	{ "mail", "By e-mail", NULL },
	{ "form", "On PCSE's form", NULL },
	{ "hand", "By hand", NULL },
	{ NULL, NULL, NULL },
};
static const struct immediate_choice tellings[] = {
	{ "told", "The patient was told", NULL },
	{ "not_practicable", "Not told: it is not practicable", NULL },
	{ "harmful", "Not told: it would harm their physical or mental health", NULL },
	{ "unsafe", "Not told: it would put somebody's safety at risk", NULL },
	{ NULL, NULL, NULL },
};

const struct immediate_kind immediate_kinds[] = {
	{ .entry = "act",
	  .title = "The act, or the fear",
	  .legend = "What was it?",
	  .choices = acts,
	  .who = "Who was it done to, or who feared for their safety?",
	  .place = "Where? For a threat made online, where it was posted",
	  .on = "On which day?",
	  .time = "At what time? (optional)",
	  .words = "What happened, in plain facts",
	  .needs_words = true },
	{ .entry = "police",
	  .title = "The police told",
	  .hint = "No crime or incident number is needed. Where the police have not been told, the "
	          "ICB must have approved in writing.",
	  .who = "Who told them?",
	  .on = "On which day?",
	  .time = "At what time? (optional)",
	  .reference = "Their reference (optional)" },
	{ .entry = "approval",
	  .title = "The ICB's approval in writing",
	  .hint = "Needed where the police have not been told, and from the 8th day after it "
	          "happened.",
	  .who = "Who approved, for the ICB?",
	  .on = "On which day?",
	  .reference = "Their reference (optional)",
	  .words = "What the approval says",
	  .needs_words = true },
	{ .entry = "urgency",
	  .title = "Why this cannot wait",
	  .hint = "A complaint by or for this person is open. It does not bar the removal, and "
	          "nobody is removed for it.",
	  .on = "On which day was this considered?",
	  .words = "Why this cannot wait until the complaint is answered",
	  .needs_words = true },
	{ .entry = "decision",
	  .title = "The decision",
	  .hint = "By one partner, or by somebody the partners authorised beforehand. It is "
	          "recorded under the name of whoever is signed in.",
	  .on = "On which day was it decided?",
	  .time = "At what time? (optional)",
	  .words = "Why",
	  .needs_words = true,
	  .once = true },
	{ .entry = "notice",
	  .title = "Notice to PCSE",
	  .hint = "By any means. The removal takes effect when the call is made, or the notice is "
	          "sent or delivered.",
	  .legend = "How was notice given?",
	  .choices = ways,
	  .who = "Who took it?",
	  .on = "On which day?",
	  .time = "At what time?",
	  .reference = "Their reference (optional)",
	  .needs_time = true,
	  .once = true },
	{ .entry = "confirmed",
	  .title = "A partner's confirmation",
	  .hint = "Of a decision made by somebody the partners had authorised.",
	  .on = "On which day?",
	  .words = "What the partner says",
	  .needs_words = true,
	  .once = true },
	{ .entry = "written",
	  .title = "The written confirmation",
	  .hint = "Within 7 days, beginning with the day of the notice. Change the text to what "
	          "was "
	          "sent: it is kept word for word.",
	  .who = "To whom was it sent, and how?",
	  .on = "On which day was it sent?",
	  .words = "The letter, as it was sent",
	  .needs_words = true },
	{ .entry = "patient",
	  .title = "Telling the patient",
	  .legend = "Was the patient told?",
	  .choices = tellings,
	  .on = "On which day, or decided on which day?",
	  .words = "How they were told, or why they were not",
	  .needs_words = true },
	{ .entry = "scheme",
	  .title = "The special allocation scheme",
	  .hint = "PCSE places the patient with a designated practice and tells them by letter. "
	          "They "
	          "do not contact this practice any more; the place is reviewed each year.",
	  .who = "Which practice, or who arranges it?",
	  .on = "On which day was it arranged?",
	  .words = "What was arranged (optional)" },
	{ .entry = NULL },
};

const struct immediate_kind *immediate_kind_find(const char *entry)
{
	for (const struct immediate_kind *k = immediate_kinds; k->entry; k++)
		if (text_equal(k->entry, entry))
			return k;
	return NULL;
}

static int write_entry(struct tx *tx, int64_t case_id, const struct rows *now,
                       const struct immediate_entry *e, const char *step_row,
                       struct problem *reterr_why)
{
	struct arena *a = tx_arena(tx);
	bool is_decision = text_equal(e->entry, "decision");
	int64_t content = 0, person = rows_int(now, 0, IMMEDIATE_NOW_PERSON_ID);
	int64_t authority = rows_int(now, 0, IMMEDIATE_NOW_AUTHORITY_ID);
	bool is_by_authority =
	        is_decision && text_equal(rows_text(now, 0, IMMEDIATE_NOW_STANDING), "authorised");
	const struct rows *made;

	if (*e->words && casework_content(tx, case_id, e->words, true, &content, reterr_why) < 0)
		return -1;
	made = write_immediate_record(tx, case_id, person ? &person : NULL, e->entry, e->code,
	                              e->who, e->place, e->reference, e->on_date,
	                              *e->at_time ? e->at_time : NULL, content ? &content : NULL,
	                              is_by_authority ? &authority : NULL, !e->late.happened,
	                              e->late.happened ? e->late.reason : "");
	if (!made)
		return casework_failed(tx, reterr_why);
	return casework_event(tx, arena_printf(a, "immediate.%s", e->entry), case_id,
	                      arena_printf(a, "{\"on\": \"%s\", \"in_order\": %s}", e->on_date,
	                                   e->late.happened ? "false" : "true"),
	                      arena_printf(a, "immediate_entry:%s%s%s",
	                                   rows_text(made, 0, IMMEDIATE_RECORD_ID),
	                                   *step_row ? " " : "", step_row),
	                      reterr_why);
}

int immediate_open(struct tx *tx, int64_t case_id, struct problem *reterr_why)
{
	const struct rows *now = tx_read_immediate_now(tx, case_id);
	struct act_case c;
	struct immediate_entry e = { .entry = "opened",
		                     .code = "",
		                     .who = "",
		                     .place = "",
		                     .reference = "",
		                     .at_time = "",
		                     .words = "" };

	if (!now)
		return casework_failed(tx, reterr_why);
	if (act_case_open(tx, case_id, &c, reterr_why) < 0)
		return -1;
	if (rows_bool(now, 0, IMMEDIATE_NOW_IS_OPENED))
		return 0;
	e.on_date = c.today;
	return write_entry(tx, case_id, now, &e, "", reterr_why);
}

/* Who decides, and who confirms (R-list-9, U-1). */
static int check_who(const struct rows *now, const char *entry, struct problem *reterr_why)
{
	const char *standing = rows_text(now, 0, IMMEDIATE_NOW_STANDING);

	if (text_equal(entry, "decision") && !text_equal(standing, "partner") &&
	    !text_equal(standing, "authorised"))
		return refuse(reterr_why, PROBLEM_REFUSED,
		              "Only a partner who does not stand aside, or somebody the partners "
		              "authorised beforehand, decides. Ask one of them to sign in.");
	if (!text_equal(entry, "confirmed"))
		return 0;
	if (!text_equal(standing, "partner"))
		return refuse(reterr_why, PROBLEM_REFUSED,
		              "Only a partner who does not stand aside confirms it.");
	if (!rows_bool(now, 0, IMMEDIATE_NOW_IS_AUTHORISED))
		return refuse(reterr_why, PROBLEM_REFUSED,
		              "There is nothing to confirm: nobody has decided on the partners' "
		              "authority.");
	return 0;
}

static int check_dates(const struct act_case *c, const struct rows *now,
                       const struct immediate_entry *e, struct problem *reterr_why)
{
	const char *act_on = rows_text(now, 0, IMMEDIATE_NOW_ACT_ON);
	const char *notice_on = rows_text(now, 0, IMMEDIATE_NOW_NOTICE_ON);

	if (act_not_later(c, e->on_date, "on_date", "The date", reterr_why) < 0)
		return -1;
	if (act_on && !text_equal(e->entry, "act") && strcmp(e->on_date, act_on) < 0)
		return refuse_field(reterr_why, "on_date",
		                    "The date must not be before the day on which it happened");
	if (text_equal(e->entry, "written") && !notice_on)
		return refuse(reterr_why, PROBLEM_REFUSED,
		              "Not yet, because no notice has been given that could be confirmed.");
	if (text_equal(e->entry, "written") && strcmp(e->on_date, notice_on) < 0)
		return refuse_field(reterr_why, "on_date",
		                    "The date must not be before the day of the notice");
	return 0;
}

/* The tasks that an entry ends. */
static int end_tasks(struct tx *tx, int64_t case_id, const char *entry, struct problem *reterr_why)
{
	static const char *const ended[] = { "written", "patient", "scheme", "confirmed" };

	for (size_t i = 0; i < sizeof(ended) / sizeof(ended[0]); i++)
		if (text_equal(entry, ended[i]))
			return casework_task_done(
			        tx, case_id, arena_printf(tx_arena(tx), "immediate_%s", ended[i]),
			        0, "recorded", reterr_why);
	return 0;
}

/* What has to be done once notice was given (R-list-9, R-list-11, R-list-17, G-gmp-12). */
static int open_tasks(struct tx *tx, int64_t case_id, const char *notice_on,
                      struct problem *reterr_why)
{
	struct clock_sum written;
	const struct new_task tasks[] = {
		{ .kind = "immediate_written",
		  .title = "Confirm the immediate removal in writing",
		  .role = "practice_manager",
		  .clock = &written },
		{ .kind = "immediate_patient",
		  .title = "Tell the patient of the immediate removal, or record why not",
		  .role = "practice_manager" },
		{ .kind = "immediate_scheme",
		  .title = "Record where the special allocation scheme places the patient",
		  .role = "practice_manager" },
		{ .kind = "medical_record_entry",
		  .title =
		          "Enter the immediate removal and its circumstances in the medical record",
		  .role = "practice_manager" },
		{ .kind = "continuity_of_care",
		  .title = "Pass on the records, and what the next practice must know for care",
		  .role = "practice_manager" },
	};

	if (casework_clock(tx, "removal_confirmation", notice_on, 0, &written, reterr_why) < 0)
		return -1;
	for (size_t i = 0; i < sizeof(tasks) / sizeof(tasks[0]); i++)
		if (casework_task(tx, case_id, &tasks[i], reterr_why) < 0)
			return -1;
	return 0;
}

/* The step of the ladder that notice ends; *ret_row as for casework_step. */
static int give_notice(struct tx *tx, const struct act_case *c, const struct immediate_entry *e,
                       const char **ret_row, struct problem *reterr_why)
{
	if (act_ask(tx, c->id, NULL, gates_for_immediate_removal, false, &e->late, reterr_why) <
	            0 ||
	    open_tasks(tx, c->id, e->on_date, reterr_why) < 0 ||
	    casework_step(tx, c->id, "removal", "done",
	                  e->late.happened ? e->late.reason : "immediate", e->on_date,
	                  !e->late.happened, ret_row, reterr_why) < 0)
		return -1;
	return act_moved(tx, c, "removal", reterr_why);
}

int immediate_record(struct tx *tx, int64_t case_id, const struct immediate_entry *e,
                     struct problem *reterr_why)
{
	const struct immediate_kind *kind = immediate_kind_find(e->entry);
	const struct rows *now = tx_read_immediate_now(tx, case_id);
	const struct new_task confirm = { .kind = "immediate_confirmed",
		                          .title = "Confirm, as a partner, the immediate removal",
		                          .role = "partner" };
	bool is_notice = text_equal(e->entry, "notice");
	const char *step_row = "";
	struct act_case c;

	if (!kind)
		return refuse(reterr_why, PROBLEM_NOT_FOUND, "There is no such page.");
	if (!now)
		return casework_failed(tx, reterr_why);
	if (act_case_open(tx, case_id, &c, reterr_why) < 0)
		return -1;
	if (!rows_bool(now, 0, IMMEDIATE_NOW_IS_OPENED))
		return refuse(reterr_why, PROBLEM_REFUSED,
		              "Open the immediate route first, on its own page.");
	if ((text_equal(e->entry, "decision") && rows_given(now, 0, IMMEDIATE_NOW_DECIDED_BY)) ||
	    (is_notice && rows_given(now, 0, IMMEDIATE_NOW_NOTICE_ON)) ||
	    (text_equal(e->entry, "confirmed") && rows_bool(now, 0, IMMEDIATE_NOW_IS_CONFIRMED)))
		return refuse(reterr_why, PROBLEM_CONFLICT, "This has been recorded already.");
	if (check_who(now, e->entry, reterr_why) < 0 || check_dates(&c, now, e, reterr_why) < 0 ||
	    (is_notice && give_notice(tx, &c, e, &step_row, reterr_why) < 0) ||
	    end_tasks(tx, case_id, e->entry, reterr_why) < 0)
		return -1;
	if (text_equal(e->entry, "decision") &&
	    text_equal(rows_text(now, 0, IMMEDIATE_NOW_STANDING), "authorised") &&
	    casework_task(tx, case_id, &confirm, reterr_why) < 0)
		return -1;
	return write_entry(tx, case_id, now, e, step_row, reterr_why);
}

/* ---- Whom the partners authorised ---------------------------------------------------------------
 */

static int authority_event(struct tx *tx, const char *kind, const struct rows *made,
                           struct problem *reterr_why)
{
	if (!write_audit_append(tx, kind, NULL, "{}",
	                        arena_printf(tx_arena(tx), "{removal_authority:%s}",
	                                     rows_text(made, 0, AUTHORITY_RECORD_ID))))
		return casework_failed(tx, reterr_why);
	return 0;
}

int authority_record(struct tx *tx, int64_t member_id, const char *partners, const char *from_on,
                     const char *to_on, struct problem *reterr_why)
{
	const struct rows *may = tx_read_authority_members(tx), *made;
	bool is_listed = false;

	if (!may)
		return casework_failed(tx, reterr_why);
	for (int i = 0; i < rows_count(may); i++)
		is_listed = is_listed || rows_int(may, i, AUTHORITY_MEMBERS_ID) == member_id;
	if (!is_listed)
		return refuse_field(reterr_why, "member", "Select who is authorised");
	if (strcmp(to_on, from_on) < 0)
		return refuse_field(reterr_why, "to_on",
		                    "The last day must not be before the first");
	made = write_authority_record(tx, member_id, partners, from_on, to_on, NULL);
	if (!made)
		return casework_failed(tx, reterr_why);
	return authority_event(tx, "authority.recorded", made, reterr_why);
}

int authority_end(struct tx *tx, int64_t id, struct problem *reterr_why)
{
	const struct rows *now = tx_read_authority_now(tx, id), *made;

	if (!now)
		return casework_failed(tx, reterr_why);
	if (rows_count(now) == 0)
		return refuse(reterr_why, PROBLEM_NOT_FOUND, "There is no such page.");
	if (rows_bool(now, 0, AUTHORITY_NOW_IS_ENDED))
		return refuse(reterr_why, PROBLEM_CONFLICT, "It has been taken back already.");
	made = write_authority_record(tx, rows_int(now, 0, AUTHORITY_NOW_MEMBER_ID),
	                              rows_text(now, 0, AUTHORITY_NOW_PARTNERS),
	                              rows_text(now, 0, AUTHORITY_NOW_FROM_ON),
	                              rows_text(now, 0, AUTHORITY_NOW_TO_ON), &id);
	if (!made)
		return casework_failed(tx, reterr_why);
	return authority_event(tx, "authority.ended", made, reterr_why);
}
