/* The complaint part of a case. */
#include "casework/complaint.h"

#include <stdlib.h>
#include <string.h>

#include "base/str.h"
#include "casework/act.h"
#include "casework/casework.h"
#include "db/queries.h"
#include "rules/ladder.h"

#include "base/banned.h"

/* The row, as it is and as it is about to be. */
struct part {
	struct act_case c;
	int64_t id;
	int version;
	const char *received_on;
	const char *state;
	const char *acknowledge_by; /* dates: NULL where there is none */
	const char *acknowledged_on;
	const char *leaflet;
	const char *leaflet_on;
	const char *invited_on;
	const char *answer_by;
	const char *cannot_reach_why;
	const char *ended_on;
	const char *ended_why;
	bool ends;
};

static bool is_open(const struct part *p)
{
	return text_equal(p->state, "with_lead") || text_equal(p->state, "invited");
}

static int read_part(struct tx *tx, int64_t case_id, const char *version, struct part *p,
                     struct problem *reterr_why)
{
	const struct rows *r;
	char shown[16];

	if (act_case_read(tx, case_id, &p->c, reterr_why) < 0)
		return -1;
	r = tx_read_complaint_now(tx, case_id);
	if (!r)
		return casework_failed(tx, reterr_why);
	if (rows_count(r) == 0)
		return refuse(reterr_why, PROBLEM_REFUSED,
		              "Nothing has been passed to the Complaints Lead on this case. Triage "
		              "it again if it is, or refers to, a complaint.");
	p->id = rows_int(r, 0, COMPLAINT_NOW_ID);
	p->version = (int)rows_int(r, 0, COMPLAINT_NOW_VERSION);
	p->received_on = rows_text(r, 0, COMPLAINT_NOW_RECEIVED_ON);
	p->state = rows_text_or(r, 0, COMPLAINT_NOW_STATE, "");
	p->acknowledge_by = rows_text(r, 0, COMPLAINT_NOW_ACKNOWLEDGE_BY);
	p->acknowledged_on = rows_text(r, 0, COMPLAINT_NOW_ACKNOWLEDGED_ON);
	p->leaflet = rows_text_or(r, 0, COMPLAINT_NOW_LEAFLET, "");
	p->leaflet_on = rows_text(r, 0, COMPLAINT_NOW_LEAFLET_ON);
	p->invited_on = rows_text(r, 0, COMPLAINT_NOW_INVITED_ON);
	p->answer_by = rows_text(r, 0, COMPLAINT_NOW_ANSWER_BY);
	p->cannot_reach_why = rows_text_or(r, 0, COMPLAINT_NOW_CANNOT_REACH_WHY, "");
	p->ended_on = rows_text(r, 0, COMPLAINT_NOW_ENDED_ON);
	p->ended_why = rows_text_or(r, 0, COMPLAINT_NOW_ENDED_WHY, "");
	p->ends = false;
	/* A complaint that was taken up outlives its case: law still wants it answered. */
	if (p->c.is_closed && !text_equal(p->state, "taken_up"))
		return act_refuse_closed(reterr_why);
	snprintf(shown, sizeof(shown), "%d", p->version);
	if (version && !text_equal(version, shown))
		return refuse(reterr_why, PROBLEM_CONFLICT,
		              "Somebody else changed the complaint part while you were writing. "
		              "What is stored now is shown above, and what you typed below. "
		              "Nothing of yours was saved yet.");
	return 0;
}

static int read_open(struct tx *tx, int64_t case_id, const char *version, struct part *p,
                     struct problem *reterr_why)
{
	if (read_part(tx, case_id, version, p, reterr_why) < 0)
		return -1;
	if (!is_open(p))
		return refuse(reterr_why, PROBLEM_REFUSED,
		              "The complaint part has ended already, so this cannot be recorded on "
		              "it.");
	return 0;
}

static int write_part(struct tx *tx, const struct part *p, struct problem *reterr_why)
{
	const struct rows *r = write_complaint_change(
	        tx, p->id, p->version, p->state, p->acknowledge_by, p->acknowledged_on, p->leaflet,
	        p->leaflet_on, p->invited_on, p->answer_by, p->cannot_reach_why, p->ended_on,
	        p->ended_why, p->ends);

	if (!r)
		return casework_failed(tx, reterr_why);
	if (rows_count(r) == 0)
		return refuse(reterr_why, PROBLEM_CONFLICT,
		              "Somebody else changed the complaint part first. Look at it again.");
	return 0;
}

