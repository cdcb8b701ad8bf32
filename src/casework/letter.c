/* Letters. */
#include "casework/letter.h"

#include <stdio.h>
#include <string.h>

#include "casework/casework.h"
#include "casework/complaint.h"
#include "casework/letter_merge.h"
#include "casework/letter_text.h"
#include "casework/request.h"
#include "db/queries.h"
#include "view/format.h"

#include "base/banned.h"

/* An invitation to complain protects and stops nothing: only the dead and children are asked about.
 */
static const struct gate *const *gates_for_invitation(void)
{
	static const struct gate *gates[3];

	if (!gates[0]) {
		gates[1] = gate_find("young_person_considered");
		gates[0] = gate_find("author_alive");
	}
	return gates;
}

/* What the kinds are in the ladder. */
static const struct {
	const char *code, *step;
	const struct gate *const *gates;
} places[] = {
	{ "removal_request", "removal_request", gates_for_removal_request },
	{ "posted_consultation", "removal_request", gates_for_removal_request },
	{ "platform_report", "platform_report", gates_for_platform_report },
	{ "advice_letter", "advice_letter", gates_for_advice_letter },
	{ "formal_warning", "formal_warning", gates_for_formal_warning },
	{ "removal_notice", "removal", gates_for_removal_letters },
	{ "commissioner_notice", "removal", gates_for_removal_letters },
};

struct letter_kind letter_kind_at(const struct rows *kinds, int i)
{
	static const struct gate *const none[] = { NULL };
	struct letter_kind k = {
		.code = rows_text(kinds, i, LETTER_KINDS_CODE),
		.title = rows_text(kinds, i, LETTER_KINDS_TITLE),
		.addressee = rows_text(kinds, i, LETTER_KINDS_ADDRESSEE),
		.gates = none,
		.follows_decision =
		        text_equal(rows_text_or(kinds, i, LETTER_KINDS_NEEDS, ""), "decision"),
		.to_patient = rows_bool(kinds, i, LETTER_KINDS_TO_PATIENT),
		.checks_patient = rows_bool(kinds, i, LETTER_KINDS_CHECKS_PATIENT),
		.is_confidential = rows_bool(kinds, i, LETTER_KINDS_IS_CONFIDENTIAL),
		.on_complaint = rows_bool(kinds, i, LETTER_KINDS_ON_COMPLAINT),
		.case_kinds = rows_text_or(kinds, i, LETTER_KINDS_CASE_KINDS, NULL),
	};

	/* To a person: the dead and children are asked about, whatever it says. */
	if (k.to_patient)
		k.gates = gates_for_invitation();
	for (size_t j = 0; j < sizeof(places) / sizeof(places[0]); j++) {
		if (text_equal(places[j].code, k.code)) {
			k.step = places[j].step;
			k.gates = places[j].gates;
		}
	}
	return k;
}

struct letter_kind letter_kind_find(const struct rows *kinds, const char *code)
{
	for (int i = 0; i < rows_count(kinds); i++)
		if (text_equal(rows_text(kinds, i, LETTER_KINDS_CODE), code))
			return letter_kind_at(kinds, i);
	return (struct letter_kind){ 0 };
}

bool letter_is_offered(struct arena *a, const struct letter_kind *kind, const char *case_kind)
{
	struct str listed = str_new(a);

	if (!kind->case_kinds)
		return true;
	str_addf(&listed, ",%.*s,", (int)strcspn(kind->case_kinds + 1, "}"), kind->case_kinds + 1);
	return strstr(listed.data, arena_printf(a, ",%s,", case_kind)) != NULL;
}

static const char *addressee(const struct rows *facts, const struct letter_kind *kind)
{
	if (text_equal(kind->addressee, "platform"))
		return rows_text_or(facts, 0, LETTER_FACTS_PLATFORM, "");
	if (text_equal(kind->addressee, "pcse"))
		return "Primary Care Support England";
	if (rows_given(facts, 0, LETTER_FACTS_PERSON_NAME))
		return rows_text(facts, 0, LETTER_FACTS_PERSON_NAME);
	return rows_text_or(facts, 0, LETTER_FACTS_AUTHOR_HANDLE, "");
}

