// SPDX-License-Identifier: GPL-2.0 OR Linux-OpenIB
/* Commands about XRC, as ib_uverbs takes them: the provider of rdmasim has no calls for it. */
#include <poll.h>
#include <unistd.h>
#include "../../kernel/drivers/rdmasim/rdmasim-abi.h"
#include "xrc_raw.h"

/* ---- commands ------------------------------------------------------------------------ */

int raw_command(struct side *side, uint32_t command, const void *req, size_t len,
		   size_t resp_len)
{
	uint8_t buf[512];
	const struct ib_uverbs_cmd_hdr hdr = {
		.command = command,
		.in_words = (sizeof(hdr) + len) / 4,
		.out_words = resp_len / 4,
	};

	memcpy(buf, &hdr, sizeof(hdr));
	memcpy(buf + sizeof(hdr), req, len);
	len += sizeof(hdr);
	return write(side->ctx->cmd_fd, buf, len) == (ssize_t)len ? 0 : -errno;
}

int raw_open_xrcd(struct side *side, int fd, uint32_t oflags)
{
	struct ib_uverbs_open_xrcd_resp resp;
	struct ib_uverbs_open_xrcd req = {
		.response = (uintptr_t)&resp,
		.fd = fd,
		.oflags = oflags,
	};
	const int ret = COMMAND(side, OPEN_XRCD, req, sizeof(resp));

	if (!ret)
		side->xrcd = resp.xrcd_handle;
	return ret;
}

int raw_close_xrcd(struct side *side)
{
	struct ib_uverbs_close_xrcd req = { .xrcd_handle = side->xrcd, };

	return COMMAND(side, CLOSE_XRCD, req, 0);
}

int raw_create_xsrq(struct side *side, uint32_t xrcd, struct xsrq *srq)
{
	struct ib_uverbs_create_srq_resp resp;
	struct ib_uverbs_create_xsrq req = {
		.response = (uintptr_t)&resp,
		.srq_type = IBV_SRQT_XRC,
		.pd_handle = side->pd->handle,
		.max_wr = DEPTH,
		.max_sge = 1,
		.xrcd_handle = xrcd,
		.cq_handle = side->cq->handle,
	};
	const int ret = COMMAND(side, CREATE_XSRQ, req, sizeof(resp));

	if (!ret) {
		srq->handle = resp.srq_handle;
		srq->num = resp.srqn;
	}
	return ret;
}

int raw_destroy_srq(struct side *side, const struct xsrq *srq)
{
	struct ib_uverbs_destroy_srq_resp resp;
	struct ib_uverbs_destroy_srq req = {
		.response = (uintptr_t)&resp,
		.srq_handle = srq->handle,
	};

	return COMMAND(side, DESTROY_SRQ, req, sizeof(resp));
}

int raw_create_qp(struct side *side, uint8_t type, uint32_t domain,
		     struct ib_uverbs_create_qp_resp *resp)
{
	struct ib_uverbs_create_qp req = {
		.response = (uintptr_t)resp,
		.user_handle = 0x1234,
		.pd_handle = domain,
		.send_cq_handle = side->cq->handle,
		.recv_cq_handle = side->cq->handle,
		.max_send_wr = DEPTH,
		.max_send_sge = 1,
		.sq_sig_all = 1,
		.qp_type = type,
	};

	return COMMAND(side, CREATE_QP, req, sizeof(*resp));
}

int raw_open_qp(struct side *side, uint32_t num, uint8_t type, uint64_t user,
		   struct ib_uverbs_create_qp_resp *resp)
{
	struct ib_uverbs_open_qp req = {
		.response = (uintptr_t)resp,
		.user_handle = user,
		.pd_handle = side->xrcd,
		.qpn = num,
		.qp_type = type,
	};

	return COMMAND(side, OPEN_QP, req, sizeof(*resp));
}

