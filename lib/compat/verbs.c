// SPDX-License-Identifier: GPL-2.0 OR Linux-OpenIB
/*
 * The write() ABI of /dev/infiniband/uverbsN, as calls: the header, the table
 * of commands, and what their handlers in verbs_*.c have in common.  Lengths
 * and errors are checked as ib_uverbs does.
 */
#include <errno.h>
#include <stdbool.h>
#include <string.h>

#include "driver.h"

/* ---- what every handler does --------------------------------------- */

static bool is_zero(const uint8_t *bytes, size_t len)
{
	while (len--)
		if (*bytes++)
			return false;
	return true;
}

int verbs_request_any(const struct verbs_cmd *cmd, void *req, size_t size)
{
	const size_t len = cmd->req_len < size ? cmd->req_len : size;

	/* Who is interested in what comes behind alone has no room. */
	if (len)
		memcpy(req, cmd->req, len);
	if (size > len)
		memset((uint8_t *)req + len, 0, size - len);
	if (!is_zero((const uint8_t *)cmd->req + len, cmd->req_len - len))
		return -EOPNOTSUPP;
	return 0;
}

uint32_t verbs_resp_len(const struct verbs_cmd *cmd, size_t size)
{
	return (uint32_t)(cmd->resp_len < size ? cmd->resp_len : size);
}

int verbs_response_any(const struct verbs_cmd *cmd, const void *resp,
		       size_t size)
{
	const size_t len = verbs_resp_len(cmd, size);

	if (!cmd->resp)
		return 0;
	memcpy(cmd->resp, resp, len);
	memset((uint8_t *)cmd->resp + len, 0, cmd->resp_len - len);
	return 0;
}

void verbs_uhw(struct call *call, const struct verbs_cmd *cmd)
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

int verbs_run_on(struct call *call, const struct view *view)
{
	const int ret = view->added ? driver_run_added(call, view) :
				      view_run(call, view);

	/* ib_uverbs tells a handle of something else from one of nothing. */
	if (ret == -ENOENT && call->room.hdr.reason == RUAPI_REASON_TYPE)
		return -EINVAL;
	return legacy_error(ret);
}

bool verbs_is_elsewhere(const struct call *call, int ret)
{
	return ret == -EACCES && call->room.hdr.reason == RUAPI_REASON_NETNS;
}

int verbs_run(struct call *call, const struct verbs_cmd *cmd)
{
	return verbs_run_on(call, cmd->view);
}

int verbs_fast(const struct verbs_cmd *cmd, enum ruapi_object object,
	       uint16_t action, uint32_t handle, uint64_t arg)
{
	struct ruapi_fast fast = {
		.object = object,
		.action = action,
		.handle = handle,
		.arg = arg,
	};

	/* It cannot say which view it is for: the fd is asked first. */
	if (view_is_unsure(cmd->view))
		return -ESTALE;
	return legacy_error(call_fast(cmd->view->fd, &fast));
}

/*
 * At once with WAIT, not only after an EBUSY: that may be the driver's, which refuses once
 * and would be asked again.
 */
int verbs_run_destroy(struct call *call, const struct view *view)
{
	call_wait(call);
	return verbs_run_on(call, view);
}

int verbs_destroy(const struct verbs_cmd *cmd, enum ruapi_object object,
		  uint32_t handle, uint32_t *events, uint32_t *async_events)
{
	const struct ruapi_attr *ev = NULL, *async_ev;
	struct call call;
	int ret;

	call_init(&call, RUAPI_IOC_CALL, object, RUAPI_DESTROY);
	call_destroy(&call, object, handle);
	if (events)
		ev = call_want(&call, RUAPI_DESTROY_EVENTS, 4);
	async_ev = call_want(&call, RUAPI_DESTROY_ASYNC_EVENTS, 4);
	ret = verbs_run_destroy(&call, cmd->view);
	if (ret)
		return ret;
	if (events)
		*events = (uint32_t)ev->value;
	*async_events = (uint32_t)async_ev->value;
	return 0;
}

int verbs_destroy_quiet(const struct verbs_cmd *cmd, enum ruapi_object object)
{
	struct call call;
	uint32_t handle;
	int ret;

	ret = verbs_request(cmd, &handle, sizeof(handle));
	if (ret)
		return ret;
	call_init(&call, RUAPI_IOC_CALL, object, RUAPI_DESTROY);
	call_destroy(&call, object, handle);
	return verbs_run_destroy(&call, cmd->view);
}

void verbs_put_queue(struct call *call, uint16_t id,
		     const struct verbs_cmd *cmd)
{
	if (cmd->async_fd)
		call_fd(call, id, (int)*cmd->async_fd);
}

