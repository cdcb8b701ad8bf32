/* The example practice in two halves: its people and what they logged (example.c), and what has
 * been done about it since (example_work.c). */
#ifndef CLI_EXAMPLE_H
#define CLI_EXAMPLE_H

#include "base/problem.h"
#include "db/db.h"

/* In the order of the sign-ins file. */
enum example_person {
	RECEPTION,
	NURSE,
	PARTNER_A,
	PARTNER_B,
	PARTNER_C,
	MANAGER,
	COMPLAINTS,
	ADMIN,
	AUDITOR,
	EXAMPLE_PEOPLE,
};

/* In the order in which they are logged. */
enum example_case {
	NURSE_NAMED,
	OWN_PAGE_COMMENT,
	QUEUE_REVIEW,
	PRAISE,
	WAITING_ROOM_FILM,
	MADE_UP_RESULTS,
	RECORDING_ONLINE,
	THREAT,
	UNWANTED_MESSAGES,
	ASKED_TO_RECORD,
	FALSE_PAGE,
	UNANSWERED_COMPLAINT,
	STAFF_POST,
	GONE_AGAIN,
	EXAMPLE_CASES,
};

/* A transaction of that sign-in, as if they had signed in just now. NULL with *reterr_why. */
struct tx *example_as(struct db *db, int64_t login, struct problem *reterr_why);
/* Commits it and signs out. */
int example_done(struct tx *tx, struct problem *reterr_why);

/* Puts the cases where an ordinary month would have left them. */
int example_work(struct db *db, const int64_t *logins, const char *const *references,
                 struct problem *reterr_why);

#endif
