/*
 * Check decoding of RUAPI_IOC_* commands of ioctl syscall by strace -v.
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

#ifdef INJECT_ERROR
# define INJECTED " (INJECTED)"
# define FAILURE ", bad_attr=PD, reason=HANDLE, bad_index=1"
# define NOT_FOUND ", bad_attr=PD, reason=MISSING, bad_index=-1"
#else
# define INJECTED ""
# define FAILURE ""
# define NOT_FOUND ""
#endif

static const char *
sys_ioctl(const unsigned int cmd, const void *const arg)
{
	return sprintrc(syscall(__NR_ioctl, -1, (unsigned long) cmd, arg));
}

/* What is left out unless told to be verbose. */
static void
test_header(void)
{
	TAIL_ALLOC_OBJECT_CONST_PTR(struct ruapi_hdr, hdr);

	*hdr = (struct ruapi_hdr) {
		.length = sizeof(*hdr), .object = RUAPI_OBJ_NAMESPACE,
		.action = RUAPI_NAMESPACE_NOP,
	};
	printf("ioctl(-1, RUAPI_IOC_CALL, {length=32, object=NAMESPACE"
	       ", action=NOP, driver_id=UNKNOWN, num_attrs=0}) = %s"
	       INJECTED "\n", sys_ioctl(RUAPI_IOC_CALL, hdr));

	hdr->flags = RUAPI_HDR_F_VIEW;
	hdr->view = 0x4000000000000007;
	printf("ioctl(-1, RUAPI_IOC_CALL, {length=32, object=NAMESPACE"
	       ", action=NOP, driver_id=UNKNOWN, num_attrs=0"
	       ", flags=RUAPI_HDR_F_VIEW, view=0x4000000000000007}) = %s"
	       INJECTED "\n", sys_ioctl(RUAPI_IOC_CALL, hdr));
}

static void
test_attrs(void)
{
	const struct ruapi_attr attrs[] = {
		{
			.id = RUAPI_QP_CREATE_HANDLE,
			.wire = RUAPI_WIRE_OBJ_NEW,
			.flags = RUAPI_ATTR_F_MANDATORY, .len = 8,
			{ .obj = { .object = RUAPI_OBJ_QP, .handle = 12 } },
		}, {
			.id = RUAPI_QP_CREATE_PD, .wire = RUAPI_WIRE_OBJ_IN,
			.flags = RUAPI_ATTR_F_MANDATORY | RUAPI_ATTR_F_VALID,
			.len = 8,
			{ .obj = { .object = RUAPI_OBJ_PD, .handle = 3 } },
		}, {
			.id = RUAPI_QP_CREATE_SIG_ALL, .wire = RUAPI_WIRE_IN,
			.len = 1, { .value = 1 },
		},
	};
	struct ruapi_hdr *const hdr =
		tail_alloc(sizeof(*hdr) + sizeof(attrs));

	*hdr = (struct ruapi_hdr) {
		.length = sizeof(*hdr) + sizeof(attrs), .object = RUAPI_OBJ_QP,
		.action = RUAPI_QP_CREATE, .driver_id = 14,
		.num_attrs = ARRAY_SIZE(attrs), .bad_attr = RUAPI_QP_CREATE_PD,
		.reason = RUAPI_REASON_HANDLE, .bad_index = 1,
	};
	memcpy(hdr->attrs, attrs, sizeof(attrs));

#define CALL "ioctl(-1, RUAPI_IOC_CALL, {length=80, object=QP" \
	", action=CREATE, driver_id=RXE, num_attrs=3, attrs=[{PD" \
	", flags=RUAPI_ATTR_F_MANDATORY|RUAPI_ATTR_F_VALID, pd#3}" \
	", {SIG_ALL, 1}, {HANDLE, flags=RUAPI_ATTR_F_MANDATORY}]"
	printf(CALL FAILURE "}) = %s" INJECTED "\n",
	       sys_ioctl(RUAPI_IOC_CALL, hdr));

	hdr->reason = RUAPI_REASON_MISSING;
	hdr->bad_index = -1U;
	printf(CALL NOT_FOUND "}) = %s" INJECTED "\n",
	       sys_ioctl(RUAPI_IOC_CALL, hdr));
}

/* Members of large structures, all of them. */
static void
test_struct(void)
{
	TAIL_ALLOC_OBJECT_CONST_PTR(struct ruapi_cm_param, param);
	struct ruapi_hdr *const hdr =
		tail_alloc(sizeof(*hdr) + sizeof(hdr->attrs[0]));

	memset(param, 0, sizeof(*param));
	param->qp_num = 0x11;
	param->has_ah = 1;
	param->ah.dlid = 0x22;
	*hdr = (struct ruapi_hdr) {
		.length = sizeof(*hdr) + sizeof(hdr->attrs[0]),
		.object = RUAPI_OBJ_CM_ID, .action = RUAPI_CM_ID_CONNECT,
		.num_attrs = 1,
	};
	hdr->attrs[0] = (struct ruapi_attr) {
		.id = RUAPI_CM_ID_CONNECT_PARAM, .wire = RUAPI_WIRE_BUF_IN,
		.len = sizeof(*param), { .ptr = (uintptr_t) param },
	};
	printf("ioctl(-1, RUAPI_IOC_CM, {length=48, object=CM_ID"
	       ", action=CONNECT, driver_id=UNKNOWN, num_attrs=1, attrs=["
	       "{PARAM, {qp_num=0x11, qkey=0, responder_resources=0"
	       ", initiator_depth=0, flow_control=0, retry_count=0"
	       ", rnr_retry_count=0, srq=0, private_data_len=0, has_ah=1"
	       ", ece_vendor_id=0, ece_attr_mod=0, ah={dlid=0x22"
	       ", sl=0, src_path_bits=0, static_rate=0, is_global=0, port_num=0}"
	       ", private_data=\"\"}}]}) = %s" INJECTED "\n",
	       sys_ioctl(RUAPI_IOC_CM, hdr));
}

static void
test_fast(void)
{
	TAIL_ALLOC_OBJECT_CONST_PTR(struct ruapi_fast, fast);

	*fast = (struct ruapi_fast) {
		.object = RUAPI_OBJ_QP, .action = RUAPI_QP_DOORBELL,
		.handle = 12,
	};
	printf("ioctl(-1, RUAPI_IOC_FAST, {object=QP, action=DOORBELL"
	       ", handle=qp#12, arg=0}) = %s" INJECTED "\n",
	       sys_ioctl(RUAPI_IOC_FAST, fast));
}

int
main(void)
{
	test_header();
	test_attrs();
	test_struct();
	test_fast();
	puts("+++ exited with 0 +++");
	return 0;
}
