// SPDX-License-Identifier: GPL-2.0 OR Linux-OpenIB
/* The arguments of a command. */
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include "args.h"
#include "complain.h"
#include "nearest.h"
#include "text.h"

static const struct option no_options[] = { { .name = NULL } };

const struct option *options_of(const struct command *command)
{
	return command->options ? command->options : no_options;
}

void print_usage(FILE *out, const struct command *command)
{
	const struct option *opt;

	fprintf(out, "rdma-uapi %s", command->name);
	for (opt = options_of(command); opt->name; opt++)
		fprintf(out, " [%s%s%s]", opt->name, opt->value ? " " : "",
			opt->value ? opt->value : "");
	if (command->words)
		fprintf(out, " %s", command->words);
	fputc('\n', out);
}

/* "--count N"; to be freed. */
static char *option_text(const struct option *opt)
{
	return xprintf("%s%s%s", opt->name, opt->value ? " " : "",
		       opt->value ? opt->value : "");
}

void print_help(FILE *out, const struct command *command)
{
	const struct option *opt;
	size_t width = 14, len;
	char *text;

	fputs("usage: ", out);
	print_usage(out, command);
	fprintf(out, "  %s\n", command->help);
	for (opt = options_of(command); opt->name; opt++) {
		len = strlen(opt->name) + (opt->value ? strlen(opt->value) + 1 : 0);
		width = len > width ? len : width;
	}
	for (opt = options_of(command); opt->name; opt++) {
		text = option_text(opt);
		fprintf(out, "  %-*s  %s\n", (int)width, text, opt->help);
		free(text);
	}
	fputs("See rdma-uapi(8).\n", out);
}

int args_wrong(struct args *args, const char *fmt, ...)
{
	va_list ap;
	char *text;

	va_start(ap, fmt);
	text = xvprintf(fmt, ap);
	va_end(ap);
	complain("%s: %s", args->command->name, printable(text));
	free(text);
	fputs("usage: ", stderr);
	print_usage(stderr, args->command);
	args->status = EXIT_USAGE;
	return EXIT_USAGE;
}

/* The value of @opt: @inside its own argument, or the next one. */
static int take_value(struct args *args, const struct option *opt,
		      char *inside)
{
	if (!opt->value && inside) {
		args_wrong(args, "%s takes no value: '%s'", opt->name, inside);
		return ARG_STOP;
	}
	if (opt->value && !inside && !*args->list) {
		args_wrong(args, "%s: its value is missing: %s", opt->name,
			   opt->value);
		return ARG_STOP;
	}
	args->value = inside;
	if (opt->value && !inside)
		args->value = *args->list++;
	return opt - options_of(args->command);
}

static void unknown_option(struct args *args, const char *arg, size_t len)
{
	char *name = xprintf("%.*s", (int)len, arg);
	struct nearest nearest = { .wrong = name };
	const struct option *opt;
	char *hint;

	for (opt = options_of(args->command); opt->name; opt++)
		nearest_try(&nearest, opt->name);
	nearest_try(&nearest, "--help");
	hint = nearest_hint(&nearest);
	args_wrong(args, "unknown option %s%s", arg, hint);
	free(hint);
	free(name);
}

int args_next(struct args *args)
{
	const struct option *opt;
	char *arg = *args->list;
	size_t len;

	if (!arg)
		return ARG_END;
	args->list++;
	args->value = arg;
	if (args->words_only || arg[0] != '-' || !arg[1])
		return ARG_WORD;
	if (!strcmp(arg, "--")) {
		args->words_only = 1;
		return args_next(args);
	}
	if (!strcmp(arg, "-h") || !strcmp(arg, "--help")) {
		print_help(stdout, args->command);
		args->status = finish_output();
		return ARG_STOP;
	}
	len = strcspn(arg, "=");
	for (opt = options_of(args->command); opt->name; opt++)
		if (strlen(opt->name) == len && !strncmp(opt->name, arg, len))
			return take_value(args, opt,
					  arg[len] ? arg + len + 1 : NULL);
	unknown_option(args, arg, len);
	return ARG_STOP;
}

int args_next_option(struct args *args)
{
	const int ret = args_next(args);

	if (ret != ARG_WORD)
		return ret;
	args_wrong(args, "unexpected argument '%s'", args->value);
	return ARG_STOP;
}
