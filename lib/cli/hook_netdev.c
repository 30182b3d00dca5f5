// SPDX-License-Identifier: GPL-2.0 OR Linux-OpenIB
/*
 * The netdevs of ports.  What a container got is written into a folder of its own,
 * with its network namespace kept by a bind mount, so that it can be brought back
 * whatever became of the container.
 */
#include <arpa/inet.h>
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <ifaddrs.h>
#include <inttypes.h>
#include <net/if.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <unistd.h>
#include <rdma_uapi/rdma_uapi.h>
#include "complain.h"
#include "hook_link.h"
#include "hook_netdev.h"
#include "hook_soft.h"
#include "hook_tool.h"
#include "hook_where.h"
#include "text.h"

#define FOLDER "/run/rdma_uapi"
#define NETNS "netns"
#define PID "pid"
#define DEV "dev."
#define HCA "hca."

/* ---- addresses ---------------------------------------------------------------------- */

static unsigned int prefix_of(const struct sockaddr *mask)
{
	const unsigned char *bytes;
	unsigned int i, len, bits = 0;

	if (mask->sa_family == AF_INET6) {
		bytes = ((const struct sockaddr_in6 *)mask)->sin6_addr.s6_addr;
		len = 16;
	} else {
		bytes = (const void *)&((const struct sockaddr_in *)mask)->sin_addr;
		len = 4;
	}
	for (i = 0; i < len; i++)
		bits += __builtin_popcount(bytes[i]);
	return bits;
}

/* Lines for ip(8) that give a netdev the addresses it has now; to be freed. */
static char *address_lines(const char *netdev)
{
	struct ifaddrs *list, *at;
	char text[INET6_ADDRSTRLEN];
	char *lines = xprintf("%s", ""), *old;
	const void *address;

	if (getifaddrs(&list))
		return lines;
	for (at = list; at; at = at->ifa_next) {
		if (!at->ifa_addr || !at->ifa_netmask || strcmp(at->ifa_name, netdev))
			continue;
		if (at->ifa_addr->sa_family == AF_INET)
			address = &((struct sockaddr_in *)at->ifa_addr)->sin_addr;
		else if (at->ifa_addr->sa_family == AF_INET6 &&
			 !IN6_IS_ADDR_LINKLOCAL(&((struct sockaddr_in6 *)
						  at->ifa_addr)->sin6_addr))
			address = &((struct sockaddr_in6 *)at->ifa_addr)->sin6_addr;
		else
			continue;
		inet_ntop(at->ifa_addr->sa_family, address, text, sizeof(text));
		old = lines;
		lines = xprintf("%saddr replace %s/%u dev %s\n", old, text,
				prefix_of(at->ifa_netmask), netdev);
		free(old);
	}
	freeifaddrs(list);
	return lines;
}

/* ---- what a container has ---------------------------------------------------------------- */

/* Makes the folder of a container, with its namespace and its process in it. */
static int make_folder(const char *id, pid_t pid)
{
	char *dir = xprintf(FOLDER "/%s", id);
	char *netns = xprintf("%s/" NETNS, dir);
	char *source = xprintf("/proc/%d/ns/net", (int)pid);
	char *name = xprintf("%s/" PID, dir);
	int fd, ret = 0;
	FILE *out;

	mkdir(FOLDER, 0700);
	if (!mkdir(dir, 0700)) {
		fd = open(netns, O_RDONLY | O_CREAT | O_CLOEXEC, 0600);
		if (fd >= 0)
			close(fd);
		out = fopen(name, "we");
		if (out)
			fprintf(out, "%d\n", (int)pid);
		if (fd < 0 || !out || fclose(out) ||
		    mount(source, netns, NULL, MS_BIND, NULL))
			ret = -errno;
	} else if (errno != EEXIST) {
		ret = -errno;
	}
	if (ret)
		complain("hook: %s: %s", dir, strerror(-ret));
	free(name);
	free(source);
	free(netns);
	free(dir);
	return ret;
}

static int open_netns(const char *id)
{
	char *path = xprintf(FOLDER "/%s/" NETNS, id);
	const int fd = open(path, O_RDONLY | O_CLOEXEC);

	free(path);
	return fd;
}

static int write_note(const char *id, const char *kind, const char *netdev,
		      const char *text)
{
	char *path = xprintf(FOLDER "/%s/%s%s", id, kind, netdev);
	FILE *out = fopen(path, "we");
	int ret = 0;

	if (!out || fputs(text, out) < 0 || fclose(out))
		ret = -errno;
	if (ret)
		complain("hook: %s: %s", path, strerror(-ret));
	free(path);
	return ret;
}

/* What a netdev is to have when it is back, and whose it is. */
static int note_netdev(const char *id, const char *netdev, const char *lines,
		       const struct place *place)
{
	char *text = xprintf("%s %" PRIu32 " %s", place->device, place->port,
			     place->type ? place->type : "-");
	int ret;

	ret = write_note(id, HCA, netdev, text);
	if (!ret)
		ret = write_note(id, DEV, netdev, lines);
	free(text);
	return ret;
}

static int move_netdev(int netns, pid_t pid, const char *netdev,
		       const char *lines)
{
	char *move = xprintf("link set dev %s netns %d\n", netdev, (int)pid);
	char *set = xprintf("link set dev lo up\n%slink set dev %s up\n", lines,
			    netdev);
	int ret;

	ret = tool_run(-1, "ip", move);
	if (!ret)
		ret = tool_run(netns, "ip", set);
	free(set);
	free(move);
	return ret;
}

