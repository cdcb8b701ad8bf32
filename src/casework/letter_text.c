/* What a letter may say. */
#include "casework/letter_text.h"

#include <stddef.h>
#include <string.h>

#include "base/str.h"

#include "base/banned.h"

/* The text as it is compared: lower-case letters and digits, one space for all else, marks that do
 * not show left out. Starts and ends with a space, so that " word" finds the beginning of a word.
 */
static const char *plain(struct arena *a, const char *text)
{
	struct str s = str_new(a);
	size_t len = strlen(text), at = 0;

	str_add_char(&s, ' ');
	while (at < len) {
		unsigned code = 0;
		size_t step = text_utf8_step(text + at, len - at, &code);

		if (!step) {
			at++;
			continue;
		}
		if (code >= 0xff01 && code <= 0xff5e) /* letters of full width */
			code -= 0xfee0;
		if (code >= 'A' && code <= 'Z')
			code += 'a' - 'A';
		if ((code >= 'a' && code <= 'z') || (code >= '0' && code <= '9'))
			str_add_char(&s, (char)code);
		else if (code == 0xad || (code >= 0x200b && code <= 0x200f) || code == 0x2060 ||
		         code == 0xfeff)
			; /* does not show */
		else if (code == '\'' || code == 0x2019)
			; /* patient's is patients */
		else if (s.data[s.len - 1] != ' ')
			str_add_char(&s, ' ');
		at += step;
	}
	if (s.data[s.len - 1] != ' ')
		str_add_char(&s, ' ');
	return s.data;
}

/* The words of text from the first match of any of those beginnings: to the end of the word, or of
 * the phrase. NULL when there is none. */
static const char *find(struct arena *a, const char *text, const char *const *beginnings)
{
	const char *p = plain(a, text), *first = NULL;
	size_t len = 0;

	for (; *beginnings; beginnings++) {
		const char *at = strstr(p, *beginnings);

		if (at && (!first || at < first)) {
			first = at;
			len = strlen(*beginnings);
		}
	}
	if (!first)
		return NULL;
	if (first[len - 1] != ' ')
		len += strcspn(first + len, " ");
	return text_trim(a, arena_text_n(a, first, len));
}

const char *letter_accuses(struct arena *a, const char *text)
{
	static const char *const beginnings[] = {
		" malicious", " malice ",  " unfounded", " un founded", " defamat",
		" defame",    " defaming", " libel",     " slander",    NULL,
	};

	return find(a, text, beginnings);
}

const char *letter_implies_patient(struct arena *a, const char *text)
{
	static const char *const beginnings[] = {
		" patient ",
		" patients ",
		" inpatient",
		" outpatient",
		" your appointment",
		" his appointment",
		" her appointment",
		" their appointment",
		" appointment with us",
		" your consultation",
		" his consultation",
		" her consultation",
		" their consultation",
		" your treatment",
		" your diagnos",
		" diagnos",
		" your condition",
		" your medication",
		" prescri",
		" your prescription",
		" your test result",
		" your results",
		" test result",
		" your record",
		" medical record",
		" registered with us",
		" registered with the practice",
		" registered at",
		" registered here",
		" on our list",
		" on our practice list",
		" our practice list",
		" your gp ",
		" your doctor",
		" your nurse",
		" nhs number",
		" date of birth",
		" when you attended",
		" when you came",
		" your visit to the surgery",
		" your visit to us",
		" your care with us",
		" your referral",
		NULL,
	};

	return find(a, text, beginnings);
}

bool letter_speaks_of_care(struct arena *a, const char *text)
{
	static const char *const care[] = { " care ", NULL };
	static const char *const goes_on[] = { " affect",        " continue",
		                               " goes on",       " go on",
		                               " no difference", " unaffected",
		                               " same ",         NULL };

	return find(a, text, care) && find(a, text, goes_on);
}

bool letter_speaks_of_complaining(struct arena *a, const char *text)
{
	static const char *const complain[] = { " complain", NULL };

	return find(a, text, complain) != NULL;
}
