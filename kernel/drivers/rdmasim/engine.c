// SPDX-License-Identifier: GPL-2.0 OR Linux-OpenIB
/*
 * Executes what was posted to a QP, a whole message at a time.
 */
#include "rdmasim.h"

/* What else may become of a request than the status of its completion. */
enum {
	SIM_RNR = -1,		/* the other side has no receive */
	SIM_LOST = -2,		/* there was no answer */
	SIM_FAULT = -3,		/* memory of either side is on its way */
};

/* Requests that are executed before others have their turn. */
#define BUDGET	64

/* Tries of a request whose memory was on its way, before others have their turn. */
#define FAULTS	8

/* How long each try takes where no answer is to be missed: forever, but looking. */
#define NO_TIMEOUT	(HZ / 10)

/* XRC is a reliable connection as well. */
static bool is_rc(struct sim_qp *qp)
{
	return qp->ib.qp_type == IB_QPT_RC || sim_is_xrc(qp);
}

static bool is_connected(struct sim_qp *qp)
{
	return is_rc(qp) || qp->ib.qp_type == IB_QPT_UC;
}

static bool is_atomic(enum ib_wr_opcode opcode)
{
	return opcode == IB_WR_ATOMIC_CMP_AND_SWP ||
	       opcode == IB_WR_ATOMIC_FETCH_AND_ADD;
}

/* ---- the receiving side ---------------------------------------------------------------- */

/* Takes a receive for a message, unless one is left over.  With resp_mutex held. */
bool sim_recv_take(struct sim_qp *qp)
{
	if (!qp->rwqe_held)
		qp->rwqe_held = qp->srq ? sim_srq_pop(qp->srq, &qp->rwqe) :
					  sim_rq_pop(&qp->rq, &qp->rwqe);
	return qp->rwqe_held;
}

static void recv_done(struct sim_qp *qp, struct ib_wc *wc, bool solicited)
{
	wc->wr_id = qp->rwqe.wr_id;
	wc->qp = sim_qp_face(qp);
	qp->rwqe_held = false;
	sim_comp_count(qp, SIM_COMP_RECV, wc->status);
	sim_cq_add(qp->recv_cq, wc, solicited);
}

static void recv_fail(struct sim_qp *qp, enum ib_wc_status status)
{
	struct ib_wc wc = {
		.status = status,
		.opcode = IB_WC_RECV,
	};

	sim_qp_error(qp);
	recv_done(qp, &wc, true);
}

/* The receive that is held cannot be used, and so cannot the QP. */
void sim_recv_error(struct sim_qp *qp)
{
	recv_fail(qp, IB_WC_LOC_PROT_ERR);
}

/* The receive that is held is completed, and nothing else happens. */
void sim_recv_fail(struct sim_qp *qp, enum ib_wc_status status)
{
	struct ib_wc wc = {
		.status = status,
		.opcode = IB_WC_RECV,
	};

	recv_done(qp, &wc, true);
}

/* As nothing will come for it. */
void sim_recv_flush(struct sim_qp *qp)
{
	sim_recv_fail(qp, IB_WC_WR_FLUSH_ERR);
}

/* Return: there may be more. */
static bool flush_recvs(struct sim_qp *qp)
{
	unsigned int n;

	mutex_lock(&qp->resp_mutex);
	if (sim_is_xrc(qp))
		sim_xrc_flush(qp);
	for (n = 0; n < BUDGET; n++) {
		if (!qp->rwqe_held && (qp->srq || !sim_recv_take(qp)))
			break;
		sim_recv_flush(qp);
	}
	if (qp->srq && !qp->last_wqe_told) {
		qp->last_wqe_told = true;
		sim_qp_event(qp, IB_EVENT_QP_LAST_WQE_REACHED);
	}
	mutex_unlock(&qp->resp_mutex);
	return n == BUDGET;
}

/* One side sends, the other receives: a message on its way. */
struct message {
	struct sim_qp *qp;
	struct sim_swqe *wqe;
	struct sim_port *from;
	struct sim_port *to;
	struct sim_qp *remote;
};

