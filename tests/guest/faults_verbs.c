// SPDX-License-Identifier: GPL-2.0 OR Linux-OpenIB
/* Sequences for faults.c: verbs that all devices have. */
#include <rdma/rdma_user_rxe.h>
#include <unistd.h>
#include "faults.h"

static const struct ruapi_qp_cap small_cap = {
	.max_send_wr = 4,
	.max_recv_wr = 4,
	.max_send_sge = 1,
	.max_recv_sge = 1,
};

/* ---- MR ------------------------------------------------------------------------- */

/* Two regions: of the set's PD, and of one in another context. */
static struct ruapi_mr_region each_regions[2];

static int each_prepare(struct world *w)
{
	int ret;

	ret = open_context(w, w->set.fd, true, &w->obj[0]);
	return ret ? ret : make_pd(w->set.fd, w->set.driver, w->obj[0], &w->obj[1]);
}

static int mr_reg_each(struct world *w)
{
	const struct ruapi_objref pds[] = {
		{ .handle = handle(w, RUAPI_OBJ_PD), .object = RUAPI_OBJ_PD, },
		{ .handle = w->obj[1], .object = RUAPI_OBJ_PD, },
	};
	struct ruapi_mr_reg_each_args args = {
		.regions = each_regions,
		.regions_max = COUNT(each_regions),
		.pds = pds,
		.pds_len = COUNT(pds),
		.addr = (uintptr_t)w->set.buf,
		.length = 4096,
		.access = 1,
	};

	return ruapi_mr_reg_each(w->set.fd, &args);
}

static int mr_unreg_each(struct world *w)
{
	const int first = destroy(w->set.fd, RUAPI_OBJ_MR, each_regions[0].handle);
	const int second = destroy(w->set.fd, RUAPI_OBJ_MR, each_regions[1].handle);

	return first ? first : second;
}

static int each_cleanup(struct world *w)
{
	const int first = destroy(w->set.fd, RUAPI_OBJ_PD, w->obj[1]);
	const int second = destroy(w->set.fd, RUAPI_OBJ_CONTEXT, w->obj[0]);

	return first ? first : second;
}

static int mr_reg(struct world *w)
{
	return make_mr(w->set.fd, w->set.driver, handle(w, RUAPI_OBJ_PD),
		       w->set.buf, 4096, &w->made);
}

int mr_undo(struct world *w)
{
	return undo_made(w, RUAPI_OBJ_MR);
}

static int mr_query(struct world *w)
{
	struct ruapi_mr_query_args args = {
		.handle = handle(w, RUAPI_OBJ_MR),
	};

	return ruapi_mr_query(w->set.fd, &args);
}

static int mr_rereg(struct world *w)
{
	struct ruapi_mr_rereg_args args = {
		.uhw = uhw_room(w->set.driver, RUAPI_OBJ_MR, RUAPI_MR_REREG),
		.handle = handle(w, RUAPI_OBJ_MR),
		.access = 5,
	};

	return ruapi_mr_rereg(w->set.fd, &args);
}

static int mr_advise(struct world *w)
{
	const struct ruapi_sge sge = { .length = 4096 };
	struct ruapi_mr_advise_args args = {
		.set = RUAPI_SET(RUAPI_MR_ADVISE_ADVICE),
		.pd = handle(w, RUAPI_OBJ_PD),
		.sges = &sge,
		.sges_len = 1,
	};

	return ruapi_mr_advise(w->set.fd, &args);
}

/* ---- CQ ------------------------------------------------------------------------- */

static int cq_create(struct world *w)
{
	return make_cq(w->set.fd, w->set.driver, handle(w, RUAPI_OBJ_CONTEXT),
		       w->queue, 0xc9, &w->made);
}

static int cq_undo(struct world *w)
{
	return undo_made(w, RUAPI_OBJ_CQ);
}

static int cq_arm(struct world *w)
{
	return ruapi_cq_arm(w->set.fd, handle(w, RUAPI_OBJ_CQ), 0);
}

