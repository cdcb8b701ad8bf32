/* Who posted. */
#include "casework/author.h"

#include <string.h>

#include "base/str.h"
#include "casework/casework.h"
#include "db/queries.h"
#include "rules/nhs_number.h"

#include "base/banned.h"

static const char *or_null(const char *text)
{
	return *text ? text : NULL;
}

static int check(struct tx *tx, const struct author *who, struct problem *reterr_why)
{
	const char *today = casework_today(tx, reterr_why);

	if (!today)
		return -1;
	if (!text_equal(who->kind, "not_known") && text_is_blank(who->basis))
		return refuse_field(reterr_why, "basis", "Enter how we know who posted");
	if (!*who->name && (*who->born_on || *who->nhs_number || *who->address || *who->died_on))
		return refuse_field(reterr_why, "name", "Enter the person's name");
	if (*who->nhs_number && !*who->born_on)
		return refuse_field(
		        reterr_why, "born_on",
		        "Enter the date of birth too: an NHS number never stands alone");
	if (*who->born_on && strcmp(who->born_on, today) > 0)
		return refuse_field(reterr_why, "born_on",
		                    "The date of birth must not be in the future");
	if (*who->died_on && strcmp(who->died_on, today) > 0)
		return refuse_field(reterr_why, "died_on", "The date must not be in the future");
	if (*who->died_on && *who->born_on && strcmp(who->died_on, who->born_on) < 0)
		return refuse_field(reterr_why, "died_on",
		                    "The date must be after the date of birth");
	if (*who->nhs_number && !nhs_number_is_valid(who->nhs_number))
		return refuse_field(reterr_why, "nhs_number",
		                    "This is not an NHS number: check each digit");
	return 0;
}

/* The person's row: one known already by name and birth date; the one that the case has, when only
 * this case rests on it; or a new one. A row that other cases, warnings, complaints or removals
 * rest on is never turned into somebody else (U-21). *ret 0: nobody. */
static int find_person(struct tx *tx, const struct author *who, int64_t now_id, int64_t *ret,
                       struct problem *reterr_why)
{
	const struct rows *r = NULL;

	*ret = 0;
	if (!*who->name)
		return 0;
	if (*who->born_on) {
		r = tx_read_author_person_find(tx, who->name, who->born_on,
		                               or_null(who->nhs_number));
		if (!r)
			return casework_failed(tx, reterr_why);
	}
	if (rows_count(r) > 0) {
		*ret = rows_int(r, 0, AUTHOR_PERSON_FIND_ID);
	} else if (now_id) {
		const struct rows *shared =
		        tx_read_author_person_shared(tx, now_id, who->name, or_null(who->born_on));

		if (!shared)
			return casework_failed(tx, reterr_why);
		if (!rows_bool(shared, 0, AUTHOR_PERSON_SHARED_IS_SHARED))
			*ret = now_id;
	}
	if (*ret)
		return write_author_person_change(tx, *ret, who->name, or_null(who->born_on),
		                                  or_null(who->nhs_number), who->address,
		                                  or_null(who->died_on))
		               ? 0
		               : casework_failed(tx, reterr_why);
	r = write_author_person_add(tx, who->name, or_null(who->born_on), or_null(who->nhs_number),
	                            who->address, or_null(who->died_on));
	if (!r)
		return casework_failed(tx, reterr_why);
	*ret = rows_int(r, 0, AUTHOR_PERSON_ADD_ID);
	return 0;
}

/* An agreement that was given alone or outside does not outlive a change of who it is. */
static int take_back(struct tx *tx, int64_t case_id, const struct rows *now, struct str *rows,
                     struct problem *reterr_why)
{
	static const char *const gates[] = { "author_agreed_alone", "author_agreed_outside" };
	const int columns[] = { AUTHOR_NOW_AGREED_ALONE, AUTHOR_NOW_AGREED_OUTSIDE };

