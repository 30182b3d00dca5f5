// SPDX-License-Identifier: GPL-2.0 OR Linux-OpenIB
/* The ways into the kernel, alone in their file: see internal.h. */
#include <fcntl.h>
#include <sys/syscall.h>
#include <unistd.h>
#include "internal.h"

/*
 * Neither open() nor ioctl(): the libc interposer, which uses us, replaces
 * these.
 */
int ruapi_open(void)
{
	const int fd = syscall(SYS_openat, AT_FDCWD, RUAPI_DEVICE_PATH,
			       O_RDWR | O_CLOEXEC);

	return fd < 0 ? -errno : fd;
}

int ruapi_ioctl(int fd, unsigned long request, void *arg)
{
	return syscall(SYS_ioctl, fd, request, arg) < 0 ? -errno : 0;
}
