/* The site's route table, for those outside cgi who want to print it. */
#ifndef CGI_SITE_H
#define CGI_SITE_H

#include <stdio.h>

/* One line a route: method, pattern, who may come in, sight of the case, read event. Tab separated,
 * with a first line of headings. */
void site_print_routes(FILE *out);

#endif
