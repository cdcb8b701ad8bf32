/* Any text as a query string, a path, a redirect, a range, a file's name. */
#include <string.h>

#include "../unit/transport.h"
#include "base/str.h"
#include "http/response.h"
#include "replay.h"

static void check_one_line_each(const struct response *rs)
{
	const char *at;

	for (at = rs->headers.data; *at; at++) {
		FUZZ_HOLDS(*at != '\n');
		FUZZ_HOLDS(*at != '\r' || at[1] == '\n');
		if (*at == '\r')
			at++;
	}
}

static void check_range(struct request *rq)
{
	static const int64_t sizes[] = { 0, 1, 100, INT64_MAX };
	size_t i;

	for (i = 0; i < sizeof(sizes) / sizeof(sizes[0]); i++) {
		struct byte_range range = response_range(rq, sizes[i], "\"t\"");

		FUZZ_HOLDS(range.status == 200 || range.status == 206 || range.status == 416);
		FUZZ_HOLDS(range.first >= 0 && range.length >= 0);
		FUZZ_HOLDS(range.length <= sizes[i] - range.first);
		FUZZ_HOLDS(range.status != 206 || range.length > 0);
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena *a = arena_new();
	const char *text = arena_text_n(a, (const char *)data, size), *params[4], *values[4],
	           *value;
	struct memory m;
	struct transport t;
	struct request rq;
	struct response rs;
	struct problem why;
	size_t n, len;

	memory_request(&m, a, NULL, NULL, 0);
	memory_set(&m, "QUERY_STRING", text);
	memory_set(&m, "DOCUMENT_URI", text);
	memory_set(&m, "HTTP_RANGE", text);
	t = memory_transport(&m);
	if (request_open(a, &t, &rq, &why) < 0)
		FUZZ_HOLDS(why.kind == PROBLEM_REFUSED && why.sentence[0]);
	FUZZ_HOLDS(rq.path[0] == '/');
	value = request_query(&rq, "q");
	FUZZ_HOLDS(!value || text_is_utf8(value, strlen(value)));
	n = request_query_all(&rq, "q", values, 4);
	FUZZ_HOLDS(n <= 4 && (n > 0) == (value != NULL));
	request_decode(a, (const char *)data, size, &len);
	FUZZ_HOLDS(len <= size);
	FUZZ_HOLDS(request_match(a, "/cases/:ref/evidence/:id", rq.path, params, 4) <= 2);
	request_match(a, text, rq.path, params, 4);
	check_range(&rq);
	response_open(&rs, a);
	response_see_other(&rs, text);
	FUZZ_HOLDS(strncmp(rs.headers.data, "Location: /", 11) == 0);
	FUZZ_HOLDS(rs.headers.data[11] != '/' && rs.headers.data[11] != '\\');
	response_attachment(&rs, text, text);
	check_one_line_each(&rs);
	arena_free(a);
	return 0;
}

#ifndef CANDOUR_LIBFUZZER
const char *const fuzz_seeds[] = {
	"a=1&q=one+two%20three&q=2",
	"/cases/WMC-2026-7KQ4M/evidence/7",
	"bytes=0-99",
	"bytes=-5",
	"//evil.example",
	"q=%c3%a9&q=%ff",
	"caf\xc3\xa9 1.png",
	"image/svg+xml",
	NULL,
};
const char *const fuzz_words[] = {
	"&", "=",    "q",    "q=",        "%", "%00", "%2F",
	"/", "//",   "\\",   "bytes=",    "-", ",",   "9223372036854775807",
	":", "\r\n", "\xff", "text/html", ";", NULL,
};
#endif
