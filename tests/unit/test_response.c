/* Answers: headers that cannot be split, redirects that stay at home, downloads, ranges. */
#include <string.h>

#include "http/response.h"
#include "transport.h"
#include "unit.h"

static struct arena *a;
static struct memory m;
static struct transport t;
static struct request rq;
static struct response rs;
static struct problem why;

static void begin(const char *method)
{
	a = arena_new();
	memory_request(&m, a, NULL, NULL, 0);
	memory_set(&m, "REQUEST_METHOD", method);
	t = memory_transport(&m);
	ck_assert_int_eq(request_open(a, &t, &rq, &why), 0);
	response_open(&rs, a);
}

START_TEST(sends_a_page)
{
	begin("GET");
	str_add(&rs.body, "<p>Hello</p>");
	ck_assert_int_eq(response_send(&rs, &rq), 0);
	ck_assert_str_eq(m.written.data,
	                 "Status: 200 OK\r\nCache-Control: no-store\r\n"
	                 "Content-Type: text/html; charset=utf-8\r\nContent-Length: 12\r\n\r\n"
	                 "<p>Hello</p>");
	ck_assert(rs.sent_head);
	ck_assert(!response_header(&rs, "Late", "x"));
	arena_free(a);
}
END_TEST

START_TEST(sends_no_body_to_head)
{
	begin("HEAD");
	rs.status = 404;
	str_add(&rs.body, "gone");
	ck_assert_int_eq(response_send(&rs, &rq), 0);
	ck_assert_str_eq(m.written.data,
	                 "Status: 404 Not Found\r\nCache-Control: no-store\r\n"
	                 "Content-Type: text/html; charset=utf-8\r\nContent-Length: 4\r\n\r\n");
	arena_free(a);
}
END_TEST

START_TEST(sends_pieces)
{
	begin("GET");
	response_header(&rs, "Cache-Control", "private, max-age=60");
	response_header(&rs, "content-type", "text/csv");
	ck_assert_int_eq(response_send_head(&rs, &rq, -1), 0);
	ck_assert_int_eq(response_send_piece(&rs, &rq, "a\0b", 3), 0);
	ck_assert_int_eq(response_send_piece(&rs, &rq, "", 0), 0);
	ck_assert_int_eq(memcmp(m.written.data + m.written.len - 3, "a\0b", 3), 0);
	ck_assert_ptr_null(strstr(m.written.data, "no-store"));
	ck_assert_ptr_null(strstr(m.written.data, "Content-Length"));
	ck_assert_ptr_null(strstr(m.written.data, "text/html"));
	m.is_broken = true;
	ck_assert_int_eq(response_send_piece(&rs, &rq, "x", 1), -1);
	arena_free(a);
}
END_TEST

START_TEST(refuses_split_headers)
{
	static const struct {
		const char *name, *value;
		bool ok;
	} table[] = {
		{ "X-A", "b", true },
		{ "X-A", "", true },
		{ "X-A", "a\tb", true },
		{ "X-A", "caf\xc3\xa9", true },
		{ "X-A", "a\r\nX-B: c", false },
		{ "X-A", "a\n", false },
		{ "X-A", "a\r", false },
		{ "X-A", "\x01", false },
		{ "X-A", "\x7f", false },
		{ "X-A", NULL, false },
		{ "", "a", false },
		{ "X A", "a", false },
		{ "X-A:", "a", false },
		{ "X\r\n", "a", false },
		{ NULL, "a", false },
	};
	size_t i;

	for (i = 0; i < UNIT_COUNT(table); i++) {
		begin("GET");
		ck_assert_msg(response_header(&rs, table[i].name, table[i].value) == table[i].ok,
		              "row %zu", i);
		ck_assert((rs.headers.len > 0) == table[i].ok);
		arena_free(a);
	}
}
END_TEST

START_TEST(clears_half_a_page)
{
	begin("GET");
	rs.status = 206;
	str_add(&rs.body, "half");
	response_header(&rs, "X-A", "b");
	response_clear(&rs);
	ck_assert_int_eq(rs.status, 200);
	ck_assert_str_eq(rs.body.data, "");
	ck_assert_str_eq(rs.headers.data, "");
	arena_free(a);
}
END_TEST

