// SPDX-License-Identifier: GPL-2.0 OR Linux-OpenIB
/* Arrays of unknown length, allocated for the caller. */
#include <stdlib.h>
#include <rdma_uapi/list.h>
#include <rdma_uapi/names.h>
#include "internal.h"

/* The length can grow between the answer and the next try, but not for ever. */
#define MAX_TRIES 16

static int fetch_once(int fd, struct ruapi_msg *msg, struct ruapi_attr *attr,
		      void *room, uint32_t len)
{
	struct ruapi_hdr *hdr = ruapi_msg_hdr(msg);
	unsigned int i;

	/* What the last try left behind is no valid input. */
	hdr->bad_attr = 0;
	hdr->reason = 0;
	hdr->bad_index = 0;
	for (i = 0; i < hdr->num_attrs; i++)
		hdr->attrs[i].flags &= ~RUAPI_ATTR_F_VALID;
	attr->ptr = (uintptr_t)room;
	attr->len = len;
	return ruapi_msg_call(fd, msg);
}

/* Room for the next try, after one with @len bytes was not enough. */
static uint32_t fetch_more(const struct ruapi_attr *attr, uint32_t len)
{
	if (attr->len > len)
		return attr->len;
	return len > UINT32_MAX / 2 ? 0 : len * 2;
}

int ruapi_fetch_array(int fd, struct ruapi_msg *msg, uint16_t id,
		      uint32_t size, void **array, uint32_t *count)
{
	struct ruapi_attr *attr = ruapi_msg_buf_out(msg, id, NULL, 0);
	uint32_t len = 16 * size;
	void *room = NULL;
	int ret = -ENOSPC;
	int i;

	*array = NULL;
	*count = 0;
	for (i = 0; i < MAX_TRIES && ret == -ENOSPC && attr && len; i++) {
		free(room);
		room = malloc(len);
		if (!room)
			return -ENOMEM;
		ret = fetch_once(fd, msg, attr, room, len);
		if (ret == -ENOSPC)
			len = fetch_more(attr, len);
	}
	if (!ret && (attr->flags & RUAPI_ATTR_F_VALID) && attr->len <= len)
		*count = attr->len / size;
	if (*count)
		*array = room;
	else
		free(room);
	return attr ? ret : -E2BIG;
}

int ruapi_list_all(int fd, unsigned int object,
		   struct ruapi_list_entry **entries, uint32_t *count)
{
	struct ruapi_msg msg;
	void *array;
	int ret;

	ruapi_msg_init(&msg, object, RUAPI_LIST);
	ret = ruapi_fetch_array(fd, &msg, RUAPI_LIST_ENTRIES, sizeof(**entries),
				&array, count);
	*entries = array;
	return ret;
}

int ruapi_device_list_all(int fd, struct ruapi_device_info **devices,
			  uint32_t *count)
{
	struct ruapi_msg msg;
	void *array;
	int ret;

	ruapi_msg_init(&msg, RUAPI_OBJ_DEVICE, RUAPI_LIST);
	ret = ruapi_fetch_array(fd, &msg, RUAPI_DEVICE_LIST_DEVICES,
				sizeof(**devices), &array, count);
	*devices = array;
	return ret;
}

int ruapi_device_gid_table_all(int fd, uint32_t index,
			       struct ruapi_gid_entry **entries,
			       uint32_t *count)
{
	struct ruapi_msg msg;
	void *array;
	int ret;

	ruapi_msg_init(&msg, RUAPI_OBJ_DEVICE, RUAPI_DEVICE_QUERY_GID_TABLE);
	ruapi_msg_in(&msg, RUAPI_DEVICE_QUERY_GID_TABLE_INDEX, sizeof(index),
		     index);
	ret = ruapi_fetch_array(fd, &msg, RUAPI_DEVICE_QUERY_GID_TABLE_ENTRIES,
				sizeof(**entries), &array, count);
	*entries = array;
	return ret;
}
