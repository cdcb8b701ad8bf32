/* candour report. */
#include "cli.h"

#include "base/banned.h"

int cli_report(int argc, char **argv)
{
	(void)argc;
	(void)argv;
	return cli_usage("report monitoring --practice CODE --from D --to D --format csv|json");
}
