// SPDX-License-Identifier: GPL-2.0 OR Linux-OpenIB
/*
 * The write() ABI of /dev/infiniband/rdma_cm, as calls.  Structs are those of
 * rdma/rdma_user_cm.h; lengths and errors are checked as rdma_ucm does.
 *
 * Legacy ids are our handles and legacy uids our user_data.
 */
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <stdbool.h>
#include <string.h>
#include <sys/socket.h>

#include <rdma/rdma_user_cm.h>

#include "call.h"
#include "compat.h"

/* Of rdma/ib_cm.h and rdma/ib_verbs.h. */
#define REJ_CONSUMER_DEFINED 28
#define REJ_VENDOR_OPTION_NOT_SUPPORTED 35
#define QPS_ERR 6

#define MAX_TIMEOUT_MS 0x7fffffffu
#define MAX_PATHS 6
#define NO_DEVICE 0xffffffffu

/* sockaddr_ib, which no header of userspace declares. */
struct sockaddr_ib {
	uint16_t family;
	uint16_t pkey;
	uint32_t flowinfo;
	uint8_t gid[16];
	uint64_t sid;
	uint64_t sid_mask;
	uint64_t scope_id;
};

/**
 * struct cm_cmd - one legacy command as written
 * @view: the channel
 * @req: request
 * @req_len: bytes of it
 * @resp_len: room that the caller has for a response
 */
struct cm_cmd {
	const struct view *view;
	const void *req;
	size_t req_len;
	size_t resp_len;
};

/* ---- what every handler does --------------------------------------- */

/* A shorter request is filled up with zeros: new members mean nothing then. */
static void request(const struct cm_cmd *cmd, void *req, size_t size)
{
	const size_t len = cmd->req_len < size ? cmd->req_len : size;

	memcpy(req, cmd->req, len);
	memset((uint8_t *)req + len, 0, size - len);
}

static int response(const struct cm_cmd *cmd, uint64_t to, const void *resp,
		    size_t size)
{
	if (!to)
		return -EFAULT;
	memcpy((void *)(uintptr_t)to, resp,
	       cmd->resp_len < size ? cmd->resp_len : size);
	return 0;
}

static void call_id(struct call *call, uint16_t action, uint32_t id)
{
	call_init(call, RUAPI_IOC_CM, RUAPI_OBJ_CM_ID, action);
	/* Attribute 1 of every action is the id. */
	call_obj(call, 1, RUAPI_OBJ_CM_ID, id);
}

static int cm_run(struct call *call, const struct cm_cmd *cmd)
{
	return call_run(call, cmd->view->fd);
}

/* Length that follows from the family, 0 if the family is not known. */
static uint16_t addr_size(const void *addr)
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

/* The commands with "ip" in their names have no room for AF_IB. */
static uint16_t ip_addr_size(const struct sockaddr_in6 *addr)
{
	const uint16_t size = addr_size(addr);

	return size <= sizeof(*addr) ? size : 0;
}

/* ---- ids ----------------------------------------------------------- */

static int create_id(const struct cm_cmd *cmd)
{
	struct rdma_ucm_create_id_resp resp;
	struct rdma_ucm_create_id req;
	const struct ruapi_attr *id;
	struct call call;
	int ret;

	request(cmd, &req, sizeof(req));
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
	return response(cmd, req.response, &resp, sizeof(resp));
}

static int destroy(const struct cm_cmd *cmd, enum ruapi_object object)
{
	struct rdma_ucm_destroy_id_resp resp;
	struct rdma_ucm_destroy_id req;
	const struct ruapi_attr *events;
	struct call call;
	int ret;

	request(cmd, &req, sizeof(req));
	if (!req.response)
		return -EFAULT;
	call_init(&call, RUAPI_IOC_CM, object, RUAPI_DESTROY);
	call_destroy(&call, object, req.id);
	events = call_want(&call, RUAPI_DESTROY_EVENTS, 4);
	ret = cm_run(&call, cmd);
	if (ret)
		return ret;
	resp.events_reported = (uint32_t)events->value;
	return response(cmd, req.response, &resp, sizeof(resp));
}

static int destroy_id(const struct cm_cmd *cmd)
{
	return destroy(cmd, RUAPI_OBJ_CM_ID);
}

