/* The settings table and the reading of var/candour.conf. */
#include "base/settings.h"

#include <errno.h>
#include <ini.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/banned.h"

#define PLACE(member) offsetof(struct settings, member)

const struct setting all_settings[] = {
	{ "", "public_url", SETTING_URL, PLACE(public_url), 0, 200, NULL, "",
	  "Address that people type to reach Candour, such as https://candour.example.nhs.uk. "
	  "Links in "
	  "mail begin with it" },
	{ "database", "host", SETTING_TEXT, PLACE(database.host), 1, 500, NULL,
	  "/var/run/postgresql",
	  "Folder of PostgreSQL's socket, or host names with commas between them" },
	{ "database", "port", SETTING_WHOLE, PLACE(database.port), 1, 65535, NULL, "5432",
	  "PostgreSQL's port" },
	{ "database", "name", SETTING_TEXT, PLACE(database.name), 1, 63, NULL, "candour",
	  "Name of the database" },
	{ "database", "deadline_ms", SETTING_WHOLE, PLACE(database.deadline_ms), 100, 600000, NULL,
	  "10000", "Longest wait for one answer of the database, in milliseconds" },
	{ "web", "socket", SETTING_PATH, PLACE(web.socket), 0, 59, NULL, "",
	  "Socket on which the web program listens when nobody hands it one" },
	{ "web", "session_hours", SETTING_WHOLE, PLACE(web.session_hours), 1, 24, NULL, "10",
	  "Hours after which a person signs in again in any case" },
	{ "web", "max_upload_mb", SETTING_WHOLE, PLACE(web.max_upload_mb), 1, 1000, NULL, "100",
	  "Most megabytes that one form may send, files included" },
	{ "mail", "host", SETTING_TEXT, PLACE(mail.host), 0, 253, NULL, "",
	  "Mail server that takes outgoing mail; empty: no mail is sent" },
	{ "mail", "port", SETTING_WHOLE, PLACE(mail.port), 1, 65535, NULL, "587",
	  "The mail server's port" },
	{ "mail", "from", SETTING_TEXT, PLACE(mail.from), 0, 254, NULL, "",
	  "Address that mail comes from" },
	{ "mail", "tls", SETTING_WORD, PLACE(mail.tls), 0, 0, "none starttls", "starttls",
	  "Whether the conversation with the mail server is encrypted" },
	{ "mail", "user", SETTING_TEXT, PLACE(mail.user), 0, 254, NULL, "",
	  "Name to sign in to the mail server with; empty: without signing in" },
	{ "mail", "password_file", SETTING_PATH, PLACE(mail.password_file), 0, 4000, NULL, "",
	  "File whose first line is the password for the mail server" },
	{ "worker", "poll_seconds", SETTING_WHOLE, PLACE(worker.poll_seconds), 1, 3600, NULL, "5",
	  "Longest pause between two looks for work" },
};

const size_t all_settings_count = sizeof(all_settings) / sizeof(all_settings[0]);

enum { LINE_MOST = 1000, SETTINGS_MOST = 64 };

/* One reading: inih calls back for each line, the mistakes collect. */
struct reading {
	struct arena *arena;
	struct settings *settings;
	const char *path;
	FILE *file;
	int line;
	bool seen[SETTINGS_MOST];
	struct str mistakes;
};

static void mistake(struct reading *r, int line, const char *format, ...)
        __attribute__((format(printf, 3, 4)));

static void mistake(struct reading *r, int line, const char *format, ...)
{
	va_list args;

	if (r->mistakes.len)
		str_add_char(&r->mistakes, '\n');
	str_add(&r->mistakes, r->path);
	if (line > 0)
		str_addf(&r->mistakes, ", line %d", line);
	str_add(&r->mistakes, ": ");
	va_start(args, format);
	str_add(&r->mistakes, arena_vprintf(r->arena, format, args));
	va_end(args);
}

static const char *full_name(struct arena *a, const struct setting *s)
{
	return s->section[0] ? arena_printf(a, "%s in [%s]", s->name, s->section) : s->name;
}

static void put_text(struct settings *to, const struct setting *s, const char *text)
{
	memcpy((char *)to + s->place, &text, sizeof(text));
}

static void put_whole(struct settings *to, const struct setting *s, int value)
{
	memcpy((char *)to + s->place, &value, sizeof(value));
}

