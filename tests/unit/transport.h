/* A request from memory, for tests: an environment, a body (perhaps made on the way, perhaps
 * shorter than it says, perhaps in small pieces), and what was written in answer. */
#ifndef UNIT_TRANSPORT_H
#define UNIT_TRANSPORT_H

#include <stdio.h>
#include <string.h>

#include "base/arena.h"
#include "base/str.h"
#include "http/request.h"

struct memory {
	const char *env[64]; /* name, value, name, value ... NULL */
	const char *body;
	size_t size;
	size_t at;
	size_t piece; /* most bytes that one read gives; 0: all */
	/* Instead of body: fills size bytes from position at. */
	void (*make)(size_t at, char *buffer, size_t size);
	bool is_broken; /* reading fails at the end of the body; writing always */
	struct str written;
};

static inline long memory_read(void *handle, void *buffer, size_t size)
{
	struct memory *m = handle;

	if (m->at == m->size)
		return m->is_broken ? -1 : 0;
	if (size > m->size - m->at)
		size = m->size - m->at;
	if (m->piece && size > m->piece)
		size = m->piece;
	if (m->make)
		m->make(m->at, buffer, size);
	else
		memcpy(buffer, m->body + m->at, size);
	m->at += size;
	return (long)size;
}

static inline int memory_write(void *handle, const void *bytes, size_t size)
{
	struct memory *m = handle;

	if (m->is_broken)
		return -1;
	str_add_n(&m->written, bytes, size);
	return 0;
}

static inline const char *memory_env(void *handle, const char *name)
{
	struct memory *m = handle;
	size_t i;

	for (i = 0; m->env[i]; i += 2) {
		if (strcmp(m->env[i], name) == 0)
			return m->env[i + 1];
	}
	return NULL;
}

static inline void memory_set(struct memory *m, const char *name, const char *value)
{
	size_t i;

	for (i = 0; m->env[i] && strcmp(m->env[i], name) != 0; i += 2)
		;
	m->env[i] = name;
	m->env[i + 1] = value;
}

/* The transport of m, good as long as m is. */
static inline struct transport memory_transport(struct memory *m)
{
	struct transport t = { m, memory_read, memory_write, memory_env };

	return t;
}

/* A request with the usual environment; a body makes it a POST. content_type may be NULL. */
static inline void memory_request(struct memory *m, struct arena *a, const char *content_type,
                                  const char *body, size_t size)
{
	memset(m, 0, sizeof(*m));
	m->written = str_new(a);
	m->body = body;
	m->size = size;
	memory_set(m, "REQUEST_METHOD", body ? "POST" : "GET");
	memory_set(m, "DOCUMENT_URI", "/");
	memory_set(m, "QUERY_STRING", "");
	memory_set(m, "HTTP_HOST", "candour.example");
	memory_set(m, "SERVER_PORT", "443");
	memory_set(m, "HTTPS", "on");
	memory_set(m, "REMOTE_ADDR", "192.0.2.1");
	if (body) {
		memory_set(m, "CONTENT_TYPE",
		           content_type ? content_type : "application/x-www-form-urlencoded");
		memory_set(m, "CONTENT_LENGTH", arena_printf(a, "%zu", size));
	}
}

#endif
