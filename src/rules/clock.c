/* Clocks: due dates that show how they were counted. */
#include "rules/clock.h"

#include <string.h>

#include "base/str.h"

#include "base/banned.h"

/* R-bh-2, made from the rule of R-bh-1; one-off days have to be added by hand. */
const struct holiday england_holidays[] = {
	{ { 2025, 1, 1 }, "New Year's Day" },
	{ { 2025, 4, 18 }, "Good Friday" },
	{ { 2025, 4, 21 }, "Easter Monday" },
	{ { 2025, 5, 5 }, "Early May bank holiday" },
	{ { 2025, 5, 26 }, "Spring bank holiday" },
	{ { 2025, 8, 25 }, "Summer bank holiday" },
	{ { 2025, 12, 25 }, "Christmas Day" },
	{ { 2025, 12, 26 }, "Boxing Day" },
	{ { 2026, 1, 1 }, "New Year's Day" },
	{ { 2026, 4, 3 }, "Good Friday" },
	{ { 2026, 4, 6 }, "Easter Monday" },
	{ { 2026, 5, 4 }, "Early May bank holiday" },
	{ { 2026, 5, 25 }, "Spring bank holiday" },
	{ { 2026, 8, 31 }, "Summer bank holiday" },
	{ { 2026, 12, 25 }, "Christmas Day" },
	{ { 2026, 12, 28 }, "Boxing Day (substitute day)" },
	{ { 2027, 1, 1 }, "New Year's Day" },
	{ { 2027, 3, 26 }, "Good Friday" },
	{ { 2027, 3, 29 }, "Easter Monday" },
	{ { 2027, 5, 3 }, "Early May bank holiday" },
	{ { 2027, 5, 31 }, "Spring bank holiday" },
	{ { 2027, 8, 30 }, "Summer bank holiday" },
	{ { 2027, 12, 27 }, "Christmas Day (substitute day)" },
	{ { 2027, 12, 28 }, "Boxing Day (substitute day)" },
	{ { 2028, 1, 3 }, "New Year's Day (substitute day)" },
	{ { 2028, 4, 14 }, "Good Friday" },
	{ { 2028, 4, 17 }, "Easter Monday" },
	{ { 2028, 5, 1 }, "Early May bank holiday" },
	{ { 2028, 5, 29 }, "Spring bank holiday" },
	{ { 2028, 8, 28 }, "Summer bank holiday" },
	{ { 2028, 12, 25 }, "Christmas Day" },
	{ { 2028, 12, 26 }, "Boxing Day" },
};
const size_t england_holidays_count = sizeof(england_holidays) / sizeof(england_holidays[0]);

const struct calendar england_calendar = {
	.holidays = england_holidays,
	.n_holidays = sizeof(england_holidays) / sizeof(england_holidays[0]),
};

static const char complaints_law[] = "Law: the NHS complaints regulations 2009";
static const char list_contract[] = "Contract: the GMS and PMS regulations of 2015";
static const char own_target[] = "The practice's own target";

enum { NEITHER = 0, STOP = CLOCK_MAY_STOP, EXTEND = CLOCK_MAY_EXTEND, BOTH = STOP | EXTEND };

