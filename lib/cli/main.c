// SPDX-License-Identifier: GPL-2.0 OR Linux-OpenIB
/* rdma-uapi: the command line tool. */
#include <stdio.h>
#include <string.h>
#include "cli.h"

static const struct command *const commands[] = {
	&list_command,
	&ps_command,
	&describe_command,
	&events_command,
	&run_command,
};

#define NUM_COMMANDS (sizeof(commands) / sizeof(commands[0]))

static void usage(FILE *out)
{
	unsigned int i;

	fputs("usage: rdma-uapi COMMAND [ARGUMENT]...\n", out);
	for (i = 0; i < NUM_COMMANDS; i++)
		fprintf(out, "  %-10s %s\n", commands[i]->name,
			commands[i]->help);
	fputs("rdma-uapi COMMAND --help says more, rdma-uapi(8) all.\n", out);
}

static const struct command *find_command(const char *name)
{
	unsigned int i;

	for (i = 0; i < NUM_COMMANDS; i++)
		if (!strcmp(commands[i]->name, name))
			return commands[i];
	complain("unknown command '%s'", name);
	usage(stderr);
	return NULL;
}

static int help(const char *name)
{
	const struct command *command;

	if (!name) {
		usage(stdout);
		return finish_output();
	}
	command = find_command(name);
	if (!command)
		return EXIT_USAGE;
	print_help(stdout, command);
	return finish_output();
}

static int is_one_of(const char *arg, const char *const *words)
{
	for (; *words; words++)
		if (!strcmp(arg, *words))
			return 1;
	return 0;
}

int main(int argc, char **argv)
{
	static const char *const helps[] = { "-h", "--help", "help", NULL };
	static const char *const versions[] = { "-V", "--version", NULL };
	struct args args = { .list = argv + 2 };

	if (argc < 2) {
		complain("a command is missing");
		usage(stderr);
		return EXIT_USAGE;
	}
	if (is_one_of(argv[1], helps))
		return help(argv[2]);
	if (is_one_of(argv[1], versions)) {
		puts("rdma-uapi " RDMA_UAPI_VERSION);
		return finish_output();
	}
	args.command = find_command(argv[1]);
	return args.command ? args.command->run(&args) : EXIT_USAGE;
}
