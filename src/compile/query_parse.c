/* sql/queries/<area>.sql into query_source: the header of comment lines, then the SQL.
 *
 *     -- name: case_show :read
 *     -- What it is for, in a sentence.
 *     -- params: reference text, member_id bigint?
 *     -- gives: id bigint, reference text,
 *     --   is_sealed boolean
 *     SELECT ...
 *
 * Comment lines before the first name are the file's own. */
#include "compile.h"

#include <string.h>

#include "base/banned.h"

struct parser {
	struct arena *a;
	const struct source *source;
	struct queries *queries;
	struct query_source now;
	bool in_query;
	bool in_header;
	struct str about;
	struct str params;
	struct str gives;
	bool has_gives;
	struct place params_at;
	struct place gives_at;
	struct str *continued; /* what a "--   more" line continues */
	struct str sql;
	int sql_line;
	bool orphan_told;
};

struct query_source *queries_find(const struct queries *queries, const char *name)
{
	size_t i;

	for (i = 0; i < queries->count; i++) {
		if (strcmp(queries->list[i].name, name) == 0)
			return &queries->list[i];
	}
	return NULL;
}

/* The generated functions have names of their own. */
static bool is_taken(const char *param)
{
	return is_c_keyword(param) || strcmp(param, "params") == 0 ||
	       strcmp(param, "to_batch") == 0 || strcmp(param, "in_tx") == 0 ||
	       strcmp(param, "on_row") == 0 || strcmp(param, "context") == 0;
}

/* What a kind may and may not declare. */
static int check_shape(const struct query_source *q)
{
	size_t i;
	int rc = 0;

	if (!*q->about)
		rc = complain(q->at,
		              "%s says nothing about itself: add a line \"-- What it is for.\"",
		              q->name);
	if (q->kind != QUERY_WRITE && q->kind != QUERY_COPY && !q->columns.count)
		rc = complain(q->at, "%s reads, so it needs a line \"-- gives: ...\"", q->name);
	if (q->kind == QUERY_MADE && q->params.count)
		rc = complain(q->at, "%s is made in C, so it has no params", q->name);
	if (q->kind == QUERY_COPY && (q->columns.count || q->params.count))
		rc = complain(q->at, "%s copies: it has neither params nor gives", q->name);
	for (i = 0; i < q->columns.count; i++) {
		if (q->columns.list[i].optional)
			rc = complain(q->at, "column %s: only params say \"?\"",
			              q->columns.list[i].name);
		if (q->columns.list[i].type == VALUE_HTML)
			rc = complain(q->at, "column %s: html is made by src/view only",
			              q->columns.list[i].name);
	}
	for (i = 0; i < q->params.count; i++) {
		const char *name = q->params.list[i].name;

		if (q->params.list[i].type == VALUE_HTML)
			rc = complain(q->at, "parameter %s: html is made by src/view only", name);
		if (is_taken(name))
			rc = complain(q->at, "parameter %s: C needs this word, choose another",
			              name);
	}
	return rc;
}

static int finish_query(struct parser *p)
{
	struct query_source *q = &p->now;
	const struct query_source *other;
	int rc = 0;

	if (!p->in_query)
		return 0;
	p->in_query = false;
	q->about = text_trim(p->a, p->about.data);
	rc |= names_parse(p->a, p->params_at, p->params.data, &q->params);
	rc |= names_parse(p->a, p->gives_at, p->gives.data, &q->columns);
	if (q->kind == QUERY_MADE && !text_is_blank(p->sql.data))
		return complain(q->at, "%s is made in C, so it has no SQL", q->name);
	if (q->kind != QUERY_MADE && text_is_blank(p->sql.data))
		return complain(q->at, "%s has no SQL", q->name);
	other = queries_find(p->queries, q->name);
	if (other)
		return complain(q->at, "%s is already the name of a query at %s:%d", q->name,
		                other->at.path, other->at.line);
	rc |= check_shape(q);
	if (q->kind == QUERY_MADE)
		q->sql = "";
	else
		rc |= query_check(p->a, q, p->sql.data, p->sql_line);
	*(struct query_source *)array_more(p->a, &p->queries->list, &p->queries->count,
	                                   sizeof(*q)) = *q;
	return rc;
}

