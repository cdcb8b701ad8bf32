/* Do the headers of sql/queries tell the truth? Asked of the server, query by query. */
#include "conn.h"

#include <stdio.h>
#include <string.h>

#include "base/str.h"

#include "base/banned.h"

struct check {
	struct db *db;
	FILE *out;
	int differences; /* of the query in hand */
};

static const char *type_name(Oid type, char buffer[24])
{
	static const struct {
		Oid oid;
		const char *name;
	} names[] = {
		{ 25, "text" },
		{ 20, "bigint" },
		{ 23, "integer" },
		{ 16, "boolean" },
		{ 1082, "date" },
		{ 1184, "timestamptz" },
		{ 1700, "numeric" },
		{ 17, "bytea" },
		{ 2950, "uuid" },
		{ 1009, "text[]" },
		{ 1016, "bigint[]" },
		{ 21, "smallint" },
		{ 1043, "varchar" },
		{ 1114, "timestamp" },
		{ 1083, "time" },
		{ 1186, "interval" },
		{ 114, "json" },
		{ 3802, "jsonb" },
		{ 701, "double precision" },
		{ 19, "name" },
		{ 18, "\"char\"" },
		{ 2278, "void" },
		{ 1007, "integer[]" },
		{ 1042, "char" },
		{ 869, "inet" },
		{ 700, "real" },
	};

	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++)
		if (names[i].oid == type)
			return names[i].name;
	snprintf(buffer, 24, "type %u", type);
	return buffer;
}

static void say(struct check *c, const struct query *q, const char *format, ...)
        __attribute__((format(printf, 3, 4)));

static void say(struct check *c, const struct query *q, const char *format, ...)
{
	va_list args;

	c->differences++;
	fprintf(c->out, "%s: ", q->name);
	va_start(args, format);
	vfprintf(c->out, format, args);
	va_end(args);
	fputc('\n', c->out);
}

/* The character after a quoted text, a quoted name or a comment that starts at sql. */
static const char *skip_quoted(const char *sql)
{
	const char *end;

	if (*sql == '\'' || *sql == '"') {
		end = strchr(sql + 1, *sql);
		return end ? end + 1 : sql + strlen(sql);
	}
	if (text_starts(sql, "--")) {
		end = strchr(sql, '\n');
		return end ? end : sql + strlen(sql);
	}
	if (text_starts(sql, "/*")) {
		end = strstr(sql, "*/");
		return end ? end + 2 : sql + strlen(sql);
	}
	return NULL;
}

/* A parameter that the SQL never mentions would be accepted in silence, because its type is given.
 */
static void check_use_of_params(struct check *c, const struct query *q)
{
	bool used[PARAMS_MAX + 1] = { false };
	const char *sql = q->sql;

	while (*sql) {
		const char *after = skip_quoted(sql);
		int n = 0;

		if (after) {
			sql = after;
			continue;
		}
		if (*sql++ != '$')
			continue;
		for (; *sql >= '0' && *sql <= '9' && n <= PARAMS_MAX; sql++)
			n = n * 10 + (*sql - '0');
		if (n >= 1 && n <= PARAMS_MAX)
			used[n] = true;
		if (n > q->n_params)
			say(c, q, "$%d is used, but only %d params are declared", n, q->n_params);
	}
	for (int i = 0; i < q->n_params && i < PARAMS_MAX; i++)
		if (!used[i + 1])
			say(c, q, "param %s ($%d) is not used", q->params[i].name, i + 1);
}

