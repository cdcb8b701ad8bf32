/* Down is where includes go. */
#include "visit.h"
#include "casework/triage.h"
