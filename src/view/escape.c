/* Escaping: one function for each context. */
#include "view/format.h"

#include <string.h>

#include "base/banned.h"

void escape_html(struct str *out, const char *text)
{
	if (!text)
		return;
	for (;;) {
		size_t plain = strcspn(text, "&<>\"'");

		str_add_n(out, text, plain);
		text += plain;
		switch (*text++) {
		case '&':
			str_add_n(out, "&amp;", 5);
			break;
		case '<':
			str_add_n(out, "&lt;", 4);
			break;
		case '>':
			str_add_n(out, "&gt;", 4);
			break;
		case '"':
			str_add_n(out, "&quot;", 6);
			break;
		case '\'':
			str_add_n(out, "&#39;", 5);
			break;
		default:
			return;
		}
	}
}

void escape_url(struct str *out, const char *text)
{
	static const char plain[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
	                            "0123456789-._~";
	static const char digits[] = "0123456789ABCDEF";

	for (; text && *text; text++) {
		unsigned char c = (unsigned char)*text;

		if (strchr(plain, c)) {
			str_add_char(out, (char)c);
		} else {
			str_add_char(out, '%');
			str_add_char(out, digits[c >> 4]);
			str_add_char(out, digits[c & 15]);
		}
	}
}
