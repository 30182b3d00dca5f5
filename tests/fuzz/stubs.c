// SPDX-License-Identifier: GPL-2.0 OR Linux-OpenIB
/*
 * What surrounds the call path: devices, contexts, types of objects, and one
 * handler for all actions, which checks that it was promised the truth.
 */
#include <rdma/ib_user_ioctl_verbs.h>
#include "stubs.h"

#include "core/batch.h"
#include "../../kernel/drivers/added.h"
#include "../../kernel/drivers/driver.h"

struct stub stub;
struct ruapi_device stub_devices[STUB_DEVICES];
struct net init_net;

static struct ib_device ibdevs[STUB_DEVICES];
static u8 out_bytes[8192];

/* One driver without a binding. */
static const u32 drivers[STUB_DEVICES] = {
	RDMA_DRIVER_RXE, RDMA_DRIVER_SIW, RDMA_DRIVER_HFI1,
};

void stub_init(void)
{
	unsigned int i;

	for (i = 0; i < sizeof(out_bytes); i++)
		out_bytes[i] = stub_byte(i);
	for (i = 0; i < STUB_DEVICES; i++) {
		stub_devices[i] = (struct ruapi_device){
			.ibdev = &ibdevs[i],
			.index = i,
			.driver_id = drivers[i],
		};
		ruapi_driver_bind(&stub_devices[i], drivers[i]);
		kref_init(&stub_devices[i].ref);
		INIT_LIST_HEAD(&stub_devices[i].contexts);
		ibdevs[i].coredev.rdma_net.net = &init_net;
	}
}

/* ---- what other files of the module do ------------------------------------ */

/* No driver here defines anything, or adds to what there is. */
int ruapi_method_call(struct ruapi_call *call)
{
	return -EPROTONOSUPPORT;
}

bool ruapi_added_takes(u16 object, u16 action)
{
	return false;
}

int ruapi_added_load(struct ruapi_call *call, const struct ruapi_device *dev)
{
	shim_assert(false);
	return 0;
}

void ruapi_added_join(struct ruapi_call *call)
{
	shim_assert(false);
}

int ruapi_added_run(struct ruapi_call *call)
{
	shim_assert(false);
	return 0;
}

void ruapi_added_free(struct ruapi_call *call)
{
	shim_assert(false);
}

struct ruapi_device *ruapi_device_find(u32 index)
{
	if (index >= STUB_DEVICES)
		return NULL;
	kref_get(&stub_devices[index].ref);
	return &stub_devices[index];
}

static void device_release(struct kref *ref)
{
	(void)ref;
	shim_panic("nobody holds a device that is there");
}

void ruapi_device_put(struct ruapi_device *dev)
{
	kref_put(&dev->ref, device_release);
}

/* Every other object that belongs to no context has a device, or had one. */
static struct ruapi_device *stub_device(struct ruapi_obj *obj)
{
	if (obj->uobj.id & 1)
		return ruapi_device_find(0);
	return obj->uobj.id & 2 ? NULL : ERR_PTR(-ENODEV);
}

static struct ruapi_device *stub_context_device(struct ruapi_obj *obj)
{
	kref_get(&to_context(obj)->dev->ref);
	return to_context(obj)->dev;
}

/* As main_open() does it. */
void stub_ns_open(struct ruapi_ns *ns, struct file *file)
{
	static u64 calls;

	memset(ns, 0, sizeof(*ns));
	ruapi_ufile_init(&ns->ufile);
	ruapi_handles_init(&ns->handles);
	ns->queue = ruapi_queue_alloc(RUAPI_EVENT_FORMAT_RECORDS, 0);
	ns->net = &init_net;
	ns->file = file;
	ns->node = &stub_node;
	ns->calls = &calls;
	*file = (struct file){ .private_data = ns, .f_flags = O_NONBLOCK };
}

void stub_ns_close(struct ruapi_ns *ns)
{
	ruapi_ns_destroy_objects(ns);
	ruapi_queue_kill(ns->queue);
	ruapi_queue_put(ns->queue);
	ruapi_batch_free_room(ns);
	ruapi_handles_exit(&ns->handles);
}

