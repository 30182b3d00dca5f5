// SPDX-License-Identifier: GPL-2.0 OR Linux-OpenIB
/*
 * RDMA_VERBS_IOCTL on an uverbs view.  libibverbs has a write() command for
 * most of its methods and uses it after EPROTONOSUPPORT; for the methods that
 * are here it has none, and would read sysfs by the name that the device had
 * when it was opened.
 *
 * Headers and attributes are checked as ib_uverbs does, in the same order.
 */
#include <assert.h>
#include <errno.h>
#include <stdbool.h>
#include <stddef.h>
#include <string.h>

#include <rdma/ib_user_ioctl_cmds.h>
#include <rdma/ib_user_ioctl_verbs.h>
#include <rdma/rdma_user_ioctl_cmds.h>

#include "verbs.h"

/* What ib_uverbs takes, headers and attributes together. */
#define MAX_LENGTH 4096
#define MAX_ATTRS 4

/**
 * enum attr_kind - how an attribute travels
 * @ATTR_CONST: in: a number, always 8 bytes
 * @ATTR_FLAGS: in: 4 or 8 bytes of flags; none is known yet
 * @ATTR_OUT: out: a buffer of the caller
 */
enum attr_kind {
	ATTR_CONST,
	ATTR_FLAGS,
	ATTR_OUT,
};

/**
 * struct attr_spec - one attribute of a method
 * @id: number
 * @kind: enum attr_kind
 * @optional: may be left out
 * @grows: ATTR_OUT: more than @max is right, and zeroed
 * @min: ATTR_OUT: shortest buffer
 * @max: ATTR_OUT: longest buffer; ATTR_CONST: largest number
 */
struct attr_spec {
	uint16_t id;
	uint8_t kind;
	bool optional;
	bool grows;
	uint32_t min;
	uint32_t max;
};

/**
 * struct ioctl_cmd - a method that is being called
 * @view: where
 * @attrs: the attributes given, in the order of the specification, or NULL
 */
struct ioctl_cmd {
	const struct view *view;
	struct ib_uverbs_attr *attrs[MAX_ATTRS];
};

/**
 * struct method - a method that can be had here
 * @object: enum uverbs_default_objects
 * @method: number
 * @num_attrs: entries in @attrs
 * @attrs: what it takes
 * @run: handler
 */
struct method {
	uint16_t object;
	uint16_t method;
	uint16_t num_attrs;
	struct attr_spec attrs[MAX_ATTRS];
	int (*run)(const struct ioctl_cmd *cmd);
};

/* ---- attributes ---------------------------------------------------- */

static void *out_ptr(const struct ib_uverbs_attr *attr)
{
	return (void *)(uintptr_t)attr->data;
}

/* A struct as it is today into the room that the caller has for it. */
static void put_struct(struct ib_uverbs_attr *attr, const void *value,
		       size_t size)
{
	const size_t len = attr->len < size ? attr->len : size;

	memcpy(out_ptr(attr), value, len);
	memset((uint8_t *)out_ptr(attr) + len, 0, attr->len - len);
	attr->flags |= UVERBS_ATTR_F_VALID_OUTPUT;
}

static int check_attr(const struct attr_spec *spec,
		      const struct ib_uverbs_attr *attr)
{
	switch (spec->kind) {
	case ATTR_CONST:
		if (attr->len != 8 || attr->attr_data.reserved)
			return -EINVAL;
		return 0;
	case ATTR_FLAGS:
		if (attr->len < 4 || attr->len > 8 || attr->attr_data.reserved)
			return -EINVAL;
		return 0;
	default:
		if (attr->len < spec->min ||
		    (!spec->grows && attr->len > spec->max) ||
		    attr->attr_data.reserved)
			return -EINVAL;
		return 0;
	}
}

static int find_attr(const struct method *method, uint16_t id)
{
	for (int i = 0; i < method->num_attrs; i++)
		if (method->attrs[i].id == id)
			return i;
	return -1;
}

