/* SPDX-License-Identifier: GPL-2.0 OR Linux-OpenIB */
/* The QPs of a device, as RDMA netlink tells them to everybody. */
#ifndef RUAPI_CLI_QPS_H
#define RUAPI_CLI_QPS_H

#include <stdint.h>
#include <sys/types.h>

/**
 * struct qp_info - a QP of a process
 * @pid: whose
 * @port: it is on, 0: none yet
 * @number: of the QP
 * @peer: number of the QP at the other end
 * @has_peer: there is one
 * @type: enum ib_qp_type
 * @state: enum ib_qp_state
 */
struct qp_info {
	pid_t pid;
	uint32_t port;
	uint32_t number;
	uint32_t peer;
	int has_peer;
	unsigned int type;
	unsigned int state;
};

/* Those of processes; @qps is to be freed.  0 or a negative errno. */
int qps_of(uint32_t device, struct qp_info **qps, unsigned int *count);

/* "RC", "RTS"; never NULL */
const char *qp_type_name(unsigned int type);
const char *qp_state_name(unsigned int state);

#endif /* RUAPI_CLI_QPS_H */
