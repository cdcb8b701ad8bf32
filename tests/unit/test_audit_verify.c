/* The verifier: clean over a sound record, and for each change to it a finding that names the row.
 */
#include <string.h>

#include "audit/source.h"
#include "audit_book.h"
#include "unit.h"

static struct book book;

static void start(void)
{
	book_make(&book);
	ck_assert_msg(book_verify(&book) == 0, "a sound record: %s", book_sentences);
	book_make(&book);
}

/* At least one finding, and one sentence starts with this. */
static void finds(const char *sentence)
{
	const char *at;

	ck_assert_int_gt(book_verify(&book), 0);
	at = strstr(book_sentences, sentence);
	ck_assert_msg(at && (at == book_sentences || at[-1] == '\n'), "not \"%s\" but: %s",
	              sentence, book_sentences);
}

START_TEST(counts_what_it_saw)
{
	struct audit_verify *v = audit_verify_open(NULL, NULL);
	struct audit_sink sink = audit_verify_sink(v);
	struct audit_counts counts;

	book_make(&book);
	book_give(&book, &sink);
	counts = audit_verify_close(v);
	ck_assert_int_eq(counts.findings, 0);
	ck_assert_int_eq(counts.chains, 3);
	ck_assert_int_eq(counts.events, 7);
	ck_assert_int_eq(counts.rows, 5);
	ck_assert_int_eq(counts.disposed, 1);
	ck_assert_ptr_nonnull(strstr(audit_verify_limits(), "checkpoints"));
}
END_TEST

START_TEST(finds_an_altered_event)
{
	static const int64_t other = 8;
	struct audit_event *e = &book.records[BOOK_VOTED].event;

	start();
	e->detail = "{\"round\": \"new_evidence\"}";
	finds("event 104 is altered");
	ck_assert_int_eq(book_verify(&book), 1);
	start();
	e->at = "2026-11-02T09:14:00.123457Z";
	finds("event 104 is altered");
	start();
	e->actor_name = "Somebody";
	finds("event 104 is altered");
	start();
	e->actor_id = &other;
	finds("event 104 is altered");
	start();
	e->kind = "vote.withdrawn";
	finds("event 104 is altered");
	start();
	e->needs_full = false;
	finds("event 104 is altered");
	start();
	e->is_read = true;
	finds("event 104 is altered");
	start();
	e->id = 904;
	finds("event 904 is altered");
	start();
	e->case_id = &other;
	finds("event 104 is of another case or practice");
	start();
	e->practice_id = &other;
	finds("event 104 is of another case or practice");
	start();
	e->content_digest = NULL;
	finds("event 104 is altered");
	start();
	e->hash.bytes[0] ^= 1;
	finds("event 104 is altered");
	start();
	e->prev_hash.bytes[0] ^= 1;
	finds("event 104 does not follow event 103");
}
END_TEST

START_TEST(finds_an_altered_event_whose_hash_was_made_to_fit)
{
	start();
	book.records[BOOK_VOTED].event.detail = "{}";
	book_rehash(&book, BOOK_VOTED);
	finds("event 105 does not follow event 104");
	/* The last of a chain: its head tells, or its count. */
	start();
	book.records[BOOK_FILED].event.detail = "{\"x\": 1}";
	book_rehash(&book, BOOK_FILED);
	finds("chain 3 has another hash at its head than its last event 106");
	book.records[BOOK_CASE].chain.head_hash = book.records[BOOK_FILED].event.hash;
	finds("event 106 is not the one that was counted as number 4 of chain 3");
}
END_TEST

START_TEST(finds_a_deleted_event)
{
	start();
	book_remove(&book, BOOK_LOGGED);
	finds("chain 3 lacks the event with number 1, before event 104");
	start();
	book_remove(&book, BOOK_VOTED);
	finds("chain 3 lacks the event with number 2, before event 105");
	finds("vote 12 is reported by no event");
	start();
	book_remove(&book, BOOK_FILED);
	finds("chain 3 has 4 as the number of its last event, but the last event there is has 3");
	/* The tail cut and the head set back: the count tells. */
	book.records[BOOK_CASE].chain.head_seq = 3;
	book.records[BOOK_CASE].chain.head_hash = book.records[BOOK_DISPOSED].event.hash;
	finds("chain 3 is cut: its event with number 4 was counted and is not there");
}
END_TEST