/* Dates and codes only: what people wrote stays in the row. */
static const char *detail(struct tx *tx, const struct part *p, const char *on_date,
                          const char *extra)
{
	return arena_printf(tx_arena(tx), "{\"complaint\": %lld, \"on\": \"%s\"%s%s}",
	                    (long long)p->id, on_date, *extra ? ", " : "", extra);
}

static int check_day(const struct part *p, const char *on_date, struct problem *reterr_why)
{
	if (!*on_date)
		return refuse_field(reterr_why, "on_date", "Enter the date");
	if (act_not_later(&p->c, on_date, "on_date", "The date", reterr_why) < 0)
		return -1;
	if (strcmp(on_date, p->received_on) < 0)
		return refuse_field(reterr_why, "on_date",
		                    "The date must not be before the complaint was received");
	return 0;
}

int complaint_acknowledge(struct tx *tx, int64_t case_id, const char *version, const char *on_date,
                          struct problem *reterr_why)
{
	struct part p;

	if (read_part(tx, case_id, version, &p, reterr_why) < 0 ||
	    check_day(&p, on_date, reterr_why) < 0)
		return -1;
	if (!is_open(&p) && !text_equal(p.state, "taken_up"))
		return refuse(reterr_why, PROBLEM_REFUSED,
		              "The complaint part has ended, so there is nothing to acknowledge.");
	if (p.acknowledged_on)
		return refuse(reterr_why, PROBLEM_REFUSED,
		              "It has been acknowledged already. The first date stands.");
	p.acknowledged_on = on_date;
	if (write_part(tx, &p, reterr_why) < 0 ||
	    casework_task_done(tx, case_id, "complaint_acknowledge", 0, "acknowledged",
	                       reterr_why) < 0)
		return -1;
	return casework_event(tx, "complaint.acknowledged", case_id, detail(tx, &p, on_date, ""),
	                      NULL, reterr_why);
}

int complaint_leaflet(struct tx *tx, int64_t case_id, const char *version, const char *answer,
                      const char *on_date, struct problem *reterr_why)
{
	struct part p;

	if (read_part(tx, case_id, version, &p, reterr_why) < 0 ||
	    check_day(&p, on_date, reterr_why) < 0)
		return -1;
	if (!text_equal(answer, "offered") && !text_equal(answer, "accepted") &&
	    !text_equal(answer, "declined"))
		return refuse_field(reterr_why, "leaflet", "Select what came of the leaflet");
	p.leaflet = answer;
	p.leaflet_on = on_date;
	if (write_part(tx, &p, reterr_why) < 0)
		return -1;
	return casework_event(
	        tx, "complaint.leaflet", case_id,
	        detail(tx, &p, on_date, arena_printf(tx_arena(tx), "\"answer\": \"%s\"", answer)),
	        NULL, reterr_why);
}

int complaint_invite(struct tx *tx, int64_t case_id, const char *version, const char *on_date,
                     struct problem *reterr_why)
{
	struct part p;
	struct clock_sum sum;
	struct new_task task = { .kind = "complaint_invitation",
		                 .title = "See whether the invitation to complain was answered",
		                 .role = "complaints_lead",
		                 .clock = &sum };
	const char *from;
	int days;

	if (read_open(tx, case_id, version, &p, reterr_why) < 0 ||
	    check_day(&p, on_date, reterr_why) < 0)
		return -1;
	/* A date entered afterwards does not make the waiting time over at once. */
	from = strcmp(on_date, p.c.today) > 0 ? on_date : p.c.today;
	if (p.invited_on)
		return refuse(reterr_why, PROBLEM_REFUSED,
		              "The person has been invited already. The date first given stands.");
	if (casework_setting(tx, "invitation_working_days", &days, reterr_why) < 0 ||
	    casework_clock(tx, "complaint_invitation", from, days, &sum, reterr_why) < 0)
		return -1;
	p.state = "invited";
	p.invited_on = on_date;
	p.answer_by = clock_due(tx_arena(tx), &sum);
	p.cannot_reach_why = "";
	task.about_id = task.complaint_id = p.id;
	if (write_part(tx, &p, reterr_why) < 0 || casework_task(tx, case_id, &task, reterr_why) < 0)
		return -1;
	return casework_event(
	        tx, "complaint.invited", case_id,
	        detail(tx, &p, on_date,
	               arena_printf(tx_arena(tx), "\"answer_by\": \"%s\"", p.answer_by)),
	        NULL, reterr_why);
}

