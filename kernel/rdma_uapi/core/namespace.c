// SPDX-License-Identifier: GPL-2.0 OR Linux-OpenIB
/* NAMESPACE: the fd itself, and what the module can tell about its calls. */
#include <linux/mm.h>
#include <linux/nsproxy.h>
#include <linux/sched/signal.h>

#include "../../drivers/driver.h"
#include "ruapi.h"

static int namespace_nop(struct ruapi_call *call)
{
	return 0;
}

/* Of a process that is exiting nothing more is to come. */
static u32 view_owner(const struct ruapi_view *view)
{
	struct task_struct *task;
	u32 owner = 0;

	rcu_read_lock();
	task = pid_task(view->owner, PIDTYPE_TGID);
	if (task && atomic_read(&task->signal->live))
		owner = pid_vnr(view->owner);
	rcu_read_unlock();
	return owner;
}

static void query_view(struct ruapi_call *call)
{
	struct ruapi_view *view = call->view;
	struct ruapi_context *ctx;
	u32 handle = 0;

	if (!view)
		return;
	rcu_read_lock();
	ctx = READ_ONCE(view->ctx);
	if (ctx)
		handle = object_handle(&ctx->obj);
	rcu_read_unlock();
	attr_put_u64(call, RUAPI_NAMESPACE_QUERY_VIEW_TAG, view->tag);
	attr_put_u32(call, RUAPI_NAMESPACE_QUERY_VIEW_CONTEXT, handle);
	attr_put_u32(call, RUAPI_NAMESPACE_QUERY_VIEW_OWNER, view_owner(view));
	attr_put_u64(call, RUAPI_NAMESPACE_QUERY_VIEW_NUMBER, view->number);
	if (view->queue)
		attr_put_u32(call, RUAPI_NAMESPACE_QUERY_VIEW_QUEUE,
			     view->queue->handle);
}

static int namespace_query(struct ruapi_call *call)
{
	struct ruapi_ns *ns = call->ns;

	attr_put_u64(call, RUAPI_NAMESPACE_QUERY_ID, ns->id);
	attr_put_u64(call, RUAPI_NAMESPACE_QUERY_NETNS, ns->net->ns.inum);
	attr_put_u64(call, RUAPI_NAMESPACE_QUERY_CALLER_NETNS,
		     current->nsproxy->net_ns->ns.inum);
	attr_put_u64(call, RUAPI_NAMESPACE_QUERY_MEMLOCK_LIMIT,
		     rlimit(RLIMIT_MEMLOCK));
	attr_put_u64(call, RUAPI_NAMESPACE_QUERY_MEMLOCK_USED,
		     (u64)atomic64_read(&current->mm->pinned_vm) << PAGE_SHIFT);
	attr_put_u64(call, RUAPI_NAMESPACE_QUERY_PINNED,
		     atomic64_read(&ns->pinned));
	if (attr_given(call, RUAPI_NAMESPACE_QUERY_OBJECTS))
		attr_put_u32(call, RUAPI_NAMESPACE_QUERY_OBJECTS,
			     ruapi_handles_count(&ns->handles,
						 RUAPI_OBJ_NAMESPACE));
	query_view(call);
	return 0;
}

static int namespace_view(struct ruapi_call *call)
{
	struct ruapi_view *view;
	struct file *file;

	view = ruapi_view_alloc(call->ns,
				attr_u64(call, RUAPI_NAMESPACE_VIEW_TAG));
	if (!view)
		return -ENOMEM;
	view->device = attr_u32(call, RUAPI_NAMESPACE_VIEW_DEVICE);
	view->is_device = attr_given(call, RUAPI_NAMESPACE_VIEW_DEVICE);
	file = ruapi_view_file(view);
	if (IS_ERR(file)) {
		ruapi_view_free(view);
		return PTR_ERR(file);
	}
	return call_new_file(call, RUAPI_NAMESPACE_VIEW_FD, file);
}

/* ---- DESCRIBE ----------------------------------------------------------- */