/* That ip(8) takes it in a batch for what it is. */
static int check_name(const char *netdev)
{
	if (!netdev[strcspn(netdev, "#\"'\\")])
		return 0;
	complain("hook: %s: a netdev whose name has a quote, a backslash or a '#' in it is not given to containers",
		 netdev);
	return -EINVAL;
}

int netdev_give(int fd, const struct ruapi_device_info *info, uint32_t port,
		const char *id, pid_t pid)
{
	struct place place = {
		.port = port,
		.type = soft_type(info->driver_id),
	};
	char netdev[IF_NAMESIZE] = "";
	int netns, ret;
	char *lines;

	memcpy(place.device, info->name, sizeof(info->name));
	ret = where_here(fd, info->index, &place, netdev);
	if (!ret)
		ret = check_name(netdev);
	if (!ret)
		ret = make_folder(id, pid);
	if (ret)
		return ret;
	lines = address_lines(netdev);
	netns = open_netns(id);
	ret = netns < 0 ? -errno : note_netdev(id, netdev, lines, &place);
	/* It would go by itself, but nobody would know when. */
	if (!ret && place.type)
		ret = soft_remove(-1, place.device);
	if (!ret)
		ret = move_netdev(netns, pid, netdev, lines);
	if (!ret && place.type)
		ret = soft_make(netns, pid, place.device, place.type, netdev);
	if (netns >= 0)
		close(netns);
	free(lines);
	return ret;
}

/* ---- and gives back -------------------------------------------------------------------------- */

static char *read_note(int dir, const char *name)
{
	const int fd = openat(dir, name, O_RDONLY | O_CLOEXEC);
	char *lines = xalloc(4096);

	if (fd >= 0) {
		if (read(fd, lines, 4095) < 0)
			*lines = '\0';
		close(fd);
	}
	return lines;
}

/* Whose a netdev is.  Return: 0, or -ENODATA. */
static int read_place(int dir, const char *netdev, struct place *place)
{
	char *name = xprintf(HCA "%s", netdev);
	char *text = read_note(dir, name);
	char type[16] = "";
	const int ret = sscanf(text, "%64s %" SCNu32 " %15s", place->device,
			       &place->port, type) == 3 ? 0 : -ENODATA;

	place->type = soft_type_named(type);
	unlinkat(dir, name, 0);
	free(text);
	free(name);
	return ret;
}

/* With what the note says. */
static int set_up(const char *netdev, const char *lines)
{
	char *set = xprintf("%slink set dev %s up\n", lines, netdev);
	const int ret = tool_run(-1, "ip", set);

	free(set);
	return ret;
}

/* What there is of it in the container, to where it was given, and as it was. */
static int restore(int netns, unsigned int there, const char *netdev,
		   const char *lines, const struct place *place)
{
	const int is_here = !!if_nametoindex(netdev);
	const char *type = place->type;
	int ret = 0;

	/* If that fails it goes with its netdev, and who made it makes it again. */
	if (type && soft_remove(is_here ? -1 : netns, place->device))
		type = NULL;
	if (!is_here)
		ret = link_take(netns, there, netdev);
	if (ret)
		complain("hook: %s does not come back: %s", netdev, strerror(-ret));
	else
		ret = set_up(netdev, lines);
	if (!ret && type)
		ret = soft_make(-1, getpid(), place->device, type, netdev);
	return ret;
}

/*
 * @ran: the container has, so who was root in it may have called the netdev something
 * else, and something else by its name.
 */
static int bring_back(int dir, int netns, const char *name, int ran)
{
	const char *netdev = name + strlen(DEV);
	struct place place = { .port = 0 };
	char *lines = read_note(dir, name);
	unsigned int there = 0;
	int ret;

	ret = read_place(dir, netdev, &place);
	if (!ret && ran && !if_nametoindex(netdev))
		ret = where_there(netns, &place, netdev, &there);
	if (!ret)
		ret = restore(netns, there, netdev, lines, &place);
	else if (!link_take(netns, 0, netdev))
		complain("hook: what is called %s there is here now, down and without addresses",
			 netdev);
	unlinkat(dir, name, 0);
	free(lines);
	return ret;
}

int netdev_take_back(const char *id, int ran)
{
	char *path = xprintf(FOLDER "/%s", id);
	const int fd = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	DIR *dir = fd < 0 ? NULL : fdopendir(fd);
	const int netns = open_netns(id);
	struct dirent *entry;
	char *mounted = xprintf("%s/" NETNS, path);
	int ret = 0;

	while (dir && (entry = readdir(dir)))
		if (!strncmp(entry->d_name, DEV, strlen(DEV)))
			ret = bring_back(fd, netns, entry->d_name, ran) ? : ret;
	if (netns >= 0)
		close(netns);
	if (dir) {
		umount2(mounted, MNT_DETACH);
		unlinkat(fd, NETNS, 0);
		unlinkat(fd, PID, 0);
		closedir(dir);
		rmdir(path);
	}
	free(mounted);
	free(path);
	return ret;
}

static int is_dead(const char *id)
{
	char *path = xprintf(FOLDER "/%s/" PID, id);
	FILE *in = fopen(path, "re");
	int pid = 0, dead = 0;
	char proc[32];

	free(path);
	if (!in)
		return 0;
	if (fscanf(in, "%d", &pid) == 1) {
		snprintf(proc, sizeof(proc), "/proc/%d", pid);
		dead = access(proc, F_OK) && errno == ENOENT;
	}
	fclose(in);
	return dead;
}

void netdev_reclaim_dead(void)
{
	DIR *dir = opendir(FOLDER);
	struct dirent *entry;

	while (dir && (entry = readdir(dir)))
		if (*entry->d_name != '.' && is_dead(entry->d_name))
			netdev_take_back(entry->d_name, 1);
	if (dir)
		closedir(dir);
}
