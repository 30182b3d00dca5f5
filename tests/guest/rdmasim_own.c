// SPDX-License-Identifier: GPL-2.0 OR Linux-OpenIB
/*
 * What only requests in queues that are mapped have, by rdmasim's own provider library:
 * inline data, memory windows, timestamps, work queues, memory on the device.
 */
#include <time.h>
#include "rdmasim.h"

static int post(struct end *end, struct ibv_send_wr *wr)
{
	struct ibv_send_wr *bad;

	return ibv_post_send(end->qp, wr, &bad);
}

/* ---- inline data ------------------------------------------------------------------------ */

static struct ibv_qp *qp_of(struct end *end, uint32_t max_inline)
{
	struct ibv_qp_init_attr init = {
		.send_cq = end->send_cq,
		.recv_cq = end->recv_cq,
		.cap = { 2, 2, 1, 1, max_inline, },
		.qp_type = IBV_QPT_UD,
	};
	struct ibv_qp_attr attr = {
		.qp_state = IBV_QPS_INIT,
		.port_num = end->port,
		.qkey = QKEY,
	};
	struct ibv_qp *qp = ibv_create_qp(end->pd, &init);

	if (!qp)
		return NULL;
	test_check(init.cap.max_inline_data == max_inline, "room: %u", init.cap.max_inline_data);
	test_ret(ibv_modify_qp(qp, &attr, IBV_QP_STATE | IBV_QP_PORT | IBV_QP_PKEY_INDEX |
			       IBV_QP_QKEY), 0, "INIT");
	attr.qp_state = IBV_QPS_RTR;
	test_ret(ibv_modify_qp(qp, &attr, IBV_QP_STATE), 0, "RTR");
	attr.qp_state = IBV_QPS_RTS;
	test_ret(ibv_modify_qp(qp, &attr, IBV_QP_STATE | IBV_QP_SQ_PSN), 0, "RTS");
	return qp;
}

static void test_inline(void)
{
	const struct how how = { .type = IBV_QPT_UD, };
	char text[] = "what has no key is copied at once";
	struct ibv_sge sge[] = { { .addr = (uintptr_t)text, .length = sizeof(text), }, };
	struct ibv_send_wr wr = {
		.opcode = IBV_WR_SEND,
		.send_flags = IBV_SEND_INLINE | IBV_SEND_SIGNALED,
		.sg_list = sge,
		.num_sge = 1,
	}, *bad;
	struct pair pair;
	struct ibv_qp *qp;
	struct ibv_wc wc;

	test_begin("own queues: inline data");
	pair_make(&pair, &how);
	test_check(!qp_of(&pair.a, 257) && errno == EINVAL, "more than there is room");
	qp = qp_of(&pair.a, 64);
	wr.wr.ud.ah = ah_to(&pair.a, &pair.b, false);
	wr.wr.ud.remote_qpn = pair.b.qp->qp_num;
	wr.wr.ud.remote_qkey = QKEY;
	test_check(!post_recv(&pair.b, 0, 256, pair.b.mr->lkey), "receive");
	test_ret(ibv_post_send(qp, &wr, &bad), 0, "post");
	text[0] = '?';
	completes(pair.a.send_cq, IBV_WC_SUCCESS, "sender");
	test_check(next_wc(pair.b.recv_cq, &wc) == IBV_WC_SUCCESS && wc.src_qp == qp->qp_num,
		   "receiver");
	text[0] = 'w';
	test_check(!memcmp(pair.b.buf + 40, text, sizeof(text)), "data: %s", pair.b.buf + 40);
	sge[0].length = 65;
	test_ret(ibv_post_send(qp, &wr, &bad), EINVAL, "too long");
	ibv_destroy_ah(wr.wr.ud.ah);
	ibv_destroy_qp(qp);
	pair_free(&pair);
}

/* ---- memory windows ----------------------------------------------------------------------- */

static int write_by(struct pair *pair, uint32_t rkey, void *to)
{
	struct ibv_sge sge = {
		.addr = (uintptr_t)pair->a.buf,
		.length = 8,
		.lkey = pair->a.mr->lkey,
	};
	struct ibv_send_wr wr = {
		.opcode = IBV_WR_RDMA_WRITE,
		.sg_list = &sge,
		.num_sge = 1,
		.wr.rdma = { .remote_addr = (uintptr_t)to, .rkey = rkey, },
	};
	struct ibv_wc wc;

	if (post(&pair->a, &wr))
		return -1;
	return next_wc(pair->a.send_cq, &wc);
}

