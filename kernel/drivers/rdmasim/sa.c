// SPDX-License-Identifier: GPL-2.0 OR Linux-OpenIB
/*
 * The subnet administrator of the InfiniBand fabric: answers what is sent to
 * QP1 of LID SIM_SA_LID.  It knows all ports by itself, so there is no subnet
 * manager and nothing is swept.
 *
 * Get and GetTable of PathRecord, MCMemberRecord, NodeRecord, PortInfoRecord and
 * ServiceRecord; Set and Delete of MCMemberRecord and ServiceRecord; Set of
 * InformInfo; Get of ClassPortInfo.
 */
#include <linux/slab.h>
#include <rdma/ib_smi.h>

#include "sa.h"

#define SA_MAX_SERVICES	1024

#define IB_SA_ATTR_NODE_RECORD		0x11
#define IB_SA_ATTR_PORTINFO_RECORD	0x12

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

struct wire_node {
	__be16 lid;
	__be16 reserved;
	struct ib_node_info info;
	u8 desc[IB_DEVICE_NODE_DESC_MAX];
} __packed;

struct wire_port {
	__be16 lid;
	u8 num;
	u8 options;
	struct ib_port_info info;
} __packed;

static_assert(sizeof(struct wire_path) == 64);
static_assert(sizeof(struct wire_service) == 176);
static_assert(sizeof(struct wire_node) == 108);

/* ---- what the administrator knows ---------------------------------------------------- */

struct sa_service {
	struct list_head list;
	struct wire_service record;
};

DEFINE_MUTEX(sa_lock);
static LIST_HEAD(sa_services);
static unsigned int sa_nservices;

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
	struct sa_service *service, *next;

	mutex_lock(&sa_lock);
	sa_groups_forget(port);
	list_for_each_entry_safe(service, next, &sa_services, list)
		if (same_gid(&service->record.gid, &gid))
			service_free(service);
	sa_tables_forget(port);
	sa_notices_forget(port);
	sa_notice(SA_TRAP_GID_OUT, &gid);
	mutex_unlock(&sa_lock);
}

