/* The ladder: where each step stands, and the one thing to do next. */
#include "rules/ladder.h"

#include <string.h>

#include "rules/quorum.h"

#include "base/banned.h"

static const char *const step_names[STEP_COUNT] = {
	[STEP_MANAGEMENT_NOTICE] = "management_notice", [STEP_OWN_PAGE] = "own_page",
	[STEP_REMOVAL_REQUEST] = "removal_request",     [STEP_PLATFORM_REPORT] = "platform_report",
	[STEP_OPTIONS_MEETING] = "options_meeting",     [STEP_DEFENCE_ADVICE] = "defence_advice",
	[STEP_ADVICE_LETTER] = "advice_letter",         [STEP_FORMAL_WARNING] = "formal_warning",
	[STEP_PARTNERS_DECISION] = "partners_decision", [STEP_REMOVAL] = "removal",
};

/* W 1.8, with the formal warning of C-6. Telling managers is never held up; advice may be asked for
 * at any time, and its gate before removal asks why there is none. */
const struct ladder_step ladder_default[STEP_COUNT] = {
	{ STEP_MANAGEMENT_NOTICE, "Tell a member of the management team", false, gates_none },
	{ STEP_OWN_PAGE, "Take it down from our own page and report it", false,
	  gates_for_own_page },
	{ STEP_REMOVAL_REQUEST, "Ask the person who posted to remove it", false,
	  gates_for_removal_request },
	{ STEP_PLATFORM_REPORT, "Report it to the platform", true, gates_for_platform_report },
	{ STEP_OPTIONS_MEETING, "Consider the options together", false, gates_for_options_meeting },
	{ STEP_DEFENCE_ADVICE, "Ask the defence body for advice", true, gates_none },
	{ STEP_ADVICE_LETTER, "Write to advise the person who posted", false,
	  gates_for_advice_letter },
	{ STEP_FORMAL_WARNING, "Warn that removal from the practice list is a risk", false,
	  gates_for_formal_warning },
	{ STEP_PARTNERS_DECISION, "The partners decide", false, gates_for_partners_decision },
	{ STEP_REMOVAL, "Ask PCSE to remove the patient from the practice list", false,
	  gates_for_removal },
};

const char *step_name(enum step_code step)
{
	return step_names[step];
}

int step_find(const char *name)
{
	int i;

	for (i = 0; i < STEP_COUNT; i++)
		if (!strcmp(step_names[i], name))
			return i;
	return -1;
}

const char *standing_title(enum standing standing)
{
	static const char *const titles[] = {
		"Done",           "In progress", "Can start",   "Cannot start yet",
		"Does not apply", "Stopped",     "Passed over",
	};

	return titles[standing];
}

const char *standing_name(enum standing standing)
{
	static const char *const names[] = {
		"done",           "in_progress", "can_start",   "cannot_start_yet",
		"does_not_apply", "stopped",     "passed_over",
	};

	return names[standing];
}

const char *jump_reason_sentence(enum jump_reason reason)
{
	static const char *const sentences[] = {
		"",
		"Passed over: it was already gone.",
		"Passed over: it is not known who posted.",
		"Passed over: the person who posted is not our patient.",
		"Passed over: it would put someone at risk.",
		"Passed over: the person who posted cannot be reached.",
		"Passed over: the reason is written on the case.",
	};

	return sentences[reason];
}

/* U-13: what stops while a complaint part is open. Telling managers, our own page and taking advice
 * protect or inform; all else is aimed at the person who posted. */
bool step_is_against_person(enum step_code step)
{
	return step != STEP_MANAGEMENT_NOTICE && step != STEP_OWN_PAGE &&
	       step != STEP_DEFENCE_ADVICE;
}

static bool is_settled(const struct step_standing *s)
{
	return s->standing == STANDING_DONE || s->standing == STANDING_DOES_NOT_APPLY ||
	       s->standing == STANDING_PASSED_OVER;
}

static bool is_decided_against(const struct ladder_facts *f)
{
	struct quorum_tally tally = quorum_from_facts(&f->gates);

	return f->marks[STEP_PARTNERS_DECISION] == MARK_DONE &&
	       quorum_decide(&tally).outcome == QUORUM_DECIDED_AGAINST;
}

