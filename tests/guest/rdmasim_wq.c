// SPDX-License-Identifier: GPL-2.0 OR Linux-OpenIB
/* Receive work queues, and a QP that spreads what it receives over a table of them. */
#include <unistd.h>
#include <rdma/ib_user_verbs.h>
#include "rdmasim.h"

enum { TABLE = 4, SENDERS = 8, LENGTH = 100, };

static int ex_command(uint32_t number, const void *req, size_t req_len, void *resp,
		      size_t resp_len)
{
	struct {
		struct ib_uverbs_cmd_hdr hdr;
		struct ib_uverbs_ex_cmd_hdr ex;
		uint8_t req[256];
	} cmd = {
		.hdr = {
			.command = IB_USER_VERBS_CMD_FLAG_EXTENDED | number,
			.in_words = (req_len + 7) / 8,
			.out_words = resp_len / 8,
		},
		.ex = { .response = (uintptr_t)resp, },
	};
	const size_t len = sizeof(cmd.hdr) + sizeof(cmd.ex) + cmd.hdr.in_words * 8;

	memcpy(cmd.req, req, req_len);
	return write(the_device->cmd_fd, &cmd, len) == (ssize_t)len ? 0 : -errno;
}

static int wq_create(struct end *end, struct ib_uverbs_ex_create_wq_resp *resp)
{
	const struct ib_uverbs_ex_create_wq req = {
		.pd_handle = end->pd->handle,
		.cq_handle = end->recv_cq->handle,
		.max_wr = 4,
		.max_sge = 1,
	};

	return ex_command(IB_USER_VERBS_EX_CMD_CREATE_WQ, &req, sizeof(req), resp,
			  sizeof(*resp));
}

static int wq_ready(uint32_t wq)
{
	const struct ib_uverbs_ex_modify_wq req = {
		.attr_mask = 1,
		.wq_handle = wq,
		.wq_state = 1,
	};

	return ex_command(IB_USER_VERBS_EX_CMD_MODIFY_WQ, &req, sizeof(req), NULL, 0);
}

static int wq_destroy(uint32_t wq)
{
	struct ib_uverbs_ex_destroy_wq_resp resp;
	const struct ib_uverbs_ex_destroy_wq req = { .wq_handle = wq, };

	return ex_command(IB_USER_VERBS_EX_CMD_DESTROY_WQ, &req, sizeof(req), &resp,
			  sizeof(resp));
}

/* A line of the knob. */
static void wq_says(uint32_t num, const char *want)
{
	char *text = shell("grep '^%u ' /sys/kernel/debug/rdmasim/%s/wqs", num,
			   ibv_get_device_name(the_device->device));

	text[strcspn(text, "\n")] = 0;
	test_check(strchr(text, ' ') && !strcmp(strchr(text, ' ') + 1, want),
		   "work queue %u: '%s', not '%s'", num, text, want);
	free(text);
}

static int qp_create(struct end *end, uint32_t table, struct ib_uverbs_ex_create_qp_resp *resp)
{
	const struct ib_uverbs_ex_create_qp req = {
		.pd_handle = end->pd->handle,
		.qp_type = IBV_QPT_UD,
		.comp_mask = IB_UVERBS_CREATE_QP_MASK_IND_TABLE,
		.rwq_ind_tbl_handle = table,
	};

	return ex_command(IB_USER_VERBS_EX_CMD_CREATE_QP, &req, sizeof(req), resp,
			  sizeof(*resp));
}

static int qp_state(uint32_t handle, enum ibv_qp_state state, uint32_t mask)
{
	struct {
		struct ib_uverbs_cmd_hdr hdr;
		struct ib_uverbs_modify_qp modify;
	} cmd = {
		.hdr = {
			.command = IB_USER_VERBS_CMD_MODIFY_QP,
			.in_words = sizeof(cmd) / 4,
		},
		.modify = {
			.qp_handle = handle,
			.attr_mask = IBV_QP_STATE | mask,
			.qp_state = state,
			.port_num = 2,
			.qkey = QKEY,
		},
	};

	return write(the_device->cmd_fd, &cmd, sizeof(cmd)) == sizeof(cmd) ? 0 : -errno;
}

