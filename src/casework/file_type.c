/* File types by content: the signatures of the few types that are taken, and nothing else. A
 * library that knows every type there is would read 8 MB of rules to say no. */
#include "casework/file_type.h"

#include <ctype.h>
#include <stdbool.h>
#include <string.h>
#include <strings.h>

#include "base/str.h"

#include "base/banned.h"

#define WORD    "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
#define OUTLOOK "application/vnd.ms-outlook"

struct start {
	const unsigned char *bytes;
	size_t size;
};

static bool has(const struct start *s, size_t at, const char *signature, size_t n)
{
	return s->size >= at + n && memcmp(s->bytes + at, signature, n) == 0;
}

#define HAS(s, at, signature) has(s, at, signature, sizeof(signature) - 1)

static bool holds(const struct start *s, const char *text, size_t within)
{
	size_t n = strlen(text);
	size_t most = s->size < within ? s->size : within;

	for (size_t i = 0; i + n <= most; i++)
		if (memcmp(s->bytes + i, text, n) == 0)
			return true;
	return false;
}

static bool ends(const char *name, const char *ending)
{
	size_t n = strlen(name), k = strlen(ending);

	return n > k && strcasecmp(name + n - k, ending) == 0;
}

/* ISO media files name their kind in the first box. */
static const char *media_type(const struct start *s)
{
	static const struct {
		const char *brand;
		const char *type;
	} brands[] = {
		{ "heic", "image/heic" },      { "heix", "image/heic" }, { "heim", "image/heic" },
		{ "hevc", "image/heic" },      { "mif1", "image/heif" }, { "msf1", "image/heif" },
		{ "qt  ", "video/quicktime" }, { "M4A ", "audio/mp4" },  { "M4B ", "audio/mp4" },
		{ "3gp", "video/3gpp" },       { "3g2", "video/3gpp" },  { "isom", "video/mp4" },
		{ "iso", "video/mp4" },        { "mp4", "video/mp4" },   { "avc1", "video/mp4" },
		{ "M4V", "video/mp4" },        { "MSNV", "video/mp4" },  { "dash", "video/mp4" },
		{ "f4v ", "video/mp4" },
	};

	if (s->size < 12 || s->bytes[0] != 0) /* a box begins with its length */
		return NULL;
	if (!HAS(s, 4, "ftyp"))
		return HAS(s, 4, "moov") || HAS(s, 4, "mdat") || HAS(s, 4, "wide") ||
		                       HAS(s, 4, "free")
		               ? "video/quicktime"
		               : NULL;
	for (size_t i = 0; i < sizeof(brands) / sizeof(brands[0]); i++)
		if (has(s, 8, brands[i].brand, strlen(brands[i].brand)))
			return brands[i].type;
	return NULL;
}

/* A frame of MPEG sound: sync, a layer, a bit rate and a sampling rate that exist. */
static bool is_mpeg_sound(const struct start *s)
{
	const unsigned char *b = s->bytes;

	return s->size >= 4 && b[0] == 0xFF && (b[1] & 0xE0) == 0xE0 && (b[1] & 0x06) != 0 &&
	       (b[1] & 0x18) != 0x08 && (b[2] & 0xF0) != 0xF0 && (b[2] & 0xF0) != 0 &&
	       (b[2] & 0x0C) != 0x0C;
}

/* No control characters but those of text; the sample may end inside a character. */
static bool is_text(const struct start *s)
{
	for (size_t i = 0; i < s->size; i++)
		if (s->bytes[i] < 0x20 && s->bytes[i] != '\n' && s->bytes[i] != '\r' &&
		    s->bytes[i] != '\t' && s->bytes[i] != '\f')
			return false;
	return s->size > 0 && !memchr(s->bytes, 0x7F, s->size);
}

/* Mail starts with header fields, and says from whom it came. */
static bool is_mail(const struct start *s)
{
	static const char *const first[] = {
		"From:", "Return-Path:", "Received:",   "Delivered-To:", "Date:",
		"To:",   "Subject:",     "Message-ID:", "MIME-Version:", "X-"
	};
	bool starts = false;

	for (size_t i = 0; i < sizeof(first) / sizeof(first[0]); i++)
		starts = starts ||
		         (s->size >= strlen(first[i]) &&
		          strncasecmp((const char *)s->bytes, first[i], strlen(first[i])) == 0);
	return starts && (holds(s, "\nFrom:", 32768) || HAS(s, 0, "From:")) &&
	       holds(s, "\nDate:", 32768);
}

/* Text that a program would run or draw is not taken as text. */
static const char *text_type(const struct start *s, const char *name)
{
	struct start t = *s;

	if (HAS(&t, 0, "\xEF\xBB\xBF"))
		t = (struct start){ s->bytes + 3, s->size - 3 };
	if (!is_text(&t))
		return NULL;
	if (is_mail(&t) || (ends(name, ".eml") && holds(&t, "Subject:", 32768)))
		return "message/rfc822";
	while (t.size > 0 && isspace(t.bytes[0])) {
		t.bytes++;
		t.size--;
	}
	if (t.size == 0 || t.bytes[0] == '<' || HAS(&t, 0, "#!") || HAS(&t, 0, "{\\rtf") ||
	    HAS(&t, 0, "%!"))
		return NULL;
	return ends(name, ".txt") || ends(name, ".text") || ends(name, ".log") ||
	                       ends(name, ".csv") || ends(name, ".md")
	               ? "text/plain"
	               : NULL;
}

const char *file_type(const void *start, size_t size, const char *name)
{
	const struct start s = { start, size };

	if (HAS(&s, 0, "\x89PNG\r\n\x1A\n"))
		return "image/png";
	if (HAS(&s, 0, "\xFF\xD8\xFF"))
		return "image/jpeg";
	if (HAS(&s, 0, "GIF87a") || HAS(&s, 0, "GIF89a"))
		return "image/gif";
	if (HAS(&s, 0, "RIFF") && HAS(&s, 8, "WEBP"))
		return "image/webp";
	if (HAS(&s, 0, "RIFF") && HAS(&s, 8, "WAVE"))
		return "audio/wav";
	if (HAS(&s, 0, "II*\0") || HAS(&s, 0, "MM\0*"))
		return "image/tiff";
	if (HAS(&s, 0, "BM") && HAS(&s, 6, "\0\0\0\0") && size >= 26)
		return "image/bmp";
	if (holds(&s, "%PDF-", 1024))
		return "application/pdf";
	if (HAS(&s, 0, "\x1A\x45\xDF\xA3") && holds(&s, "webm", 4096))
		return "video/webm";
	if (HAS(&s, 0, "OggS"))
		return "audio/ogg";
	if (HAS(&s, 0, "ID3") || is_mpeg_sound(&s))
		return "audio/mpeg";
	if (HAS(&s, 0, "PK\x03\x04"))
		return ends(name, ".docx") && (holds(&s, "word/", size) ||
		                               holds(&s, "[Content_Types].xml", size))
		               ? WORD
		               : NULL;
	if (HAS(&s, 0, "\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1"))
		return ends(name, ".msg") ? OUTLOOK : NULL;
	if (media_type(&s))
		return media_type(&s);
	return text_type(&s, name);
}
