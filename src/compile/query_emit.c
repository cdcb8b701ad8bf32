/* Queries as C: one struct query, an enum of its columns, and typed functions.
 *
 *   :read    read_NAME(batch, ...), tx_read_NAME(tx, ...), open_NAME(batch, ...)
 *   :write   write_NAME(tx, ...), open_NAME(batch, ...)
 *   :stream  stream_NAME(tx, ..., on_row, context)
 *   :copy    nothing but the struct query
 *
 * A page that reads has a batch and no tx, so the C compiler refuses a write there. */
#include "compile.h"

#include <stdlib.h>
#include <string.h>

#include "base/banned.h"

struct function {
	const char *prefix; /* read_ */
	const char *first;  /* struct batch *to_batch */
	const char *owner;  /* batch_arena(to_batch) */
	const char *call;   /* batch_queue(to_batch */
};

static const struct function read_function = { "read_", "struct batch *to_batch",
	                                       "batch_arena(to_batch)", "batch_queue(to_batch" };
static const struct function open_function = { "open_", "struct batch *to_batch",
	                                       "batch_arena(to_batch)",
	                                       "batch_queue_opening(to_batch" };
static const struct function tx_read_function = { "tx_read_", "struct tx *in_tx", "tx_arena(in_tx)",
	                                          "tx_run(in_tx" };
static const struct function write_function = { "write_", "struct tx *in_tx", "tx_arena(in_tx)",
	                                        "tx_run(in_tx" };
static const struct function stream_function = { "stream_", "struct tx *in_tx", "tx_arena(in_tx)",
	                                         "tx_stream(in_tx" };

struct constant {
	const char *name;
	const struct query_source *query;
	const char *column;
};

static int by_name(const void *a, const void *b)
{
	return strcmp(((const struct constant *)a)->name, ((const struct constant *)b)->name);
}

/* Column constants are QUERY_COLUMN, so case + show_id meets case_show + id. */
int queries_check_constants(struct arena *a, const struct queries *queries)
{
	struct constant *all = NULL;
	size_t count = 0, i, j;
	int rc = 0;

	for (i = 0; i < queries->count; i++) {
		const struct query_source *q = &queries->list[i];

		for (j = 0; j < q->columns.count; j++) {
			const char *column = q->columns.list[j].name;
			const char *name = arena_printf(a, "%s_%s", q->name, column);

			*(struct constant *)array_more(a, &all, &count, sizeof(*all)) =
			        (struct constant){ name, q, column };
		}
	}
	if (count)
		qsort(all, count, sizeof(*all), by_name);
	for (i = 1; i < count; i++) {
		if (strcmp(all[i - 1].name, all[i].name) == 0)
			rc = complain(all[i].query->at, "%s.%s and %s.%s (%s:%d) would both be %s",
			              all[i].query->name, all[i].column, all[i - 1].query->name,
			              all[i - 1].column, all[i - 1].query->at.path,
			              all[i - 1].query->at.line, upper_case(a, all[i].name));
	}
	return rc;
}

static const char *c_type(const struct name *param)
{
	switch (param->type) {
	case VALUE_BIGINT:
		return param->optional ? "const int64_t *" : "int64_t ";
	case VALUE_INTEGER:
		return param->optional ? "const int *" : "int ";
	case VALUE_BOOLEAN:
		return param->optional ? "const bool *" : "bool ";
	case VALUE_BYTEA:
		return "struct bytes ";
	default:
		return "const char *";
	}
}

static bool is_pointer(const struct name *param)
{
	const char *type = c_type(param);

	return type[strlen(type) - 1] == '*';
}

/* Text that may not be NULL: the compilers and UBSan check it at the call. */
static void emit_nonnull(struct str *out, const struct query_source *q)
{
	size_t i;

	str_add(out, "__attribute__((nonnull(1");
	for (i = 0; i < q->params.count; i++) {
		if (is_pointer(&q->params.list[i]) && !q->params.list[i].optional)
			str_addf(out, ", %zu", i + 2);
	}
	str_add(out, ")))");
}

static void emit_signature(struct str *out, const struct query_source *q, const struct function *f)
{
	size_t i;

	str_addf(out, "%s%s%s(%s", f == &stream_function ? "int " : "struct rows *", f->prefix,
	         q->name, f->first);
	for (i = 0; i < q->params.count; i++)
		str_addf(out, ", %s%s", c_type(&q->params.list[i]), q->params.list[i].name);
	if (f == &stream_function)
		str_add(out,
		        ", int (*on_row)(void *context, const struct rows *row), void *context");
	str_add_char(out, ')');
}