void verbs_put_memory(struct call *call, const struct verbs_cmd *cmd)
{
	for (int i = 0; cmd->memory && i < VERBS_MEMORIES; i++)
		if (cmd->memory[i].id)
			call_buf(call, cmd->memory[i].id, &cmd->memory[i].desc,
				 sizeof(cmd->memory[i].desc));
}

int verbs_memory_error(const struct call *call, const struct verbs_cmd *cmd, int ret)
{
	if (!cmd->memory || ret != -EINVAL || call->room.hdr.bad_attr ||
	    view_is_unsure(cmd->view))
		return ret;
	for (int i = 0; i < VERBS_MEMORIES; i++)
		if (cmd->memory[i].error)
			return cmd->memory[i].error;
	return ret;
}

int verbs_queue(const struct verbs_cmd *cmd, enum ruapi_event_format format,
		int *fd, uint32_t *handle)
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

/* ---- per message --------------------------------------------------- */

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

bool verbs_is_message(const void *buf, size_t count)
{
	struct ib_uverbs_cmd_hdr hdr;

	if (count < sizeof(hdr))
		return false;
	memcpy(&hdr, buf, sizeof(hdr));
	/* rdma_ucm has other commands with these numbers, and counts bytes. */
	if (hdr.in_words * 4 != count)
		return false;
	switch (hdr.command) {
	case IB_USER_VERBS_CMD_POST_SEND:
	case IB_USER_VERBS_CMD_POST_RECV:
	case IB_USER_VERBS_CMD_POST_SRQ_RECV:
	case IB_USER_VERBS_CMD_POLL_CQ:
		return true;
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
		.run = cmd_get_context,
	},
	[IB_USER_VERBS_CMD_QUERY_DEVICE] = {
		.name = "query_device",
		.flags = RESPONSE,
		REQ(query_device),
		RESP(query_device_resp),
		.run = cmd_query_device,
	},
	[IB_USER_VERBS_CMD_QUERY_PORT] = {
		.name = "query_port",
		.flags = RESPONSE,
		REQ(query_port),
		RESP(query_port_resp),
		.run = cmd_query_port,
	},
	[IB_USER_VERBS_CMD_ALLOC_PD] = {
		.name = "alloc_pd",
		.flags = RESPONSE | UHW,
		REQ(alloc_pd),
		RESP(alloc_pd_resp),
		.run = cmd_alloc_pd,
	},
	[IB_USER_VERBS_CMD_DEALLOC_PD] = {
		.name = "dealloc_pd",
		REQ(dealloc_pd),
		.run = cmd_dealloc_pd,
	},
	[IB_USER_VERBS_CMD_CREATE_AH] = {
		.name = "create_ah",
		.flags = RESPONSE | UHW,
		REQ(create_ah),
		RESP(create_ah_resp),
	.run = cmd_create_ah,
	},
	[IB_USER_VERBS_CMD_DESTROY_AH] = {
		.name = "destroy_ah",
		REQ(destroy_ah),
	.run = cmd_destroy_ah,
	},
	[IB_USER_VERBS_CMD_REG_MR] = {
		.name = "reg_mr",
		.flags = RESPONSE | UHW,
		REQ(reg_mr),
		RESP(reg_mr_resp),
		.run = cmd_reg_mr,
	},
	[IB_USER_VERBS_CMD_REREG_MR] = {
		.name = "rereg_mr",
		.flags = RESPONSE | UHW,
		REQ(rereg_mr),
		RESP(rereg_mr_resp),
	.run = cmd_rereg_mr,
	},
	[IB_USER_VERBS_CMD_DEREG_MR] = {
		.name = "dereg_mr",
		REQ(dereg_mr),
		.run = cmd_dereg_mr,
	},
	[IB_USER_VERBS_CMD_ALLOC_MW] = {
		.name = "alloc_mw",
		.flags = RESPONSE | UHW,
		REQ(alloc_mw),
		RESP(alloc_mw_resp),
	.run = cmd_alloc_mw,
	},
	[IB_USER_VERBS_CMD_DEALLOC_MW] = {
		.name = "dealloc_mw",
		REQ(dealloc_mw),
	.run = cmd_dealloc_mw,
	},
	[IB_USER_VERBS_CMD_CREATE_COMP_CHANNEL] = {
		.name = "create_comp_channel",
		.flags = RESPONSE,
		REQ(create_comp_channel),
		RESP(create_comp_channel_resp),
		.run = cmd_create_comp_channel,
	},
	[IB_USER_VERBS_CMD_CREATE_CQ] = {
		.name = "create_cq",
		.flags = RESPONSE | UHW,
		REQ(create_cq),
		RESP(create_cq_resp),
		.run = cmd_create_cq,
	},
	[IB_USER_VERBS_CMD_RESIZE_CQ] = {
		.name = "resize_cq",
		.flags = RESPONSE | UHW,
		REQ(resize_cq),
		RESP(resize_cq_resp),
	.run = cmd_resize_cq,
	},
	[IB_USER_VERBS_CMD_DESTROY_CQ] = {
		.name = "destroy_cq",
		.flags = RESPONSE,
		REQ(destroy_cq),
		RESP(destroy_cq_resp),
		.run = cmd_destroy_cq,
	},
	[IB_USER_VERBS_CMD_POLL_CQ] = {
		.name = "poll_cq",
		.flags = RESPONSE,
		REQ(poll_cq),
		RESP(poll_cq_resp),
		.run = cmd_poll_cq,
	},
	[IB_USER_VERBS_CMD_REQ_NOTIFY_CQ] = {
		.name = "req_notify_cq",
		REQ(req_notify_cq),
		.run = cmd_req_notify_cq,
	},
	[IB_USER_VERBS_CMD_CREATE_QP] = {
		.name = "create_qp",
		.flags = RESPONSE | UHW,
		REQ(create_qp),
		RESP(create_qp_resp),
		.run = cmd_create_qp,
	},
	[IB_USER_VERBS_CMD_QUERY_QP] = {
		.name = "query_qp",
		.flags = RESPONSE,
		REQ(query_qp),
		RESP(query_qp_resp),
		.run = cmd_query_qp,
	},
	[IB_USER_VERBS_CMD_MODIFY_QP] = {
		.name = "modify_qp",
		REQ(modify_qp),
		.run = cmd_modify_qp,
	},
	[IB_USER_VERBS_CMD_DESTROY_QP] = {
		.name = "destroy_qp",
		.flags = RESPONSE,
		REQ(destroy_qp),
		RESP(destroy_qp_resp),
		.run = cmd_destroy_qp,
	},
	[IB_USER_VERBS_CMD_POST_SEND] = {
		.name = "post_send",
		.flags = RESPONSE,
		REQ(post_send),
		RESP(post_send_resp),
		.run = cmd_post_send,
	},
	[IB_USER_VERBS_CMD_POST_RECV] = {
		.name = "post_recv",
		.flags = RESPONSE,
		REQ(post_recv),
		RESP(post_recv_resp),
		.run = cmd_post_recv,
	},
	[IB_USER_VERBS_CMD_ATTACH_MCAST] = {
		.name = "attach_mcast",
		REQ(attach_mcast),
	.run = cmd_attach_mcast,
	},
	[IB_USER_VERBS_CMD_DETACH_MCAST] = {
		.name = "detach_mcast",
		REQ(detach_mcast),
	.run = cmd_detach_mcast,
	},
	[IB_USER_VERBS_CMD_CREATE_SRQ] = {
		.name = "create_srq",
		.flags = RESPONSE | UHW,
		REQ(create_srq),
		RESP(create_srq_resp),
	.run = cmd_create_srq,
	},
	[IB_USER_VERBS_CMD_MODIFY_SRQ] = {
		.name = "modify_srq",
		.flags = UHW,
		REQ(modify_srq),
	.run = cmd_modify_srq,
	},
	[IB_USER_VERBS_CMD_QUERY_SRQ] = {
		.name = "query_srq",
		.flags = RESPONSE,
		REQ(query_srq),
		RESP(query_srq_resp),
	.run = cmd_query_srq,
	},
	[IB_USER_VERBS_CMD_DESTROY_SRQ] = {
		.name = "destroy_srq",
		.flags = RESPONSE,
		REQ(destroy_srq),
		RESP(destroy_srq_resp),
	.run = cmd_destroy_srq,
	},
	[IB_USER_VERBS_CMD_POST_SRQ_RECV] = {
		.name = "post_srq_recv",
		.flags = RESPONSE,
		REQ(post_srq_recv),
		RESP(post_srq_recv_resp),
		.run = cmd_post_srq_recv,
	},
	[IB_USER_VERBS_CMD_OPEN_XRCD] = {
		.name = "open_xrcd",
		.flags = RESPONSE | UHW,
		REQ(open_xrcd),
		RESP(open_xrcd_resp),
		.run = cmd_open_xrcd,
	},
	[IB_USER_VERBS_CMD_CLOSE_XRCD] = {
		.name = "close_xrcd",
		REQ(close_xrcd),
		.run = cmd_close_xrcd,
	},
	[IB_USER_VERBS_CMD_CREATE_XSRQ] = {
		.name = "create_xsrq",
		.flags = RESPONSE | UHW,
		REQ(create_xsrq),
		RESP(create_srq_resp),
	.run = cmd_create_xsrq,
	},
	[IB_USER_VERBS_CMD_OPEN_QP] = {
		.name = "open_qp",
		.flags = RESPONSE | UHW,
		REQ(open_qp),
		RESP(create_qp_resp),
		.run = cmd_open_qp,
	},
};

