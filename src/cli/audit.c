/* candour audit: verify the record, from the database or from an export; write an export. */
#include "cli.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "audit/source.h"
#include "audit/verify.h"
#include "base/str.h"
#include "db/conninfo.h"
#include "db/queries.h"

#include "base/banned.h"

#define AUDIT_USAGE "audit verify [--export FILE] | audit export FILE"

/* Sorting a big record may take PostgreSQL a while before the first row comes. */
enum { READING_DEADLINE_MS = 60 * 60 * 1000 };

static struct db *audit_db(void)
{
	return db_open(db_conninfo(cli.arena, &cli.settings, "auditor"), READING_DEADLINE_MS);
}

static void print_finding(void *context, const struct audit_finding *finding)
{
	(void)context;
	printf("FOUND %s\n", finding->sentence);
}

static int verify_from(FILE *in, struct problem *reterr_why, struct audit_counts *ret)
{
	struct audit_verify *v = audit_verify_open(print_finding, NULL);
	struct audit_sink sink = audit_verify_sink(v);
	int result;

	if (in) {
		result = audit_read_export(in, &sink, reterr_why);
	} else {
		struct db *db = audit_db();

		result = audit_read_database(db, &sink, reterr_why);
		db_close(db);
	}
	*ret = audit_verify_close(v);
	return result;
}

static int verify(const char *export)
{
	struct problem why = { 0 };
	struct audit_counts counts;
	FILE *in = NULL;
	int result;

	if (export) {
		in = fopen(export, "re");
		if (!in) {
			refuse(&why, PROBLEM_NOT_FOUND, "%s cannot be read: %s.", export,
			       strerror(errno));
			return cli_problem(&why);
		}
	}
	result = verify_from(in, &why, &counts);
	if (in)
		fclose(in);
	printf("%lld events on %lld chains, %lld append-only rows, %lld disposed: ",
	       (long long)counts.events, (long long)counts.chains, (long long)counts.rows,
	       (long long)counts.disposed);
	if (counts.findings == 0)
		printf("nothing found.\n");
	else
		printf("%lld found.\n", (long long)counts.findings);
	printf("%s\n", audit_verify_limits());
	if (result < 0)
		return cli_problem(&why);
	return counts.findings > 0;
}

/* Somebody is about to hold everything: that is recorded before anything is written out. */
static int record_export(struct problem *reterr_why)
{
	struct db *db = audit_db();
	struct tx *tx = cli_tx(db, NULL, reterr_why);
	int result = -1;

	if (tx && !write_audit_exported(tx)) {
		*reterr_why = *tx_problem(tx);
		tx_rollback(tx);
	} else if (tx) {
		result = tx_commit(tx, reterr_why);
	}
	db_close(db);
	return result;
}

static int export_to(const char *path)
{
	struct problem why = { 0 };
	struct audit_sink sink;
	struct db *db;
	FILE *out;
	int fd, result;

	/* A new file, for its owner only: it holds every text and every file in the record. */
	fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, S_IRUSR | S_IWUSR);
	out = fd < 0 ? NULL : fdopen(fd, "w");
	if (!out) {
		refuse(&why, PROBLEM_REFUSED, "%s cannot be made: %s.", path, strerror(errno));
		if (fd >= 0)
			close(fd);
		return cli_problem(&why);
	}
	if (record_export(&why) < 0) {
		fclose(out);
		unlink(path);
		return cli_problem(&why);
	}
	sink = audit_export_to(out);
	db = audit_db();
	result = audit_read_database(db, &sink, &why);
	db_close(db);
	if (fclose(out) != 0 && result == 0)
		result = refuse(&why, PROBLEM_REFUSED, "%s cannot be written: %s.", path,
		                strerror(errno));
	if (result < 0)
		return cli_problem(&why);
	printf("%s holds the whole record, texts and files included: keep it as you would keep "
	       "them.\n",
	       path);
	return 0;
}

int cli_audit(int argc, char **argv)
{
	const char *export = cli_option(&argc, argv, "--export");

	if (argc == 1 && text_equal(argv[0], "verify"))
		return verify(export);
	if (argc == 2 && text_equal(argv[0], "export") && !export)
		return export_to(argv[1]);
	return cli_usage(AUDIT_USAGE);
}