static int cq_resize(struct world *w)
{
	struct ruapi_cq_resize_args args = {
		.uhw = uhw_room(w->set.driver, RUAPI_OBJ_CQ, RUAPI_CQ_RESIZE),
		.handle = handle(w, RUAPI_OBJ_CQ),
		.cqe = 100,
	};

	return ruapi_cq_resize(w->set.fd, &args);
}

static int cq_modify(struct world *w)
{
	struct ruapi_cq_modify_args args = {
		.handle = handle(w, RUAPI_OBJ_CQ),
		.count = 10,
		.period = 100,
	};

	return ruapi_cq_modify(w->set.fd, &args);
}

/* ---- QP ------------------------------------------------------------------------- */

int create_qp(struct world *w, uint8_t type, uint32_t *qp)
{
	struct ruapi_qp_cap actual;
	struct ruapi_qp_create_args args = {
		.uhw = uhw_room(w->set.driver, RUAPI_OBJ_QP, RUAPI_QP_CREATE),
		.pd = handle(w, RUAPI_OBJ_PD),
		.type = type,
		.send_cq = handle(w, RUAPI_OBJ_CQ),
		.recv_cq = handle(w, RUAPI_OBJ_CQ),
		.cap = &small_cap,
		.queue = w->queue,
		.actual_cap = &actual,
	};
	int ret = ruapi_qp_create(w->set.fd, &args);

	*qp = args.handle;
	return ret;
}

static int qp_create(struct world *w)
{
	return create_qp(w, QPT_RC, &w->made);
}

int qp_undo(struct world *w)
{
	return undo_made(w, RUAPI_OBJ_QP);
}

static int qp_prepare(struct world *w)
{
	return create_qp(w, QPT_RC, &w->obj[0]);
}

static int qp_cleanup(struct world *w)
{
	return destroy(w->set.fd, RUAPI_OBJ_QP, w->obj[0]);
}

static int query_qp(struct world *w, uint32_t qp, uint32_t *state)
{
	struct ruapi_qp_attr attr = {};
	struct ruapi_qp_query_args args = {
		.handle = qp,
		.attr = &attr,
	};
	int ret = ruapi_qp_query(w->set.fd, &args);

	*state = attr.qp_state;
	return ret;
}

static int qp_query(struct world *w)
{
	uint32_t state;

	return query_qp(w, handle(w, RUAPI_OBJ_QP), &state);
}

static uint64_t qp_state(struct world *w)
{
	uint32_t state = ~0u;

	query_qp(w, w->obj[0], &state);
	return state;
}

/* To INIT.  iWARP knows fewer attributes. */
static int qp_modify(struct world *w)
{
	const struct ruapi_qp_attr attr = {
		/* STATE ACCESS_FLAGS PKEY_INDEX PORT */
		.mask = is_ib(w) ? 1 | 8 | 16 | 32 : 1 | 8,
		.qp_state = 1,
		.port_num = 1,
	};
	struct ruapi_qp_modify_args args = {
		.uhw = uhw_room(w->set.driver, RUAPI_OBJ_QP, RUAPI_QP_MODIFY),
		.handle = w->obj[0],
		.attr = &attr,
	};

	return ruapi_qp_modify(w->set.fd, &args);
}

static const uint8_t group[16] = {
	0xff, 0x0e, [10] = 0xff, [11] = 0xff, 224, 1, 1, 1
};

static int ud_prepare(struct world *w)
{
	return create_qp(w, is_ib(w) ? QPT_UD : QPT_RC, &w->obj[0]);
}

static int qp_attach(struct world *w)
{
	struct ruapi_qp_attach_mcast_args args = {
		.handle = w->obj[0],
		.gid = group,
		.gid_len = sizeof(group),
	};

	return ruapi_qp_attach_mcast(w->set.fd, &args);
}

static int qp_detach(struct world *w)
{
	struct ruapi_qp_detach_mcast_args args = {
		.handle = w->obj[0],
		.gid = group,
		.gid_len = sizeof(group),
	};

	return ruapi_qp_detach_mcast(w->set.fd, &args);
}