START_TEST(finds_an_added_event)
{
	struct audit_record added;

	start();
	added = book.records[BOOK_FILED];
	added.event.id = 999;
	added.event.seq = 5;
	added.event.prev_hash = book.records[BOOK_FILED].event.hash;
	added.event.hash = audit_event_hash(&added.event);
	book_insert(&book, BOOK_END, added);
	finds("chain 3 has 4 as the number of its last event, but the last event there is has 5");
	start();
	added = book.records[BOOK_VOTED];
	added.event.id = 999;
	book_insert(&book, BOOK_DISPOSED, added);
	finds("event 999 has number 2 on chain 3, as an earlier event has");
	start();
	added.event.has_chain = false;
	added.event.chain_id = 77;
	book_insert(&book, BOOK_END, added);
	finds("event 999 is on chain 77, which is not there");
	start();
	book_insert(&book, BOOK_END,
	            (struct audit_record){ .kind = AUDIT_ORPHAN, .orphan = { 999, 1 } });
	finds("event_row 999 n 1 is of an event that is not there");
}
END_TEST

START_TEST(finds_swapped_events)
{
	struct audit_record other;

	start();
	other = book.records[BOOK_VOTED];
	book.records[BOOK_VOTED] = book.records[BOOK_DISPOSED];
	book.records[BOOK_DISPOSED] = other;
	finds("chain 3 lacks the event with number 2");
}
END_TEST

START_TEST(finds_an_altered_row)
{
	static const char *against[] = { "12", "5", "against", "50" };
	static const char *nothing[] = { "12", "5", NULL, "50" };
	static const char *const renamed[] = { "id", "case_id", "note", "content_id" };

	start();
	book.records[BOOK_VOTE].row.fields = against;
	finds("vote 12 is altered: it is not as event 104 reports it");
	ck_assert_int_eq(book_verify(&book), 1);
	start();
	book.records[BOOK_VOTE].row.fields = nothing;
	finds("vote 12 is altered");
	start();
	book.records[BOOK_TABLE_VOTE].table.columns = renamed;
	finds("vote 12 is altered");
	start();
	book.records[BOOK_TABLE_VOTE].table.n_columns = 3;
	finds("vote 12 does not have the columns");
	start();
	book.records[BOOK_VOTE].row.version = 2;
	finds("vote 12 is of a table that is not listed");
}
END_TEST

START_TEST(finds_a_deleted_and_an_added_row)
{
	static const char *more[] = { "13", "5", "against", "50" };
	struct audit_record added;

	start();
	book_remove(&book, BOOK_VOTE);
	finds("vote 12 is gone, although event 104 reports it");
	start();
	added = book.records[BOOK_VOTE];
	added.row.id = 13;
	added.row.fields = more;
	book_insert(&book, BOOK_VOTE, added);
	finds("vote 13 is reported by no event: it was added by hand");
	ck_assert_int_eq(book_verify(&book), 1);
}
END_TEST

START_TEST(a_row_reported_under_an_older_list_of_columns_still_holds)
{
	static const char *const columns[] = { "id", "case_id", "vote", "content_id", "more" };
	static const char *fields[] = { "12", "5", "for", "50", NULL };

	start();
	book_insert(&book, BOOK_DISPOSAL, book.records[BOOK_TABLE_VOTE]);
	book.records[BOOK_DISPOSAL].table = (struct audit_table){ "vote", 2, 5, columns };
	book_insert(&book, BOOK_VOTE + 2, book.records[BOOK_VOTE + 1]);
	book.records[BOOK_VOTE + 2].row = (struct audit_row){ "vote", 2, 12, 5, fields };
	ck_assert_msg(book_verify(&book) == 0, "%s", book_sentences);
}
END_TEST

START_TEST(finds_altered_and_lost_content)
{
	static const char *other_case[] = { "50", "6" };

	start();
	book.records[BOOK_CONTENT_BYTES].content.bytes.data = (const unsigned char *)"The reason";
	finds("content 50 is altered: it is not as event 104 reports it");
	finds("content 50 does not have the bytes that event 104 holds");
	start();
	book.records[BOOK_CONTENT_BYTES].content.salt.size = 3;
	finds("content 50 is altered");
	start();
	book.records[BOOK_CONTENT].row.fields = other_case;
	finds("content 50 is altered");
	start();
	book_remove(&book, BOOK_CONTENT);
	book_remove(&book, BOOK_CONTENT_BYTES);
	finds("content 50 is gone, although event 104 reports it");
}
END_TEST

