// SPDX-License-Identifier: GPL-2.0 OR Linux-OpenIB
/*
 * What a driver defines by itself (ib_device.driver_def): methods, types of
 * objects, attributes.  They are compiled when a device arrives, as ib_uverbs does
 * it, into actions of class DRIVER.  What cannot be offered is kept with the
 * reason, for DESCRIBE.
 */
#include <linux/slab.h>
#include <rdma/ib_verbs.h>

#include "added.h"
#include "methods.h"
#include "ruapi.h"

/* Number of a type of ib_uverbs that is none here: only DESCRIBE shows it. */
#define NO_OBJECT (RUAPI_DRIVER_NS | 0x4000)

/**
 * struct builder - definitions on their way into a table
 * @ibdev: the device
 * @methods: the table
 * @disabled: types that the driver says the device does not have, as it numbers
 *	them
 */
struct builder {
	struct ib_device *ibdev;
	struct ruapi_methods *methods;
	struct xarray disabled;
};

/**
 * ruapi_method_from_uverbs() - the number of an attribute or method
 * @id: as a driver says it
 *
 * Return: as calls say it.
 */
u16 ruapi_method_from_uverbs(u16 id)
{
	if (!(id & UVERBS_API_NS_FLAG))
		return id;
	return RUAPI_DRIVER_NS | (id & ~UVERBS_API_NS_FLAG);
}

/* The type of objects that drivers know by @id; 0: there is none here. */
static u16 core_object(u16 id)
{
	u16 type;

	for (type = 0; type < __RUAPI_OBJ_MAX; type++)
		if (ruapi_types[type] && ruapi_types[type]->uverbs &&
		    ruapi_types[type]->uverbs->id == id)
			return type;
	return 0;
}

static u16 object_from_uverbs(u16 id)
{
	return id & UVERBS_API_NS_FLAG ? ruapi_method_from_uverbs(id) :
					 core_object(id);
}

/**
 * ruapi_method_find_attr() - look up an attribute of a method
 * @method: the method
 * @id: as a user says it
 *
 * Return: NULL if there is none.
 */
const struct ruapi_method_attr *
ruapi_method_find_attr(const struct ruapi_method *method, u16 id)
{
	unsigned int i;

	for (i = 0; i < method->num_attrs; i++)
		if (method->attrs[i].id == id)
			return &method->attrs[i];
	return NULL;
}

static const struct ruapi_method *find_any(const struct ruapi_device *dev,
					   u16 object, u16 action)
{
	const struct ruapi_method *method;

	if (!dev->methods)
		return NULL;
	method = xa_load(&dev->methods->methods,
			 ruapi_method_key(object, action));
	return method && !method->disabled && method->run ? method : NULL;
}

/**
 * ruapi_method_find() - look up an action that a driver defines
 * @dev: the device
 * @object: as a user says it
 * @action: as a user says it
 *
 * Return: the method, NULL if there is none.
 */
const struct ruapi_method *ruapi_method_find(const struct ruapi_device *dev,
					     u16 object, u16 action)
{
	return ruapi_method_is_core(object, action) ?
		       NULL : find_any(dev, object, action);
}

/**
 * ruapi_method_find_core() - look up what a driver has in place of an operation
 * @dev: the device
 * @object: enum ruapi_object
 * @number: of the method, as ib_uverbs numbers it
 *
 * Return: the method, NULL if there is none.
 */
const struct ruapi_method *
ruapi_method_find_core(const struct ruapi_device *dev, u16 object, u16 number)
{
	const struct ruapi_method *method = find_any(dev, object, number);

	return method && method->refusal != RUAPI_REFUSAL_SHAPE ? method : NULL;
}

/* ---- attributes ----------------------------------------------------------- */

