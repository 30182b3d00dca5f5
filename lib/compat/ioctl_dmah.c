// SPDX-License-Identifier: GPL-2.0 OR Linux-OpenIB
/* RDMA_VERBS_IOCTL: DMA handles, and regions of whatever memory that may have one. */
#include <errno.h>

#include "ioctl.h"
#include "newer.h"

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

/* ---- DMA handles ------------------------------------------------------------- */

enum { DMAH_HANDLE, DMAH_CPU, DMAH_MEM_TYPE, DMAH_PH };

/* Of no data. */
static const struct attr_choice mem_types[] = {
	{ .max = 0 },
	{ .max = 0 },
};

static int dmah_alloc(struct ioctl_cmd *cmd)
{
	const struct ruapi_attr *dmah;
	struct call call;
	uint32_t cpu = 0;
	uint8_t ph = 0;
	int ret;

	call_init(&call, RUAPI_IOC_CALL, RUAPI_OBJ_DMAH, RUAPI_DMAH_ALLOC);
	dmah = call_want_new(&call, RUAPI_DMAH_ALLOC_HANDLE, RUAPI_OBJ_DMAH);
	call_obj(&call, RUAPI_DMAH_ALLOC_CONTEXT, RUAPI_OBJ_CONTEXT,
		 cmd->view->context);
	if (!in_copy(cmd, DMAH_CPU, &cpu, sizeof(cpu)))
		call_u32(&call, RUAPI_DMAH_ALLOC_CPU, cpu);
	if (in_given(cmd, DMAH_MEM_TYPE))
		call_u8(&call, RUAPI_DMAH_ALLOC_MEM_TYPE,
			cmd->attrs[DMAH_MEM_TYPE]->attr_data.enum_data.elem_id);
	if (!in_copy(cmd, DMAH_PH, &ph, sizeof(ph)))
		call_u8(&call, RUAPI_DMAH_ALLOC_PH, ph);
	ret = ioctl_run(&call, cmd);
	if (!ret)
		out_made(cmd, DMAH_HANDLE, RUAPI_OBJ_DMAH, dmah->obj.handle);
	return ret;
}

static int dmah_free(struct ioctl_cmd *cmd)
{
	struct call call;

	call_init(&call, RUAPI_IOC_CALL, RUAPI_OBJ_DMAH, RUAPI_DESTROY);
	call_destroy(&call, RUAPI_OBJ_DMAH, in_handle(cmd, 0));
	return ioctl_run(&call, cmd);
}

/* ---- regions ------------------------------------------------------------------- */

enum {
	REG_HANDLE, REG_PD, REG_DMAH, REG_IOVA, REG_ADDR, REG_LENGTH, REG_ACCESS,
	REG_FD, REG_FD_OFFSET, REG_LKEY, REG_RKEY, REG_UHW_IN, REG_UHW_OUT,
};

/* What ib_uverbs knows: IB_ACCESS_SUPPORTED; and of a dma-buf. */
#define ACCESS_KNOWN (IB_UVERBS_ACCESS_OPTIONAL_RANGE | 0x3ff)
#define ACCESS_DMABUF 0x10000fULL

/**
 * struct region - what is to be registered
 * @at: address, or offset in the buffer
 * @iova: address for the device
 * @length: bytes
 * @access: rights
 */
struct region {
	uint64_t at;
	uint64_t iova;
	uint64_t length;
	uint32_t access;
};

/*
 * Which memory it is, is said by an address, or by an fd with an offset.  All else is
 * EINVAL, but only if the objects are there: so the address for the device becomes one
 * that is.
 */
static void get_region(const struct ioctl_cmd *cmd, struct region *region)
{
	const bool of_fd = in_given(cmd, REG_FD);
	const int at = of_fd ? REG_FD_OFFSET : REG_ADDR;
	bool wrong = in_given(cmd, of_fd ? REG_ADDR : REG_FD_OFFSET);

	in_copy(cmd, REG_IOVA, &region->iova, sizeof(region->iova));
	in_copy(cmd, REG_LENGTH, &region->length, sizeof(region->length));
	region->at = 0;
	wrong |= in_copy(cmd, at, &region->at, sizeof(region->at));
	wrong |= in_flags(cmd, REG_ACCESS,
			  of_fd ? ACCESS_DMABUF : ACCESS_KNOWN,
			  &region->access);
	if (wrong)
		region->iova = region->at ^ 1;
}

static void put_dmah(struct call *call, const struct ioctl_cmd *cmd, uint16_t id)
{
	if (in_given(cmd, REG_DMAH))
		call_obj(call, id, RUAPI_OBJ_DMAH, in_handle(cmd, REG_DMAH));
}

static const struct ruapi_attr *put_dmabuf(struct call *call,
					   const struct ioctl_cmd *cmd,
					   const struct region *region)
{
	const struct ruapi_attr *mr;

	call_init(call, RUAPI_IOC_CALL, RUAPI_OBJ_MR, RUAPI_MR_REG_DMABUF);
	mr = call_want_new(call, RUAPI_MR_REG_DMABUF_HANDLE, RUAPI_OBJ_MR);
	call_obj(call, RUAPI_MR_REG_DMABUF_PD, RUAPI_OBJ_PD,
		 in_handle(cmd, REG_PD));
	call_u64(call, RUAPI_MR_REG_DMABUF_OFFSET, region->at);
	call_u64(call, RUAPI_MR_REG_DMABUF_LENGTH, region->length);
	call_u64(call, RUAPI_MR_REG_DMABUF_IOVA, region->iova);
	call_fd(call, RUAPI_MR_REG_DMABUF_FD, (int)*in_fd(cmd, REG_FD));
	call_u32(call, RUAPI_MR_REG_DMABUF_ACCESS, region->access);
	put_dmah(call, cmd, RUAPI_MR_REG_DMABUF_DMAH);
	return mr;
}

