/* The background half: what must happen without anybody at a screen. */
#ifndef WORKER_WORKER_H
#define WORKER_WORKER_H

#include <stdbool.h>

#include "base/problem.h"
#include "base/settings.h"
#include "db/db.h"

/* Longest wait for one answer of the database: an import's statements are long, and nobody waits.
 */
enum { WORKER_DEADLINE_MS = 60000 };

/* One round of everything, each part in transactions of its own: sends mail, passes on notices that
 * nobody opened and clocks half gone, clears what is left of old uploads and drafts, writes head
 * counts, works through waiting imports. A part that fails is logged and does not stop the others,
 * unless the database is away. 0, or -1 with the last trouble; whatever was done stays done. */
int worker_round(struct db *db, const struct settings *s, struct problem *reterr_why);

/* Asks the round to end after the message or practice in hand; may be called from a signal handler.
 */
void worker_stop(void);
bool worker_stops(void);

/* ---- mail.c ---- */

/* One message, as the outbox row has it. */
struct mail {
	const char *to;
	const char *subject;
	const char *body;
	const char *message_id; /* without angle brackets */
};

/* Hands it to the SMTP server of the settings. 0, or -1 with PROBLEM_BUSY (try again later) or
 * PROBLEM_REFUSED (this message will never go: a header with a line break, an address refused). */
int mail_send(struct arena *a, const struct settings *s, const struct mail *m,
              struct problem *reterr_why);

/* Sends what is due, at most `most` messages. An attempt is recorded and committed before the
 * message leaves, so that a worker killed between the two repeats it under the same Message-ID at
 * most once more, and never silently. */
int outbox_drain(struct db *db, const struct settings *s, int most, int *ret_sent,
                 struct problem *reterr_why);

#endif
