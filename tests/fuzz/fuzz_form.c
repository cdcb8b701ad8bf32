/* Any bytes as an urlencoded form with a field of every kind; and as a saved draft. */
#include <string.h>

#include "../unit/transport.h"
#include "base/str.h"
#include "http/form.h"
#include "http/http.h"
#include "replay.h"

static const char *const sorts[] = { "post", "review", NULL };
static const struct field fields[] = {
	{ .name = "line", .kind = FIELD_LINE, .missing = "Enter a line" },
	{ .name = "prose", .kind = FIELD_PROSE },
	{ .name = "sort", .kind = FIELD_CHOICE, .choices = sorts },
	{ .name = "code", .kind = FIELD_CHOICE },
	{ .name = "many", .kind = FIELD_MANY },
	{ .name = "tick", .kind = FIELD_TICK },
	{ .name = "on", .kind = FIELD_DATE },
	{ .name = "at", .kind = FIELD_TIME },
	{ .name = "n", .kind = FIELD_WHOLE },
	{ .name = "link", .kind = FIELD_LINK },
	{ .name = "mail", .kind = FIELD_EMAIL },
	{ .name = "nhs", .kind = FIELD_NHS },
	{ .name = "word", .kind = FIELD_PASSWORD },
	{ .name = "files", .kind = FIELD_FILES },
	{ .name = NULL },
};
static const struct form_def def = { "fuzz", fields, 0 };

static void check_values(struct form *f)
{
	const struct field *field;

	for (field = fields; field->name; field++) {
		const char *text = form_text(f, field->name), *typed = form_typed(f, field->name);

		FUZZ_HOLDS(text_is_utf8(text, strlen(text)));
		FUZZ_HOLDS(text_is_utf8(typed, strlen(typed)));
		FUZZ_HOLDS(!form_error(f, field->name) || !text[0]);
		FUZZ_HOLDS(!strchr(text, '\r'));
		FUZZ_HOLDS(field->kind == FIELD_PROSE || !strchr(text, '\n'));
		FUZZ_HOLDS(form_given(f, field->name) == (text[0] != '\0'));
	}
	FUZZ_HOLDS(form_whole(f, "n", 0) >= 0);
	FUZZ_HOLDS(strlen(form_text(f, "on")) == 10 || !form_given(f, "on"));
	FUZZ_HOLDS(strlen(form_text(f, "at")) == 5 || !form_given(f, "at"));
	FUZZ_HOLDS(strlen(form_text(f, "nhs")) == 10 || !form_given(f, "nhs"));
	FUZZ_HOLDS(!form_given(f, "link") || strncmp(form_text(f, "link"), "http", 4) == 0 ||
	           strncmp(form_text(f, "link"), "HTTP", 4) == 0 ||
	           form_text(f, "link")[0] == 'h' || form_text(f, "link")[0] == 'H');
	FUZZ_HOLDS(form_many_sql(f, "many")[0] == '{');
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena *a = arena_new();
	struct memory m;
	struct transport t;
	struct request rq;
	struct problem why;
	struct form *f, *again;

	http_init(0);
	memory_request(&m, a, NULL, (const char *)data, size);
	t = memory_transport(&m);
	FUZZ_HOLDS(request_open(a, &t, &rq, &why) == 0);
	if (form_read(&rq, &def, &f, &why) == 0) {
		check_values(f);
		again = form_from_json(a, &def, form_json(f));
		FUZZ_HOLDS(again != NULL);
		check_values(again);
		FUZZ_HOLDS(strcmp(form_canonical(again), form_canonical(f)) == 0);
	} else {
		FUZZ_HOLDS(why.kind == PROBLEM_REFUSED || why.kind == PROBLEM_TOO_LARGE);
		FUZZ_HOLDS(why.sentence[0]);
	}
	again = form_from_json(a, &def, arena_text_n(a, (const char *)data, size));
	if (again)
		check_values(again);
	arena_free(a);
	return 0;
}

#ifndef CANDOUR_LIBFUZZER
const char *const fuzz_seeds[] = {
	"line=a+line&prose=one%0D%0Atwo&sort=post&code=A6&many=a&many=b&tick=yes&on-day=2&on-month="
	"11&"
	"on-year=2026&at=9.15am&n=1%2C200&link=www.example.com&mail=a%40example.com&nhs=485+777+"
	"3456&word=x",
	"line=caf%C3%A9&on=2026-11-02&token=abc&nonce=def&version=1",
	"{\"line\":[\"a\"],\"on-day\":[\"2\"],\"on-month\":[\"nov\"],\"on-year\":[\"2026\"],"
	"\"many\":[\"a\",\"b\"]}",
	"",
	NULL,
};
const char *const fuzz_words[] = {
	"&",
	"=",
	"%",
	"%00",
	"%FF",
	"%C0%AF",
	"%ED%A0%80",
	"+",
	"%0A",
	"%0D%0A",
	"line=",
	"prose=",
	"many=",
	"on-day=",
	"on-year=",
	"&on=",
	"&link=",
	"&mail=@.",
	"&files=x",
	"%E2%80%8B",
	"https://",
	"\"",
	"\\u0000",
	"[",
	"9999999999999999999",
	"%F0%9F%98%80",
	"%",
	"&&",
	NULL,
};
#endif
