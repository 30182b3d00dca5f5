// SPDX-License-Identifier: GPL-2.0 OR Linux-OpenIB
/*
 * Which network namespaces the ports of a shared device, and its P_Keys, belong to.
 *
 * An Ethernet port is in the namespaces of its netdev and of those that carry one
 * of its GIDs (VLAN, macvlan, bond).  An InfiniBand port is where a netdev of IPoIB
 * on it is, parent or child; its P_Keys are where such a netdev has them, and those
 * that none has are where the parent is, whose owner could have them all.  What has no
 * netdev anywhere is in the initial namespace.
 *
 * Calls do not walk: what a network namespace has of a device is worked out once and
 * good until something changes anywhere.  Every change that matters counts
 * @ports_gen up *after* it has happened, so who finds the count that it was
 * worked out for has an answer that is no older than its look at the count.  And it
 * starts a work, which tells who has lost something.
 */
#include <linux/netdevice.h>
#include <linux/rcupdate.h>
#include <rdma/ib_cache.h>

#include "core/ipoib.h"
#include "ruapi.h"

static atomic64_t ports_gen = ATOMIC64_INIT(1);

/* Protects what network namespaces have, lists of all devices, and references. */
static DEFINE_MUTEX(ports_lock);

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

/**
 * struct ruapi_ports - the same, as it is now; shared by all fds of the namespace
 * @entry: in dev->nets, until the device goes; under ports_lock
 * @net: of the fds that use it, which hold that
 * @fds: struct ports_fd::entry of those; it goes with the last; under ports_lock
 * @told_gen: ruapi_devports::changed_gen when they were last told; under ports_lock
 * @lock: one at a time works it out
 * @view: what was found; written under @lock
 */
struct ruapi_ports {
	struct list_head entry;
	const struct net *net;
	struct list_head fds;
	u64 told_gen;
	struct mutex lock;
	struct ports_view __rcu *view;
};

/**
 * struct ports_fd - an fd that has asked for a device; in ns->ports, by its index
 * @entry: in @ports->fds; under ports_lock
 * @ns: namespace of the fd
 * @ports: what it uses
 * @seen: whether the program was told that the device is there; under ports_lock
 */
struct ports_fd {
	struct list_head entry;
	struct ruapi_ns *ns;
	struct ruapi_ports *ports;
	bool seen;
};

/* ---- one port -------------------------------------------------------------------- */

struct upper_walk {
	const struct net *net;
	bool found;
};

static int upper_is_here(struct net_device *upper,
			 struct netdev_nested_priv *priv)
{
	struct upper_walk *walk = priv->data;

	walk->found = net_eq(dev_net(upper), walk->net);
	return walk->found;
}

static bool any_upper_here(struct net_device *netdev, const struct net *net)
{
	struct upper_walk walk = {
		.net = net,
	};
	struct netdev_nested_priv priv = {
		.data = &walk,
	};

	rcu_read_lock();
	netdev_walk_all_upper_dev_rcu(netdev, upper_is_here, &priv);
	rcu_read_unlock();
	return walk.found;
}

/* ifindex of the netdev of a GID, if it is in that namespace.  *any: it has one. */
static u32 gid_netdev(const struct ib_gid_attr *attr, const struct net *net,
		      bool *any)
{
	const struct net_device *netdev;
	u32 ifindex = 0;

	rcu_read_lock();
	netdev = rcu_dereference(attr->ndev);
	if (netdev) {
		*any = true;
		if (net_eq(dev_net(netdev), net))
			ifindex = netdev->ifindex;
	}
	rcu_read_unlock();
	return ifindex;
}

/* The first GID whose netdev is in that namespace. */
static u32 find_gid_netdev(struct ib_device *ibdev, u32 port,
			   const struct net *net, bool *any)
{
	const int len = ibdev->port_data[port].immutable.gid_tbl_len;
	const struct ib_gid_attr *attr;
	u32 ifindex = 0;
	int i;

	for (i = 0; i < len && !ifindex; i++) {
		attr = rdma_get_gid_attr(ibdev, port, i);
		if (IS_ERR(attr))
			continue;
		ifindex = gid_netdev(attr, net, any);
		rdma_put_gid_attr(attr);
	}
	return ifindex;
}

static void see(struct ruapi_port *port, u32 ifindex)
{
	port->flags |= RUAPI_PORT_SEEN | RUAPI_PORT_KEPT;
	if (!port->netdev)
		port->netdev = ifindex;
}

/*
 * There is no netdev anywhere.  One may be on its way to another network namespace, or
 * go with the device: nobody else has the port, so who uses it goes on.
 */
