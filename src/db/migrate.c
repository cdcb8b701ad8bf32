/* The schema: applying the embedded migrations, functions and policies, and comparing versions. */
#include "db/migrate.h"

#include <stdlib.h>
#include <string.h>

#include <libpq-fe.h>
#include <sodium.h>

#include "base/str.h"

#include "base/banned.h"

/* Any number will do, as long as every version of the program uses the same. */
#define LOCK_SQL(function) "SELECT " function "(4862109773151)"

static const char migrations_folder[] = "sql/migrations/";
static const char functions_folder[] = "sql/functions/";
static const char policies_folder[] = "sql/policies/";
static const char functions_name[] = "functions and policies"; /* recorded as number 0 */

struct migration {
	int number;
	const struct embedded_file *file;
	const char *sha256;
};

struct plan {
	struct migration *migrations; /* by number */
	int count;
	const struct embedded_file **again; /* functions, then policies, each by name */
	int again_count;
	const char *again_sha256;
};

struct applied {
	int number;
	const char *name;
	const char *sha256;
};

struct run {
	struct arena *arena;
	PGconn *conn;
	FILE *out; /* may be NULL */
};

/* ---- What the program holds */

/* The number before the first '-' of the file's own name; 0 when there is none. */
static int number_of(const struct embedded_file *f)
{
	const char *c = f->name + strlen(migrations_folder);
	int number = 0;

	for (; *c >= '0' && *c <= '9' && number < 100000; c++)
		number = number * 10 + (*c - '0');
	return *c == '-' ? number : 0;
}

static const char *own_name(const struct embedded_file *f)
{
	return f->name + strlen(migrations_folder);
}

static const char *hash_text(struct arena *a, crypto_hash_sha256_state *state)
{
	unsigned char hash[crypto_hash_sha256_BYTES];

	crypto_hash_sha256_final(state, hash);
	return text_hex(a, hash, sizeof(hash));
}

static void hash_file(crypto_hash_sha256_state *state, const struct embedded_file *f)
{
	crypto_hash_sha256_update(state, (const unsigned char *)f->text, f->size);
}

static int by_number(const void *a, const void *b)
{
	const struct migration *x = a;
	const struct migration *y = b;

	return (x->number > y->number) - (x->number < y->number);
}

static int by_name(const void *a, const void *b)
{
	const struct embedded_file *const *x = a;
	const struct embedded_file *const *y = b;

	return strcmp((*x)->name, (*y)->name);
}

static void add_folder(struct plan *p, const struct embedded_file *files, size_t count,
                       const char *folder)
{
	int first = p->again_count;

	for (size_t i = 0; i < count; i++)
		if (text_starts(files[i].name, folder))
			p->again[p->again_count++] = &files[i];
	qsort(p->again + first, (size_t)(p->again_count - first), sizeof(*p->again), by_name);
}

static int make_plan(struct arena *a, const struct embedded_file *files, size_t count,
                     struct plan *ret, struct problem *reterr_why)
{
	struct plan *p = ret;
	crypto_hash_sha256_state all;

	memset(p, 0, sizeof(*p));
	p->migrations = arena_alloc(a, (count + 1) * sizeof(*p->migrations));
	p->again = arena_alloc(a, (count + 1) * sizeof(*p->again));
	for (size_t i = 0; i < count; i++) {
		struct migration *m = &p->migrations[p->count];
		crypto_hash_sha256_state one;

		if (!text_starts(files[i].name, migrations_folder))
			continue;
		m->file = &files[i];
		m->number = number_of(&files[i]);
		if (m->number == 0)
			return fault(reterr_why, "%s: the name must start with a number and -",
			             files[i].name);
		crypto_hash_sha256_init(&one);
		hash_file(&one, &files[i]);
		m->sha256 = hash_text(a, &one);
		p->count++;
	}
	qsort(p->migrations, (size_t)p->count, sizeof(*p->migrations), by_number);
	for (int i = 1; i < p->count; i++)
		if (p->migrations[i].number == p->migrations[i - 1].number)
			return fault(reterr_why, "two migrations have the number %d",
			             p->migrations[i].number);
	add_folder(p, files, count, functions_folder);
	add_folder(p, files, count, policies_folder);
	crypto_hash_sha256_init(&all);
	for (int i = 0; i < p->again_count; i++) {
		const struct embedded_file *f = p->again[i];

		/* With the names and their ends, so that moving text between files counts. */
		crypto_hash_sha256_update(&all, (const unsigned char *)f->name,
		                          strlen(f->name) + 1);
		hash_file(&all, f);
		crypto_hash_sha256_update(&all, (const unsigned char *)"", 1);
	}
	p->again_sha256 = hash_text(a, &all);
	return 0;
}