const struct clock_rule clock_rules[] = {
	{ "complaint_acknowledgement", "Acknowledge the complaint", "the day it was received",
	  CLOCK_WORKING_DAYS, 3, false, CLOCK_LAW, complaints_law, "R-comp-4 R-comp-6 C-3", STOP },
	{ "complaint_quick_resolution", "Settle a spoken complaint on the spot",
	  "the day it was made", CLOCK_WORKING_DAYS, 1, false, CLOCK_LAW, complaints_law,
	  "R-comp-11", NEITHER },
	{ "complaint_agreed_response", "Answer the complaint by the date agreed",
	  "the day it was agreed", CLOCK_AGREED, 0, false, CLOCK_LAW, complaints_law, "R-comp-5",
	  BOTH },
	{ "complaint_response", "Answer the complaint", "the day it was received",
	  CLOCK_MONTHS_BEGINNING, 6, false, CLOCK_LAW, complaints_law, "R-comp-8", BOTH },
	{ "complaint_out_of_time", "Last day to complain", "the day it happened or was noticed",
	  CLOCK_MONTHS, 12, false, CLOCK_LAW, complaints_law, "R-comp-7", NEITHER },
	{ "ombudsman", "Last day to go to the Ombudsman", "the day it was first known",
	  CLOCK_MONTHS, 12, false, CLOCK_LAW, "Law: the Ombudsman's time limit", "R-route-3",
	  NEITHER },
	{ "ombudsman_papers", "Send the Ombudsman's papers to NHS Resolution",
	  "the day they were received", CLOCK_DAYS, 7, false, CLOCK_REQUEST,
	  "Asked for by NHS Resolution", "R-route-4", EXTEND },
	{ "cqc_summary", "Give the CQC its summary of complaints", "the day of the request",
	  CLOCK_DAYS, 28, false, CLOCK_LAW, "Law: CQC regulation 16", "R-comp-19", NEITHER },
	{ "file_request", "Answer the request for papers", "the day it was received", CLOCK_AGREED,
	  0, false, CLOCK_REQUEST, "The date asked for by another body", "U-28", BOTH },
	{ "breach_report", "Report the data breach to the ICO", "the moment it was first seen",
	  CLOCK_HOURS, 72, false, CLOCK_LAW, "Law: UK GDPR, Article 33", "R-dp-1 R-dp-2 U-7",
	  NEITHER },
	{ "data_protection_complaint", "Acknowledge the data protection complaint",
	  "the day it was received", CLOCK_DAYS, 30, true, CLOCK_LAW,
	  "Law: data protection complaints, since 19 June 2026", "R-dp-6", NEITHER },
	{ "subject_access", "Answer the subject access request", "the day it was received",
	  CLOCK_MONTHS, 1, true, CLOCK_LAW, "Law: UK GDPR, Article 15", "R-dp-4", BOTH,
	  .longest = "subject_access_extended" },
	{ "subject_access_extended", "Answer the complex subject access request",
	  "the day it was received", CLOCK_MONTHS, 3, true, CLOCK_LAW, "Law: UK GDPR, Article 15",
	  "R-dp-4", STOP },
	{ "warning_validity", "Last day on which the warning counts", "the day it was given",
	  CLOCK_MONTHS_BEGINNING, 12, false, CLOCK_CONTRACT, list_contract, "R-list-3 C-6",
	  NEITHER },
	{ "removal_effect", "Removal takes effect", "the day the commissioner received the notice",
	  CLOCK_DAYS, 8, false, CLOCK_CONTRACT, list_contract, "R-list-6 U-20", NEITHER },
	{ "removal_effect_treatment", "Removal takes effect after treatment",
	  "the day the commissioner was told that treatment had ended", CLOCK_DAYS, 8, false,
	  CLOCK_CONTRACT, list_contract, "R-list-6 U-20", NEITHER },
	{ "removal_confirmation", "Confirm the immediate removal in writing",
	  "the day notice was given", CLOCK_DAYS_BEGINNING, 7, false, CLOCK_CONTRACT, list_contract,
	  "R-list-9", NEITHER },
	{ "refusal_letter", "Send the letter refusing to register", "the day of the decision",
	  CLOCK_DAYS_BEGINNING, 14, false, CLOCK_CONTRACT, list_contract, "R-list-15 U-20",
	  NEITHER },
	{ "annual_report", "Make the annual complaints report", "the last day of the year",
	  CLOCK_AGREED, 0, false, CLOCK_LAW, complaints_law, "R-comp-17", EXTEND },
	{ "ko41b", "Send the KO41b return", "the last day of the year", CLOCK_AGREED, 0, false,
	  CLOCK_REQUEST, "The window that NHS England opens", "R-ko-1", EXTEND },
	{ "security_toolkit", "Publish the Data Security and Protection Toolkit",
	  "the first day of the year", CLOCK_AGREED, 0, false, CLOCK_CONTRACT,
	  "Contract: yearly, by 30 June", "R-sec-1", NEITHER },
	{ "retention", "The file may be destroyed", "the day it was closed", CLOCK_MONTHS, 120,
	  false, CLOCK_REQUEST, "The Records Management Code", "R-rec-ret-1 R-rec-ret-2", EXTEND },
	{ "retention_serious", "The file of a serious incident may be destroyed",
	  "the day it was closed", CLOCK_MONTHS, 240, false, CLOCK_REQUEST,
	  "The Records Management Code", "R-rec-ret-2", EXTEND },
	{ "removal_reply", "Reply to the removal request", "the day it was sent", CLOCK_DAYS, 7,
	  false, CLOCK_TARGET, own_target, "U-16", BOTH, .setting = "removal_reply_days" },
	{ "platform_recheck", "Look whether the platform has acted", "the day it was reported",
	  CLOCK_WORKING_DAYS, 2, false, CLOCK_TARGET, own_target, "U-16", BOTH,
	  .setting = "platform_recheck_working_days" },
	{ "look_again", "Look again", "the day it was taken down", CLOCK_DAYS, 7, false,
	  CLOCK_TARGET, own_target, "U-16", BOTH, .setting = "look_again_days" },
	{ "look_again_later", "Look again, the second time", "the day it was taken down",
	  CLOCK_DAYS, 30, false, CLOCK_TARGET, own_target, "U-16", BOTH,
	  .setting = "look_again_later_days" },
	{ "complaint_invitation", "Answer to the invitation to complain",
	  "the day the person was invited", CLOCK_WORKING_DAYS, 10, false, CLOCK_TARGET, own_target,
	  "U-13 U-16", BOTH, .setting = "invitation_working_days" },
	{ "management_notice", "A manager opens the notice", "the moment it was found",
	  CLOCK_MINUTES, 240, false, CLOCK_TARGET, own_target, "W-2.3c U-4", NEITHER,
	  .setting = "notice_target_minutes" },
	{ "policy_review", "Review the policy", "the day it came into force", CLOCK_MONTHS, 12,
	  false, CLOCK_TARGET, own_target, "H-role-4", BOTH, .setting = "policy_review_months" },
	{ "training_refresh", "Refresh the training", "the day it was last done", CLOCK_MONTHS, 12,
	  false, CLOCK_TARGET, own_target, "H-role-6", BOTH, .setting = "training_refresh_months" },
	{ "account_check", "Check the practice's accounts", "the day they were last checked",
	  CLOCK_MONTHS, 3, false, CLOCK_TARGET, own_target, "W-2.1e", BOTH,
	  .setting = "account_check_months" },
	{ 0 },
};

