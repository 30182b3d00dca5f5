// SPDX-License-Identifier: GPL-2.0 OR Linux-OpenIB
/*
 * An HCA without hardware that does what drivers of real ones do and rxe and
 * siw do not, for the scenario `driver`.  Its data path goes nowhere.
 *
 * What it maps, by page offset:
 *	0	a page of the context, by remap_pfn_range(); dealloc_ucontext
 *		hands it to somebody else (bnxt_re, mthca, vmw_pvrdma)
 *	1	the same page, read by programs only
 *	2	the same page, and after it a hole that is an error, which is told
 *		when the page is there already
 *	3	a page by vm_insert_page(), which is counted
 *	4	memory with vm_operations of its own
 *	16	a doorbell by rdma_user_mmap_io() and an entry, whose page is
 *		handed on by mmap_free
 *	17	a doorbell by rdma_user_mmap_io() without an entry, the context's
 *		page again
 *	18	I/O memory of the machine, at the parameter `io`; not to be used
 *	19	the doorbell of 16, and an error, which is told when it is mapped
 *
 * Somebody else is this module: it writes a pattern into pages that it is handed
 * and counts those that were written to since.
 */
#include <linux/module.h>
#include <linux/mm.h>
#include <linux/slab.h>
#include <rdma/ib_user_verbs.h>
#include <rdma/ib_verbs.h>
#include <rdma/uverbs_ioctl.h>

#define UVERBS_MODULE_NAME ruapi_testdrv
#include <rdma/uverbs_named_ioctl.h>

#define PATTERN 0x5a

enum {
	MAP_OWN,
	MAP_OWN_READ,
	MAP_OWN_ERROR,
	MAP_COUNTED,
	MAP_OPS,
	MAP_ENTRY = 16,
	MAP_IO,
	MAP_MACHINE,
	MAP_ENTRY_ERROR,
};

/* ---- knobs and counters ------------------------------------------------------ */

static uint driver_id = RDMA_DRIVER_UNKNOWN;
module_param(driver_id, uint, 0444);
MODULE_PARM_DESC(driver_id, "enum rdma_driver_id that it says it is");

static bool disassociate;
module_param(disassociate, bool, 0444);
MODULE_PARM_DESC(disassociate, "it has disassociate_ucontext");

static bool bare;
module_param(bare, bool, 0444);
MODULE_PARM_DESC(bare, "it can open contexts and map pages, and nothing else");

static bool methods;
module_param(methods, bool, 0444);
MODULE_PARM_DESC(methods, "it defines a method");

static ulong io;
module_param(io, ulong, 0444);
MODULE_PARM_DESC(io, "physical address of I/O memory to map");

static bool refuse;
module_param(refuse, bool, 0644);
MODULE_PARM_DESC(refuse, "it refuses to destroy QPs, and says so of flows that it frees");

static uint lifespan = 1000;
module_param(lifespan, uint, 0644);
MODULE_PARM_DESC(lifespan, "for how many ms its counters are good enough");

static uint null_posts;
module_param(null_posts, uint, 0444);
MODULE_PARM_DESC(null_posts, "times that it had to post no request");

static uint dm_calls;
module_param(dm_calls, uint, 0444);
MODULE_PARM_DESC(dm_calls, "times that it had to allocate memory on the device");

static uint stats_calls;
module_param(stats_calls, uint, 0444);
MODULE_PARM_DESC(stats_calls, "times that it had to read its counters");

static uint disassociated;
module_param(disassociated, uint, 0444);
MODULE_PARM_DESC(disassociated, "contexts that disassociate_ucontext was told of");

static uint closed;
module_param(closed, uint, 0444);
MODULE_PARM_DESC(closed, "VMAs with operations of its own that were closed");

/* ---- pages that somebody else has -------------------------------------------- */

static LIST_HEAD(given_pages);
static DEFINE_MUTEX(given_lock);

struct given {
	struct list_head list;
	void *page;
};

