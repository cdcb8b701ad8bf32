/* Forms: taking in what was sent, keeping it for showing again, and handing out checked values. The
 * shapes of single fields are in field.c. */
#include "http/form.h"

#include <assert.h>
#include <errno.h>
#include <glib.h>
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <unistd.h>

#include "base/log.h"
#include "base/str.h"
#include "base/time.h"
#include "http/field.h"
#include "http/http.h"
#include "http/multipart.h"

#include "base/banned.h"

enum {
	VALUES_MOST = 200,
	TEXT_MOST = 64 * 1024,
	BODY_STANDARD = 1024 * 1024,
	HIDDEN_MOST = 200,
	PART_MOST = 40, /* bytes of a day, month or year: enough to show it again */
};

enum date_part { PART_DAY, PART_MONTH, PART_YEAR, PART_COUNT };
static const char *const part_endings[PART_COUNT] = { "-day", "-month", "-year" };

/* One declared field and what came for it. */
struct slot {
	const struct field *field;
	const char **typed; /* repaired where it was not UTF-8 */
	size_t n_typed;
	size_t room;
	const char *parts[PART_COUNT]; /* FIELD_DATE: as typed, NULL when not sent */
	bool spoiled;                  /* bytes came that cannot be stored */
	bool is_cut;                   /* more came than is kept */
	const char *clean;
	const char **many; /* FIELD_MANY: checked, ends with NULL */
	size_t n_many;
	const char *error;
};

struct form {
	struct arena *arena;
	const struct form_def *def;
	struct slot *slots;
	size_t n_slots;
	const char *whole_field; /* an error of no field of this form */
	const char *whole_error;
	struct form_file *files;
	size_t n_files;
	size_t n_values;
	const char *token;
	const char *nonce;
	const char *version;
};

/* ---- making and finding ---- */

static size_t count_fields(const struct form_def *def)
{
	size_t n = 0;

	while (def->fields[n].name)
		n++;
	return n;
}

struct form *form_new(struct arena *a, const struct form_def *def)
{
	static const char *const none[] = { NULL };
	struct form *f = arena_alloc(a, sizeof(*f));
	size_t i;

	f->arena = a;
	f->def = def;
	f->n_slots = count_fields(def);
	f->slots = arena_alloc(a, f->n_slots * sizeof(*f->slots));
	for (i = 0; i < f->n_slots; i++) {
		f->slots[i].field = &def->fields[i];
		f->slots[i].clean = "";
		f->slots[i].many = (const char **)none;
	}
	f->token = "";
	f->nonce = "";
	f->version = "";
	return f;
}

static struct slot *slot_named_n(const struct form *f, const char *name, size_t len)
{
	size_t i;

	for (i = 0; i < f->n_slots; i++) {
		if (strncmp(f->slots[i].field->name, name, len) == 0 &&
		    f->slots[i].field->name[len] == '\0')
			return &f->slots[i];
	}
	return NULL;
}

static struct slot *slot_named(const struct form *f, const char *name)
{
	return name ? slot_named_n(f, name, strlen(name)) : NULL;
}

/* The date whose part is named ("seen_on-day"), or NULL. */
static struct slot *date_named(const struct form *f, const char *name, enum date_part *ret_part)
{
	const char *ending = strrchr(name, '-');
	struct slot *s;
	int i;

	for (i = 0; ending && i < PART_COUNT; i++) {
		if (strcmp(ending, part_endings[i]) != 0)
			continue;
		s = slot_named_n(f, name, (size_t)(ending - name));
		*ret_part = (enum date_part)i;
		return s && s->field->kind == FIELD_DATE ? s : NULL;
	}
	return NULL;
}

/* The slot that a handler asks for. Asking for another is a mistake in the handler. */
static const struct slot *asked(const struct form *f, const char *name)
{
	const struct slot *s = slot_named(f, name);

	if (!s)
		log_entry(LEVEL_ERROR, "form %s has no field %s", f->def->name, name);
	assert(s && "the form has that field");
	return s;
}

