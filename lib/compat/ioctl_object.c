// SPDX-License-Identifier: GPL-2.0 OR Linux-OpenIB
/*
 * RDMA_VERBS_IOCTL: what destroys, memory regions, memory on the device, counters.
 */
#include <errno.h>
#include <string.h>

#include "ioctl.h"

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

/* ---- what destroys ------------------------------------------------------------ */

/* The handle is the only attribute. */
static int destroy_quiet(struct ioctl_cmd *cmd)
{
	return ioctl_destroy(cmd->view, cmd->method->ours, in_handle(cmd, 0));
}

/* The second one says how many events have been read. */
static int destroy_counted(struct ioctl_cmd *cmd)
{
	const struct verbs_cmd write = { .view = cmd->view };
	uint32_t async_events;
	int ret;

	ret = verbs_destroy(&write, cmd->method->ours, in_handle(cmd, 0),
			    NULL, &async_events);
	return ret ? ret : out_copy(cmd, 1, &async_events, sizeof(async_events));
}

static int destroy_cq(struct ioctl_cmd *cmd)
{
	const struct verbs_cmd write = { .view = cmd->view };
	struct ib_uverbs_destroy_cq_resp resp;
	int ret;

	ret = verbs_destroy(&write, RUAPI_OBJ_CQ, in_handle(cmd, 0),
			    &resp.comp_events_reported,
			    &resp.async_events_reported);
	return ret ? ret : out_copy(cmd, 1, &resp, sizeof(resp));
}

/* ---- memory regions ------------------------------------------------------------- */

enum { QUERY_HANDLE, QUERY_RKEY, QUERY_LKEY, QUERY_LENGTH, QUERY_IOVA };

static int query_mr(struct ioctl_cmd *cmd)
{
	const struct ruapi_attr *lkey, *rkey, *length, *iova;
	struct call call;
	int ret;

	call_init(&call, RUAPI_IOC_CALL, RUAPI_OBJ_MR, RUAPI_QUERY);
	call_obj(&call, RUAPI_MR_QUERY_HANDLE, RUAPI_OBJ_MR,
		 in_handle(cmd, QUERY_HANDLE));
	lkey = call_want(&call, RUAPI_MR_QUERY_LKEY, 4);
	rkey = call_want(&call, RUAPI_MR_QUERY_RKEY, 4);
	length = call_want(&call, RUAPI_MR_QUERY_LENGTH, 8);
	iova = call_want(&call, RUAPI_MR_QUERY_IOVA, 8);
	ret = verbs_run_on(&call, cmd->view);
	if (ret)
		return ret;
	out_copy(cmd, QUERY_LKEY, &lkey->value, 4);
	out_copy(cmd, QUERY_RKEY, &rkey->value, 4);
	out_copy(cmd, QUERY_LENGTH, &length->value, 8);
	out_copy(cmd, QUERY_IOVA, &iova->value, 8);
	return 0;
}

enum { ADVISE_PD, ADVISE_ADVICE, ADVISE_FLAGS, ADVISE_SGES };

static int run_advise(struct ioctl_cmd *cmd, uint32_t advice, uint32_t flags,
		      uint32_t len)
{
	struct call call;

	call_init(&call, RUAPI_IOC_CALL, RUAPI_OBJ_MR, RUAPI_MR_ADVISE);
	call_obj(&call, RUAPI_MR_ADVISE_PD, RUAPI_OBJ_PD,
		 in_handle(cmd, ADVISE_PD));
	call_u32(&call, RUAPI_MR_ADVISE_ADVICE, advice);
	call_u32(&call, RUAPI_MR_ADVISE_FLAGS, flags);
	call_buf(&call, RUAPI_MR_ADVISE_SGES, out_ptr(cmd, ADVISE_SGES), len);
	return verbs_run_on(&call, cmd->view);
}

