// SPDX-License-Identifier: GPL-2.0 OR Linux-OpenIB
/*
 * Multicast groups that the administrator knows, and their members.  Groups are found
 * by GID, members by the LID of their port, and a port knows what it is a member of:
 * there may be thousands of each.
 */
#include <linux/jhash.h>
#include <linux/slab.h>

#include "sa.h"

static_assert(sizeof(struct wire_member) == 52);

/* Members that make a group, and that it lives as long as. */
#define SA_FULL	(BIT(FULLMEMBER_JOIN) | BIT(SENDONLY_FULLMEMBER_JOIN))

/* @list: of its port */
struct sa_member {
	struct list_head list;
	struct sa_group *group;
	u16 lid;
	union ib_gid port_gid;
	u8 state;
};

/* @record: without what is the member's; @members: by LID; @full: of them */
struct sa_group {
	struct hlist_node node;
	struct xarray members;
	unsigned int full;
	u32 mlid;
	struct wire_member record;
};

static DEFINE_HASHTABLE(sa_groups, 10);
static DEFINE_XARRAY_ALLOC(sa_mlids);

static u32 gid_hash(const union ib_gid *gid)
{
	return jhash(gid, sizeof(*gid), 0);
}

static struct sa_group *group_find(const union ib_gid *mgid)
{
	struct sa_group *group;

	hash_for_each_possible(sa_groups, group, node, gid_hash(mgid))
		if (same_gid(&group->record.mgid, mgid))
			return group;
	return NULL;
}

/* NULL: there is none. */
const struct wire_member *sa_group_record(const union ib_gid *mgid)
{
	struct sa_group *group = group_find(mgid);

	return group ? &group->record : NULL;
}

static struct sa_member *member_find(struct exchange *x, struct sa_group *group,
				     const union ib_gid *gid)
{
	struct sim_port *port = sim_fabric_find_gid(x->fabric, gid);

	return port ? xa_load(&group->members, port->lid) : NULL;
}

static void member_state(struct sa_member *member, u8 state)
{
	member->group->full += !!(state & SA_FULL) - !!(member->state & SA_FULL);
	member->state = state;
}

static void member_free(struct sa_member *member)
{
	member_state(member, 0);
	xa_erase(&member->group->members, member->lid);
	list_del(&member->list);
	kfree(member);
}

/* A group ends with its last full member, whoever else is left. */
static void group_reap(struct sa_group *group)
{
	struct sa_member *member;
	unsigned long lid;

	if (group->full)
		return;
	xa_for_each(&group->members, lid, member)
		member_free(member);
	xa_destroy(&group->members);
	xa_erase(&sa_mlids, group->mlid);
	hash_del(&group->node);
	sa_notice(SA_TRAP_GROUP_GONE, &group->record.mgid);
	kfree(group);
}

void sa_groups_forget(struct sim_port *port)
{
	struct sa_member *member, *next;
	struct sa_group *group;

	list_for_each_entry_safe(member, next, &port->sa_members, list) {
		group = member->group;
		member_free(member);
		group_reap(group);
	}
}

/* The first LID from @lid on whose port gets messages to the group, or 0. */
u16 sim_sa_next_member(const union ib_gid *mgid, u16 lid)
{
	struct sa_member *member = NULL;
	struct sa_group *group;
	unsigned long at = lid;

	mutex_lock(&sa_lock);
	group = group_find(mgid);
	if (group)
		xa_for_each_start(&group->members, at, member, lid)
			if (member->state & (BIT(FULLMEMBER_JOIN) | BIT(NONMEMBER_JOIN)))
				break;
	mutex_unlock(&sa_lock);
	return member ? at : 0;
}

/* ---- MCMemberRecord --------------------------------------------------------------------- */

/* ff1x:401b:PKEY:0:0:0:ffff:ffff, which IPoIB expects to be there. */
static bool is_ipoib_broadcast(const union ib_gid *mgid)
{
	static const u8 end[] = { 0, 0, 0, 0, 0, 0, 0xff, 0xff, 0xff, 0xff, };

	return mgid->raw[0] == 0xff && mgid->raw[2] == 0x40 && mgid->raw[3] == 0x1b &&
	       !memcmp(mgid->raw + 6, end, sizeof(end));
}

