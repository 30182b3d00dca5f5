// SPDX-License-Identifier: GPL-2.0 OR Linux-OpenIB
/* RDMA_VERBS_IOCTL: methods of the device, and its asynchronous events. */
#include <errno.h>
#include <string.h>

#include "ioctl.h"
#include "newer.h"

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

/* ---- commands that are written otherwise ----------------------------------- */

enum { INVOKE_CMD, INVOKE_IN, INVOKE_OUT, INVOKE_UHW_IN, INVOKE_UHW_OUT };

/* What is longer comes to pages: at most 64 KB each, as lengths have 16 bits. */
#define INVOKE_ROOM 1024

struct invoke {
	uint8_t req[INVOKE_ROOM];
	uint8_t resp[INVOKE_ROOM];
};

static bool is_post(uint64_t number)
{
	return number == IB_USER_VERBS_CMD_POST_SEND ||
	       number == IB_USER_VERBS_CMD_POST_RECV ||
	       number == IB_USER_VERBS_CMD_POST_SRQ_RECV;
}

/* Which request was not posted is told although the command has failed. */
static void tell_bad_wr(struct ioctl_cmd *cmd, uint64_t number,
			const uint8_t *resp, int resp_len)
{
	const struct ib_uverbs_post_send_resp none = { .bad_wr = 0 };

	if (!is_post(number) || resp_len < (int)sizeof(none) ||
	    !memcmp(resp, &none, sizeof(none)))
		return;
	out_bytes(cmd, out_ptr(cmd, INVOKE_OUT), resp, sizeof(none));
	out_now(cmd);
}

/* Of a poll only the head: completions are where they belong, in the program. */
static size_t answer_len(uint64_t number, int resp_len)
{
	return number == IB_USER_VERBS_CMD_POLL_CQ ?
	       sizeof(struct ib_uverbs_poll_cq_resp) : (size_t)resp_len;
}

static int run_invoke(struct ioctl_cmd *cmd, uint64_t number, uint8_t *req,
		      uint8_t *resp)
{
	const int req_len = in_len(cmd, INVOKE_IN);
	const int resp_len = in_len(cmd, INVOKE_OUT);
	struct verbs_cmd write;
	bool answers;
	int ret;

	ret = in_copy(cmd, INVOKE_IN, req, req_len > 0 ? (size_t)req_len : 0);
	if (ret && ret != -ENOENT)
		return ret;
	write = ioctl_write(cmd, req, req_len > 0 ? (size_t)req_len : 0,
			    resp_len >= 0 ? resp : NULL,
			    resp_len > 0 ? (size_t)resp_len : 0,
			    INVOKE_UHW_IN, INVOKE_UHW_OUT);
	write.by_method = false;
	write.resp_to = resp_len >= 0 ? out_ptr(cmd, INVOKE_OUT) : NULL;
	/* A doorbell answers nothing, which is that all has been posted. */
	if (resp_len > 0)
		memset(resp, 0, (size_t)resp_len);
	ret = verbs_invoke(number, &write, &answers);
	if (ret) {
		tell_bad_wr(cmd, number, resp, resp_len);
		return ret;
	}
	if (answers && resp_len >= 0) {
		out_bytes(cmd, out_ptr(cmd, INVOKE_OUT), resp,
			  answer_len(number, resp_len));
		out_valid(cmd, INVOKE_OUT);
	}
	out_valid(cmd, INVOKE_UHW_OUT);
	return 0;
}

static int invoke_write(struct ioctl_cmd *cmd)
{
	const int req_len = in_len(cmd, INVOKE_IN);
	const int resp_len = in_len(cmd, INVOKE_OUT);
	struct invoke *room = (struct invoke *)cmd->more;
	uint64_t number;
	uint8_t *pages;
	int ret;

	ret = in_const(cmd, INVOKE_CMD, UINT32_MAX, &number);
	if (ret)
		return ret;
	if (req_len <= INVOKE_ROOM && resp_len <= INVOKE_ROOM)
		return run_invoke(cmd, number, room->req, room->resp);
	pages = ioctl_pages(cmd, 2 * (UINT16_MAX + 1));
	if (!pages)
		return -ENOMEM;
	return run_invoke(cmd, number, pages, pages + UINT16_MAX + 1);
}

/* ---- handles --------------------------------------------------------------- */

enum { INFO_OBJECT, INFO_TOTAL, INFO_LIST };

