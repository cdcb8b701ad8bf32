/* The verifier: takes records in their order and keeps, of each append-only row, only its digest.
 *
 * Rows come before events, so when an event says "vote 12 had this digest" the digest that vote 12
 * has now is known. Chains of practices come before those of cases, so when a case's chain comes,
 * what its practice wrote about it (its opening, its counted heads) is known. */
#include "audit/verify.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <jansson.h>

#include "base/arena.h"
#include "base/str.h"

#include "base/banned.h"

/* ---- What is remembered: digests by (space, a, b) */

/* A space is a kind of thing remembered; tables get theirs from SPACE_TABLES on. */
enum space {
	SPACE_NONE,
	SPACE_CONTENT_BYTES,    /* content id: digest of salt and bytes */
	SPACE_FILE_BYTES,       /* file id: digest of salt and chunks */
	SPACE_DISPOSED_CONTENT, /* content id: digest that events hold */
	SPACE_DISPOSED_FILE,    /* file id: the same */
	SPACE_OPENED,           /* chain id: digest of the practice and case it was opened for */
	SPACE_COUNTED,          /* chain id, seq: hash */
	SPACE_TABLES,
};

enum slot_flag {
	SLOT_REPORTED = 1, /* an event commits to the row; the opened or counted thing was met */
	SLOT_UPLOAD = 2,   /* a file that no case has taken over: needs no event */
	SLOT_TOLD = 4,     /* a finding about it was made */
};

struct slot {
	unsigned space; /* SPACE_NONE: free */
	unsigned flags;
	int64_t a;
	int64_t b;
	struct digest digest;
};

struct memory {
	struct slot *slots;
	size_t room; /* power of two */
	size_t count;
};

/* A version of a table's list of columns. */
struct table_known {
	const char *name;
	int64_t version;
	unsigned space; /* the same for every version of a table */
	size_t n_columns;
	const char *const *columns;
	struct table_known *next;
};

struct audit_verify {
	void (*on_finding)(void *context, const struct audit_finding *finding);
	void *context;
	struct arena *arena;
	struct memory memory;
	struct table_known *tables;
	unsigned spaces;
	struct audit_counts counts;
	bool ended;

	bool in_file;
	struct audit_file file; /* without its salt */
	struct canonical file_hash;
	int64_t next_n;
	int64_t file_bytes;
	bool file_told;

	bool in_chain;
	int64_t chain_id;
	char chain_kind[16];
	bool chain_has_practice, chain_has_case;
	int64_t chain_practice, chain_case;
	int64_t head_seq, last_seq, last_event;
	struct digest head_hash, last_hash;
};

static size_t place_of(const struct memory *m, unsigned space, int64_t a, int64_t b)
{
	uint64_t x = (uint64_t)a * 0x9e3779b97f4a7c15u ^ (uint64_t)b * 0xc2b2ae3d27d4eb4fu ^
	             (uint64_t)space * 0x165667b19e3779f9u;

	x ^= x >> 31;
	x *= 0xbf58476d1ce4e5b9u;
	x ^= x >> 29;
	return (size_t)x & (m->room - 1);
}

static struct slot *slot_at(const struct memory *m, unsigned space, int64_t a, int64_t b)
{
	size_t i = place_of(m, space, a, b);

	while (m->slots[i].space != SPACE_NONE &&
	       (m->slots[i].space != space || m->slots[i].a != a || m->slots[i].b != b))
		i = (i + 1) & (m->room - 1);
	return &m->slots[i];
}

static void memory_room(struct memory *m, size_t room)
{
	struct memory bigger = { .room = room };

	bigger.slots = calloc(room, sizeof(*bigger.slots));
	if (!bigger.slots) {
		fputs("candour: out of memory\n", stderr);
		abort();
	}
	for (size_t i = 0; i < m->room; i++) {
		const struct slot *s = &m->slots[i];

		if (s->space != SPACE_NONE)
			*slot_at(&bigger, s->space, s->a, s->b) = *s;
	}
	bigger.count = m->count;
	free(m->slots);
	*m = bigger;
}

