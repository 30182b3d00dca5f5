// SPDX-License-Identifier: GPL-2.0 OR Linux-OpenIB
/*
 * The module, the device node and its files.  An open of the node is a
 * namespace with its main file; views are more files of it, each holding the
 * main file.
 */
#include <linux/anon_inodes.h>
#include <linux/kcov.h>
#include <linux/memcontrol.h>
#include <linux/miscdevice.h>
#include <linux/module.h>
#include <linux/nsproxy.h>
#include <linux/percpu.h>
#include <linux/poll.h>

#include "../../drivers/mirror.h"
#include "core/batch.h"
#include "core/charge.h"
#include "core/kcov.h"
#include "ruapi.h"

MODULE_DESCRIPTION("RDMA control plane behind one file descriptor");
MODULE_LICENSE("Dual BSD/GPL");
MODULE_AUTHOR("The rdma_uapi developers");

/* All namespaces, for events about devices. */
static LIST_HEAD(namespaces);
static DEFINE_MUTEX(namespaces_lock);
static atomic64_t next_id;

/* How long close() waits for calls, and when their end is looked for then. */
#define VIEW_CLOSE_WAIT (HZ / 10)
#define VIEW_CLOSE_AGAIN (HZ / 20)

static struct workqueue_struct *view_wq;

static const struct file_operations queue_fops;
static const struct file_operations view_fops;

/**
 * ruapi_file_view() - the view that a file is
 * @file: any file
 *
 * Return: NULL if it is none.
 */
struct ruapi_view *ruapi_file_view(struct file *file)
{
	return file->f_op == &view_fops || file->f_op == &queue_fops ?
		       file->private_data : NULL;
}

/* The namespace of one of our files, and its view, NULL: it is the main file. */
static struct ruapi_ns *file_ns(struct file *file, struct ruapi_view **view)
{
	struct ruapi_view *v = ruapi_file_view(file);

	if (view)
		*view = v;
	return v ? v->ns :
		   container_of(file->private_data, struct ruapi_ns, ufile);
}

/* The handle of the namespace's context on a device, 0: there is none. */
static u32 ns_context_of(struct ruapi_ns *ns, struct ruapi_device *dev,
			 u64 *user_data)
{
	struct ruapi_context *ctx;
	unsigned long slot;
	u32 handle = 0;

	rcu_read_lock();
	xa_for_each(&ns->slots, slot, ctx) {
		if (ctx->dev == dev) {
			handle = object_handle(&ctx->obj);
			*user_data = ctx->obj.uobj.user_handle;
			break;
		}
	}
	rcu_read_unlock();
	return handle;
}

/**
 * ruapi_namespaces_device_event() - a device came or went
 * @dev: the device
 * @type: RUAPI_EVENT_DEVICE_ADDED or _REMOVED
 */
void ruapi_namespaces_device_event(struct ruapi_device *dev, u16 type)
{
	struct ruapi_ns *ns;

	mutex_lock(&namespaces_lock);
	list_for_each_entry(ns, &namespaces, list) {
		CLASS(ruapi_charge, charge)(ns);
		u64 user_data = 0;
		u32 context = ns_context_of(ns, dev, &user_data);

		if (context || ruapi_access_event(ns, dev))
			ruapi_queue_post_device(ns->queue, type, dev->index,
						context, user_data);
		cond_resched();
	}
	mutex_unlock(&namespaces_lock);
}

/**
 * ruapi_ns_ports_changed() - ports may belong to others than before
 * @ns: namespace of an fd that has asked for the device; it stays meanwhile
 * @dev: the device
 * @sum: what the network namespace of the fd has of it now
 * @told: the program is told that the device has come, or gone: it comes with the first
 *	port that is seen, and goes with the last
 */