static int attached_prepare(struct world *w)
{
	const int ret = ud_prepare(w);

	return ret || !is_ib(w) ? ret : qp_attach(w);
}

/* ---- SRQ ------------------------------------------------------------------------ */

static int create_srq(struct world *w, uint32_t *srq)
{
	static const struct ruapi_srq_attr sizes = {
		.max_wr = 20,
		.max_sge = 2,
	};
	struct ruapi_srq_attr actual;
	struct ruapi_srq_create_args args = {
		.uhw = uhw_room(w->set.driver, RUAPI_OBJ_SRQ, RUAPI_SRQ_CREATE),
		.pd = handle(w, RUAPI_OBJ_PD),
		.attr = &sizes,
		.actual_attr = &actual,
	};
	int ret = ruapi_srq_create(w->set.fd, &args);

	*srq = args.handle;
	return ret;
}

static int srq_create(struct world *w)
{
	return create_srq(w, &w->made);
}

int srq_undo(struct world *w)
{
	return undo_made(w, RUAPI_OBJ_SRQ);
}

static int srq_prepare(struct world *w)
{
	return create_srq(w, &w->obj[0]);
}

static int srq_cleanup(struct world *w)
{
	return destroy(w->set.fd, RUAPI_OBJ_SRQ, w->obj[0]);
}

static int query_srq(struct world *w, struct ruapi_srq_attr *attr)
{
	struct ruapi_srq_query_args args = {
		.handle = w->obj[0],
		.attr = attr,
	};

	return ruapi_srq_query(w->set.fd, &args);
}

static int srq_query(struct world *w)
{
	struct ruapi_srq_attr attr;

	return query_srq(w, &attr);
}

static uint64_t srq_state(struct world *w)
{
	struct ruapi_srq_attr attr = {};

	query_srq(w, &attr);
	return (uint64_t)attr.srq_limit << 32 | attr.max_wr;
}

static int modify_srq(struct world *w, uint32_t max_wr, uint32_t limit)
{
	static struct mminfo info;
	const struct rxe_modify_srq_cmd cmd = {
		.mmap_info_addr = (uintptr_t)&info,
	};
	struct ruapi_srq_modify_args args = {
		.handle = w->obj[0],
		.max_wr = max_wr,
		.srq_limit = limit,
	};

	if (is_rxe(w))
		args.uhw = (struct ruapi_uhw) {
			.in = &cmd,
			.in_len = sizeof(cmd),
			.driver_id = RDMA_DRIVER_RXE,
		};
	return ruapi_srq_modify(w->set.fd, &args);
}

static int srq_set_limit(struct world *w)
{
	return modify_srq(w, 0, 5);
}

static int srq_resize(struct world *w)
{
	return modify_srq(w, 100, 0);
}

/* ---- work requests, which rxe and siw do not take ------------------------------------------ */

/* What is posted to a QP in ERROR is taken, and flushed. */
static int error_prepare(struct world *w)
{
	const struct ruapi_qp_attr attr = { .mask = 1, .qp_state = 6 };
	struct ruapi_qp_modify_args args = { .attr = &attr };
	int ret = qp_prepare(w);

	if (ret || !is_sim(w->set.driver))
		return ret;
	/* By way of INIT. */
	ret = qp_modify(w);
	args.handle = w->obj[0];
	return ret ? ret : ruapi_qp_modify(w->set.fd, &args);
}

/* More than fits into the call itself. */
static struct ruapi_recv_wr recv_wrs[40];
static struct ruapi_send_wr send_wrs[10];

static int qp_post_send(struct world *w)
{
	struct ruapi_qp_post_send_args args = {
		.handle = w->obj[0],
		.wrs = send_wrs,
		.wrs_len = COUNT(send_wrs),
	};

	return ruapi_qp_post_send(w->set.fd, &args);
}

static int qp_post_recv(struct world *w)
{
	struct ruapi_qp_post_recv_args args = {
		.handle = w->obj[0],
		.wrs = recv_wrs,
		.wrs_len = COUNT(recv_wrs),
	};

	return ruapi_qp_post_recv(w->set.fd, &args);
}

