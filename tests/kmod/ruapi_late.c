// SPDX-License-Identifier: GPL-2.0 OR Linux-OpenIB
/*
 * Has one task be late while it destroys a CM id that listens: before rdma_cm gives
 * the device back, so that a removal of the device waits for it, and when it has,
 * so that the removal overtakes it.  A host that has more to do than CPUs does the
 * same, once in a long while.
 */
#include <linux/delay.h>
#include <linux/kprobes.h>
#include <linux/module.h>
#include <rdma/ib_cache.h>
#include <rdma/ib_cm.h>
#include <rdma/iw_cm.h>

static int tid;
module_param(tid, int, 0444);
MODULE_PARM_DESC(tid, "thread that is late, once at each point");

static char *device = "";
module_param(device, charp, 0444);
MODULE_PARM_DESC(device, "of the id, which listens");

static uint go;
module_param(go, uint, 0644);
MODULE_PARM_DESC(go, "point up to which it need not wait any more: 1 or 2");

static uint at;
module_param(at, uint, 0444);
MODULE_PARM_DESC(at, "point that it has come to: 1 or 2");

static atomic_t before = ATOMIC_INIT(1), behind = ATOMIC_INIT(1);

/* For as long as we are told, but not for ever. */
static void wait_at(unsigned int point)
{
	unsigned int i;

	WRITE_ONCE(at, point);
	for (i = 0; i < 1500 && READ_ONCE(go) < point; i++)
		msleep(20);
}

static noinline void late_ib_destroy(struct ib_cm_id *id)
{
	wait_at(1);
	ib_destroy_cm_id(id);
}

static noinline void late_iw_destroy(struct iw_cm_id *id)
{
	wait_at(1);
	iw_destroy_cm_id(id);
}

static noinline void late_put_gid(const struct ib_gid_attr *attr)
{
	wait_at(2);
	rdma_put_gid_attr(attr);
}

static bool is_late(const struct ib_device *ibdev, atomic_t *point)
{
	return current->pid == tid && !strcmp(ibdev->name, device) &&
	       atomic_add_unless(point, -1, 0);
}

/* Of the function that is being called, another one. */
static int go_to(struct pt_regs *regs, void *function)
{
	instruction_pointer_set(regs, (unsigned long)function);
	return 1;
}

static int on_ib_destroy(struct kprobe *probe, struct pt_regs *regs)
{
	const struct ib_cm_id *id = (void *)regs_get_kernel_argument(regs, 0);

	return is_late(id->device, &before) ? go_to(regs, late_ib_destroy) : 0;
}

static int on_iw_destroy(struct kprobe *probe, struct pt_regs *regs)
{
	const struct iw_cm_id *id = (void *)regs_get_kernel_argument(regs, 0);

	return is_late(id->device, &before) ? go_to(regs, late_iw_destroy) : 0;
}

static int on_put_gid(struct kprobe *probe, struct pt_regs *regs)
{
	const struct ib_gid_attr *attr =
		(void *)regs_get_kernel_argument(regs, 0);

	if (atomic_read(&before))
		return 0;
	return is_late(attr->device, &behind) ? go_to(regs, late_put_gid) : 0;
}

static struct kprobe probes[] = {
	{
		.symbol_name = "ib_destroy_cm_id",
		.pre_handler = on_ib_destroy,
	}, {
		.symbol_name = "iw_destroy_cm_id",
		.pre_handler = on_iw_destroy,
	}, {
		.symbol_name = "rdma_put_gid_attr",
		.pre_handler = on_put_gid,
	},
};

static struct kprobe *list[] = { &probes[0], &probes[1], &probes[2] };

static int __init late_init(void)
{
	return register_kprobes(list, ARRAY_SIZE(list));
}

static void __exit late_exit(void)
{
	unregister_kprobes(list, ARRAY_SIZE(list));
}

module_init(late_init);
module_exit(late_exit);

MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("Destroys CM ids slowly, for tests");
