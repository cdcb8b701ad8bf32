/* Audit records from the database: the queries of sql/queries/audit.sql, one stream after another
 * in one snapshot, joined only where the order of rows makes that free. */
#include "audit/source.h"

#include <stdlib.h>
#include <string.h>

#include <jansson.h>

#include "base/arena.h"
#include "base/str.h"
#include "db/queries.h"

#include "base/banned.h"

/* A table and version to stream rows of. */
struct listed {
	const char *table;
	int version;
	struct listed *next;
};

struct source {
	const struct audit_sink *sink;
	struct arena *run;    /* lasts for the whole reading */
	struct arena *record; /* reset for each record */
	const char *wrong;    /* what could not be read; NULL: the sink stopped */

	const struct listed *table; /* whose rows are streamed */
	struct listed *tables;
	struct listed **last_table;

	int64_t file_id;
	bool any_file;

	int64_t chain_id;
	bool any_chain;
	struct audit_event event; /* gathering its rows; borrowed from record */
	bool any_event;
	struct audit_reported *rows;
	size_t rows_room;
};

static int give(struct source *s, const struct audit_record *record)
{
	return s->sink->take(s->sink->context, record);
}

static int wrong(struct source *s, const char *what)
{
	s->wrong = what;
	return -1;
}

/* ---- Cells */

static const int64_t *number_or_null(struct arena *a, const struct rows *r, int column)
{
	int64_t *number;

	if (!rows_text(r, 0, column))
		return NULL;
	number = arena_alloc(a, sizeof(*number));
	*number = rows_int(r, 0, column);
	return number;
}

static const char *text_kept(struct arena *a, const struct rows *r, int column)
{
	const char *text = rows_text(r, 0, column);

	return text ? arena_text(a, text) : NULL;
}

/* bytea as PostgreSQL prints it: \x and hex. NULL data for anything else. */
static struct bytes bytes_of(struct arena *a, const struct rows *r, int column)
{
	const char *text = rows_text(r, 0, column);
	unsigned char *data;
	size_t digits, size;

	if (!text || text[0] != '\\' || text[1] != 'x')
		return (struct bytes){ NULL, 0 };
	digits = strlen(text + 2);
	data = arena_alloc(a, digits / 2 + 1);
	if (sodium_hex2bin(data, digits / 2 + 1, text + 2, digits, NULL, &size, NULL) != 0 ||
	    size != digits / 2)
		return (struct bytes){ NULL, 0 };
	return (struct bytes){ data, size };
}

static bool digest_of(const struct rows *r, int column, struct digest *ret)
{
	const char *text = rows_text(r, 0, column);

	return text && text[0] == '\\' && text[1] == 'x' && digest_from_hex(text + 2, ret);
}

/* A JSON array of texts and nulls. NULL when it is not that. */
static const char *const *texts_of(struct arena *a, const char *json, size_t *ret_n)
{
	json_t *array = json ? json_loads(json, 0, NULL) : NULL, *one;
	const char **texts = NULL;
	size_t i;

	if (json_is_array(array)) {
		*ret_n = json_array_size(array);
		texts = arena_alloc(a, (*ret_n + 1) * sizeof(*texts));
		json_array_foreach(array, i, one)
		{
			if (json_is_string(one)) {
				texts[i] = arena_text(a, json_string_value(one));
			} else if (!json_is_null(one)) {
				texts = NULL;
				break;
			}
		}
	}
	json_decref(array);
	return texts;
}

/* ---- One function for each stream */

static int on_table(void *context, const struct rows *r)
{
	struct source *s = context;
	struct audit_record record = { .kind = AUDIT_TABLE };
	struct listed *t = arena_alloc(s->run, sizeof(*t));

	arena_reset(s->record);
	t->table = text_kept(s->run, r, AUDIT_TABLES_TABLE_NAME);
	t->version = (int)rows_int(r, 0, AUDIT_TABLES_VERSION);
	*s->last_table = t;
	s->last_table = &t->next;
	record.table.name = t->table;
	record.table.version = t->version;
	record.table.columns =
	        texts_of(s->record, rows_text(r, 0, AUDIT_TABLES_COLUMNS), &record.table.n_columns);
	if (!record.table.columns)
		return wrong(s, "columns of an append-only table");
	return give(s, &record);
}

static int on_row(void *context, const struct rows *r)
{
	struct source *s = context;
	struct audit_record record = { .kind = AUDIT_ROW };

	arena_reset(s->record);
	record.row.table = s->table->table;
	record.row.version = s->table->version;
	record.row.id = rows_int(r, 0, AUDIT_ROWS_ID);
	record.row.fields =
	        texts_of(s->record, rows_text(r, 0, AUDIT_ROWS_FIELDS), &record.row.n_fields);
	if (!record.row.fields)
		return wrong(s, "fields of an append-only row");
	return give(s, &record);
}

