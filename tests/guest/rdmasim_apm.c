// SPDX-License-Identifier: GPL-2.0 OR Linux-OpenIB
/* Alternate paths: loaded, armed, migrated to by whom and when. */
#include "rdmasim.h"

static int post_send(struct end *end)
{
	struct ibv_sge sge = {
		.addr = (uintptr_t)end->buf,
		.length = 8,
		.lkey = end->mr->lkey,
	};
	struct ibv_send_wr wr = { .opcode = IBV_WR_SEND, .sg_list = &sge, .num_sge = 1, };
	struct ibv_send_wr *bad;

	return ibv_post_send(end->qp, &wr, &bad);
}

/* Both ends of the alternate path are at port 1. */
static int load(struct end *end, uint16_t lid, enum ibv_mig_state state)
{
	struct ibv_qp_attr attr = {
		.alt_ah_attr = { .dlid = lid, .port_num = 1, },
		.alt_port_num = 1,
		.alt_timeout = 8,
		.path_mig_state = state,
	};

	return ibv_modify_qp(end->qp, &attr, IBV_QP_ALT_PATH | IBV_QP_PATH_MIG_STATE);
}

static int set_state(struct end *end, enum ibv_mig_state state)
{
	struct ibv_qp_attr attr = { .path_mig_state = state, };

	return ibv_modify_qp(end->qp, &attr, IBV_QP_PATH_MIG_STATE);
}

static void is_at(struct end *end, enum ibv_mig_state state, int port, int alt, const char *what)
{
	struct ibv_qp_init_attr init;
	struct ibv_qp_attr attr = {};

	test_check(!ibv_query_qp(end->qp, &attr, IBV_QP_PATH_MIG_STATE, &init), "query");
	test_check(attr.path_mig_state == state && attr.port_num == port &&
		   attr.alt_port_num == alt, "%s: state %d, port %d, alternate %d", what,
		   attr.path_mig_state, attr.port_num, attr.alt_port_num);
}

static void message(struct pair *pair, const char *what)
{
	test_check(!post_recv(&pair->b, 0, 64, pair->b.mr->lkey) && !post_send(&pair->a), "post");
	completes(pair->a.send_cq, IBV_WC_SUCCESS, what);
	completes(pair->b.recv_cq, IBV_WC_SUCCESS, what);
}

static void test_refused(void)
{
	const struct how ud = { .type = IBV_QPT_UD, }, rc = { .type = IBV_QPT_RC, };
	struct ibv_qp_attr attr = {
		.alt_ah_attr = { .dlid = 1, .port_num = 1, },
		.alt_port_num = 1,
	};
	struct pair pair;

	test_begin("apm: what is no alternate path");
	pair_make(&pair, &ud);
	test_ret(load(&pair.a, pair.a.lid, IBV_MIG_REARM), EINVAL, "of datagrams");
	pair_free(&pair);
	pair_make(&pair, &rc);
	test_ret(set_state(&pair.a, IBV_MIG_REARM), EINVAL, "none is loaded");
	test_ret(set_state(&pair.a, IBV_MIG_ARMED), EINVAL, "nor armed");
	test_ret(set_state(&pair.a, IBV_MIG_MIGRATED), 0, "which is what it is");
	attr.alt_port_num = 3;
	test_ret(ibv_modify_qp(pair.a.qp, &attr, IBV_QP_ALT_PATH), EINVAL, "no such port");
	attr.alt_port_num = 1;
	attr.alt_timeout = 32;
	test_ret(ibv_modify_qp(pair.a.qp, &attr, IBV_QP_ALT_PATH), EINVAL, "no such timeout");
	attr.alt_timeout = 8;
	attr.alt_pkey_index = 16;
	test_ret(ibv_modify_qp(pair.a.qp, &attr, IBV_QP_ALT_PATH), EINVAL, "no such P_Key");
	is_at(&pair.a, IBV_MIG_MIGRATED, 1, 0, "as before");
	pair_free(&pair);
}

static void test_migration(void)
{
	const struct how how = { .type = IBV_QPT_RC, .rnr_retry = 7, };
	struct pair pair;
	uint16_t lid;

	test_begin("apm: two alternate paths are armed by a message");
	pair_make(&pair, &how);
	lid = pair.a.lid;
	test_ret(load(&pair.a, lid, IBV_MIG_REARM), 0, "sender");
	message(&pair, "only one is ready");
	is_at(&pair.a, IBV_MIG_REARM, 1, 1, "sender");
	test_ret(load(&pair.b, lid, IBV_MIG_REARM), 0, "receiver");
	is_at(&pair.b, IBV_MIG_REARM, 2, 1, "receiver");
	message(&pair, "both are");
	is_at(&pair.a, IBV_MIG_ARMED, 1, 1, "sender");
	is_at(&pair.b, IBV_MIG_ARMED, 2, 1, "receiver");

	test_begin("apm: a link that fails: both migrate, and no message is lost");
	test_check(knob("port/2/link", "0"), "link");
	event_comes(IBV_EVENT_PORT_ERR);
	message(&pair, "by the alternate path");
	event_comes(IBV_EVENT_PATH_MIG);
	event_comes(IBV_EVENT_PATH_MIG);
	is_at(&pair.a, IBV_MIG_MIGRATED, 1, 1, "sender");
	is_at(&pair.b, IBV_MIG_MIGRATED, 1, 2, "receiver");
	message(&pair, "and once more");
	test_check(knob("port/2/link", "1"), "link");
	event_comes(IBV_EVENT_PORT_ACTIVE);

	test_begin("apm: back, because it is told to");
	test_ret(set_state(&pair.a, IBV_MIG_REARM), 0, "sender");
	test_ret(set_state(&pair.b, IBV_MIG_REARM), 0, "receiver");
	message(&pair, "arms them");
	test_ret(set_state(&pair.a, IBV_MIG_MIGRATED), 0, "migrate");
	event_comes(IBV_EVENT_PATH_MIG);
	is_at(&pair.b, IBV_MIG_ARMED, 1, 2, "the other side does not know yet");
	message(&pair, "tells it");
	event_comes(IBV_EVENT_PATH_MIG);
	is_at(&pair.b, IBV_MIG_MIGRATED, 2, 1, "the other side");

	test_begin("apm: a side that is not ready: PATH_MIG_ERR, RETRY_EXC_ERR");
	test_ret(set_state(&pair.a, IBV_MIG_ARMED), 0, "armed at once");
	test_ret(set_state(&pair.a, IBV_MIG_MIGRATED), 0, "migrate");
	event_comes(IBV_EVENT_PATH_MIG);
	test_check(!post_send(&pair.a), "post");
	event_comes(IBV_EVENT_PATH_MIG_ERR);
	completes(pair.a.send_cq, IBV_WC_RETRY_EXC_ERR, "sender");
	is_at(&pair.b, IBV_MIG_MIGRATED, 2, 1, "it stays where it is");
	pair_free(&pair);
}

void test_apm(void)
{
	test_refused();
	test_migration();
}
