// SPDX-License-Identifier: GPL-2.0 OR Linux-OpenIB
/*
 * Work requests and completions through the kernel, for HCAs whose queues belong
 * to it.  Programs of all others share queues with their device: drivers that
 * find the kernel's requests there, or look there for the kernel's completions,
 * crash.  So it is only done for those that are known (driver.c), whatever
 * operations a driver has.
 */
#include <rdma/opa_addr.h>

#include "../../drivers/driver.h"
#include "verbs/verbs.h"

/* Requests and completions that are translated at a time, on the stack. */
#define STRIDE 8

/*
 * What IB_SEND_INLINE would have a driver copy is at an address of the kernel.
 * Those that are known refuse it of QPs of users, or have never heard of it.
 */
#define SEND_FLAGS (IB_SEND_FENCE | IB_SEND_SIGNALED | IB_SEND_SOLICITED | \
		    IB_SEND_INLINE | IB_SEND_IP_CSUM)

/* What all three actions that post have in common. */
#define POST_WRS RUAPI_QP_POST_SEND_WRS
#define POST_SGES RUAPI_QP_POST_SEND_SGES
#define POST_BAD_WR RUAPI_QP_POST_SEND_BAD_WR
#define POST_BAD_ERRNO RUAPI_QP_POST_SEND_BAD_ERRNO

