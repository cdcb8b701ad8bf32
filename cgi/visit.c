/* The dispatcher: one request from the first byte to the last, the same for every page. */
#include "visit.h"

#include <stdio.h>
#include <string.h>

#include <sodium.h>

#include "base/log.h"
#include "base/str.h"
#include "base/time.h"
#include "http/field.h"

#include "base/banned.h"

static const struct {
	const char *right;
	const char *title;
} access_names[ACCESS_COUNT] = {
	[ACCESS_PUBLIC] = { NULL, "anyone" },
	[ACCESS_MEMBER] = { NULL, "any member" },
	[ACCESS_LOG] = { "log", "log" },
	[ACCESS_READ_CASES] = { "read_cases", "read_cases" },
	[ACCESS_MANAGE] = { "manage", "manage" },
	[ACCESS_LEAD_COMPLAINT] = { "lead_complaint", "lead_complaint" },
	[ACCESS_SIGN_RESPONSE] = { "sign_response", "sign_response" },
	[ACCESS_VOTE] = { "vote", "vote" },
	[ACCESS_ANSWER_CLINICAL] = { "answer_clinical", "answer_clinical" },
	[ACCESS_RECORD_DECISION] = { "record_decision", "record_decision" },
	[ACCESS_REPORT] = { "report", "report" },
	[ACCESS_IMPORT] = { "import", "import" },
	[ACCESS_ADMIN] = { "admin", "admin" },
	[ACCESS_SET_UP] = { "set_up", "set_up" },
	[ACCESS_READ_LOG] = { "read_log", "read_log" },
};

const char *access_right(enum access a)
{
	return a < ACCESS_COUNT ? access_names[a].right : NULL;
}

const char *access_title(enum access a)
{
	return a < ACCESS_COUNT && access_names[a].title ? access_names[a].title : "(no rule)";
}

/* ---- small services for handlers ---------------------------------------------------------- */

bool visit_may(const struct visit *v, const char *right)
{
	const char *rights = v->rights ? v->rights : "";
	size_t n = strlen(right);

	for (const char *at = rights; (at = strstr(at, right)); at += n) {
		bool starts = at == rights || at[-1] == ' ';

		if (starts && (at[n] == ' ' || at[n] == '\0'))
			return true;
	}
	return false;
}

const char *visit_random(struct visit *v, size_t bytes)
{
	unsigned char *raw = arena_alloc(v->arena, bytes);

	randombytes_buf(raw, bytes);
	return text_hex(v->arena, raw, bytes);
}

void visit_back(struct visit *v, const char *text, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	view_text(v->view, "back_href", arena_vprintf(v->arena, format, args));
	va_end(args);
	view_text(v->view, "back_text", text);
}

void visit_section(struct visit *v, const char *section)
{
	view_text(v->view, "section", section);
}

int visit_see_other(struct visit *v, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	v->location = arena_vprintf(v->arena, format, args);
	va_end(args);
	return 0;
}

int visit_tx_failed(struct visit *v)
{
	const struct problem *p = tx_problem(v->tx);

	if (p)
		v->problem = *p;
	else
		fault(&v->problem, "a write failed without saying why");
	return -1;
}

/* ---- who is asking ------------------------------------------------------------------------ */

static struct bytes token_hash(struct visit *v)
{
	const char *token = request_cookie(v->rq, cookie_name(v->arena, v->rq));
	unsigned char *hash;

	if (!token || !*token)
		return (struct bytes){ NULL, 0 };
	hash = arena_alloc(v->arena, crypto_hash_sha256_BYTES);
	crypto_hash_sha256(hash, (const unsigned char *)token, strlen(token));
	return (struct bytes){ hash, crypto_hash_sha256_BYTES };
}

struct tx *visit_stream_begin(struct visit *v)
{
	struct bytes hash = token_hash(v);
	struct tx *tx = tx_begin(v->db, v->arena, &v->problem);

