// SPDX-License-Identifier: GPL-2.0 OR Linux-OpenIB
/* Commands of rdma_cm that ask: addresses, paths, QP attributes. */
#include <arpa/inet.h>
#include <errno.h>
#include <stddef.h>
#include <string.h>

#include "attr.h"
#include "cm.h"
#include "newer.h"

/* Of rdma/ib_verbs.h. */
#define QPS_ERR 6

#define MAX_PATHS 6
#define NO_DEVICE 0xffffffffu

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

/* Of CM_ID.QUERY and of QUERY_GID, which have the same numbers. */
static int ask_device(struct call *call, const struct cm_cmd *cmd,
		      struct id_info *info)
{
	const struct ruapi_attr *device, *port, *pkey, *guid;
	int ret;

	device = call_want(call, RUAPI_CM_ID_QUERY_DEVICE, 4);
	port = call_want(call, RUAPI_CM_ID_QUERY_PORT, 1);
	pkey = call_want(call, RUAPI_CM_ID_QUERY_PKEY, 2);
	guid = call_want(call, RUAPI_CM_ID_QUERY_NODE_GUID, 8);
	ret = cm_run(call, cmd);
	if (ret)
		return ret;
	if (!attr_valid(device))
		return -EPROTO;
	if (device->value == NO_DEVICE)
		return 0;
	info->device = (uint32_t)device->value;
	info->port = (uint8_t)port->value;
	info->pkey = htons((uint16_t)pkey->value);
	info->node_guid = guid->value;
	return 0;
}

static int id_query(const struct cm_cmd *cmd, uint32_t id, struct id_info *info)
{
	struct call call;

	memset(info, 0, sizeof(*info));
	cm_call(&call, RUAPI_QUERY, id);
	call_want_buf(&call, RUAPI_CM_ID_QUERY_SRC, &info->src,
		      sizeof(info->src));
	call_want_buf(&call, RUAPI_CM_ID_QUERY_DST, &info->dst,
		      sizeof(info->dst));
	return ask_device(&call, cmd, info);
}

/* Addresses are struct sockaddr_ib. */
static int id_query_gid(const struct cm_cmd *cmd, uint32_t id,
			struct id_info *info)
{
	struct id_info by_query;
	struct call call;
	int ret;

	memset(info, 0, sizeof(*info));
	cm_call(&call, RUAPI_CM_ID_QUERY_GID, id);
	call_want_buf(&call, RUAPI_CM_ID_QUERY_GID_SRC, &info->src,
		      sizeof(struct sockaddr_ib));
	call_want_buf(&call, RUAPI_CM_ID_QUERY_GID_DST, &info->dst,
		      sizeof(struct sockaddr_ib));
	ret = ask_device(&call, cmd, info);
	if (ret != -EPROTO)
		return ret;
	/* The module is one that says the rest by QUERY only. */
	ret = id_query(cmd, id, &by_query);
	by_query.src = info->src;
	by_query.dst = info->dst;
	*info = by_query;
	return ret;
}

static int id_query_path(const struct cm_cmd *cmd, uint32_t id,
			 struct ib_path_rec_data paths[MAX_PATHS],
			 uint32_t *num_paths)
{
	const struct ruapi_attr *count;
	struct call call;
	int ret;

	memset(paths, 0, MAX_PATHS * sizeof(paths[0]));
	cm_call(&call, RUAPI_CM_ID_QUERY_PATH, id);
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
	resp.src_size = cm_addr_size(&info.src);
	resp.dst_size = cm_addr_size(&info.dst);
	memcpy(&resp.src_addr, &info.src, resp.src_size);
	memcpy(&resp.dst_addr, &info.dst, resp.dst_size);
	return cm_response(cmd, req->response, &resp, sizeof(resp));
}

