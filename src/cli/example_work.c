/* What has been done about the example's cases: each act by the member who would do it, through the
 * same functions as the pages, gates and all. A case that no act names is as it was logged. */
#include "example.h"

#include <stdio.h>
#include <string.h>

#include "base/str.h"
#include "base/time.h"
#include "casework/advice.h"
#include "casework/author.h"
#include "casework/casework.h"
#include "casework/close.h"
#include "casework/complaint.h"
#include "casework/decision.h"
#include "casework/evidence.h"
#include "casework/finding.h"
#include "casework/gate_answer.h"
#include "casework/letter.h"
#include "casework/list.h"
#include "casework/meeting.h"
#include "casework/own_page.h"
#include "casework/request.h"
#include "casework/staff.h"
#include "casework/triage.h"
#include "casework/warning.h"
#include "db/queries.h"

#include "base/banned.h"

static const struct act_late in_time = { false, "" };

/* That many days before today. */
static const char *ago(struct tx *tx, int days)
{
	const char *today = casework_today(tx, NULL);
	char text[DATE_SIZE];
	struct date d;

	if (!today || !date_parse(today, &d))
		return "";
	date_print(date_add_days(d, -days), text);
	return arena_text(tx_arena(tx), text);
}

/* ---- evidence and triage ------------------------------------------------------------------- */

static long read_text(void *handle, int64_t at, void *buffer, size_t size)
{
	const char *text = handle;
	size_t left = strlen(text) - (size_t)at;

	if (size > left)
		size = left;
	memcpy(buffer, text + at, size);
	return (long)size;
}

/* The platform's own mail about a post, kept as a file. */
static int keep_mail(struct tx *tx, int64_t id, const char *words, struct problem *reterr_why)
{
	const char *mail = arena_printf(
	        tx_arena(tx),
	        "Received: from mail.example.org by woodbrook.example\r\n"
	        "From: notifications@platform.example\r\nTo: manager@woodbrook.example\r\n"
	        "Date: Mon, 2 Nov 2026 09:14:00 +0000\r\nSubject: New post about your page\r\n"
	        "MIME-Version: 1.0\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n%s\r\n",
	        words);
	struct upload_source from = { (void *)(uintptr_t)mail, read_text, "notification.eml",
		                      (int64_t)strlen(mail) };
	const char *uploads[2] = { NULL, NULL };

	if (upload_store(tx, &from, 1024 * 1024, &uploads[0], reterr_why) < 0)
		return -1;
	return evidence_add(tx, id, uploads, false, "", "", reterr_why);
}

static struct triage triage_of(const char *category)
{
	return (struct triage){ .author_kind = "not_known",
		                .author_basis = "",
		                .category = category,
		                .subtype = "",
		                .mention = "",
		                .complaint = "no",
		                .data_breach = "no",
		                .breach_why = "",
		                .proportion = "",
		                .note = "",
		                .conflicted = "{}" };
}

static int nurse_evidence(struct tx *tx, int64_t id, struct problem *reterr_why)
{
	return keep_mail(tx, id,
	                 "A. Poster wrote: Saw the nurse at Woodbrook again. No hello, no eye "
	                 "contact, told me off for being late. She should find other work.",
	                 reterr_why);
}

static int nurse_triage(struct tx *tx, int64_t id, struct problem *reterr_why)
{
	struct triage t = triage_of("A6");

	t.mention = "adverse";
	t.author_kind = "registered_patient";
	t.author_basis = "Full name and picture on the profile, and the visit that they describe";
	t.proportion = "An opinion about manners. Asked once, politely; no step beyond that.";
	return triage_record(tx, id, &t, reterr_why);
}

static int identify(struct tx *tx, int64_t id, const char *name, const char *born_on,
                    const char *nhs_number, const char *basis, struct problem *reterr_why)
{
	const struct rows *now = tx_read_author_now(tx, id);
	struct author who = { .kind = "registered_patient",
		              .basis = basis,
		              .name = name,
		              .born_on = born_on,
		              .nhs_number = nhs_number,
		              .address = "1 Example Street\nExampletown",
		              .age = "",
		              .died_on = "",
		              .version = "" };

	if (!now)
		return casework_failed(tx, reterr_why);
	if (rows_count(now) > 0)
		who.version = rows_text(now, 0, AUTHOR_NOW_VERSION);
	return author_record(tx, id, &who, reterr_why);
}

