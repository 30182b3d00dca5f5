// SPDX-License-Identifier: GPL-2.0 OR Linux-OpenIB
/*
 * XRC and memory windows.  The provider knows neither, so all is said to ib_uverbs
 * as it is.  Openers of a domain are contexts of this process and of others.
 */
#include <fcntl.h>
#include <sys/wait.h>
#include <unistd.h>
#include "xrc_raw.h"

static char file[] = "/tmp/rdmasim-xrc.XXXXXX";
static int file_fd;

/* ---- domains ------------------------------------------------------------------------- */

static void test_domains(void)
{
	struct side a, b;

	side_open(&a, the_device->device);
	side_open(&b, the_device->device);
	test_begin("xrc: a domain belongs to an inode, or to nobody else");
	test_ret(raw_open_xrcd(&a, -1, 0), 0, "private");
	test_ret(raw_close_xrcd(&a), 0, "close");
	test_ret(raw_close_xrcd(&a), -ENOENT, "once more");
	test_ret(raw_open_xrcd(&a, 12345, O_CREAT), -EBADF, "no such fd");
	test_ret(raw_open_xrcd(&a, file_fd, 0), -EAGAIN, "nobody has made it");
	test_ret(raw_open_xrcd(&a, file_fd, O_CREAT | O_EXCL), 0, "made");
	test_ret(raw_open_xrcd(&b, file_fd, O_CREAT | O_EXCL), -EINVAL, "it is there");
	test_ret(raw_open_xrcd(&b, file_fd, 0), 0, "opened");
	test_ret(raw_close_xrcd(&a), 0, "close");
	test_ret(raw_open_xrcd(&a, file_fd, 0), 0, "it lives as long as somebody has it open");
	test_ret(raw_close_xrcd(&b), 0, "close");
	test_ret(raw_close_xrcd(&a), 0, "close, the last");
	test_ret(raw_open_xrcd(&a, file_fd, 0), -EAGAIN, "it is gone");

	test_begin("xrc: knobs fail to make and to end domains");
	test_check(knob("ops/alloc_xrcd", "nth=1 errno=28"), "knob");
	test_ret(raw_open_xrcd(&a, file_fd, O_CREAT), -ENOSPC, "open");
	test_ret(raw_open_xrcd(&a, file_fd, O_CREAT), 0, "the next one");
	test_check(knob("ops/dealloc_xrcd", "nth=1 errno=16"), "knob");
	test_ret(raw_close_xrcd(&a), -EBUSY, "close");
	test_ret(raw_close_xrcd(&a), 0, "the next one");
	side_close(&a);
	side_close(&b);
}

static void test_srq(void)
{
	struct ib_uverbs_create_qp_resp qp;
	struct ib_uverbs_create_qp req = {
		.response = (uintptr_t)&qp,
		.max_send_wr = 1,
		.qp_type = IBV_QPT_RC,
		.is_srq = 1,
	};
	struct xsrq srq, other;
	struct side a;

	side_open(&a, the_device->device);
	test_begin("xrc: an SRQ has a number and keeps its domain");
	test_ret(raw_create_xsrq(&a, 0xffff, &srq), -EINVAL, "no domain");
	test_ret(raw_open_xrcd(&a, -1, 0), 0, "domain");
	test_ret(raw_create_xsrq(&a, a.xrcd, &srq), 0, "srq");
	test_ret(raw_create_xsrq(&a, a.xrcd, &other), 0, "another");
	test_check(srq.num && other.num && srq.num != other.num, "numbers %u and %u",
		   srq.num, other.num);
	test_ret(raw_close_xrcd(&a), -EBUSY, "the domain is in use");
	req.pd_handle = a.pd->handle;
	req.send_cq_handle = a.cq->handle;
	req.recv_cq_handle = a.cq->handle;
	req.srq_handle = srq.handle;
	test_ret(COMMAND(&a, CREATE_QP, req, sizeof(qp)), -EINVAL, "QPs cannot have it");
	test_ret(raw_create_qp(&a, IBV_QPT_XRC_RECV, 0xffff, &qp), -EINVAL, "QP without a domain");
	test_ret(raw_create_qp(&a, IBV_QPT_XRC_SEND, 0xffff, &qp), -ENOENT, "QP without a PD");
	test_ret(raw_destroy_srq(&a, &srq), 0, "destroy");
	test_ret(raw_destroy_srq(&a, &other), 0, "destroy");
	test_ret(raw_close_xrcd(&a), 0, "close");
	side_close(&a);
}

/* ---- data ---------------------------------------------------------------------------- */

/**
 * struct xrc - who receives, in two contexts, and who sends
 * @maker: made the domain and the target QP
 * @other: has opened both, and has the SRQ
 * @from: has the initiator QP
 */
