// SPDX-License-Identifier: GPL-2.0 OR Linux-OpenIB
/*
 * An instance as a whole, contexts and protection domains.
 */
#include <linux/module.h>
#include <linux/rtnetlink.h>
#include <linux/slab.h>
#include <rdma/ib_user_verbs.h>

#include "rdmasim-abi.h"
#include "rdmasim.h"

/*
 * Whose provider library opens it.  That of hfi1, at ABI version 1, does all it
 * does through the kernel, and expects nothing from it that is hfi1's own.
 */
static uint driver_id = RDMA_DRIVER_HFI1;
module_param(driver_id, uint, 0644);
MODULE_PARM_DESC(driver_id, "enum rdma_driver_id of instances made from now on");

/* What a provider library asks, and is answered. */
static int answer_library(struct sim_device *dev, struct ib_udata *udata)
{
	struct rdmasim_query_device_resp resp = {
		.dmabuf_pinned = READ_ONCE(dev->dmabuf_pinned),
	};
	struct rdmasim_query_device_req req = {};
	size_t len;
	int ret;

	/* Who registers the device, on kernels since 7. */
	if (!udata)
		return 0;
	len = min(udata->outlen, sizeof(resp));
	if (udata->inlen) {
		if (udata->inlen != sizeof(req))
			return -EINVAL;
		ret = ib_copy_from_udata(&req, udata, sizeof(req));
		if (ret)
			return ret;
	}
	if (req.comp_mask || req.reserved)
		return -EINVAL;
	if (!len)
		return 0;
	if (len < sizeof(resp.response_length))
		return -EINVAL;
	resp.response_length = len;
	return ib_copy_to_udata(udata, &resp, len);
}

/* The core's own come first, and no method has as many. */
#define CORE_ATTRS 16

/**
 * sim_check_bundle() - has a core prepared what it gives an operation?
 * @attrs: of a method to which drivers add nothing, not even a request of theirs
 * @ib: the device
 * @uobj: of what is made, NULL: nothing is
 *
 * ib_uverbs says the context to who makes something.
 *
 * Return: 0 or -EUCLEAN.
 */
int sim_check_bundle(const struct uverbs_attr_bundle *attrs, const struct ib_device *ib,
		     const struct ib_uobject *uobj)
{
	const struct ib_udata *udata = &attrs->driver_udata;

	if (udata->inbuf || udata->outbuf || udata->inlen || udata->outlen || !attrs->ufile ||
	    find_next_bit(attrs->attr_present, UVERBS_API_ATTR_BKEY_LEN, CORE_ATTRS) <
		    UVERBS_API_ATTR_BKEY_LEN)
		return -EUCLEAN;
	if (uobj && attrs->context != uobj->context)
		return -EUCLEAN;
	return attrs->context && attrs->context->device != ib ? -EUCLEAN : 0;
}

static int sim_query_device(struct ib_device *ib, struct ib_device_attr *attr,
			    struct ib_udata *udata)
{
	struct sim_device *dev = to_sim(ib);
	int ret;

