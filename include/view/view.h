/* Printing pages: compiled templates rendered over rows, values and a form.
 *
 * Templates are compiled at build (src/compile) into arrays of operations; names are already
 * resolved to columns, so rendering only walks the array. Everything printed is escaped in all five
 * characters unless its type is html, which only this floor makes (struct html).
 * templates/README.md has the language.
 */
#ifndef VIEW_VIEW_H
#define VIEW_VIEW_H

#include <stdbool.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/rows.h"
#include "base/str.h"
#include "view/format.h"

struct template;

/* Markup that is known to be safe: made by chart.c, or by html_escaped. */
struct html {
	const char *markup;
};
struct html html_escaped(struct arena *a, const char *text);

/* How a view asks for a form without knowing src/http: filled by cgi. */
struct form_view {
	const void *form; /* NULL: no form: every field is "" and without error */
	const char *(*typed)(const void *form, const char *name);
	bool (*typed_is)(const void *form, const char *field, const char *value);
	const char *(*error)(const void *form, const char *field);
	size_t (*error_count)(const void *form);
	void (*error_at)(const void *form, size_t i, const char **ret_field,
	                 const char **ret_sentence);
};

/* What one page prints. Names and texts are borrowed; the arena outlives the view. Setting a name
 * again replaces it. */
struct view;
struct view *view_new(struct arena *a);
void view_rows(struct view *v, const struct rows *r);               /* found by r->query */
void view_text(struct view *v, const char *name, const char *text); /* text NULL: "" */
void view_whole(struct view *v, const char *name, int64_t number);
void view_flag(struct view *v, const char *name, bool is);
void view_html(struct view *v, const char *name, struct html html);
void view_form(struct view *v, struct form_view form);

/* Appends the page, inside its layout when it has one. 0; or -1, with nothing appended, when a
 * query or value that the template declares (without "?") was not supplied, or a value is not of
 * the declared type: *ret_missing (may be NULL) is its name. That is a fault of ours, never the
 * user's. */
int view_render(const struct view *v, const struct template *t, struct str *out,
                const char **ret_missing);

/* Appends one block of a template that has no layout as a single line, line breaks turned to
 * spaces: the subject of a mail. A block that is not there prints nothing. Fails as view_render. */
int view_render_line(const struct view *v, const struct template *t, const char *block,
                     struct str *out, const char **ret_missing);

#endif
