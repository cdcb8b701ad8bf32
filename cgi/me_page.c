/* One's own sign-in: a password of one's choice, away from and to with cover; the same absence
 * entered for somebody else (U-6). */
#include <stdlib.h>
#include <string.h>

#include "base/str.h"
#include "identity/password.h"
#include "pages.h"

#include "base/banned.h"

static const struct field away_fields[] = {
	{ "from_on", FIELD_DATE },
	{ "to_on", FIELD_DATE },
	{ "cover", FIELD_CHOICE },
	{ "is_back", FIELD_TICK },
	{ 0 },
};
const struct form_def away_form = { .name = "away", .fields = away_fields };
static const struct field me_password_fields[] = {
	{ "old_password", FIELD_PASSWORD, .max = 128, .missing = "Enter the password you have" },
	{ "new_password", FIELD_PASSWORD, .max = 128, .missing = "Enter a new password" },
	{ 0 },
};
const struct form_def me_password_form = { .name = "me_password", .fields = me_password_fields };

int me_page(struct visit *v)
{
	read_me_show(v->batch);
	if (visit_read(v) < 0)
		return -1;
	visit_section(v, "home");
	visit_back(v, "Home", "/");
	return visit_page(v, &template_me_show);
}

int me_password_page(struct visit *v)
{
	if (visit_read(v) < 0)
		return -1;
	visit_section(v, "home");
	visit_back(v, "You", "/me");
	return visit_page(v, &template_me_password);
}

int me_password_submit(struct visit *v)
{
	const char *chosen = form_text(v->form, "new_password"), *hash;
	const struct rows *mine = tx_read_me_password(v->tx);

	if (!mine)
		return visit_tx_failed(v);
	if (!password_matches(rows_text(mine, 0, ME_PASSWORD_PASSWORD_HASH),
	                      form_text(v->form, "old_password")))
		return refuse_field(&v->problem, "old_password",
		                    "That is not the password you have");
	if (password_is_good_enough(chosen, rows_text(mine, 0, ME_PASSWORD_USER_NAME),
	                            "new_password", &v->problem) < 0)
		return -1;
	hash = password_hash(v->arena, chosen);
	if (!hash)
		return refuse(&v->problem, PROBLEM_BUSY, "Try again in a moment.");
	if (!write_me_password_set(v->tx, hash))
		return visit_tx_failed(v);
	return visit_see_other(v, "/me#changed");
}

/* ---- away, and cover ------------------------------------------------------------------------ */

int cover_list_page(struct visit *v)
{
	read_cover_list(v->batch);
	read_staff_roles(v->batch);
	if (visit_read(v) < 0)
		return -1;
	visit_section(v, "setup");
	visit_back(v, "Set-up", "/setup");
	return visit_page(v, &template_cover_list);
}

/* Whose absence it is: as the address says; 0 for what is no number. */
static int64_t whose(const struct visit *v)
{
	const char *text = v->params[0];

	return strspn(text, "0123456789") == strlen(text) && strlen(text) < 18
	               ? strtoll(text, NULL, 10)
	               : 0;
}

int cover_page(struct visit *v)
{
	bool is_mine = v->params[0] == NULL;
	int64_t id = is_mine ? 0 : whose(v);
	const int64_t *who = is_mine ? NULL : &id;
	const struct rows *show = read_cover_show(v->batch, who);

	read_cover_choices(v->batch, who);
	read_cover_unseen(v->batch, who);
	if (visit_read(v) < 0)
		return -1;
	if (rows_count(show) == 0)
		return refuse(&v->problem, PROBLEM_NOT_FOUND, "There is no such page.");
	if (v->form_is_fresh) {
		form_set(v->form, "from_on", rows_text_or(show, 0, COVER_SHOW_AWAY_FROM, ""));
		form_set(v->form, "to_on", rows_text_or(show, 0, COVER_SHOW_AWAY_TO, ""));
		form_set(v->form, "cover", rows_text_or(show, 0, COVER_SHOW_COVER_ID, ""));
	}
	view_text(v->view, "action",
	          is_mine ? "/me/away"
	                  : arena_printf(v->arena, "/setup/cover/%lld", (long long)id));
	visit_section(v, is_mine ? "home" : "setup");
	visit_back(v, is_mine ? "You" : "Away and cover", is_mine ? "/me" : "/setup/cover");
	return visit_page(v, &template_cover_show);
}

int cover_submit(struct visit *v)
{
	struct form *f = v->form;
	bool is_back = form_ticked(f, "is_back");
	const char *from = form_text(f, "from_on"), *to = form_text(f, "to_on");
	int64_t who = v->params[0] ? whose(v) : v->member_id;
	int64_t cover = strtoll(form_text(f, "cover"), NULL, 10);

	if (!is_back && !*from)
		return refuse_field(&v->problem, "from_on", "Enter the first day");
	if (!is_back && *to && strcmp(to, from) < 0)
		return refuse_field(&v->problem, "to_on",
		                    "The last day must not be before the first");
	if (!write_member_away(v->tx, &who, is_back ? NULL : from, is_back || !*to ? NULL : to,
	                       is_back || cover <= 0 ? NULL : &cover))
		return visit_tx_failed(v);
	return visit_see_other(v, "%s", v->params[0] ? "/setup/cover" : "/me");
}