static void give_page(void *page)
{
	struct given *given = kmalloc(sizeof(*given), GFP_KERNEL | __GFP_NOFAIL);

	memset(page, PATTERN, PAGE_SIZE);
	given->page = page;
	mutex_lock(&given_lock);
	list_add(&given->list, &given_pages);
	mutex_unlock(&given_lock);
}

static void free_given(void)
{
	struct given *given, *next;

	list_for_each_entry_safe(given, next, &given_pages, list) {
		free_page((unsigned long)given->page);
		kfree(given);
	}
}

static int count_given(char *buffer, bool spoiled_only)
{
	struct given *given;
	unsigned int n = 0;

	mutex_lock(&given_lock);
	list_for_each_entry(given, &given_pages, list)
		if (!spoiled_only || memchr_inv(given->page, PATTERN, PAGE_SIZE))
			n++;
	mutex_unlock(&given_lock);
	return sysfs_emit(buffer, "%u\n", n);
}

static int get_given(char *buffer, const struct kernel_param *param)
{
	return count_given(buffer, false);
}

static int get_spoiled(char *buffer, const struct kernel_param *param)
{
	return count_given(buffer, true);
}

static const struct kernel_param_ops given_param = {
	.get = get_given,
};

static const struct kernel_param_ops spoiled_param = {
	.get = get_spoiled,
};

module_param_cb(given, &given_param, NULL, 0444);
MODULE_PARM_DESC(given, "pages that somebody else has got");
module_param_cb(spoiled, &spoiled_param, NULL, 0444);
MODULE_PARM_DESC(spoiled, "of those, how many were written to since");

/* ---- contexts and what they map ---------------------------------------------- */

/* What the driver answers when a context is opened. */
struct test_answer {
	u32 serial;
	u32 reserved;
};

struct test_entry {
	struct rdma_user_mmap_entry rdma;
	void *page;
};

struct test_context {
	struct ib_ucontext ib;
	void *page;
	void *counted;
	struct test_entry *entry;
};

static struct test_context *to_context(struct ib_ucontext *ib)
{
	return container_of(ib, struct test_context, ib);
}

static int test_add_entry(struct test_context *ctx)
{
	struct test_entry *entry = kzalloc(sizeof(*entry), GFP_KERNEL);
	int ret = -ENOMEM;

	if (!entry)
		return ret;
	entry->page = (void *)get_zeroed_page(GFP_KERNEL);
	if (entry->page)
		ret = rdma_user_mmap_entry_insert_range(&ctx->ib, &entry->rdma,
							PAGE_SIZE, MAP_ENTRY,
							MAP_ENTRY);
	if (ret) {
		free_page((unsigned long)entry->page);
		kfree(entry);
		return ret;
	}
	ctx->entry = entry;
	return 0;
}

static int test_alloc_ucontext(struct ib_ucontext *ib, struct ib_udata *udata)
{
	static atomic_t serial;
	struct test_context *ctx = to_context(ib);
	struct test_answer answer = {
		.serial = atomic_inc_return(&serial),
	};
	int ret = -ENOMEM;

	ctx->page = (void *)get_zeroed_page(GFP_KERNEL);
	ctx->counted = (void *)get_zeroed_page(GFP_KERNEL);
	if (ctx->page && ctx->counted)
		ret = bare ? 0 : test_add_entry(ctx);
	if (!ret && udata->outlen)
		ret = ib_copy_to_udata(udata, &answer,
				       min(udata->outlen, sizeof(answer)));
	if (!ret)
		return 0;
	if (ctx->entry)
		rdma_user_mmap_entry_remove(&ctx->entry->rdma);
	free_page((unsigned long)ctx->page);
	free_page((unsigned long)ctx->counted);
	return ret;
}

static void test_dealloc_ucontext(struct ib_ucontext *ib)
{
	struct test_context *ctx = to_context(ib);

	if (ctx->entry)
		rdma_user_mmap_entry_remove(&ctx->entry->rdma);
	give_page(ctx->page);
	free_page((unsigned long)ctx->counted);
}

static void test_disassociate_ucontext(struct ib_ucontext *ib)
{
	disassociated++;
}

