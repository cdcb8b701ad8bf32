/* The rounds of the worker. */
#include "worker/worker.h"

#include <signal.h>
#include <string.h>

#include "base/log.h"
#include "base/str.h"
#include "casework/clock.h"
#include "db/conninfo.h"
#include "db/queries.h"
#include "monitor/import.h"

#include "base/banned.h"

#define MAIL_A_ROUND 100

static volatile sig_atomic_t stopping;

void worker_stop(void)
{
	stopping = 1;
}

bool worker_stops(void)
{
	return stopping;
}

/* A transaction acting as the worker for a practice (0: for none). */
static struct tx *tx_for(struct db *db, struct arena *a, int64_t practice,
                         struct problem *reterr_why)
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

/* ---- mail ---------------------------------------------------------------------------------- */

/* Takes one message: checks its reader once more, counts the attempt, commits. *ret_id is 0 when
 * nothing is due. */
static int take_one(struct db *db, struct arena *a, struct mail *ret, int64_t *ret_id,
                    struct problem *reterr_why)
{
	struct tx *tx = tx_for(db, a, 0, reterr_why);
	const struct rows *r;

	*ret_id = 0;
	if (!tx)
		return -1;
	r = write_outbox_take(tx);
	if (!r)
		return give_up(tx, reterr_why);
	if (rows_count(r) > 0) {
		*ret_id = rows_int(r, 0, OUTBOX_TAKE_ID);
		*ret = (struct mail){
			.to = rows_text(r, 0, OUTBOX_TAKE_TO_ADDRESS),
			.subject = rows_text(r, 0, OUTBOX_TAKE_SUBJECT),
			.body = rows_text(r, 0, OUTBOX_TAKE_BODY),
			.message_id = arena_printf(a, "%s@candour",
			                           rows_text(r, 0, OUTBOX_TAKE_MESSAGE_ID)),
		};
	}
	return tx_commit(tx, reterr_why);
}

static int settle_one(struct db *db, struct arena *a, int64_t id, const char *outcome,
                      const char *trouble, struct problem *reterr_why)
{
	struct tx *tx = tx_for(db, a, 0, reterr_why);

	if (!tx)
		return -1;
	if (!write_outbox_settle(tx, id, outcome, trouble))
		return give_up(tx, reterr_why);
	return tx_commit(tx, reterr_why);
}

/* One message from taking to settling: 1 when there was one, 0 when none is due. */
static int send_one(struct db *db, struct arena *a, const struct settings *s, int *ret_sent,
                    struct problem *reterr_why)
{
	struct problem why = { 0 };
	const char *outcome;
	struct mail m;
	int64_t id;

	if (take_one(db, a, &m, &id, reterr_why) < 0)
		return -1;
	if (!id)
		return 0;
	if (mail_send(a, s, &m, &why) == 0) {
		outcome = "sent";
		(*ret_sent)++;
	} else {
		outcome = why.kind == PROBLEM_REFUSED ? "refused" : "later";
		log_entry(LEVEL_WARNING, "message %lld was not sent: %s", (long long)id,
		          why.sentence);
	}
	return settle_one(db, a, id, outcome, why.sentence, reterr_why) < 0 ? -1 : 1;
}

int outbox_drain(struct db *db, const struct settings *s, int most, int *ret_sent,
                 struct problem *reterr_why)
{
	int more = 1;

	*ret_sent = 0;
	if (!*s->mail.host) /* no mail is sent here: rows wait */
		return 0;
	for (int i = 0; more > 0 && i < most && !stopping; i++) {
		struct arena *a = arena_new();

		more = send_one(db, a, s, ret_sent, reterr_why);
		arena_free(a);
	}
	return more < 0 ? -1 : 0;
}

/* ---- rounds -------------------------------------------------------------------------------- */

/* What is done for each practice in a transaction of its own. */
static int practice_round(struct db *db, int64_t practice, struct problem *reterr_why)
{
	struct arena *a = arena_new();
	struct tx *tx = tx_for(db, a, practice, reterr_why);
	int rc = -1;

	if (tx && write_notices_pass_on(tx) && write_clocks_remind(tx) && write_calendar_asks(tx) &&
	    write_calendar_asked(tx) && write_digests_make(tx) && write_uploads_clear(tx) &&
	    write_searches_forget(tx) && write_head_counts(tx))
		rc = tx_commit(tx, reterr_why);
	else if (tx)
		give_up(tx, reterr_why);
	arena_free(a);
	return rc;
}

/* One clock in a transaction of its own, its case locked first as everybody else does. */
static int recount_one(struct db *db, int64_t practice, const struct rows *r, int row,
                       const char *reason, struct problem *reterr_why)
{
	struct arena *a = arena_new();
	struct tx *tx = tx_for(db, a, practice, reterr_why);
	bool moved;
	int rc = -1;

	if (tx && rows_given(r, row, CLOCK_RECOUNT_LIST_CASE_ID) &&
	    !write_case_hold(tx, rows_int(r, row, CLOCK_RECOUNT_LIST_CASE_ID)))
		give_up(tx, reterr_why);
	else if (tx && clock_recount(tx, rows_int(r, row, CLOCK_RECOUNT_LIST_ID), reason, &moved,
	                             reterr_why) < 0)
		tx_rollback(tx);
	else if (tx)
		rc = tx_commit(tx, reterr_why);
	arena_free(a);
	return rc;
}

