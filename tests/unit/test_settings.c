/* The settings file: what it may hold, where it is found, and what is said about mistakes. */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/settings.h"
#include "unit.h"

static struct arena *a;
static struct settings s;
static const char *mistakes;
static char path[64];

static int read_text(const char *text)
{
	FILE *file;
	int fd, status;

	a = arena_new();
	snprintf(path, sizeof(path), "/tmp/candour-test-XXXXXX");
	fd = mkstemp(path);
	ck_assert_int_ge(fd, 0);
	file = fdopen(fd, "w");
	fputs(text, file);
	fclose(file);
	status = settings_read(a, path, &s, &mistakes);
	unlink(path);
	return status;
}

START_TEST(has_defaults_within_limits)
{
	size_t i;

	ck_assert_int_eq(read_text(""), 0);
	ck_assert_str_eq(s.file, path);
	ck_assert_int_eq(s.database.port, 5432);
	ck_assert_str_eq(s.database.name, "candour");
	ck_assert_int_eq(s.web.session_hours, 10);
	ck_assert_int_eq(s.web.max_upload_mb, 100);
	ck_assert_str_eq(s.mail.tls, "starttls");
	ck_assert_str_eq(s.mail.host, "");
	ck_assert_str_eq(s.public_url, "");
	for (i = 0; i < all_settings_count; i++) {
		ck_assert_ptr_nonnull(all_settings[i].help);
		if (all_settings[i].kind == SETTING_WHOLE) {
			ck_assert_int_ge(atoi(all_settings[i].standard), all_settings[i].least);
			ck_assert_int_le(atoi(all_settings[i].standard), all_settings[i].most);
		}
	}
	arena_free(a);
}
END_TEST

START_TEST(reads_every_kind)
{
	ck_assert_int_eq(
	        read_text("\xef\xbb\xbf# a comment\npublic_url = https://candour.example.nhs.uk/\n"
	                  "[database]\nhost=/var/tmp/x\nport = 5544\ndeadline_ms=2500\n"
	                  "; another\n[web]\nmax_upload_mb=20\n[mail]\nhost=mail.example\n"
	                  "from=Candour <candour@example>; office\ntls=none\n"
	                  "password_file=/etc/candour/mail\n[worker]\npoll_seconds=60\n"),
	        0);
	ck_assert_str_eq(s.public_url, "https://candour.example.nhs.uk");
	ck_assert_str_eq(s.database.host, "/var/tmp/x");
	ck_assert_int_eq(s.database.port, 5544);
	ck_assert_int_eq(s.database.deadline_ms, 2500);
	ck_assert_int_eq(s.web.max_upload_mb, 20);
	ck_assert_str_eq(s.mail.from, "Candour <candour@example>; office");
	ck_assert_str_eq(s.mail.tls, "none");
	ck_assert_str_eq(s.mail.password_file, "/etc/candour/mail");
	ck_assert_int_eq(s.worker.poll_seconds, 60);
	arena_free(a);
}
END_TEST

START_TEST(says_what_is_wrong)
{
	static const struct {
		const char *text, *said;
	} table[] = {
		{ "[database]\nport=0\n",
		  ", line 2: port in [database] must be a whole number from 1 to 65535" },
		{ "[database]\nport=x\n", "port in [database]" },
		{ "[database]\nport=12x\n", "port in [database]" },
		{ "[database]\nport=99999999999999999999\n", "port in [database]" },
		{ "[database]\nport=-1\n", "port in [database]" },
		{ "[database]\nport=\n", "port in [database]" },
		{ "[database]\nname=\n", "name in [database] must not be empty" },
		{ "[database]\nname="
		  "0123456789012345678901234567890123456789012345678901234567890123\n",
		  "at most 63" },
		{ "[database]\npasword=x\n", "line 2: there is no setting pasword in [database]" },
		{ "color=red\n", "there is no setting color above the first [section]" },
		{ "[nothing]\nx=1\n", "no setting x in [nothing]" },
		{ "[mail]\ntls=ssl\n", "must be one of these words: none starttls" },
		{ "[mail]\ntls=none starttls\n", "must be one of these words" },
		{ "[mail]\ntls=start\n", "must be one of these words" },
		{ "[mail]\npassword_file=secret\n", "must be a path that starts with /" },
		{ "public_url=candour.example\n", "public_url must look like https://" },
		{ "public_url=https://a.example/path\n", "public_url must look like https://" },
		{ "public_url=javascript:x\n", "public_url must look like https://" },
		{ "[database]\nport=1\nport=2\n", "line 3: port in [database] is given twice" },
		{ "[database]\nnonsense\n", "line 2: this is neither" },
		{ "[database\n", "line 1: this is neither" },
		{ "[mail]\nuser=\xff\n", "is not UTF-8" },
	};
	size_t i;

	for (i = 0; i < UNIT_COUNT(table); i++) {
		ck_assert_int_eq(read_text(table[i].text), -1);
		ck_assert_msg(strstr(mistakes, table[i].said) != NULL, "row %zu: %s", i, mistakes);
		arena_free(a);
	}
}
END_TEST

