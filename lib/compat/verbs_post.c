// SPDX-License-Identifier: GPL-2.0 OR Linux-OpenIB
/*
 * Commands of uverbsN that are made per message, of provider libraries that
 * leave queues to the kernel.  Short lists of requests are translated on the
 * stack; how much of that a thread has is its own business.
 */
#include <assert.h>
#include <errno.h>
#include <stdatomic.h>
#include <stdlib.h>

#include "verbs.h"

/* ---- lists ----------------------------------------------------------- */

/* Entries need no translation. */
static_assert(sizeof(struct ib_uverbs_sge) == sizeof(struct ruapi_sge) &&
	      offsetof(struct ib_uverbs_sge, addr) ==
	      offsetof(struct ruapi_sge, addr) &&
	      offsetof(struct ib_uverbs_sge, length) ==
	      offsetof(struct ruapi_sge, length) &&
	      offsetof(struct ib_uverbs_sge, lkey) ==
	      offsetof(struct ruapi_sge, lkey), "the same entries");

/**
 * struct list - requests of a command
 * @wrs: the first
 * @count: how many there are
 * @size: bytes from one to the next
 * @sges: entries of all of them
 * @num_sges: how many there are
 */
struct list {
	const uint8_t *wrs;
	uint32_t count;
	uint32_t size;
	const uint8_t *sges;
	uint32_t num_sges;
};

/* What is in a command behind its first @fixed bytes. */
static int list_find(const struct verbs_cmd *cmd, size_t fixed,
		     struct list *list)
{
	const uint8_t *at = (const uint8_t *)cmd->req + fixed;
	uint64_t left = cmd->req_len - fixed;
	const uint64_t wrs = (uint64_t)list->size * list->count;
	const uint64_t sges =
		(uint64_t)list->num_sges * sizeof(struct ib_uverbs_sge);

	list->wrs = at;
	if (wrs > left)
		return -ENOSPC;
	list->sges = at + wrs;
	if (sges > left - wrs)
		return -ENOSPC;
	for (at = list->sges + sges, left -= wrs + sges; left; left--)
		if (*at++)
			return -EOPNOTSUPP;
	return 0;
}

/**
 * struct room - where a list is translated to
 * @stack: for short ones
 * @heap: of a long one
 */
struct room {
	_Alignas(8) uint8_t stack[2048];
	void *heap;
};

/* Return: NULL if there is none. */
static void *room_get(struct room *room, size_t size)
{
	room->heap = size > sizeof(room->stack) ? malloc(size) : NULL;
	return size > sizeof(room->stack) ? room->heap : room->stack;
}

static void room_put(struct room *room)
{
	free(room->heap);
}

static const uint8_t *list_wr(const struct list *list, uint32_t i)
{
	return list->wrs + (size_t)i * list->size;
}

/* Which request the device refused, from 1 on; 0: none. */
static int answer(const struct verbs_cmd *cmd, uint32_t bad_wr, int ret)
{
	/* All three responses are this. */
	struct ib_uverbs_post_send_resp resp = { .bad_wr = bad_wr };

	verbs_response(cmd, &resp, sizeof(resp));
	return ret;
}

/**
 * struct posting - the call that a command becomes
 * @call: the call
 * @bad_wr: its answer
 * @bad_errno: its answer
 */
struct posting {
	struct call call;
	const struct ruapi_attr *bad_wr;
	const struct ruapi_attr *bad_errno;
};

/* All that post have the same numbers of attributes. */
static void posting_init(struct posting *p, enum ruapi_object object,
			 uint16_t action, uint32_t handle, const void *wrs,
			 size_t size, const struct list *list)
{
	call_init(&p->call, RUAPI_IOC_CALL, object, action);
	call_obj(&p->call, RUAPI_QP_POST_SEND_HANDLE, object, handle);
	if (list->count)
		call_buf(&p->call, RUAPI_QP_POST_SEND_WRS, wrs,
			 (uint32_t)(list->count * size));
	if (list->num_sges)
		call_buf(&p->call, RUAPI_QP_POST_SEND_SGES, list->sges,
			 list->num_sges * (uint32_t)sizeof(struct ruapi_sge));
	p->bad_wr = call_want(&p->call, RUAPI_QP_POST_SEND_BAD_WR, 4);
	p->bad_errno = call_want(&p->call, RUAPI_QP_POST_SEND_BAD_ERRNO, 4);
}

/*
 * What a call has come to.  Of malformed requests ib_uverbs says no more.  The file
 * may have turned out to be something else, in which the buffer means nothing, and
 * must not say where an answer goes: only the module marks what it answers.
 */
