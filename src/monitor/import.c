/* Loading a file of comments: the order of transactions.
 *
 * The progress connection commits small transactions of its own: the import's row, its beats, and
 * how it ended when nothing was loaded. The loading connection has one transaction: every comment,
 * the refusals that were passed over, the final counts and the event. It updates the import's row
 * last, after the last beat, so that the two never wait for each other. */
#include "monitor/import.h"

#include <sodium.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/str.h"
#include "db/queries.h"

#include "base/banned.h"

enum {
	BATCH_ROWS = 5000,
	COPY_BYTES = 64 * 1024,
	BEAT_US = 700 * 1000,
};

static const char kind[] = "pals";

static const char *const encoding_codes[] = {
	[ENCODING_UTF8] = "utf8",
	[ENCODING_1252] = "windows_1252",
	[ENCODING_MIXED] = "mixed",
};

struct run {
	const struct import_job *job;
	struct import_result *result;
	struct arena *arena;
	int64_t import_id;
	int64_t last_beat;
	enum import_phase last_phase;
	struct tx *tx; /* the loading one */
	struct str copy;
	int64_t batch_rows;
	int64_t added;
};

/* ---- Small transactions --------------------------------------------------------------------- */

static struct tx *begin_as(struct db *db, struct arena *a, const struct import_job *job,
                           struct problem *reterr_why)
{
	struct tx *tx = tx_begin(db, a, reterr_why);

	if (!tx)
		return NULL;
	if (write_import_act_as(tx, "import", job->actor, job->practice_id))
		return tx;
	if (reterr_why)
		*reterr_why = *tx_problem(tx);
	tx_rollback(tx);
	return NULL;
}

/* Hands over the transaction's first failure and ends it. Always -1. */
static int give_up(struct tx *tx, struct problem *reterr_why)
{
	if (reterr_why && tx_problem(tx))
		*reterr_why = *tx_problem(tx);
	tx_rollback(tx);
	return -1;
}

static int add_import(struct run *r, struct problem *reterr_why)
{
	const struct import_job *job = r->job;
	struct tx *tx = begin_as(job->progress, r->arena, job, reterr_why);
	struct rows *row;

	if (!tx)
		return -1;
	row = write_import_add(tx, kind, job->name, r->result->check.size, job->skip_bad,
	                       job->actor);
	if (!row)
		return give_up(tx, reterr_why);
	r->import_id = rows_int(row, 0, IMPORT_ADD_IMPORT_ID);
	r->result->public_id = rows_text(row, 0, IMPORT_ADD_PUBLIC_ID);
	return tx_commit(tx, reterr_why);
}

/* A beat that fails is not the end of the import: the next may reach the database, and the loading
 * connection will notice by itself when it is away. */
static void beat(void *context, const struct import_progress *progress)
{
	struct run *r = context;
	const struct import_job *job = r->job;
	int64_t now = time_monotonic_us();
	struct arena *a;
	struct tx *tx;

	if (job->on_progress)
		job->on_progress(job->context, progress);
	if (!r->import_id)
		return;
	if (now - r->last_beat < BEAT_US && progress->phase == r->last_phase)
		return;
	r->last_beat = now;
	r->last_phase = progress->phase;
	a = arena_new();
	tx = begin_as(job->progress, a, job, NULL);
	if (tx) {
		if (write_import_beat(tx, r->import_id,
		                      progress->phase == IMPORT_LOADING ? "loading" : "checking",
		                      progress->rows, progress->bytes))
			tx_commit(tx, NULL);
		else
			tx_rollback(tx);
	}
	arena_free(a);
}

/* ---- How it ends ---------------------------------------------------------------------------- */

static int write_refusals(struct tx *tx, int64_t import_id, const struct import_check *check)
{
	for (size_t i = 0; i < check->kept_count; i++)
		if (!write_import_refusal_add(tx, import_id, check->kept[i].line,
		                              check->kept[i].why))
			return -1;
	return 0;
}

static struct rows *write_end(struct tx *tx, const struct run *r, const char *state,
                              const char *why)
{
	const struct import_check *check = &r->result->check;
	bool was_read = check->good || check->doubtful || check->refused;
	struct bytes sha256 = { was_read ? check->sha256 : NULL, sizeof(check->sha256) };

	return write_import_end(tx, r->import_id, state, sha256, check->good, check->doubtful,
	                        check->refused, r->result->repeated,
	                        was_read ? encoding_codes[check->encoding] : "",
	                        was_read ? check->columns.left_out : "", why);
}

/* Nothing was loaded: says so in a transaction of its own. */
static int end_without(struct run *r, const char *state, const char *why,
                       struct problem *reterr_why)
{
	struct tx *tx;

