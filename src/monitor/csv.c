/* The CSV reader: a machine of five states over bytes. Every character that means something to CSV
 * is ASCII, and no byte of a longer UTF-8 sequence or of Windows-1252 above 0x7f can be mistaken
 * for one, so cells are cut first and their encoding is looked at afterwards. */
#include "monitor/csv.h"

#include <string.h>

#include "base/banned.h"

enum state {
	AT_CELL,     /* before the first byte of a cell */
	IN_PLAIN,    /* in a cell without quotes */
	IN_QUOTES,   /* between quotes */
	AFTER_QUOTE, /* a quote inside quotes: the end, or half of a doubled one */
	AFTER_CELL,  /* behind the closing quote, where only blanks belong */
};

struct csv {
	csv_on_row *on_row;
	void *context;
	enum state state;
	bool after_cr;  /* the last byte was CR: an LF now belongs to it */
	bool has_mark;  /* byte order mark seen */
	int mark_at;    /* bytes of it matched so far; -1: past the beginning */
	int64_t line;   /* physical line of the next byte */
	size_t used;    /* bytes in text */
	size_t started; /* where the current cell begins in text */
	size_t blanks;  /* blanks behind a closing quote, not yet known to be stray text */
	struct csv_row row;
	struct csv_cell cells[CSV_COLUMNS_MAX];
	char text[CSV_ROW_MAX];
};

static const unsigned char byte_order_mark[3] = { 0xef, 0xbb, 0xbf };

struct csv *csv_new(struct arena *a, csv_on_row *on_row, void *context)
{
	struct csv *c = arena_alloc(a, sizeof(*c));

	c->on_row = on_row;
	c->context = context;
	c->line = 1;
	return c;
}

bool csv_had_mark(const struct csv *c)
{
	return c->has_mark;
}

static void row_fault(struct csv *c, enum csv_fault fault)
{
	if (!c->row.fault)
		c->row.fault = fault;
}

/* Once a row has a fault its text is dropped, but it is still read to its end: where the next row
 * begins depends on the quotes. */
static void add_byte(struct csv *c, char byte)
{
	if (byte == '\0')
		row_fault(c, CSV_NUL);
	else if (c->used - c->started >= CSV_CELL_MAX)
		row_fault(c, CSV_CELL_LONG);
	else if (c->used + 2 > CSV_ROW_MAX) /* room for the NUL */
		row_fault(c, CSV_ROW_LONG);
	if (!c->row.fault)
		c->text[c->used++] = byte;
}

static void end_cell(struct csv *c)
{
	struct csv_row *row = &c->row;

	c->state = AT_CELL;
	c->blanks = 0;
	if (!row->fault && row->count == CSV_COLUMNS_MAX)
		row->fault = CSV_COLUMNS;
	if (!row->fault && c->used + 1 > CSV_ROW_MAX)
		row->fault = CSV_ROW_LONG;
	if (row->fault)
		return;
	c->text[c->used] = '\0';
	c->cells[row->count].text = c->text + c->started;
	c->cells[row->count].size = c->used - c->started;
	row->count++;
	c->used++;
	c->started = c->used;
}

static void look_at_encoding(struct csv_row *row)
{
	size_t i, j;

	row->is_utf8 = true;
	for (i = 0; i < row->count; i++) {
		const struct csv_cell *cell = &row->cells[i];

		for (j = 0; j < cell->size && !((unsigned char)cell->text[j] & 0x80); j++)
			;
		if (j == cell->size)
			continue;
		row->has_high = true;
		row->is_utf8 = row->is_utf8 && text_is_utf8(cell->text, cell->size);
	}
}

static int end_row(struct csv *c)
{
	int stop;

	end_cell(c);
	c->row.cells = c->cells;
	if (c->row.fault)
		c->row.count = 0;
	else
		look_at_encoding(&c->row);
	stop = c->on_row(c->context, &c->row);
	memset(&c->row, 0, sizeof(c->row));
	c->used = 0;
	c->started = 0;
	return stop;
}