static int nurse_author(struct tx *tx, int64_t id, struct problem *reterr_why)
{
	return identify(tx, id, "Patient C", "1966-11-30", "9990000034",
	                "Full name and picture on the profile, and the visit that they describe",
	                reterr_why);
}

static int nurse_support(struct tx *tx, int64_t id, struct problem *reterr_why)
{
	const struct rows *head = tx_read_example_staff(tx, id);
	struct staff_support s = {
		.told_on = ago(tx, 0),
		.support = "accepted",
		.note = "Talked it over; will work with a colleague this week."
	};

	if (!head)
		return casework_failed(tx, reterr_why);
	if (rows_count(head) == 0)
		return 0;
	s.staff_id = rows_int(head, 0, EXAMPLE_STAFF_ID);
	s.version = (int)rows_int(head, 0, EXAMPLE_STAFF_VERSION);
	return staff_support_record(tx, id, &s, reterr_why);
}

static int nurse_named(struct tx *tx, int64_t id, struct problem *reterr_why)
{
	const struct rows *nurse = tx_read_example_member(tx, "Nurse A");

	if (!nurse)
		return casework_failed(tx, reterr_why);
	return staff_relate(tx, id, rows_int(nurse, 0, EXAMPLE_MEMBER_ID), "", "affected",
	                    "Named in the post", 0, reterr_why);
}

/* ---- letters ------------------------------------------------------------------------------- */

/* Starts the letter, writes the words and sends it by post. */
static int send_letter(struct tx *tx, int64_t id, const char *kind, const char *to,
                       const char *words, struct problem *reterr_why)
{
	struct letter_sending sending = { .channel = "post",
		                          .sent_on = ago(tx, 0),
		                          .platform_reference = "",
		                          .implies_patient_is_right = true,
		                          .own_reason = "The partners were away that day",
		                          .late = in_time };
	int64_t letter;

	if (letter_start(tx, id, kind, NULL, &letter, reterr_why) < 0 ||
	    letter_save(tx, id, letter, NULL, to, words, reterr_why) < 0)
		return -1;
	return letter_send(tx, id, letter, NULL, &sending, reterr_why);
}

#define CARE_AND_COMPLAINT                                                                         \
	"If you are unhappy with our service, we would like to hear it and to put it right. You "  \
	"can complain to us at any time: call 01632 960123 and ask for the Complaints Lead; or "   \
	"to the integrated care board (ICB) instead.\n\n"                                          \
	"Whatever you decide, it does not affect the care that anybody receives from us.\n\n"      \
	"Yours sincerely\n\nPractice Manager\nWoodbrook Medical Centre\n"

static int nurse_letter(struct tx *tx, int64_t id, struct problem *reterr_why)
{
	return send_letter(
	        tx, id, "removal_request", "Patient C",
	        "Dear Patient C\n\nWe are writing about something that was posted on Facebook "
	        "and that names a member of our staff.\n\nEverybody may say what they think of "
	        "us. What concerns us is that it names one person and asks that she lose her "
	        "work.\n\nWe ask you to take it down within 7 days, and to tell us when you have. "
	        "If we have misunderstood it, please tell us that too.\n\n" CARE_AND_COMPLAINT,
	        reterr_why);
}

static int recording_triage(struct tx *tx, int64_t id, struct problem *reterr_why)
{
	struct triage t = triage_of("A3");

	t.author_kind = "registered_patient";
	t.author_basis = "The voice and what is said; the channel has the person's name";
	t.proportion = "May be recorded for oneself; putting it online also shows a nurse who was "
	               "not asked.";
	return triage_record(tx, id, &t, reterr_why);
}

static int recording_draft(struct tx *tx, int64_t id, struct problem *reterr_why)
{
	int64_t letter;

	return letter_start(tx, id, "posted_consultation", NULL, &letter, reterr_why);
}

/* ---- our own page, reviews, platforms ------------------------------------------------------ */

static int own_page_evidence(struct tx *tx, int64_t id, struct problem *reterr_why)
{
	return keep_mail(tx, id,
	                 "Local resident commented on your post: Flu jabs? You cannot even answer "
	                 "the phone. That front desk is useless, names on request!",
	                 reterr_why);
}

