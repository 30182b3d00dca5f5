// SPDX-License-Identifier: GPL-2.0 OR Linux-OpenIB
/* rdma-uapi list: devices and ports that the namespace may use. */
#include <errno.h>
#include <inttypes.h>
#include <net/if.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <rdma_uapi/rdma_uapi.h>
#include "cli.h"
#include "json.h"
#include "table.h"

#define NAME(array, i) \
	((i) < sizeof(array) / sizeof((array)[0]) ? (array)[i] : "unknown")

/* enum rdma_node_type */
static const char *node_type(unsigned int type)
{
	static const char *const names[] = {
		"unknown", "ca", "switch", "router", "rnic", "usnic",
		"usnic_udp", "unspecified",
	};

	return NAME(names, type);
}

/* enum ib_port_state */
static const char *port_state(unsigned int state)
{
	static const char *const names[] = {
		"NOP", "DOWN", "INIT", "ARMED", "ACTIVE", "ACTIVE_DEFER",
	};

	return NAME(names, state);
}

static enum color state_color(unsigned int state)
{
	switch (state) {
	case 1:
		return COLOR_RED;
	case 4:
		return COLOR_GREEN;
	default:
		return COLOR_YELLOW;
	}
}

static const char *link_layer(unsigned int layer)
{
	static const char *const names[] = {
		"unspecified", "InfiniBand", "Ethernet",
	};

	return NAME(names, layer);
}

static const char *driver_name(const struct ruapi_device_info *dev,
			       char *buf, size_t len)
{
	const char *name = ruapi_driver_name(dev->driver_id);

	if (name)
		return name;
	snprintf(buf, len, "driver-%" PRIu32, dev->driver_id);
	return buf;
}

static const char *netdev_name(uint32_t ifindex, char *buf, size_t len)
{
	char name[IF_NAMESIZE];

	if (!ifindex)
		return NULL;
	if (if_indextoname(ifindex, name))
		snprintf(buf, len, "%s", name);
	else
		snprintf(buf, len, "if%" PRIu32, ifindex);
	return buf;
}

static const char *guid_text(const uint8_t *guid, char *buf, size_t len)
{
	snprintf(buf, len, "%02x%02x:%02x%02x:%02x%02x:%02x%02x", guid[0],
		 guid[1], guid[2], guid[3], guid[4], guid[5], guid[6], guid[7]);
	return buf;
}

/**
 * struct lister - what the output of a listing needs
 * @fd: of the device
 * @as_json: JSON instead of a table
 * @table: the table
 * @json: the JSON
 * @gids: of the current device
 * @num_gids: entries in @gids
 */
struct lister {
	int fd;
	int as_json;
	struct table table;
	struct json json;
	struct ruapi_gid_entry *gids;
	uint32_t num_gids;
};

static unsigned int port_gids(const struct lister *l, uint32_t port)
{
	unsigned int count = 0;
	uint32_t i;

	for (i = 0; i < l->num_gids; i++)
		count += l->gids[i].port_num == port;
	return count;
}

static void json_port(struct lister *l, uint32_t port,
		      const struct ruapi_port_attr *attr, int err)
{
	char netdev[64];

	json_open(&l->json, NULL, '{');
	json_number(&l->json, "port", port);
	if (err) {
		json_string(&l->json, "error", strerror(-err));
	} else {
		json_string(&l->json, "state", port_state(attr->state));
		json_string(&l->json, "link_layer",
			    link_layer(attr->link_layer));
		json_string(&l->json, "netdev",
			    netdev_name(attr->netdev, netdev, sizeof(netdev)));
		json_number(&l->json, "ifindex", attr->netdev);
		json_number(&l->json, "lid", attr->lid);
		json_number(&l->json, "active_mtu", attr->active_mtu ?
			    128U << attr->active_mtu % 8 : 0);
		json_number(&l->json, "gids", port_gids(l, port));
	}
	json_close(&l->json, '}');
}

