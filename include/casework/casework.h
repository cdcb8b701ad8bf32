/* What every room of casework shares.
 *
 * Casework changes cases. Each function takes an open, authenticated write transaction whose case
 * row is locked, asks src/rules whether it may, runs its queries and appends the event last. None
 * commits, none logs. 0 on success; -1 with *reterr_why: PROBLEM_FIELD or PROBLEM_REFUSED with a
 * sentence for the member, PROBLEM_CONFLICT when somebody was first, or the database's own trouble.
 */
#ifndef CASEWORK_CASEWORK_H
#define CASEWORK_CASEWORK_H

#include <stdbool.h>
#include <stdint.h>

#include "base/problem.h"
#include "db/db.h"
#include "rules/clock.h"

/* A write failed: hands over what the transaction says. Always -1. */
int casework_failed(struct tx *tx, struct problem *reterr_why);

/* Keeps a text apart from its event (invariant 3): the id for a content_id column. needs_full: not
 * for members who are affected or conflicted. */
int casework_content(struct tx *tx, int64_t case_id, const char *text, bool needs_full,
                     int64_t *ret_id, struct problem *reterr_why);

/* Appends the event of this change (case_id 0: to the practice's chain): kind like
 * "triage.recorded"; detail a JSON object of codes, dates and numbers (NULL: none); rows the
 * append-only rows it reports, like "triage:12 step_entry:40" (NULL: none). Call it last. */
int casework_event(struct tx *tx, const char *kind, int64_t case_id, const char *detail,
                   const char *rows, struct problem *reterr_why);

/* The practice's bank holidays and closure days, in the transaction's arena. */
int casework_calendar(struct tx *tx, struct calendar *ret, struct problem *reterr_why);

/* Runs a clock of rules/clock.h with the practice's bank holidays and closure days. start is
 * "yyyy-mm-dd"; length 0 takes the rule's own. The sum lives in the transaction's arena. */
int casework_clock(struct tx *tx, const char *clock, const char *start, int length,
                   struct clock_sum *ret, struct problem *reterr_why);
/* Its lines as one text, for a task's clock column; its due date as "yyyy-mm-dd". */
const char *clock_text(struct arena *a, const struct clock_sum *sum);
const char *clock_due(struct arena *a, const struct clock_sum *sum);

/* A whole-number setting of the practice (app.setting_kind). */
int casework_setting(struct tx *tx, const char *key, int *ret, struct problem *reterr_why);

/* Today in the practice's time zone, "yyyy-mm-dd". NULL on failure. */
const char *casework_today(struct tx *tx, struct problem *reterr_why);

/* A task for a role (U-6). clock may be NULL: no due date. about_id 0: about nothing more than the
 * case. */
struct new_task {
	const char *kind;
	const char *title;
	const char *role;
	const char *due_on; /* used when clock is NULL; NULL: none */
	const struct clock_sum *clock;
	const char *clock_starts_at; /* the instant that an elapsed clock started; else NULL */
	int64_t about_id;
	int64_t complaint_id; /* 0: not about a complaint. With case_id 0: one without a case */
};
/* Starts the clock of its sum with it (casework/clock.h). case_id 0: no case. */
int casework_task(struct tx *tx, int64_t case_id, const struct new_task *t,
                  struct problem *reterr_why);
/* Ends the open tasks of that kind (about_id 0: all of the kind), and their clocks. result: what
 * came of it, in a word or two. */
int casework_task_done(struct tx *tx, int64_t case_id, const char *kind, int64_t about_id,
                       const char *result, struct problem *reterr_why);
/* The same for tasks of a complaint without a case. */
int casework_task_done_complaint(struct tx *tx, int64_t complaint_id, const char *kind,
                                 const char *result, struct problem *reterr_why);

/* One entry in the ladder's log; *ret_row becomes "step_entry:ID" for casework_event. entry:
 * started, done, does_not_apply, jumped, stopped, reopened. on_date NULL: today. */
int casework_step(struct tx *tx, int64_t case_id, const char *step, const char *entry,
                  const char *reason, const char *on_date, bool in_order, const char **ret_row,
                  struct problem *reterr_why);

/* The facts that gates are asked about, as they stand in this transaction. */
struct gate_facts;
int casework_facts(struct tx *tx, int64_t case_id, struct gate_facts *ret,
                   struct problem *reterr_why);

#endif