	if (!tx)
		return NULL;
	if (!tx_read_authenticate(tx, hash)) {
		v->problem = *tx_problem(tx);
		tx_rollback(tx);
		return NULL;
	}
	return tx;
}

static void take_identity(struct visit *v, const struct rows *who)
{
	v->member_id = rows_int(who, 0, AUTHENTICATE_MEMBER_ID);
	v->practice_id = rows_int(who, 0, AUTHENTICATE_PRACTICE_ID);
	v->member_name = rows_text(who, 0, AUTHENTICATE_MEMBER_NAME);
	v->rights = rows_text(who, 0, AUTHENTICATE_RIGHTS);
	v->csrf = rows_text(who, 0, AUTHENTICATE_CSRF);
	log_about(v->rq->id, v->route->pattern, v->member_id);
}

static int check_right(struct visit *v)
{
	const char *right = access_right(v->route->access);

	if (right && !visit_may(v, right))
		return refuse(&v->problem, PROBLEM_FORBIDDEN,
		              "Your role does not include this page. Ask the practice manager if "
		              "you need it.");
	return 0;
}

static int check_sight(struct visit *v, const struct rows *found, int id, int is_full)
{
	if (rows_count(found) == 0)
		return refuse(&v->problem, PROBLEM_NOT_FOUND, "There is no such page.");
	v->case_id = rows_int(found, 0, id);
	v->full = rows_bool(found, 0, is_full);
	if (v->route->sight == SIGHT_FULL && !v->full)
		return refuse(
		        &v->problem, PROBLEM_FORBIDDEN,
		        "This case names you, or you have stood aside from it, so you cannot see "
		        "or "
		        "take part in its advice, discussion and votes until the decision stands.");
	return 0;
}

/* ---- reading ------------------------------------------------------------------------------- */

static int count_params(const char *pattern)
{
	int n = 0;

	for (; *pattern; pattern++)
		n += *pattern == ':';
	return n;
}

/* The page that a form stands on: the GET route with the handler that shows it again. NULL: none.
 */
static const struct route *page_route(const struct route *r)
{
	const struct route *best = NULL;
	int best_fit = 0;

	if (r->method == METHOD_GET)
		return r;
	for (size_t i = 0; r->show && i < routes_count; i++) {
		const struct route *at = &routes[i];
		int fit = 1 + 2 * (at->form == r->form) +
		          (count_params(at->pattern) == count_params(r->pattern));

		if (at->method == METHOD_GET && at->handle == r->show && fit > best_fit) {
			best = at;
			best_fit = fit;
		}
	}
	return best;
}

/* What a form page is about, so that a draft finds its way back: the parameters of the page's path.
 */
static const char *draft_ref(const struct visit *v)
{
	const struct route *page = page_route(v->route);
	int n = count_params(page ? page->pattern : v->route->pattern);

	if (n == 0 || !v->params[0])
		return "";
	if (n == 1 || !v->params[1])
		return v->params[0];
	return arena_printf(v->arena, "%.30s/%.28s", v->params[0], v->params[1]);
}

static bool has_case(const struct route *r)
{
	return r->sight != SIGHT_NONE;
}

/* Opens a batch with what every signed-in page asks. Only the first showing leaves a read event's
 * worth of writing: a refused form shown again is the same opening. */
static int open_batch(struct visit *v)
{
	const struct route *r = v->route;
	const char *right = access_right(r->access);
	struct bytes hash = token_hash(v);

	if (!hash.data)
		return refuse(&v->problem, PROBLEM_SIGN_IN, "Sign in to see this page.");
	v->batch = batch_new(v->db, v->arena);
	v->was_read = false;
	batch_authenticate(v->batch, &query_authenticate,
	                   &(struct param){ (const char *)hash.data, (int)hash.size, 1 });
	open_session_touch(v->batch);
	if (r->event && has_case(r))
		open_case_open(v->batch, v->params[0], r->event, right ? right : "");
	else if (r->event)
		open_page_open(v->batch, r->event, right ? right : "");
	read_shell(v->batch);
	if (has_case(r))
		read_case_head(v->batch, v->params[0]);
	if (r->form && !v->form)
		read_draft_show(v->batch, r->form->name, draft_ref(v));
	return 0;
}

