// SPDX-License-Identifier: GPL-2.0 OR Linux-OpenIB
/* rdma-uapi ps: who uses which device, and who listens. */
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <rdma_uapi/names.h>
#include "cli.h"
#include "fdinfo.h"
#include "json.h"
#include "method_names.h"
#include "table.h"

/* Its options. */
enum { PS_JSON, PS_PROC };

/* First of the file descriptors of the next process in the same namespace. */
static unsigned int next_process(const struct fdinfo_all *all, unsigned int i)
{
	const struct fdinfo_fd *fd = &all->fds[i];

	while (i < all->num_fds && all->fds[i].ns_id == fd->ns_id &&
	       all->fds[i].pid == fd->pid)
		i++;
	return i;
}

/* Whether something is there that no main fd has told about. */
static int is_hidden(const struct fdinfo_ns *ns)
{
	if (ns->known & FDINFO_LIST)
		return 0;
	return !(ns->known & FDINFO_COUNTS) || strstr(ns->objects, "context=") ||
	       strstr(ns->objects, "cm_id=");
}

/* "3:rxe0,4:siw0(gone)", or "-", or "?"; to be freed. */
static char *device_names(const struct fdinfo_ns *ns)
{
	unsigned int i;
	char *text, *old;

	if (!ns->num_contexts)
		return xprintf(is_hidden(ns) ? "?" : "-");
	text = xprintf("%s", "");
	for (i = 0; i < ns->num_contexts; i++) {
		old = text;
		text = xprintf("%s%s%" PRIu32 ":%s%s", old, i ? "," : "",
			       ns->contexts[i].index, ns->contexts[i].device,
			       ns->contexts[i].dead ? "(gone)" : "");
		free(old);
	}
	return text;
}

/*
 * What a driver calls its objects: "15:0x8000=2", as the kernel says it, is
 * "rdmasim:box=2".  If no header has a name it is "hfi1:0x8000=2"; to be freed.
 */
static char *driver_object(const char *word)
{
	const struct ruapi_method_name *name;
	const char *driver;
	unsigned int number;
	uint32_t driver_id;
	char count[16];

	if (sscanf(word, "%" SCNu32 ":%x=%15s", &driver_id, &number, count) != 3)
		return NULL;
	name = ruapi_method_name(driver_id, number, 0, 0);
	if (name)
		return xprintf("%s:%s=%s", name->driver, name->name, count);
	driver = ruapi_driver_name(driver_id);
	if (driver)
		return xprintf("%s:0x%x=%s", driver, number, count);
	return xprintf("driver-%" PRIu32 ":0x%x=%s", driver_id, number, count);
}

/* "rdmasim:box=2 rdmasim:label=1"; to be freed. */
static char *driver_objects(const struct fdinfo_ns *ns)
{
	char *words = xprintf("%s", ns->driver_objects);
	char *text = xprintf("%s", "");
	char *save, *word, *name, *old;

	for (word = strtok_r(words, " ", &save); word;
	     word = strtok_r(NULL, " ", &save)) {
		name = driver_object(word);
		if (!name)
			continue;
		old = text;
		text = xprintf("%s%s%s", old, *old ? " " : "", name);
		free(old);
		free(name);
	}
	free(words);
	return text;
}

/* All of them, with those of drivers in detail; to be freed. */
static char *object_counts(const struct fdinfo_ns *ns)
{
	char *details = driver_objects(ns);
	char *text;

	if (*details)
		text = xprintf("%s (%s)", ns->objects, details);
	else
		text = xprintf("%s", *ns->objects ? ns->objects : "-");
	free(details);
	return text;
}

static void table_known(struct table *table, int known, uint64_t value)
{
	if (known)
		table_add(table, "%" PRIu64, value);
	else
		table_add(table, "?");
}

static void table_counts(struct table *table, const struct fdinfo_ns *ns)
{
	char *objects = object_counts(ns);

	table_known(table, ns->known & FDINFO_PINNED, ns->pinned);
	table_known(table, ns->known & FDINFO_CALLS, ns->calls);
	if (ns->known & FDINFO_COUNTS)
		table_add(table, "%s", objects);
	else
		table_add(table, "?");
	free(objects);
}

/* Of a process; "": in none. */
static const char *container_of(const struct fdinfo_fd *fd)
{
	static char name[64];

	fdinfo_container(fd->cgroup, name, sizeof(name));
	return name;
}

