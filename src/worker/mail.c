/* One message by SMTP. */
#include "worker/worker.h"

#include <string.h>
#include <time.h>

#include <curl/curl.h>

#include "base/str.h"

#include "base/banned.h"

/* A conversation with the mail server: what is left of the message, and how far it has come. */
struct sending {
	const char *at;
	size_t left;
	bool is_about_message; /* the recipient or the text was named: a refusal is of this message
	                        */
};

static size_t read_on(char *buffer, size_t size, size_t n, void *handle)
{
	struct sending *s = handle;
	size_t take = size * n < s->left ? size * n : s->left;

	memcpy(buffer, s->at, take);
	s->at += take;
	s->left -= take;
	return take;
}

/* A refusal of the sign-in or of our own address is for the administrator to mend, and every
 * message waits for it; one that follows RCPT or DATA will not change. curl tells the two apart
 * only here. */
static int watch(CURL *curl, curl_infotype type, char *data, size_t size, void *handle)
{
	struct sending *s = handle;

	(void)curl;
	if (type == CURLINFO_HEADER_OUT && ((size >= 5 && memcmp(data, "RCPT ", 5) == 0) ||
	                                    (size >= 4 && memcmp(data, "DATA", 4) == 0)))
		s->is_about_message = true;
	return 0;
}

static bool is_header_safe(const char *text)
{
	for (; *text; text++)
		if ((unsigned char)*text < 0x20 || *text == 0x7f)
			return false;
	return true;
}

/* What may stand between angle brackets, in the envelope and the header. */
static bool is_address(const char *text)
{
	const char *at = strchr(text, '@');

	if (!at || at == text || !at[1] || strchr(at + 1, '@') || strlen(text) > 254)
		return false;
	for (; *text; text++)
		if ((unsigned char)*text <= 0x20 || (unsigned char)*text >= 0x7f ||
		    strchr("<>()[]\\,;:\"", *text))
			return false;
	return true;
}

/* The message: plain text, UTF-8, lines ended by CRLF. Subjects are ours and ASCII. */
static const char *compose(struct arena *a, const struct settings *s, const struct mail *m)
{
	struct str out = str_new(a);
	char date[64];
	time_t now = time(NULL);
	struct tm utc;

	gmtime_r(&now, &utc);
	strftime(date, sizeof(date), "%a, %d %b %Y %H:%M:%S +0000", &utc);
	str_addf(&out, "Date: %s\r\nFrom: Candour <%s>\r\nTo: <%s>\r\n", date, s->mail.from, m->to);
	str_addf(&out, "Subject: %s\r\nMessage-ID: <%s>\r\n", m->subject, m->message_id);
	str_add(&out, "MIME-Version: 1.0\r\nContent-Type: text/plain; charset=utf-8\r\n"
	              "Content-Transfer-Encoding: 8bit\r\nAuto-Submitted: auto-generated\r\n\r\n");
	for (const char *at = m->body; *at; at++) {
		if (*at == '\n')
			str_add_char(&out, '\r');
		if (*at != '\r')
			str_add_char(&out, *at);
	}
	return out.data;
}

static int failed(CURLcode rc, long answer, bool is_about_message, struct problem *reterr_why)
{
	if (is_about_message && answer >= 500 && answer < 600)
		return refuse(reterr_why, PROBLEM_REFUSED,
		              "The mail server refuses the message (%ld).", answer);
	return refuse(reterr_why, PROBLEM_BUSY,
	              "The mail server did not take the message: %s (%ld).", curl_easy_strerror(rc),
	              answer);
}

int mail_send(struct arena *a, const struct settings *s, const struct mail *m,
              struct problem *reterr_why)
{
	struct curl_slist *to;
	struct sending sending = { 0 };
	CURL *curl;
	CURLcode rc;
	long answer = 0;

	if (!is_address(m->to) || !is_header_safe(m->subject) || !is_header_safe(m->message_id))
		return refuse(reterr_why, PROBLEM_REFUSED,
		              "The message has a header that cannot be sent.");
	if (!is_address(s->mail.from))
		return refuse(reterr_why, PROBLEM_BUSY,
		              "The setting from in [mail] is no address.");
	sending.at = compose(a, s, m);
	sending.left = strlen(sending.at);
	curl = curl_easy_init();
	if (!curl)
		return refuse(reterr_why, PROBLEM_BUSY, "Mail cannot be sent for the moment.");
	to = curl_slist_append(NULL, arena_printf(a, "<%s>", m->to));
	curl_easy_setopt(curl, CURLOPT_URL,
	                 arena_printf(a, "smtp://%s:%d", s->mail.host, s->mail.port));
	curl_easy_setopt(curl, CURLOPT_PROTOCOLS_STR, "smtp");
	curl_easy_setopt(curl, CURLOPT_PROXY, "");
	if (text_equal(s->mail.tls, "starttls"))
		curl_easy_setopt(curl, CURLOPT_USE_SSL, (long)CURLUSESSL_ALL);
	if (*s->mail.user) {
		const char *password = settings_secret(a, s->mail.password_file);

		curl_easy_setopt(curl, CURLOPT_USERNAME, s->mail.user);
		curl_easy_setopt(curl, CURLOPT_PASSWORD, password ? password : "");
	}
	curl_easy_setopt(curl, CURLOPT_MAIL_FROM, arena_printf(a, "<%s>", s->mail.from));
	curl_easy_setopt(curl, CURLOPT_MAIL_RCPT, to);
	curl_easy_setopt(curl, CURLOPT_READFUNCTION, read_on);
	curl_easy_setopt(curl, CURLOPT_READDATA, &sending);
	curl_easy_setopt(curl, CURLOPT_DEBUGFUNCTION, watch);
	curl_easy_setopt(curl, CURLOPT_DEBUGDATA, &sending);
	curl_easy_setopt(curl, CURLOPT_VERBOSE, 1L); /* or watch is not called */
	curl_easy_setopt(curl, CURLOPT_UPLOAD, 1L);
	curl_easy_setopt(curl, CURLOPT_TIMEOUT, 20L);
	curl_easy_setopt(curl, CURLOPT_CONNECTTIMEOUT, 5L);
	curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L);
	rc = curl_easy_perform(curl);
	curl_easy_getinfo(curl, CURLINFO_RESPONSE_CODE, &answer);
	curl_slist_free_all(to);
	curl_easy_cleanup(curl);
	return rc == CURLE_OK ? 0 : failed(rc, answer, sending.is_about_message, reterr_why);
}