int visit_read(struct visit *v)
{
	const struct rows *who;

	if (batch_run(v->batch, &v->problem) < 0)
		return -1;
	if (v->was_read)
		return 0;
	v->was_read = true;
	who = batch_rows(v->batch, &query_authenticate);
	take_identity(v, who);
	if (check_right(v) < 0)
		return -1;
	if (has_case(v->route)) {
		const struct rows *found = batch_rows(v->batch, &query_case_head);

		if (check_sight(v, found, CASE_HEAD_ID, CASE_HEAD_IS_FULL) < 0)
			return -1;
		v->reference = rows_text(found, 0, CASE_HEAD_REFERENCE);
	}
	if (v->route->form && !v->form) {
		const struct rows *draft = batch_rows(v->batch, &query_draft_show);

		if (rows_count(draft) > 0) {
			v->form = form_from_json(v->arena, v->route->form,
			                         rows_text(draft, 0, DRAFT_SHOW_FIELDS));
			if (v->form)
				view_text(v->view, "flash",
				          "This is what you had typed here before. It has not been "
				          "sent.");
		}
		if (!v->form) {
			v->form = form_new(v->arena, v->route->form);
			v->form_is_fresh = true;
		}
	}
	return 0;
}

/* The form, as the view asks for it. */
struct shown {
	const struct form *form;
	bool *was_asked; /* the page has a place for at least one of its fields */
};

static const char *shown_typed(const void *shown, const char *name)
{
	const struct shown *s = shown;

	*s->was_asked = true;
	return form_typed(s->form, name);
}
static bool shown_typed_is(const void *shown, const char *field, const char *value)
{
	*((const struct shown *)shown)->was_asked = true;
	return form_typed_is(((const struct shown *)shown)->form, field, value);
}
static const char *shown_error(const void *shown, const char *field)
{
	return form_error(((const struct shown *)shown)->form, field);
}
static size_t shown_error_count(const void *shown)
{
	return form_error_count(((const struct shown *)shown)->form);
}
static void shown_error_at(const void *shown, size_t i, const char **ret_field,
                           const char **ret_sentence)
{
	form_error_at(((const struct shown *)shown)->form, i, ret_field, ret_sentence);
}

int visit_page(struct visit *v, const struct template *t)
{
	const char *missing = NULL;

	for (int i = 0; v->batch && i < batch_size(v->batch); i++)
		view_rows(v->view, batch_at(v->batch, i));
	view_text(v->view, "token", v->csrf ? v->csrf : "");
	view_text(v->view, "nonce", visit_random(v, 16));
	if (v->form) {
		struct shown *shown = arena_alloc(v->arena, sizeof(*shown));

		*shown = (struct shown){ v->form, &v->form_was_asked };
		v->form_was_asked = false;
		view_form(v->view,
		          (struct form_view){ shown, shown_typed, shown_typed_is, shown_error,
		                              shown_error_count, shown_error_at });
	}
	if (view_render(v->view, t, &v->rs->body, &missing) < 0) {
		v->rs->body.len = 0;
		return fault(&v->problem, "template wants %s, which the page did not give",
		             missing);
	}
	return 0;
}

/* ---- answers that are not the page asked for ------------------------------------------------ */

