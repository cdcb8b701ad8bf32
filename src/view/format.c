/* Values as people read them. Dates and numbers come as PostgreSQL prints them. */
#include "view/format.h"

#include <ctype.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/time.h"

#include "base/banned.h"

/* ---- Dates and times ---- */

struct moment {
	struct date date;
	int hour, minute, second;
	bool has_time;
	const char *zone; /* "+00", "+05:30" or "" */
};

/* Reads ":14". */
static bool read_part(const char **text, char mark, int *ret)
{
	const char *t = *text;

	if (t[0] != mark || !isdigit((unsigned char)t[1]) || !isdigit((unsigned char)t[2]))
		return false;
	*ret = (t[1] - '0') * 10 + (t[2] - '0');
	*text = t + 3;
	return true;
}

/* 2026-11-02 or 2026-11-02 09:14:05.123+00. Others ("infinity") are not read. */
static bool read_moment(const char *text, struct moment *ret)
{
	*ret = (struct moment){ .zone = "" };
	if (!date_parse_start(text, &ret->date))
		return false;
	text += strlen("yyyy-mm-dd");
	if (!*text)
		return true;
	if (!read_part(&text, *text == 'T' ? 'T' : ' ', &ret->hour) ||
	    !read_part(&text, ':', &ret->minute))
		return false;
	read_part(&text, ':', &ret->second);
	if (*text == '.')
		text += 1 + strspn(text + 1, "0123456789");
	ret->has_time = true;
	ret->zone = text;
	return ret->hour < 24 && ret->minute < 60;
}

static const char *month_name(int month)
{
	static const char *const names[] = {
		"January", "February", "March",     "April",   "May",      "June",
		"July",    "August",   "September", "October", "November", "December",
	};

	return names[month - 1];
}

static const char *day_name(const struct moment *m)
{
	static const char *const names[] = { "Monday", "Tuesday",  "Wednesday", "Thursday",
		                             "Friday", "Saturday", "Sunday" };

	return names[date_weekday(m->date) - 1];
}

static void add_date(struct str *out, const struct moment *m)
{
	str_addf(out, "%d %s %d", m->date.day, month_name(m->date.month), m->date.year);
}

/* 9:14am, 10am; 12 o'clock is written out, since people read 12am both ways. */
static void add_time(struct str *out, const struct moment *m)
{
	const char *half = m->hour < 12 ? "am" : "pm";
	int hour = m->hour % 12 == 0 ? 12 : m->hour % 12;

	if (!m->has_time)
		return;
	if (m->minute == 0 && hour == 12)
		str_add(out, m->hour == 0 ? "midnight" : "midday");
	else if (m->minute == 0)
		str_addf(out, "%d%s", hour, half);
	else
		str_addf(out, "%d:%02d%s", hour, m->minute, half);
}

static void add_iso(struct str *out, const struct moment *m)
{
	size_t len = strlen(m->zone);

	str_addf(out, "%04d-%02d-%02d", m->date.year, m->date.month, m->date.day);
	if (!m->has_time)
		return;
	str_addf(out, "T%02d:%02d:%02d", m->hour, m->minute, m->second);
	str_add(out, m->zone);
	if (len == 3)
		str_add(out, ":00");
}

static void format_moment(struct str *out, enum formatter f, const char *value)
{
	struct moment m;

	if (!read_moment(value, &m))
		return;
	switch (f) {
	case FORMAT_DATE:
		add_date(out, &m);
		break;
	case FORMAT_DAY:
		str_addf(out, "%s ", day_name(&m));
		add_date(out, &m);
		break;
	case FORMAT_MONTH:
		str_addf(out, "%s %d", month_name(m.date.month), m.date.year);
		break;
	case FORMAT_DATETIME:
		add_date(out, &m);
		if (m.has_time)
			str_add(out, " at ");
		add_time(out, &m);
		break;
	case FORMAT_TIME:
		add_time(out, &m);
		break;
	default:
		add_iso(out, &m);
	}
}

/* ---- Numbers ---- */

static void format_thousands(struct str *out, const char *value)
{
	size_t whole;

	if (*value == '-')
		str_add_char(out, *value++);
	whole = strspn(value, "0123456789");
	for (; whole; whole--) {
		str_add_char(out, *value++);
		if (whole > 1 && whole % 3 == 1)
			str_add_char(out, ',');
	}
	str_add(out, value);
}

static void format_size(struct str *out, const char *value)
{
	static const char *const units[] = { "KB", "MB", "GB" };
	double size = strtod(value, NULL);
	size_t i = 0;

	if (size < 1024) {
		str_addf(out, "%.0f byte%s", size, size == 1 ? "" : "s");
		return;
	}
	/* 1023.6 KB would print as 1024 KB. */
	for (size /= 1024; size >= 1023.5 && i < 2; i++)
		size /= 1024;
	str_addf(out, i ? "%.1f %s" : "%.0f %s", size, units[i]);
}

