/* Tokens into operations: sections opened and closed, blocks apart, jumps set. */
#include "template.h"

#include <string.h>

#include "base/banned.h"

#define MAX_SCOPES 64
#define MAX_LOOPS  8 /* TEMPLATE_LOOPS of view/op.h */

static void add_op(struct resolver *r, struct op op)
{
	*(struct op *)array_more(r->a, &r->out->list, &r->out->count, sizeof(op)) = op;
}

/* White space evened out, so that {{/a  ==  b}} closes {{#a == b}}. */
static const char *even(struct arena *a, const char *text)
{
	struct str s = str_new(a);

	for (; *text; text++) {
		if (*text == ' ' || *text == '\t' || *text == '\n' || *text == '\r') {
			if (s.len && s.data[s.len - 1] != ' ')
				str_add_char(&s, ' ');
		} else {
			str_add_char(&s, *text);
		}
	}
	return s.data;
}

static int push(struct resolver *r, struct scope scope)
{
	if (r->depth == MAX_SCOPES)
		return complain(scope.at, "more than %d sections inside one another", MAX_SCOPES);
	scope.html = r->html;
	r->scopes[r->depth++] = scope;
	return 0;
}

static int text_token(struct resolver *r, const struct token *token)
{
	const char *text = token->text;

	/* The line of a block that ends here is not part of the body. */
	if (r->block_line == token->at.line && *text == '\n')
		text++;
	r->block_line = 0;
	add_op(r, (struct op){ .code = "OP_TEXT", .text = text, .at = token->at });
	return r->t->is_text ? 0 : html_text(&r->html, token->at, text);
}

static int print_token(struct resolver *r, const struct token *token)
{
	struct op op;

	if (resolve_print(r, token->at, token->text, &op) < 0)
		return -1;
	add_op(r, op);
	return r->t->is_text ? 0 : html_print(&r->html, token->at, op.format, &op.a);
}

static int open_token(struct resolver *r, const struct token *token)
{
	struct scope scope = { .text = even(r->a, token->text), .at = token->at };
	struct op op;
	bool bad = resolve_section(r, token->at, token->text, token->kind == TOKEN_INVERTED, &op,
	                           &scope.query) < 0;

	/* A section that means nothing is still a section: its end must find it. */
	if (bad)
		op = (struct op){ .code = "OP_IF", .test = "TEST_TRUE", .at = token->at };
	scope.kind = strcmp(op.code, "OP_EACH") == 0         ? SCOPE_EACH
	             : strcmp(op.code, "OP_EACH_ERROR") == 0 ? SCOPE_ERRORS
	                                                     : SCOPE_IF;
	if (scope.kind != SCOPE_IF) {
		if (r->loops == MAX_LOOPS)
			return complain(token->at, "more than %d row sections inside one another",
			                MAX_LOOPS);
		op.loop = scope.loop = r->loops++;
	}
	scope.op = r->out->count;
	add_op(r, op);
	return push(r, scope) < 0 || bad ? -1 : 0;
}

static int close_token(struct resolver *r, const struct token *token)
{
	const char *text = even(r->a, token->text);
	struct scope *scope;
	int rc = 0;

	if (r->depth == 0)
		return complain(token->at, "{{/%s}} closes nothing", text);
	scope = &r->scopes[--r->depth];
	if (*text && strcmp(text, scope->text) != 0)
		rc = complain(token->at, "{{/%s}} closes {{#%s}} of line %d", text, scope->text,
		              scope->at.line);
	if (scope->kind == SCOPE_BLOCK) {
		add_op(r, (struct op){ .code = "OP_STOP", .at = token->at });
		r->out = &r->t->body;
		r->block_line = token->at.line;
		if (!r->t->is_text && rc == 0)
			rc = html_end(&r->html, token->at);
		r->html = scope->html;
		return rc;
	}
	if (scope->kind != SCOPE_IF) {
		add_op(r, (struct op){ .code = "OP_NEXT",
		                       .loop = scope->loop,
		                       .jump = scope->op + 1,
		                       .at = token->at });
		r->loops--;
	}
	r->out->list[scope->op].jump = r->out->count;
	if (!r->t->is_text && rc == 0)
		rc = html_join(&r->html, &scope->html, token->at);
	return rc;
}

static struct asked_block *asked(struct template *layout, const char *name)
{
	size_t i;

	for (i = 0; i < layout->n_asked; i++) {
		if (strcmp(layout->asked[i].name, name) == 0)
			return &layout->asked[i];
	}
	return NULL;
}

