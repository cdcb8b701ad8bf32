/* Cookies: finding one in the request, setting one in the answer. */
#include <string.h>

#include "http/request.h"
#include "http/response.h"

#include "base/banned.h"

/* What RFC 6265 lets a cookie's value hold. */
static bool is_cookie_byte(unsigned char c)
{
	return c > 0x20 && c < 0x7f && c != '"' && c != ',' && c != ';' && c != '\\';
}

const char *request_cookie(const struct request *rq, const char *name)
{
	const char *at = request_header(rq, "Cookie");
	size_t name_len = strlen(name);

	while (at && *at) {
		size_t len, i;

		at += strspn(at, " \t;");
		len = strcspn(at, ";");
		if (len > name_len && at[name_len] == '=' && strncmp(at, name, name_len) == 0) {
			const char *value = at + name_len + 1;

			len -= name_len + 1;
			while (len > 0 && (value[len - 1] == ' ' || value[len - 1] == '\t'))
				len--;
			for (i = 0; i < len; i++) {
				if (!is_cookie_byte((unsigned char)value[i]))
					return NULL;
			}
			return arena_text_n(rq->arena, value, len);
		}
		at += len;
	}
	return NULL;
}

const char *cookie_name(struct arena *a, const struct request *rq)
{
	if (!rq->port[0] || strcmp(rq->port, "443") == 0)
		return "__Host-candour";
	return arena_printf(a, "__Host-candour-%s", rq->port);
}

static bool is_plain(const char *value)
{
	return value[strspn(value, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
	                           "0123456789-_.~")] == '\0';
}

bool response_cookie(struct response *rs, const char *name, const char *value)
{
	bool removes = !value || !value[0];

	if (!removes && !is_plain(value))
		return false;
	if (!name[0] || !is_plain(name))
		return false;
	return response_header(rs, "Set-Cookie",
	                       arena_printf(rs->arena,
	                                    "%s=%s; Path=/; Secure; HttpOnly; SameSite=Lax%s", name,
	                                    removes ? "" : value, removes ? "; Max-Age=0" : ""));
}