static int leave_mcast(const struct cm_cmd *cmd)
{
	return destroy(cmd, RUAPI_OBJ_MULTICAST);
}

static int migrate_id(const struct cm_cmd *cmd)
{
	struct rdma_ucm_migrate_resp resp;
	const struct ruapi_attr *events;
	struct rdma_ucm_migrate_id req;
	struct view from;
	struct call call;
	int ret;

	request(cmd, &req, sizeof(req));
	if (!req.response)
		return -EFAULT;
	ret = view_get((int)req.fd, &from);
	if (ret)
		return ret == -EBADF ? -ENOENT : -EINVAL;
	if (from.kind != VIEW_CM)
		return -EINVAL;
	if (from.ns != cmd->view->ns)
		return -ENOENT;

	call_id(&call, RUAPI_CM_ID_MIGRATE, req.id);
	call_obj(&call, RUAPI_CM_ID_MIGRATE_QUEUE, RUAPI_OBJ_EVENT_QUEUE,
		 cmd->view->queue);
	events = call_want(&call, RUAPI_CM_ID_MIGRATE_EVENTS, 4);
	ret = cm_run(&call, cmd);
	if (ret)
		return ret;
	resp.events_reported = (uint32_t)events->value;
	return response(cmd, req.response, &resp, sizeof(resp));
}

/* ---- addresses ----------------------------------------------------- */

static int bind_addr(const struct cm_cmd *cmd, uint32_t id, const void *addr,
		     uint16_t size)
{
	struct call call;

	if (!size)
		return -EINVAL;
	call_id(&call, RUAPI_CM_ID_BIND_ADDR, id);
	call_buf(&call, RUAPI_CM_ID_BIND_ADDR_ADDR, addr, size);
	return cm_run(&call, cmd);
}

static int bind_ip(const struct cm_cmd *cmd)
{
	struct rdma_ucm_bind_ip req;

	request(cmd, &req, sizeof(req));
	return bind_addr(cmd, req.id, &req.addr, ip_addr_size(&req.addr));
}

static int bind_any(const struct cm_cmd *cmd)
{
	struct rdma_ucm_bind req;

	request(cmd, &req, sizeof(req));
	if (req.reserved || req.addr_size != addr_size(&req.addr))
		return -EINVAL;
	return bind_addr(cmd, req.id, &req.addr, req.addr_size);
}

static int resolve(const struct cm_cmd *cmd, uint32_t id, uint32_t timeout_ms,
		   const void *src, uint16_t src_size,
		   const void *dst, uint16_t dst_size)
{
	struct call call;

	if (!dst_size)
		return -EINVAL;
	call_id(&call, RUAPI_CM_ID_RESOLVE_ADDR, id);
	if (src_size)
		call_buf(&call, RUAPI_CM_ID_RESOLVE_ADDR_SRC, src, src_size);
	call_buf(&call, RUAPI_CM_ID_RESOLVE_ADDR_DST, dst, dst_size);
	call_u32(&call, RUAPI_CM_ID_RESOLVE_ADDR_TIMEOUT,
		 timeout_ms < MAX_TIMEOUT_MS ? timeout_ms : MAX_TIMEOUT_MS);
	return cm_run(&call, cmd);
}

static int resolve_ip(const struct cm_cmd *cmd)
{
	struct rdma_ucm_resolve_ip req;
	uint16_t src_size;

	request(cmd, &req, sizeof(req));
	src_size = ip_addr_size(&req.src_addr);
	if (req.src_addr.sin6_family && !src_size)
		return -EINVAL;
	return resolve(cmd, req.id, req.timeout_ms, &req.src_addr, src_size,
		       &req.dst_addr, ip_addr_size(&req.dst_addr));
}

static int resolve_addr(const struct cm_cmd *cmd)
{
	struct rdma_ucm_resolve_addr req;

	request(cmd, &req, sizeof(req));
	if (req.reserved ||
	    (req.src_size && req.src_size != addr_size(&req.src_addr)) ||
	    req.dst_size != addr_size(&req.dst_addr))
		return -EINVAL;
	return resolve(cmd, req.id, req.timeout_ms, &req.src_addr, req.src_size,
		       &req.dst_addr, req.dst_size);
}