/* No file here reads a queue. */
struct ruapi_obj *ruapi_event_queue_by_fd(struct ruapi_ns *ns, int fd)
{
	return NULL;
}

bool ruapi_view_is(const struct ruapi_view *view, u64 number)
{
	(void)view;
	return number == STUB_VIEW;
}

void ruapi_context_look_again(struct ruapi_context *ctx)
{
	(void)ctx;
}

int ruapi_context_enter(struct ruapi_context *ctx, struct ruapi_call *call,
			bool tombstone)
{
	(void)tombstone;
	down_read(&ctx->rwsem);
	INIT_LIST_HEAD(&ctx->calls);
	list_add(&call->in_use, &ctx->calls);
	return 0;
}

void ruapi_context_leave(struct ruapi_context *ctx, struct ruapi_call *call)
{
	list_del_init(&call->in_use);
	up_read(&ctx->rwsem);
}

void ruapi_context_close(struct ruapi_context *ctx)
{
	stub_kill(ctx);
	while (!list_empty(&ctx->objects))
		ruapi_object_retire(container_of(list_first_entry(&ctx->objects,
								  struct ib_uobject,
								  list),
						 struct ruapi_obj, uobj));
	ctx->obj.hw = false;
	ruapi_object_retire(&ctx->obj);
}

/* The device goes: hardware first, handles stay. */
void stub_kill(struct ruapi_context *ctx)
{
	const bool busy = stub.busy;
	struct ib_uobject *uobj;

	stub.busy = false;
	down_write(&ctx->rwsem);
	list_for_each_entry(uobj, &ctx->objects, list)
		ruapi_object_destroy(container_of(uobj, struct ruapi_obj,
						  uobj));
	ctx->going = true;
	ctx->dead = true;
	up_write(&ctx->rwsem);
	stub.busy = busy;
}

/* ---- policy ---------------------------------------------------------------- */

struct file stub_node = { .f_flags = O_PATH };

bool ns_capable(struct user_namespace *ns, int cap)
{
	shim_assert(cap == CAP_NET_RAW || cap == CAP_NET_ADMIN);
	return !stub.no_cap && !(stub.no_init_cap && ns == init_net.user_ns);
}

bool capable(int cap)
{
	return ns_capable(init_net.user_ns, cap);
}

bool rdma_nl_get_privileged_qkey(void)
{
	return false;
}

bool rdma_is_port_valid(const struct ib_device *ibdev, unsigned int port)
{
	return port == 1 || port == 2;
}

int ib_get_cached_pkey(struct ib_device *ibdev, u32 port, int index, u16 *pkey)
{
	*pkey = 0xffff;
	return index ? -EINVAL : 0;
}

int security_file_ioctl(struct file *file, unsigned int cmd, unsigned long arg)
{
	const struct ruapi_lsm_request2 *req = (const void *)arg;

	shim_assert(file && file->f_flags & O_PATH);
	shim_assert(cmd == RUAPI_LSM_CMD(req->first.object, req->first.action));
	shim_assert(req->first.version == 2);
	shim_assert(!req->name == (req->first.device == U32_MAX));
	return stub.lsm;
}

bool rdma_dev_access_netns(const struct ib_device *ibdev, const struct net *net)
{
	(void)ibdev;
	return net ? !stub.no_net : !stub.exclusive;
}

int ib_rdmacg_try_charge(struct ib_rdmacg_object *cg_obj,
			 struct ib_device *device,
			 enum rdmacg_resource_type resource_index)
{
	(void)device;
	(void)resource_index;
	if (stub.cgroup)
		return stub.cgroup;
	shim_assert(!cg_obj->dummy);
	cg_obj->dummy = 1;
	return 0;
}

void ib_rdmacg_uncharge(struct ib_rdmacg_object *cg_obj,
			struct ib_device *device,
			enum rdmacg_resource_type resource_index)
{
	(void)device;
	(void)resource_index;
	shim_assert(cg_obj->dummy);
	cg_obj->dummy = 0;
}

/* ---- ports ------------------------------------------------------------------ */

