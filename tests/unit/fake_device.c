// SPDX-License-Identifier: GPL-2.0 OR Linux-OpenIB
/*
 * A kernel with two devices and three events, for the command line tool: takes
 * the place of lib/ioctl.c.  FAKE_ERRNO makes opening it fail.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <rdma_uapi/rdma_uapi.h>
#include "internal.h"

static const struct ruapi_device_info devices[] = {
	{
		.index = 3,
		.driver_id = 14,
		.node_type = 1,
		.num_ports = 1,
		.node_guid = { 0x50, 0x54, 0, 0xff, 0xfe, 0x12, 0x34, 0x56 },
		.name = "rxe0",
	},
	{
		.index = 12,
		.driver_id = 4711,
		.node_type = 4,
		.num_ports = 2,
		.name = "evil\033[31m\"name",
	},
};

static const struct ruapi_gid_entry gids[] = {
	{ .gid_index = 0, .port_num = 1 },
	{ .gid_index = 1, .port_num = 1 },
};

int ruapi_open(void)
{
	const struct ruapi_event events[] = {
		{
			.length = sizeof(events[0]),
			.type = RUAPI_EVENT_DEVICE_ADDED,
			.handle = 3,
		},
		{
			.length = sizeof(events[0]),
			.type = RUAPI_EVENT_DEVICE_REMOVED,
			.handle = 3,
			.context = 5,
		},
		{
			.length = sizeof(events[0]),
			.type = RUAPI_EVENT_OVERFLOW,
			.count = 7,
		},
	};
	const char *err = getenv("FAKE_ERRNO");
	int ends[2];

	if (err)
		return -atoi(err);
	if (pipe(ends) || write(ends[1], events, sizeof(events)) < 0)
		return -errno;
	close(ends[1]);
	return ends[0];
}

static struct ruapi_attr *find(struct ruapi_hdr *hdr, unsigned int id)
{
	unsigned int i;

	for (i = 0; i < hdr->num_attrs; i++)
		if (hdr->attrs[i].id == id)
			return &hdr->attrs[i];
	return NULL;
}

static int answer(struct ruapi_attr *attr, const void *from, size_t len)
{
	const size_t room = attr->len;

	attr->len = len;
	attr->flags |= RUAPI_ATTR_F_VALID;
	if (room < len)
		return -ENOSPC;
	memcpy((void *)(uintptr_t)attr->ptr, from, len);
	return 0;
}

static int query_port(struct ruapi_hdr *hdr)
{
	const struct ruapi_port_attr port = {
		.state = 4,
		.link_layer = 2,
		.netdev = 1,
		.active_mtu = 3,
	};

	if (find(hdr, RUAPI_DEVICE_QUERY_PORT_PORT)->value == 2)
		return -EACCES;
	return answer(find(hdr, RUAPI_DEVICE_QUERY_PORT_ATTR), &port,
		      sizeof(port));
}

static int describe(struct ruapi_hdr *hdr)
{
	struct ruapi_attr *actions = find(hdr, RUAPI_NAMESPACE_DESCRIBE_ACTIONS);
	struct ruapi_attr *attrs = find(hdr, RUAPI_NAMESPACE_DESCRIBE_ATTRS);
	struct ruapi_description desc;
	int ret = 0;

	if (ruapi_describe_spec(&desc))
		return -ENOMEM;
	if (actions)
		ret = answer(actions, desc.actions,
			     desc.num_actions * sizeof(*desc.actions));
	if (!ret && attrs)
		ret = answer(attrs, desc.attrs,
			     desc.num_attrs * sizeof(*desc.attrs));
	ruapi_describe_free(&desc);
	return ret;
}

/* No device can be opened; the module says so for an index that nobody has. */
static int open_context(struct ruapi_hdr *hdr)
{
	hdr->bad_attr = RUAPI_CONTEXT_OPEN_INDEX;
	hdr->reason = RUAPI_REASON_RANGE;
	return -ENODEV;
}

int ruapi_ioctl(int fd, unsigned long request, void *arg)
{
	struct ruapi_hdr *hdr = arg;
	int is_rxe;

	(void)fd;
	if (request != RUAPI_IOC_CALL)
		return -ENOTTY;
	switch (hdr->object << 8 | hdr->action) {
	case RUAPI_OBJ_DEVICE << 8 | RUAPI_LIST:
		return answer(find(hdr, RUAPI_DEVICE_LIST_DEVICES), devices,
			      sizeof(devices));
	case RUAPI_OBJ_DEVICE << 8 | RUAPI_DEVICE_QUERY_PORT:
		return query_port(hdr);
	case RUAPI_OBJ_DEVICE << 8 | RUAPI_DEVICE_QUERY_GID_TABLE:
		is_rxe = find(hdr, RUAPI_DEVICE_QUERY_GID_TABLE_INDEX)->value ==
			 3;
		return answer(find(hdr, RUAPI_DEVICE_QUERY_GID_TABLE_ENTRIES),
			      gids, is_rxe ? sizeof(gids) : 0);
	case RUAPI_OBJ_NAMESPACE << 8 | RUAPI_NAMESPACE_DESCRIBE:
		return describe(hdr);
	case RUAPI_OBJ_CONTEXT << 8 | RUAPI_CONTEXT_OPEN:
		return open_context(hdr);
	default:
		return -EPROTONOSUPPORT;
	}
}
