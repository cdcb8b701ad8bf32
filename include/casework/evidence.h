/* Evidence: files kept byte for byte, or a written description where a copy must not or cannot be
 * made (W-A-4, U-10). A file comes in as its owner's upload, in 256 KB chunks, and becomes evidence
 * by reference when a form is sent. */
#ifndef CASEWORK_EVIDENCE_H
#define CASEWORK_EVIDENCE_H

#include <stdbool.h>
#include <stdint.h>

#include "base/problem.h"
#include "base/str.h"
#include "db/db.h"

/* Bytes in a stored chunk: every one of a file but its last has as many. */
enum { EVIDENCE_CHUNK = 256 * 1024 };

/* Where bytes come from: returns the bytes read at that position, 0 at the end, -1 on failure. */
struct upload_source {
	void *handle;
	long (*read)(void *handle, int64_t at, void *buffer, size_t size);
	const char *name;
	int64_t size;
};

/* Stores an upload of this member in constant memory: type by content against the list of those
 * taken (U-9), SHA-256 of the bytes, salted digest. *ret_public_id in the arena. PROBLEM_REFUSED
 * with a sentence: empty, over max_size bytes, of a type not taken. */
int upload_store(struct tx *tx, const struct upload_source *from, int64_t max_size,
                 const char **ret_public_id, struct problem *reterr_why);

/* This member's uploads (public ids, NULL-terminated; NULL: none) become evidence of the case. Adds
 * "evidence:ID ..." to rows for the event. Ids that are not this member's uploads are refused. */
int evidence_take_over(struct tx *tx, int64_t case_id, const char *const *uploads,
                       bool shows_patient, struct str *rows, struct problem *reterr_why);

/* A written description in place of a copy; why: already_gone, harm_could_not_wait, must_not_copy.
 */
int evidence_describe(struct tx *tx, int64_t case_id, const char *description, const char *why,
                      struct str *rows, struct problem *reterr_why);

/* More evidence for a case that is being worked on: files, a description ("": none), or both. */
int evidence_add(struct tx *tx, int64_t case_id, const char *const *uploads, bool shows_patient,
                 const char *description, const char *why, struct problem *reterr_why);

#endif