const struct form_def *form_definition(const struct form *f)
{
	return f->def;
}

/* ---- taking values in ---- */

static void add_typed(struct form *f, struct slot *s, const char *text)
{
	if (s->n_typed == s->room) {
		size_t room = s->room ? s->room * 2 : 2;

		s->typed = arena_grow(f->arena, s->typed, s->room * sizeof(*s->typed),
		                      room * sizeof(*s->typed));
		s->room = room;
	}
	s->typed[s->n_typed++] = text;
}

static const char *hidden_value(struct form *f, const char *bytes, size_t len)
{
	size_t i;

	if (len > HIDDEN_MOST)
		return "";
	for (i = 0; i < len; i++) {
		if (bytes[i] < 0x21 || bytes[i] > 0x7e)
			return "";
	}
	return arena_text_n(f->arena, bytes, len);
}

/* The bytes as text that can be shown again: no more than most, and U+FFFD for what is not UTF-8.
 */
static char *storable(struct form *f, struct slot *s, const char *bytes, size_t len, size_t most)
{
	char *text;

	len = text_prefix(bytes, len, most);
	if (text_is_utf8(bytes, len))
		return arena_text_n(f->arena, bytes, len);
	s->spoiled = true;
	text = text_repair_utf8(f->arena, bytes, len);
	return arena_text_n(f->arena, text, text_prefix(text, strlen(text), most));
}

/* One value as it was sent: any bytes. Undeclared names and repeats are dropped. */
static void take_value(struct form *f, const char *name, const char *bytes, size_t len)
{
	enum date_part part = PART_DAY;
	struct slot *s = slot_named(f, name);
	char *text;

	if (strcmp(name, "token") == 0 && !f->token[0])
		f->token = hidden_value(f, bytes, len);
	else if (strcmp(name, "nonce") == 0 && !f->nonce[0])
		f->nonce = hidden_value(f, bytes, len);
	else if (strcmp(name, "version") == 0 && !f->version[0])
		f->version = hidden_value(f, bytes, len);
	if (!s) {
		s = date_named(f, name, &part);
		if (!s || s->parts[part])
			return;
		s->parts[part] = storable(f, s, bytes, len, PART_MOST);
		return;
	}
	if (s->field->kind == FIELD_FILES || (s->field->kind != FIELD_MANY && s->n_typed > 0))
		return;
	if (len > TEXT_MOST)
		s->is_cut = true;
	text = storable(f, s, bytes, len, TEXT_MOST);
	add_typed(f, s,
	          s->field->kind == FIELD_PROSE ? text_plain_line_ends(f->arena, text) : text);
}

/* ---- checking ---- */

static const char *check_many(struct form *f, struct slot *s)
{
	const char *sentence = NULL, *value;
	size_t i, k;

	s->many = arena_alloc(f->arena, (s->n_typed + 1) * sizeof(*s->many));
	s->n_many = 0;
	for (i = 0; i < s->n_typed && !sentence; i++) {
		struct field one = *s->field;

		one.missing = NULL;
		one.max = 0;
		sentence = field_check(f->arena, &one, s->typed[i], &value);
		for (k = 0; k < s->n_many && value[0]; k++) {
			if (strcmp(s->many[k], value) == 0)
				value = "";
		}
		if (value[0])
			s->many[s->n_many++] = value;
	}
	if (!sentence && s->n_many > field_max(s->field))
		sentence =
		        field_wrong(s->field, arena_printf(f->arena, "Choose at most %zu answers",
		                                           field_max(s->field)));
	if (sentence)
		s->n_many = 0;
	s->many[s->n_many] = NULL;
	s->clean = s->n_many ? s->many[0] : "";
	return sentence || s->n_many ? sentence : s->field->missing;
}