static int query_gid(const struct cm_cmd *cmd,
		     const struct rdma_ucm_query *req)
{
	struct rdma_ucm_query_addr_resp resp;
	struct id_info info;
	int ret;

	if (cmd->resp_len < offsetof(struct rdma_ucm_query_addr_resp,
				     ibdev_index))
		return -ENOSPC;
	ret = id_query_gid(cmd, req->id, &info);
	if (ret)
		return ret;
	addr_resp(&resp, &info);
	resp.src_size = sizeof(struct sockaddr_ib);
	resp.dst_size = sizeof(struct sockaddr_ib);
	memcpy(&resp.src_addr, &info.src, resp.src_size);
	memcpy(&resp.dst_addr, &info.dst, resp.dst_size);
	return cm_response(cmd, req->response, &resp, sizeof(resp));
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
	return cm_response(cmd, req->response, &resp,
			   sizeof(resp.head) + fit * sizeof(resp.paths[0]));
}

/* An option that older ones do not know, whoever may have the id. */
static int query_service(const struct cm_cmd *cmd,
			 const struct rdma_ucm_query *req)
{
	const int ret = cm_is_newer(cmd->view);

	if (ret <= 0)
		return ret ? ret : -ENOSYS;
	return cm_query_ib_service(cmd, req);
}

int cm_query(const struct cm_cmd *cmd)
{
	struct rdma_ucm_query req;

	cm_request(cmd, &req, sizeof(req));
	switch (req.option) {
	case RDMA_USER_CM_QUERY_ADDR:
		return query_addr(cmd, &req);
	case RDMA_USER_CM_QUERY_PATH:
		return query_path(cmd, &req);
	case RDMA_USER_CM_QUERY_GID:
		return query_gid(cmd, &req);
	case CM_QUERY_IB_SERVICE:
		return query_service(cmd, &req);
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
	struct id_info info;
	int ret;

	ret = id_query_path(cmd, id, paths, &resp->num_paths);
	if (ret)
		return ret;
	for (uint32_t i = 0; i < resp->num_paths && i < 2; i++)
		resp->ib_route[i] = unpack_path(&paths[i]);
	if (resp->num_paths)
		return 0;

	ret = id_query_gid(cmd, id, &info);
	if (ret)
		return ret;
	memcpy(&src, &info.src, sizeof(src));
	memcpy(&dst, &info.dst, sizeof(dst));
	memcpy(resp->ib_route[0].sgid, src.gid, sizeof(src.gid));
	memcpy(resp->ib_route[0].dgid, dst.gid, sizeof(dst.gid));
	resp->ib_route[0].pkey = src.pkey;
	return 0;
}

int cm_query_route(const struct cm_cmd *cmd)
{
	struct rdma_ucm_query_route_resp resp = {};
	struct rdma_ucm_query req;
	struct id_info info;
	int ret;

	cm_request(cmd, &req, sizeof(req));
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
	return cm_response(cmd, req.response, &resp, sizeof(resp));
}

static struct ib_uverbs_qp_attr qp_attr(const struct ruapi_qp_attr *attr)
{
	return (struct ib_uverbs_qp_attr) {
		.qp_attr_mask = attr->mask,
		QP_MEMBERS(attr),
		CAP_MEMBERS(&attr->cap),
		.ah_attr = ah_to_legacy(&attr->ah),
		.alt_ah_attr = ah_to_legacy(&attr->alt_ah),
		.en_sqd_async_notify = attr->en_sqd_async_notify,
		.sq_draining = attr->sq_draining,
	};
}

int cm_init_qp_attr(const struct cm_cmd *cmd)
{
	struct rdma_ucm_init_qp_attr req;
	struct ruapi_qp_attr attr = {};
	struct ib_uverbs_qp_attr resp;
	struct call call;
	int ret;

	cm_request(cmd, &req, sizeof(req));
	if (req.qp_state > QPS_ERR)
		return -EINVAL;
	cm_call(&call, RUAPI_CM_ID_INIT_QP_ATTR, req.id);
	call_u8(&call, RUAPI_CM_ID_INIT_QP_ATTR_STATE, (uint8_t)req.qp_state);
	call_want_buf(&call, RUAPI_CM_ID_INIT_QP_ATTR_ATTR, &attr,
		      sizeof(attr));
	ret = cm_run(&call, cmd);
	if (ret)
		return ret;
	resp = qp_attr(&attr);
	return cm_response(cmd, req.response, &resp, sizeof(resp));
}
