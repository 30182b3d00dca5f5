// SPDX-License-Identifier: GPL-2.0 OR Linux-OpenIB
/* Commands of uverbsN: receive work queues, and tables of them. */
#include <assert.h>
#include <errno.h>
#include <string.h>

#include "verbs.h"

/* Of rdma/ib_verbs.h. */
#define WQ_STATE (1u << 0)
#define WQ_CUR_STATE (1u << 1)
#define WQ_FLAGS (1u << 2)
#define WQS_ERR 2

/* Those that there are; others are the driver's to refuse. */
#define WQ_FLAGS_KNOWN 0xfu

int cmd_ex_create_wq(const struct verbs_cmd *cmd)
{
	const struct ruapi_attr *wq, *num, *max_wr, *max_sge;
	struct ib_uverbs_ex_create_wq_resp resp = {};
	struct ib_uverbs_ex_create_wq req;
	struct call call;
	int ret;

	ret = verbs_request(cmd, &req, sizeof(req));
	if (ret)
		return ret;
	if (req.comp_mask || req.create_flags & ~WQ_FLAGS_KNOWN)
		return -EOPNOTSUPP;

	call_init(&call, RUAPI_IOC_CALL, RUAPI_OBJ_WQ, RUAPI_WQ_CREATE);
	wq = call_want_new(&call, RUAPI_WQ_CREATE_HANDLE, RUAPI_OBJ_WQ);
	call_obj(&call, RUAPI_WQ_CREATE_PD, RUAPI_OBJ_PD, req.pd_handle);
	call_obj(&call, RUAPI_WQ_CREATE_CQ, RUAPI_OBJ_CQ, req.cq_handle);
	call_u32(&call, RUAPI_WQ_CREATE_TYPE, req.wq_type);
	call_u32(&call, RUAPI_WQ_CREATE_MAX_WR, req.max_wr);
	call_u32(&call, RUAPI_WQ_CREATE_MAX_SGE, req.max_sge);
	call_u32(&call, RUAPI_WQ_CREATE_FLAGS, req.create_flags);
	verbs_put_queue(&call, RUAPI_WQ_CREATE_QUEUE, cmd);
	call_u64(&call, RUAPI_WQ_CREATE_USER_DATA, req.user_handle);
	num = call_want(&call, RUAPI_WQ_CREATE_WQ_NUM, 4);
	max_wr = call_want(&call, RUAPI_WQ_CREATE_ACTUAL_MAX_WR, 4);
	max_sge = call_want(&call, RUAPI_WQ_CREATE_ACTUAL_MAX_SGE, 4);
	verbs_uhw(&call, cmd);
	ret = verbs_run(&call, cmd);
	if (ret)
		return ret;

	resp.wq_handle = wq->obj.handle;
	resp.wqn = (uint32_t)num->value;
	resp.max_wr = (uint32_t)max_wr->value;
	resp.max_sge = (uint32_t)max_sge->value;
	resp.response_length = verbs_resp_len(cmd, sizeof(resp));
	return verbs_response(cmd, &resp, sizeof(resp));
}

int cmd_ex_modify_wq(const struct verbs_cmd *cmd)
{
	struct ib_uverbs_ex_modify_wq req;
	struct call call;
	int ret;

	ret = verbs_request(cmd, &req, sizeof(req));
	if (ret)
		return ret;
	if (!req.attr_mask ||
	    req.attr_mask > (WQ_STATE | WQ_CUR_STATE | WQ_FLAGS))
		return -EINVAL;

	call_init(&call, RUAPI_IOC_CALL, RUAPI_OBJ_WQ, RUAPI_WQ_MODIFY);
	call_obj(&call, RUAPI_WQ_MODIFY_HANDLE, RUAPI_OBJ_WQ, req.wq_handle);
	if (req.attr_mask & WQ_STATE)
		call_u32(&call, RUAPI_WQ_MODIFY_STATE, req.wq_state);
	if (req.attr_mask & WQ_CUR_STATE)
		call_u32(&call, RUAPI_WQ_MODIFY_CUR_STATE, req.curr_wq_state);
	if (req.attr_mask & WQ_FLAGS) {
		call_u32(&call, RUAPI_WQ_MODIFY_FLAGS,
			 req.flags & WQ_FLAGS_KNOWN);
		call_u32(&call, RUAPI_WQ_MODIFY_FLAGS_MASK,
			 req.flags_mask & WQ_FLAGS_KNOWN);
	}
	verbs_uhw(&call, cmd);
	return verbs_run(&call, cmd);
}