static const char *check_files(struct form *f, const struct slot *s)
{
	size_t count = 0, max = field_max(s->field), i;

	for (i = 0; i < f->n_files; i++) {
		const struct form_file *file = &f->files[i];

		if (strcmp(file->field, s->field->name) != 0)
			continue;
		count++;
		if (file->size == 0)
			return arena_printf(f->arena,
			                    "The file %s is empty. Choose it again, or "
			                    "another one",
			                    file->name);
	}
	if (count > max)
		return max == 1 ? field_wrong(s->field, "Choose only one file")
		                : field_wrong(
		                          s->field,
		                          arena_printf(f->arena, "Choose at most %zu files", max));
	return count ? NULL : s->field->missing;
}

/* The sentence that the slot deserves; its checked value is set on the way. */
static const char *check_slot(struct form *f, struct slot *s)
{
	const char *day = s->parts[PART_DAY] ? s->parts[PART_DAY] : "";
	const char *month = s->parts[PART_MONTH] ? s->parts[PART_MONTH] : "";
	const char *year = s->parts[PART_YEAR] ? s->parts[PART_YEAR] : "";

	s->clean = "";
	if (s->field->kind == FIELD_FILES)
		return check_files(f, s);
	if (s->spoiled)
		return arena_printf(f->arena,
		                    "%s contains characters that cannot be stored. Type it again",
		                    field_label(f->arena, s->field));
	if (s->is_cut)
		return arena_printf(f->arena, "%s is too long and its end was cut off. Shorten it",
		                    field_label(f->arena, s->field));
	if (s->field->kind == FIELD_MANY)
		return check_many(f, s);
	if (day[0] || month[0] || year[0])
		return field_check_date(f->arena, s->field, day, month, year, &s->clean);
	return field_check(f->arena, s->field, s->n_typed ? s->typed[0] : "", &s->clean);
}

static void check_all(struct form *f)
{
	size_t i;

	for (i = 0; i < f->n_slots; i++)
		f->slots[i].error = check_slot(f, &f->slots[i]);
}

/* ---- forms filled by the program ---- */

void form_add(struct form *f, const char *field, const char *value)
{
	enum date_part part = PART_DAY;
	struct slot *s = slot_named(f, field);

	if (!s)
		s = date_named(f, field, &part);
	if (!s) {
		asked(f, field);
		return;
	}
	take_value(f, field, value ? value : "", value ? strlen(value) : 0);
	check_slot(f, s);
}

void form_set(struct form *f, const char *field, const char *value)
{
	enum date_part part = PART_DAY;
	struct slot *s = slot_named(f, field);

	if (s) {
		s->n_typed = 0;
		s->spoiled = false;
		s->is_cut = false;
		memset(s->parts, 0, sizeof(s->parts));
	} else {
		s = date_named(f, field, &part);
		if (s)
			s->parts[part] = NULL;
	}
	form_add(f, field, value);
}

struct form *form_from_query(struct request *rq, const struct form_def *def)
{
	struct form *f = form_new(rq->arena, def);
	const char *at = rq->query;
	size_t i;

	while (*at && f->n_values++ < VALUES_MOST) {
		size_t pair = strcspn(at, "&"), key = strcspn(at, "=&"), len, name_len;
		char *name = request_decode(f->arena, at, key, &name_len);
		char *value = request_decode(f->arena, at + key, 0, &len);

		if (key < pair)
			value = request_decode(f->arena, at + key + 1, pair - key - 1, &len);
		if (strlen(name) == name_len)
			take_value(f, name, value, len);
		at += pair;
		if (*at == '&')
			at++;
	}
	check_all(f);
	for (i = 0; i < f->n_slots; i++) {
		if (f->slots[i].error && f->slots[i].error == f->slots[i].field->missing)
			f->slots[i].error = NULL;
	}
	return f;
}

/* ---- reading a POST ---- */

static bool has_files(const struct form_def *def)
{
	const struct field *field;

	for (field = def->fields; field->name; field++) {
		if (field->kind == FIELD_FILES)
			return true;
	}
	return false;
}

static int refuse_flood(struct problem *reterr_why)
{
	return refuse(
	        reterr_why, PROBLEM_REFUSED,
	        "The form sent more than %d answers, which no page of Candour asks for. Go back, "
	        "reload the page and send it again",
	        VALUES_MOST);
}

