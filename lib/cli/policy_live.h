/* SPDX-License-Identifier: GPL-2.0 OR Linux-OpenIB */
/* The policy that the kernel has: what is pinned in the BPF file system. */
#ifndef RUAPI_CLI_POLICY_LIVE_H
#define RUAPI_CLI_POLICY_LIVE_H

#include "policy_tables.h"

/**
 * struct policy_live - a policy of the kernel's
 * @info: the whole
 * @text: its file
 * @sections: of @info.sections
 * @rules: of @info.rules
 * @number: of its folder
 * @count: policies that hold: more than one if a load was killed in the middle
 */
struct policy_live {
	struct policy_info info;
	char *text;
	struct policy_section *sections;
	struct policy_rule *rules;
	unsigned long number;
	unsigned int count;
};

/*
 * All of these complain, and return 0 or a negative errno; -ENOENT, without a
 * complaint, if there is no policy.
 */
int policy_live_open(struct policy_live *live);
void policy_live_close(struct policy_live *live);
/* Takes the place of whatever policy there was. */
int policy_live_load(const struct policy_file *file,
		     const struct policy_tables *tables, const char *name,
		     const char *text);
int policy_live_remove(void);

/**
 * struct policy_opinion - what the kernel would say
 * @verdict: enum policy_verdict
 * @section: whose
 * @rule: which line said so, 0: none, it is the section's default
 * @limit: first line that limits it, 0: none
 */
struct policy_opinion {
	int verdict;
	uint32_t section;
	uint32_t rule;
	uint32_t limit;
};

int policy_live_judge(const struct policy_live *live,
		      struct policy_request *req, const char *cgroup,
		      struct policy_opinion *opinion);

typedef void policy_denial_fn(void *to, const struct policy_denial *denial);

/* Calls @fn for each denial, until the policy is gone. */
int policy_live_watch(const struct policy_live *live, policy_denial_fn *fn,
		      void *to);

/* Line @number of @live's text, without what surrounds it; to be freed. */
char *policy_live_line(const struct policy_live *live, unsigned int number);

#endif /* RUAPI_CLI_POLICY_LIVE_H */
