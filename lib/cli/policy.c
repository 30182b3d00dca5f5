// SPDX-License-Identifier: GPL-2.0 OR Linux-OpenIB
/* rdma-uapi policy: who may do what, by cgroup. */
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>
#include <rdma_uapi/rdma_uapi.h>
#include "cli.h"
#include "json.h"
#include "policy_commands.h"
#include "policy_load.h"
#include "policy_say.h"
#include "policy_words.h"

/* Larger files are none that somebody has written. */
#define MAX_FILE (1 << 20)

/* ---- load ---------------------------------------------------------------------- */

/* The whole file; NULL, with a complaint; to be freed. */
static char *read_file(const char *name)
{
	FILE *in = strcmp(name, "-") ? fopen(name, "re") : stdin;
	char *text = xalloc(MAX_FILE + 1);
	size_t len;

	if (!in) {
		complain("policy: %s: %s", name, strerror(errno));
		free(text);
		return NULL;
	}
	len = fread(text, 1, MAX_FILE + 1, in);
	if (ferror(in))
		complain("policy: %s: %s", name, strerror(errno));
	else if (len > MAX_FILE)
		complain("policy: %s: it is larger than %d bytes", name,
			 MAX_FILE);
	else if (memchr(text, '\0', len))
		complain("policy: %s: it is no text", name);
	else
		len |= (size_t)1 << 32;
	if (in != stdin)
		fclose(in);
	if (len >> 32)
		return text;
	free(text);
	return NULL;
}

enum { LOAD_CHECK };

static int run_load(struct args *args)
{
	char *name = NULL, *text;
	int check_only = 0;
	int ret;

	while ((ret = args_next(args)) != ARG_END) {
		if (ret == ARG_STOP)
			return args->status;
		if (ret == LOAD_CHECK)
			check_only = 1;
		else if (name)
			return args_wrong(args, "one file at a time");
		else
			name = args->value;
	}
	if (!name)
		return args_wrong(args, "which file?");
	text = read_file(name);
	if (!text)
		return EXIT_FAILED;
	ret = check_only ? policy_load_text(name, text, 1) :
			   policy_load_file(name, text);
	free(text);
	return ret ? EXIT_FAILED : EXIT_OK;
}

static const struct command load_command = {
	.name = "policy load",
	.words = "FILE",
	.help = "read a policy, which takes the place of the one there is; -: from stdin",
	.options = (const struct option[]) {
		[LOAD_CHECK] = { "--check", NULL,
				 "say what is wrong with the file, and load nothing" },
		{ .name = NULL },
	},
	.run = run_load,
};

/* ---- show ------------------------------------------------------------------------ */

/* Of the rule or the default in that line. */
static uint64_t denied_by(const struct policy_live *live, unsigned int line)
{
	uint32_t i;

	for (i = 0; i < live->info.rules; i++)
		if (live->rules[i].line == line)
			return live->rules[i].denied;
	for (i = 0; i < live->info.sections; i++)
		if (live->sections[i].line == line)
			return live->sections[i].denied;
	return 0;
}

static void show_text(const struct policy_live *live)
{
	const char *at = live->text;
	unsigned int line = 1;
	size_t len;

	for (; *at; at += len + (at[len] == '\n'), line++) {
		char *text;
		uint64_t denied = denied_by(live, line);

		len = strcspn(at, "\n");
		text = printable_line(xprintf("%.*s", (int)len, at));
		if (denied)
			printf("%10" PRIu64 "  %s\n", denied, text);
		else
			printf("%10s  %s\n", "", text);
		free(text);
	}
}

static void show(const struct policy_live *live)
{
	const time_t loaded = live->info.loaded;
	char when[64] = "?";
	struct tm tm;
	uint32_t i;

	if (localtime_r(&loaded, &tm))
		strftime(when, sizeof(when), "%Y-%m-%d %H:%M:%S", &tm);
	printf("%s, loaded %s\n\n    DENIED  LINE\n", live->info.file, when);
	show_text(live);
	for (i = 0; i < live->info.sections; i++)
		if (!live->sections[i].line && live->sections[i].denied)
			printf("%10llu  by what is the default in %s\n",
			       live->sections[i].denied,
			       policy_section_name(&live->sections[i]));
	if (live->info.lost)
		printf("%10llu  came while nobody watched, and 'watch' will not tell\n",
		       live->info.lost);
	if (live->info.broken)
		printf("%10llu  because the request could not be read\n",
		       live->info.broken);
	if (live->count > 1)
		printf("%u older policies hold as well, as a load was killed: load this one again\n",
		       live->count - 1);
}

static void json_rules(struct json *json, const struct policy_live *live,
		       uint32_t section)
{
	char *text;
	uint32_t i;

	json_open(json, "rules", '[');
	for (i = 1; i < live->info.rules; i++) {
		if (live->rules[i].section != section)
			continue;
		text = policy_live_line(live, live->rules[i].line);
		json_open(json, NULL, '{');
		json_number(json, "line", live->rules[i].line);
		json_string(json, "text", text);
		json_number(json, "denied", live->rules[i].denied);
		json_close(json, '}');
		free(text);
	}
	json_close(json, ']');
}

static void show_json(const struct policy_live *live)
{
	struct json json = { .depth = 0 };
	const struct policy_section *s;
	uint32_t i;

	json_open(&json, NULL, '{');
	json_string(&json, "file", live->info.file);
	json_number(&json, "loaded", live->info.loaded);
	json_number(&json, "lost", live->info.lost);
	json_number(&json, "broken", live->info.broken);
	json_number(&json, "older_policies", live->count - 1);
	json_open(&json, "sections", '[');
	for (i = 0; i < live->info.sections; i++) {
		s = &live->sections[i];
		json_open(&json, NULL, '{');
		json_string(&json, "cgroup", *s->path ? s->path : NULL);
		json_string(&json, "default",
			    s->verdict == POLICY_ALLOW ? "allow" : "deny");
		json_number(&json, "denied", s->denied);
		json_rules(&json, live, i);
		json_close(&json, '}');
	}
	json_close(&json, ']');
	json_close(&json, '}');
	json_end(&json);
}

