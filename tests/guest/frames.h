/* SPDX-License-Identifier: GPL-2.0 OR Linux-OpenIB */
/* QPs of raw packets, and frames that they send. */
#ifndef GUEST_FRAMES_H
#define GUEST_FRAMES_H

#include <infiniband/verbs.h>
#include "guest.h"

enum { DEPTH = 16, ROOM = 128 * 1024, SLOT = 2048, ETYPE = 0x88b5 };

/* A QP with memory and a queue of its own. */
struct end {
	struct ibv_context *ctx;
	struct ibv_pd *pd;
	struct ibv_cq *cq;
	struct ibv_qp *qp;
	struct ibv_mr *mr;
	uint8_t *buf;
	unsigned int next;
};

/* Where frames go. */
extern const uint8_t there[6];

/* The frame that is being put together. */
extern uint8_t frame[SLOT];

void need(const char *what, bool good);
struct ibv_context *open_device(const char *name);
struct ibv_qp *create_qp(struct end *end);
void end_make(struct end *end, struct ibv_context *ctx);
void end_free(struct end *end);

/* Each begins at @at, or at 0, and says where the next header does. */
uint32_t put(uint32_t at, const void *data, uint32_t len);
uint32_t put16(uint32_t at, uint16_t value);
uint32_t eth(const uint8_t *to, uint16_t type);
uint32_t ip4(uint32_t at, uint8_t proto);
uint32_t ip6(uint32_t at, uint8_t next);
uint32_t ports(uint32_t at, uint16_t to);

/* Sends it. */
int post(struct end *end, uint32_t len);
void transmit(struct end *end, uint32_t len);

/* The next completion.  Return: its status, or -1 if there is none in time. */
int next_wc(struct end *end, struct ibv_wc *wc);

#endif
