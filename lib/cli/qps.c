// SPDX-License-Identifier: GPL-2.0 OR Linux-OpenIB
/* The QPs of a device: RDMA_NLDEV_CMD_RES_QP_GET of RDMA netlink. */
#include <errno.h>
#include <linux/netlink.h>
#include <rdma/rdma_netlink.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>
#include "qps.h"
#include "text.h"

/* As large as the kernel makes messages. */
#define ROOM 65536

/**
 * struct dump - QPs that are being told
 * @qps: those of processes
 * @count: entries of @qps
 */
struct dump {
	struct qp_info *qps;
	unsigned int count;
};

static const struct nlattr *next_attr(const struct nlattr *attr, size_t *left)
{
	const size_t size = NLA_ALIGN(attr->nla_len);

	if (size >= *left) {
		*left = 0;
		return attr;
	}
	*left -= size;
	return (const void *)((const char *)attr + size);
}

static int is_attr(const struct nlattr *attr, size_t left)
{
	return left >= sizeof(*attr) && attr->nla_len >= sizeof(*attr) &&
	       attr->nla_len <= left;
}

/* Calls @fn for each attribute of @len bytes at @at. */
static void for_each_attr(const void *at, size_t len,
			  void (*fn)(void *to, int type, const void *data,
				     size_t size),
			  void *to)
{
	const struct nlattr *attr = at;

	for (; is_attr(attr, len); attr = next_attr(attr, &len))
		fn(to, attr->nla_type & NLA_TYPE_MASK,
		   (const char *)attr + NLA_HDRLEN, attr->nla_len - NLA_HDRLEN);
}

static uint32_t number(const void *data, size_t size)
{
	uint32_t value = 0;

	memcpy(&value, data, size < sizeof(value) ? size : sizeof(value));
	return value;
}

static void on_field(void *to, int type, const void *data, size_t size)
{
	struct qp_info *qp = to;

	switch (type) {
	case RDMA_NLDEV_ATTR_PORT_INDEX:
		qp->port = number(data, size);
		break;
	case RDMA_NLDEV_ATTR_RES_LQPN:
		qp->number = number(data, size);
		break;
	case RDMA_NLDEV_ATTR_RES_RQPN:
		qp->peer = number(data, size);
		qp->has_peer = !!qp->peer;
		break;
	case RDMA_NLDEV_ATTR_RES_TYPE:
		qp->type = number(data, size);
		break;
	case RDMA_NLDEV_ATTR_RES_STATE:
		qp->state = number(data, size);
		break;
	case RDMA_NLDEV_ATTR_RES_PID:
		qp->pid = number(data, size);
		break;
	}
}

static void on_entry(void *to, int type, const void *data, size_t size)
{
	struct dump *dump = to;
	struct qp_info qp = { .pid = 0 };

	if (type != RDMA_NLDEV_ATTR_RES_QP_ENTRY)
		return;
	for_each_attr(data, size, on_field, &qp);
	/* The kernel's own have no process. */
	if (!qp.pid)
		return;
	dump->qps = xgrow(dump->qps, dump->count, sizeof(*dump->qps));
	dump->qps[dump->count++] = qp;
}

static void on_table(void *to, int type, const void *data, size_t size)
{
	if (type == RDMA_NLDEV_ATTR_RES_QP)
		for_each_attr(data, size, on_entry, to);
}

static int ask(int sock, uint32_t device)
{
	struct {
		struct nlmsghdr hdr;
		struct nlattr attr;
		uint32_t device;
	} request = {
		.hdr = {
			.nlmsg_len = sizeof(request),
			.nlmsg_type = RDMA_NL_GET_TYPE(RDMA_NL_NLDEV,
						       RDMA_NLDEV_CMD_RES_QP_GET),
			.nlmsg_flags = NLM_F_REQUEST | NLM_F_DUMP,
		},
		.attr = {
			.nla_len = NLA_HDRLEN + sizeof(uint32_t),
			.nla_type = RDMA_NLDEV_ATTR_DEV_INDEX,
		},
		.device = device,
	};

	return send(sock, &request, sizeof(request), 0) < 0 ? -errno : 0;
}

/* A part of the answer; 1: the last one. */
static int take(struct dump *dump, const char *buf, size_t len)
{
	const struct nlmsghdr *hdr = (const void *)buf;

	for (; NLMSG_OK(hdr, len); hdr = NLMSG_NEXT(hdr, len)) {
		if (hdr->nlmsg_type == NLMSG_DONE)
			return 1;
		if (hdr->nlmsg_type == NLMSG_ERROR)
			return ((const struct nlmsgerr *)NLMSG_DATA(hdr))->error ?:
				       1;
		for_each_attr(NLMSG_DATA(hdr), NLMSG_PAYLOAD(hdr, 0), on_table,
			      dump);
	}
	return 0;
}

int qps_of(uint32_t device, struct qp_info **qps, unsigned int *count)
{
	const int sock = socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, NETLINK_RDMA);
	struct dump dump = { .count = 0 };
	char *buf = xalloc(ROOM);
	ssize_t len;
	int ret = sock < 0 ? -errno : ask(sock, device);

	while (!ret) {
		len = recv(sock, buf, ROOM, 0);
		ret = len < 0 ? -errno : take(&dump, buf, (size_t)len);
	}
	if (sock >= 0)
		close(sock);
	free(buf);
	*qps = dump.qps;
	*count = dump.count;
	return ret < 0 ? ret : 0;
}

#define NAME(array, i) \
	((i) < sizeof(array) / sizeof((array)[0]) && (array)[i] ? (array)[i] : "?")

const char *qp_type_name(unsigned int type)
{
	static const char *const names[] = {
		[2] = "RC", [3] = "UC", [4] = "UD", [8] = "RAW_PACKET",
		[9] = "XRC_INI", [10] = "XRC_TGT", [0xff] = "DRIVER",
	};

	return NAME(names, type);
}

const char *qp_state_name(unsigned int state)
{
	static const char *const names[] = {
		"RESET", "INIT", "RTR", "RTS", "SQD", "SQE", "ERR",
	};

	return NAME(names, state);
}
