/* multipart/form-data: the body goes to an unlinked temporary file first, is searched there for its
 * boundaries through one fixed window, and each part is a place in that file.
 *
 * GMime reads the headers of each part (quoting, encoded words, parameters) and undoes transfer
 * encodings. It does not split the body: its parser would open an attached message/rfc822 and give
 * it back rebuilt, and evidence must stay byte for byte what was sent. */
#ifndef _GNU_SOURCE
#define _GNU_SOURCE /* O_TMPFILE, memmem */
#endif
#include "http/multipart.h"

#include <ctype.h>
#include <errno.h>
#include <fcntl.h>
#include <gmime/gmime.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <unistd.h>

#include "base/str.h"

#include "base/banned.h"

enum { WINDOW = 64 * 1024 };

static const char incomplete[] =
        "The form arrived incomplete. Check your connection, then send it again";
static const char unreadable[] = "The form did not arrive in a shape that Candour can read. Go "
                                 "back, reload the page and send it "
                                 "again";
static const char no_room[] = "There is no room for the upload at the moment and nothing was "
                              "saved. Try again later, and tell "
                              "whoever looks after Candour";

struct reader {
	struct request *rq;
	struct problem *why;
	int fd; /* the spool: CRLF, then the body, so that the first boundary is like all others */
	int64_t size;    /* of the spool */
	char *delimiter; /* CRLF -- boundary */
	size_t delimiter_len;
	char *window;
	int64_t window_at; /* what window holds: [window_at, window_at + window_len) */
	size_t window_len;
	char *decoded; /* room for undoing a transfer encoding, made when first needed */
	struct multipart *result;
	size_t room;
	size_t files;
};

static void close_descriptor(void *thing)
{
	close((int)(intptr_t)thing);
}

/* An unlinked file, closed with the arena; -1 when there can be none. */
static int temporary_file(struct arena *a)
{
	const char *named = getenv("TMPDIR");
	const char *folder = named && named[0] ? named : "/var/tmp";
	int fd = open(folder, O_TMPFILE | O_RDWR | O_CLOEXEC | O_EXCL, 0600);

	if (fd < 0) {
		char *path = arena_printf(a, "%s/candour-XXXXXX", folder);

		fd = mkostemp(path, O_CLOEXEC);
		if (fd >= 0)
			unlink(path);
	}
	if (fd >= 0)
		arena_defer(a, close_descriptor, (void *)(intptr_t)fd);
	return fd;
}

static int write_all(int fd, const char *bytes, size_t size)
{
	while (size > 0) {
		ssize_t n = write(fd, bytes, size);

		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0)
			return -1;
		bytes += n;
		size -= (size_t)n;
	}
	return 0;
}

/* The boundary of the content type, checked against RFC 2046; NULL when it has no proper one. */
static const char *boundary_of(struct arena *a, const char *content_type)
{
	GMimeContentType *type;
	const char *value, *copy = NULL;
	size_t len;

	if (strlen(content_type) > 500)
		return NULL;
	type = g_mime_content_type_parse(NULL, content_type);
	if (!type)
		return NULL;
	value = g_mime_content_type_get_parameter(type, "boundary");
	len = value ? strlen(value) : 0;
	if (len > 0 && len <= MULTIPART_BOUNDARY_MOST && value[len - 1] != ' ' &&
	    value[strspn(value, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
	                        "0123456789'()+_,-./:=? ")] == '\0')
		copy = arena_text(a, value);
	g_object_unref(type);
	return copy;
}

static int spool(struct reader *r)
{
	size_t left = r->rq->content_length;

	r->fd = temporary_file(r->rq->arena);
	if (r->fd < 0 || write_all(r->fd, "\r\n", 2) < 0)
		return refuse(r->why, PROBLEM_BUSY, "%s", no_room);
	while (left > 0) {
		long n = r->rq->transport->read(r->rq->transport->handle, r->window,
		                                left < WINDOW ? left : WINDOW);

		if (n <= 0 || (size_t)n > left)
			return refuse(r->why, PROBLEM_REFUSED, "%s", incomplete);
		if (write_all(r->fd, r->window, (size_t)n) < 0)
			return refuse(r->why, PROBLEM_BUSY, "%s", no_room);
		left -= (size_t)n;
	}
	r->size = 2 + (int64_t)r->rq->content_length;
	return 0;
}