struct xrc {
	struct side maker;
	struct side other;
	struct side from;
	struct xsrq srq;
	struct ib_uverbs_create_qp_resp tgt;
	struct ib_uverbs_create_qp_resp opened;
	struct ib_uverbs_create_qp_resp ini;
};

static void xrc_make(struct xrc *xrc)
{
	side_open(&xrc->maker, the_device->device);
	side_open(&xrc->other, the_device->device);
	side_open(&xrc->from, the_device->device);
	test_ret(raw_open_xrcd(&xrc->maker, file_fd, O_CREAT), 0, "domain");
	test_ret(raw_open_xrcd(&xrc->other, file_fd, 0), 0, "its other opener");
	test_ret(raw_create_qp(&xrc->maker, IBV_QPT_XRC_RECV, xrc->maker.xrcd, &xrc->tgt), 0,
		 "target");
	test_ret(raw_open_qp(&xrc->other, xrc->tgt.qpn, IBV_QPT_XRC_RECV, 0x5678, &xrc->opened),
		 0, "the other opens it");
	test_check(xrc->opened.qpn == xrc->tgt.qpn, "its number");
	test_ret(raw_create_xsrq(&xrc->other, xrc->other.xrcd, &xrc->srq), 0, "srq");
	test_ret(raw_create_qp(&xrc->from, IBV_QPT_XRC_SEND, xrc->from.pd->handle, &xrc->ini), 0,
		 "initiator");
	raw_connect_qp(&xrc->maker, xrc->tgt.qp_handle, false, 2, xrc->ini.qpn);
	raw_connect_qp(&xrc->from, xrc->ini.qp_handle, true, 1, xrc->tgt.qpn);
	memset(xrc->from.buf, 0x33, SIZE);
}

static void xrc_free(struct xrc *xrc)
{
	side_close(&xrc->maker);
	side_close(&xrc->other);
	side_close(&xrc->from);
}

static bool sends(struct xrc *xrc, enum ib_uverbs_wr_opcode opcode, uint32_t len, uint32_t rkey,
		  enum ibv_wc_status status, const char *what)
{
	test_ret(raw_post(&xrc->from, xrc->ini.qp_handle, opcode, len, (uintptr_t)xrc->other.buf, rkey), 0,
		 "%s", what);
	return completes(xrc->from.cq, status, what);
}

static void test_open_qp(void)
{
	struct ib_uverbs_create_qp_resp qp;
	struct xrc xrc;

	xrc_make(&xrc);
	test_begin("xrc: a target QP is opened by its number, and is one QP");
	test_ret(raw_open_qp(&xrc.other, xrc.ini.qpn, IBV_QPT_XRC_RECV, 0, &qp), -EINVAL,
		 "another number");
	test_ret(raw_open_qp(&xrc.other, xrc.tgt.qpn, IBV_QPT_RC, 0, &qp), -EINVAL, "another type");
	test_ret(raw_state(&xrc.other, xrc.opened.qp_handle), IBV_QPS_RTS, "its state");
	test_ret(raw_close_xrcd(&xrc.maker), -EBUSY, "the domain is in use");
	test_ret(raw_close_xrcd(&xrc.other), -EBUSY, "here as well");
	test_check(knob("event", "comm_est %u", xrc.tgt.qpn), "knob");
	raw_event(&xrc.maker, 0x1234, IBV_EVENT_COMM_EST);
	test_ret(raw_post(&xrc.other, xrc.opened.qp_handle, IB_UVERBS_WR_SEND, 8, 0, 0),
		 -EINVAL, "it cannot send");
	test_ret(raw_destroy_qp(&xrc.maker, xrc.tgt.qp_handle), 0, "its maker lets go");
	test_ret(raw_close_xrcd(&xrc.maker), 0, "and closes the domain");
	test_ret(raw_state(&xrc.other, xrc.opened.qp_handle), IBV_QPS_RTS, "it is there");
	test_ret(raw_destroy_qp(&xrc.other, xrc.opened.qp_handle), 0, "the last one lets go");
	test_ret(raw_open_qp(&xrc.other, xrc.tgt.qpn, IBV_QPT_XRC_RECV, 0, &qp), -EINVAL,
		 "it is gone");
	xrc_free(&xrc);
}

