/* The gates: each one a question to the facts, answered in a sentence. sql/functions/05-gates.sql
 * says the same, word for word; change both and the cases together. */
#include "rules/gate.h"

#include <string.h>

#include "rules/quorum.h"

#include "base/banned.h"

/* What each gate rests on, in the words shown to users. */
static const char basis_evidence[] = "Practice policy: evidence is kept before anything is deleted";
static const char basis_identified[] = "Fairness: nobody is warned or removed on a guess";
static const char basis_our_patient[] =
        "Contract: removal concerns one patient on the practice's own list, never a family";
static const char basis_alive[] = "Practice policy: nothing is sent to someone who has died";
static const char basis_child[] =
        "Guidance: the GMC on patients aged 0 to 18, and the practice's safeguarding policy";
static const char basis_complaint_stop[] =
        "Practice policy: a post that is a complaint goes to the Complaints Lead first";
static const char basis_complaint_guard[] =
        "Guidance: the GMC's complaint guard. No patient is removed because of a complaint";
static const char basis_fair_comment[] =
        "Fairness: reviews and fair comment are answered, not taken down";
static const char basis_conduct[] =
        "Practice policy: freedom of expression is recognised for everyone";
static const char basis_protected[] = "Contract: the GMS and PMS regulations of 2015 (reasonable "
                                      "grounds), and the Equality Act 2010";
static const char basis_warning[] =
        "Contract: the GMS and PMS regulations of 2015 (a warning in the previous 12 months)";
static const char basis_new[] = "Fairness: a warning gives a chance to change. This is not law";
static const char basis_alternatives[] =
        "Guidance: the GMC on ending a professional relationship (alternatives first)";
static const char basis_advice[] = "Guidance: the GMC and the BMA on taking advice first";
static const char basis_asked[] = "Practice policy: the person who posted is asked first";
static const char basis_meeting[] =
        "Practice policy: the partners and the practice manager consider the options";
static const char basis_care[] = "Guidance: the GMC on ending a professional relationship (trust)";
static const char basis_quorum[] =
        "Practice policy: the partners free to decide vote; those with a conflict stand aside";
static const char basis_votes[] = "Fairness: a decision rests on what the voters knew";
static const char basis_carried[] =
        "Practice policy: letters about a decision are written after it, not before";
static const char basis_immediate[] =
        "Contract: the GMS and PMS regulations of 2015 (immediate removal)";

static struct gate_answer yes(const char *basis, const char *sentence)
{
	return (struct gate_answer){ true, sentence, basis };
}

static struct gate_answer no(const char *basis, const char *sentence)
{
	return (struct gate_answer){ false, sentence, basis };
}

/* U-10, W-A-4. A sexual image of a child is never copied, so files captured do not count then. */
struct gate_answer gate_evidence_captured(const struct gate_facts *f)
{
	const char *b = basis_evidence;

	if (f->is_sexual_image_of_child) {
		if (!f->is_evidence_described)
			return no(b, "Not yet, because a sexual image of a child is never copied: "
			             "write a description and note the link instead.");
		if (!f->is_authority_told)
			return no(b, "Not yet, because neither the police nor the Internet Watch "
			             "Foundation have been told.");
		return yes(b, "A written description stands in for the post.");
	}
	if (f->evidence_files > 0)
		return yes(b, "The post is captured.");
	if (!f->is_evidence_described)
		return no(b, "Not yet, because the post has been neither captured nor described.");
	if (f->description_reason == DESCRIPTION_REASON_NONE)
		return no(b, "Not yet, because the description does not say why no copy was made.");
	return yes(b, "A written description stands in for the post.");
}

/* U-2, U-3. */
struct gate_answer gate_author_identified(const struct gate_facts *f)
{
	const char *b = basis_identified;

