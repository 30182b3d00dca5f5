// SPDX-License-Identifier: GPL-2.0 OR Linux-OpenIB
/*
 * Work requests through the kernel: QP.POST_SEND, QP.POST_RECV, SRQ.POST_RECV and
 * CQ.POLL, from port 1 to port 2 of a simulated HCA, which is removed at the end.
 * usage: post IBDEV OTHER-IBDEV
 * OTHER is one whose programs post without the kernel.
 */
#include <endian.h>
#include <fcntl.h>
#include <sys/mman.h>
#include <unistd.h>
#include "post_ends.h"

/* ---- data ------------------------------------------------------------------- */

static void test_send(uint8_t type, const char *name)
{
	const struct ruapi_send_wr wr = {
		.wr_id = 77,
		.opcode = SEND_IMM,
		.num_sge = 2,
		.imm_data = htobe32(0x12345678),
	};
	const struct ruapi_sge sges[] = {
		sge_at(&a, 100, 10), sge_at(&a, 4000, 200),
	};
	struct ruapi_qp_post_send_args args = {};
	struct ruapi_wc wc;

	test_begin("%s: SEND of two pieces with immediate data", name);
	pair_make(type);
	memset(a.buf + 100, 'x', 10);
	memset(a.buf + 4000, 'y', 200);
	recvs_posted(&b, 2, 1000);
	test_ret(post_send(&args, a.qp, &wr, 1, sges, 2), 0, "send");
	test_check(args.bad_wr == 1 && !args.bad_errno, "bad_wr %u, %u",
		   args.bad_wr, args.bad_errno);
	completes(&a, 0, 77, "sender");
	test_check(next_wc(&b, &wc) && !wc.status && !wc.wr_id &&
		   wc.opcode == 128 && wc.byte_len == 210 && wc.flags & 2 &&
		   wc.imm_data == wr.imm_data && wc.qp_num == b.qp_num &&
		   !wc.reserved, "receiver");
	test_check(b.buf[9] == 'x' && b.buf[10] == 'y' && b.buf[209] == 'y' &&
		   !b.buf[210], "data");
	pair_free();
}

static void test_rdma(void)
{
	const uint64_t to = (uintptr_t)b.buf;
	const struct ruapi_send_wr wrs[] = {
		{
			.wr_id = 1,
			.opcode = WRITE,
			.num_sge = 1,
			.remote_addr = to,
			.rkey = b.rkey,
		}, {
			.wr_id = 2,
			.opcode = WRITE_IMM,
			.flags = SOLICITED,
			.num_sge = 1,
			.imm_data = 9,
			.remote_addr = to + 8,
			.rkey = b.rkey,
		}, {
			.wr_id = 3,
			.opcode = READ,
			.flags = FENCE,
			.num_sge = 2,
			.remote_addr = to,
			.rkey = b.rkey,
		}, {
			.wr_id = 4,
			.opcode = CAS,
			.num_sge = 1,
			.remote_addr = to + 64,
			.compare_add = 5,
			.swap = 6,
			.rkey = b.rkey,
		}, {
			.wr_id = 5,
			.opcode = FAA,
			.flags = SIGNALED,
			.num_sge = 1,
			.remote_addr = to + 64,
			.compare_add = 10,
			.rkey = b.rkey,
		}, {
			.wr_id = 6,
			.opcode = SEND,
		},
	};
	const struct ruapi_sge sges[] = {
		sge_at(&a, 0, 8), sge_at(&a, 0, 8), sge_at(&a, 512, 4),
		sge_at(&a, 600, 12), sge_at(&a, 1024, 8), sge_at(&a, 1032, 8),
	};
	struct ruapi_qp_post_send_args args = {};
	uint64_t *swapped = (uint64_t *)(a.buf + 1024), value = 5;
	unsigned int i;

	test_begin("one list: WRITE, WRITE with data, READ, both atomics, empty SEND");
	pair_make(RC);
	memcpy(a.buf, "abcdefgh", 8);
	memcpy(b.buf + 64, &value, 8);
	recvs_posted(&b, 2, 100);
	test_ret(post_send(&args, a.qp, wrs, COUNT(wrs), sges, COUNT(sges)), 0,
		 "post");
	for (i = 0; i < COUNT(wrs); i++)
		completes(&a, 0, wrs[i].wr_id, "sender");
	completes(&b, 0, 0, "receiver of WRITE_WITH_IMM");
	completes(&b, 0, 1, "receiver of SEND");
	memcpy(&value, b.buf + 64, 8);
	test_check(!memcmp(b.buf, "abcdefghabcdefgh", 16), "written");
	test_check(!memcmp(a.buf + 512, "abcd", 4) &&
		   !memcmp(a.buf + 600, "efghabcdefgh", 12), "read");
	test_check(swapped[0] == 5 && swapped[1] == 6 && value == 16,
		   "%" PRIu64 ", %" PRIu64 ", %" PRIu64, swapped[0], swapped[1],
		   value);
	pair_free();
}