	for (int i = 0; i < 2; i++) {
		const struct rows *r;
		int64_t content;

		if (!text_equal(rows_text_or(now, 0, columns[i], ""), "yes"))
			continue;
		if (casework_content(tx, case_id, "Who posted was recorded anew.", true, &content,
		                     reterr_why) < 0)
			return -1;
		r = write_author_statement(tx, case_id, gates[i], "no", content);
		if (!r)
			return casework_failed(tx, reterr_why);
		str_addf(rows, "%sgate_statement:%s", rows->len ? " " : "",
		         rows_text(r, 0, AUTHOR_STATEMENT_ID));
	}
	return 0;
}

/* A year of age is counted as people count it: from the birthday on. */
static bool is_under_18(struct tx *tx, const struct author *who)
{
	struct date born, today;
	const char *now = casework_today(tx, NULL);

	if (!*who->born_on)
		return text_equal(who->age, "child") || text_equal(who->age, "perhaps_child");
	return date_parse(who->born_on, &born) && now && date_parse(now, &today) &&
	       date_compare(date_add_months(born, 18 * 12), today) > 0;
}

int author_record(struct tx *tx, int64_t case_id, const struct author *who,
                  struct problem *reterr_why)
{
	const struct rows *now = tx_read_author_now(tx, case_id);
	const struct new_task safeguarding = {
		.kind = "safeguarding",
		.title = "Ask the safeguarding lead about the young person who posted",
		.role = "practice_manager"
	};
	const struct new_task speaks = { .kind = "who_speaks",
		                         .title = "Ask who now speaks for the person who has died",
		                         .role = "practice_manager" };
	struct str rows = str_new(tx_arena(tx));
	bool has_died, keep;
	int64_t person;

	if (!now)
		return casework_failed(tx, reterr_why);
	if (!text_equal(rows_count(now) > 0 ? rows_text_or(now, 0, AUTHOR_NOW_VERSION, "") : "",
	                who->version))
		return refuse(reterr_why, PROBLEM_CONFLICT,
		              "Somebody else changed who posted while you were typing. What is "
		              "stored now is shown beside "
		              "what you typed: check it and save again.");
	if (check(tx, who, reterr_why) < 0 ||
	    find_person(tx, who, rows_int(now, 0, AUTHOR_NOW_PERSON_ID), &person, reterr_why) < 0)
		return -1;
	keep = rows_count(now) > 0 && text_equal(rows_text(now, 0, AUTHOR_NOW_KIND), who->kind) &&
	       rows_int(now, 0, AUTHOR_NOW_PERSON_ID) == person &&
	       text_equal(rows_text(now, 0, AUTHOR_NOW_NAME), who->name) &&
	       text_equal(rows_text_or(now, 0, AUTHOR_NOW_BORN_ON, ""), who->born_on) &&
	       text_equal(rows_text(now, 0, AUTHOR_NOW_BASIS), who->basis);
	has_died = *who->died_on && !rows_given(now, 0, AUTHOR_NOW_DIED_ON);
	if (!write_author_record(tx, case_id, who->kind, person ? &person : NULL, who->basis,
	                         who->age, keep))
		return casework_failed(tx, reterr_why);
	if (person && !write_author_complaint_link(tx, case_id, person))
		return casework_failed(tx, reterr_why);
	if (!keep && take_back(tx, case_id, now, &rows, reterr_why) < 0)
		return -1;
	if (has_died && casework_task(tx, case_id, &speaks, reterr_why) < 0)
		return -1;
	if (is_under_18(tx, who) && rows_int(now, 0, AUTHOR_NOW_SAFEGUARDING_TASKS) == 0 &&
	    casework_task(tx, case_id, &safeguarding, reterr_why) < 0)
		return -1;
	if (casework_event(tx, "author.recorded", case_id,
	                   arena_printf(tx_arena(tx), "{\"kind\": \"%s\", \"person\": %lld}",
	                                who->kind, (long long)person),
	                   rows.data, reterr_why) < 0)
		return -1;
	return has_died ? casework_event(tx, "author.died", case_id, NULL, NULL, reterr_why) : 0;
}

