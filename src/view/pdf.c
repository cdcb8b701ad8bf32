/* Documents as PDF. */
#include "view/pdf.h"

#include <cairo-pdf.h>
#include <pango/pangocairo.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/str.h"

#include "base/banned.h"

/* A4 in points. */
#define PAGE_WIDTH  595.0
#define PAGE_HEIGHT 842.0
#define MARGIN      62.0
#define FOOT        40.0 /* from the lower edge to the footer's text */
#define MAX_PAGES   3000
#define FONT        "Liberation Sans, Arial, DejaVu Sans, sans-serif"

enum block_kind { HEADING, PARAGRAPH, ITEM, TABLE, ROW, BLANK, NEW_PAGE, CONTENTS };

struct block {
	enum block_kind kind;
	int number; /* heading: level; item: 1 when numbered; blank: lines */
	size_t columns;
	const char *texts[PDF_MAX_COLUMNS];
	int shares[PDF_MAX_COLUMNS];
	const struct block *table; /* of a row */
	int page;                  /* where a heading came to stand */
	struct block *next;
};

struct pdf {
	struct arena *arena;
	struct pdf_look look;
	struct block *first, *last;
	const struct block *table; /* rows belong to it until another block comes */
	size_t size;

	/* while drawing */
	cairo_t *cr;
	PangoContext *context;
	double y;
	int page;
	int pages;  /* of the pass before */
	int number; /* of the list's last item */
	bool is_list_open, is_table_open;
	bool is_page_empty;
};

struct pdf *pdf_new(struct arena *a, const struct pdf_look *look)
{
	struct pdf *p = arena_alloc(a, sizeof(*p));

	p->arena = a;
	p->look = *look;
	return p;
}

static const char *keep(struct pdf *p, const char *text)
{
	size_t size = text ? strlen(text) : 0;

	p->size += size;
	if (p->size > PDF_MAX_TEXT || size == 0)
		return "";
	return text_plain_line_ends(p->arena, text_repair_utf8(p->arena, text, size));
}

static struct block *add(struct pdf *p, enum block_kind kind, const char *text)
{
	static struct block lost;
	struct block *b;

	p->size += sizeof(*b); /* many empty blocks are large too */
	if (p->size > PDF_MAX_TEXT)
		return &lost;
	b = arena_alloc(p->arena, sizeof(*b));
	b->kind = kind;
	b->texts[0] = keep(p, text);
	if (p->last)
		p->last->next = b;
	else
		p->first = b;
	p->last = b;
	if (kind != ROW)
		p->table = NULL;
	return b;
}

void pdf_heading(struct pdf *p, int level, const char *text)
{
	add(p, HEADING, text)->number = level < 1 ? 1 : level > 4 ? 4 : level;
}

void pdf_paragraph(struct pdf *p, const char *text)
{
	add(p, PARAGRAPH, text);
}

void pdf_item(struct pdf *p, bool is_numbered, const char *text)
{
	add(p, ITEM, text)->number = is_numbered;
}

void pdf_table(struct pdf *p, const char *const *heads, const int *shares, size_t columns)
{
	struct block *b = add(p, TABLE, NULL);

	b->columns = columns > PDF_MAX_COLUMNS ? PDF_MAX_COLUMNS : columns;
	for (size_t i = 0; i < b->columns; i++) {
		b->texts[i] = keep(p, heads[i]);
		b->shares[i] = shares ? shares[i] : 1;
	}
	p->table = b;
}

void pdf_row(struct pdf *p, const char *const *cells)
{
	const struct block *table = p->table;
	struct block *b;

	if (!table)
		return;
	b = add(p, ROW, NULL);
	b->table = table;
	b->columns = table->columns;
	for (size_t i = 0; i < b->columns; i++)
		b->texts[i] = keep(p, cells[i]);
}

void pdf_blank(struct pdf *p, const char *label, int lines)
{
	add(p, BLANK, label)->number = lines;
}

void pdf_new_page(struct pdf *p)
{
	add(p, NEW_PAGE, NULL);
}

void pdf_contents(struct pdf *p)
{
	add(p, CONTENTS, NULL);
}

int pdf_pages(const struct pdf *p)
{
	return p->pages;
}

/* ---- Drawing ------------------------------------------------------------------------------- */

static double base_size(const struct pdf *p)
{
	return p->look.is_large ? 18 : 11;
}

