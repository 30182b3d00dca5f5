// SPDX-License-Identifier: GPL-2.0 OR Linux-OpenIB
/*
 * Who may do what: all policy of the module.  Network namespaces decide which
 * devices and ports an fd sees (ports.c knows where they are), capabilities who may
 * forge packets, user capabilities what else a context is for, security modules about
 * every single action, the rdma cgroup how much of a device one may have.
 */
#include <linux/capability.h>
#include <linux/moduleparam.h>
#include <linux/nsproxy.h>
#include <linux/security.h>
#include <rdma/ib_cache.h>

#include "../../drivers/known.h"
#include "core/call_steps.h"
#include "ruapi.h"

/*
 * What the running kernel asks of users of ib_uverbs is asked here, so that the
 * module gives nobody what ib_uverbs denies.
 */
static bool netns_raw = RUAPI_COMPAT_NETNS_RAW;
module_param(netns_raw, bool, 0644);
MODULE_PARM_DESC(netns_raw,
		 "CAP_NET_RAW counts in the user namespace that owns the device's network namespace, and not only in the initial one (default: as ib_uverbs of this kernel)");

/* What ib_uverbs does with devices that network namespaces share. */
static bool shared_ports;
module_param(shared_ports, bool, 0644);
MODULE_PARM_DESC(shared_ports,
		 "Every network namespace sees all ports of shared devices, and not only those that a netdev of its own is on (default: N)");

/**
 * ruapi_access_by_port() - do ports of a device belong to network namespaces each
 *	by itself?
 * @dev: the device
 *
 * Return: false if the device belongs to one as a whole, or its ports to everybody.
 */
bool ruapi_access_by_port(struct ruapi_device *dev)
{
	return rdma_dev_access_netns(dev->ibdev, NULL) &&
	       !READ_ONCE(shared_ports);
}

/**
 * ruapi_access_device() - does a namespace see a device, or a port of it?
 * @ns: namespace of the fd
 * @dev: the device
 *
 * Return: 0; -EACCES, or an error of ruapi_ports_look().
 */
int ruapi_access_device(struct ruapi_ns *ns, struct ruapi_device *dev)
{
	struct ruapi_devports sum;
	int ret;

	if (!ruapi_access_by_port(dev))
		return rdma_dev_access_netns(dev->ibdev, ns->net) ? 0 : -EACCES;
	ret = ruapi_ports_look(ns, dev, &sum);
	if (ret)
		return ret;
	return sum.any ? 0 : -EACCES;
}

/**
 * ruapi_access_event() - is a namespace told that a device comes or goes?
 * @ns: namespace of the fd
 * @dev: the device, which may have lost its netdevs by now
 */
bool ruapi_access_event(struct ruapi_ns *ns, struct ruapi_device *dev)
{
	bool seen;

	if (ruapi_access_by_port(dev) && ruapi_ports_last(ns, dev, 0, &seen))
		return seen;
	return !ruapi_access_device(ns, dev);
}

/**
 * ruapi_access_port() - does a namespace see a port?
 * @ns: namespace of the fd
 * @dev: the device, which the namespace sees
 * @port: a port that it has
 *
 * Return: as ruapi_access_device().
 */
int ruapi_access_port(struct ruapi_ns *ns, struct ruapi_device *dev, u32 port)
{
	struct ruapi_port state;
	int ret;

	if (!ruapi_access_by_port(dev))
		return 0;
	ret = ruapi_ports_get(ns, dev, port, &state);
	if (ret)
		return ret;
	return state.flags & RUAPI_PORT_SEEN ? 0 : -EACCES;
}

/**
 * ruapi_access_pkey() - may a namespace use a P_Key?
 * @ns: namespace of the fd
 * @dev: the device
 * @port: a port that the namespace sees
 * @index: of the P_Key
 *
 * Return: as ruapi_access_device().
 */
int ruapi_access_pkey(struct ruapi_ns *ns, struct ruapi_device *dev, u32 port,
		      u16 index)
{
	if (!ruapi_access_by_port(dev))
		return 0;
	return ruapi_ports_pkey(ns, dev, port, index);
}

/**
 * ruapi_access_gid() - does a namespace see a GID of a port that it sees?
 * @ns: namespace of the fd
 * @dev: the device
 * @attr: the GID
 *
 * Return: whether it has no netdev, or one of the namespace's.
 */
