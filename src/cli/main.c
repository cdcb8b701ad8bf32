/* candour: the administrator's command. */
#include "cli.h"

#include <pwd.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <sodium.h>

#include "base/str.h"
#include "db/conninfo.h"
#include "db/queries.h"

#include "base/banned.h"

struct cli cli;

static const struct {
	const char *name;
	int (*run)(int argc, char **argv);
	const char *usage;
} commands[] = {
	{ "migrate", cli_migrate,
	  "migrate                     bring the database to this program's version" },
	{ "practice", cli_practice,
	  "practice add|set|list       practices of this database; add --example loads one to "
	  "try" },
	{ "user", cli_user, "user add|disable|reset|list who may sign in" },
	{ "import", cli_import, "import pals FILE --practice CODE [--dry-run] [--skip-bad]" },
	{ "report", cli_report,
	  "report monitoring --practice CODE --from D --to D --format csv|json | spc FILE" },
	{ "routes", cli_routes,
	  "routes [--forms]            every address, who may open it, what it leaves in the read "
	  "log; with --forms, what each takes" },
	{ "audit", cli_audit, "audit verify [--export FILE] | audit export FILE" },
	{ "worker", cli_worker, "worker [--once]             mail, chasers, clean-up" },
	{ "settings", cli_settings,
	  "settings                    what is set, and what each setting is for" },
	{ "check-queries", cli_check_queries, NULL },
};

struct db *cli_db(const char *role)
{
	return db_open(db_conninfo(cli.arena, &cli.settings, role),
	               cli.settings.database.deadline_ms);
}

int cli_problem(const struct problem *p)
{
	fprintf(stderr, "candour: %s%s%s%s\n", p->sentence, p->detail[0] ? " (" : "", p->detail,
	        p->detail[0] ? ")" : "");
	return 1;
}

int cli_usage(const char *usage)
{
	fprintf(stderr, "usage: candour %s\n", usage);
	return 2;
}

const char *cli_actor(void)
{
	const struct passwd *who = getpwuid(getuid());

	return who ? arena_printf(cli.arena, "command: %s", who->pw_name) : "command";
}

const char *cli_option(int *argc, char **argv, const char *name)
{
	for (int i = 0; i + 1 < *argc; i++) {
		const char *value = argv[i + 1];

		if (!text_equal(argv[i], name))
			continue;
		memmove(&argv[i], &argv[i + 2], sizeof(*argv) * (size_t)(*argc - i - 1));
		*argc -= 2;
		return value;
	}
	return NULL;
}

int cli_flag(int *argc, char **argv, const char *name)
{
	for (int i = 0; i < *argc; i++) {
		if (!text_equal(argv[i], name))
			continue;
		memmove(&argv[i], &argv[i + 1], sizeof(*argv) * (size_t)(*argc - i));
		*argc -= 1;
		return 1;
	}
	return 0;
}

struct tx *cli_tx(struct db *db, const char *practice_code, struct problem *reterr_why)
{
	struct tx *tx = tx_begin(db, cli.arena, reterr_why);
	const struct rows *practice;
	int64_t id = 0;

	if (!tx)
		return NULL;
	if (practice_code) {
		practice = tx_read_practice_by_code(tx, practice_code);
		if (practice && rows_count(practice) == 0) {
			tx_rollback(tx);
			refuse(reterr_why, PROBLEM_NOT_FOUND,
			       "There is no practice with the code %s.", practice_code);
			return NULL;
		}
		id = rows_int(practice, 0, PRACTICE_BY_CODE_ID);
	}
	if (!write_act_as_command(tx, cli_actor(), practice_code ? &id : NULL)) {
		*reterr_why = *tx_problem(tx);
		tx_rollback(tx);
		return NULL;
	}
	return tx;
}

static int print_usage(FILE *out)
{
	fprintf(out, "Candour: incidents and complaints of a GP practice.\n\n");
	for (size_t i = 0; i < sizeof(commands) / sizeof(commands[0]); i++)
		if (commands[i].usage)
			fprintf(out, "  candour %s\n", commands[i].usage);
	return out == stderr ? 2 : 0;
}

/* The routes are the program's own, and an export of the record is checked on a machine where
 * nothing of Candour but this command needs to be. */
static int needs_settings(int argc, char **argv)
{
	if (text_equal(argv[1], "routes"))
		return 0;
	for (int i = 2; text_equal(argv[1], "audit") && i < argc; i++)
		if (text_equal(argv[i], "--export"))
			return 0;
	return 1;
}

int main(int argc, char **argv)
{
	const char *mistakes;

	if (sodium_init() < 0)
		return 1;
	cli.arena = arena_new();
	if (argc < 2)
		return print_usage(stderr);
	if (text_equal(argv[1], "help") || text_equal(argv[1], "--help"))
		return print_usage(stdout);
	if (needs_settings(argc, argv) &&
	    settings_read(cli.arena, NULL, &cli.settings, &mistakes) < 0) {
		fprintf(stderr, "%s\n", mistakes);
		return 1;
	}
	for (size_t i = 0; i < sizeof(commands) / sizeof(commands[0]); i++) {
		if (text_equal(commands[i].name, argv[1])) {
			int status = commands[i].run(argc - 2, argv + 2);

			arena_free(cli.arena);
			return status;
		}
	}
	return print_usage(stderr);
}
