/* The connection: opening, waiting with a deadline, prepared statements, settling after a request.
 */
#include "conn.h"

#include <errno.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>

#include "base/time.h"

#include "base/banned.h"

/* libpq reads at most about 16 KB at a time, so this many reads bound what it can gather into one
 * result before anybody sees it; result_take's caps are exact but come after. Over a network with
 * small packets it is still about 6 MB, far above any page. */
enum { READS_MAX = 4096 };

/* Every session reads unless a transaction says otherwise; a backend whose client is gone, because
 * a deadline passed, ends within seconds instead of finishing for nobody. Compiling a page's
 * statement to machine code takes longer than running it. */
static const char session_options[] = "-c default_transaction_read_only=on "
                                      "-c default_transaction_isolation=repeatable\\ read "
                                      "-c client_connection_check_interval=2s "
                                      "-c jit=off -c DateStyle=ISO,YMD -c IntervalStyle=postgres "
                                      "-c bytea_output=hex -c extra_float_digits=1";

int64_t conn_deadline(const struct db *db)
{
	return time_monotonic_us() + (int64_t)db->deadline_ms * 1000;
}

static void *or_end(void *memory)
{
	if (!memory)
		abort();
	return memory;
}

struct db *db_open(const char *conninfo, int deadline_ms)
{
	struct db *db = or_end(calloc(1, sizeof(*db)));

	db->conninfo = or_end(strdup(conninfo));
	db->deadline_ms = deadline_ms;
	return db;
}

void db_close(struct db *db)
{
	if (!db)
		return;
	conn_drop(db);
	free(db->conninfo);
	free(db);
}

void conn_drop(struct db *db)
{
	PQfinish(db->conn);
	db->conn = NULL;
	free(db->statements);
	db->statements = NULL;
	db->statement_count = 0;
	db->statement_room = 0;
	db->stale = false;
	db->tx = NULL;
}

/* Notices may quote content, so none is kept; but one during COMMIT means "perhaps not durable". */
static void count_warning(void *context, const PGresult *res)
{
	struct db *db = context;
	const char *severity = PQresultErrorField(res, PG_DIAG_SEVERITY_NONLOCALIZED);

	if (severity && strcmp(severity, "WARNING") == 0)
		db->warnings++;
}

int conn_open(struct db *db, struct problem *reterr_why)
{
	/* Those before dbname may be overridden by conninfo, those after it may not. */
	static const char *const keys[] = {
		"target_session_attrs",
		"connect_timeout",
		"keepalives_idle",
		"keepalives_interval",
		"keepalives_count",
		"tcp_user_timeout",
		"application_name",
		"dbname",
		"client_encoding",
		"options",
		NULL,
	};
	const char *const values[] = {
		"primary",       "2",  "2", "1", "3", "4000", "candour", db->conninfo, "UTF8",
		session_options, NULL,
	};
	int64_t start;

	if (db->conn && PQstatus(db->conn) == CONNECTION_OK)
		return 0;
	conn_drop(db);
	start = time_monotonic_us();
	/* The blocking call on purpose: it alone applies connect_timeout to each host of a list in
	 * turn, so that a host that hangs does not hide the one that answers. */
	db->conn = or_end(PQconnectdbParams(keys, values, 1));
	db->generation++;
	db->trace.connects++;
	db->trace.microseconds += time_monotonic_us() - start;
	if (PQstatus(db->conn) != CONNECTION_OK || PQsetnonblocking(db->conn, 1) != 0) {
		problem_from_wait(reterr_why, WAIT_LOST, PQerrorMessage(db->conn));
		conn_drop(db);
		return -1;
	}
	PQsetNoticeReceiver(db->conn, count_warning, db);
	return 0;
}

static enum wait lose(struct db *db, enum wait how)
{
	conn_drop(db);
	return how;
}

