// SPDX-License-Identifier: GPL-2.0 OR Linux-OpenIB
/*
 * QPs that spread raw packets over work queues, by rdmasim's own provider library: which
 * headers say to which one a frame goes, and what becomes of receives there.
 * usage: rss FROM-IBDEV TO-IBDEV
 */
#include <arpa/inet.h>
#include <poll.h>
#include <unistd.h>
#include "frames.h"
#include "simbuf.h"

enum { TABLE = 16, RECEIVES = 4, KEY = 40, };

/* Where headers are in a frame. */
enum { IP4_FRAGMENT = 20, IP4_SRC = 26, IP4_PORTS = 34, IP6_SRC = 22, IP6_PORTS = 54, };

#define IP4 (IBV_RX_HASH_SRC_IPV4 | IBV_RX_HASH_DST_IPV4)
#define IP6 (IBV_RX_HASH_SRC_IPV6 | IBV_RX_HASH_DST_IPV6)
#define TCP (IBV_RX_HASH_SRC_PORT_TCP | IBV_RX_HASH_DST_PORT_TCP)
#define UDP (IBV_RX_HASH_SRC_PORT_UDP | IBV_RX_HASH_DST_PORT_UDP)

/* That of the examples which Microsoft publishes, as the numbers below. */
static uint8_t key[KEY] = {
	0x6d, 0x5a, 0x56, 0xda, 0x25, 0x5b, 0x0e, 0xc2, 0x41, 0x67, 0x25, 0x3d, 0x43, 0xa3,
	0x8f, 0xb0, 0xd0, 0xca, 0x2b, 0xcb, 0xae, 0x7b, 0x30, 0xb4, 0x77, 0xcb, 0x2d, 0xa3,
	0x80, 0x30, 0xf2, 0x0c, 0x6a, 0x42, 0xb7, 0x3b, 0xbe, 0xac, 0x01, 0xfa,
};

/**
 * struct spread - a QP with a table
 * @end: its PD, queue of completions and memory; that QP is not used
 * @slot: of the memory, for the next receive
 */
struct spread {
	struct end end;
	struct ibv_wq *wq[TABLE];
	struct ibv_rwq_ind_table *table;
	struct ibv_qp *qp;
	struct ibv_flow *flow;
	unsigned int slot;
};

static int wq_state(struct ibv_wq *wq, enum ibv_wq_state state)
{
	struct ibv_wq_attr attr = { .attr_mask = IBV_WQ_ATTR_STATE, .wq_state = state, };

	return ibv_modify_wq(wq, &attr);
}

static int wq_receive(struct ibv_wq *wq, uint64_t id, void *addr, uint32_t len, uint32_t lkey)
{
	struct ibv_sge sge = { .addr = (uintptr_t)addr, .length = len, .lkey = lkey, };
	struct ibv_recv_wr wr = { .wr_id = id, .sg_list = &sge, .num_sge = 1, }, *bad;

	return ibv_post_wq_recv(wq, &wr, &bad);
}

/* Completions say by their id which entry it was. */
static void give(struct spread *to, unsigned int entry)
{
	void *addr = to->end.buf + (to->slot++ % TABLE) * SLOT;

	test_ret(wq_receive(to->wq[entry], entry, addr, SLOT, to->end.mr->lkey), 0, "receive");
}

static struct ibv_qp *create(struct spread *to, const struct ibv_rx_hash_conf *conf,
			     struct ibv_rwq_ind_table *table)
{
	struct ibv_qp_init_attr_ex init = {
		.qp_type = IBV_QPT_RAW_PACKET,
		.comp_mask = IBV_QP_INIT_ATTR_PD,
		.pd = to->end.pd,
		.rwq_ind_tbl = table,
	};

	if (table)
		init.comp_mask |= IBV_QP_INIT_ATTR_IND_TABLE;
	else
		init.send_cq = init.recv_cq = to->end.cq;
	if (conf) {
		init.comp_mask |= IBV_QP_INIT_ATTR_RX_HASH;
		init.rx_hash_conf = *conf;
	}
	return ibv_create_qp_ex(to->end.ctx, &init);
}