	if (!r->import_id)
		return 0;
	tx = begin_as(r->job->progress, r->arena, r->job, reterr_why);
	if (!tx)
		return -1;
	if (!write_end(tx, r, state, why) ||
	    write_refusals(tx, r->import_id, &r->result->check) < 0 ||
	    !write_import_chunks_drop(tx, r->import_id))
		return give_up(tx, reterr_why);
	return tx_commit(tx, reterr_why);
}

/* ---- Rows to COPY --------------------------------------------------------------------------- */

static void copy_text(struct str *s, const char *text)
{
	const char *from = text;

	for (; *text; text++) {
		const char *escaped = *text == '\\'   ? "\\\\"
		                      : *text == '\t' ? "\\t"
		                      : *text == '\n' ? "\\n"
		                      : *text == '\r' ? "\\r"
		                                      : NULL;

		if (!escaped)
			continue;
		str_add_n(s, from, (size_t)(text - from));
		str_add(s, escaped);
		from = text + 1;
	}
	str_add_n(s, from, (size_t)(text - from));
	str_add_char(s, '\t');
}

static void copy_or_null(struct str *s, const char *text)
{
	if (text)
		copy_text(s, text);
	else
		str_add(s, "\\N\t");
}

static void copy_row(struct str *s, const struct import_row *row)
{
	char on_date[DATE_SIZE], other_date[DATE_SIZE];
	char hash[2 * sizeof(row->hash) + 1];

	date_print(row->on_date, on_date);
	if (row->other_date.year)
		date_print(row->other_date, other_date);
	sodium_bin2hex(hash, sizeof(hash), row->hash, sizeof(row->hash));
	str_addf(s, "%lld\t%s\t%s\t%s\t", (long long)row->line, on_date,
	         row->other_date.year ? other_date : "\\N", row->date_is_doubtful ? "t" : "f");
	copy_or_null(s, row->why);
	copy_text(s, row->text[IMPORT_ORGANISATION]);
	copy_text(s, row->text[IMPORT_SERVICE]);
	copy_text(s, row->text[IMPORT_QUESTION]);
	copy_text(s, row->text[IMPORT_COMMENT]);
	if (row->sentiment)
		str_addf(s, "%d\t", row->sentiment);
	else
		str_add(s, "\\N\t");
	copy_text(s, row->text[IMPORT_TOPICS]);
	str_addf(s, "\\\\x%s\n", hash);
}

static int send_copied(struct run *r)
{
	int rc = tx_copy_data(r->tx, r->copy.data, r->copy.len);

	r->copy.len = 0;
	r->copy.data[0] = '\0';
	return rc;
}

/* What was copied becomes the practice's. */
static int end_batch(struct run *r)
{
	struct rows *row;

	if (!r->batch_rows)
		return 0;
	r->batch_rows = 0;
	if (send_copied(r) < 0 || tx_copy_end(r->tx) < 0)
		return -1;
	row = write_import_batch_load(r->tx, r->import_id);
	if (!row)
		return -1;
	r->added += rows_int(row, 0, IMPORT_BATCH_LOAD_ADDED);
	return write_import_batch_count(r->tx) && write_import_batch_clear(r->tx) ? 0 : -1;
}

static int load_row(void *context, const struct import_row *row, struct problem *reterr_why)
{
	struct run *r = context;

	if (!r->batch_rows && tx_copy_begin(r->tx, &query_import_row_copy) < 0)
		goto failed;
	r->batch_rows++;
	copy_row(&r->copy, row);
	if (r->copy.len >= COPY_BYTES && send_copied(r) < 0)
		goto failed;
	if (r->batch_rows == BATCH_ROWS && end_batch(r) < 0)
		goto failed;
	return 0;
failed:
	*reterr_why = *tx_problem(r->tx);
	return -1;
}

/* ---- The run -------------------------------------------------------------------------------- */

/* True when this very file was loaded before; *ret_at says when. */
static int find_twin(struct run *r, struct tx *tx, bool *ret_found)
{
	struct import_check *check = &r->result->check;
	struct bytes sha256 = { check->sha256, sizeof(check->sha256) };
	struct rows *twin = tx_read_import_twin(tx, kind, sha256);

	if (!twin)
		return -1;
	*ret_found = rows_count(twin) > 0;
	if (*ret_found)
		r->result->twin_at = rows_text(twin, 0, IMPORT_TWIN_RECEIVED_AT);
	return 0;
}

