// SPDX-License-Identifier: GPL-2.0 OR Linux-OpenIB
/* rdma-uapi policy, where it could not be built. */
#include <errno.h>
#include "cli.h"
#include "policy_load.h"

int policy_load_container(const char *id, const char *cgroup, const char *line)
{
	(void)id;
	(void)cgroup;
	/* There is none to take away. */
	if (!line)
		return 0;
	complain("hook: this rdma-uapi was built without policies: --no-policy?");
	return -EOPNOTSUPP;
}

static int run_policy(struct args *args)
{
	(void)args;
	complain("policy: this rdma-uapi was built without: it takes clang, bpftool and libbpf-dev");
	return EXIT_FAILED;
}

const struct command policy_command = {
	.name = "policy",
	.help = "not in this build: it takes clang, bpftool and libbpf-dev",
	.run = run_policy,
};