static const struct verbs_row ex_rows[] = {
	[IB_USER_VERBS_EX_CMD_QUERY_DEVICE] = {
		.name = "ex_query_device",
		.req_len = END(ex_query_device, reserved),
		.resp_len = END(ex_query_device_resp, response_length),
		.run = cmd_ex_query_device,
	},
	[IB_USER_VERBS_EX_CMD_CREATE_CQ] = {
		.name = "ex_create_cq",
		.req_len = END(ex_create_cq, reserved),
		.resp_len = END(ex_create_cq_resp, response_length),
		.run = cmd_ex_create_cq,
	},
	[IB_USER_VERBS_EX_CMD_CREATE_QP] = {
		.name = "ex_create_qp",
		.req_len = END(ex_create_qp, comp_mask),
		.resp_len = END(ex_create_qp_resp, response_length),
		.run = cmd_ex_create_qp,
	},
	[IB_USER_VERBS_EX_CMD_MODIFY_QP] = {
		.name = "ex_modify_qp",
		.req_len = END(ex_modify_qp, base),
		.resp_len = END(ex_modify_qp_resp, response_length),
		.run = cmd_ex_modify_qp,
	},
	[IB_USER_VERBS_EX_CMD_CREATE_FLOW] = {
		.name = "ex_create_flow",
		.req_len = END(create_flow, flow_attr),
		.resp_len = END(create_flow_resp, flow_handle),
		.run = cmd_ex_create_flow,
	},
	[IB_USER_VERBS_EX_CMD_DESTROY_FLOW] = {
		.name = "ex_destroy_flow",
		.req_len = END(destroy_flow, flow_handle),
		.run = cmd_ex_destroy_flow,
	},
	[IB_USER_VERBS_EX_CMD_CREATE_WQ] = {
		.name = "ex_create_wq",
		.req_len = END(ex_create_wq, max_sge),
		.resp_len = END(ex_create_wq_resp, wqn),
		.run = cmd_ex_create_wq,
	},
	[IB_USER_VERBS_EX_CMD_MODIFY_WQ] = {
		.name = "ex_modify_wq",
		.req_len = END(ex_modify_wq, curr_wq_state),
		.run = cmd_ex_modify_wq,
	},
	[IB_USER_VERBS_EX_CMD_DESTROY_WQ] = {
		.name = "ex_destroy_wq",
		.req_len = END(ex_destroy_wq, wq_handle),
		.resp_len = END(ex_destroy_wq_resp, reserved),
		.run = cmd_ex_destroy_wq,
	},
	[IB_USER_VERBS_EX_CMD_CREATE_RWQ_IND_TBL] = {
		.name = "ex_create_rwq_ind_tbl",
		.req_len = END(ex_create_rwq_ind_table, log_ind_tbl_size),
		.resp_len = END(ex_create_rwq_ind_table_resp, ind_tbl_num),
		.run = cmd_ex_create_rwq_ind_table,
	},
	[IB_USER_VERBS_EX_CMD_DESTROY_RWQ_IND_TBL] = {
		.name = "ex_destroy_rwq_ind_tbl",
		.req_len = END(ex_destroy_rwq_ind_table, ind_tbl_handle),
		.run = cmd_ex_destroy_rwq_ind_table,
	},
	[IB_USER_VERBS_EX_CMD_MODIFY_CQ] = {
		.name = "ex_modify_cq",
		REQ(ex_modify_cq),
		.run = cmd_ex_modify_cq,
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
	if (!cmd->view->context && row->run != cmd_get_context)
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
		cmd.resp_to = cmd.resp;
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

int verbs_invoke(uint64_t number, const struct verbs_cmd *cmd, bool *answers)
{
	const uint32_t command = (uint32_t)number &
				 IB_USER_VERBS_CMD_COMMAND_MASK;
	const struct verbs_row *row;

	if (number & ~(uint64_t)(IB_USER_VERBS_CMD_FLAG_EXTENDED |
				 IB_USER_VERBS_CMD_COMMAND_MASK))
		return -EINVAL;
	row = number & IB_USER_VERBS_CMD_FLAG_EXTENDED ?
	      find_row(ex_rows, COUNT(ex_rows), command) :
	      find_row(rows, COUNT(rows), command);
	if (!row)
		return -EOPNOTSUPP;
	if (cmd->req_len < row->req_len || cmd->resp_len < row->resp_len)
		return -ENOSPC;
	*answers = row->resp_len;
	return run(row, cmd);
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