static int on_content(void *context, const struct rows *r)
{
	struct source *s = context;
	struct audit_record record = { .kind = AUDIT_CONTENT };

	arena_reset(s->record);
	record.content.id = rows_int(r, 0, AUDIT_CONTENTS_ID);
	record.content.salt = bytes_of(s->record, r, AUDIT_CONTENTS_SALT);
	record.content.bytes = bytes_of(s->record, r, AUDIT_CONTENTS_BYTES);
	return give(s, &record);
}

static int on_file(void *context, const struct rows *r)
{
	struct source *s = context;
	bool has_file = rows_text(r, 0, AUDIT_FILES_FILE_ID) != NULL;
	int64_t id = rows_int(r, 0, has_file ? AUDIT_FILES_FILE_ID : AUDIT_FILES_CHUNK_FILE_ID);

	arena_reset(s->record);
	if (has_file && (!s->any_file || s->file_id != id)) {
		struct audit_record record = { .kind = AUDIT_FILE };

		record.file.id = id;
		record.file.size = rows_int(r, 0, AUDIT_FILES_SIZE);
		record.file.salt = bytes_of(s->record, r, AUDIT_FILES_SALT);
		digest_of(r, AUDIT_FILES_DIGEST, &record.file.digest);
		s->any_file = true;
		s->file_id = id;
		if (give(s, &record) < 0)
			return -1;
	}
	if (rows_text(r, 0, AUDIT_FILES_N)) {
		struct audit_record record = { .kind = AUDIT_CHUNK };

		record.chunk.file_id = id;
		record.chunk.n = rows_int(r, 0, AUDIT_FILES_N);
		record.chunk.bytes = bytes_of(s->record, r, AUDIT_FILES_BYTES);
		record.chunk.has_file = has_file;
		return give(s, &record);
	}
	return 0;
}

static int end_event(struct source *s)
{
	struct audit_record record = { .kind = AUDIT_EVENT };
	int result = 0;

	if (s->any_event) {
		record.event = s->event;
		record.event.rows = s->rows;
		result = give(s, &record);
	}
	s->any_event = false;
	arena_reset(s->record);
	return result;
}

static int start_event(struct source *s, const struct rows *r)
{
	struct audit_event *e = &s->event;
	struct arena *a = s->record;

	s->any_event = true;
	*e = (struct audit_event){
		.id = rows_int(r, 0, AUDIT_EVENTS_ID),
		.chain_id = rows_int(r, 0, AUDIT_EVENTS_EVENT_CHAIN_ID),
		.seq = rows_int(r, 0, AUDIT_EVENTS_SEQ),
		.at = text_kept(a, r, AUDIT_EVENTS_AT),
		.practice_id = number_or_null(a, r, AUDIT_EVENTS_PRACTICE_ID),
		.case_id = number_or_null(a, r, AUDIT_EVENTS_CASE_ID),
		.actor_kind = text_kept(a, r, AUDIT_EVENTS_ACTOR_KIND),
		.actor_id = number_or_null(a, r, AUDIT_EVENTS_ACTOR_ID),
		.actor_name = text_kept(a, r, AUDIT_EVENTS_ACTOR_NAME),
		.kind = text_kept(a, r, AUDIT_EVENTS_KIND),
		.is_read = rows_bool(r, 0, AUDIT_EVENTS_IS_READ),
		.needs_full = rows_bool(r, 0, AUDIT_EVENTS_NEEDS_FULL),
		.detail = text_kept(a, r, AUDIT_EVENTS_DETAIL),
		.content_id = number_or_null(a, r, AUDIT_EVENTS_CONTENT_ID),
		.has_chain = rows_text(r, 0, AUDIT_EVENTS_CHAIN_ID) != NULL,
	};
	if (rows_text(r, 0, AUDIT_EVENTS_CONTENT_DIGEST)) {
		struct digest *d = arena_alloc(a, sizeof(*d));

		if (!digest_of(r, AUDIT_EVENTS_CONTENT_DIGEST, d))
			return wrong(s, "an event's content digest");
		e->content_digest = d;
	}
	if (!digest_of(r, AUDIT_EVENTS_PREV_HASH, &e->prev_hash) ||
	    !digest_of(r, AUDIT_EVENTS_HASH, &e->hash))
		return wrong(s, "an event's hash");
	return 0;
}

