// SPDX-License-Identifier: GPL-2.0 OR Linux-OpenIB
/*
 * Entries into the kernel.  Raw system calls: the program, or another preloaded
 * library, may have its own open(), read() or mmap().
 */
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <time.h>
#include <unistd.h>

#include "sys.h"

static long result(long ret, int saved_errno)
{
	if (ret < 0)
		ret = -errno;
	errno = saved_errno;
	return ret;
}

/*
 * By far the most.  libc's syscall() would put the error into errno, where it is not
 * to be.
 */
int sys_ioctl(int fd, unsigned long nr, void *arg)
{
#ifdef __x86_64__
	long ret;

	asm volatile("syscall" : "=a" (ret) :
		     "0" ((long)SYS_ioctl), "D" ((long)fd), "S" (nr), "d" (arg) :
		     "rcx", "r11", "memory");
	return (int)ret;
#else
	const int saved = errno;

	return (int)result(syscall(SYS_ioctl, fd, nr, arg), saved);
#endif
}

int sys_open(const char *path, int flags)
{
	const int saved = errno;

	return (int)result(syscall(SYS_openat, AT_FDCWD, path, flags, 0),
			   saved);
}

/* Of what is open by another call, if there is one: to take a path the kernel clears 4 KiB. */
int sys_stat(int dir, const char *path, struct stat *st, int flags)
{
	const int saved = errno;

#ifdef SYS_fstat
	if (!*path && flags == AT_EMPTY_PATH)
		return (int)result(syscall(SYS_fstat, dir, st), saved);
#endif
	return (int)result(syscall(SYS_newfstatat, dir, path, st, flags),
			   saved);
}

int sys_access(const char *path, int mode, int flags)
{
	const int saved = errno;
	int ret = 0;

	if (flags)
		ret = (int)result(syscall(SYS_faccessat2, AT_FDCWD, path, mode,
					  flags), saved);
	/* Before Linux 5.8: for whom is only known without flags. */
	if (!flags || ret == -ENOSYS)
		ret = (int)result(syscall(SYS_faccessat, AT_FDCWD, path, mode),
				  saved);
	return ret;
}

int sys_netlink(int protocol)
{
	const int saved = errno;

	return (int)result(syscall(SYS_socket, AF_NETLINK,
				   SOCK_RAW | SOCK_CLOEXEC, protocol), saved);
}

ssize_t sys_read(int fd, void *buf, size_t size)
{
	const int saved = errno;

	return result(syscall(SYS_read, fd, buf, size), saved);
}

ssize_t sys_write(int fd, const void *buf, size_t size)
{
	const int saved = errno;

	return result(syscall(SYS_write, fd, buf, size), saved);
}

/* struct linux_dirent64 */
ssize_t sys_list(int fd, void *buf, size_t size)
{
	const int saved = errno;

	return result(syscall(SYS_getdents64, fd, buf, size), saved);
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

void sys_sleep_ms(unsigned int ms)
{
	const struct timespec time = {
		.tv_sec = ms / 1000,
		.tv_nsec = ms % 1000 * 1000000L,
	};
	const int saved = errno;

	result(syscall(SYS_nanosleep, &time, NULL), saved);
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

/* MAP_NORESERVE: a mapping of its own, which the kernel need not split again. */
void *sys_pages_wiped(size_t size)
{
	const int saved = errno;
	long ret;

	ret = syscall(SYS_mmap, NULL, size, PROT_READ | PROT_WRITE,
		      MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
	if (ret != -1)
		syscall(SYS_madvise, ret, size, MADV_WIPEONFORK);
	errno = saved;
	return ret == -1 ? NULL : (void *)ret;
}

/*
 * Both are the same process.  Sandboxes may not allow that: then a bad pointer ends
 * the program, which the kernel would have told.
 */
static int copied(long ret, size_t len)
{
	if (ret >= 0)
		return (size_t)ret == len ? 0 : -EFAULT;
	return ret == -EFAULT ? -EFAULT : 1;
}

int sys_copy_in(void *to, const void *from, size_t len)
{
	const struct iovec local = { .iov_base = to, .iov_len = len };
	const struct iovec remote = {
		.iov_base = (void *)from,
		.iov_len = len,
	};
	const int saved = errno;
	int ret;

	ret = copied(result(syscall(SYS_process_vm_readv, sys_getpid(), &local,
				    1, &remote, 1, 0), saved), len);
	if (ret > 0)
		memcpy(to, from, len);
	return ret < 0 ? ret : 0;
}

int sys_copy_out(const struct iovec *to, const struct iovec *from,
		 unsigned int count)
{
	const int saved = errno;
	size_t len = 0;
	int ret;

	for (unsigned int i = 0; i < count; i++)
		len += to[i].iov_len;
	ret = copied(result(syscall(SYS_process_vm_writev, sys_getpid(), from,
				    (long)count, to, (long)count, 0), saved),
		     len);
	for (unsigned int i = 0; ret > 0 && i < count; i++)
		memcpy(to[i].iov_base, from[i].iov_base, to[i].iov_len);
	return ret < 0 ? ret : 0;
}

/* libc's: they are the cancellation point that write() would have been. */
ssize_t sys_wait_read(int fd, void *buf, size_t size)
{
	const int saved = errno;

	return result(read(fd, buf, size), saved);
}

ssize_t sys_wait_pread(int fd, void *buf, size_t size, uint64_t offset)
{
	const int saved = errno;

	return result(pread(fd, buf, size, (off_t)offset), saved);
}
