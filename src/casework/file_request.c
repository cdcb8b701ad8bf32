/* Requests for the file, and data protection complaints. */
#include "casework/file_request.h"

#include <inttypes.h>
#include <string.h>

#include "base/str.h"
#include "casework/casework.h"
#include "db/queries.h"

#include "base/banned.h"

static int event(struct tx *tx, const char *kind, const char *what, int64_t id, const char *rows,
                 struct problem *reterr_why)
{
	return casework_event(tx, kind, 0,
	                      arena_printf(tx_arena(tx), "{\"%s\": %" PRId64 "}", what, id), rows,
	                      reterr_why);
}

static int check_day(struct tx *tx, const char *on_date, const char *received_on,
                     struct problem *reterr_why)
{
	const char *today = casework_today(tx, reterr_why);

	if (!today)
		return -1;
	if (strcmp(on_date, today) > 0)
		return refuse_field(reterr_why, received_on ? "on_date" : "received_on",
		                    "The date must be today or in the past");
	if (received_on && strcmp(on_date, received_on) < 0)
		return refuse_field(reterr_why, "on_date",
		                    "The date must not be before the day it came");
	return 0;
}

static int held(struct tx *tx, const struct rows *r, struct problem *reterr_why)
{
	if (!r)
		return casework_failed(tx, reterr_why);
	if (rows_count(r) == 0)
		return refuse(reterr_why, PROBLEM_NOT_FOUND, "There is no such page.");
	return 0;
}

static int overtaken(struct problem *reterr_why)
{
	return refuse(reterr_why, PROBLEM_CONFLICT,
	              "Somebody else changed this while you were writing. What is stored now is "
	              "shown above, and what you typed below. Nothing of yours was saved yet.");
}

/* ---- Requests for the file (U-28) ------------------------------------------------------------ */

const char *file_request_basis_refusal(const char *kind, const char *basis)
{
	bool is_subject = text_equal(kind, "subject_access");

	if (is_subject != text_equal(basis, "subject"))
		return is_subject ? "Whoever asks for their own data has the right of access"
		                  : "The right of access is the person's own: select a power, "
		                    "consent or a court order";
	if (text_equal(kind, "solicitor") && text_equal(basis, "power"))
		return "A solicitor has no power of their own: select consent or a court order";
	return NULL;
}

/* The date that law gives, or the one that they asked for. */
static int due_of(struct tx *tx, const struct new_file_request *r, const char **ret_due,
                  const char **ret_clock, struct problem *reterr_why)
{
	const char *clock = text_equal(r->kind, "cqc")              ? "cqc_summary"
	                    : text_equal(r->kind, "subject_access") ? "subject_access"
	                                                            : NULL;
	struct clock_sum sum;

	*ret_due = r->due_on;
	*ret_clock = "";
	if (!clock) {
		if (!r->due_on)
			return refuse_field(reterr_why, "due_on", "Enter by when they ask for it");
		if (strcmp(r->due_on, r->received_on) < 0)
			return refuse_field(reterr_why, "due_on",
			                    "The date must be after the day it came");
		return 0;
	}
	if (casework_clock(tx, clock, r->received_on, 0, &sum, reterr_why) < 0)
		return -1;
	*ret_due = clock_due(tx_arena(tx), &sum);
	*ret_clock = clock_text(tx_arena(tx), &sum);
	return 0;
}

int file_request_begin(struct tx *tx, const struct new_file_request *r, int64_t *ret_id,
                       struct problem *reterr_why)
{
	const char *why = file_request_basis_refusal(r->kind, r->basis), *due, *clock;
	const struct rows *row;

	if (check_day(tx, r->received_on, NULL, reterr_why) < 0)
		return -1;
	if (why)
		return refuse_field(reterr_why, "basis", "%s", why);
	if (!text_equal(r->basis, "subject") && text_is_blank(r->basis_text))
		return refuse_field(reterr_why, "basis_text",
		                    "Enter which power or order, or when consent was seen");
	if (due_of(tx, r, &due, &clock, reterr_why) < 0)
		return -1;
	if (*r->complaint) {
		row = tx_read_file_request_complaint(tx, r->complaint);
		if (!row)
			return casework_failed(tx, reterr_why);
		if (rows_count(row) == 0)
			return refuse_field(reterr_why, "complaint",
			                    "There is no complaint of that reference");
	}
	row = write_file_request_add(tx, r->kind, r->asker, r->basis, r->basis_text, r->asks_for,
	                             r->received_on, due, clock, r->complaint);
	if (!row)
		return casework_failed(tx, reterr_why);
	*ret_id = rows_int(row, 0, FILE_REQUEST_ADD_ID);
	return event(tx, "file_request.recorded", "request", *ret_id, NULL, reterr_why);
}

static int open_request(struct tx *tx, int64_t id, const struct rows **ret,
                        struct problem *reterr_why)
{
	*ret = write_file_request_lock(tx, id);
	if (held(tx, *ret, reterr_why) < 0)
		return -1;
	if (!text_equal(rows_text(*ret, 0, FILE_REQUEST_LOCK_STATE), "open"))
		return refuse(reterr_why, PROBLEM_REFUSED,
		              "This request has been answered, so its bundle stays as it was.");
	return 0;
}