/* NULL when it is not there. */
static struct slot *recall(const struct memory *m, unsigned space, int64_t a, int64_t b)
{
	struct slot *s = slot_at(m, space, a, b);

	return s->space == SPACE_NONE ? NULL : s;
}

static struct slot *remember(struct memory *m, unsigned space, int64_t a, int64_t b,
                             const struct digest *d)
{
	struct slot *s;

	if (m->count >= m->room / 4 * 3)
		memory_room(m, m->room * 2);
	s = slot_at(m, space, a, b);
	if (s->space == SPACE_NONE)
		m->count++;
	*s = (struct slot){ .space = space, .a = a, .b = b, .digest = *d };
	return s;
}

/* ---- Findings */

__attribute__((format(printf, 4, 5))) static void found(struct audit_verify *v, const char *table,
                                                        int64_t id, const char *format, ...)
{
	char sentence[600];
	int start = snprintf(sentence, sizeof(sentence), "%s %lld ", table, (long long)id);
	va_list args;

	va_start(args, format);
	vsnprintf(sentence + start, sizeof(sentence) - (size_t)start, format, args);
	va_end(args);
	v->counts.findings++;
	if (v->on_finding)
		v->on_finding(v->context, &(struct audit_finding){ table, id, sentence });
}

static long long shown(int64_t number)
{
	return (long long)number;
}

/* ---- Tables and their rows */

static const struct table_known *table_find(const struct audit_verify *v, const char *name,
                                            const int64_t *version)
{
	for (const struct table_known *t = v->tables; t; t = t->next)
		if (text_equal(t->name, name) && (!version || t->version == *version))
			return t;
	return NULL;
}

static void take_table(struct audit_verify *v, const struct audit_table *t)
{
	const struct table_known *earlier = table_find(v, t->name, NULL);
	struct table_known *k = arena_alloc(v->arena, sizeof(*k));
	const char **columns = arena_alloc(v->arena, (t->n_columns + 1) * sizeof(*columns));

	for (size_t i = 0; i < t->n_columns; i++)
		columns[i] = arena_text(v->arena, t->columns[i]);
	k->name = earlier ? earlier->name : arena_text(v->arena, t->name);
	k->space = earlier ? earlier->space : v->spaces++;
	k->version = t->version;
	k->n_columns = t->n_columns;
	k->columns = columns;
	k->next = v->tables;
	v->tables = k;
}

static const char *field_of(const struct table_known *t, const struct audit_row *r,
                            const char *column)
{
	for (size_t i = 0; i < t->n_columns && i < r->n_fields; i++)
		if (text_equal(t->columns[i], column))
			return r->fields[i];
	return NULL;
}

static bool number_of(const char *text, int64_t *ret)
{
	char *end;

	if (!text || !text[0])
		return false;
	*ret = strtoll(text, &end, 10);
	return *end == '\0';
}

static void remember_disposal(struct audit_verify *v, const struct table_known *t,
                              const struct audit_row *r)
{
	struct digest d;
	int64_t id;

	if (!digest_from_hex(field_of(t, r, "digest"), &d))
		return;
	if (number_of(field_of(t, r, "content_id"), &id))
		remember(&v->memory, SPACE_DISPOSED_CONTENT, id, 0, &d);
	if (number_of(field_of(t, r, "file_id"), &id))
		remember(&v->memory, SPACE_DISPOSED_FILE, id, 0, &d);
}

static void take_row(struct audit_verify *v, const struct audit_row *r)
{
	const struct table_known *t = table_find(v, r->table, &r->version);
	const struct slot *bytes = NULL;
	struct slot *s;
	struct digest d;
	int64_t id;

	if (!t) {
		found(v, r->table, r->id, "is of a table that is not listed as append-only");
		return;
	}
	if (r->n_fields != t->n_columns || !number_of(field_of(t, r, "id"), &id) || id != r->id) {
		found(v, r->table, r->id, "does not have the columns that are listed for it");
		return;
	}
	if (text_equal(t->name, "content"))
		bytes = recall(&v->memory, SPACE_CONTENT_BYTES, r->id, 0);
	else if (text_equal(t->name, "stored_file"))
		bytes = recall(&v->memory, SPACE_FILE_BYTES, r->id, 0);
	else if (text_equal(t->name, "disposal"))
		remember_disposal(v, t, r);
	d = audit_row_digest(r, t->columns, bytes ? &bytes->digest : NULL);
	s = remember(&v->memory, t->space, r->id, r->version, &d);
	if (text_equal(t->name, "stored_file") && !field_of(t, r, "case_id"))
		s->flags |= SLOT_UPLOAD;
	v->counts.rows++;
}

