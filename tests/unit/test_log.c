/* Log entries: one line each, keys in order, nothing that could forge a second line. */
#define _GNU_SOURCE
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "base/log.h"
#include "base/str.h"
#include "unit.h"

static int file = -1;
static char written[8192];

static void start(void)
{
	file = memfd_create("log", MFD_CLOEXEC);
	ck_assert_int_ge(file, 0);
	log_to(file);
}

static const char *entry_text(void)
{
	ssize_t n = pread(file, written, sizeof(written) - 1, 0);

	ck_assert_int_ge(n, 0);
	written[n] = '\0';
	ck_assert_int_eq(ftruncate(file, 0), 0);
	ck_assert_int_eq(lseek(file, 0, SEEK_SET), 0);
	return written;
}

/* The entry without its time, which is checked for its shape. */
static const char *entry_rest(void)
{
	const char *text = entry_text();

	ck_assert_int_eq(strncmp(text, "time=20", 7), 0);
	ck_assert_int_eq(strncmp(text + 5 + 27, " level=", 7), 0);
	ck_assert_int_eq(text[5 + 26], 'Z');
	return text + 5 + 28;
}

START_TEST(writes_keys_in_order)
{
	struct problem p;

	start();
	log_entry(LEVEL_NOTE, "started with %d", 3);
	ck_assert_str_eq(entry_rest(), "level=note message=\"started with 3\"\n");
	log_about("0123456789abcdef", "POST /cases/:ref/triage", 12);
	log_entry(LEVEL_WARNING, "slow");
	ck_assert_str_eq(entry_rest(),
	                 "level=warning request=0123456789abcdef "
	                 "route=\"POST /cases/:ref/triage\" member=12 message=\"slow\"\n");
	fault(&p, "query failed");
	memcpy(p.sqlstate, "40001", 6);
	log_problem(LEVEL_ERROR, &p);
	ck_assert_str_eq(entry_rest(),
	                 "level=error request=0123456789abcdef route=\"POST /cases/:ref/triage\" "
	                 "member=12 kind=fault sqlstate=40001 message=\"query failed\"\n");
	log_about(NULL, NULL, 0);
	log_entry(LEVEL_NOTE, "%s", "");
	ck_assert_str_eq(entry_rest(), "level=note message=\"\"\n");
}
END_TEST

START_TEST(leaves_the_sentence_out)
{
	struct problem p;

	start();
	refuse_field(&p, "summary", "What Mrs Jones wrote is too long");
	log_problem(LEVEL_NOTE, &p);
	ck_assert_str_eq(entry_rest(), "level=note kind=field message=\"\"\n");
}
END_TEST

START_TEST(keeps_each_entry_on_one_line)
{
	static const struct {
		const char *message, *shown;
	} table[] = {
		{ "a\nlevel=error b", "\"a\\x0alevel=error b\"" },
		{ "a\r\tb", "\"a\\x0d\\x09b\"" },
		{ "say \"x\" \\", "\"say \\\"x\\\" \\\\\"" },
		{ "caf\xc3\xa9", "\"caf\xc3\xa9\"" },
		{ "\xff\x1b[31m", "\"\\xff\\x1b[31m\"" },
		{ "\xe2\x80\xa8", "\"\\xe2\\x80\\xa8\"" },
		{ "\xc2\x85", "\"\\xc2\\x85\"" },
	};
	size_t i;

	start();
	for (i = 0; i < UNIT_COUNT(table); i++) {
		const char *text;

		log_entry(LEVEL_NOTE, "%s", table[i].message);
		text = entry_rest();
		ck_assert_msg(strstr(text, table[i].shown) != NULL, "row %zu: %s", i, text);
		ck_assert_ptr_eq(strchr(text, '\n'), text + strlen(text) - 1);
	}
}
END_TEST

START_TEST(cuts_what_is_too_long)
{
	char text[6000];
	const char *line;

	start();
	memset(text, '\n', sizeof(text) - 1);
	text[sizeof(text) - 1] = '\0';
	log_about("id", text, 1);
	log_entry(LEVEL_NOTE, "%s", text);
	line = entry_text();
	ck_assert_uint_le(strlen(line), 2000);
	ck_assert_ptr_eq(strchr(line, '\n'), line + strlen(line) - 1);
	log_about(NULL, NULL, 0);
}
END_TEST

START_TEST(can_be_quieter)
{
	start();
	log_quieter(LEVEL_ERROR);
	log_entry(LEVEL_WARNING, "not this");
	ck_assert_str_eq(entry_text(), "");
	log_entry(LEVEL_ERROR, "this");
	ck_assert_ptr_nonnull(strstr(entry_text(), "this"));
	log_quieter(LEVEL_NOTE);
}
END_TEST

UNIT_SUITE(log_suite, "log", writes_keys_in_order, leaves_the_sentence_out,
           keeps_each_entry_on_one_line, cuts_what_is_too_long, can_be_quieter)
UNIT_MAIN(log_suite)
