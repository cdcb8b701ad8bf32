/* The paper file, and reviews. */
#include "casework/list.h"

#include "base/str.h"
#include "casework/act.h"
#include "casework/casework.h"
#include "db/queries.h"

#include "base/banned.h"

static int asked(struct tx *tx, int64_t case_id, const struct paper *p, const struct rows **ret,
                 struct problem *reterr_why)
{
	*ret = tx_read_paper_asked(tx, case_id, p->confirmed_by);
	return *ret ? 0 : casework_failed(tx, reterr_why);
}

int paper_check(struct tx *tx, int64_t case_id, const struct paper *p, struct problem *reterr_why)
{
	bool is_named = !text_is_blank(p->confirmed_by);
	const struct rows *r;

	if (asked(tx, case_id, p, &r, reterr_why) < 0)
		return -1;
	if (is_named ? !rows_given(r, 0, PAPER_ASKED_ASKED_ID)
	             : !rows_bool(r, 0, PAPER_ASKED_IS_ALONE))
		return refuse_field(reterr_why, "confirmed_by",
		                    "Enter the name of another member who works cases and has "
		                    "seen the paper, as it stands in Candour");
	if (!rows_bool(r, 0, PAPER_ASKED_HAS_SCAN))
		return refuse(reterr_why, PROBLEM_REFUSED,
		              "Add a scan of the %s to the evidence of this case first.",
		              text_equal(p->kind, "warning") ? "warning" : "paper");
	if (!rows_given(r, 0, PAPER_ASKED_PERSON_ID))
		return refuse(reterr_why, PROBLEM_REFUSED,
		              "Record first whom this concerns: who posted.");
	return 0;
}

int paper_record(struct tx *tx, int64_t case_id, const struct paper *p, struct problem *reterr_why)
{
	struct new_task confirm = { .kind = "paper_confirm",
		                    .title = "See the paper and confirm what was entered from it" };
	struct arena *a = tx_arena(tx);
	int64_t content = p->content_id, id, member;
	const struct rows *r, *made;

	if (paper_check(tx, case_id, p, reterr_why) < 0 ||
	    asked(tx, case_id, p, &r, reterr_why) < 0)
		return -1;
	if (!content && casework_content(tx, case_id, p->words, true, &content, reterr_why) < 0)
		return -1;
	member = rows_int(r, 0, PAPER_ASKED_ASKED_ID);
	made = write_paper_record(tx, case_id, rows_int(r, 0, PAPER_ASKED_PERSON_ID), p->kind,
	                          p->warning_id ? &p->warning_id : NULL, p->on_date,
	                          member ? &member : NULL, content);
	if (!made)
		return casework_failed(tx, reterr_why);
	id = rows_int(made, 0, PAPER_RECORD_ID);
	confirm.role = member ? rows_text(r, 0, PAPER_ASKED_ASKED_ROLE) : "practice_manager";
	confirm.about_id = id;
	if (casework_task(tx, case_id, &confirm, reterr_why) < 0)
		return -1;
	return casework_event(
	        tx, "paper.entered", case_id,
	        arena_printf(a, "{\"kind\": \"%s\", \"on\": \"%s\"}", p->kind, p->on_date),
	        arena_printf(a, "paper_entry:%lld", (long long)id), reterr_why);
}

int paper_confirm(struct tx *tx, int64_t case_id, int64_t id, const char *alone_why,
                  struct problem *reterr_why)
{
	const struct rows *now = tx_read_paper_now(tx, case_id, id), *made;
	bool is_alone = !text_is_blank(alone_why);
	int64_t content = 0;

	if (!now)
		return casework_failed(tx, reterr_why);
	if (rows_count(now) == 0)
		return refuse(reterr_why, PROBLEM_NOT_FOUND, "There is no such page.");
	if (rows_bool(now, 0, PAPER_NOW_IS_CONFIRMED))
		return refuse(reterr_why, PROBLEM_CONFLICT, "This has been confirmed already.");
	if (is_alone && casework_content(tx, case_id, alone_why, true, &content, reterr_why) < 0)
		return -1;
	made = write_paper_confirm(tx, case_id, id, is_alone ? "alone" : "member",
	                           is_alone ? &content : NULL);
	if (!made)
		return casework_failed(tx, reterr_why);
	if (casework_task_done(tx, case_id, "paper_confirm", id, "confirmed", reterr_why) < 0)
		return -1;
	return casework_event(tx, "paper.confirmed", case_id, NULL,
	                      arena_printf(tx_arena(tx), "paper_confirmation:%s",
	                                   rows_text(made, 0, PAPER_CONFIRM_ID)),
	                      reterr_why);
}

int review_open(struct tx *tx, int64_t case_id, const char *looks, const char *words,
                struct problem *reterr_why)
{
	struct new_task look = { .kind = "list_review",
		                 .title = "Look at the new evidence: does the removal stand?",
		                 .role = "partner" };
	const struct rows *now = tx_read_review_now(tx, case_id), *made;
	struct act_case c;
	int64_t content;

	if (!now)
		return casework_failed(tx, reterr_why);
	if (act_case_read(tx, case_id, &c, reterr_why) < 0)
		return -1;
	if (!rows_bool(now, 0, REVIEW_NOW_ARE_LETTERS_GONE))
		return refuse(reterr_why, PROBLEM_REFUSED,
		              "The letters have not gone yet: add the evidence to the case, and "
		              "each voter is asked whether it changes their vote.");
	if (rows_given(now, 0, REVIEW_NOW_OPEN_ID))
		return refuse(reterr_why, PROBLEM_CONFLICT,
		              "A review is open already: close that one first.");
	if (casework_content(tx, case_id, words, true, &content, reterr_why) < 0)
		return -1;
	made = write_review_open(tx, case_id, looks, c.today, content);
	if (!made)
		return casework_failed(tx, reterr_why);
	look.about_id = rows_int(made, 0, REVIEW_OPEN_ID);
	if (casework_task(tx, case_id, &look, reterr_why) < 0)
		return -1;
	return casework_event(
	        tx, "review.opened", case_id, NULL,
	        arena_printf(tx_arena(tx), "list_review:%lld", (long long)look.about_id),
	        reterr_why);
}

int review_close(struct tx *tx, int64_t case_id, int64_t id, const char *outcome,
                 const char *on_date, const char *words, struct problem *reterr_why)
{
	const struct rows *now = tx_read_review_now(tx, case_id), *made;
	struct arena *a = tx_arena(tx);
	struct act_case c;
	int64_t content;

	if (!now)
		return casework_failed(tx, reterr_why);
	if (act_case_read(tx, case_id, &c, reterr_why) < 0 ||
	    act_not_later(&c, on_date, "on_date", "The date", reterr_why) < 0)
		return -1;
	if (id <= 0 || rows_int(now, 0, REVIEW_NOW_OPEN_ID) != id)
		return refuse(reterr_why, PROBLEM_CONFLICT, "This review is not open any more.");
	if (casework_content(tx, case_id, words, true, &content, reterr_why) < 0)
		return -1;
	made = write_review_close(tx, case_id, id, outcome, on_date, content);
	if (!made)
		return casework_failed(tx, reterr_why);
	if (casework_task_done(tx, case_id, "list_review", id, outcome, reterr_why) < 0)
		return -1;
	return casework_event(
	        tx, "review.closed", case_id, arena_printf(a, "{\"outcome\": \"%s\"}", outcome),
	        arena_printf(a, "list_review_outcome:%s", rows_text(made, 0, REVIEW_CLOSE_ID)),
	        reterr_why);
}