/* All that comes to the port is for the QP. */
static void spread_by(struct spread *to, uint64_t fields)
{
	const struct ibv_rx_hash_conf conf = {
		.rx_hash_function = IBV_RX_HASH_FUNC_TOEPLITZ,
		.rx_hash_key_len = KEY,
		.rx_hash_key = key,
		.rx_hash_fields_mask = fields,
	};
	struct {
		struct ibv_flow_attr attr;
		struct ibv_flow_spec_eth eth;
	} flow = {
		.attr = { .size = sizeof(flow), .num_of_specs = 1, .port = 1, },
		.eth = { .type = IBV_FLOW_SPEC_ETH, .size = sizeof(flow.eth), },
	};

	memcpy(flow.eth.val.dst_mac, there, 6);
	memset(flow.eth.mask.dst_mac, 0xff, 6);
	to->qp = create(to, &conf, to->table);
	need("a QP that spreads", to->qp);
	to->flow = ibv_create_flow(to->qp, &flow.attr);
	need("its flow", to->flow);
}

static void spread_end(struct spread *to)
{
	need("destroy flow", !ibv_destroy_flow(to->flow));
	need("destroy qp", !ibv_destroy_qp(to->qp));
}

static void spread_make(struct spread *to, struct ibv_context *ctx)
{
	struct ibv_rwq_ind_table_init_attr table = { .log_ind_tbl_size = 4, .ind_tbl = to->wq, };
	struct ibv_wq_init_attr init = {
		.wq_type = IBV_WQT_RQ,
		.max_wr = RECEIVES,
		.max_sge = 1,
	};
	unsigned int i, n;

	memset(to, 0, sizeof(*to));
	end_make(&to->end, ctx);
	init.pd = to->end.pd;
	init.cq = to->end.cq;
	for (i = 0; i < TABLE; i++) {
		to->wq[i] = ibv_create_wq(ctx, &init);
		need("a work queue", to->wq[i]);
		need("RDY", !wq_state(to->wq[i], IBV_WQS_RDY));
		for (n = 0; n < RECEIVES / 2; n++)
			give(to, i);
	}
	to->table = ibv_create_rwq_ind_table(ctx, &table);
	need("their table", to->table);
}

static void spread_free(struct spread *to)
{
	unsigned int i;

	need("destroy table", !ibv_destroy_rwq_ind_table(to->table));
	for (i = 0; i < TABLE; i++)
		need("destroy wq", !ibv_destroy_wq(to->wq[i]));
	end_free(&to->end);
}

/* The frame goes to the entry that the hash says. */
static void goes(struct end *from, struct spread *to, uint32_t len, uint32_t hash,
		 const char *what)
{
	struct ibv_wc wc = {};
	int status;

	transmit(from, len);
	status = next_wc(&to->end, &wc);
	if (!test_check(status == IBV_WC_SUCCESS, "%s: %d", what, status))
		return;
	test_check(wc.opcode == IBV_WC_RECV && wc.byte_len == len && wc.qp_num == to->qp->qp_num,
		   "%s: opcode %d, %u bytes, not %u", what, wc.opcode, wc.byte_len, len);
	test_check(wc.wr_id == hash % TABLE, "%s: entry %u, not %u", what,
		   (unsigned int)wc.wr_id, hash % TABLE);
	give(to, wc.wr_id);
}

/* ---- what is said of it -------------------------------------------------------------- */

static void test_caps(struct ibv_context *ctx)
{
	struct ibv_device_attr_ex attr = {};

	test_begin("what the device can spread, and by what");
	test_ret(ibv_query_device_ex(ctx, NULL, &attr), 0, "query");
	test_check(attr.rss_caps.supported_qpts & 1 << IBV_QPT_RAW_PACKET, "QPs: %x",
		   attr.rss_caps.supported_qpts);
	test_check(attr.rss_caps.rx_hash_function == IBV_RX_HASH_FUNC_TOEPLITZ &&
		   attr.rss_caps.rx_hash_fields_mask == (IP4 | IP6 | TCP | UDP),
		   "function %x, fields %llx", attr.rss_caps.rx_hash_function,
		   (unsigned long long)attr.rss_caps.rx_hash_fields_mask);
}

