/* SPDX-License-Identifier: GPL-2.0 OR Linux-OpenIB */
/* Main fds: main.c has them, and who makes views or looks at devices takes one. */
#ifndef COMPAT_MAIN_H
#define COMPAT_MAIN_H

#include <stdbool.h>

#include "compat.h"

/*
 * The first number that they have, if programs may have as many: for 64 files there is
 * room in each process, and the kernel makes a larger table for more.
 */
#define MAIN_FD_FIRST 60

/**
 * struct main - a main fd while it is being used
 * @fd: it, or a negative errno
 * @mine: it is in no word, and to be closed
 * @opened: by its path, a moment ago
 */
struct main {
	int fd;
	bool mine;
	bool opened;
};

/**
 * enum main_purpose - what a main fd is taken for
 * @MAIN_TO_LOOK: to ask; who has opened the device once may go on doing so
 * @MAIN_TO_OPEN: to open something, for which there must be the right now
 */
enum main_purpose {
	MAIN_TO_LOOK,
	MAIN_TO_OPEN,
};

/* That of the network namespace of this thread; 0 or a negative errno. */
int main_get(struct main *main, enum main_purpose purpose);
void main_put(const struct main *main);

/* fstat() of the device that is behind a view; a negative errno if it is not to be had. */
int main_stat(const struct view *view, struct stat *st);

/* ---- device.c: which device is uverbsN ------------------------------------- */

/**
 * struct device - what a device view needs
 * @index: of the device
 * @driver_id: of the device
 */
struct device {
	uint32_t index;
	uint32_t driver_id;
};

/* Of more bits there is no room in the tag of a view. */
#define TAG_MAX_DRIVER 0xff

/* What was found out before, and is good until the kernel knows no such device. */
bool device_known(const struct node *node, struct device *device);
void device_keep(const struct node *node, const struct device *device);
void device_forget(const struct node *node);

/* verbs_device.c: how many completion vectors it has. */
void device_keep_vectors(uint32_t index, uint32_t vectors);

/* -EPERM: the network namespace must not see it. */
int device_of(int fd, const struct node *node, const struct node_info *info,
	      struct device *device);

#endif /* COMPAT_MAIN_H */