static int read_urlencoded(struct form *f, struct request *rq, struct problem *reterr_why)
{
	size_t size = rq->content_length, have = 0, at = 0;
	char *body = arena_alloc(f->arena, size + 1);

	while (have < size) {
		long n = rq->transport->read(rq->transport->handle, body + have, size - have);

		if (n <= 0 || (size_t)n > size - have)
			return refuse(
			        reterr_why, PROBLEM_REFUSED,
			        "The form arrived incomplete. Check your connection, then send it "
			        "again");
		have += (size_t)n;
	}
	while (at < size) {
		const char *start = body + at, *end = memchr(start, '&', size - at), *equals;
		size_t pair = end ? (size_t)(end - start) : size - at, name_len, len = 0;
		char *name, *value;

		at += pair + 1;
		if (pair == 0)
			continue;
		if (++f->n_values > VALUES_MOST)
			return refuse_flood(reterr_why);
		equals = memchr(start, '=', pair);
		name = request_decode(f->arena, start, equals ? (size_t)(equals - start) : pair,
		                      &name_len);
		if (strlen(name) != name_len)
			continue; /* a NUL in a name: none of ours */
		if (!equals)
			value = arena_text(f->arena, "");
		else
			value = request_decode(f->arena, equals + 1,
			                       pair - (size_t)(equals - start) - 1, &len);
		take_value(f, name, value, len);
	}
	return 0;
}

static long read_place(int fd, int64_t at, void *buffer, size_t size)
{
	size_t have = 0;

	while (have < size) {
		ssize_t n = pread(fd, (char *)buffer + have, size - have, at + (int64_t)have);

		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return -1;
		if (n == 0)
			break;
		have += (size_t)n;
	}
	return (long)have;
}

static bool is_our_charset(const char *charset)
{
	return !charset[0] || strcmp(charset, "utf-8") == 0 || strcmp(charset, "utf8") == 0 ||
	       strcmp(charset, "us-ascii") == 0;
}

static int take_text_part(struct form *f, const struct part *part, struct problem *reterr_why)
{
	/* One byte over the limit is enough to know that it is passed. */
	size_t size = part->size > TEXT_MOST ? TEXT_MOST + 1 : (size_t)part->size;
	char *text;

	if (++f->n_values > VALUES_MOST)
		return refuse_flood(reterr_why);
	text = arena_alloc(f->arena, size + 1);
	if (read_place(part->fd, part->offset, text, size) != (long)size)
		return fault(reterr_why, "form: reading the spool: %s", strerror(errno));
	take_value(f, part->name, text, size);
	if (!is_our_charset(part->charset)) {
		struct slot *s = slot_named(f, part->name);

		if (s)
			s->spoiled = true;
	}
	return 0;
}

static void take_file_part(struct form *f, const struct part *part)
{
	const struct slot *s = slot_named(f, part->name);
	struct form_file *file;

	/* An empty name and no bytes: nobody chose a file. */
	if (!s || s->field->kind != FIELD_FILES || (!part->file_name[0] && part->size == 0))
		return;
	file = &f->files[f->n_files++];
	file->field = s->field->name;
	file->name = field_file_name(f->arena, part->file_name);
	file->claimed_type = strlen(part->media_type) <= 100 ? part->media_type : "";
	file->size = part->size;
	file->fd = part->fd;
	file->offset = part->offset;
}

static int read_multipart(struct form *f, struct request *rq, struct problem *reterr_why)
{
	struct multipart m;
	size_t i;

	if (multipart_read(rq, &m, reterr_why) < 0)
		return -1;
	f->files = arena_alloc(f->arena, MULTIPART_FILES_MOST * sizeof(*f->files));
	for (i = 0; i < m.count; i++) {
		if (m.parts[i].is_file)
			take_file_part(f, &m.parts[i]);
		else if (take_text_part(f, &m.parts[i], reterr_why) < 0)
			return -1;
	}
	return 0;
}

