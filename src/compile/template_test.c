/* What stands inside {{name|formatter}} and {{#section}}, looked up: every name to a slot and a
 * column, every formatter to its code, with types that fit. */
#include "template.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "base/banned.h"

/* ---- Operands ---- */

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

static const struct scope *innermost_loop(const struct resolver *r)
{
	size_t i;

	for (i = r->depth; i > 0; i--) {
		if (r->scopes[i - 1].kind == SCOPE_EACH || r->scopes[i - 1].kind == SCOPE_ERRORS)
			return &r->scopes[i - 1];
	}
	return NULL;
}

static int set_column(struct resolver *r, struct place at, struct used_query *query,
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
	return set_column(r, at, query, text + dot + 1, ret);
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
			return set_column(r, at, scope->query, text, ret);
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

/* ---- Formatters ---- */

#define ONE(type) (1U << (type))
#define DATES     (ONE(VALUE_DATE) | ONE(VALUE_TIMESTAMPTZ))
#define WHOLES    (ONE(VALUE_BIGINT) | ONE(VALUE_INTEGER))
#define NUMBERS   (WHOLES | ONE(VALUE_NUMERIC))
#define TEXTS     (ONE(VALUE_TEXT) | ONE(VALUE_UUID))
#define ARRAYS    (ONE(VALUE_TEXT_ARRAY) | ONE(VALUE_BIGINT_ARRAY))

static const struct formatter {
	const char *word;
	const char *code;
	unsigned types;
	bool argument;
} formatters[] = {
	{ "plain", "FORMAT_PLAIN", DATES | NUMBERS | TEXTS | ARRAYS, false },
	{ "date", "FORMAT_DATE", DATES, false },
	{ "day", "FORMAT_DAY", DATES, false },
	{ "month", "FORMAT_MONTH", DATES, false },
	{ "datetime", "FORMAT_DATETIME", ONE(VALUE_TIMESTAMPTZ), false },
	{ "time", "FORMAT_TIME", ONE(VALUE_TIMESTAMPTZ), false },
	{ "iso", "FORMAT_ISO", DATES, false },
	{ "url", "FORMAT_URL", DATES | NUMBERS | TEXTS, false },
	{ "href", "FORMAT_HREF", TEXTS, false },
	{ "size", "FORMAT_SIZE", NUMBERS, false },
	{ "lines", "FORMAT_LINES", TEXTS, false },
	{ "nhs", "FORMAT_NHS", TEXTS | WHOLES, false },
	{ "thousands", "FORMAT_THOUSANDS", NUMBERS, false },
	{ "yesno", "FORMAT_YESNO", ONE(VALUE_BOOLEAN), false },
	{ "lower_first", "FORMAT_LOWER_FIRST", TEXTS, false },
	{ "plural", "FORMAT_PLURAL", NUMBERS, true },
	{ "noun", "FORMAT_NOUN", NUMBERS, true },
	{ "list", "FORMAT_LIST", ARRAYS, false },
};

/* Types that print as they are. The others say how: a time as PostgreSQL prints it, or the letter f
 * for "no", is never what a page should show. */
#define PRINT_BARE (NUMBERS | TEXTS | ONE(VALUE_HTML))

static int apply_formatter(struct resolver *r, struct place at, const char *text, struct op *op)
{
	size_t len = strcspn(text, ":"), i;
	const char *argument = text[len] ? text + len + 1 : NULL;
	char *word = text_trim(r->a, arena_text_n(r->a, text, len));

	if (strcmp(word, "or") == 0) {
		if (!argument || op->fallback)
			return complain(at, "|or: is followed by what to print instead");
		op->fallback = text_trim(r->a, argument);
		return 0;
	}
	for (i = 0; i < sizeof(formatters) / sizeof(formatters[0]); i++) {
		if (strcmp(formatters[i].word, word) == 0)
			break;
	}
	if (i == sizeof(formatters) / sizeof(formatters[0]))
		return complain(at, "there is no formatter %s", word);
	if (strcmp(op->format, "") != 0 || op->fallback)
		return complain(at, "one formatter, and after it only |or:");
	if (op->a.type != VALUE_HTML && !(formatters[i].types & ONE(op->a.type)))
		return complain(at, "|%s is not for %s", word, type_word(op->a.type));
	if (op->a.type == VALUE_HTML)
		return complain(at, "html prints as it is, without |%s", word);
	if (formatters[i].argument != (argument != NULL))
		return complain(at,
		                formatters[i].argument
		                        ? "|%s needs an argument, as in |%s:case,cases"
		                        : "|%s has no argument: write |%s",
		                word, word);
	if (argument && !strchr(argument, ','))
		return complain(at, "|%s:one,many: two words, with a comma between", word);
	op->format = formatters[i].code;
	op->text = argument;
	return 0;
}

int resolve_print(struct resolver *r, struct place at, const char *text, struct op *ret)
{
	size_t len = strcspn(text, "|");
	int rc;

	*ret = (struct op){ .code = r->t->is_text ? "OP_PRINT_BARE" : "OP_PRINT",
		            .format = "",
		            .at = at };
	rc = resolve_operand(r, at, text_trim(r->a, arena_text_n(r->a, text, len)), &ret->a);
	if (rc < 0)
		return -1;
	text += len;
	while (*text == '|' && rc == 0) {
		text++;
		len = strcspn(text, "|");
		rc = apply_formatter(r, at, text_trim(r->a, arena_text_n(r->a, text, len)), ret);
		text += len;
	}
	if (rc < 0)
		return -1;
	if (!*ret->format && !(PRINT_BARE & ONE(ret->a.type)))
		return complain(at, "a %s needs a formatter: %s", type_word(ret->a.type),
		                ret->a.type == VALUE_BOOLEAN ? "|yesno, or a section"
		                : ret->a.type == VALUE_BYTEA ? "bytes cannot be printed"
		                : ONE(ret->a.type) & ARRAYS  ? "|list"
		                : ret->a.type == VALUE_DATE  ? "|date, |day or |iso"
		                                             : "|date, |datetime, |time or |iso");
	if (!*ret->format)
		ret->format = "FORMAT_PLAIN";
	if (r->t->is_text &&
	    (ret->a.type == VALUE_HTML || strcmp(ret->format, "FORMAT_LINES") == 0))
		return complain(at, "markup in a plain text template");
	if (ret->a.type == VALUE_HTML)
		ret->code = "OP_HTML";
	return 0;
}

/* ---- Sections ---- */

static int first_or_last(struct resolver *r, struct place at, const char *text, struct op *op)
{
	const struct scope *loop = innermost_loop(r);

	if (!loop)
		return complain(at, "{{#%s}} outside a section over rows", text);
	op->test = strcmp(text, "first") == 0 ? "TEST_FIRST" : "TEST_LAST";
	op->a = (struct operand){ .kind = "OPERAND_INDEX", .slot = loop->loop };
	return 0;
}

/* changed:column */
static int changed(struct resolver *r, struct place at, const char *text, struct op *op)
{
	if (resolve_operand(r, at, text_trim(r->a, text), &op->a) < 0)
		return -1;
	if (strcmp(op->a.kind, "OPERAND_COLUMN") != 0)
		return complain(at, "changed: is for a column of a section over rows");
	op->test = "TEST_CHANGED";
	return 0;
}

static int compare(struct resolver *r, struct place at, const char *text, const char *sign,
                   struct op *op)
{
	char *left = text_trim(r->a, arena_text_n(r->a, text, (size_t)(sign - text)));
	char *right = text_trim(r->a, sign + 2);

	if (resolve_operand(r, at, left, &op->a) < 0 || resolve_operand(r, at, right, &op->b) < 0)
		return -1;
	if (op->a.type == VALUE_BOOLEAN || op->b.type == VALUE_BOOLEAN)
		return complain(at, "a boolean is tested by {{#name}}, not compared");
	if (op->a.type == VALUE_HTML || op->b.type == VALUE_HTML || op->a.type == VALUE_BYTEA ||
	    op->b.type == VALUE_BYTEA)
		return complain(at, "%s is not compared", type_word(op->a.type));
	op->test = strcmp(op->a.kind, "OPERAND_FIELD") == 0 ? "TEST_FIELD_IS" : "TEST_EQUAL";
	if (*sign == '!')
		op->inverted = !op->inverted;
	return 0;
}

/* child:column=value */
static int child(struct resolver *r, struct place at, const char *text, struct op *op,
                 struct used_query **ret_query)
{
	size_t len = strcspn(text, ":");
	char *name = text_trim(r->a, arena_text_n(r->a, text, len));
	const char *equals = strchr(text + len, '=');
	struct used_query *query = template_query(r->t, name);
	struct operand column = { 0 };

	if (!query)
		return complain(at, "no query %s is declared here", name);
	if (!equals)
		return complain(at, "write %s:column=value", name);
	if (set_column(r, at, query,
	               text_trim(r->a, arena_text_n(r->a, text + len + 1,
	                                            (size_t)(equals - text) - len - 1)),
	               &column) < 0)
		return -1;
	if (resolve_operand(r, at, text_trim(r->a, equals + 1), &op->b) < 0)
		return -1;
	op->a = (struct operand){ .kind = "OPERAND_FIRST",
		                  .slot = (size_t)(query - r->t->queries),
		                  .column = column.column };
	*ret_query = query;
	return 0;
}

static void each_or_any(struct op *op)
{
	op->code = op->inverted ? "OP_IF" : "OP_EACH";
	op->test = op->inverted ? "TEST_ANY" : NULL;
}

/* The comparison sign outside quotes, or NULL. */
static const char *comparison(const char *text)
{
	char quote = 0;

	for (; *text; text++) {
		if (quote)
			quote = *text == quote ? 0 : quote;
		else if (*text == '"' || *text == '\'')
			quote = *text;
		else if ((text[0] == '=' || text[0] == '!') && text[1] == '=')
			return text;
	}
	return NULL;
}

static const char *without_end(struct arena *a, const char *text, const char *end)
{
	size_t len = strlen(text), end_len = strlen(end);

	if (len <= end_len || strcmp(text + len - end_len, end) != 0)
		return NULL;
	return arena_text_n(a, text, len - end_len);
}

static int plain_section(struct resolver *r, struct place at, const char *text, struct op *op,
                         struct used_query **ret_query)
{
	struct used_query *query = template_query(r->t, text);
	const char *before;

	if (query) {
		query->used = true;
		op->a = (struct operand){ .kind = "OPERAND_FIRST",
			                  .slot = (size_t)(query - r->t->queries) };
		*ret_query = query;
		each_or_any(op);
		return 0;
	}
	before = without_end(r->a, text, ".any");
	query = before ? template_query(r->t, before) : NULL;
	if (query) {
		query->used = true;
		op->a = (struct operand){ .kind = "OPERAND_FIRST",
			                  .slot = (size_t)(query - r->t->queries) };
		op->test = "TEST_ANY";
		return 0;
	}
	before = without_end(r->a, text, ".given");
	if (before) {
		if (resolve_operand(r, at, before, &op->a) < 0)
			return -1;
		op->test = "TEST_GIVEN";
		return 0;
	}
	if (resolve_operand(r, at, text, &op->a) < 0)
		return -1;
	if (op->a.type != VALUE_BOOLEAN)
		return complain(at, "%s is %s, and a section needs a boolean: write {{#%s.given}}",
		                text, type_word(op->a.type), text);
	op->test = "TEST_TRUE";
	return 0;
}

int resolve_section(struct resolver *r, struct place at, const char *text, bool inverted,
                    struct op *ret, struct used_query **ret_query)
{
	const char *sign = comparison(text);

	*ret = (struct op){ .code = "OP_IF", .inverted = inverted, .at = at };
	*ret_query = NULL;
	if (sign)
		return compare(r, at, text, sign, ret);
	if (strcmp(text, "first") == 0 || strcmp(text, "last") == 0)
		return first_or_last(r, at, text, ret);
	if (text_starts(text, "changed:"))
		return changed(r, at, text + strlen("changed:"), ret);
	if (strcmp(text, "form.any_error") == 0 || (inverted && strcmp(text, "form.errors") == 0)) {
		ret->test = "TEST_ANY_ERROR";
		return 0;
	}
	if (strcmp(text, "form.errors") == 0) {
		ret->code = "OP_EACH_ERROR";
		return 0;
	}
	if (*text == '%') {
		if (!r->t->is_layout)
			return complain(at, "only a layout asks for blocks");
		ret->test = "TEST_BLOCK";
		ret->a = literal(text_trim(r->a, text + 1));
		return 0;
	}
	if (strchr(text, ':')) {
		if (child(r, at, text, ret, ret_query) < 0)
			return -1;
		each_or_any(ret);
		return 0;
	}
	return plain_section(r, at, text, ret, ret_query);
}
