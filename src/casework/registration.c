/* Refusing to register. */
#include "casework/registration.h"

#include <string.h>

#include "base/str.h"
#include "casework/casework.h"
#include "casework/clock.h"
#include "db/queries.h"

#include "base/banned.h"

static int not_ahead(struct tx *tx, const char *date, const char *field, struct problem *reterr_why)
{
	const char *today = casework_today(tx, reterr_why);

	if (!today)
		return -1;
	if (strcmp(date, today) > 0)
		return refuse_field(reterr_why, field, "The date must not be in the future");
	return 0;
}

int registration_find(struct tx *tx, const char *name, const char *born_on, int64_t *ret,
                      struct problem *reterr_why)
{
	const struct rows *r = tx_read_author_person_find(tx, name, born_on, NULL);

	if (!r)
		return casework_failed(tx, reterr_why);
	*ret = rows_count(r) > 0 ? rows_int(r, 0, AUTHOR_PERSON_FIND_ID) : 0;
	return 0;
}

/* These texts belong to no case. */
static int content_alone(struct tx *tx, const char *words, int64_t *ret_id,
                         struct problem *reterr_why)
{
	const struct rows *r = write_registration_content(tx, words);

	if (!r)
		return casework_failed(tx, reterr_why);
	*ret_id = rows_int(r, 0, REGISTRATION_CONTENT_ID);
	return 0;
}

static int event(struct tx *tx, const char *kind, const char *table, int64_t id,
                 struct problem *reterr_why)
{
	if (!write_audit_append(tx, kind, NULL, "{}",
	                        arena_printf(tx_arena(tx), "{%s:%lld}", table, (long long)id)))
		return casework_failed(tx, reterr_why);
	return 0;
}

int refusal_record(struct tx *tx, const struct refusal *r, int64_t *ret_id,
                   struct problem *reterr_why)
{
	struct arena *a = tx_arena(tx);
	struct new_clock clock = { .about_kind = "registration_refusal" };
	int64_t person, content, clock_id;
	struct clock_sum sum;
	const struct rows *made;

	if (not_ahead(tx, r->born_on, "born_on", reterr_why) < 0 ||
	    not_ahead(tx, r->decided_on, "decided_on", reterr_why) < 0 ||
	    registration_find(tx, r->name, r->born_on, &person, reterr_why) < 0 ||
	    casework_clock(tx, "refusal_letter", r->decided_on, 0, &sum, reterr_why) < 0 ||
	    content_alone(tx, r->reasons, &content, reterr_why) < 0)
		return -1;
	if (!person) {
		made = write_author_person_add(tx, r->name, r->born_on, NULL, r->address, NULL);
		if (!made)
			return casework_failed(tx, reterr_why);
		person = rows_int(made, 0, AUTHOR_PERSON_ADD_ID);
	}
	made = write_refusal_record(tx, person, r->decided_on, r->ground, clock_due(a, &sum),
	                            clock_text(a, &sum), content);
	if (!made)
		return casework_failed(tx, reterr_why);
	*ret_id = clock.about_id = rows_int(made, 0, REFUSAL_RECORD_ID);
	if (clock_keep(tx, &clock, &sum, &clock_id, reterr_why) < 0)
		return -1;
	return event(tx, "refusal.recorded", "registration_refusal", *ret_id, reterr_why);
}

int refusal_send(struct tx *tx, int64_t id, const char *sent_on, const char *words,
                 struct problem *reterr_why)
{
	const struct rows *now = tx_read_refusal_show(tx, id), *made;
	int64_t content;

	if (!now)
		return casework_failed(tx, reterr_why);
	if (rows_count(now) == 0)
		return refuse(reterr_why, PROBLEM_NOT_FOUND, "There is no such page.");
	if (rows_given(now, 0, REFUSAL_SHOW_SENT_ON))
		return refuse(reterr_why, PROBLEM_CONFLICT,
		              "The letter has been recorded as sent already.");
	if (not_ahead(tx, sent_on, "sent_on", reterr_why) < 0)
		return -1;
	if (strcmp(sent_on, rows_text(now, 0, REFUSAL_SHOW_DECIDED_ON)) < 0)
		return refuse_field(reterr_why, "sent_on",
		                    "The date must not be before the day of the decision");
	if (strchr(words, '[') && strchr(words, ']'))
		return refuse_field(reterr_why, "words",
		                    "The letter still has words in square brackets. Fill them in, "
		                    "or take them out");
	if (content_alone(tx, words, &content, reterr_why) < 0)
		return -1;
	made = write_refusal_send(tx, id, sent_on, content);
	if (!made)
		return casework_failed(tx, reterr_why);
	if (rows_given(now, 0, REFUSAL_SHOW_CLOCK_ID) &&
	    clock_end(tx, rows_int(now, 0, REFUSAL_SHOW_CLOCK_ID), sent_on, "The letter was sent",
	              reterr_why) < 0)
		return -1;
	return event(tx, "refusal.sent", "registration_refusal_letter",
	             rows_int(made, 0, REFUSAL_SEND_ID), reterr_why);
}
