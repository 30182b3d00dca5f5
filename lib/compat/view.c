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
#define TAG_MAX_DRIVER 0xff

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
	view->device = 0;
	view->driver_id = 0;
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

/**
 * struct answer - what NAMESPACE.QUERY says
 * @tag: of the view
 * @netns: network namespace of the namespace
 */
struct answer {
	uint64_t tag;
	uint64_t netns;
};

static int namespace_query(int fd, struct answer *answer, struct view *view)
{
	const struct ruapi_attr *id, *netns, *tag, *context, *queue, *owner;
	const struct ruapi_attr *number;
	struct call call;
	int ret;

	call_init(&call, RUAPI_IOC_CALL, RUAPI_OBJ_NAMESPACE, RUAPI_QUERY);
	id = call_want(&call, RUAPI_NAMESPACE_QUERY_ID, 8);
	netns = call_want(&call, RUAPI_NAMESPACE_QUERY_NETNS, 8);
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

	view->fd = fd;
	view->ns = id->value;
	view->context = (uint32_t)context->value;
	view->queue = (uint32_t)queue->value;
	view->owner = (pid_t)owner->value;
	view->number = number->value;
	view->unsure = NULL;
	view->added = NULL;
	answer->tag = tag->value;
	answer->netns = netns->value;
	return 0;
}

