// SPDX-License-Identifier: GPL-2.0 OR Linux-OpenIB
/* The subnet administrator, asked by datagrams of our own. */
#include <endian.h>
#include "rdmasim.h"

enum {
	GRH = 40,
	SA_LID = 1,
	GET = 0x01,
	SET = 0x02,
	REPORT = 0x06,
	GET_TABLE = 0x12,
	DELETE = 0x15,
	RESPONSE = 0x80,
	CLASS_PORT_INFO = 0x01,
	NOTICE = 0x02,
	INFORM_INFO = 0x03,
	NODE_RECORD = 0x11,
	PORT_INFO_RECORD = 0x12,
	SERVICE_RECORD = 0x31,
	PATH_RECORD = 0x35,
	MEMBER_RECORD = 0x38,
	REQ_INVALID = 0x200,
	NO_RECORDS = 0x300,
	TOO_MANY_RECORDS = 0x400,
	INSUF_COMPONENTS = 0x600,
	UNSUPPORTED = 0x0c,
	/* Known to all who speak to QP1. */
	QP1_QKEY = 0x80010000,
	/* Where in a buffer the receives are: of an answer, of segments of a table. */
	ANSWER = 4096,
	TABLE = 16384,
};

struct mad {
	uint8_t base_version;
	uint8_t mgmt_class;
	uint8_t class_version;
	uint8_t method;
	uint16_t status;
	uint16_t class_specific;
	uint64_t tid;
	uint16_t attr_id;
	uint16_t reserved;
	uint32_t attr_mod;
	uint8_t rmpp_version;
	uint8_t rmpp_type;
	uint8_t rmpp_flags;
	uint8_t rmpp_status;
	uint32_t seg_num;
	uint32_t paylen_newwin;
	uint8_t sm_key[8];
	uint16_t attr_offset;
	uint16_t reserved2;
	uint64_t comp_mask;
	uint8_t data[200];
} __attribute__((packed));

static struct mad *request(struct end *end)
{
	return (struct mad *)end->buf;
}

static struct mad *answer(struct end *end)
{
	return (struct mad *)(end->buf + ANSWER + GRH);
}

static struct ibv_ah *sa_ah(struct end *end)
{
	struct ibv_ah_attr attr = { .dlid = SA_LID, .port_num = end->port, };

	return ibv_create_ah(end->pd, &attr);
}

/* A receive that a table has left over comes first. */
static void take_answer(struct end *end, const struct ibv_wc *wc)
{
	if (wc->wr_id != ANSWER)
		memcpy(end->buf + ANSWER, end->buf + wc->wr_id, GRH + sizeof(struct mad));
}

/* Asks.  Return: the status of the answer, or -1 if there is none. */
static int ask(struct end *end, struct ibv_ah *ah, uint8_t method, uint16_t attr,
	       uint64_t components)
{
	static uint64_t tid;
	struct mad *mad = request(end);
	struct ibv_sge sge = {
		.addr = (uintptr_t)mad,
		.length = sizeof(*mad),
		.lkey = end->mr->lkey,
	};
	struct ibv_send_wr wr = {
		.opcode = IBV_WR_SEND,
		.sg_list = &sge,
		.num_sge = 1,
		.wr.ud = { .ah = ah, .remote_qpn = 1, .remote_qkey = QP1_QKEY, },
	}, *bad;
	struct ibv_wc wc;

	mad->base_version = 1;
	mad->mgmt_class = 3;
	mad->class_version = 2;
	mad->method = method;
	mad->tid = ++tid;
	mad->attr_id = htobe16(attr);
	mad->comp_mask = htobe64(components);
	if (post_recv(end, ANSWER, GRH + sizeof(*mad), end->mr->lkey) ||
	    ibv_post_send(end->qp, &wr, &bad) ||
	    next_wc(end->send_cq, &wc) != IBV_WC_SUCCESS ||
	    next_wc(end->recv_cq, &wc) != IBV_WC_SUCCESS)
		return -1;
	take_answer(end, &wc);
	mad = answer(end);
	test_check(wc.slid == SA_LID && wc.src_qp == 1 && mad->tid == tid &&
		   mad->method == (method == SET ? GET | RESPONSE : method | RESPONSE),
		   "an answer from %u/%u, method %x", wc.slid, wc.src_qp, mad->method);
	return be16toh(mad->status);
}

