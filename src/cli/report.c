/* candour report: the monitoring report's figures, as the page shows them; and what a row of
 * numbers shows that chance would not. */
#include "cli.h"

#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/str.h"
#include "db/queries.h"
#include "monitor/report.h"
#include "rules/spc.h"

#include "base/banned.h"

#define REPORT_USAGE                                                                               \
	"report monitoring --practice CODE --from YYYY-MM-DD --to YYYY-MM-DD --format csv|json | " \
	"spc FILE"

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

/* ---- Numbers in a file ------------------------------------------------------------------------
 */

enum { SPC_MOST = 100000 };

/* A number a line; blank lines are passed over. -1 with the line at fault. */
static int read_numbers(FILE *file, double *x, size_t *ret_n, struct problem *reterr_why)
{
	char line[200];
	int at = 0;

	*ret_n = 0;
	while (fgets(line, sizeof(line), file)) {
		char *end;
		double value;

		at++;
		line[strcspn(line, "\r\n")] = '\0';
		if (!line[strspn(line, " \t")])
			continue;
		errno = 0;
		value = strtod(line, &end);
		if (end == line || end[strspn(end, " \t")] || errno || !isfinite(value))
			return refuse(reterr_why, PROBLEM_REFUSED, "Line %d is no number.", at);
		if (*ret_n == SPC_MOST)
			return refuse(reterr_why, PROBLEM_REFUSED,
			              "There are more than %d numbers.", SPC_MOST);
		x[(*ret_n)++] = value;
	}
	if (*ret_n == 0)
		return refuse(reterr_why, PROBLEM_REFUSED, "There is no number in the file.");
	return 0;
}

/* The mean and the limits, then each point with the rule that it fires, 0 for none (R-spc-1,
 * R-spc-2). */
static int print_spc(const char *path, struct problem *reterr_why)
{
	double *x = arena_alloc(cli.arena, SPC_MOST * sizeof(*x));
	enum spc_signal *signals;
	struct spc_limits l;
	FILE *file = fopen(path, "re");
	size_t n;
	int rc;

	if (!file)
		return refuse(reterr_why, PROBLEM_REFUSED, "%s cannot be read: %s.", path,
		              strerror(errno));
	rc = read_numbers(file, x, &n, reterr_why);
	fclose(file);
	if (rc < 0)
		return -1;
	signals = arena_alloc(cli.arena, n * sizeof(*signals));
	l = spc_limits_of(x, n, false);
	spc_signals(x, n, &l, SPC_TREND_POINTS, signals);
	printf("mean\t%.10g\nlower limit\t%.10g\nupper limit\t%.10g\n", l.mean, l.lower, l.upper);
	if (l.is_trial)
		printf("trial limits\tfewer than %d points\n", SPC_SURE_POINTS);
	for (size_t i = 0; i < n; i++)
		printf("%zu\t%.10g\t%d\t%s\n", i + 1, x[i], spc_rule(signals[i]),
		       spc_words(signals[i]));
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

	if (argc == 2 && text_equal(argv[0], "spc"))
		return print_spc(argv[1], &why) < 0 ? cli_problem(&why) : 0;
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