static void emit_param(struct str *out, const struct name *param, const char *owner)
{
	const char *opt = param->optional ? "_or_null" : "";

	switch (param->type) {
	case VALUE_BIGINT:
	case VALUE_INTEGER:
		str_addf(out, "\t\tparam_%s%s(%s, %s),\n",
		         param->type == VALUE_BIGINT ? "bigint" : "integer", opt, owner,
		         param->name);
		break;
	case VALUE_BOOLEAN:
		str_addf(out, "\t\tparam_boolean%s(%s),\n", opt, param->name);
		break;
	case VALUE_BYTEA:
		str_addf(out, "\t\tparam_bytea%s(%s),\n", opt, param->name);
		break;
	default:
		str_addf(out, "\t\tparam_text(%s),\n", param->name);
	}
}

static void emit_function(struct str *header, struct str *code, const struct query_source *q,
                          const struct function *f)
{
	size_t i;

	emit_signature(header, q, f);
	str_add(header, "\n\t");
	emit_nonnull(header, q);
	str_add(header, ";\n");

	emit_signature(code, q, f);
	str_add(code, "\n{\n");
	if (q->params.count) {
		str_add(code, "\tconst struct param params[] = {\n");
		for (i = 0; i < q->params.count; i++)
			emit_param(code, &q->params.list[i], f->owner);
		str_add(code, "\t};\n\n");
	}
	str_addf(code, "\treturn %s, &query_%s, %s%s);\n}\n\n", f->call, q->name,
	         q->params.count ? "params" : "NULL",
	         f == &stream_function ? ", on_row, context" : "");
}

static void emit_struct(struct str *code, const struct query_source *q)
{
	size_t i;

	if (q->params.count) {
		str_addf(code, "static const struct query_param %s_params[] = {\n", q->name);
		for (i = 0; i < q->params.count; i++)
			str_addf(code, "\t{ \"%s\", %s, %s },\n", q->params.list[i].name,
			         type_code(q->params.list[i].type),
			         q->params.list[i].optional ? "true" : "false");
		str_add(code, "};\n");
	}
	if (q->columns.count) {
		str_addf(code, "static const struct query_column %s_columns[] = {\n", q->name);
		for (i = 0; i < q->columns.count; i++)
			str_addf(code, "\t{ \"%s\", %s },\n", q->columns.list[i].name,
			         type_code(q->columns.list[i].type));
		str_add(code, "};\n");
	}
	str_addf(code, "/* %s:%d */\nconst struct query query_%s = {\n\t.name = \"%s\",\n",
	         q->at.path, q->at.line, q->name, q->name);
	str_add(code, "\t.sql =\n");
	c_literal(code, "\t\t", q->sql, strlen(q->sql));
	str_addf(code, ",\n\t.writes = %s,\n",
	         q->kind == QUERY_WRITE || q->kind == QUERY_COPY ? "true" : "false");
	if (q->params.count)
		str_addf(code, "\t.n_params = %zu,\n\t.params = %s_params,\n", q->params.count,
		         q->name);
	if (q->columns.count)
		str_addf(code, "\t.n_columns = %zu,\n\t.columns = %s_columns,\n", q->columns.count,
		         q->name);
	str_add(code, "};\n");
}

static void emit_columns(struct arena *a, struct str *header, const struct query_source *q)
{
	const char *query = upper_case(a, q->name);
	size_t i;

	if (!q->columns.count)
		return;
	str_add(header, "enum {\n");
	for (i = 0; i < q->columns.count; i++)
		str_addf(header, "\t%s_%s, /* %s */\n", query,
		         upper_case(a, q->columns.list[i].name),
		         type_word(q->columns.list[i].type));
	str_add(header, "};\n");
}

/* A comment that cannot end early. */
static void emit_about(struct str *header, const char *about)
{
	for (; *about; about++) {
		str_add_char(header, *about);
		if ((about[0] == '*' && about[1] == '/') || (about[0] == '/' && about[1] == '*'))
			str_add_char(header, ' ');
	}
}

