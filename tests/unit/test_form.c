/* Forms: each kind of field, what is kept of what was typed, floods and bad bytes, drafts. */
#include <stdlib.h>
#include <string.h>

#include "base/str.h"
#include "http/form.h"
#include "http/http.h"
#include "transport.h"
#include "unit.h"

static const char *const sorts[] = { "post", "review", "covert-recording", NULL };

static const struct field every_field[] = {
	{ .name = "summary", .kind = FIELD_LINE, .missing = "Enter a one-line summary" },
	{ .name = "story", .kind = FIELD_PROSE, .max = 50 },
	{ .name = "sort", .kind = FIELD_CHOICE, .choices = sorts, .wrong = "Choose a sort" },
	{ .name = "clause", .kind = FIELD_CHOICE },
	{ .name = "signs", .kind = FIELD_MANY, .choices = sorts },
	{ .name = "tags", .kind = FIELD_MANY, .max = 2 },
	{ .name = "urgent", .kind = FIELD_TICK },
	{ .name = "seen_on", .kind = FIELD_DATE },
	{ .name = "seen_at", .kind = FIELD_TIME },
	{ .name = "views", .kind = FIELD_WHOLE },
	{ .name = "link", .kind = FIELD_LINK },
	{ .name = "mail", .kind = FIELD_EMAIL },
	{ .name = "nhs", .kind = FIELD_NHS },
	{ .name = "password", .kind = FIELD_PASSWORD },
	{ .name = "files", .kind = FIELD_FILES },
	{ .name = NULL },
};
static const struct form_def every = { "every", every_field, 0 };

static struct arena *a;
static struct memory m;
static struct transport t;
static struct request rq;
static struct problem why;

static int read_bytes(const struct form_def *def, const char *type, const char *body, size_t size,
                      struct form **ret)
{
	memory_request(&m, a, type, body, size);
	t = memory_transport(&m);
	m.piece = 7;
	ck_assert_int_eq(request_open(a, &t, &rq, &why), 0);
	return form_read(&rq, def, ret, &why);
}

static struct form *read_text(const char *body)
{
	struct form *f;

	ck_assert_int_eq(read_bytes(&every, NULL, body, strlen(body), &f), 0);
	return f;
}

static void begin(void)
{
	a = arena_new();
	http_init(0);
}