/* Inline, if there is no doubt how long it is. */
static u8 scalar_type(const struct uverbs_attr_spec *spec)
{
	const u16 from = spec->u.ptr.min_len, to = spec->u.ptr.len;

	if (spec->zero_trailing || spec->is_udata)
		return 0;
	if (from == 4 && to == 8)
		return RUAPI_T_U64;
	if (from != to)
		return 0;
	switch (to) {
	case 1:
		return RUAPI_T_U8;
	case 2:
		return RUAPI_T_U16;
	case 4:
		return RUAPI_T_U32;
	case 8:
		return RUAPI_T_U64;
	default:
		return 0;
	}
}

static u8 attr_set_ptr(struct ruapi_method_attr *attr)
{
	const struct uverbs_attr_spec *spec = attr->spec;

	attr->type = spec->zero_trailing ? RUAPI_T_STRUCT : RUAPI_T_BYTES;
	if (spec->type == UVERBS_ATTR_TYPE_PTR_OUT) {
		attr->wire = RUAPI_WIRE_BUF_OUT;
		return RUAPI_REFUSAL_NONE;
	}
	attr->wire = RUAPI_WIRE_BUF_IN;
	if (spec->type == UVERBS_ATTR_TYPE_PTR_IN && scalar_type(spec)) {
		attr->type = scalar_type(spec);
		attr->wire = RUAPI_WIRE_IN;
	}
	return RUAPI_REFUSAL_NONE;
}

static const struct ruapi_driver_type *
find_type(struct ruapi_methods *methods, u16 number)
{
	return number & RUAPI_DRIVER_NS ? xa_load(&methods->types, number) :
					  NULL;
}

static const u8 idr_wires[] = {
	[UVERBS_ACCESS_READ] = RUAPI_WIRE_OBJ_IN,
	[UVERBS_ACCESS_WRITE] = RUAPI_WIRE_OBJ_IN,
	[UVERBS_ACCESS_NEW] = RUAPI_WIRE_OBJ_NEW,
	[UVERBS_ACCESS_DESTROY] = RUAPI_WIRE_OBJ_DESTROY,
};

/* Of an object, by its handle. */
static u8 attr_set_idr(struct ruapi_methods *methods,
		       struct ruapi_method_attr *attr, u16 uv_object, u8 access)
{
	const struct ruapi_driver_type *type;

	if (access >= ARRAY_SIZE(idr_wires))
		return RUAPI_REFUSAL_ATTR;
	attr->wire = idr_wires[access];
	attr->type = RUAPI_T_OBJ;
	if (uv_object == UVERBS_IDR_ANY_OBJECT)
		return access <= UVERBS_ACCESS_WRITE ? RUAPI_REFUSAL_NONE :
						       RUAPI_REFUSAL_SHAPE;
	attr->object = object_from_uverbs(uv_object);
	if (!attr->object)
		return RUAPI_REFUSAL_OBJECT;
	if (!(attr->object & RUAPI_DRIVER_NS)) {
		if (!ruapi_types[attr->object]->size)
			return RUAPI_REFUSAL_OBJECT;
		if (access == UVERBS_ACCESS_NEW)
			return RUAPI_REFUSAL_NEW;
		return access == UVERBS_ACCESS_DESTROY ?
			       RUAPI_REFUSAL_DESTROY : RUAPI_REFUSAL_NONE;
	}
	type = find_type(methods, attr->object);
	return type && !type->is_fd ? RUAPI_REFUSAL_NONE : RUAPI_REFUSAL_OBJECT;
}

/* Of an object that is a file. */
static u8 attr_set_fd(struct ruapi_methods *methods,
		      struct ruapi_method_attr *attr)
{
	const u8 access = attr->spec->u.obj.access;
	const struct ruapi_driver_type *type;

	attr->type = RUAPI_T_FD;
	attr->wire = access == UVERBS_ACCESS_NEW ? RUAPI_WIRE_FD_NEW :
						   RUAPI_WIRE_FD_IN;
	attr->object = object_from_uverbs(attr->spec->u.obj.obj_type);
	if (access != UVERBS_ACCESS_NEW && access != UVERBS_ACCESS_READ)
		return RUAPI_REFUSAL_SHAPE;
	type = find_type(methods, attr->object);
	return type && type->is_fd && type->fops.release ?
		       RUAPI_REFUSAL_NONE : RUAPI_REFUSAL_OBJECT;
}