static struct sa_group *group_create(const struct wire_member *record)
{
	struct sa_group *group = kzalloc(sizeof(*group), GFP_KERNEL);

	if (!group)
		return NULL;
	if (xa_alloc(&sa_mlids, &group->mlid, group,
		     XA_LIMIT(be16_to_cpu(IB_MULTICAST_LID_BASE),
			      be16_to_cpu(IB_LID_PERMISSIVE) - 1), GFP_KERNEL)) {
		kfree(group);
		return NULL;
	}
	xa_init(&group->members);
	group->record = *record;
	group->record.mlid = cpu_to_be16(group->mlid);
	hash_add(sa_groups, &group->node, gid_hash(&group->record.mgid));
	sa_notice(SA_TRAP_GROUP_MADE, &group->record.mgid);
	return group;
}

/* What a group is like whose first member did not say all of it. */
static void complete_record(struct exchange *x, struct wire_member *record)
{
	if (!asked(x, IB_SA_MCMEMBER_REC_MTU))
		record->mtu = IB_MTU_2048;
	if (!asked(x, IB_SA_MCMEMBER_REC_RATE))
		record->rate = sim_link_rate(x->from);
	if (!asked(x, IB_SA_MCMEMBER_REC_PACKET_LIFE_TIME))
		record->life = SA_LIFE_TIME;
	record->mtu = exactly(record->mtu & 0x3f);
	record->rate = exactly(record->rate & 0x3f);
	record->life = exactly(record->life & 0x3f);
	record->scope_state = (record->mgid.raw[1] & 0xf) << 4;
	memset(record->proxy, 0, sizeof(record->proxy));
}

static u16 group_make(struct exchange *x, struct wire_member *record,
		      struct sa_group **group)
{
	const ib_sa_comp_mask needed = IB_SA_MCMEMBER_REC_QKEY | IB_SA_MCMEMBER_REC_PKEY |
				       IB_SA_MCMEMBER_REC_TRAFFIC_CLASS |
				       IB_SA_MCMEMBER_REC_SL |
				       IB_SA_MCMEMBER_REC_FLOW_LABEL;
	struct wire_member new = *record;

	if (record->mgid.raw[0] != 0xff)
		return SA_REQ_INVALID;
	if ((x->in->sa_hdr.comp_mask & needed) != needed) {
		if (!is_ipoib_broadcast(&record->mgid))
			return SA_INSUF_COMPONENTS;
		new.qkey = cpu_to_be32(0x0b1b);
		new.pkey = cpu_to_be16((record->mgid.raw[4] << 8 | record->mgid.raw[5]) |
				       0x8000);
		new.tclass = 0;
		new.sl_flow_hop = 0;
	}
	complete_record(x, &new);
	if ((new.mtu & 0x3f) < IB_MTU_256 || (new.mtu & 0x3f) > IB_MTU_4096 ||
	    sim_pkey_find(x->from, be16_to_cpu(new.pkey)) < 0)
		return SA_REQ_INVALID;
	*group = group_create(&new);
	return *group ? 0 : SA_NO_RESOURCES;
}

static void member_record(const struct sa_member *member, struct wire_member *record)
{
	*record = member->group->record;
	record->port_gid = member->port_gid;
	record->scope_state |= member->state;
}

/* Whether what a request says of a group is so. */
static bool member_fits(struct exchange *x, const struct wire_member *record,
			const struct sa_group *group)
{
	return (!asked(x, IB_SA_MCMEMBER_REC_QKEY) ||
		record->qkey == group->record.qkey) &&
	       (!asked(x, IB_SA_MCMEMBER_REC_PKEY) ||
		!((record->pkey ^ group->record.pkey) & cpu_to_be16(0x7fff)));
}

static struct sa_member *member_add(struct exchange *x, struct sa_group *group)
{
	struct sa_member *member = kzalloc(sizeof(*member), GFP_KERNEL);

