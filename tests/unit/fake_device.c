// SPDX-License-Identifier: GPL-2.0 OR Linux-OpenIB
/*
 * A kernel with two devices and three events, for the command line tool: takes
 * the place of lib/ioctl.c.  FAKE_ERRNO makes opening it fail.  With FAKE_OPEN
 * the first device can be opened, and then one of its ports has an event, too.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <rdma_uapi/rdma_uapi.h>
#include "internal.h"
#include "spec.h"

/* Handle of the one that can be opened. */
#define CONTEXT 5

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
			.context = CONTEXT,
		},
		{
			.length = sizeof(events[0]),
			.type = RUAPI_EVENT_OVERFLOW,
			.count = 7,
		},
		{
			.length = sizeof(events[0]),
			.type = RUAPI_EVENT_ASYNC,
			.code = 10,
			.count = 1,
			.handle = CONTEXT,
		},
	};
	const size_t len = (getenv("FAKE_OPEN") ? 4 : 3) * sizeof(events[0]);
	const char *err = getenv("FAKE_ERRNO");
	int ends[2];

	if (err)
		return -atoi(err);
	if (pipe(ends) || write(ends[1], events, len) < 0)
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

/*
 * What the drivers of both devices define: the same numbers.  The first is rdmasim,
 * by its user capability.
 */
static int describe_device(struct ruapi_hdr *hdr, uint32_t index)
{
	struct ruapi_attr *actions = find(hdr, RUAPI_NAMESPACE_DESCRIBE_ACTIONS);
	struct ruapi_attr *attrs = find(hdr, RUAPI_NAMESPACE_DESCRIBE_ATTRS);
	struct ruapi_attr *ucaps = find(hdr, RUAPI_NAMESPACE_DESCRIBE_UCAPS);
	const struct ruapi_desc_ucap shelf = { .name = "rdmasim_perm_shelf" };
	const uint32_t driver_id = index == 3 ? 15 : 4711;
	const struct ruapi_desc_action action = {
		.object = RUAPI_DRIVER_NS,
		.action = RUAPI_DRIVER_NS + 1,
		.ioc_nr = RUAPI_CLASS_DRIVER,
		.num_attrs = 2,
		.driver_id = driver_id,
		.object_name = "object0",
		.action_name = "method1",
	};
	const struct ruapi_desc_attr both[] = {
		{
			.object = RUAPI_DRIVER_NS,
			.action = RUAPI_DRIVER_NS + 1,
			.driver_id = driver_id,
			.id = RUAPI_ATTR_DRIVER,
			.wire = RUAPI_WIRE_OBJ_IN,
			.type = RUAPI_T_OBJ,
			.access = RUAPI_ACCESS_READ,
			.ref_object = RUAPI_DRIVER_NS,
			.flags = RUAPI_SPEC_REQUIRED,
			.min_len = 8,
			.max_len = 8,
			.name = "attr0",
		},
		{
			.object = RUAPI_DRIVER_NS,
			.action = RUAPI_DRIVER_NS + 1,
			.driver_id = driver_id,
			.id = RUAPI_ATTR_DRIVER + 20,
			.wire = RUAPI_WIRE_IN,
			.type = RUAPI_T_U32,
			.min_len = 4,
			.max_len = 4,
			.known = UINT32_MAX,
			.name = "attr20",
		},
	};
	int ret = 0;

	if (actions)
		ret = answer(actions, &action, sizeof(action));
	if (!ret && attrs)
		ret = answer(attrs, both, sizeof(both));
	if (!ret && ucaps)
		ret = answer(ucaps, &shelf, index == 3 ? sizeof(shelf) : 0);
	return ret;
}

static int describe(struct ruapi_hdr *hdr)
{
	struct ruapi_attr *actions = find(hdr, RUAPI_NAMESPACE_DESCRIBE_ACTIONS);
	struct ruapi_attr *attrs = find(hdr, RUAPI_NAMESPACE_DESCRIBE_ATTRS);
	struct ruapi_attr *device = find(hdr, RUAPI_NAMESPACE_DESCRIBE_DEVICE);
	struct ruapi_description desc;
	int ret = 0;

	if (device)
		return describe_device(hdr, device->value);
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

/* What cannot be opened has, for the module, an index that nobody has. */
static int open_context(struct ruapi_hdr *hdr)
{
	const struct ruapi_attr *index = find(hdr, RUAPI_CONTEXT_OPEN_INDEX);
	struct ruapi_attr *handle = find(hdr, RUAPI_CONTEXT_OPEN_HANDLE);

	if (getenv("FAKE_OPEN") && index && index->value == 3) {
		handle->obj.handle = CONTEXT;
		handle->flags |= RUAPI_ATTR_F_VALID;
		return 0;
	}
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
