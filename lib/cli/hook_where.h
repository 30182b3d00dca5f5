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
 * The same in another one, as it is called there, whatever it was called here: @was.  If it
 * has come back by itself, that.
 */
int where_there(int netns, const struct place *place, const char *was,
		char *netdev);

#endif /* RUAPI_CLI_HOOK_WHERE_H */