/* True when the content type is the given one, whatever parameters follow. */
static bool is_type(const char *content_type, const char *type)
{
	size_t len = strlen(type);

	return strncasecmp(content_type, type, len) == 0 &&
	       (content_type[len] == '\0' || strchr("; \t", content_type[len]));
}

/* charset=... of the content type, in lower case and without quotes; "" when absent. */
static const char *charset_of(struct arena *a, const char *content_type)
{
	const char *at = strchr(content_type, ';');

	while (at) {
		at += 1 + strspn(at + 1, " \t");
		if (strncasecmp(at, "charset=", 8) == 0) {
			char *value, *c;

			at += 8 + (at[8] == '"');
			value = arena_text_n(a, at, strcspn(at, "\"; \t"));
			for (c = value; *c; c++) {
				if (*c >= 'A' && *c <= 'Z')
					*c = (char)(*c - 'A' + 'a');
			}
			return value;
		}
		at = strchr(at, ';');
	}
	return "";
}

static int read_body(struct form *f, struct request *rq, struct problem *reterr_why)
{
	size_t most = f->def->max_body;

	if (!most)
		most = has_files(f->def) ? http_max_upload() : BODY_STANDARD;
	if (rq->content_length > most)
		return has_files(f->def) ? refuse(reterr_why, PROBLEM_TOO_LARGE,
		                                  "What you sent is larger than %zu MB in all. "
		                                  "Send fewer files at a "
		                                  "time, or smaller ones",
		                                  most / (1024 * 1024))
		                         : refuse(reterr_why, PROBLEM_TOO_LARGE,
		                                  "The form holds more text than Candour takes at "
		                                  "once. Shorten it, "
		                                  "then send it again");
	if (rq->content_length == 0)
		return 0;
	if (is_type(rq->content_type, "multipart/form-data"))
		return read_multipart(f, rq, reterr_why);
	if (!is_type(rq->content_type, "application/x-www-form-urlencoded"))
		return refuse(
		        reterr_why, PROBLEM_REFUSED,
		        "The form did not arrive in a shape that Candour can read. Go back, reload "
		        "the page and send it again");
	if (!is_our_charset(charset_of(f->arena, rq->content_type)))
		return refuse(
		        reterr_why, PROBLEM_REFUSED,
		        "The form arrived in a character set that Candour does not read. Use an "
		        "up-to-date browser");
	return read_urlencoded(f, rq, reterr_why);
}

int form_read(struct request *rq, const struct form_def *def, struct form **ret,
              struct problem *reterr_why)
{
	struct form *f = form_new(rq->arena, def);

	*ret = f;
	if (rq->method != METHOD_POST)
		return 0;
	if (read_body(f, rq, reterr_why) < 0)
		return -1;
	check_all(f);
	return 0;
}

const char *form_token(const struct form *f)
{
	return f->token;
}

const char *form_nonce(const struct form *f)
{
	return f->nonce;
}

const char *form_version(const struct form *f)
{
	return f->version;
}

/* ---- checked values ---- */

const char *form_text(const struct form *f, const char *field)
{
	const struct slot *s = asked(f, field);

	return s && !s->error ? s->clean : "";
}

const char *form_text_or_null(const struct form *f, const char *field)
{
	const char *text = form_text(f, field);

	return text[0] ? text : NULL;
}

bool form_ticked(const struct form *f, const char *field)
{
	return strcmp(form_text(f, field), "yes") == 0;
}

int64_t form_whole(const struct form *f, const char *field, int64_t when_empty)
{
	const char *text = form_text(f, field);

	return text[0] ? strtoll(text, NULL, 10) : when_empty;
}

bool form_given(const struct form *f, const char *field)
{
	const struct slot *s = asked(f, field);
	size_t i;

	if (!s || s->error)
		return false;
	for (i = 0; s->field->kind == FIELD_FILES && i < f->n_files; i++) {
		if (strcmp(f->files[i].field, field) == 0)
			return true;
	}
	return s->clean[0] != '\0';
}

const char *const *form_many(const struct form *f, const char *field)
{
	static const char *const none[] = { NULL };
	const struct slot *s = asked(f, field);

	return s && !s->error ? s->many : none;
}

