/* The log: builds each line in a fixed room and writes it with one call, so that lines of several
 * processes do not mix. */
#include "base/log.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/str.h"
#include "base/time.h"

#include "base/banned.h"

enum { LINE_SIZE = 2000, MESSAGE_SIZE = 1001 };

static struct {
	const char *request_id;
	const char *route;
	int64_t member_id;
	enum log_level least;
	int fd;
} about = { .fd = STDERR_FILENO };

struct line {
	char bytes[LINE_SIZE];
	size_t len;
};

void log_about(const char *request_id, const char *route, int64_t member_id)
{
	about.request_id = request_id;
	about.route = route;
	about.member_id = member_id;
}

void log_quieter(enum log_level least)
{
	about.least = least;
}

void log_to(int fd)
{
	about.fd = fd;
}

static void add_char(struct line *l, char c)
{
	if (l->len < sizeof(l->bytes) - 2)
		l->bytes[l->len++] = c;
}

static void add(struct line *l, const char *text)
{
	while (*text)
		add_char(l, *text++);
}

/* In double quotes, on one line, whatever the text holds. Bytes that are not UTF-8 show as \x... */
static void add_quoted(struct line *l, const char *text)
{
	size_t len = strlen(text), at = 0;
	unsigned code = 0;

	add_char(l, '"');
	while (at < len && l->len < sizeof(l->bytes) - 10) {
		size_t step = text_utf8_step(text + at, len - at, &code), i;

		if (!step || code < 0x20 || code == 0x7f || (code >= 0x80 && code < 0xa0) ||
		    code == 0x2028 || code == 0x2029) {
			char escape[5];

			snprintf(escape, sizeof(escape), "\\x%02x", (unsigned char)text[at]);
			add(l, escape);
			at++;
			continue;
		}
		if (code == '"' || code == '\\')
			add_char(l, '\\');
		for (i = 0; i < step; i++)
			add_char(l, text[at + i]);
		at += step;
	}
	add_char(l, '"');
}

static void entry(enum log_level level, const char *kind, const char *sqlstate, const char *message)
{
	static const char *const words[] = { "note", "warning", "error" };
	struct line l = { .len = 0 };
	char now[TIME_UTC_SIZE], number[24];
	size_t done = 0;

	if (level < about.least)
		return;
	time_now_utc_into(now);
	add(&l, "time=");
	add(&l, now);
	add(&l, " level=");
	add(&l, words[level]);
	if (about.request_id) {
		add(&l, " request=");
		add(&l, about.request_id);
	}
	if (about.route) {
		add(&l, " route=");
		add_quoted(&l, about.route);
	}
	if (about.member_id) {
		snprintf(number, sizeof(number), "%lld", (long long)about.member_id);
		add(&l, " member=");
		add(&l, number);
	}
	if (kind) {
		add(&l, " kind=");
		add(&l, kind);
	}
	if (sqlstate && sqlstate[0]) {
		add(&l, " sqlstate=");
		add(&l, sqlstate);
	}
	add(&l, " message=");
	add_quoted(&l, message);
	l.bytes[l.len++] = '\n';
	while (done < l.len) {
		ssize_t n = write(about.fd, l.bytes + done, l.len - done);

		if (n <= 0)
			break; /* nowhere left to say so */
		done += (size_t)n;
	}
}

void log_entry(enum log_level level, const char *format, ...)
{
	char message[MESSAGE_SIZE];
	va_list args;

	va_start(args, format);
	vsnprintf(message, sizeof(message), format, args);
	va_end(args);
	entry(level, NULL, NULL, message);
}

void log_problem(enum log_level level, const struct problem *p)
{
	entry(level, problem_word(p->kind), p->sqlstate, p->detail);
}
