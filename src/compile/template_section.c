/* {{#...}}: what the section asks or loops over. */
#include "template.h"

#include <string.h>

#include "base/banned.h"

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
	if (resolve_column(r, at, query,
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
		ret->a = (struct operand){ .kind = "OPERAND_LITERAL",
			                   .text = text_trim(r->a, text + 1) };
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
