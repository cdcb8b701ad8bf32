/* Talking to PostgreSQL: the only room that knows libpq.
 *
 * One process has one connection (struct db). Pages that read use a batch: named queries queued,
 * sent in one flush, answered together. Changes use a transaction (struct tx), statement by
 * statement. The compiler keeps them apart: generated functions for reading take a batch (or a tx),
 * those for writing take a tx only.
 *
 * Connections open with default_transaction_read_only = on and default_transaction_isolation =
 * 'repeatable read', client_encoding UTF8, keepalives 2/1/3, target_session_attrs=primary,
 * non-blocking sockets and a deadline for every wait. Statements are prepared lazily, under the
 * query's name, and again after a reconnect. At the end of a request call db_settle: a session that
 * is not idle is dropped.
 *
 * Nothing here logs: sentences and log details go up in struct problem, figures in struct db_trace.
 */
#ifndef DB_DB_H
#define DB_DB_H

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

#include "base/arena.h"
#include "base/bytes.h"
#include "base/problem.h"
#include "base/rows.h"

struct db;
struct batch;
struct tx;

/* One parameter value in libpq's terms; data NULL is SQL NULL. Used by the generated functions. */
struct param {
	const char *data;
	int size;   /* of binary data; not used for text, which ends with a NUL */
	int binary; /* 1: bytea bytes, 0: text */
};

/* What one request may bring in. Past them the answer is PROBLEM_FAULT: a page that needs more is
 * wrong, and an export streams (tx_stream). */
enum {
	DB_ROWS_MAX = 20000,             /* rows of one batch or statement */
	DB_BYTES_MAX = 32 * 1024 * 1024, /* bytes of their results, as libpq counts them */
};

/* Opens lazily: never fails here, the first use connects. conninfo (see db/conninfo.h) is copied;
 * it may override the keepalives, connect_timeout, target_session_attrs and application_name, never
 * the read-only default. deadline_ms bounds each wait for an answer; connecting has connect_timeout
 * (2 seconds for each host). */
struct db *db_open(const char *conninfo, int deadline_ms);
void db_close(struct db *db); /* NULL allowed */

/* Ends a request: true when the session is idle and clean, or there is none. Otherwise the
 * connection is dropped (the next use opens a new one) and false is returned: worth a line in the
 * log, for it means that a batch or transaction was left open. */
bool db_settle(struct db *db);

/* One empty round trip: 0 when a primary answers, or -1 with PROBLEM_BUSY. For health checks; do
 * not call it inside a transaction. */
int db_ready(struct db *db, struct problem *reterr_why);

/* Compares each query's header with the server (PQdescribePrepared): number, names and types of
 * what it gives, its parameters, no parameter unused. Prints a line for each difference to out and
 * returns how many queries differ, or -1 with *reterr_why when the database is away. Queries that
 * start with CREATE TEMP are run first, inside the transaction that is rolled back at the end, so
 * that those which read such a table can be described. */
int db_check_queries(struct db *db, const struct query *const *queries, size_t count, FILE *out,
                     struct problem *reterr_why);

/* Whether this session sees the schema that the program was built for: see db/migrate.h. */

/* ---- Batches: reading -------------------------------------------------------------------------
 * A batch has up to two segments, each an implicit transaction ended by its own Sync, sent in one
 * flush:
 *   1. the opening, only if something was queued for it: read committed and read write, first the
 *      authentication, then what batch_queue_opening queued (renew last-seen, the read event);
 *   2. the reading: first the authentication again, then the queued reads, at repeatable read and
 *      read only: a write gives 25006 and so PROBLEM_FAULT.
 * When either fails, nothing is given out: every struct rows keeps count 0.
 */
struct batch *batch_new(struct db *db, struct arena *a);
struct arena *batch_arena(struct batch *b);

/* The query that starts every segment of every run: it must raise 28000 for a caller without a live
 * sign-in session and must not write. Its rows are those of the reading segment. Call it once,
 * before the first batch_run; without it (sign-in page, health check) segments are bare. */
struct rows *batch_authenticate(struct batch *b, const struct query *q, const struct param *params);

/* Queues a query. The struct rows is filled by batch_run. Generated functions call these.
 * Parameters are copied. The opening may hold queries declared :write. */
struct rows *batch_queue(struct batch *b, const struct query *q, const struct param *params);
struct rows *batch_queue_opening(struct batch *b, const struct query *q,
                                 const struct param *params);

