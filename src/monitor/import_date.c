/* Dates as people and spreadsheets write them, and the order of day and month by what a file itself
 * gives away. */
#include "monitor/import_date.h"

#include <string.h>

#include "base/banned.h"

/* The health service began on 5 July 1948: what is dated before is not a comment on it. */
enum { FIRST_YEAR = 1948, LAST_YEAR = 2200 };

struct scan {
	const char *at;
};

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

static char to_lower(char c)
{
	return c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
}

static bool is_letter(char c)
{
	return to_lower(c) >= 'a' && to_lower(c) <= 'z';
}

/* A blank, the no-break one included. */
static bool take_blank(struct scan *s)
{
	if (*s->at == ' ' || *s->at == '\t' || *s->at == '\n') {
		s->at++;
		return true;
	}
	if ((unsigned char)s->at[0] == 0xc2 && (unsigned char)s->at[1] == 0xa0) {
		s->at += 2;
		return true;
	}
	return false;
}

static void skip_blanks(struct scan *s)
{
	while (take_blank(s))
		;
}

/* What may stand between the parts of a date. */
static bool skip_separators(struct scan *s)
{
	const char *from = s->at;

	skip_blanks(s);
	if (*s->at == '/' || *s->at == '-' || *s->at == '.' || *s->at == ',')
		s->at++;
	skip_blanks(s);
	return s->at != from;
}

/* A run of letters that begins one of the names, at least its first three. Returns 1 and up, 0 when
 * it is none of them. */
static int take_name(struct scan *s, const char *const *names, int count)
{
	size_t len = 0;
	size_t i;

	while (is_letter(s->at[len]))
		len++;
	if (len < 3)
		return 0;
	for (int n = 0; n < count; n++) {
		for (i = 0; i < len && names[n][i] && to_lower(s->at[i]) == names[n][i]; i++)
			;
		if (i == len) {
			s->at += len;
			return n + 1;
		}
	}
	return 0;
}

static const char *const month_names[] = {
	"january", "february", "march",     "april",   "may",      "june",
	"july",    "august",   "september", "october", "november", "december",
};
static const char *const weekday_names[] = {
	"monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday",
};

struct number {
	int value;
	int digits;
};

/* At most four digits: no part of a date has more. */
static bool take_number(struct scan *s, struct number *ret)
{
	ret->value = 0;
	for (ret->digits = 0; is_digit(*s->at); s->at++) {
		if (++ret->digits > 4)
			return false;
		ret->value = ret->value * 10 + (*s->at - '0');
	}
	return ret->digits > 0;
}

static void skip_ordinal(struct scan *s)
{
	static const char *const endings[] = { "st", "nd", "rd", "th" };

	for (size_t i = 0; i < sizeof(endings) / sizeof(endings[0]); i++) {
		if (to_lower(s->at[0]) == endings[i][0] && to_lower(s->at[1]) == endings[i][1] &&
		    !is_letter(s->at[2])) {
			s->at += 2;
			return;
		}
	}
}

/* A time of day to the end of the text. It is overlooked, but text that is no time is not: it may
 * hold a second date. */
static bool is_time(struct scan s)
{
	struct number n;

	if (*s.at == 'T' || *s.at == ',')
		s.at++;
	skip_blanks(&s);
	if (!*s.at)
		return true;
	if (!take_number(&s, &n) || n.digits > 2)
		return false;
	while (*s.at == ':' || *s.at == '.') {
		s.at++;
		while (is_digit(*s.at))
			s.at++;
	}
	skip_blanks(&s);
	if ((to_lower(s.at[0]) == 'a' || to_lower(s.at[0]) == 'p') && to_lower(s.at[1]) == 'm')
		s.at += 2;
	if (*s.at == 'Z' || *s.at == 'z')
		s.at++;
	if (*s.at == '+' || *s.at == '-')
		for (s.at++; is_digit(*s.at) || *s.at == ':'; s.at++)
			;
	skip_blanks(&s);
	return !*s.at;
}

/* Two digits are this century: such comments began in 2013. */
static int year_of(struct number n)
{
	return n.digits == 2 ? 2000 + n.value : n.value;
}

static bool is_possible(int year, int month, int day, struct date *ret)
{
	ret->year = year;
	ret->month = month;
	ret->day = day;
	return year >= FIRST_YEAR && year <= LAST_YEAR && date_exists(*ret);
}

enum date_fault date_readings_of(const char *text, struct date latest, struct date_readings *ret)
{
	struct scan s = { text };
	struct number a = { 0, 0 }, b = { 0, 0 }, year = { 0, 0 };
	int month = 0;

	memset(ret, 0, sizeof(*ret));
	skip_blanks(&s);
	if (take_name(&s, weekday_names, 7))
		skip_separators(&s);

