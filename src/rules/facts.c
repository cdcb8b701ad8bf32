/* The facts of the gates by name: reading one from its text, and the list of all. */
#include "rules/gate.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/banned.h"

const char *const description_reason_names[] = { "", "already_gone", "harm_could_not_wait",
	                                         "must_not_copy", NULL };
const char *const author_kind_names[] = {
	"",      "registered_patient", "former_patient", "relative",
	"staff", "someone_else",       "not_known",      NULL
};
const char *const agreed_by_names[] = { "", "second_person", "outside_person", "same_person",
	                                NULL };
const char *const person_age_names[] = { "", "adult", "child", "perhaps_child", NULL };
const char *const complaint_triage_names[] = { "", "no", "yes", "both", NULL };
const char *const complaint_part_names[] = {
	"", "open", "taken_up", "nothing_heard", "answered", "not_a_complaint", NULL
};
const char *const clinician_answer_names[] = { "", "no", "could", "explains", NULL };
const char *const warning_exception_names[] = {
	"", "address_change", "would_harm_patient", "safety_risk", "not_practical", NULL
};
const char *const removal_reply_names[] = { "", "agreed", "declined", NULL };
const char *const jump_reason_names[] = {
	"",           "already_gone",  "author_unknown", "not_our_patient",
	"would_risk", "not_reachable", "written",        NULL
};

const struct gate_fact_name gate_fact_names[] = {
#define FACT_BOOL(name, meaning)              { #name, "boolean", meaning },
#define FACT_COUNT(name, meaning)             { #name, "count", meaning },
#define FACT_DATE(name, meaning)              { #name, "date", meaning },
#define FACT_CODE(name, type, names, meaning) { #name, "code", meaning },
#include "rules/gate_facts.def"
#undef FACT_BOOL
#undef FACT_COUNT
#undef FACT_DATE
#undef FACT_CODE
	{ NULL, NULL, NULL },
};

static int read_boolean(const char *value, bool *ret)
{
	if (!*value || !strcmp(value, "false") || !strcmp(value, "f")) {
		*ret = false;
		return 0;
	}
	if (!strcmp(value, "true") || !strcmp(value, "t")) {
		*ret = true;
		return 0;
	}
	return -1;
}

static int read_count(const char *value, int *ret)
{
	char *end;
	long n = 0;

	if (*value) {
		if (*value < '0' || *value > '9')
			return -1;
		errno = 0;
		n = strtol(value, &end, 10);
		if (errno || *end || n > 1000000)
			return -1;
	}
	*ret = (int)n;
	return 0;
}

static int read_date(const char *value, struct date *ret)
{
	if (!*value) {
		memset(ret, 0, sizeof(*ret));
		return 0;
	}
	return date_parse(value, ret) ? 0 : -1;
}

/* The place of value among names, -1 if it is none of them. */
static int read_code(const char *value, const char *const *names)
{
	int i;

	for (i = 0; names[i]; i++)
		if (!strcmp(names[i], value))
			return i;
	return -1;
}

int gate_facts_set(struct gate_facts *f, const char *name, const char *value)
{
	if (!value)
		value = "";
#define FACT_BOOL(field, meaning)                                                                  \
	if (!strcmp(name, #field))                                                                 \
		return read_boolean(value, &f->field);
#define FACT_COUNT(field, meaning)                                                                 \
	if (!strcmp(name, #field))                                                                 \
		return read_count(value, &f->field);
#define FACT_DATE(field, meaning)                                                                  \
	if (!strcmp(name, #field))                                                                 \
		return read_date(value, &f->field);
#define FACT_CODE(field, type, names, meaning)                                                     \
	if (!strcmp(name, #field)) {                                                               \
		int code = read_code(value, names);                                                \
                                                                                                   \
		if (code < 0)                                                                      \
			return -1;                                                                 \
		f->field = (type)code;                                                             \
		return 0;                                                                          \
	}
#include "rules/gate_facts.def"
#undef FACT_BOOL
#undef FACT_COUNT
#undef FACT_DATE
#undef FACT_CODE
	return -1;
}