/* Makes the window start at `at`; holds what the file has from there, up to WINDOW bytes. Unless
 * that start and `need` bytes after it are in the window already. */
static int look_at(struct reader *r, int64_t at, size_t need)
{
	int64_t held_to = r->window_at + (int64_t)r->window_len;

	if (at >= r->window_at && (at + (int64_t)need <= held_to || held_to == r->size))
		return 0;
	r->window_at = at;
	r->window_len = 0;
	while (r->window_len < WINDOW && at + (int64_t)r->window_len < r->size) {
		ssize_t n = pread(r->fd, r->window + r->window_len, WINDOW - r->window_len,
		                  at + (int64_t)r->window_len);

		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0)
			return fault(r->why, "multipart: reading the spool: %s",
			             n < 0 ? strerror(errno) : "it is shorter than it was");
		r->window_len += (size_t)n;
	}
	return 0;
}

/* The bytes at `at`, after look_at; *ret_len is how many the window has from there. */
static const char *seen(const struct reader *r, int64_t at, size_t *ret_len)
{
	size_t skip = (size_t)(at - r->window_at);

	*ret_len = skip < r->window_len ? r->window_len - skip : 0;
	return r->window + (*ret_len ? skip : 0);
}

enum after_delimiter { AFTER_PART, AFTER_END, AFTER_NOTHING };

/* What follows a delimiter that ends at `at`: a line end (perhaps after blanks), -- , or something
 * that shows that it was content. *ret_next is where the part begins. */
static enum after_delimiter what_follows(struct reader *r, int64_t at, int64_t *ret_next)
{
	size_t len, i = 0;
	const char *bytes;

	if (look_at(r, at, 80) < 0)
		return AFTER_NOTHING;
	bytes = seen(r, at, &len);
	if (len >= 2 && bytes[0] == '-' && bytes[1] == '-')
		return AFTER_END;
	while (i < len && i < 64 && (bytes[i] == ' ' || bytes[i] == '\t'))
		i++;
	if (len - i < 2 || bytes[i] != '\r' || bytes[i + 1] != '\n')
		return AFTER_NOTHING;
	*ret_next = at + (int64_t)i + 2;
	return AFTER_PART;
}

/* The next delimiter at or after `from`: its place, or -1 with the problem filled. *ret_what and
 * *ret_next tell what follows it. */
static int64_t find_delimiter(struct reader *r, int64_t from, enum after_delimiter *ret_what,
                              int64_t *ret_next)
{
	for (;;) {
		size_t len;
		const char *bytes, *hit;
		int64_t at;

		if (look_at(r, from, r->delimiter_len + 2) < 0)
			return -1;
		bytes = seen(r, from, &len);
		hit = memmem(bytes, len, r->delimiter, r->delimiter_len);
		if (!hit) {
			if (from + (int64_t)len >= r->size)
				return refuse(r->why, PROBLEM_REFUSED, "%s", incomplete);
			/* The window's end may hold the beginning of one. */
			from += (int64_t)(len - (r->delimiter_len - 1));
			continue;
		}
		at = from + (hit - bytes);
		*ret_what = what_follows(r, at + (int64_t)r->delimiter_len, ret_next);
		if (*ret_what != AFTER_NOTHING)
			return at;
		from = at + 2;
	}
}

/* C:\folder\name, which some browsers send as it is: doubled, so that GMime does not take the
 * backslashes for quoting. Backslashes that do quote stay. */
static char *doubled_backslashes(struct arena *a, const char *head, size_t len, size_t *ret_len)
{
	struct str s = str_new(a);
	size_t i;

	for (i = 0; i < len; i++) {
		str_add_char(&s, head[i]);
		if (head[i] != '\\')
			continue;
		if (i + 1 < len && (head[i + 1] == '"' || head[i + 1] == '\\'))
			str_add_char(&s, head[++i]);
		else
			str_add_char(&s, '\\');
	}
	*ret_len = s.len;
	return s.data;
}

static char *lower(struct arena *a, const char *text)
{
	char *copy = arena_text(a, text), *at;

	for (at = copy; *at; at++)
		*at = (char)tolower((unsigned char)*at);
	return copy;
}