/* One turn of waiting. WAIT_READY says only that it is worth another look. */
static enum wait wait_socket(struct db *db, bool also_write, int64_t deadline)
{
	struct pollfd fd = { .fd = PQsocket(db->conn), .events = POLLIN };
	int64_t start = time_monotonic_us();
	int64_t left = deadline - start;
	int n;

	if (left <= 0)
		return lose(db, WAIT_LATE);
	if (also_write)
		fd.events |= POLLOUT;
	n = poll(&fd, 1, (int)((left + 999) / 1000));
	db->trace.microseconds += time_monotonic_us() - start;
	if (n < 0 && errno != EINTR)
		return lose(db, WAIT_LOST);
	if (n > 0 && (fd.revents & (POLLIN | POLLHUP | POLLERR | POLLNVAL))) {
		if (++db->reads > READS_MAX)
			return lose(db, WAIT_TOO_BIG);
		/* When reading fails libpq may still hold the server's last words; PQgetResult
		 * gives them, or an error of libpq's own. */
		if (!PQconsumeInput(db->conn) && PQisBusy(db->conn))
			return lose(db, WAIT_LOST);
	}
	return WAIT_READY;
}

enum wait conn_result(struct db *db, int64_t deadline, PGresult **ret)
{
	*ret = NULL;
	for (;;) {
		int unsent = PQflush(db->conn);
		enum wait how;

		if (!PQisBusy(db->conn))
			break;
		if (unsent < 0)
			return lose(db, WAIT_LOST);
		how = wait_socket(db, unsent > 0, deadline);
		if (how != WAIT_READY)
			return how;
	}
	*ret = PQgetResult(db->conn);
	if (PQstatus(db->conn) == CONNECTION_BAD || (*ret && result_says_lost(*ret))) {
		PQclear(*ret);
		*ret = NULL;
		return lose(db, WAIT_LOST);
	}
	return WAIT_READY;
}

enum wait conn_flush(struct db *db, int64_t deadline)
{
	for (;;) {
		int unsent = PQflush(db->conn);
		enum wait how;

		if (unsent == 0)
			return WAIT_READY;
		if (unsent < 0)
			return lose(db, WAIT_LOST);
		how = wait_socket(db, true, deadline);
		if (how != WAIT_READY)
			return how;
	}
}

enum wait conn_one_result(struct db *db, PGresult **ret)
{
	int64_t deadline = conn_deadline(db);
	PGresult *res;

	*ret = NULL;
	db->trace.round_trips++;
	db->reads = 0;
	for (;;) {
		enum wait how = conn_result(db, deadline, &res);

		if (how != WAIT_READY) {
			PQclear(*ret);
			*ret = NULL;
			return how;
		}
		if (!res)
			break;
		if (PQresultStatus(*ret) == PGRES_FATAL_ERROR && *ret) {
			PQclear(res);
			continue;
		}
		PQclear(*ret);
		*ret = res;
		/* Copying is a state, not a result to wait past. */
		if (PQresultStatus(res) == PGRES_COPY_IN || PQresultStatus(res) == PGRES_COPY_OUT)
			return WAIT_READY;
	}
	if (!*ret)
		return lose(db, WAIT_LOST);
	return WAIT_READY;
}

enum wait conn_command(struct db *db, const char *sql, PGresult **ret)
{
	*ret = NULL;
	db->trace.statements++;
	if (!PQsendQuery(db->conn, sql))
		return lose(db, WAIT_LOST);
	return conn_one_result(db, ret);
}

static size_t slot_of(const struct db *db, const struct query *q)
{
	size_t slot = ((uintptr_t)q >> 4) * 0x9E3779B97F4A7C15u >> 20;

	for (;; slot++) {
		slot &= db->statement_room - 1;
		if (!db->statements[slot].query || db->statements[slot].query == q)
			return slot;
	}
}

static void make_room(struct db *db)
{
	struct statement *old = db->statements;
	size_t old_room = db->statement_room;

	db->statement_room = old_room ? old_room * 2 : 64;
	db->statements = or_end(calloc(db->statement_room, sizeof(*db->statements)));
	for (size_t i = 0; i < old_room; i++)
		if (old[i].query)
			db->statements[slot_of(db, old[i].query)] = old[i];
	free(old);
}

