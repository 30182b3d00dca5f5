/* SPDX-License-Identifier: GPL-2.0 OR Linux-OpenIB */
/*
 * Every way in which this library enters the kernel on its own behalf.  Unit
 * tests link their own version of these functions.
 *
 * All return a negative errno, leave errno alone and may be called from a
 * signal handler.  None is a cancellation point but sys_wait_read()
 * and sys_wait_pread().
 */
#ifndef COMPAT_SYS_H
#define COMPAT_SYS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/stat.h>
#include <sys/types.h>

int sys_ioctl(int fd, unsigned long nr, void *arg);
int sys_open(const char *path, int flags);
int sys_stat(int dir, const char *path, struct stat *st, int flags);
int sys_access(const char *path, int mode, int flags);
int sys_netlink(int protocol);
ssize_t sys_read(int fd, void *buf, size_t size);
ssize_t sys_write(int fd, const void *buf, size_t size);
ssize_t sys_list(int fd, void *buf, size_t size);
void sys_close(int fd);
int sys_fcntl(int fd, int cmd, long arg);
pid_t sys_getpid(void);
void sys_sleep_ms(unsigned int ms);

/* Zeroed pages, NULL if there are none; for what is too big for the stack. */
void *sys_pages(size_t size);
void sys_pages_free(void *pages, size_t size);
/* Such that a child of fork() gets zeroed again, if the kernel knows how. */
void *sys_pages_wiped(size_t size);

/* To and from memory that may not be there: -EFAULT. */
struct iovec;
int sys_copy_in(void *to, const void *from, size_t len);
int sys_copy_out(const struct iovec *to, const struct iovec *from,
		 unsigned int count);

/* read() and pread() with all that they stand for: they may block, be interrupted,
 * restarted or cancelled.
 */
ssize_t sys_wait_read(int fd, void *buf, size_t size);
ssize_t sys_wait_pread(int fd, void *buf, size_t size, uint64_t offset);

#endif /* COMPAT_SYS_H */
