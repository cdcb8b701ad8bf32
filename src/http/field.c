/* The kinds of fields: what each accepts and what it says when it does not. */
#include "http/field.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/str.h"
#include "base/time.h"

#include "base/banned.h"

enum { FILE_NAME_MOST = 200, YEAR_LEAST = 1850, YEAR_MOST = 2199 };

const char *field_label(struct arena *a, const struct field *field)
{
	char *label = arena_text(a, field->name), *at;

	for (at = label; *at; at++) {
		if (*at == '_' || *at == '-')
			*at = ' ';
	}
	label[0] = (char)toupper((unsigned char)label[0]);
	return label;
}

const char *field_wrong(const struct field *field, const char *standard)
{
	return field->wrong ? field->wrong : standard;
}

size_t field_max(const struct field *field)
{
	if (field->max)
		return field->max;
	switch (field->kind) {
	case FIELD_PROSE:
		return 5000;
	case FIELD_LINK:
		return 2000;
	case FIELD_EMAIL:
		return 254;
	case FIELD_WHOLE:
		return 18;
	case FIELD_FILES:
		return 50;
	case FIELD_MANY:
		return 100;
	case FIELD_CHOICE:
		return 60;
	case FIELD_LINE:
	case FIELD_TICK:
	case FIELD_DATE:
	case FIELD_TIME:
	case FIELD_NHS:
	case FIELD_PASSWORD:
		break;
	}
	return 200;
}

/* 12345 -> "12,345". */
static const char *with_commas(struct arena *a, size_t number)
{
	return number < 1000
	               ? arena_printf(a, "%zu", number)
	               : arena_printf(a, "%s,%03zu", with_commas(a, number / 1000), number % 1000);
}

static const char *too_long(struct arena *a, const struct field *field, const char *text)
{
	size_t count = text_count_chars(text), max = field_max(field);

	if (count <= max)
		return NULL;
	if (field->kind == FIELD_PASSWORD)
		return arena_printf(a, "%s must be %s characters or fewer", field_label(a, field),
		                    with_commas(a, max));
	return arena_printf(a, "%s must be %s characters or fewer. It has %s",
	                    field_label(a, field), with_commas(a, max), with_commas(a, count));
}

enum odd { ODD_NOTHING, ODD_LINE_BREAK, ODD_CONTROL };

/* Line breaks (Unicode's too) and control characters other than the tab. */
static enum odd oddity(const char *text)
{
	enum odd found = ODD_NOTHING;
	size_t len = strlen(text), at = 0;

	while (at < len) {
		unsigned code = 0;
		size_t step = text_utf8_step(text + at, len - at, &code);

		if (!step || (code < 0x20 && code != '\t' && code != '\n' && code != '\r') ||
		    code == 0x7f || (code >= 0x80 && code < 0xa0 && code != 0x85))
			return ODD_CONTROL;
		if (code == '\n' || code == '\r' || code == 0x85 || code == 0x2028 ||
		    code == 0x2029)
			found = ODD_LINE_BREAK;
		at += step;
	}
	return found;
}

static const char *not_storable(struct arena *a, const struct field *field)
{
	return arena_printf(a, "%s contains characters that cannot be stored. Type it again",
	                    field_label(a, field));
}

static char *without(struct arena *a, const char *text, const char *dropped)
{
	char *copy = arena_alloc(a, strlen(text) + 1), *to = copy;

	for (; *text; text++) {
		if (!strchr(dropped, *text))
			*to++ = *text;
	}
	return copy;
}

static bool is_all_digits(const char *text)
{
	return text[0] && text[strspn(text, "0123456789")] == '\0';
}

static bool is_code(const char *text)
{
	return text[strspn(text, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
	                         "0123456789_.-")] == '\0';
}

static const char *check_choice(struct arena *a, const struct field *field, const char *value)
{
	const char *const *choice;

	if (!field->choices) {
		if (is_code(value) && strlen(value) <= field_max(field))
			return NULL;
	} else {
		for (choice = field->choices; *choice; choice++) {
			if (strcmp(*choice, value) == 0)
				return NULL;
		}
	}
	return field_wrong(field, arena_printf(a, "Choose one of the answers for %s",
	                                       field->name[0] ? field_label(a, field) : "this"));
}

