/* The practice's own wording of letters. */
#include "casework/letter_template.h"

#include <stdlib.h>

#include "casework/casework.h"
#include "casework/letter_merge.h"
#include "casework/letter_text.h"
#include "db/queries.h"

#include "base/banned.h"

const char *template_fault(struct arena *a, const struct letter_kind *kind, const char *words)
{
	const char *fault = letter_wording_fault(a, words, kind->addressee);
	struct letter_check check;

	if (fault)
		return fault;
	letter_check(a, kind, letter_merge(a, words, letter_value_example, NULL), false, &check);
	if (check.accuses)
		return arena_printf(a,
		                    "It says “%.40s”. That word is not used before advice from a "
		                    "defence body or a solicitor, so no wording holds it",
		                    check.accuses);
	if (check.implies)
		return arena_printf(a,
		                    "It says “%.60s”, which may tell that somebody is a patient. "
		                    "This letter must not",
		                    check.implies);
	if (check.lacks_care)
		return "Say that care is unaffected: every letter to a patient does";
	if (check.lacks_complaining)
		return "Say how to complain: every letter to a patient does";
	return NULL;
}

static int first(struct problem *reterr_why)
{
	return refuse(reterr_why, PROBLEM_CONFLICT,
	              "Somebody else changed this wording while you had it open. What is stored "
	              "now is shown; nothing of yours was saved yet.");
}

static int find(struct tx *tx, const char *kind, struct letter_kind *ret,
                struct problem *reterr_why)
{
	const struct rows *kinds = tx_read_letter_kinds(tx);

	if (!kinds)
		return casework_failed(tx, reterr_why);
	*ret = letter_kind_find(kinds, kind);
	if (!ret->code)
		return refuse(reterr_why, PROBLEM_NOT_FOUND, "There is no such page.");
	return 0;
}

static int done(struct tx *tx, const char *what, const char *kind, int64_t version,
                struct problem *reterr_why)
{
	return casework_event(tx, what, 0,
	                      arena_printf(tx_arena(tx), "{\"kind\": \"%s\", \"version\": %lld}",
	                                   kind, (long long)version),
	                      NULL, reterr_why);
}

static int number(const char *version)
{
	return version ? (int)strtol(version, NULL, 10) : 0;
}

int template_save(struct tx *tx, const char *kind, const char *version, const char *words,
                  const char *comment, struct problem *reterr_why)
{
	int shown = number(version);
	struct letter_kind k;
	const struct rows *r;
	const char *fault;

	if (find(tx, kind, &k, reterr_why) < 0)
		return -1;
	fault = template_fault(tx_arena(tx), &k, words);
	if (fault)
		return refuse_field(reterr_why, "words", "%s", fault);
	r = shown ? write_template_save(tx, kind, shown, words, comment)
	          : write_template_add(tx, kind, words, comment);
	if (!r)
		return casework_failed(tx, reterr_why);
	if (rows_count(r) == 0)
		return first(reterr_why);
	return done(tx, "wording.drafted", kind, rows_int(r, 0, TEMPLATE_SAVE_VERSION), reterr_why);
}

static int end(struct tx *tx, const char *kind, const char *version, const char *status,
               const char *event, struct problem *reterr_why)
{
	const struct rows *r = write_template_end(tx, kind, number(version), status);

	if (!r)
		return casework_failed(tx, reterr_why);
	if (rows_count(r) == 0)
		return first(reterr_why);
	return done(tx, event, kind, rows_int(r, 0, TEMPLATE_END_VERSION), reterr_why);
}

int template_bring_into_force(struct tx *tx, const char *kind, const char *version,
                              struct problem *reterr_why)
{
	struct letter_kind k;

	if (find(tx, kind, &k, reterr_why) < 0)
		return -1;
	if (!write_template_supersede(tx, kind))
		return casework_failed(tx, reterr_why);
	return end(tx, kind, version, "in_force", "wording.in_force", reterr_why);
}

int template_drop(struct tx *tx, const char *kind, const char *version, struct problem *reterr_why)
{
	struct letter_kind k;

	if (find(tx, kind, &k, reterr_why) < 0)
		return -1;
	return end(tx, kind, version, "dropped", "wording.dropped", reterr_why);
}