static const char *detail(struct tx *tx, int64_t id, const char *kind)
{
	return arena_printf(tx_arena(tx), "{\"letter\": %lld, \"kind\": \"%s\"}", (long long)id,
	                    kind);
}

static int kind_read(struct tx *tx, const char *code, struct letter_kind *ret,
                     struct problem *reterr_why)
{
	const struct rows *kinds = tx_read_letter_kinds(tx);

	if (!kinds)
		return casework_failed(tx, reterr_why);
	*ret = letter_kind_find(kinds, code);
	return 0;
}

/* A letter about a decision is not written before it (U-17); one that went all the same is entered
 * as it was (U-11). */
static int may_begin(struct tx *tx, int64_t case_id, const struct letter_kind *k,
                     const struct act_late *late, struct problem *reterr_why)
{
	struct problem why = { 0 };

	if (!k->follows_decision || act_ask(tx, case_id, k->step, k->gates, false, late, &why) == 0)
		return 0;
	if (why.kind != PROBLEM_REFUSED) {
		*reterr_why = why;
		return -1;
	}
	return refuse(reterr_why, PROBLEM_REFUSED,
	              "%s This letter is written when the partners have decided: see what has to "
	              "be so before removal.",
	              why.sentence);
}

struct facts {
	struct arena *arena;
	const struct rows *rows;
};

/* What a field of the wording is on this case: the columns carry the fields' names. */
static const char *fact(void *context, const struct letter_field *field)
{
	const struct facts *f = context;

	for (int i = 0; i < f->rows->query->n_columns; i++) {
		const struct query_column *column = &f->rows->query->columns[i];
		struct str value = str_new(f->arena);

		if (!text_equal(column->name, field->name))
			continue;
		format_value(&value, column->type == VALUE_DATE ? FORMAT_DATE : FORMAT_PLAIN, NULL,
		             rows_text_or(f->rows, 0, i, ""));
		return value.data;
	}
	return NULL;
}

int letter_start(struct tx *tx, int64_t case_id, const char *kind, const struct act_late *late,
                 int64_t *ret_id, struct problem *reterr_why)
{
	struct letter_kind k;
	struct act_case c;
	const struct rows *r, *wording;
	struct facts facts = { .arena = tx_arena(tx) };
	int64_t template_id;

	if (kind_read(tx, kind, &k, reterr_why) < 0)
		return -1;
	if (!k.code)
		return refuse_field(reterr_why, "kind", "Select the kind of letter");
	if (act_case_open(tx, case_id, &c, reterr_why) < 0 ||
	    may_begin(tx, case_id, &k, late, reterr_why) < 0)
		return -1;
	r = tx_read_letter_draft(tx, case_id, kind);
	if (!r)
		return casework_failed(tx, reterr_why);
	if (rows_count(r) > 0) {
		*ret_id = rows_int(r, 0, LETTER_DRAFT_ID);
		return 0;
	}
	r = tx_read_letter_facts(tx, case_id);
	wording = tx_read_letter_wording(tx, kind);
	if (!r || !wording)
		return casework_failed(tx, reterr_why);
	facts.rows = r;
	template_id = rows_int(wording, 0, LETTER_WORDING_TEMPLATE_ID);
	r = write_letter_start(tx, case_id, kind, addressee(r, &k),
	                       letter_merge(facts.arena,
	                                    rows_text_or(wording, 0, LETTER_WORDING_WORDS, ""),
	                                    fact, &facts),
	                       template_id ? &template_id : NULL);
	if (!r)
		return casework_failed(tx, reterr_why);
	*ret_id = rows_int(r, 0, LETTER_START_ID);
	return casework_event(tx, "letter.started", case_id, detail(tx, *ret_id, kind), NULL,
	                      reterr_why);
}

struct draft {
	struct act_case c;
	struct letter_kind kind;
	int64_t id;
	int version;
	const char *addressed_to;
	const char *words;
	const char *started_on; /* yyyy-mm-dd */
	bool is_approved;
	bool is_mine;
};

