/* SPDX-License-Identifier: GPL-2.0 OR Linux-OpenIB */
/* What rdma-uapi doctor looks at. */
#ifndef RUAPI_DOCTOR_H
#define RUAPI_DOCTOR_H

#include <stdint.h>
#include "findings.h"
#include "machine.h"

/**
 * struct patient - who is looked at
 * @machine: where its files are
 * @found: what was found
 * @fd: of the device, if it takes calls; else -1
 * @module: the module is loaded
 * @node: whoever runs the tool may open the node, by its mode
 */
struct patient {
	struct machine machine;
	struct findings found;
	int fd;
	int module;
	int node;
};

/* doctor_module.c: kernel, module, node, and whether it takes calls */
void doctor_kernel(struct patient *p);
void doctor_module(struct patient *p);
void doctor_node(struct patient *p);
void doctor_calls(struct patient *p);
/* doctor_hca.c: HCAs, their drivers, ports and provider libraries */
void doctor_hcas(struct patient *p);
/* doctor_limits.c: what else can be in the way */
void doctor_memlock(struct patient *p);
void doctor_cgroup(struct patient *p);
void doctor_lsm(struct patient *p);
void doctor_libraries(struct patient *p);

/* Is a capability of enum CAP_... effective? */
int doctor_capable(const struct patient *p, unsigned int cap);

#endif /* RUAPI_DOCTOR_H */
