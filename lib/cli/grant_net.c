// SPDX-License-Identifier: GPL-2.0 OR Linux-OpenIB
/* Ports and P_Keys for network namespaces without a netdev of theirs. */
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <rdma_uapi/rdma_uapi.h>
#include "complain.h"
#include "device.h"
#include "grant_net.h"
#include "text.h"

/* The network namespace, as a file. */
static int open_net(const char *net)
{
	const int is_pid = *net && strspn(net, "0123456789") == strlen(net);
	char *path = is_pid ? xprintf("/proc/%s/ns/net", net) :
			      xprintf("%s", net);
	int fd = open(path, O_RDONLY | O_CLOEXEC);

	if (fd < 0) {
		fd = -errno;
		complain("%s: %s", path, strerror(errno));
	}
	free(path);
	return fd;
}

static void complain_grant(unsigned int action, const struct ruapi_error *error,
			   int ret)
{
	char text[256];

	complain("%s", ruapi_explain(text, sizeof(text), RUAPI_OBJ_DEVICE, action,
				     error->bad_attr, error->reason, ret));
}

static int give(int fd, uint32_t index, const struct grant_what *what, int net)
{
	struct ruapi_device_grant_args args = {
		.set = what->pkey ? RUAPI_SET(RUAPI_DEVICE_GRANT_PKEY) : 0,
		.index = index,
		.port = what->port,
		.netns = net,
		.pkey = what->pkey,
	};
	int ret = ruapi_device_grant(fd, &args);

	if (ret)
		complain_grant(RUAPI_DEVICE_GRANT, &args.error, ret);
	return ret;
}

static int take(int fd, uint32_t index, const struct grant_what *what, int net)
{
	struct ruapi_device_revoke_args args = {
		.set = (what->pkey ? RUAPI_SET(RUAPI_DEVICE_REVOKE_PKEY) : 0) |
		       (net >= 0 ? RUAPI_SET(RUAPI_DEVICE_REVOKE_NETNS) : 0),
		.index = index,
		.port = what->port,
		.netns = net,
		.pkey = what->pkey,
	};
	int ret = ruapi_device_revoke(fd, &args);

	if (ret)
		complain_grant(RUAPI_DEVICE_REVOKE, &args.error, ret);
	return ret;
}

static int with_device(const struct grant_what *what, const char *net,
		       int (*run)(int fd, uint32_t index,
				  const struct grant_what *what, int net))
{
	const int fd = open_device();
	int net_fd = net ? open_net(net) : -1;
	int ret = net && net_fd < 0 ? net_fd : fd < 0 ? fd : 0;
	uint32_t index;

	if (!ret)
		ret = device_find(fd, "grant", what->device, &index);
	if (!ret)
		ret = run(fd, index, what, net_fd);
	if (net_fd >= 0)
		close(net_fd);
	if (fd >= 0)
		close(fd);
	return ret;
}

int grant_give(const struct grant_what *what, const char *net)
{
	return with_device(what, net, give);
}

int grant_take(const struct grant_what *what, const char *net)
{
	return with_device(what, net, take);
}
