/* SPDX-License-Identifier: GPL-2.0 OR Linux-OpenIB */
/* The policy (policy.bpf.c), as programs that try it know it. */
#ifndef RULES_H
#define RULES_H

#include "guest.h"
#include "policy.h"
#include "policy.skel.h"

#define ANY_DEVICE UINT32_MAX

extern struct policy *policy;

void policy_start(void);
void policy_end(void);

/* One rule at a time: of a device or of any, and of a cgroup, or 0. */
void deny(uint32_t object, uint32_t action, uint32_t device, uint64_t cgroup);
void allow_all(void);

/* How often the policy was asked. */
uint32_t seen(uint32_t object, uint32_t action);

#endif /* RULES_H */
