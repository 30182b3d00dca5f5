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
 * @quick: for each of @heads what is known before: POLICY_WALK, POLICY_ALWAYS, or which
 *	of @cells is that of the first class
 * @cells: one for each class of devices
 * @num_cells: entries of @cells
 * @names: of devices that matches name, padded with zeroes
 * @num_names: entries of @names
 * @drivers: driver_ids that matches name
 * @num_drivers: entries of @drivers
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
	uint32_t *quick;
	struct policy_cell *cells;
	unsigned int num_cells;
	uint64_t (*names)[POLICY_NAME / 8];
	unsigned int num_names;
	uint32_t *drivers;
	unsigned int num_drivers;
};

/* 0, or -EINVAL and @error says why. */
int policy_compile(struct policy_tables *tables, const struct policy_file *file,
		   struct policy_error *error);
void policy_tables_free(struct policy_tables *tables);

#endif /* RUAPI_CLI_POLICY_TABLES_H */