int raw_destroy_qp(struct side *side, uint32_t handle)
{
	struct ib_uverbs_destroy_qp_resp resp;
	struct ib_uverbs_destroy_qp req = {
		.response = (uintptr_t)&resp,
		.qp_handle = handle,
	};

	return COMMAND(side, DESTROY_QP, req, sizeof(resp));
}

int raw_modify_qp(struct side *side, uint32_t handle, struct ib_uverbs_modify_qp *attr)
{
	attr->qp_handle = handle;
	return COMMAND(side, MODIFY_QP, *attr, 0);
}

int raw_name_srq(struct side *side, uint32_t qp, uint32_t num)
{
	struct {
		struct ib_uverbs_cmd_hdr hdr;
		struct ib_uverbs_ex_cmd_hdr ex;
		struct ib_uverbs_ex_modify_qp modify;
		struct rdmasim_modify_qp_req driver;
	} cmd = {
		.hdr = {
			.command = IB_USER_VERBS_CMD_FLAG_EXTENDED |
				   IB_USER_VERBS_EX_CMD_MODIFY_QP,
			.in_words = sizeof(cmd.modify) / 8,
		},
		.ex = { .provider_in_words = sizeof(cmd.driver) / 8, },
		.modify = { .base = { .qp_handle = qp, }, },
		.driver = { .remote_srqn = num, },
	};

	return write(side->ctx->cmd_fd, &cmd, sizeof(cmd)) == sizeof(cmd) ? 0 : -errno;
}

int raw_state(struct side *side, uint32_t qp)
{
	struct ib_uverbs_query_qp_resp resp;
	struct ib_uverbs_query_qp req = {
		.response = (uintptr_t)&resp,
		.qp_handle = qp,
		.attr_mask = IBV_QP_STATE,
	};
	const int ret = COMMAND(side, QUERY_QP, req, sizeof(resp));

	return ret ?: resp.qp_state;
}

int raw_post_srq(struct side *side, const struct xsrq *srq, uint32_t len, uint32_t lkey)
{
	struct ib_uverbs_post_srq_recv_resp resp;
	struct {
		struct ib_uverbs_post_srq_recv post;
		struct ib_uverbs_recv_wr wr;
		struct ib_uverbs_sge sge;
	} req = {
		.post = {
			.response = (uintptr_t)&resp,
			.srq_handle = srq->handle,
			.wr_count = 1,
			.sge_count = 1,
			.wqe_size = sizeof(req.wr),
		},
		.wr = { .wr_id = srq->num, .num_sge = 1, },
		.sge = {
			.addr = (uintptr_t)side->buf,
			.length = len,
			.lkey = lkey,
		},
	};

	return COMMAND(side, POST_SRQ_RECV, req, sizeof(resp));
}

int raw_post(struct side *from, uint32_t qp, enum ib_uverbs_wr_opcode opcode, uint32_t len,
	     uint64_t to, uint32_t rkey)
{
	struct ib_uverbs_post_send_resp resp;
	struct {
		struct ib_uverbs_post_send post;
		struct ib_uverbs_send_wr wr;
		struct ib_uverbs_sge sge;
	} req = {
		.post = {
			.response = (uintptr_t)&resp,
			.qp_handle = qp,
			.wr_count = 1,
			.sge_count = 1,
			.wqe_size = sizeof(req.wr),
		},
		.wr = {
			.num_sge = 1,
			.opcode = opcode,
			.ex.imm_data = htobe32(77),
		},
		.sge = {
			.addr = (uintptr_t)from->buf,
			.length = len,
			.lkey = from->mr->lkey,
		},
	};

	if (opcode == IB_UVERBS_WR_ATOMIC_FETCH_AND_ADD) {
		req.wr.wr.atomic.remote_addr = to;
		req.wr.wr.atomic.compare_add = 2;
		req.wr.wr.atomic.rkey = rkey;
	} else {
		req.wr.wr.rdma.remote_addr = to;
		req.wr.wr.rdma.rkey = rkey;
	}
	return COMMAND(from, POST_SEND, req, sizeof(resp));
}

