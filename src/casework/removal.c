/* The request to take somebody off the practice list, and when it takes effect. */
#include "casework/removal.h"

#include <string.h>

#include "base/str.h"
#include "casework/act.h"
#include "casework/casework.h"
#include "casework/gate_answer.h"
#include "db/queries.h"
#include "rules/gate.h"

#include "base/banned.h"

int removal_prepare(struct tx *tx, int64_t case_id, bool is_treated, const char *care,
                    struct problem *reterr_why)
{
	static const struct gate_question treatment = { .path = "", .gate = "treatment" };
	const struct rows *needs = tx_read_removal_needs(tx, case_id);

	if (!needs)
		return casework_failed(tx, reterr_why);
	if (rows_given(needs, 0, REMOVAL_NEEDS_REMOVAL_ID))
		return refuse(reterr_why, PROBLEM_REFUSED, "The request has been made already.");
	return gate_answer_record(tx, case_id, &treatment, is_treated ? "yes" : "no", care,
	                          reterr_why);
}

/* What has to be done while the request is on its way (R-list-13, U-20). */
static int open_tasks(struct tx *tx, int64_t case_id, int64_t removal, bool is_treated,
                      const struct clock_sum *effect, struct problem *reterr_why)
{
	const struct new_task tasks[] = {
		{ .kind = "removal_receipt",
		  .title = "Enter the date on which PCSE received the request",
		  .role = "practice_manager",
		  .about_id = removal },
		{ .kind = "continuity_of_care",
		  .title =
		          "Still our patient: see that care continues and that the records pass on",
		  .role = "practice_manager",
		  .clock = effect,
		  .about_id = removal },
		{ .kind = "treatment_ended",
		  .title = "Tell PCSE when the treatment has ended: the second notice",
		  .role = "practice_manager",
		  .about_id = removal },
	};

	for (size_t i = 0; i < (is_treated ? 3u : 2u); i++)
		if (casework_task(tx, case_id, &tasks[i], reterr_why) < 0)
			return -1;
	return casework_task_done(tx, case_id, "removal_letters", 0, "sent", reterr_why);
}

int removal_request(struct tx *tx, int64_t case_id, struct problem *reterr_why)
{
	struct arena *a = tx_arena(tx);
	const struct rows *needs = tx_read_removal_needs(tx, case_id);
	const struct rows *made;
	struct act_case c;
	struct clock_sum effect;
	const char *step_row;
	int64_t care, patient_letter, commissioner_letter;
	bool is_treated;

	if (!needs)
		return casework_failed(tx, reterr_why);
	if (act_case_open(tx, case_id, &c, reterr_why) < 0)
		return -1;
	if (rows_given(needs, 0, REMOVAL_NEEDS_REMOVAL_ID))
		return refuse(reterr_why, PROBLEM_CONFLICT, "The request has been made already.");
	if (act_ask(tx, case_id, "removal", gates_for_removal, false, NULL, reterr_why) < 0)
		return -1;
	if (!rows_given(needs, 0, REMOVAL_NEEDS_PATIENT_LETTER_ID))
		return refuse(reterr_why, PROBLEM_REFUSED,
		              "Not yet, because the letter to the patient has not been sent.");
	if (!rows_given(needs, 0, REMOVAL_NEEDS_COMMISSIONER_LETTER_ID))
		return refuse(reterr_why, PROBLEM_REFUSED,
		              "Not yet, because the notice to the commissioner has not been sent.");
	if (!rows_given(needs, 0, REMOVAL_NEEDS_TREATMENT))
		return refuse(reterr_why, PROBLEM_REFUSED,
		              "Not yet, because nobody has said whether the patient is being "
		              "treated, and who cares for them until then.");
	if (casework_clock(tx, "removal_effect", c.today, 0, &effect, reterr_why) < 0 ||
	    casework_content(tx, case_id, rows_text(needs, 0, REMOVAL_NEEDS_CARE), true, &care,
	                     reterr_why) < 0)
		return -1;
	is_treated = text_equal(rows_text(needs, 0, REMOVAL_NEEDS_TREATMENT), "yes");
	patient_letter = rows_int(needs, 0, REMOVAL_NEEDS_PATIENT_LETTER_ID);
	commissioner_letter = rows_int(needs, 0, REMOVAL_NEEDS_COMMISSIONER_LETTER_ID);
	made = write_removal_request_list(
	        tx, case_id, rows_int(needs, 0, REMOVAL_NEEDS_DECISION_ID),
	        rows_int(needs, 0, REMOVAL_NEEDS_PERSON_ID), c.today, patient_letter,
	        commissioner_letter, clock_due(a, &effect), is_treated, care);
	if (!made)
		return casework_failed(tx, reterr_why);
	if (open_tasks(tx, case_id, rows_int(made, 0, REMOVAL_REQUEST_LIST_ID), is_treated, &effect,
	               reterr_why) < 0 ||
	    casework_step(tx, case_id, "removal", "done", "", NULL, true, &step_row, reterr_why) <
	            0)
		return -1;
	if (act_moved(tx, &c, "removal", reterr_why) < 0)
		return -1;
	return casework_event(tx, "removal.requested", case_id,
	                      arena_printf(a, "{\"requested_on\": \"%s\", \"expected_on\": \"%s\"}",
	                                   c.today, clock_due(a, &effect)),
	                      arena_printf(a, "list_removal:%s %s",
	                                   rows_text(made, 0, REMOVAL_REQUEST_LIST_ID), step_row),
	                      reterr_why);
}

