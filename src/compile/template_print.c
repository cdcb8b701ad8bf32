/* {{name|formatter}}: every formatter to its code, with types that fit. */
#include "template.h"

#include <string.h>

#include "base/banned.h"

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