/* Why the step does not apply to this case, or NULL (U-2, U-12, U-23). */
static const char *why_not(enum step_code step, const struct ladder_facts *f)
{
	const struct gate_facts *g = &f->gates;

	if (f->kind == CASE_STAFF_POST && step != STEP_MANAGEMENT_NOTICE)
		return "Does not apply: a post by staff is handled as a matter of staff conduct.";
	if (f->kind == CASE_RECORD)
		return "Does not apply: this is a record, not an incident.";
	switch (step) {
	case STEP_OWN_PAGE:
		if (!f->is_on_own_page)
			return "Does not apply: it is not on a page that we run.";
		if (f->is_post_gone)
			return "Does not apply: it is already gone.";
		return NULL;
	case STEP_PLATFORM_REPORT:
		if (f->marks[STEP_OWN_PAGE] == MARK_DONE)
			return "Does not apply: it was taken down from our own page and reported.";
		if (!f->has_platform)
			return "Does not apply: there is no platform to report it to.";
		if (f->is_post_gone)
			return "Does not apply: it is already gone.";
		return NULL;
	case STEP_REMOVAL_REQUEST:
		if (f->marks[STEP_OWN_PAGE] == MARK_DONE)
			return "Does not apply: it was taken down from our own page.";
		if (f->is_post_gone)
			return "Does not apply: it is already gone.";
		break;
	case STEP_ADVICE_LETTER:
	case STEP_FORMAL_WARNING:
	case STEP_PARTNERS_DECISION:
	case STEP_REMOVAL:
		break;
	case STEP_MANAGEMENT_NOTICE:
	case STEP_OPTIONS_MEETING:
	case STEP_DEFENCE_ADVICE:
	case STEP_COUNT:
		return NULL;
	}
	/* The steps that address the person who posted. */
	if (g->author_kind == AUTHOR_NOT_KNOWN)
		return "Does not apply: it is not known who posted.";
	if (g->has_person_died)
		return "Does not apply: the person has died.";
	if (g->author_kind == AUTHOR_STAFF)
		return "Does not apply: a post by staff is handled as a matter of staff conduct.";
	if (step == STEP_REMOVAL_REQUEST || step == STEP_ADVICE_LETTER)
		return NULL;
	if (step == STEP_REMOVAL && is_decided_against(f))
		return "Does not apply: the partners did not decide for it.";
	if (g->author_kind != AUTHOR_NOT_ANSWERED && g->author_kind != AUTHOR_REGISTERED_PATIENT)
		return "Does not apply: the person who posted is not our patient.";
	return NULL;
}

/* U-13: stopped while the complaint part is open; a request or report that protects someone, and
 * the Complaints Lead's own request, are not. */
static bool is_stopped(enum step_code step, const struct gate_facts *g)
{
	bool may_protect = step == STEP_REMOVAL_REQUEST || step == STEP_PLATFORM_REPORT;

	if (g->complaint_part != COMPLAINT_PART_OPEN || !step_is_against_person(step))
		return false;
	if (may_protect && g->is_protective)
		return false;
	return !(step == STEP_REMOVAL_REQUEST && g->is_asked_by_complaints_lead);
}

/* The first gate that refuses the step. Protection and the Complaints Lead's wish open a request or
 * a report; they open nothing else. */
static const struct gate *refusal(const struct ladder_step *step, const struct gate_facts *facts,
                                  struct gate_answer *ret_answer)
{
	struct gate_facts g = *facts;
	const struct gate *gate;

	if (step->step != STEP_REMOVAL_REQUEST && step->step != STEP_PLATFORM_REPORT)
		g.is_protective = false;
	if (step->step != STEP_REMOVAL_REQUEST)
		g.is_asked_by_complaints_lead = false;
	if (step->step == STEP_REMOVAL) {
		gate = gates_first_refusal(gates_for_removal, &g, ret_answer);
		if (gate)
			return gate;
	}
	return gates_first_refusal(step->needs, &g, ret_answer);
}

/* Has either of the two ways of asking been taken? Then the other is not gone past (W-2.3f). */
static bool is_alternative_taken(const struct step_standing *s, const struct ladder_facts *f)
{
	return s->step == STEP_REMOVAL_REQUEST && f->marks[STEP_PLATFORM_REPORT] == MARK_DONE;
}

void ladder_standing(const struct ladder_step *steps, size_t n, const struct ladder_facts *f,
                     struct step_standing *ret)
{
	bool is_step_open = false; /* an earlier step is neither settled nor optional */
	struct gate_answer answer;
	size_t i;

