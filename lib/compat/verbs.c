// SPDX-License-Identifier: GPL-2.0 OR Linux-OpenIB
/*
 * The write() ABI of /dev/infiniband/uverbsN, as calls.  Structs are those of
 * rdma/ib_user_verbs.h; lengths and errors are checked as ib_uverbs does.
 *
 * Legacy handles are our handles and legacy user_handles our user_data.
 * Response pointers are the caller's own: a bad one faults here.
 */
#include <errno.h>
#include <stdbool.h>
#include <string.h>

#include <rdma/ib_user_ioctl_verbs.h>
#include <rdma/ib_user_verbs.h>

#include "call.h"
#include "compat.h"

/* Of rdma/ib_verbs.h. */
#define QP_MASK_STANDARD 0x1fffffu
#define QP_MASK_RATE_LIMIT (1u << 25)
#define QP_MASK_KNOWN (QP_MASK_STANDARD | 1u << 21 | QP_MASK_RATE_LIMIT)
#define QPT_RC 2
#define QPT_UC 3
#define QPT_UD 4
#define QPT_RAW_PACKET 8
#define QPT_XRC_INI 9
#define QPT_XRC_TGT 10
#define QPT_DRIVER 0xff
#define SPEED_NDR 128

/**
 * struct verbs_cmd - one legacy command as written
 * @view: where
 * @req: core request
 * @req_len: bytes of it
 * @resp: core response of the caller
 * @resp_len: bytes of it
 * @uhw_in: request of the provider library
 * @uhw_in_len: bytes of it
 * @uhw_out: response of the driver, in the caller
 * @uhw_out_len: bytes of it
 */
struct verbs_cmd {
	const struct view *view;
	const void *req;
	size_t req_len;
	void *resp;
	size_t resp_len;
	const void *uhw_in;
	uint32_t uhw_in_len;
	void *uhw_out;
	uint32_t uhw_out_len;
};

/* ---- what every handler does --------------------------------------- */

static bool is_zero(const uint8_t *bytes, size_t len)
{
	while (len--)
		if (*bytes++)
			return false;
	return true;
}

/* A shorter request is filled up with zeros, a longer one has a zero tail. */
static int request(const struct verbs_cmd *cmd, void *req, size_t size)
{
	const size_t len = cmd->req_len < size ? cmd->req_len : size;

	memcpy(req, cmd->req, len);
	memset((uint8_t *)req + len, 0, size - len);
	if (!is_zero((const uint8_t *)cmd->req + len, cmd->req_len - len))
		return -EOPNOTSUPP;
	return 0;
}

static uint32_t response_length(const struct verbs_cmd *cmd, size_t size)
{
	return (uint32_t)(cmd->resp_len < size ? cmd->resp_len : size);
}

static int response(const struct verbs_cmd *cmd, const void *resp, size_t size)
{
	const size_t len = response_length(cmd, size);

	if (!cmd->resp)
		return 0;
	memcpy(cmd->resp, resp, len);
	memset((uint8_t *)cmd->resp + len, 0, cmd->resp_len - len);
	return 0;
}

static void call_uhw(struct call *call, const struct verbs_cmd *cmd)
{
	call->room.hdr.driver_id = cmd->view->driver_id;
	if (cmd->uhw_in_len)
		call_buf(call, RUAPI_ATTR_UHW_IN, cmd->uhw_in, cmd->uhw_in_len);
	if (cmd->uhw_out_len)
		call_want_buf(call, RUAPI_ATTR_UHW_OUT, cmd->uhw_out,
			      cmd->uhw_out_len);
}

/* What ib_uverbs says, and libibverbs looks for, if the device is gone. */
static int legacy_error(int ret)
{
	return ret == -ENODEV ? -EIO : ret;
}

static int verbs_run(struct call *call, const struct verbs_cmd *cmd)
{
	return legacy_error(call_run(call, cmd->view->fd));
}

static int verbs_fast(const struct verbs_cmd *cmd, enum ruapi_object object,
		      uint16_t action, uint32_t handle, uint64_t arg)
{
	struct ruapi_fast fast = {
		.object = object,
		.action = action,
		.handle = handle,
		.arg = arg,
	};

	return legacy_error(call_fast(cmd->view->fd, &fast));
}

static int destroy(const struct verbs_cmd *cmd, enum ruapi_object object,
		   uint32_t handle, uint32_t *events, uint32_t *async_events)
{
	const struct ruapi_attr *ev, *async_ev;
	struct call call;
	int ret;

	call_init(&call, RUAPI_IOC_CALL, object, RUAPI_DESTROY);
	call_destroy(&call, object, handle);
	ev = call_want(&call, RUAPI_DESTROY_EVENTS, 4);
	async_ev = call_want(&call, RUAPI_DESTROY_ASYNC_EVENTS, 4);
	ret = verbs_run(&call, cmd);
	if (ret)
		return ret;
	*events = (uint32_t)ev->value;
	*async_events = (uint32_t)async_ev->value;
	return 0;
}

/* ---- device and context -------------------------------------------- */

static int event_queue(const struct verbs_cmd *cmd,
		       enum ruapi_event_format format, int *fd,
		       uint32_t *handle)
{
	const struct ruapi_attr *queue, *queue_fd;
	struct call call;
	int ret;

	call_init(&call, RUAPI_IOC_CALL, RUAPI_OBJ_EVENT_QUEUE,
		  RUAPI_EVENT_QUEUE_CREATE);
	queue = call_want_new(&call, RUAPI_EVENT_QUEUE_CREATE_HANDLE,
			      RUAPI_OBJ_EVENT_QUEUE);
	queue_fd = call_want_fd(&call, RUAPI_EVENT_QUEUE_CREATE_FD);
	call_u8(&call, RUAPI_EVENT_QUEUE_CREATE_FORMAT, format);
	ret = verbs_run(&call, cmd);
	if (ret)
		return ret;
	*fd = (int)queue_fd->fd;
	*handle = queue->obj.handle;
	return 0;
}

static int device_query(const struct verbs_cmd *cmd,
			struct ruapi_device_attr *attr)
{
	struct call call;

	memset(attr, 0, sizeof(*attr));
	call_init(&call, RUAPI_IOC_CALL, RUAPI_OBJ_DEVICE, RUAPI_QUERY);
	call_u32(&call, RUAPI_DEVICE_QUERY_INDEX, cmd->view->device);
	call_want_buf(&call, RUAPI_DEVICE_QUERY_ATTR, attr, sizeof(*attr));
	return verbs_run(&call, cmd);
}

