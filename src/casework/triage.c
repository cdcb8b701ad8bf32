/* Triage. */
#include "casework/triage.h"

#include "base/str.h"
#include "casework/act.h"
#include "casework/casework.h"
#include "casework/clock.h"
#include "db/queries.h"
#include "rules/gate.h"
#include "rules/ladder.h"

#include "base/banned.h"

bool triage_is_feedback(const struct triage *t)
{
	return text_equal(t->mention, "neutral") || text_equal(t->mention, "positive");
}

static bool is_complaint(const struct triage *t)
{
	return text_equal(t->complaint, "yes") || text_equal(t->complaint, "both");
}

/* Do the answers fit the policy, and each other? */
static int check(struct tx *tx, int64_t case_id, const struct triage *t, const struct rows *now,
                 struct problem *reterr_why)
{
	bool is_named = text_equal(t->category, "A6");
	bool is_none = text_equal(t->category, "none");
	bool is_breach = false, is_settled;

	if (!is_none) {
		const struct rows *c = tx_read_triage_category(tx, case_id, t->category);

		if (!c)
			return casework_failed(tx, reterr_why);
		if (rows_count(c) == 0 || rows_given(c, 0, TRIAGE_CATEGORY_PARENT))
			return refuse_field(reterr_why, "category",
			                    "Select what the policy calls it");
		is_breach = rows_bool(c, 0, TRIAGE_CATEGORY_IS_BREACH);
		if (rows_bool(c, 0, TRIAGE_CATEGORY_HAS_KINDS)) {
			const struct rows *s = tx_read_triage_category(tx, case_id, t->subtype);

			if (!s)
				return casework_failed(tx, reterr_why);
			if (rows_count(s) == 0 ||
			    !text_equal(rows_text(s, 0, TRIAGE_CATEGORY_PARENT), t->category))
				return refuse_field(reterr_why, "subtype",
				                    "Select which kind it is");
		}
	}
	if (is_named && !*t->mention)
		return refuse_field(reterr_why, "mention",
		                    "Select how staff are named: adverse, neutral or positive");
	if (is_breach && !triage_is_feedback(t) && text_is_blank(t->proportion))
		return refuse_field(reterr_why, "proportion",
		                    "Enter how freedom of expression was weighed");
	if (!text_equal(t->author_kind, "not_known") && text_is_blank(t->author_basis))
		return refuse_field(reterr_why, "author_basis", "Enter how we know who posted");
	is_settled = text_equal(t->data_breach, "no") || text_equal(t->data_breach, "not_ours");
	if (is_settled && rows_int(now, 0, TRIAGE_CASE_BREACH_OPEN) > 0 &&
	    text_is_blank(t->breach_why))
		return refuse_field(
		        reterr_why, "breach_why",
		        "The 72-hour clock is running: enter why it is not our data breach");
	if (!is_complaint(t) && rows_given(now, 0, TRIAGE_CASE_OPEN_COMPLAINT_ID))
		return refuse_field(
		        reterr_why, "complaint",
		        "The complaint part is with the Complaints Lead, and only they can end it. "
		        "Leave the answer at yes or both");
	return 0;
}

/* U-13: every step against the person that is not done stops; what protects others goes on. */
static int stop_steps(struct tx *tx, int64_t case_id, struct str *rows, struct problem *reterr_why)
{
	struct gate_facts facts;

	if (casework_facts(tx, case_id, &facts, reterr_why) < 0)
		return -1;
	for (int i = 0; i < STEP_COUNT; i++) {
		enum step_code step = (enum step_code)i;
		bool may_protect = step == STEP_REMOVAL_REQUEST || step == STEP_PLATFORM_REPORT;
		const char *row;

		if (!step_is_against_person(step) || (may_protect && facts.is_protective))
			continue;
		if (casework_step(tx, case_id, step_name(step), "stopped", "complaint", NULL, true,
		                  &row, reterr_why) < 0)
			return -1;
		str_addf(rows, " %s", row);
	}
	return 0;
}

static int pass_to_lead(struct tx *tx, int64_t case_id, const char *seen_on, struct str *rows,
                        struct problem *reterr_why)
{
	struct arena *a = tx_arena(tx);
	struct clock_sum sum;
	struct new_task task = { .kind = "complaint_acknowledge",
		                 .title = "Acknowledge the complaint and offer the leaflet",
		                 .role = "complaints_lead",
		                 .clock = &sum };
	const struct rows *r;

