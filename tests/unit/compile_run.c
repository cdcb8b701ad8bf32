/* Running candour-compile from a test, and loading what it makes. */
#include "compile_run.h"

#include <check.h>
#include <dlfcn.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

static char folder[64];
static char compiler[PATH_MAX];
static char source[PATH_MAX];
static pid_t owner;

/* Tests run in children: only the process that made the folder takes it away. */
static void remove_folder(void)
{
	char command[128];

	if (getpid() != owner)
		return;
	snprintf(command, sizeof(command), "rm -rf '%s'", folder);
	if (system(command) != 0)
		fprintf(stderr, "%s is left behind\n", folder);
}

/* build/MODE/tests/test_x stands two folders beside build/MODE/bin. */
static void find_compiler(void)
{
	char self[PATH_MAX - 32];
	ssize_t len = readlink("/proc/self/exe", self, sizeof(self) - 1);
	char *slash;

	ck_assert_int_gt(len, 0);
	self[len] = '\0';
	slash = strrchr(self, '/');
	*slash = '\0';
	snprintf(compiler, sizeof(compiler), "%s/../bin/candour-compile", self);
}

const char *compile_folder(void)
{
	if (*folder && getpid() == owner)
		return folder;
	snprintf(folder, sizeof(folder), "/tmp/candour-compile-XXXXXX");
	ck_assert_ptr_nonnull(mkdtemp(folder));
	owner = getpid();
	atexit(remove_folder);
	ck_assert_ptr_nonnull(realpath(".", source));
	find_compiler();
	return folder;
}

const char *compile_samples_path(void)
{
	static char path[PATH_MAX + 32];

	compile_folder();
	snprintf(path, sizeof(path), "%s/tests/unit/compile-samples", source);
	return path;
}

const char *compile_write(const char *name, const char *text, size_t size)
{
	static char path[PATH_MAX];
	char *slash;
	FILE *file;

	snprintf(path, sizeof(path), "%s/%s", compile_folder(), name);
	for (slash = strchr(path + strlen(folder) + 1, '/'); slash;
	     slash = strchr(slash + 1, '/')) {
		*slash = '\0';
		mkdir(path, 0700);
		*slash = '/';
	}
	file = fopen(path, "wb");
	ck_assert_ptr_nonnull(file);
	ck_assert_uint_eq(fwrite(text, 1, size, file), size);
	ck_assert_int_eq(fclose(file), 0);
	return path;
}

int compile_other(const char *program, const char *words, char *output, size_t room)
{
	char command[32 * 1024];
	FILE *pipe;
	size_t got = 0, n;
	int status;

	snprintf(command, sizeof(command), "cd '%s' && %s %s 2>&1", compile_folder(), program,
	         words);
	pipe = popen(command, "r");
	ck_assert_ptr_nonnull(pipe);
	while (got + 1 < room && (n = fread(output + got, 1, room - 1 - got, pipe)) > 0)
		got += n;
	output[got] = '\0';
	status = pclose(pipe);
	return WIFEXITED(status) ? WEXITSTATUS(status) : 128;
}

int compile_run(const char *words, char *output, size_t room)
{
	compile_folder();
	return compile_other(compiler, words, output, room);
}

int compile_cc(const char *words, char *output, size_t room)
{
	const char *cc = getenv("CC");

	return compile_other(cc && *cc ? cc : "cc", words, output, room);
}

void *compile_samples(void)
{
	char words[4 * PATH_MAX], output[8192];
	const char *samples = compile_samples_path();
	void *loaded;

	snprintf(words, sizeof(words), "queries queries.h queries.c %s/queries.sql", samples);
	ck_assert_msg(compile_run(words, output, sizeof(output)) == 0, "%s", output);
	snprintf(words, sizeof(words),
	         "templates --root '%s/templates' --queries '%s/queries.sql' -- templates.h "
	         "templates.c $(find '%s/templates' -name '*.mustache' | sort)",
	         samples, samples, samples);
	ck_assert_msg(compile_run(words, output, sizeof(output)) == 0, "%s", output);
	snprintf(words, sizeof(words),
	         "-std=gnu11 -g0 -Wall -Wextra -Wshadow -Wconversion -Wformat=2 -Werror -fPIC "
	         "-shared "
	         "-Wl,-z,lazy -I'%s/include' -o samples.so queries.c templates.c",
	         source);
	ck_assert_msg(compile_cc(words, output, sizeof(output)) == 0, "%s", output);
	snprintf(words, sizeof(words), "%s/samples.so", folder);
	/* Lazy: the functions of src/db that the queries call are not here, and not called. */
	loaded = dlopen(words, RTLD_LAZY | RTLD_LOCAL);
	ck_assert_msg(loaded != NULL, "%s", dlerror());
	return loaded;
}
