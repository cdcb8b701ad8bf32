/* Text as people typed it, as blocks of a document. */
#include <string.h>

#include "base/str.h"
#include "view/pdf.h"

#include "base/banned.h"

/* How long the mark of a list's item is at the start of that line; 0: it is none. */
static size_t mark(const char *line, bool *ret_is_numbered)
{
	size_t digits = strspn(line, "0123456789");

	*ret_is_numbered = digits > 0;
	if (digits > 0 && digits < 3 && strncmp(line + digits, ". ", 2) == 0)
		return digits + 2;
	return strncmp(line, "- ", 2) == 0 ? 2 : 0;
}

void pdf_prose(struct pdf *p, struct arena *a, const char *text)
{
	struct str paragraph = str_new(a);

	for (const char *line = text ? text : ""; *line;) {
		size_t len = strcspn(line, "\n");
		const char *words = arena_text_n(a, line, len);
		bool is_numbered;
		size_t skip = mark(words, &is_numbered);

		if ((skip || text_is_blank(words)) && paragraph.len) {
			pdf_paragraph(p, paragraph.data);
			paragraph = str_new(a);
		}
		if (skip)
			pdf_item(p, is_numbered, words + skip);
		else if (!text_is_blank(words))
			str_addf(&paragraph, "%s%s", paragraph.len ? "\n" : "", words);
		line += len + (line[len] == '\n');
	}
	if (paragraph.len)
		pdf_paragraph(p, paragraph.data);
}
