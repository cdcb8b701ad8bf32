/* What the complaints regulations and U-4 ask. */
#include "rules/complaint.h"

#include <string.h>

#include "base/str.h"

#include "base/banned.h"

static bool is_any(const char *text, const char *const *list)
{
	for (; *list; list++)
		if (text_equal(text, *list))
			return true;
	return false;
}

/* ---- Who complains (R-comp-12, R-comp-13) ---------------------------------------------------- */

bool complaint_is_by_another(const char *right)
{
	static const char *const others[] = { "asked", "child", "incapacity", "died", NULL };

	return is_any(right, others);
}

const char *complaint_right_refusal(const char *right, const char *grounds,
                                    const char *best_interests, bool has_died)
{
	static const char *const rights[] = { "patient",    "affected", "asked", "child",
		                              "incapacity", "died",     NULL };

	if (!is_any(right, rights))
		return "Select in what right they complain";
	if (has_died && (text_equal(right, "patient") || text_equal(right, "asked")))
		return "The patient has died: somebody who speaks for them complains, as "
		       "their representative";
	if (text_equal(right, "child") && !text_equal(grounds, "yes"))
		return "A representative complains for a child only where there are reasonable "
		       "grounds for it. If there are none, ask the young person, or end the "
		       "complaint with written notice and the reason.";
	if ((text_equal(right, "child") || text_equal(right, "incapacity")) &&
	    !text_equal(best_interests, "yes"))
		return "A representative who does not act in the patient's best interests is not "
		       "considered further. End the complaint with written notice and the reason.";
	return NULL;
}

/* ---- Consent (R-comp-14) --------------------------------------------------------------------- */

const char *complaint_consent_refusal(const char *right, const char *consent, const char *exception)
{
	static const char *const consents[] = { "not_needed", "asked",    "given",
		                                "refused",    "excepted", NULL };
	static const char *const exceptions[] = { "died", "child", "incapacity", "other", NULL };

	if (!is_any(consent, consents))
		return "Select where consent stands";
	if (text_equal(consent, "not_needed") && complaint_is_by_another(right))
		return "Consent is needed, because somebody else complains than the patient. "
		       "If it cannot be had, say which exception applies.";
	if (text_equal(consent, "excepted") && !is_any(exception, exceptions))
		return "Select why it is answered without consent";
	return NULL;
}

bool complaint_may_disclose(const char *right, const char *consent)
{
	return !complaint_is_by_another(right) || text_equal(consent, "given") ||
	       text_equal(consent, "excepted");
}

/* ---- What need not be dealt with (R-comp-7, R-comp-11) --------------------------------------- */

const char *complaint_settle_refusal(const char *how, bool is_satisfied, struct date settled_on,
                                     struct date last_day)
{
	if (!text_equal(how, "oral"))
		return "Only a spoken complaint can be settled on the spot. This one was put in "
		       "writing, so it is answered in writing.";
	if (!is_satisfied)
		return "It counts as settled only if the person is satisfied";
	if (date_compare(settled_on, last_day) > 0)
		return "The time to settle it on the spot is over: that was the end of the next "
		       "working day. Deal with it as a complaint.";
	return NULL;
}

const char *complaint_late_refusal(bool is_late, const char *good_reasons,
                                   const char *can_investigate)
{
	if (!is_late)
		return NULL;
	if (!*good_reasons || !*can_investigate)
		return "It was made more than 12 months after. Say whether there were good "
		       "reasons, and whether it can still be looked into fairly.";
	if (!text_equal(good_reasons, "yes") || !text_equal(can_investigate, "yes"))
		return "It is dealt with only if there were good reasons and it can still be "
		       "looked into fairly. If not, select that it is out of time.";
	return NULL;
}

bool complaint_owes_notice(const char *why)
{
	static const char *const none[] = { "", "settled", "employment", NULL };

	return !is_any(why, none);
}

/* ---- The answer (R-comp-10) ------------------------------------------------------------------ */

const char *complaint_outcome(int aspects, int upheld, int partly, int not_upheld)
{
	if (aspects == 0 || upheld + partly + not_upheld < aspects)
		return "";
	if (upheld == aspects)
		return "upheld";
	return not_upheld == aspects ? "not_upheld" : "partly";
}

const char *complaint_contents_refusal(int contents)
{
	if (!(contents & COMPLAINT_CONSIDERED))
		return "The response must say how the complaint was considered";
	if (!(contents & COMPLAINT_CONCLUSIONS))
		return "The response must say what was concluded, and what needs putting right";
	if (!(contents & COMPLAINT_ACTION))
		return "The response must say whether action has been or will be taken";
	if (!(contents & COMPLAINT_OMBUDSMAN))
		return "The response must tell of the right to go to the Ombudsman";
	return NULL;
}

const char *complaint_response_refusal(const struct complaint_facts *f)
{
	if (!f->is_acknowledged)
		return "Not yet, because it has not been acknowledged.";
	if (!*f->right)
		return "Not yet, because nobody has recorded in what right they complain.";
	if (!complaint_may_disclose(f->right, f->consent))
		return "Not yet, because the patient's consent is missing.";
	if (f->aspects == 0)
		return "Not yet, because nobody has recorded what it is about.";
	if (f->aspects_decided < f->aspects)
		return "Not yet, because a point of it has no outcome.";
	if (f->statements_received > f->statements_checked)
		return "Not yet, because a statement has not been checked.";
	return NULL;
}

