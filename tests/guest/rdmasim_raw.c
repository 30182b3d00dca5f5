// SPDX-License-Identifier: GPL-2.0 OR Linux-OpenIB
/* What the provider has no call for: commands of ib_uverbs, as they are. */
#include <unistd.h>
#include <rdma/ib_user_verbs.h>
#include "rdmasim.h"

/* Return: 0 or a negative errno. */
static int command(const void *cmd, size_t len)
{
	return write(the_device->cmd_fd, cmd, len) == (ssize_t)len ? 0 : -errno;
}

static int rereg(struct ibv_mr *mr, uint32_t flags, void *addr, size_t len, int access)
{
	struct ib_uverbs_rereg_mr_resp resp;
	struct {
		struct ib_uverbs_cmd_hdr hdr;
		struct ib_uverbs_rereg_mr rereg;
	} cmd = {
		.hdr = {
			.command = IB_USER_VERBS_CMD_REREG_MR,
			.in_words = sizeof(cmd) / 4,
			.out_words = sizeof(resp) / 4,
		},
		.rereg = {
			.response = (uintptr_t)&resp,
			.mr_handle = mr->handle,
			.flags = flags,
			.start = (uintptr_t)addr,
			.length = len,
			.hca_va = (uintptr_t)addr,
			.access_flags = access,
		},
	};
	const int ret = command(&cmd, sizeof(cmd));

	test_check(ret || (resp.lkey == mr->lkey && resp.rkey == mr->rkey), "other keys");
	return ret;
}

static int moderate(struct ibv_cq *cq, uint16_t count, uint16_t period)
{
	struct {
		struct ib_uverbs_cmd_hdr hdr;
		struct ib_uverbs_ex_cmd_hdr ex;
		struct ib_uverbs_ex_modify_cq modify;
	} cmd = {
		.hdr = {
			.command = IB_USER_VERBS_CMD_FLAG_EXTENDED |
				   IB_USER_VERBS_EX_CMD_MODIFY_CQ,
			.in_words = sizeof(cmd.modify) / 8,
		},
		.modify = {
			.cq_handle = cq->handle,
			.attr_mask = IBV_CQ_ATTR_MODERATE,
			.attr = { .cq_count = count, .cq_period = period, },
		},
	};

	return command(&cmd, sizeof(cmd));
}

static int write_to(struct pair *pair, void *addr)
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
		.wr.rdma = {
			.remote_addr = (uintptr_t)addr,
			.rkey = pair->b.mr->rkey,
		},
	}, *bad;
	struct ibv_wc wc;

	if (ibv_post_send(pair->a.qp, &wr, &bad))
		return -1;
	return next_wc(pair->a.send_cq, &wc);
}

static void test_rereg(void)
{
	const struct how how = { .type = IBV_QPT_RC, };
	uint64_t *other = NULL;
	struct pair pair;

	test_begin("mr: other memory under the same key, then other rights");
	pair_make(&pair, &how);
	memset(pair.a.buf, 0x77, 8);
	if (posix_memalign((void **)&other, 4096, 4096))
		bail_out("no memory");
	memset(other, 0, 4096);
	test_ret(rereg(pair.b.mr, IBV_REREG_MR_CHANGE_TRANSLATION, NULL, 4096, 0), -EFAULT,
		 "no memory at all");
	test_check(write_to(&pair, pair.b.buf) == IBV_WC_SUCCESS, "as it was");
	test_ret(rereg(pair.b.mr, IBV_REREG_MR_CHANGE_TRANSLATION, other, 4096, 0), 0,
		 "other memory");
	test_check(write_to(&pair, other + 3) == IBV_WC_SUCCESS &&
		   other[3] == 0x7777777777777777 && !other[2] && !other[4], "write to it");
	test_check(pair.b.buf[0] == 0x77, "the old one stays as it was");
	test_ret(rereg(pair.b.mr, IBV_REREG_MR_CHANGE_ACCESS, NULL, 0,
		       IBV_ACCESS_REMOTE_READ), 0, "other rights");
	test_check(write_to(&pair, other) == IBV_WC_REM_ACCESS_ERR && !other[0],
		   "no write any more");
	event_comes(IBV_EVENT_QP_ACCESS_ERR);
	pair_free(&pair);
	free(other);
}

