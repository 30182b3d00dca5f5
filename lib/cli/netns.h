/* SPDX-License-Identifier: GPL-2.0 OR Linux-OpenIB */
/* All network namespaces of the machine: each sees ports that others do not. */
#ifndef RUAPI_CLI_NETNS_H
#define RUAPI_CLI_NETNS_H

#include <stddef.h>
#include <stdint.h>

/**
 * struct netns - a network namespace
 * @id: number
 * @fd: the device, opened in there
 * @sock: a socket of it
 */
struct netns {
	uint64_t id;
	int fd;
	int sock;
};

/**
 * struct netns_all - those that may be entered
 * @list: ours first
 * @count: entries of @list
 */
struct netns_all {
	struct netns *list;
	unsigned int count;
};

/*
 * Those of processes, and those that have a name in /run/netns.  Who may not enter others
 * has ours.  @fd: the device, opened here, which stays the caller's.
 */
void netns_open_all(struct netns_all *all, int fd);
void netns_close_all(struct netns_all *all);
/* Name of a netdev of one, or "if3". */
void netns_netdev(const struct netns *ns, uint32_t index, char *name, size_t size);

#endif /* RUAPI_CLI_NETNS_H */