/* A region that windows can be bound to, at the receiver. */
static struct ibv_mr *bindable(struct end *end, int access)
{
	struct ibv_mr *mr = ibv_reg_mr(end->pd, end->buf, 4096, access | IBV_ACCESS_MW_BIND);

	test_check(mr, "region: %s", err_name(errno));
	return mr;
}

static void test_window_1(void)
{
	const struct how how = { .type = IBV_QPT_RC, };
	struct ibv_mw_bind bind = {
		.send_flags = IBV_SEND_SIGNALED,
		.bind_info = {
			.length = 16,
			.mw_access_flags = IBV_ACCESS_REMOTE_WRITE,
		},
	};
	struct ibv_mw *mw;
	struct ibv_mr *mr;
	struct pair pair;
	uint32_t old;

	test_begin("own queues: a window of type 1 opens part of a region");
	pair_make(&pair, &how);
	mr = bindable(&pair.b, IBV_ACCESS_LOCAL_WRITE);
	mw = ibv_alloc_mw(pair.b.pd, IBV_MW_TYPE_1);
	if (!test_check(mw, "window: %s", err_name(errno)))
		return;
	bind.bind_info.mr = mr;
	bind.bind_info.addr = (uintptr_t)pair.b.buf + 32;
	old = mw->rkey;
	test_ret(ibv_bind_mw(pair.b.qp, mw, &bind), 0, "bind");
	completes(pair.b.send_cq, IBV_WC_SUCCESS, "bound");
	test_check(mw->rkey != old, "another key");
	memset(pair.a.buf, 0x3c, 8);
	test_check(write_by(&pair, mw->rkey, pair.b.buf + 40) == IBV_WC_SUCCESS &&
		   pair.b.buf[40] == 0x3c && !pair.b.buf[39], "write to it");
	old = mw->rkey;
	test_ret(ibv_bind_mw(pair.b.qp, mw, &bind), 0, "bind again");
	completes(pair.b.send_cq, IBV_WC_SUCCESS, "bound again");
	test_check(write_by(&pair, old, pair.b.buf + 40) == IBV_WC_REM_ACCESS_ERR,
		   "the old key opens nothing");
	event_comes(IBV_EVENT_QP_ACCESS_ERR);
	test_ret(ibv_dealloc_mw(mw), 0, "window");
	test_ret(ibv_dereg_mr(mr), 0, "region");
	pair_free(&pair);
}

/* One pair for each, as an error ends it. */
static void refused(uint32_t offset, int mw_access, int region_access, bool unbind,
		    enum ibv_wc_status want, const char *what)
{
	const struct how how = { .type = IBV_QPT_RC, };
	struct ibv_mw_bind bind = {
		.send_flags = IBV_SEND_SIGNALED,
		.bind_info = { .length = 16, .mw_access_flags = mw_access, },
	};
	struct ibv_mw *mw;
	struct ibv_mr *mr;
	struct pair pair;

	pair_make(&pair, &how);
	mr = bindable(&pair.b, region_access);
	mw = ibv_alloc_mw(pair.b.pd, IBV_MW_TYPE_1);
	bind.bind_info.mr = mr;
	bind.bind_info.addr = (uintptr_t)pair.b.buf + 32;
	test_ret(ibv_bind_mw(pair.b.qp, mw, &bind), 0, "%s: bind", what);
	if (want != IBV_WC_MW_BIND_ERR) {
		completes(pair.b.send_cq, IBV_WC_SUCCESS, what);
		if (unbind)
			test_ret(ibv_dereg_mr(mr), 0, "region");
		test_check(write_by(&pair, mw->rkey, pair.b.buf + offset) == (int)want, "%s",
			   what);
		event_comes(IBV_EVENT_QP_ACCESS_ERR);
	} else {
		completes(pair.b.send_cq, want, what);
	}
	test_ret(ibv_dealloc_mw(mw), 0, "window");
	if (!unbind)
		test_ret(ibv_dereg_mr(mr), 0, "region");
	pair_free(&pair);
}