	if (f->author_kind == AUTHOR_NOT_ANSWERED)
		return no(b, "Not yet, because nobody has recorded who posted.");
	if (f->author_kind == AUTHOR_NOT_KNOWN)
		return no(b, "Not yet, because it is not known who posted.");
	if (!f->is_author_basis_recorded)
		return no(b, "Not yet, because the record does not say how we know who posted.");
	switch (f->author_agreed_by) {
	case AGREED_BY_SECOND_PERSON:
		return yes(b, "It is known who posted, and a second person agrees.");
	case AGREED_BY_OUTSIDE_PERSON:
		return yes(b, "It is known who posted, and someone outside the practice agrees.");
	case AGREED_BY_SAME_PERSON:
		if (!f->is_alone_declared)
			return no(b, "Not yet, because one person may agree with themselves only "
			             "where the practice has declared that there is nobody else.");
		if (!f->is_agreement_reasoned)
			return no(b, "Not yet, because there is no reason for doing without a "
			             "second person.");
		return yes(b, "It is known who posted, and the reason for having no second person "
		              "is recorded.");
	case AGREED_BY_NOBODY:
		break;
	}
	return no(b, "Not yet, because a second person has not agreed who posted.");
}

/* U-2 (only the person who did it, never the family), R-list-12. */
struct gate_answer gate_author_is_our_patient(const struct gate_facts *f)
{
	const char *b = basis_our_patient;

	if (f->author_kind == AUTHOR_NOT_ANSWERED || f->author_kind == AUTHOR_NOT_KNOWN)
		return no(b,
		          "Not yet, because it is not recorded that the person who posted is our "
		          "patient.");
	if (f->author_kind != AUTHOR_REGISTERED_PATIENT)
		return no(b, "Not yet, because the person who posted is not our patient.");
	if (!f->is_author_on_list)
		return no(b, "Not yet, because the person is not on our practice list.");
	if (!f->is_person_the_author)
		return no(b, "Not yet, because this may name only the person who posted, never "
		             "their family or household.");
	return yes(b, "The person who posted is our patient.");
}

/* U-23. */
struct gate_answer gate_author_alive(const struct gate_facts *f)
{
	if (f->has_person_died)
		return no(basis_alive,
		          "Not yet, because the person has died: send nothing to them, "
		          "and ask who now speaks for them.");
	return yes(basis_alive, "Nothing says that the person has died.");
}

/* U-22, before removal. */
struct gate_answer gate_not_a_child(const struct gate_facts *f)
{
	const char *b = basis_child;

	switch (f->person_age) {
	case AGE_ADULT:
		return yes(b, "The person is an adult.");
	case AGE_PERHAPS_CHILD:
		return no(b, "Not yet, because the person may be under 18 and their age is not "
		             "settled.");
	case AGE_CHILD:
		if (!f->is_person_the_author)
			return no(b, "Not yet, because a child is never removed for what a parent "
			             "posted.");
		if (!f->is_safeguarding_asked)
			return no(b, "Not yet, because the person is or may be under 18 and the "
			             "safeguarding lead has not been asked.");
		if (!f->is_addressee_decided)
			return no(b, "Not yet, because a clinician has not decided whether letters "
			             "go to the young person, a parent or both.");
		return yes(b, "The safeguarding lead was asked, and a clinician decided who gets "
		              "the letters.");
	case AGE_NOT_ANSWERED:
		break;
	}
	return no(b, "Not yet, because nobody has said whether the person could be under 18.");
}

/* U-22, before any letter. */
struct gate_answer gate_young_person_considered(const struct gate_facts *f)
{
	const char *b = basis_child;

	if (f->person_age == AGE_NOT_ANSWERED)
		return no(b, "Not yet, because nobody has said whether the person could be under "
		             "18.");
	if (f->person_age == AGE_ADULT)
		return yes(b, "The person is an adult.");
	if (!f->is_safeguarding_asked)
		return no(b, "Not yet, because the person is or may be under 18 and the "
		             "safeguarding lead has not been asked.");
	if (f->is_private_message)
		return no(b, "Not yet, because no private message goes to someone who is or may be "
		             "under 18.");
	if (!f->is_addressee_decided)
		return no(b, "Not yet, because a clinician has not decided whether letters go to "
		             "the young person, a parent or both.");
	return yes(
	        b,
	        "The safeguarding lead was asked, and a clinician decided who gets the letters.");
}

/* What the complaint questions have in common. NULL when the complaint part is no obstacle. */
static const char *complaint_obstacle(const struct gate_facts *f)
{
	if (f->complaint_triage == COMPLAINT_NOT_ANSWERED)
		return "Not yet, because nobody has answered whether this is, or refers to, a "
		       "complaint.";
	if (f->complaint_part == COMPLAINT_PART_OPEN)
		return "Not yet, because the complaint part is still open with the Complaints "
		       "Lead.";
	if (f->complaint_part == COMPLAINT_PART_NONE)
		return f->complaint_triage == COMPLAINT_NO
		               ? NULL
		               : "Not yet, because the complaint part has not been passed to the "
		                 "Complaints Lead.";
	if (!f->is_complaint_part_signed)
		return "Not yet, because the Complaints Lead has not signed how the complaint part "
		       "ended.";
	return NULL;
}

