/* What every room of casework shares. */
#include "casework/casework.h"

#include <string.h>

#include "base/str.h"
#include "casework/clock.h"
#include "db/queries.h"
#include "rules/gate.h"

#include "base/banned.h"

int casework_failed(struct tx *tx, struct problem *reterr_why)
{
	const struct problem *p = tx_problem(tx);

	if (!p)
		return fault(reterr_why, "a write failed without saying why");
	if (reterr_why)
		*reterr_why = *p;
	return -1;
}

int casework_content(struct tx *tx, int64_t case_id, const char *text, bool needs_full,
                     int64_t *ret_id, struct problem *reterr_why)
{
	const struct rows *r = write_content_add(tx, case_id, text, needs_full);

	if (!r)
		return casework_failed(tx, reterr_why);
	*ret_id = rows_int(r, 0, CONTENT_ADD_ID);
	return 0;
}

int casework_event(struct tx *tx, const char *kind, int64_t case_id, const char *detail,
                   const char *rows, struct problem *reterr_why)
{
	struct str list = str_new(tx_arena(tx));

	str_add_char(&list, '{');
	for (const char *at = rows ? rows : ""; *at; at++)
		str_add_char(&list, *at == ' ' ? ',' : *at);
	str_add_char(&list, '}');
	if (!write_audit_append(tx, kind, case_id ? &case_id : NULL, detail ? detail : "{}",
	                        list.data))
		return casework_failed(tx, reterr_why);
	return 0;
}

static struct holiday *holidays(struct arena *a, const struct rows *r, int date, int name)
{
	struct holiday *list = arena_alloc(a, sizeof(*list) * ((size_t)rows_count(r) + 1));

	for (int i = 0; i < rows_count(r); i++) {
		date_parse(rows_text(r, i, date), &list[i].date);
		list[i].name = rows_text(r, i, name);
	}
	return list;
}

int casework_calendar(struct tx *tx, struct calendar *ret, struct problem *reterr_why)
{
	struct arena *a = tx_arena(tx);
	const struct rows *bank = tx_read_calendar_bank_holidays(tx);
	const struct rows *closed = tx_read_calendar_closures(tx);

	if (!bank || !closed)
		return casework_failed(tx, reterr_why);
	*ret = (struct calendar){
		.holidays = holidays(a, bank, CALENDAR_BANK_HOLIDAYS_ON_DATE,
		                     CALENDAR_BANK_HOLIDAYS_NAME),
		.n_holidays = (size_t)rows_count(bank),
		.closures =
		        holidays(a, closed, CALENDAR_CLOSURES_ON_DATE, CALENDAR_CLOSURES_REASON),
		.n_closures = (size_t)rows_count(closed),
	};
	return 0;
}

int casework_clock(struct tx *tx, const char *clock, const char *start, int length,
                   struct clock_sum *ret, struct problem *reterr_why)
{
	const struct clock_rule *rule = clock_find(clock);
	struct calendar calendar;
	struct date first;

	if (casework_calendar(tx, &calendar, reterr_why) < 0)
		return -1;
	if (!rule || !date_parse(start, &first))
		return fault(reterr_why, "no clock %s from %s", clock, start);
	if (clock_run(tx_arena(tx), rule, first, length, &calendar, ret) < 0)
		return fault(reterr_why, "clock %s does not run from %s", clock, start);
	return 0;
}

const char *clock_text(struct arena *a, const struct clock_sum *sum)
{
	struct str out = str_new(a);

	for (size_t i = 0; i < sum->n_lines; i++)
		str_addf(&out, "%s\n", sum->lines[i]);
	if (sum->warning && *sum->warning)
		str_addf(&out, "%s\n", sum->warning);
	return out.data;
}

const char *clock_due(struct arena *a, const struct clock_sum *sum)
{
	char text[DATE_SIZE];

	date_print(sum->due, text);
	return arena_text(a, text);
}

