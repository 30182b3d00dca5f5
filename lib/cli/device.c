// SPDX-License-Identifier: GPL-2.0 OR Linux-OpenIB
/* The device: opening it, and what is said when that or a call fails. */
#include <ctype.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <unistd.h>
#include <rdma_uapi/rdma_uapi.h>
#include "complain.h"
#include "device.h"
#include "nearest.h"
#include "text.h"

void complain_device(int err)
{
	switch (err) {
	case -ENOENT:
	case -ENXIO:
	case -ENODEV:
		complain("%s: %s; load the module: modprobe rdma_uapi",
			 RUAPI_DEVICE_PATH, strerror(-err));
		break;
	default:
		complain("%s: %s", RUAPI_DEVICE_PATH, strerror(-err));
	}
}

/* What has the place of the device, but does not take our calls. */
static void complain_foreign(int fd)
{
	struct stat st;

	if (!fstat(fd, &st) && S_ISCHR(st.st_mode))
		complain("%s is another character device, %u:%u: not that of the module rdma_uapi",
			 RUAPI_DEVICE_PATH, major(st.st_rdev),
			 minor(st.st_rdev));
	else
		complain("%s is no character device: not that of the module rdma_uapi",
			 RUAPI_DEVICE_PATH);
}

/* Whether it takes calls, of us. */
static int check_device(int fd)
{
	struct ruapi_namespace_nop_args nop = {};
	const int ret = ruapi_namespace_nop(fd, &nop);

	switch (ret) {
	case 0:
	case -EPROTONOSUPPORT:
		return 0;
	case -EPERM:
	case -EACCES:
		complain("%s: %s: it may be opened, but seccomp or a security module forbids the calls",
			 RUAPI_DEVICE_PATH, strerror(-ret));
		return ret;
	default:
		complain_foreign(fd);
		return -ENXIO;
	}
}

int open_device(void)
{
	const int fd = ruapi_open();
	int ret;

	if (fd < 0) {
		complain_device(fd);
		return fd;
	}
	ret = check_device(fd);
	if (!ret)
		return fd;
	close(fd);
	return ret;
}

void complain_call(unsigned int object, unsigned int action, int err)
{
	char text[256];

	complain("%s", ruapi_explain(text, sizeof(text), object, action, 0, 0,
				     err));
}

int device_is(const struct ruapi_device_info *dev, const char *name)
{
	unsigned long index;
	char *end;

	if (!strncmp(dev->name, name, sizeof(dev->name)))
		return 1;
	index = strtoul(name, &end, 10);
	return isdigit((unsigned char)*name) && !*end && dev->index == index;
}

int device_find(int fd, const char *command, const char *name, uint32_t *index)
{
	struct nearest nearest = { .wrong = name };
	struct ruapi_device_info *devices;
	char *text, *hint;
	uint32_t count, i;
	int ret;

	ret = ruapi_device_list_all(fd, &devices, &count);
	if (ret) {
		complain_call(RUAPI_OBJ_DEVICE, RUAPI_LIST, ret);
		return ret;
	}
	for (i = 0; i < count; i++) {
		devices[i].name[sizeof(devices[i].name) - 1] = '\0';
		if (device_is(&devices[i], name))
			break;
		nearest_try(&nearest, printable(devices[i].name));
	}
	if (i < count) {
		*index = devices[i].index;
	} else {
		text = xprintf("%s", name);
		hint = nearest_hint(&nearest);
		complain("%s: there is no device '%s'%s", command,
			 printable(text), hint);
		free(hint);
		free(text);
	}
	free(devices);
	return i < count ? 0 : -ENODEV;
}
