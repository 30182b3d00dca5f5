/* SPDX-License-Identifier: GPL-2.0 OR Linux-OpenIB */
/* HCAs as they come and go (device.c). */
#ifndef RUAPI_DEVICE_H
#define RUAPI_DEVICE_H

#include <linux/kref.h>
#include <linux/list.h>
#include <linux/mutex.h>
#include <linux/wait.h>
#include <linux/workqueue.h>
#include <linux/xarray.h>
#include <rdma/ib_verbs.h>

struct module;
struct ruapi_call;
struct ruapi_driver_spec;
struct ruapi_driver_ucaps;
struct ruapi_event_queue;
struct ruapi_methods;

/**
 * struct ruapi_wait - a driver waits for a peer
 * @link: in the list of the device
 * @task: that is to be interrupted if the device goes
 */
struct ruapi_wait {
	struct list_head link;
	struct task_struct *task;
};

/**
 * struct ruapi_device - an ib_device, from its arrival until nobody knows it
 *	any more
 * @ref: registration, contexts
 * @ibdev: the device; its memory stays as long as this.  Its name is
 *	->name: what dev_name() says is freed when the device is renamed
 * @index: as RDMA netlink shows it
 * @name_id: changes with each name that it is given, and is never that of another name
 * @driver_id: enum rdma_driver_id
 * @traits: what is known of its driver, RUAPI_DRIVER_* (driver.h)
 * @binding: typed attributes of its driver, or NULL
 * @bound: bit n: some of them are of enum ruapi_object n
 * @ucaps: user capabilities that its contexts can have, or NULL (ucap.h)
 * @lock: @gone and the lists.  Inside of it only ruapi_context::lock and
 *	ruapi_queue::lock are taken; nobody holds it while waiting for a context
 * @gone: it has been removed or is being removed
 * @contexts: all open contexts, of all namespaces; hold no references: a context
 *	is unlinked before its last one goes
 * @queues: struct ruapi_event_queue::dev_entry of those made on views of it,
 *	for its events only
 * @nets: struct ruapi_ports::entry (ports.c): what network namespaces have of its ports;
 *	under a lock of theirs, as @nets_closed
 * @nets_closed: no more are added
 * @grants_closed: nor is anything of it granted any more; under a lock of grants.c
 * @ports_events: of ib_core, that change that
 * @methods: what its driver defines by itself, NULL: nothing
 * @stats_lock: @stats and what is in them.  Held while the driver is asked;
 *	nothing of ours is taken inside
 * @stats: struct rdma_hw_stats by port, 0: of the device; made for the first who
 *	asks
 * @waiting: struct ruapi_wait::link of those that wait for a peer
 * @idle: the last of them has ended
 * @evict: while it is being removed: ends calls that wait for memory
 * @free: gives up what is left of it
 * @rcu: lookups may still see it, or ruapi_devices_hold() hold it
 */
struct ruapi_device {
	struct kref ref;
	struct ib_device *ibdev;
	u32 index;
	u32 name_id;
	u32 driver_id;
	u32 traits;
	const struct ruapi_driver_spec *binding;
	u64 bound;
	const struct ruapi_driver_ucaps *ucaps;
	struct mutex lock;
	bool gone;
	struct list_head contexts;
	struct list_head queues;
	struct list_head nets;
	bool nets_closed;
	bool grants_closed;
	struct ib_event_handler ports_events;
	struct ruapi_methods *methods;
	struct mutex stats_lock;
	struct xarray stats;
	struct list_head waiting;
	wait_queue_head_t idle;
	struct delayed_work evict;
	struct work_struct free;
	struct rcu_head rcu;
};

extern struct ib_client ruapi_client;
extern const struct ruapi_type ruapi_type_device;

int ruapi_device_init(void);
void ruapi_device_exit(void);
void ruapi_device_drain(void);
int ruapi_devices_hold(void);
void ruapi_devices_release(int held);
struct ruapi_device *ruapi_device_find(u32 index);
struct ruapi_device *ruapi_device_next(u32 index);
int ruapi_device_ask(struct ruapi_call *call);
void ruapi_device_put(struct ruapi_device *dev);
bool ruapi_device_hold_driver(struct ruapi_device *dev, struct module **driver);
void ruapi_device_add_queue(u32 index, struct ruapi_event_queue *eq);
void ruapi_device_del_queue(struct ruapi_event_queue *eq);
struct ruapi_device *ruapi_device_begin_wait(struct ruapi_wait *wait,
					     u32 index);
void ruapi_interrupt_task(struct task_struct *task);
bool ruapi_device_end_wait(struct ruapi_device *dev, struct ruapi_wait *wait);

#endif /* RUAPI_DEVICE_H */
