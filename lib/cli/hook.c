// SPDX-License-Identifier: GPL-2.0 OR Linux-OpenIB
/*
 * rdma-uapi hook: an OCI hook, which puts the netdevs of ports where a container is,
 * and takes care that it gets no further than these ports (policy).
 */
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <rdma_uapi/rdma_uapi.h>
#include "cli.h"
#include "grant_net.h"
#include "hook_netdev.h"
#include "oci_state.h"
#include "policy_load.h"

/* More than runtimes write. */
#define MAX_STATE (1 << 20)

enum { HOOK_DEVICE, HOOK_PORT, HOOK_PKEY, HOOK_NO_POLICY, HOOK_NO_NETDEV };

/**
 * struct hook - what it is to do
 * @device: name of the HCA
 * @port: of its ports, 0: all of them
 * @pkey: only this P_Key of the port, which is granted instead of a netdev, 0: no
 * @no_policy: leave the policy alone
 * @no_netdev: leave netdevs alone
 * @state: of the container
 */
struct hook {
	const char *device;
	uint32_t port;
	uint16_t pkey;
	int no_policy;
	int no_netdev;
	struct oci_state state;
};

static int find_device(int fd, const char *name, struct ruapi_device_info *info)
{
	struct ruapi_device_info *devices;
	uint32_t i, count;
	int ret;

	ret = ruapi_device_list_all(fd, &devices, &count);
	if (ret) {
		complain_call(RUAPI_OBJ_DEVICE, RUAPI_LIST, ret);
		return ret;
	}
	for (i = 0; i < count; i++)
		if (!strncmp(devices[i].name, name, sizeof(devices[i].name)))
			break;
	if (i < count)
		*info = devices[i];
	else
		complain("hook: there is no device '%s'", name);
	free(devices);
	return i < count ? 0 : -ENODEV;
}

static int give_netdevs(const struct hook *hook)
{
	struct ruapi_device_info info;
	uint32_t port, first, last;
	int fd, ret;

	netdev_reclaim_dead();
	fd = open_device();
	if (fd < 0)
		return fd;
	ret = find_device(fd, hook->device, &info);
	first = hook->port ? hook->port : 1;
	last = hook->port ? hook->port : info.num_ports;
	for (port = first; !ret && port <= last; port++)
		ret = netdev_give(fd, &info, port, hook->state.id,
				  hook->state.pid);
	close(fd);
	return ret;
}

/* It ends with the container: its network namespace has nobody else. */
static int give_pkey(const struct hook *hook)
{
	const struct grant_what what = {
		.device = hook->device,
		.port = hook->port,
		.pkey = hook->pkey,
	};
	char *net = xprintf("%d", (int)hook->state.pid);
	const int ret = grant_give(&what, net);

	free(net);
	return ret;
}

/* The cgroup2 path of the container; to be freed. */
static char *container_cgroup(pid_t pid)
{
	char *name = xprintf("/proc/%d/cgroup", (int)pid);
	FILE *in = fopen(name, "re");
	char *line = NULL, *path = NULL;
	size_t size = 0;

	while (in && !path && getline(&line, &size, in) > 0)
		if (!strncmp(line, "0::/", 4)) {
			line[strcspn(line, "\n")] = '\0';
			path = xprintf("%s", line + 3);
		}
	if (in)
		fclose(in);
	free(line);
	free(name);
	if (path && path[1])
		return path;
	complain("hook: the container has no cgroup of version 2 to write a policy about");
	free(path);
	return NULL;
}

static int give_policy(const struct hook *hook)
{
	char *cgroup = container_cgroup(hook->state.pid);
	char *line;
	int ret;

	if (!cgroup)
		return -EINVAL;
	if (hook->pkey)
		line = xprintf("allow device %s port %" PRIu32 " pkey 0x%x",
			       hook->device, hook->port, hook->pkey);
	else if (hook->port)
		line = xprintf("allow device %s port %" PRIu32, hook->device,
			       hook->port);
	else
		line = xprintf("allow device %s", hook->device);
	ret = policy_load_container(hook->state.id, cgroup, line);
	free(line);
	free(cgroup);
	return ret;
}