static int recount_all(struct db *db, struct arena *a, int64_t practice, const struct rows *days,
                       const struct rows *clocks, struct problem *reterr_why)
{
	struct tx *tx;

	for (int i = 0; i < rows_count(clocks); i++)
		if (stopping ||
		    recount_one(db, practice, clocks, i,
		                rows_text(days, 0, CALENDAR_CHANGED_REASON), reterr_why) < 0)
			return stopping ? 0 : -1;
	tx = tx_for(db, a, practice, reterr_why);
	if (!tx)
		return -1;
	if (!write_calendar_recounted(tx, rows_text(days, 0, CALENDAR_CHANGED_DAYS)))
		return give_up(tx, reterr_why);
	return tx_commit(tx, reterr_why);
}

/* A day off was added or taken away: open clocks are counted again. */
static int calendar_round(struct db *db, int64_t practice, struct problem *reterr_why)
{
	struct arena *a = arena_new();
	struct tx *tx = tx_for(db, a, practice, reterr_why);
	const struct rows *days = tx ? tx_read_calendar_changed(tx) : NULL, *clocks = NULL;
	int rc = days ? 0 : -1;

	if (days && rows_count(days) > 0) {
		clocks = tx_read_clock_recount_list(tx, clock_kinds_of_days(a),
		                                    rows_text(days, 0, CALENDAR_CHANGED_FROM_ON));
		rc = clocks ? 0 : -1;
	}
	if (tx && rc < 0)
		give_up(tx, reterr_why);
	else if (tx)
		tx_rollback(tx);
	if (clocks)
		rc = recount_all(db, a, practice, days, clocks, reterr_why);
	arena_free(a);
	return rc;
}

/* Files that were sent from a page. What a file does wrong is written beside it. */
static int imports_round(struct db *db, const struct settings *s, struct problem *reterr_why)
{
	struct arena *a = arena_new();
	struct db *progress = db_open(db_conninfo(a, s, "worker"), WORKER_DEADLINE_MS);
	int rc;

	while ((rc = import_work(a, db, progress, reterr_why)) > 0 && !stopping)
		log_entry(LEVEL_NOTE, "a file was imported");
	db_close(progress);
	arena_free(a);
	return rc;
}

static int mail_round(struct db *db, const struct settings *s, struct problem *reterr_why)
{
	int sent;
	int rc = outbox_drain(db, s, MAIL_A_ROUND, &sent, reterr_why);

	if (sent > 0)
		log_entry(LEVEL_NOTE, "%d messages sent", sent);
	return rc;
}

static const struct rows *practices_of(struct db *db, struct arena *a, struct problem *reterr_why)
{
	struct tx *tx = tx_for(db, a, 0, reterr_why);
	const struct rows *practices = tx ? tx_read_worker_practices(tx) : NULL;

	if (tx && !practices)
		give_up(tx, reterr_why);
	else
		tx_rollback(tx);
	return practices;
}

/* One part's trouble, which is not the others' unless the database is away: true to go on. */
static bool goes_on(int rc, const struct problem *part, int *worst, struct problem *reterr_why)
{
	if (rc >= 0)
		return !stopping;
	log_problem(LEVEL_ERROR, part);
	*worst = -1;
	*reterr_why = *part;
	return part->kind != PROBLEM_BUSY && !stopping;
}

int worker_round(struct db *db, const struct settings *s, struct problem *reterr_why)
{
	struct arena *a = arena_new();
	struct problem part = { 0 };
	const struct rows *practices = practices_of(db, a, &part);
	int worst = 0;
	bool more = goes_on(practices ? 0 : -1, &part, &worst, reterr_why);

	/* Mail first: nobody should wait for it behind somebody's import. */
	more = more && goes_on(mail_round(db, s, &part), &part, &worst, reterr_why);
	for (int i = 0; more && i < rows_count(practices); i++)
		more = goes_on(
		        practice_round(db, rows_int(practices, i, WORKER_PRACTICES_ID), &part),
		        &part, &worst, reterr_why);
	for (int i = 0; more && i < rows_count(practices); i++)
		more = goes_on(
		        calendar_round(db, rows_int(practices, i, WORKER_PRACTICES_ID), &part),
		        &part, &worst, reterr_why);
	more = more && goes_on(imports_round(db, s, &part), &part, &worst, reterr_why);
	if (more)
		goes_on(mail_round(db, s, &part), &part, &worst, reterr_why);
	db_settle(db);
	arena_free(a);
	return worst;
}
