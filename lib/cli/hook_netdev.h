/* SPDX-License-Identifier: GPL-2.0 OR Linux-OpenIB */
/* The netdevs of ports, which containers get and give back. */
#ifndef RUAPI_CLI_HOOK_NETDEV_H
#define RUAPI_CLI_HOOK_NETDEV_H

#include <stdint.h>
#include <sys/types.h>

struct ruapi_device_info;

/*
 * Moves the netdev of a port, with its addresses, into the network namespace of a
 * process.  Complains, and returns 0 or a negative errno.
 */
int netdev_give(int fd, const struct ruapi_device_info *info, uint32_t port,
		const char *id, pid_t pid);
/*
 * Brings back what a container has got: here and as it was.  @ran: not only the hook has
 * been there, so the kernel says what it was.
 */
int netdev_take_back(const char *id, int ran);
/* The same of containers that died without a hook. */
void netdev_reclaim_dead(void);

#endif /* RUAPI_CLI_HOOK_NETDEV_H */
