// SPDX-License-Identifier: GPL-2.0 OR Linux-OpenIB
/*
 * User capabilities (UCAPs), as Linux has them from 6.15 on: a node in
 * /dev/infiniband for each thing that not everybody may do who may open a device.
 * Who can open the node gives its fd to CONTEXT.OPEN; so an administrator grants it
 * by the mode of a file, and a program by passing the fd on.
 *
 * A node is there as long as a device whose driver has the capability.  Its fds are
 * worth nothing afterwards, also when there is such a node again: who had it then may
 * not be meant to have it now.
 *
 * On kernels with UCAPs all that is theirs, and only what contexts have is ours.
 */
#include <linux/cdev.h>
#include <linux/device.h>
#include <linux/file.h>
#include <linux/fs.h>
#include <linux/seq_file.h>

#include "../../drivers/driver.h"
#include "ruapi.h"

/* Nodes at a time: more than there are names. */
#define MAX_NODES 16

/**
 * struct ucap_node - a node in /dev/infiniband; who has it open holds it
 * @cdev: the node
 * @dev: of the class; the memory goes with it
 * @link: in nodes
 * @name: of the capability, in a table of drivers
 * @users: devices that have it
 * @gone: it is being removed, or was
 * @work: removes it
 */
struct ucap_node {
	struct cdev cdev;
	struct device dev;
	struct list_head link;
	const char *name;
	unsigned int users;
	bool gone;
	struct work_struct work;
};

static LIST_HEAD(nodes);
static DEFINE_MUTEX(ucaps_lock);
/* One after the other, as names and numbers are free again only then. */
static struct workqueue_struct *remove_wq;
static DECLARE_BITMAP(minors, MAX_NODES);
static dev_t first_devt;

/* ---- nodes ----------------------------------------------------------------- */

/* Another node of the same number can lead here, as long as anybody has ours. */
static int node_open(struct inode *inode, struct file *file)
{
	struct ucap_node *node =
		container_of(inode->i_cdev, struct ucap_node, cdev);

	if (READ_ONCE(node->gone))
		return -ENXIO;
	file->private_data = node;
	return 0;
}

/* The cdev, and with it the device, is held by the file. */
static const struct file_operations node_fops = {
	.owner = THIS_MODULE,
	.open = node_open,
	.llseek = noop_llseek,
};

static char *ucaps_devnode(ruapi_compat_devnode_const struct device *dev,
			   umode_t *mode)
{
	if (mode)
		*mode = 0600;
	return kasprintf(GFP_KERNEL, "infiniband/%s", dev_name(dev));
}

static struct class ucaps_class = {
	.name = "infiniband_ucaps",
	.devnode = ucaps_devnode,
};

static void node_release(struct device *dev)
{
	kfree(container_of(dev, struct ucap_node, dev));
}

static struct ucap_node *node_find(const char *name)
{
	struct ucap_node *node;

	lockdep_assert_held(&ucaps_lock);
	list_for_each_entry(node, &nodes, link)
		if (!strcmp(node->name, name))
			return node;
	return NULL;
}

/*
 * Waits for devtmpfs, and so for whoever reads the folder, perhaps into memory that
 * never comes: the device that goes does not.
 */
static void node_remove_work(struct work_struct *work)
{
	struct ucap_node *node = container_of(work, struct ucap_node, work);
	const unsigned int minor = MINOR(node->dev.devt) - MINOR(first_devt);

	cdev_device_del(&node->cdev, &node->dev);
	clear_bit(minor, minors);
	put_device(&node->dev);
}

