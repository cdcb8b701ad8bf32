/* Any text as a date, a time of day, a settings-free civil date, and as UTF-8. */
#include <string.h>

#include "base/str.h"
#include "base/time.h"
#include "http/field.h"
#include "replay.h"

static const struct field day = { .name = "day", .kind = FIELD_DATE };

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena *a = arena_new();
	const char *text = arena_text_n(a, (const char *)data, size), *clean, *sentence;
	const char *parts[3] = { "", "", "" };
	char printed[DATE_SIZE];
	char *at = arena_text(a, text);
	struct date d;
	int minutes, i;

	if (date_parse(text, &d)) {
		date_print(d, printed);
		FUZZ_HOLDS(strcmp(printed, text) == 0);
		FUZZ_HOLDS(date_compare(date_from_days(date_to_days(d)), d) == 0);
	}
	if (date_parse_start(text, &d))
		FUZZ_HOLDS(date_exists(d));
	if (time_of_day_parse(text, &minutes))
		FUZZ_HOLDS(minutes >= 0 && minutes < 24 * 60);
	/* The same text in three parts, at slashes. */
	if (text_is_utf8(text, strlen(text))) {
		for (i = 0; i < 3 && at; i++) {
			char *slash = strchr(at, '/');

			if (slash)
				*slash++ = '\0';
			parts[i] = at;
			at = slash;
		}
		sentence = field_check_date(a, &day, parts[0], parts[1], parts[2], &clean);
		FUZZ_HOLDS(!sentence || !clean[0]);
		FUZZ_HOLDS(!clean[0] || date_parse(clean, &d));
	} else {
		text = text_repair_utf8(a, (const char *)data, size);
		FUZZ_HOLDS(text_is_utf8(text, strlen(text)));
	}
	text = text_trim(a, text);
	FUZZ_HOLDS(strcmp(text_trim(a, text), text) == 0);
	FUZZ_HOLDS(text_is_blank(text) == (text[0] == '\0'));
	FUZZ_HOLDS(text_prefix((const char *)data, size, 7) <= 7);
	arena_free(a);
	return 0;
}

#ifndef CANDOUR_LIBFUZZER
const char *const fuzz_seeds[] = {
	"2026-11-02",
	"2024-02-29 09:14:00+00",
	"2/11/2026",
	"29/feb/2024",
	"9.15am",
	"21:15:30",
	"noon",
	"0915",
	" \xc2\xa0 caf\xc3\xa9 \xe2\x80\x8b",
	"\xf0\x9f\x98\x80",
	NULL,
};
const char *const fuzz_words[] = { "-",  "/", ":",        ".",    "0",    "9",    "am",
	                           "pm", " ", "\xc2\xa0", "\xe2", "\xff", "Sept", NULL };
#endif
