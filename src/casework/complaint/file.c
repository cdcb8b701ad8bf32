/* One complaint: reading it, recording an answer, ending it. */
#include "file.h"

#include <inttypes.h>
#include <string.h>

#include "base/str.h"
#include "casework/clock.h"
#include "db/queries.h"

#include "base/banned.h"

static const struct {
	const char *code;
	complaint_task_fn *record;
} tasks[] = {
	{ "who", complaint_who },
	{ "about", complaint_about },
	{ "staff", complaint_staff },
	{ "apart", complaint_apart },
	{ "consent", complaint_consent },
	{ "grade", complaint_grade },
	{ "settle", complaint_settle },
	{ "acknowledge", complaint_acknowledge_file },
	{ "lead", complaint_lead },
	{ "plan", complaint_plan },
	{ "extend", complaint_extend },
	{ "progress", complaint_progress },
	{ "investigate", complaint_investigate },
	{ "statements", complaint_statements },
	{ "findings", complaint_findings },
	{ "response", complaint_response },
	{ "sign", complaint_sign },
	{ "actions", complaint_actions },
	{ "ombudsman", complaint_ombudsman },
	{ "end", complaint_end_file },
};

const char *said(const struct complaint_file *f, const char *field)
{
	for (const struct complaint_said *s = f->said; s->field; s++)
		if (text_equal(s->field, field))
			return s->value;
	return "";
}

bool said_yes(const struct complaint_file *f, const char *field)
{
	return text_equal(said(f, field), "yes");
}

static struct date day_of(const struct rows *r, int column)
{
	struct date day = { 0 };
	const char *text = rows_text(r, 0, column);

	if (text)
		date_parse(text, &day);
	return day;
}

void complaint_facts_of(const struct rows *file, const struct rows *counts,
                        struct complaint_facts *ret)
{
	*ret = (struct complaint_facts){
		.today = day_of(file, COMPLAINT_FILE_TODAY),
		.acknowledge_by = day_of(file, COMPLAINT_FILE_ACKNOWLEDGE_BY),
		.response_due = day_of(counts, COMPLAINT_COUNTS_RESPONSE_DUE),
		.is_open = rows_bool(file, 0, COMPLAINT_FILE_IS_OPEN),
		.is_spoken = text_equal(rows_text(file, 0, COMPLAINT_FILE_HOW), "oral"),
		.is_on_case_undecided = rows_bool(file, 0, COMPLAINT_FILE_IS_UNDECIDED),
		.is_acknowledged = rows_given(file, 0, COMPLAINT_FILE_ACKNOWLEDGED_ON),
		.is_planned = rows_bool(counts, 0, COMPLAINT_COUNTS_IS_PLANNED),
		.is_graded = rows_given(file, 0, COMPLAINT_FILE_GRADE),
		.is_lead_asked = rows_bool(counts, 0, COMPLAINT_COUNTS_IS_LEAD_ASKED),
		.has_draft = rows_bool(file, 0, COMPLAINT_FILE_HAS_DRAFT),
		.is_signed = rows_bool(counts, 0, COMPLAINT_COUNTS_IS_SIGNED),
		.has_died = rows_bool(file, 0, COMPLAINT_FILE_HAS_DIED),
		.has_investigator = rows_given(file, 0, COMPLAINT_FILE_INVESTIGATOR),
		.right = rows_text_or(counts, 0, COMPLAINT_COUNTS_WHO, ""),
		.consent = rows_text_or(counts, 0, COMPLAINT_COUNTS_CONSENT, ""),
		.aspects = (int)rows_int(counts, 0, COMPLAINT_COUNTS_ASPECTS),
		.aspects_decided = (int)(rows_int(counts, 0, COMPLAINT_COUNTS_UPHELD) +
		                         rows_int(counts, 0, COMPLAINT_COUNTS_PARTLY) +
		                         rows_int(counts, 0, COMPLAINT_COUNTS_NOT_UPHELD)),
		.statements_asked = (int)rows_int(counts, 0, COMPLAINT_COUNTS_STATEMENTS_ASKED),
		.statements_received =
		        (int)rows_int(counts, 0, COMPLAINT_COUNTS_STATEMENTS_RECEIVED),
		.statements_checked = (int)rows_int(counts, 0, COMPLAINT_COUNTS_STATEMENTS_CHECKED),
		.actions = (int)rows_int(counts, 0, COMPLAINT_COUNTS_ACTIONS),
		.actions_open = (int)rows_int(counts, 0, COMPLAINT_COUNTS_ACTIONS_OPEN),
		.ombudsman_papers = (int)rows_int(counts, 0, COMPLAINT_COUNTS_PAPERS),
		.ombudsman_handed_on = (int)rows_int(counts, 0, COMPLAINT_COUNTS_HANDED_ON),
	};
}

