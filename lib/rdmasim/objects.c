// SPDX-License-Identifier: GPL-2.0 OR Linux-OpenIB
/*
 * Objects of which this library knows no more than libibverbs: memory for them,
 * and the request that makes them.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "provider.h"

static int freed(void *object, int ret)
{
	if (!ret)
		free(object);
	return ret;
}

/* ---- PD, AH, XRCD --------------------------------------------------------- */

static struct ibv_pd *alloc_pd(struct ibv_context *context)
{
	struct ib_uverbs_alloc_pd_resp resp;
	struct ibv_alloc_pd cmd;
	struct ibv_pd *pd = calloc(1, sizeof(*pd));
	int ret;

	if (!pd)
		return NULL;
	ret = ibv_cmd_alloc_pd(context, pd, &cmd, sizeof(cmd), &resp,
			       sizeof(resp));
	return ret ? give_up(pd, ret) : pd;
}

static int dealloc_pd(struct ibv_pd *pd)
{
	return freed(pd, ibv_cmd_dealloc_pd(pd));
}

struct create_ah_resp {
	struct ib_uverbs_create_ah_resp verbs;
	struct rdmasim_create_ah_resp sim;
};

static struct ibv_ah *create_ah(struct ibv_pd *pd, struct ibv_ah_attr *attr)
{
	struct create_ah_resp resp = {};
	struct sim_ah *ah = calloc(1, sizeof(*ah));
	int ret;

	if (!ah)
		return NULL;
	ret = ibv_cmd_create_ah(pd, &ah->verbs, attr, &resp.verbs, sizeof(resp));
	if (ret)
		return give_up(ah, ret);
	ah->number = resp.sim.number;
	return &ah->verbs;
}

static int destroy_ah(struct ibv_ah *ah)
{
	return freed(container_of(ah, struct sim_ah, verbs), ibv_cmd_destroy_ah(ah));
}

static struct ibv_xrcd *open_xrcd(struct ibv_context *context,
				  struct ibv_xrcd_init_attr *attr)
{
	struct ib_uverbs_open_xrcd_resp resp;
	struct ibv_open_xrcd cmd;
	struct verbs_xrcd *xrcd = calloc(1, sizeof(*xrcd));
	int ret;

	if (!xrcd)
		return NULL;
	ret = ibv_cmd_open_xrcd(context, xrcd, sizeof(*xrcd), attr, &cmd,
				sizeof(cmd), &resp, sizeof(resp));
	return ret ? give_up(xrcd, ret) : &xrcd->xrcd;
}

static int close_xrcd(struct ibv_xrcd *ib)
{
	struct verbs_xrcd *xrcd = container_of(ib, struct verbs_xrcd, xrcd);

	return freed(xrcd, ibv_cmd_close_xrcd(xrcd));
}

/* ---- MR, MW, DM ------------------------------------------------------------ */

static struct ibv_mr *reg_mr(struct ibv_pd *pd, void *addr, size_t length,
			     uint64_t hca_va, int access)
{
	struct ib_uverbs_reg_mr_resp resp;
	struct ibv_reg_mr cmd;
	struct verbs_mr *mr = calloc(1, sizeof(*mr));
	int ret;

	if (!mr)
		return NULL;
	ret = ibv_cmd_reg_mr(pd, addr, length, hca_va, access, mr, &cmd,
			     sizeof(cmd), &resp, sizeof(resp));
	return ret ? give_up(mr, ret) : &mr->ibv_mr;
}

static struct ibv_mr *reg_dmabuf_mr(struct ibv_pd *pd, uint64_t offset,
				    size_t length, uint64_t iova, int fd,
				    int access)
{
	struct verbs_mr *mr = calloc(1, sizeof(*mr));
	int ret;

	if (!mr)
		return NULL;
	ret = ibv_cmd_reg_dmabuf_mr(pd, offset, length, iova, fd, access, mr,
				    NULL);
	return ret ? give_up(mr, ret) : &mr->ibv_mr;
}

static int rereg_mr(struct verbs_mr *mr, int flags, struct ibv_pd *pd,
		    void *addr, size_t length, int access)
{
	struct ib_uverbs_rereg_mr_resp resp;
	struct ibv_rereg_mr cmd;

	return ibv_cmd_rereg_mr(mr, flags, addr, length, (uintptr_t)addr,
				access, pd, &cmd, sizeof(cmd), &resp,
				sizeof(resp));
}

