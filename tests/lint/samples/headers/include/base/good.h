/* Stands alone. */
#ifndef BASE_GOOD_H
#define BASE_GOOD_H

#include <stddef.h>

size_t length(const char *text);

#endif