/* What one body makes of one field: its value, or its sentence. */
static const struct {
	const char *body, *field, *value, *sentence;
} table[] = {
	/* one line */
	{ "summary=Post+about+the+practice", "summary", "Post about the practice", NULL },
	{ "summary=++a++", "summary", "a", NULL },
	{ "summary=%C2%A0a%09b%E2%80%8B", "summary", "a b", NULL },
	{ "", "summary", "", "Enter a one-line summary" },
	{ "summary=%20%0D%0A", "summary", "", "Enter a one-line summary" },
	{ "summary=%E2%80%8B%E2%80%8B", "summary", "", "Enter a one-line summary" },
	{ "summary=a%0D%0Ab", "summary", "",
	  "Summary must be on one line. Take out the line breaks" },
	{ "summary=a%0Ab", "summary", "", "Summary must be on one line. Take out the line breaks" },
	{ "summary=a%E2%80%A8b", "summary", "",
	  "Summary must be on one line. Take out the line breaks" },
	{ "summary=a%00b", "summary", "",
	  "Summary contains characters that cannot be stored. Type it again" },
	{ "summary=a%FFb", "summary", "",
	  "Summary contains characters that cannot be stored. Type it again" },
	{ "summary=%C0%AF", "summary", "",
	  "Summary contains characters that cannot be stored. Type it again" },
	{ "summary=%ED%A0%80", "summary", "",
	  "Summary contains characters that cannot be stored. Type it again" },
	{ "summary=a%1Bb", "summary", "",
	  "Summary contains characters that cannot be stored. Type it again" },
	{ "summary=a%C2%9Bb", "summary", "",
	  "Summary contains characters that cannot be stored. Type it again" },
	{ "summary=first&summary=second", "summary", "first", NULL },
	{ "%73ummary=coded+name", "summary", "coded name", NULL },
	{ "summary=%3Cscript%3E%26%27%22", "summary", "<script>&'\"", NULL },
	/* prose */
	{ "story=a%0D%0Ab%0Ac%0Dd", "story", "a\nb\nc\nd", NULL },
	{ "story=%0A%0Aa%0A", "story", "a", NULL },
	{ "story=a%09b", "story", "a\tb", NULL },
	{ "story=%F0%9F%98%80%F0%9F%98%80", "story", "\xf0\x9f\x98\x80\xf0\x9f\x98\x80", NULL },
	{ "story=012345678901234567890123456789012345678901234567890", "story", "",
	  "Story must be 50 characters or fewer. It has 51" },
	{ "story=a%07", "story", "",
	  "Story contains characters that cannot be stored. Type it again" },
	/* choices */
	{ "sort=review", "sort", "review", NULL },
	{ "sort=", "sort", "", NULL },
	{ "sort=Review", "sort", "", "Choose a sort" },
	{ "sort=review%00", "sort", "",
	  "Sort contains characters that cannot be stored. Type it again" },
	{ "clause=A6", "clause", "A6", NULL },
	{ "clause=own_page-post.2", "clause", "own_page-post.2", NULL },
	{ "clause=a%20b", "clause", "", "Choose one of the answers for Clause" },
	{ "clause='", "clause", "", "Choose one of the answers for Clause" },
	{ "clause=aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", "clause", "",
	  "Clause must be 60 characters or fewer. It has 66" },
	/* ticks */
	{ "urgent=yes", "urgent", "yes", NULL },
	{ "urgent=on", "urgent", "", "Tick the box or leave it empty" },
	{ "urgent=", "urgent", "", NULL },
	/* dates */
	{ "seen_on-day=2&seen_on-month=11&seen_on-year=2026", "seen_on", "2026-11-02", NULL },
	{ "seen_on-day=02&seen_on-month=Nov&seen_on-year=2026", "seen_on", "2026-11-02", NULL },
	{ "seen_on-day=2&seen_on-month=november&seen_on-year=2026", "seen_on", "2026-11-02", NULL },
	{ "seen_on-day=+2+&seen_on-month=+11&seen_on-year=2026+", "seen_on", "2026-11-02", NULL },
	{ "seen_on-day=29&seen_on-month=2&seen_on-year=2024", "seen_on", "2024-02-29", NULL },
	{ "seen_on=2026-11-02", "seen_on", "2026-11-02", NULL },
	{ "seen_on=2026-11-02&seen_on-day=&seen_on-month=&seen_on-year=", "seen_on", "2026-11-02",
	  NULL },
	{ "seen_on-day=&seen_on-month=&seen_on-year=", "seen_on", "", NULL },
	{ "seen_on-day=29&seen_on-month=2&seen_on-year=2026", "seen_on", "",
	  "Seen on must be a real date, such as 27 3 2026" },
	{ "seen_on-day=31&seen_on-month=4&seen_on-year=2026", "seen_on", "",
	  "Seen on must be a real date, such as 27 3 2026" },
	{ "seen_on-day=0&seen_on-month=4&seen_on-year=2026", "seen_on", "",
	  "Seen on must be a real date, such as 27 3 2026" },
	{ "seen_on-day=2&seen_on-month=13&seen_on-year=2026", "seen_on", "",
	  "Seen on must be a real date, such as 27 3 2026" },
	{ "seen_on-day=2&seen_on-month=11&seen_on-year=26", "seen_on", "",
	  "Seen on needs a year of 4 numbers, such as 2026" },
	{ "seen_on-day=2&seen_on-month=11&seen_on-year=20266", "seen_on", "",
	  "Seen on needs a year of 4 numbers, such as 2026" },
	{ "seen_on-day=2&seen_on-month=11&seen_on-year=0206", "seen_on", "",
	  "Seen on must be in a year from 1850 to 2199" },
	{ "seen_on-day=2&seen_on-month=11&seen_on-year=", "seen_on", "",
	  "Seen on must include a year" },
	{ "seen_on-year=2026", "seen_on", "", "Seen on must include a day and a month" },
	{ "seen_on-day=x&seen_on-month=11&seen_on-year=2026", "seen_on", "",
	  "Seen on must be a real date, such as 27 3 2026" },
	{ "seen_on-day=-2&seen_on-month=11&seen_on-year=2026", "seen_on", "",
	  "Seen on must be a real date, such as 27 3 2026" },
	{ "seen_on-day=2%FF&seen_on-month=11&seen_on-year=2026", "seen_on", "",
	  "Seen on contains characters that cannot be stored. Type it again" },
	{ "seen_on=2026-02-30", "seen_on", "", "Seen on must be a real date, such as 27 3 2026" },
	{ "seen_on=2/11/2026", "seen_on", "", "Seen on must be a real date, such as 27 3 2026" },
	/* times */
	{ "seen_at=9.15", "seen_at", "09:15", NULL },
	{ "seen_at=9:15am", "seen_at", "09:15", NULL },
	{ "seen_at=0915", "seen_at", "09:15", NULL },
	{ "seen_at=9.15pm", "seen_at", "21:15", NULL },
	{ "seen_at=25:00", "seen_at", "", "Enter a time, such as 9:15am or 14:30" },
	/* numbers */
	{ "views=1,200", "views", "1200", NULL },
	{ "views=007", "views", "7", NULL },
	{ "views=0", "views", "0", NULL },
	{ "views=-1", "views", "", "Enter a whole number, 0 or more" },
	{ "views=1.5", "views", "", "Enter a whole number, 0 or more" },
	{ "views=many", "views", "", "Enter a whole number, 0 or more" },
	{ "views=999999999999999999", "views", "999999999999999999", NULL },
	{ "views=9999999999999999999", "views", "",
	  "Views must be 18 characters or fewer. It has 19" },
	/* links */
	{ "link=https://www.example.com/a?b=1%23c", "link", "https://www.example.com/a?b=1#c",
	  NULL },
	{ "link=HTTP://example.com", "link", "HTTP://example.com", NULL },
	{ "link=www.example.com/post", "link", "https://www.example.com/post", NULL },
	{ "link=example.com:8080/x", "link", "https://example.com:8080/x", NULL },
	{ "link=https://user@example.com/", "link", "https://user@example.com/", NULL },
	{ "link=https://m%C3%BCnchen.example/", "link", "https://m\xc3\xbcnchen.example/", NULL },
	{ "link=javascript:alert(1)", "link", "",
	  "Enter a web address, such as https://www.example.com/post/1" },
	{ "link=data:text/html,x", "link", "",
	  "Enter a web address, such as https://www.example.com/post/1" },
	{ "link=ftp://example.com", "link", "",
	  "Enter a web address, such as https://www.example.com/post/1" },
	{ "link=https://", "link", "",
	  "Enter a web address, such as https://www.example.com/post/1" },
	{ "link=https:///path", "link", "",
	  "Enter a web address, such as https://www.example.com/post/1" },
	{ "link=https://a+b.example", "link", "",
	  "Enter a web address, such as https://www.example.com/post/1" },
	{ "link=https://example.com/%22onclick", "link", "",
	  "Enter a web address, such as https://www.example.com/post/1" },
	{ "link=https://example.com:99999999/", "link", "",
	  "Enter a web address, such as https://www.example.com/post/1" },
	{ "link=I+do+not+have+it", "link", "",
	  "Enter a web address, such as https://www.example.com/post/1" },
	{ "link=//example.com", "link", "",
	  "Enter a web address, such as https://www.example.com/post/1" },
	/* e-mail */
	{ "mail=ann.o%27neil%2Bx@example.nhs.uk", "mail", "ann.o'neil+x@example.nhs.uk", NULL },
	{ "mail=ann", "mail", "", "Enter an e-mail address, such as name@example.com" },
	{ "mail=ann@example", "mail", "", "Enter an e-mail address, such as name@example.com" },
	{ "mail=a@b@example.com", "mail", "", "Enter an e-mail address, such as name@example.com" },
	{ "mail=Ann+%3Cann@example.com%3E", "mail", "",
	  "Enter an e-mail address, such as name@example.com" },
	{ "mail=a@example.com,b@example.com", "mail", "",
	  "Enter an e-mail address, such as name@example.com" },
	{ "mail=ann@example..com", "mail", "",
	  "Enter an e-mail address, such as name@example.com" },
	{ "mail=ann@example.com.", "mail", "",
	  "Enter an e-mail address, such as name@example.com" },
	{ "mail=@example.com", "mail", "", "Enter an e-mail address, such as name@example.com" },
	{ "mail=a@example.com%0D%0ABcc:+b@x.example", "mail", "",
	  "Mail must be on one line. Take out the line breaks" },
	{ "mail=ann@example.com:25", "mail", "",
	  "Enter an e-mail address, such as name@example.com" },
	/* NHS numbers */
	{ "nhs=485+777+3456", "nhs", "4857773456", NULL },
	{ "nhs=485-777-3456", "nhs", "4857773456", NULL },
	{ "nhs=485777345", "nhs", "", "Enter the 10 digits of the NHS number" },
	{ "nhs=48577734567", "nhs", "", "Enter the 10 digits of the NHS number" },
	{ "nhs=48577734x6", "nhs", "", "Enter the 10 digits of the NHS number" },
	/* passwords keep their spaces */
	{ "password=+correct+horse+", "password", " correct horse ", NULL },
	{ "password=a%0Ab", "password", "",
	  "Password must be on one line. Take out the line breaks" },
};

