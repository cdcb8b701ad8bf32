/* One test program: UNIT_MAIN(suite_of_a, suite_of_b) at the end of a tests/unit/test_*.c makes its
 * main. Check writes TAP to the file that CK_TAP_LOG_FILE_NAME names; the exit status says whether
 * all passed. */
#ifndef UNIT_UNIT_H
#define UNIT_UNIT_H

#include <check.h>
#include <stddef.h>
#include <stdlib.h>

#define UNIT_COUNT(table) (sizeof(table) / sizeof((table)[0]))

#define UNIT_MAIN(...)                                                                             \
	int main(void)                                                                             \
	{                                                                                          \
		Suite *(*const suites[])(void) = { __VA_ARGS__ };                                  \
		SRunner *runner = srunner_create(suites[0]());                                     \
		int failed;                                                                        \
		size_t i;                                                                          \
                                                                                                   \
		for (i = 1; i < sizeof(suites) / sizeof(suites[0]); i++)                           \
			srunner_add_suite(runner, suites[i]());                                    \
		srunner_run_all(runner, CK_ENV);                                                   \
		failed = srunner_ntests_failed(runner);                                            \
		srunner_free(runner);                                                              \
		return failed ? EXIT_FAILURE : EXIT_SUCCESS;                                       \
	}

/* A suite of one test case, from its test functions. */
#define UNIT_SUITE(function, title, ...)                                                           \
	static Suite *function(void)                                                               \
	{                                                                                          \
		const TTest *const tests[] = { __VA_ARGS__ };                                      \
		Suite *suite = suite_create(title);                                                \
		TCase *all = tcase_create(title);                                                  \
		size_t i;                                                                          \
                                                                                                   \
		tcase_set_timeout(all, 120);                                                       \
		for (i = 0; i < sizeof(tests) / sizeof(tests[0]); i++)                             \
			tcase_add_test(all, tests[i]);                                             \
		suite_add_tcase(suite, all);                                                       \
		return suite;                                                                      \
	}

#endif
