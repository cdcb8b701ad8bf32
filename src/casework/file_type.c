/* File types by content. */
#include "casework/file_type.h"

#include <string.h>
#include <strings.h>

#include <magic.h>

#include "base/banned.h"

static const struct {
	const char *found;  /* what libmagic says */
	const char *ending; /* the name must end so; NULL: any */
	const char *type;
} taken[] = {
	{ "image/jpeg", NULL, "image/jpeg" },
	{ "image/png", NULL, "image/png" },
	{ "image/gif", NULL, "image/gif" },
	{ "image/webp", NULL, "image/webp" },
	{ "image/heic", NULL, "image/heic" },
	{ "image/heif", NULL, "image/heif" },
	{ "image/tiff", NULL, "image/tiff" },
	{ "image/bmp", NULL, "image/bmp" },
	{ "image/x-ms-bmp", NULL, "image/bmp" },
	{ "application/pdf", NULL, "application/pdf" },
	{ "video/mp4", NULL, "video/mp4" },
	{ "video/x-m4v", NULL, "video/mp4" },
	{ "video/quicktime", NULL, "video/quicktime" },
	{ "video/webm", NULL, "video/webm" },
	{ "video/3gpp", NULL, "video/3gpp" },
	{ "audio/mpeg", NULL, "audio/mpeg" },
	{ "audio/x-m4a", NULL, "audio/mp4" },
	{ "audio/mp4", NULL, "audio/mp4" },
	{ "audio/ogg", NULL, "audio/ogg" },
	{ "audio/x-wav", NULL, "audio/wav" },
	{ "message/rfc822", NULL, "message/rfc822" },
	{ "text/plain", NULL, "text/plain" },
	{ "application/vnd.openxmlformats-officedocument.wordprocessingml.document", NULL,
	  "application/vnd.openxmlformats-officedocument.wordprocessingml.document" },
	{ "application/zip", ".docx", "application/vnd.openxmlformats-officedocument.wordprocessingml.document" },
	{ "application/vnd.ms-outlook", NULL, "application/vnd.ms-outlook" },
	{ "application/CDFV2", ".msg", "application/vnd.ms-outlook" },
	{ "text/html", ".eml", "message/rfc822" },
};

const char *file_type(const void *start, size_t size, const char *name)
{
	static magic_t magic;
	size_t name_length = strlen(name);
	const char *found;

	if (!magic) {
		magic = magic_open(MAGIC_MIME_TYPE);
		if (!magic || magic_load(magic, NULL) != 0)
			return NULL;
	}
	found = magic_buffer(magic, start, size);
	for (size_t i = 0; found && i < sizeof(taken) / sizeof(taken[0]); i++) {
		size_t n = taken[i].ending ? strlen(taken[i].ending) : 0;

		if (strcmp(found, taken[i].found) == 0 &&
		    (n == 0 || (name_length > n && strcasecmp(name + name_length - n, taken[i].ending) == 0)))
			return taken[i].type;
	}
	return NULL;
}