static int posting_end(const struct posting *p, const struct verbs_cmd *cmd,
		       int ret)
{
	const struct ruapi_hdr *hdr = &p->call.room.hdr;

	if (!attr_valid(p->bad_wr))
		return ret ? ret : -ENOTTY;
	if (!ret && !p->bad_errno->value)
		return answer(cmd, 0, 0);
	if (!ret)
		return answer(cmd, (uint32_t)p->bad_wr->value + 1,
			      -(int)p->bad_errno->value);
	if (hdr->bad_attr || hdr->reason)
		return ret;
	return answer(cmd, 1, ret);
}

/* ---- send ------------------------------------------------------------- */

/* Of rdma/ib_verbs.h; drivers look at no others. */
#define SEND_FLAGS 0x1fu

/*
 * QPs that were seen to be of type UD, each in one place by its handle: fd and
 * handle.  Their requests name an AH where others have nothing, or garbage.  What
 * is wrong here, or forgotten, costs one call more.
 */
#define UD_PLACES 64

static _Atomic uint64_t ud_qps[UD_PLACES];

static _Atomic uint64_t *ud_place(uint32_t handle)
{
	return &ud_qps[handle % UD_PLACES];
}

static uint64_t ud_key(int fd, uint32_t handle)
{
	return (uint64_t)(uint32_t)fd << 32 | handle;
}

static bool ud_known(int fd, uint32_t handle)
{
	return atomic_load_explicit(ud_place(handle), memory_order_relaxed) ==
	       ud_key(fd, handle);
}

static void ud_learn(int fd, uint32_t handle)
{
	atomic_store_explicit(ud_place(handle), ud_key(fd, handle),
			      memory_order_relaxed);
}

static void ud_forget(int fd, uint32_t handle)
{
	uint64_t key = ud_key(fd, handle);

	atomic_compare_exchange_strong(ud_place(handle), &key, 0);
}

static void send_translate(struct ruapi_send_wr *to,
			   const struct ib_uverbs_send_wr *wr, uint32_t i)
{
	*to = (struct ruapi_send_wr) {
		.wr_id = wr->wr_id,
		.opcode = wr->opcode,
		.flags = wr->send_flags & SEND_FLAGS,
		.num_sge = wr->num_sge,
		.imm_data = wr->ex.invalidate_rkey,
	};
	switch (wr->opcode) {
	case IB_UVERBS_WR_RDMA_WRITE:
	case IB_UVERBS_WR_RDMA_WRITE_WITH_IMM:
	case IB_UVERBS_WR_RDMA_READ:
		to->remote_addr = wr->wr.rdma.remote_addr;
		to->rkey = wr->wr.rdma.rkey;
		break;
	case IB_UVERBS_WR_ATOMIC_CMP_AND_SWP:
	case IB_UVERBS_WR_ATOMIC_FETCH_AND_ADD:
		to->remote_addr = wr->wr.atomic.remote_addr;
		to->compare_add = wr->wr.atomic.compare_add;
		to->swap = wr->wr.atomic.swap;
		to->rkey = wr->wr.atomic.rkey;
		break;
	default:
		to->ah = i;
		to->remote_qpn = wr->wr.ud.remote_qpn;
		to->remote_qkey = wr->wr.ud.remote_qkey;
		break;
	}
}

static bool send_is_plain(uint32_t opcode)
{
	return opcode == IB_UVERBS_WR_SEND ||
	       opcode == IB_UVERBS_WR_SEND_WITH_IMM;
}

/*
 * Translates requests, and their AHs, if there are any.  @plain: a QP of type UD
 * can have them.  The list has as many entries afterwards as the requests take.
 */
static int send_list(struct list *list, struct ruapi_send_wr *wrs,
		     struct ruapi_objref *ahs, bool *plain)
{
	struct ib_uverbs_send_wr wr;
	uint32_t taken = 0, i;

	*plain = true;
	for (i = 0; i < list->count; i++) {
		memcpy(&wr, list_wr(list, i), sizeof(wr));
		if (wr.num_sge > list->num_sges - taken)
			return -EINVAL;
		taken += wr.num_sge;
		send_translate(&wrs[i], &wr, i);
		ahs[i] = (struct ruapi_objref) {
			.handle = wr.wr.ud.ah,
			.object = RUAPI_OBJ_AH,
		};
		*plain = *plain && send_is_plain(wr.opcode);
	}
	list->num_sges = taken;
	return 0;
}

