// SPDX-License-Identifier: GPL-2.0 OR Linux-OpenIB
/* Commands of rdma_cm: ids, their addresses and connections, memberships. */
#include <errno.h>
#include <netinet/in.h>
#include <string.h>

#include "cm.h"

/* Of rdma/ib_cm.h. */
#define REJ_CONSUMER_DEFINED 28
#define REJ_VENDOR_OPTION_NOT_SUPPORTED 35

#define MAX_TIMEOUT_MS 0x7fffffffu

/* The commands with "ip" in their names have no room for AF_IB. */
static uint16_t ip_addr_size(const struct sockaddr_in6 *addr)
{
	const uint16_t size = cm_addr_size(addr);

	return size <= sizeof(*addr) ? size : 0;
}

/* ---- ids ----------------------------------------------------------- */

int cm_create_id(const struct cm_cmd *cmd)
{
	struct rdma_ucm_create_id_resp resp;
	struct rdma_ucm_create_id req;
	const struct ruapi_attr *id;
	struct call call;
	int ret;

	cm_request(cmd, &req, sizeof(req));
	switch (req.ps) {
	case RDMA_PS_TCP:
	case RDMA_PS_UDP:
	case RDMA_PS_IPOIB:
	case RDMA_PS_IB:
		break;
	default:
		return -EINVAL;
	}
	if (!req.response)
		return -EFAULT;

	call_init(&call, RUAPI_IOC_CM, RUAPI_OBJ_CM_ID, RUAPI_CM_ID_CREATE);
	id = call_want_new(&call, RUAPI_CM_ID_CREATE_HANDLE, RUAPI_OBJ_CM_ID);
	call_u16(&call, RUAPI_CM_ID_CREATE_PORT_SPACE, req.ps);
	if (req.ps == RDMA_PS_IB)
		call_u8(&call, RUAPI_CM_ID_CREATE_QP_TYPE, req.qp_type);
	call_obj(&call, RUAPI_CM_ID_CREATE_QUEUE, RUAPI_OBJ_EVENT_QUEUE,
		 cmd->view->queue);
	call_u64(&call, RUAPI_CM_ID_CREATE_USER_DATA, req.uid);
	ret = cm_run(&call, cmd);
	if (ret)
		return ret;
	resp.id = id->obj.handle;
	return cm_response(cmd, req.response, &resp, sizeof(resp));
}

static int destroy(const struct cm_cmd *cmd, enum ruapi_object object)
{
	struct rdma_ucm_destroy_id_resp resp;
	struct rdma_ucm_destroy_id req;
	const struct ruapi_attr *events;
	struct call call;
	int ret;

	cm_request(cmd, &req, sizeof(req));
	if (!req.response)
		return -EFAULT;
	call_init(&call, RUAPI_IOC_CM, object, RUAPI_DESTROY);
	call_destroy(&call, object, req.id);
	events = call_want(&call, RUAPI_DESTROY_EVENTS, 4);
	ret = cm_run(&call, cmd);
	if (ret == -EBUSY) {
		call_wait(&call);
		ret = cm_run(&call, cmd);
	}
	if (ret)
		return ret;
	resp.events_reported = (uint32_t)events->value;
	return cm_response(cmd, req.response, &resp, sizeof(resp));
}

int cm_destroy_id(const struct cm_cmd *cmd)
{
	return destroy(cmd, RUAPI_OBJ_CM_ID);
}

int cm_leave_mcast(const struct cm_cmd *cmd)
{
	return destroy(cmd, RUAPI_OBJ_MULTICAST);
}

int cm_migrate_id(const struct cm_cmd *cmd)
{
	struct rdma_ucm_migrate_resp resp;
	const struct ruapi_attr *events;
	struct rdma_ucm_migrate_id req;
	struct view from;
	struct call call;
	int ret;

	cm_request(cmd, &req, sizeof(req));
	if (!req.response)
		return -EFAULT;
	ret = view_get((int)req.fd, &from);
	if (ret)
		return ret == -EBADF ? -ENOENT : -EINVAL;
	if (from.kind != VIEW_CM)
		return -EINVAL;
	if (from.ns != cmd->view->ns)
		return -ENOENT;

	cm_call(&call, RUAPI_CM_ID_MIGRATE, req.id);
	call_obj(&call, RUAPI_CM_ID_MIGRATE_QUEUE, RUAPI_OBJ_EVENT_QUEUE,
		 cmd->view->queue);
	events = call_want(&call, RUAPI_CM_ID_MIGRATE_EVENTS, 4);
	ret = cm_run(&call, cmd);
	if (ret)
		return ret;
	resp.events_reported = (uint32_t)events->value;
	return cm_response(cmd, req.response, &resp, sizeof(resp));
}