static int node_make(const char *name)
{
	struct ucap_node *node;
	unsigned int minor;
	int ret;

	/* One of that name may still be there. */
	flush_workqueue(remove_wq);
	minor = find_first_zero_bit(minors, MAX_NODES);
	if (minor == MAX_NODES)
		return -ENOSPC;
	node = kzalloc(sizeof(*node), GFP_KERNEL);
	if (!node)
		return -ENOMEM;
	node->name = name;
	node->users = 1;
	INIT_WORK(&node->work, node_remove_work);
	device_initialize(&node->dev);
	node->dev.class = &ucaps_class;
	node->dev.devt = MKDEV(MAJOR(first_devt), MINOR(first_devt) + minor);
	node->dev.release = node_release;
	ret = dev_set_name(&node->dev, "%s", name);
	if (!ret) {
		cdev_init(&node->cdev, &node_fops);
		node->cdev.owner = THIS_MODULE;
		ret = cdev_device_add(&node->cdev, &node->dev);
	}
	if (ret) {
		/* It may have been opened, by another name. */
		WRITE_ONCE(node->gone, true);
		put_device(&node->dev);
		return ret;
	}
	set_bit(minor, minors);
	list_add(&node->link, &nodes);
	return 0;
}

static void node_remove(struct ucap_node *node)
{
	WRITE_ONCE(node->gone, true);
	list_del(&node->link);
	queue_work(remove_wq, &node->work);
}

static int node_get(const char *name)
{
	struct ucap_node *node = node_find(name);

	if (!node)
		return node_make(name);
	node->users++;
	return 0;
}

static void node_put(const char *name)
{
	struct ucap_node *node = node_find(name);

	if (!--node->users)
		node_remove(node);
}

/**
 * ruapi_ucaps_add() - a device has come
 * @ucaps: user capabilities of its driver, or NULL
 *
 * Return: 0, and their nodes are there, or a negative errno.
 */
int ruapi_ucaps_add(const struct ruapi_driver_ucaps *ucaps)
{
	unsigned int i;
	int ret = 0;

	if (!ucaps || !RUAPI_COMPAT_OWN_UCAPS)
		return 0;
	mutex_lock(&ucaps_lock);
	for (i = 0; i < ucaps->num_names; i++) {
		ret = node_get(ucaps->names[i]);
		if (ret)
			break;
	}
	while (ret && i--)
		node_put(ucaps->names[i]);
	mutex_unlock(&ucaps_lock);
	return ret;
}

/**
 * ruapi_ucaps_del() - a device goes
 * @ucaps: as it came with
 *
 * Contexts that are open keep what they have: they go with the device.  Nodes that are
 * nobody's any more open nothing from now on, and will soon be gone.
 */
void ruapi_ucaps_del(const struct ruapi_driver_ucaps *ucaps)
{
	unsigned int i;

	if (!ucaps || !RUAPI_COMPAT_OWN_UCAPS)
		return;
	mutex_lock(&ucaps_lock);
	for (i = 0; i < ucaps->num_names; i++)
		node_put(ucaps->names[i]);
	mutex_unlock(&ucaps_lock);
}

int ruapi_ucaps_init(void)
{
	int ret;

	if (!RUAPI_COMPAT_OWN_UCAPS)
		return 0;
	remove_wq = alloc_ordered_workqueue("rdma_uapi_ucaps", 0);
	if (!remove_wq)
		return -ENOMEM;
	ret = alloc_chrdev_region(&first_devt, 0, MAX_NODES, ucaps_class.name);
	if (ret)
		goto err_wq;
	ret = class_register(&ucaps_class);
	if (ret)
		goto err_region;
	return 0;

err_region:
	unregister_chrdev_region(first_devt, MAX_NODES);
err_wq:
	destroy_workqueue(remove_wq);
	return ret;
}

void ruapi_ucaps_exit(void)
{
	if (!RUAPI_COMPAT_OWN_UCAPS)
		return;
	destroy_workqueue(remove_wq);
	class_unregister(&ucaps_class);
	unregister_chrdev_region(first_devt, MAX_NODES);
}

/* ---- what contexts have ----------------------------------------------------- */

/* One of another driver's is as good a node, and has no bit here. */
static u64 bit_of(const struct ruapi_driver_ucaps *ucaps, const char *name)
{
	unsigned int i;

	for (i = 0; ucaps && i < ucaps->num_names; i++)
		if (!strcmp(ucaps->names[i], name))
			return BIT_ULL(i);
	return 0;
}