void ruapi_ns_ports_changed(struct ruapi_ns *ns, struct ruapi_device *dev,
			    const struct ruapi_devports *sum, bool told)
{
	CLASS(ruapi_charge, charge)(ns);
	struct ruapi_context *ctx;
	unsigned long slot;
	u64 user_data = 0;

	rcu_read_lock();
	xa_for_each(&ns->slots, slot, ctx)
		if (ctx->dev == dev)
			ruapi_context_ports_changed(ctx, sum);
	rcu_read_unlock();
	/* Who has it open is told by its context, which stays. */
	if (told && !ns_context_of(ns, dev, &user_data))
		ruapi_queue_post_device(ns->queue, sum->any ?
					RUAPI_EVENT_DEVICE_ADDED :
					RUAPI_EVENT_DEVICE_REMOVED,
					dev->index, 0, 0);
}

/* What main_open() has to ask for, or as much of it as there is. */
static void ns_free(struct ruapi_ns *ns)
{
	if (!IS_ERR_OR_NULL(ns->node))
		fput(ns->node);
	if (ns->queue)
		ruapi_queue_put(ns->queue);
	free_percpu(ns->calls);
	kfree(ns);
}

static struct ruapi_ns *ns_alloc(struct file *file)
{
	struct ruapi_ns *ns = kzalloc(sizeof(*ns), GFP_KERNEL_ACCOUNT);
	long err = -ENOMEM;

	if (!ns)
		return ERR_PTR(err);
	ns->calls = alloc_percpu_gfp(u64, GFP_KERNEL_ACCOUNT);
	if (!ns->calls)
		goto free;
	ns->queue = ruapi_queue_alloc(RUAPI_EVENT_FORMAT_RECORDS, 0);
	if (!ns->queue)
		goto free;
	ns->node = dentry_open(&file->f_path, O_PATH, file->f_cred);
	if (!IS_ERR(ns->node))
		return ns;
	err = PTR_ERR(ns->node);
free:
	ns_free(ns);
	return ERR_PTR(err);
}

static int main_open(struct inode *inode, struct file *file)
{
	struct ruapi_ns *ns = ns_alloc(file);

	if (IS_ERR(ns))
		return PTR_ERR(ns);
	ruapi_ufile_init(&ns->ufile);
	ns->id = atomic64_inc_return(&next_id);
	ns->file = file;
	ruapi_mmap_init(ns, file);
	ns->net = get_net(current->nsproxy->net_ns);
	ns->memcg = get_mem_cgroup_from_mm(current->mm);
	ns->kcov_handle = kcov_common_handle();
	ruapi_handles_init(&ns->handles);
	xa_init_flags(&ns->slots, XA_FLAGS_ALLOC1);
	xa_init(&ns->ports);
	mutex_init(&ns->open_lock);
	mutex_init(&ns->view_lock);
	mutex_lock(&namespaces_lock);
	list_add_tail(&ns->list, &namespaces);
	mutex_unlock(&namespaces_lock);
	file->private_data = &ns->ufile;
	file->f_mode |= FMODE_NOWAIT;
	return stream_open(inode, file);
}

static int main_release(struct inode *inode, struct file *file)
{
	struct ruapi_ns *ns = file_ns(file, NULL);

	mutex_lock(&namespaces_lock);
	list_del(&ns->list);
	mutex_unlock(&namespaces_lock);
	/* First: what is unread need not be taken back object by object. */
	ruapi_queue_kill(ns->queue);
	ruapi_ns_destroy_objects(ns);
	/* Nobody tells it anything any more. */
	ruapi_ports_ns_exit(ns);
	file->f_mapping = inode->i_mapping;
	ruapi_batch_free_room(ns);
	ruapi_handles_exit(&ns->handles);
	xa_destroy(&ns->slots);
	mem_cgroup_put(ns->memcg);
	put_net(ns->net);
	ns_free(ns);
	return 0;
}

static __always_inline long ns_ioctl(struct ruapi_ns *ns,
				     struct ruapi_view *view, unsigned int cmd,
				     unsigned long arg)
{
	switch (cmd) {
	case RUAPI_IOC_CALL:
	case RUAPI_IOC_CM:
	case RUAPI_IOC_DRIVER:
		return ruapi_ioctl_call(ns, view, cmd,
					(struct ruapi_hdr __user *)arg);
	case RUAPI_IOC_FAST:
		return ruapi_ioctl_fast(ns, (struct ruapi_fast __user *)arg);
	case RUAPI_IOC_BATCH:
	case RUAPI_IOC_BATCH_CM:
		return ruapi_ioctl_batch(ns, view, cmd,
					 (struct ruapi_batch __user *)arg);
	default:
		return -ENOTTY;
	}
}