static void refused(struct spread *to, const struct ibv_rx_hash_conf *conf,
		    struct ibv_rwq_ind_table *table, int error, const char *what)
{
	struct ibv_qp *qp = create(to, conf, table);

	if (test_check(!qp, "%s: there is one", what))
		test_check(errno == error, "%s: %s", what, err_name(errno));
	else
		ibv_destroy_qp(qp);
}

static void test_refused(struct spread *to)
{
	const struct ibv_rx_hash_conf good = {
		.rx_hash_function = IBV_RX_HASH_FUNC_TOEPLITZ,
		.rx_hash_key_len = KEY,
		.rx_hash_key = key,
		.rx_hash_fields_mask = IP4,
	};
	struct ibv_rx_hash_conf conf = good;

	test_begin("QPs that cannot spread raw packets");
	refused(to, NULL, to->table, EINVAL, "nothing said");
	refused(to, &good, NULL, EINVAL, "no table");
	conf.rx_hash_function = 2;
	refused(to, &conf, to->table, EOPNOTSUPP, "another function");
	conf = good;
	conf.rx_hash_key_len = KEY - 1;
	refused(to, &conf, to->table, EINVAL, "a short key");
	conf = good;
	conf.rx_hash_fields_mask = IP4 | IBV_RX_HASH_INNER;
	refused(to, &conf, to->table, EOPNOTSUPP, "a field that it has not");
}

/* ---- which entry ---------------------------------------------------------------------- */

static uint32_t example4(uint8_t proto, const char *src, uint16_t sport, const char *dst,
			 uint16_t dport)
{
	const uint32_t len = ports(ip4(eth(there, 0x0800), proto), 0);

	inet_pton(AF_INET, src, frame + IP4_SRC);
	inet_pton(AF_INET, dst, frame + IP4_SRC + 4);
	put16(put16(IP4_PORTS, sport), dport);
	return len;
}

static uint32_t example6(uint8_t proto, const char *src, uint16_t sport, const char *dst,
			 uint16_t dport)
{
	const uint32_t len = ports(ip6(eth(there, 0x86dd), proto), 0);

	inet_pton(AF_INET6, src, frame + IP6_SRC);
	inet_pton(AF_INET6, dst, frame + IP6_SRC + 16);
	put16(put16(IP6_PORTS, sport), dport);
	return len;
}

static void test_addresses(struct end *from, struct spread *to)
{
	test_begin("by addresses");
	spread_by(to, IP4 | IP6);
	goes(from, to, example4(6, "66.9.149.187", 2794, "161.142.100.80", 1766), 0x323e8fc2,
	     "first");
	goes(from, to, example4(17, "199.92.111.2", 14230, "65.69.140.83", 4739), 0xd718262a,
	     "second");
	goes(from, to, example6(6, "3ffe:2501:200:1fff::7", 2794, "3ffe:2501:200:3::1", 1766),
	     0x2cc18cd5, "IPv6");
	goes(from, to, eth(there, ETYPE) + 60, 0, "no IP");
	spread_end(to);
}

