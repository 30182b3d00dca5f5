// SPDX-License-Identifier: GPL-2.0 OR Linux-OpenIB
/* Datagrams, multicast, shared receives, completion queues, states, knobs. */
#include <poll.h>
#include "rdmasim.h"

enum { GRH = 40 };

static int post_ud(struct end *end, struct ibv_ah *ah, uint32_t qpn, uint32_t qkey,
		   uint32_t len, unsigned int flags)
{
	struct ibv_sge sge = {
		.addr = (uintptr_t)end->buf,
		.length = len,
		.lkey = end->mr->lkey,
	};
	struct ibv_send_wr wr = {
		.opcode = IBV_WR_SEND,
		.send_flags = flags,
		.sg_list = &sge,
		.num_sge = 1,
		.wr.ud = { .ah = ah, .remote_qpn = qpn, .remote_qkey = qkey, },
	}, *bad;

	return ibv_post_send(end->qp, &wr, &bad);
}

static int post_send(struct end *end, uint32_t len, unsigned int flags)
{
	return post_ud(end, NULL, 0, 0, len, flags);
}

/* ---- datagrams ----------------------------------------------------------------------- */

static void test_ud(void)
{
	const struct how how = { .type = IBV_QPT_UD, };
	struct ibv_ah *ah, *global;
	struct pair pair;
	struct ibv_wc wc;
	uint64_t before;

	test_begin("ud: with and without GRH");
	pair_make(&pair, &how);
	memset(pair.a.buf, 0x5a, ROOM);
	ah = ah_to(&pair.a, &pair.b, false);
	global = ah_to(&pair.a, &pair.b, true);
	test_check(!post_recv(&pair.b, 0, GRH + 2000, pair.b.mr->lkey) &&
		   !post_recv(&pair.b, 4096, GRH + 2000, pair.b.mr->lkey), "receives");
	test_check(!post_ud(&pair.a, ah, pair.b.qp->qp_num, QKEY, 2000, 0), "post");
	completes(pair.a.send_cq, IBV_WC_SUCCESS, "sender");
	test_check(next_wc(pair.b.recv_cq, &wc) == IBV_WC_SUCCESS, "receiver");
	test_check(wc.byte_len == GRH + 2000 && !(wc.wc_flags & IBV_WC_GRH) &&
		   wc.src_qp == pair.a.qp->qp_num && wc.slid == pair.a.lid,
		   "len %u flags %x src %u", wc.byte_len, wc.wc_flags, wc.src_qp);
	test_check(pair.b.buf[GRH - 1] == 0 && pair.b.buf[GRH] == 0x5a &&
		   pair.b.buf[GRH + 1999] == 0x5a && !pair.b.buf[GRH + 2000], "data");
	test_check(!post_ud(&pair.a, global, pair.b.qp->qp_num, QKEY, 2000, 0), "post");
	test_check(next_wc(pair.b.recv_cq, &wc) == IBV_WC_SUCCESS &&
		   wc.wc_flags & IBV_WC_GRH, "receiver, flags %x", wc.wc_flags);
	test_check(!memcmp(pair.b.buf + 4096 + 8, &pair.a.gid, 16) &&
		   !memcmp(pair.b.buf + 4096 + 24, &pair.b.gid, 16), "GIDs of the GRH");
	completes(pair.a.send_cq, IBV_WC_SUCCESS, "sender");

	test_begin("ud: a wrong Q_Key, QPN, length, or no receive loses the message");
	before = counter(2, "qkey_violations");
	test_check(!post_ud(&pair.a, ah, pair.b.qp->qp_num, QKEY, 2000, 0), "post");
	completes(pair.a.send_cq, IBV_WC_SUCCESS, "no receive");
	test_check(!post_recv(&pair.b, 0, GRH + 1999, pair.b.mr->lkey), "receive");
	test_check(!post_ud(&pair.a, ah, pair.b.qp->qp_num, QKEY + 1, 100, 0), "post");
	completes(pair.a.send_cq, IBV_WC_SUCCESS, "wrong Q_Key");
	test_check(counter(2, "qkey_violations") == before + 1, "is counted");
	test_check(!post_ud(&pair.a, ah, pair.b.qp->qp_num ^ 0x800000, QKEY, 100, 0),
		   "post");
	completes(pair.a.send_cq, IBV_WC_SUCCESS, "wrong QPN");
	test_check(!post_ud(&pair.a, ah, pair.b.qp->qp_num, QKEY, 2000, 0), "post");
	completes(pair.a.send_cq, IBV_WC_SUCCESS, "too long for the receive");
	test_check(silent(pair.b.recv_cq), "none of them comes");
	test_check(!post_ud(&pair.a, ah, pair.b.qp->qp_num, QKEY, 1999, 0), "post");
	completes(pair.a.send_cq, IBV_WC_SUCCESS, "what fits");
	completes(pair.b.recv_cq, IBV_WC_SUCCESS, "does");

	test_begin("ud: longer than the MTU is LOC_LEN_ERR, and the queue is in SQE");
	test_check(!post_ud(&pair.a, ah, pair.b.qp->qp_num, QKEY, 4097, 0), "post");
	completes(pair.a.send_cq, IBV_WC_LOC_LEN_ERR, "sender");
	test_check(state_of(&pair.a) == IBV_QPS_SQE, "state %d", state_of(&pair.a));
	test_check(!to_state(&pair.a, IBV_QPS_RTS), "back to RTS");
	ibv_destroy_ah(ah);
	ibv_destroy_ah(global);
	pair_free(&pair);
}

