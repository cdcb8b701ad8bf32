/* candour-compile as a program: what it refuses, naming file and line, and what it makes. */
#include "unit.h"

#include <dlfcn.h>
#include <limits.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "base/embed.h"
#include "base/rows.h"
#include "compile_run.h"

static char output[64 * 1024];
static char words[32 * 1024];

static char *read_sample(const char *name)
{
	static char text[128 * 1024];
	char path[PATH_MAX];
	FILE *file;
	size_t got;

	snprintf(path, sizeof(path), "%s/%s", compile_samples_path(), name);
	file = fopen(path, "rb");
	ck_assert_msg(file != NULL, "%s", path);
	got = fread(text, 1, sizeof(text) - 1, file);
	fclose(file);
	text[got] = '\0';
	return text;
}

/* "=== title | line | words" and the body up to the next one. */
struct refused {
	const char *title;
	const char *line;
	const char *complaint;
	const char *body;
	size_t size;
	char *next;
};

static bool next_case(char *at, struct refused *ret)
{
	char *end;

	at = strncmp(at, "=== ", 4) == 0 ? at : strstr(at, "\n=== ");
	if (!at)
		return false;
	at += *at == '\n' ? 5 : 4;
	ret->title = at;
	at = strstr(at, " | ");
	*at = '\0';
	ret->line = at + 3;
	at = strstr(at + 3, " | ");
	*at = '\0';
	ret->complaint = at + 3;
	at = strchr(at + 3, '\n');
	*at = '\0';
	ret->body = at + 1;
	end = strncmp(ret->body, "=== ", 4) == 0 ? at : strstr(ret->body, "\n=== ");
	ret->size = end ? (size_t)(end + 1 - ret->body) : strlen(ret->body);
	ret->next = end;
	return true;
}

/* The program must fail, name path and line, and use the words. */
static void check_refused(const struct refused *r, const char *path)
{
	char place[256];
	int status = compile_run(words, output, sizeof(output));

	ck_assert_msg(status == 1, "%s: exit status %d\n%s", r->title, status, output);
	if (strcmp(r->line, "0") == 0)
		snprintf(place, sizeof(place), ": ");
	else
		snprintf(place, sizeof(place), "%s:%s: ", path, r->line);
	ck_assert_msg(strstr(output, r->complaint) != NULL, "%s: wanted \"%s\", got:\n%s", r->title,
	              r->complaint, output);
	ck_assert_msg(strstr(output, place) != NULL, "%s: wanted %s, got:\n%s", r->title, place,
	              output);
	/* The complaint itself, not another, has the place. */
	if (strcmp(r->line, "0") != 0) {
		char *line = strstr(output, place);
		bool found = false;

		for (; line && !found; line = strstr(line + 1, place)) {
			const char *said = strstr(line, r->complaint);

			found = said && said < line + strcspn(line, "\n");
		}
		ck_assert_msg(found, "%s: \"%s\" is not said of %s:\n%s", r->title, r->complaint,
		              place, output);
	}
}

static bool exists(const char *name)
{
	char path[PATH_MAX];
	FILE *file;

	snprintf(path, sizeof(path), "%s/%s", compile_folder(), name);
	file = fopen(path, "rb");
	if (file)
		fclose(file);
	return file != NULL;
}

START_TEST(bad_queries_are_refused)
{
	struct refused r = { .next = read_sample("refused-queries.cases") };
	int count = 0;

	while (r.next && next_case(r.next, &r)) {
		compile_write("sql/refused.sql", r.body, r.size);
		snprintf(words, sizeof(words), "queries out.h out.c sql/refused.sql");
		check_refused(&r, "sql/refused.sql");
		count++;
	}
	ck_assert_int_ge(count, 30);
	ck_assert(!exists("out.h"));
	ck_assert(!exists("out.c"));
}
END_TEST

START_TEST(bad_templates_are_refused)
{
	struct refused r = { .next = read_sample("refused-templates.cases") };
	const char *samples = compile_samples_path();
	int count = 0;

	while (r.next && next_case(r.next, &r)) {
		compile_write("templates/case/refused.mustache", r.body, r.size);
		snprintf(
		        words, sizeof(words),
		        "templates --queries '%s/queries.sql' -- out.h out.c "
		        "templates/case/refused.mustache $(find '%s/templates' -name '*.mustache')",
		        samples, samples);
		check_refused(&r, "templates/case/refused.mustache");
		count++;
	}
	ck_assert_int_ge(count, 70);
	ck_assert(!exists("out.h"));
}
END_TEST

START_TEST(a_complaint_inside_a_partial_says_who_included_it)
{
	const char *samples = compile_samples_path();
	const char *page = "<p></p>\n{{> option name=\"x\" value=\"y\" label=\"z\"}}\n";

	compile_write("templates/case/refused.mustache", page, strlen(page));
	snprintf(words, sizeof(words),
	         "templates --queries -- out.h out.c templates/case/refused.mustache "
	         "'%s/templates/partial/option.mustache'",
	         samples);
	ck_assert_int_eq(compile_run(words, output, sizeof(output)), 1);
	ck_assert_ptr_nonnull(
	        strstr(output, "partial/option.mustache:1: form.x: this template declares"));
	ck_assert_ptr_nonnull(
	        strstr(output, "templates/case/refused.mustache:2: ... included here"));
}
END_TEST

