/* The request's memory: growth, alignment, order of release, and that nobody else's bytes are
 * readable. */
#include <stdint.h>
#include <string.h>

#include "base/arena.h"
#include "unit.h"

#if defined(__has_feature)
#if __has_feature(address_sanitizer)
#define WITH_ASAN 1
#endif
#endif
#ifdef __SANITIZE_ADDRESS__
#define WITH_ASAN 1
#endif
#ifdef WITH_ASAN
#include <sanitizer/asan_interface.h>
#endif

START_TEST(gives_zeroed_aligned_memory)
{
	static const size_t sizes[] = {
		0, 1, 7, 16, 17, 1000, 16383, 16384, 65000, 70000, 3000000
	};
	struct arena *a = arena_new();
	int round;
	size_t i, k;

	for (round = 0; round < 3; round++) {
		for (i = 0; i < UNIT_COUNT(sizes); i++) {
			unsigned char *p = arena_alloc(a, sizes[i]);

			ck_assert_uint_eq((uintptr_t)p % 16, 0);
			for (k = 0; k < sizes[i]; k++)
				ck_assert_uint_eq(p[k], 0);
			memset(p, 0xee, sizes[i]);
		}
		arena_reset(a);
		ck_assert_uint_eq(arena_used(a), 0);
	}
	arena_free(a);
	arena_free(NULL);
}
END_TEST

START_TEST(counts_what_it_handed_out)
{
	struct arena *a = arena_new();

	arena_alloc(a, 100);
	arena_alloc(a, 100000);
	ck_assert_uint_eq(arena_used(a), 100100);
	arena_grow(a, arena_alloc(a, 10), 10, 30);
	ck_assert_uint_eq(arena_used(a), 100130);
	arena_free(a);
}
END_TEST

START_TEST(copies_text_and_bytes)
{
	struct arena *a = arena_new();

	ck_assert_str_eq(arena_text(a, "abc"), "abc");
	ck_assert_str_eq(arena_text(a, NULL), "");
	ck_assert_str_eq(arena_text_n(a, "abcdef", 3), "abc");
	ck_assert_str_eq(arena_text_n(a, "ab", 30), "ab");
	ck_assert_str_eq(arena_text_n(a, NULL, 30), "");
	ck_assert_mem_eq(arena_copy(a, "a\0b", 3), "a\0b", 3);
	ck_assert_ptr_nonnull(arena_copy(a, NULL, 0));
	ck_assert_str_eq(arena_printf(a, "%d %s", 7, "x"), "7 x");
	ck_assert_str_eq(arena_printf(a, "%s", ""), "");
	arena_free(a);
}
END_TEST

static char order[8];
static size_t order_len;

static void note(void *thing)
{
	order[order_len++] = *(char *)thing;
}

static struct arena *in_release;

static void defers_more(void *thing)
{
	note(thing);
	arena_defer(in_release, note, (char *)thing + 1);
}

START_TEST(releases_in_reverse_order)
{
	static char names[] = "abcxy";
	struct arena *a = arena_new();

	in_release = a;
	arena_defer(a, note, &names[0]);
	arena_defer(a, note, &names[1]);
	arena_defer(a, note, &names[2]);
	arena_reset(a);
	ck_assert_mem_eq(order, "cba", 3);
	arena_reset(a);
	ck_assert_uint_eq(order_len, 3);
	arena_defer(a, defers_more, &names[3]);
	arena_free(a);
	ck_assert_mem_eq(order, "cbaxy", 5);
	ck_assert_uint_eq(order_len, 5);
}
END_TEST

START_TEST(grows_in_place_or_moves)
{
	struct arena *a = arena_new();
	size_t size = 8;
	char *p = arena_alloc(a, size), *q;
	char *before = p;

	memcpy(p, "1234567", 8);
	p = arena_grow(a, p, size, 100);
	ck_assert_ptr_eq(p, before);
	ck_assert_str_eq(p, "1234567");
	ck_assert_int_eq(p[99], 0);
	q = arena_alloc(a, 16);
	p = arena_grow(a, p, 100, 200);
	ck_assert_ptr_ne(p, before);
	ck_assert_str_eq(p, "1234567");
	ck_assert_ptr_nonnull(q);
	/* From small to large, past the block, and then within blocks of its own. */
	for (size = 200; size < 4000000; size *= 3) {
		size_t i;

		p = arena_grow(a, p, size, size * 3);
		ck_assert_str_eq(p, "1234567");
		for (i = size; i < size * 3 && p[i] == 0; i++)
			;
		ck_assert_uint_eq(i, size * 3);
		arena_alloc(a, 40);
	}
	ck_assert_ptr_eq(arena_grow(a, p, size, size), p);
	ck_assert_ptr_nonnull(arena_grow(a, NULL, 0, 10));
	arena_free(a);
}
END_TEST

#ifdef WITH_ASAN
START_TEST(poisons_what_it_has_not_given)
{
	struct arena *a = arena_new();
	char *p = arena_alloc(a, 10), *q = arena_alloc(a, 10), *large = arena_alloc(a, 50000);

	ck_assert_int_eq(__asan_address_is_poisoned(p + 9), 0);
	ck_assert_int_eq(__asan_address_is_poisoned(p + 10), 1);
	ck_assert_int_eq(__asan_address_is_poisoned(q + 10), 1);
	ck_assert_int_eq(__asan_address_is_poisoned(large + 50000), 1);
	p = arena_grow(a, large, 50000, 90000);
	ck_assert_int_eq(__asan_address_is_poisoned(p + 89999), 0);
	ck_assert_int_eq(__asan_address_is_poisoned(p + 90000), 1);
	q = arena_alloc(a, 10);
	arena_reset(a);
	ck_assert_int_eq(__asan_address_is_poisoned(q), 1);
	arena_free(a);
}
END_TEST
#endif

UNIT_SUITE(arena_suite, "arena", gives_zeroed_aligned_memory, counts_what_it_handed_out,
           copies_text_and_bytes, releases_in_reverse_order, grows_in_place_or_moves,
#ifdef WITH_ASAN
           poisons_what_it_has_not_given,
#endif
)
UNIT_MAIN(arena_suite)
