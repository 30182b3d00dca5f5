// SPDX-License-Identifier: GPL-2.0 OR Linux-OpenIB
/* Reading /proc/PID/fdinfo: the lines that start with "ruapi-". */
#include <ctype.h>
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include "fdinfo.h"
#include "text.h"

/**
 * struct reader - the file that is being read
 * @all: what was found until now
 * @fd: the file descriptor it is about
 * @ns: its namespace, once it was named
 * @first: the namespace was not known before: its lines are news
 */
struct reader {
	struct fdinfo_all *all;
	struct fdinfo_fd fd;
	struct fdinfo_ns *ns;
	int first;
};

static void enter_ns(struct reader *r, uint64_t id)
{
	struct fdinfo_all *all = r->all;
	unsigned int i;

	r->fd.ns_id = id;
	for (i = 0; i < all->num_ns; i++)
		if (all->ns[i].id == id) {
			r->ns = &all->ns[i];
			return;
		}
	all->ns = xgrow(all->ns, all->num_ns, sizeof(*all->ns));
	r->ns = &all->ns[all->num_ns++];
	*r->ns = (struct fdinfo_ns) { .id = id };
	r->first = 1;
}

static void parse_context(struct fdinfo_ns *ns, const char *value)
{
	struct fdinfo_context ctx = { .handle = 0 };
	char dead[8] = "";

	if (sscanf(value, "%" SCNu32 " %63s %31s %" SCNu32 " %7s", &ctx.handle,
		   ctx.device, ctx.driver, &ctx.index, dead) < 4)
		return;
	ctx.dead = !strcmp(dead, "dead");
	ns->contexts = xgrow(ns->contexts, ns->num_contexts,
			     sizeof(*ns->contexts));
	ns->contexts[ns->num_contexts++] = ctx;
}

static void parse_cm_id(struct fdinfo_ns *ns, const char *value)
{
	struct fdinfo_cm_id id = { .handle = 0 };

	if (sscanf(value, "%" SCNu32 " %23s %95s %95s %63s", &id.handle,
		   id.state, id.src, id.dst, id.device) != 5)
		return;
	ns->cm_ids = xgrow(ns->cm_ids, ns->num_cm_ids, sizeof(*ns->cm_ids));
	ns->cm_ids[ns->num_cm_ids++] = id;
}

static void parse_line(struct reader *r, const char *key, const char *value)
{
	if (!strcmp(key, "ns")) {
		enter_ns(r, strtoull(value, NULL, 10));
		return;
	}
	if (!strcmp(key, "view"))
		snprintf(r->fd.view, sizeof(r->fd.view), "%s", value);
	if (!r->first)
		return;
	if (!strcmp(key, "netns"))
		r->ns->netns = strtoull(value, NULL, 10);
	else if (!strcmp(key, "objects"))
		snprintf(r->ns->objects, sizeof(r->ns->objects), "%s", value);
	else if (!strcmp(key, "pinned"))
		r->ns->pinned = strtoull(value, NULL, 10);
	else if (!strcmp(key, "context"))
		parse_context(r->ns, value);
	else if (!strcmp(key, "cm-id"))
		parse_cm_id(r->ns, value);
}

static void trim(char *text)
{
	size_t len = strlen(text);

	while (len && (text[len - 1] == ' ' || text[len - 1] == '\t'))
		text[--len] = '\0';
}

static void read_lines(struct reader *r, FILE *in)
{
	static const char prefix[] = "ruapi-";
	char *line = NULL;
	size_t size = 0;
	char *colon;

	while (getline(&line, &size, in) > 0) {
		line[strcspn(line, "\n")] = '\0';
		colon = strchr(line, ':');
		if (!colon || strncmp(line, prefix, strlen(prefix)))
			continue;
		*colon++ = '\0';
		colon += strspn(colon, " \t");
		trim(colon);
		parse_line(r, line + strlen(prefix), printable(colon));
	}
	free(line);
}

static FILE *open_at(int dir, const char *name)
{
	const int fd = openat(dir, name, O_RDONLY | O_CLOEXEC);
	FILE *in;

	if (fd < 0)
		return NULL;
	in = fdopen(fd, "r");
	if (!in)
		close(fd);
	return in;
}

