// SPDX-License-Identifier: GPL-2.0 OR Linux-OpenIB
/*
 * Devices, as they come and go.  A removal destroys the hardware of all
 * contexts at once and waits for calls in progress, but never for userspace: who
 * waits for memory that does not come in such a call is killed.
 * ib_core removes clients last in, first out: our turn is before rdma_cm's,
 * so nothing here waits for CM ids.
 */
#include "ruapi.h"

/* By index as RDMA netlink shows it; freed by RCU. */
static DEFINE_XARRAY(devices);

static void device_free(struct kref *ref)
{
	struct ruapi_device *dev = container_of(ref, typeof(*dev), ref);

	put_device(&dev->ibdev->dev);
	kfree_rcu(dev, rcu);
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

#define EVICT_AGAIN (HZ / 10)

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

static int client_add(struct ib_device *ibdev)
{
	struct ruapi_device *dev;
	int ret;

	if (!ibdev->ops.alloc_ucontext || ruapi_compat_is_smi(ibdev))
		return -EOPNOTSUPP;
	dev = kzalloc(sizeof(*dev), GFP_KERNEL);
	if (!dev)
		return -ENOMEM;
	kref_init(&dev->ref);
	mutex_init(&dev->lock);
	INIT_LIST_HEAD(&dev->contexts);
	INIT_DELAYED_WORK(&dev->evict, device_evict);
	dev->ibdev = ibdev;
	dev->index = ibdev->index;
	dev->driver_id = ibdev->ops.driver_id;
	get_device(&ibdev->dev);
	ret = xa_insert(&devices, dev->index, dev, GFP_KERNEL);
	if (ret) {
		ruapi_device_put(dev);
		return ret;
	}
	ib_set_client_data(ibdev, &ruapi_client, dev);
	ruapi_namespaces_device_event(dev, RUAPI_EVENT_DEVICE_ADDED);
	return 0;
}

static void client_remove(struct ib_device *ibdev, void *client_data)
{
	struct ruapi_device *dev = client_data;
	struct ruapi_context *ctx;

	xa_erase(&devices, dev->index);
	schedule_delayed_work(&dev->evict, RUAPI_EVICT_AFTER);
	mutex_lock(&dev->lock);
	dev->gone = true;
	while (!list_empty(&dev->contexts)) {
		ctx = list_first_entry(&dev->contexts, struct ruapi_context,
				       dev_entry);
		/* Its namespace unlinks it from here before it is freed. */
		kref_get(&ctx->obj.uobj.ref);
		mutex_unlock(&dev->lock);
		ruapi_context_kill(ctx);
		mutex_lock(&dev->lock);
		list_del_init(&ctx->dev_entry);
		ruapi_object_put(&ctx->obj);
	}
	mutex_unlock(&dev->lock);
	cancel_delayed_work_sync(&dev->evict);
	ruapi_namespaces_device_event(dev, RUAPI_EVENT_DEVICE_REMOVED);
	ruapi_device_put(dev);
}

struct ib_client ruapi_client = {
	.name = "rdma_uapi",
	.add = client_add,
	.remove = client_remove,
	.get_global_nl_info = ruapi_compat_nl_info,
	.no_kverbs_req = true,
};

int ruapi_device_init(void)
{
	return ib_register_client(&ruapi_client);
}

void ruapi_device_exit(void)
{
	ib_unregister_client(&ruapi_client);
}
