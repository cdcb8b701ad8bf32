/* What is verified, as a stream of records: from the database (audit/source.h) or from an export,
 * into the verifier or into an export file. The order, which both sources keep:
 *
 *     every table and version of its columns
 *     the rows of disposal
 *     every content; every file, each followed by its chunks in order
 *     the rows of the other append-only tables
 *     the system's chain, the practices', the cases', each followed by its events in order
 *     what missing events would have reported
 *     the end
 *
 * Everything in a record is borrowed and lasts for the call only. */
#ifndef AUDIT_RECORD_H
#define AUDIT_RECORD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "audit/canonical.h"
#include "base/bytes.h"

enum audit_record_kind {
	AUDIT_TABLE,
	AUDIT_ROW,
	AUDIT_CONTENT,
	AUDIT_FILE,
	AUDIT_CHUNK,
	AUDIT_CHAIN,
	AUDIT_EVENT,
	AUDIT_ORPHAN,
	AUDIT_END,
};

/* Which columns of an append-only table are hashed, by version. */
struct audit_table {
	const char *name;
	int64_t version;
	size_t n_columns;
	const char *const *columns;
};

struct audit_row {
	const char *table;
	int64_t version;
	int64_t id;
	size_t n_fields;
	const char *const *fields; /* in canonical text; NULL is SQL NULL */
};

struct audit_content {
	int64_t id;
	struct bytes salt;
	struct bytes bytes;
};

struct audit_file {
	int64_t id;
	int64_t size;
	struct bytes salt;
	struct digest digest; /* as the row says */
};

struct audit_chunk {
	int64_t file_id;
	int64_t n;
	struct bytes bytes;
	bool has_file; /* false: no stored file of that number */
};

struct audit_chain {
	int64_t id;
	const char *kind;
	const int64_t *practice_id; /* NULL is SQL NULL, here and below */
	const int64_t *case_id;
	int64_t head_seq;
	struct digest head_hash;
};

struct audit_reported {
	int64_t n;
	const char *table;
	int64_t id;
	int64_t version;
	struct digest digest;
};

struct audit_event {
	int64_t id;
	int64_t chain_id;
	int64_t seq;
	const char *at;
	const int64_t *practice_id;
	const int64_t *case_id;
	const char *actor_kind;
	const int64_t *actor_id;
	const char *actor_name;
	const char *kind;
	bool is_read;
	bool needs_full;
	const char *detail;
	const int64_t *content_id;
	const struct digest *content_digest;
	struct digest prev_hash;
	struct digest hash;
	bool has_chain; /* false: no chain of that number */
	size_t n_rows;
	const struct audit_reported *rows;
};

/* A row of app.event_row whose event is not there. */
struct audit_orphan {
	int64_t event_id;
	int64_t n;
};

struct audit_record {
	enum audit_record_kind kind;
	union {
		struct audit_table table;
		struct audit_row row;
		struct audit_content content;
		struct audit_file file;
		struct audit_chunk chunk;
		struct audit_chain chain;
		struct audit_event event;
		struct audit_orphan orphan;
	};
};

/* Who takes records: 0 to go on, -1 to stop. */
struct audit_sink {
	void *context;
	int (*take)(void *context, const struct audit_record *record);
};

/* The hash that the event should carry, given its own prev_hash. */
struct digest audit_event_hash(const struct audit_event *e);
/* The digest of a row whose fields are these columns, as many as the row has fields; extra is the
 * digest of what hangs on it, NULL for most tables. */
struct digest audit_row_digest(const struct audit_row *r, const char *const *columns,
                               const struct digest *extra);

#endif
