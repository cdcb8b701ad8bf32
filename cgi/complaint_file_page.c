/* One complaint: what it is, where each task stands, everything recorded of it; and one page for
 * each task (R-comp-1 to 21). A task's form is a table here, its page a template, its rule in
 * src/casework/complaint. */
#include "casework/complaint_file.h"

#include <string.h>

#include "act_page.h"
#include "base/made.h"
#include "base/str.h"
#include "pages.h"

#include "base/banned.h"

#define CODES(...)                                                                                 \
	(const char *const[])                                                                      \
	{                                                                                          \
		__VA_ARGS__, NULL                                                                  \
	}
#define FORM(NAME, ...)                                                                            \
	static const struct field complaint_##NAME##_fields[] = { __VA_ARGS__, { 0 } };            \
	const struct form_def complaint_##NAME##_form = { .name = "complaint_" #NAME,              \
		                                          .fields = complaint_##NAME##_fields }
#define ON_DATE                                                                                    \
	{                                                                                          \
		"on_date", FIELD_DATE, .missing = "Enter the date"                                 \
	}
#define WORDS(MAX)                                                                                 \
	{                                                                                          \
		"words", FIELD_PROSE, .max = MAX                                                   \
	}
#define YES_NO CODES("yes", "no")
#define ANSWER(MISSING, ...)                                                                       \
	{                                                                                          \
		"answer", FIELD_CHOICE, .missing = MISSING, .choices = CODES(__VA_ARGS__)          \
	}

FORM(who,
     ANSWER("Select in what right they complain", "patient", "affected", "asked", "child",
            "incapacity", "died"),
     { "grounds", FIELD_CHOICE, .choices = YES_NO },
     { "best_interests", FIELD_CHOICE, .choices = YES_NO },
     { "status", FIELD_CHOICE, .missing = "Select who they are" },
     { "age_band", FIELD_CHOICE, .missing = "Select the patient's age" },
     { "in_writing", FIELD_TICK }, WORDS(2000));
FORM(about, { "about", FIELD_LINE, .max = 200, .missing = "Enter the point, in a line" },
     { "subject", FIELD_CHOICE, .missing = "Select what it is about" },
     { "staff_group", FIELD_CHOICE, .missing = "Select which staff it is about" });
FORM(staff, { "member", FIELD_CHOICE, .missing = "Select who" },
     ANSWER("Select what is to hold for them", "about", "conduct", "none"));
FORM(apart, { "reference", FIELD_LINE, .max = 40, .missing = "Enter the reference of the case" });
FORM(consent,
     ANSWER("Select where consent stands", "not_needed", "asked", "given", "refused", "excepted"),
     { "exception", FIELD_CHOICE, .choices = CODES("died", "child", "incapacity", "other") },
     { "on_date", FIELD_DATE }, WORDS(2000));
FORM(grade, ANSWER("Select how serious it is", "low", "moderate", "high"),
     { "on_date", FIELD_DATE,
       .missing = "Enter when it happened, or when they came to know of it" },
     { "good_reasons", FIELD_CHOICE, .choices = YES_NO },
     { "can_investigate", FIELD_CHOICE, .choices = YES_NO }, WORDS(2000));
FORM(settle, ON_DATE, { "is_satisfied", FIELD_TICK }, WORDS(4000));
FORM(acknowledge, ANSWER("Select how it was acknowledged", "oral", "written"), ON_DATE,
     { "offered_talk", FIELD_TICK }, { "told_advocacy", FIELD_TICK }, { "gave_copy", FIELD_TICK },
     { "told_icb", FIELD_TICK });
FORM(lead,
     ANSWER("Select who answers it", "alone", "we_lead", "other_leads", "sent_on", "with_icb"),
     { "body", FIELD_LINE, .max = 200 }, { "may_share", FIELD_TICK }, ON_DATE, WORDS(2000));
FORM(plan, ANSWER("Select whether it was discussed", "discussed", "not_discussed"), ON_DATE,
     { "respond_by", FIELD_DATE, .missing = "Enter the day to answer by" }, WORDS(4000));
FORM(extend, ANSWER("Select what happened", "agreed", "late_told"), ON_DATE,
     { "respond_by", FIELD_DATE, .missing = "Enter the new date" }, WORDS(2000));
FORM(progress, ON_DATE, WORDS(4000));
FORM(investigate, { "member", FIELD_CHOICE, .missing = "Select who looks into it" });
FORM(statements, { "about", FIELD_LINE, .max = 200, .missing = "Enter whose statement it is" },
     ANSWER("Select what happened", "asked", "received", "checked"), ON_DATE, WORDS(20000));
FORM(findings, { "aspect", FIELD_CHOICE, .missing = "Select the point" },
     ANSWER("Select the outcome", "upheld", "partly", "not_upheld"), WORDS(10000));
FORM(response, WORDS(40000), { "is_considered", FIELD_TICK }, { "has_conclusions", FIELD_TICK },
     { "has_action", FIELD_TICK }, { "has_ombudsman", FIELD_TICK },
     ANSWER("Select what to do with it", "drafted", "dropped"));