/* One that came up. */
void sim_sa_learn(struct sim_port *port)
{
	union ib_gid gid = sim_port_gid(port);

	mutex_lock(&sa_lock);
	sa_notice(SA_TRAP_GID_IN, &gid);
	mutex_unlock(&sa_lock);
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

static u16 path_to_group(struct wire_path *path)
{
	const struct wire_member *group = sa_group_record(&path->dgid);

	if (!group)
		return SA_NO_RECORDS;
	path->dlid = group->mlid;
	path->pkey = group->pkey;
	path->mtu = group->mtu;
	path->rate = group->rate;
	return 0;
}

static enum ib_rate slower(struct sim_port *a, struct sim_port *b)
{
	enum ib_rate here = sim_link_rate(a), there = sim_link_rate(b);

	return ib_rate_to_mbps(here) < ib_rate_to_mbps(there) ? here : there;
}

static u16 path_to_port(struct exchange *x, struct wire_path *path, struct sim_port *src,
			struct sim_port *dst)
{
	u16 pkey = 0;

	if (dst && sim_port_up(dst))
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

/* What is the same for all paths from a port. */
static void path_complete(struct wire_path *path, struct sim_port *src)
{
	path->sgid = sim_port_gid(src);
	path->slid = cpu_to_be16(src->lid);
	path->flow_hop = 0;
	path->tclass = 0;
	path->numb_path = 0x80 | 1;
	path->qos_sl = 0;
	path->life = exactly(SA_LIFE_TIME);
	path->preference = 0;
}

/* Whose paths are asked for; NULL: of nobody who is there. */
static struct sim_port *path_source(struct exchange *x, const struct wire_path *path)
{
	struct sim_port *src = x->from;

	if (asked(x, IB_SA_PATH_REC_SGID))
		src = sim_fabric_find_gid(x->fabric, &path->sgid);
	else if (asked(x, IB_SA_PATH_REC_SLID))
		src = sim_fabric_find_lid(x->fabric, be16_to_cpu(path->slid));
	return src && sim_port_up(src) ? src : NULL;
}

static u16 path_one(struct exchange *x, struct wire_path *path, struct sim_port *src)
{
	u16 status;

	if (asked(x, IB_SA_PATH_REC_DGID) && path->dgid.raw[0] == 0xff)
		status = path_to_group(path);
	else if (asked(x, IB_SA_PATH_REC_DGID))
		status = path_to_port(x, path, src, sim_fabric_find_gid(x->fabric, &path->dgid));
	else
		status = path_to_port(x, path, src, sim_fabric_find_lid(x->fabric,
									be16_to_cpu(path->dlid)));
	if (!status)
		path_complete(path, src);
	return status;
}

static u16 path_rec_get(struct exchange *x)
{
	struct wire_path *path = (void *)x->out->data;
	struct sim_port *src = path_source(x, path);

	if (!src)
		return SA_NO_RECORDS;
	if (!asked(x, IB_SA_PATH_REC_DGID | IB_SA_PATH_REC_DLID))
		return SA_INSUF_COMPONENTS;
	return path_one(x, path, src);
}

/* From a port to one, or to all. */
static void path_rec_list(struct exchange *x, struct sa_rows *rows)
{
	const struct wire_path *wanted = (const void *)x->in->data;
	struct sim_port *src = path_source(x, wanted), *dst;
	struct wire_path path = *wanted;

	if (!src)
		return;
	if (asked(x, IB_SA_PATH_REC_DGID | IB_SA_PATH_REC_DLID)) {
		if (!path_one(x, &path, src))
			sa_row_add(rows, &path, sizeof(path));
		return;
	}
	list_for_each_entry(dst, &x->fabric->ports, list) {
		path = *wanted;
		if (path_to_port(x, &path, src, dst))
			continue;
		path_complete(&path, src);
		sa_row_add(rows, &path, sizeof(path));
	}
}

/* ---- NodeRecord, PortInfoRecord ------------------------------------------------------------ */

static void node_rec_list(struct exchange *x, struct sa_rows *rows)
{
	const struct wire_node *wanted = (const void *)x->in->data;
	struct wire_node node = {};
	struct sim_port *port;

	list_for_each_entry(port, &x->fabric->ports, list) {
		node.lid = cpu_to_be16(port->lid);
		sim_mad_node_info(port, &node.info);
		memcpy(node.desc, port->dev->ib.node_desc, sizeof(node.desc));
		if ((asked(x, IB_SA_COMP_MASK(0)) && node.lid != wanted->lid) ||
		    (asked(x, IB_SA_COMP_MASK(4)) &&
		     node.info.node_type != wanted->info.node_type) ||
		    (asked(x, IB_SA_COMP_MASK(6)) &&
		     node.info.sys_guid != wanted->info.sys_guid) ||
		    (asked(x, IB_SA_COMP_MASK(7)) &&
		     node.info.node_guid != wanted->info.node_guid) ||
		    (asked(x, IB_SA_COMP_MASK(8)) &&
		     node.info.port_guid != wanted->info.port_guid))
			continue;
		sa_row_add(rows, &node, sizeof(node));
	}
}

static void port_rec_list(struct exchange *x, struct sa_rows *rows)
{
	const struct wire_port *wanted = (const void *)x->in->data;
	struct wire_port record;
	struct sim_port *port;

	list_for_each_entry(port, &x->fabric->ports, list) {
		record = (struct wire_port){
			.lid = cpu_to_be16(port->lid),
			.num = port->num,
		};
		sim_mad_port_info(port, &record.info);
		if ((asked(x, IB_SA_COMP_MASK(0)) && record.lid != wanted->lid) ||
		    (asked(x, IB_SA_COMP_MASK(1)) && record.num != wanted->num))
			continue;
		sa_row_add(rows, &record, sizeof(record));
	}
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

static void service_list(struct exchange *x, struct sa_rows *rows)
{
	struct sa_service *service;

	list_for_each_entry(service, &sa_services, list)
		if (service_fits(x, (const void *)x->in->data, &service->record))
			sa_row_add(rows, &service->record, sizeof(service->record));
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
	{ IB_SA_ATTR_INFORM_INFO, IB_MGMT_METHOD_SET, sa_inform_set, },
	{ IB_SA_ATTR_PATH_REC, IB_MGMT_METHOD_GET, path_rec_get, },
	{ IB_SA_ATTR_MC_MEMBER_REC, IB_MGMT_METHOD_GET, sa_member_get, },
	{ IB_SA_ATTR_MC_MEMBER_REC, IB_MGMT_METHOD_SET, sa_member_set, },
	{ IB_SA_ATTR_MC_MEMBER_REC, IB_SA_METHOD_DELETE, sa_member_delete, },
	{ IB_SA_ATTR_SERVICE_REC, IB_MGMT_METHOD_GET, service_get, },
	{ IB_SA_ATTR_SERVICE_REC, IB_MGMT_METHOD_SET, service_set, },
	{ IB_SA_ATTR_SERVICE_REC, IB_SA_METHOD_DELETE, service_delete, },
};

/* Of what there are tables; @get: also one record, if there is but one that fits. */
static const struct {
	u16 attr;
	bool get;
	void (*list)(struct exchange *x, struct sa_rows *rows);
} lists[] = {
	{ IB_SA_ATTR_PATH_REC, false, path_rec_list, },
	{ IB_SA_ATTR_MC_MEMBER_REC, false, sa_member_list, },
	{ IB_SA_ATTR_SERVICE_REC, false, service_list, },
	{ IB_SA_ATTR_NODE_RECORD, true, node_rec_list, },
	{ IB_SA_ATTR_PORTINFO_RECORD, true, port_rec_list, },
};

/* The only record of a list. */
static u16 only(struct exchange *x, struct sa_rows *rows)
{
	u16 status = 0;

	if (rows->failed)
		status = SA_NO_RESOURCES;
	else if (rows->n != 1)
		status = rows->n ? SA_TOO_MANY_RECORDS : SA_NO_RECORDS;
	else
		memcpy(x->out->data, rows->data, rows->size);
	kvfree(rows->data);
	return status;
}

static u16 handle(struct exchange *x)
{
	struct sa_rows rows = {};
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(handlers); i++)
		if (handlers[i].attr == be16_to_cpu(x->in->mad_hdr.attr_id) &&
		    handlers[i].method == x->in->mad_hdr.method)
			return handlers[i].handle(x);
	for (i = 0; i < ARRAY_SIZE(lists); i++) {
		if (!lists[i].get || lists[i].attr != be16_to_cpu(x->in->mad_hdr.attr_id) ||
		    x->in->mad_hdr.method != IB_MGMT_METHOD_GET)
			continue;
		lists[i].list(x, &rows);
		return only(x, &rows);
	}
	return IB_MGMT_MAD_STATUS_UNSUPPORTED_METHOD_ATTRIB;
}

/* True if it was a request for a table, which is on its way then. */
static bool table(struct exchange *x, struct sim_datagram *msg)
{
	struct sa_rows rows = {};
	unsigned int i;

	if (x->in->mad_hdr.method != IB_SA_METHOD_GET_TABLE)
		return false;
	for (i = 0; i < ARRAY_SIZE(lists); i++) {
		if (lists[i].attr != be16_to_cpu(x->in->mad_hdr.attr_id))
			continue;
		lists[i].list(x, &rows);
		if (rows.failed) {
			kvfree(rows.data);
			rows = (struct sa_rows){};
			x->out->mad_hdr.status = cpu_to_be16(SA_NO_RESOURCES);
		} else {
			x->out->mad_hdr.status = 0;
		}
		x->out->mad_hdr.method = IB_SA_METHOD_GET_TABLE_RESP;
		sa_table_start(msg, x->out, &rows);
		return true;
	}
	return false;
}

static bool is_ours(const struct ib_sa_mad *mad)
{
	return mad->mad_hdr.base_version == IB_MGMT_BASE_VERSION &&
	       mad->mad_hdr.mgmt_class == IB_MGMT_CLASS_SUBN_ADM &&
	       !(mad->mad_hdr.method & IB_MGMT_METHOD_RESP);
}

/* Of a table that is being sent. */
static bool is_about_table(const struct ib_sa_mad *mad)
{
	return mad->rmpp_hdr.rmpp_rtime_flags & IB_MGMT_RMPP_FLAG_ACTIVE &&
	       mad->rmpp_hdr.rmpp_type != IB_MGMT_RMPP_TYPE_DATA;
}

static void request(struct exchange *x, struct sim_datagram *msg)
{
	u16 status;

	if (is_about_table(x->in)) {
		sa_table_go_on(msg, x->in);
		return;
	}
	if (table(x, msg))
		return;
	status = handle(x);
	x->out->mad_hdr.status = cpu_to_be16(status);
	x->out->mad_hdr.method = x->in->mad_hdr.method == IB_MGMT_METHOD_SET ?
		IB_MGMT_METHOD_GET_RESP : x->in->mad_hdr.method | IB_MGMT_METHOD_RESP;
	sa_send(msg->from, msg->src_qpn, msg->av->sl, msg->pkey | 0x8000, x->out);
}

/* With the fabric held. */
void sim_sa_request(struct sim_datagram *msg)
{
	struct exchange x = {
		.fabric = msg->from->dev->fabric,
		.from = msg->from,
		.qpn = msg->src_qpn,
	};
	struct ib_sa_mad *mads;
	struct sim_sgl to;

	if (msg->data->len != sizeof(*mads) || msg->qkey != IB_QP1_QKEY)
		return;
	mads = kcalloc(2, sizeof(*mads), GFP_KERNEL);
	if (!mads)
		return;
	sim_sgl_kernel(&to, mads, sizeof(*mads));
	sim_sgl_copy(&to, msg->data, sizeof(*mads));
	if (is_ours(mads)) {
		mads[1] = mads[0];
		x.in = &mads[0];
		x.out = &mads[1];
		mutex_lock(&sa_lock);
		request(&x, msg);
		mutex_unlock(&sa_lock);
	}
	kfree(mads);
}