static u8 attr_set_array(struct ruapi_methods *methods,
			 struct ruapi_method_attr *attr)
{
	const u8 access = attr->spec->u2.objs_arr.access;
	u8 refusal;

	refusal = attr_set_idr(methods, attr, attr->spec->u2.objs_arr.obj_type,
			       access);
	attr->type = RUAPI_T_OBJS;
	attr->wire = RUAPI_WIRE_OBJS_IN;
	return access <= UVERBS_ACCESS_WRITE ? refusal : RUAPI_REFUSAL_SHAPE;
}

/* Return: enum ruapi_refusal */
static u8 attr_set(struct ruapi_methods *methods,
		   struct ruapi_method_attr *attr)
{
	switch (attr->spec->type) {
	case UVERBS_ATTR_TYPE_PTR_IN:
	case UVERBS_ATTR_TYPE_PTR_OUT:
	case UVERBS_ATTR_TYPE_ENUM_IN:
		return attr_set_ptr(attr);
	case UVERBS_ATTR_TYPE_IDR:
		return attr_set_idr(methods, attr, attr->spec->u.obj.obj_type,
				    attr->spec->u.obj.access);
	case UVERBS_ATTR_TYPE_FD:
		return attr_set_fd(methods, attr);
	case UVERBS_ATTR_TYPE_RAW_FD:
		attr->type = RUAPI_T_FD;
		attr->wire = RUAPI_WIRE_FD_IN;
		return RUAPI_REFUSAL_NONE;
	case UVERBS_ATTR_TYPE_IDRS_ARRAY:
		return attr_set_array(methods, attr);
	default:
		return RUAPI_REFUSAL_ATTR;
	}
}

/* ---- methods --------------------------------------------------------------- */

/* Only one object can be new or go, and it must be given. */
static u8 method_set_single(struct ruapi_method *method, unsigned int i)
{
	if (method->creates || method->destroys ||
	    !method->attrs[i].spec->mandatory)
		return RUAPI_REFUSAL_SHAPE;
	if (method->attrs[i].wire == RUAPI_WIRE_OBJ_DESTROY)
		method->destroys = i + 1;
	else
		method->creates = i + 1;
	return RUAPI_REFUSAL_NONE;
}

static u8 method_set_attr(struct ruapi_methods *methods,
			  struct ruapi_method *method, unsigned int i)
{
	struct ruapi_method_attr *attr = &method->attrs[i];
	u8 refusal;

	if (method->mandatory & BIT_ULL(attr->key))
		return RUAPI_REFUSAL_SHAPE;
	if (attr->spec->mandatory)
		method->mandatory |= BIT_ULL(attr->key);
	if (attr->spec->is_udata)
		method->has_udata = true;
	refusal = attr_set(methods, attr);
	if (refusal)
		return refusal;
	switch (attr->wire) {
	case RUAPI_WIRE_OBJ_NEW:
	case RUAPI_WIRE_OBJ_DESTROY:
	case RUAPI_WIRE_FD_NEW:
		return method_set_single(method, i);
	default:
		return RUAPI_REFUSAL_NONE;
	}
}

static bool attr_is_object(const struct uverbs_attr_spec *spec)
{
	return spec->type == UVERBS_ATTR_TYPE_IDR ||
	       spec->type == UVERBS_ATTR_TYPE_FD;
}

static bool attr_is_disabled(struct builder *b,
			     const struct uverbs_attr_spec *spec)
{
	if (attr_is_object(spec))
		return xa_load(&b->disabled, spec->u.obj.obj_type);
	return spec->type == UVERBS_ATTR_TYPE_IDRS_ARRAY &&
	       xa_load(&b->disabled, spec->u2.objs_arr.obj_type);
}