static int resolve_route(const struct cm_cmd *cmd)
{
	struct rdma_ucm_resolve_route req;
	struct call call;

	request(cmd, &req, sizeof(req));
	call_id(&call, RUAPI_CM_ID_RESOLVE_ROUTE, req.id);
	call_u32(&call, RUAPI_CM_ID_RESOLVE_ROUTE_TIMEOUT,
		 req.timeout_ms < MAX_TIMEOUT_MS ? req.timeout_ms :
						   MAX_TIMEOUT_MS);
	return cm_run(&call, cmd);
}

/* ---- queries ------------------------------------------------------- */

/**
 * struct id_info - what CM_ID.QUERY says
 * @src: local address
 * @dst: address of the peer
 * @device: its index, which is that of RDMA netlink
 * @node_guid: of the device, big endian bytes; 0: no device
 * @port: port number
 * @pkey: P_Key, big endian
 */
struct id_info {
	struct sockaddr_storage src;
	struct sockaddr_storage dst;
	uint32_t device;
	uint64_t node_guid;
	uint8_t port;
	uint16_t pkey;
};

static int id_query(const struct cm_cmd *cmd, uint32_t id, struct id_info *info)
{
	const struct ruapi_attr *device, *port, *pkey, *guid;
	struct call call;
	int ret;

	memset(info, 0, sizeof(*info));
	call_id(&call, RUAPI_QUERY, id);
	call_want_buf(&call, RUAPI_CM_ID_QUERY_SRC, &info->src,
		      sizeof(info->src));
	call_want_buf(&call, RUAPI_CM_ID_QUERY_DST, &info->dst,
		      sizeof(info->dst));
	device = call_want(&call, RUAPI_CM_ID_QUERY_DEVICE, 4);
	port = call_want(&call, RUAPI_CM_ID_QUERY_PORT, 1);
	pkey = call_want(&call, RUAPI_CM_ID_QUERY_PKEY, 2);
	guid = call_want(&call, RUAPI_CM_ID_QUERY_NODE_GUID, 8);
	ret = cm_run(&call, cmd);
	if (ret || device->value == NO_DEVICE)
		return ret;
	info->device = (uint32_t)device->value;
	info->port = (uint8_t)port->value;
	info->pkey = htons((uint16_t)pkey->value);
	info->node_guid = guid->value;
	return 0;
}

static int id_query_gid(const struct cm_cmd *cmd, uint32_t id,
			struct sockaddr_ib *src, struct sockaddr_ib *dst)
{
	struct call call;

	memset(src, 0, sizeof(*src));
	memset(dst, 0, sizeof(*dst));
	call_id(&call, RUAPI_CM_ID_QUERY_GID, id);
	call_want_buf(&call, RUAPI_CM_ID_QUERY_GID_SRC, src, sizeof(*src));
	call_want_buf(&call, RUAPI_CM_ID_QUERY_GID_DST, dst, sizeof(*dst));
	return cm_run(&call, cmd);
}

static int id_query_path(const struct cm_cmd *cmd, uint32_t id,
			 struct ib_path_rec_data paths[MAX_PATHS],
			 uint32_t *num_paths)
{
	const struct ruapi_attr *count;
	struct call call;
	int ret;

	memset(paths, 0, MAX_PATHS * sizeof(paths[0]));
	call_id(&call, RUAPI_CM_ID_QUERY_PATH, id);
	call_want_buf(&call, RUAPI_CM_ID_QUERY_PATH_PATHS, paths,
		      MAX_PATHS * sizeof(paths[0]));
	count = call_want(&call, RUAPI_CM_ID_QUERY_PATH_COUNT, 4);
	ret = cm_run(&call, cmd);
	if (ret)
		return ret;
	*num_paths = count->value < MAX_PATHS ? (uint32_t)count->value :
						MAX_PATHS;
	return 0;
}

static void addr_resp(struct rdma_ucm_query_addr_resp *resp,
		      const struct id_info *info)
{
	*resp = (struct rdma_ucm_query_addr_resp) {
		.node_guid = info->node_guid,
		.port_num = info->port,
		.pkey = info->pkey,
		.ibdev_index = info->device,
	};
}

