/* Batches against a real server: who is let in, what is given out, and what happens when the server
 * goes away in the middle. */
#include "unit.h"

#include <stdio.h>
#include <string.h>

#include "base/str.h"
#include "base/time.h"
#include "db_scratch.h"

#include "base/banned.h"

static const struct query authenticate = {
	.name = "t_authenticate",
	.sql = "SELECT db_test.authenticate($1) AS member",
	PARAMS({ "token", VALUE_TEXT, false }),
	COLUMNS({ "member", VALUE_BIGINT }),
};
static const struct query secrets = {
	.name = "t_secrets",
	.sql = "SELECT body FROM db_test.secret",
	COLUMNS({ "body", VALUE_TEXT }),
};
static const struct query open_to_all = {
	.name = "t_open_to_all",
	.sql = "SELECT body FROM db_test.open_to_all",
	COLUMNS({ "body", VALUE_TEXT }),
};
static const struct query seen_add = {
	.name = "t_seen_add",
	.sql = "INSERT INTO db_test.seen (what) VALUES ($1)",
	.writes = true,
	PARAMS({ "what", VALUE_TEXT, false }),
};
static const struct query divide = {
	.name = "t_divide",
	.sql = "SELECT 1 / $1 AS n",
	PARAMS({ "by", VALUE_INTEGER, false }),
	COLUMNS({ "n", VALUE_INTEGER }),
};
static const struct query nap = {
	.name = "t_nap",
	.sql = "SELECT pg_sleep($1::double precision)::text AS nothing",
	PARAMS({ "seconds", VALUE_TEXT, false }),
	COLUMNS({ "nothing", VALUE_TEXT }),
};
static const struct query numbers = {
	.name = "t_numbers",
	.sql = "SELECT n, repeat('x', $2) AS x FROM generate_series(1, $1) n",
	PARAMS({ "count", VALUE_INTEGER, false }, { "size", VALUE_INTEGER, false }),
	COLUMNS({ "n", VALUE_INTEGER }, { "x", VALUE_TEXT }),
};
static const struct query isolation = {
	.name = "t_isolation",
	.sql = "SELECT current_setting('transaction_isolation') AS level,"
	       "       current_setting('transaction_read_only') AS read_only",
	COLUMNS({ "level", VALUE_TEXT }, { "read_only", VALUE_TEXT }),
};
static const struct query changing = {
	.name = "t_changing",
	.sql = "SELECT a FROM db_test.changing",
	COLUMNS({ "a", VALUE_INTEGER }),
};

static struct db *open_db(int deadline_ms)
{
	return db_open(scratch_conninfo("app"), deadline_ms);
}

static struct batch *batch_as(struct db *db, struct arena *a, const char *token)
{
	struct batch *b = batch_new(db, a);

	batch_authenticate(b, &authenticate, TEXT(token));
	return b;
}

static void run_well(struct batch *b)
{
	struct problem why;

	problem_clear(&why);
	ck_assert_msg(batch_run(b, &why) == 0, "%s %s", why.sentence, why.detail);
}

static struct problem run_badly(struct batch *b)
{
	struct problem why;

	problem_clear(&why);
	ck_assert_int_eq(batch_run(b, &why), -1);
	return why;
}

/* A page of ann's on this connection, as a sign of health. */
static void page_works(struct db *db)
{
	struct arena *a = arena_new();
	struct batch *b = batch_as(db, a, "ann");
	const struct rows *r = batch_queue(b, &secrets, NULL);

	run_well(b);
	ck_assert_int_eq(rows_count(r), 1);
	ck_assert_str_eq(rows_text(r, 0, 0), "of ann");
	arena_free(a);
	ck_assert(db_settle(db));
}

