/* The partners' paper pack: the copies of a case, making one, and the document itself (U-27). */
#include "casework/pack.h"

#include "base/str.h"
#include "casework/cover_names.h"
#include "view/format.h"
#include "act_page.h"
#include "pages.h"
#include "pdf_page.h"

#include "base/banned.h"

static const struct field pack_fields[] = {
	{ "for_whom", FIELD_LINE, .max = 200, .missing = "Enter who receives this copy" },
	{ "covers", FIELD_MANY, .max = 20 },
	{ "advice_reason", FIELD_PROSE, .max = 1000 },
	{ 0 },
};
const struct form_def pack_form = { .name = "pack", .fields = pack_fields };

int pack_list_page(struct visit *v)
{
	read_act_case(v->batch, NULL, v->params[0]);
	read_pack_list(v->batch, v->params[0]);
	read_pack_rights(v->batch);
	if (visit_read(v) < 0)
		return -1;
	act_back(v);
	return visit_page(v, &template_pack_list);
}

int pack_submit(struct visit *v)
{
	const struct pack_copy copy = {
		.for_whom = form_text(v->form, "for_whom"),
		.covers = form_many(v->form, "covers"),
		.advice_reason = form_text(v->form, "advice_reason"),
	};
	int64_t copy_no;

	if (pack_record(v->tx, v->case_id, &copy, &copy_no, &v->problem) < 0)
		return -1;
	return visit_see_other(v, "/cases/%s/pack", v->reference);
}

/* ---- The document --------------------------------------------------------------------------- */

struct pack {
	struct visit *v;
	struct pdf *pdf;
	struct covered_name *names;
	size_t count;
};

static void collect_names(struct pack *p, const struct rows *names, const struct rows *copy)
{
	struct arena *a = p->v->arena;

	p->names = arena_alloc(a, ((size_t)rows_count(names) + 1) * sizeof(*p->names));
	for (int i = 0; i < rows_count(names); i++) {
		const char *whose = rows_text(names, i, PACK_NAMES_WHOSE);
		int place = (int)rows_int(names, i, PACK_NAMES_PLACE);
		const char *label;

		if (text_equal(whose, "staff") && rows_bool(copy, 0, PACK_SHOW_COVERS_STAFF))
			label = name_letter_label(a, "Staff member", place);
		else if (text_equal(whose, "person") && rows_bool(copy, 0, PACK_SHOW_COVERS_PERSON))
			label = "Person 1";
		else if (text_equal(whose, "others") && rows_bool(copy, 0, PACK_SHOW_COVERS_OTHERS))
			label = arena_printf(a, "Person %d", place + 1);
		else
			continue;
		p->names[p->count++] =
		        (struct covered_name){ text_trim(a, rows_text(names, i, PACK_NAMES_NAME)),
			                       label };
	}
}

/* A cell as it may be printed: covered, and dates spelled. */
static const char *cell(struct pack *p, const struct rows *r, int row, int column)
{
	const char *text = rows_text_or(r, row, column, "");
	enum value_type type = r->query->columns[column].type;
	struct str out = str_new(p->v->arena);

	if (type == VALUE_TEXT)
		return names_cover(p->v->arena, text, p->names, p->count);
	format_value(&out,
	             type == VALUE_DATE          ? FORMAT_DATE
	             : type == VALUE_TIMESTAMPTZ ? FORMAT_DATETIME
	             : type == VALUE_BOOLEAN     ? FORMAT_YESNO
	                                         : FORMAT_PLAIN,
	             NULL, text);
	return out.data;
}

static void say(struct pack *p, const char *what, const struct rows *r, int row, int column)
{
	const char *cells[] = { what, cell(p, r, row, column) };

	if (*cells[1])
		pdf_row(p->pdf, cells);
}

static void prose(struct pack *p, const struct rows *r, int row, int column)
{
	pdf_prose(p->pdf, p->v->arena, cell(p, r, row, column));
}

static void facts_table(struct pack *p, const char *left, const char *right)
{
	const char *heads[] = { left, right };

	pdf_table(p->pdf, heads, (const int[]){ 1, 2 }, 2);
}