const struct ib_gid_attr *rdma_get_gid_attr(struct ib_device *ibdev, u32 port,
					    int index)
{
	static struct net elsewhere;
	static struct net_device netdev = { .net = &elsewhere, };
	static const struct ib_gid_attr plain, foreign = { .ndev = &netdev, };

	if (index > 1)
		return ERR_PTR(-ENODATA);
	return index && stub.one_port ? &foreign : &plain;
}

void rdma_put_gid_attr(const struct ib_gid_attr *attr)
{
}

int ruapi_ports_look(struct ruapi_ns *ns, struct ruapi_device *dev,
		     struct ruapi_devports *out)
{
	*out = (struct ruapi_devports){
		.any = !stub.no_net,
		.all = !stub.no_net && !stub.one_port,
	};
	return 0;
}

bool ruapi_ports_last(struct ruapi_ns *ns, const struct ruapi_device *dev,
		      u32 port, bool *seen)
{
	return false;
}

int ruapi_ports_get(struct ruapi_ns *ns, struct ruapi_device *dev, u32 port,
		    struct ruapi_port *out)
{
	const bool seen = !stub.no_net && (port == 1 || !stub.one_port);

	*out = (struct ruapi_port){
		.flags = seen ? RUAPI_PORT_SEEN | RUAPI_PORT_KEPT : 0,
	};
	return 0;
}

int ruapi_ports_pkey(struct ruapi_ns *ns, struct ruapi_device *dev, u32 port,
		     u16 index)
{
	return index && stub.one_port ? -EACCES : 0;
}

/* ---- types ------------------------------------------------------------------ */

/* Objects of all types, as large as the largest. */
struct stub_obj {
	union {
		struct ruapi_obj obj;
		struct ruapi_context ctx;
		struct ruapi_event_queue eq;
		struct ruapi_cq cq;
		struct ruapi_qp qp;
		struct ruapi_srq srq;
	};
};

static void stub_stop(struct ruapi_obj *obj)
{
	switch (obj->type) {
	case RUAPI_OBJ_CQ:
		ruapi_event_stop(&container_of(obj, struct ruapi_cq, obj)->comp);
		ruapi_event_stop(&container_of(obj, struct ruapi_cq, obj)->async);
		break;
	case RUAPI_OBJ_QP:
		ruapi_event_stop(&container_of(obj, struct ruapi_qp, obj)->async);
		break;
	case RUAPI_OBJ_SRQ:
		ruapi_event_stop(&container_of(obj, struct ruapi_srq, obj)->async);
		break;
	}
}

static int stub_destroy(struct ruapi_obj *obj, struct ruapi_udata *udata)
{
	/* Locked for DESTROY, or its context for write; and only once. */
	shim_assert(obj->hw);
	shim_assert(atomic_read(&obj->uobj.usecnt) == -1 ||
		    (obj->ctx && obj->ctx->rwsem.writer) ||
		    obj->type == RUAPI_OBJ_CM_ID ||
		    obj->type == RUAPI_OBJ_MULTICAST ||
		    obj->type == RUAPI_OBJ_EVENT_QUEUE);
	if (stub.busy && stub.destroyed) {
		stub.destroyed--;
	} else if (stub.busy) {
		stub.kept = true;
		return -EBUSY;
	}
	if (obj->type == RUAPI_OBJ_EVENT_QUEUE)
		ruapi_queue_kill(container_of(obj, struct ruapi_event_queue,
					      obj)->queue);
	stub_stop(obj);
	return 0;
}

static int stub_context_destroy(struct ruapi_obj *obj,
				struct ruapi_udata *udata)
{
	struct ruapi_context *ctx = to_context(obj);

	if (!ctx->dead && !list_empty(&ctx->objects))
		return -EBUSY;
	stub_kill(ctx);
	return 0;
}

static void stub_release(struct ruapi_obj *obj)
{
	shim_assert(!obj->hw && !obj->charged);
	shim_assert(list_empty(&obj->uobj.list));
	if (obj->type == RUAPI_OBJ_CONTEXT && to_context(obj)->dev)
		ruapi_device_put(to_context(obj)->dev);
	if (obj->type == RUAPI_OBJ_EVENT_QUEUE)
		ruapi_queue_put(container_of(obj, struct ruapi_event_queue,
					     obj)->queue);
}

