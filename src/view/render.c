/* Walking a compiled template. There is no recursion but one: a layout prints the blocks of its
 * page. */
#include "view/op.h"
#include "view/view.h"

#include <stdio.h>
#include <string.h>

#include "supply.h"

#include "base/banned.h"

/* A row section that is open. row is -1 when there is none. */
struct loop {
	const struct rows *rows; /* NULL: errors of the form */
	int row;
	int next;   /* the row after it, -1: none */
	int number; /* from 1 */
	int before; /* the row printed before it, -1: none */
};

struct renderer {
	const struct view *view;
	const struct template *t;
	const struct rows **rows;    /* by query slot; never NULL */
	const struct value **values; /* by value slot */
	const struct renderer *page; /* what a layout's blocks belong to */
	struct loop loops[TEMPLATE_LOOPS];
	char number[12];
	struct str scratch;
};

/* ---- What the view was supplied with, by slot ---- */

static const struct rows *find_rows(const struct view *v, const struct query *query)
{
	size_t i;

	for (i = 0; i < v->n_rows; i++) {
		if (v->rows[i]->query == query)
			return v->rows[i];
	}
	return NULL;
}

static const struct value *find_value(const struct view *v, const char *name)
{
	size_t i;

	for (i = 0; i < v->n_values; i++) {
		if (strcmp(v->values[i].name, name) == 0)
			return &v->values[i];
	}
	return NULL;
}

/* Above all, text must not pass for markup. */
static bool fits(const struct value *value, enum value_type type)
{
	switch (type) {
	case VALUE_HTML:
		return value->kind == IS_HTML;
	case VALUE_BOOLEAN:
		return value->kind == IS_FLAG;
	case VALUE_BIGINT:
	case VALUE_INTEGER:
	case VALUE_NUMERIC:
		return value->kind == IS_WHOLE || value->kind == IS_TEXT;
	default:
		return value->kind == IS_TEXT;
	}
}

static int bind(struct renderer *r, const struct view *v, const struct template *t,
                const char **ret_missing)
{
	static const struct value nothing = { "", "", IS_TEXT };
	size_t i;

	r->view = v;
	r->t = t;
	r->rows = arena_alloc(v->arena, t->n_queries * sizeof(*r->rows));
	r->values = arena_alloc(v->arena, t->n_values * sizeof(*r->values));
	for (i = 0; i < t->n_queries; i++) {
		r->rows[i] = find_rows(v, t->queries[i].query);
		if (!r->rows[i] && t->queries[i].may_lack) {
			struct rows none = { .query = t->queries[i].query };

			r->rows[i] = arena_copy(v->arena, &none, sizeof(none));
		} else if (!r->rows[i]) {
			*ret_missing = t->queries[i].query->name;
			return -1;
		}
	}
	for (i = 0; i < t->n_values; i++) {
		const struct template_value *want = &t->values[i];

		r->values[i] = find_value(v, want->name);
		if (!r->values[i] && want->may_lack) {
			r->values[i] = &nothing;
		} else if (!r->values[i] || !fits(r->values[i], want->type)) {
			*ret_missing = want->name;
			return -1;
		}
	}
	return 0;
}

/* ---- Operands ---- */

static const char *typed(const struct view *v, const char *field)
{
	return v->form.form && v->form.typed ? v->form.typed(v->form.form, field) : "";
}

static const char *form_error(const struct renderer *r, const struct operand *o)
{
	const struct form_view *f = &r->view->form;
	const char *field = "", *sentence = "";

	if (!f->form)
		return "";
	if (o->kind == OPERAND_FIELD_ERROR)
		return f->error ? f->error(f->form, r->t->pool + o->text) : "";
	if (f->error_at)
		f->error_at(f->form, (size_t)r->loops[o->slot].row, &field, &sentence);
	return o->kind == OPERAND_ERROR_FIELD ? field : sentence;
}