static int query_addr(const struct cm_cmd *cmd,
		      const struct rdma_ucm_query *req)
{
	struct rdma_ucm_query_addr_resp resp;
	struct id_info info;
	int ret;

	if (cmd->resp_len < offsetof(struct rdma_ucm_query_addr_resp,
				     ibdev_index))
		return -ENOSPC;
	ret = id_query(cmd, req->id, &info);
	if (ret)
		return ret;
	addr_resp(&resp, &info);
	resp.src_size = addr_size(&info.src);
	resp.dst_size = addr_size(&info.dst);
	memcpy(&resp.src_addr, &info.src, resp.src_size);
	memcpy(&resp.dst_addr, &info.dst, resp.dst_size);
	return response(cmd, req->response, &resp, sizeof(resp));
}

static int query_gid(const struct cm_cmd *cmd,
		     const struct rdma_ucm_query *req)
{
	struct rdma_ucm_query_addr_resp resp;
	struct sockaddr_ib src, dst;
	struct id_info info;
	int ret;

	if (cmd->resp_len < offsetof(struct rdma_ucm_query_addr_resp,
				     ibdev_index))
		return -ENOSPC;
	ret = id_query(cmd, req->id, &info);
	if (!ret)
		ret = id_query_gid(cmd, req->id, &src, &dst);
	if (ret)
		return ret;
	addr_resp(&resp, &info);
	resp.src_size = sizeof(src);
	resp.dst_size = sizeof(dst);
	memcpy(&resp.src_addr, &src, sizeof(src));
	memcpy(&resp.dst_addr, &dst, sizeof(dst));
	return response(cmd, req->response, &resp, sizeof(resp));
}

static int query_path(const struct cm_cmd *cmd,
		      const struct rdma_ucm_query *req)
{
	struct {
		struct rdma_ucm_query_path_resp head;
		struct ib_path_rec_data paths[MAX_PATHS];
	} resp = {};
	uint32_t fit;
	int ret;

	if (cmd->resp_len < sizeof(resp.head))
		return -ENOSPC;
	ret = id_query_path(cmd, req->id, resp.paths, &resp.head.num_paths);
	if (ret)
		return ret;
	fit = (uint32_t)((cmd->resp_len - sizeof(resp.head)) /
			 sizeof(resp.paths[0]));
	if (fit > resp.head.num_paths)
		fit = resp.head.num_paths;
	return response(cmd, req->response, &resp,
			sizeof(resp.head) + fit * sizeof(resp.paths[0]));
}

static int query(const struct cm_cmd *cmd)
{
	struct rdma_ucm_query req;

	request(cmd, &req, sizeof(req));
	switch (req.option) {
	case RDMA_USER_CM_QUERY_ADDR:
		return query_addr(cmd, &req);
	case RDMA_USER_CM_QUERY_PATH:
		return query_path(cmd, &req);
	case RDMA_USER_CM_QUERY_GID:
		return query_gid(cmd, &req);
	default:
		return -ENOSYS;
	}
}

static uint16_t be16_at(const uint8_t *rec, size_t offset)
{
	uint16_t value;

	memcpy(&value, rec + offset, sizeof(value));
	return value;
}

/* IBTA's PathRecord, as it travels in a MAD. */
static struct ib_user_path_rec unpack_path(const struct ib_path_rec_data *data)
{
	const uint8_t *rec = (const uint8_t *)data->path_rec;
	struct ib_user_path_rec path = {
		.dlid = be16_at(rec, 40),
		.slid = be16_at(rec, 42),
		.raw_traffic = rec[44] >> 7,
		.flow_label = htonl((uint32_t)(rec[44] & 0x0f) << 16 |
				    (uint32_t)rec[45] << 8 | rec[46]),
		.hop_limit = rec[47],
		.traffic_class = rec[48],
		.reversible = rec[49] >> 7,
		.numb_path = rec[49] & 0x7f,
		.pkey = be16_at(rec, 50),
		.sl = rec[53] & 0x0f,
		.mtu_selector = rec[54] >> 6,
		.mtu = rec[54] & 0x3f,
		.rate_selector = rec[55] >> 6,
		.rate = rec[55] & 0x3f,
		.packet_life_time_selector = rec[56] >> 6,
		.packet_life_time = rec[56] & 0x3f,
		.preference = rec[57],
	};

