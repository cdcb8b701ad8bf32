/* Any text as a Cookie header; any text as a cookie to set. */
#include <string.h>

#include "../unit/transport.h"
#include "http/response.h"
#include "replay.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena *a = arena_new();
	const char *text = arena_text_n(a, (const char *)data, size), *value;
	struct memory m;
	struct transport t;
	struct request rq;
	struct response rs;
	struct problem why;

	memory_request(&m, a, NULL, NULL, 0);
	memory_set(&m, "HTTP_COOKIE", text);
	t = memory_transport(&m);
	FUZZ_HOLDS(request_open(a, &t, &rq, &why) == 0);
	value = request_cookie(&rq, "__Host-candour");
	FUZZ_HOLDS(!value || strstr(text, value) != NULL);
	FUZZ_HOLDS(!value || !strpbrk(value, "; \t\r\n\",\\"));
	response_open(&rs, a);
	if (response_cookie(&rs, "__Host-candour", text)) {
		const char *line_end = strstr(rs.headers.data, "\r\n");

		FUZZ_HOLDS(line_end && line_end[2] == '\0');
		FUZZ_HOLDS(strchr(rs.headers.data, ';') == strstr(rs.headers.data, "; Path=/"));
	} else {
		FUZZ_HOLDS(rs.headers.len == 0);
	}
	arena_free(a);
	return 0;
}

#ifndef CANDOUR_LIBFUZZER
const char *const fuzz_seeds[] = {
	"__Host-candour=abc",
	"a=1; __Host-candour=Ab-_9; b=2",
	"__Host-candour=; __Host-candour=x",
	"abc-_.~",
	NULL,
};
const char *const fuzz_words[] = {
	"; ", "=", "__Host-candour", "__Host-candour=", "\"", "\t", ",", "\r\n", "\xff", NULL
};
#endif
