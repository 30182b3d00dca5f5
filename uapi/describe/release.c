// SPDX-License-Identifier: GPL-2.0 OR Linux-OpenIB
/* The table of what a release has. */
#include "describe.h"
#include "released.h"

void released_source(FILE *out)
{
	struct action action;
	struct member m;
	unsigned int last;

	fprintf(out, "// " SPDX_LINE "\n", '-');
	fputs("/*\n * What the latest release of the library had: the target abi-release writes this\n"
	      " * anew (docs/stability.md).\n */\n"
	      "#include <stddef.h>\n#include \"released.h\"\n\n"
	      "const struct released released_actions[] = {\n", out);
	for_each_action(action) {
		last = 0;
		for_each_member(&action, m)
			last = m.id;
		fprintf(out, "\t{ \"%s\", %u },\n", action.title, last);
	}
	fputs("\t{ NULL, 0 },\n};\n", out);
}
