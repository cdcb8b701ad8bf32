/* Importing comments from a file (Friends and Family Test, U-25): reading it, and loading it.
 *
 * A file is read twice, from a seekable descriptor, in constant memory. The first pass finds what
 * is refused, how the bytes are encoded, and what each service's certain dates say about the order
 * of day and month; the second reads each row with that knowledge. Nothing is loaded when a row is
 * refused, unless the caller said to pass over bad rows; what is loaded is loaded in one
 * transaction.
 *
 * Encoding is decided by the file where it can be: all valid UTF-8, or no row with letters beyond
 * ASCII valid, which is Windows-1252 throughout. Text in Windows-1252 that happens to be valid
 * UTF-8 hardly exists, so a file with both kinds of row was put together from two: then each row is
 * read by itself, and those that are not UTF-8 are doubtful.
 *
 * A repeat is the same file (SHA-256), or a row whose fields are equal to one that is there,
 * counting equals: the second of two equal rows repeats the second of an earlier file, never the
 * first.
 */
#ifndef MONITOR_IMPORT_H
#define MONITOR_IMPORT_H

#include <stdbool.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/problem.h"
#include "base/time.h"
#include "db/db.h"
#include "monitor/import_row.h"

enum import_phase {
	IMPORT_CHECKING,
	IMPORT_LOADING,
};

struct import_progress {
	enum import_phase phase;
	int64_t rows;
	int64_t bytes;
	int64_t size;
};

/* Called for each block of the file: it decides itself how often to say something. */
typedef void import_on_progress(void *context, const struct import_progress *progress);

struct import_refused {
	int64_t line;
	const char *why;
};

enum { IMPORT_REFUSED_KEPT = 1000 }; /* of refused rows, the first so many are named */

/* What a file holds. */
struct import_check {
	struct import_columns columns;
	struct date_orders *orders;
	enum import_encoding encoding;
	unsigned char sha256[32];
	int64_t size;
	int64_t good; /* good and doubtful are known after the second pass */
	int64_t doubtful;
	int64_t refused;
	struct import_refused kept[IMPORT_REFUSED_KEPT];
	size_t kept_count;
};

/* How to read it. */
struct import_reading {
	int fd;                          /* seekable; its position is moved */
	struct date latest;              /* the last day a comment can be from */
	bool month_first;                /* how an undecided date is read */
	import_on_progress *on_progress; /* may be NULL */
	void *context;
};

/* A descriptor that can be read twice: fd itself, or an unlinked temporary copy of what can be read
 * from it (a pipe), closed with the arena. -1 with *reterr_why. */
int import_seekable(struct arena *a, int fd, struct problem *reterr_why);

/* An empty, unlinked temporary file, closed with the arena. -1 with *reterr_why. */
int import_temporary(struct arena *a, struct problem *reterr_why);

/* First pass. -1 with PROBLEM_REFUSED where the file as a whole is not such a file (empty, UTF-16,
 * a spreadsheet, no column "date" or "comment"), or PROBLEM_FAULT when it cannot be read. What *ret
 * holds lives in the arena. */
int import_check_first(struct arena *a, const struct import_reading *reading,
                       struct import_check *ret, struct problem *reterr_why);

/* Second pass: counts, and calls on_row (may be NULL) for each good or doubtful row, which is good
 * during the call only. -1 when on_row returned other than 0 (it fills reterr_why), or
 * PROBLEM_REFUSED when the file is no longer the one of the first pass. */
typedef int import_on_row(void *context, const struct import_row *row, struct problem *reterr_why);
int import_check_second(struct arena *a, const struct import_reading *reading,
                        struct import_check *check, import_on_row *on_row, void *context,
                        struct problem *reterr_why);

enum import_outcome {
	IMPORT_LOADED,
	IMPORT_REPEATED, /* this very file was loaded before: nothing was added */
	IMPORT_BLOCKED,  /* rows are refused: nothing was added */
};

struct import_job {
	struct db *db;       /* loads, in one transaction */
	struct db *progress; /* a second connection: what it writes is seen at once */
	int64_t practice_id;
	const char *actor; /* name for the event */
	const char *name;  /* of the file, without its folder */
	int64_t import_id; /* a row of app.import_file that was taken; 0: one is added */
	bool skip_bad;
	int fd;                          /* seekable */
	import_on_progress *on_progress; /* may be NULL; besides what is recorded in the database */
	void *context;
};

struct import_result {
	enum import_outcome outcome;
	struct import_check check;
	int64_t repeated;      /* of good and doubtful */
	const char *twin_at;   /* IMPORT_REPEATED: when the file was loaded before */
	const char *public_id; /* of the import, for its page */
};

/* Loads a file. 0, or -1 with *reterr_why; then nothing was added, and app.import_file says why
 * wherever the database could still be reached. Needs no transaction and leaves none open. */
int import_run(struct arena *a, const struct import_job *job, struct import_result *ret,
               struct problem *reterr_why);

/* The worker's part: reads the oldest file that was sent from a page. 1: one was read, whatever
 * became of it (its row says so); 0: there is none, or another import is in its way; -1 with
 * *reterr_why: the database is away. Both connections are of role worker, with a deadline of a
 * minute. */
int import_work(struct arena *a, struct db *db, struct db *progress, struct problem *reterr_why);

#endif