/* An error that the receiving side has nothing else to tell of. */
static int nak(struct message *msg, enum ib_event_type event, enum ib_wc_status status)
{
	if (!is_rc(msg->remote)) {
		sim_count(msg->to, SIM_RX_DROPPED, 1);
		return IB_WC_SUCCESS;
	}
	sim_qp_error(msg->remote);
	sim_qp_event(msg->remote, event);
	return status;
}

static int rnr(struct message *msg)
{
	sim_count(msg->to, is_rc(msg->remote) ? SIM_RNR_NAKS : SIM_RX_DROPPED, 1);
	return is_rc(msg->remote) ? SIM_RNR : IB_WC_SUCCESS;
}

static void deliver(struct message *msg, enum ib_wc_opcode opcode, u32 len)
{
	const struct sim_swqe *wqe = msg->wqe;
	struct ib_wc wc = {
		.status = IB_WC_SUCCESS,
		.opcode = opcode,
		.byte_len = len,
		.src_qp = msg->qp->ib.qp_num,
		.slid = msg->from->lid,
		.sl = msg->qp->av.sl,
		.pkey_index = sim_apm_pkey_index(msg->remote),
		.port_num = msg->to->num,
	};

	if (wqe->opcode == IB_WR_SEND_WITH_INV) {
		wc.wc_flags |= IB_WC_WITH_INVALIDATE;
		wc.ex.invalidate_rkey = wqe->invalidate_rkey;
	} else if (wqe->opcode != IB_WR_SEND) {
		wc.wc_flags |= IB_WC_WITH_IMM;
		wc.ex.imm_data = wqe->imm_data;
	}
	recv_done(msg->remote, &wc, wqe->flags & IB_SEND_SOLICITED);
}

static int respond_send(struct message *msg)
{
	struct sim_qp *remote = msg->remote;
	u64 len = msg->qp->req_sgl.len;
	int ret;

	if (!sim_recv_take(remote))
		return rnr(msg);
	ret = sim_sgl_get(&remote->resp_sgl, remote->pd, remote->rwqe.sge,
			  remote->rwqe.num_sge, IB_ACCESS_LOCAL_WRITE);
	if (ret == -EAGAIN)
		return SIM_FAULT;
	if (ret) {
		recv_fail(remote, IB_WC_LOC_PROT_ERR);
		return is_rc(remote) ? IB_WC_REM_OP_ERR : IB_WC_SUCCESS;
	}
	if (remote->resp_sgl.len < len) {
		sim_sgl_put(&remote->resp_sgl);
		recv_fail(remote, IB_WC_LOC_LEN_ERR);
		return is_rc(remote) ? IB_WC_REM_INV_REQ_ERR : IB_WC_SUCCESS;
	}
	sim_sgl_copy(&remote->resp_sgl, &msg->qp->req_sgl, len);
	sim_sgl_put(&remote->resp_sgl);
	if (msg->wqe->opcode == IB_WR_SEND_WITH_INV &&
	    sim_mr_invalidate(remote, msg->wqe->invalidate_rkey)) {
		recv_fail(remote, IB_WC_LOC_PROT_ERR);
		return IB_WC_REM_OP_ERR;
	}
	deliver(msg, IB_WC_RECV, len);
	return IB_WC_SUCCESS;
}

/* Takes the memory that a request names, if the QP allows such requests. */
static int take_remote(struct message *msg, u64 len, int access)
{
	struct sim_qp *remote = msg->remote;
	int ret;

	if (!(remote->attr.qp_access_flags & access))
		return nak(msg, IB_EVENT_QP_REQ_ERR, IB_WC_REM_INV_REQ_ERR) ?: SIM_LOST;
	ret = sim_sgl_get_remote(&remote->resp_sgl, remote, msg->wqe->rdma.rkey,
				 msg->wqe->rdma.remote_addr, len, access);
	if (ret == -EAGAIN)
		return SIM_FAULT;
	if (ret)
		return nak(msg, IB_EVENT_QP_ACCESS_ERR, IB_WC_REM_ACCESS_ERR) ?: SIM_LOST;
	return IB_WC_SUCCESS;
}