static int own_page_triage(struct tx *tx, int64_t id, struct problem *reterr_why)
{
	struct triage t = triage_of("A6");

	t.mention = "adverse";
	t.proportion = "Criticism stays; hidden only while names are being traded below it.";
	return triage_record(tx, id, &t, reterr_why);
}

static int own_page_hidden(struct tx *tx, int64_t id, struct problem *reterr_why)
{
	static const char *const actions[] = { "hidden", NULL };

	return own_page_record(tx, id, actions, ago(tx, 0), "", &in_time, reterr_why);
}

static int opinion_triage(struct tx *tx, int64_t id, struct problem *reterr_why)
{
	struct triage t = triage_of("none");

	t.fair_comment = true;
	return triage_record(tx, id, &t, reterr_why);
}

static int review_replied(struct tx *tx, int64_t id, struct problem *reterr_why)
{
	return request_first_offer(tx, id, "replied", reterr_why);
}

static int praise_closed(struct tx *tx, int64_t id, struct problem *reterr_why)
{
	return case_close(tx, id, NULL,
	                  &(struct closing){ .outcome = "answered",
	                                     .reason = "Praise: thanked on the site",
	                                     .learning = "",
	                                     .word_to_reporter =
	                                             "The team has seen it. Thank you for passing "
	                                             "it on." },
	                  reterr_why);
}

static int film_evidence(struct tx *tx, int64_t id, struct problem *reterr_why)
{
	return evidence_add(
	        tx, id, NULL, true,
	        "Half a minute of film from the chairs by the window. Two people can be "
	        "recognised; one name is called out over the speaker.",
	        "must_not_copy", reterr_why);
}

static int film_triage(struct tx *tx, int64_t id, struct problem *reterr_why)
{
	struct triage t = triage_of("A2");

	t.data_breach = "not_ours";
	t.breach_why = "Filmed by a visitor on their own telephone";
	t.proportion = "Other patients did not agree to be shown; that weighs more than the film.";
	return triage_record(tx, id, &t, reterr_why);
}

static int platform_report(struct tx *tx, int64_t id, const char *reference, int days,
                           struct problem *reterr_why)
{
	struct removal_request r = { .platform_reference = reference,
		                     .sent_on = ago(tx, days),
		                     .late = in_time };

	return request_record(tx, id, &r, reterr_why);
}

static int film_report(struct tx *tx, int64_t id, struct problem *reterr_why)
{
	return platform_report(tx, id, "R-48213", 0, reterr_why);
}

static int false_page_evidence(struct tx *tx, int64_t id, struct problem *reterr_why)
{
	return keep_mail(tx, id,
	                 "Somebody told us: the page Example Surgery Unofficial answers questions "
	                 "about appointments with your logo on it.",
	                 reterr_why);
}

static int false_page_triage(struct tx *tx, int64_t id, struct problem *reterr_why)
{
	struct triage t = triage_of("A4");

	t.subtype = "A4.1";
	t.proportion = "It speaks in our name: nobody's opinion is stopped by taking it down.";
	return triage_record(tx, id, &t, reterr_why);
}

static int false_page_report(struct tx *tx, int64_t id, struct problem *reterr_why)
{
	return platform_report(tx, id, "F-77120", 3, reterr_why);
}

static int false_page_still_up(struct tx *tx, int64_t id, struct problem *reterr_why)
{
	bool reopened;

	return request_outcome(tx, id, 0, "still_up", ago(tx, 0), "Looked this morning.", &reopened,
	                       reterr_why);
}

static int gone_closed(struct tx *tx, int64_t id, struct problem *reterr_why)
{
	return case_close_gone(tx, id, NULL, "Receptionist", ago(tx, 1),
	                       "It was taken down before we did anything. We look again in a week.",
	                       reterr_why);
}

/* ---- the complaint part -------------------------------------------------------------------- */

static int complaint_triage(struct tx *tx, int64_t id, struct problem *reterr_why)
{
	struct triage t = triage_of("none");

	t.complaint = "yes";
	t.refers_to_complaint = true;
	t.fair_comment = true;
	t.note =
	        "No letter of that kind is in the complaints folder: look in the old mailbox, too.";
	return triage_record(tx, id, &t, reterr_why);
}

