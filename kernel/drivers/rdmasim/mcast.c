// SPDX-License-Identifier: GPL-2.0 OR Linux-OpenIB
/*
 * Which QPs of an instance are attached to which multicast group.
 */
#include <linux/slab.h>

#include "rdmasim.h"

/* One QP in one group. */
struct attached {
	struct list_head list;
	union ib_gid gid;
	u16 lid;
	struct sim_qp *qp;
};

void sim_mcast_init(struct sim_mcast *mcast)
{
	mutex_init(&mcast->lock);
	INIT_LIST_HEAD(&mcast->groups);
}

static struct attached *find(struct sim_mcast *mcast, struct sim_qp *qp,
			     const union ib_gid *gid, u16 lid)
{
	struct attached *at;

	list_for_each_entry(at, &mcast->groups, list)
		if (at->qp == qp && at->lid == lid &&
		    !memcmp(&at->gid, gid, sizeof(*gid)))
			return at;
	return NULL;
}

static int sim_attach_mcast(struct ib_qp *ib, union ib_gid *gid, u16 lid)
{
	struct sim_qp *qp = to_sim_qp(ib);
	struct sim_mcast *mcast = &qp->dev->mcast;
	struct attached *at;
	int ret;

	ret = sim_fault(qp->dev, SIM_OP_ATTACH_MCAST);
	if (ret)
		return ret;
	at = kzalloc(sizeof(*at), GFP_KERNEL_ACCOUNT);
	if (!at)
		return -ENOMEM;
	at->gid = *gid;
	at->lid = lid;
	at->qp = qp;
	mutex_lock(&mcast->lock);
	/* Once more is no error, and no more than once. */
	if (find(mcast, qp, gid, lid))
		kfree(at);
	else
		list_add_tail(&at->list, &mcast->groups);
	mutex_unlock(&mcast->lock);
	return 0;
}

static int sim_detach_mcast(struct ib_qp *ib, union ib_gid *gid, u16 lid)
{
	struct sim_qp *qp = to_sim_qp(ib);
	struct sim_mcast *mcast = &qp->dev->mcast;
	struct attached *at;
	int ret;

	ret = sim_fault(qp->dev, SIM_OP_DETACH_MCAST);
	if (ret)
		return ret;
	mutex_lock(&mcast->lock);
	at = find(mcast, qp, gid, lid);
	if (at)
		list_del(&at->list);
	mutex_unlock(&mcast->lock);
	kfree(at);
	return at ? 0 : -EINVAL;
}

/* For a QP that goes. */
void sim_mcast_forget(struct sim_qp *qp)
{
	struct sim_mcast *mcast = &qp->dev->mcast;
	struct attached *at, *next;

	mutex_lock(&mcast->lock);
	list_for_each_entry_safe(at, next, &mcast->groups, list) {
		if (at->qp == qp) {
			list_del(&at->list);
			kfree(at);
		}
	}
	mutex_unlock(&mcast->lock);
}

/* Brings a message to all QPs of a port that are attached, but who sent it. */
void sim_mcast_deliver(struct sim_datagram *msg, struct sim_port *to,
		       struct sim_qp *sender)
{
	struct sim_mcast *mcast = &to->dev->mcast;
	struct attached *at;

	mutex_lock(&mcast->lock);
	list_for_each_entry(at, &mcast->groups, list)
		if (at->qp != sender && READ_ONCE(at->qp->attr.port_num) == to->num &&
		    !memcmp(&at->gid, &msg->av->dgid, sizeof(at->gid)))
			sim_datagram_deliver(msg, to, at->qp);
	mutex_unlock(&mcast->lock);
}

const struct ib_device_ops sim_mcast_ops = {
	.attach_mcast = sim_attach_mcast,
	.detach_mcast = sim_detach_mcast,
};
