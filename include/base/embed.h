/* Files that the build put into the program (candour-compile embed): migrations, functions, seeds.
 * The generated header declares the array; names are paths as the build gave them. */
#ifndef BASE_EMBED_H
#define BASE_EMBED_H

#include <stddef.h>

struct embedded_file {
	const char *name; /* sql/migrations/0001-house.sql */
	const char *text; /* NUL-terminated after size bytes */
	size_t size;
};

#endif
