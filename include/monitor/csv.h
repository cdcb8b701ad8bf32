/* Reading CSV that other people made. RFC 4180, and what really comes: a byte order mark; CR, LF
 * and CRLF, also mixed; line breaks and doubled quotes in cells; text after a closing quote; bytes
 * that are not UTF-8. The reader is pushed blocks of any size and calls back once a row; it holds
 * one row, so memory is the same for any file.
 *
 * It decides nothing about meaning: an empty line is a row of one empty cell, the first row is a
 * row like any other. */
#ifndef MONITOR_CSV_H
#define MONITOR_CSV_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/str.h"

enum {
	CSV_CELL_MAX = 64 * 1024,  /* bytes of one cell */
	CSV_ROW_MAX = 1024 * 1024, /* bytes of one row */
	CSV_COLUMNS_MAX = 200,
};

enum csv_fault {
	CSV_GOOD = 0,
	CSV_NUL,       /* a NUL byte: not a text file, or a damaged one */
	CSV_CELL_LONG, /* a cell over CSV_CELL_MAX */
	CSV_ROW_LONG,
	CSV_COLUMNS,  /* more than CSV_COLUMNS_MAX */
	CSV_UNCLOSED, /* the file ended inside quotes; quote_line says where they began */
};

struct csv_cell {
	const char *text; /* ends with a NUL; line breaks are LF whatever the file had */
	size_t size;
};

/* A row. Of a row with a fault only line, quote_line and fault are good: cells is empty, since a
 * part of a row is worse than none. */
struct csv_row {
	int64_t line;       /* first physical line, from 1 */
	int64_t quote_line; /* where the last opening quote of the row stood; 0: none */
	enum csv_fault fault;
	size_t count;
	const struct csv_cell *cells;
	bool has_high;  /* some byte is above 0x7f */
	bool is_utf8;   /* every cell is well-formed UTF-8 */
	bool has_stray; /* text followed a closing quote and was added to the cell */
};

/* 0 to go on; anything else ends the reading and is what csv_push or csv_end then return. The row
 * is the reader's and good during the call only. */
typedef int csv_on_row(void *context, const struct csv_row *row);

struct csv;

/* In the arena, about 1 MB; used for one file. */
struct csv *csv_new(struct arena *a, csv_on_row *on_row, void *context);

/* The next bytes of the file. 0, or what on_row returned. */
int csv_push(struct csv *c, const void *bytes, size_t size);

/* The end of the file: gives out a last row without a line break, or inside unclosed quotes. */
int csv_end(struct csv *c);

bool csv_had_mark(const struct csv *c); /* the file began with the UTF-8 byte order mark */

/* Appends text in Windows-1252 as UTF-8. Returns how many bytes have no character in that set; they
 * become U+FFFD. */
size_t windows_1252_add(struct str *out, const char *text, size_t size);

#endif