static void see_nowhere(struct ruapi_port *port, const struct net *net)
{
	port->flags |= RUAPI_PORT_KEPT;
	if (net_eq(net, &init_net))
		see(port, 0);
}

static void look_at_ethernet(struct ib_device *ibdev, u32 num,
			     const struct net *net, struct ruapi_port *port)
{
	struct net_device *netdev = ruapi_compat_get_netdev(ibdev, num);
	bool any = netdev;
	u32 ifindex;

	if (netdev) {
		if (net_eq(dev_net(netdev), net))
			see(port, netdev->ifindex);
		else if (any_upper_here(netdev, net))
			port->flags |= RUAPI_PORT_KEPT;
		dev_put(netdev);
	}
	if (!port->netdev) {
		ifindex = find_gid_netdev(ibdev, num, net, &any);
		if (ifindex)
			see(port, ifindex);
	}
	if (!any)
		see_nowhere(port, net);
}

static bool pkey_is_here(struct ib_device *ibdev, u32 num,
			 const struct net *net, u16 index, u16 first,
			 bool has_netdevs)
{
	struct ruapi_ipoib_owners owners;
	u16 pkey;

	if (!has_netdevs)
		return true;
	/* An empty entry is nobody's. */
	if (ib_get_cached_pkey(ibdev, num, index, &pkey) || !(pkey & 0x7fff))
		return true;
	ruapi_ipoib_owners(ibdev, num, net, pkey, first, &owners);
	return owners.anywhere ? owners.here : owners.parent_here;
}

static void look_at_infiniband(struct ib_device *ibdev, u32 num,
			       const struct net *net, struct port_state *state,
			       unsigned long *pkeys)
{
	struct ruapi_ipoib_owners owners;
	u16 first = 0;
	u32 i;

	ib_get_cached_pkey(ibdev, num, 0, &first);
	ruapi_ipoib_owners(ibdev, num, net, 0, first, &owners);
	if (owners.here)
		see(&state->port, owners.netdev);
	else if (!owners.anywhere)
		see_nowhere(&state->port, net);
	for (i = 0; state->port.flags && i < state->num_pkeys; i++)
		if (pkey_is_here(ibdev, num, net, i, first, owners.anywhere))
			set_bit(state->first_pkey + i, pkeys);
}

/* ---- all ports ---------------------------------------------------------------------- */

static u32 pkeys_of(struct ib_device *ibdev, u32 port)
{
	return rdma_protocol_ib(ibdev, port) ?
		       ibdev->port_data[port].immutable.pkey_tbl_len : 0;
}

static struct ports_view *view_alloc(struct ib_device *ibdev)
{
	const u32 num = ibdev->phys_port_cnt;
	struct ports_view *view;
	u32 bits = 0, i;
	size_t size;

	for (i = 1; i <= num; i++)
		bits += pkeys_of(ibdev, i);
	size = ALIGN(struct_size(view, ports, num), sizeof(long));
	view = kzalloc(size + BITS_TO_LONGS(bits) * sizeof(long),
		       GFP_KERNEL_ACCOUNT);
	if (!view)
		return NULL;
	view->num_ports = num;
	view->pkeys = (void *)view + size;
	bits = 0;
	for (i = 0; i < num; i++) {
		view->ports[i].first_pkey = bits;
		view->ports[i].num_pkeys = pkeys_of(ibdev, i + 1);
		bits += view->ports[i].num_pkeys;
	}
	return view;
}

static void view_fill(struct ports_view *view, struct ib_device *ibdev,
		      const struct net *net)
{
	struct port_state *state;
	u32 i;

	view->sum.all = true;
	for (i = 0; i < view->num_ports; i++) {
		state = &view->ports[i];
		if (rdma_protocol_ib(ibdev, i + 1))
			look_at_infiniband(ibdev, i + 1, net, state,
					   view->pkeys);
		else
			look_at_ethernet(ibdev, i + 1, net, &state->port);
		if (state->port.flags & RUAPI_PORT_SEEN)
			view->sum.any = true;
		else
			view->sum.all = false;
	}
}

/* Of the same device. */
static bool view_differs(const struct ports_view *a, const struct ports_view *b)
{
	u32 bits = 0, i;

	for (i = 0; i < a->num_ports; i++) {
		if (a->ports[i].port.flags != b->ports[i].port.flags)
			return true;
		bits += a->ports[i].num_pkeys;
	}
	return !bitmap_equal(a->pkeys, b->pkeys, bits);
}