bool ruapi_access_gid(struct ruapi_ns *ns, struct ruapi_device *dev,
		      const struct ib_gid_attr *attr)
{
	const struct net_device *netdev;
	bool seen;

	if (!ruapi_access_by_port(dev))
		return true;
	rcu_read_lock();
	netdev = rcu_dereference(attr->ndev);
	seen = !netdev || net_eq(dev_net(netdev), ns->net);
	rcu_read_unlock();
	return seen;
}

/**
 * ruapi_access_kept() - may what uses a port, and perhaps a P_Key, go on?
 * @ns: namespace of the fd
 * @dev: the device
 * @port: a port that it has
 * @pkey: index of the P_Key, which counts if @has_pkey
 * @has_pkey: there is one
 *
 * Return: as ruapi_access_device().
 */
int ruapi_access_kept(struct ruapi_ns *ns, struct ruapi_device *dev, u32 port,
		      u16 pkey, bool has_pkey)
{
	struct ruapi_port state;
	int ret;

	if (!ruapi_access_by_port(dev))
		return 0;
	ret = ruapi_ports_get(ns, dev, port, &state);
	if (ret)
		return ret;
	if (!(state.flags & RUAPI_PORT_KEPT))
		return -EACCES;
	return has_pkey ? ruapi_ports_pkey(ns, dev, port, pkey) : 0;
}

/* The network namespace a device belongs to; shared devices: the first one. */
static struct net *device_net(struct ib_device *ibdev)
{
	/* Nobody's namespace sees a device that is not shared. */
	if (rdma_dev_access_netns(ibdev, NULL))
		return &init_net;
	return read_pnet(&ibdev->coredev.rdma_net);
}

/**
 * ruapi_access_raw() - may the caller send what it likes, and steer packets?
 * @dev: the device
 *
 * Return: CAP_NET_RAW in the user namespace that owns the device's network
 * namespace, or in the initial one, whichever the kernel asks for.
 */
bool ruapi_access_raw(struct ruapi_device *dev)
{
	if (!READ_ONCE(netns_raw))
		return capable(CAP_NET_RAW);
	return ns_capable(device_net(dev->ibdev)->user_ns, CAP_NET_RAW);
}

/**
 * ruapi_access_privileged_qkey() - may the caller use controlled Q_Keys?
 * @dev: the device
 */
bool ruapi_access_privileged_qkey(struct ruapi_device *dev)
{
	return rdma_nl_get_privileged_qkey() || ruapi_access_raw(dev);
}

static bool has_ucap(const struct ruapi_context *ctx, u16 ucap)
{
	return ctx && ctx->ucaps & BIT_ULL(ucap);
}

/* Whether the call has that attribute, and somebody is going to look at it. */
static bool call_gives(const struct ruapi_call *call, u16 id)
{
	u32 i;

	for (i = 0; i < call->hdr.num_attrs; i++)
		if (call->attrs[i].id == id &&
		    call->attrs[i].flags & RUAPI_ATTR_F_VALID)
			return true;
	return false;
}

static const struct ruapi_ucap_demand *
missing_of(const struct ruapi_driver_ucaps *ucaps,
	   const struct ruapi_context *ctx, const struct ruapi_call *call,
	   u16 object, u16 action)
{
	const struct ruapi_ucap_demand *demand;
	unsigned int i;

	for (i = 0; i < ucaps->num_demands; i++) {
		demand = &ucaps->demands[i];
		if (demand->object != object || demand->action != action ||
		    has_ucap(ctx, demand->ucap))
			continue;
		if (!demand->attr || (call && call_gives(call, demand->attr)))
			return demand;
	}
	return NULL;
}

/*
 * Whether a context lacks what the driver's table of user capabilities demands (ucap.h)
 * of an action, and if there is a @call of its attributes.  A call without a context
 * has none.
 */
static inline const struct ruapi_ucap_demand *
missing_ucap(const struct ruapi_device *dev, const struct ruapi_context *ctx,
	     const struct ruapi_call *call, u16 object, u16 action)
{
	/* Nearly all drivers have no such table. */
	return dev && dev->ucaps ?
		       missing_of(dev->ucaps, ctx, call, object, action) : NULL;
}

static inline int access_ucaps(struct ruapi_call *call, u16 object, u16 action)
{
	const struct ruapi_ucap_demand *demand =
		missing_ucap(call->dev, call->ctx, call, object, action);

	return demand ? call_bad_attr(call, demand->attr, RUAPI_REASON_UCAP,
				      -EPERM) : 0;
}

/*
 * The VFS has shown security modules the ioctl already, but what it says is in
 * memory that the caller can change, and a view is an anonymous inode, which
 * they do not look at.  So they get the request as it will run, and with it the
 * node.  Any caller may make up an ioctl with the same number and argument, but
 * not on a file that is O_PATH: by that policies know our requests.
 */
