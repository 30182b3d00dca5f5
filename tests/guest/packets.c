// SPDX-License-Identifier: GPL-2.0 OR Linux-OpenIB
/*
 * Raw packets, from the netdev of a RoCE port of a simulated HCA to that of another,
 * and flows that steer them, by libibverbs and commands of ib_uverbs.
 * usage: packets FROM-IBDEV TO-IBDEV
 */
#include <arpa/inet.h>
#include <endian.h>
#include <sys/wait.h>
#include <unistd.h>
#include <rdma/ib_user_verbs.h>
#include "frames.h"

enum { NORMAL = 0, ALL_DEFAULT = 1, MC_DEFAULT = 2, SNIFFER = 3 };

static const uint8_t group[6] = { 0x33, 0x33, 0, 0, 0, 0x99 };

static void receive(struct end *end)
{
	const unsigned int slot = end->next++ % 16;
	struct ibv_sge sge = {
		.addr = (uintptr_t)end->buf + (16 + slot) * SLOT,
		.length = SLOT,
		.lkey = end->mr->lkey,
	};
	struct ibv_recv_wr wr = { .wr_id = 16 + slot, .sg_list = &sge, .num_sge = 1, };
	struct ibv_recv_wr *bad;

	test_check(!ibv_post_recv(end->qp, &wr, &bad), "receive");
}

/* The frame comes as it was sent, and another receive takes its place. */
static void comes(struct end *end, uint32_t len, const char *what)
{
	struct ibv_wc wc = {};
	int status = next_wc(end, &wc);

	if (!test_check(status == IBV_WC_SUCCESS, "%s: %d", what, status))
		return;
	test_check(wc.opcode == IBV_WC_RECV && wc.byte_len == len && wc.qp_num == end->qp->qp_num,
		   "%s: opcode %d, %u bytes, not %u", what, wc.opcode, wc.byte_len, len);
	test_check(!memcmp(end->buf + wc.wr_id * SLOT, frame, len), "%s: other data", what);
	receive(end);
}

static void silent(struct end *end, const char *what)
{
	struct ibv_wc wc;

	sleep_ms(30);
	test_check(!ibv_poll_cq(end->cq, 1, &wc), "%s: a completion", what);
}

/* ---- flows --------------------------------------------------------------------------- */

/* A flow as it is told to ib_uverbs. */
static struct {
	struct ib_uverbs_cmd_hdr hdr;
	struct ib_uverbs_ex_cmd_hdr ex;
	struct ib_uverbs_create_flow create;
	uint8_t specs[512];
} cmd;

static void flow_begin(uint32_t type, uint16_t priority)
{
	memset(&cmd, 0, sizeof(cmd));
	cmd.create.flow_attr.type = type;
	cmd.create.flow_attr.priority = priority;
	cmd.create.flow_attr.port = 1;
}

static void add(const void *spec, uint16_t size)
{
	memcpy(cmd.specs + cmd.create.flow_attr.size, spec, size);
	cmd.create.flow_attr.size += size;
	cmd.create.flow_attr.num_of_specs++;
}

static void with_eth(uint16_t type, uint16_t vlan)
{
	struct ib_uverbs_flow_spec_eth spec = {
		.type = 0x20,
		.size = sizeof(spec),
		.val = { .ether_type = htons(type), .vlan_tag = htons(vlan), },
		.mask = { .ether_type = 0xffff, .vlan_tag = vlan ? 0xffff : 0, },
	};

	add(&spec, sizeof(spec));
}

static void with_ip4(uint8_t proto)
{
	struct ib_uverbs_flow_spec_ipv4 spec = {
		.type = 0x30,
		.size = sizeof(spec),
		.val = { .dst_ip = htonl(0x0a000002), .proto = proto, },
		.mask = { .dst_ip = 0xffffffff, .proto = 0xff, },
	};

	add(&spec, sizeof(spec));
}

static void with_ip6(void)
{
	struct ib_uverbs_flow_spec_ipv6 spec = {
		.type = 0x31,
		.size = sizeof(spec),
		.val = { .dst_ip = { 0xfd, [15] = 2, }, },
	};

	memset(spec.mask.dst_ip, 0xff, 16);
	add(&spec, sizeof(spec));
}

static void with_port(uint32_t type, uint16_t port)
{
	struct ib_uverbs_flow_spec_tcp_udp spec = {
		.type = type,
		.size = sizeof(spec),
		.val = { .dst_port = htons(port), },
		.mask = { .dst_port = 0xffff, },
	};

	add(&spec, sizeof(spec));
}

static void with_drop(void)
{
	struct ib_uverbs_flow_spec_action_drop spec = { .type = 0x1001, .size = sizeof(spec), };

	add(&spec, sizeof(spec));
}

