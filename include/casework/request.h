/* Requests to remove a post, to whoever posted or to the platform, and what came of them (W-2.3e,
 * W-2.3f, U-14, U-16). In order, whoever posted is asked by letter (casework/letter.h calls
 * request_record when it is sent); the platform by letter or through its own form. */
#ifndef CASEWORK_REQUEST_H
#define CASEWORK_REQUEST_H

#include <stdbool.h>
#include <stdint.h>

#include "base/problem.h"
#include "base/str.h"
#include "casework/act.h"
#include "db/db.h"

struct removal_request {
	bool is_to_author;
	int64_t letter_sent_id; /* 0: without a letter */
	const char *platform_reference;
	const char *sent_on;
	struct act_late late;
};

/* The gates of the step, by whom it goes to. */
const struct gate *const *request_gates(bool is_to_author);

/* Records the request, its clock (answer by, or look again by), the task and the step. Asks no
 * gate: the caller has. Adds its rows to rows for the event. */
int request_add(struct tx *tx, const struct act_case *c, const struct removal_request *r,
                struct str *rows, struct problem *reterr_why);

/* A report through the platform's form, or a request that had already been made (late): asks the
 * gates, records, appends the event request.sent. In order, whoever posted is asked by letter:
 * PROBLEM_FIELD on "addressed_to". */
int request_record(struct tx *tx, int64_t case_id, const struct removal_request *r,
                   struct problem *reterr_why);

/* What came back, or what somebody saw (request_id 0: looked without a request). outcome: agreed,
 * refused, no_answer, still_up, changed, gone. words may be "". Ends the tasks it answers and opens
 * the next look; "still up" after "gone" opens a closed case again (U-16): *ret_reopened.
 * PROBLEM_NOT_FOUND when the request is not of this case. */
int request_outcome(struct tx *tx, int64_t case_id, int64_t request_id, const char *outcome,
                    const char *on_date, const char *words, bool *ret_reopened,
                    struct problem *reterr_why);

/* The two looks after a post was taken down: by the setting, and 30 days on (U-16). */
int request_look_later(struct tx *tx, const struct act_case *c, const char *gone_on,
                       struct problem *reterr_why);

/* A review was replied to, or its writer thanked (U-14): what: replied, thanked. */
int request_first_offer(struct tx *tx, int64_t case_id, const char *what,
                        struct problem *reterr_why);

#endif