/* What the handler checks in ib_uverbs: the numbers. */
static int check_values(const struct method *method,
			const struct ioctl_cmd *cmd)
{
	for (int i = 0; i < method->num_attrs; i++) {
		const struct attr_spec *spec = &method->attrs[i];
		const struct ib_uverbs_attr *attr = cmd->attrs[i];

		if (!attr)
			continue;
		if (spec->kind == ATTR_CONST && attr->data > spec->max)
			return -EINVAL;
		if (spec->kind == ATTR_FLAGS &&
		    (attr->len == 4 ? (uint32_t)attr->data : attr->data))
			return -EINVAL;
	}
	return 0;
}

static int collect(const struct method *method,
		   struct ib_uverbs_ioctl_hdr *hdr, struct ioctl_cmd *cmd)
{
	for (int i = 0; i < hdr->num_attrs; i++) {
		struct ib_uverbs_attr *attr = &hdr->attrs[i];
		const int at = find_attr(method, attr->attr_id);
		int ret;

		if (at < 0) {
			if (attr->flags & UVERBS_ATTR_F_MANDATORY)
				return -EPROTONOSUPPORT;
			continue;
		}
		if (cmd->attrs[at])
			return -EINVAL;
		ret = check_attr(&method->attrs[at], attr);
		if (ret)
			return ret;
		cmd->attrs[at] = attr;
	}
	for (int i = 0; i < method->num_attrs; i++)
		if (!cmd->attrs[i] && !method->attrs[i].optional)
			return -EINVAL;
	return 0;
}

/* ---- methods of the device ------------------------------------------ */

enum { PORT_NUM, PORT_RESP };

static int query_port(const struct ioctl_cmd *cmd)
{
	struct ib_uverbs_query_port_resp_ex resp = {};
	struct ruapi_port_attr attr;
	int ret;

	ret = verbs_port(cmd->view, (uint32_t)cmd->attrs[PORT_NUM]->data,
			 &attr);
	if (ret)
		return ret;
	resp.legacy_resp = verbs_port_resp(&attr);
	resp.port_cap_flags2 = attr.port_cap_flags2;
	put_struct(cmd->attrs[PORT_RESP], &resp, sizeof(resp));
	return 0;
}

/* It is the driver that answers, and those that are here have no answer. */
static int query_context(const struct ioctl_cmd *cmd)
{
	(void)cmd;
	return -EOPNOTSUPP;
}

static struct ib_uverbs_gid_entry gid_entry(const struct ruapi_gid_entry *from)
{
	struct ib_uverbs_gid_entry entry = {
		.gid_index = from->gid_index,
		.port_num = from->port_num,
		.gid_type = from->gid_type,
		.netdev_ifindex = from->netdev,
	};

	memcpy(entry.gid, from->gid, sizeof(from->gid));
	return entry;
}

enum { GID_PORT, GID_INDEX, GID_FLAGS, GID_RESP };

static int query_gid_entry(const struct ioctl_cmd *cmd)
{
	struct ib_uverbs_gid_entry resp;
	struct ruapi_gid_entry entry = {};
	struct call call;
	int ret;

	call_init(&call, RUAPI_IOC_CALL, RUAPI_OBJ_DEVICE,
		  RUAPI_DEVICE_QUERY_GID);
	call_u32(&call, RUAPI_DEVICE_QUERY_GID_INDEX, cmd->view->device);
	call_u32(&call, RUAPI_DEVICE_QUERY_GID_PORT,
		 (uint32_t)cmd->attrs[GID_PORT]->data);
	call_u32(&call, RUAPI_DEVICE_QUERY_GID_GID_INDEX,
		 (uint32_t)cmd->attrs[GID_INDEX]->data);
	call_want_buf(&call, RUAPI_DEVICE_QUERY_GID_ENTRY, &entry,
		      sizeof(entry));
	ret = verbs_run_on(&call, cmd->view);
	if (ret)
		return ret;
	resp = gid_entry(&entry);
	put_struct(cmd->attrs[GID_RESP], &resp, sizeof(resp));
	return 0;
}

