// SPDX-License-Identifier: GPL-2.0 OR Linux-OpenIB
/*
 * XRCD: XRC domains.  Whoever can name the same inode may open the same domain of a
 * device, in any process, network namespace or namespace of handles.
 *
 * ib_uverbs holds the inode only: what it is on can be unmounted under it.  Here
 * it is held by a file of our own, opened with O_PATH.  Not by that of the caller:
 * its end means something to others, and it may be one of this very namespace.
 */
#include <linux/cred.h>
#include <linux/fcntl.h>
#include <linux/file.h>
#include <linux/fs.h>
#include <linux/rbtree.h>
#include <linux/seq_file.h>
#include <rdma/uverbs_std_types.h>

#include "verbs/verbs.h"

/**
 * struct xrc_domain - what objects that opened the same inode share
 * @node: in @domains, if @listed
 * @dev: its device, which each user holds
 * @inode: by which others find it; NULL: they do not
 * @pin: keeps @inode
 * @ib: ib_core's
 * @users: objects; under @domains_lock, as @listed
 * @listed: others find it
 */
struct xrc_domain {
	struct rb_node node;
	struct ruapi_device *dev;
	struct inode *inode;
	struct file *pin;
	struct ib_xrcd *ib;
	u32 users;
	bool listed;
};

/* Drivers are not called under it: they may wait for memory of a user. */
static DEFINE_SPINLOCK(domains_lock);
static struct rb_root domains = RB_ROOT;

/* ---- finding one --------------------------------------------------------- */

struct domain_key {
	const struct ruapi_device *dev;
	const struct inode *inode;
};

static int key_cmp(const void *key, const struct rb_node *node)
{
	const struct xrc_domain *domain =
		rb_entry(node, struct xrc_domain, node);
	const struct domain_key *k = key;

	if (k->dev != domain->dev)
		return k->dev < domain->dev ? -1 : 1;
	if (k->inode != domain->inode)
		return k->inode < domain->inode ? -1 : 1;
	return 0;
}

static int domain_cmp(struct rb_node *node, const struct rb_node *other)
{
	const struct xrc_domain *domain =
		rb_entry(node, struct xrc_domain, node);
	const struct domain_key key = {
		.dev = domain->dev,
		.inode = domain->inode,
	};

	return key_cmp(&key, other);
}

/* Return: with one user more; NULL: there is none; -EINVAL: none may be there. */
static struct xrc_domain *domain_get(struct ruapi_device *dev,
				     const struct inode *inode, u32 flags)
{
	const struct domain_key key = { .dev = dev, .inode = inode, };
	struct xrc_domain *domain = NULL;
	struct rb_node *node;

	spin_lock(&domains_lock);
	node = rb_find(&key, &domains, key_cmp);
	if (node && flags & RUAPI_XRCD_F_EXCL) {
		domain = ERR_PTR(-EINVAL);
	} else if (node) {
		domain = rb_entry(node, struct xrc_domain, node);
		domain->users++;
	}
	spin_unlock(&domains_lock);
	return domain;
}

/* Others find it from here on.  Return: false if they find another one. */
static bool domain_list(struct xrc_domain *domain)
{
	bool listed;

	spin_lock(&domains_lock);
	listed = !rb_find_add(&domain->node, &domains, domain_cmp);
	domain->listed = listed;
	spin_unlock(&domains_lock);
	return listed;
}

/* ---- life ------------------------------------------------------------------ */

/*
 * The last of an inode may wait for its file system.  It does that after the call,
 * or in a work of the kernel's: no removal waits for it.
 */
static void domain_free(struct xrc_domain *domain)
{
	if (domain->pin)
		fput(domain->pin);
	kfree(domain);
}

/* Keeps the inode of a file.  Return: 0 or a negative errno. */
static int domain_pin(struct xrc_domain *domain, struct file *file)
{
	struct file *pin;

	if (!file)
		return 0;
	pin = dentry_open(&file->f_path, O_PATH, current_cred());
	if (IS_ERR(pin))
		return PTR_ERR(pin);
	domain->pin = pin;
	domain->inode = file_inode(file);
	return 0;
}

/* With one user, and not listed. */
static struct xrc_domain *domain_make(struct ruapi_call *call, struct file *file)
{
	struct xrc_domain *domain;
	int ret;

	domain = kzalloc(sizeof(*domain), GFP_KERNEL_ACCOUNT);
	if (!domain)
		return ERR_PTR(-ENOMEM);
	domain->dev = call->dev;
	domain->users = 1;
	ret = domain_pin(domain, file);
	if (!ret) {
		domain->ib = ib_alloc_xrcd_user(call->dev->ibdev, NULL,
						ruapi_udata(call_udata(call)));
		ret = PTR_ERR_OR_ZERO(domain->ib);
	}
	if (!ret)
		return domain;
	domain_free(domain);
	return ERR_PTR(ret);
}

/*
 * One user less.  If the driver refuses to end it nothing has happened; but if
 * others have made a new one meanwhile, nobody will find this one any more.
 */
static int domain_put(struct xrc_domain *domain, struct ruapi_context *ctx,
		      struct ruapi_udata *udata)
{
	bool last, listed;
	int ret;

	spin_lock(&domains_lock);
	last = !--domain->users;
	listed = domain->listed;
	if (last && listed) {
		rb_erase(&domain->node, &domains);
		domain->listed = false;
	}
	spin_unlock(&domains_lock);
	if (!last)
		return 0;

	ret = ib_dealloc_xrcd_user(domain->ib, ruapi_udata(udata));
	if (ret) {
		domain->users = 1;
		/* Nobody will ask again for one of a dead context. */
		if (listed && !ctx->dead)
			domain_list(domain);
		return ret;
	}
	domain_free(domain);
	return 0;
}

