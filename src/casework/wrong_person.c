/* "This is the wrong person" (U-21). */
#include "casework/wrong_person.h"

#include "base/str.h"
#include "casework/act.h"
#include "casework/casework.h"
#include "casework/clock.h"
#include "db/queries.h"

#include "base/banned.h"

/* What everybody has to know and do next: who was told something that was not theirs. */
static int open_tasks(struct tx *tx, int64_t case_id, bool was_asked, struct problem *reterr_why)
{
	const struct new_task tasks[] = {
		{ .kind = "wrong_person_told",
		  .title = "Put right what was sent to or said of the wrong person",
		  .role = "practice_manager" },
		{ .kind = "wrong_person_pcse",
		  .title = "Ask PCSE today to put the wrong person back on the list",
		  .role = "practice_manager",
		  .due_on = casework_today(tx, NULL) },
	};

	for (size_t i = 0; i < (was_asked ? 2u : 1u); i++)
		if (casework_task(tx, case_id, &tasks[i], reterr_why) < 0)
			return -1;
	return clock_breach_begin(tx, case_id, reterr_why);
}

int wrong_person_correct(struct tx *tx, int64_t case_id, const struct author *right,
                         const char *words, struct problem *reterr_why)
{
	struct str list = str_new(tx_arena(tx));
	const struct rows *asked, *made, *voids;
	int64_t from, to, content, id;

	if (author_replace(tx, case_id, right, &from, &to, reterr_why) < 0)
		return -1;
	asked = tx_read_wrong_person_asked(tx, case_id, from);
	if (!asked)
		return casework_failed(tx, reterr_why);
	if (casework_content(tx, case_id, words, true, &content, reterr_why) < 0)
		return -1;
	made = write_wrong_person_correct(tx, case_id, from, to ? &to : NULL, content);
	if (!made)
		return casework_failed(tx, reterr_why);
	id = rows_int(made, 0, WRONG_PERSON_CORRECT_ID);
	voids = write_wrong_person_void(tx, case_id, from, id);
	if (!voids || !write_wrong_person_complaints(tx, case_id, from, to ? &to : NULL))
		return casework_failed(tx, reterr_why);
	if (open_tasks(tx, case_id, rows_bool(asked, 0, WRONG_PERSON_ASKED_WAS_ASKED), reterr_why) <
	            0 ||
	    casework_task_done(tx, case_id, "vote", 0, "The wrong person", reterr_why) < 0 ||
	    casework_task_done(tx, case_id, "removal_letters", 0, "The wrong person", reterr_why) <
	            0)
		return -1;
	act_row(&list, "person_correction", id);
	for (int i = 0; i < rows_count(voids); i++)
		act_row(&list, "record_void", rows_int(voids, i, WRONG_PERSON_VOID_ID));
	return casework_event(tx, "person.corrected", case_id, NULL, list.data, reterr_why);
}
