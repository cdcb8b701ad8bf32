/* From the cells of a row to a comment: cleaning, checking, and saying what is not sure. */
#include "monitor/import_row.h"

#include <sodium.h>
#include <string.h>

#include "base/str.h"

#include "base/banned.h"

static const char *const field_names[IMPORT_FIELDS] = {
	[IMPORT_DATE] = "date",
	[IMPORT_COMMENT] = "comment",
	[IMPORT_ORGANISATION] = "organisation",
	[IMPORT_SERVICE] = "service",
	[IMPORT_QUESTION] = "question",
	[IMPORT_SENTIMENT] = "sentiment",
	[IMPORT_TOPICS] = "topics",
};

/* ---- Text ----------------------------------------------------------------------------------- */

/* A cell as UTF-8. *ret_unknown grows by the bytes that have no character. */
static const char *cell_text(struct arena *a, const struct csv_cell *cell, size_t *ret_unknown)
{
	struct str s;

	if (text_is_utf8(cell->text, cell->size))
		return cell->text;
	s = str_new(a);
	*ret_unknown += windows_1252_add(&s, cell->text, cell->size);
	return s.data;
}

/* Control characters, other than the line break and the tab, become blanks: they print nothing and
 * have no place in a page. */
static const char *without_controls(struct arena *a, const char *text)
{
	size_t len = strlen(text);
	char *copy = arena_text_n(a, text, len);

	for (size_t i = 0; i < len; i++) {
		unsigned char c = (unsigned char)copy[i];

		if ((c < 0x20 && c != '\n' && c != '\t') || c == 0x7f)
			copy[i] = ' ';
	}
	return text_trim(a, copy);
}

/* A name or label: one line, one blank between words, whatever kind of blank it was. So that
 * "PTS", a no-break blank, " - Transport" and "PTS - Transport" are one service. */
static const char *one_line(struct arena *a, const char *text)
{
	struct str s = str_new(a);
	bool gap = false;

	while (*text) {
		unsigned char c = (unsigned char)*text;
		size_t blank = 0;

		if (c <= 0x20 || c == 0x7f)
			blank = 1;
		else if (c == 0xc2 && (unsigned char)text[1] == 0xa0)
			blank = 2;
		if (blank) {
			gap = s.len > 0;
			text += blank;
			continue;
		}
		if (gap)
			str_add_char(&s, ' ');
		gap = false;
		str_add_char(&s, *text++);
	}
	return s.data;
}

/* ---- The first row -------------------------------------------------------------------------- */

static bool is_name(const char *text, const char *name)
{
	for (; *text && *name; text++, name++) {
		char c = *text >= 'A' && *text <= 'Z' ? (char)(*text - 'A' + 'a') : *text;

		if (c != *name)
			return false;
	}
	return !*text && !*name;
}

/* Names that stand in somebody's file go into a sentence: short ones, and not too many. */
static void add_name(struct str *list, const char *name)
{
	if (list->len > 160) {
		if (!text_equal(list->data + list->len - 3, "..."))
			str_add(list, ", ...");
		return;
	}
	if (list->len)
		str_add(list, ", ");
	if (!*name) {
		str_add(list, "(no name)");
		return;
	}
	str_add_n(list, name, text_prefix(name, strlen(name), 40));
}

int import_columns_read(struct arena *a, const struct csv_row *header, struct import_columns *ret,
                        struct problem *reterr_why)
{
	struct str left_out = str_new(a);
	struct str found = str_new(a);
	size_t unknown = 0;

	ret->count = header->count;
	for (int f = 0; f < IMPORT_FIELDS; f++)
		ret->at[f] = -1;
	for (size_t i = 0; i < header->count; i++) {
		const char *name = one_line(a, cell_text(a, &header->cells[i], &unknown));
		int f;

		add_name(&found, name);
		for (f = 0; f < IMPORT_FIELDS && !is_name(name, field_names[f]); f++)
			;
		if (f == IMPORT_FIELDS) {
			add_name(&left_out, name);
		} else if (ret->at[f] >= 0) {
			return refuse(reterr_why, PROBLEM_REFUSED,
			              "The file has two columns called \"%s\". Take one out, then "
			              "import it again.",
			              field_names[f]);
		} else {
			ret->at[f] = (int)i;
		}
	}
	ret->left_out = left_out.data;
	for (int f = IMPORT_DATE; f <= IMPORT_COMMENT; f++)
		if (ret->at[f] < 0)
			return refuse(reterr_why, PROBLEM_REFUSED,
			              "The first row has no column called \"%s\". It has: %s.%s",
			              field_names[f], found.data,
			              header->count == 1 ? " Columns must be separated by commas."
			                                 : "");
	return 0;
}