/* ---- addresses ----------------------------------------------------- */

static int bind_addr(const struct cm_cmd *cmd, uint32_t id, const void *addr,
		     uint16_t size)
{
	struct call call;

	if (!size)
		return -EINVAL;
	cm_call(&call, RUAPI_CM_ID_BIND_ADDR, id);
	call_buf(&call, RUAPI_CM_ID_BIND_ADDR_ADDR, addr, size);
	return cm_run(&call, cmd);
}

int cm_bind_ip(const struct cm_cmd *cmd)
{
	struct rdma_ucm_bind_ip req;

	cm_request(cmd, &req, sizeof(req));
	return bind_addr(cmd, req.id, &req.addr, ip_addr_size(&req.addr));
}

int cm_bind(const struct cm_cmd *cmd)
{
	struct rdma_ucm_bind req;

	cm_request(cmd, &req, sizeof(req));
	if (req.reserved || req.addr_size != cm_addr_size(&req.addr))
		return -EINVAL;
	return bind_addr(cmd, req.id, &req.addr, req.addr_size);
}

/* rdma_ucm takes any number, and the kernel a signed one. */
static uint32_t timeout_of(uint32_t timeout_ms)
{
	return timeout_ms < MAX_TIMEOUT_MS ? timeout_ms : MAX_TIMEOUT_MS;
}

static int resolve(const struct cm_cmd *cmd, uint32_t id, uint32_t timeout_ms,
		   const void *src, uint16_t src_size,
		   const void *dst, uint16_t dst_size)
{
	struct call call;

	if (!dst_size)
		return -EINVAL;
	cm_call(&call, RUAPI_CM_ID_RESOLVE_ADDR, id);
	if (src_size)
		call_buf(&call, RUAPI_CM_ID_RESOLVE_ADDR_SRC, src, src_size);
	call_buf(&call, RUAPI_CM_ID_RESOLVE_ADDR_DST, dst, dst_size);
	call_u32(&call, RUAPI_CM_ID_RESOLVE_ADDR_TIMEOUT,
		 timeout_of(timeout_ms));
	return cm_run(&call, cmd);
}

int cm_resolve_ip(const struct cm_cmd *cmd)
{
	struct rdma_ucm_resolve_ip req;
	uint16_t src_size;

	cm_request(cmd, &req, sizeof(req));
	src_size = ip_addr_size(&req.src_addr);
	if (req.src_addr.sin6_family && !src_size)
		return -EINVAL;
	return resolve(cmd, req.id, req.timeout_ms, &req.src_addr, src_size,
		       &req.dst_addr, ip_addr_size(&req.dst_addr));
}

int cm_resolve_addr(const struct cm_cmd *cmd)
{
	struct rdma_ucm_resolve_addr req;

	cm_request(cmd, &req, sizeof(req));
	if (req.reserved ||
	    (req.src_size && req.src_size != cm_addr_size(&req.src_addr)) ||
	    req.dst_size != cm_addr_size(&req.dst_addr))
		return -EINVAL;
	return resolve(cmd, req.id, req.timeout_ms, &req.src_addr, req.src_size,
		       &req.dst_addr, req.dst_size);
}

int cm_resolve_route(const struct cm_cmd *cmd)
{
	struct rdma_ucm_resolve_route req;

	cm_request(cmd, &req, sizeof(req));
	return cm_run_u32(cmd, RUAPI_CM_ID_RESOLVE_ROUTE, req.id,
			  RUAPI_CM_ID_RESOLVE_ROUTE_TIMEOUT,
			  timeout_of(req.timeout_ms));
}

/* ---- connections --------------------------------------------------- */

static struct ruapi_cm_param conn_param(const struct rdma_ucm_conn_param *src,
					const struct rdma_ucm_ece *ece)
{
	struct ruapi_cm_param param = {
		.qp_num = src->qp_num & 0xffffff,
		.qkey = src->qkey,
		.responder_resources = src->responder_resources,
		.initiator_depth = src->initiator_depth,
		.flow_control = src->flow_control,
		.retry_count = src->retry_count,
		.rnr_retry_count = src->rnr_retry_count,
		.srq = src->srq,
		.private_data_len = src->private_data_len,
		.ece_vendor_id = ece->vendor_id,
		.ece_attr_mod = ece->attr_mod,
	};

	memcpy(param.private_data, src->private_data, src->private_data_len);
	return param;
}