/* Of an attribute that is added to an action of ours; @refusal: of any other. */
static u8 added_refusal(struct builder *b, const struct ruapi_method *method,
			const struct ruapi_method_attr *attr, u8 refusal)
{
	if (!method->added_to)
		return RUAPI_REFUSAL_ACTION;
	if (refusal)
		return refusal;
	if (attr_is_disabled(b, attr->spec))
		return RUAPI_REFUSAL_OBJECT;
	if (method->added_to->no_objects &&
	    (attr_is_object(attr->spec) || attr->type == RUAPI_T_OBJS))
		return RUAPI_REFUSAL_OBJECT;
	if (attr->spec->is_udata)
		return RUAPI_REFUSAL_SHAPE;
	switch (attr->wire) {
	case RUAPI_WIRE_OBJ_NEW:
	case RUAPI_WIRE_OBJ_DESTROY:
	case RUAPI_WIRE_FD_NEW:
		/* The action has one already, or none that could be two. */
		return RUAPI_REFUSAL_SHAPE;
	default:
		return RUAPI_REFUSAL_NONE;
	}
}

/* Attributes that a driver adds to a method of the core's, beside those it has. */
static int method_finish_added(struct builder *b, struct ruapi_method *method)
{
	struct ruapi_method_attr *attr;
	bool any = false;
	unsigned int i;

	method->added_to = ruapi_added_action(method->uv_object,
					      method->uv_method);
	for (i = 0; i < method->num_attrs; i++) {
		attr = &method->attrs[i];
		if (!ruapi_method_attr_is_added(attr))
			continue;
		any = true;
		attr->refusal = added_refusal(b, method, attr,
					      attr_set(b->methods, attr));
	}
	if (!any)
		method->added_to = NULL;
	if (!method->added_to)
		return 0;
	return xa_insert(&b->methods->added,
			 ruapi_method_key(method->added_to->object,
					  method->added_to->action),
			 method, GFP_KERNEL);
}

static void method_finish(struct builder *b, struct ruapi_method *method)
{
	unsigned int i;
	u8 refusal;

	method->disabled = xa_load(&b->disabled, method->uv_object);
	if ((method->object & NO_OBJECT) == NO_OBJECT)
		method->refusal = RUAPI_REFUSAL_OBJECT;
	for (i = 0; i < method->num_attrs; i++) {
		if (ruapi_method_attr_is_added(&method->attrs[i]))
			continue;
		if (attr_is_disabled(b, method->attrs[i].spec))
			method->disabled = true;
		refusal = method_set_attr(b->methods, method, i);
		if (!method->refusal)
			method->refusal = refusal;
	}
}

/* What a method says of types: which of them are files. */
static void method_mark_types(struct builder *b,
			      const struct ruapi_method *method)
{
	const struct uverbs_obj_fd_type *fd;
	struct ruapi_driver_type *type;
	unsigned int i;

	for (i = 0; i < method->num_attrs; i++) {
		const struct uverbs_attr_spec *spec = method->attrs[i].spec;

		if (spec->type != UVERBS_ATTR_TYPE_FD)
			continue;
		type = xa_load(&b->methods->types,
			       ruapi_method_from_uverbs(spec->u.obj.obj_type));
		if (!type)
			continue;
		fd = ruapi_driver_fd_type(type);
		type->is_fd = true;
		if (!fd->fops || !fd->fops->release || !fd->destroy_object)
			continue;
		type->fops = *fd->fops;
		ruapi_driver_object_fops(type);
	}
}

/* ---- definitions ------------------------------------------------------------ */

static struct ruapi_method *method_get(struct builder *b, u16 object, u16 action,
				       u16 uv_object, u16 uv_method)
{
	const u32 key = ruapi_method_key(object, action);
	struct ruapi_method *method = xa_load(&b->methods->methods, key);
	int ret;

	if (method)
		return method;
	method = kzalloc(sizeof(*method), GFP_KERNEL);
	if (!method)
		return ERR_PTR(-ENOMEM);
	method->object = object;
	method->action = action;
	method->uv_object = uv_object;
	method->uv_method = uv_method;
	ret = xa_insert(&b->methods->methods, key, method, GFP_KERNEL);
	if (!ret)
		return method;
	kfree(method);
	return ERR_PTR(ret);
}