	ret = sim_fault(dev, SIM_OP_QUERY_DEVICE) ?: answer_library(dev, udata);
	if (ret)
		return ret;
	*attr = (struct ib_device_attr){
		.fw_ver = 1ULL << 32,
		.sys_image_guid = ib->node_guid,
		.vendor_id = SIM_VENDOR,
		.vendor_part_id = 1,
		.max_mr_size = U64_MAX,
		.page_size_cap = PAGE_SIZE,
		.max_qp = SIM_MAX_QPS,
		.max_qp_wr = SIM_MAX_QP_WR,
		.device_cap_flags = IB_DEVICE_BAD_PKEY_CNTR |
				    IB_DEVICE_BAD_QKEY_CNTR |
				    IB_DEVICE_SYS_IMAGE_GUID |
				    IB_DEVICE_RC_RNR_NAK_GEN |
				    IB_DEVICE_PORT_ACTIVE_EVENT |
				    IB_DEVICE_XRC |
				    IB_DEVICE_MEM_WINDOW |
				    IB_DEVICE_MEM_WINDOW_TYPE_2B |
				    IB_DEVICE_MEM_MGT_EXTENSIONS,
		.kernel_cap_flags = IBK_LOCAL_DMA_LKEY | IBK_ALLOW_USER_UNREG,
		.max_send_sge = SIM_MAX_SGE,
		.max_recv_sge = SIM_MAX_SGE,
		.max_sge_rd = SIM_MAX_SGE,
		.max_cq = SIM_MAX_QPS,
		.max_cqe = SIM_MAX_CQE,
		.max_mr = (1 << 24) - 1,
		.max_mw = (1 << 24) - 1,
		.max_pd = SIM_MAX_QPS,
		.max_qp_rd_atom = SIM_MAX_RD_ATOMIC,
		.max_res_rd_atom = SIM_MAX_RD_ATOMIC * SIM_MAX_QPS,
		.max_qp_init_rd_atom = SIM_MAX_RD_ATOMIC,
		.atomic_cap = IB_ATOMIC_GLOB,
		.max_mcast_grp = SIM_MAX_QPS,
		.max_mcast_qp_attach = SIM_MAX_QPS,
		.max_total_mcast_qp_attach = SIM_MAX_QPS,
		.max_ah = SIM_MAX_QPS,
		.max_srq = SIM_MAX_QPS,
		.max_srq_wr = SIM_MAX_QP_WR,
		.max_srq_sge = SIM_MAX_SGE,
		.max_fast_reg_page_list_len = SIM_MAX_FAST_PAGES,
		.max_dm_size = SIM_MAX_DM,
		.timestamp_mask = U64_MAX,
		/* In kHz: a nanosecond is a tick. */
		.hca_core_clock = USEC_PER_SEC,
		.max_wq_type_rq = SIM_MAX_QPS,
		.rss_caps = {
			.supported_qpts = BIT(IB_QPT_UD),
			.max_rwq_indirection_tables = SIM_MAX_QPS,
			.max_rwq_indirection_table_size = SIM_MAX_RWQ_TABLE,
		},
		.tm_caps = {
			.max_num_tags = SIM_MAX_TAGS,
			.max_sge = SIM_MAX_SGE,
		},
		.cq_caps = {
			.max_cq_moderation_count = U16_MAX,
			.max_cq_moderation_period = U16_MAX,
		},
		.max_pkeys = dev->fabric->kind == SIM_IB ? SIM_PKEYS : 1,
	};
	if (dev->fabric->kind == SIM_IB)
		attr->device_cap_flags |= IB_DEVICE_AUTO_PATH_MIG;
	else
		attr->rss_caps.supported_qpts |= BIT(IB_QPT_RAW_PACKET);
	return 0;
}

static int sim_modify_device(struct ib_device *ib, int mask,
			     struct ib_device_modify *modify)
{
	int ret = sim_fault(to_sim(ib), SIM_OP_MODIFY_DEVICE);

	if (ret)
		return ret;
	if (mask & ~IB_DEVICE_MODIFY_NODE_DESC)
		return -EOPNOTSUPP;
	if (mask & IB_DEVICE_MODIFY_NODE_DESC)
		memcpy(ib->node_desc, modify->node_desc, sizeof(ib->node_desc));
	return 0;
}

static void sim_get_dev_fw_str(struct ib_device *ib, char *str)
{
	sim_fault(to_sim(ib), SIM_OP_GET_DEV_FW_STR);
	snprintf(str, IB_FW_VERSION_NAME_MAX, "1.0");
}

static int sim_alloc_ucontext(struct ib_ucontext *ib, struct ib_udata *udata)
{
	struct sim_ucontext *ctx = container_of(ib, struct sim_ucontext, ib);
	int ret;

	ret = sim_added_open(ib->device, udata);
	if (ret)
		return ret;
	sim_faces_init(&ctx->faces);
	sim_doorbells_init(ctx);
	return sim_fault(to_sim(ib->device), SIM_OP_ALLOC_UCONTEXT);
}

