/* SPDX-License-Identifier: GPL-2.0 OR Linux-OpenIB */
/* The file of a policy: what rdma-uapi-policy(8) says about it. */
#ifndef RUAPI_CLI_POLICY_FILE_H
#define RUAPI_CLI_POLICY_FILE_H

#include <stddef.h>
#include <stdint.h>
#include "policy_map.h"

/**
 * struct policy_method - actions that a driver defines
 * @any_driver: of all drivers
 * @any_object: all of the driver
 * @any_action: all of the object
 * @driver: driver_id
 * @object: object
 * @action: action
 */
struct policy_method {
	int any_driver;
	int any_object;
	int any_action;
	uint32_t driver;
	uint16_t object;
	uint16_t action;
};

/**
 * struct policy_line - a line that allows, denies or limits
 * @number: of the line in the file
 * @section: its section
 * @verdict: enum policy_verdict
 * @has_actions: it says which actions
 * @others: those that this tool does not know as well
 * @actions: a bit each
 * @methods: those of drivers that it names
 * @num_methods: entries of @methods
 * @devices: names, padded with zeroes
 * @num_devices: entries of @devices
 * @drivers: driver_ids
 * @num_drivers: entries of @drivers
 * @pkeys: P_Keys
 * @num_pkeys: entries of @pkeys
 * @ports: a bit each
 * @ucaps: a bit each
 * @interval: ns for one token
 * @burst: tokens
 */
struct policy_line {
	unsigned int number;
	unsigned int section;
	enum policy_verdict verdict;
	int has_actions;
	int others;
	uint64_t actions[POLICY_OBJECTS];
	struct policy_method *methods;
	unsigned int num_methods;
	char (*devices)[POLICY_NAME];
	unsigned int num_devices;
	uint32_t *drivers;
	unsigned int num_drivers;
	uint16_t *pkeys;
	unsigned int num_pkeys;
	uint64_t ports;
	uint64_t ucaps;
	uint64_t interval;
	uint64_t burst;
};

/**
 * struct policy_file - a policy
 * @sections: cgroups; the first one is of those that the others are not about
 * @num_sections: entries of @sections
 * @lines: in their order
 * @num_lines: entries of @lines
 */
struct policy_file {
	struct policy_section *sections;
	unsigned int num_sections;
	struct policy_line *lines;
	unsigned int num_lines;
};

/**
 * struct policy_error - what is wrong with a file
 * @line: number
 * @word: which word of it, "": none
 * @text: why
 */
struct policy_error {
	unsigned int line;
	char word[64];
	char text[256];
};

/* 0, or -EINVAL and @error says why.  @text is read only. */
int policy_parse(struct policy_file *file, const char *text,
		 struct policy_error *error);
void policy_free(struct policy_file *file);

/* The section of a cgroup: that of the nearest of its ancestors and itself. */
uint32_t policy_section_of(const struct policy_section *sections,
			   unsigned int count, const char *path);

#endif /* RUAPI_CLI_POLICY_FILE_H */
