/* SPDX-License-Identifier: GPL-2.0 OR Linux-OpenIB */
/* What the policy (policy.bpf.c) and who loads it (policy.c) tell each other. */
#ifndef POLICY_H
#define POLICY_H

#define POLICY_RULES 4
#define POLICY_OBJECTS 64
#define POLICY_ACTIONS 64

/**
 * struct policy_rule - an action that is denied
 * @cgroup: in this cgroup (v2) only, 0: in any
 * @object: enum ruapi_object
 * @action: action
 * @device: on this device only, 0xffffffff: on any, and without
 * @used: the rule counts
 */
struct policy_rule {
	__u64 cgroup;
	__u32 object;
	__u32 action;
	__u32 device;
	__u32 used;
};

#endif /* POLICY_H */
