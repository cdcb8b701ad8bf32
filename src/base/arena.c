/* The request's memory: blocks that are filled from the front, and a list of things to release.
 * Under AddressSanitizer every byte that has not been handed out is poisoned, with a gap after each
 * piece. */
#include "base/arena.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#if defined(__has_feature)
#if __has_feature(address_sanitizer)
#define ARENA_POISON 1
#endif
#endif
#if defined(__SANITIZE_ADDRESS__)
#define ARENA_POISON 1
#endif

#ifdef ARENA_POISON
#include <sanitizer/asan_interface.h>
#define GAP ((size_t)16)
#else
#define GAP                                   ((size_t)0)
#define ASAN_POISON_MEMORY_REGION(at, size)   ((void)(at), (void)(size))
#define ASAN_UNPOISON_MEMORY_REGION(at, size) ((void)(at), (void)(size))
#endif

#include "base/banned.h"

enum { BLOCK_ROOM = 64 * 1024 - 64, ALIGNMENT = 16 };

struct block {
	struct block *next;
	size_t room;
	size_t used;
	_Alignas(ALIGNMENT) unsigned char bytes[];
};

struct deferred {
	struct deferred *next;
	void (*release)(void *);
	void *thing;
};

struct arena {
	struct block
	        *newest; /* the one being filled; large pieces have blocks of their own behind it */
	struct block *first;
	struct deferred *deferred;
	size_t used;
};

noreturn void out_of_memory(void)
{
	static const char words[] = "level=error message=\"out of memory\"\n";
	ssize_t ignored = write(STDERR_FILENO, words, sizeof(words) - 1);

	(void)ignored;
	_exit(70);
}

static struct block *block_new(size_t room)
{
	struct block *b;

	if (room > PTRDIFF_MAX - sizeof(*b))
		out_of_memory();
	b = malloc(sizeof(*b) + room);
	if (!b)
		out_of_memory();
	b->next = NULL;
	b->room = room;
	b->used = 0;
	ASAN_POISON_MEMORY_REGION(b->bytes, room);
	return b;
}

static void block_free(struct block *b)
{
	ASAN_UNPOISON_MEMORY_REGION(b->bytes, b->room);
	free(b);
}

struct arena *arena_new(void)
{
	struct arena *a = calloc(1, sizeof(*a));

	if (!a)
		out_of_memory();
	a->first = block_new(BLOCK_ROOM);
	a->newest = a->first;
	return a;
}

static void release_deferred(struct arena *a)
{
	/* A release may itself defer something more, so take one at a time. */
	while (a->deferred) {
		struct deferred *d = a->deferred;

		a->deferred = d->next;
		d->release(d->thing);
	}
}

void arena_reset(struct arena *a)
{
	struct block *b, *next;

	release_deferred(a);
	for (b = a->newest; b; b = next) {
		next = b->next;
		if (b != a->first)
			block_free(b);
	}
	a->newest = a->first;
	a->first->next = NULL;
	a->first->used = 0;
	ASAN_POISON_MEMORY_REGION(a->first->bytes, a->first->room);
	a->used = 0;
}

void arena_free(struct arena *a)
{
	if (!a)
		return;
	arena_reset(a);
	block_free(a->first);
	free(a);
}

static size_t rounded(size_t size)
{
	if (size > PTRDIFF_MAX / 2)
		out_of_memory();
	return (size + GAP + ALIGNMENT - 1) & ~(size_t)(ALIGNMENT - 1);
}

void *arena_alloc(struct arena *a, size_t size)
{
	size_t need = rounded(size ? size : 1);
	struct block *b = a->newest;
	void *at;

	if (need > BLOCK_ROOM / 4) {
		/* A block of its own, put behind the one being filled so that its rest is not lost.
		 */
		b = block_new(need);
		b->next = a->newest->next;
		a->newest->next = b;
	} else if (need > b->room - b->used) {
		b = block_new(BLOCK_ROOM);
		b->next = a->newest;
		a->newest = b;
	}
	at = b->bytes + b->used;
	b->used += need;
	a->used += size;
	ASAN_UNPOISON_MEMORY_REGION(at, size);
	memset(at, 0, size);
	return at;
}

