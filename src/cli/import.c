/* candour import pals FILE: comments from a file, checked and loaded, or only checked. */
#include "cli.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "base/str.h"
#include "base/time.h"
#include "db/conninfo.h"
#include "db/queries.h"
#include "monitor/import.h"

#include "base/banned.h"

#define USAGE "import pals FILE [--practice CODE] [--dry-run] [--skip-bad]   (FILE may be -)"

enum {
	SHOWN_REFUSED = 20,
	SHOWN_DOUBTFUL = 5,
	SHOW_US = 100 * 1000,
	DEADLINE_MS = 60 * 1000, /* a batch is more work than a page */
};

/* ---- Progress on a terminal ----------------------------------------------------------------- */

struct terminal {
	bool is_one;
	bool has_line;
	int64_t last;
};

static void show_progress(void *context, const struct import_progress *p)
{
	struct terminal *t = context;
	int64_t now = time_monotonic_us();

	if (!t->is_one || (t->has_line && now - t->last < SHOW_US))
		return;
	t->last = now;
	t->has_line = true;
	fprintf(stderr, "\r%s: %lld rows, %d%%  ",
	        p->phase == IMPORT_CHECKING ? "Checking" : "Loading", (long long)p->rows,
	        p->size ? (int)(p->bytes * 100 / p->size) : 100);
}

static void end_progress(struct terminal *t)
{
	if (t->has_line)
		fprintf(stderr, "\r%40s\r", "");
	t->has_line = false;
}

/* ---- What is printed ------------------------------------------------------------------------ */

static void print_counts(const struct import_check *check)
{
	static const char *const encodings[] = {
		[ENCODING_UTF8] = "UTF-8",
		[ENCODING_1252] = "Windows-1252",
		[ENCODING_MIXED] = "UTF-8 and Windows-1252, mixed",
	};

	printf("rows: %lld\n", (long long)(check->good + check->doubtful + check->refused));
	printf("good: %lld\n", (long long)check->good);
	printf("doubtful: %lld\n", (long long)check->doubtful);
	printf("refused: %lld\n", (long long)check->refused);
	printf("encoding: %s\n", encodings[check->encoding]);
	if (*check->columns.left_out)
		printf("columns left out: %s\n", check->columns.left_out);
}

static void print_refused(const struct import_check *check)
{
	size_t shown = check->kept_count < SHOWN_REFUSED ? check->kept_count : SHOWN_REFUSED;

	for (size_t i = 0; i < shown; i++)
		printf("refused, line %lld: %s\n", (long long)check->kept[i].line,
		       check->kept[i].why);
	if (check->refused > (int64_t)shown)
		printf("refused: %lld more\n", (long long)(check->refused - (int64_t)shown));
}

/* A doubtful row of a dry run, the first few only: what is not sure, and both readings. */
static int print_doubtful(void *context, const struct import_row *row, struct problem *reterr_why)
{
	int *shown = context;
	char used[DATE_SIZE], other[DATE_SIZE];

	(void)reterr_why;
	if (row->class != ROW_DOUBTFUL || *shown == SHOWN_DOUBTFUL)
		return 0;
	(*shown)++;
	printf("doubtful, line %lld: %s", (long long)row->line, row->why);
	if (row->date_is_doubtful) {
		date_print(row->on_date, used);
		date_print(row->other_date, other);
		printf(" Read as %s, could be %s.", used, other);
	}
	printf("\n");
	return 0;
}

/* ---- The two ways --------------------------------------------------------------------------- */

/* Clocks differ: a comment may be from tomorrow. */
static struct date tomorrow(void)
{
	char now[TIME_UTC_SIZE];
	struct date today = { 1970, 1, 1 };

	time_now_utc_into(now);
	date_parse_start(now, &today);
	return date_add_days(today, 1);
}

/* What the practice has set; without a practice, the standard: a file can be tried before there is
 * one. */
static int read_rules(struct import_reading *reading, const char *practice)
{
	struct problem why = { 0 };
	struct db *db;
	struct tx *tx;
	const struct rows *rules;

	reading->latest = tomorrow();
	if (!practice)
		return 0;
	db = cli_db("worker");
	tx = cli_tx(db, practice, &why);
	rules = tx ? tx_read_import_rules(tx) : NULL;
	if (rules)
		reading->month_first = rows_bool(rules, 0, IMPORT_RULES_MONTH_FIRST);
	else if (tx)
		why = *tx_problem(tx);
	tx_rollback(tx);
	db_close(db);
	return rules ? 0 : cli_problem(&why);
}

/* Whether this very file was loaded before. */
static int print_twin(const char *practice, const struct import_check *check)
{
	struct bytes sha256 = { check->sha256, sizeof(check->sha256) };
	struct problem why = { 0 };
	struct db *db = cli_db("worker");
	struct tx *tx = cli_tx(db, practice, &why);
	const struct rows *twin = tx ? tx_read_import_twin(tx, "pals", sha256) : NULL;

	if (twin && rows_count(twin))
		printf("This very file was loaded before, at %.16s: it would add nothing.\n",
		       rows_text(twin, 0, IMPORT_TWIN_RECEIVED_AT));
	else if (tx && !twin)
		why = *tx_problem(tx);
	tx_rollback(tx);
	db_close(db);
	return twin ? 0 : cli_problem(&why);
}

