/* A run of bytes with its length. Borrowed: whoever made it owns the memory. */
#ifndef BASE_BYTES_H
#define BASE_BYTES_H

#include <stddef.h>

struct bytes {
	const unsigned char *data; /* NULL means absent (SQL NULL), not empty */
	size_t size;
};

#endif