/*
 * Without the operation a driver says so whatever is asked.  So what is wrong is
 * said when the driver has heard the first entry, which is advice anyhow.
 */
static int advise_mr(struct ioctl_cmd *cmd)
{
	const uint32_t size = sizeof(struct ruapi_sge);
	const uint32_t len = (uint32_t)in_len(cmd, ADVISE_SGES);
	uint64_t advice = 0;
	uint32_t flags = 0;
	int ret, bad;

	bad = in_const(cmd, ADVISE_ADVICE, UINT32_MAX, &advice);
	if (!bad)
		bad = in_flags(cmd, ADVISE_FLAGS,
			       IB_UVERBS_ADVISE_MR_FLAG_FLUSH, &flags);
	if (!bad && len % size)
		bad = -EINVAL;
	if (!bad && advice > IB_UVERBS_ADVISE_MR_ADVICE_PREFETCH_NO_FAULT)
		bad = -EOPNOTSUPP;
	if (!bad)
		return run_advise(cmd, (uint32_t)advice, flags, len);
	ret = run_advise(cmd, 0, 0, size);
	return ret == -EOPNOTSUPP || ret == -ENOENT || ret == -EIO ? ret : bad;
}

/* ---- memory on the device ---------------------------------------------------- */

/* A method that makes an object: its handle is that of the first attribute. */
static int run_new(struct call *call, struct ioctl_cmd *cmd,
		   const struct ruapi_attr *handle)
{
	const int ret = ioctl_run(call, cmd);

	if (!ret)
		out_made(cmd, 0, cmd->method->ours, handle->obj.handle);
	return ret;
}

enum { DM_HANDLE, DM_LENGTH, DM_ALIGNMENT };

static int dm_alloc(struct ioctl_cmd *cmd)
{
	const struct ruapi_attr *dm;
	uint32_t alignment;
	uint64_t length;
	struct call call;

	in_copy(cmd, DM_LENGTH, &length, sizeof(length));
	in_copy(cmd, DM_ALIGNMENT, &alignment, sizeof(alignment));
	call_init(&call, RUAPI_IOC_CALL, RUAPI_OBJ_DM, RUAPI_DM_ALLOC);
	dm = call_want_new(&call, RUAPI_DM_ALLOC_HANDLE, RUAPI_OBJ_DM);
	call_obj(&call, RUAPI_DM_ALLOC_CONTEXT, RUAPI_OBJ_CONTEXT,
		 cmd->view->context);
	call_u64(&call, RUAPI_DM_ALLOC_LENGTH, length);
	call_u32(&call, RUAPI_DM_ALLOC_ALIGNMENT, alignment);
	return run_new(&call, cmd, dm);
}

enum {
	DM_MR_HANDLE, DM_MR_OFFSET, DM_MR_LENGTH, DM_MR_PD, DM_MR_ACCESS,
	DM_MR_DM, DM_MR_LKEY, DM_MR_RKEY,
};

/* What ib_uverbs knows: IB_ACCESS_SUPPORTED. */
#define DM_MR_ACCESS_KNOWN (IB_UVERBS_ACCESS_OPTIONAL_RANGE | 0x3ff)

