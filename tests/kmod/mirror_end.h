/* SPDX-License-Identifier: GPL-2.0 OR Linux-OpenIB */
/* The comparison as rdma_uapi.ko makes it when it is loaded. */
#include "../kernel/drivers/mirror.c"

static int __init mirror_init(void)
{
	return ruapi_mirror_check();
}

/* In case that it does load. */
static void __exit mirror_exit(void)
{
}

module_init(mirror_init);
module_exit(mirror_exit);

MODULE_DESCRIPTION("A wrong mirror of private structs");
MODULE_LICENSE("Dual BSD/GPL");
MODULE_AUTHOR("The rdma_uapi developers");
