/* The verifier: recomputes every hash of a stream of records and says what does not hold.
 *
 * Found: an event altered, deleted, added, moved or cut off a chain's end after its head was
 * counted; an append-only row, content or file altered or deleted after an event reported it, or
 * added without one; chunks altered, deleted or added; a chain that nothing opened, or that is
 * gone. Not found: a rewrite that recomputes every hash from the change on, counts included. Only a
 * checkpoint kept elsewhere finds that; audit_verify_limits() is the sentence that says so.
 *
 * Memory: one small entry for each append-only row (about 100 bytes), nothing for events and bytes.
 */
#ifndef AUDIT_VERIFY_H
#define AUDIT_VERIFY_H

#include <stdint.h>

#include "audit/record.h"

struct audit_finding {
	const char *table;    /* "event", "vote", "content", "file_chunk", "chain" ... */
	int64_t id;           /* the row's id; of file_chunk, the file's */
	const char *sentence; /* complete: names table and id, and what is wrong */
};

struct audit_counts {
	int64_t chains;
	int64_t events;
	int64_t rows;     /* append-only rows, content and files included */
	int64_t disposed; /* rows that are gone by a recorded disposal */
	int64_t findings;
};

struct audit_verify;

/* on_finding is called for each finding as it is made; NULL: only count. */
struct audit_verify *audit_verify_open(void (*on_finding)(void *context,
                                                          const struct audit_finding *finding),
                                       void *context);
/* What a source feeds; its take never stops the source. */
struct audit_sink audit_verify_sink(struct audit_verify *v);
/* After the source gave its end: what was counted. Frees v. A stream without an end is a finding.
 */
struct audit_counts audit_verify_close(struct audit_verify *v);

/* What verification cannot see, in a sentence for whoever reads the result. */
const char *audit_verify_limits(void);

#endif