static int status_of(enum problem_kind kind)
{
	switch (kind) {
	case PROBLEM_NONE:
		return 200;
	case PROBLEM_FIELD:
	case PROBLEM_REFUSED:
		return 422;
	case PROBLEM_CONFLICT:
		return 409;
	case PROBLEM_NOT_FOUND:
		return 404;
	case PROBLEM_FORBIDDEN:
		return 403;
	case PROBLEM_SIGN_IN:
		return 303;
	case PROBLEM_TOO_LARGE:
		return 413;
	case PROBLEM_BUSY:
		return 503;
	case PROBLEM_FAULT:
		return 500;
	}
	return 500;
}

static void fresh_view(struct visit *v)
{
	v->view = view_new(v->arena);
	view_text(v->view, "section", "");
	view_text(v->view, "back_href", "");
	view_text(v->view, "back_text", "");
	view_text(v->view, "flash", "");
	view_text(v->view, "request_id", v->rq->id);
}

/* A page without the frame that signed-in pages have; v->problem may have something to say on it.
 */
static void answer_page(struct visit *v, int status, const struct template *t)
{
	const char *missing = NULL;

	v->rs->status = status;
	v->rs->body.len = 0;
	fresh_view(v);
	view_text(v->view, "token", "");
	view_text(v->view, "nonce", "");
	view_text(v->view, "sentence", v->problem.sentence);
	view_text(v->view, "again_href", v->rq->path);
	if (view_render(v->view, t, &v->rs->body, &missing) < 0)
		str_add(&v->rs->body, "Something went wrong. Go back and try again.");
}

/* A page that says what went wrong, in place of the page asked for. */
static void answer_problem(struct visit *v)
{
	struct response *rs = v->rs;
	const struct problem *p = &v->problem;
	const struct template *t = &template_error_refused;

	response_clear(rs);
	rs->status = status_of(p->kind);
	switch (p->kind) {
	case PROBLEM_SIGN_IN: {
		struct str to = str_new(v->arena);

		str_add(&to, "/sign-in?to=");
		escape_url(&to, v->rq->method == METHOD_POST ? "/" : v->rq->path);
		response_see_other(rs, to.data);
		return;
	}
	case PROBLEM_NOT_FOUND:
		t = &template_error_not_found;
		break;
	case PROBLEM_FORBIDDEN:
		t = request_is_same_origin(v->rq) || v->rq->method != METHOD_POST
		            ? &template_error_forbidden
		            : &template_error_other_site;
		break;
	case PROBLEM_TOO_LARGE:
		t = &template_error_too_large;
		break;
	case PROBLEM_CONFLICT:
		t = &template_error_conflict;
		break;
	case PROBLEM_BUSY:
		response_header(rs, "Retry-After", "5");
		t = &template_error_unavailable;
		break;
	case PROBLEM_FAULT:
		t = &template_error_failed;
		break;
	default:
		break;
	}
	if (rs->status >= 500)
		log_problem(LEVEL_ERROR, p);
	answer_page(v, rs->status, t);
}

/* For downloads and scripts: the sentence alone, as JSON. */
static void answer_plain(struct visit *v)
{
	struct problem *p = &v->problem;

	response_clear(v->rs);
	v->rs->status = p->kind == PROBLEM_SIGN_IN ? 401 : status_of(p->kind);
	if (v->rs->status >= 500)
		log_problem(LEVEL_ERROR, p);
	response_header(v->rs, "Content-Type", "application/json; charset=utf-8");
	str_add(&v->rs->body, "{\"problem\": ");
	str_add_json(&v->rs->body, p->kind == PROBLEM_SIGN_IN ? "You are signed out. Sign in again."
	                                                      : p->sentence);
	str_add(&v->rs->body, "}\n");
}

/* What a form holds, field by field, for showing beside another sending of it. */
static const char *as_lines(struct visit *v, const struct form *f)
{
	struct str out = str_new(v->arena);
	const struct form_def *def = f ? form_definition(f) : NULL;

	for (const struct field *at = def ? def->fields : NULL; at && at->name; at++) {
		const char *typed = form_typed(f, at->name);

		if (at->kind != FIELD_PASSWORD && at->kind != FIELD_FILES && *typed)
			str_addf(&out, "%s: %s\n", field_label(v->arena, at), typed);
	}
	return out.data;
}