static void test_data(void)
{
	struct ibv_wc wc;
	struct xrc xrc;
	uint64_t *here, *there;

	test_begin("xrc: messages go to the SRQ that they name");
	xrc_make(&xrc);
	here = (uint64_t *)xrc.from.buf;
	there = (uint64_t *)xrc.other.buf;
	test_ret(raw_name_srq(&xrc.from, xrc.ini.qp_handle, xrc.srq.num), 0, "name it");
	test_ret(raw_post_srq(&xrc.other, &xrc.srq, 100, xrc.other.mr->lkey), 0, "receive");
	sends(&xrc, IB_UVERBS_WR_SEND_WITH_IMM, 99, 0, IBV_WC_SUCCESS, "send");
	test_check(next_wc(xrc.other.cq, &wc) == IBV_WC_SUCCESS && wc.wr_id == xrc.srq.num &&
		   wc.byte_len == 99 && wc.qp_num == xrc.tgt.qpn &&
		   wc.src_qp == xrc.ini.qpn && wc.imm_data == htobe32(77),
		   "len %u qp %u from %u", wc.byte_len, wc.qp_num, wc.src_qp);
	test_check(xrc.other.buf[98] == 0x33 && !xrc.other.buf[99], "data");
	test_check(silent(xrc.maker.cq), "nobody else is told");
	sends(&xrc, IB_UVERBS_WR_RDMA_WRITE, SIZE, xrc.other.mr->rkey, IBV_WC_SUCCESS, "write");
	test_check(!memcmp(xrc.from.buf, xrc.other.buf, SIZE), "data");
	test_ret(raw_post_srq(&xrc.other, &xrc.srq, 0, 0), 0, "receive");
	sends(&xrc, IB_UVERBS_WR_RDMA_WRITE_WITH_IMM, 8, xrc.other.mr->rkey, IBV_WC_SUCCESS,
	      "write with immediate data");
	test_check(next_wc(xrc.other.cq, &wc) == IBV_WC_SUCCESS &&
		   wc.opcode == IBV_WC_RECV_RDMA_WITH_IMM, "receiver");
	*there = 40;
	sends(&xrc, IB_UVERBS_WR_ATOMIC_FETCH_AND_ADD, 8, xrc.other.mr->rkey, IBV_WC_SUCCESS,
	      "fetch and add");
	test_check(*here == 40 && *there == 42, "%u %u", (unsigned int)*here,
		   (unsigned int)*there);
	sends(&xrc, IB_UVERBS_WR_RDMA_READ, SIZE, xrc.other.mr->rkey, IBV_WC_SUCCESS, "read");
	test_check(!memcmp(xrc.from.buf, xrc.other.buf, SIZE), "data");

	test_begin("xrc: memory is that of the SRQ's protection domain");
	sends(&xrc, IB_UVERBS_WR_RDMA_WRITE, 8, xrc.maker.mr->rkey, IBV_WC_REM_ACCESS_ERR,
	      "write by a key of the QP's maker");
	raw_event(&xrc.maker, 0x1234, IBV_EVENT_QP_ACCESS_ERR);
	test_ret(raw_state(&xrc.maker, xrc.tgt.qp_handle), IBV_QPS_ERR, "state");
	xrc_free(&xrc);
}

/* Requests that name what is no SRQ of the domain. */
static void test_wrong_srq(void)
{
	static const char *const what[] = { "none", "one of no domain", "of another domain", };
	struct ibv_srq_init_attr basic = { .attr = { .max_wr = 1, .max_sge = 1, }, };
	struct xsrq other;
	unsigned int i;
	struct xrc xrc;

	for (i = 0; i < COUNT(what); i++) {
		test_begin("xrc: a message for a wrong SRQ: %s", what[i]);
		xrc_make(&xrc);
		if (i == 1) {
			/* The first number that is not taken, which is that of a basic one. */
			test_check(ibv_create_srq(xrc.other.pd, &basic), "srq");
			other.num = xrc.srq.num + 1;
		} else if (i == 2) {
			test_ret(raw_open_xrcd(&xrc.from, -1, 0), 0, "domain");
			test_ret(raw_create_xsrq(&xrc.from, xrc.from.xrcd, &other), 0, "srq");
		}
		if (i)
			test_ret(raw_name_srq(&xrc.from, xrc.ini.qp_handle, other.num), 0, "name it");
		sends(&xrc, IB_UVERBS_WR_RDMA_WRITE, 8, xrc.other.mr->rkey,
		      IBV_WC_REM_INV_REQ_ERR, "write");
		raw_event(&xrc.maker, 0x1234, IBV_EVENT_QP_REQ_ERR);
		test_check(!xrc.other.buf[0], "nothing is written");
		xrc_free(&xrc);
	}
}

/* An opener in another process goes on when the one that made all has gone. */
static int opener(int ready, int go, uint32_t tgt, uint32_t ini)
{
	struct side side;
	struct xsrq srq;
	struct ib_uverbs_create_qp_resp qp;
	uint32_t say[3];
	struct ibv_wc wc;

	side_open(&side, the_device->device);
	if (raw_open_xrcd(&side, file_fd, 0) || raw_create_xsrq(&side, side.xrcd, &srq) ||
	    raw_open_qp(&side, tgt, IBV_QPT_XRC_RECV, 0, &qp) ||
	    raw_post_srq(&side, &srq, 8, side.mr->lkey))
		return 1;
	say[0] = srq.num;
	say[1] = side.mr->rkey;
	if (write(ready, say, sizeof(say)) != sizeof(say) || read(go, say, 1) != 1)
		return 2;
	if (next_wc(side.cq, &wc) != IBV_WC_SUCCESS || wc.src_qp != ini)
		return 3;
	return side.buf[7] == 0x33 && raw_state(&side, qp.qp_handle) == IBV_QPS_RTS ? 0 : 4;
}

