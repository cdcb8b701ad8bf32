/* The wording of a letter and what is filled into it. */
#include "casework/letter_merge.h"

#include <string.h>

#include "base/str.h"

#include "base/banned.h"

#define COMPLAINT " complainant patient commissioner pals other "
#define POST      " author patient representative platform other "

const struct letter_field letter_fields[] = {
	{ "practice_name", "the practice's name", "Example Medical Centre", "", NULL },
	{ "today", "the date", "2 November 2026", "", NULL },
	{ "reference", "the case's reference", "EMC-2026-7KQ4M", " author platform patient ",
	  NULL },
	{ "person_name", "name", "Example Person", " platform ", NULL },
	{ "person_address", "address", "1 Example Street\nExampletown", " platform author pals ",
	  NULL },
	{ "author_handle", "the name shown on the post", "Example name", "", POST },
	{ "platform", "the website", "Facebook", "", POST },
	{ "link", "web address", "https://example.org/post/1", "", POST },
	{ "seen_on", "the date it was seen", "28 October 2026", "", POST },
	{ "reply_days", "number of days", "7", "", POST },
	{ "complaint_reference", "the complaint's reference", "C-2026-4F7QX", "", COMPLAINT },
	{ "complaint_received_on", "the date the complaint reached us", "20 October 2026", "",
	  COMPLAINT },
	{ "complaint_answer_by", "the date by which we answer", "20 April 2027", "", COMPLAINT },
	{ 0 },
};

static bool lists(const char *addressees, const char *addressee)
{
	size_t len = strlen(addressee);

	for (const char *at = addressees; (at = strstr(at, addressee)); at += len)
		if (at > addressees && at[-1] == ' ' && at[len] == ' ')
			return true;
	return false;
}

bool letter_field_may(const struct letter_field *field, const char *addressee)
{
	return !lists(field->not_for, addressee) &&
	       (!field->only_for || lists(field->only_for, addressee));
}

const char *letter_fields_allowed(struct arena *a, const char *addressee)
{
	struct str s = str_new(a);

	for (const struct letter_field *f = letter_fields; f->name; f++)
		if (letter_field_may(f, addressee))
			str_addf(&s, "%s{{%s}}", s.len ? ", " : "", f->name);
	return s.data;
}

static const struct letter_field *field_find(const char *name)
{
	for (const struct letter_field *f = letter_fields; f->name; f++)
		if (text_equal(f->name, name))
			return f;
	return NULL;
}

/* The next {{name}} at or after *at; *at becomes where it ends. False: none. A name is never NULL:
 * braces that do not close give "". */
static bool next_field(struct arena *a, const char **at, const char **ret_start,
                       const char **ret_name)
{
	const char *start = strstr(*at, "{{"), *end;

	if (!start)
		return false;
	*ret_start = start;
	end = start + 2 + strcspn(start + 2, "{}\n");
	if (strncmp(end, "}}", 2) != 0) {
		*ret_name = "";
		*at = start + 2;
		return true;
	}
	*ret_name = text_trim(a, arena_text_n(a, start + 2, (size_t)(end - start - 2)));
	*at = end + 2;
	return true;
}

const char *letter_wording_fault(struct arena *a, const char *wording, const char *addressee)
{
	const char *at = wording, *start, *name;

	while (next_field(a, &at, &start, &name)) {
		const struct letter_field *f = field_find(name);

		if (!*name)
			return "“{{” begins a field that no “}}” ends. Write the field's name "
			       "between the two, as in {{practice_name}}";
		if (!f)
			return arena_printf(a,
			                    "There is no field {{%.40s}}. This letter may use %s",
			                    name, letter_fields_allowed(a, addressee));
		if (!letter_field_may(f, addressee))
			return arena_printf(a,
			                    "This letter must not hold {{%.40s}}, because of whom "
			                    "it is for. It may use %s",
			                    name, letter_fields_allowed(a, addressee));
	}
	return NULL;
}

char *letter_merge(struct arena *a, const char *wording, letter_value value, void *context)
{
	struct str out = str_new(a);
	const char *at = wording, *done = wording, *start, *name;

	while (next_field(a, &at, &start, &name)) {
		const struct letter_field *f = field_find(name);
		const char *is = f ? value(context, f) : NULL;

		if (!f)
			continue;
		str_add_n(&out, done, (size_t)(start - done));
		if (is && *is)
			str_add(&out, is);
		else
			str_addf(&out, "[%s]", f->says);
		done = at;
	}
	str_add(&out, done);
	return out.data;
}

const char *letter_value_example(void *context, const struct letter_field *field)
{
	(void)context;
	return field->example;
}
