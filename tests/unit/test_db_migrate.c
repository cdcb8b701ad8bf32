/* Migrations in a database of their own: applied once, never edited, functions whenever they
 * change. */
#include "unit.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "db/migrate.h"
#include "db_scratch.h"

#include "base/banned.h"

#define SQL_FILE(path, sql)                                                                        \
	{                                                                                          \
		"sql/" path, sql, sizeof(sql) - 1                                                  \
	}

static const struct embedded_file house =
        SQL_FILE("migrations/0001-house.sql", "CREATE TABLE app.room (id int, name text);"
                                              "INSERT INTO app.room VALUES (1, 'hall');"
                                              "GRANT USAGE ON SCHEMA app TO app;"
                                              "ALTER TABLE app.room ENABLE ROW LEVEL SECURITY;"
                                              "ALTER TABLE app.room FORCE ROW LEVEL SECURITY");
static const struct embedded_file house_edited =
        SQL_FILE("migrations/0001-house.sql", "CREATE TABLE app.room (id bigint)");
static const struct embedded_file garden =
        SQL_FILE("migrations/0003-garden.sql", "ALTER TABLE app.room ADD size int;"
                                               "ALTER TABLE app.room NO FORCE ROW LEVEL SECURITY;"
                                               "UPDATE app.room SET size = 3;"
                                               "ALTER TABLE app.room FORCE ROW LEVEL SECURITY");
static const struct embedded_file late =
        SQL_FILE("migrations/0002-late.sql", "CREATE TABLE app.late ()");
static const struct embedded_file broken =
        SQL_FILE("migrations/0004-broken.sql", "CREATE TABLE app.half ();\n-- caf\xc3\xa9\n\n"
                                               "SELECT nothing FROM app.room");
static const struct embedded_file commits =
        SQL_FILE("migrations/0004-commits.sql", "CREATE TABLE app.half (); COMMIT");
static const struct embedded_file forced =
        SQL_FILE("migrations/0004-forced.sql", "UPDATE app.room SET size = 4");
static const struct embedded_file area_b =
        SQL_FILE("functions/b.sql", "CREATE OR REPLACE FUNCTION app.b() RETURNS int LANGUAGE sql"
                                    " AS 'SELECT app.a() + 1'");
static const struct embedded_file area_a =
        SQL_FILE("functions/a.sql",
                 "CREATE OR REPLACE FUNCTION app.a() RETURNS int LANGUAGE sql AS 'SELECT 1'");
static const struct embedded_file area_a_edited =
        SQL_FILE("functions/a.sql",
                 "CREATE OR REPLACE FUNCTION app.a() RETURNS int LANGUAGE sql AS 'SELECT 10'");
static const struct embedded_file policy =
        SQL_FILE("policies/room.sql", "DROP POLICY IF EXISTS part ON app.room;"
                                      "CREATE POLICY part ON app.room USING (id = app.b())");
static const struct embedded_file seed = SQL_FILE("seed/example.sql", "this is not SQL");

static char database[40];

static const char *conninfo(const char *user)
{
	setenv("CANDOUR_TEST_DB", database, 1);
	return scratch_conninfo(user);
}

static void drop_database(void)
{
	char sql[100];

	unsetenv("CANDOUR_TEST_DB");
	snprintf(sql, sizeof(sql), "DROP DATABASE IF EXISTS %s WITH (FORCE)", database);
	scratch_do(sql);
}

static void make_database(void)
{
	char sql[100];

	snprintf(database, sizeof(database), "db_test_migrate_%d", (int)getpid());
	drop_database();
	snprintf(sql, sizeof(sql), "CREATE DATABASE %s OWNER own TEMPLATE template0", database);
	scratch_do(sql);
}

/* Runs the migrations of the files whose addresses are given, up to NULL. What was said on out is
 * in said. */
static char *said;

