// SPDX-License-Identifier: GPL-2.0 OR Linux-OpenIB
/*
 * Extended reliable connections: messages name the SRQ that they are for, and are
 * brought to a target QP of the same domain, which is only a way there.  Where a
 * receive comes from, who is told of it, and what memory a request may name, is
 * a matter of that SRQ.
 */
#include "rdmasim-abi.h"
#include "rdmasim.h"

struct sim_xrcd {
	struct ib_xrcd ib;
};

static int sim_alloc_xrcd(struct ib_xrcd *ib, struct ib_udata *udata)
{
	return sim_fault(to_sim(ib->device), SIM_OP_ALLOC_XRCD);
}

static int sim_dealloc_xrcd(struct ib_xrcd *ib, struct ib_udata *udata)
{
	return udata ? sim_fault(to_sim(ib->device), SIM_OP_DEALLOC_XRCD) : 0;
}

/* Which SRQ the driver's part of MODIFY_QP names.  Return: 1, 0: it names none. */
int sim_xrc_srqn(struct sim_qp *qp, struct ib_udata *udata, u32 *srqn)
{
	struct rdmasim_modify_qp_req req;
	int ret;

	if (qp->ib.qp_type != IB_QPT_XRC_INI || !udata || !udata->inlen)
		return 0;
	if (udata->inlen < sizeof(req))
		return -EINVAL;
	ret = ib_copy_from_udata(&req, udata, sizeof(req));
	if (ret)
		return ret;
	if (req.reserved || req.remote_srqn > 0xffffff)
		return -EINVAL;
	*srqn = req.remote_srqn;
	return 1;
}

/*
 * A message for that SRQ is about to be brought to a target QP.  With resp_mutex
 * held until sim_xrc_end().  Return: false if it is none of the QP's domain.
 */
bool sim_xrc_begin(struct sim_qp *remote, u32 srqn)
{
	struct sim_srq *srq;

	if (remote->rwqe_held && remote->srqn != srqn)
		sim_xrc_flush(remote);
	srq = sim_srq_get(remote->dev, srqn);
	if (!srq)
		return false;
	if (srq->ib.srq_type != IB_SRQT_XRC || srq->ib.ext.xrc.xrcd != remote->xrcd) {
		sim_srq_put(srq);
		return false;
	}
	/* Another one may have the number of one that is gone. */
	if (remote->srq_serial != srq->serial)
		remote->rwqe_held = false;
	remote->srq = srq;
	remote->pd = srq->ib.pd;
	remote->recv_cq = srq->cq;
	return true;
}

/*
 * The next message may be for another SRQ, so no receive is kept, unless this
 * one, for @srqn, is to @come_again.
 */
void sim_xrc_end(struct sim_qp *remote, u32 srqn, bool come_again)
{
	struct sim_srq *srq = remote->srq;

	remote->srqn = srqn;
	remote->srq_serial = srq->serial;
	if (remote->rwqe_held && !come_again)
		sim_recv_flush(remote);
	remote->srq = NULL;
	remote->pd = NULL;
	remote->recv_cq = NULL;
	sim_srq_put(srq);
}

/* Nothing will come for the receive that was kept. */
void sim_xrc_flush(struct sim_qp *remote)
{
	if (!remote->rwqe_held)
		return;
	if (sim_xrc_begin(remote, remote->srqn))
		sim_xrc_end(remote, remote->srqn, false);
	/* With the SRQ whoever was to be told is gone. */
	remote->rwqe_held = false;
}

const struct ib_device_ops sim_xrc_ops = {
	.alloc_xrcd = sim_alloc_xrcd,
	.dealloc_xrcd = sim_dealloc_xrcd,
	INIT_RDMA_OBJ_SIZE(ib_xrcd, sim_xrcd, ib),
};
