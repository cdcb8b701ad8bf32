/* What a view was supplied with: shared by view.c, which collects it, and render.c, which prints
 * it. */
#ifndef SRC_VIEW_SUPPLY_H
#define SRC_VIEW_SUPPLY_H

#include "view/view.h"

enum value_kind { IS_TEXT, IS_WHOLE, IS_FLAG, IS_HTML };

struct value {
	const char *name;
	const char *text;
	enum value_kind kind;
};

struct view {
	struct arena *arena;
	const struct rows **rows;
	size_t n_rows;
	size_t rows_room;
	struct value *values;
	size_t n_values;
	size_t values_room;
	struct form_view form;
};

#endif