static int complaint_acknowledged(struct tx *tx, int64_t id, struct problem *reterr_why)
{
	return complaint_acknowledge(tx, id, NULL, ago(tx, 0), reterr_why);
}

static int complaint_leaflet_offered(struct tx *tx, int64_t id, struct problem *reterr_why)
{
	return complaint_leaflet(tx, id, NULL, "offered", ago(tx, 0), reterr_why);
}

static int complaint_invited(struct tx *tx, int64_t id, struct problem *reterr_why)
{
	return complaint_invite(tx, id, NULL, ago(tx, 0), reterr_why);
}

/* ---- towards a warning --------------------------------------------------------------------- */

static int author_agreed(struct tx *tx, int64_t id, struct problem *reterr_why)
{
	return author_agree(tx, id, AGREE_SECOND, "", reterr_why);
}

static int results_evidence(struct tx *tx, int64_t id, struct problem *reterr_why)
{
	return keep_mail(tx, id,
	                 "frustrated_of_town posted: Woodbrook doctor INVENTED my blood results to "
	                 "keep me quiet. Ask him about it. I have the letters.",
	                 reterr_why);
}

static int results_triage(struct tx *tx, int64_t id, struct problem *reterr_why)
{
	struct triage t = triage_of("A4");

	t.subtype = "A4.1";
	t.author_kind = "registered_patient";
	t.author_basis = "Quotes two of our letters word for word";
	t.proportion = "A statement of fact that can be checked, and that harms a named trade.";
	t.note = "The laboratory's own report is in the record and says the same as our letter.";
	return triage_record(tx, id, &t, reterr_why);
}

static int results_author(struct tx *tx, int64_t id, struct problem *reterr_why)
{
	return identify(tx, id, "Patient B", "1971-06-12", "9990000026",
	                "Quotes two of our letters word for word", reterr_why);
}

static int results_meeting(struct tx *tx, int64_t id, struct problem *reterr_why)
{
	return meeting_record(
	        tx, id,
	        &(struct meeting){ .held_on = ago(tx, 1),
	                           .attended = "Partner A, Partner B, Practice Manager",
	                           .conflicts = "Nobody declared one",
	                           .reasons = "Explain the results once more by telephone; ask the "
	                                      "defence body before anything is written.",
	                           .late = in_time },
	        reterr_why);
}

static int results_advice(struct tx *tx, int64_t id, struct problem *reterr_why)
{
	return advice_record(tx, id,
	                     &(struct advice){ .entry = "asked",
	                                       .body = "MDU",
	                                       .for_doctor = "Partner A",
	                                       .reference = "EX-2026-118",
	                                       .on_date = ago(tx, 0),
	                                       .words = "How to answer a false statement about "
	                                                "results without speaking of the person.",
	                                       .followed = "",
	                                       .why_not = "",
	                                       .may_be_privileged = true },
	                     reterr_why);
}

/* ---- towards the partners' decision -------------------------------------------------------- */

static int threat_evidence(struct tx *tx, int64_t id, struct problem *reterr_why)
{
	return keep_mail(tx, id,
	                 "Neighbour wrote in Your Neighbourhood: Everyone who is fed up with "
	                 "Woodbrook, be there at six when reception locks up. We will make them "
	                 "sorry, one by one.",
	                 reterr_why);
}

static int threat_triage(struct tx *tx, int64_t id, struct problem *reterr_why)
{
	struct triage t = triage_of("A4");

	t.subtype = "A4.3";
	t.violence = true;
	t.author_kind = "registered_patient";
	t.author_basis = "Shouted the same words at the desk the day before, seen by two of us";
	t.proportion = "A threat is not an opinion.";
	return triage_record(tx, id, &t, reterr_why);
}

static int threat_author(struct tx *tx, int64_t id, struct problem *reterr_why)
{
	return identify(tx, id, "Patient A", "1980-03-04", "9990000018",
	                "Shouted the same words at the desk the day before, seen by two of us",
	                reterr_why);
}

