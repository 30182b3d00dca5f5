/*
 * Check decoding of RUAPI_IOC_* and RDMA_VERBS_IOCTL commands of ioctl syscall
 * when told not to look at memory, or to print arguments as numbers.
 *
 * Copyright (c) 2026 The strace developers.
 * All rights reserved.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "tests.h"
#include "scno.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>
#include <linux/ioctl.h>
#include <rdma/rdma_uapi.h>

#ifdef RAW_SYSCALL
# define CALL(name_, raw_) "ioctl(0xffffffff, " raw_ ", %p) = %s\n"
#else
# define CALL(name_, raw_) "ioctl(-1, " name_ ", %p) = %s\n"
#endif

static void
test(const unsigned int cmd, const char *const fmt, const void *const arg)
{
	const char *const rc =
		sprintrc(syscall(__NR_ioctl, -1, (unsigned long) cmd,
				 arg));

	printf(fmt, arg, rc);
}

int
main(void)
{
	TAIL_ALLOC_OBJECT_CONST_PTR(struct ruapi_hdr, hdr);
	TAIL_ALLOC_OBJECT_CONST_PTR(struct ruapi_fast, fast);

	*hdr = (struct ruapi_hdr) {
		.length = sizeof(*hdr), .object = RUAPI_OBJ_NAMESPACE,
		.action = RUAPI_NAMESPACE_NOP,
	};
	memset(fast, 0, sizeof(*fast));
	test(RUAPI_IOC_CALL, CALL("RUAPI_IOC_CALL", "0xc0201b90"), hdr);
	test(RUAPI_IOC_CM, CALL("RUAPI_IOC_CM", "0xc0201b91"), hdr);
	test(RUAPI_IOC_DRIVER, CALL("RUAPI_IOC_DRIVER", "0xc0201b92"), hdr);
	test(RUAPI_IOC_FAST, CALL("RUAPI_IOC_FAST", "0x40101b93"), fast);
	test(RUAPI_IOC_BATCH, CALL("RUAPI_IOC_BATCH", "0xc0201b94"), hdr);
	test(RUAPI_IOC_BATCH_CM, CALL("RUAPI_IOC_BATCH_CM", "0xc0201b95"), hdr);
	test(_IOC(_IOC_READ | _IOC_WRITE, 0x1b, 1, 24),
	     CALL("RDMA_VERBS_IOCTL", "0xc0181b01"), hdr);
	puts("+++ exited with 0 +++");
	return 0;
}