/* U-13: what stops while the complaint part is open, and the two things that do not. */
struct gate_answer gate_complaint_not_open(const struct gate_facts *f)
{
	const char *b = basis_complaint_stop;
	const char *obstacle;

	if (f->is_protective)
		return yes(b, "This protects someone, so an open complaint does not stop it.");
	if (f->is_asked_by_complaints_lead)
		return yes(b, "The Complaints Lead asks for this; a refusal counts for nothing.");
	obstacle = complaint_obstacle(f);
	if (obstacle)
		return no(b, obstacle);
	if (f->complaint_part != COMPLAINT_PART_NONE && !f->is_ground_written)
		return no(b, "Not yet, because after a complaint the steps reopen only on a "
		             "separate written ground.");
	return yes(b, "No complaint part is open.");
}

/* W-2.4h, W-2.4k, G-end-2, C-3, C-4, U-13, U-17. Protection of others and the Complaints Lead's
 * wish are no way past this one. */
struct gate_answer gate_complaint_ruled_out(const struct gate_facts *f)
{
	const char *b = basis_complaint_guard;
	const char *obstacle;

	if (f->open_complaints > 0)
		return no(b, "Not yet, because a complaint by or for this person is open.");
	obstacle = complaint_obstacle(f);
	if (obstacle)
		return no(b, obstacle);
	if (f->past_complaints_considered < f->past_complaints)
		return no(b, "Not yet, because an earlier complaint by or for this person has not "
		             "been considered.");
	if (!f->is_ground_written)
		return no(b, "Not yet, because the ground has not been written down.");
	if (f->is_ground_only_refusal)
		return no(b, "Not yet, because refusing to take a post down is never a ground on "
		             "its own.");
	if (!f->is_ground_apart_from_complaint)
		return no(b, "Not yet, because nobody has confirmed that the ground stands without "
		             "any complaint.");
	return yes(b, "No complaint is open, and the ground stands without any.");
}

static bool conduct_found(const struct gate_facts *f)
{
	return f->is_threat || f->is_harassment || f->is_discrimination || f->is_private_facts ||
	       (f->is_falsehood && f->is_falsehood_evidenced);
}

/* U-14. */
struct gate_answer gate_not_fair_comment(const struct gate_facts *f)
{
	const char *b = basis_fair_comment;

	if (!f->is_review_or_fair_comment)
		return yes(b, "This is not a review or fair comment.");
	if (f->is_protective)
		return yes(b, "This protects someone who is shown or named.");
	if (conduct_found(f))
		return yes(b, "Conduct beyond opinion is shown.");
	return no(b, "Not yet, because this is a review or fair comment: invite the person to "
	             "complain, or reply, and go on only if conduct is found.");
}

/* U-17, W-1.1d. */
struct gate_answer gate_conduct_shown(const struct gate_facts *f)
{
	const char *b = basis_conduct;

	if (conduct_found(f)) {
		if (!f->is_expression_weighed)
			return no(b,
			          "Not yet, because nobody has written how freedom of expression "
			          "was weighed.");
		return yes(b, "Conduct beyond opinion is shown.");
	}
	if (f->is_falsehood)
		return no(b, "Not yet, because a falsehood counts only with evidence that it is "
		             "false.");
	if (f->is_adverse_opinion || f->is_staff_named || f->is_embarrassing)
		return no(b, "Not yet, because adverse opinion, naming staff or embarrassment is "
		             "never enough.");
	return no(b, "Not yet, because no threat, harassment, discrimination, private facts of "
	             "another person or falsehood with evidence has been found.");
}

/* R-list-1, U-17. */
struct gate_answer gate_protected_grounds_considered(const struct gate_facts *f)
{
	const char *b = basis_protected;

