/* SPDX-License-Identifier: GPL-2.0 OR Linux-OpenIB */
/* Which netdev a port has, here and in containers. */
#ifndef RUAPI_CLI_HOOK_WHERE_H
#define RUAPI_CLI_HOOK_WHERE_H

#include <stdint.h>

/**
 * struct place - a port
 * @device: name of the HCA
 * @port: its number
 * @type: what rdma(8) calls HCAs of its kind, which are made on a netdev; NULL: of no such
 */
struct place {
	char device[65];
	uint32_t port;
	const char *type;
};

/*
 * The name of its netdev, of IF_NAMESIZE bytes, in this network namespace.  @fd: the
 * device; @index: of the HCA.  Both complain, and return 0 or a negative errno.
 */
int where_here(int fd, uint32_t index, const struct place *place, char *netdev);
/*
 * Its number in another network namespace, where it may be called anything; @was: what it
 * was called here.
 */
int where_there(int netns, const struct place *place, const char *was,
		unsigned int *index);
/*
 * Calls @visit in another network namespace; @home: the one of before, to which this
 * thread comes back.  Return: what @visit says, or a negative errno.
 */
int where_visit(int netns, int (*visit)(void *arg, int home), void *arg);

#endif /* RUAPI_CLI_HOOK_WHERE_H */