static int flow_create(struct end *end, uint32_t *handle)
{
	const size_t len = offsetof(typeof(cmd), specs) + cmd.create.flow_attr.size;
	struct ib_uverbs_create_flow_resp resp = {};

	cmd.create.qp_handle = end->qp->handle;
	cmd.hdr.command = IB_USER_VERBS_CMD_FLAG_EXTENDED | IB_USER_VERBS_EX_CMD_CREATE_FLOW;
	cmd.hdr.out_words = sizeof(resp) / 8;
	cmd.hdr.in_words = (len - sizeof(cmd.hdr) - sizeof(cmd.ex)) / 8;
	cmd.ex.response = (uintptr_t)&resp;
	if (write(end->ctx->cmd_fd, &cmd, len) != (ssize_t)len)
		return -errno;
	*handle = resp.flow_handle;
	return 0;
}

static uint32_t flow_to(struct end *end)
{
	uint32_t handle = 0;

	test_ret(flow_create(end, &handle), 0, "flow");
	return handle;
}

static void flow_end(struct end *end, uint32_t handle)
{
	struct {
		struct ib_uverbs_cmd_hdr hdr;
		struct ib_uverbs_ex_cmd_hdr ex;
		struct ib_uverbs_destroy_flow destroy;
	} end_cmd = {
		.hdr = {
			.command = IB_USER_VERBS_CMD_FLAG_EXTENDED |
				   IB_USER_VERBS_EX_CMD_DESTROY_FLOW,
			.in_words = sizeof(end_cmd.destroy) / 8,
		},
		.destroy = { .flow_handle = handle, },
	};

	test_check(write(end->ctx->cmd_fd, &end_cmd, sizeof(end_cmd)) == sizeof(end_cmd),
		   "destroy: %s", err_name(errno));
}

/* ---- tests --------------------------------------------------------------------------- */

static void test_right(struct end *end)
{
	int status;
	pid_t pid;

	test_begin("raw packets are for who has CAP_NET_RAW");
	pid = fork();
	if (!pid) {
		if (setuid(65534))
			_exit(2);
		_exit(create_qp(end) || errno != EPERM);
	}
	test_check(waitpid(pid, &status, 0) == pid && !status, "status %x", status);
}

static void test_types(struct end *from, struct end *to, struct end *other)
{
	uint32_t len, by_type, by_vlan;

	test_begin("a frame goes to nobody, and to who has a flow of its type");
	len = eth(there, ETYPE) + 100;
	frame[50] = 7;
	transmit(from, len);
	silent(to, "no flow");
	flow_begin(NORMAL, 1);
	with_eth(ETYPE, 0);
	by_type = flow_to(to);
	transmit(from, len);
	comes(to, len, "its flow");
	silent(other, "it has none");
	len = eth(there, ETYPE + 1) + 100;
	transmit(from, len);
	silent(to, "another type");

	test_begin("a frame with a VLAN tag keeps it, and is matched by it");
	flow_begin(NORMAL, 0);
	with_eth(ETYPE, 5);
	by_vlan = flow_to(other);
	len = put16(put16(eth(there, 0x8100), 5), ETYPE) + 60;
	transmit(from, len);
	comes(other, len, "in its VLAN");
	silent(to, "behind it");
	len = put16(put16(eth(there, 0x8100), 6), ETYPE) + 60;
	transmit(from, len);
	comes(to, len, "in another one");
	silent(other, "in another one");
	flow_end(other, by_vlan);
	flow_end(to, by_type);
	transmit(from, len);
	silent(to, "its flow is gone");
}

static void test_headers(struct end *from, struct end *to, struct end *other)
{
	uint32_t len, flow[4];

	test_begin("IPv4, IPv6, UDP and TCP, by priority");
	flow_begin(NORMAL, 5);
	with_eth(0x0800, 0);
	with_ip4(17);
	flow[0] = flow_to(other);
	flow_begin(NORMAL, 1);
	with_eth(0x0800, 0);
	with_ip4(17);
	with_port(0x41, 7000);
	flow[1] = flow_to(to);
	flow_begin(NORMAL, 1);
	with_port(0x40, 7000);
	flow[2] = flow_to(to);
	flow_begin(NORMAL, 7);
	with_ip6();
	flow[3] = flow_to(other);
	len = ports(ip4(eth(there, 0x0800), 17), 7000);
	transmit(from, len);
	comes(to, len, "UDP, its port");
	len = ports(ip4(eth(there, 0x0800), 17), 7001);
	transmit(from, len);
	comes(other, len, "UDP, any port");
	len = ports(ip4(eth(there, 0x0800), 6), 7000);
	transmit(from, len);
	comes(to, len, "TCP");
	len = ports(ip6(eth(there, 0x86dd), 6), 7000);
	transmit(from, len);
	comes(to, len, "TCP over IPv6");
	len = ports(ip6(eth(there, 0x86dd), 17), 7000);
	transmit(from, len);
	comes(other, len, "UDP over IPv6");
	len = ip4(eth(there, 0x0800), 17);
	transmit(from, len);
	comes(other, len, "an end before the ports");
	len = ip4(eth(there, 0x0800), 17) - 1;
	transmit(from, len);
	silent(other, "an end before that of the IPv4 header");
	silent(to, "nor there");
	flow_end(to, flow[1]);
	flow_end(to, flow[2]);
	flow_end(other, flow[0]);
	flow_end(other, flow[3]);
}

