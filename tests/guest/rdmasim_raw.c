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

void test_raw(void)
{
	test_rereg();
	test_moderation();
}