/* ports->lock is held. */
static int ports_update(struct ruapi_ports *ports, struct ib_device *ibdev)
{
	struct ports_view *old, *new;
	u64 gen;

	old = rcu_dereference_protected(ports->view,
					lockdep_is_held(&ports->lock));
	/* Before anything is looked at: what changes meanwhile counts it up. */
	gen = atomic64_read_acquire(&ports_gen);
	if (old && old->sum.gen == gen)
		return 0;
	new = view_alloc(ibdev);
	if (!new)
		return -ENOMEM;
	new->sum.gen = gen;
	view_fill(new, ibdev, ports->net);
	if (old)
		new->sum.changed_gen = view_differs(old, new) ?
					       gen : old->sum.changed_gen;
	rcu_assign_pointer(ports->view, new);
	if (old)
		kfree_rcu(old, rcu);
	return 0;
}

/* ---- who asks ------------------------------------------------------------------------- */

static struct ruapi_ports *ports_find(struct ruapi_device *dev,
				      const struct net *net)
{
	struct ruapi_ports *ports;

	list_for_each_entry(ports, &dev->nets, entry)
		if (net_eq(ports->net, net))
			return ports;
	return NULL;
}

/* Of a network namespace; ports_lock is held. */
static struct ruapi_ports *ports_make(struct ruapi_device *dev,
				      const struct net *net)
{
	struct ruapi_ports *ports = ports_find(dev, net);

	if (ports)
		return ports;
	ports = kzalloc(sizeof(*ports), GFP_KERNEL_ACCOUNT);
	if (!ports)
		return NULL;
	ports->net = net;
	INIT_LIST_HEAD(&ports->fds);
	mutex_init(&ports->lock);
	list_add(&ports->entry, &dev->nets);
	return ports;
}

/* Unless fds use it. */
static void ports_free(struct ruapi_ports *ports)
{
	if (!list_empty(&ports->fds))
		return;
	list_del(&ports->entry);
	mutex_destroy(&ports->lock);
	/* Nobody but its fds reads it. */
	kfree(rcu_dereference_protected(ports->view, true));
	kfree(ports);
}

static int ports_add_fd(struct ruapi_ns *ns, struct ruapi_device *dev)
{
	struct ruapi_ports *ports;
	struct ports_fd *fd;
	int ret;

	fd = kzalloc(sizeof(*fd), GFP_KERNEL_ACCOUNT);
	if (!fd)
		return -ENOMEM;
	ports = ports_make(dev, ns->net);
	if (!ports) {
		kfree(fd);
		return -ENOMEM;
	}
	fd->ns = ns;
	fd->ports = ports;
	list_add(&fd->entry, &ports->fds);
	ret = xa_err(xa_store(&ns->ports, dev->index, fd, GFP_KERNEL_ACCOUNT));
	if (ret) {
		list_del(&fd->entry);
		kfree(fd);
		ports_free(ports);
	}
	return ret;
}

/* What the namespace of an fd has, which the fd keeps until it is closed. */
static int ports_take(struct ruapi_ns *ns, struct ruapi_device *dev)
{
	int ret = 0;

	mutex_lock(&ports_lock);
	if (dev->nets_closed)
		ret = -ENODEV;
	else if (!xa_load(&ns->ports, dev->index))
		ret = ports_add_fd(ns, dev);
	mutex_unlock(&ports_lock);
	return ret;
}

/**
 * ruapi_ports_ns_exit() - an fd is being closed
 * @ns: its namespace, of which nobody asks any more, and which has no contexts
 */
void ruapi_ports_ns_exit(struct ruapi_ns *ns)
{
	unsigned long index;
	struct ports_fd *fd;

	mutex_lock(&ports_lock);
	xa_for_each(&ns->ports, index, fd) {
		list_del(&fd->entry);
		ports_free(fd->ports);
		kfree(fd);
	}
	mutex_unlock(&ports_lock);
	xa_destroy(&ns->ports);
}

static bool ports_current(const struct ruapi_ports *ports)
{
	const struct ports_view *view;
	bool current_gen;

	rcu_read_lock();
	view = rcu_dereference(ports->view);
	current_gen = view && view->sum.gen == ruapi_ports_gen();
	rcu_read_unlock();
	return current_gen;
}

static int ports_work_out(struct ruapi_ports *ports, struct ruapi_device *dev)
{
	int ret;

	/* Its tables stay as long as it is registered. */
	if (!ib_device_try_get(dev->ibdev))
		return -ENODEV;
	ret = mutex_lock_killable(&ports->lock);
	if (!ret) {
		ret = ports_update(ports, dev->ibdev);
		mutex_unlock(&ports->lock);
	}
	ib_device_put(dev->ibdev);
	return ret;
}