static bool is_bad_head(const char *head, size_t len)
{
	size_t i;

	for (i = 0; i < len; i++) {
		if (head[i] == '\0' || (head[i] == '\r' && (i + 1 == len || head[i + 1] != '\n')) ||
		    (head[i] == '\n' && (i == 0 || head[i - 1] != '\r')))
			return true;
	}
	return false;
}

/* Reads one part's header block (with its closing empty line) into *part. */
static int read_head(struct reader *r, const char *head, size_t len, struct part *part,
                     GMimeContentEncoding *ret_encoding)
{
	struct arena *a = r->rq->arena;
	GMimeContentDisposition *disposition;
	GMimeContentType *type;
	GMimeStream *stream;
	GMimeParser *parser;
	GMimeObject *object;
	const char *value;
	int status = -1;

	if (is_bad_head(head, len))
		return refuse(r->why, PROBLEM_REFUSED, "%s", unreadable);
	head = doubled_backslashes(a, head, len, &len);
	stream = g_mime_stream_mem_new_with_buffer(head, len);
	parser = g_mime_parser_new_with_stream(stream);
	object = g_mime_parser_construct_part(parser, NULL);
	if (!object)
		goto out;
	disposition = g_mime_object_get_content_disposition(object);
	if (!disposition)
		goto out;
	value = g_mime_content_disposition_get_disposition(disposition);
	if (!value || strcasecmp(value, "form-data") != 0)
		goto out;
	value = g_mime_content_disposition_get_parameter(disposition, "name");
	if (!value || !value[0] || strlen(value) > 200)
		goto out;
	part->name = arena_text(a, value);
	value = g_mime_content_disposition_get_parameter(disposition, "filename");
	part->is_file = value != NULL;
	part->file_name = arena_text(a, value);
	part->media_type = "";
	part->charset = "";
	type = g_mime_object_get_content_type(object);
	if (type && g_mime_object_get_header(object, "Content-Type")) {
		char *name = g_mime_content_type_get_mime_type(type);

		part->media_type = lower(a, name);
		g_free(name);
		part->charset = lower(a, g_mime_content_type_get_parameter(type, "charset"));
	}
	value = g_mime_object_get_header(object, "Content-Transfer-Encoding");
	*ret_encoding =
	        value ? g_mime_content_encoding_from_string(value) : GMIME_CONTENT_ENCODING_BINARY;
	status = 0;
out:
	if (object)
		g_object_unref(object);
	g_object_unref(parser);
	g_object_unref(stream);
	if (status < 0)
		refuse(r->why, PROBLEM_REFUSED, "%s", unreadable);
	return status;
}

/* Undoes base64 or quoted-printable into a file of its own. No browser sends these; programs may.
 */
static int decode_part(struct reader *r, struct part *part, GMimeContentEncoding encoding)
{
	char *in = r->window;
	int64_t at = part->offset, left = part->size, size = 0;
	GMimeEncoding state;
	int fd;

	fd = temporary_file(r->rq->arena);
	if (fd < 0)
		return refuse(r->why, PROBLEM_BUSY, "%s", no_room);
	g_mime_encoding_init_decode(&state, encoding);
	if (!r->decoded) /* the longer outcome of the two encodings: decoding never lengthens */
		r->decoded = arena_alloc(r->rq->arena, WINDOW + 64);
	r->window_at = 0; /* the window is the room for what is read: it holds no place any more */
	r->window_len = 0;
	for (;;) {
		size_t want = left < WINDOW ? (size_t)left : WINDOW, n;
		ssize_t got = want ? pread(r->fd, in, want, at) : 0;

		if (got < 0 && errno == EINTR)
			continue;
		if (got < 0 || (want && got == 0))
			return fault(r->why, "multipart: reading the spool: %s", strerror(errno));
		if (got > 0)
			n = g_mime_encoding_step(&state, in, (size_t)got, r->decoded);
		else
			n = g_mime_encoding_flush(&state, in, 0, r->decoded);
		if (write_all(fd, r->decoded, n) < 0)
			return refuse(r->why, PROBLEM_BUSY, "%s", no_room);
		size += (int64_t)n;
		at += got;
		left -= got;
		if (got == 0)
			break;
	}
	part->fd = fd;
	part->offset = 0;
	part->size = size;
	return 0;
}

static struct part *add_part(struct reader *r)
{
	struct multipart *m = r->result;