START_TEST(redirects_to_own_paths_only)
{
	static const struct {
		const char *location, *sent;
	} table[] = {
		{ "/cases/W-1", "/cases/W-1" },
		{ "/search/7?page=2#top", "/search/7?page=2#top" },
		{ "/a b\xc3\xa9", "/a%20b%C3%A9" },
		{ "/a%20b", "/a%20b" },
		{ "/a\"<>\\", "/a%22%3C%3E%5C" },
		{ "//evil.example", "/" },
		{ "/\\evil.example", "/" },
		{ "https://evil.example/", "/" },
		{ "javascript:alert(1)", "/" },
		{ "cases", "/" },
		{ "", "/" },
		{ NULL, "/" },
		{ "/a\r\nSet-Cookie: x=y", "/" },
		{ "/\t/evil.example", "/" },
	};
	size_t i;

	for (i = 0; i < UNIT_COUNT(table); i++) {
		begin("POST");
		str_add(&rs.body, "left over");
		response_see_other(&rs, table[i].location);
		ck_assert_int_eq(rs.status, 303);
		ck_assert_str_eq(rs.headers.data,
		                 arena_printf(a, "Location: %s\r\n", table[i].sent));
		ck_assert_int_eq(response_send(&rs, &rq), 0);
		ck_assert_int_eq(memcmp(m.written.data, "Status: 303 See Other\r\n", 23), 0);
		ck_assert_ptr_nonnull(strstr(m.written.data, "Content-Length: 0\r\n\r\n"));
		ck_assert_ptr_null(strstr(m.written.data, "Content-Type"));
		arena_free(a);
	}
}
END_TEST

START_TEST(names_downloads)
{
	static const struct {
		const char *name, *type, *disposition, *sent_type;
	} table[] = {
		{ "a.pdf", "application/pdf", "filename=\"a.pdf\"; filename*=UTF-8''a.pdf",
		  "application/pdf" },
		{ "caf\xc3\xa9 1.png", "image/png",
		  "filename=\"caf_ 1.png\"; filename*=UTF-8''caf%C3%A9%201.png", "image/png" },
		{ "\xe2\x82\xac.txt", "text/plain; charset=utf-8",
		  "filename=\"_.txt\"; filename*=UTF-8''%E2%82%AC.txt",
		  "text/plain; charset=utf-8" },
		{ "a\"b\\c%2e.txt", "text/plain",
		  "filename=\"a_b_c_2e.txt\"; filename*=UTF-8''a%22b_c%252e.txt", "text/plain" },
		{ "../../x", "text/plain", "filename=\".._.._x\"; filename*=UTF-8''.._.._x",
		  "text/plain" },
		{ "a\r\nX: y", "text/plain", "filename=\"a__X_ y\"; filename*=UTF-8''a__X%3A%20y",
		  "text/plain" },
		{ "", NULL, "filename=\"file\"; filename*=UTF-8''file",
		  "application/octet-stream" },
		{ NULL, "nonsense", "filename=\"file\"; filename*=UTF-8''file",
		  "application/octet-stream" },
		{ "x", "text/html", "filename=\"x\"; filename*=UTF-8''x",
		  "application/octet-stream" },
		{ "x", "image/svg+xml", "filename=\"x\"; filename*=UTF-8''x",
		  "application/octet-stream" },
		{ "x", "Application/XHTML+xml", "filename=\"x\"; filename*=UTF-8''x",
		  "application/octet-stream" },
		{ "x", "text/javascript", "filename=\"x\"; filename*=UTF-8''x",
		  "application/octet-stream" },
		{ "x", "a/b\r\nX: y", "filename=\"x\"; filename*=UTF-8''x",
		  "application/octet-stream" },
		{ "x", "a/b/c", "filename=\"x\"; filename*=UTF-8''x", "application/octet-stream" },
		{ "x", "/b", "filename=\"x\"; filename*=UTF-8''x", "application/octet-stream" },
		{ "x", "a/", "filename=\"x\"; filename*=UTF-8''x", "application/octet-stream" },
	};
	size_t i;

	for (i = 0; i < UNIT_COUNT(table); i++) {
		begin("GET");
		response_attachment(&rs, table[i].name, table[i].type);
		ck_assert_str_eq(
		        rs.headers.data,
		        arena_printf(a,
		                     "Content-Type: %s\r\nContent-Disposition: attachment; %s\r\n"
		                     "X-Content-Type-Options: nosniff\r\n"
		                     "Content-Security-Policy: sandbox; default-src 'none'\r\n",
		                     table[i].sent_type, table[i].disposition));
		arena_free(a);
	}
}
END_TEST