const char *form_many_sql(const struct form *f, const char *field)
{
	const char *const *value = form_many(f, field);
	struct str s = str_new(f->arena);

	str_add_char(&s, '{');
	for (; *value; value++) {
		const char *c;

		str_add(&s, s.len > 1 ? ",\"" : "\"");
		for (c = *value; *c; c++) {
			if (*c == '"' || *c == '\\')
				str_add_char(&s, '\\');
			str_add_char(&s, *c);
		}
		str_add_char(&s, '"');
	}
	str_add_char(&s, '}');
	return s.data;
}

/* ---- as typed ---- */

static const char *typed_part(const struct form *f, const struct slot *s, enum date_part part)
{
	struct date d;

	if (s->parts[part])
		return s->parts[part];
	if (s->n_typed == 0 || !date_parse(s->typed[0], &d))
		return "";
	return arena_printf(f->arena, "%d",
	                    part == PART_DAY     ? d.day
	                    : part == PART_MONTH ? d.month
	                                         : d.year);
}

const char *form_typed(const struct form *f, const char *name)
{
	enum date_part part = PART_DAY;
	const struct slot *s = slot_named(f, name);

	if (!s) {
		s = date_named(f, name, &part);
		return s ? typed_part(f, s, part) : "";
	}
	if (s->field->kind == FIELD_PASSWORD)
		return "";
	if (s->field->kind == FIELD_DATE && s->clean[0])
		return s->clean;
	return s->n_typed ? s->typed[0] : "";
}

bool form_typed_is(const struct form *f, const char *field, const char *value)
{
	const struct slot *s = slot_named(f, field);
	size_t i;

	if (!s || s->field->kind == FIELD_PASSWORD)
		return false;
	for (i = 0; i < s->n_typed; i++) {
		if (strcmp(s->typed[i], value) == 0)
			return true;
	}
	return false;
}

/* ---- errors ---- */

void form_refuse(struct form *f, const char *field, const char *format, ...)
{
	struct slot *s = slot_named(f, field);
	const char *sentence;
	va_list args;

	va_start(args, format);
	sentence = arena_vprintf(f->arena, format, args);
	va_end(args);
	if (s && !s->error) {
		s->error = sentence;
	} else if (!s && !f->whole_error) {
		f->whole_error = sentence;
		f->whole_field = arena_text(f->arena, field);
	}
}

const char *form_error(const struct form *f, const char *field)
{
	const struct slot *s = slot_named(f, field);

	if (s)
		return s->error;
	return f->whole_error && field && strcmp(f->whole_field, field) == 0 ? f->whole_error
	                                                                     : NULL;
}

size_t form_error_count(const struct form *f)
{
	size_t count = f->whole_error ? 1 : 0, i;

	for (i = 0; i < f->n_slots; i++)
		count += f->slots[i].error ? 1 : 0;
	return count;
}

bool form_is_good(const struct form *f)
{
	return form_error_count(f) == 0;
}

void form_error_at(const struct form *f, size_t i, const char **ret_field,
                   const char **ret_sentence)
{
	size_t k;

	for (k = 0; k < f->n_slots; k++) {
		if (f->slots[k].error && i-- == 0) {
			*ret_field = f->slots[k].field->name;
			*ret_sentence = f->slots[k].error;
			return;
		}
	}
	*ret_field = f->whole_error ? f->whole_field : "";
	*ret_sentence = f->whole_error ? f->whole_error : "";
}

/* ---- files ---- */

size_t form_file_count(const struct form *f)
{
	return f->n_files;
}

const struct form_file *form_file_at(const struct form *f, size_t i)
{
	return i < f->n_files ? &f->files[i] : NULL;
}

long form_file_read(const struct form_file *file, int64_t at, void *buffer, size_t size)
{
	if (at < 0 || at >= file->size)
		return 0;
	if ((int64_t)size > file->size - at)
		size = (size_t)(file->size - at);
	return read_place(file->fd, file->offset + at, buffer, size);
}