static void test_moderation(void)
{
	enum { PERIOD_US = 60000, };
	const struct how how = { .type = IBV_QPT_RC, };
	struct pair pair;
	struct ibv_cq *cq;
	uint64_t start;
	void *context;

	test_begin("cq: an event waits for others until its time has come");
	pair_make(&pair, &how);
	test_ret(moderate(pair.a.send_cq, 100, PERIOD_US), 0, "moderation");
	test_check(!ibv_req_notify_cq(pair.a.send_cq, 0), "arm");
	start = now_ms();
	test_check(write_to(&pair, pair.b.buf) == IBV_WC_SUCCESS, "write");
	test_check(!ibv_get_cq_event(pair.a.channel, &cq, &context), "event");
	ibv_ack_cq_events(cq, 1);
	/* A jiffy may already have begun. */
	test_check(now_ms() - start >= PERIOD_US / 1000 - 10, "after %u ms",
		   (unsigned int)(now_ms() - start));
	pair_free(&pair);
}

/* ---- posts and polls ----------------------------------------------------------------- */

enum { UNTOUCHED = 0x5a5a5a5a, };

/* A command that posts, and what is behind it. */
struct raw {
	struct ib_uverbs_cmd_hdr hdr;
	struct ib_uverbs_post_send req;
	uint8_t tail[4096];
};

/* Return: 0 or a negative errno; @bad_wr is told what the response says. */
static int raw_post(struct raw *raw, size_t tail, uint32_t *bad_wr)
{
	const size_t len = sizeof(raw->hdr) + sizeof(raw->req) + tail;
	struct ib_uverbs_post_send_resp resp = { .bad_wr = UNTOUCHED, };
	int ret;

	raw->hdr.in_words = len / 4;
	raw->hdr.out_words = sizeof(resp) / 4;
	raw->req.response = (uintptr_t)&resp;
	ret = command(raw, len);
	*bad_wr = resp.bad_wr;
	return ret;
}

static bool raw_ends(struct raw *raw, size_t tail, int want, uint32_t want_bad,
		     const char *what)
{
	uint32_t bad_wr;
	const int ret = raw_post(raw, tail, &bad_wr);

	return test_ret(ret, want, "%s", what) &&
	       test_check(bad_wr == want_bad, "%s: bad_wr %#x", what, bad_wr);
}

static struct ib_uverbs_send_wr *raw_send(struct raw *raw, const struct ibv_qp *qp,
					  uint32_t wrs, uint32_t sges)
{
	struct ib_uverbs_send_wr *wr = (void *)raw->tail;
	uint32_t i;

	memset(raw, 0, sizeof(*raw));
	raw->hdr.command = IB_USER_VERBS_CMD_POST_SEND;
	raw->req.qp_handle = qp->handle;
	raw->req.wr_count = wrs;
	raw->req.sge_count = sges;
	raw->req.wqe_size = sizeof(*wr);
	for (i = 0; i < wrs; i++) {
		wr[i].wr_id = i;
		wr[i].opcode = IB_UVERBS_WR_RDMA_WRITE;
	}
	return wr;
}

