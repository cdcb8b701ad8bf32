/* Start and end of the libraries under src/http. */
#include "http/http.h"

#include <stdbool.h>

#include <gmime/gmime.h>

#include "base/banned.h"

enum { STANDARD_UPLOAD = 100 * 1024 * 1024 };

static bool ready;
static size_t max_upload = STANDARD_UPLOAD;

void http_init(size_t most)
{
	max_upload = most ? most : STANDARD_UPLOAD;
	if (!ready)
		g_mime_init();
	ready = true;
}

size_t http_max_upload(void)
{
	return max_upload;
}

void http_done(void)
{
	if (ready)
		g_mime_shutdown();
	ready = false;
}