static void test_invalidate(void)
{
	const struct ruapi_send_wr wr = {
		.wr_id = 1,
		.opcode = SEND_INV,
		.imm_data = b.rkey,
	};
	struct ruapi_qp_post_send_args args = {};
	struct ruapi_wc wc;

	test_begin("SEND_WITH_INV reaches the device, which has an opinion");
	pair_make(RC);
	recvs_posted(&b, 1, 100);
	test_ret(post_send(&args, a.qp, &wr, 1, NULL, 0), 0, "post");
	/* Regions of programs are not invalidated by others. */
	test_check(next_wc(&a, &wc) && wc.status, "status %u", wc.status);
	while (next_wc(&b, &wc) && !wc.status)
		;
	pair_free();
}

static uint32_t new_ah(const struct end *from, const struct end *to)
{
	const struct ruapi_ah_attr attr = {
		.dlid = to->lid,
		.port_num = from->port,
	};
	struct ruapi_ah_create_args args = { .pd = from->pd, .attr = &attr };

	need("ah", ruapi_ah_create(fd, &args));
	return args.handle;
}

static void test_datagrams(void)
{
	struct ruapi_objref ahs[] = {
		{ new_ah(&a, &a), RUAPI_OBJ_AH },
		{ new_ah(&a, &b), RUAPI_OBJ_AH },
	};
	struct ruapi_send_wr wrs[] = {
		{ .wr_id = 1, .opcode = SEND, .num_sge = 1, .ah = 1 },
		{ .wr_id = 2, .opcode = SEND_IMM, .num_sge = 1, .ah = 0 },
		{ .wr_id = 3, .opcode = SEND, .num_sge = 1, .ah = 1 },
	};
	const struct ruapi_sge sges[] = {
		sge_at(&a, 0, 10), sge_at(&a, 10, 20), sge_at(&a, 0, 30),
	};
	struct ruapi_qp_post_send_args args = {
		.ahs = ahs,
		.ahs_len = COUNT(ahs),
	};
	const uint32_t foreign = new_ah(&b, &a), used = ahs[1].handle;
	struct ruapi_wc wc;
	uint32_t stale;

	test_begin("UD: requests name their AH by its place in the call");
	pair_make(UD);
	wrs[0].remote_qpn = wrs[2].remote_qpn = b.qp_num;
	wrs[1].remote_qpn = a.qp_num;
	wrs[0].remote_qkey = wrs[1].remote_qkey = wrs[2].remote_qkey = QKEY;
	recvs_posted(&a, 1, 200);
	recvs_posted(&b, 2, 200);
	test_ret(post_send(&args, a.qp, wrs, 3, sges, 3), 0, "post");
	test_check(next_wc(&b, &wc) && !wc.status && wc.byte_len == 50 &&
		   wc.src_qp == a.qp_num && wc.slid == a.lid, "first");
	test_check(next_wc(&b, &wc) && !wc.status && wc.byte_len == 70, "third");
	while (next_wc(&a, &wc) && wc.opcode < 128)
		test_check(!wc.status, "sender: %u", wc.status);
	test_check(!wc.status && wc.byte_len == 60 && wc.flags & 2, "second");
	while (!poll_cq(a.cq, &wc, 1, &stale) && stale)
		;

	test_begin("UD: AHs that are none");
	wrs[2].ah = 2;
	test_ret(post_send(&args, a.qp, wrs, 3, sges, 3), -EINVAL, "no AH 2");
	test_check(args.error.bad_attr == RUAPI_QP_POST_SEND_WRS &&
		   args.error.reason == RUAPI_REASON_RANGE && args.bad_wr == 2,
		   "attribute %u, reason %u, bad_wr %u", args.error.bad_attr,
		   args.error.reason, args.bad_wr);
	wrs[2].ah = 1;
	args.ahs_len = 0;
	test_ret(post_send(&args, a.qp, wrs, 3, sges, 3), -EINVAL, "no AHs");
	test_check(!args.bad_wr, "bad_wr %u", args.bad_wr);
	args.ahs_len = 2;
	wrs[1].opcode = WRITE;
	test_ret(post_send(&args, a.qp, wrs, 3, sges, 3), -EINVAL, "UD: WRITE");
	test_check(args.bad_wr == 1, "bad_wr %u", args.bad_wr);
	wrs[1].opcode = SEND_IMM;
	ahs[1].handle = foreign;
	test_ret(post_send(&args, a.qp, wrs, 3, sges, 3), -EINVAL,
		 "an AH of another context");
	test_check(args.error.bad_attr == RUAPI_QP_POST_SEND_AHS &&
		   args.error.reason == RUAPI_REASON_CONTEXT, "reason %u",
		   args.error.reason);
	ahs[1].handle = a.pd;
	test_ret(post_send(&args, a.qp, wrs, 3, sges, 3), -ENOENT, "a PD");
	ahs[1].object = RUAPI_OBJ_PD;
	test_ret(post_send(&args, a.qp, wrs, 3, sges, 3), -ENOENT,
		 "a PD that says so");
	test_check(args.error.reason == RUAPI_REASON_TYPE, "reason %u",
		   args.error.reason);
	stale = new_ah(&a, &b);
	destroy(fd, RUAPI_OBJ_AH, stale);
	ahs[1] = (struct ruapi_objref) { stale, RUAPI_OBJ_AH };
	test_ret(post_send(&args, a.qp, wrs, 3, sges, 3), -ENOENT, "a stale AH");
	test_check(args.error.reason == RUAPI_REASON_HANDLE, "reason %u",
		   args.error.reason);
	silent(&a);
	test_ret(destroy(fd, RUAPI_OBJ_AH, ahs[0].handle), 0,
		 "none of them is in use");
	test_ret(destroy(fd, RUAPI_OBJ_AH, used), 0, "nor this one");
	test_ret(destroy(fd, RUAPI_OBJ_AH, foreign), 0, "nor of others");
	pair_free();
}

