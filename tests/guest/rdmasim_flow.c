// SPDX-License-Identifier: GPL-2.0 OR Linux-OpenIB
/* Flows, and counters that they are bound to, by commands of ib_uverbs. */
#include <unistd.h>
#include <rdma/ib_user_ioctl_cmds.h>
#include <rdma/ib_user_ioctl_verbs.h>
#include <rdma/ib_user_verbs.h>
#include "rdmasim.h"
#include "rdmasim_method.h"

enum { LENGTH = 100, };

static uint32_t counters_create(void)
{
	const struct ib_uverbs_attr *handle;

	method_begin(UVERBS_OBJECT_COUNTERS, UVERBS_METHOD_COUNTERS_CREATE);
	handle = method_add(UVERBS_ATTR_CREATE_COUNTERS_HANDLE, 0, 0);
	test_ret(method_run(), 0, "counters");
	return handle->data;
}

static int counters_destroy(uint32_t handle)
{
	method_begin(UVERBS_OBJECT_COUNTERS, UVERBS_METHOD_COUNTERS_DESTROY);
	method_add(UVERBS_ATTR_DESTROY_COUNTERS_HANDLE, 0, handle);
	return method_run();
}

static void counters_are(uint32_t handle, uint64_t messages, const char *what)
{
	uint64_t values[2] = {};

	method_begin(UVERBS_OBJECT_COUNTERS, UVERBS_METHOD_COUNTERS_READ);
	method_add(UVERBS_ATTR_READ_COUNTERS_HANDLE, 0, handle);
	method_add(UVERBS_ATTR_READ_COUNTERS_BUFF, sizeof(values), (uintptr_t)values);
	test_ret(method_run(), 0, "read");
	test_check(values[0] == messages && values[1] == messages * LENGTH,
		   "%s: %llu messages of %llu bytes, not %llu", what,
		   (unsigned long long)values[0], (unsigned long long)values[1],
		   (unsigned long long)messages);
}

/* To where, what, and how often: IPv6 that a GRH is, and counters. */
static int flow_create(struct ibv_qp *qp, const union ibv_gid *to, uint32_t counters, bool drop,
		       uint16_t priority, uint32_t flags, uint32_t *handle)
{
	struct ib_uverbs_create_flow_resp resp = {};
	struct {
		struct ib_uverbs_cmd_hdr hdr;
		struct ib_uverbs_ex_cmd_hdr ex;
		struct ib_uverbs_create_flow create;
		struct ib_uverbs_flow_spec_ipv6 ip6;
		struct ib_uverbs_flow_spec_action_count count;
		struct ib_uverbs_flow_spec_action_drop drop;
	} cmd = {
		.hdr = {
			.command = IB_USER_VERBS_CMD_FLAG_EXTENDED |
				   IB_USER_VERBS_EX_CMD_CREATE_FLOW,
			.out_words = sizeof(resp) / 8,
		},
		.ex = { .response = (uintptr_t)&resp, },
		.create = {
			.qp_handle = qp->handle,
			.flow_attr = {
				.size = sizeof(cmd.ip6) + sizeof(cmd.count) +
					(drop ? sizeof(cmd.drop) : 0),
				.priority = priority,
				.num_of_specs = 2 + drop,
				.port = 2,
				.flags = flags,
			},
		},
		.ip6 = { .type = 0x31, .size = sizeof(cmd.ip6), },
		.count = { .type = 0x1003, .size = sizeof(cmd.count), .handle = counters, },
		.drop = { .type = 0x1001, .size = sizeof(cmd.drop), },
	};
	const size_t len = sizeof(cmd.hdr) + sizeof(cmd.ex) + sizeof(cmd.create) +
			   cmd.create.flow_attr.size;

	memcpy(cmd.ip6.val.dst_ip, to, 16);
	memset(cmd.ip6.mask.dst_ip, 0xff, 16);
	cmd.hdr.in_words = (len - sizeof(cmd.hdr) - sizeof(cmd.ex)) / 8;
	if (write(the_device->cmd_fd, &cmd, len) != (ssize_t)len)
		return -errno;
	*handle = resp.flow_handle;
	return 0;
}

