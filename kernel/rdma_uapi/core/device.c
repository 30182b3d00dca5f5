// SPDX-License-Identifier: GPL-2.0 OR Linux-OpenIB
/*
 * Devices, as they come and go.  A removal lets no more calls in, on all contexts
 * at once, and waits for those in progress, but never for userspace: one that is
 * busy with memory of its process is ended after a moment, and one that waits for
 * a peer at once.  So it takes that moment, and what it takes to destroy the
 * hardware, however many contexts there are.
 * ib_core removes clients last in, first out: our turn is before rdma_cm's,
 * so nothing here waits for CM ids.
 */
#include <linux/module.h>
#include <linux/sched/signal.h>
#include <linux/srcu.h>

#include "../../drivers/driver.h"
#include "ruapi.h"

/* How long a removal waits until it does once more what was in vain. */
#define EVICT_AGAIN (HZ / 10)

/* By index as RDMA netlink shows it; freed by RCU. */
static DEFINE_XARRAY(devices);

/* Where memory of devices is given up, once nobody needs it. */
static struct workqueue_struct *device_wq;
DEFINE_STATIC_SRCU(device_users);

static void device_free_work(struct work_struct *work)
{
	struct ruapi_device *dev = container_of(work, struct ruapi_device,
						free);
	struct rdma_hw_stats *stats;
	unsigned long port;

	/* What has been done to its GIDs since ib_core waited for that. */
	flush_workqueue(ib_wq);
	xa_for_each(&dev->stats, port, stats)
		rdma_free_hw_stats_struct(stats);
	xa_destroy(&dev->stats);
	ruapi_methods_exit(dev);
	put_device(&dev->ibdev->dev);
	kfree_rcu(dev, rcu);
}

static void device_free_rcu(struct rcu_head *rcu)
{
	struct ruapi_device *dev = container_of(rcu, typeof(*dev), rcu);

	queue_work(device_wq, &dev->free);
}

static void device_free(struct kref *ref)
{
	struct ruapi_device *dev = container_of(ref, typeof(*dev), ref);

	call_srcu(&device_users, &dev->rcu, device_free_rcu);
}

/**
 * ruapi_devices_hold() - memory of devices that go meanwhile stays
 *
 * rdma_cm gives a device back before its reference on a GID of it: the removal,
 * which was waiting for the device, may free the table of GIDs in between.  So
 * whoever has rdma_cm give up an id, or let go of its device, holds them all: within
 * a call rdma_cm may find a device, and let go of it again.
 *
 * Return: what ruapi_devices_release() wants, in the same task.
 */
int ruapi_devices_hold(void)
	__acquires(&device_users)
{
	return srcu_read_lock(&device_users);
}

void ruapi_devices_release(int held)
	__releases(&device_users)
{
	srcu_read_unlock(&device_users, held);
}

void ruapi_device_put(struct ruapi_device *dev)
{
	kref_put(&dev->ref, device_free);
}

/**
 * ruapi_device_find() - look a device up
 * @index: as a user says it
 *
 * Return: a reference, or NULL.
 */
struct ruapi_device *ruapi_device_find(u32 index)
{
	struct ruapi_device *dev;

	rcu_read_lock();
	dev = xa_load(&devices, index);
	if (dev && !kref_get_unless_zero(&dev->ref))
		dev = NULL;
	rcu_read_unlock();
	return dev;
}

/**
 * ruapi_device_next() - walk over all devices
 * @index: smallest index wanted
 *
 * Return: a reference on the next device, or NULL.
 */
struct ruapi_device *ruapi_device_next(u32 index)
{
	struct ruapi_device *dev;
	unsigned long i = index;

	rcu_read_lock();
	for (dev = xa_find(&devices, &i, U32_MAX, XA_PRESENT); dev;
	     dev = xa_find_after(&devices, &i, U32_MAX, XA_PRESENT))
		if (kref_get_unless_zero(&dev->ref))
			break;
	rcu_read_unlock();
	return dev;
}