static double bottom(const struct pdf *p)
{
	return PAGE_HEIGHT - MARGIN - (p->look.is_large ? 18 : 4);
}

static PangoLayout *layout_of(struct pdf *p, const char *text, double size, bool is_bold,
                              double width)
{
	PangoLayout *layout = pango_layout_new(p->context);
	PangoFontDescription *font = pango_font_description_from_string(FONT);

	pango_font_description_set_absolute_size(font, size * PANGO_SCALE);
	if (is_bold)
		pango_font_description_set_weight(font, PANGO_WEIGHT_BOLD);
	pango_layout_set_font_description(layout, font);
	pango_font_description_free(font);
	pango_layout_set_width(layout, (int)(width * PANGO_SCALE));
	pango_layout_set_wrap(layout, PANGO_WRAP_WORD_CHAR);
	pango_layout_set_line_spacing(layout, 1.2f);
	pango_layout_set_text(layout, text, -1);
	return layout;
}

static double height_of(PangoLayout *layout)
{
	int height;

	pango_layout_get_size(layout, NULL, &height);
	return (double)height / PANGO_SCALE;
}

static void footer(struct pdf *p)
{
	const char *text =
	        arena_printf(p->arena, "%s%sPage %d of %d", p->look.footer ? p->look.footer : "",
	                     p->look.footer ? " | " : "", p->page, p->pages);
	PangoLayout *layout =
	        layout_of(p, text, p->look.is_large ? 18 : 9, false, PAGE_WIDTH - 2 * MARGIN);

	pango_layout_set_ellipsize(layout, PANGO_ELLIPSIZE_START);
	cairo_move_to(p->cr, MARGIN, PAGE_HEIGHT - FOOT - (p->look.is_large ? 9 : 0));
	cairo_tag_begin(p->cr, "P", NULL); /* read in its place: nothing floats */
	pango_cairo_show_layout(p->cr, layout);
	cairo_tag_end(p->cr, "P");
	g_object_unref(layout);
}

static void turn_page(struct pdf *p)
{
	footer(p);
	cairo_show_page(p->cr);
	p->page++;
	p->y = MARGIN;
	p->is_page_empty = true;
}

static void close_containers(struct pdf *p)
{
	if (p->is_list_open)
		cairo_tag_end(p->cr, "L");
	if (p->is_table_open)
		cairo_tag_end(p->cr, "Table");
	p->is_list_open = p->is_table_open = false;
	p->number = 0;
}

/* Room for so much, or a new page; a thing that no page holds starts where it is. */
static void need(struct pdf *p, double height)
{
	if (p->y + height > bottom(p) && !p->is_page_empty && height < bottom(p) - MARGIN)
		turn_page(p);
}

/* Cells beside each other, line by line and over as many pages as it takes: each page's part of a
 * cell is tagged by itself. */
struct cell {
	PangoLayout *layout;
	const char *tag, *attributes;
	double x;
	int line, lines;
};

static void draw_part(struct pdf *p, struct cell *c, double *lowest)
{
	double y = p->y;

	cairo_tag_begin(p->cr, c->tag, c->attributes);
	while (c->line < c->lines) {
		PangoLayoutLine *line = pango_layout_get_line_readonly(c->layout, c->line);
		PangoRectangle box;
		double height;

		pango_layout_line_get_extents(line, NULL, &box);
		height = (double)box.height / PANGO_SCALE;
		if (y + height > bottom(p) && y > MARGIN + 1)
			break;
		cairo_move_to(p->cr, c->x, y - (double)box.y / PANGO_SCALE);
		pango_cairo_show_layout_line(p->cr, line);
		y += height;
		c->line++;
	}
	cairo_tag_end(p->cr, c->tag);
	if (y > *lowest)
		*lowest = y;
}

static void draw_cells(struct pdf *p, struct cell *cells, size_t count)
{
	for (;;) {
		double lowest = p->y;
		bool is_done = true;

		for (size_t i = 0; i < count; i++) {
			if (cells[i].line < cells[i].lines || cells[i].lines == 0)
				draw_part(p, &cells[i], &lowest);
			is_done = is_done && cells[i].line >= cells[i].lines;
		}
		p->y = lowest;
		p->is_page_empty = false;
		if (is_done || p->page > MAX_PAGES)
			break;
		turn_page(p);
	}
	for (size_t i = 0; i < count; i++)
		g_object_unref(cells[i].layout);
}

