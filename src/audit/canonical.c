/* Canonical bytes and their SHA-256, as the header describes. */
#include "audit/canonical.h"

#include <stdio.h>
#include <string.h>

#include "audit/record.h"

#include "base/banned.h"

static void add(struct canonical *c, const char *text, size_t size)
{
	crypto_hash_sha256_update(&c->state, (const unsigned char *)text, size);
}

void canonical_open(struct canonical *c)
{
	crypto_hash_sha256_init(&c->state);
}

void canonical_text(struct canonical *c, const char *text)
{
	char length[24];
	size_t size;

	if (!text) {
		add(c, "-,", 2);
		return;
	}
	size = strlen(text);
	add(c, length, (size_t)snprintf(length, sizeof(length), "%zu:", size));
	add(c, text, size);
	add(c, ",", 1);
}

void canonical_number(struct canonical *c, int64_t number)
{
	char text[24];

	snprintf(text, sizeof(text), "%lld", (long long)number);
	canonical_text(c, text);
}

void canonical_number_or_null(struct canonical *c, const int64_t *number)
{
	if (number)
		canonical_number(c, *number);
	else
		canonical_text(c, NULL);
}

void canonical_flag(struct canonical *c, bool is)
{
	canonical_text(c, is ? "true" : "false");
}

void canonical_digest(struct canonical *c, const struct digest *d)
{
	char hex[DIGEST_HEX_SIZE];

	if (d)
		digest_to_hex(d, hex);
	canonical_text(c, d ? hex : NULL);
}

void canonical_raw(struct canonical *c, struct bytes bytes)
{
	if (bytes.size > 0)
		crypto_hash_sha256_update(&c->state, bytes.data, bytes.size);
}

struct digest canonical_close(struct canonical *c)
{
	struct digest d;

	crypto_hash_sha256_final(&c->state, d.bytes);
	return d;
}

bool digest_equal(const struct digest *a, const struct digest *b)
{
	return memcmp(a->bytes, b->bytes, DIGEST_SIZE) == 0;
}

bool digest_from_hex(const char *hex, struct digest *ret)
{
	size_t size;

	return hex && strlen(hex) == (size_t)2 * DIGEST_SIZE &&
	       sodium_hex2bin(ret->bytes, DIGEST_SIZE, hex, (size_t)2 * DIGEST_SIZE, NULL, &size,
	                      NULL) == 0 &&
	       size == DIGEST_SIZE;
}

void digest_to_hex(const struct digest *d, char ret[DIGEST_HEX_SIZE])
{
	sodium_bin2hex(ret, DIGEST_HEX_SIZE, d->bytes, DIGEST_SIZE);
}

struct digest audit_event_hash(const struct audit_event *e)
{
	struct canonical c;

	canonical_open(&c);
	canonical_text(&c, "candour-event-1");
	canonical_number(&c, e->id);
	canonical_number(&c, e->chain_id);
	canonical_number(&c, e->seq);
	canonical_text(&c, e->at);
	canonical_number_or_null(&c, e->practice_id);
	canonical_number_or_null(&c, e->case_id);
	canonical_text(&c, e->actor_kind);
	canonical_number_or_null(&c, e->actor_id);
	canonical_text(&c, e->actor_name);
	canonical_text(&c, e->kind);
	canonical_flag(&c, e->is_read);
	canonical_flag(&c, e->needs_full);
	canonical_text(&c, e->detail);
	canonical_number_or_null(&c, e->content_id);
	canonical_digest(&c, e->content_digest);
	canonical_number(&c, (int64_t)e->n_rows);
	for (size_t i = 0; i < e->n_rows; i++) {
		canonical_text(&c, e->rows[i].table);
		canonical_number(&c, e->rows[i].id);
		canonical_number(&c, e->rows[i].version);
		canonical_digest(&c, &e->rows[i].digest);
	}
	canonical_raw(&c, (struct bytes){ e->prev_hash.bytes, DIGEST_SIZE });
	return canonical_close(&c);
}

struct digest audit_row_digest(const struct audit_row *r, const char *const *columns,
                               const struct digest *extra)
{
	struct canonical c;

	canonical_open(&c);
	canonical_text(&c, "candour-row-1");
	canonical_text(&c, r->table);
	canonical_number(&c, r->version);
	canonical_number(&c, (int64_t)r->n_fields);
	for (size_t i = 0; i < r->n_fields; i++)
		canonical_text(&c, columns[i]);
	for (size_t i = 0; i < r->n_fields; i++)
		canonical_text(&c, r->fields[i]);
	if (extra)
		canonical_digest(&c, extra);
	return canonical_close(&c);
}