/* ---- bad requests -------------------------------------------------------------- */

static void bad(const char *what, struct ruapi_send_wr *wrs, uint32_t num_sges,
		uint16_t attr, uint16_t reason, uint32_t bad_wr)
{
	const struct ruapi_sge sges[4] = { sge_at(&a, 0, 8) };
	struct ruapi_qp_post_send_args args = {};

	test_ret(post_send(&args, a.qp, wrs, 3, sges, num_sges), -EINVAL, "%s",
		 what);
	test_check(args.error.bad_attr == attr && args.error.reason == reason &&
		   args.bad_wr == bad_wr, "%s: attribute %u, reason %u, bad_wr %u",
		   what, args.error.bad_attr, args.error.reason, args.bad_wr);
}

static void test_malformed(void)
{
	const struct ruapi_send_wr good[3] = {
		{ .opcode = SEND, .num_sge = 1 },
		{ .opcode = SEND, .num_sge = 1 },
		{ .opcode = SEND },
	};
	static const uint32_t opcodes[] = { 7, 8, 10, 11, 0x80, 0xffffffff };
	static const uint32_t flags[] = { 32, 1u << 26, 1u << 31 };
	struct ruapi_qp_post_recv_args recv = {};
	struct ruapi_recv_wr recv_wr[2] = {};
	struct ruapi_send_wr wrs[3];
	unsigned int i;

	test_begin("a malformed request: nothing of the list is posted");
	pair_make(RC);
	for (i = 0; i < COUNT(opcodes); i++) {
		memcpy(wrs, good, sizeof(wrs));
		wrs[1].opcode = opcodes[i];
		bad("opcode", wrs, 2, RUAPI_QP_POST_SEND_WRS,
		    RUAPI_REASON_RANGE, 1);
	}
	for (i = 0; i < COUNT(flags); i++) {
		memcpy(wrs, good, sizeof(wrs));
		wrs[2].flags = flags[i];
		bad("flags", wrs, 2, RUAPI_QP_POST_SEND_WRS, RUAPI_REASON_BITS,
		    2);
	}
	for (i = 0; i < 2; i++) {
		memcpy(wrs, good, sizeof(wrs));
		wrs[0].reserved[i] = 1;
		bad("reserved", wrs, 2, RUAPI_QP_POST_SEND_WRS,
		    RUAPI_REASON_BITS, 0);
	}
	memcpy(wrs, good, sizeof(wrs));
	bad("too few entries", wrs, 1, RUAPI_QP_POST_SEND_WRS,
	    RUAPI_REASON_RANGE, 1);
	bad("too many entries", wrs, 3, RUAPI_QP_POST_SEND_SGES,
	    RUAPI_REASON_LENGTH, 3);
	wrs[2].num_sge = 0xffffffff;
	bad("entries that overflow", wrs, 2, RUAPI_QP_POST_SEND_WRS,
	    RUAPI_REASON_RANGE, 2);
	recv.handle = a.qp;
	recv.wrs = recv_wr;
	recv.wrs_len = 2;
	recv_wr[1].reserved = 1;
	test_ret(ruapi_qp_post_recv(fd, &recv), -EINVAL, "receive, reserved");
	test_check(recv.bad_wr == 1, "receive: bad_wr %u", recv.bad_wr);
	recv_wr[1] = (struct ruapi_recv_wr) { .num_sge = 0x80000000 };
	test_ret(ruapi_qp_post_recv(fd, &recv), -EINVAL, "receive, entries");
	test_check(recv.bad_wr == 1, "receive: bad_wr %u", recv.bad_wr);
	silent(&a);
	pair_free();
}

