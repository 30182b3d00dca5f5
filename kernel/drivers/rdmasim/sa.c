// SPDX-License-Identifier: GPL-2.0 OR Linux-OpenIB
/*
 * The subnet administrator of the InfiniBand fabric: answers what is sent to
 * QP1 of LID SIM_SA_LID.  It knows all ports by itself, so there is no subnet
 * manager and nothing is swept.
 *
 * PathRecord: Get.  MCMemberRecord: Get, Set, Delete.  ServiceRecord: Get, Set,
 * Delete.  ClassPortInfo: Get.
 */
#include <linux/slab.h>
#include <rdma/ib_sa.h>

#include "rdmasim.h"

/* Statuses of the class. */
#define SA_NO_RESOURCES		0x0100
#define SA_REQ_INVALID		0x0200
#define SA_NO_RECORDS		0x0300
#define SA_INSUF_COMPONENTS	0x0600

/* 67 ms, which ib_cm makes timeouts of. */
#define SA_LIFE_TIME	14

#define SA_MAX_SERVICES	1024

/* Members that make a group, and that it lives as long as. */
#define SA_FULL	(BIT(FULLMEMBER_JOIN) | BIT(SENDONLY_FULLMEMBER_JOIN))

/* ---- records as they are sent -------------------------------------------------------- */

struct wire_path {
	__be64 service_id;
	union ib_gid dgid;
	union ib_gid sgid;
	__be16 dlid;
	__be16 slid;
	__be32 flow_hop;	/* raw traffic:1, reserved:3, flow label:20, hop limit:8 */
	u8 tclass;
	u8 numb_path;		/* reversible:1, number of paths:7 */
	__be16 pkey;
	__be16 qos_sl;		/* class:12, service level:4 */
	u8 mtu;			/* a selector in the upper two bits, as the next two */
	u8 rate;
	u8 life;
	u8 preference;
	u8 reserved[6];
} __packed;

struct wire_member {
	union ib_gid mgid;
	union ib_gid port_gid;
	__be32 qkey;
	__be16 mlid;
	u8 mtu;
	u8 tclass;
	__be16 pkey;
	u8 rate;
	u8 life;
	__be32 sl_flow_hop;	/* service level:4, flow label:20, hop limit:8 */
	u8 scope_state;		/* scope:4, join state:4 */
	u8 proxy[3];
} __packed;

struct wire_service {
	__be64 id;
	union ib_gid gid;
	__be16 pkey;
	__be16 reserved;
	__be32 lease;
	u8 key[16];
	u8 name[64];
	u8 data[64];
} __packed;

static_assert(sizeof(struct wire_path) == 64);
static_assert(sizeof(struct wire_member) == 52);
static_assert(sizeof(struct wire_service) == 176);

static u8 exactly(u8 value)
{
	return IB_SA_EQ << 6 | value;
}

/* A request and the answer to it. */
struct exchange {
	struct sim_fabric *fabric;
	struct sim_port *from;
	const struct ib_sa_mad *in;
	struct ib_sa_mad *out;
};

static bool asked(const struct exchange *x, ib_sa_comp_mask component)
{
	return x->in->sa_hdr.comp_mask & component;
}

/* ---- what the administrator knows ---------------------------------------------------- */

struct sa_member {
	struct list_head list;
	union ib_gid port_gid;
	u8 state;
};

/* @record: without what is the member's. */
struct sa_group {
	struct list_head list;
	struct list_head members;
	u32 mlid;
	struct wire_member record;
};

struct sa_service {
	struct list_head list;
	struct wire_service record;
};

/* Protects all of it. */
static DEFINE_MUTEX(sa_lock);
static LIST_HEAD(sa_groups);
static LIST_HEAD(sa_services);
static unsigned int sa_nservices;
static DEFINE_XARRAY_ALLOC(sa_mlids);

static bool same_gid(const union ib_gid *a, const union ib_gid *b)
{
	return !memcmp(a, b, sizeof(*a));
}