/* A partial that includes itself, and one of plain text in a page. */
START_TEST(partials_have_limits)
{
	const char *loop = "<p>{{> loop}}</p>\n", *plain = "{{! text }}\nx\n";
	const char *page = "{{> loop}}\n", *page2 = "{{> plain}}\n";

	compile_write("templates/partial/loop.mustache", loop, strlen(loop));
	compile_write("templates/partial/plain.mustache", plain, strlen(plain));
	compile_write("templates/case/one.mustache", page, strlen(page));
	compile_write("templates/case/two.mustache", page2, strlen(page2));
	ck_assert_int_eq(
	        compile_run("templates --queries -- out.h out.c templates/partial/*.mustache "
	                    "templates/case/one.mustache templates/case/two.mustache",
	                    output, sizeof(output)),
	        1);
	ck_assert_ptr_nonnull(strstr(output, "partials inside one another without end"));
	ck_assert_ptr_nonnull(strstr(output, "case/two.mustache:1: partial plain is plain text"));
}
END_TEST

START_TEST(two_templates_of_one_name_are_refused)
{
	compile_write("templates/a/b.mustache", "x\n", 2);
	compile_write("templates/a-b.mustache", "x\n", 2);
	ck_assert_int_eq(compile_run("templates --queries -- out.h out.c templates/a/b.mustache "
	                             "templates/a-b.mustache",
	                             output, sizeof(output)),
	                 1);
	ck_assert_ptr_nonnull(
	        strstr(output, "template_a_b would stand for templates/a/b.mustache too"));
}
END_TEST

START_TEST(a_wrong_call_is_refused)
{
	ck_assert_int_ne(compile_run("", output, sizeof(output)), 0);
	ck_assert_ptr_nonnull(strstr(output, "usage: candour-compile"));
	ck_assert_int_ne(compile_run("pages a b c", output, sizeof(output)), 0);
	ck_assert_int_ne(
	        compile_run("queries out.h out.c no-such-file.sql", output, sizeof(output)), 0);
	ck_assert_ptr_nonnull(strstr(output, "no-such-file.sql: cannot be read"));
	ck_assert_int_ne(compile_run("templates --queries a.sql", output, sizeof(output)), 0);
}
END_TEST

START_TEST(nothing_compiles_to_nothing)
{
	ck_assert_int_eq(compile_run("queries q.h q.c", output, sizeof(output)), 0);
	ck_assert_int_eq(compile_run("templates --queries -- t.h t.c", output, sizeof(output)), 0);
	ck_assert_int_eq(compile_run("embed e.h e.c", output, sizeof(output)), 0);
	ck_assert(exists("q.c") && exists("t.c") && exists("e.c"));
}
END_TEST

START_TEST(a_query_knows_its_columns)
{
	void *samples = compile_samples();
	const struct query *one = dlsym(samples, "query_case_one");
	const struct query *add = dlsym(samples, "query_note_add");
	const struct query *lock = dlsym(samples, "query_note_lock");
	const struct query *const *all = dlsym(samples, "all_queries");
	const size_t *count = dlsym(samples, "all_queries_count");

	ck_assert_str_eq(one->name, "case_one");
	ck_assert(!one->writes);
	ck_assert_int_eq(one->n_params, 6);
	ck_assert_str_eq(one->params[1].name, "member_id");
	ck_assert_int_eq(one->params[1].type, VALUE_BIGINT);
	ck_assert(one->params[1].may_be_null);
	ck_assert(!one->params[0].may_be_null);
	ck_assert_int_eq(one->params[2].type, VALUE_TEXT_ARRAY);
	ck_assert_int_eq(one->n_columns, 14);
	ck_assert_str_eq(one->columns[5].name, "logged_at");
	ck_assert_int_eq(one->columns[5].type, VALUE_TIMESTAMPTZ);
	ck_assert_int_eq(one->columns[13].type, VALUE_BYTEA);
	ck_assert_ptr_null(strstr(one->sql, "--"));
	ck_assert_ptr_null(strstr(one->sql, "/*"));
	ck_assert_ptr_nonnull(strstr(one->sql, "'it''s; $7 DELETE'"));
	ck_assert(add->writes);
	ck_assert_int_eq(add->n_columns, 1);
	ck_assert_int_eq(lock->n_columns, 0);
	ck_assert_uint_eq(*count, 8);
	ck_assert_ptr_eq(all[0], one);
	ck_assert_ptr_null(all[*count]);
	dlclose(samples);
}
END_TEST

