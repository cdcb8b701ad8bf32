/* Gates: what has to be so before a step may be taken. "Before this can happen", on the screen
 * (U-29).
 *
 * Each gate is a pure function over struct gate_facts: no SQL, no I/O, no clock. The same question
 * is answered in the database by app.gate_CODE(facts jsonb) (sql/functions/05-gates.sql), word for
 * word; the files tests/rules/CODE.cases are read by the tests of both. A practice may put steps in
 * another order, rename and retarget them; which gates guard removal is not its to choose.
 *
 * Gates stop the next act; they never stop the record of a fact (U-11). The facts count in-order
 * records only, so what was done out of order satisfies no gate.
 *
 * Sentences are static, name nobody and cite no record (someone who may not see a complaint may see
 * that one is open, never which). */
#ifndef RULES_GATE_H
#define RULES_GATE_H

#include <stdbool.h>
#include <stddef.h>

#include "rules/civil.h"

/* Codes. Value 0 is always "", nobody has answered. The names, as in SQL, are in gate.c and stand
 * in the same order. */
enum description_reason {
	DESCRIPTION_REASON_NONE,
	DESCRIPTION_ALREADY_GONE,        /* already_gone */
	DESCRIPTION_HARM_COULD_NOT_WAIT, /* harm_could_not_wait */
	DESCRIPTION_MUST_NOT_COPY,       /* must_not_copy */
};

enum author_kind {
	AUTHOR_NOT_ANSWERED,
	AUTHOR_REGISTERED_PATIENT, /* registered_patient */
	AUTHOR_FORMER_PATIENT,     /* former_patient */
	AUTHOR_RELATIVE,           /* relative: relative, carer or friend */
	AUTHOR_STAFF,              /* staff: staff or former staff */
	AUTHOR_SOMEONE_ELSE,       /* someone_else */
	AUTHOR_NOT_KNOWN,          /* not_known */
};

enum agreed_by {
	AGREED_BY_NOBODY,
	AGREED_BY_SECOND_PERSON,  /* second_person */
	AGREED_BY_OUTSIDE_PERSON, /* outside_person: an approver from outside the practice */
	AGREED_BY_SAME_PERSON, /* same_person: only where nobody else is declared, with a reason */
};

enum person_age {
	AGE_NOT_ANSWERED,
	AGE_ADULT,         /* adult */
	AGE_CHILD,         /* child */
	AGE_PERHAPS_CHILD, /* perhaps_child: unknown, and possibly under 18 */
};

enum complaint_triage {
	COMPLAINT_NOT_ANSWERED,
	COMPLAINT_NO,   /* no */
	COMPLAINT_YES,  /* yes */
	COMPLAINT_BOTH, /* both: a complaint and something else */
};

enum complaint_part {
	COMPLAINT_PART_NONE,
	COMPLAINT_PART_OPEN,            /* open */
	COMPLAINT_PART_TAKEN_UP,        /* taken_up: it is a complaint record now */
	COMPLAINT_PART_NOTHING_HEARD,   /* nothing_heard: invited, nothing by the date set */
	COMPLAINT_PART_ANSWERED,        /* answered: as feedback */
	COMPLAINT_PART_NOT_A_COMPLAINT, /* not_a_complaint: reason and name */
};

enum clinician_answer {
	CLINICIAN_NOT_ANSWERED,
	CLINICIAN_NO,       /* no: none of them could explain it */
	CLINICIAN_COULD,    /* could */
	CLINICIAN_EXPLAINS, /* explains */
};

enum warning_exception {
	EXCEPTION_NONE,
	EXCEPTION_ADDRESS_CHANGE,     /* address_change */
	EXCEPTION_WOULD_HARM_PATIENT, /* would_harm_patient: physical or mental health */
	EXCEPTION_SAFETY_RISK,        /* safety_risk: of a partner, staff or anyone else */
	EXCEPTION_NOT_PRACTICAL,      /* not_practical: otherwise not reasonable or practical */
};

