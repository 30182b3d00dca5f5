// SPDX-License-Identifier: GPL-2.0 OR Linux-OpenIB
/* Commands of uverbsN: queue pairs, address handles and multicast. */
#include <assert.h>
#include <errno.h>
#include <string.h>

#include "attr.h"
#include "verbs.h"

/* Of rdma/ib_verbs.h. */
#define QP_MASK_STANDARD 0x1fffffu
#define QP_MASK_RATE_LIMIT (1u << 25)
#define QP_MASK_KNOWN (QP_MASK_STANDARD | QP_MASK_RATE_LIMIT)
#define QPT_RC 2
#define QPT_UC 3
#define QPT_UD 4
#define QPT_RAW_PACKET 8
#define QPT_XRC_INI 9
#define QPT_XRC_TGT 10
#define QPT_DRIVER 0xff

static bool has_table(const struct ib_uverbs_ex_create_qp *req)
{
	return req->comp_mask & IB_UVERBS_CREATE_QP_MASK_IND_TABLE;
}

static int qp_type_check(const struct ib_uverbs_ex_create_qp *req)
{
	switch (req->qp_type) {
	case QPT_RC:
	case QPT_UC:
	case QPT_UD:
	case QPT_RAW_PACKET:
	case QPT_XRC_INI:
	case QPT_XRC_TGT:
	case QPT_DRIVER:
		break;
	default:
		return -EINVAL;
	}
	/* A table receives instead of the QP. */
	if (has_table(req) &&
	    (req->max_recv_wr || req->max_recv_sge || req->is_srq))
		return -EINVAL;
	return 0;
}

/* A table receives, and there is a completion queue if the QP sends. */
static void qp_put_table(struct call *call,
			 const struct ib_uverbs_ex_create_qp *req)
{
	call_obj(call, RUAPI_QP_CREATE_RWQ_TABLE, RUAPI_OBJ_RWQ_TABLE,
		 req->rwq_ind_tbl_handle);
	if (req->max_send_wr)
		call_obj(call, RUAPI_QP_CREATE_SEND_CQ, RUAPI_OBJ_CQ,
			 req->send_cq_handle);
}

/* Of what the request names, a type takes what it has and no more. */
static void qp_put_parts(struct call *call,
			 const struct ib_uverbs_ex_create_qp *req)
{
	if (req->qp_type == QPT_XRC_TGT) {
		call_obj(call, RUAPI_QP_CREATE_XRCD, RUAPI_OBJ_XRCD,
			 req->pd_handle);
		return;
	}
	call_obj(call, RUAPI_QP_CREATE_PD, RUAPI_OBJ_PD, req->pd_handle);
	if (has_table(req)) {
		qp_put_table(call, req);
		return;
	}
	call_obj(call, RUAPI_QP_CREATE_SEND_CQ, RUAPI_OBJ_CQ,
		 req->send_cq_handle);
	if (req->qp_type == QPT_XRC_INI)
		return;
	call_obj(call, RUAPI_QP_CREATE_RECV_CQ, RUAPI_OBJ_CQ,
		 req->recv_cq_handle);
	if (req->is_srq)
		call_obj(call, RUAPI_QP_CREATE_SRQ, RUAPI_OBJ_SRQ,
			 req->srq_handle);
}