static int threat_finding(struct tx *tx, int64_t id, struct problem *reterr_why)
{
	return finding_record(
	        tx, id,
	        &(struct finding){ .ground = "threat",
	                           .happened_on = ago(tx, 8),
	                           .words =
	                                   "Asks others to wait for reception and make them sorry. "
	                                   "Two receptionists were afraid to go home.",
	                           .weighed = "No opinion about our service is touched by this." },
	        reterr_why);
}

static int gate(struct tx *tx, int64_t id, const char *question, const char *answer,
                const char *words, struct problem *reterr_why)
{
	return gate_answer_record(tx, id, gate_question_find(question), answer, words, reterr_why);
}

static int threat_answers(struct tx *tx, int64_t id, struct problem *reterr_why)
{
	if (gate(tx, id, "ground", "apart",
	         "They called on others to threaten our staff on their way home.",
	         reterr_why) < 0 ||
	    gate(tx, id, "protected-grounds", "none", "It rests on the threat alone.", reterr_why) <
	            0)
		return -1;
	return gate(tx, id, "adjustments", "considered",
	            "Telephone appointments were offered after the first time, and used twice.",
	            reterr_why);
}

static int threat_clinician(struct tx *tx, int64_t id, struct problem *reterr_why)
{
	return gate(tx, id, "clinician", "no", "Nothing of the kind is known to the team.",
	            reterr_why);
}

static int threat_warning(struct tx *tx, int64_t id, struct problem *reterr_why)
{
	return warning_record(tx, id,
	                      &(struct warning){ .how = WARNING_PAPER,
	                                         .warned_on = ago(tx, 60),
	                                         .stop_by = ago(tx, 46),
	                                         .exception = "",
	                                         .words = "Shouting and banging at the desk",
	                                         .confirmed_by = "Partner C",
	                                         .said_removal = true,
	                                         .said_why = true,
	                                         .late = in_time },
	                      reterr_why);
}

static int threat_warning_seen(struct tx *tx, int64_t id, struct problem *reterr_why)
{
	const struct rows *paper = tx_read_paper_last(tx, id);

	if (!paper)
		return casework_failed(tx, reterr_why);
	return paper_confirm(tx, id, rows_int(paper, 0, PAPER_LAST_ID), "", reterr_why);
}

static int threat_last_answers(struct tx *tx, int64_t id, struct problem *reterr_why)
{
	struct advice advice = { .entry = "received",
		                 .body = "LMC",
		                 .for_doctor = "",
		                 .reference = "",
		                 .on_date = ago(tx, 2),
		                 .words = "Write down what was found and by whom. Tell the police.",
		                 .followed = "yes",
		                 .why_not = "" };
	struct meeting meeting = { .held_on = ago(tx, 1),
		                   .attended = "Partner A, Partner B, Partner C, Practice Manager",
		                   .conflicts = "Nobody declared one",
		                   .reasons = "A meeting and an agreement were tried in autumn.",
		                   .late = in_time };

	if (gate(tx, id, "alternatives", "tried",
	         "A meeting with the manager, and an agreement about behaviour that was broken.",
	         reterr_why) < 0 ||
	    advice_record(tx, id, &advice, reterr_why) < 0 ||
	    meeting_record(tx, id, &meeting, reterr_why) < 0)
		return -1;
	return gate(
	        tx, id, "care", "written",
	        "Staff cannot meet the person without fear, and the person does not come alone.",
	        reterr_why);
}

static int threat_decision(struct tx *tx, int64_t id, struct problem *reterr_why)
{
	const struct rows *ground = tx_read_decision_ground(tx, id);

	if (!ground)
		return casework_failed(tx, reterr_why);
	return decision_open(tx, id, rows_int(ground, 0, DECISION_GROUND_ID), reterr_why);
}

static int threat_vote(struct tx *tx, int64_t id, struct problem *reterr_why)
{
	return vote_record(tx, id, "for", "",
	                   "Everything else was tried, and people are afraid to come to work.",
	                   reterr_why);
}

/* ---- who does what, in order --------------------------------------------------------------- */

