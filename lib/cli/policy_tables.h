/* SPDX-License-Identifier: GPL-2.0 OR Linux-OpenIB */
/* A policy as the kernel has it: what is tried for which action. */
#ifndef RUAPI_CLI_POLICY_TABLES_H
#define RUAPI_CLI_POLICY_TABLES_H

#include "policy_file.h"

/**
 * struct policy_tables - contents of the maps
 * @heads: POLICY_HEADS for each section
 * @num_heads: entries of @heads
 * @matches: what heads say where to find
 * @num_matches: entries of @matches
 * @rules: lines, from 1 on
 * @num_rules: entries of @rules
 * @buckets: of limits
 * @num_buckets: entries of @buckets
 */
struct policy_tables {
	struct policy_head *heads;
	unsigned int num_heads;
	struct policy_match *matches;
	unsigned int num_matches;
	struct policy_rule *rules;
	unsigned int num_rules;
	struct policy_bucket *buckets;
	unsigned int num_buckets;
};

/* 0, or -EINVAL and @error says why. */
int policy_compile(struct policy_tables *tables, const struct policy_file *file,
		   struct policy_error *error);
void policy_tables_free(struct policy_tables *tables);

#endif /* RUAPI_CLI_POLICY_TABLES_H */