static int qp_create(const struct verbs_cmd *cmd,
		     const struct ib_uverbs_ex_create_qp *req)
{
	struct ib_uverbs_ex_create_qp_resp resp = {};
	const struct ruapi_attr *qp, *qp_num;
	struct ruapi_qp_cap cap = { CAP_MEMBERS(req) };
	struct ruapi_qp_cap actual = {};
	struct call call;
	int ret;

	ret = qp_type_check(req);
	if (ret)
		return ret;

	call_init(&call, RUAPI_IOC_CALL, RUAPI_OBJ_QP, RUAPI_QP_CREATE);
	qp = call_want_new(&call, RUAPI_QP_CREATE_HANDLE, RUAPI_OBJ_QP);
	qp_put_parts(&call, req);
	call_u8(&call, RUAPI_QP_CREATE_TYPE, req->qp_type);
	if (req->qp_type == QPT_XRC_INI) {
		cap.max_recv_wr = 0;
		cap.max_recv_sge = 0;
	}
	call_buf(&call, RUAPI_QP_CREATE_CAP, &cap, sizeof(cap));
	if (req->sq_sig_all)
		call_u8(&call, RUAPI_QP_CREATE_SIG_ALL, 1);
	if (req->create_flags)
		call_u32(&call, RUAPI_QP_CREATE_FLAGS, req->create_flags);
	if (req->source_qpn)
		call_u32(&call, RUAPI_QP_CREATE_SOURCE_QPN, req->source_qpn);
	verbs_put_queue(&call, RUAPI_QP_CREATE_QUEUE, cmd);
	call_u64(&call, RUAPI_QP_CREATE_USER_DATA, req->user_handle);
	call_want_buf(&call, RUAPI_QP_CREATE_ACTUAL_CAP, &actual,
		      sizeof(actual));
	qp_num = call_want(&call, RUAPI_QP_CREATE_QP_NUM, 4);
	verbs_put_memory(&call, cmd);
	verbs_uhw(&call, cmd);
	ret = verbs_run_xrc(&call, cmd, RUAPI_QP_CREATE_XRCD);
	if (ret)
		return verbs_memory_error(&call, cmd, ret);

	resp.base.qp_handle = qp->obj.handle;
	resp.base.qpn = (uint32_t)qp_num->value;
	resp.base.max_send_wr = actual.max_send_wr;
	resp.base.max_recv_wr = actual.max_recv_wr;
	resp.base.max_send_sge = actual.max_send_sge;
	resp.base.max_recv_sge = actual.max_recv_sge;
	resp.base.max_inline_data = actual.max_inline_data;
	resp.response_length = verbs_resp_len(cmd, sizeof(resp));
	return verbs_response(cmd, &resp, sizeof(resp));
}

int cmd_create_qp(const struct verbs_cmd *cmd)
{
	struct ib_uverbs_create_qp req;
	int ret;

	ret = verbs_request(cmd, &req, sizeof(req));
	if (ret)
		return ret;
	return qp_create(cmd, &(struct ib_uverbs_ex_create_qp) {
		.user_handle = req.user_handle,
		.pd_handle = req.pd_handle,
		.send_cq_handle = req.send_cq_handle,
		.recv_cq_handle = req.recv_cq_handle,
		.srq_handle = req.srq_handle,
		CAP_MEMBERS(&req),
		.sq_sig_all = req.sq_sig_all,
		.qp_type = req.qp_type,
		.is_srq = req.is_srq,
	});
}

int cmd_ex_create_qp(const struct verbs_cmd *cmd)
{
	struct ib_uverbs_ex_create_qp req;
	int ret;

	ret = verbs_request(cmd, &req, sizeof(req));
	if (ret)
		return ret;
	if (req.comp_mask & ~(uint32_t)IB_UVERBS_CREATE_QP_SUP_COMP_MASK ||
	    req.reserved)
		return -EINVAL;
	return qp_create(cmd, &req);
}

static int qp_modify(const struct verbs_cmd *cmd,
		     const struct ib_uverbs_modify_qp *req, uint32_t rate_limit)
{
	const struct ruapi_qp_attr attr = {
		.mask = req->attr_mask,
		QP_MEMBERS(req),
		.rate_limit = rate_limit,
		.ah = ah_from_dest(&req->dest),
		.alt_ah = ah_from_dest(&req->alt_dest),
		.en_sqd_async_notify = req->en_sqd_async_notify,
	};
	struct call call;

	call_init(&call, RUAPI_IOC_CALL, RUAPI_OBJ_QP, RUAPI_QP_MODIFY);
	call_obj(&call, RUAPI_QP_MODIFY_HANDLE, RUAPI_OBJ_QP, req->qp_handle);
	call_buf(&call, RUAPI_QP_MODIFY_ATTR, &attr, sizeof(attr));
	verbs_uhw(&call, cmd);
	return verbs_run(&call, cmd);
}

int cmd_modify_qp(const struct verbs_cmd *cmd)
{
	struct ib_uverbs_modify_qp req;
	int ret;

	ret = verbs_request(cmd, &req, sizeof(req));
	if (ret)
		return ret;
	if (req.attr_mask & ~QP_MASK_STANDARD)
		return -EOPNOTSUPP;
	return qp_modify(cmd, &req, 0);
}

int cmd_ex_modify_qp(const struct verbs_cmd *cmd)
{
	struct ib_uverbs_ex_modify_qp_resp resp = {
		.response_length = verbs_resp_len(cmd, sizeof(resp)),
	};
	struct ib_uverbs_ex_modify_qp req;
	int ret;

	ret = verbs_request(cmd, &req, sizeof(req));
	if (ret)
		return ret;
	if (req.base.attr_mask & ~(QP_MASK_STANDARD | QP_MASK_RATE_LIMIT))
		return -EOPNOTSUPP;
	ret = qp_modify(cmd, &req.base, req.rate_limit);
	if (ret)
		return ret;
	return verbs_response(cmd, &resp, sizeof(resp));
}

