/* SPDX-License-Identifier: GPL-2.0 OR Linux-OpenIB */
/* The maps of a policy's program. */
#ifndef RUAPI_CLI_POLICY_FILL_H
#define RUAPI_CLI_POLICY_FILL_H

#include "policy_tables.h"

struct policy_bpf;

/* Before it is loaded. */
void policy_fill_sizes(struct policy_bpf *bpf, const struct policy_file *file,
		       const struct policy_tables *t, const char *text);
/* Afterwards; 0 or a negative errno. */
int policy_fill(struct policy_bpf *bpf, const struct policy_file *file,
		const struct policy_tables *t, const char *name, const char *text);

#endif /* RUAPI_CLI_POLICY_FILL_H */
