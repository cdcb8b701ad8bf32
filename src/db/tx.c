/* Transactions: changes, statement by statement; COPY in and streaming out. */
#include "conn.h"

#include <string.h>

#include "base/banned.h"

struct tx {
	struct db *db;
	struct arena *arena;
	struct problem problem;
	bool failed;
};

struct tx *tx_begin(struct db *db, struct arena *a, struct problem *reterr_why)
{
	struct tx *tx;

	if (db->tx) {
		fault(reterr_why, "a transaction inside a transaction");
		return NULL;
	}
	for (int attempt = 0;; attempt++) {
		PGresult *res;
		enum wait how;

		if (conn_open(db, reterr_why) < 0)
			return NULL;
		how = conn_command(db, "BEGIN ISOLATION LEVEL READ COMMITTED READ WRITE", &res);
		if (how == WAIT_READY && PQresultStatus(res) == PGRES_COMMAND_OK) {
			PQclear(res);
			break;
		}
		if (how == WAIT_READY) {
			/* A standby refuses READ WRITE (0A000): this was the primary before. */
			problem_from_result(reterr_why, NULL, res);
			PQclear(res);
			conn_drop(db);
		} else {
			problem_from_wait(reterr_why, how, "BEGIN");
		}
		/* Nothing has been done yet, so a new connection is as good. */
		if (attempt == 1 || how == WAIT_LATE)
			return NULL;
	}
	tx = arena_alloc(a, sizeof(*tx));
	tx->db = db;
	tx->arena = a;
	db->tx = tx;
	return tx;
}

struct arena *tx_arena(struct tx *tx)
{
	return tx->arena;
}

const struct problem *tx_problem(const struct tx *tx)
{
	return tx->failed ? &tx->problem : NULL;
}

/* Each notes the first failure and returns -1. */
static int fails_with(struct tx *tx, const struct problem *why)
{
	if (!tx->failed) {
		tx->failed = true;
		tx->problem = *why;
	}
	return -1;
}

static int fails_waiting(struct tx *tx, enum wait how, const char *doing)
{
	struct problem why;

	problem_from_wait(&why, how, doing);
	return fails_with(tx, &why);
}

/* Takes over res. */
static int fails_answered(struct tx *tx, const struct query *q, PGresult *res)
{
	struct problem why;

	problem_from_result(&why, q, res);
	if (result_says_stale(res))
		tx->db->stale = true; /* the next request gets a new session */
	PQclear(res);
	return fails_with(tx, &why);
}

/* Whether statements can still be sent; the connection may have been dropped in between. */
static bool is_live(struct tx *tx)
{
	if (tx->failed)
		return false;
	if (tx->db->tx == tx)
		return true;
	fails_waiting(tx, WAIT_LOST, "dropped inside a transaction");
	return false;
}

static int prepare(struct tx *tx, const struct query *q)
{
	struct db *db = tx->db;
	PGresult *res;
	enum wait how;

	if (conn_statement(db, q)->prepared)
		return 0;
	if (!conn_send_prepare(db, q)) {
		conn_drop(db);
		return fails_waiting(tx, WAIT_LOST, q->name);
	}
	how = conn_one_result(db, &res);
	if (how != WAIT_READY)
		return fails_waiting(tx, how, q->name);
	if (PQresultStatus(res) != PGRES_COMMAND_OK)
		return fails_answered(tx, q, res);
	PQclear(res);
	conn_statement(db, q)->prepared = true;
	return 0;
}

struct rows *tx_run(struct tx *tx, const struct query *q, const struct param *params)
{
	struct db *db = tx->db;
	struct problem why;
	struct rows *r;
	PGresult *res;
	enum wait how;
	int rows = 0;
	size_t bytes = 0;

	if (!is_live(tx) || prepare(tx, q) < 0)
		return NULL;
	if (!conn_send_run(db, q, params)) {
		conn_drop(db);
		fails_waiting(tx, WAIT_LOST, q->name);
		return NULL;
	}
	how = conn_one_result(db, &res);
	if (how != WAIT_READY) {
		fails_waiting(tx, how, q->name);
		return NULL;
	}
	if (PQresultStatus(res) != PGRES_TUPLES_OK && PQresultStatus(res) != PGRES_COMMAND_OK) {
		fails_answered(tx, q, res);
		return NULL;
	}
	if (result_take(tx->arena, q, res, &rows, &bytes, &why) < 0) {
		fails_with(tx, &why);
		return NULL;
	}
	r = arena_alloc(tx->arena, sizeof(*r));
	r->query = q;
	result_fill(tx->arena, r, res);
	db->trace.rows += rows;
	return r;
}

void tx_rollback(struct tx *tx)
{
	struct db *db;
	PGresult *res;

	if (!tx || tx->db->tx != tx)
		return; /* nothing to undo: the session is gone */
	db = tx->db;
	db->tx = NULL;
	if (PQtransactionStatus(db->conn) == PQTRANS_ACTIVE) {
		conn_drop(db); /* in the middle of a COPY or a stream */
		return;
	}
	if (conn_command(db, "ROLLBACK", &res) != WAIT_READY)
		return;
	if (PQresultStatus(res) != PGRES_COMMAND_OK)
		conn_drop(db);
	PQclear(res);
}

