/* Batches: what a page reads, in one flush of one or two pipelined segments. */
#include "conn.h"

#include <string.h>

#include "base/banned.h"

struct entry {
	const struct query *query;
	const struct param *params;
	struct rows *rows;
	PGresult *result; /* of this attempt; the arena keeps it */
	bool opening;
	bool done; /* answered in an earlier run or attempt */
};

struct batch {
	struct db *db;
	struct arena *arena;
	struct entry auth; /* query NULL: none */
	struct entry *entries;
	int count;
	int room;
};

enum segment { OPENING, READING };

/* One message of the pipeline, in the order in which answers come. */
struct step {
	enum { STEP_PREPARE, STEP_RUN, STEP_SYNC } kind;
	enum segment segment;
	const struct query *query;
	struct entry *entry; /* who wants the result; NULL: nobody */
};

struct attempt {
	struct batch *batch;
	struct step *steps;
	int count;
	bool failed[2]; /* by segment */
	bool stale;
	struct problem problem[2];
	int rows;
	size_t bytes;
};

/* The opening writes, so it undoes the session's defaults before anything takes a snapshot. */
static const struct query set_writing = {
	.name = "batch_set_writing",
	.sql = "SET transaction_read_only = off",
};
static const struct query set_committed = {
	.name = "batch_set_committed",
	.sql = "SET transaction_isolation = 'read committed'",
};

struct batch *batch_new(struct db *db, struct arena *a)
{
	struct batch *b = arena_alloc(a, sizeof(*b));

	b->db = db;
	b->arena = a;
	return b;
}

struct arena *batch_arena(struct batch *b)
{
	return b->arena;
}

static const struct param *copy_params(struct arena *a, const struct query *q,
                                       const struct param *params)
{
	struct param *copy = arena_alloc(a, (size_t)q->n_params * sizeof(*copy));

	for (int i = 0; i < q->n_params; i++) {
		copy[i] = params[i];
		if (!params[i].data)
			continue;
		if (params[i].binary)
			copy[i].data = arena_copy(a, params[i].data, (size_t)params[i].size);
		else
			copy[i].data = arena_text(a, params[i].data);
	}
	return copy;
}

static void fill_entry(struct batch *b, struct entry *e, const struct query *q,
                       const struct param *params)
{
	memset(e, 0, sizeof(*e));
	e->query = q;
	e->params = copy_params(b->arena, q, params);
	e->rows = arena_alloc(b->arena, sizeof(*e->rows));
	e->rows->query = q;
}

struct rows *batch_authenticate(struct batch *b, const struct query *q, const struct param *params)
{
	fill_entry(b, &b->auth, q, params);
	return b->auth.rows;
}

static struct rows *add_entry(struct batch *b, const struct query *q, const struct param *params,
                              bool opening)
{
	struct entry *e;

	if (b->count == b->room) {
		struct entry *old = b->entries;

		b->room = b->room ? b->room * 2 : 16;
		b->entries = arena_alloc(b->arena, (size_t)b->room * sizeof(*b->entries));
		if (old)
			memcpy(b->entries, old, (size_t)b->count * sizeof(*old));
	}
	e = &b->entries[b->count++];
	fill_entry(b, e, q, params);
	e->opening = opening;
	return e->rows;
}

struct rows *batch_queue(struct batch *b, const struct query *q, const struct param *params)
{
	return add_entry(b, q, params, false);
}

struct rows *batch_queue_opening(struct batch *b, const struct query *q, const struct param *params)
{
	return add_entry(b, q, params, true);
}

/* ---- Sending */

static bool send_step(struct attempt *t, enum segment segment, const struct query *q,
                      const struct param *params, struct entry *e)
{
	struct db *db = t->batch->db;
	struct statement *s = conn_statement(db, q);

	if (!s->prepared && !s->pending) {
		t->steps[t->count++] = (struct step){ STEP_PREPARE, segment, q, NULL };
		s->pending = true;
		if (!conn_send_prepare(db, q))
			return false;
	}
	t->steps[t->count++] = (struct step){ STEP_RUN, segment, q, e };
	return conn_send_run(db, q, params);
}

