/* Filling a struct problem. */
#include "base/problem.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "base/str.h"

#include "base/banned.h"

static const char apology[] = "Something went wrong on our side and nothing was saved. Try again; "
                              "if it happens again, tell "
                              "whoever looks after Candour";

/* Formats into a fixed room; a text that is too long loses its end, never half a character. */
static void fill(char *room, size_t size, const char *format, va_list args)
        __attribute__((format(printf, 3, 0)));

static void fill(char *room, size_t size, const char *format, va_list args)
{
	int len = vsnprintf(room, size, format, args);

	if (len < 0)
		room[0] = '\0';
	else if ((size_t)len >= size) {
		size_t end = size - 1, at = 0;

		/* vsnprintf cut at a byte: step through, and stop before a sequence that is cut. */
		while (at < end) {
			size_t step = text_utf8_step(room + at, end - at, NULL);

			if (!step)
				break;
			at += step;
		}
		room[at] = '\0';
	}
}

void problem_clear(struct problem *p)
{
	if (p)
		memset(p, 0, sizeof(*p));
}

int refuse_field(struct problem *reterr_why, const char *field, const char *format, ...)
{
	va_list args;

	if (!reterr_why)
		return -1;
	problem_clear(reterr_why);
	reterr_why->kind = PROBLEM_FIELD;
	reterr_why->field = field;
	va_start(args, format);
	fill(reterr_why->sentence, sizeof(reterr_why->sentence), format, args);
	va_end(args);
	return -1;
}

int refuse(struct problem *reterr_why, enum problem_kind kind, const char *format, ...)
{
	va_list args;

	if (!reterr_why)
		return -1;
	problem_clear(reterr_why);
	reterr_why->kind = kind;
	va_start(args, format);
	fill(reterr_why->sentence, sizeof(reterr_why->sentence), format, args);
	va_end(args);
	return -1;
}

int fault(struct problem *reterr_why, const char *format, ...)
{
	va_list args;

	if (!reterr_why)
		return -1;
	problem_clear(reterr_why);
	reterr_why->kind = PROBLEM_FAULT;
	memcpy(reterr_why->sentence, apology, sizeof(apology));
	va_start(args, format);
	fill(reterr_why->detail, sizeof(reterr_why->detail), format, args);
	va_end(args);
	return -1;
}

const char *problem_word(enum problem_kind kind)
{
	static const char *const words[] = {
		[PROBLEM_NONE] = "none",           [PROBLEM_FIELD] = "field",
		[PROBLEM_REFUSED] = "refused",     [PROBLEM_CONFLICT] = "conflict",
		[PROBLEM_NOT_FOUND] = "not-found", [PROBLEM_FORBIDDEN] = "forbidden",
		[PROBLEM_SIGN_IN] = "sign-in",     [PROBLEM_TOO_LARGE] = "too-large",
		[PROBLEM_BUSY] = "busy",           [PROBLEM_FAULT] = "fault",
	};

	if ((size_t)kind >= sizeof(words) / sizeof(words[0]))
		return "unknown";
	return words[kind];
}
