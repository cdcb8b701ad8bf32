/* Opening a request: what is taken, what is refused, how routes match. */
#include <string.h>

#include "http/request.h"
#include "transport.h"
#include "unit.h"

static struct arena *a;
static struct memory m;
static struct transport t;
static struct request rq;
static struct problem why;

static void begin(void)
{
	a = arena_new();
	memory_request(&m, a, NULL, NULL, 0);
	t = memory_transport(&m);
}

static int open_with(const char *name, const char *value)
{
	memory_set(&m, name, value);
	return request_open(a, &t, &rq, &why);
}

START_TEST(takes_what_the_server_says)
{
	begin();
	memory_set(&m, "DOCUMENT_URI", "/cases/WMC-2026-7KQ4M");
	memory_set(&m, "CONTENT_LENGTH", "123");
	ck_assert_int_eq(open_with("QUERY_STRING", "a=1&b=2"), 0);
	ck_assert_int_eq(rq.method, METHOD_GET);
	ck_assert_str_eq(rq.path, "/cases/WMC-2026-7KQ4M");
	ck_assert_str_eq(rq.query, "a=1&b=2");
	ck_assert_str_eq(rq.host, "candour.example");
	ck_assert_str_eq(rq.port, "443");
	ck_assert(rq.https);
	ck_assert_str_eq(rq.remote_address, "192.0.2.1");
	ck_assert_uint_eq(rq.content_length, 123);
	ck_assert_uint_eq(strlen(rq.id), 16);
	ck_assert_uint_eq(strspn(rq.id, "0123456789abcdef"), 16);
	arena_free(a);
}
END_TEST

START_TEST(knows_its_methods)
{
	static const struct {
		const char *name;
		enum method method;
	} table[] = {
		{ "GET", METHOD_GET },   { "HEAD", METHOD_HEAD },    { "POST", METHOD_POST },
		{ "PUT", METHOD_OTHER }, { "get", METHOD_OTHER },    { "", METHOD_OTHER },
		{ NULL, METHOD_OTHER },  { "DELETE", METHOD_OTHER }, { "GETX", METHOD_OTHER },
	};
	size_t i;

	for (i = 0; i < UNIT_COUNT(table); i++) {
		begin();
		ck_assert_int_eq(open_with("REQUEST_METHOD", table[i].name), 0);
		ck_assert_int_eq(rq.method, table[i].method);
		arena_free(a);
	}
}
END_TEST

START_TEST(refuses_odd_addresses)
{
	char long_path[2100] = "/", long_query[8100];
	static const char *const paths[] = { "",      NULL,     "cases", "*",
		                             "/a\nb", "/a\x7f", "/\xff", "/\xc0\xaf" };
	static const char *const lengths[] = {
		"x", "-1", "+1", "1x", " 1", "99999999999999999999", "0x10", "18446744073709551615"
	};
	size_t i;

	for (i = 0; i < UNIT_COUNT(paths); i++) {
		begin();
		ck_assert_int_eq(open_with("DOCUMENT_URI", paths[i]), -1);
		ck_assert_int_eq(why.kind, PROBLEM_REFUSED);
		ck_assert_str_eq(rq.path, "/");
		ck_assert_uint_eq(strlen(rq.id), 16);
		arena_free(a);
	}
	memset(long_path + 1, 'a', 2000);
	begin();
	ck_assert_int_eq(open_with("DOCUMENT_URI", long_path), -1);
	long_path[2000] = '\0';
	ck_assert_int_eq(open_with("DOCUMENT_URI", long_path), 0);
	memset(long_query, 'a', 8001);
	long_query[8001] = '\0';
	ck_assert_int_eq(open_with("QUERY_STRING", long_query), -1);
	long_query[8000] = '\0';
	ck_assert_int_eq(open_with("QUERY_STRING", long_query), 0);
	for (i = 0; i < UNIT_COUNT(lengths); i++) {
		ck_assert_int_eq(open_with("CONTENT_LENGTH", lengths[i]), -1);
		ck_assert_int_eq(why.kind, PROBLEM_REFUSED);
	}
	ck_assert_int_eq(open_with("CONTENT_LENGTH", ""), 0);
	ck_assert_int_eq(open_with("SERVER_PORT", "80; x"), 0);
	ck_assert_str_eq(rq.port, "");
	arena_free(a);
}
END_TEST

START_TEST(finds_headers)
{
	char long_value[9000];

	begin();
	memory_set(&m, "HTTP_IF_RANGE", "\"x\"");
	memory_set(&m, "HTTP_EMPTY", "");
	memset(long_value, 'a', 8001);
	long_value[8001] = '\0';
	memory_set(&m, "HTTP_LONG", long_value);
	ck_assert_int_eq(request_open(a, &t, &rq, &why), 0);
	ck_assert_str_eq(request_header(&rq, "If-Range"), "\"x\"");
	ck_assert_str_eq(request_header(&rq, "if-range"), "\"x\"");
	ck_assert_ptr_null(request_header(&rq, "Empty"));
	ck_assert_ptr_null(request_header(&rq, "Absent"));
	ck_assert_ptr_null(request_header(&rq, "Long"));
	ck_assert_ptr_null(request_header(&rq, long_value));
	arena_free(a);
}
END_TEST

