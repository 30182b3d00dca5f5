// SPDX-License-Identifier: GPL-2.0 OR Linux-OpenIB
/* rdma-uapi: the command line tool. */
#include <errno.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include "cli.h"

struct command {
	const char *name;
	const char *args;
	const char *help;
	int (*run)(int argc, char **argv);
};

static const struct command commands[] = {
	{
		.name = "list",
		.args = "[--json]",
		.help = "devices and ports that this network namespace may use",
		.run = cmd_list,
	},
	{
		.name = "ps",
		.args = "[--json]",
		.help = "processes that use them, listening ids included",
		.run = cmd_ps,
	},
	{
		.name = "describe",
		.args = "[--spec] [OBJECT[.ACTION]]",
		.help = "actions and attributes of the running module",
		.run = cmd_describe,
	},
	{
		.name = "events",
		.args = "[--count N]",
		.help = "print events: devices that come and go",
		.run = cmd_events,
	},
	{
		.name = "run",
		.args = "[--lib FILE] [--] PROGRAM [ARGUMENT]...",
		.help = "run a libibverbs or librdmacm program over the device",
		.run = cmd_run,
	},
};

#define NUM_COMMANDS (sizeof(commands) / sizeof(commands[0]))

void complain(const char *fmt, ...)
{
	va_list args;

	fputs("rdma-uapi: ", stderr);
	va_start(args, fmt);
	vfprintf(stderr, fmt, args);
	va_end(args);
	fputc('\n', stderr);
}

void complain_device(int err)
{
	switch (err) {
	case -ENOENT:
	case -ENXIO:
	case -ENODEV:
		complain("%s: %s; load the module: modprobe rdma_uapi",
			 RUAPI_DEVICE_PATH, strerror(-err));
		break;
	default:
		complain("%s: %s", RUAPI_DEVICE_PATH, strerror(-err));
	}
}

int open_device(void)
{
	const int fd = ruapi_open();

	if (fd < 0)
		complain_device(fd);
	return fd;
}

void complain_call(unsigned int object, unsigned int action, int err)
{
	char text[256];

	complain("%s", ruapi_explain(text, sizeof(text), object, action, 0, 0,
				     err));
}

int wrong_usage(const char *command, const char *what)
{
	unsigned int i;

	if (what)
		complain("%s: unknown argument %s", command, what);
	for (i = 0; i < NUM_COMMANDS; i++)
		if (!strcmp(commands[i].name, command))
			fprintf(stderr, "usage: rdma-uapi %s %s\n", command,
				commands[i].args);
	return EXIT_USAGE;
}

static void usage(FILE *out)
{
	unsigned int i;

	fputs("usage: rdma-uapi COMMAND [ARGUMENT]...\n", out);
	for (i = 0; i < NUM_COMMANDS; i++)
		fprintf(out, "  %s %s\n      %s\n", commands[i].name,
			commands[i].args, commands[i].help);
	fputs("See rdma-uapi(8).\n", out);
}

int main(int argc, char **argv)
{
	unsigned int i;

	if (argc < 2) {
		usage(stderr);
		return EXIT_USAGE;
	}
	if (!strcmp(argv[1], "--help") || !strcmp(argv[1], "help")) {
		usage(stdout);
		return finish_output();
	}
	if (!strcmp(argv[1], "--version")) {
		puts("rdma-uapi " RDMA_UAPI_VERSION);
		return finish_output();
	}
	for (i = 0; i < NUM_COMMANDS; i++)
		if (!strcmp(commands[i].name, argv[1]))
			return commands[i].run(argc - 1, argv + 1);
	complain("unknown command %s", argv[1]);
	usage(stderr);
	return EXIT_USAGE;
}