enum { TABLE_ENTRY_SIZE, TABLE_FLAGS, TABLE_ENTRIES, TABLE_COUNT };

static int run_gid_table(const struct ioctl_cmd *cmd, void *entries,
			 uint32_t size, uint32_t *len)
{
	const struct ruapi_attr *out;
	struct call call;
	int ret;

	call_init(&call, RUAPI_IOC_CALL, RUAPI_OBJ_DEVICE,
		  RUAPI_DEVICE_QUERY_GID_TABLE);
	call_u32(&call, RUAPI_DEVICE_QUERY_GID_TABLE_INDEX, cmd->view->device);
	out = call_want_buf(&call, RUAPI_DEVICE_QUERY_GID_TABLE_ENTRIES,
			    entries, size);
	ret = verbs_run_on(&call, cmd->view);
	/* So says ib_uverbs if the table has more valid entries. */
	if (ret == -ENOSPC)
		return -EINVAL;
	*len = out->len;
	return ret;
}

static int query_gid_table(const struct ioctl_cmd *cmd)
{
	struct ib_uverbs_attr *out = cmd->attrs[TABLE_ENTRIES];
	const uint64_t entry_size = cmd->attrs[TABLE_ENTRY_SIZE]->data;
	struct ruapi_gid_entry *entries;
	uint32_t len, size;
	uint64_t count;
	int ret;

	if (!entry_size || out->len % entry_size || !out->len)
		return -EINVAL;
	/* At most 65 535 entries: the length has 16 bits. */
	size = (uint32_t)(out->len / entry_size * sizeof(*entries));
	entries = sys_pages(size);
	if (!entries)
		return -ENOMEM;
	ret = run_gid_table(cmd, entries, size, &len);
	count = ret ? 0 : len / sizeof(*entries);
	for (uint64_t i = 0; i < count; i++) {
		const struct ib_uverbs_gid_entry entry = gid_entry(&entries[i]);
		uint8_t *to = (uint8_t *)out_ptr(out) + i * entry_size;
		const size_t copy = entry_size < sizeof(entry) ?
				    entry_size : sizeof(entry);

		memcpy(to, &entry, copy);
		memset(to + copy, 0, entry_size - copy);
	}
	sys_pages_free(entries, size);
	if (ret)
		return ret;
	out->flags |= UVERBS_ATTR_F_VALID_OUTPUT;
	put_struct(cmd->attrs[TABLE_COUNT], &count, sizeof(count));
	return 0;
}

/* ---- the table ----------------------------------------------------- */

#define END(type, member) \
	(offsetof(struct type, member) + sizeof(((struct type *)0)->member))