static int get_context(const struct verbs_cmd *cmd)
{
	struct ib_uverbs_get_context_resp resp = {};
	struct ruapi_device_attr attr;
	struct call call;
	uint32_t queue;
	int async_fd, ret;

	if (cmd->view->context)
		return -EINVAL;

	ret = device_query(cmd, &attr);
	if (ret)
		return ret;
	ret = event_queue(cmd, RUAPI_EVENT_FORMAT_ASYNC, &async_fd, &queue);
	if (ret)
		return ret;

	call_init(&call, RUAPI_IOC_CALL, RUAPI_OBJ_CONTEXT, RUAPI_CONTEXT_OPEN);
	call_want_new(&call, RUAPI_CONTEXT_OPEN_HANDLE, RUAPI_OBJ_CONTEXT);
	call_u32(&call, RUAPI_CONTEXT_OPEN_INDEX, cmd->view->device);
	call_obj(&call, RUAPI_CONTEXT_OPEN_QUEUE, RUAPI_OBJ_EVENT_QUEUE, queue);
	call_uhw(&call, cmd);
	ret = verbs_run(&call, cmd);
	if (ret) {
		sys_close(async_fd);
		return ret == -EBUSY ? -EINVAL : ret;
	}

	resp.async_fd = (uint32_t)async_fd;
	resp.num_comp_vectors = attr.num_comp_vectors;
	return response(cmd, &resp, sizeof(resp));
}

static void device_attr(struct ib_uverbs_query_device_resp *resp,
			const struct ruapi_device_attr *attr)
{
	*resp = (struct ib_uverbs_query_device_resp) {
		.fw_ver = attr->fw_ver,
		.max_mr_size = attr->max_mr_size,
		.page_size_cap = attr->page_size_cap,
		.vendor_id = attr->vendor_id,
		.vendor_part_id = attr->vendor_part_id,
		.hw_ver = attr->hw_ver,
		.max_qp = attr->max_qp,
		.max_qp_wr = attr->max_qp_wr,
		.device_cap_flags = (uint32_t)attr->device_cap_flags,
		.max_sge = attr->max_send_sge < attr->max_recv_sge ?
			   attr->max_send_sge : attr->max_recv_sge,
		.max_sge_rd = attr->max_sge_rd,
		.max_cq = attr->max_cq,
		.max_cqe = attr->max_cqe,
		.max_mr = attr->max_mr,
		.max_pd = attr->max_pd,
		.max_qp_rd_atom = attr->max_qp_rd_atom,
		.max_res_rd_atom = attr->max_res_rd_atom,
		.max_qp_init_rd_atom = attr->max_qp_init_rd_atom,
		.atomic_cap = attr->atomic_cap,
		.max_mw = attr->max_mw,
		.max_raw_ethy_qp = attr->max_raw_ethy_qp,
		.max_mcast_grp = attr->max_mcast_grp,
		.max_mcast_qp_attach = attr->max_mcast_qp_attach,
		.max_total_mcast_qp_attach = attr->max_total_mcast_qp_attach,
		.max_ah = attr->max_ah,
		.max_srq = attr->max_srq,
		.max_srq_wr = attr->max_srq_wr,
		.max_srq_sge = attr->max_srq_sge,
		.max_pkeys = attr->max_pkeys,
		.local_ca_ack_delay = attr->local_ca_ack_delay,
		.phys_port_cnt = attr->phys_port_cnt,
	};
	memcpy(&resp->node_guid, attr->node_guid, sizeof(resp->node_guid));
	memcpy(&resp->sys_image_guid, attr->sys_image_guid,
	       sizeof(resp->sys_image_guid));
}

static int query_device(const struct verbs_cmd *cmd)
{
	struct ib_uverbs_query_device_resp resp;
	struct ruapi_device_attr attr;
	int ret;

	ret = device_query(cmd, &attr);
	if (ret)
		return ret;
	device_attr(&resp, &attr);
	return response(cmd, &resp, sizeof(resp));
}

static int ex_query_device(const struct verbs_cmd *cmd)
{
	struct ib_uverbs_ex_query_device_resp resp = {};
	struct ib_uverbs_ex_query_device req;
	struct ruapi_device_attr attr;
	int ret;

	ret = request(cmd, &req, sizeof(req));
	if (ret)
		return ret;
	if (req.comp_mask || req.reserved)
		return -EINVAL;
	/* DEVICE.QUERY has no room for what drivers add. */
	if (cmd->uhw_in_len || cmd->uhw_out_len)
		return -EINVAL;

	ret = device_query(cmd, &attr);
	if (ret)
		return ret;
	device_attr(&resp.base, &attr);
	resp.response_length = response_length(cmd, sizeof(resp));
	resp.timestamp_mask = attr.timestamp_mask;
	resp.hca_core_clock = attr.hca_core_clock;
	resp.device_cap_flags_ex = attr.device_cap_flags;
	resp.max_wq_type_rq = attr.max_wq_type_rq;
	resp.raw_packet_caps = attr.raw_packet_caps;
	return response(cmd, &resp, sizeof(resp));
}

static int query_port(const struct verbs_cmd *cmd)
{
	struct ib_uverbs_query_port_resp resp;
	struct ruapi_port_attr attr = {};
	struct ib_uverbs_query_port req;
	struct call call;
	int ret;

	ret = request(cmd, &req, sizeof(req));
	if (ret)
		return ret;

	call_init(&call, RUAPI_IOC_CALL, RUAPI_OBJ_DEVICE,
		  RUAPI_DEVICE_QUERY_PORT);
	call_u32(&call, RUAPI_DEVICE_QUERY_PORT_INDEX, cmd->view->device);
	call_u32(&call, RUAPI_DEVICE_QUERY_PORT_PORT, req.port_num);
	call_want_buf(&call, RUAPI_DEVICE_QUERY_PORT_ATTR, &attr, sizeof(attr));
	ret = verbs_run(&call, cmd);
	if (ret)
		return ret;

	resp = (struct ib_uverbs_query_port_resp) {
		.port_cap_flags = attr.port_cap_flags,
		.max_msg_sz = attr.max_msg_sz,
		.bad_pkey_cntr = attr.bad_pkey_cntr,
		.qkey_viol_cntr = attr.qkey_viol_cntr,
		.gid_tbl_len = attr.gid_tbl_len,
		.pkey_tbl_len = attr.pkey_tbl_len,
		.lid = (uint16_t)attr.lid,
		.sm_lid = (uint16_t)attr.sm_lid,
		.state = attr.state,
		.max_mtu = attr.max_mtu,
		.active_mtu = attr.active_mtu,
		.lmc = attr.lmc,
		.max_vl_num = attr.max_vl_num,
		.sm_sl = attr.sm_sl,
		.subnet_timeout = attr.subnet_timeout,
		.init_type_reply = attr.init_type_reply,
		.active_width = attr.active_width,
		.active_speed = attr.active_speed < SPEED_NDR ?
				(uint8_t)attr.active_speed : SPEED_NDR,
		.phys_state = attr.phys_state,
		.link_layer = attr.link_layer,
		.flags = attr.flags & 1 ? IB_UVERBS_QPF_GRH_REQUIRED : 0,
	};
	return response(cmd, &resp, sizeof(resp));
}

