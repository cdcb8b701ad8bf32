/* Writing the answer. Everything that becomes a header line passes response_header. */
#ifndef _GNU_SOURCE
#define _GNU_SOURCE /* strcasestr */
#endif
#include "http/response.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/banned.h"

static const struct {
	int status;
	const char *words;
} statuses[] = {
	{ 200, "OK" },
	{ 204, "No Content" },
	{ 206, "Partial Content" },
	{ 303, "See Other" },
	{ 304, "Not Modified" },
	{ 400, "Bad Request" },
	{ 403, "Forbidden" },
	{ 404, "Not Found" },
	{ 405, "Method Not Allowed" },
	{ 409, "Conflict" },
	{ 410, "Gone" },
	{ 413, "Content Too Large" },
	{ 415, "Unsupported Media Type" },
	{ 416, "Range Not Satisfiable" },
	{ 422, "Unprocessable Content" },
	{ 429, "Too Many Requests" },
	{ 500, "Internal Server Error" },
	{ 503, "Service Unavailable" },
};

static const char *words_of(int status)
{
	size_t i;

	for (i = 0; i < sizeof(statuses) / sizeof(statuses[0]); i++) {
		if (statuses[i].status == status)
			return statuses[i].words;
	}
	return "Answer";
}

void response_open(struct response *rs, struct arena *a)
{
	memset(rs, 0, sizeof(*rs));
	rs->arena = a;
	rs->status = 200;
	rs->headers = str_new(a);
	rs->body = str_new(a);
}

void response_clear(struct response *rs)
{
	rs->status = 200;
	rs->headers.len = 0;
	rs->headers.data[0] = '\0';
	rs->body.len = 0;
	rs->body.data[0] = '\0';
}

static bool is_token(const char *name)
{
	return name && name[0] &&
	       name[strspn(name, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
	                         "0123456789-_")] == '\0';
}

bool response_header(struct response *rs, const char *name, const char *value)
{
	const unsigned char *at;

	if (!is_token(name) || !value || rs->sent_head)
		return false;
	for (at = (const unsigned char *)value; *at; at++) {
		if ((*at < 0x20 && *at != '\t') || *at == 0x7f)
			return false;
	}
	str_addf(&rs->headers, "%s: ", name);
	str_add(&rs->headers, value);
	str_add(&rs->headers, "\r\n");
	return true;
}

static bool has_header(const struct response *rs, const char *name)
{
	size_t len = strlen(name);
	const char *line = rs->headers.data;

	while (line && *line) {
		if (strncasecmp(line, name, len) == 0 && line[len] == ':')
			return true;
		line = strchr(line, '\n');
		if (line)
			line++;
	}
	return false;
}

bool is_own_path(const char *location)
{
	const unsigned char *at;

	if (!location || location[0] != '/' || location[1] == '/' || location[1] == '\\')
		return false;
	for (at = (const unsigned char *)location; *at; at++) {
		if (*at < 0x20 || *at == 0x7f)
			return false;
	}
	return true;
}

void response_see_other(struct response *rs, const char *location)
{
	struct str encoded = str_new(rs->arena);
	const unsigned char *at;

	if (!is_own_path(location))
		location = "/";
	for (at = (const unsigned char *)location; *at; at++) {
		if (*at <= 0x20 || *at >= 0x7f || strchr("\"<>\\^`{|}", *at))
			str_addf(&encoded, "%%%02X", *at);
		else
			str_add_char(&encoded, (char)*at);
	}
	rs->status = 303;
	rs->body.len = 0;
	rs->body.data[0] = '\0';
	response_header(rs, "Location", encoded.data);
}

/* type/subtype with an optional parameter, of characters that mean nothing else. */
static bool is_media_type(const char *type)
{
	const char *slash = strchr(type, '/');

	return slash && slash > type && slash[1] && strlen(type) <= 120 &&
	       !strchr(slash + 1, '/') &&
	       type[strspn(type, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
	                         "0123456789.+-_/;= ")] == '\0';
}

static bool is_live(const char *type)
{
	size_t len = strcspn(type, "; ");
	char *bare = strndup(type, len);
	bool live;

	if (!bare)
		out_of_memory();
	live = strcasestr(bare, "html") || strcasestr(bare, "xml") || strcasestr(bare, "svg") ||
	       strcasestr(bare, "script") || strcasestr(bare, "xsl") ||
	       strcasestr(bare, "multipart");
	free(bare);
	return live;
}

