/* Bytes as C string literals. */
#include "compile.h"

#include <string.h>

#include "base/banned.h"

/* Octal escapes always have three digits, so that a following digit is not taken in; ? is escaped
 * because of trigraphs. */
static void add_escaped(struct str *out, unsigned char c)
{
	switch (c) {
	case '\n':
		str_add(out, "\\n");
		break;
	case '\t':
		str_add(out, "\\t");
		break;
	case '"':
	case '\\':
	case '?':
		str_add_char(out, '\\');
		str_add_char(out, (char)c);
		break;
	default:
		if (c >= 0x20 && c < 0x7f)
			str_add_char(out, (char)c);
		else
			str_addf(out, "\\%03o", c);
	}
}

void c_literal(struct str *out, const char *indent, const char *text, size_t size)
{
	size_t i, width = 0;

	str_addf(out, "%s\"", indent);
	for (i = 0; i < size; i++) {
		add_escaped(out, (unsigned char)text[i]);
		width++;
		if (i + 1 < size && (text[i] == '\n' || width >= 400)) {
			str_addf(out, "\"\n%s\"", indent);
			width = 0;
		}
	}
	str_add_char(out, '"');
}

void c_literal_line(struct str *out, const char *text)
{
	str_add_char(out, '"');
	for (; *text; text++)
		add_escaped(out, (unsigned char)*text);
	str_add_char(out, '"');
}

void c_header_start(struct str *out, const char *guard, const char *what)
{
	str_addf(out, "/* %s\n * Made by candour-compile; do not edit. */\n", what);
	if (guard)
		str_addf(out, "#ifndef %s\n#define %s\n\n", guard, guard);
}
