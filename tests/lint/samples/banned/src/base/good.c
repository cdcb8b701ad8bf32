/* strcpy() in a comment, "strcpy(" in a string, and a name that only ends like one. */
#include <string.h>
#include "base/banned.h"
const char *s = "strcpy(a, b)";
int my_strcpy(int a);