/* A list in which the device does not like request @at of @count. */
static void refused(uint32_t at, uint32_t count, bool inlined)
{
	struct ruapi_send_wr wrs[20] = {};
	struct ruapi_sge sges[22];
	struct ruapi_qp_post_send_args args = {};
	uint32_t i;

	for (i = 0; i < count; i++)
		wrs[i] = (struct ruapi_send_wr) {
			.wr_id = i,
			.opcode = WRITE,
			.num_sge = 1,
			.remote_addr = (uintptr_t)b.buf,
			.rkey = b.rkey,
		};
	/* More entries than the QP has, or data where the kernel has its own. */
	wrs[at].num_sge = inlined ? 1 : 3;
	wrs[at].flags = inlined ? INLINE : 0;
	for (i = 0; i < count + 2; i++)
		sges[i] = sge_at(&a, 0, 8);
	test_ret(post_send(&args, a.qp, wrs, count, sges, inlined ? count : count + 2),
		 at ? 0 : -EINVAL, "request %u of %u", at, count);
	test_check(args.bad_wr == at, "request %u of %u: bad_wr %u", at, count,
		   args.bad_wr);
	test_check(args.bad_errno == (at ? EINVAL : 0u),
		   "request %u of %u: bad_errno %u", at, count, args.bad_errno);
	for (i = 0; i < at; i++)
		completes(&a, 0, i, "one before it");
	silent(&a);
}

