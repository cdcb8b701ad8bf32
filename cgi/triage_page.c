/* Triage: the questions that management answers about every case. */
#include <stdlib.h>
#include <string.h>

#include "base/str.h"
#include "casework/triage.h"
#include "pages.h"

#include "base/banned.h"

static const char *const mentions[] = { "adverse", "neutral", "positive", NULL };
static const char *const complaints[] = { "no", "yes", "both", NULL };
static const char *const breaches[] = { "no", "not_ours", "yes", "not_sure", NULL };

static const struct field triage_fields[] = {
	{ "author_kind", FIELD_CHOICE, .missing = "Select who posted" },
	{ "author_basis", FIELD_LINE, .max = 300 },
	{ "category", FIELD_CHOICE, .missing = "Select what the policy calls it" },
	{ "subtype", FIELD_CHOICE },
	{ "mention", FIELD_CHOICE, .choices = mentions },
	{ "complaint", FIELD_CHOICE, .choices = complaints,
	  .missing = "Select whether it is a complaint, or refers to one" },
	{ "refers_to_complaint", FIELD_TICK },
	{ "data_breach", FIELD_CHOICE, .choices = breaches,
	  .missing = "Select whether it is a data breach" },
	{ "breach_why", FIELD_LINE, .max = 300 },
	{ "fair_comment", FIELD_TICK },
	{ "safeguarding", FIELD_TICK },
	{ "violence", FIELD_TICK },
	{ "jigsaw", FIELD_TICK },
	{ "proportion", FIELD_PROSE, .max = 2000 },
	{ "conflicted", FIELD_MANY },
	{ "note", FIELD_PROSE, .max = 4000 },
	{ 0 },
};
const struct form_def triage_form = { .name = "triage", .fields = triage_fields };

static void set_tick(struct form *f, const char *field, const struct rows *r, int column)
{
	if (rows_bool(r, 0, column))
		form_set(f, field, "yes");
}

/* The latest triage, or what is known before the first. */
static void fill(struct visit *v)
{
	const struct rows *last = batch_rows(v->batch, &query_triage_list);
	const struct rows *now = batch_rows(v->batch, &query_triage_now);
	const struct rows *partners = batch_rows(v->batch, &query_triage_partners);
	struct form *f = v->form;

	form_set(f, "author_kind", rows_text_or(now, 0, TRIAGE_NOW_AUTHOR_KIND, ""));
	form_set(f, "author_basis", rows_text_or(now, 0, TRIAGE_NOW_AUTHOR_BASIS, ""));
	for (int i = 0; i < rows_count(partners); i++)
		if (rows_bool(partners, i, TRIAGE_PARTNERS_IS_CONFLICTED))
			form_add(f, "conflicted", rows_text(partners, i, TRIAGE_PARTNERS_ID));
	if (rows_count(last) == 0) {
		set_tick(f, "fair_comment", now, TRIAGE_NOW_IS_REVIEW);
		set_tick(f, "safeguarding", now, TRIAGE_NOW_CHILD_AT_RISK);
		set_tick(f, "violence", now, TRIAGE_NOW_IN_DANGER);
		return;
	}
	form_set(f, "category", rows_text(last, 0, TRIAGE_LIST_CATEGORY));
	form_set(f, "subtype", rows_text(last, 0, TRIAGE_LIST_SUBTYPE));
	form_set(f, "mention", rows_text(last, 0, TRIAGE_LIST_MENTION));
	form_set(f, "complaint", rows_text(last, 0, TRIAGE_LIST_COMPLAINT));
	form_set(f, "data_breach", rows_text(last, 0, TRIAGE_LIST_DATA_BREACH));
	form_set(f, "breach_why", rows_text(last, 0, TRIAGE_LIST_BREACH_WHY));
	form_set(f, "proportion", rows_text(last, 0, TRIAGE_LIST_PROPORTION));
	set_tick(f, "refers_to_complaint", last, TRIAGE_LIST_REFERS_TO_COMPLAINT);
	set_tick(f, "fair_comment", last, TRIAGE_LIST_FAIR_COMMENT);
	set_tick(f, "safeguarding", last, TRIAGE_LIST_SAFEGUARDING);
	set_tick(f, "violence", last, TRIAGE_LIST_VIOLENCE);
	set_tick(f, "jigsaw", last, TRIAGE_LIST_JIGSAW);
}

int triage_page(struct visit *v)
{
	const char *ref = v->params[0];

	read_case_frame(v->batch, ref);
	read_triage_choices(v->batch, ref);
	read_triage_subtypes(v->batch, ref);
	read_triage_authors(v->batch);
	read_triage_partners(v->batch, ref);
	read_triage_list(v->batch, ref);
	read_triage_now(v->batch, ref);
	if (visit_read(v) < 0)
		return -1;
	if (v->form_is_fresh)
		fill(v);
	visit_section(v, "cases");
	visit_back(v, "Case", "/cases/%s", v->reference);
	return visit_page(v, &template_triage_record);
}

/* Member ids as a bigint[]; what is not a number is left out. */
static const char *id_array(struct visit *v, const char *const *ids)
{
	struct str out = str_new(v->arena);

	str_add_char(&out, '{');
	for (; ids && *ids; ids++)
		if (**ids && strspn(*ids, "0123456789") == strlen(*ids) && strlen(*ids) < 18)
			str_addf(&out, "%s%s", out.len > 1 ? "," : "", *ids);
	str_add_char(&out, '}');
	return out.data;
}

int triage_submit(struct visit *v)
{
	struct form *f = v->form;
	const struct rows *authors = tx_read_triage_authors(v->tx);
	bool is_known = false;
	struct triage t = {
		.author_kind = form_text(f, "author_kind"),
		.author_basis = form_text(f, "author_basis"),
		.category = form_text(f, "category"),
		.subtype = form_text(f, "subtype"),
		.mention = form_text(f, "mention"),
		.complaint = form_text(f, "complaint"),
		.refers_to_complaint = form_ticked(f, "refers_to_complaint"),
		.fair_comment = form_ticked(f, "fair_comment"),
		.safeguarding = form_ticked(f, "safeguarding"),
		.data_breach = form_text(f, "data_breach"),
		.breach_why = form_text(f, "breach_why"),
		.violence = form_ticked(f, "violence"),
		.jigsaw = form_ticked(f, "jigsaw"),
		.proportion = form_text(f, "proportion"),
		.note = form_text(f, "note"),
		.conflicted = id_array(v, form_many(f, "conflicted")),
	};

	if (!authors)
		return visit_tx_failed(v);
	for (int i = 0; i < rows_count(authors); i++)
		is_known = is_known ||
		           text_equal(rows_text(authors, i, TRIAGE_AUTHORS_CODE), t.author_kind);
	if (!is_known) {
		form_refuse(f, "author_kind", "Select who posted");
		return -1;
	}
	if (triage_record(v->tx, v->case_id, &t, &v->problem) < 0)
		return -1;
	return visit_see_other(v, "/cases/%s", v->reference);
}