int author_replace(struct tx *tx, int64_t case_id, const struct author *who, int64_t *ret_from,
                   int64_t *ret_to, struct problem *reterr_why)
{
	const struct rows *now = tx_read_author_now(tx, case_id);
	struct str rows = str_new(tx_arena(tx));

	if (!now)
		return casework_failed(tx, reterr_why);
	if (!rows_given(now, 0, AUTHOR_NOW_PERSON_ID))
		return refuse(reterr_why, PROBLEM_REFUSED,
		              "No person is recorded on this case, so none can be the wrong one.");
	if (!text_equal(rows_text(now, 0, AUTHOR_NOW_VERSION), who->version))
		return refuse(reterr_why, PROBLEM_CONFLICT,
		              "Somebody else changed who posted while you were typing. Look at "
		              "what is stored now before you go on.");
	*ret_from = rows_int(now, 0, AUTHOR_NOW_PERSON_ID);
	if (check(tx, who, reterr_why) < 0 || find_person(tx, who, 0, ret_to, reterr_why) < 0)
		return -1;
	if (*ret_to == *ret_from)
		return refuse_field(reterr_why, "name", "This is the person whom the case has now");
	if (!write_author_record(tx, case_id, who->kind, *ret_to ? ret_to : NULL, who->basis,
	                         who->age, false))
		return casework_failed(tx, reterr_why);
	if (take_back(tx, case_id, now, &rows, reterr_why) < 0)
		return -1;
	return casework_event(tx, "author.recorded", case_id,
	                      arena_printf(tx_arena(tx), "{\"kind\": \"%s\", \"person\": %lld}",
	                                   who->kind, (long long)*ret_to),
	                      rows.data, reterr_why);
}

static int agree_in_words(struct tx *tx, int64_t case_id, const char *gate, const char *event,
                          const char *words, struct problem *reterr_why)
{
	const struct rows *r;
	int64_t content;

	if (casework_content(tx, case_id, words, true, &content, reterr_why) < 0)
		return -1;
	r = write_author_statement(tx, case_id, gate, "yes", content);
	if (!r)
		return casework_failed(tx, reterr_why);
	return casework_event(tx, event, case_id, NULL,
	                      arena_printf(tx_arena(tx), "gate_statement:%s",
	                                   rows_text(r, 0, AUTHOR_STATEMENT_ID)),
	                      reterr_why);
}

int author_agree(struct tx *tx, int64_t case_id, enum author_agreement how, const char *words,
                 struct problem *reterr_why)
{
	const struct rows *now = tx_read_author_now(tx, case_id);
	const struct rows *r;

	if (!now)
		return casework_failed(tx, reterr_why);
	if (rows_count(now) == 0)
		return refuse(reterr_why, PROBLEM_REFUSED,
		              "Nobody has recorded who posted yet. Record that first.");
	if (how != AGREE_SECOND && text_is_blank(words))
		return refuse_field(reterr_why, "words",
		                    how == AGREE_ALONE ? "Enter why nobody else can agree"
		                                       : "Enter who agreed, and when");
	if (how == AGREE_OUTSIDE)
		return agree_in_words(tx, case_id, "author_agreed_outside", "author.agreed_outside",
		                      words, reterr_why);
	if (how == AGREE_ALONE) {
		r = tx_read_author_alone_allowed(tx);
		if (!r)
			return casework_failed(tx, reterr_why);
		if (!rows_bool(r, 0, AUTHOR_ALONE_ALLOWED_ALLOWED))
			return refuse_field(
			        reterr_why, "how",
			        "The practice has not declared that nobody else can agree");
		return agree_in_words(tx, case_id, "author_agreed_alone", "author.agreed_alone",
		                      words, reterr_why);
	}
	r = write_author_agree(tx, case_id);
	if (!r)
		return casework_failed(tx, reterr_why);
	if (rows_count(r) == 0)
		return refuse_field(reterr_why, "how",
		                    "You recorded who posted, so somebody else has to agree. Ask a "
		                    "colleague to open this page");
	return casework_event(tx, "author.agreed", case_id, NULL, NULL, reterr_why);
}