/* Host names and numbers: letters, digits, dots, hyphens, other scripts, [IPv6]; perhaps a port. */
static bool is_host(const char *host, size_t len, bool needs_dot)
{
	bool dot = false;
	size_t i;

	for (i = 0; i < len && host[i] != ':'; i++) {
		if (host[i] == '.')
			dot = true;
		else if (!isalnum((unsigned char)host[i]) && host[i] != '-' && host[i] != '_' &&
		         (unsigned char)host[i] < 0x80)
			return false;
	}
	if (i == 0 || (needs_dot && !dot) || host[0] == '.')
		return false;
	if (i < len) {
		size_t digits = strspn(host + i + 1, "0123456789");

		if (digits == 0 || digits > 5 || i + 1 + digits != len)
			return false;
	}
	return true;
}

static const char *check_link(struct arena *a, const struct field *field, const char *value,
                              const char **ret_clean)
{
	const char *standard = "Enter a web address, such as https://www.example.com/post/1";
	const char *rest = value, *host;
	bool has_scheme = true;
	size_t len;

	if (strncasecmp(value, "https://", 8) == 0)
		rest += 8;
	else if (strncasecmp(value, "http://", 7) == 0)
		rest += 7;
	else
		has_scheme = false;
	if (value[strcspn(value, " \t\"<>\\^`{|}")])
		return field_wrong(field, standard);
	len = strcspn(rest, "/?#");
	host = memchr(rest, '@', len);
	if (host) /* a name before the host: kept as it was posted, but never invented for */
		host++;
	else
		host = rest;
	if ((!has_scheme && host != rest) ||
	    !is_host(host, len - (size_t)(host - rest), !has_scheme))
		return field_wrong(field, standard);
	*ret_clean = has_scheme ? value : arena_printf(a, "https://%s", value);
	return NULL;
}

static const char *check_email(const struct field *field, const char *value)
{
	const char *standard = "Enter an e-mail address, such as name@example.com";
	const char *at = strchr(value, '@');
	size_t local = at ? (size_t)(at - value) : 0;
	const char *c;

	if (!at || local == 0 || local > 64 || strchr(at + 1, '@'))
		return field_wrong(field, standard);
	for (c = value; *c; c++) {
		if ((unsigned char)*c <= 0x20 || (unsigned char)*c >= 0x7f ||
		    strchr("\"(),:;<>[\\]", *c))
			return field_wrong(field, standard);
	}
	if (value[0] == '.' || at[-1] == '.' || strstr(value, "..") || strlen(at + 1) < 3 ||
	    strchr(at + 1, ':') || !is_host(at + 1, strlen(at + 1), true) ||
	    value[strlen(value) - 1] == '.' || value[strlen(value) - 1] == '-')
		return field_wrong(field, standard);
	return NULL;
}

static const char *check_time(struct arena *a, const struct field *field, const char *value,
                              const char **ret_clean)
{
	int minutes = 0;

	if (!time_of_day_parse(value, &minutes))
		return field_wrong(field, "Enter a time, such as 9:15am or 14:30");
	*ret_clean = arena_printf(a, "%02d:%02d", minutes / 60, minutes % 60);
	return NULL;
}

static const char *check_whole(struct arena *a, const struct field *field, const char *value,
                               const char **ret_clean)
{
	const char *number = without(a, value, ", ");
	size_t max = field_max(field);

	if (!is_all_digits(number) || strlen(number) > (max < 18 ? max : 18))
		return field_wrong(field, "Enter a whole number, 0 or more");
	*ret_clean = arena_printf(a, "%lld", strtoll(number, NULL, 10));
	return NULL;
}

static const char *check_nhs(struct arena *a, const struct field *field, const char *value,
                             const char **ret_clean)
{
	const char *number = without(a, value, " -");

	if (!is_all_digits(number) || strlen(number) != 10)
		return field_wrong(field, "Enter the 10 digits of the NHS number");
	*ret_clean = number;
	return NULL;
}