/* ---- as a whole ---- */

static void add_canonical(struct str *s, const char *name, const char *value)
{
	str_addf(s, "%s:%zu:", name, strlen(value));
	str_add(s, value);
	str_add_char(s, '\n');
}

/* SHA-256 of the file's bytes in hex: two files of one name and size are not the same answer. */
static const char *file_digest(struct arena *a, const struct form_file *file)
{
	GChecksum *sum = g_checksum_new(G_CHECKSUM_SHA256);
	guchar buffer[16 * 1024];
	int64_t at = 0;
	const char *hex;
	long n;

	while ((n = form_file_read(file, at, buffer, sizeof(buffer))) > 0) {
		g_checksum_update(sum, buffer, n);
		at += n;
	}
	hex = arena_text(a, g_checksum_get_string(sum));
	g_checksum_free(sum);
	return hex;
}

const char *form_canonical(const struct form *f)
{
	struct str s = str_new(f->arena);
	size_t i, k;

	add_canonical(&s, "form", f->def->name);
	for (i = 0; i < f->n_slots; i++) {
		const struct slot *slot = &f->slots[i];

		if (slot->field->kind == FIELD_PASSWORD)
			continue;
		for (k = 0; k < PART_COUNT; k++) {
			if (slot->parts[k])
				add_canonical(&s,
				              arena_printf(f->arena, "%s%s", slot->field->name,
				                           part_endings[k]),
				              slot->parts[k]);
		}
		for (k = 0; k < slot->n_typed; k++)
			add_canonical(&s, slot->field->name, slot->typed[k]);
	}
	for (i = 0; i < f->n_files; i++) {
		const struct form_file *file = &f->files[i];

		add_canonical(&s, file->field,
		              arena_printf(f->arena, "%lld %s %s", (long long)file->size,
		                           file_digest(f->arena, file), file->name));
	}
	return s.data;
}

static void add_json(json_t *object, const char *name, const char *value)
{
	json_t *list = json_object_get(object, name);

	if (!list) {
		list = json_array();
		if (!list || json_object_set_new(object, name, list) < 0)
			out_of_memory();
	}
	if (json_array_append_new(list, json_string(value)) < 0)
		out_of_memory();
}

const char *form_json(const struct form *f)
{
	json_t *object = json_object();
	const char *copy;
	char *text;
	size_t i, k;

	if (!object)
		out_of_memory();
	for (i = 0; i < f->n_slots; i++) {
		const struct slot *slot = &f->slots[i];

		if (slot->field->kind == FIELD_PASSWORD)
			continue;
		for (k = 0; k < PART_COUNT; k++) {
			if (slot->parts[k])
				add_json(object,
				         arena_printf(f->arena, "%s%s", slot->field->name,
				                      part_endings[k]),
				         slot->parts[k]);
		}
		for (k = 0; k < slot->n_typed; k++)
			add_json(object, slot->field->name, slot->typed[k]);
	}
	if (f->version[0]) /* a record that has changed since must still be noticed */
		add_json(object, "version", f->version);
	text = json_dumps(object, JSON_COMPACT);
	if (!text)
		out_of_memory();
	copy = arena_text(f->arena, text);
	free(text);
	json_decref(object);
	return copy;
}

struct form *form_from_json(struct arena *a, const struct form_def *def, const char *json)
{
	struct form *f = form_new(a, def);
	json_t *object = json_loads(json ? json : "", 0, NULL), *list, *item;
	const char *name;
	size_t i;

	if (!json_is_object(object)) {
		json_decref(object);
		return NULL;
	}
	json_object_foreach(object, name, list)
	{
		json_array_foreach(list, i, item)
		{
			if (json_is_string(item))
				take_value(f, name, json_string_value(item),
				           json_string_length(item));
		}
	}
	json_decref(object);
	for (i = 0; i < f->n_slots; i++)
		check_slot(f, &f->slots[i]);
	/* A draft keeps no sign-in's token: a page that shows it makes new ones. */
	f->token = "";
	f->nonce = "";
	return f;
}