/* In a layout, {{%title}} is where the page's block goes. */
static int ask_block(struct resolver *r, const struct token *token)
{
	struct asked_block *before = asked(r->t, token->text);
	struct asked_block one = { .name = token->text, .required = true };
	const char *guard = arena_printf(r->a, "%%%s", token->text);
	size_t i;

	for (i = 0; i < r->depth; i++) {
		if (strcmp(r->scopes[i].text, guard) == 0)
			one.required = false;
	}
	if (before)
		before->required = before->required || one.required;
	else
		*(struct asked_block *)array_more(r->a, &r->t->asked, &r->t->n_asked, sizeof(one)) =
		        one;
	add_op(r, (struct op){ .code = "OP_BLOCK", .text = token->text, .at = token->at });
	if (!r->t->is_text && r->html.state != 0)
		return complain(token->at, "a block inside a tag");
	return 0;
}

static int block_token(struct resolver *r, const struct token *token)
{
	struct scope scope = { .kind = SCOPE_BLOCK, .text = token->text, .at = token->at };
	struct block block = { .name = token->text, .at = token->at };
	struct block *added;
	size_t i;
	int rc = 0;

	if (!is_name(token->text))
		return complain(token->at, "\"%s\" is not a name", token->text);
	if (r->t->is_layout)
		return ask_block(r, token);
	if (strcmp(token->text, "content") == 0)
		rc = complain(token->at, "content is what stands outside the blocks");
	for (i = 0; i < r->t->n_blocks; i++) {
		if (strcmp(r->t->blocks[i].name, token->text) == 0)
			rc = complain(token->at, "a second block %s", token->text);
	}
	if (r->depth)
		return complain(token->at, "a block inside {{#%s}}", r->scopes[r->depth - 1].text);
	added = array_more(r->a, &r->t->blocks, &r->t->n_blocks, sizeof(block));
	*added = block;
	r->out = &added->ops;
	push(r, scope);
	html_start(&r->html);
	return rc;
}

/* The page has what its layout asks for, and no more. */
static int check_blocks(struct template *t)
{
	struct place at = { .path = t->source->path, .line = 1 };
	size_t i, j;
	int rc = 0;

	if (!t->layout)
		return 0;
	for (i = 0; i < t->n_blocks; i++) {
		if (!asked(t->layout, t->blocks[i].name))
			rc = complain(t->blocks[i].at, "%s has no place for a block %s",
			              t->layout->name, t->blocks[i].name);
	}
	for (j = 0; j < t->layout->n_asked; j++) {
		const struct asked_block *want = &t->layout->asked[j];

		if (!want->required || strcmp(want->name, "content") == 0)
			continue;
		for (i = 0; i < t->n_blocks; i++) {
			if (strcmp(t->blocks[i].name, want->name) == 0)
				break;
		}
		if (i == t->n_blocks)
			rc = complain(at, "%s asks for a block: {{%%%s}}...{{/%s}}",
			              t->layout->name, want->name, want->name);
	}
	return rc;
}

static int resolve_token(struct resolver *r, const struct token *token)
{
	switch (token->kind) {
	case TOKEN_TEXT:
		return text_token(r, token);
	case TOKEN_PRINT:
		return print_token(r, token);
	case TOKEN_OPEN:
	case TOKEN_INVERTED:
		return open_token(r, token);
	case TOKEN_CLOSE:
		return close_token(r, token);
	case TOKEN_BLOCK:
		return block_token(r, token);
	default:
		return complain(token->at, "a tag of a partial, out of place");
	}
}

int template_resolve(struct templates *set, struct template *t)
{
	struct resolver r = { .a = set->a, .set = set, .t = t, .out = &t->body };
	struct scope scopes[MAX_SCOPES];
	struct place at = { .path = t->source->path, .line = 1 };
	size_t i;
	int rc = 0;

	r.scopes = scopes;
	html_start(&r.html);
	if (t->layout && t->layout->is_text != t->is_text)
		rc = complain(at, "page and layout: one is plain text, the other is not");
	for (i = 0; i < t->tokens.count; i++) {
		const struct token *token = &t->tokens.list[i];

		at = token->at;
		if (resolve_token(&r, token) < 0)
			rc = -1;
	}
	if (r.depth)
		rc = complain(scopes[r.depth - 1].at, "{{#%s}} is not closed",
		              scopes[r.depth - 1].text);
	else if (!t->is_text && rc == 0)
		rc = html_end(&r.html, at);
	r.out = &t->body;
	add_op(&r, (struct op){ .code = "OP_STOP", .at = at });
	rc |= check_blocks(t);
	if (rc == 0)
		rc = template_check_used(t);
	t->resolved = rc == 0;
	return rc;
}
