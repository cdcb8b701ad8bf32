/* What an error of PostgreSQL means to the person at the screen and to the log. */
#include "conn.h"

#include <stdio.h>
#include <string.h>

#include "base/str.h"

#include "base/banned.h"

static const char busy_sentence[] = "Candour cannot reach its records just now. Nothing was lost "
                                    "or changed. Wait a minute and try again.";
static const char slow_sentence[] =
        "That took too long, so Candour stopped it. Nothing was changed. "
        "Try again, or ask for less at once.";
static const char conflict_sentence[] = "Someone else changed the same record at the same moment. "
                                        "Nothing of yours was saved yet. Try again.";
static const char not_saved_sentence[] =
        "Candour could not make sure that this was saved. It is not saved yet as far as we know. "
        "Send "
        "the form again: if it was saved the first time, it is not saved twice.";
static const char updated_sentence[] = "Candour was being updated at that moment. Nothing was "
                                       "saved. Try again.";
static const char sign_in_sentence[] = "Sign in to go on.";
static const char not_found_sentence[] = "There is nothing here that you can see.";
static const char forbidden_sentence[] = "Your role does not allow this.";

static const char *field(const PGresult *res, int code)
{
	const char *text = PQresultErrorField(res, code);

	return text ? text : "";
}

static const char *state_of(const PGresult *res)
{
	return field(res, PG_DIAG_SQLSTATE);
}

static bool one_of(const char *state, const char *const *list)
{
	for (; *list; list++)
		if (text_starts(state, *list))
			return true;
	return false;
}

bool result_says_lost(const PGresult *res)
{
	/* Sent just before the server closes the connection, or by libpq when it is closed. */
	static const char *const lost[] = { "57P01", "57P02", "57P03", "57P05", "25P03", "25P04",
		                            "08000", "08001", "08003", "08004", "08006", NULL };

	return PQresultStatus(res) == PGRES_FATAL_ERROR && one_of(state_of(res), lost);
}

bool result_says_stale(const PGresult *res)
{
	const char *state = state_of(res);

	return strcmp(state, "26000") == 0 ||
	       (strcmp(state, "0A000") == 0 &&
	        strcmp(field(res, PG_DIAG_SOURCE_FUNCTION), "RevalidateCachedQuery") == 0);
}

static void set_state(struct problem *p, const char *state)
{
	snprintf(p->sqlstate, sizeof(p->sqlstate), "%s", state);
}

/* For the log: no line breaks, whatever libpq and the server say. */
static void one_line(char *text)
{
	for (; *text; text++)
		if ((unsigned char)*text < ' ')
			*text = ' ';
}

/* The server's message where it can only name schema objects or the server's own state. Data
 * errors (22), constraints (23) and what our SQL raises may quote what somebody typed. */
static const char *safe_message(const PGresult *res)
{
	static const char *const safe[] = { "08", "0A", "25", "26", "28", "40", "42",
		                            "53", "55", "57", "58", "XX", NULL };

	return one_of(state_of(res), safe) ? field(res, PG_DIAG_MESSAGE_PRIMARY) : "";
}

static void add_detail(struct problem *p, const char *label, const char *value)
{
	size_t len = strlen(p->detail);

	if (*value)
		snprintf(p->detail + len, sizeof(p->detail) - len, "%s%s", label, value);
}

static void describe(struct problem *p, const struct query *q, const PGresult *res)
{
	bool sign_in = strcmp(state_of(res), "28000") == 0;

	p->detail[0] = '\0';
	add_detail(p, "", q ? q->name : "session");
	add_detail(p, ": SQLSTATE ", state_of(res));
	add_detail(p, ", constraint ", field(res, PG_DIAG_CONSTRAINT_NAME));
	add_detail(p, ", table ", field(res, PG_DIAG_TABLE_NAME));
	add_detail(p, ", column ", field(res, PG_DIAG_COLUMN_NAME));
	add_detail(p, ", in ", field(res, PG_DIAG_SOURCE_FUNCTION));
	add_detail(p, ": ", safe_message(res));
	/* Why a sign-in session ended is the DETAIL of 28000: a code, not content. */
	add_detail(p, ": ", sign_in ? field(res, PG_DIAG_MESSAGE_DETAIL) : "");
	one_line(p->detail);
	set_state(p, state_of(res));
}