/* All or nothing: a container that gets half of it is not started. */
static int on_create(const struct hook *hook)
{
	int ret = 0;

	if (!hook->state.pid) {
		complain("hook: the state of the container has no pid");
		return -EINVAL;
	}
	/* The policy first: there is no moment without. */
	if (!hook->no_policy)
		ret = give_policy(hook);
	if (!ret && hook->pkey)
		ret = give_pkey(hook);
	else if (!ret && !hook->no_netdev)
		ret = give_netdevs(hook);
	if (!ret)
		return 0;
	if (!hook->no_netdev)
		netdev_take_back(hook->state.id, 0);
	if (!hook->no_policy)
		policy_load_container(hook->state.id, NULL, NULL);
	return ret;
}

static int on_stop(const struct hook *hook)
{
	int ret = 0;

	if (!hook->no_netdev)
		ret = netdev_take_back(hook->state.id, 1);
	if (!hook->no_policy)
		ret = policy_load_container(hook->state.id, NULL, NULL) ? : ret;
	return ret;
}

static int read_state(struct oci_state *state)
{
	char *text = xalloc(MAX_STATE + 1);
	const size_t len = fread(text, 1, MAX_STATE, stdin);
	int ret;

	text[len] = '\0';
	ret = oci_state_parse(state, text);
	if (ret)
		complain("hook: standard input has no state of a container, as OCI runtimes write it");
	free(text);
	return ret;
}

static int take_option(struct hook *hook, struct args *args, int option)
{
	unsigned long pkey;
	char *end;

	switch (option) {
	case HOOK_DEVICE:
		hook->device = args->value;
		return 0;
	case HOOK_PORT:
		hook->port = strtoul(args->value, &end, 10);
		if (*end || !hook->port || hook->port > 63)
			return args_wrong(args, "--port takes a number from 1 to 63");
		return 0;
	case HOOK_PKEY:
		pkey = strtoul(args->value, &end, 0);
		if (*end || pkey > UINT16_MAX || !(pkey & 0x7fff))
			return args_wrong(args, "--pkey takes a P_Key, e.g. 0x8001");
		hook->pkey = pkey;
		return 0;
	case HOOK_NO_POLICY:
		hook->no_policy = 1;
		return 0;
	default:
		hook->no_netdev = 1;
		return 0;
	}
}

static int run_hook(struct args *args)
{
	struct hook hook = { .device = NULL };
	const char *when = NULL;
	int ret;

	while ((ret = args_next(args)) != ARG_END) {
		if (ret == ARG_STOP)
			return args->status;
		if (ret == ARG_WORD)
			when = args->value;
		else if (take_option(&hook, args, ret))
			return EXIT_USAGE;
	}
	if (!hook.device)
		return args_wrong(args, "which --device?");
	if (hook.pkey && !hook.port)
		return args_wrong(args, "a P_Key is of a --port");
	if (!when || (strcmp(when, "createRuntime") && strcmp(when, "poststop")))
		return args_wrong(args, "createRuntime or poststop?");
	if (read_state(&hook.state))
		return EXIT_FAILED;
	ret = strcmp(when, "poststop") ? on_create(&hook) : on_stop(&hook);
	return ret ? EXIT_FAILED : EXIT_OK;
}

const struct command hook_command = {
	.name = "hook",
	.words = "createRuntime|poststop",
	.help = "an OCI hook: netdevs and policy for a container",
	.options = (const struct option[]) {
		[HOOK_DEVICE] = { "--device", "DEVICE", "an HCA for the container" },
		[HOOK_PORT] = { "--port", "N", "only this port of it" },
		[HOOK_PKEY] = { "--pkey", "N",
				"only this P_Key of the port, and no netdev" },
		[HOOK_NO_POLICY] = { "--no-policy", NULL,
				     "leave the policy alone" },
		[HOOK_NO_NETDEV] = { "--no-netdev", NULL, "leave netdevs alone" },
		{ .name = NULL },
	},
	.run = run_hook,
};
