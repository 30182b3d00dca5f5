// SPDX-License-Identifier: GPL-2.0 OR Linux-OpenIB
/* Commands of uverbsN: completion channels and queues. */
#include <errno.h>

#include "verbs.h"

/* enum ib_cq_attr_mask of rdma/ib_verbs.h. */
#define CQ_MODERATE 1

int cmd_create_comp_channel(const struct verbs_cmd *cmd)
{
	struct ib_uverbs_create_comp_channel_resp resp;
	struct ib_uverbs_create_comp_channel req;
	uint32_t queue;
	int fd, ret;

	ret = verbs_request(cmd, &req, sizeof(req));
	if (ret)
		return ret;
	ret = verbs_queue(cmd, RUAPI_EVENT_FORMAT_COMP, &fd, &queue);
	if (ret)
		return ret;
	resp.fd = (uint32_t)fd;
	return verbs_response(cmd, &resp, sizeof(resp));
}

static void put_buf(struct call *call, const struct verbs_buf *buf)
{
	call_u64(call, RUAPI_CQ_CREATE_BUF_ADDR, buf->addr);
	call_u64(call, RUAPI_CQ_CREATE_BUF_LENGTH, buf->length);
	if (buf->of_fd)
		call_fd(call, RUAPI_CQ_CREATE_BUF_FD, buf->fd);
}

/*
 * Drivers that do not know of such memory make a CQ without it.  Others were asked to
 * make one in no memory if something is wrong with what the program says: what is wrong
 * with the call itself comes first.
 */
static bool is_ignored(const struct call *call, const struct verbs_cmd *cmd, int ret)
{
	return cmd->buf && ret == -EOPNOTSUPP &&
	       call->room.hdr.bad_attr == RUAPI_CQ_CREATE_BUF_ADDR;
}

static int buf_error(const struct call *call, const struct verbs_cmd *cmd, int ret)
{
	return cmd->buf && cmd->buf->error && !call->room.hdr.bad_attr &&
	       !view_is_unsure(cmd->view) ? cmd->buf->error : ret;
}

static int cq_create(const struct verbs_cmd *cmd,
		     const struct ib_uverbs_ex_create_cq *req)
{
	struct ib_uverbs_ex_create_cq_resp resp = {};
	const struct ruapi_attr *cq, *cqe;
	struct verbs_cmd without = *cmd;
	struct call call;
	int ret;

	call_init(&call, RUAPI_IOC_CALL, RUAPI_OBJ_CQ, RUAPI_CQ_CREATE);
	cq = call_want_new(&call, RUAPI_CQ_CREATE_HANDLE, RUAPI_OBJ_CQ);
	call_obj(&call, RUAPI_CQ_CREATE_CONTEXT, RUAPI_OBJ_CONTEXT,
		 cmd->view->context);
	call_u32(&call, RUAPI_CQ_CREATE_CQE, req->cqe);
	if (req->comp_vector)
		call_u32(&call, RUAPI_CQ_CREATE_COMP_VECTOR, req->comp_vector);
	if (req->flags)
		call_u32(&call, RUAPI_CQ_CREATE_FLAGS, req->flags);
	if (cmd->comp_fd)
		call_fd(&call, RUAPI_CQ_CREATE_QUEUE, (int)*cmd->comp_fd);
	else if (req->comp_channel >= 0)
		call_fd(&call, RUAPI_CQ_CREATE_QUEUE, req->comp_channel);
	verbs_put_queue(&call, RUAPI_CQ_CREATE_ASYNC_QUEUE, cmd);
	call_u64(&call, RUAPI_CQ_CREATE_USER_DATA, req->user_handle);
	cqe = call_want(&call, RUAPI_CQ_CREATE_ACTUAL_CQE, 4);
	if (cmd->buf)
		put_buf(&call, cmd->buf);
	verbs_uhw(&call, cmd);
	ret = verbs_run(&call, cmd);
	if (is_ignored(&call, cmd, ret)) {
		without.buf = NULL;
		return cq_create(&without, req);
	}
	if (ret)
		return buf_error(&call, cmd, ret);

	resp.base.cq_handle = cq->obj.handle;
	resp.base.cqe = (uint32_t)cqe->value;
	resp.response_length = verbs_resp_len(cmd, sizeof(resp));
	return verbs_response(cmd, &resp, sizeof(resp));
}

