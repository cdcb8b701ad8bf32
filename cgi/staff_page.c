/* Who signs in, with which roles, and what a role may do (U-6). Changes are made by `candour user`.
 */
#include "pages.h"

#include "base/banned.h"

int staff_page(struct visit *v)
{
	read_staff_list(v->batch);
	read_staff_roles(v->batch);
	read_staff_rights(v->batch);
	if (visit_read(v) < 0)
		return -1;
	visit_section(v, "setup");
	visit_back(v, "Set-up", "/setup");
	return visit_page(v, &template_staff_list);
}
