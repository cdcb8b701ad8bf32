/* The options meeting, advice, findings, warnings and outside views: what is recorded on the way to
 * a decision. Each page is a form with what was recorded before beneath it. */
#include "casework/meeting.h"

#include <string.h>

#include "base/str.h"
#include "casework/advice.h"
#include "casework/finding.h"
#include "casework/warning.h"
#include "act_page.h"
#include "pages.h"

#include "base/banned.h"

/* One of these pages: the batch is read, the way back leads to the case. */
static int show(struct visit *v, const char *date_field, const struct template *t)
{
	read_practice_today(v->batch);
	if (visit_read(v) < 0)
		return -1;
	if (v->form_is_fresh && date_field)
		form_set(v->form, date_field,
		         rows_text(batch_rows(v->batch, &query_practice_today), 0,
		                   PRACTICE_TODAY_TODAY));
	visit_section(v, "cases");
	visit_back(v, "Back to the case", "/cases/%s", v->reference);
	return visit_page(v, t);
}

/* ---- Options meeting (W-2.4b) ---------------------------------------------------------------- */

static const char *const conflict_choices[] = { "nobody", "someone", NULL };
static const struct field meeting_fields[] = {
	{ "held_on", FIELD_DATE, .missing = "Enter the date of the meeting" },
	{ "people", FIELD_MANY, .max = 50 },
	{ "others", FIELD_LINE, .max = 200 },
	{ "conflicts", FIELD_CHOICE, .choices = conflict_choices,
	  .missing = "Select whether anyone had a conflict of interest" },
	{ "conflicts_who", FIELD_LINE, .max = 300 },
	{ "reasons", FIELD_PROSE, .max = 5000,
	  .missing = "Enter the options that were considered, and why" },
	ACT_LATE_FIELDS,
	{ 0 },
};
const struct form_def meeting_form = { .name = "meeting", .fields = meeting_fields };

int meeting_page(struct visit *v)
{
	read_meeting_people(v->batch, v->params[0]);
	read_meeting_list(v->batch, v->params[0]);
	return show(v, "held_on", &template_meeting_record);
}

/* The names of those who were there; "" when nobody was named. NULL on failure. */
static const char *names_of(struct visit *v)
{
	struct str ids = str_new(v->arena), names = str_new(v->arena);
	const struct rows *found;

	str_add_char(&ids, '{');
	for (const char *const *at = form_many(v->form, "people"); at && *at; at++)
		if (**at && strlen(*at) < 18 && strspn(*at, "0123456789") == strlen(*at))
			str_addf(&ids, "%s%s", ids.len > 1 ? "," : "", *at);
	str_add_char(&ids, '}');
	found = tx_read_meeting_names(v->tx, ids.data);
	if (!found) {
		visit_tx_failed(v);
		return NULL;
	}
	str_add(&names, rows_text(found, 0, MEETING_NAMES_NAMES));
	if (form_given(v->form, "others"))
		str_addf(&names, "%s%s", names.len ? ", " : "", form_text(v->form, "others"));
	return names.data;
}

int meeting_submit(struct visit *v)
{
	struct form *f = v->form;
	bool someone = text_equal(form_text(f, "conflicts"), "someone");
	const char *names = names_of(v);
	struct meeting m;

	if (!names)
		return -1;
	if (!*names)
		form_refuse(f, "people", "Select or enter who was there");
	if (someone && !form_given(f, "conflicts_who"))
		form_refuse(f, "conflicts_who", "Enter who had a conflict of interest, and what");
	if (!form_is_good(f))
		return -1;
	m = (struct meeting){
		.held_on = form_text(f, "held_on"),
		.attended = names,
		.conflicts = someone ? form_text(f, "conflicts_who") : "Nobody",
		.reasons = form_text(f, "reasons"),
		.late = act_late_of(f),
	};
	if (meeting_record(v->tx, v->case_id, &m, &v->problem) < 0)
		return -1;
	return visit_see_other(v, "/cases/%s", v->reference);
}

/* ---- Outside view (U-3) ------------------------------------------------------------------------
 */

static const char *const whom_choices[] = { "lmc", "commissioner", "defence_body", "other_gp",
	                                    NULL };
