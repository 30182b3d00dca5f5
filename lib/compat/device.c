// SPDX-License-Identifier: GPL-2.0 OR Linux-OpenIB
/* Which device a node is of, and whether this network namespace sees it. */
#include <errno.h>
#include <fcntl.h>
#include <stdatomic.h>
#include <string.h>
#include <sys/stat.h>

#include "call.h"
#include "main.h"

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

bool device_known(const struct node *node, struct device *device)
{
	uint64_t word;

	if (node->kind != NODE_UVERBS || node->number >= KNOWN_NODES)
		return false;
	word = atomic_load(&known[node->number]);
	device->index = (uint32_t)word;
	device->driver_id = (uint32_t)((word & ~KNOWN) >> KNOWN_DRIVER_SHIFT);
	return word;
}

void device_keep(const struct node *node, const struct device *device)
{
	if (node->number < KNOWN_NODES && device->driver_id <= TAG_MAX_DRIVER)
		atomic_store(&known[node->number], KNOWN | device->index |
			     (uint64_t)device->driver_id << KNOWN_DRIVER_SHIFT);
}

void device_forget(const struct node *node)
{
	atomic_store(&known[node->number], 0);
}

/* Most hosts have less; for others there are pages. */
#define FEW_DEVICES 16
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

/*
 * Mostly uverbsN is the device with index N: to ask that one for its name takes a
 * quarter of a list.  What an open asks next it says, too.
 */
static int device_guess(int fd, uint32_t index, const char *name,
			struct device *device)
{
	const struct ruapi_attr *has_info, *has_attr;
	struct ruapi_device_info info;
	struct ruapi_device_attr attr;
	struct call call;
	int ret;

	call_init(&call, RUAPI_IOC_CALL, RUAPI_OBJ_DEVICE, RUAPI_QUERY);
	call_u32(&call, RUAPI_DEVICE_QUERY_INDEX, index);
	has_info = call_want_buf(&call, RUAPI_DEVICE_QUERY_INFO, &info,
				 sizeof(info));
	has_attr = call_want_buf(&call, RUAPI_DEVICE_QUERY_ATTR, &attr,
				 sizeof(attr));
	ret = call_run(&call, fd);
	if (ret)
		return ret;
	if (!attr_valid(has_info) || has_info->len < sizeof(info) ||
	    !is_named(&info, name))
		return -ENOENT;
	device->index = info.index;
	device->driver_id = info.driver_id;
	if (attr_valid(has_attr) &&
	    has_attr->len > offsetof(struct ruapi_device_attr, num_comp_vectors))
		device_keep_vectors(info.index, attr.num_comp_vectors);
	return 0;
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
		ret = device_guess(fd, node->number, before, device);
		if (ret)
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

int device_of(int fd, const struct node *node, const struct node_info *info,
	      struct device *device)
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

	ret = main_get(&main, MAIN_TO_LOOK);
	if (ret)
		return ret;
	ret = device_find(main.fd, is_named, ibdev, &device);
	main_put(&main);
	if (!ret)
		*index = device.index;
	return ret == -ENOENT ? -EPERM : ret;
}

/* ---- looking at nodes -------------------------------------------------- */

/* Of a device that is known; -EPERM: it must not be seen, -ENODEV: it is gone. */
static int check_known(int fd, const struct node *node, struct device *device)
{
	struct call call;
	int ret;

	if (!device_known(node, device))
		return -ENODEV;
	call_init(&call, RUAPI_IOC_CALL, RUAPI_OBJ_DEVICE, RUAPI_QUERY);
	call_u32(&call, RUAPI_DEVICE_QUERY_INDEX, device->index);
	ret = call_run(&call, fd);
	if (ret == -EACCES && call.room.hdr.reason == RUAPI_REASON_NETNS)
		return -EPERM;
	if (ret == -ENODEV)
		device_forget(node);
	return ret;
}

/* Of the first nodes the name of the device says all there is to know. */
static int look_at_first(int fd, const struct node *node,
			 struct node_info *info)
{
	struct device device;
	int ret;

	ret = check_known(fd, node, &device);
	if (ret == -ENODEV) {
		ret = device_by_name(fd, node, &device);
		if (!ret)
			device_keep(node, &device);
	}
	info->rdev = node_fixed_rdev(node->number);
	return ret;
}

static int look(int fd, const struct node *node, struct node_info *info)
{
	struct device device;
	int ret = -ENOENT;

	memset(info, 0, sizeof(*info));
	if (node->number < NODE_FIXED)
		ret = look_at_first(fd, node, info);
	if (!ret || ret == -EPERM)
		return ret;
	ret = node_info(node, info);
	if (!ret && device_of(fd, node, info, &device) == -EPERM)
		ret = -EPERM;
	return ret;
}

/* Who must not open the device is shown all that there is. */
static int look_from(struct main *main, const struct node *node,
		     struct node_info *info)
{
	if (node->kind != NODE_UVERBS || main_get(main, MAIN_TO_LOOK)) {
		*main = (struct main){ .fd = -1 };
		return node_info(node, info);
	}
	return look(main->fd, node, info);
}

static int look_end(const struct main *main, int ret)
{
	if (main->fd >= 0)
		main_put(main);
	return ret == -EPERM ? -ENOENT : ret;
}

int view_node(const struct node *node, struct node_info *info)
{
	struct main main;

	return look_end(&main, look_from(&main, node, info));
}

/*
 * A node is the device under another number: owner, mode and times are those
 * of the device, which decide who may open it.
 */
static void node_stat(struct stat *st, dev_t rdev)
{
	st->st_ino = node_ino(rdev);
	st->st_rdev = rdev;
}

int view_node_stat(const struct node *node, struct stat *st)
{
	struct node_info info;
	struct main main;
	int ret;

	ret = look_from(&main, node, &info);
	/* What has just been opened by its path need not be looked for once more. */
	if (!ret)
		ret = main.opened ?
		      sys_stat(main.fd, "", st, AT_EMPTY_PATH) :
		      sys_stat(AT_FDCWD, RUAPI_DEVICE_PATH, st, 0);
	ret = look_end(&main, ret);
	if (!ret)
		node_stat(st, info.rdev);
	return ret;
}

void view_stat(const struct view *view, struct stat *st)
{
	/* It may have been unlinked, or be in another mount namespace. */
	if (main_stat(view, st) &&
	    sys_stat(AT_FDCWD, RUAPI_DEVICE_PATH, st, 0))
		*st = (struct stat) {
			.st_mode = S_IFCHR | 0666,
			.st_nlink = 1,
			.st_blksize = 4096,
		};
	node_stat(st, view->rdev);
}
