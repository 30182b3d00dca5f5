/* SPDX-License-Identifier: GPL-2.0 OR Linux-OpenIB */
/* Which network namespaces ports and P_Keys belong to (ports.c). */
#ifndef RUAPI_PORTS_H
#define RUAPI_PORTS_H

#include <linux/types.h>

struct ruapi_device;
struct ruapi_ns;

/**
 * enum ruapi_port_flags - what a network namespace has of a port
 * @RUAPI_PORT_SEEN: its netdev, or a netdev that carries a GID of it; it may be
 *	named in calls
 * @RUAPI_PORT_KEPT: that, or any netdev above its own: what uses it may go on,
 *	as an address that goes may come back
 */
enum ruapi_port_flags {
	RUAPI_PORT_SEEN = 1 << 0,
	RUAPI_PORT_KEPT = 1 << 1,
};

/**
 * struct ruapi_port - a port as a network namespace has it
 * @flags: enum ruapi_port_flags
 * @netdev: ifindex of the netdev by which it is seen, 0: none
 */
struct ruapi_port {
	u32 flags;
	u32 netdev;
};

/**
 * struct ruapi_devports - all ports of a device
 * @gen: what the state of the world was called when they were looked at
 * @changed_gen: the same, when something of that was last found to be another
 * @any: some port is seen
 * @all: all are
 */
struct ruapi_devports {
	u64 gen;
	u64 changed_gen;
	bool any;
	bool all;
};

int ruapi_ports_init(void);
void ruapi_ports_exit(void);
void ruapi_ports_ns_exit(struct ruapi_ns *ns);
void ruapi_ports_device_add(struct ruapi_device *dev);
void ruapi_ports_device_del(struct ruapi_device *dev);

u64 ruapi_ports_gen(void);
void ruapi_ports_changed(void);
int ruapi_ports_look(struct ruapi_ns *ns, struct ruapi_device *dev,
		     struct ruapi_devports *out);
bool ruapi_ports_last(struct ruapi_ns *ns, const struct ruapi_device *dev,
		      u32 port, bool *seen);
int ruapi_ports_get(struct ruapi_ns *ns, struct ruapi_device *dev, u32 port,
		    struct ruapi_port *out);
int ruapi_ports_pkey(struct ruapi_ns *ns, struct ruapi_device *dev, u32 port,
		     u16 index);

#endif /* RUAPI_PORTS_H */
