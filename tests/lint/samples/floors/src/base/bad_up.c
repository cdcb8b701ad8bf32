/* base reaching up. */
#include "db/db.h"
