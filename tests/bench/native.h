/* SPDX-License-Identifier: GPL-2.0 OR Linux-OpenIB */
/* Between the files of the native side. */
#ifndef NATIVE_H
#define NATIVE_H

#include <netinet/in.h>
#include <rdma/rdma_user_rxe.h>
#include <rdma_uapi/rdma_uapi.h>
#include <stddef.h>
#include <stdint.h>

#include "ib_verbs.h"

/* Of enum rdma_ucm_port_space. */
#define PS_TCP 0x0106

struct cq {
	uint32_t handle;
	struct ruapi_mapping queue;
};

struct qp {
	uint32_t handle;
	uint32_t qp_num;
	struct ruapi_mapping queues[2];
};

/**
 * struct native - what the rows use
 * @fd: the main fd
 * @index: of the device
 * @ctx: its context
 * @slot: of that, for mmap()
 * @pd: a PD
 * @other_pd: one of another context
 * @cq: a CQ
 * @qp: a QP in RTS, connected to itself
 * @listener: id that listens
 * @addr: where
 * @events: what read() has brought
 * @events_len: bytes of that
 * @events_off: where the next one is
 */
struct native {
	int fd;
	uint32_t index;
	uint32_t ctx;
	uint32_t slot;
	uint32_t pd;
	uint32_t other_pd;
	struct cq *cq;
	struct qp *qp;
	uint32_t listener;
	struct sockaddr_in addr;
	char events[RUAPI_EVENT_BUF] __attribute__((aligned(8)));
	size_t events_len, events_off;
};

extern struct native n;

void add_destroy(struct ruapi_calls *calls, unsigned int object,
		 uint32_t handle);
void destroy_all(struct ruapi_calls *calls);

struct qp *create_qp(void);
unsigned int add_qp(struct ruapi_calls *calls, struct rxe_create_qp_resp *resp);
struct qp *added_qp(const struct ruapi_calls *calls, unsigned int number,
		    const struct rxe_create_qp_resp *resp);
void modify_qp(const struct qp *qp, const struct ruapi_qp_attr *attr);
void free_qp(struct qp *qp);
void destroy_qp(struct qp *qp);

void setup_listener(void);
void run_connect(void);
void run_connect_bound(void);
void run_connect_one(void);

#endif /* NATIVE_H */