static void test_raw_send(void)
{
	const struct how how = { .type = IBV_QPT_RC, };
	const size_t size = sizeof(struct ib_uverbs_send_wr);
	const size_t sge = sizeof(struct ib_uverbs_sge);
	struct ib_uverbs_send_wr *wr, copy;
	struct pair pair;
	struct ibv_wc wc;
	struct raw raw;
	uint32_t i;

	test_begin("post_send, as it is: what is malformed, and what the device refuses");
	pair_make(&pair, &how);
	raw_send(&raw, pair.a.qp, 2, 1);
	raw_ends(&raw, size + sge, -ENOSPC, UNTOUCHED, "fewer requests than it says");
	raw_ends(&raw, 2 * size, -ENOSPC, UNTOUCHED, "fewer entries than it says");
	raw.tail[2 * size + sge + 7] = 1;
	raw_ends(&raw, 2 * size + sge + 8, -EOPNOTSUPP, UNTOUCHED, "more than that");
	raw.req.wqe_size = size - 8;
	raw_ends(&raw, 2 * size + sge, -EINVAL, UNTOUCHED, "short requests");
	wr = raw_send(&raw, pair.a.qp, 2, 1);
	wr[1].opcode = 77;
	raw_ends(&raw, 2 * size + sge, -EINVAL, UNTOUCHED, "no opcode");
	wr[1].opcode = IB_UVERBS_WR_LOCAL_INV;
	raw_ends(&raw, 2 * size + sge, -EINVAL, UNTOUCHED, "not for programs");
	wr[1].opcode = IB_UVERBS_WR_SEND;
	wr[1].num_sge = 2;
	raw_ends(&raw, 2 * size + sge, -EINVAL, UNTOUCHED, "more entries than there are");
	raw.req.qp_handle = 0x7ffffff0;
	wr[1].num_sge = 0;
	raw_ends(&raw, 2 * size + sge, -ENOENT, UNTOUCHED, "no QP");
	test_check(silent(pair.a.send_cq), "something was posted");

	wr = raw_send(&raw, pair.a.qp, 3, 4);
	for (i = 0; i < 3; i++) {
		wr[i].wr.rdma.remote_addr = (uintptr_t)pair.b.buf;
		wr[i].wr.rdma.rkey = pair.b.mr->rkey;
	}
	wr[1].num_sge = 4;
	raw_ends(&raw, 3 * size + 4 * sge, -EINVAL, 2, "the second one is refused");
	test_check(next_wc(pair.a.send_cq, &wc) == IBV_WC_SUCCESS && !wc.wr_id,
		   "the first one is posted");
	wr[0].num_sge = 4;
	wr[1].num_sge = 0;
	raw_ends(&raw, 3 * size + 4 * sge, -EINVAL, 1, "the first one is refused");
	test_check(silent(pair.a.send_cq), "another is posted");
	wr[0].num_sge = 0;
	wr[1].num_sge = 1;
	wr[1].send_flags = IBV_SEND_INLINE;
	raw_ends(&raw, 3 * size + 4 * sge, -EINVAL, 2, "data within the second request");
	test_check(next_wc(pair.a.send_cq, &wc) == IBV_WC_SUCCESS && !wc.wr_id,
		   "the one before it is posted");
	wr[1].num_sge = 0;
	wr[1].send_flags = 0;
	raw_ends(&raw, 3 * size + 4 * sge, 0, 0, "entries that nobody takes");
	for (i = 0; i < 3; i++)
		test_check(next_wc(pair.a.send_cq, &wc) == IBV_WC_SUCCESS &&
			   wc.wr_id == i && wc.qp_num == pair.a.qp->qp_num, "request %u", i);
	/* Longer requests, as those of a later header. */
	wr = raw_send(&raw, pair.a.qp, 1, 0);
	wr->wr.rdma.remote_addr = (uintptr_t)pair.b.buf;
	wr->wr.rdma.rkey = pair.b.mr->rkey;
	copy = *wr;
	copy.wr_id = 9;
	memcpy(raw.tail + size + 16, &copy, sizeof(copy));
	raw.req.wr_count = 2;
	raw.req.wqe_size = size + 16;
	raw_ends(&raw, 2 * size + 32, 0, 0, "longer requests");
	test_check(next_wc(pair.a.send_cq, &wc) == IBV_WC_SUCCESS && !wc.wr_id, "first");
	test_check(next_wc(pair.a.send_cq, &wc) == IBV_WC_SUCCESS && wc.wr_id == 9, "second");
	raw_send(&raw, pair.a.qp, 0, 0);
	test_ret(raw_post(&raw, 0, &i), 0, "no requests");
	/* The interposer says no more of a doorbell than that it was rung. */
	test_check(!i || i == UNTOUCHED, "no requests: bad_wr %#x", i);
	pair_free(&pair);
}

