// SPDX-License-Identifier: GPL-2.0 OR Linux-OpenIB
/*
 * Completions, in all forms that libibverbs has.  What the device has told lies in
 * memory; when the device is gone, there may be anything.
 */
#include <errno.h>
#include <string.h>

#include "provider.h"

static struct rdmasim_cq_counters *counters(struct sim_cq *cq)
{
	return (struct rdmasim_cq_counters *)cq->queue.memory;
}

static struct rdmasim_cqe *cqe_at(struct sim_cq *cq, uint32_t n)
{
	return (struct rdmasim_cqe *)(cq->ring.places +
				      (size_t)(n & cq->ring.mask) *
					      cq->ring.stride);
}

/* With the lock held.  How many there are. */
static uint32_t count(struct sim_cq *cq)
{
	const uint32_t n = __atomic_load_n(&counters(cq)->tail,
					   __ATOMIC_ACQUIRE) - cq->ring.next;

	return n > cq->ring.mask + 1 ? 0 : n;
}

/* With the lock held.  False: there is none. */
static int take(struct sim_cq *cq, struct rdmasim_cqe *cqe)
{
	if (!count(cq))
		return 0;
	*cqe = *cqe_at(cq, cq->ring.next);
	__atomic_store_n(&counters(cq)->head, ++cq->ring.next,
			 __ATOMIC_RELEASE);
	return 1;
}

int sim_poll_cq(struct ibv_cq *ib, int num, struct ibv_wc *wc)
{
	struct sim_cq *cq = to_sim_cq(ib);
	struct rdmasim_cqe cqe;
	int n;

	pthread_mutex_lock(&cq->ring.lock);
	for (n = 0; n < num && take(cq, &cqe); n++)
		wc[n] = (struct ibv_wc){
			.wr_id = cqe.wr_id,
			.status = cqe.status,
			.opcode = cqe.opcode,
			.byte_len = cqe.byte_len,
			.imm_data = cqe.imm,
			.qp_num = cqe.qp_num,
			.src_qp = cqe.src_qp,
			.wc_flags = cqe.wc_flags,
			.pkey_index = cqe.pkey_index,
			.slid = cqe.slid,
			.sl = cqe.sl,
		};
	pthread_mutex_unlock(&cq->ring.lock);
	return n;
}

/**
 * sim_cq_clean() - forget the completions of a QP
 * @ib: NULL, or a CQ
 * @qp_num: a QP that is gone, or has been reset
 */
void sim_cq_clean(struct ibv_cq *ib, uint32_t qp_num)
{
	struct sim_cq *cq;
	uint32_t i, kept;

	if (!ib)
		return;
	cq = to_sim_cq(ib);
	pthread_mutex_lock(&cq->ring.lock);
	/* The device adds at the end, so those that stay move towards it. */
	kept = cq->ring.next + count(cq);
	for (i = kept; i != cq->ring.next; i--)
		if (cqe_at(cq, i - 1)->qp_num != qp_num)
			*cqe_at(cq, --kept) = *cqe_at(cq, i - 1);
	cq->ring.next = kept;
	__atomic_store_n(&counters(cq)->head, kept, __ATOMIC_RELEASE);
	pthread_mutex_unlock(&cq->ring.lock);
}

/* ---- piece by piece --------------------------------------------------------- */

static struct sim_cq *from_ex(struct ibv_cq_ex *ex)
{
	return container_of(ex, struct sim_cq, verbs.cq_ex);
}

static int next_poll(struct ibv_cq_ex *ex)
{
	struct sim_cq *cq = from_ex(ex);

	if (!take(cq, &cq->cqe))
		return ENOENT;
	ex->wr_id = cq->cqe.wr_id;
	ex->status = cq->cqe.status;
	return 0;
}

static int start_poll(struct ibv_cq_ex *ex, struct ibv_poll_cq_attr *attr)
{
	int ret;

	if (attr->comp_mask)
		return EINVAL;
	pthread_mutex_lock(&from_ex(ex)->ring.lock);
	ret = next_poll(ex);
	if (ret)
		pthread_mutex_unlock(&from_ex(ex)->ring.lock);
	return ret;
}

static void end_poll(struct ibv_cq_ex *ex)
{
	pthread_mutex_unlock(&from_ex(ex)->ring.lock);
}

static enum ibv_wc_opcode read_opcode(struct ibv_cq_ex *ex)
{
	return from_ex(ex)->cqe.opcode;
}

static uint32_t read_vendor_err(struct ibv_cq_ex *ex)
{
	return 0;
}

static uint32_t read_byte_len(struct ibv_cq_ex *ex)
{
	return from_ex(ex)->cqe.byte_len;
}

static __be32 read_imm_data(struct ibv_cq_ex *ex)
{
	return from_ex(ex)->cqe.imm;
}

static uint32_t read_qp_num(struct ibv_cq_ex *ex)
{
	return from_ex(ex)->cqe.qp_num;
}

static uint32_t read_src_qp(struct ibv_cq_ex *ex)
{
	return from_ex(ex)->cqe.src_qp;
}

static unsigned int read_wc_flags(struct ibv_cq_ex *ex)
{
	return from_ex(ex)->cqe.wc_flags;
}

static uint32_t read_slid(struct ibv_cq_ex *ex)
{
	return from_ex(ex)->cqe.slid;
}

static uint8_t read_sl(struct ibv_cq_ex *ex)
{
	return from_ex(ex)->cqe.sl;
}

static uint8_t read_dlid_path_bits(struct ibv_cq_ex *ex)
{
	return 0;
}

static uint64_t read_completion_ts(struct ibv_cq_ex *ex)
{
	return from_ex(ex)->cqe.timestamp;
}

static uint64_t read_completion_wallclock_ns(struct ibv_cq_ex *ex)
{
	return from_ex(ex)->cqe.wallclock;
}

/**
 * sim_cq_init_ex() - prepare a CQ for the extended interface
 * @cq: made by create_cq_ex
 */
void sim_cq_init_ex(struct sim_cq *cq)
{
	struct ibv_cq_ex *ex = &cq->verbs.cq_ex;

	ex->start_poll = start_poll;
	ex->next_poll = next_poll;
	ex->end_poll = end_poll;
	ex->read_opcode = read_opcode;
	ex->read_vendor_err = read_vendor_err;
	ex->read_byte_len = read_byte_len;
	ex->read_imm_data = read_imm_data;
	ex->read_qp_num = read_qp_num;
	ex->read_src_qp = read_src_qp;
	ex->read_wc_flags = read_wc_flags;
	ex->read_slid = read_slid;
	ex->read_sl = read_sl;
	ex->read_dlid_path_bits = read_dlid_path_bits;
	ex->read_completion_ts = read_completion_ts;
	ex->read_completion_wallclock_ns = read_completion_wallclock_ns;
}