int complaint_unreachable(struct tx *tx, int64_t case_id, const char *version, const char *why,
                          const char *on_date, struct problem *reterr_why)
{
	struct part p;

	if (read_open(tx, case_id, version, &p, reterr_why) < 0 ||
	    check_day(&p, on_date, reterr_why) < 0)
		return -1;
	if (text_is_blank(why))
		return refuse_field(reterr_why, "cannot_reach_why",
		                    "Enter why the person cannot be reached");
	p.cannot_reach_why = why;
	if (write_part(tx, &p, reterr_why) < 0 ||
	    casework_task_done(tx, case_id, "complaint_acknowledge", 0,
	                       "stopped: cannot be reached", reterr_why) < 0)
		return -1;
	return casework_event(tx, "complaint.unreachable", case_id, detail(tx, &p, on_date, ""),
	                      NULL, reterr_why);
}

int complaint_reached(struct tx *tx, int64_t case_id, const char *version, const char *on_date,
                      struct problem *reterr_why)
{
	struct part p;
	struct clock_sum sum;
	struct new_task task = { .kind = "complaint_acknowledge",
		                 .title = "Acknowledge the complaint",
		                 .role = "complaints_lead",
		                 .clock = &sum };

	if (read_open(tx, case_id, version, &p, reterr_why) < 0 ||
	    check_day(&p, on_date, reterr_why) < 0)
		return -1;
	if (!*p.cannot_reach_why)
		return refuse(reterr_why, PROBLEM_REFUSED,
		              "The clock is not stopped: nobody has recorded that the person "
		              "cannot be reached.");
	p.cannot_reach_why = "";
	if (!p.acknowledged_on) {
		if (casework_clock(tx, "complaint_acknowledgement", on_date, 0, &sum, reterr_why) <
		    0)
			return -1;
		p.acknowledge_by = clock_due(tx_arena(tx), &sum);
		task.about_id = task.complaint_id = p.id;
		if (casework_task(tx, case_id, &task, reterr_why) < 0)
			return -1;
	}
	if (write_part(tx, &p, reterr_why) < 0)
		return -1;
	return casework_event(tx, "complaint.reached", case_id, detail(tx, &p, on_date, ""), NULL,
	                      reterr_why);
}

/* A complaint that is taken up has its six months, from the day it was received (R-comp-8). */
static int begin_answer(struct tx *tx, const struct part *p, struct problem *reterr_why)
{
	struct clock_sum sum;
	struct new_task task = { .kind = "complaint_response",
		                 .title = "Answer the complaint in writing",
		                 .role = "complaints_lead",
		                 .clock = &sum,
		                 .about_id = p->id,
		                 .complaint_id = p->id };

	if (casework_clock(tx, "complaint_response", p->received_on, 0, &sum, reterr_why) < 0)
		return -1;
	return casework_task(tx, p->c.id, &task, reterr_why);
}

int complaint_end(struct tx *tx, int64_t case_id, const char *version, const char *end,
                  const char *why, const char *on_date, struct problem *reterr_why)
{
	static const char *const ends[] = { "taken_up", "nothing_heard", "answered_as_feedback",
		                            "not_a_complaint" };
	struct part p;
	bool is_known = false, is_taken_up = text_equal(end, "taken_up");

	for (size_t i = 0; i < sizeof(ends) / sizeof(ends[0]); i++)
		is_known = is_known || text_equal(end, ends[i]);
	if (!is_known)
		return refuse_field(reterr_why, "end", "Select how the complaint part ended");
	if (read_open(tx, case_id, version, &p, reterr_why) < 0 ||
	    check_day(&p, on_date, reterr_why) < 0)
		return -1;
	if (text_is_blank(why))
		return refuse_field(reterr_why, "ended_why", "Enter the reason");
	if (text_equal(end, "nothing_heard") && !*p.cannot_reach_why) {
		if (!p.invited_on)
			return refuse_field(
			        reterr_why, "end",
			        "The person has not been invited to complain, so silence "
			        "says nothing. Send the invitation first.");
		if (strcmp(p.c.today, p.answer_by) <= 0 || strcmp(on_date, p.answer_by) <= 0)
			return refuse_field(reterr_why, "end",
			                    "The time given to answer is not over: the last day is "
			                    "shown above");
	}
	p.state = end;
	p.ended_on = on_date;
	p.ended_why = why;
	p.ends = true;
	if (write_part(tx, &p, reterr_why) < 0 ||
	    casework_task_done(tx, case_id, "complaint_invitation", 0, end, reterr_why) < 0)
		return -1;
	/* A complaint that is taken up is still to be acknowledged, if it was not. */
	if (is_taken_up ? begin_answer(tx, &p, reterr_why) < 0
	                : casework_task_done(tx, case_id, "complaint_acknowledge", 0, end,
	                                     reterr_why) < 0)
		return -1;
	return casework_event(
	        tx, is_taken_up ? "complaint.taken_up" : "complaint.ended", case_id,
	        detail(tx, &p, on_date, arena_printf(tx_arena(tx), "\"end\": \"%s\"", end)), NULL,
	        reterr_why);
}

