/* What every act on a case has in common: the case as it stands, what has to be so before the act,
 * and the record of an act that came first (U-11). Used by the rooms of complaint, own page,
 * requests, letters and closing. */
#ifndef CASEWORK_ACT_H
#define CASEWORK_ACT_H

#include <stdbool.h>
#include <stdint.h>

#include "base/problem.h"
#include "base/str.h"
#include "db/db.h"
#include "rules/gate.h"

/* The case that is acted on. Texts live in the transaction's arena and are never NULL. */
struct act_case {
	int64_t id;
	const char *reference;
	const char *state;
	const char *today; /* yyyy-mm-dd */
	bool is_closed;
	bool is_on_own_page;
	bool allows_reply;
	bool is_platform; /* there is a platform to report to */
	bool is_post_gone;
	int64_t complaint_id; /* 0: there is no complaint part */
	bool is_complaint_open;
};
int act_case_read(struct tx *tx, int64_t case_id, struct act_case *ret, struct problem *reterr_why);

/* The same, for an act that a closed case does not take: PROBLEM_REFUSED. */
int act_case_open(struct tx *tx, int64_t case_id, struct act_case *ret, struct problem *reterr_why);
int act_refuse_closed(struct problem *reterr_why); /* always -1 */

/* What had already happened before it was checked here: no gate is asked, the record is marked so,
 * it satisfies no gate (U-11), and the page offers it as a learning event. */
struct act_late {
	bool happened;
	const char *reason;
};

/* Asks the gates in order, then what the case's policy adds for that step (step NULL: nothing).
 * That the post shows somebody, or that the Complaints Lead asks, counts for the steps
 * removal_request and platform_report only (U-13). Refuses with the first sentence. is_private: the
 * text in hand would go as a private message (U-22). Where late says that it had happened, nothing
 * is asked, but the reason must be there: PROBLEM_FIELD "out_of_order_why". */
int act_ask(struct tx *tx, int64_t case_id, const char *step, const struct gate *const *gates,
            bool is_private, const struct act_late *late, struct problem *reterr_why);

/* Where the case stands after a step: state open, or closed if it is. */
int act_moved(struct tx *tx, const struct act_case *c, const char *step,
              struct problem *reterr_why);

/* "Not in the future": PROBLEM_FIELD on field with a sentence. */
int act_not_later(const struct act_case *c, const char *date, const char *field, const char *what,
                  struct problem *reterr_why);

/* Adds "table:id" to the list for casework_event. */
void act_row(struct str *rows, const char *table, int64_t id);

/* Rows of a query shaped like act_gates (code, title, is_met, sentence, basis), for the page's list
 * "Before this can happen". facts: rows (name, value) as of the queries ladder_facts or case_facts.
 */
const struct rows *act_gates(struct arena *a, const struct query *shape, const char *step,
                             const struct gate *const *gates, const struct rows *facts,
                             bool is_private);

#endif