static void test_mmap_free(struct rdma_user_mmap_entry *rdma)
{
	struct test_entry *entry = container_of(rdma, struct test_entry, rdma);

	give_page(entry->page);
	kfree(entry);
}

static void test_vma_close(struct vm_area_struct *vma)
{
	closed++;
}

static const struct vm_operations_struct test_vm_ops = {
	.close = test_vma_close,
};

static int test_map(struct vm_area_struct *vma, void *page)
{
	return remap_pfn_range(vma, vma->vm_start, virt_to_phys(page) >> PAGE_SHIFT,
			       PAGE_SIZE, vma->vm_page_prot);
}

static int test_map_entry(struct ib_ucontext *ib, struct vm_area_struct *vma)
{
	struct rdma_user_mmap_entry *rdma =
		rdma_user_mmap_entry_get_pgoff(ib, MAP_ENTRY);
	struct test_entry *entry;
	int ret;

	if (!rdma)
		return -EINVAL;
	entry = container_of(rdma, struct test_entry, rdma);
	ret = rdma_user_mmap_io(ib, vma, virt_to_phys(entry->page) >> PAGE_SHIFT,
				PAGE_SIZE, vma->vm_page_prot, rdma);
	rdma_user_mmap_entry_put(rdma);
	return ret;
}

static int test_mmap(struct ib_ucontext *ib, struct vm_area_struct *vma)
{
	struct test_context *ctx = to_context(ib);

	switch (vma->vm_pgoff) {
	case MAP_OWN:
		return test_map(vma, ctx->page);
	case MAP_OWN_READ:
		if (vma->vm_flags & VM_WRITE)
			return -EPERM;
#ifdef RUAPI_HAVE_VM_FLAGS_SET
		vm_flags_clear(vma, VM_MAYWRITE);
#else
		vma->vm_flags &= ~VM_MAYWRITE;
#endif
		return test_map(vma, ctx->page);
	case MAP_OWN_ERROR:
		return test_map(vma, ctx->page) ?: -EIO;
	case MAP_COUNTED:
		return vm_insert_page(vma, vma->vm_start,
				      virt_to_page(ctx->counted));
	case MAP_OPS:
		vma->vm_ops = &test_vm_ops;
		return test_map(vma, ctx->page);
	case MAP_ENTRY:
		return test_map_entry(ib, vma);
	case MAP_ENTRY_ERROR:
		return test_map_entry(ib, vma) ?: -EIO;
	case MAP_IO:
		return rdma_user_mmap_io(ib, vma,
					 virt_to_phys(ctx->page) >> PAGE_SHIFT,
					 PAGE_SIZE, vma->vm_page_prot, NULL);
	case MAP_MACHINE:
		if (!io)
			return -EINVAL;
		return rdma_user_mmap_io(ib, vma, io >> PAGE_SHIFT, PAGE_SIZE,
					 pgprot_noncached(vma->vm_page_prot),
					 NULL);
	default:
		return -EINVAL;
	}
}

/* ---- other objects, of which there is nothing to know ---------------------------- */

static int test_alloc_pd(struct ib_pd *pd, struct ib_udata *udata)
{
	return 0;
}

static int test_dealloc_pd(struct ib_pd *pd, struct ib_udata *udata)
{
	return 0;
}

#ifdef RUAPI_HAVE_CREATE_CQ_BUNDLE
static int test_create_cq(struct ib_cq *cq, const struct ib_cq_init_attr *attr,
			  struct uverbs_attr_bundle *bundle)
#else
static int test_create_cq(struct ib_cq *cq, const struct ib_cq_init_attr *attr,
			  struct ib_udata *udata)
#endif
{
	cq->cqe = attr->cqe;
	return 0;
}

static int test_destroy_cq(struct ib_cq *cq, struct ib_udata *udata)
{
	return 0;
}

static int test_poll_cq(struct ib_cq *cq, int count, struct ib_wc *wc)
{
	return 0;
}

static int test_req_notify_cq(struct ib_cq *cq, enum ib_cq_notify_flags flags)
{
	return 0;
}

