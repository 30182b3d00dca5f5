// SPDX-License-Identifier: GPL-2.0 OR Linux-OpenIB
/* RDMA netlink, as far as libibverbs asks it for character devices. */
#include <errno.h>
#include <stdbool.h>
#include <string.h>
#include <sys/sysmacros.h>

#include <linux/netlink.h>
#include <rdma/rdma_netlink.h>

#include "compat.h"
#include "netlink.h"
#include "sys.h"

/* Of these a dump says the index; more devices than any host has. */
#define MAX_DEVICES 256

struct request {
	struct nlmsghdr hdr;
	char attrs[64];
};

static void request_init(struct request *req, int command, uint16_t flags)
{
	memset(req, 0, sizeof(*req));
	req->hdr.nlmsg_len = sizeof(req->hdr);
	req->hdr.nlmsg_type = RDMA_NL_GET_TYPE(RDMA_NL_NLDEV, command);
	req->hdr.nlmsg_flags = NLM_F_REQUEST | flags;
	req->hdr.nlmsg_seq = 1;
}

static void request_add(struct request *req, uint16_t type, const void *value,
			uint16_t size)
{
	struct nlattr *attr = (void *)((char *)req + req->hdr.nlmsg_len);

	attr->nla_type = type;
	attr->nla_len = (uint16_t)(NLA_HDRLEN + size);
	memcpy((char *)attr + NLA_HDRLEN, value, size);
	req->hdr.nlmsg_len += NLA_ALIGN(attr->nla_len);
}

/* Copies an attribute of a message; false if it is not there or longer. */
static bool attr_get(const struct nlmsghdr *msg, uint16_t type, void *value,
		     size_t size)
{
	const char *at = (const char *)msg + NLMSG_HDRLEN;
	const char *end = (const char *)msg + msg->nlmsg_len;

	while (end - at >= NLA_HDRLEN) {
		const struct nlattr *attr = (const void *)at;
		const size_t len = attr->nla_len - (size_t)NLA_HDRLEN;

		if (attr->nla_len < NLA_HDRLEN || attr->nla_len > end - at)
			return false;
		if ((attr->nla_type & NLA_TYPE_MASK) == type) {
			if (len > size)
				return false;
			memset(value, 0, size);
			memcpy(value, at + NLA_HDRLEN, len);
			return true;
		}
		at += NLA_ALIGN(attr->nla_len);
	}
	return false;
}

typedef int message_visit(const struct nlmsghdr *msg, void *arg);

/* 1: the answer is complete, 0: there is more of it. */
static int each_message(const char *buf, size_t len, bool dump,
			message_visit *visit, void *arg)
{
	while (len >= sizeof(struct nlmsghdr)) {
		const struct nlmsghdr *msg = (const void *)buf;
		int ret;

		if (msg->nlmsg_len < sizeof(*msg) || msg->nlmsg_len > len)
			return -EPROTO;
		if (msg->nlmsg_type == NLMSG_DONE)
			return 1;
		if (msg->nlmsg_type == NLMSG_ERROR) {
			memcpy(&ret, buf + NLMSG_HDRLEN, sizeof(ret));
			return ret ? ret : 1;
		}
		ret = visit(msg, arg);
		if (ret)
			return ret;
		if (!dump)
			return 1;
		if (len < NLMSG_ALIGN(msg->nlmsg_len))
			break;
		buf += NLMSG_ALIGN(msg->nlmsg_len);
		len -= NLMSG_ALIGN(msg->nlmsg_len);
	}
	return 0;
}

static int ask(int fd, const struct request *req, message_visit *visit,
	       void *arg)
{
	_Alignas(8) char buf[8192];
	ssize_t len;
	int ret;

	len = sys_write(fd, req, req->hdr.nlmsg_len);
	if (len < 0)
		return (int)len;
	do {
		len = sys_read(fd, buf, sizeof(buf));
		if (len <= 0)
			return len ? (int)len : -EPROTO;
		ret = each_message(buf, (size_t)len,
				   req->hdr.nlmsg_flags & NLM_F_DUMP, visit,
				   arg);
	} while (!ret);
	return ret < 0 ? ret : 0;
}