static int read_draft(struct tx *tx, int64_t case_id, int64_t id, const char *version,
                      struct draft *d, struct problem *reterr_why)
{
	const struct rows *r;
	char shown[16];

	if (act_case_open(tx, case_id, &d->c, reterr_why) < 0)
		return -1;
	r = tx_read_letter_now(tx, case_id, id);
	if (!r)
		return casework_failed(tx, reterr_why);
	if (rows_count(r) == 0)
		return refuse(reterr_why, PROBLEM_NOT_FOUND, "There is no such page.");
	d->id = id;
	if (kind_read(tx, rows_text(r, 0, LETTER_NOW_KIND), &d->kind, reterr_why) < 0)
		return -1;
	d->version = (int)rows_int(r, 0, LETTER_NOW_VERSION);
	d->addressed_to = rows_text_or(r, 0, LETTER_NOW_ADDRESSED_TO, "");
	d->words = rows_text_or(r, 0, LETTER_NOW_WORDS, "");
	d->started_on = rows_text(r, 0, LETTER_NOW_STARTED_ON);
	d->is_approved = rows_bool(r, 0, LETTER_NOW_IS_APPROVED);
	d->is_mine = rows_bool(r, 0, LETTER_NOW_IS_MINE);
	if (!d->kind.code)
		return fault(reterr_why, "letter of an unknown kind");
	if (!text_equal(rows_text(r, 0, LETTER_NOW_STATE), "draft"))
		return refuse(reterr_why, PROBLEM_CONFLICT,
		              "This letter is no draft any more: it was sent or dropped while you "
		              "had it open. What you typed was not saved; it is shown below.");
	snprintf(shown, sizeof(shown), "%d", d->version);
	if (version && !text_equal(version, shown))
		return refuse(reterr_why, PROBLEM_CONFLICT,
		              "Somebody else changed this letter while you were writing. The text "
		              "stored now is shown beside yours. Nothing of yours was saved yet.");
	return 0;
}

int letter_save(struct tx *tx, int64_t case_id, int64_t id, const char *version,
                const char *addressed_to, const char *words, struct problem *reterr_why)
{
	struct draft d;
	const struct rows *r;

	if (read_draft(tx, case_id, id, version, &d, reterr_why) < 0)
		return -1;
	r = write_letter_save(tx, id, d.version, addressed_to, words);
	if (!r)
		return casework_failed(tx, reterr_why);
	if (rows_count(r) == 0)
		return refuse(reterr_why, PROBLEM_CONFLICT,
		              "Somebody else changed this letter first.");
	return 0; /* a draft leaves no trace until it is sent or dropped (U-27) */
}

/* The draft's text is destroyed, wherever it was kept. */
static int end_draft(struct tx *tx, const struct draft *d, const char *state,
                     struct problem *reterr_why)
{
	const struct rows *r = write_letter_end(tx, d->id, d->version, state);

	if (!r)
		return casework_failed(tx, reterr_why);
	if (rows_count(r) == 0)
		return refuse(reterr_why, PROBLEM_CONFLICT,
		              "Somebody else changed this letter first.");
	if (!write_letter_forget(tx, d->id))
		return casework_failed(tx, reterr_why);
	return 0;
}

int letter_drop(struct tx *tx, int64_t case_id, int64_t id, const char *version,
                struct problem *reterr_why)
{
	struct draft d;

	if (read_draft(tx, case_id, id, version, &d, reterr_why) < 0 ||
	    end_draft(tx, &d, "dropped", reterr_why) < 0)
		return -1;
	return casework_event(tx, "letter.dropped", case_id, detail(tx, id, d.kind.code), NULL,
	                      reterr_why);
}

void letter_check(struct arena *a, const struct letter_kind *kind, const char *words,
                  bool is_advised, struct letter_check *ret)
{
	*ret = (struct letter_check){
		.accuses = is_advised ? NULL : letter_accuses(a, words),
		.implies = kind->checks_patient ? letter_implies_patient(a, words) : NULL,
		.lacks_care = kind->to_patient && !letter_speaks_of_care(a, words),
		.lacks_complaining = kind->to_patient && !letter_speaks_of_complaining(a, words),
		.has_gap = strchr(words, '[') && strchr(words, ']'),
	};
}

