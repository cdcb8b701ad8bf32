/* "Before this can happen": the gates before removal, in order, and the questions that people
 * answer for them, one form for each (U-17). */
#include <string.h>

#include "base/made.h"
#include "base/str.h"
#include "casework/gate_answer.h"
#include "pages.h"

#include "base/banned.h"

/* One shape for every question; which fields are asked is the question's own. */
static const struct field gate_answer_fields[] = {
	{ "answer", FIELD_CHOICE },
	{ "grounds", FIELD_MANY, .max = 20 },
	{ "words", FIELD_PROSE, .max = 5000, .missing = "Enter this in words" },
	{ 0 },
};
const struct form_def gate_answer_form = { .name = "gate_answer", .fields = gate_answer_fields };
/* Drafts are kept by form: these have their own addresses. */
const struct form_def gate_clinician_form = { .name = "gate_clinician",
	                                      .fields = gate_answer_fields };
const struct form_def gate_addressee_form = { .name = "gate_addressee",
	                                      .fields = gate_answer_fields };

/* Not every case asks every question; what has been answered is shown all the same. */
static bool is_asked(const struct gate_question *q, const struct rows *relevance)
{
	if (text_equal(q->path, "complaints"))
		return rows_bool(relevance, 0, GATE_RELEVANCE_HAS_PAST_COMPLAINTS);
	if (text_equal(q->path, "addressee"))
		return rows_bool(relevance, 0, GATE_RELEVANCE_MAY_BE_YOUNG);
	return true;
}

static bool may_answer(const struct visit *v, const struct gate_question *q)
{
	return visit_may(v, q->by_clinician ? "answer_clinical" : "manage");
}

int gates_page(struct visit *v)
{
	const struct rows *answers, *relevance;
	struct made list = made_new(v->arena, &query_gate_questions);

	read_gate_list(v->batch, v->params[0]);
	answers = read_gate_question_list(v->batch, v->params[0]);
	relevance = read_gate_relevance(v->batch, v->params[0]);
	if (visit_read(v) < 0)
		return -1;
	for (const struct gate_question *q = gate_questions; q->path; q++) {
		const char *said = NULL, *who = NULL, *at = NULL;

		for (int i = 0; i < rows_count(answers); i++) {
			if (!text_equal(rows_text(answers, i, GATE_QUESTION_LIST_GATE), q->gate))
				continue;
			said = gate_question_answer(
			        q, rows_text(answers, i, GATE_QUESTION_LIST_ANSWER));
			who = rows_text(answers, i, GATE_QUESTION_LIST_BY_NAME);
			at = rows_text(answers, i, GATE_QUESTION_LIST_AT);
		}
		if (!said && !is_asked(q, relevance))
			continue;
		made_row(&list);
		made_text(&list, GATE_QUESTIONS_PATH, q->path);
		made_text(&list, GATE_QUESTIONS_TITLE, q->title);
		made_text(&list, GATE_QUESTIONS_SAID, said);
		made_text(&list, GATE_QUESTIONS_WHO, who);
		made_text(&list, GATE_QUESTIONS_ANSWERED_AT, at);
		made_flag(&list, GATE_QUESTIONS_MAY_ANSWER, may_answer(v, q));
		made_text(&list, GATE_QUESTIONS_WHOSE, q->by_clinician ? "For a clinician" : NULL);
	}
	view_rows(v->view, made_rows(&list));
	visit_section(v, "cases");
	visit_back(v, "Back to the case", "/cases/%s", v->reference);
	return visit_page(v, &template_gates_list);
}

static int show_question(struct visit *v, const struct gate_question *q)
{
	struct made choices = made_new(v->arena, &query_gate_choices);
	struct made grounds = made_new(v->arena, &query_gate_grounds);
	struct made before = made_new(v->arena, &query_gate_answers);
	const struct rows *history;
	bool is_protected;

	if (!q)
		return visit_read(v) < 0
		               ? -1
		               : refuse(&v->problem, PROBLEM_NOT_FOUND, "There is no such page.");
	history = read_gate_history(v->batch, v->params[0], q->gate);
	read_gate_complaints(v->batch, v->params[0]);
	if (visit_read(v) < 0)
		return -1;
	is_protected = text_equal(q->path, "protected-grounds");
	for (const struct gate_choice *c = q->choices; c && c->code && !is_protected; c++) {
		made_row(&choices);
		made_text(&choices, GATE_CHOICES_CODE, c->code);
		made_text(&choices, GATE_CHOICES_LABEL, c->label);
		made_text(&choices, GATE_CHOICES_HINT, c->hint);
	}
	for (const struct gate_choice *c = protected_grounds; is_protected && c->code; c++) {
		made_row(&grounds);
		made_text(&grounds, GATE_GROUNDS_CODE, c->code);
		made_text(&grounds, GATE_GROUNDS_LABEL, c->label);
	}
	for (int i = 0; i < rows_count(history); i++) {
		const char *code = rows_text(history, i, GATE_HISTORY_ANSWER);

		made_row(&before);
		made_text(&before, GATE_ANSWERS_SAID, gate_question_answer(q, code));
		made_text(&before, GATE_ANSWERS_WORDS, rows_text(history, i, GATE_HISTORY_WORDS));
		made_text(&before, GATE_ANSWERS_WHO, rows_text(history, i, GATE_HISTORY_BY_NAME));
		made_text(&before, GATE_ANSWERS_ANSWERED_AT,
		          rows_text(history, i, GATE_HISTORY_AT));
	}
	view_rows(v->view, made_rows(&choices));
	view_rows(v->view, made_rows(&grounds));
	view_rows(v->view, made_rows(&before));
	view_text(v->view, "reference", v->reference);
	view_text(v->view, "question", q->path);
	view_text(v->view, "question_title", q->title);
	view_text(v->view, "question_hint", q->hint);
	view_text(v->view, "words_label", q->words_label);
	view_text(v->view, "form_name", v->route->form->name);
	view_text(v->view, "draft_ref",
	          v->params[1] ? arena_printf(v->arena, "%s/%s", v->params[0], v->params[1])
	                       : v->params[0]);
	view_flag(v->view, "asks_grounds", is_protected);
	view_flag(v->view, "asks_choice", q->choices && !is_protected);
	view_flag(v->view, "shows_complaints",
	          text_equal(q->path, "complaints") || text_equal(q->path, "ground"));
	visit_section(v, "cases");
	visit_back(v, "Before this can happen", "/cases/%s/gates", v->reference);
	return visit_page(v, &template_gates_answer);
}

