// SPDX-License-Identifier: GPL-2.0 OR Linux-OpenIB
/* Loading the policy, and its rules. */
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include "rules.h"

struct policy *policy;

void policy_start(void)
{
	struct stat st;

	policy = policy__open();
	if (!policy)
		bail_out("the policy cannot be opened: %m");
	if (stat(RUAPI_DEVICE_PATH, &st))
		bail_out("%s: %m", RUAPI_DEVICE_PATH);
	/* As the kernel has it. */
	policy->bss->node = major(st.st_rdev) << 20 | minor(st.st_rdev);
	if (policy__load(policy))
		bail_out("the policy cannot be loaded: %m");
	if (policy__attach(policy))
		bail_out("the policy cannot be attached: %m");
}

void policy_end(void)
{
	policy__destroy(policy);
}

void deny(uint32_t object, uint32_t action, uint32_t device, uint64_t cgroup)
{
	policy->bss->rules[0] = (struct policy_rule){
		.cgroup = cgroup,
		.object = object,
		.action = action,
		.device = device,
		.used = 1,
	};
}

void allow_all(void)
{
	policy->bss->rules[0].used = 0;
}

uint32_t seen(uint32_t object, uint32_t action)
{
	return policy->bss->seen[object][action];
}