/* ---- Content and files */

static void take_content(struct audit_verify *v, const struct audit_content *content)
{
	struct canonical c;
	struct digest d;

	canonical_open(&c);
	canonical_raw(&c, content->salt);
	canonical_raw(&c, content->bytes);
	d = canonical_close(&c);
	remember(&v->memory, SPACE_CONTENT_BYTES, content->id, 0, &d);
}

static void end_file(struct audit_verify *v)
{
	struct digest d;
	int64_t id = v->file.id;

	if (!v->in_file)
		return;
	v->in_file = false;
	d = canonical_close(&v->file_hash);
	remember(&v->memory, SPACE_FILE_BYTES, id, 0, &d);
	if (v->file_told || (digest_equal(&d, &v->file.digest) && v->file_bytes == v->file.size) ||
	    recall(&v->memory, SPACE_DISPOSED_FILE, id, 0))
		return;
	if (v->file_bytes < v->file.size)
		found(v, "file_chunk", id,
		      "is short: of stored_file %lld the chunks from n %lld on are missing",
		      shown(id), shown(v->next_n));
	else if (v->file_bytes > v->file.size)
		found(v, "file_chunk", id,
		      "is long: stored_file %lld has more bytes than were stored, up to chunk n "
		      "%lld",
		      shown(id), shown(v->next_n - 1));
	else
		found(v, "file_chunk", id,
		      "is altered: the bytes of stored_file %lld, chunks n 0 to %lld, are not "
		      "those that its digest was taken of",
		      shown(id), shown(v->next_n - 1));
}

static void take_file(struct audit_verify *v, const struct audit_file *file)
{
	end_file(v);
	v->in_file = true;
	v->file = *file;
	v->file.salt = (struct bytes){ NULL, 0 };
	v->next_n = 0;
	v->file_bytes = 0;
	v->file_told = false;
	canonical_open(&v->file_hash);
	canonical_raw(&v->file_hash, file->salt);
}

static void take_chunk(struct audit_verify *v, const struct audit_chunk *chunk)
{
	if (!chunk->has_file || !v->in_file || chunk->file_id != v->file.id) {
		found(v, "file_chunk", chunk->file_id, "n %lld belongs to no stored file",
		      shown(chunk->n));
		return;
	}
	if (chunk->n != v->next_n && !v->file_told) {
		found(v, "file_chunk", chunk->file_id,
		      "n %lld is missing: of stored_file %lld the next chunk is n %lld",
		      shown(v->next_n), shown(chunk->file_id), shown(chunk->n));
		v->file_told = true;
	}
	v->next_n = chunk->n + 1;
	v->file_bytes += (int64_t)chunk->bytes.size;
	canonical_raw(&v->file_hash, chunk->bytes);
}

/* ---- Chains and events */

static void end_chain(struct audit_verify *v)
{
	if (!v->in_chain)
		return;
	v->in_chain = false;
	if (v->head_seq != v->last_seq)
		found(v, "chain", v->chain_id,
		      "has %lld as the number of its last event, but the last event there is has "
		      "%lld",
		      shown(v->head_seq), shown(v->last_seq));
	else if (!digest_equal(&v->head_hash, &v->last_hash))
		found(v, "chain", v->chain_id,
		      "has another hash at its head than its last event %lld",
		      shown(v->last_event));
}

/* What an opening commits to, besides the chain's id: what kind of chain, which practice and case.
 */
static struct digest opened_for(const char *kind, const int64_t *practice_id,
                                const int64_t *case_id)
{
	struct canonical c;

	canonical_open(&c);
	canonical_text(&c, kind);
	canonical_number_or_null(&c, practice_id);
	canonical_number_or_null(&c, case_id);
	return canonical_close(&c);
}