static bool whole_number(const char *text, long *ret)
{
	char *end;

	errno = 0;
	*ret = strtol(text, &end, 10);
	return text[0] >= '0' && text[0] <= '9' && !errno && !*end;
}

static bool is_word_of(const char *text, const char *words)
{
	size_t len = strlen(text);
	const char *at = words;

	while (len && (at = strstr(at, text)) != NULL) {
		if ((at == words || at[-1] == ' ') && (at[len] == ' ' || at[len] == '\0') &&
		    !strchr(text, ' '))
			return true;
		at++;
	}
	return false;
}

/* An origin: scheme, host, perhaps a port. */
static bool is_origin(const char *text)
{
	const char *host;

	if (strncasecmp(text, "https://", 8) == 0)
		host = text + 8;
	else if (strncasecmp(text, "http://", 7) == 0)
		host = text + 7;
	else
		return false;
	return host[0] && host[0] != ':' &&
	       host[strspn(host, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
	                         "0123456789.-:[]")] == '\0';
}

/* The sentence that says what is wrong with a text or path, or NULL. */
static const char *wrong_text(struct reading *r, const struct setting *s, const char *value)
{
	size_t len = strlen(value);

	if (!text_is_utf8(value, len))
		return "is not UTF-8";
	if (len < (size_t)s->least)
		return "must not be empty";
	if (len > (size_t)s->most)
		return arena_printf(r->arena, "must be at most %d characters long", s->most);
	if (s->kind == SETTING_PATH && len && value[0] != '/')
		return "must be a path that starts with /";
	if (s->kind == SETTING_URL && len && !is_origin(value))
		return "must look like https://candour.example.nhs.uk, without a path";
	return NULL;
}

static void take(struct reading *r, const struct setting *s, const char *value)
{
	const char *name = full_name(r->arena, s), *wrong;
	char *own;
	size_t len;
	long number;

	switch (s->kind) {
	case SETTING_WHOLE:
		if (!whole_number(value, &number) || number < s->least || number > s->most)
			mistake(r, r->line, "%s must be a whole number from %d to %d", name,
			        s->least, s->most);
		else
			put_whole(r->settings, s, (int)number);
		break;
	case SETTING_WORD:
		if (!is_word_of(value, s->words))
			mistake(r, r->line, "%s must be one of these words: %s", name, s->words);
		else
			put_text(r->settings, s, arena_text(r->arena, value));
		break;
	case SETTING_TEXT:
	case SETTING_URL:
	case SETTING_PATH:
		own = arena_text(r->arena, value);
		len = strlen(own);
		if (s->kind == SETTING_URL && len && own[len - 1] == '/')
			own[len - 1] = '\0';
		wrong = wrong_text(r, s, own);
		if (wrong)
			mistake(r, r->line, "%s %s", name, wrong);
		else
			put_text(r->settings, s, own);
		break;
	}
}

static int take_line(void *user, const char *section, const char *name, const char *value)
{
	struct reading *r = user;
	size_t i;

	for (i = 0; i < all_settings_count; i++) {
		const struct setting *s = &all_settings[i];

		if (strcmp(s->section, section) != 0 || strcmp(s->name, name) != 0)
			continue;
		if (r->seen[i])
			mistake(r, r->line, "%s is given twice", full_name(r->arena, s));
		r->seen[i] = true;
		take(r, s, value ? value : "");
		return 1;
	}
	if (section[0])
		mistake(r, r->line, "there is no setting %s in [%s]", name, section);
	else
		mistake(r, r->line, "there is no setting %s above the first [section]", name);
	return 1;
}

/* Gives inih one line at a time, so that each mistake can name its line; a line over the limit is
 * reported and left out rather than read as two. */
static char *next_line(char *line, int room, void *user)
{
	struct reading *r = user;
	size_t len;

	if (!fgets(line, room, r->file))
		return NULL;
	r->line++;
	len = strlen(line);
	if (len + 1 == (size_t)room && line[len - 1] != '\n') {
		int c;

		mistake(r, r->line, "the line is too long");
		while ((c = fgetc(r->file)) != EOF && c != '\n')
			;
		line[0] = '\n';
		line[1] = '\0';
	}
	return line;
}