/* ---- PD, MR -------------------------------------------------------- */

static int alloc_pd(const struct verbs_cmd *cmd)
{
	struct ib_uverbs_alloc_pd_resp resp = {};
	const struct ruapi_attr *pd;
	struct call call;
	int ret;

	call_init(&call, RUAPI_IOC_CALL, RUAPI_OBJ_PD, RUAPI_PD_ALLOC);
	pd = call_want_new(&call, RUAPI_PD_ALLOC_HANDLE, RUAPI_OBJ_PD);
	call_obj(&call, RUAPI_PD_ALLOC_CONTEXT, RUAPI_OBJ_CONTEXT,
		 cmd->view->context);
	call_uhw(&call, cmd);
	ret = verbs_run(&call, cmd);
	if (ret)
		return ret;
	resp.pd_handle = pd->obj.handle;
	return response(cmd, &resp, sizeof(resp));
}

static int dealloc_pd(const struct verbs_cmd *cmd)
{
	struct ib_uverbs_dealloc_pd req;
	uint32_t events, async_events;
	int ret;

	ret = request(cmd, &req, sizeof(req));
	if (ret)
		return ret;
	return destroy(cmd, RUAPI_OBJ_PD, req.pd_handle, &events,
		       &async_events);
}

static int reg_mr(const struct verbs_cmd *cmd)
{
	const uint32_t optional = IB_UVERBS_ACCESS_OPTIONAL_RANGE;
	const struct ruapi_attr *mr, *lkey, *rkey;
	struct ib_uverbs_reg_mr_resp resp = {};
	struct ib_uverbs_reg_mr req;
	struct call call;
	int ret;

	ret = request(cmd, &req, sizeof(req));
	if (ret)
		return ret;
	/* The kernel may ignore these, so it need not know them. */
	req.access_flags &= ~optional | IB_UVERBS_ACCESS_RELAXED_ORDERING;

	call_init(&call, RUAPI_IOC_CALL, RUAPI_OBJ_MR, RUAPI_MR_REG);
	mr = call_want_new(&call, RUAPI_MR_REG_HANDLE, RUAPI_OBJ_MR);
	call_obj(&call, RUAPI_MR_REG_PD, RUAPI_OBJ_PD, req.pd_handle);
	call_u64(&call, RUAPI_MR_REG_ADDR, req.start);
	call_u64(&call, RUAPI_MR_REG_LENGTH, req.length);
	call_u64(&call, RUAPI_MR_REG_IOVA, req.hca_va);
	call_u32(&call, RUAPI_MR_REG_ACCESS, req.access_flags);
	lkey = call_want(&call, RUAPI_MR_REG_LKEY, 4);
	rkey = call_want(&call, RUAPI_MR_REG_RKEY, 4);
	call_uhw(&call, cmd);
	ret = verbs_run(&call, cmd);
	if (ret)
		return ret;

	resp.mr_handle = mr->obj.handle;
	resp.lkey = (uint32_t)lkey->value;
	resp.rkey = (uint32_t)rkey->value;
	return response(cmd, &resp, sizeof(resp));
}

static int dereg_mr(const struct verbs_cmd *cmd)
{
	struct ib_uverbs_dereg_mr req;
	uint32_t events, async_events;
	int ret;

	ret = request(cmd, &req, sizeof(req));
	if (ret)
		return ret;
	return destroy(cmd, RUAPI_OBJ_MR, req.mr_handle, &events,
		       &async_events);
}

/* ---- CQ ------------------------------------------------------------ */

static int create_comp_channel(const struct verbs_cmd *cmd)
{
	struct ib_uverbs_create_comp_channel_resp resp;
	uint32_t queue;
	int fd, ret;

	ret = event_queue(cmd, RUAPI_EVENT_FORMAT_COMP, &fd, &queue);
	if (ret)
		return ret;
	resp.fd = (uint32_t)fd;
	return response(cmd, &resp, sizeof(resp));
}

static int cq_create(const struct verbs_cmd *cmd,
		     const struct ib_uverbs_ex_create_cq *req)
{
	struct ib_uverbs_ex_create_cq_resp resp = {};
	const struct ruapi_attr *cq, *cqe;
	struct call call;
	uint32_t queue;
	int ret;

	call_init(&call, RUAPI_IOC_CALL, RUAPI_OBJ_CQ, RUAPI_CQ_CREATE);
	cq = call_want_new(&call, RUAPI_CQ_CREATE_HANDLE, RUAPI_OBJ_CQ);
	call_obj(&call, RUAPI_CQ_CREATE_CONTEXT, RUAPI_OBJ_CONTEXT,
		 cmd->view->context);
	call_u32(&call, RUAPI_CQ_CREATE_CQE, req->cqe);
	call_u32(&call, RUAPI_CQ_CREATE_COMP_VECTOR, req->comp_vector);
	if (req->flags)
		call_u32(&call, RUAPI_CQ_CREATE_FLAGS, req->flags);
	if (req->comp_channel >= 0) {
		if (view_queue(req->comp_channel, cmd->view->ns, &queue))
			return -EBADF;
		call_obj(&call, RUAPI_CQ_CREATE_QUEUE, RUAPI_OBJ_EVENT_QUEUE,
			 queue);
	}
	call_u64(&call, RUAPI_CQ_CREATE_USER_DATA, req->user_handle);
	cqe = call_want(&call, RUAPI_CQ_CREATE_ACTUAL_CQE, 4);
	call_uhw(&call, cmd);
	ret = verbs_run(&call, cmd);
	if (ret)
		return ret;

	resp.base.cq_handle = cq->obj.handle;
	resp.base.cqe = (uint32_t)cqe->value;
	resp.response_length = response_length(cmd, sizeof(resp));
	return response(cmd, &resp, sizeof(resp));
}