/* What ib_get_ucaps() says of an fd, it does not look at the file for. */
static int take_one(int fd, const struct ruapi_driver_ucaps *ucaps, u64 *bits)
{
	const struct ucap_node *node;
	struct file *file = fget(fd);
	int ret = -EINVAL;

	if (!file)
		return -EBADF;
	if (file->f_op == &node_fops) {
		node = file->private_data;
		if (!READ_ONCE(node->gone)) {
			*bits |= bit_of(ucaps, node->name);
			ret = 0;
		}
	}
	fput(file);
	return ret;
}

/**
 * ruapi_ucaps_take() - which user capabilities a caller shows
 * @call: the call
 * @id: attribute of the fds
 * @ucaps: of the device, or NULL
 * @bits: are set
 *
 * Return: 0, also if there are none, or a negative errno.
 */
int ruapi_ucaps_take(struct ruapi_call *call, u16 id,
		     const struct ruapi_driver_ucaps *ucaps, u64 *bits)
{
	u32 len = 0, i;
	const int *fds = attr_buf(call, id, &len);
	int ret;

	*bits = 0;
	if (!RUAPI_COMPAT_OWN_UCAPS && len) {
		ret = ruapi_compat_get_ucaps(fds, len / sizeof(*fds), bits);
		if (ret)
			return call_bad_attr(call, id, RUAPI_REASON_FD, ret);
		/* Names are in the kernel's order. */
		*bits &= ucaps ? BIT_ULL(ucaps->num_names) - 1 : 0;
		return 0;
	}
	for (i = 0; i < len / sizeof(*fds); i++) {
		ret = take_one(fds[i], ucaps, bits);
		if (ret)
			return call_bad_attr(call, id, RUAPI_REASON_FD, ret);
	}
	return 0;
}

/* ---- what is told of them ----------------------------------------------------- */

/**
 * ruapi_ucaps_fdinfo() - the rest of a context's line
 * @ctx: the context
 * @m: of its fd
 */
void ruapi_ucaps_fdinfo(const struct ruapi_context *ctx, struct seq_file *m)
{
	u64 left;

	for (left = ctx->ucaps; left; left &= left - 1)
		seq_printf(m, "%s%s", left == ctx->ucaps ? " ucaps=" : ",",
			   ctx->dev->ucaps->names[__ffs64(left)]);
}

static void describe_one(const struct ruapi_driver_ucaps *ucaps, u16 bit,
			 const struct ruapi_ucap_demand *demand,
			 struct ruapi_desc_ucap *desc)
{
	desc->bit = bit;
	strscpy(desc->name, ucaps->names[bit], sizeof(desc->name));
	if (!demand)
		return;
	desc->object = demand->object;
	desc->action = demand->action;
	desc->attr = demand->attr;
}

/**
 * ruapi_ucaps_describe() - DESCRIBE of a device's user capabilities
 * @call: the call, of a device or of none
 * @id: attribute of the answer
 *
 * Return: 0 or -ENOMEM.
 */
int ruapi_ucaps_describe(struct ruapi_call *call, u16 id)
{
	const struct ruapi_driver_ucaps *ucaps =
		call->dev ? call->dev->ucaps : NULL;
	struct ruapi_desc_ucap *desc;
	u32 count = 0, i;

	if (!ucaps) {
		attr_put_array(call, id, NULL, 0);
		return 0;
	}
	desc = kcalloc(ucaps->num_names + ucaps->num_demands, sizeof(*desc),
		       GFP_KERNEL_ACCOUNT);
	if (!desc)
		return -ENOMEM;
	for (i = 0; i < ucaps->num_names; i++)
		describe_one(ucaps, i, NULL, &desc[count++]);
	for (i = 0; i < ucaps->num_demands; i++)
		describe_one(ucaps, ucaps->demands[i].ucap, &ucaps->demands[i],
			     &desc[count++]);
	attr_put_array(call, id, desc, count * sizeof(*desc));
	kfree(desc);
	return 0;
}
