// SPDX-License-Identifier: GPL-2.0 OR Linux-OpenIB
#include <stdint.h>
#include <string.h>
#include <sys/socket.h>
#include "pass_fd.h"

union control {
	struct cmsghdr hdr;
	char room[CMSG_SPACE(sizeof(int))];
};

static struct msghdr message(struct iovec *iov, union control *control)
{
	return (struct msghdr){
		.msg_iov = iov,
		.msg_iovlen = 1,
		.msg_control = control,
		.msg_controllen = sizeof(control->room),
	};
}

bool pass_fds(int socks[2])
{
	return !socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, socks);
}

bool send_fd(int sock, int fd, const void *data, size_t size)
{
	struct iovec iov = { (void *)(uintptr_t)data, size };
	union control control = {};
	struct msghdr msg = message(&iov, &control);
	struct cmsghdr *cmsg = CMSG_FIRSTHDR(&msg);

	cmsg->cmsg_level = SOL_SOCKET;
	cmsg->cmsg_type = SCM_RIGHTS;
	cmsg->cmsg_len = CMSG_LEN(sizeof(int));
	memcpy(CMSG_DATA(cmsg), &fd, sizeof(fd));
	return sendmsg(sock, &msg, 0) == (ssize_t)size;
}

int receive_fd(int sock, void *data, size_t size)
{
	struct iovec iov = { data, size };
	union control control = {};
	struct msghdr msg = message(&iov, &control);
	struct cmsghdr *cmsg;
	int fd = -1;

	if (recvmsg(sock, &msg, MSG_CMSG_CLOEXEC) != (ssize_t)size)
		return -1;
	cmsg = CMSG_FIRSTHDR(&msg);
	if (cmsg)
		memcpy(&fd, CMSG_DATA(cmsg), sizeof(fd));
	return fd;
}