START_TEST(content_is_disposed_only_by_a_disposal_of_that_very_content)
{
	static const char *of_another[4];

	start();
	memcpy(of_another, book.records[BOOK_DISPOSAL].row.fields, sizeof(of_another));
	of_another[1] = "52";
	book.records[BOOK_DISPOSAL].row.fields = of_another;
	finds("content 51 is gone, although event 105 reports it");
	finds("disposal 60 is altered");
	start();
	book_remove(&book, BOOK_DISPOSAL);
	finds("content 51 is gone, although event 105 reports it");
}
END_TEST

START_TEST(finds_altered_lost_and_added_chunks)
{
	struct audit_record chunk;

	start();
	book.records[BOOK_CHUNK_1].chunk.bytes.data = (const unsigned char *)"cD";
	finds("file_chunk 70 is altered: the bytes of stored_file 70, chunks n 0 to 2");
	finds("stored_file 70 is altered: it is not as event 106 reports it");
	start();
	book_remove(&book, BOOK_CHUNK_1);
	finds("file_chunk 70 n 1 is missing: of stored_file 70 the next chunk is n 2");
	start();
	book_remove(&book, BOOK_CHUNK_0);
	finds("file_chunk 70 n 0 is missing");
	start();
	book_remove(&book, BOOK_CHUNK_2);
	finds("file_chunk 70 is short: of stored_file 70 the chunks from n 2 on are missing");
	start();
	chunk = book.records[BOOK_CHUNK_2];
	chunk.chunk.n = 3;
	book_insert(&book, BOOK_CONTENT, chunk);
	finds("file_chunk 70 is long: stored_file 70 has more bytes than were stored, up to chunk "
	      "n 3");
	start();
	chunk.chunk.file_id = 72;
	chunk.chunk.has_file = false;
	book_insert(&book, BOOK_CONTENT, chunk);
	finds("file_chunk 72 n 3 belongs to no stored file");
	start();
	book.records[BOOK_FILE].file.digest.bytes[0] ^= 1;
	finds("file_chunk 70 is altered");
	/* Bytes and digest made to fit each other: the event tells. */
	start();
	book.records[BOOK_FILE].file.salt.size = 5;
	book.records[BOOK_FILE].file.digest = (struct digest){ { 0 } };
	finds("stored_file 70 is altered: it is not as event 106 reports it");
}
END_TEST

START_TEST(an_upload_needs_no_event_until_a_case_has_it)
{
	static const char *taken[] = { "71", "5", "draft.png" };

	start();
	book.records[BOOK_UPLOAD].row.fields = taken;
	finds("stored_file 71 is reported by no event");
}
END_TEST

START_TEST(finds_lost_and_added_chains)
{
	struct audit_record chain;
	static const int64_t other = 6;

	start();
	while (book.records[BOOK_CASE].kind != AUDIT_END)
		book_remove(&book, BOOK_CASE);
	finds("chain 3 is gone, although an event opened it");
	finds("chain 3 is cut: its event with number 4 was counted");
	start();
	chain = book.records[BOOK_CASE];
	chain.chain.id = 4;
	chain.chain.head_seq = 0;
	memset(&chain.chain.head_hash, 0, sizeof(chain.chain.head_hash));
	book_insert(&book, BOOK_END, chain);
	finds("chain 4 was opened by no event");
	start();
	book.records[BOOK_CASE].chain.case_id = &other;
	finds("chain 3 is of another case than it was opened for");
}
END_TEST

START_TEST(a_record_without_its_end_is_not_sound)
{
	start();
	book_remove(&book, BOOK_END);
	finds("export 0 breaks off before its end");
}
END_TEST

UNIT_SUITE(verify_suite, "audit: verify", counts_what_it_saw, finds_an_altered_event,
           finds_an_altered_event_whose_hash_was_made_to_fit, finds_a_deleted_event,
           finds_an_added_event, finds_swapped_events, finds_an_altered_row,
           finds_a_deleted_and_an_added_row,
           a_row_reported_under_an_older_list_of_columns_still_holds,
           finds_altered_and_lost_content,
           content_is_disposed_only_by_a_disposal_of_that_very_content,
           finds_altered_lost_and_added_chunks, an_upload_needs_no_event_until_a_case_has_it,
           finds_lost_and_added_chains, a_record_without_its_end_is_not_sound)
UNIT_MAIN(verify_suite)
