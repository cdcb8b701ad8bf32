/* What every act on a case has in common. */
#include "casework/act.h"

#include <string.h>

#include "base/made.h"
#include "casework/casework.h"
#include "db/queries.h"

#include "base/banned.h"

int act_case_read(struct tx *tx, int64_t case_id, struct act_case *ret, struct problem *reterr_why)
{
	const struct rows *r = tx_read_act_case(tx, &case_id, NULL);

	if (!r)
		return casework_failed(tx, reterr_why);
	if (rows_count(r) == 0)
		return refuse(reterr_why, PROBLEM_NOT_FOUND, "There is no such page.");
	*ret = (struct act_case){
		.id = case_id,
		.reference = rows_text_or(r, 0, ACT_CASE_REFERENCE, ""),
		.state = rows_text_or(r, 0, ACT_CASE_STATE, ""),
		.today = rows_text_or(r, 0, ACT_CASE_TODAY, ""),
		.is_closed = rows_bool(r, 0, ACT_CASE_IS_CLOSED),
		.is_on_own_page = rows_bool(r, 0, ACT_CASE_IS_ON_OWN_PAGE),
		.allows_reply = rows_bool(r, 0, ACT_CASE_ALLOWS_REPLY),
		.is_platform = rows_bool(r, 0, ACT_CASE_IS_PLATFORM),
		.is_post_gone = rows_bool(r, 0, ACT_CASE_IS_POST_GONE),
		.complaint_id = rows_int(r, 0, ACT_CASE_COMPLAINT_ID),
		.is_complaint_open = rows_bool(r, 0, ACT_CASE_IS_COMPLAINT_OPEN),
	};
	return 0;
}

int act_refuse_closed(struct problem *reterr_why)
{
	return refuse(reterr_why, PROBLEM_REFUSED,
	              "This case is closed. Open it again first, then record this.");
}

int act_case_open(struct tx *tx, int64_t case_id, struct act_case *ret, struct problem *reterr_why)
{
	if (act_case_read(tx, case_id, ret, reterr_why) < 0)
		return -1;
	return ret->is_closed ? act_refuse_closed(reterr_why) : 0;
}

static int refused(const struct gate_answer *answer, struct problem *reterr_why)
{
	return refuse(reterr_why, PROBLEM_REFUSED, "%s (%s)", answer->sentence, answer->basis);
}

/* That the post shows somebody, or that the Complaints Lead asks, opens a request or a report and
 * nothing else (U-13), as in the ladder. */
static void limit(struct gate_facts *f, const char *step, bool is_private)
{
	f->is_private_message = is_private;
	if (!text_equal(step, "removal_request") && !text_equal(step, "platform_report"))
		f->is_protective = false;
	if (!text_equal(step, "removal_request"))
		f->is_asked_by_complaints_lead = false;
}

int act_ask(struct tx *tx, int64_t case_id, const char *step, const struct gate *const *gates,
            bool is_private, const struct act_late *late, struct problem *reterr_why)
{
	struct gate_facts facts;
	struct gate_answer answer;
	const struct rows *needs;

	if (late && late->happened) {
		if (text_is_blank(late->reason))
			return refuse_field(reterr_why, "out_of_order_why",
			                    "Enter why it had happened before it was checked here");
		return 0;
	}
	if (casework_facts(tx, case_id, &facts, reterr_why) < 0)
		return -1;
	limit(&facts, step, is_private);
	if (gates_first_refusal(gates, &facts, &answer))
		return refused(&answer, reterr_why);
	if (!step)
		return 0;
	needs = tx_read_step_needs(tx, case_id, step);
	if (!needs)
		return casework_failed(tx, reterr_why);
	for (int i = 0; i < rows_count(needs); i++) {
		const struct gate *gate = gate_find(rows_text(needs, i, STEP_NEEDS_GATE));

		if (!gate)
			return fault(reterr_why, "the policy names no gate of ours for step %s",
			             step);
		answer = gate->ask(&facts);
		if (!answer.met)
			return refused(&answer, reterr_why);
	}
	return 0;
}

int act_moved(struct tx *tx, const struct act_case *c, const char *step, struct problem *reterr_why)
{
	if (!write_case_moved(tx, c->id, c->is_closed ? "closed" : "open", step))
		return casework_failed(tx, reterr_why);
	return 0;
}

int act_not_later(const struct act_case *c, const char *date, const char *field, const char *what,
                  struct problem *reterr_why)
{
	if (strcmp(date, c->today) > 0)
		return refuse_field(reterr_why, field, "%s must not be in the future", what);
	return 0;
}

void act_row(struct str *rows, const char *table, int64_t id)
{
	str_addf(rows, "%s%s:%lld", rows->len ? " " : "", table, (long long)id);
}

/* The columns are found by name, because pages with two lists have two queries of this shape. */
static int column(const struct query *q, const char *name)
{
	for (int i = 0; i < q->n_columns; i++)
		if (strcmp(q->columns[i].name, name) == 0)
			return i;
	return 0;
}

const struct rows *act_gates(struct arena *a, const struct query *shape, const char *step,
                             const struct gate *const *gates, const struct rows *facts,
                             bool is_private)
{
	struct made m = made_new(a, shape);
	struct gate_facts f;

	memset(&f, 0, sizeof(f));
	for (int i = 0; i < rows_count(facts); i++)
		gate_facts_set(&f, rows_text_or(facts, i, CASE_FACTS_NAME, ""),
		               rows_text(facts, i, CASE_FACTS_VALUE));
	limit(&f, step, is_private);
	for (; *gates; gates++) {
		struct gate_answer answer = (*gates)->ask(&f);

		made_row(&m);
		made_text(&m, column(shape, "code"), (*gates)->code);
		made_text(&m, column(shape, "title"), (*gates)->title);
		made_flag(&m, column(shape, "is_met"), answer.met);
		made_text(&m, column(shape, "sentence"), answer.sentence);
		made_text(&m, column(shape, "basis"), answer.basis);
	}
	return made_rows(&m);
}