static char *with_spaces_for_tabs(struct arena *a, const char *text)
{
	char *copy = arena_text(a, text), *at;

	for (at = copy; *at; at++) {
		if (*at == '\t')
			*at = ' ';
	}
	return copy;
}

/* A date in one field: yyyy-mm-dd. */
static const char *check_whole_date(struct arena *a, const struct field *field, const char *value,
                                    const char **ret_clean)
{
	struct date d;

	if (date_parse(value, &d))
		return field_check_date(a, field, arena_printf(a, "%d", d.day),
		                        arena_printf(a, "%d", d.month),
		                        arena_printf(a, "%04d", d.year), ret_clean);
	return field_wrong(field, arena_printf(a, "%s must be a real date, such as 27 3 2026",
	                                       field_label(a, field)));
}

const char *field_check(struct arena *a, const struct field *field, const char *typed,
                        const char **ret_clean)
{
	const char *value = field->kind == FIELD_PASSWORD ? typed : text_trim(a, typed);
	const char *sentence = NULL;
	enum odd odd = oddity(value);

	*ret_clean = "";
	if (!value[0])
		return field->missing;
	if (odd == ODD_CONTROL)
		return not_storable(a, field);
	if (odd == ODD_LINE_BREAK && field->kind != FIELD_PROSE)
		return arena_printf(a, "%s must be on one line. Take out the line breaks",
		                    field_label(a, field));
	if (field->kind == FIELD_PROSE)
		value = text_plain_line_ends(a, value);
	else if (field->kind != FIELD_PASSWORD)
		value = with_spaces_for_tabs(a, value);
	sentence = too_long(a, field, value);
	if (sentence)
		return sentence;
	*ret_clean = value;
	switch (field->kind) {
	case FIELD_LINE:
	case FIELD_PROSE:
	case FIELD_PASSWORD:
	case FIELD_FILES:
		break;
	case FIELD_CHOICE:
	case FIELD_MANY:
		sentence = check_choice(a, field, value);
		break;
	case FIELD_TICK:
		if (strcmp(value, "yes") != 0)
			sentence = field_wrong(field, "Tick the box or leave it empty");
		break;
	case FIELD_DATE:
		sentence = check_whole_date(a, field, value, ret_clean);
		break;
	case FIELD_TIME:
		sentence = check_time(a, field, value, ret_clean);
		break;
	case FIELD_WHOLE:
		sentence = check_whole(a, field, value, ret_clean);
		break;
	case FIELD_LINK:
		sentence = check_link(a, field, value, ret_clean);
		break;
	case FIELD_EMAIL:
		sentence = check_email(field, value);
		break;
	case FIELD_NHS:
		sentence = check_nhs(a, field, value, ret_clean);
		break;
	}
	if (sentence)
		*ret_clean = "";
	return sentence;
}

/* 1 to 12 for a month as number or English name ("3", "03", "mar", "March"), 0 for neither. */
static int month_of(const char *text)
{
	static const char *const names[] = { "january",   "february", "march",    "april",
		                             "may",       "june",     "july",     "august",
		                             "september", "october",  "november", "december" };
	size_t len = strlen(text);
	int i;

	if (is_all_digits(text))
		return len <= 2 ? (int)strtol(text, NULL, 10) : 0;
	if (len == 4 && strcasecmp(text, "sept") == 0)
		return 9;
	for (i = 0; i < 12; i++) {
		if (strcasecmp(text, names[i]) == 0 ||
		    (len == 3 && strncasecmp(text, names[i], 3) == 0))
			return i + 1;
	}
	return 0;
}

static const char *lacking(struct arena *a, const struct field *field, const char *day,
                           const char *month, const char *year)
{
	const char *label = field_label(a, field);
	const char *lacks[3];
	int n = 0;

	if (!day[0])
		lacks[n++] = "a day";
	if (!month[0])
		lacks[n++] = "a month";
	if (!year[0])
		lacks[n++] = "a year";
	if (n == 0)
		return NULL;
	if (n == 1)
		return arena_printf(a, "%s must include %s", label, lacks[0]);
	return arena_printf(a, "%s must include %s and %s", label, lacks[0], lacks[1]);
}