/* ---- the handler -------------------------------------------------------------- */

static void check_value(const struct ruapi_attr *attr,
			const struct ruapi_attr_spec *spec)
{
	const u32 width = ruapi_spec_width(spec);

	shim_assert(attr->len == width);
	shim_assert(width == 8 || !(attr->value >> (8 * width)));
	if (spec->type == RUAPI_T_FLAGS32)
		shim_assert(!(attr->value & ~spec->known));
	else if (spec->known)
		shim_assert(attr->value <= spec->known);
}

/* What a batch has made nobody knows before its end, but CONTEXT.OPEN may find one. */
static void check_result(struct ruapi_call *call, struct ruapi_obj *obj)
{
	bool known;

	rcu_read_lock();
	known = ruapi_handle_is_known(&call->ns->handles, obj);
	rcu_read_unlock();
	shim_assert(!known || call->action->is_final ||
		    obj->type == RUAPI_OBJ_CONTEXT);
}

static void check_object(struct ruapi_call *call, u16 id,
			 const struct ruapi_attr_spec *spec)
{
	struct ruapi_obj *obj = attr_obj(call, id);
	const int uses = atomic_read(&obj->uobj.usecnt);
	struct ruapi_context *ctx = obj->ctx;

	shim_assert(obj->type == (spec->object ?: call->action->object));
	shim_assert(obj->ns == call->ns && !obj->retired);
	if (ruapi_call_names_result(call, &attr_raw(call, id)->obj))
		check_result(call, obj);
	else
		shim_assert(object_handle(obj) ==
			    attr_raw(call, id)->obj.handle);
	shim_assert(spec->access == RUAPI_ACCESS_READ ? uses > 0 : uses == -1);
	if (obj->type == RUAPI_OBJ_CONTEXT) {
		if (spec->access == RUAPI_ACCESS_DESTROY)
			return;
		ctx = to_context(obj);
	}
	if (!ctx || call->handler->enters)
		return;
	shim_assert(ctx == call->ctx);
	shim_assert(ctx->rwsem.readers == 1);
	shim_assert(!ctx->dead || spec->flags & RUAPI_SPEC_ANY_DEAD);
}

/* What is an array of handles for the user is one of objects for a handler. */
static void check_objects(struct ruapi_call *call, u16 id,
			  const struct ruapi_attr_spec *spec)
{
	const struct ruapi_attr *attr = attr_raw(call, id);
	const struct ruapi_objref *refs = user_at(attr->ptr);
	struct ruapi_obj **objs;
	u32 count, i;

	objs = attr_objs(call, id, &count);
	shim_assert(count * sizeof(*refs) == attr->len);
	shim_assert(count && user_has(attr->ptr, attr->len));
	for (i = 0; i < count; i++) {
		struct ruapi_objref ref;

		memcpy(&ref, &refs[i], sizeof(ref));
		shim_assert(objs[i]->type == spec->object);
		shim_assert(objs[i]->ns == call->ns && !objs[i]->retired);
		shim_assert(ruapi_call_names_result(call, &ref) ||
			    object_handle(objs[i]) == ref.handle);
		shim_assert(atomic_read(&objs[i]->uobj.usecnt) > 0);
		shim_assert(!objs[i]->ctx || objs[i]->ctx == call->ctx);
	}
}

/* What a handler reads is what the user wrote, and nothing else. */
static void check_buffer(struct ruapi_call *call, u16 id,
			 const struct ruapi_attr_spec *spec)
{
	const struct ruapi_attr *attr = attr_raw(call, id);
	u32 len, size = attr->len, i;
	const u8 *data = attr_buf(call, id, &len);

	shim_assert(data && (!attr->len || user_has(attr->ptr, attr->len)));
	if (spec->type == RUAPI_T_STRUCT) {
		shim_assert(attr->len >= spec->min_len && len == spec->max_len);
		size = spec->max_len;
	} else {
		shim_assert(len == attr->len);
	}
	if (spec->type == RUAPI_T_SOCKADDR)
		size = sizeof(struct __kernel_sockaddr_storage);
	else
		shim_assert(len >= spec->min_len && len <= spec->max_len);
	if (spec->type == RUAPI_T_ARRAY || spec->type == RUAPI_T_FDS)
		shim_assert(!(len % spec->min_len));
	for (i = 0; i < size; i++)
		shim_assert(data[i] == (i < attr->len ?
					*(u8 *)user_at(attr->ptr + i) : 0));
	/* A longer struct has nothing in its tail. */
	for (; i < attr->len; i++)
		shim_assert(!*(u8 *)user_at(attr->ptr + i));
}