/* NULL for SQL NULL. The text is good until the next call. */
static const char *operand_text(struct renderer *r, const struct operand *o)
{
	const struct loop *loop;

	switch (o->kind) {
	case OPERAND_LITERAL:
		return r->t->pool + o->text;
	case OPERAND_COLUMN:
		loop = &r->loops[o->slot];
		return rows_text(loop->rows, loop->row, o->column);
	case OPERAND_FIRST:
		return rows_text(r->rows[o->slot], 0, o->column);
	case OPERAND_VALUE:
		return r->values[o->slot]->text;
	case OPERAND_FIELD:
		return typed(r->view, r->t->pool + o->text);
	case OPERAND_INDEX:
		snprintf(r->number, sizeof(r->number), "%d", r->loops[o->slot].number);
		return r->number;
	case OPERAND_FIELD_ERROR:
	case OPERAND_ERROR_FIELD:
	case OPERAND_ERROR_SENTENCE:
		return form_error(r, o);
	default:
		return NULL;
	}
}

/* ---- Printing ---- */

static void print(struct renderer *r, const struct op *op, struct str *out)
{
	const char *text = operand_text(r, &op->a);
	bool escape = op->code == OP_PRINT;

	if ((!text || !*text) && op->fallback) {
		text = r->t->pool + op->fallback;
	} else if (op->format != FORMAT_PLAIN) {
		r->scratch.len = 0;
		r->scratch.data[0] = '\0';
		format_value(&r->scratch, op->format, r->t->pool + op->text, text);
		text = r->scratch.data;
		escape = escape && op->format != FORMAT_LINES;
	}
	if (escape)
		escape_html(out, text);
	else
		str_add(out, text);
}

/* ---- Loops ---- */

/* The first row from `row` on that belongs to the loop of op, or -1. */
static int find_row(struct renderer *r, const struct op *op, const struct rows *rows, int row)
{
	const char *key;

	if (op->b.kind == OPERAND_NONE)
		return row < rows->count ? row : -1;
	key = operand_text(r, &op->b);
	for (; key && row < rows->count; row++) {
		const char *cell = rows_text(rows, row, op->a.column);

		if (cell && strcmp(cell, key) == 0)
			return row;
	}
	return -1;
}

static size_t error_count(const struct view *v)
{
	return v->form.form && v->form.error_count ? v->form.error_count(v->form.form) : 0;
}

/* False when there is no row at all. */
static bool loop_start(struct renderer *r, const struct op *op)
{
	struct loop *loop = &r->loops[op->loop];

	*loop = (struct loop){ .number = 1, .before = -1, .next = -1 };
	if (op->code == OP_EACH_ERROR) {
		loop->row = error_count(r->view) > 0 ? 0 : -1;
		loop->next = error_count(r->view) > 1 ? 1 : -1;
		return loop->row >= 0;
	}
	loop->rows = r->rows[op->a.slot];
	loop->row = find_row(r, op, loop->rows, 0);
	if (loop->row >= 0)
		loop->next = find_row(r, op, loop->rows, loop->row + 1);
	return loop->row >= 0;
}

/* False when the row was the last. op is the loop's first operation. */
static bool loop_next(struct renderer *r, const struct op *op)
{
	struct loop *loop = &r->loops[op->loop];

	if (loop->next < 0)
		return false;
	loop->before = loop->row;
	loop->row = loop->next;
	loop->number++;
	if (loop->rows)
		loop->next = find_row(r, op, loop->rows, loop->row + 1);
	else
		loop->next = (size_t)loop->row + 1 < error_count(r->view) ? loop->row + 1 : -1;
	return true;
}

/* ---- Tests ---- */

static const struct template_block *find_block(const struct template *t, const char *name)
{
	size_t i;

	for (i = 0; i < t->n_blocks; i++) {
		if (strcmp(t->blocks[i].name, name) == 0)
			return &t->blocks[i];
	}
	return NULL;
}

static bool equal(struct renderer *r, const struct op *op)
{
	char number[sizeof(r->number)];
	const char *a = operand_text(r, &op->a);

	if (op->a.kind == OPERAND_INDEX) {
		/* The second operand may be a number too, and they share one buffer. */
		memcpy(number, r->number, sizeof(number));
		a = number;
	}
	return text_equal(a, operand_text(r, &op->b));
}

static bool field_is(struct renderer *r, const struct op *op)
{
	const struct form_view *f = &r->view->form;
	const char *field = r->t->pool + op->a.text, *wanted = operand_text(r, &op->b);

	if (f->form && f->typed_is && wanted && *wanted)
		return f->typed_is(f->form, field, wanted);
	return text_equal(typed(r->view, field), wanted);
}