/* What is the driver's in an action of ours has a place of its own: UHW is there. */
static u16 attr_from_uverbs(const struct ruapi_method *method, u16 id)
{
	const u16 number = ruapi_method_from_uverbs(id);

	return number & RUAPI_DRIVER_NS &&
	       ruapi_method_is_core(method->object, method->action) ?
		       RUAPI_ATTR_ADDED | number : number;
}

/* Return: false if the method cannot be had because of it. */
static bool method_add_attr(struct ruapi_method *method,
			    const struct uverbs_attr_def *def)
{
	const u32 key = uapi_key_attr(def->id);
	unsigned int i;

	if (key == UVERBS_API_KEY_ERR)
		return false;
	for (i = 0; i < method->num_attrs; i++)
		if (method->attrs[i].key == uapi_bkey_attr(key))
			return false;
	method->attrs[method->num_attrs++] = (struct ruapi_method_attr){
		.id = attr_from_uverbs(method, def->id),
		.key = uapi_bkey_attr(key),
		.spec = &def->attr,
	};
	return true;
}

static int build_method(struct builder *b, u16 uv_object,
			const struct uverbs_method_def *def)
{
	u16 object = object_from_uverbs(uv_object);
	struct ruapi_method *method;
	size_t i;

	if (!def->attrs)
		return 0;
	if (!object)
		object = NO_OBJECT | uv_object;
	method = method_get(b, object, ruapi_method_from_uverbs(def->id),
			    uv_object, def->id);
	if (IS_ERR(method))
		return PTR_ERR(method);
	if (def->handler && method->run)
		method->refusal = RUAPI_REFUSAL_SHAPE;
	else if (def->handler)
		method->run = def->handler;
	for (i = 0; i < def->num_attrs; i++)
		if ((*def->attrs)[i] &&
		    !method_add_attr(method, (*def->attrs)[i]))
			method->refusal = RUAPI_REFUSAL_SHAPE;
	return 0;
}

static int build_type(struct builder *b, const struct uverbs_object_def *def)
{
	const u16 number = ruapi_method_from_uverbs(def->id);
	struct ruapi_driver_type *type;
	int ret;

	if (!(number & RUAPI_DRIVER_NS) ||
	    def->type_attrs->obj_size < sizeof(struct ib_uobject))
		return -EINVAL;
	type = kzalloc(sizeof(*type), GFP_KERNEL);
	if (!type)
		return -ENOMEM;
	type->number = number;
	type->api.type_attrs = def->type_attrs;
	type->api.type_class = def->type_attrs->type_class;
	type->api.id = def->id;
	ret = xa_insert(&b->methods->types, number, type, GFP_KERNEL);
	if (ret)
		kfree(type);
	return ret == -EBUSY ? -EINVAL : ret;
}

static int build_object(struct builder *b, const struct uverbs_object_def *def)
{
	size_t i;
	int ret = 0;

	if (def->type_attrs)
		ret = build_type(b, def);
	for (i = 0; !ret && def->methods && i < def->num_methods; i++)
		if ((*def->methods)[i])
			ret = build_method(b, def->id, (*def->methods)[i]);
	return ret;
}

static bool def_is_supported(struct builder *b,
			     const struct uapi_definition *def)
{
	if (def->kind == UAPI_DEF_IS_SUPPORTED_FUNC)
		return def->func_is_supported(b->ibdev);
	return *(void **)((u8 *)&b->ibdev->ops + def->needs_fn_offset);
}

