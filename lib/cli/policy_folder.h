/* SPDX-License-Identifier: GPL-2.0 OR Linux-OpenIB */
/*
 * Where the policy of the kernel is pinned.  Each load is a folder of its own in the
 * BPF file system, with a number: the program's link and its maps.  The highest number
 * is the policy; there are others only while one takes the place of another.
 */
#ifndef RUAPI_CLI_POLICY_FOLDER_H
#define RUAPI_CLI_POLICY_FOLDER_H

#include <stdint.h>

#define POLICY_FOLDER "/sys/fs/bpf/rdma_uapi"
#define POLICY_LINK "link"

/*
 * The folder of them all, which is locked as long as it is open: to change it if it
 * may be made, else to read.  Complains, but of ENOENT; negative errno.
 */
int policy_folder_open(int make);
/* The highest number, 0: none, and how many have a link. */
unsigned long policy_folder_newest(int folder, unsigned int *count);
/* Something that is pinned, as a file descriptor, or a negative errno. */
int policy_folder_get(unsigned long number, const char *name);
/* Takes one away, at once: its link goes some time later. */
void policy_folder_drop(int folder, unsigned long number);
/* All but one. */
int policy_folder_drop_others(int folder, unsigned long keep);
/* Whether it holds, for all CPUs at once; @map: "on" */
int policy_set_on(int map, uint32_t value);

#endif /* RUAPI_CLI_POLICY_FOLDER_H */
