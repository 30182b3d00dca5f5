// SPDX-License-Identifier: GPL-2.0 OR Linux-OpenIB
/* Commands of uverbsN: XRC domains, and target QPs that others have made. */
#include <assert.h>
#include <errno.h>
#include <fcntl.h>

#include "verbs.h"

/* Of rdma/ib_verbs.h. */
#define QPT_XRC_TGT 10

int verbs_run_xrc(struct call *call, const struct verbs_cmd *cmd,
		  uint16_t xrcd_attr)
{
	const int ret = verbs_run(call, cmd);

	if (ret == -ENOENT && !cmd->by_method &&
	    call->room.hdr.bad_attr == xrcd_attr)
		return -EINVAL;
	return ret;
}

int cmd_open_xrcd(const struct verbs_cmd *cmd)
{
	struct ib_uverbs_open_xrcd_resp resp;
	struct ib_uverbs_open_xrcd req;
	const struct ruapi_attr *xrcd;
	uint32_t flags = 0;
	struct call call;
	int ret;

	ret = verbs_request(cmd, &req, sizeof(req));
	if (ret)
		return ret;
	if (req.oflags & O_CREAT)
		flags |= RUAPI_XRCD_F_CREATE;
	if (req.oflags & O_EXCL)
		flags |= RUAPI_XRCD_F_EXCL;
	call_init(&call, RUAPI_IOC_CALL, RUAPI_OBJ_XRCD, RUAPI_XRCD_OPEN);
	xrcd = call_want_new(&call, RUAPI_XRCD_OPEN_HANDLE, RUAPI_OBJ_XRCD);
	call_obj(&call, RUAPI_XRCD_OPEN_CONTEXT, RUAPI_OBJ_CONTEXT,
		 cmd->view->context);
	if (req.fd != UINT32_MAX)
		call_fd(&call, RUAPI_XRCD_OPEN_FD, (int)req.fd);
	call_u32(&call, RUAPI_XRCD_OPEN_FLAGS, flags);
	verbs_uhw(&call, cmd);
	ret = verbs_run(&call, cmd);
	if (ret)
		return ret;
	resp.xrcd_handle = xrcd->obj.handle;
	return verbs_response(cmd, &resp, sizeof(resp));
}

int cmd_close_xrcd(const struct verbs_cmd *cmd)
{
	static_assert(sizeof(struct ib_uverbs_close_xrcd) == 4, "a handle");

	return verbs_destroy_quiet(cmd, RUAPI_OBJ_XRCD);
}

/* The driver hears nothing of it: what is said to it leads nowhere. */
int cmd_open_qp(const struct verbs_cmd *cmd)
{
	struct ib_uverbs_create_qp_resp resp = {};
	const struct ruapi_attr *qp;
	struct ib_uverbs_open_qp req;
	struct call call;
	int ret;

	ret = verbs_request(cmd, &req, sizeof(req));
	if (ret)
		return ret;
	if (req.qp_type != QPT_XRC_TGT || req.qpn > 0xffffff)
		return -EINVAL;
	call_init(&call, RUAPI_IOC_CALL, RUAPI_OBJ_QP, RUAPI_QP_OPEN);
	qp = call_want_new(&call, RUAPI_QP_OPEN_HANDLE, RUAPI_OBJ_QP);
	call_obj(&call, RUAPI_QP_OPEN_XRCD, RUAPI_OBJ_XRCD, req.pd_handle);
	call_u32(&call, RUAPI_QP_OPEN_QP_NUM, req.qpn);
	call_u64(&call, RUAPI_QP_OPEN_USER_DATA, req.user_handle);
	ret = verbs_run_xrc(&call, cmd, RUAPI_QP_OPEN_XRCD);
	if (ret)
		return ret;
	resp.qp_handle = qp->obj.handle;
	resp.qpn = req.qpn;
	return verbs_response(cmd, &resp, sizeof(resp));
}