/* Adds the row of the approval to rows. */
static int approve(struct tx *tx, const struct draft *d, const char *own_reason, struct str *rows,
                   struct problem *reterr_why)
{
	const struct rows *r;

	if (d->is_mine && text_is_blank(own_reason))
		return refuse_field(reterr_why, "own_reason",
		                    "Somebody else has to approve this letter, because you wrote "
		                    "it. If nobody else can, say why you approve it yourself");
	r = write_letter_approve(tx, d->c.id, d->id, d->version, d->is_mine ? own_reason : "");
	if (!r)
		return casework_failed(tx, reterr_why);
	act_row(rows, "letter_approval", rows_int(r, 0, LETTER_APPROVE_ID));
	return 0;
}

int letter_approve(struct tx *tx, int64_t case_id, int64_t id, const char *version,
                   const char *own_reason, struct problem *reterr_why)
{
	struct str rows = str_new(tx_arena(tx));
	struct draft d;

	if (read_draft(tx, case_id, id, version, &d, reterr_why) < 0)
		return -1;
	if (d.is_approved)
		return refuse(reterr_why, PROBLEM_CONFLICT,
		              "This letter is approved already, as it stands.");
	if (approve(tx, &d, own_reason, &rows, reterr_why) < 0)
		return -1;
	return casework_event(tx, d.is_mine ? "letter.approved_alone" : "letter.approved", case_id,
	                      detail(tx, id, d.kind.code), rows.data, reterr_why);
}

static int check_words(struct tx *tx, const struct draft *d, const struct letter_sending *s,
                       struct problem *reterr_why)
{
	struct gate_facts facts;
	struct letter_check check;

	if (text_is_blank(d->words))
		return refuse(reterr_why, PROBLEM_REFUSED, "The letter is empty. Write it first.");
	if (text_is_blank(d->addressed_to))
		return refuse(reterr_why, PROBLEM_REFUSED,
		              "The letter does not say whom it is for. Enter that first.");
	if (s->late.happened) /* what was sent was sent: it is kept as it was (U-11) */
		return 0;
	if (casework_facts(tx, d->c.id, &facts, reterr_why) < 0)
		return -1;
	letter_check(tx_arena(tx), &d->kind, d->words, facts.advice_received > 0, &check);
	if (check.accuses)
		return refuse(
		        reterr_why, PROBLEM_REFUSED,
		        "The letter says “%.40s”. That word is not used before advice from a "
		        "defence body or a solicitor is recorded. Change the letter, or record "
		        "the advice first.",
		        check.accuses);
	if (check.has_gap)
		return refuse(
		        reterr_why, PROBLEM_REFUSED,
		        "The letter still has words in square brackets. Fill them in, or take "
		        "them out.");
	if (check.lacks_care)
		return refuse(reterr_why, PROBLEM_REFUSED,
		              "The letter does not say that care is unaffected. Add that.");
	if (check.lacks_complaining)
		return refuse(reterr_why, PROBLEM_REFUSED,
		              "The letter does not say how to complain. Add that.");
	if (check.implies && !s->implies_patient_is_right)
		return refuse_field(reterr_why, "implies_patient_is_right",
		                    "The letter says “%.60s”, which may tell that somebody is a "
		                    "patient. Change the letter, or tick that this is right",
		                    check.implies);
	return 0;
}

/* An invitation to complain: the complaint part's clock starts, where there is one waiting. */
static int invited(struct tx *tx, const struct draft *d, const struct letter_sending *s,
                   struct problem *reterr_why)
{
	const struct rows *part;

	if (!d->c.is_complaint_open)
		return casework_event(tx, "review.invited", d->c.id, NULL, NULL, reterr_why);
	part = tx_read_complaint_now(tx, d->c.id);
	if (!part)
		return casework_failed(tx, reterr_why);
	if (rows_given(part, 0, COMPLAINT_NOW_INVITED_ON))
		return 0;
	return complaint_invite(tx, d->c.id, NULL, s->sent_on, reterr_why);
}

