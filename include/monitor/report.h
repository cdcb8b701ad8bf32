/* The monitoring report (H-mon-1..6): incidents, complaints, PALS contacts, learning events and
 * comments of a period, side by side. The page, its CSV file and the command `candour report` all
 * show the figures that report_make made of one query (report_figures), so they cannot differ.
 *
 * Sealed and staff-conduct cases are in no figure, for nobody (U-26); report_note says so, and
 * whoever prints figures prints it with them.
 */
#ifndef MONITOR_REPORT_H
#define MONITOR_REPORT_H

#include <stdbool.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/rows.h"
#include "base/str.h"
#include "monitor/csv_write.h"
#include "monitor/period.h"

enum report_source {
	SOURCE_INCIDENTS,
	SOURCE_COMPLAINTS,
	SOURCE_PALS,
	SOURCE_LEARNING,
	SOURCE_COMMENTS, /* of the Friends and Family Test, shown as such (U-25) */
	SOURCE_COUNT,
};
const char *report_source_code(enum report_source s);            /* "incidents" */
const char *report_source_title(enum report_source s);           /* "Incidents" */
const char *report_source_unit(enum report_source s, int64_t n); /* "incident", "incidents" */
int report_source_find(const char *code);                        /* -1: none */

/* What is shown below the months, in the order of the page. */
enum report_part_code {
	PART_KIND,
	PART_PLATFORM,
	PART_STEP,
	PART_OUTCOME,
	PART_NOT_COUNTED,
	PART_COMPLAINT_STATE,
	PART_COUNT,
};
struct report_part {
	const char *code;    /* as in app.report_figures */
	const char *title;   /* "Incidents by kind" */
	const char *heading; /* of the first column: "Kind" */
	const char *about;   /* a sentence, or "" */
	const char *empty;   /* said where there is none */
	enum report_source source;
};
extern const struct report_part report_parts[PART_COUNT];
int report_part_find(const char *code); /* -1: none */

struct report_filter {
	struct period period;
	bool sources[SOURCE_COUNT];
};

/* A figure of a part: "Google reviews", 12. */
struct report_figure {
	const char *code;
	const char *title;
	int64_t number;
};
struct report_list {
	const struct report_figure *figures;
	size_t count;
};

struct report {
	struct report_filter filter;
	int64_t totals[SOURCE_COUNT];
	size_t n_months;
	const int64_t (*months)[SOURCE_COUNT]; /* by period_month */
	struct report_list parts[PART_COUNT];
};

/* From the rows of report_figures for filter's period. Sources that the filter leaves out are 0,
 * and their parts empty. Lives in the arena. */
struct report *report_make(struct arena *a, const struct report_filter *filter,
                           const struct rows *figures);

/* "November 2026", or with the days where the period has only a part of the month. */
const char *report_month_title(struct arena *a, const struct report *r, size_t month);

/* What the figures say, in a sentence or two. */
const char *report_finding(struct arena *a, const struct report *r);
const char *report_note(void);

/* The whole report. CSV: Part, Item, Source, Number; the first rows say whose figures they are, of
 * which days, and the note. -1 when a write failed. */
int report_csv(struct arena *a, const struct report *r, const char *practice, csv_write_fn *write,
               void *handle);
void report_json(struct str *out, const struct report *r, const char *practice);

#endif