bool raw_event(struct side *side, uint64_t element, enum ibv_event_type type)
{
	struct pollfd fd = { .fd = side->ctx->async_fd, .events = POLLIN, };
	struct ib_uverbs_async_event_desc event;

	if (poll(&fd, 1, patience(5000)) != 1 ||
	    read(fd.fd, &event, sizeof(event)) != sizeof(event))
		return test_check(false, "no event %s", ibv_event_type_str(type));
	return test_check(event.event_type == type && event.element == element,
			  "event %s of %#llx, not %s",
			  ibv_event_type_str(event.event_type),
			  (unsigned long long)event.element, ibv_event_type_str(type));
}

/* ---- sides --------------------------------------------------------------------------- */

void side_open(struct side *side, struct ibv_device *device)
{
	side->ctx = ibv_open_device(device);
	if (!side->ctx)
		bail_out("open: %s", err_name(errno));
	side->pd = ibv_alloc_pd(side->ctx);
	side->cq = ibv_create_cq(side->ctx, DEPTH, NULL, NULL, 0);
	if (!side->pd || !side->cq || posix_memalign((void **)&side->buf, SIZE, SIZE))
		bail_out("side: %s", err_name(errno));
	memset(side->buf, 0, SIZE);
	side->mr = ibv_reg_mr(side->pd, side->buf, SIZE, ACCESS);
	if (!side->mr)
		bail_out("mr: %s", err_name(errno));
}

void side_close(struct side *side)
{
	ibv_dereg_mr(side->mr);
	ibv_destroy_cq(side->cq);
	ibv_dealloc_pd(side->pd);
	ibv_close_device(side->ctx);
	free(side->buf);
}

static uint16_t lid_of(struct side *side, uint8_t port)
{
	struct ibv_port_attr attr;

	if (ibv_query_port(side->ctx, port, &attr))
		bail_out("port %u", port);
	return attr.lid;
}

void raw_connect_qp(struct side *side, uint32_t qp, bool ini, uint8_t port, uint32_t to)
{
	struct ib_uverbs_modify_qp init = {
		.attr_mask = IBV_QP_STATE | IBV_QP_PKEY_INDEX | IBV_QP_PORT |
			     IBV_QP_ACCESS_FLAGS,
		.qp_state = IBV_QPS_INIT,
		.port_num = port,
		.qp_access_flags = ACCESS & ~IBV_ACCESS_LOCAL_WRITE,
	}, rtr = {
		.attr_mask = IBV_QP_STATE | IBV_QP_AV | IBV_QP_PATH_MTU | IBV_QP_DEST_QPN |
			     IBV_QP_RQ_PSN |
			     (ini ? 0 : IBV_QP_MAX_DEST_RD_ATOMIC | IBV_QP_MIN_RNR_TIMER),
		.qp_state = IBV_QPS_RTR,
		.path_mtu = IBV_MTU_1024,
		.dest_qp_num = to,
		.rq_psn = 5,
		.max_dest_rd_atomic = 1,
		.dest = { .dlid = lid_of(side, 3 - port), .port_num = port, },
	}, rts = {
		.attr_mask = IBV_QP_STATE | IBV_QP_SQ_PSN | IBV_QP_TIMEOUT |
			     (ini ? IBV_QP_RETRY_CNT | IBV_QP_RNR_RETRY |
			      IBV_QP_MAX_QP_RD_ATOMIC : 0),
		.qp_state = IBV_QPS_RTS,
		.sq_psn = 5,
		.timeout = 8,
		.retry_cnt = 2,
		.max_rd_atomic = 1,
	};

	test_ret(raw_modify_qp(side, qp, &init), 0, "INIT");
	test_ret(raw_modify_qp(side, qp, &rtr), 0, "RTR");
	test_ret(raw_modify_qp(side, qp, &rts), 0, "RTS");
}