static int dm_mr_reg(struct ioctl_cmd *cmd)
{
	const struct ruapi_attr *mr, *lkey, *rkey;
	uint64_t offset, length;
	struct call call;
	uint32_t access;
	int ret;

	in_copy(cmd, DM_MR_OFFSET, &offset, sizeof(offset));
	in_copy(cmd, DM_MR_LENGTH, &length, sizeof(length));
	ret = in_flags(cmd, DM_MR_ACCESS, DM_MR_ACCESS_KNOWN, &access);
	if (ret)
		return ret;
	call_init(&call, RUAPI_IOC_CALL, RUAPI_OBJ_MR, RUAPI_MR_REG_DM);
	mr = call_want_new(&call, RUAPI_MR_REG_DM_HANDLE, RUAPI_OBJ_MR);
	call_obj(&call, RUAPI_MR_REG_DM_PD, RUAPI_OBJ_PD,
		 in_handle(cmd, DM_MR_PD));
	call_obj(&call, RUAPI_MR_REG_DM_DM, RUAPI_OBJ_DM,
		 in_handle(cmd, DM_MR_DM));
	call_u64(&call, RUAPI_MR_REG_DM_OFFSET, offset);
	call_u64(&call, RUAPI_MR_REG_DM_LENGTH, length);
	call_u32(&call, RUAPI_MR_REG_DM_ACCESS, verbs_known_access(access));
	lkey = call_want(&call, RUAPI_MR_REG_DM_LKEY, 4);
	rkey = call_want(&call, RUAPI_MR_REG_DM_RKEY, 4);
	ret = run_new(&call, cmd, mr);
	if (ret)
		return ret;
	out_copy(cmd, DM_MR_LKEY, &lkey->value, 4);
	return out_copy(cmd, DM_MR_RKEY, &rkey->value, 4);
}

/* ---- dma-bufs ------------------------------------------------------------------- */

enum {
	DMABUF_HANDLE, DMABUF_PD, DMABUF_OFFSET, DMABUF_LENGTH, DMABUF_IOVA,
	DMABUF_FD, DMABUF_ACCESS, DMABUF_LKEY, DMABUF_RKEY,
};

/* The rights that this method has, and all others are errors. */
#define DMABUF_RIGHTS 0x10000fULL

static int reg_dmabuf_mr(struct ioctl_cmd *cmd)
{
	const struct ruapi_attr *mr, *lkey, *rkey;
	uint64_t offset, length, iova;
	bool wrong_rights;
	struct call call;
	uint32_t access;
	uint32_t fd;
	int ret;

	in_copy(cmd, DMABUF_OFFSET, &offset, sizeof(offset));
	in_copy(cmd, DMABUF_LENGTH, &length, sizeof(length));
	in_copy(cmd, DMABUF_IOVA, &iova, sizeof(iova));
	in_copy(cmd, DMABUF_FD, &fd, sizeof(fd));
	wrong_rights = in_flags(cmd, DMABUF_ACCESS, DMABUF_RIGHTS, &access);
	/* That is EINVAL, but only if the device has the operation. */
	if (wrong_rights)
		iova = offset ^ 1;
	call_init(&call, RUAPI_IOC_CALL, RUAPI_OBJ_MR, RUAPI_MR_REG_DMABUF);
	mr = call_want_new(&call, RUAPI_MR_REG_DMABUF_HANDLE, RUAPI_OBJ_MR);
	call_obj(&call, RUAPI_MR_REG_DMABUF_PD, RUAPI_OBJ_PD,
		 in_handle(cmd, DMABUF_PD));
	call_u64(&call, RUAPI_MR_REG_DMABUF_OFFSET, offset);
	call_u64(&call, RUAPI_MR_REG_DMABUF_LENGTH, length);
	call_u64(&call, RUAPI_MR_REG_DMABUF_IOVA, iova);
	call_fd(&call, RUAPI_MR_REG_DMABUF_FD, (int)fd);
	call_u32(&call, RUAPI_MR_REG_DMABUF_ACCESS, access);
	lkey = call_want(&call, RUAPI_MR_REG_DMABUF_LKEY, 4);
	rkey = call_want(&call, RUAPI_MR_REG_DMABUF_RKEY, 4);
	/* Without the operation, this method is there all the same. */
	ret = verbs_run_on(&call, cmd->view);
	if (ret)
		return ret;
	out_made(cmd, 0, cmd->method->ours, mr->obj.handle);
	out_copy(cmd, DMABUF_LKEY, &lkey->value, 4);
	return out_copy(cmd, DMABUF_RKEY, &rkey->value, 4);
}

/* ---- counters ------------------------------------------------------------------ */

