/* The formal warning, or the exception that stands for one. */
#include "casework/warning.h"

#include <string.h>

#include "base/str.h"
#include "casework/casework.h"
#include "casework/step.h"
#include "db/queries.h"
#include "rules/gate.h"

#include "base/banned.h"

static int check(struct tx *tx, const struct warning *w, const struct rows *about,
                 struct problem *reterr_why)
{
	if (text_equal(w->how, "exception"))
		return 0;
	if (step_date_is_past(tx, "warned_on", "The date of the warning", w->warned_on,
	                      reterr_why) < 0)
		return -1;
	if (*w->stop_by && strcmp(w->stop_by, w->warned_on) <= 0)
		return refuse_field(reterr_why, "stop_by",
		                    "The date to stop by must be after the date of the warning");
	if (text_equal(w->how, "paper") &&
	    strcmp(w->warned_on, rows_text(about, 0, WARNING_ABOUT_LOGGED_ON)) >= 0)
		return refuse_field(reterr_why, "warned_on",
		                    "A warning from paper was given before this case was logged: "
		                    "record a later one as a letter");
	return 0;
}

int warning_record(struct tx *tx, int64_t case_id, const char *reference, const struct warning *w,
                   struct problem *reterr_why)
{
	struct arena *a = tx_arena(tx);
	const struct rows *about = tx_read_warning_about(tx, reference);
	bool is_paper = text_equal(w->how, "paper"), is_exception = text_equal(w->how, "exception");
	const struct rows *made;
	const char *step_row;
	int64_t content, letter;
	bool has_letter;

	if (!about)
		return casework_failed(tx, reterr_why);
	if (check(tx, w, about, reterr_why) < 0)
		return -1;
	if (!w->had_happened && !is_paper) {
		const struct gate *known[] = { gate_find("author_identified"),
			                       gate_find("author_is_our_patient"),
			                       gate_find("author_alive"),
			                       gate_find("young_person_considered"), NULL };

		if (step_may_start(tx, case_id, "formal_warning", known, reterr_why) < 0)
			return -1;
	} else if (is_paper &&
	           (casework_gate(tx, case_id, "author_identified", reterr_why) < 0 ||
	            casework_gate(tx, case_id, "author_is_our_patient", reterr_why) < 0)) {
		return -1;
	}
	if (!rows_given(about, 0, WARNING_ABOUT_PERSON_ID))
		return refuse(reterr_why, PROBLEM_REFUSED,
		              "Record first whom this concerns: a warning is given to a person.");
	if (casework_content(tx, case_id, w->words, true, &content, reterr_why) < 0)
		return -1;
	has_letter = !is_paper && !is_exception && rows_given(about, 0, WARNING_ABOUT_LETTER_ID);
	letter = has_letter ? rows_int(about, 0, WARNING_ABOUT_LETTER_ID) : 0;
	made = write_warning_record(tx, case_id, rows_int(about, 0, WARNING_ABOUT_PERSON_ID),
	                            is_exception ? NULL : w->warned_on,
	                            is_exception ? w->exception : NULL,
	                            *w->stop_by ? w->stop_by : NULL, w->said_removal, w->said_why,
	                            has_letter ? &letter : NULL, is_paper,
	                            is_paper ? w->confirmed_by : "", !w->had_happened, content);
	if (!made)
		return casework_failed(tx, reterr_why);
	if (casework_step(tx, case_id, "formal_warning", is_exception ? "does_not_apply" : "done",
	                  is_exception ? w->exception : w->out_of_order_why,
	                  is_exception ? NULL : w->warned_on, !w->had_happened, &step_row,
	                  reterr_why) < 0)
		return -1;
	if (!write_step_moved(tx, case_id, "formal_warning"))
		return casework_failed(tx, reterr_why);
	return casework_event(
	        tx, "warning.recorded", case_id,
	        is_exception ? arena_printf(a, "{\"exception\": \"%s\"}", w->exception)
	                     : arena_printf(a, "{\"warned_on\": \"%s\", \"from_paper\": %s}",
	                                    w->warned_on, is_paper ? "true" : "false"),
	        arena_printf(a, "warning:%s %s", rows_text(made, 0, WARNING_RECORD_ID), step_row),
	        reterr_why);
}