static int add_reported(struct source *s, const struct rows *r)
{
	struct audit_reported *one;

	if (s->event.n_rows == s->rows_room) {
		size_t room = s->rows_room ? s->rows_room * 2 : 64;
		struct audit_reported *more = arena_alloc(s->run, room * sizeof(*more));

		if (s->event.n_rows > 0)
			memcpy(more, s->rows, s->event.n_rows * sizeof(*more));
		s->rows = more;
		s->rows_room = room;
	}
	one = &s->rows[s->event.n_rows++];
	one->n = rows_int(r, 0, AUDIT_EVENTS_N);
	one->table = text_kept(s->record, r, AUDIT_EVENTS_ROW_TABLE);
	one->id = rows_int(r, 0, AUDIT_EVENTS_ROW_ID);
	one->version = rows_int(r, 0, AUDIT_EVENTS_ROW_VERSION);
	if (!digest_of(r, AUDIT_EVENTS_ROW_DIGEST, &one->digest))
		return wrong(s, "a reported row's digest");
	return 0;
}

static int on_event(void *context, const struct rows *r)
{
	struct source *s = context;
	bool has_chain = rows_text(r, 0, AUDIT_EVENTS_CHAIN_ID) != NULL;
	bool has_event = rows_text(r, 0, AUDIT_EVENTS_ID) != NULL;
	int64_t chain_id = rows_int(r, 0, AUDIT_EVENTS_CHAIN_ID);
	int64_t event_id = rows_int(r, 0, AUDIT_EVENTS_ID);

	if (s->any_event && (!has_event || event_id != s->event.id) && end_event(s) < 0)
		return -1;
	if (has_chain && (!s->any_chain || chain_id != s->chain_id)) {
		struct audit_record record = { .kind = AUDIT_CHAIN };
		struct arena *a = s->record;

		record.chain.id = chain_id;
		record.chain.kind = text_kept(a, r, AUDIT_EVENTS_CHAIN_KIND);
		record.chain.practice_id = number_or_null(a, r, AUDIT_EVENTS_CHAIN_PRACTICE_ID);
		record.chain.case_id = number_or_null(a, r, AUDIT_EVENTS_CHAIN_CASE_ID);
		record.chain.head_seq = rows_int(r, 0, AUDIT_EVENTS_HEAD_SEQ);
		if (!digest_of(r, AUDIT_EVENTS_HEAD_HASH, &record.chain.head_hash))
			return wrong(s, "a chain's head");
		s->any_chain = true;
		s->chain_id = chain_id;
		if (give(s, &record) < 0)
			return -1;
		arena_reset(a);
	}
	if (has_event && !s->any_event && start_event(s, r) < 0)
		return -1;
	if (has_event && rows_text(r, 0, AUDIT_EVENTS_N))
		return add_reported(s, r);
	return 0;
}

static int on_orphan(void *context, const struct rows *r)
{
	struct audit_record record = { .kind = AUDIT_ORPHAN };

	record.orphan.event_id = rows_int(r, 0, AUDIT_ORPHANS_EVENT_ID);
	record.orphan.n = rows_int(r, 0, AUDIT_ORPHANS_N);
	return give(context, &record);
}

/* ---- In order */

static int stream_rows(struct tx *tx, struct source *s, bool of_disposals)
{
	for (const struct listed *t = s->tables; t; t = t->next) {
		if (text_equal(t->table, "disposal") != of_disposals)
			continue;
		s->table = t;
		if (stream_audit_rows(tx, t->table, t->version, on_row, s) < 0)
			return -1;
	}
	return 0;
}

static int stream_all(struct tx *tx, struct source *s)
{
	if (!write_audit_snapshot(tx) || stream_audit_tables(tx, on_table, s) < 0 ||
	    stream_rows(tx, s, true) < 0 || stream_audit_contents(tx, on_content, s) < 0 ||
	    stream_audit_files(tx, on_file, s) < 0 || stream_rows(tx, s, false) < 0 ||
	    stream_audit_events(tx, on_event, s) < 0 || end_event(s) < 0 ||
	    stream_audit_orphans(tx, on_orphan, s) < 0)
		return -1;
	return give(s, &(struct audit_record){ .kind = AUDIT_END });
}

int audit_read_database(struct db *db, const struct audit_sink *sink, struct problem *reterr_why)
{
	struct source s = { .sink = sink, .run = arena_new(), .record = arena_new() };
	struct tx *tx = tx_begin(db, s.run, reterr_why);
	int result = -1;

	s.last_table = &s.tables;
	if (!tx)
		goto out;
	result = stream_all(tx, &s);
	if (result < 0) {
		if (s.wrong)
			fault(reterr_why, "the audit cannot read %s", s.wrong);
		else if (tx_problem(tx))
			*reterr_why = *tx_problem(tx);
		else
			fault(reterr_why, "reading was stopped");
	}
	tx_rollback(tx);
out:
	arena_free(s.record);
	arena_free(s.run);
	return result;
}