static void test_multicast(void)
{
	const struct how how = { .type = IBV_QPT_UD, };
	struct ibv_ah_attr attr = {
		.dlid = 0xc123,
		.is_global = 1,
		.grh = { .dgid.raw = { 0xff, 0x12, [15] = 1, }, .hop_limit = 1, },
		.port_num = 1,
	};
	struct pair pair, other;
	struct ibv_ah *ah;

	test_begin("ud: multicast reaches who is attached on the own port, not the sender");
	pair_make(&pair, &how);
	pair_make(&other, &how);
	ah = ibv_create_ah(pair.a.pd, &attr);
	test_check(!ibv_attach_mcast(pair.a.qp, &attr.grh.dgid, 0xc123) &&
		   !ibv_attach_mcast(other.a.qp, &attr.grh.dgid, 0xc123) &&
		   !ibv_attach_mcast(pair.b.qp, &attr.grh.dgid, 0xc123), "attach");
	test_check(!post_recv(&pair.a, 0, 200, pair.a.mr->lkey) &&
		   !post_recv(&pair.b, 0, 200, pair.b.mr->lkey) &&
		   !post_recv(&other.a, 0, 200, other.a.mr->lkey) &&
		   !post_recv(&other.b, 0, 200, other.b.mr->lkey), "receives");
	test_check(!post_ud(&pair.a, ah, 0xffffff, QKEY, 100, 0), "post");
	completes(pair.a.send_cq, IBV_WC_SUCCESS, "sender");
	completes(other.a.recv_cq, IBV_WC_SUCCESS, "a neighbour");
	test_check(silent(pair.a.recv_cq), "the sender");
	test_check(silent(pair.b.recv_cq), "another port, which has not joined");
	test_check(silent(other.b.recv_cq), "one that is not attached");
	test_check(!ibv_detach_mcast(other.a.qp, &attr.grh.dgid, 0xc123), "detach");
	test_check(!post_recv(&other.a, 0, 200, other.a.mr->lkey), "receive");
	test_check(!post_ud(&pair.a, ah, 0xffffff, QKEY, 100, 0), "post");
	completes(pair.a.send_cq, IBV_WC_SUCCESS, "sender");
	test_check(silent(other.a.recv_cq), "one that was detached");
	test_check(!ibv_detach_mcast(pair.a.qp, &attr.grh.dgid, 0xc123) &&
		   !ibv_detach_mcast(pair.b.qp, &attr.grh.dgid, 0xc123), "detach");
	ibv_destroy_ah(ah);
	pair_free(&other);
	pair_free(&pair);
}

/* ---- queues --------------------------------------------------------------------------- */