static void check_attr(struct ruapi_call *call, u16 id)
{
	const struct ruapi_action_spec *action = call->action->spec;
	const struct ruapi_attr_spec *spec = ruapi_attr_spec(action, id);
	const struct ruapi_attr *attr = attr_raw(call, id);

	if (!spec) {
		shim_assert(!attr && !attr_buf(call, id, NULL) &&
			    !attr_obj(call, id));
		return;
	}
	if (!attr) {
		shim_assert(!(spec->flags & RUAPI_SPEC_REQUIRED));
		shim_assert(!attr_given(call, id) && !attr_u64(call, id));
		return;
	}
	shim_assert(attr->id == id && attr->wire == ruapi_spec_wire(spec));
	shim_assert(attr->flags & RUAPI_ATTR_F_VALID);
	switch (attr->wire) {
	case RUAPI_WIRE_IN:
		check_value(attr, spec);
		break;
	case RUAPI_WIRE_OUT:
		shim_assert(!attr->value);
		break;
	case RUAPI_WIRE_BUF_IN:
	case RUAPI_WIRE_FDS_IN:
		check_buffer(call, id, spec);
		break;
	case RUAPI_WIRE_OBJS_IN:
		check_objects(call, id, spec);
		break;
	case RUAPI_WIRE_OBJ_IN:
	case RUAPI_WIRE_OBJ_DESTROY:
		check_object(call, id, spec);
		break;
	}
}

static void check_groups(struct ruapi_call *call)
{
	const struct ruapi_action_spec *action = call->action->spec;
	unsigned int members[256] = {}, given[256] = {};
	unsigned int i;

	for (i = 0; i < action->num_attrs; i++) {
		if (!action->attrs[i].name)
			continue;
		members[action->attrs[i].group]++;
		given[action->attrs[i].group] += attr_given(call, i);
	}
	for (i = 1; i < 256; i++)
		shim_assert(!members[i] || given[i] == 1);
}

/* The driver gets the user's buffers, and only with its own id on them. */
static void check_driver(struct ruapi_call *call)
{
	const bool uhw = call->uhw_in || call->uhw_out;
	const struct uverbs_attr_bundle *bundle = &call_udata(call)->bundle;
	const struct ib_udata *udata = &bundle->driver_udata;

	shim_assert(!call->strays && !call->added);
	/* Whatever the action, who asks a driver has something to give it. */
	shim_assert(bundle->context == (call->ctx ? call->ctx->ib : NULL));
	shim_assert(bundle->ufile == &call->ns->ufile);
	shim_assert(call->uhw_in || (!udata->inbuf && !udata->inlen));
	shim_assert(call->uhw_out || (!udata->outbuf && !udata->outlen));
	if (call->dev && (uhw || call->hdr.driver_id))
		shim_assert(call->hdr.driver_id == call->dev->driver_id);
	if (!(call->action->spec->flags & RUAPI_ACTION_UHW))
		shim_assert(!uhw);
	shim_assert(udata->inlen <= PAGE_SIZE && udata->outlen <= PAGE_SIZE);
}

static void check_new(struct ruapi_call *call)
{
	struct ruapi_obj *obj = call->new_obj;

	shim_assert(!obj == !call->action->creates);
	if (!obj)
		return;
	shim_assert(atomic_read(&obj->uobj.usecnt) == -1 && !obj->hw);
	shim_assert(!ruapi_object_get(call->ns, object_handle(obj)));
	shim_assert(obj->ctx == call->ctx);
}

static void init_context(struct ruapi_context *ctx, struct ruapi_device *dev)
{
	kref_get(&dev->ref);
	ctx->dev = dev;
	init_rwsem(&ctx->rwsem);
	spin_lock_init(&ctx->lock);
	INIT_LIST_HEAD(&ctx->objects);
}