static int migrate(struct problem *why, const struct embedded_file *const *names)
{
	struct embedded_file files[16];
	size_t count = 0;
	size_t size;
	FILE *out;
	int outcome;

	for (; names[count]; count++)
		files[count] = *names[count];
	free(said);
	out = open_memstream(&said, &size);
	problem_clear(why);
	outcome = migrate_run(conninfo("migrate"), files, count, out, why);
	fclose(out);
	return outcome;
}
#define MIGRATE(why, ...) migrate(why, (const struct embedded_file *const[]){ __VA_ARGS__, NULL })

static struct migrate_status status(const struct embedded_file *const *names, struct problem *why,
                                    int *ret_required)
{
	struct db *db = db_open(conninfo("app"), 5000);
	struct migrate_status s;
	struct embedded_file files[16];
	size_t count = 0;

	for (; names[count]; count++)
		files[count] = *names[count];
	problem_clear(why);
	ck_assert_int_eq(migrate_status(db, files, count, &s, why), 0);
	*ret_required = migrate_require(db, files, count, why);
	ck_assert(db_settle(db));
	db_close(db);
	return s;
}
#define STATUS(why, required, ...)                                                                 \
	status((const struct embedded_file *const[]){ __VA_ARGS__, NULL }, why, required)

static void value_is(const char *sql, const char *expected)
{
	conninfo("postgres");
	scratch_expect(sql, expected);
}

START_TEST(applies_in_order_and_once)
{
	struct problem why;
	int required;
	struct migrate_status s = STATUS(&why, &required, &house, &garden);

	ck_assert_int_eq(s.database, 0);
	ck_assert_int_eq(s.program, 3);
	ck_assert_int_eq(required, -1);
	ck_assert_ptr_nonnull(strstr(why.sentence, "candour migrate"));

	ck_assert_msg(MIGRATE(&why, &seed, &house, &area_b, &area_a, &policy) == 0, "%s %s",
	              why.sentence, why.detail);
	ck_assert_ptr_nonnull(strstr(said, "0001-house.sql"));
	ck_assert_ptr_nonnull(strstr(said, "version 1"));
	value_is("SELECT app.b()", "2");
	value_is("SELECT pg_get_userbyid(relowner) FROM pg_class WHERE relname = 'room'", "own");

	/* The same again does nothing, policies included. */
	value_is("SELECT count(DISTINCT xmin::text) FROM app.schema_migration", "2");
	ck_assert_int_eq(MIGRATE(&why, &seed, &house, &area_b, &area_a, &policy), 0);
	ck_assert_ptr_null(strstr(said, "functions"));
	ck_assert_ptr_null(strstr(said, "0001"));
	s = STATUS(&why, &required, &house, &area_a, &area_b, &policy);
	ck_assert_int_eq(required, 0);
	ck_assert(s.files_equal && s.functions_equal);

	/* The next number; a gap is nobody's business. Functions run again after it. */
	ck_assert_int_eq(MIGRATE(&why, &garden, &house, &area_b, &area_a, &policy), 0);
	ck_assert_ptr_nonnull(strstr(said, "0003-garden.sql"));
	ck_assert_ptr_nonnull(strstr(said, "functions"));
	value_is("SELECT size FROM app.room", "3");

	/* An older program, and one whose functions differ, may not serve. */
	s = STATUS(&why, &required, &house, &area_b, &area_a, &policy);
	ck_assert_int_eq(s.database, 3);
	ck_assert_int_eq(required, -1);
	ck_assert_int_eq(why.kind, PROBLEM_REFUSED);
	ck_assert_ptr_nonnull(strstr(why.sentence, "newer"));
	s = STATUS(&why, &required, &house, &garden, &area_b, &area_a_edited, &policy);
	ck_assert(s.files_equal && !s.functions_equal);
	ck_assert_int_eq(required, -1);
	ck_assert_ptr_nonnull(strstr(why.sentence, "candour migrate"));
	ck_assert_int_eq(MIGRATE(&why, &house, &garden, &area_b, &area_a_edited, &policy), 0);
	value_is("SELECT app.b()", "11");
	STATUS(&why, &required, &house, &garden, &area_b, &area_a_edited, &policy);
	ck_assert_int_eq(required, 0);
}
END_TEST