/* As file_ns(), which has to find out what the file is. */
static long main_ioctl(struct file *file, unsigned int cmd, unsigned long arg)
{
	return ns_ioctl(container_of(file->private_data, struct ruapi_ns,
				     ufile), NULL, cmd, arg);
}

static long view_ioctl(struct file *file, unsigned int cmd, unsigned long arg)
{
	struct ruapi_view *view = file->private_data;

	return ns_ioctl(view->ns, view, cmd, arg);
}

/* Of a file that has one. */
static struct ruapi_queue *file_queue(struct file *file)
{
	struct ruapi_view *view;
	struct ruapi_ns *ns = file_ns(file, &view);

	return view ? view->queue : ns->queue;
}

/* No file has bytes there: pread() finds none in a wrong one. */
#define VIEW_FIRST BIT_ULL(62)

/**
 * ruapi_view_is() - is the fd what its user takes it for?
 * @view: the view that it is, NULL: the main fd
 * @number: the number of a view
 *
 * Return: whether it is that view, and the caller the process that made it.
 */
bool ruapi_view_is(const struct ruapi_view *view, u64 number)
{
	return view && view->number == number &&
	       view->owner == task_tgid(current);
}

/*
 * pread() at the number of the view: what RUAPI_HDR_F_VIEW is to a call.  There is
 * nothing else that an offset could mean.
 */
static bool is_misled(struct file *file, u64 pos)
{
	struct ruapi_view *view;

	file_ns(file, &view);
	return pos >= VIEW_FIRST && !ruapi_view_is(view, pos);
}

static ssize_t file_read(struct kiocb *iocb, struct iov_iter *to)
{
	if (is_misled(iocb->ki_filp, iocb->ki_pos))
		return -ESTALE;
	return ruapi_queue_read(file_queue(iocb->ki_filp), iocb, to);
}

static __poll_t file_poll(struct file *file, poll_table *wait)
{
	return ruapi_queue_poll(file_queue(file), file, wait);
}

static int file_mmap(struct file *file, struct vm_area_struct *vma)
{
	struct ruapi_view *view;
	struct ruapi_ns *ns = file_ns(file, &view);

	return ruapi_mmap(ns, view, vma);
}

static void fdinfo_counts(struct ruapi_ns *ns, struct seq_file *m)
{
	u16 type;
	u32 n;

	seq_puts(m, "ruapi-objects:\t");
	for (type = RUAPI_OBJ_NAMESPACE + 1; type < __RUAPI_OBJ_MAX; type++) {
		n = ruapi_handles_count(&ns->handles, type);
		if (n)
			seq_printf(m, "%s=%u ", ruapi_objects[type]->name, n);
	}
	seq_putc(m, '\n');
}

/*
 * seq_file asks again, with more room, if there was not enough: so stop as soon
 * as that is known.
 */
static void fdinfo_type(struct ruapi_ns *ns, u16 type, struct seq_file *m)
{
	struct ruapi_obj *obj;
	u32 slot = 0;

	while (!seq_has_overflowed(m) &&
	       (obj = ruapi_object_next(ns, type, &slot))) {
		ruapi_types[type]->fdinfo(obj, m);
		ruapi_object_put(obj);
		cond_resched();
	}
}

/**
 * struct fdinfo_kind - objects of a type that a driver defines
 * @driver_id: whose
 * @number: what that driver calls the type
 * @count: how many
 */
struct fdinfo_kind {
	u32 driver_id;
	u16 number;
	u32 count;
};

/* What is of more kinds is in the count of all only. */
#define FDINFO_KINDS 16