struct statement *conn_statement(struct db *db, const struct query *q)
{
	struct statement *s;

	if (db->statement_count * 2 >= db->statement_room)
		make_room(db);
	s = &db->statements[slot_of(db, q)];
	if (!s->query) {
		s->query = q;
		db->statement_count++;
	}
	return s;
}

Oid type_oid(enum value_type type)
{
	switch (type) {
	case VALUE_TEXT:
		return 25;
	case VALUE_BIGINT:
		return 20;
	case VALUE_INTEGER:
		return 23;
	case VALUE_BOOLEAN:
		return 16;
	case VALUE_DATE:
		return 1082;
	case VALUE_TIMESTAMPTZ:
		return 1184;
	case VALUE_NUMERIC:
		return 1700;
	case VALUE_BYTEA:
		return 17;
	case VALUE_UUID:
		return 2950;
	case VALUE_TEXT_ARRAY:
		return 1009;
	case VALUE_BIGINT_ARRAY:
		return 1016;
	case VALUE_HTML:
		break;
	}
	return 0; /* InvalidOid: never a parameter or column */
}

bool conn_send_prepare(struct db *db, const struct query *q)
{
	Oid types[PARAMS_MAX];
	int n = q->n_params < PARAMS_MAX ? q->n_params : PARAMS_MAX;

	/* Types are given, not left to the server to guess, so that a header which does not fit
	 * its SQL fails here instead of working by luck. */
	for (int i = 0; i < n; i++)
		types[i] = type_oid(q->params[i].type);
	return PQsendPrepare(db->conn, q->name, q->sql, n, types) == 1;
}

bool conn_send_run(struct db *db, const struct query *q, const struct param *params)
{
	const char *values[PARAMS_MAX];
	int sizes[PARAMS_MAX];
	int formats[PARAMS_MAX];
	int n = q->n_params < PARAMS_MAX ? q->n_params : PARAMS_MAX;

	for (int i = 0; i < n; i++) {
		values[i] = params[i].data;
		sizes[i] = params[i].size;
		formats[i] = params[i].binary;
	}
	db->trace.statements++;
	return PQsendQueryPrepared(db->conn, q->name, n, values, sizes, formats, 0) == 1;
}

bool db_settle(struct db *db)
{
	bool clean = true;

	memset(&db->trace, 0, sizeof(db->trace));
	if (!db->conn)
		return true;
	if (PQstatus(db->conn) != CONNECTION_OK || db->tx ||
	    PQpipelineStatus(db->conn) != PQ_PIPELINE_OFF ||
	    PQtransactionStatus(db->conn) != PQTRANS_IDLE || PQisBusy(db->conn)) {
		clean = false;
	} else {
		PGresult *res = PQgetResult(db->conn);

		clean = !res;
		PQclear(res);
	}
	if (!clean || db->stale)
		conn_drop(db);
	return clean;
}

int db_ready(struct db *db, struct problem *reterr_why)
{
	for (int attempt = 0;; attempt++) {
		PGresult *res = NULL;
		enum wait how;
		bool primary;

		if (conn_open(db, reterr_why) < 0)
			return -1;
		/* Empty on purpose: it needs no table and no right, and takes no snapshot. */
		how = conn_command(db, "", &res);
		primary = how == WAIT_READY && PQresultStatus(res) == PGRES_EMPTY_QUERY;
		PQclear(res);
		if (primary) {
			const char *standby = PQparameterStatus(db->conn, "in_hot_standby");

			if (!standby || strcmp(standby, "off") == 0)
				return 0;
			conn_drop(db);
		}
		if (attempt == 1 || how == WAIT_LATE)
			return problem_from_wait(reterr_why, how == WAIT_READY ? WAIT_LOST : how,
			                         "asking whether it is ready");
	}
}

struct db_trace db_trace(const struct db *db)
{
	return db->trace;
}
