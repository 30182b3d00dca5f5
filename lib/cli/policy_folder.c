// SPDX-License-Identifier: GPL-2.0 OR Linux-OpenIB
/* Where the policy of the kernel is pinned: a folder for each load. */
#include <bpf/bpf.h>
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <sys/vfs.h>
#include <unistd.h>
#include <linux/magic.h>
#include "complain.h"
#include "policy_folder.h"
#include "text.h"

#define BPFFS "/sys/fs/bpf"

/* A number, or 0. */
static unsigned long generation(const char *name)
{
	char *end;
	const unsigned long number = strtoul(name, &end, 10);

	return *end ? 0 : number;
}

/* Also locks it: loads and removals come one after the other. */
int policy_folder_open(int make)
{
	struct statfs fs;
	int fd;

	if (make && (statfs(BPFFS, &fs) || fs.f_type != BPF_FS_MAGIC)) {
		complain("policy: %s is no BPF file system: mount -t bpf bpf %s",
			 BPFFS, BPFFS);
		return -ENODEV;
	}
	if (make && mkdir(POLICY_FOLDER, 0700) && errno != EEXIST) {
		fd = -errno;
		complain("policy: %s: %s", POLICY_FOLDER, strerror(errno));
		return fd;
	}
	fd = open(POLICY_FOLDER, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (fd < 0) {
		fd = -errno;
		if (fd != -ENOENT)
			complain("policy: %s: %s", POLICY_FOLDER, strerror(-fd));
		return fd;
	}
	if (flock(fd, make ? LOCK_EX : LOCK_SH)) {
		close(fd);
		return -errno;
	}
	return fd;
}

/* The highest generation, and how many there are; those without a link do not count. */
unsigned long policy_folder_newest(int folder, unsigned int *count)
{
	const int fd = dup(folder);
	DIR *dir = fd < 0 ? NULL : fdopendir(fd);
	unsigned long number, best = 0;
	struct dirent *entry;
	char path[64];

	*count = 0;
	if (!dir) {
		if (fd >= 0)
			close(fd);
		return 0;
	}
	rewinddir(dir);
	while ((entry = readdir(dir))) {
		number = generation(entry->d_name);
		snprintf(path, sizeof(path), "%lu/" POLICY_LINK, number);
		if (!number || faccessat(folder, path, F_OK, 0))
			continue;
		++*count;
		best = number > best ? number : best;
	}
	closedir(dir);
	return best;
}

int policy_folder_get(unsigned long number, const char *name)
{
	char *path = xprintf(POLICY_FOLDER "/%lu/%s", number, name);
	const int fd = bpf_obj_get(path);

	free(path);
	return fd;
}

int policy_set_on(int map, uint32_t value)
{
	const uint32_t zero = 0;

	return bpf_map_update_elem(map, &zero, &value, BPF_ANY);
}

/* Takes a generation away: at once, as the link goes some time later. */
void policy_folder_drop(int folder, unsigned long number)
{
	char *name = xprintf("%lu", number);
	const int on = policy_folder_get(number, "on");
	int fd;
	struct dirent *entry;
	DIR *dir;

	if (on >= 0) {
		policy_set_on(on, 0);
		close(on);
	}
	fd = openat(folder, name, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	dir = fd < 0 ? NULL : fdopendir(fd);
	while (dir && (entry = readdir(dir)))
		if (*entry->d_name != '.')
			unlinkat(fd, entry->d_name, 0);
	if (dir)
		closedir(dir);
	else if (fd >= 0)
		close(fd);
	unlinkat(folder, name, AT_REMOVEDIR);
	free(name);
}

/* All but one. */
int policy_folder_drop_others(int folder, unsigned long keep)
{
	const int fd = dup(folder);
	DIR *dir = fd < 0 ? NULL : fdopendir(fd);
	unsigned long numbers[64], number;
	unsigned int count = 0, i;
	struct dirent *entry;

	if (!dir) {
		if (fd >= 0)
			close(fd);
		return -ENOMEM;
	}
	rewinddir(dir);
	while (count < 64 && (entry = readdir(dir))) {
		number = generation(entry->d_name);
		if (number && number != keep)
			numbers[count++] = number;
	}
	closedir(dir);
	for (i = 0; i < count; i++)
		policy_folder_drop(folder, numbers[i]);
	return 0;
}