static void test_raw_ud(void)
{
	const struct how how = { .type = IBV_QPT_UD, };
	const size_t size = sizeof(struct ib_uverbs_send_wr);
	struct ib_uverbs_send_wr *wr;
	struct pair pair;
	struct ibv_ah *ah;
	struct raw raw;
	unsigned int i;

	test_begin("post_send of datagrams, as it is");
	pair_make(&pair, &how);
	ah = ah_to(&pair.a, &pair.b, false);
	wr = raw_send(&raw, pair.a.qp, 2, 0);
	for (i = 0; i < 2; i++) {
		wr[i].opcode = IB_UVERBS_WR_SEND;
		wr[i].wr.ud.ah = ah->handle;
		wr[i].wr.ud.remote_qpn = pair.b.qp->qp_num;
		wr[i].wr.ud.remote_qkey = QKEY;
	}
	wr[1].wr.ud.ah = 0x7ffffff0;
	raw_ends(&raw, 2 * size, -ENOENT, UNTOUCHED, "no AH");
	wr[1].wr.ud.ah = ah->handle;
	wr[1].opcode = IB_UVERBS_WR_RDMA_WRITE;
	raw_ends(&raw, 2 * size, -EINVAL, UNTOUCHED, "not for datagrams");
	test_check(silent(pair.a.send_cq), "something was posted");
	wr[1].opcode = IB_UVERBS_WR_SEND_WITH_IMM;
	/* What is known of a QP the second time. */
	for (i = 0; i < 2; i++) {
		raw_ends(&raw, 2 * size, 0, 0, "two of them");
		completes(pair.a.send_cq, IBV_WC_SUCCESS, "first");
		completes(pair.a.send_cq, IBV_WC_SUCCESS, "second");
		wr[1].wr.ud.ah = 0x7ffffff0;
		raw_ends(&raw, 2 * size, -ENOENT, UNTOUCHED, "no AH");
		wr[1].wr.ud.ah = ah->handle;
	}
	ibv_destroy_ah(ah);
	pair_free(&pair);
}

/* As many as a command can have: nothing of the QP's size is taken for granted. */
static void many_recvs(const struct ibv_qp *qp)
{
	static struct {
		struct ib_uverbs_cmd_hdr hdr;
		struct ib_uverbs_post_recv req;
		struct ib_uverbs_recv_wr wrs[16380];
	} cmd = {
		.hdr = {
			.command = IB_USER_VERBS_CMD_POST_RECV,
			.in_words = sizeof(cmd) / 4,
			.out_words = 1,
		},
		.req = {
			.wr_count = COUNT(cmd.wrs),
			.wqe_size = sizeof(cmd.wrs[0]),
		},
	};
	struct ib_uverbs_post_recv_resp resp = {};

	cmd.req.response = (uintptr_t)&resp;
	cmd.req.qp_handle = qp->handle;
	test_ret(command(&cmd, sizeof(cmd)), -ENOMEM, "a list as long as can be");
	test_check(resp.bad_wr == 1, "a list as long as can be: bad_wr %u", resp.bad_wr);
}

