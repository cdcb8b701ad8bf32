/* NHS number and practice code. */
#include "rules/nhs_number.h"

#include <stddef.h>
#include <string.h>

#include "base/banned.h"

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

/* Weights 10 to 2 on the first nine; check digit 11 less the sum mod 11, 11 becoming 0; a check of
 * 10 means that no such number is issued (R-id-1). */
bool nhs_number_is_valid(const char *digits)
{
	int sum = 0, check, i;

	if (!digits || strlen(digits) != 10)
		return false;
	for (i = 0; i < 10; i++) {
		if (!is_digit(digits[i]))
			return false;
		if (i < 9)
			sum += (10 - i) * (digits[i] - '0');
	}
	check = 11 - sum % 11;
	if (check == 11)
		check = 0;
	return check != 10 && check == digits[9] - '0';
}

const char *nhs_number_read(const char *text, char *out)
{
	size_t n = 0;

	out[0] = '\0';
	for (; text && *text; text++) {
		if (*text == ' ' || *text == '-')
			continue;
		if (!is_digit(*text) || n == 10) {
			out[0] = '\0';
			return "Enter an NHS number of 10 digits, like 943 476 5919";
		}
		out[n++] = *text;
	}
	out[n] = '\0';
	if (n != 10) {
		out[0] = '\0';
		return "Enter an NHS number of 10 digits, like 943 476 5919";
	}
	if (!nhs_number_is_valid(out)) {
		out[0] = '\0';
		return "Check the NHS number: its last digit does not fit the others";
	}
	return NULL;
}

char *nhs_number_show(const char *digits, char *out)
{
	size_t i, n = 0;

	out[0] = '\0';
	if (!digits || strlen(digits) != 10)
		return out;
	for (i = 0; i < 10; i++) {
		if (!is_digit(digits[i])) {
			out[0] = '\0';
			return out;
		}
		if (i == 3 || i == 6)
			out[n++] = ' ';
		out[n++] = digits[i];
	}
	out[n] = '\0';
	return out;
}

bool practice_code_is_valid(const char *code)
{
	size_t i;

	if (!code || strlen(code) != 6 || !strchr("ABCDEFGHJKLMNPY", code[0]))
		return false;
	for (i = 1; i < 6; i++)
		if (!is_digit(code[i]))
			return false;
	return true;
}