int tx_commit(struct tx *tx, struct problem *reterr_why)
{
	struct db *db = tx->db;
	PGresult *res;
	enum wait how;
	bool committed;
	bool refused;

	if (!is_live(tx)) {
		if (reterr_why)
			*reterr_why = tx->problem;
		tx_rollback(tx);
		return -1;
	}
	if (PQtransactionStatus(db->conn) != PQTRANS_INTRANS) {
		fault(reterr_why, "COMMIT while a COPY or a stream is open");
		tx_rollback(tx);
		return -1;
	}
	db->tx = NULL;
	db->warnings = 0;
	how = conn_command(db, "COMMIT", &res);
	if (how != WAIT_READY)
		return problem_not_saved_yet(reterr_why, how == WAIT_LATE
		                                                 ? "COMMIT: deadline passed"
		                                                 : "COMMIT: connection lost");
	committed =
	        PQresultStatus(res) == PGRES_COMMAND_OK && strcmp(PQcmdStatus(res), "COMMIT") == 0;
	refused = PQresultStatus(res) == PGRES_FATAL_ERROR;
	if (refused)
		problem_from_result(reterr_why, NULL, res);
	PQclear(res);
	if (refused)
		return -1;
	if (!committed)
		return fault(reterr_why, "COMMIT was answered by another command's name");
	if (db->warnings > 0)
		return problem_not_saved_yet(reterr_why, "COMMIT: answered with a warning");
	return 0;
}

/* ---- COPY */

int tx_copy_begin(struct tx *tx, const struct query *copy)
{
	struct db *db = tx->db;
	PGresult *res;
	enum wait how;

	if (!is_live(tx))
		return -1;
	how = conn_command(db, copy->sql, &res);
	if (how != WAIT_READY)
		return fails_waiting(tx, how, copy->name);
	if (PQresultStatus(res) != PGRES_COPY_IN)
		return fails_answered(tx, copy, res);
	PQclear(res);
	return 0;
}

int tx_copy_data(struct tx *tx, const char *bytes, size_t size)
{
	enum { PIECE = 64 * 1024 };
	struct db *db = tx->db;

	if (!is_live(tx))
		return -1;
	while (size > 0) {
		int piece = size < PIECE ? (int)size : PIECE;
		enum wait how;

		/* A non-blocking libpq takes any amount into its own memory: flush each piece. */
		if (PQputCopyData(db->conn, bytes, piece) != 1) {
			conn_drop(db);
			return fails_waiting(tx, WAIT_LOST, "COPY");
		}
		db->reads = 0;
		how = conn_flush(db, conn_deadline(db));
		if (how != WAIT_READY)
			return fails_waiting(tx, how, "COPY");
		bytes += piece;
		size -= (size_t)piece;
	}
	return 0;
}

int64_t tx_copy_end(struct tx *tx)
{
	struct db *db = tx->db;
	PGresult *res;
	enum wait how;
	int64_t rows = 0;

	if (!is_live(tx))
		return -1;
	if (PQputCopyEnd(db->conn, NULL) != 1) {
		conn_drop(db);
		return fails_waiting(tx, WAIT_LOST, "COPY");
	}
	how = conn_one_result(db, &res);
	if (how != WAIT_READY)
		return fails_waiting(tx, how, "COPY");
	if (PQresultStatus(res) != PGRES_COMMAND_OK)
		return fails_answered(tx, NULL, res);
	for (const char *digit = PQcmdTuples(res); *digit >= '0' && *digit <= '9'; digit++)
		rows = rows * 10 + (*digit - '0');
	PQclear(res);
	return rows;
}

/* ---- Streaming */

/* Hands one row on. 0 to go on, 1 when the reader stops it. */
static int pass_row(const PGresult *res, struct rows *row, const char **cells,
                    int (*on_row)(void *context, const struct rows *row), void *context)
{
	for (int i = 0; i < row->query->n_columns; i++)
		cells[i] = PQgetisnull(res, 0, i) ? NULL : PQgetvalue(res, 0, i);
	return on_row(context, row) == 0 ? 0 : 1;
}

int tx_stream(struct tx *tx, const struct query *q, const struct param *params,
              int (*on_row)(void *context, const struct rows *row), void *context)
{
	struct db *db = tx->db;
	const char **cells;
	struct rows row = { .query = q, .count = 1 };

	if (!is_live(tx) || prepare(tx, q) < 0)
		return -1;
	if (!conn_send_run(db, q, params) || !PQsetSingleRowMode(db->conn)) {
		conn_drop(db);
		return fails_waiting(tx, WAIT_LOST, q->name);
	}
	cells = arena_alloc(tx->arena, ((size_t)q->n_columns + 1) * sizeof(*cells));
	row.cells = cells;
	db->trace.round_trips++;
	for (;;) {
		PGresult *res;
		enum wait how;

		db->reads = 0;
		how = conn_result(db, conn_deadline(db), &res);
		if (how != WAIT_READY)
			return fails_waiting(tx, how, q->name);
		if (!res)
			return tx->failed ? -1 : 0;
		switch (PQresultStatus(res)) {
		case PGRES_SINGLE_TUPLE:
		case PGRES_TUPLES_OK: /* the end, without rows */
			if (PQnfields(res) != q->n_columns) {
				struct problem why;

				fault(&why, "query %s gives %d columns, its header says %d",
				      q->name, PQnfields(res), q->n_columns);
				PQclear(res);
				conn_drop(db);
				return fails_with(tx, &why);
			}
			db->trace.rows += PQntuples(res);
			if (PQntuples(res) == 1 && pass_row(res, &row, cells, on_row, context)) {
				PQclear(res);
				conn_drop(db);
				return fails_waiting(tx, WAIT_LOST, "the reader stopped a stream");
			}
			PQclear(res);
			break;
		default:
			fails_answered(tx, q, res);
			break;
		}
	}
}
