/* Practices and the people who sign in. */
#include "cli.h"

#include <stdio.h>
#include <string.h>

#include "base/str.h"
#include "db/queries.h"
#include "identity/password.h"

#include "base/banned.h"

#define PRACTICE_USAGE                                                                             \
	"practice add --code CODE --letters WMC --name NAME | practice add --example [--second] "  \
	"[FILE]\n"                                                                                 \
	"       candour practice set --code CODE [--name NAME] [--outside-contact NAME] "          \
	"[--outside-mail ADDRESS] [--setting KEY=VALUE]\n"                                         \
	"       candour practice list"
#define USER_USAGE                                                                                 \
	"user add --practice CODE --user NAME --name NAME --roles a,b [--mail ADDRESS] "           \
	"[--job TITLE] [--named-for-sealed]\n"                                                     \
	"       candour user disable|reset --practice CODE --user NAME\n"                          \
	"       candour user list --practice CODE"

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

/* Opens both for a practice (NULL: for none); NULL after printing why not. */
static struct tx *begin(struct db **ret_db, const char *practice)
{
	struct problem why = { 0 };
	struct tx *tx;

	*ret_db = cli_db("worker");
	tx = cli_tx(*ret_db, practice, &why);
	if (!tx) {
		db_close(*ret_db);
		cli_problem(&why);
	}
	return tx;
}

/* ---- practices ----------------------------------------------------------------------------- */

static int practice_list(void)
{
	struct db *db;
	struct tx *tx = begin(&db, NULL);
	const struct rows *r = tx ? tx_read_practice_list(tx) : NULL;

	if (!tx)
		return 1;
	if (!r)
		return failed(tx, db);
	for (int i = 0; i < rows_count(r); i++)
		printf("%s\t%s\t%s\n", rows_text(r, i, PRACTICE_LIST_CODE),
		       rows_text(r, i, PRACTICE_LIST_NAME), rows_text(r, i, PRACTICE_LIST_MEMBERS));
	return done(tx, db);
}

static int practice_add(const char *code, const char *letters, const char *name)
{
	struct db *db;
	struct tx *tx = begin(&db, NULL);

	if (!tx)
		return 1;
	return write_practice_add(tx, code, letters, name) ? done(tx, db) : failed(tx, db);
}

static int practice_set(const char *code, const char *name, const char *contact, const char *mail,
                        const char *setting)
{
	const char *equals = setting ? strchr(setting, '=') : NULL;
	const char *key =
	        equals ? arena_text_n(cli.arena, setting, (size_t)(equals - setting)) : NULL;
	struct db *db;
	struct tx *tx;

	if ((setting && !equals) || !(name || contact || mail || setting))
		return cli_usage(PRACTICE_USAGE);
	tx = begin(&db, code);
	if (!tx)
		return 1;
	return write_practice_set(tx, name, contact, mail, key, equals ? equals + 1 : NULL)
	               ? done(tx, db)
	               : failed(tx, db);
}

int cli_practice(int argc, char **argv)
{
	const char *code = cli_option(&argc, argv, "--code");
	const char *letters = cli_option(&argc, argv, "--letters");
	const char *name = cli_option(&argc, argv, "--name");
	const char *contact = cli_option(&argc, argv, "--outside-contact");
	const char *mail = cli_option(&argc, argv, "--outside-mail");
	const char *setting = cli_option(&argc, argv, "--setting");
	int example = cli_flag(&argc, argv, "--example");
	int second = cli_flag(&argc, argv, "--second");
	const char *verb = argc > 0 ? argv[0] : "";

	if (argc == 1 && text_equal(verb, "list"))
		return practice_list();
	if (argc <= 2 && text_equal(verb, "add") && example && !code)
		return cli_example(argc == 2 ? argv[1] : NULL, second);
	if (argc == 1 && text_equal(verb, "add") && code && letters && name)
		return practice_add(code, letters, name);
	if (argc == 1 && text_equal(verb, "set") && code)
		return practice_set(code, name, contact, mail, setting);
	return cli_usage(PRACTICE_USAGE);
}