void response_attachment(struct response *rs, const char *file_name, const char *media_type)
{
	struct str plain = str_new(rs->arena), full = str_new(rs->arena);
	const char *at;

	if (!file_name || !file_name[0])
		file_name = "file";
	for (at = file_name; *at; at++) {
		unsigned char c = (unsigned char)*at;

		if ((c & 0xc0) == 0x80)
			continue; /* the rest of a character that has its _ already */
		if (c < 0x20 || c >= 0x7f || strchr("\"\\/:*?<>|%;", c))
			str_add_char(&plain, '_');
		else
			str_add_char(&plain, (char)c);
	}
	for (at = file_name; *at; at++) {
		unsigned char c = (unsigned char)*at;

		if ((c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') ||
		    strchr("!#$&+-.^_`|~", c))
			str_add_char(&full, (char)c);
		else if (c < 0x20 || c == 0x7f || c == '/' || c == '\\')
			str_add_char(&full, '_');
		else
			str_addf(&full, "%%%02X", c);
	}
	if (!media_type || !is_media_type(media_type) || is_live(media_type))
		media_type = "application/octet-stream";
	response_header(rs, "Content-Type", media_type);
	response_header(rs, "Content-Disposition",
	                arena_printf(rs->arena, "attachment; filename=\"%s\"; filename*=UTF-8''%s",
	                             plain.data, full.data));
	response_header(rs, "X-Content-Type-Options", "nosniff");
	response_header(rs, "Content-Security-Policy", "sandbox; default-src 'none'");
}

static int put(const struct request *rq, const char *bytes, size_t size)
{
	return rq->transport->write(rq->transport->handle, bytes, size);
}

int response_send_head(struct response *rs, struct request *rq, int64_t length)
{
	struct str head = str_new(rs->arena);

	if (!has_header(rs, "Cache-Control"))
		response_header(rs, "Cache-Control", "no-store");
	if (length != 0 && !has_header(rs, "Content-Type"))
		response_header(rs, "Content-Type", "text/html; charset=utf-8");
	str_addf(&head, "Status: %d %s\r\n", rs->status, words_of(rs->status));
	str_add_n(&head, rs->headers.data, rs->headers.len);
	if (length >= 0)
		str_addf(&head, "Content-Length: %lld\r\n", (long long)length);
	str_add(&head, "\r\n");
	rs->sent_head = true;
	return put(rq, head.data, head.len);
}

int response_send_piece(struct response *rs, struct request *rq, const void *bytes, size_t size)
{
	(void)rs;
	if (rq->method == METHOD_HEAD || size == 0)
		return 0;
	return put(rq, bytes, size);
}

int response_send(struct response *rs, struct request *rq)
{
	if (response_send_head(rs, rq, (int64_t)rs->body.len) < 0)
		return -1;
	return response_send_piece(rs, rq, rs->body.data, rs->body.len);
}

/* Digits at *at, moved past them: false when there are none or too many. */
static bool number_at(const char **at, int64_t *ret)
{
	int64_t value = 0;
	int n = 0;

	while (**at >= '0' && **at <= '9') {
		if (++n > 18)
			return false;
		value = value * 10 + (**at - '0');
		(*at)++;
	}
	*ret = value;
	return n > 0;
}

struct byte_range response_range(const struct request *rq, int64_t size, const char *etag)
{
	const struct byte_range whole = { 200, 0, size }, none = { 416, 0, 0 };
	const char *at = request_header(rq, "Range"), *match = request_header(rq, "If-Range");
	struct byte_range part = { 206, 0, 0 };
	int64_t last;

	if (rq->method != METHOD_GET || !at || strncasecmp(at, "bytes=", 6) != 0)
		return whole;
	if (match && (!etag || strcmp(match, etag) != 0))
		return whole;
	at += 6;
	if (*at == '-') {
		at++;
		if (!number_at(&at, &last) || *at)
			return whole;
		if (last == 0 || size == 0)
			return none;
		part.length = last < size ? last : size;
		part.first = size - part.length;
		return part;
	}
	if (!number_at(&at, &part.first) || *at++ != '-')
		return whole;
	if (*at) {
		if (!number_at(&at, &last) || *at || last < part.first)
			return whole;
	} else {
		last = size - 1;
	}
	if (part.first >= size)
		return none;
	if (last >= size)
		last = size - 1;
	part.length = last - part.first + 1;
	return part;
}

void response_range_headers(struct response *rs, struct byte_range range, int64_t size,
                            const char *etag)
{
	rs->status = range.status;
	response_header(rs, "Accept-Ranges", "bytes");
	if (etag)
		response_header(rs, "ETag", etag);
	if (range.status == 206)
		response_header(
		        rs, "Content-Range",
		        arena_printf(rs->arena, "bytes %lld-%lld/%lld", (long long)range.first,
		                     (long long)(range.first + range.length - 1), (long long)size));
	else if (range.status == 416)
		response_header(rs, "Content-Range",
		                arena_printf(rs->arena, "bytes */%lld", (long long)size));
}
