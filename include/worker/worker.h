/* The background half: what must happen without anybody at a screen. */
#ifndef WORKER_WORKER_H
#define WORKER_WORKER_H

#include "base/problem.h"
#include "base/settings.h"
#include "db/db.h"

/* One round of everything, each part in transactions of its own: passes on notices that nobody opened,
 * sends mail, clears what is left of old uploads and drafts, writes head counts. 0, or -1 with the
 * trouble that stopped it; whatever was done before stays done. */
int worker_round(struct db *db, const struct settings *s, struct problem *reterr_why);

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
int mail_send(struct arena *a, const struct settings *s, const struct mail *m, struct problem *reterr_why);

/* Sends what is due, at most `most` messages. An attempt is recorded and committed before the message
 * leaves, so that a worker killed between the two repeats it under the same Message-ID at most once
 * more, and never silently. */
int outbox_drain(struct db *db, const struct settings *s, int most, int *ret_sent, struct problem *reterr_why);

#endif