static const struct migration *find_migration(const struct plan *p, int number)
{
	for (int i = 0; i < p->count; i++)
		if (p->migrations[i].number == number)
			return &p->migrations[i];
	return NULL;
}

static int last_number(const struct plan *p)
{
	return p->count > 0 ? p->migrations[p->count - 1].number : 0;
}

/* ---- Running SQL, blocking: a migration may take its time */

static void pass_on_warning(void *context, const PGresult *res)
{
	struct run *r = context;
	const char *severity = PQresultErrorField(res, PG_DIAG_SEVERITY_NONLOCALIZED);
	const char *message = PQresultErrorField(res, PG_DIAG_MESSAGE_PRIMARY);

	if (r->out && severity && message && strcmp(severity, "WARNING") == 0)
		fprintf(r->out, "warning: %s\n", message);
}

/* The line of the file that the server points at; the position counts characters, not bytes. */
static int line_of(const char *text, const char *position)
{
	long left = position ? strtol(position, NULL, 10) : 0;
	int line = 1;

	for (; left > 1 && *text; text++) {
		if (((unsigned char)*text & 0xC0) == 0x80)
			continue;
		line += *text == '\n';
		left--;
	}
	return line;
}

static int failed(struct run *r, const char *what, const char *text, const PGresult *res,
                  struct problem *reterr_why)
{
	const char *message = PQresultErrorField(res, PG_DIAG_MESSAGE_PRIMARY);
	const char *context = PQresultErrorField(res, PG_DIAG_CONTEXT);
	const char *state = PQresultErrorField(res, PG_DIAG_SQLSTATE);
	const char *position = PQresultErrorField(res, PG_DIAG_STATEMENT_POSITION);

	if (PQstatus(r->conn) != CONNECTION_OK || !state)
		return refuse(reterr_why, PROBLEM_BUSY,
		              "The connection to the database was lost at %s. Run it again.", what);
	if (r->out)
		fprintf(r->out, "%s:%d: %s%s%s\n", what, line_of(text, position),
		        message ? message : "refused", context ? "\n  " : "",
		        context ? context : "");
	if (strcmp(state, "55P03") == 0)
		return refuse(reterr_why, PROBLEM_BUSY,
		              "Something else holds a table that %s must change. Stop the web and "
		              "the worker, then run it again.",
		              what);
	fault(reterr_why, "%s:%d: SQLSTATE %s: %s", what, line_of(text, position), state,
	      message ? message : "refused");
	if (reterr_why)
		snprintf(reterr_why->sqlstate, sizeof(reterr_why->sqlstate), "%s", state);
	return -1;
}

static int do_sql(struct run *r, const char *what, const char *sql, struct problem *reterr_why)
{
	PGresult *res = PQexec(r->conn, sql);
	ExecStatusType status = PQresultStatus(res);
	int outcome = 0;

	if (status != PGRES_COMMAND_OK && status != PGRES_TUPLES_OK && status != PGRES_EMPTY_QUERY)
		outcome = failed(r, what, sql, res, reterr_why);
	PQclear(res);
	return outcome;
}

/* Row security bites own as well, since FORCE says so. A migration changes rows: where a policy
 * would hide some from it, it must fail and not pass them over. Functions and policies touch no
 * rows, and own creates functions that definer will run: with row_security off, the check of their
 * bodies would fail at the first protected table. */
static int set_row_security(struct run *r, const char *what, bool for_rows,
                            struct problem *reterr_why)
{
	return do_sql(r, what,
	              for_rows ? "SET LOCAL row_security = off" : "SET LOCAL row_security = on",
	              reterr_why);
}

