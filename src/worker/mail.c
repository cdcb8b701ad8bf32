/* One message by SMTP. */
#include "worker/worker.h"

#include <string.h>
#include <time.h>

#include <curl/curl.h>

#include "base/str.h"

#include "base/banned.h"

struct reading {
	const char *at;
	size_t left;
};

static size_t read_on(char *buffer, size_t size, size_t n, void *handle)
{
	struct reading *r = handle;
	size_t take = size * n < r->left ? size * n : r->left;

	memcpy(buffer, r->at, take);
	r->at += take;
	r->left -= take;
	return take;
}

static bool is_header_safe(const char *text)
{
	for (; *text; text++)
		if ((unsigned char)*text < 0x20 || *text == 0x7f)
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
	str_addf(&out, "Date: %s\r\nFrom: Candour <%s>\r\nTo: <%s>\r\nSubject: %s\r\nMessage-ID: <%s>\r\n", date, s->mail.from,
		 m->to, m->subject, m->message_id);
	str_add(&out, "MIME-Version: 1.0\r\nContent-Type: text/plain; charset=utf-8\r\n"
		      "Content-Transfer-Encoding: 8bit\r\nAuto-Submitted: auto-generated\r\n\r\n");
	for (const char *at = m->body; *at; at++) {
		if (*at == '\n')
			str_add_char(&out, '\r');
		str_add_char(&out, *at);
	}
	return out.data;
}

int mail_send(struct arena *a, const struct settings *s, const struct mail *m, struct problem *reterr_why)
{
	struct curl_slist *to = NULL;
	struct reading body;
	const char *text;
	CURL *curl;
	CURLcode rc;
	long answer = 0;

	if (!is_header_safe(m->to) || !is_header_safe(m->subject) || !is_header_safe(m->message_id) || !*m->to)
		return refuse(reterr_why, PROBLEM_REFUSED, "The message has a header that cannot be sent.");
	text = compose(a, s, m);
	body = (struct reading){ text, strlen(text) };
	curl = curl_easy_init();
	if (!curl)
		return refuse(reterr_why, PROBLEM_BUSY, "Mail cannot be sent for the moment.");
	to = curl_slist_append(to, arena_printf(a, "<%s>", m->to));
	curl_easy_setopt(curl, CURLOPT_URL, arena_printf(a, "smtp://%s:%d", s->mail.host, s->mail.port));
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
	curl_easy_setopt(curl, CURLOPT_READDATA, &body);
	curl_easy_setopt(curl, CURLOPT_UPLOAD, 1L);
	curl_easy_setopt(curl, CURLOPT_TIMEOUT, 20L);
	curl_easy_setopt(curl, CURLOPT_CONNECTTIMEOUT, 5L);
	curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L);
	rc = curl_easy_perform(curl);
	curl_easy_getinfo(curl, CURLINFO_RESPONSE_CODE, &answer);
	curl_slist_free_all(to);
	curl_easy_cleanup(curl);
	if (rc == CURLE_OK)
		return 0;
	if (answer >= 500 && answer < 600) {
		refuse(reterr_why, PROBLEM_REFUSED, "The mail server refuses the message (%ld).", answer);
	} else {
		refuse(reterr_why, PROBLEM_BUSY, "The mail server did not take the message: %s (%ld).",
		       curl_easy_strerror(rc), answer);
	}
	return -1;
}