START_TEST(reads_what_was_queued)
{
	struct db *db = open_db(5000);
	struct arena *a = arena_new();
	struct batch *b = batch_as(db, a, "bob");
	const struct rows *seen = batch_queue_opening(b, &seen_add, TEXT("opened"));
	const struct rows *r = batch_queue(b, &secrets, NULL);

	ck_assert_int_eq(rows_count(r), 0); /* not before it has run */
	run_well(b);
	ck_assert_int_eq(rows_count(r), 1);
	ck_assert_str_eq(rows_text(r, 0, 0), "of bob");
	ck_assert_int_eq(rows_count(seen), 1); /* rows changed */
	ck_assert_ptr_eq(batch_rows(b, &secrets), r);
	ck_assert_int_eq(rows_int(batch_rows(b, &authenticate), 0, 0), 2);
	ck_assert_ptr_null(batch_rows(b, &divide));
	ck_assert_int_eq(batch_size(b), 3);
	ck_assert_ptr_eq(batch_at(b, 2), r);
	ck_assert_ptr_null(batch_at(b, 3));
	ck_assert_int_eq(db_trace(db).round_trips, 1);
	ck_assert(db_settle(db));
	ck_assert_int_eq(db_trace(db).round_trips, 0);
	arena_free(a);
	db_close(db);
}
END_TEST

/* The session reads; only the opening writes, and neither leaves a trace in the next request. */
START_TEST(segments_have_their_modes)
{
	struct db *db = open_db(5000);
	struct arena *a = arena_new();

	for (int i = 0; i < 3; i++) {
		struct batch *b = batch_as(db, a, "ann");
		const struct rows *opening = batch_queue_opening(b, &isolation, NULL);
		const struct rows *reading = batch_queue(b, &isolation, NULL);

		run_well(b);
		ck_assert_str_eq(rows_text(opening, 0, 0), "read committed");
		ck_assert_str_eq(rows_text(opening, 0, 1), "off");
		ck_assert_str_eq(rows_text(reading, 0, 0), "repeatable read");
		ck_assert_str_eq(rows_text(reading, 0, 1), "on");
	}
	arena_free(a);
	db_close(db);
}
END_TEST

/* Proof 1: authentication that raises leaves the session idle and gives out nothing, not even what
 * needs no right. */
START_TEST(stranger_gets_nothing)
{
	struct db *db = open_db(5000);

	for (int with_opening = 0; with_opening <= 1; with_opening++) {
		struct arena *a = arena_new();
		struct batch *b = batch_as(db, a, "nobody");
		const struct rows *r = batch_queue(b, &open_to_all, NULL);
		struct problem why;

		if (with_opening)
			batch_queue_opening(b, &seen_add, TEXT("by a stranger"));
		why = run_badly(b);
		ck_assert_int_eq(why.kind, PROBLEM_SIGN_IN);
		ck_assert_str_eq(why.sqlstate, "28000");
		ck_assert_ptr_nonnull(strstr(why.detail, "unknown"));
		ck_assert_int_eq(rows_count(r), 0);
		ck_assert_ptr_null(r->cells);
		ck_assert_int_eq(rows_count(batch_rows(b, &authenticate)), 0);
		ck_assert_msg(db_settle(db), "the session was not left idle");
		arena_free(a);
		page_works(db);
	}
	scratch_expect("SELECT count(*) FROM db_test.seen WHERE what LIKE '%stranger'", "0");
	db_close(db);
}
END_TEST

/* Proof 2: a page that writes is our bug, and the server says so. */
START_TEST(reading_cannot_write)
{
	struct db *db = open_db(5000);
	struct arena *a = arena_new();
	struct batch *b = batch_as(db, a, "ann");
	const struct rows *r = batch_queue(b, &open_to_all, NULL);
	struct problem why;

	batch_queue(b, &seen_add, TEXT("in a page"));
	why = run_badly(b);
	ck_assert_int_eq(why.kind, PROBLEM_FAULT);
	ck_assert_str_eq(why.sqlstate, "25006");
	ck_assert_ptr_nonnull(strstr(why.detail, "t_seen_add"));
	ck_assert_int_eq(rows_count(r), 0);
	ck_assert(db_settle(db));
	page_works(db);
	arena_free(a);
	db_close(db);
}
END_TEST

static const struct query broken = {
	.name = "t_broken",
	.sql = "INSERT INTO db_test.no_such_table VALUES (1)",
	.writes = true,
};

