// SPDX-License-Identifier: GPL-2.0 OR Linux-OpenIB
/* Reading /proc/PID/fdinfo: the lines that start with "ruapi-". */
#include <ctype.h>
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <linux/kcmp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>
#include <rdma/rdma_uapi.h>
#include "fdinfo.h"
#include "text.h"

/* What ruapi-view says of the fd that open() returned. */
#define MAIN_VIEW "main"

/**
 * struct main_file - a main fd that was read
 * @pid: whose
 * @fd: its number
 * @ns_id: its namespace
 */
struct main_file {
	pid_t pid;
	int fd;
	uint64_t ns_id;
};

/**
 * struct scan - the walk through all processes
 * @all: what was found until now
 * @mains: main fds that are different files, in the order of kcmp()
 * @num_mains: entries of @mains
 * @own_proc: the process ids are those that kcmp() knows
 */
struct scan {
	struct fdinfo_all *all;
	struct main_file *mains;
	unsigned int num_mains;
	int own_proc;
};

/**
 * struct reader - the file that is being read
 * @all: what was found until now
 * @fd: the file descriptor it is about
 * @ns: its namespace, once it was named
 * @known: what was known of that before
 */
struct reader {
	struct fdinfo_all *all;
	struct fdinfo_fd fd;
	struct fdinfo_ns *ns;
	unsigned int known;
};

static void enter_ns(struct reader *r, uint64_t id)
{
	struct fdinfo_all *all = r->all;
	unsigned int i;

	r->fd.ns_id = id;
	for (i = 0; i < all->num_ns; i++)
		if (all->ns[i].id == id)
			break;
	if (i == all->num_ns) {
		all->ns = xgrow(all->ns, all->num_ns, sizeof(*all->ns));
		all->ns[all->num_ns++] = (struct fdinfo_ns) { .id = id };
	}
	r->ns = &all->ns[i];
	r->known = r->ns->known;
}

