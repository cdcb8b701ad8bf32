/* Cookies: read from what browsers send, set as __Host- demands. */
#include <string.h>

#include "http/response.h"
#include "transport.h"
#include "unit.h"

static struct memory m;
static struct transport t;
static struct request rq;
static struct problem why;

static struct arena *begin(const char *cookie, const char *port)
{
	struct arena *a = arena_new();

	memory_request(&m, a, NULL, NULL, 0);
	memory_set(&m, "HTTP_COOKIE", cookie);
	memory_set(&m, "SERVER_PORT", port);
	t = memory_transport(&m);
	ck_assert_int_eq(request_open(a, &t, &rq, &why), 0);
	return a;
}

START_TEST(finds_a_cookie)
{
	static const struct {
		const char *header, *value; /* of the cookie "s" */
	} table[] = {
		{ "s=abc", "abc" },     { "a=1; s=abc; b=2", "abc" },
		{ "a=1;s=abc", "abc" }, { "ss=1; s=2", "2" },
		{ "s=1; s=2", "1" },    { "s=", "" },
		{ "s=a=b", "a=b" },     { " ;; s=abc \t; b=1", "abc" },
		{ "s", NULL },          { "S=1", NULL },
		{ "a=s=1", NULL },      { "", NULL },
		{ NULL, NULL },         { "s=a b", NULL },
		{ "s=\"abc\"", NULL },  { "s=a,b", NULL },
		{ "s=\xc3\xa9", NULL }, { "s=a\\b", NULL },
		{ "s=a\tb", NULL },
	};
	size_t i;

	for (i = 0; i < UNIT_COUNT(table); i++) {
		struct arena *a = begin(table[i].header, "443");
		const char *value = request_cookie(&rq, "s");

		if (table[i].value)
			ck_assert_msg(value && strcmp(value, table[i].value) == 0, "row %zu", i);
		else
			ck_assert_msg(value == NULL, "row %zu", i);
		arena_free(a);
	}
}
END_TEST

START_TEST(is_named_by_port)
{
	static const struct {
		const char *port, *name;
	} table[] = {
		{ "443", "__Host-candour" },    { "8080", "__Host-candour-8080" },
		{ "80", "__Host-candour-80" },  { "", "__Host-candour" },
		{ "8080;x", "__Host-candour" },
	};
	size_t i;

	for (i = 0; i < UNIT_COUNT(table); i++) {
		struct arena *a = begin(NULL, table[i].port);

		ck_assert_str_eq(cookie_name(a, &rq), table[i].name);
		arena_free(a);
	}
}
END_TEST

START_TEST(is_set_and_removed)
{
	struct arena *a = begin(NULL, "443");
	struct response rs;

	response_open(&rs, a);
	ck_assert(response_cookie(&rs, "__Host-candour", "abc-_.~09AZ"));
	ck_assert_str_eq(rs.headers.data,
	                 "Set-Cookie: __Host-candour=abc-_.~09AZ; Path=/; Secure; HttpOnly; "
	                 "SameSite=Lax\r\n");
	response_clear(&rs);
	ck_assert(response_cookie(&rs, "__Host-candour", ""));
	ck_assert_str_eq(rs.headers.data, "Set-Cookie: __Host-candour=; Path=/; Secure; HttpOnly; "
	                                  "SameSite=Lax; Max-Age=0\r\n");
	response_clear(&rs);
	ck_assert(!response_cookie(&rs, "n", "a; Domain=x"));
	ck_assert(!response_cookie(&rs, "n", "a\r\nX: y"));
	ck_assert(!response_cookie(&rs, "n\r\n", "a"));
	ck_assert(!response_cookie(&rs, "n=", "a"));
	ck_assert(!response_cookie(&rs, "", "a"));
	ck_assert_str_eq(rs.headers.data, "");
	arena_free(a);
}
END_TEST

UNIT_SUITE(cookie_suite, "cookie", finds_a_cookie, is_named_by_port, is_set_and_removed)
UNIT_MAIN(cookie_suite)
