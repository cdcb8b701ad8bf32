/* libfcgi as a struct transport. */
#ifndef HTTP_FCGI_H
#define HTTP_FCGI_H

#include <fcgiapp.h>

#include "http/request.h"

/* The transport of an accepted request; good until FCGX_Finish_r. */
struct transport transport_fcgi(FCGX_Request *accepted);

#endif
