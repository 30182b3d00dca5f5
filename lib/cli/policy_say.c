// SPDX-License-Identifier: GPL-2.0 OR Linux-OpenIB
/* What several commands say of a policy. */
#include <errno.h>
#include <stdlib.h>
#include "complain.h"
#include "policy_say.h"
#include "text.h"

int policy_open(struct policy_live *live)
{
	const int ret = policy_live_open(live);

	if (ret == -ENOENT)
		complain("policy: there is none");
	return ret;
}

const char *policy_section_name(const struct policy_section *section)
{
	return *section->path ? section->path : "other cgroups";
}

char *policy_decided_by(const struct policy_live *live, uint32_t section,
			uint32_t rule)
{
	const struct policy_section *s = &live->sections[section];
	const unsigned int line = rule ? live->rules[rule].line : s->line;
	char *text, *all;

	if (!line)
		return xprintf("no line applies, and without 'default' that is %s",
			       s->verdict == POLICY_ALLOW ? "allowed" : "denied");
	text = policy_live_line(live, line);
	all = xprintf("%s:%u: %s", live->info.file, line, printable(text));
	free(text);
	return all;
}
