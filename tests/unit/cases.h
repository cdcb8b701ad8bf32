/* The files of cases, tests/rules/CODE.cases, that this side and tests/sql/gates.sql both read.
 *
 * A line: name, facts (key=value, parted by spaces; "-" for none), met or refused, sentence, and in
 * quorum_met.cases the outcome; parted by tabs. Lines that begin with # are comments. */
#ifndef UNIT_CASES_H
#define UNIT_CASES_H

#include <check.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "rules/gate.h"

struct gate_case {
	char line[4096];
	int number;
	const char *name;
	struct gate_facts facts;
	bool met;
	const char *sentence;
	const char *outcome; /* "" but for the quorum */
};

/* Opens a file of tests/rules, from the root of the repository or from where this header lies. */
static FILE *cases_open(const char *name)
{
	char path[1024];
	const char *slash = strrchr(__FILE__, '/');
	FILE *file;

	snprintf(path, sizeof(path), "tests/rules/%s", name);
	file = fopen(path, "re");
	if (!file && slash) {
		snprintf(path, sizeof(path), "%.*s/../rules/%s", (int)(slash - __FILE__), __FILE__,
		         name);
		file = fopen(path, "re");
	}
	if (!file)
		ck_abort_msg("tests/rules/%s cannot be opened: run from the root of the repository",
		             name);
	return file;
}

/* The next line that is not a comment, cut at its tabs into n fields (absent ones are ""). False at
 * the end. */
static bool cases_line(FILE *file, char *line, size_t size, int *number, char **fields, size_t n)
{
	size_t i;

	while (fgets(line, (int)size, file)) {
		char *rest = line;

		++*number;
		line[strcspn(line, "\n")] = '\0';
		if (line[0] == '#' || line[0] == '\0')
			continue;
		for (i = 0; i < n; i++) {
			fields[i] = rest;
			rest += strcspn(rest, "\t");
			if (*rest)
				*rest++ = '\0';
		}
		return true;
	}
	return false;
}

static bool cases_next(FILE *file, struct gate_case *c)
{
	char *fields[5], *fact, *rest;

	if (!cases_line(file, c->line, sizeof(c->line), &c->number, fields, 5))
		return false;
	c->name = fields[0];
	memset(&c->facts, 0, sizeof(c->facts));
	for (rest = fields[1]; (fact = strsep(&rest, " ")) != NULL;) {
		char *value = strchr(fact, '=');

		if (!strcmp(fact, "-"))
			continue;
		if (!value)
			ck_abort_msg("line %d: \"%s\" is not key=value", c->number, fact);
		*value++ = '\0';
		if (gate_facts_set(&c->facts, fact, value) < 0)
			ck_abort_msg("line %d: no such fact, or it cannot be that: %s=%s",
			             c->number, fact, value);
	}
	if (strcmp(fields[2], "met") && strcmp(fields[2], "refused"))
		ck_abort_msg("line %d: neither met nor refused", c->number);
	c->met = !strcmp(fields[2], "met");
	c->sentence = fields[3];
	c->outcome = fields[4];
	return true;
}

#endif
