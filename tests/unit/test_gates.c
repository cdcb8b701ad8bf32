/* Gates: every file of cases, the register, and reading facts. */
#include "unit.h"

#include <stdio.h>
#include <string.h>

#include "cases.h"
#include "rules/gate.h"
#include "rules/quorum.h"

/* Every gate has its file, and every line of it is answered as it says. */
START_TEST(cases_of_a_gate)
{
	const struct gate *gate = all_gates[_i];
	struct gate_case *c = calloc(1, sizeof(*c));
	int n_met = 0, n_refused = 0;
	char name[100];
	FILE *file;

	snprintf(name, sizeof(name), "%s.cases", gate->code);
	file = cases_open(name);
	while (cases_next(file, c)) {
		struct gate_answer answer = gate->ask(&c->facts);

		ck_assert_msg(answer.met == c->met && !strcmp(answer.sentence, c->sentence),
		              "%s line %d, %s: %s, \"%s\"", name, c->number, c->name,
		              answer.met ? "met" : "refused", answer.sentence);
		ck_assert_str_eq(answer.basis, gate->basis);
		ck_assert_msg(
		        answer.met == (strncmp(answer.sentence, "Not yet, because ", 17) != 0),
		        "%s line %d: a refusal, and only a refusal, begins \"Not yet, because\"",
		        name, c->number);
		if (answer.met)
			n_met++;
		else
			n_refused++;
	}
	fclose(file);
	free(c);
	ck_assert_msg(n_met > 0 && n_refused > 0, "%s: one met and one refused at least", name);
}
END_TEST

/* U-17: all of them in order; the first that refuses speaks. */
START_TEST(removal_asks_in_order)
{
	struct gate_case *c = calloc(1, sizeof(*c));
	FILE *file = cases_open("removal.cases");
	int n = 0;

	while (cases_next(file, c)) {
		struct gate_answer answer = { true, "All are met.", "" };
		const struct gate *gate =
		        gates_first_refusal(gates_for_removal, &c->facts, &answer);

		ck_assert_msg((gate == NULL) == c->met && !strcmp(answer.sentence, c->sentence),
		              "removal.cases line %d, %s: %s, \"%s\"", c->number, c->name,
		              gate ? gate->code : "met", answer.sentence);
		n++;
	}
	fclose(file);
	free(c);
	ck_assert_int_gt(n, 15);
}
END_TEST

START_TEST(register_is_as_listed)
{
	FILE *file = cases_open("gates.list");
	char line[1000], place[10], *f[5];
	int number = 0;
	size_t n = 0, i;

	while (cases_line(file, line, sizeof(line), &number, f, 5)) {
		const struct gate *gate = all_gates[n++];

		ck_assert_ptr_nonnull(gate);
		ck_assert_str_eq(gate->code, f[1]);
		ck_assert_str_eq(basis_kind_name(gate->kind), f[2]);
		ck_assert_str_eq(gate->title, f[3]);
		ck_assert_str_eq(gate->basis, f[4]);
		ck_assert_ptr_eq(gate_find(gate->code), gate);
		snprintf(place, sizeof(place), "-");
		for (i = 0; gates_for_removal[i]; i++)
			if (gates_for_removal[i] == gate)
				snprintf(place, sizeof(place), "%zu", i + 1);
		ck_assert_str_eq(place, f[0]);
	}
	fclose(file);
	ck_assert_ptr_null(all_gates[n]);
	ck_assert_ptr_null(gate_find("no_such_gate"));
	ck_assert_ptr_null(gate_find(""));
}
END_TEST

/* A case about which nothing is known may not be acted on. */
START_TEST(nothing_known_meets_no_step)
{
	const struct gate_facts nothing = { 0 };

	ck_assert_ptr_nonnull(gates_first_refusal(gates_for_own_page, &nothing, NULL));
	ck_assert_ptr_nonnull(gates_first_refusal(gates_for_removal_request, &nothing, NULL));
	ck_assert_ptr_nonnull(gates_first_refusal(gates_for_platform_report, &nothing, NULL));
	ck_assert_ptr_nonnull(gates_first_refusal(gates_for_options_meeting, &nothing, NULL));
	ck_assert_ptr_nonnull(gates_first_refusal(gates_for_advice_letter, &nothing, NULL));
	ck_assert_ptr_nonnull(gates_first_refusal(gates_for_formal_warning, &nothing, NULL));
	ck_assert_ptr_nonnull(gates_first_refusal(gates_for_partners_decision, &nothing, NULL));
	ck_assert_ptr_nonnull(gates_first_refusal(gates_for_removal, &nothing, NULL));
	ck_assert_ptr_nonnull(gates_first_refusal(gates_for_immediate_removal, &nothing, NULL));
	ck_assert_ptr_null(gates_first_refusal(gates_none, &nothing, NULL));
}
END_TEST