static bool send_segment(struct attempt *t, enum segment segment)
{
	struct batch *b = t->batch;
	bool opening = segment == OPENING;

	if (opening && (!send_step(t, segment, &set_writing, NULL, NULL) ||
	                !send_step(t, segment, &set_committed, NULL, NULL)))
		return false;
	if (b->auth.query &&
	    !send_step(t, segment, b->auth.query, b->auth.params, opening ? NULL : &b->auth))
		return false;
	for (int i = 0; i < b->count; i++) {
		struct entry *e = &b->entries[i];

		if (e->done || e->opening != opening)
			continue;
		e->result = NULL;
		if (!send_step(t, segment, e->query, e->params, e))
			return false;
	}
	t->steps[t->count++] = (struct step){ STEP_SYNC, segment, NULL, NULL };
	return PQpipelineSync(b->db->conn) == 1;
}

static bool wants(const struct batch *b, bool opening)
{
	for (int i = 0; i < b->count; i++)
		if (!b->entries[i].done && b->entries[i].opening == opening)
			return true;
	return false;
}

/* ---- Receiving */

static void segment_fails(struct attempt *t, enum segment segment, const struct problem *why)
{
	if (t->failed[segment])
		return; /* the first failure explains the others */
	t->failed[segment] = true;
	t->problem[segment] = *why;
}

/* Takes over res. */
static void take_answer(struct attempt *t, const struct step *step, PGresult *res)
{
	struct batch *b = t->batch;
	struct problem why;

	switch (PQresultStatus(res)) {
	case PGRES_COMMAND_OK:
	case PGRES_TUPLES_OK:
		if (step->kind == STEP_PREPARE) {
			conn_statement(b->db, step->query)->prepared = true;
		} else if (step->entry) {
			if (result_take(b->arena, step->query, res, &t->rows, &t->bytes, &why) < 0)
				segment_fails(t, step->segment, &why);
			step->entry->result = res;
			return;
		}
		break;
	case PGRES_PIPELINE_ABORTED:
		break;
	default:
		if (!t->failed[step->segment]) {
			const char *state = PQresultErrorField(res, PG_DIAG_SQLSTATE);

			/* 0A000 also says that what was the primary is a standby now. */
			t->stale |= result_says_stale(res) || (state && !strcmp(state, "0A000"));
		}
		problem_from_result(&why, step->query, res);
		segment_fails(t, step->segment, &why);
		break;
	}
	PQclear(res);
}

static void mark_opening_done(struct batch *b)
{
	for (int i = 0; i < b->count; i++)
		if (b->entries[i].opening)
			b->entries[i].done = true;
}

/* A prepare or a query: one result, then the NULL that ends it. */
static enum wait receive_answer(struct attempt *t, const struct step *step, int64_t deadline)
{
	struct db *db = t->batch->db;
	PGresult *res;
	enum wait how = conn_result(db, deadline, &res);

	if (how != WAIT_READY)
		return how;
	if (res) {
		take_answer(t, step, res);
		how = conn_result(db, deadline, &res);
		if (how != WAIT_READY || !res)
			return how;
		PQclear(res);
	}
	conn_drop(db); /* libpq and we no longer agree where we are */
	return WAIT_LOST;
}

/* The end of a segment. Where its commit failed (a deferred constraint) an error comes first. */
static enum wait receive_sync(struct attempt *t, const struct step *step, int64_t deadline)
{
	struct db *db = t->batch->db;

	for (int tries = 0; tries < 4; tries++) {
		struct problem why;
		PGresult *res;
		enum wait how = conn_result(db, deadline, &res);
		ExecStatusType status = PQresultStatus(res);

		if (how != WAIT_READY)
			return how;
		if (res && status == PGRES_FATAL_ERROR) {
			problem_from_result(&why, NULL, res);
			segment_fails(t, step->segment, &why);
		}
		PQclear(res);
		if (status == PGRES_PIPELINE_SYNC)
			return WAIT_READY;
	}
	conn_drop(db);
	return WAIT_LOST;
}

static enum wait receive(struct attempt *t)
{
	struct db *db = t->batch->db;
	int64_t deadline = conn_deadline(db);