int file_request_item(struct tx *tx, int64_t id, const char *title, const int *pages,
                      const char *held_back, const char *why, struct problem *reterr_why)
{
	const struct rows *r;

	if (open_request(tx, id, &r, reterr_why) < 0)
		return -1;
	if (*held_back && text_is_blank(why))
		return refuse_field(reterr_why, "why", "Enter why it is held back");
	r = write_file_request_item_add(tx, id, title, pages, held_back, why);
	if (!r)
		return casework_failed(tx, reterr_why);
	return event(tx, "file_request.listed", "request", id,
	             arena_printf(tx_arena(tx), "file_request_item:%s",
	                          rows_text(r, 0, FILE_REQUEST_ITEM_ADD_ID)),
	             reterr_why);
}

int file_request_end(struct tx *tx, int64_t id, const char *version, const char *state,
                     const char *on_date, const char *how, struct problem *reterr_why)
{
	const struct rows *r;

	if (open_request(tx, id, &r, reterr_why) < 0)
		return -1;
	if (!text_equal(version, rows_text(r, 0, FILE_REQUEST_LOCK_VERSION)))
		return overtaken(reterr_why);
	if (check_day(tx, on_date, rows_text(r, 0, FILE_REQUEST_LOCK_RECEIVED_ON), reterr_why) < 0)
		return -1;
	if (text_equal(state, "sent") && rows_int(r, 0, FILE_REQUEST_LOCK_ITEMS) == 0)
		return refuse(reterr_why, PROBLEM_REFUSED,
		              "Not yet, because the bundle has no index: list each paper first, "
		              "and what is held back.");
	if (!write_file_request_end(tx, id, state, on_date, how))
		return casework_failed(tx, reterr_why);
	return event(tx, "file_request.ended", "request", id, NULL, reterr_why);
}

/* ---- Data protection complaints (R-dp-6) ----------------------------------------------------- */

int data_complaint_begin(struct tx *tx, const char *received_on, const char *who, const char *how,
                         const char *words, int64_t *ret_id, struct problem *reterr_why)
{
	struct clock_sum sum;
	const struct rows *r;

	if (check_day(tx, received_on, NULL, reterr_why) < 0 ||
	    casework_clock(tx, "data_protection_complaint", received_on, 0, &sum, reterr_why) < 0)
		return -1;
	r = write_data_complaint_add(tx, received_on, who, how, words,
	                             clock_due(tx_arena(tx), &sum), clock_text(tx_arena(tx), &sum));
	if (!r)
		return casework_failed(tx, reterr_why);
	*ret_id = rows_int(r, 0, DATA_COMPLAINT_ADD_ID);
	return event(tx, "data_complaint.recorded", "data_complaint", *ret_id, NULL, reterr_why);
}

int data_complaint_act(struct tx *tx, int64_t id, const char *version, const char *action,
                       const char *on_date, const char *words, const char *outcome,
                       bool told_of_ico, struct problem *reterr_why)
{
	const struct rows *r = write_data_complaint_lock(tx, id);
	bool is_acknowledged = text_equal(action, "acknowledged");
	bool is_answered = text_equal(action, "answered");

	if (held(tx, r, reterr_why) < 0)
		return -1;
	if (!text_equal(version, rows_text(r, 0, DATA_COMPLAINT_LOCK_VERSION)))
		return overtaken(reterr_why);
	if (!rows_bool(r, 0, DATA_COMPLAINT_LOCK_IS_OPEN))
		return refuse(reterr_why, PROBLEM_REFUSED, "It has been answered already.");
	if (check_day(tx, on_date, rows_text(r, 0, DATA_COMPLAINT_LOCK_RECEIVED_ON), reterr_why) <
	    0)
		return -1;
	if (is_acknowledged && rows_bool(r, 0, DATA_COMPLAINT_LOCK_IS_ACKNOWLEDGED))
		return refuse_field(reterr_why, "action",
		                    "It has been acknowledged already. The first date stands.");
	if (is_answered && !rows_bool(r, 0, DATA_COMPLAINT_LOCK_IS_ACKNOWLEDGED))
		return refuse_field(reterr_why, "action", "Record first that it was acknowledged");
	if (is_answered && !*outcome)
		return refuse_field(reterr_why, "outcome", "Select the outcome");
	if (is_answered && !told_of_ico)
		return refuse_field(reterr_why, "told_of_ico",
		                    "The answer tells them that they may go to the ICO");
	if (!write_data_complaint_change(tx, id, is_acknowledged ? on_date : NULL,
	                                 is_answered ? on_date : NULL, outcome, told_of_ico))
		return casework_failed(tx, reterr_why);
	r = write_data_complaint_step_add(tx, id, action, on_date, words);
	if (!r)
		return casework_failed(tx, reterr_why);
	return event(tx, "data_complaint.changed", "data_complaint", id,
	             arena_printf(tx_arena(tx), "data_complaint_step:%s",
	                          rows_text(r, 0, DATA_COMPLAINT_STEP_ADD_ID)),
	             reterr_why);
}
