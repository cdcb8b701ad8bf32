/* Answers that a gate asks of a person. The questions, their words and their codes are here; what
 * follows from the codes is app.gate_facts'. */
#include "casework/gate_answer.h"

#include "base/str.h"
#include "casework/act.h"
#include "casework/casework.h"
#include "db/queries.h"

#include "base/banned.h"

const struct gate_choice protected_grounds[] = {
	{ "age", "Age", "" },
	{ "appearance", "Appearance", "" },
	{ "disability", "Disability or medical condition", "" },
	{ "gender", "Gender, or gender reassignment", "" },
	{ "marriage", "Marriage or civil partnership", "" },
	{ "pregnancy", "Pregnancy or maternity", "" },
	{ "race", "Race", "" },
	{ "religion", "Religion or belief", "" },
	{ "orientation", "Sexual orientation", "" },
	{ "class", "Social class", "" },
	{ NULL, NULL, NULL },
};

static const struct gate_choice ground_choices[] = {
	{ "apart", "Yes: it would stand if nobody had ever complained", "" },
	{ "on_complaint", "No: it rests on a complaint",
	  "Nobody is removed because of a complaint" },
	{ "only_refusal", "It is only that they did not take the post down",
	  "That is never a ground on its own" },
	{ NULL, NULL, NULL },
};
static const struct gate_choice protected_choices[] = {
	{ "none", "None of these", "" },
	{ "involved", "One or more of these", "" },
	{ NULL, NULL, NULL },
};
static const struct gate_choice clinician_choices[] = {
	{ "no", "No: none of them could explain it", "" },
	{ "could", "It could", "Then say below what follows from that" },
	{ "explains", "Yes, it explains it", "Help and adjustments are offered instead" },
	{ NULL, NULL, NULL },
};
static const struct gate_choice alternative_choices[] = {
	{ "tried", "This was tried", "" },
	{ "none_possible", "No alternative could be tried", "" },
	{ NULL, NULL, NULL },
};
static const struct gate_choice addressee_choices[] = {
	{ "young_person", "The young person", "" },
	{ "parent", "A parent", "Nothing goes to a parent by default" },
	{ "both", "Both", "" },
	{ NULL, NULL, NULL },
};

const struct gate_question gate_questions[] = {
	{ .path = "ground",
	  .gate = "ground",
	  .title = "The ground for going on",
	  .hint = "Write what the person did, not what they think of us. A complaint is never a "
	          "ground, and nor is refusing to take a post down.",
	  .words_label = "The ground, in plain words",
	  .choices = ground_choices },
	{ .path = "complaints",
	  .gate = "complaints_considered",
	  .title = "Earlier complaints",
	  .hint = "Every complaint by or for this person is listed, whether or not it belongs to "
	          "this case.",
	  .words_label = "How they were considered",
	  .written = "seen" },
	{ .path = "protected-grounds",
	  .gate = "protected_grounds",
	  .title = "Does the reason relate to any of these?",
	  .hint = "Nobody may be removed for any of them.",
	  .words_label = "Why you answer so",
	  .choices = protected_choices },
	{ .path = "clinician",
	  .gate = "clinician",
	  .title = "Could illness, disability, capacity or crisis explain it?",
	  .hint = "For a clinician to answer. Do not open the record merely to guess.",
	  .words_label = "Why you answer so",
	  .by_clinician = true,
	  .choices = clinician_choices },
	{ .path = "adjustments",
	  .gate = "adjustments",
	  .title = "Reasonable adjustments",
	  .hint = "Such as another way to be in touch, longer appointments, or an advocate.",
	  .words_label = "Which adjustments were considered, and what came of it",
	  .written = "considered" },
	{ .path = "alternatives",
	  .gate = "alternatives",
	  .title = "Alternatives to removal",
	  .hint = "Such as a meeting, an apology, an agreement about behaviour, or another doctor. "
	          "Record each one that was tried.",
	  .words_label = "What was tried and what came of it, or why nothing could be",
	  .choices = alternative_choices },
	{ .path = "care",
	  .gate = "care_cannot_be_given",
	  .title = "Why good care can no longer be given",
	  .hint = "A relationship ends only when trust has broken down so far that good clinical "
	          "care cannot be provided.",
	  .words_label = "Why good care can no longer be given",
	  .written = "written" },
	{ .path = "addressee",
	  .gate = "addressee_decided",
	  .title = "Who gets letters about a young person?",
	  .hint = "For a clinician to answer, where the person is or may be under 18.",
	  .words_label = "Why",
	  .by_clinician = true,
	  .choices = addressee_choices },
	{ .path = NULL },
};

const struct gate_question *gate_question_find(const char *path)
{
	for (const struct gate_question *q = gate_questions; q->path; q++)
		if (text_equal(q->path, path))
			return q;
	return NULL;
}

const char *gate_question_answer(const struct gate_question *q, const char *code)
{
	for (const struct gate_choice *c = q->choices; c && c->code; c++)
		if (text_equal(c->code, code))
			return c->label;
	return q->choices ? code : "Answered";
}

int gate_answer_record(struct tx *tx, int64_t case_id, const struct gate_question *q,
                       const char *answer, const char *words, struct problem *reterr_why)
{
	struct arena *a = tx_arena(tx);
	const struct rows *made;
	struct act_case c;
	int64_t content;

	if (act_case_open(tx, case_id, &c, reterr_why) < 0 ||
	    casework_content(tx, case_id, words, true, &content, reterr_why) < 0)
		return -1;
	made = write_gate_answer_record(tx, case_id, q->gate, answer, content, q->by_clinician);
	if (!made)
		return casework_failed(tx, reterr_why);
	return casework_event(
	        tx, "gate.answered", case_id,
	        arena_printf(a, "{\"gate\": \"%s\", \"answer\": \"%s\"}", q->gate, answer),
	        arena_printf(a, "gate_statement:%s", rows_text(made, 0, GATE_ANSWER_RECORD_ID)),
	        reterr_why);
}