	for (i = 0; i < n; i++) {
		struct step_standing *s = &ret[i];
		enum step_code step = steps[i].step;

		*s = (struct step_standing){ .step = step,
			                     .sentence = "",
			                     .is_optional = steps[i].is_optional };
		if (f->marks[step] == MARK_DONE) {
			s->standing = STANDING_DONE;
		} else if ((s->sentence = why_not(step, f)) != NULL) {
			s->standing = STANDING_DOES_NOT_APPLY;
		} else if (is_stopped(step, &f->gates)) {
			s->standing = STANDING_STOPPED;
			s->sentence = "Stopped: the complaint part is open with the Complaints "
			              "Lead.";
		} else if (f->marks[step] == MARK_IN_PROGRESS) {
			s->standing = STANDING_IN_PROGRESS;
			s->sentence = "";
		} else if (f->marks[step] == MARK_PASSED_OVER) {
			s->standing = STANDING_PASSED_OVER;
			s->sentence = jump_reason_sentence(f->reasons[step]);
		} else if ((s->gate = refusal(&steps[i], &f->gates, &answer)) != NULL) {
			s->standing = STANDING_CANNOT_START_YET;
			s->sentence = answer.sentence;
		} else {
			s->standing = STANDING_CAN_START;
			s->needs_reason = is_step_open && !steps[i].is_optional;
			s->sentence = s->needs_reason ? "An earlier step has not been taken: give "
			                                "the reason for going past it."
			                              : "";
		}
		if (!is_settled(s) && !steps[i].is_optional && !is_alternative_taken(s, f))
			is_step_open = true;
	}
}

static const char *start_sentence(enum step_code step)
{
	static const char *const sentences[STEP_COUNT] = {
		[STEP_MANAGEMENT_NOTICE] = "Tell a member of the management team.",
		[STEP_OWN_PAGE] = "Take it down from our own page, and report it.",
		[STEP_REMOVAL_REQUEST] = "Ask the person who posted to remove it.",
		[STEP_PLATFORM_REPORT] = "Report it to the platform.",
		[STEP_OPTIONS_MEETING] =
		        "Meet as partners and practice manager to consider the options.",
		[STEP_DEFENCE_ADVICE] = "Ask the defence body for advice.",
		[STEP_ADVICE_LETTER] = "Write to advise the person who posted.",
		[STEP_FORMAL_WARNING] =
		        "Warn the person that removal is a risk and why, or close the case.",
		[STEP_PARTNERS_DECISION] = "Ask the partners to decide, or close the case.",
		[STEP_REMOVAL] = "Send the letters, and ask PCSE to remove the patient.",
	};

	return sentences[step];
}

static const char *finish_sentence(enum step_code step)
{
	static const char *const sentences[STEP_COUNT] = {
		[STEP_MANAGEMENT_NOTICE] = "A manager opens the notice.",
		[STEP_OWN_PAGE] = "Record both: taken down from our own page, and reported.",
		[STEP_REMOVAL_REQUEST] = "Record the reply to the removal request, or look again.",
		[STEP_PLATFORM_REPORT] = "Look whether the platform has acted, and record it.",
		[STEP_OPTIONS_MEETING] = "Record what the meeting considered, and its reasons.",
		[STEP_DEFENCE_ADVICE] =
		        "Record the advice, and whether it was followed or why not.",
		[STEP_ADVICE_LETTER] = "Finish and send the advice letter.",
		[STEP_FORMAL_WARNING] = "Finish and send the warning.",
		[STEP_PARTNERS_DECISION] = "Each partner votes with a reason, or stands aside.",
		[STEP_REMOVAL] = "Record the date on which PCSE received the request.",
	};

	return sentences[step];
}

static struct next_action next_of(enum next_kind kind, enum step_code step, const char *sentence)
{
	return (struct next_action){ kind, step, sentence };
}

static const struct step_standing *find_step(const struct step_standing *standings, size_t n,
                                             enum step_code step)
{
	size_t i;

	for (i = 0; i < n; i++)
		if (standings[i].step == step)
			return &standings[i];
	return NULL;
}

/* Is the i-th step one to offer as the next thing? An optional one is not offered any more once a
 * later step has been begun. */
