// SPDX-License-Identifier: GPL-2.0 OR Linux-OpenIB
/* Sequences for faults.c: what only the simulated HCA has. */
#include <fcntl.h>
#include <unistd.h>
#include "faults.h"
#include "../../kernel/drivers/rdmasim/rdmasim-abi.h"
#include "simbuf.h"

/* ---- DM, COUNTERS ------------------------------------------------------------------ */

static int dm_alloc(struct world *w)
{
	struct ruapi_dm_alloc_args args = {
		.context = handle(w, RUAPI_OBJ_CONTEXT),
		.length = 10000,
	};
	int ret = ruapi_dm_alloc(w->set.fd, &args);

	w->made = args.handle;
	return ret;
}

static int dm_undo(struct world *w)
{
	return undo_made(w, RUAPI_OBJ_DM);
}

/* Where there is none, the handle is one of nothing: a stranger's errno. */
static int dm_make(struct world *w)
{
	const int ret = dm_alloc(w);

	w->obj[0] = w->made;
	return ret == -EOPNOTSUPP ? 0 : ret;
}

static int mr_reg_dm(struct world *w)
{
	struct ruapi_mr_reg_dm_args args = {
		.pd = handle(w, RUAPI_OBJ_PD),
		.dm = w->obj[0],
		.length = 10000,
		.access = IB_UVERBS_ACCESS_ZERO_BASED,
	};
	int ret;

	if (!is_sim(w->set.driver))
		return -EOPNOTSUPP;
	ret = ruapi_mr_reg_dm(w->set.fd, &args);
	w->made = args.handle;
	return ret;
}

static int dm_cleanup(struct world *w)
{
	return is_sim(w->set.driver) ?
		       destroy(w->set.fd, RUAPI_OBJ_DM, w->obj[0]) : 0;
}

static int dmah_alloc(struct world *w)
{
	struct ruapi_dmah_alloc_args args = {
		.set = RUAPI_SET(RUAPI_DMAH_ALLOC_PH),
		.context = handle(w, RUAPI_OBJ_CONTEXT),
	};
	int ret = ruapi_dmah_alloc(w->set.fd, &args);

	w->made = args.handle;
	return ret;
}

static int dmah_undo(struct world *w)
{
	return undo_made(w, RUAPI_OBJ_DMAH);
}

static int dmah_make(struct world *w)
{
	const int ret = dmah_alloc(w);

	w->obj[0] = w->made;
	return ret == -EOPNOTSUPP ? 0 : ret;
}

static int mr_reg_with_dmah(struct world *w)
{
	struct ruapi_mr_reg_args args = {
		.set = RUAPI_SET(RUAPI_MR_REG_DMAH),
		.pd = handle(w, RUAPI_OBJ_PD),
		.addr = (uintptr_t)w->set.buf,
		.iova = (uintptr_t)w->set.buf,
		.length = 4096,
		.access = IB_UVERBS_ACCESS_LOCAL_WRITE,
		.dmah = w->obj[0],
	};
	int ret;

	if (!w->obj[0])
		return -EOPNOTSUPP;
	ret = ruapi_mr_reg(w->set.fd, &args);
	w->made = args.handle;
	return ret;
}

static int dmah_cleanup(struct world *w)
{
	return w->obj[0] ? destroy(w->set.fd, RUAPI_OBJ_DMAH, w->obj[0]) : 0;
}

/* ---- COMP_CNTR ----------------------------------------------------------------------- */

static int comp_cntr_create(struct world *w)
{
	struct ruapi_comp_cntr_create_args args = {
		.context = handle(w, RUAPI_OBJ_CONTEXT),
	};
	int ret = ruapi_comp_cntr_create(w->set.fd, &args);

	w->made = args.handle;
	return ret;
}

static int comp_cntr_undo(struct world *w)
{
	return undo_made(w, RUAPI_OBJ_COMP_CNTR);
}

static int comp_cntr_make(struct world *w)
{
	const int ret = comp_cntr_create(w);

	w->obj[0] = w->made;
	return ret == -EOPNOTSUPP ? 0 : ret;
}

static uint64_t comp_cntr_value(struct world *w)
{
	struct ruapi_comp_cntr_read_args args = { .handle = w->obj[0] };

	return w->obj[0] && !ruapi_comp_cntr_read(w->set.fd, &args) ?
		       args.value : 0;
}

