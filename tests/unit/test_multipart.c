/* Uploads: bytes come back as they were, memory stays flat, and nothing odd gets further than a
 * sentence. */
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/str.h"
#include "http/field.h"
#include "http/form.h"
#include "http/http.h"
#include "http/multipart.h"
#include "transport.h"
#include "unit.h"

static const struct field fields[] = {
	{ .name = "summary", .kind = FIELD_LINE },
	{ .name = "story", .kind = FIELD_PROSE },
	{ .name = "files", .kind = FIELD_FILES },
	{ .name = "one", .kind = FIELD_FILES, .max = 1 },
	{ .name = NULL },
};
static const struct form_def upload = { "upload", fields, 0 };
static const struct field needed_fields[] = {
	{ .name = "files", .kind = FIELD_FILES, .missing = "Choose a file" },
	{ .name = NULL },
};
static const struct form_def needed = { "needed", needed_fields, 0 };

#if defined(__has_feature)
#if __has_feature(address_sanitizer)
#define WITH_ASAN 1
#endif
#endif
#ifdef __SANITIZE_ADDRESS__
#define WITH_ASAN 1
#endif

#define TYPE "multipart/form-data; boundary=----b7"

static struct arena *a;
static struct memory m;
static struct transport t;
static struct request rq;
static struct problem why;
static struct form *f;

static void begin(void)
{
	a = arena_new();
	http_init(0);
}

static int read_bytes(const struct form_def *def, const char *type, const char *body, size_t size)
{
	memory_request(&m, a, type, body, size);
	t = memory_transport(&m);
	ck_assert_int_eq(request_open(a, &t, &rq, &why), 0);
	return form_read(&rq, def, &f, &why);
}

static struct str body_new(void)
{
	return str_new(a);
}

static void add_text(struct str *b, const char *name, const char *value)
{
	str_addf(b, "------b7\r\nContent-Disposition: form-data; name=\"%s\"\r\n\r\n%s\r\n", name,
	         value);
}

static void add_file(struct str *b, const char *name, const char *disposition, const char *headers,
                     const char *bytes, size_t size)
{
	str_addf(b, "------b7\r\nContent-Disposition: form-data; name=\"%s\"; %s\r\n%s\r\n", name,
	         disposition, headers);
	str_add_n(b, bytes, size);
	str_add(b, "\r\n");
}

static int finish(struct str *b, const struct form_def *def)
{
	str_add(b, "------b7--\r\n");
	return read_bytes(def, TYPE, b->data, b->len);
}

static char *content_of(const struct form_file *file)
{
	char *bytes = arena_alloc(a, (size_t)file->size + 1);

	ck_assert_int_eq(form_file_read(file, 0, bytes, (size_t)file->size + 10), file->size);
	return bytes;
}

START_TEST(reads_texts_and_files)
{
	const struct form_file *file;
	struct str b;

	begin();
	b = body_new();
	add_text(&b, "summary", "caf\xc3\xa9");
	add_file(&b, "files", "filename=\"a.png\"", "Content-Type: image/PNG\r\n",
	         "\x89PNG\r\n\0x\r\n", 10);
	add_text(&b, "story", "one\r\ntwo");
	add_file(&b, "files", "filename=\"b.txt\"", "", "bb", 2);
	add_file(&b, "files", "filename=\"\"", "Content-Type: application/octet-stream\r\n", "", 0);
	ck_assert_int_eq(finish(&b, &upload), 0);
	ck_assert(form_is_good(f));
	ck_assert_str_eq(form_text(f, "summary"), "caf\xc3\xa9");
	ck_assert_str_eq(form_text(f, "story"), "one\ntwo");
	ck_assert_uint_eq(form_file_count(f), 2);
	ck_assert(form_given(f, "files"));
	ck_assert(!form_given(f, "one"));
	file = form_file_at(f, 0);
	ck_assert_str_eq(file->field, "files");
	ck_assert_str_eq(file->name, "a.png");
	ck_assert_str_eq(file->claimed_type, "image/png");
	ck_assert_int_eq(file->size, 10);
	ck_assert_mem_eq(content_of(file), "\x89PNG\r\n\0x\r\n", 10);
	file = form_file_at(f, 1);
	ck_assert_str_eq(file->claimed_type, "");
	ck_assert_str_eq(content_of(file), "bb");
	ck_assert_ptr_null(form_file_at(f, 2));
	arena_free(a);
}
END_TEST