/* Where its events go: to the queue that the call names. */
static struct ruapi_queue *queue_of(struct ruapi_call *call)
{
	unsigned int i;

	for (i = 0; i < call->num_refs; i++)
		if (call->refs[i].obj->type == RUAPI_OBJ_EVENT_QUEUE)
			return container_of(call->refs[i].obj,
					    struct ruapi_event_queue,
					    obj)->queue;
	return call->ns->queue;
}

/* An open context of the device is good enough. */
static bool reuse_context(struct ruapi_call *call)
{
	struct ruapi_obj *obj;
	u32 slot;

	if (stub.out_len & 1)
		return false;
	for_each_object(call->ns, slot, obj) {
		if (obj->type != RUAPI_OBJ_CONTEXT ||
		    to_context(obj)->dev != call->dev || to_context(obj)->dead)
			continue;
		call_reuse_object(call, obj);
		return true;
	}
	return false;
}

/* Gives a new object its hardware and its sources of events. */
static int init_new(struct ruapi_call *call)
{
	struct ruapi_obj *obj = call->new_obj;
	struct ruapi_queue *queue = queue_of(call);

	obj->uobj.user_handle = 0x1000 + object_handle(obj);
	switch (obj->type) {
	case RUAPI_OBJ_CONTEXT:
		if (!call->dev)
			return -EINVAL;
		if (reuse_context(call))
			return 0;
		init_context(to_context(obj), call->dev);
		break;
	case RUAPI_OBJ_EVENT_QUEUE:
		queue = ruapi_queue_alloc(stub.out_len % 4, 0);
		if (!queue)
			return -ENOMEM;
		container_of(obj, struct ruapi_event_queue, obj)->queue = queue;
		break;
	case RUAPI_OBJ_CQ:
		ruapi_event_init(&container_of(obj, struct ruapi_cq, obj)->comp,
				 obj, queue, RUAPI_EVENT_CQ);
		ruapi_event_init(&container_of(obj, struct ruapi_cq, obj)->async,
				 obj, queue, RUAPI_EVENT_ASYNC);
		break;
	case RUAPI_OBJ_QP:
		ruapi_event_init(&container_of(obj, struct ruapi_qp, obj)->async,
				 obj, queue, RUAPI_EVENT_ASYNC);
		break;
	case RUAPI_OBJ_SRQ:
		ruapi_event_init(&container_of(obj, struct ruapi_srq, obj)->async,
				 obj, queue, RUAPI_EVENT_ASYNC);
		break;
	}
	obj->hw = true;
	return 0;
}

static int put_outputs(struct ruapi_call *call)
{
	const struct ruapi_action_spec *action = call->action->spec;
	const struct ruapi_attr_spec *spec;
	struct file *file;
	int ret;
	u16 id;

	for (id = 0; id < action->num_attrs; id++) {
		spec = ruapi_attr_spec(action, id);
		if (!spec || !(spec->flags & RUAPI_SPEC_OUT))
			continue;
		switch (ruapi_spec_wire(spec)) {
		case RUAPI_WIRE_OUT:
			attr_put_u64(call, id,
				     stub_value(id, ruapi_spec_width(spec)));
			break;
		case RUAPI_WIRE_BUF_OUT:
			if (spec->type == RUAPI_T_STRUCT)
				attr_put_struct(call, id, out_bytes,
						stub.out_len);
			else
				attr_put_array(call, id, out_bytes,
					       stub.out_len);
			break;
		case RUAPI_WIRE_FD_NEW:
			if (!attr_given(call, id))
				break;
			file = kzalloc(sizeof(*file), GFP_KERNEL);
			ret = file ? call_new_file(call, id, file) : -ENOMEM;
			if (ret)
				return ret;
			break;
		}
	}
	return 0;
}

/* Undo init_new(): a handler that fails has done nothing. */
static void drop_new(struct ruapi_call *call)
{
	const bool busy = stub.busy;

	stub.busy = false;
	if (call->new_obj)
		ruapi_object_destroy(call->new_obj);
	stub.busy = busy;
}

