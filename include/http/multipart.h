/* multipart/form-data, read from a request into an unlinked temporary file and taken apart there,
 * so that memory stays flat whatever the size. For src/http/form.c; handlers see struct form. */
#ifndef HTTP_MULTIPART_H
#define HTTP_MULTIPART_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "http/request.h"

enum {
	MULTIPART_PARTS_MOST = 250,
	MULTIPART_FILES_MOST = 50,
	MULTIPART_HEADER_MOST = 8 * 1024,
	MULTIPART_BOUNDARY_MOST = 70,
};

struct part {
	const char *name;       /* of the field; may be of another encoding than UTF-8 */
	bool is_file;           /* it has a filename, perhaps an empty one */
	const char *file_name;  /* as sent, decoded; "" for a text */
	const char *media_type; /* "type/subtype" in lower case, "" when absent */
	const char *charset;    /* "" when absent */
	int fd;                 /* where its decoded bytes are ... */
	int64_t offset;         /* ... from here ... */
	int64_t size;           /* ... so many */
};

struct multipart {
	size_t count;
	struct part *parts;
};

/* Reads the whole body (rq->content_length bytes) and finds its parts. Nested multiparts and
 * messages are plain bytes: an attached e-mail stays as it was. -1 with PROBLEM_REFUSED when the
 * body is incomplete, has no proper boundary, a part is malformed or a limit is passed;
 * PROBLEM_BUSY when there is no room on the disk. Files close with the arena. */
int multipart_read(struct request *rq, struct multipart *ret, struct problem *reterr_why);

#endif