static int respond_write(struct message *msg)
{
	struct sim_qp *remote = msg->remote;
	u64 len = msg->qp->req_sgl.len;
	int ret;

	if (msg->wqe->opcode == IB_WR_RDMA_WRITE_WITH_IMM && !sim_recv_take(remote))
		return rnr(msg);
	ret = take_remote(msg, len, IB_ACCESS_REMOTE_WRITE);
	/* On an unreliable connection nobody is told. */
	if (ret)
		return ret == SIM_LOST ? IB_WC_SUCCESS : ret;
	sim_sgl_copy(&remote->resp_sgl, &msg->qp->req_sgl, len);
	sim_sgl_put(&remote->resp_sgl);
	sim_comp_count(remote, SIM_COMP_REMOTE_WRITE, IB_WC_SUCCESS);
	if (msg->wqe->opcode == IB_WR_RDMA_WRITE_WITH_IMM)
		deliver(msg, IB_WC_RECV_RDMA_WITH_IMM, len);
	return IB_WC_SUCCESS;
}

static int respond_read(struct message *msg)
{
	struct sim_qp *remote = msg->remote;
	u64 len = msg->qp->req_sgl.len;
	int ret;

	if (!remote->attr.max_dest_rd_atomic)
		return nak(msg, IB_EVENT_QP_REQ_ERR, IB_WC_REM_INV_REQ_ERR);
	ret = take_remote(msg, len, IB_ACCESS_REMOTE_READ);
	if (ret)
		return ret;
	sim_sgl_copy(&msg->qp->req_sgl, &remote->resp_sgl, len);
	sim_sgl_put(&remote->resp_sgl);
	sim_comp_count(remote, SIM_COMP_REMOTE_READ, IB_WC_SUCCESS);
	return IB_WC_SUCCESS;
}

/* Atomic against processors as well. */
static int respond_atomic(struct message *msg)
{
	struct sim_qp *remote = msg->remote;
	struct sim_swqe *wqe = msg->wqe;
	struct sim_sgl answer;
	u64 *target, old;
	int ret;

	if (!remote->attr.max_dest_rd_atomic || wqe->rdma.remote_addr % sizeof(u64))
		return nak(msg, IB_EVENT_QP_REQ_ERR, IB_WC_REM_INV_REQ_ERR);
	ret = take_remote(msg, sizeof(u64), IB_ACCESS_REMOTE_ATOMIC);
	if (ret)
		return ret;
	target = sim_sgl_atomic(&remote->resp_sgl);
	/* A region of memory on the device begins where it likes. */
	if (!IS_ALIGNED((unsigned long)target, sizeof(u64))) {
		sim_sgl_put(&remote->resp_sgl);
		return nak(msg, IB_EVENT_QP_REQ_ERR, IB_WC_REM_INV_REQ_ERR);
	}
	if (wqe->opcode == IB_WR_ATOMIC_CMP_AND_SWP)
		old = cmpxchg64(target, wqe->rdma.compare_add, wqe->rdma.swap);
	else
		old = atomic64_fetch_add(wqe->rdma.compare_add, (atomic64_t *)target);
	sim_sgl_put(&remote->resp_sgl);
	sim_sgl_kernel(&answer, &old, sizeof(old));
	sim_sgl_copy(&msg->qp->req_sgl, &answer, sizeof(old));
	return IB_WC_SUCCESS;
}

static int respond_within(struct message *msg)
{
	switch (msg->wqe->opcode) {
	case IB_WR_RDMA_WRITE:
	case IB_WR_RDMA_WRITE_WITH_IMM:
		return respond_write(msg);
	case IB_WR_RDMA_READ:
		return respond_read(msg);
	case IB_WR_ATOMIC_CMP_AND_SWP:
	case IB_WR_ATOMIC_FETCH_AND_ADD:
		return respond_atomic(msg);
	default:
		return respond_send(msg);
	}
}

