/* SPDX-License-Identifier: GPL-2.0 OR Linux-OpenIB */
/* Two ends of a connection between two ports of a simulated HCA. */
#ifndef GUEST_RDMASIM_H
#define GUEST_RDMASIM_H

#include <infiniband/verbs.h>
#include "guest.h"

enum {
	ROOM = 64 * 1024,
	DEPTH = 16,
	QKEY = 0x11111111,
	/* All remote rights. */
	ACCESS = IBV_ACCESS_LOCAL_WRITE | IBV_ACCESS_REMOTE_READ |
		 IBV_ACCESS_REMOTE_WRITE | IBV_ACCESS_REMOTE_ATOMIC,
};

/**
 * struct end - a QP with memory and queues of its own
 * @srq: if not NULL, it receives from there
 */
struct end {
	struct ibv_context *ctx;
	uint8_t port;
	union ibv_gid gid;
	uint16_t lid;
	struct ibv_pd *pd;
	struct ibv_comp_channel *channel;
	struct ibv_cq *send_cq;
	struct ibv_cq *recv_cq;
	struct ibv_srq *srq;
	struct ibv_qp *qp;
	struct ibv_mr *mr;
	uint8_t *buf;
};

/**
 * struct pair - two of them
 * @a: usually sends
 * @b: usually receives
 */
struct pair {
	struct end a;
	struct end b;
};

/**
 * struct how - how to connect them
 * @type: of the QPs
 * @srq: the receiver has one
 * @access: of the receiver's QP, ACCESS if 0 and not @no_access
 * @no_access: none
 * @rnr_retry: of the sender
 * @wrong_qpn: the sender sends to a QP that is not there
 * @wrong_psn: the receiver expects another packet
 * @qkey: of datagrams, QKEY if 0
 * @receiver_in: state in which the receiver stays, RTS if 0
 */
struct how {
	enum ibv_qp_type type;
	bool srq;
	int access;
	bool no_access;
	uint8_t rnr_retry;
	bool wrong_qpn;
	bool wrong_psn;
	uint32_t qkey;
	enum ibv_qp_state receiver_in;
};

/* The device that is tested, and its name. */
extern struct ibv_context *the_device;

void pair_make(struct pair *pair, const struct how *how);
void pair_free(struct pair *pair);

struct ibv_ah *ah_to(struct end *from, const struct end *to, bool grh);

/* Posts a receive of @len bytes at @offset. */
int post_recv(struct end *end, uint32_t offset, uint32_t len, uint32_t lkey);

/* The next completion.  Return: its status, or -1 if there is none in time. */
int next_wc(struct ibv_cq *cq, struct ibv_wc *wc);

/* That nothing is completed for a while. */
bool silent(struct ibv_cq *cq);

/* Checks what a queue completes next. */
bool completes(struct ibv_cq *cq, enum ibv_wc_status status, const char *what);

enum ibv_qp_state state_of(struct end *end);
int to_state(struct end *end, enum ibv_qp_state state);

/* The next asynchronous event is that one. */
bool next_event(enum ibv_event_type *type);
bool event_comes(enum ibv_event_type type);

/* Writes to a knob of the device. */
bool knob(const char *name, const char *fmt, ...)
	__attribute__((format(printf, 2, 3)));

/* A hardware counter of a port. */
uint64_t counter(unsigned int port, const char *name);

/* Gives up a region that was made by a method.  Return: 0 or a negative errno. */
int mr_free(uint32_t handle);

/*
 * Moves data between the buffer of one end and what has the key.  Return: status
 * of the request, or -1.
 */
int transfer(struct pair *pair, enum ibv_wr_opcode opcode, uint32_t rkey, uint64_t to,
	     uint32_t len);

/* A file for each: rdmasim_apm.c and so on. */
void test_apm(void);
void test_dm(void);
void test_dmabuf(void);
void test_errors(void);
void test_flow(void);
void test_link_knobs(void);
void test_map(void);
void test_map_gone(void);
void test_more(void);
void test_own(void);
void test_raw(void);
void test_sa(void);
void test_wq(void);
void test_xrc(void);

#endif