FORM(sign, { "has_read", FIELD_TICK }, ON_DATE,
     { "addressee", FIELD_CHOICE, .choices = CODES("young_person", "parent", "both") },
     { "addressee_by", FIELD_LINE, .max = 200 });
FORM(actions, { "about", FIELD_LINE, .max = 200, .missing = "Enter the action, in a line" },
     ANSWER("Select where it stands", "agreed", "done", "none"), { "due_on", FIELD_DATE },
     { "on_date", FIELD_DATE }, WORDS(4000));
FORM(ombudsman, ANSWER("Select what happened", "papers", "handed_on", "decided"), ON_DATE,
     WORDS(4000));
FORM(end,
     ANSWER("Select how it ended", "closed", "withdrawn", "answered_as_feedback", "not_a_complaint",
            "out_of_time", "not_in_right", "responsible_body", "employment", "already_settled",
            "already_investigated", "with_ombudsman", "information_request", "pension"),
     ON_DATE, { "told_in_writing", FIELD_TICK }, WORDS(2000));

#define TASK(NAME)                                                                                 \
	{                                                                                          \
#NAME, &complaint_##NAME##_form, &template_complaint_##NAME                        \
	}
static const struct task {
	const char *code;
	const struct form_def *form;
	const struct template *page;
} tasks[] = {
	TASK(who),      TASK(about),    TASK(staff),       TASK(apart),      TASK(consent),
	TASK(grade),    TASK(settle),   TASK(acknowledge), TASK(lead),       TASK(plan),
	TASK(extend),   TASK(progress), TASK(investigate), TASK(statements), TASK(findings),
	TASK(response), TASK(sign),     TASK(actions),     TASK(ombudsman),  TASK(end),
};

/* The task that the route's last part names. */
static const struct task *task_of(const struct visit *v)
{
	const char *last = strrchr(v->route->pattern, '/') + 1;

	for (size_t i = 0; i < sizeof(tasks) / sizeof(tasks[0]); i++)
		if (text_equal(tasks[i].code, last))
			return &tasks[i];
	return NULL;
}

static const char *colour_of(enum complaint_state s)
{
	static const char *const colours[] = { "", "blue", "red", "", "" };

	return colours[s];
}

static void show_steps(struct visit *v, const struct rows *file, const struct rows *counts)
{
	struct made m = made_new(v->arena, &query_complaint_file_steps);
	struct made sections = made_new(v->arena, &query_complaint_file_sections);
	struct complaint_step steps[COMPLAINT_STEPS_MOST];
	struct complaint_facts facts;
	const char *section = "";
	bool may_lead = rows_bool(file, 0, COMPLAINT_FILE_MAY_LEAD);
	bool may_sign = rows_bool(file, 0, COMPLAINT_FILE_MAY_SIGN);
	size_t n;

	complaint_facts_of(file, counts, &facts);
	n = complaint_steps(&facts, steps);
	for (size_t i = 0; i < n; i++) {
		bool is_sign = text_equal(steps[i].code, "sign");
		bool is_after = text_equal(steps[i].code, "actions") ||
		                text_equal(steps[i].code, "ombudsman");
		bool opens = (is_sign ? may_sign : may_lead) && (facts.is_open || is_after) &&
		             !facts.is_on_case_undecided && steps[i].state != TASK_NOT_YET &&
		             !(is_sign && facts.is_signed);

		/* what was never done is no longer to do once it is over */
		if (!facts.is_open && !is_after && steps[i].state != TASK_DONE)
			continue;
		if (!text_equal(steps[i].section, section)) {
			section = steps[i].section;
			made_row(&sections);
			made_text(&sections, 0, section);
		}
		made_row(&m);
		made_text(&m, COMPLAINT_FILE_STEPS_CODE, steps[i].code);
		made_text(&m, COMPLAINT_FILE_STEPS_SECTION, steps[i].section);
		made_text(&m, COMPLAINT_FILE_STEPS_TITLE, steps[i].title);
		made_text(&m, COMPLAINT_FILE_STEPS_STATE, complaint_state_word(steps[i].state));
		made_text(&m, COMPLAINT_FILE_STEPS_COLOUR, colour_of(steps[i].state));
		made_text(&m, COMPLAINT_FILE_STEPS_HINT, steps[i].hint);
		made_text(&m, COMPLAINT_FILE_STEPS_HREF,
		          opens ? arena_printf(v->arena, "/complaints/%s/%s",
		                               rows_text(file, 0, COMPLAINT_FILE_REFERENCE),
		                               steps[i].code)
		                : "");
	}
	view_rows(v->view, made_rows(&sections));
	view_rows(v->view, made_rows(&m));
}

static int not_there(struct visit *v)
{
	return refuse(&v->problem, PROBLEM_NOT_FOUND, "There is no such page.");
}

