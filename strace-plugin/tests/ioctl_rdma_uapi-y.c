/*
 * Check decoding of file descriptors in RUAPI_IOC_CALL command of ioctl syscall.
 *
 * Copyright (c) 2026 The strace developers.
 * All rights reserved.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#define DECODE_FDS 1

#include "tests.h"
#include "scno.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>
#include <linux/ioctl.h>
#include <rdma/rdma_uapi.h>

#include "rdma_dev.h"

#define PATH RUAPI_DEVICE_PATH

int
main(void)
{
	struct ruapi_hdr *const hdr =
		tail_alloc(sizeof(*hdr) + 2 * sizeof(hdr->attrs[0]));
	int fd;

	make_dev();
	fd = open_dev(PATH);
	*hdr = (struct ruapi_hdr) {
		.length = sizeof(*hdr) + 2 * sizeof(hdr->attrs[0]),
		.object = RUAPI_OBJ_EVENT_QUEUE,
		.action = RUAPI_EVENT_QUEUE_CREATE, .num_attrs = 2,
	};
	hdr->attrs[0] = (struct ruapi_attr) {
		.id = 999, .wire = RUAPI_WIRE_FD_IN, .len = 4, { .fd = fd },
	};
	hdr->attrs[1] = (struct ruapi_attr) {
		.id = 999, .wire = RUAPI_WIRE_FD_IN, .len = 4, { .fd = -1 },
	};

	const char *const errstr =
		sprintrc(syscall(__NR_ioctl, fd,
				 (unsigned long) RUAPI_IOC_CALL, hdr));

	printf("ioctl(%1$s, RUAPI_IOC_CALL, {object=EVENT_QUEUE, action=CREATE"
	       ", attrs=[{0x3e7 /* RUAPI_EVENT_QUEUE_CREATE_??? */"
	       ", wire=RUAPI_WIRE_FD_IN, len=4, %1$s}"
	       ", {0x3e7 /* RUAPI_EVENT_QUEUE_CREATE_??? */"
	       ", wire=RUAPI_WIRE_FD_IN, len=4, -1}]}) = %2$s\n",
	       dev_fd(fd, PATH), errstr);

	puts("+++ exited with 0 +++");
	return 0;
}