static struct cell cell_of(PangoLayout *layout, const char *tag, double x)
{
	return (struct cell){
		.layout = layout, .tag = tag, .x = x, .lines = pango_layout_get_line_count(layout)
	};
}

static void draw_text(struct pdf *p, const char *tag, const char *text, double size, bool is_bold)
{
	struct cell c =
	        cell_of(layout_of(p, text, size, is_bold, PAGE_WIDTH - 2 * MARGIN), tag, MARGIN);

	draw_cells(p, &c, 1);
	p->y += size * 0.6;
}

static void draw_heading(struct pdf *p, struct block *b)
{
	static const char *const tags[] = { "H1", "H2", "H3", "H4" };
	static const double sizes[] = { 1.8, 1.4, 1.2, 1.05 };
	double size = base_size(p) * sizes[b->number - 1];
	const char *name = arena_printf(p->arena, "name='h%zx'", (size_t)(uintptr_t)b);

	if (!p->is_page_empty)
		p->y += size * 0.5;
	need(p, size * 2 + base_size(p) * 3); /* no heading stands alone at the foot of a page */
	b->page = p->page;
	cairo_tag_begin(p->cr, CAIRO_TAG_DEST, name);
	cairo_tag_end(p->cr, CAIRO_TAG_DEST);
	draw_text(p, tags[b->number - 1], b->texts[0], size, true);
}

static void draw_item(struct pdf *p, const struct block *b)
{
	double size = base_size(p), indent = size * 1.8;
	const char *mark = b->number ? arena_printf(p->arena, "%d.", ++p->number) : "\xe2\x80\xa2";
	struct cell cells[2] = {
		cell_of(layout_of(p, mark, size, false, indent), "Lbl", MARGIN),
		cell_of(layout_of(p, b->texts[0], size, false, PAGE_WIDTH - 2 * MARGIN - indent),
		        "LBody", MARGIN + indent),
	};

	if (!p->is_list_open)
		cairo_tag_begin(p->cr, "L", NULL);
	p->is_list_open = true;
	need(p, size * 1.3);
	cairo_tag_begin(p->cr, "LI", NULL);
	draw_cells(p, cells, 2);
	cairo_tag_end(p->cr, "LI");
	p->y += size * 0.3;
}

static void rule(struct pdf *p, double x, double y, double grey, double width)
{
	cairo_save(p->cr);
	cairo_set_source_rgb(p->cr, grey, grey, grey);
	cairo_set_line_width(p->cr, width);
	cairo_move_to(p->cr, x, y);
	cairo_line_to(p->cr, PAGE_WIDTH - MARGIN, y);
	cairo_stroke(p->cr);
	cairo_restore(p->cr);
}

static void draw_row(struct pdf *p, const struct block *table, const char *const *texts,
                     bool is_head)
{
	double size = p->look.is_large ? 18 : 9.5, gap = size * 0.6, x = MARGIN, tallest = 0;
	struct cell cells[PDF_MAX_COLUMNS];
	int all = 0;

	for (size_t i = 0; i < table->columns; i++)
		all += table->shares[i];
	for (size_t i = 0; i < table->columns; i++) {
		double width = (PAGE_WIDTH - 2 * MARGIN) * table->shares[i] / (all ? all : 1);

		cells[i] = cell_of(layout_of(p, texts[i], size, is_head, width - gap),
		                   is_head ? "TH" : "TD", x);
		x += width;
		if (height_of(cells[i].layout) > tallest)
			tallest = height_of(cells[i].layout);
	}
	if (!is_head && p->y + tallest + 8 > bottom(p) && !p->is_page_empty) {
		turn_page(p);
		draw_row(p, table, table->texts, true);
	}
	p->y += 4;
	cairo_tag_begin(p->cr, "TR", NULL);
	draw_cells(p, cells, table->columns);
	cairo_tag_end(p->cr, "TR");
	p->y += 4;
	rule(p, MARGIN, p->y, is_head ? 0.25 : 0.75, is_head ? 1 : 0.5);
}

static void draw_table(struct pdf *p, const struct block *b)
{
	need(p, base_size(p) * 5);
	cairo_tag_begin(p->cr, "Table", NULL);
	p->is_table_open = true;
	draw_row(p, b, b->texts, true);
}

