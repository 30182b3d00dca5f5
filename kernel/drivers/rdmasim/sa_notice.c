// SPDX-License-Identifier: GPL-2.0 OR Linux-OpenIB
/*
 * Who wants to be told when ports and multicast groups come and go (InformInfo), and
 * telling them (Report).  What happens is told by a work, as the fabric may not be
 * held where it happens.
 */
#include <linux/slab.h>

#include "sa.h"

#define MAX_SUBSCRIBERS	4096
#define MAX_PENDING	1024

#define ATTR_NOTICE	0x0002
#define METHOD_REPORT	0x06
#define TYPE_INFO	4
#define PRODUCER_MANAGER	4
#define ANY_TRAP	0xffff

struct wire_inform {
	union ib_gid gid;
	__be16 first_lid;
	__be16 last_lid;
	__be16 reserved;
	u8 generic;
	u8 subscribe;
	__be16 type;
	__be16 trap;
	__be32 qpn_resp;	/* QPN:24, reserved:3, response time:5 */
	__be32 producer;
} __packed;

struct wire_notice {
	__be32 generic_type_producer;	/* 1, 7, 24 */
	__be16 trap;
	__be16 issuer_lid;
	__be16 toggle_count;
	u8 reserved[6];
	union ib_gid gid;
	u8 unused[32];
	union ib_gid issuer_gid;
} __packed;

static_assert(sizeof(struct wire_inform) == 36);
static_assert(sizeof(struct wire_notice) == 80);

struct subscriber {
	struct list_head list;
	struct sim_port *port;
	u32 qpn;
	u16 trap;
};

struct pending {
	struct list_head list;
	u16 trap;
	union ib_gid gid;
};

static LIST_HEAD(subscribers);
static unsigned int nsubscribers;
static LIST_HEAD(pendings);
static unsigned int npendings;

static void subscriber_free(struct subscriber *sub)
{
	list_del(&sub->list);
	nsubscribers--;
	kfree(sub);
}

static struct subscriber *subscriber_find(struct sim_port *port, u32 qpn, u16 trap)
{
	struct subscriber *sub;

	list_for_each_entry(sub, &subscribers, list)
		if (sub->port == port && sub->qpn == qpn && sub->trap == trap)
			return sub;
	return NULL;
}

u16 sa_inform_set(struct exchange *x)
{
	struct wire_inform *inform = (void *)x->out->data;
	u16 trap = be16_to_cpu(inform->trap);
	u32 qpn = be32_to_cpu(inform->qpn_resp) >> 8 ?: x->qpn;
	struct subscriber *sub;

	if (inform->generic != 1 || inform->subscribe > 1)
		return SA_REQ_INVALID;
	sub = subscriber_find(x->from, qpn, trap);
	if (!inform->subscribe) {
		if (!sub)
			return SA_REQ_INVALID;
		subscriber_free(sub);
		return 0;
	}
	if (sub)
		return 0;
	if (nsubscribers == MAX_SUBSCRIBERS)
		return SA_NO_RESOURCES;
	sub = kzalloc(sizeof(*sub), GFP_KERNEL);
	if (!sub)
		return SA_NO_RESOURCES;
	sub->port = x->from;
	sub->qpn = qpn;
	sub->trap = trap;
	list_add_tail(&sub->list, &subscribers);
	nsubscribers++;
	return 0;
}

static void report(const struct pending *what, struct ib_sa_mad *mad)
{
	struct wire_notice *notice = (void *)mad->data;
	static u64 tid;
	struct subscriber *sub;

	memset(mad, 0, sizeof(*mad));
	mad->mad_hdr.base_version = IB_MGMT_BASE_VERSION;
	mad->mad_hdr.mgmt_class = IB_MGMT_CLASS_SUBN_ADM;
	mad->mad_hdr.class_version = IB_SA_CLASS_VERSION;
	mad->mad_hdr.method = METHOD_REPORT;
	mad->mad_hdr.attr_id = cpu_to_be16(ATTR_NOTICE);
	notice->generic_type_producer = cpu_to_be32(1U << 31 | TYPE_INFO << 24 | PRODUCER_MANAGER);
	notice->trap = cpu_to_be16(what->trap);
	notice->issuer_lid = cpu_to_be16(SIM_SA_LID);
	notice->gid = what->gid;
	list_for_each_entry(sub, &subscribers, list) {
		if (sub->trap != what->trap && sub->trap != ANY_TRAP)
			continue;
		mad->mad_hdr.tid = cpu_to_be64(++tid);
		sa_send(sub->port, sub->qpn, 0, IB_DEFAULT_PKEY_FULL, mad);
	}
}

static void notices_tell(struct work_struct *unused)
{
	struct ib_sa_mad *mad = kmalloc(sizeof(*mad), GFP_KERNEL);
	struct pending *what, *next;

	down_read(&sim_fabrics[SIM_IB].sem);
	mutex_lock(&sa_lock);
	list_for_each_entry_safe(what, next, &pendings, list) {
		if (mad)
			report(what, mad);
		list_del(&what->list);
		kfree(what);
	}
	npendings = 0;
	mutex_unlock(&sa_lock);
	up_read(&sim_fabrics[SIM_IB].sem);
	kfree(mad);
}

static DECLARE_WORK(notices_work, notices_tell);

/* With sa_lock held. */
void sa_notice(u16 trap, const union ib_gid *gid)
{
	struct pending *what;

	if (list_empty(&subscribers) || npendings == MAX_PENDING)
		return;
	what = kzalloc(sizeof(*what), GFP_KERNEL);
	if (!what)
		return;
	what->trap = trap;
	what->gid = *gid;
	list_add_tail(&what->list, &pendings);
	npendings++;
	queue_work(sim_wq, &notices_work);
}

void sa_notices_forget(struct sim_port *port)
{
	struct subscriber *sub, *next;

	list_for_each_entry_safe(sub, next, &subscribers, list)
		if (sub->port == port)
			subscriber_free(sub);
}
