// SPDX-License-Identifier: GPL-2.0 OR Linux-OpenIB
/*
 * Entries into the kernel.  Raw system calls: the program, or another preloaded
 * library, may have its own open(), read() or mmap().
 */
#include <errno.h>
#include <fcntl.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "sys.h"

static long result(long ret, int saved_errno)
{
	if (ret < 0)
		ret = -errno;
	errno = saved_errno;
	return ret;
}

int sys_ioctl(int fd, unsigned long nr, void *arg)
{
	const int saved = errno;

	return (int)result(syscall(SYS_ioctl, fd, nr, arg), saved);
}

int sys_open(const char *path, int flags)
{
	const int saved = errno;

	return (int)result(syscall(SYS_openat, AT_FDCWD, path, flags, 0),
			   saved);
}

ssize_t sys_read(int fd, void *buf, size_t size)
{
	const int saved = errno;

	return result(syscall(SYS_read, fd, buf, size), saved);
}

void sys_close(int fd)
{
	const int saved = errno;

	result(syscall(SYS_close, fd), saved);
}

int sys_fcntl(int fd, int cmd, long arg)
{
	const int saved = errno;

	return (int)result(syscall(SYS_fcntl, fd, cmd, arg), saved);
}

pid_t sys_getpid(void)
{
	return (pid_t)syscall(SYS_getpid);
}

void *sys_pages(size_t size)
{
	const int saved = errno;
	const long ret = syscall(SYS_mmap, NULL, size, PROT_READ | PROT_WRITE,
				 MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	errno = saved;
	return ret == -1 ? NULL : (void *)ret;
}

void sys_pages_free(void *pages, size_t size)
{
	const int saved = errno;

	result(syscall(SYS_munmap, pages, size), saved);
}

ssize_t sys_wait_read(int fd, void *buf, size_t size)
{
	const int saved = errno;

	/* libc's: it is the cancellation point that write() would have been. */
	return result(read(fd, buf, size), saved);
}