static void take_chain(struct audit_verify *v, const struct audit_chain *c)
{
	end_chain(v);
	v->in_chain = true;
	v->chain_id = c->id;
	snprintf(v->chain_kind, sizeof(v->chain_kind), "%s", c->kind);
	v->chain_has_practice = c->practice_id != NULL;
	v->chain_practice = c->practice_id ? *c->practice_id : 0;
	v->chain_has_case = c->case_id != NULL;
	v->chain_case = c->case_id ? *c->case_id : 0;
	v->head_seq = c->head_seq;
	v->head_hash = c->head_hash;
	v->last_seq = 0;
	v->last_event = 0;
	memset(&v->last_hash, 0, sizeof(v->last_hash));
	v->counts.chains++;

	if (!text_equal(c->kind, "system")) {
		struct slot *s = recall(&v->memory, SPACE_OPENED, c->id, 0);
		struct digest d = opened_for(c->kind, c->practice_id, c->case_id);

		if (!s)
			found(v, "chain", c->id, "was opened by no event");
		else if (!digest_equal(&s->digest, &d))
			found(v, "chain", c->id, "is of another case than it was opened for");
		if (s)
			s->flags |= SLOT_REPORTED;
	}
}

/* Heads of other chains, as counted by the worker: [[chain, seq, hash], ...] in the detail. */
static void remember_counts(struct audit_verify *v, const struct audit_event *e, json_t *detail)
{
	json_t *heads = json_object_get(detail, "heads");
	json_t *head;
	size_t i;

	json_array_foreach(heads, i, head)
	{
		json_t *chain = json_array_get(head, 0), *seq = json_array_get(head, 1);
		struct digest d;

		if (!json_is_integer(chain) || !json_is_integer(seq) ||
		    !digest_from_hex(json_string_value(json_array_get(head, 2)), &d)) {
			found(v, "event", e->id, "counts heads that cannot be read");
			continue;
		}
		remember(&v->memory, SPACE_COUNTED, json_integer_value(chain),
		         json_integer_value(seq), &d);
	}
}

/* What events of practices and of the system say about other chains. */
static void learn(struct audit_verify *v, const struct audit_event *e)
{
	bool practice =
	        text_equal(e->kind, "practice.opened_chain") && text_equal(v->chain_kind, "system");
	bool a_case =
	        text_equal(e->kind, "case.opened_chain") && text_equal(v->chain_kind, "practice");
	bool counted =
	        text_equal(e->kind, "chain.counted") && text_equal(v->chain_kind, "practice");
	json_t *detail;

	if (!v->in_chain || (!practice && !a_case && !counted))
		return;
	detail = json_loads(e->detail, 0, NULL);
	if (counted) {
		remember_counts(v, e, detail);
	} else {
		json_t *chain = json_object_get(detail, "chain");
		int64_t practice_id = json_integer_value(json_object_get(detail, "practice"));
		struct digest d = practice ? opened_for("practice", &practice_id, NULL)
		                           : opened_for("case", e->practice_id, e->case_id);

		if (json_is_integer(chain))
			remember(&v->memory, SPACE_OPENED, json_integer_value(chain), 0, &d);
		else
			found(v, "event", e->id, "opens a chain that cannot be read");
	}
	json_decref(detail);
}

/* Which table's disposal excuses a row. */
static bool is_disposed(const struct audit_verify *v, const struct audit_reported *r)
{
	unsigned space = text_equal(r->table, "content")       ? SPACE_DISPOSED_CONTENT
	                 : text_equal(r->table, "stored_file") ? SPACE_DISPOSED_FILE
	                                                       : SPACE_NONE;
	const struct slot *s = space == SPACE_NONE ? NULL : recall(&v->memory, space, r->id, 0);

	return s && digest_equal(&s->digest, &r->digest);
}

