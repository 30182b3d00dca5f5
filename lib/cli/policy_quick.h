/* SPDX-License-Identifier: GPL-2.0 OR Linux-OpenIB */
/* What a policy allows, worked out before anybody asks. */
#ifndef RUAPI_CLI_POLICY_QUICK_H
#define RUAPI_CLI_POLICY_QUICK_H

#include "policy_tables.h"

/* From the heads and matches of @tables. */
void policy_quick_compile(struct policy_tables *tables,
			  const struct policy_file *file);

#endif /* RUAPI_CLI_POLICY_QUICK_H */
