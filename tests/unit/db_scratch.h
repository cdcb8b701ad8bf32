/* What tests of src/db need: a superuser's connection beside the one under test, a scratch schema
 * db_test, and queries made by hand. The cluster is the one that PGHOST and PGPORT name; without
 * them these tests fail. */
#ifndef UNIT_DB_SCRATCH_H
#define UNIT_DB_SCRATCH_H

#include <check.h>

#include "base/rows.h"
#include "db/db.h"

/* Lives as long as the process. The application name is this process's own. */
const char *scratch_conninfo(const char *user);

/* As superuser; each fails the test when the server refuses. The second when the first value that
 * the SQL gives is another. */
void scratch_do(const char *sql);
void scratch_expect(const char *sql, const char *value);

/* Ends every session that this process opened as user, and waits until they are gone. 0 when there
 * was none. */
int scratch_kill(const char *user);

/* The same from a child process after so many milliseconds; give the result to scratch_wait. */
int scratch_kill_later(const char *user, int milliseconds);
void scratch_wait(int child);

/* Cancels what user's sessions run, from a child process after so many milliseconds. */
int scratch_cancel_later(const char *user, int milliseconds);

/* A suite whose tests find the schema freshly made; it is dropped after the last. Before and after
 * them open and close are called, which may be NULL, even if a test failed. */
Suite *scratch_suite(const char *title, const TTest *const *tests, size_t count, SFun open,
                     SFun close);
#define SCRATCH_SUITE(function, title, ...)                                                        \
	static Suite *function(void)                                                               \
	{                                                                                          \
		const TTest *const tests[] = { __VA_ARGS__ };                                      \
		return scratch_suite(title, tests, sizeof(tests) / sizeof(tests[0]), NULL, NULL);  \
	}

/* Whether the allocator keeps freed memory for a while, so that its size says little. */
#if defined(__has_feature)
#if __has_feature(address_sanitizer)
#define SCRATCH_HOARDS 1
#endif
#elif defined(__SANITIZE_ADDRESS__)
#define SCRATCH_HOARDS 1
#endif
#ifndef SCRATCH_HOARDS
#define SCRATCH_HOARDS 0
#endif

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
