/* SPDX-License-Identifier: GPL-2.0 OR Linux-OpenIB */
/* Commands of ib_uverbs about XRC, for the simulated HCA. */
#ifndef GUEST_XRC_RAW_H
#define GUEST_XRC_RAW_H

#include <rdma/ib_user_verbs.h>
#include "rdmasim.h"

/* Bytes of memory that a side has. */
enum { SIZE = 4096, };

/**
 * struct side - who opened a domain, or sends to it
 * @xrcd: handle of its domain
 */
struct side {
	struct ibv_context *ctx;
	struct ibv_pd *pd;
	struct ibv_cq *cq;
	struct ibv_mr *mr;
	uint8_t *buf;
	uint32_t xrcd;
};

/* An SRQ of XRC. */
struct xsrq {
	uint32_t handle;
	uint32_t num;
};

/* Bails out if the device cannot be opened. */
void side_open(struct side *side, struct ibv_device *device);

/* What is left of it goes with the context. */
void side_close(struct side *side);

/* All of these return 0 or a negative errno. */
int raw_command(struct side *side, uint32_t command, const void *req, size_t len,
		size_t resp_len);
int raw_open_xrcd(struct side *side, int fd, uint32_t oflags);
int raw_close_xrcd(struct side *side);
int raw_create_xsrq(struct side *side, uint32_t xrcd, struct xsrq *srq);
int raw_destroy_srq(struct side *side, const struct xsrq *srq);

/* Of an initiator the domain is a protection domain. */
int raw_create_qp(struct side *side, uint8_t type, uint32_t domain,
		  struct ib_uverbs_create_qp_resp *resp);
int raw_open_qp(struct side *side, uint32_t num, uint8_t type, uint64_t user,
		struct ib_uverbs_create_qp_resp *resp);
int raw_destroy_qp(struct side *side, uint32_t handle);
int raw_modify_qp(struct side *side, uint32_t handle, struct ib_uverbs_modify_qp *attr);

/* Names the SRQ of all requests from now on. */
int raw_name_srq(struct side *side, uint32_t qp, uint32_t num);
int raw_post_srq(struct side *side, const struct xsrq *srq, uint32_t len, uint32_t lkey);

/**
 * raw_post() - a request about the first bytes of both
 * @from: who sends
 * @qp: its QP
 * @opcode: of the request
 * @len: bytes
 * @to: address of the other memory
 * @rkey: of that
 */
int raw_post(struct side *from, uint32_t qp, enum ib_uverbs_wr_opcode opcode, uint32_t len,
	     uint64_t to, uint32_t rkey);

/* Return: state of a QP, or a negative errno. */
int raw_state(struct side *side, uint32_t qp);

/* The next event.  OPEN_QP of ib_uverbs forgets whom to tell: only of what @side made. */
bool raw_event(struct side *side, uint64_t element, enum ibv_event_type type);

/* From port 1 to port 2, or the other way: RTS.  An initiator, or a target. */
void raw_connect_qp(struct side *side, uint32_t qp, bool ini, uint8_t port, uint32_t to);

/* A command that has no function here. */
#define COMMAND(side, name, req, resp_len) \
	raw_command(side, IB_USER_VERBS_CMD_##name, &(req), sizeof(req), resp_len)

#endif /* GUEST_XRC_RAW_H */
