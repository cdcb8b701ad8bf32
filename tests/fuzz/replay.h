/* What the fuzz targets share. Each target is a function of bytes, as libFuzzer wants it:
 *
 *   clang -fsanitize=fuzzer,address,undefined -DCANDOUR_LIBFUZZER ... tests/fuzz/fuzz_form.c
 *
 * Without CANDOUR_LIBFUZZER this header adds a main for `make check`: a bounded run of made-up
 * inputs, the same ones each time (FUZZ_RUNS, FUZZ_SEED change that), which prints TAP; or, with
 * file names as arguments, a replay of those files. */
#ifndef FUZZ_REPLAY_H
#define FUZZ_REPLAY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* A claim that must hold for every input. */
#define FUZZ_HOLDS(claim)                                                                          \
	do {                                                                                       \
		if (!(claim)) {                                                                    \
			fprintf(stderr, "%s:%d: does not hold: %s\n", __FILE__, __LINE__, #claim); \
			abort();                                                                   \
		}                                                                                  \
	} while (0)

#ifndef CANDOUR_LIBFUZZER

/* Each target lists whole inputs to start from and pieces worth putting in; both end with NULL. */
extern const char *const fuzz_seeds[];
extern const char *const fuzz_words[];

enum { FUZZ_MOST = 32 * 1024, FUZZ_SLOW_SECONDS = 5 };

static uint64_t fuzz_state;

static inline uint64_t fuzz_random(uint64_t below)
{
	fuzz_state ^= fuzz_state << 13;
	fuzz_state ^= fuzz_state >> 7;
	fuzz_state ^= fuzz_state << 17;
	return below ? fuzz_state % below : 0;
}

static inline const char *fuzz_pick(const char *const *list)
{
	size_t n = 0;

	while (list[n])
		n++;
	return n ? list[fuzz_random(n)] : "";
}

static inline void fuzz_insert(uint8_t *input, size_t *size, size_t at, const void *bytes, size_t n)
{
	if (*size + n > FUZZ_MOST)
		return;
	memmove(input + at + n, input + at, *size - at);
	memcpy(input + at, bytes, n);
	*size += n;
}

/* One change: a byte, a word, a cut, a repeat. */
static inline void fuzz_change(uint8_t *input, size_t *size)
{
	size_t at = fuzz_random(*size + 1), n = fuzz_random(*size - at + 1);
	uint8_t byte = (uint8_t)fuzz_random(256), copy[256];
	const char *word;

	switch (fuzz_random(6)) {
	case 0:
		if (at < *size)
			input[at] = byte;
		break;
	case 1:
		if (at < *size)
			input[at] ^= (uint8_t)(1U << (byte & 7));
		break;
	case 2:
		fuzz_insert(input, size, at, &byte, 1);
		break;
	case 3:
		word = fuzz_pick(fuzz_words);
		fuzz_insert(input, size, at, word, strlen(word));
		break;
	case 4:
		if (n > 16 && fuzz_random(4))
			n = 1 + n % 16;
		memmove(input + at, input + at + n, *size - at - n);
		*size -= n;
		break;
	default:
		if (n > sizeof(copy))
			n = sizeof(copy);
		memcpy(copy, input + at, n);
		fuzz_insert(input, size, fuzz_random(*size + 1), copy, n);
		break;
	}
}

static inline size_t fuzz_make(uint8_t *input)
{
	const char *seed = fuzz_pick(fuzz_seeds);
	size_t size = strlen(seed), changes = fuzz_random(12);

	memcpy(input, seed, size);
	if (fuzz_random(20) == 0) {
		for (size = 0; size < fuzz_random(300); size++)
			input[size] = (uint8_t)fuzz_random(256);
	}
	while (changes--)
		fuzz_change(input, &size);
	return size;
}

/* In memory of its very size, so that AddressSanitizer sees a step too far. */
static inline void fuzz_run(const uint8_t *input, size_t size)
{
	uint8_t *exact = malloc(size ? size : 1);
	struct timespec before, after;

	if (!exact)
		abort();
	memcpy(exact, input, size);
	clock_gettime(CLOCK_MONOTONIC, &before);
	LLVMFuzzerTestOneInput(exact, size);
	clock_gettime(CLOCK_MONOTONIC, &after);
	FUZZ_HOLDS(after.tv_sec - before.tv_sec <= FUZZ_SLOW_SECONDS);
	free(exact);
}

static inline int fuzz_replay(const char *path)
{
	static uint8_t input[1024 * 1024];
	FILE *file = fopen(path, "re");
	size_t size;

	if (!file) {
		perror(path);
		return EXIT_FAILURE;
	}
	size = fread(input, 1, sizeof(input), file);
	fclose(file);
	fuzz_run(input, size);
	return EXIT_SUCCESS;
}

int main(int argc, char **argv)
{
	const char *runs_text = getenv("FUZZ_RUNS"), *seed_text = getenv("FUZZ_SEED");
	unsigned long long runs = runs_text ? strtoull(runs_text, NULL, 10) : 2000, i;
	static uint8_t input[FUZZ_MOST];
	const char *name = strrchr(argv[0], '/');
	int k;

	for (k = 1; k < argc; k++) {
		if (fuzz_replay(argv[k]) != EXIT_SUCCESS)
			return EXIT_FAILURE;
	}
	if (argc > 1)
		return EXIT_SUCCESS;
	fuzz_state = (seed_text ? strtoull(seed_text, NULL, 10) : 1) * 2654435761U + 1;
	for (k = 0; fuzz_seeds[k]; k++)
		fuzz_run((const uint8_t *)fuzz_seeds[k], strlen(fuzz_seeds[k]));
	for (i = 0; i < runs; i++)
		fuzz_run(input, fuzz_make(input));
	printf("1..1\nok 1 - %s: %llu inputs\n", name ? name + 1 : argv[0], runs);
	return EXIT_SUCCESS;
}

#endif
#endif
