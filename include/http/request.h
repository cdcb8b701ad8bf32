/* One HTTP request as the handlers see it: read from FastCGI (or from a plain environment in
 * tests), checked, and bounded. Nothing here knows cases or SQL. */
#ifndef HTTP_REQUEST_H
#define HTTP_REQUEST_H

#include <stdbool.h>
#include <stddef.h>

#include "base/arena.h"
#include "base/bytes.h"
#include "base/problem.h"

enum method { METHOD_GET, METHOD_HEAD, METHOD_POST, METHOD_OTHER };

/* Where bytes come from and go to: libfcgi in the program, memory in tests. read returns the bytes
 * read (0 at the end, -1 on error). write returns 0 or -1. */
struct transport {
	void *handle;
	long (*read)(void *handle, void *buffer, size_t size);
	int (*write)(void *handle, const void *bytes, size_t size);
	const char *(*env)(void *handle, const char *name); /* NULL when absent */
};

/* Limits of what nginx may hand over; it has its own, lower ones. */
enum { REQUEST_PATH_MOST = 2000, REQUEST_QUERY_MOST = 8000, REQUEST_HEADER_MOST = 8000 };

struct request {
	struct arena *arena;
	const struct transport *transport;
	enum method method;
	const char *path;  /* from DOCUMENT_URI: starts with /, decoded by nginx, no query string */
	const char *query; /* raw query string, never NULL */
	const char *content_type;
	size_t content_length; /* 0 when absent */
	const char *host;
	const char *port; /* SERVER_PORT as text, "" when unknown */
	bool https;
	const char *remote_address;
	char id[17]; /* random, for the log and the error page */
};

/* Fills *ret from the transport's environment, and gives it an id first, so that a refusal has one
 * too. -1 (PROBLEM_REFUSED with a plain sentence) when the path does not start with /, is not valid
 * UTF-8, holds control characters or is over the limit, the query string is over its limit, or the
 * length is not a number. */
int request_open(struct arena *a, const struct transport *t, struct request *ret,
                 struct problem *reterr_why);

/* Header by its HTTP name ("Range", "If-Range", "Sec-Fetch-Site"); NULL when absent, empty or
 * longer than REQUEST_HEADER_MOST. */
const char *request_header(const struct request *rq, const char *name);

/* Value of a cookie as sent (ours hold letters, digits, - and _ only); NULL when absent or when it
 * holds anything that a cookie may not. Of several with one name the first counts. */
const char *request_cookie(const struct request *rq, const char *name);

/* Undoes application/x-www-form-urlencoded: + is a space, %41 is A, a % without two hex digits
 * stays. The bytes may be anything, NUL included: *ret_len is their number. */
char *request_decode(struct arena *a, const char *text, size_t len, size_t *ret_len);

/* First value of a query-string parameter, decoded; NULL when absent or not valid UTF-8. */
const char *request_query(const struct request *rq, const char *name);
/* All values: returns how many, fills at most max. */
size_t request_query_all(const struct request *rq, const char *name, const char **ret, size_t max);

/* True when a state-changing request comes from our own pages: Sec-Fetch-Site is same-origin, or,
 * where that header is absent, Origin equals scheme://Host. */
bool request_is_same_origin(const struct request *rq);

/* Matches a route pattern ("/cases/:ref/evidence/:id") against a path, which nginx has decoded
 * already: decoding twice would let %252F through. Values of the :names go into params in order;
 * none is empty or holds a slash. Returns their number, or -1 when the path does not match or there
 * are more than max_params. */
int request_match(struct arena *a, const char *pattern, const char *path, const char **params,
                  int max_params);

#endif