/* The same form sent with different words under a nonce already used: show both, lose nothing. */
static int answer_twice(struct visit *v, const struct rows *receipt)
{
	struct form *first = form_from_json(v->arena, v->route->form,
	                                    rows_text(receipt, 0, RECEIPT_SHOW_FIELDS));

	fresh_view(v);
	view_text(v->view, "stored", first ? as_lines(v, first) : "");
	view_text(v->view, "sent", as_lines(v, v->form));
	view_text(v->view, "result_href", rows_text(receipt, 0, RECEIPT_SHOW_LOCATION));
	view_text(v->view, "token", "");
	view_text(v->view, "nonce", "");
	response_clear(v->rs);
	v->rs->status = 409;
	v->form = NULL;
	v->batch = NULL;
	return visit_page(v, &template_error_sent_twice);
}

/* ---- changing ------------------------------------------------------------------------------ */

/* The address of the page that the form stands on. */
static const char *page_of(struct visit *v)
{
	const struct route *page = page_route(v->route);
	struct str s = str_new(v->arena);
	int n = 0;

	for (const char *at = page ? page->pattern : "/"; *at;) {
		if (*at == ':' && v->params[n]) {
			str_add(&s, v->params[n++]);
			at += strcspn(at, "/");
		} else {
			str_add_char(&s, *at++);
		}
	}
	return s.data;
}

static bool is_listed(const char *const *names, const char *name)
{
	for (; *names; names++)
		if (strcmp(*names, name) == 0)
			return true;
	return false;
}

/* The field is for typing words in: there is a page that shows it, not one that carries it unseen.
 */
static bool is_for_words(const struct form_def *def, const struct field *f)
{
	if (f->kind != FIELD_LINE && f->kind != FIELD_PROSE)
		return false;
	for (size_t i = 0; i < all_templates_count; i++)
		if (is_listed(all_templates[i]->forms, def->name) &&
		    is_listed(all_templates[i]->fields, f->name))
			return true;
	return false;
}

/* The first words that somebody typed, or "". */
static const char *words_typed(const struct visit *v, const struct form *f)
{
	const struct form_def *def = v->route->form;

	for (const struct field *at = def ? def->fields : NULL; at && at->name; at++)
		if (*form_typed(f, at->name) && is_for_words(def, at))
			return form_typed(f, at->name);
	return "";
}

/* The page has no place for the form any more, perhaps because somebody else was first: the words
 * go back to who typed them (invariant 1). */
static void give_back(struct visit *v, int status)
{
	struct form *form = v->form;

	response_clear(v->rs);
	v->rs->status = status;
	fresh_view(v);
	view_text(v->view, "sent", as_lines(v, form));
	view_text(v->view, "again_href", v->location ? v->location : page_of(v));
	v->location = NULL;
	v->batch = NULL;
	if (visit_page(v, &template_error_given_back) < 0)
		answer_problem(v);
}