static int load(struct run *r, const struct import_reading *reading, struct problem *reterr_why)
{
	struct import_check *check = &r->result->check;
	char sha256[65];
	struct rows *row;
	bool has_twin = false;

	r->tx = begin_as(r->job->db, r->arena, r->job, reterr_why);
	if (!r->tx)
		return -1;
	row = write_import_lock(r->tx);
	if (!row)
		return give_up(r->tx, reterr_why);
	if (!rows_bool(row, 0, IMPORT_LOCK_LOCKED)) {
		tx_rollback(r->tx);
		return refuse(reterr_why, PROBLEM_CONFLICT,
		              "Another import for this practice is under way. Import the file "
		              "again when it is done.");
	}
	/* Asked again: an import of the same file may have ended since. */
	if (find_twin(r, r->tx, &has_twin) < 0)
		return give_up(r->tx, reterr_why);
	if (has_twin) {
		tx_rollback(r->tx);
		r->result->outcome = IMPORT_REPEATED;
		return 0;
	}
	if (!write_import_row_make(r->tx) || !write_import_seen_make(r->tx))
		return give_up(r->tx, reterr_why);
	if (import_check_second(r->arena, reading, check, load_row, r, reterr_why) < 0) {
		tx_rollback(r->tx);
		return -1;
	}
	if (end_batch(r) < 0)
		return give_up(r->tx, reterr_why);
	r->result->repeated = check->good + check->doubtful - r->added;
	sodium_bin2hex(sha256, sizeof(sha256), check->sha256, sizeof(check->sha256));
	row = write_end(r->tx, r, "loaded", "");
	if (row && rows_count(row) == 0) {
		/* Its row has ended: a second worker took it, thinking this one dead. */
		tx_rollback(r->tx);
		return refuse(reterr_why, PROBLEM_CONFLICT,
		              "The import was taken over by another process.");
	}
	if (!row || write_refusals(r->tx, r->import_id, check) < 0 ||
	    !write_import_chunks_drop(r->tx, r->import_id) ||
	    !write_import_loaded_event(r->tx, r->import_id, sha256, check->good, check->doubtful,
	                               check->refused, r->result->repeated))
		return give_up(r->tx, reterr_why);
	r->result->outcome = IMPORT_LOADED;
	return tx_commit(r->tx, reterr_why);
}

static int check_and_load(struct run *r, struct problem *reterr_why)
{
	const struct import_job *job = r->job;
	struct import_check *check = &r->result->check;
	struct import_reading reading = { .fd = job->fd, .on_progress = beat, .context = r };
	struct tx *tx = begin_as(job->progress, r->arena, job, reterr_why);
	struct rows *rules;
	bool has_twin = false;

	if (!tx)
		return -1;
	rules = tx_read_import_rules(tx);
	if (!rules)
		return give_up(tx, reterr_why);
	reading.month_first = rows_bool(rules, 0, IMPORT_RULES_MONTH_FIRST);
	if (!date_parse(rows_text(rules, 0, IMPORT_RULES_LATEST), &reading.latest)) {
		tx_rollback(tx);
		return fault(reterr_why, "import_rules gave no date");
	}
	if (tx_commit(tx, reterr_why) < 0)
		return -1;

	if (import_check_first(r->arena, &reading, check, reterr_why) < 0)
		return -1;
	tx = begin_as(job->progress, r->arena, job, reterr_why);
	if (!tx)
		return -1;
	if (find_twin(r, tx, &has_twin) < 0)
		return give_up(tx, reterr_why);
	tx_rollback(tx);
	if (has_twin) {
		r->result->outcome = IMPORT_REPEATED;
	} else if (check->refused && !job->skip_bad) {
		/* Counts of the others, for the sake of who has to mend the file. */
		if (import_check_second(r->arena, &reading, check, NULL, NULL, reterr_why) < 0)
			return -1;
		r->result->outcome = IMPORT_BLOCKED;
	} else if (load(r, &reading, reterr_why) < 0) {
		return -1;
	}

	switch (r->result->outcome) {
	case IMPORT_REPEATED:
		check->good = check->doubtful = 0;
		return end_without(r, "repeated", "This very file was loaded before.", reterr_why);
	case IMPORT_BLOCKED:
		return end_without(r, "blocked",
		                   "Rows are refused, so nothing was loaded. Mend them, or import "
		                   "the file again and pass over bad rows.",
		                   reterr_why);
	case IMPORT_LOADED:
		break;
	}
	return 0;
}

/* A file that was sent from a page is not lost because something was in the way: the worker comes
 * back to it. When not even this can be written, its beats end, which comes to the same. */
static void wait_again(struct run *r)
{
	struct tx *tx = begin_as(r->job->progress, r->arena, r->job, NULL);

	if (!tx)
		return;
	if (write_import_beat(tx, r->import_id, "waiting", 0, 0))
		tx_commit(tx, NULL);
	else
		tx_rollback(tx);
}

