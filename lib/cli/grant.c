// SPDX-License-Identifier: GPL-2.0 OR Linux-OpenIB
/* rdma-uapi grant: ports and P_Keys for network namespaces without a netdev of theirs. */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <rdma_uapi/rdma_uapi.h>
#include "cli.h"
#include "grant_net.h"
#include "json.h"
#include "table.h"

/* More than the module grants. */
#define MAX_GRANTS 8192

enum { GRANT_PKEY, GRANT_REVOKE, GRANT_JSON };

/**
 * struct lister - output of all grants
 * @as_json: as JSON
 * @json: output
 * @table: rows
 */
struct lister {
	int as_json;
	struct json json;
	struct table table;
};

static void list_grant(struct lister *l, const char *device,
		       const struct ruapi_grant *grant)
{
	struct json *json = &l->json;

	if (l->as_json) {
		json_open(json, NULL, '{');
		json_string(json, "device", device);
		json_number(json, "port", grant->port_num);
		json_number(json, "pkey", grant->pkey);
		json_number(json, "netns", grant->netns);
		json_close(json, '}');
		return;
	}
	table_add(&l->table, "%s", device);
	table_add(&l->table, "%" PRIu32, grant->port_num);
	if (grant->pkey)
		table_add(&l->table, "0x%04x", (unsigned int)grant->pkey);
	else
		table_add(&l->table, "all");
	table_add(&l->table, "net:[%llu]", (unsigned long long)grant->netns);
}

static int list_device(struct lister *l, int fd, struct ruapi_device_info *dev)
{
	struct ruapi_grant *grants = xalloc(MAX_GRANTS * sizeof(*grants));
	struct ruapi_device_query_grants_args args = {
		.index = dev->index,
		.grants = grants,
		.grants_max = MAX_GRANTS,
	};
	char name[sizeof(dev->name) + 1] = "";
	const int ret = ruapi_device_query_grants(fd, &args);
	uint32_t i;

	memcpy(name, dev->name, sizeof(dev->name));
	for (i = 0; !ret && i < args.grants_len; i++)
		list_grant(l, name, &grants[i]);
	if (ret)
		complain_call(RUAPI_OBJ_DEVICE, RUAPI_DEVICE_QUERY_GRANTS, ret);
	free(grants);
	return ret;
}

static int list_all(int as_json)
{
	static const char *const headings[] = {
		"DEVICE", "PORT", "PKEY", "NETNS", NULL,
	};
	struct lister l = { .as_json = as_json };
	struct ruapi_device_info *devices;
	const int fd = open_device();
	uint32_t i, count = 0;
	int ret;

	if (fd < 0)
		return EXIT_FAILED;
	ret = ruapi_device_list_all(fd, &devices, &count);
	if (ret) {
		complain_call(RUAPI_OBJ_DEVICE, RUAPI_LIST, ret);
		close(fd);
		return EXIT_FAILED;
	}
	if (as_json)
		json_open(&l.json, NULL, '[');
	else
		table_init(&l.table, headings);
	for (i = 0; !ret && i < count; i++)
		ret = list_device(&l, fd, &devices[i]);
	if (as_json) {
		json_close(&l.json, ']');
		json_end(&l.json);
	} else if (l.table.count > l.table.columns) {
		table_print(&l.table);
	} else {
		table_free(&l.table);
		if (!ret)
			complain("grant: nothing is granted");
	}
	free(devices);
	close(fd);
	return finish_output() || ret ? EXIT_FAILED : EXIT_OK;
}

static unsigned long number_of(const char *word, unsigned long most)
{
	char *end;
	const unsigned long number = strtoul(word, &end, 0);

	return *word == '-' || end == word || *end || number > most ? 0 : number;
}

static int run_grant(struct args *args)
{
	struct grant_what what = { .device = NULL };
	const char *words[3] = { NULL, NULL, NULL };
	int revoke = 0, as_json = 0, count = 0;
	int ret;

	while ((ret = args_next(args)) != ARG_END) {
		if (ret == ARG_STOP)
			return args->status;
		if (ret == ARG_WORD && count == 3)
			return args_wrong(args, "unexpected argument '%s'",
					  args->value);
		if (ret == ARG_WORD) {
			words[count++] = args->value;
		} else if (ret == GRANT_REVOKE) {
			revoke = 1;
		} else if (ret == GRANT_JSON) {
			as_json = 1;
		} else {
			what.pkey = number_of(args->value, UINT16_MAX);
			if (!(what.pkey & 0x7fff))
				return args_wrong(args, "--pkey takes a P_Key, e.g. 0x8001");
		}
	}
	if (!count && !revoke && !what.pkey)
		return list_all(as_json);
	if (count < 2 || (!revoke && count < 3))
		return args_wrong(args, "which device, which port, and which network namespace?");
	what.device = words[0];
	what.port = number_of(words[1], UINT32_MAX);
	if (!what.port)
		return args_wrong(args, "'%s' is no port", words[1]);
	ret = revoke ? grant_take(&what, words[2]) : grant_give(&what, words[2]);
	return ret ? EXIT_FAILED : EXIT_OK;
}

const struct command grant_command = {
	.name = "grant",
	.words = "[DEVICE PORT PID|NETNS]",
	.help = "ports and P_Keys for network namespaces without their netdevs; without words: those there are",
	.options = (const struct option[]) {
		[GRANT_PKEY] = { "--pkey", "N", "only this P_Key of the port" },
		[GRANT_REVOKE] = { "--revoke", NULL,
				   "take it back; without a network namespace: from all" },
		[GRANT_JSON] = { "--json", NULL, "as JSON, for programs" },
		{ .name = NULL },
	},
	.run = run_grant,
};
