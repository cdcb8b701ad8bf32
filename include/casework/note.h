/* Notes on a case: for those in full standing (U-1). */
#ifndef CASEWORK_NOTE_H
#define CASEWORK_NOTE_H

#include <stdint.h>

#include "base/problem.h"
#include "db/db.h"

int note_add(struct tx *tx, int64_t case_id, const char *text, struct problem *reterr_why);

#endif