static const struct ruapi_attr *put_memory(struct call *call,
					   const struct ioctl_cmd *cmd,
					   const struct region *region)
{
	const struct verbs_cmd write =
		ioctl_write(cmd, NULL, 0, NULL, 0, REG_UHW_IN, REG_UHW_OUT);
	const struct ruapi_attr *mr;

	call_init(call, RUAPI_IOC_CALL, RUAPI_OBJ_MR, RUAPI_MR_REG);
	mr = call_want_new(call, RUAPI_MR_REG_HANDLE, RUAPI_OBJ_MR);
	call_obj(call, RUAPI_MR_REG_PD, RUAPI_OBJ_PD, in_handle(cmd, REG_PD));
	call_u64(call, RUAPI_MR_REG_ADDR, region->at);
	call_u64(call, RUAPI_MR_REG_LENGTH, region->length);
	call_u64(call, RUAPI_MR_REG_IOVA, region->iova);
	call_u32(call, RUAPI_MR_REG_ACCESS, verbs_known_access(region->access));
	put_dmah(call, cmd, RUAPI_MR_REG_DMAH);
	verbs_uhw(call, &write);
	return mr;
}

static int reg_mr(struct ioctl_cmd *cmd)
{
	const bool of_fd = in_given(cmd, REG_FD);
	const struct ruapi_attr *mr, *lkey, *rkey;
	struct region region;
	struct call call;
	int ret;

	get_region(cmd, &region);
	mr = of_fd ? put_dmabuf(&call, cmd, &region) :
		     put_memory(&call, cmd, &region);
	lkey = call_want(&call, of_fd ? RUAPI_MR_REG_DMABUF_LKEY :
					RUAPI_MR_REG_LKEY, 4);
	rkey = call_want(&call, of_fd ? RUAPI_MR_REG_DMABUF_RKEY :
					RUAPI_MR_REG_RKEY, 4);
	ret = verbs_run_on(&call, cmd->view);
	if (ret)
		return ret;
	out_made(cmd, REG_HANDLE, RUAPI_OBJ_MR, mr->obj.handle);
	out_valid(cmd, REG_UHW_OUT);
	out_copy(cmd, REG_LKEY, &lkey->value, 4);
	return out_copy(cmd, REG_RKEY, &rkey->value, 4);
}

/* ---- the table ------------------------------------------------------------------ */

static const struct method methods[] = {
	{
		.object = OBJECT_DMAH,
		.method = METHOD_DMAH_ALLOC,
		.num_attrs = 4,
		NEEDS(DMAH, ALLOC),
		.attrs = {
			[DMAH_HANDLE] = NEW(ATTR_ALLOC_DMAH_HANDLE),
			[DMAH_CPU] = IN(ATTR_ALLOC_DMAH_CPU_ID, 4, OPTIONAL),
			[DMAH_MEM_TYPE] =
				IN_CHOICE(ATTR_ALLOC_DMAH_TPH_MEM_TYPE,
					  mem_types, OPTIONAL),
			[DMAH_PH] = IN(ATTR_ALLOC_DMAH_PH, 1, OPTIONAL),
		},
		.run = dmah_alloc,
	},
	{
		.object = OBJECT_DMAH,
		.method = METHOD_DMAH_FREE,
		.num_attrs = 1,
		.no_context = true,
		NEEDS(DMAH, ALLOC),
		.attrs = { OBJ(ATTR_FREE_DMA_HANDLE, DMAH) },
		.run = dmah_free,
	},
	{
		.object = UVERBS_OBJECT_MR,
		.method = METHOD_REG_MR,
		.num_attrs = 13,
		NEEDS(DMAH, ALLOC),
		.attrs = {
			[REG_HANDLE] = NEW(ATTR_REG_MR_HANDLE),
			[REG_PD] = OBJ(ATTR_REG_MR_PD_HANDLE, PD),
			[REG_DMAH] = OBJ(ATTR_REG_MR_DMA_HANDLE, DMAH, OPTIONAL),
			[REG_IOVA] = IN(ATTR_REG_MR_IOVA, 8),
			[REG_ADDR] = IN(ATTR_REG_MR_ADDR, 8, OPTIONAL),
			[REG_LENGTH] = IN(ATTR_REG_MR_LENGTH, 8),
			[REG_ACCESS] = IN_FLAGS(ATTR_REG_MR_ACCESS_FLAGS),
			[REG_FD] = SPEC(ATTR_REG_MR_FD, ATTR_FD, OPTIONAL),
			[REG_FD_OFFSET] = IN(ATTR_REG_MR_FD_OFFSET, 8, OPTIONAL),
			[REG_LKEY] = OUT(ATTR_REG_MR_RESP_LKEY, 4),
			[REG_RKEY] = OUT(ATTR_REG_MR_RESP_RKEY, 4),
			[REG_UHW_IN] = UHW_IN,
			[REG_UHW_OUT] = UHW_OUT,
		},
		.run = reg_mr,
	},
};

const struct methods ioctl_dmah_methods = {
	.list = methods,
	.count = COUNT(methods),
};