const struct clock_rule *clock_find(const char *code)
{
	const struct clock_rule *rule;

	for (rule = clock_rules; rule->code; rule++)
		if (!strcmp(rule->code, code))
			return rule;
	return NULL;
}

const char *clock_basis_name(enum clock_basis basis)
{
	static const char *const names[] = { "law", "contract", "target", "request" };

	return names[basis];
}

bool calendar_knows_year(const struct calendar *calendar, int year)
{
	size_t n = 0;

	for (size_t i = 0; i < calendar->n_holidays; i++)
		n += calendar->holidays[i].date.year == year;
	return n >= CALENDAR_HOLIDAYS_A_YEAR;
}

static const char *named_day(struct date d, const struct holiday *days, size_t n)
{
	size_t i;

	for (i = 0; i < n; i++)
		if (date_compare(days[i].date, d) == 0)
			return days[i].name;
	return NULL;
}

bool is_working_day(struct date d, const struct calendar *calendar, bool with_closures,
                    const char **ret_reason)
{
	const char *reason = named_day(d, calendar->holidays, calendar->n_holidays);
	int weekday = date_weekday(d);

	if (!reason && weekday >= 6)
		reason = weekday == 6 ? "Saturday" : "Sunday";
	if (!reason && with_closures)
		reason = named_day(d, calendar->closures, calendar->n_closures);
	if (ret_reason)
		*ret_reason = reason;
	return reason == NULL;
}