/* What is not here is read from fds, or there is none of it in a context. */
static const struct {
	uint16_t id;
	uint16_t ours;
	/* Without it this kernel has no such type; 0: all have it. */
	uint16_t needs;
} objects[] = {
	{ UVERBS_OBJECT_DEVICE, 0, 0 },
	{ UVERBS_OBJECT_PD, RUAPI_OBJ_PD, 0 },
	{ UVERBS_OBJECT_COMP_CHANNEL, 0, 0 },
	{ UVERBS_OBJECT_CQ, RUAPI_OBJ_CQ, 0 },
	{ UVERBS_OBJECT_QP, RUAPI_OBJ_QP, 0 },
	{ UVERBS_OBJECT_SRQ, RUAPI_OBJ_SRQ, 0 },
	{ UVERBS_OBJECT_AH, RUAPI_OBJ_AH, 0 },
	{ UVERBS_OBJECT_MR, RUAPI_OBJ_MR, 0 },
	{ UVERBS_OBJECT_MW, RUAPI_OBJ_MW, 0 },
	{ UVERBS_OBJECT_FLOW, RUAPI_OBJ_FLOW, 0 },
	{ UVERBS_OBJECT_FLOW_ACTION, RUAPI_OBJ_FLOW_ACTION, 0 },
	{ UVERBS_OBJECT_XRCD, RUAPI_OBJ_XRCD, 0 },
	{ UVERBS_OBJECT_RWQ_IND_TBL, RUAPI_OBJ_RWQ_TABLE, 0 },
	{ UVERBS_OBJECT_WQ, RUAPI_OBJ_WQ, 0 },
	{ UVERBS_OBJECT_DM, RUAPI_OBJ_DM, 0 },
	{ UVERBS_OBJECT_COUNTERS, RUAPI_OBJ_COUNTERS, 0 },
	{ OBJECT_DMAH, RUAPI_OBJ_DMAH, RUAPI_DMAH_ALLOC },
	{ OBJECT_COMP_CNTR, RUAPI_OBJ_COMP_CNTR, RUAPI_COMP_CNTR_CREATE },
	{ UVERBS_OBJECT_ASYNC_EVENT, 0, 0 },
};

uint16_t ioctl_nth_object(uint32_t n)
{
	for (size_t i = 0; i < COUNT(objects); i++)
		if (objects[i].ours && !n--)
			return objects[i].ours;
	return 0;
}

uint16_t ioctl_object(uint16_t id)
{
	const uint16_t number = driver_number(id);

	if (number == UINT16_MAX || number & RUAPI_DRIVER_NS)
		return number == UINT16_MAX ? 0 : number;
	if (id == UVERBS_OBJECT_DEVICE)
		return RUAPI_OBJ_DEVICE;
	for (size_t i = 0; i < COUNT(objects); i++)
		if (objects[i].id == id)
			return objects[i].ours;
	return 0;
}

/* Those of the context, newest first.  Of files it is 0 that ib_uverbs tells. */
static int list_handles(struct ioctl_cmd *cmd, uint16_t object, bool is_fd,
			uint32_t *to, uint64_t max, uint32_t *total)
{
	struct ruapi_list_entry *entries;
	uint32_t size, count;
	int ret;

	ret = ioctl_list(cmd, object & RUAPI_DRIVER_NS ?
			 RUAPI_OBJ_DRIVER_OBJECT : object, &entries, &size,
			 &count);
	if (ret)
		return ret;
	while (count--)
		if (entries[count].context == cmd->view->context &&
		    entries[count].object == object && *total < max)
			to[(*total)++] = is_fd ? 0 : entries[count].handle;
	sys_pages_free(entries, size);
	return 0;
}

/* Of the table.  Return: 0 or a negative errno. */
static int has_object(const struct view *view, size_t i)
{
	int has = objects[i].needs ?
		  kernel_has(view, objects[i].ours, objects[i].needs) : 1;

	if (has > 0 && objects[i].ours == RUAPI_OBJ_COMP_CNTR)
		has = ioctl_has_comp_cntrs(view);
	return has > 0 ? 0 : has ? has : -ENOENT;
}

/* What the handles are to be of; 0: there are none of it. */
static int info_object(const struct ioctl_cmd *cmd, uint16_t *object,
		       bool *is_fd)
{
	struct driver_desc *desc;
	bool found;
	uint64_t id;
	int ret;

	ret = in_const(cmd, INFO_OBJECT, UINT16_MAX, &id);
	if (ret)
		return ret;
	*is_fd = false;
	for (size_t i = 0; i < COUNT(objects); i++)
		if (objects[i].id == id) {
			*object = objects[i].ours;
			return has_object(cmd->view, i);
		}
	*object = ioctl_object((uint16_t)id);
	if (!*object)
		return id == UINT16_MAX ? -ENOMSG : -ENOENT;
	ret = driver_desc_get(cmd->view, &desc);
	if (ret)
		return ret;
	found = driver_has_object(desc, *object, is_fd);
	driver_desc_put(desc);
	return found ? 0 : -ENOENT;
}

