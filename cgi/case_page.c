/* The case page, who has read it, notes. */
#include <string.h>

#include "base/made.h"
#include "base/str.h"
#include "casework/ladder_view.h"
#include "casework/note.h"
#include "pages.h"

#include "base/banned.h"

/* ---- One case ------------------------------------------------------------------------------- */

static const struct field case_note_fields[] = {
	{ "note", FIELD_PROSE, .max = 4000, .missing = "Enter the note" },
	{ 0 },
};
const struct form_def case_note_form = { .name = "case_note", .fields = case_note_fields };

int case_page(struct visit *v)
{
	const char *ref = v->params[0];
	struct rows *steps, *next;

	read_case_show(v->batch, ref);
	read_case_frame(v->batch, ref);
	read_case_triage(v->batch, ref);
	read_case_named(v->batch, ref);
	read_case_author_line(v->batch, ref);
	read_case_tasks(v->batch, ref);
	read_case_timeline(v->batch, ref);
	read_case_letters(v->batch, ref);
	read_case_complaint(v->batch, ref);
	read_case_decision(v->batch, ref);
	read_case_removal(v->batch, ref);
	read_case_connected(v->batch, ref);
	ladder_view_read(v->batch, ref);
	if (visit_read(v) < 0)
		return -1;
	if (ladder_view_make(v->arena, v->batch, &steps, &next, &v->problem) < 0)
		return -1;
	view_rows(v->view, steps);
	view_rows(v->view, next);
	visit_section(v, "cases");
	if (visit_may(v, "read_cases"))
		visit_back(v, "Cases", "/cases");
	else
		visit_back(v, "Home", "/");
	return visit_page(v, &template_case_show);
}

int case_note_submit(struct visit *v)
{
	if (note_add(v->tx, v->case_id, form_text(v->form, "note"), &v->problem) < 0)
		return -1;
	return visit_see_other(v, "/cases/%s#history", v->reference);
}

int case_readers_page(struct visit *v)
{
	read_case_frame(v->batch, v->params[0]);
	read_case_readers(v->batch, v->params[0]);
	if (visit_read(v) < 0)
		return -1;
	visit_section(v, "cases");
	visit_back(v, "Case", "/cases/%s", v->reference);
	return visit_page(v, &template_case_readers);
}