static void test_srq(void)
{
	const struct how how = { .type = IBV_QPT_RC, .srq = true, .rnr_retry = 7, };
	struct ibv_srq_attr attr = { .srq_limit = 2, };
	struct pair pair;
	int i;

	test_begin("srq: receives, its limit, and the last one");
	pair_make(&pair, &how);
	for (i = 0; i < 3; i++)
		test_check(!post_recv(&pair.b, i * 100, 100, pair.b.mr->lkey), "receive");
	test_check(!ibv_modify_srq(pair.b.srq, &attr, IBV_SRQ_LIMIT), "limit");
	for (i = 0; i < 2; i++) {
		test_check(!post_send(&pair.a, 100, 0), "post");
		completes(pair.b.recv_cq, IBV_WC_SUCCESS, "receiver");
		completes(pair.a.send_cq, IBV_WC_SUCCESS, "sender");
	}
	event_comes(IBV_EVENT_SRQ_LIMIT_REACHED);
	test_check(!ibv_query_srq(pair.b.srq, &attr) && attr.srq_limit == 0 &&
		   attr.max_wr == DEPTH, "disarmed");
	test_check(!to_state(&pair.b, IBV_QPS_ERR), "ERR");
	event_comes(IBV_EVENT_QP_LAST_WQE_REACHED);
	test_check(silent(pair.b.recv_cq), "receives stay in the shared queue");
	pair_free(&pair);
}

/* Completion events that wait in a channel. */
static bool channel_has_event(struct end *end, int ms)
{
	struct pollfd fd = { .fd = end->channel->fd, .events = POLLIN, };
	struct ibv_cq *cq;
	void *context;

	if (poll(&fd, 1, ms) != 1 || ibv_get_cq_event(end->channel, &cq, &context))
		return false;
	ibv_ack_cq_events(cq, 1);
	return true;
}

static void test_solicited(void)
{
	const struct how how = { .type = IBV_QPT_RC, .rnr_retry = 7, };
	struct pair pair;
	int i;

	test_begin("cq: armed for solicited ones, then for any");
	pair_make(&pair, &how);
	for (i = 0; i < 3; i++)
		test_check(!post_recv(&pair.b, 0, 100, pair.b.mr->lkey), "receive");
	test_check(!ibv_req_notify_cq(pair.b.recv_cq, 1), "arm");
	test_check(!post_send(&pair.a, 10, 0), "post");
	completes(pair.b.recv_cq, IBV_WC_SUCCESS, "one that is not");
	test_check(!channel_has_event(&pair.b, 50), "event");
	test_check(!post_send(&pair.a, 10, IBV_SEND_SOLICITED), "post");
	completes(pair.b.recv_cq, IBV_WC_SUCCESS, "one that is");
	test_check(channel_has_event(&pair.b, patience(2000)), "no event");
	test_check(!ibv_req_notify_cq(pair.b.recv_cq, 0), "arm");
	test_check(!post_send(&pair.a, 10, 0), "post");
	test_check(channel_has_event(&pair.b, patience(2000)), "no event");
	pair_free(&pair);
}

static void test_resize(void)
{
	const struct how how = { .type = IBV_QPT_RC, .rnr_retry = 7, };
	struct pair pair;
	struct ibv_wc wc;
	int i;

	test_begin("cq: resized with completions in it, and full");
	pair_make(&pair, &how);
	for (i = 0; i < 8; i++) {
		test_check(!post_recv(&pair.b, i * 100, 100, pair.b.mr->lkey), "receive");
		test_check(!post_send(&pair.a, 10, 0), "post");
		completes(pair.a.send_cq, IBV_WC_SUCCESS, "sender");
	}
	test_check(ibv_resize_cq(pair.b.recv_cq, 7) == EINVAL, "too small");
	test_check(!ibv_resize_cq(pair.b.recv_cq, 8), "just so");
	test_check(!post_recv(&pair.b, 800, 100, pair.b.mr->lkey), "receive");
	test_check(!post_send(&pair.a, 10, 0), "post");
	completes(pair.a.send_cq, IBV_WC_SUCCESS, "sender");
	event_comes(IBV_EVENT_CQ_ERR);
	for (i = 0; i < 8; i++)
		test_check(next_wc(pair.b.recv_cq, &wc) == IBV_WC_SUCCESS &&
			   wc.wr_id == (uint64_t)i * 100, "completion %d", i);
	test_check(silent(pair.b.recv_cq), "the ninth is lost");
	pair_free(&pair);
}