static int any_container(const struct fdinfo_all *all)
{
	unsigned int i;

	for (i = 0; i < all->num_fds; i++)
		if (*container_of(&all->fds[i]))
			return 1;
	return 0;
}

static void table_ns(struct table *table, const struct fdinfo_all *all,
		     const struct fdinfo_ns *ns, int containers)
{
	const char *container;
	const struct fdinfo_cm_id *id;
	char *devices = device_names(ns);
	unsigned int i, next;

	for (i = 0; i < all->num_fds; i = next) {
		next = next_process(all, i);
		if (all->fds[i].ns_id != ns->id)
			continue;
		table_add(table, "%" PRIu64, ns->id);
		table_add(table, "%d", (int)all->fds[i].pid);
		table_add(table, "%s", all->fds[i].comm);
		container = container_of(&all->fds[i]);
		if (containers)
			table_add(table, "%s", *container ? container : "-");
		table_add(table, "%u", next - i);
		table_add(table, "%s", devices);
		table_counts(table, ns);
	}
	if (is_hidden(ns))
		table_line(table, "    the fd that lists its devices and ids is in no process that can be seen");
	for (i = 0; i < ns->num_contexts; i++)
		if (*ns->contexts[i].ucaps)
			table_line(table, "    context %" PRIu32 "  %s  may %s",
				   ns->contexts[i].handle,
				   ns->contexts[i].device,
				   ns->contexts[i].ucaps);
	for (i = 0; i < ns->num_cm_ids; i++) {
		id = &ns->cm_ids[i];
		table_line(table, "    cm_id %" PRIu32 "  %s  %s -> %s  %s",
			   id->handle, id->state, id->src, id->dst,
			   id->device);
	}
	free(devices);
}

static void print_table(const struct fdinfo_all *all)
{
	static const char *const headings[] = {
		"NS", "PID", "COMMAND", "FDS", "DEVICES", "PINNED", "CALLS",
		"OBJECTS", NULL,
	};
	/* Where there are containers, who is in which. */
	static const char *const with_containers[] = {
		"NS", "PID", "COMMAND", "CONTAINER", "FDS", "DEVICES",
		"PINNED", "CALLS", "OBJECTS", NULL,
	};
	const int containers = any_container(all);
	struct table table;
	unsigned int i;

	table_init(&table, containers ? with_containers : headings);
	for (i = 0; i < all->num_ns; i++)
		table_ns(&table, all, &all->ns[i], containers);
	table_print(&table);
}

static void json_processes(struct json *json, const struct fdinfo_all *all,
			   uint64_t ns_id)
{
	const char *container;
	unsigned int i, next;

	json_open(json, "processes", '[');
	for (i = 0; i < all->num_fds; i = next) {
		next = next_process(all, i);
		if (all->fds[i].ns_id != ns_id)
			continue;
		json_open(json, NULL, '{');
		json_number(json, "pid", all->fds[i].pid);
		json_string(json, "comm", all->fds[i].comm);
		json_string(json, "cgroup",
			    *all->fds[i].cgroup ? all->fds[i].cgroup : NULL);
		container = container_of(&all->fds[i]);
		json_string(json, "container", *container ? container : NULL);
		json_open(json, "fds", '[');
		for (; i < next; i++) {
			json_open(json, NULL, '{');
			json_number(json, "fd", all->fds[i].fd);
			json_string(json, "view", all->fds[i].view);
			json_close(json, '}');
		}
		json_close(json, ']');
		json_close(json, '}');
	}
	json_close(json, ']');
}

/* "context=1 pd=2" */
static void json_words(struct json *json, const char *key, char *text)
{
	char *save, *word, *equal;

	json_open(json, key, '{');
	for (word = strtok_r(text, " ", &save); word;
	     word = strtok_r(NULL, " ", &save)) {
		equal = strchr(word, '=');
		if (!equal)
			continue;
		*equal = '\0';
		json_number(json, word, strtoull(equal + 1, NULL, 10));
	}
	json_close(json, '}');
	free(text);
}

static void json_objects(struct json *json, const struct fdinfo_ns *ns)
{
	if (!(ns->known & FDINFO_COUNTS)) {
		json_string(json, "objects", NULL);
		return;
	}
	json_words(json, "objects", xprintf("%s", ns->objects));
	if (*ns->driver_objects)
		json_words(json, "driver_objects", driver_objects(ns));
}

