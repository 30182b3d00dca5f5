// SPDX-License-Identifier: GPL-2.0 OR Linux-OpenIB
/*
 * Alternate paths of connected QPs on InfiniBand ports, and migrating to them.
 *
 * A QP gets an alternate path by QP.MODIFY, which is armed: at once (ARMED), or with
 * the next message when the other side is ready as well (REARM).  It migrates when
 * it is told to (MIGRATED), or when a message has been tried as often as it is to be.
 * The other side migrates with the first message that comes to it on its alternate
 * path, if that is armed.
 *
 * Path and state are read by who holds either mutex of the QP, so both are needed to
 * change them.  Who brings a message has only the one: then the QP's own work does it.
 */
#include "rdmasim.h"

static bool has_alternate(const struct sim_qp *qp)
{
	return qp->attr.alt_port_num;
}

static bool migrates(const struct sim_qp *qp)
{
	return qp->ib.qp_type == IB_QPT_RC || qp->ib.qp_type == IB_QPT_UC || sim_is_xrc(qp);
}

/* What QP.MODIFY says of the path; @av is the alternate one. */
int sim_apm_check(struct sim_qp *qp, const struct ib_qp_attr *attr, int mask,
		  struct sim_av *av)
{
	bool loads = mask & IB_QP_ALT_PATH;

	if (!(mask & (IB_QP_ALT_PATH | IB_QP_PATH_MIG_STATE)))
		return 0;
	if (mask & IB_QP_PATH_MIG_STATE && attr->path_mig_state > IB_MIG_ARMED)
		return -EINVAL;
	if (mask & IB_QP_PATH_MIG_STATE && attr->path_mig_state != IB_MIG_MIGRATED &&
	    !loads && !has_alternate(qp))
		return -EINVAL;
	if (!loads)
		return 0;
	if (qp->dev->fabric->kind != SIM_IB || !migrates(qp))
		return -EOPNOTSUPP;
	if (!rdma_is_port_valid(&qp->dev->ib, attr->alt_port_num) ||
	    attr->alt_pkey_index >= SIM_PKEYS || attr->alt_timeout > 31 ||
	    rdma_ah_get_port_num(&attr->alt_ah_attr) != attr->alt_port_num)
		return -EINVAL;
	return sim_av_init(qp->dev, av, &attr->alt_ah_attr);
}

static void set_state(struct sim_qp *qp, enum ib_mig_state state)
{
	WRITE_ONCE(qp->attr.path_mig_state, state);
}

/* Both mutexes are held. */
static void swap_paths(struct sim_qp *qp)
{
	struct ib_qp_attr *attr = &qp->attr;
	u32 port = attr->port_num;

	swap(attr->ah_attr, attr->alt_ah_attr);
	swap(attr->pkey_index, attr->alt_pkey_index);
	swap(attr->timeout, attr->alt_timeout);
	swap(qp->av, qp->alt_av);
	WRITE_ONCE(attr->port_num, attr->alt_port_num);
	WRITE_ONCE(attr->alt_port_num, port);
	qp->migrating = false;
	set_state(qp, IB_MIG_MIGRATED);
}

void sim_apm_take(struct sim_qp *qp, const struct ib_qp_attr *attr, int mask,
		  const struct sim_av *av)
{
	if (mask & IB_QP_ALT_PATH) {
		qp->attr.alt_ah_attr = attr->alt_ah_attr;
		/* ib_core has the reference. */
		qp->attr.alt_ah_attr.grh.sgid_attr = NULL;
		qp->attr.alt_pkey_index = attr->alt_pkey_index;
		qp->attr.alt_timeout = attr->alt_timeout;
		qp->alt_av = *av;
		WRITE_ONCE(qp->attr.alt_port_num, attr->alt_port_num);
		set_state(qp, IB_MIG_MIGRATED);
	}
	if (!(mask & IB_QP_PATH_MIG_STATE))
		return;
	qp->mig_err_told = false;
	if (attr->path_mig_state == IB_MIG_MIGRATED &&
	    qp->attr.path_mig_state == IB_MIG_ARMED) {
		swap_paths(qp);
		sim_qp_event(qp, IB_EVENT_PATH_MIG);
		return;
	}
	set_state(qp, attr->path_mig_state);
}

void sim_apm_clear(struct sim_qp *qp)
{
	qp->attr.alt_port_num = 0;
	qp->migrating = false;
	qp->mig_err_told = false;
	set_state(qp, IB_MIG_MIGRATED);
}

/* Does what could not be done when the other side migrated.  With both mutexes held. */
void sim_apm_settle(struct sim_qp *qp)
{
	if (qp->migrating)
		swap_paths(qp);
}

/* A message was lost for good.  With req_mutex held.  True if it is to be tried again. */
bool sim_apm_migrate(struct sim_qp *qp)
{
	bool armed;

	mutex_lock(&qp->resp_mutex);
	armed = qp->attr.path_mig_state == IB_MIG_ARMED || qp->migrating;
	if (armed && !qp->migrating)
		sim_qp_event(qp, IB_EVENT_PATH_MIG);
	if (armed)
		swap_paths(qp);
	mutex_unlock(&qp->resp_mutex);
	return armed;
}

/*
 * A message comes by @remote's path, or, if not @primary, by its alternate one.
 * With resp_mutex of @remote held.  False if it is not taken there.
 */
bool sim_apm_admit(struct sim_qp *remote, bool primary)
{
	if (primary || remote->migrating)
		return primary != remote->migrating;
	if (remote->attr.path_mig_state == IB_MIG_ARMED) {
		remote->migrating = true;
		sim_qp_event(remote, IB_EVENT_PATH_MIG);
		mod_delayed_work(sim_wq, &remote->work, 0);
		return true;
	}
	if (!remote->mig_err_told) {
		remote->mig_err_told = true;
		sim_qp_event(remote, IB_EVENT_PATH_MIG_ERR);
	}
	return false;
}

/* Both sides have seen a message of a connection whose paths are ready. */
void sim_apm_arm(struct sim_qp *qp, struct sim_qp *remote)
{
	enum ib_mig_state here = READ_ONCE(qp->attr.path_mig_state);
	enum ib_mig_state there = READ_ONCE(remote->attr.path_mig_state);

	if (here == IB_MIG_MIGRATED || there == IB_MIG_MIGRATED)
		return;
	cmpxchg(&qp->attr.path_mig_state, IB_MIG_REARM, IB_MIG_ARMED);
	cmpxchg(&remote->attr.path_mig_state, IB_MIG_REARM, IB_MIG_ARMED);
}

/* Of the path on which a message has come that was admitted. */
u16 sim_apm_pkey_index(const struct sim_qp *remote)
{
	return remote->migrating ? remote->attr.alt_pkey_index : remote->attr.pkey_index;
}
