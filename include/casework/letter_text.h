/* What a letter may say: pure questions about a text. The words of accusation wait for advice
 * (W-A-8, U-27); a text to whoever posted, or to a platform, says nothing that tells that anyone is
 * a patient (U-14); a letter to a patient says that care is unaffected and how to complain (U-14).
 * Letter case, odd spaces, soft hyphens and zero-width marks make no difference. */
#ifndef CASEWORK_LETTER_TEXT_H
#define CASEWORK_LETTER_TEXT_H

#include <stdbool.h>

#include "base/arena.h"

/* The first word of accusation as the text has it, or NULL. */
const char *letter_accuses(struct arena *a, const char *text);

/* The first words that say or imply that somebody is a patient, or NULL. */
const char *letter_implies_patient(struct arena *a, const char *text);

/* Does it speak of care going on, and of complaining? */
bool letter_speaks_of_care(struct arena *a, const char *text);
bool letter_speaks_of_complaining(struct arena *a, const char *text);

#endif
