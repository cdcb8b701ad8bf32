/* Every query of sql/queries against the migrated database: what its header declares is what the
 * server takes and gives. The same as `candour check-queries`. */
#include "unit.h"

#include <stdio.h>

#include "db/embedded.h"
#include "db/migrate.h"
#include "db/queries.h"
#include "db_scratch.h"

#include "base/banned.h"

START_TEST(database_is_at_our_version)
{
	struct db *db = db_open(scratch_conninfo("app"), 5000);
	struct problem why = { 0 };

	ck_assert_msg(migrate_require(db, embedded_files, embedded_files_count, &why) == 0, "%s %s",
	              why.sentence, why.detail);
	db_close(db);
}
END_TEST

START_TEST(headers_tell_the_truth)
{
	struct db *db = db_open(scratch_conninfo("postgres"), 10000);
	struct problem why = { 0 };
	char *text = NULL;
	size_t size = 0;
	FILE *out = open_memstream(&text, &size);
	int wrong = db_check_queries(db, all_queries, all_queries_count, out, &why);

	fclose(out);
	ck_assert_msg(wrong == 0, "%d queries differ:\n%s%s %s", wrong, text, why.sentence,
	              why.detail);
	ck_assert_uint_gt(all_queries_count, 0);
	free(text);
	db_close(db);
}
END_TEST

UNIT_SUITE(queries_suite, "queries", database_is_at_our_version, headers_tell_the_truth)

UNIT_MAIN(queries_suite)
