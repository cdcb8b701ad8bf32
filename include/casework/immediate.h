/* Removal at once, for violence or for fear of it: what happened, entry by entry, as it happened
 * (U-19, R-list-9 to R-list-11, R-list-17). No vote, warning or open complaint bars it. */
#ifndef CASEWORK_IMMEDIATE_H
#define CASEWORK_IMMEDIATE_H

#include <stdbool.h>
#include <stdint.h>

#include "base/problem.h"
#include "casework/act.h"
#include "db/db.h"

struct immediate_choice {
	const char *code;
	const char *label;
	const char *hint;
};

/* One kind of entry: what it is called, and what its form asks. NULL: not asked. */
struct immediate_kind {
	const char *entry; /* as stored, and the last part of its address */
	const char *title;
	const char *hint;
	const char *legend; /* over the choices */
	const struct immediate_choice *choices;
	const char *who;
	const char *place;
	const char *on;
	const char *time;
	const char *reference; /* never needed (R-list-10) */
	const char *words;
	bool needs_time;
	bool needs_words;
	bool once;
};
extern const struct immediate_kind immediate_kinds[]; /* ends with a NULL entry */
const struct immediate_kind *immediate_kind_find(const char *entry);

struct immediate_entry {
	const char *entry;
	const char *code;
	const char *who;
	const char *place;
	const char *reference;
	const char *on_date;  /* yyyy-mm-dd */
	const char *at_time;  /* hh:mm; "" where none */
	const char *words;    /* "" where none */
	struct act_late late; /* notice only: it was given before all of this was checked (U-11) */
};

/* The interruption page was passed. Again: nothing more happens. */
int immediate_open(struct tx *tx, int64_t case_id, struct problem *reterr_why);

/* One entry. The notice asks the gates (rules/gate.h, gates_for_immediate_removal), starts the
 * clock of the written confirmation and opens what has to be done after it. A decision is the
 * member's own: a partner who does not stand aside, or somebody the partners authorised, whose
 * decision a partner confirms. PROBLEM_FIELD on "on_date" or "out_of_order_why". */
int immediate_record(struct tx *tx, int64_t case_id, const struct immediate_entry *e,
                     struct problem *reterr_why);

/* Whom the partners authorised beforehand; taking it back. The member must be a partner (asked by
 * the route and again by the database). PROBLEM_FIELD on "to_on". */
int authority_record(struct tx *tx, int64_t member_id, const char *partners, const char *from_on,
                     const char *to_on, struct problem *reterr_why);
int authority_end(struct tx *tx, int64_t id, struct problem *reterr_why);

#endif