static void qp_attr(struct ib_uverbs_query_qp_resp *resp,
		    const struct ruapi_qp_attr *attr)
{
	*resp = (struct ib_uverbs_query_qp_resp) {
		QP_MEMBERS(attr),
		CAP_MEMBERS(&attr->cap),
		.dest = ah_to_dest(&attr->ah),
		.alt_dest = ah_to_dest(&attr->alt_ah),
		.sq_draining = attr->sq_draining,
	};
}

int cmd_query_qp(const struct verbs_cmd *cmd)
{
	struct ib_uverbs_query_qp_resp resp;
	struct ruapi_qp_attr attr = {};
	const struct ruapi_attr *sig_all;
	struct ib_uverbs_query_qp req;
	struct call call;
	int ret;

	ret = verbs_request(cmd, &req, sizeof(req));
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
	return verbs_response(cmd, &resp, sizeof(resp));
}

int cmd_destroy_qp(const struct verbs_cmd *cmd)
{
	struct ib_uverbs_destroy_qp_resp resp;
	struct ib_uverbs_destroy_qp req;
	int ret;

	ret = verbs_request(cmd, &req, sizeof(req));
	if (ret)
		return ret;
	ret = verbs_destroy(cmd, RUAPI_OBJ_QP, req.qp_handle, NULL,
			    &resp.events_reported);
	if (ret)
		return ret;
	return verbs_response(cmd, &resp, sizeof(resp));
}

/* ---- what else UD queue pairs need ------------------------------------- */

int cmd_create_ah(const struct verbs_cmd *cmd)
{
	struct ib_uverbs_create_ah_resp resp = {};
	struct ib_uverbs_create_ah req;
	struct ruapi_ah_attr attr;
	const struct ruapi_attr *ah;
	struct call call;
	int ret;

	ret = verbs_request(cmd, &req, sizeof(req));
	if (ret)
		return ret;
	attr = ah_from_legacy(&req.attr);
	call_init(&call, RUAPI_IOC_CALL, RUAPI_OBJ_AH, RUAPI_AH_CREATE);
	ah = call_want_new(&call, RUAPI_AH_CREATE_HANDLE, RUAPI_OBJ_AH);
	call_obj(&call, RUAPI_AH_CREATE_PD, RUAPI_OBJ_PD, req.pd_handle);
	call_buf(&call, RUAPI_AH_CREATE_ATTR, &attr, sizeof(attr));
	call_u64(&call, RUAPI_AH_CREATE_USER_DATA, req.user_handle);
	verbs_uhw(&call, cmd);
	ret = verbs_run(&call, cmd);
	if (ret)
		return ret;
	resp.ah_handle = ah->obj.handle;
	return verbs_response(cmd, &resp, sizeof(resp));
}

int cmd_destroy_ah(const struct verbs_cmd *cmd)
{
	static_assert(sizeof(struct ib_uverbs_destroy_ah) == 4, "a handle");

	return verbs_destroy_quiet(cmd, RUAPI_OBJ_AH);
}

/* Both commands and both actions look the same. */
static int mcast(const struct verbs_cmd *cmd, uint16_t action)
{
	struct ib_uverbs_attach_mcast req;
	struct call call;
	int ret;

	ret = verbs_request(cmd, &req, sizeof(req));
	if (ret)
		return ret;
	call_init(&call, RUAPI_IOC_CALL, RUAPI_OBJ_QP, action);
	call_obj(&call, RUAPI_QP_ATTACH_MCAST_HANDLE, RUAPI_OBJ_QP,
		 req.qp_handle);
	call_buf(&call, RUAPI_QP_ATTACH_MCAST_GID, req.gid, sizeof(req.gid));
	call_u16(&call, RUAPI_QP_ATTACH_MCAST_LID, req.mlid);
	return verbs_run(&call, cmd);
}

int cmd_attach_mcast(const struct verbs_cmd *cmd)
{
	return mcast(cmd, RUAPI_QP_ATTACH_MCAST);
}

int cmd_detach_mcast(const struct verbs_cmd *cmd)
{
	return mcast(cmd, RUAPI_QP_DETACH_MCAST);
}
