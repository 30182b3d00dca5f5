// SPDX-License-Identifier: GPL-2.0 OR Linux-OpenIB
#include <fcntl.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <unistd.h>
#include "guest.h"
#include "simbuf.h"

int misc_open(const char *name)
{
	unsigned int major, minor;
	char path[64];
	FILE *file;
	int fd;

	snprintf(path, sizeof(path), "/dev/%s", name);
	fd = open(path, O_RDWR | O_CLOEXEC);
	if (fd >= 0)
		return fd;
	/* In a box there is no such node. */
	snprintf(path, sizeof(path), "/sys/class/misc/%s/dev", name);
	file = fopen(path, "r");
	if (file && fscanf(file, "%u:%u", &major, &minor) == 2) {
		snprintf(path, sizeof(path), "/tmp/misc.%d.%d", getpid(), gettid());
		if (!mknod(path, S_IFCHR | 0600, makedev(major, minor))) {
			fd = open(path, O_RDWR | O_CLOEXEC);
			unlink(path);
		}
	}
	if (file)
		fclose(file);
	return fd;
}

static int device_ioctl(unsigned long request, unsigned long arg)
{
	const int fd = misc_open("simbuf");
	int ret;

	if (fd < 0)
		bail_out("/dev/simbuf: %s", err_name(errno));
	ret = ioctl(fd, request, arg) ? -errno : 0;
	close(fd);
	return ret;
}

int simbuf_make(unsigned int pages, unsigned int flags, void **mem)
{
	struct simbuf_make make = { .pages = pages, .flags = flags, };
	int ret = device_ioctl(SIMBUF_IOC_MAKE, (unsigned long)&make);

	if (ret)
		bail_out("a buffer: %s", err_name(ret));
	if (!mem)
		return make.fd;
	*mem = mmap(NULL, (size_t)pages * PAGE, PROT_READ | PROT_WRITE, MAP_SHARED, make.fd,
		    0);
	if (*mem == MAP_FAILED)
		bail_out("a mapping of a buffer: %s", err_name(errno));
	return make.fd;
}

int simbuf_move(int fd)
{
	return device_ioctl(SIMBUF_IOC_MOVE, fd);
}

int simbuf_revoke(int fd)
{
	return device_ioctl(SIMBUF_IOC_REVOKE, fd);
}

struct simbuf_state simbuf_state(int fd)
{
	struct simbuf_state state = { .fd = fd, };
	const int ret = device_ioctl(SIMBUF_IOC_STATE, (unsigned long)&state);

	if (ret)
		bail_out("state of a buffer: %s", err_name(ret));
	return state;
}
