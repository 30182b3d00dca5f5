/* SPDX-License-Identifier: GPL-2.0 OR Linux-OpenIB */
/* HCAs that somebody has made on a netdev: soft-RoCE and soft-iWARP. */
#ifndef RUAPI_CLI_HOOK_SOFT_H
#define RUAPI_CLI_HOOK_SOFT_H

#include <stdint.h>
#include <sys/types.h>

/* What rdma(8) calls the type of it; NULL: it is hardware, or stays when its netdev moves. */
const char *soft_type(uint32_t driver_id);
/* The same, of what was said once. */
const char *soft_type_named(const char *name);

/* It is gone when this returns.  Both complain, and return 0 or a negative errno. */
int soft_remove(int netns, const char *name);
/* On @netdev, in a network namespace (-1: this one), which is that of the process @pid. */
int soft_make(int netns, pid_t pid, const char *name, const char *type,
	      const char *netdev);

#endif /* RUAPI_CLI_HOOK_SOFT_H */
