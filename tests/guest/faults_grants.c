// SPDX-License-Identifier: GPL-2.0 OR Linux-OpenIB
/*
 * Sequences for faults.c: ports that an administrator gives away.  Those of the devices
 * that it runs on have netdevs of their own, and are not given: what can fail here are
 * the ways to these answers.  Scenario ports gives away ports of InfiniBand.
 */
#include <errno.h>
#include <fcntl.h>
#include <unistd.h>
#include "faults.h"

static int netns_prepare(struct world *w)
{
	const int fd = open("/proc/self/ns/net", O_RDONLY | O_CLOEXEC);

	w->obj[0] = fd;
	return fd < 0 ? -errno : 0;
}

static int netns_cleanup(struct world *w)
{
	close(w->obj[0]);
	w->obj[0] = 0;
	return 0;
}

static int device_grant(struct world *w)
{
	struct ruapi_device_grant_args args = {
		.index = w->set.device,
		.port = 1,
		.netns = w->obj[0],
	};

	return ruapi_device_grant(w->set.fd, &args);
}

static int device_revoke(struct world *w)
{
	struct ruapi_device_revoke_args args = {
		.set = RUAPI_SET(RUAPI_DEVICE_REVOKE_NETNS),
		.index = w->set.device,
		.port = 1,
		.netns = w->obj[0],
	};

	return ruapi_device_revoke(w->set.fd, &args);
}

static int device_query_grants(struct world *w)
{
	struct ruapi_grant grants[4];
	struct ruapi_device_query_grants_args args = {
		.index = w->set.device,
		.grants = grants,
		.grants_max = COUNT(grants),
	};

	return ruapi_device_query_grants(w->set.fd, &args);
}

static const struct sequence sequences[] = {
	{ RUAPI_OBJ_DEVICE, RUAPI_DEVICE_GRANT, NULL, .otherwise = EOPNOTSUPP,
	  .prepare = netns_prepare, .call = device_grant,
	  .cleanup = netns_cleanup },
	{ RUAPI_OBJ_DEVICE, RUAPI_DEVICE_REVOKE, NULL, .otherwise = ENOENT,
	  .prepare = netns_prepare, .call = device_revoke,
	  .cleanup = netns_cleanup },
	{ RUAPI_OBJ_DEVICE, RUAPI_DEVICE_QUERY_GRANTS, NULL, EVERYWHERE,
	  .call = device_query_grants },
};

static int make_nothing(struct world *w, unsigned int type)
{
	(void)w;
	(void)type;
	return -ENOSYS;
}

const struct sequences grant_sequences = {
	sequences, COUNT(sequences), make_nothing,
};