/* A clinician's questions have routes of their own, which ask for that right. */
static const struct gate_question *question_of_path(struct visit *v)
{
	const struct gate_question *q = gate_question_find(v->params[1]);

	return q && !q->by_clinician ? q : NULL;
}

int gate_answer_page(struct visit *v)
{
	return show_question(v, question_of_path(v));
}
int gate_clinician_page(struct visit *v)
{
	return show_question(v, gate_question_find("clinician"));
}
int gate_addressee_page(struct visit *v)
{
	return show_question(v, gate_question_find("addressee"));
}

static bool has_choice(const struct gate_choice *c, const char *code)
{
	for (; c && c->code; c++)
		if (text_equal(c->code, code))
			return true;
	return false;
}

/* The ten grounds: those ticked, or "none" (R-list-1). NULL when the form was refused. */
static const char *protected_answer(struct visit *v, const char **ret_words)
{
	struct str ticked = str_new(v->arena);
	bool none = false;

	for (const char *const *at = form_many(v->form, "grounds"); at && *at; at++) {
		if (text_equal(*at, "none")) {
			none = true;
			continue;
		}
		for (const struct gate_choice *c = protected_grounds; c->code; c++)
			if (text_equal(c->code, *at))
				str_addf(&ticked, "%s%s", ticked.len ? ", " : "", c->label);
	}
	if (none == (ticked.len > 0)) {
		form_refuse(
		        v->form, "grounds",
		        none ? "Select the grounds it relates to, or \"None of these\", not both"
		             : "Select the grounds it relates to, or \"None of these\"");
		return NULL;
	}
	if (ticked.len)
		*ret_words = arena_printf(v->arena, "%s: %s", ticked.data, *ret_words);
	return none ? "none" : "involved";
}

/* What was considered is what this member could see. */
static const char *complaints_answer(struct visit *v)
{
	const struct rows *seen = tx_read_gate_complaints(v->tx, v->reference);
	int past = 0;

	if (!seen) {
		visit_tx_failed(v);
		return NULL;
	}
	for (int i = 0; i < rows_count(seen); i++)
		past += !rows_bool(seen, i, GATE_COMPLAINTS_IS_OPEN);
	return arena_printf(v->arena, "seen_%d", past);
}

static int submit(struct visit *v, const struct gate_question *q)
{
	const char *words = form_text(v->form, "words"), *answer;

	if (!q)
		return refuse(&v->problem, PROBLEM_NOT_FOUND, "There is no such page.");
	if (text_equal(q->path, "protected-grounds")) {
		answer = protected_answer(v, &words);
	} else if (text_equal(q->path, "complaints")) {
		answer = complaints_answer(v);
	} else if (q->choices) {
		answer = form_text(v->form, "answer");
		if (!has_choice(q->choices, answer)) {
			form_refuse(v->form, "answer", "Select an answer");
			answer = NULL;
		}
	} else {
		answer = q->written;
	}
	if (!answer || gate_answer_record(v->tx, v->case_id, q, answer, words, &v->problem) < 0)
		return -1;
	return visit_see_other(v, "/cases/%s/gates", v->reference);
}

int gate_answer_submit(struct visit *v)
{
	return submit(v, question_of_path(v));
}

/* A clinician who was let in for this question alone has no list of gates to go back to. */
static int submit_and_leave(struct visit *v, const char *path)
{
	if (submit(v, gate_question_find(path)) < 0)
		return -1;
	return visit_may(v, "read_cases") ? 0 : visit_see_other(v, "/");
}
int gate_clinician_submit(struct visit *v)
{
	return submit_and_leave(v, "clinician");
}
int gate_addressee_submit(struct visit *v)
{
	return submit_and_leave(v, "addressee");
}