static int comp_cntr_modify(struct world *w)
{
	struct ruapi_comp_cntr_modify_args args = {
		.handle = w->obj[0],
		.op = RUAPI_COMP_CNTR_INC,
		.value = 1,
	};

	return w->obj[0] ? ruapi_comp_cntr_modify(w->set.fd, &args) :
			   -EOPNOTSUPP;
}

static int comp_cntr_read(struct world *w)
{
	struct ruapi_comp_cntr_read_args args = { .handle = w->obj[0] };

	return w->obj[0] ? ruapi_comp_cntr_read(w->set.fd, &args) :
			   -EOPNOTSUPP;
}

/* A QP of its own, as there is no end to it but that of the QP. */
static int comp_cntr_make_qp(struct world *w)
{
	const int ret = comp_cntr_make(w);

	return ret ? ret : create_qp(w, QPT_RC, &w->obj[1]);
}

static int comp_cntr_attach(struct world *w)
{
	struct ruapi_comp_cntr_attach_args args = {
		.handle = w->obj[0],
		.qp = w->obj[1],
		.ops = RUAPI_COMP_CNTR_SEND,
	};

	return w->obj[0] ? ruapi_comp_cntr_attach(w->set.fd, &args) :
			   -EOPNOTSUPP;
}

static int comp_cntr_cleanup(struct world *w)
{
	const int ret = w->obj[1] ? destroy(w->set.fd, RUAPI_OBJ_QP, w->obj[1]) : 0;

	if (ret || !w->obj[0])
		return ret;
	return destroy(w->set.fd, RUAPI_OBJ_COMP_CNTR, w->obj[0]);
}

static int comp_cntr_query_caps(struct world *w)
{
	struct ruapi_comp_cntr_query_caps_args args = {
		.context = handle(w, RUAPI_OBJ_CONTEXT),
	};

	return ruapi_comp_cntr_query_caps(w->set.fd, &args);
}

static int dmabuf_make(struct world *w)
{
	w->obj[0] = is_sim(w->set.driver) ? simbuf_make(1, 0, NULL) : -1;
	return 0;
}

static int mr_reg_dmabuf(struct world *w)
{
	struct ruapi_mr_reg_dmabuf_args args = {
		.pd = handle(w, RUAPI_OBJ_PD),
		.length = 4096,
		.fd = (int)w->obj[0],
		.access = IB_UVERBS_ACCESS_LOCAL_WRITE,
	};
	const int ret = ruapi_mr_reg_dmabuf(w->set.fd, &args);

	w->made = args.handle;
	return ret;
}

static int dmabuf_cleanup(struct world *w)
{
	if (is_sim(w->set.driver))
		close(w->obj[0]);
	return 0;
}

static int counters_create(struct world *w)
{
	struct ruapi_counters_create_args args = {
		.context = handle(w, RUAPI_OBJ_CONTEXT),
	};
	int ret = ruapi_counters_create(w->set.fd, &args);

	w->made = args.handle;
	return ret;
}

static int counters_undo(struct world *w)
{
	return undo_made(w, RUAPI_OBJ_COUNTERS);
}

static int counters_make(struct world *w)
{
	const int ret = counters_create(w);

	w->obj[0] = w->made;
	return ret == -EOPNOTSUPP ? 0 : ret;
}

/* Nothing is bound to them, so there is nothing to read. */
static int counters_read(struct world *w)
{
	uint64_t values[2];
	struct ruapi_counters_read_args args = {
		.handle = w->obj[0],
		.values = values,
		.values_max = COUNT(values),
	};

	return is_sim(w->set.driver) ? ruapi_counters_read(w->set.fd, &args) :
				       -EINVAL;
}

static int counters_cleanup(struct world *w)
{
	return is_sim(w->set.driver) ?
		       destroy(w->set.fd, RUAPI_OBJ_COUNTERS, w->obj[0]) : 0;
}

/* ---- XRCD, and what is made in one ------------------------------------------------- */

static int xrcd_open(struct world *w)
{
	struct ruapi_xrcd_open_args args = {
		.set = RUAPI_SET(RUAPI_XRCD_OPEN_FD),
		.context = handle(w, RUAPI_OBJ_CONTEXT),
		.fd = w->set.fd,
		.flags = RUAPI_XRCD_F_CREATE,
	};
	int ret = ruapi_xrcd_open(w->set.fd, &args);

	w->made = args.handle;
	return ret;
}

static int xrcd_undo(struct world *w)
{
	return undo_made(w, RUAPI_OBJ_XRCD);
}