/* "rdmasim_perm_shelf,rdmasim_perm_shelf_store" */
static void json_ucaps(struct json *json, const struct fdinfo_context *ctx)
{
	char *text = xprintf("%s", ctx->ucaps);
	char *save, *word;

	json_open(json, "ucaps", '[');
	for (word = strtok_r(text, ",", &save); word;
	     word = strtok_r(NULL, ",", &save))
		json_string(json, NULL, word);
	json_close(json, ']');
	free(text);
}

static void json_contexts(struct json *json, const struct fdinfo_ns *ns)
{
	unsigned int i;

	json_open(json, "contexts", '[');
	for (i = 0; i < ns->num_contexts; i++) {
		json_open(json, NULL, '{');
		json_number(json, "handle", ns->contexts[i].handle);
		json_string(json, "device", ns->contexts[i].device);
		json_string(json, "driver", ns->contexts[i].driver);
		json_number(json, "index", ns->contexts[i].index);
		json_bool(json, "dead", ns->contexts[i].dead);
		json_ucaps(json, &ns->contexts[i]);
		json_close(json, '}');
	}
	json_close(json, ']');
}

static void json_cm_ids(struct json *json, const struct fdinfo_ns *ns)
{
	unsigned int i;

	json_open(json, "cm_ids", '[');
	for (i = 0; i < ns->num_cm_ids; i++) {
		json_open(json, NULL, '{');
		json_number(json, "handle", ns->cm_ids[i].handle);
		json_string(json, "state", ns->cm_ids[i].state);
		json_string(json, "src", ns->cm_ids[i].src);
		json_string(json, "dst", ns->cm_ids[i].dst);
		json_string(json, "device", ns->cm_ids[i].device);
		json_close(json, '}');
	}
	json_close(json, ']');
}

static void json_known(struct json *json, const char *key, int known,
		       uint64_t value)
{
	if (known)
		json_number(json, key, value);
	else
		json_string(json, key, NULL);
}

/* What is not known is null. */
static void json_ns(struct json *json, const struct fdinfo_all *all,
		    const struct fdinfo_ns *ns)
{
	json_open(json, NULL, '{');
	json_number(json, "ns", ns->id);
	json_number(json, "netns", ns->netns);
	json_known(json, "pinned", ns->known & FDINFO_PINNED, ns->pinned);
	json_known(json, "calls", ns->known & FDINFO_CALLS, ns->calls);
	json_objects(json, ns);
	json_processes(json, all, ns->id);
	if (is_hidden(ns)) {
		json_string(json, "contexts", NULL);
		json_string(json, "cm_ids", NULL);
	} else {
		json_contexts(json, ns);
		json_cm_ids(json, ns);
	}
	json_close(json, '}');
}

static void print_json(const struct fdinfo_all *all)
{
	struct json json = { .depth = 0 };
	unsigned int i;

	json_open(&json, NULL, '[');
	for (i = 0; i < all->num_ns; i++)
		json_ns(&json, all, &all->ns[i]);
	json_close(&json, ']');
	json_end(&json);
}

static int run_ps(struct args *args)
{
	const char *proc = "/proc";
	struct fdinfo_all all;
	int as_json = 0;
	int ret;

	while ((ret = args_next_option(args)) >= 0) {
		if (ret == PS_JSON)
			as_json = 1;
		else
			proc = args->value;
	}
	if (ret == ARG_STOP)
		return args->status;
	ret = fdinfo_scan(&all, proc);
	if (ret) {
		complain("%s: %s", proc, strerror(-ret));
		return EXIT_FAILED;
	}
	if (as_json)
		print_json(&all);
	else
		print_table(&all);
	if (all.hidden)
		complain("processes that could not be looked at: %u",
			 all.hidden);
	fdinfo_free(&all);
	return finish_output();
}

const struct command ps_command = {
	.name = "ps",
	.help = "processes that use them, listening ids included",
	.options = (const struct option[]) {
		[PS_JSON] = { "--json", NULL, "as JSON, for programs" },
		[PS_PROC] = { "--proc", "DIR",
			      "another proc file system than /proc" },
		{ .name = NULL },
	},
	.run = run_ps,
};