static int srq_post_recv(struct world *w)
{
	struct ruapi_srq_post_recv_args args = {
		.handle = w->obj[0],
		.wrs = recv_wrs,
		.wrs_len = COUNT(recv_wrs),
	};

	return ruapi_srq_post_recv(w->set.fd, &args);
}

static int cq_poll(struct world *w)
{
	struct ruapi_wc wcs[10];
	struct ruapi_cq_poll_args args = {
		.handle = handle(w, RUAPI_OBJ_CQ),
		.wcs = wcs,
		.wcs_max = COUNT(wcs),
	};

	return ruapi_cq_poll(w->set.fd, &args);
}

/* ---- AH, MW ------------------------------------------------------------------------ */

/* A path to the device itself: its own GID of an IPv4 address. */
static void own_path(struct world *w, struct ruapi_ah_attr *attr)
{
	struct ruapi_gid_entry gids[64] = {};
	uint32_t count = COUNT(gids), i;

	memset(attr, 0, sizeof(*attr));
	attr->port_num = 1;
	attr->is_global = 1;
	attr->hop_limit = 64;
	if (gid_table(w, gids, &count))
		return;
	for (i = 0; i < count && i < COUNT(gids); i++) {
		if (gids[i].gid[10] != 0xff || gids[i].gid_type != 2)
			continue;
		memcpy(attr->dgid, gids[i].gid, sizeof(attr->dgid));
		attr->sgid_index = gids[i].gid_index;
	}
}

static struct ruapi_ah_attr ah_path;

static int ah_prepare(struct world *w)
{
	own_path(w, &ah_path);
	return 0;
}

static int ah_create(struct world *w)
{
	struct ruapi_ah_create_args args = {
		.uhw = uhw_room(w->set.driver, RUAPI_OBJ_AH, RUAPI_AH_CREATE),
		.pd = handle(w, RUAPI_OBJ_PD),
		.attr = &ah_path,
	};
	int ret = ruapi_ah_create(w->set.fd, &args);

	w->made = args.handle;
	return ret;
}

static int ah_undo(struct world *w)
{
	return undo_made(w, RUAPI_OBJ_AH);
}

/* Where there is no AH the handle is one of nothing: a stranger's errno. */
static int ah_make(struct world *w)
{
	int ret;

	ah_prepare(w);
	ret = ah_create(w);
	w->obj[0] = w->made;
	return ret == -EOPNOTSUPP ? 0 : ret;
}

static int ah_query(struct world *w)
{
	struct ruapi_ah_attr attr;
	struct ruapi_ah_query_args args = {
		.handle = w->obj[0],
		.attr = &attr,
	};

	return is_ib(w) ? ruapi_ah_query(w->set.fd, &args) : -EOPNOTSUPP;
}

static int ah_cleanup(struct world *w)
{
	return is_ib(w) ? destroy(w->set.fd, RUAPI_OBJ_AH, w->obj[0]) : 0;
}

static int mw_alloc(struct world *w)
{
	struct ruapi_mw_alloc_args args = {
		.uhw = uhw_room(w->set.driver, RUAPI_OBJ_MW, RUAPI_MW_ALLOC),
		.pd = handle(w, RUAPI_OBJ_PD),
		.type = 2,
	};
	int ret = ruapi_mw_alloc(w->set.fd, &args);

	w->made = args.handle;
	return ret;
}

static int mw_undo(struct world *w)
{
	return undo_made(w, RUAPI_OBJ_MW);
}

/* ---- what faults.c is told --------------------------------------------------------- */

static int make(struct world *w, unsigned int type)
{
	switch (type) {
	case RUAPI_OBJ_MR:
		return mr_reg(w);
	case RUAPI_OBJ_CQ:
		return cq_create(w);
	case RUAPI_OBJ_QP:
		return qp_create(w);
	case RUAPI_OBJ_SRQ:
		return srq_create(w);
	case RUAPI_OBJ_AH:
		ah_prepare(w);
		return ah_create(w);
	case RUAPI_OBJ_MW:
		return mw_alloc(w);
	default:
		return -ENOSYS;
	}
}

