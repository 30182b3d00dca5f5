// SPDX-License-Identifier: GPL-2.0 OR Linux-OpenIB
/*
 * RDMA_VERBS_IOCTL on an uverbs view.  libibverbs has a write() command for
 * most of its methods and uses it after EPROTONOSUPPORT; for the methods that
 * are here it has none.  Those of the device it would look up in sysfs by the
 * name that the device had when it was opened.
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
#define MAX_ATTRS 9

/**
 * enum attr_kind - how an attribute travels
 * @ATTR_CONST: in: a number, always 8 bytes
 * @ATTR_FLAGS: in: 4 or 8 bytes of flags
 * @ATTR_IN: in: a number of @min bytes
 * @ATTR_OUT: out: a buffer of the caller
 * @ATTR_OBJ: in: the handle of an object
 * @ATTR_NEW: out: the handle of what the method makes
 */
enum attr_kind {
	ATTR_CONST,
	ATTR_FLAGS,
	ATTR_IN,
	ATTR_OUT,
	ATTR_OBJ,
	ATTR_NEW,
};

/**
 * struct attr_spec - one attribute of a method
 * @id: number
 * @kind: enum attr_kind
 * @optional: may be left out
 * @grows: ATTR_OUT: more than @max is right, and zeroed
 * @min: ATTR_OUT: shortest buffer; ATTR_IN: bytes
 * @max: ATTR_OUT: longest buffer; ATTR_CONST: largest number; ATTR_FLAGS: all
 *	that are known
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
	case ATTR_IN:
		if (attr->len != spec->min || attr->attr_data.reserved)
			return -EINVAL;
		return 0;
	case ATTR_OBJ:
	case ATTR_NEW:
		if (attr->len || attr->attr_data.reserved)
			return -EINVAL;
		if (spec->kind == ATTR_NEW || attr->data <= UINT32_MAX)
			return 0;
		/* No handle is that large. */
		return attr->data_s64 < 0 ? -EINVAL : -ENOENT;
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

