/* SPDX-License-Identifier: GPL-2.0 OR Linux-OpenIB */
/*
 * Numbers of RDMA_VERBS_IOCTL that headers of Debian's oldest kernel do not have, as
 * in rdma/ib_user_ioctl_cmds.h of newer ones, without UVERBS_.
 */
#ifndef COMPAT_NEWER_H
#define COMPAT_NEWER_H

/* Linux 7.0 */
enum {
	METHOD_QUERY_PORT_SPEED = 7,
};

enum {
	ATTR_QUERY_PORT_SPEED_PORT_NUM,
	ATTR_QUERY_PORT_SPEED_RESP,
};

#endif /* COMPAT_NEWER_H */
