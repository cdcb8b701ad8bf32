/* The rounds of the worker. */
#include "worker/worker.h"

#include <string.h>

#include "base/log.h"
#include "base/str.h"
#include "db/conninfo.h"
#include "db/queries.h"
#include "monitor/import.h"

#include "base/banned.h"

#define MAIL_A_ROUND 100

/* A transaction acting as the worker for a practice (0: for none). */
static struct tx *tx_for(struct db *db, struct arena *a, int64_t practice, struct problem *reterr_why)
{
	struct tx *tx = tx_begin(db, a, reterr_why);

	if (!tx)
		return NULL;
	if (!write_act_as_worker(tx, practice ? &practice : NULL)) {
		*reterr_why = *tx_problem(tx);
		tx_rollback(tx);
		return NULL;
	}
	return tx;
}

static int give_up(struct tx *tx, struct problem *reterr_why)
{
	const struct problem *p = tx_problem(tx);

	if (p)
		*reterr_why = *p;
	tx_rollback(tx);
	return -1;
}

/* Takes one message: checks its reader once more, counts the attempt, commits. *ret_found is false when
 * nothing is due. */
static int take_one(struct db *db, struct arena *a, struct mail *ret, int64_t *ret_id, int64_t *ret_practice,
		    bool *ret_found, struct problem *reterr_why)
{
	struct tx *tx = tx_for(db, a, 0, reterr_why);
	const struct rows *r;

	*ret_found = false;
	if (!tx)
		return -1;
	r = write_outbox_take(tx);
	if (!r)
		return give_up(tx, reterr_why);
	if (rows_count(r) > 0) {
		*ret_found = true;
		*ret_id = rows_int(r, 0, OUTBOX_TAKE_ID);
		*ret_practice = rows_int(r, 0, OUTBOX_TAKE_PRACTICE_ID);
		*ret = (struct mail){ .to = rows_text(r, 0, OUTBOX_TAKE_TO_ADDRESS),
				      .subject = rows_text(r, 0, OUTBOX_TAKE_SUBJECT),
				      .body = rows_text(r, 0, OUTBOX_TAKE_BODY),
				      .message_id = rows_text(r, 0, OUTBOX_TAKE_MESSAGE_ID) };
	}
	return tx_commit(tx, reterr_why);
}

static int settle_one(struct db *db, struct arena *a, int64_t id, const char *outcome, const char *trouble,
		      struct problem *reterr_why)
{
	struct tx *tx = tx_for(db, a, 0, reterr_why);

	if (!tx)
		return -1;
	if (!write_outbox_settle(tx, id, outcome, trouble))
		return give_up(tx, reterr_why);
	return tx_commit(tx, reterr_why);
}

int outbox_drain(struct db *db, const struct settings *s, int most, int *ret_sent, struct problem *reterr_why)
{
	*ret_sent = 0;
	if (!*s->mail.host) /* no mail is sent here: rows wait */
		return 0;
	for (int i = 0; i < most; i++) {
		struct arena *a = arena_new();
		struct problem why = { 0 };
		struct mail m;
		int64_t id, practice;
		bool found;
		int rc = take_one(db, a, &m, &id, &practice, &found, reterr_why);

		if (rc == 0 && found) {
			m.message_id = arena_printf(a, "%s@candour", m.message_id);
			if (mail_send(a, s, &m, &why) == 0) {
				rc = settle_one(db, a, id, "sent", "", reterr_why);
				(*ret_sent)++;
			} else {
				rc = settle_one(db, a, id, why.kind == PROBLEM_REFUSED ? "refused" : "later", why.sentence,
						reterr_why);
			}
		}
		arena_free(a);
		if (rc < 0)
			return -1;
		if (!found)
			break;
	}
	return 0;
}

/* What is done for each practice in a transaction of its own. */
static int practice_round(struct db *db, int64_t practice, struct problem *reterr_why)
{
	struct arena *a = arena_new();
	struct tx *tx = tx_for(db, a, practice, reterr_why);
	const struct rows *passed;
	int rc = -1;

	if (!tx)
		goto out;
	passed = write_notices_pass_on(tx);
	if (!passed || !write_uploads_clear(tx) || !write_head_counts(tx)) {
		give_up(tx, reterr_why);
		goto out;
	}
	rc = tx_commit(tx, reterr_why);
out:
	arena_free(a);
	return rc;
}

/* Files that were sent from a page. What a file does wrong is written beside it; only a database that
 * is away stops the round. */
static int imports_round(struct db *db, const struct settings *s, struct problem *reterr_why)
{
	struct arena *a = arena_new();
	struct db *progress = db_open(db_conninfo(a, s, "worker"), s->database.deadline_ms);
	int rc;

	while ((rc = import_work(a, db, progress, reterr_why)) > 0)
		log_entry(LEVEL_NOTE, "a file was imported");
	db_close(progress);
	arena_free(a);
	return rc;
}

int worker_round(struct db *db, const struct settings *s, struct problem *reterr_why)
{
	struct arena *a = arena_new();
	struct tx *tx = tx_for(db, a, 0, reterr_why);
	const struct rows *practices = tx ? tx_read_worker_practices(tx) : NULL;
	int sent, rc = -1;

	if (!tx)
		goto out;
	if (!practices) {
		give_up(tx, reterr_why);
		goto out;
	}
	tx_rollback(tx);
	for (int i = 0; i < rows_count(practices); i++)
		if (practice_round(db, rows_int(practices, i, WORKER_PRACTICES_ID), reterr_why) < 0)
			goto out;
	if (imports_round(db, s, reterr_why) < 0)
		goto out;
	if (outbox_drain(db, s, MAIL_A_ROUND, &sent, reterr_why) < 0)
		goto out;
	if (sent > 0)
		log_entry(LEVEL_NOTE, "%d messages sent", sent);
	rc = 0;
out:
	db_settle(db);
	arena_free(a);
	return rc;
}
