/* Audit records from an export: a line is read, parsed and given on, then forgotten. */
#include "audit/source.h"

#include <stdlib.h>
#include <string.h>

#include <jansson.h>

#include "base/arena.h"
#include "base/str.h"

#include "base/banned.h"

/* Reads the members of one line's object; the first that is missing or of another type is kept. */
struct line {
	json_t *object;
	struct arena *arena; /* reset for each line */
	const char *bad;
};

static json_t *member(struct line *l, const char *name, bool (*is)(const json_t *j),
                      bool may_be_null)
{
	json_t *j = json_object_get(l->object, name);

	if (j && may_be_null && json_is_null(j))
		return NULL;
	if (j && is(j))
		return j;
	if (!l->bad)
		l->bad = name;
	return NULL;
}

static bool is_integer(const json_t *j)
{
	return json_is_integer(j);
}

static bool is_string(const json_t *j)
{
	return json_is_string(j);
}

static bool is_boolean(const json_t *j)
{
	return json_is_boolean(j);
}

static bool is_array(const json_t *j)
{
	return json_is_array(j);
}

static int64_t number(struct line *l, const char *name)
{
	return json_integer_value(member(l, name, is_integer, false));
}

static const int64_t *number_or_null(struct line *l, const char *name)
{
	json_t *j = member(l, name, is_integer, true);
	int64_t value = json_integer_value(j);

	return j ? arena_copy(l->arena, &value, sizeof(value)) : NULL;
}

static const char *text(struct line *l, const char *name)
{
	json_t *j = member(l, name, is_string, false);

	return j ? json_string_value(j) : "";
}

static bool flag(struct line *l, const char *name)
{
	return json_is_true(member(l, name, is_boolean, false));
}

static struct digest digest(struct line *l, const char *name)
{
	struct digest d = { { 0 } };

	if (!digest_from_hex(text(l, name), &d) && !l->bad)
		l->bad = name;
	return d;
}

static struct bytes base64(struct line *l, const char *name)
{
	const char *letters = text(l, name);
	size_t size = strlen(letters);
	unsigned char *data = arena_alloc(l->arena, size + 1);

	if (sodium_base642bin(data, size + 1, letters, size, NULL, &size, NULL,
	                      sodium_base64_VARIANT_ORIGINAL) != 0 &&
	    !l->bad)
		l->bad = name;
	return (struct bytes){ data, size };
}

static const char *const *texts(struct line *l, const char *name, size_t *ret_n)
{
	json_t *array = member(l, name, is_array, false), *one;
	const char **all = arena_alloc(l->arena, (json_array_size(array) + 1) * sizeof(*all));
	size_t i;

	*ret_n = json_array_size(array);
	json_array_foreach(array, i, one)
	{
		if (!json_is_string(one) && !json_is_null(one) && !l->bad)
			l->bad = name;
		all[i] = json_string_value(one);
	}
	return all;
}

static void read_event(struct line *l, struct audit_event *e)
{
	json_t *rows = member(l, "rows", is_array, false), *one;
	struct audit_reported *reported =
	        arena_alloc(l->arena, (json_array_size(rows) + 1) * sizeof(*reported));
	size_t i;

	*e = (struct audit_event){
		.id = number(l, "id"),
		.chain_id = number(l, "chain"),
		.has_chain = flag(l, "has_chain"),
		.seq = number(l, "seq"),
		.at = text(l, "at"),
		.practice_id = number_or_null(l, "practice"),
		.case_id = number_or_null(l, "case"),
		.actor_kind = text(l, "actor_kind"),
		.actor_id = number_or_null(l, "actor"),
		.actor_name = text(l, "actor_name"),
		.kind = text(l, "kind"),
		.is_read = flag(l, "is_read"),
		.needs_full = flag(l, "needs_full"),
		.detail = text(l, "detail"),
		.content_id = number_or_null(l, "content"),
		.prev_hash = digest(l, "prev_hash"),
		.hash = digest(l, "hash"),
		.n_rows = json_array_size(rows),
		.rows = reported,
	};
	if (!json_is_null(json_object_get(l->object, "content_digest"))) {
		struct digest d = digest(l, "content_digest");

		e->content_digest = arena_copy(l->arena, &d, sizeof(d));
	}
	json_array_foreach(rows, i, one)
	{
		struct line row = { one, l->arena, NULL };

		reported[i] = (struct audit_reported){
			.n = number(&row, "n"),
			.table = text(&row, "table"),
			.id = number(&row, "id"),
			.version = number(&row, "version"),
			.digest = digest(&row, "digest"),
		};
		if (row.bad && !l->bad)
			l->bad = "rows";
	}
}