static void test_processes(void)
{
	int ready[2], go[2], status;
	uint32_t said[3];
	struct xrc xrc;
	pid_t child;

	test_begin("xrc: an opener in another process goes on without the maker");
	xrc_make(&xrc);
	if (pipe2(ready, O_CLOEXEC) || pipe2(go, O_CLOEXEC))
		bail_out("pipe");
	child = fork();
	if (!child)
		_exit(opener(ready[1], go[0], xrc.tgt.qpn, xrc.ini.qpn));
	close(ready[1]);
	test_check(read(ready[0], said, sizeof(said)) == sizeof(said), "it is ready");
	/* Contexts and all that is in them, at once; the fds are the child's too. */
	test_ret(raw_destroy_qp(&xrc.maker, xrc.tgt.qp_handle), 0, "the maker lets go");
	test_ret(raw_destroy_qp(&xrc.other, xrc.opened.qp_handle), 0, "and the other here");
	test_ret(raw_close_xrcd(&xrc.maker), 0, "of the domain, too");
	test_ret(raw_name_srq(&xrc.from, xrc.ini.qp_handle, said[0]), 0, "name its SRQ");
	sends(&xrc, IB_UVERBS_WR_SEND, 8, 0, IBV_WC_SUCCESS, "send");
	test_check(write(go[1], "", 1) == 1 && waitpid(child, &status, 0) == child, "child");
	test_check(!status, "child: %#x", status);
	sends(&xrc, IB_UVERBS_WR_RDMA_WRITE, 8, said[1], IBV_WC_RETRY_EXC_ERR,
	      "with the last opener the QP is gone");
	close(ready[0]);
	close(go[0]);
	close(go[1]);
	xrc_free(&xrc);
}

/* ---- memory windows ------------------------------------------------------------------- */

static int alloc_mw(struct side *side, uint8_t type, struct ib_uverbs_alloc_mw_resp *resp)
{
	struct ib_uverbs_alloc_mw req = {
		.response = (uintptr_t)resp,
		.pd_handle = side->pd->handle,
		.mw_type = type,
	};

	return COMMAND(side, ALLOC_MW, req, sizeof(*resp));
}

static int dealloc_mw(struct side *side, uint32_t handle)
{
	struct ib_uverbs_dealloc_mw req = { .mw_handle = handle, };

	return COMMAND(side, DEALLOC_MW, req, 0);
}

static void test_windows(void)
{
	struct ib_uverbs_alloc_mw_resp one, two;
	struct xrc xrc;

	test_begin("mw: windows of both types, which open nothing before they are bound");
	xrc_make(&xrc);
	test_ret(alloc_mw(&xrc.other, IBV_MW_TYPE_1, &one), 0, "type 1");
	test_ret(alloc_mw(&xrc.other, IBV_MW_TYPE_2, &two), 0, "type 2");
	test_ret(alloc_mw(&xrc.other, 3, &two), -EINVAL, "type 3");
	test_check(one.rkey && two.rkey && one.rkey != two.rkey, "keys %x and %x", one.rkey,
		   two.rkey);
	test_check(ibv_dealloc_pd(xrc.other.pd), "they keep the protection domain");
	test_check(knob("ops/alloc_mw", "nth=1") && knob("ops/dealloc_mw", "nth=1 errno=16"),
		   "knobs");
	test_ret(alloc_mw(&xrc.other, IBV_MW_TYPE_1, &two), -ENOMEM, "knob");
	test_ret(dealloc_mw(&xrc.other, one.mw_handle), -EBUSY, "knob");
	test_ret(raw_name_srq(&xrc.from, xrc.ini.qp_handle, xrc.srq.num), 0, "name the SRQ");
	sends(&xrc, IB_UVERBS_WR_RDMA_WRITE, 8, one.rkey, IBV_WC_REM_ACCESS_ERR, "write");
	test_ret(dealloc_mw(&xrc.other, one.mw_handle), 0, "dealloc");
	xrc_free(&xrc);
}

void test_xrc(void)
{
	file_fd = mkstemp(file);
	if (file_fd < 0)
		bail_out("%s: %s", file, err_name(errno));
	test_domains();
	test_srq();
	test_open_qp();
	test_data();
	test_wrong_srq();
	test_processes();
	test_windows();
	close(file_fd);
	unlink(file);
}
