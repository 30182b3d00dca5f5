// SPDX-License-Identifier: GPL-2.0 OR Linux-OpenIB
/* Commands that rdma_ucm has since Linux 6.18: services of InfiniBand, own events. */
#include <errno.h>
#include <string.h>

#include "cm.h"
#include "newer.h"

_Static_assert(sizeof(struct cm_ib_service_rec) ==
	       sizeof(struct ruapi_ib_service), "both as in a MAD");

/* What rdma_ucm has since then came at once. */
int cm_is_newer(const struct view *view)
{
	return kernel_has(view, RUAPI_OBJ_CM_ID, RUAPI_CM_ID_RESOLVE_IB_SERVICE);
}

int cm_resolve_ib_service(const struct cm_cmd *cmd)
{
	struct cm_resolve_ib_service req;
	struct call call;

	cm_request(cmd, &req, sizeof(req));
	cm_call(&call, RUAPI_CM_ID_RESOLVE_IB_SERVICE, req.id);
	if (req.service.flags & CM_IB_SERVICE_FLAG_ID)
		call_u64(&call, RUAPI_CM_ID_RESOLVE_IB_SERVICE_SERVICE_ID,
			 req.service.service_id);
	if (req.service.flags & CM_IB_SERVICE_FLAG_NAME)
		call_buf(&call, RUAPI_CM_ID_RESOLVE_IB_SERVICE_NAME,
			 req.service.name, sizeof(req.service.name));
	return cm_run(&call, cmd);
}

static int count_services(const struct cm_cmd *cmd, uint32_t id,
			  uint32_t *count)
{
	const struct ruapi_attr *attr;
	struct call call;
	int ret;

	cm_call(&call, RUAPI_CM_ID_QUERY_IB_SERVICE, id);
	attr = call_want(&call, RUAPI_CM_ID_QUERY_IB_SERVICE_COUNT, 4);
	ret = cm_run(&call, cmd);
	*count = (uint32_t)attr->value;
	return ret;
}

/* @resp: of @size bytes, with room for all @count of them. */
static int get_services(const struct cm_cmd *cmd,
			const struct rdma_ucm_query *req, uint8_t *resp,
			size_t size, uint32_t count)
{
	const struct cm_query_ib_service_resp head = { .num_recs = count };
	uint32_t fit = (uint32_t)((cmd->resp_len - sizeof(head)) /
				  sizeof(struct ruapi_ib_service));
	struct call call;
	int ret;

	cm_call(&call, RUAPI_CM_ID_QUERY_IB_SERVICE, req->id);
	call_want_buf(&call, RUAPI_CM_ID_QUERY_IB_SERVICE_SERVICES,
		      resp + sizeof(head), (uint32_t)(size - sizeof(head)));
	ret = cm_run(&call, cmd);
	if (ret)
		return ret;
	memcpy(resp, &head, sizeof(head));
	if (fit > count)
		fit = count;
	return cm_response(cmd, req->response, resp,
			   sizeof(head) + fit * sizeof(struct ruapi_ib_service));
}

int cm_query_ib_service(const struct cm_cmd *cmd,
			const struct rdma_ucm_query *req)
{
	const size_t head = sizeof(struct cm_query_ib_service_resp);
	uint32_t count;
	uint8_t *resp;
	size_t size;
	int ret;

	if (cmd->resp_len < head)
		return -ENOSPC;
	ret = count_services(cmd, req->id, &count);
	/* rdma_ucm does not even say how many there are then. */
	if (ret || cmd->resp_len < head + sizeof(struct ruapi_ib_service))
		return ret;
	size = head + count * sizeof(struct ruapi_ib_service);
	resp = sys_pages(size);
	if (!resp)
		return -ENOMEM;
	ret = get_services(cmd, req, resp, size, count);
	sys_pages_free(resp, size);
	return ret;
}

int cm_write_event(const struct cm_cmd *cmd)
{
	struct cm_write_event req;
	struct call call;

	cm_request(cmd, &req, sizeof(req));
	if (req.event != RUAPI_CM_EVENT_USER &&
	    req.event != RUAPI_CM_EVENT_INTERNAL)
		return -EINVAL;
	cm_call(&call, RUAPI_CM_ID_WRITE_EVENT, req.id);
	call_u32(&call, RUAPI_CM_ID_WRITE_EVENT_EVENT, req.event);
	call_u32(&call, RUAPI_CM_ID_WRITE_EVENT_STATUS, req.status);
	/* What GET_EVENT takes from there again. */
	call_buf(&call, RUAPI_CM_ID_WRITE_EVENT_PRIVATE_DATA, &req.arg,
		 sizeof(req.arg));
	return cm_run(&call, cmd);
}