	if (!f->is_protected_ground_answered)
		return no(b, "Not yet, because the protected grounds have not been answered.");
	if (f->is_protected_ground_involved)
		return no(b,
		          "Not yet, because the reason relates to a protected ground, and nobody "
		          "may be removed for that.");
	if (f->clinician_answer == CLINICIAN_NOT_ANSWERED)
		return no(b, "Not yet, because a clinician has not answered whether illness, "
		             "disability, capacity or crisis could explain it.");
	if (f->clinician_answer == CLINICIAN_EXPLAINS)
		return no(b,
		          "Not yet, because illness, disability, capacity or crisis explains it: "
		          "offer help and adjustments instead.");
	if (!f->are_adjustments_considered)
		return no(b, "Not yet, because reasonable adjustments have not been considered.");
	return yes(b, "Protected grounds, health and adjustments have been considered.");
}

static struct date day_of_request(const struct gate_facts *f)
{
	return civil_given(f->request_date) ? f->request_date : f->today;
}

/* Why the latest warning does not count on the day of the request; NULL when it does. R-list-3. */
static const char *warning_obstacle(const struct gate_facts *f)
{
	struct date request = day_of_request(f);

	if (!civil_given(f->warning_date))
		return "Not yet, because no warning is on record and no exception applies.";
	if (!f->is_warning_of_removal)
		return "Not yet, because the letter on record did not say that removal is a risk.";
	if (!f->is_warning_reasoned)
		return "Not yet, because the warning did not say why.";
	if (!civil_given(request))
		return "Not yet, because the day of the request is not known.";
	if (!civil_before(f->warning_date, request))
		return "Not yet, because the warning must come before the day of the request.";
	if (civil_before(civil_months_last_day(f->warning_date, 12), request))
		return "Not yet, because the last warning no longer counts: its 12 months are "
		       "over.";
	return NULL;
}

/* R-list-3, R-list-4, C-6, U-20. */
struct gate_answer gate_warning_in_force(const struct gate_facts *f)
{
	const char *b = basis_warning;
	const char *obstacle = warning_obstacle(f);

	if (!obstacle)
		return yes(b, "A warning of removal, with its reason, is in force.");
	if (f->warning_exception == EXCEPTION_NONE)
		return no(b, obstacle);
	if (!f->is_exception_reasoned)
		return no(b,
		          "Not yet, because the exception to the warning has no written reason.");
	return yes(b, "No warning is needed: an exception applies, and its reason is written.");
}

/* U-17: fairness, not law. */
struct gate_answer gate_new_since_warning(const struct gate_facts *f)
{
	const char *b = basis_new;

	if (warning_obstacle(f)) {
		if (f->warning_exception != EXCEPTION_NONE && f->is_exception_reasoned)
			return yes(b, "No warning was needed, so nothing has to be new since it.");
		return no(b, "Not yet, because there is no warning in force to look back to.");
	}
	if (civil_before(f->warning_date, f->last_conduct_date))
		return yes(b, "There has been new conduct since the warning.");
	if (civil_before(f->warning_deadline, f->still_up_seen_on))
		return yes(b, "The post was still up after the date that the warning gave.");
	return no(b, "Not yet, because nothing is new since the warning, and the post was not seen "
	             "still up after the date that it gave.");
}

/* R-list-13. */
struct gate_answer gate_alternatives_tried(const struct gate_facts *f)
{
	const char *b = basis_alternatives;

	if (f->alternatives_tried > 0)
		return yes(b, "Alternatives have been tried.");
	if (f->is_no_alternative_reasoned)
		return yes(b, "Why no alternative could be tried is recorded.");
	return no(b, "Not yet, because no alternative has been tried and no reason is recorded.");
}

/* W-2.4c, G-end-4, R-list-14. */
struct gate_answer gate_advice_recorded(const struct gate_facts *f)
{
	const char *b = basis_advice;

	if (f->advice_received > 0) {
		if (!f->is_advice_answered)
			return no(b, "Not yet, because the record does not say whether the advice "
			             "was followed, or why not.");
		return yes(b, "Advice is recorded, and whether it was followed.");
	}
	if (f->is_no_advice_reasoned)
		return yes(b, "The reason for taking no advice is recorded.");
	if (f->is_advice_awaited)
		return no(b, "Not yet, because the advice has not come: record it, or the reason "
		             "for going on without it.");
	return no(b, "Not yet, because neither advice nor a reason for taking none is recorded.");
}

/* W-2.3e, U-15. The last day given for an answer belongs to the person asked. */
struct gate_answer gate_author_asked(const struct gate_facts *f)
{
	const char *b = basis_asked;

