// SPDX-License-Identifier: GPL-2.0 OR Linux-OpenIB
/*
 * rdma-uapi cdi: how container runtimes give containers the device, or an HCA or a
 * port behind it (https://tags.cncf.io/container-device-interface).
 */
#include <inttypes.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include <rdma_uapi/rdma_uapi.h>
#include "cli.h"
#include "json.h"

/* Of the specification: has all that is here, and every runtime takes it. */
#define CDI_VERSION "0.3.0"
#define CDI_KIND "rdma-uapi/hca"

enum { CDI_HOOK, CDI_NO_POLICY, CDI_NO_NETDEV };

/**
 * struct cdi - what is being written
 * @json: to stdout
 * @hook: path of this program, for the hooks
 * @options: of the hooks
 * @num_options: entries of @options
 */
struct cdi {
	struct json json;
	const char *hook;
	const char *options[2];
	unsigned int num_options;
};

static void write_hook(struct cdi *cdi, const char *name, const char *device,
		       const char *port)
{
	struct json *json = &cdi->json;
	unsigned int i;

	json_open(json, NULL, '{');
	json_string(json, "hookName", name);
	json_string(json, "path", cdi->hook);
	json_open(json, "args", '[');
	json_string(json, NULL, "rdma-uapi");
	json_string(json, NULL, "hook");
	for (i = 0; i < cdi->num_options; i++)
		json_string(json, NULL, cdi->options[i]);
	json_string(json, NULL, "--device");
	json_string(json, NULL, device);
	if (port) {
		json_string(json, NULL, "--port");
		json_string(json, NULL, port);
	}
	json_string(json, NULL, name);
	json_close(json, ']');
	json_close(json, '}');
}

/* Runtimes that make nodes, and are told no mode, make some that nobody may open. */
static void write_mode(struct json *json)
{
	struct stat st;

	if (!stat(RUAPI_DEVICE_PATH, &st) && S_ISCHR(st.st_mode))
		json_number(json, "fileMode", st.st_mode & 0777);
}

/* The node; and hooks, if it is for one @device, or one @port of it. */
static void write_device(struct cdi *cdi, const char *name, const char *device,
			 const char *port)
{
	struct json *json = &cdi->json;

	json_open(json, NULL, '{');
	json_string(json, "name", name);
	json_open(json, "containerEdits", '{');
	json_open(json, "deviceNodes", '[');
	json_open(json, NULL, '{');
	json_string(json, "path", RUAPI_DEVICE_PATH);
	json_string(json, "permissions", "rw");
	write_mode(json);
	json_close(json, '}');
	json_close(json, ']');
	if (device) {
		json_open(json, "hooks", '[');
		write_hook(cdi, "createRuntime", device, port);
		write_hook(cdi, "poststop", device, port);
		json_close(json, ']');
	}
	json_close(json, '}');
	json_close(json, '}');
}

static void write_hca(struct cdi *cdi, const struct ruapi_device_info *dev)
{
	char device[sizeof(dev->name) + 1] = "";
	char port[16], *name;
	uint32_t i;

	memcpy(device, dev->name, sizeof(dev->name));
	write_device(cdi, device, device, NULL);
	for (i = 1; i <= dev->num_ports; i++) {
		snprintf(port, sizeof(port), "%" PRIu32, i);
		name = xprintf("%s-%s", device, port);
		write_device(cdi, name, device, port);
		free(name);
	}
}

static int write_spec(struct cdi *cdi, const struct ruapi_device_info *devices,
		      uint32_t count)
{
	struct json *json = &cdi->json;
	uint32_t i;

	json_open(json, NULL, '{');
	json_string(json, "cdiVersion", CDI_VERSION);
	json_string(json, "kind", CDI_KIND);
	json_open(json, "devices", '[');
	write_device(cdi, "all", NULL, NULL);
	for (i = 0; i < count; i++)
		write_hca(cdi, &devices[i]);
	json_close(json, ']');
	json_close(json, '}');
	json_end(json);
	return finish_output();
}

static int run_cdi(struct args *args)
{
	struct ruapi_device_info *devices;
	struct cdi cdi = { .hook = NULL };
	char self[PATH_MAX] = "";
	uint32_t count;
	int fd, ret;

	if (readlink("/proc/self/exe", self, sizeof(self) - 1) > 0)
		cdi.hook = self;
	while ((ret = args_next_option(args)) >= 0) {
		if (ret == CDI_HOOK)
			cdi.hook = args->value;
		else if (cdi.num_options < 2)
			cdi.options[cdi.num_options++] =
				ret == CDI_NO_POLICY ? "--no-policy" :
						       "--no-netdev";
	}
	if (ret == ARG_STOP)
		return args->status;
	if (!cdi.hook || *cdi.hook != '/')
		return args_wrong(args, "--hook takes a path that begins with a slash");
	fd = open_device();
	if (fd < 0)
		return EXIT_FAILED;
	ret = ruapi_device_list_all(fd, &devices, &count);
	close(fd);
	if (ret) {
		complain_call(RUAPI_OBJ_DEVICE, RUAPI_LIST, ret);
		return EXIT_FAILED;
	}
	ret = write_spec(&cdi, devices, count);
	free(devices);
	return ret;
}

const struct command cdi_command = {
	.name = "cdi",
	.help = "a CDI specification for container runtimes: the host, each HCA, each port",
	.options = (const struct option[]) {
		[CDI_HOOK] = { "--hook", "PATH",
			       "of rdma-uapi, as runtimes shall start it" },
		[CDI_NO_POLICY] = { "--no-policy", NULL,
				    "containers get netdevs, and no policy" },
		[CDI_NO_NETDEV] = { "--no-netdev", NULL,
				    "containers get a policy, and no netdevs" },
		{ .name = NULL },
	},
	.run = run_cdi,
};