START_TEST(checks_each_kind)
{
	size_t i;

	for (i = 0; i < UNIT_COUNT(table); i++) {
		struct form *f;
		const char *sentence;

		begin();
		f = read_text(table[i].body);
		sentence = form_error(f, table[i].field);
		ck_assert_msg(strcmp(form_text(f, table[i].field), table[i].value) == 0,
		              "%s gave \"%s\"", table[i].body, form_text(f, table[i].field));
		ck_assert_msg((sentence == NULL) == (table[i].sentence == NULL) &&
		                      (!sentence || strcmp(sentence, table[i].sentence) == 0),
		              "%s said \"%s\"", table[i].body, sentence ? sentence : "nothing");
		ck_assert(text_is_utf8(form_typed(f, table[i].field),
		                       strlen(form_typed(f, table[i].field))));
		arena_free(a);
	}
}
END_TEST

START_TEST(keeps_what_was_typed)
{
	struct form *f;

	begin();
	f = read_text("summary=++a%0D%0Ab&story=x%0D%0Ay&seen_on-day=31&seen_on-month=feb&seen_on-"
	              "year=2026&"
	              "sort=nonsense&password=secret&views=many&nhs=12+3&mail=%FFx");
	ck_assert_str_eq(form_typed(f, "summary"), "  a\r\nb");
	ck_assert_str_eq(form_typed(f, "story"), "x\ny");
	ck_assert_str_eq(form_typed(f, "seen_on-day"), "31");
	ck_assert_str_eq(form_typed(f, "seen_on-month"), "feb");
	ck_assert_str_eq(form_typed(f, "seen_on-year"), "2026");
	ck_assert_str_eq(form_typed(f, "seen_on"), "");
	ck_assert_str_eq(form_typed(f, "sort"), "nonsense");
	ck_assert(form_typed_is(f, "sort", "nonsense"));
	ck_assert_str_eq(form_typed(f, "password"), "");
	ck_assert(!form_typed_is(f, "password", "secret"));
	ck_assert_str_eq(form_typed(f, "views"), "many");
	ck_assert_str_eq(form_typed(f, "nhs"), "12 3");
	ck_assert_str_eq(form_typed(f, "mail"), "\xef\xbf\xbdx");
	ck_assert_str_eq(form_typed(f, "no-such-field"), "");
	ck_assert_str_eq(form_typed(f, "summary-day"), "");
	f = read_text("seen_on=2026-11-02");
	ck_assert_str_eq(form_typed(f, "seen_on-day"), "2");
	ck_assert_str_eq(form_typed(f, "seen_on-month"), "11");
	ck_assert_str_eq(form_typed(f, "seen_on-year"), "2026");
	arena_free(a);
}
END_TEST