static void parse_context(struct fdinfo_ns *ns, const char *value)
{
	struct fdinfo_context ctx = { .handle = 0 };
	const char *ucaps = strstr(value, " ucaps=");
	char dead[8] = "";

	if (sscanf(value, "%" SCNu32 " %63s %31s %" SCNu32 " %7s", &ctx.handle,
		   ctx.device, ctx.driver, &ctx.index, dead) < 4)
		return;
	ctx.dead = !strcmp(dead, "dead");
	if (ucaps)
		snprintf(ctx.ucaps, sizeof(ctx.ucaps), "%s",
			 ucaps + strlen(" ucaps="));
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

/* A main fd lists what there is, although that be nothing. */
static void parse_view(struct reader *r, const char *value)
{
	snprintf(r->fd.view, sizeof(r->fd.view), "%s", value);
	if (!strcmp(value, MAIN_VIEW))
		r->ns->known |= FDINFO_LIST;
}

/* Lines of objects: of one fd only, or all would be there twice. */
static void parse_object(struct reader *r, const char *key, const char *value)
{
	if (r->known & FDINFO_LIST)
		return;
	r->ns->known |= FDINFO_LIST;
	if (!strcmp(key, "context"))
		parse_context(r->ns, value);
	else
		parse_cm_id(r->ns, value);
}

static void parse_line(struct reader *r, const char *key, const char *value)
{
	struct fdinfo_ns *ns = r->ns;

	if (!strcmp(key, "ns")) {
		enter_ns(r, strtoull(value, NULL, 10));
	} else if (!ns) {
		return;
	} else if (!strcmp(key, "view")) {
		parse_view(r, value);
	} else if (!strcmp(key, "netns")) {
		ns->netns = strtoull(value, NULL, 10);
	} else if (!strcmp(key, "objects")) {
		snprintf(ns->objects, sizeof(ns->objects), "%s", value);
		ns->known |= FDINFO_COUNTS;
	} else if (!strcmp(key, "driver-objects")) {
		snprintf(ns->driver_objects, sizeof(ns->driver_objects), "%s",
			 value);
	} else if (!strcmp(key, "pinned")) {
		ns->pinned = strtoull(value, NULL, 10);
		ns->known |= FDINFO_PINNED;
	} else if (!strcmp(key, "calls")) {
		ns->calls = strtoull(value, NULL, 10);
		ns->known |= FDINFO_CALLS;
	} else if (!strcmp(key, "context") || !strcmp(key, "cm-id")) {
		parse_object(r, key, value);
	}
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

/* "0::/machine.slice/libpod-....scope" */
static void read_cgroup(int pid_dir, char *cgroup, size_t size)
{
	FILE *in = open_at(pid_dir, "cgroup");
	char *line = NULL;
	size_t room = 0;

	*cgroup = '\0';
	while (in && getline(&line, &room, in) > 0) {
		line[strcspn(line, "\n")] = '\0';
		if (!strncmp(line, "0::", 3))
			snprintf(cgroup, size, "%s", printable(line + 3));
	}
	free(line);
	if (in)
		fclose(in);
}

/**
 * enum target - what a file descriptor is, by the link in /proc/PID/fd
 * @TARGET_UNKNOWN: may be one of ours
 * @TARGET_OTHER: sockets and pipes, which are most of what is open
 * @TARGET_MAIN: the device
 */
enum target {
	TARGET_UNKNOWN,
	TARGET_OTHER,
	TARGET_MAIN,
};

static enum target fd_target(int pid_dir, const char *fd_name)
{
	char path[64], target[64];
	ssize_t len;

	snprintf(path, sizeof(path), "fd/%.32s", fd_name);
	len = readlinkat(pid_dir, path, target, sizeof(target) - 1);
	if (len < 0)
		return TARGET_UNKNOWN;
	target[len] = '\0';
	if (!strcmp(target, RUAPI_DEVICE_PATH))
		return TARGET_MAIN;
	return !strncmp(target, "socket:", 7) || !strncmp(target, "pipe:", 5) ?
		       TARGET_OTHER : TARGET_UNKNOWN;
}

/*
 * Is it a file that was read already?  If not, @at is where it belongs among
 * them; -1 if that cannot be told.
 */
static const struct main_file *find_main(const struct scan *scan, pid_t pid,
					 int fd, int *at)
{
	unsigned int low = 0, high = scan->num_mains, mid;
	const struct main_file *main;

	*at = -1;
	if (!scan->own_proc)
		return NULL;
	while (low < high) {
		mid = (low + high) / 2;
		main = &scan->mains[mid];
		switch (syscall(SYS_kcmp, pid, main->pid, KCMP_FILE,
				(unsigned long)fd, (unsigned long)main->fd)) {
		case 0:
			return main;
		case 1:
			high = mid;
			break;
		case 2:
			low = mid + 1;
			break;
		default:
			return NULL;
		}
	}
	*at = low;
	return NULL;
}

static void add_main(struct scan *scan, int at, const struct fdinfo_fd *fd)
{
	if (at < 0)
		return;
	scan->mains = xgrow(scan->mains, scan->num_mains,
			    sizeof(*scan->mains));
	memmove(&scan->mains[at + 1], &scan->mains[at],
		(scan->num_mains - at) * sizeof(*scan->mains));
	scan->num_mains++;
	scan->mains[at] = (struct main_file) {
		.pid = fd->pid,
		.fd = fd->fd,
		.ns_id = fd->ns_id,
	};
}

/* What the fdinfo of @r->fd says; 0: it is none of ours. */
static int read_fdinfo(struct reader *r, int info_dir, const char *name)
{
	FILE *in = open_at(info_dir, name);

	if (!in)
		return 0;
	read_lines(r, in);
	fclose(in);
	return !!r->ns;
}

/* @process: the process, whose name is read when the first fd was found. */
static void read_fd(struct scan *scan, struct fdinfo_fd *process, int pid_dir,
		    int info_dir, const char *name)
{
	const enum target target = fd_target(pid_dir, name);
	struct fdinfo_all *all = scan->all;
	struct reader r = { .all = all, .fd = *process };
	const struct main_file *main = NULL;
	int at = -1;

	r.fd.fd = atoi(name);
	if (target == TARGET_OTHER)
		return;
	if (target == TARGET_MAIN)
		main = find_main(scan, r.fd.pid, r.fd.fd, &at);
	if (main) {
		r.fd.ns_id = main->ns_id;
		snprintf(r.fd.view, sizeof(r.fd.view), MAIN_VIEW);
	} else if (read_fdinfo(&r, info_dir, name)) {
		add_main(scan, at, &r.fd);
	} else {
		return;
	}
	if (!*process->comm) {
		read_comm(pid_dir, process->comm, sizeof(process->comm));
		read_cgroup(pid_dir, process->cgroup, sizeof(process->cgroup));
	}
	memcpy(r.fd.comm, process->comm, sizeof(r.fd.comm));
	memcpy(r.fd.cgroup, process->cgroup, sizeof(r.fd.cgroup));
	all->fds = xgrow(all->fds, all->num_fds, sizeof(*all->fds));
	all->fds[all->num_fds++] = r.fd;
}

static void read_process(struct scan *scan, DIR *proc, const char *name)
{
	const int pid_dir = openat(dirfd(proc), name,
				   O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	struct fdinfo_fd process = { .pid = atoi(name) };
	struct dirent *entry;
	DIR *infos;

	if (pid_dir < 0)
		return;
	infos = open_dir_at(pid_dir, "fdinfo");
	if (!infos && (errno == EACCES || errno == EPERM))
		scan->all->hidden++;
	while (infos && (entry = readdir(infos)))
		if (isdigit((unsigned char)entry->d_name[0]))
			read_fd(scan, &process, pid_dir, dirfd(infos),
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
	struct scan scan = { .all = all, .own_proc = !strcmp(proc, "/proc") };
	DIR *dir = opendir(proc);
	struct dirent *entry;

	*all = (struct fdinfo_all) { .num_ns = 0 };
	if (!dir)
		return -errno;
	while ((entry = readdir(dir)))
		if (isdigit((unsigned char)entry->d_name[0]))
			read_process(&scan, dir, entry->d_name);
	closedir(dir);
	free(scan.mains);
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

/*
 * Of a part of a cgroup's path: podman, docker, CRI-O and containerd end it with the
 * id, of which people know the first twelve digits; lxc and systemd-nspawn say the name.
 */
static int container_part(const char *part, size_t len, char *name, size_t size)
{
	static const char *const prefixes[] = { "lxc.payload.", "machine-" };
	size_t digits = 0, i;

	if (len > 6 && !strncmp(part + len - 6, ".scope", 6))
		len -= 6;
	while (digits < len && isxdigit((unsigned char)part[len - digits - 1]))
		digits++;
	if (digits == 64) {
		snprintf(name, size, "%.12s", part + len - digits);
		return 1;
	}
	for (i = 0; i < sizeof(prefixes) / sizeof(prefixes[0]); i++) {
		const size_t skip = strlen(prefixes[i]);

		if (len <= skip || strncmp(part, prefixes[i], skip))
			continue;
		snprintf(name, size, "%.*s", (int)(len - skip), part + skip);
		return 1;
	}
	return 0;
}

void fdinfo_container(const char *cgroup, char *name, size_t size)
{
	size_t end = strlen(cgroup), start;

	*name = '\0';
	/* The innermost one. */
	for (; end; end = start ? start - 1 : 0) {
		for (start = end; start && cgroup[start - 1] != '/'; start--)
			;
		if (container_part(cgroup + start, end - start, name, size))
			return;
	}
}
