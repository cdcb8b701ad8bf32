/* Findings: what a post shows. */
#include "casework/finding.h"

#include "casework/act.h"
#include "casework/casework.h"
#include "db/queries.h"

#include "base/banned.h"

int finding_record(struct tx *tx, int64_t case_id, const struct finding *x,
                   struct problem *reterr_why)
{
	struct arena *a = tx_arena(tx);
	const struct rows *made;
	struct act_case c;
	int64_t words, weighed = 0;

	if (act_case_open(tx, case_id, &c, reterr_why) < 0 ||
	    act_not_later(&c, x->happened_on, "happened_on", "The day of the conduct", reterr_why) <
	            0 ||
	    casework_content(tx, case_id, x->words, true, &words, reterr_why) < 0)
		return -1;
	if (*x->weighed &&
	    casework_content(tx, case_id, x->weighed, true, &weighed, reterr_why) < 0)
		return -1;
	made = write_finding_record(tx, case_id, x->ground, x->happened_on, x->has_evidence, words,
	                            weighed ? &weighed : NULL);
	if (!made)
		return casework_failed(tx, reterr_why);
	return casework_event(
	        tx, "finding.recorded", case_id, arena_printf(a, "{\"ground\": \"%s\"}", x->ground),
	        arena_printf(a, "finding:%s", rows_text(made, 0, FINDING_RECORD_ID)), reterr_why);
}
