// SPDX-License-Identifier: GPL-2.0 OR Linux-OpenIB
/* The device: opening it, and what is said when that or a call fails. */
#include <errno.h>
#include <string.h>
#include <rdma_uapi/rdma_uapi.h>
#include "complain.h"
#include "device.h"

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

int open_device(void)
{
	const int fd = ruapi_open();

	if (fd < 0)
		complain_device(fd);
	return fd;
}

void complain_call(unsigned int object, unsigned int action, int err)
{
	char text[256];

	complain("%s", ruapi_explain(text, sizeof(text), object, action, 0, 0,
				     err));
}