/* Shows the route's page again with what was typed and why it was refused. */
static void show_again(struct visit *v)
{
	struct problem why = v->problem;
	int status = status_of(why.kind);

	response_clear(v->rs);
	v->rs->status = status;
	if (why.kind == PROBLEM_FIELD && v->form) {
		if (why.field)
			form_refuse(v->form, why.field, "%s", why.sentence);
	} else if ((why.kind == PROBLEM_REFUSED || why.kind == PROBLEM_CONFLICT) && v->form) {
		form_refuse(v->form, "", "%s", why.sentence);
	}
	if (!v->route->show || why.kind == PROBLEM_NOT_FOUND || why.kind == PROBLEM_FORBIDDEN ||
	    why.kind == PROBLEM_SIGN_IN) {
		answer_problem(v);
		return;
	}
	if (why.kind == PROBLEM_FAULT || why.kind == PROBLEM_BUSY) {
		log_problem(LEVEL_ERROR, &why);
		if (v->form)
			form_refuse(v->form, "", "%s", why.sentence);
	}
	problem_clear(&v->problem);
	fresh_view(v);
	v->form_is_fresh = false;
	if (v->route->access == ACCESS_PUBLIC ? v->route->show(v) < 0
	                                      : (open_batch(v) < 0 || v->route->show(v) < 0)) {
		if (v->problem.kind == PROBLEM_NONE || why.kind == PROBLEM_FAULT)
			v->problem = why;
		/* what it was about has gone in the meantime: the words have not */
		if (v->problem.kind == PROBLEM_NOT_FOUND && v->form && *words_typed(v, v->form))
			give_back(v, status);
		else
			answer_problem(v);
		return;
	}
	if (v->form && *words_typed(v, v->form) && (v->location || !v->form_was_asked)) {
		give_back(v, status);
		return;
	}
	if (v->location) /* the page that would show it has moved on */
		response_see_other(v->rs, v->location);
}

/* Under a session that went idle what was typed is kept as that member's draft (invariant 1).
 * Nobody knows whose a form is that came without such a session: its text stays in the browser, and
 * the answer says how to get it back. */
static void keep_for_later(struct visit *v)
{
	struct bytes hash = token_hash(v);
	struct problem ignored = { 0 };
	struct str to = str_new(v->arena);
	const struct form_def *def = v->form ? form_definition(v->form) : NULL;
	const struct route *page = page_route(v->route);
	bool has_text = def && def->fields[0].name;
	bool kept = false;

	/* only what a page will show again is kept */
	if (hash.data && has_text && page && page->form == def) {
		struct tx *tx = tx_begin(v->db, v->arena, &ignored);
		const struct rows *r = tx ? write_draft_keep_idle(tx, hash, def->name, draft_ref(v),
		                                                  form_json(v->form))
		                          : NULL;

		kept = r && rows_count(r) > 0 && rows_bool(r, 0, DRAFT_KEEP_IDLE_KEPT);
		if (!r)
			tx_rollback(tx);
		else if (tx_commit(tx, &ignored) < 0)
			kept = false;
	}
	refuse(&v->problem, PROBLEM_SIGN_IN, "You are signed out. Sign in again.");
	if (v->route->flags & ROUTE_OWN_ANSWER) {
		answer_plain(v);
		return;
	}
	if (has_text && !kept) {
		answer_page(v, 401, &template_error_signed_out);
		return;
	}
	response_clear(v->rs);
	str_add(&to, kept ? "/sign-in?kept=yes&to=" : "/sign-in?to=");
	escape_url(&to, page_of(v));
	response_see_other(v->rs, to.data);
}

static int take_receipt(struct visit *v, bool *ret_answered)
{
	const char *nonce = form_nonce(v->form);
	const char *canonical = form_canonical(v->form);
	unsigned char hash[crypto_hash_sha256_BYTES];
	struct bytes digest = { hash, sizeof(hash) };
	const struct rows *taken;
	size_t n = strlen(nonce);

	*ret_answered = false;
	if (n < 16 || n > 64)
		return refuse(&v->problem, PROBLEM_REFUSED,
		              "This page was not complete when you sent it. Nothing was saved: "
		              "check it and send it again.");
	crypto_hash_sha256(hash, (const unsigned char *)canonical, strlen(canonical));
	taken = write_receipt_take(v->tx, nonce, digest, form_json(v->form));
	if (!taken)
		return visit_tx_failed(v);
	if (rows_count(taken) == 0) {
		const struct rows *before = tx_read_receipt_show(v->tx, nonce, digest);

		if (!before || rows_count(before) == 0)
			return visit_tx_failed(v);
		*ret_answered = true;
		if (rows_bool(before, 0, RECEIPT_SHOW_SAME))
			return visit_see_other(v, "%s",
			                       rows_text(before, 0, RECEIPT_SHOW_LOCATION));
		return answer_twice(v, before);
	}
	return 0;
}

