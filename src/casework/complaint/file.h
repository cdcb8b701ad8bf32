/* What the rooms of one complaint share. */
#ifndef CASEWORK_COMPLAINT_FILE_INTERNAL_H
#define CASEWORK_COMPLAINT_FILE_INTERNAL_H

#include "casework/casework.h"
#include "casework/complaint_file.h"

struct complaint_file {
	struct tx *tx;
	struct arena *arena;
	int64_t id, case_id; /* case_id 0: none */
	const char *reference, *how, *received_on, *today, *draft, *right;
	bool is_open, is_undecided, is_acknowledged, is_leader_concerned, is_partner, is_child;
	bool has_died;
	int64_t upheld, partly, not_upheld;
	struct complaint_facts facts;
	/* of the answer that is being recorded */
	const struct complaint_said *said;
	const char *about, *answer, *on_date, *words;
	int64_t content_id;    /* 0: words are kept as the entry's text, if there are any */
	int64_t apart_case_id; /* the entry is seen by those who may see this case; 0: none */
};

/* The value of a field, "" when it is empty. */
const char *said(const struct complaint_file *f, const char *field);
bool said_yes(const struct complaint_file *f, const char *field);

/* What one task asks and does before its entry is written: one function a task. */
typedef int complaint_task_fn(struct complaint_file *f, struct problem *reterr_why);
complaint_task_fn complaint_who, complaint_about, complaint_staff, complaint_apart,
        complaint_consent, complaint_grade, complaint_settle, complaint_acknowledge_file,
        complaint_lead, complaint_plan, complaint_extend, complaint_progress, complaint_investigate,
        complaint_statements, complaint_findings, complaint_response, complaint_sign,
        complaint_actions, complaint_ombudsman, complaint_end_file;

/* Columns that change; those left 0 stay. */
struct complaint_change {
	const char *acknowledged_on, *respond_by, *resolved_on, *outcome, *grade, *age_band,
	        *status, *draft, *keep_until;
	const bool *is_written;
	const int64_t *investigator_id;
};
int complaint_change(struct complaint_file *f, const struct complaint_change *c,
                     struct problem *reterr_why);
/* Ends it: closed, or one of the ends; its open tasks are done. */
int complaint_finish(struct complaint_file *f, const char *state, const char *not_required,
                     const char *resolved_on, struct problem *reterr_why);
int complaint_task_done(struct complaint_file *f, const char *kind, const char *result,
                        struct problem *reterr_why);
/* A task of the complaint with the clock of that kind, from a day. agreed_due: of CLOCK_AGREED. */
int complaint_task_start(struct complaint_file *f, const char *kind, const char *title,
                         const char *from, const char *agreed_due, struct problem *reterr_why);
/* on_date is given, is not in the future, and not before the complaint came. */
int complaint_day(const struct complaint_file *f, struct problem *reterr_why);
int complaint_words(const struct complaint_file *f, const char *sentence,
                    struct problem *reterr_why);
/* A rule's sentence, beside a field; NULL is none. */
int complaint_ask(const char *sentence, const char *field, struct problem *reterr_why);

#endif
