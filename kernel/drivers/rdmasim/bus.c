// SPDX-License-Identifier: GPL-2.0 OR Linux-OpenIB
/*
 * The bus: "ID PORTS KIND [NETDEV...]" written to /sys/bus/rdmasim/new_device makes
 * an instance, "ID" written to del_device removes it.  "rdma link add" makes one as
 * well, and "rdma link del" removes any.
 */
#include <linux/device.h>
#include <linux/dma-mapping.h>
#include <linux/module.h>
#include <linux/netdevice.h>
#include <linux/nsproxy.h>
#include <linux/slab.h>
#include <linux/wait.h>
#include <net/net_namespace.h>
#include <rdma/rdma_netlink.h>

#include "rdmasim.h"

/* Where the numbers of those begin that are made by netlink. */
#define SIM_MAX_ID	4095
#define FIRST_LINK	(SIM_MAX_ID + 1)
#define LAST_LINK	(2 * SIM_MAX_ID + 1)

/* @sim: NULL: not yet, or no more; protected by the lock of instances */
struct sim_instance {
	struct device dev;
	struct device_dma_parameters dma;
	u32 id;
	struct sim_device *sim;
};

/* Instances are made one after the other. */
static DEFINE_MUTEX(add_lock);
static bool open_for_business;

/* By number: instances; for a moment a value, when one is gone but for its number. */
static DEFINE_XARRAY_ALLOC(instances);
static DECLARE_WAIT_QUEUE_HEAD(instances_wait);

struct workqueue_struct *sim_wq;

static struct sim_instance *to_instance(struct device *dev)
{
	return container_of(dev, struct sim_instance, dev);
}

static void instance_release(struct device *dev)
{
	kfree(to_instance(dev));
}

static struct bus_type sim_bus;

/* From now on it is found by its number; NULL: from now on not. */
void sim_instance_set(struct device *parent, struct sim_device *dev)
{
	xa_lock(&instances);
	to_instance(parent)->sim = dev;
	xa_unlock(&instances);
}

/*
 * With the device.  Who unloads the module waits until there is no number left, and
 * then for who is about to leave this function and its caller.
 */
void sim_instance_gone(struct device *parent)
{
	u32 id = to_instance(parent)->id;

	device_del(parent);
	xa_store(&instances, id, xa_mk_value(0), GFP_KERNEL);
	put_device(parent);
	rcu_read_lock();
	xa_erase(&instances, id);
	wake_up(&instances_wait);
	rcu_read_unlock();
}

static int instance_add(struct sim_spec *spec, u32 min, u32 max)
{
	struct sim_instance *inst = kzalloc(sizeof(*inst), GFP_KERNEL);
	char name[16];
	int ret;

	if (!inst)
		return -ENOMEM;
	ret = xa_alloc(&instances, &inst->id, inst, XA_LIMIT(min, max), GFP_KERNEL);
	if (ret) {
		kfree(inst);
		return ret == -EBUSY ? -EEXIST : ret;
	}
	spec->id = inst->id;
	snprintf(name, sizeof(name), "rdmasim%u", inst->id);
	if (!spec->name)
		spec->name = name;
	inst->dev.release = instance_release;
	inst->dev.bus = &sim_bus;
	/* No DMA: who exports a dma-buf asks where it could go. */
	inst->dev.dma_parms = &inst->dma;
	inst->dev.dma_mask = &inst->dev.coherent_dma_mask;
	inst->dev.coherent_dma_mask = DMA_BIT_MASK(64);
	dma_set_max_seg_size(&inst->dev, UINT_MAX);
	dev_set_name(&inst->dev, "%s", name);
	ret = device_register(&inst->dev);
	if (ret) {
		xa_erase(&instances, inst->id);
		put_device(&inst->dev);
		return ret;
	}
	return sim_device_add(spec, &inst->dev);
}

static int new_instance(struct sim_spec *spec, u32 min, u32 max)
{
	int ret;

	mutex_lock(&add_lock);
	ret = open_for_business ? instance_add(spec, min, max) : -ENODEV;
	mutex_unlock(&add_lock);
	/* What ib_core says of a name that another device has. */
	return ret == -ENFILE ? -EEXIST : ret;
}

/* With a reference to its device, or NULL. */
static struct sim_device *instance_find(u32 id)
{
	struct sim_instance *inst;
	struct sim_device *sim = NULL;

	xa_lock(&instances);
	inst = xa_load(&instances, id);
	if (inst && !xa_is_value(inst))
		sim = inst->sim;
	if (sim)
		get_device(&sim->ib.dev);
	xa_unlock(&instances);
	return sim;
}

/* False if there is none.  It is gone when this returns, whoever removes it. */
static bool instance_del(u32 id)
{
	struct sim_device *sim = instance_find(id);

	if (!sim)
		return false;
	sim_device_del(sim);
	put_device(&sim->ib.dev);
	return true;
}

static int parse_kind(const char *name, enum sim_kind *kind)
{
	if (sysfs_streq(name, "ib"))
		*kind = SIM_IB;
	else if (sysfs_streq(name, "roce"))
		*kind = SIM_ROCE;
	else
		return -EINVAL;
	return 0;
}

/* Takes the next word of a line, NULL if there is none. */
static char *next_word(char **line)
{
	char *word;

	do
		word = strsep(line, " \t\n");
	while (word && !*word);
	return word;
}

static int next_number(char **line, u32 min, u32 max, u32 *number)
{
	char *word = next_word(line);

	if (!word || kstrtou32(word, 10, number))
		return -EINVAL;
	return *number < min || *number > max ? -ERANGE : 0;
}