START_TEST(reads_files_in_pieces)
{
	const struct form_file *file;
	char piece[4];
	struct str b;

	begin();
	b = body_new();
	add_file(&b, "files", "filename=a.txt", "", "0123456789", 10);
	ck_assert_int_eq(finish(&b, &upload), 0);
	file = form_file_at(f, 0);
	ck_assert_int_eq(form_file_read(file, 8, piece, 4), 2);
	ck_assert_mem_eq(piece, "89", 2);
	ck_assert_int_eq(form_file_read(file, 10, piece, 4), 0);
	ck_assert_int_eq(form_file_read(file, 99, piece, 4), 0);
	ck_assert_int_eq(form_file_read(file, -1, piece, 4), 0);
	arena_free(a);
}
END_TEST

/* What is between two boundaries belongs to the file, byte for byte, however it looks. */
START_TEST(keeps_awkward_bytes)
{
	static const struct {
		const char *bytes;
		size_t size;
	} table[] = {
		{ "", 0 },
		{ "\r\n", 2 },
		{ "\r\n\r\n", 4 },
		{ "\r\n--", 4 },
		{ "\r\n------b", 9 },
		{ "\r\n------b8", 10 },
		{ "\r\n------b7x\r\n", 13 },
		{ "\r\n------b7-\r\n", 13 },
		{ "-------b7--\r\n", 13 },
		{ "x------b7\r\n", 11 },
		{ "\n------b7\r\n", 11 },
		{ "\r\n\r\n------b7x", 13 },
		{ "\0\0\0", 3 },
		{ "\r", 1 },
		{ "\r\r\r\n", 4 },
		{ "From a\nTo: b\n\n", 14 },
	};
	char *large;
	size_t i, k;

	for (i = 0; i < UNIT_COUNT(table); i++) {
		struct str b;

		begin();
		b = body_new();
		add_file(&b, "files", "filename=\"x\"", "", table[i].bytes, table[i].size);
		add_text(&b, "summary", "after");
		ck_assert_msg(finish(&b, &upload) == 0, "row %zu: %s", i, why.sentence);
		ck_assert_msg(form_file_at(f, 0)->size == (int64_t)table[i].size, "row %zu", i);
		ck_assert_int_eq(
		        memcmp(content_of(form_file_at(f, 0)), table[i].bytes, table[i].size), 0);
		ck_assert_str_eq(form_text(f, "summary"), "after");
		arena_free(a);
	}
	/* Boundaries at every place around the end of the window through which the file is
	 * searched. */
	large = malloc(70000);
	for (k = 0; k < 70000; k++)
		large[k] = "\r\n------b"[k % 9];
	for (k = 65380; k < 65480; k += 1) {
		struct str b;

		begin();
		b = body_new();
		add_file(&b, "files", "filename=\"x\"", "", large, k);
		add_file(&b, "files", "filename=\"y\"", "", "yy", 2);
		ck_assert_int_eq(finish(&b, &upload), 0);
		ck_assert_uint_eq(form_file_count(f), 2);
		ck_assert_int_eq(form_file_at(f, 0)->size, (int64_t)k);
		ck_assert_int_eq(memcmp(content_of(form_file_at(f, 0)), large, k), 0);
		ck_assert_str_eq(content_of(form_file_at(f, 1)), "yy");
		arena_free(a);
	}
	free(large);
}
END_TEST

