/* What a template declares in the comments at its head:
 *
 *     {{! queries: case_show case_timeline shell? }}
 *     {{! values: total integer, is_late boolean, chart html, notice text? }}
 *     {{! form: triage_record }}
 *     {{! layout: page }}
 *     {{! text }}
 *
 * A comment that does not begin with a lower-case word and a colon is a remark. */
#include "template.h"

#include <string.h>

#include "base/banned.h"

struct used_query *template_query(struct template *t, const char *name)
{
	size_t i;

	for (i = 0; i < t->n_queries; i++) {
		if (strcmp(t->queries[i].query->name, name) == 0)
			return &t->queries[i];
	}
	return NULL;
}

struct used_value *template_value(struct template *t, const char *name)
{
	size_t i;

	for (i = 0; i < t->n_values; i++) {
		if (strcmp(t->values[i].name.name, name) == 0)
			return &t->values[i];
	}
	return NULL;
}

void template_use_field(struct arena *a, struct template *t, const char *field)
{
	struct name name = { .name = field };

	if (!names_find(&t->fields, field))
		*(struct name *)array_more(a, &t->fields.list, &t->fields.count, sizeof(name)) =
		        name;
}

/* A value and a query of one name would make {{#name}} mean two things. */
static int add_query(struct arena *a, struct template *t, struct place at,
                     struct query_source *query, bool optional, bool inherited)
{
	struct used_query one = { .query = query, .optional = optional, .inherited = inherited };
	struct used_query *other = template_query(t, query->name);

	if (other && (inherited || other->inherited)) {
		other->optional = other->optional && optional;
		return 0;
	}
	if (other)
		return complain(at, "%s is declared twice", query->name);
	if (template_value(t, query->name))
		return complain(at, "%s is declared as a value too", query->name);
	*(struct used_query *)array_more(a, &t->queries, &t->n_queries, sizeof(one)) = one;
	return 0;
}

static int add_value(struct arena *a, struct template *t, struct place at, struct name name,
                     bool inherited)
{
	struct used_value one = { .name = name, .inherited = inherited };
	struct used_value *other = template_value(t, name.name);

	one.name.used = false;
	if (other && other->name.type != name.type)
		return complain(at, "value %s is declared as %s and as %s", name.name,
		                type_word(other->name.type), type_word(name.type));
	if (other && (inherited || other->inherited)) {
		other->name.optional = other->name.optional && name.optional;
		return 0;
	}
	if (other)
		return complain(at, "value %s is declared twice", name.name);
	if (template_query(t, name.name))
		return complain(at, "%s is declared as a query too", name.name);
	*(struct used_value *)array_more(a, &t->values, &t->n_values, sizeof(one)) = one;
	return 0;
}

/* Words separated by spaces or commas. NULL when there are no more. */
static char *next_word(struct arena *a, const char **text)
{
	size_t len;
	char *word;

	*text += strspn(*text, " \t\r\n,");
	len = strcspn(*text, " \t\r\n,");
	if (!len)
		return NULL;
	word = arena_text_n(a, *text, len);
	*text += len;
	return word;
}

static int declare_queries(struct templates *set, struct template *t, struct place at,
                           const char *text, bool inherited)
{
	char *word;
	int rc = 0;

	while ((word = next_word(set->a, &text)) != NULL) {
		size_t len = strlen(word);
		bool optional = word[len - 1] == '?';
		struct query_source *query;

		if (optional)
			word[len - 1] = '\0';
		query = queries_find(set->queries, word);
		if (!query)
			rc = complain(at, "there is no query %s", word);
		else if (!query->columns.count)
			rc = complain(at, "query %s gives nothing to print", word);
		else
			rc |= add_query(set->a, t, at, query, optional, inherited);
	}
	return rc;
}

static int declare_values(struct templates *set, struct template *t, struct place at,
                          const char *text, bool inherited)
{
	struct names names = { 0 };
	size_t i;
	int rc = names_parse(set->a, at, text, &names);

	for (i = 0; i < names.count; i++)
		rc |= add_value(set->a, t, at, names.list[i], inherited);
	return rc;
}

static int declare_forms(struct templates *set, struct template *t, const char *text)
{
	char *word;

	while ((word = next_word(set->a, &text)) != NULL) {
		struct name name = { .name = word };

		if (!names_find(&t->forms, word))
			*(struct name *)array_more(set->a, &t->forms.list, &t->forms.count,
			                           sizeof(name)) = name;
	}
	return 0;
}

static int declare_layout(struct templates *set, struct template *t, struct place at,
                          const char *text)
{
	const char *name = next_word(set->a, &text);

	if (t->layout)
		return complain(at, "a second layout");
	if (t->is_layout)
		return complain(at, "a layout has no layout itself");
	t->layout = name ? templates_find(set, arena_printf(set->a, "layout/%s", name)) : NULL;
	if (!t->layout)
		return complain(at, "there is no layout %s (templates/layout/%s.mustache)",
		                name ? name : "", name ? name : "");
	return 0;
}

int template_declare(struct templates *set, struct template *t, struct place at, const char *text,
                     bool at_head, bool inherited)
{
	static const char *const words[] = { "queries:", "values:", "form:", "layout:" };
	size_t word_len = strspn(text, "abcdefghijklmnopqrstuvwxyz_"), i;
	const char *rest;

	if (strcmp(text, "text") == 0)
		return 0; /* taken in before expanding */
	if (!word_len || text[word_len] != ':')
		return 0;
	for (i = 0; i < sizeof(words) / sizeof(words[0]); i++) {
		if (text_starts(text, words[i]))
			break;
	}
	rest = text + word_len + 1;
	if (i == sizeof(words) / sizeof(words[0]))
		return complain(at,
		                "\"%.*s\" declares nothing: queries, values, form and layout do",
		                (int)word_len + 1, text);
	if (!at_head && !inherited)
		return complain(at, "declarations stand at the head, before anything is printed");
	switch (i) {
	case 0:
		return declare_queries(set, t, at, rest, inherited);
	case 1:
		return declare_values(set, t, at, rest, inherited);
	case 2:
		return declare_forms(set, t, rest);
	default:
		if (inherited)
			return complain(at, "a partial has no layout");
		return declare_layout(set, t, at, rest);
	}
}

void template_inherit(struct templates *set, struct template *t)
{
	struct template *layout = t->layout;
	struct place at = { .path = t->source->path, .line = 1 };
	size_t i;

	if (!layout)
		return;
	for (i = 0; i < layout->n_queries; i++)
		add_query(set->a, t, at, layout->queries[i].query, layout->queries[i].optional,
		          true);
	for (i = 0; i < layout->n_values; i++)
		add_value(set->a, t, at, layout->values[i].name, true);
}

int template_check_used(struct template *t)
{
	struct place at = { .path = t->source->path, .line = 1 };
	size_t i;
	int rc = 0;

	for (i = 0; i < t->n_queries; i++) {
		if (!t->queries[i].used && !t->queries[i].inherited)
			rc = complain(at, "%s is declared and not used", t->queries[i].query->name);
	}
	for (i = 0; i < t->n_values; i++) {
		if (!t->values[i].name.used && !t->values[i].inherited)
			rc = complain(at, "value %s is declared and not used",
			              t->values[i].name.name);
	}
	return rc;
}