static int flow_destroy(uint32_t handle)
{
	struct {
		struct ib_uverbs_cmd_hdr hdr;
		struct ib_uverbs_ex_cmd_hdr ex;
		struct ib_uverbs_destroy_flow destroy;
	} cmd = {
		.hdr = {
			.command = IB_USER_VERBS_CMD_FLAG_EXTENDED |
				   IB_USER_VERBS_EX_CMD_DESTROY_FLOW,
			.in_words = sizeof(cmd.destroy) / 8,
		},
		.destroy = { .flow_handle = handle, },
	};

	return write(the_device->cmd_fd, &cmd, sizeof(cmd)) == sizeof(cmd) ? 0 : -errno;
}

/* A datagram from one end to the other; @grh: with the header that flows look at. */
static void send(struct pair *pair, bool grh, bool arrives)
{
	struct ibv_ah *ah = ah_to(&pair->a, &pair->b, grh);
	struct ibv_sge sge = {
		.addr = (uintptr_t)pair->a.buf,
		.length = LENGTH,
		.lkey = pair->a.mr->lkey,
	};
	struct ibv_send_wr wr = {
		.opcode = IBV_WR_SEND,
		.sg_list = &sge,
		.num_sge = 1,
		.wr.ud = {
			.ah = ah,
			.remote_qpn = pair->b.qp->qp_num,
			.remote_qkey = QKEY,
		},
	}, *bad;

	if (arrives)
		test_check(!post_recv(&pair->b, 0, 1024, pair->b.mr->lkey), "receive");
	test_check(!ibv_post_send(pair->a.qp, &wr, &bad), "post");
	completes(pair->a.send_cq, IBV_WC_SUCCESS, "sender");
	if (arrives)
		completes(pair->b.recv_cq, IBV_WC_SUCCESS, "receiver");
	else
		test_check(silent(pair->b.recv_cq), "it was not dropped");
	test_check(!ibv_destroy_ah(ah), "ah");
}

void test_flow(void)
{
	const struct how how = { .type = IBV_QPT_UD, };
	uint32_t counters[2], flow[3];
	struct pair pair;

	test_begin("flow: counts, in order of priority, and drops");
	pair_make(&pair, &how);
	counters[0] = counters_create();
	counters[1] = counters_create();
	test_ret(flow_create(pair.b.qp, &pair.b.gid, counters[0], false, 5, 0, &flow[0]), 0,
		 "to the receiver");
	test_ret(flow_create(pair.b.qp, &pair.a.gid, counters[1], false, 1, 0, &flow[1]), 0,
		 "to the sender");
	send(&pair, true, true);
	send(&pair, false, true);
	counters_are(counters[0], 1, "what has a header to the receiver");
	counters_are(counters[1], 0, "what has one to the sender");
	test_ret(counters_destroy(counters[0]), -EBUSY, "counters of a flow");
	test_ret(flow_destroy(flow[1]), 0, "flow");

	/* Before the first, and both get it. */
	test_ret(flow_create(pair.b.qp, &pair.b.gid, counters[1], false, 1, 2, &flow[1]), 0,
		 "that does not trap");
	send(&pair, true, true);
	counters_are(counters[0], 2, "behind a flow that does not trap");
	counters_are(counters[1], 1, "before it");
	test_ret(flow_destroy(flow[1]), 0, "flow");

	/* Before it, and it gets nothing; nor does the QP. */
	test_ret(flow_create(pair.b.qp, &pair.b.gid, counters[1], true, 1, 0, &flow[2]), 0,
		 "that drops");
	send(&pair, true, false);
	counters_are(counters[0], 2, "behind a flow that drops");
	counters_are(counters[1], 2, "before it");
	send(&pair, false, true);
	test_ret(flow_destroy(flow[2]), 0, "flow");
	send(&pair, true, true);
	counters_are(counters[0], 3, "when it is gone");
	test_ret(flow_destroy(flow[0]), 0, "flow");
	test_ret(counters_destroy(counters[0]), 0, "counters");
	test_ret(counters_destroy(counters[1]), 0, "counters");
	pair_free(&pair);
}