/* ---- people -------------------------------------------------------------------------------- */

struct user_words {
	const char *practice, *user, *name, *roles, *mail, *job;
	bool sealed;
};

static int user_list(const struct user_words *w)
{
	struct db *db;
	struct tx *tx = begin(&db, w->practice);
	const struct rows *r = tx ? tx_read_user_list(tx) : NULL;

	if (!tx)
		return 1;
	if (!r)
		return failed(tx, db);
	for (int i = 0; i < rows_count(r); i++)
		printf("%s\t%s\t%s%s\n", rows_text(r, i, USER_LIST_USER_NAME),
		       rows_text(r, i, USER_LIST_NAME), rows_text(r, i, USER_LIST_ROLES),
		       rows_bool(r, i, USER_LIST_IS_DISABLED) ? "\tdisabled" : "");
	return done(tx, db);
}

static int user_add(const struct user_words *w)
{
	const char *password = password_make(cli.arena);
	struct problem why = { 0 };
	const struct rows *r;
	bool is_new;
	struct db *db;
	struct tx *tx;

	if (w->roles[strspn(w->roles, "abcdefghijklmnopqrstuvwxyz_,")]) {
		refuse(&why, PROBLEM_REFUSED, "Roles are words with commas between them.");
		return cli_problem(&why);
	}
	tx = begin(&db, w->practice);
	if (!tx)
		return 1;
	r = write_user_add(tx, w->user, password_hash(cli.arena, password), w->mail, w->name,
	                   w->job, arena_printf(cli.arena, "{%s}", w->roles), w->sealed);
	if (!r)
		return failed(tx, db);
	is_new = rows_bool(r, 0, USER_ADD_IS_NEW_LOGIN);
	if (done(tx, db) != 0)
		return 1;
	if (is_new)
		printf("%s %s\n", w->user, password);
	else
		printf("%s signs in here, too, with the password that they have.\n", w->user);
	return 0;
}

/* Disables, or gives a new password. */
static int user_change(const struct user_words *w, bool resets)
{
	const char *password = resets ? password_make(cli.arena) : NULL;
	struct problem why = { 0 };
	struct db *db;
	struct tx *tx = begin(&db, w->practice);
	const struct rows *r;

	if (!tx)
		return 1;
	r = resets ? write_user_reset(tx, w->user, password_hash(cli.arena, password))
	           : write_user_disable(tx, w->user);
	if (!r)
		return failed(tx, db);
	if (!rows_bool(r, 0, 0)) {
		tx_rollback(tx);
		db_close(db);
		refuse(&why, PROBLEM_NOT_FOUND, "There is nobody with the user name %s at %s.",
		       w->user, w->practice);
		return cli_problem(&why);
	}
	if (done(tx, db) != 0)
		return 1;
	if (resets)
		printf("%s %s\n", w->user, password);
	return 0;
}

static const char *or_empty(const char *text)
{
	return text ? text : "";
}

int cli_user(int argc, char **argv)
{
	struct user_words w = {
		.practice = cli_option(&argc, argv, "--practice"),
		.user = cli_option(&argc, argv, "--user"),
		.name = cli_option(&argc, argv, "--name"),
		.roles = cli_option(&argc, argv, "--roles"),
		.mail = or_empty(cli_option(&argc, argv, "--mail")),
		.job = or_empty(cli_option(&argc, argv, "--job")),
		.sealed = cli_flag(&argc, argv, "--named-for-sealed") != 0,
	};

	if (argc != 1 || !w.practice)
		return cli_usage(USER_USAGE);
	if (text_equal(argv[0], "list"))
		return user_list(&w);
	if (text_equal(argv[0], "add") && w.user && w.name && w.roles)
		return user_add(&w);
	if (text_equal(argv[0], "disable") && w.user)
		return user_change(&w, false);
	if (text_equal(argv[0], "reset") && w.user)
		return user_change(&w, true);
	return cli_usage(USER_USAGE);
}