static int send_run(struct posting *p, const struct verbs_cmd *cmd,
		    uint32_t qp, const struct ruapi_send_wr *wrs,
		    const struct ruapi_objref *ahs, const struct list *list)
{
	posting_init(p, RUAPI_OBJ_QP, RUAPI_QP_POST_SEND, qp, wrs,
		     sizeof(*wrs), list);
	if (ahs)
		ruapi_put_objs(call_next(&p->call), RUAPI_QP_POST_SEND_AHS, ahs,
			       list->count * (uint32_t)sizeof(*ahs));
	return verbs_run(&p->call, cmd);
}

/* The device needs the AH of a request. */
static bool wants_ahs(const struct posting *p, int ret)
{
	const struct ruapi_hdr *hdr = &p->call.room.hdr;

	return ret == -EINVAL && hdr->bad_attr == RUAPI_QP_POST_SEND_WRS &&
	       hdr->reason == RUAPI_REASON_RANGE;
}

/* It had garbage: what was seen there before was another QP. */
static bool wants_no_ahs(const struct posting *p, int ret)
{
	const struct ruapi_hdr *hdr = &p->call.room.hdr;

	return hdr->bad_attr == RUAPI_QP_POST_SEND_AHS &&
	       (ret == -ENOENT || hdr->reason == RUAPI_REASON_TYPE);
}

/* Translated requests, of which those that are @plain may want their AHs. */
static int send_try(const struct verbs_cmd *cmd, uint32_t qp,
		    const struct list *list, const struct ruapi_send_wr *wrs,
		    const struct ruapi_objref *ahs, bool plain)
{
	const int fd = cmd->view->fd;
	struct posting p;
	bool ud;
	int ret;

	ud = plain && ud_known(fd, qp);
	ret = send_run(&p, cmd, qp, wrs, ud ? ahs : NULL, list);
	if (ud && wants_no_ahs(&p, ret)) {
		struct posting other;
		int again = send_run(&other, cmd, qp, wrs, NULL, list);

		if (!wants_ahs(&other, again)) {
			ud_forget(fd, qp);
			return posting_end(&other, cmd, again);
		}
	} else if (!ud && plain && wants_ahs(&p, ret)) {
		ret = send_run(&p, cmd, qp, wrs, ahs, list);
		if (!ret)
			ud_learn(fd, qp);
	}
	return posting_end(&p, cmd, ret);
}

static int send_some(const struct verbs_cmd *cmd, uint32_t qp,
		     struct list *list)
{
	struct ruapi_send_wr *wrs;
	struct ruapi_objref *ahs;
	struct room room;
	bool plain;
	int ret;

	wrs = room_get(&room, list->count * (sizeof(*wrs) + sizeof(*ahs)));
	if (!wrs)
		return -ENOMEM;
	ahs = (struct ruapi_objref *)(wrs + list->count);
	ret = send_list(list, wrs, ahs, &plain);
	if (!ret)
		ret = send_try(cmd, qp, list, wrs, ahs, plain);
	room_put(&room);
	return ret;
}

/* Software HCAs take their work from the mapped queue: only ring the bell. */
static int doorbell(const struct verbs_cmd *cmd, uint32_t qp,
		    const struct list *none)
{
	struct posting p;
	int ret;

	ret = verbs_fast(cmd, RUAPI_OBJ_QP, RUAPI_QP_DOORBELL, qp, 0);
	if (ret != -EOPNOTSUPP)
		return ret;
	ret = send_run(&p, cmd, qp, NULL, NULL, none);
	return posting_end(&p, cmd, ret);
}

int cmd_post_send(const struct verbs_cmd *cmd)
{
	struct ib_uverbs_post_send req;
	struct list list;
	int ret;

	memcpy(&req, cmd->req, sizeof(req));
	list = (struct list) {
		.count = req.wr_count,
		.size = req.wqe_size,
		.num_sges = req.sge_count,
	};
	ret = list_find(cmd, sizeof(req), &list);
	if (ret)
		return ret;
	if (req.wqe_size < sizeof(struct ib_uverbs_send_wr))
		return -EINVAL;
	if (list.count)
		return send_some(cmd, req.qp_handle, &list);
	list.num_sges = 0;
	return doorbell(cmd, req.qp_handle, &list);
}

/* ---- receive ------------------------------------------------------------ */

static int recv_list(struct list *list, struct ruapi_recv_wr *wrs)
{
	struct ib_uverbs_recv_wr wr;
	uint32_t taken = 0, i;

	for (i = 0; i < list->count; i++) {
		memcpy(&wr, list_wr(list, i), sizeof(wr));
		if (wr.num_sge > list->num_sges - taken)
			return -EINVAL;
		taken += wr.num_sge;
		wrs[i] = (struct ruapi_recv_wr) {
			.wr_id = wr.wr_id,
			.num_sge = wr.num_sge,
		};
	}
	list->num_sges = taken;
	return 0;
}

