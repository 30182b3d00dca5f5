// SPDX-License-Identifier: GPL-2.0 OR Linux-OpenIB
/*
 * Files of sysfs about ports.  They tell everybody everything; here a port that the
 * network namespace has no part of is not there, and a GID or P_Key that is somebody
 * else's is an empty entry of its table, as another one is that really is empty.
 */
#include <errno.h>
#include <string.h>

#include "call.h"
#include "compat.h"

/* How many entries from the end may be taken before one is found that is empty. */
#define MAX_LOOKS 16

/**
 * struct port_file - what a path says
 * @ibdev: name of the device
 * @port: number of the port
 * @port_at: where in the path that is
 * @entry: number of the entry of a table
 * @entry_at: where in the path that is; 0: it is about the port
 * @is_pkey: the table is that of P_Keys, else of GIDs
 */
struct port_file {
	char ibdev[NODE_IBDEV_SIZE];
	uint32_t port;
	size_t port_at;
	uint32_t entry;
	size_t entry_at;
	bool is_pkey;
};

/* ---- paths ------------------------------------------------------------------ */

static const char *skip(const char *at, const char *text)
{
	const size_t len = strlen(text);

	return strncmp(at, text, len) ? NULL : at + len;
}

static const char *parse_number(const char *at, uint32_t *number)
{
	const char *const start = at;

	*number = 0;
	while (*at >= '0' && *at <= '9' && at - start < 9)
		*number = *number * 10 + (uint32_t)(*at++ - '0');
	return at == start ? NULL : at;
}

static void parse_entry(const char *path, const char *at,
			struct port_file *file)
{
	static const char *const tables[] = {
		"/gids/", "/gid_attrs/types/", "/gid_attrs/ndevs/", "/pkeys/",
	};
	const size_t count = sizeof(tables) / sizeof(tables[0]);
	const char *number, *end;

	for (size_t i = 0; i < count; i++) {
		number = skip(at, tables[i]);
		end = number ? parse_number(number, &file->entry) : NULL;
		if (!end || *end)
			continue;
		file->entry_at = (size_t)(number - path);
		file->is_pkey = i == count - 1;
	}
}

static bool parse(const char *path, struct port_file *file)
{
	const char *at = skip(path, "/sys/");
	size_t len;

	at = at ? strstr(path, "/infiniband/") : NULL;
	if (!at)
		return false;
	at += strlen("/infiniband/");
	len = strcspn(at, "/");
	if (!len || len >= sizeof(file->ibdev))
		return false;
	memset(file, 0, sizeof(*file));
	memcpy(file->ibdev, at, len);
	at = skip(at + len, "/ports/");
	if (!at)
		return false;
	file->port_at = (size_t)(at - path);
	at = parse_number(at, &file->port);
	if (!at || (*at && *at != '/'))
		return false;
	parse_entry(path, at, file);
	return true;
}

/* The path up to @len, then a number. */
static const char *other_path(struct place *place, const char *path, size_t len,
			      uint32_t number)
{
	/* A number has ten digits at most. */
	if (len + 11 > sizeof(place->room))
		return path;
	memmove(place->room, path, len);
	put_number(place->room + len, number);
	return place->room;
}

/* ---- what the module says ----------------------------------------------------- */

static int ask(struct call *call, bool *hidden)
{
	const int ret = view_look(call);

	*hidden = ret == -EACCES &&
		  call->room.hdr.reason == RUAPI_REASON_NETNS;
	return ret;
}

static int ask_port(uint32_t device, uint32_t port,
		    struct ruapi_port_attr *attr, bool *hidden)
{
	struct call call;

	call_init(&call, RUAPI_IOC_CALL, RUAPI_OBJ_DEVICE,
		  RUAPI_DEVICE_QUERY_PORT);
	call_u32(&call, RUAPI_DEVICE_QUERY_PORT_INDEX, device);
	call_u32(&call, RUAPI_DEVICE_QUERY_PORT_PORT, port);
	call_want_buf(&call, RUAPI_DEVICE_QUERY_PORT_ATTR, attr, sizeof(*attr));
	return ask(&call, hidden);
}

/* Of an entry: *empty: there is nothing in it. */
static int ask_gid(uint32_t device, const struct port_file *file,
		   uint32_t entry, bool *hidden, bool *empty)
{
	struct call call;
	int ret;

	call_init(&call, RUAPI_IOC_CALL, RUAPI_OBJ_DEVICE,
		  RUAPI_DEVICE_QUERY_GID);
	call_u32(&call, RUAPI_DEVICE_QUERY_GID_INDEX, device);
	call_u32(&call, RUAPI_DEVICE_QUERY_GID_PORT, file->port);
	call_u32(&call, RUAPI_DEVICE_QUERY_GID_GID_INDEX, entry);
	ret = ask(&call, hidden);
	*empty = ret == -ENODATA;
	return ret;
}

static int ask_pkey(uint32_t device, const struct port_file *file,
		    uint32_t entry, bool *hidden, bool *empty)
{
	const struct ruapi_attr *pkey;
	struct call call;
	int ret;

	call_init(&call, RUAPI_IOC_CALL, RUAPI_OBJ_DEVICE,
		  RUAPI_DEVICE_QUERY_PKEY);
	call_u32(&call, RUAPI_DEVICE_QUERY_PKEY_INDEX, device);
	call_u32(&call, RUAPI_DEVICE_QUERY_PKEY_PORT, file->port);
	call_u32(&call, RUAPI_DEVICE_QUERY_PKEY_PKEY_INDEX, entry);
	pkey = call_want(&call, RUAPI_DEVICE_QUERY_PKEY_PKEY, 2);
	ret = ask(&call, hidden);
	*empty = !ret && !pkey->value;
	return ret;
}

static int ask_entry(uint32_t device, const struct port_file *file,
		     uint32_t entry, bool *hidden, bool *empty)
{
	return file->is_pkey ? ask_pkey(device, file, entry, hidden, empty) :
			       ask_gid(device, file, entry, hidden, empty);
}

/* An entry that really is empty; false: none was found. */
static bool find_empty(uint32_t device, const struct port_file *file,
		       const struct ruapi_port_attr *attr, uint32_t *entry)
{
	const uint32_t len = file->is_pkey ? attr->pkey_tbl_len :
					     attr->gid_tbl_len;
	bool hidden, empty;

	for (uint32_t i = 1; i <= len && i <= MAX_LOOKS; i++) {
		*entry = len - i;
		ask_entry(device, file, *entry, &hidden, &empty);
		if (empty)
			return true;
	}
	return false;
}

const char *sysfs_seen(const char *path, struct place *place)
{
	struct ruapi_port_attr attr = {};
	struct port_file file;
	bool hidden, empty;
	uint32_t device, entry;
	int ret;

	if (!parse(path, &file))
		return path;
	ret = view_device(file.ibdev, &device);
	/* What cannot be asked is as it is. */
	if (ret && ret != -EPERM)
		return path;
	if (ret || ask_port(device, file.port, &attr, &hidden)) {
		if (ret || hidden)
			return other_path(place, path, file.port_at, 0);
		return path;
	}
	if (!file.entry_at)
		return path;
	ask_entry(device, &file, file.entry, &hidden, &empty);
	if (!hidden)
		return path;
	if (!find_empty(device, &file, &attr, &entry))
		return other_path(place, path, file.port_at, 0);
	return other_path(place, path, file.entry_at, entry);
}