static struct sa_group *group_find(const union ib_gid *mgid)
{
	struct sa_group *group;

	list_for_each_entry(group, &sa_groups, list)
		if (same_gid(&group->record.mgid, mgid))
			return group;
	return NULL;
}

static struct sa_member *member_find(struct sa_group *group, const union ib_gid *gid)
{
	struct sa_member *member;

	list_for_each_entry(member, &group->members, list)
		if (same_gid(&member->port_gid, gid))
			return member;
	return NULL;
}

static void member_free(struct sa_member *member)
{
	list_del(&member->list);
	kfree(member);
}

/* A group ends with its last full member, whoever else is left. */
static void group_reap(struct sa_group *group)
{
	struct sa_member *member, *next;

	list_for_each_entry(member, &group->members, list)
		if (member->state & SA_FULL)
			return;
	list_for_each_entry_safe(member, next, &group->members, list)
		member_free(member);
	xa_erase(&sa_mlids, group->mlid);
	list_del(&group->list);
	kfree(group);
}

static void service_free(struct sa_service *service)
{
	list_del(&service->list);
	sa_nservices--;
	kfree(service);
}

/* Of a port that went down or away. */
void sim_sa_forget(struct sim_port *port)
{
	union ib_gid gid = sim_port_gid(port);
	struct sa_service *service, *next_service;
	struct sa_group *group, *next;
	struct sa_member *member;

	mutex_lock(&sa_lock);
	list_for_each_entry_safe(group, next, &sa_groups, list) {
		member = member_find(group, &gid);
		if (!member)
			continue;
		member_free(member);
		group_reap(group);
	}
	list_for_each_entry_safe(service, next_service, &sa_services, list)
		if (same_gid(&service->record.gid, &gid))
			service_free(service);
	mutex_unlock(&sa_lock);
}

/* Whether messages to the group are to be brought to the port. */
bool sim_sa_is_member(struct sim_port *port, const union ib_gid *mgid)
{
	union ib_gid gid = sim_port_gid(port);
	struct sa_member *member = NULL;
	struct sa_group *group;
	bool is;

	mutex_lock(&sa_lock);
	group = group_find(mgid);
	if (group)
		member = member_find(group, &gid);
	is = member && member->state & (BIT(FULLMEMBER_JOIN) | BIT(NONMEMBER_JOIN));
	mutex_unlock(&sa_lock);
	return is;
}

/* ---- ClassPortInfo ---------------------------------------------------------------------- */

static u16 class_port_info(struct exchange *x)
{
	struct ib_class_port_info *info = (void *)x->out->data;

	memset(x->out->data, 0, sizeof(x->out->data));
	info->base_version = IB_MGMT_BASE_VERSION;
	info->class_version = IB_SA_CLASS_VERSION;
	ib_set_cpi_capmask2(info, IB_SA_CAP_MASK2_SENDONLY_FULL_MEM_SUPPORT);
	ib_set_cpi_resp_time(info, 16);
	return 0;
}

/* ---- PathRecord ------------------------------------------------------------------------- */

/* A P_Key that both ports have, or 0. */
static u16 shared_pkey(struct sim_port *a, struct sim_port *b, u16 wanted)
{
	u16 pkey;
	int i;

	for (i = 0; i < SIM_PKEYS; i++) {
		pkey = sim_pkey(a, i);
		if ((!wanted || (pkey & 0x7fff) == (wanted & 0x7fff)) &&
		    sim_pkeys_match(pkey, pkey | 0x8000) &&
		    sim_pkey_find(b, pkey) >= 0)
			return pkey;
	}
	return 0;
}

static u16 path_rec_to_group(struct exchange *x, struct wire_path *path)
{
	struct sa_group *group = group_find(&path->dgid);

	if (!group)
		return SA_NO_RECORDS;
	path->dlid = group->record.mlid;
	path->pkey = group->record.pkey;
	path->mtu = group->record.mtu;
	path->rate = group->record.rate;
	return 0;
}

