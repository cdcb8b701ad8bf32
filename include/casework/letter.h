/* Letters (U-27, U-14): one current draft of a kind; its text is destroyed when it is sent or
 * dropped. What was sent is kept byte for byte.
 *
 * Each function appends its event. version is what the page showed: PROBLEM_CONFLICT when somebody
 * was first; NULL asks nothing. PROBLEM_NOT_FOUND: there is no such letter on the case.
 * PROBLEM_REFUSED: it is no draft any more. */
#ifndef CASEWORK_LETTER_H
#define CASEWORK_LETTER_H

#include <stdbool.h>
#include <stdint.h>

#include "base/problem.h"
#include "base/rows.h"
#include "casework/act.h"
#include "db/db.h"

struct letter_kind {
	const char *code;
	const char *title;
	const char *addressee;           /* as in app.letter_kind */
	const char *step;                /* of the ladder; NULL: none */
	const struct gate *const *gates; /* what sending it asks; may be empty */
	bool follows_decision;  /* about the partners' decision: not written or printed before it */
	bool to_patient;        /* says that care is unaffected, and how to complain (U-14) */
	bool checks_patient;    /* must not say that anyone is a patient (U-14) */
	bool is_confidential;   /* of the discussion: not for those affected or conflicted (U-1) */
	bool on_complaint;      /* offered on a complaint */
	const char *case_kinds; /* offered on cases of these, "{a,b}"; NULL: on all */
};
/* One of the rows of query letter_kinds, in the order in which they are offered. */
struct letter_kind letter_kind_at(const struct rows *kinds, int i);
/* The kind of that code; code is NULL where there is none. */
struct letter_kind letter_kind_find(const struct rows *kinds, const char *code);
/* May it be begun on the page of a case of that kind? */
bool letter_is_offered(struct arena *a, const struct letter_kind *kind, const char *case_kind);

/* A draft with its first text, or the one already being written. A letter about a decision waits
 * for it and for every gate of the removal (U-17), unless late says that it had gone (U-11). */
int letter_start(struct tx *tx, int64_t case_id, const char *kind, const struct act_late *late,
                 int64_t *ret_id, struct problem *reterr_why);

int letter_save(struct tx *tx, int64_t case_id, int64_t id, const char *version,
                const char *addressed_to, const char *words, struct problem *reterr_why);

int letter_drop(struct tx *tx, int64_t case_id, int64_t id, const char *version,
                struct problem *reterr_why);

/* Approves the draft as it stands; editing it takes the approval away. Whoever wrote it gives a
 * reason (U-3): PROBLEM_FIELD "own_reason". PROBLEM_CONFLICT: it was approved already. */
int letter_approve(struct tx *tx, int64_t case_id, int64_t id, const char *version,
                   const char *own_reason, struct problem *reterr_why);

struct letter_sending {
	const char *channel; /* post, mail, hand, platform_form, private_message */
	const char *sent_on;
	const char *platform_reference; /* of a report */
	bool implies_patient_is_right;  /* the tick after the warning */
	const char *own_reason; /* where nobody approved it: why whoever wrote it does (U-3) */
	struct act_late late;
};
/* Where nobody has approved it, sending does: see letter_approve. Asks the gates of the kind,
 * checks the text, keeps the bytes, destroys the draft, and does what the letter means: a request
 * is recorded with its clock, an invitation starts its own, the step is done. */
int letter_send(struct tx *tx, int64_t case_id, int64_t id, const char *version,
                const struct letter_sending *s, struct problem *reterr_why);

/* What stands against sending that text, as the page says it beforehand; each NULL when nothing
 * does. */
struct letter_check {
	const char *accuses; /* word that waits for advice */
	const char *implies; /* words that say that somebody is a patient */
	bool lacks_care;
	bool lacks_complaining;
	bool has_gap; /* square brackets of the template are still there */
};
void letter_check(struct arena *a, const struct letter_kind *kind, const char *words,
                  bool is_advised, struct letter_check *ret);

#endif
