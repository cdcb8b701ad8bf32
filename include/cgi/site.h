/* The site's route table, for those outside cgi who want to print it. */
#ifndef CGI_SITE_H
#define CGI_SITE_H

#include <stdio.h>

/* One line a route: method, pattern, who may come in, sight of the case, read event. Tab separated,
 * with a first line of headings. */
void site_print_routes(FILE *out);

/* One line for each field that a route takes or shows: method, pattern, form, sent (once: with a
 * nonce, often: without, by script: answered as data, in address: a filter), field, kind, most
 * (characters, files or values), needed, choices. A form without fields has one line. Tab
 * separated, with headings. */
void site_print_forms(FILE *out);

#endif
