/* A superuser's view of the cluster under test. */
#include "db_scratch.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include <libpq-fe.h>

#include "base/banned.h"

static const char *needed(const char *name)
{
	const char *value = getenv(name);

	if (!value || !*value)
		ck_abort_msg("%s is not set: these tests need a PostgreSQL cluster", name);
	return value;
}

const char *scratch_conninfo(const char *user)
{
	static char text[4][300];
	static unsigned next;
	char *made = text[next++ % 4];
	const char *name = getenv("CANDOUR_TEST_DB");

	snprintf(made, sizeof(text[0]),
	         "host='%s' port='%s' dbname='%s' user='%s' application_name='db_test %s'",
	         needed("PGHOST"), needed("PGPORT"), name && *name ? name : "candour", user, user);
	return made;
}

static PGconn *superuser(void)
{
	PGconn *conn = PQconnectdb(scratch_conninfo("postgres"));

	if (PQstatus(conn) != CONNECTION_OK)
		ck_abort_msg("superuser: %s", PQerrorMessage(conn));
	/* Not waiting for a standby that a test has made up. */
	PQclear(PQexec(conn, "SET client_min_messages = warning; SET synchronous_commit = local"));
	return conn;
}

static char *first_value(const char *sql)
{
	PGconn *conn = superuser();
	PGresult *res = PQexec(conn, sql);
	char *text = NULL;

	if (PQresultStatus(res) != PGRES_COMMAND_OK && PQresultStatus(res) != PGRES_TUPLES_OK)
		ck_abort_msg("%s", PQerrorMessage(conn));
	if (PQntuples(res) > 0)
		text = strdup(PQgetvalue(res, 0, 0));
	PQclear(res);
	PQfinish(conn);
	return text;
}

void scratch_do(const char *sql)
{
	free(first_value(sql));
}

void scratch_expect(const char *sql, const char *value)
{
	char *text = first_value(sql);
	bool same = text && strcmp(text, value) == 0;
	char found[100];

	snprintf(found, sizeof(found), "%s", text ? text : "nothing");
	free(text);
	ck_assert_msg(same, "%s: %s instead of %s", sql, found, value);
}

static int signal_sessions(const char *call, const char *user)
{
	char sql[300];
	char *text;
	int killed;

	snprintf(sql, sizeof(sql),
	         "SELECT count(*) FILTER (WHERE %s)"
	         "  FROM pg_stat_activity WHERE application_name = 'db_test %s'",
	         call, user);
	text = first_value(sql);
	killed = (int)strtol(text, NULL, 10);
	free(text);
	return killed;
}

int scratch_kill(const char *user)
{
	return signal_sessions("pg_terminate_backend(pid, 2000)", user);
}

static int signal_later(const char *call, const char *user, int milliseconds)
{
	int child = fork();

	if (child == 0) {
		nanosleep(&(struct timespec){ milliseconds / 1000,
		                              (long)(milliseconds % 1000) * 1000000 },
		          NULL);
		_exit(signal_sessions(call, user) > 0 ? 0 : 1);
	}
	return child;
}

int scratch_kill_later(const char *user, int milliseconds)
{
	return signal_later("pg_terminate_backend(pid, 2000)", user, milliseconds);
}

int scratch_cancel_later(const char *user, int milliseconds)
{
	return signal_later("pg_cancel_backend(pid)", user, milliseconds);
}

void scratch_wait(int child)
{
	int status = -1;

	ck_assert_int_eq(waitpid(child, &status, 0), child);
	ck_assert_msg(WIFEXITED(status) && WEXITSTATUS(status) == 0, "nothing was killed");
}