/* ---- the object ------------------------------------------------------------ */

static int xrcd_destroy(struct ruapi_obj *obj, struct ruapi_udata *udata)
{
	struct ruapi_xrcd *xrcd = container_of(obj, struct ruapi_xrcd, obj);

	/* As ib_uverbs: those of other openers do not matter. */
	if (atomic_read(&xrcd->users))
		return -EBUSY;
	return domain_put(xrcd->domain, obj->ctx, udata);
}

/**
 * ruapi_xrcd_use() - a QP or an SRQ was made with a domain
 * @xrcd: locked for READ; NULL: with none
 *
 * Return: @xrcd, for ruapi_xrcd_unuse().
 */
struct ruapi_obj *ruapi_xrcd_use(struct ruapi_obj *xrcd)
{
	if (xrcd) {
		kref_get(&xrcd->uobj.ref);
		atomic_inc(&container_of(xrcd, struct ruapi_xrcd, obj)->users);
	}
	return xrcd;
}

/* What was made with it is gone. */
void ruapi_xrcd_unuse(struct ruapi_obj *xrcd)
{
	if (xrcd) {
		atomic_dec(&container_of(xrcd, struct ruapi_xrcd, obj)->users);
		ruapi_object_put(xrcd);
	}
}

static struct xrc_domain *xrcd_open_file(struct ruapi_call *call,
					 struct file *file, u32 flags)
{
	struct inode *inode = file_inode(file);
	struct xrc_domain *domain, *other;
	struct ruapi_udata udata;

	domain = domain_get(call->dev, inode, flags);
	if (!domain && !(flags & RUAPI_XRCD_F_CREATE))
		domain = ERR_PTR(-EAGAIN);
	if (domain)
		return domain;
	domain = domain_make(call, file);
	/* Somebody else was faster, and may even have closed it again. */
	while (!IS_ERR(domain) && !domain_list(domain)) {
		other = domain_get(call->dev, inode, flags);
		if (!other)
			continue;
		ruapi_udata_init(&udata, call->ctx->ib, &call->ns->ufile);
		domain_put(domain, call->ctx, &udata);
		domain = other;
		break;
	}
	return domain;
}

/* Return: 0 or a negative errno; the domain has one user more. */
static int xrcd_take_domain(struct ruapi_call *call, struct ruapi_xrcd *xrcd)
{
	const u32 flags = attr_u32(call, RUAPI_XRCD_OPEN_FLAGS);
	struct xrc_domain *domain;
	struct file *file;

	if (attr_given(call, RUAPI_XRCD_OPEN_FD)) {
		file = fget(attr_u32(call, RUAPI_XRCD_OPEN_FD));
		if (!file)
			return call_bad_attr(call, RUAPI_XRCD_OPEN_FD,
					     RUAPI_REASON_FD, -EBADF);
		domain = xrcd_open_file(call, file, flags);
		xrcd->shared = true;
		xrcd->sdev = file_inode(file)->i_sb->s_dev;
		xrcd->ino = file_inode(file)->i_ino;
		fput(file);
		if (domain == ERR_PTR(-EAGAIN) || domain == ERR_PTR(-EINVAL))
			return call_bad_attr(call, RUAPI_XRCD_OPEN_FLAGS,
					     RUAPI_REASON_STATE,
					     PTR_ERR(domain));
	} else {
		domain = domain_make(call, NULL);
	}
	if (IS_ERR(domain))
		return PTR_ERR(domain);
	xrcd->domain = domain;
	xrcd->ib = domain->ib;
	return 0;
}

static int xrcd_open(struct ruapi_call *call)
{
	const struct ib_device_ops *ops = &call->dev->ibdev->ops;
	struct ruapi_xrcd *xrcd = attr_new(xrcd, call);
	int ret;

	if (!ops->alloc_xrcd || !ops->dealloc_xrcd)
		return -EOPNOTSUPP;
	ret = xrcd_take_domain(call, xrcd);
	if (ret)
		return ret;
	xrcd->obj.uobj.user_handle = attr_u64(call, RUAPI_XRCD_OPEN_USER_DATA);
	xrcd->obj.uobj.object = xrcd->ib;
	xrcd->obj.hw = true;
	return 0;
}

/* By the inode one sees who shares a domain with whom. */
static void xrcd_fdinfo(struct ruapi_obj *obj, struct seq_file *m)
{
	struct ruapi_xrcd *xrcd = container_of(obj, struct ruapi_xrcd, obj);

	seq_printf(m, "ruapi-xrcd:\t%u %u", object_handle(obj),
		   object_handle(&obj->ctx->obj));
	if (xrcd->shared)
		seq_printf(m, " %u:%u:%lu\n", MAJOR(xrcd->sdev),
			   MINOR(xrcd->sdev), xrcd->ino);
	else
		seq_puts(m, " -\n");
}

static const struct ruapi_handler xrcd_handlers[__RUAPI_XRCD_MAX] = {
	[RUAPI_DESTROY] = {
		.run = object_destroy_run,
	},
	[RUAPI_LIST] = {
		.run = object_list_run,
	},
	[RUAPI_XRCD_OPEN] = {
		.run = xrcd_open,
	},
};

const struct ruapi_type ruapi_type_xrcd = {
	.size = sizeof(struct ruapi_xrcd),
	.uverbs = RUAPI_UVERBS(UVERBS_OBJECT_XRCD),
	.handlers = xrcd_handlers,
	.num_handlers = ARRAY_SIZE(xrcd_handlers),
	.destroy = xrcd_destroy,
	.fdinfo = xrcd_fdinfo,
};