static int info_handles(struct ioctl_cmd *cmd)
{
	const int len = in_len(cmd, INFO_LIST);
	uint32_t count = 0;
	uint32_t *handles;
	uint16_t object;
	uint64_t total;
	bool is_fd;
	int ret;

	if (len <= 0 || len % 4)
		return -EINVAL;
	ret = info_object(cmd, &object, &is_fd);
	if (ret)
		return ret;
	handles = ioctl_pages(cmd, (size_t)len);
	if (!handles)
		return -ENOMEM;
	if (object && cmd->view->context)
		ret = list_handles(cmd, object, is_fd, handles,
				   (uint64_t)len / 4, &count);
	if (ret)
		return ret;
	total = count;
	out_bytes(cmd, out_ptr(cmd, INFO_LIST), handles, 4 * (size_t)count);
	out_valid(cmd, INFO_LIST);
	return out_copy(cmd, INFO_TOTAL, &total, sizeof(total));
}

/* ---- contexts ---------------------------------------------------------------- */

/* IB_UVERBS_CORE_SUPPORT_OPTIONAL_MR_ACCESS: what all kernels say that have methods. */
#define CORE_SUPPORT 1ULL

/* UVERBS_ATTR_GET_CONTEXT_FD_ARR, of Linux 6.15: fds of user capabilities. */
#define ATTR_FD_ARR 2

enum { OPEN_VECTORS, OPEN_SUPPORT, OPEN_FDS, OPEN_UHW_IN, OPEN_UHW_OUT };

static int get_context(struct ioctl_cmd *cmd)
{
	const uint64_t support = CORE_SUPPORT;
	const int fds = in_len(cmd, OPEN_FDS);
	uint32_t vectors, handle;
	struct verbs_cmd write;
	int ret;

	if (fds > (int)sizeof(cmd->more))
		return -EINVAL;
	ret = verbs_comp_vectors(cmd->view, &vectors);
	if (ret)
		return ret;
	ret = in_copy(cmd, OPEN_FDS, cmd->more, fds > 0 ? (size_t)fds : 0);
	if (ret && ret != -ENOENT)
		return ret;
	out_copy(cmd, OPEN_VECTORS, &vectors, sizeof(vectors));
	out_copy(cmd, OPEN_SUPPORT, &support, sizeof(support));
	/* Before anybody is asked whether there is one. */
	ret = out_now(cmd);
	if (ret)
		return ret;
	if (cmd->view->context || (fds > 0 && fds % (int)sizeof(int)))
		return -EINVAL;
	write = ioctl_write(cmd, NULL, 0, NULL, 0, OPEN_UHW_IN, OPEN_UHW_OUT);
	ret = verbs_open_context(&write, 0, fds > 0 ? (int *)cmd->more : NULL,
				 fds > 0 ? (uint32_t)fds : 0, &handle);
	if (ret)
		return ret;
	cmd->made = RUAPI_OBJ_CONTEXT;
	cmd->handle = handle;
	out_valid(cmd, OPEN_UHW_OUT);
	return 0;
}

enum { CONTEXT_VECTORS, CONTEXT_SUPPORT };

/* It is the driver that answers, in attributes that it adds. */
static int query_context(struct ioctl_cmd *cmd)
{
	const uint64_t support = CORE_SUPPORT;
	struct call call;
	uint32_t vectors;
	int ret, error;

	if (!driver_adds(cmd))
		return -EOPNOTSUPP;
	ret = verbs_comp_vectors(cmd->view, &vectors);
	if (ret)
		return ret;
	call_init(&call, RUAPI_IOC_CALL, RUAPI_OBJ_CONTEXT, RUAPI_QUERY);
	call_obj(&call, RUAPI_CONTEXT_QUERY_HANDLE, RUAPI_OBJ_CONTEXT,
		 cmd->view->context);
	ret = verbs_run_on(&call, cmd->view);
	/* There ib_uverbs has not come to writing, or this is not its file. */
	if (ret && (call.room.hdr.reason || view_is_unsure(cmd->view)))
		return ret;
	out_copy(cmd, CONTEXT_VECTORS, &vectors, sizeof(vectors));
	out_copy(cmd, CONTEXT_SUPPORT, &support, sizeof(support));
	/* It does that before it asks the driver, which may have no answer. */
	error = out_now(cmd);
	return error ? error : ret;
}