/* Which of the helpers the functions call, so that none is emitted unused. */
static void emit_helpers(struct str *code, const struct queries *queries)
{
	static const struct {
		enum value_type type;
		const char *suffix, *required, *optional;
	} helpers[] = {
		{ VALUE_BIGINT, "bigint", "struct arena *a, int64_t number",
		  "struct arena *a, const int64_t *number" },
		{ VALUE_INTEGER, "integer", "struct arena *a, int number",
		  "struct arena *a, const int *number" },
		{ VALUE_BOOLEAN, "boolean", "bool is", "const bool *is" },
		{ VALUE_BYTEA, "bytea", "struct bytes bytes", "struct bytes bytes" },
	};
	static const char *const bodies[][2] = {
		{ "\treturn param_text(arena_printf(a, \"%\" PRId64, number));\n",
		  "\treturn number ? param_text(arena_printf(a, \"%\" PRId64, *number)) : "
		  "param_text(NULL);\n" },
		{ "\treturn param_text(arena_printf(a, \"%d\", number));\n",
		  "\treturn number ? param_text(arena_printf(a, \"%d\", *number)) : "
		  "param_text(NULL);\n" },
		{ "\treturn param_text(is ? \"t\" : \"f\");\n",
		  "\treturn param_text(is ? (*is ? \"t\" : \"f\") : NULL);\n" },
		{ "\treturn (struct param){ bytes.data ? (const char *)bytes.data : \"\", "
		  "(int)bytes.size, 1 };\n",
		  "\treturn (struct param){ (const char *)bytes.data, (int)bytes.size, 1 };\n" },
	};
	bool text = false, seen[4][2] = { { false } };
	size_t i, j, k;

	for (i = 0; i < queries->count; i++) {
		const struct query_source *q = &queries->list[i];

		for (j = 0; j < q->params.count; j++) {
			text = text || q->params.list[j].type != VALUE_BYTEA;
			for (k = 0; k < 4; k++) {
				if (helpers[k].type == q->params.list[j].type)
					seen[k][q->params.list[j].optional] = true;
			}
		}
	}
	if (text)
		str_add(code, "static struct param param_text(const char *text)\n{\n"
		              "\treturn (struct param){ text, 0, 0 };\n}\n\n");
	for (k = 0; k < 4; k++) {
		for (i = 0; i < 2; i++) {
			if (!seen[k][i])
				continue;
			str_addf(code, "static struct param param_%s%s(%s)\n{\n%s}\n\n",
			         helpers[k].suffix, i ? "_or_null" : "",
			         i ? helpers[k].optional : helpers[k].required, bodies[k][i]);
		}
	}
}

static void emit_query(struct arena *a, const struct query_source *q, struct str *header,
                       struct str *code)
{
	str_add(header, "/* ");
	emit_about(header, q->about);
	str_addf(header, "\n * %s:%d */\n", q->at.path, q->at.line);
	str_addf(header, "extern const struct query query_%s;\n", q->name);
	emit_columns(a, header, q);
	emit_struct(code, q);
	if (q->kind == QUERY_READ) {
		emit_function(header, code, q, &read_function);
		emit_function(header, code, q, &tx_read_function);
	}
	if (q->kind == QUERY_WRITE)
		emit_function(header, code, q, &write_function);
	if (q->kind == QUERY_READ || q->kind == QUERY_WRITE)
		emit_function(header, code, q, &open_function);
	if (q->kind == QUERY_STREAM)
		emit_function(header, code, q, &stream_function);
	str_add_char(header, '\n');
}

void queries_emit(struct arena *a, const struct queries *queries, struct str *header,
                  struct str *code, const char *header_name)
{
	size_t i, asked = 0;

	c_header_start(header, "GEN_QUERIES_H", "The queries of sql/queries as typed functions.");
	str_add(header, "#include <stdbool.h>\n#include <stdint.h>\n\n#include \"base/bytes.h\"\n"
	                "#include \"base/rows.h\"\n#include \"db/db.h\"\n\n");
	c_header_start(code, NULL, "The queries of sql/queries.");
	str_addf(code,
	         "#include \"%s\"\n\n#include <inttypes.h>\n#include <stddef.h>\n\n"
	         "#include \"base/arena.h\"\n\n",
	         header_name);
	emit_helpers(code, queries);
	for (i = 0; i < queries->count; i++)
		emit_query(a, &queries->list[i], header, code);
	str_add(header, "extern const struct query *const all_queries[]; /* ends with NULL */\n"
	                "extern const size_t all_queries_count;\n\n#endif\n");
	str_add(code, "const struct query *const all_queries[] = {\n");
	for (i = 0; i < queries->count; i++) {
		if (queries->list[i].kind == QUERY_MADE)
			continue;
		str_addf(code, "\t&query_%s,\n", queries->list[i].name);
		asked++;
	}
	str_addf(code, "\tNULL,\n};\nconst size_t all_queries_count = %zu;\n", asked);
}