int view_get(int fd, struct view *view)
{
	struct answer answer;
	int ret;

	ret = namespace_query(fd, &answer, view);
	return ret ? ret : tag_parse(answer.tag, view);
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

/* ---- the namespaces of this process ---------------------------------- */

/*
 * A thread can have a network namespace of its own, and what it opens belongs
 * there: a namespace, with its main fd, for each.  A word is a main fd with the
 * namespace, as the program may close what it does not know.  One word, so that
 * threads and signal handlers need no lock: the namespace is kept modulo 2^43,
 * which is enough to notice.  Its network namespace is asked of the kernel.
 *
 * A child of fork() goes on in the namespace of its parent: ids that it takes
 * over must be able to go to channels that it makes, and whether its parent is
 * about to exit nobody knows.
 */
#define MAIN_FD_BITS 21
#define MAIN_FD_MASK ((1ULL << MAIN_FD_BITS) - 1)

#define MAIN_WORDS 64
#define MAIN_PROBES 8

static _Atomic uint64_t main_words[MAIN_WORDS];

/* Namespaces count from 1: no word is 0. */
static uint64_t main_pack(int fd, uint64_t ns)
{
	return ns << MAIN_FD_BITS | (uint32_t)fd;
}

static int main_fd_of(uint64_t word)
{
	return (int)(word & MAIN_FD_MASK);
}

/* A main fd that was good once: anything of the module's can tell. */
static atomic_int main_last = -1;

static uint64_t netns_by(int fd)
{
	const struct ruapi_attr *netns;
	struct call call;

	if (fd < 0)
		return 0;
	call_init(&call, RUAPI_IOC_CALL, RUAPI_OBJ_NAMESPACE, RUAPI_QUERY);
	netns = call_want(&call, RUAPI_NAMESPACE_QUERY_CALLER_NETNS, 8);
	if (call_run(&call, fd) || !attr_valid(netns))
		return 0;
	return netns->value;
}

/* Of the calling thread; 0: cannot be known, any will do. */
static uint64_t netns_now(void)
{
	const uint64_t netns = netns_by(atomic_load(&main_last));
	struct stat st;

	if (netns)
		return netns;
	if (sys_stat(AT_FDCWD, "/proc/thread-self/ns/net", &st, 0))
		return 0;
	return st.st_ino;
}

/**
 * enum main_state - what a word is worth
 * @MAIN_STALE: its fd is not what it was
 * @MAIN_ELSEWHERE: it is that of another network namespace
 * @MAIN_GOOD: it is the one
 */
enum main_state {
	MAIN_STALE,
	MAIN_ELSEWHERE,
	MAIN_GOOD,
};

static enum main_state main_check(uint64_t word, uint64_t netns)
{
	struct answer answer;
	struct view view;

	if (!word || namespace_query(main_fd_of(word), &answer, &view) ||
	    main_pack(main_fd_of(word), view.ns) != word)
		return MAIN_STALE;
	return !netns || answer.netns == netns ? MAIN_GOOD : MAIN_ELSEWHERE;
}

/*
 * The device has been opened, but perhaps by a parent, with other rights or
 * below another root: what open() would say now.
 */
static int main_use(int fd)
{
	const int ret = sys_access(RUAPI_DEVICE_PATH, R_OK | W_OK, AT_EACCESS);

	return ret ? ret : fd;
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

static int main_keep(int fd, uint64_t *word, uint64_t *netns)
{
	struct answer answer;
	struct view view;
	int ret;

	fd = move_high(fd);
	ret = namespace_query(fd, &answer, &view);
	if (!ret && fd >= 1 << MAIN_FD_BITS)
		ret = -EMFILE;
	if (ret) {
		sys_close(fd);
		return ret == -ENOTTY ? -ENXIO : ret;
	}
	*word = main_pack(fd, view.ns);
	*netns = answer.netns;
	return fd;
}

/* A second main fd, made on any fd of a namespace. */
static int main_again(int fd)
{
	const struct ruapi_attr *again;
	struct call call;
	int ret;

	call_init(&call, RUAPI_IOC_CALL, RUAPI_OBJ_NAMESPACE,
		  RUAPI_NAMESPACE_VIEW);
	again = call_want_fd(&call, RUAPI_NAMESPACE_VIEW_FD);
	ret = call_run(&call, fd);
	return ret ? ret : (int)again->fd;
}

/*
 * The program has closed the main fd of a namespace that it still uses: ids in
 * it must be able to go to a new channel.  Looks among what were views.
 */
static int main_recover(uint64_t old, uint64_t netns)
{
	struct answer answer;
	struct view view;

	if (!old)
		return -ENOENT;
	for (int fd = 0; fd < VIEW_HINTS; fd++) {
		if (!view_hint(fd) || namespace_query(fd, &answer, &view))
			continue;
		/* The same namespace, but for the fd. */
		if (main_pack(main_fd_of(old), view.ns) == old &&
		    (!netns || answer.netns == netns))
			return main_again(fd);
	}
	return -ENOENT;
}

/* @netns is set to that of the namespace. */
static int main_open(uint64_t old, uint64_t *netns, uint64_t *word)
{
	int fd = main_recover(old, *netns);

	if (fd < 0)
		fd = sys_open(RUAPI_DEVICE_PATH, O_RDWR | O_CLOEXEC);
	return fd < 0 ? fd : main_keep(fd, word, netns);
}

/**
 * struct main - a main fd while it is being used
 * @fd: it, or a negative errno
 * @mine: it is in no word, and to be closed
 */
struct main {
	int fd;
	bool mine;
};

/* Looks for the namespace of @netns; else says where its word should go. */
static bool main_find(struct main *main, uint64_t netns,
		      _Atomic uint64_t **slot, uint64_t *old)
{
	*slot = NULL;
	for (unsigned int i = 0; i < MAIN_PROBES; i++) {
		_Atomic uint64_t *at = &main_words[(netns + i) % MAIN_WORDS];
		const uint64_t word = atomic_load(at);

		switch (main_check(word, netns)) {
		case MAIN_GOOD:
			main->fd = main_use(main_fd_of(word));
			return true;
		case MAIN_ELSEWHERE:
			continue;
		case MAIN_STALE:
			break;
		}
		/* One that was used before one that never was. */
		if (!*slot || (word && !*old)) {
			*slot = at;
			*old = word;
		}
		if (!word)
			break;
	}
	return false;
}

/*
 * Nobody has opened anything yet, and so the device says in which network namespace
 * the thread is, without being asked before.  False: somebody else was faster.
 */
static bool main_first(struct main *main)
{
	uint64_t netns = 0, old = 0, new;

	if (atomic_load(&main_last) >= 0)
		return false;
	main->fd = main_open(0, &netns, &new);
	if (main->fd < 0 ||
	    atomic_compare_exchange_strong(&main_words[netns % MAIN_WORDS],
					   &old, new))
		return true;
	sys_close(main->fd);
	return false;
}

/*
 * Two channels of a process must be in one namespace, or MIGRATE_ID cannot
 * work: whoever is second to open the device uses the first one's.
 */
static int main_get(struct main *main)
{
	_Atomic uint64_t *slot;
	uint64_t netns, old, new;
	bool found;

	main->mine = false;
	found = main_first(main);
	netns = found ? 0 : netns_now();
	while (!found && !main_find(main, netns, &slot, &old)) {
		main->fd = main_open(slot ? old : 0, &netns, &new);
		if (main->fd < 0)
			break;
		if (!slot)
			main->mine = true;
		if (!slot || atomic_compare_exchange_strong(slot, &old, new))
			break;
		sys_close(main->fd);
	}
	if (main->fd < 0)
		return main->fd;
	atomic_store(&main_last, main->fd);
	return 0;
}

static void main_put(const struct main *main)
{
	if (main->mine)
		sys_close(main->fd);
}

int view_look(struct call *call)
{
	struct main main;
	int ret;

	ret = main_get(&main);
	if (ret)
		return ret;
	ret = call_run(call, main.fd);
	main_put(&main);
	return ret;
}

/* ---- devices --------------------------------------------------------- */

/*
 * Which device was uverbsN?  The number of a node stays with its device as long
 * as that lives, and an index is never used again: an entry is good until the
 * kernel knows no such device.  A word is index and driver, and a bit that says
 * that it is one.
 */
#define KNOWN_NODES NODE_FIXED
#define KNOWN_DRIVER_SHIFT 32
#define KNOWN (1ULL << 63)

static _Atomic uint64_t known[KNOWN_NODES];

/**
 * struct device - what a device view needs
 * @index: of the device
 * @driver_id: of the device
 */
struct device {
	uint32_t index;
	uint32_t driver_id;
};

static bool known_get(const struct node *node, struct device *device)
{
	uint64_t word;

	if (node->kind != NODE_UVERBS || node->number >= KNOWN_NODES)
		return false;
	word = atomic_load(&known[node->number]);
	device->index = (uint32_t)word;
	device->driver_id = (uint32_t)((word & ~KNOWN) >> KNOWN_DRIVER_SHIFT);
	return word;
}

static void known_put(const struct node *node, const struct device *device)
{
	if (node->number < KNOWN_NODES && device->driver_id <= TAG_MAX_DRIVER)
		atomic_store(&known[node->number], KNOWN | device->index |
			     (uint64_t)device->driver_id << KNOWN_DRIVER_SHIFT);
}

static void known_forget(const struct node *node)
{
	atomic_store(&known[node->number], 0);
}

/* Most hosts have less; for others there are pages. */
#define FEW_DEVICES 32
#define MANY_DEVICES 4096

typedef bool device_test(const struct ruapi_device_info *info,
			 const void *wanted);

static int device_search(int fd, struct ruapi_device_info *list, uint32_t size,
			 device_test *is, const void *wanted,
			 struct device *device)
{
	const struct ruapi_attr *devices;
	struct call call;
	int ret;

	call_init(&call, RUAPI_IOC_CALL, RUAPI_OBJ_DEVICE, RUAPI_LIST);
	devices = call_want_buf(&call, RUAPI_DEVICE_LIST_DEVICES, list, size);
	ret = call_run(&call, fd);
	if (ret)
		return ret;
	for (size_t i = 0; i < devices->len / sizeof(*list); i++) {
		if (!is(&list[i], wanted))
			continue;
		device->index = list[i].index;
		device->driver_id = list[i].driver_id;
		return 0;
	}
	return -ENOENT;
}

static int device_find(int fd, device_test *is, const void *wanted,
		       struct device *device)
{
	const uint32_t many = MANY_DEVICES * sizeof(struct ruapi_device_info);
	struct ruapi_device_info few[FEW_DEVICES], *list;
	int ret;

	ret = device_search(fd, few, sizeof(few), is, wanted, device);
	if (ret != -ENOSPC)
		return ret;
	list = sys_pages(many);
	if (!list)
		return -ENOMEM;
	ret = device_search(fd, list, many, is, wanted, device);
	sys_pages_free(list, many);
	return ret;
}

static bool is_named(const struct ruapi_device_info *info, const void *wanted)
{
	return !strncmp(info->name, wanted, sizeof(info->name));
}

static bool is_index(const struct ruapi_device_info *info, const void *wanted)
{
	const uint32_t *index = wanted;

	return info->index == *index;
}

/* By its name; which may become another one meanwhile. */
static int device_by_name(int fd, const struct node *node,
			  struct device *device)
{
	char before[NODE_IBDEV_SIZE], now[NODE_IBDEV_SIZE];
	int ret;

	ret = node_ibdev(node, now);
	while (!ret) {
		memcpy(before, now, sizeof(before));
		ret = device_find(fd, is_named, before, device);
		if (ret != -ENOENT)
			return ret;
		ret = node_ibdev(node, now);
		/* There it is, but this network namespace must not see it. */
		if (!ret && !strcmp(before, now))
			return -EPERM;
	}
	return ret;
}

static int device_of(int fd, const struct node *node,
		     const struct node_info *info, struct device *device)
{
	int ret;

	if (info->has_device) {
		ret = device_find(fd, is_index, &info->device, device);
		return ret == -ENOENT ? -EPERM : ret;
	}
	return device_by_name(fd, node, device);
}

int view_device(const char *ibdev, uint32_t *index)
{
	struct device device;
	struct main main;
	int ret;

	ret = main_get(&main);
	if (ret)
		return ret;
	ret = device_find(main.fd, is_named, ibdev, &device);
	main_put(&main);
	if (!ret)
		*index = device.index;
	return ret == -ENOENT ? -EPERM : ret;
}

bool view_hides(const struct node *node)
{
	struct node_info info;
	struct device device;
	struct main main;
	int ret;

	if (node->kind != NODE_UVERBS || node_info(node, &info) ||
	    main_get(&main))
		return false;
	ret = device_of(main.fd, node, &info, &device);
	main_put(&main);
	return ret == -EPERM;
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
		known_put(node, &device);
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
	known_forget(node);
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

	is_known = known_get(node, &device);
	ret = is_known ? 0 : node_info(node, &info);
	if (ret)
		return ret;
	if ((flags & (O_CREAT | O_EXCL)) == (O_CREAT | O_EXCL))
		return -EEXIST;
	if (flags & O_DIRECTORY)
		return -ENOTDIR;

	ret = main_get(&main);
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