/* The data of the next request, empty. */
static uint8_t *fresh(struct end *end)
{
	memset(request(end), 0, sizeof(struct mad));
	return request(end)->data;
}

static uint16_t get16(const uint8_t *at)
{
	return at[0] << 8 | at[1];
}

static void test_paths(struct pair *pair, struct ibv_ah *ah)
{
	struct end *a = &pair->a, *b = &pair->b;
	const uint8_t *path = answer(a)->data;
	uint8_t *wanted;

	test_begin("sa: ClassPortInfo, and what it does not know");
	fresh(a);
	test_check(ask(a, ah, GET, CLASS_PORT_INFO, 0) == 0, "ClassPortInfo");
	test_check(answer(a)->data[0] == 1 && answer(a)->data[1] == 2, "versions");
	test_check(ask(a, ah, GET, 0x30, 0) == UNSUPPORTED, "another record");
	test_check(ask(a, ah, GET_TABLE, 0x30, 0) == UNSUPPORTED, "nor tables of them");
	test_check(ask(a, ah, SET, PATH_RECORD, 0) == UNSUPPORTED, "Set of a path");

	test_begin("sa: PathRecord");
	wanted = fresh(a);
	memcpy(wanted + 8, &b->gid, 16);
	memcpy(wanted + 24, &a->gid, 16);
	test_check(ask(a, ah, GET, PATH_RECORD, 1 << 2 | 1 << 3) == 0, "by GIDs");
	test_check(get16(path + 40) == b->lid && get16(path + 42) == a->lid &&
		   get16(path + 50) == 0xffff && path[49] == 0x81 &&
		   (path[54] & 0x3f) == IBV_MTU_4096,
		   "LIDs %u %u, P_Key %x, MTU %u", get16(path + 40), get16(path + 42),
		   get16(path + 50), path[54] & 0x3f);
	wanted = fresh(a);
	wanted[41] = b->lid;
	test_check(ask(a, ah, GET, PATH_RECORD, 1 << 4) == 0 &&
		   !memcmp(path + 8, &b->gid, 16), "by LID");
	wanted = fresh(a);
	memcpy(wanted + 8, &b->gid, 16);
	wanted[50] = 0x80;
	wanted[51] = 0x01;
	test_check(ask(a, ah, GET, PATH_RECORD, 1 << 2 | 1 << 13) == NO_RECORDS,
		   "a partition that they are not in");
	wanted[8 + 15] ^= 0x80;
	test_check(ask(a, ah, GET, PATH_RECORD, 1 << 2) == NO_RECORDS, "no such port");
	test_check(ask(a, ah, GET, PATH_RECORD, 0) == INSUF_COMPONENTS, "to nowhere");
}

/* What makes a group: Q_Key, P_Key, traffic class, SL, flow label. */
#define MAKE (1 << 2 | 1 << 6 | 1 << 7 | 1 << 12 | 1 << 13)
#define JOIN (1 << 0 | 1 << 1 | 1 << 16)

static const union ibv_gid group = { .raw = { 0xff, 0x12, 0xa0, [15] = 7, }, };

static void member(struct end *end, const union ibv_gid *port)
{
	uint8_t *data = fresh(end);

	memcpy(data, &group, 16);
	memcpy(data + 16, port, 16);
	data[32] = QKEY >> 24;
	data[33] = QKEY >> 16 & 0xff;
	data[34] = QKEY >> 8 & 0xff;
	data[35] = QKEY & 0xff;
	data[40] = 0xff;
	data[41] = 0xff;
	data[48] = 1;
}