START_TEST(hands_out_typed_values)
{
	struct form *f;

	begin();
	f = read_text("summary=s&urgent=yes&views=12&seen_on=2026-11-02");
	ck_assert(form_is_good(f));
	ck_assert(form_ticked(f, "urgent"));
	ck_assert_int_eq(form_whole(f, "views", -1), 12);
	ck_assert(form_given(f, "views"));
	ck_assert(!form_given(f, "link"));
	ck_assert(!form_given(f, "files"));
	ck_assert_ptr_null(form_text_or_null(f, "link"));
	ck_assert_str_eq(form_text_or_null(f, "summary"), "s");
	ck_assert_ptr_eq(form_definition(f), &every);
	f = read_text("summary=s");
	ck_assert(!form_ticked(f, "urgent"));
	ck_assert_int_eq(form_whole(f, "views", -1), -1);
	arena_free(a);
}
END_TEST

START_TEST(takes_several_answers)
{
	const char *const *many;
	struct form *f;

	begin();
	f = read_text("signs=post&signs=review&signs=post&signs=&tags=a&tags=b");
	many = form_many(f, "signs");
	ck_assert_str_eq(many[0], "post");
	ck_assert_str_eq(many[1], "review");
	ck_assert_ptr_null(many[2]);
	ck_assert_str_eq(form_many_sql(f, "signs"), "{\"post\",\"review\"}");
	ck_assert_str_eq(form_many_sql(f, "tags"), "{\"a\",\"b\"}");
	ck_assert(form_typed_is(f, "signs", "review"));
	ck_assert(!form_typed_is(f, "signs", "covert-recording"));
	ck_assert_ptr_null(form_error(f, "signs"));
	f = read_text("signs=post&signs=other&tags=a&tags=b&tags=c");
	ck_assert_str_eq(form_many_sql(f, "signs"), "{}");
	ck_assert_str_eq(form_error(f, "signs"), "Choose one of the answers for Signs");
	ck_assert_str_eq(form_error(f, "tags"), "Choose at most 2 answers");
	ck_assert_ptr_null(form_many(f, "tags")[0]);
	f = read_text("");
	ck_assert_str_eq(form_many_sql(f, "signs"), "{}");
	ck_assert_ptr_null(form_many(f, "signs")[0]);
	arena_free(a);
}
END_TEST