static int add_queue(const struct ioctl_cmd *cmd, uint32_t queue)
{
	struct call call;

	call_init(&call, RUAPI_IOC_CALL, RUAPI_OBJ_CONTEXT,
		  RUAPI_CONTEXT_ADD_QUEUE);
	call_obj(&call, RUAPI_CONTEXT_ADD_QUEUE_HANDLE, RUAPI_OBJ_CONTEXT,
		 cmd->view->context);
	call_obj(&call, RUAPI_CONTEXT_ADD_QUEUE_QUEUE, RUAPI_OBJ_EVENT_QUEUE,
		 queue);
	return verbs_run_on(&call, cmd->view);
}

static int async_event_alloc(struct ioctl_cmd *cmd)
{
	const struct verbs_cmd write = { .view = cmd->view };
	uint32_t queue;
	int ret;

	ret = verbs_queue(&write, RUAPI_EVENT_FORMAT_ASYNC, &cmd->fd, &queue);
	if (ret)
		return ret;
	ret = add_queue(cmd, queue);
	if (ret)
		return ret;
	cmd->attrs[0]->data_s64 = cmd->fd;
	out_bytes(cmd, &cmd->user[0]->data, &cmd->attrs[0]->data,
		  sizeof(cmd->attrs[0]->data));
	return 0;
}

/* ---- ports --------------------------------------------------------------------- */

enum { PORT_NUM, PORT_RESP };

static int query_port(struct ioctl_cmd *cmd)
{
	struct ib_uverbs_query_port_resp_ex resp = {};
	struct ruapi_port_attr attr;
	uint64_t port;
	int ret;

	ret = in_const(cmd, PORT_NUM, UINT8_MAX, &port);
	if (!ret)
		ret = verbs_port(cmd->view, (uint32_t)port, &attr);
	if (ret)
		return ret;
	resp.legacy_resp = verbs_port_resp(&attr);
	resp.port_cap_flags2 = attr.port_cap_flags2;
	return out_struct(cmd, PORT_RESP, &resp, sizeof(resp));
}

enum { SPEED_PORT, SPEED_RESP };