static void test_destroyed(void)
{
	const struct how how = { .type = IBV_QPT_RC, .rnr_retry = 7, };
	struct ibv_qp_init_attr init = {
		.cap = { .max_send_wr = 1, .max_recv_wr = 1, .max_send_sge = 1,
			 .max_recv_sge = 1, },
		.qp_type = IBV_QPT_RC,
	};
	struct pair pair;

	test_begin("cq: completions of a QP that is gone are gone");
	pair_make(&pair, &how);
	test_check(!post_recv(&pair.b, 0, 100, pair.b.mr->lkey), "receive");
	test_check(!post_send(&pair.a, 10, 0), "post");
	completes(pair.a.send_cq, IBV_WC_SUCCESS, "sender");
	test_check(!ibv_destroy_qp(pair.b.qp), "destroy");
	test_check(silent(pair.b.recv_cq), "completion");
	init.send_cq = pair.b.send_cq;
	init.recv_cq = pair.b.recv_cq;
	pair.b.qp = ibv_create_qp(pair.b.pd, &init);
	test_check(pair.b.qp, "another one");
	pair_free(&pair);
}

/* ---- states ---------------------------------------------------------------------------- */

static void test_comm_est(void)
{
	const struct how how = {
		.type = IBV_QPT_RC,
		.rnr_retry = 7,
		.receiver_in = IBV_QPS_RTR,
	};
	struct pair pair;

	test_begin("rc: the first message to a QP in RTR is an event");
	pair_make(&pair, &how);
	test_check(!post_recv(&pair.b, 0, 100, pair.b.mr->lkey), "receive");
	test_check(!post_send(&pair.a, 10, 0), "post");
	completes(pair.a.send_cq, IBV_WC_SUCCESS, "sender");
	event_comes(IBV_EVENT_COMM_EST);
	pair_free(&pair);
}

static void test_drain(void)
{
	const struct how how = { .type = IBV_QPT_RC, .rnr_retry = 7, };
	struct ibv_qp_attr attr = {
		.qp_state = IBV_QPS_SQD,
		.en_sqd_async_notify = 1,
	};
	struct pair pair;

	test_begin("rc: SQD finishes what has begun, tells, and holds the rest");
	pair_make(&pair, &how);
	/* Waits for a receive. */
	test_check(!post_send(&pair.a, 10, 0), "post");
	test_check(silent(pair.a.send_cq), "it waits");
	test_check(!ibv_modify_qp(pair.a.qp, &attr, IBV_QP_STATE |
				  IBV_QP_EN_SQD_ASYNC_NOTIFY), "SQD");
	test_check(!post_send(&pair.a, 10, 0), "post in SQD");
	test_check(silent(pair.a.send_cq), "it still waits");
	test_check(!post_recv(&pair.b, 0, 100, pair.b.mr->lkey) &&
		   !post_recv(&pair.b, 100, 100, pair.b.mr->lkey), "receives");
	completes(pair.a.send_cq, IBV_WC_SUCCESS, "the first");
	event_comes(IBV_EVENT_SQ_DRAINED);
	test_check(silent(pair.a.send_cq), "the second is held");
	test_check(!to_state(&pair.a, IBV_QPS_RTS), "RTS");
	completes(pair.a.send_cq, IBV_WC_SUCCESS, "the second");
	pair_free(&pair);
}

static void test_pkeys(void)
{
	const struct how how = { .type = IBV_QPT_RC, };
	struct pair pair;

	test_begin("pkey: a port that leaves the partition is out of reach");
	pair_make(&pair, &how);
	test_check(knob("port/2/pkeys", "8001"), "pkeys");
	event_comes(IBV_EVENT_PKEY_CHANGE);
	test_check(!post_send(&pair.a, 10, 0), "post");
	completes(pair.a.send_cq, IBV_WC_RETRY_EXC_ERR, "sender");
	test_check(!knob("port/2/pkeys", "zzzz"), "no P_Key");
	test_check(knob("port/2/pkeys", "ffff"), "pkeys");
	event_comes(IBV_EVENT_PKEY_CHANGE);
	pair_free(&pair);
}