static void send_to_group(struct end *end, uint16_t mlid)
{
	struct ibv_ah_attr attr = {
		.dlid = mlid,
		.is_global = 1,
		.grh = { .dgid = group, .hop_limit = 1, },
		.port_num = end->port,
	};
	struct ibv_ah *ah = ibv_create_ah(end->pd, &attr);
	struct ibv_sge sge = {
		.addr = (uintptr_t)end->buf,
		.length = 64,
		.lkey = end->mr->lkey,
	};
	struct ibv_send_wr wr = {
		.opcode = IBV_WR_SEND,
		.sg_list = &sge,
		.num_sge = 1,
		.wr.ud = { .ah = ah, .remote_qpn = 0xffffff, .remote_qkey = QKEY, },
	}, *bad;

	test_check(ah && !ibv_post_send(end->qp, &wr, &bad), "post");
	completes(end->send_cq, IBV_WC_SUCCESS, "message to the group");
	ibv_destroy_ah(ah);
}

static void test_members(struct pair *admin, struct ibv_ah *ah, struct ibv_ah *ah_b)
{
	const struct how how = { .type = IBV_QPT_UD, };
	struct end *a = &admin->a, *b = &admin->b;
	struct pair data;
	uint16_t mlid;

	test_begin("sa: a group is made, and reaches who has joined");
	pair_make(&data, &how);
	member(a, &a->gid);
	test_check(ask(a, ah, SET, MEMBER_RECORD, JOIN) == INSUF_COMPONENTS,
		   "too little to make it of");
	test_check(ask(a, ah, SET, MEMBER_RECORD, JOIN | MAKE) == 0, "made");
	mlid = get16(answer(a)->data + 36);
	test_check(mlid >= 0xc000 && mlid < 0xffff, "LID %x", mlid);
	test_check(!ibv_attach_mcast(data.b.qp, &group, mlid), "attach");
	test_check(!post_recv(&data.b, 0, GRH + 64, data.b.mr->lkey), "receive");
	send_to_group(&data.a, mlid);
	test_check(silent(data.b.recv_cq), "the other port has not joined");
	member(b, &a->gid);
	test_check(ask(b, ah_b, SET, MEMBER_RECORD, JOIN) == REQ_INVALID,
		   "a port joins for itself only");
	member(b, &b->gid);
	request(b)->data[35] ^= 1;
	test_check(ask(b, ah_b, SET, MEMBER_RECORD, JOIN | 1 << 2) == REQ_INVALID,
		   "another Q_Key");
	member(b, &b->gid);
	test_check(ask(b, ah_b, SET, MEMBER_RECORD, JOIN) == 0, "it joins");
	test_check(get16(answer(b)->data + 36) == mlid, "the same group");
	send_to_group(&data.a, mlid);
	completes(data.b.recv_cq, IBV_WC_SUCCESS, "the other port");

	test_begin("sa: a group ends with its last full member");
	member(a, &a->gid);
	test_check(ask(a, ah, DELETE, MEMBER_RECORD, JOIN) == 0, "the first leaves");
	test_check(ask(a, ah, DELETE, MEMBER_RECORD, JOIN) == REQ_INVALID, "only once");
	test_check(ask(a, ah, GET, MEMBER_RECORD, 1) == 0, "the group is there");
	member(b, &b->gid);
	test_check(ask(b, ah_b, DELETE, MEMBER_RECORD, JOIN) == 0, "the last leaves");
	test_check(ask(a, ah, GET, MEMBER_RECORD, 1) == NO_RECORDS, "and it is gone");
	test_check(!ibv_detach_mcast(data.b.qp, &group, mlid), "detach");
	pair_free(&data);
}

