/* Passwords. */
#include "identity/password.h"

#include <string.h>
#include <strings.h>

#include <sodium.h>

#include "base/str.h"

#include "base/banned.h"

#define MEMORY (64U * 1024 * 1024)
#define PASSES 2

/* Of the same cost as a stored hash: what an unknown name is checked against. Made once a process.
 */
static const char *stand_in(void)
{
	static char made[crypto_pwhash_STRBYTES];

	if (!made[0] && crypto_pwhash_str(made, "nobody", 6, PASSES, MEMORY) != 0)
		made[0] = '\0';
	return made;
}

const char *password_hash(struct arena *a, const char *password)
{
	char *out = arena_alloc(a, crypto_pwhash_STRBYTES);

	return crypto_pwhash_str(out, password, strlen(password), PASSES, MEMORY) == 0 ? out : NULL;
}

bool password_matches(const char *stored, const char *password)
{
	bool right = crypto_pwhash_str_verify(stored ? stored : stand_in(), password,
	                                      strlen(password)) == 0;

	return stored && right;
}

static const char *const common[] = {
	"password", "passw0rd", "12345678", "qwerty",   "letmein", "welcome",  "candour",
	"surgery",  "doctor",   "iloveyou", "abc123",   "111111",  "football", "monkey",
	"sunshine", "princess", "dragon",   "practice", NULL,
};

/* A common word padded with digits or itself is still a common password. */
static bool is_common(const char *password)
{
	for (size_t i = 0; common[i]; i++) {
		size_t n = strlen(common[i]);
		const char *rest = password;

		while (strncasecmp(rest, common[i], n) == 0)
			rest += n;
		if (rest != password && strspn(rest, "0123456789!. ") == strlen(rest))
			return true;
	}
	return false;
}

int password_is_good_enough(const char *password, const char *user_name, const char *field,
                            struct problem *reterr_why)
{
	size_t n = text_count_chars(password);

	if (n < 12)
		return refuse_field(reterr_why, field,
		                    "Choose a password of at least 12 characters");
	if (n > 128)
		return refuse_field(reterr_why, field,
		                    "Choose a password of at most 128 characters");
	if (is_common(password) || strcasecmp(password, user_name) == 0)
		return refuse_field(reterr_why, field, "Choose a password that is harder to guess");
	return 0;
}

static const char *const words[] = {
	"amber",  "badge",   "cedar",   "daisy",   "eagle",  "fable",   "grape",   "hazel",
	"ivory",  "jolly",   "kettle",  "lemon",   "maple",  "noble",   "olive",   "piano",
	"quill",  "river",   "sable",   "tulip",   "umber",  "velvet",  "walnut",  "yarrow",
	"acorn",  "basil",   "cobalt",  "dapple",  "ember",  "fennel",  "garnet",  "harbour",
	"indigo", "juniper", "kestrel", "lantern", "meadow", "nutmeg",  "orchid",  "pebble",
	"quartz", "rowan",   "saffron", "thistle", "upland", "violet",  "willow",  "zephyr",
	"anchor", "bramble", "clover",  "dolphin", "elder",  "feather", "gosling", "heather",
	"island", "jasmine", "kernel",  "lilac",   "magnet", "nectar",  "otter",   "pepper",
};

const char *password_make(struct arena *a)
{
	struct str out = str_new(a);

	for (int i = 0; i < 4; i++)
		str_addf(&out, "%s-", words[randombytes_uniform(sizeof(words) / sizeof(words[0]))]);
	str_addf(&out, "%u", 100 + randombytes_uniform(900));
	return out.data;
}