START_TEST(quotes_arrays)
{
	static const char *const odd[] = { "a\"b", "c\\d", "e,{}", NULL };
	static const struct field fields[] = { { .name = "m", .kind = FIELD_MANY, .choices = odd },
		                               { .name = NULL } };
	static const struct form_def def = { "odd", fields, 0 };
	struct form *f;

	begin();
	f = form_new(a, &def);
	form_add(f, "m", odd[0]);
	form_add(f, "m", odd[1]);
	form_add(f, "m", odd[2]);
	ck_assert_str_eq(form_many_sql(f, "m"), "{\"a\\\"b\",\"c\\\\d\",\"e,{}\"}");
	arena_free(a);
}
END_TEST

START_TEST(lists_errors_in_the_order_of_fields)
{
	const char *field, *sentence;
	struct form *f;

	begin();
	f = read_text("views=x&story=012345678901234567890123456789012345678901234567890");
	ck_assert_uint_eq(form_error_count(f), 3);
	form_refuse(f, "views", "Not shown: %s", "the first one stays");
	form_refuse(f, "nhs", "That is not %s's number", "her");
	form_refuse(f, NULL, "The whole form is odd");
	form_refuse(f, "elsewhere", "Not shown: one for the whole form is there");
	ck_assert_uint_eq(form_error_count(f), 5);
	ck_assert(!form_is_good(f));
	form_error_at(f, 0, &field, &sentence);
	ck_assert_str_eq(field, "summary");
	form_error_at(f, 1, &field, &sentence);
	ck_assert_str_eq(field, "story");
	form_error_at(f, 2, &field, &sentence);
	ck_assert_str_eq(field, "views");
	ck_assert_str_eq(sentence, "Enter a whole number, 0 or more");
	form_error_at(f, 3, &field, &sentence);
	ck_assert_str_eq(field, "nhs");
	ck_assert_str_eq(sentence, "That is not her's number");
	form_error_at(f, 4, &field, &sentence);
	ck_assert_str_eq(field, "");
	ck_assert_str_eq(sentence, "The whole form is odd");
	ck_assert_str_eq(form_error(f, ""), "The whole form is odd");
	ck_assert_ptr_null(form_error(f, "urgent"));
	arena_free(a);
}
END_TEST