/* A sum in the making. */
struct count {
	struct arena *arena;
	const struct calendar *calendar;
	bool with_closures;
	const struct clock_facts *facts;
	const char **lines;
	size_t n_lines, room;
	int unknown_year; /* the first year whose holidays are not known; 0 for none */
};

static void add_line(struct count *c, const char *line)
{
	if (c->n_lines == c->room) {
		size_t room = c->room ? c->room * 2 : 16;
		const char **lines = arena_alloc(c->arena, room * sizeof(*lines));

		if (c->n_lines)
			memcpy(lines, c->lines, c->n_lines * sizeof(*lines));
		c->lines = lines;
		c->room = room;
	}
	c->lines[c->n_lines++] = line;
}

static void add_day(struct count *c, struct date d, const char *what, const char *reason)
{
	char day[CIVIL_SHORT_SIZE];

	civil_short(d, day);
	add_line(c, reason ? arena_printf(c->arena, "%s %s: %s", day, what, reason)
	                   : arena_printf(c->arena, "%s %s", day, what));
}

/* Is d a working day? Remembers a year for which nobody can tell. */
static bool is_counted(struct count *c, struct date d, const char **ret_reason)
{
	if (!c->unknown_year && !calendar_knows_year(c->calendar, d.year))
		c->unknown_year = d.year;
	return is_working_day(d, c->calendar, c->with_closures, ret_reason);
}

/* The stop in which day d falls, or NULL. The day of the restart counts again. */
static const struct clock_pause *pause_of(const struct count *c, struct date d)
{
	for (size_t i = 0; i < c->facts->n_pauses; i++) {
		const struct clock_pause *p = &c->facts->pauses[i];

		if (date_compare(p->from, d) <= 0 &&
		    (!civil_given(p->to) || date_compare(d, p->to) < 0))
			return p;
	}
	return NULL;
}

/* No date (all zeros) where the clock still stands. */
static struct date count_working_days(struct count *c, struct date d, int n)
{
	const struct clock_pause *pause;
	const char *reason;

	while (n > 0) {
		d = date_add_days(d, 1);
		pause = pause_of(c, d);
		if (pause && !civil_given(pause->to))
			return (struct date){ 0 };
		if (pause) {
			add_day(c, d, "skipped", "the clock stood still");
		} else if (is_counted(c, d, &reason)) {
			add_day(c, d, "counted", NULL);
			n--;
		} else {
			add_day(c, d, "skipped", reason);
		}
	}
	return d;
}

/* Days and months: what the clock stood still is added at the end. after: only stops from that day
 * on (none given: all). */
static struct date add_pauses(struct count *c, struct date due, struct date after)
{
	for (size_t i = 0; i < c->facts->n_pauses; i++) {
		const struct clock_pause *p = &c->facts->pauses[i];
		char from[CIVIL_SHORT_SIZE], to[CIVIL_SHORT_SIZE];
		long days;

		if (civil_before(p->from, after) || civil_before(due, p->from))
			continue;
		if (!civil_given(p->to))
			return (struct date){ 0 };
		days = civil_days_between(p->from, p->to);
		if (days == 0)
			continue;
		civil_short(p->from, from);
		civil_short(p->to, to);
		add_line(c,
		         arena_printf(c->arena, "%ld %s added: the clock stood still from %s to %s",
		                      days, days == 1 ? "day" : "days", from, to));
		due = date_add_days(due, days);
	}
	return due;
}