static void fdinfo_count_kind(struct fdinfo_kind *kinds, u32 driver_id,
			      u16 number)
{
	struct fdinfo_kind *kind = kinds;

	while (kind < kinds + FDINFO_KINDS && kind->count &&
	       (kind->driver_id != driver_id || kind->number != number))
		kind++;
	if (kind == kinds + FDINFO_KINDS)
		return;
	kind->driver_id = driver_id;
	kind->number = number;
	kind->count++;
}

/* Whose number it is tells the context: such objects have one. */
static void fdinfo_kinds(struct ruapi_ns *ns, u16 type, struct seq_file *m)
{
	struct fdinfo_kind kinds[FDINFO_KINDS] = {};
	struct ruapi_obj *obj;
	u32 slot = 0;
	u32 i;

	while ((obj = ruapi_object_next(ns, type, &slot))) {
		fdinfo_count_kind(kinds, obj->ctx->dev->driver_id,
				  ruapi_types[type]->number(obj));
		ruapi_object_put(obj);
		cond_resched();
	}
	if (!kinds[0].count)
		return;
	seq_puts(m, "ruapi-driver-objects:\t");
	for (i = 0; i < FDINFO_KINDS && kinds[i].count; i++)
		seq_printf(m, "%u:%#x=%u ", kinds[i].driver_id, kinds[i].number,
			   kinds[i].count);
	seq_putc(m, '\n');
}

static void fdinfo_objects(struct ruapi_ns *ns, struct seq_file *m)
{
	u16 type;

	for (type = RUAPI_OBJ_NAMESPACE + 1; type < __RUAPI_OBJ_MAX; type++)
		if (ruapi_types[type] && ruapi_types[type]->fdinfo)
			fdinfo_type(ns, type, m);
	for (type = RUAPI_OBJ_NAMESPACE + 1; type < __RUAPI_OBJ_MAX; type++)
		if (ruapi_types[type] && ruapi_types[type]->number)
			fdinfo_kinds(ns, type, m);
}

static u64 ns_calls(const struct ruapi_ns *ns)
{
	u64 sum = 0;
	int cpu;

	for_each_possible_cpu(cpu)
		sum += READ_ONCE(*per_cpu_ptr(ns->calls, cpu));
	return sum;
}

/* What a namespace has is told of its main file: it may have many views. */
static void file_show_fdinfo(struct seq_file *m, struct file *file)
{
	struct ruapi_view *view;
	struct ruapi_ns *ns = file_ns(file, &view);
	const char *kind = "main";

	if (view)
		kind = view->queue ? "queue" : "context";
	seq_printf(m, "ruapi-ns:\t%llu\n", ns->id);
	seq_printf(m, "ruapi-netns:\t%u\n", ns->net->ns.inum);
	seq_printf(m, "ruapi-view:\t%s\n", kind);
	fdinfo_counts(ns, m);
	seq_printf(m, "ruapi-pinned:\t%lld\n",
		   (long long)atomic64_read(&ns->pinned));
	seq_printf(m, "ruapi-calls:\t%llu\n", ns_calls(ns));
	if (!view)
		fdinfo_objects(ns, m);
}

static int file_fasync(int fd, struct file *file, int on)
{
	return ruapi_queue_fasync(file_queue(file), fd, file, on);
}

static const struct file_operations main_fops = {
	.owner = THIS_MODULE,
	.open = main_open,
	.release = main_release,
	.unlocked_ioctl = main_ioctl,
	.compat_ioctl = compat_ptr_ioctl,
	.read_iter = file_read,
	.poll = file_poll,
	.fasync = file_fasync,
	.mmap = file_mmap,
	.show_fdinfo = file_show_fdinfo,
};

/* What a queue owns goes with it.  Return: false if calls use some of that. */
static bool queue_gone(struct ruapi_ns *ns, struct ruapi_queue *queue)
{
	const struct ruapi_type *t;
	unsigned int type;
	bool gone = true;

	for (type = 0; type < __RUAPI_OBJ_MAX; type++) {
		t = ruapi_types[type];
		if (t && t->queue_gone && !t->queue_gone(ns, queue))
			gone = false;
	}
	return gone;
}

