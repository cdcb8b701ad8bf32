/* Any bytes as a multipart form; the first line may choose the content type. */
#include <string.h>

#include "../unit/transport.h"
#include "base/str.h"
#include "http/form.h"
#include "http/http.h"
#include "replay.h"

static const struct field fields[] = {
	{ .name = "line", .kind = FIELD_LINE },
	{ .name = "prose", .kind = FIELD_PROSE },
	{ .name = "files", .kind = FIELD_FILES },
	{ .name = NULL },
};
static const struct form_def def = { "fuzz", fields, 0 };

static const char *content_type(struct arena *a, const uint8_t **data, size_t *size)
{
	const uint8_t *end = *size ? memchr(*data, '\n', *size) : NULL;
	const char *type = "multipart/form-data; boundary=b";

	if (end && memchr(*data, '\0', (size_t)(end - *data)) == NULL && **data == 'm') {
		type = arena_text_n(a, (const char *)*data, (size_t)(end - *data));
		*size -= (size_t)(end + 1 - *data);
		*data = end + 1;
	}
	return type;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena *a = arena_new();
	const char *type = content_type(a, &data, &size);
	struct memory m;
	struct transport t;
	struct request rq;
	struct problem why;
	struct form *f;
	int64_t total = 0;
	size_t i;

	http_init(0);
	memory_request(&m, a, type, (const char *)data, size);
	m.piece = 1000;
	t = memory_transport(&m);
	FUZZ_HOLDS(request_open(a, &t, &rq, &why) == 0);
	if (form_read(&rq, &def, &f, &why) == 0) {
		FUZZ_HOLDS(form_file_count(f) <= 50);
		for (i = 0; i < form_file_count(f); i++) {
			const struct form_file *file = form_file_at(f, i);
			char buffer[64];
			long n = form_file_read(file, 0, buffer, sizeof(buffer));

			total += file->size;
			FUZZ_HOLDS(n == (file->size < 64 ? file->size : 64));
			FUZZ_HOLDS(file->name[0] && text_is_utf8(file->name, strlen(file->name)));
			FUZZ_HOLDS(text_count_chars(file->name) <= 200);
			FUZZ_HOLDS(!strpbrk(file->name, "/\\\r\n"));
		}
		FUZZ_HOLDS(total <= (int64_t)size);
		FUZZ_HOLDS(text_is_utf8(form_text(f, "line"), strlen(form_text(f, "line"))));
		FUZZ_HOLDS(!strpbrk(form_text(f, "line"), "\r\n"));
		FUZZ_HOLDS(form_canonical(f)[0]);
		FUZZ_HOLDS(form_json(f)[0] == '{');
	} else {
		FUZZ_HOLDS(why.kind == PROBLEM_REFUSED || why.kind == PROBLEM_TOO_LARGE);
		FUZZ_HOLDS(why.sentence[0]);
	}
	FUZZ_HOLDS(arena_used(a) < 8 * 1024 * 1024);
	arena_free(a);
	return 0;
}

#ifndef CANDOUR_LIBFUZZER
const char *const fuzz_seeds[] = {
	"--b\r\nContent-Disposition: form-data; "
	"name=\"line\"\r\n\r\na\r\n--b\r\nContent-Disposition: form-data; "
	"name=\"files\"; filename=\"a.png\"\r\nContent-Type: "
	"image/png\r\n\r\n\x89PNG\r\n\x1a\r\n--b--\r\n",
	"multipart/form-data; boundary=\"x y\"\n--x y\r\nContent-Disposition: form-data; "
	"name=prose\r\n"
	"Content-Type: text/plain; charset=utf-8\r\n\r\na\r\nb\r\n--x y--",
	"--b\r\nContent-Transfer-Encoding: base64\r\nContent-Disposition: form-data; name=files; "
	"filename*=UTF-8''caf%C3%A9\r\n\r\nSGVsbG8=\r\n--b\r\nContent-Disposition: form-data; "
	"name=files; "
	"filename=\"C:\\a\\b.eml\"\r\nContent-Type: message/rfc822\r\n\r\nFrom: "
	"a\r\n\r\nx\r\n--b--\r\n",
	"--b--\r\n",
	"",
	NULL,
};
const char *const fuzz_words[] = {
	"\r\n",
	"--b",
	"\r\n--b",
	"--b--",
	"\r\n\r\n",
	"\r\n--b\r\nContent-Disposition: form-data; name=files",
	"; filename=\"",
	"; name=",
	"Content-Transfer-Encoding: quoted-printable\r\n",
	"Content-Type: ",
	"multipart/mixed; boundary=b\r\n",
	"message/rfc822\r\n",
	"=?utf-8?B?",
	"=?x?Q?=00?=",
	"\"",
	"\\",
	"%22",
	"filename*0*=",
	"\xff",
	"\t",
	";",
	"charset=",
	"utf-16",
	"==",
	NULL,
};
#endif