static void check_reported(struct audit_verify *v, const struct audit_event *e,
                           const struct audit_reported *r)
{
	const struct table_known *t = table_find(v, r->table, &r->version);
	struct slot *s = t ? recall(&v->memory, t->space, r->id, r->version) : NULL;

	if (s)
		s->flags |= SLOT_REPORTED;
	if (s && digest_equal(&s->digest, &r->digest))
		return;
	if (is_disposed(v, r)) {
		v->counts.disposed++;
		return;
	}
	if (!s) {
		found(v, r->table, r->id, "is gone, although event %lld reports it", shown(e->id));
	} else if (!(s->flags & SLOT_TOLD)) {
		s->flags |= SLOT_TOLD;
		found(v, r->table, r->id, "is altered: it is not as event %lld reports it",
		      shown(e->id));
	}
}

static bool same_number(const int64_t *number, bool has, int64_t other)
{
	return number ? has && *number == other : !has;
}

static void check_place(struct audit_verify *v, const struct audit_event *e)
{
	struct slot *counted = recall(&v->memory, SPACE_COUNTED, e->chain_id, e->seq);

	if (!v->in_chain || !e->has_chain || e->chain_id != v->chain_id) {
		found(v, "event", e->id, "is on chain %lld, which is not there",
		      shown(e->chain_id));
		return;
	}
	if (e->seq > v->last_seq + 1)
		found(v, "chain", v->chain_id,
		      "lacks the event with number %lld, before event %lld: it was deleted",
		      shown(v->last_seq + 1), shown(e->id));
	else if (e->seq <= v->last_seq)
		found(v, "event", e->id, "has number %lld on chain %lld, as an earlier event has",
		      shown(e->seq), shown(v->chain_id));
	else if (!digest_equal(&e->prev_hash, &v->last_hash))
		found(v, "event", e->id,
		      "does not follow event %lld, the one before it on chain %lld",
		      shown(v->last_event), shown(v->chain_id));
	if (!same_number(e->practice_id, v->chain_has_practice, v->chain_practice) ||
	    (text_equal(v->chain_kind, "case") &&
	     !same_number(e->case_id, v->chain_has_case, v->chain_case)))
		found(v, "event", e->id, "is of another case or practice than its chain %lld",
		      shown(v->chain_id));
	if (counted) {
		counted->flags |= SLOT_REPORTED;
		if (!digest_equal(&counted->digest, &e->hash))
			found(v, "event", e->id,
			      "is not the one that was counted as number %lld of chain %lld",
			      shown(e->seq), shown(e->chain_id));
	}
	v->last_seq = e->seq;
	v->last_event = e->id;
	v->last_hash = e->hash;
}

static void take_event(struct audit_verify *v, const struct audit_event *e)
{
	struct digest hash = audit_event_hash(e);

	v->counts.events++;
	if (!digest_equal(&hash, &e->hash))
		found(v, "event", e->id, "is altered: its hash is not that of what it says");
	check_place(v, e);
	learn(v, e);
	for (size_t i = 0; i < e->n_rows; i++) {
		if (e->rows[i].n != (int64_t)i + 1)
			found(v, "event", e->id, "reports row n %lld where n %zu is due",
			      shown(e->rows[i].n), i + 1);
		check_reported(v, e, &e->rows[i]);
	}
	if (e->content_id) {
		const struct slot *s = recall(&v->memory, SPACE_CONTENT_BYTES, *e->content_id, 0);

		/* A content that is gone is told, or excused, as one of the event's rows. */
		if (s && (!e->content_digest || !digest_equal(&s->digest, e->content_digest)))
			found(v, "content", *e->content_id,
			      "does not have the bytes that event %lld holds", shown(e->id));
	}
}

/* ---- The end */

static const struct table_known *table_of_space(const struct audit_verify *v, unsigned space)
{
	for (const struct table_known *t = v->tables; t; t = t->next)
		if (t->space == space)
			return t;
	return NULL;
}

/* A row is reported when an event commits to it by any version of its columns. */
static bool is_reported(const struct audit_verify *v, const struct slot *s)
{
	for (const struct table_known *t = v->tables; t; t = t->next) {
		const struct slot *other = t->space == s->space
		                                   ? recall(&v->memory, s->space, s->a, t->version)
		                                   : NULL;

		if (other && (other->flags & SLOT_REPORTED))
			return true;
	}
	return false;
}

