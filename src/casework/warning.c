/* The formal warning, or the exception that stands for one. */
#include "casework/warning.h"

#include <string.h>

#include "base/str.h"
#include "casework/casework.h"
#include "casework/list.h"
#include "db/queries.h"
#include "rules/gate.h"

#include "base/banned.h"

static int check_dates(const struct act_case *c, const struct warning *w, const struct rows *about,
                       struct problem *reterr_why)
{
	if (w->how == WARNING_EXCEPTION)
		return 0;
	if (act_not_later(c, w->warned_on, "warned_on", "The date of the warning", reterr_why) < 0)
		return -1;
	if (*w->stop_by && strcmp(w->stop_by, w->warned_on) <= 0)
		return refuse_field(reterr_why, "stop_by",
		                    "The date to stop by must be after the date of the warning");
	if (w->how == WARNING_PAPER &&
	    strcmp(w->warned_on, rows_text(about, 0, WARNING_ABOUT_LOGGED_ON)) >= 0)
		return refuse_field(reterr_why, "warned_on",
		                    "A warning from paper was given before this case was logged: "
		                    "record a later one as a letter");
	return 0;
}

/* A warning given now waits for its step; one from paper is a fact that only has to concern the
 * right person (U-2, U-20). */
static int check_gates(struct tx *tx, int64_t case_id, const struct warning *w,
                       const struct rows *about, struct problem *reterr_why)
{
	const struct gate *paper[] = { gate_find("author_identified"),
		                       gate_find("author_is_our_patient"), NULL };
	const struct gate *given[] = { gate_find("author_identified"),
		                       gate_find("author_is_our_patient"),
		                       gate_find("author_alive"),
		                       gate_find("young_person_considered"), NULL };
	bool is_paper = w->how == WARNING_PAPER;

	if (act_ask(tx, case_id, is_paper ? NULL : "formal_warning", is_paper ? paper : given,
	            false, &w->late, reterr_why) < 0)
		return -1;
	if (!rows_given(about, 0, WARNING_ABOUT_PERSON_ID))
		return refuse(reterr_why, PROBLEM_REFUSED,
		              "Record first whom this concerns: a warning is given to a person.");
	return 0;
}

/* The letter that gave it, where it was sent on that day. A letter sent out of its order makes a
 * warning that satisfies no gate (U-11). */
static const int64_t *letter_of(struct arena *a, const struct warning *w, const struct rows *about,
                                bool *ret_in_order)
{
	int64_t *id;

	*ret_in_order = !w->late.happened;
	if (w->how != WARNING_LETTER || !rows_given(about, 0, WARNING_ABOUT_LETTER_ID) ||
	    !text_equal(w->warned_on, rows_text(about, 0, WARNING_ABOUT_LETTER_SENT_ON)))
		return NULL;
	*ret_in_order = *ret_in_order && rows_bool(about, 0, WARNING_ABOUT_LETTER_IN_ORDER);
	id = arena_alloc(a, sizeof(*id));
	*id = rows_int(about, 0, WARNING_ABOUT_LETTER_ID);
	return id;
}

/* One given now rests on its letter, sent in order on that very day. */
static int check_letter(const struct warning *w, const struct rows *about,
                        struct problem *reterr_why)
{
	if (w->how != WARNING_LETTER || w->late.happened)
		return 0;
	if (!rows_given(about, 0, WARNING_ABOUT_LETTER_ID) ||
	    !rows_bool(about, 0, WARNING_ABOUT_LETTER_IN_ORDER))
		return refuse(reterr_why, PROBLEM_REFUSED,
		              "Send the warning letter first, or say that it had already "
		              "happened.");
	if (!text_equal(w->warned_on, rows_text(about, 0, WARNING_ABOUT_LETTER_SENT_ON)))
		return refuse_field(reterr_why, "warned_on",
		                    "The date of the warning must be the day on which its letter "
		                    "was sent");
	return 0;
}

/* Who is asked to confirm it; U-3: a practice may have declared that there is nobody else. */
static const char *confirmer(const struct warning *w)
{
	return text_is_blank(w->confirmed_by) ? "nobody else" : w->confirmed_by;
}

static const struct rows *write_warning(struct tx *tx, int64_t case_id, const struct warning *w,
                                        const struct rows *about, int64_t *ret_content,
                                        bool *ret_in_order, struct problem *reterr_why)
{
	const int64_t *letter = letter_of(tx_arena(tx), w, about, ret_in_order);
	bool is_exception = w->how == WARNING_EXCEPTION, is_paper = w->how == WARNING_PAPER;
	const struct rows *made;

	if (casework_content(tx, case_id, w->words, true, ret_content, reterr_why) < 0)
		return NULL;
	made = write_warning_record(
	        tx, case_id, rows_int(about, 0, WARNING_ABOUT_PERSON_ID),
	        is_exception ? NULL : w->warned_on, is_exception ? w->exception : NULL,
	        *w->stop_by ? w->stop_by : NULL, w->said_removal, w->said_why, letter, is_paper,
	        is_paper ? confirmer(w) : "", *ret_in_order, *ret_content);
	if (!made)
		casework_failed(tx, reterr_why);
	return made;
}

int warning_record(struct tx *tx, int64_t case_id, const struct warning *w,
                   struct problem *reterr_why)
{
	struct arena *a = tx_arena(tx);
	bool is_exception = w->how == WARNING_EXCEPTION, in_order;
	struct paper paper = { .kind = "warning",
		               .on_date = w->warned_on,
		               .confirmed_by = w->confirmed_by };
	const struct rows *about, *made;
	const char *step_row;
	struct act_case c;

	if (act_case_open(tx, case_id, &c, reterr_why) < 0)
		return -1;
	about = tx_read_warning_about(tx, c.reference);
	if (!about)
		return casework_failed(tx, reterr_why);
	if (check_dates(&c, w, about, reterr_why) < 0 ||
	    check_gates(tx, case_id, w, about, reterr_why) < 0 ||
	    check_letter(w, about, reterr_why) < 0)
		return -1;
	if (w->how == WARNING_PAPER && paper_check(tx, case_id, &paper, reterr_why) < 0)
		return -1;
	made = write_warning(tx, case_id, w, about, &paper.content_id, &in_order, reterr_why);
	if (!made)
		return -1;
	if (casework_step(tx, case_id, "formal_warning", is_exception ? "does_not_apply" : "done",
	                  is_exception ? w->exception : w->late.reason,
	                  is_exception ? NULL : w->warned_on, in_order, &step_row,
	                  reterr_why) < 0 ||
	    act_moved(tx, &c, "formal_warning", reterr_why) < 0)
		return -1;
	paper.warning_id = rows_int(made, 0, WARNING_RECORD_ID);
	if (casework_event(tx, "warning.recorded", case_id,
	                   is_exception
	                           ? arena_printf(a, "{\"exception\": \"%s\"}", w->exception)
	                           : arena_printf(a, "{\"warned_on\": \"%s\", \"from_paper\": %s}",
	                                          w->warned_on,
	                                          w->how == WARNING_PAPER ? "true" : "false"),
	                   arena_printf(a, "warning:%s %s", rows_text(made, 0, WARNING_RECORD_ID),
	                                step_row),
	                   reterr_why) < 0)
		return -1;
	return w->how == WARNING_PAPER ? paper_record(tx, case_id, &paper, reterr_why) : 0;
}
