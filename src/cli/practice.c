/* Practices and the people who sign in. */
#include "cli.h"

#include <stdio.h>
#include <string.h>

#include "base/str.h"
#include "db/queries.h"
#include "identity/password.h"

#include "base/banned.h"

#define PRACTICE_USAGE                                                                             \
	"practice add --code CODE --letters WMC --name NAME | practice add --example [FILE] | "      \
	"practice list"
#define USER_USAGE                                                                                 \
	"user add|disable|reset|list --practice CODE [--user NAME --name NAME --roles a,b --mail " \
	"M --job TITLE]"

static int failed(struct tx *tx, struct db *db)
{
	struct problem why = *tx_problem(tx);

	tx_rollback(tx);
	db_close(db);
	return cli_problem(&why);
}

static int done(struct tx *tx, struct db *db)
{
	struct problem why = { 0 };
	int rc = tx_commit(tx, &why);

	db_close(db);
	return rc < 0 ? cli_problem(&why) : 0;
}

static int practice_list_print(void)
{
	struct db *db = cli_db("worker");
	struct problem why = { 0 };
	struct tx *tx = tx_begin(db, cli.arena, &why);
	const struct rows *r = tx ? tx_read_practice_list(tx) : NULL;

	if (!tx)
		return cli_problem(&why);
	if (!r)
		return failed(tx, db);
	for (int i = 0; i < rows_count(r); i++)
		printf("%s\t%s\t%s\n", rows_text(r, i, PRACTICE_LIST_CODE),
		       rows_text(r, i, PRACTICE_LIST_NAME), rows_text(r, i, PRACTICE_LIST_MEMBERS));
	tx_rollback(tx);
	db_close(db);
	return 0;
}

int cli_practice(int argc, char **argv)
{
	const char *code = cli_option(&argc, argv, "--code");
	const char *letters = cli_option(&argc, argv, "--letters");
	const char *name = cli_option(&argc, argv, "--name");
	int example = cli_flag(&argc, argv, "--example");
	struct problem why = { 0 };
	struct db *db;
	struct tx *tx;

	if (argc == 1 && text_equal(argv[0], "list"))
		return practice_list_print();
	if (argc >= 1 && argc <= 2 && text_equal(argv[0], "add") && example)
		return cli_example(argc == 2 ? argv[1] : NULL);
	if (argc != 1 || !text_equal(argv[0], "add") || !code || !letters || !name)
		return cli_usage(PRACTICE_USAGE);
	db = cli_db("worker");
	tx = cli_tx(db, NULL, &why);
	if (!tx)
		return cli_problem(&why);
	if (!write_practice_add(tx, code, letters, name))
		return failed(tx, db);
	return done(tx, db);
}

static int user_list_print(struct tx *tx, struct db *db)
{
	const struct rows *r = tx_read_user_list(tx);

	if (!r)
		return failed(tx, db);
	for (int i = 0; i < rows_count(r); i++)
		printf("%s\t%s\t%s%s\n", rows_text(r, i, USER_LIST_USER_NAME),
		       rows_text(r, i, USER_LIST_NAME), rows_text(r, i, USER_LIST_ROLES),
		       rows_bool(r, i, USER_LIST_IS_DISABLED) ? "\tdisabled" : "");
	return done(tx, db);
}

int cli_user(int argc, char **argv)
{
	const char *practice = cli_option(&argc, argv, "--practice");
	const char *user = cli_option(&argc, argv, "--user");
	const char *name = cli_option(&argc, argv, "--name");
	const char *roles = cli_option(&argc, argv, "--roles");
	const char *mail = cli_option(&argc, argv, "--mail");
	const char *job = cli_option(&argc, argv, "--job");
	int sealed = cli_flag(&argc, argv, "--named-for-sealed");
	const char *password = password_make(cli.arena);
	struct problem why = { 0 };
	const struct rows *r;
	struct db *db;
	struct tx *tx;

	if (argc != 1 || !practice)
		return cli_usage(USER_USAGE);
	db = cli_db("worker");
	tx = cli_tx(db, practice, &why);
	if (!tx)
		return cli_problem(&why);
	if (text_equal(argv[0], "list"))
		return user_list_print(tx, db);
	if (!user || (text_equal(argv[0], "add") && (!name || !roles)))
		return cli_usage(USER_USAGE);
	if (text_equal(argv[0], "add"))
		r = write_user_add(tx, user, password_hash(cli.arena, password), mail ? mail : "",
		                   name, job ? job : "", arena_printf(cli.arena, "{%s}", roles),
		                   sealed);
	else if (text_equal(argv[0], "disable"))
		r = write_user_disable(tx, user);
	else if (text_equal(argv[0], "reset"))
		r = write_user_reset(tx, user, password_hash(cli.arena, password));
	else
		return cli_usage(USER_USAGE);
	if (!r)
		return failed(tx, db);
	if (!text_equal(argv[0], "add") && !rows_bool(r, 0, 0)) {
		tx_rollback(tx);
		db_close(db);
		refuse(&why, PROBLEM_NOT_FOUND, "There is nobody with the user name %s.", user);
		return cli_problem(&why);
	}
	if (done(tx, db) != 0)
		return 1;
	if (!text_equal(argv[0], "disable"))
		printf("%s %s\n", user, password);
	return 0;
}
