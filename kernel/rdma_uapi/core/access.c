// SPDX-License-Identifier: GPL-2.0 OR Linux-OpenIB
/*
 * Who may do what: all policy of the module.  Network namespaces decide which
 * devices an fd sees, capabilities who may forge packets, user capabilities what
 * else a context is for, security modules about every single action, the rdma cgroup how
 * much of a device one may have.
 */
#include <linux/capability.h>
#include <linux/moduleparam.h>
#include <linux/nsproxy.h>
#include <linux/security.h>
#include <rdma/ib_cache.h>

#include "../../drivers/known.h"
#include "ruapi.h"

/*
 * What the running kernel asks of users of ib_uverbs is asked here, so that the
 * module gives nobody what ib_uverbs denies.
 */
static bool netns_raw = RUAPI_COMPAT_NETNS_RAW;
module_param(netns_raw, bool, 0644);
MODULE_PARM_DESC(netns_raw,
		 "CAP_NET_RAW counts in the user namespace that owns the device's network namespace, and not only in the initial one (default: as ib_uverbs of this kernel)");

/**
 * ruapi_access_device() - does a namespace see a device?
 * @ns: namespace of the fd
 * @dev: the device
 */
bool ruapi_access_device(struct ruapi_ns *ns, struct ruapi_device *dev)
{
	return rdma_dev_access_netns(dev->ibdev, ns->net);
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

/*
 * Whether a context lacks what the driver's table of user capabilities demands (ucap.h)
 * of an action, and if there is a @call of its attributes.  A call without a context
 * has none.
 */
static const struct ruapi_ucap_demand *
missing_ucap(const struct ruapi_device *dev, const struct ruapi_context *ctx,
	     const struct ruapi_call *call, u16 object, u16 action)
{
	const struct ruapi_driver_ucaps *ucaps = dev ? dev->ucaps : NULL;
	const struct ruapi_ucap_demand *demand;
	unsigned int i;

	for (i = 0; ucaps && i < ucaps->num_demands; i++) {
		demand = &ucaps->demands[i];
		if (demand->object != object || demand->action != action ||
		    has_ucap(ctx, demand->ucap))
			continue;
		if (!demand->attr || (call && call_gives(call, demand->attr)))
			return demand;
	}
	return NULL;
}

static int access_ucaps(struct ruapi_call *call, u16 object, u16 action)
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
static int access_lsm(struct ruapi_ns *ns, const struct ruapi_device *dev,
		      const struct ruapi_context *ctx,
		      struct ruapi_lsm_request2 *req)
{
	req->first.version = 2;
	req->first.device = U32_MAX;
	if (dev) {
		req->first.device = dev->index;
		req->first.driver_id = dev->driver_id;
		req->name = (uintptr_t)dev->ibdev->name;
	}
	if (ctx)
		req->ucaps = ctx->ucaps;
	return security_file_ioctl(ns->node,
				   RUAPI_LSM_CMD(req->first.object,
						 req->first.action),
				   (unsigned long)req);
}

/* ---- ports that a call names --------------------------------------------- */

/**
 * struct place - a port, and what of it
 * @port: its number, 0: none
 * @pkey: index of a P_Key, which counts if @has_pkey
 * @has_pkey: a P_Key is named
 */
struct place {
	u32 port;
	u32 pkey;
	bool has_pkey;
};

/* Of a QP: its own, and an alternate path; each is in its address vector again. */
#define MAX_PLACES 4

/* Return: how many there are. */
static unsigned int places_of_qp(struct ruapi_call *call, struct place *places)
{
	const struct ruapi_qp_attr *attr =
		attr_buf(call, call->action->qp_attr, NULL);
	struct ruapi_obj *obj = call->num_refs ? call->refs[0].obj : NULL;
	unsigned int n = 0;

	if (attr->mask & (IB_QP_PORT | IB_QP_PKEY_INDEX)) {
		places[n] = (struct place){
			.port = attr->port_num,
			.pkey = attr->pkey_index,
			.has_pkey = attr->mask & IB_QP_PKEY_INDEX,
		};
		if (!(attr->mask & IB_QP_PORT))
			places[n].port = obj && ruapi_types[obj->type]->port ?
				ruapi_types[obj->type]->port(obj) : 0;
		n++;
	}
	if (attr->mask & IB_QP_AV)
		places[n++].port = attr->ah.port_num;
	if (attr->mask & IB_QP_ALT_PATH) {
		places[n++] = (struct place){
			.port = attr->alt_port_num,
			.pkey = attr->alt_pkey_index,
			.has_pkey = true,
		};
		places[n++].port = attr->alt_ah.port_num;
	}
	return n;
}

static unsigned int call_places(struct ruapi_call *call, struct place *places)
{
	const struct ruapi_action *action = call->action;
	const struct ruapi_ah_attr *ah;

	if (action->qp_attr && attr_given(call, action->qp_attr))
		return places_of_qp(call, places);
	if (action->ah_attr && attr_given(call, action->ah_attr)) {
		ah = attr_buf(call, action->ah_attr, NULL);
		places->port = ah->port_num;
		return 1;
	}
	if (!action->port_attr)
		return 0;
	places->port = attr_u32(call, action->port_attr);
	places->has_pkey = action->pkey_attr;
	if (places->has_pkey)
		places->pkey = attr_u32(call, action->pkey_attr);
	return 1;
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
static int access_places(struct ruapi_call *call,
			 struct ruapi_lsm_request2 *req)
{
	struct place places[MAX_PLACES] = {};
	const unsigned int n = call_places(call, places);
	unsigned int i;
	int ret = 0;

	for (i = 0; !ret && (!i || i < n); i++) {
		/* What is in an address vector is mostly said before. */
		if (i && (!places[i].port ||
			  (places[i].port == places[i - 1].port &&
			   !places[i].has_pkey)))
			continue;
		req->first.port = places[i].port;
		req->first.pkey = places[i].pkey;
		req->pkey_value = pkey_value(call->dev, &places[i]);
		ret = access_lsm(call->ns, call->dev, call->ctx, req);
	}
	return ret;
}

/* ---- calls ------------------------------------------------------------------ */

/**
 * ruapi_access_call() - may the caller make this call?
 * @call: call with its handles and device resolved
 *
 * Return: 0, -EACCES, -EPERM or what a security module says.
 */
int ruapi_access_call(struct ruapi_call *call)
{
	const struct ruapi_action *action = call->action;
	struct ruapi_lsm_request2 req = {
		.first.object = action->object,
		.first.action = action->number,
	};
	int ret;

	/* What one has may be given up, whatever became of its device. */
	if (call->dev && !call->ctx && !action->destroys &&
	    !ruapi_access_device(call->ns, call->dev))
		return call_bad_attr(call, action->device_attr,
				     RUAPI_REASON_NETNS, -EACCES);
	if (call->handler->cap_raw && call->dev && !ruapi_access_raw(call->dev))
		return call_bad_attr(call, 0, RUAPI_REASON_CAPABILITY, -EPERM);
	ret = access_ucaps(call, action->object, action->number);
	if (ret)
		return ret;
	ret = access_places(call, &req);
	if (ret)
		return call_bad_attr(call, 0, RUAPI_REASON_LSM, ret);
	return 0;
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
	ret = access_lsm(call->ns, call->ctx->dev, call->ctx, &req);
	return ret ? call_bad_attr(call, 0, RUAPI_REASON_LSM, ret) : 0;
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
	struct ruapi_lsm_request2 req = {
		.first.object = obj->type,
		.first.action = action,
	};
	struct ruapi_device *dev = obj->ctx ? obj->ctx->dev : NULL;

	if (missing_ucap(dev, obj->ctx, NULL, obj->type, action))
		return -EPERM;
	return access_lsm(obj->ns, dev, obj->ctx, &req);
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
