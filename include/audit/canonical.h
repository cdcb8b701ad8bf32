/* The bytes that audit hashes are taken over. SQL (app.canonical, app.event_write,
 * app.row_commitment in sql/functions/audit_append.sql) writes by this page, src/audit/canonical.c
 * verifies by it, and anyone else may do so too.
 *
 * A list of fields becomes bytes field by field: the length in bytes as decimal digits, a colon,
 * the bytes, a comma. NULL is a minus and a comma, so it differs from the empty text. Text is
 * UTF-8.
 *
 *     "vote", "", NULL, "12"   ->   4:vote,0:,-,2:12,
 *
 * Numbers are decimal without leading zeros; booleans are true or false; bytes are lower-case hex;
 * an instant is UTC to the microsecond, 2026-11-02T09:14:00.123456Z; a date is 2026-11-02; anything
 * else is as PostgreSQL prints it with DateStyle ISO, IntervalStyle postgres, TimeZone UTC.
 *
 * An event: hash = SHA-256(canonical(fields) || prev_hash), where prev_hash is the 32 bytes of the
 * hash of the event before it on its chain, or 32 zero bytes. The fields are candour-event-1, id,
 * chain_id, seq, at, practice_id, case_id, actor_kind, actor_id, actor_name, kind, is_read,
 * needs_full, detail (jsonb as PostgreSQL prints it), content_id, content_digest, the number of
 * rows, and for each row its table's name, its id, version and digest.
 *
 * A row of an append-only table: digest = SHA-256(canonical(fields)). The fields are
 * candour-row-1, the table's name, version, the number of columns that app.append_only lists for
 * that version, their names, and their values in the same order; for content and stored_file one
 * more, the digest of their bytes.
 *
 * Bytes of content: SHA-256(salt || bytes). Bytes of a stored file: SHA-256(salt || the bytes of
 * all its chunks in order).
 *
 * Test vectors; tests/unit/test_audit_canonical.c and tests/sql/audit_chain.sql check both sides:
 *
 * 1. "vote", "", NULL, "12" has the SHA-256
 *    e1ba74c9fd799a9d94d70a63f73323b6a7277cdd89fffcfa4153362e70a47e5d
 *
 * 2. Row 12 of table vote, version 1, with the columns id "12", vote NULL and at
 *    "2026-11-02T09:14:00.123456Z" has the digest
 *    4c01a946cb60bcb518475649f711d86cb027e1597db4f518b557de3a54493be6
 *
 * 3. Event 104, chain 3, number 2, at that instant, practice 1, no case, member 9 named Zoë,
 *    vote.recorded, not a read event, needs full standing, detail {"round": "vote"}, no content,
 *    reporting that row, after a hash of 32 zero bytes, has the hash
 *    45c197105b3fa5eed3f119b093399a2efba7730a256a21418af4459f1342f07c
 */
#ifndef AUDIT_CANONICAL_H
#define AUDIT_CANONICAL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <sodium.h>

#include "base/bytes.h"

enum { DIGEST_SIZE = 32 };

struct digest {
	unsigned char bytes[DIGEST_SIZE];
};

/* Takes the hash while the fields go by; nothing is kept. */
struct canonical {
	crypto_hash_sha256_state state;
};

void canonical_open(struct canonical *c);
void canonical_text(struct canonical *c, const char *text); /* NULL: the NULL field */
void canonical_number(struct canonical *c, int64_t number);
void canonical_number_or_null(struct canonical *c, const int64_t *number);
void canonical_flag(struct canonical *c, bool is);
void canonical_digest(struct canonical *c,
                      const struct digest *d); /* as hex; NULL: the NULL field */
/* Plain bytes, without length: the previous hash, a salt, a chunk. */
void canonical_raw(struct canonical *c, struct bytes bytes);
struct digest canonical_close(struct canonical *c);

bool digest_equal(const struct digest *a, const struct digest *b);
/* 64 hex digits; false when it is anything else. */
bool digest_from_hex(const char *hex, struct digest *ret);
enum { DIGEST_HEX_SIZE = 2 * DIGEST_SIZE + 1 };
void digest_to_hex(const struct digest *d, char ret[DIGEST_HEX_SIZE]);

#endif
