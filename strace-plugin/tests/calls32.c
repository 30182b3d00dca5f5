/*
 * Calls of /dev/rdma_uapi and what strace shall print of them, without strace's
 * own test library: to be built for 32 bits.
 *
 * Copyright (c) 2026 The strace developers.
 * All rights reserved.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include <errno.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <rdma/rdma_uapi.h>

int
main(void)
{
	static struct ruapi_qp_cap cap = {
		.max_send_wr = 16, .max_recv_wr = 2, .max_send_sge = 1,
		.max_recv_sge = 3, .max_inline_data = 64,
	};
	static struct {
		struct ruapi_hdr hdr;
		struct ruapi_attr attrs[4];
	} call;

	call.hdr = (struct ruapi_hdr) {
		.length = sizeof(call), .object = RUAPI_OBJ_QP,
		.action = RUAPI_QP_CREATE, .num_attrs = 4,
	};
	call.attrs[0] = (struct ruapi_attr) {
		.id = RUAPI_QP_CREATE_PD, .wire = RUAPI_WIRE_OBJ_IN, .len = 8,
		.obj = { .handle = 3, .object = RUAPI_OBJ_PD },
	};
	call.attrs[1] = (struct ruapi_attr) {
		.id = RUAPI_QP_CREATE_CAP, .wire = RUAPI_WIRE_BUF_IN,
		.len = sizeof(cap), .ptr = (uintptr_t) &cap,
	};
	call.attrs[2] = (struct ruapi_attr) {
		.id = RUAPI_QP_CREATE_USER_DATA, .wire = RUAPI_WIRE_IN,
		.len = 8, .value = 0x123456789abcdef0ULL,
	};
	call.attrs[3] = (struct ruapi_attr) {
		.id = RUAPI_QP_CREATE_QP_NUM, .wire = RUAPI_WIRE_OUT, .len = 4,
	};
	ioctl(-1, RUAPI_IOC_CALL, &call);
	printf("ioctl(-1, RUAPI_IOC_CALL, {object=QP, action=CREATE, attrs=["
	       "{PD, pd#3}, {CAP, {max_send_wr=16, max_recv_wr=2"
	       ", max_send_sge=1, max_recv_sge=3, max_inline_data=64}}"
	       ", {USER_DATA, 0x123456789abcdef0}, {QP_NUM}]}) = -1 EBADF (%s)\n",
	       strerror(EBADF));
	return 0;
}
