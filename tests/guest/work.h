/* SPDX-License-Identifier: GPL-2.0 OR Linux-OpenIB */
/*
 * Work requests through the mapped queues of rxe and siw, as their provider
 * libraries post them: one scatter element each, completions always.
 */
#ifndef WORK_H
#define WORK_H

#include "guest.h"

/**
 * struct ring - a mapped queue
 * @map: it, NULL: none
 * @offset: of it, as the driver has said
 * @len: bytes of it
 * @num: siw: its elements
 * @next: siw: the next one
 */
struct ring {
	void *map;
	uint64_t offset;
	size_t len;
	uint32_t num;
	uint32_t next;
};

/**
 * struct work_cq - a CQ
 * @set: its context
 * @handle: of it
 * @ring: its entries
 */
struct work_cq {
	const struct set *set;
	uint32_t handle;
	struct ring ring;
};

/**
 * struct work_srq - an SRQ
 * @set: its PD
 * @handle: of it
 * @ring: its receive queue
 */
struct work_srq {
	const struct set *set;
	uint32_t handle;
	struct ring ring;
};

/**
 * struct work_qp - an RC QP
 * @set: its PD
 * @handle: of it
 * @number: QP number
 * @sq: send queue
 * @rq: receive queue, none if it has an SRQ
 * @ssn: rxe: the next request's number
 */
struct work_qp {
	const struct set *set;
	uint32_t handle;
	uint32_t number;
	struct ring sq;
	struct ring rq;
	uint32_t ssn;
};

/**
 * struct work_mr - memory that everything is allowed with
 * @handle: of it
 * @lkey: for this side
 * @rkey: for the other
 * @buf: 4096 bytes
 */
struct work_mr {
	uint32_t handle;
	uint32_t lkey;
	uint32_t rkey;
	char *buf;
};

/**
 * struct completion - of a work request
 * @id: which one
 * @status: enum ib_uverbs_wc_status, of siw, too
 * @bytes: that were received
 */
struct completion {
	uint64_t id;
	unsigned int status;
	uint32_t bytes;
};

/* Makers.  They return 0 or a negative errno. */
int work_cq_make(struct work_cq *cq, const struct set *set);
int work_qp_make(struct work_qp *qp, const struct work_cq *cq,
		 const struct work_srq *srq);
int work_srq_make(struct work_srq *srq, const struct set *set,
		  uint32_t max_wr);
int work_mr_make(struct work_mr *mr, const struct set *set, uint32_t access);

/* Unmap and destroy.  They return 0 or a negative errno. */
int work_cq_destroy(struct work_cq *cq);
int work_qp_destroy(struct work_qp *qp);
int work_srq_destroy(struct work_srq *srq);
int work_mr_destroy(struct work_mr *mr, const struct set *set);

/* Posting of @len bytes at @offset of @mr.  The sends ring the doorbell. */
void work_recv(struct work_qp *qp, uint64_t id, const struct work_mr *mr,
	       uint32_t offset, uint32_t len);
void work_srq_recv(struct work_srq *srq, uint64_t id, const struct work_mr *mr,
		   uint32_t offset, uint32_t len);
int work_send(struct work_qp *qp, uint64_t id, const struct work_mr *mr,
	      uint32_t offset, uint32_t len);
int work_write(struct work_qp *qp, uint64_t id, const struct work_mr *mr,
	       uint32_t offset, uint32_t len, uint64_t to, uint32_t rkey);

/* rxe: give the window @mw the memory of @mr, and the key @rkey. */
int work_bind_mw(struct work_qp *qp, uint64_t id, const struct work_mr *mr,
		 uint32_t mw, uint32_t rkey, uint32_t access);
/* rxe: take it back. */
int work_local_inv(struct work_qp *qp, uint64_t id, uint32_t rkey);

/* An event of the CQ for the next completion.  Return: 0 or a negative errno. */
int work_arm(struct work_cq *cq);

/* The next completion.  Return: 0 or -ETIMEDOUT. */
int work_poll(struct work_cq *cq, struct completion *done,
	      unsigned int timeout_ms);

#endif /* WORK_H */