static inline int access_lsm(struct ruapi_ns *ns,
			     const struct ruapi_device *dev,
			     const struct ruapi_context *ctx, u32 cmd,
			     struct ruapi_lsm_request2 *req)
{
	req->first.version = 2;
	req->first.device = U32_MAX;
	if (dev) {
		req->first.device = dev->index;
		req->first.driver_id = dev->driver_id;
		req->name = (uintptr_t)dev->ibdev->name;
		req->name_id = READ_ONCE(dev->name_id);
	}
	if (ctx)
		req->ucaps = ctx->ucaps;
	return security_file_ioctl(ns->node, cmd, (unsigned long)req);
}

/* ---- ports that a call names -------------------------------------------- */

/**
 * struct place - a port, and what of it
 * @port: its number
 * @pkey: index of a P_Key, which counts if @has_pkey
 * @gid: index of a GID, which counts if @has_gid
 * @has_pkey: a P_Key is named
 * @has_gid: a GID is named
 */
struct place {
	u32 port;
	u32 pkey;
	u32 gid;
	bool has_pkey;
	bool has_gid;
};

/* Two paths, each with the port twice. */
#define MAX_PLACES 4

static int access_gid_index(struct ruapi_call *call, u32 port, u32 index)
{
	const struct ib_gid_attr *attr;
	bool seen;

	attr = rdma_get_gid_attr(call->dev->ibdev, port, index);
	/* There is none, which is for the handler to say. */
	if (IS_ERR(attr))
		return 0;
	seen = ruapi_access_gid(call->ns, call->dev, attr);
	rdma_put_gid_attr(attr);
	return seen ? 0 : -EACCES;
}

/* @id, @pkey_id, @gid_id: attributes that the parts of it are in. */
static int access_place(struct ruapi_call *call, const struct place *place,
			u16 id, u16 pkey_id, u16 gid_id)
{
	u16 bad = id;
	int ret;

	/* A port that is not there is for the handler to refuse. */
	if (!rdma_is_port_valid(call->dev->ibdev, place->port))
		return 0;
	ret = ruapi_access_port(call->ns, call->dev, place->port);
	if (!ret && place->has_pkey && place->pkey <= U16_MAX) {
		bad = pkey_id;
		ret = ruapi_access_pkey(call->ns, call->dev, place->port,
					place->pkey);
	}
	if (!ret && place->has_gid) {
		bad = gid_id;
		ret = access_gid_index(call, place->port, place->gid);
	}
	return ret == -EACCES ?
		       call_bad_attr(call, bad, RUAPI_REASON_NETNS, ret) : ret;
}

/* The port that an object is on already, 0: none. */
static u32 port_of(struct ruapi_obj *obj)
{
	return obj && ruapi_types[obj->type]->port ?
		       ruapi_types[obj->type]->port(obj) : 0;
}

static void place_of_ah(struct place *place, const struct ruapi_ah_attr *ah)
{
	place->port = ah->port_num;
	place->gid = ah->sgid_index;
	place->has_gid = ah->is_global;
}

/* Return: how many there are. */
static unsigned int places_of_qp(struct place *places,
				 const struct ruapi_qp_attr *attr, u32 port)
{
	unsigned int n = 0;

	if (attr->mask & (IB_QP_PORT | IB_QP_PKEY_INDEX))
		places[n++] = (struct place){
			.port = attr->mask & IB_QP_PORT ? attr->port_num : port,
			.pkey = attr->pkey_index,
			.has_pkey = attr->mask & IB_QP_PKEY_INDEX,
		};
	if (attr->mask & IB_QP_AV)
		place_of_ah(&places[n++], &attr->ah);
	if (!(attr->mask & IB_QP_ALT_PATH))
		return n;
	places[n++] = (struct place){
		.port = attr->alt_port_num,
		.pkey = attr->alt_pkey_index,
		.has_pkey = true,
	};
	place_of_ah(&places[n++], &attr->alt_ah);
	return n;
}