static int respond(struct message *msg)
{
	int ret;

	if (!sim_is_xrc(msg->remote))
		return respond_within(msg);
	if (!sim_xrc_begin(msg->remote, msg->wqe->srqn))
		return nak(msg, IB_EVENT_QP_REQ_ERR, IB_WC_REM_INV_REQ_ERR);
	ret = respond_within(msg);
	sim_xrc_end(msg->remote, msg->wqe->srqn, ret == SIM_FAULT);
	return ret;
}

/* ---- the sending side ------------------------------------------------------------------ */

static int take_local(struct sim_qp *qp, struct sim_swqe *wqe)
{
	bool sink = wqe->opcode == IB_WR_RDMA_READ || is_atomic(wqe->opcode);
	int ret = 0;

	if (wqe->flags & IB_SEND_INLINE)
		sim_sgl_kernel(&qp->req_sgl, wqe->sge, wqe->inline_len);
	else
		/* Not ->pd, which is that of a WQ while one receives for the QP. */
		ret = sim_sgl_get(&qp->req_sgl, qp->ib.pd, wqe->sge, wqe->num_sge,
				  sink ? IB_ACCESS_LOCAL_WRITE : 0);
	if (ret)
		return ret == -EAGAIN ? SIM_FAULT : IB_WC_LOC_PROT_ERR;
	if (qp->req_sgl.len > SIM_MAX_MSG ||
	    (is_atomic(wqe->opcode) && qp->req_sgl.len != sizeof(u64))) {
		sim_sgl_put(&qp->req_sgl);
		return IB_WC_LOC_LEN_ERR;
	}
	return IB_WC_SUCCESS;
}

/* Whether messages from that port come by a path of a QP's to the port. */
static bool comes_by(const struct message *msg, u32 port, const struct sim_av *path)
{
	if (msg->to->num != port)
		return false;
	return msg->from->dev->fabric->kind == SIM_IB ? path->dlid == msg->from->lid :
		!memcmp(&path->dgid, &msg->qp->av.sgid, sizeof(union ib_gid));
}

/* Whether it is our messages that a QP takes, and takes there. */
static bool expects(const struct message *msg)
{
	struct sim_qp *remote = msg->remote;
	enum ib_qp_type type = msg->qp->ib.qp_type;
	bool primary;

	if (type == IB_QPT_XRC_INI)
		type = IB_QPT_XRC_TGT;
	if (remote->ib.qp_type != type ||
	    remote->attr.dest_qp_num != msg->qp->ib.qp_num)
		return false;
	primary = comes_by(msg, remote->attr.port_num, &remote->av);
	if (!primary && !(remote->attr.alt_port_num &&
			  comes_by(msg, remote->attr.alt_port_num, &remote->alt_av)))
		return false;
	return sim_apm_admit(remote, primary);
}

static bool can_receive(struct sim_qp *qp)
{
	enum ib_qp_state state = READ_ONCE(qp->state);

	return state == IB_QPS_RTR || state == IB_QPS_RTS || state == IB_QPS_SQD ||
	       (state == IB_QPS_SQE && !is_rc(qp));
}

/* Packets that a message would have taken. */
static u32 packets(struct sim_qp *qp)
{
	u32 mtu = ib_mtu_enum_to_int(qp->attr.path_mtu);

	return max_t(u32, DIV_ROUND_UP_ULL(qp->req_sgl.len, mtu), 1);
}

/* Brings a message to the other side.  With resp_mutex of that held. */
static int bring(struct message *msg)
{
	struct sim_qp *qp = msg->qp, *remote = msg->remote;
	int ret;

	if (!can_receive(remote) || !expects(msg))
		return SIM_LOST;
	if (!sim_pkeys_match(sim_pkey(msg->from, qp->attr.pkey_index),
			     sim_pkey(msg->to, sim_apm_pkey_index(remote)))) {
		sim_count(msg->to, SIM_PKEY_VIOLATIONS, 1);
		return SIM_LOST;
	}
	/* Unreliable connections begin anew with every message. */
	if (is_rc(qp) && remote->rq_psn != qp->sq_psn)
		return SIM_LOST;
	if (!remote->established) {
		remote->established = true;
		if (READ_ONCE(remote->state) == IB_QPS_RTR)
			sim_qp_event(remote, IB_EVENT_COMM_EST);
	}
	ret = respond(msg);
	if (ret == IB_WC_SUCCESS) {
		remote->rq_psn = (qp->sq_psn + packets(qp)) & 0xffffff;
		sim_count(msg->to, SIM_RX_MESSAGES, 1);
		sim_count(msg->to, SIM_RX_BYTES, qp->req_sgl.len);
		sim_apm_arm(qp, remote);
	}
	return ret;
}

