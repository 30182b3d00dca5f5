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
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>
#include <rdma_uapi/rdma_uapi.h>
#include "complain.h"
#include "hook_netdev.h"
#include "text.h"

#define FOLDER "/run/rdma_uapi"
#define NETNS "netns"
#define PID "pid"

/* ARPHRD_INFINIBAND: a netdev of IPoIB */
#define TYPE_INFINIBAND 32

/* ---- ip(8) ------------------------------------------------------------------------ */

/* Runs ip -batch with these lines, in another network namespace if @netns is one. */
static int run_ip(int netns, const char *lines)
{
	int status, pipes[2];
	pid_t child;

	if (pipe2(pipes, O_CLOEXEC))
		return -errno;
	child = fork();
	if (!child) {
		if ((netns >= 0 && setns(netns, CLONE_NEWNET)) ||
		    dup2(pipes[0], STDIN_FILENO) < 0)
			_exit(127);
		execlp("ip", "ip", "-batch", "-", NULL);
		_exit(127);
	}
	close(pipes[0]);
	/* Less than a pipe takes. */
	if (child > 0 && write(pipes[1], lines, strlen(lines)) < 0)
		complain("hook: ip: %s", strerror(errno));
	close(pipes[1]);
	if (child < 0 || waitpid(child, &status, 0) != child)
		return -errno;
	if (!WIFEXITED(status) || WEXITSTATUS(status)) {
		complain("hook: ip(8) failed: is iproute2 installed?");
		return -EIO;
	}
	return 0;
}

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

/* ---- which netdev -------------------------------------------------------------------- */

static long read_number(const char *device, const char *netdev, const char *what)
{
	char *path = xprintf("/sys/class/infiniband/%s/device/net/%s/%s", device,
			     netdev, what);
	FILE *in = fopen(path, "re");
	long number = -1;

	if (in && fscanf(in, "%li", &number) != 1)
		number = -1;
	if (in)
		fclose(in);
	free(path);
	return number;
}

/* The netdev of IPoIB on a port: it belongs to the same device of the bus. */
static int find_ipoib(const char *device, uint32_t port, char *netdev)
{
	char *path = xprintf("/sys/class/infiniband/%s/device/net", device);
	DIR *dir = opendir(path);
	struct dirent *entry;
	int found = 0;

	free(path);
	while (dir && !found && (entry = readdir(dir))) {
		if (*entry->d_name == '.' ||
		    read_number(device, entry->d_name, "type") != TYPE_INFINIBAND ||
		    read_number(device, entry->d_name, "dev_port") != port - 1)
			continue;
		snprintf(netdev, IF_NAMESIZE, "%.*s", IF_NAMESIZE - 1,
			 entry->d_name);
		found = 1;
	}
	if (dir)
		closedir(dir);
	return found;
}

static int find_netdev(int fd, const struct ruapi_device_info *info,
		       uint32_t port, char *netdev)
{
	struct ruapi_port_attr attr = { .netdev = 0 };
	struct ruapi_device_query_port_args args = {
		.set = RUAPI_SET(RUAPI_DEVICE_QUERY_PORT_INDEX),
		.index = info->index,
		.port = port,
		.attr = &attr,
	};
	char device[sizeof(info->name) + 1] = "";
	char text[256];

	memcpy(device, info->name, sizeof(info->name));
	if (ruapi_device_query_port(fd, &args)) {
		complain("hook: port %" PRIu32 " of %s: %s", port, device,
			 ruapi_strerror_call(text, sizeof(text), &args.error));
		return -EACCES;
	}
	if ((attr.netdev && if_indextoname(attr.netdev, netdev)) ||
	    find_ipoib(device, port, netdev))
		return 0;
	complain("hook: port %" PRIu32 " of %s has no netdev here: is it in another container?",
		 port, device);
	return -ENODEV;
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

/* Notes what a netdev is to have when it is back. */
static int note_netdev(const char *id, const char *netdev, const char *lines)
{
	char *path = xprintf(FOLDER "/%s/dev.%s", id, netdev);
	FILE *out = fopen(path, "we");
	int ret = 0;

	if (!out || fputs(lines, out) < 0 || fclose(out))
		ret = -errno;
	if (ret)
		complain("hook: %s: %s", path, strerror(-ret));
	free(path);
	return ret;
}

int netdev_give(int fd, const struct ruapi_device_info *info, uint32_t port,
		const char *id, pid_t pid)
{
	char netdev[IF_NAMESIZE] = "";
	char *lines, *move, *set;
	int netns, ret;

	ret = find_netdev(fd, info, port, netdev);
	if (!ret)
		ret = make_folder(id, pid);
	if (ret)
		return ret;
	lines = address_lines(netdev);
	move = xprintf("link set dev %s netns %d\n", netdev, (int)pid);
	set = xprintf("link set dev lo up\n%slink set dev %s up\n", lines, netdev);
	netns = open_netns(id);
	ret = netns < 0 ? -errno : note_netdev(id, netdev, lines);
	if (!ret)
		ret = run_ip(-1, move);
	if (!ret)
		ret = run_ip(netns, set);
	if (netns >= 0)
		close(netns);
	free(set);
	free(move);
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

/* A netdev, with what the note says. */
static int bring_back(int dir, int netns, const char *name)
{
	const char *netdev = name + strlen("dev.");
	char *lines = read_note(dir, name);
	char *move = xprintf("link set dev %s netns %d\n", netdev, (int)getpid());
	char *set = xprintf("%slink set dev %s up\n", lines, netdev);
	int ret = 0;

	/* With the last process it may have come by itself. */
	if (!if_nametoindex(netdev))
		ret = run_ip(netns, move);
	if (!ret)
		ret = run_ip(-1, set);
	unlinkat(dir, name, 0);
	free(set);
	free(move);
	free(lines);
	return ret;
}

int netdev_take_back(const char *id)
{
	char *path = xprintf(FOLDER "/%s", id);
	const int fd = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	DIR *dir = fd < 0 ? NULL : fdopendir(fd);
	const int netns = open_netns(id);
	struct dirent *entry;
	char *mounted = xprintf("%s/" NETNS, path);
	int ret = 0;

	while (dir && (entry = readdir(dir)))
		if (!strncmp(entry->d_name, "dev.", 4))
			ret = bring_back(fd, netns, entry->d_name) ? : ret;
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
			netdev_take_back(entry->d_name);
	if (dir)
		closedir(dir);
}