static int create_cq(const struct verbs_cmd *cmd)
{
	struct ib_uverbs_create_cq req;
	int ret;

	ret = request(cmd, &req, sizeof(req));
	if (ret)
		return ret;
	return cq_create(cmd, &(struct ib_uverbs_ex_create_cq) {
		.user_handle = req.user_handle,
		.cqe = req.cqe,
		.comp_vector = req.comp_vector,
		.comp_channel = req.comp_channel,
	});
}

static int ex_create_cq(const struct verbs_cmd *cmd)
{
	struct ib_uverbs_ex_create_cq req;
	int ret;

	ret = request(cmd, &req, sizeof(req));
	if (ret)
		return ret;
	if (req.comp_mask || req.reserved)
		return -EINVAL;
	return cq_create(cmd, &req);
}

static int req_notify_cq(const struct verbs_cmd *cmd)
{
	struct ib_uverbs_req_notify_cq req;
	int ret;

	ret = request(cmd, &req, sizeof(req));
	if (ret)
		return ret;
	return verbs_fast(cmd, RUAPI_OBJ_CQ, RUAPI_CQ_ARM, req.cq_handle,
			  !!req.solicited_only);
}

static int destroy_cq(const struct verbs_cmd *cmd)
{
	struct ib_uverbs_destroy_cq_resp resp;
	struct ib_uverbs_destroy_cq req;
	int ret;

	ret = request(cmd, &req, sizeof(req));
	if (ret)
		return ret;
	ret = destroy(cmd, RUAPI_OBJ_CQ, req.cq_handle,
		      &resp.comp_events_reported, &resp.async_events_reported);
	if (ret)
		return ret;
	return response(cmd, &resp, sizeof(resp));
}

/* ---- QP ------------------------------------------------------------ */

static int qp_type_check(const struct ib_uverbs_ex_create_qp *req)
{
	switch (req->qp_type) {
	case QPT_RC:
	case QPT_UC:
	case QPT_UD:
	case QPT_RAW_PACKET:
	case QPT_DRIVER:
		break;
	case QPT_XRC_INI:
	case QPT_XRC_TGT:
		return -EOPNOTSUPP;
	default:
		return -EINVAL;
	}
	if (req->is_srq || req->comp_mask & IB_UVERBS_CREATE_QP_MASK_IND_TABLE)
		return -EOPNOTSUPP;
	return 0;
}

static int qp_create(const struct verbs_cmd *cmd,
		     const struct ib_uverbs_ex_create_qp *req)
{
	struct ib_uverbs_ex_create_qp_resp resp = {};
	const struct ruapi_attr *qp, *qp_num;
	struct ruapi_qp_cap cap = {
		.max_send_wr = req->max_send_wr,
		.max_recv_wr = req->max_recv_wr,
		.max_send_sge = req->max_send_sge,
		.max_recv_sge = req->max_recv_sge,
		.max_inline_data = req->max_inline_data,
	};
	struct ruapi_qp_cap actual = {};
	struct call call;
	int ret;

	ret = qp_type_check(req);
	if (ret)
		return ret;

	call_init(&call, RUAPI_IOC_CALL, RUAPI_OBJ_QP, RUAPI_QP_CREATE);
	qp = call_want_new(&call, RUAPI_QP_CREATE_HANDLE, RUAPI_OBJ_QP);
	call_obj(&call, RUAPI_QP_CREATE_PD, RUAPI_OBJ_PD, req->pd_handle);
	call_u8(&call, RUAPI_QP_CREATE_TYPE, req->qp_type);
	call_obj(&call, RUAPI_QP_CREATE_SEND_CQ, RUAPI_OBJ_CQ,
		 req->send_cq_handle);
	call_obj(&call, RUAPI_QP_CREATE_RECV_CQ, RUAPI_OBJ_CQ,
		 req->recv_cq_handle);
	call_buf(&call, RUAPI_QP_CREATE_CAP, &cap, sizeof(cap));
	call_u8(&call, RUAPI_QP_CREATE_SIG_ALL, !!req->sq_sig_all);
	if (req->create_flags)
		call_u32(&call, RUAPI_QP_CREATE_FLAGS, req->create_flags);
	if (req->source_qpn)
		call_u32(&call, RUAPI_QP_CREATE_SOURCE_QPN, req->source_qpn);
	call_u64(&call, RUAPI_QP_CREATE_USER_DATA, req->user_handle);
	call_want_buf(&call, RUAPI_QP_CREATE_ACTUAL_CAP, &actual,
		      sizeof(actual));
	qp_num = call_want(&call, RUAPI_QP_CREATE_QP_NUM, 4);
	call_uhw(&call, cmd);
	ret = verbs_run(&call, cmd);
	if (ret)
		return ret;

	resp.base.qp_handle = qp->obj.handle;
	resp.base.qpn = (uint32_t)qp_num->value;
	resp.base.max_send_wr = actual.max_send_wr;
	resp.base.max_recv_wr = actual.max_recv_wr;
	resp.base.max_send_sge = actual.max_send_sge;
	resp.base.max_recv_sge = actual.max_recv_sge;
	resp.base.max_inline_data = actual.max_inline_data;
	resp.response_length = response_length(cmd, sizeof(resp));
	return response(cmd, &resp, sizeof(resp));
}

static int create_qp(const struct verbs_cmd *cmd)
{
	struct ib_uverbs_create_qp req;
	int ret;

	ret = request(cmd, &req, sizeof(req));
	if (ret)
		return ret;
	return qp_create(cmd, &(struct ib_uverbs_ex_create_qp) {
		.user_handle = req.user_handle,
		.pd_handle = req.pd_handle,
		.send_cq_handle = req.send_cq_handle,
		.recv_cq_handle = req.recv_cq_handle,
		.srq_handle = req.srq_handle,
		.max_send_wr = req.max_send_wr,
		.max_recv_wr = req.max_recv_wr,
		.max_send_sge = req.max_send_sge,
		.max_recv_sge = req.max_recv_sge,
		.max_inline_data = req.max_inline_data,
		.sq_sig_all = req.sq_sig_all,
		.qp_type = req.qp_type,
		.is_srq = req.is_srq,
	});
}