static const struct {
	enum example_case of;
	enum example_person by;
	int (*act)(struct tx *tx, int64_t id, struct problem *reterr_why);
} acts[] = {
	{ NURSE_NAMED, MANAGER, nurse_evidence },
	{ NURSE_NAMED, MANAGER, nurse_named },
	{ NURSE_NAMED, MANAGER, nurse_triage },
	{ NURSE_NAMED, MANAGER, nurse_author },
	{ NURSE_NAMED, MANAGER, nurse_support },
	{ NURSE_NAMED, MANAGER, nurse_letter },
	{ OWN_PAGE_COMMENT, MANAGER, own_page_evidence },
	{ OWN_PAGE_COMMENT, MANAGER, own_page_triage },
	{ OWN_PAGE_COMMENT, MANAGER, own_page_hidden },
	{ QUEUE_REVIEW, MANAGER, opinion_triage },
	{ QUEUE_REVIEW, MANAGER, review_replied },
	{ PRAISE, MANAGER, opinion_triage },
	{ PRAISE, MANAGER, praise_closed },
	{ WAITING_ROOM_FILM, MANAGER, film_evidence },
	{ WAITING_ROOM_FILM, MANAGER, film_triage },
	{ WAITING_ROOM_FILM, MANAGER, film_report },
	{ MADE_UP_RESULTS, MANAGER, results_evidence },
	{ MADE_UP_RESULTS, MANAGER, results_triage },
	{ MADE_UP_RESULTS, MANAGER, results_author },
	{ MADE_UP_RESULTS, PARTNER_A, author_agreed },
	{ MADE_UP_RESULTS, MANAGER, results_meeting },
	{ MADE_UP_RESULTS, PARTNER_A, results_advice },
	{ RECORDING_ONLINE, PARTNER_B, recording_triage },
	{ RECORDING_ONLINE, MANAGER, recording_draft },
	{ THREAT, MANAGER, threat_evidence },
	{ THREAT, MANAGER, threat_triage },
	{ THREAT, MANAGER, threat_author },
	{ THREAT, PARTNER_C, author_agreed },
	{ THREAT, MANAGER, threat_finding },
	{ THREAT, MANAGER, threat_answers },
	{ THREAT, PARTNER_B, threat_clinician },
	{ THREAT, MANAGER, threat_warning },
	{ THREAT, PARTNER_C, threat_warning_seen },
	{ THREAT, MANAGER, threat_last_answers },
	{ THREAT, MANAGER, threat_decision },
	{ THREAT, PARTNER_A, threat_vote },
	{ FALSE_PAGE, MANAGER, false_page_evidence },
	{ FALSE_PAGE, MANAGER, false_page_triage },
	{ FALSE_PAGE, MANAGER, false_page_report },
	{ FALSE_PAGE, MANAGER, false_page_still_up },
	{ UNANSWERED_COMPLAINT, MANAGER, complaint_triage },
	{ UNANSWERED_COMPLAINT, COMPLAINTS, complaint_acknowledged },
	{ UNANSWERED_COMPLAINT, COMPLAINTS, complaint_leaflet_offered },
	{ UNANSWERED_COMPLAINT, COMPLAINTS, complaint_invited },
	{ GONE_AGAIN, MANAGER, opinion_triage },
	{ GONE_AGAIN, MANAGER, gone_closed },
};

/* Opens the case as the member would, locks it, acts, and signs out. */
static int do_act(struct tx *tx, size_t i, const char *reference, struct problem *reterr_why)
{
	const struct rows *locked;

	if (!write_example_open(tx, reference))
		return casework_failed(tx, reterr_why);
	locked = write_case_lock(tx, reference);
	if (!locked)
		return casework_failed(tx, reterr_why);
	return acts[i].act(tx, rows_int(locked, 0, CASE_LOCK_ID), reterr_why);
}

int example_work(struct db *db, const int64_t *logins, const char *const *references,
                 struct problem *reterr_why)
{
	for (size_t i = 0; i < sizeof(acts) / sizeof(acts[0]); i++) {
		struct tx *tx = example_as(db, logins[acts[i].by], reterr_why);

		if (!tx)
			return -1;
		if (do_act(tx, i, references[acts[i].of], reterr_why) < 0) {
			fprintf(stderr, "candour: act %zu of the example is refused\n", i + 1);
			tx_rollback(tx);
			return -1;
		}
		if (example_done(tx, reterr_why) < 0)
			return -1;
	}
	return 0;
}