/* Sends everything queued since the last run and reads to the last Sync. 0, or -1 with *reterr_why,
 * the kinds as for tx_problem; a fault in the opening is PROBLEM_BUSY (what cannot be recorded is
 * not shown), and so is an answer later than the deadline. A lost connection or a stale plan
 * (0A000, 26000) is retried once: whole if the opening had not been answered, else the reading
 * alone. What is queued for an opening must therefore bear being done twice (it does: repeat
 * openings within ten minutes are one). May be called again after more queries were queued (a
 * second round trip). Not inside a transaction of the same struct db. */
int batch_run(struct batch *b, struct problem *reterr_why);

/* The rows of a query in this batch, or NULL: how the view finds its context. When a query was
 * queued twice, the first. Opening and authentication count, too. */
const struct rows *batch_rows(const struct batch *b, const struct query *q);
int batch_size(const struct batch *b);
const struct rows *batch_at(const struct batch *b, int i);

/* ---- Transactions: changing -------------------------------------------------------------------
 * tx_begin sends BEGIN ISOLATION LEVEL READ COMMITTED READ WRITE. NULL with *reterr_why filled when
 * the database is away. After any failed statement the transaction is lost: tx_problem says why,
 * and later statements are not sent. One transaction at a time on a struct db.
 */
struct tx *tx_begin(struct db *db, struct arena *a, struct problem *reterr_why);
struct arena *tx_arena(struct tx *tx);

/* Runs one statement. NULL on failure. For a query that gives nothing the count is the number of
 * rows it changed. */
struct rows *tx_run(struct tx *tx, const struct query *q, const struct param *params);

/* The first failure of this transaction; NULL when nothing failed. Kinds:
 *   PROBLEM_SIGN_IN    28000, no live sign-in session
 *   PROBLEM_REFUSED    CA001, a gate or rule of ours; a constraint of db/constraint.c's table
 *   PROBLEM_FORBIDDEN  CA003
 *   PROBLEM_NOT_FOUND  CA004, in the same words whether absent or hidden
 *   PROBLEM_CONFLICT   CA009, 40001, 40P01; a constraint of the table
 *   PROBLEM_BUSY       connection lost, deadline or statement_timeout, disk full, stale plan
 *   PROBLEM_FAULT      anything else
 * The server's MESSAGE is the sentence for CA001, CA003 and CA009. The detail names query, SQLSTATE
 * and constraint; it has the server's message only for classes that cannot hold content. */
const struct problem *tx_problem(const struct tx *tx);

/* COMMIT, and reads its own result: 0 only when PostgreSQL answered COMMIT without any warning (one
 * would be that the commit may not be replicated; so nothing of ours may RAISE WARNING in a
 * deferred trigger). -1 with *reterr_why otherwise: the first failure; or PROBLEM_BUSY "not saved
 * yet" when the outcome is unknown, which the form's nonce settles. Frees the tx. */
int tx_commit(struct tx *tx, struct problem *reterr_why);
void tx_rollback(struct tx *tx); /* NULL allowed; frees the tx */

/* Sends rows in PostgreSQL's text COPY format to a temporary table of this transaction. The SQL of
 * copy is COPY ... FROM STDIN, without parameters. Call _data any number of times, split anywhere,
 * then _end, which gives the number of rows. Each returns -1 on failure (tx_problem). Memory stays
 * constant. */
int tx_copy_begin(struct tx *tx, const struct query *copy);
int tx_copy_data(struct tx *tx, const char *bytes, size_t size);
int64_t tx_copy_end(struct tx *tx);

/* Streams a big read row by row in single-row mode inside a transaction: each row is passed to
 * on_row, which returns 0 to go on; memory stays constant. row is valid during the call only. When
 * on_row stops it, the connection is dropped and the transaction lost (PROBLEM_BUSY): an export
 * whose reader went away has no better end. 0 or -1 (tx_problem). */
int tx_stream(struct tx *tx, const struct query *q, const struct param *params,
              int (*on_row)(void *context, const struct rows *row), void *context);

/* For the log: what happened since the last db_settle. */
struct db_trace {
	int round_trips;
	int statements;
	int rows;
	int connects;
	int64_t microseconds; /* spent waiting */
};
struct db_trace db_trace(const struct db *db);

#endif