/* What is marked in the specification: numbers, objects, or structs with ports in. */
static unsigned int call_places(struct ruapi_call *call, struct place *places)
{
	const struct ruapi_action *action = call->action;
	const u16 id = action->port_attr;

	if (!id || !attr_given(call, id))
		return 0;
	memset(places, 0, MAX_PLACES * sizeof(*places));
	switch (action->rules[id].ports) {
	case RUAPI_PORTS_NUMBER:
		places->port = attr_u32(call, id);
		places->has_pkey = action->pkey_attr;
		places->pkey = attr_u32(call, action->pkey_attr);
		places->has_gid = action->gid_attr;
		places->gid = attr_u32(call, action->gid_attr);
		return 1;
	case RUAPI_PORTS_OBJECT:
		places->port = port_of(attr_obj(call, id));
		return 1;
	case RUAPI_PORTS_AH:
		place_of_ah(places, attr_buf(call, id, NULL));
		return 1;
	case RUAPI_PORTS_QP:
		return places_of_qp(places, attr_buf(call, id, NULL),
				    port_of(call->refs[0].obj));
	}
	return 0;
}

static int access_ports(struct ruapi_call *call, const struct place *places,
			unsigned int n)
{
	const struct ruapi_action *action = call->action;
	const u16 id = action->port_attr;
	unsigned int i;
	int ret;

	if (!n || !ruapi_access_by_port(call->dev))
		return 0;
	for (i = 0; i < n; i++) {
		ret = access_place(call, &places[i], id,
				   action->pkey_attr ?: id,
				   action->gid_attr ?: id);
		if (ret)
			return ret;
	}
	return 0;
}

/* What has to do with all ports at once is for who sees them all. */
static int access_all_ports(struct ruapi_call *call)
{
	struct ruapi_devports sum;
	int ret;

	if (!call->handler->all_ports || !call->dev ||
	    !ruapi_access_by_port(call->dev) ||
	    attr_given(call, call->action->port_attr))
		return 0;
	ret = ruapi_ports_look(call->ns, call->dev, &sum);
	if (ret)
		return ret;
	return sum.all ? 0 : call_bad_attr(call, call->action->port_attr,
					   RUAPI_REASON_NETNS, -EACCES);
}

/* What few actions want. */
static noinline int access_more(struct ruapi_call *call)
{
	int ret;

	ret = access_all_ports(call);
	if (ret)
		return ret;
	if (call->handler->cap_raw && call->dev && !ruapi_access_raw(call->dev))
		return call_bad_attr(call, 0, RUAPI_REASON_CAPABILITY, -EPERM);
	if (call->handler->cap_net_admin && !capable(CAP_NET_ADMIN))
		return call_bad_attr(call, 0, RUAPI_REASON_CAPABILITY, -EPERM);
	return 0;
}

static inline int access_netns(struct ruapi_call *call,
			       const struct place *places, unsigned int n)
{
	const u8 id = call->action->device_attr;
	int ret = 0;

	if (!call->dev)
		return 0;
	/* Ids look themselves, when theirs cannot change: one may be given up. */
	if (!call->ctx && id)
		ret = ruapi_access_device(call->ns, call->dev);
	if (ret == -EACCES)
		return call_bad_attr(call, attr_given(call, id) ?
						   id : call->refs[0].id,
				     RUAPI_REASON_NETNS, ret);
	return ret ?: access_ports(call, places, n);
}

/* The P_Key itself: an index means what a subnet manager makes of it. */
static u32 pkey_value(const struct ruapi_device *dev, const struct place *place)
{
	u16 pkey;

	if (!dev || !place->has_pkey || place->pkey > U16_MAX ||
	    !rdma_is_port_valid(dev->ibdev, place->port) ||
	    ib_get_cached_pkey(dev->ibdev, place->port, place->pkey, &pkey))
		return 0;
	return pkey;
}

/* About each of them, so that none can be hidden behind another one. */
static int access_places(struct ruapi_call *call, const struct place *places,
			 unsigned int n, struct ruapi_lsm_request2 *req)
{
	unsigned int i;
	int ret = 0;

	/* Most calls name none. */
	if (!n)
		return access_lsm(call->ns, call->dev, call->ctx,
				  call->action->lsm_cmd, req);
	for (i = 0; !ret && i < n; i++) {
		/* What is in an address vector is mostly said before. */
		if (i && (!places[i].port ||
			  (places[i].port == places[i - 1].port &&
			   !places[i].has_pkey)))
			continue;
		req->first.port = places[i].port;
		req->first.pkey = places[i].pkey;
		req->pkey_value = pkey_value(call->dev, &places[i]);
		ret = access_lsm(call->ns, call->dev, call->ctx,
				 call->action->lsm_cmd, req);
	}
	return ret;
}

/* ---- calls ------------------------------------------------------------------ */

