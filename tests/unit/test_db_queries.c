/* Every query of sql/queries against the migrated database: what its header declares is what the
 * server takes and gives. The same as `candour check-queries`. */
#include "unit.h"

#include <stdio.h>
#include <string.h>

#include "db/embedded.h"
#include "db/migrate.h"
#include "db/queries.h"
#include "../../src/db/conn.h"
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

/* A constraint that was renamed would turn its sentence into an apology for a bug. */
START_TEST(constraints_with_sentences_exist)
{
	const struct constraint_sentence *s;

	for (size_t i = 0; (s = constraint_at(i)); i++) {
		char sql[400];

		if (strncmp(s->constraint, "db_test_", 8) == 0)
			continue;
		snprintf(sql, sizeof(sql),
		         "SELECT count(*) FROM pg_class c JOIN pg_index i ON i.indexrelid = c.oid"
		         " WHERE c.relnamespace = 'app'::regnamespace AND i.indisunique"
		         "   AND c.relname = '%s'",
		         s->constraint);
		scratch_expect(sql, "1");
		ck_assert(s->kind == PROBLEM_REFUSED || s->kind == PROBLEM_CONFLICT);
		if (i > 0)
			ck_assert_int_lt(strcmp(constraint_at(i - 1)->constraint, s->constraint),
			                 0);
	}
}
END_TEST

UNIT_SUITE(queries_suite, "queries", constraints_with_sentences_exist, database_is_at_our_version,
           headers_tell_the_truth)

UNIT_MAIN(queries_suite)
