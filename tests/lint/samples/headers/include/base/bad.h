/* Uses a type that it does not declare. */
#ifndef BASE_BAD_H
#define BASE_BAD_H

size_t length(const char *text);

#endif
