/* What the pages of complaint, own page, requests, letters and closing share. */
#ifndef CGI_ACT_PAGE_H
#define CGI_ACT_PAGE_H

#include "casework/act.h"
#include "visit.h"

/* "This had already happened" (U-11), as every form of these pages asks it. */
#define ACT_LATE_FIELDS                                                                            \
	{ "had_happened", FIELD_TICK },                                                            \
	{                                                                                          \
		"out_of_order_why", FIELD_PROSE, .max = 1000                                       \
	}
struct act_late act_late_of(const struct form *f);

/* A page may hold several forms, but shows one of them with its values. When another one of them
 * was refused, its sentences stand above the page and the page's own form starts afresh. */
void act_own_form(struct visit *v, const struct form_def *def);

/* First value of a date field of a form that is new: today. Reads practice_today from the batch. */
void act_set_today(struct visit *v, const char *field);

/* The number in a path, or -1 with PROBLEM_NOT_FOUND. */
int act_number(struct visit *v, const char *text, int64_t *ret);

/* Member ids as a bigint[]; what is not a number is left out. */
const char *act_ids(struct visit *v, const char *const *ids);

/* The ten digits of a FIELD_NHS, or NULL: not given, or wrong and the form says so. */
const char *act_nhs(struct visit *v, const char *field);

/* Was the version that the form came with overtaken? Then the page shows what is stored beside what
 * was typed. */
bool act_is_overtaken(const struct visit *v, const char *version_now);

/* The back link to the case. */
void act_back(struct visit *v);

#endif