/* ---- character devices --------------------------------------------- */

static int read_chardev(const struct nlmsghdr *msg, void *arg)
{
	struct netlink_chardev *chardev = arg;
	uint64_t number;

	if (!attr_get(msg, RDMA_NLDEV_ATTR_CHARDEV, &number, sizeof(number)) ||
	    !attr_get(msg, RDMA_NLDEV_ATTR_CHARDEV_NAME, chardev->name,
		      sizeof(chardev->name) - 1))
		return -EPROTO;
	chardev->name[sizeof(chardev->name) - 1] = '\0';
	/* huge_encode_dev(), which is that of libc. */
	chardev->rdev = (dev_t)number;
	return 0;
}

static int get_chardev(int fd, const char *type, const uint32_t *device,
		       struct netlink_chardev *chardev)
{
	struct request req;

	request_init(&req, RDMA_NLDEV_CMD_GET_CHARDEV, 0);
	request_add(&req, RDMA_NLDEV_ATTR_CHARDEV_TYPE, type,
		    (uint16_t)(strlen(type) + 1));
	if (device)
		request_add(&req, RDMA_NLDEV_ATTR_DEV_INDEX, device,
			    sizeof(*device));
	chardev->device = device ? *device : 0;
	return ask(fd, &req, read_chardev, chardev);
}

struct indices {
	uint32_t count;
	uint32_t index[MAX_DEVICES];
};

static int read_index(const struct nlmsghdr *msg, void *arg)
{
	struct indices *indices = arg;
	uint32_t index;

	if (attr_get(msg, RDMA_NLDEV_ATTR_DEV_INDEX, &index, sizeof(index)) &&
	    indices->count < MAX_DEVICES)
		indices->index[indices->count++] = index;
	return 0;
}

static int each_of(int fd, netlink_visit *visit, void *arg)
{
	struct indices indices = { .count = 0 };
	struct netlink_chardev chardev;
	struct request req;
	int ret;

	request_init(&req, RDMA_NLDEV_CMD_GET, NLM_F_DUMP);
	ret = ask(fd, &req, read_index, &indices);
	for (uint32_t i = 0; !ret && i < indices.count; i++) {
		/* A device may be gone, or have no such node. */
		if (get_chardev(fd, "uverbs", &indices.index[i], &chardev))
			continue;
		ret = visit(&chardev, arg);
	}
	return ret;
}

int netlink_each(netlink_visit *visit, void *arg)
{
	const int fd = sys_netlink(NETLINK_RDMA);
	int ret;

	if (fd < 0)
		return fd;
	ret = each_of(fd, visit, arg);
	sys_close(fd);
	return ret;
}

struct wanted {
	char name[16];
	struct netlink_chardev *found;
};

static int is_wanted(const struct netlink_chardev *chardev, void *arg)
{
	const struct wanted *wanted = arg;

	if (strcmp(chardev->name, wanted->name))
		return 0;
	*wanted->found = *chardev;
	return 1;
}

int netlink_uverbs(uint32_t number, struct netlink_chardev *chardev)
{
	struct wanted wanted = { .found = chardev };
	int ret;

	memcpy(wanted.name, "uverbs", 6);
	put_number(wanted.name + 6, number);
	ret = netlink_each(is_wanted, &wanted);
	if (ret < 0)
		return ret;
	return ret ? 0 : -ENOENT;
}

int netlink_cm(struct netlink_chardev *chardev)
{
	const int fd = sys_netlink(NETLINK_RDMA);
	int ret;

	if (fd < 0)
		return fd;
	ret = get_chardev(fd, "rdma_cm", NULL, chardev);
	sys_close(fd);
	return ret;
}