/* All that is asked of a call which names @n ports. */
static __always_inline int access_steps(struct ruapi_call *call,
					const struct place *places,
					unsigned int n)
{
	const struct ruapi_action *action = call->action;
	struct ruapi_lsm_request2 req = {
		.first.object = action->object,
		.first.action = action->number,
	};
	int ret;

	ret = access_netns(call, places, n);
	if (!ret && action->asks_more)
		ret = access_more(call);
	if (ret)
		return ret;
	ret = access_ucaps(call, action->object, action->number);
	if (ret)
		return ret;
	ret = access_places(call, places, n, &req);
	if (ret)
		return call_bad_attr(call, 0, RUAPI_REASON_LSM, ret);
	return 0;
}

static noinline int access_with_ports(struct ruapi_call *call)
{
	struct place places[MAX_PLACES] ruapi_uninitialized;
	const unsigned int n = call_places(call, places);

	return access_steps(call, places, n);
}

/**
 * access_call() - may the caller make this call?
 * @call: call with its handles and device resolved
 *
 * Return: 0, -EACCES, -EPERM or what a security module says.
 */
static int access_call(struct ruapi_call *call)
{
	/* Most actions have nothing to do with ports, and no room for them. */
	return call->action->port_attr ? access_with_ports(call) :
					 access_steps(call, NULL, 0);
}

/**
 * ruapi_access_method() - may the caller make this call of class DRIVER?
 * @call: call in its context
 *
 * Return: 0, -EPERM or what a security module says.
 */
int ruapi_access_method(struct ruapi_call *call)
{
	struct ruapi_lsm_request2 req = {
		.first.object = call->hdr.object,
		.first.action = call->hdr.action,
	};
	int ret;

	ret = access_ucaps(call, call->hdr.object, call->hdr.action);
	if (ret)
		return ret;
	ret = access_lsm(call->ns, call->ctx->dev, call->ctx,
			 RUAPI_LSM_CMD(call->hdr.object, call->hdr.action),
			 &req);
	return ret ? call_bad_attr(call, 0, RUAPI_REASON_LSM, ret) : 0;
}

/* As below, of what security modules know by @cmd. */
static inline int access_object(struct ruapi_obj *obj, u16 action, u32 cmd)
{
	struct ruapi_lsm_request2 req = {
		.first.object = obj->type,
		.first.action = action,
	};
	struct ruapi_device *dev = obj->ctx ? obj->ctx->dev : NULL;

	if (missing_ucap(dev, obj->ctx, NULL, obj->type, action))
		return -EPERM;
	return access_lsm(obj->ns, dev, obj->ctx, cmd, &req);
}

/**
 * ruapi_access_object() - ask security modules about an action on an object
 *	that is not a call of its own: of class FAST, or part of another one
 * @obj: the object
 * @action: action number
 *
 * Return: 0, -EPERM or what a security module says.
 */
int ruapi_access_object(struct ruapi_obj *obj, u16 action)
{
	return access_object(obj, action, RUAPI_LSM_CMD(obj->type, action));
}

/**
 * ruapi_access_part() - ask about another action that a call is, too
 * @call: call with its handles and device resolved
 * @object: enum ruapi_object
 * @action: action number
 *
 * Return: 0, -EPERM or what a security module says.
 */
int ruapi_access_part(struct ruapi_call *call, u16 object, u16 action)
{
	struct ruapi_lsm_request2 req = {
		.first.object = object,
		.first.action = action,
	};
	int ret;

	ret = access_ucaps(call, object, action);
	if (ret)
		return ret;
	ret = access_lsm(call->ns, call->dev, call->ctx,
			 RUAPI_LSM_CMD(object, action), &req);
	return ret ? call_bad_attr(call, 0, RUAPI_REASON_LSM, ret) : 0;
}

/**
 * ruapi_access_charge() - charge an object to the caller's rdma cgroup
 * @obj: new object
 * @dev: its device
 * @resource: a handle or an object
 *
 * Return: 0 or a negative errno.
 */
int ruapi_access_charge(struct ruapi_obj *obj, struct ruapi_device *dev,
			enum rdmacg_resource_type resource)
{
	int ret = ib_rdmacg_try_charge(&obj->uobj.cg_obj, dev->ibdev, resource);

	obj->charged = !ret;
	return ret;
}

void ruapi_access_uncharge(struct ruapi_obj *obj, struct ruapi_device *dev)
{
	if (!obj->charged)
		return;
	obj->charged = false;
	ib_rdmacg_uncharge(&obj->uobj.cg_obj, dev->ibdev,
			   obj->type == RUAPI_OBJ_CONTEXT ?
				   RDMACG_RESOURCE_HCA_HANDLE :
				   RDMACG_RESOURCE_HCA_OBJECT);
}
