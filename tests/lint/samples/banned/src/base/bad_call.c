/* A banned call. */
#include <string.h>
#include "base/banned.h"
void f(char *a, const char *b)
{
	strcpy(a, b);
}
