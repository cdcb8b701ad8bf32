/* The answer: status, headers, body. One header writer, which refuses CR, LF and NUL, and one place
 * for the headers that every answer carries (Cache-Control: no-store unless set otherwise). The
 * security headers (CSP and so on) come from nginx for every response, errors included. */
#ifndef HTTP_RESPONSE_H
#define HTTP_RESPONSE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/str.h"
#include "http/request.h"

struct response {
	struct arena *arena;
	int status; /* 200 unless set */
	struct str headers;
	struct str body;
	bool sent_head;
};

void response_open(struct response *rs, struct arena *a);
/* Drops what was written so far: for an error page after half a page. */
void response_clear(struct response *rs);

/* Adds one header. False, and nothing added, when the name is no token or the value holds CR, LF or
 * another control character. */
bool response_header(struct response *rs, const char *name, const char *value);

/* __Host- cookie: Secure, HttpOnly, SameSite=Lax, Path=/. The name ends in the port where that is
 * not 443, since cookies ignore ports. Empty or NULL value removes it. False, and nothing set, when
 * the value holds anything but letters, digits, - _ . and ~. */
const char *cookie_name(struct arena *a, const struct request *rq);
bool response_cookie(struct response *rs, const char *name, const char *value);

/* 303. location must start with a single / (own path); anything else becomes "/". Bytes that a
 * header may not hold are percent-encoded. Cookies set so far stay. */
void response_see_other(struct response *rs, const char *location);

/* RFC 6266 attachment: plain ASCII fallback and filename*. Adds nosniff and a sandbox CSP. A media
 * type that is malformed, or that a browser would run (HTML, SVG, XML, scripts), is sent as
 * application/octet-stream. */
void response_attachment(struct response *rs, const char *file_name, const char *media_type);

/* True for a path of our own: one slash first, then neither slash nor backslash, no control bytes.
 */
bool is_own_path(const char *location);

/* Writes the whole answer (HEAD: without body). A body without a Content-Type is sent as HTML. -1
 * when the client has gone. */
int response_send(struct response *rs, struct request *rq);

/* Streaming: head first, then pieces. length < 0: unknown. */
int response_send_head(struct response *rs, struct request *rq, int64_t length);
int response_send_piece(struct response *rs, struct request *rq, const void *bytes, size_t size);

/* Range requests. Given the full size and an ETag, decides between 200, 206 and 416 by Range and
 * If-Range (single ranges; several ranges are answered whole). */
struct byte_range {
	int status;
	int64_t first;
	int64_t length;
};
struct byte_range response_range(const struct request *rq, int64_t size, const char *etag);

/* The status and headers that go with it: Accept-Ranges, ETag, Content-Range. etag is given with
 * its quotes here and above. */
void response_range_headers(struct response *rs, struct byte_range range, int64_t size,
                            const char *etag);

#endif