START_TEST(leaves_attached_mail_as_it_is)
{
	static const char mail[] =
	        "From: a@example.com\r\nSubject: =?utf-8?q?x?=\r\n"
	        "Content-Type: multipart/mixed; boundary=in\r\n\r\n--in\r\n\r\nHello\r\n--in--\r\n";
	static const char *const types[] = { "message/rfc822", "multipart/related; boundary=in",
		                             "message/partial; id=x",
		                             "multipart/form-data; boundary=----b7",
		                             "text/html; charset=utf-16" };
	size_t i;

	for (i = 0; i < UNIT_COUNT(types); i++) {
		struct str b;

		begin();
		b = body_new();
		add_file(&b, "files", "filename=\"note.eml\"",
		         arena_printf(a, "Content-Type: %s\r\n", types[i]), mail, sizeof(mail) - 1);
		ck_assert_int_eq(finish(&b, &upload), 0);
		ck_assert_uint_eq(form_file_count(f), 1);
		ck_assert_str_eq(content_of(form_file_at(f, 0)), mail);
		arena_free(a);
	}
}
END_TEST

START_TEST(cleans_file_names)
{
	static const struct {
		const char *disposition, *name;
	} table[] = {
		{ "filename=\"a.png\"", "a.png" },
		{ "filename=a.png", "a.png" },
		{ "filename=\"caf\xc3\xa9 \xf0\x9f\x98\x80.png\"",
		  "caf\xc3\xa9 \xf0\x9f\x98\x80.png" },
		{ "filename=\"C:\\Users\\Ann\\a b.png\"", "a b.png" },
		{ "filename=\"../../etc/passwd\"", "passwd" },
		{ "filename=\"a\\\"b.png\"", "a\"b.png" },
		{ "filename=\"a%22b.png\"", "a\"b.png" },
		{ "filename=\"a%0D%0AX-Evil: 1.png\"", "aX-Evil: 1.png" },
		{ "filename=\"photo\xe2\x80\xaegnp.exe\"",
		  "photognp.exe" }, /* right-to-left override */
		{ "filename=\"a\xe2\x80\x8b.png\"", "a.png" },
		{ "filename=\"a\tb\x01.png\"", "ab.png" },
		{ "filename=\"..\"", "file" },
		{ "filename=\"dir/\"", "file" },
		{ "filename=\" . \"", "file" },
		{ "filename=\"a.png. .\"", "a.png" },
		{ "filename*=UTF-8''caf%C3%A9.png", "caf\xc3\xa9.png" },
		{ "filename=\"a;b=c.png\"", "a;b=c.png" },
	};
	size_t i;

	for (i = 0; i < UNIT_COUNT(table); i++) {
		struct str b;

		begin();
		b = body_new();
		add_file(&b, "files", table[i].disposition, "", "x", 1);
		ck_assert_msg(finish(&b, &upload) == 0, "row %zu: %s", i, why.sentence);
		ck_assert_msg(form_file_count(f) == 1, "row %zu", i);
		ck_assert_msg(strcmp(form_file_at(f, 0)->name, table[i].name) == 0, "row %zu: %s",
		              i, form_file_at(f, 0)->name);
		arena_free(a);
	}
}
END_TEST

START_TEST(shortens_long_file_names)
{
	char name[2000];
	const char *clean;
	size_t i;

	begin();
	for (i = 0; i + 2 < 1000; i += 2)
		memcpy(name + i, "\xc3\xa9", 2);
	memcpy(name + i, ".jpeg", 6);
	clean = field_file_name(a, name);
	ck_assert_uint_eq(text_count_chars(clean), 200);
	ck_assert(text_is_utf8(clean, strlen(clean)));
	ck_assert_str_eq(clean + strlen(clean) - 5, ".jpeg");
	memset(name, '.', 999);
	name[0] = 'a';
	name[999] = 'b';
	name[1000] = '\0';
	ck_assert_uint_le(text_count_chars(field_file_name(a, name)), 200);
	ck_assert_str_eq(field_file_name(a, "\xff\xfe"), "file");
	ck_assert_str_eq(field_file_name(a, ""), "file");
	arena_free(a);
}
END_TEST