static void cover(struct pack *p, const struct rows *copy)
{
	struct arena *a = p->v->arena;

	pdf_heading(p->pdf, 1, arena_printf(a, "Case %s, for the partners", p->v->reference));
	facts_table(p, "This copy", "Details");
	say(p, "Copy number", copy, 0, PACK_SHOW_COPY_NO);
	/* Whose copy it is stays readable, whatever is covered. */
	pdf_row(p->pdf, (const char *const[]){ "For", rows_text(copy, 0, PACK_SHOW_FOR_WHOM) });
	say(p, "Made by", copy, 0, PACK_SHOW_MADE_BY);
	say(p, "Made on", copy, 0, PACK_SHOW_MADE_AT);
	say(p, "The case as it stood", copy, 0, PACK_SHOW_PRINTED_AT);
	pdf_paragraph(p->pdf, "In confidence. For the person named above and for this meeting "
	                      "only. Do not copy it, photograph it or leave it lying. Give it "
	                      "back after the meeting: copies are counted.");
	if (p->count > 0)
		pdf_paragraph(p->pdf, "Names are covered in this copy. A label stands for the same "
		                      "person throughout.");
	pdf_paragraph(p->pdf, rows_bool(copy, 0, PACK_SHOW_HAS_ADVICE)
	                              ? "Advice is in it, and may be privileged."
	                              : "Advice from defence bodies and solicitors is left out.");
	pdf_heading(p->pdf, 3, "Contents");
	pdf_contents(p->pdf);
	pdf_new_page(p->pdf);
}

static void facts(struct pack *p, const struct rows *c, const struct rows *author,
                  const struct rows *triage)
{
	pdf_heading(p->pdf, 2, "What happened");
	facts_table(p, "Fact", "As recorded");
	say(p, "Summary", c, 0, CASE_SHOW_SUMMARY);
	say(p, "Kind", c, 0, CASE_SHOW_KIND_TITLE);
	say(p, "Where", c, 0, CASE_SHOW_PLATFORM_TITLE);
	say(p, "Whose page", c, 0, CASE_SHOW_VENUE_TITLE);
	say(p, "Web address", c, 0, CASE_SHOW_LINK);
	say(p, "Name shown", c, 0, CASE_SHOW_AUTHOR_HANDLE);
	say(p, "Seen on", c, 0, CASE_SHOW_SEEN_ON);
	say(p, "Seen by", c, 0, CASE_SHOW_SEEN_BY);
	say(p, "Logged", c, 0, CASE_SHOW_LOGGED_AT);
	say(p, "Logged by", c, 0, CASE_SHOW_LOGGED_BY);
	say(p, "Where it stands", c, 0, CASE_SHOW_STATE_TITLE);
	say(p, "Policy", c, 0, CASE_SHOW_POLICY_TITLE);
	if (rows_count(author) > 0) {
		say(p, "Who posted", author, 0, CASE_AUTHOR_LINE_KIND_TITLE);
		say(p, "Name", author, 0, CASE_AUTHOR_LINE_NAME);
		say(p, "A second person agrees who it is", author, 0, CASE_AUTHOR_LINE_IS_AGREED);
	}
	if (rows_count(triage) > 0) {
		say(p, "Category", triage, 0, CASE_TRIAGE_CATEGORY_TITLE);
		say(p, "Fair comment", triage, 0, CASE_TRIAGE_FAIR_COMMENT);
		say(p, "Proportion", triage, 0, CASE_TRIAGE_PROPORTION);
	}
}

static void timeline(struct pack *p, const struct rows *t)
{
	static const char *const heads[] = { "When", "What", "Who" };

	pdf_heading(p->pdf, 2, "Timeline");
	pdf_table(p->pdf, heads, (const int[]){ 4, 5, 3 }, 3);
	for (int i = rows_count(t) - 1; i >= 0; i--) { /* newest first, as it came */
		const char *words = cell(p, t, i, CASE_TIMELINE_WORDS);
		const char *cells[] = { cell(p, t, i, CASE_TIMELINE_HAPPENED_AT),
			                cell(p, t, i, CASE_TIMELINE_TITLE),
			                cell(p, t, i, CASE_TIMELINE_WHO) };

		if (*words)
			cells[1] = arena_printf(p->v->arena, "%s\n%s", cells[1], words);
		pdf_row(p->pdf, cells);
	}
}

