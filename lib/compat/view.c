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
#include "compat.h"

/* Tag: what fstat() and write() on a view need to know of it. */
#define TAG_LEGACY (1ULL << 63)
#define TAG_KIND_SHIFT 56
#define TAG_DEVICE_SHIFT 40
#define TAG_DRIVER_SHIFT 32
#define TAG_MAX_DEVICE 0xffff
#define TAG_MAX_DRIVER 0xff

static uint64_t tag_make(enum view_kind kind, dev_t rdev, uint32_t driver_id,
			 uint32_t device)
{
	return TAG_LEGACY |
	       (uint64_t)kind << TAG_KIND_SHIFT |
	       (uint64_t)device << TAG_DEVICE_SHIFT |
	       (uint64_t)driver_id << TAG_DRIVER_SHIFT |
	       (uint32_t)(major(rdev) << 20 | (minor(rdev) & 0xfffff));
}

static void tag_parse(uint64_t tag, struct view *view)
{
	view->kind = (tag >> TAG_KIND_SHIFT) & 0x7f;
	view->device = (tag >> TAG_DEVICE_SHIFT) & TAG_MAX_DEVICE;
	view->driver_id = (tag >> TAG_DRIVER_SHIFT) & TAG_MAX_DRIVER;
	view->rdev = makedev((uint32_t)tag >> 20, tag & 0xfffff);
}

/* ---- hints --------------------------------------------------------- */

#define HINT_FDS 4096

static _Atomic uint64_t hints[HINT_FDS / 64];

bool view_hint(int fd)
{
	if ((unsigned int)fd >= HINT_FDS)
		return false;
	return atomic_load_explicit(&hints[fd / 64], memory_order_relaxed) >>
	       (fd % 64) & 1;
}

void view_hint_set(int fd)
{
	if ((unsigned int)fd < HINT_FDS)
		atomic_fetch_or_explicit(&hints[fd / 64], 1ULL << (fd % 64),
					 memory_order_relaxed);
}

void view_hint_clear(int fd)
{
	if ((unsigned int)fd < HINT_FDS)
		atomic_fetch_and_explicit(&hints[fd / 64],
					  ~(1ULL << (fd % 64)),
					  memory_order_relaxed);
}

/* ---- asking -------------------------------------------------------- */

static int namespace_query(int fd, uint64_t *tag, struct view *view)
{
	const struct ruapi_attr *id, *view_tag, *context, *queue;
	struct call call;
	int ret;

	call_init(&call, RUAPI_IOC_CALL, RUAPI_OBJ_NAMESPACE, RUAPI_QUERY);
	id = call_want(&call, RUAPI_NAMESPACE_QUERY_ID, 8);
	view_tag = call_want(&call, RUAPI_NAMESPACE_QUERY_VIEW_TAG, 8);
	context = call_want(&call, RUAPI_NAMESPACE_QUERY_VIEW_CONTEXT, 4);
	queue = call_want(&call, RUAPI_NAMESPACE_QUERY_VIEW_QUEUE, 4);
	ret = call_run(&call, fd);
	if (ret)
		return ret;
	/* Some drivers say yes to every ioctl. */
	if (!attr_valid(id) || !attr_valid(view_tag))
		return -ENOTTY;

	view->fd = fd;
	view->ns = id->value;
	view->context = (uint32_t)context->value;
	view->queue = (uint32_t)queue->value;
	*tag = view_tag->value;
	return 0;
}

int view_get(int fd, struct view *view)
{
	uint64_t tag;
	int ret;

	ret = namespace_query(fd, &tag, view);
	if (ret)
		return ret;
	if (!(tag & TAG_LEGACY))
		return -ENOTTY;
	tag_parse(tag, view);
	if (view->kind != VIEW_UVERBS && view->kind != VIEW_CM)
		return -ENOTTY;
	return 0;
}

int view_queue(int fd, uint64_t ns, uint32_t *queue)
{
	struct view view;
	uint64_t tag;
	int ret;

	ret = namespace_query(fd, &tag, &view);
	if (ret)
		return ret;
	if (view.ns != ns || !view.queue)
		return -ENOTTY;
	*queue = view.queue;
	return 0;
}

/* ---- the namespace of this process --------------------------------- */

/*
 * The main fd, with the process that opened it and its namespace: after a fork
 * the child needs its own, and the program may close what it does not know.
 * One word, so that threads and signal handlers need no lock: namespace and
 * process are kept modulo 2^21 and 2^22, which is enough to notice.
 */
#define MAIN_FD_BITS 21
#define MAIN_PID_BITS 22
#define MAIN_NS_BITS 21
#define LOW_BITS(value, bits) ((uint64_t)(value) & ((1ULL << (bits)) - 1))

static _Atomic uint64_t main_word;

static uint64_t main_pack(int fd, uint64_t ns)
{
	return LOW_BITS(fd, MAIN_FD_BITS) |
	       LOW_BITS(sys_getpid(), MAIN_PID_BITS) << MAIN_FD_BITS |
	       LOW_BITS(ns, MAIN_NS_BITS) << (MAIN_FD_BITS + MAIN_PID_BITS);
}