static uint64_t flags_of(const struct ib_uverbs_attr *attr)
{
	if (!attr)
		return 0;
	return attr->len == 4 ? (uint32_t)attr->data : attr->data;
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
		if (spec->kind != ATTR_FLAGS)
			continue;
		if ((attr->len != 4 && attr->len != 8) ||
		    flags_of(attr) & ~(uint64_t)spec->max)
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

/* ---- calls on objects -------------------------------------------------- */


/*
 * What a driver has no operation for is no method of the device in ib_uverbs.
 * The module says that without naming an attribute.
 */
static int run_method(struct call *call, const struct ioctl_cmd *cmd)
{
	const int ret = verbs_run_on(call, cmd->view);

	if (ret == -EOPNOTSUPP && !call->room.hdr.bad_attr)
		return -EPROTONOSUPPORT;
	/* Of an object of another type. */
	if (ret == -ENOENT && call->room.hdr.reason == RUAPI_REASON_TYPE)
		return -EINVAL;
	return ret;
}

/* A method that makes an object: its handle is that of the first attribute. */
static int run_new(struct call *call, const struct ioctl_cmd *cmd,
		   const struct ruapi_attr *handle)
{
	const int ret = run_method(call, cmd);

	if (!ret)
		cmd->attrs[0]->data = handle->obj.handle;
	return ret;
}

/* A method that destroys the object of its only attribute. */
static int run_destroy(const struct ioctl_cmd *cmd, enum ruapi_object object)
{
	struct call call;

	call_init(&call, RUAPI_IOC_CALL, object, RUAPI_DESTROY);
	call_destroy(&call, object, (uint32_t)cmd->attrs[0]->data);
	return run_method(&call, cmd);
}

/* ---- memory on the device ------------------------------------------- */

enum { DM_HANDLE, DM_LENGTH, DM_ALIGNMENT };

static int dm_alloc(const struct ioctl_cmd *cmd)
{
	const struct ruapi_attr *dm;
	struct call call;

	call_init(&call, RUAPI_IOC_CALL, RUAPI_OBJ_DM, RUAPI_DM_ALLOC);
	dm = call_want_new(&call, RUAPI_DM_ALLOC_HANDLE, RUAPI_OBJ_DM);
	call_obj(&call, RUAPI_DM_ALLOC_CONTEXT, RUAPI_OBJ_CONTEXT,
		 cmd->view->context);
	call_u64(&call, RUAPI_DM_ALLOC_LENGTH, cmd->attrs[DM_LENGTH]->data);
	call_u32(&call, RUAPI_DM_ALLOC_ALIGNMENT,
		 (uint32_t)cmd->attrs[DM_ALIGNMENT]->data);
	return run_new(&call, cmd, dm);
}

static int xrcd_destroy(const struct ioctl_cmd *cmd)
{
	return run_destroy(cmd, RUAPI_OBJ_XRCD);
}

static int dm_free(const struct ioctl_cmd *cmd)
{
	return run_destroy(cmd, RUAPI_OBJ_DM);
}

enum {
	DM_MR_HANDLE, DM_MR_OFFSET, DM_MR_LENGTH, DM_MR_PD, DM_MR_ACCESS,
	DM_MR_DM, DM_MR_LKEY, DM_MR_RKEY,
};

static int dm_mr_reg(const struct ioctl_cmd *cmd)
{
	const uint64_t access = flags_of(cmd->attrs[DM_MR_ACCESS]);
	const struct ruapi_attr *mr, *lkey, *rkey;
	struct call call;
	uint32_t key;
	int ret;

	call_init(&call, RUAPI_IOC_CALL, RUAPI_OBJ_MR, RUAPI_MR_REG_DM);
	mr = call_want_new(&call, RUAPI_MR_REG_DM_HANDLE, RUAPI_OBJ_MR);
	call_obj(&call, RUAPI_MR_REG_DM_PD, RUAPI_OBJ_PD,
		 (uint32_t)cmd->attrs[DM_MR_PD]->data);
	call_obj(&call, RUAPI_MR_REG_DM_DM, RUAPI_OBJ_DM,
		 (uint32_t)cmd->attrs[DM_MR_DM]->data);
	call_u64(&call, RUAPI_MR_REG_DM_OFFSET,
		 cmd->attrs[DM_MR_OFFSET]->data);
	call_u64(&call, RUAPI_MR_REG_DM_LENGTH,
		 cmd->attrs[DM_MR_LENGTH]->data);
	call_u32(&call, RUAPI_MR_REG_DM_ACCESS,
		 verbs_known_access((uint32_t)access));
	lkey = call_want(&call, RUAPI_MR_REG_DM_LKEY, 4);
	rkey = call_want(&call, RUAPI_MR_REG_DM_RKEY, 4);
	ret = run_new(&call, cmd, mr);
	if (ret)
		return ret;
	key = (uint32_t)lkey->value;
	put_struct(cmd->attrs[DM_MR_LKEY], &key, sizeof(key));
	key = (uint32_t)rkey->value;
	put_struct(cmd->attrs[DM_MR_RKEY], &key, sizeof(key));
	return 0;
}

/* ---- dma-bufs --------------------------------------------------------- */

enum {
	DMABUF_HANDLE, DMABUF_PD, DMABUF_OFFSET, DMABUF_LENGTH, DMABUF_IOVA,
	DMABUF_FD, DMABUF_ACCESS, DMABUF_LKEY, DMABUF_RKEY,
};

/* The rights that this method has, and all others are errors. */
#define DMABUF_RIGHTS 0x10000fULL

static int reg_dmabuf_mr(const struct ioctl_cmd *cmd)
{
	const uint64_t access = flags_of(cmd->attrs[DMABUF_ACCESS]);
	const int fd = (int)cmd->attrs[DMABUF_FD]->data;
	uint64_t iova = cmd->attrs[DMABUF_IOVA]->data;
	const struct ruapi_attr *mr, *lkey, *rkey;
	struct call call;
	uint32_t key;
	int ret;

	/* That is EINVAL, but only if the device has the operation. */
	if (access & ~DMABUF_RIGHTS)
		iova = cmd->attrs[DMABUF_OFFSET]->data ^ 1;
	call_init(&call, RUAPI_IOC_CALL, RUAPI_OBJ_MR, RUAPI_MR_REG_DMABUF);
	mr = call_want_new(&call, RUAPI_MR_REG_DMABUF_HANDLE, RUAPI_OBJ_MR);
	call_obj(&call, RUAPI_MR_REG_DMABUF_PD, RUAPI_OBJ_PD,
		 (uint32_t)cmd->attrs[DMABUF_PD]->data);
	call_u64(&call, RUAPI_MR_REG_DMABUF_OFFSET,
		 cmd->attrs[DMABUF_OFFSET]->data);
	call_u64(&call, RUAPI_MR_REG_DMABUF_LENGTH,
		 cmd->attrs[DMABUF_LENGTH]->data);
	call_u64(&call, RUAPI_MR_REG_DMABUF_IOVA, iova);
	call_fd(&call, RUAPI_MR_REG_DMABUF_FD, fd);
	call_u32(&call, RUAPI_MR_REG_DMABUF_ACCESS,
		 (uint32_t)(access & DMABUF_RIGHTS));
	lkey = call_want(&call, RUAPI_MR_REG_DMABUF_LKEY, 4);
	rkey = call_want(&call, RUAPI_MR_REG_DMABUF_RKEY, 4);
	/* Without the operation, this method is there all the same. */
	ret = verbs_run_on(&call, cmd->view);
	if (ret)
		return ret;
	cmd->attrs[DMABUF_HANDLE]->data = mr->obj.handle;
	key = (uint32_t)lkey->value;
	put_struct(cmd->attrs[DMABUF_LKEY], &key, sizeof(key));
	key = (uint32_t)rkey->value;
	put_struct(cmd->attrs[DMABUF_RKEY], &key, sizeof(key));
	return 0;
}

/* ---- counters ------------------------------------------------------- */

static int counters_create(const struct ioctl_cmd *cmd)
{
	const struct ruapi_attr *counters;
	struct call call;

	call_init(&call, RUAPI_IOC_CALL, RUAPI_OBJ_COUNTERS,
		  RUAPI_COUNTERS_CREATE);
	counters = call_want_new(&call, RUAPI_COUNTERS_CREATE_HANDLE,
				 RUAPI_OBJ_COUNTERS);
	call_obj(&call, RUAPI_COUNTERS_CREATE_CONTEXT, RUAPI_OBJ_CONTEXT,
		 cmd->view->context);
	return run_new(&call, cmd, counters);
}

static int counters_destroy(const struct ioctl_cmd *cmd)
{
	return run_destroy(cmd, RUAPI_OBJ_COUNTERS);
}

enum { READ_HANDLE, READ_BUFF, READ_FLAGS };

static int counters_read(const struct ioctl_cmd *cmd)
{
	struct ib_uverbs_attr *buff = cmd->attrs[READ_BUFF];
	struct call call;
	int ret;

	call_init(&call, RUAPI_IOC_CALL, RUAPI_OBJ_COUNTERS,
		  RUAPI_COUNTERS_READ);
	call_obj(&call, RUAPI_COUNTERS_READ_HANDLE, RUAPI_OBJ_COUNTERS,
		 (uint32_t)cmd->attrs[READ_HANDLE]->data);
	call_u32(&call, RUAPI_COUNTERS_READ_FLAGS,
		 (uint32_t)flags_of(cmd->attrs[READ_FLAGS]));
	call_want_buf(&call, RUAPI_COUNTERS_READ_VALUES, out_ptr(buff),
		      buff->len);
	ret = run_method(&call, cmd);
	if (!ret)
		buff->flags |= UVERBS_ATTR_F_VALID_OUTPUT;
	return ret;
}

/* ---- the table ----------------------------------------------------- */

/* What ib_uverbs knows: IB_ACCESS_SUPPORTED, and of the flags of READ all. */
#define DM_MR_FLAGS (IB_UVERBS_ACCESS_OPTIONAL_RANGE | 0x3ff)
#define READ_FLAGS_KNOWN IB_UVERBS_READ_COUNTERS_PREFER_CACHED

#define ATTR(number, what, ...) { \
	.id = (number), \
	.kind = (what), \
	__VA_ARGS__ \
}

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
	{
		.object = UVERBS_OBJECT_DM,
		.method = UVERBS_METHOD_DM_ALLOC,
		.num_attrs = 3,
		.attrs = {
			[DM_HANDLE] = ATTR(UVERBS_ATTR_ALLOC_DM_HANDLE,
					   ATTR_NEW),
			[DM_LENGTH] = ATTR(UVERBS_ATTR_ALLOC_DM_LENGTH,
					   ATTR_IN, .min = 8),
			[DM_ALIGNMENT] = ATTR(UVERBS_ATTR_ALLOC_DM_ALIGNMENT,
					      ATTR_IN, .min = 4),
		},
		.run = dm_alloc,
	},
	{
		.object = UVERBS_OBJECT_DM,
		.method = UVERBS_METHOD_DM_FREE,
		.num_attrs = 1,
		.attrs = {
			ATTR(UVERBS_ATTR_FREE_DM_HANDLE, ATTR_OBJ),
		},
		.run = dm_free,
	},
	{
		.object = UVERBS_OBJECT_XRCD,
		.method = UVERBS_METHOD_XRCD_DESTROY,
		.num_attrs = 1,
		.attrs = {
			ATTR(UVERBS_ATTR_DESTROY_XRCD_HANDLE, ATTR_OBJ),
		},
		.run = xrcd_destroy,
	},
	{
		.object = UVERBS_OBJECT_MR,
		.method = UVERBS_METHOD_DM_MR_REG,
		.num_attrs = 8,
		.attrs = {
			[DM_MR_HANDLE] = ATTR(UVERBS_ATTR_REG_DM_MR_HANDLE,
					      ATTR_NEW),
			[DM_MR_OFFSET] = ATTR(UVERBS_ATTR_REG_DM_MR_OFFSET,
					      ATTR_IN, .min = 8),
			[DM_MR_LENGTH] = ATTR(UVERBS_ATTR_REG_DM_MR_LENGTH,
					      ATTR_IN, .min = 8),
			[DM_MR_PD] = ATTR(UVERBS_ATTR_REG_DM_MR_PD_HANDLE,
					  ATTR_OBJ),
			[DM_MR_ACCESS] = ATTR(UVERBS_ATTR_REG_DM_MR_ACCESS_FLAGS,
					      ATTR_FLAGS, .optional = true,
					      .max = DM_MR_FLAGS),
			[DM_MR_DM] = ATTR(UVERBS_ATTR_REG_DM_MR_DM_HANDLE,
					  ATTR_OBJ),
			[DM_MR_LKEY] = ATTR(UVERBS_ATTR_REG_DM_MR_RESP_LKEY,
					    ATTR_OUT, .min = 4, .max = 4),
			[DM_MR_RKEY] = ATTR(UVERBS_ATTR_REG_DM_MR_RESP_RKEY,
					    ATTR_OUT, .min = 4, .max = 4),
		},
		.run = dm_mr_reg,
	},
	{
		.object = UVERBS_OBJECT_MR,
		.method = UVERBS_METHOD_REG_DMABUF_MR,
		.num_attrs = 9,
		.attrs = {
			[DMABUF_HANDLE] = ATTR(UVERBS_ATTR_REG_DMABUF_MR_HANDLE,
					       ATTR_NEW),
			[DMABUF_PD] = ATTR(UVERBS_ATTR_REG_DMABUF_MR_PD_HANDLE,
					   ATTR_OBJ),
			[DMABUF_OFFSET] = ATTR(UVERBS_ATTR_REG_DMABUF_MR_OFFSET,
					       ATTR_IN, .min = 8),
			[DMABUF_LENGTH] = ATTR(UVERBS_ATTR_REG_DMABUF_MR_LENGTH,
					       ATTR_IN, .min = 8),
			[DMABUF_IOVA] = ATTR(UVERBS_ATTR_REG_DMABUF_MR_IOVA,
					     ATTR_IN, .min = 8),
			[DMABUF_FD] = ATTR(UVERBS_ATTR_REG_DMABUF_MR_FD,
					   ATTR_IN, .min = 4),
			[DMABUF_ACCESS] = ATTR(UVERBS_ATTR_REG_DMABUF_MR_ACCESS_FLAGS,
					       ATTR_FLAGS, .optional = true,
					       .max = UINT32_MAX),
			[DMABUF_LKEY] = ATTR(UVERBS_ATTR_REG_DMABUF_MR_RESP_LKEY,
					     ATTR_OUT, .min = 4, .max = 4),
			[DMABUF_RKEY] = ATTR(UVERBS_ATTR_REG_DMABUF_MR_RESP_RKEY,
					     ATTR_OUT, .min = 4, .max = 4),
		},
		.run = reg_dmabuf_mr,
	},
	{
		.object = UVERBS_OBJECT_COUNTERS,
		.method = UVERBS_METHOD_COUNTERS_CREATE,
		.num_attrs = 1,
		.attrs = {
			ATTR(UVERBS_ATTR_CREATE_COUNTERS_HANDLE, ATTR_NEW),
		},
		.run = counters_create,
	},
	{
		.object = UVERBS_OBJECT_COUNTERS,
		.method = UVERBS_METHOD_COUNTERS_DESTROY,
		.num_attrs = 1,
		.attrs = {
			ATTR(UVERBS_ATTR_DESTROY_COUNTERS_HANDLE, ATTR_OBJ),
		},
		.run = counters_destroy,
	},
	{
		.object = UVERBS_OBJECT_COUNTERS,
		.method = UVERBS_METHOD_COUNTERS_READ,
		.num_attrs = 3,
		.attrs = {
			[READ_HANDLE] = ATTR(UVERBS_ATTR_READ_COUNTERS_HANDLE,
					     ATTR_OBJ),
			[READ_BUFF] = ATTR(UVERBS_ATTR_READ_COUNTERS_BUFF,
					   ATTR_OUT, .max = UINT16_MAX),
			[READ_FLAGS] = ATTR(UVERBS_ATTR_READ_COUNTERS_FLAGS,
					    ATTR_FLAGS, .optional = true,
					    .max = READ_FLAGS_KNOWN),
		},
		.run = counters_read,
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
