/* A sibling. */
#include "db/queries.h"
