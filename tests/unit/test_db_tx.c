/* Transactions against a real server: what each failure means, COPY, streaming, and what COMMIT
 * answered. */
#include "unit.h"

#include <stdio.h>
#include <string.h>

#include "base/str.h"
#include "base/time.h"
#include "db_scratch.h"

#include "base/banned.h"

static const struct query seen_add = {
	.name = "t_seen_add",
	.sql = "INSERT INTO db_test.seen (what) VALUES ($1) RETURNING what",
	.writes = true,
	PARAMS({ "what", VALUE_TEXT, false }),
	COLUMNS({ "what", VALUE_TEXT }),
};
static const struct query key_add = {
	.name = "t_key_add",
	.sql = "INSERT INTO db_test.key (key) VALUES ($1)",
	.writes = true,
	PARAMS({ "key", VALUE_TEXT, false }),
};
static const struct query refuse_it = {
	.name = "t_refuse",
	.sql = "SELECT db_test.refuse($1, $2)", /* void: declared as giving nothing */
	.writes = true,
	PARAMS({ "state", VALUE_TEXT, false }, { "message", VALUE_TEXT, false }),
};
static const struct query to_number = {
	.name = "t_to_number",
	.sql = "SELECT $1::integer AS n",
	PARAMS({ "text", VALUE_TEXT, false }),
	COLUMNS({ "n", VALUE_INTEGER }),
};
static const struct query nap = {
	.name = "t_nap",
	.sql = "SELECT pg_sleep($1::double precision)::text AS nothing",
	PARAMS({ "seconds", VALUE_TEXT, false }),
	COLUMNS({ "nothing", VALUE_TEXT }),
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

static struct tx *begin(struct db *db, struct arena *a)
{
	struct problem why;
	struct tx *tx;

	problem_clear(&why);
	tx = tx_begin(db, a, &why);
	ck_assert_msg(tx != NULL, "%s %s", why.sentence, why.detail);
	ck_assert_ptr_null(tx_problem(tx));
	return tx;
}

static void count_seen(const char *what, const char *expected)
{
	char sql[200];

	snprintf(sql, sizeof(sql), "SELECT count(*) FROM db_test.seen WHERE what = '%s'", what);
	scratch_expect(sql, expected);
}

/* A change that succeeds, as a sign of health. */
static void change_works(struct db *db)
{
	struct arena *a = arena_new();
	struct tx *tx = begin(db, a);
	struct problem why;
	const struct rows *r = tx_run(tx, &seen_add, TEXT("healthy"));

	ck_assert_ptr_nonnull(r);
	ck_assert_str_eq(rows_text(r, 0, 0), "healthy");
	ck_assert_int_eq(tx_commit(tx, &why), 0);
	ck_assert(db_settle(db));
	arena_free(a);
}

START_TEST(saves_and_undoes)
{
	struct db *db = open_db(5000);
	struct arena *a = arena_new();
	struct problem why;
	struct tx *tx = begin(db, a);

	ck_assert_ptr_eq(tx_arena(tx), a);
	ck_assert_int_eq(rows_count(tx_run(tx, &seen_add, TEXT("kept"))), 1);
	ck_assert_int_eq(rows_count(tx_run(tx, &key_add, TEXT("kept"))), 1); /* rows changed */
	ck_assert_int_eq(tx_commit(tx, &why), 0);
	tx_rollback(tx); /* harmless */
	tx = begin(db, a);
	ck_assert_ptr_nonnull(tx_run(tx, &seen_add, TEXT("undone")));
	tx_rollback(tx);
	tx_rollback(NULL);
	ck_assert(db_settle(db));
	count_seen("kept", "1");
	count_seen("undone", "0");
	arena_free(a);
	db_close(db);
}
END_TEST

/* Every refusal of ours, by its SQLSTATE; the log's line holds no content. */
START_TEST(sqlstates_have_meanings)
{
	static const struct {
		const char *state;
		enum problem_kind kind;
		bool says_message;
	} expected[] = {
		{ "28000", PROBLEM_SIGN_IN, false },  { "CA001", PROBLEM_REFUSED, true },
		{ "CA003", PROBLEM_FORBIDDEN, true }, { "CA004", PROBLEM_NOT_FOUND, false },
		{ "CA009", PROBLEM_CONFLICT, true },  { "40001", PROBLEM_CONFLICT, false },
		{ "40P01", PROBLEM_CONFLICT, false }, { "57014", PROBLEM_BUSY, false },
		{ "53100", PROBLEM_BUSY, false },     { "53300", PROBLEM_BUSY, false },
		{ "55P03", PROBLEM_BUSY, false },     { "57P01", PROBLEM_BUSY, false },
		{ "P0001", PROBLEM_FAULT, false },    { "XX000", PROBLEM_FAULT, false },
		{ "0A000", PROBLEM_FAULT, false },
	};
	static const char message[] = "Mrs Example cannot be removed yet.";
	struct db *db = open_db(5000);
	struct arena *a = arena_new();

	for (size_t i = 0; i < UNIT_COUNT(expected); i++) {
		const char *state = expected[i].state;
		struct tx *tx = begin(db, a);
		const struct problem *p;
		struct problem why;

		ck_assert_ptr_null(tx_run(tx, &refuse_it,
		                          (struct param[]){ { state, 0, 0 }, { message, 0, 0 } }));
		p = tx_problem(tx);
		ck_assert_ptr_nonnull(p);
		ck_assert_msg(p->kind == expected[i].kind, "%s is kind %d", state, p->kind);
		ck_assert_int_ne(p->sentence[0], '\0');
		ck_assert_int_eq(strcmp(p->sentence, message) == 0, expected[i].says_message);
		if (strcmp(state, "57P01") != 0) { /* this one is taken for the session's end */
			ck_assert_str_eq(p->sqlstate, state);
			ck_assert_ptr_nonnull(strstr(p->detail, "t_refuse"));
		}
		if (text_starts(state, "CA") || text_starts(state, "P0"))
			ck_assert_ptr_null(strstr(p->detail, "Example"));
		/* The first failure stays, nothing more is sent, and COMMIT is refused with it. */
		ck_assert_ptr_null(tx_run(tx, &seen_add, TEXT("after a failure")));
		ck_assert_int_eq(tx_commit(tx, &why), -1);
		ck_assert_int_eq(why.kind, expected[i].kind);
		ck_assert(db_settle(db));
	}
	count_seen("after a failure", "0");
	arena_free(a);
	db_close(db);
}
END_TEST

START_TEST(constraints_have_sentences)
{
	struct db *db = open_db(5000);
	struct arena *a = arena_new();
	struct tx *tx = begin(db, a);

	ck_assert_ptr_nonnull(tx_run(tx, &key_add, TEXT("twice")));
	ck_assert_ptr_null(tx_run(tx, &key_add, TEXT("twice")));
	ck_assert_int_eq(tx_problem(tx)->kind, PROBLEM_CONFLICT);
	ck_assert_str_eq(tx_problem(tx)->sentence, "That has been recorded already.");
	ck_assert_ptr_nonnull(strstr(tx_problem(tx)->detail, "db_test_once"));
	tx_rollback(tx);
	tx = begin(db, a);
	ck_assert_ptr_null(tx_run(tx, &key_add, TEXT("bad")));
	ck_assert_int_eq(tx_problem(tx)->kind, PROBLEM_FAULT);
	ck_assert_ptr_nonnull(strstr(tx_problem(tx)->detail, "db_test_unknown"));
	tx_rollback(tx);
	/* What somebody typed is in the server's message, and not in ours. */
	tx = begin(db, a);
	ck_assert_ptr_null(tx_run(tx, &to_number, TEXT("Mrs Example")));
	ck_assert_int_eq(tx_problem(tx)->kind, PROBLEM_FAULT);
	ck_assert_str_eq(tx_problem(tx)->sqlstate, "22P02");
	ck_assert_ptr_null(strstr(tx_problem(tx)->detail, "Example"));
	ck_assert_ptr_null(strstr(tx_problem(tx)->sentence, "Example"));
	tx_rollback(tx);
	ck_assert(db_settle(db));
	change_works(db);
	arena_free(a);
	db_close(db);
}
END_TEST

/* Proof 3, writing: before BEGIN nobody notices; inside, one PROBLEM_BUSY, nothing saved. */
START_TEST(killed_backend_is_busy_once)
{
	struct db *db = open_db(5000);
	struct arena *a = arena_new();
	struct tx *tx;
	struct problem why;

	change_works(db);
	ck_assert_int_eq(scratch_kill("app"), 1);
	change_works(db);

	tx = begin(db, a);
	ck_assert_ptr_nonnull(tx_run(tx, &seen_add, TEXT("lost")));
	ck_assert_int_eq(scratch_kill("app"), 1);
	ck_assert_ptr_null(tx_run(tx, &seen_add, TEXT("lost")));
	ck_assert_int_eq(tx_problem(tx)->kind, PROBLEM_BUSY);
	ck_assert_int_eq(tx_commit(tx, &why), -1);
	ck_assert_int_eq(why.kind, PROBLEM_BUSY);
	ck_assert(db_settle(db));
	count_seen("lost", "0");
	change_works(db);
	arena_free(a);
	db_close(db);
}
END_TEST

START_TEST(open_transaction_is_not_inherited)
{
	struct db *db = open_db(5000);
	struct arena *a = arena_new();
	struct problem why;
	struct tx *tx = begin(db, a);
	struct batch *b = batch_new(db, a);

	ck_assert_ptr_nonnull(tx_run(tx, &seen_add, TEXT("left open")));
	/* Neither a second transaction nor a page inside it. */
	ck_assert_ptr_null(tx_begin(db, a, &why));
	ck_assert_int_eq(why.kind, PROBLEM_FAULT);
	batch_queue(b, &changing, NULL);
	ck_assert_int_eq(batch_run(b, &why), -1);
	ck_assert_int_eq(why.kind, PROBLEM_FAULT);
	ck_assert(!db_settle(db));
	ck_assert_ptr_null(tx_run(tx, &seen_add, TEXT("left open")));
	ck_assert_int_eq(tx_commit(tx, &why), -1);
	ck_assert_int_eq(why.kind, PROBLEM_BUSY);
	change_works(db);
	count_seen("left open", "0");
	arena_free(a);
	db_close(db);
}
END_TEST

/* Proof 6, writing: the transaction is lost, the next one has fresh plans. */
START_TEST(stale_plan_is_busy_once)
{
	struct db *db = open_db(5000);
	struct arena *a = arena_new();
	struct tx *tx = begin(db, a);

	ck_assert_ptr_nonnull(tx_run(tx, &changing, NULL));
	tx_rollback(tx);
	scratch_do("ALTER TABLE db_test.changing ALTER a TYPE bigint");
	tx = begin(db, a);
	ck_assert_ptr_null(tx_run(tx, &changing, NULL));
	ck_assert_str_eq(tx_problem(tx)->sqlstate, "0A000");
	ck_assert_int_eq(tx_problem(tx)->kind, PROBLEM_BUSY);
	tx_rollback(tx);
	ck_assert(db_settle(db));
	tx = begin(db, a);
	ck_assert_ptr_nonnull(tx_run(tx, &changing, NULL));
	tx_rollback(tx);
	scratch_do("ALTER TABLE db_test.changing ALTER a TYPE integer");
	arena_free(a);
	db_close(db);
}
END_TEST

START_TEST(slow_statement_is_busy)
{
	struct db *db = open_db(300);
	struct arena *a = arena_new();
	struct tx *tx = begin(db, a);

	ck_assert_ptr_nonnull(tx_run(tx, &seen_add, TEXT("too slow")));
	ck_assert_ptr_null(tx_run(tx, &nap, TEXT("20")));
	ck_assert_int_eq(tx_problem(tx)->kind, PROBLEM_BUSY);
	tx_rollback(tx);
	ck_assert(db_settle(db));
	change_works(db);
	count_seen("too slow", "0");
	arena_free(a);
	db_close(db);
}
END_TEST

/* Proof 8: the answer to COMMIT, and nothing before it, is what was saved. */
START_TEST(commit_says_what_happened)
{
	static const struct {
		const char *what;
		enum problem_kind kind;
		const char *state;
		const char *saved;
	} cases[] = {
		{ "on time", PROBLEM_NONE, "", "1" },
		{ "late error", PROBLEM_REFUSED, "CA001", "0" },
		/* Saved on this machine, perhaps on no other: not yet, as far as anybody knows. */
		{ "late warning", PROBLEM_BUSY, "08007", "1" },
	};
	struct db *db = open_db(5000);
	struct arena *a = arena_new();

	for (size_t i = 0; i < UNIT_COUNT(cases); i++) {
		struct tx *tx = begin(db, a);
		struct problem why;

		problem_clear(&why);
		ck_assert_ptr_nonnull(tx_run(tx, &seen_add, TEXT(cases[i].what)));
		ck_assert_int_eq(tx_commit(tx, &why), cases[i].kind == PROBLEM_NONE ? 0 : -1);
		ck_assert_int_eq(why.kind, cases[i].kind);
		if (why.kind)
			ck_assert_str_eq(why.sqlstate, cases[i].state);
		ck_assert(db_settle(db));
		count_seen(cases[i].what, cases[i].saved);
	}
	change_works(db);
	arena_free(a);
	db_close(db);
}
END_TEST

/* The connection goes, or the deadline passes, between COMMIT and its answer. */
START_TEST(commit_without_answer_is_not_saved_yet)
{
	struct arena *a = arena_new();

	for (int killed = 0; killed <= 1; killed++) {
		struct db *db = open_db(killed ? 5000 : 400);
		struct tx *tx = begin(db, a);
		int child = killed ? scratch_kill_later("app", 300) : 0;
		struct problem why;

		ck_assert_ptr_nonnull(tx_run(tx, &seen_add, TEXT("late sleep")));
		ck_assert_int_eq(tx_commit(tx, &why), -1);
		if (killed)
			scratch_wait(child);
		ck_assert_int_eq(why.kind, PROBLEM_BUSY);
		ck_assert_str_eq(why.sqlstate, "08007");
		ck_assert_ptr_nonnull(strstr(why.sentence, "not saved yet"));
		ck_assert(db_settle(db));
		change_works(db);
		db_close(db);
	}
	arena_free(a);
}
END_TEST

/* The real thing: a standby that never answers. The test cluster waits for it at every commit while
 * this runs. */
static void dead_standby(bool is_there)
{
	scratch_do(is_there ? "ALTER SYSTEM SET synchronous_standby_names = 'db_test_nobody'"
	                    : "ALTER SYSTEM RESET synchronous_standby_names");
	scratch_do("SELECT pg_reload_conf(), pg_sleep(0.3)");
}

static void add_standby(void)
{
	dead_standby(true);
}

static void remove_standby(void)
{
	dead_standby(false);
}

START_TEST(commit_does_not_wait_for_a_dead_standby)
{
	struct arena *a = arena_new();

	for (int cancelled = 0; cancelled <= 1; cancelled++) {
		struct db *db = open_db(cancelled ? 5000 : 500);
		struct tx *tx = begin(db, a);
		int child = cancelled ? scratch_cancel_later("app", 400) : 0;
		struct problem why;

		ck_assert_ptr_nonnull(tx_run(tx, &seen_add, TEXT("not replicated")));
		ck_assert_int_eq(tx_commit(tx, &why), -1);
		if (cancelled)
			scratch_wait(child);
		ck_assert_int_eq(why.kind, PROBLEM_BUSY);
		ck_assert_str_eq(why.sqlstate, "08007");
		ck_assert_ptr_nonnull(strstr(why.detail, cancelled ? "warning" : "deadline"));
		ck_assert(db_settle(db));
		db_close(db);
		if (!cancelled)
			scratch_kill("app"); /* it waits on, for nobody */
	}
	arena_free(a);
}
END_TEST

/* ---- Proof 7: much in and much out, in constant memory */

static const struct query make_temporary = {
	.name = "t_make_temporary",
	.sql = "CREATE TEMP TABLE incoming (n integer, body text) ON COMMIT DROP",
	.writes = true,
};
static const struct query copy_incoming = {
	.name = "t_copy_incoming",
	.sql = "COPY incoming (n, body) FROM STDIN",
	.writes = true,
};
static const struct query read_incoming = {
	.name = "t_read_incoming",
	.sql = "SELECT n, body FROM incoming",
	COLUMNS({ "n", VALUE_INTEGER }, { "body", VALUE_TEXT }),
};

enum { LINES = 150000, LINE_SIZE = 400 };

struct sum {
	int64_t count;
	int64_t total;
	int64_t bytes;
	int stop_after;
};

static int add_up(void *context, const struct rows *row)
{
	struct sum *sum = context;

	ck_assert_int_eq(rows_count(row), 1);
	sum->count++;
	sum->total += rows_int(row, 0, 0);
	sum->bytes += (int64_t)strlen(rows_text(row, 0, 1));
	return sum->count == sum->stop_after ? 1 : 0;
}

static void copy_lines(struct tx *tx)
{
	char line[LINE_SIZE + 32];

	ck_assert_ptr_nonnull(tx_run(tx, &make_temporary, NULL));
	ck_assert_int_eq(tx_copy_begin(tx, &copy_incoming), 0);
	for (int i = 1; i <= LINES; i++) {
		int n = snprintf(line, sizeof(line), "%d\t%0*d\n", i, LINE_SIZE, i);

		ck_assert_int_eq(tx_copy_data(tx, line, (size_t)n), 0);
	}
	ck_assert_int_eq(tx_copy_end(tx), LINES);
}

START_TEST(copies_and_streams_in_constant_memory)
{
	struct db *db = open_db(20000);
	struct arena *a = arena_new();
	struct tx *tx = begin(db, a);
	struct sum sum = { 0 };
	struct problem why;
	size_t used = arena_used(a);
	long before = scratch_peak_kb();

	copy_lines(tx);
	ck_assert_int_eq(tx_stream(tx, &read_incoming, NULL, add_up, &sum), 0);
	ck_assert_int_eq(sum.count, LINES);
	ck_assert_int_eq(sum.total, (int64_t)LINES * (LINES + 1) / 2);
	ck_assert_int_eq(sum.bytes, (int64_t)LINES * LINE_SIZE);
	ck_assert_uint_lt(arena_used(a) - used, 4096);
	ck_assert(SCRATCH_HOARDS || scratch_peak_kb() - before < 4096);
	ck_assert_int_eq(tx_commit(tx, &why), 0);
	ck_assert(db_settle(db));
	/* The temporary table went with the transaction; the statements do not mind. */
	tx = begin(db, a);
	ck_assert_ptr_nonnull(tx_run(tx, &make_temporary, NULL));
	sum = (struct sum){ 0 };
	ck_assert_int_eq(tx_stream(tx, &read_incoming, NULL, add_up, &sum), 0);
	ck_assert_int_eq(sum.count, 0);
	ck_assert_int_eq(tx_commit(tx, &why), 0);
	arena_free(a);
	db_close(db);
}
END_TEST

START_TEST(bad_copy_is_a_fault)
{
	static const char *const lines[] = { "not a number\tx\n", "1\n" };
	struct db *db = open_db(5000);
	struct arena *a = arena_new();

	for (size_t i = 0; i < UNIT_COUNT(lines); i++) {
		struct tx *tx = begin(db, a);

		ck_assert_ptr_nonnull(tx_run(tx, &make_temporary, NULL));
		ck_assert_int_eq(tx_copy_begin(tx, &copy_incoming), 0);
		/* The server may refuse at once or at the end. */
		for (int n = 0; n < 20000 && tx_copy_data(tx, lines[i], strlen(lines[i])) == 0; n++)
			;
		ck_assert_int_eq(tx_copy_end(tx), -1);
		ck_assert_int_eq(tx_problem(tx)->kind, PROBLEM_FAULT);
		ck_assert_ptr_null(strstr(tx_problem(tx)->detail, "not a number"));
		tx_rollback(tx);
		ck_assert(db_settle(db));
		change_works(db);
	}
	/* Given up half-way. */
	{
		struct tx *tx = begin(db, a);
		struct problem why;

		ck_assert_ptr_nonnull(tx_run(tx, &make_temporary, NULL));
		ck_assert_int_eq(tx_copy_begin(tx, &copy_incoming), 0);
		ck_assert_int_eq(tx_copy_data(tx, "1\t", 2), 0);
		ck_assert_int_eq(tx_commit(tx, &why), -1);
		ck_assert_int_eq(why.kind, PROBLEM_FAULT);
		ck_assert(db_settle(db));
		change_works(db);
	}
	arena_free(a);
	db_close(db);
}
END_TEST

static const struct query fails_late = {
	.name = "t_fails_late",
	.sql = "SELECT 10 / (2000 - n) AS n, 'x'::text AS body"
	       "  FROM generate_series(1, 3000) n",
	COLUMNS({ "n", VALUE_INTEGER }, { "body", VALUE_TEXT }),
};

START_TEST(stream_can_be_stopped_or_fail)
{
	struct db *db = open_db(5000);
	struct arena *a = arena_new();
	struct tx *tx = begin(db, a);
	struct sum sum = { 0 };

	ck_assert_int_eq(tx_stream(tx, &fails_late, NULL, add_up, &sum), -1);
	ck_assert_int_eq(sum.count, 1999);
	ck_assert_str_eq(tx_problem(tx)->sqlstate, "22012");
	tx_rollback(tx);
	ck_assert(db_settle(db));
	tx = begin(db, a);
	sum = (struct sum){ .stop_after = 5 };
	ck_assert_int_eq(tx_stream(tx, &fails_late, NULL, add_up, &sum), -1);
	ck_assert_int_eq(sum.count, 5);
	ck_assert_int_eq(tx_problem(tx)->kind, PROBLEM_BUSY);
	tx_rollback(tx);
	ck_assert(db_settle(db));
	change_works(db);
	arena_free(a);
	db_close(db);
}
END_TEST

/* ---- The headers */

static const struct query reads_temporary = {
	.name = "t_reads_temporary",
	.sql = "SELECT body FROM incoming",
	COLUMNS({ "body", VALUE_TEXT }),
};
static const struct query no_such_column = {
	.name = "t_no_such_column",
	.sql = "SELECT nothing FROM db_test.key",
	COLUMNS({ "nothing", VALUE_TEXT }),
};
static const struct query other_name = {
	.name = "t_other_name",
	.sql = "SELECT key FROM db_test.key WHERE key <> '$2' -- $3",
	COLUMNS({ "keys", VALUE_TEXT }),
};
static const struct query other_type = {
	.name = "t_other_type",
	.sql = "SELECT a FROM db_test.changing",
	COLUMNS({ "a", VALUE_BIGINT }),
};
static const struct query other_count = {
	.name = "t_other_count",
	.sql = "SELECT 1 AS a, 2 AS b",
	COLUMNS({ "a", VALUE_INTEGER }),
};
static const struct query unused_param = {
	.name = "t_unused_param",
	.sql = "SELECT $2 AS b",
	PARAMS({ "a", VALUE_TEXT, false }, { "b", VALUE_TEXT, false }),
	COLUMNS({ "b", VALUE_TEXT }),
};
static const struct query other_param = {
	.name = "t_other_param",
	.sql = "SELECT a FROM db_test.changing WHERE a = $1",
	PARAMS({ "a", VALUE_TEXT, false }),
	COLUMNS({ "a", VALUE_INTEGER }),
};

START_TEST(headers_are_checked)
{
	const struct query *const right[] = { &read_incoming, &reads_temporary, &make_temporary,
		                              &copy_incoming, &seen_add,        &refuse_it,
		                              &to_number };
	const struct query *const wrong[] = { &no_such_column, &other_name,   &other_type,
		                              &other_count,    &unused_param, &other_param };
	struct db *db = open_db(5000);
	struct problem why;
	char *text = NULL;
	size_t size = 0;
	FILE *out = open_memstream(&text, &size);

	problem_clear(&why);
	ck_assert_int_eq(db_check_queries(db, right, UNIT_COUNT(right), out, &why), 0);
	fflush(out);
	ck_assert_str_eq(text, ""); /* needs right[2], the table, before right[0] */
	ck_assert_int_eq(db_check_queries(db, wrong, UNIT_COUNT(wrong), out, &why),
	                 (int)UNIT_COUNT(wrong));
	fclose(out);
	for (size_t i = 0; i < UNIT_COUNT(wrong); i++)
		ck_assert_msg(strstr(text, wrong[i]->name) != NULL, "%s:\n%s", wrong[i]->name,
		              text);
	ck_assert_msg(strstr(text, "param a ($1) is not used") != NULL, "%s", text);
	ck_assert_msg(strstr(text, "column a is integer, its header declares bigint") != NULL, "%s",
	              text);
	ck_assert_ptr_null(strstr(text, "$3"));
	free(text);
	ck_assert(db_settle(db));
	change_works(db);
	db_close(db);
}
END_TEST

static Suite *standby_suite(void)
{
	const TTest *const tests[] = { commit_does_not_wait_for_a_dead_standby };

	return scratch_suite("dead standby", tests, UNIT_COUNT(tests), add_standby, remove_standby);
}

SCRATCH_SUITE(tx_suite, "transactions", saves_and_undoes, sqlstates_have_meanings,
              constraints_have_sentences, killed_backend_is_busy_once,
              open_transaction_is_not_inherited, stale_plan_is_busy_once, slow_statement_is_busy,
              commit_says_what_happened, commit_without_answer_is_not_saved_yet,
              copies_and_streams_in_constant_memory, bad_copy_is_a_fault,
              stream_can_be_stopped_or_fail, headers_are_checked)

UNIT_MAIN(tx_suite, standby_suite)