static void open_schema(void)
{
	scratch_do(
	        "DROP SCHEMA IF EXISTS db_test CASCADE;"
	        "CREATE SCHEMA db_test; GRANT USAGE ON SCHEMA db_test TO app;"
	        /* Who may ask, in the way app.authenticate does it. */
	        "CREATE TABLE db_test.session (token text PRIMARY KEY, member bigint);"
	        "INSERT INTO db_test.session VALUES ('ann', 1), ('bob', 2);"
	        "CREATE FUNCTION db_test.authenticate(text) RETURNS bigint"
	        "  LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$"
	        "DECLARE who bigint;"
	        "BEGIN"
	        "  SELECT member INTO who FROM db_test.session WHERE token = $1;"
	        "  IF who IS NULL THEN"
	        "    RAISE EXCEPTION 'no session' USING ERRCODE = '28000', DETAIL = 'unknown';"
	        "  END IF;"
	        "  PERFORM set_config('db_test.member', who::text, true);"
	        "  RETURN who;"
	        "END $$;"
	        /* What only its member may see. */
	        "CREATE TABLE db_test.secret (member bigint, body text);"
	        "INSERT INTO db_test.secret VALUES (1, 'of ann'), (2, 'of bob');"
	        "ALTER TABLE db_test.secret ENABLE ROW LEVEL SECURITY;"
	        "CREATE POLICY own ON db_test.secret"
	        "  USING (member = nullif(current_setting('db_test.member', true), '')::bigint);"
	        "CREATE TABLE db_test.open_to_all (body text);"
	        "INSERT INTO db_test.open_to_all VALUES ('anybody''s');"
	        /* What may be written. */
	        "CREATE TABLE db_test.seen (what text, at timestamptz DEFAULT clock_timestamp());"
	        "CREATE TABLE db_test.key (key text CONSTRAINT db_test_once UNIQUE"
	        "  CONSTRAINT db_test_unknown CHECK (key <> 'bad'));"
	        /* A trigger at COMMIT that does what the text says. */
	        "CREATE FUNCTION db_test.at_commit() RETURNS trigger LANGUAGE plpgsql AS $$"
	        "BEGIN"
	        "  IF NEW.what = 'late error' THEN"
	        "    RAISE EXCEPTION 'Too late.' USING ERRCODE = 'CA001';"
	        "  ELSIF NEW.what = 'late warning' THEN"
	        "    RAISE WARNING 'might not have been replicated';"
	        "  ELSIF NEW.what = 'late sleep' THEN"
	        "    PERFORM pg_sleep(1.5);"
	        "  END IF;"
	        "  RETURN NULL;"
	        "END $$;"
	        "CREATE CONSTRAINT TRIGGER at_commit AFTER INSERT ON db_test.seen"
	        "  DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION db_test.at_commit();"
	        "CREATE FUNCTION db_test.refuse(state text, message text) RETURNS void"
	        "  LANGUAGE plpgsql AS $$ BEGIN"
	        "  RAISE EXCEPTION USING ERRCODE = state, MESSAGE = message; END $$;"
	        "CREATE TABLE db_test.changing (a integer);"
	        "INSERT INTO db_test.changing VALUES (7);"
	        "GRANT SELECT ON ALL TABLES IN SCHEMA db_test TO app;"
	        "GRANT INSERT ON db_test.seen, db_test.key TO app;");
}

static void close_schema(void)
{
	scratch_do("DROP SCHEMA IF EXISTS db_test CASCADE");
}

Suite *scratch_suite(const char *title, const TTest *const *tests, size_t count, SFun open,
                     SFun close)
{
	Suite *suite = suite_create(title);
	TCase *all = tcase_create(title);

	tcase_set_timeout(all, 120);
	tcase_add_unchecked_fixture(all, open_schema, close_schema);
	if (open || close)
		tcase_add_unchecked_fixture(all, open, close);
	for (size_t i = 0; i < count; i++)
		tcase_add_test(all, tests[i]);
	suite_add_tcase(suite, all);
	return suite;
}

long scratch_peak_kb(void)
{
	char line[200];
	long peak = -1;
	FILE *f = fopen("/proc/self/status", "r");

	ck_assert_ptr_nonnull(f);
	while (fgets(line, sizeof(line), f))
		if (strncmp(line, "VmHWM:", 6) == 0)
			peak = strtol(line + 6, NULL, 10);
	fclose(f);
	return peak;
}
