/* SPDX-License-Identifier: GPL-2.0 OR Linux-OpenIB */
/*
 * The provider library of rdmasim, for programs that use libibverbs.  It is built
 * against rdma-core's private headers (tests/vm/provider.sh).
 *
 *	provider.c	the device, contexts, and the table of what there is
 *	map.c		what is mapped of the device
 *	objects.c	objects that the kernel makes, and nothing is known of here
 *	queues.c	CQs, QPs, SRQs, work queues
 *	poll.c		completions, in all forms that libibverbs has
 *	post.c		requests, the same
 *
 * Queues are memory that the device has as well (rdmasim-abi.h): neither posts nor
 * polls are calls, but for the post that finds the device asleep.
 */
#ifndef RDMASIM_PROVIDER_H
#define RDMASIM_PROVIDER_H

#include <errno.h>
#include <infiniband/driver.h>
#include <infiniband/kern-abi.h>
#include <pthread.h>
#include <stdlib.h>

#include "../../kernel/drivers/rdmasim/rdmasim-abi.h"

#define WR_MAX_SGE 32
#define WR_MAX_INLINE 256

/**
 * struct sim_context - a context
 * @verbs: must be first
 * @lock: protects @pages
 * @pages: of doorbells, which are mapped until the context goes
 */
struct sim_context {
	struct verbs_context verbs;
	pthread_mutex_t lock;
	struct sim_page *pages;
};

/* A queue that is mapped, if @memory is not NULL. */
struct sim_queue {
	uint8_t *memory;
	size_t size;
	struct rdmasim_doorbell *door;
};

/**
 * struct sim_ring - requests of one kind, or completions
 * @lock: held while they are posted or polled
 * @places: where they are
 * @mask: how many places, less one
 * @stride: bytes from one to the next
 * @max_wr: requests that fit
 * @max_sge: entries of one
 * @next: counter of those that were posted or polled
 */
struct sim_ring {
	pthread_mutex_t lock;
	uint8_t *places;
	uint32_t mask;
	uint32_t stride;
	uint32_t max_wr;
	uint32_t max_sge;
	uint32_t next;
};

/**
 * struct sim_cq - a CQ
 * @verbs: must be first
 * @ring: its lock is held from start_poll to end_poll as well
 * @cqe: what the extended interface shows
 */
struct sim_cq {
	struct verbs_cq verbs;
	struct sim_queue queue;
	struct sim_ring ring;
	struct rdmasim_cqe cqe;
};

struct sim_srq {
	struct verbs_srq verbs;
	struct sim_queue queue;
	struct sim_ring ring;
};

struct sim_wq {
	struct ibv_wq verbs;
	struct sim_queue queue;
	struct sim_ring ring;
};

struct sim_ah {
	struct ibv_ah verbs;
	uint32_t number;
};

/* A request that is being put together by the extended interface. */
struct sim_wr {
	struct ibv_send_wr wr;
	struct ibv_sge sge[WR_MAX_SGE];
	uint8_t data[WR_MAX_INLINE];
};

/**
 * struct sim_qp - a QP
 * @verbs: must be first
 * @send: requests
 * @recv: receives
 * @max_inline: bytes
 * @lock: held from wr_start to wr_complete or wr_abort
 * @wrs: requests in between
 * @num_wrs: of those
 * @room: of @wrs
 * @nowhere: stands in for the last request if there is none
 * @error: what went wrong, a positive errno, for wr_complete
 */
struct sim_qp {
	struct verbs_qp verbs;
	struct sim_queue queue;
	struct sim_ring send;
	struct sim_ring recv;
	uint32_t max_inline;
	pthread_mutex_t lock;
	struct sim_wr *wrs;
	unsigned int num_wrs;
	unsigned int room;
	struct sim_wr nowhere;
	int error;
};

static inline struct sim_context *to_sim_context(struct ibv_context *ib)
{
	return container_of(ib, struct sim_context, verbs.context);
}

static inline struct sim_cq *to_sim_cq(struct ibv_cq *ib)
{
	return container_of(ib, struct sim_cq, verbs.cq);
}

static inline struct sim_srq *to_sim_srq(struct ibv_srq *ib)
{
	return container_of(ib, struct sim_srq, verbs.srq);
}

static inline struct sim_wq *to_sim_wq(struct ibv_wq *ib)
{
	return container_of(ib, struct sim_wq, verbs);
}

static inline struct sim_qp *to_sim_qp(struct ibv_qp *ib)
{
	return container_of(ib, struct sim_qp, verbs.qp);
}

/*
 * Functions of libibverbs' own say 0 or a positive errno; who returns a pointer says
 * NULL and sets errno.
 */
static inline void *give_up(void *object, int error)
{
	free(object);
	errno = error;
	return NULL;
}

extern const struct verbs_context_ops sim_object_ops;
extern const struct verbs_context_ops sim_queue_ops;

/* map.c */
void sim_context_init(struct sim_context *context);
void sim_context_exit(struct sim_context *context);
int sim_queue_map(struct sim_queue *queue, struct ibv_context *ib,
		  const struct rdmasim_create_resp *resp);
void sim_queue_unmap(struct sim_queue *queue);
int sim_dm_map(struct ibv_context *ib, uint32_t number, size_t length,
	       void **memory);
void sim_dm_unmap(void *memory, size_t length);
void sim_ring_init(struct sim_ring *ring);
void sim_ring_exit(struct sim_ring *ring);
void sim_ring_recv(struct sim_ring *ring, const struct sim_queue *queue,
		   const struct rdmasim_create_resp *resp);

/* poll.c */
int sim_poll_cq(struct ibv_cq *ib, int num, struct ibv_wc *wc);
void sim_cq_clean(struct ibv_cq *ib, uint32_t qp_num);
void sim_cq_init_ex(struct sim_cq *cq);

/* post.c */
int sim_post_send(struct ibv_qp *ib, struct ibv_send_wr *wr,
		  struct ibv_send_wr **bad_wr);
int sim_post_recv(struct ibv_qp *ib, struct ibv_recv_wr *wr,
		  struct ibv_recv_wr **bad_wr);
int sim_post_srq_recv(struct ibv_srq *ib, struct ibv_recv_wr *wr,
		      struct ibv_recv_wr **bad_wr);
int sim_post_wq_recv(struct ibv_wq *ib, struct ibv_recv_wr *wr,
		     struct ibv_recv_wr **bad_wr);
int sim_bind_mw(struct ibv_qp *ib, struct ibv_mw *mw, struct ibv_mw_bind *bind);
int sim_qp_init_ex(struct sim_qp *qp, uint64_t ops);

#endif /* RDMASIM_PROVIDER_H */
