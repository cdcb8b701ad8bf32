/* Documents as PDF, read back with poppler: structure, order, title, language, page numbers. */
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/str.h"
#include "unit.h"
#include "view/pdf.h"

/* What a command says of the document, which it reads from a file. */
static const char *say(struct arena *a, struct bytes pdf, const char *command, const char *after)
{
	char path[] = "/tmp/candour-pdf-XXXXXX";
	struct str out = str_new(a);
	int fd = mkstemp(path);
	char block[4096];
	size_t got;
	FILE *f;

	ck_assert_int_ge(fd, 0);
	ck_assert_int_eq(write(fd, pdf.data, pdf.size), (ssize_t)pdf.size);
	close(fd);
	f = popen(arena_printf(a, "%s %s %s 2>&1", command, path, after), "r");
	ck_assert_ptr_nonnull(f);
	while ((got = fread(block, 1, sizeof(block), f)) > 0)
		str_add_n(&out, block, got);
	ck_assert_msg(pclose(f) == 0, "%s: %s", command, out.data);
	unlink(path);
	return out.data;
}

static struct pdf *sample(struct arena *a, bool is_large)
{
	const struct pdf_look look = { "A sample", "Example practice", "In confidence", is_large };
	static const char *const heads[] = { "Date", "What happened" };
	static const char *const row[] = { "1 May",
		                           "A cell that is \xe2\x80\x9cquoted\xe2\x80\x9d" };
	static const int shares[] = { 1, 3 };
	struct pdf *p = pdf_new(a, &look);

	pdf_heading(p, 1, "First heading");
	pdf_contents(p);
	pdf_paragraph(p, "One paragraph.\nIts second line.");
	pdf_item(p, false, "bulleted thing");
	pdf_item(p, false, "other thing");
	pdf_heading(p, 2, "Numbers");
	pdf_item(p, true, "numbered thing");
	pdf_item(p, true, "second numbered");
	pdf_new_page(p);
	pdf_heading(p, 2, "A table");
	pdf_table(p, heads, shares, 2);
	for (int i = 0; i < 60; i++)
		pdf_row(p, row);
	pdf_heading(p, 3, "To write on");
	pdf_blank(p, "Your name", 0);
	pdf_blank(p, "What you saw", 4);
	return p;
}

START_TEST(structure)
{
	struct arena *a = arena_new();
	struct pdf *p = sample(a, false);
	struct problem why;
	struct bytes pdf;
	const char *info, *text, *tags;

	ck_assert_int_eq(pdf_end(p, &pdf, &why), 0);
	info = say(a, pdf, "pdfinfo", "");
	ck_assert_ptr_nonnull(strstr(info, "Title:           A sample"));
	ck_assert_ptr_nonnull(strstr(info, "Tagged:          yes"));
	ck_assert_ptr_null(strstr(info, "Syntax"));
	ck_assert_ptr_null(strstr(info, "Error"));
	ck_assert_ptr_nonnull(strstr((const char *)pdf.data + pdf.size - 700, "/Lang (en-GB)"));
	ck_assert_ptr_nonnull(strstr(info, arena_printf(a, "Pages:           %d", pdf_pages(p))));
	ck_assert_int_gt(pdf_pages(p), 2);

	tags = say(a, pdf, "pdfinfo -struct-text", "");
	{
		static const char *const order[] = { "Document",
			                             "Example practice",
			                             "H1",
			                             "First heading",
			                             "TOC",
			                             "Numbers",
			                             "P",
			                             "One paragraph.",
			                             "L ",
			                             "LI",
			                             "Lbl",
			                             "LBody",
			                             "bulleted thing",
			                             "H2",
			                             "Numbers",
			                             "1.",
			                             "numbered thing",
			                             "Page 1 of",
			                             "H2",
			                             "A table",
			                             "Table",
			                             "TR",
			                             "TH",
			                             "Date",
			                             "TD",
			                             "1 May",
			                             "H3",
			                             "Your name",
			                             "What you saw" };
		const char *at = tags;

		for (size_t i = 0; i < UNIT_COUNT(order); i++) {
			const char *next = strstr(at, order[i]);

			ck_assert_msg(next, "%s is not after what it follows:\n%.4000s", order[i],
			              tags);
			at = next + strlen(order[i]);
		}
	}
	/* The header row stands on each page of the table; every page has its number. */
	text = say(a, pdf, "pdftotext -layout -f 3 -l 3", "-");
	ck_assert_ptr_nonnull(strstr(text, "What happened"));
	ck_assert_ptr_nonnull(
	        strstr(text, arena_printf(a, "In confidence | Page 3 of %d", pdf_pages(p))));
	/* The contents know the page. */
	text = say(a, pdf, "pdftotext -layout -f 1 -l 1", "-");
	ck_assert_ptr_nonnull(strstr(text, "A table"));
	ck_assert_int_eq(strspn(strstr(text, "A table") + 7, " ") > 3, 1);
	ck_assert_int_eq(*(strstr(text, "A table") + 7 + strspn(strstr(text, "A table") + 7, " ")),
	                 '2');
	arena_free(a);
}
END_TEST