/* ---- batches ---------------------------------------------------------------------------- */

static struct ruapi_endpoint_args endpoint;

static int batch_endpoint(struct world *w)
{
	return make_endpoint(&w->set, &endpoint);
}

static int batch_undo(struct world *w)
{
	return drop_endpoint(&w->set, &endpoint);
}

/* A CQ whose last call changes it: others may have seen it by then. */
static int batch_last(struct world *w)
{
	const struct ruapi_uhw uhw = uhw_room(w->set.driver, RUAPI_OBJ_CQ,
					      RUAPI_CQ_CREATE);
	const struct ruapi_uhw again = uhw_room(w->set.driver, RUAPI_OBJ_CQ,
						RUAPI_CQ_RESIZE);
	struct ruapi_calls *calls = ruapi_batch_begin();
	struct ruapi_msg msg;
	int ret;

	ruapi_msg_init(&msg, RUAPI_OBJ_CQ, RUAPI_CQ_CREATE);
	ruapi_msg_driver(&msg, uhw.driver_id);
	ruapi_msg_obj_new(&msg, RUAPI_CQ_CREATE_HANDLE, RUAPI_OBJ_CQ);
	ruapi_msg_obj(&msg, RUAPI_CQ_CREATE_CONTEXT, RUAPI_OBJ_CONTEXT,
		      w->set.handle[RUAPI_OBJ_CONTEXT]);
	ruapi_msg_in(&msg, RUAPI_CQ_CREATE_CQE, 4, 16);
	if (uhw.out_max)
		ruapi_msg_buf_out(&msg, RUAPI_ATTR_UHW_OUT, uhw.out,
				  uhw.out_max);
	ruapi_batch_add(calls, &msg);
	ruapi_msg_init(&msg, RUAPI_OBJ_CQ, RUAPI_CQ_RESIZE);
	ruapi_msg_driver(&msg, again.driver_id);
	ruapi_msg_result(&msg, RUAPI_CQ_RESIZE_HANDLE, RUAPI_OBJ_CQ, 0);
	ruapi_msg_in(&msg, RUAPI_CQ_RESIZE_CQE, 4, 32);
	if (again.out_max)
		ruapi_msg_buf_out(&msg, RUAPI_ATTR_UHW_OUT, again.out,
				  again.out_max);
	ruapi_batch_add(calls, &msg);
	ret = ruapi_batch_run(w->set.fd, calls);
	w->made = ruapi_batch_value(calls, 0, RUAPI_CQ_CREATE_HANDLE);
	ruapi_batch_end(calls);
	return ret;
}

static int batch_last_undo(struct world *w)
{
	return destroy(w->set.fd, RUAPI_OBJ_CQ, w->made);
}