int removal_receipt_record(struct tx *tx, int64_t case_id, const char *kind, const char *on_date,
                           struct problem *reterr_why)
{
	struct arena *a = tx_arena(tx);
	const struct rows *needs = tx_read_removal_needs(tx, case_id);
	const struct rows *made;
	const char *effective = on_date,
	           *lines = "In force from the day the other practice accepted.";
	struct act_case c;
	struct clock_sum sum;
	int64_t removal;

	if (!needs)
		return casework_failed(tx, reterr_why);
	if (!rows_given(needs, 0, REMOVAL_NEEDS_REMOVAL_ID))
		return refuse(reterr_why, PROBLEM_REFUSED, "No request has been made.");
	removal = rows_int(needs, 0, REMOVAL_NEEDS_REMOVAL_ID);
	if (act_case_read(tx, case_id, &c, reterr_why) < 0 ||
	    act_not_later(&c, on_date, "on_date", "The date", reterr_why) < 0)
		return -1;
	if (strcmp(on_date, rows_text(needs, 0, REMOVAL_NEEDS_REQUESTED_ON)) < 0)
		return refuse_field(reterr_why, "on_date",
		                    "The date must not be before the day of the request");
	if (text_equal(kind, "treatment_ended") && !rows_bool(needs, 0, REMOVAL_NEEDS_IS_TREATED))
		return refuse_field(reterr_why, "kind",
		                    "The request says that the patient is not being treated");
	if (!text_equal(kind, "accepted_elsewhere")) {
		if (casework_clock(tx,
		                   text_equal(kind, "received") ? "removal_effect"
		                                                : "removal_effect_treatment",
		                   on_date, 0, &sum, reterr_why) < 0)
			return -1;
		effective = clock_due(a, &sum);
		lines = clock_text(a, &sum);
	}
	{
		const struct rows *had = tx_read_removal_receipt_kinds(tx, removal);

		for (int i = 0; had && i < rows_count(had); i++)
			if (text_equal(rows_text(had, i, REMOVAL_RECEIPT_KINDS_KIND), kind))
				return refuse(reterr_why, PROBLEM_CONFLICT,
				              "That date has been entered already.");
		if (!had)
			return casework_failed(tx, reterr_why);
	}
	made = write_removal_receipt(tx, case_id, removal, kind, on_date, effective, lines);
	if (!made)
		return casework_failed(tx, reterr_why);
	if (text_equal(kind, "received") &&
	    casework_task_done(tx, case_id, "removal_receipt", removal, "entered", reterr_why) < 0)
		return -1;
	if (text_equal(kind, "treatment_ended") &&
	    casework_task_done(tx, case_id, "treatment_ended", removal, "told", reterr_why) < 0)
		return -1;
	return casework_event(
	        tx, "removal.received", case_id,
	        arena_printf(
	                a, "{\"kind\": \"%s\", \"received_on\": \"%s\", \"effective_on\": \"%s\"}",
	                kind, on_date, effective),
	        arena_printf(a, "list_removal_receipt:%s", rows_text(made, 0, REMOVAL_RECEIPT_ID)),
	        reterr_why);
}