static int ex_create_qp(const struct verbs_cmd *cmd)
{
	struct ib_uverbs_ex_create_qp req;
	int ret;

	ret = request(cmd, &req, sizeof(req));
	if (ret)
		return ret;
	if (req.comp_mask & ~(uint32_t)IB_UVERBS_CREATE_QP_SUP_COMP_MASK ||
	    req.reserved)
		return -EINVAL;
	return qp_create(cmd, &req);
}

static struct ruapi_ah_attr ah_from_dest(const struct ib_uverbs_qp_dest *dest)
{
	struct ruapi_ah_attr ah = {
		.flow_label = dest->flow_label,
		.dlid = dest->dlid,
		.sgid_index = dest->sgid_index,
		.hop_limit = dest->hop_limit,
		.traffic_class = dest->traffic_class,
		.sl = dest->sl,
		.src_path_bits = dest->src_path_bits,
		.static_rate = dest->static_rate,
		.is_global = !!dest->is_global,
		.port_num = dest->port_num,
	};

	memcpy(ah.dgid, dest->dgid, sizeof(ah.dgid));
	return ah;
}

static struct ib_uverbs_qp_dest dest_from_ah(const struct ruapi_ah_attr *ah)
{
	struct ib_uverbs_qp_dest dest = {
		.dlid = ah->dlid,
		.sl = ah->sl,
		.src_path_bits = ah->src_path_bits,
		.static_rate = ah->static_rate,
		.is_global = ah->is_global,
		.port_num = ah->port_num,
	};

	if (ah->is_global) {
		memcpy(dest.dgid, ah->dgid, sizeof(dest.dgid));
		dest.flow_label = ah->flow_label;
		dest.sgid_index = ah->sgid_index;
		dest.hop_limit = ah->hop_limit;
		dest.traffic_class = ah->traffic_class;
	}
	return dest;
}

static int qp_modify(const struct verbs_cmd *cmd,
		     const struct ib_uverbs_modify_qp *req, uint32_t rate_limit)
{
	const struct ruapi_qp_attr attr = {
		.mask = req->attr_mask,
		.qp_state = req->qp_state,
		.cur_qp_state = req->cur_qp_state,
		.path_mtu = req->path_mtu,
		.path_mig_state = req->path_mig_state,
		.qkey = req->qkey,
		.rq_psn = req->rq_psn,
		.sq_psn = req->sq_psn,
		.dest_qp_num = req->dest_qp_num,
		.qp_access_flags = req->qp_access_flags,
		.rate_limit = rate_limit,
		.ah = ah_from_dest(&req->dest),
		.alt_ah = ah_from_dest(&req->alt_dest),
		.pkey_index = req->pkey_index,
		.alt_pkey_index = req->alt_pkey_index,
		.en_sqd_async_notify = req->en_sqd_async_notify,
		.max_rd_atomic = req->max_rd_atomic,
		.max_dest_rd_atomic = req->max_dest_rd_atomic,
		.min_rnr_timer = req->min_rnr_timer,
		.port_num = req->port_num,
		.timeout = req->timeout,
		.retry_cnt = req->retry_cnt,
		.rnr_retry = req->rnr_retry,
		.alt_port_num = req->alt_port_num,
		.alt_timeout = req->alt_timeout,
	};
	struct call call;

	call_init(&call, RUAPI_IOC_CALL, RUAPI_OBJ_QP, RUAPI_QP_MODIFY);
	call_obj(&call, RUAPI_QP_MODIFY_HANDLE, RUAPI_OBJ_QP, req->qp_handle);
	call_buf(&call, RUAPI_QP_MODIFY_ATTR, &attr, sizeof(attr));
	call_uhw(&call, cmd);
	return verbs_run(&call, cmd);
}

static int modify_qp(const struct verbs_cmd *cmd)
{
	struct ib_uverbs_modify_qp req;
	int ret;

	ret = request(cmd, &req, sizeof(req));
	if (ret)
		return ret;
	if (req.attr_mask & ~QP_MASK_STANDARD)
		return -EOPNOTSUPP;
	return qp_modify(cmd, &req, 0);
}

static int ex_modify_qp(const struct verbs_cmd *cmd)
{
	struct ib_uverbs_ex_modify_qp_resp resp = {
		.response_length = response_length(cmd, sizeof(resp)),
	};
	struct ib_uverbs_ex_modify_qp req;
	int ret;

	ret = request(cmd, &req, sizeof(req));
	if (ret)
		return ret;
	if (req.base.attr_mask & ~(QP_MASK_STANDARD | QP_MASK_RATE_LIMIT))
		return -EOPNOTSUPP;
	ret = qp_modify(cmd, &req.base, req.rate_limit);
	if (ret)
		return ret;
	return response(cmd, &resp, sizeof(resp));
}

static void qp_attr(struct ib_uverbs_query_qp_resp *resp,
		    const struct ruapi_qp_attr *attr)
{
	*resp = (struct ib_uverbs_query_qp_resp) {
		.dest = dest_from_ah(&attr->ah),
		.alt_dest = dest_from_ah(&attr->alt_ah),
		.max_send_wr = attr->cap.max_send_wr,
		.max_recv_wr = attr->cap.max_recv_wr,
		.max_send_sge = attr->cap.max_send_sge,
		.max_recv_sge = attr->cap.max_recv_sge,
		.max_inline_data = attr->cap.max_inline_data,
		.qkey = attr->qkey,
		.rq_psn = attr->rq_psn,
		.sq_psn = attr->sq_psn,
		.dest_qp_num = attr->dest_qp_num,
		.qp_access_flags = attr->qp_access_flags,
		.pkey_index = attr->pkey_index,
		.alt_pkey_index = attr->alt_pkey_index,
		.qp_state = (uint8_t)attr->qp_state,
		.cur_qp_state = (uint8_t)attr->cur_qp_state,
		.path_mtu = (uint8_t)attr->path_mtu,
		.path_mig_state = (uint8_t)attr->path_mig_state,
		.sq_draining = attr->sq_draining,
		.max_rd_atomic = attr->max_rd_atomic,
		.max_dest_rd_atomic = attr->max_dest_rd_atomic,
		.min_rnr_timer = attr->min_rnr_timer,
		.port_num = attr->port_num,
		.timeout = attr->timeout,
		.retry_cnt = attr->retry_cnt,
		.rnr_retry = attr->rnr_retry,
		.alt_port_num = attr->alt_port_num,
		.alt_timeout = attr->alt_timeout,
	};
}