static int test_create_qp(struct ib_qp *qp, struct ib_qp_init_attr *attr,
			  struct ib_udata *udata)
{
	static atomic_t number = ATOMIC_INIT(16);

	qp->qp_num = atomic_inc_return(&number) & 0xffffff;
	return 0;
}

static int test_modify_qp(struct ib_qp *qp, struct ib_qp_attr *attr, int mask,
			  struct ib_udata *udata)
{
	return 0;
}

static int test_destroy_qp(struct ib_qp *qp, struct ib_udata *udata)
{
	return refuse ? -EBUSY : 0;
}

/* As rdmavt, which looks at the first request. */
static int test_post_send(struct ib_qp *qp, const struct ib_send_wr *wr,
			  const struct ib_send_wr **bad_wr)
{
	if (!wr)
		null_posts++;
	*bad_wr = wr;
	return -EINVAL;
}

static int test_post_recv(struct ib_qp *qp, const struct ib_recv_wr *wr,
			  const struct ib_recv_wr **bad_wr)
{
	if (!wr)
		null_posts++;
	*bad_wr = wr;
	return -EINVAL;
}

/* As mlx5, which answers in attributes of its own. */
static struct ib_dm *test_alloc_dm(struct ib_device *ibdev,
				   struct ib_ucontext *ib,
				   struct ib_dm_alloc_attr *attr,
				   struct uverbs_attr_bundle *attrs)
{
	const struct uverbs_attr *answer;

	dm_calls++;
	answer = uverbs_attr_get(attrs, 1U << UVERBS_ID_NS_SHIFT);
	return IS_ERR(answer) ? ERR_CAST(answer) : ERR_PTR(-EIO);
}

static int test_dealloc_dm(struct ib_dm *dm, struct uverbs_attr_bundle *attrs)
{
	return 0;
}

static struct ib_flow *test_create_flow(struct ib_qp *qp,
					struct ib_flow_attr *attr,
					struct ib_udata *udata)
{
	return kzalloc(sizeof(struct ib_flow), GFP_KERNEL) ?: ERR_PTR(-ENOMEM);
}

/* As mlx4. */
static int test_destroy_flow(struct ib_flow *flow)
{
	kfree(flow);
	return refuse ? -EIO : 0;
}

static struct ib_mr *test_get_dma_mr(struct ib_pd *pd, int access)
{
	return kzalloc(sizeof(struct ib_mr), GFP_KERNEL) ?: ERR_PTR(-ENOMEM);
}

#ifdef RUAPI_HAVE_DMAH
static struct ib_mr *test_reg_user_mr(struct ib_pd *pd, u64 start, u64 length,
				      u64 iova, int access,
				      struct ib_dmah *dmah,
				      struct ib_udata *udata)
#else
static struct ib_mr *test_reg_user_mr(struct ib_pd *pd, u64 start, u64 length,
				      u64 iova, int access,
				      struct ib_udata *udata)
#endif
{
	return test_get_dma_mr(pd, access);
}

static int test_dereg_mr(struct ib_mr *mr, struct ib_udata *udata)
{
	kfree(mr);
	return 0;
}

/* ---- the device -------------------------------------------------------------- */

static int test_query_device(struct ib_device *ibdev, struct ib_device_attr *attr,
			     struct ib_udata *udata)
{
	*attr = (struct ib_device_attr){
		.max_qp = 64,
		.max_qp_wr = 64,
		.max_send_sge = 4,
		.max_recv_sge = 4,
		.max_cq = 64,
		.max_cqe = 64,
		.max_pd = 64,
		.max_mr = 64,
		.max_mr_size = U64_MAX,
		.page_size_cap = PAGE_SIZE,
		.max_pkeys = 1,
	};
	return 0;
}

