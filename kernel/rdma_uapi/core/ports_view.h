/* SPDX-License-Identifier: GPL-2.0 OR Linux-OpenIB */
/* What a network namespace has of a device (ports_look.c), for ports.c. */
#ifndef RUAPI_PORTS_VIEW_H
#define RUAPI_PORTS_VIEW_H

#include "core/ports.h"

struct net;

/**
 * struct port_state - a port
 * @port: what calls ask for
 * @first_pkey: its first bit in the bitmap
 * @num_pkeys: of them
 */
struct port_state {
	struct ruapi_port port;
	u32 first_pkey;
	u32 num_pkeys;
};

/**
 * struct ports_view - what a network namespace has of a device; never changed
 * @rcu: readers take no lock
 * @sum: of all ports
 * @num_ports: entries in @ports, which has none for port 0
 * @pkeys: a bit for each entry of each P_Key table; set: may be used
 * @ports: by port - 1
 */
struct ports_view {
	struct rcu_head rcu;
	struct ruapi_devports sum;
	u32 num_ports;
	unsigned long *pkeys;
	struct port_state ports[];
};

struct ports_view *ruapi_ports_view(struct ruapi_device *dev,
				    const struct net *net,
				    const struct ports_view *before);
bool ruapi_ports_view_differs(const struct ports_view *a,
			      const struct ports_view *b);

#endif /* RUAPI_PORTS_VIEW_H */