	memcpy(path.dgid, rec + 8, sizeof(path.dgid));
	memcpy(path.sgid, rec + 24, sizeof(path.sgid));
	return path;
}

static int route_paths(const struct cm_cmd *cmd, uint32_t id,
		       struct rdma_ucm_query_route_resp *resp)
{
	struct ib_path_rec_data paths[MAX_PATHS];
	struct sockaddr_ib src, dst;
	int ret;

	ret = id_query_path(cmd, id, paths, &resp->num_paths);
	if (ret)
		return ret;
	for (uint32_t i = 0; i < resp->num_paths && i < 2; i++)
		resp->ib_route[i] = unpack_path(&paths[i]);
	if (resp->num_paths)
		return 0;

	ret = id_query_gid(cmd, id, &src, &dst);
	if (ret)
		return ret;
	memcpy(resp->ib_route[0].sgid, src.gid, sizeof(src.gid));
	memcpy(resp->ib_route[0].dgid, dst.gid, sizeof(dst.gid));
	resp->ib_route[0].pkey = src.pkey;
	return 0;
}

static int query_route(const struct cm_cmd *cmd)
{
	struct rdma_ucm_query_route_resp resp = {};
	struct rdma_ucm_query req;
	struct id_info info;
	int ret;

	request(cmd, &req, sizeof(req));
	ret = id_query(cmd, req.id, &info);
	if (!ret && info.node_guid)
		ret = route_paths(cmd, req.id, &resp);
	if (ret)
		return ret;
	memcpy(&resp.src_addr, &info.src, sizeof(resp.src_addr));
	memcpy(&resp.dst_addr, &info.dst, sizeof(resp.dst_addr));
	resp.node_guid = info.node_guid;
	resp.port_num = info.port;
	resp.ibdev_index = info.device;
	return response(cmd, req.response, &resp, sizeof(resp));
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

static int connect_id(const struct cm_cmd *cmd)
{
	struct rdma_ucm_connect req;
	struct ruapi_cm_param param;
	struct call call;

	request(cmd, &req, sizeof(req));
	if (!req.conn_param.valid)
		return -EINVAL;
	param = conn_param(&req.conn_param, &req.ece);
	call_id(&call, RUAPI_CM_ID_CONNECT, req.id);
	call_buf(&call, RUAPI_CM_ID_CONNECT_PARAM, &param, sizeof(param));
	return cm_run(&call, cmd);
}

static int listen_id(const struct cm_cmd *cmd)
{
	struct rdma_ucm_listen req;
	struct call call;

	request(cmd, &req, sizeof(req));
	call_id(&call, RUAPI_CM_ID_LISTEN, req.id);
	call_u32(&call, RUAPI_CM_ID_LISTEN_BACKLOG, req.backlog);
	return cm_run(&call, cmd);
}

static int accept_id(const struct cm_cmd *cmd)
{
	struct rdma_ucm_accept req;
	struct ruapi_cm_param param;
	struct call call;

	request(cmd, &req, sizeof(req));
	call_id(&call, RUAPI_CM_ID_ACCEPT, req.id);
	if (req.conn_param.valid) {
		param = conn_param(&req.conn_param, &req.ece);
		call_buf(&call, RUAPI_CM_ID_ACCEPT_PARAM, &param,
			 sizeof(param));
		call_u64(&call, RUAPI_CM_ID_ACCEPT_USER_DATA, req.uid);
	}
	return cm_run(&call, cmd);
}

static int reject_id(const struct cm_cmd *cmd)
{
	struct rdma_ucm_reject req;
	struct call call;

	request(cmd, &req, sizeof(req));
	if (!req.reason)
		req.reason = REJ_CONSUMER_DEFINED;
	if (req.reason != REJ_CONSUMER_DEFINED &&
	    req.reason != REJ_VENDOR_OPTION_NOT_SUPPORTED)
		return -EINVAL;
	call_id(&call, RUAPI_CM_ID_REJECT, req.id);
	call_u8(&call, RUAPI_CM_ID_REJECT_REASON, req.reason);
	if (req.private_data_len)
		call_buf(&call, RUAPI_CM_ID_REJECT_PRIVATE_DATA,
			 req.private_data, req.private_data_len);
	return cm_run(&call, cmd);
}

static int disconnect_id(const struct cm_cmd *cmd)
{
	struct rdma_ucm_disconnect req;
	struct call call;

	request(cmd, &req, sizeof(req));
	call_id(&call, RUAPI_CM_ID_DISCONNECT, req.id);
	return cm_run(&call, cmd);
}

static int notify_id(const struct cm_cmd *cmd)
{
	struct rdma_ucm_notify req;
	struct call call;

	request(cmd, &req, sizeof(req));
	call_id(&call, RUAPI_CM_ID_NOTIFY, req.id);
	call_u32(&call, RUAPI_CM_ID_NOTIFY_EVENT, req.event);
	return cm_run(&call, cmd);
}

static struct ib_uverbs_ah_attr ah_attr(const struct ruapi_ah_attr *ah)
{
	struct ib_uverbs_ah_attr attr = {
		.dlid = ah->dlid,
		.sl = ah->sl,
		.src_path_bits = ah->src_path_bits,
		.static_rate = ah->static_rate,
		.is_global = ah->is_global,
		.port_num = ah->port_num,
	};

	if (ah->is_global) {
		memcpy(attr.grh.dgid, ah->dgid, sizeof(attr.grh.dgid));
		attr.grh.flow_label = ah->flow_label;
		attr.grh.sgid_index = ah->sgid_index;
		attr.grh.hop_limit = ah->hop_limit;
		attr.grh.traffic_class = ah->traffic_class;
	}
	return attr;
}

static struct ib_uverbs_qp_attr qp_attr(const struct ruapi_qp_attr *attr)
{
	return (struct ib_uverbs_qp_attr) {
		.qp_attr_mask = attr->mask,
		.qp_state = attr->qp_state,
		.cur_qp_state = attr->cur_qp_state,
		.path_mtu = attr->path_mtu,
		.path_mig_state = attr->path_mig_state,
		.qkey = attr->qkey,
		.rq_psn = attr->rq_psn,
		.sq_psn = attr->sq_psn,
		.dest_qp_num = attr->dest_qp_num,
		.qp_access_flags = attr->qp_access_flags,
		.ah_attr = ah_attr(&attr->ah),
		.alt_ah_attr = ah_attr(&attr->alt_ah),
		.max_send_wr = attr->cap.max_send_wr,
		.max_recv_wr = attr->cap.max_recv_wr,
		.max_send_sge = attr->cap.max_send_sge,
		.max_recv_sge = attr->cap.max_recv_sge,
		.max_inline_data = attr->cap.max_inline_data,
		.pkey_index = attr->pkey_index,
		.alt_pkey_index = attr->alt_pkey_index,
		.en_sqd_async_notify = attr->en_sqd_async_notify,
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

static int init_qp_attr(const struct cm_cmd *cmd)
{
	struct rdma_ucm_init_qp_attr req;
	struct ruapi_qp_attr attr = {};
	struct ib_uverbs_qp_attr resp;
	struct call call;
	int ret;

	request(cmd, &req, sizeof(req));
	if (req.qp_state > QPS_ERR)
		return -EINVAL;
	call_id(&call, RUAPI_CM_ID_INIT_QP_ATTR, req.id);
	call_u8(&call, RUAPI_CM_ID_INIT_QP_ATTR_STATE, (uint8_t)req.qp_state);
	call_want_buf(&call, RUAPI_CM_ID_INIT_QP_ATTR_ATTR, &attr,
		      sizeof(attr));
	ret = cm_run(&call, cmd);
	if (ret)
		return ret;
	resp = qp_attr(&attr);
	return response(cmd, req.response, &resp, sizeof(resp));
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
	return response(cmd, to, &resp, sizeof(resp));
}

static int join_ip_mcast(const struct cm_cmd *cmd)
{
	struct rdma_ucm_join_ip_mcast req;

	request(cmd, &req, sizeof(req));
	return join(cmd, req.response, req.id, req.uid,
		    RDMA_MC_JOIN_FLAG_FULLMEMBER, &req.addr,
		    ip_addr_size(&req.addr));
}

static int join_mcast(const struct cm_cmd *cmd)
{
	struct rdma_ucm_join_mcast req;

	request(cmd, &req, sizeof(req));
	if (req.addr_size != addr_size(&req.addr))
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

static int set_option(const struct cm_cmd *cmd)
{
	struct rdma_ucm_set_option req;
	struct call call;
	const void *value;
	int ret;

	request(cmd, &req, sizeof(req));
	value = (const void *)(uintptr_t)req.optval;
	if (!value)
		return -EFAULT;
	call_id(&call, RUAPI_CM_ID_SET_OPTION, req.id);
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

/* ---- events -------------------------------------------------------- */

static struct rdma_ucm_conn_param event_conn(const struct ruapi_cm_param *param)
{
	struct rdma_ucm_conn_param conn = {
		.qp_num = param->qp_num,
		.private_data_len = param->private_data_len,
		.srq = param->srq,
		.responder_resources = param->responder_resources,
		.initiator_depth = param->initiator_depth,
		.flow_control = param->flow_control,
		.retry_count = param->retry_count,
		.rnr_retry_count = param->rnr_retry_count,
	};

	memcpy(conn.private_data, param->private_data, param->private_data_len);
	return conn;
}

static struct rdma_ucm_ud_param event_ud(const struct ruapi_cm_param *param)
{
	struct rdma_ucm_ud_param ud = {
		.qp_num = param->qp_num,
		.qkey = param->qkey,
		.ah_attr = ah_attr(&param->ah),
		.private_data_len = param->private_data_len,
	};

	memcpy(ud.private_data, param->private_data, param->private_data_len);
	return ud;
}

static struct rdma_ucm_event_resp event_resp(const struct ruapi_event_cm *event)
{
	struct rdma_ucm_event_resp resp = {
		.uid = event->hdr.user_data,
		.id = event->new_id ? event->new_id : event->hdr.handle,
		.event = event->hdr.code,
		.status = (uint32_t)event->status,
		.ece = {
			.vendor_id = event->param.ece_vendor_id,
			.attr_mod = event->param.ece_attr_mod,
		},
	};

	if (event->param.has_ah)
		resp.param.ud = event_ud(&event->param);
	else
		resp.param.conn = event_conn(&event->param);
	return resp;
}

/* The one event of the connection manager among @len bytes of records. */
static const struct ruapi_event_cm *find_event(const uint8_t *buf, size_t len)
{
	const struct ruapi_event *hdr;

	while (len >= sizeof(*hdr)) {
		hdr = (const struct ruapi_event *)buf;
		if (hdr->length < sizeof(*hdr) || hdr->length > len)
			break;
		if (hdr->type == RUAPI_EVENT_CM &&
		    hdr->length >= sizeof(struct ruapi_event_cm))
			return (const struct ruapi_event_cm *)buf;
		buf += hdr->length;
		len -= hdr->length;
	}
	return NULL;
}

/*
 * Blocks in read() as rdma_ucm blocks in write(): until there is an event,
 * unless O_NONBLOCK says otherwise; interrupted, restarted and cancelled like
 * it; who closes the channel meanwhile does not matter.  There is room for a
 * record that a newer kernel made longer, but never for two events.
 */
static int get_event(const struct cm_cmd *cmd)
{
	_Alignas(8) uint8_t buf[sizeof(struct ruapi_event_cm) + 64];
	const struct ruapi_event_cm *event;
	struct rdma_ucm_event_resp resp;
	struct rdma_ucm_get_event req;
	ssize_t len;

	request(cmd, &req, sizeof(req));
	if (!req.response)
		return -EFAULT;
	do {
		len = sys_wait_read(cmd->view->fd, buf, sizeof(buf));
		if (len <= 0)
			return len ? (int)len : -EIO;
		event = find_event(buf, (size_t)len);
	} while (!event);

	resp = event_resp(event);
	return response(cmd, req.response, &resp, sizeof(resp));
}

/* ---- the table ----------------------------------------------------- */

/**
 * struct cm_row - one legacy command
 * @name: as in the manual
 * @req_len: shortest request
 * @resp_len: least room for a response
 * @run: handler
 */
struct cm_row {
	const char *name;
	uint16_t req_len;
	uint16_t resp_len;
	int (*run)(const struct cm_cmd *cmd);
};

#define REQ(req) .req_len = sizeof(struct rdma_ucm_##req)
#define RESP(resp) .resp_len = sizeof(struct rdma_ucm_##resp)

static const struct cm_row rows[] = {
	[RDMA_USER_CM_CMD_CREATE_ID] = {
		.name = "create_id",
		REQ(create_id),
		RESP(create_id_resp),
		.run = create_id,
	},
	[RDMA_USER_CM_CMD_DESTROY_ID] = {
		.name = "destroy_id",
		REQ(destroy_id),
		RESP(destroy_id_resp),
		.run = destroy_id,
	},
	[RDMA_USER_CM_CMD_BIND_IP] = {
		.name = "bind_ip",
		REQ(bind_ip),
		.run = bind_ip,
	},
	[RDMA_USER_CM_CMD_RESOLVE_IP] = {
		.name = "resolve_ip",
		REQ(resolve_ip),
		.run = resolve_ip,
	},
	[RDMA_USER_CM_CMD_RESOLVE_ROUTE] = {
		.name = "resolve_route",
		REQ(resolve_route),
		.run = resolve_route,
	},
	[RDMA_USER_CM_CMD_QUERY_ROUTE] = {
		.name = "query_route",
		REQ(query),
		.resp_len = offsetof(struct rdma_ucm_query_route_resp,
				     ibdev_index),
		.run = query_route,
	},
	[RDMA_USER_CM_CMD_CONNECT] = {
		.name = "connect",
		.req_len = offsetof(struct rdma_ucm_connect, ece),
		.run = connect_id,
	},
	[RDMA_USER_CM_CMD_LISTEN] = {
		.name = "listen",
		REQ(listen),
		.run = listen_id,
	},
	[RDMA_USER_CM_CMD_ACCEPT] = {
		.name = "accept",
		.req_len = offsetof(struct rdma_ucm_accept, ece),
		.run = accept_id,
	},
	[RDMA_USER_CM_CMD_REJECT] = {
		.name = "reject",
		REQ(reject),
		.run = reject_id,
	},
	[RDMA_USER_CM_CMD_DISCONNECT] = {
		.name = "disconnect",
		REQ(disconnect),
		.run = disconnect_id,
	},
	[RDMA_USER_CM_CMD_INIT_QP_ATTR] = {
		.name = "init_qp_attr",
		REQ(init_qp_attr),
		.resp_len = sizeof(struct ib_uverbs_qp_attr),
		.run = init_qp_attr,
	},
	[RDMA_USER_CM_CMD_GET_EVENT] = {
		.name = "get_event",
		REQ(get_event),
		.resp_len = offsetof(struct rdma_ucm_event_resp, reserved),
		.run = get_event,
	},
	[RDMA_USER_CM_CMD_SET_OPTION] = {
		.name = "set_option",
		REQ(set_option),
		.run = set_option,
	},
	[RDMA_USER_CM_CMD_NOTIFY] = {
		.name = "notify",
		REQ(notify),
		.run = notify_id,
	},
	[RDMA_USER_CM_CMD_JOIN_IP_MCAST] = {
		.name = "join_ip_mcast",
		REQ(join_ip_mcast),
		RESP(create_id_resp),
		.run = join_ip_mcast,
	},
	[RDMA_USER_CM_CMD_LEAVE_MCAST] = {
		.name = "leave_mcast",
		REQ(destroy_id),
		RESP(destroy_id_resp),
		.run = leave_mcast,
	},
	[RDMA_USER_CM_CMD_MIGRATE_ID] = {
		.name = "migrate_id",
		REQ(migrate_id),
		RESP(migrate_resp),
		.run = migrate_id,
	},
	[RDMA_USER_CM_CMD_QUERY] = {
		.name = "query",
		REQ(query),
		.run = query,
	},
	[RDMA_USER_CM_CMD_BIND] = {
		.name = "bind",
		REQ(bind),
		.run = bind_any,
	},
	[RDMA_USER_CM_CMD_RESOLVE_ADDR] = {
		.name = "resolve_addr",
		REQ(resolve_addr),
		.run = resolve_addr,
	},
	[RDMA_USER_CM_CMD_JOIN_MCAST] = {
		.name = "join_mcast",
		REQ(join_mcast),
		RESP(create_id_resp),
		.run = join_mcast,
	},
};

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
