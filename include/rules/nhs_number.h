/* Identifiers: the NHS number (R-id-1, R-id-2) and the practice code (R-id-3). An NHS number is
 * optional and never alone: name and date of birth stand beside it (U-21). */
#ifndef RULES_NHS_NUMBER_H
#define RULES_NHS_NUMBER_H

#include <stdbool.h>

enum { NHS_NUMBER_SIZE = 11, NHS_NUMBER_SHOWN_SIZE = 13 };

/* Ten digits, spaces and hyphens between them allowed, check digit right: out (NHS_NUMBER_SIZE)
 * gets the ten digits. Returns NULL, or the sentence that says what is wrong (static). */
const char *nhs_number_read(const char *text, char *out);

/* The same for exactly ten digits, without cleaning. */
bool nhs_number_is_valid(const char *digits);

/* Ten digits as 3-3-4, "943 476 5919", in out (NHS_NUMBER_SHOWN_SIZE); any other text gives "". */
char *nhs_number_show(const char *digits, char *out);

/* A GP practice code of England: a letter A to H, J to N, P or Y, and five digits. */
bool practice_code_is_valid(const char *code);

#endif