START_TEST(undoes_transfer_encodings)
{
	static const struct {
		const char *encoding, *sent, *bytes;
	} table[] = {
		{ "base64", "SGVsbG8s\r\nIHdvcmxk", "Hello, world" },
		{ "BASE64", "SGVsbG8=", "Hello" },
		{ "quoted-printable", "caf=C3=A9=\r\n!", "caf\xc3\xa9!" },
		{ "binary", "a=41", "a=41" },
		{ "8bit", "a=41", "a=41" },
		{ "x-unknown", "a=41", "a=41" },
	};
	size_t i;

	for (i = 0; i < UNIT_COUNT(table); i++) {
		struct str b;

		begin();
		b = body_new();
		add_file(&b, "files", "filename=x",
		         arena_printf(a, "Content-Transfer-Encoding: %s\r\n", table[i].encoding),
		         table[i].sent, strlen(table[i].sent));
		str_addf(&b,
		         "------b7\r\nContent-Transfer-Encoding: %s\r\nContent-Disposition: "
		         "form-data; "
		         "name=summary\r\n\r\n%s\r\n",
		         table[i].encoding, i == 0 ? "SGVsbG8sIHdvcmxk" : table[i].sent);
		ck_assert_int_eq(finish(&b, &upload), 0);
		ck_assert_str_eq(content_of(form_file_at(f, 0)), table[i].bytes);
		ck_assert_msg(form_error(f, "summary") == NULL &&
		                      strcmp(form_text(f, "summary"), table[i].bytes) == 0,
		              "row %zu: %s", i, form_text(f, "summary"));
		arena_free(a);
	}
}
END_TEST

START_TEST(checks_files_of_a_field)
{
	struct str b;

	begin();
	b = body_new();
	add_file(&b, "one", "filename=a", "", "a", 1);
	add_file(&b, "one", "filename=b", "", "b", 1);
	add_file(&b, "files", "filename=empty.png", "", "", 0);
	add_file(&b, "summary", "filename=c", "", "c", 1);
	add_file(&b, "undeclared", "filename=d", "", "d", 1);
	add_text(&b, "files", "no file");
	ck_assert_int_eq(finish(&b, &upload), 0);
	ck_assert_uint_eq(form_file_count(f), 3);
	ck_assert_str_eq(form_error(f, "one"), "Choose only one file");
	ck_assert_str_eq(form_error(f, "files"),
	                 "The file empty.png is empty. Choose it again, or another one");
	ck_assert_str_eq(form_text(f, "summary"), "");
	b = body_new();
	add_file(&b, "files", "filename=\"\"", "", "", 0);
	ck_assert_int_eq(finish(&b, &needed), 0);
	ck_assert_str_eq(form_error(f, "files"), "Choose a file");
	b = body_new();
	ck_assert_int_eq(finish(&b, &needed), 0);
	ck_assert_str_eq(form_error(f, "files"), "Choose a file");
	arena_free(a);
}
END_TEST

