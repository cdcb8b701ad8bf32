/* What the complaints regulations and U-4 ask, as pure answers: who may complain, what may be
 * settled at once, what a response has to hold, who may handle it, and where each task of the
 * pathway stands. */
#ifndef RULES_COMPLAINT_H
#define RULES_COMPLAINT_H

#include <stdbool.h>
#include <stddef.h>

#include "rules/civil.h"

/* Each of these gives NULL, or the sentence that says why not (static). Codes are those of the
 * forms. */

/* In what right somebody complains (R-comp-12, R-comp-13, U-22, U-23). right: patient, affected,
 * asked, child, incapacity, died. grounds: for a child, are there reasonable grounds for the
 * representative rather than the child to complain; best_interests: for a child or incapacity, do
 * they act in those of the patient. has_died: the patient's row says so. */
const char *complaint_right_refusal(const char *right, const char *grounds,
                                    const char *best_interests, bool has_died);
bool complaint_is_by_another(const char *right);

/* R-comp-14. consent: not_needed, asked, given, refused, excepted; exception: died, child,
 * incapacity, other. */
const char *complaint_consent_refusal(const char *right, const char *consent,
                                      const char *exception);
bool complaint_may_disclose(const char *right, const char *consent);

/* A spoken complaint settled to the complainant's satisfaction by the end of the next working day
 * (R-comp-11). last_day: of that clock. */
const char *complaint_settle_refusal(const char *how, bool is_satisfied, struct date settled_on,
                                     struct date last_day);

/* Made after its 12 months (R-comp-7): dealt with only if both parts are answered with yes. */
const char *complaint_late_refusal(bool is_late, const char *good_reasons,
                                   const char *can_investigate);

/* Not required to be dealt with (R-comp-11): is a written notice of the decision and its reason
 * due? */
bool complaint_owes_notice(const char *why);

/* Outcome of the whole from its aspects: upheld, partly, not_upheld; "" while one is open. */
const char *complaint_outcome(int aspects, int upheld, int partly, int not_upheld);

/* Required contents of the response (R-comp-10), and two more that are owed (G-gmp, R-route-7). */
enum complaint_content {
	COMPLAINT_CONSIDERED = 1,  /* how it was considered */
	COMPLAINT_CONCLUSIONS = 2, /* conclusions, with any matter needing remedy */
	COMPLAINT_ACTION = 4,      /* action needed has been or will be taken */
	COMPLAINT_OMBUDSMAN = 8,   /* the right to go to the Ombudsman */
};
const char *complaint_contents_refusal(int contents);

/* Where it stands. Dates of which there are none are all zeros. */
struct complaint_facts {
	struct date today, acknowledge_by, response_due;
	bool is_open, is_spoken,
	        is_on_case_undecided; /* the last: its case's part is not settled yet */
	bool is_acknowledged, is_planned, is_graded, is_lead_asked, has_draft, is_signed, has_died;
	bool has_investigator;
	bool needs_extension_told;   /* the time is over and the reason was not written yet */
	const char *right, *consent; /* "": not asked yet */
	int aspects, aspects_decided;
	int statements_asked, statements_received, statements_checked;
	int actions, actions_open;
	int ombudsman_papers, ombudsman_handed_on;
};

/* The response may be put for signature, or be signed. */
const char *complaint_response_refusal(const struct complaint_facts *f);
/* It may be closed: answered, and nothing of it left to do. */
const char *complaint_close_refusal(const struct complaint_facts *f);

enum complaint_state { TASK_DONE, TASK_TO_DO, TASK_LATE, TASK_NOT_YET, TASK_NOT_NEEDED };
struct complaint_step {
	const char *code, *section, *title;
	enum complaint_state state;
	const char *hint;
};
enum { COMPLAINT_STEPS_MOST = 24 };
/* The tasks in order. How many. */
size_t complaint_steps(const struct complaint_facts *f, struct complaint_step *ret);
/* "Done", "To do", "Late", "Cannot start yet", "Not needed". */
const char *complaint_state_word(enum complaint_state s);

#endif