static void test_ports(struct end *from, struct spread *to)
{
	uint32_t len;

	test_begin("by addresses and ports");
	spread_by(to, IP4 | IP6 | TCP | UDP);
	goes(from, to, example4(6, "66.9.149.187", 2794, "161.142.100.80", 1766), 0x51ccc178,
	     "TCP");
	goes(from, to, example4(17, "24.19.198.95", 12898, "12.22.207.184", 38024), 0x5c2b394a,
	     "UDP");
	goes(from, to, example6(17, "3ffe:2501:200:1fff::7", 2794, "3ffe:2501:200:3::1", 1766),
	     0x40207d3d, "UDP over IPv6");
	len = example4(6, "66.9.149.187", 2794, "161.142.100.80", 1766);
	put16(IP4_FRAGMENT, 0x2000);
	goes(from, to, len, 0x323e8fc2, "the first fragment");
	put16(IP4_FRAGMENT, 0x0010);
	goes(from, to, len, 0x323e8fc2, "the last fragment");
	spread_end(to);

	test_begin("by ports of one protocol");
	spread_by(to, IP4 | UDP);
	goes(from, to, example4(6, "66.9.149.187", 2794, "161.142.100.80", 1766), 0x323e8fc2,
	     "TCP");
	goes(from, to, example4(17, "66.9.149.187", 2794, "161.142.100.80", 1766), 0x51ccc178,
	     "UDP");
	spread_end(to);
}

/* What a knob says that each work queue has got: that is no program's to know. */
static void count(struct spread *to, unsigned int *got)
{
	unsigned int num, messages, i;
	char path[128], line[256];
	FILE *file;

	snprintf(path, sizeof(path), "/sys/kernel/debug/rdmasim/%s/wqs",
		 ibv_get_device_name(to->end.ctx->device));
	file = fopen(path, "re");
	need(path, file);
	while (fgets(line, sizeof(line), file))
		for (i = 0; i < TABLE; i++)
			if (sscanf(line, "%u %*s messages=%u", &num, &messages) == 2 &&
			    num == to->wq[i]->wq_num)
				got[i] = messages;
	fclose(file);
}

static void test_spread(struct end *from, struct spread *to)
{
	enum { FRAMES = 64, };
	unsigned int before[TABLE] = {}, after[TABLE] = {}, seen[TABLE] = {}, i, used = 0;
	struct ibv_wc wc;

	test_begin("frames of many are spread, and counted where they come to");
	count(to, before);
	spread_by(to, IP4 | UDP);
	for (i = 0; i < FRAMES; i++) {
		transmit(from, example4(17, "10.0.0.1", (uint16_t)(5000 + i), "10.0.0.2", 7000));
		if (!test_check(next_wc(&to->end, &wc) == IBV_WC_SUCCESS && wc.wr_id < TABLE,
				"frame %u: %d", i, wc.status))
			break;
		seen[wc.wr_id]++;
		give(to, wc.wr_id);
	}
	count(to, after);
	for (i = 0; i < TABLE; i++) {
		used += !!seen[i];
		test_check(after[i] - before[i] == seen[i], "entry %u: %u counted, %u came", i,
			   after[i] - before[i], seen[i]);
	}
	test_check(used > TABLE / 2, "%u of %u entries", used, TABLE);
	spread_end(to);
}

/* ---- receives -------------------------------------------------------------------------- */

/* Nothing is left of what has been posted to it. */
static void wq_begin_anew(struct spread *to, unsigned int entry)
{
	test_ret(wq_state(to->wq[entry], IBV_WQS_RESET), 0, "RESET");
	test_ret(wq_state(to->wq[entry], IBV_WQS_RDY), 0, "RDY");
}

static void wq_ends(struct spread *to, uint64_t id, enum ibv_wc_status want, const char *what)
{
	struct ibv_wc wc = {};
	const int status = next_wc(&to->end, &wc);

	test_check(status == (int)want && wc.wr_id == id, "%s: status %d of %u", what, status,
		   (unsigned int)wc.wr_id);
}

static void wq_fails(struct spread *to, struct ibv_wq *wq)
{
	struct pollfd poll_fd = { .fd = to->end.ctx->async_fd, .events = POLLIN, };
	struct ibv_async_event event;

	if (!test_check(poll(&poll_fd, 1, (int)patience(5000)) == 1 &&
			!ibv_get_async_event(to->end.ctx, &event), "no event"))
		return;
	test_check(event.event_type == IBV_EVENT_WQ_FATAL && event.element.wq == wq, "event %d",
		   event.event_type);
	ibv_ack_async_event(&event);
}

