/* Who signs in, with which roles, and what a role may do: added, changed and ended by an
 * administrator (U-6). `candour user` does the same on the server. */
#include <stdlib.h>
#include <string.h>

#include "base/str.h"
#include "identity/password.h"
#include "act_page.h"
#include "pages.h"

#include "base/banned.h"

#define ROLE_FIELDS                                                                                \
	{ "holds", FIELD_MANY, .max = 20 },                                                        \
	{                                                                                          \
		"deputies", FIELD_MANY, .max = 20                                                  \
	}
static const struct field staff_new_fields[] = {
	{ "name", FIELD_LINE, .max = 200, .missing = "Enter their name" },
	{ "job_title", FIELD_LINE, .max = 200 },
	{ "user_name", FIELD_LINE, .max = 100, .missing = "Enter a user name" },
	{ "mail", FIELD_EMAIL },
	ROLE_FIELDS,
	{ 0 },
};
const struct form_def staff_new_form = { .name = "staff_new", .fields = staff_new_fields };
static const struct field staff_roles_fields[] = {
	ROLE_FIELDS,
	{ "is_sealed", FIELD_TICK },
	{ 0 },
};
const struct form_def staff_roles_form = { .name = "staff_roles", .fields = staff_roles_fields };

int staff_page(struct visit *v)
{
	read_staff_list(v->batch);
	read_staff_roles(v->batch);
	read_staff_rights(v->batch);
	read_staff_orphans(v->batch);
	if (visit_read(v) < 0)
		return -1;
	visit_section(v, "setup");
	visit_back(v, "Set-up", "/setup");
	return visit_page(v, &template_staff_list);
}

/* The password goes out with this one answer and is kept nowhere. */
static int show_password(struct visit *v, const char *user_name, const char *password)
{
	const struct rows *shell = tx_read_shell(v->tx);

	if (!shell)
		return visit_tx_failed(v);
	view_rows(v->view, shell);
	view_text(v->view, "user_name", user_name);
	view_text(v->view, "password", password ? password : "");
	visit_section(v, "setup");
	visit_back(v, "Staff", "/staff");
	return visit_page(v, &template_staff_password);
}

int staff_new_page(struct visit *v)
{
	read_staff_role_choices(v->batch, 0);
	if (visit_read(v) < 0)
		return -1;
	visit_section(v, "setup");
	visit_back(v, "Staff", "/staff");
	return visit_page(v, &template_staff_new);
}

int staff_new_submit(struct visit *v)
{
	struct form *f = v->form;
	const char *password = password_make(v->arena), *hash = password_hash(v->arena, password);
	const struct rows *made;

	if (!hash)
		return refuse(&v->problem, PROBLEM_BUSY, "Try again in a moment.");
	made = write_staff_add(v->tx, form_text(f, "user_name"), hash, form_text(f, "mail"),
	                       form_text(f, "name"), form_text(f, "job_title"),
	                       form_many_sql(f, "holds"), form_many_sql(f, "deputies"));
	if (!made)
		return visit_tx_failed(v);
	return show_password(v, form_text(f, "user_name"),
	                     rows_bool(made, 0, STAFF_ADD_IS_NEW_LOGIN) ? password : NULL);
}

static int64_t staff_id(const struct visit *v)
{
	const char *text = v->params[0];

	return strspn(text, "0123456789") == strlen(text) && strlen(text) < 18
	               ? strtoll(text, NULL, 10)
	               : 0;
}

int staff_show_page(struct visit *v)
{
	const struct rows *show = read_staff_show(v->batch, staff_id(v));
	const struct rows *roles = read_staff_role_choices(v->batch, staff_id(v));

	if (visit_read(v) < 0)
		return -1;
	if (rows_count(show) == 0)
		return refuse(&v->problem, PROBLEM_NOT_FOUND, "There is no such page.");
	act_own_form(v, &staff_roles_form);
	for (int i = 0; v->form_is_fresh && i < rows_count(roles); i++) {
		const char *code = rows_text(roles, i, STAFF_ROLE_CHOICES_CODE);

		if (rows_bool(roles, i, STAFF_ROLE_CHOICES_HOLDS))
			form_add(v->form, "holds", code);
		if (rows_bool(roles, i, STAFF_ROLE_CHOICES_STANDS_IN))
			form_add(v->form, "deputies", code);
	}
	if (v->form_is_fresh && rows_bool(show, 0, STAFF_SHOW_IS_SEALED))
		form_set(v->form, "is_sealed", "yes");
	visit_section(v, "setup");
	visit_back(v, "Staff", "/staff");
	return visit_page(v, &template_staff_show);
}

int staff_roles_submit(struct visit *v)
{
	if (!write_staff_roles_set(v->tx, staff_id(v), form_many_sql(v->form, "holds"),
	                           form_many_sql(v->form, "deputies"),
	                           form_ticked(v->form, "is_sealed")))
		return visit_tx_failed(v);
	return visit_see_other(v, "/staff");
}

int staff_leave_submit(struct visit *v)
{
	if (!write_staff_leave(v->tx, staff_id(v)))
		return visit_tx_failed(v);
	return visit_see_other(v, "/staff");
}

int staff_reset_submit(struct visit *v)
{
	const char *password = password_make(v->arena), *hash = password_hash(v->arena, password);
	const struct rows *r;

	if (!hash)
		return refuse(&v->problem, PROBLEM_BUSY, "Try again in a moment.");
	r = write_staff_reset(v->tx, staff_id(v), hash);
	if (!r)
		return visit_tx_failed(v);
	return show_password(v, rows_text(r, 0, STAFF_RESET_USER_NAME), password);
}