START_TEST(answers_ranges)
{
	static const struct {
		const char *method, *range, *if_range;
		int64_t size;
		int status;
		int64_t first, length;
	} table[] = {
		{ "GET", NULL, NULL, 100, 200, 0, 100 },
		{ "GET", "bytes=0-0", NULL, 100, 206, 0, 1 },
		{ "GET", "bytes=0-99", NULL, 100, 206, 0, 100 },
		{ "GET", "bytes=10-", NULL, 100, 206, 10, 90 },
		{ "GET", "bytes=10-19", NULL, 100, 206, 10, 10 },
		{ "GET", "BYTES=10-19", NULL, 100, 206, 10, 10 },
		{ "GET", "bytes=90-500", NULL, 100, 206, 90, 10 },
		{ "GET", "bytes=-10", NULL, 100, 206, 90, 10 },
		{ "GET", "bytes=-500", NULL, 100, 206, 0, 100 },
		{ "GET", "bytes=-0", NULL, 100, 416, 0, 0 },
		{ "GET", "bytes=100-", NULL, 100, 416, 0, 0 },
		{ "GET", "bytes=100-200", NULL, 100, 416, 0, 0 },
		{ "GET", "bytes=0-", NULL, 0, 416, 0, 0 },
		{ "GET", "bytes=-1", NULL, 0, 416, 0, 0 },
		{ "GET", "bytes=20-10", NULL, 100, 200, 0, 100 },
		{ "GET", "bytes=0-1,5-6", NULL, 100, 200, 0, 100 },
		{ "GET", "bytes=", NULL, 100, 200, 0, 100 },
		{ "GET", "bytes=-", NULL, 100, 200, 0, 100 },
		{ "GET", "bytes=a-b", NULL, 100, 200, 0, 100 },
		{ "GET", "bytes= 1-2", NULL, 100, 200, 0, 100 },
		{ "GET", "lines=1-2", NULL, 100, 200, 0, 100 },
		{ "GET", "bytes=99999999999999999999-", NULL, 100, 200, 0, 100 },
		{ "GET", "bytes=5-999999999999999999", NULL, 100, 206, 5, 95 },
		{ "GET", "bytes=0-1", "\"tag\"", 100, 206, 0, 2 },
		{ "GET", "bytes=0-1", "\"other\"", 100, 200, 0, 100 },
		{ "GET", "bytes=0-1", "W/\"tag\"", 100, 200, 0, 100 },
		{ "GET", "bytes=0-1", "Wed, 21 Oct 2015 07:28:00 GMT", 100, 200, 0, 100 },
		{ "HEAD", "bytes=0-1", NULL, 100, 200, 0, 100 },
	};
	size_t i;

	for (i = 0; i < UNIT_COUNT(table); i++) {
		struct byte_range range;

		begin(table[i].method);
		memory_set(&m, "HTTP_RANGE", table[i].range);
		memory_set(&m, "HTTP_IF_RANGE", table[i].if_range);
		range = response_range(&rq, table[i].size, "\"tag\"");
		ck_assert_msg(range.status == table[i].status && range.first == table[i].first &&
		                      range.length == table[i].length,
		              "row %zu: %d %lld %lld", i, range.status, (long long)range.first,
		              (long long)range.length);
		arena_free(a);
	}
}
END_TEST

START_TEST(sets_range_headers)
{
	begin("GET");
	response_range_headers(&rs, (struct byte_range){ 206, 10, 5 }, 100, "\"tag\"");
	ck_assert_int_eq(rs.status, 206);
	ck_assert_str_eq(
	        rs.headers.data,
	        "Accept-Ranges: bytes\r\nETag: \"tag\"\r\nContent-Range: bytes 10-14/100\r\n");
	response_clear(&rs);
	response_range_headers(&rs, (struct byte_range){ 416, 0, 0 }, 100, NULL);
	ck_assert_int_eq(rs.status, 416);
	ck_assert_str_eq(rs.headers.data, "Accept-Ranges: bytes\r\nContent-Range: bytes */100\r\n");
	response_clear(&rs);
	response_range_headers(&rs, (struct byte_range){ 200, 0, 100 }, 100, "\"tag\"");
	ck_assert_str_eq(rs.headers.data, "Accept-Ranges: bytes\r\nETag: \"tag\"\r\n");
	arena_free(a);
}
END_TEST

UNIT_SUITE(response_suite, "response", sends_a_page, sends_no_body_to_head, sends_pieces,
           refuses_split_headers, clears_half_a_page, redirects_to_own_paths_only, names_downloads,
           answers_ranges, sets_range_headers)
UNIT_MAIN(response_suite)
