// SPDX-License-Identifier: GPL-2.0 OR Linux-OpenIB
/*
 * RTM_SETLINK of rtnetlink(7), which ip(8) has for names only, and in its batches for
 * those that have no quotes and no '#' in them.
 */
#include <errno.h>
#include <linux/if_link.h>
#include <linux/rtnetlink.h>
#include <net/if.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>
#include "hook_link.h"
#include "hook_where.h"

/**
 * struct request - a netdev gets another network namespace, and a name there
 * @head: of the message
 * @link: which one
 * @attrs: room for a file and a name
 */
struct request {
	struct nlmsghdr head;
	struct ifinfomsg link;
	char attrs[RTA_SPACE(sizeof(int)) + RTA_SPACE(IF_NAMESIZE)];
};

/**
 * struct answer - what the kernel says of a request
 * @head: of the message
 * @error: the errno, negative, and the head of what it answers
 */
struct answer {
	struct nlmsghdr head;
	struct nlmsgerr error;
};

/**
 * struct taken - a netdev that is taken
 * @index: its number where it is, 0: as its name says
 * @name: what it is to be called
 */
struct taken {
	unsigned int index;
	const char *name;
};

static void add(struct request *request, unsigned short type, const void *data,
		size_t size)
{
	const size_t at = NLMSG_ALIGN(request->head.nlmsg_len);
	struct rtattr *attr = (void *)((char *)request + at);

	attr->rta_type = type;
	attr->rta_len = RTA_LENGTH(size);
	memcpy(RTA_DATA(attr), data, size);
	request->head.nlmsg_len = at + RTA_ALIGN(attr->rta_len);
}

static int ask(int sock, const struct request *request)
{
	struct answer answer;
	ssize_t got;

	if (send(sock, request, request->head.nlmsg_len, 0) < 0)
		return -errno;
	/* A short answer, without the request: what is cut off is not needed. */
	do {
		got = recv(sock, &answer, sizeof(answer), 0);
	} while (got < 0 && errno == EINTR);
	if (got < 0)
		return -errno;
	if ((size_t)got < NLMSG_LENGTH(sizeof(answer.error.error)) ||
	    answer.head.nlmsg_type != NLMSG_ERROR)
		return -EPROTO;
	return answer.error.error;
}

/* A file stands for the network namespace: a number of a process may be another's soon. */
static int move(void *arg, int home)
{
	const struct taken *taken = arg;
	struct request request = {
		.head.nlmsg_len = NLMSG_LENGTH(sizeof(request.link)),
		.head.nlmsg_type = RTM_SETLINK,
		.head.nlmsg_flags = NLM_F_REQUEST | NLM_F_ACK,
		.link.ifi_index = taken->index ? taken->index :
						 if_nametoindex(taken->name),
	};
	int ret, sock;

	if (!request.link.ifi_index)
		return -ENODEV;
	add(&request, IFLA_NET_NS_FD, &home, sizeof(home));
	add(&request, IFLA_IFNAME, taken->name, strlen(taken->name) + 1);
	sock = socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, NETLINK_ROUTE);
	if (sock < 0)
		return -errno;
	ret = ask(sock, &request);
	close(sock);
	return ret;
}

int link_take(int netns, unsigned int index, const char *name)
{
	struct taken taken = {
		.index = index,
		.name = name,
	};

	/* The kernel would give it the name of here after it has moved it, and fail then. */
	if (if_nametoindex(name))
		return -EEXIST;
	return where_visit(netns, move, &taken);
}