/* Both requests, of QPs and of SRQs, look the same. */
static int recv_some(const struct verbs_cmd *cmd, enum ruapi_object object,
		     uint16_t action)
{
	struct ib_uverbs_post_recv req;
	struct ruapi_recv_wr *wrs;
	struct posting p;
	struct room room;
	struct list list;
	int ret;

	memcpy(&req, cmd->req, sizeof(req));
	list = (struct list) {
		.count = req.wr_count,
		.size = req.wqe_size,
		.num_sges = req.sge_count,
	};
	if (req.wqe_size < sizeof(struct ib_uverbs_recv_wr))
		return -EINVAL;
	ret = list_find(cmd, sizeof(req), &list);
	if (ret)
		return ret;
	wrs = room_get(&room, list.count * sizeof(*wrs));
	if (!wrs)
		return -ENOMEM;
	ret = recv_list(&list, wrs);
	if (!ret) {
		posting_init(&p, object, action, req.qp_handle, wrs,
			     sizeof(*wrs), &list);
		ret = posting_end(&p, cmd, verbs_run(&p.call, cmd));
	}
	room_put(&room);
	return ret;
}

int cmd_post_recv(const struct verbs_cmd *cmd)
{
	return recv_some(cmd, RUAPI_OBJ_QP, RUAPI_QP_POST_RECV);
}

int cmd_post_srq_recv(const struct verbs_cmd *cmd)
{
	static_assert(sizeof(struct ib_uverbs_post_srq_recv) ==
		      sizeof(struct ib_uverbs_post_recv) &&
		      offsetof(struct ib_uverbs_post_srq_recv, srq_handle) ==
		      offsetof(struct ib_uverbs_post_recv, qp_handle),
		      "the same request");

	return recv_some(cmd, RUAPI_OBJ_SRQ, RUAPI_SRQ_POST_RECV);
}

/* ---- poll ----------------------------------------------------------------- */

/* Completions need no translation: they go where the program wants them. */
static_assert(sizeof(struct ib_uverbs_wc) == sizeof(struct ruapi_wc) &&
	      offsetof(struct ib_uverbs_wc, status) ==
	      offsetof(struct ruapi_wc, status) &&
	      offsetof(struct ib_uverbs_wc, ex) ==
	      offsetof(struct ruapi_wc, imm_data) &&
	      offsetof(struct ib_uverbs_wc, qp_num) ==
	      offsetof(struct ruapi_wc, qp_num) &&
	      offsetof(struct ib_uverbs_wc, wc_flags) ==
	      offsetof(struct ruapi_wc, flags) &&
	      offsetof(struct ib_uverbs_wc, slid) ==
	      offsetof(struct ruapi_wc, slid) &&
	      offsetof(struct ib_uverbs_wc, port_num) ==
	      offsetof(struct ruapi_wc, port_num), "the same completions");

/*
 * As ib_uverbs, it takes the room for @ne completions for granted, whatever length the
 * program has told: only in the program there may be as much, not in a copy.
 */
int cmd_poll_cq(const struct verbs_cmd *cmd)
{
	struct ib_uverbs_poll_cq_resp resp = {};
	const struct ruapi_attr *wcs;
	struct ib_uverbs_poll_cq req;
	struct call call;
	int ret;

	ret = verbs_request(cmd, &req, sizeof(req));
	if (ret)
		return ret;
	if (req.ne > RUAPI_MAX_WRS)
		req.ne = RUAPI_MAX_WRS;
	call_init(&call, RUAPI_IOC_CALL, RUAPI_OBJ_CQ, RUAPI_CQ_POLL);
	call_obj(&call, RUAPI_CQ_POLL_HANDLE, RUAPI_OBJ_CQ, req.cq_handle);
	wcs = call_want_buf(&call, RUAPI_CQ_POLL_WCS,
			    (uint8_t *)cmd->resp_to + sizeof(resp),
			    req.ne * (uint32_t)sizeof(struct ruapi_wc));
	ret = verbs_run(&call, cmd);
	if (ret)
		return ret;
	if (!attr_valid(wcs))
		return -ENOTTY;
	resp.count = wcs->len / (uint32_t)sizeof(struct ruapi_wc);
	memcpy(cmd->resp, &resp, sizeof(resp));
	return 0;
}