START_TEST(reads_hidden_fields)
{
	struct form *f;

	begin();
	f = read_text("token=abc&token=def&nonce=n-1&version=17&summary=s");
	ck_assert_str_eq(form_token(f), "abc");
	ck_assert_str_eq(form_nonce(f), "n-1");
	ck_assert_str_eq(form_version(f), "17");
	f = read_text("token=a%00&nonce=a+b&version=%FF");
	ck_assert_str_eq(form_token(f), "");
	ck_assert_str_eq(form_nonce(f), "");
	ck_assert_str_eq(form_version(f), "");
	arena_free(a);
}
END_TEST

START_TEST(drops_what_is_not_declared)
{
	struct form *f;

	begin();
	f = read_text("summary=s&role=admin&summary-day=1&=x&&%00=1&summary%00=evil&files=text");
	ck_assert(form_is_good(f));
	ck_assert_ptr_null(strstr(form_canonical(f), "admin"));
	ck_assert_uint_eq(form_file_count(f), 0);
	arena_free(a);
}
END_TEST

START_TEST(refuses_floods_and_other_bodies)
{
	struct str body;
	struct form *f;
	size_t i;

	begin();
	body = str_new(a);
	for (i = 0; i < 300; i++)
		str_addf(&body, "f%zu=%zu&", i, i);
	ck_assert_int_eq(read_bytes(&every, NULL, body.data, body.len, &f), -1);
	ck_assert_int_eq(why.kind, PROBLEM_REFUSED);
	ck_assert_ptr_nonnull(strstr(why.sentence, "more than 200 answers"));

	ck_assert_int_eq(read_bytes(&every, "application/json", "{}", 2, &f), -1);
	ck_assert_int_eq(why.kind, PROBLEM_REFUSED);
	ck_assert_int_eq(read_bytes(&every, "application/x-www-form-urlencodedx", "a=1", 3, &f),
	                 -1);
	ck_assert_int_eq(read_bytes(&every, "", "a=1", 3, &f), -1);
	ck_assert_int_eq(read_bytes(&every, "application/x-www-form-urlencoded; charset=ISO-8859-1",
	                            "a=1", 3, &f),
	                 -1);
	ck_assert_ptr_nonnull(strstr(why.sentence, "character set"));
	ck_assert_int_eq(read_bytes(&every,
	                            "application/x-www-form-urlencoded; x=y; charset=\"UTF-8\"",
	                            "a=1", 3, &f),
	                 0);
	ck_assert_int_eq(
	        read_bytes(&every, "APPLICATION/X-WWW-FORM-URLENCODED", "summary=s", 9, &f), 0);
	ck_assert(form_is_good(f));

	/* A body that ends before its length. */
	memory_request(&m, a, NULL, "summary=s", 9);
	memory_set(&m, "CONTENT_LENGTH", "20");
	ck_assert_int_eq(request_open(a, &t, &rq, &why), 0);
	ck_assert_int_eq(form_read(&rq, &every, &f, &why), -1);
	ck_assert_ptr_nonnull(strstr(why.sentence, "incomplete"));
	m.at = 0;
	m.is_broken = true;
	ck_assert_int_eq(form_read(&rq, &every, &f, &why), -1);
	arena_free(a);
}
END_TEST

