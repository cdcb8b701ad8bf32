/* Partials: macros whose tags are replaced by their text before any name is looked up.
 *
 * In templates/partial/input.mustache, $(label) is replaced by the argument called label; what
 * stands between {{$hint}} and {{/$hint}} is kept only when hint was given, {{^$hint}} when it was
 * not. An empty argument counts as not given, so that partials can hand arguments on:
 * hint="$(hint?)". */
#include "template.h"

#include <string.h>

#include "base/banned.h"

#define MAX_DEPTH  12
#define MAX_TOKENS 200000

struct argument {
	const char *name;
	const char *text;
};
struct arguments {
	struct argument *list;
	size_t count;
	bool in_partial;
	const char *partial;
};

struct expander {
	struct templates *set;
	struct template *t;
	bool printed; /* something other than blanks has been put out */
};

static int expand_text(struct expander *e, struct place at, const char *text,
                       const struct arguments *args, int depth);

static const char *argument(const struct arguments *args, const char *name)
{
	size_t i;

	for (i = 0; i < args->count; i++) {
		if (strcmp(args->list[i].name, name) == 0)
			return *args->list[i].text ? args->list[i].text : NULL;
	}
	return NULL;
}

/* Text with $(name) replaced. NULL after a complaint. */
static const char *substitute(struct expander *e, struct place at, const char *text,
                              const struct arguments *args)
{
	struct arena *a = e->set->a;
	struct str out;

	if (!strstr(text, "$("))
		return text;
	if (!args->in_partial) {
		complain(at, "$( stands for an argument, and only partials have arguments");
		return NULL;
	}
	out = str_new(a);
	for (;;) {
		const char *open = strstr(text, "$("), *close, *given;
		char *name;
		bool optional;

		if (!open)
			break;
		close = strchr(open, ')');
		if (!close) {
			complain(at, "$( without )");
			return NULL;
		}
		str_add_n(&out, text, (size_t)(open - text));
		optional = close[-1] == '?';
		name = arena_text_n(a, open + 2, (size_t)(close - open - 2) - optional);
		given = argument(args, name);
		if (!given && !optional) {
			complain(at, "partial %s needs the argument %s", args->partial, name);
			return NULL;
		}
		str_add(&out, given);
		text = close + 1;
	}
	str_add(&out, text);
	return out.data;
}

/* Leaves out what hangs on arguments that were not given (or were). */
static int choose(struct arena *a, const struct tokens *all, const struct arguments *args,
                  struct tokens *ret)
{
	const char *open[16];
	struct place opened[16];
	size_t depth = 0, dropped = 0, i; /* dropped: depth at which dropping began, 0: not */

	for (i = 0; i < all->count; i++) {
		const struct token *token = &all->list[i];
		bool is_start = token->kind == TOKEN_GIVEN || token->kind == TOKEN_NOT_GIVEN;

		if ((is_start || token->kind == TOKEN_END_GIVEN) && !args->in_partial)
			return complain(token->at, "{{$%s}}: only partials have arguments",
			                token->text);
		if (is_start) {
			if (depth == 16)
				return complain(token->at, "too many {{$...}} inside one another");
			opened[depth] = token->at;
			open[depth++] = token->text;
			if (!dropped &&
			    (argument(args, token->text) != NULL) != (token->kind == TOKEN_GIVEN))
				dropped = depth;
		} else if (token->kind == TOKEN_END_GIVEN) {
			if (depth == 0 || strcmp(open[depth - 1], token->text) != 0)
				return complain(token->at, "{{/$%s}} closes nothing", token->text);
			if (dropped == depth)
				dropped = 0;
			depth--;
		}
		if (!dropped || is_start)
			*(struct token *)array_more(a, &ret->list, &ret->count, sizeof(*token)) =
			        *token;
	}
	if (depth)
		return complain(opened[depth - 1], "{{$%s}} is not closed", open[depth - 1]);
	return 0;
}

/* Whether the partial's text speaks of an argument of this name. */
static bool knows(const struct tokens *tokens, const char *name)
{
	size_t i, len = strlen(name);

	for (i = 0; i < tokens->count; i++) {
		const char *text = tokens->list[i].text;

		if ((tokens->list[i].kind == TOKEN_GIVEN ||
		     tokens->list[i].kind == TOKEN_NOT_GIVEN) &&
		    strcmp(text, name) == 0)
			return true;
		while ((text = strstr(text, "$(")) != NULL) {
			text += 2;
			if (strncmp(text, name, len) == 0 && (text[len] == ')' || text[len] == '?'))
				return true;
		}
	}
	return false;
}

