// SPDX-License-Identifier: GPL-2.0 OR Linux-OpenIB
/* Paths under /dev/infiniband, and what sysfs knows about them. */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/sysmacros.h>

#include "compat.h"
#include "sys.h"

static const char node_dir[] = "/dev/infiniband";

static int is_uverbs(const char *name)
{
	if (strncmp(name, "uverbs", 6))
		return 0;
	name += 6;
	return *name && strspn(name, "0123456789") == strlen(name) &&
	       strlen(name) < 10;
}

enum node_kind node_match(const char *path, struct node *node)
{
	const size_t len = sizeof(node_dir) - 1;

	node->kind = NODE_NONE;
	if (!path || strncmp(path, node_dir, len))
		return NODE_NONE;
	path += len;
	if (*path && *path != '/')
		return NODE_NONE;
	path += strspn(path, "/");

	node->name = path;
	if (!*path)
		node->kind = NODE_DIR;
	else if (is_uverbs(path))
		node->kind = NODE_UVERBS;
	/*
	 * librdmacm opens what RDMA netlink calls the chardev of "rdma_cm":
	 * without rdma_ucm.ko that is our own device.
	 */
	else if (!strcmp(path, "rdma_cm") || !strcmp(path, "rdma_uapi"))
		node->kind = NODE_CM;
	return node->kind;
}

/* One line of /sys/class/@class/@name/@attr, without its newline. */
static int sysfs_read(const char *class, const char *name, const char *attr,
		      char *buf, size_t size)
{
	const char *const parts[] = {
		"/sys/class/", class, "/", name, "/", attr,
	};
	char path[128], *end = path;
	ssize_t len;
	int fd;

	for (size_t i = 0; i < sizeof(parts) / sizeof(parts[0]); i++) {
		const size_t part = strlen(parts[i]);

		if (part >= (size_t)(path + sizeof(path) - end))
			return -ENAMETOOLONG;
		memcpy(end, parts[i], part + 1);
		end += part;
	}

	fd = sys_open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		return fd;
	len = sys_read(fd, buf, size - 1);
	sys_close(fd);
	if (len < 0)
		return (int)len;
	buf[len] = '\0';
	buf[strcspn(buf, "\n")] = '\0';
	return 0;
}

static int sysfs_rdev(const char *class, const char *name, dev_t *rdev)
{
	char line[32], *end;
	unsigned long maj, min;
	int ret;

	ret = sysfs_read(class, name, "dev", line, sizeof(line));
	if (ret)
		return ret;
	maj = strtoul(line, &end, 10);
	if (end == line || *end != ':')
		return -ENOENT;
	min = strtoul(end + 1, NULL, 10);
	*rdev = makedev((unsigned int)maj, (unsigned int)min);
	return 0;
}

int node_info(const struct node *node, struct node_info *info)
{
	int ret;

	memset(info, 0, sizeof(*info));
	switch (node->kind) {
	case NODE_UVERBS:
		ret = sysfs_rdev("infiniband_verbs", node->name, &info->rdev);
		if (ret)
			return -ENOENT;
		ret = sysfs_read("infiniband_verbs", node->name, "ibdev",
				 info->ibdev, sizeof(info->ibdev));
		return ret ? -ENOENT : 0;
	case NODE_CM:
		/* Without either, librdmacm does not compare the number. */
		if (sysfs_rdev("misc", node->name, &info->rdev))
			sysfs_rdev("misc", "rdma_uapi", &info->rdev);
		return 0;
	default:
		return -ENOENT;
	}
}