static const struct method methods[] = {
	{
		.object = UVERBS_OBJECT_DEVICE,
		.method = UVERBS_METHOD_QUERY_PORT,
		.num_attrs = 2,
		.attrs = {
			[PORT_NUM] = {
				.id = UVERBS_ATTR_QUERY_PORT_PORT_NUM,
				.kind = ATTR_CONST,
				.max = UINT8_MAX,
			},
			[PORT_RESP] = {
				.id = UVERBS_ATTR_QUERY_PORT_RESP,
				.kind = ATTR_OUT,
				.grows = true,
				.min = END(ib_uverbs_query_port_resp_ex,
					   reserved),
			},
		},
		.run = query_port,
	},
	{
		.object = UVERBS_OBJECT_DEVICE,
		.method = UVERBS_METHOD_QUERY_CONTEXT,
		.num_attrs = 2,
		.attrs = {
			{
				.id = UVERBS_ATTR_QUERY_CONTEXT_NUM_COMP_VECTORS,
				.kind = ATTR_OUT,
				.optional = true,
				.min = 4,
				.max = 4,
			},
			{
				.id = UVERBS_ATTR_QUERY_CONTEXT_CORE_SUPPORT,
				.kind = ATTR_OUT,
				.optional = true,
				.min = 8,
				.max = 8,
			},
		},
		.run = query_context,
	},
	{
		.object = UVERBS_OBJECT_DEVICE,
		.method = UVERBS_METHOD_QUERY_GID_TABLE,
		.num_attrs = 4,
		.attrs = {
			[TABLE_ENTRY_SIZE] = {
				.id = UVERBS_ATTR_QUERY_GID_TABLE_ENTRY_SIZE,
				.kind = ATTR_CONST,
				.max = UINT32_MAX,
			},
			[TABLE_FLAGS] = {
				.id = UVERBS_ATTR_QUERY_GID_TABLE_FLAGS,
				.kind = ATTR_FLAGS,
				.optional = true,
			},
			[TABLE_ENTRIES] = {
				.id = UVERBS_ATTR_QUERY_GID_TABLE_RESP_ENTRIES,
				.kind = ATTR_OUT,
				.max = UINT16_MAX,
			},
			[TABLE_COUNT] = {
				.id = UVERBS_ATTR_QUERY_GID_TABLE_RESP_NUM_ENTRIES,
				.kind = ATTR_OUT,
				.min = 8,
				.max = 8,
			},
		},
		.run = query_gid_table,
	},
	{
		.object = UVERBS_OBJECT_DEVICE,
		.method = UVERBS_METHOD_QUERY_GID_ENTRY,
		.num_attrs = 4,
		.attrs = {
			[GID_PORT] = {
				.id = UVERBS_ATTR_QUERY_GID_ENTRY_PORT,
				.kind = ATTR_CONST,
				.max = UINT32_MAX,
			},
			[GID_INDEX] = {
				.id = UVERBS_ATTR_QUERY_GID_ENTRY_GID_INDEX,
				.kind = ATTR_CONST,
				.max = UINT32_MAX,
			},
			[GID_FLAGS] = {
				.id = UVERBS_ATTR_QUERY_GID_ENTRY_FLAGS,
				.kind = ATTR_FLAGS,
			},
			[GID_RESP] = {
				.id = UVERBS_ATTR_QUERY_GID_ENTRY_RESP_ENTRY,
				.kind = ATTR_OUT,
				.grows = true,
				.min = END(ib_uverbs_gid_entry, netdev_ifindex),
			},
		},
		.run = query_gid_entry,
	},
};

static const struct method *find_method(uint16_t object, uint16_t method)
{
	for (size_t i = 0; i < sizeof(methods) / sizeof(methods[0]); i++)
		if (methods[i].object == object && methods[i].method == method)
			return &methods[i];
	return NULL;
}

bool verbs_ioctl_known(const void *arg)
{
	const struct ib_uverbs_ioctl_hdr *hdr = arg;

	return hdr && find_method(hdr->object_id, hdr->method_id);
}

int verbs_ioctl(const struct view *view, void *arg)
{
	struct ib_uverbs_ioctl_hdr *hdr = arg;
	const struct method *method;
	struct ioctl_cmd cmd = { .view = view };
	int ret;

	if (!hdr)
		return -EFAULT;
	if (hdr->length > MAX_LENGTH ||
	    hdr->length != sizeof(*hdr) +
			   hdr->num_attrs * sizeof(hdr->attrs[0]))
		return -EINVAL;
	if (hdr->reserved1 || hdr->reserved2)
		return -EPROTONOSUPPORT;
	if (hdr->driver_id != view->driver_id)
		return -EINVAL;
	method = find_method(hdr->object_id, hdr->method_id);
	if (!method)
		return -EPROTONOSUPPORT;
	ret = collect(method, hdr, &cmd);
	if (ret)
		return ret;
	ret = check_values(method, &cmd);
	if (ret)
		return ret;
	return view->context ? method->run(&cmd) : -EINVAL;
}