	if (!member)
		return NULL;
	member->group = group;
	member->lid = x->from->lid;
	member->port_gid = sim_port_gid(x->from);
	if (xa_err(xa_store(&group->members, member->lid, member, GFP_KERNEL))) {
		kfree(member);
		return NULL;
	}
	list_add_tail(&member->list, &x->from->sa_members);
	return member;
}

static u16 member_join(struct exchange *x, const struct wire_member *record,
		       struct sa_group *group)
{
	struct sa_member *member;

	if (!member_fits(x, record, group) ||
	    sim_pkey_find(x->from, be16_to_cpu(group->record.pkey)) < 0)
		return SA_REQ_INVALID;
	member = xa_load(&group->members, x->from->lid) ?: member_add(x, group);
	if (!member)
		return SA_NO_RESOURCES;
	member_state(member, member->state | (record->scope_state & 0xf));
	member_record(member, (void *)x->out->data);
	return 0;
}

u16 sa_member_set(struct exchange *x)
{
	struct wire_member record = *(struct wire_member *)x->out->data;
	struct sa_group *group;
	u16 status = 0;

	if (!asked(x, IB_SA_MCMEMBER_REC_MGID) || !asked(x, IB_SA_MCMEMBER_REC_PORT_GID) ||
	    !asked(x, IB_SA_MCMEMBER_REC_JOIN_STATE))
		return SA_INSUF_COMPONENTS;
	if (!(record.scope_state & 0xf) || !own_gid(x, &record.port_gid))
		return SA_REQ_INVALID;
	group = group_find(&record.mgid);
	if (!group) {
		/* A group is made by a full member. */
		if (!(record.scope_state & SA_FULL))
			return SA_REQ_INVALID;
		status = group_make(x, &record, &group);
	}
	if (!status)
		status = member_join(x, &record, group);
	if (status && group)
		group_reap(group);
	return status;
}

u16 sa_member_delete(struct exchange *x)
{
	struct wire_member record = *(struct wire_member *)x->out->data;
	struct sa_member *member = NULL;
	struct sa_group *group;

	group = group_find(&record.mgid);
	if (group && own_gid(x, &record.port_gid))
		member = xa_load(&group->members, x->from->lid);
	if (!member || !(member->state & record.scope_state & 0xf))
		return SA_REQ_INVALID;
	member_state(member, member->state & ~record.scope_state);
	member_record(member, (void *)x->out->data);
	if (!member->state)
		member_free(member);
	group_reap(group);
	return 0;
}

u16 sa_member_get(struct exchange *x)
{
	struct wire_member record = *(struct wire_member *)x->out->data;
	struct sa_member *member = NULL;
	struct sa_group *group;
	unsigned long lid = 0;

	if (!asked(x, IB_SA_MCMEMBER_REC_MGID))
		return SA_INSUF_COMPONENTS;
	group = group_find(&record.mgid);
	if (!group)
		return SA_NO_RECORDS;
	if (asked(x, IB_SA_MCMEMBER_REC_PORT_GID))
		member = member_find(x, group, &record.port_gid);
	else
		member = xa_find(&group->members, &lid, ULONG_MAX, XA_PRESENT);
	if (!member)
		return SA_NO_RECORDS;
	member_record(member, (void *)x->out->data);
	return 0;
}

/* Members that fit to what was asked of them. */
void sa_member_list(struct exchange *x, struct sa_rows *rows)
{
	const struct wire_member *wanted = (const void *)x->in->data;
	struct wire_member record;
	struct sa_member *member;
	struct sa_group *group;
	unsigned long lid;
	unsigned int i;

	hash_for_each(sa_groups, i, group, node) {
		if (asked(x, IB_SA_MCMEMBER_REC_MGID) &&
		    !same_gid(&group->record.mgid, &wanted->mgid))
			continue;
		if (asked(x, IB_SA_MCMEMBER_REC_MLID) && group->record.mlid != wanted->mlid)
			continue;
		xa_for_each(&group->members, lid, member) {
			if (asked(x, IB_SA_MCMEMBER_REC_PORT_GID) &&
			    !same_gid(&member->port_gid, &wanted->port_gid))
				continue;
			member_record(member, &record);
			sa_row_add(rows, &record, sizeof(record));
		}
	}
}