static int counters_create(struct ioctl_cmd *cmd)
{
	const struct ruapi_attr *counters;
	struct call call;

	call_init(&call, RUAPI_IOC_CALL, RUAPI_OBJ_COUNTERS,
		  RUAPI_COUNTERS_CREATE);
	counters = call_want_new(&call, RUAPI_COUNTERS_CREATE_HANDLE,
				 RUAPI_OBJ_COUNTERS);
	call_obj(&call, RUAPI_COUNTERS_CREATE_CONTEXT, RUAPI_OBJ_CONTEXT,
		 cmd->view->context);
	return run_new(&call, cmd, counters);
}

enum { READ_HANDLE, READ_BUFF, READ_FLAGS };

static int counters_read(struct ioctl_cmd *cmd)
{
	struct call call;
	uint32_t flags;
	int ret;

	ret = in_flags(cmd, READ_FLAGS, IB_UVERBS_READ_COUNTERS_PREFER_CACHED,
		       &flags);
	if (ret)
		return ret;
	call_init(&call, RUAPI_IOC_CALL, RUAPI_OBJ_COUNTERS,
		  RUAPI_COUNTERS_READ);
	call_obj(&call, RUAPI_COUNTERS_READ_HANDLE, RUAPI_OBJ_COUNTERS,
		 in_handle(cmd, READ_HANDLE));
	call_u32(&call, RUAPI_COUNTERS_READ_FLAGS, flags);
	call_want_buf(&call, RUAPI_COUNTERS_READ_VALUES,
		      out_ptr(cmd, READ_BUFF),
		      (uint32_t)in_len(cmd, READ_BUFF));
	ret = ioctl_run(&call, cmd);
	if (!ret)
		out_valid(cmd, READ_BUFF);
	return ret;
}

/* ---- the table ------------------------------------------------------------------ */

#define DESTROY(name, number, handle, type) { \
	.object = UVERBS_OBJECT_##name, \
	.method = (number), \
	.num_attrs = 1, \
	.ours = RUAPI_OBJ_##type, \
	.action = RUAPI_DESTROY, \
	.no_context = true, \
	.destroys = true, \
	.attrs = { OBJ(handle, type) }, \
	.run = destroy_quiet, \
}

#define DESTROY_COUNTED(name, response, size, type, handler) { \
	.object = UVERBS_OBJECT_##name, \
	.method = UVERBS_METHOD_##name##_DESTROY, \
	.num_attrs = 2, \
	.ours = RUAPI_OBJ_##type, \
	.action = RUAPI_DESTROY, \
	.no_context = true, \
	.destroys = true, \
	.attrs = { \
		OBJ(UVERBS_ATTR_DESTROY_##name##_HANDLE, type), \
		OUT(response, size), \
	}, \
	.run = (handler), \
}