#define SAME_ATTRS(action) \
	static_assert((int)RUAPI_##action##_WRS == (int)POST_WRS && \
		      (int)RUAPI_##action##_SGES == (int)POST_SGES && \
		      (int)RUAPI_##action##_BAD_WR == (int)POST_BAD_WR && \
		      (int)RUAPI_##action##_BAD_ERRNO == (int)POST_BAD_ERRNO)

SAME_ATTRS(QP_POST_RECV);
SAME_ATTRS(SRQ_POST_RECV);

/* Entries need no translation. */
static_assert(sizeof(struct ruapi_sge) == sizeof(struct ib_sge));
static_assert(offsetof(struct ruapi_sge, addr) ==
	      offsetof(struct ib_sge, addr));
static_assert(offsetof(struct ruapi_sge, length) ==
	      offsetof(struct ib_sge, length));
static_assert(offsetof(struct ruapi_sge, lkey) ==
	      offsetof(struct ib_sge, lkey));

/**
 * struct post - a call that posts
 * @call: the call
 * @qp: NULL: receives of an SRQ
 * @srq: NULL: requests of a QP
 * @sges: entries of the requests that are left
 * @num_sges: how many there are
 * @ahs: address handles
 * @num_ahs: how many there are
 */
struct post {
	struct ruapi_call *call;
	struct ib_qp *qp;
	struct ib_srq *srq;
	struct ib_sge *sges;
	u32 num_sges;
	struct ruapi_obj **ahs;
	u32 num_ahs;
};

static void *post_init(struct post *post, u32 size, u32 *count)
{
	struct ruapi_call *call = post->call;
	u32 len = 0, sges_len = 0;
	void *wrs;

	wrs = attr_buf(call, POST_WRS, &len);
	post->sges = attr_buf(call, POST_SGES, &sges_len);
	post->num_sges = sges_len / sizeof(*post->sges);
	*count = len / size;
	/* Until one is found; told also if the call fails. */
	attr_put_u32(call, POST_BAD_WR, *count);
	call->keep_attrs = true;
	return wrs;
}

/* A request that is malformed: nothing has been posted yet. */
static int post_malformed(struct post *post, u32 index, u16 reason)
{
	attr_put_u32(post->call, POST_BAD_WR, index);
	return call_bad_attr(post->call, POST_WRS, reason, -EINVAL);
}

/* A request that the device does not take: those before it have been posted. */
static int post_refused(struct post *post, u32 index, int err)
{
	attr_put_u32(post->call, POST_BAD_WR, index);
	if (!index)
		return err;
	attr_put_u32(post->call, POST_BAD_ERRNO, -err);
	return 0;
}

/* Whether all entries belong to requests, who have taken them in turn. */
static int post_check_sges(struct post *post, u32 taken)
{
	if (taken == post->num_sges)
		return 0;
	return call_bad_attr(post->call, POST_SGES, RUAPI_REASON_LENGTH,
			     -EINVAL);
}

static struct ib_sge *post_take_sges(struct post *post, u32 count)
{
	struct ib_sge *sges = post->sges;

	post->sges += count;
	return count ? sges : NULL;
}

/* ---- send requests --------------------------------------------------------- */

union send_wr {
	struct ib_send_wr wr;
	struct ib_rdma_wr rdma;
	struct ib_atomic_wr atomic;
	struct ib_ud_wr ud;
};

static bool is_ud(const struct post *post)
{
	return post->qp->qp_type == IB_QPT_UD;
}

/* Those that ib_uverbs lets through. */
static bool send_opcode_ok(const struct post *post, u32 opcode)
{
	switch (opcode) {
	case IB_WR_SEND:
	case IB_WR_SEND_WITH_IMM:
		return true;
	case IB_WR_RDMA_WRITE:
	case IB_WR_RDMA_WRITE_WITH_IMM:
	case IB_WR_RDMA_READ:
	case IB_WR_ATOMIC_CMP_AND_SWP:
	case IB_WR_ATOMIC_FETCH_AND_ADD:
	case IB_WR_SEND_WITH_INV:
		return !is_ud(post);
	default:
		return false;
	}
}

static int send_check(struct post *post, const struct ruapi_send_wr *wrs,
		      u32 count)
{
	u32 taken = 0, i;

	for (i = 0; i < count; i++) {
		const struct ruapi_send_wr *wr = &wrs[i];

		if (wr->flags & ~SEND_FLAGS || wr->reserved[0] ||
		    wr->reserved[1])
			return post_malformed(post, i, RUAPI_REASON_BITS);
		if (!send_opcode_ok(post, wr->opcode) ||
		    (is_ud(post) && wr->ah >= post->num_ahs) ||
		    wr->num_sge > post->num_sges - taken)
			return post_malformed(post, i, RUAPI_REASON_RANGE);
		taken += wr->num_sge;
	}
	return post_check_sges(post, taken);
}

static void send_set_ud(struct post *post, struct ib_ud_wr *to,
			const struct ruapi_send_wr *wr)
{
	to->ah = container_of(post->ahs[wr->ah], struct ruapi_ah, obj)->ib;
	to->remote_qpn = wr->remote_qpn;
	to->remote_qkey = wr->remote_qkey;
}

static void send_translate(struct post *post, union send_wr *to,
			   const struct ruapi_send_wr *wr)
{
	memset(to, 0, sizeof(*to));
	to->wr.wr_id = wr->wr_id;
	to->wr.opcode = wr->opcode;
	to->wr.send_flags = wr->flags;
	to->wr.num_sge = wr->num_sge;
	to->wr.sg_list = post_take_sges(post, wr->num_sge);
	switch (wr->opcode) {
	case IB_WR_SEND_WITH_IMM:
	case IB_WR_RDMA_WRITE_WITH_IMM:
		to->wr.ex.imm_data = (__force __be32)wr->imm_data;
		break;
	case IB_WR_SEND_WITH_INV:
		to->wr.ex.invalidate_rkey = wr->imm_data;
		break;
	}
	switch (wr->opcode) {
	case IB_WR_RDMA_WRITE:
	case IB_WR_RDMA_WRITE_WITH_IMM:
	case IB_WR_RDMA_READ:
		to->rdma.remote_addr = wr->remote_addr;
		to->rdma.rkey = wr->rkey;
		break;
	case IB_WR_ATOMIC_CMP_AND_SWP:
	case IB_WR_ATOMIC_FETCH_AND_ADD:
		to->atomic.remote_addr = wr->remote_addr;
		to->atomic.compare_add = wr->compare_add;
		to->atomic.swap = wr->swap;
		to->atomic.rkey = wr->rkey;
		break;
	default:
		if (is_ud(post))
			send_set_ud(post, &to->ud, wr);
	}
}

/* Requests of one stride.  On error @bad says which. */
static int send_some(struct post *post, const struct ruapi_send_wr *wrs,
		     u32 count, u32 *bad)
{
	const struct ib_send_wr *bad_wr;
	union send_wr list[STRIDE];
	u32 i;
	int ret;

	for (i = 0; i < count; i++) {
		send_translate(post, &list[i], &wrs[i]);
		if (i)
			list[i - 1].wr.next = &list[i].wr;
	}
	bad_wr = &list[0].wr;
	ret = post->qp->device->ops.post_send(post->qp->real_qp, bad_wr,
					      &bad_wr);
	for (i = 0; ret && i < count && bad_wr != &list[i].wr; i++)
		;
	*bad = i;
	return ret;
}

/**
 * qp_post_send() - handler of QP.POST_SEND
 * @call: the call
 *
 * Return: 0 or a negative errno.
 */
int qp_post_send(struct ruapi_call *call)
{
	struct post post = {
		.call = call,
		.qp = attr_to(qp, call, RUAPI_QP_POST_SEND_HANDLE)->ib,
	};
	const struct ruapi_send_wr *wrs;
	u32 count, i, n, bad;
	int ret;

	if (!(call->dev->traits & RUAPI_DRIVER_POSTS) ||
	    !post.qp->device->ops.post_send)
		return -EOPNOTSUPP;
	wrs = post_init(&post, sizeof(*wrs), &count);
	post.ahs = attr_objs(call, RUAPI_QP_POST_SEND_AHS, &post.num_ahs);
	ret = send_check(&post, wrs, count);
	if (ret)
		return ret;
	for (i = 0; i < count; i += n) {
		n = min_t(u32, count - i, STRIDE);
		ret = send_some(&post, wrs + i, n, &bad);
		if (ret)
			return post_refused(&post, i + bad, ret);
		cond_resched();
	}
	return 0;
}

/* ---- receive requests ------------------------------------------------------ */

static int recv_check(struct post *post, const struct ruapi_recv_wr *wrs,
		      u32 count)
{
	u32 taken = 0, i;

	for (i = 0; i < count; i++) {
		if (wrs[i].reserved)
			return post_malformed(post, i, RUAPI_REASON_BITS);
		if (wrs[i].num_sge > post->num_sges - taken)
			return post_malformed(post, i, RUAPI_REASON_RANGE);
		taken += wrs[i].num_sge;
	}
	return post_check_sges(post, taken);
}

/* Requests of one stride.  On error @bad says which. */
static int recv_some(struct post *post, const struct ruapi_recv_wr *wrs,
		     u32 count, u32 *bad)
{
	const struct ib_recv_wr *bad_wr;
	struct ib_recv_wr list[STRIDE];
	u32 i;
	int ret;

	for (i = 0; i < count; i++)
		list[i] = (struct ib_recv_wr){
			.next = i + 1 < count ? &list[i + 1] : NULL,
			.wr_id = wrs[i].wr_id,
			.num_sge = wrs[i].num_sge,
			.sg_list = post_take_sges(post, wrs[i].num_sge),
		};
	bad_wr = list;
	if (post->srq)
		ret = post->srq->device->ops.post_srq_recv(post->srq, bad_wr,
							   &bad_wr);
	else
		ret = post->qp->device->ops.post_recv(post->qp->real_qp, bad_wr,
						      &bad_wr);
	for (i = 0; ret && i < count && bad_wr != &list[i]; i++)
		;
	*bad = i;
	return ret;
}

static int post_recv(struct post *post)
{
	const struct ruapi_recv_wr *wrs;
	u32 count, i, n, bad;
	int ret;

	wrs = post_init(post, sizeof(*wrs), &count);
	ret = recv_check(post, wrs, count);
	if (ret)
		return ret;
	for (i = 0; i < count; i += n) {
		n = min_t(u32, count - i, STRIDE);
		ret = recv_some(post, wrs + i, n, &bad);
		if (ret)
			return post_refused(post, i + bad, ret);
		cond_resched();
	}
	return 0;
}

/**
 * qp_post_recv() - handler of QP.POST_RECV
 * @call: the call
 *
 * Return: 0 or a negative errno.
 */
int qp_post_recv(struct ruapi_call *call)
{
	struct post post = {
		.call = call,
		.qp = attr_to(qp, call, RUAPI_QP_POST_RECV_HANDLE)->ib,
	};

	if (!(call->dev->traits & RUAPI_DRIVER_POSTS) ||
	    !post.qp->device->ops.post_recv)
		return -EOPNOTSUPP;
	return post_recv(&post);
}

/**
 * srq_post_recv() - handler of SRQ.POST_RECV
 * @call: the call
 *
 * Return: 0 or a negative errno.
 */
int srq_post_recv(struct ruapi_call *call)
{
	struct post post = {
		.call = call,
		.srq = attr_to(srq, call, RUAPI_SRQ_POST_RECV_HANDLE)->ib,
	};

	if (!(call->dev->traits & RUAPI_DRIVER_POSTS) ||
	    !post.srq->device->ops.post_srq_recv)
		return -EOPNOTSUPP;
	return post_recv(&post);
}

/* ---- completions ------------------------------------------------------------ */

static u16 wc_slid(struct ib_device *ibdev, const struct ib_wc *wc)
{
	if (rdma_cap_opa_ah(ibdev, wc->port_num))
		return OPA_TO_IB_UCAST_LID(wc->slid);
	return ib_lid_cpu16(wc->slid);
}

/*
 * The QP of a completion may have been destroyed since it was polled: the lock of
 * the CQ does not keep it.  That its number can be read is what
 * RUAPI_DRIVER_POLLS says of a driver: completions name something that lives as
 * long as the context, which this call keeps.
 */
static void wc_translate(struct ib_device *ibdev, struct ruapi_wc *to,
			 const struct ib_wc *wc)
{
	*to = (struct ruapi_wc){
		.wr_id = wc->wr_id,
		.status = wc->status,
		.opcode = wc->opcode,
		.vendor_err = wc->vendor_err,
		.byte_len = wc->byte_len,
		.imm_data = (__force u32)wc->ex.imm_data,
		.qp_num = wc->qp->qp_num,
		.src_qp = wc->src_qp,
		.flags = wc->wc_flags,
		.pkey_index = wc->pkey_index,
		.slid = wc_slid(ibdev, wc),
		.sl = wc->sl,
		.dlid_path_bits = wc->dlid_path_bits,
		.port_num = wc->port_num,
	};
}

/* Completions of one stride.  Return: how many, or a negative errno. */
static int poll_some(struct ruapi_call *call, struct ib_cq *ib, u32 done, u32 n)
{
	const u32 at = done * sizeof(struct ruapi_wc);
	struct ruapi_wc out[STRIDE];
	struct ib_wc wcs[STRIDE];
	int i, found, ret;

	/* What is polled is in the CQ no more. */
	ret = attr_touch(call, RUAPI_CQ_POLL_WCS, at, n * sizeof(*out));
	if (ret)
		return ret;
	found = ib_poll_cq(ib, n, wcs);
	if (found <= 0)
		return found;
	for (i = 0; i < found; i++)
		wc_translate(ib->device, &out[i], &wcs[i]);
	ret = attr_put_part(call, RUAPI_CQ_POLL_WCS, at, out,
			    found * sizeof(*out));
	return ret ?: found;
}

/**
 * cq_poll() - handler of CQ.POLL
 * @call: the call
 *
 * An error after some completions is told by the next call.
 *
 * Return: 0 or a negative errno.
 */
int cq_poll(struct ruapi_call *call)
{
	struct ib_cq *ib = attr_to(cq, call, RUAPI_CQ_POLL_HANDLE)->ib;
	u32 room, done, n;
	int ret;

	if (!(call->dev->traits & RUAPI_DRIVER_POLLS) ||
	    !ib->device->ops.poll_cq)
		return -EOPNOTSUPP;
	room = min_t(u32, RUAPI_MAX_WRS, attr_room(call, RUAPI_CQ_POLL_WCS) /
						 sizeof(struct ruapi_wc));
	for (done = 0; done < room; done += ret) {
		n = min_t(u32, room - done, STRIDE);
		ret = poll_some(call, ib, done, n);
		if (ret < 0 && !done)
			return ret;
		if (ret < 0)
			break;
		if (ret < n) {
			done += ret;
			break;
		}
		cond_resched();
	}
	attr_end_parts(call, RUAPI_CQ_POLL_WCS, done * sizeof(struct ruapi_wc));
	return 0;
}