int complaint_file_page(struct visit *v)
{
	const char *ref = v->params[0];
	const struct rows *file = read_complaint_file(v->batch, ref);
	const struct rows *counts = read_complaint_counts(v->batch, ref);

	read_complaint_log(v->batch, ref);
	read_complaint_apart_list(v->batch, ref);
	read_complaint_aspects(v->batch, ref);
	read_complaint_staff_list(v->batch, ref);
	read_complaint_free(v->batch, ref);
	read_complaint_outside(v->batch);
	read_complaint_file_clocks(v->batch, ref);
	if (visit_read(v) < 0)
		return -1;
	if (rows_count(file) == 0)
		return not_there(v);
	show_steps(v, file, counts);
	visit_section(v, "complaints");
	visit_back(v, "Complaints", "/complaints");
	return visit_page(v, &template_complaint_file);
}

/* What stands now, in a form that nobody has touched. A task with several entries starts afresh. */
static void show_last(struct visit *v, const struct task *t, const struct rows *last)
{
	struct form *now;

	if (!v->form_is_fresh || rows_count(last) == 0)
		return;
	for (const struct field *f = t->form->fields; f->name; f++)
		if (text_equal(f->name, "about") || text_equal(f->name, "aspect"))
			return;
	if (text_equal(t->code, "progress") || text_equal(t->code, "extend") ||
	    text_equal(t->code, "ombudsman") || text_equal(t->code, "apart") ||
	    text_equal(t->code, "staff"))
		return;
	now = form_from_json(v->arena, t->form, rows_text_or(last, 0, COMPLAINT_LAST_FACTS, "{}"));
	if (!now)
		return;
	for (const struct field *f = t->form->fields; f->name; f++)
		if (text_equal(f->name, "words") && !text_equal(t->code, "response"))
			form_set(now, "words", rows_text_or(last, 0, COMPLAINT_LAST_WORDS, ""));
	v->form = now;
}

int complaint_task_page(struct visit *v)
{
	const char *ref = v->params[0];
	const struct task *t = task_of(v);
	const struct rows *file = read_complaint_file(v->batch, ref), *last, *counts;
	struct complaint_facts facts;
	const char *entry;

	last = read_complaint_last(v->batch, ref, t->code);
	counts = read_complaint_counts(v->batch, ref);
	read_complaint_of_task(v->batch, ref, t->code);
	read_complaint_aspects(v->batch, ref);
	read_complaint_staff_list(v->batch, ref);
	read_complaint_free(v->batch, ref);
	read_complaint_subjects(v->batch);
	read_complaint_groups(v->batch);
	read_complaint_ages(v->batch);
	read_complaint_statuses(v->batch);
	read_log_choices_staff(v->batch);
	read_practice_today(v->batch);
	if (visit_read(v) < 0)
		return -1;
	if (rows_count(file) == 0)
		return not_there(v);
	if (rows_bool(file, 0, COMPLAINT_FILE_IS_ASIDE))
		return refuse(&v->problem, PROBLEM_FORBIDDEN,
		              "Whoever a complaint is about does not handle it: somebody else has "
		              "to.");
	act_own_form(v, t->form);
	show_last(v, t, last);
	if (v->form_is_fresh && text_equal(t->code, "response"))
		form_set(v->form, "words",
		         rows_text_or(file, 0, COMPLAINT_FILE_RESPONSE_DRAFT, ""));
	entry = rows_text_or(last, 0, COMPLAINT_LAST_ENTRY_ID, "0");
	view_text(v->view, "entry", entry);
	view_flag(v->view, "is_overtaken", act_is_overtaken(v, entry));
	complaint_facts_of(file, counts, &facts);
	view_text(v->view, "not_yet",
	          text_equal(t->code, "response") ? complaint_response_refusal(&facts)
	          : text_equal(t->code, "end")    ? complaint_close_refusal(&facts)
	                                          : "");
	view_flag(v->view, "is_child",
	          rows_given(file, 0, COMPLAINT_FILE_PATIENT_AGE) &&
	                  rows_int(file, 0, COMPLAINT_FILE_PATIENT_AGE) < 18);
	visit_section(v, "complaints");
	visit_back(v, rows_text(file, 0, COMPLAINT_FILE_REFERENCE), "/complaints/%s",
	           rows_text(file, 0, COMPLAINT_FILE_REFERENCE));
	return visit_page(v, t->page);
}

int complaint_task_submit(struct visit *v)
{
	const struct task *t = task_of(v);
	struct complaint_said said[24] = { { 0 } };
	size_t n = 0;

	for (const struct field *f = t->form->fields; f->name && n < 23; f++)
		said[n++] = (struct complaint_said){
			f->name,
			f->kind == FIELD_TICK ? (form_ticked(v->form, f->name) ? "yes" : "")
			                      : form_text(v->form, f->name),
			f->kind == FIELD_PROSE,
		};
	if (complaint_record(v->tx, v->params[0], t->code, form_version(v->form), said,
	                     &v->problem) < 0)
		return -1;
	return visit_see_other(v, "/complaints/%s", v->params[0]);
}