START_TEST(refuses_what_it_cannot_read)
{
	static const char nul[] = "------b7\r\nContent-Disposition: form-data; name=\"a\0b\""
	                          "\r\n\r\nv\r\n------b7--\r\n";
	static const struct {
		const char *type, *body, *said;
	} table[] = {
		{ "multipart/form-data", "------b7--\r\n", "shape" },
		{ "multipart/form-data; boundary=", "----\r\n", "shape" },
		{ "multipart/form-data; boundary=\"a\xc3\xa9\"", "x", "shape" },
		{ "multipart/form-data; boundary=\"a\\\\b\"", "x", "shape" },
		{ "multipart/form-data; boundary="
		  "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
		  "a",
		  "x", "shape" },
		{ TYPE, "nothing of the kind, but long enough", "shape" },
		{ TYPE, "------b8\r\n\r\n------b8--\r\n", "shape" },
		{ TYPE, "preamble\r\n------b7--\r\n", "shape" },
		{ TYPE, "-", "incomplete" },
		{ TYPE, "------b7", "incomplete" },
		{ TYPE, "------b7\r\n", "incomplete" },
		{ TYPE, "------b7xx\r\n", "shape" },
		{ TYPE, "------b7\r\nContent-Disposition: form-data; name=a", "incomplete" },
		{ TYPE, "------b7\r\nContent-Disposition: form-data; name=a\r\n\r\nvalue",
		  "incomplete" },
		{ TYPE,
		  "------b7\r\nContent-Disposition: form-data; name=a\r\n\r\nvalue\r\n------b7",
		  "incomplete" },
		{ TYPE,
		  "------b7\r\nContent-Disposition: form-data; name=a\r\n\r\nvalue\r\n------b7-",
		  "incomplete" },
		{ TYPE, "------b7\r\n\r\nvalue\r\n------b7--\r\n", "shape" },
		{ TYPE,
		  "------b7\r\nContent-Disposition: attachment; name=a\r\n\r\nv\r\n------b7--\r\n",
		  "shape" },
		{ TYPE, "------b7\r\nContent-Disposition: form-data\r\n\r\nv\r\n------b7--\r\n",
		  "shape" },
		{ TYPE,
		  "------b7\r\nContent-Disposition: form-data; "
		  "name=\"\"\r\n\r\nv\r\n------b7--\r\n",
		  "shape" },
		{ TYPE,
		  "------b7\r\nContent-Disposition: form-data; name=a\nX: "
		  "y\r\n\r\nv\r\n------b7--\r\n",
		  "shape" },
		{ TYPE,
		  "------b7\r\nContent-Disposition: form-data; name=a\rX: "
		  "y\r\n\r\nv\r\n------b7--\r\n",
		  "shape" },
		{ TYPE, "------b7\r\nnonsense\r\n\r\nv\r\n------b7--\r\n", "shape" },
	};
	struct str b;
	size_t i;

	for (i = 0; i < UNIT_COUNT(table); i++) {
		begin();
		ck_assert_msg(read_bytes(&upload, table[i].type, table[i].body,
		                         strlen(table[i].body)) == -1,
		              "row %zu", i);
		ck_assert_int_eq(why.kind, PROBLEM_REFUSED);
		ck_assert_msg(strstr(why.sentence, table[i].said) != NULL, "row %zu: %s", i,
		              why.sentence);
		arena_free(a);
	}
	/* A NUL in a header. */
	begin();
	ck_assert_int_eq(read_bytes(&upload, TYPE, nul, sizeof(nul) - 1), -1);
	ck_assert_ptr_nonnull(strstr(why.sentence, "shape"));
	/* A body that stops before its length, and one whose connection breaks. */
	b = body_new();
	add_text(&b, "summary", "x");
	str_add(&b, "------b7--\r\n");
	memory_request(&m, a, TYPE, b.data, b.len);
	memory_set(&m, "CONTENT_LENGTH", arena_printf(a, "%zu", b.len + 1));
	ck_assert_int_eq(request_open(a, &t, &rq, &why), 0);
	ck_assert_int_eq(form_read(&rq, &upload, &f, &why), -1);
	ck_assert_ptr_nonnull(strstr(why.sentence, "incomplete"));
	arena_free(a);
}
END_TEST