/* The word says who opened it, so a stale one never matches. */
static bool main_valid(uint64_t word)
{
	const int fd = (int)LOW_BITS(word, MAIN_FD_BITS);
	struct view view;
	uint64_t tag;

	if (!word || namespace_query(fd, &tag, &view))
		return false;
	return main_pack(fd, view.ns) == word;
}

/* Out of the way of programs that expect the lowest numbers, or close them. */
static int move_high(int fd)
{
	const int high = sys_fcntl(fd, F_DUPFD_CLOEXEC, 960);

	if (high < 0)
		return fd;
	sys_close(fd);
	return high;
}

static int main_open(uint64_t *word)
{
	struct view view;
	uint64_t tag;
	int fd, ret;

	fd = sys_open(RUAPI_DEVICE_PATH, O_RDWR | O_CLOEXEC);
	if (fd < 0)
		return fd;
	fd = move_high(fd);
	ret = namespace_query(fd, &tag, &view);
	if (!ret && fd >= 1 << MAIN_FD_BITS)
		ret = -EMFILE;
	if (ret) {
		sys_close(fd);
		return ret == -ENOTTY ? -ENXIO : ret;
	}
	*word = main_pack(fd, view.ns);
	return fd;
}

/*
 * Two channels of a process must be in one namespace, or MIGRATE_ID cannot
 * work: whoever is second to open the device uses the first one's.
 */
static int main_fd(void)
{
	uint64_t old = atomic_load(&main_word), new;
	int fd;

	while (!main_valid(old)) {
		fd = main_open(&new);
		if (fd < 0)
			return fd;
		if (atomic_compare_exchange_strong(&main_word, &old, new))
			return fd;
		sys_close(fd);
	}
	return (int)LOW_BITS(old, MAIN_FD_BITS);
}

/* ---- opening ------------------------------------------------------- */

/* Room for the list of all devices; touched only as far as there are any. */
#define DEVICES_SIZE (1024 * sizeof(struct ruapi_device_info))

static int device_find(int fd, const char *name, struct ruapi_device_info *info)
{
	struct ruapi_device_info *list;
	const struct ruapi_attr *devices;
	struct call call;
	int ret;

	list = sys_pages(DEVICES_SIZE);
	if (!list)
		return -ENOMEM;

	call_init(&call, RUAPI_IOC_CALL, RUAPI_OBJ_DEVICE, RUAPI_LIST);
	devices = call_want_buf(&call, RUAPI_DEVICE_LIST_DEVICES, list,
				DEVICES_SIZE);
	ret = call_run(&call, fd);
	if (!ret) {
		ret = -ENOENT;
		for (size_t i = 0; i < devices->len / sizeof(*list); i++) {
			if (strncmp(list[i].name, name, sizeof(list[i].name)))
				continue;
			*info = list[i];
			ret = 0;
			break;
		}
	}
	sys_pages_free(list, DEVICES_SIZE);
	return ret;
}

int view_access(const struct node *node, struct node_info *info)
{
	struct ruapi_device_info device;
	int fd, ret;

	ret = node_info(node, info);
	if (ret)
		return ret;
	fd = main_fd();
	if (fd < 0)
		return fd;
	if (node->kind == NODE_CM)
		return 0;
	return device_find(fd, info->ibdev, &device);
}

static int open_uverbs(int main, const struct node_info *info)
{
	struct ruapi_device_info device;
	const struct ruapi_attr *fd;
	struct call call;
	int ret;

	ret = device_find(main, info->ibdev, &device);
	if (ret)
		return ret == -ENOENT ? -ENXIO : ret;
	if (device.index > TAG_MAX_DEVICE || device.driver_id > TAG_MAX_DRIVER)
		return -EOVERFLOW;

	call_init(&call, RUAPI_IOC_CALL, RUAPI_OBJ_NAMESPACE,
		  RUAPI_NAMESPACE_VIEW);
	fd = call_want_fd(&call, RUAPI_NAMESPACE_VIEW_FD);
	call_u64(&call, RUAPI_NAMESPACE_VIEW_TAG,
		 tag_make(VIEW_UVERBS, info->rdev, device.driver_id,
			  device.index));
	call_u32(&call, RUAPI_NAMESPACE_VIEW_DEVICE, device.index);
	ret = call_run(&call, main);
	return ret ? ret : (int)fd->fd;
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
	call_u64(&call, RUAPI_EVENT_QUEUE_CREATE_TAG,
		 tag_make(VIEW_CM, info->rdev, 0, 0));
	ret = call_run(&call, main);
	return ret ? ret : (int)fd->fd;
}

int view_open(const struct node *node, int flags)
{
	struct node_info info;
	int fd, main, ret;

	ret = node_info(node, &info);
	if (ret)
		return ret;
	if ((flags & (O_CREAT | O_EXCL)) == (O_CREAT | O_EXCL))
		return -EEXIST;
	if (flags & O_DIRECTORY)
		return -ENOTDIR;

	main = main_fd();
	if (main < 0)
		return main;
	fd = node->kind == NODE_CM ? open_cm(main, &info) :
				     open_uverbs(main, &info);
	if (fd < 0)
		return fd;
	if (!(flags & O_CLOEXEC))
		sys_fcntl(fd, F_SETFD, 0);
	if (flags & O_NONBLOCK)
		sys_fcntl(fd, F_SETFL, O_RDWR | O_NONBLOCK);
	view_hint_set(fd);
	return fd;
}
