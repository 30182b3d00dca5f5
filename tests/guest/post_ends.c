// SPDX-License-Identifier: GPL-2.0 OR Linux-OpenIB
/* Two ends that post and poll through the kernel. */
#include <sys/mman.h>
#include "post_ends.h"

int fd;
struct ruapi_device_info info;
struct end a, b;

void need(const char *what, int ret)
{
	if (ret)
		bail_out("%s: %s", what, err_name(ret));
}

/* ---- ends ------------------------------------------------------------------- */

void end_open(struct end *end, uint8_t port)
{
	struct ruapi_port_attr attr = {};
	struct ruapi_device_query_port_args query = {
		.index = info.index,
		.set = RUAPI_SET(RUAPI_DEVICE_QUERY_PORT_INDEX),
		.port = port,
		.attr = &attr,
	};
	struct ruapi_mr_reg_args mr = { .length = ROOM, .access = 0xf };
	struct ruapi_cq_create_args cq = { .cqe = 256 };

	memset(end, 0, sizeof(*end));
	end->port = port;
	need("port", ruapi_device_query_port(fd, &query));
	end->lid = attr.lid;
	need("context", make_context(fd, &info, true, 0, &end->ctx, &end->slot));
	need("pd", make_pd(fd, info.driver_id, end->ctx, &end->pd));
	cq.context = end->ctx;
	need("cq", ruapi_cq_create(fd, &cq));
	end->cq = cq.handle;
	end->buf = mmap(NULL, ROOM, PROT_READ | PROT_WRITE,
			MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	mr.pd = end->pd;
	mr.addr = mr.iova = (uintptr_t)end->buf;
	need("mr", ruapi_mr_reg(fd, &mr));
	end->mr = mr.handle;
	end->lkey = mr.lkey;
	end->rkey = mr.rkey;
}

uint32_t new_qp(const struct end *end, uint8_t type, uint32_t *num)
{
	const struct ruapi_qp_cap cap = {
		.max_send_wr = DEPTH,
		.max_recv_wr = DEPTH,
		.max_send_sge = 2,
		.max_recv_sge = 2,
	};
	struct ruapi_qp_create_args args = {
		.pd = end->pd,
		.type = type,
		.send_cq = end->cq,
		.recv_cq = end->cq,
		.cap = &cap,
		.srq = end->srq,
		.sig_all = 1,
	};

	need("qp", ruapi_qp_create(fd, &args));
	*num = args.qp_num;
	return args.handle;
}

int modify(uint32_t qp, const struct ruapi_qp_attr *attr)
{
	struct ruapi_qp_modify_args args = { .handle = qp, .attr = attr };

	return ruapi_qp_modify(fd, &args);
}

enum { STATE = 1, ACCESS = 8, PKEY = 16, PORT = 32, M_QKEY = 64, AV = 128, MTU = 256,
	TIMEOUT = 512, RETRY = 1024, RNR = 2048, RQ_PSN = 4096, MAX_RD = 8192,
	MIN_RNR = 1 << 15, SQ_PSN = 1 << 16, MAX_DEST_RD = 1 << 17,
	DEST_QPN = 1 << 20 };

void to_init(const struct end *end, uint8_t type)
{
	const struct ruapi_qp_attr attr = {
		.mask = STATE | PKEY | PORT | (type == UD ? M_QKEY : ACCESS),
		.qp_state = 1,
		.port_num = end->port,
		.qkey = QKEY,
		.qp_access_flags = 0xe,
	};

	need("INIT", modify(end->qp, &attr));
}

void to_rts(const struct end *end, const struct end *peer, uint8_t type)
{
	struct ruapi_qp_attr attr = {
		.mask = STATE,
		.qp_state = 2,
		.path_mtu = 3,
		.dest_qp_num = peer->qp_num,
		.max_dest_rd_atomic = 1,
		.min_rnr_timer = 12,
		.ah = { .dlid = peer->lid, .port_num = end->port },
	};

	if (type != UD)
		attr.mask |= AV | MTU | DEST_QPN | RQ_PSN;
	if (type == RC)
		attr.mask |= MAX_DEST_RD | MIN_RNR;
	need("RTR", modify(end->qp, &attr));
	attr = (struct ruapi_qp_attr) {
		.mask = STATE | SQ_PSN,
		.qp_state = 3,
		.timeout = 10,
		.retry_cnt = 2,
		.rnr_retry = 7,
		.max_rd_atomic = 1,
	};
	if (type == RC)
		attr.mask |= TIMEOUT | RETRY | RNR | MAX_RD;
	need("RTS", modify(end->qp, &attr));
}

void pair_make(uint8_t type)
{
	a.qp = new_qp(&a, type, &a.qp_num);
	b.qp = new_qp(&b, type, &b.qp_num);
	to_init(&a, type);
	to_init(&b, type);
	to_rts(&a, &b, type);
	to_rts(&b, &a, type);
	memset(a.buf, 0, ROOM);
	memset(b.buf, 0, ROOM);
}

void pair_free(void)
{
	need("destroy qp", destroy(fd, RUAPI_OBJ_QP, a.qp));
	need("destroy qp", destroy(fd, RUAPI_OBJ_QP, b.qp));
}

struct ruapi_sge sge_at(const struct end *end, uint32_t offset,
			uint32_t length)
{
	return (struct ruapi_sge) {
		.addr = (uintptr_t)end->buf + offset,
		.length = length,
		.lkey = end->lkey,
	};
}

void end_close(struct end *end)
{
	test_ret(destroy(fd, RUAPI_OBJ_MR, end->mr), 0, "mr");
	test_ret(destroy(fd, RUAPI_OBJ_CQ, end->cq), 0, "cq");
	test_ret(destroy(fd, RUAPI_OBJ_PD, end->pd), 0, "pd");
	test_ret(destroy(fd, RUAPI_OBJ_CONTEXT, end->ctx), 0, "context");
}

/* ---- calls ------------------------------------------------------------------ */

int post_send(struct ruapi_qp_post_send_args *args, uint32_t qp,
	      const struct ruapi_send_wr *wrs, uint32_t count,
	      const struct ruapi_sge *sges, uint32_t num_sges)
{
	args->handle = qp;
	args->wrs = wrs;
	args->wrs_len = count;
	args->sges = sges;
	args->sges_len = num_sges;
	return ruapi_qp_post_send(fd, args);
}

int post_recvs(const struct end *end, uint32_t count, uint32_t length,
	       uint32_t *bad_wr, uint32_t *bad_errno)
{
	struct ruapi_recv_wr *wrs = calloc(count, sizeof(*wrs));
	struct ruapi_sge *sges = calloc(count, sizeof(*sges));
	struct ruapi_srq_post_recv_args srq = {
		.handle = end->srq,
		.wrs = wrs,
		.wrs_len = count,
		.sges = sges,
		.sges_len = count,
	};
	struct ruapi_qp_post_recv_args qp = {
		.handle = end->qp,
		.wrs = wrs,
		.wrs_len = count,
		.sges = sges,
		.sges_len = count,
	};
	uint32_t i;
	int ret;

	for (i = 0; i < count; i++) {
		wrs[i] = (struct ruapi_recv_wr) { .wr_id = i, .num_sge = 1 };
		sges[i] = sge_at(end, i * length % ROOM, length);
	}
	ret = end->srq ? ruapi_srq_post_recv(fd, &srq) :
			 ruapi_qp_post_recv(fd, &qp);
	*bad_wr = end->srq ? srq.bad_wr : qp.bad_wr;
	*bad_errno = end->srq ? srq.bad_errno : qp.bad_errno;
	free(wrs);
	free(sges);
	return ret;
}

bool recvs_posted(const struct end *end, uint32_t count, uint32_t length)
{
	uint32_t bad_wr, bad_errno;

	return test_ret(post_recvs(end, count, length, &bad_wr, &bad_errno), 0,
			"receives") &&
	       test_check(bad_wr == count && !bad_errno,
			  "receives: %u posted, %u", bad_wr, bad_errno);
}

int poll_cq(uint32_t cq, struct ruapi_wc *wcs, uint32_t room,
	    uint32_t *count)
{
	struct ruapi_cq_poll_args args = {
		.handle = cq,
		.wcs = wcs,
		.wcs_max = room,
	};
	int ret = ruapi_cq_poll(fd, &args);

	*count = args.wcs_len;
	return ret;
}

bool next_wc(const struct end *end, struct ruapi_wc *wc)
{
	const uint64_t limit = now_ms() + patience(5000);
	uint32_t count = 0;

	memset(wc, 0xff, sizeof(*wc));
	while (now_ms() < limit) {
		if (!test_ret(poll_cq(end->cq, wc, 1, &count), 0, "poll"))
			return false;
		if (count)
			return true;
		sleep_ms(1);
	}
	return test_check(false, "no completion");
}

bool completes(const struct end *end, uint32_t status, uint64_t wr_id,
	       const char *what)
{
	struct ruapi_wc wc;

	return next_wc(end, &wc) &&
	       test_check(wc.status == status && wc.wr_id == wr_id &&
			  wc.qp_num == end->qp_num,
			  "%s: status %u, request %" PRIu64 ", QP %#x", what,
			  wc.status, (uint64_t)wc.wr_id, wc.qp_num);
}

bool silent(const struct end *end)
{
	struct ruapi_wc wc;
	uint32_t count;

	sleep_ms(20);
	return test_check(!poll_cq(end->cq, &wc, 1, &count) && !count,
			  "a completion");
}