static const struct method methods[] = {
	DESTROY(PD, UVERBS_METHOD_PD_DESTROY, UVERBS_ATTR_DESTROY_PD_HANDLE,
		PD),
	DESTROY(AH, UVERBS_METHOD_AH_DESTROY, UVERBS_ATTR_DESTROY_AH_HANDLE,
		AH),
	DESTROY(MW, UVERBS_METHOD_MW_DESTROY, UVERBS_ATTR_DESTROY_MW_HANDLE,
		MW),
	DESTROY(MR, UVERBS_METHOD_MR_DESTROY, UVERBS_ATTR_DESTROY_MR_HANDLE,
		MR),
	DESTROY(FLOW, UVERBS_METHOD_FLOW_DESTROY,
		UVERBS_ATTR_DESTROY_FLOW_HANDLE, FLOW),
	DESTROY(XRCD, UVERBS_METHOD_XRCD_DESTROY,
		UVERBS_ATTR_DESTROY_XRCD_HANDLE, XRCD),
	DESTROY(RWQ_IND_TBL, UVERBS_METHOD_RWQ_IND_TBL_DESTROY,
		UVERBS_ATTR_DESTROY_RWQ_IND_TBL_HANDLE, RWQ_TABLE),
	DESTROY(DM, UVERBS_METHOD_DM_FREE, UVERBS_ATTR_FREE_DM_HANDLE,
		DM),
	DESTROY(COUNTERS, UVERBS_METHOD_COUNTERS_DESTROY,
		UVERBS_ATTR_DESTROY_COUNTERS_HANDLE, COUNTERS),
	DESTROY_COUNTED(CQ, UVERBS_ATTR_DESTROY_CQ_RESP,
			sizeof(struct ib_uverbs_destroy_cq_resp), CQ,
			destroy_cq),
	DESTROY_COUNTED(QP, UVERBS_ATTR_DESTROY_QP_RESP, 4, QP,
			destroy_counted),
	DESTROY_COUNTED(SRQ, UVERBS_ATTR_DESTROY_SRQ_RESP, 4, SRQ,
			destroy_counted),
	DESTROY_COUNTED(WQ, UVERBS_ATTR_DESTROY_WQ_RESP, 4, WQ,
			destroy_counted),
	{
		.object = UVERBS_OBJECT_MR,
		.method = UVERBS_METHOD_QUERY_MR,
		.num_attrs = 5,
		.attrs = {
			[QUERY_HANDLE] = OBJ(UVERBS_ATTR_QUERY_MR_HANDLE, MR),
			[QUERY_RKEY] = OUT(UVERBS_ATTR_QUERY_MR_RESP_RKEY, 4),
			[QUERY_LKEY] = OUT(UVERBS_ATTR_QUERY_MR_RESP_LKEY, 4),
			[QUERY_LENGTH] = OUT(UVERBS_ATTR_QUERY_MR_RESP_LENGTH,
					     8),
			[QUERY_IOVA] = OUT(UVERBS_ATTR_QUERY_MR_RESP_IOVA, 8,
					   OPTIONAL),
		},
		.run = query_mr,
	},
	{
		.object = UVERBS_OBJECT_MR,
		.method = UVERBS_METHOD_ADVISE_MR,
		.num_attrs = 4,
		.ours = RUAPI_OBJ_MR,
		.action = RUAPI_MR_ADVISE,
		.attrs = {
			[ADVISE_PD] = OBJ(UVERBS_ATTR_ADVISE_MR_PD_HANDLE, PD),
			[ADVISE_ADVICE] =
				IN_CONST(UVERBS_ATTR_ADVISE_MR_ADVICE),
			[ADVISE_FLAGS] = IN_FLAGS(UVERBS_ATTR_ADVISE_MR_FLAGS),
			[ADVISE_SGES] =
				SPEC(UVERBS_ATTR_ADVISE_MR_SGE_LIST, ATTR_IN,
				     .copied = true,
				     .min = sizeof(struct ib_uverbs_sge),
				     .max = UINT16_MAX),
		},
		.run = advise_mr,
	},
	{
		.object = UVERBS_OBJECT_DM,
		.method = UVERBS_METHOD_DM_ALLOC,
		.num_attrs = 3,
		.ours = RUAPI_OBJ_DM,
		.action = RUAPI_DM_ALLOC,
		.attrs = {
			[DM_HANDLE] = NEW(UVERBS_ATTR_ALLOC_DM_HANDLE),
			[DM_LENGTH] = IN(UVERBS_ATTR_ALLOC_DM_LENGTH, 8),
			[DM_ALIGNMENT] = IN(UVERBS_ATTR_ALLOC_DM_ALIGNMENT, 4),
		},
		.run = dm_alloc,
	},
	{
		.object = UVERBS_OBJECT_MR,
		.method = UVERBS_METHOD_DM_MR_REG,
		.num_attrs = 8,
		.ours = RUAPI_OBJ_MR,
		.action = RUAPI_MR_REG_DM,
		.attrs = {
			[DM_MR_HANDLE] = NEW(UVERBS_ATTR_REG_DM_MR_HANDLE),
			[DM_MR_OFFSET] = IN(UVERBS_ATTR_REG_DM_MR_OFFSET, 8),
			[DM_MR_LENGTH] = IN(UVERBS_ATTR_REG_DM_MR_LENGTH, 8),
			[DM_MR_PD] = OBJ(UVERBS_ATTR_REG_DM_MR_PD_HANDLE, PD),
			[DM_MR_ACCESS] =
				IN_FLAGS(UVERBS_ATTR_REG_DM_MR_ACCESS_FLAGS,
					 OPTIONAL),
			[DM_MR_DM] = OBJ(UVERBS_ATTR_REG_DM_MR_DM_HANDLE, DM),
			[DM_MR_LKEY] = OUT(UVERBS_ATTR_REG_DM_MR_RESP_LKEY, 4),
			[DM_MR_RKEY] = OUT(UVERBS_ATTR_REG_DM_MR_RESP_RKEY, 4),
		},
		.run = dm_mr_reg,
	},
	{
		.object = UVERBS_OBJECT_MR,
		.method = UVERBS_METHOD_REG_DMABUF_MR,
		.num_attrs = 9,
		.ours = RUAPI_OBJ_MR,
		.action = RUAPI_MR_REG_DMABUF,
		.attrs = {
			[DMABUF_HANDLE] = NEW(UVERBS_ATTR_REG_DMABUF_MR_HANDLE),
			[DMABUF_PD] = OBJ(UVERBS_ATTR_REG_DMABUF_MR_PD_HANDLE, PD),
			[DMABUF_OFFSET] = IN(UVERBS_ATTR_REG_DMABUF_MR_OFFSET, 8),
			[DMABUF_LENGTH] = IN(UVERBS_ATTR_REG_DMABUF_MR_LENGTH, 8),
			[DMABUF_IOVA] = IN(UVERBS_ATTR_REG_DMABUF_MR_IOVA, 8),
			[DMABUF_FD] = IN(UVERBS_ATTR_REG_DMABUF_MR_FD, 4),
			[DMABUF_ACCESS] =
				IN_FLAGS(UVERBS_ATTR_REG_DMABUF_MR_ACCESS_FLAGS,
					 OPTIONAL),
			[DMABUF_LKEY] = OUT(UVERBS_ATTR_REG_DMABUF_MR_RESP_LKEY, 4),
			[DMABUF_RKEY] = OUT(UVERBS_ATTR_REG_DMABUF_MR_RESP_RKEY, 4),
		},
		.run = reg_dmabuf_mr,
	},
	{
		.object = UVERBS_OBJECT_COUNTERS,
		.method = UVERBS_METHOD_COUNTERS_CREATE,
		.num_attrs = 1,
		.ours = RUAPI_OBJ_COUNTERS,
		.action = RUAPI_COUNTERS_CREATE,
		.attrs = { NEW(UVERBS_ATTR_CREATE_COUNTERS_HANDLE) },
		.run = counters_create,
	},
	{
		.object = UVERBS_OBJECT_COUNTERS,
		.method = UVERBS_METHOD_COUNTERS_READ,
		.num_attrs = 3,
		.ours = RUAPI_OBJ_COUNTERS,
		.action = RUAPI_COUNTERS_READ,
		.attrs = {
			[READ_HANDLE] = OBJ(UVERBS_ATTR_READ_COUNTERS_HANDLE, COUNTERS),
			[READ_BUFF] = OUT_MIN(UVERBS_ATTR_READ_COUNTERS_BUFF, 0),
			[READ_FLAGS] = IN_FLAGS(UVERBS_ATTR_READ_COUNTERS_FLAGS,
						OPTIONAL),
		},
		.run = counters_read,
	},
};

const struct methods ioctl_object_methods = {
	.list = methods,
	.count = COUNT(methods),
};
