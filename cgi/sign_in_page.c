/* Signing in and out, staying signed in, and what the browser reports about itself. */
#include <string.h>

#include <sodium.h>

#include "base/log.h"
#include "base/str.h"
#include "identity/password.h"
#include "pages.h"

#include "base/banned.h"

enum { DRAFT_REF_MOST = 60 };

static const struct field sign_in_fields[] = {
	{ "user_name", FIELD_LINE, .max = 100, .missing = "Enter your user name" },
	{ "password", FIELD_PASSWORD, .max = 128, .missing = "Enter your password" },
	{ "to", FIELD_LINE, .max = 300 },
	{ "kept", FIELD_LINE, .max = 3 },
	{ 0 },
};
const struct form_def sign_in_form = { .name = "sign_in", .fields = sign_in_fields };

int sign_in_page(struct visit *v)
{
	const char *to = request_query(v->rq, "to");
	const char *kept = request_query(v->rq, "kept");

	if (!v->form) {
		v->form = form_new(v->arena, &sign_in_form);
		form_set(v->form, "to", to ? to : "");
		form_set(v->form, "kept", kept ? kept : "");
	}
	view_flag(v->view, "was_kept", text_equal(form_typed(v->form, "kept"), "yes"));
	return visit_page(v, &template_sign_in_show);
}

/* Not through the dispatcher's transaction: nobody is signed in yet. */
int sign_in_submit(struct visit *v)
{
	const char *name = form_text(v->form, "user_name");
	const char *csrf = visit_random(v, 16);
	const char *token = visit_random(v, 32);
	unsigned char hash[crypto_hash_sha256_BYTES];
	struct tx *tx = tx_begin(v->db, v->arena, &v->problem);
	const struct rows *found;
	const char *stored = NULL;
	int wait = 0;

	if (!tx)
		return -1;
	found = write_sign_in_try(tx, name, v->rq->remote_address ? v->rq->remote_address : "");
	if (found && rows_count(found) > 0) {
		stored = rows_text(found, 0, SIGN_IN_TRY_PASSWORD_HASH);
		wait = (int)rows_int(found, 0, SIGN_IN_TRY_WAIT_SECONDS);
	}
	if (!found) {
		v->problem = *tx_problem(tx);
		tx_rollback(tx);
		return -1;
	}
	/* The try counts whatever comes after: commit it before the slow part. */
	if (tx_commit(tx, &v->problem) < 0)
		return -1;
	if (wait > 0)
		return refuse(
		        &v->problem, PROBLEM_REFUSED,
		        "There were too many tries to sign in. Wait %d minute%s, then try again.",
		        (wait + 59) / 60, wait > 60 ? "s" : "");
	if (!password_matches(stored, form_text(v->form, "password")))
		return refuse_field(&v->problem, "user_name",
		                    "The user name or the password is not right");
	crypto_hash_sha256(hash, (const unsigned char *)token, strlen(token));
	tx = tx_begin(v->db, v->arena, &v->problem);
	if (!tx)
		return -1;
	{
		const struct rows *opened = write_sign_in_open(
		        tx, rows_int(found, 0, SIGN_IN_TRY_LOGIN_ID),
		        (struct bytes){ hash, sizeof(hash) }, csrf, v->settings->web.session_hours);

		if (opened && rows_count(opened) == 0) {
			tx_rollback(tx);
			return refuse_field(&v->problem, "user_name",
			                    "You are not a member of a practice here any more. Ask "
			                    "the practice manager.");
		}
		if (!opened || !write_audit_append(tx, "session.opened", NULL, "{}", "{}")) {
			v->problem = *tx_problem(tx);
			tx_rollback(tx);
			return -1;
		}
	}
	if (tx_commit(tx, &v->problem) < 0)
		return -1;
	response_cookie(v->rs, cookie_name(v->arena, v->rq), token);
	return visit_see_other(v, "%s", *form_text(v->form, "to") ? form_text(v->form, "to") : "/");
}

static const struct field nothing_fields[] = { { 0 } };
const struct form_def nothing_form = { .name = "nothing", .fields = nothing_fields };

int sign_out_submit(struct visit *v)
{
	if (!write_session_end(v->tx, "signed out") ||
	    !write_audit_append(v->tx, "session.ended", NULL, "{}", "{}"))
		return visit_tx_failed(v);
	response_cookie(v->rs, cookie_name(v->arena, v->rq), "");
	response_header(v->rs, "Clear-Site-Data", "\"cache\", \"storage\"");
	return visit_see_other(v, "/sign-in");
}

/* Stay signed in: the dispatcher has authenticated and renewed last-seen on the way here. */
int session_extend_submit(struct visit *v)
{
	v->rs->status = 204;
	return 0;
}

/* Autosave: the form as far as it has come. */
int draft_keep_submit(struct visit *v)
{
	const char *ref = request_query(v->rq, "ref");
	const struct rows *kept;

	if (ref && strlen(ref) > DRAFT_REF_MOST)
		return refuse(&v->problem, PROBLEM_NOT_FOUND, "There is no such page.");
	kept = write_draft_keep(v->tx, form_definition(v->form)->name, ref ? ref : "",
	                        form_json(v->form));
	if (!kept)
		return visit_tx_failed(v);
	response_header(v->rs, "Content-Type", "application/json; charset=utf-8");
	str_add(&v->rs->body, "{\"saved_at\": \"");
	format_value(&v->rs->body, FORMAT_TIME, NULL, rows_text(kept, 0, DRAFT_KEEP_UPDATED_AT));
	str_add(&v->rs->body, "\"}\n");
	return 0;
}

/* What the browser refused under our content security policy: counted in the log, never its
 * content. */
int csp_report_submit(struct visit *v)
{
	if (v->rq->content_length <= 8192)
		log_entry(LEVEL_WARNING,
		          "the browser reported a breach of the content security policy");
	v->rs->status = 204;
	return 0;
}

/* Well means: a database that takes writes answers. */
int healthz_page(struct visit *v)
{
	bool is_well = db_ready(v->db, &v->problem) == 0;

	response_header(v->rs, "Content-Type", "text/plain; charset=utf-8");
	str_add(&v->rs->body, is_well ? "ok\n" : "the database cannot be reached\n");
	if (!is_well) {
		log_problem(LEVEL_ERROR, &v->problem);
		v->rs->status = 503;
	}
	return 0;
}