START_TEST(keeps_to_its_limits)
{
	char name[300], *headers;
	struct str b;
	size_t i;

	begin();
	b = body_new();
	for (i = 0; i < 51; i++)
		add_file(&b, "files", "filename=x", "", "x", 1);
	ck_assert_int_eq(finish(&b, &upload), -1);
	ck_assert_ptr_nonnull(strstr(why.sentence, "more than 50 files"));
	b = body_new();
	for (i = 0; i < 50; i++)
		add_file(&b, "files", "filename=x", "", "x", 1);
	ck_assert_int_eq(finish(&b, &upload), 0);
	ck_assert_uint_eq(form_file_count(f), 50);

	b = body_new();
	for (i = 0; i < 300; i++)
		add_text(&b, "summary", "x");
	ck_assert_int_eq(finish(&b, &upload), -1);
	ck_assert_ptr_nonnull(strstr(why.sentence, "more than 250 parts"));
	b = body_new();
	for (i = 0; i < 220; i++)
		add_text(&b, "summary", "x");
	ck_assert_int_eq(finish(&b, &upload), -1);
	ck_assert_ptr_nonnull(strstr(why.sentence, "more than 200 answers"));

	memset(name, 'n', sizeof(name) - 1);
	name[sizeof(name) - 1] = '\0';
	b = body_new();
	add_text(&b, name, "x");
	ck_assert_int_eq(finish(&b, &upload), -1);

	headers = arena_alloc(a, 9100);
	memset(headers, 'h', 9000);
	memcpy(headers, "X-A: ", 5);
	memcpy(headers + 9000, "\r\n", 3);
	b = body_new();
	add_file(&b, "files", "filename=x", headers, "x", 1);
	ck_assert_int_eq(finish(&b, &upload), -1);
	ck_assert_int_eq(why.kind, PROBLEM_REFUSED);

	http_init(100);
	b = body_new();
	add_file(&b, "files", "filename=x", "", name, 200);
	ck_assert_int_eq(finish(&b, &upload), -1);
	ck_assert_int_eq(why.kind, PROBLEM_TOO_LARGE);
	arena_free(a);
}
END_TEST

START_TEST(refuses_other_charsets_by_field)
{
	struct str b;

	begin();
	b = body_new();
	str_add(&b, "------b7\r\nContent-Disposition: form-data; name=summary\r\n"
	            "Content-Type: text/plain; charset=utf-16le\r\n\r\na\r\n"
	            "------b7\r\nContent-Disposition: form-data; name=story\r\n"
	            "Content-Type: text/plain; charset=UTF-8\r\n\r\nb\r\n");
	ck_assert_int_eq(finish(&b, &upload), 0);
	ck_assert_str_eq(form_error(f, "summary"),
	                 "Summary contains characters that cannot be stored. Type it again");
	ck_assert_str_eq(form_text(f, "story"), "b");
	b = body_new();
	add_text(&b, "summary", "\xff\xfe");
	ck_assert_int_eq(finish(&b, &upload), 0);
	ck_assert_ptr_nonnull(form_error(f, "summary"));
	arena_free(a);
}
END_TEST

START_TEST(tells_files_apart)
{
	const char *one, *other;
	struct str b;

	begin();
	b = body_new();
	add_file(&b, "files", "filename=x", "", "aaaa", 4);
	ck_assert_int_eq(finish(&b, &upload), 0);
	one = form_canonical(f);
	ck_assert_str_eq(form_canonical(f), one);
	b = body_new();
	add_file(&b, "files", "filename=x", "", "aaab", 4);
	ck_assert_int_eq(finish(&b, &upload), 0);
	other = form_canonical(f);
	ck_assert_str_ne(one, other);
	ck_assert_str_eq(form_json(f), "{}");
	arena_free(a);
}
END_TEST

START_TEST(says_when_the_disk_has_no_room)
{
	struct str b;

	begin();
	setenv("TMPDIR", "/nonexistent", 1);
	b = body_new();
	add_file(&b, "files", "filename=x", "", "x", 1);
	ck_assert_int_eq(finish(&b, &upload), -1);
	ck_assert_int_eq(why.kind, PROBLEM_BUSY);
	unsetenv("TMPDIR");
	arena_free(a);
}
END_TEST

static long descriptors(void)
{
	long count = 0;
	int fd;

	for (fd = 0; fd < 256; fd++)
		count += lseek(fd, 0, SEEK_CUR) >= 0;
	return count;
}

