/* The site's own table: it has no fault, a table with one is refused, and forms, templates and
 * pages fit one another, so that what somebody typed always has a place where it is shown again. */
#define _GNU_SOURCE /* memmem */
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include "base/str.h"
#include "../../cgi/pages.h"
#include "unit.h"
#include "view/op.h"

static int answer_nothing(struct visit *v)
{
	(void)v;
	return 0;
}

static const struct field a_line[] = { { "words", FIELD_LINE }, { 0 } };
static const struct form_def a_form = { .name = "of_a_test", .fields = a_line };

/* ---- the table as a whole ------------------------------------------------------------------ */

START_TEST(the_table_has_no_fault)
{
	const char *fault_found = routes_fault(routes, routes_count);

	ck_assert_msg(!fault_found, "%s", fault_found);
}
END_TEST

START_TEST(a_table_with_a_fault_is_refused)
{
	const struct route good[] = {
		{ METHOD_GET, "/words", ACCESS_MEMBER, .form = &a_form, .handle = answer_nothing },
		{ METHOD_POST, "/words", ACCESS_MEMBER, .form = &a_form, .handle = answer_nothing,
		  .show = answer_nothing },
		{ METHOD_GET, "/cases/:ref", ACCESS_READ_CASES, SIGHT_ANY,
		  .handle = answer_nothing },
	};
	const struct {
		struct route route;
		const char *says;
	} bad[] = {
		{ { METHOD_GET, "/x", .handle = answer_nothing }, "access" },
		{ { METHOD_GET, "/x", ACCESS_COUNT, .handle = answer_nothing }, "access" },
		{ { METHOD_GET, "/x", ACCESS_MEMBER }, "handler" },
		{ { METHOD_GET, "/cases/:ref/x", ACCESS_MANAGE, .handle = answer_nothing },
		  "sight" },
		{ { METHOD_POST, "/x", ACCESS_MEMBER, .handle = answer_nothing,
		    .show = answer_nothing },
		  "form" },
		{ { METHOD_POST, "/x", ACCESS_MEMBER, .handle = answer_nothing,
		    .flags = ROUTE_NO_RECEIPT },
		  "form" },
		{ { METHOD_POST, "/x", ACCESS_MEMBER, .form = &a_form, .handle = answer_nothing },
		  "again" },
		{ { METHOD_GET, "/words", ACCESS_MEMBER, .handle = answer_nothing }, "twice" },
	};
	size_t i;

	ck_assert_ptr_null(routes_fault(good, UNIT_COUNT(good)));
	for (i = 0; i < UNIT_COUNT(bad); i++) {
		struct route table[UNIT_COUNT(good) + 1];
		const char *found;

		memcpy(table, good, sizeof(good));
		table[UNIT_COUNT(good)] = bad[i].route;
		found = routes_fault(table, UNIT_COUNT(table));
		ck_assert_msg(found && strstr(found, bad[i].says), "%zu: %s", i,
		              found ? found : "taken");
	}
}
END_TEST

/* ---- finding ------------------------------------------------------------------------------- */

/* An address of the pattern: every :name is some value. */
static const char *address_of(struct arena *a, const char *pattern)
{
	struct str s = str_new(a);
	const char *at = pattern;

	while (*at) {
		if (*at == ':') {
			at += strcspn(at, "/");
			str_add(&s, "7KQ4M");
		} else {
			str_add_char(&s, *at++);
		}
	}
	return s.data;
}

static const struct route *find(struct arena *a, enum method method, const char *path,
                                const char **ret_allow)
{
	const char *params[4];

	return route_find(routes, routes_count, a, method, path, params, ret_allow);
}

START_TEST(no_route_hides_behind_another)
{
	struct arena *a = arena_new();
	const char *allow;
	size_t i;

	for (i = 0; i < routes_count; i++) {
		const struct route *found =
		        find(a, routes[i].method, address_of(a, routes[i].pattern), &allow);

		ck_assert_msg(found == &routes[i], "%s is answered by %s", routes[i].pattern,
		              found ? found->pattern : "nobody");
		ck_assert_ptr_null(allow);
	}
	arena_free(a);
}
END_TEST

START_TEST(another_method_is_told_which_are_taken)
{
	struct arena *a = arena_new();
	const char *allow;
	size_t i;

	for (i = 0; i < routes_count; i++) {
		const char *path = address_of(a, routes[i].pattern);
		bool gets = find(a, METHOD_GET, path, &allow) != NULL;
		bool posts = find(a, METHOD_POST, path, &allow) != NULL;

		ck_assert(find(a, METHOD_HEAD, path, &allow) == find(a, METHOD_GET, path, &allow));
		ck_assert_ptr_null(find(a, METHOD_OTHER, path, &allow));
		ck_assert_str_eq(allow, gets && posts ? "GET, HEAD, POST"
		                        : gets        ? "GET, HEAD"
		                                      : "POST");
		if (!gets) {
			find(a, METHOD_GET, path, &allow);
			ck_assert_str_eq(allow, "POST");
		}
		if (!posts) {
			find(a, METHOD_POST, path, &allow);
			ck_assert_str_eq(allow, "GET, HEAD");
		}
	}
	ck_assert_ptr_null(find(a, METHOD_OTHER, "/there/is/no/such/address", &allow));
	ck_assert_ptr_null(allow);
	arena_free(a);
}
END_TEST

/* ---- forms, and the templates that show them ------------------------------------------------ */

static const struct field *field_named(const struct form_def *def, const char *name)
{
	static const char *const parts[] = { "-day", "-month", "-year", ".day", ".month", ".year" };

	for (const struct field *f = def->fields; f->name; f++) {
		size_t n = strlen(f->name);

		if (strcmp(f->name, name) == 0)
			return f;
		for (size_t i = 0; f->kind == FIELD_DATE && i < UNIT_COUNT(parts); i++)
			if (strncmp(f->name, name, n) == 0 && strcmp(name + n, parts[i]) == 0)
				return f;
	}
	return NULL;
}