/* Return: 0, or -EINVAL for what ib_uverbs would not take either. */
static int build(struct builder *b, const struct uapi_definition *def)
{
	u16 object = 0;
	int ret = 0;

	for (; !ret && def->kind != UAPI_DEF_END; def++) {
		switch (def->kind) {
		case UAPI_DEF_CHAIN:
			ret = def->chain ? build(b, def->chain) : 0;
			break;
		case UAPI_DEF_CHAIN_OBJ_TREE:
			object = def->object_start.object_id;
			ret = object == def->chain_obj_tree->id ?
				      build_object(b, def->chain_obj_tree) :
				      -EINVAL;
			break;
		case UAPI_DEF_OBJECT_START:
			object = def->object_start.object_id;
			break;
		case UAPI_DEF_IS_SUPPORTED_FUNC:
		case UAPI_DEF_IS_SUPPORTED_DEV_FN:
			/* Those of methods are about write(). */
			if (def->scope == UAPI_SCOPE_OBJECT &&
			    !def_is_supported(b, def))
				ret = xa_err(xa_store(&b->disabled, object,
						      xa_mk_value(1),
						      GFP_KERNEL));
			break;
		case UAPI_DEF_WRITE:
			break;
		default:
			ret = -EINVAL;
		}
	}
	return ret;
}

static void methods_free(struct ruapi_methods *methods)
{
	unsigned long i;
	void *entry;

	xa_destroy(&methods->added);
	xa_for_each(&methods->methods, i, entry)
		kfree(entry);
	xa_destroy(&methods->methods);
	xa_for_each(&methods->types, i, entry)
		kfree(entry);
	xa_destroy(&methods->types);
	cleanup_srcu_struct(&methods->uverbs.disassociate_srcu);
	kfree(methods);
}

static struct ruapi_methods *methods_alloc(struct ib_device *ibdev)
{
	struct ruapi_methods *methods = kzalloc(sizeof(*methods), GFP_KERNEL);

	if (!methods)
		return NULL;
	if (init_srcu_struct(&methods->uverbs.disassociate_srcu)) {
		kfree(methods);
		return NULL;
	}
	RCU_INIT_POINTER(methods->uverbs.ib_dev, ibdev);
	xa_init(&methods->types);
	xa_init(&methods->methods);
	xa_init(&methods->added);
	return methods;
}

static int methods_build(struct ib_device *ibdev, struct ruapi_methods *methods)
{
	struct builder b = { .ibdev = ibdev, .methods = methods };
	struct ruapi_method *method;
	unsigned long i;
	int ret;

	xa_init(&b.disabled);
	ret = build(&b, ibdev->driver_def);
	if (!ret) {
		xa_for_each(&methods->methods, i, method)
			method_mark_types(&b, method);
		xa_for_each(&methods->methods, i, method)
			method_finish(&b, method);
	}
	xa_for_each(&methods->methods, i, method)
		if (!ret && ruapi_method_is_core(method->object,
						 method->action))
			ret = method_finish_added(&b, method);
	xa_destroy(&b.disabled);
	return ret;
}

/**
 * ruapi_methods_init() - compile what the driver of a new device defines
 * @dev: the device, with its ib_device
 *
 * Definitions that make no sense are none, and the log says so.
 *
 * Return: 0 or -ENOMEM.
 */
int ruapi_methods_init(struct ruapi_device *dev)
{
	struct ib_device *ibdev = dev->ibdev;
	struct ruapi_methods *methods;
	int ret;

	if (!ibdev->driver_def)
		return 0;
	methods = methods_alloc(ibdev);
	if (!methods)
		return -ENOMEM;
	ret = methods_build(ibdev, methods);
	if (!ret) {
		dev->methods = methods;
		return 0;
	}
	methods_free(methods);
	if (ret != -EINVAL)
		return ret;
	dev_warn(&ibdev->dev,
		 "rdma_uapi: the driver's own methods make no sense, and are not offered\n");
	return 0;
}

/* Nobody has an object of the device any more. */
void ruapi_methods_exit(struct ruapi_device *dev)
{
	if (dev->methods)
		methods_free(dev->methods);
}