/* No call can give the queue another source afterwards. */
static bool view_seize_queue(struct ruapi_view *view)
{
	if (view->seized)
		return true;
	WRITE_ONCE(view->queue_obj->wanted, true);
	if (ruapi_object_try_seize(view->queue_obj) == -EBUSY)
		return false;
	view->seized = true;
	ruapi_queue_kill(view->queue);
	return true;
}

/* Return: false if calls use it, or what it owns. */
static bool view_close_queue(struct ruapi_view *view)
{
	if (!view_seize_queue(view))
		return false;
	if (view->queue->flags & RUAPI_EVENT_QUEUE_F_OWNS_IDS &&
	    !queue_gone(view->ns, view->queue))
		return false;
	ruapi_object_destroy(view->queue_obj);
	ruapi_object_retire(view->queue_obj);
	ruapi_object_put(view->queue_obj);
	WRITE_ONCE(view->queue->closed, true);
	ruapi_queue_put(view->queue);
	view->queue = NULL;
	return true;
}

/* Return: false if calls in progress are in the way. */
static bool view_close(struct ruapi_view *view)
{
	if (view->is_device && !ruapi_context_close_view(view))
		return false;
	return !view->queue || view_close_queue(view);
}

static void view_end(struct ruapi_view *view)
{
	struct file *main = view->main;

	ruapi_view_free(view);
	/* Perhaps the last reference on the namespace. */
	fput(main);
}

static void view_close_work(struct work_struct *work)
{
	struct ruapi_view *view = container_of(to_delayed_work(work),
					       struct ruapi_view, close);

	CLASS(ruapi_kcov, section)(view->ns);
	if (!view_close(view)) {
		queue_delayed_work(view_wq, &view->close, VIEW_CLOSE_AGAIN);
		return;
	}
	atomic_dec(&view->ns->closing);
	view_end(view);
}

/*
 * What the view owns may be in use by calls on other files of the namespace,
 * which wait for memory that may never come.  Who closes the view may be exiting,
 * and can neither be killed any more nor wait for that: after a moment the rest is
 * left to a work, which holds the namespace.
 */
static int view_release(struct inode *inode, struct file *file)
{
	const unsigned long end = jiffies + VIEW_CLOSE_WAIT;
	struct ruapi_view *view = file->private_data;

	while (!view_close(view)) {
		/* One is waited for, not each of thousands in turn. */
		if (atomic_read(&view->ns->closing) || time_after(jiffies, end)) {
			atomic_inc(&view->ns->closing);
			queue_delayed_work(view_wq, &view->close,
					   VIEW_CLOSE_AGAIN);
			return 0;
		}
		usleep_range(500, 1000);
	}
	view_end(view);
	return 0;
}

static const struct file_operations queue_fops = {
	.owner = THIS_MODULE,
	.release = view_release,
	.unlocked_ioctl = view_ioctl,
	.compat_ioctl = compat_ptr_ioctl,
	.read_iter = file_read,
	.poll = file_poll,
	.fasync = file_fasync,
	.mmap = file_mmap,
	.show_fdinfo = file_show_fdinfo,
};

/* Without events there is nothing to read or to wait for. */
static const struct file_operations view_fops = {
	.owner = THIS_MODULE,
	.release = view_release,
	.unlocked_ioctl = view_ioctl,
	.compat_ioctl = compat_ptr_ioctl,
	.mmap = file_mmap,
	.show_fdinfo = file_show_fdinfo,
};

/**
 * ruapi_view_alloc() - a new view without a file
 * @ns: of this namespace
 * @tag: what its creator wants to know it by
 *
 * Return: the view, or NULL.
 */
struct ruapi_view *ruapi_view_alloc(struct ruapi_ns *ns, u64 tag)
{
	static atomic64_t made;
	struct ruapi_view *view = kzalloc(sizeof(*view), GFP_KERNEL_ACCOUNT);

	if (!view)
		return NULL;
	view->ns = ns;
	view->tag = tag;
	view->number = VIEW_FIRST + atomic64_inc_return(&made);
	view->owner = get_task_pid(current, PIDTYPE_TGID);
	INIT_DELAYED_WORK(&view->close, view_close_work);
	return view;
}

