/* Reading SQL just far enough to refuse what a query file may not hold: more than one statement,
 * SELECT *, a :read that writes or locks, parameters that are not declared or not used. */
#include "compile.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/banned.h"

enum kind { END, WORD, NUMBER, TEXT, PARAM, SIGN, BROKEN };

struct scanner {
	const char *at;
	int line;
	struct str *out; /* the SQL without comments */
	const char *start;
	size_t len;
};

static bool is_word_char(char c)
{
	return isalnum((unsigned char)c) || c == '_' || (c & 0x80);
}

static void take(struct scanner *s, size_t n)
{
	size_t i;

	for (i = 0; i < n; i++)
		s->line += s->at[i] == '\n';
	str_add_n(s->out, s->at, n);
	s->at += n;
}

/* Comments are left out of the SQL, except for their line breaks, so that a line number that
 * PostgreSQL reports is still right. */
static bool skip_comment(struct scanner *s)
{
	int depth = 0;

	if (s->at[0] == '-' && s->at[1] == '-') {
		s->at += strcspn(s->at, "\n");
		return true;
	}
	if (s->at[0] != '/' || s->at[1] != '*')
		return false;
	do {
		if (s->at[0] == '/' && s->at[1] == '*') {
			depth++;
			s->at += 2;
		} else if (s->at[0] == '*' && s->at[1] == '/') {
			depth--;
			s->at += 2;
		} else {
			if (*s->at == '\n') {
				str_add_char(s->out, '\n');
				s->line++;
			}
			s->at++;
		}
	} while (depth && *s->at);
	str_add_char(s->out, ' ');
	return true;
}

/* Length of a quoted text that starts at `t` with `quote`; 0 when it never ends. */
static size_t quoted(const char *t, char quote, bool backslash)
{
	size_t n = 1;

	for (;;) {
		if (!t[n])
			return 0;
		if (backslash && t[n] == '\\' && t[n + 1]) {
			n += 2;
		} else if (t[n] == quote && t[n + 1] == quote) {
			n += 2;
		} else if (t[n] == quote) {
			return n + 1;
		} else {
			n++;
		}
	}
}

/* Length of $tag$ ... $tag$, 0 when it never ends or is none. */
static size_t dollar_quoted(struct arena *a, const char *t)
{
	size_t tag = 1;
	const char *end;

	while (is_word_char(t[tag]))
		tag++;
	if (t[tag] != '$')
		return 0;
	tag++;
	end = strstr(t + tag, arena_text_n(a, t, tag));
	return end ? (size_t)(end - t) + tag : 0;
}

static enum kind next(struct scanner *s)
{
	size_t n = 0;
	enum kind kind = SIGN;

	for (;;) {
		if (isspace((unsigned char)*s->at))
			take(s, 1);
		else if (!skip_comment(s))
			break;
	}
	s->start = s->at;
	s->len = 0;
	if (!*s->at)
		return END;
	if (*s->at == '\'') {
		n = quoted(s->at, '\'', false);
		kind = TEXT;
	} else if ((*s->at == 'e' || *s->at == 'E') && s->at[1] == '\'') {
		n = quoted(s->at + 1, '\'', true);
		n += n != 0;
		kind = TEXT;
	} else if (*s->at == '"') {
		n = quoted(s->at, '"', false);
		kind = TEXT;
	} else if (*s->at == '$' && isdigit((unsigned char)s->at[1])) {
		n = 1 + strspn(s->at + 1, "0123456789");
		kind = PARAM;
	} else if (*s->at == '$') {
		n = dollar_quoted(s->out->arena, s->at);
		kind = TEXT;
	} else if (isdigit((unsigned char)*s->at)) {
		n = strspn(s->at, "0123456789.");
		kind = NUMBER;
	} else if (is_word_char(*s->at)) {
		while (is_word_char(s->at[n]))
			n++;
		kind = WORD;
	} else {
		n = 1;
	}
	if (n == 0)
		return BROKEN;
	s->len = n;
	take(s, n);
	return kind;
}

/* Whether the word [start, len) is one of `words`, which are separated by spaces. */
static bool is_one_of(const char *start, size_t len, const char *words)
{
	while (*words) {
		size_t n = strcspn(words, " ");

		if (n == len && strncasecmp(start, words, n) == 0)
			return true;
		words += n + (words[n] == ' ');
	}
	return false;
}

struct seen {
	enum kind kind;
	const char *start;
	size_t len;
};

static bool was(const struct seen *last, const char *words)
{
	return last->kind == WORD && is_one_of(last->start, last->len, words);
}

/* A star that stands for columns: after SELECT, RETURNING, a comma or a dot. */
static bool is_all_columns(const struct seen *last)
{
	if (last->kind == SIGN)
		return *last->start == '.' || *last->start == ',';
	return was(last, "select returning distinct all");
}

static int check_word(const struct query_source *q, struct place at, const struct scanner *s,
                      const struct seen *last)
{
	if (q->kind != QUERY_READ && q->kind != QUERY_STREAM)
		return 0;
	if (last->kind == SIGN && *last->start == '.')
		return 0;
	if (was(last, "for") && is_one_of(s->start, s->len, "update share no key"))
		return complain(at, "%s is a :read and locks rows: make it a :write", q->name);
	if (is_one_of(s->start, s->len, "insert delete merge truncate") ||
	    (is_one_of(s->start, s->len, "update") && !was(last, "for key")))
		return complain(at, "%s is a :read and holds %.*s: make it a :write", q->name,
		                (int)s->len, s->start);
	return 0;
}

int query_check(struct arena *a, struct query_source *q, const char *sql, int sql_line)
{
	struct str out = str_new(a);
	struct scanner s = { .at = sql, .line = sql_line, .out = &out };
	struct seen last = { .kind = SIGN, .start = "(", .len = 1 };
	struct place at = q->at;
	bool ended = false;
	size_t i;
	int rc = 0;

	for (;;) {
		enum kind kind = next(&s);

		at.line = s.line;
		if (kind == END)
			break;
		if (kind == BROKEN)
			return complain(at, "%s: a quote that is not closed", q->name);
		if (ended)
			return complain(at, "%s holds more than one statement", q->name);
		if (kind == SIGN && *s.start == ';') {
			ended = true;
			out.data[--out.len] = '\0';
			continue;
		}
		if (kind == SIGN && *s.start == '*' && is_all_columns(&last))
			rc = complain(at, "%s: name the columns instead of *", q->name);
		if (kind == WORD)
			rc |= check_word(q, at, &s, &last);
		if (kind == PARAM) {
			unsigned long n = strtoul(s.start + 1, NULL, 10);

			if (n < 1 || n > q->params.count)
				rc = complain(at, "%s: $%lu is not declared (it has %zu params)",
				              q->name, n, q->params.count);
			else
				q->params.list[n - 1].used = true;
		}
		last = (struct seen){ .kind = kind, .start = s.start, .len = s.len };
	}
	for (i = 0; i < q->params.count; i++) {
		if (!q->params.list[i].used)
			rc = complain(q->at, "%s: parameter %s ($%zu) is not used", q->name,
			              q->params.list[i].name, i + 1);
	}
	q->sql = text_trim(a, out.data);
	return rc;
}
