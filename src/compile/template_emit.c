/* Operations as C. All texts of all templates go into one pool, each once: partials repeat a lot.
 */
#include "template.h"

#include <stdint.h>
#include <string.h>

#include "base/banned.h"

/* ---- The pool ---- */

struct pooled {
	const char *text;
	size_t size;
	size_t offset;
};
struct pool {
	struct arena *a;
	struct pooled *table; /* open addressing */
	size_t room;
	size_t count;
	struct str text;
};

static uint64_t hash(const char *text, size_t size)
{
	uint64_t h = 14695981039346656037U;

	while (size--)
		h = (h ^ (unsigned char)*text++) * 1099511628211U;
	return h;
}

static struct pooled *find(const struct pool *p, const char *text, size_t size)
{
	size_t i = hash(text, size) % p->room;

	while (p->table[i].text &&
	       (p->table[i].size != size || memcmp(p->table[i].text, text, size) != 0))
		i = (i + 1) % p->room;
	return &p->table[i];
}

static void grow(struct pool *p)
{
	struct pooled *old = p->table;
	size_t old_room = p->room, i;

	p->room = old_room ? old_room * 2 : 1024;
	p->table = arena_alloc(p->a, p->room * sizeof(*p->table));
	for (i = 0; i < old_room; i++) {
		if (old[i].text)
			*find(p, old[i].text, old[i].size) = old[i];
	}
}

/* Offset 0 is the empty text, also for NULL. */
static size_t pool_add(struct pool *p, const char *text)
{
	size_t size = text ? strlen(text) : 0;
	struct pooled *at;

	if (!size)
		return 0;
	if ((p->count + 1) * 2 > p->room)
		grow(p);
	at = find(p, text, size);
	if (!at->text) {
		*at = (struct pooled){ text, size, p->text.len };
		p->count++;
		str_add_n(&p->text, text, size + 1);
	}
	return at->offset;
}

/* ---- One template ---- */

static size_t slot_of(const struct template *t, const struct operand *o)
{
	if (strcmp(o->kind, "OPERAND_FIRST") == 0)
		return t->queries[o->slot].slot;
	if (strcmp(o->kind, "OPERAND_VALUE") == 0)
		return t->values[o->slot].slot;
	return o->slot;
}

static void emit_operand(struct str *code, const char *name, const struct template *t,
                         struct pool *pool, const struct operand *o)
{
	if (!o->kind)
		return;
	str_addf(code, ", .%s = { %s, %zu, %zu, %zu }", name, o->kind, slot_of(t, o), o->column,
	         pool_add(pool, o->text));
}

static void emit_op(struct str *code, const struct template *t, struct pool *pool,
                    const struct op *op)
{
	str_addf(code, "\t{ .code = %s", op->code);
	if (op->format && *op->format)
		str_addf(code, ", .format = %s", op->format);
	if (op->test)
		str_addf(code, ", .test = %s", op->test);
	if (op->loop)
		str_addf(code, ", .loop = %zu", op->loop);
	if (op->inverted)
		str_add(code, ", .inverted = 1");
	if (op->jump)
		str_addf(code, ", .jump = %zu", op->jump);
	emit_operand(code, "a", t, pool, &op->a);
	emit_operand(code, "b", t, pool, &op->b);
	if (op->text)
		str_addf(code, ", .text = %zu, .size = %zu", pool_add(pool, op->text),
		         strlen(op->text));
	if (op->fallback)
		str_addf(code, ", .fallback = %zu", pool_add(pool, op->fallback));
	str_addf(code, " }, /* %d */\n", op->at.line);
}

static size_t emit_queries(struct str *code, struct template *t)
{
	size_t count = 0, i;

	for (i = 0; i < t->n_queries; i++) {
		struct used_query *q = &t->queries[i];

		if (!q->used)
			continue;
		if (count == 0)
			str_addf(code, "static const struct template_query %s_queries[] = {\n",
			         t->id);
		q->slot = count++;
		str_addf(code, "\t{ &query_%s, %s },\n", q->query->name,
		         q->optional ? "true" : "false");
	}
	str_add(code, count ? "};\n" : "");
	return count;
}

static size_t emit_values(struct str *code, struct template *t)
{
	size_t count = 0, i;

	for (i = 0; i < t->n_values; i++) {
		struct used_value *v = &t->values[i];

		if (!v->name.used)
			continue;
		if (count == 0)
			str_addf(code, "static const struct template_value %s_values[] = {\n",
			         t->id);
		v->slot = count++;
		str_addf(code, "\t{ \"%s\", %s, %s },\n", v->name.name, type_code(v->name.type),
		         v->name.optional ? "true" : "false");
	}
	str_add(code, count ? "};\n" : "");
	return count;
}

