/* Reading and checking what a request says about itself. */
#include "http/request.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/random.h>

#include "base/str.h"
#include "base/time.h"

#include "base/banned.h"

static const char *env(const struct request *rq, const char *name)
{
	return rq->transport->env(rq->transport->handle, name);
}

static const char *env_or_empty(const struct request *rq, const char *name)
{
	return arena_text(rq->arena, env(rq, name));
}

static enum method method_of(const char *name)
{
	if (strcmp(name, "GET") == 0)
		return METHOD_GET;
	if (strcmp(name, "HEAD") == 0)
		return METHOD_HEAD;
	if (strcmp(name, "POST") == 0)
		return METHOD_POST;
	return METHOD_OTHER;
}

static void make_id(char id[17])
{
	uint64_t number = 0;

	if (getrandom(&number, sizeof(number), 0) != (ssize_t)sizeof(number))
		number = (uint64_t)time_monotonic_us();
	snprintf(id, 17, "%016llx", (unsigned long long)number);
}

static bool holds_control(const char *text)
{
	for (; *text; text++) {
		if ((unsigned char)*text < 0x20 || *text == 0x7f)
			return true;
	}
	return false;
}

static bool length_of(const char *text, size_t *ret)
{
	unsigned long long length;
	char *end;

	*ret = 0;
	if (!text[0])
		return true;
	if (text[0] < '0' || text[0] > '9')
		return false;
	errno = 0;
	length = strtoull(text, &end, 10);
	if (errno || *end || length > INT64_MAX)
		return false;
	*ret = (size_t)length;
	return true;
}

int request_open(struct arena *a, const struct transport *t, struct request *ret,
                 struct problem *reterr_why)
{
	size_t path_len;

	memset(ret, 0, sizeof(*ret));
	ret->arena = a;
	ret->transport = t;
	make_id(ret->id);
	ret->method = method_of(env_or_empty(ret, "REQUEST_METHOD"));
	ret->path = env_or_empty(ret, "DOCUMENT_URI");
	ret->query = env_or_empty(ret, "QUERY_STRING");
	ret->content_type = env_or_empty(ret, "CONTENT_TYPE");
	ret->host = env_or_empty(ret, "HTTP_HOST");
	ret->port = env_or_empty(ret, "SERVER_PORT");
	ret->https = strcmp(env_or_empty(ret, "HTTPS"), "on") == 0;
	ret->remote_address = env_or_empty(ret, "REMOTE_ADDR");
	if (strlen(ret->port) > 5 || ret->port[strspn(ret->port, "0123456789")])
		ret->port = "";
	path_len = strlen(ret->path);
	if (ret->path[0] != '/' || path_len > REQUEST_PATH_MOST ||
	    !text_is_utf8(ret->path, path_len) || holds_control(ret->path)) {
		ret->path = "/";
		return refuse(
		        reterr_why, PROBLEM_REFUSED,
		        "This address is not one of Candour's. Check it, or go to the home page");
	}
	if (strlen(ret->query) > REQUEST_QUERY_MOST) {
		ret->query = "";
		return refuse(reterr_why, PROBLEM_REFUSED,
		              "This address is too long. Go back and choose less at once");
	}
	if (!length_of(env_or_empty(ret, "CONTENT_LENGTH"), &ret->content_length))
		return refuse(
		        reterr_why, PROBLEM_REFUSED,
		        "The browser did not say how much it was sending. Go back and try again");
	return 0;
}

const char *request_header(const struct request *rq, const char *name)
{
	char variable[80] = "HTTP_";
	size_t at = 5;
	const char *value;

	for (; *name && at < sizeof(variable) - 1; name++) {
		char c = *name;

		if (c >= 'a' && c <= 'z')
			c = (char)(c - 'a' + 'A');
		variable[at++] = c == '-' ? '_' : c;
	}
	if (*name)
		return NULL;
	variable[at] = '\0';
	value = env(rq, variable);
	if (!value || !value[0] || strlen(value) > REQUEST_HEADER_MOST)
		return NULL;
	return value;
}

static int hex_digit(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	if (c >= 'a' && c <= 'f')
		return c - 'a' + 10;
	if (c >= 'A' && c <= 'F')
		return c - 'A' + 10;
	return -1;
}

char *request_decode(struct arena *a, const char *text, size_t len, size_t *ret_len)
{
	char *decoded = arena_alloc(a, len + 1);
	size_t from, to = 0;

	for (from = 0; from < len; from++) {
		if (text[from] == '+') {
			decoded[to++] = ' ';
		} else if (text[from] == '%' && len - from > 2 && hex_digit(text[from + 1]) >= 0 &&
		           hex_digit(text[from + 2]) >= 0) {
			decoded[to++] =
			        (char)(hex_digit(text[from + 1]) * 16 + hex_digit(text[from + 2]));
			from += 2;
		} else {
			decoded[to++] = text[from];
		}
	}
	decoded[to] = '\0';
	*ret_len = to;
	return decoded;
}

size_t request_query_all(const struct request *rq, const char *name, const char **ret, size_t max)
{
	const char *at = rq->query;
	size_t count = 0, name_len = strlen(name);

	while (*at && count < max) {
		size_t pair = strcspn(at, "&"), key = strcspn(at, "=&"), len;
		char *text = request_decode(rq->arena, at, key, &len);

		if (len == name_len && memcmp(text, name, len) == 0) {
			if (key < pair)
				text = request_decode(rq->arena, at + key + 1, pair - key - 1,
				                      &len);
			else
				text = request_decode(rq->arena, "", 0, &len);
			if (text_is_utf8(text, len))
				ret[count++] = text;
		}
		at += pair;
		if (*at == '&')
			at++;
	}
	return count;
}

const char *request_query(const struct request *rq, const char *name)
{
	const char *value = NULL;

	request_query_all(rq, name, &value, 1);
	return value;
}

bool request_is_same_origin(const struct request *rq)
{
	const char *site = request_header(rq, "Sec-Fetch-Site"), *origin;
	size_t scheme_len;

	if (site)
		return strcmp(site, "same-origin") == 0;
	origin = request_header(rq, "Origin");
	if (!origin || !rq->host[0])
		return false;
	scheme_len = rq->https ? 8 : 7;
	return strncmp(origin, rq->https ? "https://" : "http://", scheme_len) == 0 &&
	       strcasecmp(origin + scheme_len, rq->host) == 0;
}

int request_match(struct arena *a, const char *pattern, const char *path, const char **params,
                  int max_params)
{
	int count = 0;

	while (*pattern && *path) {
		size_t want, have;

		if (*pattern != '/' || *path != '/')
			return -1;
		pattern++;
		path++;
		want = strcspn(pattern, "/");
		have = strcspn(path, "/");
		if (pattern[0] == ':' && want > 1) {
			if (have == 0 || count == max_params)
				return -1;
			params[count++] = arena_text_n(a, path, have);
		} else if (want != have || memcmp(pattern, path, want) != 0) {
			return -1;
		}
		pattern += want;
		path += have;
	}
	return *pattern || *path ? -1 : count;
}