static int start_query(struct parser *p, struct place at, const char *rest)
{
	static const struct {
		const char *word;
		enum query_kind kind;
	} kinds[] = {
		{ ":read", QUERY_READ }, { ":write", QUERY_WRITE }, { ":stream", QUERY_STREAM },
		{ ":copy", QUERY_COPY }, { ":made", QUERY_MADE },
	};
	size_t len = strcspn(rest, " \t"), i;
	char *kind = text_trim(p->a, rest + len);

	p->now = (struct query_source){ .at = at };
	p->now.name = arena_text_n(p->a, rest, len);
	p->in_query = p->in_header = true;
	p->has_gives = false;
	p->about = str_new(p->a);
	p->params = str_new(p->a);
	p->gives = str_new(p->a);
	p->sql = str_new(p->a);
	p->sql_line = 0;
	p->continued = NULL;
	p->params_at = p->gives_at = at;
	if (!is_name(p->now.name)) {
		p->in_query = p->in_header = false;
		p->orphan_told = true; /* one complaint is enough for this query */
		return complain(at, "\"%s\" is not a name: lower case, digits and _ only",
		                p->now.name);
	}
	for (i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++) {
		if (strcmp(kinds[i].word, kind) == 0) {
			p->now.kind = kinds[i].kind;
			return 0;
		}
	}
	return complain(at, "%s must say :read, :write, :stream, :copy or :made, not \"%s\"",
	                p->now.name, kind);
}

static int header_line(struct parser *p, struct place at, const char *line)
{
	const char *rest = line + 2;

	if (text_starts(rest, " params:")) {
		if (p->params.len)
			return complain(at, "%s has params twice", p->now.name);
		p->continued = &p->params;
		p->params_at = at;
		str_add(&p->params, rest + strlen(" params:"));
	} else if (text_starts(rest, " gives:")) {
		if (p->has_gives)
			return complain(at, "%s has gives twice", p->now.name);
		p->has_gives = true;
		p->continued = &p->gives;
		p->gives_at = at;
		str_add(&p->gives, rest + strlen(" gives:"));
	} else if (p->continued && text_starts(rest, "  ")) {
		str_add_char(p->continued, ' ');
		str_add(p->continued, rest);
	} else {
		p->continued = NULL;
		str_add(&p->about, rest);
		str_add_char(&p->about, ' ');
	}
	return 0;
}

static int one_line(struct parser *p, struct place at, const char *line)
{
	if (text_starts(line, "-- name:")) {
		int rc = finish_query(p);

		p->orphan_told = false;
		return rc | start_query(p, at, text_trim(p->a, line + strlen("-- name:")));
	}
	if (p->in_query && p->in_header && text_starts(line, "--"))
		return header_line(p, at, line);
	if (!p->in_query) {
		if (text_is_blank(line) || text_starts(line, "--") || p->orphan_told)
			return 0;
		p->orphan_told = true;
		return complain(at, "SQL that has no \"-- name:\" line");
	}
	if (p->in_header && text_is_blank(line))
		return 0;
	if (p->in_header)
		p->sql_line = at.line;
	p->in_header = false;
	str_add(&p->sql, line);
	str_add_char(&p->sql, '\n');
	return 0;
}

int queries_parse(struct arena *a, const struct source *source, struct queries *queries)
{
	struct parser p = { .a = a, .source = source, .queries = queries };
	struct place at = { .path = source->path };
	const char *text = source->text;
	int rc = 0;

	if (!text_is_utf8(source->text, source->size))
		return complain(at, "is not UTF-8 text");
	while (*text) {
		size_t len = strcspn(text, "\n");
		size_t kept = len && text[len - 1] == '\r' ? len - 1 : len;

		at.line++;
		rc |= one_line(&p, at, arena_text_n(a, text, kept));
		text += len + (text[len] == '\n');
	}
	return rc | finish_query(&p);
}
