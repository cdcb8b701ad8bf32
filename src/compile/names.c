/* Names and their types, as queries and templates declare them. */
#include "compile.h"

#include <ctype.h>
#include <string.h>

#include "base/banned.h"

static const struct {
	const char *word;
	const char *code;
	enum value_type type;
} types[] = {
	{ "text", "VALUE_TEXT", VALUE_TEXT },
	{ "bigint", "VALUE_BIGINT", VALUE_BIGINT },
	{ "integer", "VALUE_INTEGER", VALUE_INTEGER },
	{ "boolean", "VALUE_BOOLEAN", VALUE_BOOLEAN },
	{ "date", "VALUE_DATE", VALUE_DATE },
	{ "timestamptz", "VALUE_TIMESTAMPTZ", VALUE_TIMESTAMPTZ },
	{ "numeric", "VALUE_NUMERIC", VALUE_NUMERIC },
	{ "bytea", "VALUE_BYTEA", VALUE_BYTEA },
	{ "uuid", "VALUE_UUID", VALUE_UUID },
	{ "text[]", "VALUE_TEXT_ARRAY", VALUE_TEXT_ARRAY },
	{ "bigint[]", "VALUE_BIGINT_ARRAY", VALUE_BIGINT_ARRAY },
	{ "html", "VALUE_HTML", VALUE_HTML },
};
#define N_TYPES (sizeof(types) / sizeof(types[0]))

const char *type_word(enum value_type type)
{
	size_t i;

	for (i = 0; i < N_TYPES; i++) {
		if (types[i].type == type)
			return types[i].word;
	}
	return "?";
}

const char *type_code(enum value_type type)
{
	size_t i;

	for (i = 0; i < N_TYPES; i++) {
		if (types[i].type == type)
			return types[i].code;
	}
	return "?";
}

bool is_name(const char *text)
{
	if (*text < 'a' || *text > 'z')
		return false;
	return text[strspn(text, "abcdefghijklmnopqrstuvwxyz0123456789_")] == '\0';
}

bool is_c_keyword(const char *text)
{
	static const char *const words[] = {
		"asm",      "auto",    "bool",     "break",   "case",     "char",     "const",
		"continue", "default", "do",       "double",  "else",     "enum",     "errno",
		"extern",   "false",   "float",    "for",     "goto",     "if",       "inline",
		"int",      "linux",   "long",     "main",    "register", "restrict", "return",
		"short",    "signed",  "sizeof",   "static",  "stderr",   "stdin",    "stdout",
		"struct",   "switch",  "true",     "typedef", "typeof",   "union",    "unix",
		"unsigned", "void",    "volatile", "while",
	};
	size_t i;

	for (i = 0; i < sizeof(words) / sizeof(words[0]); i++) {
		if (strcmp(words[i], text) == 0)
			return true;
	}
	return false;
}

char *upper_case(struct arena *a, const char *text)
{
	char *upper = arena_text(a, text);
	char *c;

	for (c = upper; *c; c++)
		*c = (char)toupper((unsigned char)*c);
	return upper;
}

struct name *names_find(const struct names *names, const char *name)
{
	size_t i;

	for (i = 0; i < names->count; i++) {
		if (strcmp(names->list[i].name, name) == 0)
			return &names->list[i];
	}
	return NULL;
}

const char *names_listed(struct arena *a, const struct names *names)
{
	struct str s = str_new(a);
	size_t i;

	for (i = 0; i < names->count; i++)
		str_addf(&s, "%s%s", i ? ", " : "", names->list[i].name);
	return s.len ? s.data : "none";
}

/* One "name type" or "name type?". */
static int parse_one(struct arena *a, struct place at, const char *item, struct names *names)
{
	struct name one = { 0 };
	size_t name_len = strcspn(item, " \t\n");
	char *type = text_trim(a, item + name_len);
	size_t len = strlen(type), i;

	one.name = arena_text_n(a, item, name_len);
	if (!is_name(one.name))
		return complain(at, "\"%s\" is not a name: lower case, digits and _ only", item);
	if (!*type)
		return complain(at, "\"%s\" needs a type, such as \"%s text\"", one.name, one.name);
	if (type[len - 1] == '?') {
		one.optional = true;
		type[len - 1] = '\0';
	}
	for (i = 0; i < N_TYPES; i++) {
		if (strcmp(types[i].word, type) == 0)
			break;
	}
	if (i == N_TYPES)
		return complain(at, "unknown type \"%s\" of %s", type, one.name);
	one.type = types[i].type;
	if (names_find(names, one.name))
		return complain(at, "%s is declared twice", one.name);
	*(struct name *)array_more(a, &names->list, &names->count, sizeof(one)) = one;
	return 0;
}

int names_parse(struct arena *a, struct place at, const char *text, struct names *names)
{
	int rc = 0;

	for (;;) {
		size_t len = strcspn(text, ",");
		char *item = text_trim(a, arena_text_n(a, text, len));

		if (*item)
			rc |= parse_one(a, at, item, names);
		else if (text[len])
			rc = complain(at, "a comma too many");
		if (!text[len])
			return rc;
		text += len + 1;
	}
}
