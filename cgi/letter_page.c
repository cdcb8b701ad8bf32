/* Letters: the list, writing one, sending it, printing it (U-14, U-27). */
#include "casework/letter.h"

#include "act_page.h"
#include "base/made.h"
#include "base/str.h"
#include "pages.h"
#include "pdf_page.h"

#include "base/banned.h"

static const struct field letter_start_fields[] = {
	{ "kind", FIELD_CHOICE, .missing = "Select the letter you want to write" },
	ACT_LATE_FIELDS,
	{ 0 },
};
const struct form_def letter_start_form = { .name = "letter_start", .fields = letter_start_fields };

static const char *const nexts[] = { "save", "send", NULL };
static const struct field letter_write_fields[] = {
	{ "addressed_to", FIELD_LINE, .max = 200, .missing = "Enter whom the letter is for" },
	{ "words", FIELD_PROSE, .max = 12000, .missing = "Enter the letter" },
	{ "next", FIELD_CHOICE, .choices = nexts },
	{ 0 },
};
const struct form_def letter_write_form = { .name = "letter_write", .fields = letter_write_fields };

const struct form_def letter_drop_form = { .name = "letter_drop",
	                                   .fields = (const struct field[]){ { 0 } } };

static const char *const channels[] = { "post", "mail", "hand", "platform_form", "private_message",
	                                NULL };
static const struct field letter_send_fields[] = {
	{ "channel", FIELD_CHOICE, .missing = "Select how it was sent", .choices = channels },
	{ "sent_on", FIELD_DATE, .missing = "Enter the date it was sent" },
	{ "platform_reference", FIELD_LINE, .max = 120 },
	{ "implies_patient_is_right", FIELD_TICK },
	{ "own_reason", FIELD_PROSE, .max = 1000 },
	ACT_LATE_FIELDS,
	{ 0 },
};
const struct form_def letter_send_form = { .name = "letter_send", .fields = letter_send_fields };

/* Whoever wrote it approves it by sending it, with the reason that is asked there. */
const struct form_def letter_approve_form = { .name = "letter_approve",
	                                      .fields = (const struct field[]){ { 0 } } };

/* A gate's sentence as the reason why sending waits, or writing. */
static const char *waiting(struct visit *v, const struct letter_kind *k, const char *sentence)
{
	static const char start[] = "Not yet, because ";

	return text_starts(sentence, start)
	               ? arena_printf(v->arena, "%s has to wait, because %s",
	                              k->follows_decision ? "Writing it" : "Sending it",
	                              sentence + sizeof(start) - 1)
	               : sentence;
}

/* What may be written on this case, each with what still stands before its sending. */
static const struct rows *choices(struct visit *v, const struct rows *c, const struct rows *facts)
{
	const struct rows *kinds = batch_rows(v->batch, &query_letter_kinds);
	struct made m = made_new(v->arena, &query_letter_choices);
	const char *kind = rows_text_or(c, 0, ACT_CASE_KIND, "");

	for (int n = 0; n < rows_count(kinds); n++) {
		const struct letter_kind at = letter_kind_at(kinds, n), *k = &at;
		const struct rows *gates;
		const char *hint = "";

		if (!letter_is_offered(v->arena, k, kind) ||
		    (text_equal(k->addressee, "platform") &&
		     !rows_bool(c, 0, ACT_CASE_IS_PLATFORM)))
			continue;
		gates = act_gates(v->arena, &query_act_gates, k->step, k->gates, facts, false);
		for (int i = 0; i < rows_count(gates) && !*hint; i++)
			if (!rows_bool(gates, i, ACT_GATES_IS_MET))
				hint = waiting(v, k, rows_text(gates, i, ACT_GATES_SENTENCE));
		made_row(&m);
		made_text(&m, LETTER_CHOICES_CODE, k->code);
		made_text(&m, LETTER_CHOICES_TITLE, k->title);
		made_text(&m, LETTER_CHOICES_HINT, hint);
	}
	return made_rows(&m);
}

int letter_list_page(struct visit *v)
{
	read_act_case(v->batch, NULL, v->params[0]);
	read_case_frame(v->batch, v->params[0]);
	read_letter_list(v->batch, v->params[0]);
	read_letter_kinds(v->batch);
	read_ladder_facts(v->batch, v->params[0]);
	if (visit_read(v) < 0)
		return -1;
	act_own_form(v, &letter_start_form);
	view_rows(v->view, choices(v, batch_rows(v->batch, &query_act_case),
	                           batch_rows(v->batch, &query_ladder_facts)));
	act_back(v);
	return visit_page(v, &template_letter_list);
}

int letter_start_submit(struct visit *v)
{
	struct act_late late = act_late_of(v->form);
	const struct rows *kinds = tx_read_letter_kinds(v->tx), *c;
	struct letter_kind kind;
	int64_t id;

	c = kinds ? tx_read_act_case(v->tx, &v->case_id, NULL) : NULL;
	if (!c)
		return visit_tx_failed(v);
	kind = letter_kind_find(kinds, form_text(v->form, "kind"));
	if (!kind.code ||
	    !letter_is_offered(v->arena, &kind, rows_text_or(c, 0, ACT_CASE_KIND, "")))
		return refuse_field(&v->problem, "kind", "Select the kind of letter");
	if (letter_start(v->tx, v->case_id, form_text(v->form, "kind"), &late, &id, &v->problem) <
	    0)
		return -1;
	return visit_see_other(v, "/cases/%s/letters/%lld", v->reference, (long long)id);
}

