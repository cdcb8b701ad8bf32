/* The record that the verifier's tests start from. */
#include "audit_book.h"

#include <stdio.h>
#include <string.h>

char book_sentences[8000];

static const char *const content_columns[] = { "id", "case_id" };
static const char *const disposal_columns[] = { "id", "content_id", "file_id", "digest" };
static const char *const file_columns[] = { "id", "case_id", "name" };
static const char *const vote_columns[] = { "id", "case_id", "vote", "content_id" };

static char disposed_hex[DIGEST_HEX_SIZE];
static const char *content_fields[] = { "50", "5" };
static const char *disposal_fields[] = { "60", "51", NULL, disposed_hex };
static const char *file_fields[] = { "70", "5", "screenshot.png" };
static const char *upload_fields[] = { "71", NULL, "draft.png" };
static const char *vote_fields[] = { "12", "5", "for", "50" };

static const int64_t practice = 1, the_case = 5, manager = 9, content_id = 50;
static struct digest content_digest;
static struct audit_reported voted_rows[2], disposed_rows[2], filed_rows[1];
static char heads[200];

static struct bytes bytes(const char *text)
{
	return (struct bytes){ (const unsigned char *)text, strlen(text) };
}

static struct digest digest_of(const char *text)
{
	struct canonical c;

	canonical_open(&c);
	canonical_raw(&c, bytes(text));
	return canonical_close(&c);
}

static struct audit_record table(const char *name, const char *const *columns, size_t n)
{
	return (struct audit_record){ .kind = AUDIT_TABLE, .table = { name, 1, n, columns } };
}

static struct audit_record row(const char *name, int64_t id, const char *const *fields, size_t n)
{
	return (struct audit_record){ .kind = AUDIT_ROW, .row = { name, 1, id, n, fields } };
}

static struct audit_record chunk(int64_t n, const char *text)
{
	return (struct audit_record){ .kind = AUDIT_CHUNK, .chunk = { 70, n, bytes(text), true } };
}

static struct audit_record event(int64_t id, int64_t chain, int64_t seq, const char *kind,
                                 const char *detail)
{
	return (struct audit_record){ .kind = AUDIT_EVENT,
		                      .event = { .id = id,
		                                 .chain_id = chain,
		                                 .seq = seq,
		                                 .at = "2026-11-02T09:14:00.123456Z",
		                                 .practice_id = chain > 1 ? &practice : NULL,
		                                 .case_id = chain == 3 ? &the_case : NULL,
		                                 .actor_kind = "member",
		                                 .actor_id = &manager,
		                                 .actor_name = "Manager",
		                                 .kind = kind,
		                                 .detail = detail,
		                                 .has_chain = true } };
}

static struct audit_record chain(int64_t id, const char *kind, int64_t seq)
{
	return (struct audit_record){ .kind = AUDIT_CHAIN,
		                      .chain = { .id = id,
		                                 .kind = kind,
		                                 .practice_id = id > 1 ? &practice : NULL,
		                                 .case_id = id == 3 ? &the_case : NULL,
		                                 .head_seq = seq } };
}

static struct audit_reported reported(int64_t n, const struct audit_record *r,
                                      const char *const *columns, const struct digest *extra)
{
	return (struct audit_reported){ n, r->row.table, r->row.id, 1,
		                        audit_row_digest(&r->row, columns, extra) };
}

void book_rehash(struct book *b, int at)
{
	b->records[at].event.hash = audit_event_hash(&b->records[at].event);
}

/* Hash of one event, after the one before it. */
static void link_events(struct book *b, int before, int at, int head)
{
	if (before >= 0)
		b->records[at].event.prev_hash = b->records[before].event.hash;
	book_rehash(b, at);
	b->records[head].chain.head_hash = b->records[at].event.hash;
}

static void make_rows(struct book *b)
{
	struct audit_record *r = b->records;
	struct digest gone = digest_of("the row digest of content 51");

	digest_to_hex(&gone, disposed_hex);
	r[BOOK_TABLE_CONTENT] = table("content", content_columns, 2);
	r[BOOK_TABLE_DISPOSAL] = table("disposal", disposal_columns, 4);
	r[BOOK_TABLE_FILE] = table("stored_file", file_columns, 3);
	r[BOOK_TABLE_VOTE] = table("vote", vote_columns, 4);
	r[BOOK_DISPOSAL] = row("disposal", 60, disposal_fields, 4);
	r[BOOK_CONTENT_BYTES] =
	        (struct audit_record){ .kind = AUDIT_CONTENT,
		                       .content = { 50, bytes("salt"), bytes("the reason") } };
	r[BOOK_FILE] = (struct audit_record){
		.kind = AUDIT_FILE, .file = { 70, 6, bytes("pepper"), digest_of("pepperabcdef") }
	};
	r[BOOK_CHUNK_0] = chunk(0, "ab");
	r[BOOK_CHUNK_1] = chunk(1, "cd");
	r[BOOK_CHUNK_2] = chunk(2, "ef");
	r[BOOK_CONTENT] = row("content", 50, content_fields, 2);
	r[BOOK_STORED_FILE] = row("stored_file", 70, file_fields, 3);
	r[BOOK_UPLOAD] = row("stored_file", 71, upload_fields, 3);
	r[BOOK_VOTE] = row("vote", 12, vote_fields, 4);

	content_digest = digest_of("saltthe reason");
	voted_rows[0] = reported(1, &r[BOOK_VOTE], vote_columns, NULL);
	voted_rows[1] = reported(2, &r[BOOK_CONTENT], content_columns, &content_digest);
	disposed_rows[0] = reported(1, &r[BOOK_DISPOSAL], disposal_columns, NULL);
	disposed_rows[1] = (struct audit_reported){ 2, "content", 51, 1, gone };
	filed_rows[0] = reported(1, &r[BOOK_STORED_FILE], file_columns, &r[BOOK_FILE].file.digest);
}