static int qp_destroy(uint32_t handle)
{
	struct ib_uverbs_destroy_qp_resp resp;
	struct {
		struct ib_uverbs_cmd_hdr hdr;
		struct ib_uverbs_destroy_qp destroy;
	} cmd = {
		.hdr = {
			.command = IB_USER_VERBS_CMD_DESTROY_QP,
			.in_words = sizeof(cmd) / 4,
			.out_words = sizeof(resp) / 4,
		},
		.destroy = { .response = (uintptr_t)&resp, .qp_handle = handle, },
	};

	return write(the_device->cmd_fd, &cmd, sizeof(cmd)) == sizeof(cmd) ? 0 : -errno;
}

/* One datagram from a QP to the one with that number. */
static void send_to(struct pair *pair, uint32_t qpn, struct ibv_ah *ah)
{
	struct ibv_sge sge = {
		.addr = (uintptr_t)pair->a.buf,
		.length = LENGTH,
		.lkey = pair->a.mr->lkey,
	};
	struct ibv_send_wr wr = {
		.opcode = IBV_WR_SEND,
		.sg_list = &sge,
		.num_sge = 1,
		.wr.ud = { .ah = ah, .remote_qpn = qpn, .remote_qkey = QKEY, },
	}, *bad;

	test_check(!ibv_post_send(pair->a.qp, &wr, &bad), "post");
	completes(pair->a.send_cq, IBV_WC_SUCCESS, "sender");
}

static void test_spread(void)
{
	const struct how how = { .type = IBV_QPT_UD, };
	struct ib_uverbs_ex_create_wq_resp wq[TABLE] = {};
	struct ib_uverbs_ex_create_rwq_ind_table_resp table = {};
	struct ib_uverbs_ex_create_qp_resp qp = {};
	struct { uint32_t words[2 + TABLE]; } req = { { 0, 2, }, };
	unsigned int got[TABLE] = {}, i;
	struct pair pair[SENDERS];
	struct ibv_ah *ah;
	char want[64];

	test_begin("wq: a table spreads datagrams by who sends them");
	for (i = 0; i < SENDERS; i++)
		pair_make(&pair[i], &how);
	for (i = 0; i < TABLE; i++) {
		test_ret(wq_create(&pair[0].b, &wq[i]), 0, "wq");
		test_ret(wq_ready(wq[i].wq_handle), 0, "wq: RDY");
		req.words[2 + i] = wq[i].wq_handle;
	}
	test_ret(ex_command(IB_USER_VERBS_EX_CMD_CREATE_RWQ_IND_TBL, &req, sizeof(req), &table,
			    sizeof(table)), 0, "table");
	test_ret(qp_create(&pair[0].b, table.ind_tbl_handle, &qp), 0, "qp");
	test_ret(qp_state(qp.base.qp_handle, IBV_QPS_INIT,
			  IBV_QP_PORT | IBV_QP_PKEY_INDEX | IBV_QP_QKEY), 0, "INIT");
	test_ret(qp_state(qp.base.qp_handle, IBV_QPS_RTR, 0), 0, "RTR");
	for (i = 0; i < SENDERS; i++) {
		ah = ah_to(&pair[i].a, &pair[i].b, false);
		send_to(&pair[i], qp.base.qpn, ah);
		got[pair[i].a.qp->qp_num % TABLE]++;
		test_check(!ibv_destroy_ah(ah), "ah");
	}
	for (i = 0; i < TABLE; i++) {
		snprintf(want, sizeof(want), "ready messages=%u bytes=%u", got[i],
			 got[i] * LENGTH);
		wq_says(wq[i].wqn, want);
	}
	test_ret(wq_destroy(wq[0].wq_handle), -EBUSY, "wq of a table");
	test_ret(qp_destroy(qp.base.qp_handle), 0, "qp");
	test_ret(ex_command(IB_USER_VERBS_EX_CMD_DESTROY_RWQ_IND_TBL,
			    &(struct ib_uverbs_ex_destroy_rwq_ind_table){
				    .ind_tbl_handle = table.ind_tbl_handle, },
			    sizeof(struct ib_uverbs_ex_destroy_rwq_ind_table), NULL, 0), 0,
		 "table");
	for (i = 0; i < TABLE; i++)
		test_ret(wq_destroy(wq[i].wq_handle), 0, "wq");
	for (i = 0; i < SENDERS; i++)
		pair_free(&pair[i]);
}

void test_wq(void)
{
	test_spread();
}
