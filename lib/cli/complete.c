// SPDX-License-Identifier: GPL-2.0 OR Linux-OpenIB
/*
 * rdma-uapi complete: what could stand in the place of the last word, for the
 * shell, by the tables that arguments are read by.  What only the shell knows is
 * a line with a colon: ":files", ":folders", ":programs".
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <unistd.h>
#include <rdma_uapi/rdma_uapi.h>
#include "cli.h"
#include "described.h"
#include "event_filter.h"

/**
 * struct completion - what the line says before the last word
 * @args: of this command
 * @command: which one is being written, or NULL: not yet one
 * @option: whose value the last word is, or NULL
 * @words: how many words there are before it, beside options
 * @only_words: "--" was there
 * @last: the last word, which may be empty
 */
struct completion {
	const struct args *args;
	const struct command *command;
	const struct option *option;
	unsigned int words;
	int only_words;
	const char *last;
};

static void propose(const struct completion *c, const char *word)
{
	if (!strncasecmp(word, c->last, strlen(c->last)))
		puts(word);
}

static void propose_commands(const struct completion *c)
{
	const struct command *const *command;

	for (command = c->args->commands; *command; command++)
		if (!(*command)->hidden)
			propose(c, (*command)->name);
}

/* "qp", and as soon as there is a dot "qp.create". */
static void propose_actions(const struct completion *c)
{
	const int dot = !!strchr(c->last, '.');
	struct ruapi_description desc;
	const char *object, *before = "";
	char *name;
	uint32_t i;

	if (ruapi_describe_spec(&desc))
		return;
	described_end(&desc);
	for (i = 0; i < desc.num_actions; i++) {
		object = desc.actions[i].object_name;
		name = xprintf("%s.%s", object, desc.actions[i].action_name);
		if (dot)
			propose(c, name);
		else if (strcmp(object, before))
			propose(c, object);
		before = object;
		free(name);
	}
	ruapi_describe_free(&desc);
}

static void propose_devices(const struct completion *c)
{
	struct ruapi_device_info *devices;
	uint32_t count, i;
	const int fd = ruapi_open();

	if (fd < 0)
		return;
	if (!ruapi_device_list_all(fd, &devices, &count)) {
		for (i = 0; i < count; i++) {
			devices[i].name[sizeof(devices[i].name) - 1] = '\0';
			propose(c, printable(devices[i].name));
		}
		free(devices);
	}
	close(fd);
}

static void propose_events(const struct completion *c)
{
	unsigned int i;

	for (i = 0; i < EVENT_NAMES; i++)
		if (event_filter_name(i))
			propose(c, event_filter_name(i));
}

static void propose_files(const struct completion *c)
{
	(void)c;
	puts(":files");
}

static void propose_folders(const struct completion *c)
{
	(void)c;
	puts(":folders");
}

/* Behind the program are its arguments. */
static void propose_programs(const struct completion *c)
{
	puts(c->words ? ":files" : ":programs");
}

/* @what: what options and commands call it in their tables */
static const struct {
	const char *what;
	void (*propose)(const struct completion *c);
} kinds[] = {
	{ "COMMAND", propose_commands },
	{ "OBJECT", propose_actions },
	{ "DEVICE", propose_devices },
	{ "TYPE", propose_events },
	{ "FILE", propose_files },
	{ "DIR", propose_folders },
	{ "PROGRAM", propose_programs },
};

/* "load|show|test [ARGUMENT]...": the first word is one of these. */
static void propose_choices(const struct completion *c, const char *what)
{
	char *words = xprintf("%.*s", (int)strcspn(what, " "), what);
	char *save, *word;

	for (word = strtok_r(words, "|", &save); word && !c->words;
	     word = strtok_r(NULL, "|", &save))
		propose(c, word);
	free(words);
}

static void propose_kind(const struct completion *c, const char *what)
{
	unsigned int i;

	if (what && strchr(what, '|') && *what != '[') {
		propose_choices(c, what);
		return;
	}
	for (i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++)
		if (what && strstr(what, kinds[i].what)) {
			kinds[i].propose(c);
			return;
		}
}

static void propose_options(const struct completion *c)
{
	const struct option *opt;

	for (opt = options_of(c->command); opt->name; opt++)
		propose(c, opt->name);
	propose(c, "--help");
}

static const struct option *option_with_value(const struct command *command,
					      const char *name)
{
	const struct option *opt;

	for (opt = options_of(command); opt->name; opt++)
		if (opt->value && !strcmp(opt->name, name))
			return opt;
	return NULL;
}

/* A word of the line, but the last one. */
static void step(struct completion *c, const char *word)
{
	const struct command *const *command;

	if (!c->command) {
		for (command = c->args->commands; *command; command++)
			if (!strcmp((*command)->name, word))
				c->command = *command;
	} else if (!strcmp(word, "=")) {
		/* The shell makes three words of "--option=value". */
		return;
	} else if (c->option) {
		c->option = NULL;
	} else if (c->only_words || *word != '-') {
		c->words++;
		/* What follows the program is the program's. */
		c->only_words |= !!strstr(c->command->words ? : "", "PROGRAM");
	} else if (!strcmp(word, "--")) {
		c->only_words = 1;
	} else {
		c->option = option_with_value(c->command, word);
	}
}

static int run_complete(struct args *args)
{
	struct completion c = { .args = args, .last = "" };
	char **word = args->list;

	if (!*word || strcmp(*word, "--")) {
		if (args_next(args) == ARG_STOP)
			return args->status;
		return args_wrong(args, "-- is missing");
	}
	for (word++; word[0] && word[1]; word++)
		step(&c, *word);
	if (word[0] && strcmp(word[0], "="))
		c.last = word[0];
	if (!c.command) {
		propose_commands(&c);
		propose(&c, "--help");
		propose(&c, "--version");
	} else if (c.option) {
		propose_kind(&c, c.option->value);
	} else if (*c.last == '-' && !c.only_words) {
		propose_options(&c);
	} else {
		propose_kind(&c, c.command->words);
	}
	return finish_output();
}

const struct command complete_command = {
	.name = "complete",
	.words = "-- WORD...",
	.help = "what could stand in the place of the last word, for shells",
	.hidden = 1,
	.run = run_complete,
};
