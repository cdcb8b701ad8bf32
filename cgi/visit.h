/* A visit: one request as a page handler meets it. The dispatcher (visit.c) has already matched the
 * route, found the sign-in session, checked right, relation and token, opened the batch or the
 * transaction and locked the case; a handler says what to read or do and which page to show.
 *
 * Reading (GET):   queue reads on v->batch; visit_read(v); visit_page(v, &template_...).
 * Changing (POST): v->tx is open and authenticated, the case row (if the route has :ref) is locked,
 * the form is checked. Call casework functions; then return visit_see_other(v, ...), or -1 with
 * v->problem filled. The dispatcher commits, then answers 303; a refusal rolls back and shows the
 * route's page again with what was typed.
 */
#ifndef CGI_VISIT_H
#define CGI_VISIT_H

#include <stdbool.h>
#include <stdint.h>

#include "base/problem.h"
#include "base/settings.h"
#include "db/db.h"
#include "db/queries.h"
#include "http/form.h"
#include "http/request.h"
#include "http/response.h"
#include "view/templates.h"
#include "view/view.h"

/* Who may come in. 0 is no rule at all: a table with such a row refuses to start. */
enum access {
	ACCESS_NOT_SAID = 0,
	ACCESS_PUBLIC, /* without signing in */
	ACCESS_MEMBER, /* any signed-in member */
	ACCESS_LOG,    /* from here on: the rights of app.role_may */
	ACCESS_READ_CASES,
	ACCESS_MANAGE,
	ACCESS_LEAD_COMPLAINT,
	ACCESS_SIGN_RESPONSE,
	ACCESS_VOTE,
	ACCESS_ANSWER_CLINICAL,
	ACCESS_RECORD_DECISION,
	ACCESS_REPORT,
	ACCESS_IMPORT,
	ACCESS_ADMIN,
	ACCESS_SET_UP,
	ACCESS_READ_LOG,
	ACCESS_COUNT,
};
const char *access_right(enum access a); /* "manage"; NULL for public and member */
const char *access_title(enum access a); /* for `candour routes` */

/* What sight of the case a route with :ref asks for, besides the right (U-1). */
enum sight {
	SIGHT_NONE = 0, /* the route is not about one case */
	SIGHT_ANY,      /* the case exists for this member */
	SIGHT_FULL,     /* neither affected nor conflicted */
};

enum route_flags {
	ROUTE_NO_RECEIPT =
	        1,          /* POST that may be sent twice: no nonce (autosave, uploads, extend) */
	ROUTE_NO_TOKEN = 2, /* /csp-report only */
	ROUTE_OWN_ANSWER = 4, /* the handler writes the response itself (downloads, JSON, CSV) */
	ROUTE_ANY_FORM = 8,   /* autosave: takes the form that ?form= names, finished or not */
	ROUTE_OWN_CHECK = 16, /* the handler is also called with wrong answers: it adds what it
	                         finds between them, so that all is said at once, and refuses */
};

struct visit;

struct route {
	enum method method;
	const char *pattern;
	enum access access;
	enum sight sight;
	const char *event; /* read event that this page leaves (invariant 2); NULL: none */
	const struct form_def *form; /* POST: what it takes; GET: the form shown (for drafts) */
	int (*handle)(struct visit *v);
	int (*show)(struct visit *v); /* POST: the page that shows the form again */
	unsigned flags;
	const struct form_def
	        *filter; /* GET: what its query string may hold; no draft is kept of it */
};
extern const struct route routes[];
extern const size_t routes_count;
/* The form of that name in the table, or NULL: for autosave. */
const struct form_def *routes_form(const char *name);

struct visit {
	struct arena *arena;
	struct request *rq;
	struct response *rs;
	struct db *db;
	const struct settings *settings;
	const struct route *route;
	const char *params[4]; /* values of the pattern's :names, in order */

	/* after authentication */
	int64_t member_id;
	int64_t practice_id;
	const char *member_name;
	const char *rights; /* "log manage ..." */
	const char *csrf;

	struct batch *batch; /* GET, and while a refused POST is shown again */
	struct tx *tx;       /* POST */

	/* the case of the route: from case_head (GET) or case_lock (POST) */
	int64_t case_id;
	const char *reference;
	bool full; /* neither affected nor conflicted */

	struct form *form;   /* never NULL for routes with a form */
	bool form_is_fresh;  /* neither typed nor from a draft: set first values */
	bool form_was_asked; /* the page rendered last showed a field of the form */
	struct view *view;
	struct problem problem;
	const char *location;
	bool was_read;
};

/* Sends the batch; checks right, standing and that the case exists. 0, or -1 with v->problem. */
int visit_read(struct visit *v);

bool visit_may(const struct visit *v, const char *right);

/* Renders the page: adds rows of the batch, the layout's values, token, nonce and form. */
int visit_page(struct visit *v, const struct template *t);
void visit_back(struct visit *v, const char *text, const char *format, ...)
        __attribute__((format(printf, 3, 4)));
void visit_section(struct visit *v, const char *section); /* current item of the navigation */

/* 303 after the commit. Own path. */
int visit_see_other(struct visit *v, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* Hand over a failed write: copies tx_problem. Always -1. */
int visit_tx_failed(struct visit *v);

/* For a page that streams what visit_read allowed it to: a transaction of the same member, whose
 * rows go out piece by piece (response_send_head and _piece). It only reads: end it with
 * tx_rollback. NULL with v->problem filled. */
struct tx *visit_stream_begin(struct visit *v);

/* A random nonce, or a random public reference part: lower-case hex of n bytes from libsodium. */
const char *visit_random(struct visit *v, size_t bytes);

/* The whole life of one request. */
void visit_serve(struct db *db, const struct settings *settings, const struct transport *t);

/* Checks a route table at start; the sentence of the first fault, or NULL. */
const char *routes_fault(const struct route *table, size_t count);

/* The table's route for a method (HEAD is GET) and path, with the values of the pattern's :names in
 * params. NULL: *ret_allow is then the methods that the address does take, or NULL where there is
 * no such address. */
const struct route *route_find(const struct route *table, size_t count, struct arena *a,
                               enum method method, const char *path, const char *params[4],
                               const char **ret_allow);

#endif
