/* The ladder of one case as rows for a page: computed by src/rules from the facts of its gates and
 * from what was recorded of its steps; nothing of it is stored. */
#ifndef CASEWORK_LADDER_VIEW_H
#define CASEWORK_LADDER_VIEW_H

#include "base/arena.h"
#include "base/problem.h"
#include "base/rows.h"
#include "db/db.h"

/* Queues what ladder_view_make reads: ladder_state, ladder_facts, ladder_entries, ladder_policy. */
void ladder_view_read(struct batch *b, const char *reference);

/* After the batch has run: rows of :made queries ladder_steps and ladder_next. Members who are
 * affected or conflicted get where the steps stand, without what the discussion found (U-1);
 * members without the right to manage get no links. -1: a fact that the rules do not know. */
int ladder_view_make(struct arena *a, const struct batch *b, struct rows **ret_steps,
                     struct rows **ret_next, struct problem *reterr_why);

#endif
