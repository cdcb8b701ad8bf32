/* A small record made by hand, for the verifier's tests: a case with a vote, its reason, a file in
 * three chunks, a disposed content and a counted head. Tests change one thing and verify. */
#ifndef UNIT_AUDIT_BOOK_H
#define UNIT_AUDIT_BOOK_H

#include "audit/record.h"
#include "audit/verify.h"

/* Places in book.records. */
enum {
	BOOK_TABLE_CONTENT,
	BOOK_TABLE_DISPOSAL,
	BOOK_TABLE_FILE,
	BOOK_TABLE_VOTE,
	BOOK_DISPOSAL,
	BOOK_CONTENT_BYTES,
	BOOK_FILE,
	BOOK_CHUNK_0,
	BOOK_CHUNK_1,
	BOOK_CHUNK_2,
	BOOK_CONTENT,
	BOOK_STORED_FILE,
	BOOK_UPLOAD,
	BOOK_VOTE,
	BOOK_SYSTEM,
	BOOK_PRACTICE_OPENED,
	BOOK_PRACTICE,
	BOOK_CASE_OPENED,
	BOOK_COUNTED,
	BOOK_CASE,
	BOOK_LOGGED,
	BOOK_VOTED,
	BOOK_DISPOSED,
	BOOK_FILED,
	BOOK_END,
	BOOK_SIZE,
};

struct book {
	struct audit_record records[BOOK_SIZE + 4]; /* with room for what tests add */
	int size;
};

/* A whole and sound record; what it points to is static and may be changed until the next call. */
void book_make(struct book *b);

/* Recomputes an event's hash after a change: as somebody would who knows how. */
void book_rehash(struct book *b, int at);

/* Takes one record out; doubles one; puts one at a place. */
void book_remove(struct book *b, int at);
void book_insert(struct book *b, int at, struct audit_record record);

/* Gives all records to a sink. */
void book_give(const struct book *b, const struct audit_sink *sink);

/* Verifies: the number of findings; their sentences are in book_sentences, a line each. */
int book_verify(const struct book *b);
extern char book_sentences[8000];
void book_note(void *context, const struct audit_finding *finding);

#endif
