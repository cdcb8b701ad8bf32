/* Documents as PDF: headings, paragraphs, lists, tables and ruled space to write on, laid out by
 * pango and written by cairo as tagged PDF: title, language (en-GB), structure and reading order
 * are in the file, so that it can be read aloud and found in (R-acc-2). Knows no cases.
 *
 * A document is put together block by block, top to bottom; nothing is drawn before pdf_end, which
 * lays everything out twice: once to learn the page numbers, once to write. Texts are copied into
 * the arena, are UTF-8 (what is not is repaired), may be NULL (""), and keep their line breaks.
 * What was put in is limited to PDF_MAX_TEXT bytes: pdf_end then refuses instead of growing.
 */
#ifndef VIEW_PDF_H
#define VIEW_PDF_H

#include <stdbool.h>
#include <stddef.h>

#include "base/arena.h"
#include "base/bytes.h"
#include "base/problem.h"

#define PDF_MAX_TEXT    ((size_t)4 * 1024 * 1024)
#define PDF_MAX_COLUMNS 8

struct pdf_look {
	const char *title;      /* of the file: what a reader's window says; must be given */
	const char *letterhead; /* top of the first page: who writes; NULL: none */
	const char *footer;     /* foot of every page, before "Page 1 of 3"; NULL: none */
	bool is_large;          /* large print: 18 points and up, instead of 11 */
};

struct pdf;
struct pdf *pdf_new(struct arena *a, const struct pdf_look *look);

void pdf_heading(struct pdf *p, int level, const char *text); /* level 1 to 4 */
void pdf_paragraph(struct pdf *p, const char *text);

/* One item of a list; items that follow each other make one list, numbered from 1 or bulleted. */
void pdf_item(struct pdf *p, bool is_numbered, const char *text);

/* Text as people typed it: a blank line parts paragraphs, lines that begin with "- " or "1. " are
 * items of a list. */
void pdf_prose(struct pdf *p, struct arena *a, const char *text);

/* A table: heads are the header row, repeated on every page that the table reaches; shares are the
 * widths in relation to each other (NULL: all the same). columns is 1 to PDF_MAX_COLUMNS. Its rows
 * follow, each of that many cells. Any other block ends it. */
void pdf_table(struct pdf *p, const char *const *heads, const int *shares, size_t columns);
void pdf_row(struct pdf *p, const char *const *cells);

/* A label with so many ruled lines to write on below it. 0: the label's own line is ruled. */
void pdf_blank(struct pdf *p, const char *label, int lines);

void pdf_new_page(struct pdf *p); /* what follows starts a page; no effect on an empty one */

/* Stands for a list of the headings of levels 1 and 2 that follow it, with their page numbers. */
void pdf_contents(struct pdf *p);

/* Writes the document. ret's bytes are the arena's. 0; or -1: PROBLEM_REFUSED when it is larger
 * than PDF_MAX_TEXT, or a fault. The document can be ended once. */
int pdf_end(struct pdf *p, struct bytes *ret, struct problem *reterr_why);

/* How many pages it came to, after pdf_end. */
int pdf_pages(const struct pdf *p);

#endif
