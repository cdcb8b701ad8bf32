/* Private to src/db: the connection, its prepared statements, and waiting with a deadline. */
#ifndef DB_CONN_H
#define DB_CONN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <libpq-fe.h>

#include "base/arena.h"
#include "base/problem.h"
#include "base/rows.h"
#include "db/db.h"

/* More parameters than this a query cannot have; the compiler of sql/queries stops before. */
enum { PARAMS_MAX = 64 };

/* A query as this connection's server session knows it. */
struct statement {
	const struct query *query;
	bool prepared; /* the server has answered Parse with success */
	bool pending;  /* Parse is queued in the pipeline under way */
};

struct db {
	char *conninfo;
	int deadline_ms;
	PGconn *conn;                 /* NULL: connect at the next use */
	unsigned generation;          /* counts connections: a tx of an older one is lost */
	struct statement *statements; /* hash table by address, open addressing */
	size_t statement_count;
	size_t statement_room; /* a power of two, or 0 */
	bool stale;            /* a plan no longer fits the schema: drop at db_settle */
	int warnings;          /* WARNING notices since they were last set to 0 */
	int reads;             /* socket reads since the command began, see wait_socket */
	struct tx *tx;         /* the open transaction */
	struct db_trace trace;
};

/* How waiting for a result ended. */
enum wait {
	WAIT_READY,
	WAIT_LOST,    /* the connection is gone; conn_drop has been called */
	WAIT_LATE,    /* the deadline passed; conn_drop has been called */
	WAIT_TOO_BIG, /* more bytes than a request may bring in; conn_drop has been called */
};

/* The moment, by time_monotonic_us, when a wait that starts now must end. */
int64_t conn_deadline(const struct db *db);

/* Connects if needed. 0, or -1 with PROBLEM_BUSY. */
int conn_open(struct db *db, struct problem *reterr_why);

/* Closes the connection and forgets what was prepared. */
void conn_drop(struct db *db);

/* Waits for the next result of the running command, sending what is still unsent meanwhile. *ret is
 * NULL when the command has no more results; otherwise the caller clears it. */
enum wait conn_result(struct db *db, int64_t deadline, PGresult **ret);

/* Sends everything that is buffered, taking in what the server says meanwhile. */
enum wait conn_flush(struct db *db, int64_t deadline);

/* Outside a pipeline: waits for the last result of the running command and that there is no other.
 * *ret is never NULL on WAIT_READY: when a command gave several, the first that failed. */
enum wait conn_one_result(struct db *db, PGresult **ret);

/* Runs SQL without parameters and rows (BEGIN, COMMIT). */
enum wait conn_command(struct db *db, const char *sql, PGresult **ret);

/* The entry of a query, made when new. Valid until the next call. */
struct statement *conn_statement(struct db *db, const struct query *q);

/* Queue Parse, or Bind and Execute, of a query. False when libpq refuses: the connection is bad. */
bool conn_send_prepare(struct db *db, const struct query *q);
bool conn_send_run(struct db *db, const struct query *q, const struct param *params);

/* The server's type for a declared one. */
Oid type_oid(enum value_type type);

/* ---- result.c */

/* Hands res to the arena, then checks it against q's header and the caps (rows and bytes so far in
 * *rows and *bytes, raised here). 0, or -1 with PROBLEM_FAULT. */
int result_take(struct arena *a, const struct query *q, PGresult *res, int *rows, size_t *bytes,
                struct problem *reterr_why);

/* Fills r from a result that the arena keeps. */
void result_fill(struct arena *a, struct rows *r, const PGresult *res);

/* ---- sqlstate.c */

/* Fill *p and return -1. q may be NULL. */
int problem_from_result(struct problem *p, const struct query *q, const PGresult *res);
int problem_from_wait(struct problem *p, enum wait how, const char *doing);
int problem_not_saved_yet(struct problem *p, const char *detail);

/* The error ended the session: the answer, if any, is lost with it. */
bool result_says_lost(const PGresult *res);
/* A prepared statement no longer fits: 26000, or 0A000 from the plan cache. */
bool result_says_stale(const PGresult *res);

/* ---- constraint.c */

struct constraint_sentence {
	const char *constraint;
	enum problem_kind kind; /* PROBLEM_REFUSED or PROBLEM_CONFLICT */
	const char *sentence;
};

/* NULL when breaking this constraint is a bug of ours. */
const struct constraint_sentence *constraint_sentence(const char *constraint);

/* The whole table, for its test; NULL past the end. */
const struct constraint_sentence *constraint_at(size_t i);

#endif