/* What cannot be recorded is not shown: an opening that fails is busy, whatever broke. */
START_TEST(broken_opening_shows_nothing)
{
	static const char *const late[] = { "late error", NULL };
	struct db *db = open_db(5000);

	for (int i = 0; i < 2; i++) {
		struct arena *a = arena_new();
		struct batch *b = batch_as(db, a, "ann");
		const struct rows *r = batch_queue(b, &secrets, NULL);
		struct problem why;

		if (late[i])
			batch_queue_opening(b, &seen_add, TEXT(late[i])); /* fails at the Sync */
		else
			batch_queue_opening(b, &broken, NULL);
		why = run_badly(b);
		ck_assert_int_eq(why.kind, late[i] ? PROBLEM_REFUSED : PROBLEM_BUSY);
		ck_assert_str_eq(why.sqlstate, late[i] ? "CA001" : "42P01");
		ck_assert_int_eq(rows_count(r), 0);
		ck_assert(db_settle(db));
		arena_free(a);
		page_works(db);
	}
	db_close(db);
}
END_TEST

/* Proof 3: a backend that dies between requests or in the middle of one is not noticed by a reader.
 */
START_TEST(killed_backend_is_read_again)
{
	struct db *db = open_db(5000);
	struct arena *a = arena_new();
	struct batch *b;
	const struct rows *r;
	int child;

	page_works(db);
	ck_assert_int_eq(scratch_kill("app"), 1);
	page_works(db);

	child = scratch_kill_later("app", 300);
	b = batch_as(db, a, "ann");
	batch_queue(b, &nap, TEXT("0.8"));
	r = batch_queue(b, &secrets, NULL);
	run_well(b);
	scratch_wait(child);
	ck_assert_str_eq(rows_text(r, 0, 0), "of ann");
	ck_assert_int_eq(db_trace(db).connects, 1);
	ck_assert(db_settle(db));
	page_works(db);
	arena_free(a);
	db_close(db);
}
END_TEST

/* When it dies twice: one PROBLEM_BUSY, then a healthy worker. The opening that was answered is not
 * sent again. */
START_TEST(killed_twice_is_busy_once)
{
	struct db *db = open_db(5000);
	struct arena *a = arena_new();
	struct batch *b = batch_as(db, a, "ann");
	const struct rows *r = batch_queue(b, &secrets, NULL);
	int first = scratch_kill_later("app", 300);
	int second = scratch_kill_later("app", 700);
	struct problem why;

	batch_queue_opening(b, &seen_add, TEXT("opened before the kill"));
	batch_queue(b, &nap, TEXT("3"));
	why = run_badly(b);
	scratch_wait(first);
	scratch_wait(second);
	ck_assert_int_eq(why.kind, PROBLEM_BUSY);
	ck_assert_int_eq(rows_count(r), 0);
	ck_assert(db_settle(db));
	page_works(db);
	scratch_expect("SELECT count(*) FROM db_test.seen"
	               " WHERE what = 'opened before the kill'",
	               "1");
	arena_free(a);
	db_close(db);
}
END_TEST

START_TEST(no_server_is_busy)
{
	struct db *db = db_open("host=/nonexistent port=1 dbname=candour user=app", 1000);
	struct arena *a = arena_new();
	struct batch *b = batch_new(db, a);
	struct problem why;

	batch_queue(b, &open_to_all, NULL);
	why = run_badly(b);
	ck_assert_int_eq(why.kind, PROBLEM_BUSY);
	ck_assert_int_ne(why.sentence[0], '\0');
	ck_assert_ptr_nonnull(strstr(why.detail, "/nonexistent"));
	ck_assert_ptr_null(strchr(why.detail, '\n'));
	ck_assert_int_eq(db_ready(db, &why), -1);
	ck_assert(db_settle(db));
	arena_free(a);
	db_close(db);
}
END_TEST

