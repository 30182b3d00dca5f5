/* SPDX-License-Identifier: GPL-2.0 OR Linux-OpenIB */
/*
 * What a driver defines by itself (methods.c), how it is called by users
 * (method_call.c) and by actions of ours (core_method.c), what it adds to these
 * (added.c), and what users make with it (driver_object.c).
 */
#ifndef RUAPI_METHODS_H
#define RUAPI_METHODS_H

#include <linux/fs.h>
#include <linux/workqueue.h>
#include <linux/xarray.h>
#include <rdma/rdma_uapi.h>
#include <rdma/uverbs_std_types.h>
#include <rdma/uverbs_types.h>

#include "bundle.h"
#include "core/object.h"
#include "driver.h"
#include "uverbs_device.h"

struct ruapi_added_action;
struct ruapi_context;

/**
 * struct ruapi_driver_type - a type of objects that a driver defines
 * @number: as calls name it, RUAPI_DRIVER_NS | n
 * @api: what drivers find behind ->uapi_object
 * @is_fd: its objects are files
 * @fops: of those: the driver's, but for the release
 */
struct ruapi_driver_type {
	u16 number;
	struct uverbs_api_object api;
	bool is_fd;
	struct file_operations fops;
};

/**
 * struct ruapi_method_attr - an attribute of a method
 * @id: as calls name it
 * @key: in a bundle, from 0
 * @wire: enum ruapi_wire
 * @type: enum ruapi_attr_type
 * @refusal: enum ruapi_refusal
 * @object: of objects: what calls name their type; 0: any
 * @spec: the driver's
 */
struct ruapi_method_attr {
	u16 id;
	u8 key;
	u8 wire;
	u8 type;
	u8 refusal;
	u16 object;
	const struct uverbs_attr_spec *spec;
};

/**
 * struct ruapi_method - an action that a driver defines
 * @object: as calls name it: the driver's type, or enum ruapi_object
 * @action: as calls name it
 * @uv_object: as the driver does
 * @uv_method: as the driver does
 * @refusal: enum ruapi_refusal
 * @disabled: the driver says that the device does not have it
 * @run: the driver's; NULL: it only adds attributes to what the core has
 * @mandatory: bit of a key: the attribute must be given
 * @creates: index + 1 in @attrs of the new object, 0: none
 * @destroys: index + 1 of the object that is destroyed
 * @has_udata: it has UHW_IN and UHW_OUT
 * @added_to: of a method of the core's: the action of ours to which the driver adds
 *	attributes, NULL: it adds none, or there is none
 * @num_attrs: entries in @attrs
 * @attrs: in no order
 */
struct ruapi_method {
	u16 object;
	u16 action;
	u16 uv_object;
	u16 uv_method;
	u8 refusal;
	bool disabled;
	int (*run)(struct uverbs_attr_bundle *attrs);
	u64 mandatory;
	u8 creates;
	u8 destroys;
	bool has_udata;
	const struct ruapi_added_action *added_to;
	u8 num_attrs;
	struct ruapi_method_attr attrs[RUAPI_BUNDLE_KEYS];
};

/**
 * struct ruapi_methods - all that the driver of a device defines; does not change
 * @uverbs: what methods take for the device's of ib_uverbs
 * @types: struct ruapi_driver_type by number
 * @methods: struct ruapi_method by object and action
 * @added: those of them that add attributes to an action of ours, by its object
 *	and action
 */
struct ruapi_methods {
	struct ib_uverbs_device uverbs;
	struct xarray types;
	struct xarray methods;
	struct xarray added;
};

/**
 * struct ruapi_driver_object - what a method has made
 * @obj: the object
 * @type: its type
 * @uobj: what the driver takes for it, in memory of its own: drivers have more
 *	of theirs behind it, and may keep it for longer
 * @published: its handle is known
 * @main: of one that is a file: the main file of its namespace, which that holds
 * @close: destroys it when its file's release could not
 */
struct ruapi_driver_object {
	struct ruapi_obj obj;
	const struct ruapi_driver_type *type;
	struct ib_uobject *uobj;
	bool published;
	struct file *main;
	struct delayed_work close;
};

extern const struct ruapi_type ruapi_type_driver_object;

static inline struct ruapi_driver_object *
to_driver_object(struct ruapi_obj *obj)
{
	return container_of(obj, struct ruapi_driver_object, obj);
}

/*
 * A method with a number of the core, of an object of the core: it is in place of an
 * operation, for an action of ours to call (core_method.c), and none by itself.
 */
static inline bool ruapi_method_is_core(u16 object, u16 action)
{
	return !((object | action) & RUAPI_DRIVER_NS);
}

/* An attribute of the driver's, and not one that ib_uverbs has. */
static inline bool ruapi_method_attr_is_added(const struct ruapi_method_attr *attr)
{
	return attr->id >= RUAPI_ATTR_ADDED;
}

/* Of a type whose objects are files. */
static inline const struct uverbs_obj_fd_type *
ruapi_driver_fd_type(const struct ruapi_driver_type *type)
{
	return container_of(type->api.type_attrs, struct uverbs_obj_fd_type,
			    type);
}

#define ruapi_method_key(object, action) ((u32)(object) << 16 | (action))

const struct ruapi_method *ruapi_method_find(const struct ruapi_device *dev,
					     u16 object, u16 action);
const struct ruapi_method *
ruapi_method_find_core(const struct ruapi_device *dev, u16 object, u16 number);
const struct ruapi_method_attr *
ruapi_method_find_attr(const struct ruapi_method *method, u16 id);
u16 ruapi_method_from_uverbs(u16 id);
int ruapi_method_run(const struct ruapi_method *method,
		     struct ruapi_bundle *bundle);

struct ib_uverbs_file *ruapi_method_ufile_alloc(const struct ruapi_device *dev);
struct ib_uverbs_file *ruapi_method_ufile(struct ruapi_context *ctx);

const struct ruapi_added_action *ruapi_added_action(u16 uv_object,
						    u16 uv_method);
u16 ruapi_added_refusal(const struct ruapi_method *method);
struct ruapi_bundle *ruapi_added_bundle(struct ruapi_call *call);

int ruapi_driver_object_init(struct ruapi_driver_object *obj,
			     const struct ruapi_driver_type *type,
			     struct ib_uverbs_file *ufile);
void ruapi_driver_object_fops(struct ruapi_driver_type *type);
struct file *ruapi_driver_object_file(struct ruapi_driver_object *obj);
void ruapi_driver_object_detach(struct file *file);
void ruapi_driver_object_install(struct ruapi_driver_object *obj,
				 struct file *file);
struct ruapi_driver_object *ruapi_driver_object_of(struct ib_uobject *uobj);

#endif /* RUAPI_METHODS_H */
