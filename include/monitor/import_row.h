/* One row of a Friends and Family Test file: refused, doubtful or good (U-25).
 *
 * Refused: no date, no text, the wrong number of columns, a date that cannot be, something too
 * long, a row that is not readable as CSV. Doubtful: it can be loaded, but not everything in it is
 * sure; the sentence says what, and where it is the date the other reading is kept beside the one
 * used. */
#ifndef MONITOR_IMPORT_ROW_H
#define MONITOR_IMPORT_ROW_H

#include <stdbool.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/problem.h"
#include "base/time.h"
#include "monitor/csv.h"
#include "monitor/import_date.h"

enum import_field {
	IMPORT_DATE,    /* must be there */
	IMPORT_COMMENT, /* must be there */
	IMPORT_ORGANISATION,
	IMPORT_SERVICE,
	IMPORT_QUESTION,
	IMPORT_SENTIMENT, /* 1 very positive to 5 very negative */
	IMPORT_TOPICS,
	IMPORT_FIELDS,
};

enum {
	IMPORT_LABEL_MAX = 200,     /* characters of organisation and service */
	IMPORT_QUESTION_MAX = 1000, /* and of topics */
};

/* How the bytes of a file are to be read, known after its first pass. */
enum import_encoding {
	ENCODING_UTF8,
	ENCODING_1252,  /* no row with letters beyond ASCII is UTF-8: the whole file is older */
	ENCODING_MIXED, /* some are, some are not: each row by itself, and the latter are doubtful
	                 */
};

/* Where each field stands, from the first row. */
struct import_columns {
	int at[IMPORT_FIELDS]; /* -1: not in this file */
	size_t count;
	const char *left_out; /* names of columns that are not kept, "" when none */
};

/* Names are compared without regard to case and blanks, in any order. -1 (PROBLEM_REFUSED, a
 * sentence with the names found) when date or comment is missing, or a name stands twice. */
int import_columns_read(struct arena *a, const struct csv_row *header, struct import_columns *ret,
                        struct problem *reterr_why);

enum import_class {
	ROW_BLANK, /* nothing in any cell: passed over */
	ROW_GOOD,
	ROW_DOUBTFUL,
	ROW_REFUSED,
};

struct import_rules {
	const struct import_columns *columns;
	struct date latest; /* no comment is later than this */
	bool month_first;   /* the practice's setting for what is not decided */
	enum import_encoding encoding;
	const struct date_orders *orders; /* NULL in the first pass: dates are then not weighed */
};

struct import_row {
	enum import_class class;
	const char *why; /* doubtful or refused: a sentence; otherwise NULL */
	int64_t line;
	struct date_readings date;
	struct date on_date;
	struct date other_date; /* year 0: there is one reading only */
	bool date_is_doubtful;
	const char *text[IMPORT_FIELDS]; /* cleaned; "" where absent */
	int sentiment;                   /* 0: none */
	unsigned char hash[32];          /* of the cleaned fields */
};

/* Everything in *ret lives in the arena. Never fails: what is wrong with a row is its class. */
void import_row_read(struct arena *a, const struct import_rules *rules, const struct csv_row *row,
                     struct import_row *ret);

#endif