START_TEST(deadline_ends_the_wait)
{
	struct db *db = open_db(400);
	struct arena *a = arena_new();
	struct batch *b = batch_as(db, a, "ann");
	int64_t start = time_monotonic_us();
	struct problem why;

	batch_queue(b, &nap, TEXT("30"));
	why = run_badly(b);
	ck_assert_int_eq(why.kind, PROBLEM_BUSY);
	ck_assert_int_lt(time_monotonic_us() - start, 3000000);
	ck_assert(db_settle(db));
	page_works(db);
	arena_free(a);
	db_close(db);
	/* Nobody waits for it any more, so the server stops it by itself. */
	scratch_expect("DO $$ BEGIN"
	               "  FOR i IN 1..50 LOOP"
	               "    PERFORM pg_stat_clear_snapshot();"
	               "    EXIT WHEN NOT EXISTS (SELECT FROM pg_stat_activity"
	               "      WHERE application_name = 'db_test app' AND query LIKE '%pg_sleep%');"
	               "    PERFORM pg_sleep(0.1);"
	               "  END LOOP;"
	               "END $$;"
	               "SELECT count(*) FROM pg_stat_activity"
	               "  WHERE application_name = 'db_test app' AND query LIKE '%pg_sleep%'",
	               "0");
}
END_TEST

/* Proof 4: what a transaction settles about who is asking is gone with it. */
START_TEST(members_take_turns)
{
	const char *rounds_text = getenv("CANDOUR_TURNS"); /* 100000 before a release */
	long rounds = rounds_text ? strtol(rounds_text, NULL, 10) : 3000;
	struct db *db = open_db(5000);
	struct arena *a = arena_new();

	for (long i = 0; i < rounds; i++) {
		bool bob = i % 2;
		bool bare = i % 5 == 0;
		struct batch *b = bare ? batch_new(db, a) : batch_as(db, a, bob ? "bob" : "ann");
		const struct rows *r;

		if (i % 3 == 0)
			batch_queue_opening(b, &isolation, NULL);
		r = batch_queue(b, &secrets, NULL);
		run_well(b);
		if (bare) {
			ck_assert_int_eq(rows_count(r), 0);
		} else {
			ck_assert_int_eq(rows_count(r), 1);
			ck_assert_str_eq(rows_text(r, 0, 0), bob ? "of bob" : "of ann");
		}
		if (i == rounds / 2)
			ck_assert_int_eq(run_badly(batch_as(db, a, "nobody")).kind,
			                 PROBLEM_SIGN_IN);
		ck_assert(db_settle(db));
		arena_reset(a);
	}
	arena_free(a);
	db_close(db);
}
END_TEST

static const struct query first = {
	.name = "t_first",
	.sql = "SELECT 'first'::text AS a",
	COLUMNS({ "a", VALUE_TEXT }),
};
static const struct query last = {
	.name = "t_last",
	.sql = "SELECT 'last'::text AS a",
	COLUMNS({ "a", VALUE_TEXT }),
};

/* Proof 5: a Parse that came after, or before, the failure. */
START_TEST(statements_survive_a_failed_segment)
{
	struct db *db = open_db(5000);
	struct arena *a = arena_new();

	for (int i = 0; i < 3; i++) {
		struct batch *b = batch_as(db, a, i == 0 ? "nobody" : "ann");
		const struct rows *one = batch_queue(b, &first, NULL);
		const struct rows *two;

		if (i == 1)
			batch_queue(b, &divide, TEXT("0"));
		two = batch_queue(b, &last, NULL);
		if (i < 2) {
			struct problem why = run_badly(b);

			ck_assert_str_eq(why.sqlstate, i == 0 ? "28000" : "22012");
			ck_assert_int_eq(rows_count(one) + rows_count(two), 0);
		} else {
			run_well(b);
			ck_assert_str_eq(rows_text(one, 0, 0), "first");
			ck_assert_str_eq(rows_text(two, 0, 0), "last");
			ck_assert_int_eq(db_trace(db).connects, 0);
		}
		ck_assert(db_settle(db));
	}
	arena_free(a);
	db_close(db);
}
END_TEST