static void test_kinds(struct end *from, struct end *to, struct end *other)
{
	uint32_t len, flow[3];

	test_begin("a flow that drops, one that does not trap, one that looks on");
	flow_begin(NORMAL, 3);
	with_eth(ETYPE, 0);
	flow[0] = flow_to(to);
	flow_begin(NORMAL, 2);
	with_eth(ETYPE, 0);
	cmd.create.flow_attr.flags = 2;
	flow[1] = flow_to(other);
	len = eth(there, ETYPE) + 46;
	transmit(from, len);
	comes(other, len, "does not trap");
	comes(to, len, "behind it");
	flow_end(other, flow[1]);
	flow_begin(NORMAL, 2);
	with_eth(ETYPE, 0);
	with_drop();
	flow[1] = flow_to(to);
	flow_begin(SNIFFER, 0);
	with_eth(ETYPE, 0);
	flow[2] = flow_to(other);
	transmit(from, len);
	comes(other, len, "looks on");
	silent(to, "dropped");
	flow_end(to, flow[1]);
	flow_end(other, flow[2]);

	test_begin("what nobody else gets, to groups and to all");
	flow_begin(ALL_DEFAULT, 0);
	with_eth(ETYPE + 2, 0);
	flow[1] = flow_to(to);
	flow_begin(MC_DEFAULT, 0);
	with_eth(ETYPE + 2, 0);
	flow[2] = flow_to(other);
	len = eth(there, ETYPE + 2) + 46;
	transmit(from, len);
	comes(to, len, "to one");
	silent(other, "to one");
	len = eth(group, ETYPE + 2) + 46;
	transmit(from, len);
	comes(other, len, "to a group");
	silent(to, "to a group");
	flow_end(other, flow[2]);
	flow_end(to, flow[1]);
	flow_end(to, flow[0]);

	test_begin("flows that cannot be");
	flow_begin(NORMAL, 0);
	with_eth(ETYPE, 0);
	cmd.create.flow_attr.port = 2;
	test_ret(flow_create(to, &flow[0]), -EINVAL, "no such port");
}

static void test_lengths(struct end *from)
{
	struct ibv_qp_attr attr = { .qp_state = IBV_QPS_RTS, };
	const uint32_t lengths[] = { 13, 1519, 10000, };
	struct ibv_wc wc;
	unsigned int i;

	for (i = 0; i < sizeof(lengths) / sizeof(lengths[0]); i++) {
		test_begin("a frame of %u bytes is none", lengths[i]);
		eth(there, ETYPE);
		test_check(!post(from, lengths[i]), "post");
		test_check(next_wc(from, &wc) == IBV_WC_LOC_LEN_ERR, "status %d", wc.status);
		attr.qp_state = IBV_QPS_ERR;
		test_check(!ibv_modify_qp(from->qp, &attr, IBV_QP_STATE), "ERR");
		attr.qp_state = IBV_QPS_RESET;
		test_check(!ibv_modify_qp(from->qp, &attr, IBV_QP_STATE), "RESET");
		attr.qp_state = IBV_QPS_INIT;
		attr.port_num = 1;
		test_check(!ibv_modify_qp(from->qp, &attr, IBV_QP_STATE | IBV_QP_PORT), "INIT");
		attr.qp_state = IBV_QPS_RTR;
		test_check(!ibv_modify_qp(from->qp, &attr, IBV_QP_STATE), "RTR");
		attr.qp_state = IBV_QPS_RTS;
		test_check(!ibv_modify_qp(from->qp, &attr, IBV_QP_STATE), "RTS");
	}
}

int main(int argc, char **argv)
{
	struct end from, to, other;
	struct ibv_context *a, *b;
	int i;

	if (argc != 3)
		bail_out("usage: packets FROM-IBDEV TO-IBDEV");
	a = open_device(argv[1]);
	b = open_device(argv[2]);
	end_make(&from, a);
	end_make(&to, b);
	end_make(&other, b);
	for (i = 0; i < DEPTH / 2; i++) {
		receive(&to);
		receive(&other);
	}
	test_right(&from);
	test_types(&from, &to, &other);
	test_headers(&from, &to, &other);
	test_kinds(&from, &to, &other);
	test_lengths(&from);
	end_free(&from);
	end_free(&to);
	end_free(&other);
	ibv_close_device(a);
	ibv_close_device(b);
	return test_done();
}
