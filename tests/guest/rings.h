/* SPDX-License-Identifier: GPL-2.0 OR Linux-OpenIB */
/*
 * Queues of rdmasim that a program reads and writes itself, wherever they are, of a QP
 * that sends to itself.  For programs of /dev/rdma_uapi and of ib_uverbs.
 */
#ifndef GUEST_RINGS_H
#define GUEST_RINGS_H

#include <stdbool.h>
#include <stdint.h>
#include <string.h>
#include <time.h>
#include "../../kernel/drivers/rdmasim/rdmasim-abi.h"

/* Sizes that QPs, SRQs and CQs are asked for with. */
enum {
	RING_PLACES = 4,
	RING_SGES = 2,
	RING_INLINE = 100,
	RING_CQES = 8,
	RING_SEND_STRIDE = 3 * RDMASIM_LINE,
	RING_RECV_STRIDE = sizeof(struct rdmasim_recv) +
			   RING_SGES * sizeof(struct rdmasim_sge),
	RING_SENDS = RING_PLACES * RING_SEND_STRIDE,
	RING_RECVS = RING_PLACES * RING_RECV_STRIDE,
	/* Of both in one piece: receives begin at a page. */
	RING_BOTH = 4096 + RING_RECVS,
	RING_CQ = sizeof(struct rdmasim_cq_counters) +
		  RING_CQES * sizeof(struct rdmasim_cqe),
};

/**
 * struct rings - where they are
 * @counters: of completions, which are behind them
 * @sends: requests
 * @recvs: receives
 * @send_door: of the QP
 * @recv_door: of the QP, or of its SRQ
 * @seen: completions that were polled
 */
struct rings {
	volatile struct rdmasim_cq_counters *counters;
	uint8_t *sends;
	uint8_t *recvs;
	struct rdmasim_doorbell *send_door;
	struct rdmasim_doorbell *recv_door;
	uint32_t seen;
};

/* Receive @n, of up to 64 bytes. */
static inline void rings_recv(struct rings *r, uint32_t n, void *to, uint32_t lkey)
{
	struct rdmasim_recv *recv =
		(void *)(r->recvs + n % RING_PLACES * RING_RECV_STRIDE);

	*recv = (struct rdmasim_recv) { .wr_id = 2000 + n, .num_sge = 1 };
	*(struct rdmasim_sge *)(recv + 1) = (struct rdmasim_sge) {
		.addr = (uintptr_t)to,
		.length = 64,
		.lkey = lkey,
	};
	__atomic_store_n(&r->recv_door->recv_tail, n + 1, __ATOMIC_SEQ_CST);
}

/* Request @n: its number is sent.  Return: whether the device has to be woken. */
static inline bool rings_send(struct rings *r, uint32_t n)
{
	struct rdmasim_send *send =
		(void *)(r->sends + n % RING_PLACES * RING_SEND_STRIDE);

	/* As in enum ib_uverbs_wr_opcode, and IB_SEND_INLINE | IB_SEND_SIGNALED. */
	*send = (struct rdmasim_send) {
		.wr_id = 1000 + n,
		.opcode = 2,
		.flags = 8 | 2,
		.inline_len = sizeof(n),
	};
	memcpy(send + 1, &n, sizeof(n));
	__atomic_store_n(&r->send_door->send_tail, n + 1, __ATOMIC_SEQ_CST);
	return __atomic_load_n(&r->send_door->wake, __ATOMIC_SEQ_CST) &
	       RDMASIM_WAKE_SEND;
}

/* The next completion.  Return: whether it has come in time, and is a good one. */
static inline bool rings_poll(struct rings *r, struct rdmasim_cqe *cqe)
{
	const struct timespec ms = { .tv_nsec = 1000000 };
	unsigned int patience = 60000;

	while (__atomic_load_n(&r->counters->tail, __ATOMIC_ACQUIRE) == r->seen) {
		if (!patience--)
			return false;
		nanosleep(&ms, NULL);
	}
	*cqe = ((struct rdmasim_cqe *)(r->counters + 1))[r->seen++ % RING_CQES];
	__atomic_store_n(&r->counters->head, r->seen, __ATOMIC_RELEASE);
	return !cqe->status;
}

/* Both completions of request @n, in any order, and that its number has arrived. */
static inline bool rings_arrived(struct rings *r, uint32_t n, const void *at)
{
	struct rdmasim_cqe cqe;
	unsigned int i, what = 0;

	for (i = 0; i < 2 && rings_poll(r, &cqe); i++)
		what |= (cqe.wr_id == 1000 + n) << 0 | (cqe.wr_id == 2000 + n) << 1;
	return what == 3 && !memcmp(at, &n, sizeof(n));
}

#endif /* GUEST_RINGS_H */