	if (f->removal_requests > 0) {
		if (f->removal_reply != REMOVAL_REPLY_NONE)
			return yes(b, "The person who posted was asked and has answered.");
		if (civil_given(f->removal_reply_due) &&
		    !civil_before(f->removal_reply_due, f->today))
			return no(b, "Not yet, because the time given to answer is not over.");
		return yes(b, "The person who posted was asked and has not answered in time.");
	}
	if (f->is_taken_down_by_us)
		return yes(b, "The post was taken down from our own page, so nobody had to be "
		              "asked.");
	if (f->author_kind == AUTHOR_NOT_KNOWN)
		return yes(b, "It is not known who posted, so nobody could be asked.");
	if (f->has_person_died)
		return yes(b, "The person has died, so nobody is asked.");
	if (f->not_asked_reason != JUMP_NO_REASON)
		return yes(b, "The reason for not asking the person who posted is recorded.");
	return no(b, "Not yet, because the person who posted has not been asked to remove it, and "
	             "no reason is recorded.");
}

/* W-2.4b, G-gmp-6, G-end-3. */
struct gate_answer gate_meeting_held(const struct gate_facts *f)
{
	const char *b = basis_meeting;

	if (f->options_meetings < 1)
		return no(b, "Not yet, because the partners and the practice manager have not met "
		             "to consider the options.");
	if (!f->are_meeting_conflicts_declared)
		return no(b,
		          "Not yet, because the meeting record does not say whether anyone had a "
		          "conflict of interest.");
	if (!f->is_meeting_reasoned)
		return no(b, "Not yet, because the meeting record does not give its reasons.");
	return yes(b, "The partners and the practice manager have considered the options.");
}

/* G-end-1. */
struct gate_answer gate_care_cannot_be_given(const struct gate_facts *f)
{
	if (!f->is_care_statement_written)
		return no(basis_care, "Not yet, because nobody has written why good care can no "
		                      "longer be given.");
	return yes(basis_care, "Why good care can no longer be given is written down.");
}

/* C-5, U-3: rules/quorum.h decides. */
struct gate_answer gate_quorum_met(const struct gate_facts *f)
{
	struct quorum_tally tally = quorum_from_facts(f);
	struct quorum_result result = quorum_decide(&tally);

	return (struct gate_answer){ result.outcome == QUORUM_DECIDED_FOR, result.sentence,
		                     basis_quorum };
}

/* U-18. */
struct gate_answer gate_votes_stand(const struct gate_facts *f)
{
	const char *b = basis_votes;

	switch (votes_standing(f)) {
	case VOTES_REVIEW:
		return yes(b, "The letters have gone: new evidence opens a review instead.");
	case VOTES_VOID:
		return no(
		        b,
		        f->votes_changed > 0
		                ? "Not yet, because new evidence changes a vote: the decision is "
		                  "void, and the partners vote again."
		                : "Not yet, because something needed for the vote has changed: the "
		                  "decision is void, and the partners vote again.");
	case VOTES_ASK_AGAIN:
		return no(b,
		          "Not yet, because new evidence came after the vote and a voter has not "
		          "said whether it changes their vote.");
	case VOTES_STAND:
		break;
	}
	return yes(b, f->new_evidence_since_vote > 0
	                      ? "Every voter says that the new evidence does not change their vote."
	                      : "Nothing new has come since the vote.");
}

/* U-17: a majority so far is no decision; the vote must have been closed. */
struct gate_answer gate_decision_carried(const struct gate_facts *f)
{
	struct gate_answer votes = gate_quorum_met(f);

	if (!f->is_vote_closed)
		return no(basis_carried,
		          "Not yet, because the partners' vote has not been closed.");
	if (!votes.met)
		return no(basis_carried, votes.sentence);
	return yes(basis_carried, "The partners have decided for it.");
}

/* U-19, R-list-9, R-list-10: the commissioner's approval stands in for the police, and is needed
 * from the 8th day after it happened. */
struct gate_answer gate_immediate_grounds(const struct gate_facts *f)
{
	const char *b = basis_immediate;
	struct date request = day_of_request(f);