static void test_window_errors(void)
{
	const int all = IBV_ACCESS_LOCAL_WRITE;

	test_begin("own queues: what a window does not open");
	refused(24, IBV_ACCESS_REMOTE_WRITE, all, false, IBV_WC_REM_ACCESS_ERR, "before it");
	refused(41, IBV_ACCESS_REMOTE_WRITE, all, false, IBV_WC_REM_ACCESS_ERR, "past it");
	refused(32, IBV_ACCESS_REMOTE_READ, all, false, IBV_WC_REM_ACCESS_ERR, "to be read only");
	refused(32, IBV_ACCESS_REMOTE_WRITE, all, true, IBV_WC_REM_ACCESS_ERR,
		"of a region that is gone");
	refused(32, IBV_ACCESS_REMOTE_WRITE, 0, false, IBV_WC_MW_BIND_ERR,
		"to write, of a region to be read");
}

static void test_window_2(void)
{
	const struct how how = { .type = IBV_QPT_RC, };
	struct ibv_send_wr bind = {
		.opcode = IBV_WR_BIND_MW,
	}, invalidate = {
		.opcode = IBV_WR_LOCAL_INV,
	}, send = {
		.opcode = IBV_WR_SEND_WITH_INV,
	};
	struct ibv_mr *mr;
	struct ibv_mw *mw;
	struct pair pair;
	struct ibv_wc wc;

	test_begin("own queues: a window of type 2 is invalidated, here and from there");
	pair_make(&pair, &how);
	mr = bindable(&pair.b, IBV_ACCESS_LOCAL_WRITE);
	mw = ibv_alloc_mw(pair.b.pd, IBV_MW_TYPE_2);
	if (!test_check(mw, "window: %s", err_name(errno)))
		return;
	bind.bind_mw.mw = mw;
	bind.bind_mw.bind_info = (struct ibv_mw_bind_info){
		.mr = mr,
		.addr = (uintptr_t)pair.b.buf + 64,
		.length = 64,
		.mw_access_flags = IBV_ACCESS_REMOTE_WRITE | IBV_ACCESS_ZERO_BASED,
	};
	bind.bind_mw.rkey = ibv_inc_rkey(mw->rkey);
	test_ret(post(&pair.b, &bind), 0, "bind");
	test_check(next_wc(pair.b.send_cq, &wc) == IBV_WC_SUCCESS && wc.opcode == IBV_WC_BIND_MW,
		   "bound");
	memset(pair.a.buf, 0x5d, 8);
	test_check(write_by(&pair, bind.bind_mw.rkey, (void *)8) == IBV_WC_SUCCESS &&
		   pair.b.buf[72] == 0x5d && !pair.b.buf[71], "write, by offset");
	invalidate.invalidate_rkey = bind.bind_mw.rkey;
	test_ret(post(&pair.b, &invalidate), 0, "invalidate");
	test_check(next_wc(pair.b.send_cq, &wc) == IBV_WC_SUCCESS && wc.opcode == IBV_WC_LOCAL_INV,
		   "invalidated");

	bind.bind_mw.rkey = ibv_inc_rkey(bind.bind_mw.rkey);
	test_ret(post(&pair.b, &bind), 0, "bind");
	completes(pair.b.send_cq, IBV_WC_SUCCESS, "bound again");
	test_check(!post_recv(&pair.b, 0, 8, pair.b.mr->lkey), "receive");
	send.invalidate_rkey = bind.bind_mw.rkey;
	test_ret(post(&pair.a, &send), 0, "send with invalidate");
	completes(pair.a.send_cq, IBV_WC_SUCCESS, "sender");
	test_check(next_wc(pair.b.recv_cq, &wc) == IBV_WC_SUCCESS &&
		   wc.wc_flags & IBV_WC_WITH_INV && wc.invalidated_rkey == send.invalidate_rkey,
		   "receiver: flags %#x", wc.wc_flags);
	test_check(write_by(&pair, bind.bind_mw.rkey, (void *)8) == IBV_WC_REM_ACCESS_ERR,
		   "its key opens nothing");
	event_comes(IBV_EVENT_QP_ACCESS_ERR);
	test_ret(ibv_dealloc_mw(mw), 0, "window");
	test_ret(ibv_dereg_mr(mr), 0, "region");
	pair_free(&pair);
}

/* ---- completions -------------------------------------------------------------------------- */