const char *complaint_close_refusal(const struct complaint_facts *f)
{
	if (!f->is_signed)
		return "Not yet, because the response has not been signed and sent.";
	if (f->actions_open > 0)
		return "Not yet, because an action has not been done.";
	if (f->ombudsman_papers > f->ombudsman_handed_on)
		return "Not yet, because papers of the Ombudsman have not been handed on.";
	return NULL;
}

/* ---- Where each task stands ------------------------------------------------------------------ */

static bool is_past(struct date due, struct date today)
{
	return due.year > 0 && date_compare(today, due) > 0;
}

static void add(struct complaint_step *ret, size_t *n, const char *code, const char *section,
                const char *title, enum complaint_state state, const char *hint)
{
	ret[(*n)++] = (struct complaint_step){ code, section, title, state, hint };
}

static enum complaint_state done_if(bool done)
{
	return done ? TASK_DONE : TASK_TO_DO;
}

static enum complaint_state by(bool done, struct date due, struct date today)
{
	return done ? TASK_DONE : is_past(due, today) ? TASK_LATE : TASK_TO_DO;
}

size_t complaint_steps(const struct complaint_facts *f, struct complaint_step *ret)
{
	static const char first[] = "When it comes in", plan[] = "Agree how it is handled",
	                  look[] = "Look into it", answer[] = "Answer it", after[] = "Afterwards";
	const char *not_yet = complaint_response_refusal(f);
	size_t n = 0;

	add(ret, &n, "who", first, "Who complains, and in what right", done_if(f->right[0] != '\0'),
	    f->has_died ? "The patient has died: a representative speaks for them" : "");
	add(ret, &n, "about", first, "What and whom it is about", done_if(f->aspects > 0), "");
	add(ret, &n, "staff", first, "Staff it is about", TASK_NOT_NEEDED,
	    "They neither look into it, approve it nor sign it");
	add(ret, &n, "apart", first, "Staff side, handled apart", TASK_NOT_NEEDED,
	    "Linked for those who may see both; the response never tells of it");
	add(ret, &n, "consent", first, "Consent",
	    f->consent[0] && complaint_may_disclose(f->right, f->consent) ? TASK_DONE
	    : !f->right[0]                                                ? TASK_NOT_YET
	    : !complaint_is_by_another(f->right)                          ? TASK_NOT_NEEDED
	                                                                  : TASK_TO_DO,
	    complaint_is_by_another(f->right) ? "Before anything personal is disclosed" : "");
	add(ret, &n, "grade", first, "How serious it is, and whether it is in time",
	    done_if(f->is_graded), "");
	if (f->is_spoken && !f->is_acknowledged)
		add(ret, &n, "settle", first, "Settle it on the spot", TASK_TO_DO,
		    "Only by the end of the next working day, to the person's satisfaction");
	add(ret, &n, "acknowledge", plan, "Acknowledge it",
	    by(f->is_acknowledged, f->acknowledge_by, f->today),
	    "Within 3 working days, with the offer to discuss");
	add(ret, &n, "lead", plan, "Who answers it", done_if(f->is_lead_asked),
	    "We alone, or together with another body");
	add(ret, &n, "plan", plan, "Plan and date", done_if(f->is_planned), "");
	add(ret, &n, "extend", plan, "A later date", TASK_NOT_NEEDED,
	    is_past(f->response_due, f->today)
	            ? "The time is over: tell them in writing why, and when"
	            : "Only agreed before the time is over");
	add(ret, &n, "progress", plan, "Keep them informed", TASK_NOT_NEEDED, "As often as helps");
	add(ret, &n, "investigate", look, "Who looks into it", done_if(f->has_investigator),
	    "Never whoever it is about");
	add(ret, &n, "statements", look, "Statements",
	    f->statements_asked == 0                       ? TASK_TO_DO
	    : f->statements_checked >= f->statements_asked ? TASK_DONE
	                                                   : TASK_TO_DO,
	    "Asked for, received, checked");
	add(ret, &n, "findings", look, "Outcome of each point",
	    f->aspects == 0 ? TASK_NOT_YET : done_if(f->aspects_decided == f->aspects), "");
	add(ret, &n, "response", answer, "Write the response",
	    f->has_draft || f->is_signed ? TASK_DONE
	    : not_yet                    ? TASK_NOT_YET
	                                 : by(false, f->response_due, f->today),
	    f->is_signed ? ""
	    : not_yet    ? not_yet
	                 : "");
	add(ret, &n, "sign", answer, "Sign and send it",
	    f->is_signed   ? TASK_DONE
	    : f->has_draft ? by(false, f->response_due, f->today)
	                   : TASK_NOT_YET,
	    "By the responsible person, or the delegate");
	add(ret, &n, "actions", after, "Learning and actions",
	    f->actions == 0 ? TASK_TO_DO : done_if(f->actions_open == 0), "");
	add(ret, &n, "ombudsman", after, "Ombudsman",
	    f->ombudsman_papers == 0                        ? TASK_NOT_NEEDED
	    : f->ombudsman_handed_on >= f->ombudsman_papers ? TASK_DONE
	                                                    : TASK_TO_DO,
	    "Papers are handed on within a week");
	add(ret, &n, "end", after, "Close it", f->is_open ? TASK_TO_DO : TASK_DONE, "");
	return n;
}

const char *complaint_state_word(enum complaint_state s)
{
	static const char *const words[] = { "Done", "To do", "Late", "Cannot start yet",
		                             "When needed" };

	return words[s];
}
