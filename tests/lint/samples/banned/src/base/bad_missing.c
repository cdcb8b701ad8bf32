/* banned.h is not there. */
#include <string.h>