START_TEST(says_everything_together)
{
	ck_assert_int_eq(
	        read_text("[database]\nport=0\nnonsense\n[web]\nsession_hours=99\ncolour=x\n"), -1);
	ck_assert_ptr_nonnull(strstr(mistakes, "line 2"));
	ck_assert_ptr_nonnull(strstr(mistakes, "line 3"));
	ck_assert_ptr_nonnull(strstr(mistakes, "line 5"));
	ck_assert_ptr_nonnull(strstr(mistakes, "line 6"));
	ck_assert_int_eq(s.database.port, 5432); /* the default where it was wrong */
	arena_free(a);
}
END_TEST

START_TEST(does_not_read_a_long_line_as_two)
{
	char text[5000] = "[mail]\nuser=";

	memset(text + strlen(text), 'x', 3000);
	strcat(text, "\n[database]\nport=7\n");
	ck_assert_int_eq(read_text(text), -1);
	ck_assert_ptr_nonnull(strstr(mistakes, "line 2: the line is too long"));
	ck_assert_ptr_null(strchr(mistakes, '\n'));
	ck_assert_int_eq(s.database.port, 7);
	arena_free(a);
}
END_TEST

START_TEST(is_found_by_the_environment)
{
	a = arena_new();
	setenv("CANDOUR_CONF", "/nowhere/candour.conf", 1);
	ck_assert_str_eq(settings_find(a), "/nowhere/candour.conf");
	ck_assert_int_eq(settings_read(a, NULL, &s, &mistakes), -1);
	ck_assert_ptr_nonnull(strstr(mistakes, "/nowhere/candour.conf: cannot be read"));
	ck_assert_int_eq(s.database.port, 5432);
	arena_free(a);
}
END_TEST

START_TEST(is_found_above_the_program)
{
	char self[4096], wanted[4200];
	ssize_t len = readlink("/proc/self/exe", self, sizeof(self) - 1);
	bool made_folder, made_file;
	int fd;

	/* Beside this program: the nearest of the places that are looked at. */
	ck_assert_int_gt(len, 0);
	self[len] = '\0';
	*strrchr(self, '/') = '\0';
	snprintf(wanted, sizeof(wanted), "%s/var", self);
	made_folder = mkdir(wanted, 0700) == 0;
	snprintf(wanted, sizeof(wanted), "%s/var/candour.conf", self);
	fd = open(wanted, O_CREAT | O_EXCL | O_WRONLY, 0600);
	made_file = fd >= 0;
	if (made_file)
		close(fd);
	unsetenv("CANDOUR_CONF");
	a = arena_new();
	ck_assert_str_eq(settings_find(a), wanted);
	if (made_file)
		unlink(wanted);
	*strrchr(wanted, '/') = '\0';
	if (made_folder)
		rmdir(wanted);
	arena_free(a);
}
END_TEST

START_TEST(prints_what_it_would_read)
{
	struct settings again;
	struct str out;
	FILE *file;
	char place[] = "/tmp/candour-test-XXXXXX";

	ck_assert_int_eq(
	        read_text("public_url=https://x.example\n[database]\nport=77\n[mail]\nfrom=a@b\n"),
	        0);
	out = str_new(a);
	settings_print(&out, &s);
	ck_assert_ptr_nonnull(strstr(out.data, "\nport = 77\n"));
	ck_assert_ptr_nonnull(strstr(out.data, "\n#name = candour\n"));
	file = fdopen(mkstemp(place), "w");
	fputs(out.data, file);
	fclose(file);
	ck_assert_int_eq(settings_read(a, place, &again, &mistakes), 0);
	unlink(place);
	ck_assert_int_eq(again.database.port, 77);
	ck_assert_str_eq(again.public_url, "https://x.example");
	ck_assert_str_eq(again.mail.from, "a@b");
	out = str_new(a);
	settings_print(&out, NULL);
	ck_assert_ptr_nonnull(strstr(out.data, "\n#port = 5432\n"));
	ck_assert_ptr_nonnull(strstr(out.data, "(none starttls)"));
	arena_free(a);
}
END_TEST

START_TEST(reads_secrets_that_are_kept)
{
	char place[] = "/tmp/candour-test-XXXXXX";
	int fd = mkstemp(place);

	a = arena_new();
	ck_assert_int_eq(write(fd, "s3cret \r\nsecond\n", 16), 16);
	close(fd);
	ck_assert_str_eq(settings_secret(a, place), "s3cret ");
	chmod(place, 0604);
	ck_assert_ptr_null(settings_secret(a, place));
	chmod(place, 0640);
	ck_assert_ptr_nonnull(settings_secret(a, place));
	ck_assert_int_eq(truncate(place, 0), 0);
	ck_assert_ptr_null(settings_secret(a, place));
	unlink(place);
	ck_assert_ptr_null(settings_secret(a, place));
	arena_free(a);
}
END_TEST

UNIT_SUITE(settings_suite, "settings", has_defaults_within_limits, reads_every_kind,
           says_what_is_wrong, says_everything_together, does_not_read_a_long_line_as_two,
           is_found_by_the_environment, is_found_above_the_program, prints_what_it_would_read,
           reads_secrets_that_are_kept)
UNIT_MAIN(settings_suite)