static void test_services(struct pair *pair, struct ibv_ah *ah, struct ibv_ah *ah_b)
{
	struct end *a = &pair->a, *b = &pair->b;
	uint8_t *data;

	test_begin("sa: services are registered, found by name, and removed by their port");
	data = fresh(a);
	data[7] = 42;
	memcpy(data + 8, &a->gid, 16);
	data[24] = 0xff;
	data[25] = 0xff;
	strcpy((char *)data + 48, "a service");
	test_check(ask(a, ah, SET, SERVICE_RECORD, 1) == INSUF_COMPONENTS, "whose?");
	test_check(ask(a, ah, SET, SERVICE_RECORD, 1 << 0 | 1 << 1 | 1 << 2 | 1 << 6) == 0,
		   "registered");
	data = fresh(b);
	strcpy((char *)data + 48, "a service");
	test_check(ask(b, ah_b, GET, SERVICE_RECORD, 1 << 6) == 0 &&
		   answer(b)->data[7] == 42 && !memcmp(answer(b)->data + 8, &a->gid, 16),
		   "found");
	test_check(ask(b, ah_b, DELETE, SERVICE_RECORD, 1 << 6) == NO_RECORDS,
		   "another port cannot remove it");
	test_check(ask(a, ah, DELETE, SERVICE_RECORD, 1 << 0) == 0, "removed");
	test_check(ask(b, ah_b, GET, SERVICE_RECORD, 1 << 6) == NO_RECORDS, "and gone");
}

/* ---- tables ------------------------------------------------------------------------- */

enum { ACTIVE = 1, FIRST = 2, LAST = 4, DATA = 1, ACK = 2 };

/* Sends what is in the buffer.  Return: 0, or what was wrong. */
static int send_mad(struct end *end, struct ibv_ah *ah)
{
	struct ibv_sge sge = {
		.addr = (uintptr_t)request(end),
		.length = sizeof(struct mad),
		.lkey = end->mr->lkey,
	};
	struct ibv_send_wr wr = {
		.opcode = IBV_WR_SEND,
		.sg_list = &sge,
		.num_sge = 1,
		.wr.ud = { .ah = ah, .remote_qpn = 1, .remote_qkey = QP1_QKEY, },
	}, *bad;
	struct ibv_wc wc;

	if (ibv_post_send(end->qp, &wr, &bad))
		return -errno;
	return next_wc(end->send_cq, &wc);
}

/* Asks for a table, as many segments at a time as @window.  Return: its bytes, or -1. */
static int ask_table(struct end *end, struct ibv_ah *ah, uint16_t attr, uint64_t components,
		     unsigned int window, uint8_t *data, unsigned int *record)
{
	static uint64_t tid = 1ULL << 40;
	/* Goes on with each table: receives of the last one may be left. */
	static unsigned int slot;
	struct mad *mad = request(end);
	unsigned int done = 0, got, i, segs;
	uint32_t total = 0;

	mad->base_version = 1;
	mad->mgmt_class = 3;
	mad->class_version = 2;
	mad->method = GET_TABLE;
	mad->tid = ++tid;
	mad->attr_id = htobe16(attr);
	mad->comp_mask = htobe64(components);
	for (got = 1;; got = window) {
		for (i = 0; i < got; i++)
			if (post_recv(end, TABLE + slot++ % 16 * 512, GRH + sizeof(*mad),
				      end->mr->lkey))
				return -1;
		if (send_mad(end, ah))
			return -1;
		/* What comes at once, and what is left of the receives for the next time. */
		for (i = 0; i < got; i++) {
			struct ibv_wc wc;
			const struct mad *in;

			if (next_wc(end->recv_cq, &wc) != IBV_WC_SUCCESS)
				return -1;
			in = (const struct mad *)(end->buf + wc.wr_id + GRH);
			test_check(in->method == (GET_TABLE | RESPONSE) &&
				   in->rmpp_type == DATA && in->rmpp_flags & ACTIVE &&
				   be32toh(in->seg_num) == done + 1, "segment %u is %u",
				   done + 1, be32toh(in->seg_num));
			if (in->rmpp_flags & FIRST) {
				total = be32toh(in->paylen_newwin);
				*record = be16toh(in->attr_offset) * 8;
			}
			memcpy(data + done++ * 200, in->data, 200);
			if (!(in->rmpp_flags & LAST))
				continue;
			segs = done;
			test_check(be32toh(in->paylen_newwin) == (segs > 1 ?
				   total - (segs - 1) * 220 : total), "length of the last: %u",
				   be32toh(in->paylen_newwin));
			/* Receives that are left over are flushed with the QP. */
			return total - segs * 20;
		}
		mad->rmpp_version = 1;
		mad->rmpp_type = ACK;
		mad->rmpp_flags = ACTIVE;
		mad->seg_num = htobe32(done);
		mad->paylen_newwin = htobe32(done + window);
	}
}