int cm_connect(const struct cm_cmd *cmd)
{
	struct rdma_ucm_connect req;
	struct ruapi_cm_param param;
	struct call call;

	cm_request(cmd, &req, sizeof(req));
	if (!req.conn_param.valid)
		return -EINVAL;
	param = conn_param(&req.conn_param, &req.ece);
	cm_call(&call, RUAPI_CM_ID_CONNECT, req.id);
	call_buf(&call, RUAPI_CM_ID_CONNECT_PARAM, &param, sizeof(param));
	return cm_run(&call, cmd);
}

/*
 * What an administrator allows of rdma_ucm he allows here; the module has a
 * limit of its own, net.rdma_uapi.max_backlog.  rdma_ucm's is to be seen in the
 * first network namespace only, and not without the module.
 */
static uint32_t backlog(int32_t wanted)
{
	uint32_t most;

	if (wanted < 0)
		wanted = 0;
	if (node_number("/proc/sys/net/rdma_ucm/max_backlog", &most) || !most)
		return (uint32_t)wanted;
	return !wanted || (uint32_t)wanted > most ? most : (uint32_t)wanted;
}

int cm_listen(const struct cm_cmd *cmd)
{
	struct rdma_ucm_listen req;

	cm_request(cmd, &req, sizeof(req));
	return cm_run_u32(cmd, RUAPI_CM_ID_LISTEN, req.id,
			  RUAPI_CM_ID_LISTEN_BACKLOG, backlog(req.backlog));
}

int cm_accept(const struct cm_cmd *cmd)
{
	struct rdma_ucm_accept req;
	struct ruapi_cm_param param;
	struct call call;

	cm_request(cmd, &req, sizeof(req));
	cm_call(&call, RUAPI_CM_ID_ACCEPT, req.id);
	if (req.conn_param.valid) {
		param = conn_param(&req.conn_param, &req.ece);
		call_buf(&call, RUAPI_CM_ID_ACCEPT_PARAM, &param,
			 sizeof(param));
		call_u64(&call, RUAPI_CM_ID_ACCEPT_USER_DATA, req.uid);
	}
	return cm_run(&call, cmd);
}

int cm_reject(const struct cm_cmd *cmd)
{
	struct rdma_ucm_reject req;
	struct call call;

	cm_request(cmd, &req, sizeof(req));
	if (!req.reason)
		req.reason = REJ_CONSUMER_DEFINED;
	if (req.reason != REJ_CONSUMER_DEFINED &&
	    req.reason != REJ_VENDOR_OPTION_NOT_SUPPORTED)
		return -EINVAL;
	cm_call(&call, RUAPI_CM_ID_REJECT, req.id);
	call_u8(&call, RUAPI_CM_ID_REJECT_REASON, req.reason);
	if (req.private_data_len)
		call_buf(&call, RUAPI_CM_ID_REJECT_PRIVATE_DATA,
			 req.private_data, req.private_data_len);
	return cm_run(&call, cmd);
}

int cm_disconnect(const struct cm_cmd *cmd)
{
	struct rdma_ucm_disconnect req;
	struct call call;

	cm_request(cmd, &req, sizeof(req));
	cm_call(&call, RUAPI_CM_ID_DISCONNECT, req.id);
	return cm_run(&call, cmd);
}

int cm_notify(const struct cm_cmd *cmd)
{
	struct rdma_ucm_notify req;

	cm_request(cmd, &req, sizeof(req));
	return cm_run_u32(cmd, RUAPI_CM_ID_NOTIFY, req.id,
			  RUAPI_CM_ID_NOTIFY_EVENT, req.event);
}

/* ---- multicast --------------------------------------------------------- */