static int begin(struct run *r, bool for_rows, struct problem *reterr_why)
{
	if (do_sql(r, "migration", "BEGIN ISOLATION LEVEL READ COMMITTED READ WRITE", reterr_why) <
	    0)
		return -1;
	return set_row_security(r, "migration", for_rows, reterr_why);
}

static int commit(struct run *r, struct problem *reterr_why)
{
	return do_sql(r, "migration", "COMMIT", reterr_why);
}

static void roll_back(struct run *r)
{
	if (PQstatus(r->conn) == CONNECTION_OK && PQtransactionStatus(r->conn) != PQTRANS_IDLE)
		PQclear(PQexec(r->conn, "ROLLBACK"));
}

static int do_file(struct run *r, const struct embedded_file *f, bool for_rows,
                   struct problem *reterr_why)
{
	if (do_sql(r, f->name, f->text, reterr_why) < 0)
		return -1;
	if (PQtransactionStatus(r->conn) != PQTRANS_INTRANS)
		return fault(reterr_why, "%s: ends the transaction it runs in", f->name);
	/* What a file sets for itself is not for the next one. */
	return set_row_security(r, f->name, for_rows, reterr_why);
}

static int record(struct run *r, int number, const char *name, const char *sha256,
                  struct problem *reterr_why)
{
	const char *values[] = { arena_printf(r->arena, "%d", number), name, sha256 };
	PGresult *res = PQexecParams(
	        r->conn,
	        "INSERT INTO app.schema_migration (number, name, sha256) VALUES ($1::integer, $2, "
	        "$3) "
	        "ON CONFLICT (number) DO UPDATE SET sha256 = excluded.sha256, applied_at = now()",
	        3, NULL, values, NULL, NULL, 0);
	int outcome = 0;

	if (PQresultStatus(res) != PGRES_COMMAND_OK)
		outcome = failed(r, name, "", res, reterr_why);
	PQclear(res);
	return outcome;
}

/* ---- What the database holds */

static int find_applied(const struct applied *list, int count, int number)
{
	for (int i = 0; i < count; i++)
		if (list[i].number == number)
			return i;
	return -1;
}

static int read_applied(struct run *r, struct applied **ret, int *ret_count,
                        struct problem *reterr_why)
{
	PGresult *res =
	        PQexec(r->conn, "SELECT number, name, sha256 FROM app.schema_migration ORDER BY 1");
	int outcome = 0;

	if (PQresultStatus(res) != PGRES_TUPLES_OK) {
		outcome = failed(r, "app.schema_migration", "", res, reterr_why);
		goto out;
	}
	*ret_count = PQntuples(res);
	*ret = arena_alloc(r->arena, ((size_t)*ret_count + 1) * sizeof(**ret));
	for (int i = 0; i < *ret_count; i++) {
		(*ret)[i].number = (int)strtol(PQgetvalue(res, i, 0), NULL, 10);
		(*ret)[i].name = arena_text(r->arena, PQgetvalue(res, i, 1));
		(*ret)[i].sha256 = arena_text(r->arena, PQgetvalue(res, i, 2));
	}
out:
	PQclear(res);
	return outcome;
}

/* History must be a beginning of what the program holds, unchanged. */
static int compare_history(const struct plan *p, const struct applied *list, int count,
                           struct problem *reterr_why)
{
	int last = count > 0 ? list[count - 1].number : 0;

	if (last > last_number(p))
		return refuse(reterr_why, PROBLEM_REFUSED,
		              "The database is at version %d, newer than this program, which knows "
		              "version %d. Install the newer Candour.",
		              last, last_number(p));
	for (int i = 0; i < count; i++) {
		const struct migration *m = find_migration(p, list[i].number);

		if (list[i].number == 0)
			continue;
		if (!m)
			return refuse(
			        reterr_why, PROBLEM_REFUSED,
			        "Migration %s was applied to this database and is not in this "
			        "program. Nothing was changed.",
			        list[i].name);
		if (strcmp(m->sha256, list[i].sha256) != 0)
			return refuse(
			        reterr_why, PROBLEM_REFUSED,
			        "Migration %s was edited after it had been applied to this "
			        "database. Put its text back and write a new migration. Nothing "
			        "was changed.",
			        own_name(m->file));
	}
	for (int i = 0; i < p->count; i++)
		if (p->migrations[i].number < last &&
		    find_applied(list, count, p->migrations[i].number) < 0)
			return refuse(
			        reterr_why, PROBLEM_REFUSED,
			        "Migration %s has a lower number than what was already applied "
			        "(%d). Give it the next number. Nothing was changed.",
			        own_name(p->migrations[i].file), last);
	return 0;
}

