// SPDX-License-Identifier: GPL-2.0 OR Linux-OpenIB
/*
 * A policy for /dev/rdma_uapi as a BPF LSM program: it denies actions of objects,
 * on devices, to cgroups.  It is compiled without any kernel's headers: what it
 * reads of the kernel's structs is found when it is loaded (CO-RE).
 */
#include <stdbool.h>
#include <linux/bpf.h>
#include <linux/errno.h>
#include <rdma/rdma_uapi.h>
#include <bpf/bpf_core_read.h>
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>
#include "policy.h"

/* fcntl.h of x86 */
#define O_PATH 010000000

struct inode {
	__u32 i_rdev;
} __attribute__((preserve_access_index));

struct file {
	unsigned int f_flags;
	struct inode *f_inode;
} __attribute__((preserve_access_index));

/* The loader's: the node, and what is denied. */
__u32 node;
struct policy_rule rules[POLICY_RULES];

/* What came by: requests, and ioctls of userspace that look like one. */
__u32 seen[POLICY_OBJECTS][POLICY_ACTIONS];
struct ruapi_lsm_request last;
__u32 broken;
__u32 look_alikes;

static bool denies(const struct policy_rule *rule,
		   const struct ruapi_lsm_request *req)
{
	return rule->used && rule->object == req->object &&
	       rule->action == req->action &&
	       (rule->device == (__u32)-1 || rule->device == req->device) &&
	       (!rule->cgroup || rule->cgroup == bpf_get_current_cgroup_id());
}

SEC("lsm/file_ioctl")
int BPF_PROG(policy, struct file *file, unsigned int cmd, unsigned long arg)
{
	struct ruapi_lsm_request req;
	int i;

	if (file->f_inode->i_rdev != node)
		return 0;
	/* A user's ioctl(), with any command and any argument. */
	if (!(file->f_flags & O_PATH)) {
		if (cmd >> 30 == 3 && !(cmd >> 16 & 0x3fff))
			__sync_fetch_and_add(&look_alikes, 1);
		return 0;
	}
	if (bpf_probe_read_kernel(&req, sizeof(req), (void *)arg) ||
	    cmd != RUAPI_LSM_CMD(req.object, req.action)) {
		__sync_fetch_and_add(&broken, 1);
		return -EPERM;
	}
	last = req;
	if (req.object < POLICY_OBJECTS && req.action < POLICY_ACTIONS)
		__sync_fetch_and_add(&seen[req.object][req.action], 1);
	for (i = 0; i < POLICY_RULES; i++)
		if (denies(&rules[i], &req))
			return -EACCES;
	return 0;
}

char _license[] SEC("license") = "Dual BSD/GPL";