/* A query twice in a batch, prepared in the same flush. */
START_TEST(same_query_twice)
{
	struct db *db = open_db(5000);
	struct arena *a = arena_new();
	struct batch *b = batch_new(db, a);
	const struct rows *one = batch_queue(b, &divide, TEXT("1"));
	const struct rows *two = batch_queue(b, &divide, TEXT("-1"));

	run_well(b);
	ck_assert_int_eq(rows_int(one, 0, 0), 1);
	ck_assert_int_eq(rows_int(two, 0, 0), -1);
	ck_assert_ptr_eq(batch_rows(b, &divide), one);
	arena_free(a);
	db_close(db);
}
END_TEST

static const struct query deallocate = {
	.name = "t_deallocate",
	.sql = "DEALLOCATE t_secrets",
};

/* Proof 6: the schema changed under a prepared statement. */
START_TEST(stale_plan_is_read_again)
{
	struct db *db = open_db(5000);
	struct arena *a = arena_new();
	struct batch *b;
	const struct rows *r;

	for (int i = 0; i < 2; i++) {
		b = batch_as(db, a, "ann");
		batch_queue_opening(b, &seen_add, TEXT("before the change"));
		r = batch_queue(b, &changing, NULL);
		run_well(b);
		ck_assert_int_eq(rows_int(r, 0, 0), 7);
		ck_assert_int_eq(db_trace(db).round_trips, i == 0 ? 1 : 2);
		ck_assert(db_settle(db));
		if (i == 0)
			scratch_do("ALTER TABLE db_test.changing ALTER a TYPE bigint");
	}
	/* The opening had been answered, so the second try left it alone. */
	scratch_expect("SELECT count(*) FROM db_test.seen WHERE what = 'before the change'", "2");

	scratch_do("ALTER TABLE db_test.changing ALTER a TYPE integer");
	b = batch_as(db, a, "ann");
	run_well(b);
	/* A session whose statements somebody deallocated: 26000. */
	{
		page_works(db);
		b = batch_new(db, a);
		batch_queue(b, &deallocate, NULL);
		run_well(b);
		page_works(db);
	}
	arena_free(a);
	db_close(db);
}
END_TEST

/* A second round trip is authenticated, too, and does not open again. */
START_TEST(batch_runs_again)
{
	struct db *db = open_db(5000);
	struct arena *a = arena_new();
	struct batch *b = batch_as(db, a, "ann");
	const struct rows *one;
	const struct rows *two;

	batch_queue_opening(b, &seen_add, TEXT("once"));
	one = batch_queue(b, &secrets, NULL);
	run_well(b);
	two = batch_queue(b, &secrets, NULL);
	ck_assert_int_eq(rows_count(two), 0);
	run_well(b);
	ck_assert_str_eq(rows_text(one, 0, 0), "of ann");
	ck_assert_str_eq(rows_text(two, 0, 0), "of ann");
	scratch_expect("SELECT count(*) FROM db_test.seen WHERE what = 'once'", "1");
	arena_free(a);
	db_close(db);
}
END_TEST

static const struct query echo = {
	.name = "t_echo",
	.sql = "SELECT $1 AS text, $2 AS bytes, $3 AS list, $4 AS yes",
	PARAMS({ "text", VALUE_TEXT, true }, { "bytes", VALUE_BYTEA, false },
	       { "list", VALUE_BIGINT_ARRAY, false }, { "yes", VALUE_BOOLEAN, false }),
	COLUMNS({ "text", VALUE_TEXT }, { "bytes", VALUE_BYTEA }, { "list", VALUE_BIGINT_ARRAY },
	        { "yes", VALUE_BOOLEAN }),
};