static void emit_names(struct str *code, const char *id, const char *what,
                       const struct names *names)
{
	size_t i;

	str_addf(code, "static const char *const %s_%s[] = { ", id, what);
	for (i = 0; i < names->count; i++)
		str_addf(code, "\"%s\", ", names->list[i].name);
	str_add(code, "NULL };\n");
}

static void emit_template(struct template *t, struct pool *pool, struct str *code)
{
	size_t n_queries, n_values, i;

	str_addf(code, "/* %s */\n", t->source->path);
	n_queries = emit_queries(code, t);
	n_values = emit_values(code, t);
	emit_names(code, t->id, "forms", &t->forms);
	emit_names(code, t->id, "fields", &t->fields);
	if (t->n_blocks) {
		str_addf(code, "static const struct template_block %s_blocks[] = {\n", t->id);
		for (i = 0; i < t->n_blocks; i++)
			str_addf(code, "\t{ \"%s\", %zu },\n", t->blocks[i].name,
			         t->blocks[i].start);
		str_add(code, "};\n");
	}
	str_addf(code, "static const struct op %s_ops[] = {\n", t->id);
	for (i = 0; i < t->all.count; i++)
		emit_op(code, t, pool, &t->all.list[i]);
	str_addf(code,
	         "};\nconst struct template template_%s = {\n\t.name = \"%s\",\n\t.is_text = %s,\n"
	         "\t.pool = pool,\n\t.ops = %s_ops,\n\t.n_ops = %zu,\n",
	         t->id, t->name, t->is_text ? "true" : "false", t->id, t->all.count);
	if (t->layout)
		str_addf(code, "\t.layout = &template_%s,\n", t->layout->id);
	if (n_queries)
		str_addf(code, "\t.queries = %s_queries,\n\t.n_queries = %zu,\n", t->id, n_queries);
	if (n_values)
		str_addf(code, "\t.values = %s_values,\n\t.n_values = %zu,\n", t->id, n_values);
	if (t->n_blocks)
		str_addf(code, "\t.blocks = %s_blocks,\n\t.n_blocks = %zu,\n", t->id, t->n_blocks);
	str_addf(code, "\t.forms = %s_forms,\n\t.fields = %s_fields,\n};\n\n", t->id, t->id);
}

/* ---- The whole ---- */

static void declare_queries(struct templates *set, struct str *code)
{
	size_t i, j, k;

	for (i = 0; i < set->queries->count; i++) {
		const struct query_source *q = &set->queries->list[i];
		bool used = false;

		for (j = 0; j < set->count && !used; j++) {
			for (k = 0; k < set->list[j]->n_queries && !used; k++)
				used = set->list[j]->queries[k].used &&
				       set->list[j]->queries[k].query == q;
		}
		if (used)
			str_addf(code, "extern const struct query query_%s;\n", q->name);
	}
	str_add_char(code, '\n');
}

void templates_emit(struct templates *set, const char *header_name, struct str *header,
                    struct str *code)
{
	struct str body = str_new(set->a), list = str_new(set->a);
	struct pool pool = { .a = set->a, .text = str_new(set->a) };
	size_t count = 0, i;

	str_add_n(&pool.text, "", 1);
	c_header_start(header, "GEN_TEMPLATES_H", "The templates, compiled.");
	str_add(header, "#include \"base/rows.h\"\n#include \"view/op.h\"\n\n");
	c_header_start(code, NULL, "The templates, compiled.");
	str_addf(code, "#include \"%s\"\n\n#include <stddef.h>\n\n", header_name);
	declare_queries(set, code);
	for (i = 0; i < set->count; i++) {
		struct template *t = set->list[i];

		if (t->is_partial)
			continue;
		count++;
		str_addf(header, "extern const struct template template_%s;\n", t->id);
		str_addf(&list, "\t&template_%s,\n", t->id);
		emit_template(t, &pool, &body);
	}
	str_add(header, "\n#endif\n");
	/* Without templates nobody would use the pool. */
	if (count) {
		str_add(code, "static const char pool[] =\n");
		c_literal(code, "\t", pool.text.data, pool.text.len - 1);
		str_add(code, ";\n\n");
	}
	str_add_n(code, body.data, body.len);
	str_addf(code,
	         "const struct template *const all_templates[] = {\n%s\tNULL,\n};\n"
	         "const size_t all_templates_count = %zu;\n",
	         list.data, count);
}
