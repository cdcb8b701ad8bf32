/* One list of operations for each template: the body, then its blocks, with neighbouring texts made
 * one where no jump lands between them. */
#include "template.h"

#include <string.h>

#include "base/banned.h"

static bool is_text(const struct op *op)
{
	return strcmp(op->code, "OP_TEXT") == 0;
}

static bool jumps(const struct op *op)
{
	return strcmp(op->code, "OP_IF") == 0 || strcmp(op->code, "OP_EACH") == 0 ||
	       strcmp(op->code, "OP_EACH_ERROR") == 0 || strcmp(op->code, "OP_NEXT") == 0;
}

static void append(struct arena *a, const struct ops *from, struct ops *to)
{
	bool *landed = arena_alloc(a, from->count + 1);
	size_t *moved = arena_alloc(a, (from->count + 1) * sizeof(*moved));
	size_t start = to->count, i;

	for (i = 0; i < from->count; i++) {
		if (jumps(&from->list[i]))
			landed[from->list[i].jump] = true;
	}
	for (i = 0; i < from->count; i++) {
		struct op op = from->list[i];

		moved[i] = to->count;
		if (is_text(&op)) {
			struct str text = str_new(a);

			str_add(&text, op.text);
			while (i + 1 < from->count && is_text(&from->list[i + 1]) &&
			       !landed[i + 1]) {
				i++;
				moved[i] = to->count;
				str_add(&text, from->list[i].text);
			}
			op.text = text.data;
		}
		*(struct op *)array_more(a, &to->list, &to->count, sizeof(op)) = op;
	}
	moved[from->count] = to->count;
	for (i = start; i < to->count; i++) {
		if (jumps(&to->list[i]))
			to->list[i].jump = moved[to->list[i].jump];
	}
}

void template_join(struct arena *a, struct template *t)
{
	size_t i;

	append(a, &t->body, &t->all);
	for (i = 0; i < t->n_blocks; i++) {
		t->blocks[i].start = t->all.count;
		append(a, &t->blocks[i].ops, &t->all);
	}
}