enum removal_reply {
	REMOVAL_REPLY_NONE,
	REMOVAL_REPLY_AGREED,   /* agreed */
	REMOVAL_REPLY_DECLINED, /* declined */
};

/* Why a step was passed over (U-15). */
enum jump_reason {
	JUMP_NO_REASON,
	JUMP_ALREADY_GONE,    /* already_gone */
	JUMP_AUTHOR_UNKNOWN,  /* author_unknown */
	JUMP_NOT_OUR_PATIENT, /* not_our_patient */
	JUMP_WOULD_RISK,      /* would_risk: would put someone at risk */
	JUMP_NOT_REACHABLE,   /* not_reachable */
	JUMP_WRITTEN,         /* written: in the person's own words */
};

extern const char *const description_reason_names[];
extern const char *const author_kind_names[];
extern const char *const agreed_by_names[];
extern const char *const person_age_names[];
extern const char *const complaint_triage_names[];
extern const char *const complaint_part_names[];
extern const char *const clinician_answer_names[];
extern const char *const warning_exception_names[];
extern const char *const removal_reply_names[];
extern const char *const jump_reason_names[];

/* The facts, flat. What each means stands in rules/gate_facts.def. All zero is a case about which
 * nothing is known; it meets no gate but those that ask for an absence. */
struct gate_facts {
#define FACT_BOOL(name, meaning)              bool name;
#define FACT_COUNT(name, meaning)             int name;
#define FACT_DATE(name, meaning)              struct date name;
#define FACT_CODE(name, type, names, meaning) type name;
#include "rules/gate_facts.def"
#undef FACT_BOOL
#undef FACT_COUNT
#undef FACT_DATE
#undef FACT_CODE
};

/* Every fact's name, kind ("boolean", "count", "date", "code") and meaning; ends with a NULL name.
 */
struct gate_fact_name {
	const char *name;
	const char *kind;
	const char *meaning;
};
extern const struct gate_fact_name gate_fact_names[];

/* Puts one fact into f from its text: booleans "true" "t" "false" "f"; counts in decimal, 0 to
 * 1,000,000; dates ISO; codes by name. NULL and "" are the absent value. 0, or -1 and f unchanged
 * for an unknown name or a value that the fact cannot hold: the caller treats that as a fault,
 * never as an absent fact. So `SELECT key, value FROM jsonb_each_text(facts)` feeds a gate row by
 * row. */
int gate_facts_set(struct gate_facts *f, const char *name, const char *value);

/* What a gate rests on. */
enum basis_kind {
	BASIS_LAW,
	BASIS_CONTRACT, /* the GP contract regulations */
	BASIS_GUIDANCE, /* GMC, BMA, LMC */
	BASIS_PRACTICE, /* the practice's policy, or a duty the product holds it to */
	BASIS_FAIRNESS, /* fair, and not law */
};

/* "law", "contract", "guidance", "practice", "fairness". */
const char *basis_kind_name(enum basis_kind kind);

struct gate_answer {
	bool met;
	const char *sentence; /* static; when not met begins "Not yet, because" */
	const char *basis;    /* static; what it rests on, in words for users */
};

struct gate {
	const char *code;  /* as in policies, in SQL, and the name of its file of cases */
	const char *title; /* the line under "before this can happen" */
	enum basis_kind kind;
	const char *basis; /* "Contract: ...", "Guidance: ..." */
	const char *cites; /* ids of the requirements */
	struct gate_answer (*ask)(const struct gate_facts *f);
};

/* The steps of the ladder have their gates in rules/ladder.h. */