static int read_file(struct tx *tx, const char *reference, struct complaint_file *f,
                     struct problem *reterr_why)
{
	const struct rows *held = write_complaint_file_lock(tx, reference), *r, *counts;

	if (!held)
		return casework_failed(tx, reterr_why);
	if (rows_count(held) == 0)
		return refuse(reterr_why, PROBLEM_NOT_FOUND, "There is no such page.");
	r = tx_read_complaint_file(tx, reference);
	counts = r ? tx_read_complaint_counts(tx, reference) : NULL;
	if (!counts)
		return casework_failed(tx, reterr_why);
	*f = (struct complaint_file){
		.tx = tx,
		.arena = tx_arena(tx),
		.id = rows_int(r, 0, COMPLAINT_FILE_ID),
		.case_id = rows_given(r, 0, COMPLAINT_FILE_CASE_ID)
		                   ? rows_int(r, 0, COMPLAINT_FILE_CASE_ID)
		                   : 0,
		.reference = rows_text(r, 0, COMPLAINT_FILE_REFERENCE),
		.how = rows_text(r, 0, COMPLAINT_FILE_HOW),
		.received_on = rows_text(r, 0, COMPLAINT_FILE_RECEIVED_ON),
		.today = rows_text(r, 0, COMPLAINT_FILE_TODAY),
		.draft = rows_text_or(r, 0, COMPLAINT_FILE_RESPONSE_DRAFT, ""),
		.is_open = rows_bool(r, 0, COMPLAINT_FILE_IS_OPEN),
		.is_undecided = rows_bool(r, 0, COMPLAINT_FILE_IS_UNDECIDED),
		.is_acknowledged = rows_given(r, 0, COMPLAINT_FILE_ACKNOWLEDGED_ON),
		.is_leader_concerned = rows_bool(r, 0, COMPLAINT_FILE_IS_LEADER_CONCERNED),
		.is_partner = rows_bool(r, 0, COMPLAINT_FILE_IS_PARTNER),
		.is_child = rows_given(r, 0, COMPLAINT_FILE_PATIENT_AGE) &&
		            rows_int(r, 0, COMPLAINT_FILE_PATIENT_AGE) < 18,
		.has_died = rows_bool(r, 0, COMPLAINT_FILE_HAS_DIED),
		.upheld = rows_int(counts, 0, COMPLAINT_COUNTS_UPHELD),
		.partly = rows_int(counts, 0, COMPLAINT_COUNTS_PARTLY),
		.not_upheld = rows_int(counts, 0, COMPLAINT_COUNTS_NOT_UPHELD),
	};
	complaint_facts_of(r, counts, &f->facts);
	f->right = f->facts.right;
	if (rows_bool(r, 0, COMPLAINT_FILE_IS_ASIDE))
		return refuse(
		        reterr_why, PROBLEM_FORBIDDEN,
		        "Whoever a complaint is about does not handle it: somebody else has to.");
	return 0;
}

