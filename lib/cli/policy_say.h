/* SPDX-License-Identifier: GPL-2.0 OR Linux-OpenIB */
/* What several commands say of a policy. */
#ifndef RUAPI_CLI_POLICY_SAY_H
#define RUAPI_CLI_POLICY_SAY_H

#include "policy_live.h"

/* As policy_live_open(); complains if there is none. */
int policy_open(struct policy_live *live);
/* The cgroup of a section, or "other cgroups". */
const char *policy_section_name(const struct policy_section *section);
/* "FILE:LINE: TEXT" of the line that decided; to be freed. */
char *policy_decided_by(const struct policy_live *live, uint32_t section,
			uint32_t rule);

#endif /* RUAPI_CLI_POLICY_SAY_H */