START_TEST(refuses_another_history)
{
	struct problem why;
	int required;

	ck_assert_int_eq(MIGRATE(&why, &house, &garden), 0);
	ck_assert_int_eq(MIGRATE(&why, &house_edited, &garden), -1);
	ck_assert_int_eq(why.kind, PROBLEM_REFUSED);
	ck_assert_ptr_nonnull(strstr(why.sentence, "0001-house.sql was edited"));
	STATUS(&why, &required, &house_edited, &garden);
	ck_assert_int_eq(required, -1);

	ck_assert_int_eq(MIGRATE(&why, &house, &late, &garden), -1);
	ck_assert_int_eq(why.kind, PROBLEM_REFUSED);
	ck_assert_ptr_nonnull(strstr(why.sentence, "0002-late.sql"));

	ck_assert_int_eq(MIGRATE(&why, &house), -1);
	ck_assert_int_eq(why.kind, PROBLEM_REFUSED);
	ck_assert_ptr_nonnull(strstr(why.sentence, "newer"));

	ck_assert_int_eq(MIGRATE(&why, &garden), -1);
	ck_assert_int_eq(why.kind, PROBLEM_REFUSED);
	ck_assert_ptr_nonnull(strstr(why.sentence, "0001-house.sql"));

	ck_assert_int_eq(MIGRATE(&why, &house, &house_edited), -1);
	ck_assert_int_eq(why.kind, PROBLEM_FAULT); /* the same number twice */
	value_is("SELECT count(*) FROM app.schema_migration", "3");
}
END_TEST

/* A file that fails leaves nothing of itself, and what went before stays. */
START_TEST(broken_file_leaves_nothing)
{
	const struct embedded_file *const bad[] = { &broken, &commits, &forced };
	struct problem why;

	ck_assert_int_eq(MIGRATE(&why, &house, &garden), 0);
	for (size_t i = 0; i < UNIT_COUNT(bad); i++) {
		ck_assert_int_eq(MIGRATE(&why, &house, &garden, bad[i]), -1);
		ck_assert_int_eq(why.kind, PROBLEM_FAULT);
		ck_assert_ptr_nonnull(strstr(why.detail, bad[i]->name));
		if (bad[i] == &broken) {
			ck_assert_ptr_nonnull(strstr(why.detail, "0004-broken.sql:4:"));
			ck_assert_ptr_nonnull(strstr(said, "0004-broken.sql:4:"));
			ck_assert_str_eq(why.sqlstate, "42703");
			value_is("SELECT to_regclass('app.half') IS NULL", "t");
		}
		if (bad[i] == &commits)
			scratch_do("DROP TABLE app.half");
		value_is("SELECT max(number) FROM app.schema_migration", "3");
	}
	/* forced: own, too, is bound by FORCE, and row_security = off makes that an error instead
	 * of an UPDATE that passes rows over in silence. */
	ck_assert_str_eq(why.sqlstate, "42501");
	ck_assert_int_eq(MIGRATE(&why, &house, &garden, &area_b), -1); /* no app.a() */
	ck_assert_int_eq(MIGRATE(&why, &house, &garden, &area_a, &area_b), 0);
}
END_TEST

START_TEST(no_server_is_busy)
{
	struct problem why;

	ck_assert_int_eq(migrate_run("host=/nonexistent user=migrate", &house, 1, NULL, &why), -1);
	ck_assert_int_eq(why.kind, PROBLEM_BUSY);
}
END_TEST

static Suite *migrate_suite(void)
{
	const TTest *const tests[] = { applies_in_order_and_once, refuses_another_history,
		                       broken_file_leaves_nothing, no_server_is_busy };
	Suite *suite = suite_create("migrations");
	TCase *all = tcase_create("migrations");

	tcase_set_timeout(all, 120);
	tcase_add_checked_fixture(all, make_database, drop_database);
	for (size_t i = 0; i < UNIT_COUNT(tests); i++)
		tcase_add_test(all, tests[i]);
	suite_add_tcase(suite, all);
	return suite;
}

UNIT_MAIN(migrate_suite)