int cmd_ex_destroy_wq(const struct verbs_cmd *cmd)
{
	struct ib_uverbs_ex_destroy_wq_resp resp = {};
	struct ib_uverbs_ex_destroy_wq req;
	int ret;

	ret = verbs_request(cmd, &req, sizeof(req));
	if (ret)
		return ret;
	if (req.comp_mask)
		return -EOPNOTSUPP;
	ret = verbs_destroy(cmd, RUAPI_OBJ_WQ, req.wq_handle, NULL,
			    &resp.events_reported);
	if (ret)
		return ret;
	resp.response_length = verbs_resp_len(cmd, sizeof(resp));
	return verbs_response(cmd, &resp, sizeof(resp));
}

/* ---- tables --------------------------------------------------------- */

static int table_create(const struct verbs_cmd *cmd,
			const struct ruapi_objref *wqs, uint32_t len)
{
	struct ib_uverbs_ex_create_rwq_ind_table_resp resp = {};
	const struct ruapi_attr *table, *num;
	struct call call;
	int ret;

	call_init(&call, RUAPI_IOC_CALL, RUAPI_OBJ_RWQ_TABLE,
		  RUAPI_RWQ_TABLE_CREATE);
	table = call_want_new(&call, RUAPI_RWQ_TABLE_CREATE_HANDLE,
			      RUAPI_OBJ_RWQ_TABLE);
	ruapi_put_objs(call_next(&call), RUAPI_RWQ_TABLE_CREATE_WQS, wqs, len);
	num = call_want(&call, RUAPI_RWQ_TABLE_CREATE_TABLE_NUM, 4);
	verbs_uhw(&call, cmd);
	ret = verbs_run(&call, cmd);
	if (ret)
		return ret;
	resp.ind_tbl_handle = table->obj.handle;
	resp.ind_tbl_num = (uint32_t)num->value;
	resp.response_length = verbs_resp_len(cmd, sizeof(resp));
	return verbs_response(cmd, &resp, sizeof(resp));
}

/* The handles follow the request; what follows them has to be zero. */
int cmd_ex_create_rwq_ind_table(const struct verbs_cmd *cmd)
{
	struct ib_uverbs_ex_create_rwq_ind_table req;
	struct verbs_cmd rest = *cmd;
	struct ruapi_objref *wqs;
	uint32_t count, len;
	uint32_t handle;
	int ret;

	memcpy(&req, cmd->req, sizeof(req));
	if (req.comp_mask)
		return -EOPNOTSUPP;
	if (req.log_ind_tbl_size > IB_USER_VERBS_MAX_LOG_IND_TBL_SIZE)
		return -EINVAL;
	count = 1u << req.log_ind_tbl_size;
	rest.req = (const uint8_t *)cmd->req + sizeof(req);
	rest.req_len -= sizeof(req);
	if (rest.req_len < count * sizeof(handle))
		return -ENOSPC;
	len = (uint32_t)(count * sizeof(*wqs));
	wqs = sys_pages(len);
	if (!wqs)
		return -ENOMEM;
	for (uint32_t i = 0; i < count; i++) {
		memcpy(&handle, (const uint8_t *)rest.req + i * sizeof(handle),
		       sizeof(handle));
		wqs[i].handle = handle;
		wqs[i].object = RUAPI_OBJ_WQ;
	}
	rest.req = (const uint8_t *)rest.req + count * sizeof(handle);
	rest.req_len -= count * sizeof(handle);
	ret = verbs_request(&rest, NULL, 0);
	if (!ret)
		ret = table_create(cmd, wqs, len);
	sys_pages_free(wqs, len);
	return ret;
}

int cmd_ex_destroy_rwq_ind_table(const struct verbs_cmd *cmd)
{
	struct ib_uverbs_ex_destroy_rwq_ind_table req;
	uint32_t events, async_events;
	int ret;

	ret = verbs_request(cmd, &req, sizeof(req));
	if (ret)
		return ret;
	if (req.comp_mask)
		return -EOPNOTSUPP;
	return verbs_destroy(cmd, RUAPI_OBJ_RWQ_TABLE, req.ind_tbl_handle,
			     &events, &async_events);
}
