// SPDX-License-Identifier: GPL-2.0 OR Linux-OpenIB
/*
 * HCAs that somebody has made on a netdev, by 'rdma link add': when it moves to another
 * network namespace their drivers give them up.  So they are made again there, by the
 * same name.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <rdma/ib_user_ioctl_verbs.h>
#include "complain.h"
#include "hook_soft.h"
#include "hook_tool.h"
#include "text.h"

/* The port of UDP that RoCE has, 4791, as /proc/net/udp writes it. */
#define ROCE_PORT ":12B7 "

static const struct soft {
	uint32_t driver_id;
	const char *type;
} softs[] = {
	{ RDMA_DRIVER_RXE, "rxe" },
	{ RDMA_DRIVER_SIW, "siw" },
};

#define NUM_SOFTS (sizeof(softs) / sizeof(softs[0]))

const char *soft_type(uint32_t driver_id)
{
	unsigned int i;

	for (i = 0; i < NUM_SOFTS; i++)
		if (softs[i].driver_id == driver_id)
			return softs[i].type;
	return NULL;
}

const char *soft_type_named(const char *name)
{
	unsigned int i;

	for (i = 0; i < NUM_SOFTS; i++)
		if (!strcmp(softs[i].type, name))
			return softs[i].type;
	return NULL;
}

int soft_remove(int netns, const char *name)
{
	char *path = xprintf("/sys/class/infiniband/%s", name);
	char *line = xprintf("link delete %s\n", name);
	int ret = 0;

	if (!access(path, F_OK))
		ret = tool_run(netns, "rdma", line);
	if (ret == -ETIMEDOUT)
		complain("hook: %s is in use by programs of /dev/infiniband, for which 'rdma link delete' waits",
			 name);
	free(line);
	free(path);
	return ret;
}

/*
 * Before Linux 7 rxe can be made in any network namespace, and receives in the first one
 * only.
 */
static int listens(pid_t pid)
{
	char *path = xprintf("/proc/%d/net/udp", (int)pid);
	FILE *in = fopen(path, "re");
	int found = 0;
	char line[256];

	while (in && !found && fgets(line, sizeof(line), in))
		found = !!strstr(line, ROCE_PORT);
	if (in)
		fclose(in);
	free(path);
	return found;
}

int soft_make(int netns, pid_t pid, const char *name, const char *type,
	      const char *netdev)
{
	char *line = xprintf("link add %s type %s netdev %s\n", name, type, netdev);
	int ret = tool_run(netns, "rdma", line);

	free(line);
	if (ret || strcmp(type, "rxe") || listens(pid))
		return ret;
	complain("hook: %s: rxe of this kernel works in the first network namespace only, since Linux 7 in all",
		 name);
	return -EOPNOTSUPP;
}