static int query_qp(const struct verbs_cmd *cmd)
{
	struct ib_uverbs_query_qp_resp resp;
	struct ruapi_qp_attr attr = {};
	const struct ruapi_attr *sig_all;
	struct ib_uverbs_query_qp req;
	struct call call;
	int ret;

	ret = request(cmd, &req, sizeof(req));
	if (ret)
		return ret;

	call_init(&call, RUAPI_IOC_CALL, RUAPI_OBJ_QP, RUAPI_QUERY);
	call_obj(&call, RUAPI_QP_QUERY_HANDLE, RUAPI_OBJ_QP, req.qp_handle);
	call_u32(&call, RUAPI_QP_QUERY_MASK, req.attr_mask & QP_MASK_KNOWN);
	call_want_buf(&call, RUAPI_QP_QUERY_ATTR, &attr, sizeof(attr));
	sig_all = call_want(&call, RUAPI_QP_QUERY_SIG_ALL, 1);
	ret = verbs_run(&call, cmd);
	if (ret)
		return ret;

	qp_attr(&resp, &attr);
	resp.sq_sig_all = (uint8_t)sig_all->value;
	return response(cmd, &resp, sizeof(resp));
}

static int destroy_qp(const struct verbs_cmd *cmd)
{
	struct ib_uverbs_destroy_qp_resp resp;
	struct ib_uverbs_destroy_qp req;
	uint32_t events;
	int ret;

	ret = request(cmd, &req, sizeof(req));
	if (ret)
		return ret;
	ret = destroy(cmd, RUAPI_OBJ_QP, req.qp_handle, &events,
		      &resp.events_reported);
	if (ret)
		return ret;
	return response(cmd, &resp, sizeof(resp));
}

/* Software HCAs take their work from the mapped queue: only ring the bell. */
static int post_send(const struct verbs_cmd *cmd)
{
	struct ib_uverbs_post_send req;

	memcpy(&req, cmd->req, sizeof(req));
	if (req.wqe_size < sizeof(struct ib_uverbs_send_wr))
		return -EINVAL;
	if (req.wr_count || req.sge_count)
		return -EOPNOTSUPP;
	return verbs_fast(cmd, RUAPI_OBJ_QP, RUAPI_QP_DOORBELL, req.qp_handle,
			  0);
}

/* ---- per message ------------------------------------------------------- */

static bool is_doorbell(const void *buf, struct ruapi_fast *fast)
{
	struct {
		struct ib_uverbs_cmd_hdr hdr;
		struct ib_uverbs_post_send req;
	} cmd;

	memcpy(&cmd, buf, sizeof(cmd));
	if (cmd.hdr.command != IB_USER_VERBS_CMD_POST_SEND ||
	    cmd.hdr.in_words != sizeof(cmd) / 4 || !cmd.hdr.out_words ||
	    !cmd.req.response || cmd.req.wr_count || cmd.req.sge_count ||
	    cmd.req.wqe_size < sizeof(struct ib_uverbs_send_wr))
		return false;
	*fast = (struct ruapi_fast) {
		.object = RUAPI_OBJ_QP,
		.action = RUAPI_QP_DOORBELL,
		.handle = cmd.req.qp_handle,
	};
	return true;
}

static bool is_arm(const void *buf, struct ruapi_fast *fast)
{
	struct {
		struct ib_uverbs_cmd_hdr hdr;
		struct ib_uverbs_req_notify_cq req;
	} cmd;

	memcpy(&cmd, buf, sizeof(cmd));
	if (cmd.hdr.command != IB_USER_VERBS_CMD_REQ_NOTIFY_CQ ||
	    cmd.hdr.in_words != sizeof(cmd) / 4)
		return false;
	*fast = (struct ruapi_fast) {
		.object = RUAPI_OBJ_CQ,
		.action = RUAPI_CQ_ARM,
		.handle = cmd.req.cq_handle,
		.arg = !!cmd.req.solicited_only,
	};
	return true;
}

bool verbs_is_fast(const void *buf, size_t count, struct ruapi_fast *fast)
{
	switch (count) {
	case sizeof(struct ib_uverbs_cmd_hdr) +
	     sizeof(struct ib_uverbs_post_send):
		return is_doorbell(buf, fast);
	case sizeof(struct ib_uverbs_cmd_hdr) +
	     sizeof(struct ib_uverbs_req_notify_cq):
		return is_arm(buf, fast);
	default:
		return false;
	}
}

/* ---- the tables ---------------------------------------------------- */

/**
 * enum verbs_flags - struct verbs_row::flags
 * @RESPONSE: the request starts with a pointer to the response
 * @UHW: the provider library may add to both
 */
enum verbs_flags {
	RESPONSE = 1 << 0,
	UHW = 1 << 1,
};

/**
 * struct verbs_row - one legacy command
 * @name: as in the manual
 * @flags: enum verbs_flags; of commands that are not extended
 * @req_len: shortest core request
 * @resp_len: shortest core response
 * @run: handler; NULL: known, but not to be had here
 */
struct verbs_row {
	const char *name;
	unsigned int flags;
	uint16_t req_len;
	uint16_t resp_len;
	int (*run)(const struct verbs_cmd *cmd);
};