static int dereg_mr(struct verbs_mr *mr)
{
	return freed(mr, ibv_cmd_dereg_mr(mr));
}

static struct ibv_mw *alloc_mw(struct ibv_pd *pd, enum ibv_mw_type type)
{
	struct ib_uverbs_alloc_mw_resp resp;
	struct ibv_alloc_mw cmd;
	struct ibv_mw *mw = calloc(1, sizeof(*mw));
	int ret;

	if (!mw)
		return NULL;
	ret = ibv_cmd_alloc_mw(pd, type, mw, &cmd, sizeof(cmd), &resp,
			       sizeof(resp));
	return ret ? give_up(mw, ret) : mw;
}

static int dealloc_mw(struct ibv_mw *mw)
{
	return freed(mw, ibv_cmd_dealloc_mw(mw));
}

/* Memory on the device, all of which is mapped. */
struct sim_dm {
	struct verbs_dm verbs;
	uint8_t *memory;
	size_t length;
	size_t mapped;
};

static struct sim_dm *to_sim_dm(struct ibv_dm *ib)
{
	return container_of(ib, struct sim_dm, verbs.dm);
}

/* Whole words, as hardware has it. */
static int within(const struct sim_dm *dm, uint64_t offset, size_t length)
{
	return length <= dm->length && offset <= dm->length - length &&
	       !((offset | length) % 4);
}

static int memcpy_to_dm(struct ibv_dm *ib, uint64_t offset, const void *from,
			size_t length)
{
	struct sim_dm *dm = to_sim_dm(ib);

	if (!within(dm, offset, length))
		return EFAULT;
	memcpy(dm->memory + offset, from, length);
	return 0;
}

static int memcpy_from_dm(void *to, struct ibv_dm *ib, uint64_t offset,
			  size_t length)
{
	struct sim_dm *dm = to_sim_dm(ib);

	if (!within(dm, offset, length))
		return EFAULT;
	memcpy(to, dm->memory + offset, length);
	return 0;
}

/*
 * Where it is mapped is for us to say.  Whoever has the same context, in this process or
 * another, must not say the same; if so, it fails.
 */
static uint32_t dm_number(void)
{
	static uint32_t last;
	const uint32_t n = __atomic_add_fetch(&last, 1, __ATOMIC_RELAXED) +
			   (uint32_t)getpid() * 1021;

	return n % (RDMASIM_DM_NUMBERS - 1) + 1;
}

static struct ibv_dm *alloc_dm(struct ibv_context *context,
			       struct ibv_alloc_dm_attr *attr)
{
	const uint32_t number = dm_number();
	struct ibv_alloc_dm_attr with = *attr;
	struct sim_dm *dm;
	void *memory;
	int ret;

	if (attr->log_align_req >= 1U << RDMASIM_DM_SHIFT)
		return give_up(NULL, EINVAL);
	dm = calloc(1, sizeof(*dm));
	if (!dm)
		return NULL;
	with.log_align_req |= number << RDMASIM_DM_SHIFT;
	ret = ibv_cmd_alloc_dm(context, &with, &dm->verbs, NULL);
	if (ret)
		return give_up(dm, ret);
	dm->length = attr->length;
	dm->mapped = (attr->length + 4095) / 4096 * 4096;
	ret = sim_dm_map(context, number, dm->mapped, &memory);
	if (ret) {
		ibv_cmd_free_dm(&dm->verbs);
		return give_up(dm, ret);
	}
	dm->memory = memory;
	dm->verbs.dm.memcpy_to_dm = memcpy_to_dm;
	dm->verbs.dm.memcpy_from_dm = memcpy_from_dm;
	return &dm->verbs.dm;
}

static int free_dm(struct ibv_dm *ib)
{
	struct sim_dm *dm = to_sim_dm(ib);
	const int ret = ibv_cmd_free_dm(&dm->verbs);

	if (!ret)
		sim_dm_unmap(dm->memory, dm->mapped);
	return freed(dm, ret);
}

