// SPDX-License-Identifier: GPL-2.0 OR Linux-OpenIB
/* Commands of uverbsN: shared receive queues. */
#include <errno.h>

#include "verbs.h"

/* Of rdma/ib_verbs.h. */
#define SRQT_BASIC 0
#define SRQT_XRC 1
#define SRQT_TM 2
#define SRQ_MAX_WR (1u << 0)
#define SRQ_LIMIT (1u << 1)

/* The objects in the order in which ib_uverbs misses them. */
static void srq_put_type(struct call *call,
			 const struct ib_uverbs_create_xsrq *req)
{
	if (req->srq_type == SRQT_XRC)
		call_obj(call, RUAPI_SRQ_CREATE_XRCD, RUAPI_OBJ_XRCD,
			 req->xrcd_handle);
	if (req->srq_type != SRQT_BASIC)
		call_obj(call, RUAPI_SRQ_CREATE_CQ, RUAPI_OBJ_CQ,
			 req->cq_handle);
	if (req->srq_type == SRQT_TM)
		call_u32(call, RUAPI_SRQ_CREATE_MAX_NUM_TAGS,
			 req->max_num_tags);
	call_u8(call, RUAPI_SRQ_CREATE_TYPE, (uint8_t)req->srq_type);
}

static int srq_create(const struct verbs_cmd *cmd,
		      const struct ib_uverbs_create_xsrq *req)
{
	const struct ruapi_srq_attr attr = {
		.max_wr = req->max_wr,
		.max_sge = req->max_sge,
		.srq_limit = req->srq_limit,
	};
	struct ib_uverbs_create_srq_resp resp = {};
	struct ruapi_srq_attr actual = {};
	const struct ruapi_attr *srq, *num;
	struct call call;
	int ret;

	call_init(&call, RUAPI_IOC_CALL, RUAPI_OBJ_SRQ, RUAPI_SRQ_CREATE);
	srq = call_want_new(&call, RUAPI_SRQ_CREATE_HANDLE, RUAPI_OBJ_SRQ);
	srq_put_type(&call, req);
	call_obj(&call, RUAPI_SRQ_CREATE_PD, RUAPI_OBJ_PD, req->pd_handle);
	call_buf(&call, RUAPI_SRQ_CREATE_ATTR, &attr, sizeof(attr));
	verbs_put_queue(&call, RUAPI_SRQ_CREATE_QUEUE, cmd);
	call_u64(&call, RUAPI_SRQ_CREATE_USER_DATA, req->user_handle);
	call_want_buf(&call, RUAPI_SRQ_CREATE_ACTUAL_ATTR, &actual,
		      sizeof(actual));
	num = call_want(&call, RUAPI_SRQ_CREATE_SRQ_NUM, 4);
	verbs_put_memory(&call, cmd);
	verbs_uhw(&call, cmd);
	ret = verbs_run_xrc(&call, cmd, RUAPI_SRQ_CREATE_XRCD);
	if (ret)
		return verbs_memory_error(&call, cmd, ret);

	resp.srq_handle = srq->obj.handle;
	resp.max_wr = actual.max_wr;
	resp.max_sge = actual.max_sge;
	resp.srqn = (uint32_t)num->value;
	return verbs_response(cmd, &resp, sizeof(resp));
}

int cmd_create_srq(const struct verbs_cmd *cmd)
{
	struct ib_uverbs_create_srq req;
	int ret;

	ret = verbs_request(cmd, &req, sizeof(req));
	if (ret)
		return ret;
	return srq_create(cmd, &(struct ib_uverbs_create_xsrq) {
		.user_handle = req.user_handle,
		.pd_handle = req.pd_handle,
		.max_wr = req.max_wr,
		.max_sge = req.max_sge,
		.srq_limit = req.srq_limit,
	});
}

/* A type that nobody knows is what drivers say they do not support. */
int cmd_create_xsrq(const struct verbs_cmd *cmd)
{
	struct ib_uverbs_create_xsrq req;
	int ret;

	ret = verbs_request(cmd, &req, sizeof(req));
	if (ret)
		return ret;
	if (req.srq_type > SRQT_TM)
		return -EOPNOTSUPP;
	return srq_create(cmd, &req);
}

int cmd_modify_srq(const struct verbs_cmd *cmd)
{
	struct ib_uverbs_modify_srq req;
	struct call call;
	int ret;

	ret = verbs_request(cmd, &req, sizeof(req));
	if (ret)
		return ret;
	call_init(&call, RUAPI_IOC_CALL, RUAPI_OBJ_SRQ, RUAPI_SRQ_MODIFY);
	call_obj(&call, RUAPI_SRQ_MODIFY_HANDLE, RUAPI_OBJ_SRQ, req.srq_handle);
	if (req.attr_mask & SRQ_MAX_WR)
		call_u32(&call, RUAPI_SRQ_MODIFY_MAX_WR, req.max_wr);
	if (req.attr_mask & SRQ_LIMIT)
		call_u32(&call, RUAPI_SRQ_MODIFY_SRQ_LIMIT, req.srq_limit);
	verbs_uhw(&call, cmd);
	return verbs_run(&call, cmd);
}

int cmd_query_srq(const struct verbs_cmd *cmd)
{
	struct ib_uverbs_query_srq_resp resp = {};
	struct ruapi_srq_attr attr = {};
	struct ib_uverbs_query_srq req;
	struct call call;
	int ret;

	ret = verbs_request(cmd, &req, sizeof(req));
	if (ret)
		return ret;
	call_init(&call, RUAPI_IOC_CALL, RUAPI_OBJ_SRQ, RUAPI_QUERY);
	call_obj(&call, RUAPI_SRQ_QUERY_HANDLE, RUAPI_OBJ_SRQ, req.srq_handle);
	call_want_buf(&call, RUAPI_SRQ_QUERY_ATTR, &attr, sizeof(attr));
	ret = verbs_run(&call, cmd);
	if (ret)
		return ret;
	resp.max_wr = attr.max_wr;
	resp.max_sge = attr.max_sge;
	resp.srq_limit = attr.srq_limit;
	return verbs_response(cmd, &resp, sizeof(resp));
}

int cmd_destroy_srq(const struct verbs_cmd *cmd)
{
	struct ib_uverbs_destroy_srq_resp resp;
	struct ib_uverbs_destroy_srq req;
	int ret;

	ret = verbs_request(cmd, &req, sizeof(req));
	if (ret)
		return ret;
	ret = verbs_destroy(cmd, RUAPI_OBJ_SRQ, req.srq_handle, NULL,
			    &resp.events_reported);
	if (ret)
		return ret;
	return verbs_response(cmd, &resp, sizeof(resp));
}
