/* banned.h is not last. */
#include "base/banned.h"
#include <string.h>
