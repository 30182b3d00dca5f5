// SPDX-License-Identifier: GPL-2.0 OR Linux-OpenIB
/*
 * What this host knows of the nodes under /dev/infiniband: sysfs says it in the
 * fewest steps, and RDMA netlink where there is no sysfs.  Neither needs access
 * to the device: metadata can be had of what must not be opened.
 */
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>

#include "compat.h"
#include "netlink.h"
#include "sys.h"

static const char class_verbs[] = "/sys/class/infiniband_verbs";
static const char class_misc[] = "/sys/class/misc";

/* ib_uverbs: of the first nodes; later ones have what was free. */
#define UVERBS_MAJOR 231
#define UVERBS_FIRST_MINOR 192

/* ---- sysfs ----------------------------------------------------------- */

struct sysfs_path {
	char text[128];
};

static const char *sysfs_path(struct sysfs_path *path, const char *class,
			      const char *name, const char *attr)
{
	const char *const parts[] = { class, "/", name, attr };
	char *end = path->text;

	for (size_t i = 0; i < sizeof(parts) / sizeof(parts[0]); i++) {
		const size_t len = strlen(parts[i]);

		if (len >= (size_t)(path->text + sizeof(path->text) - end))
			return "";
		memcpy(end, parts[i], len + 1);
		end += len;
	}
	return path->text;
}

/* The first line of a file, without its newline. */
static int sysfs_read(const char *file, char *buf, size_t size)
{
	ssize_t len;
	int fd;

	fd = sys_open(file, O_RDONLY | O_CLOEXEC);
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

/* Not strtoul(): newer headers give it a name that older libraries lack. */
static const char *number(const char *text, uint32_t *value)
{
	uint64_t n = 0;
	const char *at;

	for (at = text; *at >= '0' && *at <= '9' && n <= UINT32_MAX; at++)
		n = n * 10 + (uint64_t)(*at - '0');
	*value = (uint32_t)n;
	return at == text || n > UINT32_MAX ? NULL : at;
}

void put_number(char *to, uint32_t number)
{
	char digits[10];
	int n = 0;

	do {
		digits[n++] = (char)('0' + number % 10);
		number /= 10;
	} while (number);
	while (n)
		*to++ = digits[--n];
	*to = '\0';
}

int node_number(const char *file, uint32_t *value)
{
	char line[32];
	const char *end;
	int ret;

	ret = sysfs_read(file, line, sizeof(line));
	if (ret)
		return ret;
	end = number(line, value);
	return end && !*end ? 0 : -EINVAL;
}

static int sysfs_rdev(const char *class, const char *name, dev_t *rdev)
{
	struct sysfs_path path;
	uint32_t maj, min;
	const char *at;
	char line[32];
	int ret;

	ret = sysfs_read(sysfs_path(&path, class, name, "/dev"), line,
			 sizeof(line));
	if (ret)
		return ret;
	at = number(line, &maj);
	if (!at || *at != ':' || !number(at + 1, &min))
		return -ENOENT;
	*rdev = makedev(maj, min);
	return 0;
}

int node_ibdev(const struct node *node, char name[NODE_IBDEV_SIZE])
{
	struct sysfs_path path;

	return sysfs_read(sysfs_path(&path, class_verbs, node->name, "/ibdev"),
			  name, NODE_IBDEV_SIZE);
}

/* ---- one node ------------------------------------------------------ */

dev_t node_fixed_rdev(uint32_t number)
{
	return makedev(UVERBS_MAJOR, UVERBS_FIRST_MINOR + number);
}

static int uverbs_info(const struct node *node, struct node_info *info)
{
	struct netlink_chardev chardev;
	struct sysfs_path path;
	struct stat st;
	int ret;

	/* A link; where it leads is far. */
	ret = sys_stat(AT_FDCWD, sysfs_path(&path, class_verbs, node->name, ""),
		       &st, AT_SYMLINK_NOFOLLOW);
	if (!ret) {
		info->rdev = node_fixed_rdev(node->number);
		return node->number < NODE_FIXED ? 0 :
		       sysfs_rdev(class_verbs, node->name, &info->rdev);
	}
	if (!sys_stat(AT_FDCWD, class_verbs, &st, 0))
		return -ENOENT;
	ret = netlink_uverbs(node->number, &chardev);
	if (ret)
		return -ENOENT;
	info->rdev = chardev.rdev;
	info->device = chardev.device;
	info->has_device = true;
	return 0;
}

static int cm_info(const struct node *node, struct node_info *info)
{
	struct netlink_chardev chardev;
	struct stat st;

	if (!sysfs_rdev(class_misc, node->name, &info->rdev) ||
	    !sysfs_rdev(class_misc, "rdma_uapi", &info->rdev))
		return 0;
	if (sys_stat(AT_FDCWD, class_misc, &st, 0) &&
	    !netlink_cm(&chardev))
		info->rdev = chardev.rdev;
	/* Without any of these librdmacm does not compare the number. */
	return 0;
}

int node_info(const struct node *node, struct node_info *info)
{
	memset(info, 0, sizeof(*info));
	switch (node->kind) {
	case NODE_UVERBS:
		return uverbs_info(node, info);
	case NODE_CM:
		return cm_info(node, info);
	default:
		return -ENOENT;
	}
}

ino_t node_ino(dev_t rdev)
{
	return (ino_t)major(rdev) << 20 | (minor(rdev) + 1);
}

/* ---- all nodes ------------------------------------------------------- */

struct dirent_head {
	uint64_t ino;
	int64_t off;
	uint16_t len;
	uint8_t type;
	char name[];
};

static int list_sysfs(int fd, node_visit *visit, void *arg)
{
	_Alignas(8) uint8_t buf[2048];
	struct node node;
	ssize_t len;
	int ret;

	while ((len = sys_list(fd, buf, sizeof(buf))) > 0) {
		for (uint8_t *at = buf; at < buf + len; ) {
			const struct dirent_head *entry = (void *)at;

			at += entry->len;
			node_name(&node, entry->name, strlen(entry->name));
			if (node.kind != NODE_UVERBS)
				continue;
			ret = visit(&node, arg);
			if (ret)
				return ret;
		}
	}
	return (int)len;
}

struct listing {
	node_visit *visit;
	void *arg;
};

static int list_netlink(const struct netlink_chardev *chardev, void *arg)
{
	const struct listing *listing = arg;
	struct node node;

	if (node_name(&node, chardev->name, strlen(chardev->name)) !=
	    NODE_UVERBS)
		return 0;
	return listing->visit(&node, listing->arg);
}

int node_list(node_visit *visit, void *arg)
{
	struct listing listing = { visit, arg };
	struct node node;
	int fd, ret;

	fd = sys_open(class_verbs, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (fd >= 0) {
		ret = list_sysfs(fd, visit, arg);
		sys_close(fd);
	} else {
		ret = netlink_each(list_netlink, &listing);
	}
	/* Without either there are no uverbs nodes that can be known. */
	if (ret == -ENOMEM)
		return ret;
	node_name(&node, "rdma_cm", 7);
	return visit(&node, arg);
}