static int by_key(const void *a, const void *b)
{
	const struct slot *x = a, *y = b;

	if (x->space != y->space)
		return x->space < y->space ? -1 : 1;
	if (x->a != y->a)
		return x->a < y->a ? -1 : 1;
	return x->b < y->b ? -1 : x->b > y->b;
}

static void tell_unmet(struct audit_verify *v, const struct slot *s)
{
	if (s->space == SPACE_OPENED)
		found(v, "chain", s->a, "is gone, although an event opened it");
	else if (s->space == SPACE_COUNTED)
		found(v, "chain", s->a,
		      "is cut: its event with number %lld was counted and is not there",
		      shown(s->b));
	else
		found(v, table_of_space(v, s->space)->name, s->a,
		      "is reported by no event: it was added by hand");
}

static void take_end(struct audit_verify *v)
{
	struct slot *unmet = NULL;
	size_t n = 0, room = 0;

	end_chain(v);
	v->ended = true;
	for (size_t i = 0; i < v->memory.room; i++) {
		const struct slot *s = &v->memory.slots[i];

		if ((s->space < SPACE_TABLES && s->space != SPACE_OPENED &&
		     s->space != SPACE_COUNTED) ||
		    (s->flags & (SLOT_REPORTED | SLOT_UPLOAD)))
			continue;
		if (s->space >= SPACE_TABLES) {
			const struct table_known *t = table_of_space(v, s->space);

			/* Told once, by its first version. */
			if (!t || is_reported(v, s) ||
			    (s->b > 1 && recall(&v->memory, s->space, s->a, 1)))
				continue;
		}
		if (n == room) {
			room = room ? room * 2 : 64;
			unmet = realloc(unmet, room * sizeof(*unmet));
			if (!unmet) {
				fputs("candour: out of memory\n", stderr);
				abort();
			}
		}
		unmet[n++] = *s;
	}
	if (n > 0)
		qsort(unmet, n, sizeof(*unmet), by_key);
	for (size_t i = 0; i < n; i++)
		tell_unmet(v, &unmet[i]);
	free(unmet);
}

static int take(void *context, const struct audit_record *record)
{
	struct audit_verify *v = context;

	if (record->kind != AUDIT_CHUNK)
		end_file(v);
	switch (record->kind) {
	case AUDIT_TABLE:
		take_table(v, &record->table);
		break;
	case AUDIT_ROW:
		take_row(v, &record->row);
		break;
	case AUDIT_CONTENT:
		take_content(v, &record->content);
		break;
	case AUDIT_FILE:
		take_file(v, &record->file);
		break;
	case AUDIT_CHUNK:
		take_chunk(v, &record->chunk);
		break;
	case AUDIT_CHAIN:
		take_chain(v, &record->chain);
		break;
	case AUDIT_EVENT:
		take_event(v, &record->event);
		break;
	case AUDIT_ORPHAN:
		found(v, "event_row", record->orphan.event_id,
		      "n %lld is of an event that is not there", shown(record->orphan.n));
		break;
	case AUDIT_END:
		take_end(v);
		break;
	}
	return 0;
}

struct audit_verify *audit_verify_open(void (*on_finding)(void *context,
                                                          const struct audit_finding *finding),
                                       void *context)
{
	struct arena *a = arena_new();
	struct audit_verify *v = arena_alloc(a, sizeof(*v));

	v->arena = a;
	v->on_finding = on_finding;
	v->context = context;
	v->spaces = SPACE_TABLES;
	memory_room(&v->memory, 1024);
	return v;
}

struct audit_sink audit_verify_sink(struct audit_verify *v)
{
	return (struct audit_sink){ v, take };
}

struct audit_counts audit_verify_close(struct audit_verify *v)
{
	struct audit_counts counts;

	if (!v->ended)
		found(v, "export", 0, "breaks off before its end: what follows is not verified");
	counts = v->counts;
	free(v->memory.slots);
	arena_free(v->arena);
	return counts;
}

const char *audit_verify_limits(void)
{
	return "Not found by this check: a rewrite by the database's owner that recomputes every "
	       "hash "
	       "from the change on, or cuts off events that were not yet counted. Only signed "
	       "checkpoints kept on another machine find that.";
}