static void read_record(struct line *l, struct audit_record *r)
{
	const char *is = text(l, "is");

	if (text_equal(is, "table")) {
		r->kind = AUDIT_TABLE;
		r->table.name = text(l, "name");
		r->table.version = number(l, "version");
		r->table.columns = texts(l, "columns", &r->table.n_columns);
		for (size_t i = 0; i < r->table.n_columns; i++)
			if (!r->table.columns[i])
				l->bad = "columns";
	} else if (text_equal(is, "row")) {
		r->kind = AUDIT_ROW;
		r->row.table = text(l, "table");
		r->row.version = number(l, "version");
		r->row.id = number(l, "id");
		r->row.fields = texts(l, "fields", &r->row.n_fields);
	} else if (text_equal(is, "content")) {
		r->kind = AUDIT_CONTENT;
		r->content.id = number(l, "id");
		r->content.salt = base64(l, "salt");
		r->content.bytes = base64(l, "bytes");
	} else if (text_equal(is, "file")) {
		r->kind = AUDIT_FILE;
		r->file.id = number(l, "id");
		r->file.size = number(l, "size");
		r->file.salt = base64(l, "salt");
		r->file.digest = digest(l, "digest");
	} else if (text_equal(is, "chunk")) {
		r->kind = AUDIT_CHUNK;
		r->chunk.file_id = number(l, "file");
		r->chunk.has_file = flag(l, "has_file");
		r->chunk.n = number(l, "n");
		r->chunk.bytes = base64(l, "bytes");
	} else if (text_equal(is, "chain")) {
		r->kind = AUDIT_CHAIN;
		r->chain.id = number(l, "id");
		r->chain.kind = text(l, "kind");
		r->chain.practice_id = number_or_null(l, "practice");
		r->chain.case_id = number_or_null(l, "case");
		r->chain.head_seq = number(l, "head_seq");
		r->chain.head_hash = digest(l, "head_hash");
	} else if (text_equal(is, "event")) {
		r->kind = AUDIT_EVENT;
		read_event(l, &r->event);
	} else if (text_equal(is, "orphan")) {
		r->kind = AUDIT_ORPHAN;
		r->orphan.event_id = number(l, "event");
		r->orphan.n = number(l, "n");
	} else if (text_equal(is, "end")) {
		r->kind = AUDIT_END;
	} else if (!l->bad) {
		l->bad = "is";
	}
}

int audit_read_export(FILE *in, const struct audit_sink *sink, struct problem *reterr_why)
{
	struct arena *a = arena_new();
	char *text_line = NULL;
	size_t room = 0;
	ssize_t size;
	long long at = 0;
	bool ended = false;
	int result = -1;

	while ((size = getline(&text_line, &room, in)) > 0) {
		struct audit_record record = { .kind = AUDIT_END };
		struct line l = { json_loadb(text_line, (size_t)size, 0, NULL), a, NULL };

		at++;
		if (ended) {
			refuse(reterr_why, PROBLEM_REFUSED,
			       "Line %lld of the export comes after its end", at);
		} else if (!json_is_object(l.object)) {
			refuse(reterr_why, PROBLEM_REFUSED,
			       "Line %lld of the export is not a record", at);
			l.bad = "";
		} else {
			read_record(&l, &record);
			if (l.bad)
				refuse(reterr_why, PROBLEM_REFUSED,
				       "Line %lld of the export has no proper value for \"%s\"", at,
				       l.bad);
			else if (sink->take(sink->context, &record) < 0) {
				fault(reterr_why, "reading was stopped");
				l.bad = "";
			}
		}
		json_decref(l.object);
		arena_reset(a);
		if (ended || l.bad)
			goto out;
		ended = record.kind == AUDIT_END;
	}
	if (ferror(in))
		refuse(reterr_why, PROBLEM_REFUSED, "The export cannot be read beyond line %lld",
		       at);
	else if (!ended)
		refuse(reterr_why, PROBLEM_REFUSED,
		       "The export breaks off after line %lld, before its end", at);
	else
		result = 0;
out:
	free(text_line);
	arena_free(a);
	return result;
}
