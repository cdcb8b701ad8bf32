/* The first page after signing in: what is new, what waits, what came of what one logged. */
#include "pages.h"

#include "base/banned.h"

int home_page(struct visit *v)
{
	read_home_notices(v->batch);
	read_home_tasks(v->batch);
	read_home_reported(v->batch);
	read_home_policies(v->batch);
	if (visit_read(v) < 0)
		return -1;
	visit_section(v, "home");
	return visit_page(v, &template_home_show);
}
