// SPDX-License-Identifier: GPL-2.0 OR Linux-OpenIB
/*
 * Which netdev a port has.  In containers that is the kernel's to say: who is root there
 * calls netdevs what he likes, and makes others.
 */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <net/if.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <rdma_uapi/rdma_uapi.h>
#include "complain.h"
#include "device.h"
#include "hook_where.h"
#include "text.h"

/* ARPHRD_INFINIBAND: a netdev of IPoIB */
#define TYPE_INFINIBAND 32

static long read_number(const char *device, const char *netdev, const char *what)
{
	char *path = xprintf("/sys/class/infiniband/%s/device/net/%s/%s", device,
			     netdev, what);
	FILE *in = fopen(path, "re");
	long number = -1;

	if (in && fscanf(in, "%li", &number) != 1)
		number = -1;
	if (in)
		fclose(in);
	free(path);
	return number;
}

/* The netdev of IPoIB on a port: it belongs to the same device of the bus. */
static int find_ipoib(const char *device, uint32_t port, char *netdev)
{
	char *path = xprintf("/sys/class/infiniband/%s/device/net", device);
	DIR *dir = opendir(path);
	struct dirent *entry;
	int found = 0;

	free(path);
	while (dir && !found && (entry = readdir(dir))) {
		if (*entry->d_name == '.' ||
		    read_number(device, entry->d_name, "type") != TYPE_INFINIBAND ||
		    read_number(device, entry->d_name, "dev_port") != port - 1)
			continue;
		snprintf(netdev, IF_NAMESIZE, "%.*s", IF_NAMESIZE - 1,
			 entry->d_name);
		found = 1;
	}
	if (dir)
		closedir(dir);
	return found;
}

/* What the module says of a port: its netdev, 0: there is none that it knows. */
static int query(int fd, uint32_t index, uint32_t port, uint32_t *netdev,
		 struct ruapi_error *error)
{
	struct ruapi_port_attr attr = { .netdev = 0 };
	struct ruapi_device_query_port_args args = {
		.set = RUAPI_SET(RUAPI_DEVICE_QUERY_PORT_INDEX),
		.index = index,
		.port = port,
		.attr = &attr,
	};
	const int ret = ruapi_device_query_port(fd, &args);

	*netdev = attr.netdev;
	*error = args.error;
	return ret;
}

int where_here(int fd, uint32_t index, const struct place *place, char *netdev)
{
	struct ruapi_error error;
	uint32_t number;
	char text[256];

	if (query(fd, index, place->port, &number, &error)) {
		complain("hook: port %" PRIu32 " of %s: %s", place->port,
			 place->device,
			 ruapi_strerror_call(text, sizeof(text), &error));
		return -EACCES;
	}
	if ((number && if_indextoname(number, netdev)) ||
	    find_ipoib(place->device, place->port, netdev))
		return 0;
	complain("hook: port %" PRIu32 " of %s has no netdev here: is it in another container?",
		 place->port, place->device);
	return -ENODEV;
}

/**
 * struct sought - the netdev of a port
 * @place: of the port
 * @index: number of the netdev, as it is looked for in
 */
struct sought {
	const struct place *place;
	unsigned int index;
};

/* In the network namespace that this thread is in. */
static int look(void *arg, int home)
{
	struct sought *sought = arg;
	const int fd = ruapi_open();
	struct ruapi_error error;
	char name[IF_NAMESIZE];
	uint32_t index;
	int ret;

	(void)home;
	if (fd < 0)
		return fd;
	ret = device_find(fd, "hook", sought->place->device, &index);
	if (!ret)
		ret = query(fd, index, sought->place->port, &sought->index, &error);
	close(fd);
	return ret ? ret : if_indextoname(sought->index, name) ? 0 : -ENODEV;
}

int where_visit(int netns, int (*visit)(void *arg, int home), void *arg)
{
	const int home = open("/proc/self/ns/net", O_RDONLY | O_CLOEXEC);
	int ret = -errno;

	if (home < 0)
		return ret;
	if (netns < 0 || setns(netns, CLONE_NEWNET)) {
		ret = -EBADF;
	} else {
		ret = visit(arg, home);
		if (setns(home, CLONE_NEWNET)) {
			perror("rdma-uapi: back to the network namespace");
			exit(1);
		}
	}
	close(home);
	return ret;
}

int where_there(int netns, const struct place *place, const char *was,
		unsigned int *index)
{
	struct sought sought = {
		.place = place,
	};
	const int ret = where_visit(netns, look, &sought);

	*index = sought.index;
	if (ret)
		complain("hook: %s is not where port %" PRIu32 " of %s was put: %s",
			 was, place->port, place->device, strerror(-ret));
	return ret;
}