static int join(const struct cm_cmd *cmd, uint64_t to, uint32_t id,
		uint64_t uid, uint16_t flags, const void *addr, uint16_t size)
{
	struct rdma_ucm_create_id_resp resp;
	const struct ruapi_attr *handle;
	struct call call;
	int ret;

	if (!size || flags > RDMA_MC_JOIN_FLAG_SENDONLY_FULLMEMBER)
		return -EINVAL;
	if (!to)
		return -EFAULT;
	call_init(&call, RUAPI_IOC_CM, RUAPI_OBJ_MULTICAST,
		  RUAPI_MULTICAST_JOIN);
	handle = call_want_new(&call, RUAPI_MULTICAST_JOIN_HANDLE,
			       RUAPI_OBJ_MULTICAST);
	call_obj(&call, RUAPI_MULTICAST_JOIN_CM_ID, RUAPI_OBJ_CM_ID, id);
	call_buf(&call, RUAPI_MULTICAST_JOIN_ADDR, addr, size);
	call_u8(&call, RUAPI_MULTICAST_JOIN_SEND_ONLY,
		flags == RDMA_MC_JOIN_FLAG_SENDONLY_FULLMEMBER);
	call_u64(&call, RUAPI_MULTICAST_JOIN_USER_DATA, uid);
	ret = cm_run(&call, cmd);
	if (ret)
		return ret;
	resp.id = handle->obj.handle;
	return cm_response(cmd, to, &resp, sizeof(resp));
}

int cm_join_ip_mcast(const struct cm_cmd *cmd)
{
	struct rdma_ucm_join_ip_mcast req;

	cm_request(cmd, &req, sizeof(req));
	return join(cmd, req.response, req.id, req.uid,
		    RDMA_MC_JOIN_FLAG_FULLMEMBER, &req.addr,
		    ip_addr_size(&req.addr));
}

int cm_join_mcast(const struct cm_cmd *cmd)
{
	struct rdma_ucm_join_mcast req;

	cm_request(cmd, &req, sizeof(req));
	if (req.addr_size != cm_addr_size(&req.addr))
		return -EINVAL;
	return join(cmd, req.response, req.id, req.uid, req.join_flags,
		    &req.addr, req.addr_size);
}

/* ---- options ------------------------------------------------------- */

static int option_u8(struct call *call, uint16_t attr, const void *value,
		     size_t len)
{
	uint8_t byte;

	if (len != sizeof(byte))
		return -EINVAL;
	memcpy(&byte, value, sizeof(byte));
	call_u8(call, attr, byte);
	return 0;
}

static int option_bool(struct call *call, uint16_t attr, const void *value,
		       size_t len)
{
	int number;

	if (len != sizeof(number))
		return -EINVAL;
	memcpy(&number, value, sizeof(number));
	call_u8(call, attr, !!number);
	return 0;
}

static int option_id(struct call *call, uint32_t optname, const void *value,
		     size_t len)
{
	switch (optname) {
	case RDMA_OPTION_ID_TOS:
		return option_u8(call, RUAPI_CM_ID_SET_OPTION_TOS, value, len);
	case RDMA_OPTION_ID_REUSEADDR:
		return option_bool(call, RUAPI_CM_ID_SET_OPTION_REUSEADDR,
				   value, len);
	case RDMA_OPTION_ID_AFONLY:
		return option_bool(call, RUAPI_CM_ID_SET_OPTION_AFONLY, value,
				   len);
	case RDMA_OPTION_ID_ACK_TIMEOUT:
		return option_u8(call, RUAPI_CM_ID_SET_OPTION_ACK_TIMEOUT,
				 value, len);
	default:
		return -ENOSYS;
	}
}

/* Of several paths the first that does for everything is taken. */
static int option_path(struct call *call, const void *value, size_t len)
{
	const struct ib_path_rec_data *path = value;

	if (len % sizeof(*path))
		return -EINVAL;
	for (; len; len -= sizeof(*path), path++) {
		if (path->flags != (IB_PATH_GMP | IB_PATH_PRIMARY |
				    IB_PATH_BIDIRECTIONAL))
			continue;
		call_buf(call, RUAPI_CM_ID_SET_OPTION_IB_PATH, path,
			 sizeof(*path));
		return 0;
	}
	return -EINVAL;
}

int cm_set_option(const struct cm_cmd *cmd)
{
	struct rdma_ucm_set_option req;
	struct call call;
	const void *value;
	int ret;

	cm_request(cmd, &req, sizeof(req));
	value = (const void *)(uintptr_t)req.optval;
	if (!value)
		return -EFAULT;
	/* What another file is told need be no pointer. */
	if (view_is_unsure(cmd->view))
		return -ESTALE;
	cm_call(&call, RUAPI_CM_ID_SET_OPTION, req.id);
	if (req.level == RDMA_OPTION_ID)
		ret = option_id(&call, req.optname, value, req.optlen);
	else if (req.level == RDMA_OPTION_IB &&
		 req.optname == RDMA_OPTION_IB_PATH)
		ret = option_path(&call, value, req.optlen);
	else
		ret = -ENOSYS;
	if (ret)
		return ret;
	return cm_run(&call, cmd);
}
