// SPDX-License-Identifier: GPL-2.0 OR Linux-OpenIB
/*
 * The bus: "ID PORTS KIND" written to /sys/bus/rdmasim/new_device makes an
 * instance, "ID" written to del_device removes it.
 */
#include <linux/device.h>
#include <linux/list.h>
#include <linux/module.h>
#include <linux/slab.h>

#include "rdmasim.h"

/* The number is part of GUIDs and names. */
#define SIM_MAX_ID	4095

struct sim_instance {
	struct device dev;
	struct list_head list;
	u32 id;
	struct sim_device *sim;
};

/* Protects what follows; held while an instance is made or removed. */
static DEFINE_MUTEX(bus_lock);
static LIST_HEAD(instances);
static bool open_for_business;

struct workqueue_struct *sim_wq;

static struct sim_instance *instance_find(u32 id)
{
	struct sim_instance *inst;

	list_for_each_entry(inst, &instances, list)
		if (inst->id == id)
			return inst;
	return NULL;
}

static void instance_release(struct device *dev)
{
	kfree(container_of(dev, struct sim_instance, dev));
}

static struct bus_type sim_bus;

static int instance_add(u32 id, u32 nports, enum sim_kind kind)
{
	struct sim_instance *inst;
	int ret;

	if (instance_find(id))
		return -EEXIST;
	inst = kzalloc(sizeof(*inst), GFP_KERNEL);
	if (!inst)
		return -ENOMEM;
	inst->id = id;
	inst->dev.release = instance_release;
	inst->dev.bus = &sim_bus;
	dev_set_name(&inst->dev, "rdmasim%u", id);
	ret = device_register(&inst->dev);
	if (ret)
		goto err;
	inst->sim = sim_device_add(id, nports, kind, &inst->dev);
	if (IS_ERR(inst->sim)) {
		ret = PTR_ERR(inst->sim);
		device_del(&inst->dev);
		goto err;
	}
	list_add_tail(&inst->list, &instances);
	return 0;

err:
	put_device(&inst->dev);
	return ret;
}

static void instance_del(struct sim_instance *inst)
{
	list_del(&inst->list);
	sim_device_del(inst->sim);
	device_unregister(&inst->dev);
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

static int new_device(char *line)
{
	enum sim_kind kind;
	u32 id, nports;
	char *word;
	int ret;

	ret = next_number(&line, 0, SIM_MAX_ID, &id) ?:
	      next_number(&line, 1, SIM_MAX_PORTS, &nports);
	if (ret)
		return ret;
	word = next_word(&line);
	if (!word || parse_kind(word, &kind) || next_word(&line))
		return -EINVAL;

	mutex_lock(&bus_lock);
	ret = open_for_business ? instance_add(id, nports, kind) : -ENODEV;
	mutex_unlock(&bus_lock);
	return ret;
}

static int del_device(char *line)
{
	struct sim_instance *inst;
	u32 id;
	int ret;

	ret = next_number(&line, 0, SIM_MAX_ID, &id);
	if (ret)
		return ret;
	if (next_word(&line))
		return -EINVAL;

	mutex_lock(&bus_lock);
	inst = instance_find(id);
	if (inst)
		instance_del(inst);
	mutex_unlock(&bus_lock);
	return inst ? 0 : -ENODEV;
}

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
	sim_fabrics_init();
	sim_faults_init();
	ret = sim_netdevs_init();
	if (ret)
		goto err_faults;
	ret = bus_register(&sim_bus);
	if (ret)
		goto err_netdevs;
	mutex_lock(&bus_lock);
	open_for_business = true;
	mutex_unlock(&bus_lock);
	return 0;

err_netdevs:
	sim_netdevs_exit();
err_faults:
	sim_faults_exit();
	destroy_workqueue(sim_wq);
	return ret;
}

static void __exit sim_exit(void)
{
	struct sim_instance *inst, *next;

	mutex_lock(&bus_lock);
	open_for_business = false;
	list_for_each_entry_safe(inst, next, &instances, list)
		instance_del(inst);
	mutex_unlock(&bus_lock);
	bus_unregister(&sim_bus);
	sim_netdevs_exit();
	sim_faults_exit();
	destroy_workqueue(sim_wq);
}

module_init(sim_init);
module_exit(sim_exit);

MODULE_DESCRIPTION("Simulated RDMA HCAs");
MODULE_LICENSE("Dual BSD/GPL");
MODULE_AUTHOR("The rdma_uapi developers");
