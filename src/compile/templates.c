/* candour-compile templates: one run over all templates. */
#include "template.h"

#include <string.h>

#include "base/banned.h"

struct template *templates_find(const struct templates *set, const char *name)
{
	size_t i;

	for (i = 0; i < set->count; i++) {
		if (strcmp(set->list[i]->name, name) == 0)
			return set->list[i];
	}
	return NULL;
}

/* templates/case/show.mustache -> case/show. NULL for files that are none of ours. */
static const char *template_name(struct arena *a, const char *path, const char *root)
{
	static const char end[] = ".mustache";
	size_t len, end_len = strlen(end);
	const char *name = path, *found;

	if (root && text_starts(path, root)) {
		name = path + strlen(root);
		name += strspn(name, "/");
	} else if (text_starts(path, "templates/")) {
		name = path + strlen("templates/");
	} else {
		while ((found = strstr(name, "/templates/")) != NULL)
			name = found + strlen("/templates/");
	}
	len = strlen(name);
	if (text_starts(name, "static/"))
		return NULL;
	if (len <= end_len || strcmp(name + len - end_len, end) != 0)
		return NULL;
	return arena_text_n(a, name, len - end_len);
}

static const char *template_id(struct arena *a, const char *name)
{
	char *id = arena_text(a, name), *c;

	for (c = id; *c; c++) {
		if (*c == '/' || *c == '-' || *c == '.')
			*c = '_';
	}
	return id;
}

/* Whether {{! text }} stands in it: known before expanding, since partials and layouts are asked.
 */
static bool says_text(struct arena *a, const struct source *source)
{
	const char *c = source->text;

	while ((c = strstr(c, "{{!")) != NULL) {
		const char *end = strstr(c, "}}");

		if (!end)
			return false;
		if (strcmp(text_trim(a, arena_text_n(a, c + 3, (size_t)(end - c - 3))), "text") ==
		    0)
			return true;
		c = end;
	}
	return false;
}

static int add_source(struct templates *set, const struct source *source, const char *root)
{
	struct place at = { .path = source->path };
	struct template *t = arena_alloc(set->a, sizeof(*t));
	size_t i;

	t->source = source;
	t->name = template_name(set->a, source->path, root);
	if (!t->name)
		return 0;
	t->id = template_id(set->a, t->name);
	t->is_layout = text_starts(t->name, "layout/");
	t->is_partial = text_starts(t->name, "partial/");
	t->is_text = says_text(set->a, source);
	if (!text_is_utf8(source->text, source->size))
		return complain(at, "is not UTF-8 text");
	if (!is_name(t->id))
		return complain(at,
		                "the name makes no name of C: lower case, digits, - and _ only");
	for (i = 0; i < set->count; i++) {
		if (strcmp(set->list[i]->id, t->id) == 0)
			return complain(at, "template_%s would stand for %s too", t->id,
			                set->list[i]->source->path);
	}
	*(struct template **)array_more(set->a, &set->list, &set->count, sizeof(t)) = t;
	return 0;
}

int templates_build(struct arena *a, const struct queries *queries, const struct source *sources,
                    size_t count, const char *root, const char *header_name, struct str *header,
                    struct str *code)
{
	struct templates set = { .a = a, .queries = queries };
	size_t i;
	int pages, before = complaints();

	for (i = 0; i < count; i++)
		add_source(&set, &sources[i], root);
	/* Layouts first: pages inherit what they declare and ask for. */
	for (pages = 0; pages <= 1; pages++) {
		for (i = 0; i < set.count; i++) {
			struct template *t = set.list[i];

			if (t->is_partial || t->is_layout == (pages == 1))
				continue;
			if (template_expand(&set, t) < 0)
				continue;
			template_inherit(&set, t);
			if (template_resolve(&set, t) == 0)
				template_join(a, t);
		}
	}
	if (complaints() > before)
		return -1;
	templates_emit(&set, header_name, header, code);
	return 0;
}

int compile_templates(struct arena *a, int argc, char **argv)
{
	struct queries queries = { 0 };
	struct source *sources = NULL;
	const char *root = NULL;
	struct str header = str_new(a), code = str_new(a);
	struct place at = { .path = "candour-compile templates" };
	size_t count = 0;
	int i = 0;

	if (i + 1 < argc && strcmp(argv[i], "--root") == 0) {
		root = argv[i + 1];
		i += 2;
	}
	if (i < argc && strcmp(argv[i], "--queries") == 0)
		i++;
	for (; i < argc && strcmp(argv[i], "--") != 0; i++) {
		struct source file;

		if (source_read(a, argv[i], &file) == 0)
			queries_parse(a, &file, &queries);
	}
	if (argc - i < 3)
		return complain(at, "-- OUT.h OUT.c FILES... are missing");
	argv += i + 1;
	argc -= i + 1;
	for (i = 2; i < argc; i++) {
		struct source file;

		if (source_read(a, argv[i], &file) == 0)
			*(struct source *)array_more(a, &sources, &count, sizeof(file)) = file;
	}
	if (complaints() || templates_build(a, &queries, sources, count, root, file_name(argv[0]),
	                                    &header, &code) < 0)
		return -1;
	return source_write(argv[0], &header) | source_write(argv[1], &code);
}