/**
 * ruapi_device_hold_driver() - what a device's driver has in memory of its own stays
 * @dev: the device, of which the caller has no context
 * @driver: set to its module, for module_put()
 *
 * A reference on the device does not keep its driver, which can be unloaded when the
 * device has gone.
 *
 * Return: false if it is going.
 */
bool ruapi_device_hold_driver(struct ruapi_device *dev, struct module **driver)
{
	struct module *owner = NULL;
	bool held;

	mutex_lock(&dev->lock);
	held = !dev->gone;
	if (held) {
		owner = dev->ibdev->ops.owner;
		held = try_module_get(owner);
	}
	mutex_unlock(&dev->lock);
	*driver = held ? owner : NULL;
	return held;
}

/* ---- queues for its events only ------------------------------------------ */

/**
 * ruapi_device_add_queue() - a queue is for the events of a device
 * @index: of the device, which may have gone
 * @eq: the queue: its reader is told when the device goes
 */
void ruapi_device_add_queue(u32 index, struct ruapi_event_queue *eq)
{
	struct ruapi_device *dev = ruapi_device_find(index);
	bool gone = true;

	if (dev) {
		mutex_lock(&dev->lock);
		gone = dev->gone;
		list_add(&eq->dev_entry, &dev->queues);
		mutex_unlock(&dev->lock);
		eq->dev = dev;
	}
	if (gone)
		ruapi_queue_hang_up(eq->queue);
}

/**
 * ruapi_device_del_queue() - a queue is being destroyed
 * @eq: queue that has a device
 */
void ruapi_device_del_queue(struct ruapi_event_queue *eq)
{
	mutex_lock(&eq->dev->lock);
	list_del(&eq->dev_entry);
	mutex_unlock(&eq->dev->lock);
	ruapi_device_put(eq->dev);
	eq->dev = NULL;
}

/* After its last events. */
static void device_hang_up(struct ruapi_device *dev)
{
	struct ruapi_event_queue *eq;

	mutex_lock(&dev->lock);
	list_for_each_entry(eq, &dev->queues, dev_entry)
		ruapi_queue_hang_up(eq->queue);
	mutex_unlock(&dev->lock);
}

/* ---- calls that wait for a peer ------------------------------------------ */

/**
 * ruapi_device_begin_wait() - a driver is about to wait for a peer
 * @wait: not initialized
 * @index: of the device
 *
 * It waits for as long as the peer likes, and has what the removal of the device
 * needs: so a removal interrupts the task.
 *
 * Return: a reference that ruapi_device_end_wait() drops, NULL if the device is
 * going.
 */
struct ruapi_device *ruapi_device_begin_wait(struct ruapi_wait *wait, u32 index)
{
	struct ruapi_device *dev = ruapi_device_find(index);
	bool gone;

	if (!dev)
		return NULL;
	mutex_lock(&dev->lock);
	gone = dev->gone;
	if (!gone) {
		wait->task = current;
		list_add(&wait->link, &dev->waiting);
	}
	mutex_unlock(&dev->lock);
	if (!gone)
		return dev;
	ruapi_device_put(dev);
	return NULL;
}

/**
 * ruapi_device_end_wait() - the peer has answered, or not
 * @dev: what ruapi_device_begin_wait() returned
 * @wait: what it was given
 *
 * Return: whether the device is going, so that the driver may have been
 * interrupted.
 */
bool ruapi_device_end_wait(struct ruapi_device *dev, struct ruapi_wait *wait)
{
	bool gone;

	mutex_lock(&dev->lock);
	list_del(&wait->link);
	gone = dev->gone;
	mutex_unlock(&dev->lock);
	wake_up(&dev->idle);
	ruapi_device_put(dev);
	return gone;
}

