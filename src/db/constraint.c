/* Constraints that a person can run into, mostly by being second, and what to tell them. Breaking
 * any other constraint is a bug of ours, because forms and rules are asked first. Unique indexes
 * count by the index's name. In alphabetical order; a test asks the database for each name. */
#include "conn.h"

#include <string.h>

#include "base/banned.h"

static const struct constraint_sentence sentences[] = {
	{ "case_access_once", PROBLEM_CONFLICT, "That is recorded for this person already." },
	{ "db_test_once", PROBLEM_CONFLICT,
	  "That has been recorded already." }, /* of our own tests */
	{ "decision_outcome_decision_id_outcome_key", PROBLEM_CONFLICT,
	  "The outcome of this decision has been recorded already." },
	{ "import_file_once", PROBLEM_REFUSED, "This file has been imported already." },
	{ "letter_one_draft", PROBLEM_CONFLICT,
	  "There is a draft of this letter already. Open it instead of starting another." },
	{ "list_removal_decision_id_key", PROBLEM_CONFLICT,
	  "What follows from this decision has been recorded already." },
	{ "list_removal_receipt_removal_id_kind_key", PROBLEM_CONFLICT,
	  "The answer to this removal has been recorded already." },
	{ "login_user_name_key", PROBLEM_REFUSED, "That user name is taken. Choose another." },
	{ "member_practice_id_login_id_key", PROBLEM_CONFLICT,
	  "That person is a member of this practice already." },
	{ "policy_acknowledged_once", PROBLEM_CONFLICT,
	  "You have acknowledged this version already." },
	{ "policy_category_pkey", PROBLEM_REFUSED,
	  "There is a category with that code in this version already." },
	{ "policy_clause_pkey", PROBLEM_REFUSED,
	  "There is a clause with that number in this version already." },
	{ "policy_one_in_force", PROBLEM_CONFLICT,
	  "Another version of this policy came into force a moment ago. Look at it first." },
	{ "policy_version_practice_id_title_version_key", PROBLEM_CONFLICT,
	  "Someone else made a version of this policy a moment ago. Look at it first." },
	{ "practice_code_key", PROBLEM_REFUSED, "There is a practice with that code already." },
	{ "saved_view_name_once", PROBLEM_CONFLICT, "You have a list of that name already." },
	{ "vote_once", PROBLEM_CONFLICT, "Your vote in this round has been recorded already." },
};

const struct constraint_sentence *constraint_at(size_t i)
{
	return i < sizeof(sentences) / sizeof(*sentences) ? &sentences[i] : NULL;
}

const struct constraint_sentence *constraint_sentence(const char *constraint)
{
	const struct constraint_sentence *s;

	for (size_t i = 0; (s = constraint_at(i)); i++)
		if (strcmp(s->constraint, constraint) == 0)
			return s;
	return NULL;
}