static bool changed(struct renderer *r, const struct op *op)
{
	const struct loop *loop = &r->loops[op->a.slot];

	return loop->before < 0 || !text_equal(rows_text(loop->rows, loop->before, op->a.column),
	                                       rows_text(loop->rows, loop->row, op->a.column));
}

static bool test(struct renderer *r, const struct op *op)
{
	const char *text;

	switch (op->test) {
	case TEST_TRUE:
		text = operand_text(r, &op->a);
		return text && strcmp(text, "t") == 0;
	case TEST_GIVEN:
		text = operand_text(r, &op->a);
		return text && *text;
	case TEST_EQUAL:
		return equal(r, op);
	case TEST_FIELD_IS:
		return field_is(r, op);
	case TEST_ANY:
		return find_row(r, op, r->rows[op->a.slot], 0) >= 0;
	case TEST_FIRST:
		return r->loops[op->a.slot].before < 0;
	case TEST_LAST:
		return r->loops[op->a.slot].next < 0;
	case TEST_CHANGED:
		return changed(r, op);
	case TEST_ANY_ERROR:
		return error_count(r->view) > 0;
	case TEST_BLOCK:
		return r->page && find_block(r->page->t, r->t->pool + op->a.text);
	default:
		return false;
	}
}

/* ---- The walk ---- */

static void run(struct renderer *r, uint32_t start, struct str *out);

static void print_block(const struct renderer *layout, const char *name, struct str *out)
{
	struct renderer page;
	const struct template_block *block;

	if (!layout->page)
		return;
	page = *layout->page;
	block = find_block(page.t, name);
	if (strcmp(name, "content") == 0)
		run(&page, 0, out);
	else if (block)
		run(&page, block->start, out);
}

static void run(struct renderer *r, uint32_t start, struct str *out)
{
	const struct op *ops = r->t->ops, *op = ops + start;

	for (;;) {
		switch (op->code) {
		case OP_STOP:
			return;
		case OP_TEXT:
			str_add_n(out, r->t->pool + op->text, op->size);
			break;
		case OP_PRINT:
		case OP_PRINT_BARE:
			print(r, op, out);
			break;
		case OP_HTML:
			str_add(out, operand_text(r, &op->a));
			break;
		case OP_BLOCK:
			print_block(r, r->t->pool + op->text, out);
			break;
		case OP_IF:
			if (test(r, op) == (op->inverted != 0)) {
				op = ops + op->jump;
				continue;
			}
			break;
		case OP_EACH:
		case OP_EACH_ERROR:
			if (!loop_start(r, op)) {
				op = ops + op->jump;
				continue;
			}
			break;
		case OP_NEXT:
			/* jump is the first operation inside; the loop's own stands before it. */
			if (loop_next(r, ops + op->jump - 1)) {
				op = ops + op->jump;
				continue;
			}
			break;
		}
		op++;
	}
}

static int prepare(struct renderer *r, const struct view *v, const struct template *t,
                   const char **ret_missing)
{
	const char *missing;

	memset(r, 0, sizeof(*r));
	r->scratch = str_new(v->arena);
	return bind(r, v, t, ret_missing ? ret_missing : &missing);
}

int view_render(const struct view *v, const struct template *t, struct str *out,
                const char **ret_missing)
{
	struct renderer page, layout;

	if (prepare(&page, v, t, ret_missing) < 0)
		return -1;
	if (!t->layout) {
		run(&page, 0, out);
		return 0;
	}
	if (prepare(&layout, v, t->layout, ret_missing) < 0)
		return -1;
	layout.page = &page;
	run(&layout, 0, out);
	return 0;
}

int view_render_line(const struct view *v, const struct template *t, const char *block,
                     struct str *out, const char **ret_missing)
{
	struct renderer page;
	const struct template_block *found = find_block(t, block);
	size_t from = out->len, i;

	if (prepare(&page, v, t, ret_missing) < 0)
		return -1;
	if (found)
		run(&page, found->start, out);
	for (i = from; i < out->len; i++) {
		if (out->data[i] == '\n' || out->data[i] == '\r')
			out->data[i] = ' ';
	}
	return 0;
}