static int stub_fails(int err)
{
	stub.failed = true;
	return err;
}

static int stub_run(struct ruapi_call *call)
{
	const struct ruapi_action *action = call->action;
	int ret;
	u16 id;

	stub.ran = true;
	shim_assert(!shim.atomic && !shim.rcu);
	for (id = 0; id < RUAPI_MAX_ATTRS; id++)
		check_attr(call, id);
	check_groups(call);
	check_driver(call);
	check_new(call);
	/* What is really done for every type is in object.c. */
	if (action->number == RUAPI_DESTROY && action->destroys) {
		ret = object_destroy_run(call);
		return ret ? stub_fails(ret) : 0;
	}
	if (action->number == RUAPI_LIST && action->object != RUAPI_OBJ_DEVICE) {
		ret = object_list_run(call);
		return ret ? stub_fails(ret) : 0;
	}
	if (stub.on_run && (action->is_final || (stub.err && !stub.good)))
		stub.on_run();
	if (stub.err && stub.good)
		stub.good--;
	else if (stub.err)
		return stub_fails(-stub.err);
	ret = call->new_obj ? init_new(call) : 0;
	if (ret)
		return stub_fails(ret);
	ret = put_outputs(call);
	if (ret) {
		drop_new(call);
		return stub_fails(ret);
	}
	return 0;
}

static int stub_fast(struct ruapi_obj *obj, u64 arg)
{
	(void)arg;
	stub.ran = true;
	shim_assert(atomic_read(&obj->uobj.usecnt) != 0);
	shim_assert(!obj->ctx ||
		    (obj->ctx->rwsem.readers == 1 && !obj->ctx->dead));
	return -stub.err;
}

static void stub_events(struct ruapi_obj *obj, u32 *events, u32 *async_events)
{
	switch (obj->type) {
	case RUAPI_OBJ_CQ:
		*events = container_of(obj, struct ruapi_cq, obj)->comp.reported;
		*async_events =
			container_of(obj, struct ruapi_cq, obj)->async.reported;
		break;
	case RUAPI_OBJ_QP:
		*async_events =
			container_of(obj, struct ruapi_qp, obj)->async.reported;
		break;
	case RUAPI_OBJ_SRQ:
		*async_events =
			container_of(obj, struct ruapi_srq, obj)->async.reported;
		break;
	default:
		*events = object_handle(obj);
		break;
	}
}

#define STUB_HANDLERS(name, max, ...) \
	static const struct ruapi_handler name##_handlers[max] = { \
		[0 ... (max) - 1] = { \
			.run = stub_run, \
			.fast = stub_fast, \
			__VA_ARGS__ \
		}, \
	}

STUB_HANDLERS(namespace, __RUAPI_NAMESPACE_MAX);
STUB_HANDLERS(device, __RUAPI_DEVICE_MAX);
STUB_HANDLERS(context, __RUAPI_CONTEXT_MAX);
STUB_HANDLERS(event_queue, __RUAPI_EVENT_QUEUE_MAX);
STUB_HANDLERS(pd, __RUAPI_PD_MAX);
STUB_HANDLERS(mr, __RUAPI_MR_MAX);
STUB_HANDLERS(cq, __RUAPI_CQ_MAX);
STUB_HANDLERS(qp, __RUAPI_QP_MAX);
STUB_HANDLERS(cm_id, __RUAPI_CM_ID_MAX, .enters = true);
STUB_HANDLERS(srq, __RUAPI_SRQ_MAX);
STUB_HANDLERS(ah, __RUAPI_AH_MAX, .cap_raw = true);
STUB_HANDLERS(mw, __RUAPI_MW_MAX);
STUB_HANDLERS(multicast, __RUAPI_MULTICAST_MAX);
STUB_HANDLERS(counters, __RUAPI_COUNTERS_MAX);
STUB_HANDLERS(dm, __RUAPI_DM_MAX);
STUB_HANDLERS(xrcd, __RUAPI_XRCD_MAX);
STUB_HANDLERS(wq, __RUAPI_WQ_MAX);
STUB_HANDLERS(rwq_table, __RUAPI_RWQ_TABLE_MAX);
STUB_HANDLERS(flow, __RUAPI_FLOW_MAX);
STUB_HANDLERS(driver_object, __RUAPI_COMMON_MAX);
STUB_HANDLERS(flow_action, __RUAPI_FLOW_ACTION_MAX);
STUB_HANDLERS(dmah, __RUAPI_DMAH_MAX);
STUB_HANDLERS(comp_cntr, __RUAPI_COMP_CNTR_MAX);

