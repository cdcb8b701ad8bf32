/* What tests of src/db need: a superuser's connection beside the one under test, a scratch schema
 * db_test, and queries made by hand. The cluster is the one that PGHOST and PGPORT name; without
 * them these tests fail. */
#ifndef UNIT_DB_SCRATCH_H
#define UNIT_DB_SCRATCH_H

#include "base/rows.h"
#include "db/db.h"

/* Lives as long as the process. The application name is this process's own. */
const char *scratch_conninfo(const char *user);

/* As superuser; fails the test when the server refuses. The _text form gives the first value. */
void scratch_do(const char *sql);
char *scratch_text(const char *sql);

/* Ends every session that this process opened as user, and waits until they are gone. 0 when there
 * was none. */
int scratch_kill(const char *user);

/* The same from a child process after so many milliseconds; give the result to scratch_wait. */
int scratch_kill_later(const char *user, int milliseconds);
void scratch_wait(int child);

/* Unchecked fixtures: the schema, dropped and made. */
void scratch_open(void);
void scratch_close(void);

/* Kilobytes of this process's memory at its highest. */
long scratch_peak_kb(void);

#define COLUMNS(...)                                                                               \
	.n_columns = sizeof((struct query_column[]){ __VA_ARGS__ }) / sizeof(struct query_column), \
	.columns = (const struct query_column[])                                                   \
	{                                                                                          \
		__VA_ARGS__                                                                        \
	}
#define PARAMS(...)                                                                                \
	.n_params = sizeof((struct query_param[]){ __VA_ARGS__ }) / sizeof(struct query_param),    \
	.params = (const struct query_param[])                                                     \
	{                                                                                          \
		__VA_ARGS__                                                                        \
	}
#define TEXT(text) ((const struct param[]){ { (text), 0, 0 } })

#endif