/* Calendar days are counted one by one up to five weeks, beyond that in one line. */
static struct date count_days(struct count *c, struct date first, int n)
{
	int i;

	if (n > 35) {
		add_line(c,
		         arena_printf(c->arena, "%d days counted, weekends and holidays too", n));
		return date_add_days(first, n - 1);
	}
	for (i = 0; i < n; i++)
		add_day(c, date_add_days(first, i), "counted", NULL);
	return date_add_days(first, n - 1);
}

static struct date count_months(struct count *c, struct date start, int n, bool is_beginning)
{
	struct date corresponding = date_add_months(start, n);
	bool is_same = corresponding.day == start.day;
	struct date due = is_beginning ? civil_months_last_day(start, n) : corresponding;
	char day[CIVIL_LONG_SIZE];

	civil_long(corresponding, day);
	if (is_same)
		add_line(c, arena_printf(c->arena, "%d %s on: %s", n, n == 1 ? "month" : "months",
		                         day));
	else
		add_line(c,
		         arena_printf(c->arena,
		                      "%d %s on there is no day %d: the last day of that month, %s",
		                      n, n == 1 ? "month" : "months", start.day, day));
	if (is_beginning && is_same) {
		civil_long(due, day);
		add_line(c,
		         arena_printf(c->arena,
		                      "The first day counts, so it ends the day before: %s", day));
	}
	return due;
}

/* Whom a count starts and ends with depends on the unit alone. */
static struct date count_from(struct count *c, const struct clock_rule *rule, int length)
{
	const struct clock_facts *f = c->facts;
	struct date none = { 0 };

	switch (rule->unit) {
	case CLOCK_WORKING_DAYS:
		return count_working_days(c, f->start, length);
	case CLOCK_DAYS:
		return add_pauses(c, count_days(c, date_add_days(f->start, 1), length), none);
	case CLOCK_DAYS_BEGINNING:
		return add_pauses(c, count_days(c, f->start, length), none);
	case CLOCK_MONTHS_BEGINNING:
		return add_pauses(c, count_months(c, f->start, length, true), none);
	case CLOCK_MONTHS:
		return add_pauses(c, count_months(c, f->start, length, false), none);
	case CLOCK_AGREED:
	case CLOCK_HOURS:
	case CLOCK_MINUTES:
		break;
	}
	return none;
}

/* A later date that was agreed stands in place of what was counted. */
static struct date extend(struct count *c, struct date due)
{
	char day[CIVIL_LONG_SIZE], agreed[CIVIL_LONG_SIZE];

	if (!civil_given(c->facts->agreed_due))
		return due;
	civil_long(c->facts->agreed_due, day);
	civil_long(c->facts->agreed_on, agreed);
	add_line(c, arena_printf(c->arena, "The date agreed on %s: %s", agreed, day));
	return add_pauses(c, c->facts->agreed_due, c->facts->agreed_on);
}

static struct clock_sum sum_of(const struct count *c, const struct clock_rule *rule)
{
	return (struct clock_sum){
		.rule = rule,
		.lines = c->lines,
		.n_lines = c->n_lines,
		.warning = c->unknown_year
		                   ? arena_printf(
		                             c->arena,
		                             "The bank holidays of %d are not in the table, so "
		                             "this date may be too early: add them and look again.",
		                             c->unknown_year)
		                   : "",
		.basis = rule->basis,
		.basis_text = rule->basis_text,
		.cites = rule->cites,
	};
}

