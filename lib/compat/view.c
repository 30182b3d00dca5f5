// SPDX-License-Identifier: GPL-2.0 OR Linux-OpenIB
/*
 * Views: every legacy open() becomes a kernel file of its own in the one
 * namespace that the process has, with the poll, O_NONBLOCK, mmap and release
 * behaviour of the legacy file.  What a view is lies in its tag, in the kernel;
 * this library keeps nothing about it that could get stale.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <string.h>
#include <sys/sysmacros.h>

#include "call.h"
#include "main.h"

/*
 * Tag: what fstat() and write() on a view need to know of it.  Of uverbsN it
 * is index of the device (32 bits), driver (8), minor (12) and major (9): there
 * are at most 1 024 nodes, and majors end at 511.  Of rdma_cm minor (20) and
 * major (12).
 */
#define TAG_LEGACY (1ULL << 63)
#define TAG_KIND_SHIFT 61
#define TAG_MAJOR_SHIFT 52
#define TAG_MINOR_SHIFT 40
#define TAG_DRIVER_SHIFT 32
#define TAG_MAX_MAJOR 0x1ff
#define TAG_MAX_MINOR 0xfff

static int tag_uverbs(uint64_t *tag, dev_t rdev, uint32_t device,
		      uint32_t driver_id)
{
	if (major(rdev) > TAG_MAX_MAJOR || minor(rdev) > TAG_MAX_MINOR ||
	    driver_id > TAG_MAX_DRIVER)
		return -EOVERFLOW;
	*tag = TAG_LEGACY |
	       (uint64_t)VIEW_UVERBS << TAG_KIND_SHIFT |
	       (uint64_t)major(rdev) << TAG_MAJOR_SHIFT |
	       (uint64_t)minor(rdev) << TAG_MINOR_SHIFT |
	       (uint64_t)driver_id << TAG_DRIVER_SHIFT |
	       device;
	return 0;
}

static uint64_t tag_cm(dev_t rdev)
{
	return TAG_LEGACY |
	       (uint64_t)VIEW_CM << TAG_KIND_SHIFT |
	       (uint32_t)(major(rdev) << 20 | (minor(rdev) & 0xfffff));
}

static int tag_parse(uint64_t tag, struct view *view)
{
	if (!(tag & TAG_LEGACY))
		return -ENOTTY;
	view->kind = (tag >> TAG_KIND_SHIFT) & 3;
	switch (view->kind) {
	case VIEW_UVERBS:
		view->device = (uint32_t)tag;
		view->driver_id = (tag >> TAG_DRIVER_SHIFT) & TAG_MAX_DRIVER;
		view->rdev = makedev((tag >> TAG_MAJOR_SHIFT) & TAG_MAX_MAJOR,
				     (tag >> TAG_MINOR_SHIFT) & TAG_MAX_MINOR);
		return 0;
	case VIEW_CM:
		view->rdev = makedev((uint32_t)tag >> 20, tag & 0xfffff);
		return 0;
	default:
		return -ENOTTY;
	}
}

/* ---- asking -------------------------------------------------------- */

int view_get(int fd, struct view *view)
{
	const struct ruapi_attr *id, *tag, *context, *queue, *owner, *number;
	struct call call;
	int ret;

	call_init(&call, RUAPI_IOC_CALL, RUAPI_OBJ_NAMESPACE, RUAPI_QUERY);
	id = call_want(&call, RUAPI_NAMESPACE_QUERY_ID, 8);
	tag = call_want(&call, RUAPI_NAMESPACE_QUERY_VIEW_TAG, 8);
	context = call_want(&call, RUAPI_NAMESPACE_QUERY_VIEW_CONTEXT, 4);
	queue = call_want(&call, RUAPI_NAMESPACE_QUERY_VIEW_QUEUE, 4);
	owner = call_want(&call, RUAPI_NAMESPACE_QUERY_VIEW_OWNER, 4);
	number = call_want(&call, RUAPI_NAMESPACE_QUERY_VIEW_NUMBER, 8);
	ret = call_run(&call, fd);
	if (ret)
		return ret;
	/* Some drivers say yes to every ioctl. */
	if (!attr_valid(id) || !attr_valid(tag))
		return -ENOTTY;

	*view = (struct view) {
		.fd = fd,
		.ns = id->value,
		.context = (uint32_t)context->value,
		.queue = (uint32_t)queue->value,
		.owner = (pid_t)owner->value,
		.number = number->value,
	};
	return tag_parse(tag->value, view);
}

/* ---- whose view it is ------------------------------------------------ */

#define OWNER_WAIT_MS 100

