/* Names inside tags: each to what it stands for, a slot and a column. */
#include "template.h"

#include <ctype.h>
#include <string.h>

#include "base/banned.h"

static struct operand literal(const char *text)
{
	return (struct operand){ .kind = "OPERAND_LITERAL", .text = text, .type = VALUE_TEXT };
}

static bool is_quoted(const char *text)
{
	size_t len = strlen(text);

	return len >= 2 && (*text == '"' || *text == '\'') && text[len - 1] == *text;
}

static bool is_number(const char *text)
{
	return isdigit((unsigned char)*text) && text[strspn(text, "0123456789")] == '\0';
}

/* form.F, form.F.day, form.F.error */
static int resolve_form(struct resolver *r, struct place at, const char *text, struct operand *ret)
{
	const char *rest = text + strlen("form.");
	size_t len = strspn(rest, "abcdefghijklmnopqrstuvwxyz0123456789_-");
	char *field = arena_text_n(r->a, rest, len);

	rest += len;
	*ret = (struct operand){ .kind = "OPERAND_FIELD", .text = field, .type = VALUE_TEXT };
	if (!len)
		return complain(at, "form. and then the name of a field");
	if (!r->t->forms.count)
		return complain(at, "%s: this template declares no form", text);
	if (strcmp(rest, ".error") == 0)
		ret->kind = "OPERAND_FIELD_ERROR";
	else if (strcmp(rest, ".day") == 0 || strcmp(rest, ".month") == 0 ||
	         strcmp(rest, ".year") == 0)
		ret->text = arena_printf(r->a, "%s-%s", field, rest + 1);
	else if (*rest)
		return complain(at, "%s: a field has .error, .day, .month and .year", text);
	template_use_field(r->a, r->t, field);
	return 0;
}

const struct scope *innermost_loop(const struct resolver *r)
{
	size_t i;

	for (i = r->depth; i > 0; i--) {
		if (r->scopes[i - 1].kind == SCOPE_EACH || r->scopes[i - 1].kind == SCOPE_ERRORS)
			return &r->scopes[i - 1];
	}
	return NULL;
}

int resolve_column(struct resolver *r, struct place at, struct used_query *query,
                   const char *column, struct operand *ret)
{
	const struct names *columns = &query->query->columns;
	const struct name *found = names_find(columns, column);

	if (!found)
		return complain(at, "%s gives no column %s (it gives %s)", query->query->name,
		                column, names_listed(r->a, columns));
	ret->column = (size_t)(found - columns->list);
	ret->type = found->type;
	query->used = true;
	return 0;
}

/* query.column: the row of an open section over that query, otherwise its first row. */
static int resolve_dotted(struct resolver *r, struct place at, const char *text, size_t dot,
                          struct operand *ret)
{
	char *name = arena_text_n(r->a, text, dot);
	struct used_query *query = template_query(r->t, name);
	size_t i;

	if (!query)
		return complain(at, "%s: no query %s is declared here", text, name);
	*ret = (struct operand){ .kind = "OPERAND_FIRST" };
	for (i = r->depth; i > 0; i--) {
		if (r->scopes[i - 1].kind == SCOPE_EACH && r->scopes[i - 1].query == query) {
			ret->kind = "OPERAND_COLUMN";
			ret->slot = r->scopes[i - 1].loop;
			break;
		}
	}
	if (i == 0)
		ret->slot = (size_t)(query - r->t->queries);
	return resolve_column(r, at, query, text + dot + 1, ret);
}

/* A bare name: columns of the open sections from the inside out, then declared values. */
static int resolve_bare(struct resolver *r, struct place at, const char *text, struct operand *ret)
{
	struct used_value *value;
	size_t i;

	*ret = (struct operand){ .kind = "OPERAND_COLUMN", .type = VALUE_TEXT };
	for (i = r->depth; i > 0; i--) {
		const struct scope *scope = &r->scopes[i - 1];

		ret->slot = scope->loop;
		if (scope->kind == SCOPE_ERRORS && strcmp(text, "field") == 0) {
			ret->kind = "OPERAND_ERROR_FIELD";
			return 0;
		}
		if (scope->kind == SCOPE_ERRORS && strcmp(text, "sentence") == 0) {
			ret->kind = "OPERAND_ERROR_SENTENCE";
			return 0;
		}
		if (scope->kind == SCOPE_EACH && names_find(&scope->query->query->columns, text))
			return resolve_column(r, at, scope->query, text, ret);
	}
	value = template_value(r->t, text);
	if (value) {
		value->name.used = true;
		*ret = (struct operand){ .kind = "OPERAND_VALUE",
			                 .slot = (size_t)(value - r->t->values),
			                 .type = value->name.type };
		return 0;
	}
	if (template_query(r->t, text))
		return complain(at, "%s is a query: name one of its columns, as in %s.%s", text,
		                text, template_query(r->t, text)->query->columns.list[0].name);
	return complain(at, "nothing is called %s here: no column of an open section, no value",
	                text);
}

int resolve_operand(struct resolver *r, struct place at, const char *text, struct operand *ret)
{
	const char *dot = strchr(text, '.');

	if (is_quoted(text)) {
		*ret = literal(arena_text_n(r->a, text + 1, strlen(text) - 2));
		return 0;
	}
	if (is_number(text)) {
		*ret = literal(text);
		return 0;
	}
	if (text_starts(text, "form."))
		return resolve_form(r, at, text, ret);
	if (strcmp(text, "index") == 0) {
		const struct scope *loop = innermost_loop(r);

		if (!loop)
			return complain(at, "index outside a section over rows");
		*ret = (struct operand){ .kind = "OPERAND_INDEX",
			                 .slot = loop->loop,
			                 .type = VALUE_INTEGER };
		return 0;
	}
	if (dot && is_name(arena_text_n(r->a, text, (size_t)(dot - text))) && is_name(dot + 1))
		return resolve_dotted(r, at, text, (size_t)(dot - text), ret);
	if (is_name(text))
		return resolve_bare(r, at, text, ret);
	return complain(at, "\"%s\" is not a name", text);
}