static const struct sequence sequences[] = {
	{ RUAPI_OBJ_MR, RUAPI_MR_REG, NULL, EVERYWHERE,
	  .call = mr_reg, .undo = mr_undo },
	/* siw wants to tell the caller something, who has no room for it. */
	{ RUAPI_OBJ_MR, RUAPI_MR_REG_EACH, NULL, ON_IB, EINVAL,
	  .prepare = each_prepare, .call = mr_reg_each, .undo = mr_unreg_each,
	  .cleanup = each_cleanup },
	{ RUAPI_OBJ_MR, RUAPI_QUERY, NULL, EVERYWHERE,
	  .call = mr_query },
	/* The sanitizer kernel is a 6.1, whose rxe has it not. */
	{ RUAPI_OBJ_MR, RUAPI_MR_REREG, NULL, ON_SIM,
	  .call = mr_rereg },
	{ RUAPI_OBJ_MR, RUAPI_MR_ADVISE, NULL, 0,
	  .call = mr_advise },
	{ RUAPI_OBJ_CQ, RUAPI_CQ_CREATE, NULL, EVERYWHERE,
	  .call = cq_create, .undo = cq_undo },
	{ RUAPI_OBJ_CQ, RUAPI_CQ_ARM, NULL, ON_IB,
	  .call = cq_arm },
	{ RUAPI_OBJ_CQ, RUAPI_CQ_RESIZE, NULL, ON_IB,
	  .call = cq_resize },
	{ RUAPI_OBJ_CQ, RUAPI_CQ_MODIFY, NULL, ON_SIM,
	  .call = cq_modify },
	{ RUAPI_OBJ_CQ, RUAPI_CQ_POLL, NULL, ON_SIM,
	  .call = cq_poll },
	{ RUAPI_OBJ_QP, RUAPI_QP_CREATE, NULL, EVERYWHERE,
	  .call = qp_create, .undo = qp_undo },
	{ RUAPI_OBJ_QP, RUAPI_QUERY, NULL, EVERYWHERE,
	  .call = qp_query },
	{ RUAPI_OBJ_QP, RUAPI_QP_MODIFY, NULL, EVERYWHERE,
	  .prepare = qp_prepare, .call = qp_modify, .cleanup = qp_cleanup,
	  .state = qp_state },
	{ RUAPI_OBJ_QP, RUAPI_QP_ATTACH_MCAST, NULL, ON_IB,
	  .prepare = ud_prepare, .call = qp_attach, .undo = qp_detach,
	  .cleanup = qp_cleanup },
	{ RUAPI_OBJ_QP, RUAPI_QP_DETACH_MCAST, NULL, ON_IB, EINVAL,
	  .prepare = attached_prepare, .call = qp_detach,
	  .cleanup = qp_cleanup },
	{ RUAPI_OBJ_QP, RUAPI_QP_POST_SEND, NULL, ON_SIM,
	  .prepare = error_prepare, .call = qp_post_send,
	  .cleanup = qp_cleanup },
	{ RUAPI_OBJ_QP, RUAPI_QP_POST_RECV, NULL, ON_SIM,
	  .prepare = error_prepare, .call = qp_post_recv,
	  .cleanup = qp_cleanup },
	{ RUAPI_OBJ_SRQ, RUAPI_SRQ_POST_RECV, NULL, ON_SIM,
	  .prepare = srq_prepare, .call = srq_post_recv,
	  .cleanup = srq_cleanup },
	{ RUAPI_OBJ_SRQ, RUAPI_SRQ_CREATE, NULL, EVERYWHERE,
	  .call = srq_create, .undo = srq_undo },
	{ RUAPI_OBJ_SRQ, RUAPI_QUERY, NULL, EVERYWHERE,
	  .prepare = srq_prepare, .call = srq_query, .cleanup = srq_cleanup },
	{ RUAPI_OBJ_SRQ, RUAPI_SRQ_MODIFY, "limit", EVERYWHERE,
	  .prepare = srq_prepare, .call = srq_set_limit,
	  .cleanup = srq_cleanup, .state = srq_state },
	{ RUAPI_OBJ_SRQ, RUAPI_SRQ_MODIFY, "size", ON_RXE,
	  .prepare = srq_prepare, .call = srq_resize,
	  .cleanup = srq_cleanup, .state = srq_state },
	/* The route to the peer is looked up. */
	{ RUAPI_OBJ_AH, RUAPI_AH_CREATE, NULL, ON_IB, .also = { ENOBUFS },
	  .prepare = ah_prepare, .call = ah_create, .undo = ah_undo },
	{ RUAPI_OBJ_AH, RUAPI_QUERY, NULL, ON_IB,
	  .prepare = ah_make, .call = ah_query, .cleanup = ah_cleanup },
	{ RUAPI_OBJ_MW, RUAPI_MW_ALLOC, NULL, ON_IB,
	  .call = mw_alloc, .undo = mw_undo },
	{ .name = "a batch", .on = EVERYWHERE,
	  .call = batch_endpoint, .undo = batch_undo },
	{ .name = "a batch that ends with what cannot be undone", .on = ON_IB,
	  .call = batch_last, .undo = batch_last_undo },
};

const struct sequences verbs_sequences = { sequences, COUNT(sequences), make, };
