/* Bringing the schema to the program's version, and knowing whether it is there.
 *
 * The SQL is embedded in the program. sql/migrations/NNNN-name.sql run once each, in
 * the order of their numbers, in a transaction of their own, and are never edited afterwards: the
 * hash is recorded and a difference refused, and so is a new file with a lower number.
 * sql/functions/ and sql/policies/ may be run again and again: all of them in one transaction,
 * functions first, in name order, whenever one changed or a migration ran. What was done is in
 * app.schema_migration; number 0 is functions and policies.
 */
#ifndef DB_MIGRATE_H
#define DB_MIGRATE_H

#include <stdbool.h>
#include <stdio.h>

#include "base/embed.h"
#include "base/problem.h"
#include "db/db.h"

/* Applies what is missing. conninfo logs in as role migrate (or a superuser); everything runs as
 * own, with row_security off. Waits for another migration that is under way. Says on out what it
 * does, one line each; out may be NULL. files holds more than SQL: names outside the three folders
 * are passed over. 0, or -1 with *reterr_why: PROBLEM_REFUSED for an edited or missing file or a
 * newer database, PROBLEM_BUSY when the database is away, PROBLEM_FAULT (file, line, message in
 * detail and on out) when a file fails; whatever was applied before that stays. */
int migrate_run(const char *conninfo, const struct embedded_file *files, size_t count, FILE *out,
                struct problem *reterr_why);

struct migrate_status {
	int database;         /* last number applied; 0 for an empty database */
	int program;          /* last number embedded */
	bool files_equal;     /* every applied file is the embedded one */
	bool functions_equal; /* functions and policies are the embedded ones */
};

/* Any role that may read app.schema_migration. 0, or -1 when the database is away. */
int migrate_status(struct db *db, const struct embedded_file *files, size_t count,
                   struct migrate_status *ret, struct problem *reterr_why);

/* What a program does before it serves: 0 when the database is exactly at the program's version,
 * functions and policies included. Otherwise -1: PROBLEM_REFUSED with a sentence that says which
 * version is where and names the one command, or PROBLEM_BUSY when the database is away. */
int migrate_require(struct db *db, const struct embedded_file *files, size_t count,
                    struct problem *reterr_why);

#endif
