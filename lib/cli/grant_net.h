/* SPDX-License-Identifier: GPL-2.0 OR Linux-OpenIB */
/* Ports and P_Keys for network namespaces without a netdev of theirs. */
#ifndef RUAPI_CLI_GRANT_NET_H
#define RUAPI_CLI_GRANT_NET_H

#include <stdint.h>

/**
 * struct grant_what - what is given
 * @device: name of the HCA
 * @port: of its ports
 * @pkey: P_Key, 0: all of them
 */
struct grant_what {
	const char *device;
	uint32_t port;
	uint16_t pkey;
};

/*
 * @net: a process, whose network namespace it is, or the path of one.  All of them
 * complain, and return 0 or a negative errno.
 */
int grant_give(const struct grant_what *what, const char *net);
/* With @net NULL from whoever has it. */
int grant_take(const struct grant_what *what, const char *net);

#endif /* RUAPI_CLI_GRANT_NET_H */