static int dry_run(int fd, const char *practice)
{
	struct terminal terminal = { .is_one = isatty(STDERR_FILENO) };
	struct import_reading reading = { .fd = fd,
		                          .on_progress = show_progress,
		                          .context = &terminal };
	struct import_check *check = arena_alloc(cli.arena, sizeof(*check));
	struct problem why = { 0 };
	int shown = 0;
	int rc;

	if (read_rules(&reading, practice) != 0)
		return 1;
	rc = import_check_first(cli.arena, &reading, check, &why);
	end_progress(&terminal);
	if (rc == 0) {
		terminal.is_one = false; /* the doubtful rows are printed meanwhile */
		rc = import_check_second(cli.arena, &reading, check, print_doubtful, &shown, &why);
	}
	if (rc < 0)
		return cli_problem(&why);
	if (check->doubtful > shown)
		printf("doubtful: %lld more\n", (long long)(check->doubtful - shown));
	print_refused(check);
	print_counts(check);
	printf("Nothing was written: this was a dry run.\n");
	return practice ? print_twin(practice, check) : 0;
}

static const char *only_practice(void)
{
	struct problem why = { 0 };
	struct db *db = cli_db("worker");
	struct tx *tx = tx_begin(db, cli.arena, &why);
	const struct rows *list = tx ? tx_read_practice_list(tx) : NULL;
	const char *code = NULL;

	if (!list)
		cli_problem(tx ? tx_problem(tx) : &why);
	else if (rows_count(list) == 1)
		code = arena_text(cli.arena, rows_text(list, 0, PRACTICE_LIST_CODE));
	else
		fprintf(stderr, "candour: %s\n",
		        rows_count(list) ? "There are several practices: say --practice CODE."
		                         : "There is no practice yet: see candour practice add.");
	tx_rollback(tx);
	db_close(db);
	return code;
}

static int64_t practice_id(const char *code)
{
	struct problem why = { 0 };
	struct db *db = cli_db("worker");
	struct tx *tx = cli_tx(db, code, &why);
	const struct rows *practice = tx ? tx_read_practice_by_code(tx, code) : NULL;
	int64_t id = rows_int(practice, 0, PRACTICE_BY_CODE_ID);

	if (!practice)
		cli_problem(tx ? tx_problem(tx) : &why);
	tx_rollback(tx);
	db_close(db);
	return id;
}

static int print_result(const struct import_result *result, const char *name)
{
	const struct import_check *check = &result->check;

	if (result->outcome == IMPORT_REPEATED) {
		printf("%s was loaded before, at %.16s: nothing was added.\n", name,
		       result->twin_at);
		return 0;
	}
	print_refused(check);
	print_counts(check);
	if (result->outcome == IMPORT_BLOCKED) {
		printf("Nothing was loaded, because of the refused rows. Mend them, or say "
		       "--skip-bad.\n");
		return 1;
	}
	printf("already here: %lld\n", (long long)result->repeated);
	printf("added: %lld\n", (long long)(check->good + check->doubtful - result->repeated));
	return 0;
}

static int load(int fd, const char *name, const char *code, bool skip_bad)
{
	struct terminal terminal = { .is_one = isatty(STDERR_FILENO) };
	struct import_result *result = arena_alloc(cli.arena, sizeof(*result));
	const char *conninfo = db_conninfo(cli.arena, &cli.settings, "worker");
	struct import_job job = { .actor = cli_actor(),
		                  .name = name,
		                  .skip_bad = skip_bad,
		                  .fd = fd,
		                  .on_progress = show_progress,
		                  .context = &terminal };
	struct problem why = { 0 };
	int rc;

	if (!code)
		code = only_practice();
	job.practice_id = code ? practice_id(code) : 0;
	if (!job.practice_id)
		return 1;
	job.db = db_open(conninfo, DEADLINE_MS);
	job.progress = db_open(conninfo, DEADLINE_MS);
	rc = import_run(cli.arena, &job, result, &why);
	end_progress(&terminal);
	db_close(job.progress);
	db_close(job.db);
	return rc < 0 ? cli_problem(&why) : print_result(result, name);
}

int cli_import(int argc, char **argv)
{
	const char *practice = cli_option(&argc, argv, "--practice");
	bool is_dry = cli_flag(&argc, argv, "--dry-run");
	bool skip_bad = cli_flag(&argc, argv, "--skip-bad");
	struct problem why = { 0 };
	const char *path, *name;
	int fd, rc;

	if (argc != 2 || !text_equal(argv[0], "pals") || (text_starts(argv[1], "-") && argv[1][1]))
		return cli_usage(USAGE);
	path = argv[1];
	if (text_equal(path, "-")) {
		name = "standard input";
		fd = STDIN_FILENO;
	} else {
		name = strrchr(path, '/') ? strrchr(path, '/') + 1 : path;
		fd = open(path, O_RDONLY | O_CLOEXEC);
	}
	if (fd < 0) {
		fprintf(stderr, "candour: %s: %s\n", path, strerror(errno));
		return 1;
	}
	name = text_repair_utf8(cli.arena, name, strlen(name));
	name = arena_text_n(cli.arena, name, text_prefix(name, strlen(name), 200));
	fd = import_seekable(cli.arena, fd, &why);
	if (fd < 0)
		return cli_problem(&why);
	rc = is_dry ? dry_run(fd, practice) : load(fd, name, practice, skip_bad);
	if (!text_equal(path, "-"))
		close(fd);
	return rc;
}
