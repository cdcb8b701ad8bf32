/* A page's answer that is a document. */
#ifndef CGI_PDF_PAGE_H
#define CGI_PDF_PAGE_H

#include "view/pdf.h"
#include "visit.h"

/* Ends the document and answers with it, as a file of that name. Route: ROUTE_OWN_ANSWER. */
int page_pdf(struct visit *v, struct pdf *p, const char *name, ...)
        __attribute__((format(printf, 3, 4)));

#endif
