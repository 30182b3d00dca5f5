// SPDX-License-Identifier: GPL-2.0 OR Linux-OpenIB
/* rdma-uapi policy test: would it be allowed, and why? */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <rdma_uapi/rdma_uapi.h>
#include "cli.h"
#include "netns.h"
#include "policy_commands.h"
#include "policy_say.h"
#include "policy_words.h"

/* Exit code: it would be denied. */
#define EXIT_DENIED 3

/* The cgroup2 path of a process, or a path; NULL, with a complaint; to be freed. */
static char *cgroup_of(const char *word)
{
	char *name, *line = NULL, *path = NULL;
	size_t size = 0;
	FILE *in;

	if (*word == '/')
		return xprintf("%s", word);
	name = xprintf("/proc/%s/cgroup", word);
	in = strspn(word, "0123456789") == strlen(word) ? fopen(name, "re") :
							  NULL;
	if (!in)
		complain("policy test: there is no process %s", word);
	while (in && !path && getline(&line, &size, in) > 0)
		if (!strncmp(line, "0::/", 4)) {
			line[strcspn(line, "\n")] = '\0';
			path = xprintf("%s", line + 3);
		}
	if (in && !path)
		complain("policy test: %s has no cgroup of version 2", name);
	if (in)
		fclose(in);
	free(line);
	free(name);
	return path;
}

/* As a network namespace sees it; 0: it does not. */
static uint32_t driver_in(int fd, const char *device)
{
	struct ruapi_device_info *devices;
	uint32_t driver = 0, i, count;

	if (ruapi_device_list_all(fd, &devices, &count))
		return 0;
	for (i = 0; i < count; i++)
		if (!strncmp(devices[i].name, device, sizeof(devices[i].name)))
			driver = devices[i].driver_id;
	free(devices);
	return driver;
}

/* Its driver, from the module: here or where containers are; 0: it is nowhere. */
static uint32_t driver_of(const char *device)
{
	const int fd = ruapi_open();
	struct netns_all nets;
	uint32_t driver;
	unsigned int i;

	if (fd < 0)
		return 0;
	driver = driver_in(fd, device);
	if (!driver) {
		netns_open_all(&nets, fd);
		for (i = 1; i < nets.count && !driver; i++)
			driver = driver_in(nets.list[i].fd, device);
		netns_close_all(&nets);
	}
	close(fd);
	return driver;
}

enum { TEST_DEVICE, TEST_DRIVER, TEST_PORT, TEST_PKEY, TEST_UCAP };

/* Takes the value of an option; what is wrong with it, or NULL. */
static const char *take_option(struct policy_request *req, int option,
			       const char *value)
{
	const char *wrong = NULL;
	unsigned long number = 0;
	uint64_t ucaps = 0;

	switch (option) {
	case TEST_DEVICE:
		if (strlen(value) >= POLICY_NAME)
			return "names of devices are shorter";
		memset(req->name, 0, sizeof(req->name));
		memcpy(req->name, value, strlen(value));
		req->device = 0;
		return NULL;
	case TEST_DRIVER:
		return policy_word_driver(&req->driver, value);
	case TEST_PORT:
		wrong = policy_word_number(&number, value, 1, UINT32_MAX);
		req->port = number;
		return wrong;
	case TEST_PKEY:
		wrong = policy_word_number(&number, value, 1, UINT16_MAX);
		req->pkey = number;
		return wrong;
	default:
		wrong = policy_word_ucap(&ucaps, value);
		req->ucaps |= ucaps;
		return wrong;
	}
}