#define RESP(resp) .resp_len = sizeof(struct ib_uverbs_##resp)
#define REQ(req) .req_len = sizeof(struct ib_uverbs_##req)
#define END(type, member) \
	(offsetof(struct ib_uverbs_##type, member) + \
	 sizeof(((struct ib_uverbs_##type *)0)->member))

static const struct verbs_row rows[] = {
	[IB_USER_VERBS_CMD_GET_CONTEXT] = {
		.name = "get_context",
		.flags = RESPONSE | UHW,
		REQ(get_context),
		RESP(get_context_resp),
		.run = get_context,
	},
	[IB_USER_VERBS_CMD_QUERY_DEVICE] = {
		.name = "query_device",
		.flags = RESPONSE,
		REQ(query_device),
		RESP(query_device_resp),
		.run = query_device,
	},
	[IB_USER_VERBS_CMD_QUERY_PORT] = {
		.name = "query_port",
		.flags = RESPONSE,
		REQ(query_port),
		RESP(query_port_resp),
		.run = query_port,
	},
	[IB_USER_VERBS_CMD_ALLOC_PD] = {
		.name = "alloc_pd",
		.flags = RESPONSE | UHW,
		REQ(alloc_pd),
		RESP(alloc_pd_resp),
		.run = alloc_pd,
	},
	[IB_USER_VERBS_CMD_DEALLOC_PD] = {
		.name = "dealloc_pd",
		REQ(dealloc_pd),
		.run = dealloc_pd,
	},
	[IB_USER_VERBS_CMD_CREATE_AH] = {
		.name = "create_ah",
		.flags = RESPONSE | UHW,
		REQ(create_ah),
		RESP(create_ah_resp),
	},
	[IB_USER_VERBS_CMD_DESTROY_AH] = {
		.name = "destroy_ah",
		REQ(destroy_ah),
	},
	[IB_USER_VERBS_CMD_REG_MR] = {
		.name = "reg_mr",
		.flags = RESPONSE | UHW,
		REQ(reg_mr),
		RESP(reg_mr_resp),
		.run = reg_mr,
	},
	[IB_USER_VERBS_CMD_REREG_MR] = {
		.name = "rereg_mr",
		.flags = RESPONSE | UHW,
		REQ(rereg_mr),
		RESP(rereg_mr_resp),
	},
	[IB_USER_VERBS_CMD_DEREG_MR] = {
		.name = "dereg_mr",
		REQ(dereg_mr),
		.run = dereg_mr,
	},
	[IB_USER_VERBS_CMD_ALLOC_MW] = {
		.name = "alloc_mw",
		.flags = RESPONSE | UHW,
		REQ(alloc_mw),
		RESP(alloc_mw_resp),
	},
	[IB_USER_VERBS_CMD_DEALLOC_MW] = {
		.name = "dealloc_mw",
		REQ(dealloc_mw),
	},
	[IB_USER_VERBS_CMD_CREATE_COMP_CHANNEL] = {
		.name = "create_comp_channel",
		.flags = RESPONSE,
		REQ(create_comp_channel),
		RESP(create_comp_channel_resp),
		.run = create_comp_channel,
	},
	[IB_USER_VERBS_CMD_CREATE_CQ] = {
		.name = "create_cq",
		.flags = RESPONSE | UHW,
		REQ(create_cq),
		RESP(create_cq_resp),
		.run = create_cq,
	},
	[IB_USER_VERBS_CMD_RESIZE_CQ] = {
		.name = "resize_cq",
		.flags = RESPONSE | UHW,
		REQ(resize_cq),
		RESP(resize_cq_resp),
	},
	[IB_USER_VERBS_CMD_DESTROY_CQ] = {
		.name = "destroy_cq",
		.flags = RESPONSE,
		REQ(destroy_cq),
		RESP(destroy_cq_resp),
		.run = destroy_cq,
	},
	[IB_USER_VERBS_CMD_POLL_CQ] = {
		.name = "poll_cq",
		.flags = RESPONSE,
		REQ(poll_cq),
		RESP(poll_cq_resp),
	},
	[IB_USER_VERBS_CMD_REQ_NOTIFY_CQ] = {
		.name = "req_notify_cq",
		REQ(req_notify_cq),
		.run = req_notify_cq,
	},
	[IB_USER_VERBS_CMD_CREATE_QP] = {
		.name = "create_qp",
		.flags = RESPONSE | UHW,
		REQ(create_qp),
		RESP(create_qp_resp),
		.run = create_qp,
	},
	[IB_USER_VERBS_CMD_QUERY_QP] = {
		.name = "query_qp",
		.flags = RESPONSE,
		REQ(query_qp),
		RESP(query_qp_resp),
		.run = query_qp,
	},
	[IB_USER_VERBS_CMD_MODIFY_QP] = {
		.name = "modify_qp",
		REQ(modify_qp),
		.run = modify_qp,
	},
	[IB_USER_VERBS_CMD_DESTROY_QP] = {
		.name = "destroy_qp",
		.flags = RESPONSE,
		REQ(destroy_qp),
		RESP(destroy_qp_resp),
		.run = destroy_qp,
	},
	[IB_USER_VERBS_CMD_POST_SEND] = {
		.name = "post_send",
		.flags = RESPONSE,
		REQ(post_send),
		RESP(post_send_resp),
		.run = post_send,
	},
	[IB_USER_VERBS_CMD_POST_RECV] = {
		.name = "post_recv",
		.flags = RESPONSE,
		REQ(post_recv),
		RESP(post_recv_resp),
	},
	[IB_USER_VERBS_CMD_ATTACH_MCAST] = {
		.name = "attach_mcast",
		REQ(attach_mcast),
	},
	[IB_USER_VERBS_CMD_DETACH_MCAST] = {
		.name = "detach_mcast",
		REQ(detach_mcast),
	},
	[IB_USER_VERBS_CMD_CREATE_SRQ] = {
		.name = "create_srq",
		.flags = RESPONSE | UHW,
		REQ(create_srq),
		RESP(create_srq_resp),
	},
	[IB_USER_VERBS_CMD_MODIFY_SRQ] = {
		.name = "modify_srq",
		.flags = UHW,
		REQ(modify_srq),
	},
	[IB_USER_VERBS_CMD_QUERY_SRQ] = {
		.name = "query_srq",
		.flags = RESPONSE,
		REQ(query_srq),
		RESP(query_srq_resp),
	},
	[IB_USER_VERBS_CMD_DESTROY_SRQ] = {
		.name = "destroy_srq",
		.flags = RESPONSE,
		REQ(destroy_srq),
		RESP(destroy_srq_resp),
	},
	[IB_USER_VERBS_CMD_POST_SRQ_RECV] = {
		.name = "post_srq_recv",
		.flags = RESPONSE,
		REQ(post_srq_recv),
		RESP(post_srq_recv_resp),
	},
	[IB_USER_VERBS_CMD_OPEN_XRCD] = {
		.name = "open_xrcd",
		.flags = RESPONSE | UHW,
		REQ(open_xrcd),
		RESP(open_xrcd_resp),
	},
	[IB_USER_VERBS_CMD_CLOSE_XRCD] = {
		.name = "close_xrcd",
		REQ(close_xrcd),
	},
	[IB_USER_VERBS_CMD_CREATE_XSRQ] = {
		.name = "create_xsrq",
		.flags = RESPONSE | UHW,
		REQ(create_xsrq),
		RESP(create_srq_resp),
	},
	[IB_USER_VERBS_CMD_OPEN_QP] = {
		.name = "open_qp",
		.flags = RESPONSE | UHW,
		REQ(open_qp),
		RESP(create_qp_resp),
	},
};

static const struct verbs_row ex_rows[] = {
	[IB_USER_VERBS_EX_CMD_QUERY_DEVICE] = {
		.name = "ex_query_device",
		.req_len = END(ex_query_device, reserved),
		.resp_len = END(ex_query_device_resp, response_length),
		.run = ex_query_device,
	},
	[IB_USER_VERBS_EX_CMD_CREATE_CQ] = {
		.name = "ex_create_cq",
		.req_len = END(ex_create_cq, reserved),
		.resp_len = END(ex_create_cq_resp, response_length),
		.run = ex_create_cq,
	},
	[IB_USER_VERBS_EX_CMD_CREATE_QP] = {
		.name = "ex_create_qp",
		.req_len = END(ex_create_qp, comp_mask),
		.resp_len = END(ex_create_qp_resp, response_length),
		.run = ex_create_qp,
	},
	[IB_USER_VERBS_EX_CMD_MODIFY_QP] = {
		.name = "ex_modify_qp",
		.req_len = END(ex_modify_qp, base),
		.resp_len = END(ex_modify_qp_resp, response_length),
		.run = ex_modify_qp,
	},
};

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

static const struct verbs_row *find_row(const struct verbs_row *table,
					size_t count, uint32_t command)
{
	if (command >= count || !table[command].name)
		return NULL;
	return &table[command];
}

/* ---- the header ---------------------------------------------------- */

static int run(const struct verbs_row *row, const struct verbs_cmd *cmd)
{
	if (!row->run)
		return -EOPNOTSUPP;
	if (!cmd->view->context && row->run != get_context)
		return -EINVAL;
	return row->run(cmd);
}

static int write_plain(const struct view *view, const uint8_t *buf,
		       size_t count, const struct ib_uverbs_cmd_hdr *hdr)
{
	const struct verbs_row *row = find_row(rows, COUNT(rows), hdr->command);
	size_t resp_len = hdr->out_words * 4;
	struct verbs_cmd cmd = {
		.view = view,
		.req = buf + sizeof(*hdr),
		.req_len = count - sizeof(*hdr),
	};
	uint64_t resp;

	if (!row)
		return -EOPNOTSUPP;
	if (hdr->in_words * 4 != count)
		return -EINVAL;
	/* rdma-core v18 and v19 say 16 bytes where there are 24. */
	if (hdr->command == IB_USER_VERBS_CMD_DESTROY_CQ && count == 16)
		cmd.req_len = row->req_len;
	if (cmd.req_len < row->req_len)
		return -ENOSPC;
	if (resp_len < row->resp_len)
		return -ENOSPC;

	if (row->flags & UHW) {
		cmd.uhw_in = buf + sizeof(*hdr) + row->req_len;
		cmd.uhw_in_len = (uint32_t)(cmd.req_len - row->req_len);
		cmd.req_len = row->req_len;
	}
	if (row->flags & RESPONSE) {
		memcpy(&resp, cmd.req, sizeof(resp));
		if (!resp)
			return -EFAULT;
		cmd.resp = (void *)(uintptr_t)resp;
		cmd.resp_len = resp_len;
		if (row->flags & UHW) {
			cmd.uhw_out = (uint8_t *)cmd.resp + row->resp_len;
			cmd.uhw_out_len = (uint32_t)(resp_len - row->resp_len);
			cmd.resp_len = row->resp_len;
		}
	}
	return run(row, &cmd);
}

static int ex_check(const struct verbs_row *row, size_t count,
		    const struct ib_uverbs_cmd_hdr *hdr,
		    const struct ib_uverbs_ex_cmd_hdr *ex)
{
	count -= sizeof(*hdr) + sizeof(*ex);
	if (((size_t)hdr->in_words + ex->provider_in_words) * 8 != count)
		return -EINVAL;
	if (hdr->in_words * 8 < row->req_len)
		return -ENOSPC;
	if (ex->cmd_hdr_reserved)
		return -EINVAL;
	if (!ex->response)
		return hdr->out_words || ex->provider_out_words ? -EINVAL : 0;
	if (!hdr->out_words && !ex->provider_out_words)
		return -EINVAL;
	if (hdr->out_words * 8 < row->resp_len)
		return -ENOSPC;
	return 0;
}

static int write_ex(const struct view *view, const uint8_t *buf, size_t count,
		    const struct ib_uverbs_cmd_hdr *hdr)
{
	const struct verbs_row *row =
		find_row(ex_rows, COUNT(ex_rows),
			 hdr->command & IB_USER_VERBS_CMD_COMMAND_MASK);
	struct ib_uverbs_ex_cmd_hdr ex;
	const uint8_t *req = buf + sizeof(*hdr) + sizeof(ex);
	struct verbs_cmd cmd;
	uint8_t *resp;
	int ret;

	if (!row)
		return -EOPNOTSUPP;
	if (count < sizeof(*hdr) + sizeof(ex))
		return -EINVAL;
	memcpy(&ex, buf + sizeof(*hdr), sizeof(ex));
	ret = ex_check(row, count, hdr, &ex);
	if (ret)
		return ret;

	resp = (uint8_t *)(uintptr_t)ex.response;
	cmd = (struct verbs_cmd) {
		.view = view,
		.req = req,
		.req_len = hdr->in_words * 8,
		.resp = resp,
		.resp_len = hdr->out_words * 8,
		.uhw_in = req + hdr->in_words * 8,
		.uhw_in_len = ex.provider_in_words * 8,
		.uhw_out = resp ? resp + hdr->out_words * 8 : NULL,
		.uhw_out_len = ex.provider_out_words * 8,
	};
	return run(row, &cmd);
}

ssize_t verbs_write(const struct view *view, const void *buf, size_t count)
{
	struct ib_uverbs_cmd_hdr hdr;
	int ret;

	if (count < sizeof(hdr))
		return -EINVAL;
	memcpy(&hdr, buf, sizeof(hdr));
	if (hdr.command & ~(IB_USER_VERBS_CMD_FLAG_EXTENDED |
			    IB_USER_VERBS_CMD_COMMAND_MASK))
		return -EINVAL;
	if (hdr.command & IB_USER_VERBS_CMD_FLAG_EXTENDED)
		ret = write_ex(view, buf, count, &hdr);
	else
		ret = write_plain(view, buf, count, &hdr);
	return ret ? ret : (ssize_t)count;
}