	if (!f->is_act_or_fear_recorded)
		return no(b, "Not yet, because no violence, or fear for someone's safety, is "
		             "recorded.");
	if (!f->is_act_placed || !civil_given(f->act_date))
		return no(b, "Not yet, because the record does not say whose act or fear it was, "
		             "when and where.");
	if (!f->is_commissioner_approved) {
		if (!f->is_police_told)
			return no(b, "Not yet, because the police have not been told and the ICB "
			             "has not approved in writing.");
		if (!civil_given(request))
			return no(b, "Not yet, because the day of the request is not known.");
		if (civil_days_between(f->act_date, request) > 7)
			return no(b, "Not yet, because more than 7 days have gone by, so the ICB "
			             "must approve in writing.");
	}
	if (!f->is_immediate_decided)
		return no(b, "Not yet, because neither a partner nor someone the partners "
		             "authorised has decided.");
	if (f->open_complaints > 0 && !f->is_urgency_written)
		return no(b, "Not yet, because a complaint is open and nobody has written why this "
		             "cannot wait.");
	return yes(b, "The grounds for immediate removal are recorded.");
}

/* One object for each gate, with its function. */
#define GATE(name, title, kind, basis, cites)                                                      \
	static const struct gate name = { #name, title, kind, basis, cites, gate_##name };

GATE(evidence_captured, "The post is captured, or described in writing", BASIS_PRACTICE,
     basis_evidence, "U-10 W-A-4")
GATE(author_identified, "It is known who posted and how we know, and a second person agrees",
     BASIS_FAIRNESS, basis_identified, "U-2 U-3 U-21")
GATE(author_is_our_patient, "The person who posted is our patient", BASIS_CONTRACT,
     basis_our_patient, "U-2 R-list-12")
GATE(author_alive, "The person is alive", BASIS_PRACTICE, basis_alive, "U-23")
GATE(not_a_child, "Their age is settled, and no child is removed for a parent's post",
     BASIS_GUIDANCE, basis_child, "U-22 G-child-1")
GATE(young_person_considered,
     "Where the person may be under 18, safeguarding and the addressee are settled", BASIS_GUIDANCE,
     basis_child, "U-22 G-child-1")
GATE(complaint_not_open, "No complaint part is open", BASIS_PRACTICE, basis_complaint_stop,
     "W-2.4i C-3 U-13")
GATE(complaint_ruled_out, "No complaint is open, and the ground stands without any", BASIS_GUIDANCE,
     basis_complaint_guard, "W-2.4h W-2.4k G-end-2 C-3 C-4 U-13 U-17 R-comp-18")
GATE(not_fair_comment, "It is more than a review or fair comment", BASIS_FAIRNESS,
     basis_fair_comment, "U-14 W-A-7 C-9")
GATE(conduct_shown, "Conduct is shown, not only opinion", BASIS_PRACTICE, basis_conduct,
     "U-17 W-1.1d W-2.4a")
GATE(protected_grounds_considered, "Protected grounds, health and adjustments are considered",
     BASIS_CONTRACT, basis_protected, "R-list-1 U-17 W-1.2a")
GATE(warning_in_force, "A warning in the last 12 months, or an exception", BASIS_CONTRACT,
     basis_warning, "R-list-3 R-list-4 C-6 U-20")
GATE(new_since_warning, "Something is new since the warning", BASIS_FAIRNESS, basis_new, "U-17")
GATE(alternatives_tried, "Alternatives have been tried", BASIS_GUIDANCE, basis_alternatives,
     "R-list-13")
GATE(advice_recorded, "Advice is recorded, or the reason for none", BASIS_GUIDANCE, basis_advice,
     "W-2.4c G-end-4 R-list-14")
GATE(author_asked, "The person who posted was asked to remove it", BASIS_PRACTICE, basis_asked,
     "W-2.3e U-15 U-16")
GATE(meeting_held, "The partners and the practice manager have met", BASIS_PRACTICE, basis_meeting,
     "W-2.4b G-gmp-6 G-end-3")
GATE(care_cannot_be_given, "Why good care can no longer be given", BASIS_GUIDANCE, basis_care,
     "G-end-1 W-2.4f")
GATE(quorum_met, "Enough partners have voted for it", BASIS_PRACTICE, basis_quorum,
     "C-5 U-3 G-gmp-6 W-2.4m")
GATE(votes_stand, "The votes still stand", BASIS_FAIRNESS, basis_votes, "U-18")
GATE(decision_carried, "The partners have decided for it, and the vote is closed", BASIS_PRACTICE,
     basis_carried, "U-17 U-20")
GATE(immediate_grounds, "The grounds for immediate removal are recorded", BASIS_CONTRACT,
     basis_immediate, "U-19 R-list-9 R-list-10")

const struct gate *const all_gates[] = {
	&evidence_captured,
	&author_identified,
	&author_is_our_patient,
	&author_alive,
	&not_a_child,
	&young_person_considered,
	&complaint_not_open,
	&complaint_ruled_out,
	&not_fair_comment,
	&conduct_shown,
	&protected_grounds_considered,
	&warning_in_force,
	&new_since_warning,
	&alternatives_tried,
	&advice_recorded,
	&author_asked,
	&meeting_held,
	&care_cannot_be_given,
	&quorum_met,
	&votes_stand,
	&decision_carried,
	&immediate_grounds,
	NULL,
};

const struct gate *const gates_for_removal[] = {
	&author_identified,
	&author_is_our_patient,
	&author_alive,
	&not_a_child,
	&complaint_ruled_out,
	&conduct_shown,
	&protected_grounds_considered,
	&warning_in_force,
	&new_since_warning,
	&alternatives_tried,
	&advice_recorded,
	&care_cannot_be_given,
	&quorum_met,
	&votes_stand,
	NULL,
};

const struct gate *const gates_for_removal_letters[] = {
	&author_identified,
	&author_is_our_patient,
	&author_alive,
	&not_a_child,
	&complaint_ruled_out,
	&conduct_shown,
	&protected_grounds_considered,
	&warning_in_force,
	&new_since_warning,
	&alternatives_tried,
	&advice_recorded,
	&care_cannot_be_given,
	&quorum_met,
	&votes_stand,
	&decision_carried,
	NULL,
};

const struct gate *const gates_for_immediate_removal[] = {
	&author_is_our_patient,
	&author_alive,
	&immediate_grounds,
	NULL,
};

/* What the steps before removal need; the ladder hangs them on its steps (rules/ladder.h). */
const struct gate *const gates_none[] = { NULL };
const struct gate *const gates_for_own_page[] = { &evidence_captured, NULL };
const struct gate *const gates_for_removal_request[] = {
	&evidence_captured,       &author_alive, &complaint_not_open, &not_fair_comment,
	&young_person_considered, NULL,
};
const struct gate *const gates_for_platform_report[] = {
	&evidence_captured,
	&complaint_not_open,
	&not_fair_comment,
	NULL,
};
const struct gate *const gates_for_options_meeting[] = {
	&evidence_captured, &complaint_not_open, &not_fair_comment, &author_asked, NULL,
};
const struct gate *const gates_for_advice_letter[] = {
	&evidence_captured,
	&author_identified,
	&author_alive,
	&young_person_considered,
	&complaint_not_open,
	&not_fair_comment,
	&author_asked,
	&meeting_held,
	NULL,
};
const struct gate *const gates_for_formal_warning[] = {
	&evidence_captured,
	&author_identified,
	&author_is_our_patient,
	&author_alive,
	&young_person_considered,
	&complaint_ruled_out,
	&conduct_shown,
	&author_asked,
	&meeting_held,
	NULL,
};
/* All of removal's but those that ask about the votes themselves, and what W-2.4f wants done. */
const struct gate *const gates_for_partners_decision[] = {
	&evidence_captured,     &author_identified,
	&author_is_our_patient, &author_alive,
	&not_a_child,           &complaint_ruled_out,
	&conduct_shown,         &protected_grounds_considered,
	&warning_in_force,      &new_since_warning,
	&author_asked,          &meeting_held,
	&alternatives_tried,    &advice_recorded,
	&care_cannot_be_given,  NULL,
};

const struct gate *gate_find(const char *code)
{
	size_t i;

	for (i = 0; all_gates[i]; i++)
		if (!strcmp(all_gates[i]->code, code))
			return all_gates[i];
	return NULL;
}

const struct gate *gates_first_refusal(const struct gate *const *gates, const struct gate_facts *f,
                                       struct gate_answer *ret_answer)
{
	for (; *gates; gates++) {
		struct gate_answer answer = (*gates)->ask(f);

		if (!answer.met) {
			if (ret_answer)
				*ret_answer = answer;
			return *gates;
		}
	}
	return NULL;
}

const char *basis_kind_name(enum basis_kind kind)
{
	static const char *const names[] = { "law", "contract", "guidance", "practice",
		                             "fairness" };

	return names[kind];
}
