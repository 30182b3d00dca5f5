// SPDX-License-Identifier: GPL-2.0 OR Linux-OpenIB
/*
 * The write() ABI of /dev/infiniband/rdma_cm, as calls: the table of commands,
 * and what their handlers in cm_*.c share.
 */
#include <errno.h>
#include <netinet/in.h>
#include <string.h>

#include "cm.h"
#include "newer.h"

/* ---- what every handler does --------------------------------------- */

void cm_request(const struct cm_cmd *cmd, void *req, size_t size)
{
	const size_t len = cmd->req_len < size ? cmd->req_len : size;

	memcpy(req, cmd->req, len);
	memset((uint8_t *)req + len, 0, size - len);
}

int cm_response(const struct cm_cmd *cmd, uint64_t to, const void *resp,
		size_t size)
{
	if (!to)
		return -EFAULT;
	memcpy((void *)(uintptr_t)to, resp,
	       cmd->resp_len < size ? cmd->resp_len : size);
	return 0;
}

void cm_call(struct call *call, uint16_t action, uint32_t id)
{
	call_init(call, RUAPI_IOC_CM, RUAPI_OBJ_CM_ID, action);
	/* Attribute 1 of every action is the id. */
	call_obj(call, 1, RUAPI_OBJ_CM_ID, id);
}

int cm_run(struct call *call, const struct cm_cmd *cmd)
{
	return view_run(call, cmd->view);
}

int cm_run_u32(const struct cm_cmd *cmd, uint16_t action, uint32_t id,
	       uint16_t attr, uint32_t value)
{
	struct call call;

	cm_call(&call, action, id);
	call_u32(&call, attr, value);
	return cm_run(&call, cmd);
}

uint16_t cm_addr_size(const void *addr)
{
	sa_family_t family;

	memcpy(&family, addr, sizeof(family));
	switch (family) {
	case AF_INET:
		return sizeof(struct sockaddr_in);
	case AF_INET6:
		return sizeof(struct sockaddr_in6);
	case AF_IB:
		return sizeof(struct sockaddr_ib);
	default:
		return 0;
	}
}

/* ---- the table ----------------------------------------------------- */

/**
 * struct cm_row - one legacy command
 * @name: as in the manual
 * @req_len: shortest request
 * @resp_len: least room for a response
 * @newer: only rdma_ucm since Linux 6.18 has it
 * @run: handler
 */
struct cm_row {
	const char *name;
	uint16_t req_len;
	uint16_t resp_len;
	bool newer;
	int (*run)(const struct cm_cmd *cmd);
};

#define REQ(req) .req_len = sizeof(struct rdma_ucm_##req)
#define RESP(resp) .resp_len = sizeof(struct rdma_ucm_##resp)

