/* Formatting and escaping of single values: what templates, mail and CSV share.
 *
 * Input is text as PostgreSQL prints it, already in the practice's time zone. All functions append
 * to out. A value that is NULL or "" formats to nothing, and so does one of the wrong shape for a
 * date: a page never shows half a date. */
#ifndef VIEW_FORMAT_H
#define VIEW_FORMAT_H

#include "base/str.h"

enum formatter {
	FORMAT_PLAIN,    /* as it is */
	FORMAT_DATE,     /* 2 November 2026 */
	FORMAT_DAY,      /* Monday 2 November 2026 */
	FORMAT_DATETIME, /* 2 November 2026 at 9:14am */
	FORMAT_TIME,     /* 9:14am, midday, midnight */
	FORMAT_MONTH,    /* November 2026 */
	FORMAT_ISO, /* 2026-11-02, 2026-11-02T09:14:05+00:00: for <time datetime> and date inputs */
	FORMAT_URL, /* percent-encoded: one component of a path or query */
	FORMAT_HREF,  /* itself if http, https, mailto or a path of ours; otherwise "#" */
	FORMAT_SIZE,  /* bytes as 812 bytes, 14 KB, 3.4 MB */
	FORMAT_LINES, /* escaped, line breaks as <br>: the one formatter whose result is markup */
	FORMAT_NHS,   /* 943 476 5919 */
	FORMAT_THOUSANDS,   /* 12,345 */
	FORMAT_YESNO,       /* Yes, No: from t and f */
	FORMAT_LOWER_FIRST, /* first letter in lower case */
	FORMAT_PLURAL,      /* argument "case,cases": 1 case, 3 cases */
	FORMAT_NOUN,        /* argument "is,are": the word alone */
	FORMAT_LIST,        /* a PostgreSQL array as a, b, c */
};

/* argument is for FORMAT_PLURAL and FORMAT_NOUN, otherwise NULL or "". The result is not escaped
 * (except FORMAT_LINES). */
void format_value(struct str *out, enum formatter f, const char *argument, const char *value);

/* & < > " and ' as entities. */
void escape_html(struct str *out, const char *text);
/* Everything but A-Z a-z 0-9 - . _ ~ as %XX. */
void escape_url(struct str *out, const char *text);

#endif