static void test_bad(struct end *from, struct spread *to)
{
	const unsigned int entry = 0x323e8fc2 % TABLE, other = 0xd718262a % TABLE;

	test_begin("a receive that cannot be used ends its work queue, and nothing else");
	spread_by(to, IP4);
	wq_begin_anew(to, entry);
	test_ret(wq_receive(to->wq[entry], 100, to->end.buf, SLOT, 0x12345678), 0, "receive");
	test_ret(wq_receive(to->wq[entry], 101, to->end.buf, SLOT, to->end.mr->lkey), 0,
		 "another");
	transmit(from, example4(6, "66.9.149.187", 2794, "161.142.100.80", 1766));
	wq_ends(to, 100, IBV_WC_LOC_PROT_ERR, "that receive");
	wq_ends(to, 101, IBV_WC_WR_FLUSH_ERR, "the other one");
	wq_fails(to, to->wq[entry]);
	goes(from, to, example4(17, "199.92.111.2", 14230, "65.69.140.83", 4739), other,
	     "another work queue");
	test_ret(wq_receive(to->wq[entry], 102, to->end.buf, SLOT, to->end.mr->lkey), 0,
		 "who has not heard of it");
	wq_ends(to, 102, IBV_WC_WR_FLUSH_ERR, "is told");
	test_ret(wq_receive(to->wq[entry], 103, to->end.buf, SLOT, to->end.mr->lkey), EINVAL,
		 "who has");
	wq_begin_anew(to, entry);
	test_ret(wq_receive(to->wq[entry], 104, to->end.buf, 30, to->end.mr->lkey), 0,
		 "a short one");
	give(to, entry);
	transmit(from, example4(6, "66.9.149.187", 2794, "161.142.100.80", 1766));
	wq_ends(to, 104, IBV_WC_LOC_LEN_ERR, "a short one");
	goes(from, to, example4(6, "66.9.149.187", 2794, "161.142.100.80", 1766), entry,
	     "the next frame");
	spread_end(to);
}

/* Frames that find it on its way are lost, the receive is not. */
static void test_moves(struct end *from, struct spread *to)
{
	const unsigned int entry = 0x323e8fc2 % TABLE;
	const uint64_t limit = now_ms() + patience(5000);
	int fd = simbuf_make(1, 0, NULL), n = 0;
	struct ibv_mr *mr;
	struct ibv_wc wc;

	test_begin("a receive whose memory moves is there for a later frame");
	mr = ibv_reg_dmabuf_mr(to->end.pd, 0, PAGE, 0, fd, IBV_ACCESS_LOCAL_WRITE);
	need("a region of a dma-buf", mr);
	spread_by(to, IP4);
	wq_begin_anew(to, entry);
	test_ret(wq_receive(to->wq[entry], 200, NULL, PAGE, mr->lkey), 0, "receive");
	test_ret(simbuf_move(fd), 0, "move");
	do {
		transmit(from, example4(6, "66.9.149.187", 2794, "161.142.100.80", 1766));
		sleep_ms(5);
	} while (!(n = ibv_poll_cq(to->end.cq, 1, &wc)) && now_ms() < limit);
	test_check(n == 1 && wc.status == IBV_WC_SUCCESS && wc.wr_id == 200,
		   "%d completions, status %d of %u", n, wc.status, (unsigned int)wc.wr_id);
	spread_end(to);
	test_check(!ibv_dereg_mr(mr) && !close(fd), "end");
}

int main(int argc, char **argv)
{
	struct ibv_context *a, *b;
	struct spread to;
	struct end from;

	if (argc != 3)
		bail_out("usage: rss FROM-IBDEV TO-IBDEV");
	a = open_device(argv[1]);
	b = open_device(argv[2]);
	end_make(&from, a);
	spread_make(&to, b);
	test_caps(b);
	test_refused(&to);
	test_addresses(&from, &to);
	test_ports(&from, &to);
	test_spread(&from, &to);
	test_bad(&from, &to);
	test_moves(&from, &to);
	spread_free(&to);
	end_free(&from);
	ibv_close_device(a);
	ibv_close_device(b);
	return test_done();
}