static enum ib_rate slower(struct sim_port *a, struct sim_port *b)
{
	enum ib_rate here = sim_link_rate(a), there = sim_link_rate(b);

	return ib_rate_to_mbps(here) < ib_rate_to_mbps(there) ? here : there;
}

static u16 path_rec_to_port(struct exchange *x, struct wire_path *path, struct sim_port *src)
{
	struct sim_port *dst = NULL;
	u16 pkey;

	if (asked(x, IB_SA_PATH_REC_DGID))
		dst = sim_fabric_find_gid(x->fabric, &path->dgid);
	else if (asked(x, IB_SA_PATH_REC_DLID))
		dst = sim_fabric_find_lid(x->fabric, be16_to_cpu(path->dlid));
	else
		return SA_INSUF_COMPONENTS;
	if (!dst || !sim_port_up(dst))
		return SA_NO_RECORDS;
	pkey = shared_pkey(src, dst, asked(x, IB_SA_PATH_REC_PKEY) ?
			   be16_to_cpu(path->pkey) : 0);
	if (!pkey)
		return SA_NO_RECORDS;
	path->dgid = sim_port_gid(dst);
	path->dlid = cpu_to_be16(dst->lid);
	path->pkey = cpu_to_be16(pkey);
	path->mtu = exactly(min(sim_port_mtu(src), sim_port_mtu(dst)));
	path->rate = exactly(slower(src, dst));
	return 0;
}