static const struct field outside_view_fields[] = {
	{ "from_whom", FIELD_CHOICE, .choices = whom_choices,
	  .missing = "Select where the view is from" },
	{ "name", FIELD_LINE, .max = 120, .missing = "Enter the name of the person who gave it" },
	{ "on_date", FIELD_DATE, .missing = "Enter the date of the view" },
	{ "words", FIELD_PROSE, .max = 5000, .missing = "Enter what they said" },
	{ 0 },
};
const struct form_def outside_view_form = { .name = "outside_view", .fields = outside_view_fields };

int outside_view_page(struct visit *v)
{
	read_outside_view_list(v->batch, v->params[0]);
	return show(v, "on_date", &template_meeting_outside_view);
}

int outside_view_submit(struct visit *v)
{
	const struct form *f = v->form;
	struct outside_view view = {
		.from_whom = form_text(f, "from_whom"),
		.name = form_text(f, "name"),
		.on_date = form_text(f, "on_date"),
		.words = form_text(f, "words"),
	};

	if (outside_view_record(v->tx, v->case_id, &view, &v->problem) < 0)
		return -1;
	return visit_see_other(v, "/cases/%s/decision", v->reference);
}

/* ---- Advice (W-2.4c, U-27) ----------------------------------------------------------------------
 */

static const char *const entry_choices[] = { "asked", "received", "not_sought", NULL };
static const char *const followed_choices[] = { "yes", "partly", "no", NULL };
static const struct field advice_fields[] = {
	{ "entry", FIELD_CHOICE, .choices = entry_choices,
	  .missing = "Select what you want to record" },
	{ "body", FIELD_LINE, .max = 120 },
	{ "for_doctor", FIELD_LINE, .max = 120 },
	{ "their_reference", FIELD_LINE, .max = 80 },
	{ "on_date", FIELD_DATE, .missing = "Enter the date" },
	{ "words", FIELD_PROSE, .max = 5000,
	  .missing = "Enter the question, the advice, or why none was sought" },
	{ "followed", FIELD_CHOICE, .choices = followed_choices },
	{ "why_not", FIELD_PROSE, .max = 5000 },
	{ "may_be_privileged", FIELD_TICK },
	{ 0 },
};
const struct form_def advice_form = { .name = "advice", .fields = advice_fields };

int advice_page(struct visit *v)
{
	read_advice_list(v->batch, v->params[0]);
	return show(v, "on_date", &template_advice_record);
}

int advice_submit(struct visit *v)
{
	struct form *f = v->form;
	const char *entry = form_text(f, "entry"), *followed = form_text(f, "followed");
	bool is_received = text_equal(entry, "received");
	struct advice x;

	if (!text_equal(entry, "not_sought") && !form_given(f, "body"))
		form_refuse(f, "body", "Enter who was asked, such as MDU, MPS, MDDUS, LMC or GMC");
	if (is_received && !*followed)
		form_refuse(f, "followed", "Select whether the advice is followed");
	if (is_received && *followed && !text_equal(followed, "yes") && !form_given(f, "why_not"))
		form_refuse(f, "why_not", "Enter why the advice is not followed in full");
	if (!form_is_good(f))
		return -1;
	x = (struct advice){
		.entry = entry,
		.body = form_text(f, "body"),
		.for_doctor = form_text(f, "for_doctor"),
		.reference = form_text(f, "their_reference"),
		.on_date = form_text(f, "on_date"),
		.words = form_text(f, "words"),
		.followed = is_received ? followed : "",
		.why_not =
		        is_received && !text_equal(followed, "yes") ? form_text(f, "why_not") : "",
		.may_be_privileged = form_ticked(f, "may_be_privileged"),
	};
	if (advice_record(v->tx, v->case_id, &x, &v->problem) < 0)
		return -1;
	return visit_see_other(v, "/cases/%s", v->reference);
}

/* ---- Findings (U-17)
 * ----------------------------------------------------------------------------- */

static const char *const ground_choices[] = {
	"threat",          "harassment",   "discrimination", "private_facts", "falsehood",
	"adverse_opinion", "naming_staff", "embarrassing",   "none",          NULL
};
static const struct field finding_fields[] = {
	{ "ground", FIELD_CHOICE, .choices = ground_choices,
	  .missing = "Select what the post shows" },
	{ "happened_on", FIELD_DATE, .missing = "Enter the day on which it happened" },
	{ "has_evidence", FIELD_TICK },
	{ "words", FIELD_PROSE, .max = 5000, .missing = "Enter what shows it" },
	{ "weighed", FIELD_PROSE, .max = 5000,
	  .missing = "Enter how freedom of expression was weighed" },
	{ 0 },
};
const struct form_def finding_form = { .name = "finding", .fields = finding_fields };