static void table_port(struct lister *l, const struct ruapi_device_info *dev,
		       uint32_t port, const struct ruapi_port_attr *attr,
		       int err)
{
	const char *name = NULL;
	char buf[64];

	table_add(&l->table, "%s", dev->name);
	table_add(&l->table, "%" PRIu32, dev->index);
	table_add(&l->table, "%s", driver_name(dev, buf, sizeof(buf)));
	table_add(&l->table, "%s", node_type(dev->node_type));
	table_add(&l->table, "%" PRIu32, port);
	if (err) {
		table_add(&l->table, "%s", strerror(-err));
		table_color(&l->table, COLOR_RED);
		table_add(&l->table, "-");
		table_add(&l->table, "-");
	} else {
		name = netdev_name(attr->netdev, buf, sizeof(buf));
		table_add(&l->table, "%s", port_state(attr->state));
		table_color(&l->table, state_color(attr->state));
		table_add(&l->table, "%s", link_layer(attr->link_layer));
		table_add(&l->table, "%s", name ? name : "-");
	}
	table_add(&l->table, "%u", port_gids(l, port));
	table_add(&l->table, "%s", guid_text(dev->node_guid, buf, sizeof(buf)));
}

static void list_port(struct lister *l, const struct ruapi_device_info *dev,
		      uint32_t port)
{
	struct ruapi_port_attr attr;
	struct ruapi_device_query_port_args args = {
		.index = dev->index,
		.port = port,
		.attr = &attr,
	};
	const int err = ruapi_device_query_port(l->fd, &args);

	/* Another network namespace's. */
	if (err == -EACCES && args.error.reason == RUAPI_REASON_NETNS)
		return;
	if (l->as_json)
		json_port(l, port, &attr, err);
	else
		table_port(l, dev, port, &attr, err);
}

static void list_device(struct lister *l, const struct ruapi_device_info *dev)
{
	struct json *json = &l->json;
	char buf[64];
	uint32_t port;

	if (ruapi_device_gid_table_all(l->fd, dev->index, &l->gids,
				       &l->num_gids))
		l->num_gids = 0;
	if (l->as_json) {
		json_open(json, NULL, '{');
		json_string(json, "name", dev->name);
		json_number(json, "index", dev->index);
		json_string(json, "driver", driver_name(dev, buf, sizeof(buf)));
		json_number(json, "driver_id", dev->driver_id);
		json_string(json, "node_type", node_type(dev->node_type));
		json_string(json, "node_guid", guid_text(dev->node_guid, buf,
							 sizeof(buf)));
		json_open(json, "ports", '[');
	}
	for (port = 1; port <= dev->num_ports; port++)
		list_port(l, dev, port);
	if (l->as_json) {
		json_close(json, ']');
		json_close(json, '}');
	}
	free(l->gids);
	l->gids = NULL;
}

static void list_devices(struct lister *l, struct ruapi_device_info *devices,
			 uint32_t count)
{
	static const char *const headings[] = {
		"DEVICE", "INDEX", "DRIVER", "TYPE", "PORT", "STATE", "LINK",
		"NETDEV", "GIDS", "NODE_GUID", NULL,
	};
	uint32_t i;

	if (l->as_json)
		json_open(&l->json, NULL, '[');
	else
		table_init(&l->table, headings);
	for (i = 0; i < count; i++) {
		devices[i].name[sizeof(devices[i].name) - 1] = '\0';
		list_device(l, &devices[i]);
	}
	if (l->as_json) {
		json_close(&l->json, ']');
		json_end(&l->json);
	} else if (count) {
		table_print(&l->table);
	} else {
		table_free(&l->table);
		complain("no devices that this network namespace may use");
	}
}

static int run_list(struct args *args)
{
	struct lister l = { .fd = -1 };
	struct ruapi_device_info *devices;
	uint32_t count;
	int ret;

	while ((ret = args_next_option(args)) >= 0)
		l.as_json = 1;
	if (ret == ARG_STOP)
		return args->status;
	l.fd = open_device();
	if (l.fd < 0)
		return EXIT_FAILED;
	ret = ruapi_device_list_all(l.fd, &devices, &count);
	if (ret) {
		complain_call(RUAPI_OBJ_DEVICE, RUAPI_LIST, ret);
		close(l.fd);
		return EXIT_FAILED;
	}
	list_devices(&l, devices, count);
	free(devices);
	close(l.fd);
	return finish_output();
}

const struct command list_command = {
	.name = "list",
	.help = "devices and ports that this network namespace may use",
	.options = (const struct option[]) {
		{ "--json", NULL, "as JSON, for programs" },
		{ .name = NULL },
	},
	.run = run_list,
};