static int send_connected(struct sim_qp *qp, struct sim_swqe *wqe)
{
	struct sim_fabric *fabric = qp->dev->fabric;
	struct message msg = {
		.qp = qp,
		.wqe = wqe,
		.from = sim_port(qp->dev, qp->attr.port_num),
	};
	int ret = SIM_LOST;

	sim_sgl_rewind(&qp->req_sgl);
	down_read(&fabric->sem);
	if (!sim_port_up(msg.from) || sim_port_lossy(msg.from))
		goto out;
	sim_count(msg.from, SIM_TX_MESSAGES, 1);
	sim_count(msg.from, SIM_TX_BYTES, qp->req_sgl.len);
	msg.to = sim_fabric_find(fabric, &qp->av);
	if (!msg.to || !sim_port_up(msg.to))
		goto out;
	msg.remote = sim_qp_get(msg.to, qp->attr.dest_qp_num);
	if (!msg.remote)
		goto out;
	mutex_lock(&msg.remote->resp_mutex);
	ret = bring(&msg);
	mutex_unlock(&msg.remote->resp_mutex);
	if (ret == SIM_RNR)
		qp->rnr_timer = msg.remote->attr.min_rnr_timer;
	sim_qp_put(msg.remote);
out:
	up_read(&fabric->sem);
	/* Who sends on an unreliable connection learns nothing of all that. */
	if (!is_rc(qp) && ret != SIM_FAULT)
		ret = IB_WC_SUCCESS;
	if (ret == IB_WC_SUCCESS)
		qp->sq_psn = (qp->sq_psn + packets(qp)) & 0xffffff;
	return ret;
}

/* How much data a request moves, whether it can or not. */
static u64 request_bytes(const struct sim_swqe *wqe)
{
	u64 bytes = wqe->inline_len;
	u32 i;

	for (i = 0; !(wqe->flags & IB_SEND_INLINE) && i < wqe->num_sge; i++)
		bytes += wqe->sge[i].length;
	return bytes;
}

static int execute(struct sim_qp *qp, struct sim_swqe *wqe, u32 *len)
{
	int ret;

	*len = 0;
	if (wqe->bad)
		return IB_WC_LOC_QP_OP_ERR;
	if ((u32)wqe->opcode == IB_UVERBS_WR_BIND_MW)
		return sim_mr_bind(qp, wqe) ? IB_WC_MW_BIND_ERR : 0;
	if (wqe->opcode == IB_WR_REG_MR)
		return sim_mr_fast_reg(qp->pd, wqe->reg.mr, wqe->reg.key,
				       wqe->reg.access) ? IB_WC_MW_BIND_ERR : 0;
	if (wqe->opcode == IB_WR_LOCAL_INV)
		return sim_mr_invalidate(qp, wqe->invalidate_rkey) ?
			IB_WC_MW_BIND_ERR : 0;

	/* Before any memory is held. */
	sim_link_take_time(sim_port(qp->dev, qp->attr.port_num), request_bytes(wqe));
	ret = take_local(qp, wqe);
	if (ret)
		return ret;
	*len = qp->req_sgl.len;
	if (qp->ib.qp_type == IB_QPT_RAW_PACKET)
		ret = sim_raw_send(qp, &qp->req_sgl);
	else
		ret = is_connected(qp) ? send_connected(qp, wqe) :
					 sim_datagram_send(qp, wqe, &qp->req_sgl);
	sim_sgl_put(&qp->req_sgl);
	return ret;
}

/* ---- the send queue --------------------------------------------------------------------- */

