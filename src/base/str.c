/* The string builder, and small questions about text. */
#include "base/str.h"

#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include "base/banned.h"

struct str str_new(struct arena *a)
{
	struct str s = { .arena = a, .data = arena_alloc(a, 64), .len = 0, .room = 64 };

	return s;
}

void str_reserve(struct str *s, size_t more)
{
	size_t need, room;

	if (more > PTRDIFF_MAX / 4 || s->len > PTRDIFF_MAX / 4)
		out_of_memory();
	need = s->len + more + 1;
	if (need <= s->room)
		return;
	room = s->room * 2 > need ? s->room * 2 : need;
	s->data = arena_grow(s->arena, s->data, s->room, room);
	s->room = room;
}

void str_add_n(struct str *s, const char *text, size_t n)
{
	str_reserve(s, n);
	if (n)
		memcpy(s->data + s->len, text, n);
	s->len += n;
	s->data[s->len] = '\0';
}

void str_add(struct str *s, const char *text)
{
	if (text)
		str_add_n(s, text, strlen(text));
}

void str_add_char(struct str *s, char c)
{
	str_add_n(s, &c, 1);
}

void str_addf(struct str *s, const char *format, ...)
{
	va_list args;
	int len;

	va_start(args, format);
	len = vsnprintf(s->data + s->len, s->room - s->len, format, args);
	va_end(args);
	if (len < 0)
		out_of_memory();
	if ((size_t)len >= s->room - s->len) {
		str_reserve(s, (size_t)len);
		va_start(args, format);
		vsnprintf(s->data + s->len, s->room - s->len, format, args);
		va_end(args);
	}
	s->len += (size_t)len;
}

size_t text_utf8_step(const char *text, size_t len, unsigned *ret_code)
{
	const unsigned char *t = (const unsigned char *)text;
	unsigned code, least;
	size_t step, i;

	if (len == 0 || t[0] == 0)
		return 0;
	if (t[0] < 0x80) {
		code = t[0];
		step = 1;
		least = 0;
	} else if (t[0] >= 0xc2 && t[0] <= 0xdf) {
		code = t[0] & 0x1fU;
		step = 2;
		least = 0x80;
	} else if ((t[0] & 0xf0) == 0xe0) {
		code = t[0] & 0x0fU;
		step = 3;
		least = 0x800;
	} else if (t[0] >= 0xf0 && t[0] <= 0xf4) {
		code = t[0] & 0x07U;
		step = 4;
		least = 0x10000;
	} else {
		return 0;
	}
	if (step > len)
		return 0;
	for (i = 1; i < step; i++) {
		if ((t[i] & 0xc0) != 0x80)
			return 0;
		code = code << 6 | (t[i] & 0x3fU);
	}
	if (code < least || code > 0x10ffff || (code >= 0xd800 && code <= 0xdfff))
		return 0;
	if (ret_code)
		*ret_code = code;
	return step;
}

bool text_is_utf8(const char *text, size_t len)
{
	size_t at = 0;

	while (at < len) {
		size_t step = text_utf8_step(text + at, len - at, NULL);

		if (!step)
			return false;
		at += step;
	}
	return true;
}

char *text_repair_utf8(struct arena *a, const char *text, size_t len)
{
	struct str s = str_new(a);
	size_t at = 0;

	str_reserve(&s, len);
	while (at < len) {
		size_t step = text_utf8_step(text + at, len - at, NULL);

		if (step)
			str_add_n(&s, text + at, step);
		else
			str_add(&s, "\xef\xbf\xbd");
		at += step ? step : 1;
	}
	return s.data;
}

size_t text_prefix(const char *text, size_t len, size_t max)
{
	size_t end = max, back;

	if (len <= max)
		return len;
	for (back = 0; back < 3 && end > 0; back++) {
		if (((unsigned char)text[end] & 0xc0) != 0x80)
			break;
		end--;
	}
	return end;
}

size_t text_count_chars(const char *text)
{
	size_t count = 0;

	for (; text && *text; text++) {
		if (((unsigned char)*text & 0xc0) != 0x80)
			count++;
	}
	return count;
}

static bool is_space(unsigned code)
{
	return code == ' ' || (code >= '\t' && code <= '\r') || code == 0x85 || code == 0xa0 ||
	       code == 0x1680 || (code >= 0x2000 && code <= 0x200f) || code == 0x2028 ||
	       code == 0x2029 || code == 0x202f || code == 0x205f || code == 0x2060 ||
	       code == 0x3000 || code == 0xfeff;
}

/* Bytes of white space at the start. */
static size_t leading_space(const char *text, size_t len)
{
	size_t at = 0;

	while (at < len) {
		unsigned code = 0;
		size_t step = text_utf8_step(text + at, len - at, &code);

		if (!step || !is_space(code))
			break;
		at += step;
	}
	return at;
}

bool text_is_blank(const char *text)
{
	size_t len = text ? strlen(text) : 0;

	return leading_space(text, len) == len;
}

bool text_equal(const char *a, const char *b)
{
	return strcmp(a ? a : "", b ? b : "") == 0;
}

bool text_starts(const char *text, const char *start)
{
	size_t len = start ? strlen(start) : 0;

	return len == 0 || (text && strncmp(text, start, len) == 0);
}

char *text_trim(struct arena *a, const char *text)
{
	size_t len = text ? strlen(text) : 0;
	size_t start = leading_space(text, len);

	while (len > start) {
		size_t last = len - 1;
		unsigned code = 0;

		while (last > start && ((unsigned char)text[last] & 0xc0) == 0x80)
			last--;
		if (text_utf8_step(text + last, len - last, &code) != len - last || !is_space(code))
			break;
		len = last;
	}
	return arena_text_n(a, text ? text + start : "", len - start);
}

char *text_plain_line_ends(struct arena *a, const char *text)
{
	char *copy = arena_text(a, text), *to = copy;
	const char *from;

	for (from = copy; *from; from++) {
		if (*from != '\r')
			*to++ = *from;
		else if (from[1] != '\n')
			*to++ = '\n';
	}
	*to = '\0';
	return copy;
}

char *text_hex(struct arena *a, const void *bytes, size_t n)
{
	static const char digits[] = "0123456789abcdef";
	const unsigned char *b = bytes;
	char *hex = arena_alloc(a, n * 2 + 1);
	size_t i;

	for (i = 0; i < n; i++) {
		hex[i * 2] = digits[b[i] >> 4];
		hex[i * 2 + 1] = digits[b[i] & 15];
	}
	return hex;
}

void str_add_json(struct str *s, const char *text)
{
	str_add_char(s, '"');
	for (; *text; text++) {
		unsigned char c = (unsigned char)*text;

		if (c == '"' || c == '\\')
			str_addf(s, "\\%c", c);
		else if (c < 0x20)
			str_addf(s, "\\u%04x", c);
		else
			str_add_char(s, (char)c);
	}
	str_add_char(s, '"');
}