/* Whether a record of the table has those bytes there. */
static unsigned int having(const uint8_t *data, int len, unsigned int record, unsigned int at,
			   const void *bytes, size_t n)
{
	unsigned int i, found = 0;

	for (i = 0; record && (i + 1) * record <= (unsigned int)len; i++)
		found += !memcmp(data + i * record + at, bytes, n);
	return found;
}

static void test_tables(struct pair *pair, struct ibv_ah *ah)
{
	struct end *a = &pair->a, *b = &pair->b;
	static uint8_t data[64 * 1024];
	unsigned int record = 0;
	const uint16_t lid = htobe16(b->lid);
	uint8_t *wanted;
	int len;

	test_begin("sa: a table of paths, in one segment");
	wanted = fresh(a);
	memcpy(wanted + 24, &a->gid, 16);
	len = ask_table(a, ah, PATH_RECORD, 1 << 3, 1, data, &record);
	test_check(record == 64 && len >= 128 && !(len % 64), "%d bytes in records of %u", len,
		   record);
	test_check(having(data, len, record, 8, &b->gid, 16) == 1 &&
		   having(data, len, record, 8, &a->gid, 16) == 1 &&
		   having(data, len, record, 24, &a->gid, 16) * 64 == (unsigned int)len, "GIDs");
	wanted = fresh(a);
	wanted[50] = 0x80;
	wanted[51] = 0x01;
	len = ask_table(a, ah, PATH_RECORD, 1 << 13, 1, data, &record);
	test_check(len == 0, "a table of nothing: %d", len);

	test_begin("sa: tables of nodes and ports");
	fresh(a);
	len = ask_table(a, ah, NODE_RECORD, 0, 1, data, &record);
	test_check(record == 112 && len >= 2 * 112 &&
		   having(data, len, record, 0, &lid, 2) == 1, "nodes: %d in %u", len, record);
	wanted = fresh(a);
	memcpy(wanted, &lid, 2);
	test_check(ask(a, ah, GET, NODE_RECORD, 1) == 0 &&
		   !memcmp(answer(a)->data, &lid, 2) &&
		   !memcmp(answer(a)->data + 4 + 20, (uint8_t *)&b->gid + 8, 8), "one node");
	fresh(a);
	test_check(ask(a, ah, GET, NODE_RECORD, 0) == TOO_MANY_RECORDS, "one of many");
	fresh(a);
	len = ask_table(a, ah, PORT_INFO_RECORD, 0, 2, data, &record);
	test_check(record == 72 && len >= 2 * 72 && having(data, len, record, 0, &lid, 2) == 1,
		   "ports: %d in %u", len, record);
	wanted = fresh(a);
	wanted[2] = 77;
	test_check(ask(a, ah, GET, PORT_INFO_RECORD, 1 << 1) == NO_RECORDS, "no such port");
}