static void sim_dealloc_ucontext(struct ib_ucontext *ib)
{
	struct sim_ucontext *ctx = container_of(ib, struct sim_ucontext, ib);

	sim_fault(to_sim(ib->device), SIM_OP_DEALLOC_UCONTEXT);
	sim_doorbells_exit(ctx);
	sim_faces_exit(&ctx->faces);
}

/* Who calls it has emptied mappings of doorbells and of memory on the device. */
static void sim_disassociate_ucontext(struct ib_ucontext *ib)
{
	sim_fault(to_sim(ib->device), SIM_OP_DISASSOCIATE_UCONTEXT);
}

static int sim_alloc_pd(struct ib_pd *ib, struct ib_udata *udata)
{
	to_sim_pd(ib)->user = !!udata;
	return sim_fault(to_sim(ib->device), SIM_OP_ALLOC_PD);
}

static int sim_dealloc_pd(struct ib_pd *ib, struct ib_udata *udata)
{
	int ret;

	ret = udata ? sim_fault(to_sim(ib->device), SIM_OP_DEALLOC_PD) : 0;
	return ret ?: sim_added_end_pd(ib, udata);
}

/* From within ib_dealloc_device(), whoever has the device removed. */
static void sim_dealloc_driver(struct ib_device *ib)
{
	struct device *parent = ib->dev.parent;
	struct sim_device *dev = to_sim(ib);

	sim_fault(dev, SIM_OP_DEALLOC_DRIVER);
	sim_instance_set(parent, NULL);
	sim_faults_del(dev);
	sim_ports_exit(dev);
	xa_destroy(&dev->mrs);
	xa_destroy(&dev->qps);
	xa_destroy(&dev->cqs);
	xa_destroy(&dev->srqs);
	xa_destroy(&dev->ahs);
	xa_destroy(&dev->wqs);
	xa_destroy(&dev->rwq_tables);
	sim_faces_exit(&dev->faces);
	sim_shelf_exit(dev);
	sim_instance_gone(parent);
}

static const struct ib_device_ops sim_device_ops = {
	.owner = THIS_MODULE,
	.uverbs_abi_ver = 1,

	.query_device = sim_query_device,
	.modify_device = sim_modify_device,
	.get_dev_fw_str = sim_get_dev_fw_str,
	.dealloc_driver = sim_dealloc_driver,
	.alloc_ucontext = sim_alloc_ucontext,
	.dealloc_ucontext = sim_dealloc_ucontext,
	.disassociate_ucontext = sim_disassociate_ucontext,
	.alloc_pd = sim_alloc_pd,
	.dealloc_pd = sim_dealloc_pd,

	INIT_RDMA_OBJ_SIZE(ib_ucontext, sim_ucontext, ib),
	INIT_RDMA_OBJ_SIZE(ib_pd, sim_pd, ib),
};

static const struct ib_device_ops *const sim_ops[] = {
	&sim_device_ops,
	&sim_port_ops,
	&sim_mmap_ops,
	&sim_ah_ops,
	&sim_mr_ops,
	&sim_dmabuf_ops,
	&sim_mw_ops,
	&sim_dm_ops,
	&sim_dmah_ops,
	&sim_comp_cntr_ops,
	&sim_counters_ops,
	&sim_cq_ops,
	&sim_srq_ops,
	&sim_wq_ops,
	&sim_qp_ops,
	&sim_xrc_ops,
	&sim_flow_ops,
	&sim_flow_action_ops,
	&sim_mcast_ops,
	&sim_mad_ops,
	&sim_stats_ops,
	&sim_res_ops,
};