static bool is_listed(const char *const *names, const char *name)
{
	for (; *names; names++)
		if (strcmp(*names, name) == 0)
			return true;
	return false;
}

static const struct form_def *form_named(const char *name)
{
	for (size_t i = 0; i < routes_count; i++)
		if (routes[i].filter && text_equal(routes[i].filter->name, name))
			return routes[i].filter;
	return routes_form(name);
}

START_TEST(templates_show_forms_and_fields_that_are_declared)
{
	for (size_t t = 0; t < all_templates_count; t++) {
		const struct template *at = all_templates[t];

		if (!at->forms[0])
			continue;
		for (const char *const *form = at->forms; *form; form++)
			ck_assert_msg(form_named(*form) != NULL,
			              "%s shows the form %s, which no route takes", at->name,
			              *form);
		for (const char *const *field = at->fields; *field; field++) {
			bool declared = false;

			for (const char *const *form = at->forms; *form; form++)
				declared = declared || field_named(form_named(*form), *field);
			ck_assert_msg(declared, "%s uses form.%s, which none of its forms declares",
			              at->name, *field);
		}
	}
}
END_TEST

/* What people type, as against what they choose: it must be shown again when a form is refused. */
static bool is_typed(const struct field *f)
{
	return f->kind == FIELD_LINE || f->kind == FIELD_PROSE || f->kind == FIELD_DATE ||
	       f->kind == FIELD_TIME || f->kind == FIELD_WHOLE || f->kind == FIELD_LINK ||
	       f->kind == FIELD_EMAIL || f->kind == FIELD_NHS;
}

/* Nobody typed it: the page has it in a hidden field, as the number of a row. */
static bool is_hidden_in(const struct template *t, const struct field *f)
{
	char wanted[160];

	snprintf(wanted, sizeof(wanted), "type=\"hidden\" name=\"%s\"", f->name);
	for (uint32_t i = 0; i < t->n_ops; i++) {
		const struct op *op = &t->ops[i];

		if (op->code == OP_TEXT &&
		    memmem(t->pool + op->text, op->size, wanted, strlen(wanted)))
			return true;
	}
	return false;
}

static bool is_shown(const struct form_def *def, const struct field *f)
{
	for (size_t t = 0; t < all_templates_count; t++) {
		const struct template *at = all_templates[t];

		if (is_hidden_in(at, f))
			return true;
		if (!is_listed(at->forms, def->name))
			continue;
		for (const char *const *used = at->fields; *used; used++)
			if (field_named(def, *used) == f)
				return true;
	}
	return false;
}

START_TEST(every_typed_field_stands_in_a_template_of_its_form)
{
	for (size_t i = 0; i < routes_count; i++) {
		const struct route *r = &routes[i];

		if (r->method != METHOD_POST || !r->form || r->flags & ROUTE_OWN_ANSWER)
			continue;
		for (const struct field *f = r->form->fields; f->name; f++)
			ck_assert_msg(!is_typed(f) || is_shown(r->form, f),
			              "no template of the form %s shows the field %s",
			              r->form->name, f->name);
	}
}
END_TEST

/* The page that a form stands on: the GET route that the refused form is shown by. */
START_TEST(every_form_is_shown_by_a_page)
{
	for (size_t i = 0; i < routes_count; i++) {
		const struct route *r = &routes[i];
		bool found = false;

		if (r->method != METHOD_POST || !r->form || !r->form->fields[0].name ||
		    r->flags & ROUTE_OWN_ANSWER)
			continue;
		for (size_t k = 0; k < routes_count; k++)
			found = found ||
			        (routes[k].method == METHOD_GET && routes[k].handle == r->show);
		ck_assert_msg(found, "no page shows the form %s of POST %s", r->form->name,
		              r->pattern);
	}
}
END_TEST

START_TEST(one_name_is_one_form)
{
	for (size_t i = 0; i < routes_count; i++) {
		if (routes[i].form)
			ck_assert_msg(routes_form(routes[i].form->name) == routes[i].form,
			              "two forms are called %s", routes[i].form->name);
	}
}
END_TEST

/* Text that needs two declarations to agree: a field is named once, in letters that fit an id and a
 * column of a draft; a required choice says so. */
START_TEST(fields_are_named_once_and_plainly)
{
	for (size_t i = 0; i < routes_count; i++) {
		const struct form_def *def = routes[i].form;

		for (const struct field *f = def ? def->fields : NULL; f && f->name; f++) {
			ck_assert_msg(strspn(f->name, "abcdefghijklmnopqrstuvwxyz_0123456789") ==
			                      strlen(f->name),
			              "%s.%s", def->name, f->name);
			ck_assert_msg(strcmp(f->name, "token") != 0 &&
			                      strcmp(f->name, "nonce") != 0 &&
			                      strcmp(f->name, "version") != 0,
			              "%s.%s is the house's own name", def->name, f->name);
			for (const struct field *k = def->fields; k < f; k++)
				ck_assert_msg(strcmp(k->name, f->name) != 0, "%s.%s stands twice",
				              def->name, f->name);
		}
	}
}
END_TEST

UNIT_SUITE(suite_of_routes, "routes", the_table_has_no_fault, a_table_with_a_fault_is_refused,
           no_route_hides_behind_another, another_method_is_told_which_are_taken,
           templates_show_forms_and_fields_that_are_declared,
           every_typed_field_stands_in_a_template_of_its_form, every_form_is_shown_by_a_page,
           one_name_is_one_form, fields_are_named_once_and_plainly)
UNIT_MAIN(suite_of_routes)
