/* candour report: the monitoring report's figures, as the page shows them. */
#include "cli.h"

#include <stdio.h>
#include <string.h>

#include "base/str.h"
#include "db/queries.h"
#include "monitor/report.h"

#include "base/banned.h"

#define REPORT_USAGE                                                                               \
	"report monitoring --practice CODE --from YYYY-MM-DD --to YYYY-MM-DD --format csv|json"

static int print_bytes(void *handle, const char *bytes, size_t size)
{
	return fwrite(bytes, 1, size, handle) == size ? 0 : -1;
}

static int print_report(struct tx *tx, const struct report_filter *filter, bool as_json,
                        struct problem *reterr_why)
{
	const struct rows *practice = tx_read_report_practice(tx);
	const struct report *r;
	char from[DATE_SIZE], to[DATE_SIZE];
	const struct rows *figures;
	const char *name;
	int failed;

	date_print(filter->period.from, from);
	date_print(filter->period.to, to);
	figures = practice ? tx_read_report_figures(tx, from, to) : NULL;
	if (!figures || !write_report_export_event(tx)) {
		*reterr_why = *tx_problem(tx);
		tx_rollback(tx);
		return -1;
	}
	r = report_make(cli.arena, filter, figures);
	name = rows_text(practice, 0, REPORT_PRACTICE_NAME);
	/* First the event that says who had them, then the figures. */
	if (tx_commit(tx, reterr_why) < 0)
		return -1;
	if (as_json) {
		struct str out = str_new(cli.arena);

		report_json(&out, r, name);
		failed = print_bytes(stdout, out.data, out.len);
	} else {
		failed = report_csv(cli.arena, r, name, print_bytes, stdout);
	}
	if (failed || fflush(stdout) != 0)
		return refuse(reterr_why, PROBLEM_REFUSED, "The figures could not be printed.");
	return 0;
}

int cli_report(int argc, char **argv)
{
	const char *practice = cli_option(&argc, argv, "--practice");
	const char *from = cli_option(&argc, argv, "--from");
	const char *to = cli_option(&argc, argv, "--to");
	const char *format = cli_option(&argc, argv, "--format");
	struct report_filter filter = { 0 };
	struct problem why = { 0 };
	struct db *db;
	struct tx *tx;
	int failed;

	if (argc != 1 || !text_equal(argv[0], "monitoring") || !practice || !from || !to ||
	    (format && !text_equal(format, "csv") && !text_equal(format, "json")))
		return cli_usage(REPORT_USAGE);
	if (!date_parse(from, &filter.period.from) || !date_parse(to, &filter.period.to)) {
		refuse(&why, PROBLEM_REFUSED,
		       "Give both days as year-month-day, such as "
		       "2026-04-01.");
		return cli_problem(&why);
	}
	if (period_check(&filter.period, &why) < 0)
		return cli_problem(&why);
	memset(filter.sources, true, sizeof(filter.sources));
	db = cli_db("report");
	tx = cli_tx(db, practice, &why);
	failed = !tx || print_report(tx, &filter, text_equal(format, "json"), &why) < 0;
	db_close(db);
	return failed ? cli_problem(&why) : 0;
}