struct gate_answer gate_evidence_captured(const struct gate_facts *f);
struct gate_answer gate_author_identified(const struct gate_facts *f);
struct gate_answer gate_author_is_our_patient(const struct gate_facts *f);
struct gate_answer gate_author_alive(const struct gate_facts *f);
struct gate_answer gate_not_a_child(const struct gate_facts *f);
/* Before any letter (U-22); not_a_child is the stricter one, before removal. */
struct gate_answer gate_young_person_considered(const struct gate_facts *f);
/* The stop of U-13 for the earlier steps; complaint_ruled_out is the guard of warning and removal.
 */
struct gate_answer gate_complaint_not_open(const struct gate_facts *f);
struct gate_answer gate_complaint_ruled_out(const struct gate_facts *f);
struct gate_answer gate_not_fair_comment(const struct gate_facts *f);
struct gate_answer gate_conduct_shown(const struct gate_facts *f);
struct gate_answer gate_protected_grounds_considered(const struct gate_facts *f);
/* Boundary, chosen: a warning counts for the 12 months that begin with the day it was given, so the
 * request may go from the day after the warning to the day before its anniversary. Given 10
 * November 2025, the last day is 9 November 2026; given 29 February 2024, 28 February 2025. Why:
 * the regulation's "period of 12 months prior to the date of the request" can be argued to reach
 * the anniversary itself; where a day can be argued, the patient keeps it, as R-comp-8 does for
 * complaints. A warning on the day of the request is not prior to it. */
struct gate_answer gate_warning_in_force(const struct gate_facts *f);
/* Conduct must be later than the day of the warning; still up, later than the date that it gave. */
struct gate_answer gate_new_since_warning(const struct gate_facts *f);
struct gate_answer gate_alternatives_tried(const struct gate_facts *f);
struct gate_answer gate_advice_recorded(const struct gate_facts *f);
struct gate_answer gate_author_asked(const struct gate_facts *f);
struct gate_answer gate_meeting_held(const struct gate_facts *f);
struct gate_answer gate_care_cannot_be_given(const struct gate_facts *f);
struct gate_answer gate_quorum_met(const struct gate_facts *f);
struct gate_answer gate_votes_stand(const struct gate_facts *f);
/* Carried, and closed: what the letters of a removal wait for besides the gates of the removal. */
struct gate_answer gate_decision_carried(const struct gate_facts *f);
/* The immediate route, 8-day removal's exception (U-19). */
struct gate_answer gate_immediate_grounds(const struct gate_facts *f);

/* Every gate; ends with NULL. gate_find returns NULL for an unknown code. */
extern const struct gate *const all_gates[];
const struct gate *gate_find(const char *code);

/* The gates before an 8-day removal, in the order of U-17 (with U-22, U-23, G-end-1 and U-18 in
 * their places). Asked when the partners decide, but for the last two, and again, all of them, on
 * the day that the request goes. Ends with NULL. */
extern const struct gate *const gates_for_removal[];

/* Before a letter of an 8-day removal is written or printed (U-17): the same, and the decision. */
extern const struct gate *const gates_for_removal_letters[];

/* Before an immediate removal (U-19): no vote, warning or open complaint blocks it. Ends with NULL.
 */
extern const struct gate *const gates_for_immediate_removal[];

/* What the steps before removal need by default, each list ended with NULL; ladder_default
 * (rules/ladder.h) hangs them on the steps. Telling managers and taking advice need nothing. */
extern const struct gate *const gates_none[];
extern const struct gate *const gates_for_own_page[];
extern const struct gate *const gates_for_removal_request[];
extern const struct gate *const gates_for_platform_report[];
extern const struct gate *const gates_for_options_meeting[];
extern const struct gate *const gates_for_advice_letter[];
extern const struct gate *const gates_for_formal_warning[];
extern const struct gate *const gates_for_partners_decision[];

/* Asks the gates of a NULL-ended list in order. Returns the first that refuses, with its answer in
 * *ret_answer (may be NULL), or NULL when all are met. */
const struct gate *gates_first_refusal(const struct gate *const *gates, const struct gate_facts *f,
                                       struct gate_answer *ret_answer);

#endif