static void back_to_list(struct visit *v)
{
	visit_section(v, "cases");
	visit_back(v, "Letters", "/cases/%s/letters", v->reference);
}

/* Reads the letter that the path names, in one flush with what else was queued. */
static const struct rows *read_letter(struct visit *v)
{
	const struct rows *letter;
	int64_t id;

	if (act_number(v, v->params[1], &id) < 0)
		return NULL;
	read_letter_show(v->batch, v->params[0], id);
	read_letter_kinds(v->batch);
	if (visit_read(v) < 0)
		return NULL;
	letter = batch_rows(v->batch, &query_letter_show);
	if (rows_count(letter) == 0) {
		refuse(&v->problem, PROBLEM_NOT_FOUND, "There is no such page.");
		return NULL;
	}
	return letter;
}

static struct letter_kind kind_of(struct visit *v, const struct rows *letter)
{
	return letter_kind_find(batch_rows(v->batch, &query_letter_kinds),
	                        rows_text(letter, 0, LETTER_SHOW_KIND));
}

static bool is_advised(const struct rows *facts)
{
	for (int i = 0; i < rows_count(facts); i++)
		if (text_equal(rows_text(facts, i, LADDER_FACTS_NAME), "advice_received"))
			return rows_int(facts, i, LADDER_FACTS_VALUE) > 0;
	return false;
}

/* What the checks say of the stored text. */
static void show_check(struct visit *v, const struct rows *letter, struct letter_kind kind)
{
	struct letter_check check;

	letter_check(v->arena, &kind, rows_text_or(letter, 0, LETTER_SHOW_WORDS, ""),
	             is_advised(batch_rows(v->batch, &query_ladder_facts)), &check);
	view_text(v->view, "accuses", check.accuses);
	view_text(v->view, "implies", check.implies);
	view_flag(v->view, "lacks_care", check.lacks_care);
	view_flag(v->view, "lacks_complaining", check.lacks_complaining);
	view_flag(v->view, "has_gap", check.has_gap);
}

int letter_page(struct visit *v)
{
	const struct rows *letter;

	read_act_case(v->batch, NULL, v->params[0]);
	read_ladder_facts(v->batch, v->params[0]);
	letter = read_letter(v);
	if (!letter)
		return -1;
	act_own_form(v, &letter_write_form);
	back_to_list(v);
	view_flag(v->view, "is_overtaken",
	          act_is_overtaken(v, rows_text_or(letter, 0, LETTER_SHOW_VERSION, "")));
	if (!rows_bool(letter, 0, LETTER_SHOW_IS_DRAFT))
		return visit_page(v, &template_letter_show);
	if (v->form_is_fresh) {
		form_set(v->form, "addressed_to",
		         rows_text_or(letter, 0, LETTER_SHOW_ADDRESSED_TO, ""));
		form_set(v->form, "words", rows_text_or(letter, 0, LETTER_SHOW_WORDS, ""));
	}
	show_check(v, letter, kind_of(v, letter));
	return visit_page(v, &template_letter_write);
}

int letter_write_submit(struct visit *v)
{
	const struct form *f = v->form;
	int64_t id;

	if (act_number(v, v->params[1], &id) < 0 ||
	    letter_save(v->tx, v->case_id, id, form_version(f), form_text(f, "addressed_to"),
	                form_text(f, "words"), &v->problem) < 0)
		return -1;
	return visit_see_other(v, "/cases/%s/letters/%lld%s", v->reference, (long long)id,
	                       text_equal(form_text(f, "next"), "send") ? "/send" : "");
}

int letter_drop_submit(struct visit *v)
{
	int64_t id;

	if (act_number(v, v->params[1], &id) < 0 ||
	    letter_drop(v->tx, v->case_id, id, form_version(v->form), &v->problem) < 0)
		return -1;
	return visit_see_other(v, "/cases/%s/letters", v->reference);
}

int letter_send_page(struct visit *v)
{
	struct letter_kind kind;
	const struct rows *letter, *gates;
	bool is_ready = true;

	read_act_case(v->batch, NULL, v->params[0]);
	read_ladder_facts(v->batch, v->params[0]);
	read_practice_today(v->batch);
	letter = read_letter(v);
	if (!letter)
		return -1;
	if (!rows_bool(letter, 0, LETTER_SHOW_IS_DRAFT))
		return visit_see_other(v, "/cases/%s/letters/%s", v->reference, v->params[1]);
	act_own_form(v, &letter_send_form);
	kind = kind_of(v, letter);
	if (!kind.code)
		return fault(&v->problem, "letter of an unknown kind");
	gates = act_gates(v->arena, &query_act_gates, kind.step, kind.gates,
	                  batch_rows(v->batch, &query_ladder_facts), false);
	view_rows(v->view, gates);
	for (int i = 0; i < rows_count(gates); i++)
		is_ready = is_ready && rows_bool(gates, i, ACT_GATES_IS_MET);
	view_flag(v->view, "is_ready", is_ready);
	view_flag(v->view, "is_report", text_equal(kind.code, "platform_report"));
	view_flag(v->view, "is_confidential", kind.is_confidential);
	show_check(v, letter, kind);
	act_set_today(v, "sent_on");
	visit_section(v, "cases");
	visit_back(v, "The letter", "/cases/%s/letters/%s", v->reference, v->params[1]);
	return visit_page(v, &template_letter_send);
}