const char *field_check_date(struct arena *a, const struct field *field, const char *day,
                             const char *month, const char *year, const char **ret_clean)
{
	const char *label = field_label(a, field), *sentence;
	struct date d = { 0, 0, 0 };
	char *text;

	*ret_clean = "";
	day = text_trim(a, day);
	month = text_trim(a, month);
	year = text_trim(a, year);
	if (!day[0] && !month[0] && !year[0])
		return field->missing;
	sentence = lacking(a, field, day, month, year);
	if (sentence)
		return sentence;
	if (is_all_digits(year) && strlen(year) != 4)
		return arena_printf(a, "%s needs a year of 4 numbers, such as 2026", label);
	if (is_all_digits(day) && strlen(day) <= 2)
		d.day = (int)strtol(day, NULL, 10);
	if (is_all_digits(year))
		d.year = (int)strtol(year, NULL, 10);
	d.month = month_of(month);
	if (!date_exists(d))
		return field_wrong(
		        field, arena_printf(a, "%s must be a real date, such as 27 3 2026", label));
	if (d.year < YEAR_LEAST || d.year > YEAR_MOST)
		return arena_printf(a, "%s must be in a year from %d to %d", label, YEAR_LEAST,
		                    YEAR_MOST);
	text = arena_alloc(a, DATE_SIZE);
	date_print(d, text);
	*ret_clean = text;
	return NULL;
}

/* Characters that have no place in a file's name: controls, line separators, marks that turn the
 * direction of the text (a name that reads "exe.jpg" backwards), the byte order mark. */
static bool is_unfit_for_name(unsigned code)
{
	return code < 0x20 || (code >= 0x7f && code < 0xa0) || code == 0x61c || code == 0x200b ||
	       code == 0x200e || code == 0x200f || (code >= 0x2028 && code <= 0x202e) ||
	       (code >= 0x2060 && code <= 0x206f) || code == 0xfeff || code == 0xfffd;
}

const char *field_file_name(struct arena *a, const char *sent)
{
	struct str s = str_new(a);
	const char *name = text_repair_utf8(a, sent, strlen(sent)), *at, *dot;
	size_t len, count;

	for (at = name; *at; at++) {
		if (*at == '/' || *at == '\\')
			name = at + 1;
	}
	for (at = name, len = strlen(name); len > 0;) {
		unsigned code = 0;
		size_t step = text_utf8_step(at, len, &code);

		/* Browsers write a quotation mark as %22, and line ends as %0D and %0A. */
		if (len >= 3 && strncmp(at, "%22", 3) == 0) {
			str_add_char(&s, '"');
			step = 3;
		} else if (len >= 3 &&
		           (strncasecmp(at, "%0d", 3) == 0 || strncasecmp(at, "%0a", 3) == 0)) {
			step = 3;
		} else if (!is_unfit_for_name(code)) {
			str_add_n(&s, at, step);
		}
		at += step;
		len -= step;
	}
	name = text_trim(a, s.data);
	len = strlen(name);
	while (len > 0 && (name[len - 1] == '.' || name[len - 1] == ' '))
		len--;
	name = arena_text_n(a, name, len);
	if (!name[0])
		return "file";
	count = text_count_chars(name);
	if (count <= FILE_NAME_MOST)
		return name;
	/* Too long: the middle goes, the ending stays. */
	dot = strrchr(name, '.');
	if (!dot || text_count_chars(dot) > 12)
		dot = name + len;
	s.len = 0;
	s.data[0] = '\0';
	for (at = name, count = FILE_NAME_MOST - text_count_chars(dot); count > 0; count--) {
		size_t step = text_utf8_step(at, (size_t)(name + len - at), NULL);

		str_add_n(&s, at, step);
		at += step;
	}
	str_add(&s, dot);
	return s.data;
}
