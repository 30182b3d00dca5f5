/* SPDX-License-Identifier: GPL-2.0 OR Linux-OpenIB */
/* Ports and P_Keys that an administrator gives to network namespaces (grants.c). */
#ifndef RUAPI_GRANTS_H
#define RUAPI_GRANTS_H

#include <linux/types.h>

struct net;
struct ruapi_call;
struct ruapi_device;

int ruapi_grants_init(void);
void ruapi_grants_exit(void);
void ruapi_grants_device_del(struct ruapi_device *dev);
bool ruapi_grants_port(const struct ruapi_device *dev, u32 port,
		       const struct net *net);
bool ruapi_grants_pkey(const struct ruapi_device *dev, u32 port,
		       const struct net *net, u16 pkey);

int device_grant(struct ruapi_call *call);
int device_revoke(struct ruapi_call *call);
int device_query_grants(struct ruapi_call *call);

#endif /* RUAPI_GRANTS_H */