int clock_count(struct arena *a, const struct clock_rule *rule, const struct clock_facts *facts,
                const struct calendar *calendar, struct clock_sum *ret)
{
	struct count c = { .arena = a,
		           .calendar = calendar,
		           .with_closures = rule->basis == CLOCK_TARGET,
		           .facts = facts };
	int length = facts->length ? facts->length : rule->length;
	bool is_agreed = rule->unit == CLOCK_AGREED;
	const char *reason;
	struct date due;

	if (!date_exists(facts->start) || length > 3650 || clock_is_elapsed(rule) ||
	    (is_agreed ? !date_exists(facts->agreed_due) : length < 1))
		return -1;
	if (rule->unit == CLOCK_WORKING_DAYS || rule->unit == CLOCK_DAYS)
		add_day(&c, facts->start, "not counted", rule->first_day);
	else
		add_day(&c, facts->start, is_agreed ? "starts" : "is the first day",
		        rule->first_day);
	due = extend(&c, count_from(&c, rule, length));
	if (rule->to_working_day && civil_given(due))
		while (!is_counted(&c, due, &reason)) {
			add_day(&c, due, "moved to the next day", reason);
			due = date_add_days(due, 1);
		}
	if (civil_given(due))
		add_day(&c, due, "due", NULL);
	else
		add_line(&c, "The clock stands still: it has no due date until it goes on");
	*ret = sum_of(&c, rule);
	ret->start = facts->start;
	ret->due = due;
	ret->length = length;
	return 0;
}

int clock_run(struct arena *a, const struct clock_rule *rule, struct date start, int length,
              const struct calendar *calendar, struct clock_sum *ret)
{
	return clock_count(a, rule, &(struct clock_facts){ .start = start, .length = length },
	                   calendar, ret);
}

bool clock_is_elapsed(const struct clock_rule *rule)
{
	return rule->unit == CLOCK_HOURS || rule->unit == CLOCK_MINUTES;
}

static const char *moment(struct arena *a, int64_t instant)
{
	struct date day;
	int minutes = civil_england(instant, &day);
	char text[CIVIL_SHORT_SIZE];

	civil_short(day, text);
	return arena_printf(a, "%s %d:%02d%s", text, (minutes / 60 + 11) % 12 + 1, minutes % 60,
	                    minutes < 720 ? "am" : "pm");
}

int clock_run_elapsed(struct arena *a, const struct clock_rule *rule, int64_t start, int length,
                      struct clock_sum *ret)
{
	struct count c = { .arena = a };
	bool is_hours = rule->unit == CLOCK_HOURS;
	int64_t due;
	long shift;

	if (length == 0)
		length = rule->length;
	if (!clock_is_elapsed(rule) || length < 1 || length > 100000)
		return -1;
	due = start + (int64_t)length * (is_hours ? 3600 : 60);
	shift = civil_england_offset(due) - civil_england_offset(start);
	add_line(&c, arena_printf(a, "%s started: %s", moment(a, start), rule->first_day));
	add_line(&c, arena_printf(a, "%d %s on the clock, nights, weekends and holidays too",
	                          length, is_hours ? "hours" : "minutes"));
	if (shift)
		add_line(&c, arena_printf(a,
		                          "The clocks go %s in between, so by the clock on the "
		                          "wall it ends an hour %s",
		                          shift > 0 ? "forward" : "back",
		                          shift > 0 ? "later" : "earlier"));
	add_line(&c, arena_printf(a, "%s due", moment(a, due)));
	*ret = sum_of(&c, rule);
	ret->length = length;
	ret->start_at = start;
	ret->due_at = due;
	civil_england(start, &ret->start);
	civil_england(due, &ret->due);
	return 0;
}

bool clock_is_half_gone(struct date start, struct date due, struct date today)
{
	return 2 * civil_days_between(start, today) >= civil_days_between(start, due);
}

bool clock_is_half_gone_hours(int64_t start, int64_t due, int64_t now)
{
	return now - start >= (due - start) / 2;
}

bool clock_is_missed(struct date due, struct date today)
{
	return date_compare(today, due) > 0;
}

long clock_days_left(struct date due, struct date today)
{
	return civil_days_between(today, due);
}

bool clock_may_extend(struct date due, struct date today)
{
	return !clock_is_missed(due, today);
}