/* U-2, C-6: what guards a warning and a removal. */
START_TEST(warning_and_removal_know_the_person)
{
	struct gate_facts f = { 0 };
	struct gate_answer answer;

	f.evidence_files = 1;
	ck_assert_str_eq(gates_first_refusal(gates_for_formal_warning, &f, &answer)->code,
	                 "author_identified");
	ck_assert_str_eq(gates_first_refusal(gates_for_removal, &f, &answer)->code,
	                 "author_identified");
	f.author_kind = AUTHOR_RELATIVE;
	f.is_author_basis_recorded = true;
	f.author_agreed_by = AGREED_BY_SECOND_PERSON;
	ck_assert_str_eq(gates_first_refusal(gates_for_formal_warning, &f, &answer)->code,
	                 "author_is_our_patient");
	ck_assert_str_eq(gates_first_refusal(gates_for_removal, &f, &answer)->code,
	                 "author_is_our_patient");
	ck_assert_str_eq(gates_first_refusal(gates_for_immediate_removal, &f, &answer)->code,
	                 "author_is_our_patient");
}
END_TEST

START_TEST(facts_are_read_strictly)
{
	static const char *const bad[][2] = {
		{ "evidence_files", "-1" },
		{ "evidence_files", "1.5" },
		{ "evidence_files", " 1" },
		{ "evidence_files", "1000001" },
		{ "evidence_files", "many" },
		{ "evidence_files", "99999999999999999999" },
		{ "today", "2026-02-29" },
		{ "today", "2026-2-1" },
		{ "today", "2026-02-01T00:00" },
		{ "today", "soon" },
		{ "is_threat", "yes" },
		{ "is_threat", "TRUE" },
		{ "is_threat", "1" },
		{ "author_kind", "patient" },
		{ "author_kind", "not_known " },
		{ "no_such_fact", "true" },
		{ "", "" },
	};
	struct gate_facts f, zero;
	size_t i;

	memset(&f, 0, sizeof(f));
	memset(&zero, 0, sizeof(zero));
	for (i = 0; i < UNIT_COUNT(bad); i++) {
		ck_assert_msg(gate_facts_set(&f, bad[i][0], bad[i][1]) < 0, "%s=%s", bad[i][0],
		              bad[i][1]);
		ck_assert_mem_eq(&f, &zero, sizeof(f));
	}
	ck_assert_int_eq(gate_facts_set(&f, "is_threat", "t"), 0);
	ck_assert(f.is_threat);
	ck_assert_int_eq(gate_facts_set(&f, "is_threat", "f"), 0);
	ck_assert(!f.is_threat);
	ck_assert_int_eq(gate_facts_set(&f, "evidence_files", "1000000"), 0);
	ck_assert_int_eq(f.evidence_files, 1000000);
	ck_assert_int_eq(gate_facts_set(&f, "today", "2024-02-29"), 0);
	ck_assert_int_eq(f.today.day, 29);
	ck_assert_int_eq(gate_facts_set(&f, "not_asked_reason", "written"), 0);
	ck_assert_int_eq(f.not_asked_reason, JUMP_WRITTEN);
}
END_TEST

/* Every fact has a name of its own, takes the absent value, and goes back to all zero by it. */
START_TEST(facts_may_be_absent)
{
	struct gate_facts f, zero;
	const struct gate_fact_name *n;

	memset(&f, 0, sizeof(f));
	memset(&zero, 0, sizeof(zero));
	for (n = gate_fact_names; n->name; n++) {
		ck_assert_msg(gate_facts_set(&f, n->name, NULL) == 0, "%s", n->name);
		ck_assert_msg(gate_facts_set(&f, n->name, "") == 0, "%s", n->name);
		ck_assert_str_ne(n->meaning, "");
		ck_assert(!strcmp(n->kind, "boolean") || !strcmp(n->kind, "count") ||
		          !strcmp(n->kind, "date") || !strcmp(n->kind, "code"));
	}
	ck_assert_mem_eq(&f, &zero, sizeof(f));
}
END_TEST

static Suite *gates_suite(void)
{
	Suite *suite = suite_create("gates");
	TCase *files = tcase_create("files of cases");
	TCase *all = tcase_create("register and facts");
	int n = 0;

	while (all_gates[n])
		n++;
	tcase_add_loop_test(files, cases_of_a_gate, 0, n);
	tcase_add_test(files, removal_asks_in_order);
	tcase_add_test(all, register_is_as_listed);
	tcase_add_test(all, nothing_known_meets_no_step);
	tcase_add_test(all, warning_and_removal_know_the_person);
	tcase_add_test(all, facts_are_read_strictly);
	tcase_add_test(all, facts_may_be_absent);
	suite_add_tcase(suite, files);
	suite_add_tcase(suite, all);
	return suite;
}

UNIT_MAIN(gates_suite)