START_TEST(large_print)
{
	struct arena *a = arena_new();
	struct problem why;
	struct bytes small, large;
	struct pdf *p = sample(a, false), *q = sample(a, true);
	const char *boxes;

	ck_assert_int_eq(pdf_end(p, &small, &why), 0);
	ck_assert_int_eq(pdf_end(q, &large, &why), 0);
	ck_assert_int_gt(pdf_pages(q), pdf_pages(p));
	/* No word stands lower than 18 points do, the footer's included (R-acc-2). */
	boxes = say(a, large, "pdftotext -bbox", "-");
	for (const char *at = boxes; (at = strstr(at, "<word ")); at++) {
		double x0, y0, x1, y1;

		ck_assert_int_eq(sscanf(at,
		                        "<word xMin=\"%lf\" yMin=\"%lf\" xMax=\"%lf\" yMax=\"%lf\"",
		                        &x0, &y0, &x1, &y1),
		                 4);
		ck_assert_msg(y1 - y0 > 15, "%.120s", at);
		ck_assert_msg(x0 >= 0 && x1 <= 596 && y1 <= 843, "%.120s", at);
	}
	arena_free(a);
}
END_TEST

START_TEST(odd_texts)
{
	struct arena *a = arena_new();
	const struct pdf_look look = { "Odd", NULL, NULL, false };
	struct pdf *p = pdf_new(a, &look);
	struct str tall = str_new(a);
	const char *cells[1];
	struct problem why;
	struct bytes pdf;
	const char *text;

	pdf_row(p, cells); /* no table: nothing */
	pdf_paragraph(p, NULL);
	pdf_paragraph(p, "not UTF-8: \xff, markup <b>stays</b> &amp;");
	for (int i = 0; i < 300; i++)
		str_addf(&tall, "line %d\n", i);
	cells[0] = tall.data;
	pdf_table(p, (const char *const[]){ "Taller than a page" }, NULL, 1);
	pdf_row(p, cells);
	ck_assert_int_eq(pdf_end(p, &pdf, &why), 0);
	text = say(a, pdf, "pdftotext", "-");
	ck_assert_ptr_nonnull(strstr(text, "markup <b>stays</b> &amp;"));
	ck_assert_ptr_nonnull(strstr(text, "line 0"));
	ck_assert_ptr_nonnull(strstr(text, "line 299"));

	/* Bounded: what is too long is refused, with a sentence. */
	p = pdf_new(a, &look);
	for (int i = 0; i < 2100; i++)
		pdf_paragraph(p, tall.data);
	ck_assert_int_eq(pdf_end(p, &pdf, &why), -1);
	ck_assert_int_eq(why.kind, PROBLEM_REFUSED);
	arena_free(a);
}
END_TEST

UNIT_SUITE(suite, "pdf", structure, large_print, odd_texts)
UNIT_MAIN(suite)
