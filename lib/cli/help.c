// SPDX-License-Identifier: GPL-2.0 OR Linux-OpenIB
/* rdma-uapi help: which commands there are. */
#include <stdlib.h>
#include <string.h>
#include "cli.h"
#include "help.h"
#include "nearest.h"

void print_commands(FILE *out, const struct command *const *commands)
{
	fputs("usage: rdma-uapi COMMAND [ARGUMENT]...\n", out);
	for (; *commands; commands++)
		if (!(*commands)->hidden)
			fprintf(out, "  %-10s %s\n", (*commands)->name,
				(*commands)->help);
	fputs("rdma-uapi help COMMAND says more, rdma-uapi(8) all.\n", out);
}

const struct command *find_command(const struct command *const *commands,
				   const char *name)
{
	struct nearest nearest = { .wrong = name };
	const struct command *const *command;
	char *text, *hint;

	for (command = commands; *command; command++) {
		if (!strcmp((*command)->name, name))
			return *command;
		if (!(*command)->hidden)
			nearest_try(&nearest, (*command)->name);
	}
	text = xprintf("%s", name);
	hint = nearest_hint(&nearest);
	complain("unknown command '%s'%s", printable(text), hint);
	free(hint);
	free(text);
	print_commands(stderr, commands);
	return NULL;
}

int print_help_with(const struct command *const *commands, const char *name)
{
	const struct command *command;

	if (name) {
		command = find_command(commands, name);
		if (!command)
			return EXIT_USAGE;
		print_help(stdout, command);
	} else {
		print_commands(stdout, commands);
	}
	return finish_output();
}

static int run_help(struct args *args)
{
	const char *name = NULL;
	int ret;

	while ((ret = args_next(args)) == ARG_WORD) {
		if (name)
			return args_wrong(args, "one COMMAND at a time: '%s' is another",
					  args->value);
		name = args->value;
	}
	if (ret == ARG_STOP)
		return args->status;
	return print_help_with(args->commands, name);
}

const struct command help_command = {
	.name = "help",
	.words = "[COMMAND]",
	.help = "which commands there are, or how one is used",
	.run = run_help,
};