int import_run(struct arena *a, const struct import_job *job, struct import_result *ret,
               struct problem *reterr_why)
{
	struct run r = { .job = job, .result = ret, .arena = a, .import_id = job->import_id };
	struct problem why = { .kind = PROBLEM_NONE };
	struct problem unheard;
	off_t size = lseek(job->fd, 0, SEEK_END);

	memset(ret, 0, sizeof(*ret));
	ret->check.size = size < 0 ? 0 : (int64_t)size;
	r.copy = str_new(a);
	if (!r.import_id && add_import(&r, &why) < 0)
		goto failed;
	if (check_and_load(&r, &why) < 0) {
		ret->repeated = 0;
		if (job->import_id && (why.kind == PROBLEM_BUSY || why.kind == PROBLEM_CONFLICT))
			wait_again(&r);
		else
			end_without(&r, "failed", why.sentence, &unheard);
		goto failed;
	}
	return 0;
failed:
	if (reterr_why)
		*reterr_why = why;
	return -1;
}

/* ---- Files sent from a page ----------------------------------------------------------------- */

struct spool {
	FILE *file;
	bool failed;
};

static int spool_chunk(void *context, const struct rows *row)
{
	struct spool *s = context;
	const char *hex = rows_text(row, 0, IMPORT_CHUNKS_BYTES); /* \x... */
	size_t len = hex ? strlen(hex) : 0;
	unsigned char block[4096];
	size_t at = 2;

	while (at < len && !s->failed) {
		size_t part = len - at < 2 * sizeof(block) ? len - at : 2 * sizeof(block);
		size_t size = 0;

		if (sodium_hex2bin(block, sizeof(block), hex + at, part, NULL, &size, NULL) != 0 ||
		    fwrite(block, 1, size, s->file) != size)
			s->failed = true;
		at += part;
	}
	return 0;
}

static int spool_import(struct arena *a, struct db *db, const struct import_job *job,
                        struct problem *reterr_why)
{
	int fd = import_temporary(a, reterr_why);
	struct spool spool = { NULL, false };
	struct tx *tx;
	int copy;

	if (fd < 0)
		return -1;
	copy = dup(fd);
	spool.file = copy < 0 ? NULL : fdopen(copy, "w");
	if (!spool.file)
		return fault(reterr_why, "temporary file");
	tx = begin_as(db, a, job, reterr_why);
	if (!tx) {
		fclose(spool.file);
		return -1;
	}
	if (stream_import_chunks(tx, job->import_id, spool_chunk, &spool) < 0) {
		fclose(spool.file);
		return give_up(tx, reterr_why);
	}
	tx_rollback(tx);
	if (fclose(spool.file) != 0 || spool.failed)
		return fault(reterr_why, "temporary file: cannot be written");
	return fd;
}

int import_work(struct arena *a, struct db *db, struct db *progress, struct problem *reterr_why)
{
	struct problem unheard;
	struct import_job job = { .db = db, .progress = progress };
	struct import_result *result = arena_alloc(a, sizeof(*result));
	struct tx *tx = tx_begin(db, a, reterr_why ? reterr_why : &unheard);
	struct rows *next;
	struct rows *taken;

	if (!reterr_why)
		reterr_why = &unheard;
	if (!tx)
		return -1;
	next = tx_read_import_next(tx);
	if (!next)
		return give_up(tx, reterr_why);
	if (rows_count(next) == 0) {
		tx_rollback(tx);
		return 0;
	}
	job.import_id = rows_int(next, 0, IMPORT_NEXT_IMPORT_ID);
	job.practice_id = rows_int(next, 0, IMPORT_NEXT_PRACTICE_ID);
	job.name = rows_text(next, 0, IMPORT_NEXT_NAME);
	job.actor = rows_text(next, 0, IMPORT_NEXT_BY_NAME);
	job.skip_bad = rows_bool(next, 0, IMPORT_NEXT_SKIP_BAD);
	if (!write_import_act_as(tx, "import", job.actor, job.practice_id))
		return give_up(tx, reterr_why);
	taken = write_import_take(tx, job.import_id);
	if (!taken)
		return give_up(tx, reterr_why);
	if (tx_commit(tx, reterr_why) < 0)
		return -1;
	if (rows_count(taken) == 0)
		return 1;
	job.fd = spool_import(a, db, &job, reterr_why);
	if (job.fd < 0)
		return -1;
	if (import_run(a, &job, result, reterr_why) == 0)
		return 1;
	return reterr_why->kind == PROBLEM_CONFLICT ? 0 : reterr_why->kind == PROBLEM_BUSY ? -1 : 1;
}