/* A port of another network namespace's is one through which nothing passes. */
static int query_port_speed(struct ioctl_cmd *cmd)
{
	const struct ruapi_attr *speed;
	uint64_t port = 0, value = 0;
	struct call call;
	int ret;

	/* Port 0 is EINVAL, too, but only if the device has the operation. */
	if (in_const(cmd, SPEED_PORT, UINT32_MAX, &port))
		port = 0;
	call_init(&call, RUAPI_IOC_CALL, RUAPI_OBJ_DEVICE,
		  RUAPI_DEVICE_QUERY_PORT_SPEED);
	call_u32(&call, RUAPI_DEVICE_QUERY_PORT_SPEED_INDEX, cmd->view->device);
	call_u32(&call, RUAPI_DEVICE_QUERY_PORT_SPEED_PORT, (uint32_t)port);
	speed = call_want(&call, RUAPI_DEVICE_QUERY_PORT_SPEED_SPEED, 8);
	ret = verbs_run_on(&call, cmd->view);
	if (!ret)
		value = speed->value;
	else if (!verbs_is_elsewhere(&call, ret))
		return ret;
	return out_copy(cmd, SPEED_RESP, &value, sizeof(value));
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

static int query_gid_entry(struct ioctl_cmd *cmd)
{
	struct ib_uverbs_gid_entry resp;
	struct ruapi_gid_entry entry = {};
	uint64_t port, index;
	struct call call;
	uint32_t flags;
	int ret;

	ret = in_flags(cmd, GID_FLAGS, 0, &flags);
	if (!ret)
		ret = in_const(cmd, GID_PORT, UINT32_MAX, &port);
	if (!ret)
		ret = in_const(cmd, GID_INDEX, UINT32_MAX, &index);
	if (ret)
		return ret;
	call_init(&call, RUAPI_IOC_CALL, RUAPI_OBJ_DEVICE,
		  RUAPI_DEVICE_QUERY_GID);
	call_u32(&call, RUAPI_DEVICE_QUERY_GID_INDEX, cmd->view->device);
	call_u32(&call, RUAPI_DEVICE_QUERY_GID_PORT, (uint32_t)port);
	call_u32(&call, RUAPI_DEVICE_QUERY_GID_GID_INDEX, (uint32_t)index);
	call_want_buf(&call, RUAPI_DEVICE_QUERY_GID_ENTRY, &entry,
		      sizeof(entry));
	ret = verbs_run_on(&call, cmd->view);
	/* An entry of another network namespace's is an empty one. */
	if (verbs_is_elsewhere(&call, ret))
		return -ENODATA;
	if (ret)
		return ret;
	resp = gid_entry(&entry);
	return out_struct(cmd, GID_RESP, &resp, sizeof(resp));
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

/* Entries as long as the caller's. */
static void put_entries(uint8_t *to, size_t size,
			const struct ruapi_gid_entry *from, uint64_t count)
{
	for (uint64_t i = 0; i < count; i++) {
		const struct ib_uverbs_gid_entry entry = gid_entry(&from[i]);

		memcpy(to + i * size, &entry,
		       size < sizeof(entry) ? size : sizeof(entry));
	}
}

static int query_gid_table(struct ioctl_cmd *cmd)
{
	const uint32_t room = (uint32_t)in_len(cmd, TABLE_ENTRIES);
	struct ruapi_gid_entry *entries;
	uint32_t flags, len, size;
	uint64_t entry_size, count;
	uint8_t *to;
	int ret;

	ret = in_flags(cmd, TABLE_FLAGS, 0, &flags);
	if (!ret)
		ret = in_const(cmd, TABLE_ENTRY_SIZE, UINT64_MAX, &entry_size);
	if (ret)
		return ret;
	if (!entry_size || room % entry_size || !room)
		return -EINVAL;
	/* At most 65 535 entries: the length has 16 bits. */
	size = (uint32_t)(room / entry_size * sizeof(*entries));
	to = ioctl_pages(cmd, (size_t)room + 8 + size);
	if (!to)
		return -ENOMEM;
	entries = (void *)(to + (room + 7) / 8 * 8);
	ret = run_gid_table(cmd, entries, size, &len);
	if (ret)
		return ret;
	count = len / sizeof(*entries);
	put_entries(to, entry_size, entries, count);
	out_bytes(cmd, out_ptr(cmd, TABLE_ENTRIES), to, entry_size * count);
	out_valid(cmd, TABLE_ENTRIES);
	return out_copy(cmd, TABLE_COUNT, &count, sizeof(count));
}

/* ---- the table ------------------------------------------------------------------ */

static const struct method methods[] = {
	{
		.object = UVERBS_OBJECT_DEVICE,
		.method = UVERBS_METHOD_INVOKE_WRITE,
		.num_attrs = 5,
		.no_context = true,
		.attrs = {
			[INVOKE_CMD] = IN_CONST(UVERBS_ATTR_WRITE_CMD),
			[INVOKE_IN] = SPEC(UVERBS_ATTR_CORE_IN, ATTR_IN,
					   .min = 4, .max = UINT16_MAX,
					   OPTIONAL),
			[INVOKE_OUT] = OUT_MIN(UVERBS_ATTR_CORE_OUT, 0,
					       OPTIONAL),
			[INVOKE_UHW_IN] = UHW_IN,
			[INVOKE_UHW_OUT] = UHW_OUT,
		},
		.run = invoke_write,
	},
	{
		.object = UVERBS_OBJECT_DEVICE,
		.method = UVERBS_METHOD_INFO_HANDLES,
		.num_attrs = 3,
		.no_context = true,
		.attrs = {
			[INFO_OBJECT] = IN_CONST(UVERBS_ATTR_INFO_OBJECT_ID),
			[INFO_TOTAL] = OUT(UVERBS_ATTR_INFO_TOTAL_HANDLES, 4,
					   OPTIONAL),
			[INFO_LIST] = OUT_MIN(UVERBS_ATTR_INFO_HANDLES_LIST, 4,
					      OPTIONAL),
		},
		.run = info_handles,
	},
	{
		.object = UVERBS_OBJECT_DEVICE,
		.method = UVERBS_METHOD_GET_CONTEXT,
		.num_attrs = 5,
		.ours = RUAPI_OBJ_CONTEXT,
		.action = RUAPI_CONTEXT_OPEN,
		.no_context = true,
		.attrs = {
			[OPEN_VECTORS] =
				OUT(UVERBS_ATTR_GET_CONTEXT_NUM_COMP_VECTORS, 4,
				    OPTIONAL),
			[OPEN_SUPPORT] =
				OUT(UVERBS_ATTR_GET_CONTEXT_CORE_SUPPORT, 8,
				    OPTIONAL),
			[OPEN_FDS] = SPEC(ATTR_FD_ARR, ATTR_IN, .min = sizeof(int),
					  .max = UINT16_MAX, .copied = true,
					  OPTIONAL),
			[OPEN_UHW_IN] = UHW_IN,
			[OPEN_UHW_OUT] = UHW_OUT,
		},
		.run = get_context,
	},
	{
		.object = UVERBS_OBJECT_DEVICE,
		.method = UVERBS_METHOD_QUERY_PORT,
		.num_attrs = 2,
		.attrs = {
			[PORT_NUM] = IN_CONST(UVERBS_ATTR_QUERY_PORT_PORT_NUM),
			[PORT_RESP] =
				OUT_STRUCT(UVERBS_ATTR_QUERY_PORT_RESP,
					   ib_uverbs_query_port_resp_ex,
					   reserved),
		},
		.run = query_port,
	},
	{
		.object = UVERBS_OBJECT_DEVICE,
		.method = METHOD_QUERY_PORT_SPEED,
		.num_attrs = 2,
		NEEDS(DEVICE, QUERY_PORT_SPEED),
		.attrs = {
			[SPEED_PORT] = IN_CONST(ATTR_QUERY_PORT_SPEED_PORT_NUM),
			[SPEED_RESP] = OUT(ATTR_QUERY_PORT_SPEED_RESP, 8),
		},
		.run = query_port_speed,
	},
	{
		.object = UVERBS_OBJECT_DEVICE,
		.method = UVERBS_METHOD_QUERY_CONTEXT,
		.num_attrs = 2,
		.ours = RUAPI_OBJ_CONTEXT,
		.action = RUAPI_QUERY,
		.attrs = {
			[CONTEXT_VECTORS] =
				OUT(UVERBS_ATTR_QUERY_CONTEXT_NUM_COMP_VECTORS, 4,
				    OPTIONAL),
			[CONTEXT_SUPPORT] =
				OUT(UVERBS_ATTR_QUERY_CONTEXT_CORE_SUPPORT, 8,
				    OPTIONAL),
		},
		.run = query_context,
	},
	{
		.object = UVERBS_OBJECT_DEVICE,
		.method = UVERBS_METHOD_QUERY_GID_TABLE,
		.num_attrs = 4,
		.attrs = {
			[TABLE_ENTRY_SIZE] =
				IN_CONST(UVERBS_ATTR_QUERY_GID_TABLE_ENTRY_SIZE),
			[TABLE_FLAGS] =
				IN_FLAGS(UVERBS_ATTR_QUERY_GID_TABLE_FLAGS,
					 OPTIONAL),
			[TABLE_ENTRIES] =
				OUT_MIN(UVERBS_ATTR_QUERY_GID_TABLE_RESP_ENTRIES,
					0),
			[TABLE_COUNT] =
				OUT(UVERBS_ATTR_QUERY_GID_TABLE_RESP_NUM_ENTRIES,
				    8),
		},
		.run = query_gid_table,
	},
	{
		.object = UVERBS_OBJECT_DEVICE,
		.method = UVERBS_METHOD_QUERY_GID_ENTRY,
		.num_attrs = 4,
		.attrs = {
			[GID_PORT] = IN_CONST(UVERBS_ATTR_QUERY_GID_ENTRY_PORT),
			[GID_INDEX] =
				IN_CONST(UVERBS_ATTR_QUERY_GID_ENTRY_GID_INDEX),
			[GID_FLAGS] =
				IN_FLAGS(UVERBS_ATTR_QUERY_GID_ENTRY_FLAGS),
			[GID_RESP] =
				OUT_STRUCT(UVERBS_ATTR_QUERY_GID_ENTRY_RESP_ENTRY,
					   ib_uverbs_gid_entry, netdev_ifindex),
		},
		.run = query_gid_entry,
	},
	{
		.object = UVERBS_OBJECT_ASYNC_EVENT,
		.method = UVERBS_METHOD_ASYNC_EVENT_ALLOC,
		.num_attrs = 1,
		.attrs = {
			SPEC(UVERBS_ATTR_ASYNC_EVENT_ALLOC_FD_HANDLE,
			     ATTR_NEW_FD),
		},
		.run = async_event_alloc,
	},
};

const struct methods ioctl_device_methods = {
	.list = methods,
	.count = COUNT(methods),
};
