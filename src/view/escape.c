/* Escaping: one function for each context. */
#include "view/format.h"

#include <string.h>

#include "base/banned.h"

/* What stands for a character, or NULL. */
static const char *const entities[256] = {
	['&'] = "&amp;", ['<'] = "&lt;", ['>'] = "&gt;", ['"'] = "&quot;", ['\''] = "&#39;",
};

void escape_html(struct str *out, const char *text)
{
	const char *from = text;

	if (!text)
		return;
	for (; *text; text++) {
		const char *entity = entities[(unsigned char)*text];

		if (!entity)
			continue;
		str_add_n(out, from, (size_t)(text - from));
		str_add(out, entity);
		from = text + 1;
	}
	str_add_n(out, from, (size_t)(text - from));
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
