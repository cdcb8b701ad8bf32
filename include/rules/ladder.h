/* The ladder: the steps of a case, where each one stands, and the one thing to do next.
 *
 * Steps and their order are policy data; what a step needs names gates (rules/gate.h). The rules
 * that no policy changes are here: what does not apply (U-2), what an open complaint part stops and
 * what it never stops (U-13), that going past a step needs a reason (U-15), that reviews are first
 * answered (U-14), that a post by staff has no ladder (U-12). */
#ifndef RULES_LADDER_H
#define RULES_LADDER_H

#include <stdbool.h>
#include <stddef.h>

#include "rules/gate.h"

enum step_code {
	STEP_MANAGEMENT_NOTICE, /* management_notice */
	STEP_OWN_PAGE,          /* own_page */
	STEP_REMOVAL_REQUEST,   /* removal_request */
	STEP_PLATFORM_REPORT,   /* platform_report */
	STEP_OPTIONS_MEETING,   /* options_meeting */
	STEP_DEFENCE_ADVICE,    /* defence_advice */
	STEP_ADVICE_LETTER,     /* advice_letter */
	STEP_FORMAL_WARNING,    /* formal_warning */
	STEP_PARTNERS_DECISION, /* partners_decision */
	STEP_REMOVAL,           /* removal */
	STEP_COUNT,
};

/* The code as text; and back, -1 for an unknown one. */
const char *step_name(enum step_code step);
int step_find(const char *name);

/* One step of a policy's ladder. */
struct ladder_step {
	enum step_code step;
	const char *title;               /* "Tell a member of the management team" */
	bool is_optional;                /* going past it needs no reason (W-2.4c "may include") */
	const struct gate *const *needs; /* ends with NULL; never NULL itself */
};

/* The ladder that ships, and what each step needs by default; STEP_COUNT steps in order. A policy
 * may add needs to removal's, not take one away: ladder_standing asks gates_for_removal for removal
 * in any case. */
extern const struct ladder_step ladder_default[STEP_COUNT];

/* What was recorded of a step. */
enum step_mark {
	MARK_NONE,
	MARK_IN_PROGRESS,
	MARK_DONE,
	MARK_PASSED_OVER, /* gone past, with a reason (U-15) */
};

enum case_kind {
	CASE_LADDER,     /* a post or recording that climbs the steps */
	CASE_STAFF_POST, /* by staff: sealed, containment, no ladder (U-12) */
	CASE_RECORD,     /* praise, agreed recording, friend request: no ladder (U-8) */
};

struct ladder_facts {
	struct gate_facts gates;
	enum case_kind kind;
	bool is_closed;
	bool is_triaged;
	bool is_on_own_page;      /* the post is on a page that the practice runs */
	bool has_platform;        /* there is someone to report it to */
	bool is_post_gone;        /* seen gone, by whatever hand */
	bool is_first_offer_made; /* review: invited to complain, replied to, or thanked (U-14) */
	enum step_mark marks[STEP_COUNT];
	enum jump_reason reasons[STEP_COUNT]; /* where passed over */
};

enum standing {
	STANDING_DONE,
	STANDING_IN_PROGRESS,
	STANDING_CAN_START,
	STANDING_CANNOT_START_YET, /* the sentence is the refusing gate's */
	STANDING_DOES_NOT_APPLY,   /* the sentence says why (U-2: never "skipped") */
	STANDING_STOPPED,          /* a complaint part is open (U-13) */
	STANDING_PASSED_OVER,      /* the sentence is the reason's */
};

struct step_standing {
	enum step_code step;
	enum standing standing;
	const char *sentence;    /* static; "" for done, in progress and can start without more */
	const struct gate *gate; /* the one that refuses, or NULL */
	bool is_optional;        /* as in the policy's step */
	bool needs_reason; /* can start, and goes past a step not reached: ask for the reason */
};

/* "Done", "In progress", "Can start", "Cannot start yet", "Does not apply", "Stopped", "Passed
 * over". */
const char *standing_title(enum standing standing);
/* done, in_progress, can_start, cannot_start_yet, does_not_apply, stopped, passed_over. */
const char *standing_name(enum standing standing);

/* Where each of n steps stands; ret has room for n. */
void ladder_standing(const struct ladder_step *steps, size_t n, const struct ladder_facts *f,
                     struct step_standing *ret);

/* The one thing to do next. */
enum next_kind {
	NEXT_NOTHING, /* closed */
	NEXT_CONTAIN, /* staff post */
	NEXT_STEP,    /* start or finish .step */
	NEXT_TRIAGE,
	NEXT_EVIDENCE,
	NEXT_COMPLAINT, /* the Complaints Lead's turn */
	NEXT_ANSWER,    /* review: invite to complain, reply, or thank */
	NEXT_WAIT,      /* nothing can start: the sentence is the gate's */
	NEXT_CLOSE,
};

struct next_action {
	enum next_kind kind;
	enum step_code step;  /* where kind is NEXT_STEP or NEXT_WAIT */
	const char *sentence; /* static */
};

/* From the standings that ladder_standing gave for the same facts. */
struct next_action ladder_next(const struct step_standing *standings, size_t n,
                               const struct ladder_facts *f);

/* Is the step taken against the person who posted, for what they said? These stop while the
 * complaint part is open; what protects others never does (U-13). */
bool step_is_against_person(enum step_code step);

/* "already_gone", ... and the sentence shown beside a step passed over. */
const char *jump_reason_sentence(enum jump_reason reason);

#endif