static void add_noun(struct str *out, const char *argument, const char *value)
{
	const char *comma = argument ? strchr(argument, ',') : NULL;

	if (!comma)
		return;
	if (strcmp(value, "1") == 0)
		str_add_n(out, argument, (size_t)(comma - argument));
	else
		str_add(out, comma + 1);
}

static void format_nhs(struct str *out, const char *value)
{
	char number[11] = "";
	size_t n = 0;
	const char *c;

	for (c = value; *c; c++) {
		if (*c == ' ')
			continue;
		if (!isdigit((unsigned char)*c) || n == 10)
			break;
		number[n++] = *c;
	}
	if (*c || n != 10)
		str_add(out, value);
	else
		str_addf(out, "%.3s %.3s %s", number, number + 3, number + 6);
}

/* ---- Text ---- */

/* Browsers drop tabs and line breaks from addresses and read \ as /, so none of these passes. */
static bool is_harmless_link(const char *link)
{
	const char *c;

	for (c = link; *c; c++) {
		if ((unsigned char)*c <= ' ' || *c == '\\' || *c == 0x7f)
			return false;
	}
	if (*link == '/')
		return link[1] != '/';
	if (*link == '#' || *link == '?')
		return true;
	return strncasecmp(link, "https://", 8) == 0 || strncasecmp(link, "http://", 7) == 0 ||
	       strncasecmp(link, "mailto:", 7) == 0;
}

static void format_lines(struct str *out, const char *value)
{
	struct str escaped = str_new(out->arena);
	const char *line;
	size_t len;

	escape_html(&escaped, value);
	for (line = escaped.data;; line += len + 1) {
		len = strcspn(line, "\n");
		str_add_n(out, line, len && line[len - 1] == '\r' ? len - 1 : len);
		if (!line[len])
			break;
		str_add(out, "<br>\n");
	}
}

/* "NHS number" keeps its capital: its second letter is one too. */
static void format_lower_first(struct str *out, const char *value)
{
	if (isupper((unsigned char)value[0]) && !isupper((unsigned char)value[1]))
		str_add_char(out, (char)tolower((unsigned char)*value++));
	str_add(out, value);
}

/* {a,"b, c",NULL} */
static void format_list(struct str *out, const char *value)
{
	bool quoted = false, first = true, started = false;

	if (*value != '{') {
		str_add(out, value);
		return;
	}
	for (value++; *value && (quoted || *value != '}'); value++) {
		if (!quoted && *value == ',') {
			started = false;
			continue;
		}
		if (!quoted && !started && strncmp(value, "NULL", 4) == 0 &&
		    (value[4] == ',' || value[4] == '}')) {
			value += 3;
			continue;
		}
		if (!started && !first)
			str_add(out, ", ");
		started = true;
		first = false;
		if (*value == '"') {
			quoted = !quoted;
			continue;
		}
		if (*value == '\\' && value[1])
			value++;
		str_add_char(out, *value);
	}
}

void format_value(struct str *out, enum formatter f, const char *argument, const char *value)
{
	if (!value || !*value)
		return;
	switch (f) {
	case FORMAT_PLAIN:
		str_add(out, value);
		break;
	case FORMAT_DATE:
	case FORMAT_DAY:
	case FORMAT_DATETIME:
	case FORMAT_TIME:
	case FORMAT_MONTH:
	case FORMAT_ISO:
		format_moment(out, f, value);
		break;
	case FORMAT_URL:
		escape_url(out, value);
		break;
	case FORMAT_HREF:
		str_add(out, is_harmless_link(value) ? value : "#");
		break;
	case FORMAT_SIZE:
		format_size(out, value);
		break;
	case FORMAT_LINES:
		format_lines(out, value);
		break;
	case FORMAT_NHS:
		format_nhs(out, value);
		break;
	case FORMAT_THOUSANDS:
		format_thousands(out, value);
		break;
	case FORMAT_YESNO:
		str_add(out, strcmp(value, "t") == 0 ? "Yes" : "No");
		break;
	case FORMAT_LOWER_FIRST:
		format_lower_first(out, value);
		break;
	case FORMAT_PLURAL:
		format_thousands(out, value);
		str_add_char(out, ' ');
		add_noun(out, argument, value);
		break;
	case FORMAT_NOUN:
		add_noun(out, argument, value);
		break;
	case FORMAT_LIST:
		format_list(out, value);
		break;
	}
}