/* ---- knobs ----------------------------------------------------------------------------- */

static void test_knobs(void)
{
	struct ibv_pd *first, *second;
	uint64_t start;

	test_begin("knobs: the second call fails, with that error; all do; one takes long");
	test_check(knob("ops/alloc_pd", "nth=2 errno=11"), "nth");
	first = ibv_alloc_pd(the_device);
	test_check(first, "the first");
	test_check(!ibv_alloc_pd(the_device) && errno == EAGAIN, "the second: %s",
		   err_name(errno));
	second = ibv_alloc_pd(the_device);
	test_check(second, "the third");
	test_check(!ibv_dealloc_pd(first) && !ibv_dealloc_pd(second), "dealloc");
	test_check(knob("ops/alloc_pd", "always=1 errno=5"), "always");
	test_check(!ibv_alloc_pd(the_device) && errno == EIO, "always: %s", err_name(errno));
	test_check(!ibv_alloc_pd(the_device) && errno == EIO, "always: %s", err_name(errno));
	test_check(knob("ops/alloc_pd", "reset delay=200"), "delay");
	start = now_ms();
	first = ibv_alloc_pd(the_device);
	/* A kernel that did not run for a while catches up on jiffies at once. */
	test_check(first && now_ms() - start >= 100, "%u ms",
		   (unsigned int)(now_ms() - start));
	test_check(knob("ops/alloc_pd", "reset"), "reset");
	test_check(knob("ops/dealloc_pd", "nth=1 errno=16"), "dealloc");
	test_check(ibv_dealloc_pd(first) == EBUSY, "it is refused");
	test_check(!ibv_dealloc_pd(first), "and then not");

	test_begin("knobs: nonsense is refused and changes nothing");
	test_check(!knob("ops/alloc_pd", "nth=1 nonsense=2") && errno == EINVAL, "%s",
		   err_name(errno));
	test_check(!knob("ops/alloc_pd", "errno=4096"), "no errno");
	test_check(!knob("ops/alloc_pd", "errno=0"), "no error");
	test_check(!knob("ops/poll_cq", "delay=1"), "what cannot sleep");
	test_check(!knob("port/1/loss", "101"), "per cent");
	test_check(!knob("event", "port_err 3"), "no such port");
	test_check(!knob("event", "nonsense 1"), "no such event");
	first = ibv_alloc_pd(the_device);
	test_check(first && !ibv_dealloc_pd(first), "nothing fails");
}

static void test_events(void)
{
	static const struct {
		const char *name;
		enum ibv_event_type type;
		bool qp;
	} events[] = {
		{ "device_fatal 1", IBV_EVENT_DEVICE_FATAL, false, },
		{ "lid_change 1", IBV_EVENT_LID_CHANGE, false, },
		{ "sm_change 2", IBV_EVENT_SM_CHANGE, false, },
		{ "client_reregister 1", IBV_EVENT_CLIENT_REREGISTER, false, },
		{ "qp_fatal", IBV_EVENT_QP_FATAL, true, },
		{ "path_mig", IBV_EVENT_PATH_MIG, true, },
		{ "path_mig_err", IBV_EVENT_PATH_MIG_ERR, true, },
	};
	const struct how how = { .type = IBV_QPT_RC, };
	struct pair pair;
	unsigned int i;

	test_begin("events on demand");
	pair_make(&pair, &how);
	for (i = 0; i < COUNT(events); i++) {
		if (events[i].qp)
			test_check(knob("event", "%s %u", events[i].name,
					pair.a.qp->qp_num), "%s", events[i].name);
		else
			test_check(knob("event", "%s", events[i].name), "%s",
				   events[i].name);
		event_comes(events[i].type);
	}
	pair_free(&pair);
}

void test_more(void)
{
	test_ud();
	test_multicast();
	test_srq();
	test_solicited();
	test_resize();
	test_destroyed();
	test_comm_est();
	test_drain();
	test_pkeys();
	test_knobs();
	test_events();
}
