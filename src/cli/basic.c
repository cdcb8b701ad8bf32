/* The small commands: migrate, settings, routes, check-queries. */
#include "cli.h"

#include <stdio.h>

#include "base/str.h"
#include "cgi/site.h"
#include "db/conninfo.h"
#include "db/embedded.h"
#include "db/migrate.h"
#include "db/queries.h"

#include "base/banned.h"

int cli_migrate(int argc, char **argv)
{
	struct problem why = { 0 };

	(void)argv;
	if (argc != 0)
		return cli_usage("migrate");
	if (migrate_run(db_conninfo(cli.arena, &cli.settings, "migrate"), embedded_files,
	                embedded_files_count, stdout, &why) < 0)
		return cli_problem(&why);
	return 0;
}

int cli_settings(int argc, char **argv)
{
	struct str out = str_new(cli.arena);

	(void)argv;
	if (argc != 0)
		return cli_usage("settings");
	settings_print(&out, &cli.settings);
	printf("# %s\n%s", cli.settings.file, out.data);
	return 0;
}

int cli_routes(int argc, char **argv)
{
	if (argc == 1 && text_equal(argv[0], "--forms"))
		site_print_forms(stdout);
	else if (argc == 0)
		site_print_routes(stdout);
	else
		return cli_usage("routes [--forms]");
	return 0;
}

int cli_check_queries(int argc, char **argv)
{
	struct problem why = { 0 };
	struct db *db;
	int wrong;

	(void)argv;
	if (argc != 0)
		return cli_usage("check-queries");
	/* As the owner's login: queries of every role are prepared in one place. */
	db = cli_db("postgres");
	wrong = db_check_queries(db, all_queries, all_queries_count, stdout, &why);
	db_close(db);
	if (wrong < 0)
		return cli_problem(&why);
	printf("%zu queries, %d wrong\n", all_queries_count, wrong);
	return wrong > 0;
}