static int test_query_port(struct ib_device *ibdev, u32 port,
			   struct ib_port_attr *attr)
{
	attr->state = IB_PORT_ACTIVE;
	attr->phys_state = IB_PORT_PHYS_STATE_LINK_UP;
	attr->max_mtu = IB_MTU_4096;
	attr->active_mtu = IB_MTU_4096;
	attr->gid_tbl_len = 1;
	attr->pkey_tbl_len = 1;
	attr->active_width = IB_WIDTH_1X;
	attr->active_speed = IB_SPEED_SDR;
	return 0;
}

static int test_query_gid(struct ib_device *ibdev, u32 port, int index,
			  union ib_gid *gid)
{
	gid->global.subnet_prefix = cpu_to_be64(0xfe80ULL << 48);
	gid->global.interface_id = ibdev->node_guid;
	return 0;
}

static int test_query_pkey(struct ib_device *ibdev, u32 port, u16 index,
			   u16 *pkey)
{
	*pkey = 0xffff;
	return 0;
}

/* A protocol for userspace only, so that no client of the kernel wants it. */
static int test_port_immutable(struct ib_device *ibdev, u32 port,
			       struct ib_port_immutable *immutable)
{
	immutable->core_cap_flags = RDMA_CORE_PORT_USNIC;
	immutable->gid_tbl_len = 1;
	immutable->pkey_tbl_len = 1;
	return 0;
}

static const struct rdma_stat_desc test_stats[] = {
	{ .name = "calls", },
	{ .name = "port", },
};

static struct rdma_hw_stats *test_alloc_port_stats(struct ib_device *ibdev,
						   u32 port)
{
	return rdma_alloc_hw_stats_struct(test_stats, ARRAY_SIZE(test_stats),
					  lifespan);
}

static int test_get_stats(struct ib_device *ibdev, struct rdma_hw_stats *stats,
			  u32 port, int index)
{
	stats->value[0] = ++stats_calls;
	stats->value[1] = port;
	return stats->num_counters;
}

/* ---- a method that does nothing ----------------------------------------------- */

enum {
	TEST_METHOD_NOTHING = 1U << UVERBS_ID_NS_SHIFT,
};

enum {
	TEST_ATTR_NOTHING_VALUE = 1U << UVERBS_ID_NS_SHIFT,
};

static int UVERBS_HANDLER(TEST_METHOD_NOTHING)(struct uverbs_attr_bundle *attrs)
{
	return 0;
}

DECLARE_UVERBS_NAMED_METHOD(TEST_METHOD_NOTHING,
			    UVERBS_ATTR_PTR_IN(TEST_ATTR_NOTHING_VALUE,
					       UVERBS_ATTR_TYPE(u32), UA_OPTIONAL));

ADD_UVERBS_METHODS(test_device_methods, UVERBS_OBJECT_DEVICE,
		   &UVERBS_METHOD(TEST_METHOD_NOTHING));

static const struct uapi_definition test_defs[] = {
	UAPI_DEF_CHAIN_OBJ_TREE(UVERBS_OBJECT_DEVICE, &test_device_methods),
	{},
};

/* ---- life ----------------------------------------------------------------------- */

static const struct ib_device_ops test_ops = {
	.owner = THIS_MODULE,
	.uverbs_abi_ver = 1,
	.uverbs_no_driver_id_binding = 1,
	.query_device = test_query_device,
	.query_port = test_query_port,
	.query_gid = test_query_gid,
	.query_pkey = test_query_pkey,
	.get_port_immutable = test_port_immutable,
	.alloc_hw_port_stats = test_alloc_port_stats,
	.get_hw_stats = test_get_stats,
	.alloc_ucontext = test_alloc_ucontext,
	.dealloc_ucontext = test_dealloc_ucontext,
	.mmap = test_mmap,
	.post_send = test_post_send,
	.post_recv = test_post_recv,
	INIT_RDMA_OBJ_SIZE(ib_ucontext, test_context, ib),
};

