// SPDX-License-Identifier: GPL-2.0 OR Linux-OpenIB
/* What goes wrong with a message: both sides learn of it as they should. */
#include "rdmasim.h"

/**
 * struct mishap - a request that fails
 * @name: of the test
 * @how: how the ends are connected
 * @opcode: of the request
 * @len: its length
 * @lkey_off: added to the lkey
 * @rkey_off: added to the rkey
 * @addr_off: added to the remote address
 * @recv_len: a receive of that length is there, 0: none
 * @recv_lkey_off: added to its lkey
 * @status: of the request
 * @recv_status: of the receive, IBV_WC_SUCCESS: it is not completed
 * @sender_lives: the sender's QP is as it was
 * @event: that the receiving side tells of, 0: none
 */
struct mishap {
	const char *name;
	struct how how;
	enum ibv_wr_opcode opcode;
	uint32_t len;
	uint32_t lkey_off;
	uint32_t rkey_off;
	uint64_t addr_off;
	uint32_t recv_len;
	uint32_t recv_lkey_off;
	enum ibv_wc_status status;
	enum ibv_wc_status recv_status;
	bool sender_lives;
	bool has_event;
	enum ibv_event_type event;
};

static const struct mishap mishaps[] = {
	{
		.name = "an lkey that is not there: LOC_PROT_ERR",
		.how = { .type = IBV_QPT_RC, },
		.opcode = IBV_WR_SEND,
		.len = 100,
		.lkey_off = 1,
		.recv_len = 100,
		.status = IBV_WC_LOC_PROT_ERR,
	},
	{
		.name = "a receive that is too short: REM_INV_REQ_ERR, LOC_LEN_ERR",
		.how = { .type = IBV_QPT_RC, },
		.opcode = IBV_WR_SEND,
		.len = 100,
		.recv_len = 99,
		.status = IBV_WC_REM_INV_REQ_ERR,
		.recv_status = IBV_WC_LOC_LEN_ERR,
	},
	{
		.name = "a receive of memory that is not there: REM_OP_ERR, LOC_PROT_ERR",
		.how = { .type = IBV_QPT_RC, },
		.opcode = IBV_WR_SEND,
		.len = 100,
		.recv_len = 100,
		.recv_lkey_off = 1,
		.status = IBV_WC_REM_OP_ERR,
		.recv_status = IBV_WC_LOC_PROT_ERR,
	},
	{
		.name = "an rkey that is not there: REM_ACCESS_ERR",
		.how = { .type = IBV_QPT_RC, },
		.opcode = IBV_WR_RDMA_WRITE,
		.len = 100,
		.rkey_off = 1,
		.status = IBV_WC_REM_ACCESS_ERR,
		.has_event = true,
		.event = IBV_EVENT_QP_ACCESS_ERR,
	},
	{
		.name = "behind the end of the region: REM_ACCESS_ERR",
		.how = { .type = IBV_QPT_RC, },
		.opcode = IBV_WR_RDMA_READ,
		.len = 100,
		.addr_off = ROOM - 99,
		.status = IBV_WC_REM_ACCESS_ERR,
		.has_event = true,
		.event = IBV_EVENT_QP_ACCESS_ERR,
	},
	{
		.name = "before its beginning: REM_ACCESS_ERR",
		.how = { .type = IBV_QPT_RC, },
		.opcode = IBV_WR_RDMA_READ,
		.len = 100,
		.addr_off = -1,
		.status = IBV_WC_REM_ACCESS_ERR,
		.has_event = true,
		.event = IBV_EVENT_QP_ACCESS_ERR,
	},
	{
		.name = "a QP that allows no writes: REM_INV_REQ_ERR",
		.how = { .type = IBV_QPT_RC, .access = IBV_ACCESS_REMOTE_READ, },
		.opcode = IBV_WR_RDMA_WRITE,
		.len = 100,
		.status = IBV_WC_REM_INV_REQ_ERR,
		.has_event = true,
		.event = IBV_EVENT_QP_REQ_ERR,
	},
	{
		.name = "an atomic on odd bytes: REM_INV_REQ_ERR",
		.how = { .type = IBV_QPT_RC, },
		.opcode = IBV_WR_ATOMIC_FETCH_AND_ADD,
		.len = 8,
		.addr_off = 4,
		.status = IBV_WC_REM_INV_REQ_ERR,
		.has_event = true,
		.event = IBV_EVENT_QP_REQ_ERR,
	},
	{
		.name = "an atomic of nine bytes: LOC_LEN_ERR",
		.how = { .type = IBV_QPT_RC, },
		.opcode = IBV_WR_ATOMIC_FETCH_AND_ADD,
		.len = 9,
		.status = IBV_WC_LOC_LEN_ERR,
	},
	{
		.name = "no receive, and who waits for one gives up: RNR_RETRY_EXC_ERR",
		.how = { .type = IBV_QPT_RC, .rnr_retry = 2, },
		.opcode = IBV_WR_SEND,
		.len = 100,
		.status = IBV_WC_RNR_RETRY_EXC_ERR,
	},
	{
		.name = "a QP that is not there: RETRY_EXC_ERR",
		.how = { .type = IBV_QPT_RC, .wrong_qpn = true, },
		.opcode = IBV_WR_SEND,
		.len = 100,
		.recv_len = 100,
		.status = IBV_WC_RETRY_EXC_ERR,
	},
	{
		.name = "a packet that is not expected: RETRY_EXC_ERR",
		.how = { .type = IBV_QPT_RC, .wrong_psn = true, },
		.opcode = IBV_WR_SEND,
		.len = 100,
		.recv_len = 100,
		.status = IBV_WC_RETRY_EXC_ERR,
	},
	{
		.name = "a QP in INIT: RETRY_EXC_ERR",
		.how = { .type = IBV_QPT_RC, .receiver_in = IBV_QPS_INIT, },
		.opcode = IBV_WR_RDMA_WRITE,
		.len = 100,
		.status = IBV_WC_RETRY_EXC_ERR,
	},
	{
		.name = "uc: no receive, and nobody learns of it",
		.how = { .type = IBV_QPT_UC, },
		.opcode = IBV_WR_SEND,
		.len = 100,
		.status = IBV_WC_SUCCESS,
		.sender_lives = true,
	},
	{
		.name = "uc: a wrong rkey, and nobody learns of it",
		.how = { .type = IBV_QPT_UC, },
		.opcode = IBV_WR_RDMA_WRITE,
		.len = 100,
		.rkey_off = 1,
		.status = IBV_WC_SUCCESS,
		.sender_lives = true,
	},
};