START_TEST(keeps_to_sizes)
{
	static const struct field fields[] = {
		{ .name = "text", .kind = FIELD_PROSE, .max = 100000 }, { .name = NULL }
	};
	static const struct form_def small = { "small", fields, 100 },
	                             plain = { "plain", fields, 0 };
	char *body;
	struct form *f;

	begin();
	ck_assert_int_eq(
	        read_bytes(&small, NULL,
	                   "text="
	                   "0123456789012345678901234567890123456789012345678901234567890123456789"
	                   "0123456789012345678901234567890123456789",
	                   115, &f),
	        -1);
	ck_assert_int_eq(why.kind, PROBLEM_TOO_LARGE);
	body = arena_alloc(a, 2000000);
	memset(body, 'a', 2000000);
	memcpy(body, "text=", 5);
	ck_assert_int_eq(read_bytes(&plain, NULL, body, 2000000, &f), -1);
	ck_assert_int_eq(why.kind, PROBLEM_TOO_LARGE);
	ck_assert_int_eq(read_bytes(&plain, NULL, body, 5 + 65536, &f), 0);
	ck_assert_ptr_null(form_error(f, "text"));
	ck_assert_uint_eq(strlen(form_text(f, "text")), 65536);
	m.piece = 0;
	ck_assert_int_eq(read_bytes(&plain, NULL, body, 5 + 65537, &f), 0);
	ck_assert_str_eq(form_error(f, "text"),
	                 "Text is too long and its end was cut off. Shorten it");
	ck_assert_uint_eq(strlen(form_typed(f, "text")), 65536);
	/* The limit for files comes from the settings. */
	http_init(1000);
	ck_assert_int_eq(read_bytes(&every, NULL, body, 1001, &f), -1);
	ck_assert_int_eq(why.kind, PROBLEM_TOO_LARGE);
	http_init(0);
	arena_free(a);
}
END_TEST

START_TEST(never_reads_for_get)
{
	struct form *f;

	begin();
	memory_request(&m, a, NULL, "summary=s", 9);
	memory_set(&m, "REQUEST_METHOD", "GET");
	t = memory_transport(&m);
	ck_assert_int_eq(request_open(a, &t, &rq, &why), 0);
	ck_assert_int_eq(form_read(&rq, &every, &f, &why), 0);
	ck_assert_uint_eq(m.at, 0);
	ck_assert(form_is_good(f));
	ck_assert_str_eq(form_text(f, "summary"), "");
	arena_free(a);
}
END_TEST

START_TEST(reads_filters_from_the_query)
{
	struct form *f;

	begin();
	memory_request(&m, a, NULL, NULL, 0);
	memory_set(&m, "QUERY_STRING",
	           "sort=post&seen_on-day=2&seen_on-month=11&seen_on-year=2026&views=x&"
	           "signs=post&signs=review&story&files=x&summary%00=x");
	t = memory_transport(&m);
	ck_assert_int_eq(request_open(a, &t, &rq, &why), 0);
	f = form_from_query(&rq, &every);
	ck_assert_str_eq(form_text(f, "sort"), "post");
	ck_assert_str_eq(form_text(f, "seen_on"), "2026-11-02");
	ck_assert_str_eq(form_many_sql(f, "signs"), "{\"post\",\"review\"}");
	ck_assert_ptr_null(form_error(f, "summary")); /* nothing is missing from a filter */
	ck_assert_ptr_nonnull(form_error(f, "views"));
	ck_assert_uint_eq(form_error_count(f), 1);
	arena_free(a);
}
END_TEST

START_TEST(can_be_filled_by_the_program)
{
	struct form *f;

	begin();
	f = form_new(a, &every);
	ck_assert(form_is_good(f));
	ck_assert_str_eq(form_text(f, "summary"), "");
	ck_assert_str_eq(form_typed(f, "summary"), "");
	form_set(f, "summary", "one");
	form_set(f, "summary", "two");
	form_set(f, "seen_on", "2026-11-02");
	form_set(f, "views", NULL);
	form_add(f, "signs", "post");
	form_add(f, "signs", "review");
	ck_assert_str_eq(form_text(f, "summary"), "two");
	ck_assert_str_eq(form_typed(f, "seen_on-month"), "11");
	ck_assert_str_eq(form_many_sql(f, "signs"), "{\"post\",\"review\"}");
	form_set(f, "signs", "review");
	ck_assert_str_eq(form_many_sql(f, "signs"), "{\"review\"}");
	form_set(f, "seen_on", "");
	form_set(f, "seen_on-day", "3");
	form_set(f, "seen_on-month", "12");
	form_set(f, "seen_on-year", "2026");
	form_set(f, "seen_on-day", "4");
	ck_assert_str_eq(form_text(f, "seen_on"), "2026-12-04");
	form_set(f, "views", "wrong");
	ck_assert(form_is_good(f)); /* nobody has sent it */
	ck_assert_str_eq(form_text(f, "views"), "");
	arena_free(a);
}
END_TEST