/* Parameters are copied when queued, NULL and bytes included. */
START_TEST(parameters_are_copied)
{
	struct db *db = open_db(5000);
	struct arena *a = arena_new();
	struct batch *b = batch_new(db, a);
	char text[] = "caf\xc3\xa9 'quoted' \\ \" ; --";
	char bytes[] = { 0, 1, '\'', (char)0xff };
	char list[] = "{1,2,3}";
	struct param params[] = {
		{ text, 0, 0 }, { bytes, sizeof(bytes), 1 }, { list, 0, 0 }, { "t", 0, 0 }
	};
	const struct rows *one = batch_queue(b, &echo, params);
	const struct rows *two;

	params[0].data = NULL;
	params[1].size = 0;
	two = batch_queue(b, &echo, params);
	memset(text, 'x', sizeof(text));
	memset(bytes, 'x', sizeof(bytes));
	memset(list, 'x', sizeof(list));
	run_well(b);
	ck_assert_str_eq(rows_text(one, 0, 0), "caf\xc3\xa9 'quoted' \\ \" ; --");
	ck_assert_str_eq(rows_text(one, 0, 1), "\\x000127ff");
	ck_assert_str_eq(rows_text(one, 0, 2), "{1,2,3}");
	ck_assert(rows_bool(one, 0, 3));
	ck_assert_ptr_null(rows_text(two, 0, 0));
	ck_assert_str_eq(rows_text(two, 0, 1), "\\x");
	arena_free(a);
	db_close(db);
}
END_TEST

/* A request that brings in too much ends as a fault, not as an hour of swapping. */
START_TEST(too_much_is_a_fault)
{
	static const char *const too_much[][2] = {
		{ "20001", "1" },     /* rows */
		{ "15000", "3000" },  /* bytes, as a result */
		{ "200000", "2000" }, /* bytes, before there is a result */
	};
	struct db *db = open_db(20000);
	struct arena *a = arena_new();

	page_works(db);
	for (size_t i = 0; i < UNIT_COUNT(too_much); i++) {
		struct batch *b = batch_as(db, a, "ann");
		const struct rows *r = batch_queue(
		        b, &numbers,
		        (struct param[]){ { too_much[i][0], 0, 0 }, { too_much[i][1], 0, 0 } });
		struct problem why = run_badly(b);

		ck_assert_msg(why.kind == PROBLEM_FAULT, "%zu: %s", i, why.detail);
		if (i == 2)
			ck_assert_ptr_nonnull(strstr(why.detail, "may bring in"));
		ck_assert_int_eq(rows_count(r), 0);
		ck_assert(db_settle(db));
		arena_reset(a);
		page_works(db);
	}
	arena_free(a);
	db_close(db);
}
END_TEST

static const struct query two_columns = {
	.name = "t_two_columns",
	.sql = "SELECT 1 AS a",
	COLUMNS({ "a", VALUE_INTEGER }, { "b", VALUE_INTEGER }),
};

/* A header that does not fit its SQL is found even where nobody ran the check. */
START_TEST(wrong_header_is_a_fault)
{
	struct db *db = open_db(5000);
	struct arena *a = arena_new();
	struct batch *b = batch_new(db, a);
	const struct rows *r = batch_queue(b, &two_columns, NULL);

	ck_assert_int_eq(run_badly(b).kind, PROBLEM_FAULT);
	ck_assert_int_eq(rows_count(r), 0);
	ck_assert(db_settle(db));
	arena_free(a);
	db_close(db);
}
END_TEST

START_TEST(ready_when_it_answers)
{
	struct db *db = open_db(5000);
	struct problem why;

	ck_assert_int_eq(db_ready(db, &why), 0);
	scratch_kill("app");
	ck_assert_int_eq(db_ready(db, &why), 0);
	ck_assert(db_settle(db));
	db_close(db);
	db_close(NULL);
}
END_TEST

SCRATCH_SUITE(batch_suite, "batches", reads_what_was_queued, segments_have_their_modes,
              stranger_gets_nothing, reading_cannot_write, broken_opening_shows_nothing,
              killed_backend_is_read_again, killed_twice_is_busy_once, no_server_is_busy,
              deadline_ends_the_wait, members_take_turns, statements_survive_a_failed_segment,
              same_query_twice, stale_plan_is_read_again, batch_runs_again, parameters_are_copied,
              too_much_is_a_fault, wrong_header_is_a_fault, ready_when_it_answers)

UNIT_MAIN(batch_suite)