/* Where there is none, the handle is one of nothing. */
static int xrcd_make(struct world *w)
{
	const int ret = xrcd_open(w);

	w->obj[0] = w->made;
	return ret == -EOPNOTSUPP ? 0 : ret;
}

static int xrcd_cleanup(struct world *w)
{
	return is_sim(w->set.driver) ?
		       destroy(w->set.fd, RUAPI_OBJ_XRCD, w->obj[0]) : 0;
}

static int xrc_srq_create(struct world *w)
{
	const struct ruapi_srq_attr attr = { .max_wr = 10, .max_sge = 1, };
	struct ruapi_srq_create_args args = {
		.pd = handle(w, RUAPI_OBJ_PD),
		.type = 1,
		.attr = &attr,
		.xrcd = w->obj[0],
		.cq = handle(w, RUAPI_OBJ_CQ),
	};
	int ret;

	if (!is_sim(w->set.driver))
		return -EOPNOTSUPP;
	ret = ruapi_srq_create(w->set.fd, &args);
	w->made = args.handle;
	return ret;
}

static int target_create(struct world *w, uint32_t *num)
{
	const struct ruapi_qp_cap cap = {};
	struct ruapi_qp_create_args args = {
		.type = 10,
		.cap = &cap,
		.xrcd = w->obj[0],
	};
	int ret;

	if (!is_sim(w->set.driver))
		return -EOPNOTSUPP;
	ret = ruapi_qp_create(w->set.fd, &args);
	w->made = args.handle;
	*num = args.qp_num;
	return ret;
}

static int target_make(struct world *w)
{
	int ret = xrcd_make(w);

	if (!ret)
		ret = target_create(w, &w->obj[2]);
	w->obj[1] = w->made;
	return ret == -EOPNOTSUPP ? 0 : ret;
}

static int qp_open(struct world *w)
{
	struct ruapi_qp_open_args args = {
		.xrcd = w->obj[0],
		.qp_num = w->obj[2],
	};
	int ret;

	if (!is_sim(w->set.driver))
		return -EOPNOTSUPP;
	ret = ruapi_qp_open(w->set.fd, &args);
	w->made = args.handle;
	return ret;
}

static int target_cleanup(struct world *w)
{
	const int ret = is_sim(w->set.driver) ?
				destroy(w->set.fd, RUAPI_OBJ_QP, w->obj[1]) : 0;

	return ret ? ret : xrcd_cleanup(w);
}

/* ---- WQ, RWQ_TABLE ----------------------------------------------------------------- */

static int wq_create(struct world *w)
{
	struct ruapi_wq_create_args args = {
		.pd = handle(w, RUAPI_OBJ_PD),
		.cq = handle(w, RUAPI_OBJ_CQ),
		.max_wr = 4,
		.max_sge = 1,
	};
	int ret = ruapi_wq_create(w->set.fd, &args);

	w->made = args.handle;
	return ret;
}

static int wq_undo(struct world *w)
{
	return undo_made(w, RUAPI_OBJ_WQ);
}

static int wq_make(struct world *w)
{
	const int ret = wq_create(w);

	w->obj[0] = w->made;
	return ret == -EOPNOTSUPP ? 0 : ret;
}

static int wq_cleanup(struct world *w)
{
	return is_sim(w->set.driver) ?
		       destroy(w->set.fd, RUAPI_OBJ_WQ, w->obj[0]) : 0;
}

static int wq_modify(struct world *w)
{
	struct ruapi_wq_modify_args args = {
		.set = RUAPI_SET(RUAPI_WQ_MODIFY_STATE),
		.handle = w->obj[0],
		.state = 1,
	};

	return is_sim(w->set.driver) ? ruapi_wq_modify(w->set.fd, &args) :
				       -EOPNOTSUPP;
}

/* As long as does not fit into the call's own memory. */
static int rwq_table_create(struct world *w)
{
	static struct ruapi_objref wqs[128];
	struct ruapi_rwq_table_create_args args = {
		.wqs = wqs,
		.wqs_len = COUNT(wqs),
	};
	unsigned int i;
	int ret;

	if (!is_sim(w->set.driver))
		return -EOPNOTSUPP;
	for (i = 0; i < COUNT(wqs); i++)
		wqs[i] = (struct ruapi_objref) {
			.handle = w->obj[0],
			.object = RUAPI_OBJ_WQ,
		};
	ret = ruapi_rwq_table_create(w->set.fd, &args);
	w->made = args.handle;
	return ret;
}

static int rwq_table_make(struct world *w)
{
	int ret = wq_make(w);

	if (!ret)
		ret = rwq_table_create(w);
	return ret == -EOPNOTSUPP ? 0 : ret;
}

