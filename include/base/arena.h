/* Arena: the request's memory. Everything allocated from it lives until the arena is reset or
 * freed; things that memory cannot own (a PGresult, a file) are handed over with arena_defer and
 * released in reverse order. There are two lifetimes in Candour, process and request: the arena is
 * the second. Running out of memory ends the process: no caller checks for NULL.
 */
#ifndef BASE_ARENA_H
#define BASE_ARENA_H

#include <stdarg.h>
#include <stddef.h>
#include <stdnoreturn.h>

struct arena;

/* A new, empty arena. Free it with arena_free. */
struct arena *arena_new(void);

/* Runs the deferred calls in reverse order and releases all memory. NULL is allowed. */
void arena_free(struct arena *a);

/* As arena_free, but the arena stays usable and keeps its first block. */
void arena_reset(struct arena *a);

/* size bytes of zeroed memory, aligned for any type. */
void *arena_alloc(struct arena *a, size_t size);

/* Makes something from this arena larger: old_size bytes are kept, the rest is zeroed. The newest
 * thing grows where it stands; otherwise it moves, so old is dead afterwards. */
void *arena_grow(struct arena *a, void *old, size_t old_size, size_t new_size);

/* Copies; NULL text gives ""; text_n copies at most n bytes and ends with a NUL. */
char *arena_text(struct arena *a, const char *text);
char *arena_text_n(struct arena *a, const char *text, size_t n);
void *arena_copy(struct arena *a, const void *bytes, size_t size);

/* Formatted text. */
char *arena_printf(struct arena *a, const char *format, ...) __attribute__((format(printf, 2, 3)));
char *arena_vprintf(struct arena *a, const char *format, va_list args)
        __attribute__((format(printf, 2, 0)));

/* Calls release(thing) when the arena is reset or freed, last handed over first. */
void arena_defer(struct arena *a, void (*release)(void *), void *thing);

/* Bytes handed out since the last reset: for limits and the log. */
size_t arena_used(const struct arena *a);

/* What happens when memory runs out: one line on standard error, then exit status 70. For code that
 * uses a library whose failure to allocate is reported. */
noreturn void out_of_memory(void);

#endif
