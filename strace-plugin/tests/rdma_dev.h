/*
 * A file in the place of an RDMA device, for what is decoded by its path.
 *
 * Copyright (c) 2026 The strace developers.
 * All rights reserved.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#ifndef STRACE_TESTS_RDMA_DEV_H
# define STRACE_TESTS_RDMA_DEV_H

# include <errno.h>
# include <fcntl.h>
# include <sched.h>
# include <stdio.h>
# include <string.h>
# include <sys/mount.h>
# include <sys/stat.h>
# include <unistd.h>

static void
write_map(const char *const path, const char *const text)
{
	const int fd = open(path, O_WRONLY);

	if (fd < 0 || write(fd, text, strlen(text)) < 0)
		perror_msg_and_skip("%s", path);
	close(fd);
}

/* Those who are not root become so in a user namespace, where they may mount. */
static void
unshare_user(void)
{
	char uid_map[32], gid_map[32];

	snprintf(uid_map, sizeof(uid_map), "0 %u 1", getuid());
	snprintf(gid_map, sizeof(gid_map), "0 %u 1", getgid());
	if (unshare(CLONE_NEWNS | CLONE_NEWUSER))
		perror_msg_and_skip("unshare");
	write_map("/proc/self/setgroups", "deny");
	write_map("/proc/self/uid_map", uid_map);
	write_map("/proc/self/gid_map", gid_map);
}

/* A /dev of our own. */
static void
make_dev(void)
{
	if (unshare(CLONE_NEWNS))
		unshare_user();
	if (mount("none", "/", NULL, MS_REC | MS_PRIVATE, NULL)
	    || mount("none", "/dev", "tmpfs", 0, NULL))
		perror_msg_and_skip("mount");
}

static int
open_dev(const char *const path)
{
	const int fd = open(path, O_RDWR | O_CREAT | O_TRUNC, 0600);

	if (fd < 0)
		perror_msg_and_fail("open: %s", path);
	return fd;
}

/* How a descriptor is printed. */
static inline const char *
dev_fd(const int fd, const char *const path)
{
	static char buf[64];

# ifdef DECODE_FDS
	snprintf(buf, sizeof(buf), "%d<%s>", fd, path);
# else
	snprintf(buf, sizeof(buf), "%d", fd);
# endif
	return buf;
}

#endif /* !STRACE_TESTS_RDMA_DEV_H */
