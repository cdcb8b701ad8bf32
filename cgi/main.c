/* candour-web: a FastCGI process that answers one request at a time. It serves the socket that its
 * supervisor passes as descriptor 0, one database connection, until it is told to stop or has
 * answered enough requests to be replaced. */
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <fcgiapp.h>
#include <sodium.h>

#include "base/log.h"
#include "base/settings.h"
#include "db/conninfo.h"
#include "db/embedded.h"
#include "db/migrate.h"
#include "http/fcgi.h"
#include "http/http.h"
#include "visit.h"

#include "base/banned.h"

#define REQUESTS_BEFORE_REPLACEMENT 20000

static volatile sig_atomic_t stopping;

static void stop(int signal_number)
{
	(void)signal_number;
	stopping = 1;
	FCGX_ShutdownPending();
}

/* Does somebody serve that socket already? Opening it would take it from them. */
static bool is_served(const char *path)
{
	struct sockaddr_un address = { .sun_family = AF_UNIX };
	int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
	bool answers;

	if (fd < 0)
		return false;
	snprintf(address.sun_path, sizeof(address.sun_path), "%s", path);
	answers = connect(fd, (struct sockaddr *)&address, sizeof(address)) == 0;
	close(fd);
	return answers;
}

/* The socket to serve: descriptor 0, where a supervisor has put one, else that of the settings. -1
 * after saying why there is none. */
static int listening(const struct settings *settings)
{
	struct sockaddr_storage address;
	socklen_t size = sizeof(address);
	int fd = -1;

	if (getsockname(STDIN_FILENO, (struct sockaddr *)&address, &size) == 0)
		return STDIN_FILENO;
	if (*settings->web.socket && !is_served(settings->web.socket))
		fd = FCGX_OpenSocket(settings->web.socket, 64);
	if (fd < 0)
		fprintf(stderr, "candour-web: no socket of its own: start it from a supervisor, or "
		                "set a free one in [web]\n");
	return fd;
}

int main(void)
{
	struct arena *a = arena_new();
	struct settings settings;
	struct problem why = { 0 };
	const char *mistakes, *mistake;
	struct db *db;
	FCGX_Request accepted;
	int listener;

	if (sodium_init() < 0)
		return EXIT_FAILURE;
	if (settings_read(a, NULL, &settings, &mistakes) < 0) {
		fprintf(stderr, "candour-web: %s\n", mistakes);
		return EXIT_FAILURE;
	}
	mistake = routes_fault(routes, routes_count);
	if (mistake) {
		fprintf(stderr, "candour-web: %s\n", mistake);
		return EXIT_FAILURE;
	}
	http_init((size_t)settings.web.max_upload_mb * 1024 * 1024);
	db = db_open(db_conninfo(a, &settings, "app"), settings.database.deadline_ms);
	if (migrate_require(db, embedded_files, embedded_files_count, &why) < 0) {
		fprintf(stderr, "candour-web: %s %s\n", why.sentence, why.detail);
		return EXIT_FAILURE;
	}
	signal(SIGPIPE, SIG_IGN);
	sigaction(SIGTERM, &(struct sigaction){ .sa_handler = stop }, NULL);
	sigaction(SIGINT, &(struct sigaction){ .sa_handler = stop }, NULL);
	FCGX_Init();
	listener = listening(&settings);
	if (listener < 0)
		return EXIT_FAILURE;
	FCGX_InitRequest(&accepted, listener, FCGI_FAIL_ACCEPT_ON_INTR);
	for (int served = 0; !stopping && served < REQUESTS_BEFORE_REPLACEMENT; served++) {
		struct transport t;

		if (FCGX_Accept_r(&accepted) < 0)
			break;
		t = transport_fcgi(&accepted);
		visit_serve(db, &settings, &t);
		FCGX_Finish_r(&accepted);
	}
	db_close(db);
	http_done();
	arena_free(a);
	return EXIT_SUCCESS;
}