static void evidence(struct pack *p, const struct rows *e)
{
	static const char *const heads[] = { "No.", "What", "Captured", "Added by" };

	pdf_heading(p->pdf, 2, "Evidence");
	if (rows_count(e) == 0) {
		pdf_paragraph(p->pdf, "There is none.");
		return;
	}
	pdf_table(p->pdf, heads, (const int[]){ 1, 6, 3, 3 }, 4);
	for (int i = 0; i < rows_count(e); i++) {
		const char *words = cell(p, e, i, EVIDENCE_LIST_WORDS);
		const char *cells[] = {
			arena_printf(p->v->arena, "%d", i + 1),
			arena_printf(p->v->arena, "%s: %s%s%s",
			             cell(p, e, i, EVIDENCE_LIST_TYPE_TITLE),
			             cell(p, e, i, EVIDENCE_LIST_TITLE), *words ? "\n" : "", words),
			cell(p, e, i, EVIDENCE_LIST_CAPTURED_AT),
			cell(p, e, i, EVIDENCE_LIST_ADDED_BY),
		};

		pdf_row(p->pdf, cells);
	}
}

static void letters(struct pack *p, const struct rows *l)
{
	pdf_heading(p->pdf, 2, "Letters that were sent");
	if (rows_count(l) == 0)
		pdf_paragraph(p->pdf, "None.");
	for (int i = 0; i < rows_count(l); i++) {
		pdf_heading(p->pdf, 3,
		            arena_printf(p->v->arena, "%s, %s", cell(p, l, i, PACK_LETTERS_TITLE),
		                         cell(p, l, i, PACK_LETTERS_SENT_ON)));
		pdf_paragraph(p->pdf, arena_printf(p->v->arena, "To %s. %s.%s",
		                                   cell(p, l, i, PACK_LETTERS_ADDRESSED_TO),
		                                   cell(p, l, i, PACK_LETTERS_CHANNEL_TITLE),
		                                   rows_bool(l, i, PACK_LETTERS_IN_ORDER)
		                                           ? ""
		                                           : " Sent before it was checked here."));
		prose(p, l, i, PACK_LETTERS_WORDS);
	}
}

static void views(struct pack *p, const struct rows *findings, const struct rows *meetings)
{
	pdf_heading(p->pdf, 2, "What was found, and meetings");
	if (rows_count(findings) + rows_count(meetings) == 0)
		pdf_paragraph(p->pdf, "Nothing is recorded.");
	for (int i = rows_count(findings) - 1; i >= 0; i--) {
		pdf_heading(p->pdf, 3,
		            arena_printf(p->v->arena, "Finding of %s",
		                         cell(p, findings, i, FINDING_LIST_BY_NAME)));
		if (!rows_bool(findings, i, FINDING_LIST_IS_STANDING))
			pdf_paragraph(p->pdf, "Taken back since.");
		prose(p, findings, i, FINDING_LIST_WORDS);
		prose(p, findings, i, FINDING_LIST_WEIGHED);
	}
	for (int i = rows_count(meetings) - 1; i >= 0; i--) {
		pdf_heading(p->pdf, 3,
		            arena_printf(p->v->arena, "Meeting, %s",
		                         cell(p, meetings, i, MEETING_LIST_HELD_ON)));
		prose(p, meetings, i, MEETING_LIST_ATTENDED);
		prose(p, meetings, i, MEETING_LIST_CONFLICTS);
		prose(p, meetings, i, MEETING_LIST_REASONS);
	}
}

static void advice(struct pack *p, const struct rows *list, const struct rows *copy)
{
	pdf_heading(p->pdf, 2, "Advice: may be privileged");
	pdf_paragraph(p->pdf, arena_printf(p->v->arena, "In this copy because: %s",
	                                   cell(p, copy, 0, PACK_SHOW_ADVICE_REASON)));
	for (int i = rows_count(list) - 1; i >= 0; i--) {
		pdf_heading(p->pdf, 3,
		            arena_printf(p->v->arena, "%s, %s", cell(p, list, i, ADVICE_LIST_BODY),
		                         cell(p, list, i, ADVICE_LIST_ON_DATE)));
		prose(p, list, i, ADVICE_LIST_WORDS);
	}
}

