/* The connection string. */
#include "db/conninfo.h"

#include "base/str.h"

#include "base/banned.h"

/* libpq's quoting: single quotes, with \ before ' and \. */
static void add(struct str *out, const char *key, const char *value)
{
	str_addf(out, "%s='", key);
	for (; *value; value++) {
		if (*value == '\'' || *value == '\\')
			str_add_char(out, '\\');
		str_add_char(out, *value);
	}
	str_add(out, "' ");
}

const char *db_conninfo(struct arena *a, const struct settings *s, const char *role)
{
	struct str out = str_new(a);

	add(&out, "host", s->database.host);
	str_addf(&out, "port=%d ", s->database.port);
	add(&out, "dbname", s->database.name);
	add(&out, "user", role);
	return out.data;
}