static void test_refused(void)
{
	static const uint32_t at[] = { 0, 1, 7, 8, 9, 15, 16, 19 };
	unsigned int i;

	test_begin("a request that the device refuses: those before it are posted");
	pair_make(RC);
	for (i = 0; i < COUNT(at); i++)
		refused(at[i], 20, i % 2);
	refused(3, 4, false);
	refused(0, 1, true);
	pair_free();
}

static void test_overfull(void)
{
	struct ruapi_send_wr wrs[DEPTH + 10] = {};
	struct ruapi_qp_post_send_args args = {};
	uint32_t bad_wr, bad_errno, i;
	struct ruapi_wc wc;

	test_begin("queues that are full");
	pair_make(RC);
	test_ret(post_recvs(&b, DEPTH + 3, 8, &bad_wr, &bad_errno), 0,
		 "receives");
	test_check(bad_wr == DEPTH && bad_errno == ENOMEM,
		   "receives: bad_wr %u, %u", bad_wr, bad_errno);
	test_ret(post_recvs(&b, 1, 8, &bad_wr, &bad_errno), -ENOMEM,
		 "one more receive");
	test_check(!bad_wr, "bad_wr %u", bad_wr);
	/* The peer has nothing to receive them: they stay. */
	for (i = 0; i < COUNT(wrs); i++)
		wrs[i] = (struct ruapi_send_wr) { .wr_id = i, .opcode = SEND };
	test_ret(post_send(&args, b.qp, wrs, COUNT(wrs), NULL, 0), 0, "sends");
	test_check(args.bad_wr == DEPTH && args.bad_errno == ENOMEM,
		   "sends: bad_wr %u, %u", args.bad_wr, args.bad_errno);
	test_ret(post_send(&args, b.qp, wrs, 1, NULL, 0), -ENOMEM,
		 "one more send");
	pair_free();
	test_begin("a QP in RESET takes nothing");
	a.qp = new_qp(&a, RC, &a.qp_num);
	test_ret(post_send(&args, a.qp, wrs, 2, NULL, 0), -EINVAL, "send");
	test_check(!args.error.bad_attr && !args.bad_wr, "bad_wr %u", args.bad_wr);
	test_ret(post_recvs(&a, 2, 8, &bad_wr, &bad_errno), -EINVAL, "receive");
	need("destroy", destroy(fd, RUAPI_OBJ_QP, a.qp));
	while (!poll_cq(b.cq, &wc, 1, &i) && i)
		;
}

static void test_nothing(void)
{
	struct ruapi_qp_post_send_args send = {};
	struct ruapi_qp_post_recv_args recv = {};

	test_begin("no requests: it can be done");
	pair_make(RC);
	send.handle = recv.handle = a.qp;
	test_ret(ruapi_qp_post_send(fd, &send), 0, "send");
	test_ret(ruapi_qp_post_recv(fd, &recv), 0, "receive");
	test_check(!send.bad_wr && !recv.bad_wr, "bad_wr");
	pair_free();
}

static void test_srq(void)
{
	const struct ruapi_srq_attr attr = { .max_wr = 1000, .max_sge = 1 };
	struct ruapi_srq_create_args args = { .pd = b.pd, .attr = &attr };
	const struct ruapi_send_wr wr = { .wr_id = 5, .opcode = SEND, .num_sge = 1 };
	const struct ruapi_sge sge = sge_at(&a, 0, 30);
	struct ruapi_qp_post_send_args send = {};
	uint32_t bad_wr, bad_errno;

	test_begin("SRQ.POST_RECV: many at once, and more than there is room");
	need("srq", ruapi_srq_create(fd, &args));
	b.srq = args.handle;
	pair_make(RC);
	recvs_posted(&b, 900, 32);
	test_ret(post_recvs(&b, 200, 32, &bad_wr, &bad_errno), 0, "too many");
	test_check(bad_wr == 100 && bad_errno == ENOMEM, "bad_wr %u, %u", bad_wr,
		   bad_errno);
	test_ret(post_send(&send, a.qp, &wr, 1, &sge, 1), 0, "send");
	completes(&a, 0, 5, "sender");
	completes(&b, 0, 0, "receiver");
	pair_free();
	need("destroy srq", destroy(fd, RUAPI_OBJ_SRQ, b.srq));
	b.srq = 0;
}

