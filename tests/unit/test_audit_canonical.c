/* The canonical bytes and their test vectors (include/audit/canonical.h). */
#include <string.h>

#include "audit/record.h"
#include "unit.h"

static const char *hex_of(struct digest d)
{
	static char hex[DIGEST_HEX_SIZE];

	digest_to_hex(&d, hex);
	return hex;
}

START_TEST(fields_have_lengths_and_null_is_not_empty)
{
	struct canonical c;

	canonical_open(&c);
	canonical_text(&c, "vote");
	canonical_text(&c, "");
	canonical_text(&c, NULL);
	canonical_number(&c, 12);
	ck_assert_str_eq(hex_of(canonical_close(&c)),
	                 "e1ba74c9fd799a9d94d70a63f73323b6a7277cdd89fffcfa4153362e70a47e5d");

	canonical_open(&c);
	canonical_raw(&c, (struct bytes){ (const unsigned char *)"4:vote,0:,-,2:12,", 17 });
	ck_assert_str_eq(hex_of(canonical_close(&c)),
	                 "e1ba74c9fd799a9d94d70a63f73323b6a7277cdd89fffcfa4153362e70a47e5d");
}
END_TEST

/* The same event and row as in tests/sql/audit_chain.sql, where SQL computes them. */
START_TEST(event_and_row_have_the_hashes_of_the_header)
{
	static const char *const columns[] = { "id", "vote", "at" };
	static const char *const fields[] = { "12", NULL, "2026-11-02T09:14:00.123456Z" };
	struct audit_row row = { "vote", 1, 12, 3, fields };
	struct audit_reported reported = { 1, "vote", 12, 1,
		                           audit_row_digest(&row, columns, NULL) };
	int64_t practice = 1, actor = 9;
	struct audit_event e = { .id = 104,
		                 .chain_id = 3,
		                 .seq = 2,
		                 .at = "2026-11-02T09:14:00.123456Z",
		                 .practice_id = &practice,
		                 .actor_kind = "member",
		                 .actor_id = &actor,
		                 .actor_name = "Zoë",
		                 .kind = "vote.recorded",
		                 .needs_full = true,
		                 .detail = "{\"round\": \"vote\"}",
		                 .n_rows = 1,
		                 .rows = &reported };

	ck_assert_str_eq(hex_of(reported.digest),
	                 "4c01a946cb60bcb518475649f711d86cb027e1597db4f518b557de3a54493be6");
	ck_assert_str_eq(hex_of(audit_event_hash(&e)),
	                 "45c197105b3fa5eed3f119b093399a2efba7730a256a21418af4459f1342f07c");
}
END_TEST

START_TEST(a_digest_is_64_hex_digits_and_nothing_else)
{
	struct digest d;
	char hex[DIGEST_HEX_SIZE];

	memset(hex, 'a', sizeof(hex) - 1);
	hex[sizeof(hex) - 1] = '\0';
	ck_assert(digest_from_hex(hex, &d));
	ck_assert_str_eq(hex_of(d), hex);
	hex[10] = 'g';
	ck_assert(!digest_from_hex(hex, &d));
	hex[10] = 'b';
	hex[63] = '\0';
	ck_assert(!digest_from_hex(hex, &d));
	ck_assert(!digest_from_hex("", &d));
	ck_assert(!digest_from_hex(NULL, &d));
}
END_TEST

UNIT_SUITE(canonical_suite, "audit: canonical bytes", fields_have_lengths_and_null_is_not_empty,
           event_and_row_have_the_hashes_of_the_header, a_digest_is_64_hex_digits_and_nothing_else)
UNIT_MAIN(canonical_suite)
