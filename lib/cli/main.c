// SPDX-License-Identifier: GPL-2.0 OR Linux-OpenIB
/* rdma-uapi: the command line tool. */
#include <stdio.h>
#include <string.h>
#include "cli.h"
#include "help.h"

static const struct command *const commands[] = {
	&list_command,
	&ps_command,
	&top_command,
	&tree_command,
	&describe_command,
	&events_command,
	&run_command,
	&policy_command,
	&grant_command,
	&cdi_command,
	&hook_command,
	&doctor_command,
	&help_command,
	&complete_command,
	NULL,
};

static int is_one_of(const char *arg, const char *const *words)
{
	for (; *words; words++)
		if (!strcmp(arg, *words))
			return 1;
	return 0;
}

int main(int argc, char **argv)
{
	static const char *const helps[] = { "-h", "--help", NULL };
	static const char *const versions[] = { "-V", "--version", NULL };
	struct args args = { .commands = commands, .list = argv + 2 };

	if (argc < 2) {
		complain("a command is missing");
		print_commands(stderr, commands);
		return EXIT_USAGE;
	}
	if (is_one_of(argv[1], helps))
		return print_help_with(commands, argv[2]);
	if (is_one_of(argv[1], versions)) {
		puts("rdma-uapi " RDMA_UAPI_VERSION);
		return finish_output();
	}
	args.command = find_command(commands, argv[1]);
	return args.command ? args.command->run(&args) : EXIT_USAGE;
}
