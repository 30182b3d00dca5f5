// SPDX-License-Identifier: GPL-2.0 OR Linux-OpenIB
/* All network namespaces of the machine. */
#include <ctype.h>
#include <dirent.h>
#include <fcntl.h>
#include <inttypes.h>
#include <net/if.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>
#include <rdma_uapi/rdma_uapi.h>
#include "netns.h"
#include "text.h"

static int is_known(const struct netns_all *all, uint64_t id)
{
	unsigned int i;

	for (i = 0; i < all->count; i++)
		if (all->list[i].id == id)
			return 1;
	return 0;
}

static void add(struct netns_all *all, uint64_t id, int fd)
{
	all->list = xgrow(all->list, all->count, sizeof(*all->list));
	all->list[all->count++] = (struct netns) {
		.id = id,
		.fd = fd,
		.sock = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0),
	};
}

/* The device and a socket are of where they are opened; so this goes there, and back. */
static void visit(struct netns_all *all, const char *path, int home)
{
	struct stat st;
	int ns, fd;

	/* Most processes are where others are. */
	if (stat(path, &st) || is_known(all, st.st_ino))
		return;
	ns = open(path, O_RDONLY | O_CLOEXEC);
	if (ns < 0)
		return;
	if (!setns(ns, CLONE_NEWNET)) {
		fd = ruapi_open();
		if (fd >= 0)
			add(all, st.st_ino, fd);
		if (setns(home, CLONE_NEWNET)) {
			perror("rdma-uapi: back to the network namespace");
			exit(1);
		}
	}
	close(ns);
}

/* Entries of a folder, with something after their names; those of /proc are numbers. */
static void visit_each(struct netns_all *all, const char *dir, const char *after,
		       int home)
{
	const int numbers = *after;
	DIR *open_dir = opendir(dir);
	struct dirent *entry;
	char *path;

	while (open_dir && (entry = readdir(open_dir))) {
		if (*entry->d_name == '.' ||
		    (numbers && !isdigit((unsigned char)*entry->d_name)))
			continue;
		path = xprintf("%s/%s%s", dir, entry->d_name, after);
		visit(all, path, home);
		free(path);
	}
	if (open_dir)
		closedir(open_dir);
}

void netns_open_all(struct netns_all *all, int fd)
{
	const int home = open("/proc/self/ns/net", O_RDONLY | O_CLOEXEC);
	struct stat st;

	*all = (struct netns_all) { .count = 0 };
	if (home < 0 || fstat(home, &st))
		st.st_ino = 0;
	add(all, st.st_ino, fd);
	if (home < 0)
		return;
	visit_each(all, "/proc", "/ns/net", home);
	visit_each(all, "/run/netns", "", home);
	close(home);
}

void netns_close_all(struct netns_all *all)
{
	unsigned int i;

	for (i = 0; i < all->count; i++) {
		if (i)
			close(all->list[i].fd);
		if (all->list[i].sock >= 0)
			close(all->list[i].sock);
	}
	free(all->list);
	*all = (struct netns_all) { .count = 0 };
}

void netns_netdev(const struct netns *ns, uint32_t index, char *name, size_t size)
{
	struct ifreq req = { .ifr_ifindex = (int)index };

	if (ns->sock >= 0 && !ioctl(ns->sock, SIOCGIFNAME, &req))
		snprintf(name, size, "%.*s", IFNAMSIZ, req.ifr_name);
	else
		snprintf(name, size, "if%" PRIu32, index);
}
