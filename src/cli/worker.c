/* candour worker. */
#include "cli.h"

#include <signal.h>
#include <unistd.h>

#include <curl/curl.h>

#include "base/log.h"
#include "db/embedded.h"
#include "db/migrate.h"
#include "worker/worker.h"

#include "base/banned.h"

static volatile sig_atomic_t stopping;

static void stop(int signal_number)
{
	(void)signal_number;
	stopping = 1;
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
	sigaction(SIGTERM, &(struct sigaction){ .sa_handler = stop }, NULL);
	sigaction(SIGINT, &(struct sigaction){ .sa_handler = stop }, NULL);
	db = cli_db("worker");
	if (migrate_require(db, embedded_files, embedded_files_count, &why) < 0) {
		db_close(db);
		return cli_problem(&why);
	}
	do {
		problem_clear(&why);
		rc = worker_round(db, &cli.settings, &why);
		if (rc < 0)
			log_problem(LEVEL_ERROR, &why);
		for (int i = 0; !once && !stopping && i < cli.settings.worker.poll_seconds; i++)
			sleep(1);
	} while (!once && !stopping);
	db_close(db);
	curl_global_cleanup();
	return rc < 0 && once ? cli_problem(&why) : 0;
}