static int post_mishap(struct pair *pair, const struct mishap *mishap)
{
	struct ibv_sge sge = {
		.addr = (uintptr_t)pair->a.buf,
		.length = mishap->len,
		.lkey = pair->a.mr->lkey + mishap->lkey_off,
	};
	struct ibv_send_wr wr = {
		.opcode = mishap->opcode,
		.sg_list = &sge,
		.num_sge = 1,
	}, *bad;
	const uint64_t addr = (uintptr_t)pair->b.buf + mishap->addr_off;
	const uint32_t rkey = pair->b.mr->rkey + mishap->rkey_off;

	if (mishap->opcode == IBV_WR_ATOMIC_FETCH_AND_ADD) {
		wr.wr.atomic.remote_addr = addr;
		wr.wr.atomic.rkey = rkey;
		wr.wr.atomic.compare_add = 1;
	} else {
		wr.wr.rdma.remote_addr = addr;
		wr.wr.rdma.rkey = rkey;
	}
	return ibv_post_send(pair->a.qp, &wr, &bad);
}

static void test_mishap(const struct mishap *mishap)
{
	struct pair pair;

	test_begin("%s", mishap->name);
	pair_make(&pair, &mishap->how);
	memset(pair.a.buf, 0xaa, ROOM);
	if (mishap->recv_len)
		test_check(!post_recv(&pair.b, 0, mishap->recv_len, pair.b.mr->lkey +
				      mishap->recv_lkey_off), "receive");
	test_check(!post_mishap(&pair, mishap), "post");
	/* Behind a request that ends the connection. */
	if (!mishap->sender_lives)
		test_check(!post_mishap(&pair, mishap), "the next one");
	completes(pair.a.send_cq, mishap->status, "request");
	if (mishap->sender_lives) {
		test_check(state_of(&pair.a) == IBV_QPS_RTS, "state %d",
			   state_of(&pair.a));
	} else {
		completes(pair.a.send_cq, IBV_WC_WR_FLUSH_ERR, "the next one");
		test_check(state_of(&pair.a) == IBV_QPS_ERR, "state %d",
			   state_of(&pair.a));
	}
	if (mishap->recv_status)
		completes(pair.b.recv_cq, mishap->recv_status, "receive");
	else
		test_check(silent(pair.b.recv_cq), "the receive is left alone");
	if (mishap->has_event)
		event_comes(mishap->event);
	test_check(!pair.b.buf[0] && !pair.b.buf[ROOM - 1], "nothing was written");
	pair_free(&pair);
}