static int rwq_table_destroy(struct world *w)
{
	return is_sim(w->set.driver) ?
		       destroy(w->set.fd, RUAPI_OBJ_RWQ_TABLE, w->made) :
		       -EOPNOTSUPP;
}

static int rwq_table_undo(struct world *w)
{
	return undo_made(w, RUAPI_OBJ_RWQ_TABLE);
}

/* ---- FLOW -------------------------------------------------------------------------- */

static int flow_prepare(struct world *w)
{
	int ret;

	if (!is_sim(w->set.driver))
		return 0;
	ret = create_qp(w, QPT_UD, &w->obj[1]);
	return ret ? ret : counters_make(w);
}

static int flow_create(struct world *w)
{
	const struct ruapi_flow_spec specs[] = {
		{ .type = 0x20 }, { .type = 0x31 }, { .type = 0x41 },
		{ .type = 0x1003 },
	};
	const struct ruapi_objref ref = {
		.handle = w->obj[0],
		.object = RUAPI_OBJ_COUNTERS,
	};
	struct ruapi_flow_create_args args = {
		.qp = w->obj[1],
		.port = 1,
		.specs = specs,
		.specs_len = COUNT(specs),
		.counters = &ref,
		.counters_len = 1,
	};
	int ret;

	if (!is_sim(w->set.driver))
		return -EOPNOTSUPP;
	ret = ruapi_flow_create(w->set.fd, &args);
	w->made = args.handle;
	return ret;
}

static int flow_undo(struct world *w)
{
	return undo_made(w, RUAPI_OBJ_FLOW);
}

static int flow_cleanup(struct world *w)
{
	const int ret = counters_cleanup(w);

	if (ret || !is_sim(w->set.driver))
		return ret;
	return destroy(w->set.fd, RUAPI_OBJ_QP, w->obj[1]);
}

static int flow_make(struct world *w)
{
	int ret = flow_prepare(w);

	if (!ret)
		ret = flow_create(w);
	return ret == -EOPNOTSUPP ? 0 : ret;
}

static int flow_destroy(struct world *w)
{
	return is_sim(w->set.driver) ?
		       destroy(w->set.fd, RUAPI_OBJ_FLOW, w->made) : -EOPNOTSUPP;
}

/* ---- DRIVER_OBJECT, and how methods of a driver make it ------------------------------ */

static int driver_object_create(struct world *w)
{
	return make_driver_object(w->set.fd, w->set.driver,
				  w->set.handle[RUAPI_OBJ_CONTEXT],
				  w->set.handle[RUAPI_OBJ_PD], &w->made);
}

static int driver_object_undo(struct world *w)
{
	return undo_made(w, RUAPI_OBJ_DRIVER_OBJECT);
}

static int driver_file_create(struct world *w)
{
	return make_driver_file(w->set.fd, w->set.driver,
				w->set.handle[RUAPI_OBJ_CONTEXT], &w->made_fd);
}

/* What the driver adds to CQ.CREATE, which names an object of its. */
static uint32_t added_box;

static int added_prepare(struct world *w)
{
	int ret;

	if (!is_sim(w->set.driver))
		return 0;
	ret = driver_object_create(w);
	added_box = w->made;
	return ret;
}

static int added_cleanup(struct world *w)
{
	if (!is_sim(w->set.driver))
		return 0;
	return destroy(w->set.fd, RUAPI_OBJ_DRIVER_OBJECT, added_box);
}

static int added_create(struct world *w)
{
	struct rdmasim_cq result;
	struct ruapi_attr *made;
	struct ruapi_msg msg;
	int ret;

	if (!is_sim(w->set.driver))
		return -EOPNOTSUPP;
	ruapi_msg_init(&msg, RUAPI_OBJ_CQ, RUAPI_CQ_CREATE);
	ruapi_msg_driver(&msg, w->set.driver);
	made = ruapi_msg_obj_new(&msg, RUAPI_CQ_CREATE_HANDLE, RUAPI_OBJ_CQ);
	ruapi_msg_obj(&msg, RUAPI_CQ_CREATE_CONTEXT, RUAPI_OBJ_CONTEXT,
		      handle(w, RUAPI_OBJ_CONTEXT));
	ruapi_msg_in(&msg, RUAPI_CQ_CREATE_CQE, 4, 16);
	ruapi_msg_obj(&msg, RUAPI_ATTR_DRIVER | RDMASIM_ATTR_CREATE_CQ_BOX,
		      RUAPI_DRIVER_NS | (RDMASIM_OBJECT_BOX & 0xfff), added_box);
	ruapi_msg_buf_out(&msg, RUAPI_ATTR_DRIVER | RDMASIM_ATTR_CREATE_CQ_RESULT,
			  &result, sizeof(result));
	ret = ruapi_msg_call(w->set.fd, &msg);
	w->made = made->obj.handle;
	return ret;
}

