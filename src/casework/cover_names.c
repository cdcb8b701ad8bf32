/* Covering names in texts. */
#include "casework/cover_names.h"

#include <stdbool.h>
#include <string.h>
#include <strings.h>

#include "base/str.h"

#include "base/banned.h"

/* Letters, digits and every byte of a character beyond ASCII belong to a word. */
static bool is_word(char c)
{
	return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') ||
	       (unsigned char)c >= 0x80;
}

/* The longest of the names that stands at text, as whole words; NULL: none. */
static const struct covered_name *at(const char *text, const struct covered_name *names,
                                     size_t count)
{
	const struct covered_name *longest = NULL;
	size_t len = 0;

	for (size_t i = 0; i < count; i++) {
		size_t n = strlen(names[i].name);

		if (n <= len || strncasecmp(text, names[i].name, n) != 0 ||
		    (is_word(names[i].name[n - 1]) && is_word(text[n])))
			continue;
		longest = &names[i];
		len = n;
	}
	return longest;
}

char *names_cover(struct arena *a, const char *text, const struct covered_name *names, size_t count)
{
	struct str out = str_new(a);
	char before = ' ';

	for (const char *p = text ? text : ""; *p;) {
		const struct covered_name *found = is_word(before) ? NULL : at(p, names, count);

		if (found) {
			str_add(&out, found->label);
			p += strlen(found->name);
			before = p[-1];
		} else {
			before = *p;
			str_add_char(&out, *p++);
		}
	}
	return out.data;
}

const char *name_letter_label(struct arena *a, const char *what, int number)
{
	const char *letters = "";

	for (int n = number; n > 0; n = (n - 1) / 26)
		letters = arena_printf(a, "%c%s", 'A' + (n - 1) % 26, letters);
	return arena_printf(a, "%s %s", what, letters);
}
