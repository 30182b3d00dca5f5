/*
 * Check decoding of every action of RUAPI_IOC_* with every attribute.
 *
 * Copyright (c) 2026 The strace developers.
 * All rights reserved.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "tests.h"
#include "scno.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <linux/ioctl.h>
#include <rdma/rdma_uapi.h>

#include "rdma_uapi_samples.h"

static bool
is_output(const struct sample_attr *const attr)
{
	return attr->wire == RUAPI_WIRE_OUT
	       || attr->wire == RUAPI_WIRE_BUF_OUT
	       || attr->wire == RUAPI_WIRE_OBJ_NEW
	       || attr->wire == RUAPI_WIRE_FD_NEW;
}

static void
fill_attr(struct ruapi_attr *const attr, const struct sample_attr *const sample)
{
	attr->id = sample->id;
	attr->wire = sample->wire;
	attr->flags = RUAPI_ATTR_F_VALID;
	attr->len = sample->len;
	attr->value = sample->value;
	if (sample->object)
		attr->obj.object = sample->object;
	if (sample->object)
		attr->obj.handle = sample->value;
	if (sample->data)
		attr->ptr = (uintptr_t) tail_memdup(sample->data, sample->len);
}

static void
print_attrs(const struct sample_call *const call, const bool outputs,
	    const char **const sep)
{
	for (unsigned int i = 0; i < call->nattrs; ++i) {
		const struct sample_attr *const attr = &call->attrs[i];

		if (is_output(attr) != outputs)
			continue;
		printf("%s{%s%s%s}", *sep, attr->name,
		       outputs ? " => " : ", ", attr->text);
		*sep = ", ";
	}
}

static void
test_call(const struct sample_call *const call)
{
	const size_t size = sizeof(struct ruapi_hdr)
			    + call->nattrs * sizeof(struct ruapi_attr);
	struct ruapi_hdr *const hdr = tail_alloc(size);
	const char *sep = "";

	memset(hdr, 0, size);
	hdr->length = size;
	hdr->object = call->object;
	hdr->action = call->action;
	hdr->driver_id = call->driver_id;
	hdr->num_attrs = call->nattrs;
	for (unsigned int i = 0; i < call->nattrs; ++i)
		fill_attr(&hdr->attrs[i], &call->attrs[i]);

	const long rc = syscall(__NR_ioctl, -1, (unsigned long) call->cmd, hdr);

	printf("ioctl(-1, %s, {object=%s, action=%s", call->cmd_name,
	       call->object_name, call->action_name);
	if (call->driver_name)
		printf(", driver_id=%s", call->driver_name);
	if (call->nattrs) {
		printf(", attrs=[");
		print_attrs(call, false, &sep);
		print_attrs(call, true, &sep);
		printf("]");
	}
	printf("}) = %s (INJECTED)\n", sprintrc(rc));
}

/* Its attributes 1 and 2 have places of their own. */
static void
test_fast(const struct sample_call *const call)
{
	TAIL_ALLOC_OBJECT_CONST_PTR(struct ruapi_fast, fast);

	fast->object = call->object;
	fast->action = call->action;
	fast->handle = call->attrs[0].value;
	fast->arg = call->nattrs > 1 ? call->attrs[1].value : 0;

	const long rc = syscall(__NR_ioctl, -1, (unsigned long) call->cmd,
				fast);

	printf("ioctl(-1, %s, {object=%s, action=%s, handle=%s", call->cmd_name,
	       call->object_name, call->action_name, call->attrs[0].text);
	if (call->nattrs > 1)
		printf(", arg=%s", call->attrs[1].text);
	printf("}) = %s (INJECTED)\n", sprintrc(rc));
}

int
main(int argc, char *argv[])
{
	unsigned long num_skip;
	long inject_retval;
	bool locked = false;

	if (argc < 3)
		error_msg_and_fail("Usage: %s NUM_SKIP INJECT_RETVAL", argv[0]);

	num_skip = strtoul(argv[1], NULL, 0);
	inject_retval = strtol(argv[2], NULL, 0);
	for (unsigned int i = 0; i < num_skip && !locked; ++i) {
		const long rc = syscall(__NR_ioctl, -1,
					(unsigned long) RUAPI_IOC_CALL, NULL);

		locked = rc == inject_retval;
		printf("ioctl(-1, RUAPI_IOC_CALL, NULL) = %s%s\n",
		       sprintrc(rc), locked ? " (INJECTED)" : "");
	}
	if (!locked)
		error_msg_and_fail("Have not locked on ioctl(-1"
				   ", RUAPI_IOC_CALL, NULL) returning %ld",
				   inject_retval);

	for (unsigned int i = 0; i < ARRAY_SIZE(calls); ++i) {
		if (calls[i].cmd == RUAPI_IOC_FAST)
			test_fast(&calls[i]);
		else
			test_call(&calls[i]);
	}

	puts("+++ exited with 0 +++");
	return 0;
}
