/* The form for logging an incident on paper, for when computers are down; and how any page answers
 * with a document. */
#include <stdarg.h>

#include "base/str.h"
#include "pages.h"
#include "pdf_page.h"

#include "base/banned.h"

int page_pdf(struct visit *v, struct pdf *p, const char *name, ...)
{
	struct bytes document;
	va_list args;

	if (pdf_end(p, &document, &v->problem) < 0)
		return -1;
	va_start(args, name);
	response_attachment(v->rs, arena_vprintf(v->arena, name, args), "application/pdf");
	va_end(args);
	str_add_n(&v->rs->body, (const char *)document.data, document.size);
	return 0;
}

static const struct {
	const char *label;
	int lines;
} blanks[] = {
	{ "Date and time you saw it:", 0 },
	{ "Where (website, app or place):", 0 },
	{ "Web address, or how to find it again:", 0 },
	{ "Name or account shown:", 0 },
	{ "Whose page it was on (theirs, a group's, ours):", 0 },
	{ "What was posted, said or done, in plain words", 7 },
	{ "Who is named, shown or affected", 2 },
	{ "What you did, and whom you told", 3 },
	{ "Your name, role and signature:", 0 },
	{ "Date and time you filled this in:", 0 },
};

int paper_form_page(struct visit *v)
{
	static const char box[] = "\xe2\x98\x90"; /* an empty ballot box */
	static const char *const firsts[] = {
		"Somebody is threatened or in danger (in an emergency call 999 first)",
		"The person who wrote it may harm themselves",
		"A child is shown, or may be at risk",
		"Another patient is shown, named or listed",
		("A colleague's own conduct is in question: hand this to the practice manager or a "
		 "partner, and to nobody else"),
	};
	const struct rows *y = read_paper_form(v->batch), *kinds = read_log_choices_kind(v->batch);
	struct pdf_look look = { .title = "Incident form for when computers are down",
		                 .footer = "In confidence" };
	struct pdf *p;

	if (visit_read(v) < 0)
		return -1;
	look.letterhead = rows_text_or(y, 0, PAPER_FORM_PRACTICE_NAME, "");
	p = pdf_new(v->arena, &look);
	pdf_heading(p, 1, look.title);
	pdf_paragraph(p, "Fill this in when Candour cannot be reached. Give it to a member of the "
	                 "management team the same day; it is entered as soon as Candour is back, "
	                 "and this sheet is kept with it. Do not join a group or use another "
	                 "name to see more. Do not copy patients' details here that are not "
	                 "needed.");
	pdf_heading(p, 2, "First: is any of this so?");
	for (size_t i = 0; i < sizeof(firsts) / sizeof(firsts[0]); i++)
		pdf_paragraph(p, arena_printf(v->arena, "%s  %s", box, firsts[i]));
	pdf_heading(p, 2, "What kind of thing was it?");
	for (int i = 0; i < rows_count(kinds); i++)
		pdf_paragraph(p, arena_printf(v->arena, "%s  %s", box,
		                              rows_text(kinds, i, LOG_CHOICES_KIND_TITLE)));
	pdf_new_page(p);
	pdf_heading(p, 2, "What you saw");
	for (size_t i = 0; i < sizeof(blanks) / sizeof(blanks[0]); i++)
		pdf_blank(p, blanks[i].label, blanks[i].lines);
	pdf_heading(p, 2, "For whoever enters it");
	pdf_blank(p, "Told a manager at (date, time), whom:", 0);
	pdf_blank(p, "Entered in Candour on, by; reference:", 0);
	return page_pdf(v, p, "incident-form.pdf");
}
