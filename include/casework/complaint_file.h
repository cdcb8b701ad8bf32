/* One complaint and its pathway (R-comp-1 to 21, U-4): what was answered, task by task. Every
 * answer leaves a row of app.complaint_entry and an event; the latest of a task stands. */
#ifndef CASEWORK_COMPLAINT_FILE_H
#define CASEWORK_COMPLAINT_FILE_H

#include <stdbool.h>
#include <stdint.h>

#include "base/problem.h"
#include "base/rows.h"
#include "db/db.h"
#include "rules/complaint.h"

/* What a form said: fields with their values, "" where empty; the last one's name is NULL. The
 * fields about, answer, on_date and words are columns of the entry, the others its facts. */
struct complaint_said {
	const char *field, *value;
	bool is_prose; /* kept as text, apart from the facts */
};

/* Records the answer to a task (a code of rules/complaint.h). version: the entry of that task which
 * the page showed, "0" for none. Wants an open write transaction and no lock. 0; or -1 with
 * PROBLEM_NOT_FOUND, PROBLEM_CONFLICT (somebody answered the same task meanwhile), PROBLEM_FIELD,
 * PROBLEM_REFUSED, or the database's trouble: its walls refuse whoever the complaint is about. */
int complaint_record(struct tx *tx, const char *reference, const char *task, const char *version,
                     const struct complaint_said *said, struct problem *reterr_why);

/* The facts that rules ask for, from rows of complaint_file and complaint_counts. */
void complaint_facts_of(const struct rows *file, const struct rows *counts,
                        struct complaint_facts *ret);

#endif