static struct ibv_mr *reg_dm_mr(struct ibv_pd *pd, struct ibv_dm *dm,
				uint64_t offset, size_t length,
				unsigned int access)
{
	struct verbs_mr *mr = calloc(1, sizeof(*mr));
	int ret;

	if (!mr)
		return NULL;
	ret = ibv_cmd_reg_dm_mr(pd, container_of(dm, struct verbs_dm, dm),
				offset, length, access, mr, NULL);
	return ret ? give_up(mr, ret) : &mr->ibv_mr;
}

/* ---- flows, counters -------------------------------------------------------- */

static struct ibv_flow *create_flow(struct ibv_qp *qp,
				    struct ibv_flow_attr *attr)
{
	struct ibv_flow *flow = calloc(1, sizeof(*flow));
	int ret;

	if (!flow)
		return NULL;
	ret = ibv_cmd_create_flow(qp, flow, attr, NULL, 0);
	return ret ? give_up(flow, ret) : flow;
}

static int destroy_flow(struct ibv_flow *flow)
{
	return freed(flow, ibv_cmd_destroy_flow(flow));
}

static struct ibv_flow_action *
create_flow_action_esp(struct ibv_context *context,
		       struct ibv_flow_action_esp_attr *attr)
{
	struct verbs_flow_action *action = calloc(1, sizeof(*action));
	int ret;

	if (!action)
		return NULL;
	ret = ibv_cmd_create_flow_action_esp(context, attr, action, NULL);
	return ret ? give_up(action, ret) : &action->action;
}

static int modify_flow_action_esp(struct ibv_flow_action *action,
				  struct ibv_flow_action_esp_attr *attr)
{
	return ibv_cmd_modify_flow_action_esp(
		container_of(action, struct verbs_flow_action, action), attr,
		NULL);
}

static int destroy_flow_action(struct ibv_flow_action *ib)
{
	struct verbs_flow_action *action =
		container_of(ib, struct verbs_flow_action, action);

	return freed(action, ibv_cmd_destroy_flow_action(action));
}

static struct ibv_counters *
create_counters(struct ibv_context *context,
		struct ibv_counters_init_attr *attr)
{
	struct verbs_counters *counters = calloc(1, sizeof(*counters));
	int ret;

	if (!counters)
		return NULL;
	ret = ibv_cmd_create_counters(context, attr, counters, NULL);
	return ret ? give_up(counters, ret) : &counters->counters;
}

static int destroy_counters(struct ibv_counters *ib)
{
	struct verbs_counters *counters =
		container_of(ib, struct verbs_counters, counters);

	return freed(counters, ibv_cmd_destroy_counters(counters));
}

static int read_counters(struct ibv_counters *ib, uint64_t *values,
			 uint32_t count, uint32_t flags)
{
	return ibv_cmd_read_counters(container_of(ib, struct verbs_counters,
						  counters),
				     values, count, flags, NULL);
}

const struct verbs_context_ops sim_object_ops = {
	.advise_mr = ibv_cmd_advise_mr,
	.alloc_dm = alloc_dm,
	.alloc_mw = alloc_mw,
	.alloc_pd = alloc_pd,
	.attach_mcast = ibv_cmd_attach_mcast,
	.bind_mw = sim_bind_mw,
	.close_xrcd = close_xrcd,
	.create_ah = create_ah,
	.create_counters = create_counters,
	.create_flow = create_flow,
	.create_flow_action_esp = create_flow_action_esp,
	.dealloc_mw = dealloc_mw,
	.dealloc_pd = dealloc_pd,
	.dereg_mr = dereg_mr,
	.destroy_ah = destroy_ah,
	.destroy_counters = destroy_counters,
	.destroy_flow = destroy_flow,
	.destroy_flow_action = destroy_flow_action,
	.detach_mcast = ibv_cmd_detach_mcast,
	.free_dm = free_dm,
	.modify_flow_action_esp = modify_flow_action_esp,
	.open_xrcd = open_xrcd,
	.read_counters = read_counters,
	.reg_dm_mr = reg_dm_mr,
	.reg_dmabuf_mr = reg_dmabuf_mr,
	.reg_mr = reg_mr,
	.rereg_mr = rereg_mr,
};