/**
 * ruapi_interrupt_task() - end a wait that signals end
 * @task: which cannot leave the call, or the work, meanwhile
 *
 * It finds that a signal is pending, but none is delivered: io_uring makes tasks
 * do its work like that.
 */
void ruapi_interrupt_task(struct task_struct *task)
{
	set_tsk_thread_flag(task, TIF_NOTIFY_SIGNAL);
	if (READ_ONCE(task->__state) & TASK_INTERRUPTIBLE)
		wake_up_process(task);
}

static bool device_interrupt(struct ruapi_device *dev)
{
	struct ruapi_wait *wait;
	bool any = false;

	mutex_lock(&dev->lock);
	list_for_each_entry(wait, &dev->waiting, link) {
		ruapi_interrupt_task(wait->task);
		any = true;
	}
	mutex_unlock(&dev->lock);
	return any;
}

/* More than once, as a call may have come back from a sleep of another kind. */
static void device_end_waits(struct ruapi_device *dev)
{
	while (device_interrupt(dev))
		wait_event_timeout(dev->idle,
				   list_empty_careful(&dev->waiting),
				   EVICT_AGAIN);
}

/* ---- coming and going ------------------------------------------------------ */

static void device_evict(struct work_struct *work)
{
	struct ruapi_device *dev = container_of(to_delayed_work(work),
						struct ruapi_device, evict);
	struct ruapi_context *ctx;

	mutex_lock(&dev->lock);
	list_for_each_entry(ctx, &dev->contexts, dev_entry)
		ruapi_context_evict(ctx);
	mutex_unlock(&dev->lock);
	schedule_delayed_work(&dev->evict, EVICT_AGAIN);
}

/* No call comes any more, on any context. */
static void device_doom(struct ruapi_device *dev)
{
	struct ruapi_context *ctx;

	mutex_lock(&dev->lock);
	WRITE_ONCE(dev->gone, true);
	list_for_each_entry(ctx, &dev->contexts, dev_entry)
		ruapi_context_doom(ctx);
	mutex_unlock(&dev->lock);
}

/* Each context once, unless it leaves the list by itself. */
static void device_kill_contexts(struct ruapi_device *dev, bool wait)
{
	struct ruapi_context *ctx;
	unsigned long left = 0;

	mutex_lock(&dev->lock);
	list_for_each_entry(ctx, &dev->contexts, dev_entry)
		left++;
	for (; left && !list_empty(&dev->contexts); left--) {
		ctx = list_first_entry(&dev->contexts, struct ruapi_context,
				       dev_entry);
		/* Its namespace unlinks it from here before it is freed. */
		kref_get(&ctx->obj.uobj.ref);
		list_move_tail(&ctx->dev_entry, &dev->contexts);
		mutex_unlock(&dev->lock);
		if (ruapi_context_kill(ctx, wait)) {
			mutex_lock(&dev->lock);
			list_del_init(&ctx->dev_entry);
		} else {
			mutex_lock(&dev->lock);
		}
		ruapi_object_put(&ctx->obj);
	}
	mutex_unlock(&dev->lock);
}

/* Programs are told a reason, and whoever looks why, this. */
static void device_tell(struct ruapi_device *dev,
			const struct ruapi_known_driver *known)
{
	if (!known)
		dev_notice(&dev->ibdev->dev,
			   "rdma_uapi: driver %s is not in docs/drivers.md: what it maps must be counted, or known to ib_core\n",
			   ruapi_driver_name(dev->driver_id));
	else if (ruapi_driver_refused(dev->traits))
		dev_notice(&dev->ibdev->dev,
			   "rdma_uapi: driver %s is not opened here: %s\n",
			   known->name, known->why);
}

/* So that policies need not look at the name in every call. */
static void device_named(struct ruapi_device *dev)
{
	static atomic_t names = ATOMIC_INIT(0);

	WRITE_ONCE(dev->name_id, atomic_inc_return(&names));
}