void settings_default(struct settings *ret)
{
	size_t i;

	memset(ret, 0, sizeof(*ret));
	ret->file = "";
	for (i = 0; i < all_settings_count; i++) {
		const struct setting *s = &all_settings[i];
		long number = 0;

		if (s->kind != SETTING_WHOLE)
			put_text(ret, s, s->standard);
		else if (whole_number(s->standard, &number))
			put_whole(ret, s, (int)number);
	}
}

const char *settings_find(struct arena *a)
{
	const char *named = getenv("CANDOUR_CONF");
	char self[4096];
	ssize_t len;

	if (named && named[0])
		return arena_text(a, named);
	len = readlink("/proc/self/exe", self, sizeof(self) - 1);
	while (len > 0) {
		const char *path;

		while (len > 0 && self[len - 1] != '/')
			len--;
		if (len == 0)
			break;
		len--; /* the slash itself */
		path = arena_printf(a, "%.*s/var/candour.conf", (int)len, self);
		if (access(path, F_OK) == 0)
			return path;
	}
	if (access("/etc/candour/candour.conf", F_OK) == 0)
		return "/etc/candour/candour.conf";
	return NULL;
}

int settings_read(struct arena *a, const char *path, struct settings *ret,
                  const char **reterr_lines)
{
	struct reading r = { .arena = a, .settings = ret, .path = path, .mistakes = str_new(a) };
	int line;

	settings_default(ret);
	if (!r.path)
		r.path = settings_find(a);
	if (!r.path) {
		*reterr_lines =
		        "No settings file was found: there is no var/candour.conf beside or above "
		        "the program and no /etc/candour/candour.conf, and the environment "
		        "variable CANDOUR_CONF names none.";
		return -1;
	}
	ret->file = arena_text(a, r.path);
	r.file = fopen(r.path, "re");
	if (!r.file) {
		*reterr_lines = arena_printf(a, "%s: cannot be read: %s", r.path, strerror(errno));
		return -1;
	}
	ini_max_line = LINE_MOST;
	ini_allow_multiline = false;
	ini_allow_inline_comments = false;
	line = ini_parse_stream(next_line, &r, take_line, &r);
	if (line > 0)
		mistake(&r, line, "this is neither a [section] nor name = value");
	else if (line < 0)
		mistake(&r, 0, "cannot be read");
	if (ferror(r.file))
		mistake(&r, 0, "cannot be read to its end");
	fclose(r.file);
	*reterr_lines = r.mistakes.data;
	return r.mistakes.len ? -1 : 0;
}

static void add_limits(struct str *out, const struct setting *s)
{
	switch (s->kind) {
	case SETTING_WHOLE:
		str_addf(out, " (%d to %d)", s->least, s->most);
		break;
	case SETTING_WORD:
		str_addf(out, " (%s)", s->words);
		break;
	case SETTING_TEXT:
	case SETTING_URL:
	case SETTING_PATH:
		break;
	}
}

void settings_print(struct str *out, const struct settings *s)
{
	struct settings standard;
	const char *section = "";
	size_t i;

	settings_default(&standard);
	str_add(out, "# Settings of Candour. A line that begins with # shows the default.\n");
	for (i = 0; i < all_settings_count; i++) {
		const struct setting *row = &all_settings[i];
		const char *at = (const char *)(s ? s : &standard) + row->place, *value;
		char number[16];

		if (strcmp(section, row->section) != 0) {
			section = row->section;
			str_addf(out, "\n[%s]\n", section);
		}
		if (row->kind == SETTING_WHOLE) {
			int whole;

			memcpy(&whole, at, sizeof(whole));
			snprintf(number, sizeof(number), "%d", whole);
			value = number;
		} else {
			memcpy(&value, at, sizeof(value));
		}
		str_addf(out, "\n# %s", row->help);
		add_limits(out, row);
		str_addf(out, ".\n%s%s = %s\n", strcmp(value, row->standard) == 0 ? "#" : "",
		         row->name, value);
	}
}

const char *settings_secret(struct arena *a, const char *path)
{
	char line[1024];
	struct stat is;
	FILE *file;
	char *got;

	file = fopen(path, "re");
	if (!file)
		return NULL;
	if (fstat(fileno(file), &is) < 0 || (is.st_mode & S_IRWXO)) {
		fclose(file);
		return NULL;
	}
	got = fgets(line, sizeof(line), file);
	fclose(file);
	if (!got)
		return NULL;
	line[strcspn(line, "\r\n")] = '\0';
	return line[0] ? arena_text(a, line) : NULL;
}
