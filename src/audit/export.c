/* An export of the audit: one JSON object a line, the field "is" saying which record it is. */
#include "audit/source.h"

#include <stdlib.h>
#include <string.h>

#include <jansson.h>

#include "base/banned.h"

static json_t *number(const int64_t *n)
{
	return n ? json_integer(*n) : json_null();
}

static json_t *text(const char *t)
{
	return t ? json_string(t) : json_null();
}

static json_t *hex(const struct digest *d)
{
	char digits[DIGEST_HEX_SIZE];

	if (!d)
		return json_null();
	digest_to_hex(d, digits);
	return json_string(digits);
}

static json_t *base64(struct bytes b)
{
	size_t room = sodium_base64_encoded_len(b.size, sodium_base64_VARIANT_ORIGINAL);
	char *letters = malloc(room);
	json_t *j;

	if (!letters)
		return NULL;
	sodium_bin2base64(letters, room, b.data, b.size, sodium_base64_VARIANT_ORIGINAL);
	j = json_string(letters);
	free(letters);
	return j;
}

static json_t *texts(const char *const *all, size_t n)
{
	json_t *array = json_array();

	for (size_t i = 0; i < n; i++)
		json_array_append_new(array, text(all[i]));
	return array;
}

static json_t *reported(const struct audit_event *e)
{
	json_t *array = json_array();

	for (size_t i = 0; i < e->n_rows; i++) {
		const struct audit_reported *r = &e->rows[i];

		json_array_append_new(
		        array, json_pack("{s:I, s:s, s:I, s:I, s:o}", "n", (json_int_t)r->n,
		                         "table", r->table, "id", (json_int_t)r->id, "version",
		                         (json_int_t)r->version, "digest", hex(&r->digest)));
	}
	return array;
}

static json_t *event(const struct audit_event *e)
{
	return json_pack(
	        "{s:s, s:I, s:I, s:b, s:I, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:b, s:b, s:o, "
	        "s:o, s:o, s:o, s:o, s:o}",
	        "is", "event", "id", (json_int_t)e->id, "chain", (json_int_t)e->chain_id,
	        "has_chain", e->has_chain, "seq", (json_int_t)e->seq, "at", text(e->at), "practice",
	        number(e->practice_id), "case", number(e->case_id), "actor_kind",
	        text(e->actor_kind), "actor", number(e->actor_id), "actor_name",
	        text(e->actor_name), "kind", text(e->kind), "is_read", e->is_read, "needs_full",
	        e->needs_full, "detail", text(e->detail), "content", number(e->content_id),
	        "content_digest", hex(e->content_digest), "prev_hash", hex(&e->prev_hash), "hash",
	        hex(&e->hash), "rows", reported(e));
}

static json_t *as_json(const struct audit_record *record)
{
	switch (record->kind) {
	case AUDIT_TABLE:
		return json_pack("{s:s, s:s, s:I, s:o}", "is", "table", "name", record->table.name,
		                 "version", (json_int_t)record->table.version, "columns",
		                 texts(record->table.columns, record->table.n_columns));
	case AUDIT_ROW:
		return json_pack("{s:s, s:s, s:I, s:I, s:o}", "is", "row", "table",
		                 record->row.table, "version", (json_int_t)record->row.version,
		                 "id", (json_int_t)record->row.id, "fields",
		                 texts(record->row.fields, record->row.n_fields));
	case AUDIT_CONTENT:
		return json_pack("{s:s, s:I, s:o, s:o}", "is", "content", "id",
		                 (json_int_t)record->content.id, "salt",
		                 base64(record->content.salt), "bytes",
		                 base64(record->content.bytes));
	case AUDIT_FILE:
		return json_pack("{s:s, s:I, s:I, s:o, s:o}", "is", "file", "id",
		                 (json_int_t)record->file.id, "size", (json_int_t)record->file.size,
		                 "salt", base64(record->file.salt), "digest",
		                 hex(&record->file.digest));
	case AUDIT_CHUNK:
		return json_pack("{s:s, s:I, s:b, s:I, s:o}", "is", "chunk", "file",
		                 (json_int_t)record->chunk.file_id, "has_file",
		                 record->chunk.has_file, "n", (json_int_t)record->chunk.n, "bytes",
		                 base64(record->chunk.bytes));
	case AUDIT_CHAIN:
		return json_pack("{s:s, s:I, s:s, s:o, s:o, s:I, s:o}", "is", "chain", "id",
		                 (json_int_t)record->chain.id, "kind", record->chain.kind,
		                 "practice", number(record->chain.practice_id), "case",
		                 number(record->chain.case_id), "head_seq",
		                 (json_int_t)record->chain.head_seq, "head_hash",
		                 hex(&record->chain.head_hash));
	case AUDIT_EVENT:
		return event(&record->event);
	case AUDIT_ORPHAN:
		return json_pack("{s:s, s:I, s:I}", "is", "orphan", "event",
		                 (json_int_t)record->orphan.event_id, "n",
		                 (json_int_t)record->orphan.n);
	case AUDIT_END:
		return json_pack("{s:s}", "is", "end");
	}
	return NULL;
}

static int take(void *context, const struct audit_record *record)
{
	FILE *out = context;
	json_t *j = as_json(record);
	int result = -1;

	if (j && json_dumpf(j, out, JSON_COMPACT) == 0 && putc('\n', out) != EOF &&
	    (record->kind != AUDIT_END || fflush(out) == 0))
		result = 0;
	json_decref(j);
	return result;
}

struct audit_sink audit_export_to(FILE *out)
{
	return (struct audit_sink){ out, take };
}