/* Everything between BEGIN and COMMIT. */
static int change(struct visit *v, bool *ret_answered)
{
	const struct route *r = v->route;
	struct bytes hash = token_hash(v);
	const struct rows *who;

	*ret_answered = false;
	who = tx_read_authenticate(v->tx, hash);
	if (!who)
		return visit_tx_failed(v);
	take_identity(v, who);
	if (check_right(v) < 0)
		return -1;
	if (!(r->flags & ROUTE_NO_TOKEN) &&
	    (!v->form || strlen(form_token(v->form)) != strlen(v->csrf) ||
	     sodium_memcmp(form_token(v->form), v->csrf, strlen(v->csrf)) != 0))
		return refuse(&v->problem, PROBLEM_REFUSED,
		              "This page had been open since an earlier sign-in, so it was not "
		              "saved. Nothing you typed "
		              "is lost: check it and send it again.");
	/* autosave does not keep a session alive (invariant 1) */
	if (!(r->flags & ROUTE_ANY_FORM) && !write_session_touch(v->tx))
		return visit_tx_failed(v);
	if (!(r->flags & ROUTE_NO_RECEIPT)) {
		if (take_receipt(v, ret_answered) < 0)
			return -1;
		if (*ret_answered)
			return 0;
	}
	if (has_case(r)) {
		const struct rows *locked = write_case_lock(v->tx, v->params[0]);

		if (!locked)
			return visit_tx_failed(v);
		if (check_sight(v, locked, CASE_LOCK_ID, CASE_LOCK_IS_FULL) < 0)
			return -1;
		v->reference = rows_text(locked, 0, CASE_LOCK_REFERENCE);
	}
	if (r->form && !(r->flags & (ROUTE_ANY_FORM | ROUTE_OWN_CHECK)) && !form_is_good(v->form))
		return refuse_field(&v->problem, NULL, "Check the answers marked below.");
	if (r->handle(v) < 0) {
		if (v->problem.kind ==
		    PROBLEM_NONE) /* the handler wrote its sentences into the form */
			refuse_field(&v->problem, NULL, "Check the answers marked below.");
		return -1;
	}
	if (!(r->flags & ROUTE_NO_RECEIPT)) {
		if (!write_receipt_settle(v->tx, form_nonce(v->form),
		                          v->location ? v->location : "/") ||
		    !write_draft_drop(v->tx, r->form->name, draft_ref(v)))
			return visit_tx_failed(v);
	}
	return 0;
}