START_TEST(closes_its_files)
{
	long before = descriptors();
	struct str b;

	begin();
	b = body_new();
	add_file(&b, "files", "filename=x", "Content-Transfer-Encoding: base64\r\n", "eA==", 4);
	ck_assert_int_eq(finish(&b, &upload), 0);
	ck_assert_int_eq(descriptors(), before + 2);
	arena_free(a);
	ck_assert_int_eq(descriptors(), before);
}
END_TEST

/* ---- memory ---- */

enum { LARGE = 64 * 1024 * 1024 };
static const char large_head[] =
        "------b7\r\nContent-Disposition: form-data; name=\"files\"; filename=\"v.mov\"\r\n"
        "Content-Type: video/quicktime\r\n\r\n";
static const char large_tail[] = "\r\n------b7--\r\n";

static unsigned char large_byte(size_t at)
{
	return (unsigned char)(at * 2654435761U >> 13);
}

static void make_large(size_t at, char *buffer, size_t size)
{
	size_t head = sizeof(large_head) - 1, i;

	for (i = 0; i < size; i++, at++) {
		if (at < head)
			buffer[i] = large_head[at];
		else if (at < head + LARGE)
			buffer[i] = (char)large_byte(at - head);
		else
			buffer[i] = large_tail[at - head - LARGE];
	}
}

/* The most memory that this process has had, in kilobytes. */
static long peak(void)
{
	FILE *status = fopen("/proc/self/status", "re");
	char line[200];
	long kilobytes = -1;

	while (status && fgets(line, sizeof(line), status)) {
		if (sscanf(line, "VmHWM: %ld", &kilobytes) == 1)
			break;
	}
	fclose(status);
	return kilobytes;
}

START_TEST(stays_small_with_large_files)
{
	size_t size = sizeof(large_head) - 1 + LARGE + sizeof(large_tail) - 1;
	static char piece[65536];
	const struct form_file *file;
	struct str b;
	size_t wrong = 0;
	int64_t at;
	long before;

	begin();
	/* A small one first, for what the libraries take when they are first used. */
	b = body_new();
	add_file(&b, "files", "filename=\"v.mov\"", "Content-Type: video/quicktime\r\n", "x", 1);
	ck_assert_int_eq(finish(&b, &upload), 0);
	memory_request(&m, a, TYPE, "", size);
	m.make = make_large;
	t = memory_transport(&m);
	ck_assert_int_eq(request_open(a, &t, &rq, &why), 0);
	before = peak();
	ck_assert_int_gt(before, 0);
	ck_assert_int_eq(form_read(&rq, &upload, &f, &why), 0);
	ck_assert_uint_eq(form_file_count(f), 1);
	file = form_file_at(f, 0);
	ck_assert_int_eq(file->size, LARGE);
	for (at = 0; at < LARGE; at += (int64_t)sizeof(piece)) {
		size_t i;

		if (form_file_read(file, at, piece, sizeof(piece)) != (long)sizeof(piece))
			wrong++;
		for (i = 0; i < sizeof(piece); i += 509)
			wrong += (unsigned char)piece[i] != large_byte((size_t)at + i);
	}
	ck_assert_uint_eq(wrong, 0);
	ck_assert_msg(peak() - before < 2048, "a 64 MB file took %ld KB", peak() - before);
#ifndef WITH_ASAN /* whose shadow counts too */
	ck_assert_msg(peak() < 16 * 1024, "the whole process took %ld KB", peak());
#endif
	ck_assert_uint_lt(arena_used(a), 512 * 1024);
	arena_free(a);
}
END_TEST

UNIT_SUITE(multipart_suite, "multipart", reads_texts_and_files, reads_files_in_pieces,
           keeps_awkward_bytes, leaves_attached_mail_as_it_is, cleans_file_names,
           shortens_long_file_names, undoes_transfer_encodings, checks_files_of_a_field,
           refuses_what_it_cannot_read, keeps_to_its_limits, refuses_other_charsets_by_field,
           tells_files_apart, says_when_the_disk_has_no_room, closes_its_files,
           stays_small_with_large_files)
UNIT_MAIN(multipart_suite)