static int take_byte(struct csv *c, char byte)
{
	bool was_cr = c->after_cr;
	bool is_break;

	c->after_cr = byte == '\r';
	if (byte == '\n' && was_cr)
		return 0;
	is_break = byte == '\n' || byte == '\r';
	if (!c->row.line)
		c->row.line = c->line;
	if (is_break)
		c->line++;

	if (c->state == IN_QUOTES) {
		if (byte == '"')
			c->state = AFTER_QUOTE;
		else
			add_byte(c, is_break ? '\n' : byte);
		return 0;
	}
	if (c->state == AFTER_QUOTE && byte == '"') {
		c->state = IN_QUOTES;
		add_byte(c, byte);
		return 0;
	}
	if (is_break)
		return end_row(c);
	if (byte == ',') {
		end_cell(c);
		return 0;
	}
	switch (c->state) {
	case AT_CELL:
		if (byte == '"') {
			c->state = IN_QUOTES;
			c->row.quote_line = c->line;
			return 0;
		}
		c->state = IN_PLAIN;
		break;
	case AFTER_QUOTE:
	case AFTER_CELL:
		c->state = AFTER_CELL;
		if (byte == ' ' || byte == '\t') {
			c->blanks++;
			return 0;
		}
		/* More text: "so-called" service. The nearest sense is that all of it is the cell.
		 */
		c->row.has_stray = true;
		for (; c->blanks; c->blanks--)
			add_byte(c, ' ');
		break;
	case IN_PLAIN:
	case IN_QUOTES:
		break;
	}
	add_byte(c, byte);
	return 0;
}

int csv_push(struct csv *c, const void *bytes, size_t size)
{
	const char *text = bytes;
	size_t i;
	int stop;

	for (i = 0; i < size; i++) {
		if (c->mark_at >= 0) {
			if ((unsigned char)text[i] == byte_order_mark[c->mark_at]) {
				if (++c->mark_at == 3) {
					c->has_mark = true;
					c->mark_at = -1;
				}
				continue;
			}
			/* It only began like one (two bytes that hold no line break, so they end no
			 * row). */
			for (int given_back = 0; given_back < c->mark_at; given_back++)
				take_byte(c, (char)byte_order_mark[given_back]);
			c->mark_at = -1;
		}
		stop = take_byte(c, text[i]);
		if (stop)
			return stop;
	}
	return 0;
}

int csv_end(struct csv *c)
{
	for (int given_back = 0; given_back < c->mark_at; given_back++)
		take_byte(c, (char)byte_order_mark[given_back]);
	c->mark_at = -1;
	if (c->state == IN_QUOTES)
		c->row.fault = CSV_UNCLOSED; /* the likely cause of any other fault of this row */
	if (!c->row.line)
		return 0;
	return end_row(c);
}

/* The 32 places where Windows-1252 differs from Latin-1; 0: no character. */
static const unsigned short upper_1252[32] = {
	0x20ac, 0,      0x201a, 0x0192, 0x201e, 0x2026, 0x2020, 0x2021, 0x02c6, 0x2030, 0x0160,
	0x2039, 0x0152, 0,      0x017d, 0,      0,      0x2018, 0x2019, 0x201c, 0x201d, 0x2022,
	0x2013, 0x2014, 0x02dc, 0x2122, 0x0161, 0x203a, 0x0153, 0,      0x017e, 0x0178,
};

size_t windows_1252_add(struct str *out, const char *text, size_t size)
{
	size_t unknown = 0;
	size_t i;

	for (i = 0; i < size; i++) {
		unsigned code = (unsigned char)text[i];

		if (code >= 0x80 && code <= 0x9f)
			code = upper_1252[code - 0x80];
		if (!code && text[i]) {
			code = 0xfffd;
			unknown++;
		}
		if (code < 0x80) {
			str_add_char(out, (char)code);
		} else if (code < 0x800) {
			str_add_char(out, (char)(0xc0 | code >> 6));
			str_add_char(out, (char)(0x80 | (code & 0x3f)));
		} else {
			str_add_char(out, (char)(0xe0 | code >> 12));
			str_add_char(out, (char)(0x80 | (code >> 6 & 0x3f)));
			str_add_char(out, (char)(0x80 | (code & 0x3f)));
		}
	}
	return unknown;
}