	db->trace.round_trips++;
	db->reads = 0;
	for (int i = 0; i < t->count; i++) {
		const struct step *step = &t->steps[i];
		enum wait how = step->kind == STEP_SYNC ? receive_sync(t, step, deadline)
		                                        : receive_answer(t, step, deadline);

		if (how != WAIT_READY)
			return how;
		if (step->kind == STEP_SYNC && step->segment == OPENING && !t->failed[OPENING])
			mark_opening_done(t->batch);
	}
	return WAIT_READY;
}

/* ---- Running */

static void forget_pending(struct db *db)
{
	for (size_t i = 0; i < db->statement_room; i++)
		db->statements[i].pending = false;
}

/* Results become rows only when every segment went well. */
static void give_out(struct attempt *t)
{
	struct batch *b = t->batch;

	if (b->auth.result)
		result_fill(b->arena, b->auth.rows, b->auth.result);
	b->auth.result = NULL;
	for (int i = 0; i < b->count; i++) {
		struct entry *e = &b->entries[i];

		e->done = true;
		if (e->result)
			result_fill(b->arena, e->rows, e->result);
		e->result = NULL;
	}
	b->db->trace.rows += t->rows;
}

/* What could not be recorded is not shown, and another try may succeed: busy, not broken. */
static void opening_is_busy(struct problem *p)
{
	struct problem was = *p;

	if (p->kind != PROBLEM_FAULT)
		return;
	refuse(p, PROBLEM_BUSY,
	       "Candour could not record that this page was opened, so it does not show it. "
	       "Nothing was changed. Wait a minute and try again.");
	memcpy(p->detail, was.detail, sizeof(p->detail));
	memcpy(p->sqlstate, was.sqlstate, sizeof(p->sqlstate));
}

/* One try. 0; or -1 with *why filled and *ret_again when another try on a new connection is worth
 * it. */
static int try_once(struct batch *b, struct problem *why, bool *ret_again)
{
	struct db *db = b->db;
	struct attempt t = { .batch = b };
	bool opening = wants(b, true);
	bool reading = wants(b, false) || b->auth.query;
	enum wait how = WAIT_LOST;

	*ret_again = false;
	if (!opening && !reading)
		return 0;
	if (conn_open(db, why) < 0)
		return -1;
	/* At most a prepare and a run of each entry, authentication twice, two SETs, two Syncs. */
	t.steps = arena_alloc(b->arena, (size_t)(2 * b->count + 10) * sizeof(*t.steps));
	if (!PQenterPipelineMode(db->conn) || (opening && !send_segment(&t, OPENING)) ||
	    (reading && !send_segment(&t, READING)))
		conn_drop(db);
	else
		how = receive(&t);
	if (how != WAIT_READY) {
		*ret_again = how == WAIT_LOST;
		return problem_from_wait(why, how, "reading");
	}
	forget_pending(db);
	if (!PQexitPipelineMode(db->conn))
		conn_drop(db);
	if (t.failed[OPENING] || t.failed[READING]) {
		*why = t.problem[t.failed[OPENING] ? OPENING : READING];
		*ret_again = t.stale;
		if (t.failed[OPENING])
			opening_is_busy(why);
		return -1;
	}
	give_out(&t);
	return 0;
}

int batch_run(struct batch *b, struct problem *reterr_why)
{
	struct problem why;
	bool again;

	if (b->db->tx)
		return fault(reterr_why, "a batch inside a transaction");
	problem_clear(&why);
	if (try_once(b, &why, &again) == 0)
		return 0;
	if (again) {
		/* A new session also has no plans from before a change of the schema. */
		conn_drop(b->db);
		if (try_once(b, &why, &again) == 0)
			return 0;
	}
	if (reterr_why)
		*reterr_why = why;
	return -1;
}

/* ---- Finding */

const struct rows *batch_rows(const struct batch *b, const struct query *q)
{
	for (int i = 0; i < batch_size(b); i++) {
		const struct rows *r = batch_at(b, i);

		if (r->query == q)
			return r;
	}
	return NULL;
}

int batch_size(const struct batch *b)
{
	return b->count + (b->auth.query ? 1 : 0);
}

const struct rows *batch_at(const struct batch *b, int i)
{
	if (b->auth.query && i-- == 0)
		return b->auth.rows;
	return i >= 0 && i < b->count ? b->entries[i].rows : NULL;
}