/* name="value" pairs after the partial's name. */
static int parse_arguments(struct arena *a, struct place at, const char *text,
                           struct arguments *args)
{
	for (;;) {
		struct argument arg;
		size_t len;
		char *value, *c;
		int braces = 0;

		text += strspn(text, " \t\r\n");
		if (!*text)
			return 0;
		len = strspn(text, "abcdefghijklmnopqrstuvwxyz0123456789_");
		if (!len || text[len] != '=' || text[len + 1] != '"')
			return complain(at,
			                "partial %s: arguments are written name=\"text\", not %s",
			                args->partial, text);
		arg.name = arena_text_n(a, text, len);
		text += len + 2;
		for (len = 0; text[len] && (braces || text[len] != '"'); len++) {
			if (text[len] == '{' && text[len + 1] == '{')
				braces++, len++;
			else if (text[len] == '}' && text[len + 1] == '}')
				braces--, len++;
		}
		if (!text[len])
			return complain(at, "partial %s: the argument %s is not closed",
			                args->partial, arg.name);
		value = arena_text_n(a, text, len);
		for (c = value; *c; c++) {
			if (*c == '\n' || *c == '\r')
				*c = ' ';
		}
		arg.text = value;
		text += len + 1;
		if (argument(args, arg.name))
			return complain(at, "partial %s: the argument %s is given twice",
			                args->partial, arg.name);
		*(struct argument *)array_more(a, &args->list, &args->count, sizeof(arg)) = arg;
	}
}

static int expand_partial(struct expander *e, const struct token *tag, const char *text, int depth)
{
	struct arena *a = e->set->a;
	struct arguments args = { .in_partial = true };
	struct template *partial;
	struct tokens tokens = { 0 };
	struct place at = { .line = 1 };
	const char *body;
	size_t len = strcspn(text, " \t\r\n"), i;

	args.partial = arena_text_n(a, text, len);
	partial = templates_find(e->set, arena_printf(a, "partial/%s", args.partial));
	if (!partial)
		return complain(tag->at, "there is no partial %s (templates/partial/%s.mustache)",
		                args.partial, args.partial);
	if (partial->is_text && !e->t->is_text)
		return complain(tag->at, "partial %s is plain text: a page may not use it",
		                args.partial);
	if (depth >= MAX_DEPTH)
		return complain(tag->at, "partial %s: partials inside one another without end",
		                args.partial);
	if (parse_arguments(a, tag->at, text + len, &args) < 0)
		return -1;
	at.path = partial->source->path;
	at.from = arena_copy(a, &tag->at, sizeof(tag->at));
	body = partial->source->text;
	len = strlen(body);
	/* In the middle of a line a partial does not bring a line break of its own. */
	if (tag->inside_line && len && body[len - 1] == '\n')
		body = arena_text_n(a, body, len - 1);
	if (template_scan(a, at, body, &tokens) < 0)
		return -1;
	for (i = 0; i < args.count; i++) {
		if (!knows(&tokens, args.list[i].name))
			return complain(tag->at, "partial %s has no argument %s", args.partial,
			                args.list[i].name);
	}
	return expand_text(e, at, body, &args, depth + 1);
}

static int expand_token(struct expander *e, const struct token *token, const struct arguments *args,
                        int depth)
{
	struct token copy = *token;
	const char *text;

	if (token->kind == TOKEN_GIVEN || token->kind == TOKEN_NOT_GIVEN ||
	    token->kind == TOKEN_END_GIVEN)
		return 0;
	if (token->kind == TOKEN_COMMENT)
		return template_declare(e->set, e->t, token->at, token->text, !e->printed,
		                        args->in_partial);
	text = substitute(e, token->at, token->text, args);
	if (!text)
		return -1;
	if (token->kind != TOKEN_TEXT || !text_is_blank(text))
		e->printed = true;
	if (token->kind == TOKEN_PARTIAL)
		return expand_partial(e, token, text, depth);
	if (token->kind == TOKEN_TEXT && text != token->text && strstr(text, "{{")) {
		/* An argument that holds tags. */
		struct arguments none = { .in_partial = false };
		struct tokens inner = { 0 };
		size_t i;
		int rc = 0;

		if (template_scan(e->set->a, token->at, text, &inner) < 0)
			return -1;
		for (i = 0; i < inner.count && rc == 0; i++) {
			inner.list[i].inside_line = true;
			rc = expand_token(e, &inner.list[i], &none, depth);
		}
		return rc;
	}
	if (e->t->tokens.count >= MAX_TOKENS)
		return complain(token->at, "the template grows without end");
	copy.text = token->kind == TOKEN_TEXT || text == token->text ? text
	                                                             : text_trim(e->set->a, text);
	*(struct token *)array_more(e->set->a, &e->t->tokens.list, &e->t->tokens.count,
	                            sizeof(copy)) = copy;
	return 0;
}

static int expand_text(struct expander *e, struct place at, const char *text,
                       const struct arguments *args, int depth)
{
	struct tokens all = { 0 }, chosen = { 0 };
	size_t i;
	int rc = 0;

	if (template_scan(e->set->a, at, text, &all) < 0 ||
	    choose(e->set->a, &all, args, &chosen) < 0)
		return -1;
	template_strip_lines(e->set->a, &chosen);
	for (i = 0; i < chosen.count; i++) {
		int one = expand_token(e, &chosen.list[i], args, depth);

		rc |= one;
		/* A broken partial tag would say the same again for each of its tags. */
		if (one < 0 && args->in_partial)
			break;
	}
	return rc;
}

int template_expand(struct templates *set, struct template *t)
{
	struct expander e = { .set = set, .t = t };
	struct arguments none = { .in_partial = false };
	struct place at = { .path = t->source->path, .line = 1 };

	return expand_text(&e, at, t->source->text, &none, 0);
}