/* "qp.create", "rdmasim:box.put" */
static const char *take_action(struct policy_request *req, const char *word)
{
	struct policy_line line = { .has_actions = 0 };
	struct policy_method method;
	const char *wrong;
	unsigned int i;

	if (strchr(word, '*'))
		return "one action at a time";
	if (strchr(word, ':')) {
		wrong = policy_word_method(&method, word);
		req->driver = method.driver;
		req->object = method.object;
		req->action = method.action;
		return wrong;
	}
	wrong = policy_word_action(&line, word);
	if (wrong)
		return wrong;
	for (i = 0; i < POLICY_OBJECTS; i++)
		if (line.actions[i]) {
			req->object = i;
			req->action = (uint16_t)__builtin_ctzll(line.actions[i]);
		}
	return NULL;
}

static void say_opinion(const struct policy_live *live, const char *action,
			const struct policy_opinion *opinion)
{
	char *why = policy_decided_by(live, opinion->section, opinion->rule);

	printf("%s: %s\n    %s: %s\n",
	       opinion->verdict == POLICY_ALLOW ? "allowed" : "denied", action,
	       policy_section_name(&live->sections[opinion->section]), why);
	free(why);
	if (opinion->verdict != POLICY_ALLOW || !opinion->limit)
		return;
	why = policy_decided_by(live, live->rules[opinion->limit].section,
			 opinion->limit);
	printf("    as long as its limit lasts: %s\n", why);
	free(why);
}

static int test_request(struct policy_request *req, const char *process)
{
	struct policy_opinion opinion;
	struct policy_live live;
	char *cgroup = cgroup_of(process);
	char *action;
	int ret = EXIT_FAILED;

	if (!cgroup)
		return EXIT_FAILED;
	if (policy_open(&live)) {
		free(cgroup);
		return EXIT_FAILED;
	}
	action = policy_action_text(req->driver, req->object, req->action);
	if (policy_live_judge(&live, req, cgroup, &opinion)) {
		complain("policy: it cannot be read: %s", strerror(errno));
	} else {
		say_opinion(&live, action, &opinion);
		ret = opinion.verdict == POLICY_ALLOW ? EXIT_OK : EXIT_DENIED;
	}
	free(action);
	free(cgroup);
	policy_live_close(&live);
	return finish_output() ? EXIT_FAILED : ret;
}

static int run_test(struct args *args)
{
	struct policy_request req = { .device = POLICY_NO_DEVICE };
	char *words[2] = { NULL, NULL };
	const char *wrong;
	unsigned int count = 0;
	int ret;

	while ((ret = args_next(args)) != ARG_END) {
		if (ret == ARG_STOP)
			return args->status;
		if (ret == ARG_WORD && count == 2)
			return args_wrong(args, "unexpected argument '%s'",
					  args->value);
		if (ret == ARG_WORD) {
			words[count++] = args->value;
			continue;
		}
		wrong = take_option(&req, ret, args->value);
		if (wrong)
			return args_wrong(args, "'%s': %s", args->value, wrong);
	}
	if (count < 2)
		return args_wrong(args, "which process, and which action?");
	wrong = take_action(&req, words[1]);
	if (wrong)
		return args_wrong(args, "'%s': %s", words[1], wrong);
	if (req.device != POLICY_NO_DEVICE && !req.driver) {
		req.driver = driver_of((char *)req.name);
		if (!req.driver)
			complain("policy test: %s is not here: what its --driver is must be said, if a line asks",
				 (char *)req.name);
	}
	return test_request(&req, words[0]);
}

const struct command policy_test_command = {
	.name = "policy test",
	.words = "PID|CGROUP OBJECT.ACTION",
	.help = "whether it would be allowed, and why; exit status 3: it would not",
	.options = (const struct option[]) {
		[TEST_DEVICE] = { "--device", "DEVICE", "on this device" },
		[TEST_DRIVER] = { "--driver", "NAME",
				  "its driver, if the device is not here" },
		[TEST_PORT] = { "--port", "N", "a call that names this port" },
		[TEST_PKEY] = { "--pkey", "N", "a call that names this P_Key" },
		[TEST_UCAP] = { "--ucap", "NAME",
				"in a context with this user capability" },
		{ .name = NULL },
	},
	.run = run_test,
};