/* The block of its own that a large piece has, by the link that points to it; NULL when it has
 * none. */
static struct block **own_block(struct arena *a, const void *piece)
{
	struct block **link;

	for (link = &a->newest->next; *link; link = &(*link)->next) {
		if ((*link)->bytes == piece && (*link)->room != BLOCK_ROOM)
			return link;
	}
	return NULL;
}

void *arena_grow(struct arena *a, void *old, size_t old_size, size_t new_size)
{
	size_t old_need = rounded(old_size ? old_size : 1);
	size_t new_need = rounded(new_size ? new_size : 1);
	struct block *b = a->newest;
	void *piece;

	if (!old)
		return arena_alloc(a, new_size);
	if (new_size <= old_size)
		return old;
	if (old_need <= BLOCK_ROOM / 4 && b->used >= old_need &&
	    (unsigned char *)old == b->bytes + b->used - old_need &&
	    new_need - old_need <= b->room - b->used) {
		b->used += new_need - old_need;
		a->used += new_size - old_size;
		ASAN_UNPOISON_MEMORY_REGION(old, new_size);
		memset((unsigned char *)old + old_size, 0, new_size - old_size);
		return old;
	}
	if (old_need > BLOCK_ROOM / 4) {
		struct block **link = own_block(a, old);

		if (link) {
			struct block *moved = *link;

			ASAN_UNPOISON_MEMORY_REGION(moved->bytes, moved->room);
			moved = realloc(moved, sizeof(*moved) + new_need);
			if (!moved)
				out_of_memory();
			*link = moved;
			moved->room = new_need;
			moved->used = new_need;
			a->used += new_size - old_size;
			memset(moved->bytes + old_size, 0, new_need - old_size);
			ASAN_POISON_MEMORY_REGION(moved->bytes + new_size, new_need - new_size);
			return moved->bytes;
		}
	}
	piece = arena_alloc(a, new_size);
	memcpy(piece, old, old_size);
	ASAN_POISON_MEMORY_REGION(old, old_size);
	return piece;
}

void *arena_copy(struct arena *a, const void *bytes, size_t size)
{
	void *copy = arena_alloc(a, size);

	if (size)
		memcpy(copy, bytes, size);
	return copy;
}

char *arena_text_n(struct arena *a, const char *text, size_t n)
{
	size_t len = text ? strnlen(text, n) : 0;
	char *copy = arena_alloc(a, len + 1);

	if (len)
		memcpy(copy, text, len);
	return copy;
}

char *arena_text(struct arena *a, const char *text)
{
	return arena_text_n(a, text, text ? strlen(text) : 0);
}

char *arena_vprintf(struct arena *a, const char *format, va_list args)
{
	va_list again;
	char *text;
	int len;

	va_copy(again, args);
	len = format ? vsnprintf(NULL, 0, format, args) : 0;
	if (len < 0)
		out_of_memory();
	text = arena_alloc(a, (size_t)len + 1);
	if (len > 0)
		vsnprintf(text, (size_t)len + 1, format, again);
	va_end(again);
	return text;
}

char *arena_printf(struct arena *a, const char *format, ...)
{
	va_list args;
	char *text;

	va_start(args, format);
	text = arena_vprintf(a, format, args);
	va_end(args);
	return text;
}

void arena_defer(struct arena *a, void (*release)(void *), void *thing)
{
	struct deferred *d = arena_alloc(a, sizeof(*d));

	d->release = release;
	d->thing = thing;
	d->next = a->deferred;
	a->deferred = d;
}

size_t arena_used(const struct arena *a)
{
	return a->used;
}