/* What is found first the program sees by itself; later it is told. */
static void ports_first(struct ports_fd *fd)
{
	mutex_lock(&ports_lock);
	rcu_read_lock();
	fd->seen = rcu_dereference(fd->ports->view)->sum.any;
	rcu_read_unlock();
	mutex_unlock(&ports_lock);
}

/* What the fd's namespace has; its view is no older than this call. */
static struct ruapi_ports *ports_now(struct ruapi_ns *ns,
				     struct ruapi_device *dev)
{
	struct ports_fd *fd = xa_load(&ns->ports, dev->index);
	const bool first = !fd;
	int ret;

	if (first) {
		ret = ports_take(ns, dev);
		if (ret)
			return ERR_PTR(ret);
		fd = xa_load(&ns->ports, dev->index);
	}
	if (!ports_current(fd->ports)) {
		ret = ports_work_out(fd->ports, dev);
		if (ret)
			return ERR_PTR(ret);
	}
	if (first)
		ports_first(fd);
	return fd->ports;
}

/**
 * ruapi_ports_look() - what an fd's network namespace has of a device
 * @ns: namespace of the fd
 * @dev: the device
 * @out: where to
 *
 * Return: 0; -ENODEV: it is gone; -ENOMEM; -EINTR.
 */
int ruapi_ports_look(struct ruapi_ns *ns, struct ruapi_device *dev,
		     struct ruapi_devports *out)
{
	const struct ruapi_ports *ports = ports_now(ns, dev);

	if (IS_ERR(ports))
		return PTR_ERR(ports);
	rcu_read_lock();
	*out = rcu_dereference(ports->view)->sum;
	rcu_read_unlock();
	return 0;
}

/**
 * ruapi_ports_get() - what it has of a port
 * @ns: namespace of the fd
 * @dev: the device
 * @port: a port that it has
 * @out: where to
 *
 * Return: as ruapi_ports_look().
 */
int ruapi_ports_get(struct ruapi_ns *ns, struct ruapi_device *dev, u32 port,
		    struct ruapi_port *out)
{
	const struct ruapi_ports *ports = ports_now(ns, dev);

	if (IS_ERR(ports))
		return PTR_ERR(ports);
	rcu_read_lock();
	*out = rcu_dereference(ports->view)->ports[port - 1].port;
	rcu_read_unlock();
	return 0;
}

/**
 * ruapi_ports_pkey() - may it use a P_Key?
 * @ns: namespace of the fd
 * @dev: the device
 * @port: a port that it has
 * @index: of the P_Key; one that is not in the table is for others to refuse
 *
 * Return: 0, -EACCES, or as ruapi_ports_look().
 */
int ruapi_ports_pkey(struct ruapi_ns *ns, struct ruapi_device *dev, u32 port,
		     u16 index)
{
	const struct ruapi_ports *ports = ports_now(ns, dev);
	const struct port_state *state;
	const struct ports_view *view;
	int ret = 0;

	if (IS_ERR(ports))
		return PTR_ERR(ports);
	rcu_read_lock();
	view = rcu_dereference(ports->view);
	state = &view->ports[port - 1];
	if (index < state->num_pkeys &&
	    !test_bit(state->first_pkey + index, view->pkeys))
		ret = -EACCES;
	rcu_read_unlock();
	return ret;
}

/**
 * ruapi_ports_last() - what was found when somebody asked last
 * @ns: namespace of the fd
 * @dev: the device, which may be going
 * @port: a port that it has, 0: any
 * @seen: whether it was seen
 *
 * Return: false if nobody has asked.
 *
 * Context: any that does not interrupt; does not sleep.
 */
bool ruapi_ports_last(struct ruapi_ns *ns, const struct ruapi_device *dev,
		      u32 port, bool *seen)
{
	const struct ports_fd *fd = xa_load(&ns->ports, dev->index);
	const struct ports_view *view;

	if (!fd)
		return false;
	rcu_read_lock();
	view = rcu_dereference(fd->ports->view);
	if (view)
		*seen = port ? view->ports[port - 1].port.flags &
				       RUAPI_PORT_SEEN : view->sum.any;
	rcu_read_unlock();
	return view;
}

/* ---- what changes ------------------------------------------------------------------------ */

static void ports_changed_work(struct work_struct *work);
static DECLARE_DELAYED_WORK(changed_work, ports_changed_work);