static DIR *open_dir_at(int dir, const char *name)
{
	const int fd = openat(dir, name, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	DIR *d;

	if (fd < 0)
		return NULL;
	d = fdopendir(fd);
	if (!d)
		close(fd);
	return d;
}

static void read_comm(int pid_dir, char *comm, size_t size)
{
	FILE *in = open_at(pid_dir, "comm");

	snprintf(comm, size, "?");
	if (!in)
		return;
	if (fgets(comm, size, in))
		comm[strcspn(comm, "\n")] = '\0';
	printable(comm);
	fclose(in);
}

/* Sockets and pipes, which are most of what is open, cannot be ours. */
static int is_other(int pid_dir, const char *fd_name)
{
	char path[64], target[64];
	ssize_t len;

	snprintf(path, sizeof(path), "fd/%.32s", fd_name);
	len = readlinkat(pid_dir, path, target, sizeof(target) - 1);
	if (len < 0)
		return 0;
	target[len] = '\0';
	return !strncmp(target, "socket:", 7) || !strncmp(target, "pipe:", 5);
}

static void read_fd(struct fdinfo_all *all, int pid_dir, int info_dir,
		    pid_t pid, const char *name)
{
	struct reader r = {
		.all = all,
		.fd = { .pid = pid, .fd = atoi(name) },
	};
	FILE *in;

	if (is_other(pid_dir, name))
		return;
	in = open_at(info_dir, name);
	if (!in)
		return;
	read_lines(&r, in);
	fclose(in);
	if (!r.ns)
		return;
	read_comm(pid_dir, r.fd.comm, sizeof(r.fd.comm));
	all->fds = xgrow(all->fds, all->num_fds, sizeof(*all->fds));
	all->fds[all->num_fds++] = r.fd;
}

static void read_process(struct fdinfo_all *all, DIR *proc, const char *name)
{
	const int pid_dir = openat(dirfd(proc), name,
				   O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	struct dirent *entry;
	DIR *infos;

	if (pid_dir < 0)
		return;
	infos = open_dir_at(pid_dir, "fdinfo");
	if (!infos && (errno == EACCES || errno == EPERM))
		all->hidden++;
	while (infos && (entry = readdir(infos)))
		if (isdigit((unsigned char)entry->d_name[0]))
			read_fd(all, pid_dir, dirfd(infos), atoi(name),
				entry->d_name);
	if (infos)
		closedir(infos);
	close(pid_dir);
}

static int by_process(const void *a, const void *b)
{
	const struct fdinfo_fd *x = a, *y = b;

	if (x->ns_id != y->ns_id)
		return x->ns_id < y->ns_id ? -1 : 1;
	if (x->pid != y->pid)
		return x->pid < y->pid ? -1 : 1;
	return x->fd - y->fd;
}

static int by_id(const void *a, const void *b)
{
	const struct fdinfo_ns *x = a, *y = b;

	return x->id < y->id ? -1 : x->id > y->id;
}

int fdinfo_scan(struct fdinfo_all *all, const char *proc)
{
	DIR *dir = opendir(proc);
	struct dirent *entry;

	*all = (struct fdinfo_all) { .num_ns = 0 };
	if (!dir)
		return -errno;
	while ((entry = readdir(dir)))
		if (isdigit((unsigned char)entry->d_name[0]))
			read_process(all, dir, entry->d_name);
	closedir(dir);
	if (all->num_fds)
		qsort(all->fds, all->num_fds, sizeof(*all->fds), by_process);
	if (all->num_ns)
		qsort(all->ns, all->num_ns, sizeof(*all->ns), by_id);
	return 0;
}

void fdinfo_free(struct fdinfo_all *all)
{
	unsigned int i;

	for (i = 0; i < all->num_ns; i++) {
		free(all->ns[i].contexts);
		free(all->ns[i].cm_ids);
	}
	free(all->ns);
	free(all->fds);
	*all = (struct fdinfo_all) { .num_ns = 0 };
}
