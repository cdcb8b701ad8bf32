/* The compiled form of a template: written by src/compile, walked by src/view/render.c.
 *
 * A template is an array of operations; its texts lie in one pool that all templates share, so an
 * operation holds offsets and no pointers (offset 0 is ""). Names are already slots: a query slot
 * is an index into queries[], a value slot into values[], a loop is the depth of the row section.
 */
#ifndef VIEW_OP_H
#define VIEW_OP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/rows.h"
#include "view/format.h"

/* Row sections inside one another, at most. */
#define TEMPLATE_LOOPS 8

enum operand_kind {
	OPERAND_NONE,
	OPERAND_LITERAL,        /* text */
	OPERAND_COLUMN,         /* column of the row that loop `slot` stands at */
	OPERAND_FIRST,          /* column of the first row of query `slot` */
	OPERAND_VALUE,          /* value `slot` */
	OPERAND_FIELD,          /* what was typed in form field `text` */
	OPERAND_FIELD_ERROR,    /* the sentence beside it */
	OPERAND_INDEX,          /* number of the row of loop `slot`, from 1 */
	OPERAND_ERROR_FIELD,    /* in form.errors (loop `slot`): the field */
	OPERAND_ERROR_SENTENCE, /* and the sentence */
};

struct operand {
	uint8_t kind;
	uint8_t slot;
	uint16_t column;
	uint32_t text;
};

enum op_code {
	OP_STOP,  /* end of the body or of a block */
	OP_TEXT,  /* print `size` bytes at `text` */
	OP_PRINT, /* print a, by `format` with argument `text`, escaped; `fallback` if not given */
	OP_PRINT_BARE, /* the same, not escaped: text templates only */
	OP_HTML,       /* print a, which is struct html */
	OP_BLOCK,      /* layouts: print the page's block called `text` */
	OP_IF,         /* if the test, turned round where inverted, fails: to operation `jump` */
	OP_EACH, /* loop over query a.slot (with b: its rows whose column a.column equals b) */
	OP_EACH_ERROR, /* loop over the errors of the form */
	OP_NEXT,       /* next row: to operation `jump`, or on when there is none */
};

enum op_test {
	TEST_TRUE,      /* boolean a is true */
	TEST_GIVEN,     /* a is neither NULL nor "" */
	TEST_EQUAL,     /* a and b are the same text */
	TEST_FIELD_IS,  /* form field a holds b among its values */
	TEST_ANY,       /* query a.slot has a row (with b: one whose column a.column equals b) */
	TEST_FIRST,     /* loop a.slot is at its first row */
	TEST_LAST,      /* ... at its last */
	TEST_CHANGED,   /* column a differs from that of the row printed before */
	TEST_ANY_ERROR, /* the form has errors */
	TEST_BLOCK,     /* layouts: the page has a block called a.text */
};

struct op {
	uint8_t code;
	uint8_t format;
	uint8_t test;
	uint8_t loop;
	uint8_t inverted;
	uint32_t jump;
	struct operand a;
	struct operand b;
	uint32_t text;
	uint32_t size;
	uint32_t fallback;
};

struct template_query {
	const struct query *query;
	bool may_lack; /* declared with "?": no rows when it was not supplied */
};
struct template_value {
	const char *name;
	enum value_type type;
	bool may_lack; /* declared with "?": "" or false when it was not supplied */
};
struct template_block {
	const char *name;
	uint32_t start;
};

struct template
{
	const char *name; /* "case/show" */
	const struct template *layout;
	bool is_text; /* plain text: nothing is escaped */
	const char *pool;
	const struct op *ops; /* the body first, then the blocks */
	uint32_t n_ops;
	const struct template_query *queries;
	size_t n_queries;
	const struct template_value *values;
	size_t n_values;
	const struct template_block *blocks;
	size_t n_blocks;
	const char *const *forms;  /* names of the forms it shows, ends with NULL */
	const char *const *fields; /* fields of them that it uses, ends with NULL */
};

extern const struct template *const all_templates[]; /* ends with NULL */
extern const size_t all_templates_count;

#endif