static u16 path_rec_get(struct exchange *x)
{
	struct wire_path *path = (void *)x->out->data;
	struct sim_port *src = x->from;
	u16 status;

	if (asked(x, IB_SA_PATH_REC_SGID))
		src = sim_fabric_find_gid(x->fabric, &path->sgid);
	else if (asked(x, IB_SA_PATH_REC_SLID))
		src = sim_fabric_find_lid(x->fabric, be16_to_cpu(path->slid));
	if (!src || !sim_port_up(src))
		return SA_NO_RECORDS;
	if (asked(x, IB_SA_PATH_REC_DGID) && path->dgid.raw[0] == 0xff)
		status = path_rec_to_group(x, path);
	else
		status = path_rec_to_port(x, path, src);
	if (status)
		return status;
	path->sgid = sim_port_gid(src);
	path->slid = cpu_to_be16(src->lid);
	path->flow_hop = 0;
	path->tclass = 0;
	path->numb_path = 0x80 | 1;
	path->qos_sl = 0;
	path->life = exactly(SA_LIFE_TIME);
	path->preference = 0;
	return 0;
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
	INIT_LIST_HEAD(&group->members);
	group->record = *record;
	group->record.mlid = cpu_to_be16(group->mlid);
	list_add_tail(&group->list, &sa_groups);
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

static void member_answer(struct exchange *x, const struct sa_group *group,
			  const struct sa_member *member)
{
	struct wire_member *record = (void *)x->out->data;

	*record = group->record;
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

static u16 member_join(struct exchange *x, const struct wire_member *record,
		       struct sa_group *group)
{
	struct sa_member *member;

	if (!member_fits(x, record, group) ||
	    sim_pkey_find(x->from, be16_to_cpu(group->record.pkey)) < 0)
		return SA_REQ_INVALID;
	member = member_find(group, &record->port_gid);
	if (!member) {
		member = kzalloc(sizeof(*member), GFP_KERNEL);
		if (!member)
			return SA_NO_RESOURCES;
		member->port_gid = record->port_gid;
		list_add_tail(&member->list, &group->members);
	}
	member->state |= record->scope_state & 0xf;
	member_answer(x, group, member);
	return 0;
}

/* Ports speak for themselves only. */
static bool own_gid(struct exchange *x, const union ib_gid *gid)
{
	union ib_gid own = sim_port_gid(x->from);

	return same_gid(&own, gid);
}

static u16 member_set(struct exchange *x)
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

static u16 member_delete(struct exchange *x)
{
	struct wire_member record = *(struct wire_member *)x->out->data;
	struct sa_member *member = NULL;
	struct sa_group *group;

	group = group_find(&record.mgid);
	if (group && own_gid(x, &record.port_gid))
		member = member_find(group, &record.port_gid);
	if (!member || !(member->state & record.scope_state & 0xf))
		return SA_REQ_INVALID;
	member->state &= ~record.scope_state;
	member_answer(x, group, member);
	if (!member->state)
		member_free(member);
	group_reap(group);
	return 0;
}

static u16 member_get(struct exchange *x)
{
	struct wire_member record = *(struct wire_member *)x->out->data;
	struct sa_member *member = NULL;
	struct sa_group *group;

	if (!asked(x, IB_SA_MCMEMBER_REC_MGID))
		return SA_INSUF_COMPONENTS;
	group = group_find(&record.mgid);
	if (!group)
		return SA_NO_RECORDS;
	if (asked(x, IB_SA_MCMEMBER_REC_PORT_GID))
		member = member_find(group, &record.port_gid);
	else
		member = list_first_entry_or_null(&group->members, struct sa_member, list);
	if (!member)
		return SA_NO_RECORDS;
	member_answer(x, group, member);
	return 0;
}

/* ---- ServiceRecord ---------------------------------------------------------------------- */

static bool service_fits(struct exchange *x, const struct wire_service *wanted,
			 const struct wire_service *service)
{
	return (!asked(x, IB_SA_COMP_MASK(0)) || wanted->id == service->id) &&
	       (!asked(x, IB_SA_COMP_MASK(1)) || same_gid(&wanted->gid, &service->gid)) &&
	       (!asked(x, IB_SA_COMP_MASK(2)) || wanted->pkey == service->pkey) &&
	       (!asked(x, IB_SA_COMP_MASK(6)) ||
		!strncmp(wanted->name, service->name, sizeof(service->name)));
}

static struct sa_service *service_find(struct exchange *x, const struct wire_service *wanted)
{
	struct sa_service *service;

	list_for_each_entry(service, &sa_services, list)
		if (service_fits(x, wanted, &service->record))
			return service;
	return NULL;
}

static u16 service_get(struct exchange *x)
{
	struct wire_service *record = (void *)x->out->data;
	struct sa_service *service = service_find(x, record);

	if (!service)
		return SA_NO_RECORDS;
	*record = service->record;
	return 0;
}

/* The id, GID and P_Key are what tells services apart. */
static u16 service_set(struct exchange *x)
{
	const struct wire_service *record = (void *)x->out->data;
	struct sa_service *service;

	if (!asked(x, IB_SA_COMP_MASK(0)) || !asked(x, IB_SA_COMP_MASK(1)) ||
	    !asked(x, IB_SA_COMP_MASK(2)))
		return SA_INSUF_COMPONENTS;
	if (!own_gid(x, &record->gid))
		return SA_REQ_INVALID;
	list_for_each_entry(service, &sa_services, list) {
		if (service->record.id == record->id &&
		    service->record.pkey == record->pkey &&
		    same_gid(&service->record.gid, &record->gid)) {
			service->record = *record;
			return 0;
		}
	}
	if (sa_nservices == SA_MAX_SERVICES)
		return SA_NO_RESOURCES;
	service = kzalloc(sizeof(*service), GFP_KERNEL);
	if (!service)
		return SA_NO_RESOURCES;
	service->record = *record;
	list_add_tail(&service->list, &sa_services);
	sa_nservices++;
	return 0;
}

static u16 service_delete(struct exchange *x)
{
	struct wire_service *record = (void *)x->out->data;
	struct sa_service *service = service_find(x, record);

	if (!service || !own_gid(x, &service->record.gid))
		return SA_NO_RECORDS;
	*record = service->record;
	service_free(service);
	return 0;
}

/* ---- requests ---------------------------------------------------------------------------- */

static const struct {
	u16 attr;
	u8 method;
	u16 (*handle)(struct exchange *x);
} handlers[] = {
	{ IB_SA_ATTR_CLASS_PORTINFO, IB_MGMT_METHOD_GET, class_port_info, },
	{ IB_SA_ATTR_PATH_REC, IB_MGMT_METHOD_GET, path_rec_get, },
	{ IB_SA_ATTR_MC_MEMBER_REC, IB_MGMT_METHOD_GET, member_get, },
	{ IB_SA_ATTR_MC_MEMBER_REC, IB_MGMT_METHOD_SET, member_set, },
	{ IB_SA_ATTR_MC_MEMBER_REC, IB_SA_METHOD_DELETE, member_delete, },
	{ IB_SA_ATTR_SERVICE_REC, IB_MGMT_METHOD_GET, service_get, },
	{ IB_SA_ATTR_SERVICE_REC, IB_MGMT_METHOD_SET, service_set, },
	{ IB_SA_ATTR_SERVICE_REC, IB_SA_METHOD_DELETE, service_delete, },
};

static u16 handle(struct exchange *x)
{
	unsigned int i;
	u16 status;

	for (i = 0; i < ARRAY_SIZE(handlers); i++) {
		if (handlers[i].attr != be16_to_cpu(x->in->mad_hdr.attr_id) ||
		    handlers[i].method != x->in->mad_hdr.method)
			continue;
		mutex_lock(&sa_lock);
		status = handlers[i].handle(x);
		mutex_unlock(&sa_lock);
		return status;
	}
	return IB_MGMT_MAD_STATUS_UNSUPPORTED_METHOD_ATTRIB;
}

static bool is_request(const struct ib_sa_mad *mad)
{
	return mad->mad_hdr.base_version == IB_MGMT_BASE_VERSION &&
	       mad->mad_hdr.mgmt_class == IB_MGMT_CLASS_SUBN_ADM &&
	       !(mad->mad_hdr.method & IB_MGMT_METHOD_RESP);
}

static void answer(struct sim_datagram *msg, struct ib_sa_mad *mad)
{
	struct sim_av av = { .dlid = msg->slid, .sl = msg->av->sl, };
	struct sim_sgl data;
	struct sim_datagram reply = {
		.av = &av,
		.slid = SIM_SA_LID,
		.src_qpn = 1,
		.qkey = IB_QP1_QKEY,
		.pkey = msg->pkey | 0x8000,
		.data = &data,
	};
	struct sim_qp *qp = sim_qp_get(msg->from, msg->src_qpn);

	if (!qp)
		return;
	sim_sgl_kernel(&data, mad, sizeof(*mad));
	sim_datagram_deliver(&reply, msg->from, qp);
	sim_qp_put(qp);
}

/* With the fabric held. */
void sim_sa_request(struct sim_datagram *msg)
{
	struct exchange x = {
		.fabric = msg->from->dev->fabric,
		.from = msg->from,
	};
	struct ib_sa_mad *mads;
	struct sim_sgl to;
	u16 status;

	if (msg->data->len != sizeof(*mads) || msg->qkey != IB_QP1_QKEY)
		return;
	mads = kcalloc(2, sizeof(*mads), GFP_KERNEL);
	if (!mads)
		return;
	sim_sgl_kernel(&to, mads, sizeof(*mads));
	sim_sgl_copy(&to, msg->data, sizeof(*mads));
	if (is_request(mads)) {
		mads[1] = mads[0];
		x.in = &mads[0];
		x.out = &mads[1];
		status = handle(&x);
		x.out->mad_hdr.status = cpu_to_be16(status);
		x.out->mad_hdr.method = x.in->mad_hdr.method == IB_MGMT_METHOD_SET ?
			IB_MGMT_METHOD_GET_RESP : x.in->mad_hdr.method | IB_MGMT_METHOD_RESP;
		answer(msg, x.out);
	}
	kfree(mads);
}