	if (is_letter(*s.at)) { /* March 5 2022 */
		month = take_name(&s, month_names, 12);
		if (!month)
			return DATE_UNREADABLE;
		skip_separators(&s);
		if (!take_number(&s, &a) || a.digits > 2)
			return DATE_UNREADABLE;
		skip_ordinal(&s);
	} else {
		if (!take_number(&s, &a))
			return DATE_UNREADABLE;
		skip_ordinal(&s);
		if (!skip_separators(&s) && !is_letter(*s.at))
			return DATE_UNREADABLE;
		if (is_letter(*s.at)) {
			month = take_name(&s, month_names, 12);
			if (!month)
				return DATE_UNREADABLE;
		} else if (!take_number(&s, &b)) {
			return DATE_UNREADABLE;
		}
	}
	if ((!skip_separators(&s) && !month) || !take_number(&s, &year) || !is_time(s))
		return DATE_UNREADABLE;

	if (month) {
		/* 5 March 2022; 2022 March 5 is nobody's way of writing. */
		if (a.digits > 2 || (year.digits != 4 && year.digits != 2))
			return DATE_UNREADABLE;
		ret->has_day_first = is_possible(year_of(year), month, a.value, &ret->day_first);
	} else if (a.digits == 4) {
		/* 2022-03-05: with the year first the month is always next. */
		if (b.digits > 2 || year.digits > 2)
			return DATE_UNREADABLE;
		ret->has_day_first = is_possible(a.value, b.value, year.value, &ret->day_first);
	} else {
		if (a.digits > 2 || b.digits > 2 || (year.digits != 4 && year.digits != 2))
			return DATE_UNREADABLE;
		ret->has_day_first = is_possible(year_of(year), b.value, a.value, &ret->day_first);
		ret->has_month_first =
		        is_possible(year_of(year), a.value, b.value, &ret->month_first);
		ret->says_order = ret->has_day_first != ret->has_month_first;
	}
	if (a.digits == 4 || month) {
		ret->month_first = ret->day_first;
		ret->has_month_first = ret->has_day_first;
	}
	if (!ret->has_day_first && !ret->has_month_first)
		return DATE_IMPOSSIBLE;
	if (ret->has_day_first && date_compare(ret->day_first, latest) > 0) {
		ret->has_day_first = false;
		ret->one_is_future = ret->has_month_first;
	}
	if (ret->has_month_first && date_compare(ret->month_first, latest) > 0) {
		ret->has_month_first = false;
		ret->one_is_future = ret->has_day_first;
	}
	return ret->has_day_first || ret->has_month_first ? DATE_GOOD : DATE_FUTURE;
}

/* ---- Order ---------------------------------------------------------------------------------- */

struct group {
	struct group *next; /* in its bucket */
	bool saw_day_first;
	bool saw_month_first;
	size_t organisation_size;
	char name[]; /* organisation, NUL, service, NUL; lower case */
};

enum { BUCKETS = 1024 };

struct date_orders {
	struct arena *arena;
	size_t count;
	struct group *buckets[BUCKETS];
};

struct date_orders *date_orders_new(struct arena *a)
{
	struct date_orders *o = arena_alloc(a, sizeof(*o));

	o->arena = a;
	return o;
}

static unsigned bucket_add(unsigned hash, const char *text)
{
	for (; *text; text++)
		hash = (hash ^ (unsigned char)to_lower(*text)) * 16777619U;
	return hash * 31U;
}

static bool same_name(const char *kept, const char *asked)
{
	for (; *kept && *kept == to_lower(*asked); kept++, asked++)
		;
	return !*kept && !*asked;
}

static struct group *find_group(const struct date_orders *o, const char *organisation,
                                const char *service, unsigned *ret_bucket)
{
	unsigned bucket = bucket_add(bucket_add(2166136261U, organisation), service) % BUCKETS;
	struct group *g;

	for (g = o->buckets[bucket]; g; g = g->next)
		if (same_name(g->name, organisation) &&
		    same_name(g->name + g->organisation_size, service))
			break;
	if (ret_bucket)
		*ret_bucket = bucket;
	return g;
}

static void lower_into(char *to, const char *from, size_t size)
{
	for (size_t i = 0; i < size; i++)
		to[i] = to_lower(from[i]);
}

void date_orders_note(struct date_orders *o, const char *organisation, const char *service,
                      const struct date_readings *date)
{
	unsigned bucket;
	struct group *g;

	if (!date->says_order)
		return;
	g = find_group(o, organisation, service, &bucket);
	if (!g) {
		size_t organisation_size = strlen(organisation) + 1;
		size_t service_size = strlen(service) + 1;

		if (o->count == ORDER_GROUPS_MAX)
			return;
		g = arena_alloc(o->arena, sizeof(*g) + organisation_size + service_size);
		lower_into(g->name, organisation, organisation_size);
		lower_into(g->name + organisation_size, service, service_size);
		g->organisation_size = organisation_size;
		g->next = o->buckets[bucket];
		o->buckets[bucket] = g;
		o->count++;
	}
	if (date->has_day_first)
		g->saw_day_first = true;
	else
		g->saw_month_first = true;
}

enum date_order date_orders_ask(const struct date_orders *o, const char *organisation,
                                const char *service)
{
	const struct group *g = find_group(o, organisation, service, NULL);

	if (!g)
		return ORDER_UNKNOWN;
	if (g->saw_day_first && g->saw_month_first)
		return ORDER_MIXED;
	return g->saw_day_first ? ORDER_DAY_FIRST : ORDER_MONTH_FIRST;
}