/* ---- Applying */

static int open_session(struct run *r, const char *conninfo, struct problem *reterr_why)
{
	static const char *const keys[] = { "target_session_attrs", "connect_timeout",
		                            "application_name",     "dbname",
		                            "client_encoding",      NULL };
	const char *const values[] = { "primary", "5", "candour migrate", conninfo, "UTF8", NULL };
	PGresult *res;
	bool waited;

	r->conn = PQconnectdbParams(keys, values, 1);
	if (PQstatus(r->conn) != CONNECTION_OK) {
		refuse(reterr_why, PROBLEM_BUSY, "The database cannot be reached: %s",
		       PQerrorMessage(r->conn));
		return -1;
	}
	PQsetNoticeReceiver(r->conn, pass_on_warning, r);
	if (do_sql(r, "migration", "SET ROLE own; SET lock_timeout = '30s'", reterr_why) < 0)
		return -1;
	res = PQexec(r->conn, LOCK_SQL("pg_try_advisory_lock"));
	waited = PQntuples(res) == 1 && strcmp(PQgetvalue(res, 0, 0), "f") == 0;
	PQclear(res);
	if (!waited)
		return 0;
	if (r->out)
		fprintf(r->out, "waiting for another migration to end\n");
	return do_sql(
	        r, "migration",
	        "SET lock_timeout = 0; " LOCK_SQL("pg_advisory_lock") "; SET lock_timeout = '30s'",
	        reterr_why);
}

static int make_table(struct run *r, struct problem *reterr_why)
{
	if (begin(r, true, reterr_why) < 0 ||
	    do_sql(r, "app.schema_migration",
	           "CREATE SCHEMA IF NOT EXISTS app;"
	           "CREATE TABLE IF NOT EXISTS app.schema_migration ("
	           "  number integer PRIMARY KEY,"
	           "  name text NOT NULL,"
	           "  sha256 text NOT NULL CHECK (sha256 ~ '^[0-9a-f]{64}$'),"
	           "  applied_at timestamptz NOT NULL DEFAULT now());"
	           "GRANT SELECT ON app.schema_migration"
	           "  TO app, worker, report, auditor, disposer, backup",
	           reterr_why) < 0)
		return -1;
	return commit(r, reterr_why);
}

static int apply_migrations(struct run *r, const struct plan *p, const struct applied *list,
                            int count, int *ret_applied, struct problem *reterr_why)
{
	for (int i = 0; i < p->count; i++) {
		const struct migration *m = &p->migrations[i];

		if (find_applied(list, count, m->number) >= 0)
			continue;
		if (r->out)
			fprintf(r->out, "%s\n", own_name(m->file));
		if (begin(r, true, reterr_why) < 0 || do_file(r, m->file, true, reterr_why) < 0 ||
		    record(r, m->number, own_name(m->file), m->sha256, reterr_why) < 0 ||
		    commit(r, reterr_why) < 0)
			return -1;
		(*ret_applied)++;
	}
	return 0;
}

static int apply_again(struct run *r, const struct plan *p, struct problem *reterr_why)
{
	if (r->out)
		fprintf(r->out, "%s (%d files)\n", functions_name, p->again_count);
	if (begin(r, false, reterr_why) < 0)
		return -1;
	for (int i = 0; i < p->again_count; i++)
		if (do_file(r, p->again[i], false, reterr_why) < 0)
			return -1;
	if (record(r, 0, functions_name, p->again_sha256, reterr_why) < 0)
		return -1;
	return commit(r, reterr_why);
}

int migrate_run(const char *conninfo, const struct embedded_file *files, size_t count, FILE *out,
                struct problem *reterr_why)
{
	struct run r = { .arena = arena_new(), .out = out };
	struct applied *list = NULL;
	struct plan plan;
	int applied_count = 0;
	int applied_now = 0;
	int again;
	int outcome = -1;