static void gates(struct pack *p, const struct rows *g)
{
	static const char *const heads[] = { "What has to be so before removal", "Is it?", "Why",
		                             "Rests on" };
	static const char *const options[] = {
		"Do nothing more, and close the case.",
		"Answer, thank, or invite the person to complain.",
		"Ask again for the post to be removed, of the person or the platform.",
		"Write to the person about respect and responsibilities. That is no warning.",
		"Give a formal warning of the risk of removal.",
		("Ask for removal from the practice list: only where everything above is so, by a "
		 "vote of partners who are free to decide."),
		"Wait: for advice, for evidence, or for a complaint to end.",
	};

	pdf_heading(p->pdf, 2, "Before removal from the list can happen");
	pdf_table(p->pdf, heads, (const int[]){ 4, 1, 5, 4 }, 4);
	for (int i = 0; i < rows_count(g); i++) {
		const char *cells[] = { cell(p, g, i, GATE_LIST_TITLE),
			                cell(p, g, i, GATE_LIST_MET),
			                cell(p, g, i, GATE_LIST_SENTENCE),
			                cell(p, g, i, GATE_LIST_BASIS) };

		pdf_row(p->pdf, cells);
	}
	pdf_heading(p->pdf, 2, "What the partners may decide");
	for (size_t i = 0; i < sizeof(options) / sizeof(options[0]); i++)
		pdf_item(p->pdf, true, options[i]);
	pdf_paragraph(p->pdf, "Nobody is removed because of a complaint. Each partner votes in "
	                      "Candour with a reason of their own; this paper is no vote.");
	pdf_blank(p->pdf, "Notes (they belong to the case: hand them in)", 6);
}

int pack_page(struct visit *v)
{
	const char *ref = v->params[0];
	const struct rows *copy, *names, *c, *author, *triage, *t, *e, *l, *f, *m, *adv, *g;
	struct pdf_look look = { 0 };
	struct pack p = { .v = v };
	int64_t copy_no;

	if (act_number(v, v->params[1], &copy_no) < 0)
		return -1;
	copy = read_pack_show(v->batch, ref, copy_no);
	names = read_pack_names(v->batch, ref);
	c = read_case_show(v->batch, ref);
	author = read_case_author_line(v->batch, ref);
	triage = read_case_triage(v->batch, ref);
	t = read_case_timeline(v->batch, ref);
	e = read_evidence_list(v->batch, ref);
	l = read_pack_letters(v->batch, ref);
	f = read_finding_list(v->batch, ref);
	m = read_meeting_list(v->batch, ref);
	adv = read_advice_list(v->batch, ref);
	g = read_gate_list(v->batch, ref);
	if (visit_read(v) < 0)
		return -1;
	if (rows_count(copy) == 0)
		return refuse(&v->problem, PROBLEM_NOT_FOUND, "There is no such page.");
	collect_names(&p, names, copy);
	look.title = arena_printf(v->arena, "Case %s, copy %lld", v->reference, (long long)copy_no);
	look.letterhead = rows_text_or(copy, 0, PACK_SHOW_PRACTICE_NAME, "");
	look.footer = arena_printf(v->arena, "In confidence | %s | Copy %lld for %s", v->reference,
	                           (long long)copy_no, rows_text(copy, 0, PACK_SHOW_FOR_WHOM));
	p.pdf = pdf_new(v->arena, &look);
	cover(&p, copy);
	facts(&p, c, author, triage);
	timeline(&p, t);
	evidence(&p, e);
	letters(&p, l);
	views(&p, f, m);
	if (rows_bool(copy, 0, PACK_SHOW_HAS_ADVICE))
		advice(&p, adv, copy);
	gates(&p, g);
	return page_pdf(v, p.pdf, "case-%s-copy-%lld.pdf", v->reference, (long long)copy_no);
}
