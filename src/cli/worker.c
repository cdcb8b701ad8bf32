/* candour worker. */
#include "cli.h"

#include <signal.h>
#include <unistd.h>

#include <curl/curl.h>

#include "db/conninfo.h"
#include "db/embedded.h"
#include "db/migrate.h"
#include "worker/worker.h"

#include "base/banned.h"

static void stop(int signal_number)
{
	(void)signal_number;
	worker_stop();
}

static int rounds(struct db *db, int once)
{
	struct problem why = { 0 };
	int rc;

	do {
		problem_clear(&why);
		rc = worker_round(db, &cli.settings, &why); /* which logs its troubles */
		for (int i = 0; !once && !worker_stops() && i < cli.settings.worker.poll_seconds;
		     i++)
			sleep(1);
	} while (!once && !worker_stops());
	return rc < 0 && once ? cli_problem(&why) : 0;
}

int cli_worker(int argc, char **argv)
{
	int once = cli_flag(&argc, argv, "--once");
	struct problem why = { 0 };
	struct db *db;
	int rc;

	if (argc != 0)
		return cli_usage("worker [--once]");
	curl_global_init(CURL_GLOBAL_DEFAULT);
	signal(SIGPIPE, SIG_IGN);
	sigaction(SIGTERM, &(struct sigaction){ .sa_handler = stop }, NULL);
	sigaction(SIGINT, &(struct sigaction){ .sa_handler = stop }, NULL);
	db = db_open(db_conninfo(cli.arena, &cli.settings, "worker"), WORKER_DEADLINE_MS);
	if (migrate_require(db, embedded_files, embedded_files_count, &why) < 0)
		rc = cli_problem(&why);
	else
		rc = rounds(db, once);
	db_close(db);
	curl_global_cleanup();
	return rc;
}
