/* Templates into tokens. */
#include "template.h"

#include <ctype.h>
#include <string.h>

#include "base/banned.h"

static void add_token(struct arena *a, struct tokens *tokens, struct token token)
{
	*(struct token *)array_more(a, &tokens->list, &tokens->count, sizeof(token)) = token;
}

/* Text becomes one token a line, so that whole lines can be taken out. */
static void add_text(struct arena *a, struct tokens *tokens, struct place *at, const char *text,
                     size_t size)
{
	while (size) {
		const char *end = memchr(text, '\n', size);
		size_t len = end ? (size_t)(end - text) + 1 : size;

		add_token(a, tokens,
		          (struct token){ TOKEN_TEXT, arena_text_n(a, text, len), *at, false });
		at->line += end != NULL;
		text += len;
		size -= len;
	}
}

/* The end of a tag whose inside starts at text; NULL when it never ends. Arguments of a partial may
 * hold whole tags, so braces are counted. */
static const char *tag_end(const char *text)
{
	int depth = 1;

	for (; *text; text++) {
		if (text[0] == '{' && text[1] == '{') {
			depth++;
			text++;
		} else if (text[0] == '}' && text[1] == '}') {
			if (--depth == 0)
				return text;
			text++;
		}
	}
	return NULL;
}

static enum token_kind tag_kind(const char **inside)
{
	static const struct {
		const char *sigil;
		enum token_kind kind;
	} sigils[] = {
		{ "^$", TOKEN_NOT_GIVEN }, { "/$", TOKEN_END_GIVEN }, { "$", TOKEN_GIVEN },
		{ "#", TOKEN_OPEN },       { "^", TOKEN_INVERTED },   { "/", TOKEN_CLOSE },
		{ ">", TOKEN_PARTIAL },    { "!", TOKEN_COMMENT },    { "%", TOKEN_BLOCK },
	};
	size_t i;

	for (i = 0; i < sizeof(sigils) / sizeof(sigils[0]); i++) {
		if (text_starts(*inside, sigils[i].sigil)) {
			*inside += strlen(sigils[i].sigil);
			return sigils[i].kind;
		}
	}
	return TOKEN_PRINT;
}

static int scan_tag(struct arena *a, struct place at, const char *inside, struct tokens *tokens)
{
	struct token token = { .at = at };

	if (strchr("{&=*<", *inside) && *inside)
		return complain(at,
		                "{{%c is not in this language: values are always escaped, markup "
		                "comes from values of type html",
		                *inside);
	token.kind = tag_kind(&inside);
	token.text = text_trim(a, inside);
	if (!*token.text && token.kind != TOKEN_CLOSE && token.kind != TOKEN_COMMENT)
		return complain(at, "an empty tag");
	add_token(a, tokens, token);
	return 0;
}

int template_scan(struct arena *a, struct place at, const char *text, struct tokens *tokens)
{
	int rc = 0;

	while (*text) {
		const char *open = strstr(text, "{{");
		const char *end, *c;

		add_text(a, tokens, &at, text, open ? (size_t)(open - text) : strlen(text));
		if (!open)
			break;
		end = tag_end(open + 2);
		if (!end)
			return complain(at, "a tag that never ends: {{ without }}");
		rc |= scan_tag(a, at, arena_text_n(a, open + 2, (size_t)(end - open - 2)), tokens);
		for (c = open; c < end; c++)
			at.line += *c == '\n';
		text = end + 2;
	}
	return rc;
}

static bool ends_line(const struct token *token)
{
	size_t len = strlen(token->text);

	return token->kind == TOKEN_TEXT && len && token->text[len - 1] == '\n';
}

void template_strip_lines(struct arena *a, struct tokens *tokens)
{
	struct tokens kept = { 0 };
	size_t start = 0, end, i;

	while (start < tokens->count) {
		bool blank = true, tags = false;

		for (end = start; end < tokens->count; end++) {
			const struct token *token = &tokens->list[end];

			if (token->kind == TOKEN_TEXT)
				blank = blank && text_is_blank(token->text);
			else if (token->kind == TOKEN_PRINT)
				blank = false;
			else
				tags = true;
			if (ends_line(token))
				break;
		}
		end += end < tokens->count;
		for (i = start; i < end; i++) {
			tokens->list[i].inside_line = !blank;
			if (tokens->list[i].kind != TOKEN_TEXT || !blank || !tags)
				add_token(a, &kept, tokens->list[i]);
		}
		start = end;
	}
	*tokens = kept;
}