	if (casework_clock(tx, "complaint_acknowledgement", seen_on, 0, &sum, reterr_why) < 0)
		return -1;
	r = write_triage_complaint_open(tx, case_id, seen_on, clock_due(a, &sum),
	                                clock_text(a, &sum));
	if (!r)
		return casework_failed(tx, reterr_why);
	task.about_id = task.complaint_id = rows_int(r, 0, TRIAGE_COMPLAINT_OPEN_ID);
	if (casework_task(tx, case_id, &task, reterr_why) < 0 ||
	    stop_steps(tx, case_id, rows, reterr_why) < 0)
		return -1;
	return 0;
}

/* The tasks that the answers set going, each once. */
static int open_tasks(struct tx *tx, int64_t case_id, const struct triage *t,
                      const struct rows *now, struct problem *reterr_why)
{
	const struct new_task safeguarding = { .kind = "safeguarding",
		                               .title = "Ask the safeguarding lead",
		                               .role = "practice_manager" };
	const struct new_task safety = {
		.kind = "staff_safety",
		.title = "Make sure that everybody is safe; tell the police; consider the "
		         "immediate route",
		.role = "practice_manager",
	};

	if (t->safeguarding && rows_int(now, 0, TRIAGE_CASE_SAFEGUARDING_TASKS) == 0 &&
	    casework_task(tx, case_id, &safeguarding, reterr_why) < 0)
		return -1;
	if (t->violence && rows_int(now, 0, TRIAGE_CASE_SAFETY_TASKS) == 0 &&
	    casework_task(tx, case_id, &safety, reterr_why) < 0)
		return -1;
	if (text_equal(t->data_breach, "yes") || text_equal(t->data_breach, "not_sure")) {
		if (rows_int(now, 0, TRIAGE_CASE_BREACH_TASKS) == 0 &&
		    clock_breach_begin(tx, case_id, reterr_why) < 0)
			return -1;
		return 0;
	}
	return casework_task_done(
	        tx, case_id, "breach_check", 0,
	        arena_printf(tx_arena(tx), "%s%s%s",
	                     text_equal(t->data_breach, "no") ? "Not a breach" : "Not ours",
	                     *t->breach_why ? ": " : "", t->breach_why),
	        reterr_why);
}

int triage_record(struct tx *tx, int64_t case_id, const struct triage *t,
                  struct problem *reterr_why)
{
	struct arena *a = tx_arena(tx);
	const struct rows *now = tx_read_triage_case(tx, case_id);
	struct str rows = str_new(a);
	struct act_case open_case;
	const struct rows *r;
	int64_t note = 0;
	bool opens;

	if (!now)
		return casework_failed(tx, reterr_why);
	if (act_case_open(tx, case_id, &open_case, reterr_why) < 0 ||
	    check(tx, case_id, t, now, reterr_why) < 0)
		return -1;
	if (*t->note && casework_content(tx, case_id, t->note, true, &note, reterr_why) < 0)
		return -1;
	r = write_triage_record(
	        tx, case_id, t->category, text_equal(t->category, "A4") ? t->subtype : "",
	        text_equal(t->category, "A6") ? t->mention : "", t->complaint,
	        t->refers_to_complaint, t->fair_comment, t->safeguarding, t->data_breach,
	        t->breach_why, t->violence, t->jigsaw, t->proportion, note ? &note : NULL);
	if (!r)
		return casework_failed(tx, reterr_why);
	str_addf(&rows, "triage:%s", rows_text(r, 0, TRIAGE_RECORD_ID));
	if (!write_triage_author(tx, case_id, t->author_kind, t->author_basis) ||
	    !write_triage_conflict_add(tx, case_id, t->conflicted) ||
	    !write_triage_conflict_end(tx, case_id, t->conflicted))
		return casework_failed(tx, reterr_why);
	if (open_tasks(tx, case_id, t, now, reterr_why) < 0)
		return -1;
	opens = is_complaint(t) && !rows_given(now, 0, TRIAGE_CASE_OPEN_COMPLAINT_ID);
	if (opens && pass_to_lead(tx, case_id, rows_text(now, 0, TRIAGE_CASE_SEEN_ON), &rows,
	                          reterr_why) < 0)
		return -1;
	if (casework_task_done(tx, case_id, "triage", 0, "Triaged", reterr_why) < 0)
		return -1;
	if (!write_case_moved(tx, case_id, "open",
	                      opens ? "complaint"
	                      : text_equal(rows_text(now, 0, TRIAGE_CASE_STEP), "triage")
	                              ? "management_notice"
	                              : rows_text(now, 0, TRIAGE_CASE_STEP)))
		return casework_failed(tx, reterr_why);
	if (casework_event(tx, "triage.recorded", case_id,
	                   arena_printf(a, "{\"category\": \"%s\", \"complaint\": \"%s\"}",
	                                t->category, t->complaint),
	                   rows.data, reterr_why) < 0)
		return -1;
	return opens ? casework_event(tx, "complaint.opened", case_id, NULL, NULL, reterr_why) : 0;
}