/* All netdevs that a line ends with, or none. */
static int next_netdevs(char **line, struct sim_spec *spec)
{
	char *word = next_word(line);
	u32 n;

	for (n = 0; word; n++) {
		if (spec->kind != SIM_ROCE || n == spec->nports)
			return -EINVAL;
		spec->netdevs[n] = dev_get_by_name(current->nsproxy->net_ns, word);
		if (!spec->netdevs[n])
			return -ENODEV;
		word = next_word(line);
	}
	return n && n < spec->nports ? -EINVAL : 0;
}

static int new_device(char *line)
{
	struct sim_spec spec = {};
	char *word;
	u32 i, id;
	int ret;

	ret = next_number(&line, 0, SIM_MAX_ID, &id) ?:
	      next_number(&line, 1, SIM_MAX_PORTS, &spec.nports);
	if (ret)
		return ret;
	word = next_word(&line);
	if (!word || parse_kind(word, &spec.kind))
		return -EINVAL;
	ret = next_netdevs(&line, &spec) ?: new_instance(&spec, id, id);
	for (i = 0; i < ARRAY_SIZE(spec.netdevs); i++)
		dev_put(spec.netdevs[i]);
	return ret;
}

static int del_device(char *line)
{
	u32 id;
	int ret;

	ret = next_number(&line, 0, LAST_LINK, &id);
	if (ret)
		return ret;
	if (next_word(&line))
		return -EINVAL;
	return instance_del(id) ? 0 : -ENODEV;
}

static int sim_newlink(const char *name, struct net_device *netdev)
{
	struct sim_spec spec = {
		.name = name,
		.nports = 1,
		.kind = SIM_ROCE,
		.netdevs = { netdev, },
	};

	return new_instance(&spec, FIRST_LINK, LAST_LINK);
}

static struct rdma_link_ops sim_link_ops = {
	.type = "rdmasim",
	.newlink = sim_newlink,
};

static ssize_t bus_store(int (*store)(char *line), const char *buf, size_t count)
{
	char *line = kmemdup_nul(buf, count, GFP_KERNEL);
	int ret;

	if (!line)
		return -ENOMEM;
	ret = store(line);
	kfree(line);
	return ret ?: count;
}

#ifdef RUAPI_HAVE_CONST_BUS
#define SIM_CONST const
#else
#define SIM_CONST
#endif

static ssize_t new_device_store(SIM_CONST struct bus_type *bus, const char *buf,
				size_t count)
{
	return bus_store(new_device, buf, count);
}

static ssize_t del_device_store(SIM_CONST struct bus_type *bus, const char *buf,
				size_t count)
{
	return bus_store(del_device, buf, count);
}

static BUS_ATTR_WO(new_device);
static BUS_ATTR_WO(del_device);

static struct attribute *sim_bus_attrs[] = {
	&bus_attr_new_device.attr,
	&bus_attr_del_device.attr,
	NULL,
};
ATTRIBUTE_GROUPS(sim_bus);

/* What its provider library knows it by, whatever the instance is called. */
static ssize_t modalias_show(struct device *dev, struct device_attribute *attr,
			     char *buf)
{
	return sysfs_emit(buf, "rdmasim:\n");
}

static DEVICE_ATTR_RO(modalias);

static struct attribute *sim_instance_attrs[] = {
	&dev_attr_modalias.attr,
	NULL,
};
ATTRIBUTE_GROUPS(sim_instance);

static struct bus_type sim_bus = {
	.name = "rdmasim",
	.bus_groups = sim_bus_groups,
	.dev_groups = sim_instance_groups,
};

static int __init sim_init(void)
{
	int ret;

	sim_wq = alloc_workqueue("rdmasim", WQ_UNBOUND | WQ_MEM_RECLAIM, 0);
	if (!sim_wq)
		return -ENOMEM;
	ret = sim_dmabuf_init();
	if (ret)
		goto err_wq;
	sim_fabrics_init();
	sim_faults_init();
	ret = sim_netdevs_init();
	if (ret)
		goto err_faults;
	ret = bus_register(&sim_bus);
	if (ret)
		goto err_netdevs;
	mutex_lock(&add_lock);
	open_for_business = true;
	mutex_unlock(&add_lock);
	rdma_link_register(&sim_link_ops);
	return 0;

err_netdevs:
	sim_netdevs_exit();
err_faults:
	sim_faults_exit();
	sim_dmabuf_exit();
err_wq:
	destroy_workqueue(sim_wq);
	return ret;
}

static void __exit sim_exit(void)
{
	unsigned long id;
	void *inst;

	rdma_link_unregister(&sim_link_ops);
	mutex_lock(&add_lock);
	open_for_business = false;
	mutex_unlock(&add_lock);
	xa_for_each(&instances, id, inst)
		instance_del(id);
	/* Those that others are removing. */
	wait_event(instances_wait, xa_empty(&instances));
	synchronize_rcu();
	bus_unregister(&sim_bus);
	sim_netdevs_exit();
	sim_faults_exit();
	sim_dmabuf_exit();
	destroy_workqueue(sim_wq);
}

module_init(sim_init);
module_exit(sim_exit);

MODULE_DESCRIPTION("Simulated RDMA HCAs");
MODULE_LICENSE("Dual BSD/GPL");
MODULE_AUTHOR("The rdma_uapi developers");
MODULE_ALIAS_RDMA_LINK("rdmasim");