/* Whether drivers of this kernel have it; @id 0: the action. */
static u32 describe_missing(u16 object, u16 action, u16 id)
{
	const struct ruapi_handler *handler =
		ruapi_action(object, action)->handler;

	return handler->missing & BIT_ULL(id) ? RUAPI_REFUSAL_KERNEL :
						RUAPI_REFUSAL_NONE;
}

static void describe_action(struct ruapi_desc_action *desc, u16 object,
			    u16 action, const struct ruapi_action_spec *spec)
{
	u16 id;

	*desc = (struct ruapi_desc_action){
		.object = object,
		.action = action,
		.ioc_nr = spec->class,
		.flags = ruapi_spec_desc_flags(spec) |
			 describe_missing(object, action, 0) << 8,
	};
	for (id = 0; id < spec->num_attrs; id++)
		desc->num_attrs += !!spec->attrs[id].name;
	strscpy(desc->object_name, ruapi_objects[object]->name,
		sizeof(desc->object_name));
	strscpy(desc->action_name, spec->name, sizeof(desc->action_name));
}

/* The bits that are known, or the largest value. */
static u64 describe_known(const struct ruapi_attr_spec *spec, u32 width)
{
	switch (spec->type) {
	case RUAPI_T_U8:
	case RUAPI_T_U16:
	case RUAPI_T_U32:
	case RUAPI_T_U64:
		return spec->known ?: U64_MAX >> (64 - 8 * width);
	case RUAPI_T_FLAGS32:
		return spec->known;
	default:
		return 0;
	}
}

static void describe_attr(struct ruapi_desc_attr *desc, u16 object, u16 action,
			  u16 id, const struct ruapi_attr_spec *spec)
{
	const u32 width = ruapi_spec_width(spec);

	*desc = (struct ruapi_desc_attr){
		.object = object,
		.action = action,
		.id = id,
		.wire = ruapi_spec_wire(spec),
		.type = spec->type,
		.access = spec->access,
		.group = spec->group,
		.ref_object = spec->object,
		.flags = spec->flags,
		.min_len = width ?: spec->min_len,
		.max_len = width ?: spec->max_len,
		.known = describe_known(spec, width),
	};
	if ((spec->type == RUAPI_T_OBJ || spec->type == RUAPI_T_OBJS) &&
	    !spec->object)
		desc->ref_object = object;
	strscpy(desc->name, spec->name, sizeof(desc->name));
}

/* Of the module, and not of a driver. */
static void describe_own(struct ruapi_desc_attr *desc, u16 object, u16 action,
			 u16 id, const struct ruapi_attr_spec *spec)
{
	describe_attr(desc, object, action, id, spec);
	desc->refusal = describe_missing(object, action, id);
}

/**
 * struct description - all specifications, flat
 * @actions: NULL while counting
 * @attrs: NULL while counting
 * @num_actions: actions seen
 * @num_attrs: attributes seen
 */
struct description {
	struct ruapi_desc_action *actions;
	struct ruapi_desc_attr *attrs;
	u32 num_actions;
	u32 num_attrs;
};

static void describe_one(struct description *d, u16 object, u16 action,
			 const struct ruapi_action_spec *spec)
{
	u16 id;

	if (d->actions)
		describe_action(&d->actions[d->num_actions], object, action,
				spec);
	d->num_actions++;
	for (id = 0; id < spec->num_attrs; id++) {
		if (!spec->attrs[id].name)
			continue;
		if (d->attrs)
			describe_own(&d->attrs[d->num_attrs], object, action, id,
				     &spec->attrs[id]);
		d->num_attrs++;
	}
}

static void describe_driver(struct description *d,
			    const struct ruapi_driver_spec *drv)
{
	u16 i;

	for (i = 0; i < drv->num_attrs; i++) {
		const struct ruapi_driver_attr_spec *spec = &drv->attrs[i];

		if (d->attrs) {
			describe_attr(&d->attrs[d->num_attrs], spec->object,
				      spec->action, spec->id, &spec->attr);
			d->attrs[d->num_attrs].driver_id = drv->driver_id;
		}
		d->num_attrs++;
	}
}

