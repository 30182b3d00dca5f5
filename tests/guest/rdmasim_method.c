// SPDX-License-Identifier: GPL-2.0 OR Linux-OpenIB
/* Methods of ib_uverbs, as they are. */
#include <sys/ioctl.h>
#include "rdmasim.h"
#include "rdmasim_method.h"

static struct {
	struct ib_uverbs_ioctl_hdr hdr;
	struct ib_uverbs_attr attrs[16];
} call;

void method_begin(uint16_t object, uint16_t method)
{
	memset(&call, 0, sizeof(call));
	call.hdr.object_id = object;
	call.hdr.method_id = method;
	call.hdr.driver_id = RDMA_DRIVER_HFI1;
}

struct ib_uverbs_attr *method_add(uint16_t id, uint16_t len, uint64_t data)
{
	struct ib_uverbs_attr *attr = &call.attrs[call.hdr.num_attrs++];

	attr->attr_id = id;
	attr->len = len;
	attr->flags = UVERBS_ATTR_F_MANDATORY;
	attr->data = data;
	return attr;
}

int method_run(void)
{
	call.hdr.length = sizeof(call.hdr) + call.hdr.num_attrs * sizeof(call.attrs[0]);
	return ioctl(the_device->cmd_fd, RDMA_VERBS_IOCTL, &call) ? -errno : 0;
}
