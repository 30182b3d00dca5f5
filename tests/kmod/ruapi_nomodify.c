// SPDX-License-Identifier: GPL-2.0 OR Linux-OpenIB
/*
 * Takes the operation that modifies QPs from a device, as long as it is loaded: a
 * driver that connects and has none is none of the kernel's.
 */
#include <linux/module.h>
#include <linux/slab.h>
#include <rdma/ib_verbs.h>

static char *device = "";
module_param(device, charp, 0444);
MODULE_PARM_DESC(device, "which one");

static struct ib_client client;

static int nomodify_add(struct ib_device *ibdev)
{
	struct ib_device_ops *ops;

	if (strcmp(dev_name(&ibdev->dev), device))
		return -EOPNOTSUPP;
	ops = kmemdup(&ibdev->ops, sizeof(*ops), GFP_KERNEL);
	if (!ops)
		return -ENOMEM;
	ib_set_client_data(ibdev, &client, ops);
	WRITE_ONCE(ibdev->ops.modify_qp, NULL);
	return 0;
}

static void nomodify_remove(struct ib_device *ibdev, void *data)
{
	struct ib_device_ops *ops = data;

	WRITE_ONCE(ibdev->ops.modify_qp, ops->modify_qp);
	kfree(ops);
}

static struct ib_client client = {
	.name = KBUILD_MODNAME,
	.add = nomodify_add,
	.remove = nomodify_remove,
};

static int __init nomodify_init(void)
{
	return ib_register_client(&client);
}

static void __exit nomodify_exit(void)
{
	ib_unregister_client(&client);
}

module_init(nomodify_init);
module_exit(nomodify_exit);

MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("A driver that does not modify QPs, for tests");