START_TEST(tells_two_answers_apart)
{
	static const struct {
		const char *one, *other;
		bool same;
	} pairs[] = {
		{ "summary=a&story=b", "story=b&summary=a", true },
		{ "summary=a", "summary=a&token=1&nonce=2", true },
		{ "summary=a", "summary=a&password=x", true },
		{ "summary=a", "summary=b", false },
		{ "summary=a", "summary=a+", false },
		{ "summary=a%0Astory:1:b", "summary=a&story=b", false },
		{ "signs=post&signs=review", "signs=review&signs=post", false },
		{ "summary=", "", false },
		{ "seen_on-day=1&seen_on-month=12", "seen_on-day=11&seen_on-month=2", false },
	};
	size_t i;

	for (i = 0; i < UNIT_COUNT(pairs); i++) {
		const char *one, *other;

		begin();
		one = form_canonical(read_text(pairs[i].one));
		other = form_canonical(read_text(pairs[i].other));
		ck_assert_msg((strcmp(one, other) == 0) == pairs[i].same, "row %zu: %s / %s", i,
		              one, other);
		arena_free(a);
	}
}
END_TEST

START_TEST(keeps_and_reads_drafts)
{
	struct form *f, *again;
	const char *json;

	begin();
	f = read_text(
	        "summary=caf%C3%A9+%22x%22&story=a%0D%0Ab&signs=post&signs=review&seen_on-day=31&"
	        "seen_on-month=2&password=secret&token=t&nonce=n&version=9&views=%FF");
	json = form_json(f);
	ck_assert_ptr_null(strstr(json, "secret"));
	ck_assert_ptr_null(strstr(json, "token"));
	again = form_from_json(a, &every, json);
	ck_assert_ptr_nonnull(again);
	ck_assert_str_eq(form_typed(again, "summary"), "caf\xc3\xa9 \"x\"");
	ck_assert_str_eq(form_text(again, "story"), "a\nb");
	ck_assert_str_eq(form_many_sql(again, "signs"), "{\"post\",\"review\"}");
	ck_assert_str_eq(form_typed(again, "seen_on-day"), "31");
	ck_assert_str_eq(form_typed(again, "seen_on-month"), "2");
	ck_assert_str_eq(form_version(again), "9");
	ck_assert(form_is_good(again));
	ck_assert_str_eq(form_canonical(again), form_canonical(f));
	ck_assert_ptr_null(form_from_json(a, &every, "{"));
	ck_assert_ptr_null(form_from_json(a, &every, "[]"));
	ck_assert_ptr_null(form_from_json(a, &every, ""));
	ck_assert_ptr_null(form_from_json(a, &every, NULL));
	again = form_from_json(
	        a, &every,
	        "{\"summary\":\"x\",\"story\":[1,{},\"ok\"],\"nope\":[\"y\"],\"token\":[\"t\"],"
	        "\"nonce\":[\"n\"]}");
	ck_assert_ptr_nonnull(again);
	ck_assert_str_eq(form_text(again, "story"), "ok");
	ck_assert_str_eq(form_token(again), "");
	ck_assert_str_eq(form_nonce(again), "");
	arena_free(a);
}
END_TEST

UNIT_SUITE(form_suite, "form", checks_each_kind, keeps_what_was_typed, hands_out_typed_values,
           takes_several_answers, quotes_arrays, lists_errors_in_the_order_of_fields,
           reads_hidden_fields, drops_what_is_not_declared, refuses_floods_and_other_bodies,
           keeps_to_sizes, never_reads_for_get, reads_filters_from_the_query,
           can_be_filled_by_the_program, tells_two_answers_apart, keeps_and_reads_drafts)
UNIT_MAIN(form_suite)
