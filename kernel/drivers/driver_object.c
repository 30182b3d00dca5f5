// SPDX-License-Identifier: GPL-2.0 OR Linux-OpenIB
/*
 * DRIVER_OBJECT: what methods of a driver have made.  Some are files: then the
 * driver's file operations are called, and the object goes with the file, or with
 * its context, whichever is first.
 */
#include <linux/anon_inodes.h>
#include <linux/fs.h>
#include <linux/module.h>

#include "methods.h"
#include "ruapi.h"

/* How long the last close of a file waits until it tries again. */
#define CLOSE_AGAIN (HZ / 50)

static struct workqueue_struct *close_wq;

/* Behind the driver's object: whose it is. */
static struct ruapi_driver_object **owner_of(struct ib_uobject *uobj)
{
	const size_t size = uobj->uapi_object->type_attrs->obj_size;

	return (void *)uobj + ALIGN(size, sizeof(void *));
}

struct ruapi_driver_object *ruapi_driver_object_of(struct ib_uobject *uobj)
{
	return *owner_of(uobj);
}

static void uobj_free(struct kref *ref)
{
	struct ib_uobject *uobj = container_of(ref, struct ib_uobject, ref);

	kfree_rcu(uobj, rcu);
}

/**
 * ruapi_driver_object_init() - give a new object what its driver takes for it
 * @obj: the object, with its context and handle
 * @type: its type
 * @ufile: what methods of the context take for their file
 *
 * Return: 0 or -ENOMEM.
 */
int ruapi_driver_object_init(struct ruapi_driver_object *obj,
			     const struct ruapi_driver_type *type,
			     struct ib_uverbs_file *ufile)
{
	const size_t size = ALIGN(type->api.type_attrs->obj_size,
				  sizeof(void *));
	struct ib_uobject *uobj;

	uobj = kzalloc(size + sizeof(obj), GFP_KERNEL_ACCOUNT);
	if (!uobj)
		return -ENOMEM;
	uobj->ufile = ufile;
	uobj->context = obj->obj.ctx->ib;
	uobj->uapi_object = &type->api;
	uobj->id = object_handle(&obj->obj);
	INIT_LIST_HEAD(&uobj->list);
	kref_init(&uobj->ref);
	/* For good: who may use it is locked by the handle's object. */
	atomic_set(&uobj->usecnt, -1);
	*owner_of(uobj) = obj;
	obj->type = type;
	obj->uobj = uobj;
	return 0;
}

/* Why a driver is told to destroy it. */
static enum rdma_remove_reason object_reason(const struct ruapi_driver_object *d)
{
	const struct ruapi_context *ctx = d->obj.ctx;

	if (ctx->dead)
		return ctx->removed ? RDMA_REMOVE_DRIVER_REMOVE :
				      RDMA_REMOVE_CLOSE;
	/* Before its handle is known, whoever made it has failed. */
	return d->published ? RDMA_REMOVE_DESTROY : RDMA_REMOVE_ABORT;
}

static void destroy_fd(struct ruapi_driver_object *d)
{
	ruapi_driver_fd_type(d->type)->destroy_object(d->uobj,
						      object_reason(d));
}

static int destroy_idr(struct ruapi_driver_object *d, struct ruapi_udata *udata)
{
	const struct uverbs_obj_idr_type *type;

	type = container_of(d->type->api.type_attrs, struct uverbs_obj_idr_type,
			    type);
	udata->bundle.ufile = d->uobj->ufile;
	return type->destroy_object(d->uobj, object_reason(d), &udata->bundle);
}

static int driver_object_destroy(struct ruapi_obj *obj,
				 struct ruapi_udata *udata)
{
	struct ruapi_driver_object *d = to_driver_object(obj);
	int ret = 0;

	/* As ib_uverbs: a method need not have made anything. */
	if (d->type->is_fd)
		destroy_fd(d);
	else if (d->uobj->object)
		ret = destroy_idr(d, udata);
	/* Which says that there is no such action, or nothing. */
	if (ret > 0 || ret == -EPROTONOSUPPORT)
		ret = -EINVAL;
	if (ret)
		return ret;
	d->uobj->object = NULL;
	d->uobj->context = NULL;
	return 0;
}

static void driver_object_release(struct ruapi_obj *obj)
{
	struct ruapi_driver_object *d = to_driver_object(obj);

	if (d->uobj)
		kref_put(&d->uobj->ref, uobj_free);
}

/* ---- files ----------------------------------------------------------------- */

