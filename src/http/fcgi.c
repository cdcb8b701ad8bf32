/* libfcgi as a struct transport: the only file that knows it besides cgi/main.c. */
#include "http/fcgi.h"

#include "base/banned.h"

enum { PIECE = 1024 * 1024 }; /* libfcgi counts in int */

static long fcgi_read(void *handle, void *buffer, size_t size)
{
	FCGX_Request *fcgi = handle;
	int n = FCGX_GetStr(buffer, size < PIECE ? (int)size : PIECE, fcgi->in);

	return n == 0 && FCGX_GetError(fcgi->in) ? -1 : n;
}

static int fcgi_write(void *handle, const void *bytes, size_t size)
{
	FCGX_Request *fcgi = handle;
	const char *at = bytes;

	while (size > 0) {
		int piece = size < PIECE ? (int)size : PIECE;

		if (FCGX_PutStr(at, piece, fcgi->out) != piece)
			return -1;
		at += piece;
		size -= (size_t)piece;
	}
	return 0;
}

static const char *fcgi_env(void *handle, const char *name)
{
	FCGX_Request *fcgi = handle;

	return FCGX_GetParam(name, fcgi->envp);
}

struct transport transport_fcgi(FCGX_Request *accepted)
{
	struct transport t = {
		.handle = accepted,
		.read = fcgi_read,
		.write = fcgi_write,
		.env = fcgi_env,
	};

	return t;
}