static void test_resize(void)
{
	const struct how how = { .type = IBV_QPT_RC, };
	struct ibv_send_wr wr = { .opcode = IBV_WR_RDMA_WRITE, };
	struct pair pair;
	struct ibv_wc wc;
	unsigned int i, turn;

	test_begin("own queues: a CQ that is resized keeps what is in it");
	pair_make(&pair, &how);
	for (turn = 0; turn < 4; turn++) {
		for (i = 0; i < 5; i++) {
			wr.wr_id = 10 * turn + i;
			test_ret(post(&pair.a, &wr), 0, "post");
		}
		sleep_ms(20);
		test_check(ibv_resize_cq(pair.a.send_cq, 3) == EINVAL, "not less than it has");
		test_ret(ibv_resize_cq(pair.a.send_cq, turn % 2 ? 5 : 1000), 0, "resize");
		for (i = 0; i < 5; i++)
			test_check(next_wc(pair.a.send_cq, &wc) == IBV_WC_SUCCESS &&
				   wc.wr_id == 10 * turn + i, "request %u", 10 * turn + i);
	}
	pair_free(&pair);
}

static void test_clean(void)
{
	const struct how how = { .type = IBV_QPT_UD, };
	struct ibv_send_wr wr = { .opcode = IBV_WR_SEND, .send_flags = IBV_SEND_SIGNALED, }, *bad;
	struct ibv_qp *qp;
	struct pair pair;
	struct ibv_wc wc;
	unsigned int i;

	test_begin("own queues: completions of a QP go with it, those of others stay");
	pair_make(&pair, &how);
	qp = qp_of(&pair.a, 0);
	wr.wr.ud.ah = ah_to(&pair.a, &pair.b, false);
	wr.wr.ud.remote_qpn = pair.b.qp->qp_num;
	for (i = 0; i < 4; i++) {
		wr.wr_id = i;
		test_ret(ibv_post_send(i % 2 ? qp : pair.a.qp, &wr, &bad), 0, "post");
		sleep_ms(10);
	}
	test_ret(ibv_destroy_qp(qp), 0, "destroy");
	for (i = 0; i < 4; i += 2)
		test_check(next_wc(pair.a.send_cq, &wc) == IBV_WC_SUCCESS && wc.wr_id == i,
			   "request %u", i);
	test_check(silent(pair.a.send_cq), "more than those");
	ibv_destroy_ah(wr.wr.ud.ah);
	pair_free(&pair);
}

static void test_timestamps(void)
{
	const struct how how = { .type = IBV_QPT_RC, };
	struct ibv_cq_init_attr_ex init = {
		.cqe = 4,
		.wc_flags = IBV_WC_EX_WITH_COMPLETION_TIMESTAMP |
			    IBV_WC_EX_WITH_COMPLETION_TIMESTAMP_WALLCLOCK,
	};
	struct ibv_values_ex before = { .comp_mask = IBV_VALUES_MASK_RAW_CLOCK, }, after = before;
	struct ibv_poll_cq_attr none = {};
	struct ibv_device_attr_ex attr;
	const time_t wall = time(NULL);
	struct ibv_send_wr wr = { .opcode = IBV_WR_RDMA_WRITE, }, *bad;
	struct ibv_qp_init_attr qp_init = {
		.cap = { 1, 1, 1, 1, 0, },
		.qp_type = IBV_QPT_RC,
	};
	struct ibv_qp_attr qp_attr = { .qp_state = IBV_QPS_INIT, .port_num = 1, };
	struct ibv_cq_ex *cq;
	struct ibv_qp *qp;
	struct pair pair;
	uint64_t at;

	test_begin("own queues: completions say when they came");
	pair_make(&pair, &how);
	test_ret(ibv_query_device_ex(the_device, NULL, &attr), 0, "device");
	test_check(attr.completion_timestamp_mask == UINT64_MAX && attr.hca_core_clock == 1000000,
		   "its clock");
	cq = ibv_create_cq_ex(the_device, &init);
	if (!test_check(cq, "cq: %s", err_name(errno)))
		return;
	qp_init.send_cq = ibv_cq_ex_to_cq(cq);
	qp_init.recv_cq = qp_init.send_cq;
	qp = ibv_create_qp(pair.a.pd, &qp_init);
	test_check(qp && !ibv_modify_qp(qp, &qp_attr, IBV_QP_STATE | IBV_QP_PORT |
					IBV_QP_PKEY_INDEX | IBV_QP_ACCESS_FLAGS), "qp");
	qp_attr.qp_state = IBV_QPS_ERR;
	test_ret(ibv_modify_qp(qp, &qp_attr, IBV_QP_STATE), 0, "ERR");
	test_ret(ibv_query_rt_values_ex(the_device, &before), 0, "clock");
	sleep_ms(2);
	test_ret(ibv_post_send(qp, &wr, &bad), 0, "post");
	sleep_ms(50);
	test_ret(ibv_query_rt_values_ex(the_device, &after), 0, "clock");
	test_ret(ibv_start_poll(cq, &none), 0, "poll");
	at = ibv_wc_read_completion_ts(cq);
	test_check(cq->status == IBV_WC_WR_FLUSH_ERR &&
		   at > (uint64_t)before.raw_clock.tv_nsec && at < (uint64_t)after.raw_clock.tv_nsec,
		   "ticks");
	at = ibv_wc_read_completion_wallclock_ns(cq) / 1000000000;
	test_check(at + 1 >= (uint64_t)wall && at < (uint64_t)wall + 60, "wall clock");
	test_check(ibv_next_poll(cq) == ENOENT, "another");
	ibv_end_poll(cq);
	test_check(!ibv_destroy_qp(qp) && !ibv_destroy_cq(qp_init.send_cq), "destroy");
	pair_free(&pair);
}

