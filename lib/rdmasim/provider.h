/* SPDX-License-Identifier: GPL-2.0 OR Linux-OpenIB */
/*
 * The provider library of rdmasim, for programs that use libibverbs.  It is built
 * against rdma-core's private headers (tests/vm/provider.sh).
 *
 *	provider.c	the device, contexts, and the table of what there is
 *	objects.c	objects that the kernel makes, and nothing is known of here
 *	queues.c	CQs, QPs, SRQs
 *	post.c		requests and completions, in all forms that libibverbs has
 *
 * All that rdmasim does, it does in the kernel: requests are posted and completions
 * polled by calls, with the requests of mainline and no data of the driver's own.
 */
#ifndef RDMASIM_PROVIDER_H
#define RDMASIM_PROVIDER_H

#include <errno.h>
#include <infiniband/driver.h>
#include <infiniband/kern-abi.h>
#include <pthread.h>
#include <stdlib.h>

#define WR_MAX_SGE 32
#define CQ_BATCH 16

/**
 * struct sim_cq - a CQ
 * @verbs: must be first
 * @lock: held from start_poll to end_poll, and by whoever polls otherwise
 * @wc: completions that have been polled for the extended interface
 * @count: of those
 * @current: which one it shows
 */
struct sim_cq {
	struct verbs_cq verbs;
	pthread_mutex_t lock;
	struct ibv_wc wc[CQ_BATCH];
	int count;
	int current;
};

/* A request that is being put together by the extended interface. */
struct sim_wr {
	struct ibv_send_wr wr;
	struct ibv_sge sge[WR_MAX_SGE];
};

/**
 * struct sim_qp - a QP
 * @verbs: must be first
 * @post_lock: of an XRC initiator: held while requests for one SRQ are posted
 * @srqn: which SRQ the device takes its next requests to be for
 * @lock: held from wr_start to wr_complete or wr_abort
 * @wrs: requests in between
 * @num_wrs: of those
 * @room: of @wrs
 * @nowhere: stands in for the last request if there is none
 * @error: what went wrong, a positive errno, for wr_complete
 */
struct sim_qp {
	struct verbs_qp verbs;
	pthread_mutex_t post_lock;
	uint32_t srqn;
	pthread_mutex_t lock;
	struct sim_wr *wrs;
	unsigned int num_wrs;
	unsigned int room;
	struct sim_wr nowhere;
	int error;
};

static inline struct sim_cq *to_sim_cq(struct ibv_cq *ib)
{
	return container_of(ib, struct sim_cq, verbs.cq);
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

/* post.c */
int sim_poll_cq(struct ibv_cq *cq, int num, struct ibv_wc *wc);
int sim_post_send(struct ibv_qp *qp, struct ibv_send_wr *wr,
		  struct ibv_send_wr **bad_wr);
void sim_cq_init_ex(struct sim_cq *cq);
int sim_qp_init_ex(struct sim_qp *qp, uint64_t ops);

#endif /* RDMASIM_PROVIDER_H */