int casework_setting(struct tx *tx, const char *key, int *ret, struct problem *reterr_why)
{
	const struct rows *r = tx_read_setting_whole(tx, key);

	if (!r)
		return casework_failed(tx, reterr_why);
	*ret = (int)rows_int(r, 0, SETTING_WHOLE_VALUE);
	return 0;
}

const char *casework_today(struct tx *tx, struct problem *reterr_why)
{
	const struct rows *r = tx_read_practice_today(tx);

	if (!r) {
		casework_failed(tx, reterr_why);
		return NULL;
	}
	return rows_text(r, 0, PRACTICE_TODAY_TODAY);
}

static const int64_t *maybe(const int64_t *id)
{
	return *id ? id : NULL;
}

int casework_task(struct tx *tx, int64_t case_id, const struct new_task *t,
                  struct problem *reterr_why)
{
	struct arena *a = tx_arena(tx);
	const struct clock_sum *c = t->clock;
	const struct new_clock clock = {
		.case_id = case_id,
		.complaint_id = t->complaint_id,
		.start = t->clock_starts_at,
		.about_kind = t->about_id && !t->complaint_id ? t->kind : "",
		.about_id = t->complaint_id ? 0 : t->about_id,
	};
	int64_t clock_id = 0, elapsed = c ? c->due_at - c->start_at : 0;

	if (c && clock_keep(tx, &clock, c, &clock_id, reterr_why) < 0)
		return -1;
	if (!write_task_add(tx, maybe(&case_id), maybe(&t->complaint_id), t->kind, t->title,
	                    t->role, c ? clock_due(a, c) : t->due_on, t->clock_starts_at,
	                    t->clock_starts_at ? &elapsed : NULL,
	                    c ? clock_basis_name(c->basis) : "target", c ? clock_text(a, c) : "",
	                    c ? c->basis_text : "", maybe(&t->about_id), maybe(&clock_id)))
		return casework_failed(tx, reterr_why);
	return 0;
}

static int end_tasks(struct tx *tx, int64_t case_id, int64_t complaint_id, const char *kind,
                     int64_t about_id, const char *result, struct problem *reterr_why)
{
	if (!write_task_end(tx, maybe(&case_id), maybe(&complaint_id), kind, maybe(&about_id),
	                    result))
		return casework_failed(tx, reterr_why);
	return clock_end_done(tx, case_id, complaint_id, result, reterr_why);
}

int casework_task_done(struct tx *tx, int64_t case_id, const char *kind, int64_t about_id,
                       const char *result, struct problem *reterr_why)
{
	return end_tasks(tx, case_id, 0, kind, about_id, result, reterr_why);
}

int casework_task_done_complaint(struct tx *tx, int64_t complaint_id, const char *kind,
                                 const char *result, struct problem *reterr_why)
{
	return end_tasks(tx, 0, complaint_id, kind, 0, result, reterr_why);
}

int casework_step(struct tx *tx, int64_t case_id, const char *step, const char *entry,
                  const char *reason, const char *on_date, bool in_order, const char **ret_row,
                  struct problem *reterr_why)
{
	const struct rows *r = write_step_entry_add(tx, case_id, step, entry, reason ? reason : "",
	                                            on_date, in_order);

	if (!r)
		return casework_failed(tx, reterr_why);
	*ret_row = arena_printf(tx_arena(tx), "step_entry:%s", rows_text(r, 0, STEP_ENTRY_ADD_ID));
	return 0;
}

int casework_facts(struct tx *tx, int64_t case_id, struct gate_facts *ret,
                   struct problem *reterr_why)
{
	const struct rows *r = tx_read_case_facts(tx, case_id);

	if (!r)
		return casework_failed(tx, reterr_why);
	memset(ret, 0, sizeof(*ret));
	for (int i = 0; i < rows_count(r); i++)
		if (gate_facts_set(ret, rows_text(r, i, CASE_FACTS_NAME),
		                   rows_text(r, i, CASE_FACTS_VALUE)) < 0)
			return fault(reterr_why, "fact %s cannot be %s",
			             rows_text(r, i, CASE_FACTS_NAME),
			             rows_text(r, i, CASE_FACTS_VALUE));
	return 0;
}