/*
 * Return: false if it is being destroyed by somebody else, who may fail, or its
 * context is.
 */
static bool object_close(struct ruapi_driver_object *d)
{
	struct ruapi_context *ctx = d->obj.ctx;
	int ret;

	if (!down_read_trylock(&ctx->rwsem))
		return false;
	ret = ruapi_object_try_seize(&d->obj);
	if (!ret) {
		ruapi_object_destroy(&d->obj);
		ruapi_object_retire(&d->obj);
	}
	up_read(&ctx->rwsem);
	return ret != -EBUSY;
}

static void object_end(struct ruapi_driver_object *d)
{
	struct file *main = d->main;

	ruapi_object_put(&d->obj);
	/* Perhaps the last reference on the namespace. */
	fput(main);
}

static void object_close_or_later(struct ruapi_driver_object *d)
{
	if (object_close(d)) {
		object_end(d);
		return;
	}
	/* The file is not there any more when this is done. */
	WRITE_ONCE(d->uobj->object, NULL);
	queue_delayed_work(close_wq, &d->close, CLOSE_AGAIN);
}

static void object_close_work(struct work_struct *work)
{
	object_close_or_later(container_of(to_delayed_work(work),
					   struct ruapi_driver_object, close));
}

/*
 * __fput() comes late, and looks at f_op after the release: the table of the device
 * may be gone by then, and this module, which only our own files hold.
 */
static const struct file_operations closed_fops = {
	.owner = THIS_MODULE,
};

/**
 * ruapi_driver_object_detach() - nothing of the driver is called for a file any more
 * @file: of one of its objects, in its release or before anybody has seen it; the
 *	caller holds the driver's module
 */
void ruapi_driver_object_detach(struct file *file)
{
	__module_get(THIS_MODULE);
	replace_fops(file, &closed_fops);
}

static int object_file_release(struct inode *inode, struct file *file)
{
	/* What nobody was given has been detached, and does not come here. */
	struct ruapi_driver_object *d =
		ruapi_driver_object_of(file->private_data);

	ruapi_driver_object_detach(file);
	object_close_or_later(d);
	return 0;
}

/**
 * ruapi_driver_object_fops() - what files of a type can do
 * @type: the type, whose driver's are already there
 */
void ruapi_driver_object_fops(struct ruapi_driver_type *type)
{
	type->fops.release = object_file_release;
}

/**
 * ruapi_driver_object_file() - the file of a new object
 * @d: initialised
 *
 * Return: a file that does not know it yet, or an ERR_PTR().
 */
struct file *ruapi_driver_object_file(struct ruapi_driver_object *d)
{
	const struct uverbs_obj_fd_type *type = ruapi_driver_fd_type(d->type);

	INIT_DELAYED_WORK(&d->close, object_close_work);
	return anon_inode_getfile(type->name, &d->type->fops, NULL,
				  type->flags);
}

/**
 * ruapi_driver_object_install() - nothing can fail any more: the file is its
 * @d: the object, before it is published
 * @file: its file, which holds it from here on
 */
void ruapi_driver_object_install(struct ruapi_driver_object *d,
				 struct file *file)
{
	d->main = get_file(d->obj.ns->file);
	kref_get(&d->obj.uobj.ref);
	d->uobj->id = 0;
	file->private_data = d->uobj;
}

/* ---- the type --------------------------------------------------------------- */

static u16 driver_object_number(const struct ruapi_obj *obj)
{
	return container_of(obj, struct ruapi_driver_object, obj)->type->number;
}

static const struct ruapi_handler handlers[__RUAPI_COMMON_MAX] = {
	[RUAPI_DESTROY] = {
		.run = object_destroy_run,
	},
	[RUAPI_LIST] = {
		.run = object_list_run,
	},
};

static int driver_object_init(void)
{
	close_wq = alloc_workqueue("rdma_uapi_driver", WQ_UNBOUND, 0);
	return close_wq ? 0 : -ENOMEM;
}

/* No file is open; the work that closed the last one may still end. */
static void driver_object_exit(void)
{
	destroy_workqueue(close_wq);
}

const struct ruapi_type ruapi_type_driver_object = {
	.size = sizeof(struct ruapi_driver_object),
	.handlers = handlers,
	.num_handlers = ARRAY_SIZE(handlers),
	.destroy = driver_object_destroy,
	.release = driver_object_release,
	.number = driver_object_number,
	.init = driver_object_init,
	.exit = driver_object_exit,
};