/* What the sending of this kind means for the case. Adds its rows. */
static int act_on_sending(struct tx *tx, const struct draft *d, const struct letter_sending *s,
                          int64_t sent_id, struct str *rows, struct problem *reterr_why)
{
	const char *kind = d->kind.code, *row;

	if (text_equal(kind, "complaint_invitation"))
		return invited(tx, d, s, reterr_why);
	if (text_equal(d->kind.step, "removal_request") ||
	    text_equal(d->kind.step, "platform_report")) {
		const struct removal_request request = {
			.is_to_author = text_equal(d->kind.step, "removal_request"),
			.letter_sent_id = sent_id,
			.platform_reference = s->platform_reference,
			.sent_on = s->sent_on,
			.late = s->late,
		};

		return request_add(tx, &d->c, &request, rows, reterr_why);
	}
	/* A warning is done when it is recorded with its date (page "warning"); removal, on its own
	 * page. */
	if (casework_step(tx, d->c.id, d->kind.step,
	                  text_equal(kind, "advice_letter") ? "done" : "started",
	                  s->late.happened ? s->late.reason : "", s->sent_on, !s->late.happened,
	                  &row, reterr_why) < 0)
		return -1;
	str_addf(rows, " %s", row);
	return act_moved(tx, &d->c, d->kind.step, reterr_why);
}

int letter_send(struct tx *tx, int64_t case_id, int64_t id, const char *version,
                const struct letter_sending *s, struct problem *reterr_why)
{
	struct str rows = str_new(tx_arena(tx));
	bool is_private = text_equal(s->channel, "private_message");
	struct draft d;
	const struct rows *sent;
	int64_t content, sent_id;
	bool is_report;

	if (read_draft(tx, case_id, id, version, &d, reterr_why) < 0)
		return -1;
	is_report = text_equal(d.kind.code, "platform_report");
	if (!*s->sent_on)
		return refuse_field(reterr_why, "sent_on", "Enter the date it was sent");
	if (act_not_later(&d.c, s->sent_on, "sent_on", "The date it was sent", reterr_why) < 0)
		return -1;
	if (!s->late.happened && strcmp(s->sent_on, d.started_on) < 0)
		return refuse_field(reterr_why, "sent_on",
		                    "That is before the letter was started here: say that it had "
		                    "already happened, or change the date");
	if (text_equal(s->channel, "platform_form") && !is_report)
		return refuse_field(reterr_why, "channel",
		                    "Only a report goes through the platform's form");
	if (is_private && (is_report || d.kind.is_confidential))
		return refuse_field(reterr_why, "channel",
		                    is_report ? "A report goes to the platform, not to a person"
		                              : "This letter is too private for a message on a "
		                                "platform");
	if (act_ask(tx, case_id, d.kind.step, d.kind.gates, is_private, &s->late, reterr_why) < 0 ||
	    check_words(tx, &d, s, reterr_why) < 0 ||
	    (!d.is_approved && !s->late.happened &&
	     approve(tx, &d, s->own_reason, &rows, reterr_why) < 0) ||
	    casework_content(tx, case_id, d.words, d.kind.is_confidential, &content, reterr_why) <
	            0 ||
	    end_draft(tx, &d, "sent", reterr_why) < 0)
		return -1;
	sent = write_letter_send(tx, case_id, id, d.kind.code, d.addressed_to, s->channel,
	                         s->sent_on, content, !s->late.happened);
	if (!sent)
		return casework_failed(tx, reterr_why);
	sent_id = rows_int(sent, 0, LETTER_SEND_ID);
	act_row(&rows, "letter_sent", sent_id);
	if (act_on_sending(tx, &d, s, sent_id, &rows, reterr_why) < 0)
		return -1;
	return casework_event(
	        tx, "letter.sent", case_id,
	        arena_printf(tx_arena(tx),
	                     "{\"letter\": %lld, \"kind\": \"%s\", \"channel\": \"%s\", \"on\": "
	                     "\"%s\", \"in_order\": %s}",
	                     (long long)id, d.kind.code, s->channel, s->sent_on,
	                     s->late.happened ? "false" : "true"),
	        rows.data, reterr_why);
}