enum { SHOW_JSON };

static int run_show(struct args *args)
{
	struct policy_live live;
	int as_json = 0;
	int ret;

	while ((ret = args_next_option(args)) >= 0)
		as_json = 1;
	if (ret == ARG_STOP)
		return args->status;
	if (policy_open(&live))
		return EXIT_FAILED;
	if (as_json)
		show_json(&live);
	else
		show(&live);
	policy_live_close(&live);
	return finish_output();
}

static const struct command show_command = {
	.name = "policy show",
	.help = "the policy there is, and how often each line has denied something",
	.options = (const struct option[]) {
		[SHOW_JSON] = { "--json", NULL, "as JSON, for programs" },
		{ .name = NULL },
	},
	.run = run_show,
};

/* ---- watch -------------------------------------------------------------------------- */

static void say_time(uint64_t since_boot)
{
	struct timespec now, boot;
	uint64_t ns;
	time_t at;
	struct tm tm;
	char text[32] = "?";

	clock_gettime(CLOCK_REALTIME, &now);
	clock_gettime(CLOCK_BOOTTIME, &boot);
	ns = (uint64_t)(now.tv_sec - boot.tv_sec) * 1000000000 + now.tv_nsec -
	     boot.tv_nsec + since_boot;
	at = ns / 1000000000;
	if (localtime_r(&at, &tm))
		strftime(text, sizeof(text), "%H:%M:%S", &tm);
	printf("%s.%03u", text, (unsigned int)(ns / 1000000 % 1000));
}

static void say_denial(void *to, const struct policy_denial *denial)
{
	const struct policy_live *live = to;
	const struct policy_request *req = &denial->request;
	char *action = policy_action_text(req->driver, req->object, req->action);
	char comm[sizeof(denial->comm) + 1] = "";
	char name[POLICY_NAME + 1] = "";
	char *why = policy_decided_by(live, req->section, req->rule);

	memcpy(comm, denial->comm, sizeof(denial->comm));
	memcpy(name, req->name, POLICY_NAME);
	say_time(denial->time);
	printf(" %s(%" PRIu32 ") %s", printable(comm), denial->pid, action);
	if (*name)
		printf(" on %s", printable(name));
	else if (req->device != POLICY_NO_DEVICE)
		printf(" on device %" PRIu32, req->device);
	if (req->port)
		printf(" port %" PRIu32, req->port);
	if (req->pkey)
		printf(" pkey 0x%04" PRIx32, req->pkey);
	printf(": %s: %s: %s\n", denial->limit ? "over the limit" : "denied",
	       policy_section_name(&live->sections[req->section]), why);
	free(action);
	free(why);
}

static int run_watch(struct args *args)
{
	struct policy_live live;
	int ret = args_next_option(args);

	if (ret == ARG_STOP)
		return args->status;
	if (policy_open(&live))
		return EXIT_FAILED;
	/* One policy after the other. */
	do {
		ret = policy_live_watch(&live, say_denial, &live);
		policy_live_close(&live);
		if (ret)
			complain("policy watch: %s", strerror(-ret));
		else
			ret = policy_live_open(&live);
	} while (!ret);
	return finish_output() || ret != -ENOENT ? EXIT_FAILED : EXIT_OK;
}

static const struct command watch_command = {
	.name = "policy watch",
	.help = "what is denied, and by which line, until there is no policy",
	.run = run_watch,
};

/* ---- remove ------------------------------------------------------------------------- */

static int run_remove(struct args *args)
{
	int ret = args_next_option(args);

	if (ret == ARG_STOP)
		return args->status;
	ret = policy_live_remove();
	if (ret == -ENOENT)
		complain("policy: there is none");
	return ret ? EXIT_FAILED : EXIT_OK;
}

static const struct command remove_command = {
	.name = "policy remove",
	.help = "everybody may again what they may without a policy",
	.run = run_remove,
};

/* ---- all of them ---------------------------------------------------------------------- */

static const struct command *const commands[] = {
	&load_command,
	&show_command,
	&policy_test_command,
	&watch_command,
	&remove_command,
};

#define NUM_COMMANDS (sizeof(commands) / sizeof(commands[0]))

static int run_policy(struct args *args)
{
	const char *word = *args->list;
	struct args rest = { .list = args->list + 1 };
	unsigned int i;
	int ret;

	for (i = 0; word && i < NUM_COMMANDS; i++) {
		rest.command = commands[i];
		if (!strcmp(commands[i]->name + strlen("policy "), word))
			return rest.command->run(&rest);
	}
	ret = args_next(args);
	if (ret == ARG_STOP && args->status == EXIT_OK) {
		for (i = 0; i < NUM_COMMANDS; i++)
			printf("  %-14s  %s\n", commands[i]->name,
			       commands[i]->help);
		puts("Each has --help; what is in a file, and examples, are in rdma-uapi-policy(8).");
		return finish_output();
	}
	if (ret == ARG_STOP)
		return args->status;
	if (!word)
		return args_wrong(args, "what of it?");
	return args_wrong(args, "there is no '%s'", word);
}

const struct command policy_command = {
	.name = "policy",
	.words = "load|show|test|watch|remove [ARGUMENT]...",
	.help = "allow, deny and limit actions by cgroup",
	.run = run_policy,
};