/* {"field": ["value"], ...}: as drafts keep a form, so that the page can show it again. */
static const char *facts_json(struct complaint_file *f)
{
	struct str out = str_new(f->arena);

	str_add_char(&out, '{');
	for (const struct complaint_said *s = f->said; s->field; s++) {
		if (s->is_prose || !*s->value)
			continue;
		str_addf(&out, "%s\"%s\": [\"", out.len > 1 ? ", " : "", s->field);
		for (const char *at = s->value; *at; at++) {
			if (*at == '"' || *at == '\\')
				str_add_char(&out, '\\');
			str_add_char(&out, (unsigned char)*at < ' ' ? ' ' : *at);
		}
		str_add(&out, "\"]");
	}
	str_add_char(&out, '}');
	return out.data;
}

static int check_version(struct complaint_file *f, const char *task, const char *version,
                         struct problem *reterr_why)
{
	const struct rows *last = tx_read_complaint_last(f->tx, f->reference, task);

	if (!last)
		return casework_failed(f->tx, reterr_why);
	if (*version && !text_equal(version, rows_text_or(last, 0, COMPLAINT_LAST_ENTRY_ID, "0")))
		return refuse(reterr_why, PROBLEM_CONFLICT,
		              "Somebody else recorded this while you were writing. What is stored "
		              "now is shown above, and what you typed below. Nothing of yours was "
		              "saved yet.");
	return 0;
}

static int write_entry(struct complaint_file *f, const char *task, struct problem *reterr_why)
{
	const struct rows *r;
	const char *detail;

	if (f->content_id == 0 && *f->words) {
		r = write_complaint_text_add(f->tx, f->id, f->words);
		if (!r)
			return casework_failed(f->tx, reterr_why);
		f->content_id = rows_int(r, 0, COMPLAINT_TEXT_ADD_ID);
	}
	r = write_complaint_entry_add(f->tx, f->id, task, f->about, f->answer,
	                              *f->on_date ? f->on_date : NULL, facts_json(f),
	                              f->content_id ? &f->content_id : NULL,
	                              f->apart_case_id ? &f->apart_case_id : NULL);
	if (!r)
		return casework_failed(f->tx, reterr_why);
	detail = arena_printf(f->arena,
	                      "{\"complaint\": %" PRId64 ", \"task\": \"%s\", \"answer\": \"%s\"}",
	                      f->id, task, f->answer);
	return casework_event(f->tx,
	                      text_equal(task, "sign") ? "complaint.signed" : "complaint.recorded",
	                      f->apart_case_id ? 0 : f->case_id, detail,
	                      arena_printf(f->arena, "complaint_entry:%s",
	                                   rows_text(r, 0, COMPLAINT_ENTRY_ADD_ID)),
	                      reterr_why);
}

/* What is still recorded once it is over: that the actions were done, that the Ombudsman writes. */
static bool outlives(const char *task)
{
	return text_equal(task, "ombudsman") || text_equal(task, "actions");
}

int complaint_record(struct tx *tx, const char *reference, const char *task, const char *version,
                     const struct complaint_said *values, struct problem *reterr_why)
{
	struct complaint_file f;
	complaint_task_fn *record = NULL;

	for (size_t i = 0; i < sizeof(tasks) / sizeof(tasks[0]); i++)
		if (text_equal(tasks[i].code, task))
			record = tasks[i].record;
	if (!record)
		return fault(reterr_why, "no task %s of a complaint", task);
	if (read_file(tx, reference, &f, reterr_why) < 0 ||
	    check_version(&f, task, version, reterr_why) < 0)
		return -1;
	if (f.is_undecided)
		return refuse(reterr_why, PROBLEM_REFUSED,
		              "This came with a post. Say on its case first whether it is taken up "
		              "as a complaint.");
	if (!f.is_open && !outlives(task))
		return refuse(reterr_why, PROBLEM_REFUSED,
		              "This complaint has ended, so this cannot be recorded on it.");
	f.said = values;
	f.about = said(&f, "about");
	f.answer = said(&f, "answer");
	f.on_date = said(&f, "on_date");
	f.words = said(&f, "words");
	if (record(&f, reterr_why) < 0)
		return -1;
	return write_entry(&f, task, reterr_why);
}