static const enum ib_wc_opcode wc_opcodes[] = {
	[IB_WR_RDMA_WRITE] = IB_WC_RDMA_WRITE,
	[IB_WR_RDMA_WRITE_WITH_IMM] = IB_WC_RDMA_WRITE,
	[IB_WR_SEND] = IB_WC_SEND,
	[IB_WR_SEND_WITH_IMM] = IB_WC_SEND,
	[IB_WR_SEND_WITH_INV] = IB_WC_SEND,
	[IB_WR_RDMA_READ] = IB_WC_RDMA_READ,
	[IB_WR_ATOMIC_CMP_AND_SWP] = IB_WC_COMP_SWAP,
	[IB_WR_ATOMIC_FETCH_AND_ADD] = IB_WC_FETCH_ADD,
	[IB_WR_LOCAL_INV] = IB_WC_LOCAL_INV,
	/* The kernel has neither. */
	[IB_UVERBS_WR_BIND_MW] = (enum ib_wc_opcode)IB_UVERBS_WC_BIND_MW,
	[IB_WR_REG_MR] = IB_WC_REG_MR,
};

/* Who posts only adds behind it, so it stays where it is. */
static struct sim_swqe *first_request(struct sim_qp *qp)
{
	struct sim_swqe *wqe = NULL;

	if (sim_qp_mapped(qp))
		return sim_user_sq_first(qp);
	spin_lock_irq(&qp->lock);
	if (qp->sq_count)
		wqe = qp->sq + (size_t)qp->sq_head * qp->sq_stride;
	spin_unlock_irq(&qp->lock);
	return wqe;
}

/* There is room for one more. */
static void sq_advance(struct sim_qp *qp)
{
	if (sim_qp_mapped(qp)) {
		sim_user_sq_done(qp);
		return;
	}
	spin_lock_irq(&qp->lock);
	qp->sq_head = (qp->sq_head + 1) % qp->cap.max_send_wr;
	qp->sq_count--;
	spin_unlock_irq(&qp->lock);
}

static void complete_send(struct sim_qp *qp, struct sim_swqe *wqe,
			  enum ib_wc_status status, u32 len)
{
	struct ib_wc wc = {
		.wr_id = wqe->wr_id,
		.status = status,
		.opcode = wc_opcodes[wqe->opcode],
		.byte_len = len,
		.qp = sim_qp_face(qp),
		.port_num = qp->attr.port_num,
	};
	bool tell = status || qp->sig_all || wqe->flags & IB_SEND_SIGNALED;

	qp->busy = false;
	qp->retries = qp->attr.retry_cnt;
	qp->rnr_retries = qp->attr.rnr_retry;
	sim_comp_count_send(qp, wqe->opcode, status);
	/* First there is room again, then that is known. */
	sq_advance(qp);
	if (tell)
		sim_cq_add(qp->send_cq, &wc, false);
}

/* Not all at once: a program may go on posting.  Return: there may be more. */
static bool flush_sends(struct sim_qp *qp)
{
	struct sim_swqe *wqe;
	unsigned int n;

	for (n = 0; n < BUDGET; n++) {
		wqe = first_request(qp);
		if (!wqe)
			return false;
		complete_send(qp, wqe, IB_WC_WR_FLUSH_ERR, 0);
	}
	return true;
}

/* An error of a request: of a connection its end, else only of the send queue. */
static void send_error(struct sim_qp *qp)
{
	if (is_rc(qp)) {
		sim_qp_error(qp);
		return;
	}
	spin_lock_irq(&qp->lock);
	if (qp->state == IB_QPS_RTS || qp->state == IB_QPS_SQD)
		qp->state = IB_QPS_SQE;
	spin_unlock_irq(&qp->lock);
}

/* Hundredths of a millisecond, by the code of the RNR timer. */
static const u16 rnr_times[32] = {
	65535, 1, 2, 3, 4, 6, 8, 12, 16, 24, 32, 48, 64, 96, 128, 192, 256, 384,
	512, 768, 1024, 1536, 2048, 3072, 4096, 6144, 8192, 12288, 16384, 24576,
	32768, 49152,
};