START_TEST(decodes_the_query)
{
	static const struct {
		const char *query, *name, *value;
	} table[] = {
		{ "a=1&b=2", "b", "2" },
		{ "a=1&a=2", "a", "1" },
		{ "q=one+two%20three", "q", "one two three" },
		{ "q=%c3%a9", "q", "\xc3\xa9" },
		{ "q=100%", "q", "100%" },
		{ "q=%zz%4", "q", "%zz%4" },
		{ "q", "q", "" },
		{ "q=", "q", "" },
		{ "=x&q=1", "q", "1" },
		{ "&&q=1&&", "q", "1" },
		{ "%71=1", "q", "1" },
		{ "q=a=b", "q", "a=b" },
		{ "q=%00", "q", NULL },
		{ "q=%ff", "q", NULL },
		{ "q=%c0%af", "q", NULL },
		{ "q=%ff&q=ok", "q", "ok" },
		{ "qq=1", "q", NULL },
		{ "", "q", NULL },
	};
	const char *values[3];
	size_t i;

	for (i = 0; i < UNIT_COUNT(table); i++) {
		const char *value;

		begin();
		ck_assert_int_eq(open_with("QUERY_STRING", table[i].query), 0);
		value = request_query(&rq, table[i].name);
		if (table[i].value)
			ck_assert_str_eq(value, table[i].value);
		else
			ck_assert_ptr_null(value);
		arena_free(a);
	}
	begin();
	ck_assert_int_eq(open_with("QUERY_STRING", "k=1&x=9&k=2&k=3&k=4"), 0);
	ck_assert_uint_eq(request_query_all(&rq, "k", values, 3), 3);
	ck_assert_str_eq(values[2], "3");
	arena_free(a);
}
END_TEST

START_TEST(tells_our_own_pages)
{
	static const struct {
		const char *site, *origin, *host, *https;
		bool is;
	} table[] = {
		{ "same-origin", NULL, "h", "on", true },
		{ "same-origin", "https://evil.example", "h", "on", true },
		{ "same-site", "https://h", "h", "on", false },
		{ "cross-site", "https://h", "h", "on", false },
		{ "none", NULL, "h", "on", false },
		{ NULL, "https://h", "h", "on", true },
		{ NULL, "https://h:8443", "h:8443", "on", true },
		{ NULL, "https://h", "h:8443", "on", false },
		{ NULL, "http://h", "h", "on", false },
		{ NULL, "http://h", "h", NULL, true },
		{ NULL, "https://h", "h", NULL, false },
		{ NULL, "null", "h", "on", false },
		{ NULL, NULL, "h", "on", false },
		{ NULL, "https://", "", "on", false },
		{ NULL, "https://h.evil", "h", "on", false },
		{ NULL, "https://evil/h", "h", "on", false },
	};
	size_t i;

	for (i = 0; i < UNIT_COUNT(table); i++) {
		begin();
		memory_set(&m, "HTTP_SEC_FETCH_SITE", table[i].site);
		memory_set(&m, "HTTP_ORIGIN", table[i].origin);
		memory_set(&m, "HTTP_HOST", table[i].host);
		ck_assert_int_eq(open_with("HTTPS", table[i].https), 0);
		ck_assert_msg(request_is_same_origin(&rq) == table[i].is, "row %zu", i);
		arena_free(a);
	}
}
END_TEST

START_TEST(matches_routes)
{
	static const struct {
		const char *pattern, *path;
		int count;
		const char *first, *second;
	} table[] = {
		{ "/", "/", 0, NULL, NULL },
		{ "/", "/a", -1, NULL, NULL },
		{ "/cases", "/cases", 0, NULL, NULL },
		{ "/cases", "/cases/", -1, NULL, NULL },
		{ "/cases", "/case", -1, NULL, NULL },
		{ "/cases/", "/cases", -1, NULL, NULL },
		{ "/cases/:ref", "/cases/W-1", 1, "W-1", NULL },
		{ "/cases/:ref", "/cases/", -1, NULL, NULL },
		{ "/cases/:ref", "/cases", -1, NULL, NULL },
		{ "/cases/:ref", "/cases/a/b", -1, NULL, NULL },
		{ "/cases/:ref/evidence/:id", "/cases/W-1/evidence/7", 2, "W-1", "7" },
		{ "/cases/:ref/evidence/:id", "/cases/W-1/votes/7", -1, NULL, NULL },
		{ "/cases/:ref", "/cases/%2e%2e", 1, "%2e%2e",
		  NULL }, /* nginx has decoded once already */
		{ "/cases/:ref", "//W-1", -1, NULL, NULL },
		{ "/:a/:b/:c", "/1/2/3", -1, NULL, NULL }, /* more than there is room for */
		{ "/:", "/:", 0, NULL, NULL },
	};
	size_t i;

	a = arena_new();
	for (i = 0; i < UNIT_COUNT(table); i++) {
		const char *params[2] = { NULL, NULL };

		ck_assert_msg(request_match(a, table[i].pattern, table[i].path, params, 2) ==
		                      table[i].count,
		              "row %zu", i);
		if (table[i].first)
			ck_assert_str_eq(params[0], table[i].first);
		if (table[i].second)
			ck_assert_str_eq(params[1], table[i].second);
	}
	arena_free(a);
}
END_TEST

UNIT_SUITE(request_suite, "request", takes_what_the_server_says, knows_its_methods,
           refuses_odd_addresses, finds_headers, decodes_the_query, tells_our_own_pages,
           matches_routes)
UNIT_MAIN(request_suite)
