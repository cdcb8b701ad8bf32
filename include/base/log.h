/* The log: one line an entry on standard error, as key=value. Written at the edge only (the
 * dispatcher, the worker's loop, the commands); lower floors return a struct problem instead. An
 * entry never holds what people wrote: no names, no text of a case, no search words, no form
 * values. The member is an id, the route a pattern.
 *
 *   time=2026-11-02T09:14:00.123456Z level=error request=... route="POST /cases/:ref/triage"
 *   member=12 sqlstate=40001 message="..."   (one line; absent keys are left out)
 */
#ifndef BASE_LOG_H
#define BASE_LOG_H

#include <stdint.h>

#include "base/problem.h"

enum log_level {
	LEVEL_NOTE,    /* worth reading later */
	LEVEL_WARNING, /* odd, and handled */
	LEVEL_ERROR,   /* somebody did not get what they asked for */
};

/* What the following entries belong to. The strings are borrowed until the next call. NULL and 0
 * mean absent; log_about(NULL, NULL, 0) ends it. */
void log_about(const char *request_id, const char *route, int64_t member_id);

/* One entry. Line breaks, quotes and control characters of the message are escaped, so an entry is
 * always one line; over 1,000 bytes it is cut. */
void log_entry(enum log_level level, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* A problem's kind, SQLSTATE and detail (never its sentence, which may repeat what was typed). */
void log_problem(enum log_level level, const struct problem *p);

/* Entries below this level are dropped; LEVEL_NOTE at first. */
void log_quieter(enum log_level least);

/* Where entries go: a file descriptor, standard error (2) at first. For tests and commands. */
void log_to(int fd);

#endif