/* When to try a request again, in jiffies; 0: not any more. */
static unsigned long retry_after(struct sim_qp *qp, int result)
{
	struct sim_port *port = sim_port(qp->dev, qp->attr.port_num);

	if (result == SIM_FAULT)
		return 1;
	if (result == SIM_RNR) {
		if (!qp->rnr_retries)
			return 0;
		if (qp->rnr_retries != 7)
			qp->rnr_retries--;
		return max(usecs_to_jiffies(rnr_times[qp->rnr_timer] * 10), 1UL);
	}
	sim_count(port, SIM_RETRIES, 1);
	if (!qp->attr.timeout)
		return NO_TIMEOUT;
	if (!qp->retries)
		return 0;
	qp->retries--;
	return max(nsecs_to_jiffies(4096ULL << qp->attr.timeout), 1UL);
}

/* Who moves memory may be faster than we are, but not for ever. */
static int execute_soon(struct sim_qp *qp, struct sim_swqe *wqe, u32 *len)
{
	unsigned int faults = 0, tries;
	int result;

	while (true) {
		tries = sim_dmabuf_tries();
		result = execute(qp, wqe, len);
		if (result != SIM_FAULT || faults++ == FAULTS)
			return result;
		sim_dmabuf_wait(tries);
	}
}

/* Executes the first request.  False if others have to wait for it. */
static bool advance(struct sim_qp *qp, struct sim_swqe *wqe)
{
	unsigned long after;
	int result;
	u32 len;

	if (qp->busy && time_before(jiffies, qp->retry_at)) {
		mod_delayed_work(sim_wq, &qp->work, qp->retry_at - jiffies);
		return false;
	}
	result = execute_soon(qp, wqe, &len);
	if (result < 0) {
		after = retry_after(qp, result);
		if (!after && result == SIM_LOST && sim_apm_migrate(qp)) {
			qp->retries = qp->attr.retry_cnt;
			after = 1;
		}
		if (after) {
			qp->busy = true;
			qp->retry_at = jiffies + after;
			mod_delayed_work(sim_wq, &qp->work, after);
			return false;
		}
		result = result == SIM_RNR ? IB_WC_RNR_RETRY_EXC_ERR :
					     IB_WC_RETRY_EXC_ERR;
	}
	if (result)
		send_error(qp);
	complete_send(qp, wqe, result, len);
	return true;
}

static void drained(struct sim_qp *qp)
{
	if (qp->drained)
		return;
	qp->drained = true;
	if (qp->drain_event)
		sim_qp_event(qp, IB_EVENT_SQ_DRAINED);
}

/* Takes a step.  False if there is nothing more to do now. */
static bool step(struct sim_qp *qp)
{
	enum ib_qp_state state = READ_ONCE(qp->state);
	struct sim_swqe *wqe;
	bool more;

	switch (state) {
	case IB_QPS_ERR:
		more = flush_sends(qp);
		return flush_recvs(qp) || more;
	case IB_QPS_SQE:
		return flush_sends(qp);
	case IB_QPS_SQD:
		if (!qp->busy) {
			drained(qp);
			return false;
		}
		break;
	case IB_QPS_RTS:
		break;
	default:
		return false;
	}
	wqe = first_request(qp);
	return wqe && advance(qp, wqe);
}

void sim_qp_work(struct work_struct *work)
{
	struct sim_qp *qp = container_of(to_delayed_work(work), struct sim_qp, work);
	unsigned int n = 0;

	mutex_lock(&qp->req_mutex);
	if (READ_ONCE(qp->migrating)) {
		mutex_lock(&qp->resp_mutex);
		sim_apm_settle(qp);
		mutex_unlock(&qp->resp_mutex);
	}
	if (sim_qp_mapped(qp))
		sim_user_awake(qp);
	while (n < BUDGET && step(qp))
		n++;
	/* What is tried again later needs no waking. */
	if (sim_qp_mapped(qp) && n < BUDGET && !qp->busy)
		sim_user_asleep(qp);
	mutex_unlock(&qp->req_mutex);
	if (n == BUDGET)
		queue_delayed_work(sim_wq, &qp->work, 0);
}