int finding_page(struct visit *v)
{
	read_finding_list(v->batch, v->params[0]);
	return show(v, NULL, &template_finding_record);
}

int finding_submit(struct visit *v)
{
	const struct form *f = v->form;
	struct finding x = {
		.ground = form_text(f, "ground"),
		.happened_on = form_text(f, "happened_on"),
		.has_evidence = form_ticked(f, "has_evidence"),
		.words = form_text(f, "words"),
		.weighed = form_text(f, "weighed"),
	};

	if (finding_record(v->tx, v->case_id, &x, &v->problem) < 0)
		return -1;
	return visit_see_other(v, "/cases/%s/gates", v->reference);
}

/* ---- Warning (C-6, R-list-3, R-list-4)
 * ------------------------------------------------------------ */

static const char *const how_choices[] = { "letter", "paper", "exception", NULL };
static const char *const exception_choices[] = { "address_change", "would_harm_patient",
	                                         "safety_risk", "not_practical", NULL };
static const struct field warning_fields[] = {
	{ "how", FIELD_CHOICE, .choices = how_choices,
	  .missing = "Select whether a warning was given, or an exception applies" },
	{ "warned_on", FIELD_DATE },
	{ "stop_by", FIELD_DATE },
	{ "said_removal", FIELD_TICK },
	{ "said_why", FIELD_TICK },
	{ "confirmed_by", FIELD_LINE, .max = 120 },
	{ "exception", FIELD_CHOICE, .choices = exception_choices },
	{ "words", FIELD_PROSE, .max = 5000,
	  .missing = "Enter the reason that the warning gave, or why the exception applies" },
	ACT_LATE_FIELDS,
	{ 0 },
};
const struct form_def warning_form = { .name = "warning", .fields = warning_fields };

int warning_page(struct visit *v)
{
	const struct rows *about;

	about = read_warning_about(v->batch, v->params[0]);
	read_warning_list(v->batch, v->params[0]);
	if (visit_read(v) < 0)
		return -1;
	if (v->form_is_fresh && rows_given(about, 0, WARNING_ABOUT_LETTER_SENT_ON)) {
		form_set(v->form, "how", "letter");
		form_set(v->form, "warned_on", rows_text(about, 0, WARNING_ABOUT_LETTER_SENT_ON));
	}
	visit_section(v, "cases");
	visit_back(v, "Back to the case", "/cases/%s", v->reference);
	return visit_page(v, &template_warning_record);
}

static void check_warning(struct form *f, const char *how)
{
	bool is_exception = text_equal(how, "exception");

	if (is_exception && !form_given(f, "exception"))
		form_refuse(f, "exception", "Select which exception applies");
	if (!is_exception && !form_given(f, "warned_on"))
		form_refuse(f, "warned_on", "Enter the date on which the warning was given");
	if (!is_exception && !form_ticked(f, "said_removal"))
		form_refuse(f, "said_removal",
		            "A warning counts only if it said that removal is a risk");
	if (!is_exception && !form_ticked(f, "said_why"))
		form_refuse(f, "said_why", "A warning counts only if it said why");
}

int warning_submit(struct visit *v)
{
	struct form *f = v->form;
	const char *how = form_text(f, "how");
	bool is_exception = text_equal(how, "exception");
	struct warning w;

	check_warning(f, how);
	if (!form_is_good(f))
		return -1;
	w = (struct warning){
		.how = is_exception               ? WARNING_EXCEPTION
		       : text_equal(how, "paper") ? WARNING_PAPER
		                                  : WARNING_LETTER,
		.warned_on = is_exception ? "" : form_text(f, "warned_on"),
		.stop_by = is_exception ? "" : form_text(f, "stop_by"),
		.exception = form_text(f, "exception"),
		.words = form_text(f, "words"),
		.confirmed_by = form_text(f, "confirmed_by"),
		.said_removal = !is_exception && form_ticked(f, "said_removal"),
		.said_why = !is_exception && form_ticked(f, "said_why"),
		.late = act_late_of(f),
	};
	if (warning_record(v->tx, v->case_id, &w, &v->problem) < 0)
		return -1;
	return visit_see_other(v, "/cases/%s%s", v->reference,
	                       text_equal(how, "paper") ? "/paper" : "");
}