static bool is_offered(const struct step_standing *standings, size_t n, size_t i,
                       const struct ladder_facts *f)
{
	bool is_optional = standings[i].is_optional;

	if (standings[i].standing != STANDING_CAN_START || standings[i].needs_reason)
		return false;
	for (i++; is_optional && i < n; i++)
		if (f->marks[standings[i].step] == MARK_DONE ||
		    f->marks[standings[i].step] == MARK_IN_PROGRESS)
			return false;
	return true;
}

struct next_action ladder_next(const struct step_standing *standings, size_t n,
                               const struct ladder_facts *f)
{
	const struct gate_facts *g = &f->gates;
	const struct step_standing *notice = find_step(standings, n, STEP_MANAGEMENT_NOTICE);
	const struct step_standing *refused = NULL;
	size_t i;

	if (f->is_closed)
		return next_of(NEXT_NOTHING, STEP_COUNT, "Nothing more to do: the case is closed.");
	if (f->kind == CASE_RECORD)
		return next_of(NEXT_CLOSE, STEP_COUNT, "Finish the record, and close it.");
	if (f->kind == CASE_STAFF_POST)
		return f->is_post_gone
		               ? next_of(NEXT_CONTAIN, STEP_COUNT,
		                         "Check whether it is a data breach, and whom to tell.")
		               : next_of(NEXT_CONTAIN, STEP_COUNT,
		                         "Ask for it to be deleted at once, keep a copy with names "
		                         "covered, and check whether it is a data breach.");
	if (notice && !is_settled(notice))
		return next_of(NEXT_STEP, notice->step,
		               notice->standing == STANDING_IN_PROGRESS
		                       ? finish_sentence(notice->step)
		                       : start_sentence(notice->step));
	if (!gate_evidence_captured(g).met)
		return next_of(NEXT_EVIDENCE, STEP_COUNT,
		               "Capture the post, or describe it in writing.");
	if (!f->is_triaged)
		return next_of(NEXT_TRIAGE, STEP_COUNT, "Answer the triage questions.");
	if (g->has_person_died && g->complaint_part != COMPLAINT_PART_OPEN)
		return next_of(NEXT_CLOSE, STEP_COUNT,
		               "Ask who now speaks for the person who has died, then close the "
		               "case.");

	/* What has been begun comes first, then what can begin. */
	for (i = 0; i < n; i++)
		if (standings[i].standing == STANDING_IN_PROGRESS)
			return next_of(NEXT_STEP, standings[i].step,
			               finish_sentence(standings[i].step));
	for (i = 0; i < n; i++)
		if (!step_is_against_person(standings[i].step) &&
		    standings[i].step != STEP_DEFENCE_ADVICE && is_offered(standings, n, i, f))
			return next_of(NEXT_STEP, standings[i].step,
			               start_sentence(standings[i].step));
	if (g->complaint_part == COMPLAINT_PART_OPEN) {
		for (i = 0; i < n; i++)
			if (g->is_protective && step_is_against_person(standings[i].step) &&
			    is_offered(standings, n, i, f))
				return next_of(NEXT_STEP, standings[i].step,
				               start_sentence(standings[i].step));
		return next_of(NEXT_COMPLAINT, STEP_COUNT,
		               "The Complaints Lead answers the complaint part; steps against the "
		               "person wait for that.");
	}
	if (g->is_review_or_fair_comment && !gate_not_fair_comment(g).met)
		return f->is_first_offer_made
		               ? next_of(NEXT_CLOSE, STEP_COUNT,
		                         "The review has been answered: close the case.")
		               : next_of(NEXT_ANSWER, STEP_COUNT,
		                         "Invite the person to complain, reply to the review, or "
		                         "thank "
		                         "them and close.");
	if (f->is_post_gone)
		return next_of(NEXT_CLOSE, STEP_COUNT,
		               "It is gone: close the case, or go on with a later step and say "
		               "why.");
	for (i = 0; i < n; i++) {
		if (is_offered(standings, n, i, f))
			return next_of(NEXT_STEP, standings[i].step,
			               start_sentence(standings[i].step));
		if (standings[i].standing == STANDING_CANNOT_START_YET) {
			refused = &standings[i];
			break;
		}
	}
	if (refused)
		return next_of(NEXT_WAIT, refused->step, refused->sentence);
	return next_of(NEXT_CLOSE, STEP_COUNT,
	               "Close the case: the outcome, what was learned, and a sentence for whoever "
	               "reported it.");
}
