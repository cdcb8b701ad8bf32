/* Pages of ways on: the registers beside the cases, and how the practice is set up. */
#include "pages.h"

#include "base/banned.h"

int hub_registers_page(struct visit *v)
{
	if (visit_read(v) < 0)
		return -1;
	visit_section(v, "registers");
	return visit_page(v, &template_hub_registers);
}

int hub_setup_page(struct visit *v)
{
	if (visit_read(v) < 0)
		return -1;
	visit_section(v, "setup");
	return visit_page(v, &template_hub_setup);
}