/* ---- A row ---------------------------------------------------------------------------------- */

static void set_refused(struct import_row *row, const char *why)
{
	row->class = ROW_REFUSED;
	row->why = why;
}

/* Several things may be doubtful at once: the sentences follow each other. */
static void add_doubt(struct arena *a, struct import_row *row, const char *why)
{
	row->class = ROW_DOUBTFUL;
	row->why = row->why ? arena_printf(a, "%s %s", row->why, why) : why;
}

static const char *csv_refusal(struct arena *a, const struct csv_row *row)
{
	switch (row->fault) {
	case CSV_NUL:
		return "The row holds a NUL byte: the file is damaged, or is not text.";
	case CSV_CELL_LONG:
		if (row->quote_line)
			return arena_printf(
			        a,
			        "A cell is longer than 64 KB. The quotation mark on line "
			        "%lld may not be closed.",
			        (long long)row->quote_line);
		return "A cell is longer than 64 KB.";
	case CSV_ROW_LONG:
		return "The row is longer than 1 MB.";
	case CSV_COLUMNS:
		return "The row has more than 200 columns.";
	case CSV_UNCLOSED:
		return arena_printf(a,
		                    "The quotation mark on line %lld is not closed, so the rest of "
		                    "the file belongs to this row.",
		                    (long long)row->quote_line);
	case CSV_GOOD:
		break;
	}
	return NULL;
}

static bool is_blank(const struct csv_row *row)
{
	for (size_t i = 0; i < row->count; i++)
		if (!text_is_blank(row->cells[i].text))
			return false;
	return true;
}

/* A date is repeated in the sentence only when it looks like one: in a row whose cells have
 * slipped, the date column may hold what a patient wrote. */
static const char *date_refusal(struct arena *a, enum date_fault fault, const char *text)
{
	bool looks_like_one = strlen(text) <= 20 && text[0] >= '0' && text[0] <= '9';
	const char *shown = looks_like_one ? arena_printf(a, " \"%s\"", text) : "";

	switch (fault) {
	case DATE_IMPOSSIBLE:
		return arena_printf(a, "The date%s does not exist.", shown);
	case DATE_FUTURE:
		return arena_printf(a, "The date%s is in the future.", shown);
	case DATE_UNREADABLE:
	case DATE_GOOD:
		break;
	}
	return looks_like_one ? arena_printf(a, "The date%s cannot be read.", shown)
	                      : "The date column does not hold a date.";
}

static bool is_month_first(const struct import_rules *rules, enum date_order order)
{
	if (order == ORDER_DAY_FIRST || order == ORDER_MONTH_FIRST)
		return order == ORDER_MONTH_FIRST;
	return rules->month_first;
}

static void weigh_date(struct arena *a, const struct import_rules *rules, struct import_row *row)
{
	const struct date_readings *d = &row->date;
	enum date_order order;
	bool month_first;

	row->on_date = d->has_day_first ? d->day_first : d->month_first;
	if (!rules->orders)
		return;
	order = date_orders_ask(rules->orders, row->text[IMPORT_ORGANISATION],
	                        row->text[IMPORT_SERVICE]);
	month_first = is_month_first(rules, order);
	if (d->one_is_future) {
		/* The calendar decides, unless the file's other dates say otherwise. */
		if (d->has_month_first == month_first ||
		    (order != ORDER_DAY_FIRST && order != ORDER_MONTH_FIRST))
			return;
		row->date_is_doubtful = true;
		row->other_date = d->has_month_first ? d->day_first : d->month_first;
		add_doubt(a, row,
		          "The date would be in the future if it were read as this service's "
		          "other dates are, so it was read the other way round.");
		return;
	}
	if (!d->has_day_first || !d->has_month_first ||
	    date_compare(d->day_first, d->month_first) == 0)
		return;
	row->on_date = month_first ? d->month_first : d->day_first;
	if (order == ORDER_DAY_FIRST || order == ORDER_MONTH_FIRST)
		return;
	row->date_is_doubtful = true;
	row->other_date = month_first ? d->day_first : d->month_first;
	add_doubt(a, row,
	          order == ORDER_MIXED
	                  ? "The date can be read two ways, and this service's other dates are "
	                    "written in both."
	                  : "The date can be read two ways, and no other date of this service "
	                    "shows which is meant.");
}