int complaint_change(struct complaint_file *f, const struct complaint_change *c,
                     struct problem *reterr_why)
{
	if (!write_complaint_set(f->tx, f->id, c->acknowledged_on, c->respond_by, c->resolved_on,
	                         c->outcome, c->grade, c->age_band, c->status, c->is_written,
	                         c->investigator_id, c->draft, c->keep_until))
		return casework_failed(f->tx, reterr_why);
	return 0;
}

int complaint_finish(struct complaint_file *f, const char *state, const char *not_required,
                     const char *resolved_on, struct problem *reterr_why)
{
	static const char *const kinds[] = { "complaint_acknowledge", "complaint_response",
		                             "complaint_agreed_response" };
	struct clock_sum keep;

	if (casework_clock(f->tx, "retention", f->on_date, 0, &keep, reterr_why) < 0)
		return -1;
	if (!write_complaint_finish(f->tx, f->id, state, f->on_date, f->words, not_required,
	                            resolved_on, clock_due(f->arena, &keep)))
		return casework_failed(f->tx, reterr_why);
	for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++)
		if (complaint_task_done(f, kinds[i], state, reterr_why) < 0)
			return -1;
	if (!write_complaint_forget_drafts(f->tx, f->reference))
		return casework_failed(f->tx, reterr_why);
	return 0;
}

int complaint_task_done(struct complaint_file *f, const char *kind, const char *result,
                        struct problem *reterr_why)
{
	return f->case_id ? casework_task_done(f->tx, f->case_id, kind, f->id, result, reterr_why)
	                  : casework_task_done_complaint(f->tx, f->id, kind, result, reterr_why);
}

int complaint_task_start(struct complaint_file *f, const char *kind, const char *title,
                         const char *from, const char *agreed_due, struct problem *reterr_why)
{
	struct calendar calendar;
	struct clock_facts facts = { 0 };
	struct clock_sum sum;
	const struct rows *role = tx_read_complaint_role_of(f->tx, f->id);
	struct new_task task = { .kind = kind,
		                 .title = title,
		                 .clock = &sum,
		                 .about_id = f->id,
		                 .complaint_id = f->id };
	const struct clock_rule *rule = clock_find(kind);

	if (!role || casework_calendar(f->tx, &calendar, reterr_why) < 0)
		return role ? -1 : casework_failed(f->tx, reterr_why);
	date_parse(from, &facts.start);
	if (agreed_due) {
		date_parse(agreed_due, &facts.agreed_due);
		facts.agreed_on = facts.start;
	}
	if (!rule || clock_count(f->arena, rule, &facts, &calendar, &sum) < 0)
		return fault(reterr_why, "clock %s does not run from %s", kind, from);
	task.role = rows_text(role, 0, COMPLAINT_ROLE_OF_ROLE);
	return casework_task(f->tx, f->case_id, &task, reterr_why);
}

int complaint_day(const struct complaint_file *f, struct problem *reterr_why)
{
	if (!*f->on_date)
		return refuse_field(reterr_why, "on_date", "Enter the date");
	if (strcmp(f->on_date, f->today) > 0)
		return refuse_field(reterr_why, "on_date", "The date must be today or in the past");
	if (strcmp(f->on_date, f->received_on) < 0)
		return refuse_field(reterr_why, "on_date",
		                    "The date must not be before the complaint was received");
	return 0;
}

int complaint_words(const struct complaint_file *f, const char *sentence,
                    struct problem *reterr_why)
{
	return text_is_blank(f->words) ? refuse_field(reterr_why, "words", "%s", sentence) : 0;
}

int complaint_ask(const char *sentence, const char *field, struct problem *reterr_why)
{
	if (!sentence)
		return 0;
	return field ? refuse_field(reterr_why, field, "%s", sentence)
	             : refuse(reterr_why, PROBLEM_REFUSED, "%s", sentence);
}