static int added_undo(struct world *w)
{
	return undo_made(w, RUAPI_OBJ_CQ);
}

/* ---- FLOW_ACTION -------------------------------------------------------------------- */

static const struct ruapi_flow_action_aes_gcm gcm = {
	.icv_len = 16,
	.key_len = 32,
	.key = "it is known to everybody",
};

static int flow_action_create(struct world *w)
{
	const struct ruapi_flow_action_esp esp = { .spi = 7 };
	const struct ruapi_flow_spec encap = { .type = 0x30 };
	struct ruapi_flow_action_create_args args = {
		.context = handle(w, RUAPI_OBJ_CONTEXT),
		.esp = &esp,
		.aes_gcm = &gcm,
		.encap = &encap,
	};
	int ret;

	if (!is_sim(w->set.driver))
		return -EOPNOTSUPP;
	ret = ruapi_flow_action_create(w->set.fd, &args);
	w->made = args.handle;
	return ret;
}

static int flow_action_undo(struct world *w)
{
	return undo_made(w, RUAPI_OBJ_FLOW_ACTION);
}

static int flow_action_make(struct world *w)
{
	int ret = flow_action_create(w);

	w->obj[0] = w->made;
	return ret == -EOPNOTSUPP ? 0 : ret;
}

static int flow_action_modify(struct world *w)
{
	struct ruapi_flow_action_modify_args args = {
		.handle = w->obj[0],
		.aes_gcm = &gcm,
	};

	return is_sim(w->set.driver) ?
		       ruapi_flow_action_modify(w->set.fd, &args) : -EOPNOTSUPP;
}

static int flow_action_cleanup(struct world *w)
{
	return is_sim(w->set.driver) ?
		       destroy(w->set.fd, RUAPI_OBJ_FLOW_ACTION, w->obj[0]) : 0;
}

/* ---- what faults.c is told --------------------------------------------------------- */

static int make(struct world *w, unsigned int type)
{
	switch (type) {
	case RUAPI_OBJ_DM:
		return dm_alloc(w);
	case RUAPI_OBJ_DMAH:
		return dmah_alloc(w);
	case RUAPI_OBJ_COMP_CNTR:
		return comp_cntr_create(w);
	case RUAPI_OBJ_COUNTERS:
		return counters_create(w);
	case RUAPI_OBJ_WQ:
		return wq_create(w);
	case RUAPI_OBJ_XRCD:
		return xrcd_open(w);
	case RUAPI_OBJ_DRIVER_OBJECT:
		return driver_object_create(w);
	case RUAPI_OBJ_FLOW_ACTION:
		return flow_action_create(w);
	default:
		return -ENOSYS;
	}
}

