// SPDX-License-Identifier: GPL-2.0 OR Linux-OpenIB
/* Has the setting that rdma_uapi wants to have, so that rdma_uapi cannot load. */
#include <linux/module.h>
#include <linux/sysctl.h>

#include "../kernel/rdma_uapi/core/compat.h"

static unsigned int value;

static struct ctl_table table[] = {
	{
		.procname = "max_backlog",
		.data = &value,
		.maxlen = sizeof(value),
		.mode = 0444,
		.proc_handler = proc_douintvec,
	},
	{}
};

static struct ctl_table_header *header;

static int __init sysctl_init(void)
{
	header = ruapi_compat_register_sysctl("net/rdma_uapi", table);
	return header ? 0 : -ENOMEM;
}

static void __exit sysctl_exit(void)
{
	unregister_net_sysctl_table(header);
}

module_init(sysctl_init);
module_exit(sysctl_exit);

MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("Takes a name from rdma_uapi, for tests");
