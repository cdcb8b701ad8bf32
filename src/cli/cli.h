/* The `candour` command: one function for each subcommand. Each returns the exit status: 0 done, 1
 * not done for a reason that was printed, 2 wrong words. */
#ifndef CLI_CLI_H
#define CLI_CLI_H

#include "base/arena.h"
#include "base/problem.h"
#include "base/settings.h"
#include "db/db.h"

/* What every command needs, made by main before it runs. */
struct cli {
	struct arena *arena;
	struct settings settings;
};

/* The settings, read once by main. */
extern struct cli cli;

/* A connection as that database role. */
struct db *cli_db(const char *role);
/* Prints "candour: sentence (detail)" and returns 1. */
int cli_problem(const struct problem *p);
/* Prints how a command is used and returns 2. */
int cli_usage(const char *usage);
/* The operating system's user, for the actor of an event. */
const char *cli_actor(void);
/* An option's value ("--practice" "W12345"), or NULL; removes both from argv. */
const char *cli_option(int *argc, char **argv, const char *name);
/* A flag without value; removes it. */
int cli_flag(int *argc, char **argv, const char *name);
/* A transaction acting as this command for a practice (code; NULL: for none). */
struct tx *cli_tx(struct db *db, const char *practice_code, struct problem *reterr_why);

int cli_migrate(int argc, char **argv);
int cli_practice(int argc, char **argv);
/* The example practice with its people and cases, or a second one of a single manager; "role
 * user-name password" lines go to the file (NULL: sign-ins.txt beside the settings file), mode
 * 0600. */
int cli_example(const char *sign_ins_file, int second);
int cli_user(int argc, char **argv);
int cli_import(int argc, char **argv);
int cli_report(int argc, char **argv);
int cli_routes(int argc, char **argv);
int cli_audit(int argc, char **argv);
int cli_worker(int argc, char **argv);
int cli_settings(int argc, char **argv);
int cli_check_queries(int argc, char **argv);

#endif