static void draw_blank(struct pdf *p, const struct block *b)
{
	double size = base_size(p), line = size * 2.1;
	struct cell c = cell_of(layout_of(p, b->texts[0], size, false, PAGE_WIDTH - 2 * MARGIN),
	                        "P", MARGIN);
	int width;

	need(p, height_of(c.layout) + line * b->number + 2 * size);
	if (b->number == 0)
		p->y += size * 0.8; /* room above the line for a hand */
	pango_layout_get_size(c.layout, &width, NULL);
	draw_cells(p, &c, 1);
	if (b->number == 0)
		rule(p, MARGIN + (double)width / PANGO_SCALE + 6, p->y, 0.4, 0.7);
	for (int i = 0; i < b->number; i++) {
		p->y += line;
		rule(p, MARGIN, p->y, 0.4, 0.7);
	}
	p->y += size * (b->number ? 0.9 : 0.7);
}

static void draw_contents(struct pdf *p, const struct block *from)
{
	double size = base_size(p), width = PAGE_WIDTH - 2 * MARGIN;

	for (const struct block *b = from->next; b; b = b->next) {
		double indent = b->number > 1 ? size * 1.5 : 0;
		struct cell cells[2];
		int number; /* its width: it stands at the right */

		if (b->kind != HEADING || b->number > 2)
			continue;
		cells[0] =
		        cell_of(layout_of(p, b->texts[0], size, false, width - indent - size * 4),
		                CAIRO_TAG_LINK, MARGIN + indent);
		cells[0].attributes = arena_printf(p->arena, "dest='h%zx'", (size_t)(uintptr_t)b);
		cells[1] = cell_of(
		        layout_of(p, arena_printf(p->arena, "%d", b->page), size, false, size * 3),
		        "Reference", PAGE_WIDTH - MARGIN - size * 3);
		need(p, height_of(cells[0].layout));
		cairo_tag_begin(p->cr, "TOCI", NULL);
		pango_layout_get_size(cells[1].layout, &number, NULL);
		cells[1].x = PAGE_WIDTH - MARGIN - (double)number / PANGO_SCALE;
		draw_cells(p, cells, 2);
		cairo_tag_end(p->cr, "TOCI");
		p->y += size * 0.25;
	}
	p->y += size * 0.6;
}

static void draw_block(struct pdf *p, struct block *b)
{
	if ((b->kind != ITEM && p->is_list_open) || (b->kind != ROW && p->is_table_open)) {
		close_containers(p);
		p->y += base_size(p) * 0.5;
	}
	switch (b->kind) {
	case HEADING:
		draw_heading(p, b);
		break;
	case PARAGRAPH:
		draw_text(p, "P", b->texts[0], base_size(p), false);
		break;
	case ITEM:
		draw_item(p, b);
		break;
	case TABLE:
		draw_table(p, b);
		break;
	case ROW:
		draw_row(p, b->table, b->texts, false);
		break;
	case BLANK:
		draw_blank(p, b);
		break;
	case NEW_PAGE:
		if (!p->is_page_empty)
			turn_page(p);
		break;
	case CONTENTS:
		cairo_tag_begin(p->cr, "TOC", NULL);
		draw_contents(p, b);
		cairo_tag_end(p->cr, "TOC");
		break;
	}
}

/* The whole document onto the surface. */
static cairo_status_t draw(struct pdf *p, cairo_surface_t *surface)
{
	cairo_status_t status;

	p->cr = cairo_create(surface);
	p->context = pango_cairo_create_context(p->cr);
	pango_context_set_language(p->context, pango_language_from_string("en-GB"));
	p->y = MARGIN;
	p->page = 1;
	p->is_page_empty = true;
	p->is_list_open = p->is_table_open = false;
	cairo_tag_begin(p->cr, "Document", NULL);
	if (p->look.letterhead) {
		draw_text(p, "P", p->look.letterhead, base_size(p) * 1.2, true);
		rule(p, MARGIN, p->y, 0.25, 1);
		p->y += base_size(p) * 1.5;
	}
	for (struct block *b = p->first; b && p->page <= MAX_PAGES; b = b->next)
		draw_block(p, b);
	close_containers(p);
	footer(p);
	cairo_tag_end(p->cr, "Document");
	cairo_show_page(p->cr);
	status = cairo_status(p->cr);
	g_object_unref(p->context);
	cairo_destroy(p->cr);
	p->pages = p->page;
	return status;
}