static const struct cm_row rows[] = {
	[RDMA_USER_CM_CMD_CREATE_ID] = {
		.name = "create_id",
		REQ(create_id),
		RESP(create_id_resp),
		.run = cm_create_id,
	},
	[RDMA_USER_CM_CMD_DESTROY_ID] = {
		.name = "destroy_id",
		REQ(destroy_id),
		RESP(destroy_id_resp),
		.run = cm_destroy_id,
	},
	[RDMA_USER_CM_CMD_BIND_IP] = {
		.name = "bind_ip",
		REQ(bind_ip),
		.run = cm_bind_ip,
	},
	[RDMA_USER_CM_CMD_RESOLVE_IP] = {
		.name = "resolve_ip",
		REQ(resolve_ip),
		.run = cm_resolve_ip,
	},
	[RDMA_USER_CM_CMD_RESOLVE_ROUTE] = {
		.name = "resolve_route",
		REQ(resolve_route),
		.run = cm_resolve_route,
	},
	[RDMA_USER_CM_CMD_QUERY_ROUTE] = {
		.name = "query_route",
		REQ(query),
		.resp_len = offsetof(struct rdma_ucm_query_route_resp,
				     ibdev_index),
		.run = cm_query_route,
	},
	[RDMA_USER_CM_CMD_CONNECT] = {
		.name = "connect",
		.req_len = offsetof(struct rdma_ucm_connect, ece),
		.run = cm_connect,
	},
	[RDMA_USER_CM_CMD_LISTEN] = {
		.name = "listen",
		REQ(listen),
		.run = cm_listen,
	},
	[RDMA_USER_CM_CMD_ACCEPT] = {
		.name = "accept",
		.req_len = offsetof(struct rdma_ucm_accept, ece),
		.run = cm_accept,
	},
	[RDMA_USER_CM_CMD_REJECT] = {
		.name = "reject",
		REQ(reject),
		.run = cm_reject,
	},
	[RDMA_USER_CM_CMD_DISCONNECT] = {
		.name = "disconnect",
		REQ(disconnect),
		.run = cm_disconnect,
	},
	[RDMA_USER_CM_CMD_INIT_QP_ATTR] = {
		.name = "init_qp_attr",
		REQ(init_qp_attr),
		.resp_len = sizeof(struct ib_uverbs_qp_attr),
		.run = cm_init_qp_attr,
	},
	[RDMA_USER_CM_CMD_GET_EVENT] = {
		.name = "get_event",
		REQ(get_event),
		.resp_len = offsetof(struct rdma_ucm_event_resp, reserved),
		.run = cm_get_event,
	},
	[RDMA_USER_CM_CMD_SET_OPTION] = {
		.name = "set_option",
		REQ(set_option),
		.run = cm_set_option,
	},
	[RDMA_USER_CM_CMD_NOTIFY] = {
		.name = "notify",
		REQ(notify),
		.run = cm_notify,
	},
	[RDMA_USER_CM_CMD_JOIN_IP_MCAST] = {
		.name = "join_ip_mcast",
		REQ(join_ip_mcast),
		RESP(create_id_resp),
		.run = cm_join_ip_mcast,
	},
	[RDMA_USER_CM_CMD_LEAVE_MCAST] = {
		.name = "leave_mcast",
		REQ(destroy_id),
		RESP(destroy_id_resp),
		.run = cm_leave_mcast,
	},
	[RDMA_USER_CM_CMD_MIGRATE_ID] = {
		.name = "migrate_id",
		REQ(migrate_id),
		RESP(migrate_resp),
		.run = cm_migrate_id,
	},
	[RDMA_USER_CM_CMD_QUERY] = {
		.name = "query",
		REQ(query),
		.run = cm_query,
	},
	[RDMA_USER_CM_CMD_BIND] = {
		.name = "bind",
		REQ(bind),
		.run = cm_bind,
	},
	[RDMA_USER_CM_CMD_RESOLVE_ADDR] = {
		.name = "resolve_addr",
		REQ(resolve_addr),
		.run = cm_resolve_addr,
	},
	[RDMA_USER_CM_CMD_JOIN_MCAST] = {
		.name = "join_mcast",
		REQ(join_mcast),
		RESP(create_id_resp),
		.run = cm_join_mcast,
	},
	[CM_CMD_RESOLVE_IB_SERVICE] = {
		.name = "resolve_ib_service",
		.req_len = sizeof(struct cm_resolve_ib_service),
		.newer = true,
		.run = cm_resolve_ib_service,
	},
	[CM_CMD_WRITE_CM_EVENT] = {
		.name = "write_cm_event",
		.req_len = sizeof(struct cm_write_event),
		.newer = true,
		.run = cm_write_event,
	},
};

/* Those that it does not have are no commands for it. */
static int row_is_there(const struct view *view, const struct cm_row *row)
{
	const int ret = row->newer ? cm_is_newer(view) : 1;

	return ret == 0 ? -EINVAL : ret;
}

ssize_t cm_write(const struct view *view, const void *buf, size_t count)
{
	struct rdma_ucm_cmd_hdr hdr;
	const struct cm_row *row;
	struct cm_cmd cmd;
	int ret;

	if (count < sizeof(hdr))
		return -EINVAL;
	memcpy(&hdr, buf, sizeof(hdr));
	if (hdr.cmd >= sizeof(rows) / sizeof(rows[0]))
		return -EINVAL;
	if (hdr.in + sizeof(hdr) > count)
		return -EINVAL;
	row = &rows[hdr.cmd];
	if (!row->name)
		return -ENOSYS;
	ret = row_is_there(view, row);
	if (ret < 0)
		return ret;
	if (hdr.in < row->req_len)
		return -EINVAL;
	if (hdr.out < row->resp_len)
		return -ENOSPC;

	cmd = (struct cm_cmd) {
		.view = view,
		.req = (const uint8_t *)buf + sizeof(hdr),
		.req_len = hdr.in,
		.resp_len = hdr.out,
	};
	ret = row->run(&cmd);
	return ret ? ret : (ssize_t)count;
}