static void ports_tell(struct ruapi_ports *ports, struct ruapi_device *dev)
{
	struct ruapi_devports sum;
	struct ports_fd *fd;

	rcu_read_lock();
	sum = rcu_dereference(ports->view)->sum;
	rcu_read_unlock();
	if (sum.changed_gen == ports->told_gen)
		return;
	ports->told_gen = sum.changed_gen;
	list_for_each_entry(fd, &ports->fds, entry) {
		ruapi_ns_ports_changed(fd->ns, dev, &sum, sum.any != fd->seen);
		fd->seen = sum.any;
		cond_resched();
	}
}

/* Return: false if something could not be found out for want of memory. */
static bool ports_device_changed(struct ruapi_device *dev)
{
	struct ruapi_ports *ports;
	bool done = true;

	mutex_lock(&ports_lock);
	list_for_each_entry(ports, &dev->nets, entry) {
		const int ret = ports_work_out(ports, dev);

		if (!ret)
			ports_tell(ports, dev);
		else if (ret != -ENODEV)
			done = false;
		cond_resched();
	}
	mutex_unlock(&ports_lock);
	return done;
}

/* Who has lost something is told. */
static void ports_changed_work(struct work_struct *work)
{
	struct ruapi_device *dev;
	bool done = true;
	u32 index = 0;

	while ((dev = ruapi_device_next(index))) {
		index = dev->index + 1;
		if (ruapi_access_by_port(dev))
			done &= ports_device_changed(dev);
		ruapi_device_put(dev);
	}
	if (!done)
		queue_delayed_work(ruapi_compat_unbound_wq, &changed_work, HZ / 10);
}

/**
 * ruapi_ports_gen() - the count of changes so far
 */
u64 ruapi_ports_gen(void)
{
	return atomic64_read_acquire(&ports_gen);
}

/**
 * ruapi_ports_changed() - something has changed, for somebody
 *
 * Context: may be called by who holds rtnl, or a lock of ib_core's tables.
 */
void ruapi_ports_changed(void)
{
	atomic64_inc_return(&ports_gen);
	mod_delayed_work(ruapi_compat_unbound_wq, &changed_work, 0);
}

static int netdev_event(struct notifier_block *block, unsigned long event,
			void *info)
{
	struct net_device *netdev = netdev_notifier_info_to_dev(info);
	int ret = 0;

	switch (event) {
	case NETDEV_REGISTER:
		ret = ruapi_ipoib_add(netdev);
		break;
	case NETDEV_UNREGISTER:
		/* Who only moves is still registered. */
		if (netdev->reg_state != NETREG_REGISTERED)
			ruapi_ipoib_del(netdev);
		break;
	case NETDEV_CHANGEUPPER:
		break;
	default:
		return NOTIFY_DONE;
	}
	ruapi_ports_changed();
	return notifier_from_errno(ret);
}

/* Last: drivers note the netdevs of their ports here, too. */
static struct notifier_block netdev_notifier = {
	.notifier_call = netdev_event,
	.priority = INT_MIN,
};

static void device_event(struct ib_event_handler *handler,
			 struct ib_event *event)
{
	if (event->event == IB_EVENT_GID_CHANGE ||
	    event->event == IB_EVENT_PKEY_CHANGE)
		ruapi_ports_changed();
}

/**
 * ruapi_ports_device_add() - a device comes
 * @dev: the device
 */
void ruapi_ports_device_add(struct ruapi_device *dev)
{
	INIT_IB_EVENT_HANDLER(&dev->ports_events, dev->ibdev, device_event);
	ib_register_event_handler(&dev->ports_events);
}

/**
 * ruapi_ports_device_del() - a device goes
 * @dev: the device, which nobody finds any more
 */
void ruapi_ports_device_del(struct ruapi_device *dev)
{
	struct ruapi_ports *ports, *next;

	ib_unregister_event_handler(&dev->ports_events);
	/* Its fds keep what they have, but no new ones come. */
	mutex_lock(&ports_lock);
	dev->nets_closed = true;
	list_for_each_entry_safe(ports, next, &dev->nets, entry)
		list_del_init(&ports->entry);
	mutex_unlock(&ports_lock);
}

int ruapi_ports_init(void)
{
	int ret = register_netdevice_notifier(&netdev_notifier);

	if (!ret)
		ruapi_ipoib_known();
	else
		ruapi_ipoib_exit();
	return ret;
}

void ruapi_ports_exit(void)
{
	unregister_netdevice_notifier(&netdev_notifier);
	cancel_delayed_work_sync(&changed_work);
	ruapi_ipoib_exit();
}
