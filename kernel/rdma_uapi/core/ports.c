// SPDX-License-Identifier: GPL-2.0 OR Linux-OpenIB
/*
 * Which network namespaces the ports of a shared device, and its P_Keys, belong to:
 * who asks, and who is told.  ports_look.c says where they are.
 *
 * Calls do not walk: what a network namespace has of a device is worked out once and
 * good until something changes anywhere.  Every change that matters counts
 * @ports_gen up *after* it has happened, so who finds the count that it was
 * worked out for has an answer that is no older than its look at the count.  And it
 * starts a work, which tells who has lost something.
 */
#include <linux/netdevice.h>
#include <linux/rcupdate.h>

#include "core/grants.h"
#include "core/ipoib.h"
#include "core/ports_view.h"
#include "ruapi.h"

static atomic64_t ports_gen = ATOMIC64_INIT(1);

/* Protects what network namespaces have, lists of all devices, and references. */
static DEFINE_MUTEX(ports_lock);

/**
 * struct ruapi_ports - what a network namespace has of a device, as it is now; shared by
 *	all its fds
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

/* ---- what is found ------------------------------------------------------------------ */

/* ports->lock is held. */
static int ports_update(struct ruapi_ports *ports, struct ruapi_device *dev)
{
	struct ports_view *old, *new;
	u64 gen;

	old = rcu_dereference_protected(ports->view,
					lockdep_is_held(&ports->lock));
	/* Before anything is looked at: what changes meanwhile counts it up. */
	gen = atomic64_read_acquire(&ports_gen);
	if (old && old->sum.gen == gen)
		return 0;
	new = ruapi_ports_view(dev, ports->net, old);
	if (!new)
		return -ENOMEM;
	new->sum.gen = gen;
	if (old)
		new->sum.changed_gen = ruapi_ports_view_differs(old, new) ?
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
		ret = ports_update(ports, dev);
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
	ruapi_grants_device_del(dev);
}

int ruapi_ports_init(void)
{
	int ret = ruapi_grants_init();

	if (ret)
		return ret;
	ret = register_netdevice_notifier(&netdev_notifier);
	if (!ret) {
		ruapi_ipoib_known();
		return 0;
	}
	/* It was told of netdevs before it failed. */
	cancel_delayed_work_sync(&changed_work);
	ruapi_ipoib_exit();
	ruapi_grants_exit();
	return ret;
}

void ruapi_ports_exit(void)
{
	unregister_netdevice_notifier(&netdev_notifier);
	ruapi_grants_exit();
	cancel_delayed_work_sync(&changed_work);
	ruapi_ipoib_exit();
}
