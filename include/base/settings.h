/* Settings: one table of what may be set, its limits, its default and what it is for. The file is
 * read once at the start of a program, all mistakes in it are reported together, and the same table
 * prints the example file and `candour settings`.
 *
 * The file (INI): the path in the environment variable CANDOUR_CONF; else var/candour.conf in the
 * folder of the running program or the nearest folder above it; else /etc/candour/candour.conf.
 * Secrets are never in it: it names the files that hold them. */
#ifndef BASE_SETTINGS_H
#define BASE_SETTINGS_H

#include <stddef.h>

#include "base/arena.h"
#include "base/str.h"

struct settings {
	const char *file;       /* where they were read */
	const char *public_url; /* no / at the end; "" when not set */
	struct {
		const char *host; /* socket folder, or host names with commas */
		int port;
		const char *name;
		int deadline_ms;
	} database;
	struct {
		const char *socket;
		int session_hours;
		int max_upload_mb;
	} web;
	struct {
		const char *host; /* "" : no mail is sent */
		int port;
		const char *from;
		const char *tls; /* "none" or "starttls" */
		const char *user;
		const char *password_file;
	} mail;
	struct {
		int poll_seconds;
	} worker;
};

enum setting_kind {
	SETTING_TEXT,  /* least and most are lengths in bytes */
	SETTING_WHOLE, /* least and most are values */
	SETTING_WORD,  /* one of words */
	SETTING_URL,   /* http or https, without a path; or empty */
	SETTING_PATH,  /* starts with /; or empty */
};

struct setting {
	const char *section; /* "" for the top of the file */
	const char *name;
	enum setting_kind kind;
	size_t place; /* offset in struct settings */
	int least;
	int most;
	const char *words;    /* "none starttls" */
	const char *standard; /* default, as written in the file */
	const char *help;
};

extern const struct setting all_settings[];
extern const size_t all_settings_count;

/* The defaults, with file "". */
void settings_default(struct settings *ret);

/* The path of the file, whether or not it can be read; NULL when none of the places has one. */
const char *settings_find(struct arena *a);

/* Reads the file at path (NULL: settings_find). 0, or -1 with *reterr_lines one sentence a line,
 * each with the file and the line number. What *ret holds lives as long as the arena: use one that
 * is never reset. On -1 *ret holds the defaults where a setting was wrong. */
int settings_read(struct arena *a, const char *path, struct settings *ret,
                  const char **reterr_lines);

/* The table as a file that settings_read would read: help, limits and default as comments, and each
 * value that differs from its default. With NULL, the example file. */
void settings_print(struct str *out, const struct settings *s);

/* A secret from a file: the first line, without its line break. NULL when the file cannot be read,
 * is empty, or others than its owner and group may read it. */
const char *settings_secret(struct arena *a, const char *path);

#endif