/*
 * What a process opened no other one may write to: ib_uverbs and rdma_ucm are
 * like that.  But after daemon() the parent exits and the child goes on: if the
 * owner lives, it may be about to do so.  That is waited for once: a child that
 * gives up all that its parent uses shall not take a while for each.
 */
int view_check_owner(const struct view *view)
{
	static _Atomic pid_t refused;
	struct view now = *view;

	for (int ms = 0; ms < OWNER_WAIT_MS; ms += 2) {
		if (!now.owner || now.owner == sys_getpid())
			return 0;
		if (now.owner == atomic_load(&refused))
			return -EACCES;
		sys_sleep_ms(2);
		if (view_get(view->fd, &now))
			return -EACCES;
	}
	atomic_store(&refused, now.owner);
	return -EACCES;
}

/* ---- opening ------------------------------------------------------- */

static int open_device(int main, const struct device *device, dev_t rdev)
{
	const struct ruapi_attr *fd;
	struct call call;
	uint64_t tag;
	int ret;

	ret = tag_uverbs(&tag, rdev, device->index, device->driver_id);
	if (ret)
		return ret;
	call_init(&call, RUAPI_IOC_CALL, RUAPI_OBJ_NAMESPACE,
		  RUAPI_NAMESPACE_VIEW);
	fd = call_want_fd(&call, RUAPI_NAMESPACE_VIEW_FD);
	call_u64(&call, RUAPI_NAMESPACE_VIEW_TAG, tag);
	call_u32(&call, RUAPI_NAMESPACE_VIEW_DEVICE, device->index);
	ret = call_run(&call, main);
	return ret ? ret : (int)fd->fd;
}

static int open_uverbs(int main, const struct node *node,
		       const struct node_info *info)
{
	struct device device;
	int ret;

	ret = device_of(main, node, info, &device);
	if (!ret)
		ret = open_device(main, &device, info->rdev);
	if (ret >= 0)
		device_keep(node, &device);
	return ret;
}

/* If it is gone, or must not be seen, that is found out from the start. */
static int open_known(int main, const struct node *node,
		      const struct device *device)
{
	struct node_info info;
	int ret;

	ret = open_device(main, device, node_fixed_rdev(node->number));
	if (ret != -ENODEV && ret != -EACCES)
		return ret;
	device_forget(node);
	ret = node_info(node, &info);
	return ret ? ret : open_uverbs(main, node, &info);
}

static int open_cm(int main, const struct node_info *info)
{
	const struct ruapi_attr *fd;
	struct call call;
	int ret;

	call_init(&call, RUAPI_IOC_CALL, RUAPI_OBJ_EVENT_QUEUE,
		  RUAPI_EVENT_QUEUE_CREATE);
	call_want_new(&call, RUAPI_EVENT_QUEUE_CREATE_HANDLE,
		      RUAPI_OBJ_EVENT_QUEUE);
	fd = call_want_fd(&call, RUAPI_EVENT_QUEUE_CREATE_FD);
	call_u8(&call, RUAPI_EVENT_QUEUE_CREATE_FORMAT,
		RUAPI_EVENT_FORMAT_RECORDS);
	call_u32(&call, RUAPI_EVENT_QUEUE_CREATE_FLAGS,
		 RUAPI_EVENT_QUEUE_F_OWNS_IDS);
	call_u64(&call, RUAPI_EVENT_QUEUE_CREATE_TAG, tag_cm(info->rdev));
	ret = call_run(&call, main);
	return ret ? ret : (int)fd->fd;
}

static void set_flags(int fd, int flags)
{
	if (!(flags & O_CLOEXEC))
		sys_fcntl(fd, F_SETFD, 0);
	if (flags & O_NONBLOCK)
		sys_fcntl(fd, F_SETFL, O_RDWR | O_NONBLOCK);
}

int view_open(const struct node *node, int flags)
{
	struct node_info info;
	struct device device = {};
	struct main main;
	bool is_known;
	int fd, ret;

	is_known = device_known(node, &device);
	ret = is_known ? 0 : node_info(node, &info);
	if (ret)
		return ret;
	if ((flags & (O_CREAT | O_EXCL)) == (O_CREAT | O_EXCL))
		return -EEXIST;
	if (flags & O_DIRECTORY)
		return -ENOTDIR;

	ret = main_get(&main, MAIN_TO_OPEN);
	if (ret)
		return ret;
	if (node->kind == NODE_CM)
		fd = open_cm(main.fd, &info);
	else if (is_known)
		fd = open_known(main.fd, node, &device);
	else
		fd = open_uverbs(main.fd, node, &info);
	main_put(&main);
	if (fd < 0)
		return fd;
	set_flags(fd, flags);
	view_hint_set(fd);
	return fd;
}