/* Each field with its length before it, so that text cannot move from one to the next unseen. The
 * date enters as written: what it is read as depends on the rest of its file. */
static void take_hash(struct import_row *row)
{
	crypto_hash_sha256_state state;

	crypto_hash_sha256_init(&state);
	for (int f = 0; f < IMPORT_FIELDS; f++) {
		size_t size = strlen(row->text[f]);
		unsigned char length[4] = { (unsigned char)(size >> 24),
			                    (unsigned char)(size >> 16), (unsigned char)(size >> 8),
			                    (unsigned char)size };

		crypto_hash_sha256_update(&state, length, sizeof(length));
		crypto_hash_sha256_update(&state, (const unsigned char *)row->text[f], size);
	}
	crypto_hash_sha256_final(&state, row->hash);
}

void import_row_read(struct arena *a, const struct import_rules *rules, const struct csv_row *csv,
                     struct import_row *ret)
{
	const struct import_columns *columns = rules->columns;
	enum date_fault fault;
	size_t unknown = 0;

	memset(ret, 0, sizeof(*ret));
	ret->line = csv->line;
	if (csv->fault) {
		set_refused(ret, csv_refusal(a, csv));
		return;
	}
	if (is_blank(csv)) {
		ret->class = ROW_BLANK;
		return;
	}
	if (csv->count != columns->count) {
		set_refused(ret, arena_printf(a, "The row has %zu %s; the first row has %zu.",
		                              csv->count, csv->count == 1 ? "column" : "columns",
		                              columns->count));
		return;
	}
	for (int f = 0; f < IMPORT_FIELDS; f++) {
		int at = columns->at[f];
		const char *text = at < 0 ? "" : cell_text(a, &csv->cells[at], &unknown);

		ret->text[f] = f == IMPORT_COMMENT ? without_controls(a, text) : one_line(a, text);
	}
	ret->class = ROW_GOOD;

	if (!*ret->text[IMPORT_DATE]) {
		set_refused(ret, "The row has no date.");
		return;
	}
	fault = date_readings_of(ret->text[IMPORT_DATE], rules->latest, &ret->date);
	if (fault) {
		set_refused(ret, date_refusal(a, fault, ret->text[IMPORT_DATE]));
		return;
	}
	if (!*ret->text[IMPORT_COMMENT]) {
		set_refused(ret, "The row has no text.");
		return;
	}
	for (int f = IMPORT_ORGANISATION; f < IMPORT_FIELDS; f++) {
		size_t max = f == IMPORT_QUESTION || f == IMPORT_TOPICS ? IMPORT_QUESTION_MAX
		                                                        : IMPORT_LABEL_MAX;

		if (text_count_chars(ret->text[f]) > max) {
			set_refused(ret, arena_printf(a, "The %s is longer than %zu characters.",
			                              field_names[f], max));
			return;
		}
	}

	weigh_date(a, rules, ret);
	if (*ret->text[IMPORT_SENTIMENT]) {
		const char *s = ret->text[IMPORT_SENTIMENT];

		if (s[0] >= '1' && s[0] <= '5' && !s[1])
			ret->sentiment = s[0] - '0';
		else
			add_doubt(a, ret,
			          "The sentiment is not a number from 1 to 5; it was left out.");
	}
	if (unknown)
		add_doubt(a, ret,
		          "The text holds bytes that stand for no character; each was replaced by "
		          "a mark.");
	else if (!csv->is_utf8 && rules->encoding == ENCODING_MIXED)
		add_doubt(a, ret,
		          "The row is not in UTF-8 as others in the file are; it was read as "
		          "Windows-1252.");
	if (csv->has_stray)
		add_doubt(a, ret, "Text follows a closing quotation mark; it was kept.");
	take_hash(ret);
}