static void test_raw_recv(void)
{
	const struct how how = { .type = IBV_QPT_RC, };
	struct ib_uverbs_recv_wr *wr;
	const size_t size = sizeof(*wr), sge = sizeof(struct ib_uverbs_sge);
	struct pair pair;
	struct raw raw;
	uint32_t i;

	test_begin("post_recv, as it is");
	pair_make(&pair, &how);
	raw_send(&raw, pair.a.qp, 0, 0);
	raw.hdr.command = IB_USER_VERBS_CMD_POST_RECV;
	raw.req.wqe_size = size;
	raw_ends(&raw, 0, 0, 0, "no requests");
	raw.req.wr_count = 2;
	raw_ends(&raw, size, -ENOSPC, UNTOUCHED, "fewer requests than it says");
	raw.req.wqe_size = size - 8;
	raw_ends(&raw, size, -EINVAL, UNTOUCHED, "short requests");
	raw.req.wqe_size = size;
	raw.req.sge_count = 1;
	raw_ends(&raw, 2 * size, -ENOSPC, UNTOUCHED, "fewer entries than it says");
	wr = (void *)raw.tail;
	wr[1].num_sge = 2;
	/* Nobody has ever looked at it. */
	wr[0].reserved = 0xffffffff;
	raw_ends(&raw, 2 * size + sge, -EINVAL, UNTOUCHED, "more entries than there are");
	wr[1].num_sge = 0;
	raw.req.qp_handle = 0x7ffffff0;
	raw_ends(&raw, 2 * size + sge, -ENOENT, UNTOUCHED, "no QP");
	raw.req.qp_handle = pair.a.qp->handle;
	raw_ends(&raw, 2 * size + sge, 0, 0, "two of them");
	raw.req.wr_count = DEPTH;
	raw.req.sge_count = 0;
	for (i = 0; i < DEPTH; i++)
		wr[i] = (struct ib_uverbs_recv_wr) { .wr_id = i, };
	raw_ends(&raw, DEPTH * size, -ENOMEM, DEPTH - 1, "more than there is room");
	many_recvs(pair.a.qp);
	raw.hdr.command = IB_USER_VERBS_CMD_POST_SRQ_RECV;
	raw.req.qp_handle = 0x7ffffff0;
	raw_ends(&raw, DEPTH * size, -ENOENT, UNTOUCHED, "no SRQ");
	pair_free(&pair);
}

static void test_raw_poll(void)
{
	struct {
		struct ib_uverbs_poll_cq_resp resp;
		struct ib_uverbs_wc wc[2];
	} out = { .resp.count = UNTOUCHED, };
	struct {
		struct ib_uverbs_cmd_hdr hdr;
		struct ib_uverbs_poll_cq req;
	} cmd = {
		.hdr = {
			.command = IB_USER_VERBS_CMD_POLL_CQ,
			.in_words = sizeof(cmd) / 4,
			.out_words = sizeof(out) / 4,
		},
		.req = { .response = (uintptr_t)&out, .cq_handle = 0x7ffffff0, .ne = 2, },
	};
	const struct how how = { .type = IBV_QPT_RC, };
	struct pair pair;

	test_begin("poll_cq, as it is");
	pair_make(&pair, &how);
	test_ret(command(&cmd, sizeof(cmd)), -ENOENT, "no CQ");
	test_check(out.resp.count == UNTOUCHED, "no CQ: %u", out.resp.count);
	cmd.req.cq_handle = pair.a.recv_cq->handle;
	cmd.req.ne = 0;
	test_ret(command(&cmd, sizeof(cmd)), 0, "none wanted");
	test_check(!out.resp.count, "none wanted: %u", out.resp.count);
	cmd.hdr.out_words = sizeof(out.resp) / 4;
	test_ret(command(&cmd, sizeof(cmd)), 0, "none wanted, and no room");
	test_check(!ibv_poll_cq(pair.a.recv_cq, 0, NULL), "none wanted, by libibverbs");
	cmd.hdr.out_words = sizeof(out) / 4;
	cmd.req.ne = 2;
	test_ret(command(&cmd, sizeof(cmd)), 0, "none there");
	test_check(!out.resp.count, "none there: %u", out.resp.count);
	test_check(!to_state(&pair.a, IBV_QPS_ERR) &&
		   !post_recv(&pair.a, 5, 8, pair.a.mr->lkey), "receive");
	sleep_ms(100);
	test_ret(command(&cmd, sizeof(cmd)), 0, "one there");
	test_check(out.resp.count == 1 && out.wc[0].wr_id == 5 &&
		   out.wc[0].status == IBV_WC_WR_FLUSH_ERR &&
		   out.wc[0].qp_num == pair.a.qp->qp_num, "one there: %u", out.resp.count);
	cmd.req.response = 0;
	test_ret(command(&cmd, sizeof(cmd)), -EFAULT, "no room");
	cmd.req.response = (uintptr_t)&out;
	cmd.hdr.out_words = 1;
	test_ret(command(&cmd, sizeof(cmd)), -ENOSPC, "hardly any room");
	pair_free(&pair);
}

void test_raw(void)
{
	test_raw_send();
	test_raw_ud();
	test_raw_recv();
	test_raw_poll();
	test_rereg();
	test_moderation();
}
