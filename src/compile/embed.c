/* candour-compile embed: files as C arrays, sorted by name. */
#include "compile.h"

#include <stdlib.h>
#include <string.h>

#include "base/banned.h"

static int by_path(const void *a, const void *b)
{
	return strcmp(((const struct source *)a)->path, ((const struct source *)b)->path);
}

int compile_embed(struct arena *a, int argc, char **argv)
{
	struct source *files = NULL;
	size_t count = 0, i;
	struct str header = str_new(a), code = str_new(a);

	for (i = 2; i < (size_t)argc; i++) {
		struct source file = { 0 };

		if (source_read(a, argv[i], &file) == 0)
			*(struct source *)array_more(a, &files, &count, sizeof(file)) = file;
	}
	if (complaints())
		return -1;
	if (count)
		qsort(files, count, sizeof(*files), by_path);

	c_header_start(&header, "GEN_EMBEDDED_H", "Files that are part of the program.");
	str_add(&header, "#include \"base/embed.h\"\n\n"
	                 "extern const struct embedded_file embedded_files[]; /* by name */\n"
	                 "extern const size_t embedded_files_count;\n\n#endif\n");
	c_header_start(&code, NULL, "Files that are part of the program.");
	str_add(&code, "#include \"base/embed.h\"\n\n"
	               "extern const struct embedded_file embedded_files[];\n"
	               "extern const size_t embedded_files_count;\n\n"
	               "const struct embedded_file embedded_files[] = {\n");
	for (i = 0; i < count; i++) {
		str_add(&code, "\t{\n\t\t.name = ");
		c_literal_line(&code, files[i].path);
		str_add(&code, ",\n\t\t.text =\n");
		c_literal(&code, "\t\t\t", files[i].text, files[i].size);
		str_addf(&code, ",\n\t\t.size = %zu,\n\t},\n", files[i].size);
	}
	str_addf(&code, "\t{ NULL, NULL, 0 },\n};\nconst size_t embedded_files_count = %zu;\n",
	         count);
	return source_write(argv[0], &header) | source_write(argv[1], &code);
}