#define STUB_TYPE(id, name, ...) \
	[RUAPI_OBJ_##id] = &(const struct ruapi_type){ \
		.handlers = name##_handlers, \
		.num_handlers = ARRAY_SIZE(name##_handlers), \
		__VA_ARGS__ \
	}

#define STUB_OBJECT(id, name, ...) \
	STUB_TYPE(id, name, \
		  .size = sizeof(struct stub_obj), \
		  .stop = stub_stop, \
		  .release = stub_release, \
		  .events = stub_events, \
		  __VA_ARGS__)

const struct ruapi_type *const ruapi_types[__RUAPI_OBJ_MAX] = {
	STUB_TYPE(NAMESPACE, namespace),
	STUB_TYPE(DEVICE, device),
	STUB_OBJECT(CONTEXT, context, .destroy = stub_context_destroy,
		    .device = stub_context_device,
		    .close = RUAPI_CLOSE_CONTEXT),
	STUB_OBJECT(EVENT_QUEUE, event_queue, .destroy = stub_destroy),
	STUB_OBJECT(PD, pd, .destroy = stub_destroy),
	STUB_OBJECT(MR, mr, .destroy = stub_destroy),
	STUB_OBJECT(CQ, cq, .destroy = stub_destroy),
	STUB_OBJECT(QP, qp, .destroy = stub_destroy),
	STUB_OBJECT(CM_ID, cm_id, .destroy = stub_destroy,
		    .device = stub_device, .close = RUAPI_CLOSE_USER),
	STUB_OBJECT(SRQ, srq, .destroy = stub_destroy),
	STUB_OBJECT(AH, ah, .destroy = stub_destroy),
	STUB_OBJECT(MW, mw, .destroy = stub_destroy),
	STUB_OBJECT(MULTICAST, multicast, .destroy = stub_destroy,
		    .close = RUAPI_CLOSE_USER),
	STUB_OBJECT(COUNTERS, counters, .destroy = stub_destroy),
	STUB_OBJECT(DM, dm, .destroy = stub_destroy),
	STUB_OBJECT(XRCD, xrcd, .destroy = stub_destroy),
	STUB_OBJECT(WQ, wq, .destroy = stub_destroy),
	STUB_OBJECT(RWQ_TABLE, rwq_table, .destroy = stub_destroy),
	STUB_OBJECT(FLOW, flow, .destroy = stub_destroy),
	STUB_OBJECT(DRIVER_OBJECT, driver_object, .destroy = stub_destroy),
	STUB_OBJECT(FLOW_ACTION, flow_action, .destroy = stub_destroy),
	STUB_OBJECT(DMAH, dmah, .destroy = stub_destroy),
	STUB_OBJECT(COMP_CNTR, comp_cntr, .destroy = stub_destroy),
};

/* ---- between calls --------------------------------------------------------------- */

static int children(struct ruapi_ns *ns, const struct ruapi_context *ctx)
{
	struct ruapi_obj *obj;
	int count = 0;
	u32 slot;

	for_each_object(ns, slot, obj)
		count += obj->ctx == ctx;
	return count;
}

/* Nothing is locked, nothing is referenced more often than it should be. */
void stub_check_idle(struct ruapi_ns *ns)
{
	struct ruapi_obj *obj;
	u32 slot;
	int refs;

	shim_assert(!shim.atomic && !shim.rcu && !shim.sleeping_locks);
	shim_assert(!user.fds_reserved);
	for_each_object(ns, slot, obj) {
		refs = 1;
		if (obj->type == RUAPI_OBJ_CONTEXT)
			refs += children(ns, to_context(obj));
		shim_assert(obj->uobj.ref.refcount.refs == refs);
		shim_assert(!atomic_read(&obj->uobj.usecnt) && !obj->retired);
	}
}