static void make_events(struct book *b)
{
	struct audit_record *r = b->records;
	char hex[DIGEST_HEX_SIZE];

	r[BOOK_SYSTEM] = chain(1, "system", 1);
	r[BOOK_PRACTICE_OPENED] =
	        event(101, 1, 1, "practice.opened_chain", "{\"chain\": 2, \"practice\": 1}");
	r[BOOK_PRACTICE] = chain(2, "practice", 2);
	r[BOOK_CASE_OPENED] = event(102, 2, 1, "case.opened_chain", "{\"chain\": 3}");
	r[BOOK_CASE_OPENED].event.case_id = &the_case;
	r[BOOK_COUNTED] = event(107, 2, 2, "chain.counted", heads);
	r[BOOK_CASE] = chain(3, "case", 4);
	r[BOOK_LOGGED] = event(103, 3, 1, "case.logged", "{}");
	r[BOOK_VOTED] = event(104, 3, 2, "vote.recorded", "{\"round\": \"vote\"}");
	r[BOOK_VOTED].event.n_rows = 2;
	r[BOOK_VOTED].event.rows = voted_rows;
	r[BOOK_VOTED].event.content_id = &content_id;
	r[BOOK_VOTED].event.content_digest = &content_digest;
	r[BOOK_VOTED].event.needs_full = true;
	r[BOOK_DISPOSED] = event(105, 3, 3, "content.disposed", "{}");
	r[BOOK_DISPOSED].event.n_rows = 2;
	r[BOOK_DISPOSED].event.rows = disposed_rows;
	r[BOOK_FILED] = event(106, 3, 4, "evidence.added", "{}");
	r[BOOK_FILED].event.n_rows = 1;
	r[BOOK_FILED].event.rows = filed_rows;
	r[BOOK_END] = (struct audit_record){ .kind = AUDIT_END };

	link_events(b, -1, BOOK_PRACTICE_OPENED, BOOK_SYSTEM);
	link_events(b, -1, BOOK_LOGGED, BOOK_CASE);
	link_events(b, BOOK_LOGGED, BOOK_VOTED, BOOK_CASE);
	link_events(b, BOOK_VOTED, BOOK_DISPOSED, BOOK_CASE);
	link_events(b, BOOK_DISPOSED, BOOK_FILED, BOOK_CASE);
	digest_to_hex(&r[BOOK_FILED].event.hash, hex);
	snprintf(heads, sizeof(heads), "{\"heads\": [[3, 4, \"%s\"]]}", hex);
	link_events(b, -1, BOOK_CASE_OPENED, BOOK_PRACTICE);
	link_events(b, BOOK_CASE_OPENED, BOOK_COUNTED, BOOK_PRACTICE);
}

void book_make(struct book *b)
{
	memset(b, 0, sizeof(*b));
	b->size = BOOK_SIZE;
	make_rows(b);
	make_events(b);
}

void book_remove(struct book *b, int at)
{
	memmove(&b->records[at], &b->records[at + 1],
	        sizeof(b->records[0]) * (size_t)(b->size - at - 1));
	b->size--;
}

void book_insert(struct book *b, int at, struct audit_record record)
{
	memmove(&b->records[at + 1], &b->records[at],
	        sizeof(b->records[0]) * (size_t)(b->size - at));
	b->records[at] = record;
	b->size++;
}

void book_give(const struct book *b, const struct audit_sink *sink)
{
	for (int i = 0; i < b->size; i++)
		if (sink->take(sink->context, &b->records[i]) < 0)
			return;
}

void book_note(void *context, const struct audit_finding *finding)
{
	size_t used = strlen(book_sentences);

	(void)context;
	snprintf(book_sentences + used, sizeof(book_sentences) - used, "%s\n", finding->sentence);
}

int book_verify(const struct book *b)
{
	struct audit_verify *v = audit_verify_open(book_note, NULL);
	struct audit_sink sink = audit_verify_sink(v);

	book_sentences[0] = '\0';
	book_give(b, &sink);
	return (int)audit_verify_close(v).findings;
}