/* An answer to a gate's question, with its words apart. */
static int state_ground(struct tx *tx, int64_t case_id, const char *question, const char *answer,
                        const char *words, struct str *rows, struct problem *reterr_why)
{
	const struct rows *r;
	int64_t content;

	if (casework_content(tx, case_id, words, true, &content, reterr_why) < 0)
		return -1;
	r = write_gate_answer_record(tx, case_id, question, answer, content, false);
	if (!r)
		return casework_failed(tx, reterr_why);
	act_row(rows, "gate_statement", rows_int(r, 0, GATE_ANSWER_RECORD_ID));
	return 0;
}

int complaint_lead_asks(struct tx *tx, int64_t case_id, const char *why, struct problem *reterr_why)
{
	struct str rows = str_new(tx_arena(tx));
	struct part p;

	if (read_open(tx, case_id, NULL, &p, reterr_why) < 0)
		return -1;
	if (text_is_blank(why))
		return refuse_field(reterr_why, "lead_why", "Enter why you ask for removal");
	if (state_ground(tx, case_id, "lead_asks", "yes", why, &rows, reterr_why) < 0)
		return -1;
	return casework_event(tx, "complaint.lead_asks", case_id, detail(tx, &p, p.c.today, ""),
	                      rows.data, reterr_why);
}

int complaint_reopen_steps(struct tx *tx, int64_t case_id, const char *kind, const char *ground,
                           int past, struct problem *reterr_why)
{
	struct str rows = str_new(tx_arena(tx));
	const struct rows *stopped;
	struct part p;

	if (read_part(tx, case_id, NULL, &p, reterr_why) < 0)
		return -1;
	if (p.c.is_closed)
		return act_refuse_closed(reterr_why);
	if (is_open(&p))
		return refuse(reterr_why, PROBLEM_REFUSED,
		              "The complaint part is still open: the steps reopen only after the "
		              "Complaints Lead has ended it.");
	if (!text_equal(kind, "apart") && !text_equal(kind, "only_refusal"))
		return refuse_field(reterr_why, "kind", "Select what the ground rests on");
	if (text_is_blank(ground))
		return refuse_field(reterr_why, "ground", "Enter the ground");
	if (state_ground(tx, case_id, "ground", kind, ground, &rows, reterr_why) < 0)
		return -1;
	if (past > 0 && state_ground(tx, case_id, "complaints_considered",
	                             arena_printf(tx_arena(tx), "seen_%d", past), ground, &rows,
	                             reterr_why) < 0)
		return -1;
	if (text_equal(kind, "apart")) {
		stopped = tx_read_complaint_stopped_steps(tx, case_id);
		if (!stopped)
			return casework_failed(tx, reterr_why);
		for (int i = 0; i < rows_count(stopped); i++) {
			const char *step = rows_text(stopped, i, COMPLAINT_STOPPED_STEPS_STEP);
			const char *row;

			if (casework_step(tx, case_id, step, "reopened", "", NULL, true, &row,
			                  reterr_why) < 0)
				return -1;
			str_addf(&rows, " %s", row);
		}
	}
	return casework_event(
	        tx, "step.reopened", case_id,
	        detail(tx, &p, p.c.today, arena_printf(tx_arena(tx), "\"ground\": \"%s\"", kind)),
	        rows.data, reterr_why);
}
