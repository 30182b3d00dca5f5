// SPDX-License-Identifier: GPL-2.0 OR Linux-OpenIB
/* Commands of uverbsN: protection domains, memory regions and windows. */
#include <assert.h>
#include <errno.h>

#include <rdma/ib_user_ioctl_verbs.h>

#include "verbs.h"

/* enum ib_mr_rereg_flags of rdma/ib_verbs.h. */
#define REREG_TRANS (1u << 0)
#define REREG_PD (1u << 1)
#define REREG_ACCESS (1u << 2)

int cmd_alloc_pd(const struct verbs_cmd *cmd)
{
	struct ib_uverbs_alloc_pd_resp resp = {};
	const struct ruapi_attr *pd;
	struct ib_uverbs_alloc_pd req;
	struct call call;
	int ret;

	ret = verbs_request(cmd, &req, sizeof(req));
	if (ret)
		return ret;
	call_init(&call, RUAPI_IOC_CALL, RUAPI_OBJ_PD, RUAPI_PD_ALLOC);
	pd = call_want_new(&call, RUAPI_PD_ALLOC_HANDLE, RUAPI_OBJ_PD);
	call_obj(&call, RUAPI_PD_ALLOC_CONTEXT, RUAPI_OBJ_CONTEXT,
		 cmd->view->context);
	verbs_uhw(&call, cmd);
	ret = verbs_run(&call, cmd);
	if (ret)
		return ret;
	resp.pd_handle = pd->obj.handle;
	return verbs_response(cmd, &resp, sizeof(resp));
}

int cmd_dealloc_pd(const struct verbs_cmd *cmd)
{
	static_assert(sizeof(struct ib_uverbs_dealloc_pd) == 4, "a handle");

	return verbs_destroy_quiet(cmd, RUAPI_OBJ_PD);
}

/* Optional flags may be ignored, so the kernel need not know them. */
uint32_t verbs_known_access(uint32_t flags)
{
	const uint32_t optional = IB_UVERBS_ACCESS_OPTIONAL_RANGE;

	return flags & (~optional | IB_UVERBS_ACCESS_RELAXED_ORDERING);
}

int cmd_reg_mr(const struct verbs_cmd *cmd)
{
	const struct ruapi_attr *mr, *lkey, *rkey;
	struct ib_uverbs_reg_mr_resp resp = {};
	struct ib_uverbs_reg_mr req;
	struct call call;
	int ret;

	ret = verbs_request(cmd, &req, sizeof(req));
	if (ret)
		return ret;

	call_init(&call, RUAPI_IOC_CALL, RUAPI_OBJ_MR, RUAPI_MR_REG);
	mr = call_want_new(&call, RUAPI_MR_REG_HANDLE, RUAPI_OBJ_MR);
	call_obj(&call, RUAPI_MR_REG_PD, RUAPI_OBJ_PD, req.pd_handle);
	call_u64(&call, RUAPI_MR_REG_ADDR, req.start);
	call_u64(&call, RUAPI_MR_REG_LENGTH, req.length);
	/* What goes without saying need not be checked and copied. */
	if (req.hca_va != req.start)
		call_u64(&call, RUAPI_MR_REG_IOVA, req.hca_va);
	call_u32(&call, RUAPI_MR_REG_ACCESS, verbs_known_access(req.access_flags));
	lkey = call_want(&call, RUAPI_MR_REG_LKEY, 4);
	rkey = call_want(&call, RUAPI_MR_REG_RKEY, 4);
	verbs_uhw(&call, cmd);
	ret = verbs_run(&call, cmd);
	if (ret)
		return ret;

	resp.mr_handle = mr->obj.handle;
	resp.lkey = (uint32_t)lkey->value;
	resp.rkey = (uint32_t)rkey->value;
	return verbs_response(cmd, &resp, sizeof(resp));
}

int cmd_dereg_mr(const struct verbs_cmd *cmd)
{
	static_assert(sizeof(struct ib_uverbs_dereg_mr) == 4, "a handle");

	return verbs_destroy_quiet(cmd, RUAPI_OBJ_MR);
}

int cmd_rereg_mr(const struct verbs_cmd *cmd)
{
	struct ib_uverbs_rereg_mr_resp resp = {};
	const struct ruapi_attr *lkey, *rkey;
	struct ib_uverbs_rereg_mr req;
	struct call call;
	int ret;

	ret = verbs_request(cmd, &req, sizeof(req));
	if (ret)
		return ret;
	if (!req.flags)
		return -EINVAL;
	if (req.flags & ~(REREG_TRANS | REREG_PD | REREG_ACCESS))
		return -EOPNOTSUPP;

	call_init(&call, RUAPI_IOC_CALL, RUAPI_OBJ_MR, RUAPI_MR_REREG);
	call_obj(&call, RUAPI_MR_REREG_HANDLE, RUAPI_OBJ_MR, req.mr_handle);
	if (req.flags & REREG_PD)
		call_obj(&call, RUAPI_MR_REREG_PD, RUAPI_OBJ_PD, req.pd_handle);
	if (req.flags & REREG_TRANS) {
		call_u64(&call, RUAPI_MR_REREG_ADDR, req.start);
		call_u64(&call, RUAPI_MR_REREG_LENGTH, req.length);
		call_u64(&call, RUAPI_MR_REREG_IOVA, req.hca_va);
	}
	if (req.flags & REREG_ACCESS)
		call_u32(&call, RUAPI_MR_REREG_ACCESS,
			 verbs_known_access(req.access_flags));
	lkey = call_want(&call, RUAPI_MR_REREG_LKEY, 4);
	rkey = call_want(&call, RUAPI_MR_REREG_RKEY, 4);
	verbs_uhw(&call, cmd);
	ret = verbs_run(&call, cmd);
	if (ret)
		return ret;

	resp.lkey = (uint32_t)lkey->value;
	resp.rkey = (uint32_t)rkey->value;
	return verbs_response(cmd, &resp, sizeof(resp));
}

int cmd_alloc_mw(const struct verbs_cmd *cmd)
{
	struct ib_uverbs_alloc_mw_resp resp = {};
	const struct ruapi_attr *mw, *rkey;
	struct ib_uverbs_alloc_mw req;
	struct call call;
	int ret;

	ret = verbs_request(cmd, &req, sizeof(req));
	if (ret)
		return ret;
	if (req.mw_type != 1 && req.mw_type != 2)
		return -EINVAL;

	call_init(&call, RUAPI_IOC_CALL, RUAPI_OBJ_MW, RUAPI_MW_ALLOC);
	mw = call_want_new(&call, RUAPI_MW_ALLOC_HANDLE, RUAPI_OBJ_MW);
	call_obj(&call, RUAPI_MW_ALLOC_PD, RUAPI_OBJ_PD, req.pd_handle);
	call_u8(&call, RUAPI_MW_ALLOC_TYPE, req.mw_type);
	rkey = call_want(&call, RUAPI_MW_ALLOC_RKEY, 4);
	verbs_uhw(&call, cmd);
	ret = verbs_run(&call, cmd);
	if (ret)
		return ret;

	resp.mw_handle = mw->obj.handle;
	resp.rkey = (uint32_t)rkey->value;
	return verbs_response(cmd, &resp, sizeof(resp));
}

int cmd_dealloc_mw(const struct verbs_cmd *cmd)
{
	static_assert(sizeof(struct ib_uverbs_dealloc_mw) == 4, "a handle");

	return verbs_destroy_quiet(cmd, RUAPI_OBJ_MW);
}