/* Which function a query gets says what may be done with it. */
START_TEST(functions_follow_the_kind)
{
	void *samples = compile_samples();
	static const char *const there[] = {
		"read_case_one", "tx_read_case_one", "open_case_one",  "write_note_add",
		"open_note_add", "stream_notes_all", "query_notes_in",
	};
	static const char *const absent[] = {
		"write_case_one", "read_note_add",  "tx_read_note_add", "read_notes_all",
		"open_notes_all", "write_notes_in", "read_notes_in",    "read_kinds",
	};
	size_t i;

	for (i = 0; i < UNIT_COUNT(there); i++)
		ck_assert_msg(dlsym(samples, there[i]) != NULL, "%s", there[i]);
	for (i = 0; i < UNIT_COUNT(absent); i++)
		ck_assert_msg(dlsym(samples, absent[i]) == NULL, "%s", absent[i]);
	dlclose(samples);
}
END_TEST

/* A page has a batch: to write with it is an error of the C compiler. */
START_TEST(a_write_needs_a_transaction)
{
	static const char with_batch[] =
	        "#include \"queries.h\"\n"
	        "struct rows *f(struct batch *b);\n"
	        "struct rows *f(struct batch *b) { return write_note_lock(b, 1); }\n";
	static const char with_tx[] =
	        "#include \"queries.h\"\n"
	        "struct rows *f(struct tx *tx);\n"
	        "struct rows *f(struct tx *tx) { return write_note_lock(tx, 1); }\n";
	char source[PATH_MAX];
	void *samples = compile_samples();

	dlclose(samples);
	ck_assert_ptr_nonnull(realpath(".", source));
	snprintf(words, sizeof(words), "-std=gnu11 -Werror -I'%s/include' -I. -c -o f.o f.c",
	         source);
	compile_write("f.c", with_batch, sizeof(with_batch) - 1);
	ck_assert_int_ne(compile_cc(words, output, sizeof(output)), 0);
	compile_write("f.c", with_tx, sizeof(with_tx) - 1);
	ck_assert_msg(compile_cc(words, output, sizeof(output)) == 0, "%s", output);
}
END_TEST

START_TEST(embedded_files_are_whole)
{
	static const char odd[] = "a\"b\\c?\?/\n\001\0019\t\303\251\r\n--\0end";
	const struct embedded_file *files;
	const size_t *count;
	char source[PATH_MAX];
	void *loaded;

	ck_assert_ptr_nonnull(realpath(".", source));
	compile_write("sql/b.sql", odd, sizeof(odd) - 1);
	compile_write("sql/a.sql", "", 0);
	ck_assert_int_eq(compile_run("embed e.h e.c sql/b.sql sql/a.sql", output, sizeof(output)),
	                 0);
	snprintf(words, sizeof(words),
	         "-Wall -Wextra -Werror -fPIC -shared -I'%s/include' -o e.so e.c", source);
	ck_assert_msg(compile_cc(words, output, sizeof(output)) == 0, "%s", output);
	snprintf(words, sizeof(words), "%s/e.so", compile_folder());
	loaded = dlopen(words, RTLD_NOW | RTLD_LOCAL);
	ck_assert_ptr_nonnull(loaded);
	files = dlsym(loaded, "embedded_files");
	count = dlsym(loaded, "embedded_files_count");
	ck_assert_uint_eq(*count, 2);
	ck_assert_str_eq(files[0].name, "sql/a.sql");
	ck_assert_uint_eq(files[0].size, 0);
	ck_assert_str_eq(files[1].name, "sql/b.sql");
	ck_assert_uint_eq(files[1].size, sizeof(odd) - 1);
	ck_assert_mem_eq(files[1].text, odd, sizeof(odd));
	ck_assert_ptr_null(files[2].name);
	dlclose(loaded);
}
END_TEST

/* Any text may come: the worst that happens is a complaint. */
START_TEST(changed_files_do_not_break_the_compiler)
{
	char source[PATH_MAX];

	ck_assert_ptr_nonnull(realpath(".", source));
	compile_folder();
	snprintf(words, sizeof(words),
	         "-std=gnu11 -g1 -O1 -fsanitize=address,undefined -fno-sanitize-recover=all "
	         "-I'%s/include' -I'%s/src/compile' -o fuzz '%s/tests/fuzz/fuzz_template.c' "
	         "$(find '%s/src/compile' -name '*.c' ! -name main.c) '%s/src/base/arena.c' "
	         "'%s/src/base/str.c'",
	         source, source, source, source, source, source);
	ck_assert_msg(compile_cc(words, output, sizeof(output)) == 0, "%s", output);
	snprintf(words, sizeof(words),
	         "500 $(find '%s' -name '*.mustache' -o -name '*.sql' -o -name '*.cases' | sort)",
	         compile_samples_path());
	ck_assert_msg(compile_other("./fuzz", words, output, sizeof(output)) == 0, "%s", output);
}
END_TEST

UNIT_SUITE(compile_suite, "compile", bad_queries_are_refused, bad_templates_are_refused,
           a_complaint_inside_a_partial_says_who_included_it, partials_have_limits,
           two_templates_of_one_name_are_refused, a_wrong_call_is_refused,
           nothing_compiles_to_nothing, a_query_knows_its_columns, functions_follow_the_kind,
           a_write_needs_a_transaction, embedded_files_are_whole,
           changed_files_do_not_break_the_compiler)
UNIT_MAIN(compile_suite)
