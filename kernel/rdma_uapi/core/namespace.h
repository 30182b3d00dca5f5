/* SPDX-License-Identifier: GPL-2.0 OR Linux-OpenIB */
/* What an open of /dev/rdma_uapi is, and its views (module.c, namespace.c). */
#ifndef RUAPI_NAMESPACE_H
#define RUAPI_NAMESPACE_H

#include <linux/fs.h>
#include <linux/kcov.h>
#include <linux/list.h>
#include <linux/mutex.h>
#include <linux/workqueue.h>
#include <linux/xarray.h>
#include <net/net_namespace.h>

#include "../../drivers/udata.h"
#include "core/handle.h"

struct batch;
struct mem_cgroup;
struct ruapi_context;
struct ruapi_device;
struct ruapi_devports;
struct ruapi_obj;
struct ruapi_queue;

/**
 * struct ruapi_ns - one open of /dev/rdma_uapi
 * @ufile: first: what ib_core and drivers take file->private_data of a mapping
 *	for
 * @id: unique since the module was loaded
 * @file: the main file, whose private_data this is; not counted
 * @node: what security modules are shown of every call, on whichever fd it is
 *	made: the device node that was opened, by a file of which nobody has an
 *	fd, and which is O_PATH, so that no ioctl of userspace is ever about it
 * @net: network namespace of the opener; holds a reference
 * @ports: struct ports_fd by device index (ports.c): what @net has of the devices that
 *	somebody has asked for
 * @handles: of all objects, which are freed by RCU
 * @mappings: where VMAs of the main file and of views are found by offset, those
 *	of a context under its slot
 * @slots: contexts by mmap slot; holds no references
 * @next_slot: where the search for a free slot goes on, so that a slot is not
 *	reused at once
 * @open_lock: one CONTEXT.OPEN at a time.  Held while the driver answers into
 *	memory of the caller, so nobody else takes it, and who waits for it can
 *	be killed
 * @view_lock: which context is open on which view
 * @closing: views that are closed, but wait for calls that use what they own
 * @queue: events read on the main fd
 * @list: in ruapi_namespaces, under its lock
 * @pinned: bytes registered as MRs
 * @calls: how many were made on its fds, those of batches one by one; by CPU, as threads
 *	on one namespace have nothing else in common that each of their calls writes to
 * @batch_room: memory for the next batch, NULL: there is none, or one has it
 * @memcg: memory cgroup of the opener, which pays for what is made for the
 *	namespace outside of its calls (charge.h); holds a reference.  NULL: none
 * @kcov_handle: of the opener (kcov.h)
 */
struct ruapi_ns {
	struct ib_uverbs_file ufile;
	u64 id;
	struct file *file;
	struct file *node;
	struct net *net;
	struct xarray ports;
	struct ruapi_handles handles;
	struct address_space mappings;
	struct xarray slots;
	u32 next_slot;
	struct mutex open_lock;
	struct mutex view_lock;
	atomic_t closing;
	struct ruapi_queue *queue;
	struct list_head list;
	atomic64_t pinned;
	u64 __percpu *calls;
	struct batch *batch_room;
	struct mem_cgroup *memcg;

	typeof(kcov_common_handle()) kcov_handle;
};

/**
 * struct ruapi_view - another fd of a namespace
 * @ns: its namespace
 * @main: reference on the main file
 * @number: of all views since the module was loaded this one has it: above all
 *	offsets that files have (module.c)
 * @owner: process that made it; holds a reference
 * @tag: given by the creator
 * @queue: what read() reads, or NULL
 * @queue_obj: EVENT_QUEUE object of @queue; holds a reference
 * @device: device views: index of the device
 * @is_device: device view
 * @ctx: device views: the context, once it is open; holds a reference on it.
 *	Written under ns->view_lock, read under RCU
 * @seized: while it is being closed: @queue_obj is locked for that
 * @close: closes it when close() could not
 */
struct ruapi_view {
	struct ruapi_ns *ns;
	struct file *main;
	u64 number;
	struct pid *owner;
	u64 tag;
	struct ruapi_queue *queue;
	struct ruapi_obj *queue_obj;
	u32 device;
	bool is_device;
	struct ruapi_context *ctx;
	bool seized;
	struct delayed_work close;
};

extern const struct ruapi_type ruapi_type_namespace;

/**
 * ruapi_object_get() - look a handle up
 * @ns: namespace
 * @handle: as a user says it
 *
 * Return: a reference, or NULL if the handle names nothing.
 */
static inline struct ruapi_obj *ruapi_object_get(struct ruapi_ns *ns,
						 u32 handle)
{
	return ruapi_handle_get(&ns->handles, handle);
}

struct ruapi_view *ruapi_view_alloc(struct ruapi_ns *ns, u64 tag);
bool ruapi_view_is(const struct ruapi_view *view, u64 number);
void ruapi_view_free(struct ruapi_view *view);
struct file *ruapi_view_file(struct ruapi_view *view);
struct ruapi_view *ruapi_file_view(struct file *file);
void ruapi_namespaces_device_event(struct ruapi_device *dev, u16 type);
void ruapi_ns_ports_changed(struct ruapi_ns *ns, struct ruapi_device *dev,
			    const struct ruapi_devports *sum, bool told);

#endif /* RUAPI_NAMESPACE_H */