static cairo_status_t to_str(void *context, const unsigned char *bytes, unsigned length)
{
	str_add_n(context, (const char *)bytes, length);
	return CAIRO_STATUS_SUCCESS;
}

static cairo_status_t to_nowhere(void *context, const unsigned char *bytes, unsigned length)
{
	(void)context;
	(void)bytes;
	(void)length;
	return CAIRO_STATUS_SUCCESS;
}

static const char *last_of(const struct str *s, const char *text)
{
	size_t len = strlen(text);

	for (size_t at = s->len; at-- > 0;)
		if (s->len - at >= len && memcmp(s->data + at, text, len) == 0)
			return s->data + at;
	return NULL;
}

/* cairo knows no language of a document. The catalogue is written again at the end of the file, as
 * PDF lets a later version of an object stand in for the first (an incremental update), with the
 * language and with the wish that windows show the title. False: not the file that we expect. */
static bool say_language(struct arena *a, struct str *s)
{
	const char *trailer = last_of(s, "trailer"), *root, *size, *start, *catalog, *end;
	long number, count, before;
	size_t object_at, xref_at;

	if (!trailer || !(root = strstr(trailer, "/Root ")) ||
	    !(size = strstr(trailer, "/Size ")) || !(start = strstr(trailer, "startxref")))
		return false;
	number = strtol(root + 6, NULL, 10);
	count = strtol(size + 6, NULL, 10);
	before = strtol(start + 9, NULL, 10);
	catalog = last_of(s, arena_printf(a, "\n%ld 0 obj\n<< ", number));
	if (!catalog || !(catalog = strstr(catalog, "<< ")) || !(end = strstr(catalog, "endobj")))
		return false;
	catalog = arena_text_n(a, catalog + 3, (size_t)(end - catalog - 3));
	object_at = s->len;
	str_addf(s,
	         "%ld 0 obj\n<< /Lang (en-GB)\n   /ViewerPreferences << /DisplayDocTitle true "
	         ">>\n   %sendobj\n",
	         number, catalog);
	xref_at = s->len;
	str_addf(s,
	         "xref\n%ld 1\n%010zu 00000 n \ntrailer\n<< /Size %ld\n   /Root %ld 0 R\n   /Prev "
	         "%ld\n",
	         number, object_at, count, number, before);
	root = strstr(trailer, "/Info ");
	if (root && root < start)
		str_addf(s, "   /Info %ld 0 R\n", strtol(root + 6, NULL, 10));
	str_addf(s, ">>\nstartxref\n%zu\n%%%%EOF\n", xref_at);
	return true;
}

static cairo_status_t write_once(struct pdf *p, cairo_write_func_t write, void *context)
{
	cairo_surface_t *surface =
	        cairo_pdf_surface_create_for_stream(write, context, PAGE_WIDTH, PAGE_HEIGHT);
	cairo_status_t status;

	/* 1.4: plain cross references, which say_language can add to. */
	cairo_pdf_surface_restrict_to_version(surface, CAIRO_PDF_VERSION_1_4);
	cairo_pdf_surface_set_metadata(surface, CAIRO_PDF_METADATA_TITLE, p->look.title);
	cairo_pdf_surface_set_metadata(surface, CAIRO_PDF_METADATA_CREATOR, "Candour");
	status = draw(p, surface);
	cairo_surface_finish(surface);
	if (status == CAIRO_STATUS_SUCCESS)
		status = cairo_surface_status(surface);
	cairo_surface_destroy(surface);
	return status;
}

int pdf_end(struct pdf *p, struct bytes *ret, struct problem *reterr_why)
{
	struct str out = str_new(p->arena);
	cairo_status_t status;

	if (p->size <= PDF_MAX_TEXT) {
		status = write_once(p, to_nowhere, NULL);
		if (status == CAIRO_STATUS_SUCCESS && p->pages <= MAX_PAGES)
			status = write_once(p, to_str, &out);
		if (status != CAIRO_STATUS_SUCCESS)
			return fault(reterr_why, "pdf: %s", cairo_status_to_string(status));
	}
	if (p->size > PDF_MAX_TEXT || p->pages > MAX_PAGES)
		return refuse(reterr_why, PROBLEM_REFUSED,
		              "This document is too long to make in one piece.");
	if (!say_language(p->arena, &out))
		return fault(reterr_why, "pdf: no catalogue to say the language in");
	*ret = (struct bytes){ (const unsigned char *)out.data, out.len };
	return 0;
}