	if (make_plan(r.arena, files, count, &plan, reterr_why) < 0 ||
	    open_session(&r, conninfo, reterr_why) < 0 || make_table(&r, reterr_why) < 0 ||
	    read_applied(&r, &list, &applied_count, reterr_why) < 0 ||
	    compare_history(&plan, list, applied_count, reterr_why) < 0 ||
	    apply_migrations(&r, &plan, list, applied_count, &applied_now, reterr_why) < 0)
		goto out;
	again = find_applied(list, applied_count, 0);
	if ((again < 0 || applied_now > 0 || strcmp(list[again].sha256, plan.again_sha256) != 0) &&
	    apply_again(&r, &plan, reterr_why) < 0)
		goto out;
	if (out)
		fprintf(out, "the database is at version %d\n", last_number(&plan));
	outcome = 0;
out:
	if (r.conn)
		roll_back(&r);
	PQfinish(r.conn);
	arena_free(r.arena);
	return outcome;
}

/* ---- Comparing, from a program that serves */

static const struct query_column migration_columns[] = {
	{ "number", VALUE_INTEGER },
	{ "name", VALUE_TEXT },
	{ "sha256", VALUE_TEXT },
};

static const struct query read_migrations = {
	.name = "migrate_status",
	.sql = "SELECT number, name, sha256 FROM app.schema_migration ORDER BY number",
	.n_columns = 3,
	.columns = migration_columns,
};

static void compare_rows(const struct plan *p, const struct rows *done, struct migrate_status *ret)
{
	ret->program = last_number(p);
	ret->files_equal = true;
	for (int i = 0; i < rows_count(done); i++) {
		int number = (int)rows_int(done, i, 0);
		const char *sha256 = rows_text(done, i, 2);
		const struct migration *m = find_migration(p, number);

		if (number == 0) {
			ret->functions_equal = text_equal(sha256, p->again_sha256);
			continue;
		}
		if (number > ret->database)
			ret->database = number;
		if (!m || !text_equal(sha256, m->sha256))
			ret->files_equal = false;
	}
}

int migrate_status(struct db *db, const struct embedded_file *files, size_t count,
                   struct migrate_status *ret, struct problem *reterr_why)
{
	struct arena *a = arena_new();
	struct batch *b = batch_new(db, a);
	const struct rows *done = batch_queue(b, &read_migrations, NULL);
	struct problem why;
	struct plan plan;
	int outcome = -1;

	memset(ret, 0, sizeof(*ret));
	problem_clear(&why);
	if (make_plan(a, files, count, &plan, &why) < 0)
		goto out;
	if (batch_run(b, &why) < 0) {
		/* No table or no schema: a database nobody has migrated yet. */
		if (strcmp(why.sqlstate, "42P01") != 0 && strcmp(why.sqlstate, "3F000") != 0)
			goto out;
	}
	compare_rows(&plan, done, ret);
	outcome = 0;
out:
	if (outcome < 0 && reterr_why)
		*reterr_why = why;
	arena_free(a);
	return outcome;
}

int migrate_require(struct db *db, const struct embedded_file *files, size_t count,
                    struct problem *reterr_why)
{
	struct migrate_status s;

	if (migrate_status(db, files, count, &s, reterr_why) < 0)
		return -1;
	if (s.database > s.program)
		return refuse(reterr_why, PROBLEM_REFUSED,
		              "The database is at version %d, newer than this program, which knows "
		              "version %d. Install the newer Candour.",
		              s.database, s.program);
	if (s.database < s.program)
		return refuse(
		        reterr_why, PROBLEM_REFUSED,
		        "The database is at version %d and this program needs version %d. Run: "
		        "candour migrate",
		        s.database, s.program);
	if (!s.files_equal)
		return refuse(
		        reterr_why, PROBLEM_REFUSED,
		        "The database was made by other migrations than this program holds. Run: "
		        "candour migrate");
	if (!s.functions_equal)
		return refuse(reterr_why, PROBLEM_REFUSED,
		              "The functions in the database are not those of this program. Run: "
		              "candour migrate");
	return 0;
}