int letter_send_submit(struct visit *v)
{
	const struct form *f = v->form;
	const struct letter_sending s = {
		.channel = form_text(f, "channel"),
		.sent_on = form_text(f, "sent_on"),
		.platform_reference = form_text(f, "platform_reference"),
		.implies_patient_is_right = form_ticked(f, "implies_patient_is_right"),
		.own_reason = form_text(f, "own_reason"),
		.late = act_late_of(f),
	};
	int64_t id;

	if (act_number(v, v->params[1], &id) < 0 ||
	    letter_send(v->tx, v->case_id, id, form_version(f), &s, &v->problem) < 0)
		return -1;
	return visit_see_other(v, "/cases/%s/letters/%lld", v->reference, (long long)id);
}

int letter_approve_submit(struct visit *v)
{
	int64_t id;

	if (act_number(v, v->params[1], &id) < 0 ||
	    letter_approve(v->tx, v->case_id, id, form_version(v->form), "", &v->problem) < 0)
		return -1;
	return visit_see_other(v, "/cases/%s/letters/%lld/send", v->reference, (long long)id);
}

/* Reads the letter for paper. *ret_waits: why a draft of it must not be printed yet, or NULL. */
static const struct rows *read_for_paper(struct visit *v, const char **ret_waits)
{
	struct letter_kind kind;
	const struct rows *letter, *gates;

	*ret_waits = NULL;
	read_ladder_facts(v->batch, v->params[0]);
	letter = read_letter(v);
	if (!letter)
		return NULL;
	kind = kind_of(v, letter);
	if (kind.follows_decision && rows_bool(letter, 0, LETTER_SHOW_IS_DRAFT)) {
		gates = act_gates(v->arena, &query_act_gates, kind.step, kind.gates,
		                  batch_rows(v->batch, &query_ladder_facts), false);
		for (int i = 0; i < rows_count(gates) && !*ret_waits; i++)
			if (!rows_bool(gates, i, ACT_GATES_IS_MET))
				*ret_waits = rows_text(gates, i, ACT_GATES_SENTENCE);
	}
	return letter;
}

int letter_print_page(struct visit *v)
{
	const char *waits;

	if (!read_for_paper(v, &waits))
		return -1;
	view_text(v->view, "waits", waits);
	visit_section(v, "cases");
	visit_back(v, "The letter", "/cases/%s/letters/%s", v->reference, v->params[1]);
	return visit_page(v, &template_letter_print);
}

/* The letter as a file, made from the text that was kept, whenever it is asked for. */
static int send_pdf(struct visit *v, bool is_large)
{
	const char *waits, *words;
	const struct rows *letter = read_for_paper(v, &waits);
	struct pdf_look look = { .is_large = is_large };
	struct str date = str_new(v->arena);
	struct pdf *p;

	if (!letter)
		return -1;
	words = rows_text_or(letter, 0, LETTER_SHOW_WORDS, "");
	if (waits)
		return refuse(&v->problem, PROBLEM_REFUSED, "%s", waits);
	if (!*words)
		return refuse(&v->problem, PROBLEM_NOT_FOUND,
		              "The text of this letter is not kept any more.");
	look.title = arena_printf(v->arena, "%s, %s", rows_text(letter, 0, LETTER_SHOW_KIND_TITLE),
	                          rows_text(letter, 0, LETTER_SHOW_PRACTICE_NAME));
	look.letterhead = rows_text(letter, 0, LETTER_SHOW_PRACTICE_NAME);
	if (rows_bool(letter, 0, LETTER_SHOW_IS_DRAFT))
		look.footer = "Draft, not sent";
	format_value(&date, FORMAT_DATE, NULL,
	             rows_given(letter, 0, LETTER_SHOW_SENT_ON)
	                     ? rows_text(letter, 0, LETTER_SHOW_SENT_ON)
	                     : rows_text(letter, 0, LETTER_SHOW_TODAY));
	p = pdf_new(v->arena, &look);
	pdf_paragraph(p, date.data);
	pdf_paragraph(p, rows_text_or(letter, 0, LETTER_SHOW_ADDRESSED_TO, ""));
	pdf_prose(p, v->arena, words);
	return page_pdf(v, p, "letter-%s-%s%s.pdf", v->reference, v->params[1],
	                is_large ? "-large-print" : "");
}

int letter_pdf_page(struct visit *v)
{
	return send_pdf(v, false);
}

int letter_large_print_page(struct visit *v) /* R-acc-2 */
{
	return send_pdf(v, true);
}