static const struct ib_device_ops test_verbs_ops = {
	.mmap_free = test_mmap_free,
	.alloc_dm = test_alloc_dm,
	.dealloc_dm = test_dealloc_dm,
	.alloc_pd = test_alloc_pd,
	.dealloc_pd = test_dealloc_pd,
#ifdef RUAPI_HAVE_CREATE_USER_CQ
	.create_user_cq = test_create_cq,
#else
	.create_cq = test_create_cq,
#endif
	.destroy_cq = test_destroy_cq,
	.poll_cq = test_poll_cq,
	.req_notify_cq = test_req_notify_cq,
	.create_qp = test_create_qp,
	.modify_qp = test_modify_qp,
	.destroy_qp = test_destroy_qp,
	.create_flow = test_create_flow,
	.destroy_flow = test_destroy_flow,
	.get_dma_mr = test_get_dma_mr,
	.reg_user_mr = test_reg_user_mr,
	.dereg_mr = test_dereg_mr,
	.size_ib_pd = sizeof(struct ib_pd),
	.size_ib_cq = sizeof(struct ib_cq),
	.size_ib_qp = sizeof(struct ib_qp),
};

static const struct ib_device_ops test_disassociate_ops = {
	.disassociate_ucontext = test_disassociate_ucontext,
};

static struct ib_device *test_device;
static DEFINE_MUTEX(test_lock);

static int test_plug(void)
{
	static struct ib_device_ops id_ops;
	struct ib_device *ibdev;
	int ret;

#ifdef RUAPI_HAVE_DEVICE_NET
	ibdev = _ib_alloc_device(sizeof(*ibdev), &init_net);
#else
	ibdev = _ib_alloc_device(sizeof(*ibdev));
#endif
	if (!ibdev)
		return -ENOMEM;
	ibdev->node_type = RDMA_NODE_IB_CA;
	ibdev->node_guid = cpu_to_be64(0x0200c0fffe000001ULL);
	ibdev->phys_port_cnt = 1;
	ibdev->num_comp_vectors = 1;
	ibdev->uverbs_cmd_mask |= BIT_ULL(IB_USER_VERBS_CMD_POST_SEND) |
				  BIT_ULL(IB_USER_VERBS_CMD_POST_RECV) |
				  BIT_ULL(IB_USER_VERBS_CMD_REQ_NOTIFY_CQ);
	if (methods)
		ibdev->driver_def = test_defs;
	id_ops.driver_id = driver_id;
	ib_set_device_ops(ibdev, &id_ops);
	ib_set_device_ops(ibdev, &test_ops);
	if (!bare)
		ib_set_device_ops(ibdev, &test_verbs_ops);
	if (disassociate)
		ib_set_device_ops(ibdev, &test_disassociate_ops);
	ret = ib_register_device(ibdev, "testdrv%d", NULL);
	if (ret)
		ib_dealloc_device(ibdev);
	else
		test_device = ibdev;
	return ret;
}

static void test_unplug(void)
{
	if (!test_device)
		return;
	ib_unregister_device(test_device);
	ib_dealloc_device(test_device);
	test_device = NULL;
}

static int set_plugged(const char *value, const struct kernel_param *param)
{
	bool plugged;
	int ret;

	ret = kstrtobool(value, &plugged);
	if (ret)
		return ret;
	mutex_lock(&test_lock);
	if (!plugged)
		test_unplug();
	else if (!test_device)
		ret = test_plug();
	mutex_unlock(&test_lock);
	return ret;
}

static int get_plugged(char *buffer, const struct kernel_param *param)
{
	return sysfs_emit(buffer, "%d\n", !!READ_ONCE(test_device));
}

static const struct kernel_param_ops plugged_param = {
	.set = set_plugged,
	.get = get_plugged,
};

module_param_cb(plugged, &plugged_param, NULL, 0644);
MODULE_PARM_DESC(plugged, "the device is there");

static int __init test_init(void)
{
	int ret;

	mutex_lock(&test_lock);
	ret = test_plug();
	mutex_unlock(&test_lock);
	return ret;
}

static void __exit test_exit(void)
{
	test_unplug();
	free_given();
}

module_init(test_init);
module_exit(test_exit);

MODULE_DESCRIPTION("An HCA for tests of rdma_uapi");
MODULE_LICENSE("Dual BSD/GPL");
MODULE_AUTHOR("The rdma_uapi developers");