/* ---- work queues -------------------------------------------------------------------------- */

static int wq_state(struct ibv_wq *wq, enum ibv_wq_state state)
{
	struct ibv_wq_attr attr = {
		.attr_mask = IBV_WQ_ATTR_STATE,
		.wq_state = state,
	};

	return ibv_modify_wq(wq, &attr);
}

static int post_wq(struct end *end, struct ibv_wq *wq, uint32_t offset, uint32_t len)
{
	struct ibv_sge sge = {
		.addr = (uintptr_t)end->buf + offset,
		.length = len,
		.lkey = end->mr->lkey,
	};
	struct ibv_recv_wr wr = { .wr_id = offset, .sg_list = &sge, .num_sge = 1, }, *bad;

	return ibv_post_wq_recv(wq, &wr, &bad);
}

static void test_work_queues(void)
{
	const struct how how = { .type = IBV_QPT_UD, };
	struct ibv_wq_init_attr init = {
		.wq_type = IBV_WQT_RQ,
		.max_wr = 2,
		.max_sge = 1,
	};
	struct ibv_rwq_ind_table_init_attr table_init = {};
	struct ibv_qp_init_attr_ex qp_init = {
		.qp_type = IBV_QPT_UD,
		.comp_mask = IBV_QP_INIT_ATTR_PD | IBV_QP_INIT_ATTR_IND_TABLE,
	};
	struct ibv_qp_attr attr = { .qp_state = IBV_QPS_INIT, .port_num = 2, .qkey = QKEY, };
	struct ibv_send_wr wr = { .opcode = IBV_WR_SEND_WITH_IMM, .imm_data = 0x77, };
	struct ibv_rwq_ind_table *table;
	struct ibv_sge sge = { .length = 100, };
	struct ibv_wq *wq;
	struct ibv_qp *qp;
	struct pair pair;
	struct ibv_wc wc;

	test_begin("own queues: a work queue receives");
	pair_make(&pair, &how);
	init.pd = pair.b.pd;
	init.cq = pair.b.recv_cq;
	wq = ibv_create_wq(the_device, &init);
	if (!test_check(wq, "wq: %s", err_name(errno)))
		return;
	test_ret(post_wq(&pair.b, wq, 0, 256), EINVAL, "before it is ready");
	test_ret(wq_state(wq, IBV_WQS_RDY), 0, "RDY");
	table_init.ind_tbl = &wq;
	table = ibv_create_rwq_ind_table(the_device, &table_init);
	qp_init.pd = pair.b.pd;
	qp_init.rwq_ind_tbl = table;
	qp = ibv_create_qp_ex(the_device, &qp_init);
	if (!test_check(table && qp, "qp: %s", err_name(errno)))
		return;
	test_ret(ibv_modify_qp(qp, &attr, IBV_QP_STATE | IBV_QP_PORT | IBV_QP_PKEY_INDEX |
			       IBV_QP_QKEY), 0, "INIT");
	attr.qp_state = IBV_QPS_RTR;
	test_ret(ibv_modify_qp(qp, &attr, IBV_QP_STATE), 0, "RTR");

	test_ret(post_wq(&pair.b, wq, 512, 256), 0, "receive");
	test_ret(post_wq(&pair.b, wq, 1024, 60), 0, "receive, a short one");
	test_ret(post_wq(&pair.b, wq, 2048, 256), ENOMEM, "one more");
	memset(pair.a.buf, 0x42, 100);
	sge.addr = (uintptr_t)pair.a.buf;
	sge.lkey = pair.a.mr->lkey;
	wr.sg_list = &sge;
	wr.num_sge = 1;
	wr.wr.ud.ah = ah_to(&pair.a, &pair.b, false);
	wr.wr.ud.remote_qpn = qp->qp_num;
	wr.wr.ud.remote_qkey = QKEY;
	test_ret(post(&pair.a, &wr), 0, "send");
	completes(pair.a.send_cq, IBV_WC_SUCCESS, "sender");
	test_check(next_wc(pair.b.recv_cq, &wc) == IBV_WC_SUCCESS && wc.wr_id == 512 &&
		   wc.byte_len == 140 && wc.imm_data == 0x77 && wc.qp_num == qp->qp_num,
		   "receiver: %u bytes", wc.byte_len);
	test_check(pair.b.buf[512 + 40] == 0x42 && pair.b.buf[512 + 139] == 0x42 &&
		   !pair.b.buf[512 + 140], "data");
	test_ret(post(&pair.a, &wr), 0, "send");
	completes(pair.a.send_cq, IBV_WC_SUCCESS, "sender");
	test_check(next_wc(pair.b.recv_cq, &wc) == IBV_WC_LOC_LEN_ERR && wc.wr_id == 1024,
		   "too short");
	test_ret(post_wq(&pair.b, wq, 512, 256), 0, "receive");
	test_ret(wq_state(wq, IBV_WQS_ERR), 0, "ERR");
	test_check(next_wc(pair.b.recv_cq, &wc) == IBV_WC_WR_FLUSH_ERR && wc.wr_id == 512,
		   "flushed");
	test_ret(wq_state(wq, IBV_WQS_RESET), 0, "RESET");
	test_ret(wq_state(wq, IBV_WQS_RDY), 0, "RDY");
	test_ret(post_wq(&pair.b, wq, 512, 256), 0, "receive, after a reset");
	test_ret(post(&pair.a, &wr), 0, "send");
	completes(pair.b.recv_cq, IBV_WC_SUCCESS, "receiver");
	test_check(!ibv_destroy_ah(wr.wr.ud.ah) && !ibv_destroy_qp(qp) &&
		   !ibv_destroy_rwq_ind_table(table) && !ibv_destroy_wq(wq), "destroy");
	pair_free(&pair);
}

