/* Policies as data: drafts, versions in force, who has read them; and the settings of the practice.
 *
 * A version is a draft until somebody brings it into force; after that only its status changes
 * (W-0.1, W-1.2b), and cases keep the version they were opened under. A step's needs add gates to
 * those that src/rules asks in any case: none can be edited away. Every function takes an open
 * write transaction and appends its event to the practice's chain; none commits. 0, or -1 with
 * PROBLEM_NOT_FOUND (no such version), PROBLEM_REFUSED (it is no draft), PROBLEM_CONFLICT (somebody
 * was first), PROBLEM_FIELD, or the database's own trouble. */
#ifndef CASEWORK_POLICY_H
#define CASEWORK_POLICY_H

#include <stdbool.h>
#include <stdint.h>

#include "base/problem.h"
#include "db/db.h"

/* A new draft: from a version (its title and parts are taken over) or, with source "", an empty one
 * of that title. *ret_id is its public name. PROBLEM_FIELD on title or version. */
int policy_draft(struct tx *tx, const char *source, const char *title, const char *version,
                 const char **ret_id, struct problem *reterr_why);

/* What stands about a draft. C-23, C-28, W-0.2, W-1.2a. row_version as the page showed it:
 * PROBLEM_CONFLICT when the draft has changed since. */
struct policy_facts {
	const char *row_version;
	const char *version;
	const char *source_template;
	const char *comment;
	const char *equality;
	const char *next_review_on; /* yyyy-mm-dd, later than today */
	int quorum_least;           /* 0: the practice's setting */
};
int policy_facts_change(struct tx *tx, const char *id, const struct policy_facts *f,
                        struct problem *reterr_why);

/* One clause of a draft; n 0 adds it, drop takes it out. PROBLEM_REFUSED for a number that another
 * clause has. */
struct policy_clause {
	int n;
	bool drop;
	const char *clause; /* "2.3", "Annex A" */
	const char *title;
	const char *text;
};
int policy_clause_change(struct tx *tx, const char *id, const struct policy_clause *c,
                         struct problem *reterr_why);

/* One category; parent "" for the first rank, else the code of a category of the first rank. */
struct policy_category {
	int n;
	bool drop;
	const char *code;
	const char *parent;
	const char *title;
	bool is_breach;
};
int policy_category_change(struct tx *tx, const char *id, const struct policy_category *c,
                           struct problem *reterr_why);

/* One step: renamed, retargeted, moved to a place from 1; needs as a text[] literal of gate codes
 * beyond those that are asked in any case. Unknown codes are dropped. */
struct policy_step {
	const char *step;
	const char *title;
	const char *clause;
	const char *target;
	const char *const *needs;
	int place;
};
int policy_step_change(struct tx *tx, const char *id, const struct policy_step *s,
                       struct problem *reterr_why);

/* Brings a draft into force from a day up to today; the version before it is superseded. Whoever
 * edited it gives a reason to approve it too: PROBLEM_FIELD same_reason (C-27). */
int policy_bring_into_force(struct tx *tx, const char *id, const char *effective_on,
                            const char *same_reason, struct problem *reterr_why);

/* Withdraws a version in force, or drops a draft. */
int policy_withdraw(struct tx *tx, const char *id, const char *reason, struct problem *reterr_why);

/* This member has read the version in force (W-2.4l). PROBLEM_CONFLICT the second time. */
int policy_acknowledge(struct tx *tx, const char *id, struct problem *reterr_why);

/* A setting within its bounds: PROBLEM_REFUSED with a sentence that names them. */
int setting_change(struct tx *tx, const char *key, const char *value, struct problem *reterr_why);

#endif
