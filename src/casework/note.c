/* Notes on a case. */
#include "casework/note.h"

#include "casework/casework.h"
#include "db/queries.h"

#include "base/banned.h"

int note_add(struct tx *tx, int64_t case_id, const char *text, struct problem *reterr_why)
{
	struct arena *a = tx_arena(tx);
	const struct rows *r;
	int64_t content;

	if (casework_content(tx, case_id, text, true, &content, reterr_why) < 0)
		return -1;
	r = write_note_add(tx, case_id, content);
	if (!r)
		return casework_failed(tx, reterr_why);
	return casework_event(tx, "note.added", case_id,
	                      arena_printf(a, "{\"note\": %s}", rows_text(r, 0, NOTE_ADD_ID)),
	                      arena_printf(a, "case_note:%s", rows_text(r, 0, NOTE_ADD_ID)),
	                      reterr_why);
}