int cmd_create_cq(const struct verbs_cmd *cmd)
{
	struct ib_uverbs_create_cq req;
	int ret;

	ret = verbs_request(cmd, &req, sizeof(req));
	if (ret)
		return ret;
	return cq_create(cmd, &(struct ib_uverbs_ex_create_cq) {
		.user_handle = req.user_handle,
		.cqe = req.cqe,
		.comp_vector = req.comp_vector,
		.comp_channel = req.comp_channel,
	});
}

int cmd_ex_create_cq(const struct verbs_cmd *cmd)
{
	struct ib_uverbs_ex_create_cq req;
	int ret;

	ret = verbs_request(cmd, &req, sizeof(req));
	if (ret)
		return ret;
	if (req.comp_mask || req.reserved)
		return -EINVAL;
	return cq_create(cmd, &req);
}

int cmd_req_notify_cq(const struct verbs_cmd *cmd)
{
	struct ib_uverbs_req_notify_cq req;
	int ret;

	ret = verbs_request(cmd, &req, sizeof(req));
	if (ret)
		return ret;
	return verbs_fast(cmd, RUAPI_OBJ_CQ, RUAPI_CQ_ARM, req.cq_handle,
			  !!req.solicited_only);
}

int cmd_destroy_cq(const struct verbs_cmd *cmd)
{
	struct ib_uverbs_destroy_cq_resp resp;
	struct ib_uverbs_destroy_cq req;
	int ret;

	ret = verbs_request(cmd, &req, sizeof(req));
	if (ret)
		return ret;
	ret = verbs_destroy(cmd, RUAPI_OBJ_CQ, req.cq_handle,
		      &resp.comp_events_reported, &resp.async_events_reported);
	if (ret)
		return ret;
	return verbs_response(cmd, &resp, sizeof(resp));
}

int cmd_resize_cq(const struct verbs_cmd *cmd)
{
	struct ib_uverbs_resize_cq_resp resp = {};
	struct ib_uverbs_resize_cq req;
	const struct ruapi_attr *cqe;
	struct call call;
	int ret;

	ret = verbs_request(cmd, &req, sizeof(req));
	if (ret)
		return ret;
	call_init(&call, RUAPI_IOC_CALL, RUAPI_OBJ_CQ, RUAPI_CQ_RESIZE);
	call_obj(&call, RUAPI_CQ_RESIZE_HANDLE, RUAPI_OBJ_CQ, req.cq_handle);
	call_u32(&call, RUAPI_CQ_RESIZE_CQE, req.cqe);
	cqe = call_want(&call, RUAPI_CQ_RESIZE_ACTUAL_CQE, 4);
	verbs_uhw(&call, cmd);
	ret = verbs_run(&call, cmd);
	if (ret)
		return ret;
	resp.cqe = (uint32_t)cqe->value;
	return verbs_response(cmd, &resp, sizeof(resp));
}

int cmd_ex_modify_cq(const struct verbs_cmd *cmd)
{
	struct ib_uverbs_ex_modify_cq req;
	struct call call;
	int ret;

	ret = verbs_request(cmd, &req, sizeof(req));
	if (ret)
		return ret;
	if (!req.attr_mask || req.reserved)
		return -EINVAL;
	if (req.attr_mask > CQ_MODERATE)
		return -EOPNOTSUPP;
	call_init(&call, RUAPI_IOC_CALL, RUAPI_OBJ_CQ, RUAPI_CQ_MODIFY);
	call_obj(&call, RUAPI_CQ_MODIFY_HANDLE, RUAPI_OBJ_CQ, req.cq_handle);
	call_u16(&call, RUAPI_CQ_MODIFY_COUNT, req.attr.cq_count);
	call_u16(&call, RUAPI_CQ_MODIFY_PERIOD, req.attr.cq_period);
	return verbs_run(&call, cmd);
}