/* ---- poll ---------------------------------------------------------------------- */

static void post_writes(uint32_t count)
{
	struct ruapi_send_wr wrs[DEPTH] = {};
	struct ruapi_qp_post_send_args args = {};
	uint32_t i;

	for (i = 0; i < count; i++)
		wrs[i] = (struct ruapi_send_wr) {
			.wr_id = i,
			.opcode = WRITE,
			.remote_addr = (uintptr_t)b.buf,
			.rkey = b.rkey,
		};
	test_ret(post_send(&args, a.qp, wrs, count, NULL, 0), 0, "post");
	/* Until all of them are done. */
	sleep_ms(patience(50));
}

static void test_poll(void)
{
	const size_t page = sysconf(_SC_PAGESIZE);
	char *map = mmap(NULL, 2 * page, PROT_READ | PROT_WRITE,
			 MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	struct ruapi_wc wcs[40], *edge;
	uint32_t count, i;

	test_begin("POLL of less, of nothing, and of more than there is");
	pair_make(RC);
	post_writes(12);
	test_ret(poll_cq(a.cq, wcs, 3, &count), 0, "3");
	test_check(count == 3 && wcs[2].wr_id == 2, "%u of 3", count);
	test_ret(poll_cq(a.cq, wcs, 0, &count), 0, "0");
	test_check(!count, "%u of 0", count);
	memset(wcs, 0xff, sizeof(wcs));
	test_ret(poll_cq(a.cq, wcs, 40, &count), 0, "40");
	test_check(count == 9, "%u of 9", count);
	for (i = 0; i < count; i++)
		test_check(wcs[i].wr_id == i + 3 && !wcs[i].status,
			   "completion %u is of %" PRIu64, i,
			   (uint64_t)wcs[i].wr_id);
	test_check(wcs[9].status == 0xffffffff, "more was written");
	test_ret(poll_cq(a.cq, wcs, 40, &count), 0, "empty");
	test_check(!count, "%u of none", count);

	test_begin("POLL into memory that is not there loses nothing");
	mprotect(map + page, page, PROT_NONE);
	post_writes(12);
	test_ret(poll_cq(a.cq, (void *)(map + page), 40, &count), -EFAULT,
		 "nowhere");
	test_check(!count, "%u nowhere", count);
	/* Of the first stride it has room for half, and of the second for all. */
	edge = (struct ruapi_wc *)(map + page) - 4;
	test_ret(poll_cq(a.cq, edge, 40, &count), -EFAULT, "room for 4");
	edge = (struct ruapi_wc *)(map + page) - 8;
	test_ret(poll_cq(a.cq, edge, 40, &count), 0, "room for 8");
	test_check(count == 8 && !edge->wr_id && edge[7].wr_id == 7, "%u of 8",
		   count);
	mprotect(map, page, PROT_READ);
	test_ret(poll_cq(a.cq, (void *)map, 4, &count), -EFAULT, "read-only");
	test_ret(poll_cq(a.cq, wcs, 40, &count), 0, "the rest");
	test_check(count == 4 && wcs[0].wr_id == 8, "%u of 4", count);
	munmap(map, 2 * page);
	pair_free();
}

/* ---- races ---------------------------------------------------------------------- */

static bool racing;

/* Flushed receives of QPs that others destroy meanwhile. */
static void *race_poll(void *unused)
{
	struct ruapi_wc wcs[8];
	uintptr_t seen = 0;
	uint32_t count, i;

	(void)unused;
	while (__atomic_load_n(&racing, __ATOMIC_RELAXED)) {
		if (poll_cq(a.cq, wcs, COUNT(wcs), &count))
			return NULL;
		for (i = 0; i < count; i++) {
			if (wcs[i].status != 5 || wcs[i].qp_num < 2 ||
			    wcs[i].qp_num > 0xffffff)
				return NULL;
			seen++;
		}
	}
	return (void *)(seen + 1);
}

static void *race_qps(void *unused)
{
	const struct ruapi_qp_attr error = { .mask = 1, .qp_state = 6 };
	struct end end = a;
	uint32_t bad_wr, bad_errno;
	uintptr_t rounds = 0;

	(void)unused;
	for (; __atomic_load_n(&racing, __ATOMIC_RELAXED); rounds++) {
		end.qp = new_qp(&end, RC, &end.qp_num);
		to_init(&end, RC);
		if (post_recvs(&end, 4, 8, &bad_wr, &bad_errno) ||
		    modify(end.qp, &error) || destroy(fd, RUAPI_OBJ_QP, end.qp))
			return NULL;
	}
	return (void *)(rounds + 1);
}

static void test_races(void)
{
	pthread_t threads[4];
	void *rets[4];
	unsigned int i;

	test_begin("POLL while the QPs of completions are destroyed");
	racing = true;
	for (i = 0; i < COUNT(threads); i++)
		pthread_create(&threads[i], NULL, i % 2 ? race_poll : race_qps,
			       NULL);
	sleep_ms(patience(1000));
	__atomic_store_n(&racing, false, __ATOMIC_RELAXED);
	for (i = 0; i < COUNT(threads); i++)
		pthread_join(threads[i], &rets[i]);
	test_check(rets[0] && rets[2], "a QP could not be made or destroyed");
	test_check(rets[1] && rets[3], "a strange completion, or none at all");
	printf("# %zu QPs, %zu completions\n", (size_t)rets[0] + (size_t)rets[2],
	       (size_t)rets[1] + (size_t)rets[3]);
	test_check((size_t)rets[1] + (size_t)rets[3] > 2, "nothing was polled");
}

/* ---- others ---------------------------------------------------------------------- */

/* ---- alternate paths -------------------------------------------------------- */

enum { ALT_PATH = 1 << 14, MIG_STATE = 1 << 18 };
enum { MIGRATED = 0, REARM = 1, ARMED = 2 };

/* To port 1, from there. */
static int load(const struct end *end)
{
	const struct ruapi_qp_attr attr = {
		.mask = ALT_PATH | MIG_STATE,
		.path_mig_state = REARM,
		.alt_ah = { .dlid = a.lid, .port_num = 1 },
		.alt_port_num = 1,
		.alt_timeout = 10,
	};

	return modify(end->qp, &attr);
}

static void path_is(const struct end *end, uint32_t state, uint8_t port, uint8_t alternate,
		    const char *what)
{
	struct ruapi_qp_attr attr = {};
	struct ruapi_qp_query_args args = {
		.handle = end->qp,
		.attr = &attr,
	};

	test_ret(ruapi_qp_query(fd, &args), 0, "query");
	test_check(attr.path_mig_state == state && attr.port_num == port &&
		   attr.alt_port_num == alternate && attr.alt_ah.port_num == alternate,
		   "%s: state %u, port %u, alternate %u", what, attr.path_mig_state,
		   attr.port_num, attr.alt_port_num);
}

static void message(const char *what)
{
	const struct ruapi_send_wr wr = { .wr_id = 9, .opcode = SEND, .num_sge = 1 };
	const struct ruapi_sge sge = sge_at(&a, 0, 8);
	struct ruapi_qp_post_send_args args = {};

	recvs_posted(&b, 1, 64);
	test_ret(post_send(&args, a.qp, &wr, 1, &sge, 1), 0, "%s", what);
	completes(&a, 0, 9, what);
	completes(&b, 0, 0, what);
}

static void test_alternate(const char *name)
{
	const struct ruapi_qp_attr rearm = { .mask = MIG_STATE, .path_mig_state = REARM };

	test_begin("alternate paths: loaded, armed by a message, migrated to");
	pair_make(RC);
	test_ret(modify(a.qp, &rearm), -EINVAL, "none is loaded");
	test_ret(load(&a), 0, "sender");
	test_ret(load(&b), 0, "receiver");
	path_is(&b, REARM, 2, 1, "loaded");
	message("arms");
	path_is(&a, ARMED, 1, 1, "sender");
	path_is(&b, ARMED, 2, 1, "receiver");
	test_check(!shell_run("echo 0 >/sys/kernel/debug/rdmasim/%s/port/2/link", name), "link");
	message("port 2 is down");
	path_is(&a, MIGRATED, 1, 1, "sender");
	path_is(&b, MIGRATED, 1, 2, "receiver");
	test_check(!shell_run("echo 1 >/sys/kernel/debug/rdmasim/%s/port/2/link", name), "link");
	pair_free();
}

static void test_other(const char *name)
{
	struct ruapi_send_wr wr = { .opcode = SEND };
	struct ruapi_qp_post_send_args send = {};
	struct ruapi_qp_post_recv_args recv = {};
	struct ruapi_recv_wr recv_wr = {};
	struct ruapi_wc wc;
	struct set set;
	uint32_t count;

	test_begin("%s: its programs post without the kernel", name);
	need(name, set_make(&set, fd, name));
	test_ret(post_send(&send, set.handle[RUAPI_OBJ_QP], &wr, 1, NULL, 0),
		 -EOPNOTSUPP, "send");
	recv.handle = set.handle[RUAPI_OBJ_QP];
	recv.wrs = &recv_wr;
	recv.wrs_len = 1;
	test_ret(ruapi_qp_post_recv(fd, &recv), -EOPNOTSUPP, "receive");
	test_ret(poll_cq(set.handle[RUAPI_OBJ_CQ], &wc, 1, &count), -EOPNOTSUPP,
		 "poll");
	test_ret(set_destroy(&set), 0, "objects");
}

static void test_removed(void)
{
	const struct ruapi_send_wr wr = { .opcode = SEND };
	struct ruapi_qp_post_send_args send = {};
	uint32_t bad_wr, bad_errno, count;
	struct ruapi_wc wc;

	test_begin("a device that is gone");
	pair_make(RC);
	test_check(!shell_run("echo %s >/sys/bus/rdmasim/del_device",
			      info.name + strlen("rdmasim")), "removal");
	test_ret(post_send(&send, a.qp, &wr, 1, NULL, 0), -ENODEV, "send");
	test_check(send.error.reason == RUAPI_REASON_DEAD, "reason %u",
		   send.error.reason);
	test_ret(post_recvs(&a, 1, 8, &bad_wr, &bad_errno), -ENODEV, "receive");
	test_ret(poll_cq(a.cq, &wc, 1, &count), -ENODEV, "poll");
	pair_free();
}

int main(int argc, char **argv)
{
	if (argc != 3)
		bail_out("usage: post IBDEV OTHER-IBDEV");
	fd = open_namespace();
	need(argv[1], device_find(fd, argv[1], &info));
	end_open(&a, 1);
	end_open(&b, 2);

	test_send(RC, "RC");
	test_send(UC, "UC");
	test_rdma();
	test_invalidate();
	test_datagrams();
	test_malformed();
	test_refused();
	test_overfull();
	test_nothing();
	test_srq();
	test_poll();
	test_races();
	test_alternate(argv[1]);
	test_other(argv[2]);
	test_removed();

	test_begin("nothing is left");
	end_close(&a);
	end_close(&b);
	test_check(!count_objects(fd), "%u objects", count_objects(fd));
	return test_done();
}