static int client_add(struct ib_device *ibdev)
{
	const struct ruapi_known_driver *known = ruapi_driver_known(ibdev);
	struct ruapi_device *dev;
	int ret;

	if (!ibdev->ops.alloc_ucontext || ruapi_compat_is_smi(ibdev))
		return -EOPNOTSUPP;
	dev = kzalloc(sizeof(*dev), GFP_KERNEL);
	if (!dev)
		return -ENOMEM;
	kref_init(&dev->ref);
	mutex_init(&dev->lock);
	mutex_init(&dev->stats_lock);
	xa_init(&dev->stats);
	INIT_LIST_HEAD(&dev->contexts);
	INIT_LIST_HEAD(&dev->queues);
	INIT_LIST_HEAD(&dev->waiting);
	INIT_LIST_HEAD(&dev->nets);
	init_waitqueue_head(&dev->idle);
	INIT_DELAYED_WORK(&dev->evict, device_evict);
	INIT_WORK(&dev->free, device_free_work);
	dev->ibdev = ibdev;
	dev->index = ibdev->index;
	device_named(dev);
	dev->driver_id = ibdev->ops.driver_id;
	dev->traits = known ? known->traits : 0;
	ruapi_driver_bind(dev, dev->driver_id);
	dev->ucaps = known ? known->ucaps : NULL;
	get_device(&ibdev->dev);
	ret = ruapi_methods_init(dev);
	if (ret)
		goto err_put;
	ret = ruapi_ucaps_add(dev->ucaps);
	if (ret)
		goto err_put;
	ret = xa_insert(&devices, dev->index, dev, GFP_KERNEL);
	if (ret)
		goto err_ucaps;
	ruapi_ports_device_add(dev);
	ib_set_client_data(ibdev, &ruapi_client, dev);
	device_tell(dev, known);
	ruapi_namespaces_device_event(dev, RUAPI_EVENT_DEVICE_ADDED);
	return 0;

err_ucaps:
	ruapi_ucaps_del(dev->ucaps);
err_put:
	ruapi_device_put(dev);
	return ret;
}

/* ib_core says so when the name is there. */
static void client_rename(struct ib_device *ibdev, void *client_data)
{
	device_named(client_data);
}

static void client_remove(struct ib_device *ibdev, void *client_data)
{
	struct ruapi_device *dev = client_data;

	xa_erase(&devices, dev->index);
	schedule_delayed_work(&dev->evict, RUAPI_EVICT_AFTER);
	device_doom(dev);
	device_end_waits(dev);
	/* Those that nobody uses, while calls on the others end. */
	device_kill_contexts(dev, false);
	device_kill_contexts(dev, true);
	cancel_delayed_work_sync(&dev->evict);
	device_hang_up(dev);
	ruapi_namespaces_device_event(dev, RUAPI_EVENT_DEVICE_REMOVED);
	ruapi_ports_device_del(dev);
	ruapi_ucaps_del(dev->ucaps);
	ruapi_device_put(dev);
}

struct ib_client ruapi_client = {
	.name = "rdma_uapi",
	.add = client_add,
	.remove = client_remove,
	.rename = client_rename,
	.get_global_nl_info = ruapi_compat_nl_info,
	.no_kverbs_req = true,
};

int ruapi_device_init(void)
{
	int ret;

	device_wq = alloc_workqueue("rdma_uapi_device", WQ_UNBOUND, 0);
	if (!device_wq)
		return -ENOMEM;
	ret = ib_register_client(&ruapi_client);
	if (ret)
		ruapi_device_drain();
	return ret;
}

void ruapi_device_exit(void)
{
	ib_unregister_client(&ruapi_client);
}

/**
 * ruapi_device_drain() - the memory of all devices is given up
 *
 * There is no device and no file any more, and no work.
 */
void ruapi_device_drain(void)
{
	srcu_barrier(&device_users);
	destroy_workqueue(device_wq);
}
