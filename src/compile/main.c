/* candour-compile: the three modes. */
#include "compile.h"

#include <stdio.h>
#include <string.h>

#include "base/banned.h"

static const char usage[] = "usage: candour-compile queries OUT.h OUT.c FILES...\n"
                            "       candour-compile templates [--root DIR] --queries SQLFILES... "
                            "-- OUT.h OUT.c FILES...\n"
                            "       candour-compile embed OUT.h OUT.c FILES...\n";

static int compile_queries(struct arena *a, int argc, char **argv)
{
	struct queries queries = { 0 };
	struct str header = str_new(a), code = str_new(a);
	int i;

	for (i = 2; i < argc; i++) {
		struct source file;

		if (source_read(a, argv[i], &file) == 0)
			queries_parse(a, &file, &queries);
	}
	queries_check_constants(a, &queries);
	if (complaints())
		return -1;
	queries_emit(a, &queries, &header, &code, file_name(argv[0]));
	return source_write(argv[0], &header) | source_write(argv[1], &code);
}

int main(int argc, char **argv)
{
	struct arena *a = arena_new();
	int rc;

	if (argc >= 4 && strcmp(argv[1], "queries") == 0) {
		rc = compile_queries(a, argc - 2, argv + 2);
	} else if (argc >= 4 && strcmp(argv[1], "embed") == 0) {
		rc = compile_embed(a, argc - 2, argv + 2);
	} else if (argc >= 4 && strcmp(argv[1], "templates") == 0) {
		rc = compile_templates(a, argc - 2, argv + 2);
	} else {
		fputs(usage, stderr);
		rc = -1;
	}
	arena_free(a);
	return rc ? 1 : 0;
}
