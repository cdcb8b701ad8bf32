/* Collecting what a page prints. */
#include "view/view.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "supply.h"

#include "base/banned.h"

struct html html_escaped(struct arena *a, const char *text)
{
	struct str s = str_new(a);

	escape_html(&s, text);
	return (struct html){ s.data };
}

struct view *view_new(struct arena *a)
{
	struct view *v = arena_alloc(a, sizeof(*v));

	v->arena = a;
	return v;
}

void view_rows(struct view *v, const struct rows *r)
{
	size_t i;

	if (!r)
		return;
	for (i = 0; i < v->n_rows; i++) {
		if (v->rows[i]->query == r->query) {
			v->rows[i] = r;
			return;
		}
	}
	if (v->n_rows == v->rows_room) {
		v->rows_room = v->rows_room ? 2 * v->rows_room : 16;
		v->rows = arena_grow(v->arena, v->rows, v->n_rows * sizeof(*v->rows),
		                     v->rows_room * sizeof(*v->rows));
	}
	v->rows[v->n_rows++] = r;
}

static void set_value(struct view *v, const char *name, enum value_kind kind, const char *text)
{
	size_t i;

	for (i = 0; i < v->n_values && strcmp(v->values[i].name, name) != 0; i++)
		;
	if (i == v->n_values && i == v->values_room) {
		v->values_room = v->values_room ? 2 * v->values_room : 16;
		v->values = arena_grow(v->arena, v->values, v->n_values * sizeof(*v->values),
		                       v->values_room * sizeof(*v->values));
	}
	v->n_values += i == v->n_values;
	v->values[i] = (struct value){ name, text ? text : "", kind };
}

void view_text(struct view *v, const char *name, const char *text)
{
	set_value(v, name, IS_TEXT, text);
}

void view_whole(struct view *v, const char *name, int64_t number)
{
	set_value(v, name, IS_WHOLE, arena_printf(v->arena, "%" PRId64, number));
}

void view_flag(struct view *v, const char *name, bool is)
{
	set_value(v, name, IS_FLAG, is ? "t" : "f");
}

void view_html(struct view *v, const char *name, struct html html)
{
	set_value(v, name, IS_HTML, html.markup);
}

void view_form(struct view *v, struct form_view form)
{
	v->form = form;
}