static void test_long_table(struct pair *pair, struct ibv_ah *ah)
{
	struct end *a = &pair->a;
	static uint8_t data[64 * 1024];
	unsigned int record = 0, i;
	uint8_t *service;
	int len;

	test_begin("sa: a table of 40 services in 36 segments, five at a time");
	for (i = 0; i < 40; i++) {
		service = fresh(a);
		service[6] = 7;
		service[7] = i;
		memcpy(service + 8, &a->gid, 16);
		service[24] = 0xff;
		service[25] = 0xff;
		strcpy((char *)service + 48, "many");
		test_check(ask(a, ah, SET, SERVICE_RECORD, 1 << 0 | 1 << 1 | 1 << 2 | 1 << 6) == 0,
			   "registered");
	}
	service = fresh(a);
	strcpy((char *)service + 48, "many");
	len = ask_table(a, ah, SERVICE_RECORD, 1 << 6, 5, data, &record);
	test_check(record == 176 && len == 40 * 176, "%d bytes in records of %u", len, record);
	for (i = 0; i < 40; i++)
		test_check(having(data, len, record, 7, &(uint8_t){ i }, 1) == 1, "service %u", i);
	for (i = 0; i < 40; i++) {
		service = fresh(a);
		service[6] = 7;
		service[7] = i;
		test_check(ask(a, ah, DELETE, SERVICE_RECORD, 1 << 0) == 0, "removed");
	}
}

/* A report that comes by itself. */
static bool told(struct end *end, uint16_t trap, const union ibv_gid *gid, const char *what)
{
	const struct mad *mad = answer(end);
	struct ibv_wc wc;

	if (!test_check(next_wc(end->recv_cq, &wc) == IBV_WC_SUCCESS, "%s: nothing", what))
		return false;
	take_answer(end, &wc);
	return test_check(mad->method == REPORT && be16toh(mad->attr_id) == NOTICE &&
			  get16(mad->data + 4) == trap && !memcmp(mad->data + 16, gid, 16),
			  "%s: method %x trap %u", what, mad->method, get16(mad->data + 4));
}

static void inform(struct end *end, uint16_t trap, bool subscribe)
{
	uint8_t *data = fresh(end);

	data[22] = 1;
	data[23] = subscribe;
	data[24] = 0xff;
	data[25] = 0xff;
	data[26] = trap >> 8;
	data[27] = trap & 0xff;
}

static void test_notices(struct pair *pair, struct ibv_ah *ah)
{
	struct end *a = &pair->a, *b = &pair->b;

	test_begin("sa: who has subscribed is told of ports that come and go");
	inform(a, 65, false);
	test_check(ask(a, ah, SET, INFORM_INFO, 0) == REQ_INVALID, "not subscribed");
	inform(a, 65, true);
	test_check(ask(a, ah, SET, INFORM_INFO, 0) == 0, "a port goes");
	inform(a, 64, true);
	test_check(ask(a, ah, SET, INFORM_INFO, 0) == 0, "a port comes");
	test_check(!post_recv(a, ANSWER, GRH + sizeof(struct mad), a->mr->lkey), "receive");
	test_check(knob("port/2/link", "0"), "link");
	event_comes(IBV_EVENT_PORT_ERR);
	told(a, 65, &b->gid, "it goes");
	test_check(!post_recv(a, ANSWER, GRH + sizeof(struct mad), a->mr->lkey), "receive");
	test_check(knob("port/2/link", "1"), "link");
	event_comes(IBV_EVENT_PORT_ACTIVE);
	told(a, 64, &b->gid, "it comes");
}

void test_sa(void)
{
	const struct how how = { .type = IBV_QPT_UD, .qkey = QP1_QKEY, };
	struct ibv_ah *ah, *ah_b;
	struct pair pair;

	pair_make(&pair, &how);
	ah = sa_ah(&pair.a);
	ah_b = sa_ah(&pair.b);
	test_paths(&pair, ah);
	test_members(&pair, ah, ah_b);
	test_services(&pair, ah, ah_b);
	test_tables(&pair, ah);
	test_long_table(&pair, ah);
	test_notices(&pair, ah);
	ibv_destroy_ah(ah);
	ibv_destroy_ah(ah_b);
	pair_free(&pair);
}