static void compare(struct check *c, const struct query *q, const PGresult *res)
{
	char a[24];
	char b[24];
	int n = PQnfields(res);

	for (int i = 0; i < q->n_params && i < PQnparams(res); i++)
		if (PQparamtype(res, i) != type_oid(q->params[i].type))
			say(c, q, "param %s is declared %s, the server takes %s", q->params[i].name,
			    type_name(type_oid(q->params[i].type), a),
			    type_name(PQparamtype(res, i), b));
	/* A function called for its effect gives one column of type void, which nobody reads. */
	if (q->n_columns == 0 && n == 1 && PQftype(res, 0) == 2278)
		return;
	if (n != q->n_columns)
		say(c, q, "gives %d columns, its header declares %d", n, q->n_columns);
	for (int i = 0; i < n && i < q->n_columns; i++) {
		Oid declared = type_oid(q->columns[i].type);

		if (strcmp(PQfname(res, i), q->columns[i].name) != 0)
			say(c, q, "column %d is %s, its header declares %s", i + 1, PQfname(res, i),
			    q->columns[i].name);
		if (PQftype(res, i) != declared)
			say(c, q, "column %s is %s, its header declares %s", q->columns[i].name,
			    type_name(PQftype(res, i), a), type_name(declared, b));
	}
}

/* 0 when the server accepted the command, 1 when it refused (said on out when q is given), -1 when
 * the connection is lost. *ret may be NULL; otherwise the caller clears it. */
static int answer(struct check *c, const struct query *q, bool sent, PGresult **ret)
{
	PGresult *res = NULL;
	int outcome = 0;

	if (!sent || conn_one_result(c->db, &res) != WAIT_READY)
		return -1;
	if (PQresultStatus(res) == PGRES_FATAL_ERROR) {
		const char *message = PQresultErrorField(res, PG_DIAG_MESSAGE_PRIMARY);

		if (q)
			say(c, q, "%s", message ? message : "refused");
		outcome = 1;
	}
	if (ret && outcome == 0)
		*ret = res;
	else
		PQclear(res);
	return outcome;
}

static int check_query(struct check *c, const struct query *q)
{
	PGconn *conn = c->db->conn;
	PGresult *res = NULL;
	int outcome;

	c->differences = 0;
	if (q->n_params > PARAMS_MAX)
		say(c, q, "more than %d params", PARAMS_MAX);
	check_use_of_params(c, q);
	if (answer(c, NULL, PQsendQuery(conn, "SAVEPOINT check_query"), NULL) != 0)
		return -1;
	outcome = answer(c, q, conn_send_prepare(c->db, q), NULL);
	if (outcome == 0)
		outcome = answer(c, q, PQsendDescribePrepared(conn, q->name), &res);
	if (outcome == 0)
		compare(c, q, res);
	PQclear(res);
	if (outcome == 1)
		outcome = answer(c, NULL, PQsendQuery(conn, "ROLLBACK TO SAVEPOINT check_query"),
		                 NULL);
	return outcome == 0 ? 0 : -1;
}

static bool makes_temporary_table(const struct query *q)
{
	const char *sql = q->sql;

	while (*sql == ' ' || *sql == '\n' || *sql == '\t')
		sql++;
	return q->n_params == 0 && text_starts(sql, "CREATE TEMP");
}

static int check_all(struct check *c, const struct query *const *queries, size_t count)
{
	int wrong = 0;

	for (size_t i = 0; i < count; i++)
		if (makes_temporary_table(queries[i]) &&
		    answer(c, queries[i], PQsendQuery(c->db->conn, queries[i]->sql), NULL) != 0)
			return -1;
	for (size_t i = 0; i < count; i++) {
		if (check_query(c, queries[i]) < 0)
			return -1;
		if (c->differences > 0)
			wrong++;
	}
	return wrong;
}

int db_check_queries(struct db *db, const struct query *const *queries, size_t count, FILE *out,
                     struct problem *reterr_why)
{
	struct check c = { .db = db, .out = out };
	struct arena *a = arena_new();
	struct tx *tx;
	int wrong = -1;

	conn_drop(db); /* a session in which nothing is prepared yet */
	tx = tx_begin(db, a, reterr_why);
	if (tx) {
		wrong = check_all(&c, queries, count);
		if (wrong < 0)
			problem_from_wait(reterr_why, WAIT_LOST, "checking queries");
		tx_rollback(tx);
	}
	conn_drop(db);
	arena_free(a);
	return wrong;
}