static void describe_all(struct description *d)
{
	const struct ruapi_driver_spec *const *drv;
	const struct ruapi_action_spec *spec;
	u16 object, action;

	d->num_actions = 0;
	d->num_attrs = 0;
	for (object = 0; object < __RUAPI_OBJ_MAX; object++) {
		if (!ruapi_objects[object])
			continue;
		for (action = 0; action < ruapi_objects[object]->num_actions;
		     action++) {
			spec = ruapi_action_spec(object, action);
			if (spec)
				describe_one(d, object, action, spec);
		}
	}
	for (drv = ruapi_drivers; *drv; drv++)
		describe_driver(d, *drv);
}

/* What the driver of a device defines by itself. */
static void describe_methods(struct description *d,
			     const struct ruapi_device *dev)
{
	const struct ruapi_method *method;
	unsigned long index = 0;
	u32 i;

	d->num_actions = 0;
	d->num_attrs = 0;
	while ((method = ruapi_method_next(dev, &index))) {
		if (d->actions)
			ruapi_method_describe(method, dev->driver_id,
					      &d->actions[d->num_actions]);
		d->num_actions++;
		for (i = 0; i < ruapi_method_num_attrs(method); i++) {
			if (d->attrs)
				ruapi_method_describe_attr(method, i,
							   dev->driver_id,
							   &d->attrs[d->num_attrs]);
			d->num_attrs++;
		}
	}
}

/* Specifications of a driver are in its memory, which goes after its devices. */
static int describe_device(struct ruapi_call *call, struct description *d)
{
	struct ruapi_device *dev = call->dev;
	bool gone;

	mutex_lock(&dev->lock);
	gone = dev->gone;
	if (!gone)
		describe_methods(d, dev);
	mutex_unlock(&dev->lock);
	return gone ? call_bad_attr(call, RUAPI_NAMESPACE_DESCRIBE_DEVICE,
				    RUAPI_REASON_DEAD, -ENODEV) : 0;
}

static int describe(struct ruapi_call *call, struct description *d)
{
	if (call->dev)
		return describe_device(call, d);
	describe_all(d);
	return 0;
}

static int namespace_describe(struct ruapi_call *call)
{
	struct description d = {};
	int ret;

	ret = ruapi_ucaps_describe(call, RUAPI_NAMESPACE_DESCRIBE_UCAPS);
	if (ret)
		return ret;
	ret = describe(call, &d);
	if (ret)
		return ret;
	d.actions = kvcalloc(d.num_actions, sizeof(*d.actions),
			     GFP_KERNEL_ACCOUNT);
	d.attrs = kvcalloc(d.num_attrs, sizeof(*d.attrs), GFP_KERNEL_ACCOUNT);
	ret = d.actions && d.attrs ? describe(call, &d) : -ENOMEM;
	if (!ret) {
		attr_put_u32(call, RUAPI_NAMESPACE_DESCRIBE_NUM_ACTIONS,
			     d.num_actions);
		attr_put_u32(call, RUAPI_NAMESPACE_DESCRIBE_NUM_ATTRS,
			     d.num_attrs);
		attr_put_array(call, RUAPI_NAMESPACE_DESCRIBE_ACTIONS,
			       d.actions, d.num_actions * sizeof(*d.actions));
		attr_put_array(call, RUAPI_NAMESPACE_DESCRIBE_ATTRS, d.attrs,
			       d.num_attrs * sizeof(*d.attrs));
	}
	kvfree(d.attrs);
	kvfree(d.actions);
	return ret;
}

static const struct ruapi_handler namespace_handlers[__RUAPI_NAMESPACE_MAX] = {
	[RUAPI_QUERY] = {
		.run = namespace_query,
	},
	[RUAPI_LIST] = {
		.run = object_list_run,
	},
	[RUAPI_NAMESPACE_NOP] = {
		.run = namespace_nop,
	},
	[RUAPI_NAMESPACE_DESCRIBE] = {
		.run = namespace_describe,
	},
	[RUAPI_NAMESPACE_VIEW] = {
		.run = namespace_view,
	},
};

const struct ruapi_type ruapi_type_namespace = {
	.handlers = namespace_handlers,
	.num_handlers = ARRAY_SIZE(namespace_handlers),
};
