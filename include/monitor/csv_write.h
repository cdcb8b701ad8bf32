/* Writing CSV: the one place where Candour does it. RFC 4180, UTF-8 with a byte order mark so that
 * spreadsheets read it as such, CRLF. A cell that a spreadsheet would take for a formula gets an
 * apostrophe in front: it begins with = + - @, a tab or a line break, or with one of the full-width
 * forms of these signs, after any spaces. What comes out is handed on a cell at a time, so a file
 * of any length takes the same memory. */
#ifndef MONITOR_CSV_WRITE_H
#define MONITOR_CSV_WRITE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* 0, or -1: nothing more is written then. */
typedef int csv_write_fn(void *handle, const char *bytes, size_t size);

struct csv_out {
	csv_write_fn *write;
	void *handle;
	bool in_row;
	bool failed;
};

struct csv_out csv_out_open(csv_write_fn *write, void *handle); /* writes the byte order mark */
void csv_text(struct csv_out *out, const char *text);           /* NULL: an empty cell */
void csv_whole(struct csv_out *out, int64_t number);
void csv_row_end(struct csv_out *out);
/* -1 when a write failed. */
int csv_out_close(const struct csv_out *out);

/* Would a spreadsheet take it for a formula? */
bool csv_is_formula(const char *text);

#endif