static void set_ops(struct ib_device *ib)
{
	const struct ib_device_ops id = {
		.driver_id = READ_ONCE(driver_id),
	};
	unsigned int i;

	ib_set_device_ops(ib, &id);
	for (i = 0; i < ARRAY_SIZE(sim_ops); i++)
		ib_set_device_ops(ib, sim_ops[i]);
	sim_methods_set(ib);
	ib->uverbs_cmd_mask |= BIT_ULL(IB_USER_VERBS_CMD_POST_SEND) |
			       BIT_ULL(IB_USER_VERBS_CMD_POST_RECV) |
			       BIT_ULL(IB_USER_VERBS_CMD_POST_SRQ_RECV) |
			       BIT_ULL(IB_USER_VERBS_CMD_POLL_CQ) |
			       BIT_ULL(IB_USER_VERBS_CMD_REQ_NOTIFY_CQ);
}

/* What happened to netdevs before anybody could be told. */
static void catch_up(struct sim_device *dev)
{
	bool gone = false;
	u32 i;

	rtnl_lock();
	for (i = 1; i <= dev->nports; i++)
		sim_port_changed(sim_port(dev, i));
	if (dev->fabric->kind == SIM_ROCE)
		gone = sim_netdevs_gone(dev);
	rtnl_unlock();
	if (gone)
		ib_unregister_device_queued(&dev->ib);
}

static void dev_init(struct sim_device *dev, const struct sim_spec *spec,
		     struct device *parent)
{
	struct ib_device *ib = &dev->ib;

	dev->id = spec->id;
	dev->fabric = &sim_fabrics[spec->kind];
	xa_init_flags(&dev->mrs, XA_FLAGS_ALLOC1);
	xa_init_flags(&dev->qps, XA_FLAGS_ALLOC);
	xa_init_flags(&dev->cqs, XA_FLAGS_ALLOC);
	xa_init_flags(&dev->srqs, XA_FLAGS_ALLOC1);
	xa_init_flags(&dev->ahs, XA_FLAGS_ALLOC1);
	xa_init_flags(&dev->wqs, XA_FLAGS_ALLOC1);
	xa_init_flags(&dev->rwq_tables, XA_FLAGS_ALLOC1);
	sim_faces_init(&dev->faces);
	sim_mcast_init(&dev->mcast);
	sim_flows_init(&dev->flows);
	sim_flows_init(&dev->flow_actions);
	sim_faults_init_device(dev);

	ib->node_type = RDMA_NODE_IB_CA;
	/* "RS", locally administered; a port has its number added. */
	ib->node_guid = cpu_to_be64(0x0252530000000000ULL | spec->id << 8);
	ib->phys_port_cnt = spec->nports;
	ib->num_comp_vectors = num_possible_cpus();
	ib->local_dma_lkey = 0;
	ib->dev.parent = parent;
	snprintf(ib->node_desc, sizeof(ib->node_desc), "rdmasim%u", spec->id);
	set_ops(ib);
}

/* Whether it succeeds or fails, the instance ends with its device. */
int sim_device_add(const struct sim_spec *spec, struct device *parent)
{
	struct sim_device *dev = ib_alloc_device(sim_device, ib);
	struct ib_device *ib = &dev->ib;
	int ret;

	if (!dev) {
		sim_instance_gone(parent);
		return -ENOMEM;
	}
	dev_init(dev, spec, parent);
	ret = sim_ports_init(dev, spec);
	if (!ret)
		ret = sim_shelf_init(dev);
	if (ret)
		goto err;
	get_device(&ib->dev);
	ret = ib_register_device(ib, spec->name, NULL);
	if (ret) {
		put_device(&ib->dev);
		goto err;
	}
	/* Who has it removed from here on waits; or it has been removed already. */
	if (ib_device_try_get(ib)) {
		sim_faults_add(dev);
		sim_instance_set(parent, dev);
		catch_up(dev);
		ib_device_put(ib);
	}
	put_device(&ib->dev);
	return 0;

err:
	ib_dealloc_device(ib);
	return ret;
}

/* As hardware that is pulled out: its operations end. */
void sim_device_del(struct sim_device *dev)
{
	sim_faults_leave(dev);
	ib_unregister_device(&dev->ib);
}