/* ---- memory on the device ------------------------------------------------------------------- */

static void test_device_memory(void)
{
	struct ibv_alloc_dm_attr attr = { .length = 8192, };
	char to[16] = "", from[16] = "on the device";
	struct ibv_dm *dm, *more;
	unsigned int i;

	test_begin("own queues: memory on the device is written and read");
	dm = ibv_alloc_dm(the_device, &attr);
	if (!test_check(dm, "memory: %s", err_name(errno)))
		return;
	test_ret(ibv_memcpy_to_dm(dm, 4088, from, sizeof(from)), 0, "write");
	test_ret(ibv_memcpy_from_dm(to, dm, 4088, sizeof(to)), 0, "read");
	test_check(!memcmp(from, to, sizeof(to)), "another: %s", to);
	test_check(ibv_memcpy_to_dm(dm, 8192 - 12, from, sizeof(from)), "past the end");
	test_check(ibv_memcpy_from_dm(to, dm, UINT64_MAX - 15, sizeof(from)), "far past the end");
	/* What was given back can be had again, 1 MiB in all. */
	attr.length = (1 << 20) - 8192;
	for (i = 0; i < 4; i++) {
		more = ibv_alloc_dm(the_device, &attr);
		test_check(more && !ibv_free_dm(more), "the rest: %s", err_name(errno));
	}
	test_ret(ibv_free_dm(dm), 0, "free");
}

void test_own(void)
{
	test_inline();
	test_window_1();
	test_window_errors();
	test_window_2();
	test_resize();
	test_clean();
	test_timestamps();
	test_work_queues();
	test_device_memory();
}
