/* Evidence. */
#include "casework/evidence.h"

#include <sodium.h>

#include "casework/act.h"
#include "casework/casework.h"
#include "casework/file_type.h"
#include "db/queries.h"

#include "base/banned.h"

#define CHUNK EVIDENCE_CHUNK
#define SALT  16

/* Two passes over the source, one chunk in memory: what a file is and what its digests are stand in
 * its row, which its chunks refer to. */
int upload_store(struct tx *tx, const struct upload_source *from, int64_t max_size,
                 const char **ret_public_id, struct problem *reterr_why)
{
	static unsigned char chunk[CHUNK]; /* one process answers one request at a time */
	crypto_hash_sha256_state plain, salted;
	unsigned char salt[SALT], sha256[crypto_hash_sha256_BYTES],
	        digest[crypto_hash_sha256_BYTES];
	const char *type = NULL;
	const struct rows *file;
	int64_t at = 0, file_id;
	int n = 0;

	if (from->size == 0)
		return refuse(reterr_why, PROBLEM_REFUSED, "The file %s is empty. Choose another.",
		              from->name);
	if (from->size > max_size)
		return refuse(reterr_why, PROBLEM_REFUSED,
		              "The file %s is larger than %lld MB. Choose a smaller one.",
		              from->name, (long long)(max_size / (1024 * 1024)));
	randombytes_buf(salt, sizeof(salt));
	crypto_hash_sha256_init(&plain);
	crypto_hash_sha256_init(&salted);
	crypto_hash_sha256_update(&salted, salt, sizeof(salt));
	while (at < from->size) {
		long got = from->read(from->handle, at, chunk, CHUNK);

		if (got <= 0)
			return refuse(reterr_why, PROBLEM_BUSY,
			              "The file %s did not arrive whole. Try again.", from->name);
		if (at == 0)
			type = file_type(chunk, (size_t)got, from->name);
		if (!type)
			return refuse(
			        reterr_why, PROBLEM_REFUSED,
			        "The file %s is not of a kind that can be kept. " FILE_TYPES_TAKEN
			        ".",
			        from->name);
		crypto_hash_sha256_update(&plain, chunk, (unsigned long long)got);
		crypto_hash_sha256_update(&salted, chunk, (unsigned long long)got);
		at += got;
	}
	crypto_hash_sha256_final(&plain, sha256);
	crypto_hash_sha256_final(&salted, digest);
	file = write_file_add(
	        tx, from->name, type, from->size, (struct bytes){ sha256, sizeof(sha256) },
	        (struct bytes){ salt, sizeof(salt) }, (struct bytes){ digest, sizeof(digest) });
	if (!file)
		return casework_failed(tx, reterr_why);
	file_id = rows_int(file, 0, FILE_ADD_ID);
	for (at = 0; at < from->size; n++) {
		long got = from->read(from->handle, at, chunk, CHUNK);

		if (got <= 0 ||
		    !write_file_chunk_add(tx, file_id, n, (struct bytes){ chunk, (size_t)got }))
			return got <= 0 ? fault(reterr_why, "upload shrank")
			                : casework_failed(tx, reterr_why);
		at += got;
	}
	*ret_public_id = rows_text(file, 0, FILE_ADD_PUBLIC_ID);
	return 0;
}

int evidence_take_over(struct tx *tx, int64_t case_id, const char *const *uploads,
                       bool shows_patient, struct str *rows, struct problem *reterr_why)
{
	for (; uploads && *uploads; uploads++) {
		const struct rows *r =
		        write_evidence_take_over(tx, case_id, *uploads, shows_patient);

		if (!r)
			return casework_failed(tx, reterr_why);
		if (rows_count(r) == 0)
			return refuse_field(
			        reterr_why, "uploads",
			        "A file that was added is not there any more. Add it again.");
		str_addf(rows, "%sevidence:%s", rows->len ? " " : "",
		         rows_text(r, 0, EVIDENCE_TAKE_OVER_ID));
	}
	return 0;
}

int evidence_describe(struct tx *tx, int64_t case_id, const char *description, const char *why,
                      struct str *rows, struct problem *reterr_why)
{
	const struct rows *r;
	int64_t content;

	if (!*why)
		return refuse_field(reterr_why, "why_described",
		                    "Select why it is described and not copied");
	if (casework_content(tx, case_id, description, false, &content, reterr_why) < 0)
		return -1;
	r = write_evidence_describe(tx, case_id, content, why);
	if (!r)
		return casework_failed(tx, reterr_why);
	str_addf(rows, "%sevidence:%s", rows->len ? " " : "",
	         rows_text(r, 0, EVIDENCE_DESCRIBE_ID));
	return 0;
}

int evidence_add(struct tx *tx, int64_t case_id, const char *const *uploads, bool shows_patient,
                 const char *description, const char *why, struct problem *reterr_why)
{
	struct str rows = str_new(tx_arena(tx));
	bool has_files = uploads && *uploads;
	struct act_case open_case;

	if (act_case_open(tx, case_id, &open_case, reterr_why) < 0)
		return -1;
	if (evidence_take_over(tx, case_id, uploads, shows_patient, &rows, reterr_why) < 0)
		return -1;
	if (*description && evidence_describe(tx, case_id, description, why, &rows, reterr_why) < 0)
		return -1;
	return casework_event(tx, has_files ? "evidence.added" : "evidence.described", case_id,
	                      NULL, rows.data, reterr_why);
}