static const struct sequence sequences[] = {
	{ RUAPI_OBJ_MR, RUAPI_MR_REG_DM, NULL, ON_SIM,
	  .prepare = dm_make, .call = mr_reg_dm, .undo = mr_undo,
	  .cleanup = dm_cleanup },
	{ RUAPI_OBJ_MR, RUAPI_MR_REG_DMABUF, NULL, ON_SIM,
	  .prepare = dmabuf_make, .call = mr_reg_dmabuf, .undo = mr_undo,
	  .cleanup = dmabuf_cleanup },
	{ RUAPI_OBJ_DM, RUAPI_DM_ALLOC, NULL, ON_SIM,
	  .call = dm_alloc, .undo = dm_undo },
	{ RUAPI_OBJ_DMAH, RUAPI_DMAH_ALLOC, NULL, ON_SIM_NEWER,
	  .call = dmah_alloc, .undo = dmah_undo },
	{ RUAPI_OBJ_MR, RUAPI_MR_REG, "with a DMA handle", ON_SIM_NEWER,
	  .prepare = dmah_make, .call = mr_reg_with_dmah, .undo = mr_undo,
	  .cleanup = dmah_cleanup },
	{ RUAPI_OBJ_COMP_CNTR, RUAPI_COMP_CNTR_CREATE, NULL, ON_SIM_NEWER,
	  .call = comp_cntr_create, .undo = comp_cntr_undo },
	{ RUAPI_OBJ_COMP_CNTR, RUAPI_COMP_CNTR_MODIFY, NULL, ON_SIM_NEWER,
	  .prepare = comp_cntr_make, .call = comp_cntr_modify,
	  .cleanup = comp_cntr_cleanup, .state = comp_cntr_value },
	{ RUAPI_OBJ_COMP_CNTR, RUAPI_COMP_CNTR_READ, NULL, ON_SIM_NEWER,
	  .prepare = comp_cntr_make, .call = comp_cntr_read,
	  .cleanup = comp_cntr_cleanup },
	{ RUAPI_OBJ_COMP_CNTR, RUAPI_COMP_CNTR_ATTACH, NULL, ON_SIM_NEWER,
	  .prepare = comp_cntr_make_qp, .call = comp_cntr_attach,
	  .cleanup = comp_cntr_cleanup },
	{ RUAPI_OBJ_COMP_CNTR, RUAPI_COMP_CNTR_QUERY_CAPS, NULL, ON_SIM_NEWER,
	  .call = comp_cntr_query_caps },
	{ RUAPI_OBJ_COUNTERS, RUAPI_COUNTERS_CREATE, NULL, ON_SIM,
	  .call = counters_create, .undo = counters_undo },
	{ RUAPI_OBJ_COUNTERS, RUAPI_COUNTERS_READ, NULL, 0, EINVAL,
	  .prepare = counters_make, .call = counters_read,
	  .cleanup = counters_cleanup },
	{ RUAPI_OBJ_XRCD, RUAPI_XRCD_OPEN, NULL, ON_SIM,
	  .call = xrcd_open, .undo = xrcd_undo },
	{ RUAPI_OBJ_SRQ, RUAPI_SRQ_CREATE, "of XRC", ON_SIM,
	  .prepare = xrcd_make, .call = xrc_srq_create, .undo = srq_undo,
	  .cleanup = xrcd_cleanup },
	{ RUAPI_OBJ_QP, RUAPI_QP_OPEN, NULL, ON_SIM,
	  .prepare = target_make, .call = qp_open, .undo = qp_undo,
	  .cleanup = target_cleanup },
	{ RUAPI_OBJ_WQ, RUAPI_WQ_CREATE, NULL, ON_SIM,
	  .call = wq_create, .undo = wq_undo },
	{ RUAPI_OBJ_WQ, RUAPI_WQ_MODIFY, NULL, ON_SIM,
	  .prepare = wq_make, .call = wq_modify, .cleanup = wq_cleanup },
	{ RUAPI_OBJ_RWQ_TABLE, RUAPI_DESTROY, NULL, ON_SIM,
	  .prepare = rwq_table_make, .call = rwq_table_destroy,
	  .cleanup = wq_cleanup },
	{ RUAPI_OBJ_RWQ_TABLE, RUAPI_RWQ_TABLE_CREATE, NULL, ON_SIM,
	  .prepare = wq_make, .call = rwq_table_create,
	  .undo = rwq_table_undo, .cleanup = wq_cleanup },
	{ RUAPI_OBJ_FLOW, RUAPI_DESTROY, NULL, ON_SIM,
	  .prepare = flow_make, .call = flow_destroy,
	  .cleanup = flow_cleanup },
	{ RUAPI_OBJ_FLOW, RUAPI_FLOW_CREATE, NULL, ON_SIM,
	  .prepare = flow_prepare, .call = flow_create, .undo = flow_undo,
	  .cleanup = flow_cleanup },
	{ .name = "an object of a driver", .on = ON_SIM,
	  .call = driver_object_create, .undo = driver_object_undo },
	{ .name = "a file of a driver", .on = ON_SIM,
	  .call = driver_file_create, .undo = undo_fd },
	{ .name = "a CQ with what a driver adds", .on = ON_SIM,
	  .prepare = added_prepare, .call = added_create, .undo = added_undo,
	  .cleanup = added_cleanup },
	{ RUAPI_OBJ_FLOW_ACTION, RUAPI_FLOW_ACTION_CREATE, NULL, ON_SIM,
	  .call = flow_action_create, .undo = flow_action_undo },
	{ RUAPI_OBJ_FLOW_ACTION, RUAPI_FLOW_ACTION_MODIFY, NULL, ON_SIM,
	  .prepare = flow_action_make, .call = flow_action_modify,
	  .cleanup = flow_action_cleanup },
};

const struct sequences sim_sequences = { sequences, COUNT(sequences), make, };
