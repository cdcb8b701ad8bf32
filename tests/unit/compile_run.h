/* Running candour-compile from a test, and loading what it makes. */
#ifndef UNIT_COMPILE_RUN_H
#define UNIT_COMPILE_RUN_H

#include <stddef.h>

/* A folder of this test program's own, removed at exit. */
const char *compile_folder(void);

/* Writes a file under the folder; `name` may have slashes. Returns its path (static, short-lived).
 */
const char *compile_write(const char *name, const char *text, size_t size);

/* Runs build/MODE/bin/candour-compile in the folder with a line of shell words. Its standard error
 * is put in output. Returns the exit status. */
int compile_run(const char *words, char *output, size_t room);

/* Any other program, the same way; cc is $CC. */
int compile_other(const char *program, const char *words, char *output, size_t room);
int compile_cc(const char *words, char *output, size_t room);

/* tests/unit/compile-samples compiled to C, that C compiled with all warnings as errors, and
 * loaded. The handle is for dlsym. Ends the test when any of this fails. */
void *compile_samples(void);

/* tests/unit/compile-samples, absolute. */
const char *compile_samples_path(void);

#endif