static void test_rnr_wait(void)
{
	const struct how how = { .type = IBV_QPT_RC, .rnr_retry = 7, };
	const struct mishap send = { .opcode = IBV_WR_SEND, .len = 100, };
	const uint64_t before = counter(2, "rnr_naks");
	struct pair pair;

	test_begin("no receive yet, and the sender waits for one");
	pair_make(&pair, &how);
	test_check(!post_mishap(&pair, &send), "post");
	test_check(silent(pair.a.send_cq), "it waits");
	test_check(!post_recv(&pair.b, 0, 100, pair.b.mr->lkey), "receive");
	completes(pair.a.send_cq, IBV_WC_SUCCESS, "request");
	completes(pair.b.recv_cq, IBV_WC_SUCCESS, "receive");
	test_check(counter(2, "rnr_naks") > before, "and was told to");
	pair_free(&pair);
}

static void test_link(void)
{
	const struct how how = { .type = IBV_QPT_RC, };
	const struct mishap write = { .opcode = IBV_WR_RDMA_WRITE, .len = 100, };
	struct pair pair;

	test_begin("the other port is down: RETRY_EXC_ERR, and events");
	pair_make(&pair, &how);
	test_check(knob("port/2/link", "0"), "link");
	event_comes(IBV_EVENT_PORT_ERR);
	test_check(!post_mishap(&pair, &write), "post");
	completes(pair.a.send_cq, IBV_WC_RETRY_EXC_ERR, "request");
	test_check(knob("port/2/link", "1"), "link");
	event_comes(IBV_EVENT_PORT_ACTIVE);
	pair_free(&pair);
}

static void test_loss(void)
{
	const struct how how = { .type = IBV_QPT_RC, };
	const struct mishap write = { .opcode = IBV_WR_RDMA_WRITE, .len = 100, };
	const uint64_t before = counter(1, "retries");
	struct pair pair;
	int i;

	test_begin("a link that loses every fifth message loses none of a connection");
	test_check(knob("port/1/loss", "20"), "loss");
	for (i = 0; i < 8; i++) {
		struct ibv_wc wc;
		int status, n;

		pair_make(&pair, &how);
		memset(pair.a.buf, 0xbb, ROOM);
		for (n = 0, status = 0; n < 5 && !status; n++) {
			test_check(!post_mishap(&pair, &write), "post");
			status = next_wc(pair.a.send_cq, &wc);
		}
		/* Three losses in a row are one in 125. */
		test_check(status == IBV_WC_SUCCESS || status == IBV_WC_RETRY_EXC_ERR,
			   "status %d", status);
		test_check(status || pair.b.buf[99] == 0xbb, "data");
		pair_free(&pair);
	}
	test_check(knob("port/1/loss", "0"), "loss");
	test_check(counter(1, "retries") > before, "no retries");
}

static void test_flush(void)
{
	const struct how how = { .type = IBV_QPT_RC, .rnr_retry = 7, };
	const struct mishap send = { .opcode = IBV_WR_SEND, .len = 100, };
	struct pair pair;
	int i;

	test_begin("a QP that goes to ERR flushes what it has, and what comes");
	pair_make(&pair, &how);
	for (i = 0; i < 3; i++) {
		test_check(!post_recv(&pair.a, 0, 100, pair.a.mr->lkey), "receive");
		/* These wait for receives. */
		test_check(!post_mishap(&pair, &send), "post");
	}
	test_check(!to_state(&pair.a, IBV_QPS_ERR), "ERR");
	test_check(!post_recv(&pair.a, 0, 100, pair.a.mr->lkey), "late receive");
	test_check(!post_mishap(&pair, &send), "late post");
	for (i = 0; i < 4; i++) {
		completes(pair.a.send_cq, IBV_WC_WR_FLUSH_ERR, "request");
		completes(pair.a.recv_cq, IBV_WC_WR_FLUSH_ERR, "receive");
	}
	test_check(!to_state(&pair.a, IBV_QPS_RESET), "RESET");
	test_check(post_recv(&pair.a, 0, 1, pair.a.mr->lkey) == EINVAL,
		   "no receives in RESET");
	test_check(post_mishap(&pair, &send) == EINVAL, "no requests in RESET");
	pair_free(&pair);
}

void test_errors(void)
{
	unsigned int i;

	for (i = 0; i < COUNT(mishaps); i++)
		test_mishap(&mishaps[i]);
	test_rnr_wait();
	test_link();
	test_loss();
	test_flush();
}
