// SPDX-License-Identifier: GPL-2.0 OR Linux-OpenIB
/*
 * As legacy_newer.c, of memory that programs have for queues of QPs and SRQs, or in a
 * dma-buf: what can be wrong with it, and on the simulated HCA what goes through it.
 * usage: legacy_memory uverbsN DRIVER_ID [sim]
 */
#include <fcntl.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

#include <rdma/ib_user_ioctl_verbs.h>
#include <rdma/ib_user_verbs.h>

#include "../../../lib/compat/newer.h"
#include "../../guest/rings.h"
#include "legacy_spoil.h"

enum { PAGE = 4096, PAGES = 6 };

/* Which attributes name memory for queues of a QP. */
enum { ALL_OF_IT = 1, RECEIVES = 2, REQUESTS = 4, EVERYTHING = 7 };

static uint8_t memory[PAGES * PAGE] __attribute__((aligned(PAGE)));
static uint8_t *shown;
static int buffer;
static bool sim, mapped, asked;
static uint32_t pd, cq, mr, lkey;
static uint8_t message[64];

/* Of a QP in the order of the attributes, and of an SRQ. */
static struct buffer_desc desc[3], of_srq;

/* ---- commands --------------------------------------------------------------------- */

#define COMMAND(name, what, req, out_bytes) \
	command(IB_USER_VERBS_CMD_##name, what, &(req), sizeof(req), out_bytes)

static void command(uint32_t number, const char *what, const void *req, size_t len,
		    size_t resp_len)
{
	uint8_t buf[512];
	const struct ib_uverbs_cmd_hdr hdr = {
		.command = number,
		.in_words = (uint16_t)((sizeof(hdr) + len) / 4),
		.out_words = (uint16_t)(resp_len / 4),
	};

	memcpy(buf, &hdr, sizeof(hdr));
	memcpy(buf + sizeof(hdr), req, len);
	len += sizeof(hdr);
	if (write(node, buf, len) != (ssize_t)len)
		printf("%s: %s\n", what, error_name(-1));
}

static void open_context(void)
{
	struct ib_uverbs_alloc_pd_resp resp = {};
	struct ib_uverbs_alloc_pd req = { .response = (uintptr_t)&resp };

	begin(UVERBS_OBJECT_DEVICE, UVERBS_METHOD_GET_CONTEXT);
	add_out(UVERBS_ATTR_GET_CONTEXT_NUM_COMP_VECTORS, 4);
	add_out(UVERBS_ATTR_GET_CONTEXT_CORE_SUPPORT, 8);
	add_out(UVERBS_ATTR_UHW_OUT, 64);
	say("get_context");
	COMMAND(ALLOC_PD, "alloc_pd", req, sizeof(resp));
	pd = resp.pd_handle;
}

/* What the driver is asked for, and its answer. */
static const struct rdmasim_create_resp *add_driver(void)
{
	const uint8_t *at;

	if (mapped)
		add(UVERBS_ATTR_UHW_IN, sizeof(struct rdmasim_create_req), RDMASIM_MAPPED);
	at = out + 4096u * call.hdr.num_attrs;
	add_out(UVERBS_ATTR_UHW_OUT, 64);
	return (const void *)at;
}

static void make_cq(void)
{
	begin(UVERBS_OBJECT_CQ, UVERBS_METHOD_CQ_CREATE);
	add(UVERBS_ATTR_CREATE_CQ_HANDLE, 0, 0);
	add(UVERBS_ATTR_CREATE_CQ_CQE, 4, RING_CQES);
	add(UVERBS_ATTR_CREATE_CQ_USER_HANDLE, 8, 0x1234);
	add(UVERBS_ATTR_CREATE_CQ_COMP_VECTOR, 4, 0);
	add_out(UVERBS_ATTR_CREATE_CQ_RESP_CQE, 4);
	add_driver();
}

static const struct rdmasim_create_resp *begin_qp(unsigned int what)
{
	static struct ib_uverbs_qp_cap cap = {
		.max_send_wr = RING_PLACES,
		.max_recv_wr = RING_PLACES,
		.max_send_sge = RING_SGES,
		.max_recv_sge = RING_SGES,
	};
	int i;

	cap.max_inline_data = sim ? RING_INLINE : 0;
	begin(UVERBS_OBJECT_QP, UVERBS_METHOD_QP_CREATE);
	add(UVERBS_ATTR_CREATE_QP_HANDLE, 0, 0);
	add(UVERBS_ATTR_CREATE_QP_PD_HANDLE, 0, pd);
	add(UVERBS_ATTR_CREATE_QP_SEND_CQ_HANDLE, 0, cq);
	add(UVERBS_ATTR_CREATE_QP_RECV_CQ_HANDLE, 0, cq);
	add(UVERBS_ATTR_CREATE_QP_USER_HANDLE, 8, 0x5678);
	add(UVERBS_ATTR_CREATE_QP_CAP, sizeof(cap), (uintptr_t)&cap);
	add(UVERBS_ATTR_CREATE_QP_TYPE, 8, 2);
	add_out(UVERBS_ATTR_CREATE_QP_RESP_CAP, sizeof(cap));
	add_out(UVERBS_ATTR_CREATE_QP_RESP_QP_NUM, 4);
	for (i = 0; i < 3; i++)
		if (what & 1u << i)
			add((uint16_t)(ATTR_CREATE_QP_BUF_UMEM + i), sizeof(desc[i]),
			    (uintptr_t)&desc[i])->flags = asked ? UVERBS_ATTR_F_MANDATORY : 0;
	return add_driver();
}

static const struct rdmasim_create_resp *begin_srq(bool with)
{
	begin(UVERBS_OBJECT_SRQ, UVERBS_METHOD_SRQ_CREATE);
	add(UVERBS_ATTR_CREATE_SRQ_HANDLE, 0, 0);
	add(UVERBS_ATTR_CREATE_SRQ_PD_HANDLE, 0, pd);
	add(UVERBS_ATTR_CREATE_SRQ_USER_HANDLE, 8, 0x9abc);
	add(UVERBS_ATTR_CREATE_SRQ_MAX_WR, 4, RING_PLACES);
	add(UVERBS_ATTR_CREATE_SRQ_MAX_SGE, 4, RING_SGES);
	add(UVERBS_ATTR_CREATE_SRQ_LIMIT, 4, 0);
	add(UVERBS_ATTR_CREATE_SRQ_TYPE, 8, 0);
	add_out(UVERBS_ATTR_CREATE_SRQ_RESP_MAX_WR, 4);
	add_out(UVERBS_ATTR_CREATE_SRQ_RESP_MAX_SGE, 4);
	if (with)
		add(ATTR_CREATE_SRQ_BUF_UMEM, sizeof(of_srq), (uintptr_t)&of_srq)->flags =
			asked ? UVERBS_ATTR_F_MANDATORY : 0;
	return add_driver();
}

/* ---- what can be wrong -------------------------------------------------------------- */

static void good(void)
{
	int i;

	for (i = 0; i < 3; i++)
		desc[i] = (struct buffer_desc) {
			.type = BUFFER_TYPE_VA,
			.fd = -1,
			.addr = (uintptr_t)memory,
			.length = sizeof(memory),
		};
	of_srq = desc[0];
}

static void try_all(const char *how)
{
	char text[96];
	unsigned int what;

	for (what = 1; what <= EVERYTHING; what++) {
		begin_qp(what);
		snprintf(text, sizeof(text), "create_qp with memory %#x, %s", what, how);
		say(text);
	}
	begin_srq(true);
	snprintf(text, sizeof(text), "create_srq with memory, %s", how);
	say(text);
	good();
}

/* All of them the same. */
static void try(struct buffer_desc bad, const char *how)
{
	desc[0] = desc[1] = desc[2] = of_srq = bad;
	try_all(how);
}

static void descriptors(void)
{
	static const int fds[] = { -1, 1, 999 };
	struct buffer_desc bad;
	char text[64];
	size_t i;

	good();
	try_all("that is good");
	for (uint32_t type = 0; type < 4; type++) {
		bad = desc[0];
		bad.type = type;
		bad.fd = buffer;
		bad.addr = type ? bad.addr : PAGE;
		bad.length = 4 * PAGE;
		snprintf(text, sizeof(text), "of type %u", type);
		try(bad, text);
	}
	for (i = 0; i < COUNT(fds); i++) {
		bad.type = BUFFER_TYPE_DMABUF;
		bad.fd = fds[i];
		snprintf(text, sizeof(text), "of fd %d", fds[i]);
		try(bad, text);
	}
	bad.fd = buffer;
	bad.addr = 3 * PAGE;
	try(bad, "behind the end of a buffer");
	bad.addr = UINT64_MAX - 63;
	try(bad, "around the end of a buffer");
	bad = desc[0];
	bad.flags = 1;
	try(bad, "unknown flags");
	bad = desc[0];
	bad.optional_flags = UINT32_MAX;
	try(bad, "optional flags");
	bad = desc[0];
	bad.length = 64;
	try(bad, "too short");
	bad.length = 0;
	try(bad, "nothing");
	bad = desc[0];
	bad.addr = 2 * PAGE;
	try(bad, "nowhere");
	bad.addr = UINT64_MAX - 4095;
	try(bad, "around");
	bad = desc[0];
	bad.addr += 8;
	bad.length -= 8;
	try(bad, "in the middle of a line");
	bad.flags = 1;
	desc[2] = bad;
	try_all("bad for requests");
	desc[1] = bad;
	try_all("bad for receives");
}

static void unreadable(void)
{
	begin_qp(ALL_OF_IT);
	call.attrs[9].data = (uintptr_t)edge + 4096;
	say("create_qp, the descriptor is nowhere");
	begin_qp(ALL_OF_IT);
	call.attrs[9].len -= 8;
	say("create_qp, the descriptor is short");
	begin_srq(true);
	call.attrs[9].data = (uintptr_t)edge + 4096;
	say("create_srq, the descriptor is nowhere");
}

static void everything_wrong(void)
{
	descriptors();
	unreadable();
	begin_qp(ALL_OF_IT);
	spoil("create_qp with memory", 0xffff);
	begin_qp(REQUESTS | RECEIVES);
	spoil("create_qp with memory for each", 0xffff);
	begin_srq(true);
	spoil("create_srq with memory", 0xffff);
}

/* ---- what goes through it ------------------------------------------------------------ */

static void make_mr(void)
{
	struct ib_uverbs_reg_mr_resp resp = {};
	struct ib_uverbs_reg_mr req = {
		.response = (uintptr_t)&resp,
		.start = (uintptr_t)message,
		.length = sizeof(message),
		.hca_va = (uintptr_t)message,
		.pd_handle = pd,
		.access_flags = 1,
	};

	COMMAND(REG_MR, "reg_mr", req, sizeof(resp));
	mr = resp.mr_handle;
	lkey = resp.lkey;
}

/* From INIT to RTS, to itself. */
static void connect_qp(uint32_t qp, uint32_t num)
{
	struct ib_uverbs_query_port_resp port = {};
	struct ib_uverbs_query_port query = { .response = (uintptr_t)&port, .port_num = 1 };
	/* Bits of enum ib_qp_attr_mask. */
	struct ib_uverbs_modify_qp init = {
		.attr_mask = 1 << 0 | 1 << 3 | 1 << 4 | 1 << 5,
		.qp_handle = qp,
		.qp_state = 1,
		.port_num = 1,
	}, rtr = {
		.attr_mask = 1 << 0 | 1 << 7 | 1 << 8 | 1 << 12 | 1 << 15 | 1 << 17 | 1 << 20,
		.qp_handle = qp,
		.qp_state = 2,
		.path_mtu = 3,
		.dest_qp_num = num,
		.min_rnr_timer = 1,
		.dest = { .port_num = 1 },
	}, rts = {
		.attr_mask = 1 << 0 | 1 << 9 | 1 << 10 | 1 << 11 | 1 << 13 | 1 << 16,
		.qp_handle = qp,
		.qp_state = 3,
		.timeout = 10,
		.retry_cnt = 2,
		.rnr_retry = 7,
	};

	COMMAND(QUERY_PORT, "query_port", query, sizeof(port));
	rtr.dest.dlid = port.lid;
	COMMAND(MODIFY_QP, "INIT", init, 0);
	COMMAND(MODIFY_QP, "RTR", rtr, 0);
	COMMAND(MODIFY_QP, "RTS", rts, 0);
}

/* A POST_SEND without requests. */
static void wake(uint32_t qp)
{
	struct ib_uverbs_post_send_resp resp;
	struct ib_uverbs_post_send req = {
		.response = (uintptr_t)&resp,
		.qp_handle = qp,
		.wqe_size = sizeof(struct ib_uverbs_send_wr),
	};

	COMMAND(POST_SEND, "post_send", req, sizeof(resp));
}

static void destroy(uint32_t qp)
{
	struct ib_uverbs_destroy_qp_resp resp;
	struct ib_uverbs_destroy_qp req = {
		.response = (uintptr_t)&resp,
		.qp_handle = qp,
	};

	COMMAND(DESTROY_QP, "destroy_qp", req, sizeof(resp));
}

static void destroy_cq(void)
{
	struct ib_uverbs_destroy_cq_resp resp;
	struct ib_uverbs_destroy_cq req = {
		.response = (uintptr_t)&resp,
		.cq_handle = cq,
	};

	COMMAND(DESTROY_CQ, "destroy_cq", req, sizeof(resp));
}

/* Its entries are where the program says, too. */
static void begin_cq_at(struct rings *rings, uint8_t *at)
{
	static struct buffer_desc entries;

	entries = (struct buffer_desc) {
		.type = BUFFER_TYPE_VA,
		.addr = (uintptr_t)at,
		.length = RING_CQ,
	};
	make_cq();
	add(ATTR_CREATE_CQ_BUF_UMEM, sizeof(entries), (uintptr_t)&entries);
	cq = made("create_cq");
	rings->counters = (void *)at;
}

static void data(const char *what, unsigned int queues, uint8_t *sends, uint8_t *recvs)
{
	struct rings rings = { .sends = sends, .recvs = recvs };
	const struct rdmasim_create_resp *resp;
	struct rdmasim_doorbell *page;
	uint32_t qp, n, arrived = 0;

	/* Kernels without such memory say no more of it than that. */
	begin_cq_at(&rings, memory + (PAGES - 1) * PAGE);
	if (!cq)
		return;
	resp = begin_qp(queues);
	qp = made(what);
	printf("%u bytes to be mapped, receives at %u\n", resp->size, resp->recv_start);
	page = mmap(NULL, PAGE, PROT_READ | PROT_WRITE, MAP_SHARED, node,
		    (off_t)resp->doorbells);
	if (!qp || page == MAP_FAILED) {
		printf("no doorbells\n");
		return;
	}
	rings.send_door = rings.recv_door = page + resp->doorbell;
	connect_qp(qp, *(uint32_t *)(out + 8 * 4096));
	for (n = 0; n < 3 * RING_PLACES + 1; n++) {
		memset(message, 0, sizeof(message));
		rings_recv(&rings, n, message, lkey);
		if (rings_send(&rings, n))
			wake(qp);
		if (!rings_arrived(&rings, n, message))
			break;
		arrived++;
	}
	printf("%s: %u messages have arrived\n", what, arrived);
	munmap(page, PAGE);
	destroy(qp);
	destroy_cq();
}

static void all_data(void)
{
	make_mr();
	good();
	desc[0].addr = (uintptr_t)memory + 64;
	desc[0].length = RING_BOTH;
	data("create_qp in memory", ALL_OF_IT, memory + 64, memory + 64 + PAGE);
	desc[0] = (struct buffer_desc) {
		.type = BUFFER_TYPE_DMABUF,
		.fd = buffer,
		.addr = PAGE + 128,
		.length = RING_BOTH,
	};
	data("create_qp in a buffer", ALL_OF_IT, shown + PAGE + 128, shown + 2 * PAGE + 128);
	desc[1] = desc[0];
	desc[1].addr = 64;
	data("create_qp in both", REQUESTS | RECEIVES, memory, shown + 64);
}

int main(int argc, char **argv)
{
	if (argc < 3) {
		fprintf(stderr, "usage: %s uverbsN DRIVER_ID [sim]\n", argv[0]);
		return 2;
	}
	sim = argc > 3;
	if (!open_node(argv[1], argv[2]))
		return 1;
	open_context();
	buffer = make_buffer(PAGES);
	shown = mmap(NULL, sizeof(memory), PROT_READ | PROT_WRITE, MAP_SHARED, buffer, 0);
	make_cq();
	cq = made("create_cq");
	good();
	/* Where there is no such attribute, it does not matter to who does not insist. */
	try_all("that need not be");
	asked = true;
	mapped = sim;
	/* Of queues that programs read completions belong to those that they read. */
	if (sim) {
		make_cq();
		cq = made("create_cq");
	}
	everything_wrong();
	if (sim) {
		mapped = false;
		good();
		try_all("that nobody reads");
		mapped = true;
		all_data();
	}
	printf("the end\n");
	return 0;
}
