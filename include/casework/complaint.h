/* The complaint part of a case, in the hands of the Complaints Lead (U-13, C-3, W-2.4i to k).
 * Triage opens it (state with_lead); here it is acknowledged, the leaflet is offered, the person is
 * invited, and it ends. Whoever is complained about never comes this far: the routes ask for full
 * sight of the case, and the database refuses the row (U-4).
 *
 * version is what the page showed: PROBLEM_CONFLICT when somebody was first; NULL asks nothing.
 * PROBLEM_REFUSED when there is no complaint part, or not one in a state for this. */
#ifndef CASEWORK_COMPLAINT_H
#define CASEWORK_COMPLAINT_H

#include <stdbool.h>
#include <stdint.h>

#include "base/problem.h"
#include "db/db.h"

/* Spoken or in writing; ends the clock of three working days (R-comp-4). */
int complaint_acknowledge(struct tx *tx, int64_t case_id, const char *version, const char *on_date,
                          struct problem *reterr_why);

/* answer: offered, accepted, declined (W-2.4j). */
int complaint_leaflet(struct tx *tx, int64_t case_id, const char *version, const char *answer,
                      const char *on_date, struct problem *reterr_why);

/* Invited to complain; starts the clock complaint_invitation (U-16). Once: a second invitation
 * would move the date. */
int complaint_invite(struct tx *tx, int64_t case_id, const char *version, const char *on_date,
                     struct problem *reterr_why);

/* Stops the clock, with the reason; and starts it anew from the day the person was reached. */
int complaint_unreachable(struct tx *tx, int64_t case_id, const char *version, const char *why,
                          const char *on_date, struct problem *reterr_why);
int complaint_reached(struct tx *tx, int64_t case_id, const char *version, const char *on_date,
                      struct problem *reterr_why);

/* end: taken_up, nothing_heard (only past the date that was set, or where the person cannot be
 * reached), answered_as_feedback, not_a_complaint. why and the member's name are the signature. */
int complaint_end(struct tx *tx, int64_t case_id, const char *version, const char *end,
                  const char *why, const char *on_date, struct problem *reterr_why);

/* The Complaints Lead asks for removal of the post; a refusal counts for nothing (C-4, W-2.4k). */
int complaint_lead_asks(struct tx *tx, int64_t case_id, const char *why,
                        struct problem *reterr_why);

/* Reopens the steps against the person on a separate written ground, once the part has ended.
 * kind: apart (it stands without any complaint), only_refusal (recorded, and unlocks nothing).
 * past: how many earlier complaints by or for the person were considered. */
int complaint_reopen_steps(struct tx *tx, int64_t case_id, const char *kind, const char *ground,
                           int past, struct problem *reterr_why);

#endif