static void serve_post(struct visit *v)
{
	const struct route *r = v->route;
	const struct form_def *def = r->form;
	bool answered;

	if (r->flags & ROUTE_ANY_FORM) {
		const char *name = request_query(v->rq, "form");

		def = name ? routes_form(name) : NULL;
		if (!def) {
			refuse(&v->problem, PROBLEM_NOT_FOUND, "There is no such form.");
			answer_plain(v);
			return;
		}
	}

	/* The body is taken in last: it may be a hundred megabytes of somebody's who is not let in.
	 */
	if (!(r->flags & ROUTE_NO_TOKEN) && !request_is_same_origin(v->rq)) {
		refuse(&v->problem, PROBLEM_FORBIDDEN,
		       "This was sent from another site, so it was not accepted. Open the page in "
		       "Candour and try again.");
		answer_problem(v);
		return;
	}
	if (r->access != ACCESS_PUBLIC && !token_hash(v).data) {
		if (def->fields[0].name)
			v->form = form_new(v->arena, def);
		keep_for_later(v);
		return;
	}
	if (!(r->flags & ROUTE_NO_TOKEN) && form_read(v->rq, def, &v->form, &v->problem) < 0) {
		if (r->flags & ROUTE_OWN_ANSWER)
			answer_plain(v);
		else if (v->problem.kind == PROBLEM_REFUSED)
			answer_page(v, 400, &template_error_refused);
		else
			answer_problem(v);
		return;
	}
	if (r->access ==
	    ACCESS_PUBLIC) { /* sign-in and reports of the browser: they look after themselves */
		if (r->form && v->form && !form_is_good(v->form)) {
			refuse_field(&v->problem, NULL, "Check the answers marked below.");
			show_again(v);
		} else if (r->handle(v) < 0) {
			show_again(v);
		} else if (v->location) {
			response_see_other(v->rs, v->location);
		}
		return;
	}
	for (int attempt = 1;; attempt++) {
		v->tx = tx_begin(v->db, v->arena, &v->problem);
		if (!v->tx)
			break;
		if (change(v, &answered) == 0) {
			if (answered) {
				tx_rollback(v->tx);
				v->tx = NULL;
			} else if (tx_commit(v->tx, &v->problem) < 0) {
				v->tx = NULL;
				break;
			}
			v->tx = NULL;
			if (v->location)
				response_see_other(v->rs, v->location);
			return;
		}
		/* 40001 and 40P01 only: nothing happened yet, so the same again is safe */
		if (attempt < 3 && (strcmp(v->problem.sqlstate, "40001") == 0 ||
		                    strcmp(v->problem.sqlstate, "40P01") == 0)) {
			tx_rollback(v->tx);
			v->tx = NULL;
			v->location = NULL;
			problem_clear(&v->problem);
			continue;
		}
		break;
	}
	tx_rollback(v->tx);
	v->tx = NULL;
	v->location = NULL;
	if (v->problem.kind == PROBLEM_SIGN_IN)
		keep_for_later(v);
	else if (r->flags & ROUTE_OWN_ANSWER)
		answer_plain(v);
	else
		show_again(v);
}

static void serve_get(struct visit *v)
{
	const struct route *r = v->route;

	if ((r->access != ACCESS_PUBLIC && open_batch(v) < 0) || r->handle(v) < 0) {
		answer_problem(v);
		return;
	}
	if (v->location)
		response_see_other(v->rs, v->location);
}

void visit_serve(struct db *db, const struct settings *settings, const struct transport *t)
{
	struct arena *a = arena_new();
	struct request rq;
	struct response rs;
	struct visit v = { .arena = a, .rq = &rq, .rs = &rs, .db = db, .settings = settings };
	int64_t began = time_monotonic_us();
	const char *allow = NULL;
	struct db_trace trace;

	response_open(&rs, a);
	if (request_open(a, t, &rq, &v.problem) < 0) {
		answer_page(&v, 400, &template_error_refused);
	} else {
		v.route = route_find(routes, routes_count, a, rq.method, rq.path, v.params, &allow);
		log_about(rq.id, v.route ? v.route->pattern : "-", 0);
		fresh_view(&v);
		if (!v.route && allow) {
			response_header(&rs, "Allow", allow);
			answer_page(&v, 405, &template_error_method);
		} else if (!v.route) {
			refuse(&v.problem, PROBLEM_NOT_FOUND, "There is no such page.");
			answer_problem(&v);
		} else if (v.route->method == METHOD_POST) {
			serve_post(&v);
		} else {
			serve_get(&v);
		}
	}
	trace = db_trace(db);
	if (!rs.sent_head) /* a handler that streams has sent it all */
		response_send(&rs, &rq);
	if (!db_settle(db))
		log_entry(LEVEL_WARNING, "the database connection was not clean and was dropped");
	log_entry(LEVEL_NOTE, "status %d in %lld us; database: %d trips, %d statements, %lld us",
	          rs.status, (long long)(time_monotonic_us() - began), trace.round_trips,
	          trace.statements, (long long)trace.microseconds);
	log_about(NULL, NULL, 0);
	arena_free(a);
}