	if (m->count == r->room) {
		size_t room = r->room ? r->room * 2 : 16;

		m->parts = arena_grow(r->rq->arena, m->parts, r->room * sizeof(*m->parts),
		                      room * sizeof(*m->parts));
		r->room = room;
	}
	return &m->parts[m->count++];
}

/* The part whose headers begin at `at`. *ret_next: where the following one begins; *ret_last: there
 * is none. */
static int read_part(struct reader *r, int64_t at, int64_t *ret_next, bool *ret_last)
{
	GMimeContentEncoding encoding = GMIME_CONTENT_ENCODING_BINARY;
	enum after_delimiter what;
	const char *bytes, *end;
	struct part *part;
	size_t len;
	int64_t stop;

	if (r->result->count == MULTIPART_PARTS_MOST)
		return refuse(r->why, PROBLEM_REFUSED,
		              "The form has more than %d parts. Send fewer at once",
		              MULTIPART_PARTS_MOST);
	if (look_at(r, at, MULTIPART_HEADER_MOST) < 0)
		return -1;
	bytes = seen(r, at, &len);
	if (len >= 2 && memcmp(bytes, "\r\n", 2) == 0)
		return refuse(r->why, PROBLEM_REFUSED, "%s", unreadable); /* no headers: no name */
	end = memmem(bytes, len < MULTIPART_HEADER_MOST ? len : MULTIPART_HEADER_MOST, "\r\n\r\n",
	             4);
	if (!end)
		return refuse(r->why, PROBLEM_REFUSED, "%s",
		              len < MULTIPART_HEADER_MOST ? incomplete : unreadable);
	part = add_part(r);
	if (read_head(r, bytes, (size_t)(end - bytes) + 4, part, &encoding) < 0)
		return -1;
	if (part->is_file && ++r->files > MULTIPART_FILES_MOST)
		return refuse(
		        r->why, PROBLEM_REFUSED,
		        "The form has more than %d files. Send the first %d, then add the others",
		        MULTIPART_FILES_MOST, MULTIPART_FILES_MOST);
	part->fd = r->fd;
	part->offset = at + (end - bytes) + 4;
	/* From two bytes back: a part without content may share its line end with the delimiter. */
	stop = find_delimiter(r, part->offset - 2, &what, ret_next);
	if (stop < 0)
		return -1;
	part->size = stop > part->offset ? stop - part->offset : 0;
	*ret_last = what == AFTER_END;
	if (encoding == GMIME_CONTENT_ENCODING_BASE64 ||
	    encoding == GMIME_CONTENT_ENCODING_QUOTEDPRINTABLE)
		return decode_part(r, part, encoding);
	return 0;
}

int multipart_read(struct request *rq, struct multipart *ret, struct problem *reterr_why)
{
	struct reader r = { .rq = rq, .why = reterr_why, .result = ret };
	const char *boundary = boundary_of(rq->arena, rq->content_type);
	enum after_delimiter what;
	int64_t at = 0;
	bool last;

	memset(ret, 0, sizeof(*ret));
	if (!boundary)
		return refuse(reterr_why, PROBLEM_REFUSED, "%s", unreadable);
	r.delimiter = arena_printf(rq->arena, "\r\n--%s", boundary);
	r.delimiter_len = strlen(r.delimiter);
	r.window = arena_alloc(rq->arena, WINDOW);
	if (spool(&r) < 0)
		return -1;
	/* The body begins with a boundary: nothing comes before it, as no browser puts anything
	 * there. */
	if (look_at(&r, 0, r.delimiter_len) < 0)
		return -1;
	if (r.window_len < r.delimiter_len || memcmp(r.window, r.delimiter, r.delimiter_len) != 0)
		return refuse(reterr_why, PROBLEM_REFUSED, "%s",
		              r.size <= (int64_t)r.delimiter_len ? incomplete : unreadable);
	what = what_follows(&r, (int64_t)r.delimiter_len, &at);
	if (what == AFTER_NOTHING)
		return refuse(reterr_why, PROBLEM_REFUSED, "%s",
		              r.size < (int64_t)r.delimiter_len + 2 ? incomplete : unreadable);
	for (last = what == AFTER_END; !last;) {
		if (read_part(&r, at, &at, &last) < 0)
			return -1;
	}
	return 0;
}
