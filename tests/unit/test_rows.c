/* Cells of a result, also where there are none. */
#include "base/rows.h"
#include "unit.h"

static const struct query_column columns[] = {
	{ "id", VALUE_BIGINT },
	{ "name", VALUE_TEXT },
	{ "is_open", VALUE_BOOLEAN },
};
static const struct query query = { .name = "q", .n_columns = 3, .columns = columns };
static const char *const cells[] = { "42", "Ann", "t", "-9223372036854775808", "", "f",
	                             NULL, NULL,  NULL };
static const struct rows rows = { &query, 3, cells };

START_TEST(reads_cells)
{
	ck_assert_int_eq(rows_count(&rows), 3);
	ck_assert_str_eq(rows_text(&rows, 0, 1), "Ann");
	ck_assert_str_eq(rows_text(&rows, 1, 1), "");
	ck_assert_ptr_null(rows_text(&rows, 2, 1));
	ck_assert_str_eq(rows_text_or(&rows, 2, 1, "none"), "none");
	ck_assert_str_eq(rows_text_or(&rows, 1, 1, "none"), "");
	ck_assert(rows_given(&rows, 0, 1));
	ck_assert(!rows_given(&rows, 1, 1));
	ck_assert(!rows_given(&rows, 2, 1));
	ck_assert(rows_bool(&rows, 0, 2));
	ck_assert(!rows_bool(&rows, 1, 2));
	ck_assert(!rows_bool(&rows, 2, 2));
	ck_assert(!rows_bool(&rows, 0, 1));
	ck_assert_int_eq(rows_int(&rows, 0, 0), 42);
	ck_assert(rows_int(&rows, 1, 0) == INT64_MIN);
	ck_assert_int_eq(rows_int(&rows, 2, 0), 0);
	ck_assert_int_eq(rows_int(&rows, 0, 1), 0);
}
END_TEST

START_TEST(survives_what_is_not_there)
{
	ck_assert_int_eq(rows_count(NULL), 0);
	ck_assert_ptr_null(rows_text(NULL, 0, 0));
	ck_assert_ptr_null(rows_text(&rows, -1, 0));
	ck_assert_ptr_null(rows_text(&rows, 3, 0));
	ck_assert_ptr_null(rows_text(&rows, 0, -1));
	ck_assert_ptr_null(rows_text(&rows, 0, 3));
	ck_assert(!rows_bool(&rows, 9, 9));
	ck_assert_int_eq(rows_int(&rows, 9, 9), 0);
}
END_TEST

UNIT_SUITE(rows_suite, "rows", reads_cells, survives_what_is_not_there)
UNIT_MAIN(rows_suite)