/* A sentence that our SQL raised, else the standing one. */
static int refuse_saying(struct problem *p, enum problem_kind kind, const PGresult *res,
                         const char *otherwise)
{
	const char *message = field(res, PG_DIAG_MESSAGE_PRIMARY);

	return refuse(p, kind, "%s", *message ? message : otherwise);
}

static void choose(struct problem *p, const PGresult *res)
{
	static const char *const busy[] = { "53", "55P03", "57P0", "58030", "0800", NULL };
	static const char *const race[] = { "40001", "40P01", NULL };
	const char *state = state_of(res);
	const struct constraint_sentence *known;

	if (strcmp(state, "28000") == 0) {
		refuse(p, PROBLEM_SIGN_IN, "%s", sign_in_sentence);
	} else if (strcmp(state, "CA001") == 0) {
		refuse_saying(p, PROBLEM_REFUSED, res, "This cannot be done now.");
	} else if (strcmp(state, "CA003") == 0) {
		refuse_saying(p, PROBLEM_FORBIDDEN, res, forbidden_sentence);
	} else if (strcmp(state, "CA004") == 0) {
		/* Never the server's words: absent and hidden must read alike. */
		refuse(p, PROBLEM_NOT_FOUND, "%s", not_found_sentence);
	} else if (strcmp(state, "CA009") == 0) {
		refuse_saying(p, PROBLEM_CONFLICT, res, conflict_sentence);
	} else if (one_of(state, race)) {
		refuse(p, PROBLEM_CONFLICT, "%s", conflict_sentence);
	} else if (strcmp(state, "57014") == 0) {
		refuse(p, PROBLEM_BUSY, "%s", slow_sentence);
	} else if (result_says_stale(res)) {
		refuse(p, PROBLEM_BUSY, "%s", updated_sentence);
	} else if (one_of(state, busy)) {
		refuse(p, PROBLEM_BUSY, "%s", busy_sentence);
	} else if (text_starts(state, "23") &&
	           (known = constraint_sentence(field(res, PG_DIAG_CONSTRAINT_NAME)))) {
		refuse(p, known->kind, "%s", known->sentence);
	} else {
		fault(p, "%s", state);
	}
}

int problem_from_result(struct problem *p, const struct query *q, const PGresult *res)
{
	struct problem made;

	memset(&made, 0, sizeof(made));
	choose(&made, res);
	describe(&made, q, res);
	if (p)
		*p = made;
	return -1;
}

int problem_from_wait(struct problem *p, enum wait how, const char *doing)
{
	struct problem made;

	memset(&made, 0, sizeof(made));
	switch (how) {
	case WAIT_LATE:
		refuse(&made, PROBLEM_BUSY, "%s", slow_sentence);
		add_detail(&made, "deadline passed: ", doing);
		break;
	case WAIT_TOO_BIG:
		fault(&made, "more bytes than a request may bring in: %s", doing);
		break;
	case WAIT_LOST:
	case WAIT_READY:
		refuse(&made, PROBLEM_BUSY, "%s", busy_sentence);
		add_detail(&made, "connection lost: ", doing);
		break;
	}
	one_line(made.detail);
	set_state(&made, "08006");
	if (p)
		*p = made;
	return -1;
}

int problem_not_saved_yet(struct problem *p, const char *detail)
{
	struct problem made;

	memset(&made, 0, sizeof(made));
	refuse(&made, PROBLEM_BUSY, "%s", not_saved_sentence);
	add_detail(&made, "", detail);
	set_state(&made, "08007"); /* transaction resolution unknown */
	if (p)
		*p = made;
	return -1;
}
