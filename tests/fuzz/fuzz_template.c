/* Fuzzing candour-compile: any text may be a template or a query file, and the worst that may
 * happen is a complaint. tests/unit/test_compile.c builds it with the sanitizers and runs a bounded
 * number of rounds: fuzz_template ROUNDS FILES... changes each file in ROUNDS ways, the same each
 * time. Files named .sql go to the query parser. With -fsanitize=fuzzer and -DLIBFUZZER it is a
 * target for libFuzzer.
 */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "template.h"

static const char queries_text[] =
        "-- name: case_one :read\n-- One.\n-- gives: id bigint, reference text, title text, "
        "is_late "
        "boolean, note text, logged_at timestamptz, due date, tags text[], bytes bigint, "
        "nhs_number "
        "text, key uuid, rate numeric, count integer, raw bytea\nSELECT 1;\n"
        "-- name: events :read\n-- Two.\n-- gives: id bigint, day text, title text, kind text, "
        "is_read "
        "boolean\nSELECT 1;\n"
        "-- name: files :read\n-- Three.\n-- gives: id bigint, event_id bigint, name text\nSELECT "
        "1;\n"
        "-- name: nobody :read\n-- Four.\n-- gives: name text\nSELECT 1;\n"
        "-- name: kinds :made\n-- Five.\n-- gives: code text, label text\n";
static const char layout_text[] =
        "{{! queries: nobody? }}\n{{! values: practice text }}\n<p>{{%title}}"
        "</p>{{#%aside}}{{%aside}}{{/%aside}}{{%content}}{{practice}}\n";
static const char input_text[] = "<p>$(label){{$hint}}<i>$(hint)</i>{{/$hint}}{{^$hint}}-{{/$hint}}"
                                 "{{form.$(name)}}</p>\n";
static const char again_text[] =
        "{{> fuzz}}{{> input name=\"$(x?)\" label=\"{{#is_late}}x{{/}}\"}}\n";

static struct source source(const char *path, const char *text, size_t size)
{
	return (struct source){ path, text, size };
}

/* One round: the text as a page and as a partial of one, or as a query file. */
static void one(const char *text, size_t size, bool is_sql)
{
	struct arena *a = arena_new();
	struct queries queries = { 0 };
	struct str header = str_new(a), code = str_new(a);
	char *copy = arena_text_n(a, text, size);
	struct source sources[5], sql;

	complaints_silent();
	if (is_sql) {
		sql = source("sql/fuzz.sql", copy, strlen(copy));
		if (queries_parse(a, &sql, &queries) == 0 &&
		    queries_check_constants(a, &queries) == 0)
			queries_emit(a, &queries, &header, &code, "fuzz.h");
		arena_free(a);
		return;
	}
	sql = source("sql/queries.sql", queries_text, sizeof(queries_text) - 1);
	queries_parse(a, &sql, &queries);
	sources[0] = source("templates/layout/page.mustache", layout_text, sizeof(layout_text) - 1);
	sources[1] = source("templates/partial/input.mustache", input_text, sizeof(input_text) - 1);
	sources[2] = source("templates/partial/again.mustache", again_text, sizeof(again_text) - 1);
	sources[3] = source("templates/partial/fuzz.mustache", copy, strlen(copy));
	sources[4] = source("templates/case/fuzz.mustache", copy, strlen(copy));
	templates_build(a, &queries, sources, 5, NULL, "fuzz.h", &header, &code);
	arena_free(a);
}

#ifdef LIBFUZZER
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	if (size)
		one((const char *)data + 1, size - 1, data[0] & 1);
	return 0;
}
#else

enum { MAX_SIZE = 8192 };

static uint64_t state = 88172645463325252U;

static size_t chance(size_t below)
{
	state ^= state << 13;
	state ^= state >> 7;
	state ^= state << 17;
	return (size_t)(state % (below ? below : 1));
}

static const char *const pieces[] = {
	"{{",
	"}}",
	"{{#",
	"{{^",
	"{{/",
	"{{/}}",
	"{{>",
	"{{!",
	"{{%",
	"{{$",
	"{{/$",
	"{{^$",
	"$(",
	")",
	"\"",
	"'",
	"<",
	">",
	"=",
	"==",
	"!=",
	":",
	"|",
	"|date",
	"|href",
	"|or:",
	".given",
	".any",
	"form.",
	"form.errors",
	"first",
	"last",
	"index",
	"changed:",
	"events",
	"files:event_id=id",
	"case_one.",
	"title",
	"is_late",
	"{{> input name=\"a\" label=\"b\"}}",
	"{{> again}}",
	"{{! text }}",
	"{{! queries: events files case_one kinds }}",
	"{{! layout: page }}",
	"{{! form: f }}",
	"{{! values: a text, b boolean, c html }}",
	"{{%title}}x{{/title}}",
	"<!--",
	"-->",
	"<p class=\"",
	"<a href=\"",
	"<script",
	"\n",
	" ",
	"\xc3\xa9",
	"\xff",
	"-- name: a :read\n",
	"-- params: x text\n",
	"-- gives: id bigint\n",
	"--   more text\n",
	"SELECT",
	"*",
	"$1",
	"$99999999999999999999",
	"/*",
	"*/",
	"$$",
	"$a$",
	"E'\\",
	";",
	"::",
};

/* Takes out, repeats or puts in something somewhere, a few times. */
static size_t change(char *text, size_t size)
{
	size_t times = 1 + chance(6);

	while (times--) {
		size_t at = chance(size + 1), len = chance(40), room = MAX_SIZE - size;
		const char *piece = pieces[chance(sizeof(pieces) / sizeof(pieces[0]))];

		if (len > size - at)
			len = size - at;
		switch (chance(4)) {
		case 0:
			memmove(text + at, text + at + len, size - at - len);
			size -= len;
			break;
		case 1:
			if (len > room)
				break;
			memmove(text + at + len, text + at, size - at);
			size += len;
			break;
		case 2:
			if (at < size)
				text[at] = (char)(1 + chance(255));
			break;
		default:
			len = strlen(piece);
			if (len > room)
				break;
			memmove(text + at + len, text + at, size - at);
			memcpy(text + at, piece, len);
			size += len;
		}
	}
	return size;
}

int main(int argc, char **argv)
{
	long rounds = argc > 1 ? strtol(argv[1], NULL, 10) : 0, round;
	int i;

	for (i = 2; i < argc; i++) {
		static char seed[MAX_SIZE], text[MAX_SIZE];
		FILE *file = fopen(argv[i], "rb");
		const char *end = strrchr(argv[i], '.');
		size_t size;

		if (!file) {
			perror(argv[i]);
			return 1;
		}
		size = fread(seed, 1, sizeof(seed) / 2, file);
		fclose(file);
		for (round = 0; round < rounds; round++) {
			memcpy(text, seed, size);
			one(text, change(text, size), end && strcmp(end, ".sql") == 0);
		}
	}
	return 0;
}
#endif