void ruapi_view_free(struct ruapi_view *view)
{
	put_pid(view->owner);
	kfree(view);
}

/**
 * ruapi_view_file() - the file of a new view
 * @view: the view, with @ns set; freed with the file
 *
 * Return: the file, or an ERR_PTR() and @view is still the caller's.
 */
struct file *ruapi_view_file(struct ruapi_view *view)
{
	struct file *file;

	file = anon_inode_getfile("[rdma_uapi]",
				  view->queue ? &queue_fops : &view_fops, view,
				  O_RDWR | O_CLOEXEC);
	if (IS_ERR(file))
		return file;
	view->main = get_file(view->ns->file);
	stream_open(file_inode(file), file);
	if (view->queue)
		file->f_mode |= FMODE_NOWAIT | FMODE_PREAD;
	return file;
}

/*
 * Who may open the node is for the administrator to say, who has perhaps said
 * it of ib_uverbs' nodes: until udev has looked into its rules it is root's.
 */
static struct miscdevice misc = {
	.minor = MISC_DYNAMIC_MINOR,
	.name = "rdma_uapi",
	.fops = &main_fops,
	.mode = 0600,
};

/*
 * RDMA netlink's GET_CHARDEV: which node to open.  Anybody may ask, and ib_core
 * then loads the module of that client: there is no MODULE_ALIAS() for it, so
 * that the module comes only where an administrator wants it.
 */
int ruapi_compat_nl_info(struct ib_client_nl_info *res)
{
	res->abi = 1;
	res->cdev = misc.this_device;
	return 0;
}

/* The first @count of them; the rest was never initialised. */
static void types_exit(unsigned int count)
{
	while (count--)
		if (ruapi_types[count] && ruapi_types[count]->exit)
			ruapi_types[count]->exit();
}

static int __init types_init(void)
{
	unsigned int type;
	int ret;

	for (type = 0; type < __RUAPI_OBJ_MAX; type++) {
		if (!ruapi_types[type] || !ruapi_types[type]->init)
			continue;
		ret = ruapi_types[type]->init();
		if (ret) {
			types_exit(type);
			return ret;
		}
	}
	return 0;
}

static int __init ruapi_init(void)
{
	int ret;

	ret = ruapi_mirror_check();
	if (ret)
		return ret;
	view_wq = alloc_workqueue("rdma_uapi_view", WQ_UNBOUND, 0);
	if (!view_wq)
		return -ENOMEM;
	ret = ruapi_udata_load();
	if (ret)
		goto err_wq;
	ret = ruapi_actions_init();
	if (ret)
		goto err_udata;
	ret = types_init();
	if (ret)
		goto err_actions;
	ret = ruapi_ucaps_init();
	if (ret)
		goto err_types;
	ret = ruapi_ports_init();
	if (ret)
		goto err_ucaps;
	ret = misc_register(&misc);
	if (ret)
		goto err_ports;
	/* Last: netlink may ask for the node as soon as the client is there. */
	ret = ruapi_device_init();
	if (ret)
		goto err_misc;
	return 0;

err_misc:
	misc_deregister(&misc);
err_ports:
	ruapi_ports_exit();
err_ucaps:
	ruapi_ucaps_exit();
err_types:
	types_exit(__RUAPI_OBJ_MAX);
err_actions:
	ruapi_actions_exit();
err_udata:
	ruapi_udata_unload();
err_wq:
	destroy_workqueue(view_wq);
	return ret;
}

static void __exit ruapi_exit(void)
{
	ruapi_device_exit();
	misc_deregister(&misc);
	ruapi_ports_exit();
	ruapi_ucaps_exit();
	/* No file is open; the work that closed the last one may still end. */
	destroy_workqueue(view_wq);
	types_exit(__RUAPI_OBJ_MAX);
	ruapi_device_drain();
	ruapi_actions_exit();
	ruapi_udata_unload();
	/* Objects are freed by RCU. */
	rcu_barrier();
}

module_init(ruapi_init);
module_exit(ruapi_exit);
