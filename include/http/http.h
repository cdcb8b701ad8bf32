/* What src/http needs once, at the start of a process. */
#ifndef HTTP_HTTP_H
#define HTTP_HTTP_H

#include <stddef.h>

/* Readies the libraries (GMime) and sets the most bytes that a form with files may send (0: 100
 * MB). A second call only changes the limit. */
void http_init(size_t max_upload);

/* That limit. */
size_t http_max_upload(void);

/* Lets go of what http_init took: for leak checkers. */
void http_done(void);

#endif
